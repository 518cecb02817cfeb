-- Finding people, accounts and services by their words.

-- name: directory_count :one
-- How many have a word, as far as is looked.  params: kind, from, to
SELECT COUNT(*) FROM (SELECT w.object_id FROM find_word w WHERE w.kind = %s AND w.word >= %s AND w.word < %s LIMIT 1000) c

-- name: directory_remove :exec
-- params: kind, id
DELETE FROM find_word WHERE kind = %s AND object_id = %lld

-- name: directory_add :exec
-- params: kind, id, word
INSERT INTO find_word (kind, object_id, word) VALUES (%s, %lld, %s)

-- name: directory_places :many
-- scan: three rows at most
SELECT f.kind, f.last_id, f.until_id FROM find_place f ORDER BY f.kind

-- name: directory_place_lock :exec
-- Another worker waits here.  params: kind
UPDATE find_place SET last_id = last_id WHERE kind = %s

-- name: directory_place :one
-- params: kind
SELECT f.last_id, f.until_id FROM find_place f WHERE f.kind = %s

-- name: directory_place_set :exec
-- params: last id, kind
UPDATE find_place SET last_id = %lld WHERE kind = %s

-- name: directory_place_remove :exec
-- params: kind
DELETE FROM find_place WHERE kind = %s

-- name: directory_fill_person :many
-- params: after, up to, limit
SELECT p.id, p.name, p.email FROM person p WHERE p.id > %lld AND p.id <= %lld ORDER BY p.id LIMIT %lld

-- name: directory_fill_account :many
-- params: after, up to, limit
SELECT a.id, a.name, '' FROM account a WHERE a.id > %lld AND a.id <= %lld ORDER BY a.id LIMIT %lld

-- name: directory_fill_service :many
-- params: after, up to, limit
SELECT s.id, s.label, s.plan FROM service s WHERE s.id > %lld AND s.id <= %lld ORDER BY s.id LIMIT %lld
