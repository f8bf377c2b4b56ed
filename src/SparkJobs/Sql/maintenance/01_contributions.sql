-- A row is what was contributed to a unique device, under the name that it has now: by the compaction so far, or by an hour since.
SELECT coalesce(a.device_uid, c.device_uid) AS device_uid, c.keys, c.first_seen_at, c.last_seen_at,
  c.platform, c.os_name, c.os_version, c.manufacturer, c.model, c.device_version, c.app_version, c.locale, c.timezone, c.carrier,
  c.screen, c.push_token_hash, c.user_id, c.profile_at, c.idfa, c.gaid, c.ids_at, c.settings, c.settings_at
FROM (
  SELECT device_uid, keys, first_seen_at, last_seen_at, platform, os_name, os_version, manufacturer, model, device_version, app_version,
    locale, timezone, carrier, screen, push_token_hash, user_id, profile_at, idfa, gaid, ids_at, settings, settings_at
  FROM compacted_devices
  UNION ALL
  SELECT device_uid, new_keys AS keys, first_seen_at, last_seen_at, platform, os_name, os_version, manufacturer, model, device_version,
    app_version, locale, timezone, carrier, screen, push_token_hash, user_id, profile_at, idfa, gaid, ids_at, settings, settings_at
  FROM pending_changes
) AS c
LEFT JOIN aliases AS a ON a.alias_uid = c.device_uid
