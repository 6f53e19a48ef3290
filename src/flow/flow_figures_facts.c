/* flow_figures_facts — figures of cases, alerts, orders, seized goods, plans, claims and violations. See flow_figures.h.
 *
 * Each source is a pair of statements with a row a thing (for the figure, and by id with its name for the list); each figure is one row of what[], which says
 * what counts, out of what, and what is measured. The figure adds up the rows that count, its list gives the same rows. Of whole months that lie behind
 * what the rules say of the rows is kept (flow_figures_kept.c); the rest of the range is read. Another figure is a definition
 * (figure_defs.c), statements where none of these has its rows, and a row in what[]. */
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
/* What a figure's rules may ask besides the row. worked[i]: working days after the day first, up to and with the i-th after it. */
struct around { utc_ms now; int32_t today; int64_t warn, course_at; struct workdays *days; int32_t first; int nworked; int32_t *worked; };
typedef bool fact_is(const struct fact *f, const struct around *a);
typedef int64_t fact_value(const struct fact *f, const struct around *a);

/* --- cases: what the numbers of their statement are --- */
enum { C_ACCEPTED, C_FILED, C_LOCATED, C_RECOVERED, C_SOLVED, C_FIRST, C_WATCHED };
static bool every(const struct fact *f, const struct around *a) { (void)f, (void)a; return true; }
static bool accepted(const struct fact *f, const struct around *a) { (void)a; return f->n[C_ACCEPTED]; }
/* Minutes from the report to what happened at n[which]; -1: it did not. */
static int64_t minutes_to(const struct fact *f, int which) { return f->n[which] ? (f->n[which] - f->at) / 60000 : -1; }
static bool filed(const struct fact *f, const struct around *a) { (void)a; return f->n[C_FILED] && !str_eq(f->state, S("withdrawn")) && !str_eq(f->state, S("unfounded")); }
static bool crime(const struct fact *f, const struct around *a) { return f->n[C_FIRST] && filed(f, a); }
static bool solved(const struct fact *f, const struct around *a) { return f->n[C_SOLVED] && crime(f, a); }
static bool recovered(const struct fact *f, const struct around *a) { return minutes_to(f, C_RECOVERED) >= 0 && filed(f, a); }
static bool given_back(const struct fact *f, const struct around *a) { return str_eq(f->state, S("returned")) && recovered(f, a); }
static bool watched(const struct fact *f, const struct around *a) { return f->n[C_WATCHED] && filed(f, a); }
static bool found(const struct fact *f, const struct around *a) { return (minutes_to(f, C_LOCATED) >= 0 || minutes_to(f, C_RECOVERED) >= 0) && watched(f, a); }
static bool located(const struct fact *f, const struct around *a) { return minutes_to(f, C_LOCATED) >= 0 && filed(f, a); }
static int64_t located_min(const struct fact *f, const struct around *a) { (void)a; return minutes_to(f, C_LOCATED); }
static int64_t recovered_min(const struct fact *f, const struct around *a) { (void)a; return minutes_to(f, C_RECOVERED); }

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

/* Days to the payment, and how many of them were working days. The calendar may change after a month is kept: kept are the former. */
static int64_t pay_raw(const struct fact *f, const struct around *a) { (void)a; return day_of(f->n[L_PAID_AT]) - day_of(f->at); }

static int64_t worked_days(const struct around *a, int32_t day, int64_t days)
{
	int64_t from = day - a->first, to = from + days;

	if (from >= 0 && to >= 0 && from < a->nworked && to < a->nworked)
		return a->worked[to] - a->worked[from];
	return workday_between(a->days, day, (int32_t)(day + days));
}

static int64_t pay_days(const struct fact *f, const struct around *a) { return worked_days(a, day_of(f->at), pay_raw(f, a)); }

/* --- violations: what the numbers of their statements are --- */
enum { V_JUNCTION, V_HOUR, V_SOURCE, V_APPEALED };
enum { R_FIRST, R_NTH };                       /* places; the figure's own statement has rider, month and whether it is of the area and the days, and they are counted here */
enum { R_RIDER, R_MONTH, R_HERE };

