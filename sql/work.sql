-- Work on a ticket, for the desk: what clients may read stands in ticket.sql.

-- name: desk_messages :many
-- The newest before a place, with what only the desk may see.  params: ticket id, time, time, id, limit
SELECT g.id, g.person_id, g.public_id, g.side, g.channel, p.name, g.body_xml, g.created_at
FROM message g
JOIN person p ON p.id = g.person_id
WHERE g.ticket_id = %lld AND g.side <> 'undone' AND g.created_at <= %lld AND (g.created_at < %lld OR g.id < %lld)
ORDER BY g.created_at DESC, g.id DESC
LIMIT %lld

-- name: desk_message_place :one
-- params: public id, ticket id
SELECT created_at, id FROM message WHERE public_id = %s AND ticket_id = %lld

-- name: desk_attachments :many
-- Of the messages from one time to another.  params: ticket id, time, time
SELECT f.message_id, f.public_id, f.name, f.type, f.sha256, f.bytes
FROM message g
JOIN attachment f ON f.message_id = g.id
WHERE g.ticket_id = %lld AND g.created_at >= %lld AND g.created_at <= %lld
ORDER BY g.created_at, g.id, f.position

-- name: desk_newer :one
-- What others have written since a message.  params: ticket id, person id, time, time, id
SELECT COUNT(*) FROM message g
WHERE g.ticket_id = %lld AND g.person_id <> %lld AND g.side <> 'undone'
  AND (g.created_at > %lld OR (g.created_at = %lld AND g.id > %lld))

-- name: desk_history :many
-- All that was done to a ticket, and to those that were merged into it. First the few tickets: with "this one, or one of
-- those", PostgreSQL and MariaDB read every ticket there is.  params: ticket id, ticket id
SELECT t.ref, c.what, p.name, c.person_id, c.at, c.from_value, c.to_value, c.id
FROM (
    SELECT o.id, o.ref FROM ticket o WHERE o.id = %lld
    UNION ALL
    SELECT o.id, o.ref FROM ticket_merge g JOIN ticket o ON o.id = g.ticket_id WHERE g.into_id = %lld
) t
JOIN ticket_change c ON c.ticket_id = t.id
LEFT JOIN person p ON p.id = c.person_id
ORDER BY c.at, c.id

-- name: change_last :one
-- Who has changed a thing last, and how.  params: ticket id, what
SELECT p.name, c.person_id, c.to_value
FROM ticket_change c
LEFT JOIN person p ON p.id = c.person_id
WHERE c.ticket_id = %lld AND c.what = %s
ORDER BY c.at DESC, c.id DESC
LIMIT 1

-- name: change_last_status :one
-- Who has changed the status last; nobody where writing has.  params: ticket id
SELECT p.name, c.person_id, c.to_value
FROM ticket_change c
LEFT JOIN person p ON p.id = c.person_id
WHERE c.ticket_id = %lld AND c.what IN ('closed', 'reopened', 'status', 'hold', 'hold-over', 'merged')
ORDER BY c.at DESC, c.id DESC
LIMIT 1

-- name: ticket_facts :one
-- What can be set, under the lock.  params: ticket id
SELECT t.subject, COALESCE(s.public_id, ''), COALESCE(s.label, ''), d.slug, COALESCE(h.public_id, ''), t.queue_key
FROM ticket t
JOIN department d ON d.id = t.department_id
LEFT JOIN service s ON s.id = t.service_id
LEFT JOIN person h ON h.id = t.assignee_id
WHERE t.id = %lld

-- name: ticket_set :exec
-- params: department id, service id or 0, subject, priority, person id or 0, queue key, ticket id
UPDATE ticket
SET department_id = %lld, service_id = NULLIF(%lld, 0), subject = %s, priority = %s, assignee_id = NULLIF(%lld, 0), queue_key = %lld
WHERE id = %lld

-- name: service_label :one
-- params: public id, account id
SELECT id, label FROM service WHERE public_id = %s AND account_id = %lld

-- name: account_people :many
-- params: account id
SELECT p.name, p.email, m.is_owner, m.may_billing, m.may_support
FROM membership m
JOIN person p ON p.id = m.person_id
WHERE m.account_id = %lld AND p.disabled = 0
ORDER BY m.is_owner DESC, p.name, p.id
LIMIT 20

