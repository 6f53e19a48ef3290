-- A change of a policy as a request: one asks with the legal basis, another releases. What is released is a row of policy as before.

CREATE TABLE policy_change (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	key        TEXT NOT NULL,
	from_day   TEXT NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
	value      TEXT NOT NULL,
	before     TEXT NOT NULL,
	basis      TEXT NOT NULL CHECK (length(basis) > 0),
	state      TEXT NOT NULL CHECK (state IN ('asked', 'released', 'refused', 'withdrawn')),
	note       TEXT NOT NULL DEFAULT '',
	asked_by   INTEGER NOT NULL REFERENCES account (id),
	asked_at   INTEGER NOT NULL,
	decided_by INTEGER REFERENCES account (id),
	decided_at INTEGER,
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'asked') = (decided_by IS NULL)),
	CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
	CHECK (state NOT IN ('released', 'refused') OR decided_by <> asked_by),
	CHECK (state <> 'withdrawn' OR decided_by = asked_by)
) STRICT;
CREATE UNIQUE INDEX policy_change_one ON policy_change (key) WHERE state = 'asked';
CREATE INDEX policy_change_key ON policy_change (key, id);
CREATE TRIGGER policy_change_no_delete BEFORE DELETE ON policy_change BEGIN SELECT RAISE(ABORT, 'changes of policies are never removed'); END;
CREATE TRIGGER policy_change_final BEFORE UPDATE ON policy_change WHEN OLD.state <> 'asked' BEGIN SELECT RAISE(ABORT, 'a decided change stays as it is'); END;
