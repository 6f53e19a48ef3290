/* crossing — see crossing.h. */
#include "serve/engine/crossing.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/utc.h"
#include "format/sup/sup.h"
#include "platform/log.h"
#include "platform/sys.h"
#include "platform/thread.h"

enum {
	RECORDS_A_TURN = 256, AGAIN_MS = 1000, IDLE_MS = 1000, MARK_EVERY_MS = 60000, MARKS = 256, DELTAS = 64, DELTAS_LEAST = 5, HEALTH = 16, ADVANCE_MS = 1000,
	CYCLE_LEAST_MS = 20000, CYCLE_MOST_MS = 600000, TELL_MS = 200,
	TRIM_MS = 600000, AGAIN_SHARE = 3, AGAIN_WAIT_MOST_MS = 5000,
};

/* What a group shows, and since when; the last green's begin gives the cycle. */
struct lamp { struct junction_phase p; utc_ms green; };
struct place {
	struct jn_geometry g; bool on; struct lamp lamp[32]; uint32_t n; int64_t cycle;
	int64_t delta[DELTAS]; uint32_t deltas;       /* received minus the controller's time */
	uint64_t verdicts;
};
struct mark { utc_ms at; uint64_t lsn; };

struct crossing {
	struct crossing_opts o;
	struct journal_reader *reader;
	struct thread thread;
	atomic_bool stop;
	_Atomic uint64_t lsn;
	uint64_t again;                               /* what lies before was read by an earlier run: see rest */
	/* never held while the detector works, which may calibrate for seconds: the journal's thread wakes this one */
	pthread_mutex_t mu; pthread_cond_t cv, done; bool woken;
	struct junction_now *shown[JN_MAX_JUNCTIONS + 1];   /* under mu: what others are told; NULL: not known */
	struct jn_health *health[STATION_MAX];              /* likewise, by station */
	/* the thread's */
	struct jn *jn;
	struct place *place[JN_MAX_JUNCTIONS + 1];
	uint8_t *used;                                /* by station */
	bool renew;                                   /* a geometry was replaced: see renew */
	mono told;
	struct junction_verdict *found; uint32_t nfound, cap;
	struct mark marks[MARKS]; uint32_t nmarks;
	utc_ms now, advanced, trimmed;
	uint8_t *inflated;
};

static void on_found(void *arg, const struct jn_verdict *v);

/* ---- geometry ---- */

static struct place *place_of(struct crossing *c, uint16_t junction)
{
	return junction <= JN_MAX_JUNCTIONS ? c->place[junction] : NULL;
}

static int arm_of(const struct jn_geometry *g, const char arm[static 8])
{
	for (int i = 0; i < g->arms && i < JN_ARMS; i++)
		if (memcmp(g->arm[i].name, arm, sizeof g->arm[i].name) == 0)
			return i;
	return -1;
}

static void count_used(struct crossing *c)
{
	memset(c->used, 0, STATION_MAX);
	for (uint32_t i = 1; i <= JN_MAX_JUNCTIONS; i++)
		for (int k = 0; c->place[i] && c->place[i]->on && k < c->place[i]->g.antennas; k++)
			c->used[c->place[i]->g.antenna[k].station] = 1;
}

static void show(struct crossing *c, const struct place *p, const struct lamp *l)
{
	int arm = arm_of(&p->g, l->p.arm);

	if (arm >= 0)
		jn_put_signal(c->jn, &(struct jn_signal){ .t = l->p.at, .junction = p->g.junction, .arm = (uint8_t)arm, .move = l->p.move, .state = l->p.state });
}

static bool geometry_sane(const struct jn_geometry *g)
{
	if (g->junction == 0 || g->junction > JN_MAX_JUNCTIONS || g->arms > JN_ARMS || g->antennas > JN_ANTENNAS)
		return false;
	for (int i = 0; i < g->antennas; i++)
		if (g->antenna[i].station >= STATION_MAX || g->antenna[i].arm >= g->arms || g->antenna[i].role >= JNR_N)
			return false;
	for (int i = 0; i < g->arms; i++)
		if (g->arm[i].name[sizeof g->arm[i].name - 1] != 0)
			return false;
	return true;
}

static void put_place(struct crossing *c, struct place *p)
{
	const char *why = NULL;

	p->on = jn_put_geometry(c->jn, &p->g, &why) >= 0;
	if (!p->on)
		log_line(LOG_WARN, "crossing.geometry", "junction=%u version=%u why=%s", p->g.junction, p->g.version, LOG_Q(str_of(why ? why : "?")));
	for (uint32_t i = 0; i < p->n; i++)
		show(c, p, &p->lamp[i]);
}