const unsigned figure_stages[VI_N] = {
	[VI_CAPTURED] = FV_OPEN, [VI_SCREENED] = FV_OPEN,
	[VI_DISMISSED] = FV_DECIDED, [VI_LAPSED] = 0,
	[VI_CONFIRMED] = FV_DECIDED | FV_CONFIRMED | FV_STANDS, [VI_NOTIFIED] = FV_DECIDED | FV_CONFIRMED | FV_STANDS,
	[VI_ACKNOWLEDGED] = FV_DECIDED | FV_CONFIRMED | FV_STANDS, [VI_UPHELD] = FV_DECIDED | FV_CONFIRMED | FV_STANDS,
	[VI_APPEALED] = FV_DECIDED | FV_CONFIRMED, [VI_REVOKED] = FV_DECIDED | FV_CONFIRMED,
};

unsigned figure_stage(str state)
{
	enum violation_state s = violation_state_of(state);

	return s < VI_N ? figure_stages[s] : 0;
}

static bool stands(const struct fact *f, const struct around *a) { (void)a; return figure_stage(f->state) & FV_STANDS; }
static bool confirmed(const struct fact *f, const struct around *a) { (void)a; return figure_stage(f->state) & FV_CONFIRMED; }
static bool decided(const struct fact *f, const struct around *a) { (void)a; return figure_stage(f->state) & FV_DECIDED; }
static bool dismissed(const struct fact *f, const struct around *a) { return decided(f, a) && !confirmed(f, a); }
static bool ended(const struct fact *f, const struct around *a) { (void)a; return !(figure_stage(f->state) & FV_OPEN); }
static bool lapsed(const struct fact *f, const struct around *a) { return ended(f, a) && !decided(f, a); }
static bool appealed(const struct fact *f, const struct around *a) { return f->n[V_APPEALED] && confirmed(f, a); }
static bool revoked(const struct fact *f, const struct around *a) { (void)a; return str_eq(f->state, violation_state_names[VI_REVOKED]); }
static bool first_of_rider(const struct fact *f, const struct around *a) { (void)a; return f->n[R_FIRST] == 1; }
/* --- courses and decisions at the roadside: of the latter junction and hour come as with violations --- */
static bool exam_passed(const struct fact *f, const struct around *a) { (void)a; return str_eq(f->state, S("passed")); }
static bool warned(const struct fact *f, const struct around *a) { (void)a; return str_eq(f->state, S("warned")); }
static bool fined(const struct fact *f, const struct around *a) { (void)a; return str_eq(f->state, S("fined")) || str_eq(f->state, S("paid")) || str_eq(f->state, S("overdue")); }
static bool sanctioned(const struct fact *f, const struct around *a) { return warned(f, a) || fined(f, a); }
static bool reached(const struct fact *f, const struct around *a) { return f->n[R_NTH] == a->course_at; }

/* Rows for a figure, rows for its list; how many numbers each has. weighted: a row of the figure's stands for as many as its last number says. numbered: their
 * places are counted here. */
struct source { const struct sql_stmt *all, *rows; int nall, nrows; bool weighted, numbered; };
static const struct source cases = { &q_cases_all, &q_cases, 6, 6, false }, watches = { &q_watches_all, &q_watches, 7, 7, false }, opened = { &q_open_all, &q_open, 0, 0, false },
	alerts = { &q_alerts_all, &q_alerts, 2, 2, false }, orders = { &q_orders_all, &q_orders, 2, 2, false }, suspects = { &q_suspects_all, &q_suspects, 0, 0, false },
	seized = { &q_seized_all, &q_seized, 0, 0, false }, dens = { &q_dens_all, &q_dens, 0, 0, false }, returns = { &q_returns_all, &q_returns, 0, 0, false },
	plans = { &q_plans_all, &q_plans, 2, 4, false }, covers = { &q_running_all, &q_plans, 4, 4, true }, claims = { &q_claims_all, &q_claims, 4, 4, false },
	owing = { &q_owed_all, &q_claims, 4, 4, false }, violations = { &q_violations_all, &q_violations, 4, 4, false },
	riders = { &q_riders_all, &q_riders, 3, 2, false, true }, classes = { &q_classes_all, &q_classes, 0, 0, false }, taught = { &q_taught_all, &q_taught, 0, 0, false },
	papers = { &q_papers_all, &q_papers, 0, 0, false }, spots = { &q_spots_all, &q_spots, 2, 2, false };

/* What counts, out of what (NULL: alone), and what is measured of what counts (NULL: nothing). kept: of whole months that lie behind sums are, or where a median
 * is told every value, under this source's name; not where the figure depends on the hour. raw, of_raw: what is kept of a value, and the value of a day's
 * raw (NULL: the value itself). */
