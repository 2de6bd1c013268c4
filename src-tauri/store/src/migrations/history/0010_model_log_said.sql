-- What is known of a line beside its English text: a JSON object of `code` and `params`. NULL for what
-- scripts print, and for older lines.
ALTER TABLE model_log ADD COLUMN text_said TEXT;
