-- What waits for MQTT brokers outside: appended at the end, sent and deleted from the front.
CREATE TABLE outside_buffer (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    broker  INTEGER NOT NULL,
    topic   TEXT NOT NULL,
    payload BLOB NOT NULL
) STRICT;
CREATE INDEX outside_buffer_by_broker ON outside_buffer (broker, id);

-- How much that is, kept with it so that nothing has to be counted, and what was dropped.
CREATE TABLE outside_buffer_state (
    broker   INTEGER NOT NULL PRIMARY KEY,
    messages INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    dropped  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which broker a device was last heard from: its downlinks go back there.
CREATE TABLE outside_device (
    eui    TEXT NOT NULL PRIMARY KEY,
    broker INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
