-- The words by which the desk finds tickets: what only this database says so.

-- name: search_post_add :exec
-- Adds nothing where there is a row.  params: word, ticket id; the same thirty-one times more
INSERT INTO search_post (word, ticket_id)
VALUES (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld),
       (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld),
       (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld),
       (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld), (%lld, %lld)
ON CONFLICT (word, ticket_id) DO NOTHING

-- name: search_stale_account :exec
-- params: account id
INSERT INTO search_stale (account_id, turn, updated_at, ref) VALUES (%lld, 0, 0, '')
ON CONFLICT (account_id) DO UPDATE SET turn = search_stale.turn + 1, updated_at = 0, ref = ''
