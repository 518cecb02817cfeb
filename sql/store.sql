-- What the store itself asks of a database, the same for all three.

-- name: connection_alive :one
-- Is this still the connection that was set up, with its prepared statements?
SELECT 1

-- name: schema_version_current :one
-- The schema's version; NULL when no migration was carried out.
SELECT MAX(version) FROM schema_version

-- name: schema_version_add :exec
-- A migration has been carried out.  params: version, name of the file, time
INSERT INTO schema_version (version, name, applied_at) VALUES (%lld, %s, %lld)
