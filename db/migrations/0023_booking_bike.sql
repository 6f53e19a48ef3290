-- Which bike an appointment is for. A new registration has none yet.
ALTER TABLE booking ADD COLUMN bike INTEGER REFERENCES bike (id) CHECK (bike IS NULL OR purpose <> 'register');
