-- Reading what has happened, once each, in the order of its numbers.

-- name: digest_cursor_messages :one
-- Where a reader is, the newest row, and how many gaps there are.  params: name
SELECT c.last_id, c.turns, COALESCE((SELECT MAX(x.id) FROM message x), 0),
       (SELECT COUNT(*) FROM digest_gap d WHERE d.name = c.name AND d.source = c.source)
FROM digest_cursor c WHERE c.name = %s AND c.source = 'message'

-- name: digest_cursor_changes :one
-- The same.  params: name
SELECT c.last_id, c.turns, COALESCE((SELECT MAX(x.id) FROM ticket_change x), 0),
       (SELECT COUNT(*) FROM digest_gap d WHERE d.name = c.name AND d.source = c.source)
FROM digest_cursor c WHERE c.name = %s AND c.source = 'change'

-- name: digest_advance :exec
-- No row is changed when another has handed on what was read.  params: last id, name, source, turns
UPDATE digest_cursor SET last_id = %lld, turns = turns + 1 WHERE name = %s AND source = %s AND turns = %lld

-- name: digest_messages_last :one
SELECT MAX(id) FROM message

-- name: digest_changes_last :one
SELECT MAX(id) FROM ticket_change

-- name: digest_messages :many
-- params: after id, limit
SELECT g.id, g.ticket_id, g.person_id, g.created_at, g.side, '', '' FROM message g WHERE g.id > %lld ORDER BY g.id LIMIT %lld

-- name: digest_changes :many
-- params: after id, limit
SELECT c.id, c.ticket_id, c.person_id, c.at, c.what, c.from_value, c.to_value
FROM ticket_change c WHERE c.id > %lld ORDER BY c.id LIMIT %lld

-- name: digest_messages_late :many
-- What has come into a gap; nothing before the first or behind the last is looked at.  params: name, name, name, limit
SELECT g.id, g.ticket_id, g.person_id, g.created_at, g.side, '', '', d.first_id, d.until_id, d.seen_at
FROM digest_gap d
JOIN message g ON g.id >= d.first_id AND g.id <= d.until_id
WHERE d.name = %s AND d.source = 'message' AND g.side <> 'held'
  AND g.id >= (SELECT MIN(b.first_id) FROM digest_gap b WHERE b.name = %s AND b.source = 'message')
  AND g.id <= (SELECT MAX(e.until_id) FROM digest_gap e WHERE e.name = %s AND e.source = 'message')
ORDER BY g.id LIMIT %lld

-- name: digest_changes_late :many
-- What has come into a gap; nothing before the first or behind the last is looked at.  params: name, name, name, limit
SELECT c.id, c.ticket_id, c.person_id, c.at, c.what, c.from_value, c.to_value, d.first_id, d.until_id, d.seen_at
FROM digest_gap d
JOIN ticket_change c ON c.id >= d.first_id AND c.id <= d.until_id
WHERE d.name = %s AND d.source = 'change'
  AND c.id >= (SELECT MIN(b.first_id) FROM digest_gap b WHERE b.name = %s AND b.source = 'change')
  AND c.id <= (SELECT MAX(e.until_id) FROM digest_gap e WHERE e.name = %s AND e.source = 'change')
ORDER BY c.id LIMIT %lld

-- name: digest_gap_add :exec
-- params: name, source, first id, until id, now
INSERT INTO digest_gap (name, source, first_id, until_id, seen_at) VALUES (%s, %s, %lld, %lld, %lld)

-- name: digest_gap_remove :exec
-- params: name, source, first id
DELETE FROM digest_gap WHERE name = %s AND source = %s AND first_id = %lld

-- name: digest_gaps_forget :exec
-- What never came; what has come meanwhile, or is held, stays until it is handed on.  params: before
DELETE FROM digest_gap
WHERE seen_at < %lld
  AND NOT EXISTS (SELECT 1 FROM message g WHERE digest_gap.source = 'message' AND g.id >= digest_gap.first_id AND g.id <= digest_gap.until_id)
  AND NOT EXISTS (SELECT 1 FROM ticket_change c WHERE digest_gap.source = 'change' AND c.id >= digest_gap.first_id AND c.id <= digest_gap.until_id)

-- name: digest_gaps :one
-- scan: gaps are few, and only tests and checks ask
SELECT COUNT(*) FROM digest_gap

-- name: digest_lock :exec
-- Whoever does something of a reader's that is in no row; what others have read meanwhile they read again.
-- params: name, source
UPDATE digest_cursor SET turns = turns + 1 WHERE name = %s AND source = %s
