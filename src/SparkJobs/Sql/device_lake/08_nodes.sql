-- A row is a device key or advertising id of the hour: a node of the graph whose connected components are devices.
SELECT key_hash AS node, 'key' AS kind, app_id, device_key, first_received_micros FROM hour_keys
UNION ALL
SELECT id_hash AS node, kind, '' AS app_id, id AS device_key, min(first_received_micros) AS first_received_micros
FROM id_links
GROUP BY id_hash, kind, id
