-- The queue of the desk: its views are read by an index that gives the order, and counted by rows kept in step.

-- word: queue_row
SELECT t.ref, t.subject, t.status, t.priority, t.channel, t.department_id, a.name, s.label, s.state, s.expires_at,
       t.assignee_id, h.name, t.waiting_since, t.updated_at, t.queue_key
FROM ticket t
JOIN account a ON a.id = t.account_id
LEFT JOIN service s ON s.id = t.service_id
LEFT JOIN person h ON h.id = t.assignee_id

-- word: next
-- What comes after a place.  params: key, key, ref, limit
t.queue_key >= %lld AND (t.queue_key > %lld OR t.ref > %s)
ORDER BY t.queue_key, t.ref
LIMIT %lld

-- word: previous
-- What comes before a place, nearest first.  params: key, key, ref, limit
t.queue_key <= %lld AND (t.queue_key < %lld OR t.ref < %s)
ORDER BY t.queue_key DESC, t.ref DESC
LIMIT %lld

-- name: queue_all_next :many
-- params: stage, key, key, ref, limit
{queue_row}
WHERE t.queue_stage = %lld AND {next}

-- name: queue_all_previous :many
-- params: stage, key, key, ref, limit
{queue_row}
WHERE t.queue_stage = %lld AND {previous}

-- name: queue_department_next :many
-- params: department id, stage, key, key, ref, limit
{queue_row}
WHERE t.department_id = %lld AND t.queue_stage = %lld AND {next}

-- name: queue_department_previous :many
-- params: department id, stage, key, key, ref, limit
{queue_row}
WHERE t.department_id = %lld AND t.queue_stage = %lld AND {previous}

-- name: queue_assignee_next :many
-- params: person id, stage, key, key, ref, limit
{queue_row}
WHERE t.assignee_id = %lld AND t.queue_stage = %lld AND {next}

-- name: queue_assignee_previous :many
-- params: person id, stage, key, key, ref, limit
{queue_row}
WHERE t.assignee_id = %lld AND t.queue_stage = %lld AND {previous}

-- name: queue_nobody_next :many
-- params: stage, key, key, ref, limit
{queue_row}
WHERE t.assignee_id IS NULL AND t.queue_stage = %lld AND {next}

-- name: queue_nobody_previous :many
-- params: stage, key, key, ref, limit
{queue_row}
WHERE t.assignee_id IS NULL AND t.queue_stage = %lld AND {previous}

-- name: queue_counts :many
-- scan: a few rows for each department and agent
SELECT c.department_id, c.assignee_id, c.queue_stage, c.n FROM queue_count c WHERE c.n <> 0

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

-- name: ticket_assign :exec
-- params: person id or 0, ticket id
UPDATE ticket SET assignee_id = NULLIF(%lld, 0) WHERE id = %lld

-- name: agents :many
-- scan: staff are few
SELECT p.id, p.public_id, p.name FROM person p WHERE p.role IN ('agent', 'admin') AND p.disabled = 0 ORDER BY p.name, p.id

-- name: agent_by_public_id :one
-- params: public id
SELECT p.id, p.name FROM person p WHERE p.public_id = %s AND p.role IN ('agent', 'admin') AND p.disabled = 0
