-- A row is an advertising id that a device key carried at some time in the hour.
SELECT key_hash, kind, id, h64(chr(31) || kind || chr(31) || id) AS id_hash, min(received_micros) AS first_received_micros
FROM (
  SELECT key_hash, 'idfa' AS kind, idfa AS id, received_micros FROM live_rows WHERE ids_micros IS NOT NULL AND idfa IS NOT NULL
  UNION ALL
  SELECT key_hash, 'gaid' AS kind, gaid AS id, received_micros FROM live_rows WHERE ids_micros IS NOT NULL AND gaid IS NOT NULL
) AS carried
WHERE id <> '00000000-0000-0000-0000-000000000000'
GROUP BY key_hash, kind, id
