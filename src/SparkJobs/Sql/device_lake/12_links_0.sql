-- A row is a link of the graph, in both directions: a key with an id that few enough keys carry, a node with a name it has.
SELECT DISTINCT from_node, to_node
FROM (
  SELECT CASE WHEN forth THEN key_hash ELSE id_hash END AS from_node, CASE WHEN forth THEN id_hash ELSE key_hash END AS to_node
  FROM id_links AS l
  CROSS JOIN (SELECT TRUE AS forth UNION ALL SELECT FALSE AS forth) AS directions
  WHERE NOT EXISTS (SELECT 1 FROM id_counts AS c WHERE c.id_hash = l.id_hash AND c.new_links + c.old_links > ${id_links_max})
  UNION ALL
  SELECT node AS from_node, h64(device_uid) AS to_node FROM known_rows WHERE device_uid IS NOT NULL
  UNION ALL
  SELECT h64(device_uid) AS from_node, node AS to_node FROM known_rows WHERE device_uid IS NOT NULL
) AS both_ways
WHERE from_node <> to_node
