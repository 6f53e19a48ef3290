/* jworld — roads, antennas and their faults; see jworld.h. */
#include "jworld.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define RAD 0.017453292519943295
#define LANE_M 3.3

enum { W_GRID = 7100, W_LINK, W_ARM, W_STATION, W_CLOCK, W_FAULT, W_SWAP, W_JUNCTION };

struct jxy jworld_point(const struct junction *j, int arm, double d, double s)
{
	const struct jarm *a = &j->arm[arm];

	return (struct jxy){ j->at.x + a->ux * d - a->uy * s, j->at.y + a->uy * d + a->ux * s };
}

static void place_junctions(struct jworld *w)
{
	double turn = w->p.grid_turn_deg * RAD;
	int rows = (w->n + w->cols - 1) / w->cols;

	for (int i = 0; i < w->n; i++) {
		struct rng r = rng_of(w->seed, W_GRID, (uint64_t)i);
		double x = (i % w->cols - (w->cols - 1) / 2.0) * w->p.spacing_m + rng_range(&r, -1, 1) * w->p.spread_m;
		double y = ((rows - 1) / 2.0 - i / w->cols) * w->p.spacing_m + rng_range(&r, -1, 1) * w->p.spread_m;
		w->j[i].at = (struct jxy){ x * cos(turn) + y * sin(turn), y * cos(turn) - x * sin(turn) };
	}
}

static int neighbour(const struct jworld *w, int i, int arm)
{
	int c = i % w->cols, k = arm == 0 ? i - w->cols : arm == 2 ? i + w->cols : arm == 1 ? i + 1 : i - 1;

	if (k < 0 || k >= w->n || (arm == 1 && c == w->cols - 1) || (arm == 3 && c == 0))
		return -1;
	return k;
}

static void make_arm(struct jworld *w, int i, int arm)
{
	struct jarm *a = &w->j[i].arm[arm];
	int k = neighbour(w, i, arm);
	double turn = (w->p.grid_turn_deg + 90 * arm) * RAD;
	/* both ends of a road draw alike */
	int end = k >= 0 && k < i ? k * 4 + (arm ^ 2) : i * 4 + arm;
	struct rng r = rng_of(w->seed, W_LINK, (uint64_t)end);

	*a = (struct jarm){ .exists = true, .ux = sin(turn), .uy = cos(turn), .next = k, .next_arm = arm ^ 2, .len = JW_BORDER };
	if (k >= 0) {
		double dx = w->j[k].at.x - w->j[i].at.x, dy = w->j[k].at.y - w->j[i].at.y;
		a->len = hypot(dx, dy);
		a->ux = dx / a->len;
		a->uy = dy / a->len;
	}
	double lanes = w->p.motor_lanes + floor(rng_range(&r, -1, 2)), wide = w->p.bike_lane_m * rng_range(&r, 0.8, 1.2);
	a->lanes = (int)MIN(MAX(lanes, 1), 4);
	a->cls = a->lanes >= 3 ? JC_ARTERIAL : a->lanes == 2 ? JC_SECONDARY : JC_LOCAL;
	a->bike_w = rng_unit(&r) < w->p.no_bike_lane ? 0 : round(MAX(wide, 1.5) * 10) / 10;
	a->s_motor = (a->lanes - 0.5) * LANE_M;
	a->kerb = a->lanes * LANE_M + (a->bike_w > 0 ? w->p.divider_m + a->bike_w : 0);
	a->s_bike = a->bike_w > 0 ? a->kerb - a->bike_w / 2 : a->kerb - 0.9;
	if (k < 0 && rng_unit(&r) < w->p.three_arm)
		a->exists = false;
}

static void make_lines(struct jworld *w, struct junction *j)
{
	for (int a = 0; a < JW_ARMS; a++) {
		double kerb = 4;
		for (int side = 1; side <= 3; side += 2)
			if (j->arm[(a + side) & 3].exists)
				kerb = MAX(kerb, j->arm[(a + side) & 3].kerb);
		j->arm[a].line = kerb + w->p.line_back_m;
	}
}

static struct jstation *add_station(struct jworld *w, int i, int arm, int role, double d, double s, double look)
{
	struct jstation *st = &w->st[w->nstations];
	struct rng r = rng_of(w->seed, W_STATION, (uint64_t)w->nstations);
	double tilt = w->p.tilt_deg * RAD;

