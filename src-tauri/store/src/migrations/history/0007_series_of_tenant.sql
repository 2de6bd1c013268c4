-- A series belongs to a tenant, not only to an EUI: when an EUI changes hands, the new tenant begins
-- a series of its own and sees nothing of the old one.
CREATE TABLE telemetry_of_tenant (
    series      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    last_id     INTEGER,
    tenant      TEXT NOT NULL,
    eui         TEXT NOT NULL,
    thing_model INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    data        TEXT,
    UNIQUE (eui, thing_model, tenant)
) STRICT;

-- No number of a series is ever used again.
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'telemetry_of_tenant', seq FROM sqlite_sequence WHERE name = 'telemetry_latest';
INSERT INTO telemetry_of_tenant (series, last_id, tenant, eui, thing_model, at, data)
    SELECT series, last_id, tenant, eui, thing_model, at, data FROM telemetry_latest;
DROP TABLE telemetry_latest;
ALTER TABLE telemetry_of_tenant RENAME TO telemetry_latest;
