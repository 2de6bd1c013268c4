-- The template that a device was made or last reset by. Without a foreign key: a template that goes
-- is still what the device began with, and undoing its deletion brings it back under its id.
ALTER TABLE device ADD COLUMN template INTEGER;
