-- Photos of an order's feedback and of an owner's own theft report, and what owners are told of their cases and claims.

-- subject: an order or a theft case. Photos of papers stand with their papers (claim_paper).
CREATE TABLE photo_of (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	kind    TEXT NOT NULL CHECK (kind IN ('order', 'theft')),
	subject INTEGER NOT NULL,
	photo   TEXT NOT NULL UNIQUE REFERENCES photo (id),
	at      INTEGER NOT NULL,
	actor   INTEGER NOT NULL
) STRICT;
CREATE INDEX photo_of_subject ON photo_of (kind, subject, id);
CREATE INDEX claim_paper_photo ON claim_paper (photo) WHERE photo <> '';

-- How many pictures an owner has sent on a day, those that were refused with them.
CREATE TABLE photo_day (
	owner INTEGER NOT NULL,
	day   INTEGER NOT NULL,
	n     INTEGER NOT NULL,
	PRIMARY KEY (owner, day)
) STRICT, WITHOUT ROWID;

-- A message of a step bears the step's name: written again it is the same message.
ALTER TABLE message ADD COLUMN step TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX message_step ON message (step) WHERE step <> '';

-- An owner without a row is told.
CREATE TABLE owner_news (
	owner  INTEGER NOT NULL PRIMARY KEY REFERENCES owner (id),
	wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
	at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO policy (key, from_day, value) VALUES
	('owner.photos_day', '2017-11-09', '30'),
	('theft.photos', '2017-11-09', '3'),
	('order.photos', '2017-11-09', '6'),
	('order.photo_results', '2017-11-09', ''),
	('message.case_news', '2017-11-09', '1'),
	('message.claim_news', '2017-11-09', '1');
