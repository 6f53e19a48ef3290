-- name: add
INSERT INTO paper (ref, kind, number, bike, booking, site, unit, owner, plate, reason, missing, p_content, p_code, x_code, issued_at, actor)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id;
-- name: by_id
SELECT id, ref, kind, number, bike, booking, site, unit, owner, plate, reason, missing, p_content, p_code, issued_at, actor, printed, pdf_sha
	FROM paper WHERE id = $1;
-- name: by_code
SELECT id, ref, kind, number, bike, booking, site, unit, owner, plate, reason, missing, p_content, p_code, issued_at, actor, printed, pdf_sha
	FROM paper WHERE x_code = $1;
-- name: of_bike
SELECT id, ref, kind, number, bike, booking, site, unit, owner, plate, reason, missing, p_content, p_code, issued_at, actor, printed, pdf_sha
	FROM paper WHERE bike = $1 AND bike <> 0 AND id > $2 ORDER BY id LIMIT $3;
-- name: print
UPDATE paper SET printed = printed + 1, pdf_sha = CASE WHEN pdf_sha = '' THEN $1 ELSE pdf_sha END WHERE id = $2;
-- name: number
INSERT INTO paper_number (kind, scope, year, last) VALUES ($1, $2, $3, 1)
	ON CONFLICT (kind, scope, year) DO UPDATE SET last = paper_number.last + 1 RETURNING last;
-- name: text
SELECT value FROM paper_text WHERE key = $1 AND from_at <= $2 ORDER BY from_at DESC LIMIT 1;
-- name: text_put
INSERT INTO paper_text (key, from_at, value) VALUES ($1, $2, $3);
-- name: texts
SELECT t.key, t.value FROM paper_text t WHERE t.from_at = (SELECT max(n.from_at) FROM paper_text n WHERE n.key = t.key AND n.from_at <= $1) ORDER BY t.key;
-- name: seal_content
SELECT id, ref, p_content FROM paper WHERE id > $1 AND p_content <> '' AND substr(p_content, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_content
UPDATE paper SET p_content = $1 WHERE id = $2 AND p_content = $3;
-- name: count_content
SELECT substr(p_content, 1, 13), count(*) FROM paper WHERE p_content <> '' GROUP BY substr(p_content, 1, 13);
-- name: seal_code
SELECT id, ref, p_code FROM paper WHERE id > $1 AND p_code <> '' AND substr(p_code, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_code
UPDATE paper SET p_code = $1 WHERE id = $2 AND p_code = $3;
-- name: count_code
SELECT substr(p_code, 1, 13), count(*) FROM paper WHERE p_code <> '' GROUP BY substr(p_code, 1, 13);
-- name: index_code
SELECT id, ref, p_code, x_code FROM paper WHERE id > $1 AND p_code <> '' ORDER BY id LIMIT $2;
-- name: reindex_code
UPDATE paper SET x_code = $1 WHERE id = $2 AND p_code = $3;
