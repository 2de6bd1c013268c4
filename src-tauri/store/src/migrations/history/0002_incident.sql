-- What happened to a gateway (later: a device) that a person may want to look up: it came, it went,
-- somebody else used its name. `subject` is the kind of record, `key` its EUI, `detail` JSON.
CREATE TABLE incident (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    tenant  TEXT NOT NULL,
    subject TEXT NOT NULL,
    key     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;
CREATE INDEX incident_by_key ON incident (subject, key, id);
