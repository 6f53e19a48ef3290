-- Documents as they were issued. The content and the code of the public page are sealed; a row is kept for ever, only the count of prints and
-- the hash of the first drawing move (and what office/seal seals again).

CREATE TABLE paper (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	ref       BLOB NOT NULL UNIQUE CHECK (length(ref) = 16),
	kind      TEXT NOT NULL CHECK (kind IN ('certificate', 'receipt', 'missing', 'refusal', 'transfer', 'deregistration')),
	number    TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 64),
	bike      INTEGER NOT NULL DEFAULT 0,
	booking   INTEGER NOT NULL DEFAULT 0,
	site      INTEGER NOT NULL DEFAULT 0,
	unit      INTEGER NOT NULL DEFAULT 0,
	owner     INTEGER NOT NULL DEFAULT 0,
	plate     TEXT NOT NULL DEFAULT '',
	reason    TEXT NOT NULL DEFAULT '',
	missing   TEXT NOT NULL DEFAULT '',
	p_content TEXT NOT NULL CHECK (p_content <> ''),
	p_code    TEXT NOT NULL DEFAULT '',
	x_code    BLOB,
	issued_at INTEGER NOT NULL,
	actor     INTEGER NOT NULL,
	printed   INTEGER NOT NULL DEFAULT 0 CHECK (printed >= 0),
	pdf_sha   TEXT NOT NULL DEFAULT '' CHECK (length(pdf_sha) IN (0, 64)),
	CHECK ((p_code = '') = (x_code IS NULL)),
	CHECK ((kind = 'certificate') = (x_code IS NOT NULL)),
	CHECK ((kind = 'refusal') = (reason <> '')),
	CHECK ((kind = 'missing') = (missing <> ''))
) STRICT;
CREATE UNIQUE INDEX paper_code ON paper (x_code) WHERE x_code IS NOT NULL;
CREATE INDEX paper_bike ON paper (bike, id) WHERE bike <> 0;
CREATE TRIGGER paper_fixed BEFORE UPDATE ON paper
	WHEN NEW.id <> OLD.id OR NEW.ref <> OLD.ref OR NEW.kind <> OLD.kind OR NEW.number <> OLD.number OR NEW.bike <> OLD.bike OR NEW.booking <> OLD.booking
	OR NEW.site <> OLD.site OR NEW.unit <> OLD.unit OR NEW.owner <> OLD.owner OR NEW.plate <> OLD.plate OR NEW.reason <> OLD.reason
	OR NEW.missing <> OLD.missing OR NEW.issued_at <> OLD.issued_at OR NEW.actor <> OLD.actor OR NEW.printed < OLD.printed
	OR (OLD.pdf_sha <> '' AND NEW.pdf_sha <> OLD.pdf_sha)
	BEGIN SELECT RAISE(ABORT, 'issued documents are never changed'); END;
CREATE TRIGGER paper_no_delete BEFORE DELETE ON paper BEGIN SELECT RAISE(ABORT, 'issued documents are never removed'); END;

-- The last number given, by kind, short name of the unit and year.
CREATE TABLE paper_number (
	kind  TEXT NOT NULL,
	scope TEXT NOT NULL,
	year  INTEGER NOT NULL,
	last  INTEGER NOT NULL CHECK (last > 0),
	PRIMARY KEY (kind, scope, year)
) STRICT, WITHOUT ROWID;

