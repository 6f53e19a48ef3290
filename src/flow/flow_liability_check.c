/* flow_liability_check — what speaks for and against paying for an accident, as one table: each row has a code, what it means in words, and whether a person may
 * decide against it. And what it pays (FB2). */
#include "flow/flow_liability.h"

#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_person.h"
#include "office/bike/bike.h"
#include "office/plan/plan.h"
#include "office/policy/policy.h"

struct weighed {
	const struct accident *a;
	struct plan_cover cover; bool covered, other_cover; utc_ms other_from, other_to;
	str twin; int64_t report_hours, limit_days, limit_fen;
	int others, riders, photos, items; int64_t loss, own_loss;
	bool stolen;
	int64_t rider_party[ACCIDENT_PARTIES];
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

static bool no_cover(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return !w->covered && !w->other_cover;
}

static bool outside_cover(const struct weighed *w, char fact[static FACT_MAX])
{
	char a[48], b[48];

	if (w->covered || !w->other_cover)
		return false;
	FACT("cover from %s to %s", day_text(w->other_from, a), day_text(w->other_to, b));
	return true;
}

static bool not_owner(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->covered && w->cover.owner.v != w->a->owner.v;
}

static bool too_late(const struct weighed *w, char fact[static FACT_MAX])
{
	int64_t days = (w->a->created_at - w->a->happened_at) / DAY_MS;

	if (w->a->created_at - w->a->happened_at <= w->limit_days * DAY_MS)
		return false;
	FACT("%lld days", (long long)days);
	return true;
}

static bool late_report(const struct weighed *w, char fact[static FACT_MAX])
{
	int64_t hours = (w->a->created_at - w->a->happened_at) / HOUR_MS;

	if (w->a->created_at - w->a->happened_at <= w->report_hours * HOUR_MS || w->a->created_at - w->a->happened_at > w->limit_days * DAY_MS)
		return false;
	FACT("%lld hours", (long long)hours);
	return true;
}

static bool duplicate(const struct weighed *w, char fact[static FACT_MAX])
{
	if (!w->twin.n)
		return false;
	FACT("%.*s", (int)MIN(w->twin.n, (size_t)40), w->twin.p);
	return true;
}

static bool no_fault(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->a->fault == AF_NONE;
}

static bool no_other(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->a->rounds > 0 && !w->others;
}

static bool no_loss(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->a->rounds > 0 && w->others && !w->loss;
}

static bool police_needed(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->a->injured && !w->a->police_called && !w->a->finding_no.n;
}

static bool no_finding(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->a->injured && !w->a->finding_no.n;
}

static bool no_share(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->a->fault == AF_UNSET;
}

static bool no_photo(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->a->arrived_at && !w->photos;
}

static bool stolen(const struct weighed *w, char fact[static FACT_MAX])
{
	(void)fact;
	return w->stolen;
}

static bool own_damage(const struct weighed *w, char fact[static FACT_MAX])
{
	if (!w->own_loss)
		return false;
	FACT("%lld fen", (long long)w->own_loss);
	return true;
}

static bool over_limit(const struct weighed *w, char fact[static FACT_MAX])
{
	if (w->loss * w->a->fault_pct / 100 <= w->limit_fen)
		return false;
	FACT("limit %lld fen", (long long)w->limit_fen);
	return true;
}

const str accident_verdict_names[AV_N] = { SI("refuse"), SI("ask"), SI("review"), SI("note") };

/* X(code, verdict, hard, English, Chinese) */
#define RULES(X) \
	X(no_cover, AV_REFUSE, true, "the bike has no liability plan", "该车没有责任保障") \
	X(outside_cover, AV_REFUSE, true, "the accident lies outside of the time that the plan covers", "事故不在保障期内") \
	X(not_owner, AV_REFUSE, true, "the plan was another owner's at that time", "事故时保障属于其他车主") \
	X(too_late, AV_REFUSE, true, "reported after the time in which an accident may be claimed", "超过索赔时效") \
	X(duplicate, AV_REFUSE, true, "this accident was reported already", "同一事故已有报案") \
	X(no_fault, AV_REFUSE, true, "the rider is not at fault: there is nothing to pay to the others", "骑车人无责，无须赔付对方") \
	X(no_other, AV_REFUSE, true, "nobody else was in it: the plan pays for damage of others only", "没有其他受损方，责任保障只赔他人损失") \
	X(no_loss, AV_REFUSE, true, "nothing of the others' damage was found", "对方没有认定的损失") \
	X(no_finding, AV_ASK, true, "somebody was hurt: the traffic police's finding is needed", "有人受伤，须有交警事故认定书") \
	X(no_share, AV_ASK, true, "the share of the fault is not known yet", "责任比例尚未确定") \
	X(police_needed, AV_ASK, false, "somebody was hurt and the police was not called: call 122 now, and 120", "有人受伤但未报警：请立即拨打122和120") \
	X(no_photo, AV_ASK, false, "there is no photo of the scene", "没有现场照片") \
	X(late_report, AV_REVIEW, false, "reported late: what can no longer be found out is not paid", "报案迟延，因此无法查清的部分不赔") \
	X(stolen, AV_REVIEW, false, "the bike is reported stolen", "该车已报被盗") \
	X(own_damage, AV_NOTE, false, "the rider's own damage is not paid by this plan", "骑车人自己的损失不在赔付范围内") \
	X(over_limit, AV_NOTE, false, "more than the limit of one accident: the limit is paid", "超过每次事故限额，按限额赔付")

const struct accident_rule liability_rules[] = {
#define X(code, verdict, hard, en, zh) { #code, verdict, hard, en, zh },
	RULES(X)
#undef X
};
static test_fn *const tests[] = {
#define X(code, verdict, hard, en, zh) code,
	RULES(X)
#undef X
};
const int liability_nrules = COUNTOF(liability_rules);

const struct accident_rule *liability_rule_of(str code)
{
	for (int i = 0; i < liability_nrules; i++)
		if (str_eq(code, str_of(liability_rules[i].code)))
			return &liability_rules[i];
	return NULL;
}

/* --- the facts --- */

static int see_plan(struct cx *cx, const struct plan *p, void *arg)
{
	struct weighed *w = arg;

	(void)cx;
	if (!str_eq(p->product, S("liability")) || p->state == PLS_CANCELLED || w->other_cover)
		return 0;
	w->other_cover = true;
	w->other_from = p->starts_at;
	w->other_to = p->ended_at ? MIN(p->ended_at, p->ends_at) : p->ends_at;
	return 0;
}

static int see_party(struct cx *cx, const struct party *p, void *arg)
{
	struct weighed *w = arg;

	(void)cx;
	if (p->role != PR_RIDER)
		w->others++;
	else if (w->riders < ACCIDENT_PARTIES)
		w->rider_party[w->riders++] = p->id;
	return 0;
}

static int see_item(struct cx *cx, const struct item *it, void *arg)
{
	struct weighed *w = arg;
	bool own = false;

	(void)cx;
	for (int i = 0; i < w->riders; i++)
		own = own || w->rider_party[i] == it->party;
	w->items++;
	*(own ? &w->own_loss : &w->loss) += w->a->rounds ? it->assessed_fen : 0;
	return 0;
}

static int see_photo(struct cx *cx, const struct accident_photo *p, void *arg)
{
	struct weighed *w = arg;

	(void)cx;
	(void)p;
	w->photos++;
	return 0;
}

static int see_flag(struct cx *cx, const struct bike_flag *f, void *arg)
{
	struct weighed *w = arg;

	(void)cx;
	w->stolen = w->stolen || str_eq(f->flag, S("stolen"));
	return 0;
}

static int gather(struct cx *cx, struct weighed *w)
{
	const struct accident *a = w->a;
	int64_t hours;

	TRY(plan_cover_by(cx, a->bike, S("liability"), a->happened_at, &w->cover, &w->covered));
	if (w->covered)
		TRY(flow_owner_now(cx, &w->cover.owner));      /* the register may have merged it since */
	TRY(plan_of_bike(cx, a->bike, see_plan, w));
	TRY(policy_i64(cx, POL_LIABILITY_TWIN_HOURS, cx->now, &hours));
	TRY(accident_twin(cx, a, hours, &w->twin));
	TRY(policy_i64(cx, POL_LIABILITY_REPORT_HOURS, a->happened_at, &w->report_hours));
	TRY(policy_i64(cx, POL_LIABILITY_LIMIT_DAYS, a->happened_at, &w->limit_days));
	TRY(policy_i64(cx, POL_LIABILITY_LIMIT_FEN, a->happened_at, &w->limit_fen));
	TRY(party_list(cx, a->id, see_party, w));
	TRY(item_list(cx, a->id, see_item, w));
	TRY(accident_photos(cx, a->id, see_photo, w));
	return as_done(bike_flags(cx, a->bike, true, see_flag, w));
}

int flow_accident_weigh(struct cx *cx, const struct accident *a, struct accident_verdicts *ret)
{
	struct weighed w = { .a = a };
	char fact[FACT_MAX];

	*ret = (struct accident_verdicts){ .hard = S("") };
	TRY(gather(cx, &w));
	ret->plan = w.covered ? w.cover.id.v : 0;
	ret->loss_fen = w.loss;
	ret->limit_fen = w.limit_fen;
	ret->amount_fen = w.loss * a->fault_pct / 100;
	ret->amount_fen = MIN(ret->amount_fen, w.limit_fen);      /* FB2 */
	for (int i = 0; i < liability_nrules; i++) {
		fact[0] = 0;
		if (!tests[i](&w, fact))
			continue;
		ret->v[ret->n++] = (struct accident_check){ &liability_rules[i], arena_str(cx->arena, str_of(fact)) };
		if (liability_rules[i].hard && !ret->hard.n)
			ret->hard = str_of(liability_rules[i].code);
	}
	return 0;
}
