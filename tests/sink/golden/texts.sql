-- text, varchar, and char where it is full
SELECT * FROM (VALUES
  (text '', varchar(20) '', char(5) 'abcde'),
  ('seedbed', 'Grüße, 世界 🌱', '12345'),
  (E'a\tb\nc\\d\re\bf\fg\x0bh', E'\x01\x7f', E'\\\\\\\\\\'),
  ('\N', '\.', ' a b '),
  ('"quoted", ''twice''', ' spaces ', '\t\n\'),
  (repeat('a long text, ', 1000), NULL, NULL),
  (NULL, 'NULL', 'null ')) AS t (a, b, c)
