-- Courses of traffic safety: who owes one, rooms and classes of three sessions, who came, the question bank, papers of the exam, certificates.

CREATE TABLE course_room (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	unit_id    INTEGER NOT NULL REFERENCES unit (id),
	path       TEXT NOT NULL,
	name       TEXT NOT NULL CHECK (length(name) > 0),
	address    TEXT NOT NULL CHECK (length(address) > 0),
	seats      INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 1000),
	closed     INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	ver        INTEGER NOT NULL DEFAULT 1,
	UNIQUE (unit_id, name)
) STRICT;

CREATE TABLE course_number (day TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- A class: its sessions stand in course_session. secret: of the code on the wall, sealed under ref.
CREATE TABLE course (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	number     TEXT NOT NULL UNIQUE,
	unit_id    INTEGER NOT NULL REFERENCES unit (id),
	path       TEXT NOT NULL,
	room       INTEGER NOT NULL REFERENCES course_room (id),
	state      TEXT NOT NULL CHECK (state IN ('open', 'closed', 'cancelled')),
	seats      INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 1000),
	taken      INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
	first_day  INTEGER NOT NULL,
	last_day   INTEGER NOT NULL CHECK (last_day >= first_day),
	p_secret   TEXT NOT NULL DEFAULT '',
	reason     TEXT NOT NULL DEFAULT '',
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	ended_at   INTEGER,
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK (taken <= seats),
	CHECK (state <> 'cancelled' OR reason <> '')
) STRICT;
CREATE INDEX course_day ON course (first_day, id);
CREATE INDEX course_open ON course (last_day) WHERE state = 'open';

