-- uuid, boolean, and a model's json as json, jsonb and text
SELECT * FROM (VALUES
  (uuid '01234567-89ab-4def-8123-456789abcdef', true, json '{"a":1,  "a":[ ]}', jsonb '{"a": 1}', text '{ }'),
  ('00000000-0000-0000-0000-000000000000', false, '"\u00e9\n"', '"é\n"', 'null'),
  ('ffffffff-ffff-ffff-ffff-ffffffffffff', NULL, '[]', '[1, 2.50, null, {}]', '"\\"'),
  (NULL, NULL, NULL, NULL, NULL)) AS t (a, b, c, d, e)
