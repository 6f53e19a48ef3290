/* flow_figures_facts — figures of cases, alerts, orders, seized goods, plans and claims. See flow_figures.h.
 *
 * Each source is one statement with a row a thing; each figure is one row of what[], which says what counts, out of what, and what is measured. The figure adds
 * up the rows that count, its list gives the same rows: they cannot differ. Another figure is a definition
 * (figure_defs.c), a statement where none of these has its rows, and a row in what[]. */
#include <stdlib.h>

#include "core/workday.h"
#include "flow/flow_figures_int.h"
#include "flow_figures_facts_sql.h"
#include "office/plan/plan.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "office/theft/theft.h"

SQL_STATEMENTS(flow_figures_facts)

enum { FACT_N = 8 };
struct fact { int64_t id; str name, state; int64_t unit, site, district; utc_ms at; str word; int64_t n[FACT_N]; };
/* What a figure's rules may ask besides the row. */
struct around { utc_ms now; int32_t today; int64_t warn; struct workdays *days; };
typedef bool fact_is(const struct fact *f, const struct around *a);
typedef int64_t fact_value(const struct fact *f, const struct around *a);

/* --- cases: what the numbers of their statement are --- */
enum { C_ACCEPTED, C_FILED, C_LOCATED_MIN, C_RECOVERED_MIN, C_FIRST, C_SOLVED, C_WATCHED, C_RETURNED };
static bool every(const struct fact *f, const struct around *a) { (void)f, (void)a; return true; }
static bool accepted(const struct fact *f, const struct around *a) { (void)a; return f->n[C_ACCEPTED]; }
static bool filed(const struct fact *f, const struct around *a) { (void)a; return f->n[C_FILED]; }
static bool crime(const struct fact *f, const struct around *a) { (void)a; return f->n[C_FILED] && f->n[C_FIRST]; }
static bool solved(const struct fact *f, const struct around *a) { return crime(f, a) && f->n[C_SOLVED]; }
static bool recovered(const struct fact *f, const struct around *a) { (void)a; return f->n[C_FILED] && f->n[C_RECOVERED_MIN] >= 0; }
static bool given_back(const struct fact *f, const struct around *a) { return recovered(f, a) && f->n[C_RETURNED]; }
static bool watched(const struct fact *f, const struct around *a) { (void)a; return f->n[C_FILED] && f->n[C_WATCHED]; }
static bool found(const struct fact *f, const struct around *a) { return watched(f, a) && (f->n[C_LOCATED_MIN] >= 0 || f->n[C_RECOVERED_MIN] >= 0); }
static bool located(const struct fact *f, const struct around *a) { (void)a; return f->n[C_FILED] && f->n[C_LOCATED_MIN] >= 0; }
static int64_t located_min(const struct fact *f, const struct around *a) { (void)a; return f->n[C_LOCATED_MIN]; }
static int64_t recovered_min(const struct fact *f, const struct around *a) { (void)a; return f->n[C_RECOVERED_MIN]; }

static bool open_still(const struct fact *f, const struct around *a)
{
	(void)a;
	return !str_eq(f->state, S("not_filed")) && !str_eq(f->state, S("returned")) && !str_eq(f->state, S("withdrawn")) && !str_eq(f->state, S("unfounded"));
}

/* --- alerts and orders --- */
static bool said_false(const struct fact *f, const struct around *a) { (void)a; return f->n[0]; }
static bool judged(const struct fact *f, const struct around *a) { (void)a; return f->n[1]; }
static bool in_time(const struct fact *f, const struct around *a) { (void)a; return f->n[0] && f->n[1] == 0; }
static bool signed_or_told(const struct fact *f, const struct around *a) { (void)a; return f->n[0] || f->n[1] > 0; }

/* --- suspects; seized goods, dens and returns count as they are --- */
static bool caught(const struct fact *f, const struct around *a) { (void)a; return !str_eq(f->state, S("cleared")); }

