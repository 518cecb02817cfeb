-- What administrators change while the portal runs.

-- name: settings_all :many
-- scan: all are wanted, and they are few
SELECT s.name, s.language, s.value FROM setting s

-- name: setting_clear :exec
-- params: name, language
DELETE FROM setting WHERE name = %s AND language = %s

-- name: setting_add :exec
-- params: name, language, value
INSERT INTO setting (name, language, value) VALUES (%s, %s, %s)
