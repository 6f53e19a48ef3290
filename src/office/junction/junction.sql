-- name: add
INSERT INTO junction (id, name, unit_id, path, lat_e7, lon_e7, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: by_id
SELECT j.id, j.name, j.unit_id, j.path, j.lat_e7, j.lon_e7, j.created_by, j.created_at, j.told, j.ver,
	coalesce((SELECT v.version FROM junction_version v WHERE v.junction = j.id AND v.state = 'published'), 0),
	coalesce((SELECT v.version FROM junction_version v WHERE v.junction = j.id AND v.state = 'draft'), 0) FROM junction j WHERE j.id = $1;
-- name: list
SELECT j.id, j.name, j.unit_id, j.path, j.lat_e7, j.lon_e7, j.created_by, j.created_at, j.told, j.ver,
	coalesce((SELECT v.version FROM junction_version v WHERE v.junction = j.id AND v.state = 'published'), 0),
	coalesce((SELECT v.version FROM junction_version v WHERE v.junction = j.id AND v.state = 'draft'), 0) FROM junction j
	WHERE j.id > $1 AND ($2 = '' OR instr(lower(j.name), $2) > 0 OR CAST(j.id AS TEXT) = $2) ORDER BY j.id LIMIT $3;
-- name: change
UPDATE junction SET name = $1, lat_e7 = $2, lon_e7 = $3, told = 0, ver = ver + 1 WHERE id = $4 AND ver = $5;
-- name: touch
UPDATE junction SET ver = ver + 1 WHERE id = $1 AND ver = $2;
-- name: version
SELECT junction, version, state, geometry, note, created_by, created_at, coalesce(published_by, 0), coalesce(published_at, 0) FROM junction_version
	WHERE junction = $1 AND version = $2;
-- name: versions
SELECT junction, version, state, geometry, note, created_by, created_at, coalesce(published_by, 0), coalesce(published_at, 0) FROM junction_version
	WHERE junction = $1 ORDER BY version DESC LIMIT $2;
-- name: in_force
SELECT junction, version, state, geometry, note, created_by, created_at, coalesce(published_by, 0), coalesce(published_at, 0) FROM junction_version
	WHERE state = 'published' ORDER BY junction;
-- name: untold
SELECT v.junction, v.version, v.state, v.geometry, v.note, v.created_by, v.created_at, coalesce(v.published_by, 0), coalesce(v.published_at, 0)
	FROM junction_version v JOIN junction j ON j.id = v.junction WHERE v.state = 'published' AND j.told <> v.version ORDER BY v.junction LIMIT $1;
-- name: told
UPDATE junction SET told = $1 WHERE id = $2;
-- name: untell_all
UPDATE junction SET told = 0;
-- name: draft_put
UPDATE junction_version SET geometry = $1, note = $2, created_by = $3, created_at = $4 WHERE junction = $5 AND state = 'draft';
-- name: draft_add
INSERT INTO junction_version (junction, version, state, geometry, note, created_by, created_at)
	VALUES ($1, (SELECT coalesce(max(version), 0) + 1 FROM junction_version WHERE junction = $1), 'draft', $2, $3, $4, $5);
-- name: move
UPDATE junction_version SET state = $1, published_by = coalesce(published_by, $2), published_at = coalesce(published_at, $3)
	WHERE junction = $4 AND version = $5 AND state = $6;
-- name: source
SELECT junction, kind, address, controller, road, plan, set_by, set_at, ver FROM junction_source WHERE junction = $1;
-- name: sources
SELECT junction, kind, address, controller, road, plan, set_by, set_at, ver FROM junction_source WHERE kind = $1 ORDER BY junction;
-- name: source_put
INSERT INTO junction_source (junction, kind, address, controller, road, plan, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT (junction) DO UPDATE SET kind = excluded.kind, address = excluded.address, controller = excluded.controller, road = excluded.road,
	plan = excluded.plan, set_by = excluded.set_by, set_at = excluded.set_at, ver = junction_source.ver + 1;
-- name: mark
SELECT coalesce(max(lsn), 0) FROM junction_mark WHERE id = 1;
-- name: mark_put
INSERT INTO junction_mark (id, lsn, at) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE SET lsn = excluded.lsn, at = excluded.at;
