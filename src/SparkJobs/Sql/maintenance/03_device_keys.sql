-- A row is an entry of the map, as hours wrote it: only its file changes.
SELECT kind, app_id, device_key, key_hash, device_uid, since, links, lpad(CAST(((key_hash % 16) + 16) % 16 AS STRING), 2, '0') AS bucket
FROM scattered_rows