static const struct what { const struct source *src; fact_is *num, *den; fact_value *value; str kept; fact_value *raw; int64_t (*of_raw)(const struct around *a, int32_t day, int64_t raw); } what[FIG_N] = {
	[FIG_CASES]           = { &cases, every, NULL, NULL, SI("case") },
	[FIG_ACCEPTED]        = { &cases, accepted, every, NULL, SI("case") },
	[FIG_FILED]           = { &cases, filed, every, NULL, SI("case") },
	[FIG_SOLVED]          = { &cases, solved, crime, NULL, SI("case") },
	[FIG_RECOVERED]       = { &cases, recovered, filed, NULL, SI("case") },
	[FIG_RETURNED]        = { &cases, given_back, recovered, NULL, SI("case") },
	[FIG_FOUND]           = { &watches, found, watched, NULL, SI("case") },
	[FIG_TO_LOCATION]     = { &cases, located, filed, located_min, SI("case") },
	[FIG_TO_RECOVERY]     = { &cases, recovered, filed, recovered_min, SI("case") },
	[FIG_OPEN]            = { &opened, every, NULL, NULL, SI("") },
	[FIG_FALSE_ALARMS]    = { &alerts, said_false, judged, NULL, SI("alert") },
	[FIG_SIGNED]          = { &orders, in_time, signed_or_told, NULL, SI("order") },
	[FIG_SUSPECTS_CAUGHT] = { &suspects, caught, NULL, NULL, SI("") },
	[FIG_ITEMS_SEIZED]    = { &seized, every, NULL, NULL, SI("") },
	[FIG_DENS_RAIDED]     = { &dens, every, NULL, NULL, SI("") },
	[FIG_LIST_RETURNED]   = { &returns, every, NULL, NULL, SI("") },
	[FIG_PLANS_SOLD]      = { &plans, sold, NULL, price, SI("plan") },
	[FIG_PLANS_RUNNING]   = { &covers, running, NULL, NULL, SI("") },
	[FIG_PLANS_REFUNDED]  = { &plans, refunded, sold, refund, SI("plan") },
	[FIG_CLAIMS_FILED]    = { &claims, every, NULL, NULL, SI("claim") },
	[FIG_CLAIMS_PAID]     = { &claims, paid, every, amount, SI("claim") },
	[FIG_CLAIMS_REFUSED]  = { &claims, refused, every, NULL, SI("claim") },
	[FIG_CLAIM_DAYS]      = { &claims, paid, every, pay_days, SI("claim"), pay_raw, worked_days },
	[FIG_CLAIMS_OVERDUE]  = { &owing, overdue, owed, NULL, SI("") },
	[FIG_CLAIMS_DUE_SOON] = { &owing, due_soon, owed, NULL, SI("") },
	[FIG_CAPTURED]        = { &violations, every, NULL, NULL, SI("") },
	[FIG_VIOLATIONS]      = { &violations, stands, NULL, NULL, SI("") },
	[FIG_DISMISSED]       = { &violations, dismissed, decided, NULL, SI("") },
	[FIG_LAPSED]          = { &violations, lapsed, ended, NULL, SI("") },
	[FIG_APPEALED]        = { &violations, appealed, confirmed, NULL, SI("") },
	[FIG_REVOKED]         = { &violations, revoked, confirmed, NULL, SI("") },
	[FIG_RIDERS]          = { &riders, first_of_rider, NULL, NULL, SI("") },
	[FIG_RIDERS_AT_COURSE] = { &riders, reached, first_of_rider, NULL, SI("") },
	[FIG_CLASSES_HELD]    = { &classes, every, NULL, NULL, SI("") },
	[FIG_RIDERS_TAUGHT]   = { &taught, every, NULL, NULL, SI("") },
	[FIG_EXAMS_PASSED]    = { &papers, exam_passed, every, NULL, SI("") },
	[FIG_SPOT_WARNED]     = { &spots, warned, sanctioned, NULL, SI("") },
	[FIG_SPOT_FINED]      = { &spots, fined, sanctioned, NULL, SI("") },
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
	case FD_VIOLATION: return word_at(violation_kind_names, VK_N, f->word);
	case FD_JUNCTION: return f->n[V_JUNCTION];
	case FD_HOUR:     return f->n[V_HOUR];
	case FD_SOURCE:   return f->n[V_SOURCE];
	default:          return 0;
	}
}

