-- The outbox: what is to be mailed. Written in the transaction that it tells of, delivered by the worker.

-- name: outbox_add :exec
-- One mail. 0 stands for no person, ticket, message.
-- params: public id, kind, recipient, language, person, ticket, message, now, due
INSERT INTO outbox (public_id, kind, recipient, language, person_id, ticket_id, message_id, state, created_at, due_at,
                    attempts, lease, leased_until, last_error, sent_at)
VALUES (%s, %s, %s, %s, NULLIF(%lld, 0), NULLIF(%lld, 0), NULLIF(%lld, 0), 'queued', %lld, %lld, 0, '', 0, '', 0)

-- name: outbox_due :many
-- What is due and in nobody's hands, the longest due first. Webhooks have a worker of their own.  params: now, now, rows at most
SELECT o.id FROM outbox o
WHERE o.state = 'queued' AND o.due_at <= %lld AND o.leased_until < %lld AND o.kind <> 'webhook' AND NOT ({untold})
ORDER BY o.due_at, o.id LIMIT %lld

-- name: outbox_claim :exec
-- Take a row in hand; no row is changed when another was faster.  params: lease, leased until, id, now, now
UPDATE outbox SET lease = %s, leased_until = %lld, attempts = attempts + 1
WHERE id = %lld AND state = 'queued' AND due_at <= %lld AND leased_until < %lld

-- name: outbox_load :one
-- params: id
SELECT o.public_id, o.kind, o.recipient, o.language, o.person_id, o.ticket_id, o.message_id, o.attempts, o.created_at
FROM outbox o WHERE o.id = %lld

-- name: outbox_person :one
-- params: person
SELECT p.name, p.language, p.email FROM person p WHERE p.id = %lld

-- name: outbox_client :one
-- Whether a client's mail about a ticket is still for them: no row when they reach it no more.  params: person, ticket
SELECT t.id
FROM ticket t
JOIN person o ON o.id = %lld
{reaches_still}
WHERE t.id = %lld AND p.disabled = 0

-- name: outbox_ticket :one
-- params: ticket
SELECT t.ref, t.subject, t.status, t.priority, d.id, d.slug, a.name, s.label
FROM ticket t
JOIN department d ON d.id = t.department_id
JOIN account a ON a.id = t.account_id
LEFT JOIN service s ON s.id = t.service_id
WHERE t.id = %lld

-- name: outbox_department_names :many
-- params: department
SELECT n.language, n.name FROM department_name n WHERE n.department_id = %lld ORDER BY n.language

-- name: outbox_message :one
-- params: message, ticket
SELECT g.public_id, g.body, g.body_xml, g.created_at, p.name
FROM message g JOIN person p ON p.id = g.person_id
WHERE g.id = %lld AND {shown_to_clients}
  AND (g.ticket_id = %lld OR EXISTS (SELECT 1 FROM moved_message v WHERE v.message_id = g.id))

-- name: outbox_attachment_names :many
-- params: message
SELECT f.name FROM attachment f JOIN message g ON g.id = f.message_id
WHERE f.message_id = %lld AND {shown_to_clients} ORDER BY f.position

-- name: outbox_previous :one
-- The mail before this one about the same ticket to the same recipient.  params: ticket, recipient, id
SELECT o.public_id FROM outbox o
WHERE o.ticket_id = %lld AND o.recipient = %s AND o.id < %lld AND o.state NOT IN ('failed', 'dropped')
ORDER BY o.id DESC LIMIT 1

-- name: outbox_sent :exec
-- params: now, id, lease
UPDATE outbox SET state = 'sent', sent_at = %lld, last_error = '', lease = '', leased_until = 0
WHERE id = %lld AND lease = %s

-- name: outbox_again :exec
-- params: due, error, id, lease
UPDATE outbox SET due_at = %lld, last_error = %s, lease = '', leased_until = 0 WHERE id = %lld AND lease = %s

-- name: outbox_failed :exec
-- params: error, id, lease
UPDATE outbox SET state = 'failed', last_error = %s, lease = '', leased_until = 0 WHERE id = %lld AND lease = %s

-- name: outbox_reset_person :one
-- Who may choose a new password by mail.  params: folded address
SELECT p.id, p.name, p.language, p.email FROM person p
WHERE p.email_folded = %s AND p.email_confirmed = 1 AND p.disabled = 0

-- name: outbox_reset_token :one
-- params: hash of the token
SELECT t.used_at FROM token t WHERE t.token_hash = %s

-- name: outbox_reset_count :one
-- params: person, not before
SELECT COUNT(*) FROM token t WHERE t.person_id = %lld AND t.created_at > %lld AND t.purpose = 'password-reset'

-- name: outbox_reset_add :exec
-- params: hash of the token, now, expires, person, hash of the token
INSERT INTO token (token_hash, person_id, purpose, created_at, expires_at, used_at)
SELECT %s, p.id, 'password-reset', %lld, %lld, 0 FROM person p
WHERE p.id = %lld AND NOT EXISTS (SELECT 1 FROM token t WHERE t.token_hash = %s)

-- name: outbox_reset_extend :exec
-- The hour begins when the mail goes out, not when the server was away.  params: expires, hash of the token
UPDATE token SET expires_at = %lld WHERE token_hash = %s AND used_at = 0

-- name: outbox_clock_due :exec
-- What was put off while a clock was ahead is due now.  params: now, after
UPDATE outbox SET due_at = %lld WHERE state = 'queued' AND due_at > %lld

-- name: outbox_clock_leases :exec
-- Leases taken while a clock was ahead would last too long.  params: after
UPDATE outbox SET lease = '', leased_until = 0 WHERE state = 'queued' AND leased_until > %lld

-- name: outbox_list :many
-- scan: for administrators; the newest rows by the primary key, and no more of them than are wanted
-- params: rows at most
SELECT o.public_id, o.kind, o.recipient, o.state, o.last_error, t.ref, o.attempts, o.created_at, o.due_at, o.sent_at
FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
ORDER BY o.id DESC LIMIT %lld

-- name: outbox_list_state :many
-- params: state, rows at most
SELECT o.public_id, o.kind, o.recipient, o.state, o.last_error, t.ref, o.attempts, o.created_at, o.due_at, o.sent_at
FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id
WHERE o.state = %s
ORDER BY o.id DESC LIMIT %lld

-- name: outbox_depth :many
-- What waits and what was given up, and since when the oldest of each should have been out: a try that did not succeed
-- moves due_at on, so that from then on the time counts from when the mail was made.
SELECT o.state, COUNT(*), MIN(CASE WHEN o.attempts > 0 THEN o.created_at ELSE o.due_at END)
FROM outbox o WHERE o.state IN ('queued', 'failed') AND o.kind <> 'webhook' GROUP BY o.state

-- name: outbox_retry :exec
-- params: now, public id
UPDATE outbox SET state = 'queued', due_at = %lld, attempts = 0, lease = '', leased_until = 0
WHERE public_id = %s AND state IN ('failed', 'dropped')

-- name: outbox_retry_all :exec
-- params: now
UPDATE outbox SET state = 'queued', due_at = %lld, attempts = 0, lease = '', leased_until = 0 WHERE state = 'failed'
