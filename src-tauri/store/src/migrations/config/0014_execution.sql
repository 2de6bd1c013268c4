-- What is done to devices by the clock.
CREATE TABLE scheduled_task (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    enable     INTEGER NOT NULL CHECK (enable IN (0, 1)),
    cron       TEXT NOT NULL,
    remark     TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    fired_at   INTEGER,
    missed_at  INTEGER,
    UNIQUE (tenant, name)
) STRICT;

-- The devices are a JSON array: one that is gone is reported when it is its turn.
CREATE TABLE device_execution (
    id                 INTEGER NOT NULL PRIMARY KEY,
    tenant             TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name               TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    enable             INTEGER NOT NULL CHECK (enable IN (0, 1)),
    cron_task          INTEGER REFERENCES scheduled_task (id),
    rpc_id             INTEGER NOT NULL REFERENCES rpc_model (id),
    params             TEXT NOT NULL,
    euis               TEXT NOT NULL,
    device_interval_ms INTEGER NOT NULL CHECK (device_interval_ms >= 0),
    execution_type     TEXT NOT NULL,
    count_limit        INTEGER NOT NULL CHECK (count_limit >= 1),
    log_enable         INTEGER NOT NULL CHECK (log_enable IN (0, 1)),
    log_until          INTEGER,
    remark             TEXT NOT NULL,
    updated_at         INTEGER NOT NULL,
    count_done         INTEGER NOT NULL DEFAULT 0 CHECK (count_done >= 0),
    skipped_at         INTEGER
) STRICT;
CREATE INDEX device_execution_by_task ON device_execution (cron_task);
CREATE INDEX device_execution_by_rpc ON device_execution (rpc_id);
