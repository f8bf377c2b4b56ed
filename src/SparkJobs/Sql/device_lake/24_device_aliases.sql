-- A row is an old name of a device and the one it was joined into.
SELECT alias_uid, device_uid, from_micros(CAST(${hour_start} AS BIGINT)) AS since
FROM new_aliases
