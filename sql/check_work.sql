-- Whether what agents do to tickets fits together: for helpdeskctl check, beside check.sql.

-- name: check_held :many
-- scan: all messages are looked at: an answer that is held or was taken back has its row, and no other has one
SELECT t.ref, g.public_id
FROM message g
JOIN ticket t ON t.id = g.ticket_id
LEFT JOIN held_answer h ON h.message_id = g.id
WHERE (g.side = 'held' AND (h.message_id IS NULL OR h.undone_at > 0 OR h.ticket_id <> g.ticket_id))
   OR (g.side = 'undone' AND (h.message_id IS NULL OR h.undone_at = 0))
   OR (g.side NOT IN ('held', 'undone') AND h.message_id IS NOT NULL)
ORDER BY g.id

-- name: check_held_due :many
-- scan: answers that should have been shown for long: none, or few.  params: due before
SELECT t.ref, g.public_id, h.due_at
FROM held_answer h
JOIN message g ON g.id = h.message_id
JOIN ticket t ON t.id = h.ticket_id
WHERE h.undone_at = 0 AND h.due_at < %lld
ORDER BY h.due_at, h.message_id

-- name: check_holds :many
-- scan: all holds are looked at: only what is on hold has one
SELECT t.ref, t.status
FROM ticket_hold h
JOIN ticket t ON t.id = h.ticket_id
WHERE t.status <> 'on-hold'
ORDER BY t.id

-- name: check_holds_over :many
-- scan: holds that should have ended long ago: none, or few.  params: until before
SELECT t.ref, h.until_at
FROM ticket_hold h
JOIN ticket t ON t.id = h.ticket_id
WHERE h.until_at < %lld
ORDER BY h.until_at, t.id

-- name: check_merges :many
-- scan: all merged tickets are looked at: closed, without a message, and one step leads to one that is not merged
SELECT t.ref, o.ref
FROM ticket_merge g
JOIN ticket t ON t.id = g.ticket_id
JOIN ticket o ON o.id = g.into_id
WHERE t.status <> 'closed'
   OR EXISTS (SELECT 1 FROM ticket_merge k WHERE k.ticket_id = g.into_id)
   OR EXISTS (SELECT 1 FROM message m WHERE m.ticket_id = g.ticket_id)
ORDER BY t.id

-- name: check_overdue_counts :many
-- scan: departments are few, each with what an index counts
SELECT d.slug, COALESCE(c.n, 0),
       (SELECT COUNT(*) FROM ticket_due e WHERE e.department_id = d.id AND e.overdue_at > 0)
FROM department d
LEFT JOIN overdue_count c ON c.department_id = d.id
WHERE COALESCE(c.n, 0) <> (SELECT COUNT(*) FROM ticket_due e WHERE e.department_id = d.id AND e.overdue_at > 0)
ORDER BY d.slug
