-- Clients: what only this database says so.

-- name: account_hold :one
-- Nothing is added to the account meanwhile, and what is being added is waited for.  params: public id
SELECT a.id FROM account a WHERE a.public_id = %s
