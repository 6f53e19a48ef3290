-- Accidents under a liability plan: what happened, who was there, what it cost, what was agreed and what was paid.

-- One accident of one bike. key: the sender's own id of the report; the same again is the same accident. unit: the insurer's, once it has taken it up; 0: not yet.
CREATE TABLE accident (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	ref           BLOB NOT NULL UNIQUE,
	number        TEXT NOT NULL UNIQUE,
	key           TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 8 AND 80),
	bike          INTEGER NOT NULL REFERENCES bike (id),
	owner         INTEGER NOT NULL REFERENCES owner (id),
	plan          INTEGER NOT NULL DEFAULT 0,
	unit          INTEGER NOT NULL DEFAULT 0,
	state         TEXT NOT NULL CHECK (state IN ('reported', 'surveyor_sent', 'on_scene', 'assessed', 'disputed', 'reassessed', 'agreed', 'released', 'paid', 'refused',
	              'withdrawn', 'court')),
	code          TEXT NOT NULL DEFAULT '',
	happened_at   INTEGER NOT NULL,
	place         TEXT NOT NULL DEFAULT '',
	what          TEXT NOT NULL DEFAULT '',
	injured       INTEGER NOT NULL CHECK (injured IN (0, 1)),
	police_called INTEGER NOT NULL CHECK (police_called IN (0, 1)),
	reporter      TEXT NOT NULL CHECK (reporter IN ('owner', 'insurer')),
	created_by    INTEGER NOT NULL,
	created_at    INTEGER NOT NULL,
	surveyor      INTEGER,
	sent_at       INTEGER,
	due_at        INTEGER,
	arrived_at    INTEGER,
	assessed_by   INTEGER,
	assessed_at   INTEGER,
	rounds        INTEGER NOT NULL DEFAULT 0 CHECK (rounds >= 0),
	fault         TEXT NOT NULL DEFAULT '' CHECK (fault IN ('', 'full', 'main', 'equal', 'minor', 'none')),
	fault_pct     INTEGER NOT NULL DEFAULT 0 CHECK (fault_pct BETWEEN 0 AND 100),
	finding_no    TEXT NOT NULL DEFAULT '',
	loss_fen      INTEGER NOT NULL DEFAULT 0 CHECK (loss_fen >= 0),
	limit_fen     INTEGER NOT NULL DEFAULT 0 CHECK (limit_fen >= 0),
	amount_fen    INTEGER NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
	agreements    INTEGER NOT NULL DEFAULT 0,
	agreed_at     INTEGER,
	pay_by        INTEGER,
	way           TEXT NOT NULL DEFAULT '' CHECK (way IN ('', 'spot', 'batch')),
	released_by   INTEGER,
	released_at   INTEGER,
	paid_at       INTEGER,
	closed_at     INTEGER,
	ver           INTEGER NOT NULL DEFAULT 1,
	CHECK (amount_fen <= limit_fen),
	CHECK (released_by IS NULL OR released_by <> assessed_by),
	CHECK ((state = 'paid') = (paid_at IS NOT NULL)),
	CHECK (state NOT IN ('released', 'paid') OR (released_by IS NOT NULL AND way <> '')),
	CHECK (state NOT IN ('agreed', 'released', 'paid') OR (amount_fen > 0 AND agreed_at IS NOT NULL))
) STRICT;
CREATE INDEX accident_bike ON accident (bike, happened_at);
CREATE INDEX accident_owner ON accident (owner, id);
CREATE INDEX accident_queue ON accident (unit, state, id);
CREATE TRIGGER accident_amount_stands BEFORE UPDATE ON accident
	WHEN OLD.state IN ('agreed', 'released', 'paid') AND NEW.state IN ('agreed', 'released', 'paid') AND (NEW.amount_fen <> OLD.amount_fen OR NEW.limit_fen <> OLD.limit_fen)
	BEGIN SELECT RAISE(ABORT, 'what is agreed is not changed'); END;
CREATE TRIGGER accident_paid_stays BEFORE UPDATE ON accident WHEN OLD.state = 'paid' AND NEW.state <> 'paid'
	BEGIN SELECT RAISE(ABORT, 'what is paid stays paid'); END;

