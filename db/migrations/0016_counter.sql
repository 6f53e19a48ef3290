-- The counter's requests by the id the page gave them, so that the same one again is answered and not done twice; the numbers of the bikes that are
-- there, and the flag of those whose case is open.
-- step: number_fill

-- digest: keyed, of what was asked for; papers: ids of the issued papers by comma
CREATE TABLE counter_request (
	account    INTEGER NOT NULL REFERENCES account (id),
	request_id TEXT NOT NULL CHECK (length(request_id) BETWEEN 8 AND 64),
	kind       TEXT NOT NULL CHECK (kind IN ('issue', 'refuse')),
	digest     BLOB NOT NULL CHECK (length(digest) = 16),
	bike       INTEGER REFERENCES bike (id),
	owner      INTEGER REFERENCES owner (id),
	papers     TEXT NOT NULL DEFAULT '',
	at         INTEGER NOT NULL,
	PRIMARY KEY (account, request_id),
	CHECK ((kind = 'issue') = (bike IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX counter_request_at ON counter_request (at);

INSERT INTO bike_flag (bike, flag, source, ref, since, actor)
	SELECT bike, 'stolen', 'theft', id, reported_at, officer FROM theft WHERE state NOT IN ('recovered', 'withdrawn');

INSERT INTO policy (key, from_day, value) VALUES
	('register.old_days', '2017-11-09', '180'),
	('papers.person', '2017-11-09', 'id_card'),
	('papers.unit', '2017-11-09', 'unit_licence,agent_id_card,agent_letter'),
	('papers.agent', '2017-11-09', 'agent_id_card,agent_letter'),
	('papers.new', '2017-11-09', 'invoice,conformity'),
	('papers.old', '2017-11-09', 'invoice|dealer_statement|origin_pledge'),
	('papers.temporary', '2017-11-09', 'invoice|dealer_statement|origin_pledge'),
	('consent.version', '2017-11-09', '2026-1');
