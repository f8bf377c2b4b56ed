-- A row is what the hour adds to the map: a device key or advertising id that no other hour's rows hold, or an id's further links; and of
-- that, what is settled: it stands in the map already. What this hour's earlier run added and the hour no longer states is added again, unless
-- it was erased: later hours found it in the map and added nothing of their own. Once known stays known.
SELECT n.node AS key_hash, n.kind, n.app_id, n.device_key, n.device_uid, n.first_received_micros,
  coalesce(c.new_links, CAST(0 AS BIGINT)) - coalesce(s.links, CAST(0 AS BIGINT)) AS links, k.node IS NULL AS is_new, s.node IS NOT NULL AS is_settled
FROM named_nodes AS n
LEFT JOIN (SELECT DISTINCT node FROM known_rows WHERE NOT own) AS k ON k.node = n.node
LEFT JOIN (SELECT node, CAST(sum(links) AS BIGINT) AS links FROM known_rows WHERE settled GROUP BY node) AS s ON s.node = n.node
LEFT JOIN id_counts AS c ON c.id_hash = n.node
WHERE k.node IS NULL OR c.new_links > 0
UNION ALL
SELECT o.key_hash, o.kind, o.app_id, o.device_key, coalesce(l.next_uid, a.device_uid, o.device_uid) AS device_uid,
  micros(o.since) AS first_received_micros, o.links, FALSE AS is_new, FALSE AS is_settled
FROM own_device_keys AS o
LEFT JOIN aliases AS a ON a.alias_uid = o.device_uid
LEFT JOIN lost_names AS l ON l.device_uid = coalesce(a.device_uid, o.device_uid)
WHERE NOT EXISTS (
  SELECT 1 FROM nodes AS n WHERE n.node = o.key_hash AND n.kind = o.kind AND n.app_id = o.app_id AND n.device_key = o.device_key
) AND NOT EXISTS (
  SELECT 1 FROM erased AS e WHERE o.kind = 'key' AND e.key_hash = o.key_hash AND e.app_id = o.app_id AND e.device_key = o.device_key
)
