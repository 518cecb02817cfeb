-- How long things are kept, and by whom. {add_column}, {table} are replaced by what sql/<driver>/dialect.sql says.

-- Mails that were made before this time may be gone from the outbox. One row.
CREATE TABLE IF NOT EXISTS outbox_tidied (
    id BIGINT NOT NULL PRIMARY KEY,
    before_at BIGINT NOT NULL
) {table};
INSERT INTO outbox_tidied (id, before_at)
SELECT s.id, 0 FROM (SELECT 1 AS id) s WHERE NOT EXISTS (SELECT 1 FROM outbox_tidied r WHERE r.id = 1);

-- When a worker of the zone by which figures are kept was there last: while it is, none of another zone begins anew.
ALTER TABLE report_state {add_column} seen_at BIGINT NOT NULL DEFAULT 0;
