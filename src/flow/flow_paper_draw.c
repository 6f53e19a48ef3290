/* flow_paper_draw — an issued document as it is printed. See flow_paper.h. */
#include "flow/flow_paper_int.h"

#include <openssl/sha.h>
#include <stdio.h>

#include "format/paper/paper.h"
#include "office/audit/audit.h"
#include "platform/log.h"
#include "store/sql/sql.h"

enum { FIELDS = 20, TEXTS = PAPER_MISSING_MAX + 8 };
struct sheet { struct paper p; struct paper_field f[FIELDS]; str text[TEXTS]; str content, code; const struct paper_row *row; bool terse; };

/* What each kind is called, and the paper it goes on. */
static const struct { str title, subtitle; enum paper_size size; str sign[3]; int nsign; } kinds[PAK_N] = {
	[PAK_CERTIFICATE] = { SI("电动自行车登记证（行驶证）"), SI(""), PAPER_A5_LANDSCAPE, { { 0 } }, 0 },
	[PAK_RECEIPT] = { SI("号牌标签领取凭证"), SI("Receipt of Plate and Tags"), PAPER_RECEIPT, { SI("领取人"), SI("经办人") }, 2 },
	[PAK_MISSING] = { SI("一次性告知书"), SI("需补齐的登记材料 · Notice of Missing Papers"), PAPER_A4, { SI("申请人"), SI("经办人") }, 2 },
	[PAK_REFUSAL] = { SI("不予登记告知书"), SI("Notice of Refusal"), PAPER_A4, { SI("申请人"), SI("经办人") }, 2 },
	[PAK_TRANSFER] = { SI("电动自行车转移登记证明"), SI("Certificate of Transfer"), PAPER_A4, { SI("现所有人"), SI("经办人") }, 2 },
	[PAK_DEREGISTRATION] = { SI("电动自行车注销登记证明"), SI("Certificate of Deregistration"), PAPER_A4, { SI("所有人"), SI("经办人") }, 2 },
};

/* --- coded words as they are printed --- */

struct word { str coded, shown; };
static const struct word words[] = {
	{ SI("standard"), SI("正式号牌") }, { SI("temporary"), SI("临时号牌") },
	{ SI("own"), SI("自用") }, { SI("delivery"), SI("快递配送") }, { SI("takeaway"), SI("外卖配送") }, { SI("other"), SI("其他") },
	{ SI("idcard"), SI("居民身份证") }, { SI("passport"), SI("护照") }, { SI("hkmo_permit"), SI("港澳居民来往内地通行证") },
	{ SI("tw_permit"), SI("台湾居民来往大陆通行证") }, { SI("residence"), SI("居住证") }, { SI("military"), SI("军官证") },
	{ SI("uscc"), SI("统一社会信用代码") }, { SI("none"), SI("") },
	{ SI("scrapped"), SI("报废") }, { SI("lost"), SI("灭失") }, { SI("stolen"), SI("被盗抢") }, { SI("moved_away"), SI("迁出本市") },
	{ SI("returned"), SI("退车") }, { SI("unclaimed"), SI("扣留期满无人认领") },
};

static str shown(str coded)
{
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (str_eq(words[i].coded, coded))
			return words[i].shown;
	return coded;
}

static str day_words(struct cx *cx, utc_ms t)
{
	struct civil c = civil_of(t);

	return arena_fmt(cx->arena, "%d年%d月%d日", c.y, c.m, c.d);
}

/* --- the form --- */

/* A roll and the small certificate have no room for the English label. */
static void field(struct cx *cx, struct sheet *s, const char *zh, const char *en, str value, bool wide)
{
	if (!value.n)
		return;
	ASSERT(s->p.nfields < FIELDS);
	str label = s->terse ? str_of(zh) : arena_fmt(cx->arena, "%s\n%s", zh, en);
	s->f[s->p.nfields++] = (struct paper_field){ label, value, wide };
}

static void text(struct sheet *s, str t)
{
	if (t.n && s->p.ntext < TEXTS)
		s->text[s->p.ntext++] = t;
}

static str fact(const struct sheet *s, const char *key)
{
	return flow_paper_fact(s->content, key);
}

static int say(struct cx *cx, const struct sheet *s, str key, str *ret)
{
	return paper_text_or(cx, key, s->row->issued_at, S(""), ret);
}

