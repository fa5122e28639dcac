-- bigint, integer, smallint, and a bigint's values in a numeric
SELECT a, b, c::smallint, a::numeric FROM (VALUES
  (bigint '0', integer '0', 0),
  (1, 1, 1),
  (-1, -1, -1),
  (9223372036854775807, 2147483647, 32767),
  (-9223372036854775808, -2147483648, -32768),
  (NULL, NULL, NULL),
  (10000, NULL, 10000)) AS t (a, b, c)
