-- What MariaDB needs. Statements named connect_* are run on a new connection, in this order, without being prepared;
-- so are the transaction_* ones.

-- name: connect_encoding :exec
SET NAMES utf8mb4 COLLATE utf8mb4_bin

-- name: connect_strict :exec
-- Wrong values are errors; || joins texts and a backslash is a character, as in the other databases.
SET SESSION sql_mode =
    'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'

-- name: connect_isolation :exec
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED

-- name: connect_lock_wait :exec
SET SESSION innodb_lock_wait_timeout = 5

-- name: connect_table_wait :exec
-- Whole tables are held by LOCK TABLES and by changes of the schema; without this it is waited for a day.
SET SESSION lock_wait_timeout = 5

-- name: transaction_begin :exec
START TRANSACTION

-- name: transaction_commit :exec
COMMIT

-- name: transaction_rollback :exec
ROLLBACK

-- name: transaction_settle :one
-- What can be read here is on the disk.
SELECT 1

-- name: migrate_lock :one
-- Held by the connection until it is given back; 1 when it was obtained.
SELECT GET_LOCK(CONCAT('helpdesk-', MD5(DATABASE())), 0)

-- name: migrate_unlock :one
SELECT RELEASE_LOCK(CONCAT('helpdesk-', MD5(DATABASE())))

-- name: schema_version_exists :one
SELECT COUNT(*) FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_name = 'schema_version'

-- name: database_time :one
-- UTC, seconds, by the clock that all front ends share.
SELECT UNIX_TIMESTAMP()
