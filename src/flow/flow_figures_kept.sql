-- Sums of whole months that lie behind (flow_figures_kept.c). $1 source, [$2, $3) the first days of months
-- name: kept_months
SELECT month FROM figure_kept WHERE src = $1 AND month >= $2 AND month < $3 ORDER BY month;
-- $1 area, $2 1: a whole city, [$3, $4) the first days of months, $5 by (1 unit, 2 point, 3 district, 4 month, 5 word, else nothing), $6 figure, $7 source,
-- $8 district, $9 point (-1: any)
-- name: kept_sums
SELECT CASE $5 WHEN 1 THEN m.unit WHEN 2 THEN m.site WHEN 3 THEN m.district WHEN 4 THEN m.month ELSE 0 END AS k, CASE WHEN $5 = 5 THEN m.word ELSE '' END AS w,
	sum(m.num), sum(m.den), sum(m.amount) FROM figure_month m WHERE m.fig = $6 AND m.month >= $3 AND m.month < $4
	AND m.month IN (SELECT q.month FROM figure_kept q WHERE q.src = $7)
	AND (m.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2 = 1 AND m.unit = 0))
	AND ($8 < 0 OR m.district = $8) AND ($9 < 0 OR m.site = $9) GROUP BY k, w;
-- pg:
SELECT CASE $5::bigint WHEN 1 THEN m.unit WHEN 2 THEN m.site WHEN 3 THEN m.district WHEN 4 THEN m.month ELSE 0 END AS k, CASE WHEN $5::bigint = 5 THEN m.word ELSE '' END AS w,
	CAST(sum(m.num) AS BIGINT), CAST(sum(m.den) AS BIGINT), CAST(sum(m.amount) AS BIGINT) FROM figure_month m WHERE m.fig = $6 AND m.month >= $3::bigint AND m.month < $4::bigint
	AND m.month IN (SELECT q.month FROM figure_kept q WHERE q.src = $7)
	AND (m.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1) OR ($2::bigint = 1 AND m.unit = 0))
	AND ($8::bigint < 0 OR m.district = $8::bigint) AND ($9::bigint < 0 OR m.site = $9::bigint) GROUP BY k, w;
-- $1 figure, [$2, $3) days, $4 the unit at the top, $5 1: and what has no unit, $6 source
-- name: kept_days
SELECT d.day, sum(d.num), sum(d.den), sum(d.amount) FROM figure_day d WHERE d.fig = $1 AND d.day >= $2 AND d.day < $3 AND (d.root = $4 OR ($5 = 1 AND d.root = 0))
	AND d.month IN (SELECT q.month FROM figure_kept q WHERE q.src = $6) GROUP BY d.day ORDER BY d.day;
-- pg:
SELECT d.day, CAST(sum(d.num) AS BIGINT), CAST(sum(d.den) AS BIGINT), CAST(sum(d.amount) AS BIGINT) FROM figure_day d WHERE d.fig = $1 AND d.day >= $2::bigint AND d.day < $3::bigint AND (d.root = $4::bigint OR ($5::bigint = 1 AND d.root = 0))
	AND d.month IN (SELECT q.month FROM figure_kept q WHERE q.src = $6) GROUP BY d.day ORDER BY d.day;
-- name: roots
SELECT id, path FROM unit ORDER BY id;
-- a figure's rows of a month, as they are kept
-- name: kept_rows
SELECT unit, site, district, word, num, den, amount FROM figure_month WHERE fig = $1 AND month = $2;
-- name: kept_put
INSERT INTO figure_month (fig, month, unit, site, district, word, num, den, amount) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
-- name: kept_drop
DELETE FROM figure_month WHERE fig = $1 AND month = $2;
-- name: kept_day_rows
SELECT root, day, 0, '', num, den, amount FROM figure_day WHERE fig = $1 AND day >= $2 AND day < $3;
-- name: kept_day_put
INSERT INTO figure_day (fig, day, root, month, num, den, amount) VALUES ($1, $2, $3, $4, $5, $6, $7);
-- name: kept_day_drop
DELETE FROM figure_day WHERE fig = $1 AND day >= $2 AND day < $3;
-- name: kept_mark
INSERT INTO figure_kept (src, month) VALUES ($1, $2);
-- name: kept_forget
DELETE FROM figure_kept;
-- the oldest month of before $2 that is not kept, and has something to keep or had
-- name: kept_next
SELECT coalesce(min(m.month), -1) FROM month_start m WHERE m.month >= $3 AND m.month < $2
	AND NOT EXISTS (SELECT 1 FROM figure_kept k WHERE k.src = $1 AND k.month = m.month);
-- name: kept_first
SELECT coalesce(CASE $1 WHEN 'case' THEN (SELECT min(reported_at) FROM theft) WHEN 'alert' THEN (SELECT min(opened_at) FROM alert)
	WHEN 'order' THEN (SELECT min(issued_at) FROM police_order) WHEN 'plan' THEN (SELECT min(sold_at) FROM plan)
	WHEN 'claim' THEN (SELECT min(submitted_at) FROM claim) END, -1);
