-- The queue of the desk: its views are read by an index that gives the order, and counted by rows kept in step.

-- word: columns
SELECT t.ref, t.subject, t.status, t.priority, t.channel, t.department_id, a.name, s.label, s.state, s.expires_at,
       t.assignee_id, h.name, t.waiting_since, t.updated_at, t.queue_key, t.account_id, COALESCE(t.service_id, 0),
       a.public_id, s.public_id, COALESCE(v.changed_at, 0), t.last_person_id,
       few.queue_key, COALESCE(e.overdue_at, 0), COALESCE(e.first_state, 0), COALESCE(e.first_due_at, 0),
       COALESCE(e.solution_state, 0), COALESCE(e.solution_due_at, 0)

-- word: joins
-- To the few tickets that an index has given: LEFT JOIN everywhere, for with a plain one MariaDB may begin at the other
-- end, with all tickets of each account.  params: person id: what they have seen is the last of them
LEFT JOIN ticket t ON t.id = few.id
LEFT JOIN account a ON a.id = t.account_id
LEFT JOIN service s ON s.id = t.service_id
LEFT JOIN person h ON h.id = t.assignee_id
LEFT JOIN ticket_due e ON e.ticket_id = few.id
LEFT JOIN ticket_seen v ON v.ticket_id = few.id AND v.person_id = %lld

-- word: next
-- What comes after a place.  params: stage, key, key, ref
x.queue_stage = %lld AND x.queue_key >= %lld AND (x.queue_key > %lld OR x.ref > %s)

-- word: previous
-- What comes before a place.  params: stage, key, key, ref
x.queue_stage = %lld AND x.queue_key <= %lld AND (x.queue_key < %lld OR x.ref < %s)

-- word: up
ORDER BY x.queue_key, x.ref

-- word: down
-- Nearest first.
ORDER BY x.queue_key DESC, x.ref DESC

-- word: of_client
-- The thousand of an account that changed last.  params: account id, closed (0 or 1)
SELECT z.id, z.queue_stage, z.queue_key, z.ref FROM ticket z WHERE z.account_id = %lld AND z.closed = %lld
ORDER BY z.updated_at DESC, z.ref DESC LIMIT 1000

-- word: of_service
-- The thousand about a service that changed last.  params: service id
SELECT z.id, z.queue_stage, z.queue_key, z.ref FROM ticket z WHERE z.service_id = %lld
ORDER BY z.updated_at DESC, z.ref DESC LIMIT 1000

-- word: slot_next
-- What comes after a place in one department.  params: department id, stage, key, key, ref, limit
SELECT * FROM (SELECT x.id, x.queue_key, x.ref FROM ticket x WHERE x.department_id = %lld AND {next} {up} LIMIT %lld) s

-- word: slot_previous
SELECT * FROM (SELECT x.id, x.queue_key, x.ref FROM ticket x WHERE x.department_id = %lld AND {previous} {down} LIMIT %lld) s

-- word: nobody_next
-- The same, of what nobody has.
SELECT * FROM (SELECT x.id, x.queue_key, x.ref FROM ticket x
               WHERE x.department_id = %lld AND x.assignee_id IS NULL AND {next} {up} LIMIT %lld) s

-- word: nobody_previous
SELECT * FROM (SELECT x.id, x.queue_key, x.ref FROM ticket x
               WHERE x.department_id = %lld AND x.assignee_id IS NULL AND {previous} {down} LIMIT %lld) s

-- name: queue_departments_next :many
-- Of eight departments at once; the id 0 stands for none.
-- params: department id, stage, key, key, ref, limit; the same seven times more; limit, person id
{columns}
FROM (SELECT * FROM ({slot_next}
    UNION ALL {slot_next}
    UNION ALL {slot_next}
    UNION ALL {slot_next}
    UNION ALL {slot_next}
    UNION ALL {slot_next}
    UNION ALL {slot_next}
    UNION ALL {slot_next}) m ORDER BY m.queue_key, m.ref LIMIT %lld) few
{joins}
ORDER BY few.queue_key, few.ref

