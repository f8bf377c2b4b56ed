-- A row is a link between two labels that are still different.
SELECT DISTINCT f.next_label AS from_node, t.next_label AS to_node
FROM links_${round} AS l
JOIN jumps_${round} AS f ON f.label = l.from_node
JOIN jumps_${round} AS t ON t.label = l.to_node
WHERE f.next_label <> t.next_label
