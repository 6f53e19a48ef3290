-- name: year_put
INSERT INTO holiday_year (year, source, announced_at) VALUES ($1, $2, $3)
	ON CONFLICT (year) DO UPDATE SET source = excluded.source, announced_at = excluded.announced_at;
-- name: year_clear
DELETE FROM holiday WHERE day BETWEEN $1 AND $2;
-- name: year_drop
DELETE FROM holiday_year WHERE year = $1;
-- name: year_read
SELECT source, announced_at FROM holiday_year WHERE year = $1;
-- name: year_days
SELECT day, name, CASE WHEN kind = 'off' THEN 1 ELSE 0 END FROM holiday WHERE day BETWEEN $1 AND $2 ORDER BY day;
-- name: year
SELECT count(*) FROM holiday_year WHERE year = $1;
-- name: holiday_put
INSERT INTO holiday (day, kind, name) VALUES ($1, $2, $3) ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name;