/* --- plans --- */
enum { P_PRICE, P_REFUND, P_BEGINS, P_ENDS };
static bool sold(const struct fact *f, const struct around *a) { (void)a; return !str_eq(f->state, S("cancelled")); }
static bool running(const struct fact *f, const struct around *a) { return str_eq(f->state, S("live")) && f->n[P_BEGINS] <= a->now && a->now < f->n[P_ENDS]; }
static bool refunded(const struct fact *f, const struct around *a) { (void)a; return str_eq(f->state, S("refunded")) || str_eq(f->state, S("refund_due")); }
static int64_t price(const struct fact *f, const struct around *a) { (void)a; return f->n[P_PRICE]; }
static int64_t refund(const struct fact *f, const struct around *a) { (void)a; return f->n[P_REFUND]; }

/* --- claims --- */
enum { L_AMOUNT, L_PAID_AT, L_OWED_DAY, L_ENDED_AT };
static bool paid(const struct fact *f, const struct around *a) { (void)a; return f->n[L_PAID_AT] > 0; }
static bool refused(const struct fact *f, const struct around *a) { (void)a; return str_eq(f->state, S("rejected")); }
static int64_t amount(const struct fact *f, const struct around *a) { (void)a; return f->n[L_AMOUNT]; }

static bool owed(const struct fact *f, const struct around *a)
{
	return f->n[L_OWED_DAY] > 0 && !paid(f, a) && !refused(f, a) && f->n[L_ENDED_AT] == 0;
}

static bool overdue(const struct fact *f, const struct around *a) { return owed(f, a) && a->today > f->n[L_OWED_DAY]; }

static bool due_soon(const struct fact *f, const struct around *a)
{
	return owed(f, a) && !overdue(f, a) && workday_between(a->days, a->today, (int32_t)f->n[L_OWED_DAY]) <= a->warn;
}

static int64_t pay_days(const struct fact *f, const struct around *a)
{
	return workday_between(a->days, day_of(f->at), day_of(f->n[L_PAID_AT]));
}

/* What counts, out of what (NULL: alone), and what is measured of what counts (NULL: nothing). */
static const struct what { const struct sql_stmt *q; fact_is *num, *den; fact_value *value; } what[FIG_N] = {
	[FIG_CASES]           = { &q_cases, every, NULL, NULL },
	[FIG_ACCEPTED]        = { &q_cases, accepted, every, NULL },
	[FIG_FILED]           = { &q_cases, filed, every, NULL },
	[FIG_SOLVED]          = { &q_cases, solved, crime, NULL },
	[FIG_RECOVERED]       = { &q_cases, recovered, filed, NULL },
	[FIG_RETURNED]        = { &q_cases, given_back, recovered, NULL },
	[FIG_FOUND]           = { &q_cases, found, watched, NULL },
	[FIG_TO_LOCATION]     = { &q_cases, located, filed, located_min },
	[FIG_TO_RECOVERY]     = { &q_cases, recovered, filed, recovered_min },
	[FIG_OPEN]            = { &q_cases, open_still, NULL, NULL },
	[FIG_FALSE_ALARMS]    = { &q_alerts, said_false, judged, NULL },
	[FIG_SIGNED]          = { &q_orders, in_time, signed_or_told, NULL },
	[FIG_SUSPECTS_CAUGHT] = { &q_suspects, caught, NULL, NULL },
	[FIG_ITEMS_SEIZED]    = { &q_seized, every, NULL, NULL },
	[FIG_DENS_RAIDED]     = { &q_dens, every, NULL, NULL },
	[FIG_LIST_RETURNED]   = { &q_returns, every, NULL, NULL },
	[FIG_PLANS_SOLD]      = { &q_plans, sold, NULL, price },
	[FIG_PLANS_RUNNING]   = { &q_plans, running, NULL, NULL },
	[FIG_PLANS_REFUNDED]  = { &q_plans, refunded, sold, refund },
	[FIG_CLAIMS_FILED]    = { &q_claims, every, NULL, NULL },
	[FIG_CLAIMS_PAID]     = { &q_claims, paid, every, amount },
	[FIG_CLAIMS_REFUSED]  = { &q_claims, refused, every, NULL },
	[FIG_CLAIM_DAYS]      = { &q_claims, paid, every, pay_days },
	[FIG_CLAIMS_OVERDUE]  = { &q_claims, overdue, owed, NULL },
	[FIG_CLAIMS_DUE_SOON] = { &q_claims, due_soon, owed, NULL },
};

