-- Words that the migrations leave to the database.

-- word: id
INTEGER PRIMARY KEY

-- word: text
TEXT

-- word: table
-- nothing

-- word: clustered
-- A table that lies in the order of its key.
WITHOUT ROWID

-- word: add_column
ADD COLUMN

-- word: of_ticket
-- nothing

-- word: of_webhook_call
-- nothing

-- word: drop_ticket_person
DROP INDEX IF EXISTS ticket_person

-- word: drop_outbox_person
DROP INDEX IF EXISTS outbox_person

-- word: narrow_ticket_queue_assignee
DROP INDEX IF EXISTS ticket_queue_assignee;
CREATE INDEX ticket_queue_assignee ON ticket (assignee_id, queue_stage, queue_key, ref) WHERE assignee_id IS NOT NULL

-- word: drop_outbox_public_id
-- What a table was made with can only be left out of a new one.
CREATE TABLE outbox_leaner (
    id INTEGER PRIMARY KEY,
    public_id VARCHAR(16) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    recipient VARCHAR(254) NOT NULL,
    language VARCHAR(8) NOT NULL,
    person_id BIGINT REFERENCES person (id),
    ticket_id BIGINT REFERENCES ticket (id),
    message_id BIGINT REFERENCES message (id),
    state VARCHAR(8) NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease VARCHAR(40) NOT NULL,
    leased_until BIGINT NOT NULL,
    last_error VARCHAR(500) NOT NULL,
    sent_at BIGINT NOT NULL
);
INSERT INTO outbox_leaner SELECT id, public_id, kind, recipient, language, person_id, ticket_id, message_id, state,
    created_at, due_at, attempts, lease, leased_until, last_error, sent_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_leaner RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (state, due_at);
CREATE INDEX outbox_ticket ON outbox (ticket_id, recipient, id)

-- word: bytewise
-- nothing
