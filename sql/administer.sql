-- What administrators do.

-- name: administer_admins_lock :exec
-- Whoever else is to take an admin away, to change where somebody works, or to change settings, waits here: the first
-- statement of a transaction.
UPDATE person SET theme = theme WHERE role = 'admin'

-- name: administer_admins_others :one
-- How many administrate besides somebody.  params: person
SELECT COUNT(*) FROM person p WHERE p.role = 'admin' AND p.disabled = 0 AND p.id <> %lld

-- name: administer_disabled :one
-- params: person
SELECT p.disabled FROM person p WHERE p.id = %lld

-- name: administer_works_in :one
-- params: person, department
SELECT s.person_id FROM staff_department s WHERE s.person_id = %lld AND s.department_id = %lld
