-- Where somebody of the staff works.

-- name: scope_departments :many
-- scan: departments are few.  params: person id
SELECT t.department_id
FROM (SELECT d.id AS department_id FROM department d) t
WHERE {works_here}

-- name: scope_ticket :one
-- Whether somebody of the staff reaches a ticket.  params: ticket id, person id
SELECT t.id FROM ticket t WHERE t.id = %lld AND {works_here}

-- name: scope_department :one
-- Whether somebody of the staff works in a department.  params: department id, person id
SELECT t.department_id
FROM (SELECT d.id AS department_id FROM department d) t
WHERE t.department_id = %lld AND {works_here}

-- name: scope_agents :many
-- Who can be given tickets of a department, by the rule of works_here; and who has one, whoever that is.
-- params: department id, person id or 0, the same again
SELECT p.id, p.public_id, p.name
FROM person p
LEFT JOIN staff_department f ON f.person_id = p.id AND f.department_id = %lld
WHERE (p.role IN ('agent', 'admin') OR p.id = %lld)
  AND (p.id = %lld OR (p.disabled = 0 AND (p.role = 'admin' OR f.person_id IS NOT NULL)))
ORDER BY p.name, p.id
