-- Adding departments. What clients see of them stands in ticket.sql.

-- name: department_id :one
-- params: slug
SELECT d.id FROM department d WHERE d.slug = %s

-- name: department_last :one
-- scan: departments are few
SELECT MAX(d.position) FROM department d

-- name: department_add :one
-- params: slug, position
INSERT INTO department (slug, position, active) VALUES (%s, %lld, 1) RETURNING id

-- name: department_name_add :exec
-- params: department, language, name
INSERT INTO department_name (department_id, language, name) VALUES (%lld, %s, %s)

-- name: department_address_add :exec
-- params: department, address
INSERT INTO department_address (department_id, address) VALUES (%lld, %s)

-- name: department_staff_remove :exec
-- params: person, department
DELETE FROM staff_department WHERE person_id = %lld AND department_id = %lld

-- name: department_staff_add :exec
-- params: person, department
INSERT INTO staff_department (person_id, department_id) VALUES (%lld, %lld)

-- name: departments_full :many
-- scan: departments are few
SELECT d.id, d.slug, d.active FROM department d ORDER BY d.position, d.slug

-- name: department_names :many
-- params: department
SELECT n.language, n.name FROM department_name n WHERE n.department_id = %lld ORDER BY n.language

-- name: department_staff :many
-- scan: departments and staff are few, and only helpdeskctl asks.  params: department
SELECT p.email FROM staff_department s JOIN person p ON p.id = s.person_id
WHERE s.department_id = %lld ORDER BY p.email_folded
