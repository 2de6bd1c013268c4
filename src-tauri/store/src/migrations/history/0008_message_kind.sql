-- What a message is, in the words of the AS messages: `data`, `dataAll`, `ackSeq`, `ackTx` or
-- `dataClear`. Before, only the first and the last were kept, and not told apart.
ALTER TABLE message ADD COLUMN kind TEXT NOT NULL DEFAULT 'data';
