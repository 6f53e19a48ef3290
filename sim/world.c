/* world — see world.h. */
#include "world.h"

#include <math.h>
#include <stdlib.h>

#include "base/utc.h"
#include "format/sup/sup.h"

#define NONE UINT32_MAX   /* not in the enum: gcc 13 gives every constant of an enum the type of its widest one */
enum { SLOT_MS = 100, SLOTS = 512, CELL = 60, REACH = 190 };
enum place_kind { AT_HOME, AT_WORK, AT_SHOP, AT_OTHER, AT_STOLEN };
enum { FLOOR_DBM = -95 };

struct reach { uint16_t station; float x, y, gain, fx, fy; };  /* fx, fy: the antenna's front, 0 when round */

struct world {
	struct city *c;
	struct world_opts o;
	struct cross_clock clock;
	struct bike *b;
	uint32_t slot[SLOTS];
	int64_t slot_no;             /* of the next slot to run */
	struct rng r;
	uint64_t beacons, heard;
	/* stations by cell */
	float x0, y0;
	int cols, rows;
	uint32_t *cell;              /* cols * rows + 1 offsets into cell_st */
	uint16_t *cell_st;
	struct reach *reach;
};

/* Whose life a bike lives. */
static uint32_t life(const struct world *w, uint32_t i) { return w->b[i].lead ? w->b[i].lead - 1 : i; }
/* City time as the bike has it: one that follows is late, now more, now less. */
static int64_t own_time(const struct world *w, uint32_t i, int64_t city)
{
	const struct bike *b = &w->b[i];

	return b->lag ? city - b->lag + (int64_t)(1500 * sin((double)city / 23000 + i)) : city;
}

/* ---- places and days: pure functions of (seed, bike, what), nothing is stored ---- */

struct spot { uint16_t edge; float t, side; int indoor_db; };

static bool lives_apart(const struct world *w, uint32_t i) { return hash_u64(w->o.seed * 31 + i) % 100 < 5; }
static bool is_courier(const struct world *w, uint32_t i) { return hash_u64(w->o.seed * 37 + i) % 100 < 4; }

static struct spot spot_of(const struct world *w, uint32_t i, unsigned kind, int64_t day, uint32_t nth)
{
	uint64_t which = (uint64_t)i << 8 | kind;
	struct rng r = rng_of(w->o.seed, 200 + (kind >= AT_SHOP ? (uint64_t)day * 64 + nth : 0), which);
	bool work = kind == AT_WORK || kind == AT_SHOP;
	struct spot s = { .edge = w->c->bucket[lives_apart(w, i)][work][rng_below(&r, 4096)] };

	s.t = (float)rng_range(&r, 0.08, 0.92);
	s.side = (float)(rng_range(&r, 8, 55) * (rng_unit(&r) < 0.5 ? -1 : 1));
	s.indoor_db = rng_unit(&r) < 0.45 ? (int)rng_range(&r, 3, 14) : 0;
	return s;
}

static struct xy spot_xy(const struct world *w, const struct spot *s)
{
	const struct city_edge *e = &w->c->edge[s->edge];
	const struct city_node *a = &w->c->node[e->a], *b = &w->c->node[e->b];

	return (struct xy){ a->x + (b->x - a->x) * s->t + (b->y - a->y) / e->len * s->side,
		a->y + (b->y - a->y) * s->t - (b->x - a->x) / e->len * s->side };
}

struct trip { int64_t at; uint8_t to; };

