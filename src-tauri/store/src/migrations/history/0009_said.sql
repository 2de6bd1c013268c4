-- What is known of a run's result beside its English text: a JSON object of `code` and `params`, as
-- `reason_said` in each of its steps. NULL for the words of a script, and for older runs.
ALTER TABLE rpc_run ADD COLUMN result_said TEXT;
-- The same of why a message was not sent.
ALTER TABLE notice_log ADD COLUMN reason_said TEXT;
