-- Webhooks: programs that are told of what happens in a department.

-- name: webhook_event :exec
-- What happened, for each webhook of the ticket's department that wants to know. 0 stands for no message, person.
-- params: event, message, person, now, from, to, ticket, pattern of the event
INSERT INTO webhook_call (webhook_id, event, ticket_id, message_id, person_id, at, from_value, to_value)
SELECT h.id, %s, t.id, NULLIF(%lld, 0), NULLIF(%lld, 0), %lld, %s, %s
FROM ticket t
JOIN webhook h ON h.department_id = t.department_id
WHERE t.id = %lld AND h.active = 1 AND h.events LIKE %s

-- name: webhooks_any :one
-- scan: webhooks are few
SELECT COUNT(*) FROM webhook h

-- name: webhook_calls_new :many
-- Those that have no row in the outbox yet.  params: rows at most
SELECT c.id, c.ticket_id, h.url, h.public_id, c.at
FROM webhook_call c
JOIN webhook h ON h.id = c.webhook_id
WHERE c.public_id IS NULL
ORDER BY c.id LIMIT %lld

-- name: webhook_call_queue :exec
-- Whoever changes a row here puts it into the outbox, in the same transaction.  params: public id, id
UPDATE webhook_call SET public_id = %s WHERE id = %lld AND public_id IS NULL

-- name: webhook_queue :exec
-- params: public id, recipient, ticket, created, due
INSERT INTO outbox (public_id, kind, recipient, language, person_id, ticket_id, message_id, state, created_at, due_at,
                    attempts, lease, leased_until, last_error, sent_at)
VALUES (%s, 'webhook', %s, '', NULL, %lld, NULL, 'queued', %lld, %lld, 0, '', 0, '', 0)

-- name: webhook_due :many
-- The oldest of each webhook that is due and in nobody's hands.  params: now, now
SELECT o.recipient, MIN(o.id)
FROM outbox o
WHERE o.state = 'queued' AND o.kind = 'webhook' AND o.due_at <= %lld AND o.leased_until < %lld
GROUP BY o.recipient
ORDER BY MIN(o.id)

-- name: webhook_row :one
-- params: id
SELECT o.public_id, o.attempts, o.created_at FROM outbox o WHERE o.id = %lld

-- name: webhook_call :one
-- params: public id
SELECT c.event, c.at, c.from_value, c.to_value, COALESCE(c.message_id, 0), c.ticket_id, h.active, h.url, h.secret,
       e.slug, p.name, p.role, t.ref, t.subject, t.status, t.priority, t.channel, t.created_at, d.slug, a.name, a.public_id,
       k.name, s.label, g.name
FROM webhook_call c
JOIN webhook h ON h.id = c.webhook_id
JOIN department e ON e.id = h.department_id
JOIN ticket t ON t.id = c.ticket_id
JOIN department d ON d.id = t.department_id
JOIN account a ON a.id = t.account_id
JOIN person k ON k.id = t.person_id
LEFT JOIN service s ON s.id = t.service_id
LEFT JOIN person g ON g.id = t.assignee_id
LEFT JOIN person p ON p.id = c.person_id
WHERE c.public_id = %s

-- name: webhook_pause :exec
-- One that does not answer: the rest of its calls wait, too.  params: due, recipient, due before
UPDATE outbox SET due_at = %lld
WHERE recipient = %s AND state = 'queued' AND kind = 'webhook' AND due_at < %lld AND lease = ''

-- name: webhook_add :exec
-- params: public id, department, url, secret, events, now
INSERT INTO webhook (public_id, department_id, url, secret, events, active, created_at) VALUES (%s, %lld, %s, %s, %s, 1, %lld)

-- name: webhooks :many
-- scan: webhooks are few
SELECT h.public_id, d.slug, h.url, h.events, h.active, h.created_at
FROM webhook h
JOIN department d ON d.id = h.department_id
ORDER BY d.position, d.slug, h.id

-- name: webhook_id :one
-- params: public id
SELECT h.id FROM webhook h WHERE h.public_id = %s

-- name: webhook_secret :exec
-- params: secret, id
UPDATE webhook SET secret = %s WHERE id = %lld

-- name: webhook_active :exec
-- params: 1 or 0, id
UPDATE webhook SET active = %lld WHERE id = %lld

-- name: webhook_end_queued :exec
-- Of one that is removed: nobody takes them in hand when there is no other; what is in hand ends by itself.  params: webhook
UPDATE outbox SET state = 'failed', last_error = 'the webhook is gone'
WHERE state = 'queued' AND kind = 'webhook' AND lease = ''
  AND public_id IN (SELECT c.public_id FROM webhook_call c WHERE c.webhook_id = %lld)

-- name: webhook_calls_forget :exec
-- What was told long ago; what has no row in the outbox yet stays.  params: before
DELETE FROM webhook_call WHERE at < %lld AND public_id IS NOT NULL

-- name: webhook_forget_calls :exec
-- params: webhook
DELETE FROM webhook_call WHERE webhook_id = %lld

-- name: webhook_remove :exec
-- params: id
DELETE FROM webhook WHERE id = %lld
