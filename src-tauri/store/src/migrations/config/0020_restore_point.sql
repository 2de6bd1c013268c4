-- What operations on many records were about to change, so that they can be undone. `before` holds
-- the record's rows as they were, keys encrypted as in their own table; NULL: there was no record.
-- `before_at` and `after_at` are the record's `updated_at` before and after the operation; until it
-- is `settled`, the latter is not known.
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
    settled   INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    UNIQUE (point, kind, key)
) STRICT;
CREATE INDEX restore_item_by_key ON restore_item (kind, key);
CREATE INDEX restore_item_open ON restore_item (point) WHERE settled = 0;

-- What sessions that ended have used up while a restore point could bring them back: a counter or
-- a nonce must never be used twice, whatever happens between a deletion and its undoing.
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
