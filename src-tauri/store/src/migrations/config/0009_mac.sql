-- What MAC commands agreed on with a device, as the network server writes it; NULL until something
-- was agreed. An older revision never replaces a newer one.
ALTER TABLE session ADD COLUMN mac TEXT;
ALTER TABLE session ADD COLUMN mac_revision INTEGER NOT NULL DEFAULT 0;

-- The network may choose data rate and power.
ALTER TABLE lorawan_profile ADD COLUMN adr INTEGER NOT NULL DEFAULT 1 CHECK (adr IN (0, 1));
