/* guard — see guard_int.h and the rules G1 to G5 in watch.h. */
#include "track/watch/guard_int.h"

#include <stdlib.h>

#include "base/crc32c.h"
#include "base/utc.h"
#include "format/sup/sup.h"
#include "track/presence/presence.h"

enum { RING = 6, HOME = 8, PLACE_MS = 15 * MINUTE_MS /* hearings so near to the newest one are of one place */ };
#define NEVER INT64_MAX

/* A time in which one station heard a tag. */
struct heard_span { utc_ms first, last; uint16_t station, zero[3]; };

/* Written to a snapshot as it stands: no padding, and zero where nothing is. */
struct entry {
	struct guard_change c;
	struct heard_span bike[RING], own[RING];
	utc_ms home_last, far_first;          /* G1: the resting place last heard it; first far hearing, 0 none */
	utc_ms own_last, rest_since;
	utc_ms left, came, came_recv, due;    /* G2: the ride; due 0: none waits */
	uint16_t home[HOME], far_station, rest_station, from, to;
	uint8_t nhome, told_armed, told_dual, own_low, came_status;
	int8_t came_rssi;
	uint8_t zero[2];
};
_Static_assert(sizeof(struct entry) == 64 + 2 * RING * 24 + 8 * 8 + 2 * HOME + 4 * 2 + 8, "snapshot format, no padding");

struct own { uint64_t owner, bike; };

struct guard {
	struct entry **e;
	struct own *own;
	uint32_t n, cap, n_own, cap_own;
	utc_ms next_due;
	struct guard_policy p;
	struct guard_opts o;
};

struct guard *guard_new(const struct guard_opts *o)
{
	struct guard *g = calloc(1, sizeof *g);
	ASSERT(g);

	g->o = *o;
	g->next_due = NEVER;
	g->p = (struct guard_policy){ .quiet_ms = 60 * SECOND_MS, .window_ms = 600 * SECOND_MS, .owner_ms = 120 * SECOND_MS,
		.late_ms = 60 * SECOND_MS, .rest_ms = 20 * MINUTE_MS, .alive_h = 72, .near_m = 300, .ride_m = 600 };
	return g;
}

static void clear(struct guard *g)
{
	for (uint32_t i = 0; i < g->n; i++)
		free(g->e[i]);
	g->n = g->n_own = 0;
	g->next_due = NEVER;
}

void guard_free(struct guard *g)
{
	if (!g)
		return;
	clear(g);
	free(g->e);
	free(g->own);
	free(g);
}

static void keep(int32_t *v, int32_t given)
{
	if (given > 0)
		*v = given;
}

void guard_set(struct guard *g, const struct guard_policy *p)
{
	keep(&g->p.quiet_ms, p->quiet_ms);
	keep(&g->p.window_ms, p->window_ms);
	keep(&g->p.owner_ms, p->owner_ms);
	keep(&g->p.late_ms, p->late_ms);
	keep(&g->p.rest_ms, p->rest_ms);
	keep(&g->p.alive_h, p->alive_h);
	keep(&g->p.near_m, p->near_m);
	keep(&g->p.ride_m, p->ride_m);
}

uint32_t guard_count(const struct guard *g) { return g->n; }

void guard_tags(const struct guard *g, uint32_t i, uint64_t *ret_tag, uint64_t *ret_owner)
{
	*ret_tag = g->e[i]->c.tag;
	*ret_owner = g->e[i]->c.owner_tag;
}

/* ---- the lists ---- */

