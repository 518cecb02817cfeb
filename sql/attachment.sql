-- Files of messages, and files that wait for a form.

-- name: staged_get :one
-- params: public id, person id
SELECT public_id, name, type, sha256, bytes FROM staged_file WHERE public_id = %s AND person_id = %lld

-- name: staged_add :exec
-- params: public id, person id, name, type, bytes, sha256, now
INSERT INTO staged_file (public_id, person_id, name, type, bytes, sha256, created_at)
VALUES (%s, %lld, %s, %s, %lld, %s, %lld)

-- name: staged_total :one
-- scan: what waits is that of a day.  params: person id
SELECT COUNT(*), SUM(bytes) FROM staged_file WHERE person_id = %lld

-- name: staged_drop :exec
-- params: public id
DELETE FROM staged_file WHERE public_id = %s

-- name: attachment_add :exec
-- params: public id, message id, position, name, type, bytes, sha256
INSERT INTO attachment (public_id, message_id, position, name, type, bytes, sha256)
VALUES (%s, %lld, %lld, %s, %s, %lld, %s)

-- name: attachment_hashes :many
-- Which kept files are used: every table that refers to one is asked.  params: first hash, last hash
SELECT DISTINCT sha256 FROM attachment WHERE sha256 >= %s AND sha256 <= %s

-- name: attachment_of_person :one
-- params: public id, person id
SELECT f.public_id, f.name, f.type, f.sha256, f.bytes
FROM attachment f
JOIN message g ON g.id = f.message_id
JOIN ticket t ON t.id = g.ticket_id
JOIN membership m ON m.account_id = t.account_id
WHERE f.public_id = %s AND {shown_to_clients} AND m.person_id = %lld AND (m.is_owner = 1 OR m.may_support = 1)

-- name: attachment_of_desk :one
-- params: public id, person id
SELECT f.public_id, f.name, f.type, f.sha256, f.bytes
FROM attachment f
JOIN message g ON g.id = f.message_id
JOIN ticket t ON t.id = g.ticket_id
WHERE f.public_id = %s AND {works_here}
