-- A row is a tracking row of such a hash: the earliest of its identity has place 1, ties broken on the row's text,
-- column by column. Numbers are compared as themselves last, for those of more digits than their text is made of.
SELECT r.*, row_number() OVER (
    PARTITION BY r.app_id, r.device_key, r.message_id
    ORDER BY received_at, event_time NULLS FIRST, sent_at NULLS FIRST, original_at NULLS FIRST, user_id NULLS FIRST,
      anonymous_id NULLS FIRST, type NULLS FIRST, event NULLS FIRST, number_text(latitude) NULLS FIRST,
      number_text(longitude) NULLS FIRST, number_text(altitude) NULLS FIRST, number_text(accuracy) NULLS FIRST,
      number_text(speed) NULLS FIRST, number_text(bearing) NULLS FIRST, platform NULLS FIRST, idfa NULLS FIRST, gaid NULLS FIRST,
      os_name NULLS FIRST, os_version NULLS FIRST, manufacturer NULLS FIRST, model NULLS FIRST, device_version NULLS FIRST,
      app_version NULLS FIRST, locale NULLS FIRST, timezone NULLS FIRST, network NULLS FIRST, ip NULLS FIRST, library NULLS FIRST,
      settings NULLS FIRST, extra NULLS FIRST, latitude NULLS FIRST, longitude NULLS FIRST, altitude NULLS FIRST, accuracy NULLS FIRST,
      speed NULLS FIRST, bearing NULLS FIRST
  ) AS place,
  EXISTS (
    SELECT 1 FROM held_identities AS h
    WHERE h.message_hash = r.message_hash AND h.app_id = r.app_id AND h.device_key = r.device_key AND h.message_id = r.message_id
  ) AS held
FROM tracking_rows AS r
JOIN special_hashes AS s ON s.message_hash = r.message_hash
WHERE r.in_hour AND r.good
