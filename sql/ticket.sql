-- Tickets, their conversations, and the lists of them. Lists are read an account at a time, by an index that gives the
-- order; params of a list: account id, [status,] time, time, reference (where the page begins), rows at most.

-- word: ticket_columns
t.ref, t.subject, t.status, t.priority, t.department_id, s.label, l.name, t.last_excerpt, t.last_person_id, t.updated_at

-- word: ticket_joins
-- The last of them is who wrote last.
FROM ticket t
LEFT JOIN service s ON s.id = t.service_id
JOIN person l ON l.id = t.last_person_id

-- word: ticket_row
-- What a list shows. Departments are few: their names are looked up by the program, once for a list.
SELECT {ticket_columns} {ticket_joins}

-- word: ticket_whole
-- params: language
SELECT {ticket_columns}, t.channel, s.public_id,
       t.id, t.account_id, t.person_id, t.created_at, t.answered_at, t.closed, p.name, p.email, p.language, a.created_at,
       s.id, s.kind, s.plan, s.currency, s.state, s.term_months, s.price_minor, s.starts_at, s.expires_at,
       d.slug, COALESCE(n.name, d.slug), a.name, t.assignee_id, h.name
{ticket_joins}
JOIN person p ON p.id = t.person_id
JOIN account a ON a.id = t.account_id
JOIN department d ON d.id = t.department_id
LEFT JOIN department_name n ON n.department_id = t.department_id AND n.language = %s
LEFT JOIN person h ON h.id = t.assignee_id

-- word: older
-- What comes after a place in a list.  params: time, time, ref, limit
t.updated_at <= %lld AND (t.updated_at < %lld OR t.ref < %s)
ORDER BY t.updated_at DESC, t.ref DESC
LIMIT %lld

-- word: newer
-- What comes before a place in a list, nearest first.  params: time, time, ref, limit
t.updated_at >= %lld AND (t.updated_at > %lld OR t.ref > %s)
ORDER BY t.updated_at, t.ref
LIMIT %lld

-- name: ticket_counts :many
-- params: person id
SELECT c.status, c.n
FROM membership m
JOIN ticket_count c ON c.account_id = m.account_id
WHERE m.person_id = %lld AND (m.is_owner = 1 OR m.may_support = 1)

-- name: tickets_all_older :many
-- params: account id, time, time, ref, limit
{ticket_row}
WHERE t.account_id = %lld AND {older}

-- name: tickets_all_newer :many
-- params: account id, time, time, ref, limit
{ticket_row}
WHERE t.account_id = %lld AND {newer}

-- name: tickets_closed_older :many
-- params: account id, closed (0 or 1), time, time, ref, limit
{ticket_row}
WHERE t.account_id = %lld AND t.closed = %lld AND {older}

-- name: tickets_closed_newer :many
-- params: account id, closed (0 or 1), time, time, ref, limit
{ticket_row}
WHERE t.account_id = %lld AND t.closed = %lld AND {newer}

-- name: tickets_status_older :many
-- params: account id, closed (0 or 1) as the status is, status, time, time, ref, limit
{ticket_row}
WHERE t.account_id = %lld AND t.closed = %lld AND t.status = %s AND {older}

-- name: tickets_status_newer :many
-- params: account id, closed (0 or 1) as the status is, status, time, time, ref, limit
{ticket_row}
WHERE t.account_id = %lld AND t.closed = %lld AND t.status = %s AND {newer}

-- name: tickets_of_service :many
-- params: service id, limit
{ticket_row}
WHERE t.service_id = %lld AND t.account_id = s.account_id
ORDER BY t.updated_at DESC, t.ref DESC
LIMIT %lld

-- name: departments :many
-- scan: departments are few.  params: language
SELECT d.id, d.slug, COALESCE(n.name, d.slug), d.active, COALESCE(u.usual_sec, 0)
FROM department d
LEFT JOIN department_name n ON n.department_id = d.id AND n.language = %s
LEFT JOIN department_usual u ON u.department_id = d.id
ORDER BY d.position, d.slug

-- name: ticket_of_person :one
-- A ticket that this person reaches as a client.  params: language, person id, reference
{ticket_whole}
JOIN membership m ON m.account_id = t.account_id AND m.person_id = %lld AND (m.is_owner = 1 OR m.may_support = 1)
WHERE t.ref = %s

-- name: ticket_of_desk :one
-- A ticket as staff reach it.  params: language, reference, person id
{ticket_whole}
WHERE t.ref = %s AND {works_here}

-- name: message_place :one
-- params: public id, ticket id
SELECT g.created_at, g.id FROM message g WHERE g.public_id = %s AND g.ticket_id = %lld AND {shown_to_clients}

-- name: ticket_messages :many
-- The newest before a place.  params: ticket id, time, time, id, limit
SELECT g.id, g.person_id, g.public_id, g.side, g.channel, p.name, g.body_xml, g.created_at
FROM message g
JOIN person p ON p.id = g.person_id
WHERE g.ticket_id = %lld AND {shown_to_clients} AND g.created_at <= %lld AND (g.created_at < %lld OR g.id < %lld)
ORDER BY g.created_at DESC, g.id DESC
LIMIT %lld

