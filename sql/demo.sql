-- What sets demonstration data apart.

-- name: demo_strangers :one
-- scan: once, before demonstration data are made.  params: four folded addresses
SELECT COUNT(*) FROM person p WHERE p.email_folded NOT IN (%s, %s, %s, %s)

-- name: demo_written :one
-- params: folded address, once
SELECT m.id FROM person p JOIN message m ON m.person_id = p.id
WHERE p.email_folded = %s AND m.once = %s

-- name: demo_settle :exec
-- params: reference
UPDATE outbox SET state = 'sent', sent_at = due_at
WHERE state = 'queued' AND leased_until = 0 AND ticket_id = (SELECT t.id FROM ticket t WHERE t.ref = %s)
