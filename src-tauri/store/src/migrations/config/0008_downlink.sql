-- What the application wants to tell devices, and what became of the last of it. A queued item
-- must be as durable as the counter it will take, and both change in one transaction.
CREATE TABLE downlink (
    id          INTEGER NOT NULL PRIMARY KEY,
    tenant      TEXT NOT NULL,
    dev_eui     BLOB NOT NULL REFERENCES lorawan_profile (dev_eui) ON DELETE CASCADE,
    token       TEXT,
    f_port      INTEGER NOT NULL CHECK (f_port BETWEEN -1 AND 223),
    payload     BLOB NOT NULL CHECK (length(payload) <= 255),
    confirmed   INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    f_pend      INTEGER NOT NULL CHECK (f_pend IN (0, 1)),
    interval_ms INTEGER NOT NULL,
    wait_ms     INTEGER NOT NULL,
    gateway     BLOB CHECK (length(gateway) = 8),
    state       TEXT NOT NULL,
    done        INTEGER NOT NULL CHECK (done IN (0, 1)),
    attempts    INTEGER NOT NULL,
    f_cnt       INTEGER CHECK (f_cnt BETWEEN 0 AND 4294967295),
    sent_by     BLOB CHECK (length(sent_by) = 8),
    sent_window TEXT,
    sent_at     INTEGER,
    reason      TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX downlink_by_device ON downlink (dev_eui, done, id);
CREATE INDEX downlink_waiting ON downlink (id) WHERE done = 0;
CREATE INDEX downlink_by_age ON downlink (updated_at) WHERE done = 1;
