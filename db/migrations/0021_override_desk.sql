-- What the bike at the desk is like for which an override is asked: who reviews the request puts it beside the one in the register.

ALTER TABLE number_override ADD COLUMN brand TEXT NOT NULL DEFAULT '';
ALTER TABLE number_override ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE number_override ADD COLUMN colour TEXT NOT NULL DEFAULT '';
ALTER TABLE number_override ADD COLUMN frame_no TEXT NOT NULL DEFAULT '';
ALTER TABLE number_override ADD COLUMN motor_no TEXT NOT NULL DEFAULT '';
ALTER TABLE number_override ADD COLUMN vehicle_code TEXT NOT NULL DEFAULT '';
CREATE INDEX number_override_asker ON number_override (asked_by, id);
