-- name: end
SELECT id, hash FROM audit_head WHERE one = 'end';
-- name: take_end
UPDATE audit_head SET id = id + 1 WHERE one = 'end' RETURNING id, hash;
-- name: set_end
UPDATE audit_head SET hash = $1 WHERE one = 'end';
-- name: add
INSERT INTO audit (id, at, actor, roles, request, verb, kind, subject, theft, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
-- name: recent
SELECT count(*) FROM (SELECT 1 FROM audit WHERE actor = $1 AND verb = $2 AND subject = $3 AND at > $4 LIMIT 1) AS recent;
-- One page, newest first, by what is asked for: each has its index. $1 id below, $2 verb, $3 account, $4 subject ('', 0: any), $5 to $6 time, $7 most, $8 verbs
-- between commas ('': any). The + keeps SQLite from the index of times, which would sort.
-- name: list
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit
	WHERE id < $1 AND ($2 = '' OR verb = $2) AND ($3 = 0 OR actor = $3) AND ($4 = '' OR subject = $4) AND +at >= $5 AND +at < $6
	AND ($8 = '' OR instr($8, ',' || verb || ',') > 0) ORDER BY id DESC LIMIT $7;
-- name: list_verb
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit
	WHERE verb = $2 AND id < $1 AND ($3 = 0 OR actor = $3) AND ($4 = '' OR subject = $4) AND +at >= $5 AND +at < $6
	AND ($8 = '' OR instr($8, ',' || verb || ',') > 0) ORDER BY id DESC LIMIT $7;
-- name: list_actor
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit
	WHERE actor = $3 AND id < $1 AND ($2 = '' OR verb = $2) AND ($4 = '' OR subject = $4) AND +at >= $5 AND +at < $6
	AND ($8 = '' OR instr($8, ',' || verb || ',') > 0) ORDER BY id DESC LIMIT $7;
-- name: list_subject
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit
	WHERE subject = $4 AND id < $1 AND ($2 = '' OR verb = $2) AND ($3 = 0 OR actor = $3) AND +at >= $5 AND +at < $6
	AND ($8 = '' OR instr($8, ',' || verb || ',') > 0) ORDER BY id DESC LIMIT $7;
-- by the clock: $9 the time of the row before, -1 none. Rows are not quite in the order of their times.
-- name: list_time
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit
	WHERE at >= $5 AND at < $6 AND (at <> $9 OR id < $1) AND ($2 = '' OR verb = $2) AND ($3 = 0 OR actor = $3) AND ($4 = '' OR subject = $4)
	AND ($8 = '' OR instr($8, ',' || verb || ',') > 0) ORDER BY at DESC, id DESC LIMIT $7;
-- a few rare verbs: $2, $8 to $12
-- name: list_few
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit
	WHERE verb IN ($2, $8, $9, $10, $11, $12, $13, $14) AND id < $1 AND ($3 = 0 OR actor = $3) AND ($4 = '' OR subject = $4) AND +at >= $5 AND +at < $6
	ORDER BY id DESC LIMIT $7;
-- name: at_of
SELECT at FROM audit WHERE id = $1;
-- each verb there is, by steps along its index
-- name: verbs
WITH RECURSIVE v (verb) AS (SELECT min(verb) FROM audit
	UNION ALL SELECT (SELECT min(a.verb) FROM audit a WHERE a.verb > v.verb) FROM v WHERE v.verb IS NOT NULL)
	SELECT verb FROM v WHERE verb IS NOT NULL;
-- name: tail
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit WHERE id >= $1 ORDER BY id;
-- name: each
SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, hash FROM audit ORDER BY id;
-- name: anchor_last
SELECT coalesce(max(id), 0) FROM audit_anchor;
-- name: anchor_add
INSERT INTO audit_anchor (id, hash, at) VALUES ($1, $2, $3);
-- name: anchor_pending_file
SELECT id, hash, at FROM audit_anchor WHERE file_at = 0 ORDER BY id LIMIT $1;
-- name: anchor_pending_url
SELECT id, hash, at FROM audit_anchor WHERE url_at = 0 ORDER BY id LIMIT $1;
-- name: anchor_filed
UPDATE audit_anchor SET file_at = $1 WHERE id = $2;
-- name: anchor_posted
UPDATE audit_anchor SET url_at = $1 WHERE id = $2;
-- name: anchor_newest
SELECT id, hash, at FROM audit_anchor ORDER BY id DESC LIMIT 1;
-- name: anchor_state
SELECT coalesce(max(file_at), 0), coalesce(max(url_at), 0), (SELECT count(*) FROM audit_anchor WHERE file_at = 0),
	(SELECT count(*) FROM audit_anchor WHERE url_at = 0) FROM audit_anchor;
