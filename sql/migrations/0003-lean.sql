-- Fewer indexes for what is written most: a new ticket touches a page of each. What stands in braces is what
-- sql/<driver>/dialect.sql says: InnoDB wants an index for each reference, and keeps ticket_person and outbox_person.

-- One index for all states: the status stands in it, so that a filter looks at no row in vain. What it passes over are
-- an account's open tickets, or none: 'closed' is the status of all that are closed.
CREATE INDEX IF NOT EXISTS ticket_account_state ON ticket (account_id, closed, updated_at, ref, status);
DROP INDEX IF EXISTS ticket_account_closed {of_ticket};
DROP INDEX IF EXISTS ticket_account_status {of_ticket};

-- Who opened how many tickets in an hour is found by their accounts; nobody asks for mails by person.
{drop_ticket_person};
{drop_outbox_person};