static struct jn *detector(struct crossing *c)
{
	return jn_new(&(struct jn_opts){ .silence_ms = c->o.silence_ms, .keep_ms = c->o.keep_ms, .on_verdict = on_found, .arg = c });
}

/* What was heard is kept by the place of its antenna in the geometry. Where that is another now, the detector begins anew and calibrates again: nobody is judged
 * by readings of an antenna that is another's. */
static void renew(struct crossing *c)
{
	jn_free(c->jn);
	c->jn = detector(c);
	for (uint32_t i = 1; i <= JN_MAX_JUNCTIONS; i++)
		if (c->place[i])
			put_place(c, c->place[i]);
	count_used(c);
	c->renew = false;
}

static bool take_geometry(struct crossing *c, const struct jn_geometry *g)
{
	if (!geometry_sane(g))
		return false;
	struct place *p = c->place[g->junction];
	if (p && g->version < p->g.version)      /* read again from before */
		return true;
	if (p && memcmp(&p->g, g, sizeof *g) == 0)
		return true;
	bool known = p != NULL;
	if (!p) {
		p = c->place[g->junction] = calloc(1, sizeof *p);
		if (!p)
			BUG("out of memory");
	}
	p->g = *g;
	if (known)
		c->renew = true;
	else
		put_place(c, p);
	count_used(c);
	return true;
}

/* ---- signals ---- */

static struct lamp *lamp_of(struct place *p, const struct jn_signal_rec *r)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->lamp[i].p.move == r->move && memcmp(p->lamp[i].p.arm, r->arm, sizeof r->arm) == 0)
			return &p->lamp[i];
	if (p->n == COUNTOF(p->lamp))
		return NULL;
	struct lamp *l = &p->lamp[p->n++];
	*l = (struct lamp){ .p = { .move = r->move, .state = JS_STATE_N } };
	memcpy(l->p.arm, r->arm, sizeof r->arm);
	return l;
}

static bool take_signal(struct crossing *c, const struct jn_signal_rec *r)
{
	struct place *p = place_of(c, r->junction);

	if (r->arm[sizeof r->arm - 1] != 0 || r->move >= JM_N || r->state >= JS_STATE_N || r->source >= JNS_N)
		return false;
	if (!p || arm_of(&p->g, r->arm) < 0)
		return true;
	struct lamp *l = lamp_of(p, r);
	if (!l)
		return false;
	if (r->source == JNS_API)
		p->delta[p->deltas++ % DELTAS] = r->received - r->at;
	if (l->p.state == r->state && l->p.at <= r->at)
		return true;                          /* said again: no change, and no younger for it */
	if (r->state == JS_GREEN) {
		int64_t cycle = r->at - l->green;
		if (l->green && cycle >= CYCLE_LEAST_MS && cycle <= CYCLE_MOST_MS)
			p->cycle = cycle;
		l->green = r->at;
	}
	if (r->at >= l->p.at) {
		l->p.state = r->state;
		l->p.source = r->source;
		l->p.at = r->at;
		l->p.received = r->received;
		show(c, p, l);
		return true;
	}
	struct lamp late = *l;                        /* late, out of order: the detector sorts it, the screen keeps the newer */
	late.p.state = r->state;
	late.p.at = r->at;
	show(c, p, &late);
	return true;
}

static bool take_signals(struct crossing *c, const struct journal_rec *r)
{
	struct jn_signal_rec s;
	bool ok = r->n > 0 && r->n % sizeof s == 0;

	for (uint32_t at = 0; at + sizeof s <= r->n; at += sizeof s) {
		memcpy(&s, r->p + at, sizeof s);
		ok = take_signal(c, &s) && ok;
	}
	return ok;
}

/* ---- sightings ---- */

static utc_ms base_of(const struct sup_batch *b, utc_ms recv)
{
	utc_ms base = 0;
	uint32_t newest = 0;

	if (b->clock_err_ms != UINT32_MAX && b->clock_source != SUP_CLOCK_NONE && b->base_mono_ms <= INT64_MAX &&
	    !__builtin_add_overflow((int64_t)b->base_mono_ms, b->utc_minus_mono_ms, &base))
		return base;
	for (unsigned i = 0; i < b->n; i++)
		newest = MAX(newest, (uint32_t)be16(b->recs + (size_t)i * SUP_REC + 8));
	return recv - newest;
}