-- name: account_open_tickets :many
-- The open ones of an account but one, as far as staff reach them.  params: account id, ticket id, person id, limit
SELECT t.ref, t.subject, t.status, t.priority, t.updated_at
FROM ticket t
WHERE t.account_id = %lld AND t.closed = 0 AND t.id <> %lld AND {works_here}
ORDER BY t.updated_at DESC, t.ref DESC
LIMIT %lld

-- name: hold_remove :exec
-- params: ticket id
DELETE FROM ticket_hold WHERE ticket_id = %lld

-- name: hold_add :exec
-- params: ticket id, until
INSERT INTO ticket_hold (ticket_id, until_at) VALUES (%lld, %lld)

-- name: hold_of :one
-- params: ticket id
SELECT until_at FROM ticket_hold WHERE ticket_id = %lld

-- name: holds_over :many
-- params: now, limit
SELECT ticket_id FROM ticket_hold WHERE until_at <= %lld ORDER BY until_at, ticket_id LIMIT %lld

-- name: presence_of :many
-- Who has looked at a ticket since a time.  params: ticket id, since
SELECT v.person_id, p.name, v.seen_at
FROM ticket_presence v
JOIN person p ON p.id = v.person_id
WHERE v.ticket_id = %lld AND v.seen_at >= %lld
ORDER BY v.seen_at DESC, p.name

-- name: housekeeping_presence :exec
-- params: before
DELETE FROM ticket_presence WHERE seen_at < %lld

-- name: answer_hold :exec
-- params: message id, ticket id, person id, due, status that it was, status that it is to be, hold until
INSERT INTO held_answer (message_id, ticket_id, person_id, due_at, was_status, then_status, hold_until, undone_at)
VALUES (%lld, %lld, %lld, %lld, %s, %s, %lld, 0)

-- name: answers_due :many
-- A due time far ahead is that of a clock that was wrong.  params: now, far ahead, limit
SELECT message_id, ticket_id FROM held_answer
WHERE undone_at = 0 AND (due_at <= %lld OR due_at > %lld)
ORDER BY due_at, message_id LIMIT %lld

-- name: answers_held :many
-- Those of a ticket that can still be taken back.  params: ticket id
SELECT h.message_id, h.person_id, h.due_at FROM held_answer h WHERE h.ticket_id = %lld AND h.undone_at = 0

-- name: answer_held :one
-- params: message id
SELECT h.was_status, h.then_status, h.hold_until, h.person_id, g.body_xml, g.created_at, h.ticket_id
FROM held_answer h
JOIN message g ON g.id = h.message_id
WHERE h.message_id = %lld AND h.undone_at = 0

-- name: answer_release :exec
-- Its time has come: whoever changes a row here shows it.  params: message id
DELETE FROM held_answer WHERE message_id = %lld AND undone_at = 0

-- name: answer_undo :exec
-- Whoever changes a row here has taken it back.  params: now, message id, person id
UPDATE held_answer SET undone_at = %lld WHERE message_id = %lld AND person_id = %lld AND undone_at = 0

-- name: answers_follow :exec
-- What one answer makes of a ticket is nothing that has come in the way of the next.  params: status now, ticket id, status before
UPDATE held_answer SET was_status = %s WHERE ticket_id = %lld AND undone_at = 0 AND was_status = %s

-- name: answers_move_nothing :exec
-- They leave the status as it is: something waits that they do not answer.  params: ticket id
UPDATE held_answer SET was_status = '' WHERE ticket_id = %lld AND undone_at = 0

-- name: answer_shown :exec
-- params: message id
UPDATE message SET side = 'agent' WHERE id = %lld

-- name: answer_taken_back :exec
-- Its form token is free again: the same form may be sent again.  params: message id
UPDATE message SET side = 'undone', once = public_id WHERE id = %lld

-- name: answer_of_person :one
-- An answer by its public id, when it is this person's.  params: public id, person id
SELECT g.id, g.ticket_id, g.side, g.body, t.ref
FROM message g
JOIN ticket t ON t.id = g.ticket_id
WHERE g.public_id = %s AND g.person_id = %lld

-- name: answer_files :many
-- params: message id
SELECT f.name, f.type, f.bytes, f.sha256 FROM attachment f WHERE f.message_id = %lld ORDER BY f.position

-- name: answer_client_newer :one
-- What the client has written since a message.  params: ticket id, time, time, id
SELECT COUNT(*) FROM message g
WHERE g.ticket_id = %lld AND g.side = 'client' AND (g.created_at > %lld OR (g.created_at = %lld AND g.id > %lld))

