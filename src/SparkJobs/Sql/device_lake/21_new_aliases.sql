-- A row is a name that another has taken the place of: one lost in this run, or an alias of one lost in this run; and what this hour's earlier
-- run noted of a name that the map no longer holds, for rows of other hours still carry it.
SELECT DISTINCT alias_uid, device_uid
FROM (
  SELECT device_uid AS alias_uid, next_uid AS device_uid FROM lost_names
  UNION ALL
  SELECT a.alias_uid, l.next_uid AS device_uid
  FROM lost_names AS l
  JOIN aliases AS a ON a.device_uid = l.device_uid
  UNION ALL
  SELECT o.alias_uid, coalesce(l.next_uid, a.device_uid, o.device_uid) AS device_uid
  FROM own_device_aliases AS o
  LEFT JOIN aliases AS a ON a.alias_uid = o.device_uid
  LEFT JOIN lost_names AS l ON l.device_uid = coalesce(a.device_uid, o.device_uid)
  WHERE NOT EXISTS (SELECT 1 FROM lake_device_keys AS k WHERE k.device_uid = o.alias_uid)
    AND NOT EXISTS (SELECT 1 FROM lost_names AS g WHERE g.device_uid = o.alias_uid)
    AND NOT EXISTS (SELECT 1 FROM named_nodes AS n WHERE n.device_uid = o.alias_uid)
) AS lost
