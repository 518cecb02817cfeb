-- What PostgreSQL needs. Statements named connect_* are run on a new connection, in this order, without being
-- prepared; so are the transaction_* ones. One named connect_try_* may fail.

-- name: connect_encoding :exec
SET client_encoding TO 'UTF8'

-- name: connect_lock_wait :exec
SET lock_timeout TO '5s'

-- name: connect_durable :one
-- What is acknowledged is on the disk, and on a synchronous standby's where there are some; whatever the server's, the
-- role's or the database's default says. remote_apply is more than this, and stays.
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')

-- name: connect_no_cancel :exec
-- A time-out that hits a COMMIT which waits for a standby would make it succeed without the standby: the portal bounds
-- its waiting by itself (HelpdeskDatabaseTimeout).
SET statement_timeout TO 0

-- name: connect_idle :exec
-- A front end that lost its way in the middle of a transaction does not hold its locks for hours.
SET idle_in_transaction_session_timeout TO '30s'

-- name: connect_plans :exec
-- A statement is planned once, not at each execution: what it says leaves no choice but its index, whatever the values. By
-- itself PostgreSQL plans a page of the queue anew each time, for longer than it takes: it thinks that without the value of
-- a LIMIT a tenth of all rows will be read.
SET plan_cache_mode TO force_generic_plan

-- name: connect_compile :exec
-- Compiling a plan takes hundreds of milliseconds when a guess is wrong, and no statement of the portal is worth it.
SET jit TO off

-- name: connect_try_language :exec
-- Errors in English, so that a deadlock is recognized as one. Needs a privilege: GRANT SET ON PARAMETER lc_messages.
SET lc_messages TO 'C'

-- name: transaction_begin :exec
BEGIN

-- name: transaction_commit :exec
COMMIT

-- name: transaction_rollback :exec
ROLLBACK

-- name: transaction_settle :one
-- Writes a record of no meaning: its commit ends when the standby has it, and with it all that was written before.
SELECT pg_logical_emit_message(true, 'helpdesk', 'settle')

-- name: migrate_lock :one
-- Held by the connection until it is given back; 1 when it was obtained. The number is "helpdesk" in ASCII.
SELECT CASE WHEN pg_try_advisory_lock(7522537982568788843) THEN 1 ELSE 0 END

-- name: migrate_unlock :one
SELECT CASE WHEN pg_advisory_unlock(7522537982568788843) THEN 1 ELSE 0 END

-- name: schema_version_exists :one
SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END

-- name: database_time :one
-- UTC, seconds, by the clock that all front ends share.
SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp())) AS BIGINT)
