-- Words that the migrations leave to the database.

-- word: id
BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY

-- word: text
LONGTEXT

-- word: table
ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- word: clustered
-- InnoDB keeps every table in the order of its key.
ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin

-- word: add_column
ADD COLUMN IF NOT EXISTS

-- word: of_ticket
ON ticket

-- word: of_webhook_call
ON webhook_call

-- word: drop_ticket_person
-- InnoDB wants an index for each reference: it stays.
DO 0

-- word: drop_outbox_person
-- As that one.
DO 0

-- word: narrow_ticket_queue_assignee
-- There are no partial indexes: it stays.
DO 0

-- word: drop_outbox_public_id
DROP INDEX IF EXISTS public_id ON outbox

-- word: bytewise
-- nothing