-- name: answers_forgotten :many
-- Not the newest message: SQLite would give its number to the next one, and who reads by numbers would pass it over.
-- params: before, limit
SELECT message_id FROM held_answer
WHERE undone_at > 0 AND undone_at < %lld AND message_id < (SELECT MAX(g.id) FROM message g)
LIMIT %lld

-- name: answer_forget_held :exec
-- params: message id
DELETE FROM held_answer WHERE message_id = %lld AND undone_at > 0

-- name: answer_forget_files :exec
-- params: message id
DELETE FROM attachment WHERE message_id = %lld

-- name: answer_forget_move :exec
-- params: message id
DELETE FROM moved_message WHERE message_id = %lld

-- name: answer_forget :exec
-- params: message id
DELETE FROM message WHERE id = %lld AND side = 'undone'

-- name: ticket_merged_into :one
-- params: ticket id
SELECT t.ref FROM ticket_merge g JOIN ticket t ON t.id = g.into_id WHERE g.ticket_id = %lld

-- name: merge_add :exec
-- params: ticket id, into id, now
INSERT INTO ticket_merge (ticket_id, into_id, at) VALUES (%lld, %lld, %lld)

-- name: merge_follow :exec
-- Those that were merged into a ticket which is merged itself.  params: into id, ticket id
UPDATE ticket_merge SET into_id = %lld WHERE into_id = %lld

-- name: messages_note_move :exec
-- params: ticket id
INSERT INTO moved_message (message_id, ticket_id)
SELECT g.id, g.ticket_id FROM message g
WHERE g.ticket_id = %lld AND NOT EXISTS (SELECT 1 FROM moved_message v WHERE v.message_id = g.id)

-- name: messages_move :exec
-- params: to ticket id, from ticket id
UPDATE message SET ticket_id = %lld WHERE ticket_id = %lld

-- name: held_move :exec
-- params: to ticket id, status of that (empty: they do not answer what waits there), from ticket id
UPDATE held_answer SET ticket_id = %lld, was_status = %s WHERE ticket_id = %lld

-- name: message_note_move :exec
-- params: message id
INSERT INTO moved_message (message_id, ticket_id)
SELECT g.id, g.ticket_id FROM message g
WHERE g.id = %lld AND NOT EXISTS (SELECT 1 FROM moved_message v WHERE v.message_id = g.id)

-- name: message_move :exec
-- params: to ticket id, message id
UPDATE message SET ticket_id = %lld WHERE id = %lld

-- name: message_to_split :one
-- params: public id, ticket id
SELECT g.id, g.person_id, g.side, g.channel, g.created_at, g.body_xml FROM message g WHERE g.public_id = %s AND g.ticket_id = %lld

-- name: desk_split_to :one
-- Where a message went that was split off a ticket.  params: public id of the message, reference of the ticket
SELECT t.ref
FROM message g
JOIN ticket t ON t.id = g.ticket_id
JOIN ticket_change c ON c.ticket_id = t.id AND c.what = 'split-from'
WHERE g.public_id = %s AND c.from_value = %s

-- name: messages_shown :one
-- How many messages a client sees.  params: ticket id
SELECT COUNT(*) FROM message g WHERE g.ticket_id = %lld AND {shown_to_clients}

-- name: message_shown_last :one
-- params: ticket id
SELECT g.person_id, g.body_xml FROM message g
WHERE g.ticket_id = %lld AND {shown_to_clients}
ORDER BY g.created_at DESC, g.id DESC
LIMIT 1

-- name: ticket_last :exec
-- Who wrote last, and how that begins.  params: person id, excerpt, ticket id
UPDATE ticket SET last_person_id = %lld, last_excerpt = %s WHERE id = %lld

-- name: ticket_service :one
-- params: ticket id
SELECT COALESCE(t.service_id, 0) FROM ticket t WHERE t.id = %lld

-- name: ticket_touch :exec
-- params: time, ticket id
UPDATE ticket SET updated_at = %lld WHERE id = %lld

-- name: ticket_waits_since :exec
-- params: waiting since, queue key, ticket id
UPDATE ticket SET waiting_since = %lld, queue_key = %lld WHERE id = %lld

-- name: ticket_answered :exec
-- An answer was shown that leaves the status as it is.  params: now, first answer, ticket id
UPDATE ticket SET updated_at = %lld, answered_at = %lld WHERE id = %lld