/* The trips of a day in order; at most 40. */
static int day_trips(const struct world *w, uint32_t i, int64_t day, struct trip *ret)
{
	struct rng r = rng_of(w->o.seed, 300 + (uint64_t)day, i);
	int64_t start = day_start((int32_t)day);
	int n = 0;
	bool stays = rng_unit(&r) < (w->o.all_awake ? 0.0 : 0.25);

	if (is_courier(w, i) || w->o.all_awake) {
		double h = is_courier(w, i) ? rng_range(&r, 7.5, 10.5) : rng_range(&r, 0, 0.4);
		double end = w->o.all_awake ? 23.8 : 22.5;
		while (h < end && n < 39) {
			ret[n++] = (struct trip){ start + (int64_t)(h * HOUR_MS), AT_OTHER };
			h += w->o.all_awake ? rng_range(&r, 0.4, 0.9) : rng_range(&r, 0.2, 0.5);
		}
		ret[n++] = (struct trip){ start + (int64_t)(end * HOUR_MS), AT_HOME };
		return n;
	}
	if (stays)
		return 0;
	double go = 7.65 + rng_normal(&r) * 0.8, back = 17.8 + rng_normal(&r) * 1.0;
	go = MIN(MAX(go, 5.2), 10.5);
	back = MIN(MAX(back, 15.5), 22.0);
	ret[n++] = (struct trip){ start + (int64_t)(go * HOUR_MS), AT_WORK };
	if (rng_unit(&r) < 0.35) {
		double lunch = 11.8 + rng_normal(&r) * 0.3;
		ret[n++] = (struct trip){ start + (int64_t)(lunch * HOUR_MS), rng_unit(&r) < 0.6 ? AT_HOME : AT_SHOP };
		ret[n++] = (struct trip){ start + (int64_t)((lunch + 1.6) * HOUR_MS), AT_WORK };
	}
	bool shop = rng_unit(&r) < 0.4;
	ret[n++] = (struct trip){ start + (int64_t)(back * HOUR_MS), shop ? AT_SHOP : AT_HOME };
	if (shop)
		ret[n++] = (struct trip){ start + (int64_t)((back + rng_range(&r, 0.7, 1.5)) * HOUR_MS), AT_HOME };
	return n;
}

/* The first trip strictly after city time t, and its place; looks at most eight days ahead. */
static int64_t next_trip(const struct world *w, uint32_t i, int64_t t, uint8_t *ret_kind)
{
	struct trip p[40];

	for (int64_t day = day_of(t); day < day_of(t) + 8; day++) {
		int n = day_trips(w, i, day, p);
		for (int k = 0; k < n; k++)
			if (p[k].at > t) {
				*ret_kind = p[k].to;
				return p[k].at;
			}
	}
	*ret_kind = AT_HOME;
	return t + 8 * (int64_t)DAY_MS;
}

/* ---- radio ---- */

static float mean_rssi(const struct reach *s, float x, float y)
{
	float dx = x - s->x, dy = y - s->y, d2 = dx * dx + dy * dy + 4;
	float v = -38.0f - 13.5f * 0.30103f * log2f(d2) + s->gain;

	if (s->fx != 0 || s->fy != 0)
		v -= 4.5f * (1 - (dx * s->fx + dy * s->fy) / sqrtf(d2));
	return v;
}

/* Shadowing is a property of the place: the same square of 16 m and station always give the same. */
static float shadow(const struct world *w, unsigned station, float x, float y)
{
	uint64_t square = (uint64_t)(uint32_t)(int32_t)floorf(x * 0.0625f) << 32 | (uint32_t)(int32_t)floorf(y * 0.0625f);

	return 5.0f * rng_normal_of(hash_u64(square * 0x9e3779b97f4a7c15u + station + w->o.seed));
}

/* An antenna of a junction hangs above the riders: little of it stays in its place, some is of the ride. */
static float shadow_near(const struct world *w, unsigned station, uint32_t i, float x, float y)
{
	uint64_t square = (uint64_t)(uint32_t)(int32_t)floorf(x * 0.125f) << 32 | (uint32_t)(int32_t)floorf(y * 0.125f);
	uint64_t h = hash_u64(square * 0x9e3779b97f4a7c15u + station + w->o.seed);

	return 0.7f * rng_normal_of(h) + 1.5f * rng_normal_of(hash_u64(h ^ i) + (uint64_t)w->b[i].edge_at);
}

