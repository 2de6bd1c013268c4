-- What proves that a Basics Station is the gateway it says it is. The text is never stored.
CREATE TABLE station_token (
    gateway    BLOB NOT NULL PRIMARY KEY REFERENCES gateway (eui) ON DELETE CASCADE,
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
