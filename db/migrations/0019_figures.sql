-- What the figures page counts, kept beside the bikes by triggers: in the same transaction, whoever writes. n may reach 0.
-- Kept by statement on PostgreSQL (one write a statement, however many rows), by row on SQLite.

CREATE TABLE bike_sum (
	unit     INTEGER NOT NULL,
	site     INTEGER NOT NULL,
	district INTEGER NOT NULL,
	kind     TEXT NOT NULL,
	use_kind TEXT NOT NULL,
	life     TEXT NOT NULL,
	n        INTEGER NOT NULL,
	PRIMARY KEY (unit, site, district, kind, use_kind, life)
) STRICT, WITHOUT ROWID;

-- day: of the registration, days since 1970-01-01 at +08:00; n: registrations, also those that have ended since.
CREATE TABLE bike_day (
	day      INTEGER NOT NULL,
	unit     INTEGER NOT NULL,
	site     INTEGER NOT NULL,
	district INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	PRIMARY KEY (day, unit, site, district)
) STRICT, WITHOUT ROWID;

INSERT INTO bike_sum (unit, site, district, kind, use_kind, life, n)
	SELECT unit, site, district, kind, use_kind, life, count(*) FROM bike GROUP BY unit, site, district, kind, use_kind, life;
INSERT INTO bike_day (day, unit, site, district, n)
	SELECT (created_at + 28800000) / 86400000, unit, site, district, count(*) FROM bike
	GROUP BY (created_at + 28800000) / 86400000, unit, site, district;

CREATE TRIGGER bike_sum_new AFTER INSERT ON bike BEGIN
	INSERT INTO bike_sum (unit, site, district, kind, use_kind, life, n)
		VALUES (NEW.unit, NEW.site, NEW.district, NEW.kind, NEW.use_kind, NEW.life, 1)
		ON CONFLICT (unit, site, district, kind, use_kind, life) DO UPDATE SET n = bike_sum.n + 1;
	INSERT INTO bike_day (day, unit, site, district, n) VALUES ((NEW.created_at + 28800000) / 86400000, NEW.unit, NEW.site, NEW.district, 1)
		ON CONFLICT (day, unit, site, district) DO UPDATE SET n = bike_day.n + 1;
END;
-- pg:
-- CREATE FUNCTION bike_sum_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- INSERT INTO bike_sum AS s (unit, site, district, kind, use_kind, life, n)
--   SELECT unit, site, district, kind, use_kind, life, count(*) FROM bike_new GROUP BY unit, site, district, kind, use_kind, life
--   ON CONFLICT (unit, site, district, kind, use_kind, life) DO UPDATE SET n = s.n + excluded.n;
-- INSERT INTO bike_day AS s (day, unit, site, district, n)
--   SELECT (created_at + 28800000) / 86400000, unit, site, district, count(*) FROM bike_new
--   GROUP BY (created_at + 28800000) / 86400000, unit, site, district
--   ON CONFLICT (day, unit, site, district) DO UPDATE SET n = s.n + excluded.n;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER bike_sum_new AFTER INSERT ON bike REFERENCING NEW TABLE AS bike_new FOR EACH STATEMENT EXECUTE FUNCTION bike_sum_new();
-- end pg

CREATE TRIGGER bike_sum_gone AFTER DELETE ON bike BEGIN
	UPDATE bike_sum SET n = n - 1 WHERE unit = OLD.unit AND site = OLD.site AND district = OLD.district AND kind = OLD.kind AND use_kind = OLD.use_kind
		AND life = OLD.life;
	UPDATE bike_day SET n = n - 1 WHERE day = (OLD.created_at + 28800000) / 86400000 AND unit = OLD.unit AND site = OLD.site AND district = OLD.district;
END;
-- pg:
-- CREATE FUNCTION bike_sum_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- UPDATE bike_sum s SET n = s.n - o.n FROM
--   (SELECT unit, site, district, kind, use_kind, life, count(*) AS n FROM bike_old GROUP BY unit, site, district, kind, use_kind, life) o
--   WHERE s.unit = o.unit AND s.site = o.site AND s.district = o.district AND s.kind = o.kind AND s.use_kind = o.use_kind AND s.life = o.life;
-- UPDATE bike_day s SET n = s.n - o.n FROM
--   (SELECT (created_at + 28800000) / 86400000 AS day, unit, site, district, count(*) AS n FROM bike_old
--   GROUP BY (created_at + 28800000) / 86400000, unit, site, district) o
--   WHERE s.day = o.day AND s.unit = o.unit AND s.site = o.site AND s.district = o.district;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER bike_sum_gone AFTER DELETE ON bike REFERENCING OLD TABLE AS bike_old FOR EACH STATEMENT EXECUTE FUNCTION bike_sum_gone();
-- end pg

