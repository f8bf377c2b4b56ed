-- A row is an app: rows read of it in the hour, and how they were classed. Rows without an app are the app ''.
SELECT app_id, CAST(sum(rows_read) AS BIGINT) AS rows_read, CAST(sum(matched) AS BIGINT) AS matched,
  CAST(sum(unmatched) AS BIGINT) AS unmatched, CAST(sum(duplicate) AS BIGINT) AS duplicate, CAST(sum(bad) AS BIGINT) AS bad
FROM (
  SELECT coalesce(app_id, '') AS app_id, count(*) AS rows_read, 0 AS matched, 0 AS unmatched, 0 AS duplicate,
    sum(CASE WHEN good THEN 0 ELSE 1 END) AS bad
  FROM tracking_rows
  WHERE in_hour
  GROUP BY coalesce(app_id, '')
  UNION ALL
  SELECT app_id, 0 AS rows_read, sum(matched) AS matched, sum(kept - matched) AS unmatched, 0 AS duplicate, 0 AS bad
  FROM kept_keys
  GROUP BY app_id
  UNION ALL
  SELECT app_id, 0 AS rows_read, 0 AS matched, 0 AS unmatched, count(*) AS duplicate, 0 AS bad
  FROM special_rows
  WHERE place > 1 OR held
  GROUP BY app_id
) AS counted
GROUP BY app_id
ORDER BY app_id
