-- A row is another hour whose result this run changes: its waiting keys got a device, or identities that it counted as this hour's
-- duplicates are no longer in this hour.
SELECT hour_index
FROM (
  SELECT DISTINCT w.hour_index
  FROM other_waiting_keys AS w
  JOIN new_keys AS n ON n.key_hash = w.key_hash AND n.app_id = w.app_id AND n.device_key = w.device_key AND n.kind = 'key'
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
