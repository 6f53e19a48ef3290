-- Claims after a theft: what a bike's age pays, the claims and what happened to them, and the payments to the bank.

-- What a claim pays by the bike's age, as dated tables that two people set. months_to NULL: without an end.
CREATE TABLE claim_table (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	from_day   INTEGER NOT NULL,
	basis      TEXT NOT NULL CHECK (length(basis) > 0),
	state      TEXT NOT NULL CHECK (state IN ('proposed', 'released', 'refused')),
	made_by    INTEGER NOT NULL,
	made_at    INTEGER NOT NULL,
	decided_by INTEGER,
	decided_at INTEGER,
	CHECK ((state = 'proposed') = (decided_at IS NULL)),
	CHECK (decided_by IS NULL OR decided_by <> made_by)
) STRICT;
CREATE UNIQUE INDEX claim_table_day ON claim_table (from_day) WHERE state = 'released';
CREATE TABLE claim_rate (
	tbl         INTEGER NOT NULL REFERENCES claim_table (id),
	months_from INTEGER NOT NULL CHECK (months_from >= 0),
	months_to   INTEGER CHECK (months_to > months_from),
	fen         INTEGER NOT NULL CHECK (fen >= 0),
	PRIMARY KEY (tbl, months_from)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER claim_rate_no_update BEFORE UPDATE ON claim_rate BEGIN SELECT RAISE(ABORT, 'the rows of a table are never changed'); END;
CREATE TRIGGER claim_rate_no_delete BEFORE DELETE ON claim_rate BEGIN SELECT RAISE(ABORT, 'the rows of a table are never removed'); END;
-- The city's demo: 1,200 yuan within a year of the purchase, 800 within three, 500 after that.
INSERT INTO claim_table (from_day, basis, state, made_by, made_at, decided_by, decided_at) VALUES (0, '试点方案 2017-11-06', 'released', 0, 0, NULL, 0);
INSERT INTO claim_rate (tbl, months_from, months_to, fen) SELECT id, 0, 12, 120000 FROM claim_table;
INSERT INTO claim_rate (tbl, months_from, months_to, fen) SELECT id, 12, 36, 80000 FROM claim_table;
INSERT INTO claim_rate (tbl, months_from, months_to, fen) SELECT id, 36, NULL, 50000 FROM claim_table;

CREATE TABLE claim (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	ref          BLOB NOT NULL UNIQUE,
	number       TEXT NOT NULL UNIQUE,
	theft        INTEGER NOT NULL REFERENCES theft (id),
	bike         INTEGER NOT NULL REFERENCES bike (id),
	owner        INTEGER NOT NULL REFERENCES owner (id),
	unit         INTEGER NOT NULL,
	plan         INTEGER NOT NULL DEFAULT 0,
	state        TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'auto_checked', 'needs_papers', 'in_review', 'approved', 'batched', 'paid', 'closed', 'rejected',
	             'appealed', 'held_sighted', 'found_after_payment', 'repaid', 'forfeited')),
	code         TEXT NOT NULL DEFAULT '',
	sampled      TEXT NOT NULL DEFAULT '',
	months       INTEGER NOT NULL DEFAULT -1,
	price_fen    INTEGER NOT NULL DEFAULT 0,
	tbl          INTEGER REFERENCES claim_table (id),
	amount_fen   INTEGER NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
	p_card       TEXT NOT NULL DEFAULT '',
	p_payee      TEXT NOT NULL DEFAULT '',
	created_by   INTEGER NOT NULL,
	created_at   INTEGER NOT NULL,
	submitted_at INTEGER,
	clock_day    INTEGER,
	owed_day     INTEGER,
	provisional  INTEGER NOT NULL DEFAULT 0 CHECK (provisional IN (0, 1)),
	asked_at     INTEGER,
	decided_by   INTEGER,
	decided_at   INTEGER,
	approvals    INTEGER NOT NULL DEFAULT 0,
	appealed_at  INTEGER,
	heard_at     INTEGER,
	paid_at      INTEGER,
	closed_at    INTEGER,
	ver          INTEGER NOT NULL DEFAULT 1,
	CHECK (state NOT IN ('approved', 'batched', 'paid', 'found_after_payment', 'repaid', 'forfeited') OR (amount_fen > 0 AND tbl IS NOT NULL)),
	CHECK (state NOT IN ('paid', 'found_after_payment', 'repaid', 'forfeited') OR paid_at IS NOT NULL)
) STRICT;
-- One theft pays once: a claim that is refused or withdrawn makes room for another, one that was paid never does.
CREATE UNIQUE INDEX claim_theft ON claim (theft) WHERE paid_at IS NOT NULL OR state NOT IN ('closed', 'rejected');
CREATE INDEX claim_bike ON claim (bike, id);
CREATE INDEX claim_owner ON claim (owner, id);
CREATE INDEX claim_queue ON claim (state, owed_day, id);
CREATE TRIGGER claim_amount_stands BEFORE UPDATE ON claim
	WHEN OLD.state IN ('approved', 'batched', 'paid', 'found_after_payment', 'repaid', 'forfeited')
	AND (NEW.amount_fen <> OLD.amount_fen OR NEW.p_card = '' OR NEW.theft <> OLD.theft OR NEW.owner <> OLD.owner)
	BEGIN SELECT RAISE(ABORT, 'what is approved is not changed'); END;

