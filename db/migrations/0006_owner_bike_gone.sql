-- What the step of the migration before has moved to the owners.
ALTER TABLE bike DROP COLUMN p_owner_name;
ALTER TABLE bike DROP COLUMN p_owner_phone;
