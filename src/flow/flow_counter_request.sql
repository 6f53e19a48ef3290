-- name: request
SELECT kind, digest, coalesce(bike, 0), coalesce(owner, 0), papers FROM counter_request WHERE account = $1 AND request_id = $2;
-- name: request_add
INSERT INTO counter_request (account, request_id, kind, digest, bike, owner, papers, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- name: trim
DELETE FROM counter_request WHERE at < $1;
