-- Clients: people and their accounts, as administrators find and change them.

-- word: client_row
SELECT p.id, p.public_id, p.name, p.email, p.language, p.disabled, p.created_at

-- name: clients_newest :many
-- The last added first: along the primary key, not all of them by the index of roles.  params: before the row, limit
{client_row}
FROM person p WHERE COALESCE(p.role, '') = 'client' AND p.id < %lld ORDER BY p.id DESC LIMIT %lld

-- name: clients_found :many
-- params: those of found_objects
{client_row}
FROM ({found_objects}) f JOIN person p ON p.id = f.object_id
WHERE p.role = 'client'
ORDER BY p.id DESC

-- name: clients_found_account :many
-- Those who belong to the accounts that are found.  params: those of found_objects, limit
SELECT DISTINCT p.id, p.public_id, p.name, p.email, p.language, p.disabled, p.created_at
FROM ({found_objects}) f
JOIN membership m ON m.account_id = f.object_id
JOIN person p ON p.id = m.person_id
WHERE p.role = 'client'
ORDER BY p.id DESC LIMIT %lld

-- name: clients_found_service :many
-- Those who belong to the accounts of the services that are found.  params: those of found_objects, limit
SELECT DISTINCT p.id, p.public_id, p.name, p.email, p.language, p.disabled, p.created_at
FROM ({found_objects}) f
JOIN service s ON s.id = f.object_id
JOIN membership m ON m.account_id = s.account_id
JOIN person p ON p.id = m.person_id
WHERE p.role = 'client'
ORDER BY p.id DESC LIMIT %lld

-- name: client_get :many
-- params: public id
{client_row}
FROM person p WHERE p.public_id = %s AND p.role = 'client'

-- name: client_lock :exec
-- Whoever else is to change them waits here.  params: public id
UPDATE person SET theme = theme WHERE public_id = %s

-- name: client_set_name :exec
-- params: name, person
UPDATE person SET name = %s WHERE id = %lld

-- name: accounts_found :many
-- params: those of found_objects
SELECT a.id, a.public_id, a.name, a.created_at
FROM ({found_objects}) f JOIN account a ON a.id = f.object_id
ORDER BY a.id DESC

-- name: account_get :many
-- params: public id
SELECT a.id, a.public_id, a.name, a.created_at FROM account a WHERE a.public_id = %s

-- name: account_lock :exec
-- Whoever else is to change it or its people waits here.  params: public id
UPDATE account SET name = name WHERE public_id = %s

-- name: account_set_name :exec
-- params: name, account
UPDATE account SET name = %s WHERE id = %lld

-- name: account_members :many
-- params: account, limit
SELECT p.id, p.public_id, p.name, p.email, p.language, p.disabled, p.created_at, m.is_owner, m.may_billing, m.may_support
FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.account_id = %lld
ORDER BY m.is_owner DESC, p.email_folded LIMIT %lld

-- name: account_owners_others :one
-- How many own an account besides somebody.  params: account, person
SELECT COUNT(*) FROM membership m WHERE m.account_id = %lld AND m.is_owner = 1 AND m.person_id <> %lld

-- name: desk_account_tickets :many
-- The latest of an account, as far as staff reach them.  params: account, person
SELECT t.ref, t.subject, t.status, t.priority, t.updated_at
FROM (SELECT k.ref, k.subject, k.status, k.priority, k.updated_at, k.department_id FROM ticket k
      WHERE k.account_id = %lld ORDER BY k.updated_at DESC, k.ref DESC LIMIT 200) t
WHERE {works_here}
ORDER BY t.updated_at DESC, t.ref DESC
LIMIT 20

-- name: account_amounts :one
-- What there is to move, as far as it counts.  params: account, account, account
SELECT (SELECT COUNT(*) FROM (SELECT t.id FROM ticket t WHERE t.account_id = %lld LIMIT 10001) c),
       (SELECT COUNT(*) FROM (SELECT s.id FROM service s WHERE s.account_id = %lld LIMIT 10001) c),
       (SELECT COUNT(*) FROM (SELECT p.id FROM proforma p WHERE p.account_id = %lld LIMIT 10001) c)

-- name: account_counts :many
-- params: account
SELECT c.status, c.n FROM ticket_count c WHERE c.account_id = %lld ORDER BY c.status

-- name: account_count_raise :exec
-- params: tickets, account, status
UPDATE ticket_count SET n = n + %lld WHERE account_id = %lld AND status = %s

-- name: account_tickets_move :exec
-- params: to account, from account
UPDATE ticket SET account_id = %lld WHERE account_id = %lld

-- name: account_services_move :exec
-- params: to account, from account
UPDATE service SET account_id = %lld WHERE account_id = %lld

-- name: account_proformas_move :exec
-- params: to account, from account
UPDATE proforma SET account_id = %lld WHERE account_id = %lld

-- name: account_people_remove :exec
-- params: account
DELETE FROM membership WHERE account_id = %lld

-- name: account_counts_remove :exec
-- params: account
DELETE FROM ticket_count WHERE account_id = %lld

-- name: account_remove :exec
-- params: account
DELETE FROM account WHERE id = %lld

-- name: person_messages_count :one
-- How many somebody has written, as far as it counts.  params: person
SELECT COUNT(*) FROM (SELECT g.id FROM message g WHERE g.person_id = %lld LIMIT 10001) c

-- name: person_accounts_written :many
-- Of the tickets in which somebody has written; in the same order always, as search_accounts_of.  params: person
SELECT DISTINCT t.account_id FROM message g JOIN ticket t ON t.id = g.ticket_id WHERE g.person_id = %lld ORDER BY t.account_id

-- name: person_tickets_move :exec
-- Who opened a ticket wrote its first message: so they are found, each by its id. scan: PostgreSQL reads a small table whole, and
-- two people are rarely joined.  params: to person, from person, from person
UPDATE ticket SET person_id = %lld
WHERE person_id = %lld AND id IN (SELECT g.ticket_id FROM message g WHERE g.person_id = %lld)

-- name: person_last_move :exec
-- As above. scan: as above.  params: to person, from person, from person
UPDATE ticket SET last_person_id = %lld
WHERE last_person_id = %lld AND id IN (SELECT g.ticket_id FROM message g WHERE g.person_id = %lld)

-- name: person_messages_move :exec
-- Form tokens that both have used do not meet.  params: to person, from person
UPDATE message SET once = public_id, person_id = %lld WHERE person_id = %lld

-- name: person_leave_all :exec
-- params: person
DELETE FROM membership WHERE person_id = %lld