static uint32_t lower(const struct guard *g, uint64_t tag)
{
	uint32_t lo = 0, hi = g->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (g->e[mid]->c.tag < tag)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct entry *find(const struct guard *g, uint64_t tag)
{
	uint32_t i = lower(g, tag);

	return i < g->n && g->e[i]->c.tag == tag ? g->e[i] : NULL;
}

static uint32_t lower_own(const struct guard *g, uint64_t owner, uint64_t bike)
{
	uint32_t lo = 0, hi = g->n_own;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct own *o = &g->own[mid];

		if (o->owner < owner || (o->owner == owner && o->bike < bike))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void own_add(struct guard *g, uint64_t owner, uint64_t bike)
{
	uint32_t i = lower_own(g, owner, bike);

	if (!owner)
		return;
	if (g->n_own == g->cap_own) {
		g->cap_own = g->cap_own ? g->cap_own * 2 : 64;
		g->own = realloc(g->own, g->cap_own * sizeof *g->own);
		ASSERT(g->own);
	}
	memmove(&g->own[i + 1], &g->own[i], (g->n_own - i) * sizeof *g->own);
	g->own[i] = (struct own){ owner, bike };
	g->n_own++;
}

static void own_remove(struct guard *g, uint64_t owner, uint64_t bike)
{
	uint32_t i = lower_own(g, owner, bike);

	if (!owner || i >= g->n_own || g->own[i].owner != owner || g->own[i].bike != bike)
		return;
	g->n_own--;
	memmove(&g->own[i], &g->own[i + 1], (g->n_own - i) * sizeof *g->own);
}

static struct entry *entry_add(struct guard *g, const struct guard_change *c)
{
	uint32_t i = lower(g, c->tag);

	if (g->n == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 64;
		g->e = realloc(g->e, g->cap * sizeof *g->e);
		ASSERT(g->e);
	}
	struct entry *e = calloc(1, sizeof *e);
	ASSERT(e);
	memmove(&g->e[i + 1], &g->e[i], (g->n - i) * sizeof *g->e);
	g->e[i] = e;
	e->c = *c;
	memset(e->c.zero, 0, sizeof e->c.zero);
	g->n++;
	own_add(g, c->owner_tag, c->tag);
	return e;
}

static void entry_remove(struct guard *g, uint32_t i)
{
	own_remove(g, g->e[i]->c.owner_tag, g->e[i]->c.tag);
	free(g->e[i]);
	g->n--;
	memmove(&g->e[i], &g->e[i + 1], (g->n - i) * sizeof *g->e);
}

/* The place it rests in: who heard it lately, seen from its newest hearing. */
static void take_home(struct entry *e, const struct guard_start *s)
{
	utc_ms newest = 0;

	e->nhome = 0;
	memset(e->home, 0, sizeof e->home);
	for (int i = 0; i < s->n; i++)
		newest = MAX(newest, s->at[i].last);
	for (int i = 0; i < s->n && e->nhome < HOME; i++)
		if (s->at[i].last >= newest - PLACE_MS)
			e->home[e->nhome++] = s->at[i].station;
	e->home_last = MAX(newest, e->c.at);
	e->far_first = 0;
	e->told_armed = 0;
}

int guard_put(struct guard *g, const struct guard_change *c, const struct guard_start *s)
{
	if (c->op > GUARD_PUT || !c->tag || c->tag == c->owner_tag || (c->op == GUARD_PUT && !(c->flags & (GUARD_ARMED | GUARD_DUAL))))
		return E_INVALID;

	struct entry *e = find(g, c->tag);
	uint8_t had = 0;

	if (e && c->version <= e->c.version)
		return 0;
	if (c->op == GUARD_REMOVE) {
		if (e)
			entry_remove(g, lower(g, c->tag));
		return 0;
	}
	if (!e) {
		if (g->n >= g->o.max)
			return E_FULL;
		e = entry_add(g, c);
	} else {
		had = e->c.guard_id == c->guard_id && e->c.owner_tag == c->owner_tag ? e->c.flags : 0;
		own_remove(g, e->c.owner_tag, e->c.tag);
		e->c = *c;
		memset(e->c.zero, 0, sizeof e->c.zero);
		own_add(g, c->owner_tag, c->tag);
	}
	if (c->flags & ~had & GUARD_ARMED)
		take_home(e, s);
	if (c->flags & ~had & GUARD_DUAL) {
		e->told_dual = 0;
		e->due = 0;
		e->own_last = s->owner_last;
		e->own_low = s->owner_low;
	}
	return 0;
}

/* ---- hearings ---- */

static bool near(const struct guard *g, uint16_t a, uint16_t b)
{
	return a == b || g->o.metres(g->o.arg, a, b) <= (uint32_t)g->p.near_m;
}

/* Far enough apart for a ride; two stations whose places are not known are not. */
static bool apart(const struct guard *g, uint16_t a, uint16_t b)
{
	uint32_t m = a == b ? 0 : g->o.metres(g->o.arg, a, b);

	return m != UINT32_MAX && m >= (uint32_t)g->p.ride_m && m > (uint32_t)g->p.near_m;
}

static bool at_home(const struct guard *g, const struct entry *e, uint16_t station)
{
	for (int i = 0; i < e->nhome; i++)
		if (near(g, e->home[i], station))
			return true;
	return false;
}

/* Of each station its newest time; of more stations than fit, those heard last. */
static void span_add(struct heard_span r[static RING], uint16_t station, utc_ms t, int32_t gap_ms)
{
	struct heard_span *old = &r[0];

	for (int i = 0; i < RING; i++) {
		if (r[i].last && r[i].station == station) {
			if (t > r[i].last + gap_ms)
				r[i].first = t;
			else if (t >= r[i].first - gap_ms)
				r[i].first = MIN(r[i].first, t);
			r[i].last = MAX(r[i].last, t);
			return;
		}
		if (r[i].last < old->last)
			old = &r[i];
	}
	if (t > old->last)
		*old = (struct heard_span){ .first = t, .last = t, .station = station };
}

static void raise_hit(struct guard *g, struct entry *e, enum hit_kind kind, const struct guard_heard *h)
{
	g->o.on_hit(g->o.arg, &(struct watch_hit){ .tag = e->c.tag, .case_id = e->c.guard_id, .station = h->station, .heard = h->at, .recv = h->recv,
		.rssi = h->rssi, .severity = 1, .status = h->status, .late = kind == HIT_TAKEN_BACK, .kind = (uint8_t)kind });
}

/* G5 */
static void rest(struct guard *g, struct entry *e, uint16_t station, utc_ms t)
{
	if (!e->rest_since || !near(g, e->rest_station, station)) {
		e->rest_station = station;
		e->rest_since = t;
	}
	if (t - e->rest_since < g->p.rest_ms || !(e->told_armed | e->told_dual))
		return;
	e->told_armed = e->told_dual = 0;
	e->home[0] = e->rest_station;
	e->nhome = 1;
	e->home_last = t;
	e->far_first = 0;
}

/* G1 */
static void armed(struct guard *g, struct entry *e, const struct guard_heard *h)
{
	if (e->nhome == 0) {            /* nobody heard it when it was armed: it rests where it is heard first */
		e->home[e->nhome++] = h->station;
		e->home_last = h->at;
		return;
	}
	if (at_home(g, e, h->station)) {
		e->home_last = MAX(e->home_last, h->at);
		e->far_first = 0;
		return;
	}
	if (e->told_armed)
		return;
	if (!e->far_first || h->at - e->far_first > g->p.window_ms) {
		e->far_first = h->at;
		e->far_station = h->station;
	}
	bool twice = h->station != e->far_station || h->at - e->far_first >= g->p.quiet_ms || h->status & SUP_S_MOVING;
	if (!twice || h->at - e->home_last < g->p.quiet_ms)
		return;
	e->told_armed = 1;
	e->far_first = 0;
	raise_hit(g, e, HIT_ARMED, h);
}

/* Was the owner's tag, heard by station in [first, last], with the bike where that rode to? */
static bool along(const struct guard *g, const struct entry *e, uint16_t station, utc_ms first, utc_ms last)
{
	int32_t w = g->p.owner_ms;

	if (near(g, station, e->to) && last >= e->came - w && first <= e->came + w)
		return true;
	for (int i = 0; i < RING; i++) {
		const struct heard_span *b = &e->bike[i];
		if (b->first > e->left && !near(g, b->station, e->from) && last >= b->first - w && first <= b->last + w && near(g, station, b->station))
			return true;
	}
	return false;
}

static bool was_along(const struct guard *g, const struct entry *e)
{
	for (int i = 0; i < RING; i++)
		if (e->own[i].last && along(g, e, e->own[i].station, e->own[i].first, e->own[i].last))
			return true;
	return false;
}

/* G2: the bike is where it can have come to by riding alone. */
static void dual(struct guard *g, struct entry *e, const struct guard_heard *h)
{
	const struct heard_span *from = NULL;

	if (e->due && near(g, h->station, e->from)) {
		e->due = 0;             /* it is back */
		return;
	}
	if (e->due || e->told_dual)
		return;
	for (int i = 0; i < RING; i++) {
		const struct heard_span *b = &e->bike[i];
		utc_ms silent = h->at - b->last;
		if (b->last && silent >= g->p.quiet_ms && silent <= g->p.window_ms && apart(g, b->station, h->station) && (!from || b->last > from->last))
			from = b;
	}
	if (!from)
		return;
	e->from = from->station;
	e->to = h->station;
	e->left = from->last;
	e->came = h->at;
	e->came_recv = h->recv;
	e->came_rssi = h->rssi;
	e->came_status = h->status;
	e->due = h->recv + g->p.owner_ms + g->p.late_ms;
	g->next_due = MIN(g->next_due, e->due);
}

/* G4: the owner's tag at that place calms; after the alarm it takes it back. */
static void owner_heard(struct guard *g, struct entry *e, const struct guard_heard *h)
{
	if (h->at >= e->own_last) {
		e->own_last = h->at;
		if (h->tag == e->c.owner_tag)
			e->own_low = h->status & SUP_S_BATTERY_LOW;
	}
	span_add(e->own, h->station, h->at, g->p.owner_ms);
	if (!e->told_dual || !e->came || !along(g, e, h->station, h->at, h->at))
		return;
	e->told_dual = 0;
	struct guard_heard there = { .at = e->came, .recv = h->recv, .station = e->to, .rssi = e->came_rssi, .status = e->came_status };
	e->came = 0;
	raise_hit(g, e, HIT_TAKEN_BACK, &there);
}

static void bike_heard(struct guard *g, struct entry *e, const struct guard_heard *h)
{
	if (h->at < e->c.at)
		return;
	if (e->c.flags & GUARD_DUAL && h->status & SUP_S_OWNER_NEAR)
		owner_heard(g, e, h);
	if (h->loose) {
		if (at_home(g, e, h->station) && h->at > e->home_last) {
			e->home_last = h->at;
			e->far_first = 0;
		}
		return;
	}
	rest(g, e, h->station, h->at);
	if (e->c.flags & GUARD_ARMED)
		armed(g, e, h);
	if (e->c.flags & GUARD_DUAL && e->c.owner_tag)
		dual(g, e, h);
	span_add(e->bike, h->station, h->at, g->p.quiet_ms);
}

void guard_hear(struct guard *g, const struct guard_heard *h)
{
	struct entry *e = find(g, h->tag);

	if (e)
		bike_heard(g, e, h);
	for (uint32_t i = lower_own(g, h->tag, 0); i < g->n_own && g->own[i].owner == h->tag; i++) {
		e = find(g, g->own[i].bike);
		if (e && e->c.flags & GUARD_DUAL)
			owner_heard(g, e, h);
	}
}

void guard_tick(struct guard *g, utc_ms now)
{
	if (now < g->next_due)
		return;
	g->next_due = NEVER;
	for (uint32_t i = 0; i < g->n; i++) {
		struct entry *e = g->e[i];

		if (!e->due)
			continue;
		if (e->due > now) {
			g->next_due = MIN(g->next_due, e->due);
			continue;
		}
		e->due = 0;
		bool alive = !e->own_low && e->own_last && e->own_last >= e->came - (utc_ms)g->p.alive_h * HOUR_MS;      /* G3 */
		if (!alive || was_along(g, e))
			continue;
		e->told_dual = 1;
		struct guard_heard there = { .at = e->came, .recv = e->came_recv, .station = e->to, .rssi = e->came_rssi, .status = e->came_status };
		raise_hit(g, e, HIT_NO_OWNER_TAG, &there);
	}
}

/* ---- snapshot: head, entries, CRC-32C; host order ---- */

#define MAGIC 0x3144475a59u   /* "YZGD1" */
struct snap_head { uint64_t magic; uint32_t n, zero; struct guard_policy p; };
_Static_assert(sizeof(struct snap_head) == 48, "no padding");

int guard_save(const struct guard *g, int (*put)(void *arg, const void *p, size_t n), void *arg)
{
	struct snap_head h = { MAGIC, g->n, 0, g->p };
	uint32_t crc = crc32c(0, &h, sizeof h);

	TRY(put(arg, &h, sizeof h));
	for (uint32_t i = 0; i < g->n; i++) {
		crc = crc32c(crc, g->e[i], sizeof *g->e[i]);
		TRY(put(arg, g->e[i], sizeof *g->e[i]));
	}
	return put(arg, &crc, sizeof crc);
}

int guard_load(struct guard *g, int (*get)(void *arg, void *p, size_t n), void *arg)
{
	struct snap_head h;
	struct entry in;
	uint32_t crc, want;

	TRY(get(arg, &h, sizeof h));
	if (h.magic != MAGIC || h.n > g->o.max)
		return E_CORRUPT;
	crc = crc32c(0, &h, sizeof h);
	clear(g);
	g->p = h.p;
	for (uint32_t i = 0; i < h.n; i++) {
		TRY(get(arg, &in, sizeof in));
		crc = crc32c(crc, &in, sizeof in);
		if (!in.c.tag || in.nhome > HOME || (g->n && in.c.tag <= g->e[g->n - 1]->c.tag))
			return E_CORRUPT;
		struct entry *e = entry_add(g, &in.c);
		memcpy(e, &in, sizeof in);
		if (e->due)
			g->next_due = MIN(g->next_due, e->due);
	}
	TRY(get(arg, &want, sizeof want));
	return want == crc ? 0 : E_CORRUPT;
}
