-- SHA-256 of the trigger's script that asked for it, so that what becomes of it says nothing of a
-- script that came later. Nobody noted it until now: what waits counts for no script then.
ALTER TABLE pending_action ADD COLUMN script BLOB CHECK (length(script) = 32);
