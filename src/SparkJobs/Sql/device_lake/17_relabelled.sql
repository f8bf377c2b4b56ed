-- A row is a node or a name with the label of its component after this round.
SELECT l.node, coalesce(j.next_label, l.label) AS label
FROM labels_${round} AS l
LEFT JOIN jumps_${round} AS j ON j.label = l.label
