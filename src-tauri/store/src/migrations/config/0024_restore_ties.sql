-- Whether a device was put back by an undoing and what ties it to others is still to follow: its
-- parent, its place among that one's sub-devices, its relations.
ALTER TABLE restore_item ADD COLUMN untied INTEGER NOT NULL DEFAULT 0 CHECK (untied IN (0, 1));
