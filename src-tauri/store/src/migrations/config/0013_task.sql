-- Long work, and what became of each thing it did something to. An item is committed together
-- with what it tells of.
CREATE TABLE task (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    subject    INTEGER,
    name       TEXT NOT NULL,
    who        TEXT NOT NULL,
    request    TEXT NOT NULL,
    state      TEXT NOT NULL,
    total      INTEGER NOT NULL CHECK (total >= 0),
    ok         INTEGER NOT NULL CHECK (ok >= 0),
    failed     INTEGER NOT NULL CHECK (failed >= 0),
    reason     TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at   INTEGER
) STRICT;

CREATE TABLE task_item (
    task     INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    subject  TEXT NOT NULL,
    ok       INTEGER NOT NULL CHECK (ok IN (0, 1)),
    code     TEXT NOT NULL,
    detail   TEXT NOT NULL,
    link     INTEGER,
    at       INTEGER NOT NULL,
    PRIMARY KEY (task, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_item_by_result ON task_item (task, ok, position);
