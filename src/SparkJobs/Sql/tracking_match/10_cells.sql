-- A row is a cell of the hour and the file part that its rows go to: neighbours on a Z curve together, about ${part_rows} rows a part.
SELECT cell, CAST(floor((sum(n) OVER (ORDER BY place, cell ROWS UNBOUNDED PRECEDING) - 1) / ${part_rows}.0) AS BIGINT) AS part
FROM (
  SELECT cell, n, spread1(spread2(spread4(spread8(CAST(floor(cell / 16384.0) AS BIGINT))))) * 2 + spread1(spread2(spread4(spread8(((cell % 16384) + 16384) % 16384)))) AS place
  FROM (SELECT cell, CAST(count(*) AS BIGINT) AS n FROM tracking_rows WHERE in_hour AND good AND cell >= 0 GROUP BY cell) AS counted
) AS placed
