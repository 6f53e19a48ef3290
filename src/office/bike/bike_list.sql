-- The bikes of a filter, by id. $1 after, $2 most; $3 area, $4 1: the area is a whole city, to which bikes without a unit belong; $5 life, $6 kind, $7 use ('': any);
-- $8 district, $9 site (-1: any); $10 to $11 registered at; $12 flag ('': any). The + keeps SQLite from an index that would read everything and sort it.
-- name: find
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE id > $1
	AND (+unit IN (SELECT id FROM unit WHERE substr(path, 1, length($3)) = $3) OR ($4 = 1 AND +unit = 0))
	AND ($5 = '' OR life = $5) AND ($6 = '' OR kind = $6) AND ($7 = '' OR use_kind = $7) AND ($8 < 0 OR district = $8) AND ($9 < 0 OR site = $9)
	AND +created_at >= $10 AND +created_at < $11
	AND ($12 = '' OR EXISTS (SELECT 1 FROM bike_flag f WHERE f.bike = bike.id AND f.flag = $12 AND f.until IS NULL)) ORDER BY id LIMIT $2;
-- name: find_new
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE +id > $1
	AND (+unit IN (SELECT id FROM unit WHERE substr(path, 1, length($3)) = $3) OR ($4 = 1 AND +unit = 0))
	AND ($5 = '' OR life = $5) AND ($6 = '' OR kind = $6) AND ($7 = '' OR use_kind = $7) AND ($8 < 0 OR district = $8) AND ($9 < 0 OR site = $9)
	AND created_at >= $10 AND created_at < $11
	AND ($12 = '' OR EXISTS (SELECT 1 FROM bike_flag f WHERE f.bike = bike.id AND f.flag = $12 AND f.until IS NULL)) ORDER BY +id LIMIT $2;
-- name: find_flag
SELECT id, tag, plate, kind, use_kind, life, vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on, price_fen,
	site, unit, district, registered_by, created_at, ver FROM bike WHERE id > $1
	AND (+unit IN (SELECT id FROM unit WHERE substr(path, 1, length($3)) = $3) OR ($4 = 1 AND +unit = 0))
	AND ($5 = '' OR life = $5) AND ($6 = '' OR kind = $6) AND ($7 = '' OR use_kind = $7) AND ($8 < 0 OR district = $8) AND ($9 < 0 OR site = $9)
	AND +created_at >= $10 AND +created_at < $11
	AND id IN (SELECT bike FROM bike_flag WHERE flag = $12 AND until IS NULL) ORDER BY id LIMIT $2;
-- name: find_count
SELECT count(*) FROM bike WHERE id > $1
	AND (+unit IN (SELECT id FROM unit WHERE substr(path, 1, length($2)) = $2) OR ($3 = 1 AND +unit = 0))
	AND ($4 = '' OR life = $4) AND ($5 = '' OR kind = $5) AND ($6 = '' OR use_kind = $6) AND ($7 < 0 OR district = $7) AND ($8 < 0 OR site = $8)
	AND created_at >= $9 AND created_at < $10
	AND ($11 = '' OR EXISTS (SELECT 1 FROM bike_flag f WHERE f.bike = bike.id AND f.flag = $11 AND f.until IS NULL));
