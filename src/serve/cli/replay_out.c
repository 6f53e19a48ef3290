/* replay_out — the journal applied to the engines: visits, positions and alerts as a function of its records alone. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utc.h"
#include "platform/fs.h"
#include "serve/cli/replay_int.h"

enum { OUT_BUF = 1 << 20, OUT_LINE = 512, NEAR = 16, DEFAULT_RANGE_M = 100 };

struct out_file { int fd; off_t at; size_t n; char *buf; char path[4096]; };

struct pending { struct watch_hit h; struct fix at; bool known; };

struct results {
	struct lights *lights;
	const struct capture *c;
	struct engine *engine;
	struct out_file visits, positions, alerts;
	struct visit *visit; size_t nvisit, visit_cap;
	struct pending *hit; size_t nhit, hit_cap;
	struct tracks *tracks;
	struct results_counts n;
	bool no_memory;                /* of a callback; told at the next record */
	const char *out;
};

/* ---- growing arrays and files ---- */

/* Room for one more of size bytes in *io_p, doubling; false when there is no memory. */
static bool room(void *io_p, size_t n, size_t *io_cap, size_t size)
{
	void **p = io_p;
	size_t cap = *io_cap ? *io_cap * 2 : 256;

	if (n < *io_cap)
		return true;
	void *q = realloc(*p, cap * size);
	if (!q)
		return false;
	*p = q;
	*io_cap = cap;
	return true;
}

