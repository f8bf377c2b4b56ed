-- A row is the hash of an identity counted as a duplicate of another hour's: if that hour releases it, this one is to be run again.
SELECT DISTINCT message_hash
FROM held_identities
