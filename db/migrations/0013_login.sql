-- The phone of an owner's log-in, sealed beside its blind index, so that a new index key can follow; the step fills it from the owners' phones.
-- step: owner_logins
ALTER TABLE owner_login ADD COLUMN ref BLOB;
ALTER TABLE owner_login ADD COLUMN p_phone TEXT NOT NULL DEFAULT '';
