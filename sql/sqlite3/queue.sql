-- The queue: what only this database says so.

-- name: queue_count_make :exec
-- Adds nothing where there is a row, and waits for who makes one now.
-- params: department id, person id or 0; the same three times more
INSERT INTO queue_count (department_id, assignee_id, queue_stage, n)
VALUES (%lld, %lld, 0, 0), (%lld, %lld, 1, 0), (%lld, %lld, 2, 0), (%lld, %lld, 3, 0)
ON CONFLICT (department_id, assignee_id, queue_stage) DO NOTHING

-- name: ticket_seen_set :exec
-- params: person id, ticket id, when the ticket changed
INSERT INTO ticket_seen (person_id, ticket_id, changed_at) VALUES (%lld, %lld, %lld)
ON CONFLICT (person_id, ticket_id) DO UPDATE SET changed_at = excluded.changed_at
