-- Of a device that was put back and is still to be tied to others: whether it was gone, so that all
-- that tied it follows, and not only its ties to devices that were gone; and the parent it had until
-- then, which may still know it as its sub-device.
ALTER TABLE restore_item ADD COLUMN untied_gone INTEGER NOT NULL DEFAULT 0
    CHECK (untied_gone IN (0, 1));
ALTER TABLE restore_item ADD COLUMN untied_left TEXT;
-- Nobody noted it until now; what the operation deleted was gone.
UPDATE restore_item SET untied_gone = 1 WHERE untied = 1 AND after_at IS NULL;
