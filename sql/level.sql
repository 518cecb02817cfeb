-- Service levels: what departments promise, and where tickets stand. All but the promises is written by the worker.

-- name: hours_of :one
-- params: department id
SELECT h.zone, h.monday, h.tuesday, h.wednesday, h.thursday, h.friday, h.saturday, h.sunday, h.holidays, h.warn_percent
FROM department_hours h WHERE h.department_id = %lld

-- name: hours_remove :exec
-- params: department id
DELETE FROM department_hours WHERE department_id = %lld

-- name: hours_add :exec
-- params: department id, zone, Monday to Sunday, holidays, percent
INSERT INTO department_hours (department_id, zone, monday, tuesday, wednesday, thursday, friday, saturday, sunday, holidays,
                              warn_percent)
VALUES (%lld, %s, %s, %s, %s, %s, %s, %s, %s, %s, %lld)

-- name: targets_of :many
-- params: department id
SELECT g.priority, g.first_sec, g.solution_sec FROM level_target g WHERE g.department_id = %lld

-- name: targets_remove :exec
-- params: department id
DELETE FROM level_target WHERE department_id = %lld

-- name: target_add :exec
-- params: department id, priority, seconds, seconds
INSERT INTO level_target (department_id, priority, first_sec, solution_sec) VALUES (%lld, %s, %lld, %lld)

-- name: targets_any :one
-- scan: a few rows
SELECT COUNT(*) FROM level_target

-- name: redo_remove :exec
-- params: department id
DELETE FROM level_redo WHERE department_id = %lld

-- name: redo_add :exec
-- From the first of those that wait for us.  params: department id
INSERT INTO level_redo (department_id, queue_stage, queue_key, ref) VALUES (%lld, 0, -9000000000000000000, '')

-- name: redo_next :one
-- scan: departments are few
SELECT r.department_id, r.queue_stage, r.queue_key, r.ref FROM level_redo r ORDER BY r.department_id LIMIT 1

-- name: redo_tickets :many
-- params: department id, stage, key, key, ref, limit
SELECT x.id, x.queue_key, x.ref FROM ticket x
WHERE x.department_id = %lld AND x.queue_stage = %lld AND x.queue_key >= %lld AND (x.queue_key > %lld OR x.ref > %s)
ORDER BY x.queue_key, x.ref LIMIT %lld

-- name: redo_move :exec
-- params: stage, key, ref, department id
UPDATE level_redo SET queue_stage = %lld, queue_key = %lld, ref = %s WHERE department_id = %lld

-- name: level_ticket :one
-- What a ticket is measured by, and what is kept of it.  params: ticket id
SELECT t.department_id, t.priority, t.status, t.created_at, t.updated_at, t.assignee_id,
       CASE WHEN EXISTS (SELECT 1 FROM ticket_merge m WHERE m.ticket_id = t.id) THEN 1 ELSE 0 END,
       COALESCE(e.department_id, 0), COALESCE(e.overdue_at, 0), COALESCE(e.warned, 0),
       t.ref
FROM ticket t
LEFT JOIN ticket_due e ON e.ticket_id = t.id
WHERE t.id = %lld

-- name: level_events :many
-- What has moved a ticket, in the order in which it did: what was written before what was done in the same second.
-- params: ticket id, ticket id
SELECT g.created_at, 0 AS kind, g.id AS row_id, g.side AS what, '' AS to_value
FROM message g WHERE g.ticket_id = %lld AND {shown_to_clients}
UNION ALL
SELECT c.at, 1, c.id, c.what, c.to_value
FROM ticket_change c WHERE c.ticket_id = %lld AND c.what IN ('closed', 'reopened', 'status', 'hold-over')
ORDER BY 1, 2, 3

-- name: level_add :exec
-- params: ticket id, department id, reference, first: state, due, left; solution: the same; paused since, warned, overdue
--         since, next
INSERT INTO ticket_due (ticket_id, department_id, ref, first_state, first_due_at, first_left_sec,
                        solution_state, solution_due_at, solution_left_sec, paused_since, warned, overdue_at, next_at)
VALUES (%lld, %lld, %s, %lld, %lld, %lld, %lld, %lld, %lld, %lld, %lld, %lld, %lld)

-- name: level_set :exec
-- params: as level_add, without the reference, the ticket id last
UPDATE ticket_due
SET department_id = %lld, first_state = %lld, first_due_at = %lld, first_left_sec = %lld, solution_state = %lld,
    solution_due_at = %lld, solution_left_sec = %lld, paused_since = %lld, warned = %lld, overdue_at = %lld, next_at = %lld
WHERE ticket_id = %lld

-- name: level_remove :exec
-- params: ticket id
DELETE FROM ticket_due WHERE ticket_id = %lld

-- name: levels_next :many
-- Where something changes by time alone.  params: now, limit
SELECT e.ticket_id FROM ticket_due e WHERE e.next_at > 0 AND e.next_at <= %lld ORDER BY e.next_at LIMIT %lld

-- name: overdue_count_change :exec
-- params: by how many, department id
UPDATE overdue_count SET n = n + %lld WHERE department_id = %lld

-- name: level_of :one
-- params: ticket id
SELECT e.first_state, e.first_due_at, e.first_left_sec, e.solution_state, e.solution_due_at, e.solution_left_sec,
       e.paused_since, e.overdue_at
FROM ticket_due e WHERE e.ticket_id = %lld

-- name: level_assignee :one
-- Who is told that a ticket's time runs out: who has it, if they work there.  params: ticket id
SELECT p.email
FROM ticket t
JOIN person p ON p.id = t.assignee_id
{works_there}
WHERE t.id = %lld AND {is_there}
