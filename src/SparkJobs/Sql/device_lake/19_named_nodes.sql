-- A row is a device key or advertising id of the hour with its device.
SELECT n.node, n.kind, n.app_id, n.device_key, n.first_received_micros, c.device_uid
FROM nodes AS n
JOIN labels_${rounds} AS l ON l.node = n.node
JOIN components AS c ON c.label = l.label
