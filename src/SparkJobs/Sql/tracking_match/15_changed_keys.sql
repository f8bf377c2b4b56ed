-- A row is an (app, device key) whose lake row this run changes: its device rows came, its rows were tracked or no longer are, or its device
-- was joined with another.
SELECT key_hash, app_id, device_key, min(device_uid) AS device_uid
FROM (
  SELECT k.key_hash, k.app_id, k.device_key, n.device_uid
  FROM hour_keys AS k
  JOIN named_nodes AS n ON n.node = k.key_hash
  UNION ALL
  SELECT key_hash, app_id, device_key, device_uid FROM kept_keys WHERE matched > 0
  UNION ALL
  SELECT l.key_hash, l.app_id, l.device_key, n.device_uid
  FROM lake_device_keys AS l
  JOIN new_aliases AS n ON n.alias_uid = l.device_uid
  WHERE l.kind = 'key'
  UNION ALL
  SELECT h64(o.app_id || chr(31) || o.device_key) AS key_hash, o.app_id, o.device_key, coalesce(n.device_uid, a.device_uid, o.device_uid) AS device_uid
  FROM (SELECT DISTINCT app_id, device_key, device_uid FROM own_tracking) AS o
  LEFT JOIN aliases AS a ON a.alias_uid = o.device_uid
  LEFT JOIN new_aliases AS n ON n.alias_uid = coalesce(a.device_uid, o.device_uid)
) AS changed
GROUP BY key_hash, app_id, device_key
