-- double precision, real
SELECT * FROM (VALUES
  (float8 '0', float4 '0'),
  ('-0', '-0'),
  ('1.5', '1.5'),
  ('-0.1', '-0.1'),
  ('1.7976931348623157e308', '3.4028235e38'),
  ('5e-324', '1e-45'),
  ('NaN', 'NaN'),
  ('Infinity', 'Infinity'),
  ('-Infinity', '-Infinity'),
  (NULL, NULL)) AS t (a, b)
