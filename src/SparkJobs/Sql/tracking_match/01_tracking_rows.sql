-- A row is a raw tracking row with its columns typed and its identity hashed: whether it lies in the hour, whether it parses. Its device key
-- is hashed once a key, later on: a digest costs as much as reading a dozen columns. The cell is a square of 1/32 of a degree.
SELECT
  h64(app_id || chr(31) || device_key || chr(31) || message_id) AS message_hash,
  received_micros >= ${hour_start} AND received_micros < ${hour_end} AS in_hour,
  coalesce(schema_version, '') = '1' AND app_id IS NOT NULL AND device_key IS NOT NULL AND message_id IS NOT NULL
    AND (event_stamp IS NOT NULL OR event_time IS NULL)
    AND (sent_stamp IS NOT NULL OR sent_at IS NULL)
    AND (original_stamp IS NOT NULL OR original_at IS NULL)
    AND (latitude_number IS NOT NULL OR latitude IS NULL)
    AND (longitude_number IS NOT NULL OR longitude IS NULL)
    AND (altitude_number IS NOT NULL OR altitude IS NULL)
    AND (accuracy_number IS NOT NULL OR accuracy IS NULL)
    AND (speed_number IS NOT NULL OR speed IS NULL)
    AND (bearing_number IS NOT NULL OR bearing IS NULL) AS good,
  coalesce(cell_index(latitude_number, 90.0) * 16384 + cell_index(longitude_number, 180.0), -1) AS cell,
  from_micros(received_micros) AS received_at, event_stamp AS event_time, sent_stamp AS sent_at, original_stamp AS original_at,
  message_id, app_id, device_key, user_id, anonymous_id, type, event,
  latitude_number AS latitude, longitude_number AS longitude, altitude_number AS altitude, accuracy_number AS accuracy,
  speed_number AS speed, bearing_number AS bearing,
  platform, idfa, gaid, os_name, os_version, manufacturer, model, device_version, app_version, locale, timezone, network, ip, library,
  settings, extra
FROM (
  SELECT *, coalesce(micros(stamp(received_at)), folder_micros) AS received_micros,
    stamp(event_time) AS event_stamp, stamp(sent_at) AS sent_stamp, stamp(original_at) AS original_stamp,
    number(latitude) AS latitude_number, number(longitude) AS longitude_number, number(altitude) AS altitude_number,
    number(accuracy) AS accuracy_number, number(speed) AS speed_number, number(bearing) AS bearing_number
  FROM raw_tracking
) AS typed
