/* flow_claim_check — what speaks for and against a claim, as one table: each row has a code, what it means in words, and whether a person may decide against it. */
#include "flow/flow_claim_int.h"

#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_person.h"
#include "office/policy/policy.h"
#include "office/site/site.h"

struct weighed {
	struct case_facts c; struct cover_facts cover; struct bike b; owner_id owner_then, who;
	utc_ms heard, silent; int64_t others_bike, others_owner, overrides, photos_again;
	int32_t months; bool has_table; struct claim_table t; int64_t rate;
	int64_t pol[POL_N]; utc_ms now, claimed;      /* claimed: when it was submitted, or now */
	struct claim_verdicts *out;
};

/* A test is true when the row speaks: what was found is written as coded text to fact. */
typedef bool test_fn(const struct weighed *w, char fact[static 120]);
#define FACT(...) snprintf(fact, 120, __VA_ARGS__)
enum { FACT_MAX = 120 };

static const char *day_text(utc_ms t, char buf[static 48])
{
	struct civil c = civil_of(t);

	snprintf(buf, 48, "%04d-%02d-%02d", c.y, c.m, c.d);
	return buf;
}

static bool not_filed(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return !w->c.filed_at && !w->c.ended && !w->c.found;
}

static bool case_ended(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->c.ended;
}

static bool bike_found(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->c.found;
}

static bool no_cover(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return !w->cover.found;
}

static bool cover_used(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->cover.found && w->cover.used;
}

static bool cover_young(const struct weighed *w, char fact[static FACT_MAX])
{
	char buf[48];

	if (!w->cover.found || w->c.missing_at - w->cover.starts_at >= w->pol[POL_CLAIM_COVER_DAYS] * DAY_MS)
		return false;
	FACT("cover since %s", day_text(w->cover.starts_at, buf));
	return true;
}

static bool not_owner(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return !w->owner_then.v || w->who.v != w->owner_then.v || (w->cover.found && w->cover.owner.v != w->owner_then.v);
}

static bool late_report(const struct weighed *w, char fact[static FACT_MAX])
{
	int64_t h = (w->c.reported_at - w->c.missing_at) / HOUR_MS;

	if (w->c.reported_at - w->c.missing_at <= w->pol[POL_CLAIM_REPORT_HOURS] * HOUR_MS)
		return false;
	FACT("%lld hours", (long long)h);
	return true;
}

static bool too_late(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->claimed - w->c.missing_at > w->pol[POL_CLAIM_LIMIT_DAYS] * DAY_MS;
}

static bool waiting(const struct weighed *w, char fact[static FACT_MAX])
{
	char buf[48];

	if (!w->c.filed_at || w->now >= w->out->from_at)
		return false;
	FACT("from %s", day_text(w->out->from_at, buf));
	return true;
}

static bool not_unsolved(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->c.filed_at && !w->c.unsolved && !w->c.ended && !w->c.found;
}

static bool heard_since(const struct weighed *w, char fact[static FACT_MAX])
{
	char buf[UTC_TEXT];

	if (!w->heard || w->now - w->heard > w->pol[POL_CLAIM_HEARD_HOURS] * HOUR_MS)
		return false;
	FACT("%.16s", utc_text(w->heard, buf));
	return true;
}

static bool duplicate(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->others_bike > 0;
}

static bool tag_dead(const struct weighed *w, char fact[static FACT_MAX])
{
	char buf[48];

	if (!w->silent || w->silent >= w->c.last_seen_at - w->pol[POL_CLAIM_TAG_DEAD_DAYS] * DAY_MS)
		return false;
	FACT("silent since %s", day_text(w->silent, buf));
	return true;
}

static bool no_purchase(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return !w->b.bought_on.n;
}

static bool before_purchase(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->b.bought_on.n && w->months < 0;
}

static bool no_amount(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->months >= 0 && (!w->has_table || w->rate <= 0);
}

static bool price_cap(const struct weighed *w, char fact[static FACT_MAX])
{
	if (w->rate <= 0 || w->b.price_fen <= 0 || w->b.price_fen >= w->rate)
		return false;
	FACT("%lld instead of %lld fen", (long long)w->b.price_fen, (long long)w->rate);
	return true;
}

static bool price_unknown(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->b.price_fen <= 0;
}

static bool owner_again(const struct weighed *w, char fact[static FACT_MAX])
{
	FACT("%lld others", (long long)w->others_owner);
	return w->others_owner >= w->pol[POL_CLAIM_SUSPECT_CLAIMS];
}