-- What documents say and how they are numbered, as dated rows: an issued document keeps the texts that were in force when it was issued.
CREATE TABLE paper_text (
	key     TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
	from_at INTEGER NOT NULL,
	value   TEXT NOT NULL,
	PRIMARY KEY (key, from_at)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER paper_text_no_update BEFORE UPDATE ON paper_text BEGIN SELECT RAISE(ABORT, 'texts of documents are never changed, newer ones follow'); END;
CREATE TRIGGER paper_text_no_delete BEFORE DELETE ON paper_text BEGIN SELECT RAISE(ABORT, 'texts of documents are never removed'); END;

INSERT INTO paper_text (key, from_at, value) VALUES
	('issuer', 0, '衡阳市公安局交通警察支队'),
	('public_url', 0, 'http://127.0.0.1:8420'),
	('number.certificate', 0, '衡-{unit}-{year}-{n}'),
	('number.receipt', 0, '衡收-{unit}-{year}-{n}'),
	('number.missing', 0, '衡补-{unit}-{year}-{n}'),
	('number.refusal', 0, '衡拒-{unit}-{year}-{n}'),
	('number.transfer', 0, '衡转-{unit}-{year}-{n}'),
	('number.deregistration', 0, '衡注-{unit}-{year}-{n}'),
	('footer', 0, '电动自行车登记管理系统签发 · Electric bicycle register'),
	('basis.certificate', 0, '依据《中华人民共和国道路交通安全法》第十八条和本省非机动车登记管理规定核发。'),
	('basis.receipt', 0, '号牌、标签免费发放。请当面核对号牌号码和标签编号，确认无误后签收。'),
	('basis.missing', 0, '依据《中华人民共和国道路交通安全法》第十八条和本省非机动车登记管理规定，您申请登记的电动自行车尚缺以下材料，现一次性全部告知。补齐后可到本市任一上牌点办理，不收取费用。'),
	('basis.refusal', 0, '依据《中华人民共和国道路交通安全法》第十八条和本省非机动车登记管理规定，经查验，您的申请不符合登记条件，决定不予登记。'),
	('basis.transfer', 0, '上述电动自行车已办理转移登记。原登记证自本证明出具时起失效。'),
	('basis.deregistration', 0, '上述电动自行车已办理注销登记，号牌和登记证失效，不得再上道路行驶。'),
	('hint.certificate', 0, '请随车携带，妥善保管。车辆转让、灭失、报废或者登记内容改变的，应当及时办理变更、转移或者注销登记。车辆被盗请立即拨打 110。'),
	('hint.temporary', 0, '本车为临时号牌车辆，有效期届满后不得上道路行驶。'),
	('complain', 0, '对本告知有异议的，可以自收到之日起六十日内向衡阳市人民政府申请行政复议，或者在六个月内依法向人民法院提起行政诉讼；也可以拨打 12345 投诉。'),
	('reason.papers_invalid', 0, '提交的证明、凭证无效'),
	('reason.owner_differs', 0, '来历证明记载的所有人与身份证明不符'),
	('reason.papers_differ', 0, '提交的证明、凭证与车辆不符'),
	('reason.under_age', 0, '申请人未满十六周岁'),
	('reason.no_pedals', 0, '车辆不具备应有的脚踏骑行功能'),
	('reason.number_illegible', 0, '车架号、电动机号或者整车编码无法辨认'),
	('reason.number_altered', 0, '车架号、电动机号或者整车编码有凿改痕迹'),
	('reason.motor_differs', 0, '电动机号与凭证不符'),
	('reason.colour_differs', 0, '车身颜色与凭证不符'),
	('reason.modified', 0, '车辆属于拼装或者擅自改装'),
	('reason.not_standard', 0, '车辆不符合国家标准，未列入产品目录'),
	('reason.seized', 0, '车辆被人民法院、公安机关等依法查封、扣押'),
	('reason.stolen', 0, '车辆涉嫌被盗抢，已移交调查'),
	('reason.duplicate', 0, '车辆号码已登记在其他车辆上'),
	('reason.over_quota', 0, '超出规定的登记数量'),
	('reason.other', 0, '其他不符合登记条件的情形'),
	('doc.id_card', 0, '车辆所有人身份证明原件'),
	('doc.invoice', 0, '购车发票'),
	('doc.conformity', 0, '整车出厂合格证'),
	('doc.ccc', 0, '强制性产品认证（3C）证明'),
	('doc.dealer_statement', 0, '销售单位出具的销售证明'),
	('doc.origin_pledge', 0, '车辆合法来历承诺书'),
	('doc.agent_letter', 0, '车辆所有人签署的授权委托书'),
	('doc.agent_id_card', 0, '代办人身份证明原件'),
	('doc.unit_licence', 0, '单位营业执照或者统一社会信用代码证书'),
	('doc.old_plate', 0, '原号牌、原登记证'),
	('doc.transfer_contract', 0, '车辆转让协议或者其他转移证明'),
	('doc.photos', 0, '车辆照片'),
	('doc.bike', 0, '交验车辆');

INSERT INTO policy (key, from_day, value) VALUES
	('verify.a_minute',       '2017-11-09', '30'),
	('verify.total_a_minute', '2017-11-09', '1200');
