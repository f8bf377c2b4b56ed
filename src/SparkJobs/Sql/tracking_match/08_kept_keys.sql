-- A row is a tracked key with what stays of its rows after deduplication, and of these what is matched: their count, first, last, last fix.
-- A row is live unless its device was erased after it came.
SELECT h64(k.app_id || chr(31) || k.device_key) AS key_hash, k.app_id, k.device_key, m.device_uid, k.kept,
  CASE WHEN m.device_uid IS NULL THEN CAST(0 AS BIGINT) ELSE k.live END AS matched, k.first_seen_at, k.last_seen_at, k.last_fix_at
FROM (
  SELECT app_id, device_key, CAST(count(*) AS BIGINT) AS kept, CAST(sum(CASE WHEN live THEN 1 ELSE 0 END) AS BIGINT) AS live,
    min(CASE WHEN live THEN seen_at END) AS first_seen_at, max(CASE WHEN live THEN seen_at END) AS last_seen_at,
    max(CASE WHEN live AND located THEN seen_at END) AS last_fix_at
  FROM (
    SELECT r.app_id, r.device_key, coalesce(r.event_time, r.received_at) AS seen_at,
      r.latitude IS NOT NULL AND r.longitude IS NOT NULL AS located, e.erased_micros IS NULL OR micros(r.received_at) > e.erased_micros AS live
    FROM (
      SELECT app_id, device_key, received_at, event_time, latitude, longitude
      FROM tracking_rows AS t
      WHERE in_hour AND good AND NOT EXISTS (SELECT 1 FROM special_hashes AS s WHERE s.message_hash = t.message_hash)
      UNION ALL
      SELECT app_id, device_key, received_at, event_time, latitude, longitude
      FROM special_rows
      WHERE place = 1 AND NOT held
    ) AS r
    LEFT JOIN (SELECT app_id, device_key, erased_micros FROM matched_keys WHERE erased_micros IS NOT NULL) AS e
      ON e.app_id = r.app_id AND e.device_key = r.device_key
  ) AS judged
  GROUP BY app_id, device_key
) AS k
LEFT JOIN matched_keys AS m ON m.app_id = k.app_id AND m.device_key = k.device_key
