-- Service levels: how far what happened has been read, and what is kept of it.
-- {table} is replaced by what sql/<driver>/dialect.sql says. Nothing here is written when a client opens a ticket.

-- How far a reader has come: all rows up to last_id were handed to it, but those in digest_gap. turns counts what was
-- handed on, so that of two who read the same one hands it on.
CREATE TABLE IF NOT EXISTS digest_cursor (
    name VARCHAR(20) NOT NULL,
    source VARCHAR(10) NOT NULL,
    last_id BIGINT NOT NULL,
    turns BIGINT NOT NULL,
    PRIMARY KEY (name, source)
) {table};

-- Numbers passed over: of transactions that have not ended yet or never will, and of answers that are held.
CREATE TABLE IF NOT EXISTS digest_gap (
    name VARCHAR(20) NOT NULL,
    source VARCHAR(10) NOT NULL,
    first_id BIGINT NOT NULL,
    until_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (name, source, first_id)
) {table};
CREATE INDEX IF NOT EXISTS digest_gap_seen ON digest_gap (seen_at);