const str figure_age_words[FIGURE_AGES] = { SI("week"), SI("month"), SI("quarter"), SI("year"), SI("older") };

static int64_t age_of(utc_ms since, utc_ms now)
{
	static const int days[FIGURE_AGES - 1] = { 7, 30, 92, 365 };
	int i = 0;

	while (i < FIGURE_AGES - 1 && now - since >= days[i] * (int64_t)DAY_MS)
		i++;
	return i;
}

static int64_t word_at(const str *words, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(words[i], s))
		i++;
	return i;
}

static int64_t key_of(const struct figure_q *q, const struct fact *f, utc_ms now)
{
	int32_t day = day_of(f->at);
	struct civil c;

	switch (q->by) {
	case FD_UNIT:     return f->unit;
	case FD_SITE:     return f->site;
	case FD_DISTRICT: return f->district;
	case FD_DAY:      return day;
	case FD_WEEK:     return day - (day + 3) % 7;      /* its Monday: day 0 was a Thursday */
	case FD_MONTH:
		c = civil_of(f->at);
		return (int64_t)c.y * 12 + c.m - 1;
	case FD_LOCK:     return word_at(theft_lock_kinds, LOCK_KINDS, f->word);
	case FD_PRODUCT:  return word_at(plan_product_words, PLAN_PRODUCTS, f->word);
	case FD_AGE:      return age_of(f->at, now);
	default:          return 0;
	}
}

/* --- one row after the other --- */

enum { SLOTS = 4 * FIGURE_ROWS };
struct value { int64_t key, v; };
struct walk {
	const struct figure_q *q; const struct what *w; struct around around;
	struct gather *g; int *slot; struct value *v; int n, room;          /* the figure */
	int64_t key; int max, given; figure_item_fn *fn; void *arg;         /* its rows */
};

static void read_fact(struct sql_row *r, struct fact *f)
{
	str district;

	f->id = sql_i64(r);
	f->name = sql_str(r);
	f->state = sql_str(r);
	f->unit = sql_i64(r);
	f->site = sql_i64(r);
	district = sql_str(r);
	if (!str_i64(district, 0, 999999, &f->district))
		f->district = 0;
	f->at = sql_i64(r);
	f->word = sql_str(r);
	for (int i = 0; i < FACT_N; i++)
		f->n[i] = sql_i64(r);
}

static bool wanted(const struct figure_q *q, const struct fact *f)
{
	return (q->site < 0 || q->site == f->site) && (q->district < 0 || q->district == f->district);
}

static struct sum *sum_of(struct walk *w, int64_t key)
{
	struct gather *g = w->g;
	unsigned at = (unsigned)(hash_u64((uint64_t)key) % SLOTS);

	while (w->slot[at] && g->v[w->slot[at] - 1].key != key)
		at = (at + 1) % SLOTS;
	if (!w->slot[at]) {
		if (g->n == FIGURE_ROWS) {
			g->over = true;
			return NULL;
		}
		g->v[g->n] = (struct sum){ .key = key, .mid = -1, .p90 = -1 };
		w->slot[at] = ++g->n;
	}
	return &g->v[w->slot[at] - 1];
}

static int keep(struct cx *cx, struct walk *w, int64_t key, int64_t v)
{
	if (w->n == w->room) {
		int room = w->room ? 2 * w->room : 1024;
		struct value *more = arena_alloc(cx->arena, (size_t)room * sizeof *more);
		if (!more)
			return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
		if (w->n)
			memcpy(more, w->v, (size_t)w->n * sizeof *more);
		w->v = more;
		w->room = room;
	}
	w->v[w->n++] = (struct value){ key, v };
	return 0;
}

static int add_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct walk *w = arg;
	struct fact f;

	read_fact(r, &f);
	bool num = wanted(w->q, &f) && w->w->num(&f, &w->around), den = w->w->den && wanted(w->q, &f) && w->w->den(&f, &w->around);
	if (!num && !den)
		return 0;
	struct sum *s = sum_of(w, key_of(w->q, &f, w->around.now));
	if (!s)
		return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
	s->num += num;
	s->den += den;
	if (!num || !w->w->value)
		return 0;
	int64_t v = w->w->value(&f, &w->around);
	if (figure_defs[w->q->fig].measure == FM_FEN) {
		s->total += v;
		return 0;
	}
	return keep(cx, w, s->key, v);
}

