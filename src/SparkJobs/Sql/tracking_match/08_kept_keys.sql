-- A row is a tracked key with what stays of its rows after deduplication, and of these what is matched: their count, first, last, last fix.
SELECT r.key_hash, r.app_id, r.device_key, m.device_uid, CAST(count(*) AS BIGINT) AS kept,
  CAST(sum(CASE WHEN m.device_uid IS NOT NULL AND (m.erased_micros IS NULL OR micros(r.received_at) > m.erased_micros) THEN 1 ELSE 0 END)
    AS BIGINT) AS matched,
  min(CASE WHEN m.erased_micros IS NULL OR micros(r.received_at) > m.erased_micros THEN r.seen_at END) AS first_seen_at,
  max(CASE WHEN m.erased_micros IS NULL OR micros(r.received_at) > m.erased_micros THEN r.seen_at END) AS last_seen_at,
  max(CASE WHEN r.located AND (m.erased_micros IS NULL OR micros(r.received_at) > m.erased_micros) THEN r.seen_at END) AS last_fix_at
FROM (
  SELECT key_hash, app_id, device_key, received_at, coalesce(event_time, received_at) AS seen_at,
    latitude IS NOT NULL AND longitude IS NOT NULL AS located
  FROM tracking_rows AS t
  WHERE in_hour AND good AND NOT EXISTS (SELECT 1 FROM special_hashes AS s WHERE s.message_hash = t.message_hash)
  UNION ALL
  SELECT key_hash, app_id, device_key, received_at, coalesce(event_time, received_at) AS seen_at,
    latitude IS NOT NULL AND longitude IS NOT NULL AS located
  FROM special_rows
  WHERE place = 1 AND NOT held
) AS r
LEFT JOIN matched_keys AS m ON m.key_hash = r.key_hash AND m.app_id = r.app_id AND m.device_key = r.device_key
GROUP BY r.key_hash, r.app_id, r.device_key, m.device_uid
