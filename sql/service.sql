-- Services and the proformas that wait for them.

-- word: service_row
SELECT s.id, s.account_id, s.public_id, s.kind, s.label, s.plan, s.currency, s.state, s.term_months,
       s.price_minor, s.starts_at, s.expires_at

-- name: services_of_person :many
-- Of all accounts, in no order: the program sorts them.  params: person id
{service_row}
FROM membership m
JOIN service s ON s.account_id = m.account_id
WHERE m.person_id = %lld AND (m.is_owner = 1 OR m.may_billing = 1 OR m.may_support = 1)

-- name: services_of_account :many
-- params: account id
{service_row}
FROM service s
WHERE s.account_id = %lld
ORDER BY s.expires_at, s.id

-- name: unpaid_of_person :many
-- The lines of unpaid proformas.  params: person id
SELECT l.service_id, p.number, p.status, p.currency, p.total_minor, p.due_at, s.label, m.is_owner + m.may_billing
FROM membership m
JOIN proforma p ON p.account_id = m.account_id AND p.status = 'issued'
JOIN proforma_line l ON l.proforma_id = p.id
JOIN service s ON s.id = l.service_id
WHERE m.person_id = %lld
ORDER BY p.due_at, p.number, l.id

-- name: unpaid_of_account :many
-- params: account id
SELECT l.service_id, p.number, p.status, p.currency, p.total_minor, p.due_at, s.label, 1
FROM proforma p
JOIN proforma_line l ON l.proforma_id = p.id
JOIN service s ON s.id = l.service_id
WHERE p.account_id = %lld AND p.status = 'issued'
ORDER BY p.due_at, p.number, l.id

-- name: service_changes :many
-- params: service id
SELECT at, what, from_value, to_value FROM service_change WHERE service_id = %lld ORDER BY at, id

-- name: service_add :one
-- params: public id, account id, kind, label, plan, term months, price, currency, starts, expires, state, now
INSERT INTO service (public_id, account_id, kind, label, plan, term_months, price_minor, currency, starts_at,
                     expires_at, state, created_at)
VALUES (%s, %lld, %s, %s, %s, %lld, %lld, %s, %lld, %lld, %s, %lld)
RETURNING id

-- name: service_change_add :exec
-- params: service id, person id or 0, now, what, from, to, cause
INSERT INTO service_change (service_id, person_id, at, what, from_value, to_value, cause)
VALUES (%lld, NULLIF(%lld, 0), %lld, %s, %s, %s, %s)

-- name: service_of_account :one
-- params: public id, account id
SELECT id, term_months, price_minor, currency FROM service WHERE public_id = %s AND account_id = %lld

-- name: proforma_last_number :one
-- The highest number of a year.  params: "PF-2026-", the same and a tilde
SELECT MAX(number) FROM proforma WHERE number > %s AND number < %s

-- name: proforma_add :one
-- params: number, account id, now, due, total, currency
INSERT INTO proforma (number, account_id, status, issued_at, due_at, total_minor, currency)
VALUES (%s, %lld, 'issued', %lld, %lld, %lld, %s)
RETURNING id

-- name: proforma_line_add :exec
-- params: proforma id, service id, months, amount
INSERT INTO proforma_line (proforma_id, service_id, months, amount_minor) VALUES (%lld, %lld, %lld, %lld)