static int out_open(struct out_file *o, const char *dir, const char *name, const char *header, struct err *e)
{
	*o = (struct out_file){ .fd = -1 };
	if (snprintf(o->path, sizeof o->path, "%s/%s.tmp", dir, name) >= (int)sizeof o->path)
		return ERR(e, E_INVALID, "the path is too long: %s", dir);
	o->buf = malloc(OUT_BUF);
	if (!o->buf)
		return ERR(e, E_FULL, "no memory");
	o->fd = sys.open(o->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (o->fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot create %s: %s", o->path, strerror(errno));
	o->n = strlen(header);
	memcpy(o->buf, header, o->n);
	return 0;
}

static int out_flush(struct out_file *o, struct err *e)
{
	int rc = fs_pwrite_all(o->fd, o->buf, o->n, o->at);

	if (rc < 0)
		return ERR_SYS(e, rc, errno, "cannot write %s: %s", o->path, strerror(errno));
	o->at += (off_t)o->n;
	o->n = 0;
	return 0;
}

/* The place of the next line, at least OUT_LINE bytes. */
static int out_line(struct out_file *o, char **ret, struct err *e)
{
	if (OUT_BUF - o->n < OUT_LINE)
		TRY(out_flush(o, e));
	*ret = o->buf + o->n;
	return 0;
}

static int out_close(struct out_file *o, struct err *e)
{
	char final[4096];

	TRY(out_flush(o, e));
	if (sys.fsync(o->fd) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot sync %s: %s", o->path, strerror(errno));
	fd_close(&o->fd);
	snprintf(final, sizeof final, "%.*s", (int)(strlen(o->path) - 4), o->path);
	if (sys.rename(o->path, final) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot rename to %s: %s", final, strerror(errno));
	o->path[0] = 0;
	return 0;
}

static void out_drop(struct out_file *o)
{
	fd_close(&o->fd);
	if (o->path[0])
		sys.unlink(o->path);
	free(o->buf);
	o->buf = NULL;
}

enum { PIECE = 80 };     /* no number or pair of numbers is longer; out_line leaves room for a whole line of them */

static int put_e7(char *p, int32_t e7)
{
	int64_t v = e7 < 0 ? -(int64_t)e7 : e7;

	return snprintf(p, PIECE, "%s%lld.%07lld", e7 < 0 ? "-" : "", (long long)(v / 10000000), (long long)(v % 10000000));
}

static int put_tag(const struct results *r, char *p, uint64_t tag)
{
	capture_tag(r->c, tag, p);
	return (int)strlen(p);
}

static int put_station(const struct results *r, char *p, uint16_t ix)
{
	ASSERT(ix < r->c->stations);
	int n = csv_put_str(p, 3 * RP_NAME, str_of(r->c->name[ix].z));
	ASSERT(n >= 0);
	return n;
}

/* ---- engine callbacks ---- */

static void on_visit(void *arg, uint64_t lsn, const struct visit *v)
{
	struct results *r = arg;

	(void)lsn;
	if (!room(&r->visit, r->nvisit, &r->visit_cap, sizeof *r->visit))
		r->no_memory = true;
	else
		r->visit[r->nvisit++] = *v;
}

static void on_hit(void *arg, const struct watch_hit *h, const struct fix *at)
{
	struct results *r = arg;

	if (!room(&r->hit, r->nhit, &r->hit_cap, sizeof *r->hit))
		r->no_memory = true;
	else
		r->hit[r->nhit++] = (struct pending){ .h = *h, .at = at ? *at : (struct fix){ .n = 0 }, .known = at != NULL };
}

/* ---- positions ---- */

static int collect(struct results *r, const struct journal_rec *rec, struct err *e)
{
	struct sup_frame f;
	struct sup_batch b;

	if (rec->n < 8 || sup_frame_parse(rec->p + 8, rec->n - 8, SUP_MAX_PAYLOAD, &f) != 1 || sup_batch_get(&f, &b, NULL) < 0)
		return ERR(e, E_CORRUPT, "the journal holds a frame that cannot be read, at %llu", (unsigned long long)rec->lsn);
	for (uint32_t i = 0; i < b.n; i++) {
		const uint8_t *p = b.recs + i * SUP_REC;
		utc_ms t = (int64_t)b.base_mono_ms + be16(p + 8) + b.utc_minus_mono_ms;
		if (r->lights)
			lights_heard(r->lights, be64(p), t, rec->stored, rec->source, (int8_t)p[12], (uint8_t)(be32(p + 12) >> 14));
		if (be32(p + 12) >> 14 & SUP_S_MOVING)
			TRY(tracks_add(r->tracks, be64(p), t, rec->stored, rec->source, (int8_t)p[12], e));
	}
	return 0;
}

static int put_position(void *arg, uint64_t tag, const struct fix *at, struct err *e)
{
	struct results *r = arg;
	char *p, *from;

	TRY(out_line(&r->positions, &p, e));
	from = p;
	p += put_tag(r, p, tag);
	p += snprintf(p, PIECE, ",%lld,", (long long)(at->t - r->c->origin));
	p += put_e7(p, at->at.lat_e7);
	*p++ = ',';
	p += put_e7(p, at->at.lon_e7);
	p += snprintf(p, PIECE, ",%u\n", at->radius_m);
	r->positions.n += (size_t)(p - from);
	r->n.positions++;
	return 0;
}

/* ---- alerts ---- */

static void place_of(const struct results *r, const struct pending *p, struct fix *ret)
{
	struct heard near[NEAR];
	const struct station_place *s = &r->c->place[p->h.station];
	int n = NEAR;

	/* A live hit is placed with all that was heard in its second; a late one where that station heard it. */
	if (!p->h.late && engine_fix(r->engine, (tag_id){ p->h.tag }, ret, near, &n))
		return;
	*ret = p->known ? p->at : (struct fix){ .at = s->at, .radius_m = s->range_m ? s->range_m : DEFAULT_RANGE_M };
}

static int put_alerts(struct results *r, struct err *e)
{
	for (size_t i = 0; i < r->nhit; i++) {
		const struct pending *h = &r->hit[i];
		struct fix at;
		char *p, *from;
		place_of(r, h, &at);
		TRY(out_line(&r->alerts, &p, e));
		from = p;
		p += put_tag(r, p, h->h.tag);
		/* a station whose clock is ahead: nothing is told before it was heard */
		p += snprintf(p, PIECE, ",%lld,%lld,", (long long)(MAX(h->h.recv, h->h.heard) - r->c->origin),
		             (long long)(h->h.heard - r->c->origin));
		p += put_station(r, p, h->h.station);
		*p++ = ',';
		p += put_e7(p, at.at.lat_e7);
		*p++ = ',';
		p += put_e7(p, at.at.lon_e7);
		p += snprintf(p, PIECE, ",%u,%d\n", at.radius_m, h->h.late);
		r->alerts.n += (size_t)(p - from);
		r->n.alerts++;
	}
	r->nhit = 0;
	return 0;
}

/* ---- records ---- */

int results_record(struct results *r, const struct journal_rec *rec, struct err *e)
{
	engine_record(r->engine, rec);
	if (rec->type == JR_FRAME)
		TRY(collect(r, rec, e));
	if (rec->type == JR_TICK)
		TRY(put_alerts(r, e));
	return r->no_memory ? ERR(e, E_FULL, "no memory for %zu visits", r->nvisit) : 0;
}

int results_new(const struct capture *c, const char *out, struct lights *lights, struct err *e, struct results **ret)
{
	struct results *r = calloc(1, sizeof *r);

	if (!r)
		return ERR(e, E_FULL, "no memory");
	r->c = c;
	r->out = out;
	r->lights = lights;
	r->visits.fd = r->positions.fd = r->alerts.fd = -1;
	r->engine = engine_new(&(struct engine_opts){ .ahead_ms = RP_TRUST_MS, .on_visit = on_visit, .on_hit = on_hit, .arg = r });
	int rc = tracks_new(c, e, &r->tracks);
	if (rc >= 0)
		rc = fs_mkdir(out, e);
	if (rc >= 0)
		rc = out_open(&r->visits, out, "visits.csv", "tag,station,first_ms,last_ms,hits,rssi_max\n", e);
	if (rc >= 0)
		rc = out_open(&r->positions, out, "positions.csv", "tag,t_ms,lat,lon,radius_m\n", e);
	if (rc >= 0)
		rc = out_open(&r->alerts, out, "alerts.csv", "tag,issued_ms,heard_ms,station,lat,lon,radius_m,late\n", e);
	if (rc < 0) {
		results_free(r);
		return rc;
	}
	*ret = r;
	return 0;
}

/* ---- the end ---- */

static int by_tag_station(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->station != b->station)
		return a->station < b->station ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->last > b->last) - (a->last < b->last);
}

static int by_first(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return (a->station > b->station) - (a->station < b->station);
}

/* Late rows come out of the engines as visits of their own, because a visit that was given out cannot grow. With the
 * whole capture at hand they are joined to those they belong to: nearer than the gap, on the same day. */
static void join_visits(struct results *r)
{
	size_t n = 0;

	if (r->nvisit == 0)
		return;
	qsort(r->visit, r->nvisit, sizeof *r->visit, by_tag_station);
	for (size_t i = 1; i < r->nvisit; i++) {
		struct visit *a = &r->visit[n];
		const struct visit *b = &r->visit[i];
		if (a->tag == b->tag && a->station == b->station && b->first - a->last <= RP_GAP_MS && day_of(a->first) == day_of(b->first)) {
			a->last = MAX(a->last, b->last);
			a->hits += b->hits;
			a->rssi_max = MAX(a->rssi_max, b->rssi_max);
		} else {
			r->visit[++n] = *b;
		}
	}
	r->nvisit = n + 1;
	qsort(r->visit, r->nvisit, sizeof *r->visit, by_first);
}

static int put_visits(struct results *r, struct err *e)
{
	join_visits(r);
	for (size_t i = 0; i < r->nvisit; i++) {
		const struct visit *v = &r->visit[i];
		char *p, *from;
		TRY(out_line(&r->visits, &p, e));
		from = p;
		p += put_tag(r, p, v->tag);
		*p++ = ',';
		p += put_station(r, p, v->station);
		p += snprintf(p, PIECE, ",%lld,%lld,%u,%d\n", (long long)(v->first - r->c->origin), (long long)(v->last - r->c->origin), v->hits, v->rssi_max);
		r->visits.n += (size_t)(p - from);
	}
	r->n.visits = r->nvisit;
	return 0;
}

int results_finish(struct results *r, struct err *e)
{
	TRY(put_alerts(r, e));
	engine_flush(r->engine);
	if (r->no_memory)
		return ERR(e, E_FULL, "no memory for %zu visits", r->nvisit);
	TRY(put_visits(r, e));
	TRY(tracks_put(r->tracks, put_position, r, e));
	r->n.sightings = engine_counts(r->engine)->sightings;
	TRY(out_close(&r->visits, e));
	TRY(out_close(&r->positions, e));
	TRY(out_close(&r->alerts, e));
	return fs_dir_sync(r->out, e);
}

void results_free(struct results *r)
{
	if (!r)
		return;
	out_drop(&r->visits);
	out_drop(&r->positions);
	out_drop(&r->alerts);
	engine_free(r->engine);
	free(r->visit);
	free(r->hit);
	tracks_free(r->tracks);
	free(r);
}

void results_counts(const struct results *r, struct results_counts *ret)
{
	*ret = r->n;
}

const struct visit *results_visits(const struct results *r, size_t *ret_n)
{
	*ret_n = r->nvisit;
	return r->visit;
}
