-- Where the station of an alert stands, in words, as it was when it was told.
ALTER TABLE alert ADD COLUMN station_place TEXT NOT NULL DEFAULT '';
