-- Violations: what the junction stations, a camera or an officer caught; what an officer decided of it; what it counts. Nothing counts before a person confirmed it.

-- The dictionary of violations (GA/T 16.31 and local codes), dated: a code's row counts from from_day on, until until_day.
CREATE TABLE violation_code (
	code      TEXT NOT NULL CHECK (length(code) BETWEEN 4 AND 8),
	from_day  TEXT NOT NULL,
	until_day TEXT NOT NULL DEFAULT '',
	kind      TEXT NOT NULL CHECK (kind IN ('red', 'wrongway', 'motorlane', 'passenger', 'load', 'not_yielding', 'other')),
	name_zh   TEXT NOT NULL CHECK (length(name_zh) > 0),
	name_en   TEXT NOT NULL CHECK (length(name_en) > 0),
	basis_zh  TEXT NOT NULL CHECK (length(basis_zh) > 0),
	fine_min_fen INTEGER NOT NULL CHECK (fine_min_fen >= 0),
	fine_max_fen INTEGER NOT NULL CHECK (fine_max_fen >= fine_min_fen),
	PRIMARY KEY (code, from_day)
) STRICT, WITHOUT ROWID;

-- Grounds on which a capture is dismissed or a violation cancelled. who: at which steps it may be named.
CREATE TABLE violation_ground (
	ground  TEXT PRIMARY KEY CHECK (length(ground) > 0),
	dismiss INTEGER NOT NULL CHECK (dismiss IN (0, 1)),
	revoke  INTEGER NOT NULL CHECK (revoke IN (0, 1)),
	place   INTEGER NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	basis_zh TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE violation (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	number      TEXT NOT NULL UNIQUE,
	kind        TEXT NOT NULL CHECK (kind IN ('red', 'wrongway', 'motorlane', 'passenger', 'load', 'not_yielding', 'other')),
	source      TEXT NOT NULL CHECK (source IN ('radio', 'camera', 'officer', 'import')),
	source_key  TEXT NOT NULL UNIQUE,
	state       TEXT NOT NULL CHECK (state IN ('captured', 'screened', 'confirmed', 'dismissed', 'lapsed', 'notified', 'acknowledged', 'appealed', 'upheld', 'revoked')),
	unit_id     INTEGER NOT NULL REFERENCES unit (id),
	path        TEXT NOT NULL,
	junction    INTEGER REFERENCES junction (id),
	arm         TEXT NOT NULL DEFAULT '',
	place       TEXT NOT NULL DEFAULT '',
	at          INTEGER NOT NULL,
	err_ms      INTEGER NOT NULL DEFAULT 0 CHECK (err_ms >= 0),
	day         INTEGER NOT NULL,
	month       INTEGER NOT NULL CHECK (month BETWEEN 197001 AND 999912),
	tag         TEXT NOT NULL DEFAULT '',
	plate       TEXT NOT NULL DEFAULT '',
	bike        INTEGER REFERENCES bike (id),
	owner       INTEGER REFERENCES owner (id),
	rider       INTEGER REFERENCES owner (id),
	excluded    TEXT NOT NULL DEFAULT '' CHECK (excluded IN ('', 'stolen', 'transferred', 'no_rider', 'education_only')),
	confidence  INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 1000),
	against     TEXT NOT NULL DEFAULT '',
	evidence    TEXT NOT NULL DEFAULT '',
	evidence_sha TEXT NOT NULL DEFAULT '',
	picture     TEXT NOT NULL DEFAULT '',
	picture_sha TEXT NOT NULL DEFAULT '',
	code        TEXT NOT NULL DEFAULT '',
	ground      TEXT NOT NULL DEFAULT '',
	note        TEXT NOT NULL DEFAULT '',
	review_due  INTEGER NOT NULL,
	captured_at INTEGER NOT NULL,
	reviewed_by INTEGER,
	reviewed_at INTEGER,
	notified_at INTEGER,
	acknowledged_at INTEGER,
	appealed_at INTEGER,
	appeal_due  INTEGER,
	decided_by  INTEGER,
	decided_at  INTEGER,
	ver         INTEGER NOT NULL DEFAULT 1,
	CHECK (state IN ('captured', 'screened', 'dismissed', 'lapsed') OR (reviewed_by > 0 AND reviewed_at IS NOT NULL)),
	CHECK (state <> 'dismissed' OR ground <> ''),
	CHECK (state <> 'revoked' OR (ground <> '' AND decided_by > 0)),
	CHECK (decided_by IS NULL OR state NOT IN ('upheld') OR decided_by <> reviewed_by)
) STRICT;
CREATE INDEX violation_queue ON violation (state, review_due, id);
CREATE INDEX violation_rider ON violation (rider, month) WHERE rider IS NOT NULL;
CREATE INDEX violation_bike ON violation (bike, at) WHERE bike IS NOT NULL;
CREATE INDEX violation_day ON violation (day, id);
CREATE INDEX violation_junction ON violation (junction, day) WHERE junction IS NOT NULL;

