-- The queue: what waits for the company, in the order of a stored key; who has it; how many there are of each.
-- {add_column}, {table} are replaced by what sql/<driver>/dialect.sql says. The figures are those of
-- src/domain/queue.c when this was written: stages 0 waiting, 1 answered, 2 on hold, 3 closed; head starts in seconds.

ALTER TABLE ticket {add_column} assignee_id BIGINT REFERENCES person (id);
ALTER TABLE ticket {add_column} waiting_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ticket {add_column} queue_stage SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE ticket {add_column} queue_key BIGINT NOT NULL DEFAULT 0;

UPDATE ticket
SET waiting_since = CASE WHEN status IN ('open', 'in-progress', 'customer-reply') THEN updated_at ELSE 0 END,
    queue_stage = CASE status WHEN 'answered' THEN 1 WHEN 'on-hold' THEN 2 WHEN 'closed' THEN 3 ELSE 0 END,
    queue_key = CASE WHEN status IN ('open', 'in-progress', 'customer-reply')
        THEN updated_at - CASE priority WHEN 'urgent' THEN 172800 WHEN 'high' THEN 43200 WHEN 'medium' THEN 14400 ELSE 0 END
             - CASE channel WHEN 'email' THEN 3600 WHEN 'email-unverified' THEN 0 ELSE 7200 END
        ELSE updated_at END;

CREATE INDEX IF NOT EXISTS ticket_queue ON ticket (queue_stage, queue_key, ref);
CREATE INDEX IF NOT EXISTS ticket_queue_department ON ticket (department_id, queue_stage, queue_key, ref);
CREATE INDEX IF NOT EXISTS ticket_queue_assignee ON ticket (assignee_id, queue_stage, queue_key, ref);

-- How many tickets a department has in each stage, by who has them (0: nobody): kept in step by the transactions that
-- change one, so that the counts of the views cost the same whatever they count. The rows of nobody are made with the
-- department, those of an agent when one is assigned there first.
CREATE TABLE IF NOT EXISTS queue_count (
    department_id BIGINT NOT NULL REFERENCES department (id),
    assignee_id BIGINT NOT NULL,
    queue_stage SMALLINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (department_id, assignee_id, queue_stage)
) {table};

INSERT INTO queue_count (department_id, assignee_id, queue_stage, n)
SELECT d.id, 0, s.stage, (SELECT COUNT(*) FROM ticket t WHERE t.department_id = d.id AND t.queue_stage = s.stage)
FROM department d
CROSS JOIN (SELECT 0 AS stage UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) s
WHERE NOT EXISTS (SELECT 1 FROM queue_count c WHERE c.department_id = d.id AND c.queue_stage = s.stage AND c.assignee_id = 0);
