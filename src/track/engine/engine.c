/* engine — see engine.h. */
#include "track/engine/engine.h"

#include <stdlib.h>

#include "base/crc32c.h"
#include "format/sup/sup.h"

_Static_assert((int)SUP_MAX_PAYLOAD <= (int)ENGINE_SCRATCH, "room for a frame");
enum {
	LIVE_DEFAULT = 30 * SECOND_MS, AHEAD_MS = 60 * SECOND_MS, DOUBT_MS = 2000, TICK_MS = SECOND_MS,
	POLICY_MIN = SECOND_MS, HEARD = 64,
};
#define OLDEST_MS ((utc_ms)90 * DAY_MS)   /* older than any trail is kept */
#define MAGIC_OLD 0x31474e455a59u         /* "YZENG1": without guards */
#define MAGIC 0x32474e455a59u             /* "YZENG2" */

struct engine {
	struct presence *presence;
	struct watch *watch;
	struct station_place *stations;       /* STATION_MAX places; n in use */
	uint64_t *heard;                      /* sightings by station */
	uint32_t nstations;
	utc_ms now, ticked;
	uint64_t lsn, record;                 /* end and begin of the record at work */
	int32_t live_ms;
	struct engine_counts counts;
	struct engine_opts o;
	uint8_t *inflated;
};

static void visit_out(void *arg, const struct visit *v)
{
	struct engine *e = arg;

	e->counts.visits++;
	if (e->o.on_visit)
		e->o.on_visit(e->o.arg, e->lsn, v);
}

/* A late hit says where the tag was then: that station's hearing alone. */
static void hit_out(void *arg, const struct watch_hit *h)
{
	struct engine *e = arg;
	struct heard near[HEARD] = { { h->station, h->rssi, h->heard, 1 } };
	struct fix at;
	int n = 1;

	e->counts.hits++;
	if (!e->o.on_hit)
		return;
	if (!h->late)
		n = presence_heard(e->presence, (tag_id){ h->tag }, near, HEARD);
	bool known = position_estimate(e->stations, e->nstations, near, n, h->heard, &at);
	e->o.on_hit(e->o.arg, h, known ? &at : NULL);
}

static uint32_t district_of(void *arg, uint16_t station)
{
	const struct engine *e = arg;

	return station < e->nstations && e->stations[station].used ? e->stations[station].district : 0;
}

static uint32_t metres(void *arg, uint16_t a, uint16_t b)
{
	const struct engine *e = arg;

	if (a >= e->nstations || b >= e->nstations || !e->stations[a].used || !e->stations[b].used)
		return UINT32_MAX;
	return (uint32_t)geo_dist_m(e->stations[a].at, e->stations[b].at);
}

struct engine *engine_new(const struct engine_opts *o)
{
	struct engine *e = calloc(1, sizeof *e);
	ASSERT(e);

	e->o = *o;
	e->o.ahead_ms = o->ahead_ms > 0 ? MIN(o->ahead_ms, (int32_t)(DAY_MS / 2)) : AHEAD_MS;
	e->live_ms = LIVE_DEFAULT;
	e->presence = presence_new(&(struct presence_opts){ .expect_tags = o->expect_tags, .max_tags = o->max_tags,
		.keep_days = o->keep_days, .on_visit = visit_out, .arg = e });
	e->watch = watch_new(&(struct watch_opts){ .district_of = district_of, .on_hit = hit_out, .metres = metres, .arg = e });
	e->stations = calloc(STATION_MAX, sizeof *e->stations);
	e->heard = calloc(STATION_MAX, sizeof *e->heard);
	e->inflated = malloc(SUP_MAX_PAYLOAD);
	ASSERT(e->stations && e->heard && e->inflated);
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	presence_free(e->presence);
	watch_free(e->watch);
	free(e->stations);
	free(e->heard);
	free(e->inflated);
	free(e);
}

static void advance(struct engine *e, utc_ms now)
{
	e->now = MAX(e->now, now);
	if (e->now - e->ticked < TICK_MS)
		return;
	e->ticked = e->now;
	presence_tick(e->presence, e->now);
	watch_tick(e->watch, e->now, e->record);
}