-- name: sums
SELECT site, district, kind, use_kind, life, sum(n) FROM bike_sum
	WHERE (unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	GROUP BY site, district, kind, use_kind, life ORDER BY site, district, kind, use_kind, life;
-- pg:
SELECT site, district, kind, use_kind, life, CAST(sum(n) AS BIGINT) FROM bike_sum
	WHERE (unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	GROUP BY site, district, kind, use_kind, life ORDER BY site, district, kind, use_kind, life;
-- Where no bike is of a unit outside of the area the unit is not asked of each row: years of a city are 131,000 of them.
-- name: days
SELECT day, sum(n) FROM bike_day WHERE day >= $3 AND day < $4
	AND (($2 = 1 AND NOT EXISTS (SELECT 1 FROM bike_sum o WHERE o.n > 0 AND o.unit <> 0 AND o.unit NOT IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1)))
	OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	AND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY day ORDER BY day;
-- pg:
SELECT day, CAST(sum(n) AS BIGINT) FROM bike_day WHERE day >= $3 AND day < $4
	AND (($2 = 1 AND NOT EXISTS (SELECT 1 FROM bike_sum o WHERE o.n > 0 AND o.unit <> 0 AND o.unit NOT IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1)))
	OR unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	AND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY day ORDER BY day;
-- Whole months $7 to $8 from their own sums, the days before and after them by day.
-- name: months
SELECT month, sum(n) FROM (SELECT month, unit, site, district, n FROM bike_month WHERE month >= $7 AND month < $8
	UNION ALL SELECT day AS month, unit, site, district, n FROM bike_day WHERE day >= $3 AND day < $7
	UNION ALL SELECT day, unit, site, district, n FROM bike_day WHERE day >= $8 AND day < $4) x
	WHERE (unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	AND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY month ORDER BY month;
-- pg:
SELECT month, CAST(sum(n) AS BIGINT) FROM (SELECT month, unit, site, district, n FROM bike_month WHERE month >= $7 AND month < $8
	UNION ALL SELECT day AS month, unit, site, district, n FROM bike_day WHERE day >= $3 AND day < $7
	UNION ALL SELECT day, unit, site, district, n FROM bike_day WHERE day >= $8 AND day < $4) x
	WHERE (unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	AND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY month ORDER BY month;
-- name: day_sites
SELECT site, district, sum(n) FROM (SELECT unit, site, district, n FROM bike_month WHERE month >= $7 AND month < $8
	UNION ALL SELECT unit, site, district, n FROM bike_day WHERE day >= $3 AND day < $7
	UNION ALL SELECT unit, site, district, n FROM bike_day WHERE day >= $8 AND day < $4) x
	WHERE (unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	AND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY site, district ORDER BY site, district;
-- pg:
SELECT site, district, CAST(sum(n) AS BIGINT) FROM (SELECT unit, site, district, n FROM bike_month WHERE month >= $7 AND month < $8
	UNION ALL SELECT unit, site, district, n FROM bike_day WHERE day >= $3 AND day < $7
	UNION ALL SELECT unit, site, district, n FROM bike_day WHERE day >= $8 AND day < $4) x
	WHERE (unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND unit = 0)) AND n > 0
	AND ($5 < 0 OR district = $5) AND ($6 < 0 OR site = $6) GROUP BY site, district ORDER BY site, district;
-- name: sums_differ
SELECT count(*) FROM (SELECT unit, site, district, kind, use_kind, life FROM
	(SELECT unit, site, district, kind, use_kind, life, n FROM bike_sum
	UNION ALL SELECT unit, site, district, kind, use_kind, life, -count(*) FROM bike GROUP BY unit, site, district, kind, use_kind, life) a
	GROUP BY unit, site, district, kind, use_kind, life HAVING sum(n) <> 0) b;
-- name: days_differ
SELECT count(*) FROM (SELECT day, unit, site, district FROM
	(SELECT day, unit, site, district, n FROM bike_day
	UNION ALL SELECT (created_at + 28800000) / 86400000, unit, site, district, -count(*) FROM bike GROUP BY (created_at + 28800000) / 86400000, unit, site, district) a
	GROUP BY day, unit, site, district HAVING sum(n) <> 0) b;
-- name: months_differ
SELECT count(*) FROM (SELECT month, unit, site, district FROM
	(SELECT month, unit, site, district, n FROM bike_month
	UNION ALL SELECT coalesce((SELECT max(m.month) FROM month_start m WHERE m.month <= d.day), 0), d.unit, d.site, d.district, -d.n FROM
	(SELECT (created_at + 28800000) / 86400000 AS day, unit, site, district, count(*) AS n FROM bike
	GROUP BY (created_at + 28800000) / 86400000, unit, site, district) d) a
	GROUP BY month, unit, site, district HAVING sum(n) <> 0) b;
-- name: sums_clear
DELETE FROM bike_sum;
-- name: days_clear
DELETE FROM bike_day;
-- name: months_clear
DELETE FROM bike_month;
-- name: sums_fill
INSERT INTO bike_sum (unit, site, district, kind, use_kind, life, n)
	SELECT unit, site, district, kind, use_kind, life, count(*) FROM bike GROUP BY unit, site, district, kind, use_kind, life;
-- name: days_fill
INSERT INTO bike_day (day, unit, site, district, n)
	SELECT (created_at + 28800000) / 86400000, unit, site, district, count(*) FROM bike
	GROUP BY (created_at + 28800000) / 86400000, unit, site, district;
-- from bike_day, which is counted before
-- name: months_fill
INSERT INTO bike_month (month, unit, site, district, n)
	SELECT month, unit, site, district, sum(n) FROM (SELECT coalesce((SELECT max(m.month) FROM month_start m WHERE m.month <= d.day), 0) AS month, d.unit, d.site, d.district, d.n
	FROM bike_day d) x GROUP BY month, unit, site, district;
