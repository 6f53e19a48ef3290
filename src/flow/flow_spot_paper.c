/* flow_spot_paper — the decision and the custody receipt on the 80 mm roll or A5 (on one page, with what is signed), and the public notice on A4. See flow_spot.h. */
#include "flow/flow_spot.h"

#include "flow/flow_figures.h"
#include "format/paper/paper.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/paper/paper.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { FIELDS = 24, TEXTS = 8, ROWS = 200, COLUMNS = 6 };
struct sheet { struct paper p; struct paper_field f[FIELDS]; str text[TEXTS]; struct paper_table table; str cell[ROWS * COLUMNS]; };

const str spot_paper_names[SPP_N] = { SI("roll"), SI("a5") };

static void field(struct sheet *s, const char *label, str value)
{
	if (value.n && s->p.nfields < FIELDS)
		s->f[s->p.nfields++] = (struct paper_field){ str_of(label), value, false };
}

/* A line of its own. */
static void line(struct sheet *s, const char *label, str value)
{
	field(s, label, value);
	if (value.n && s->p.nfields)
		s->f[s->p.nfields - 1].wide = true;
}

static void text(struct sheet *s, str t)
{
	if (t.n && s->p.ntext < TEXTS)
		s->text[s->p.ntext++] = t;
}

static str day_words(struct cx *cx, int32_t day)
{
	struct civil c = civil_of(day_start(day));

	return arena_fmt(cx->arena, "%d年%d月%d日", c.y, c.m, c.d);
}

static str minute_words(struct cx *cx, utc_ms t)
{
	int minute = (int)((t - day_start(day_of(t))) / MINUTE_MS);

	return arena_fmt(cx->arena, "%.*s%02d时%02d分", STR_ARG(day_words(cx, day_of(t))), minute / 60, minute % 60);
}

static str yuan(struct cx *cx, int64_t fen)
{
	return arena_fmt(cx->arena, "%lld.%02lld 元", (long long)(fen / 100), (long long)(fen % 100));
}

static int sheet_of(struct cx *cx, enum spot_paper size, str number, utc_ms at, struct sheet *s)
{
	s->p = (struct paper){ .size = size == SPP_ROLL ? PAPER_RECEIPT : PAPER_A5, .fields = s->f, .text = s->text, .qr = S(""), .qr_caption = S(""), .footer = S(""),
	                       .subtitle = S(""), .watermark = S(""), .at = at, .seal = size != SPP_ROLL, .number = arena_fmt(cx->arena, "编号 %.*s", STR_ARG(number)) };
	return paper_text_or(cx, S("issuer"), cx->now, S(""), &s->p.issuer);
}

static str officer(struct cx *cx, account_id id)
{
	return arena_fmt(cx->arena, "%04lld", (long long)id.v);
}

static void party(struct cx *cx, const struct spot *d, struct sheet *s)
{
	field(s, "当事人", arena_str(cx->arena, pii_reveal(&d->f.name)));      /* it is handed to them */
	field(s, "证件号码", pii_mask_id(cx->arena, &d->f.id_no));
	field(s, "号牌号码", d->f.plate.n ? d->f.plate : S("无号牌"));
}

static bool wants_money(const struct spot *d)
{
	return d->state == SPS_FINED || d->state == SPS_OVERDUE || d->state == SPS_PAID;
}

static const char *way_words(enum spot_way w)
{
	static const char *const zh[SPW_N] = { "现金", "微信", "支付宝", "银行卡", "银行或财政缴款码" };

	return w < SPW_N ? zh[w] : "";
}

/* --- the decision --- */

static void decision_form(struct cx *cx, const struct spot *d, struct sheet *s)
{
	party(cx, d, s);
	line(s, "违法时间", minute_words(cx, d->f.at));
	line(s, "违法地点", d->f.place);
	line(s, "违法行为", arena_fmt(cx->arena, "%.*s（代码%.*s）", STR_ARG(d->f.fact_zh), STR_ARG(d->f.code)));
	if (flow_spot_let_go(d)) {
		line(s, "处理", S("不予处罚，口头教育后放行"));
		line(s, "理由", d->reason);
	} else {
		line(s, "处罚依据", d->f.basis);
		line(s, "决定", d->fine_fen ? arena_fmt(cx->arena, "罚款 %.*s", STR_ARG(yuan(cx, d->fine_fen))) : S("警告"));
		line(s, "陈述申辩", d->f.defence.n ? d->f.defence : S("无"));
	}
	if (wants_money(d))
		field(s, "缴款期限", day_words(cx, d->due_day));
	if (d->paid_at) {
		field(s, "已缴", yuan(cx, d->fine_fen + d->surcharge_fen));
		field(s, "缴款方式", str_of(way_words(d->paid.way)));
		field(s, "票据号", d->paid.receipt.n ? d->paid.receipt : d->paid.ref);
	}
	field(s, flow_spot_let_go(d) ? "处理日期" : "决定日期", day_words(cx, day_of(d->decided_at)));
	field(s, "执勤民警编号", officer(cx, d->decided_by));
}