-- Cameras that give a picture over HTTP, by the name an antenna of a junction says. url: {at} in it is the instant in milliseconds.
CREATE TABLE violation_camera (
	name       TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
	url        TEXT NOT NULL CHECK (length(url) BETWEEN 8 AND 500),
	changed_at INTEGER NOT NULL,
	asked_at   INTEGER,
	fault      TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Whose bike a tag was on that is on another now.
CREATE INDEX bike_old_tag_tag ON bike_old_tag (tag, until);

CREATE TABLE violation_number (day TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE violation_event (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	violation  INTEGER NOT NULL REFERENCES violation (id),
	at         INTEGER NOT NULL,
	event      TEXT NOT NULL,
	actor      INTEGER NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX violation_event_violation ON violation_event (violation, id);
CREATE TRIGGER violation_event_no_update BEFORE UPDATE ON violation_event BEGIN SELECT RAISE(ABORT, 'violation events are never changed'); END;
CREATE TRIGGER violation_event_no_delete BEFORE DELETE ON violation_event BEGIN SELECT RAISE(ABORT, 'violation events are never removed'); END;

-- What counts against a rider is a condition, not a number that is kept: an appealed one does not count until it is decided.
CREATE INDEX violation_counted ON violation (rider, month) WHERE state IN ('confirmed', 'notified', 'acknowledged', 'upheld') AND excluded IN ('', 'education_only') AND rider IS NOT NULL;

-- The dictionary as it starts: editable, dated. 7xxx are local codes. The fine is what article 89 allows: a warning, or 5 to 50 yuan.
INSERT INTO violation_code (code, from_day, kind, name_zh, name_en, basis_zh, fine_min_fen, fine_max_fen) VALUES
	('2003', '2017-11-09', 'other', '驾驶未经登记的非机动车上路', 'Riding a bicycle that is not registered', '道路交通安全法第十八条、第八十九条', 500, 5000),
	('2004', '2017-11-09', 'wrongway', '非机动车逆向行驶', 'Riding against the traffic', '道路交通安全法第三十五条、第八十九条', 500, 5000),
	('2006', '2017-11-09', 'motorlane', '非机动车违反规定使用专用车道', 'Riding in a lane reserved for others', '道路交通安全法第三十七条、第八十九条', 500, 5000),
	('2007', '2017-11-09', 'red', '非机动车不按照交通信号规定通行', 'Not obeying the traffic signal', '道路交通安全法第三十八条、第八十九条', 500, 5000),
	('2009', '2017-11-09', 'motorlane', '非机动车不在非机动车道内行驶', 'Riding outside the lane for bicycles', '道路交通安全法第五十七条、第八十九条', 500, 5000),
	('2012', '2017-11-09', 'other', '电动自行车超速行驶', 'Riding an electric bicycle too fast', '道路交通安全法第五十八条、第八十九条', 500, 5000),
	('2013', '2017-11-09', 'load', '非机动车载物违反规定', 'Carrying a load against the rules', '道路交通安全法实施条例第七十一条；道路交通安全法第八十九条', 500, 5000),
	('2019', '2017-11-09', 'red', '遇停止信号时非机动车停在停止线以内', 'Waiting beyond the stop line at a red light', '道路交通安全法实施条例第六十八条；道路交通安全法第八十九条', 500, 5000),
	('2027', '2017-11-09', 'motorlane', '非机动车借道行驶后不驶回非机动车道', 'Not returning to the lane for bicycles', '道路交通安全法实施条例第七十条；道路交通安全法第八十九条', 500, 5000),
	('2055', '2017-11-09', 'other', '未满十六周岁驾驶电动自行车', 'Riding an electric bicycle under the age of 16', '道路交通安全法实施条例第七十二条；道路交通安全法第八十九条', 500, 5000),
	('7101', '2017-11-09', 'passenger', '非机动车违反规定载人（地方）', 'Carrying a passenger against the rules (local)', '道路交通安全法实施条例第七十一条、地方载人规定；道路交通安全法第八十九条', 500, 5000),
	('7102', '2017-11-09', 'not_yielding', '非机动车不按规定避让（地方）', 'Not yielding as the rules want (local)', '道路交通安全法实施条例第六十八条、第六十九条；道路交通安全法第八十九条', 500, 5000);

-- Grounds: those of article 22 of the rules of procedure (程序规定), and what a screening may find.
INSERT INTO violation_ground (ground, dismiss, revoke, place, name_zh, name_en, basis_zh) VALUES
	('emergency', 1, 1, 10, '执行紧急任务的车辆', 'Vehicle on an emergency', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('stolen', 1, 1, 20, '车辆被盗抢期间', 'The bike was reported stolen', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('misused', 1, 1, 30, '号牌或标签被他人冒用', 'Plate or tag misused by others', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('rescue', 1, 1, 40, '救助危难或紧急避险', 'Rescue or avoidance of danger', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('handled', 1, 1, 50, '已被现场处理', 'Handled on the spot already', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('signal', 1, 1, 60, '交通信号指示不一致', 'Signals were inconsistent', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('unclear', 1, 1, 70, '记录资料不清晰、不准确', 'The record is not clear or not accurate', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('misread', 1, 1, 80, '号牌或标签识读错误', 'Plate or tag misread', '《道路交通安全违法行为处理程序规定》第二十二条'),
	('no_bike', 1, 0, 90, '查不到对应车辆或车主', 'No bike or owner can be found', ''),
	('clone', 1, 1, 100, '疑似套牌', 'Suspected of being a clone', ''),
	('first_minor', 0, 1, 110, '初次且后果轻微，已改正', 'First and minor, put right', '行政处罚法第三十三条'),
	('other', 1, 1, 120, '其他应当消除的情形', 'Other grounds', '《道路交通安全违法行为处理程序规定》第二十二条');
