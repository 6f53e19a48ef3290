/* port — flow's track_port filled with the partition and the ingest. */
#include <stdlib.h>

#include "app/server.h"
#include "format/sup/sup.h"
#include "platform/fs.h"

enum { MAP_CELLS = 4000, UPTIME_MAX = 64, PENDING_LIST = 1000 };

static int watch_put(void *self, const struct watch_change *c, struct err *e)
{
	struct server *s = self;
	uint64_t end;

	TRY(ingest_append(s->ingest, JR_WATCH, 0, c, sizeof *c, &end, e));
	/* the stations' list follows when the engine has it: another case may still watch the tag */
	if (partition_caught_up(s->part, end, 5000) && (c->op == WATCH_ADD || !partition_watches(s->part, (tag_id){ c->tag })))
		ingest_watch(s->ingest, c->version, c->op == WATCH_ADD, c->tag);
	return 0;
}

static int guard_put(void *self, const struct guard_change *c, struct err *e)
{
	struct server *s = self;
	uint64_t end;

	return ingest_append(s->ingest, JR_GUARD, 0, c, sizeof *c, &end, e);
}

static int stations_put(void *self, const struct station_place *p, size_t n, struct err *e)
{
	struct server *s = self;
	struct ingest_rec *r = calloc(n, sizeof *r);
	uint64_t end;
	int rc = 0;

	if (!r)
		BUG("out of memory");
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct ingest_health h;
		bool held = ingest_health(s->ingest, p[i].ix, &h) && h.quarantined;
		r[i] = (struct ingest_rec){ p[i].ix, sizeof p[i], &p[i] };
		rc = ingest_station_set(s->ingest, p[i].name, p[i].ix, !p[i].used ? LINK_WITHDRAWN : held ? LINK_QUARANTINE : LINK_ACTIVE, NULL, e);
	}
	if (rc == 0)
		rc = ingest_append_all(s->ingest, JR_STATION, r, n, &end, e);
	free(r);
	return rc;
}

static int station_key(void *self, const char *name, const uint8_t *key, size_t n, struct err *e)
{
	struct server *s = self;

	if (n != 0 && n != LINK_KEY)
		return ERR(e, E_INVALID, "a station key has %d bytes", LINK_KEY);
	return ingest_station_key(s->ingest, name, n ? key : NULL, e);
}

static int station_quarantine(void *self, uint16_t ix, bool on, struct err *e)
{
	struct server *s = self;

	return ingest_quarantine(s->ingest, ix, on, e);
}

static int trail_of_tag(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n,
                        bool *ret_more, struct err *e)
{
	struct server *s = self;

	return partition_trail_tag(s->part, a, tag, from, to, max, ret, ret_n, ret_more, e);
}

static int trail_of_station(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, uint32_t max, struct visit **ret,
                            uint32_t *ret_n, bool *ret_more, struct err *e)
{
	struct server *s = self;

	return partition_trail_station(s->part, a, ix, from, to, max, ret, ret_n, ret_more, e);
}

static int station_past(void *self, uint16_t ix, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e)
{
	struct server *s = self;

	return partition_station_past(s->part, ix, from, to, fn, arg, e);
}

static void days_kept(void *self, int32_t *ret_first, int32_t *ret_due)
{
	struct server *s = self;

	partition_days(s->part, ret_first, ret_due);
}

static int days_gone(void *self, int32_t due, struct err *e)
{
	struct server *s = self;

	return partition_days_gone(s->part, due, e);
}

static int live_tag(void *self, tag_id tag, struct fix *ret, bool *ret_known, struct heard *h, int *io_nh, struct err *e)
{
	struct server *s = self;

	return partition_live(s->part, tag, ret, ret_known, h, io_nh, e);
}

static int tag_heard(void *self, tag_id tag, struct heard *h, int *io_nh, int *ret_battery_low, struct err *e)
{
	struct server *s = self;

	int status = -1;

	TRY(partition_heard(s->part, tag, h, io_nh, &status, e));
	*ret_battery_low = status < 0 ? -1 : (status & SUP_S_BATTERY_LOW) != 0;
	return 0;
}

/* ---- the live map ---- */

struct map_make { const struct map_query *q; struct map_answer *out; int32_t lat_step, lon_step; uint32_t cols, rows; };

static void count_cell(void *arg, const struct map_dot *d)
{
	struct map_make *m = arg;
	uint32_t r = (uint32_t)((int64_t)(d->at.lat_e7 - m->q->sw.lat_e7) / m->lat_step);
	uint32_t c = (uint32_t)((int64_t)(d->at.lon_e7 - m->q->sw.lon_e7) / m->lon_step);

	if (r < m->rows && c < m->cols)
		m->out->cells[r * m->cols + c].count++;
}

