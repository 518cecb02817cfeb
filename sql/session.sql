-- Sessions: rows, so that signing out, a changed password and a disabled person end them at once.

-- name: session_visit :many
-- A live session and its person, once for each account that the person belongs to (once when there is none); no row
-- when either is over. In a session in which an administrator acts for the person, who that is: it is over when an hour is,
-- when the session of their own by which they began it is, and when they administrate no more.
-- params: own session made after, seen after; hash of the token, made after, seen after, made after when somebody acts
SELECT s.seen_at, p.id, p.public_id, p.email, p.name, p.role, p.language, p.theme, p.email_confirmed, p.disabled,
       a.id, a.public_id, a.name, m.is_owner, m.may_billing, m.may_support, s.acting_id, x.name, x.email
FROM session s
JOIN person p ON p.id = s.person_id
LEFT JOIN person x ON x.id = s.acting_id
LEFT JOIN session y ON y.token_hash = s.acting_hash AND y.created_at > %lld AND y.seen_at > %lld
LEFT JOIN membership m ON m.person_id = p.id
LEFT JOIN account a ON a.id = m.account_id
WHERE s.token_hash = %s AND s.created_at > %lld AND s.seen_at > %lld AND p.disabled = 0
  AND (s.acting_id IS NULL
       OR (s.created_at > %lld AND x.role = 'admin' AND x.disabled = 0 AND y.token_hash IS NOT NULL AND p.role = 'client'))

-- name: session_act :exec
-- params: who acts, hash of the token of their own session, hash of the token
UPDATE session SET acting_id = %lld, acting_hash = %s WHERE token_hash = %s

-- name: session_acted :one
-- By which session of their own somebody acts.  params: hash of the token
SELECT s.acting_hash FROM session s WHERE s.token_hash = %s AND s.acting_hash IS NOT NULL

-- name: session_touch :exec
-- params: now, hash of the token
UPDATE session SET seen_at = %lld WHERE token_hash = %s

-- name: session_end :exec
-- params: hash of the token
DELETE FROM session WHERE token_hash = %s

-- name: session_end_all :exec
-- params: person
DELETE FROM session WHERE person_id = %lld

-- name: session_list :many
-- params: person, made after, seen after
SELECT s.token_hash, s.created_at, s.seen_at, s.address, s.agent FROM session s
WHERE s.person_id = %lld AND s.created_at > %lld AND s.seen_at > %lld AND s.acting_id IS NULL
ORDER BY s.seen_at DESC, s.created_at DESC LIMIT 100
