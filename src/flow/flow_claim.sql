-- name: heard
SELECT coalesce(max(heard_at), 0) FROM detection WHERE theft = $1;
-- name: silent
SELECT coalesce(min(silent_since), 0) FROM tag WHERE tag = $1 AND slot = 'theft';
-- name: newest_case
SELECT coalesce(max(id), 0) FROM theft WHERE bike = $1;
-- name: overrides
SELECT count(*) FROM number_override WHERE used_by = $1;
-- name: photos_again
SELECT count(*) FROM claim_paper p JOIN photo f ON f.id = p.photo WHERE p.claim = $1 AND p.photo <> ''
	AND EXISTS (SELECT 1 FROM photo g JOIN claim_paper q ON q.photo = g.id WHERE g.digest = f.digest AND g.id <> f.id AND q.claim <> $1 AND q.photo <> '');
-- name: claims_heard
SELECT c.theft FROM claim c CROSS JOIN theft t WHERE t.id = c.theft
	AND ((c.state IN ('needs_papers', 'in_review', 'approved', 'appealed')
	AND EXISTS (SELECT 1 FROM detection d WHERE d.theft = c.theft AND d.heard_at > t.missing_at AND d.heard_at >= $1))
	OR (c.state IN ('paid', 'closed') AND c.paid_at IS NOT NULL AND EXISTS (SELECT 1 FROM detection d WHERE d.theft = c.theft AND d.heard_at > c.paid_at)))
	ORDER BY c.id LIMIT $2;
