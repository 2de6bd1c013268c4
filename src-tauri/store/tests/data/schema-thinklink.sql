CREATE TABLE instance (
    id             INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    last_record_id INTEGER NOT NULL,
    key_check      BLOB NOT NULL
, last_sub_device INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant (
    code       TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 32),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    name          TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    tenant        TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_by_tenant ON account (tenant);

CREATE TABLE api_token (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER
, used_at INTEGER, used_from TEXT) STRICT;

CREATE INDEX api_token_by_tenant ON api_token (tenant);

CREATE TABLE mqtt_account (
    username   TEXT NOT NULL PRIMARY KEY CHECK (length(username) BETWEEN 1 AND 64),
    tenant     TEXT NOT NULL UNIQUE REFERENCES tenant (code) ON DELETE CASCADE,
    password   BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lorawan_profile (
    dev_eui         BLOB NOT NULL PRIMARY KEY CHECK (length(dev_eui) = 8),
    tenant          TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    join_mode       TEXT NOT NULL,
    join_eui        BLOB CHECK (length(join_eui) = 8),
    dev_addr        BLOB CHECK (length(dev_addr) = 4),
    apps_key        BLOB CHECK (length(apps_key) = 45),
    nwks_key        BLOB CHECK (length(nwks_key) = 45),
    app_key         BLOB CHECK (length(app_key) = 45),
    enable          INTEGER NOT NULL CHECK (enable IN (0, 1)),
    down_enable     INTEGER NOT NULL CHECK (down_enable IN (0, 1)),
    lw_ver          TEXT NOT NULL,
    standard        TEXT NOT NULL,
    as923_group     INTEGER NOT NULL CHECK (as923_group BETWEEN 1 AND 4),
    class_mode      TEXT NOT NULL,
    join_class_mode TEXT NOT NULL,
    rx1dr_offset    INTEGER NOT NULL,
    rx2dr           INTEGER NOT NULL,
    rx_delay        INTEGER NOT NULL,
    rx_delay_join   INTEGER NOT NULL,
    rx2_freq        INTEGER NOT NULL,
    resets_f_cnt    INTEGER NOT NULL CHECK (resets_f_cnt IN (0, 1)),
    batch           TEXT NOT NULL,
    model           TEXT NOT NULL,
    handle          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
, adr INTEGER NOT NULL DEFAULT 1 CHECK (adr IN (0, 1))) STRICT, WITHOUT ROWID;

CREATE INDEX lorawan_profile_by_tenant ON lorawan_profile (tenant, dev_eui);

CREATE INDEX lorawan_profile_by_dev_addr ON lorawan_profile (dev_addr) WHERE dev_addr IS NOT NULL;

CREATE TABLE join_state (
    dev_eui         BLOB NOT NULL PRIMARY KEY CHECK (length(dev_eui) = 8),
    next_join_nonce INTEGER NOT NULL CHECK (next_join_nonce BETWEEN 0 AND 16777216),
    last_dev_nonce  INTEGER CHECK (last_dev_nonce BETWEEN 0 AND 65535)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER join_state_after_profile AFTER DELETE ON lorawan_profile BEGIN
    UPDATE join_state SET last_dev_nonce = NULL WHERE dev_eui = OLD.dev_eui;
END;

CREATE TABLE used_dev_nonce (
    dev_eui   BLOB NOT NULL REFERENCES lorawan_profile (dev_eui) ON DELETE CASCADE,
    dev_nonce INTEGER NOT NULL CHECK (dev_nonce BETWEEN 0 AND 65535),
    PRIMARY KEY (dev_eui, dev_nonce)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    dev_eui      BLOB NOT NULL REFERENCES lorawan_profile (dev_eui) ON DELETE CASCADE,
    pending      INTEGER NOT NULL CHECK (pending IN (0, 1)),
    tenant       TEXT NOT NULL,
    dev_addr     BLOB NOT NULL CHECK (length(dev_addr) = 4),
    nwk_s_key    BLOB NOT NULL CHECK (length(nwk_s_key) = 45),
    app_s_key    BLOB NOT NULL CHECK (length(app_s_key) = 45),
    rx_delay     INTEGER NOT NULL,
    rx1dr_offset INTEGER NOT NULL,
    rx2dr        INTEGER NOT NULL,
    rx2_freq     INTEGER NOT NULL,
    dev_nonce    INTEGER CHECK (dev_nonce BETWEEN 0 AND 65535),
    created_at   INTEGER NOT NULL, mac TEXT, mac_revision INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (dev_eui, pending)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_dev_addr ON session (dev_addr);

CREATE TABLE session_counter (
    dev_eui         BLOB NOT NULL REFERENCES lorawan_profile (dev_eui) ON DELETE CASCADE,
    dev_addr        BLOB NOT NULL CHECK (length(dev_addr) = 4),
    last_f_cnt_up   INTEGER CHECK (last_f_cnt_up BETWEEN 0 AND 4294967295),
    next_f_cnt_down INTEGER NOT NULL CHECK (next_f_cnt_down BETWEEN 0 AND 4294967296),
    PRIMARY KEY (dev_eui, dev_addr)
) STRICT, WITHOUT ROWID;

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
, things_board INTEGER NOT NULL DEFAULT 0 CHECK (things_board IN (0, 1)), home_assistant INTEGER NOT NULL DEFAULT 0 CHECK (home_assistant IN (0, 1)), bacnet INTEGER NOT NULL DEFAULT 0 CHECK (bacnet IN (0, 1)), modbus_tcp INTEGER NOT NULL DEFAULT 0 CHECK (modbus_tcp IN (0, 1)), third_party INTEGER NOT NULL DEFAULT 0 CHECK (third_party IN (0, 1)), server_attrs_meta TEXT NOT NULL DEFAULT '{}', shared_attrs_meta TEXT NOT NULL DEFAULT '{}', server_attrs_trace TEXT NOT NULL DEFAULT '{}', shared_attrs_trace TEXT NOT NULL DEFAULT '{}', template INTEGER, location INTEGER REFERENCES location (id)) STRICT;

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
, type TEXT NOT NULL DEFAULT 'GWMP', standard TEXT, sub_band INTEGER CHECK (sub_band BETWEEN 0 AND 255), down_enable INTEGER NOT NULL DEFAULT 1 CHECK (down_enable IN (0, 1)), antenna_gain REAL NOT NULL DEFAULT 0, max_eirp INTEGER, fixed_address TEXT, position_source TEXT NOT NULL DEFAULT 'MANUAL', notification_groups TEXT NOT NULL DEFAULT '[]', location INTEGER REFERENCES location (id)) STRICT, WITHOUT ROWID;

CREATE INDEX gateway_by_tenant ON gateway (tenant, eui);

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
, location INTEGER REFERENCES location (id)) STRICT;

CREATE INDEX device_template_by_tenant ON device_template (tenant);

CREATE TABLE station_token (
    gateway    BLOB NOT NULL PRIMARY KEY REFERENCES gateway (eui) ON DELETE CASCADE,
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outside_broker (
    id              INTEGER NOT NULL PRIMARY KEY,
    tenant          TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 32),
    enable          INTEGER NOT NULL CHECK (enable IN (0, 1)),
    direction       TEXT NOT NULL,
    protocol        TEXT NOT NULL,
    host            TEXT NOT NULL,
    port            INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    ca              TEXT NOT NULL,
    cert            TEXT NOT NULL,
    key             BLOB NOT NULL,
    username        TEXT NOT NULL,
    password        BLOB NOT NULL,
    client_id       TEXT NOT NULL,
    keep_alive      INTEGER NOT NULL,
    clean_session   INTEGER NOT NULL CHECK (clean_session IN (0, 1)),
    qos             INTEGER NOT NULL CHECK (qos IN (0, 1)),
    remote_tenant   TEXT NOT NULL,
    publish         TEXT NOT NULL,
    status_topic    TEXT NOT NULL,
    buffer_limit_mb INTEGER NOT NULL,
    remark          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    UNIQUE (tenant, name)
) STRICT;

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
, reason_said TEXT) STRICT;

