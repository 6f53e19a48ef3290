-- Photos of what ended before $1 (a draft of a claim: was begun): papers of a claim, scenes of an accident, those of a theft case and of its orders, of a
-- return, of whoever fetched a bike from the yard, and of a decided appeal (its case, where there is one, has ended as long ago).
-- name: ended
SELECT kind, id, photo FROM (
	SELECT 'claim' AS kind, p.id AS id, p.photo AS photo FROM claim_paper p JOIN claim c ON c.id = p.claim WHERE p.photo <> ''
		AND CASE c.state WHEN 'paid' THEN c.paid_at WHEN 'draft' THEN c.created_at ELSE c.closed_at END < $1
	UNION ALL SELECT 'accident', p.id, p.photo FROM accident_photo p JOIN accident a ON a.id = p.accident WHERE a.closed_at < $1
	UNION ALL SELECT 'theft', p.id, p.photo FROM photo_of p JOIN theft t ON t.id = p.subject WHERE p.kind = 'theft' AND t.closed_at < $1
	UNION ALL SELECT 'order', p.id, p.photo FROM photo_of p JOIN police_order o ON o.id = p.subject JOIN theft t ON t.id = o.theft
		WHERE p.kind = 'order' AND o.ended_at < $1 AND t.closed_at < $1
	UNION ALL SELECT 'voucher', r.id, r.voucher FROM return_item r JOIN seized s ON s.id = r.seized LEFT JOIN theft t ON t.id = s.theft
		WHERE r.voucher <> '' AND r.returned_at < $1 AND (t.id IS NULL OR t.closed_at < $1)
	UNION ALL SELECT 'person', r.id, r.person FROM return_item r JOIN seized s ON s.id = r.seized LEFT JOIN theft t ON t.id = s.theft
		WHERE r.person <> '' AND r.returned_at < $1 AND (t.id IS NULL OR t.closed_at < $1)
	UNION ALL SELECT 'custody', c.id, c.photo FROM custody c LEFT JOIN theft t ON t.bike = c.bike AND t.closed_at IS NULL WHERE c.photo <> '' AND c.released_at < $1 AND t.id IS NULL
	UNION ALL SELECT 'appeal', p.id, p.photo FROM appeal_photo p JOIN appeal a ON a.id = p.appeal WHERE a.decided_at < $1
	) e ORDER BY kind, id LIMIT $2;