static const uint16_t *around(const struct world *w, float x, float y, int *ret_n)
{
	int cx = (int)((x - w->x0) / CELL), cy = (int)((y - w->y0) / CELL);

	*ret_n = 0;
	if (cx < 0 || cy < 0 || cx >= w->cols || cy >= w->rows)
		return NULL;
	size_t k = (size_t)cy * w->cols + cx;
	*ret_n = (int)(w->cell[k + 1] - w->cell[k]);
	return w->cell_st + w->cell[k];
}

static void build_cells(struct world *w)
{
	float x1 = -1e9f, y1 = -1e9f;

	w->x0 = w->y0 = 1e9f;
	w->reach = calloc(CITY_STATIONS, sizeof *w->reach);
	ASSERT(w->reach);
	for (int i = 0; i < CITY_STATIONS; i++) {
		const struct city_station *s = &w->c->station[i];
		struct reach *p = &w->reach[i];
		*p = (struct reach){ .station = (uint16_t)i, .x = s->x, .y = s->y, .gain = s->junction_kind ? -11.0f : 0.0f };
		if (s->heading >= 0) {
			/* looks at the traffic that comes to it */
			float a = ((float)s->heading + 180) * 0.01745329f;
			p->fx = sinf(a);
			p->fy = cosf(a);
		}
		w->x0 = MIN(w->x0, s->x - 400);
		w->y0 = MIN(w->y0, s->y - 400);
		x1 = MAX(x1, s->x + 400);
		y1 = MAX(y1, s->y + 400);
	}
	w->cols = (int)((x1 - w->x0) / CELL) + 1;
	w->rows = (int)((y1 - w->y0) / CELL) + 1;
	w->cell = calloc((size_t)w->cols * w->rows + 2, sizeof *w->cell);
	ASSERT(w->cell);
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < CITY_STATIONS; i++) {
			const struct reach *p = &w->reach[i];
			int c0 = (int)((p->x - REACH - w->x0) / CELL), c1 = (int)((p->x + REACH - w->x0) / CELL);
			int r0 = (int)((p->y - REACH - w->y0) / CELL), r1 = (int)((p->y + REACH - w->y0) / CELL);
			for (int cy = r0; cy <= r1; cy++)
				for (int cx = c0; cx <= c1; cx++) {
					size_t k = (size_t)cy * w->cols + cx;
					if (pass == 0)
						w->cell[k + 2]++;
					else
						w->cell_st[w->cell[k + 1]++] = (uint16_t)i;
				}
		}
		if (pass == 0) {
			for (size_t k = 2; k < (size_t)w->cols * w->rows + 2; k++)
				w->cell[k] += w->cell[k - 1];
			w->cell_st = calloc(w->cell[(size_t)w->cols * w->rows + 1] + 1, sizeof *w->cell_st);
			ASSERT(w->cell_st);
		}
	}
}

static inline void receive(struct world *w, uint32_t i, unsigned st, float mean, int64_t t, unsigned status)
{
	uint64_t v = rng_next(&w->r);
	float rssi = mean + (w->c->station[st].junction_kind ? 2.0f : 3.0f) * rng_normal_of(v);

	if (rssi < FLOOR_DBM || (hash_u64(v) & 255) < 10)
		return;
	w->heard++;
	if (hash_u64(i) % WORLD_WEAK == 0)
		status |= SUP_S_BATTERY_LOW;
	w->o.hear(w->o.arg, (int)st, i, t, (int)lrintf(rssi), status, w->c->station[st].arm < 4 ? w->c->station[st].arm : 0u);
}

