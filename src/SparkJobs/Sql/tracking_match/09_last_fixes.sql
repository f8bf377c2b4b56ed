-- A row is the last fix of a matched key in the hour, of the rows that stay; of several at the same time, the first in the order of their numbers.
SELECT key_hash, app_id, device_key, device_uid, fix_at, latitude, longitude, altitude, accuracy, speed, bearing
FROM (
  SELECT k.key_hash, k.app_id, k.device_key, k.device_uid, k.last_fix_at AS fix_at, r.latitude, r.longitude, r.altitude, r.accuracy,
    r.speed, r.bearing, row_number() OVER (
      PARTITION BY k.app_id, k.device_key
      ORDER BY r.latitude, r.longitude, r.altitude NULLS LAST, r.accuracy NULLS LAST, r.speed NULLS LAST, r.bearing NULLS LAST
    ) AS place
  FROM (
    SELECT app_id, device_key, received_at, event_time, latitude, longitude, altitude, accuracy, speed, bearing
    FROM tracking_rows AS t
    WHERE in_hour AND good AND NOT EXISTS (SELECT 1 FROM special_hashes AS s WHERE s.message_hash = t.message_hash)
    UNION ALL
    SELECT app_id, device_key, received_at, event_time, latitude, longitude, altitude, accuracy, speed, bearing
    FROM special_rows
    WHERE place = 1 AND NOT held
  ) AS r
  JOIN kept_keys AS k ON k.app_id = r.app_id AND k.device_key = r.device_key AND k.last_fix_at = coalesce(r.event_time, r.received_at)
  LEFT JOIN (SELECT app_id, device_key, erased_micros FROM matched_keys WHERE erased_micros IS NOT NULL) AS m
    ON m.app_id = r.app_id AND m.device_key = r.device_key
  WHERE r.latitude IS NOT NULL AND r.longitude IS NOT NULL AND k.matched > 0
    AND (m.erased_micros IS NULL OR micros(r.received_at) > m.erased_micros)
) AS placed
WHERE place = 1