static bool photo_repeat(const struct weighed *w, char fact[static FACT_MAX])
{
	FACT("%lld photos", (long long)w->photos_again);
	return w->photos_again > 0;
}

static bool number_doubt(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->overrides > 0;
}

const struct claim_rule claim_rules[] = {
	{ "not_filed", CV_REFUSE, true, "the police have not filed the theft", "公安机关尚未立案" },
	{ "case_ended", CV_REFUSE, true, "the theft report was withdrawn, found to be untrue, or not filed", "报案已撤回、经查不成立或不予立案" },
	{ "bike_found", CV_REFUSE, true, "the bike was found", "车辆已追回" },
	{ "no_cover", CV_REFUSE, true, "no theft protection was in force when the bike was stolen", "被盗时没有有效的防盗服务" },
	{ "cover_used", CV_REFUSE, true, "the protection has paid already", "这份防盗服务已经赔付过" },
	{ "cover_young", CV_REFUSE, false, "the protection had only just begun when the bike was stolen", "防盗服务刚生效不久车辆就被盗" },
	{ "not_owner", CV_REFUSE, true, "whoever claims is not the protected owner of that day", "申请人不是被盗当日受保障的车主" },
	{ "late_report", CV_REFUSE, false, "the theft was reported too late", "报案超过规定时限" },
	{ "too_late", CV_REFUSE, true, "the time in which a claim may be filed is over", "已超过申请理赔的期限" },
	{ "waiting", CV_REFUSE, true, "the time in which the bike is looked for is not over", "查找期未满" },
	{ "not_unsolved", CV_REFUSE, true, "the police are still looking: the case is not given out as unsolved", "案件尚未认定为未破获" },
	{ "heard_since", CV_REFUSE, true, "the bike's tag was heard lately: it is being looked for, nothing is paid meanwhile", "近期收到过该车标签信号，查找期间不赔付" },
	{ "duplicate", CV_REFUSE, true, "there is another claim for this bike", "该车已有其他理赔申请" },
	{ "tag_dead", CV_REFUSE, false, "the tag had fallen silent before the theft", "被盗之前标签已经失联" },
	{ "before_purchase", CV_REFUSE, true, "the bike was bought after the day of the theft", "购车日期晚于被盗日期" },
	{ "no_purchase", CV_ASK, true, "the register has no day of purchase: bring the invoice, and the counter enters it", "登记中没有购车日期，请补发票并到窗口补录" },
	{ "no_amount", CV_REFUSE, true, "no table says what this age pays", "赔付标准中没有对应车龄的金额" },
	{ "price_cap", CV_NOTE, false, "never more than the bike cost", "赔付不超过购车价" },
	{ "price_unknown", CV_NOTE, false, "the price is not known, so that it caps nothing", "购车价不详，未按购车价封顶" },
	{ "owner_again", CV_REVIEW, false, "the owner has other claims", "该车主还有其他理赔" },
	{ "photo_repeat", CV_REVIEW, false, "the same photo was given with another claim", "同一张照片在其他理赔中用过" },
	{ "number_doubt", CV_REVIEW, false, "a number of this bike is on another bike too", "该车号码与其他车辆重复（经批准登记）" },
};
const int claim_nrules = COUNTOF(claim_rules);

static test_fn *const tests[COUNTOF(claim_rules)] = {
	not_filed, case_ended, bike_found, no_cover, cover_used, cover_young, not_owner, late_report, too_late, waiting, not_unsolved, heard_since, duplicate, tag_dead,
	before_purchase, no_purchase, no_amount, price_cap, price_unknown, owner_again, photo_repeat, number_doubt,
};

const struct claim_rule *claim_rule_of(str code)
{
	for (int i = 0; i < claim_nrules; i++)
		if (str_eq(str_of(claim_rules[i].code), code))
			return &claim_rules[i];
	return NULL;
}

/* --- gathering --- */

