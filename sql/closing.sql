-- The end of tickets: closing after silence, mailed links to closed tickets, ratings.

-- name: silence_departments :many
-- scan: departments are few
SELECT d.id FROM department d

-- name: silence_new :many
-- Answered tickets that nobody looks after yet, the longest answered first.  params: department id, answered until, limit
SELECT t.id FROM ticket t
LEFT JOIN ticket_silence s ON s.ticket_id = t.id
WHERE t.department_id = %lld AND t.queue_stage = 1 AND t.queue_key <= %lld AND s.ticket_id IS NULL
ORDER BY t.queue_key, t.ref LIMIT %lld

-- name: silence_due :many
-- params: now, limit
SELECT s.ticket_id FROM ticket_silence s WHERE s.next_at <= %lld ORDER BY s.next_at LIMIT %lld

-- name: silence_of :one
-- params: ticket id
SELECT s.warned_at, s.next_at FROM ticket_silence s WHERE s.ticket_id = %lld

-- name: silence_last :one
-- When somebody last wrote or did something; what happened by itself does not count.  params: ticket id, ticket id
SELECT COALESCE((SELECT MAX(g.created_at) FROM message g WHERE g.ticket_id = %lld), 0),
       COALESCE((SELECT MAX(c.at) FROM ticket_change c WHERE c.ticket_id = %lld AND c.person_id IS NOT NULL), 0)

-- name: silence_remove :exec
-- params: ticket id
DELETE FROM ticket_silence WHERE ticket_id = %lld

-- name: silence_add :exec
-- params: ticket id, warned at, next
INSERT INTO ticket_silence (ticket_id, warned_at, next_at) VALUES (%lld, %lld, %lld)

-- name: closing_told :one
-- Whether anybody is told that a ticket is closed: when it still is; nobody of a merged one.  params: ticket id
SELECT t.id FROM ticket t
WHERE t.id = %lld AND t.closed = 1 AND NOT EXISTS (SELECT 1 FROM ticket_merge m WHERE m.ticket_id = t.id)

-- name: link_make :exec
-- The same mail tried again has the same link.
-- params: hash of the token, expires, person id, ticket id, hash of the token
INSERT INTO ticket_link (token_hash, ticket_id, person_id, expires_at, used_at)
SELECT %s, t.id, p.id, %lld, 0
FROM ticket t
JOIN person p ON p.id = %lld
WHERE t.id = %lld AND NOT EXISTS (SELECT 1 FROM ticket_link k WHERE k.token_hash = %s)

-- name: link_find :one
-- No row once who got it reaches the ticket no more; who has taken the client's place by a merge is meant too.
-- params: hash of the token, now
SELECT k.ticket_id, p.id, k.used_at, t.ref, t.subject, t.status, COALESCE(r.rating, 0)
FROM ticket_link k
JOIN ticket t ON t.id = k.ticket_id
JOIN person o ON o.id = k.person_id
{reaches_still}
LEFT JOIN ticket_rating r ON r.ticket_id = k.ticket_id
WHERE k.token_hash = %s AND k.expires_at > %lld AND p.disabled = 0

-- name: link_use :exec
-- Changes a row for one of those who use it at once.  params: now, hash of the token, now
UPDATE ticket_link SET used_at = %lld WHERE token_hash = %s AND used_at = 0 AND expires_at > %lld

-- name: housekeeping_links :exec
-- params: before
DELETE FROM ticket_link WHERE expires_at < %lld

-- name: rating_add :exec
-- Adds nothing where there is one.  params: person id, rating, comment, now, ticket id, ticket id
INSERT INTO ticket_rating (ticket_id, person_id, rating, comment, at)
SELECT t.id, %lld, %lld, %s, %lld
FROM ticket t
WHERE t.id = %lld AND NOT EXISTS (SELECT 1 FROM ticket_rating r WHERE r.ticket_id = %lld)

-- name: rating_of :one
-- params: ticket id
SELECT r.rating, r.comment, r.at, p.name
FROM ticket_rating r
JOIN person p ON p.id = r.person_id
WHERE r.ticket_id = %lld

-- name: outbox_count_kind :one
-- How often somebody was told of something about a ticket.  params: ticket id, kind
SELECT COUNT(DISTINCT o.created_at) FROM outbox o WHERE o.ticket_id = %lld AND o.kind = %s