CREATE TRIGGER bike_sum_change AFTER UPDATE OF unit, site, district, kind, use_kind, life, created_at ON bike
	WHEN NEW.unit <> OLD.unit OR NEW.site <> OLD.site OR NEW.district <> OLD.district OR NEW.kind <> OLD.kind OR NEW.use_kind <> OLD.use_kind
	OR NEW.life <> OLD.life OR NEW.created_at <> OLD.created_at
BEGIN
	UPDATE bike_sum SET n = n - 1 WHERE unit = OLD.unit AND site = OLD.site AND district = OLD.district AND kind = OLD.kind AND use_kind = OLD.use_kind
		AND life = OLD.life;
	UPDATE bike_day SET n = n - 1 WHERE day = (OLD.created_at + 28800000) / 86400000 AND unit = OLD.unit AND site = OLD.site AND district = OLD.district;
	INSERT INTO bike_sum (unit, site, district, kind, use_kind, life, n)
		VALUES (NEW.unit, NEW.site, NEW.district, NEW.kind, NEW.use_kind, NEW.life, 1)
		ON CONFLICT (unit, site, district, kind, use_kind, life) DO UPDATE SET n = bike_sum.n + 1;
	INSERT INTO bike_day (day, unit, site, district, n) VALUES ((NEW.created_at + 28800000) / 86400000, NEW.unit, NEW.site, NEW.district, 1)
		ON CONFLICT (day, unit, site, district) DO UPDATE SET n = bike_day.n + 1;
END;
-- pg:
-- CREATE FUNCTION bike_sum_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- INSERT INTO bike_sum AS s (unit, site, district, kind, use_kind, life, n)
--   SELECT unit, site, district, kind, use_kind, life, sum(k) FROM
--   (SELECT unit, site, district, kind, use_kind, life, 1 AS k FROM bike_new
--   UNION ALL SELECT unit, site, district, kind, use_kind, life, -1 FROM bike_old) c
--   GROUP BY unit, site, district, kind, use_kind, life HAVING sum(k) <> 0
--   ON CONFLICT (unit, site, district, kind, use_kind, life) DO UPDATE SET n = s.n + excluded.n;
-- INSERT INTO bike_day AS s (day, unit, site, district, n)
--   SELECT (created_at + 28800000) / 86400000, unit, site, district, sum(k) FROM
--   (SELECT created_at, unit, site, district, 1 AS k FROM bike_new UNION ALL SELECT created_at, unit, site, district, -1 FROM bike_old) c
--   GROUP BY (created_at + 28800000) / 86400000, unit, site, district HAVING sum(k) <> 0
--   ON CONFLICT (day, unit, site, district) DO UPDATE SET n = s.n + excluded.n;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER bike_sum_change AFTER UPDATE ON bike REFERENCING OLD TABLE AS bike_old NEW TABLE AS bike_new FOR EACH STATEMENT
--   EXECUTE FUNCTION bike_sum_change();
-- end pg

-- Who took a list out of the register: begun before the file is written, done with the audit row, refused with the reason.
CREATE TABLE export_run (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	account  INTEGER NOT NULL,
	day      INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	purpose  TEXT NOT NULL,
	ref      TEXT NOT NULL DEFAULT '',
	filter   TEXT NOT NULL,
	form     TEXT NOT NULL CHECK (form IN ('csv', 'xlsx')),
	state    TEXT NOT NULL CHECK (state IN ('begun', 'done', 'refused')),
	n        INTEGER NOT NULL DEFAULT 0 CHECK (n >= 0),
	ended_at INTEGER,
	CHECK ((state = 'begun') = (ended_at IS NULL)),
	CHECK (state = 'done' OR n = 0)
) STRICT;
CREATE INDEX export_run_day ON export_run (account, day);

INSERT INTO policy (key, from_day, value) VALUES
	('export.max_rows',       '2017-11-09', '5000'),
	('export.max_rows_day',   '2017-11-09', '20000'),
	('export.max_runs_day',   '2017-11-09', '20');

-- Kept and missed appointments of a range of days, without reading the bookings themselves.
CREATE INDEX booking_figure ON booking (site, day, state) WHERE slot >= 0;
