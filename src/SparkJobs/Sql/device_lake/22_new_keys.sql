-- A row is what the hour adds to the map: a device key or advertising id that no other hour's rows hold, or an id's further links; and of
-- that, what is settled: it stands in the map already.
SELECT n.node AS key_hash, n.kind, n.app_id, n.device_key, n.device_uid, n.first_received_micros,
  coalesce(c.new_links, CAST(0 AS BIGINT)) - coalesce(s.links, CAST(0 AS BIGINT)) AS links, k.node IS NULL AS is_new, s.node IS NOT NULL AS is_settled
FROM named_nodes AS n
LEFT JOIN (SELECT DISTINCT node FROM known_rows WHERE NOT own) AS k ON k.node = n.node
LEFT JOIN (SELECT node, CAST(sum(links) AS BIGINT) AS links FROM known_rows WHERE settled GROUP BY node) AS s ON s.node = n.node
LEFT JOIN id_counts AS c ON c.id_hash = n.node
WHERE k.node IS NULL OR c.new_links > 0
