/* flow_junction_signal — phases in: from the API, a file, a fixed-time plan; and why red-light detection is off. */
#include <stdlib.h>

#include "base/utc.h"
#include "flow/flow_junction.h"
#include "format/csv/csv.h"
#include "store/sql/sql.h"

/* What a batch names, read once. */
struct named { int64_t junction; int source; bool published; struct junction_geometry g; };
struct batch { struct cx *cx; struct named *n; size_t count, cap; enum jn_source source; };

static int load(struct batch *b, int64_t id, struct named *ret)
{
	struct cx *cx = b->cx;
	struct junction_version v;
	struct junction_source s;
	struct junction j;

	*ret = (struct named){ .junction = id };
	TRY(junction_get(cx, id, &j));
	TRY(junction_source_get(cx, id, &s));
	ret->source = s.kind;
	if (!j.published)
		return 0;
	TRY(junction_version_get(cx, id, j.published, &v));
	TRY(junction_geometry_of(cx, v.geometry, &ret->g));
	ret->published = true;
	return 0;
}

static int named_of(struct batch *b, int64_t id, const struct named **ret)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->n[i].junction == id) {
			*ret = &b->n[i];
			return 0;
		}
	if (b->count == b->cap)
		return FAIL(b->cx, E_TOOBIG, "too many junctions in one batch");
	TRY(load(b, id, &b->n[b->count]));
	*ret = &b->n[b->count++];
	return 0;
}

static bool has_group(const struct named *n, str group)
{
	const struct junction_group *g = n->g.groups.items;

	for (size_t i = 0; i < n->g.groups.n; i++)
		if (str_eq(g[i].group, group))
			return true;
	return false;
}

static int refuse(struct cx *cx, size_t i, const char *field, const char *what)
{
	return FAIL_FIELD(cx, E_INVALID, field, "change %zu: %s", i + 1, what);
}

/* FJ2: of a group that the junction has, with a state that is one, at a time that can be. */
static int take(struct batch *b, const struct signal_in *in, size_t i, struct jn_signal_rec *ret)
{
	struct cx *cx = b->cx;
	const struct named *n = NULL;
	str arm;
	char move;

	TRY(named_of(b, in->junction, &n));
	if (!n->published)
		return FAIL_FIELD(cx, E_STATE, "not_published", "junction %lld has no published geometry; publish it first", (long long)in->junction);
	if (b->source == JNS_API && n->source != JSRC_API)
		return FAIL_FIELD(cx, E_STATE, "other_source", "junction %lld does not take its phases from here; set its source to api first", (long long)in->junction);
	if (!junction_group_parse(in->group, &arm, &move) || !has_group(n, in->group))
		return refuse(cx, i, "group", "the junction has no such signal group");
	if (in->at < cx->now - SIGNAL_OLD_MS || in->at > cx->now + SIGNAL_AHEAD_MS)
		return refuse(cx, i, "at", "the time is more than two days old or an hour ahead; is it in milliseconds?");
	memset(ret, 0, sizeof *ret);
	if (!jn_state_of(in->state, &ret->state))
		return refuse(cx, i, "state", "no such state; there are green, yellow, red, red-yellow, flashing, off, manual and unknown");
	ret->move = JM_ANY;
	if (move != '*')
		jn_move_of((str){ &move, 1 }, &ret->move);
	ret->at = in->at;
	ret->received = cx->now;
	ret->junction = (uint16_t)in->junction;
	ret->source = (uint8_t)b->source;
	memcpy(ret->arm, arm.p, arm.n);
	return 0;
}

static int journal(struct cx *cx, const struct jn_signal_rec *r, size_t n)
{
	if (!cx->track || !cx->track->signals_put)
		return FAIL(cx, E_STORE, "the engines are not running");
	return n ? cx->track->signals_put(cx->track->self, r, n, &cx->err) : 0;
}

int flow_junction_signals(struct cx *cx, const struct signal_in *in, size_t n, enum jn_source source)
{
	struct batch b = { .cx = cx, .n = arena_alloc(cx->arena, 256 * sizeof *b.n), .cap = 256, .source = source };
	struct jn_signal_rec *r = arena_alloc(cx->arena, (n + 1) * sizeof *r);

	if (!b.n || !r)
		return FAIL(cx, E_TOOBIG, "too many changes at once");
	for (size_t i = 0; i < n; i++)
		TRY(take(&b, &in[i], i, &r[i]));
	return journal(cx, r, n);
}

