-- A row is an (app, device key) as the lake knows it after this run: what is merged back into its grain, in the order of app and key.
SELECT row_number() OVER (ORDER BY c.app_id, c.device_key) - 1 AS ordinal, c.app_id, c.device_key, c.device_uid,
  coalesce(t.matched, CAST(0 AS BIGINT)) AS events,
  h.platform, h.os_name, h.os_version, h.manufacturer, h.model, h.device_version, h.app_version, h.locale, h.timezone, h.carrier, h.screen,
  h.push_token_hash, h.user_id, h.profile_micros, h.idfa, h.gaid, h.ids_micros, h.settings, h.settings_micros,
  micros(f.fix_at) AS fix_micros, f.latitude, f.longitude, f.altitude, f.accuracy, f.speed, f.bearing,
  least(coalesce(h.first_seen_micros, micros(t.first_seen_at)), coalesce(micros(t.first_seen_at), h.first_seen_micros)) AS first_seen_micros,
  greatest(coalesce(h.last_seen_micros, micros(t.last_seen_at)), coalesce(micros(t.last_seen_at), h.last_seen_micros)) AS last_seen_micros
FROM changed_keys AS c
LEFT JOIN hour_keys AS h ON h.key_hash = c.key_hash AND h.app_id = c.app_id AND h.device_key = c.device_key
LEFT JOIN (SELECT * FROM kept_keys WHERE matched > 0) AS t
  ON t.key_hash = c.key_hash AND t.app_id = c.app_id AND t.device_key = c.device_key
LEFT JOIN last_fixes AS f ON f.key_hash = c.key_hash AND f.app_id = c.app_id AND f.device_key = c.device_key
ORDER BY ordinal
