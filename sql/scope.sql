-- Where somebody of the staff works.

-- name: scope_departments :many
-- scan: departments are few.  params: person id
SELECT t.department_id
FROM (SELECT d.id AS department_id FROM department d) t
WHERE {works_here}
