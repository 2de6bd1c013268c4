-- `to_eui` hears of `from_eui`; `notify_fields` is a JSON array of words. A deleted device takes its
-- relations along.
CREATE TABLE relation (
    id            INTEGER NOT NULL PRIMARY KEY,
    tenant        TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    from_eui      TEXT NOT NULL REFERENCES device (eui) ON DELETE CASCADE,
    to_eui        TEXT NOT NULL REFERENCES device (eui) ON DELETE CASCADE,
    notify_fields TEXT NOT NULL,
    params        TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    UNIQUE (from_eui, to_eui),
    CHECK (from_eui <> to_eui)
) STRICT;
CREATE INDEX relation_by_target ON relation (to_eui);
