-- People, the accounts they belong to, and their rights there. What adds a person stands in the drivers' own files.

-- name: person_id :one
-- params: public id
SELECT p.id FROM person p WHERE p.public_id = %s

-- name: person_by_email :one
-- params: folded address
SELECT p.id, p.public_id, p.email, p.name, p.role, p.language, p.theme, p.email_confirmed, p.disabled
FROM person p WHERE p.email_folded = %s

-- name: person_set_profile :exec
-- params: name, language, theme, person
UPDATE person SET name = %s, language = %s, theme = %s WHERE id = %lld

-- name: person_named :one
-- params: person
SELECT p.email, p.name FROM person p WHERE p.id = %lld

-- name: person_lock :exec
-- Whoever else is to do one thing after the other for this person waits here.  params: person
UPDATE person SET theme = theme WHERE id = %lld

-- name: person_set_hash :exec
-- params: hash, person
UPDATE person SET password_hash = %s WHERE id = %lld

-- name: person_set_disabled :exec
-- params: 0 or 1, person
UPDATE person SET disabled = %lld WHERE id = %lld

-- name: person_end_sessions :exec
-- params: person
DELETE FROM session WHERE person_id = %lld

-- name: person_end_links :exec
-- Mailed links that were not used yet are no longer good.  params: now, person
UPDATE token SET used_at = %lld WHERE person_id = %lld AND used_at = 0

-- name: person_memberships :many
-- params: person
SELECT a.id, a.public_id, a.name, m.is_owner, m.may_billing, m.may_support
FROM membership m JOIN account a ON a.id = m.account_id
WHERE m.person_id = %lld

-- name: person_membership_remove :exec
-- params: person, account
DELETE FROM membership WHERE person_id = %lld AND account_id = %lld

-- name: person_membership_add :exec
-- params: person, account, owner, billing, support
INSERT INTO membership (person_id, account_id, is_owner, may_billing, may_support)
VALUES (%lld, %lld, %lld, %lld, %lld)

-- name: person_account_add :one
-- params: public id, name, now
INSERT INTO account (public_id, name, created_at) VALUES (%s, %s, %lld) RETURNING id

-- name: person_account_count_add :exec
-- params: account, ticket status
INSERT INTO ticket_count (account_id, status, n) VALUES (%lld, %s, 0)

-- name: person_account_id :one
-- params: public id
SELECT a.id FROM account a WHERE a.public_id = %s