/* Fills the list of a bike that stands: the strongest few. */
static void settle(struct world *w, struct bike *b, int loss_db)
{
	int n;
	const uint16_t *st = around(w, b->x, b->y, &n);

	b->nhear = 0;
	for (int k = 0; k < n; k++) {
		float m = mean_rssi(&w->reach[st[k]], b->x, b->y) + shadow(w, st[k], b->x, b->y) - (float)loss_db;
		if (m < FLOOR_DBM - 5)
			continue;
		int at = b->nhear < WORLD_HEAR ? b->nhear++ : WORLD_HEAR;
		if (at == WORLD_HEAR) {
			at = 0;
			for (int j = 1; j < WORLD_HEAR; j++)
				if (b->mean[j] < b->mean[at])
					at = j;
			if (b->mean[at] >= (int8_t)m)
				continue;
		}
		b->st[at] = st[k];
		b->mean[at] = (int8_t)lrintf(m);
	}
}

/* ---- riding ---- */

static struct cross_ride ride_of(const struct world *w, uint32_t i)
{
	return (struct cross_ride){ .c = w->c, .seed = w->o.seed, .clock = &w->clock, .who = life(w, i), .thief = w->b[i].goal_kind == AT_STOLEN };
}

/* The leg to b->to, which the bike sets out on; prev is where it came from. */
static void begin_leg(struct world *w, uint32_t i, unsigned prev)
{
	struct bike *b = &w->b[i];
	const struct city_node *v = &w->c->node[b->from];
	const struct cross_leg was = b->leg;
	struct cross_ride ride = ride_of(w, i);
	float len = 1, mps = 4.2f;

	for (int k = 0; k < v->deg; k++)
		if (v->adj[k] == b->to) {
			const struct city_edge *e = &w->c->edge[v->edge[k]];
			len = e->len;
			mps = e->cls == ROAD_LOCAL ? 4.2f : 5.6f;
		}
	uint64_t h = hash_u64((uint64_t)life(w, i) * 131 + b->to * 7919u + (uint64_t)b->edge_at);
	float wait = w->c->node[b->to].arterials == 4 && !w->c->node[b->to].junction ? (float)(h >> 40 & 0x7fff) : 0;   /* a signal: up to half a minute */
	float haste = ride.thief ? 0.75f : 1.0f, ms = (len / (mps * (0.8f + 0.4f * (float)(h & 0xff) / 255.0f)) * 1000 + wait * (float)((h >> 32 & 3) == 0) + 500) * haste;
	unsigned next = b->to == b->dest ? b->to : w->c->node[b->to].adj[city_next_hop(w->c, b->to, b->dest)];
	cross_plan(&ride, prev == b->from ? NULL : &was, prev, b->from, b->to, next, b->edge_at, len * 1000 / ms, &b->leg);
	b->edge_ms = cross_ms(&b->leg);
}

static struct xy on_edge(const struct world *w, const struct bike *b, int64_t city)
{
	if (b->from == b->to)
		return (struct xy){ w->c->node[b->from].x, w->c->node[b->from].y };
	return cross_at(w->c, &b->leg, b->from, b->to, (float)(city - b->edge_at));
}

static void park(struct world *w, uint32_t i, int64_t city)
{
	struct bike *b = &w->b[i];
	uint8_t kind;

	if (b->goal_kind == AT_STOLEN) {
		b->mode = BIKE_HIDDEN;
		b->x = w->c->node[b->dest].x + 30;
		b->y = w->c->node[b->dest].y + 20;
		b->depart = INT64_MAX;
		settle(w, b, b->walls_db);
		return;
	}
	struct spot s = spot_of(w, life(w, i), b->goal_kind, day_of(b->depart), (uint32_t)(b->depart / MINUTE_MS));
	struct xy p = spot_xy(w, &s);
	if (b->lead && b->mode == BIKE_RIDING && --b->rides == 0)
		b->lead = 0;
	b->mode = BIKE_PARKED;
	b->at_kind = b->goal_kind;
	b->x = p.x;
	b->y = p.y;
	settle(w, b, s.indoor_db);
	b->depart = next_trip(w, life(w, i), MAX(city, b->depart), &kind);
	b->goal_kind = kind;
}

