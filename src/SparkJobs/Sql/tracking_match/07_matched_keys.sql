-- A row is a tracked key that is in the lake as this run leaves it, with its device; and until when it is erased, if it is.
SELECT k.key_hash, k.app_id, k.device_key, min(m.device_uid) AS device_uid, max(micros(e.erased_at)) AS erased_micros
FROM tracked_keys AS k
JOIN (
  SELECT key_hash, app_id, device_key, device_uid FROM new_keys WHERE kind = 'key'
  UNION ALL
  SELECT l.key_hash, l.app_id, l.device_key, coalesce(n.device_uid, a.device_uid, l.device_uid) AS device_uid
  FROM lake_device_keys AS l
  JOIN (SELECT DISTINCT key_hash FROM tracked_keys) AS t ON t.key_hash = l.key_hash
  LEFT JOIN aliases AS a ON a.alias_uid = l.device_uid
  LEFT JOIN new_aliases AS n ON n.alias_uid = coalesce(a.device_uid, l.device_uid)
  WHERE l.kind = 'key'
) AS m ON m.key_hash = k.key_hash AND m.app_id = k.app_id AND m.device_key = k.device_key
LEFT JOIN erased AS e ON e.key_hash = k.key_hash AND e.app_id = k.app_id AND e.device_key = k.device_key
GROUP BY k.key_hash, k.app_id, k.device_key
