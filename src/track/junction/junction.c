/* junction — what is kept, and the order in which it is calibrated and judged. */
#include <stdlib.h>

#include "track/junction/jn_int.h"

enum { SILENCE_MS = 30000, KEEP_MS = 3 * HOUR_MS, RECALIBRATE_MS = 10 * MINUTE_MS };

struct jn *jn_new(const struct jn_opts *o)
{
	static const uint16_t least[JK_N] = { 900, 700, 600 };
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
	e->mem = jn_fit_mem();
	return e;
}

static void drop_model(struct junc *j)
{
	free(j->path);
	free(j->cell);
	free(j->mu);
	j->path = NULL;
	j->cell = NULL;
	j->mu = NULL;
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
		free(j->pass);
		free(j->cross);
	}
	free(e->j);
	free(e->of_station);
	free(e->tagp);
	free(e->side);
	jn_fit_free(e->mem);
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

	for (int i = 0; i < j->g.antennas; i++)
		e->of_station[j->g.antenna[i].station] = 0;
	drop_model(j);
	j->on = false;
	j->g = *g;
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
	g->ph[g->n++] = (struct jn_phase){ s->t, s->state };
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

static int by_tag(const void *x, const void *y)
{
	const struct jrow *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->ant != b->ant)
		return a->ant < b->ant ? -1 : 1;
	return (a->rssi > b->rssi) - (a->rssi < b->rssi);
}

static void sort_rows(struct junc *j)
{
	uint32_t n = 0;

	if (j->n == 0)
		return;
	qsort(j->row, j->n, sizeof *j->row, by_tag);
	for (uint32_t i = 1; i < j->n; i++)
		if (by_tag(&j->row[n], &j->row[i]) != 0)
			j->row[++n] = j->row[i];
	j->n = n + 1;
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

enum { CROSS_SAMPLE = 250 };

/* When the traffic crosses, of passages that are sure of their path. */
static void crossings(struct jn *e, struct junc *j)
{
	static struct beacon b[MAX_BEACONS];
	static struct fit f;
	uint32_t step = MAX(j->npass / CROSS_SAMPLE, 1u);

	j->ncross = 0;
	for (uint32_t i = 0; i < j->npass; i += step) {
		int n = jn_beacons(j, &j->pass[i], b);
		if (n < 4)
			continue;
		jn_fit(e, j, b, n, jn_tag_power(e, j->pass[i].tag), true, &f);
		if (f.np == 0 || f.p[0].post < 0.8f || f.p[0].crossed < 0.8f || f.p[0].n_in == 0)
			continue;
		const struct path *p = &j->path[f.p[0].path];
		if (p->move != JM_THROUGH && p->move != JM_LEFT)
			continue;
		double s = 0, w = 0;
		for (int k = 0; k < f.p[0].n_in; k++) {
			s += (double)f.p[0].in[k].w * f.p[0].in[k].dt;
			w += (double)f.p[0].in[k].w;
		}
		j->cross = jn_grown(j->cross, &j->cross_cap, j->ncross + 1, sizeof *j->cross);
		j->cross[j->ncross++] = (struct crossing){ b[0].t + (utc_ms)(s / w), p->a, p->move };
	}
}

static void calibrate(struct jn *e)
{
	for (uint32_t i = 0; i < e->njunc; i++) {
		struct junc *j = &e->j[i];
		jn_groups_ready(j);
		if (!j->on)
			continue;
		sort_rows(j);
		jn_clocks(j);
		sort_corrected(j);
		jn_passages(e, j);
	}
	jn_radio_learn(e);
	for (uint32_t i = 0; i < e->njunc; i++)
		if (e->j[i].on)
			crossings(e, &e->j[i]);
	jn_controllers(e);
}

void jn_finish(struct jn *e)
{
	calibrate(e);
	for (uint32_t i = 0; i < e->njunc; i++) {
		struct junc *j = &e->j[i];
		for (uint32_t k = 0; j->on && k < j->npass; k++)
			jn_judge(e, j, &j->pass[k]);
	}
	jn_side_calibrate(e);
	for (uint32_t i = 0; i < e->sides; i++) {
		struct side_score *s = &e->side[i];
		struct junc *j = &e->j[s->junc];
		jn_give(e, j, &j->pass[s->pass], &s->v, jn_side_confidence(e, j, s->v.arm, s->odds));
	}
	e->sides = 0;
}

void jn_advance(struct jn *e, utc_ms now)
{
	e->now = now;
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
	ret->passages = j->npass;
	return true;
}