/* --- signals.csv --- */

enum { SG_T, SG_NAME, SG_GROUP, SG_STATE, SG_N };

int flow_junction_signals_csv(struct cx *cx, str text, int64_t *ret)
{
	static const char *const want[] = { "t_ms", "intersection", "group", "state" };
	static const bool need[] = { true, true, true, true };
	struct signal_in *in = arena_alloc(cx->arena, SIGNALS_MAX * sizeof *in);
	char *scratch = arena_alloc(cx->arena, CSV_MAX_ROW);
	str cell[CSV_MAX_COLS];
	struct csv csv;
	int at[SG_N], n = 0;
	size_t k = 0;

	if (!in || !scratch)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	*ret = 0;
	csv_init(&csv, text.p, text.n, scratch);
	TRY(csv_header(&csv, want, need, SG_N, at, &cx->err));
	do {
		n = csv_row(&csv, cell, CSV_MAX_COLS, &cx->err);
		if (n < 0)
			return n;
		if (n > 0) {
			struct signal_in *s = &in[k++];
			if (n <= MAX(MAX(at[SG_T], at[SG_NAME]), MAX(at[SG_GROUP], at[SG_STATE])) || !str_i64(cell[at[SG_T]], 0, JS_UTC_LAST, &s->at))
				return FAIL_FIELD(cx, E_INVALID, "t_ms", "line %lld: t_ms, intersection, group and state are needed", (long long)csv.line);
			s->junction = flow_junction_number(cell[at[SG_NAME]]);
			s->group = arena_str(cx->arena, cell[at[SG_GROUP]]);
			s->state = arena_str(cx->arena, cell[at[SG_STATE]]);
		}
		if (k == SIGNALS_MAX || (n == 0 && k)) {
			TRY(flow_junction_signals(cx, in, k, JNS_FILE));
			*ret += (int64_t)k;
			k = 0;
		}
	} while (n > 0);
	return 0;
}

/* --- the source --- */

struct forgotten { struct jn_signal_rec *r; size_t n; };

static void tell_forgotten(struct cx *cx, void *arg)
{
	const struct forgotten *f = arg;
	struct err before = cx->err;

	if (journal(cx, f->r, f->n) < 0)      /* then they are stale in a few minutes */
		cx->err = before;
}

/* What a plan shows now: from now on, for it was not in force before. False: it says nothing of this group. */
static bool shown_by(const struct junction_plan *plan, str group, utc_ms now, struct jn_signal_rec *o)
{
	utc_ms since;

	for (size_t i = 0; plan && i < plan->groups.n; i++) {
		const struct junction_plan_group *g = &((const struct junction_plan_group *)plan->groups.items)[i];
		if (!str_eq(g->group, group))
			continue;
		char state = junction_plan_at(plan, g, now, &since);
		o->source = JNS_PLAN;
		return jn_state_of((str){ &state, 1 }, &o->state);
	}
	return false;
}

/* What another source has said counts no more: every group is unknown until the new one says something. A plan does so at once. */
static int forget(struct cx *cx, int64_t junction, const struct junction_plan *plan)
{
	struct batch b = { .cx = cx };
	struct named n;

	TRY(load(&b, junction, &n));
	struct forgotten *f = arena_alloc(cx->arena, sizeof *f);
	struct jn_signal_rec *r = arena_alloc(cx->arena, (n.g.groups.n + 1) * sizeof *r);
	if (!f || !r)
		return FAIL(cx, E_TOOBIG, "too many groups");
	*f = (struct forgotten){ r, 0 };
	for (size_t i = 0; i < n.g.groups.n; i++) {
		str group = ((const struct junction_group *)n.g.groups.items)[i].group, arm;
		char move;
		if (!junction_group_parse(group, &arm, &move))
			continue;
		struct jn_signal_rec *o = &r[f->n++];
		memset(o, 0, sizeof *o);
		*o = (struct jn_signal_rec){ .at = cx->now, .received = cx->now, .junction = (uint16_t)junction, .move = JM_ANY, .state = JS_UNKNOWN, .source = JNS_FILE };
		if (!shown_by(plan, group, cx->now, o))
			o->state = JS_UNKNOWN;
		if (move != '*')
			jn_move_of((str){ &move, 1 }, &o->move);
		memcpy(o->arm, arm.p, arm.n);
	}
	if (f->n)
		sql_after_commit(cx, tell_forgotten, f);
	return 0;
}