static int decision_texts(struct cx *cx, const struct spot *d, struct sheet *s)
{
	str t;

	if (flow_spot_let_go(d))
		return 0;
	if (wants_money(d) && !d->paid_at)
		text(s, arena_fmt(cx->arena, "请在%.*s（含当日）前凭本决定书编号到银行、用财政缴款码或在网点柜台缴纳罚款。逾期不缴的，每日按罚款数额的%lld%%加处罚款，加处总额不超过罚款本身。", STR_ARG(day_words(cx, d->due_day)),
			(long long)d->pct));
	TRY(paper_text_or(cx, S("hint.spot"), d->f.at,
		S("不服本决定的，应当先在60日内申请行政复议；对复议决定不服的，可以依法向人民法院起诉。"), &t));
	text(s, t);
	return 0;
}

static int gather_decision(struct cx *cx, int64_t id, enum spot_paper size, struct sheet *s)
{
	struct spot d;
	struct unit u;

	TRY(flow_spot_get(cx, id, &d));
	TRY(unit_get(cx, d.unit, &u));
	TRY(sheet_of(cx, size, d.number, d.f.at, s));
	s->p.title = flow_spot_let_go(&d) ? S("现场处理记录") : S("当场处罚决定书");
	s->p.subtitle = flow_spot_let_go(&d) ? S("Record on the Spot") : size == SPP_ROLL ? S("Decision on the Spot") : S("简易程序 · Decision on the Spot");
	s->p.nsign = 2;
	s->p.sign[0] = flow_spot_let_go(&d) ? S("当事人签名") : S("被处罚人签名");
	s->p.sign[1] = S("执勤民警签名");
	if (d.state == SPS_CANCELLED && !flow_spot_let_go(&d))
		s->p.watermark = S("已撤销");
	decision_form(cx, &d, s);
	line(s, flow_spot_let_go(&d) ? "处理机关" : "处罚机关", u.name);
	return decision_texts(cx, &d, s);
}

/* --- the custody receipt --- */

static int gather_custody(struct cx *cx, int64_t id, enum spot_paper size, struct sheet *s)
{
	struct custody c;
	struct spot d;
	struct unit u;

	TRY(flow_custody_get(cx, id, &c));
	TRY(spot_get(cx, c.decision, &d));
	TRY(unit_get(cx, c.unit, &u));
	TRY(sheet_of(cx, size, c.number, c.impounded_at, s));
	s->p.title = S("扣留非机动车凭证");
	s->p.subtitle = size == SPP_ROLL ? S("Custody Receipt") : S("行政强制措施凭证 · Custody Receipt");
	s->p.nsign = 2;
	s->p.sign[0] = S("当事人签名");
	s->p.sign[1] = S("执勤民警签名");
	party(cx, &d, s);
	field(s, "品牌颜色", arena_fmt(cx->arena, "%.*s %.*s", STR_ARG(c.f.brand), STR_ARG(c.f.colour)));
	line(s, "车况和随车物品", c.f.marks);
	line(s, "扣留时间", minute_words(cx, c.impounded_at));
	line(s, "扣留地点", d.f.place);
	line(s, "事由", d.f.fact_zh);
	line(s, "扣留依据", c.f.basis);
	line(s, "存放地点", arena_fmt(cx->arena, "%.*s %.*s", STR_ARG(c.f.yard), STR_ARG(c.f.slot)));
	field(s, "可领取日期", arena_fmt(cx->arena, "%.*s起", STR_ARG(day_words(cx, c.f.release_day))));
	field(s, "处罚决定", d.number);
	field(s, "执勤民警编号", officer(cx, d.decided_by));
	line(s, "扣留机关", u.name);
	text(s, S("请在15个工作日内持本凭证和本人身份证接受处理、领取车辆。长期无人领取的，依法公告，公告期满后处理。保管期间不收取费用。"));
	if (c.f.ground == CUG_REFUSED)
		text(s, S("缴清罚款后即可领取。"));
	text(s, S("不服本措施的，可以在60日内申请行政复议，或在6个月内向人民法院起诉。"));
	if (c.state == CUS_RELEASED)
		s->p.watermark = S("已领取");
	return 0;
}