static bool take_frame(struct crossing *c, const struct journal_rec *r)
{
	struct sup_frame f;
	struct sup_batch b;
	struct sup_rec rec;
	utc_ms recv;
	uint8_t reason;

	if (r->n < sizeof recv)
		return false;
	memcpy(&recv, r->p, sizeof recv);
	c->now = MAX(c->now, recv);
	if (r->source >= STATION_MAX || !c->used[r->source])
		return true;
	if (sup_frame_parse_trusted(r->p + 8, r->n - 8, &f) != 1)
		return false;
	if (f.type != SUP_SIGHTINGS && f.type != SUP_URGENT)
		return true;
	if ((f.flags & SUP_F_ZSTD && sup_inflate(&f, c->inflated, SUP_MAX_PAYLOAD) < 0) || sup_batch_get(&f, &b, &reason) < 0)
		return false;
	utc_ms base = base_of(&b, recv);
	for (unsigned i = 0; i < b.n; i++) {
		sup_rec_get(b.recs + (size_t)i * SUP_REC, &rec);
		jn_put_sighting(c->jn, &(struct jn_sighting){ .t = base + rec.offset_ms, .arrival = recv, .tag = rec.tag, .station = r->source, .rssi = rec.rssi_max,
			.flags = rec.status });
	}
	return true;
}

/* ---- verdicts ---- */

static void add_health(struct crossing *c, struct junction_verdict *v, uint16_t station)
{
	for (int i = 0; i < v->nhealth; i++)
		if (v->health[i].station == station)
			return;
	if (v->nhealth < HEALTH && jn_health(c->jn, station, &v->health[v->nhealth]))
		v->nhealth++;
}

static void on_found(void *arg, const struct jn_verdict *v)
{
	struct crossing *c = arg;

	if (c->nfound == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 16;
		c->found = realloc(c->found, c->cap * sizeof *c->found);
		if (!c->found)
			BUG("out of memory");
	}
	struct junction_verdict *f = &c->found[c->nfound++];
	*f = (struct junction_verdict){ .v = *v };
	for (int i = 0; i < v->readings && i < JN_READINGS; i++)
		add_health(c, f, v->reading[i].station);
	struct place *p = place_of(c, v->junction);
	if (p)
		p->verdicts++;
}

static bool offer(struct crossing *c, const struct junction_verdict *v)
{
	for (;;) {
		int rc = c->o.on_verdict ? c->o.on_verdict(c->o.arg, v) : 0;
		if (rc >= 0)
			return true;
		log_line(LOG_ERROR, "crossing.not_taken", "junction=%u kind=%s code=%s", v->v.junction, jn_kind_name(v->v.kind), err_name(rc));
		pthread_mutex_lock(&c->mu);
		if (!c->stop)
			cond_wait_ms(&c->cv, &c->mu, AGAIN_MS);
		bool stop = c->stop;
		pthread_mutex_unlock(&c->mu);
		if (stop)
			return false;
	}
}

/* ---- what others are told ---- */

