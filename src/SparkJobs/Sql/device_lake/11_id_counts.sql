-- A row is an advertising id that the hour links to device keys that it was not yet linked with: to how many, now and before.
SELECT l.id_hash, CAST(count(*) AS BIGINT) AS new_links, CAST(coalesce(max(i.links), 0) AS BIGINT) AS old_links
FROM id_links AS l
LEFT JOIN (SELECT node, min(device_uid) AS device_uid FROM known_rows WHERE NOT own GROUP BY node) AS k ON k.node = l.key_hash
LEFT JOIN (
  SELECT node, min(device_uid) AS device_uid, sum(links) AS links FROM known_rows WHERE NOT own GROUP BY node
) AS i ON i.node = l.id_hash
WHERE k.device_uid IS NULL OR i.device_uid IS NULL OR k.device_uid <> i.device_uid
GROUP BY l.id_hash