CREATE INDEX downlink_by_device ON downlink (dev_eui, done, id);

CREATE INDEX downlink_waiting ON downlink (id) WHERE done = 0;

CREATE INDEX downlink_by_age ON downlink (updated_at) WHERE done = 1;

CREATE TABLE alarm (
    id                INTEGER NOT NULL PRIMARY KEY,
    device            INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    name              TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    level             TEXT NOT NULL,
    title             TEXT NOT NULL,
    description       TEXT NOT NULL,
    notice_groups     TEXT NOT NULL,
    count             INTEGER NOT NULL,
    raised_at         INTEGER NOT NULL,
    last_trigger_time INTEGER NOT NULL,
    acknowledged_by   TEXT,
    acknowledged_at   INTEGER,
    note              TEXT,
    UNIQUE (device, name)
) STRICT;

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

CREATE TABLE task (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    subject    INTEGER,
    name       TEXT NOT NULL,
    who        TEXT NOT NULL,
    request    TEXT NOT NULL,
    state      TEXT NOT NULL,
    total      INTEGER NOT NULL CHECK (total >= 0),
    ok         INTEGER NOT NULL CHECK (ok >= 0),
    failed     INTEGER NOT NULL CHECK (failed >= 0),
    reason     TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at   INTEGER
, name_said TEXT, reason_said TEXT) STRICT;

