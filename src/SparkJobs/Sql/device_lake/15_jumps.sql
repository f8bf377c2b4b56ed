-- A row is a label that still has links, and the label that takes its place: its hook's hook.
SELECT h.label, g.hook AS next_label
FROM hooks_${round} AS h
JOIN hooks_${round} AS g ON g.label = h.hook
