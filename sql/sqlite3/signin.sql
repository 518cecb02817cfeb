-- Signing in: what only this database says so.

-- name: signin_attempt_add :exec
-- Adds nothing when it has been counted.  params: id of the attempt, whom it counts against, now
INSERT INTO login_attempt (id, subject, at) VALUES (%s, %s, %lld)
ON CONFLICT (id, subject) DO NOTHING
