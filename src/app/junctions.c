/* junctions — the detector and the signal controllers at work in the server: opened, stopped, asked, and what their findings become. */
#include <stdlib.h>

#include "app/server.h"
#include "platform/log.h"
#include "platform/sys.h"
#include "store/sql/sql.h"

/* ---- verdicts and the mark ---- */

static int in_tx(struct server *s, const char *what, int (*fn)(struct cx *cx, const void *arg), const void *arg)
{
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = s->crossing_db, .track = &s->port };

	arena_init(&a, 4 << 20);
	int rc = sql_begin(&cx, true);
	if (rc >= 0)
		rc = fn(&cx, arg);
	if (rc >= 0)
		rc = sql_commit(&cx);
	sql_rollback(&cx);
	if (rc < 0)
		log_line(LOG_ERROR, what, "code=%s why=%s", err_name(rc), LOG_Q(str_of(cx.err.msg)));
	arena_done(&a);
	return rc;
}

static int take(struct cx *cx, const void *arg)
{
	struct violation v;

	return as_done(flow_junction_verdict(cx, arg, &v));
}

/* What can never be stored is not offered for ever. */
static int on_verdict(void *arg, const struct junction_verdict *v)
{
	int rc = in_tx(arg, "crossing.store", take, v);

	return rc == E_NOTFOUND || rc == E_INVALID || rc == E_STATE || rc == E_TOOBIG || rc == E_CORRUPT ? 0 : rc;
}

static int put_mark(struct cx *cx, const void *arg)
{
	return junction_mark_put(cx, *(const uint64_t *)arg);
}

static void on_mark(void *arg, uint64_t lsn)
{
	(void)in_tx(arg, "crossing.mark", put_mark, &lsn);
}

/* ---- signals ---- */

static int on_signals(void *arg, const struct jn_signal_rec *r, size_t n)
{
	struct server *s = arg;
	struct err e = { 0 };
	uint64_t end;
	int rc = ingest_append(s->ingest, JR_SIGNAL, 0, r, (uint32_t)(n * sizeof *r), &end, &e);

	if (rc < 0)
		log_line(LOG_ERROR, "signals.journal", "code=%s why=%s", err_name(rc), LOG_Q(str_of(e.msg)));
	return rc;
}

struct links { struct signals_link *l; size_t n; };

static void add_lights(struct signals_link *l, const struct junction_geometry *g)
{
	for (size_t i = 0; i < g->groups.n && l->n < SIGNALS_LIGHTS; i++) {
		const struct junction_group *k = &((const struct junction_group *)g->groups.items)[i];
		struct signals_light *o = &l->light[l->n];
		str arm;
		char move;
		if (!k->light || !junction_group_parse(k->group, &arm, &move))
			continue;
		o->light = (uint8_t)k->light;
		o->move = JM_ANY;
		if (move != '*')
			jn_move_of((str){ &move, 1 }, &o->move);
		memcpy(o->arm, arm.p, MIN(arm.n, sizeof o->arm - 1));
		l->n++;
	}
}

static int add_link(struct cx *cx, const struct junction_source *s, void *arg)
{
	struct links *k = arg;
	struct junction_geometry g;
	struct junction_version v;
	struct junction j;

	TRY(junction_get(cx, s->junction, &j));
	if (!j.published || k->n == SIGNALS_LINKS || s->address.n >= sizeof k->l->address)
		return 0;
	TRY(junction_version_get(cx, j.id, j.published, &v));
	TRY(junction_geometry_of(cx, v.geometry, &g));
	struct signals_link *l = &k->l[k->n++];
	l->junction = (uint16_t)j.id;
	l->controller = (uint32_t)s->controller;
	l->road = (uint8_t)s->road;
	memcpy(l->address, s->address.p, s->address.n);
	add_lights(l, &g);
	return 0;
}

int junctions_links(struct cx *cx, void *arg)
{
	struct server *s = arg;
	struct links k = { .l = calloc(SIGNALS_LINKS, sizeof *k.l) };

	if (!k.l)
		BUG("out of memory");
	int rc = junction_sources(cx, JSRC_GBT20999, add_link, &k);
	if (rc >= 0)
		signals_set(s->signals, k.l, k.n);
	free(k.l);
	return as_done(rc);
}

