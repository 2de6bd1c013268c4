-- When and from which address a token was last used. Nobody noted it until now.
ALTER TABLE api_token ADD COLUMN used_at INTEGER;
ALTER TABLE api_token ADD COLUMN used_from TEXT;
