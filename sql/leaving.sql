-- Tickets of staff who do not work in their department any more.

-- name: leaving_counts :many
-- scan: a row for each department, who has tickets there, and stage of the queue
SELECT t.department_id, t.assignee_id, t.queue_stage
FROM queue_count t
JOIN person p ON p.id = t.assignee_id
{works_there}
WHERE t.n > 0 AND t.queue_stage < 3 AND NOT ({is_there})
ORDER BY t.department_id, t.assignee_id, t.queue_stage

-- name: leaving_tickets :many
-- params: person, stage of the queue, department, limit
SELECT t.id FROM ticket t
WHERE t.assignee_id = %lld AND t.queue_stage = %lld AND t.department_id = %lld
ORDER BY t.queue_key, t.ref LIMIT %lld

-- name: leaving_ticket :one
-- A row when who has it does not work there.  params: ticket
SELECT t.id
FROM ticket t
JOIN person p ON p.id = t.assignee_id
{works_there}
WHERE t.id = %lld AND NOT ({is_there})

-- name: leaving_release :exec
-- params: ticket
UPDATE ticket SET assignee_id = NULL WHERE id = %lld
