CREATE TABLE rpc_model (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    id_name    TEXT NOT NULL CHECK (length(id_name) BETWEEN 1 AND 255),
    name       TEXT NOT NULL,
    inherit    INTEGER NOT NULL CHECK (inherit IN (0, 1)),
    template   TEXT NOT NULL,
    rpc_script TEXT NOT NULL,
    tags       TEXT NOT NULL,
    remark     TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (tenant, id_name)
) STRICT;

CREATE TABLE trigger_model (
    id             INTEGER NOT NULL PRIMARY KEY,
    tenant         TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name           TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    inherit        INTEGER NOT NULL CHECK (inherit IN (0, 1)),
    trigger_script TEXT NOT NULL,
    tags           TEXT NOT NULL,
    remark         TEXT NOT NULL,
    updated_at     INTEGER NOT NULL,
    UNIQUE (tenant, name)
) STRICT;

CREATE TABLE device_rpc (
    device   INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    rpc      INTEGER NOT NULL REFERENCES rpc_model (id) ON DELETE RESTRICT,
    PRIMARY KEY (device, position),
    UNIQUE (rpc, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE device_trigger (
    device        INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    trigger_model INTEGER NOT NULL REFERENCES trigger_model (id) ON DELETE RESTRICT,
    PRIMARY KEY (device, position),
    UNIQUE (trigger_model, device)
) STRICT, WITHOUT ROWID;

ALTER TABLE device ADD COLUMN things_board INTEGER NOT NULL DEFAULT 0 CHECK (things_board IN (0, 1));
ALTER TABLE device ADD COLUMN home_assistant INTEGER NOT NULL DEFAULT 0 CHECK (home_assistant IN (0, 1));
ALTER TABLE device ADD COLUMN bacnet INTEGER NOT NULL DEFAULT 0 CHECK (bacnet IN (0, 1));
ALTER TABLE device ADD COLUMN modbus_tcp INTEGER NOT NULL DEFAULT 0 CHECK (modbus_tcp IN (0, 1));
ALTER TABLE device ADD COLUMN third_party INTEGER NOT NULL DEFAULT 0 CHECK (third_party IN (0, 1));

-- The lists are JSON arrays: a template may name models that are gone.
CREATE TABLE device_template (
    id                INTEGER NOT NULL PRIMARY KEY,
    tenant            TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name              TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    thing_model       TEXT NOT NULL,
    rpc               TEXT NOT NULL,
    trigger_model     TEXT NOT NULL,
    tags              TEXT NOT NULL,
    heart_period      INTEGER NOT NULL CHECK (heart_period >= 0),
    real_time_storage INTEGER NOT NULL CHECK (real_time_storage IN (0, 1)),
    things_board      INTEGER NOT NULL CHECK (things_board IN (0, 1)),
    home_assistant    INTEGER NOT NULL CHECK (home_assistant IN (0, 1)),
    bacnet            INTEGER NOT NULL CHECK (bacnet IN (0, 1)),
    modbus_tcp        INTEGER NOT NULL CHECK (modbus_tcp IN (0, 1)),
    third_party       INTEGER NOT NULL CHECK (third_party IN (0, 1)),
    server_attrs      TEXT NOT NULL,
    shared_attrs      TEXT NOT NULL,
    remark            TEXT NOT NULL,
    updated_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX device_template_by_tenant ON device_template (tenant);