-- name: ticket_attachments :many
-- Of the messages from one time to another.  params: ticket id, time, time
SELECT f.message_id, f.public_id, f.name, f.type, f.sha256, f.bytes
FROM message g
JOIN attachment f ON f.message_id = g.id
WHERE g.ticket_id = %lld AND {shown_to_clients} AND g.created_at >= %lld AND g.created_at <= %lld
ORDER BY g.created_at, g.id, f.position

-- name: ticket_events :many
-- params: ticket id
SELECT c.what, p.name, c.person_id, c.at
FROM ticket_change c
LEFT JOIN person p ON p.id = c.person_id
WHERE c.ticket_id = %lld AND c.what IN ('closed', 'reopened')
ORDER BY c.at, c.id

-- name: tickets_opened_since :one
-- What was opened has been changed since: the accounts' lists by time of change give it.
-- params: person id, not before, person id, not before, not after
SELECT COUNT(*), MIN(t.created_at)
FROM membership m
JOIN ticket t ON t.account_id = m.account_id
WHERE m.person_id = %lld AND t.updated_at > %lld
  AND t.person_id = %lld AND t.created_at > %lld AND t.created_at <= %lld

-- name: department_by_slug :one
-- params: slug
SELECT id FROM department WHERE slug = %s AND active = 1

-- name: department_addresses :many
-- params: department id
SELECT address FROM department_address WHERE department_id = %lld ORDER BY address

-- name: service_for_ticket :one
-- params: public id, account id
SELECT id FROM service WHERE public_id = %s AND account_id = %lld

-- name: ticket_by_ref :one
-- Whether a reference is taken.  params: reference
SELECT id FROM ticket WHERE ref = %s

-- name: ticket_add :one
-- params: ref, account, person, department, service or 0, subject, priority, channel, now, now, person, excerpt,
--         waiting since, queue key
INSERT INTO ticket (ref, account_id, person_id, department_id, service_id, subject, priority, channel, status, closed,
                    created_at, updated_at, answered_at, closed_at, last_person_id, last_excerpt,
                    waiting_since, queue_stage, queue_key)
VALUES (%s, %lld, %lld, %lld, NULLIF(%lld, 0), %s, %s, %s, 'open', 0, %lld, %lld, 0, 0, %lld, %s, %lld, 0, %lld)
RETURNING id

-- name: message_id :one
-- params: public id
SELECT id FROM message WHERE public_id = %s

-- name: message_by_once :one
-- What a form token brought.  params: person id, once
SELECT g.public_id, t.ref
FROM message g
JOIN ticket t ON t.id = g.ticket_id
WHERE g.person_id = %lld AND g.once = %s

-- name: ticket_count_add :exec
-- params: account id, status
UPDATE ticket_count SET n = n + 1 WHERE account_id = %lld AND status = %s

-- name: ticket_count_move :exec
-- One statement for both rows, so that two at once wait for each other instead of locking each other out.
-- params: status to, account id, status from, status to
UPDATE ticket_count SET n = n + CASE WHEN status = %s THEN 1 ELSE -1 END
WHERE account_id = %lld AND status IN (%s, %s)

-- name: ticket_lock :exec
-- The first statement of a change: whoever else changes the ticket waits here.  params: ticket id
UPDATE ticket SET channel = channel WHERE id = %lld

-- name: ticket_state :one
-- params: ticket id
SELECT t.status, t.account_id, t.department_id, t.answered_at, COALESCE(t.assignee_id, 0), t.priority, t.channel,
       t.waiting_since, COALESCE(h.name, '')
FROM ticket t
LEFT JOIN person h ON h.id = t.assignee_id
WHERE t.id = %lld

-- name: ticket_written :exec
-- A message was added.
-- params: status, now, now or first answer, person, excerpt, waiting since, queue stage, queue key, ticket id
UPDATE ticket
SET status = %s, closed = 0, updated_at = %lld, answered_at = %lld, closed_at = 0, last_person_id = %lld,
    last_excerpt = %s, waiting_since = %lld, queue_stage = %lld, queue_key = %lld
WHERE id = %lld

-- name: ticket_moved :exec
-- Closed or reopened.  params: status, closed, now, closed at, waiting since, queue stage, queue key, ticket id
UPDATE ticket
SET status = %s, closed = %lld, updated_at = %lld, closed_at = %lld, waiting_since = %lld, queue_stage = %lld, queue_key = %lld
WHERE id = %lld

-- name: ticket_change_add :exec
-- params: ticket id, person id or 0, now, what, from, to
INSERT INTO ticket_change (ticket_id, person_id, at, what, from_value, to_value)
VALUES (%lld, NULLIF(%lld, 0), %lld, %s, %s, %s)
