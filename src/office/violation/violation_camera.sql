-- name: camera_put
INSERT INTO violation_camera (name, url, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET url = excluded.url, changed_at = excluded.changed_at, asked_at = NULL, fault = '';
-- name: camera_get
SELECT c.name, c.url, c.changed_at, coalesce(c.asked_at, 0), c.fault, coalesce(t.made_at, 0), coalesce(t.used_at, 0) FROM violation_camera c
	LEFT JOIN violation_camera_token t ON t.camera = c.name WHERE c.name = $1;
-- name: cameras
SELECT n.name, coalesce(c.url, ''), coalesce(c.changed_at, t.made_at), coalesce(c.asked_at, 0), coalesce(c.fault, ''), coalesce(t.made_at, 0), coalesce(t.used_at, 0)
	FROM (SELECT name FROM violation_camera UNION SELECT camera FROM violation_camera_token) n LEFT JOIN violation_camera c ON c.name = n.name
	LEFT JOIN violation_camera_token t ON t.camera = n.name ORDER BY n.name;
-- name: camera_drop
DELETE FROM violation_camera WHERE name = $1;
-- name: camera_asked
UPDATE violation_camera SET asked_at = $1, fault = $2 WHERE name = $3;
-- name: token_put
INSERT INTO violation_camera_token (camera, sha, made_by, made_at) VALUES ($1, $2, $3, $4)
	ON CONFLICT (camera) DO UPDATE SET sha = excluded.sha, made_by = excluded.made_by, made_at = excluded.made_at, used_at = NULL;
-- name: token_drop
DELETE FROM violation_camera_token WHERE camera = $1;
-- name: token_of
SELECT camera FROM violation_camera_token WHERE sha = $1;
-- name: token_used
UPDATE violation_camera_token SET used_at = $1 WHERE camera = $2;
