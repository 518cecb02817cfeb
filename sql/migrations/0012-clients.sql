-- Clients, services and canned answers, as administrators keep them.
-- {id}, {text}, {table} are replaced by what sql/<driver>/dialect.sql says. Nothing here is written when a client opens a ticket.

-- Canned answers. department_id NULL: for all departments.
CREATE TABLE IF NOT EXISTS macro (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    department_id BIGINT REFERENCES department (id),
    name VARCHAR(100) NOT NULL,
    updated_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS macro_department ON macro (department_id, name, id);

-- Their texts, in one language at least.
CREATE TABLE IF NOT EXISTS macro_text (
    macro_id BIGINT NOT NULL REFERENCES macro (id),
    language VARCHAR(8) NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (macro_id, language)
) {table};

-- The words by which people, accounts and services are found: folded, in Latin letters. kind: person, account, service.
CREATE TABLE IF NOT EXISTS find_word (
    kind VARCHAR(8) {bytewise} NOT NULL,
    object_id BIGINT NOT NULL,
    word VARCHAR(40) {bytewise} NOT NULL,
    PRIMARY KEY (kind, object_id, word)
) {table};
CREATE INDEX IF NOT EXISTS find_word_word ON find_word (kind, word, object_id);

-- How far the worker has come with the words of those that were there before; a row goes when it is done.
CREATE TABLE IF NOT EXISTS find_place (
    kind VARCHAR(8) NOT NULL PRIMARY KEY,
    last_id BIGINT NOT NULL,
    until_id BIGINT NOT NULL
) {table};

INSERT INTO find_place (kind, last_id, until_id)
SELECT v.kind, 0, v.until_id
FROM (SELECT 'person' AS kind, COALESCE(MAX(p.id), 0) AS until_id FROM person p
      UNION ALL SELECT 'account', COALESCE(MAX(a.id), 0) FROM account a
      UNION ALL SELECT 'service', COALESCE(MAX(s.id), 0) FROM service s) v
WHERE v.until_id > 0 AND NOT EXISTS (SELECT 1 FROM find_place f WHERE f.kind = v.kind);

CREATE INDEX IF NOT EXISTS service_state ON service (state, id);

-- Sessions in which an administrator acts for a client: who does, and by which session of their own, with which it ends.
ALTER TABLE session {add_column} acting_id BIGINT REFERENCES person (id);
ALTER TABLE session {add_column} acting_hash VARCHAR(64);
