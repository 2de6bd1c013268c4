-- Whether a notification group is told of every gateway of its tenant that falls silent or is heard
-- again, whatever groups the gateway names.
ALTER TABLE notification_group ADD COLUMN all_gateways INTEGER NOT NULL DEFAULT 0
    CHECK (all_gateways IN (0, 1));
