-- Whether what is in the database fits together: for helpdeskctl check, at a quiet hour.

-- name: check_attachments :many
-- scan: all are looked at, in pieces by the primary key.  params: id of the last one, rows at most
SELECT f.id, f.public_id, f.name, f.bytes, f.sha256 FROM attachment f WHERE f.id > %lld ORDER BY f.id LIMIT %lld

-- name: check_counts :many
-- scan: all counts are compared, each with what an index counts
SELECT a.public_id, c.status, c.n,
       (SELECT COUNT(*) FROM ticket t WHERE t.account_id = c.account_id AND t.status = c.status)
FROM ticket_count c
JOIN account a ON a.id = c.account_id
WHERE c.n <> (SELECT COUNT(*) FROM ticket t WHERE t.account_id = c.account_id AND t.status = c.status)
ORDER BY a.public_id, c.status

-- name: check_count_rows :many
-- scan: all accounts are looked at.  params: how many statuses there are
SELECT a.public_id, COUNT(c.status)
FROM account a
LEFT JOIN ticket_count c ON c.account_id = a.id
  AND c.status IN ('open', 'in-progress', 'customer-reply', 'answered', 'on-hold', 'closed')
GROUP BY a.id, a.public_id
HAVING COUNT(c.status) <> %lld
ORDER BY a.public_id

-- name: check_queue_counts :many
-- scan: all counts of the queue are compared, each with what an index counts
SELECT d.slug, c.assignee_id, c.queue_stage, c.n,
       (SELECT COUNT(*) FROM ticket t WHERE t.department_id = c.department_id AND t.queue_stage = c.queue_stage
        AND COALESCE(t.assignee_id, 0) = c.assignee_id)
FROM queue_count c
JOIN department d ON d.id = c.department_id
WHERE c.n <> (SELECT COUNT(*) FROM ticket t WHERE t.department_id = c.department_id AND t.queue_stage = c.queue_stage
              AND COALESCE(t.assignee_id, 0) = c.assignee_id)
ORDER BY d.slug, c.assignee_id, c.queue_stage

-- name: check_queue :many
-- scan: all tickets are looked at: each stands where its status says, and is counted somewhere
SELECT t.ref FROM ticket t
WHERE t.queue_stage <> CASE t.status WHEN 'answered' THEN 1 WHEN 'on-hold' THEN 2 WHEN 'closed' THEN 3 ELSE 0 END
   OR CASE WHEN t.waiting_since > 0 THEN 0 ELSE 1 END <> CASE WHEN t.queue_stage = 0 THEN 0 ELSE 1 END
   OR NOT EXISTS (SELECT 1 FROM queue_count c WHERE c.department_id = t.department_id AND c.queue_stage = t.queue_stage
                  AND c.assignee_id = COALESCE(t.assignee_id, 0))
ORDER BY t.id

-- name: check_closed :many
-- scan: all tickets are looked at
SELECT t.ref, t.status FROM ticket t
WHERE t.closed <> CASE WHEN t.status = 'closed' THEN 1 ELSE 0 END
   OR CASE WHEN t.closed_at > 0 THEN 1 ELSE 0 END <> t.closed
ORDER BY t.id

-- name: check_messages :many
-- scan: all tickets are looked at
SELECT t.ref FROM ticket t
WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.ticket_id = t.id)
  AND NOT EXISTS (SELECT 1 FROM ticket_merge g WHERE g.ticket_id = t.id)
ORDER BY t.id

-- name: check_mails :many
-- scan: all messages are looked at, each by an index: somebody is told of each that a client sees; the mails of those from before
-- a time may be gone
SELECT t.ref, g.public_id FROM message g
JOIN ticket t ON t.id = g.ticket_id
WHERE {shown_to_clients} AND g.created_at >= (SELECT k.before_at FROM outbox_tidied k WHERE k.id = 1)
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.ticket_id = g.ticket_id AND o.message_id = g.id)
  AND NOT EXISTS (SELECT 1 FROM moved_message v JOIN outbox o ON o.ticket_id = v.ticket_id AND o.message_id = v.message_id
                  WHERE v.message_id = g.id)
ORDER BY g.id

-- name: check_changes :many
-- scan: all tickets are looked at, the closed ones each by an index
SELECT t.ref FROM ticket t
WHERE t.status = 'closed' AND NOT EXISTS (SELECT 1 FROM ticket_change c WHERE c.ticket_id = t.id AND c.what IN ('closed', 'merged'))
ORDER BY t.id

-- name: check_positions :many
-- scan: all attachments are looked at: those of a message are numbered from 0 without a gap
SELECT t.ref, m.public_id, COUNT(*), MAX(f.position) + 1
FROM attachment f
JOIN message m ON m.id = f.message_id
JOIN ticket t ON t.id = m.ticket_id
GROUP BY f.message_id, t.ref, m.public_id
HAVING COUNT(*) <> MAX(f.position) + 1
ORDER BY f.message_id

-- name: check_outbox :many
-- Mails that have been due for long and that nobody has in hand.  params: due before, now
SELECT o.public_id, o.recipient, o.due_at FROM outbox o
WHERE o.state = 'queued' AND o.due_at < %lld AND o.leased_until < %lld
ORDER BY o.due_at

-- name: check_sessions :many
-- scan: all disabled people are looked for
SELECT p.email, COUNT(*) FROM person p
JOIN session s ON s.person_id = p.id
WHERE p.disabled = 1
GROUP BY p.id, p.email
ORDER BY p.email
