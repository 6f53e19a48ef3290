-- Money and what it is taken for: the ledger (double entry), theft and liability plans sold at the counter, the till of a point and day.

-- A posting: its lines are written first, then this row, which is refused unless they are all there and sum to zero. No line comes after it; nothing is
-- changed or removed: what was wrong gets a counter-entry.
CREATE TABLE ledger (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	key   TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 120),
	kind  TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
	ref   INTEGER NOT NULL,
	day   INTEGER NOT NULL,
	at    INTEGER NOT NULL,
	actor INTEGER NOT NULL,
	lines INTEGER NOT NULL CHECK (lines BETWEEN 2 AND 16)
) STRICT;
CREATE INDEX ledger_ref ON ledger (kind, ref);

CREATE TABLE ledger_line (
	entry   INTEGER NOT NULL,
	n       INTEGER NOT NULL CHECK (n BETWEEN 1 AND 16),
	account TEXT NOT NULL CHECK (length(account) BETWEEN 1 AND 40),
	fen     INTEGER NOT NULL CHECK (fen <> 0 AND fen BETWEEN -1000000000000 AND 1000000000000),
	unit    INTEGER NOT NULL DEFAULT 0,
	site    INTEGER NOT NULL DEFAULT 0,
	day     INTEGER NOT NULL,
	PRIMARY KEY (entry, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_line_account ON ledger_line (account, day);

CREATE TRIGGER ledger_balanced BEFORE INSERT ON ledger BEGIN
	SELECT RAISE(ABORT, 'a posting has all its lines') WHERE (SELECT count(*) FROM ledger_line WHERE entry = NEW.id) <> NEW.lines;
	SELECT RAISE(ABORT, 'the lines of a posting sum to zero') WHERE (SELECT coalesce(sum(fen), 1) FROM ledger_line WHERE entry = NEW.id) <> 0;
END;
CREATE TRIGGER ledger_line_late BEFORE INSERT ON ledger_line BEGIN
	SELECT RAISE(ABORT, 'a posting takes no more lines') WHERE EXISTS (SELECT 1 FROM ledger WHERE id = NEW.entry);
END;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'postings are never removed'); END;
CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line BEGIN SELECT RAISE(ABORT, 'postings are never removed'); END;

-- What a point took on a day: counted by one person, closed by another; a difference has its words. All amounts by way of payment.
CREATE TABLE till (
	site         INTEGER NOT NULL REFERENCES site (id),
	day          INTEGER NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('counted', 'closed')),
	cash_fen     INTEGER NOT NULL CHECK (cash_fen BETWEEN -1000000000000 AND 1000000000000),
	wechat_fen   INTEGER NOT NULL CHECK (wechat_fen BETWEEN -1000000000000 AND 1000000000000),
	alipay_fen   INTEGER NOT NULL CHECK (alipay_fen BETWEEN -1000000000000 AND 1000000000000),
	card_fen     INTEGER NOT NULL CHECK (card_fen BETWEEN -1000000000000 AND 1000000000000),
	cash_books   INTEGER NOT NULL,
	wechat_books INTEGER NOT NULL,
	alipay_books INTEGER NOT NULL,
	card_books   INTEGER NOT NULL,
	note         TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 400),
	counted_by   INTEGER NOT NULL,
	counted_at   INTEGER NOT NULL,
	closed_by    INTEGER,
	closed_at    INTEGER,
	ver          INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (site, day),
	CHECK ((state = 'closed') = (closed_by IS NOT NULL)),
	CHECK ((closed_by IS NULL) = (closed_at IS NULL)),
	CHECK (closed_by IS NULL OR closed_by <> counted_by),
	CHECK (state = 'counted' OR note <> '' OR (cash_fen = cash_books AND wechat_fen = wechat_books AND alipay_fen = alipay_books AND card_fen = card_books))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER till_closed BEFORE UPDATE ON till WHEN OLD.state = 'closed' BEGIN SELECT RAISE(ABORT, 'a closed day is never changed'); END;
CREATE TRIGGER till_no_delete BEFORE DELETE ON till BEGIN SELECT RAISE(ABORT, 'counts are never removed'); END;

