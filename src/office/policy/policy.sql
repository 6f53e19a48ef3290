-- name: in_force
SELECT value FROM policy WHERE key = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1;
-- name: put
INSERT INTO policy (key, from_day, value) VALUES ($1, $2, $3)
	ON CONFLICT (key, from_day) DO UPDATE SET value = excluded.value;
