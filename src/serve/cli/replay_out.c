/* replay_out — the journal applied to the engines: visits, positions and alerts as a function of its records alone. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utc.h"
#include "platform/fs.h"
#include "serve/cli/replay_int.h"

enum { OUT_BUF = 1 << 20, OUT_LINE = 512, RUN_GAP_MS = 3000, MAX_STEP_MS = 4000, NEAR_MS = 8000, NEAR = 16, DEFAULT_RANGE_M = 100 };

struct out_file { int fd; off_t at; size_t n; char *buf; char path[4096]; };

/* One moving tag: when its last position was written, and since when it is heard without a break of 3 s. */
struct mover { uint64_t tag; utc_ms fixed, from, to, seen; uint64_t mark; };   /* seen: first heard in this slice */
struct run { uint64_t tag; utc_ms from, to; };
struct late_row { uint64_t tag; utc_ms t; uint16_t station; int8_t rssi; };
struct pending { struct watch_hit h; struct fix at; bool known; };

struct results {
	const struct capture *c;
	struct engine *engine;
	struct out_file visits, positions, alerts;
	struct visit *visit; size_t nvisit, visit_cap;
	struct pending *hit; size_t nhit, hit_cap;
	struct mover *mover; uint32_t mover_cap, movers;
	uint64_t *moved; size_t nmoved, moved_cap;
	struct run *run; size_t nrun, run_cap;
	struct late_row *late; size_t nlate, late_cap;
	uint64_t slice;
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

static struct mover *mover_at(const struct results *r, uint64_t tag)
{
	uint32_t at = (uint32_t)hash_u64(tag) & (r->mover_cap - 1);

