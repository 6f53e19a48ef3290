-- name: camera_put
INSERT INTO violation_camera (name, url, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET url = excluded.url, changed_at = excluded.changed_at, fault = '';
-- name: camera_get
SELECT name, url, changed_at, coalesce(asked_at, 0), fault FROM violation_camera WHERE name = $1;
-- name: cameras
SELECT name, url, changed_at, coalesce(asked_at, 0), fault FROM violation_camera ORDER BY name;
-- name: camera_drop
DELETE FROM violation_camera WHERE name = $1;
-- name: camera_asked
UPDATE violation_camera SET asked_at = $1, fault = $2 WHERE name = $3;
