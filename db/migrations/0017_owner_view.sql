-- What an owner sees of the own bike's way: how late, how coarse, how far back.
INSERT INTO policy (key, from_day, value) VALUES ('owner.trail_delay_min', '2017-11-09', '60'), ('owner.trail_grid_m', '2017-11-09', '500'),
	('owner.trail_days', '2017-11-09', '7');
CREATE INDEX booking_owner ON booking (owner, id) WHERE owner IS NOT NULL;
