-- Copying a SQLite database while it is in use. The other databases have programs of their own for that, so that these
-- names stand here only. What begins with attached_ is asked of the copy, once backup_attach has been carried out.

-- name: backup_copy :exec
-- The whole database as it is at this moment, in a new file. Who writes meanwhile does not wait.  params: path
VACUUM INTO %s

-- name: backup_attach :exec
-- params: path
ATTACH DATABASE %s AS backup

-- name: backup_detach :exec
DETACH DATABASE backup

-- name: attached_check :one
-- "ok", or the first thing that is wrong
PRAGMA backup.quick_check(1)

-- name: attached_exists :one
SELECT COUNT(*) FROM backup.sqlite_master WHERE type = 'table' AND name = 'schema_version'

-- name: attached_counts :one
-- scan: the copy is read through
SELECT (SELECT MAX(version) FROM backup.schema_version), (SELECT COUNT(*) FROM backup.ticket),
       (SELECT COUNT(*) FROM backup.message), (SELECT COUNT(*) FROM backup.attachment)

-- name: attached_files :many
-- Each file that rows name, once, in pieces by the index.  params: hash of the last one, rows at most
SELECT f.sha256, MIN(f.bytes), MIN(f.public_id) FROM backup.attachment f
WHERE f.sha256 > %s
GROUP BY f.sha256
ORDER BY f.sha256
LIMIT %lld
