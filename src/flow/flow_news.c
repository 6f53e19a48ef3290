/* flow_news — see flow_news.h. */
#include "flow/flow_news.h"

#include "base/utc.h"
#include "flow/flow_claim.h"
#include "flow/flow_figures.h"
#include "flow/flow_liability.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/message/message.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"

enum { ALIVE_DAYS = 3, FILLED = 900 };

/* --- the words --- */

/* {p} masked plate, {r} receipt, {f} document of the filing, {u} unit, {n} claim's number, {y} yuan, {d} day owed, {w} why, {m} papers, {a} days of appeal */
struct news { int ev; const char *text; };
static const struct news of_case[] = {
	{ TE_ACCEPT, "您的电动自行车{p}报案已受理，受案回执号{r}。进展可在车主页面查看。" },
	{ TE_FILE, "您的电动自行车{p}被盗案已立案，文书号{f}，受案回执号{r}。警方正在查找，进展可在车主页面查看。" },
	{ TE_NOT_FILE, "您的电动自行车{p}报案经审查不予立案，文书号{f}。原因见书面通知，请到{u}领取；有异议的，可以申请复议。" },
	{ TE_RECOVER, "您的电动自行车{p}已追回。请携带本人身份证到{u}办理认领，受案回执号{r}。" },
	{ TE_RETURN, "您的电动自行车{p}已办理返还，本案办结。" },
	{ TE_GIVE_UP, "您的电动自行车{p}暂未找到，标签信号仍会继续留意。购买了防盗服务的，可在车主页面申请理赔。" },
	{ TE_WITHDRAW, "您的电动自行车{p}报案已撤回，受案回执号{r}。如有疑问请联系{u}。" },
	{ TE_UNFOUND, "您的电动自行车{p}报案经查不成立，已撤销，受案回执号{r}。如有疑问请联系{u}。" },
	{ TE_REOPEN, "您的电动自行车{p}被盗案已重新办理，受案回执号{r}。请勿前往认领，进展可在车主页面查看。" },
};
static const struct news of_claim[] = {
	{ CE_REVIEW, "您的电动自行车{p}理赔申请{n}已收到，正在审核，应于{d}前办结。" },
	{ CE_ASK, "您的电动自行车{p}理赔申请{n}还缺：{m}。请在车主页面拍照补交，或到窗口办理；补齐前期限暂停。" },
	{ CE_APPROVE, "您的电动自行车{p}理赔{n}已核准，赔付{y}元，应于{d}前付到您登记的银行卡。" },
	{ CE_PAID, "您的电动自行车{p}理赔{n}的{y}元已由银行付出，请查收。" },
	{ CE_REJECT, "您的电动自行车{p}理赔申请{n}未通过：{w}。有异议的，{a}天内可在车主页面申诉。" },
	{ CE_SIGHT, "您的电动自行车{p}理赔{n}暂停办理：车辆有新情况正在核实，核实期间不赔付。" },
	{ CE_UNHOLD, "您的电动自行车{p}理赔{n}恢复办理，应于{d}前办结。" },
	{ CE_TAKE_UP, "您的电动自行车{p}理赔{n}的申诉已受理，应于{d}前办结。" },
	{ CE_ENDED, "您的电动自行车{p}报案已撤回或经查不成立，理赔{n}已赔付的{y}元请到窗口办理退回；有疑问请联系窗口。" },
	{ CE_FOUND, "您的电动自行车{p}在赔付后有了下落，理赔{n}的后续请到窗口办理。" },
};

/* {n} accident's number, {d} until when. Nothing when the surveyor arrives: the owner stands beside him. A way through the bank is told when the money is there. */
static const struct news of_accident[] = {
	{ AE_N, "您的电动自行车{p}事故报案{n}已受理，将尽快派查勘员。有人受伤请先拨打122和120。" },
	{ AE_ASSIGN, "您的电动自行车{p}事故{n}已派查勘员，应于{d}前到达现场。" },
	{ AE_ASSESS, "您的电动自行车{p}事故{n}已定损，应赔付对方{y}元。同意的，请与对方一起确认；不同意的，可在车主页面提出异议。" },
	{ AE_REASSESS, "您的电动自行车{p}事故{n}已由另一名查勘员重新定损，应赔付对方{y}元。同意的，请与对方一起确认；不同意的，可在车主页面提出异议。" },
	{ AE_AGREE, "您的电动自行车{p}事故{n}双方已确认，赔付对方{y}元，应于{d}前付清。" },
	{ AE_DISPUTE, "您的电动自行车{p}事故{n}的异议已收到，将由另一名查勘员重新定损。" },
	{ AE_PAY, "您的电动自行车{p}事故{n}的{y}元已付给对方，本次事故办结。" },
	{ AE_BANK_PAID, "您的电动自行车{p}事故{n}的{y}元已由银行付给对方，本次事故办结。" },
	{ AE_REFUSE, "您的电动自行车{p}事故{n}不予赔付：{w}。有异议的，可在车主页面提出异议，也可向人民法院起诉。" },
	{ AE_WITHDRAW, "您的电动自行车{p}事故报案{n}已撤回。" },
	{ AE_COURT, "您的电动自行车{p}事故{n}转由人民法院处理，本处不再赔付，请按法院通知办理。" },
};

