-- All people and accounts, for administrators at a terminal.

-- name: roster_people :many
-- scan: all are wanted
SELECT p.id, p.public_id, p.email, p.name, p.role, p.language, p.theme, p.email_confirmed, p.disabled
FROM person p ORDER BY p.email_folded

-- name: roster_accounts :many
-- scan: all are wanted
SELECT a.id, a.public_id, a.name, a.created_at, p.email, m.is_owner, m.may_billing, m.may_support
FROM account a
LEFT JOIN membership m ON m.account_id = a.id
LEFT JOIN person p ON p.id = m.person_id
ORDER BY a.name, a.id, p.email_folded

-- name: roster_account :many
-- scan: names have no index; only helpdeskctl asks.  params: public id, name
SELECT a.id, a.public_id, a.name, a.created_at FROM account a WHERE a.public_id = %s OR a.name = %s LIMIT 2
