-- A row is the hash of an identity that came more than once in the hour, or that another hour seems to hold. All others stay as they are.
SELECT message_hash
FROM tracking_rows
WHERE in_hour AND good
GROUP BY message_hash
HAVING count(*) > 1
UNION
SELECT message_hash FROM held_hashes
