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

-- name: webhooks_at_work :many
-- All of them: which rest, which have something that has no row in the outbox yet. scan: webhooks are few
SELECT h.id, h.public_id, h.url, h.rest_until,
       CASE WHEN EXISTS (SELECT 1 FROM webhook_call c WHERE c.webhook_id = h.id AND c.public_id IS NULL) THEN 1 ELSE 0 END
FROM webhook h

-- name: webhook_calls_new :many
-- Those of a webhook that have no row in the outbox yet.  params: webhook, rows at most
SELECT c.id, c.ticket_id, c.at
FROM webhook_call c
WHERE c.webhook_id = %lld AND c.public_id IS NULL
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
-- The oldest of each webhook that is due and in nobody's hands, and how many of them have not been tried.  params: now, now
SELECT o.recipient, MIN(o.id), SUM(CASE WHEN o.attempts = 0 THEN 1 ELSE 0 END)
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
       k.name, s.label, g.name, h.id
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

-- name: webhook_taken :exec
-- params: now, webhook
UPDATE webhook SET tried_at = %lld, last_error = '', failing_since = 0, rest_until = 0 WHERE id = %lld

-- name: webhook_missed :exec
-- A call that was not taken. Where none was tried for long, it begins to fail now; MariaDB goes from left to right.
-- params: tried not before, now, now, error, rests until, webhook
UPDATE webhook
SET failing_since = CASE WHEN failing_since = 0 OR tried_at < %lld THEN %lld ELSE failing_since END,
    tried_at = %lld, last_error = %s, rest_until = %lld
WHERE id = %lld

-- name: webhook_failing :one
-- One that is on, and has failed for so long.  params: webhook, failing since, at the latest
SELECT h.public_id, h.url, h.last_error FROM webhook h
WHERE h.id = %lld AND h.active = 1 AND h.failing_since > 0 AND h.failing_since <= %lld

-- name: webhook_stop :exec
-- params: now, webhook, failing since, at the latest
UPDATE webhook SET active = 0, stopped_at = %lld
WHERE id = %lld AND active = 1 AND failing_since > 0 AND failing_since <= %lld

-- name: webhook_add :exec
-- params: public id, department, url, secret, events, now
INSERT INTO webhook (public_id, department_id, url, secret, events, active, created_at) VALUES (%s, %lld, %s, %s, %s, 1, %lld)

-- word: webhook_row
SELECT h.id, h.public_id, d.slug, h.url, h.events, h.active, h.created_at, h.tried_at, h.last_error, h.failing_since,
       h.stopped_at
FROM webhook h
JOIN department d ON d.id = h.department_id

-- name: webhooks :many
-- scan: webhooks are few
{webhook_row}
ORDER BY d.position, d.slug, h.id

-- name: webhook_get :many
-- params: public id
{webhook_row}
WHERE h.public_id = %s

-- name: webhook_waiting :many
-- How many calls of each wait in the outbox.
SELECT o.recipient, COUNT(*) FROM outbox o WHERE o.state = 'queued' AND o.kind = 'webhook' GROUP BY o.recipient

-- name: webhook_pending :one
-- How many of one have no row there yet, as far as it counts.  params: webhook
SELECT COUNT(*) FROM (SELECT c.id FROM webhook_call c WHERE c.webhook_id = %lld AND c.public_id IS NULL LIMIT 1000) x

-- name: webhook_lock :exec
-- Whoever else is to change it waits here.  params: public id
UPDATE webhook SET secret = secret WHERE public_id = %s

-- name: webhook_set :exec
-- params: department, url, events, webhook
UPDATE webhook SET department_id = %lld, url = %s, events = %s WHERE id = %lld

-- name: webhook_anew :exec
-- It is on, and what became of calls before does not count any more.  params: webhook
UPDATE webhook SET active = 1, stopped_at = 0, failing_since = 0, rest_until = 0 WHERE id = %lld

-- name: webhook_rested :exec
-- params: webhook
UPDATE webhook SET rest_until = 0 WHERE id = %lld

-- name: webhook_off :exec
-- params: webhook
UPDATE webhook SET active = 0, stopped_at = 0 WHERE id = %lld

-- name: webhook_put_off :many
-- Calls of one that wait for another try.  params: pattern of the recipient, now, now, rows at most
SELECT o.id FROM outbox o
WHERE o.state = 'queued' AND o.kind = 'webhook' AND o.recipient LIKE %s AND o.due_at > %lld AND o.leased_until < %lld
ORDER BY o.due_at LIMIT %lld

-- name: webhook_hurry :exec
-- params: now, id, now
UPDATE outbox SET due_at = %lld WHERE id = %lld AND state = 'queued' AND leased_until < %lld

-- name: webhook_secret :exec
-- params: secret, id
UPDATE webhook SET secret = %s WHERE id = %lld

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
