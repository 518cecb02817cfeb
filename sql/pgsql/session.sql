-- Sessions: what only this database says so.

-- name: session_add :exec
-- Adds nothing when there is such a session.  params: hash of the token, person, now, now, address, agent
INSERT INTO session (token_hash, person_id, created_at, seen_at, address, agent) VALUES (%s, %lld, %lld, %lld, %s, %s)
ON CONFLICT (token_hash) DO NOTHING
