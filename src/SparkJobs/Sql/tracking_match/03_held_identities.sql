-- A row is an identity that the lake does hold in another hour: the hash confirmed on the text.
SELECT DISTINCT h.message_hash, h.app_id, h.device_key, h.message_id
FROM lake_tracking AS h
JOIN held_hashes AS s ON s.message_hash = h.message_hash
