-- The auditor's lists: all rows of an account, and the rows of a time, newest first. audit_actor stays: it answers whether there was such a look just now.
CREATE INDEX audit_who ON audit (actor, id);
CREATE INDEX audit_at ON audit (at, id);

-- Appointments of a point and day that were kept or missed, kept beside them as bike_sum is beside the bikes; only those with a time, as the figures count. What is
-- booked, cancelled or without a time is in neither, so that an appointment that is made writes nothing here.
CREATE TABLE booking_sum (
	site   INTEGER NOT NULL,
	day    INTEGER NOT NULL,
	came   INTEGER NOT NULL,
	missed INTEGER NOT NULL,
	PRIMARY KEY (site, day)
) STRICT, WITHOUT ROWID;
INSERT INTO booking_sum (site, day, came, missed)
	SELECT site, day, sum(CASE WHEN state = 'no_show' THEN 0 ELSE 1 END), sum(CASE WHEN state = 'no_show' THEN 1 ELSE 0 END) FROM booking
	WHERE slot >= 0 AND state IN ('checked_in', 'serving', 'done', 'no_show') GROUP BY site, day;

CREATE TRIGGER booking_sum_new AFTER INSERT ON booking WHEN NEW.slot >= 0 AND NEW.state IN ('checked_in', 'serving', 'done', 'no_show') BEGIN
	INSERT INTO booking_sum (site, day, came, missed) VALUES (NEW.site, NEW.day, NEW.state <> 'no_show', NEW.state = 'no_show')
		ON CONFLICT (site, day) DO UPDATE SET came = booking_sum.came + excluded.came, missed = booking_sum.missed + excluded.missed;
END;
-- pg:
-- CREATE FUNCTION booking_sum_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- INSERT INTO booking_sum AS s (site, day, came, missed)
--   SELECT site, day, count(*) FILTER (WHERE state <> 'no_show'), count(*) FILTER (WHERE state = 'no_show') FROM booking_new
--   WHERE slot >= 0 AND state IN ('checked_in', 'serving', 'done', 'no_show') GROUP BY site, day
--   ON CONFLICT (site, day) DO UPDATE SET came = s.came + excluded.came, missed = s.missed + excluded.missed;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER booking_sum_new AFTER INSERT ON booking REFERENCING NEW TABLE AS booking_new FOR EACH STATEMENT EXECUTE FUNCTION booking_sum_new();
-- end pg

CREATE TRIGGER booking_sum_gone AFTER DELETE ON booking WHEN OLD.slot >= 0 AND OLD.state IN ('checked_in', 'serving', 'done', 'no_show') BEGIN
	UPDATE booking_sum SET came = came - (OLD.state <> 'no_show'), missed = missed - (OLD.state = 'no_show') WHERE site = OLD.site AND day = OLD.day;
END;
-- pg:
-- CREATE FUNCTION booking_sum_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- UPDATE booking_sum s SET came = s.came - o.came, missed = s.missed - o.missed FROM
--   (SELECT site, day, count(*) FILTER (WHERE state <> 'no_show') AS came, count(*) FILTER (WHERE state = 'no_show') AS missed FROM booking_old
--   WHERE slot >= 0 AND state IN ('checked_in', 'serving', 'done', 'no_show') GROUP BY site, day) o
--   WHERE s.site = o.site AND s.day = o.day;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER booking_sum_gone AFTER DELETE ON booking REFERENCING OLD TABLE AS booking_old FOR EACH STATEMENT EXECUTE FUNCTION booking_sum_gone();
-- end pg

CREATE TRIGGER booking_sum_change AFTER UPDATE OF site, day, slot, state ON booking
	WHEN NEW.state <> OLD.state OR NEW.site <> OLD.site OR NEW.day <> OLD.day OR NEW.slot <> OLD.slot
