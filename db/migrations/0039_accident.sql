-- Accidents: what their owners are told, the hold on a bike while one is open, and how long the photos of what has ended are kept.

-- One more kind of message.
CREATE TABLE message_40 (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	kind       TEXT NOT NULL CHECK (kind IN ('owner_code', 'plan_renew', 'track_looked_at', 'claim_news', 'case_news', 'accident_news')),
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
INSERT INTO message_40 (id, ref, kind, p_phone, p_text, state, tries, next_at, expires_at, created_at, sent_at, step)
	SELECT id, ref, kind, p_phone, p_text, state, tries, next_at, expires_at, created_at, sent_at, step FROM message;
DROP TABLE message;
ALTER TABLE message_40 RENAME TO message;
CREATE INDEX message_waiting ON message (next_at) WHERE state = 'waiting';
CREATE INDEX message_created ON message (created_at);
CREATE UNIQUE INDEX message_step ON message (step) WHERE step <> '';

INSERT INTO policy (key, from_day, value) VALUES
	('liability.hold', '2017-11-09', '1'),
	('message.accident_news', '2017-11-09', '1'),
	('photo.case_years', '2017-11-09', '13');

-- Accidents that are open today hold their bikes from now on.
INSERT INTO bike_flag (bike, flag, source, ref, reason, since, actor)
	SELECT a.bike, 'accident_open', 'liability', a.id, 'liability', a.created_at, 0 FROM accident a
	WHERE a.state NOT IN ('paid', 'refused', 'withdrawn', 'court') AND EXISTS (SELECT 1 FROM ownership o WHERE o.bike = a.bike AND o.owner = a.owner AND o.until IS NULL);
