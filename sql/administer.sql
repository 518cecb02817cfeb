-- What administrators do.

-- name: administer_admins_lock :exec
-- Whoever else is to take an admin away waits here.
-- scan: people have no index by role, and this is rare
UPDATE person SET theme = theme WHERE role = 'admin'

-- name: administer_admins_others :one
-- How many administrate besides somebody.
-- scan: as above.  params: person
SELECT COUNT(*) FROM person p WHERE p.role = 'admin' AND p.disabled = 0 AND p.id <> %lld
