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

-- What departments promise. Hours: open time of each day as "08:00-12:00, 13:00-17:00"; a department without a row is open
-- around the clock. Targets are in seconds of open time; 0: none.
CREATE TABLE IF NOT EXISTS department_hours (
    department_id BIGINT NOT NULL PRIMARY KEY REFERENCES department (id),
    zone VARCHAR(64) NOT NULL,
    monday VARCHAR(200) NOT NULL,
    tuesday VARCHAR(200) NOT NULL,
    wednesday VARCHAR(200) NOT NULL,
    thursday VARCHAR(200) NOT NULL,
    friday VARCHAR(200) NOT NULL,
    saturday VARCHAR(200) NOT NULL,
    sunday VARCHAR(200) NOT NULL,
    holidays {text} NOT NULL,
    warn_percent BIGINT NOT NULL
) {table};

CREATE TABLE IF NOT EXISTS level_target (
    department_id BIGINT NOT NULL REFERENCES department (id),
    priority VARCHAR(8) NOT NULL,
    first_sec BIGINT NOT NULL,
    solution_sec BIGINT NOT NULL,
    PRIMARY KEY (department_id, priority)
) {table};

-- Departments whose promises have changed: how far their open tickets have been measured again.
CREATE TABLE IF NOT EXISTS level_redo (
    department_id BIGINT NOT NULL PRIMARY KEY REFERENCES department (id),
    queue_stage SMALLINT NOT NULL,
    queue_key BIGINT NOT NULL,
    ref VARCHAR(12) NOT NULL
) {table};

-- Where a ticket stands: of tickets that something is promised for. 0: no such moment. *_state: 0 nothing promised,
-- 1 running, 2 paused, 3 kept, 4 late. next_at: when something changes by time alone; warned: bits, 1 first, 2 solution.
-- No references: each would make the worker and who writes to the ticket wait for each other.
CREATE TABLE IF NOT EXISTS ticket_due (
    ticket_id BIGINT NOT NULL PRIMARY KEY,
    department_id BIGINT NOT NULL,
    ref VARCHAR(12) NOT NULL,
    first_state SMALLINT NOT NULL,
    first_due_at BIGINT NOT NULL,
    first_left_sec BIGINT NOT NULL,
    solution_state SMALLINT NOT NULL,
    solution_due_at BIGINT NOT NULL,
    solution_left_sec BIGINT NOT NULL,
    paused_since BIGINT NOT NULL,
    warned SMALLINT NOT NULL,
    overdue_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS ticket_due_next ON ticket_due (next_at);
CREATE INDEX IF NOT EXISTS ticket_due_department ON ticket_due (department_id, overdue_at, ref);

-- Answered tickets that have been silent for long: warned_at 0: not warned yet; next_at: when to look again.
CREATE TABLE IF NOT EXISTS ticket_silence (
    ticket_id BIGINT NOT NULL PRIMARY KEY,
    warned_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS ticket_silence_next ON ticket_silence (next_at);

-- Mailed links to a closed ticket, by which it is rated or opened again without signing in: good once.
CREATE TABLE IF NOT EXISTS ticket_link (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS ticket_link_expires ON ticket_link (expires_at);

-- What clients thought of how a ticket went: once each.
CREATE TABLE IF NOT EXISTS ticket_rating (
    ticket_id BIGINT NOT NULL PRIMARY KEY REFERENCES ticket (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    rating SMALLINT NOT NULL,
    comment {text} NOT NULL,
    at BIGINT NOT NULL
) {table};

-- How many are overdue: kept in step by the transactions that write ticket_due.
CREATE TABLE IF NOT EXISTS overdue_count (
    department_id BIGINT NOT NULL PRIMARY KEY REFERENCES department (id),
    n BIGINT NOT NULL
) {table};

-- How long first answers took that were given in the last 30 days, and what is usual in a department by that.
CREATE TABLE IF NOT EXISTS first_answer (
    ticket_id BIGINT NOT NULL PRIMARY KEY,
    department_id BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    sec BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS first_answer_department ON first_answer (department_id, answered_at, sec);
CREATE INDEX IF NOT EXISTS first_answer_at ON first_answer (answered_at);

CREATE TABLE IF NOT EXISTS department_usual (
    department_id BIGINT NOT NULL PRIMARY KEY,
    usual_sec BIGINT NOT NULL
) {table};

INSERT INTO first_answer (ticket_id, department_id, answered_at, sec)
SELECT t.id, t.department_id, t.answered_at, t.answered_at - t.created_at
FROM ticket t
WHERE t.answered_at >= t.created_at AND t.channel <> 'staff'
  AND t.answered_at > (SELECT MAX(n.updated_at) FROM ticket n) - 2592000
  AND NOT EXISTS (SELECT 1 FROM first_answer f WHERE f.ticket_id = t.id);
