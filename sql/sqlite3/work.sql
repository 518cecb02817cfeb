-- Work on a ticket: what only this database says so.

-- name: presence_seen :exec
-- params: ticket id, person id, now
INSERT INTO ticket_presence (ticket_id, person_id, seen_at)
VALUES (%lld, %lld, %lld)
ON CONFLICT (ticket_id, person_id) DO UPDATE SET seen_at = excluded.seen_at
