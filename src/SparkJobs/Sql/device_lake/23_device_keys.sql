-- A row is an entry of the map from device keys and advertising ids to devices. An overlinked id has no device, only its count.
SELECT kind, app_id, device_key, key_hash, device_uid, from_micros(first_received_micros) AS since, links,
  lpad(CAST(((key_hash % 16) + 16) % 16 AS STRING), 2, '0') AS bucket
FROM new_keys
WHERE NOT is_settled OR links > 0
