-- name: in_force
SELECT value, from_day FROM policy WHERE key = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1;
-- name: to_come
SELECT value, from_day FROM policy WHERE key = $1 AND from_day > $2 ORDER BY from_day LIMIT 1;
-- name: put
INSERT INTO policy (key, from_day, value) VALUES ($1, $2, $3)
	ON CONFLICT (key, from_day) DO UPDATE SET value = excluded.value;
