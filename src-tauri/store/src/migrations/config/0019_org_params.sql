-- What an organisation gives its scripts: a JSON object, encrypted, because it may hold passwords
-- of services outside.
CREATE TABLE org_params (
    tenant     TEXT NOT NULL PRIMARY KEY REFERENCES tenant (code) ON DELETE CASCADE,
    params     BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