static void take_bike(void *arg, const struct map_dot *d)
{
	struct map_make *m = arg;

	if (m->out->n < m->q->max)
		m->out->bikes[m->out->n] = (struct map_bike){ .at = d->at, .radius_m = d->radius_m, .moving = d->moving, .age_s = d->age_s };
	m->out->n++;            /* one beyond max tells that there are too many for single bikes */
}

static int density(struct server *s, struct arena *a, struct map_make *m)
{
	const struct map_query *q = m->q;

	m->cols = 80;
	m->rows = MAP_CELLS / 80;
	m->lat_step = MAX((q->ne.lat_e7 - q->sw.lat_e7) / (int32_t)m->rows + 1, 1);
	m->lon_step = MAX((q->ne.lon_e7 - q->sw.lon_e7) / (int32_t)m->cols + 1, 1);
	m->out->density = true;
	m->out->cells = arena_alloc(a, MAP_CELLS * sizeof *m->out->cells);
	if (!m->out->cells)
		return E_TOOBIG;
	TRY(partition_map(s->part, q->sw, q->ne, count_cell, m, &m->out->heard_total, &m->out->at));
	uint32_t n = 0;
	for (uint32_t i = 0; i < m->rows * m->cols; i++) {
		if (!m->out->cells[i].count)
			continue;
		struct geo at = { q->sw.lat_e7 + (int32_t)(i / m->cols) * m->lat_step + m->lat_step / 2,
			q->sw.lon_e7 + (int32_t)(i % m->cols) * m->lon_step + m->lon_step / 2 };
		m->out->cells[n++] = (struct map_cell){ .at = at, .count = m->out->cells[i].count };
	}
	m->out->n = n;
	return 0;
}

static int map(void *self, struct arena *a, const struct map_query *q, struct map_answer *ret, struct err *e)
{
	struct server *s = self;
	struct map_make m = { .q = q, .out = ret };
	int rc = 0;

	*ret = (struct map_answer){ 0 };
	if (q->ne.lat_e7 <= q->sw.lat_e7 || q->ne.lon_e7 <= q->sw.lon_e7)
		return ERR(e, E_INVALID, "the map's corner in the south-west must lie below and left of the other");
	if (q->zoom >= 14) {
		ret->bikes = arena_alloc(a, (size_t)q->max * sizeof *ret->bikes + 1);
		if (!ret->bikes)
			return ERR(e, E_TOOBIG, "too many bikes for one answer");
		rc = partition_map(s->part, q->sw, q->ne, take_bike, &m, &ret->heard_total, &ret->at);
	}
	if (rc == 0 && (q->zoom < 14 || ret->n > q->max)) {
		ret->n = 0;
		rc = density(s, a, &m);
	}
	return rc < 0 ? ERR(e, rc, "the live map cannot be made now") : 0;
}

/* ---- stations ---- */

static void fill_health(struct station_health *h, const struct ingest_health *i, const struct station_traffic *t)
{
	*h = (struct station_health){ .online = i->online, .quarantined = i->quarantined, .power = i->power, .door = i->door,
		.reference_heard = i->reference_heard, .battery_pct = i->battery_pct, .temperature_c10 = i->temperature_c10,
		.connected_at = i->connected_at, .last_frame_at = i->last_frame_at, .last_stats_at = i->last_stats_at,
		.clock_offset_ms = i->clock_offset_ms, .clock_err_ms = i->clock_err_ms, .backlog_rows = i->backlog_rows,
		.backlog_age_s = i->backlog_age_s, .free_journal_kib = i->free_journal_kib, .frames = i->frames,
		.sightings = i->sightings, .duplicates = i->duplicates, .bad_frames = i->bad_frames, .gap_records = i->gap_records,
		.heard_10min = t->heard_10min, .usual_10min = t->usual_10min, .watch_version = i->watch_version, .config_ok = i->config_ok };
	memcpy(h->firmware, i->firmware, sizeof h->firmware);
	memcpy(h->hardware, i->hardware, sizeof h->hardware);
	memcpy(h->address, i->address, sizeof h->address);
}

static int health(void *self, uint16_t ix, struct station_health *ret)
{
	struct server *s = self;
	struct ingest_health h;
	struct station_traffic t = { 0 };

	if (!ingest_health(s->ingest, ix, &h))
		return E_NOTFOUND;
	partition_traffic(s->part, ix, &t);
	fill_health(ret, &h, &t);
	return 0;
}

struct all { struct station_health *h; uint16_t *ix; uint32_t n, max; struct station_traffic *t; uint32_t n_t; };

