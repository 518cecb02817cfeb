-- Reports: the figures that the worker keeps, and what it makes them of.

-- name: report_state :one
SELECT edition, rules, zone, seen_at FROM report_state WHERE id = 1

-- name: report_lock :exec
-- Before figures are changed: others wait here
UPDATE report_state SET zone = zone WHERE id = 1

-- name: report_lock_cursors :exec
-- params: name
UPDATE digest_cursor SET name = name WHERE name = %s

-- name: report_begin :exec
-- All is reckoned from the beginning: what tickets have added counts no longer.  params: rules, zone, now
UPDATE report_state SET edition = edition + 1, rules = %lld, zone = %s, seen_at = %lld WHERE id = 1

-- name: report_seen :exec
-- One that keeps them by these rules and this zone is there.  params: now, rules, zone
UPDATE report_state SET seen_at = %lld WHERE id = 1 AND rules = %lld AND zone = %s

-- name: report_forget_cells :exec
-- scan: all go, when all is reckoned from the beginning
DELETE FROM report_cell

-- name: report_forget_cursors :exec
-- params: name
DELETE FROM digest_cursor WHERE name = %s

-- name: report_forget_gaps :exec
-- params: name
DELETE FROM digest_gap WHERE name = %s

-- name: report_again :exec
-- The worker sees that the rules are others, and begins anew
UPDATE report_state SET rules = 0 WHERE id = 1

-- name: report_ticket :one
-- A ticket as it is, whether it was merged into another, and what its client thought of it.  params: ticket id
SELECT t.department_id, t.priority, t.channel, t.created_at, t.closed_at,
       (SELECT COUNT(*) FROM ticket_merge g WHERE g.ticket_id = t.id), COALESCE(r.at, 0), COALESCE(r.rating, 0)
FROM ticket t
LEFT JOIN ticket_rating r ON r.ticket_id = t.id
WHERE t.id = %lld

-- name: desk_first_answer :one
-- The first answer that the client saw; not what came with another ticket and is older than this one.
-- params: ticket id, opened at
SELECT g.created_at, g.person_id FROM message g
WHERE g.ticket_id = %lld AND g.side = 'agent' AND g.created_at >= %lld
ORDER BY g.created_at, g.id LIMIT 1

-- name: report_closed_by :one
-- Who of the staff has closed it last.  params: ticket id, closed at
SELECT p.id FROM ticket_change c
JOIN person p ON p.id = c.person_id
WHERE c.ticket_id = %lld AND c.at = %lld AND c.what = 'closed' AND p.role IN ('agent', 'admin')
ORDER BY c.id DESC LIMIT 1

-- name: report_fact :one
-- params: ticket id
SELECT edition, department_id, priority, channel, opened_at, answered_at, answered_by, closed_at, closed_by, rated_at, rating
FROM ticket_fact WHERE ticket_id = %lld

-- name: report_fact_add :exec
-- params: edition, department id, priority, channel, opened, answered at, by, closed at, by, rated at, rating, ticket id
INSERT INTO ticket_fact (edition, department_id, priority, channel, opened_at, answered_at, answered_by, closed_at, closed_by,
                         rated_at, rating, ticket_id)
VALUES (%lld, %lld, %s, %s, %lld, %lld, %lld, %lld, %lld, %lld, %lld, %lld)

-- name: report_fact_set :exec
-- params: edition, department id, priority, channel, opened, answered at, by, closed at, by, rated at, rating, ticket id
UPDATE ticket_fact
SET edition = %lld, department_id = %lld, priority = %s, channel = %s, opened_at = %lld, answered_at = %lld, answered_by = %lld,
    closed_at = %lld, closed_by = %lld, rated_at = %lld, rating = %lld
WHERE ticket_id = %lld

-- name: report_cell :one
-- params: grain, dimension, day, department id, measure, member
SELECT spread FROM report_cell
WHERE grain = %s AND dimension = %s AND day = %lld AND department_id = %lld AND measure = %s AND member = %s

-- name: report_cell_add :exec
-- params: n, spread, grain, dimension, day, department id, measure, member
INSERT INTO report_cell (n, spread, grain, dimension, day, department_id, measure, member)
VALUES (%lld, %s, %s, %s, %lld, %lld, %s, %s)

-- name: report_cell_set :exec
-- params: n, spread, grain, dimension, day, department id, measure, member
UPDATE report_cell SET n = %lld, spread = %s
WHERE grain = %s AND dimension = %s AND day = %lld AND department_id = %lld AND measure = %s AND member = %s

-- name: report_cell_remove :exec
-- params: grain, dimension, day, department id, measure, member
DELETE FROM report_cell
WHERE grain = %s AND dimension = %s AND day = %lld AND department_id = %lld AND measure = %s AND member = %s

-- name: report_days :many
-- How many of each measure a department has on each day; of what was opened, at which hours.  params: day, day
SELECT c.day, c.department_id, c.measure, c.n, CASE WHEN c.measure = 'opened' THEN c.spread ELSE '' END
FROM report_cell c
WHERE c.grain = 'day' AND c.dimension = 'priority' AND c.day >= %lld AND c.day <= %lld

-- name: report_cells :many
-- params: grain, dimension, day, day
SELECT c.department_id, c.member, c.measure, c.spread
FROM report_cell c
WHERE c.grain = %s AND c.dimension = %s AND c.day >= %lld AND c.day <= %lld

-- name: report_person :one
-- params: person id
SELECT p.public_id, p.name FROM person p WHERE p.id = %lld

-- name: desk_unread :one
-- The first message that is in no figure yet.  params: name of the reader
SELECT g.created_at FROM message g
WHERE g.id > (SELECT COALESCE(MAX(c.last_id), 0) FROM digest_cursor c WHERE c.name = %s AND c.source = 'message')
ORDER BY g.id LIMIT 1