static void form_bike(struct cx *cx, struct sheet *s)
{
	int64_t registered = 0;

	field(cx, s, "号牌号码", "Plate", fact(s, "plate"), false);
	str kept = shown(fact(s, "kind")), until = fact(s, "ends");
	field(cx, s, "车辆类型", "Kind", until.n ? arena_fmt(cx->arena, "%.*s，有效期至%.*s", STR_ARG(kept), STR_ARG(until)) : kept, false);
	field(cx, s, "整车编码", "Vehicle code", fact(s, "vehicle"), false);
	field(cx, s, "车架号", "Frame no.", fact(s, "frame"), false);
	field(cx, s, "电动机号", "Motor no.", fact(s, "motor"), false);
	str model = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(fact(s, "brand")), fact(s, "model").n ? " " : "", STR_ARG(fact(s, "model")));
	field(cx, s, "品牌型号", "Brand, model", model, false);
	field(cx, s, "车身颜色", "Colour", fact(s, "colour"), false);
	field(cx, s, "使用性质", "Use", shown(fact(s, "use")), false);
	field(cx, s, s->row->kind == PAK_TRANSFER ? "现所有人" : "所有人", "Owner", fact(s, "owner"), false);
	str kind = shown(fact(s, "id.kind"));
	field(cx, s, "身份证明", "Identity", arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(kind), kind.n ? " " : "", STR_ARG(fact(s, "id"))), false);
	if (str_i64(fact(s, "registered"), INT64_MIN, INT64_MAX, &registered))
		field(cx, s, "登记日期", "Registered on", day_words(cx, registered), false);
	field(cx, s, "原所有人", "Owner before", fact(s, "from"), false);
	field(cx, s, "注销原因", "Reason", shown(fact(s, "why")), false);
}

static void form_receipt(struct cx *cx, struct sheet *s)
{
	field(cx, s, "号牌号码", "", fact(s, "plate"), false);
	field(cx, s, "防盗标签", "", fact(s, "tag"), false);
	field(cx, s, "执法标签", "", fact(s, "tag.enforcement"), false);
	field(cx, s, "车主标签", "", fact(s, "tag.owner"), false);
	field(cx, s, "所有人", "", fact(s, "owner"), false);
	field(cx, s, "车架号", "", fact(s, "frame"), false);
	field(cx, s, "有效期至", "", fact(s, "ends"), false);
}

static void form_notice(struct cx *cx, struct sheet *s)
{
	field(cx, s, "申请人", "Applicant", fact(s, "who"), false);
	field(cx, s, "车辆号码", "Numbers of the bike", fact(s, "numbers"), true);
}

static void form_issue(struct cx *cx, struct sheet *s)
{
	bool certificate = s->row->kind == PAK_CERTIFICATE;     /* six rows of two: a long name may take a second line, and it stays one sheet */
	str point = fact(s, "point");

	if (certificate && s->row->actor.v)
		point = arena_fmt(cx->arena, "%.*s　经办 %04lld", STR_ARG(point), (long long)s->row->actor.v);
	field(cx, s, "办理网点", "Issued at", point, false);
	if (!certificate && s->row->actor.v)
		field(cx, s, "经办人编号", "Clerk no.", arena_fmt(cx->arena, "%04lld", (long long)s->row->actor.v), false);
	if (!certificate)
		field(cx, s, "出具日期", "Issued on", day_words(cx, s->row->issued_at), false);
}

/* --- the paragraphs --- */

static str next_of(str *left, char sep)
{
	const char *end = memchr(left->p, sep, left->n);
	str one = { left->p, end ? (size_t)(end - left->p) : left->n };
	size_t skip = MIN(left->n, one.n + 1);

	*left = (str){ left->p + skip, left->n - skip };
	return one;
}

/* "invoice|origin_pledge": either will do. */
static int missing_words(struct cx *cx, const struct sheet *s, str either, str *ret)
{
	str out = S("");

	for (str left = either; left.n;) {
		str one = next_of(&left, '|'), t;
		TRY(say(cx, s, arena_fmt(cx->arena, "doc.%.*s", STR_ARG(one)), &t));
		out = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(out), out.n ? "，或者" : "", STR_ARG(t.n ? t : one));
	}
	*ret = out;
	return 0;
}

static int text_missing(struct cx *cx, struct sheet *s)
{
	int n = 0;

	for (str left = s->row->missing; left.n;) {
		str t;
		TRY(missing_words(cx, s, next_of(&left, ','), &t));
		text(s, arena_fmt(cx->arena, "%d. %.*s", ++n, STR_ARG(t)));
	}
	return 0;
}

static int text_refusal(struct cx *cx, struct sheet *s)
{
	str t;

	TRY(say(cx, s, arena_fmt(cx->arena, "reason.%.*s", STR_ARG(s->row->reason)), &t));
	text(s, arena_fmt(cx->arena, "不予登记的理由：%.*s。", STR_ARG(t.n ? t : s->row->reason)));
	return 0;
}

static int texts(struct cx *cx, struct sheet *s)
{
	enum paper_kind k = s->row->kind;
	str t;

	TRY(say(cx, s, arena_fmt(cx->arena, "basis.%.*s", STR_ARG(paper_kind_words[k])), &t));
	text(s, t);
	if (k == PAK_MISSING)
		TRY(text_missing(cx, s));
	if (k == PAK_REFUSAL)
		TRY(text_refusal(cx, s));
	if (fact(s, "note").n)
		text(s, arena_fmt(cx->arena, "说明：%.*s", STR_ARG(fact(s, "note"))));
	if (k == PAK_CERTIFICATE && fact(s, "ends").n) {
		TRY(say(cx, s, S("hint.temporary"), &t));
		text(s, t);
	}
	TRY(say(cx, s, arena_fmt(cx->arena, "hint.%.*s", STR_ARG(paper_kind_words[k])), &t));
	text(s, t);
	if (k == PAK_REFUSAL || k == PAK_MISSING) {
		TRY(say(cx, s, S("complain"), &t));
		text(s, t);
	}
	return 0;
}

