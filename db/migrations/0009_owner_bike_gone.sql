-- What the step of the migration before has moved to the owners.
ALTER TABLE bike DROP COLUMN p_owner_name;
ALTER TABLE bike DROP COLUMN p_owner_phone;
DROP INDEX bike_ref;
ALTER TABLE bike DROP COLUMN ref;
