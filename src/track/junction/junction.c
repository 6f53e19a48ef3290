/* junction — what is kept, and the order in which it is calibrated and judged. */
#include <stdlib.h>

#include "track/junction/jn_fit_int.h"

enum { SILENCE_MS = 30000, KEEP_MS = 3 * HOUR_MS, RECALIBRATE_MS = 10 * MINUTE_MS, LOOK_MS = 5000, MAX_SIDES = 20000 };

struct jn *jn_new(const struct jn_opts *o)
{
	static const uint16_t least[JK_N] = { 950, 930, 600 };
	struct jn *e = calloc(1, sizeof *e);

	ASSERT(e);
	e->o = *o;
	e->o.silence_ms = o->silence_ms ? o->silence_ms : SILENCE_MS;
	e->o.keep_ms = o->keep_ms ? o->keep_ms : KEEP_MS;
	e->o.max_rows = o->max_rows ? o->max_rows : JN_MAX_ROWS;
	for (int i = 0; i < JK_N; i++)
		if (!e->o.min_confidence[i])
			e->o.min_confidence[i] = least[i];
	e->of_station = calloc(STATION_MAX + 1, sizeof *e->of_station);
	ASSERT(e->of_station);
	e->workers = o->each && o->workers > 1 ? o->workers : 1;
	e->mems = calloc(e->workers, sizeof *e->mems);
	ASSERT(e->mems);
	for (uint32_t i = 0; i < e->workers; i++)
		e->mems[i] = jn_fit_mem();
	e->mem = e->mems[0];
	return e;
}

static void drop_model(struct junc *j)
{
	free(j->path);
	free(j->cell);
	free(j->mu);
	free(j->top);
	free(j->away);
	j->path = NULL;
	j->cell = NULL;
	j->mu = j->top = j->away = NULL;
	j->paths = j->cells = 0;
}

void jn_free(struct jn *e)
{
	if (!e)
		return;
	for (uint32_t i = 0; i < e->njunc; i++) {
		struct junc *j = &e->j[i];
		drop_model(j);
		for (uint32_t k = 0; k < j->groups; k++)
			free(j->group[k].ph);
		free(j->group);
		free(j->row);
		free(j->old);
		free(j->pass);
		free(j->cross);
	}
	free(e->j);
	free(e->of_station);
	free(e->tagp);
	free(e->side);
	free(e->clone);
	free(e->exchange);
	for (uint32_t i = 0; i < e->workers; i++)
		jn_fit_free(e->mems[i]);
	free(e->mems);
	free(e);
}

static struct junc *junc_of(struct jn *e, uint16_t junction)
{
	ASSERT(junction > 0 && junction <= JN_MAX_JUNCTIONS);
	if (!e->junc_of[junction]) {
		e->j = realloc(e->j, (e->njunc + 1) * sizeof *e->j);
		ASSERT(e->j);
		memset(&e->j[e->njunc], 0, sizeof *e->j);
		e->j[e->njunc].st.junction = junction;
		e->junc_of[junction] = (uint16_t)++e->njunc;
	}
	return &e->j[e->junc_of[junction] - 1];
}

static int turn_between(int a, int b)
{
	int d = abs(a - b) % 360;

	return d > 180 ? 360 - d : d;
}

const char *jn_geometry_check(const struct jn_geometry *g)
{
	if (g->arms < 2 || g->arms > FIT_ARMS)
		return "a junction has two to six arms";
	for (int i = 0; i < g->arms; i++)
		for (int k = 0; k < i; k++)
			if (turn_between(g->arm[i].inbound_deg, g->arm[k].inbound_deg) < 15)
				return "two arms lie in one direction";
	for (int i = 0; i < g->antennas; i++) {
		const struct jn_antenna *a = &g->antenna[i];
		if (a->arm >= g->arms || (a->arm < 0 && a->role != JNR_CENTRE && a->role != JNR_UNKNOWN))
			return "an antenna is of no arm";
		for (int k = 0; k < i; k++)
			if (g->antenna[k].station == a->station)
				return "an antenna is there twice";
		if (a->arm < 0 || a->heading_deg < 0)
			continue;
		int along = turn_between(a->heading_deg, g->arm[a->arm].inbound_deg);
		if ((a->role == JNR_EXIT && along < 90) || ((a->role == JNR_APPROACH || a->role == JNR_STOP) && along > 90))
			return "an antenna's heading is against its role";
	}
	return NULL;
}

