-- A row is a raw device row with its columns typed: whether it lies in the hour, and whether it parses.
SELECT
  h64(app_id || chr(31) || device_key) AS key_hash,
  app_id, device_key, received_micros, coalesce(micros(event_at), received_micros) AS seen_micros,
  platform, os_name, os_version, manufacturer, model, device_version, app_version, locale, timezone, carrier, screen,
  push_token_hash, user_id, idfa, gaid, settings,
  micros(profile_stamp) AS profile_micros, micros(ids_stamp) AS ids_micros, micros(settings_stamp) AS settings_micros,
  received_micros >= ${hour_start} AND received_micros < ${hour_end} AS in_hour,
  coalesce(schema_version, '') = '1' AND app_id IS NOT NULL AND device_key IS NOT NULL
    AND (event_at IS NOT NULL OR event_time IS NULL)
    AND (profile_stamp IS NOT NULL OR profile_at IS NULL)
    AND (ids_stamp IS NOT NULL OR ids_at IS NULL)
    AND (settings_stamp IS NOT NULL OR settings_at IS NULL) AS good
FROM (
  SELECT *, coalesce(micros(stamp(received_at)), folder_micros) AS received_micros, stamp(event_time) AS event_at,
    stamp(profile_at) AS profile_stamp, stamp(ids_at) AS ids_stamp, stamp(settings_at) AS settings_stamp
  FROM raw_devices
) AS typed
