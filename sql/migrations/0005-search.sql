-- What somebody of the staff has seen of a ticket: written when they open it, never when a ticket is new.
-- {table} is replaced by what sql/<driver>/dialect.sql says.

CREATE TABLE IF NOT EXISTS ticket_seen (
    person_id BIGINT NOT NULL REFERENCES person (id),
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, ticket_id)
) {table};
