-- A row is the hash of an identity of the hour that the lake seems to hold in another hour.
SELECT DISTINCT h.message_hash
FROM lake_tracking AS h
JOIN (SELECT message_hash FROM tracking_rows WHERE in_hour AND good) AS r ON r.message_hash = h.message_hash
