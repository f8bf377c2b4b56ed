-- A row is the newest pair of advertising ids that the hour states of an (app, device key).
SELECT key_hash, app_id, device_key, ids_micros, idfa, gaid
FROM (
  SELECT r.*, row_number() OVER (
    PARTITION BY app_id, device_key
    ORDER BY ids_micros DESC, concat_ws(chr(31), coalesce(idfa, ''), coalesce(gaid, '')) DESC
  ) AS place
  FROM live_rows AS r
  WHERE ids_micros IS NOT NULL
) AS placed
WHERE place = 1
