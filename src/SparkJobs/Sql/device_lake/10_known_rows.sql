-- A row is what the lake's map says of a node, aliases followed. What only this hour's earlier run wrote is its own: its names are kept,
-- for later hours may use them, but its nodes and links count as new. An own row that has been compacted is settled: no run replaces it.
SELECT n.node, coalesce(a.device_uid, k.device_uid) AS device_uid, k.own, k.settled, CAST(sum(k.links) AS BIGINT) AS links
FROM nodes AS n
JOIN (
  SELECT kind, app_id, device_key, key_hash, device_uid, links,
    micros(since) >= ${hour_start} AND micros(since) < ${hour_end} AS own,
    micros(since) >= ${hour_start} AND micros(since) < ${hour_end} AS settled
  FROM lake_device_keys
  UNION ALL
  SELECT kind, app_id, device_key, key_hash, device_uid, links, TRUE AS own, FALSE AS settled FROM own_device_keys
) AS k ON k.key_hash = n.node AND k.kind = n.kind AND k.app_id = n.app_id AND k.device_key = n.device_key
LEFT JOIN aliases AS a ON a.alias_uid = k.device_uid
GROUP BY n.node, coalesce(a.device_uid, k.device_uid), k.own, k.settled
