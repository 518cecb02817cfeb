-- Webhooks: what became of their calls, and those that wait, found without the others.
-- {add_column}, {of_webhook_call} are replaced by what sql/<driver>/dialect.sql says. Nothing here is written when a client opens a
-- ticket.

-- tried_at: of the last call, and last_error what became of it, '' when it was taken. failing_since: from then on none was taken;
-- 0: the last one was. rest_until: no call before. stopped_at: when it switched itself off; 0: it did not.
ALTER TABLE webhook {add_column} tried_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook {add_column} last_error VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE webhook {add_column} failing_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook {add_column} rest_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook {add_column} stopped_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX IF NOT EXISTS webhook_call_waiting ON webhook_call (webhook_id, public_id, id);
DROP INDEX IF EXISTS webhook_call_webhook {of_webhook_call};