static unsigned nearest_end(const struct world *w, const struct bike *b, const struct spot *s)
{
	const struct city_edge *e = &w->c->edge[s->edge];
	const struct city_node *p = &w->c->node[e->a], *q = &w->c->node[e->b];

	if (!p->junction != !q->junction)
		return p->junction ? e->b : e->a;
	return hypotf(p->x - b->x, p->y - b->y) < hypotf(q->x - b->x, q->y - b->y) ? e->a : e->b;
}

/* The node nearest to where the bike stands, by looking at all: stations' cells are no help. Nobody sets out from the middle of a junction. */
static unsigned node_near(const struct world *w, float x, float y)
{
	unsigned best = 0;
	float d2 = 1e30f;

	for (int n = 0; n < w->c->nnodes; n++) {
		if (w->c->node[n].junction)
			continue;
		float dx = w->c->node[n].x - x, dy = w->c->node[n].y - y, d = dx * dx + dy * dy;
		if (d < d2) {
			d2 = d;
			best = (unsigned)n;
		}
	}
	return best;
}

static void set_out(struct world *w, uint32_t i, unsigned dest, int64_t at)
{
	struct bike *b = &w->b[i];

	b->mode = BIKE_RIDING;
	b->dest = (uint16_t)dest;
	b->from = b->to = (uint16_t)node_near(w, b->x, b->y);
	b->edge_at = at;
	b->edge_ms = 0;
	b->leg = (struct cross_leg){ .len = 0 };
}

static void start_trip(struct world *w, uint32_t i)
{
	struct bike *b = &w->b[i];
	struct spot s = spot_of(w, life(w, i), b->goal_kind, day_of(b->depart), (uint32_t)(b->depart / MINUTE_MS));

	set_out(w, i, nearest_end(w, b, &s), b->depart);
}

/* The truth, for whoever asked for it. One that follows crosses so much later. */
static void tell_passage(struct world *w, uint32_t i)
{
	const struct bike *b = &w->b[i];
	struct cross_ride ride = ride_of(w, i);
	struct cross_passage p;

	if (!w->o.passed || !cross_passed(&ride, &b->leg, b->from, b->to, b->edge_at, &p))
		return;
	p.bike = i;
	p.line += b->lag;
	if (p.line >= w->o.radio_start)
		w->o.passed(w->o.arg, &p);
}

/* Moves a bike to city time: edge by edge; at the end it parks. */
static void advance(struct world *w, uint32_t i, int64_t city)
{
	struct bike *b = &w->b[i];

	for (int hops = 0; hops < 4000; hops++) {
		if (b->mode != BIKE_RIDING) {
			if (b->mode != BIKE_PARKED || city < b->depart)
				return;
			start_trip(w, i);
		}
		if ((float)(city - b->edge_at) < b->edge_ms)
			return;
		if (b->to == b->dest) {
			park(w, i, b->edge_at + (int64_t)b->edge_ms);
			continue;
		}
		unsigned prev = b->from;
		tell_passage(w, i);
		b->edge_at += (int64_t)b->edge_ms;
		b->from = b->to;
		b->to = w->c->node[b->from].adj[city_next_hop(w->c, b->from, b->dest)];
		begin_leg(w, i, prev);
	}
}

static void beacon(struct world *w, uint32_t i, int64_t t)
{
	struct bike *b = &w->b[i];
	int64_t city = own_time(w, i, world_city_time(w, t));

	w->beacons++;
	if (b->mode == BIKE_RIDING || city >= b->depart)
		advance(w, i, city);
	if (b->mode != BIKE_RIDING) {
		for (int k = 0; k < b->nhear; k++)
			receive(w, i, b->st[k], b->mean[k], t, b->status);
		return;
	}
	struct xy p = on_edge(w, b, city);
	b->x = p.x;
	b->y = p.y;
	int n;
	const uint16_t *st = around(w, p.x, p.y, &n);
	for (int k = 0; k < n; k++) {
		float m = mean_rssi(&w->reach[st[k]], p.x, p.y);
		if (m < FLOOR_DBM - 18)
			continue;
		m += w->c->station[st[k]].junction_kind ? shadow_near(w, st[k], i, p.x, p.y) : shadow(w, st[k], p.x, p.y);
		if (m > FLOOR_DBM - 9)
			receive(w, i, st[k], m, t, b->status | SUP_S_MOVING);
	}
}

