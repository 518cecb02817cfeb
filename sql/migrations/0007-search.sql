-- The words by which the desk finds tickets. Nothing here is written when a client writes: the worker follows.
-- {clustered}, {table}, {text} are replaced by what sql/<driver>/dialect.sql says.

-- Which tickets have a word: read by its key, the newest ticket first. A word is a number (src/text/terms.h).
CREATE TABLE IF NOT EXISTS search_post (
    word BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    PRIMARY KEY (word, ticket_id)
) {clustered};

-- The words of a ticket, so that it can be told what has gone when it is read anew.
CREATE TABLE IF NOT EXISTS search_ticket (
    ticket_id BIGINT NOT NULL PRIMARY KEY,
    words {text} NOT NULL
) {table};

-- One row: how far the messages, and the changes of tickets, have been read. Whoever reads on changes turn, and what it
-- has read counts only when nobody else has changed it meanwhile.
CREATE TABLE IF NOT EXISTS search_cursor (
    id BIGINT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    change_id BIGINT NOT NULL
) {table};

INSERT INTO search_cursor (id, turn, message_id, change_id)
SELECT 1, 0, 0, (SELECT COALESCE(MAX(c.id), 0) FROM ticket_change c)
FROM (SELECT 1 AS one) x
WHERE NOT EXISTS (SELECT 1 FROM search_cursor s);

-- Numbers that the cursor has passed and nobody had used (a transaction may take one and commit later), and answers that
-- can still be taken back: they are looked at again.
CREATE TABLE IF NOT EXISTS search_pending (
    kind VARCHAR(8) NOT NULL,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL,
    noted_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (kind, first_id)
) {table};

-- Accounts of which a name or a label has changed, and how far their tickets have been read anew.
CREATE TABLE IF NOT EXISTS search_stale (
    account_id BIGINT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    ref VARCHAR(12) NOT NULL
) {table};

-- The staff are few among very many people, and every page of the desk names them.
CREATE INDEX IF NOT EXISTS person_role ON person (role, disabled);
