-- name: seal_name
SELECT id, ref, p_name FROM owner WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_name
UPDATE owner SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_name
SELECT substr(p_name, 1, 13), count(*) FROM owner WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: index_name
SELECT id, ref, p_name, x_name FROM owner WHERE id > $1 AND p_name <> '' ORDER BY id LIMIT $2;
-- name: reindex_name
UPDATE owner SET x_name = $1 WHERE id = $2 AND p_name = $3;
-- name: seal_id_no
SELECT id, ref, p_id_no FROM owner WHERE id > $1 AND p_id_no <> '' AND substr(p_id_no, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_id_no
UPDATE owner SET p_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: count_id_no
SELECT substr(p_id_no, 1, 13), count(*) FROM owner WHERE p_id_no <> '' GROUP BY substr(p_id_no, 1, 13);
-- name: index_id_no
SELECT id, ref, p_id_no, x_id_no FROM owner WHERE id > $1 AND p_id_no <> '' ORDER BY id LIMIT $2;
-- name: reindex_id_no
UPDATE owner SET x_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: seal_address
SELECT id, ref, p_address FROM owner WHERE id > $1 AND p_address <> '' AND substr(p_address, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_address
UPDATE owner SET p_address = $1 WHERE id = $2 AND p_address = $3;
-- name: count_address
SELECT substr(p_address, 1, 13), count(*) FROM owner WHERE p_address <> '' GROUP BY substr(p_address, 1, 13);
-- name: seal_phone
SELECT id, ref, p_phone FROM owner_phone WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_phone
UPDATE owner_phone SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_phone
SELECT substr(p_phone, 1, 13), count(*) FROM owner_phone WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: index_phone
SELECT id, ref, p_phone, x_phone FROM owner_phone WHERE id > $1 AND p_phone <> '' ORDER BY id LIMIT $2;
-- name: reindex_phone
UPDATE owner_phone SET x_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: seal_agent_name
SELECT id, ref, p_name FROM owner_agent WHERE id > $1 AND p_name <> '' AND substr(p_name, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_agent_name
UPDATE owner_agent SET p_name = $1 WHERE id = $2 AND p_name = $3;
-- name: count_agent_name
SELECT substr(p_name, 1, 13), count(*) FROM owner_agent WHERE p_name <> '' GROUP BY substr(p_name, 1, 13);
-- name: index_agent_name
SELECT id, ref, p_name, x_name FROM owner_agent WHERE id > $1 AND p_name <> '' ORDER BY id LIMIT $2;
-- name: reindex_agent_name
UPDATE owner_agent SET x_name = $1 WHERE id = $2 AND p_name = $3;
-- name: seal_agent_id_no
SELECT id, ref, p_id_no FROM owner_agent WHERE id > $1 AND p_id_no <> '' AND substr(p_id_no, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_agent_id_no
UPDATE owner_agent SET p_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: count_agent_id_no
SELECT substr(p_id_no, 1, 13), count(*) FROM owner_agent WHERE p_id_no <> '' GROUP BY substr(p_id_no, 1, 13);
-- name: index_agent_id_no
SELECT id, ref, p_id_no, x_id_no FROM owner_agent WHERE id > $1 AND p_id_no <> '' ORDER BY id LIMIT $2;
-- name: reindex_agent_id_no
UPDATE owner_agent SET x_id_no = $1 WHERE id = $2 AND p_id_no = $3;
-- name: seal_agent_phone
SELECT id, ref, p_phone FROM owner_agent WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3;
-- name: put_agent_phone
UPDATE owner_agent SET p_phone = $1 WHERE id = $2 AND p_phone = $3;
-- name: count_agent_phone
SELECT substr(p_phone, 1, 13), count(*) FROM owner_agent WHERE p_phone <> '' GROUP BY substr(p_phone, 1, 13);
-- name: index_agent_phone
SELECT id, ref, p_phone, x_phone FROM owner_agent WHERE id > $1 AND p_phone <> '' ORDER BY id LIMIT $2;
-- name: reindex_agent_phone
UPDATE owner_agent SET x_phone = $1 WHERE id = $2 AND p_phone = $3;