/* --- the sheet --- */

/* The code stands behind the #: no browser sends it when the page is fetched, so it is in nobody's log of addresses. */
static int code_link(struct cx *cx, struct sheet *s)
{
	str base;

	TRY(say(cx, s, S("public_url"), &base));
	while (base.n && base.p[base.n - 1] == '/')
		base.n--;
	s->p.qr = arena_fmt(cx->arena, "%.*s/v/#%.*s", STR_ARG(base), STR_ARG(s->code));
	s->p.qr_caption = S("扫码核验 Scan to verify");
	s->p.beside = true;
	/* for who types it */
	str grouped = S("");
	for (size_t i = 0; i < s->code.n; i++)
		grouped = arena_fmt(cx->arena, "%.*s%s%c", STR_ARG(grouped), i && i % 5 == 0 && i < 25 ? "-" : "", s->code.p[i]);
	text(s, arena_fmt(cx->arena, "核验码 %.*s", STR_ARG(grouped)));
	return 0;
}

static int sheet_of(struct cx *cx, const struct paper_row *row, struct sheet *s)
{
	enum paper_kind k = row->kind;

	ASSERT((unsigned)k < PAK_N);
	s->row = row;
	TRY(paper_content(cx, row, &s->content, &s->code));
	s->terse = kinds[k].size != PAPER_A4;
	s->p = (struct paper){ .size = kinds[k].size, .title = kinds[k].title, .subtitle = kinds[k].subtitle, .fields = s->f, .text = s->text,
	                       .number = arena_fmt(cx->arena, "编号 %.*s", STR_ARG(row->number)), .qr = S(""), .qr_caption = S(""), .nsign = kinds[k].nsign,
	                       .seal = k != PAK_RECEIPT, .watermark = S(""), .at = row->issued_at };
	for (int i = 0; i < kinds[k].nsign; i++)
		s->p.sign[i] = kinds[k].sign[i];
	TRY(say(cx, s, S("issuer"), &s->p.issuer));
	TRY(say(cx, s, S("footer"), &s->p.footer));
	if (k == PAK_RECEIPT)
		form_receipt(cx, s);
	else if (k == PAK_MISSING || k == PAK_REFUSAL)
		form_notice(cx, s);
	else
		form_bike(cx, s);
	form_issue(cx, s);
	TRY(texts(cx, s));
	if (k == PAK_CERTIFICATE)
		TRY(code_link(cx, s));
	return arena_over(cx->arena) ? FAIL(cx, E_TOOBIG, "no memory for the document") : 0;
}

/* --- fetched --- */

static void sha_hex(str bytes, char ret[static PAPER_SHA + 1])
{
	uint8_t h[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)bytes.p, bytes.n, h);
	for (size_t i = 0; i < sizeof h; i++)
		snprintf(ret + 2 * i, 3, "%02x", h[i]);
}

/* FP2: no row, no PDF. */
static int fetched(struct cx *cx, int64_t id, str sha, struct paper_row *ret)
{
	struct paper_row row;
	bool same;

	TRY(flow_paper_reach(cx, id, &row));
	TRY(paper_print(cx, &row, sha, &same));
	TRY(audit_add(cx, "paper.pdf", "paper", id, (theft_id){ 0 }, paper_kind_words[row.kind]));
	if (!same) {
		log_line(LOG_ERROR, "paper.differs", "paper=%lld kind=%.*s", (long long)id, STR_ARG(paper_kind_words[row.kind]));
		TRY(audit_add(cx, "paper.differs", "paper", id, (theft_id){ 0 }, S("the drawing is not the first one's")));
	}
	TRY(paper_get(cx, id, ret));
	return sql_commit(cx);
}

static int gathered(struct cx *cx, int64_t id, struct paper_row *row, struct sheet *s)
{
	TRY(flow_paper_reach(cx, id, row));
	return sheet_of(cx, row, s);
}

int flow_paper_pdf(struct cx *cx, int64_t id, struct paper_row *ret_row, str *ret_pdf)
{
	struct paper_row *row = arena_alloc(cx->arena, sizeof *row);
	struct sheet *s = arena_alloc(cx->arena, sizeof *s);
	char sha[PAPER_SHA + 1];
	str pdf;

	if (!row || !s)
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	TRY(sql_begin(cx, false));
	int rc = gathered(cx, id, row, s);
	sql_rollback(cx);
	TRY(rc);
	TRY(paper_pdf(&s->p, cx->arena, &cx->err, &pdf));
	sha_hex(pdf, sha);
	TRY(sql_begin(cx, true));
	rc = fetched(cx, id, str_of(sha), row);
	sql_rollback(cx);
	TRY(rc);
	*ret_row = *row;
	*ret_pdf = pdf;
	return 0;
}
