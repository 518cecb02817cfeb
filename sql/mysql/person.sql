-- name: person_add :exec
-- A new person; no row is changed when the address is taken.
-- params: public id, address, folded address, confirmed, name, hash, role, language, now
INSERT IGNORE INTO person (public_id, email, email_folded, email_confirmed, name, password_hash, role, language, theme,
                           disabled, created_at)
VALUES (%s, %s, %s, %lld, %s, %s, %s, %s, '', 0, %lld)
