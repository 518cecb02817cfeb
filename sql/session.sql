-- Sessions: rows, so that signing out, a changed password and a disabled person end them at once.

-- name: session_visit :many
-- A live session and its person, once for each account that the person belongs to (once when there is none); no row
-- when either is over.  params: hash of the token, made after, seen after
SELECT s.seen_at, p.id, p.public_id, p.email, p.name, p.role, p.language, p.theme, p.email_confirmed, p.disabled,
       a.id, a.public_id, a.name, m.is_owner, m.may_billing, m.may_support
FROM session s
JOIN person p ON p.id = s.person_id
LEFT JOIN membership m ON m.person_id = p.id
LEFT JOIN account a ON a.id = m.account_id
WHERE s.token_hash = %s AND s.created_at > %lld AND s.seen_at > %lld AND p.disabled = 0

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
WHERE s.person_id = %lld AND s.created_at > %lld AND s.seen_at > %lld
ORDER BY s.seen_at DESC, s.created_at DESC LIMIT 100
