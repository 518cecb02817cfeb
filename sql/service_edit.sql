-- Services, as administrators see and change them.

-- word: service_full
-- params: none
SELECT s.id, s.account_id, s.public_id, s.kind, s.label, s.plan, s.currency, s.state, s.term_months,
       s.price_minor, s.starts_at, s.expires_at, s.created_at, a.public_id, a.name

-- name: service_full_get :many
-- params: public id
{service_full}
FROM service s JOIN account a ON a.id = s.account_id
WHERE s.public_id = %s

-- name: services_newest :many
-- The last added first.  params: before the row, limit
{service_full}
FROM service s JOIN account a ON a.id = s.account_id
WHERE s.id < %lld
ORDER BY s.id DESC LIMIT %lld

-- name: services_newest_state :many
-- params: state, before the row, limit
{service_full}
FROM service s JOIN account a ON a.id = s.account_id
WHERE s.state = %s AND s.id < %lld
ORDER BY s.id DESC LIMIT %lld

-- name: services_newest_account :many
-- params: account's public id, limit
{service_full}
FROM account a JOIN service s ON s.account_id = a.id
WHERE a.public_id = %s
ORDER BY s.expires_at, s.id LIMIT %lld

-- name: services_found :many
-- params: those of found_objects
{service_full}
FROM ({found_objects}) f
JOIN service s ON s.id = f.object_id
JOIN account a ON a.id = s.account_id
ORDER BY s.id DESC

-- name: services_found_account :many
-- Of the accounts that are found.  params: those of found_objects, limit
{service_full}
FROM ({found_objects}) f
JOIN account a ON a.id = f.object_id
JOIN service s ON s.account_id = a.id
ORDER BY s.id DESC LIMIT %lld

-- name: service_place :one
-- params: public id
SELECT s.id FROM service s WHERE s.public_id = %s

-- name: service_lock :exec
-- Whoever else is to change it waits here.  params: public id
UPDATE service SET label = label WHERE public_id = %s

-- name: service_set :exec
-- params: kind, label, plan, term months, price, currency, starts, expires, service id
UPDATE service
SET kind = %s, label = %s, plan = %s, term_months = %lld, price_minor = %lld, currency = %s, starts_at = %lld, expires_at = %lld
WHERE id = %lld

-- name: service_set_state :exec
-- params: state, service id
UPDATE service SET state = %s WHERE id = %lld

-- name: service_history :many
-- The newest changes.  params: service id, limit
SELECT c.at, c.what, c.from_value, c.to_value, c.cause, p.name
FROM service_change c
LEFT JOIN person p ON p.id = c.person_id
WHERE c.service_id = %lld
ORDER BY c.at DESC, c.id DESC LIMIT %lld