	*st = (struct jstation){ .junction = i, .arm = arm, .role = role, .said = w->nstations++, .up = w->p.mast_height_m, .bz = 2 };
	st->at = arm < 0 ? w->j[i].at : jworld_point(&w->j[i], arm, d, s);
	if (look != 0) {
		st->bx = look * w->j[i].arm[arm].ux * cos(tilt);
		st->by = look * w->j[i].arm[arm].uy * cos(tilt);
		st->bz = -sin(tilt);
	}
	st->gain = w->p.ant_sd * rng_normal(&r);
	return st;
}

static double mast_side(const struct jworld *w, const struct jarm *a)
{
	if (a->bike_w == 0 || w->p.mast == 0)
		return a->kerb + 0.8;
	return w->p.mast == 1 ? a->s_bike : a->lanes * LANE_M + w->p.divider_m / 2;
}

static void make_stations(struct jworld *w, int i)
{
	struct junction *j = &w->j[i];
	struct rng r = rng_of(w->seed, W_JUNCTION, (uint64_t)i);
	bool approach = rng_unit(&r) >= w->p.no_approach, centre = rng_unit(&r) >= w->p.no_centre;
	int number = 0;

	j->first = w->nstations;
	j->bridge = rng_unit(&r) < 0.3;
	j->unsignalled = rng_unit(&r) < w->p.unsignalled;
	j->controller = (int64_t)(rng_range(&r, -1000, 1000) * w->p.controller_s);
	for (int a = 0; a < JW_ARMS; a++) {
		const struct jarm *arm = &j->arm[a];
		double side = mast_side(w, arm);
		bool over = arm->bike_w > 0 && w->p.motor_antennas == 1;
		if (!arm->exists)
			continue;
		if (approach) {
			struct jstation *s = add_station(w, i, a, JR_APPROACH, arm->line + w->p.approach_back_m, over ? arm->s_motor : side, 1);
			s->motor = over;
		}
		add_station(w, i, a, JR_STOP, arm->line + w->p.stop_before_m, side, 1);
		add_station(w, i, a, JR_EXIT, arm->line + w->p.exit_out_m, -side, -1);
		if (arm->bike_w > 0 && w->p.motor_antennas == 2)
			add_station(w, i, a, JR_STOP, arm->line + w->p.stop_before_m + 2, arm->s_motor, 1)->motor = true;
	}
	if (centre)
		add_station(w, i, -1, JR_CENTRE, 0, 0, 0)->up += 2;
	j->n = w->nstations - j->first;
	for (int k = 0; k < j->n; k++)
		snprintf(w->st[j->first + k].name, sizeof w->st->name, "J%02d-%02d", i + 1, ++number);
}

static void make_roadside(struct jworld *w)
{
	int number = 0;

	for (int k = 0; k < w->n * 4; k++) {
		const struct junction *j = &w->j[k / 4];
		const struct jarm *a = &j->arm[k % 4];
		for (int q = 0; q < 4; q++)
			w->road[k * 4 + q] = -1;
		if (!a->exists)
			continue;
		if (a->next >= 0 && a->next < k / 4) {
			memcpy(&w->road[k * 4], &w->road[(a->next * 4 + a->next_arm) * 4], 4 * sizeof *w->road);
			continue;
		}
		for (int q = 0; q < (int)w->p.roadside && q < 4; q++) {
			struct jstation *s = add_station(w, k / 4, k % 4, JR_ROADSIDE, 0, 0, 0);
			s->at = jworld_point(j, k % 4, a->len * (q + 1) / (w->p.roadside + 1), q & 1 ? -a->kerb - 2 : a->kerb + 2);
			s->junction = s->arm = -1;
			s->up += 1.5;
			s->gain += 4;
			w->road[k * 4 + q] = s->said;
			snprintf(s->name, sizeof s->name, "R%04d", ++number);
		}
	}
}

static void make_clocks(struct jworld *w)
{
	for (int i = 0; i < w->nstations; i++) {
		struct jstation *s = &w->st[i];
		int box = s->junction < 0 ? i : s->junction;
		struct rng b = rng_of(w->seed, W_CLOCK, (uint64_t)(1000000 + box)), own = rng_of(w->seed, W_CLOCK, (uint64_t)i);
		bool one = s->junction >= 0 && rng_unit(&b) < w->p.clock_box;
		struct rng *r = one ? &b : &own;
		double most = w->p.clock_s * 1000 * (rng_unit(r) < w->p.clock_share ? 1 : 0.05);
		s->offset = (int64_t)(rng_range(r, -1, 1) * most);
		s->drift = rng_range(r, -1, 1) * w->p.drift_ppm * 1e-6;
		if (rng_unit(r) < w->p.clock_steps) {
			s->step_at = w->start + (int64_t)(rng_unit(r) * (double)(w->end - w->start));
			s->step = (int64_t)(rng_range(r, -1, 1) * MAX(most, 500));
		}
	}
}

