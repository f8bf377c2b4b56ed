-- A row is what the hour itself contributed to a unique device: the newest of each group over its keys, and how many keys are new.
SELECT s.device_uid, s.new_keys, s.first_seen_at, s.last_seen_at,
  p.platform, p.os_name, p.os_version, p.manufacturer, p.model, p.device_version, p.app_version, p.locale, p.timezone, p.carrier,
  p.screen, p.push_token_hash, p.user_id, from_micros(p.profile_micros) AS profile_at,
  i.idfa, i.gaid, from_micros(i.ids_micros) AS ids_at, t.settings, from_micros(t.settings_micros) AS settings_at
FROM (
  SELECT n.device_uid, CAST(sum(CASE WHEN w.is_new THEN 1 ELSE 0 END) AS BIGINT) AS new_keys,
    from_micros(min(k.first_seen_micros)) AS first_seen_at, from_micros(max(k.last_seen_micros)) AS last_seen_at
  FROM hour_keys AS k
  JOIN named_nodes AS n ON n.node = k.key_hash
  LEFT JOIN new_keys AS w ON w.key_hash = k.key_hash
  GROUP BY n.device_uid
) AS s
LEFT JOIN (
  SELECT n.device_uid, k.*, row_number() OVER (
    PARTITION BY n.device_uid
    ORDER BY k.profile_micros DESC, concat_ws(chr(31), coalesce(k.platform, ''), coalesce(k.os_name, ''), coalesce(k.os_version, ''),
      coalesce(k.manufacturer, ''), coalesce(k.model, ''), coalesce(k.device_version, ''), coalesce(k.app_version, ''),
      coalesce(k.locale, ''), coalesce(k.timezone, ''), coalesce(k.carrier, ''), coalesce(k.screen, ''),
      coalesce(k.push_token_hash, ''), coalesce(k.user_id, '')) DESC
  ) AS place
  FROM hour_keys AS k
  JOIN named_nodes AS n ON n.node = k.key_hash
  WHERE k.profile_micros IS NOT NULL
) AS p ON p.device_uid = s.device_uid AND p.place = 1
LEFT JOIN (
  SELECT n.device_uid, k.idfa, k.gaid, k.ids_micros, row_number() OVER (
    PARTITION BY n.device_uid ORDER BY k.ids_micros DESC, concat_ws(chr(31), coalesce(k.idfa, ''), coalesce(k.gaid, '')) DESC
  ) AS place
  FROM hour_keys AS k
  JOIN named_nodes AS n ON n.node = k.key_hash
  WHERE k.ids_micros IS NOT NULL
) AS i ON i.device_uid = s.device_uid AND i.place = 1
LEFT JOIN (
  SELECT n.device_uid, k.settings, k.settings_micros, row_number() OVER (
    PARTITION BY n.device_uid ORDER BY k.settings_micros DESC, coalesce(k.settings, '') DESC
  ) AS place
  FROM hour_keys AS k
  JOIN named_nodes AS n ON n.node = k.key_hash
  WHERE k.settings_micros IS NOT NULL
) AS t ON t.device_uid = s.device_uid AND t.place = 1
