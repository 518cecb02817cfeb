-- Reports: what each ticket adds to them, and the figures of each day and month. Kept by the worker: nothing here is written
-- when a client opens a ticket. {table}, {text} are replaced by what sql/<driver>/dialect.sql says.

-- By which zone days are counted, and by which rules. One row; edition: how often all was reckoned from the beginning.
CREATE TABLE IF NOT EXISTS report_state (
    id BIGINT NOT NULL PRIMARY KEY,
    edition BIGINT NOT NULL,
    rules BIGINT NOT NULL,
    zone VARCHAR(64) NOT NULL
) {table};
INSERT INTO report_state (id, edition, rules, zone)
SELECT s.id, 0, 0, '' FROM (SELECT 1 AS id) s WHERE NOT EXISTS (SELECT 1 FROM report_state r WHERE r.id = 1);

-- What a ticket has added to the figures, so that it can be taken out again. Times are 0 where there is none; a ticket that
-- was merged into another has none. What is of another edition has added nothing.
CREATE TABLE IF NOT EXISTS ticket_fact (
    ticket_id BIGINT NOT NULL PRIMARY KEY REFERENCES ticket (id),
    edition BIGINT NOT NULL,
    department_id BIGINT NOT NULL,
    priority VARCHAR(8) NOT NULL,
    channel VARCHAR(20) NOT NULL,
    opened_at BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    answered_by BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    closed_by BIGINT NOT NULL,
    rated_at BIGINT NOT NULL,
    rating SMALLINT NOT NULL
) {table};

-- The figures. grain: day, month; day: of the portal's zone, counted from 1970-01-01 (of a month its first); dimension:
-- priority, channel, agent, and member which of them; measure: opened, answered, solved, rated. spread: how often each value
-- occurs, "17 42:3": once 17, three times 42; values are the hour of opening, minutes, and the rating.
CREATE TABLE IF NOT EXISTS report_cell (
    grain VARCHAR(5) NOT NULL,
    dimension VARCHAR(8) NOT NULL,
    day BIGINT NOT NULL,
    department_id BIGINT NOT NULL,
    measure VARCHAR(8) NOT NULL,
    member VARCHAR(20) NOT NULL,
    n BIGINT NOT NULL,
    spread {text} NOT NULL,
    PRIMARY KEY (grain, dimension, day, department_id, measure, member)
) {table};
