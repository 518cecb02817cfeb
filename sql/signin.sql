-- Signing in: failed attempts, password checks, mailed links to a new password.

-- name: signin_attempt_count :one
-- How many there are, and the oldest of them.  params: whom they count against, not before, not after
SELECT COUNT(*), MIN(a.at) FROM login_attempt a WHERE a.subject = %s AND a.at > %lld AND a.at <= %lld

-- name: signin_attempt_remove :exec
-- params: id of the attempt
DELETE FROM login_attempt WHERE id = %s

-- name: signin_attempt_forget :exec
-- params: whom they count against
DELETE FROM login_attempt WHERE subject = %s

-- name: signin_person :one
-- Who may sign in with an address, and the hash to check.  params: folded address
SELECT p.password_hash, p.id, p.public_id, p.email, p.name, p.role, p.language, p.theme, p.email_confirmed, p.disabled
FROM person p WHERE p.email_folded = %s AND p.disabled = 0

-- name: signin_rehash :exec
-- A stronger hash of the same password, unless it was changed meanwhile.  params: new hash, person, old hash
UPDATE person SET password_hash = %s WHERE id = %lld AND password_hash = %s

-- name: signin_link_person :one
-- Whom a mailed link lets choose a new password; not one that was made while a clock was ahead.
-- params: hash of the token, now, not made after
SELECT p.id, p.public_id, p.email, p.name, p.role, p.language, p.theme, p.email_confirmed, p.disabled
FROM token t JOIN person p ON p.id = t.person_id
WHERE t.token_hash = %s AND t.purpose = 'password-reset' AND t.used_at = 0 AND t.expires_at > %lld
  AND t.created_at <= %lld AND p.disabled = 0

-- name: signin_link_use :exec
-- Changes a row for one of those who use it at once.  params: now, hash of the token, now
UPDATE token SET used_at = %lld
WHERE token_hash = %s AND purpose = 'password-reset' AND used_at = 0 AND expires_at > %lld
