-- One row: device rows in the files, those that do not parse, links left for the next run, ids that too many keys carry.
SELECT
  (SELECT count(*) FROM device_rows) AS file_rows,
  (SELECT count(*) FROM device_rows WHERE in_hour AND NOT good) AS bad_rows,
  (SELECT count(*) FROM links_${rounds} WHERE from_node < to_node) AS unfinished_links,
  (SELECT count(*) FROM id_counts WHERE new_links + old_links > ${id_links_max}) AS overlinked_ids
