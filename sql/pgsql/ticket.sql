-- Tickets: what only this database says so.

-- name: message_add :exec
-- Adds nothing when this person's form token has been used.
-- params: public id, ticket id, person id, side, channel, once, body, body_xml, now
INSERT INTO message (public_id, ticket_id, person_id, side, channel, once, body, body_xml, created_at)
VALUES (%s, %lld, %lld, %s, %s, %s, %s, %s, %lld)
ON CONFLICT (person_id, once) DO NOTHING