-- Products: dated rows that two people release; a changed price is a new row. refund: by the whole months that are left, or none.
CREATE TABLE plan_product (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	product    TEXT NOT NULL CHECK (product IN ('theft', 'liability')),
	from_day   INTEGER NOT NULL,
	price_fen  INTEGER NOT NULL CHECK (price_fen BETWEEN 1 AND 100000000),
	years      INTEGER NOT NULL CHECK (years BETWEEN 1 AND 10),
	refund     TEXT NOT NULL CHECK (refund IN ('months', 'none')),
	basis      TEXT NOT NULL CHECK (length(basis) BETWEEN 1 AND 400),
	state      TEXT NOT NULL CHECK (state IN ('asked', 'released', 'refused')),
	asked_by   INTEGER NOT NULL,
	asked_at   INTEGER NOT NULL,
	decided_by INTEGER,
	decided_at INTEGER,
	CHECK ((state = 'asked') = (decided_at IS NULL)),
	CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
	CHECK (asked_by = 0 OR decided_by IS NULL OR decided_by <> asked_by)
) STRICT;
CREATE UNIQUE INDEX plan_product_day ON plan_product (product, from_day) WHERE state = 'released';
CREATE TRIGGER plan_product_fixed BEFORE UPDATE ON plan_product
	WHEN OLD.state <> 'asked' OR NEW.product <> OLD.product OR NEW.from_day <> OLD.from_day OR NEW.price_fen <> OLD.price_fen OR NEW.years <> OLD.years
	OR NEW.refund <> OLD.refund OR NEW.basis <> OLD.basis OR NEW.asked_by <> OLD.asked_by OR NEW.asked_at <> OLD.asked_at
	BEGIN SELECT RAISE(ABORT, 'a product is never changed: a new row follows'); END;
CREATE TRIGGER plan_product_no_delete BEFORE DELETE ON plan_product BEGIN SELECT RAISE(ABORT, 'products are never removed'); END;
INSERT INTO plan_product (product, from_day, price_fen, years, refund, basis, state, asked_by, asked_at, decided_by, decided_at) VALUES
	('theft', 17479, 12000, 3, 'months', '电动自行车防盗服务协议：自愿办理，120 元三年', 'released', 0, 1510156800000, 0, 1510156800000),
	('liability', 17479, 14500, 3, 'months', '电动自行车第三者责任保障：自愿办理，145 元三年', 'released', 0, 1510156800000, 0, 1510156800000);

-- A plan sold to a bike. starts_at and ends_at are midnights (+08:00); ended_at: where the cover was cut before them, or used up.
CREATE TABLE plan (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	receipt    TEXT NOT NULL UNIQUE CHECK (length(receipt) BETWEEN 1 AND 64),
	sale_key   TEXT NOT NULL UNIQUE CHECK (length(sale_key) BETWEEN 8 AND 80),
	product_id INTEGER NOT NULL REFERENCES plan_product (id),
	product    TEXT NOT NULL CHECK (product IN ('theft', 'liability')),
	bike       INTEGER NOT NULL REFERENCES bike (id),
	plate      TEXT NOT NULL,
	owner      INTEGER NOT NULL REFERENCES owner (id),
	site       INTEGER NOT NULL REFERENCES site (id),
	unit       INTEGER NOT NULL DEFAULT 0,
	price_fen  INTEGER NOT NULL CHECK (price_fen > 0),
	years      INTEGER NOT NULL CHECK (years > 0),
	starts_at  INTEGER NOT NULL,
	ends_at    INTEGER NOT NULL CHECK (ends_at > starts_at),
	way        TEXT NOT NULL CHECK (way IN ('cash', 'wechat', 'alipay', 'card')),
	way_ref    TEXT NOT NULL DEFAULT '' CHECK (length(way_ref) <= 64),
	state      TEXT NOT NULL CHECK (state IN ('live', 'cancelled', 'refund_due', 'refunded', 'ended', 'paid', 'expired')),
	sold_by    INTEGER NOT NULL,
	sold_day   INTEGER NOT NULL,
	sold_at    INTEGER NOT NULL CHECK (sold_at < starts_at),
	ended_at   INTEGER,
	refund_fen INTEGER NOT NULL DEFAULT 0 CHECK (refund_fen >= 0 AND refund_fen <= price_fen),
	refund_way TEXT NOT NULL DEFAULT '' CHECK (refund_way IN ('', 'cash', 'wechat', 'alipay', 'card')),
	ver        INTEGER NOT NULL DEFAULT 1,
	CHECK ((way = 'cash') = (way_ref = '')),
	CHECK ((state = 'live') = (ended_at IS NULL)),
	CHECK ((refund_fen = 0) = (state NOT IN ('cancelled', 'refund_due', 'refunded'))),
	CHECK ((refund_way = '') = (state NOT IN ('cancelled', 'refunded')))
) STRICT;
CREATE INDEX plan_bike ON plan (bike, product, starts_at);
CREATE INDEX plan_owner ON plan (owner, id);
CREATE INDEX plan_site ON plan (site, sold_day, id);
CREATE INDEX plan_live ON plan (ends_at) WHERE state = 'live';
CREATE UNIQUE INDEX plan_way_ref ON plan (way, way_ref) WHERE way <> 'cash' AND state <> 'cancelled';
-- One cover of a product at a time.
CREATE TRIGGER plan_one BEFORE INSERT ON plan BEGIN
	SELECT RAISE(ABORT, 'one live plan of a product a bike') WHERE EXISTS (SELECT 1 FROM plan p WHERE p.bike = NEW.bike AND p.product = NEW.product
		AND p.state = 'live' AND p.starts_at < NEW.ends_at AND NEW.starts_at < p.ends_at);