/* The end of the last reception in the batch, from its base. */
static utc_ms newest_of(const struct sup_batch *s)
{
	uint32_t newest = 0;

	for (unsigned i = 0; i < s->n; i++) {
		const uint8_t *rec = s->recs + (size_t)i * SUP_REC;
		uint32_t end = be16(rec + 8) + be16(rec + 10) * 100u;

		newest = MAX(newest, end);
	}
	return newest;
}

/* Event time as engine.h says it. False: no time that any trail would keep. */
static bool resolve(const struct engine *e, const struct sup_batch *s, utc_ms recv, bool backlog,
                    struct presence_batch *ret)
{
	utc_ms newest = newest_of(s), base = 0;
	bool known = s->clock_err_ms != UINT32_MAX && s->clock_source != SUP_CLOCK_NONE;

	if (known && (s->base_mono_ms > INT64_MAX ||
	              __builtin_add_overflow((int64_t)s->base_mono_ms, s->utc_minus_mono_ms, &base)))
		return false;
	if (known && base < recv - OLDEST_MS)
		return false;
	*ret = (struct presence_batch){ .recv = recv, .n = s->n, .recs = s->recs,
		.vflags = s->clock_err_ms > DOUBT_MS ? VF_CLOCK : 0 };
	if (!known || base > recv + e->o.ahead_ms - newest) {
		base = recv - newest;
		ret->vflags = VF_CLOCK;
	}
	ret->base = base;
	ret->late = backlog || recv - (base + newest) > e->live_ms;
	return true;
}

static bool frame(struct engine *e, const struct journal_rec *r)
{
	struct sup_frame f;
	struct sup_batch s;
	struct presence_batch b;
	utc_ms recv;

	if (r->n < sizeof recv || r->source >= STATION_MAX)
		return false;
	memcpy(&recv, r->p, sizeof recv);
	if (recv < OLDEST_MS || recv >= (utc_ms)1 << 45 || sup_frame_parse_trusted(r->p + 8, r->n - 8, &f) != 1)
		return false;
	advance(e, recv);
	e->counts.frames++;
	if (f.type != SUP_SIGHTINGS && f.type != SUP_URGENT)
		return true;
	if (f.flags & SUP_F_ZSTD && sup_inflate(&f, e->inflated, SUP_MAX_PAYLOAD) < 0)
		return false;
	uint8_t reason;
	if (sup_batch_get(&f, &s, &reason) < 0 || !resolve(e, &s, recv, f.flags & SUP_F_BACKLOG, &b))
		return false;
	b.station = r->source;
	int n = presence_apply(e->presence, &b);
	e->counts.sightings += (uint64_t)n;
	e->counts.late += b.late ? (uint64_t)n : 0;
	e->heard[b.station] += (uint64_t)n;
	watch_apply(e->watch, &b, r->lsn);
	return true;
}

utc_ms engine_oldest(const struct journal_rec *r, uint8_t *scratch)
{
	struct sup_frame f;
	struct sup_batch s;
	utc_ms recv, base = 0;
	uint8_t reason;

	if (r->type != JR_FRAME || r->n < sizeof recv || sup_frame_parse_trusted(r->p + 8, r->n - 8, &f) != 1 || (f.type != SUP_SIGHTINGS && f.type != SUP_URGENT))
		return INT64_MAX;
	memcpy(&recv, r->p, sizeof recv);
	if ((f.flags & SUP_F_ZSTD && sup_inflate(&f, scratch, SUP_MAX_PAYLOAD) < 0) || sup_batch_get(&f, &s, &reason) < 0)
		return recv;
	bool known = s.clock_err_ms != UINT32_MAX && s.clock_source != SUP_CLOCK_NONE && s.base_mono_ms <= INT64_MAX &&
	             !__builtin_add_overflow((int64_t)s.base_mono_ms, s.utc_minus_mono_ms, &base);
	if (known && base < recv - OLDEST_MS)
		return recv;
	return known && base <= recv ? base : recv - newest_of(&s);
}

