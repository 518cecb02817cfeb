-- The numbers beside the views, for a page that is open.

-- name: queue_overview :many
-- scan: departments are few, and a few rows for each of them and each agent.  params: language, person id
SELECT t.department_id, t.slug, COALESCE(m.name, t.slug), c.assignee_id, c.queue_stage, COALESCE(c.n, 0)
FROM (SELECT d.id AS department_id, d.slug, d.position FROM department d) t
LEFT JOIN department_name m ON m.department_id = t.department_id AND m.language = %s
LEFT JOIN queue_count c ON c.department_id = t.department_id AND c.n <> 0
WHERE {works_here}
ORDER BY t.position, t.slug
