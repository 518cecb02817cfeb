-- Reading what has happened: what only this database says so.

-- name: digest_begin :exec
-- Adds nothing where there is a row, and waits for who makes one now.  params: name, source, last id
INSERT INTO digest_cursor (name, source, last_id, turns) VALUES (%s, %s, %lld, 0)
ON CONFLICT (name, source) DO NOTHING
