-- Who works at the desk, as administrators see and change it.

-- name: staff_people :many
-- All of the staff, once for each of their departments (once when there is none).
SELECT p.id, p.public_id, p.email, p.name, p.role, p.language, p.disabled, d.slug
FROM person p
LEFT JOIN staff_department s ON s.person_id = p.id
LEFT JOIN department d ON d.id = s.department_id
WHERE p.role IN ('agent', 'admin')
ORDER BY p.disabled, p.name, p.id, d.slug

-- name: staff_get :one
-- params: public id
SELECT p.id, p.public_id, p.email, p.name, p.role, p.language, p.disabled
FROM person p WHERE p.public_id = %s AND p.role IN ('agent', 'admin')

-- name: staff_departments :many
-- params: person
SELECT d.slug FROM staff_department s JOIN department d ON d.id = s.department_id
WHERE s.person_id = %lld ORDER BY d.slug

-- name: staff_departments_all :many
-- scan: departments are few
SELECT d.id, d.slug FROM department d ORDER BY d.slug

-- name: staff_departments_clear :exec
-- params: person
DELETE FROM staff_department WHERE person_id = %lld

-- name: staff_set :exec
-- params: name, role, person
UPDATE person SET name = %s, role = %s WHERE id = %lld

-- name: staffed_departments :many
-- scan: departments and staff are few.  params: language
SELECT d.slug, COALESCE(n.name, d.slug), d.active, d.position,
       (SELECT COUNT(*) FROM staff_department s WHERE s.department_id = d.id),
       (SELECT COUNT(*) FROM department_address a WHERE a.department_id = d.id)
FROM department d
LEFT JOIN department_name n ON n.department_id = d.id AND n.language = %s
ORDER BY d.position, d.slug
