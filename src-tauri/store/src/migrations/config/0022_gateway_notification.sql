-- Who is told when a gateway falls silent and when it is heard again: a JSON array of the ids of
-- notification groups. One that is gone means nothing any more.
ALTER TABLE gateway ADD COLUMN notification_groups TEXT NOT NULL DEFAULT '[]';
