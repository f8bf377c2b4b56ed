-- A row is a name that another has taken the place of: one lost in this run, an alias of one lost in this run, or one that this hour's earlier
-- run noted, for rows of other hours still carry it.
SELECT DISTINCT alias_uid, device_uid
FROM (
  SELECT device_uid AS alias_uid, next_uid AS device_uid FROM lost_names
  UNION ALL
  SELECT a.alias_uid, l.next_uid AS device_uid
  FROM lost_names AS l
  JOIN aliases AS a ON a.device_uid = l.device_uid
  UNION ALL
  SELECT o.alias_uid, coalesce(l.next_uid, a.device_uid) AS device_uid
  FROM own_device_aliases AS o
  JOIN aliases AS a ON a.alias_uid = o.alias_uid
  LEFT JOIN lost_names AS l ON l.device_uid = a.device_uid
) AS noted
