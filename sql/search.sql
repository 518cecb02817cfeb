-- The words by which the desk finds tickets: what the worker reads and keeps. How they are asked for stands in queue.sql.

-- name: search_state :one
-- How far the reading is, and what there is to read.  scan: what is pending and stale are few rows.  params: now, now
SELECT c.turn, c.message_id, c.change_id,
       (SELECT COALESCE(MAX(g.id), 0) FROM message g), (SELECT COALESCE(MAX(h.id), 0) FROM ticket_change h),
       (SELECT COUNT(*) FROM search_pending p WHERE p.next_at <= %lld OR p.noted_at > %lld),
       (SELECT COUNT(*) FROM search_stale)
FROM search_cursor c
WHERE c.id = 1

-- name: search_move :exec
-- The first statement of what is written: whoever else reads on waits here, and then changes no row.
-- params: message id, change id, turn
UPDATE search_cursor SET turn = turn + 1, message_id = %lld, change_id = %lld WHERE id = 1 AND turn = %lld

-- name: search_messages :many
-- params: first id, last id, limit
SELECT g.id, g.ticket_id, g.side, g.body, g.created_at
FROM message g
WHERE g.id >= %lld AND g.id <= %lld
ORDER BY g.id
LIMIT %lld

-- name: search_changes :many
-- params: first id, last id, limit
SELECT c.id, c.ticket_id, c.what, c.at
FROM ticket_change c
WHERE c.id >= %lld AND c.id <= %lld
ORDER BY c.id
LIMIT %lld

-- name: search_text :one
-- What a ticket is found by besides its messages.  params: ticket id
SELECT t.ref, t.subject, a.name, p.name, p.email, COALESCE(s.label, ''), t.account_id, COALESCE(t.service_id, 0)
FROM ticket t
JOIN account a ON a.id = t.account_id
JOIN person p ON p.id = t.person_id
LEFT JOIN service s ON s.id = t.service_id
WHERE t.id = %lld

-- name: search_conversation :many
-- The messages of a ticket, from one on.  params: ticket id, time, time, id, limit
SELECT g.id, g.created_at, g.body
FROM message g
WHERE g.ticket_id = %lld AND g.side NOT IN ('held', 'undone')
  AND g.created_at >= %lld AND (g.created_at > %lld OR g.id > %lld)
ORDER BY g.created_at, g.id
LIMIT %lld

-- name: search_words :one
-- params: ticket id
SELECT words FROM search_ticket WHERE ticket_id = %lld

-- name: search_words_add :exec
-- params: ticket id, words
INSERT INTO search_ticket (ticket_id, words) VALUES (%lld, %s)

-- name: search_words_set :exec
-- params: words, ticket id
UPDATE search_ticket SET words = %s WHERE ticket_id = %lld

-- name: search_post_remove :exec
-- params: word, ticket id
DELETE FROM search_post WHERE word = %lld AND ticket_id = %lld

-- name: search_pending_add :exec
-- params: kind, first id, last id, noted, next
INSERT INTO search_pending (kind, first_id, last_id, noted_at, next_at) VALUES (%s, %lld, %lld, %lld, %lld)

-- name: search_pending_remove :exec
-- params: kind, first id
DELETE FROM search_pending WHERE kind = %s AND first_id = %lld

-- name: search_pending_due :one
-- What was noted ahead of now, was noted by a clock that was wrong.  scan: few rows.  params: now, now
SELECT kind, first_id, last_id, noted_at FROM search_pending
WHERE next_at <= %lld OR noted_at > %lld
ORDER BY next_at, kind, first_id
LIMIT 1

-- name: search_stale_next :one
-- scan: the first of few rows
SELECT account_id, turn, updated_at, ref FROM search_stale ORDER BY account_id LIMIT 1

-- name: search_stale_tickets :many
-- params: account id, time, time, ref, limit
SELECT t.id, t.updated_at, t.ref FROM ticket t
WHERE t.account_id = %lld AND t.updated_at >= %lld AND (t.updated_at > %lld OR t.ref > %s)
ORDER BY t.updated_at, t.ref
LIMIT %lld

-- name: search_stale_move :exec
-- params: time, ref, account id, turn
UPDATE search_stale SET turn = turn + 1, updated_at = %lld, ref = %s WHERE account_id = %lld AND turn = %lld

-- name: search_stale_remove :exec
-- params: account id, turn
DELETE FROM search_stale WHERE account_id = %lld AND turn = %lld

-- name: search_accounts_of :many
-- In the same order always, so that two at once wait for each other.  params: person id
SELECT m.account_id FROM membership m WHERE m.person_id = %lld ORDER BY m.account_id

-- name: search_forget_posts :exec
-- scan: all of them
DELETE FROM search_post

-- name: search_forget_tickets :exec
-- scan: all of them
DELETE FROM search_ticket

-- name: search_forget_pending :exec
-- Of messages, which are all passed again: a row for a number that is noted once more would be there already.
-- scan: few rows
DELETE FROM search_pending WHERE kind = 'message'

-- name: search_begin :exec
-- All messages are to be read anew; who reads now has read in vain.
UPDATE search_cursor SET turn = turn + 1, message_id = 0 WHERE id = 1

-- name: search_span :one
-- Where the sixty-fourth newest ticket with a word is, or how many there are.  params: word
SELECT COUNT(*), COALESCE(MIN(z.ticket_id), 0)
FROM (SELECT p.ticket_id FROM search_post p WHERE p.word = %lld ORDER BY p.ticket_id DESC LIMIT 64) z

-- name: search_ref :one
-- params: ticket id
SELECT ref FROM ticket WHERE id = %lld

-- name: search_end_next :many
-- The last of so many tickets with a word, and one more if there is one; none: there are fewer.
-- params: word, ticket id, how many before the last
SELECT p.ticket_id FROM search_post p WHERE p.word = %lld AND p.ticket_id < %lld ORDER BY p.ticket_id DESC LIMIT 2 OFFSET %lld

-- name: search_end_previous :many
-- params: word, ticket id, how many before the last
SELECT p.ticket_id FROM search_post p WHERE p.word = %lld AND p.ticket_id > %lld ORDER BY p.ticket_id LIMIT 2 OFFSET %lld
