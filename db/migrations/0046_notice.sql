-- Notices to owners and riders, appeals, and the published list.

-- Three more kinds of message: of violations, of courses, of penalties on the spot.
CREATE TABLE message_46 (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	kind       TEXT NOT NULL CHECK (kind IN ('owner_code', 'plan_renew', 'track_looked_at', 'claim_news', 'case_news', 'accident_news', 'traffic_news', 'course_news',
	           'spot_news')),
	p_phone    TEXT NOT NULL,
	p_text     TEXT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'void')),
	tries      INTEGER NOT NULL DEFAULT 0,
	next_at    INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	sent_at    INTEGER,
	step       TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO message_46 (id, ref, kind, p_phone, p_text, state, tries, next_at, expires_at, created_at, sent_at, step)
	SELECT id, ref, kind, p_phone, p_text, state, tries, next_at, expires_at, created_at, sent_at, step FROM message;
DROP TABLE message;
ALTER TABLE message_46 RENAME TO message;
CREATE INDEX message_waiting ON message (next_at) WHERE state = 'waiting';
CREATE INDEX message_created ON message (created_at);
CREATE UNIQUE INDEX message_step ON message (step) WHERE step <> '';

-- Who is published, and until when. period: the month it was counted in (202611), 0: ever. The masked texts are written when it is published; the page shows nothing else.
CREATE TABLE exposure (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	owner        INTEGER NOT NULL REFERENCES owner (id),
	period       INTEGER NOT NULL CHECK (period = 0 OR period BETWEEN 197001 AND 999912),
	n            INTEGER NOT NULL CHECK (n > 0),
	state        TEXT NOT NULL CHECK (state IN ('proposed', 'notice_sent', 'approved', 'published', 'expired', 'withdrawn')),
	unit_id      INTEGER NOT NULL REFERENCES unit (id),
	path         TEXT NOT NULL,
	proposed_at  INTEGER NOT NULL,
	notice_at    INTEGER,
	object_until INTEGER,
	first_by     INTEGER,
	first_at     INTEGER,
	second_by    INTEGER,
	second_at    INTEGER,
	published_by INTEGER,
	published_at INTEGER,
	until_day    INTEGER,
	mask_name    TEXT NOT NULL DEFAULT '',
	mask_plate   TEXT NOT NULL DEFAULT '',
	withdrawn_by INTEGER,
	withdrawn_at INTEGER,
	reason       TEXT NOT NULL DEFAULT '',
	ver          INTEGER NOT NULL DEFAULT 1,
	UNIQUE (owner, period),
	CHECK (state NOT IN ('notice_sent', 'approved', 'published', 'expired') OR (notice_at IS NOT NULL AND object_until IS NOT NULL)),
	CHECK (state NOT IN ('approved', 'published', 'expired') OR (first_by > 0 AND second_by > 0 AND first_by <> second_by)),
	CHECK (state NOT IN ('published', 'expired') OR (published_at IS NOT NULL AND until_day IS NOT NULL AND mask_name <> '' AND mask_plate <> '')),
	CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
) STRICT;
CREATE INDEX exposure_state ON exposure (state, id);

CREATE TABLE exposure_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	exposure   INTEGER NOT NULL REFERENCES exposure (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX exposure_event_exposure ON exposure_event (exposure, id);
CREATE TRIGGER exposure_event_no_update BEFORE UPDATE ON exposure_event BEGIN SELECT RAISE(ABORT, 'exposure events are never changed'); END;
CREATE TRIGGER exposure_event_no_delete BEFORE DELETE ON exposure_event BEGIN SELECT RAISE(ABORT, 'exposure events are never removed'); END;

-- What an owner was told, and how it arrived. step: the message's name.
CREATE TABLE notice (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	kind      TEXT NOT NULL CHECK (kind IN ('violation', 'changed', 'rider', 'exposure')),
	violation INTEGER REFERENCES violation (id),
	exposure  INTEGER REFERENCES exposure (id),
	owner     INTEGER NOT NULL REFERENCES owner (id),
	path      TEXT NOT NULL,
	state     TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'no_phone', 'seen', 'served')),
	step      TEXT NOT NULL UNIQUE,
	made_at   INTEGER NOT NULL,
	due_day   INTEGER NOT NULL,
	sent_at   INTEGER,
	seen_at   INTEGER,
	served_at INTEGER,
	served_by INTEGER,
	note      TEXT NOT NULL DEFAULT '',
	CHECK ((violation IS NULL) <> (exposure IS NULL)),
	CHECK (state <> 'seen' OR seen_at IS NOT NULL),
	CHECK (state <> 'served' OR (served_at IS NOT NULL AND served_by > 0 AND note <> ''))
) STRICT;
CREATE INDEX notice_violation ON notice (violation, id) WHERE violation IS NOT NULL;
CREATE INDEX notice_exposure ON notice (exposure, id) WHERE exposure IS NOT NULL;
CREATE INDEX notice_owner ON notice (owner, id);
CREATE INDEX notice_waiting ON notice (id) WHERE state = 'waiting';
CREATE INDEX notice_undelivered ON notice (due_day, id) WHERE state IN ('failed', 'no_phone');

