-- A row is a node or a name with the label of its component so far: before the first round, itself.
SELECT node, node AS label FROM nodes
UNION
SELECT h64(device_uid) AS node, h64(device_uid) AS label FROM known_rows WHERE device_uid IS NOT NULL
