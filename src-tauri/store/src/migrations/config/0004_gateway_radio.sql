-- What a person may know of a gateway's radio and place.
ALTER TABLE gateway ADD COLUMN type TEXT NOT NULL DEFAULT 'GWMP';
ALTER TABLE gateway ADD COLUMN standard TEXT;
ALTER TABLE gateway ADD COLUMN sub_band INTEGER CHECK (sub_band BETWEEN 0 AND 255);
ALTER TABLE gateway ADD COLUMN down_enable INTEGER NOT NULL DEFAULT 1 CHECK (down_enable IN (0, 1));
ALTER TABLE gateway ADD COLUMN antenna_gain REAL NOT NULL DEFAULT 0;
ALTER TABLE gateway ADD COLUMN max_eirp INTEGER;
ALTER TABLE gateway ADD COLUMN fixed_address TEXT;
ALTER TABLE gateway ADD COLUMN position_source TEXT NOT NULL DEFAULT 'MANUAL';
