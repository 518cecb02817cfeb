-- Administration: who changed what; what stands under answers; settings that need no restart.
-- {id}, {text}, {table} are replaced by what sql/<driver>/dialect.sql says. Nothing here is written when a client opens a
-- ticket.

-- Every administrative change, written in its transaction. person_id: NULL for helpdeskctl. once: of the form that created
-- something, so that the same form again leads to what it made; NULL for all else.
CREATE TABLE IF NOT EXISTS audit (
    id {id},
    person_id BIGINT REFERENCES person (id),
    once VARCHAR(64),
    at BIGINT NOT NULL,
    what VARCHAR(20) NOT NULL,
    object VARCHAR(20) NOT NULL,
    object_id VARCHAR(40) NOT NULL,
    label VARCHAR(254) NOT NULL,
    field VARCHAR(254) NOT NULL,
    from_value {text} NOT NULL,
    to_value {text} NOT NULL,
    reason VARCHAR(200) NOT NULL,
    UNIQUE (person_id, once)
) {table};
CREATE INDEX IF NOT EXISTS audit_object ON audit (object, object_id, id);

-- What stands under an agent's answer by mail; no row where there is none.
CREATE TABLE IF NOT EXISTS department_signature (
    department_id BIGINT NOT NULL REFERENCES department (id),
    language VARCHAR(8) NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (department_id, language)
) {table};

-- Settings that differ from their defaults; language is '' where a setting has none.
CREATE TABLE IF NOT EXISTS setting (
    name VARCHAR(40) NOT NULL,
    language VARCHAR(8) NOT NULL,
    value {text} NOT NULL,
    PRIMARY KEY (name, language)
) {table};
