-- The foundation: people and accounts, sessions, services, tickets, outbox.
-- Times are UTC in seconds since 1970, 0 where there is none. Money is in minor units. Flags are 0 or 1.
-- {id}, {text}, {table} are replaced by what sql/<driver>/dialect.sql says.

CREATE TABLE IF NOT EXISTS person (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    email VARCHAR(254) NOT NULL,
    email_folded VARCHAR(254) NOT NULL UNIQUE,
    email_confirmed SMALLINT NOT NULL,
    name VARCHAR(200) NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    role VARCHAR(8) NOT NULL,
    language VARCHAR(8) NOT NULL,
    theme VARCHAR(8) NOT NULL,
    disabled SMALLINT NOT NULL,
    created_at BIGINT NOT NULL
) {table};

CREATE TABLE IF NOT EXISTS account (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    name VARCHAR(200) NOT NULL,
    created_at BIGINT NOT NULL
) {table};

CREATE TABLE IF NOT EXISTS membership (
    person_id BIGINT NOT NULL REFERENCES person (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    is_owner SMALLINT NOT NULL,
    may_billing SMALLINT NOT NULL,
    may_support SMALLINT NOT NULL,
    PRIMARY KEY (person_id, account_id)
) {table};
CREATE INDEX IF NOT EXISTS membership_account ON membership (account_id);

CREATE TABLE IF NOT EXISTS session (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    address VARCHAR(64) NOT NULL,
    agent VARCHAR(200) NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS session_person ON session (person_id);
CREATE INDEX IF NOT EXISTS session_seen ON session (seen_at);

-- Mailed links: single use.
CREATE TABLE IF NOT EXISTS token (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    purpose VARCHAR(16) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS token_person ON token (person_id, created_at);

-- Failed sign-ins, and those under way: a row stands before the password is looked at, and goes when it was right.
CREATE TABLE IF NOT EXISTS login_attempt (
    id VARCHAR(16) NOT NULL,
    subject VARCHAR(70) NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (id, subject)
) {table};
CREATE INDEX IF NOT EXISTS login_attempt_subject ON login_attempt (subject, at);
CREATE INDEX IF NOT EXISTS login_attempt_at ON login_attempt (at);

CREATE TABLE IF NOT EXISTS department (
    id {id},
    slug VARCHAR(40) NOT NULL UNIQUE,
    position BIGINT NOT NULL,
    active SMALLINT NOT NULL
) {table};

CREATE TABLE IF NOT EXISTS department_name (
    department_id BIGINT NOT NULL REFERENCES department (id),
    language VARCHAR(8) NOT NULL,
    name VARCHAR(100) NOT NULL,
    PRIMARY KEY (department_id, language)
) {table};

CREATE TABLE IF NOT EXISTS department_address (
    department_id BIGINT NOT NULL REFERENCES department (id),
    address VARCHAR(254) NOT NULL,
    PRIMARY KEY (department_id, address)
) {table};

CREATE TABLE IF NOT EXISTS staff_department (
    person_id BIGINT NOT NULL REFERENCES person (id),
    department_id BIGINT NOT NULL REFERENCES department (id),
    PRIMARY KEY (person_id, department_id)
) {table};

CREATE TABLE IF NOT EXISTS service (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    kind VARCHAR(12) NOT NULL,
    label VARCHAR(200) NOT NULL,
    plan VARCHAR(200) NOT NULL,
    term_months BIGINT NOT NULL,
    price_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    starts_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state VARCHAR(12) NOT NULL,
    created_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS service_account ON service (account_id, expires_at, id);

CREATE TABLE IF NOT EXISTS service_change (
    id {id},
    service_id BIGINT NOT NULL REFERENCES service (id),
    person_id BIGINT REFERENCES person (id),
    at BIGINT NOT NULL,
    what VARCHAR(16) NOT NULL,
    from_value VARCHAR(200) NOT NULL,
    to_value VARCHAR(200) NOT NULL,
    cause VARCHAR(200) NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS service_change_service ON service_change (service_id, at);

CREATE TABLE IF NOT EXISTS proforma (
    id {id},
    number VARCHAR(20) NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    status VARCHAR(12) NOT NULL,
    issued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS proforma_account ON proforma (account_id, status, due_at);

CREATE TABLE IF NOT EXISTS proforma_line (
    id {id},
    proforma_id BIGINT NOT NULL REFERENCES proforma (id),
    service_id BIGINT NOT NULL REFERENCES service (id),
    months BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS proforma_line_proforma ON proforma_line (proforma_id);
CREATE INDEX IF NOT EXISTS proforma_line_service ON proforma_line (service_id);

CREATE TABLE IF NOT EXISTS ticket (
    id {id},
    ref VARCHAR(12) NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    department_id BIGINT NOT NULL REFERENCES department (id),
    service_id BIGINT REFERENCES service (id),
    subject VARCHAR(200) NOT NULL,
    priority VARCHAR(8) NOT NULL,
    channel VARCHAR(20) NOT NULL,
    status VARCHAR(16) NOT NULL,
    closed SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    closed_at BIGINT NOT NULL,
    last_person_id BIGINT NOT NULL REFERENCES person (id),
    last_excerpt VARCHAR(200) NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS ticket_account ON ticket (account_id, updated_at, ref);
CREATE INDEX IF NOT EXISTS ticket_account_closed ON ticket (account_id, closed, updated_at, ref);
CREATE INDEX IF NOT EXISTS ticket_account_status ON ticket (account_id, status, updated_at, ref);
CREATE INDEX IF NOT EXISTS ticket_person ON ticket (person_id, created_at);
CREATE INDEX IF NOT EXISTS ticket_service ON ticket (service_id, updated_at, ref);

-- How many tickets an account has in each status: kept in step by the transactions that change one, so that a list
-- costs the same whatever it counts. A row for each status is made with the account.
CREATE TABLE IF NOT EXISTS ticket_count (
    account_id BIGINT NOT NULL REFERENCES account (id),
    status VARCHAR(16) NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (account_id, status)
) {table};

CREATE TABLE IF NOT EXISTS message (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    side VARCHAR(8) NOT NULL,
    channel VARCHAR(20) NOT NULL,
    once VARCHAR(64) NOT NULL,
    body {text} NOT NULL,
    body_xml {text} NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (person_id, once)
) {table};
CREATE INDEX IF NOT EXISTS message_ticket ON message (ticket_id, created_at, id);

CREATE TABLE IF NOT EXISTS attachment (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    message_id BIGINT NOT NULL REFERENCES message (id),
    position BIGINT NOT NULL,
    name VARCHAR(255) NOT NULL,
    type VARCHAR(127) NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 VARCHAR(64) NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS attachment_message ON attachment (message_id, position);
CREATE INDEX IF NOT EXISTS attachment_sha256 ON attachment (sha256);

-- Files of a form that was not accepted yet, bound to the person, for 24 hours.
CREATE TABLE IF NOT EXISTS staged_file (
    public_id VARCHAR(16) NOT NULL PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    name VARCHAR(255) NOT NULL,
    type VARCHAR(127) NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS staged_file_created ON staged_file (created_at);

CREATE TABLE IF NOT EXISTS ticket_change (
    id {id},
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    person_id BIGINT REFERENCES person (id),
    at BIGINT NOT NULL,
    what VARCHAR(16) NOT NULL,
    from_value VARCHAR(200) NOT NULL,
    to_value VARCHAR(200) NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS ticket_change_ticket ON ticket_change (ticket_id, at, id);

CREATE TABLE IF NOT EXISTS outbox (
    id {id},
    public_id VARCHAR(16) NOT NULL UNIQUE,
    kind VARCHAR(20) NOT NULL,
    recipient VARCHAR(254) NOT NULL,
    language VARCHAR(8) NOT NULL,
    person_id BIGINT REFERENCES person (id),
    ticket_id BIGINT REFERENCES ticket (id),
    message_id BIGINT REFERENCES message (id),
    state VARCHAR(8) NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease VARCHAR(40) NOT NULL,
    leased_until BIGINT NOT NULL,
    last_error VARCHAR(500) NOT NULL,
    sent_at BIGINT NOT NULL
) {table};
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (state, due_at);
CREATE INDEX IF NOT EXISTS outbox_ticket ON outbox (ticket_id, recipient, id);
CREATE INDEX IF NOT EXISTS outbox_person ON outbox (person_id, kind, created_at);