static int by_value(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* The quickest change came with the least delay: what is left of its difference is the clocks'. */
static void offset(const struct place *p, struct junction_now *ret)
{
	int64_t d[DELTAS];
	uint32_t n = MIN(p->deltas, (uint32_t)DELTAS);

	if (n < DELTAS_LEAST)
		return;
	memcpy(d, p->delta, n * sizeof *d);
	qsort(d, n, sizeof *d, by_value);
	ret->offset_known = d[0] > -DAY_MS && d[0] < DAY_MS;
	ret->offset_ms = (int32_t)(ret->offset_known ? -d[0] : 0);
	ret->offset_spread_ms = (int32_t)MIN(d[n / 2] - d[0], (int64_t)DAY_MS);
}

static void show_place(struct crossing *c, const struct place *p, struct junction_now *ret)
{
	*ret = (struct junction_now){ .n = 0 };
	for (uint32_t i = 0; i < p->n; i++) {
		if (arm_of(&p->g, p->lamp[i].p.arm) < 0)
			continue;
		ret->group[ret->n++] = p->lamp[i].p;
		ret->last_received = MAX(ret->last_received, p->lamp[i].p.received);
	}
	ret->cycle_ms = p->cycle;
	ret->verdicts = p->verdicts;
	offset(p, ret);
	ret->judged = jn_status(c->jn, p->g.junction, &ret->status) && ret->status.passages > 0;
}

static void *room(void *p, size_t n)
{
	p = p ? p : calloc(1, n);
	if (!p)
		BUG("out of memory");
	return p;
}

static void tell(struct crossing *c)
{
	struct junction_now now;
	struct jn_health h;

	for (uint32_t i = 1; i <= JN_MAX_JUNCTIONS; i++) {
		const struct place *p = c->place[i];
		if (!p)
			continue;
		show_place(c, p, &now);
		pthread_mutex_lock(&c->mu);
		c->shown[i] = room(c->shown[i], sizeof now);
		*c->shown[i] = now;
		pthread_mutex_unlock(&c->mu);
		for (int k = 0; k < p->g.antennas; k++) {
			uint16_t ix = p->g.antenna[k].station;
			if (!jn_health(c->jn, ix, &h))
				continue;
			pthread_mutex_lock(&c->mu);
			c->health[ix] = room(c->health[ix], sizeof h);
			*c->health[ix] = h;
			pthread_mutex_unlock(&c->mu);
		}
	}
	c->told = clock_mono();
}

/* ---- the thread ---- */

static void record(struct crossing *c, const struct journal_rec *r)
{
	struct jn_geometry g;
	utc_ms t;
	bool ok = true;

	if (c->renew && r->type != JR_JUNCTION)
		renew(c);
	switch (r->type) {
	case JR_FRAME: ok = take_frame(c, r); break;
	case JR_SIGNAL: ok = take_signals(c, r); break;
	case JR_JUNCTION:
		ok = r->n == sizeof g;
		if (ok) {
			memcpy(&g, r->p, sizeof g);
			ok = take_geometry(c, &g);
		}
		break;
	case JR_TICK:
		if (r->n == sizeof t) {
			memcpy(&t, r->p, sizeof t);
			c->now = MAX(c->now, t);
		}
		break;
	default: break;       /* the engines' */
	}
	if (!ok)
		log_line(LOG_WARN, "crossing.record", "lsn=%llu type=%d", (unsigned long long)r->lsn, r->type);
	if (!c->renew && c->now - c->advanced >= ADVANCE_MS) {
		jn_advance(c->jn, c->now);
		c->advanced = c->now;
	}
	if (!c->renew && c->now - c->trimmed >= TRIM_MS) {
		(void)jn_trim_signals(c->jn, c->now, (c->o.keep_ms ? c->o.keep_ms : 3 * HOUR_MS) + HOUR_MS);
		c->trimmed = c->now;
	}
}

static int read_some(struct crossing *c, struct err *e)
{
	struct journal_rec r;
	int n = 0, k = 0;
	uint64_t end = 0;

	while (n < RECORDS_A_TURN && c->nfound == 0 && (k = journal_read(c->reader, &r, e)) == 1) {
		record(c, &r);
		end = r.end;
		n++;
	}
	if (k < 0)
		return k;
	if (n > 0 && (n < RECORDS_A_TURN || mono_since_ms(c->told) >= TELL_MS))
		tell(c);
	for (uint32_t i = 0; i < c->nfound; i++)
		if (!offer(c, &c->found[i]))
			return 0;
	c->nfound = 0;
	if (end)
		c->lsn = end;
	return n;
}

/* A ring of where the journal was a minute apart; the oldest that is old enough is the mark. */
static void mark(struct crossing *c)
{
	struct mark *last = c->nmarks ? &c->marks[c->nmarks - 1] : NULL;
	uint32_t old = 0;

	if (last && c->now - last->at < MARK_EVERY_MS)
		return;
	if (c->nmarks == MARKS)
		memmove(c->marks, c->marks + 1, --c->nmarks * sizeof *c->marks);
	c->marks[c->nmarks++] = (struct mark){ c->now, c->lsn };
	while (old + 1 < c->nmarks && c->marks[old + 1].at <= c->now - c->o.mark_ms)
		old++;
	if (c->marks[old].at <= c->now - c->o.mark_ms && c->o.on_mark)
		c->o.on_mark(c->o.arg, c->marks[old].lsn);
}

/* What is only read again stands back behind a server that has just started: for each moment of work three of rest. mu is held. */
static void rest(struct crossing *c, mono begun)
{
	int64_t ms = MIN(mono_since_ms(begun) * AGAIN_SHARE + 1, (int64_t)AGAIN_WAIT_MOST_MS);
	mono since = clock_mono();

	while (!c->stop && mono_since_ms(since) < ms)
		cond_wait_ms(&c->cv, &c->mu, ms - mono_since_ms(since));
}

static void loop(void *arg)
{
	struct crossing *c = arg;

	while (!c->stop) {
		struct err e = { 0 };
		mono begun = clock_mono();
		int n = read_some(c, &e);
		if (n < 0) {
			log_line(LOG_ERROR, "crossing.read", "code=%s why=%s", err_name(n), LOG_Q(str_of(e.msg)));
			if (n == E_NOTFOUND) {        /* retained away while a verdict was not taken */
				journal_reader_close(c->reader);
				c->reader = NULL;
				if (journal_reader_open(c->o.journal, journal_first_lsn(c->o.journal), &e, &c->reader) < 0)
					return;
			}
		}
		if (n > 0 && c->now)
			mark(c);
		pthread_mutex_lock(&c->mu);
		pthread_cond_broadcast(&c->done);
		if (n > 0 && c->lsn < c->again)
			rest(c, begun);
		if (n <= 0 && !c->woken && !c->stop)
			cond_wait_ms(&c->cv, &c->mu, IDLE_MS);
		c->woken = false;
		pthread_mutex_unlock(&c->mu);
	}
}

/* ---- start, stop, questions ---- */

static void release(struct crossing *c)
{
	if (c->reader)
		journal_reader_close(c->reader);
	jn_free(c->jn);
	for (uint32_t i = 0; i <= JN_MAX_JUNCTIONS; i++) {
		free(c->place[i]);
		free(c->shown[i]);
	}
	for (uint32_t i = 0; i < STATION_MAX; i++)
		free(c->health[i]);
	free(c->used);
	free(c->found);
	free(c->inflated);
	pthread_mutex_destroy(&c->mu);
	pthread_cond_destroy(&c->cv);
	pthread_cond_destroy(&c->done);
	free(c);
}

int crossing_start(const struct crossing_opts *o, struct err *e, struct crossing **ret)
{
	struct crossing *c = calloc(1, sizeof *c);
	uint64_t first = journal_first_lsn(o->journal), end = journal_durable_lsn(o->journal), from = o->from > first && o->from <= end ? o->from : first;

	if (!c)
		BUG("out of memory");
	c->o = *o;
	c->o.mark_ms = o->mark_ms ? o->mark_ms : 3 * HOUR_MS;
	c->used = calloc(STATION_MAX, 1);
	c->inflated = malloc(SUP_MAX_PAYLOAD);
	if (!c->used || !c->inflated)
		BUG("out of memory");
	pthread_mutex_init(&c->mu, NULL);
	cond_init(&c->cv);
	cond_init(&c->done);
	c->jn = detector(c);
	for (size_t i = 0; i < o->n; i++)
		take_geometry(c, &o->geometry[i]);
	tell(c);
	c->again = end;
	c->lsn = o->n ? 0 : end;                      /* without a junction there is nothing to calibrate: a geometry that comes is behind the end */
	int rc = journal_reader_open(o->journal, o->n ? from : end, e, &c->reader);
	if (rc < 0) {
		release(c);
		return rc;
	}
	thread_start(&c->thread, "yz-crossing", loop, c);
	*ret = c;
	return 0;
}

void crossing_stop(struct crossing *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->mu);
	c->stop = true;
	pthread_cond_broadcast(&c->cv);
	pthread_mutex_unlock(&c->mu);
	thread_join(&c->thread);
	release(c);
}