CREATE TABLE claim_number (day TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE claim_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	claim      INTEGER NOT NULL REFERENCES claim (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	code       TEXT NOT NULL DEFAULT '',
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX claim_event_claim ON claim_event (claim, id);
CREATE TRIGGER claim_event_no_update BEFORE UPDATE ON claim_event BEGIN SELECT RAISE(ABORT, 'claim events are never changed'); END;
CREATE TRIGGER claim_event_no_delete BEFORE DELETE ON claim_event BEGIN SELECT RAISE(ABORT, 'claim events are never removed'); END;

-- What the checks said when they last ran.
CREATE TABLE claim_check (
	claim   INTEGER NOT NULL REFERENCES claim (id),
	n       INTEGER NOT NULL,
	code    TEXT NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'refuse', 'ask', 'review', 'note')),
	fact    TEXT NOT NULL DEFAULT '',
	at      INTEGER NOT NULL,
	PRIMARY KEY (claim, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_paper (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	claim INTEGER NOT NULL REFERENCES claim (id),
	kind  TEXT NOT NULL CHECK (length(kind) > 0),
	photo TEXT NOT NULL DEFAULT '',
	at    INTEGER NOT NULL,
	actor INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX claim_paper_kind ON claim_paper (claim, kind);

-- When the clock stood still, and why. until NULL: it does.
CREATE TABLE claim_stop (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	claim      INTEGER NOT NULL REFERENCES claim (id),
	from_day   INTEGER NOT NULL,
	until_day  INTEGER CHECK (until_day >= from_day),
	reason     TEXT NOT NULL CHECK (length(reason) > 0)
) STRICT;
CREATE UNIQUE INDEX claim_stop_open ON claim_stop (claim) WHERE until_day IS NULL;
CREATE INDEX claim_stop_claim ON claim_stop (claim, id);

-- What goes to the bank in one file. Whoever made it does not release it.
CREATE TABLE claim_batch (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	number      TEXT NOT NULL UNIQUE,
	state       TEXT NOT NULL CHECK (state IN ('open', 'released', 'settled', 'cancelled')),
	made_by     INTEGER NOT NULL,
	made_at     INTEGER NOT NULL,
	released_by INTEGER,
	released_at INTEGER,
	n           INTEGER NOT NULL DEFAULT 0,
	sum_fen     INTEGER NOT NULL DEFAULT 0,
	sha256      TEXT NOT NULL DEFAULT '',
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK (released_by IS NULL OR released_by <> made_by),
	CHECK (state NOT IN ('released', 'settled') OR (released_by IS NOT NULL AND released_at IS NOT NULL AND length(sha256) = 64))
) STRICT;
-- no is the merchant number: the claim's own, the same at every attempt, so that the bank takes a second one for the first.
CREATE TABLE claim_payment (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	claim    INTEGER NOT NULL REFERENCES claim (id),
	batch    INTEGER NOT NULL REFERENCES claim_batch (id),
	no       TEXT NOT NULL,
	fen      INTEGER NOT NULL CHECK (fen > 0),
	state    TEXT NOT NULL CHECK (state IN ('made', 'dropped', 'released', 'unknown', 'paid', 'failed')),
	bank_ref TEXT NOT NULL DEFAULT '',
	reason   TEXT NOT NULL DEFAULT '',
	told_at  INTEGER,
	UNIQUE (batch, claim)
) STRICT;
CREATE UNIQUE INDEX claim_payment_live ON claim_payment (claim) WHERE state IN ('made', 'released', 'unknown', 'paid');
CREATE INDEX claim_payment_batch ON claim_payment (batch, id);
CREATE INDEX claim_payment_no ON claim_payment (no, id);
CREATE TRIGGER claim_payment_stands BEFORE UPDATE ON claim_payment
	WHEN NEW.no <> OLD.no OR NEW.fen <> OLD.fen OR NEW.claim <> OLD.claim OR NEW.batch <> OLD.batch
	BEGIN SELECT RAISE(ABORT, 'a payment is not changed'); END;
CREATE TRIGGER claim_payment_paid BEFORE UPDATE ON claim_payment WHEN OLD.state = 'paid' AND NEW.state <> 'paid'
	BEGIN SELECT RAISE(ABORT, 'what is paid stays paid'); END;

-- When was the tag of a case last heard? No money leaves while it is.
CREATE INDEX detection_theft_heard ON detection (theft, heard_at);