-- name: queue_departments_previous :many
-- Of eight departments at once; the id 0 stands for none.
-- params: department id, stage, key, key, ref, limit; the same seven times more; limit, person id
{columns}
FROM (SELECT * FROM ({slot_previous}
    UNION ALL {slot_previous}
    UNION ALL {slot_previous}
    UNION ALL {slot_previous}
    UNION ALL {slot_previous}
    UNION ALL {slot_previous}
    UNION ALL {slot_previous}
    UNION ALL {slot_previous}) m ORDER BY m.queue_key DESC, m.ref DESC LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC, few.ref DESC

-- name: queue_nobody_next :many
-- Of what nobody has, eight departments at once; the id 0 stands for none.
-- params: department id, stage, key, key, ref, limit; the same seven times more; limit, person id
{columns}
FROM (SELECT * FROM ({nobody_next}
    UNION ALL {nobody_next}
    UNION ALL {nobody_next}
    UNION ALL {nobody_next}
    UNION ALL {nobody_next}
    UNION ALL {nobody_next}
    UNION ALL {nobody_next}
    UNION ALL {nobody_next}) m ORDER BY m.queue_key, m.ref LIMIT %lld) few
{joins}
ORDER BY few.queue_key, few.ref

-- name: queue_nobody_previous :many
-- Of what nobody has, eight departments at once; the id 0 stands for none.
-- params: department id, stage, key, key, ref, limit; the same seven times more; limit, person id
{columns}
FROM (SELECT * FROM ({nobody_previous}
    UNION ALL {nobody_previous}
    UNION ALL {nobody_previous}
    UNION ALL {nobody_previous}
    UNION ALL {nobody_previous}
    UNION ALL {nobody_previous}
    UNION ALL {nobody_previous}
    UNION ALL {nobody_previous}) m ORDER BY m.queue_key DESC, m.ref DESC LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC, few.ref DESC

-- name: queue_assignee_next :many
-- params: assignee id, stage, key, key, ref, limit, person id
{columns}
FROM (SELECT x.id, x.queue_key, x.ref FROM ticket x WHERE x.assignee_id = %lld AND {next} {up} LIMIT %lld) few
{joins}
ORDER BY few.queue_key, few.ref

-- name: queue_assignee_previous :many
-- params: assignee id, stage, key, key, ref, limit, person id
{columns}
FROM (SELECT x.id, x.queue_key, x.ref FROM ticket x WHERE x.assignee_id = %lld AND {previous} {down} LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC, few.ref DESC

-- name: queue_client_next :many
-- params: account id, closed (0 or 1), stage, key, key, ref, limit, person id
{columns}
FROM (SELECT x.id, x.queue_key, x.ref FROM ({of_client}) x WHERE {next} {up} LIMIT %lld) few
{joins}
ORDER BY few.queue_key, few.ref

-- name: queue_client_previous :many
-- params: account id, closed (0 or 1), stage, key, key, ref, limit, person id
{columns}
FROM (SELECT x.id, x.queue_key, x.ref FROM ({of_client}) x WHERE {previous} {down} LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC, few.ref DESC

-- name: queue_service_next :many
-- params: service id, stage, key, key, ref, limit, person id
{columns}
FROM (SELECT x.id, x.queue_key, x.ref FROM ({of_service}) x WHERE {next} {up} LIMIT %lld) few
{joins}
ORDER BY few.queue_key, few.ref

-- name: queue_service_previous :many
-- params: service id, stage, key, key, ref, limit, person id
{columns}
FROM (SELECT x.id, x.queue_key, x.ref FROM ({of_service}) x WHERE {previous} {down} LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC, few.ref DESC

-- word: has_two
-- Whether the ticket of p has two further words, the rarer first, each looked up by the key: who lacks one is asked for no
-- other. One that is not asked for is the last one once more. Not EXISTS and not joins: those PostgreSQL and MariaDB may
-- read from the other end, all tickets that have a word.  params: words (two)
(SELECT o1.word FROM search_post o1 WHERE o1.word = %lld AND o1.ticket_id = p.ticket_id) IS NOT NULL
    AND (SELECT o2.word FROM search_post o2 WHERE o2.word = %lld AND o2.ticket_id = p.ticket_id) IS NOT NULL

-- word: has_seven
-- The same.  params: words (seven)
{has_two}
    AND (SELECT o3.word FROM search_post o3 WHERE o3.word = %lld AND o3.ticket_id = p.ticket_id) IS NOT NULL
    AND (SELECT o4.word FROM search_post o4 WHERE o4.word = %lld AND o4.ticket_id = p.ticket_id) IS NOT NULL
    AND (SELECT o5.word FROM search_post o5 WHERE o5.word = %lld AND o5.ticket_id = p.ticket_id) IS NOT NULL
    AND (SELECT o6.word FROM search_post o6 WHERE o6.word = %lld AND o6.ticket_id = p.ticket_id) IS NOT NULL
    AND (SELECT o7.word FROM search_post o7 WHERE o7.word = %lld AND o7.ticket_id = p.ticket_id) IS NOT NULL

-- word: found
p.ticket_id AS id, p.ticket_id AS queue_key

-- word: older_than
-- Tickets with a word: what was opened before a ticket, down to another one.  params: word, ticket id, ticket id
p.word = %lld AND p.ticket_id < %lld AND p.ticket_id >= %lld

-- word: newer_than
-- What was opened after a ticket, up to another one.  params: word, ticket id, ticket id
p.word = %lld AND p.ticket_id > %lld AND p.ticket_id <= %lld

-- name: search_one_next :many
-- The tickets with a word, the last opened first.  params: word, ticket id, ticket id, limit, person id
{columns}
FROM (SELECT {found} FROM search_post p WHERE {older_than} ORDER BY p.ticket_id DESC LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC

-- name: search_one_previous :many
-- params: word, ticket id, ticket id, limit, person id
{columns}
FROM (SELECT {found} FROM search_post p WHERE {newer_than} ORDER BY p.ticket_id LIMIT %lld) few
{joins}
ORDER BY few.queue_key

-- name: search_three_next :many
-- The tickets with all of three words.  params: word, ticket id, ticket id, words (two), limit, person id
{columns}
FROM (SELECT {found} FROM search_post p
      WHERE {older_than} AND {has_two}
      ORDER BY p.ticket_id DESC LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC

-- name: search_three_previous :many
-- params: word, ticket id, ticket id, words (two), limit, person id
{columns}
FROM (SELECT {found} FROM search_post p
      WHERE {newer_than} AND {has_two}
      ORDER BY p.ticket_id LIMIT %lld) few
{joins}
ORDER BY few.queue_key

-- name: search_eight_next :many
-- The tickets with all of eight words.  params: word, ticket id, ticket id, words (seven), limit, person id
{columns}
FROM (SELECT {found} FROM search_post p
      WHERE {older_than} AND {has_seven}
      ORDER BY p.ticket_id DESC LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC

-- name: search_eight_previous :many
-- params: word, ticket id, ticket id, words (seven), limit, person id
{columns}
FROM (SELECT {found} FROM search_post p
      WHERE {newer_than} AND {has_seven}
      ORDER BY p.ticket_id LIMIT %lld) few
{joins}
ORDER BY few.queue_key

-- word: overdue_next
-- What comes after a place among those that are late.  params: key, key, ref
x.overdue_at > 0 AND x.overdue_at >= %lld AND (x.overdue_at > %lld OR x.ref > %s)

-- word: overdue_previous
-- What comes before a place among them.  params: key, key, ref
x.overdue_at > 0 AND x.overdue_at <= %lld AND (x.overdue_at < %lld OR x.ref < %s)

-- word: overdue
x.ticket_id AS id, x.overdue_at AS queue_key, x.ref

-- name: queue_overdue_next :many
-- params: department id, key, key, ref, limit, person id
{columns}
FROM (SELECT {overdue} FROM ticket_due x WHERE x.department_id = %lld AND {overdue_next} ORDER BY x.overdue_at, x.ref LIMIT %lld) few
{joins}
ORDER BY few.queue_key, few.ref

-- name: queue_overdue_previous :many
-- params: department id, key, key, ref, limit, person id
{columns}
FROM (SELECT {overdue} FROM ticket_due x WHERE x.department_id = %lld AND {overdue_previous} ORDER BY x.overdue_at DESC, x.ref DESC LIMIT %lld) few
{joins}
ORDER BY few.queue_key DESC, few.ref DESC

-- name: queue_client :one
-- An account that a list is narrowed to.  params: public id
SELECT a.id, a.name FROM account a WHERE a.public_id = %s

-- name: queue_service :one
-- A service that a list is narrowed to.  params: public id
SELECT s.id, s.label FROM service s WHERE s.public_id = %s

-- name: ticket_seen :one
-- params: person id, ticket id
SELECT v.changed_at FROM ticket_seen v WHERE v.person_id = %lld AND v.ticket_id = %lld

-- name: queue_counts :many
-- scan: a few rows for each department and agent. 4: those that are late
SELECT c.department_id, c.assignee_id, c.queue_stage, c.n FROM queue_count c WHERE c.n <> 0
UNION ALL
SELECT o.department_id, 0, 4, o.n FROM overdue_count o WHERE o.n <> 0

-- name: queue_count_of :one
-- Whether there are rows.  params: department id, person id or 0
SELECT c.n FROM queue_count c WHERE c.department_id = %lld AND c.assignee_id = %lld AND c.queue_stage = 0

-- name: queue_count_add :exec
-- params: department id, person id or 0, stage
UPDATE queue_count SET n = n + 1 WHERE department_id = %lld AND assignee_id = %lld AND queue_stage = %lld

-- name: queue_count_move :exec
-- One statement for both rows, so that two at once wait for each other instead of locking each other out.
-- params: to department, assignee, stage; from department, assignee, stage; to department, assignee, stage
UPDATE queue_count
SET n = n + CASE WHEN department_id = %lld AND assignee_id = %lld AND queue_stage = %lld THEN 1 ELSE -1 END
WHERE (department_id = %lld AND assignee_id = %lld AND queue_stage = %lld)
   OR (department_id = %lld AND assignee_id = %lld AND queue_stage = %lld)

-- name: agents :many
-- By its index: the staff are few, people are not.
SELECT p.id, p.public_id, p.name FROM person p WHERE p.role IN ('agent', 'admin') AND p.disabled = 0 ORDER BY p.name, p.id

-- name: agent_by_public_id :one
-- params: public id
SELECT p.id, p.name FROM person p WHERE p.public_id = %s AND p.role IN ('agent', 'admin') AND p.disabled = 0
