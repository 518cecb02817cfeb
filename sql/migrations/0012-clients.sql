-- Clients, services and canned answers, as administrators keep them.
-- {id}, {text}, {table} are replaced by what sql/<driver>/dialect.sql says. Nothing here is written when a client opens a ticket.

-- Canned answers. department_id NULL: for all departments.
CREATE TABLE IF NOT EXISTS macro (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    department_id BIGINT REFERENCES department (id),
    name VARCHAR(100) NOT NULL,
    updated_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS macro_department ON macro (department_id, name, id);

-- Their texts, in one language at least.
CREATE TABLE IF NOT EXISTS macro_text (
    macro_id BIGINT NOT NULL REFERENCES macro (id),
    language VARCHAR(8) NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (macro_id, language)
) {table};