static bool station(struct engine *e, const struct journal_rec *r)
{
	struct station_place s;

	if (r->n != sizeof s)
		return false;
	memcpy(&s, r->p, sizeof s);
	if (s.ix >= STATION_MAX || s.used > 1 || s.at.lat_e7 < -900000000 || s.at.lat_e7 > 900000000 ||
	    s.at.lon_e7 < -1800000000 || s.at.lon_e7 > 1800000000)
		return false;
	s.name[sizeof s.name - 1] = 0;
	e->stations[s.ix] = s;
	e->nstations = MAX(e->nstations, s.ix + 1u);
	return true;
}

static bool guard_numbers(const struct guard_policy *g)
{
	const int32_t ms[] = { g->quiet_ms, g->window_ms, g->owner_ms, g->late_ms, g->rest_ms };

	for (size_t i = 0; i < COUNTOF(ms); i++)
		if (ms[i] && (ms[i] < POLICY_MIN || ms[i] > DAY_MS))
			return false;
	return g->alive_h >= 0 && g->alive_h <= 24 * 366 && g->near_m >= 0 && g->near_m <= 100000 && g->ride_m >= 0 && g->ride_m <= 100000;
}

static bool policy(struct engine *e, const struct journal_rec *r)
{
	struct engine_policy p = { .gap_ms = 0 };

	if (r->n != sizeof p && r->n != ENGINE_POLICY_OLD)
		return false;
	memcpy(&p, r->p, r->n);
	if (!guard_numbers(&p.guard))
		return false;
	for (int i = 0; i < 3; i++) {
		int32_t v = i == 0 ? p.gap_ms : i == 1 ? p.quiet_ms : p.live_ms;

		if (v && (v < POLICY_MIN || v > DAY_MS))
			return false;
	}
	if (p.gap_ms)
		presence_set_gap(e->presence, p.gap_ms);
	if (p.live_ms)
		e->live_ms = p.live_ms;
	watch_set_times(e->watch, p.quiet_ms, p.live_ms);
	watch_set_guard(e->watch, &p.guard);
	return true;
}

static bool tick(struct engine *e, const struct journal_rec *r)
{
	utc_ms t;

	if (r->n != sizeof t)
		return false;
	memcpy(&t, r->p, sizeof t);
	if (t < OLDEST_MS || t >= (utc_ms)1 << 45)
		return false;
	advance(e, t);
	return true;
}

static bool watch_rec(struct engine *e, const struct journal_rec *r)
{
	struct watch_change c;

	if (r->n != sizeof c)
		return false;
	memcpy(&c, r->p, sizeof c);
	/* it begins now at the latest: the office's clock may have jumped, and then all that is heard would be late */
	if (e->now && c.at > e->now + AHEAD_MS)
		c.at = e->now;
	return watch_change(e->watch, &c) == 0;
}

static bool guard_rec(struct engine *e, const struct journal_rec *r)
{
	struct heard at[HEARD], own[HEARD];
	struct guard_start s = { .at = at };
	struct guard_change c;

	if (r->n != sizeof c)
		return false;
	memcpy(&c, r->p, sizeof c);
	if (e->now && c.at > e->now + AHEAD_MS)
		c.at = e->now;
	s.n = presence_heard(e->presence, (tag_id){ c.tag }, at, HEARD);
	int n = c.owner_tag ? presence_heard(e->presence, (tag_id){ c.owner_tag }, own, HEARD) : 0, status = -1;
	for (int i = 0; i < n; i++)
		s.owner_last = MAX(s.owner_last, own[i].last);
	if (n)
		status = presence_status(e->presence, (tag_id){ c.owner_tag });
	s.owner_low = status > 0 && status & SUP_S_BATTERY_LOW;
	return watch_guard(e->watch, &c, &s) == 0;
}

void engine_record(struct engine *e, const struct journal_rec *r)
{
	bool ok = true;

	e->lsn = r->end;
	e->record = r->lsn;
	switch (r->type) {
	case JR_FRAME: ok = frame(e, r); break;
	case JR_WATCH: ok = watch_rec(e, r); break;
	case JR_STATION: ok = station(e, r); break;
	case JR_TICK: ok = tick(e, r); break;
	case JR_POLICY: ok = policy(e, r); break;
	case JR_GUARD: ok = guard_rec(e, r); break;
	case JR_SESSIONS: case JR_HELLO: case JR_LEFT: break;   /* of the stations' links; not the engines' */
	case JR_SIGNAL: case JR_JUNCTION: break;                /* of the junctions' own thread */
	case JR_TYPE_N:
	default: ok = false; break;
	}
	e->counts.records++;
	e->counts.bad_payloads += !ok;
}

