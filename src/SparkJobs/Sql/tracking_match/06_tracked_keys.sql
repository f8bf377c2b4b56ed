-- A row is an (app, device key) with tracking rows in the hour.
SELECT h64(app_id || chr(31) || device_key) AS key_hash, app_id, device_key
FROM (SELECT DISTINCT app_id, device_key FROM tracking_rows WHERE in_hour AND good) AS k
