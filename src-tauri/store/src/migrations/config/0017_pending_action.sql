-- What triggers asked for later. `actions` is a JSON array of {method, eui, params}.
CREATE TABLE pending_action (
    id            INTEGER NOT NULL PRIMARY KEY,
    device        INTEGER NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    trigger_model INTEGER NOT NULL REFERENCES trigger_model (id) ON DELETE CASCADE,
    due_at        INTEGER NOT NULL,
    actions       TEXT NOT NULL
) STRICT;
CREATE INDEX pending_action_by_device ON pending_action (device);
CREATE INDEX pending_action_by_trigger ON pending_action (trigger_model);