void crossing_wake(struct crossing *c)
{
	pthread_mutex_lock(&c->mu);
	c->woken = true;
	pthread_cond_signal(&c->cv);
	pthread_mutex_unlock(&c->mu);
}

bool crossing_caught_up(struct crossing *c, uint64_t lsn, int64_t timeout_ms)
{
	mono begun = clock_mono();

	pthread_mutex_lock(&c->mu);
	while (c->lsn < lsn && mono_since_ms(begun) < timeout_ms) {
		c->woken = true;
		pthread_cond_signal(&c->cv);
		cond_wait_ms(&c->done, &c->mu, 20);
	}
	pthread_mutex_unlock(&c->mu);
	return c->lsn >= lsn;
}

bool crossing_now(struct crossing *c, uint16_t junction, struct junction_now *ret)
{
	pthread_mutex_lock(&c->mu);
	const struct junction_now *n = junction <= JN_MAX_JUNCTIONS ? c->shown[junction] : NULL;
	*ret = n ? *n : (struct junction_now){ .n = 0 };
	pthread_mutex_unlock(&c->mu);
	return n != NULL;
}

bool crossing_health(struct crossing *c, uint16_t ix, struct jn_health *ret)
{
	pthread_mutex_lock(&c->mu);
	const struct jn_health *h = ix < STATION_MAX ? c->health[ix] : NULL;
	if (h)
		*ret = *h;
	pthread_mutex_unlock(&c->mu);
	return h != NULL;
}
