-- What a theft case holds back of its bike's tracks when a day's key is destroyed: the visits within the case's window, sealed. One row a day and at most HOLD_ROW visits.

CREATE TABLE trail_hold (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	theft    INTEGER NOT NULL REFERENCES theft (id),
	day      INTEGER NOT NULL,
	part     INTEGER NOT NULL CHECK (part >= 0),
	ref      BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	p_visits TEXT NOT NULL,
	held_at  INTEGER NOT NULL,
	UNIQUE (theft, day, part)
) STRICT;

INSERT INTO policy (key, from_day, value) VALUES ('case.hold_days', '2017-11-09', '180');
