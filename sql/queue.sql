-- The queue of the desk: its views are read by an index that gives the order, and counted by rows kept in step.

-- word: columns
SELECT t.ref, t.subject, t.status, t.priority, t.channel, t.department_id, a.name, s.label, s.state, s.expires_at,
       t.assignee_id, h.name, t.waiting_since, t.updated_at, t.queue_key, t.account_id, COALESCE(t.service_id, 0),
       a.public_id, s.public_id, COALESCE(v.changed_at, 0), t.last_person_id

-- word: joins
-- The last of them is what this person has seen of it.  params: person id
JOIN account a ON a.id = t.account_id
LEFT JOIN service s ON s.id = t.service_id
LEFT JOIN person h ON h.id = t.assignee_id
LEFT JOIN ticket_seen v ON v.ticket_id = t.id AND v.person_id = %lld

-- word: of_client
-- Of the thousand that changed last.  params: account id, closed (0 or 1), person id
FROM (
    SELECT x.id FROM ticket x WHERE x.account_id = %lld AND x.closed = %lld ORDER BY x.updated_at DESC, x.ref DESC LIMIT 1000
) few
CROSS JOIN ticket t
{joins}
WHERE few.id = t.id

-- word: of_service
-- Of the thousand that changed last.  params: service id, person id
FROM (
    SELECT x.id FROM ticket x WHERE x.service_id = %lld ORDER BY x.updated_at DESC, x.ref DESC LIMIT 1000
) few
CROSS JOIN ticket t
{joins}
WHERE few.id = t.id

-- word: next
-- What comes after a place.  params: stage, key, key, ref, limit
t.queue_stage = %lld AND t.queue_key >= %lld AND (t.queue_key > %lld OR t.ref > %s)
ORDER BY t.queue_key, t.ref
LIMIT %lld

-- word: previous
-- What comes before a place, nearest first.  params: stage, key, key, ref, limit
t.queue_stage = %lld AND t.queue_key <= %lld AND (t.queue_key < %lld OR t.ref < %s)
ORDER BY t.queue_key DESC, t.ref DESC
LIMIT %lld

-- name: queue_all_next :many
-- params: person id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE {next}

-- name: queue_all_previous :many
-- params: person id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE {previous}

-- name: queue_department_next :many
-- params: person id, department id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE t.department_id = %lld AND {next}

-- name: queue_department_previous :many
-- params: person id, department id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE t.department_id = %lld AND {previous}

-- name: queue_assignee_next :many
-- params: person id, assignee id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE t.assignee_id = %lld AND {next}

-- name: queue_assignee_previous :many
-- params: person id, assignee id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE t.assignee_id = %lld AND {previous}

-- name: queue_nobody_next :many
-- params: person id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE t.assignee_id IS NULL AND {next}

-- name: queue_nobody_previous :many
-- params: person id, stage, key, key, ref, limit
{columns}
FROM ticket t
{joins}
WHERE t.assignee_id IS NULL AND {previous}

-- name: queue_client_next :many
-- params: account id, closed (0 or 1), person id, stage, key, key, ref, limit
{columns}
{of_client} AND {next}

-- name: queue_client_previous :many
-- params: account id, closed (0 or 1), person id, stage, key, key, ref, limit
{columns}
{of_client} AND {previous}

-- name: queue_service_next :many
-- params: service id, person id, stage, key, key, ref, limit
{columns}
{of_service} AND {next}

-- name: queue_service_previous :many
-- params: service id, person id, stage, key, key, ref, limit
{columns}
{of_service} AND {previous}

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
