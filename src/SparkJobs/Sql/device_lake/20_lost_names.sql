-- A row is a name of a device that gives way in this run, and the older one that takes its place.
SELECT DISTINCT k.device_uid, n.device_uid AS next_uid
FROM known_rows AS k
JOIN named_nodes AS n ON n.node = k.node
WHERE k.device_uid <> n.device_uid
