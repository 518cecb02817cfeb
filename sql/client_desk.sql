-- The list of clients at the desk: what stands in the rows of a page, ten of them by one statement.

-- word: accounts_of
-- The first accounts of a client; one more than are shown.  params: person id, or 0
SELECT * FROM (SELECT m.person_id, m.account_id FROM membership m WHERE m.person_id = %lld ORDER BY m.account_id LIMIT 6) s

-- name: desk_clients_accounts :many
-- The accounts of ten clients, and how many tickets are open in each, whoever may see them: where there are none, nobody looks.
-- params: person id or 0, ten times
SELECT x.person_id, a.id, a.public_id, a.name, COALESCE(SUM(c.n), 0)
FROM ({accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}
    UNION ALL {accounts_of}) x
JOIN account a ON a.id = x.account_id
LEFT JOIN ticket_count c ON c.account_id = x.account_id AND c.status <> 'closed'
GROUP BY x.person_id, a.id, a.public_id, a.name
ORDER BY x.person_id, a.name, a.id

-- word: open_of
-- The open tickets of an account, as far as is looked: those that changed last.  params: account id, or 0
SELECT * FROM (SELECT k.account_id, k.department_id FROM ticket k WHERE k.account_id = %lld AND k.closed = 0
               ORDER BY k.updated_at DESC, k.ref DESC LIMIT 200) s

-- name: desk_clients_open :many
-- How many open tickets of ten accounts somebody of the staff reaches.  params: account id or 0, ten times; person id
SELECT t.account_id, COUNT(*)
FROM ({open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}
    UNION ALL {open_of}) t
WHERE {works_here}
GROUP BY t.account_id
