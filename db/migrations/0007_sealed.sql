-- What the steps of the migration before have replaced.
ALTER TABLE station DROP COLUMN key;
DROP TABLE audit_plain;