/* FC2: the age on the day of the theft, by the table of that day, and never above the price. */
static int weigh_amount(struct cx *cx, struct weighed *w)
{
	struct claim_verdicts *out = w->out;
	struct err before = cx->err;
	int32_t bought, day = day_of(w->c.missing_at);

	w->months = -1;
	w->rate = -1;
	if (site_day_parse(w->b.bought_on, &bought))
		w->months = claim_age_months(bought, day);
	int rc = claim_table_at(cx, day, &w->t);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	w->has_table = rc == 0;
	if (w->has_table && w->months >= 0)
		w->rate = claim_rate_of(w->t.v, w->t.n, w->months);
	out->months = w->months;
	out->tbl = w->has_table ? w->t.id : 0;
	out->price_fen = w->b.price_fen;
	out->amount_fen = MAX(w->rate, 0);
	if (w->b.price_fen > 0)
		out->amount_fen = MIN(out->amount_fen, w->b.price_fen);
	return 0;
}

/* The register may have merged one of them since. */
static int owners_now(struct cx *cx, struct weighed *w)
{
	TRY(flow_owner_now(cx, &w->owner_then));
	TRY(flow_owner_now(cx, &w->cover.owner));
	return flow_owner_now(cx, &w->who);
}

static int gather(struct cx *cx, struct weighed *w, theft_id theft, const struct claim *c)
{
	struct err before = cx->err;
	struct ownership own;

	w->now = cx->now;
	w->claimed = c && c->submitted_at ? c->submitted_at : cx->now;      /* how long it lies with us is not the owner's fault */
	TRY(policy_all(cx, cx->now, w->pol));
	TRY(claim_case_facts(cx, theft, &w->c));
	TRY(claim_cover_facts(cx, w->c.bike, w->c.missing_at, &w->cover));
	TRY(bike_get(cx, w->c.bike, &w->b));
	int rc = bike_owner_at(cx, w->c.bike, w->c.missing_at, &own);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	w->owner_then = rc == 0 ? own.owner : (owner_id){ 0 };
	TRY(owners_now(cx, w));
	TRY(claim_heard_at(cx, &w->c, &w->heard));
	TRY(claim_tag_silent(cx, w->c.tag, &w->silent));
	TRY(claim_overrides(cx, w->c.bike, &w->overrides));
	if (c)
		TRY(claim_photos_again(cx, c->id, &w->photos_again));
	utc_ms since = cx->now - w->pol[POL_CLAIM_SUSPECT_DAYS] * DAY_MS;
	TRY(claim_others(cx, w->c.bike, w->owner_then, c ? c->id : 0, since, &w->others_bike, &w->others_owner));
	w->out->heard_at = w->heard;
	w->out->plan = w->cover.plan;
	w->out->covered_until = w->cover.found ? w->cover.ends_at : 0;
	w->out->pay_workdays = w->pol[POL_CLAIM_PAY_WORKDAYS];
	w->out->from_at = w->c.filed_at ? w->c.filed_at + w->pol[POL_CLAIM_WAIT_DAYS] * DAY_MS : 0;
	return weigh_amount(cx, w);
}

/* --- papers --- */

int flow_claim_papers(struct cx *cx, str ret[static CLAIM_PAPERS], int *ret_n)
{
	str text;
	int n = 0;

	TRY(policy_text(cx, POT_CLAIM_PAPERS, cx->now, &text));
	for (size_t at = 0; at < text.n && n < CLAIM_PAPERS - 1; at++) {
		size_t end = at;
		while (end < text.n && text.p[end] != ',')
			end++;
		ret[n++] = (str){ text.p + at, end - at };
		at = end;
	}
	*ret_n = n;
	return 0;
}

struct have { const struct claim_verdicts *v; bool there[CLAIM_PAPERS]; const str *want; int n; };

static int have_paper(struct cx *cx, const struct claim_paper *p, void *arg)
{
	struct have *h = arg;

	(void)cx;
	for (int i = 0; i < h->n; i++)
		h->there[i] = h->there[i] || str_eq(h->want[i], p->kind);
	return 0;
}

static int lacks(struct cx *cx, const struct claim *c, str ret[static CLAIM_PAPERS], int *ret_n)
{
	str want[CLAIM_PAPERS];
	struct have h = { .want = want };

	TRY(flow_claim_papers(cx, want, &h.n));
	TRY(claim_papers(cx, c->id, have_paper, &h));
	for (int i = 0; i < h.n; i++)
		if (!h.there[i])
			ret[(*ret_n)++] = want[i];
	if (!c->card.n)
		ret[(*ret_n)++] = S("card");
	return 0;
}