static void enqueue(struct world *w, uint32_t i, int64_t slot)
{
	w->b[i].next = w->slot[slot % SLOTS];
	w->slot[slot % SLOTS] = i;
}

void world_step(struct world *w, int64_t t)
{
	int64_t last = t / SLOT_MS;

	for (; w->slot_no < last; w->slot_no++) {
		uint32_t i = w->slot[w->slot_no % SLOTS];
		w->slot[w->slot_no % SLOTS] = NONE;
		while (i != NONE) {
			struct bike *b = &w->b[i];
			uint32_t next = b->next;
			if (next != NONE)
				__builtin_prefetch(&w->b[next], 1);
			uint64_t v = hash_u64((uint64_t)i << 32 ^ (uint64_t)w->slot_no);
			beacon(w, i, w->slot_no * SLOT_MS + (int64_t)(v % SLOT_MS));
			int interval = b->mode == BIKE_RIDING ? w->o.moving_ms : w->o.parked_ms;
			int64_t step = interval / SLOT_MS + (int64_t)(v >> 32) % 3 - 1;
			enqueue(w, i, w->slot_no + MIN(MAX(step, 1), SLOTS - 1));
			i = next;
		}
	}
}

int64_t world_city_time(const struct world *w, int64_t radio)
{
	return w->o.city_start + (int64_t)((double)(radio - w->o.radio_start) * w->o.speed);
}

/* Where the day so far has brought it: the last trip before the start is ridden from its beginning. */
static void place_bike(struct world *w, uint32_t i)
{
	struct bike *b = &w->b[i];
	struct trip p[40];
	int64_t now = w->o.city_start, before = 0;
	uint8_t kind = AT_HOME, last = AT_HOME;
	int n = day_trips(w, i, day_of(now), p);

	for (int k = 0; k < n && p[k].at <= now; k++) {
		kind = last;
		last = p[k].to;
		before = p[k].at;
	}
	/* stand where the trip before the last one ended, then ride the last one */
	b->goal_kind = before ? kind : AT_HOME;
	b->depart = before ? before - 1 : now - HOUR_MS * 10;
	park(w, i, b->depart);
	b->status = (uint16_t)(hash_u64(w->o.seed ^ i * 77ull) % 50 == 0 ? SUP_S_BATTERY_LOW : 0);
	advance(w, i, now);
}

struct world *world_new(struct city *c, const struct world_opts *o)
{
	struct world *w = calloc(1, sizeof *w);

	ASSERT(w && o->hear);
	w->c = c;
	w->o = *o;
	w->o.moving_ms = o->moving_ms ? o->moving_ms : 2000;
	w->o.parked_ms = o->parked_ms ? o->parked_ms : 8000;
	if (w->o.speed <= 0)
		w->o.speed = 1;
	w->clock = (struct cross_clock){ o->radio_start, o->city_start, w->o.speed };
	w->r = rng_of(o->seed, 400, 0);
	w->b = calloc(MAX(o->bikes, 1u), sizeof *w->b);
	ASSERT(w->b);
	memset(w->slot, 0xff, sizeof w->slot);
	w->slot_no = o->radio_start / SLOT_MS;
	build_cells(w);
	for (uint32_t i = 0; i < o->bikes; i++) {
		place_bike(w, i);
		int interval = MAX((w->b[i].mode == BIKE_RIDING ? w->o.moving_ms : w->o.parked_ms) / SLOT_MS, 1);
		enqueue(w, i, w->slot_no + (int64_t)(hash_u64(i + o->seed) % (uint64_t)MIN(interval, SLOTS - 1)));
	}
	return w;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	free(w->b);
	free(w->cell);
	free(w->cell_st);
	free(w->reach);
	free(w);
}