/* --- the public notice --- */

static int notice_row(struct cx *cx, const struct custody *c, void *arg)
{
	struct sheet *s = arg;
	str *v = &s->cell[s->table.rows * COLUMNS];

	if (s->table.rows == ROWS)
		return 0;
	v[0] = c->notice;
	v[1] = c->f.plate.n ? flow_mask_mark(cx->arena, c->f.plate) : S("无号牌");
	v[2] = arena_fmt(cx->arena, "%.*s %.*s", STR_ARG(c->f.brand), STR_ARG(c->f.colour));
	v[3] = day_words(cx, day_of(c->impounded_at));
	v[4] = c->f.yard;
	v[5] = day_words(cx, c->dispose_day);
	s->table.rows++;
	return 0;
}

static int gather_notice(struct cx *cx, struct sheet *s)
{
	static const char *const head[COLUMNS] = { "公告号", "号牌", "品牌颜色", "扣留日期", "存放地点", "认领截止" };
	static const double share[COLUMNS] = { 2.2, 1.4, 1.6, 1.8, 2.2, 1.8 };

	TRY(sheet_of(cx, SPP_A5, S(""), cx->now, s));
	s->p.size = PAPER_A4;
	s->p.number = S("");
	s->p.title = S("无人认领车辆公告");
	s->p.subtitle = S("Notice of Unclaimed Bikes");
	s->table = (struct paper_table){ .columns = COLUMNS, .cells = s->cell };
	for (int i = 0; i < COLUMNS; i++) {
		s->table.head[i] = str_of(head[i]);
		s->table.share[i] = share[i];
	}
	TRY(custody_list(cx, &(struct custody_filter){ .area = cx->area, .states = 1u << CUS_NOTICED }, ROWS, notice_row, s));
	if (!s->table.rows)
		return FAIL_FIELD(cx, E_STATE, "noNotice", "no bike is noticed; write notices in the list of the unclaimed ones first");
	s->p.table = &s->table;
	text(s, S("下列车辆被依法扣留后无人领取，现予公告。请车主在认领截止日（含当日）前持有效身份证明和车辆来历证明到扣车场认领；逾期无人认领的，依法处理。"));
	text(s, arena_fmt(cx->arena, "公告日期：%.*s", STR_ARG(day_words(cx, day_of(cx->now)))));
	return 0;
}

/* --- drawn --- */

static int note(struct cx *cx, int64_t id, str what)
{
	TRY(audit_add(cx, "spot.paper", "spot", id, (theft_id){ 0 }, what));
	return sql_commit(cx);
}

static int drawn(struct cx *cx, int rc, struct sheet *s, int64_t id, str what, str *ret)
{
	sql_rollback(cx);
	TRY(rc);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	TRY(paper_pdf(&s->p, cx->arena, &cx->err, ret));
	TRY(sql_begin(cx, true));
	rc = note(cx, id, what);
	sql_rollback(cx);
	return rc;
}

static int begin(struct cx *cx, struct sheet **ret)
{
	*ret = arena_alloc(cx->arena, sizeof **ret);
	if (!*ret)
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	**ret = (struct sheet){ .p = { .nfields = 0 } };
	return sql_begin(cx, false);
}

int flow_spot_paper(struct cx *cx, int64_t id, enum spot_paper size, str *ret_pdf)
{
	struct sheet *s;

	TRY(begin(cx, &s));
	return drawn(cx, gather_decision(cx, id, size, s), s, id, S("decision"), ret_pdf);
}

int flow_custody_paper(struct cx *cx, int64_t id, enum spot_paper size, str *ret_pdf)
{
	struct sheet *s;

	TRY(begin(cx, &s));
	return drawn(cx, gather_custody(cx, id, size, s), s, id, S("custody"), ret_pdf);
}

int flow_custody_notice(struct cx *cx, str *ret_pdf)
{
	struct sheet *s;

	TRY(begin(cx, &s));
	return drawn(cx, gather_notice(cx, s), s, 0, S("notice"), ret_pdf);
}
