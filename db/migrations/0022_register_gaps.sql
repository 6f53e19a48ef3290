-- The register's gaps: plates that were never in the stock, the pieces of bikes whose registration has ended, cases without their flag.

-- batch NULL: the plate came with its bike, from a register of before.
CREATE TABLE plate_new (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	text       TEXT NOT NULL UNIQUE,
	kind       TEXT NOT NULL CHECK (kind IN ('standard', 'temporary')),
	district   INTEGER NOT NULL,
	batch      INTEGER REFERENCES plate_batch (id),
	state      TEXT NOT NULL CHECK (state IN ('received', 'at_site', 'bound', 'replaced', 'retired', 'lost')),
	site       INTEGER NOT NULL DEFAULT 0,
	holder     INTEGER NOT NULL DEFAULT 0,
	transfer   INTEGER NOT NULL DEFAULT 0,
	bike       INTEGER REFERENCES bike (id),
	bound_at   INTEGER,
	ended_at   INTEGER,
	note       TEXT NOT NULL DEFAULT '',
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK (state <> 'received' OR site = 0),
	CHECK (state <> 'at_site' OR site > 0),
	CHECK (state NOT IN ('received', 'at_site') OR (bike IS NULL AND batch IS NOT NULL)),
	CHECK (state NOT IN ('bound', 'replaced') OR (bike IS NOT NULL AND transfer = 0))
) STRICT;
INSERT INTO plate_new (id, text, kind, district, batch, state, site, holder, transfer, bike, bound_at, ended_at, note, ver)
	SELECT id, text, kind, district, batch, state, site, holder, transfer, bike, bound_at, ended_at, note, ver FROM plate;
DROP TABLE plate;
ALTER TABLE plate_new RENAME TO plate;
CREATE UNIQUE INDEX plate_bound ON plate (bike) WHERE state = 'bound';
CREATE INDEX plate_stock ON plate (site, holder, kind, text) WHERE state IN ('received', 'at_site');
CREATE INDEX plate_transfer ON plate (transfer) WHERE transfer > 0;
CREATE INDEX tag_off ON tag (bike) WHERE state IN ('retired', 'lost');

-- What bikes whose registration has ended still had.
UPDATE plate SET state = CASE WHEN EXISTS (SELECT 1 FROM bike_event e WHERE e.bike = plate.bike AND e.event = 'deregister'
	AND e.detail IN ('{"reason":"lost"}', '{"reason":"stolen"}')) THEN 'lost' ELSE 'retired' END, note = 'deregistered', ver = ver + 1,
	ended_at = coalesce((SELECT max(e.at) FROM bike_event e WHERE e.bike = plate.bike AND e.event = 'deregister'), bound_at)
	WHERE state = 'bound' AND bike IN (SELECT id FROM bike WHERE life = 'deregistered');
UPDATE tag SET state = CASE WHEN EXISTS (SELECT 1 FROM bike_event e WHERE e.bike = tag.bike AND e.event = 'deregister'
	AND e.detail IN ('{"reason":"lost"}', '{"reason":"stolen"}')) THEN 'lost' ELSE 'retired' END, note = 'deregistered', ver = ver + 1,
	ended_at = coalesce((SELECT max(e.at) FROM bike_event e WHERE e.bike = tag.bike AND e.event = 'deregister'), bound_at),
	silent_since = NULL, battery_low_since = NULL
	WHERE state = 'bound' AND bike IN (SELECT id FROM bike WHERE life = 'deregistered');

-- A plate on a bike that the stock does not know, or thinks it has: it is bound to that bike. number_entry has it as the stock writes numbers.
INSERT INTO plate (text, kind, district, batch, state, bike, bound_at)
	SELECT n.norm, b.kind, b.district, NULL, 'bound', b.id, b.created_at FROM number_entry n JOIN bike b ON b.id = n.bike
	WHERE n.kind = 'plate' AND n.live = 1 AND b.life = 'registered' AND NOT EXISTS (SELECT 1 FROM plate p WHERE p.bike = b.id AND p.state = 'bound')
	ON CONFLICT (text) DO UPDATE SET state = 'bound', bike = excluded.bike, bound_at = excluded.bound_at, ver = plate.ver + 1
	WHERE plate.state IN ('received', 'at_site') AND plate.kind = excluded.kind AND plate.transfer = 0;

-- Open cases without their flag.
INSERT INTO bike_flag (bike, flag, source, ref, since, actor)
	SELECT bike, 'stolen', 'theft', id, reported_at, officer FROM theft WHERE state NOT IN ('recovered', 'withdrawn')
	ON CONFLICT (bike, flag, source, ref) WHERE until IS NULL DO NOTHING;

-- Appointments and log-ins of owners who have become part of another; twice, for who became part of one who became part of another.
UPDATE booking SET owner = (SELECT o.merged_into FROM owner o WHERE o.id = booking.owner), ver = ver + 1
	WHERE owner IN (SELECT id FROM owner WHERE state = 'merged' AND merged_into IS NOT NULL);
UPDATE booking SET owner = (SELECT o.merged_into FROM owner o WHERE o.id = booking.owner), ver = ver + 1
	WHERE owner IN (SELECT id FROM owner WHERE state = 'merged' AND merged_into IS NOT NULL);
UPDATE owner_login SET owner = (SELECT o.merged_into FROM owner o WHERE o.id = owner_login.owner)
	WHERE owner IN (SELECT id FROM owner WHERE state = 'merged' AND merged_into IS NOT NULL);
UPDATE owner_login SET owner = (SELECT o.merged_into FROM owner o WHERE o.id = owner_login.owner)
	WHERE owner IN (SELECT id FROM owner WHERE state = 'merged' AND merged_into IS NOT NULL);

-- How long photos are kept.
INSERT INTO policy (key, from_day, value) VALUES ('photo.keep_years', '2017-11-09', '3'), ('photo.old_days', '2017-11-09', '730');
