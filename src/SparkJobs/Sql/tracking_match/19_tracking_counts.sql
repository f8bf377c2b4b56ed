-- One row: tracking rows in the files, rows of the hour, keys to merge back.
SELECT
  (SELECT count(*) FROM tracking_rows) AS file_rows,
  (SELECT count(*) FROM tracking_rows WHERE in_hour) AS hour_rows,
  (SELECT count(*) FROM changed_keys) AS changed_keys
