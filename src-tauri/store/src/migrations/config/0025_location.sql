-- Where things are: places in places. A place that others are in, or that a record is at, stays.
CREATE TABLE location (
    id         INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    code       TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
    parent     INTEGER REFERENCES location (id),
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    address_1  TEXT NOT NULL,
    address_2  TEXT NOT NULL,
    address_3  TEXT NOT NULL,
    zip        TEXT NOT NULL,
    phone      TEXT NOT NULL,
    latitude   REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude  REAL CHECK (longitude BETWEEN -180 AND 180),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (tenant, code)
) STRICT;
CREATE INDEX location_by_parent ON location (parent) WHERE parent IS NOT NULL;

ALTER TABLE device ADD COLUMN location INTEGER REFERENCES location (id);
CREATE INDEX device_by_location ON device (location) WHERE location IS NOT NULL;
ALTER TABLE device_template ADD COLUMN location INTEGER REFERENCES location (id);
CREATE INDEX device_template_by_location ON device_template (location)
WHERE location IS NOT NULL;
ALTER TABLE gateway ADD COLUMN location INTEGER REFERENCES location (id);
CREATE INDEX gateway_by_location ON gateway (location) WHERE location IS NOT NULL;
