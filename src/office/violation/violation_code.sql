-- name: code_get
SELECT code, from_day, until_day, kind, name_zh, name_en, basis_zh, fine_min_fen, fine_max_fen FROM (SELECT * FROM violation_code
	WHERE code = $1 AND from_day <= $2 AND until_day <> from_day ORDER BY from_day DESC LIMIT 1) c WHERE until_day = '' OR until_day > $2;
-- name: codes
SELECT code, from_day, until_day, kind, name_zh, name_en, basis_zh, fine_min_fen, fine_max_fen FROM violation_code
	WHERE $1 = '' OR (from_day <= $1 AND (until_day = '' OR until_day > $1) AND NOT EXISTS (SELECT 1 FROM violation_code n WHERE n.code = violation_code.code AND
	n.from_day > violation_code.from_day AND n.from_day <= $1 AND n.until_day <> n.from_day)) ORDER BY code, from_day;
-- name: code_row
SELECT code, from_day, until_day, kind, name_zh, name_en, basis_zh, fine_min_fen, fine_max_fen FROM violation_code WHERE code = $1 AND from_day = $2;
-- name: code_any
SELECT count(*) FROM violation_code WHERE code = $1;
-- name: code_used
SELECT count(*) FROM violation WHERE day >= $1 AND code = $2;
-- name: code_put
INSERT INTO violation_code (code, from_day, until_day, kind, name_zh, name_en, basis_zh, fine_min_fen, fine_max_fen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (code, from_day) DO UPDATE SET until_day = excluded.until_day, kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en,
	basis_zh = excluded.basis_zh, fine_min_fen = excluded.fine_min_fen, fine_max_fen = excluded.fine_max_fen;
-- name: grounds
SELECT ground, dismiss, revoke, name_zh, name_en, basis_zh FROM violation_ground ORDER BY place, ground;
-- name: ground_get
SELECT ground, dismiss, revoke, name_zh, name_en, basis_zh FROM violation_ground WHERE ground = $1;
