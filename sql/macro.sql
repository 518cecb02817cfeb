-- Canned answers.

-- name: macros_of_department :many
-- Those of a department and those of all. scan: macros are few.  params: department id
SELECT m.id, m.public_id, m.name, m.updated_at, ''
FROM macro m
WHERE m.department_id IS NULL OR m.department_id = %lld
ORDER BY m.name, m.id
LIMIT 600

-- name: macros_all :many
-- scan: macros are few
SELECT m.id, m.public_id, m.name, m.updated_at, COALESCE(d.slug, '')
FROM macro m
LEFT JOIN department d ON d.id = m.department_id
ORDER BY m.name, m.id
LIMIT 600

-- name: macros_count :one
-- scan: macros are few; no more are made than lists show
SELECT COUNT(*) FROM macro m

-- name: macro_get :many
-- params: public id
SELECT m.id, m.public_id, m.name, m.updated_at, COALESCE(d.slug, '')
FROM macro m
LEFT JOIN department d ON d.id = m.department_id
WHERE m.public_id = %s

-- name: macro_lock :exec
-- Whoever else is to change it waits here.  params: public id
UPDATE macro SET name = name WHERE public_id = %s

-- name: macro_on_ticket :one
-- A macro that may be used on a ticket, by somebody who reaches that.  params: public id, ticket id, person id
SELECT m.id
FROM macro m
JOIN ticket t ON m.department_id IS NULL OR m.department_id = t.department_id
WHERE m.public_id = %s AND t.id = %lld AND {works_here}

-- name: macro_texts :many
-- params: macro id
SELECT x.language, x.body FROM macro_text x WHERE x.macro_id = %lld ORDER BY x.language

-- name: macro_add :one
-- params: public id, department id or 0, name, now
INSERT INTO macro (public_id, department_id, name, updated_at) VALUES (%s, NULLIF(%lld, 0), %s, %lld) RETURNING id

-- name: macro_set :exec
-- params: department id or 0, name, now, macro id
UPDATE macro SET department_id = NULLIF(%lld, 0), name = %s, updated_at = %lld WHERE id = %lld

-- name: macro_text_add :exec
-- params: macro id, language, text
INSERT INTO macro_text (macro_id, language, body) VALUES (%lld, %s, %s)

-- name: macro_texts_remove :exec
-- params: macro id
DELETE FROM macro_text WHERE macro_id = %lld

-- name: macro_remove :exec
-- params: macro id
DELETE FROM macro WHERE id = %lld