static int by_key_value(const void *a, const void *b)
{
	const struct value *x = a, *y = b;

	return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->v > y->v) - (x->v < y->v);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = ((const struct value *)a)->v, y = ((const struct value *)b)->v;

	return (x > y) - (x < y);
}

/* The nearest rank: the smallest value that at least so many percent of them do not exceed. */
static int64_t rank_of(const struct value *v, int n, int pct)
{
	return n ? v[(n * (int64_t)pct + 99) / 100 - 1].v : -1;
}

static void ranks(struct walk *w)
{
	struct gather *g = w->g;

	qsort(w->v, (size_t)w->n, sizeof *w->v, by_key_value);
	for (int at = 0, n; at < w->n; at += n) {
		for (n = 1; at + n < w->n && w->v[at + n].key == w->v[at].key; n++)
			;
		struct sum *s = sum_of(w, w->v[at].key);
		s->mid = rank_of(w->v + at, n, 50);
		s->p90 = rank_of(w->v + at, n, 90);
	}
	qsort(w->v, (size_t)w->n, sizeof *w->v, by_value);
	g->all.mid = rank_of(w->v, w->n, 50);
	g->all.p90 = rank_of(w->v, w->n, 90);
}

static int begin(struct cx *cx, const struct figure_q *q, struct walk *w)
{
	int y = civil_of(cx->now).y;

	*w = (struct walk){ .q = q, .w = &what[q->fig], .around = { cx->now, day_of(cx->now), 0, NULL } };
	if (w->w->q != &q_claims)
		return 0;
	w->around.days = arena_alloc(cx->arena, sizeof *w->around.days);
	if (!w->around.days)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(policy_i64(cx, POL_CLAIM_WARN_WORKDAYS, cx->now, &w->around.warn));
	return holidays_workdays(cx, y - 12, y + 2, w->around.days);
}

static utc_ms first_at(const struct figure_q *q) { return figure_defs[q->fig].range ? day_start(q->from) : 1; }
static utc_ms end_at(const struct figure_q *q) { return figure_defs[q->fig].range ? day_start(q->to) : INT64_MAX; }

int figure_facts_read(struct cx *cx, struct gather *g)
{
	struct walk w;

	TRY(begin(cx, g->q, &w));
	w.g = g;
	w.slot = arena_alloc(cx->arena, SLOTS * sizeof *w.slot);
	if (!w.slot)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(sql_each(cx, w.w->q, add_one, &w, BIND(V(g->sc.area), V(g->sc.city), V(first_at(g->q)), V(end_at(g->q)), V((int64_t)0))));
	if (w.n)
		ranks(&w);
	return 0;
}

/* E_TOOBIG with given == max: enough was given (the reading stops); nobody sees it. */
static int give_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct walk *w = arg;
	struct fact f;

	read_fact(r, &f);
	if (!wanted(w->q, &f) || !w->w->num(&f, &w->around) || (w->key >= 0 && key_of(w->q, &f, w->around.now) != w->key))
		return 0;
	if (w->given == w->max)
		return E_TOOBIG;
	w->given++;
	return w->fn(cx, &(struct figure_item){ f.id, f.name, f.state, f.site, f.district, f.at, f.unit, w->w->value ? w->w->value(&f, &w->around) : -1 }, w->arg);
}

int figure_facts_rows(struct cx *cx, const struct figure_q *q, int64_t key, struct bike_scope sc, int64_t after, int max, figure_item_fn *fn, void *arg)
{
	struct walk w;

	TRY(begin(cx, q, &w));
	w.key = key;
	w.max = max;
	w.fn = fn;
	w.arg = arg;
	int rc = sql_each(cx, w.w->q, give_one, &w, BIND(V(sc.area), V(sc.city), V(first_at(q)), V(end_at(q)), V(after)));
	return rc >= 0 || (rc == E_TOOBIG && w.given == max) ? w.given : rc;
}
