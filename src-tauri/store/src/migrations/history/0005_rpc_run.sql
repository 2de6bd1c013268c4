-- The log of commands: a row for each run of an RPC model on a device. A row changes until nothing
-- of the run can change any more; `open` marks those. `params` is a JSON object, `steps` and
-- `console` are JSON arrays.
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
) STRICT;
CREATE INDEX rpc_run_by_eui ON rpc_run (eui, id);
CREATE INDEX rpc_run_open ON rpc_run (id) WHERE open = 1;