END;
CREATE TRIGGER plan_fixed BEFORE UPDATE ON plan
	WHEN NEW.id <> OLD.id OR NEW.receipt <> OLD.receipt OR NEW.sale_key <> OLD.sale_key OR NEW.product_id <> OLD.product_id OR NEW.product <> OLD.product
	OR NEW.bike <> OLD.bike OR NEW.plate <> OLD.plate OR NEW.site <> OLD.site OR NEW.price_fen <> OLD.price_fen OR NEW.years <> OLD.years
	OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.way <> OLD.way OR NEW.way_ref <> OLD.way_ref OR NEW.sold_by <> OLD.sold_by
	OR NEW.sold_at <> OLD.sold_at OR NEW.ver <= OLD.ver
	BEGIN SELECT RAISE(ABORT, 'what was sold is never changed'); END;
CREATE TRIGGER plan_no_delete BEFORE DELETE ON plan BEGIN SELECT RAISE(ABORT, 'plans are never removed'); END;

CREATE TABLE plan_event (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	plan  INTEGER NOT NULL REFERENCES plan (id),
	at    INTEGER NOT NULL,
	event TEXT NOT NULL,
	was   TEXT NOT NULL,
	state TEXT NOT NULL,
	actor INTEGER NOT NULL,
	fen   INTEGER NOT NULL DEFAULT 0,
	owner INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_event_plan ON plan_event (plan, id);
CREATE TRIGGER plan_event_no_update BEFORE UPDATE ON plan_event BEGIN SELECT RAISE(ABORT, 'the history of a plan is never changed'); END;
CREATE TRIGGER plan_event_no_delete BEFORE DELETE ON plan_event BEGIN SELECT RAISE(ABORT, 'the history of a plan is never removed'); END;

-- The last receipt given at a point on a day.
CREATE TABLE plan_number (
	site INTEGER NOT NULL,
	day  INTEGER NOT NULL,
	last INTEGER NOT NULL CHECK (last > 0),
	PRIMARY KEY (site, day)
) STRICT, WITHOUT ROWID;

-- Which reminder of a renewal was written: days before the end, once each.
CREATE TABLE plan_remind (
	plan INTEGER NOT NULL REFERENCES plan (id),
	days INTEGER NOT NULL,
	at   INTEGER NOT NULL,
	PRIMARY KEY (plan, days)
) STRICT, WITHOUT ROWID;

INSERT INTO policy (key, from_day, value) VALUES
	('plan.renew_days', '2017-11-09', '90'),
	('plan.remind_first', '2017-11-09', '30'),
	('plan.remind_last', '2017-11-09', '7'),
	('plan.transfer', '2017-11-09', 'move'),
	('plan.refund', '2017-11-09', 'scrapped,lost,moved_away,returned,other');

-- Messages are of more kinds than log-in codes now.
CREATE TABLE message_new (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	ref        BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	kind       TEXT NOT NULL CHECK (kind IN ('owner_code', 'plan_renew', 'track_looked_at', 'claim_news', 'case_news')),
	p_phone    TEXT NOT NULL,
	p_text     TEXT NOT NULL,
	state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'void')),
	tries      INTEGER NOT NULL DEFAULT 0,
	next_at    INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	sent_at    INTEGER
) STRICT;
INSERT INTO message_new (id, ref, kind, p_phone, p_text, state, tries, next_at, expires_at, created_at, sent_at)
	SELECT id, ref, kind, p_phone, p_text, state, tries, next_at, expires_at, created_at, sent_at FROM message;
DROP TABLE message;
ALTER TABLE message_new RENAME TO message;
CREATE INDEX message_waiting ON message (next_at) WHERE state = 'waiting';
CREATE INDEX message_created ON message (created_at);