int flow_junction_source(struct cx *cx, const struct junction_source *in, const struct junction_plan *plan, struct junction_source *ret)
{
	struct junction_source s = *in;
	struct junction j;
	struct js o;

	TRY(junction_get(cx, s.junction, &j));
	s.plan = S("");
	if (s.kind == JSRC_PLAN && plan && plan->groups.n) {
		struct batch b = { .cx = cx };
		struct named n;
		TRY(junction_plan_check(cx, plan));
		TRY(load(&b, s.junction, &n));
		for (size_t i = 0; i < plan->groups.n; i++) {
			str g = ((const struct junction_plan_group *)plan->groups.items)[i].group;
			if (n.published && !has_group(&n, g))
				return FAIL_FIELD(cx, E_INVALID, "group", "the junction has no signal group %.*s", STR_ARG(g));
		}
		js_init(&o, cx->arena, 64 << 10);
		js_put(&o, NULL, &junction_plan_shape, plan);
		if (js_over(&o))
			return FAIL(cx, E_TOOBIG, "the plan is too large");
		s.plan = js_text(&o);
	}
	TRY(junction_source_put(cx, &s));
	TRY(forget(cx, s.junction, s.plan.n ? plan : NULL));
	return junction_source_get(cx, s.junction, ret);
}

/* --- fixed-time plans --- */

struct plans { utc_ms from, to; struct jn_signal_rec *r; size_t n, told; };

static void plan_state(struct plans *p, const struct junction_source *s, const struct junction_plan_group *g, char state, utc_ms since)
{
	str arm;
	char move;

	if (!junction_group_parse(g->group, &arm, &move))
		return;
	struct jn_signal_rec *r = &p->r[p->n++];
	memset(r, 0, sizeof *r);
	*r = (struct jn_signal_rec){ .at = since, .received = p->to, .junction = (uint16_t)s->junction, .move = JM_ANY, .source = JNS_PLAN };
	jn_state_of((str){ &state, 1 }, &r->state);
	if (move != '*')
		jn_move_of((str){ &move, 1 }, &r->move);
	memcpy(r->arm, arm.p, arm.n);
}

/* Every change of each group in (from, to], in the order of time, so that a turn that came late leaves no green out; of those before the newest at most PLAN_BACK_MS.
 * The first turn tells what is shown. */
#define PLAN_BACK_MS (5 * (int64_t)MINUTE_MS)
enum { PLAN_CHANGES = 64, PLAN_RECORDS = 4096 };

static int plan_flush(struct cx *cx, struct plans *p)
{
	TRY(journal(cx, p->r, p->n));
	p->told += p->n;
	p->n = 0;
	return 0;
}

static int plan_one(struct cx *cx, const struct junction_source *s, void *arg)
{
	struct plans *p = arg;
	struct junction_plan plan;
	utc_ms back = MAX(p->from, p->to - PLAN_BACK_MS), since;

	TRY(js_read(cx, &junction_plan_shape, s->plan, &plan));
	for (size_t i = 0; i < plan.groups.n; i++) {
		const struct junction_plan_group *g = &((const struct junction_plan_group *)plan.groups.items)[i];
		struct { char state; utc_ms since; } was[PLAN_CHANGES];
		int n = 0;
		if (PLAN_RECORDS - p->n < PLAN_CHANGES)
			TRY(plan_flush(cx, p));
		for (utc_ms t = p->to; n < PLAN_CHANGES; t = since - 1) {
			char state = junction_plan_at(&plan, g, t, &since);
			if (p->from ? since <= (n ? back : p->from) : n > 0)
				break;
			was[n].state = state;
			was[n++].since = since;
		}
		while (n-- > 0)
			plan_state(p, s, g, was[n].state, was[n].since);
	}
	return 0;
}