static const struct news *news_for(const struct news *v, size_t n, int ev)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].ev == ev)
			return &v[i];
	return NULL;
}

struct facts { str p, r, f, u, n, y, d, w, m, a; };

static str fact(const struct facts *x, char which)
{
	switch (which) {
	case 'p': return x->p;
	case 'r': return x->r;
	case 'f': return x->f;
	case 'u': return x->u;
	case 'n': return x->n;
	case 'y': return x->y;
	case 'd': return x->d;
	case 'w': return x->w;
	case 'm': return x->m;
	default: return x->a;
	}
}

static str fill(struct cx *cx, const char *text, const struct facts *x)
{
	char buf[FILLED];
	size_t n = 0;

	while (*text && n < sizeof buf) {
		str put = { text, 1 };
		if (*text == '{') {
			put = fact(x, text[1]);
			text += 2;
		}
		for (size_t i = 0; i < put.n && n < sizeof buf; i++)
			buf[n++] = put.p[i];
		text++;
	}
	return arena_fmt(cx->arena, "【雁阵】%.*s", (int)n, buf);
}

/* --- whom, and when --- */

int flow_news_by_day(struct cx *cx, utc_ms *ret)
{
	utc_ms day = day_start(day_of(cx->now));
	int64_t hour = (cx->now - day) / HOUR_MS, from, until;

	TRY(policy_i64(cx, POL_MESSAGE_FROM_H, cx->now, &from));
	TRY(policy_i64(cx, POL_MESSAGE_UNTIL_H, cx->now, &until));
	*ret = hour < from ? day + from * HOUR_MS : hour >= until ? day + (24 + from) * HOUR_MS : cx->now;
	return 0;
}

/* The first phone of the register; none: nobody is told. */
static int phone_of(struct cx *cx, owner_id owner, struct pii *ret, bool *ret_found)
{
	struct pii phone[OWNER_PHONES];
	struct err before = cx->err;
	struct owner o;
	bool wanted;
	int n;

	*ret_found = false;
	if (!owner.v)
		return 0;
	int rc = owner_live(cx, owner, &o);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	TRY(owner_news(cx, o.id, &wanted));
	if (!wanted)         /* NW2 */
		return 0;
	TRY(owner_phones(cx, o.id, phone, &n));
	if (n) {
		*ret = phone[0];
		*ret_found = true;
	}
	return 0;
}

struct sent { str kind, step; owner_id to; const struct news *news; struct facts x; bool at_once; };

/* NW1 */
static int tell(struct cx *cx, const struct sent *s)
{
	utc_ms at = cx->now;
	struct pii phone;
	bool found;

	TRY(phone_of(cx, s->to, &phone, &found));
	if (!found)
		return 0;
	if (!s->at_once)
		TRY(flow_news_by_day(cx, &at));
	return message_tell(cx, s->kind, s->step, pii_reveal(&phone), fill(cx, s->news->text, &s->x), at, at + ALIVE_DAYS * DAY_MS);
}

static int owner_then(struct cx *cx, bike_id bike, utc_ms at, owner_id *ret)
{
	struct err before = cx->err;
	struct ownership own;

	int rc = bike_owner_at(cx, bike, at, &own);
	*ret = (owner_id){ 0 };
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret = own.owner;
	return 0;
}

static str masked(struct cx *cx, const struct plate *p)
{
	return flow_mask_mark(cx->arena, arena_str(cx->arena, plate_str(p)));
}

/* --- cases --- */

bool flow_news_of_case(enum theft_event ev)
{
	return news_for(of_case, COUNTOF(of_case), (int)ev) != NULL;
}

int flow_news_case(struct cx *cx, const struct theft *t, enum theft_event ev)
{
	struct sent s = { .kind = S("case_news"), .news = news_for(of_case, COUNTOF(of_case), (int)ev) };
	struct unit u = { .name = S("受案单位") };
	int64_t on;

	TRY(policy_i64(cx, POL_MESSAGE_CASE_NEWS, cx->now, &on));
	if (!on || !s.news)
		return 0;
	TRY(owner_then(cx, t->bike, t->missing_at, &s.to));
	if (t->unit.v)
		TRY(unit_get(cx, t->unit, &u));
	s.step = arena_fmt(cx->arena, "case.%lld.%lld", (long long)t->id.v, (long long)t->ver);
	s.x = (struct facts){ .p = masked(cx, &t->plate), .r = t->receipt_no, .f = t->filing_no, .u = u.name };
	return tell(cx, &s);
}

/* --- claims --- */

static const struct { str kind, zh; } papers_zh[] = {
	{ SI("id_card"), SI("身份证") }, { SI("theft_receipt"), SI("接报案回执") }, { SI("unsolved_proof"), SI("未破案证明") }, { SI("claim_form"), SI("理赔申请表") },
	{ SI("invoice"), SI("购车发票") }, { SI("service_receipt"), SI("防盗服务收据") }, { SI("bank_card"), SI("银行卡照片") }, { SI("card"), SI("收款银行卡号") },
};

