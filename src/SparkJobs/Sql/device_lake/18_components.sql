-- A row is a connected component: the device, under its oldest name. A name begins with the time it was given, so the least is the oldest;
-- a component without a name in the lake is named after its oldest key. An advertising id alone has no name.
SELECT c.label, coalesce(min(known.device_uid), min(fresh.device_uid)) AS device_uid
FROM labels_${rounds} AS c
LEFT JOIN (SELECT DISTINCT h64(device_uid) AS node, device_uid FROM known_rows WHERE device_uid IS NOT NULL) AS known
  ON known.node = c.node
LEFT JOIN (
  SELECT node, hex14(first_received_micros) || '-' || substr(md5(app_id || chr(31) || device_key), 1, 16) AS device_uid
  FROM nodes
  WHERE kind = 'key'
) AS fresh ON fresh.node = c.node
GROUP BY c.label
