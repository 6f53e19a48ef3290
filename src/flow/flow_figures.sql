-- Figures that cross rooms; reads only. $1 area, $2 1: a whole city; the rest as each says.
-- name: bookings
SELECT s.id, s.district, b.day, b.came, b.missed FROM site s CROSS JOIN booking_sum b
	WHERE b.site = s.id AND b.day >= $3 AND b.day < $4
	AND (s.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND s.unit = 0))
	AND ($5 < 0 OR s.district = $5) AND ($6 < 0 OR s.id = $6);
-- $7 1: only those who did not come, else those who came; $8 after (0: from the first), $9 most; by day and id
-- name: booking_rows
SELECT b.id, b.number, b.state, s.id, s.district, b.day FROM booking b CROSS JOIN site s
	WHERE s.id = b.site AND b.slot >= 0 AND b.state IN ('checked_in', 'serving', 'done', 'no_show')
	AND b.day >= max($3, coalesce((SELECT c.day FROM booking c WHERE c.id = $8), -1)) AND b.day < $4
	AND (b.id > $8 OR b.day > coalesce((SELECT c.day FROM booking c WHERE c.id = $8), -1))
	AND (s.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND s.unit = 0))
	AND ($5 < 0 OR s.district = $5) AND ($6 < 0 OR s.id = $6)
	AND (($7 = 1 AND b.state = 'no_show') OR ($7 = 0 AND b.state <> 'no_show')) ORDER BY b.day, b.id LIMIT $9;
-- pg:
SELECT b.id, b.number, b.state, b.site, (SELECT s.district FROM site s WHERE s.id = b.site), b.day FROM booking b
	WHERE b.slot >= 0 AND b.state IN ('checked_in', 'serving', 'done', 'no_show')
	AND b.day >= $3::bigint AND b.day < $4::bigint AND (b.day, b.id) > (coalesce((SELECT c.day FROM booking c WHERE c.id = $8::bigint), -1), $8::bigint)
	AND b.site + 0 = ANY (ARRAY(SELECT s.id FROM site s WHERE (s.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2::bigint = 1 AND s.unit = 0))
	AND ($5::bigint < 0 OR s.district = $5::bigint) AND ($6::bigint < 0 OR s.id = $6::bigint)))
	AND (($7::bigint = 1 AND b.state = 'no_show') OR ($7::bigint = 0 AND b.state <> 'no_show')) ORDER BY b.day, b.id LIMIT $9::bigint;
-- name: booking_sums_differ
SELECT count(*) FROM (SELECT site, day FROM (SELECT site, day, came, missed FROM booking_sum
	UNION ALL SELECT site, day, -sum(CASE WHEN state = 'no_show' THEN 0 ELSE 1 END), -sum(CASE WHEN state = 'no_show' THEN 1 ELSE 0 END) FROM booking
	WHERE slot >= 0 AND state IN ('checked_in', 'serving', 'done', 'no_show') GROUP BY site, day) a
	GROUP BY site, day HAVING sum(came) <> 0 OR sum(missed) <> 0) b;
-- name: booking_sums_clear
DELETE FROM booking_sum;
-- name: booking_sums_fill
INSERT INTO booking_sum (site, day, came, missed)
	SELECT site, day, sum(CASE WHEN state = 'no_show' THEN 0 ELSE 1 END), sum(CASE WHEN state = 'no_show' THEN 1 ELSE 0 END) FROM booking
	WHERE slot >= 0 AND state IN ('checked_in', 'serving', 'done', 'no_show') GROUP BY site, day;
-- name: silent
SELECT b.site, b.district, count(*) FROM tag t CROSS JOIN bike b
	WHERE b.id = t.bike AND t.bike > 0 AND t.state = 'bound' AND t.silent_since IS NOT NULL AND t.slot = 'theft' AND b.life = 'registered'
	AND (+b.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND +b.unit = 0))
	AND ($3 < 0 OR b.district = $3) AND ($4 < 0 OR b.site = $4) GROUP BY b.site, b.district ORDER BY b.site, b.district;
-- name: silent_rows
SELECT b.id, b.plate, b.life, b.site, b.district, t.silent_since FROM tag t CROSS JOIN bike b
	WHERE b.id = t.bike AND t.state = 'bound' AND t.silent_since IS NOT NULL AND t.slot = 'theft' AND b.life = 'registered'
	AND (+b.unit IN (SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1) OR ($2 = 1 AND +b.unit = 0))
	AND ($3 < 0 OR b.district = $3) AND ($4 < 0 OR b.site = $4) AND t.bike > $5 AND b.id > $5 ORDER BY t.bike LIMIT $6;
-- Pieces in stock. Site 0 is the depot: a whole city's. $3 sort ('': any), $4 site (-1: any), $5 after, $6 most
-- name: plate_sums
SELECT p.site, p.kind, count(*) FROM plate p WHERE p.state IN ('received', 'at_site')
	AND (($2 = 1 AND p.site = 0) OR p.site IN (SELECT s.id FROM site s WHERE s.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1)
	OR ($2 = 1 AND s.unit = 0))) GROUP BY p.site, p.kind ORDER BY p.site, p.kind;
-- name: plate_rows
SELECT p.id, p.text, p.state, p.site, p.district, 0 FROM plate p WHERE p.state IN ('received', 'at_site')
	AND (($2 = 1 AND p.site = 0) OR p.site IN (SELECT s.id FROM site s WHERE s.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1)
	OR ($2 = 1 AND s.unit = 0))) AND ($3 = '' OR p.kind = $3) AND ($4 < 0 OR p.site = $4) AND p.id > $5 ORDER BY p.id LIMIT $6;
-- name: tag_sums
SELECT t.site, t.slot, count(*) FROM tag t WHERE t.state IN ('received', 'at_site')
	AND (($2 = 1 AND t.site = 0) OR t.site IN (SELECT s.id FROM site s WHERE s.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1)
	OR ($2 = 1 AND s.unit = 0))) GROUP BY t.site, t.slot ORDER BY t.site, t.slot;
-- name: tag_rows
SELECT t.id, t.tag, t.state, t.site, 0, 0 FROM tag t WHERE t.state IN ('received', 'at_site')
	AND (($2 = 1 AND t.site = 0) OR t.site IN (SELECT s.id FROM site s WHERE s.unit IN (SELECT u.id FROM unit u WHERE substr(u.path, 1, length($1)) = $1)
	OR ($2 = 1 AND s.unit = 0))) AND ($3 = '' OR t.slot = $3) AND ($4 < 0 OR t.site = $4) AND t.id > $5 ORDER BY t.id LIMIT $6;
