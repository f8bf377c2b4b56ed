-- A row is a tracking row of a lake device, deduplicated. Rows that are near each other go to the same part.
SELECT m.device_uid, r.message_hash,
  r.received_at, r.event_time, r.sent_at, r.original_at, r.message_id, r.app_id, r.device_key, r.user_id, r.anonymous_id, r.type,
  r.event, r.latitude, r.longitude, r.altitude, r.accuracy, r.speed, r.bearing, r.platform, r.idfa, r.gaid, r.os_name, r.os_version,
  r.manufacturer, r.model, r.device_version, r.app_version, r.locale, r.timezone, r.network, r.ip, r.library, r.settings, r.extra,
  coalesce(c.part, 0) AS part
FROM (
  SELECT message_hash, cell,
    received_at, event_time, sent_at, original_at, message_id, app_id, device_key, user_id, anonymous_id, type, event, latitude,
    longitude, altitude, accuracy, speed, bearing, platform, idfa, gaid, os_name, os_version, manufacturer, model, device_version,
    app_version, locale, timezone, network, ip, library, settings, extra
  FROM tracking_rows AS t
  WHERE in_hour AND good AND NOT EXISTS (SELECT 1 FROM special_hashes AS s WHERE s.message_hash = t.message_hash)
  UNION ALL
  SELECT message_hash, cell,
    received_at, event_time, sent_at, original_at, message_id, app_id, device_key, user_id, anonymous_id, type, event, latitude,
    longitude, altitude, accuracy, speed, bearing, platform, idfa, gaid, os_name, os_version, manufacturer, model, device_version,
    app_version, locale, timezone, network, ip, library, settings, extra
  FROM special_rows
  WHERE place = 1 AND NOT held
) AS r
JOIN matched_keys AS m ON m.app_id = r.app_id AND m.device_key = r.device_key
LEFT JOIN cells AS c ON c.cell = r.cell
WHERE m.erased_micros IS NULL OR micros(r.received_at) > m.erased_micros
