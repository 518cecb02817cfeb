-- What is deleted when its time is over. Nothing here was written by a client.

-- name: housekeeping_attempts :exec
-- params: before
DELETE FROM login_attempt WHERE at < %lld

-- name: housekeeping_sessions_idle :exec
-- params: not seen since
DELETE FROM session WHERE seen_at < %lld

-- name: housekeeping_sessions_old :exec
-- scan: few rows, every ten minutes: those not seen for long are gone already
-- params: made before
DELETE FROM session WHERE created_at < %lld

-- name: housekeeping_tokens :exec
-- scan: few rows, every ten minutes: a token lives for some days
-- params: before, before
DELETE FROM token WHERE expires_at < %lld OR (used_at > 0 AND used_at < %lld)

-- name: housekeeping_staged :exec
-- params: before
DELETE FROM staged_file WHERE created_at < %lld

-- name: outbox_over :many
-- Mails of a state that were due and went out before a time, the oldest first. Not the newest mail: SQLite would give its
-- number to the next one.  params: state, before, before, limit
SELECT o.id FROM outbox o
WHERE o.state = %s AND o.due_at < %lld AND o.sent_at < %lld AND o.id < (SELECT MAX(n.id) FROM outbox n)
ORDER BY o.due_at LIMIT %lld

-- name: outbox_tidy :exec
-- One that is tried again meanwhile stays.  params: id, state
DELETE FROM outbox WHERE id = %lld AND state = %s

-- name: outbox_tidied :exec
-- params: before, before
UPDATE outbox_tidied SET before_at = %lld WHERE id = 1 AND before_at < %lld

-- name: clock_attempts :exec
-- What was counted while a clock was ahead.  params: after
DELETE FROM login_attempt WHERE at > %lld

-- name: clock_sessions :exec
-- Sessions begun while a clock was ahead begin now.  scan: only after a clock was set back, and when a worker starts
-- params: now, now, after
UPDATE session SET created_at = %lld, seen_at = %lld WHERE created_at > %lld

-- name: clock_tokens :exec
-- Mailed links made while a clock was ahead would be good for too long.
-- scan: only after a clock was set back, and when a worker starts.  params: after
DELETE FROM token WHERE created_at > %lld