int junctions_tell(struct cx *cx, void *arg)
{
	(void)arg;
	return as_done(flow_junction_tell(cx));
}

/* The first turn tells what every plan shows; what a turn could not tell the next one does. */
int junctions_plans(struct cx *cx, void *arg)
{
	struct server *s = arg;
	utc_ms to = clock_utc();

	if (to < s->plans_told)               /* the clock was set back */
		s->plans_told = 0;
	TRY(flow_junction_plans(cx, s->plans_told, to));
	s->plans_told = to;
	return 0;
}

/* ---- the business side's way ---- */

static int signals_put(void *self, const struct jn_signal_rec *r, size_t n, struct err *e)
{
	struct server *s = self;
	uint64_t end;

	return ingest_append(s->ingest, JR_SIGNAL, 0, r, (uint32_t)(n * sizeof *r), &end, e);
}

static int junctions_put(void *self, const struct jn_geometry *g, size_t n, struct err *e)
{
	struct server *s = self;
	struct ingest_rec *r = calloc(n, sizeof *r);
	uint64_t end;

	if (!r)
		BUG("out of memory");
	for (size_t i = 0; i < n; i++)
		r[i] = (struct ingest_rec){ g[i].junction, sizeof g[i], &g[i] };
	int rc = ingest_append_all(s->ingest, JR_JUNCTION, r, n, &end, e);
	free(r);
	return rc;
}

static bool now_of(void *self, uint16_t junction, struct junction_now *ret)
{
	struct server *s = self;

	return s->crossing && crossing_now(s->crossing, junction, ret);
}

static bool health_of(void *self, uint16_t ix, struct jn_health *ret)
{
	struct server *s = self;

	return s->crossing && crossing_health(s->crossing, ix, ret);
}

void junctions_port(struct server *s)
{
	s->port.signals_put = signals_put;
	s->port.junctions_put = junctions_put;
	s->port.junction_now = now_of;
	s->port.junction_health = health_of;
}

/* ---- start and stop ---- */

struct in_force { struct jn_geometry *g; size_t n, cap; };

static int take_geometry(struct cx *cx, const struct junction_version *v, void *arg)
{
	struct in_force *f = arg;
	struct junction j;

	TRY(junction_get(cx, v->junction, &j));
	if (f->n == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 64;
		f->g = realloc(f->g, f->cap * sizeof *f->g);
		if (!f->g)
			BUG("out of memory");
	}
	return flow_junction_geometry(cx, &j, v, &f->g[f->n++]);
}

int junctions_open(struct server *s, struct err *e)
{
	struct arena a;
	struct in_force f = { .n = 0 };
	uint64_t mark = 0;
	struct crossing *c = NULL;

	TRY(spares_take(s, e, &s->crossing_db));
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = s->crossing_db };
	arena_init(&a, 256 << 20);
	int rc = junction_in_force(&cx, take_geometry, &f);
	if (rc >= 0)
		rc = junction_mark_get(&cx, &mark);
	if (rc < 0)
		ERR(e, rc, "the junctions cannot be read: %s", cx.err.msg);
	arena_done(&a);
	if (rc >= 0)
		rc = crossing_start(&(struct crossing_opts){ .journal = s->journal, .from = mark, .geometry = f.g, .n = f.n, .on_verdict = on_verdict, .on_mark = on_mark, .arg = s }, e, &c);
	free(f.g);
	if (rc < 0)
		return rc;
	pthread_mutex_lock(&s->told);
	s->crossing = c;
	pthread_mutex_unlock(&s->told);
	s->signals = signals_start(&(struct signals_opts){ .put = on_signals, .arg = s });
	return 0;
}

/* Controllers first: what they say goes through the ingest. */
void junctions_stop_signals(struct server *s)
{
	signals_stop(s->signals);
	s->signals = NULL;
}

void junctions_stop(struct server *s)
{
	pthread_mutex_lock(&s->told);   /* the journal's thread lives longer */
	struct crossing *c = s->crossing;
	s->crossing = NULL;
	pthread_mutex_unlock(&s->told);
	crossing_stop(c);
	sql_close(s->crossing_db);
	s->crossing_db = NULL;
}
