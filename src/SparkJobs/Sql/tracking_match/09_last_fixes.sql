-- A row is the last fix of a matched key in the hour; of several at the same time, the first in the order of their numbers.
SELECT key_hash, app_id, device_key, device_uid, fix_at, latitude, longitude, altitude, accuracy, speed, bearing
FROM (
  SELECT k.key_hash, k.app_id, k.device_key, k.device_uid, k.last_fix_at AS fix_at, r.latitude, r.longitude, r.altitude, r.accuracy,
    r.speed, r.bearing, row_number() OVER (
      PARTITION BY k.key_hash, k.app_id, k.device_key
      ORDER BY r.latitude, r.longitude, r.altitude NULLS LAST, r.accuracy NULLS LAST, r.speed NULLS LAST, r.bearing NULLS LAST
    ) AS place
  FROM tracking_rows AS r
  JOIN kept_keys AS k ON k.key_hash = r.key_hash AND k.last_fix_at = coalesce(r.event_time, r.received_at)
    AND k.app_id = r.app_id AND k.device_key = r.device_key
  LEFT JOIN matched_keys AS m ON m.key_hash = r.key_hash AND m.app_id = r.app_id AND m.device_key = r.device_key
  WHERE r.in_hour AND r.good AND r.latitude IS NOT NULL AND r.longitude IS NOT NULL AND k.matched > 0
    AND (m.erased_micros IS NULL OR micros(r.received_at) > m.erased_micros)
) AS placed
WHERE place = 1
