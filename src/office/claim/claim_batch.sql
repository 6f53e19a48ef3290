-- name: batch_seq
SELECT count(*) + 1 FROM claim_batch;
-- name: batch_add
INSERT INTO claim_batch (number, state, made_by, made_at) VALUES ($1, 'open', $2, $3) RETURNING id;
-- name: batch_get
SELECT id, number, state, made_by, coalesce(released_by, 0), made_at, coalesce(released_at, 0), n, sum_fen, sha256, ver FROM claim_batch WHERE id = $1;
-- name: batch_by_number
SELECT id, number, state, made_by, coalesce(released_by, 0), made_at, coalesce(released_at, 0), n, sum_fen, sha256, ver FROM claim_batch WHERE number = $1;
-- name: batches
SELECT id, number, state, made_by, coalesce(released_by, 0), made_at, coalesce(released_at, 0), n, sum_fen, sha256, ver FROM claim_batch WHERE id < $1 ORDER BY id DESC LIMIT $2;
-- name: batch_sums
UPDATE claim_batch SET n = (SELECT count(*) FROM claim_payment WHERE batch = $1 AND state <> 'dropped'),
	sum_fen = (SELECT coalesce(sum(fen), 0) FROM claim_payment WHERE batch = $1 AND state <> 'dropped') WHERE id = $1 AND state = 'open';
-- name: batch_release
UPDATE claim_batch SET state = 'released', released_by = $1, released_at = $2, sha256 = $3, ver = ver + 1 WHERE id = $4 AND state = 'open' AND ver = $5;
-- name: batch_released
UPDATE claim_payment SET state = 'released' WHERE batch = $1 AND state = 'made';
-- name: batch_cancel
UPDATE claim_batch SET state = 'cancelled', ver = ver + 1 WHERE id = $1 AND state = 'open' AND ver = $2;
-- name: batch_settle
UPDATE claim_batch SET state = 'settled', ver = ver + 1 WHERE id = $1 AND state = 'released'
	AND NOT EXISTS (SELECT 1 FROM claim_payment p WHERE p.batch = $1 AND p.state IN ('released', 'unknown'));
-- name: payment_add
INSERT INTO claim_payment (claim, batch, no, fen, state) VALUES ($1, $2, $3, $4, 'made');
-- name: payments
SELECT id, claim, batch, no, fen, state, bank_ref, reason, coalesce(told_at, 0), aside FROM claim_payment WHERE batch = $1 ORDER BY id;
-- name: payments_of
SELECT id, claim, batch, no, fen, state, bank_ref, reason, coalesce(told_at, 0), aside FROM claim_payment WHERE claim = $1 ORDER BY id;
-- name: payment_find
SELECT id, claim, batch, no, fen, state, bank_ref, reason, coalesce(told_at, 0), aside FROM claim_payment WHERE batch = $1 AND no = $2;
-- name: payment_live
SELECT id, claim, batch, no, fen, state, bank_ref, reason, coalesce(told_at, 0), aside FROM claim_payment WHERE claim = $1 AND state IN ('made', 'released', 'unknown', 'paid') AND aside = 0;
-- name: payment_put
UPDATE claim_payment SET state = $1, bank_ref = $2, reason = $3, told_at = $4 WHERE id = $5 AND state = $6;
-- name: payment_put_aside
UPDATE claim_payment SET aside = 1 WHERE id = $1 AND aside = 0 AND state IN ('released', 'unknown', 'failed');
