-- What is known of a sentence beside its English text, so that the page can say it in another
-- language: a JSON object of `code` and `params`. NULL for words of somebody else, and for what was
-- said before there was this.
ALTER TABLE task ADD COLUMN name_said TEXT;
ALTER TABLE task ADD COLUMN reason_said TEXT;
ALTER TABLE task_item ADD COLUMN said TEXT;
ALTER TABLE downlink ADD COLUMN reason_said TEXT;