BEGIN
	UPDATE booking_sum SET came = came - (OLD.state <> 'no_show'), missed = missed - (OLD.state = 'no_show')
		WHERE OLD.slot >= 0 AND OLD.state IN ('checked_in', 'serving', 'done', 'no_show') AND site = OLD.site AND day = OLD.day;
	INSERT INTO booking_sum (site, day, came, missed) SELECT NEW.site, NEW.day, NEW.state <> 'no_show', NEW.state = 'no_show'
		WHERE NEW.slot >= 0 AND NEW.state IN ('checked_in', 'serving', 'done', 'no_show')
		ON CONFLICT (site, day) DO UPDATE SET came = booking_sum.came + excluded.came, missed = booking_sum.missed + excluded.missed;
END;
-- pg:
-- CREATE FUNCTION booking_sum_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- INSERT INTO booking_sum AS s (site, day, came, missed)
--   SELECT site, day, coalesce(sum(k) FILTER (WHERE state <> 'no_show'), 0), coalesce(sum(k) FILTER (WHERE state = 'no_show'), 0) FROM
--   (SELECT site, day, state, 1 AS k FROM booking_new WHERE slot >= 0 UNION ALL SELECT site, day, state, -1 FROM booking_old WHERE slot >= 0) c
--   WHERE state IN ('checked_in', 'serving', 'done', 'no_show') GROUP BY site, day
--   HAVING coalesce(sum(k) FILTER (WHERE state <> 'no_show'), 0) <> 0 OR coalesce(sum(k) FILTER (WHERE state = 'no_show'), 0) <> 0
--   ON CONFLICT (site, day) DO UPDATE SET came = s.came + excluded.came, missed = s.missed + excluded.missed;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER booking_sum_change AFTER UPDATE ON booking REFERENCING OLD TABLE AS booking_old NEW TABLE AS booking_new FOR EACH STATEMENT
--   EXECUTE FUNCTION booking_sum_change();
-- end pg

-- The rows behind those figures, in the order of their days; what booking_figure was for.
DROP INDEX booking_figure;
CREATE INDEX booking_over ON booking (day, id) WHERE slot >= 0 AND state IN ('checked_in', 'serving', 'done', 'no_show');
-- Silent theft tags in the order of their bikes: a page of them reads a page.
CREATE INDEX tag_silent_bike ON tag (bike) WHERE state = 'bound' AND silent_since IS NOT NULL AND slot = 'theft';

-- Registrations by month, for ranges of years. month is the first day of one, counted as bike_day counts days; month_start has them all, 1970 to 2100.
CREATE TABLE month_start (month INTEGER PRIMARY KEY) STRICT;
INSERT INTO month_start (month)
	WITH RECURSIVE m (y, mo, month) AS (SELECT 1970, 1, 0
	UNION ALL SELECT CASE WHEN mo = 12 THEN y + 1 ELSE y END, CASE WHEN mo = 12 THEN 1 ELSE mo + 1 END, month + CASE WHEN mo IN (4, 6, 9, 11) THEN 30 WHEN mo <> 2 THEN 31
	WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END FROM m WHERE y < 2101)
	SELECT month FROM m WHERE y < 2101;
-- pg:
-- INSERT INTO month_start (month)
--   SELECT CAST(g AS date) - date '1970-01-01' FROM generate_series(timestamp '1970-01-01', timestamp '2100-12-01', interval '1 month') AS g;
-- end pg
CREATE TABLE bike_month (
	month    INTEGER NOT NULL,
	unit     INTEGER NOT NULL,
	site     INTEGER NOT NULL,
	district INTEGER NOT NULL,
	n        INTEGER NOT NULL,
	PRIMARY KEY (month, unit, site, district)
) STRICT, WITHOUT ROWID;
INSERT INTO bike_month (month, unit, site, district, n)
	SELECT month, unit, site, district, sum(n) FROM (SELECT coalesce((SELECT max(m.month) FROM month_start m WHERE m.month <= d.day), 0) AS month, d.unit, d.site, d.district, d.n
	FROM bike_day d) x GROUP BY month, unit, site, district;

CREATE TRIGGER bike_month_new AFTER INSERT ON bike BEGIN
	INSERT INTO bike_month (month, unit, site, district, n)
		VALUES (coalesce((SELECT max(month) FROM month_start WHERE month <= (NEW.created_at + 28800000) / 86400000), 0), NEW.unit, NEW.site, NEW.district, 1)
		ON CONFLICT (month, unit, site, district) DO UPDATE SET n = bike_month.n + 1;
