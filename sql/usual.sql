-- How long a department usually takes to answer first.

-- name: first_answer_add :exec
-- Of a ticket whose first answer this is; nothing where it is known, or we have written the ticket down ourselves.
-- params: ticket id, when it was answered, ticket id
INSERT INTO first_answer (ticket_id, department_id, answered_at, sec)
SELECT t.id, t.department_id, t.answered_at, t.answered_at - t.created_at
FROM ticket t
WHERE t.id = %lld AND t.answered_at = %lld AND t.answered_at >= t.created_at AND t.channel <> 'staff'
  AND NOT EXISTS (SELECT 1 FROM first_answer f WHERE f.ticket_id = %lld)

-- name: first_answers_forget :exec
-- params: before
DELETE FROM first_answer WHERE answered_at < %lld

-- name: usual_departments :many
-- scan: departments are few
SELECT d.id FROM department d

-- name: usual_middle :one
-- The one or two in the middle, and how many there are.  params: department id, since
SELECT MIN(m.sec), MAX(m.sec), MAX(m.n)
FROM (
    SELECT f.sec, ROW_NUMBER() OVER (ORDER BY f.sec) AS r, COUNT(*) OVER () AS n
    FROM first_answer f
    WHERE f.department_id = %lld AND f.answered_at > %lld
) m
WHERE 2 * m.r >= m.n AND 2 * m.r <= m.n + 2

-- name: usual_remove :exec
-- params: department id
DELETE FROM department_usual WHERE department_id = %lld

-- name: usual_add :exec
-- params: department id, seconds
INSERT INTO department_usual (department_id, usual_sec) VALUES (%lld, %lld)
