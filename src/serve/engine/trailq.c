/* trailq — visits from the engine to the trail store, and snapshots to the disk behind them. */
#include <stdlib.h>

#include "base/utc.h"
#include "platform/log.h"
#include "serve/engine/partition_int.h"

bool trail_backlog(struct partition *p)
{
	pthread_mutex_lock(&p->tmu);
	bool yes = p->n_chunks >= CHUNKS_MAX / 2;
	pthread_mutex_unlock(&p->tmu);
	return yes;
}

/* An empty chunk; waits while CHUNKS_MAX are on their way. */
static struct chunk *take_chunk(struct partition *p)
{
	while (!p->t_free && p->n_chunks >= CHUNKS_MAX)
		cond_wait_ms(&p->tdone, &p->tmu, 100);
	struct chunk *c = p->t_free;
	if (c)
		p->t_free = c->next;
	else if (!(c = malloc(sizeof *c)))
		BUG("out of memory");
	c->next = NULL;
	c->n = 0;
	c->snap = NULL;
	return c;
}

void trail_push(struct partition *p, struct snapshot *snap)
{
	if (p->fill && p->fill->n == 0 && !snap)
		return;                 /* nothing to hand over: questions do not fill the queue */
	pthread_mutex_lock(&p->tmu);
	if (p->fill) {
		struct chunk *c = p->fill;
		c->lsn = p->in_record ? 0 : engine_lsn(p->engine);   /* 0: cut inside a record, no place to commit at */
		c->snap = snap;
		c->ticket = ++p->next_ticket;
		c->next = NULL;
		if (p->t_tail)
			p->t_tail->next = c;
		else
			p->t_head = c;
		p->t_tail = c;
		p->n_chunks++;
		pthread_cond_signal(&p->tcv);
	}
	p->fill = take_chunk(p);
	pthread_mutex_unlock(&p->tmu);
}

/* Repeats a commit or sync until it works: a full disk is not the end, the journal keeps everything meanwhile. When the program
 * stops it is tried once: the engine may be waiting for room in the queue. */
static void until_done(struct partition *p, int (*fn)(struct partition *p, uint64_t lsn, struct err *e), uint64_t lsn)
{
	for (;;) {
		struct err e = { 0 };
		int rc = fn(p, lsn, &e);
		p->a_trail_err = MIN(rc, 0);
		if (rc >= 0)
			return;
		log_line(LOG_ERROR, "trail.write", "code=%s why=%s", err_name(rc), LOG_Q(str_of(e.msg)));
		pthread_mutex_lock(&p->tmu);
		bool stop = p->t_stop || p->stop;
		if (!stop)
			cond_wait_ms(&p->tdone, &p->tmu, 1000);
		pthread_mutex_unlock(&p->tmu);
		if (stop)
			return;         /* what is not committed comes again from the journal */
	}
}

static int do_commit(struct partition *p, uint64_t lsn, struct err *e)
{
	return trail_commit(p->trail, lsn, e);
}

static int do_sync(struct partition *p, uint64_t lsn, struct err *e)
{
	(void)lsn;
	return trail_sync(p->trail, e);
}

/* A snapshot goes to disk behind everything it presumes (P1). */
static void finish_snapshot(struct partition *p, struct snapshot *s)
{
	struct err e = { 0 };
	uint64_t lsn = s->lsn;
	bool ready = p->a_trail_err == 0 && alert_wait(p, s->hit_seq, 30000) && !p->hit_dropped;

	if (!ready) {
		free(s->p);
		free(s);
	} else if (snapshot_write(p, s, &e) < 0) {
		log_line(LOG_ERROR, "engine.snapshot", "why=%s", LOG_Q(str_of(e.msg)));
	} else {
		uint64_t keep = lsn > p->o.journal_keep_bytes ? lsn - p->o.journal_keep_bytes : 0;
		int32_t old = day_of(clock_utc()) - p->o.journal_keep_days;
		if (journal_retain(p->o.journal, keep, &e) < 0 || (p->o.journal_keep_days && journal_expire(p->o.journal, lsn, day_start(old), &e) < 0) ||
		    (!p->o.days_told && trail_retain(p->trail, p->a_now, &e) < 0))
			log_line(LOG_ERROR, "engine.retention", "why=%s", LOG_Q(str_of(e.msg)));
	}
	p->snapshot_pending = false;
}

void trail_loop(void *arg)
{
	struct partition *p = arg;
	mono last = clock_mono();
	uint32_t gathered = 0;

	pthread_mutex_lock(&p->tmu);
	for (;;) {
		if (!p->t_head && !p->t_stop)
			cond_wait_ms(&p->tcv, &p->tmu, 1000);
		struct chunk *c = p->t_head;
		if (!c) {
			if (p->t_stop)
				break;
			continue;
		}
		p->t_head = c->next;
		if (!p->t_head)
			p->t_tail = NULL;
		pthread_mutex_unlock(&p->tmu);

		for (uint32_t i = 0; i < c->n; i++)
			trail_put(p->trail, &c->v[i]);
		gathered += c->n;
		bool due = gathered >= COMMIT_VISITS || c->snap || (gathered && mono_since_ms(last) >= COMMIT_MS);
		if (due && c->lsn) {
			until_done(p, do_commit, c->lsn);
			gathered = 0;
			last = clock_mono();
		}
		if (c->snap) {
			until_done(p, do_sync, 0);
			finish_snapshot(p, c->snap);
		}
		pthread_mutex_lock(&p->tmu);
		p->done_ticket = c->ticket;
		c->next = p->t_free;
		p->t_free = c;
		p->n_chunks--;
		pthread_cond_broadcast(&p->tdone);
	}
	pthread_mutex_unlock(&p->tmu);
}