CREATE TABLE course_session (
	course   INTEGER NOT NULL REFERENCES course (id),
	no       INTEGER NOT NULL CHECK (no BETWEEN 1 AND 10),
	room     INTEGER NOT NULL REFERENCES course_room (id),
	day      INTEGER NOT NULL,
	from_min INTEGER NOT NULL CHECK (from_min >= 0),
	to_min   INTEGER NOT NULL CHECK (to_min > from_min AND to_min <= 1440),
	state    TEXT NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'off')),
	PRIMARY KEY (course, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX course_session_room ON course_session (room, day);

-- Who owes a course for a month. history: passed, but the month's count fell below the threshold afterwards.
CREATE TABLE course_duty (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	unit_id     INTEGER NOT NULL REFERENCES unit (id),
	path        TEXT NOT NULL,
	rider       INTEGER NOT NULL REFERENCES owner (id),
	month       INTEGER NOT NULL CHECK (month BETWEEN 197001 AND 999912),
	count       INTEGER NOT NULL CHECK (count >= 0),
	state       TEXT NOT NULL CHECK (state IN ('required', 'booked', 'in_class', 'exam', 'retake', 'passed', 'no_show', 'escalated', 'withdrawn')),
	history     INTEGER NOT NULL DEFAULT 0 CHECK (history IN (0, 1)),
	course      INTEGER REFERENCES course (id),
	book_due    INTEGER NOT NULL,
	misses      INTEGER NOT NULL DEFAULT 0 CHECK (misses >= 0),
	fails       INTEGER NOT NULL DEFAULT 0 CHECK (fails >= 0),
	attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	retake_day  INTEGER,
	invited_at  INTEGER,
	invites     INTEGER NOT NULL DEFAULT 0 CHECK (invites >= 0),
	film_from   INTEGER,
	film_seen   INTEGER,
	passed_at   INTEGER,
	score       INTEGER,
	note        TEXT NOT NULL DEFAULT '',
	created_at  INTEGER NOT NULL,
	changed_at  INTEGER NOT NULL,
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK ((state IN ('booked', 'in_class')) = (course IS NOT NULL)),
	CHECK (state <> 'passed' OR passed_at IS NOT NULL),
	CHECK (history = 0 OR state = 'passed')
) STRICT;
CREATE UNIQUE INDEX course_duty_once ON course_duty (rider, month);
CREATE INDEX course_duty_state ON course_duty (state, id);
CREATE INDEX course_duty_month ON course_duty (month, id);
CREATE INDEX course_duty_course ON course_duty (course) WHERE course IS NOT NULL;

CREATE TABLE course_duty_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	duty       INTEGER NOT NULL REFERENCES course_duty (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX course_duty_event_duty ON course_duty_event (duty, id);
CREATE TRIGGER course_duty_event_no_update BEFORE UPDATE ON course_duty_event BEGIN SELECT RAISE(ABORT, 'course events are never changed'); END;
CREATE TRIGGER course_duty_event_no_delete BEFORE DELETE ON course_duty_event BEGIN SELECT RAISE(ABORT, 'course events are never removed'); END;

-- Who sat, or was to sit, in which class. tries: wrong codes of the wall, a session.
CREATE TABLE course_seat (
	course  INTEGER NOT NULL REFERENCES course (id),
	duty    INTEGER NOT NULL REFERENCES course_duty (id),
	state   TEXT NOT NULL CHECK (state IN ('held', 'given', 'missed', 'done')),
	at      INTEGER NOT NULL,
	tries   INTEGER NOT NULL DEFAULT 0,
	try_no  INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (course, duty)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX course_seat_held ON course_seat (duty) WHERE state = 'held';

CREATE TABLE course_attendance (
	duty   INTEGER NOT NULL REFERENCES course_duty (id),
	course INTEGER NOT NULL REFERENCES course (id),
	no     INTEGER NOT NULL,
	how    TEXT NOT NULL CHECK (how IN ('code', 'staff')),
	at     INTEGER NOT NULL,
	actor  INTEGER NOT NULL,
	PRIMARY KEY (duty, course, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX course_attendance_course ON course_attendance (course, no);

-- A question is never changed: a better one is another row. Retired ones stay in the papers that have them. answer: letters of what is right, in order.
CREATE TABLE course_question (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	code       TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 24),
	topic      TEXT NOT NULL CHECK (topic IN ('signals', 'lanes', 'riding', 'carrying', 'vehicle', 'accident', 'law')),
	kind       TEXT NOT NULL CHECK (kind IN ('single', 'multi', 'judge')),
	text       TEXT NOT NULL CHECK (length(text) > 0),
	a          TEXT NOT NULL CHECK (length(a) > 0),
	b          TEXT NOT NULL CHECK (length(b) > 0),
	c          TEXT NOT NULL DEFAULT '',
	d          TEXT NOT NULL DEFAULT '',
	answer     TEXT NOT NULL CHECK (length(answer) BETWEEN 1 AND 4),
	source     TEXT NOT NULL CHECK (length(source) > 0),
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	retired_at INTEGER
) STRICT;
CREATE UNIQUE INDEX course_question_code ON course_question (code) WHERE retired_at IS NULL;
CREATE TRIGGER course_question_stands BEFORE UPDATE ON course_question
WHEN NEW.code <> OLD.code OR NEW.text <> OLD.text OR NEW.a <> OLD.a OR NEW.b <> OLD.b OR NEW.c <> OLD.c OR NEW.d <> OLD.d OR NEW.answer <> OLD.answer
BEGIN SELECT RAISE(ABORT, 'a question is never changed; retire it and add another'); END;
CREATE TRIGGER course_question_no_delete BEFORE DELETE ON course_question BEGIN SELECT RAISE(ABORT, 'questions are never removed; retire it'); END;

CREATE TABLE exam_paper (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	duty       INTEGER NOT NULL REFERENCES course_duty (id),
	attempt    INTEGER NOT NULL CHECK (attempt > 0),
	how        TEXT NOT NULL CHECK (how IN ('phone', 'print')),
	state      TEXT NOT NULL CHECK (state IN ('open', 'passed', 'failed', 'void')),
	started_at INTEGER NOT NULL,
	ends_at    INTEGER NOT NULL CHECK (ends_at > started_at),
	ended_at   INTEGER,
	questions  INTEGER NOT NULL CHECK (questions > 0),
	pass_at    INTEGER NOT NULL CHECK (pass_at > 0 AND pass_at <= questions),
	correct    INTEGER,
	late       INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
	actor      INTEGER NOT NULL,
	UNIQUE (duty, attempt),
	CHECK ((state = 'open') = (ended_at IS NULL)),
	CHECK (state NOT IN ('passed', 'failed') OR correct IS NOT NULL),
	CHECK (state <> 'passed' OR correct >= pass_at)
) STRICT;
CREATE UNIQUE INDEX exam_paper_open ON exam_paper (duty) WHERE state = 'open';
CREATE INDEX exam_paper_ends ON exam_paper (ends_at) WHERE state = 'open';
CREATE TRIGGER exam_paper_stands BEFORE UPDATE ON exam_paper WHEN OLD.state <> 'open' BEGIN SELECT RAISE(ABORT, 'a paper that has ended is never changed'); END;
CREATE TRIGGER exam_paper_no_delete BEFORE DELETE ON exam_paper BEGIN SELECT RAISE(ABORT, 'papers are never removed'); END;

-- shown: the question's letters in the order in which this paper shows them; given: as the paper's own letters.
CREATE TABLE exam_answer (
	paper    INTEGER NOT NULL REFERENCES exam_paper (id),
	no       INTEGER NOT NULL CHECK (no > 0),
	question INTEGER NOT NULL REFERENCES course_question (id),
	shown    TEXT NOT NULL CHECK (length(shown) BETWEEN 2 AND 4),
	given    TEXT NOT NULL DEFAULT '',
	given_at INTEGER,
	PRIMARY KEY (paper, no),
	UNIQUE (paper, question)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER exam_answer_stands BEFORE UPDATE ON exam_answer WHEN NEW.question <> OLD.question OR NEW.shown <> OLD.shown
BEGIN SELECT RAISE(ABORT, 'a paper keeps its questions'); END;

CREATE TABLE course_certificate (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	ref       BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	number    TEXT NOT NULL UNIQUE,
	duty      INTEGER NOT NULL UNIQUE REFERENCES course_duty (id),
	p_code    TEXT NOT NULL,
	x_code    BLOB NOT NULL UNIQUE,
	issued_at INTEGER NOT NULL
) STRICT;

-- What riders look at at home. file: an address.
CREATE TABLE course_film (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	name       TEXT NOT NULL CHECK (length(name) > 0),
	address    TEXT NOT NULL CHECK (length(address) > 0),
	seconds    INTEGER NOT NULL CHECK (seconds BETWEEN 10 AND 14400),
	retired    INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
	created_by INTEGER NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;

INSERT INTO policy (key, from_day, value) VALUES
	('course.days',        '2017-11-09', '3'),
	('course.hours',       '2017-11-09', '2'),
	('exam.pass_pct',      '2017-11-09', '80'),
	('message.course_news', '2017-11-09', '1');
