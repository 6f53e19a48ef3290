-- name: phone_add
INSERT INTO owner_phone (owner, ref, p_phone, x_phone, since) VALUES ($1, $2, $3, $4, $5);
-- name: phones
SELECT ref, p_phone FROM owner_phone WHERE owner = $1 AND until IS NULL ORDER BY id LIMIT 5;
-- name: phone_end
UPDATE owner_phone SET until = $1 WHERE owner = $2 AND x_phone = $3 AND until IS NULL;
-- name: phone_move
UPDATE owner_phone SET owner = $1 WHERE owner = $2 AND until IS NULL AND x_phone NOT IN
	(SELECT p.x_phone FROM owner_phone p WHERE p.owner = $1 AND p.until IS NULL);
-- name: agent_add
INSERT INTO owner_agent (owner, ref, p_name, x_name, id_kind, p_id_no, x_id_no, p_phone, x_phone, paper, until_day, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id;
-- name: agents
SELECT id, owner, ref, p_name, id_kind, p_id_no, p_phone, paper, until_day, created_at FROM owner_agent
	WHERE owner = $1 AND ended_at IS NULL AND until_day >= $2 ORDER BY id LIMIT 20;
-- name: agent
SELECT id, owner, ref, p_name, id_kind, p_id_no, p_phone, paper, until_day, created_at FROM owner_agent
	WHERE id = $1 AND owner = $2 AND ended_at IS NULL AND until_day >= $3;
-- name: agent_move
UPDATE owner_agent SET owner = $1 WHERE owner = $2 AND ended_at IS NULL;
-- name: consent_add
INSERT INTO consent (owner, kind, text_version, given, at, actor) VALUES ($1, $2, $3, $4, $5, $6);
-- name: consent_of
SELECT kind, text_version, given, at FROM consent WHERE owner = $1 AND kind = $2 ORDER BY id DESC LIMIT 1;
-- name: news_put
INSERT INTO owner_news (owner, wanted, at) VALUES ($1, $2, $3) ON CONFLICT (owner) DO UPDATE SET wanted = excluded.wanted, at = excluded.at;
-- name: news_refused
SELECT count(*) FROM owner_news WHERE owner = $1 AND wanted = 0;
-- name: consents
SELECT kind, text_version, given, at FROM consent WHERE owner = $1 ORDER BY id DESC LIMIT 50;
-- name: merge_add
INSERT INTO owner_merge (keep, gone, reason, state, asked_by, asked_at) VALUES ($1, $2, $3, 'asked', $4, $5) RETURNING id;
-- name: merge_get
SELECT id, keep, gone, reason, state, note, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM owner_merge WHERE id = $1;
-- name: merge_decide
UPDATE owner_merge SET state = $1, decided_by = $2, decided_at = $3, note = $5 WHERE id = $4 AND state = 'asked';
-- name: merge_gone
UPDATE owner SET state = 'merged', merged_into = $1, ver = ver + 1 WHERE id = $2 AND state = 'live';
-- name: merges_of
SELECT id, keep, gone, reason, state, note, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM owner_merge
	WHERE keep = $1 OR gone = $1 ORDER BY id DESC LIMIT 50;
-- name: merges
SELECT id, keep, gone, reason, state, note, asked_by, coalesce(decided_by, 0), asked_at, coalesce(decided_at, 0) FROM owner_merge
	WHERE id < $1 AND ($2 = 0 OR state = 'asked') AND ($3 = 0 OR asked_by = $3) ORDER BY id DESC LIMIT $4;
