-- name: question_add
INSERT INTO course_question (code, topic, kind, text, a, b, c, d, answer, source, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id;
-- name: question_by_id
SELECT id, code, topic, kind, text, a, b, c, d, answer, source, created_at, coalesce(retired_at, 0) FROM course_question WHERE id = $1;
-- name: question_by_code
SELECT id, code, topic, kind, text, a, b, c, d, answer, source, created_at, coalesce(retired_at, 0) FROM course_question WHERE code = $1 AND retired_at IS NULL;
-- name: question_retire
UPDATE course_question SET retired_at = $1 WHERE id = $2 AND retired_at IS NULL;
-- name: question_list
SELECT id, code, topic, kind, text, a, b, c, d, answer, source, created_at, coalesce(retired_at, 0) FROM course_question
	WHERE id > $1 AND ($2 = '' OR topic = $2) AND ($3 = 1 OR retired_at IS NULL) ORDER BY id LIMIT $4;
-- name: question_counts
SELECT topic, count(*) FROM course_question WHERE retired_at IS NULL GROUP BY topic;
-- name: bank
SELECT q.id, q.topic, CASE WHEN q.c = '' THEN 2 WHEN q.d = '' THEN 3 ELSE 4 END, q.kind,
	(SELECT count(*) FROM exam_answer x JOIN exam_paper p ON p.id = x.paper WHERE x.question = q.id AND p.duty = $1) FROM course_question q
	WHERE q.retired_at IS NULL ORDER BY q.topic, q.id;
-- name: add
INSERT INTO exam_paper (duty, attempt, how, state, started_at, ends_at, questions, pass_at, actor) VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8) RETURNING id;
-- name: question_in
INSERT INTO exam_answer (paper, no, question, shown) VALUES ($1, $2, $3, $4);
-- name: by_id
SELECT id, duty, attempt, how, state, started_at, ends_at, coalesce(ended_at, 0), questions, pass_at, coalesce(correct, -1), late, actor FROM exam_paper WHERE id = $1;
-- name: last
SELECT id, duty, attempt, how, state, started_at, ends_at, coalesce(ended_at, 0), questions, pass_at, coalesce(correct, -1), late, actor FROM exam_paper
	WHERE duty = $1 ORDER BY attempt DESC LIMIT 1;
-- name: of
SELECT id, duty, attempt, how, state, started_at, ends_at, coalesce(ended_at, 0), questions, pass_at, coalesce(correct, -1), late, actor FROM exam_paper
	WHERE duty = $1 ORDER BY attempt LIMIT $2;
-- name: due
SELECT id, duty, attempt, how, state, started_at, ends_at, coalesce(ended_at, 0), questions, pass_at, coalesce(correct, -1), late, actor FROM exam_paper
	WHERE state = 'open' AND ends_at <= $1 ORDER BY ends_at LIMIT $2;
-- name: questions
SELECT x.no, q.kind, q.topic, q.text, q.a, q.b, q.c, q.d, x.shown, x.given, q.answer, q.source FROM exam_answer x JOIN course_question q ON q.id = x.question
	WHERE x.paper = $1 ORDER BY x.no;
-- name: answer
UPDATE exam_answer SET given = $1, given_at = $2 WHERE paper = $3 AND no = $4 AND EXISTS (SELECT 1 FROM exam_paper p WHERE p.id = $3 AND p.state = 'open' AND p.ends_at > $2);
-- name: end
UPDATE exam_paper SET state = $1, ended_at = $2, correct = $3, late = $4 WHERE id = $5 AND state = 'open';
