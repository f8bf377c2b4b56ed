-- A row is a device row of the hour that parses and whose device was not erased after it.
SELECT r.*
FROM device_rows AS r
WHERE r.in_hour AND r.good AND NOT EXISTS (
  SELECT 1 FROM erased AS e
  WHERE e.key_hash = r.key_hash AND e.app_id = r.app_id AND e.device_key = r.device_key AND r.received_micros <= micros(e.erased_at)
)
