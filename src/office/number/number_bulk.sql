-- name: same
SELECT j.key, n.kind, n.bike, n.norm FROM json_each($1) j JOIN number_entry n ON n.norm = j.value AND n.live = 1;
-- pg:
SELECT j.ord - 1, n.kind, n.bike, n.norm FROM jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb)) WITH ORDINALITY j (value, ord)
	JOIN number_entry n ON n.norm = j.value AND n.live = 1;
-- name: like
SELECT j.key, n.kind, n.bike, n.norm FROM json_each($1) j JOIN number_entry n ON n.skel = j.value AND n.live = 1;
-- pg:
SELECT j.ord - 1, n.kind, n.bike, n.norm FROM jsonb_array_elements_text(CAST(CAST($1 AS text) AS jsonb)) WITH ORDINALITY j (value, ord)
	JOIN number_entry n ON n.skel = j.value AND n.live = 1;
-- name: add
-- many
INSERT INTO number_entry (kind, norm, skel, bike, added_at) VALUES ($1, $2, $3, $4, $5);
-- name: end_all
UPDATE number_entry SET live = 0, ended_at = $2 WHERE bike = $1 AND live = 1;