	while (r->mover[at].tag && r->mover[at].tag != tag)
		at = (at + 1) & (r->mover_cap - 1);
	return &r->mover[at];
}

static bool movers_grow(struct results *r)
{
	struct mover *old = r->mover;
	uint32_t n = r->mover_cap;
	struct mover *big = calloc(n ? n * 2 : 4096, sizeof *big);

	if (!big)
		return false;
	r->mover = big;
	r->mover_cap = n ? n * 2 : 4096;
	for (uint32_t i = 0; i < n; i++)
		if (old[i].tag)
			*mover_at(r, old[i].tag) = old[i];
	free(old);
	return true;
}

static bool note_mover(struct results *r, uint64_t tag, utc_ms t)
{
	if (r->movers * 4 >= r->mover_cap * 3 && !movers_grow(r))
		return false;
	struct mover *m = mover_at(r, tag);
	if (m->mark == r->slice) {
		m->seen = MIN(m->seen, t);
		return true;
	}
	if (!m->tag) {
		*m = (struct mover){ .tag = tag, .fixed = INT64_MIN / 2, .from = INT64_MIN / 2, .to = INT64_MIN / 2 };
		r->movers++;
	}
	m->mark = r->slice;
	m->seen = t;
	if (!room(&r->moved, r->nmoved, &r->moved_cap, sizeof *r->moved))
		return false;
	r->moved[r->nmoved++] = tag;
	return true;
}

static int collect(struct results *r, const struct journal_rec *rec, struct err *e)
{
	struct sup_frame f;
	struct sup_batch b;

	if (rec->n < 8 || sup_frame_parse(rec->p + 8, rec->n - 8, SUP_MAX_PAYLOAD, &f) != 1 || sup_batch_get(&f, &b, NULL) < 0)
		return ERR(e, E_CORRUPT, "the journal holds a frame that cannot be read, at %llu", (unsigned long long)rec->lsn);
	bool late = f.flags & SUP_F_BACKLOG;
	for (uint32_t i = 0; i < b.n; i++) {
		const uint8_t *p = b.recs + i * SUP_REC;
		if (!(be32(p + 12) >> 14 & SUP_S_MOVING))
			continue;
		utc_ms t = (int64_t)b.base_mono_ms + be16(p + 8) + b.utc_minus_mono_ms;
		if (!late && !note_mover(r, be64(p), t))
			return ERR(e, E_FULL, "no memory");
		/* a row of some seconds ago comes with others of its kind: one position of the slice is not enough for them */
		if (!late && rec->stored - t <= RUN_GAP_MS)
			continue;
		if (!room(&r->late, r->nlate, &r->late_cap, sizeof *r->late))
			return ERR(e, E_FULL, "no memory");
		r->late[r->nlate++] = (struct late_row){ be64(p), t, rec->source, (int8_t)p[12] };
	}
	return 0;
}

static int put_position(struct results *r, uint64_t tag, const struct fix *at, struct err *e)
{
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

/* All tags that were heard moving in the slice that ends now. */
static int put_positions(struct results *r, utc_ms now, struct err *e)
{
	struct heard near[NEAR];

	for (size_t i = 0; i < r->nmoved; i++) {
		struct mover *m = mover_at(r, r->moved[i]);
		struct fix at;
		int n = NEAR;
		if (!engine_fix(r->engine, (tag_id){ m->tag }, &at, near, &n))
			continue;
		at.t = MIN(at.t, now);   /* a station whose clock is ahead does not place it in the future */
		if (at.t - m->to > RUN_GAP_MS) {
			if (m->from >= 0 && !room(&r->run, r->nrun, &r->run_cap, sizeof *r->run))
				return ERR(e, E_FULL, "no memory");
			if (m->from >= 0)
				r->run[r->nrun++] = (struct run){ m->tag, m->from, m->to };
			m->from = at.t;
		}
		m->to = MAX(m->to, at.t);
		if (at.t - m->fixed < RP_FIX_MS)
			continue;
		if (at.t - m->fixed > MAX_STEP_MS && m->seen > m->fixed && m->seen < at.t)
			at.t = m->seen;   /* so that beacons nearly 5 s apart have positions at most 5 s apart */
		m->fixed = at.t;
		TRY(put_position(r, m->tag, &at, e));
	}
	r->nmoved = 0;
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
	if (rec->type == JR_TICK) {
		TRY(put_alerts(r, e));
		TRY(put_positions(r, rec->stored, e));
		r->slice++;
	}
	return r->no_memory ? ERR(e, E_FULL, "no memory for %zu visits", r->nvisit) : 0;
}

int results_new(const struct capture *c, const char *out, struct err *e, struct results **ret)
{
	struct results *r = calloc(1, sizeof *r);

	if (!r)
		return ERR(e, E_FULL, "no memory");
	r->c = c;
	r->out = out;
	r->slice = 1;
	r->visits.fd = r->positions.fd = r->alerts.fd = -1;
	r->engine = engine_new(&(struct engine_opts){ .on_visit = on_visit, .on_hit = on_hit, .arg = r });
	int rc = fs_mkdir(out, e);
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

static int by_tag_from(const void *x, const void *y)
{
	const struct run *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return (a->from > b->from) - (a->from < b->from);
}

static int by_tag_t(const void *x, const void *y)
{
	const struct late_row *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->station != b->station)
		return a->station < b->station ? -1 : 1;
	return a->rssi - b->rssi;
}

/* The hearings of the same tag in the NEAR_MS up to row i, one a station. */
static int near_rows(const struct results *r, size_t i, struct heard *ret)
{
	const struct late_row *at = &r->late[i];
	int n = 0;

	for (size_t k = i + 1; k-- > 0 && n < NEAR && r->late[k].tag == at->tag && at->t - r->late[k].t <= NEAR_MS;) {
		int j = 0;
		while (j < n && ret[j].station != r->late[k].station)
			j++;
		if (j == n)
			ret[n++] = (struct heard){ r->late[k].station, r->late[k].rssi, r->late[k].t, 1 };
	}
	return n;
}

/* Positions of the times at which only stations heard a tag that told it late. They follow the live ones in the file. */
static int put_late_positions(struct results *r, struct err *e)
{
	size_t k = 0;
	utc_ms fixed = INT64_MIN / 2;

	for (uint32_t i = 0; i < r->mover_cap; i++)
		if (r->mover[i].tag && r->mover[i].from >= 0) {
			if (!room(&r->run, r->nrun, &r->run_cap, sizeof *r->run))
				return ERR(e, E_FULL, "no memory");
			r->run[r->nrun++] = (struct run){ r->mover[i].tag, r->mover[i].from, r->mover[i].to };
		}
	if (r->nrun)
		qsort(r->run, r->nrun, sizeof *r->run, by_tag_from);
	if (r->nlate)
		qsort(r->late, r->nlate, sizeof *r->late, by_tag_t);
	for (size_t i = 0; i < r->nlate; i++) {
		const struct late_row *l = &r->late[i];
		struct heard near[NEAR];
		struct fix at;
		if (i == 0 || r->late[i - 1].tag != l->tag)
			fixed = INT64_MIN / 2;
		while (k < r->nrun && (r->run[k].tag < l->tag || (r->run[k].tag == l->tag && r->run[k].to < l->t)))
			k++;
		if (k < r->nrun && r->run[k].tag == l->tag && r->run[k].from <= l->t)
			continue;
		if (l->t - fixed < RP_FIX_MS)
			continue;
		if (i + 1 < r->nlate && r->late[i + 1].tag == l->tag && r->late[i + 1].t == l->t)
			continue;   /* with the last of those heard at this instant */
		if (!position_estimate(r->c->place, r->c->stations, near, near_rows(r, i, near), l->t, &at))
			continue;
		at.t = l->t;
		fixed = l->t;
		TRY(put_position(r, l->tag, &at, e));
	}
	return 0;
}

int results_finish(struct results *r, struct err *e)
{
	TRY(put_alerts(r, e));
	TRY(put_positions(r, engine_now(r->engine), e));
	engine_flush(r->engine);
	if (r->no_memory)
		return ERR(e, E_FULL, "no memory for %zu visits", r->nvisit);
	TRY(put_visits(r, e));
	TRY(put_late_positions(r, e));
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
	free(r->mover);
	free(r->moved);
	free(r->run);
	free(r->late);
	free(r);
}

void results_counts(const struct results *r, struct results_counts *ret)
{
	*ret = r->n;
}
