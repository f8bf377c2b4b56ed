-- A row is a name that another has taken the place of: one lost in this run, or an alias of one lost in this run.
SELECT DISTINCT alias_uid, device_uid
FROM (
  SELECT k.device_uid AS alias_uid, n.device_uid
  FROM known_rows AS k
  JOIN named_nodes AS n ON n.node = k.node
  WHERE k.device_uid <> n.device_uid
  UNION ALL
  SELECT a.alias_uid, n.device_uid
  FROM known_rows AS k
  JOIN named_nodes AS n ON n.node = k.node
  JOIN aliases AS a ON a.device_uid = k.device_uid
  WHERE k.device_uid <> n.device_uid
) AS lost
