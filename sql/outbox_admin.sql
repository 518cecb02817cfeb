-- The outbox as administrators see it.

-- word: outbox_row
SELECT o.id, o.public_id, o.kind, o.recipient, o.state, o.last_error, t.ref, o.attempts, o.created_at, o.due_at, o.sent_at,
       o.leased_until
FROM outbox o LEFT JOIN ticket t ON t.id = o.ticket_id

-- name: outbox_admin_next :many
-- Older ones. scan: goes along the primary key.  params: before the row, rows at most
{outbox_row}
WHERE o.id < %lld ORDER BY o.id DESC LIMIT %lld

-- name: outbox_admin_previous :many
-- Newer ones, nearest first. scan: as above.  params: after the row, rows at most
{outbox_row}
WHERE o.id > %lld ORDER BY o.id LIMIT %lld

-- name: outbox_admin_state_next :many
-- Those of a state that were or are due earlier.  params: state, due, due, before the row, rows at most
{outbox_row}
WHERE o.state = %s AND o.due_at <= %lld AND (o.due_at < %lld OR o.id < %lld)
ORDER BY o.due_at DESC, o.id DESC LIMIT %lld

-- name: outbox_admin_state_previous :many
-- Those due later, nearest first.  params: state, due, due, after the row, rows at most
{outbox_row}
WHERE o.state = %s AND o.due_at >= %lld AND (o.due_at > %lld OR o.id > %lld)
ORDER BY o.due_at, o.id LIMIT %lld

-- name: outbox_admin_one :one
-- The table has no index by public ids.  params: id, public id
{outbox_row}
WHERE o.id = %lld AND o.public_id = %s

-- name: outbox_hurry :exec
-- A mail that waits for its next try is due now.  params: now, public id, now, now
UPDATE outbox SET due_at = %lld WHERE public_id = %s AND state = 'queued' AND due_at > %lld AND leased_until < %lld

-- name: outbox_drop :exec
-- No row is changed when it is out, or in a worker's hand.  params: id, now
UPDATE outbox SET state = 'dropped', lease = '', leased_until = 0
WHERE id = %lld AND (state = 'failed' OR (state = 'queued' AND leased_until < %lld))
