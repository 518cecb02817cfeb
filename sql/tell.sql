-- Who of the staff is told what: their choices, and the mails that follow from what a client has written.

-- name: tell_new :many
-- Mails from which others follow that nobody has made yet.  params: now, rows at most
SELECT o.id, o.kind, o.person_id, o.ticket_id, o.message_id, o.created_at
FROM outbox o
WHERE o.state = 'queued' AND o.due_at <= %lld AND {untold}
ORDER BY o.due_at, o.id LIMIT %lld

-- name: tell_done :exec
-- Whoever changes a row here tells the others, in the same transaction.  params: id
UPDATE outbox SET lease = 'told' WHERE id = %lld AND state = 'queued' AND attempts = 0 AND lease = '' AND last_error = ''

-- name: tell_all :many
-- Who wants to know all of a ticket's department, but for whoever has done it.  params: ticket, person
SELECT p.id, p.email, p.email_folded
FROM ticket t
JOIN notice_choice n ON n.department_id = t.department_id AND n.choice = 'all'
JOIN person p ON p.id = n.person_id
{works_there}
WHERE t.id = %lld AND p.id <> %lld AND {is_there}
ORDER BY p.id

-- name: tell_assignee :one
-- Who has a ticket, unless they want to know nothing, or have done it themselves.  params: ticket, person
SELECT p.id, p.email, p.email_folded
FROM ticket t
JOIN person p ON p.id = t.assignee_id
LEFT JOIN notice_choice n ON n.department_id = t.department_id AND n.person_id = p.id
{works_there}
WHERE t.id = %lld AND p.id <> %lld AND {is_there} AND (n.choice IS NULL OR n.choice <> 'none')

-- name: tell_addresses :many
-- The addresses of a ticket's department: they get their own mail.  params: ticket
SELECT a.address FROM ticket t JOIN department_address a ON a.department_id = t.department_id WHERE t.id = %lld

-- name: tell_clients :many
-- Who of an account may be mailed about a ticket of theirs: who has opened it (0), its owners (1), who else has a right on
-- tickets (2). Only those of the first such rank are told.  params: ticket
SELECT p.id, p.email, CASE WHEN p.id = t.person_id THEN 0 WHEN m.is_owner = 1 THEN 1 ELSE 2 END
FROM ticket t
JOIN membership m ON m.account_id = t.account_id AND (m.is_owner = 1 OR m.may_support = 1)
JOIN person p ON p.id = m.person_id
WHERE t.id = %lld AND p.disabled = 0
ORDER BY 3, p.id LIMIT 10

-- name: tell_opener :one
-- Who has opened a ticket, whether or not they reach it still.  params: ticket
SELECT p.id, p.email FROM ticket t JOIN person p ON p.id = t.person_id WHERE t.id = %lld

-- name: tell_nothing_more :exec
-- Nothing else follows from this mail: it does from another one of the same message.  params: ticket, recipient, message
UPDATE outbox SET lease = 'told'
WHERE ticket_id = %lld AND recipient = %s AND message_id = %lld AND state = 'queued' AND attempts = 0 AND lease = ''

-- name: tell_staff :one
-- The recipient of a mail about a ticket, if they are still to get it.  params: person, ticket
SELECT p.name, p.language, COALESCE(t.assignee_id, 0)
FROM ticket t
JOIN person p ON p.id = %lld
{works_there}
WHERE t.id = %lld AND {is_there}

-- name: notice_choices :many
-- scan: departments are few.  params: language, person, person id
SELECT t.department_id, t.slug, COALESCE(m.name, t.slug), COALESCE(n.choice, 'mine')
FROM (SELECT d.id AS department_id, d.slug, d.position FROM department d) t
LEFT JOIN department_name m ON m.department_id = t.department_id AND m.language = %s
LEFT JOIN notice_choice n ON n.department_id = t.department_id AND n.person_id = %lld
WHERE {works_here}
ORDER BY t.position, t.slug

-- name: notice_remove :exec
-- params: department, person
DELETE FROM notice_choice WHERE department_id = %lld AND person_id = %lld

-- name: notice_add :exec
-- params: department, person, choice
INSERT INTO notice_choice (department_id, person_id, choice) VALUES (%lld, %lld, %s)
