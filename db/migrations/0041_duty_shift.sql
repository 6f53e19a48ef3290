-- Who is on duty when: hours of a unit at a station or in a district, which go before the table of duty (duty_area).

-- from_day to to_day: the days on which the hours may begin (of China, counted from 1970-01-01), to_day NULL: without an end. weekdays: bit 0 Monday to bit 6 Sunday.
-- to_min at or before from_min: the hours end on the next day. A row is changed by its ver; what it was stands in duty_shift_log, which nothing changes.
CREATE TABLE duty_shift (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	unit     INTEGER NOT NULL REFERENCES unit (id),
	station  INTEGER REFERENCES station (id),
	district INTEGER CHECK (district BETWEEN 100000 AND 999999),
	from_day INTEGER NOT NULL,
	to_day   INTEGER CHECK (to_day >= from_day),
	weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
	from_min INTEGER NOT NULL CHECK (from_min BETWEEN 0 AND 1439),
	to_min   INTEGER NOT NULL CHECK (to_min BETWEEN 0 AND 1439),
	ended    INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
	set_by   INTEGER NOT NULL,
	set_at   INTEGER NOT NULL,
	ver      INTEGER NOT NULL DEFAULT 1,
	CHECK ((station IS NULL) <> (district IS NULL))
) STRICT;
CREATE INDEX duty_shift_station ON duty_shift (station) WHERE station IS NOT NULL;
CREATE INDEX duty_shift_district ON duty_shift (district) WHERE district IS NOT NULL;

CREATE TABLE duty_shift_log (
	shift    INTEGER NOT NULL REFERENCES duty_shift (id),
	ver      INTEGER NOT NULL,
	unit     INTEGER NOT NULL,
	from_day INTEGER NOT NULL,
	to_day   INTEGER,
	weekdays INTEGER NOT NULL,
	from_min INTEGER NOT NULL,
	to_min   INTEGER NOT NULL,
	ended    INTEGER NOT NULL,
	set_by   INTEGER NOT NULL,
	set_at   INTEGER NOT NULL,
	PRIMARY KEY (shift, ver)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER duty_shift_log_no_update BEFORE UPDATE ON duty_shift_log BEGIN SELECT RAISE(ABORT, 'what hours were is never changed'); END;
CREATE TRIGGER duty_shift_log_no_delete BEFORE DELETE ON duty_shift_log BEGIN SELECT RAISE(ABORT, 'what hours were is never removed'); END;

-- aside 1: still with the bank when an earlier attempt turned out to be paid at another amount. It is asked for, and whatever the bank says of it, it is never the claim's payment.
ALTER TABLE claim_payment ADD COLUMN aside INTEGER NOT NULL DEFAULT 0 CHECK (aside IN (0, 1));
DROP INDEX claim_payment_live;
CREATE UNIQUE INDEX claim_payment_live ON claim_payment (claim) WHERE state IN ('made', 'released', 'unknown', 'paid') AND aside = 0;

-- Looked for by what they are of, by the bank's or the buyer's number (the books' search).
CREATE INDEX claim_payment_claim ON claim_payment (claim, id);
CREATE INDEX claim_payment_ref ON claim_payment (bank_ref) WHERE bank_ref <> '';
CREATE INDEX accident_payment_of ON accident_payment (accident, id);
CREATE INDEX accident_payment_ref ON accident_payment (bank_ref) WHERE bank_ref <> '';
CREATE INDEX accident_payment_released ON accident_payment (id) WHERE state = 'released';
CREATE INDEX plan_ref ON plan (way_ref) WHERE way_ref <> '';
