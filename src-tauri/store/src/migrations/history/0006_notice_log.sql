-- What became of notifications. `channel` is NULL when there is no group of that name.
CREATE TABLE notice_log (
    id         INTEGER NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    tenant     TEXT NOT NULL,
    group_name TEXT NOT NULL,
    channel    TEXT,
    recipient  TEXT NOT NULL,
    title      TEXT NOT NULL,
    sent       INTEGER NOT NULL CHECK (sent IN (0, 1)),
    reason     TEXT,
    attempts   INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_log_by_tenant ON notice_log (tenant, id);