static void add_outages(struct jworld *w, struct rng *r, int first, int n, double per_hour)
{
	double hours = (double)(w->end - w->start) / HOUR_MS;

	for (double at = -log(1 - rng_unit(r)) / MAX(per_hour, 1e-9); at < hours; at += -log(1 - rng_unit(r)) / per_hour) {
		struct jfault f = { .from = w->start + (int64_t)(at * HOUR_MS), .lost = rng_unit(r) >= w->p.stored };
		f.to = f.from + 5000 - (int64_t)(log(1 - rng_unit(r)) * w->p.outage_min * MINUTE_MS);
		for (int k = first; k < first + n; k++)
			if (w->st[k].nout < (int)COUNTOF(w->st[k].out))
				w->st[k].out[w->st[k].nout++] = f;
	}
}

static void make_faults(struct jworld *w)
{
	for (int i = 0; i < w->nstations; i++) {
		struct rng r = rng_of(w->seed, W_FAULT, (uint64_t)i);
		if (rng_unit(&r) < w->p.deaf)
			w->st[i].gain -= rng_range(&r, 10, 25);
		w->st[i].dead = rng_unit(&r) < w->p.dead;
		add_outages(w, &r, i, 1, w->p.outages);
	}
	for (int i = 0; i < w->n; i++) {
		struct rng r = rng_of(w->seed, W_FAULT, (uint64_t)(1000000 + i));
		add_outages(w, &r, w->j[i].first, w->j[i].n, w->p.box_outages);
	}
	struct rng r = rng_of(w->seed, W_SWAP, 0);
	double pairs = w->p.swaps * w->nstations / 100;
	int want = (int)(pairs + rng_unit(&r));
	for (int k = 0, tries = 0; k < want && tries < 1000; tries++) {
		const struct junction *j = &w->j[rng_below(&r, (uint32_t)w->n)];
		const struct junction *o = rng_unit(&r) < w->p.swaps_far ? &w->j[rng_below(&r, (uint32_t)w->n)] : j;
		int a = j->first + (int)rng_below(&r, (uint32_t)j->n), b = o->first + (int)rng_below(&r, (uint32_t)o->n);
		if (a == b || w->st[a].said != a || w->st[b].said != b)
			continue;
		w->st[a].said = b;
		w->st[b].said = a;
		k++;
	}
}

int64_t jstation_clock(const struct jstation *s, int64_t start, int64_t t)
{
	return t + s->offset + (int64_t)((double)(t - start) * s->drift) + (s->step != 0 && t >= s->step_at ? s->step : 0);
}

void jworld_make(struct jworld *w, int64_t world, int64_t seed, int n, int64_t start, int64_t end)
{
	w->seed = hash_u64((uint64_t)world * 0x9e3779b97f4a7c15u + (uint64_t)seed + 77);
	w->n = n;
	w->nstations = 0;
	w->cols = MAX((int)ceil(sqrt(n * 1.6)), 1);
	w->start = start;
	w->end = end;
	w->j = calloc((size_t)n, sizeof *w->j);
	w->st = calloc((size_t)n * (17 + 4 * 4), sizeof *w->st);
	w->road = calloc((size_t)n * 16, sizeof *w->road);
	ASSERT(w->j && w->st && w->road);
	place_junctions(w);
	for (int i = 0; i < n; i++)
		for (int a = 0; a < JW_ARMS; a++)
			make_arm(w, i, a);
	for (int i = 0; i < n; i++) {
		int have = 0;
		for (int a = 0; a < JW_ARMS; a++)
			have += w->j[i].arm[a].exists;
		for (int a = 0; a < JW_ARMS && have < 3; a++)   /* two outer arms of a corner do not both fall away */
			if (!w->j[i].arm[a].exists)
				w->j[i].arm[a].exists = ++have <= 3;
		make_lines(w, &w->j[i]);
		make_stations(w, i);
	}
	make_roadside(w);
	make_clocks(w);
	make_faults(w);
}

void jworld_free(struct jworld *w)
{
	free(w->j);
	free(w->st);
	free(w->road);
}
