-- Every administrative change.

-- name: audit_add :exec
-- params: person or 0, one-time form token or NULL, now, what, object, its public id, label, field, from, to, reason
INSERT INTO audit (person_id, once, at, what, object, object_id, label, field, from_value, to_value, reason)
VALUES (NULLIF(%lld, 0), %s, %lld, %s, %s, %s, %s, %s, %s, %s, %s)

-- name: audit_made :one
-- What the same form has created before.  params: person, one-time form token
SELECT a.object_id FROM audit a WHERE a.person_id = %lld AND a.once = %s

-- word: audit_row
SELECT a.id, a.at, p.name, p.email, a.what, a.object, a.object_id, a.label, a.field, a.from_value, a.to_value, a.reason
FROM audit a LEFT JOIN person p ON p.id = a.person_id

-- word: audit_filter
-- params: what twice, person twice (-1: helpdeskctl), not before, before
(%s = '' OR a.what = %s) AND (%lld = 0 OR COALESCE(a.person_id, -1) = %lld) AND a.at >= %lld AND a.at < %lld

-- word: audit_objects
-- params: object twice, id of the object twice
(%s = '' OR a.object = %s) AND (%s = '' OR a.object_id = %s)

-- name: audit_next :many
-- Older ones. scan: goes along the primary key, for administrators only.  params: before the row, objects, filter, rows at most
{audit_row}
WHERE a.id < %lld AND {audit_objects} AND {audit_filter}
ORDER BY a.id DESC LIMIT %lld

-- name: audit_previous :many
-- Newer ones, nearest first. scan: as above.  params: after the row, objects, filter, rows at most
{audit_row}
WHERE a.id > %lld AND {audit_objects} AND {audit_filter}
ORDER BY a.id LIMIT %lld

-- name: audit_object_next :many
-- Older ones of one thing.  params: object, its id, before the row, filter, rows at most
{audit_row}
WHERE a.object = %s AND a.object_id = %s AND a.id < %lld AND {audit_filter}
ORDER BY a.id DESC LIMIT %lld

-- name: audit_object_previous :many
-- Newer ones of one thing, nearest first.  params: object, its id, after the row, filter, rows at most
{audit_row}
WHERE a.object = %s AND a.object_id = %s AND a.id > %lld AND {audit_filter}
ORDER BY a.id LIMIT %lld

-- name: audit_people :many
-- All of the staff.
SELECT p.id, p.public_id, p.name FROM person p WHERE p.role IN ('agent', 'admin') ORDER BY p.name, p.id
