-- A row is an app: device rows read of it in the hour, and those that do not parse. Rows without an app are the app ''.
SELECT coalesce(app_id, '') AS app_id, CAST(count(*) AS BIGINT) AS rows_read,
  CAST(sum(CASE WHEN good THEN 0 ELSE 1 END) AS BIGINT) AS bad
FROM device_rows
WHERE in_hour
GROUP BY coalesce(app_id, '')
ORDER BY app_id
