-- Who is told of alarms, by the names that scripts use. `recipients` is a JSON array.
CREATE TABLE notification_group (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    enable     INTEGER NOT NULL CHECK (enable IN (0, 1)),
    channel    TEXT NOT NULL,
    recipients TEXT NOT NULL,
    remark     TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (tenant, name)
) STRICT;
