-- What a model was after each of its last saves. Record ids are unique in the whole instance, so
-- the kind of model is no part of the key.
CREATE TABLE model_version (
    model    INTEGER NOT NULL,
    number   INTEGER NOT NULL CHECK (number > 0),
    tenant   TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    saved_at INTEGER NOT NULL,
    content  TEXT NOT NULL,
    PRIMARY KEY (model, number)
) STRICT;
CREATE INDEX model_version_by_tenant ON model_version (tenant);

-- What a model's script must return for an input.
CREATE TABLE model_case (
    id       INTEGER NOT NULL PRIMARY KEY,
    tenant   TEXT NOT NULL REFERENCES tenant (code) ON DELETE CASCADE,
    model    INTEGER NOT NULL,
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    eui      TEXT,
    input    TEXT NOT NULL,
    expected TEXT NOT NULL
) STRICT;
CREATE INDEX model_case_by_model ON model_case (model);
CREATE INDEX model_case_by_tenant ON model_case (tenant);
