/* flow_plan_paper — the receipt of a plan on the 80 mm roll. See flow_plan.h. */
#include "flow/flow_plan.h"

#include "flow/flow_booking.h"
#include "flow/flow_person.h"
#include "format/paper/paper.h"
#include "office/audit/audit.h"
#include "office/paper/paper.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

enum { FIELDS = 16 };
struct sheet { struct paper p; struct paper_field f[FIELDS]; str text[3]; };

static void field(struct sheet *s, const char *label, str value)
{
	if (value.n && s->p.nfields < FIELDS)
		s->f[s->p.nfields++] = (struct paper_field){ str_of(label), value, false };
}

static str day_words(struct cx *cx, utc_ms t)
{
	struct civil c = civil_of(t);

	return arena_fmt(cx->arena, "%d年%d月%d日", c.y, c.m, c.d);
}

static str yuan(struct cx *cx, int64_t fen)
{
	return arena_fmt(cx->arena, "%lld.%02lld 元", (long long)(fen / 100), (long long)(fen % 100));
}

static const char *way_words(str way)
{
	static const char *const zh[PW_N] = { "现金", "微信", "支付宝", "银行卡" };
	enum pay_way w = pay_way_of(way);

	return w < PW_N ? zh[w] : "";
}

static void form(struct cx *cx, const struct plan *p, const struct site *at, const struct owner_brief *o, struct sheet *s)
{
	field(s, "项目", str_eq(p->product, plan_product_words[0]) ? S("电动自行车防盗服务") : S("第三者责任保障"));
	field(s, "号牌号码", plate_str(&p->plate));
	field(s, "车主", o->name);
	field(s, "金额", yuan(cx, p->price_fen));
	field(s, "支付方式", str_of(way_words(pay_way_words[p->way])));
	field(s, "支付单号", p->way_ref);
	field(s, "保障开始", arena_fmt(cx->arena, "%.*s 零时", STR_ARG(day_words(cx, p->starts_at))));
	field(s, "保障结束", arena_fmt(cx->arena, "%.*s 24时", STR_ARG(day_words(cx, p->ends_at - 1))));
	if (p->state == PLS_CANCELLED || p->state == PLS_REFUNDED) {
		field(s, "退款", yuan(cx, p->refund_fen));
		field(s, "退款方式", str_of(way_words(p->refund_way)));
	}
	field(s, "办理网点", at->name);
	field(s, "经办人编号", arena_fmt(cx->arena, "%04lld", (long long)p->sold_by.v));
	field(s, "办理日期", day_words(cx, p->sold_at));
}

static int gather(struct cx *cx, plan_id id, struct plan *p, struct sheet *s)
{
	struct owner_brief o;
	struct site at;

	TRY(flow_plan_reach(cx, id, p));
	TRY(site_get(cx, p->site, &at));
	TRY(flow_person_brief(cx, p->bike, p->sold_at, &o));
	s->p = (struct paper){ .size = PAPER_RECEIPT, .title = S("收款凭证"), .subtitle = S("Receipt of Payment"), .fields = s->f, .text = s->text, .qr = S(""),
	                       .qr_caption = S(""), .nsign = 2, .sign = { S("交款人"), S("经办人") }, .at = p->sold_at, .footer = S(""),
	                       .number = arena_fmt(cx->arena, "编号 %.*s", STR_ARG(p->receipt)), .watermark = p->state == PLS_CANCELLED ? S("已作废") : S("") };
	TRY(paper_text_or(cx, S("issuer"), cx->now, S(""), &s->p.issuer));
	form(cx, p, &at, &o, s);
	s->text[s->p.ntext++] = S("自愿办理。保障自次日零时起生效，生效前发生的被盗、事故不在保障范围内。");
	if (p->state == PLS_CANCELLED)
		s->text[s->p.ntext++] = S("本笔已于当日撤销，款项原路退回。");
	return arena_over(cx->arena) ? FAIL(cx, E_TOOBIG, "no memory for the document") : 0;
}

static int note(struct cx *cx, plan_id id)
{
	TRY(audit_add(cx, "plan.read", "plan", id.v, (theft_id){ 0 }, S("")));
	return sql_commit(cx);
}

int flow_plan_receipt(struct cx *cx, plan_id id, struct plan *ret, str *ret_pdf)
{
	struct sheet *s = arena_alloc(cx->arena, sizeof *s);

	if (!s)
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	TRY(sql_begin(cx, false));
	int rc = gather(cx, id, ret, s);
	sql_rollback(cx);
	TRY(rc);
	TRY(paper_pdf(&s->p, cx->arena, &cx->err, ret_pdf));
	TRY(sql_begin(cx, true));
	rc = note(cx, id);
	sql_rollback(cx);
	return rc;
}
