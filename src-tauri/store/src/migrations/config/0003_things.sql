CREATE TABLE thing_model (
    id                  INTEGER NOT NULL PRIMARY KEY,
    tenant              TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    id_name             TEXT NOT NULL CHECK (length(id_name) BETWEEN 1 AND 128),
    name                TEXT NOT NULL,
    payload_parser      TEXT NOT NULL,
    payload_parser_type TEXT NOT NULL,
    apply_to            TEXT NOT NULL,
    telemetry_config    TEXT NOT NULL,
    tags                TEXT NOT NULL,
    remark              TEXT NOT NULL,
    updated_at          INTEGER NOT NULL,
    UNIQUE (tenant, id_name)
) STRICT;

-- `dev_eui` is `eui` in binary when the device is LoRaWAN; it joins the profile.
CREATE TABLE device (
    id                INTEGER NOT NULL PRIMARY KEY,
    tenant            TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    eui               TEXT NOT NULL UNIQUE CHECK (length(eui) BETWEEN 1 AND 32),
    dev_eui           BLOB CHECK (length(dev_eui) = 8),
    name              TEXT NOT NULL,
    device_type       TEXT NOT NULL,
    data_from         TEXT NOT NULL,
    parent            TEXT,
    heart_period      INTEGER NOT NULL CHECK (heart_period >= 0),
    real_time_storage INTEGER NOT NULL CHECK (real_time_storage IN (0, 1)),
    remark            TEXT NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    server_attrs      TEXT NOT NULL,
    shared_attrs      TEXT NOT NULL
) STRICT;
CREATE INDEX device_by_tenant ON device (tenant);
CREATE INDEX device_by_dev_eui ON device (dev_eui) WHERE dev_eui IS NOT NULL;
CREATE INDEX device_by_parent ON device (parent) WHERE parent IS NOT NULL;

CREATE TABLE device_thing_model (
    device      INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    thing_model INTEGER NOT NULL REFERENCES thing_model (id) ON DELETE RESTRICT,
    PRIMARY KEY (device, position),
    UNIQUE (thing_model, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_tag (
    device   INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    PRIMARY KEY (device, position),
    UNIQUE (name, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway (
    eui          BLOB NOT NULL PRIMARY KEY CHECK (length(eui) = 8),
    tenant       TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    enable       INTEGER NOT NULL CHECK (enable IN (0, 1)),
    heart_period INTEGER NOT NULL CHECK (heart_period >= 0),
    latitude     REAL,
    longitude    REAL,
    remark       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX gateway_by_tenant ON gateway (tenant, eui);
