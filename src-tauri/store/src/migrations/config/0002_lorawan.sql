-- An encrypted 16-byte key is 45 bytes: version, 12 of nonce, 16 of ciphertext, 16 of tag.
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
) STRICT, WITHOUT ROWID;
CREATE INDEX lorawan_profile_by_tenant ON lorawan_profile (tenant, dev_eui);
CREATE INDEX lorawan_profile_by_dev_addr ON lorawan_profile (dev_addr) WHERE dev_addr IS NOT NULL;

-- What joins have used up. Apart from the profile because it must never go back, whatever a
-- person edits there. It outlives the profile: the device keeps the highest JoinNonce it has seen,
-- and the same two nonces with the same key would give the same session keys again.
CREATE TABLE join_state (
    dev_eui         BLOB NOT NULL PRIMARY KEY CHECK (length(dev_eui) = 8),
    next_join_nonce INTEGER NOT NULL CHECK (next_join_nonce BETWEEN 0 AND 16777216),
    last_dev_nonce  INTEGER CHECK (last_dev_nonce BETWEEN 0 AND 65535)
) STRICT, WITHOUT ROWID;

-- The DevNonces go with the profile: one made anew is a fresh start for the device.
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
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (dev_eui, pending)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_dev_addr ON session (dev_addr);

-- Counters change with every frame and nothing else of a session does: narrow rows keep ten
-- thousand of them on a few dozen pages.
CREATE TABLE session_counter (
    dev_eui         BLOB NOT NULL REFERENCES lorawan_profile (dev_eui) ON DELETE CASCADE,
    dev_addr        BLOB NOT NULL CHECK (length(dev_addr) = 4),
    last_f_cnt_up   INTEGER CHECK (last_f_cnt_up BETWEEN 0 AND 4294967295),
    next_f_cnt_down INTEGER NOT NULL CHECK (next_f_cnt_down BETWEEN 0 AND 4294967296),
    PRIMARY KEY (dev_eui, dev_addr)
) STRICT, WITHOUT ROWID;