END;
-- pg:
-- CREATE FUNCTION bike_month_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- INSERT INTO bike_month AS s (month, unit, site, district, n)
--   SELECT coalesce((SELECT max(m.month) FROM month_start m WHERE m.month <= d.day), 0), d.unit, d.site, d.district, sum(d.n) FROM
--   (SELECT (created_at + 28800000) / 86400000 AS day, unit, site, district, count(*) AS n FROM bike_new
--   GROUP BY (created_at + 28800000) / 86400000, unit, site, district) d GROUP BY 1, 2, 3, 4
--   ON CONFLICT (month, unit, site, district) DO UPDATE SET n = s.n + excluded.n;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER bike_month_new AFTER INSERT ON bike REFERENCING NEW TABLE AS bike_new FOR EACH STATEMENT EXECUTE FUNCTION bike_month_new();
-- end pg

CREATE TRIGGER bike_month_gone AFTER DELETE ON bike BEGIN
	UPDATE bike_month SET n = n - 1 WHERE month = coalesce((SELECT max(month) FROM month_start WHERE month <= (OLD.created_at + 28800000) / 86400000), 0)
		AND unit = OLD.unit AND site = OLD.site AND district = OLD.district;
END;
-- pg:
-- CREATE FUNCTION bike_month_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- INSERT INTO bike_month AS s (month, unit, site, district, n)
--   SELECT coalesce((SELECT max(m.month) FROM month_start m WHERE m.month <= d.day), 0), d.unit, d.site, d.district, -sum(d.n) FROM
--   (SELECT (created_at + 28800000) / 86400000 AS day, unit, site, district, count(*) AS n FROM bike_old
--   GROUP BY (created_at + 28800000) / 86400000, unit, site, district) d GROUP BY 1, 2, 3, 4
--   ON CONFLICT (month, unit, site, district) DO UPDATE SET n = s.n + excluded.n;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER bike_month_gone AFTER DELETE ON bike REFERENCING OLD TABLE AS bike_old FOR EACH STATEMENT EXECUTE FUNCTION bike_month_gone();
-- end pg

CREATE TRIGGER bike_month_change AFTER UPDATE OF unit, site, district, created_at ON bike
	WHEN NEW.unit <> OLD.unit OR NEW.site <> OLD.site OR NEW.district <> OLD.district OR NEW.created_at <> OLD.created_at
BEGIN
	UPDATE bike_month SET n = n - 1 WHERE month = coalesce((SELECT max(month) FROM month_start WHERE month <= (OLD.created_at + 28800000) / 86400000), 0)
		AND unit = OLD.unit AND site = OLD.site AND district = OLD.district;
	INSERT INTO bike_month (month, unit, site, district, n)
		VALUES (coalesce((SELECT max(month) FROM month_start WHERE month <= (NEW.created_at + 28800000) / 86400000), 0), NEW.unit, NEW.site, NEW.district, 1)
		ON CONFLICT (month, unit, site, district) DO UPDATE SET n = bike_month.n + 1;
END;
-- pg:
-- CREATE FUNCTION bike_month_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- INSERT INTO bike_month AS s (month, unit, site, district, n)
--   SELECT coalesce((SELECT max(m.month) FROM month_start m WHERE m.month <= d.day), 0), d.unit, d.site, d.district, sum(d.k) FROM
--   (SELECT (created_at + 28800000) / 86400000 AS day, unit, site, district, sum(k) AS k FROM
--   (SELECT created_at, unit, site, district, 1 AS k FROM bike_new UNION ALL SELECT created_at, unit, site, district, -1 FROM bike_old) c
--   GROUP BY (created_at + 28800000) / 86400000, unit, site, district HAVING sum(k) <> 0) d GROUP BY 1, 2, 3, 4 HAVING sum(d.k) <> 0
--   ON CONFLICT (month, unit, site, district) DO UPDATE SET n = s.n + excluded.n;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER bike_month_change AFTER UPDATE ON bike REFERENCING OLD TABLE AS bike_old NEW TABLE AS bike_new FOR EACH STATEMENT
--   EXECUTE FUNCTION bike_month_change();
-- end pg
