-- Work on a ticket: answers that can still be taken back, holds that end, tickets that were merged, who looks at one now.
-- {table} is replaced by what sql/<driver>/dialect.sql says. Nothing here is written when a client opens a ticket.
-- Besides 'client' and 'agent', message.side is from now on 'note' (internal), 'held' (an answer before its time) or
-- 'undone' (taken back): what a client reads names the first two (sql/words.sql, shown_to_clients).

-- Answers whose time for undoing has not passed, and those that were taken back (undone_at), for a day.
CREATE TABLE IF NOT EXISTS held_answer (
    message_id BIGINT NOT NULL PRIMARY KEY REFERENCES message (id),
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    due_at BIGINT NOT NULL,
    was_status VARCHAR(16) NOT NULL,
    then_status VARCHAR(16) NOT NULL,
    hold_until BIGINT NOT NULL,
    undone_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS held_answer_due ON held_answer (undone_at, due_at);
CREATE INDEX IF NOT EXISTS held_answer_ticket ON held_answer (ticket_id);

-- Tickets on hold up to a time.
CREATE TABLE IF NOT EXISTS ticket_hold (
    ticket_id BIGINT NOT NULL PRIMARY KEY REFERENCES ticket (id),
    until_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS ticket_hold_until ON ticket_hold (until_at);

-- Where a ticket's conversation is now: never a merged ticket, so that one step leads there.
CREATE TABLE IF NOT EXISTS ticket_merge (
    ticket_id BIGINT NOT NULL PRIMARY KEY REFERENCES ticket (id),
    into_id BIGINT NOT NULL REFERENCES ticket (id),
    at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS ticket_merge_into ON ticket_merge (into_id);

-- The ticket to which a message was written, when it is no longer there.
CREATE TABLE IF NOT EXISTS moved_message (
    message_id BIGINT NOT NULL PRIMARY KEY REFERENCES message (id),
    ticket_id BIGINT NOT NULL REFERENCES ticket (id)
) {table};

-- Who of the staff has looked at a ticket, and when last.
CREATE TABLE IF NOT EXISTS ticket_presence (
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
) {table};
CREATE INDEX IF NOT EXISTS ticket_presence_seen ON ticket_presence (seen_at);