CREATE TABLE accident_number (day TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE accident_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	accident   INTEGER NOT NULL REFERENCES accident (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	code       TEXT NOT NULL DEFAULT '',
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX accident_event_accident ON accident_event (accident, id);
CREATE TRIGGER accident_event_no_update BEFORE UPDATE ON accident_event BEGIN SELECT RAISE(ABORT, 'accident events are never changed'); END;
CREATE TRIGGER accident_event_no_delete BEFORE DELETE ON accident_event BEGIN SELECT RAISE(ABORT, 'accident events are never removed'); END;

-- Who was in it. Name, telephone, identity number and bank card are sealed under ref.
CREATE TABLE accident_party (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	ref      BLOB NOT NULL UNIQUE,
	accident INTEGER NOT NULL REFERENCES accident (id),
	role     TEXT NOT NULL CHECK (role IN ('rider', 'other', 'pedestrian')),
	plate    TEXT NOT NULL DEFAULT '',
	vehicle  TEXT NOT NULL DEFAULT '',
	p_name   TEXT NOT NULL DEFAULT '',
	p_phone  TEXT NOT NULL DEFAULT '',
	p_id_no  TEXT NOT NULL DEFAULT '',
	p_card   TEXT NOT NULL DEFAULT '',
	at       INTEGER NOT NULL,
	actor    INTEGER NOT NULL
) STRICT;
CREATE INDEX accident_party_accident ON accident_party (accident, id);
CREATE UNIQUE INDEX accident_party_rider ON accident_party (accident) WHERE role = 'rider';

-- What was damaged, of whom, what is asked for it and what a surveyor found.
CREATE TABLE accident_item (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	accident     INTEGER NOT NULL REFERENCES accident (id),
	party        INTEGER NOT NULL REFERENCES accident_party (id),
	kind         TEXT NOT NULL CHECK (kind IN ('vehicle', 'property', 'medical')),
	what         TEXT NOT NULL CHECK (length(what) > 0),
	claimed_fen  INTEGER NOT NULL CHECK (claimed_fen > 0),
	assessed_fen INTEGER NOT NULL DEFAULT 0 CHECK (assessed_fen >= 0 AND assessed_fen <= claimed_fen),
	at           INTEGER NOT NULL,
	actor        INTEGER NOT NULL
) STRICT;
CREATE INDEX accident_item_accident ON accident_item (accident, id);

-- Each assessment as it was made; each by somebody else.
CREATE TABLE accident_assess (
	accident   INTEGER NOT NULL REFERENCES accident (id),
	round      INTEGER NOT NULL CHECK (round > 0),
	surveyor   INTEGER NOT NULL,
	loss_fen   INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	PRIMARY KEY (accident, round)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX accident_assess_once ON accident_assess (accident, surveyor);
CREATE TRIGGER accident_assess_no_update BEFORE UPDATE ON accident_assess BEGIN SELECT RAISE(ABORT, 'an assessment is never changed'); END;
CREATE TRIGGER accident_assess_no_delete BEFORE DELETE ON accident_assess BEGIN SELECT RAISE(ABORT, 'an assessment is never removed'); END;

CREATE TABLE accident_photo (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	accident INTEGER NOT NULL REFERENCES accident (id),
	kind     TEXT NOT NULL CHECK (kind IN ('scene', 'vehicle', 'plate', 'injury', 'paper')),
	photo    TEXT NOT NULL UNIQUE CHECK (length(photo) = 32),
	at       INTEGER NOT NULL,
	actor    INTEGER NOT NULL
) STRICT;
CREATE INDEX accident_photo_accident ON accident_photo (accident, id);

-- What each party gets. no: its own number with the bank, the same at every attempt. All that lives of an accident is never more than its limit.
CREATE TABLE accident_payment (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	accident INTEGER NOT NULL REFERENCES accident (id),
	party    INTEGER NOT NULL REFERENCES accident_party (id),
	no       TEXT NOT NULL UNIQUE,
	fen      INTEGER NOT NULL CHECK (fen > 0),
	state    TEXT NOT NULL CHECK (state IN ('made', 'dropped', 'released', 'paid')),
	bank_ref TEXT NOT NULL DEFAULT '',
	at       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX accident_payment_live ON accident_payment (accident, party) WHERE state <> 'dropped';
CREATE TRIGGER accident_payment_limit BEFORE INSERT ON accident_payment BEGIN
	SELECT RAISE(ABORT, 'an accident is never paid above its limit') WHERE NEW.fen + (SELECT coalesce(sum(fen), 0) FROM accident_payment p WHERE p.accident = NEW.accident
		AND p.state <> 'dropped') > (SELECT limit_fen FROM accident a WHERE a.id = NEW.accident);
END;
CREATE TRIGGER accident_payment_stands BEFORE UPDATE ON accident_payment
	WHEN NEW.fen <> OLD.fen OR NEW.no <> OLD.no OR NEW.accident <> OLD.accident OR NEW.party <> OLD.party OR OLD.state IN ('paid', 'dropped')
	BEGIN SELECT RAISE(ABORT, 'a payment is not changed'); END;
CREATE TRIGGER accident_payment_no_delete BEFORE DELETE ON accident_payment BEGIN SELECT RAISE(ABORT, 'payments are never removed'); END;
