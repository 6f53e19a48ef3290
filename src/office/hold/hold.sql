-- name: has
SELECT count(*) FROM trail_hold WHERE theft = $1 AND day = $2;
-- name: add
INSERT INTO trail_hold (theft, day, part, ref, p_visits, held_at) VALUES ($1, $2, $3, $4, $5, $6);
-- name: of
SELECT day, ref, p_visits FROM trail_hold WHERE theft = $1 AND day >= $2 AND day <= $3 ORDER BY day, part;
-- name: first
SELECT coalesce(min(day), -1) FROM trail_hold WHERE theft = $1;
-- name: thefts
SELECT DISTINCT theft FROM trail_hold WHERE theft > $1 ORDER BY theft LIMIT $2;
-- name: drop
DELETE FROM trail_hold WHERE theft = $1;
-- name: seal_visits
SELECT id, ref, p_visits FROM trail_hold WHERE id > $1 AND p_visits <> '' AND substr(p_visits, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_visits
UPDATE trail_hold SET p_visits = $1 WHERE id = $2 AND p_visits = $3;
-- name: count_visits
SELECT substr(p_visits, 1, 13), count(*) FROM trail_hold WHERE p_visits <> '' GROUP BY substr(p_visits, 1, 13);
