-- Words that the migrations leave to the database.

-- word: id
INTEGER PRIMARY KEY

-- word: text
TEXT

-- word: table
-- nothing

-- word: add_column
ADD COLUMN