/* --- one row after the other --- */

enum { SLOTS = 4 * FIGURE_ROWS };
struct value { int64_t v; int at; };      /* at: whose, the place in g->v */
struct rider { int64_t key; int first, nth; };      /* key: the rider, 0 empty */
struct walk {
	const struct figure_q *q; const struct what *w; struct around around;
	struct gather *g; int *slot; struct value *v; int n, room;          /* the figure */
	struct rider *rider; int nrider, riders; int64_t month;             /* how many of each in the month that is read: used and room, a power of two */
	int64_t key; int max, given; figure_item_fn *fn; void *arg;         /* its rows */
};

/* A district's six digits, which begin a case's number too; 0: none. */
static int64_t district_of(str s)
{
	int64_t v = 0;

	for (size_t i = 0; i < 6; i++) {
		if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
			return 0;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

static void read_fact(struct sql_row *r, int n, struct fact *f)
{
	f->unit = sql_i64(r);
	f->site = sql_i64(r);
	f->district = district_of(sql_str(r));
	f->at = sql_i64(r);
	f->state = sql_str(r);
	f->word = sql_str(r);
	for (int i = 0; i < n; i++)
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

static int keep(struct cx *cx, struct walk *w, const struct sum *of, int64_t v)
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
	w->v[w->n++] = (struct value){ v, (int)(of - w->g->v) };
	return 0;
}

static struct rider *rider_at(struct rider *v, int room, int64_t key)
{
	unsigned at = (unsigned)hash_u64((uint64_t)key) & (unsigned)(room - 1);

	while (v[at].key && v[at].key != key)
		at = (at + 1) & (unsigned)(room - 1);
	return &v[at];
}

static int more_riders(struct cx *cx, struct walk *w)
{
	int room = w->riders ? 2 * w->riders : 4096;
	struct rider *more = arena_alloc(cx->arena, (size_t)room * sizeof *more);

	if (!more)
		return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
	memset(more, 0, (size_t)room * sizeof *more);
	for (int i = 0; i < w->riders; i++)
		if (w->rider[i].key)
			*rider_at(more, room, w->rider[i].key) = w->rider[i];
	w->rider = more;
	w->riders = room;
	return 0;
}

/* Which of its rider's month it is (days come in order, so months do): 0 it does not count, or is not of the area or the days; 1 its places are in the fact. */
static int number(struct cx *cx, struct walk *w, struct fact *f)
{
	bool here = f->n[R_HERE];

	if (!(figure_stage(f->state) & FV_STANDS))
		return 0;
	if (f->n[R_MONTH] != w->month && w->riders) {
		memset(w->rider, 0, (size_t)w->riders * sizeof *w->rider);
		w->nrider = 0;
	}
	w->month = f->n[R_MONTH];
	if (2 * w->nrider >= w->riders)
		TRY(more_riders(cx, w));
	struct rider *r = rider_at(w->rider, w->riders, f->n[R_RIDER]);
	w->nrider += r->key == 0;
	r->key = f->n[R_RIDER];
	r->nth++;
	r->first += here;
	f->n[R_FIRST] = r->first;
	f->n[R_NTH] = r->nth;
	return here;
}

static int add_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct walk *w = arg;
	struct fact f;

	read_fact(r, w->w->src->nall, &f);
	int64_t k = w->w->src->weighted ? sql_i64(r) : 1;
	if (w->w->src->numbered) {
		int rc = number(cx, w, &f);
		if (rc <= 0)
			return rc;
	}
	if (!wanted(w->q, &f))
		return 0;
	bool num = w->w->num(&f, &w->around), den = w->w->den && w->w->den(&f, &w->around);
	if (!num && !den)
		return 0;
	struct sum *s = sum_of(w, key_of(w->q, &f, w->around.now));
	if (!s)
		return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
	s->num += num ? k : 0;
	s->den += den ? k : 0;
	if (!num || !w->w->value)
		return 0;
	int64_t v = w->w->value(&f, &w->around);
	if (figure_defs[w->q->fig].measure == FM_FEN) {
		s->total += v;
		return 0;
	}
	return keep(cx, w, s, v);
}

enum { DIGIT = 11 };

/* By the digit of 11 bits at shift of what lies above least; stable. */
static void by_digit(const struct value *v, struct value *to, int n, int64_t least, int shift)
{
	int at[(1 << DIGIT) + 1] = { 0 };

	for (int i = 0; i < n; i++)
		at[((uint64_t)(v[i].v - least) >> shift & ((1 << DIGIT) - 1)) + 1]++;
	for (int k = 0; k < 1 << DIGIT; k++)
		at[k + 1] += at[k];
	for (int i = 0; i < n; i++)
		to[at[(uint64_t)(v[i].v - least) >> shift & ((1 << DIGIT) - 1)]++] = v[i];
}

/* By whose they are; stable. at: room for of + 1. */
static void by_whose(const struct value *v, struct value *to, int n, int *at, int of)
{
	memset(at, 0, ((size_t)of + 1) * sizeof *at);
	for (int i = 0; i < n; i++)
		at[v[i].at + 1]++;
	for (int k = 0; k < of; k++)
		at[k + 1] += at[k];
	for (int i = 0; i < n; i++)
		to[at[v[i].at]++] = v[i];
}

/* The nearest rank: the smallest value that at least so many percent of them do not exceed. */
static int64_t rank_of(const struct value *v, int n, int pct)
{
	return n ? v[(n * (int64_t)pct + 99) / 100 - 1].v : -1;
}

/* Sorted by value once for all of them, then told apart: each one's come in order. */
static int ranks(struct cx *cx, struct walk *w)
{
	struct gather *g = w->g;
	struct value *v = w->v, *to = arena_alloc(cx->arena, (size_t)w->n * sizeof *to), *x;
	int *at = arena_alloc(cx->arena, ((size_t)g->n + 1) * sizeof *at);
	int64_t least = INT64_MAX, most = INT64_MIN;

	if (!to || !at)
		return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
	for (int i = 0; i < w->n; i++) {
		least = MIN(least, v[i].v);
		most = MAX(most, v[i].v);
	}
	for (int shift = 0; shift < 64 && (uint64_t)(most - least) >> shift; shift += DIGIT) {
		by_digit(v, to, w->n, least, shift);
		x = v;
		v = to;
		to = x;
	}
	g->all.mid = rank_of(v, w->n, 50);
	g->all.p90 = rank_of(v, w->n, 90);
	by_whose(v, to, w->n, at, g->n);
	for (int i = 0, from = 0; i < g->n; from = at[i++]) {
		g->v[i].mid = rank_of(to + from, at[i] - from, 50);
		g->v[i].p90 = rank_of(to + from, at[i] - from, 90);
	}
	return 0;
}

/* The working days of the days asked for, added up. */
static int count_worked(struct cx *cx, const struct figure_q *q, struct around *a)
{
	int32_t last = MAX(q->to, a->today) + 1;

	a->first = MAX(q->from, a->today - 2 * FIGURE_DAYS);
	if (last <= a->first)
		return 0;
	a->worked = arena_alloc(cx->arena, (size_t)(last - a->first) * sizeof *a->worked);
	if (!a->worked)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	a->nworked = last - a->first;
	a->worked[0] = 0;
	for (int i = 1; i < a->nworked; i++)
		a->worked[i] = a->worked[i - 1] + workday_is(a->days, a->first + i);
	return 0;
}

static struct walk walk_of(struct cx *cx, const struct figure_q *q)
{
	return (struct walk){ .q = q, .w = &what[q->fig], .around = { .now = cx->now, .today = day_of(cx->now) } };
}

static int begin(struct cx *cx, const struct figure_q *q, struct walk *w)
{
	int y = civil_of(cx->now).y;

	*w = walk_of(cx, q);
	if (w->w->num == reached)
		return policy_i64(cx, POL_TRAFFIC_COURSE_AT, cx->now, &w->around.course_at);
	if (w->w->value != pay_days && w->w->num != due_soon)
		return 0;
	w->around.days = arena_alloc(cx->arena, sizeof *w->around.days);
	if (!w->around.days)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(policy_i64(cx, POL_CLAIM_WARN_WORKDAYS, cx->now, &w->around.warn));
	TRY(holidays_workdays(cx, y - 12, y + 2, w->around.days));
	return w->w->value == pay_days ? count_worked(cx, q, &w->around) : 0;
}

static utc_ms first_at(const struct figure_q *q) { return figure_defs[q->fig].range ? day_start(q->from) : 1; }
static utc_ms end_at(const struct figure_q *q) { return figure_defs[q->fig].range ? day_start(q->to) : INT64_MAX; }

static int read_span(struct cx *cx, struct walk *w, struct bike_scope sc, utc_ms from, utc_ms to)
{
	const struct sql_stmt *q = w->w->src->all;
	bool districts = w->q->by == FD_DISTRICT || w->q->district >= 0;
	struct sqlv v[] = { V(sc.area), V(sc.city), V(from), V(to), V(districts) };

	return sql_each(cx, q, add_one, w, v, q->nparam);
}

static int kept_one(struct cx *cx, const struct figure_cell *c, void *arg)
{
	struct walk *w = arg;
	struct fact f = { .unit = c->unit, .site = c->site, .district = c->district, .at = day_start(c->day), .word = c->word };
	struct sum *s = sum_of(w, key_of(w->q, &f, w->around.now));

	if (!s)
		return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
	s->num += c->num;
	s->den += c->den;
	if (!figure_keeps_values(w->q->fig)) {
		s->total += c->total;
		return 0;
	}
	return c->num ? keep(cx, w, s, w->w->of_raw ? w->w->of_raw(&w->around, c->day, c->total) : c->total) : 0;
}

str figure_facts_kept(enum figure_id fig)
{
	return what[fig].kept;
}

bool figure_keeps_values(enum figure_id fig)
{
	return what[fig].kept.n && what[fig].value && figure_defs[fig].measure != FM_FEN;
}

int figure_facts_read(struct cx *cx, struct gather *g)
{
	struct figure_gap gap[FIGURE_GAPS];
	struct walk w;
	int n;

	TRY(begin(cx, g->q, &w));
	w.g = g;
	w.slot = arena_alloc(cx->arena, SLOTS * sizeof *w.slot);
	if (!w.slot)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	if (w.w->src == &covers)
		return as_done(read_span(cx, &w, g->sc, cx->now, cx->now));
	if (!figure_kept_serves(g->q, g->sc))
		return as_done(read_span(cx, &w, g->sc, first_at(g->q), end_at(g->q)));
	TRY(figure_kept_sums(cx, g->q, g->sc, kept_one, &w, gap, &n));
	for (int i = 0; i < n; i++)
		TRY(read_span(cx, &w, g->sc, day_start(gap[i].from), day_start(gap[i].to)));
	return w.n ? ranks(cx, &w) : 0;
}

/* ---- what is kept of a month ---- */

struct cells { struct walk w; figure_cell_fn *fn; void *arg; };

static int cell_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct cells *c = arg;
	const struct what *w = c->w.w;
	struct fact f;

	read_fact(r, w->src->nall, &f);
	bool num = w->num(&f, &c->w.around), den = w->den && w->den(&f, &c->w.around);
	if (!num && !den)
		return 0;
	fact_value *value = w->raw ? w->raw : w->value;
	return c->fn(cx, &(struct figure_cell){ f.unit, f.site, f.district, f.word, day_of(f.at), num, den, num && value ? value(&f, &c->w.around) : 0 }, c->arg);
}

int figure_facts_cells(struct cx *cx, enum figure_id fig, int32_t from, int32_t to, figure_cell_fn *fn, void *arg)
{
	struct figure_q q = { fig, FD_DISTRICT, from, to, -1, -1 };
	struct cells c = { .w = walk_of(cx, &q), .fn = fn, .arg = arg };      /* what asks the calendar is not kept */

	const struct sql_stmt *all = c.w.w->src->all;
	struct sqlv v[] = { V(S("")), V(true), V(day_start(from)), V(day_start(to)), V(true) };
	return as_done(sql_each(cx, all, cell_one, &c, v, all->nparam));
}

/* ---- the rows behind ---- */

/* E_TOOBIG with given == max: enough was given (the reading stops); nobody sees it. */
static int give_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct walk *w = arg;
	struct fact f;

	read_fact(r, w->w->src->nrows, &f);
	f.id = sql_i64(r);
	f.name = sql_str(r);
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
	int rc = sql_each(cx, w.w->src->rows, give_one, &w, BIND(V(sc.area), V(sc.city), V(first_at(q)), V(end_at(q)), V(after)));
	return rc >= 0 || (rc == E_TOOBIG && w.given == max) ? w.given : rc;
}
