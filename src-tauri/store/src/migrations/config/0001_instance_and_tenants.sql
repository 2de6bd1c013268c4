-- One row that describes this data folder; `key_check` proves that master.key belongs to it.
CREATE TABLE instance (
    id             INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    last_record_id INTEGER NOT NULL,
    key_check      BLOB NOT NULL
) STRICT;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant (
    code       TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 32),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The owner of built-in records is a tenant like any other to foreign keys.
INSERT INTO tenant (code, name, created_at) VALUES ('PUBLIC', 'Built-in', 0);

CREATE TABLE account (
    name          TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    tenant        TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX account_by_tenant ON account (tenant);

CREATE TABLE api_token (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;
CREATE INDEX api_token_by_tenant ON api_token (tenant);

-- The password is encrypted, not hashed: its owner may look it up to type it into a device.
CREATE TABLE mqtt_account (
    username   TEXT NOT NULL PRIMARY KEY CHECK (length(username) BETWEEN 1 AND 64),
    tenant     TEXT NOT NULL UNIQUE REFERENCES tenant (code) ON DELETE CASCADE,
    password   BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
