-- What is known of attributes beside their values: what people said of each key, and what happened
-- to each value (`{ <key>: { "changed": <milliseconds> } }`).
ALTER TABLE device ADD COLUMN server_attrs_meta TEXT NOT NULL DEFAULT '{}';
ALTER TABLE device ADD COLUMN shared_attrs_meta TEXT NOT NULL DEFAULT '{}';
ALTER TABLE device ADD COLUMN server_attrs_trace TEXT NOT NULL DEFAULT '{}';
ALTER TABLE device ADD COLUMN shared_attrs_trace TEXT NOT NULL DEFAULT '{}';
