-- The numbers beside the views, for a page that is open.

-- name: queue_overview :many
-- scan: departments are few, and a few rows for each of them and each agent. 4: those that are late, as in queue_counts.
-- params: language, person id
SELECT t.department_id, t.slug, COALESCE(m.name, t.slug), c.assignee_id, c.queue_stage, COALESCE(c.n, 0)
FROM (SELECT d.id AS department_id, d.slug, d.position FROM department d) t
LEFT JOIN department_name m ON m.department_id = t.department_id AND m.language = %s
LEFT JOIN (
    SELECT q.department_id, q.assignee_id, q.queue_stage, q.n FROM queue_count q WHERE q.n <> 0
    UNION ALL
    SELECT o.department_id, 0, 4, o.n FROM overdue_count o WHERE o.n <> 0
) c ON c.department_id = t.department_id
WHERE {works_here}
ORDER BY t.position, t.slug