static int missing_zh(struct cx *cx, const struct claim *c, str *ret)
{
	str v[CLAIM_PAPERS], out = S("");
	int n;

	TRY(flow_claim_missing(cx, c, v, &n));
	for (int i = 0; i < n; i++)
		for (size_t k = 0; k < COUNTOF(papers_zh); k++)
			if (str_eq(v[i], papers_zh[k].kind))
				out = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(out), out.n ? "、" : "", STR_ARG(papers_zh[k].zh));
	*ret = out.n ? out : S("车主页面上写明的材料");
	return 0;
}

static str why_zh(str code)
{
	const struct claim_rule *r = claim_rule_of(code);

	return r ? str_of(r->zh) : str_eq(code, S("papers")) ? S("材料不齐或不符") : S("未通过核实");
}

int flow_news_claim(struct cx *cx, const struct claim *c, enum claim_event ev)
{
	/* the bank paid what was held or refused: what is left to say is that the bike turned up, or that it is not to be kept */
	int told = ev != CE_PAID || c->state != CS_FOUND ? (int)ev : str_eq(c->code, S("case_ended")) ? CE_ENDED : str_eq(c->code, S("other_amount")) ? CE_PAID : CE_FOUND;
	struct sent s = { .kind = S("claim_news"), .to = c->owner, .news = news_for(of_claim, COUNTOF(of_claim), told) };
	struct civil d = civil_of(day_start(c->owed_day));
	int64_t on, days;
	struct bike b;

	TRY(policy_i64(cx, POL_MESSAGE_CLAIM_NEWS, cx->now, &on));
	if (!on || !s.news)
		return 0;
	TRY(bike_get(cx, c->bike, &b));
	TRY(policy_i64(cx, POL_CLAIM_APPEAL_DAYS, cx->now, &days));
	s.step = arena_fmt(cx->arena, "claim.%lld.%lld", (long long)c->id, (long long)c->ver);
	s.x = (struct facts){ .p = masked(cx, &b.plate), .n = c->number, .w = why_zh(c->code), .a = arena_fmt(cx->arena, "%lld", (long long)days),
	                      .y = arena_fmt(cx->arena, "%lld.%02lld", (long long)(c->amount_fen / 100), (long long)(c->amount_fen % 100)),
	                      .d = c->owed_day ? arena_fmt(cx->arena, "%d年%d月%d日（含当日）", d.y, d.m, d.d) : S("法定期限") };
	if (told == CE_ASK)
		TRY(missing_zh(cx, c, &s.x.m));
	return tell(cx, &s);
}

/* --- accidents --- */

static str accident_until(struct cx *cx, const struct accident *a, int ev)
{
	utc_ms t = ev == AE_ASSIGN ? a->due_at : a->pay_by;
	int minute = (int)((t - day_start(day_of(t))) / MINUTE_MS);
	struct civil d = civil_of(t);

	if (ev == AE_ASSIGN)
		return arena_fmt(cx->arena, "%d月%d日%d时%02d分", d.m, d.d, minute / 60, minute % 60);
	return arena_fmt(cx->arena, "%d年%d月%d日", d.y, d.m, d.d);
}

int flow_news_accident(struct cx *cx, const struct accident *a, int ev)
{
	struct sent s = { .kind = S("accident_news"), .to = a->owner, .news = news_for(of_accident, COUNTOF(of_accident), ev), .at_once = ev == AE_N || ev == AE_ASSIGN };
	const struct accident_rule *why = liability_rule_of(a->code);
	int64_t on;
	struct bike b;

	TRY(policy_i64(cx, POL_MESSAGE_ACCIDENT_NEWS, cx->now, &on));
	if (!on || !s.news)
		return 0;
	TRY(bike_get(cx, a->bike, &b));
	s.step = arena_fmt(cx->arena, "accident.%lld.%lld", (long long)a->id, (long long)a->ver);
	s.x = (struct facts){ .p = masked(cx, &b.plate), .n = a->number, .w = why ? str_of(why->zh) : S("未通过核实"), .d = accident_until(cx, a, ev),
	                      .y = arena_fmt(cx->arena, "%lld.%02lld", (long long)(a->amount_fen / 100), (long long)(a->amount_fen % 100)) };
	return tell(cx, &s);
}

/* --- on the spot --- */

int flow_news_spot(struct cx *cx, owner_id to, str step, str text)
{
	struct pii phone;
	int64_t on;
	utc_ms at;
	bool found;

	TRY(policy_i64(cx, POL_MESSAGE_SPOT_NEWS, cx->now, &on));
	if (!on)
		return 0;
	TRY(phone_of(cx, to, &phone, &found));
	if (!found)
		return 0;
	TRY(flow_news_by_day(cx, &at));
	return message_tell(cx, S("spot_news"), step, pii_reveal(&phone), arena_fmt(cx->arena, "【雁阵】%.*s", STR_ARG(text)), at, at + ALIVE_DAYS * DAY_MS);
}
