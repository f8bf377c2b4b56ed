-- A row is an (app, device key) with device rows in the hour: what they say of it, newest wins in each group.
SELECT s.key_hash, s.app_id, s.device_key, s.first_received_micros, s.first_seen_micros, s.last_seen_micros,
  p.profile_micros, p.platform, p.os_name, p.os_version, p.manufacturer, p.model, p.device_version, p.app_version,
  p.locale, p.timezone, p.carrier, p.screen, p.push_token_hash, p.user_id,
  i.ids_micros, i.idfa, i.gaid, t.settings_micros, t.settings
FROM (
  SELECT key_hash, app_id, device_key, min(received_micros) AS first_received_micros, min(seen_micros) AS first_seen_micros,
    max(seen_micros) AS last_seen_micros
  FROM live_rows
  GROUP BY key_hash, app_id, device_key
) AS s
LEFT JOIN key_profiles AS p ON p.key_hash = s.key_hash AND p.app_id = s.app_id AND p.device_key = s.device_key
LEFT JOIN key_ids AS i ON i.key_hash = s.key_hash AND i.app_id = s.app_id AND i.device_key = s.device_key
LEFT JOIN key_settings AS t ON t.key_hash = s.key_hash AND t.app_id = s.app_id AND t.device_key = s.device_key
