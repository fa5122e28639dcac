-- timestamp: a model's time is that of UTC
SELECT * FROM (VALUES
  (timestamp '0001-01-01 00:00:00'),
  ('1969-12-31 23:59:59.5'),
  ('2000-01-01 00:00:00'),
  ('9999-12-31 23:59:59.999999'),
  (NULL)) AS t (a)