static void one_health(void *arg, uint16_t ix, const char *name, const struct ingest_health *h)
{
	struct all *all = arg;
	struct station_traffic none = { 0 };

	(void)name;
	if (all->n == all->max)
		return;
	fill_health(&all->h[all->n], h, ix < all->n_t ? &all->t[ix] : &none);
	all->ix[all->n++] = ix;
}

static void count_station(void *arg, uint16_t ix, const char *name, const struct ingest_health *h)
{
	(void)ix;
	(void)name;
	(void)h;
	(*(uint32_t *)arg)++;
}

static int health_all(void *self, struct arena *a, struct station_health **ret, uint16_t **ret_ix, uint32_t *ret_n)
{
	struct server *s = self;
	struct all all = { 0 };

	ingest_health_each(s->ingest, count_station, &all.max);
	all.h = arena_alloc(a, all.max * sizeof *all.h);
	all.ix = arena_alloc(a, all.max * sizeof *all.ix);
	all.t = calloc(STATION_MAX, sizeof *all.t);
	if (!all.h || !all.ix || !all.t) {
		free(all.t);
		return E_TOOBIG;
	}
	all.n_t = partition_traffic_all(s->part, all.t, STATION_MAX);
	ingest_health_each(s->ingest, one_health, &all);
	free(all.t);
	*ret = all.h;
	*ret_ix = all.ix;
	*ret_n = all.n;
	return 0;
}

static int uptime(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e)
{
	struct server *s = self;
	utc_ms (*pairs)[2] = arena_alloc(a, UPTIME_MAX * sizeof *pairs);

	if (!pairs)
		return ERR(e, E_TOOBIG, "the answer is too large");
	*ret_n = partition_uptime(s->part, ix, from, to, pairs, UPTIME_MAX);
	*ret = pairs;
	return 0;
}

static int pending(void *self, struct arena *a, struct pending_station **ret, uint32_t *ret_n, bool *ret_full)
{
	struct server *s = self;
	struct ingest_pending *p = calloc(PENDING_LIST, sizeof *p);

	if (!p)
		BUG("out of memory");
	uint32_t n = ingest_pending(s->ingest, p, PENDING_LIST, ret_full);
	struct pending_station *out = arena_alloc(a, n * sizeof *out);
	for (uint32_t i = 0; out && i < n; i++) {
		out[i] = (struct pending_station){ .first_at = p[i].first_at, .last_at = p[i].last_at, .tries = p[i].tries };
		memcpy(out[i].name, p[i].name, sizeof out[i].name);
		memcpy(out[i].address, p[i].address, sizeof out[i].address);
		memcpy(out[i].firmware, p[i].firmware, sizeof out[i].firmware);
		memcpy(out[i].hardware, p[i].hardware, sizeof out[i].hardware);
	}
	free(p);
	*ret = out;
	*ret_n = n;
	return out ? 0 : E_TOOBIG;
}

static int overview(void *self, struct engine_overview *ret)
{
	struct server *s = self;
	struct partition_stats ps;
	struct ingest_stats is;

	partition_stats(s->part, &ps);
	ingest_stats(s->ingest, &is);
	*ret = (struct engine_overview){ .sightings_total = ps.sightings, .visits_total = ps.visits,
		.journal_lsn = journal_durable_lsn(s->journal), .durable_lsn = journal_durable_lsn(s->journal), .engine_lsn = ps.engine_lsn,
		.sightings_per_s = ps.sightings_per_s, .tags_heard_10min = ps.tags_heard_10min, .tags_known = ps.tags_known,
		.stations_online = is.online, .open_visits = ps.open_visits, .watch_count = ps.watch_count,
		.journal_state = (uint8_t)journal_state(s->journal), .disk_free_bytes = fs_free_bytes(s->cfg.data_dir) };
	return 0;
}

static int foresee(void *self, const struct visit *own, uint32_t n, utc_ms now, struct next_answer *ret_next, struct dark_answer *ret_dark, int32_t *ret_days)
{
	struct server *s = self;
	struct foreseen f;

	foresee_ask(s->foresee, own, n, now, &f);
	*ret_next = f.next;
	*ret_dark = f.dark;
	*ret_days = f.days;
	return 0;
}

void port_init(struct server *s)
{
	s->port = (struct track_port){ .self = s, .watch_put = watch_put, .guard_put = guard_put, .stations_put = stations_put, .station_key = station_key,
		.station_quarantine = station_quarantine, .trail_tag = trail_of_tag, .trail_station = trail_of_station, .station_past = station_past,
		.days_kept = days_kept, .days_gone = days_gone, .live_tag = live_tag, .tag_heard = tag_heard, .map = map, .health = health, .health_all = health_all, .uptime = uptime, .pending = pending,
		.overview = overview, .foresee = foresee };
}
