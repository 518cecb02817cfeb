-- Fewer indexes still: what a new ticket touches in the queue is one, and the outbox has none by its public names.
-- What stands in braces is what sql/<driver>/dialect.sql says: InnoDB wants an index for each reference.

-- Lists of all departments are merged from theirs. Who has a ticket stands in the index, so that looking for those that
-- nobody has reads no other.
CREATE INDEX IF NOT EXISTS ticket_queue_place ON ticket (department_id, queue_stage, queue_key, ref, assignee_id);
DROP INDEX IF EXISTS ticket_queue_department {of_ticket};
DROP INDEX IF EXISTS ticket_queue {of_ticket};

-- A new ticket is nobody's.
{narrow_ticket_queue_assignee};

-- The names are 80 random bits; nobody asks for one but who wants a mail that failed to be sent again.
{drop_outbox_public_id};
