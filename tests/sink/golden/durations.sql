-- interval, without days or months
SELECT * FROM (VALUES
  (interval '0 seconds'),
  ('90.5 seconds'),
  ('-90.5 seconds'),
  ('-0.000001 seconds'),
  ('86400 seconds'),
  ('9223372036854.775807 seconds'),
  ('-9223372036854.775808 seconds'),
  (NULL)) AS t (a)
