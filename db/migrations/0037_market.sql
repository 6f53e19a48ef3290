-- Used bikes that their owners offer to other owners, and who asked for one.

-- One offer a bike at a time; ownership: the interval in which it was made, so that no other owner inherits it. held: a theft case of the bike is open; what ends the
-- case brings the offer back. Nothing is written in an offer but codes and a price: no text of a stranger's is shown to strangers.
CREATE TABLE offer (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	bike       INTEGER NOT NULL REFERENCES bike (id),
	ownership  INTEGER NOT NULL,
	price_fen  INTEGER NOT NULL CHECK (price_fen BETWEEN 100 AND 5000000),
	shape      TEXT NOT NULL CHECK (shape IN ('as_new', 'good', 'used', 'repair')),
	state      TEXT NOT NULL CHECK (state IN ('open', 'held', 'ended')),
	made_at    INTEGER NOT NULL,
	until_at   INTEGER NOT NULL,
	ended_at   INTEGER,
	end_why    TEXT NOT NULL DEFAULT '' CHECK (end_why IN ('', 'owner', 'transfer', 'deregistered', 'lapsed', 'theft')),
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
	CHECK ((state = 'ended') = (end_why <> '')),
	CHECK (until_at > made_at)
) STRICT;
CREATE UNIQUE INDEX offer_now ON offer (bike) WHERE ended_at IS NULL;
CREATE INDEX offer_open ON offer (id) WHERE state = 'open';
CREATE INDEX offer_until ON offer (until_at) WHERE ended_at IS NULL;

-- Who asked: once an offer. The seller is told the asker's number by message and by nothing else.
CREATE TABLE offer_ask (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	offer INTEGER NOT NULL REFERENCES offer (id),
	owner INTEGER NOT NULL,
	at    INTEGER NOT NULL,
	UNIQUE (offer, owner)
) STRICT;
CREATE INDEX offer_ask_owner ON offer_ask (owner, at);
