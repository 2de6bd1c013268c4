-- The newest number that went into the EUI of a sub-device.
ALTER TABLE instance ADD COLUMN last_sub_device INTEGER NOT NULL DEFAULT 0;
