-- Administration: who changed what.
-- {id}, {text}, {table} are replaced by what sql/<driver>/dialect.sql says.

-- Every administrative change, written in its transaction. person_id: NULL for helpdeskctl.
CREATE TABLE IF NOT EXISTS audit (
    id {id},
    person_id BIGINT REFERENCES person (id),
    at BIGINT NOT NULL,
    what VARCHAR(20) NOT NULL,
    object VARCHAR(20) NOT NULL,
    object_id VARCHAR(40) NOT NULL,
    label VARCHAR(254) NOT NULL,
    field VARCHAR(254) NOT NULL,
    from_value {text} NOT NULL,
    to_value {text} NOT NULL,
    reason VARCHAR(200) NOT NULL
) {table};
