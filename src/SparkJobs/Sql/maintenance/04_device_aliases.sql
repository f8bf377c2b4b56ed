-- A row is an old name and the one it was joined into, as hours wrote it: only its file changes.
SELECT alias_uid, device_uid, since
FROM scattered_rows
