-- A row is an (app, device key) with tracking rows in the hour.
SELECT key_hash, app_id, device_key
FROM tracking_rows
WHERE in_hour AND good
GROUP BY key_hash, app_id, device_key
