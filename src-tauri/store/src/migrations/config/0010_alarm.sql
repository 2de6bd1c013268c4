-- Active alarms: at most one of a name on a device. What happened to them is in the history.
CREATE TABLE alarm (
    id                INTEGER NOT NULL PRIMARY KEY,
    device            INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    name              TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    level             TEXT NOT NULL,
    title             TEXT NOT NULL,
    description       TEXT NOT NULL,
    notice_groups     TEXT NOT NULL,
    count             INTEGER NOT NULL,
    raised_at         INTEGER NOT NULL,
    last_trigger_time INTEGER NOT NULL,
    acknowledged_by   TEXT,
    acknowledged_at   INTEGER,
    note              TEXT,
    UNIQUE (device, name)
) STRICT;
