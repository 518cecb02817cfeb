-- Departments as administrators change them.

-- name: department_edit_get :one
-- params: slug
SELECT d.id, d.slug, d.active, d.position FROM department d WHERE d.slug = %s

-- name: department_edit_lock :exec
-- Whoever else is to change this department waits here.  params: department
UPDATE department SET position = position WHERE id = %lld

-- name: department_edit_signatures :many
-- params: department
SELECT s.language, s.body FROM department_signature s WHERE s.department_id = %lld ORDER BY s.language

-- name: department_edit_staff :many
-- scan: departments and staff are few.  params: department
SELECT p.public_id, p.email FROM staff_department s JOIN person p ON p.id = s.person_id
WHERE s.department_id = %lld

-- name: department_edit_person :one
-- One of the staff.  params: public id
SELECT p.id, p.email FROM person p WHERE p.public_id = %s AND p.role IN ('agent', 'admin')

-- name: department_edit_set :exec
-- params: active, position, department
UPDATE department SET active = %lld, position = %lld WHERE id = %lld

-- name: department_edit_names_clear :exec
-- params: department
DELETE FROM department_name WHERE department_id = %lld

-- name: department_edit_addresses_clear :exec
-- params: department
DELETE FROM department_address WHERE department_id = %lld

-- name: department_edit_signatures_clear :exec
-- params: department
DELETE FROM department_signature WHERE department_id = %lld

-- name: department_edit_signature_add :exec
-- params: department, language, text
INSERT INTO department_signature (department_id, language, body) VALUES (%lld, %s, %s)

-- name: department_edit_staff_clear :exec
-- scan: departments and staff are few.  params: department
DELETE FROM staff_department WHERE department_id = %lld
