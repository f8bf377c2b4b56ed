-- A row is a device tracked in the hour: how many rows, first, last, last fix, over all its keys.
SELECT k.device_uid, k.events, k.first_seen_at, k.last_seen_at, f.fix_at, f.latitude, f.longitude, f.altitude, f.accuracy, f.speed, f.bearing
FROM (
  SELECT device_uid, CAST(sum(matched) AS BIGINT) AS events, min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
  FROM kept_keys
  WHERE matched > 0
  GROUP BY device_uid
) AS k
LEFT JOIN (
  SELECT l.*, row_number() OVER (
    PARTITION BY device_uid
    ORDER BY fix_at DESC, latitude, longitude, altitude NULLS LAST, accuracy NULLS LAST, speed NULLS LAST, bearing NULLS LAST
  ) AS place
  FROM last_fixes AS l
) AS f ON f.device_uid = k.device_uid AND f.place = 1
