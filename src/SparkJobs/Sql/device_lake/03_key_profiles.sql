-- A row is the newest profile that the hour states of an (app, device key); of equal times the greatest text wins.
SELECT key_hash, app_id, device_key, profile_micros, platform, os_name, os_version, manufacturer, model, device_version, app_version,
  locale, timezone, carrier, screen, push_token_hash, user_id
FROM (
  SELECT r.*, row_number() OVER (
    PARTITION BY app_id, device_key
    ORDER BY profile_micros DESC, concat_ws(chr(31), coalesce(platform, ''), coalesce(os_name, ''), coalesce(os_version, ''),
      coalesce(manufacturer, ''), coalesce(model, ''), coalesce(device_version, ''), coalesce(app_version, ''), coalesce(locale, ''),
      coalesce(timezone, ''), coalesce(carrier, ''), coalesce(screen, ''), coalesce(push_token_hash, ''), coalesce(user_id, '')) DESC
  ) AS place
  FROM live_rows AS r
  WHERE profile_micros IS NOT NULL
) AS placed
WHERE place = 1
