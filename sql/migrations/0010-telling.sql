-- Telling people and programs: what agents want to be mailed of a department's tickets, and webhooks.
-- {id}, {table} are replaced by what sql/<driver>/dialect.sql says. Nothing here is written when a client opens a ticket:
-- the worker writes it, see src/domain/tell.h.

-- What somebody of the staff has chosen to be mailed of a department: 'all', 'mine', 'none'. No row: 'mine'.
CREATE TABLE IF NOT EXISTS notice_choice (
    department_id BIGINT NOT NULL REFERENCES department (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    choice VARCHAR(8) NOT NULL,
    PRIMARY KEY (department_id, person_id)
) {table};

-- Programs that are told of what happens in a department. secret is the key of their signatures. events: names, with a
-- space before and after each.
CREATE TABLE IF NOT EXISTS webhook (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    department_id BIGINT NOT NULL REFERENCES department (id),
    url VARCHAR(1000) NOT NULL,
    secret VARCHAR(80) NOT NULL,
    events VARCHAR(100) NOT NULL,
    active SMALLINT NOT NULL,
    created_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS webhook_department ON webhook (department_id);

-- What a webhook is to be told. public_id is that of its row in the outbox; NULL: it has none yet.
CREATE TABLE IF NOT EXISTS webhook_call (
    id {id},
    webhook_id BIGINT NOT NULL REFERENCES webhook (id),
    public_id VARCHAR(16) UNIQUE,
    event VARCHAR(16) NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    message_id BIGINT REFERENCES message (id),
    person_id BIGINT REFERENCES person (id),
    at BIGINT NOT NULL,
    from_value VARCHAR(200) NOT NULL,
    to_value VARCHAR(200) NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS webhook_call_webhook ON webhook_call (webhook_id);
CREATE INDEX IF NOT EXISTS webhook_call_at ON webhook_call (at);