int jn_put_geometry(struct jn *e, const struct jn_geometry *g, const char **ret_why)
{
	struct junc *j = junc_of(e, g->junction);
	const char *why = jn_geometry_check(g);

	jn_strangers_back(e, (uint32_t)(j - e->j));
	jn_side_forget(e, (uint32_t)(j - e->j));
	jn_usual_begin(j);
	for (int i = 0; i < j->g.antennas; i++)
		e->of_station[j->g.antenna[i].station] = 0;
	drop_model(j);
	j->on = false;
	j->g = *g;
	memset(j->rode, 0, sizeof j->rode);     /* what was doubted was the old one */
	memset(j->wrong, 0, sizeof j->wrong);
	if (ret_why)
		*ret_why = why;
	if (why)
		return -1;
	for (int i = 0; i < g->antennas; i++)
		e->of_station[g->antenna[i].station] = ((uint32_t)(j - e->j) << 8 | (uint32_t)i) + 1;
	j->on = true;
	jn_model_build(e, j);
	return 0;
}

void jn_put_signal(struct jn *e, const struct jn_signal *s)
{
	struct junc *j = junc_of(e, s->junction);

	if (s->arm >= JN_ARMS || s->move >= JM_N)
		return;
	if (!j->group_of[s->arm][s->move]) {
		j->group = realloc(j->group, (j->groups + 1) * sizeof *j->group);
		ASSERT(j->group);
		j->group[j->groups] = (struct jgroup){ .arm = s->arm, .move = s->move };
		j->group_of[s->arm][s->move] = (uint8_t)++j->groups;
	}
	struct jgroup *g = &j->group[j->group_of[s->arm][s->move] - 1];
	g->ph = jn_grown(g->ph, &g->cap, g->n + 1, sizeof *g->ph);
	g->ph[g->n++] = (struct jn_phase){ .t = s->t, .state = s->state };
}

bool jn_put_sighting(struct jn *e, const struct jn_sighting *s)
{
	uint32_t at = s->station <= STATION_MAX ? e->of_station[s->station] : 0;

	if (!at)
		return false;
	struct junc *j = &e->j[(at - 1) >> 8];
	j->row = jn_grown(j->row, &j->cap, j->n + 1, sizeof *j->row);
	j->row[j->n++] = (struct jrow){ .t = s->t, .tag = s->tag, .arrival = s->arrival, .ant = (uint8_t)((at - 1) & 255), .rssi = s->rssi };
	return true;
}

/* ---- order ---- */

/* Pieces of time are counted from the first row. */
static void begin_pieces(struct junc *j)
{
	if (j->n == 0)
		return;
	j->seg0 = INT64_MAX;
	for (uint32_t i = 0; i < j->n; i++)
		j->seg0 = MIN(j->seg0, j->row[i].t);
	j->seg0 -= MINUTE_MS;
}

/* By tag and corrected time: rows of a tag are nearly in order, so that this is one walk. */
static void sort_corrected(struct junc *j)
{
	for (uint32_t i = 1; i < j->n; i++) {
		struct jrow r = j->row[i];
		utc_ms t = jn_time(j, &r);
		uint32_t k = i;
		for (; k > 0 && j->row[k - 1].tag == r.tag && jn_time(j, &j->row[k - 1]) > t; k--)
			j->row[k] = j->row[k - 1];
		j->row[k] = r;
	}
}

/* ---- calibration ---- */

enum { CROSS_SAMPLE = 150 };

/* When the traffic crosses, of passages that are sure of their path. */
static void crossings(struct jn *e, struct junc *j, void *arg)
{
	struct beacon *b = e->mem->b;
	struct fit *f = &e->mem->f;
	uint32_t step = MAX(j->npass / CROSS_SAMPLE, 1u);
	double bad = 0, many = 0;

	(void)arg;
	j->ncross = 0;
	jn_usual_begin(j);
	j->misfit = 0;
	for (uint32_t i = 0; i < j->npass; i += step) {
		int n = jn_beacons(j, &j->pass[i], b);
		if (n < 4)
			continue;
		jn_fit(e, j, b, n, jn_tag_power(e, j->pass[i].tag), true, f);
		if (f->ways == 0)
			continue;
		bad += f->readings >= 8 ? (double)f->per_reading : 0;
		many += f->readings >= 8;
		j->misfit = many >= 20 ? (float)(bad / many) : 0;
		jn_usual_note(e, j, f, j->pass[i].tag);
		const struct path *p = &j->path[f->w[0].path];
		if (f->w[0].post < 0.8f || !f->w[0].from_arm || !f->w[0].inside || (p->move != JM_THROUGH && p->move != JM_LEFT))
			continue;
		j->cross = jn_grown(j->cross, &j->cross_cap, j->ncross + 1, sizeof *j->cross);
		j->cross[j->ncross++] = (struct crossing){ jn_moment(e, j, f, &f->w[0]), p->a, p->move };
	}
}

static int by_value(const void *x, const void *y)
{
	float a = *(const float *)x, b = *(const float *)y;

	return (a > b) - (a < b);
}