CREATE TABLE task_item (
    task     INTEGER NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    subject  TEXT NOT NULL,
    ok       INTEGER NOT NULL CHECK (ok IN (0, 1)),
    code     TEXT NOT NULL,
    detail   TEXT NOT NULL,
    link     INTEGER,
    at       INTEGER NOT NULL, said TEXT,
    PRIMARY KEY (task, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_item_by_result ON task_item (task, ok, position);

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

CREATE TABLE model_version (
    model    INTEGER NOT NULL,
    number   INTEGER NOT NULL CHECK (number > 0),
    tenant   TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    saved_at INTEGER NOT NULL,
    content  TEXT NOT NULL,
    PRIMARY KEY (model, number)
) STRICT;

CREATE INDEX model_version_by_tenant ON model_version (tenant);

CREATE TABLE model_case (
    id       INTEGER NOT NULL PRIMARY KEY,
    tenant   TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    model    INTEGER NOT NULL,
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    eui      TEXT,
    input    TEXT NOT NULL,
    expected TEXT NOT NULL
) STRICT;

CREATE INDEX model_case_by_model ON model_case (model);

CREATE INDEX model_case_by_tenant ON model_case (tenant);

CREATE TABLE notification_group (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    enable     INTEGER NOT NULL CHECK (enable IN (0, 1)),
    channel    TEXT NOT NULL,
    recipients TEXT NOT NULL,
    remark     TEXT NOT NULL,
    updated_at INTEGER NOT NULL, all_gateways INTEGER NOT NULL DEFAULT 0
    CHECK (all_gateways IN (0, 1)),
    UNIQUE (tenant, name)
) STRICT;

CREATE TABLE pending_action (
    id            INTEGER NOT NULL PRIMARY KEY,
    device        INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    trigger_model INTEGER NOT NULL REFERENCES trigger_model (id) ON DELETE CASCADE,
    due_at        INTEGER NOT NULL,
    actions       TEXT NOT NULL
, script BLOB CHECK (length(script) = 32)) STRICT;

CREATE INDEX pending_action_by_device ON pending_action (device);

CREATE INDEX pending_action_by_trigger ON pending_action (trigger_model);

CREATE TABLE org_params (
    tenant     TEXT NOT NULL PRIMARY KEY REFERENCES tenant (code) ON DELETE CASCADE,
    params     BLOB NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE restore_point (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    operation  TEXT NOT NULL,
    name       TEXT NOT NULL,
    who        TEXT NOT NULL,
    task       INTEGER,
    records    INTEGER NOT NULL DEFAULT 0 CHECK (records >= 0),
    bytes      INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    created_at INTEGER NOT NULL,
    undone_at  INTEGER
) STRICT;

CREATE INDEX restore_point_by_task ON restore_point (task) WHERE task IS NOT NULL;

CREATE TABLE restore_item (
    id        INTEGER NOT NULL PRIMARY KEY,
    point     INTEGER NOT NULL REFERENCES restore_point (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    name      TEXT NOT NULL,
    before    TEXT,
    before_at INTEGER,
    after_at  INTEGER,
    settled   INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)), untied INTEGER NOT NULL DEFAULT 0 CHECK (untied IN (0, 1)), untied_gone INTEGER NOT NULL DEFAULT 0
    CHECK (untied_gone IN (0, 1)), untied_left TEXT,
    UNIQUE (point, kind, key)
) STRICT;

CREATE INDEX restore_item_by_key ON restore_item (kind, key);

CREATE INDEX restore_item_open ON restore_item (point) WHERE settled = 0;

CREATE TABLE spent_f_cnt (
    dev_eui         BLOB NOT NULL CHECK (length(dev_eui) = 8),
    dev_addr        BLOB NOT NULL CHECK (length(dev_addr) = 4),
    last_f_cnt_up   INTEGER,
    next_f_cnt_down INTEGER NOT NULL,
    PRIMARY KEY (dev_eui, dev_addr)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER spent_f_cnt_after_session AFTER DELETE ON session_counter
WHEN EXISTS (SELECT 1 FROM restore_item WHERE kind = 'profile' AND key = lower(hex(OLD.dev_eui)))
BEGIN
    INSERT INTO spent_f_cnt (dev_eui, dev_addr, last_f_cnt_up, next_f_cnt_down)
    VALUES (OLD.dev_eui, OLD.dev_addr, OLD.last_f_cnt_up, OLD.next_f_cnt_down)
    ON CONFLICT (dev_eui, dev_addr) DO UPDATE SET
        last_f_cnt_up = max(coalesce(last_f_cnt_up, excluded.last_f_cnt_up),
            coalesce(excluded.last_f_cnt_up, last_f_cnt_up)),
        next_f_cnt_down = max(next_f_cnt_down, excluded.next_f_cnt_down);
END;

CREATE TABLE spent_dev_nonce (
    dev_eui   BLOB NOT NULL CHECK (length(dev_eui) = 8),
    dev_nonce INTEGER NOT NULL,
    PRIMARY KEY (dev_eui, dev_nonce)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER spent_dev_nonce_after_use AFTER DELETE ON used_dev_nonce
WHEN EXISTS (SELECT 1 FROM restore_item WHERE kind = 'profile' AND key = lower(hex(OLD.dev_eui)))
BEGIN
    INSERT INTO spent_dev_nonce (dev_eui, dev_nonce) VALUES (OLD.dev_eui, OLD.dev_nonce)
    ON CONFLICT DO NOTHING;
END;

CREATE TABLE location (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    code       TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
    parent     INTEGER REFERENCES location (id),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    address_1  TEXT NOT NULL,
    address_2  TEXT NOT NULL,
    address_3  TEXT NOT NULL,
    zip        TEXT NOT NULL,
    phone      TEXT NOT NULL,
    latitude   REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude  REAL CHECK (longitude BETWEEN -180 AND 180),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (tenant, code)
) STRICT;

CREATE INDEX location_by_parent ON location (parent) WHERE parent IS NOT NULL;

CREATE INDEX device_by_location ON device (location) WHERE location IS NOT NULL;

CREATE INDEX device_template_by_location ON device_template (location)
WHERE location IS NOT NULL;

CREATE INDEX gateway_by_location ON gateway (location) WHERE location IS NOT NULL;

