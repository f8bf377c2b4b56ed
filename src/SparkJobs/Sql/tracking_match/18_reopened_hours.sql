-- A row is another hour whose result this run changes: this hour states a key that it waits for, or identities that it counted as this
-- hour's duplicates are no longer in this hour. The key need not be new: an hour too far off to re-open that one may have stated it before.
SELECT hour_index
FROM (
  SELECT DISTINCT w.hour_index
  FROM other_waiting_keys AS w
  JOIN hour_keys AS k ON k.key_hash = w.key_hash AND k.app_id = w.app_id AND k.device_key = w.device_key
  UNION
  SELECT DISTINCT h.hour_index
  FROM other_held AS h
  JOIN own_tracking AS o ON o.message_hash = h.message_hash
  WHERE NOT EXISTS (
    SELECT 1
    FROM tracking_rows AS r
    JOIN matched_keys AS m ON m.app_id = r.app_id AND m.device_key = r.device_key
    WHERE r.message_hash = h.message_hash AND r.in_hour AND r.good
  )
) AS changed
ORDER BY hour_index