/* A junction whose readings fit much worse than those of the others has a station elsewhere, or other faults nobody told of. */
static void doubts(struct jn *e)
{
	float *v = malloc(MAX(e->njunc, 1u) * sizeof *v), mid, far;
	uint32_t n = 0;

	ASSERT(v);
	for (uint32_t i = 0; i < e->njunc; i++) {
		e->j[i].doubt = 0;
		if (e->j[i].misfit > 0)
			v[n++] = e->j[i].misfit;
	}
	if (n >= 5) {
		qsort(v, n, sizeof *v, by_value);
		mid = v[n / 2];
		for (uint32_t i = 0; i < n; i++)
			v[i] = v[i] > mid ? v[i] - mid : mid - v[i];
		qsort(v, n, sizeof *v, by_value);
		far = MAX(5 * v[n / 2], mid / 3);
		for (uint32_t i = 0; i < e->njunc; i++)
			e->j[i].doubt = MIN(MAX((e->j[i].misfit - mid) / far - 1, 0.0f), 1.0f);     /* no cliff: a junction at the border is not lost */
	}
	free(v);
}

static void ready(struct jn *e, struct junc *j, void *arg)
{
	(void)arg;
	jn_sort_rows(j);
	begin_pieces(j);
	jn_clocks(j);
	sort_corrected(j);
	jn_passages(e, j);
}

static void calibrate(struct jn *e)
{
	for (uint32_t i = 0; i < e->njunc; i++)
		jn_groups_ready(&e->j[i]);
	jn_each(e, 0, e->njunc, ready, NULL);
	uint32_t had = e->exchanges;
	if (jn_strangers(e))
		for (uint32_t i = had; i < e->exchanges; i++) {
			jn_each(e, e->exchange[i].a, 1, ready, NULL);
			jn_each(e, e->exchange[i].b, 1, ready, NULL);
		}
	jn_clones(e);
	jn_radio_learn(e);
	jn_each(e, 0, e->njunc, crossings, NULL);
	doubts(e);
	jn_usual_settle(e);
	jn_controllers(e);
}

/* ---- live ---- */

static utc_ms came(const struct jrow *r)
{
	return r->arrival ? r->arrival : r->t;
}

/* What was judged and is not too old, with what is not yet judged: all that may calibrate. */
static void recalibrate(struct jn *e)
{
	struct jrow **mine = calloc(MAX(e->njunc, 1u), sizeof *mine);
	uint32_t *n = calloc(MAX(e->njunc, 1u), sizeof *n), *cap = calloc(MAX(e->njunc, 1u), sizeof *cap);

	ASSERT(mine && n && cap);
	for (uint32_t i = 0; i < e->njunc; i++) {
		struct junc *j = &e->j[i];
		uint32_t left = 0, skip = j->nold > e->o.max_rows ? j->nold - e->o.max_rows : 0;
		for (uint32_t k = skip; k < j->nold; k++)
			if (came(&j->old[k]) >= e->now - e->o.keep_ms)
				j->old[left++] = j->old[k];
		j->nold = left;
		mine[i] = j->row;
		n[i] = j->n;
		cap[i] = j->cap;
		j->row = NULL;
		j->cap = 0;
		j->row = jn_grown(NULL, &j->cap, (size_t)left + n[i] + 1, sizeof *j->row);
		if (left)
			memcpy(j->row, j->old, left * sizeof *j->row);
		if (n[i])
			memcpy(j->row + left, mine[i], n[i] * sizeof *j->row);
		j->n = left + n[i];
	}
	uint32_t had = e->exchanges;
	calibrate(e);
	for (uint32_t i = 0; i < e->njunc; i++) {
		struct junc *j = &e->j[i];
		free(j->row);
		j->row = mine[i];
		j->n = n[i];
		j->cap = cap[i];
		j->npass = 0;
		j->st.calibrated = e->now;
	}
	for (uint32_t i = had; i < e->exchanges; i++)
		jn_cross_rows(e, &e->exchange[i]);
	free(mine);
	free(n);
	free(cap);
	jn_side_calibrate(e);
	if (e->sides > MAX_SIDES) {
		memmove(e->side, e->side + e->sides - MAX_SIDES, MAX_SIDES * sizeof *e->side);
		e->sides = MAX_SIDES;
	}
	e->calibrated = e->now;
}

/* Judges the passages whose tag has been silent, and puts their rows away. */
static void ripe(struct jn *e, struct junc *j, utc_ms until)
{
	uint32_t left = 0;

	if (!j->on || j->n == 0)
		return;
	jn_sort_rows(j);
	sort_corrected(j);
	jn_passages(e, j);
	for (uint32_t k = 0; k < j->npass; k++) {
		const struct passage *p = &j->pass[k];
		utc_ms last = INT64_MIN;
		for (uint32_t i = p->from; i < p->to; i++)
			last = MAX(last, came(&j->row[i]));
		if (last + e->o.silence_ms > until)
			continue;
		jn_judge(e, j, p);
		for (uint32_t i = p->from; i < p->to; i++)
			j->row[i].judged = 1;
	}
	j->st.passages += j->npass;
	for (uint32_t i = 0; i < j->n; i++) {
		if (!j->row[i].judged) {
			j->row[left++] = j->row[i];
			continue;
		}
		j->old = jn_grown(j->old, &j->old_cap, j->nold + 1, sizeof *j->old);
		j->old[j->nold++] = j->row[i];
	}
	j->n = left;
}

