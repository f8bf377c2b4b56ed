-- A row is the newest private settings that the hour states of an (app, device key).
SELECT key_hash, app_id, device_key, settings_micros, settings
FROM (
  SELECT r.*, row_number() OVER (
    PARTITION BY app_id, device_key ORDER BY settings_micros DESC, coalesce(settings, '') DESC
  ) AS place
  FROM live_rows AS r
  WHERE settings_micros IS NOT NULL
) AS placed
WHERE place = 1
