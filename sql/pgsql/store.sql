-- What PostgreSQL needs. Statements named connect_* are run on a new connection, in this order, without being
-- prepared; so are the transaction_* ones. One named connect_try_* may fail.

-- name: connect_encoding :exec
SET client_encoding TO 'UTF8'

-- name: connect_lock_wait :exec
SET lock_timeout TO '5s'

-- name: connect_try_language :exec
-- Errors in English, so that a deadlock is recognized as one. Needs a privilege: GRANT SET ON PARAMETER lc_messages.
SET lc_messages TO 'C'

-- name: transaction_begin :exec
BEGIN

-- name: transaction_commit :exec
COMMIT

-- name: transaction_rollback :exec
ROLLBACK

-- name: migrate_lock :one
-- Held by the connection until it is given back; 1 when it was obtained. The number is "helpdesk" in ASCII.
SELECT CASE WHEN pg_try_advisory_lock(7522537982568788843) THEN 1 ELSE 0 END

-- name: migrate_unlock :one
SELECT CASE WHEN pg_advisory_unlock(7522537982568788843) THEN 1 ELSE 0 END

-- name: schema_version_exists :one
SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END
