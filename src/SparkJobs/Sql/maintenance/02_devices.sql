-- A row is a unique device as the lake knows it: of each group of fields the newest contribution, of equal times the greatest text.
SELECT s.device_uid, s.keys, s.first_seen_at, s.last_seen_at,
  p.platform, p.os_name, p.os_version, p.manufacturer, p.model, p.device_version, p.app_version, p.locale, p.timezone, p.carrier,
  p.screen, p.push_token_hash, p.user_id, p.profile_at, i.idfa, i.gaid, i.ids_at, t.settings, t.settings_at,
  lpad(CAST(((h64(s.device_uid) % 16) + 16) % 16 AS STRING), 2, '0') AS bucket
FROM (
  SELECT device_uid, CAST(sum(keys) AS BIGINT) AS keys, min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
  FROM contributions
  GROUP BY device_uid
) AS s
LEFT JOIN (
  SELECT c.*, row_number() OVER (
    PARTITION BY device_uid
    ORDER BY profile_at DESC, concat_ws(chr(31), coalesce(platform, ''), coalesce(os_name, ''), coalesce(os_version, ''),
      coalesce(manufacturer, ''), coalesce(model, ''), coalesce(device_version, ''), coalesce(app_version, ''), coalesce(locale, ''),
      coalesce(timezone, ''), coalesce(carrier, ''), coalesce(screen, ''), coalesce(push_token_hash, ''), coalesce(user_id, '')) DESC
  ) AS place
  FROM contributions AS c
  WHERE profile_at IS NOT NULL
) AS p ON p.device_uid = s.device_uid AND p.place = 1
LEFT JOIN (
  SELECT c.*, row_number() OVER (
    PARTITION BY device_uid ORDER BY ids_at DESC, concat_ws(chr(31), coalesce(idfa, ''), coalesce(gaid, '')) DESC
  ) AS place
  FROM contributions AS c
  WHERE ids_at IS NOT NULL
) AS i ON i.device_uid = s.device_uid AND i.place = 1
LEFT JOIN (
  SELECT c.*, row_number() OVER (PARTITION BY device_uid ORDER BY settings_at DESC, coalesce(settings, '') DESC) AS place
  FROM contributions AS c
  WHERE settings_at IS NOT NULL
) AS t ON t.device_uid = s.device_uid AND t.place = 1