int flow_claim_missing(struct cx *cx, const struct claim *c, str ret[static CLAIM_PAPERS], int *ret_n)
{
	struct bike b;
	bool invoice = false;

	*ret_n = 0;
	TRY(lacks(cx, c, ret, ret_n));
	TRY(bike_get(cx, c->bike, &b));
	for (int i = 0; i < *ret_n; i++)
		invoice = invoice || str_eq(ret[i], S("invoice"));
	if (!b.bought_on.n && !invoice && *ret_n < CLAIM_PAPERS)
		ret[(*ret_n)++] = S("invoice");
	return 0;
}

/* --- the verdict --- */

static void conclude(struct cx *cx, struct claim_verdicts *out, const struct claim_rule *r, const char *fact)
{
	str code = str_of(r->code);

	out->v[out->n++] = (struct claim_check){ code, r->verdict, arena_str(cx->arena, str_of(fact)), cx->now };
	if (r->verdict == CV_REVIEW && !out->review.n)
		out->review = code;
	if (r->verdict == CV_ASK)
		out->missing[out->nmissing++] = S("invoice");
	if (r->verdict != CV_REFUSE && r->verdict != CV_ASK)
		return;
	if (r->hard && !out->hard.n)
		out->hard = code;
	if (str_eq(code, S("heard_since")))
		out->held = code;
	else if (r->verdict == CV_REFUSE && !out->refused.n)
		out->refused = code;
}

int flow_claim_weigh(struct cx *cx, theft_id theft, owner_id who, const struct claim *c, struct claim_verdicts *ret)
{
	struct weighed *w = arena_alloc(cx->arena, sizeof *w);
	char fact[FACT_MAX];

	if (!w)
		return FAIL(cx, E_TOOBIG, "the claim is too large");
	*ret = (struct claim_verdicts){ .refused = S("") };
	w->out = ret;
	w->who = who;
	TRY(gather(cx, w, theft, c));
	if (c)
		TRY(lacks(cx, c, ret->missing, &ret->nmissing));
	for (int i = 0; i < claim_nrules; i++) {
		fact[0] = 0;
		if (tests[i](w, fact))
			conclude(cx, ret, &claim_rules[i], fact);
	}
	return 0;
}

/* A theft of this moment, told at once: what can be said of it without a case. */
int flow_claim_ahead(struct cx *cx, bike_id bike, owner_id who, struct claim_verdicts *ret)
{
	static test_fn *const said[] = { no_cover, cover_used, cover_young, not_owner, tag_dead, before_purchase, no_purchase, no_amount, price_cap, price_unknown };
	struct weighed *w = arena_alloc(cx->arena, sizeof *w);
	char fact[FACT_MAX];

	if (!w)
		return FAIL(cx, E_TOOBIG, "the claim is too large");
	*ret = (struct claim_verdicts){ .refused = S("") };
	*w = (struct weighed){ .out = ret, .who = who, .owner_then = who, .now = cx->now, .claimed = cx->now };
	TRY(policy_all(cx, cx->now, w->pol));
	TRY(bike_get(cx, bike, &w->b));
	w->c = (struct case_facts){ .bike = bike, .tag = w->b.tag, .number = S(""), .last_seen_at = cx->now, .missing_at = cx->now, .reported_at = cx->now };
	TRY(claim_cover_facts(cx, bike, cx->now, &w->cover));
	TRY(owners_now(cx, w));
	TRY(claim_tag_silent(cx, w->c.tag, &w->silent));
	ret->plan = w->cover.plan;
	ret->covered_until = w->cover.found ? w->cover.ends_at : 0;
	ret->pay_workdays = w->pol[POL_CLAIM_PAY_WORKDAYS];
	TRY(weigh_amount(cx, w));
	for (int i = 0; i < claim_nrules; i++)
		for (size_t k = 0; k < COUNTOF(said); k++) {
			fact[0] = 0;
			if (said[k] == tests[i] && tests[i](w, fact))
				conclude(cx, ret, &claim_rules[i], fact);
		}
	return 0;
}

int claim_interlock(struct cx *cx, const struct claim *c, str *ret_code, utc_ms *ret_heard)
{
	struct case_facts f;
	int64_t hours;
	utc_ms heard;

	TRY(claim_case_facts(cx, c->theft, &f));
	TRY(claim_heard_at(cx, &f, &heard));
	TRY(policy_i64(cx, POL_CLAIM_HEARD_HOURS, cx->now, &hours));
	*ret_heard = heard;
	*ret_code = f.found ? S("bike_found") : f.ended ? S("case_ended") : heard && cx->now - heard <= hours * HOUR_MS ? S("heard_since") : S("");
	return 0;
}