int flow_junction_plans(struct cx *cx, utc_ms from, utc_ms to)
{
	struct plans p = { .from = from, .to = to, .r = arena_alloc(cx->arena, PLAN_RECORDS * sizeof *p.r) };

	if (!p.r)
		return FAIL(cx, E_TOOBIG, "too many plans");
	TRY(junction_sources(cx, JSRC_PLAN, plan_one, &p));
	TRY(plan_flush(cx, &p));
	return (int)p.told;
}

/* --- why red-light detection is off (FJ3) --- */

enum { CLOCK_ERR_MS = 2000 };

static bool shows(const struct red_facts *f, int state) { return f->states >> state & 1; }
static bool no_engine(const struct red_facts *f) { return !f->engine; }
static bool no_geometry(const struct red_facts *f) { return !f->geometry; }
static bool no_groups(const struct red_facts *f) { return f->groups == 0; }
static bool no_source(const struct red_facts *f) { return !f->source && f->age_ms < 0; }
static bool never(const struct red_facts *f) { return f->age_ms < 0; }
static bool stale(const struct red_facts *f) { return f->age_ms > jn_stale_ms(f->cycle_ms) || shows(f, JS_STALE); }
static bool flashing(const struct red_facts *f) { return shows(f, JS_FLASHING); }
static bool all_off(const struct red_facts *f) { return shows(f, JS_OFF); }
static bool manual(const struct red_facts *f) { return shows(f, JS_MANUAL); }
static bool unknown(const struct red_facts *f) { return shows(f, JS_UNKNOWN); }
static bool missing(const struct red_facts *f) { return f->shown < f->groups; }
static bool clock_bad(const struct red_facts *f) { return f->judged && (!f->clock_known || f->clock_err_ms > CLOCK_ERR_MS); }

static const struct { enum red_off off; bool (*holds)(const struct red_facts *f); } red_rows[] = {
	{ RO_NO_ENGINE, no_engine }, { RO_NO_GEOMETRY, no_geometry }, { RO_NO_GROUPS, no_groups }, { RO_NO_SOURCE, no_source }, { RO_NEVER, never },
	{ RO_STALE, stale }, { RO_FLASHING, flashing }, { RO_ALL_OFF, all_off }, { RO_MANUAL, manual }, { RO_UNKNOWN, unknown }, { RO_MISSING, missing },
	{ RO_CLOCK, clock_bad },
};
const str red_off_names[RO_N] = {
	SI("on"), SI("no_engine"), SI("no_geometry"), SI("no_groups"), SI("no_source"), SI("never"), SI("stale"), SI("flashing"), SI("all_off"), SI("manual"),
	SI("unknown"), SI("missing"), SI("clock"),
};

enum red_off flow_red_off(const struct red_facts *f)
{
	for (size_t i = 0; i < COUNTOF(red_rows); i++)
		if (red_rows[i].holds(f))
			return red_rows[i].off;
	return RO_ON;
}

int flow_junction_now(struct cx *cx, const struct junction *j, struct junction_seen *ret)
{
	struct batch b = { .cx = cx };
	struct red_facts *f = &ret->facts;
	struct named n;

	*ret = (struct junction_seen){ .known = false };
	TRY(load(&b, j->id, &n));
	f->geometry = n.published;
	f->groups = (int)n.g.groups.n;
	f->source = n.source != JSRC_NONE;
	f->age_ms = -1;
	f->engine = cx->track && cx->track->junction_now;
	if (f->engine && cx->track->junction_now(cx->track->self, (uint16_t)j->id, &ret->now)) {
		ret->known = true;
		f->cycle_ms = ret->now.cycle_ms;
		f->judged = ret->now.judged;
		f->clock_known = ret->now.status.controller_known;
		f->clock_err_ms = ret->now.status.controller_err_ms;
		for (uint32_t i = 0; i < ret->now.n; i++) {
			const struct junction_phase *p = &ret->now.group[i];
			f->states |= 1u << p->state;
			f->age_ms = MAX(f->age_ms, MAX(cx->now - p->received, 0));      /* the group that has stood longest */
			f->shown++;
		}
	}
	ret->off = flow_red_off(f);
	return 0;
}
