-- Service levels: what only this database says so.

-- name: overdue_count_make :exec
-- Adds nothing where there is a row.  params: department id
INSERT INTO overdue_count (department_id, n) VALUES (%lld, 0) ON DUPLICATE KEY UPDATE n = overdue_count.n
