-- A row is a name that was joined into another, with the name that stands: names only ever give way to older, so lesser, ones. What this
-- hour's earlier run joined is among them: once joined stays joined.
SELECT a.alias_uid, min(coalesce(b.device_uid, a.device_uid)) AS device_uid
FROM lake_device_aliases AS a
LEFT JOIN lake_device_aliases AS b ON b.alias_uid = a.device_uid
GROUP BY a.alias_uid
