-- Words that statements of several files share.

-- word: works_here
-- The rule of the desk: whether somebody of the staff reaches ticket t. Agents work in the departments where an
-- administrator has put them, admins in all. Every statement that gives staff a single thing has it; lists are read by
-- the departments that scope_departments gives. A subquery within another one would be wrong: MariaDB forgets what t is
-- when a prepared statement runs for the second time.  params: person id
EXISTS (
    SELECT 1
    FROM person w
    LEFT JOIN staff_department f ON f.person_id = w.id AND f.department_id = t.department_id
    WHERE w.id = %lld AND (w.role = 'admin' OR f.person_id IS NOT NULL)
)

-- word: works_there
-- The rule of {works_here}, for a person (p) and the department of a ticket (t).
LEFT JOIN staff_department f ON f.person_id = p.id AND f.department_id = t.department_id

-- word: is_there
p.disabled = 0 AND (p.role = 'admin' OR (p.role = 'agent' AND f.person_id IS NOT NULL))

-- word: shown_to_clients
-- Which messages (g) a client may have. Whatever leads to a client names this word, so that a side which is new stays
-- inside; tests/http/test_work.py looks at every statement.
g.side IN ('client', 'agent')

-- word: reaches_still
-- Whether somebody (o) may still see a ticket (t) as its client. Who is kept out since a merge of people has left it to the one
-- whose ticket it is now (p).
JOIN person p ON p.id = CASE WHEN o.disabled = 0 THEN o.id ELSE t.person_id END
JOIN membership m ON m.account_id = t.account_id AND m.person_id = p.id AND (m.is_owner = 1 OR m.may_support = 1)

-- word: untold
-- A mail (o) that brings others with it, which are not made yet: see src/domain/tell.h.
o.attempts = 0 AND o.lease = '' AND o.last_error = '' AND o.kind IN ('ticket-receipt', 'reply-receipt', 'answer')

-- word: found_objects
-- What has up to three words, or words that begin so: of the first thousand that have the first of them, the newest. A word
-- that is not asked for is the first once more.  params: kind, from, to; kind, from, to; kind, from, to; rows at most
SELECT DISTINCT f.object_id
FROM (SELECT w.object_id FROM find_word w WHERE w.kind = %s AND w.word >= %s AND w.word < %s
      ORDER BY w.word, w.object_id LIMIT 1000) f
WHERE EXISTS (SELECT 1 FROM find_word o WHERE o.kind = %s AND o.object_id = f.object_id AND o.word >= %s AND o.word < %s)
  AND EXISTS (SELECT 1 FROM find_word o WHERE o.kind = %s AND o.object_id = f.object_id AND o.word >= %s AND o.word < %s)
ORDER BY f.object_id DESC
LIMIT %lld