struct world_counts world_counts(const struct world *w)
{
	struct world_counts n = { .beacons = w->beacons, .heard = w->heard };

	for (uint32_t i = 0; i < w->o.bikes; i++)
		*(w->b[i].mode == BIKE_RIDING ? &n.riding : w->b[i].mode == BIKE_PARKED ? &n.parked : &n.hidden) += 1;
	return n;
}

const struct bike *world_bike(const struct world *w, uint32_t i)
{
	ASSERT(i < w->o.bikes);
	return &w->b[i];
}

struct city *world_city(const struct world *w) { return w->c; }

struct xy world_where(struct world *w, uint32_t i, int64_t t, bool *ret_moving)
{
	int64_t city = own_time(w, i, world_city_time(w, t));
	struct bike *b = &w->b[i];

	ASSERT(i < w->o.bikes);
	if (b->mode == BIKE_RIDING || city >= b->depart)
		advance(w, i, city);
	*ret_moving = b->mode == BIKE_RIDING;
	if (b->mode != BIKE_RIDING)
		return (struct xy){ b->x, b->y };
	return on_edge(w, b, city);
}

void world_steal(struct world *w, uint32_t i, int64_t t, unsigned dest, int loss_db)
{
	struct bike *b = &w->b[i];
	bool moving;
	struct xy p = world_where(w, i, t, &moving);

	b->x = p.x;
	b->y = p.y;
	b->goal_kind = AT_STOLEN;
	b->walls_db = (int16_t)loss_db;
	set_out(w, i, dest, world_city_time(w, t));
}

void world_release(struct world *w, uint32_t i, int64_t t)
{
	struct bike *b = &w->b[i];
	uint8_t kind;

	b->mode = BIKE_PARKED;
	b->at_kind = AT_OTHER;
	settle(w, b, 0);
	b->depart = next_trip(w, i, world_city_time(w, t), &kind);
	b->goal_kind = kind;
}

void world_follow(struct world *w, uint32_t i, uint32_t leader, int lag_ms, int rides)
{
	struct bike *b = &w->b[i];
	uint32_t next = b->next;
	uint16_t status = b->status;

	ASSERT(i < w->o.bikes && leader < w->o.bikes && i != leader && rides > 0);
	*b = w->b[leader];
	b->next = next;
	b->status = status;
	b->lead = leader + 1;
	b->lag = lag_ms;
	b->rides = (uint16_t)rides;
}

bool world_find_parked(struct world *w, int64_t t, int stations, int64_t stay_ms, uint32_t *io)
{
	int64_t city = world_city_time(w, t);

	for (uint32_t k = 0; k < w->o.bikes; k++) {
		uint32_t i = (*io + k) % w->o.bikes;
		const struct bike *b = &w->b[i];
		int strong = 0;
		for (int j = 0; j < b->nhear; j++)
			strong += b->mean[j] > FLOOR_DBM + 6;
		if (b->mode == BIKE_PARKED && b->depart > city + stay_ms && strong >= stations && !lives_apart(w, i)) {
			*io = i;
			return true;
		}
	}
	return false;
}

int world_within(const struct world *w, float x, float y, uint16_t *ret, int max)
{
	int n, found = 0;
	const uint16_t *st = around(w, x, y, &n);

	for (int k = 0; k < n && found < max; k++) {
		const struct city_station *s = &w->c->station[st[k]];
		float dx = x - s->x, dy = y - s->y, r = s->range_m;
		if (dx * dx + dy * dy <= r * r)
			ret[found++] = st[k];
	}
	return found;
}
