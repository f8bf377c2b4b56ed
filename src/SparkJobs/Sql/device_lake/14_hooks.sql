-- A row is a label that still has links, and the least label next to it or itself.
SELECT from_node AS label, least(from_node, min(to_node)) AS hook
FROM links_${round}
GROUP BY from_node
