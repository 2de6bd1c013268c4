CREATE TABLE frame (
    id         INTEGER NOT NULL PRIMARY KEY,
    previous   INTEGER,
    at         INTEGER NOT NULL,
    tenant     TEXT NOT NULL,
    direction  INTEGER NOT NULL CHECK (direction IN (0, 1)),
    accepted   INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    kind       TEXT NOT NULL,
    verdict    TEXT NOT NULL,
    gateway    BLOB CHECK (length(gateway) = 8),
    dev_eui    BLOB CHECK (length(dev_eui) = 8),
    dev_addr   BLOB CHECK (length(dev_addr) = 4),
    f_cnt      INTEGER,
    f_port     INTEGER,
    data_rate  TEXT NOT NULL,
    freq       INTEGER NOT NULL,
    rssi       REAL,
    snr        REAL,
    airtime_us INTEGER,
    reason     TEXT,
    phy        BLOB NOT NULL,
    content    TEXT NOT NULL
) STRICT;

CREATE TABLE message (
    id        INTEGER NOT NULL PRIMARY KEY,
    previous  INTEGER,
    at        INTEGER NOT NULL,
    tenant    TEXT NOT NULL,
    direction INTEGER NOT NULL CHECK (direction IN (0, 1)),
    eui       TEXT NOT NULL,
    f_cnt     INTEGER,
    f_port    INTEGER,
    payload   BLOB NOT NULL,
    gateways  BLOB NOT NULL CHECK (length(gateways) % 8 = 0),
    content   TEXT NOT NULL,
    parse     TEXT NOT NULL
, kind TEXT NOT NULL DEFAULT 'data') STRICT;

CREATE TABLE telemetry_history (
    id       INTEGER NOT NULL PRIMARY KEY,
    series   INTEGER NOT NULL,
    previous INTEGER,
    at       INTEGER NOT NULL,
    data     TEXT NOT NULL
) STRICT;

CREATE TABLE telemetry_day (
    day     INTEGER NOT NULL,
    series  INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    PRIMARY KEY (day, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_activity (
    eui          TEXT NOT NULL PRIMARY KEY,
    at           INTEGER,
    rssi         REAL,
    snr          REAL,
    last_frame   INTEGER,
    last_message INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway_seen (
    eui      BLOB NOT NULL PRIMARY KEY CHECK (length(eui) = 8),
    at       INTEGER NOT NULL,
    address  TEXT,
    counters TEXT,
    stat     TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE model_log (
    id          INTEGER NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    tenant      TEXT NOT NULL,
    thing_model INTEGER NOT NULL,
    level       TEXT NOT NULL,
    text        TEXT NOT NULL,
    eui         TEXT,
    line        INTEGER,
    col         INTEGER
, text_said TEXT) STRICT;

CREATE INDEX model_log_by_model ON model_log (thing_model, id);

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

CREATE TABLE outside_buffer (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    broker  INTEGER NOT NULL,
    topic   TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;

CREATE INDEX outside_buffer_by_broker ON outside_buffer (broker, id);

CREATE TABLE outside_buffer_state (
    broker   INTEGER NOT NULL PRIMARY KEY,
    messages INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    dropped  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outside_device (
    eui    TEXT NOT NULL PRIMARY KEY,
    broker INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE rpc_run (
    id         INTEGER NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    tenant     TEXT NOT NULL,
    eui        TEXT NOT NULL,
    rpc        INTEGER NOT NULL,
    method     TEXT NOT NULL,
    name       TEXT NOT NULL,
    origin     TEXT NOT NULL,
    operator   TEXT NOT NULL,
    params     TEXT NOT NULL,
    open       INTEGER NOT NULL CHECK (open IN (0, 1)),
    state      TEXT NOT NULL,
    result     TEXT NOT NULL,
    line       INTEGER,
    col        INTEGER,
    steps      TEXT NOT NULL,
    console    TEXT NOT NULL,
    updated_at INTEGER NOT NULL
, result_said TEXT) STRICT;

CREATE INDEX rpc_run_by_eui ON rpc_run (eui, id);

CREATE INDEX rpc_run_open ON rpc_run (id) WHERE open = 1;

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
, reason_said TEXT) STRICT;

CREATE INDEX notice_log_by_tenant ON notice_log (tenant, id);

CREATE TABLE "telemetry_latest" (
    series      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    last_id     INTEGER,
    tenant      TEXT NOT NULL,
    eui         TEXT NOT NULL,
    thing_model INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    data        TEXT,
    UNIQUE (eui, thing_model, tenant)
) STRICT;

