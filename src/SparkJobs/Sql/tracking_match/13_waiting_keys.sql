-- A row is a key whose rows stay unmatched: when the lake learns of it, this hour is to be run again.
SELECT key_hash, app_id, device_key
FROM kept_keys
WHERE device_uid IS NULL
