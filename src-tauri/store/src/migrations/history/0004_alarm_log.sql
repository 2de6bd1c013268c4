-- What happened to the alarms of devices: raised, changed, acknowledged, cleared. `alarm` is the id
-- of the active alarm it was, `handler` who acknowledged or cleared it by hand.
CREATE TABLE alarm_log (
    id          INTEGER NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    tenant      TEXT NOT NULL,
    eui         TEXT NOT NULL,
    alarm       INTEGER NOT NULL,
    name        TEXT NOT NULL,
    event       TEXT NOT NULL,
    level       TEXT NOT NULL,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    raised_at   INTEGER NOT NULL,
    handler     TEXT,
    note        TEXT NOT NULL
) STRICT;