int32_t engine_forget(struct engine *e, int32_t day) { return presence_forget(e->presence, day); }
void engine_flush(struct engine *e) { presence_flush(e->presence); }
utc_ms engine_now(const struct engine *e) { return e->now; }
uint64_t engine_lsn(const struct engine *e) { return e->lsn; }
const struct presence *engine_presence(const struct engine *e) { return e->presence; }
const struct watch *engine_watch(const struct engine *e) { return e->watch; }
const struct engine_counts *engine_counts(const struct engine *e) { return &e->counts; }

const struct station_place *engine_stations(const struct engine *e, size_t *ret_n)
{
	*ret_n = e->nstations;
	return e->stations;
}

uint64_t engine_station_sightings(const struct engine *e, uint16_t ix)
{
	return ix < STATION_MAX ? e->heard[ix] : 0;
}

bool engine_fix(const struct engine *e, tag_id tag, struct fix *ret, struct heard *h, int *io_nh)
{
	struct heard near[HEARD];
	int n = presence_heard(e->presence, tag, near, HEARD), out = MAX(MIN(n, *io_nh), 0);

	if (!position_estimate(e->stations, e->nstations, near, n, e->now, ret))
		return false;
	memcpy(h, near, sizeof *h * (size_t)out);
	*io_nh = out;
	return true;
}

/* ---- snapshot: head, stations, their counts, CRC-32C, then presence and watch ---- */

struct snap_head {
	uint64_t magic, lsn;
	utc_ms now, ticked;
	int32_t live_ms;
	uint32_t nstations;
	struct engine_counts counts;
};
_Static_assert(sizeof(struct snap_head) == 40 + sizeof(struct engine_counts), "no padding");

int engine_save(const struct engine *e, int (*put)(void *arg, const void *p, size_t n), void *arg)
{
	struct snap_head h = { MAGIC, e->lsn, e->now, e->ticked, e->live_ms, e->nstations, e->counts };
	size_t ns = sizeof *e->stations * e->nstations, nh = sizeof *e->heard * STATION_MAX;
	uint32_t crc = crc32c(crc32c(crc32c(0, &h, sizeof h), e->stations, ns), e->heard, nh);

	TRY(put(arg, &h, sizeof h));
	if (ns)
		TRY(put(arg, e->stations, ns));
	TRY(put(arg, e->heard, nh));
	TRY(put(arg, &crc, sizeof crc));
	TRY(presence_save(e->presence, put, arg));
	return watch_save(e->watch, put, arg);
}

int engine_load(struct engine *e, int (*get)(void *arg, void *p, size_t n), void *arg)
{
	struct snap_head h;
	uint32_t crc;

	TRY(get(arg, &h, sizeof h));
	if ((h.magic != MAGIC && h.magic != MAGIC_OLD) || h.nstations > STATION_MAX || h.live_ms <= 0 || h.now < 0 || h.ticked > h.now)
		return E_CORRUPT;
	size_t ns = sizeof *e->stations * h.nstations, nh = sizeof *e->heard * STATION_MAX;
	if (ns)
		TRY(get(arg, e->stations, ns));
	TRY(get(arg, e->heard, nh));
	TRY(get(arg, &crc, sizeof crc));
	if (crc != crc32c(crc32c(crc32c(0, &h, sizeof h), e->stations, ns), e->heard, nh))
		return E_CORRUPT;
	e->lsn = h.lsn;
	e->now = h.now;
	e->ticked = h.ticked;
	e->live_ms = h.live_ms;
	e->nstations = h.nstations;
	e->counts = h.counts;
	TRY(presence_load(e->presence, get, arg));
	return watch_load(e->watch, h.magic == MAGIC, get, arg);
}