void jn_advance(struct jn *e, utc_ms now)
{
	if (e->o.whole || now < e->now + LOOK_MS)
		return;
	e->now = now;
	if (!e->begun)
		e->begun = now;
	/* nothing is judged before there is something to calibrate with */
	if (now - (e->calibrated ? e->calibrated : e->begun) >= RECALIBRATE_MS)
		recalibrate(e);
	for (uint32_t i = 0; e->calibrated && i < e->njunc; i++) {
		jn_groups_ready(&e->j[i]);
		ripe(e, &e->j[i], now);
	}
}

/* ---- whole ---- */

/* What was said of one junction: told when all are judged, in the junctions' order. */
struct said { struct jn_verdict *v; uint32_t n, cap; struct side_score *side; uint32_t sides; };

static void keep(void *arg, const struct jn_verdict *v)
{
	struct said *s = arg;

	s->v = jn_grown(s->v, &s->cap, s->n + 1, sizeof *s->v);
	s->v[s->n++] = *v;
}

static void judge_one(struct jn *own, struct junc *j, void *arg)
{
	struct said *s = (struct said *)arg + (j - own->j);

	own->o.on_verdict = keep;
	own->o.arg = s;
	own->side = NULL;
	own->sides = own->side_cap = 0;
	for (uint32_t k = 0; k < j->npass; k++)
		jn_judge(own, j, &j->pass[k]);
	j->st.passages = j->npass;
	s->side = own->side;
	s->sides = own->sides;
}

static void judge_all(struct jn *e)
{
	struct said *said = calloc(MAX(e->njunc, 1u), sizeof *said);

	ASSERT(said);
	calibrate(e);
	jn_each(e, 0, e->njunc, judge_one, said);
	e->sides = 0;
	for (uint32_t i = 0; i < e->njunc; i++) {
		struct said *s = &said[i];
		for (uint32_t k = 0; k < s->n; k++)
			e->o.on_verdict(e->o.arg, &s->v[k]);
		e->side = jn_grown(e->side, &e->side_cap, (size_t)e->sides + s->sides, sizeof *e->side);
		if (s->sides)
			memcpy(e->side + e->sides, s->side, s->sides * sizeof *e->side);
		e->sides += s->sides;
		free(s->v);
		free(s->side);
	}
	free(said);
	jn_side_calibrate(e);
	for (uint32_t i = 0; i < e->sides; i++) {
		struct side_score *s = &e->side[i];
		struct junc *j = &e->j[s->junc];
		jn_give(e, j, &j->pass[s->pass], &s->v, jn_side_confidence(e, j, &s->v, s->value, s->err));
	}
}

void jn_finish(struct jn *e)
{
	if (e->o.whole) {
		judge_all(e);
		return;
	}
	if (!e->calibrated)
		recalibrate(e);
	for (uint32_t i = 0; i < e->njunc; i++)
		ripe(e, &e->j[i], INT64_MAX);
}

bool jn_health(const struct jn *e, uint16_t station, struct jn_health *ret)
{
	uint32_t at = station <= STATION_MAX ? e->of_station[station] : 0;

	if (!at)
		return false;
	const struct junc *j = &e->j[(at - 1) >> 8];
	const struct jclock *c = &j->clock[(at - 1) & 255];
	*ret = (struct jn_health){ .station = station, .clock_known = c->known, .swapped = c->swapped, .deaf = c->deaf, .clock_ms = c->off,
		.clock_err_ms = c->err, .level_cdb = (int16_t)(100 * j->gain[(at - 1) & 255]), .heard = c->heard, .expected = c->expected };
	return true;
}

bool jn_status(const struct jn *e, uint16_t junction, struct jn_status *ret)
{
	if (junction == 0 || junction > JN_MAX_JUNCTIONS || !e->junc_of[junction])
		return false;
	const struct junc *j = &e->j[e->junc_of[junction] - 1];
	*ret = j->st;
	ret->controller_known = j->controller_known;
	ret->controller_ms = j->controller;
	ret->controller_err_ms = j->controller_err;
	ret->signals_fresh = false;
	for (uint32_t i = 0; i < j->groups; i++) {
		const struct jgroup *g = &j->group[i];
		ret->signals_fresh |= g->n > 0 && e->now - g->ph[g->n - 1].t <= jn_stale_ms(g->cycle_ms);
	}
	return true;
}