-- An appeal: the owner's words (sealed under ref), the day by which another officer decides, the decision with its reason.
CREATE TABLE appeal (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	ref          BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	violation    INTEGER NOT NULL REFERENCES violation (id),
	owner        INTEGER NOT NULL REFERENCES owner (id),
	path         TEXT NOT NULL,
	confirmed_by INTEGER NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'revoked')),
	p_text       TEXT NOT NULL,
	made_at      INTEGER NOT NULL,
	due_day      INTEGER NOT NULL,
	provisional  INTEGER NOT NULL DEFAULT 0 CHECK (provisional IN (0, 1)),
	decided_by   INTEGER CHECK (decided_by <> confirmed_by),
	decided_at   INTEGER,
	ground       TEXT NOT NULL DEFAULT '',
	p_reason     TEXT NOT NULL DEFAULT '',
	ver          INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'open') = (decided_at IS NULL)),
	CHECK (state = 'open' OR (decided_by > 0 AND p_reason <> ''))
) STRICT;
CREATE UNIQUE INDEX appeal_open ON appeal (violation) WHERE state = 'open';
CREATE INDEX appeal_violation ON appeal (violation, id);
CREATE INDEX appeal_queue ON appeal (due_day, id) WHERE state = 'open';

CREATE TABLE appeal_photo (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	appeal INTEGER NOT NULL REFERENCES appeal (id),
	photo  TEXT NOT NULL UNIQUE REFERENCES photo (id),
	at     INTEGER NOT NULL
) STRICT;
CREATE INDEX appeal_photo_appeal ON appeal_photo (appeal, id);

-- Who rode instead, as the owner says: until that person accepts or an officer confirms, it is the owner's. rider: the person in the register, where one is found.
CREATE TABLE named_rider (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	violation  INTEGER NOT NULL REFERENCES violation (id),
	owner      INTEGER NOT NULL REFERENCES owner (id),
	rider      INTEGER REFERENCES owner (id) CHECK (rider <> owner),
	path       TEXT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'confirmed', 'refused', 'taken_back')),
	p_name     TEXT NOT NULL,
	p_phone    TEXT NOT NULL,
	made_at    INTEGER NOT NULL,
	decided_by INTEGER,
	decided_at INTEGER,
	note       TEXT NOT NULL DEFAULT '',
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'asked') = (decided_at IS NULL)),
	CHECK (state NOT IN ('accepted', 'confirmed') OR rider IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX named_rider_open ON named_rider (violation) WHERE state = 'asked';
CREATE INDEX named_rider_violation ON named_rider (violation, id);
CREATE INDEX named_rider_rider ON named_rider (rider, id) WHERE rider IS NOT NULL;

INSERT INTO policy (key, from_day, value) VALUES
	('traffic.notify_days', '2017-11-09', '5'),
	('traffic.appeal_days', '2017-11-09', '30'),
	('traffic.appeal_decide_days', '2017-11-09', '5'),
	('traffic.appeal_warn_days', '2017-11-09', '1'),
	('traffic.appeal_photos', '2017-11-09', '6'),
	('traffic.course_at', '2017-11-09', '3'),
	('traffic.exposure_at', '2017-11-09', '5'),
	('traffic.exposure_per', '2017-11-09', '0'),
	('traffic.exposure_days', '2017-11-09', '30'),
	('traffic.exposure_notice_days', '2017-11-09', '7');
