-- Work on a ticket: what only this database says so.

-- name: presence_seen :exec
-- params: ticket id, person id, now
INSERT INTO ticket_presence (ticket_id, person_id, seen_at)
VALUES (%lld, %lld, %lld)
ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at)
