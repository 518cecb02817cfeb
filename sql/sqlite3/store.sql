-- What SQLite needs. Statements named connect_* are run on a new connection, in this order, without being prepared;
-- so are the transaction_* ones. There is no busy_timeout: it would sleep inside the mutex of apr_dbd's driver.

-- name: connect_journal :one
PRAGMA journal_mode = WAL

-- name: connect_durable :exec
PRAGMA synchronous = FULL

-- name: connect_references :exec
PRAGMA foreign_keys = ON

-- name: connect_checkpoint :one
-- Pages of the log until they are written to the database: a page that many tickets touch is written once. The index of the
-- log holds 4062 of them in its first piece, so that who looks for a page has no more to look through.
PRAGMA wal_autocheckpoint = 4000

-- name: transaction_begin :exec
BEGIN IMMEDIATE

-- name: transaction_commit :exec
COMMIT

-- name: transaction_rollback :exec
ROLLBACK

-- name: transaction_settle :one
-- What can be read here is on the disk.
SELECT 1

-- name: migrate_lock :one
-- There is nothing to ask: the lock is one of a file (store/write_lock.c).
SELECT 1

-- name: migrate_unlock :one
SELECT 1

-- name: schema_version_exists :one
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'

-- name: database_time :one
-- UTC, seconds. The file's users are all on this machine.
SELECT unixepoch()
