-- Words that the migrations leave to the database.

-- word: id
INTEGER PRIMARY KEY

-- word: text
TEXT

-- word: table
-- nothing

-- word: add_column
ADD COLUMN

-- word: of_ticket
-- nothing

-- word: drop_ticket_person
DROP INDEX IF EXISTS ticket_person

-- word: drop_outbox_person
DROP INDEX IF EXISTS outbox_person
