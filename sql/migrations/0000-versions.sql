-- Which migrations have been carried out. Run before each migration; it has no row of its own.

CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    applied_at BIGINT NOT NULL
) {table};
