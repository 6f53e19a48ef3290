/* partition — start, stop, and the engine thread. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/utc.h"
#include "platform/log.h"
#include "serve/engine/partition_int.h"

enum { RECORDS_A_TURN = 512, STOP_MS = 2000 };

static void on_visit(void *arg, uint64_t lsn, const struct visit *v)
{
	struct partition *p = arg;

	if (lsn <= p->trail_resume)
		return;                 /* stored before the restart (P2) */
	if (!p->fill || p->fill->n == CHUNK_VISITS)
		trail_push(p, NULL);
	if (p->fill->n == 0)
		p->fill_since = clock_mono();
	p->fill->v[p->fill->n++] = *v;
	p->a_visits++;
}

static void on_hit(void *arg, const struct watch_hit *h, const struct fix *at)
{
	struct partition *p = arg;

	p->a_hits++;
	if (h->lsn < p->o.hit_lsn || (h->lsn == p->o.hit_lsn && h->n <= p->o.hit_n))
		return;                 /* taken before the restart */
	alert_push(p, h, at);
}

/* ---- calls ---- */

bool partition_call(struct partition *p, void (*fn)(struct partition *, void *), void *arg)
{
	struct call c = { .fn = fn, .arg = arg };

	pthread_mutex_lock(&p->cmu);
	if (p->stop || p->n_calls >= CALLS_MAX) {
		pthread_mutex_unlock(&p->cmu);
		return false;
	}
	p->n_calls++;
	if (p->c_tail)
		p->c_tail->next = &c;
	else
		p->c_head = &c;
	p->c_tail = &c;
	p->woken = true;
	pthread_cond_signal(&p->ccv);
	while (!c.done)
		pthread_cond_wait(&p->cdone, &p->cmu);
	pthread_mutex_unlock(&p->cmu);
	return true;
}

static void run_calls(struct partition *p)
{
	pthread_mutex_lock(&p->cmu);
	while (p->c_head) {
		struct call *c = p->c_head;
		p->c_head = c->next;
		if (!p->c_head)
			p->c_tail = NULL;
		p->n_calls--;
		pthread_mutex_unlock(&p->cmu);
		c->fn(p, c->arg);
		pthread_mutex_lock(&p->cmu);
		c->done = true;
		pthread_cond_broadcast(&p->cdone);
	}
	pthread_mutex_unlock(&p->cmu);
}

void partition_wake(struct partition *p)
{
	pthread_mutex_lock(&p->cmu);
	p->woken = true;
	pthread_cond_signal(&p->ccv);
	pthread_mutex_unlock(&p->cmu);
}

/* ---- the engine thread ---- */

static void publish(struct partition *p)
{
	const struct engine_counts *c = engine_counts(p->engine);
	int64_t ms = mono_since_ms(p->last_rate);

	p->a_lsn = engine_lsn(p->engine);
	p->a_now = engine_now(p->engine);
	p->a_sightings = c->sightings;
	p->a_records = c->records;
	p->a_bad = c->bad_payloads;
	if (ms < 1000)
		return;
	struct presence_stats ps;
	presence_stats(engine_presence(p->engine), &ps);
	p->a_rate = (uint32_t)((c->sightings - p->rate_base) * 1000 / (uint64_t)ms);
	p->rate_base = c->sightings;
	p->last_rate = clock_mono();
	p->a_tags = (uint32_t)ps.tags;
	p->a_open = (uint32_t)ps.open_visits;
	p->a_presence_bytes = ps.table_bytes;
	p->a_watch = watch_count(engine_watch(p->engine));
}

/* One turn: up to RECORDS_A_TURN durable records. Number applied, or < 0 when the journal cannot be read. */
static int apply_some(struct partition *p, struct err *e)
{
	struct journal_rec r;
	int n = 0, k = 0;

	while (n < RECORDS_A_TURN && (k = journal_read(p->reader, &r, e)) == 1) {
		uplog_record(p, &r);
		p->in_record = true;
		engine_record(p->engine, &r);
		p->in_record = false;
		n++;
	}
	return k < 0 ? k : n;
}

static void snapshot_if_due(struct partition *p)
{
	if (p->snapshot_pending || mono_since_ms(p->last_snapshot) < p->o.snapshot_s * 1000 ||
	    engine_lsn(p->engine) == p->a_snap_lsn)
		return;
	p->last_snapshot = clock_mono();
	p->snapshot_pending = true;     /* cleared by the trail thread */
	trail_push(p, snapshot_take(p));
}

static void engine_loop(void *arg)
{
	struct partition *p = arg;
	struct err e = { 0 };

	for (;;) {
		run_calls(p);
		int n = apply_some(p, &e);
		if (n < 0) {    /* durable records that cannot be read back: nothing after them can be trusted */
			log_line(LOG_ERROR, "engine.journal", "why=%s", LOG_Q(str_of(e.msg)));
			BUG("the journal cannot be read back");
		}
		publish(p);
		snapshot_if_due(p);
		if (p->fill && p->fill->n && mono_since_ms(p->fill_since) >= CHUNK_MS && !trail_backlog(p))
			trail_push(p, NULL);
		/* a stop in the middle of a long catching up leaves the rest to the next start, which goes on from the snapshot below (R13) */
		bool enough = p->stop && mono_since_ms(p->stop_since) > STOP_MS;
		if (n > 0 && !enough)
			continue;
		if (p->stop)
			break;
		pthread_mutex_lock(&p->cmu);
		if (!p->woken)
			cond_wait_ms(&p->ccv, &p->cmu, 50);
		p->woken = false;
		pthread_mutex_unlock(&p->cmu);
	}
	run_calls(p);
	trail_push(p, snapshot_take(p));
}

uint64_t partition_behind(const struct partition *p)
{
	uint64_t done = MAX(p->a_lsn, p->start_lsn), durable = journal_durable_lsn(p->o.journal);

	return durable > done ? durable - done : 0;
}

bool partition_caught_up(struct partition *p, uint64_t lsn, int64_t timeout_ms)
{
	mono begun = clock_mono();

	for (int polls = 0; p->a_lsn < lsn; polls++) {
		if (mono_since_ms(begun) > timeout_ms)
			return false;
		if (polls < 20) {       /* mostly it is a fraction of a millisecond */
			nanosleep(&(struct timespec){ .tv_nsec = 50000 }, NULL);
			continue;
		}
		pthread_mutex_lock(&p->tmu);
		cond_wait_ms(&p->tdone, &p->tmu, 2);
		pthread_mutex_unlock(&p->tmu);
	}
	return true;
}

/* ---- start and stop ---- */

static struct partition *make(const struct partition_opts *o)
{
	struct partition *p = calloc(1, sizeof *p);

	if (!p)
		BUG("out of memory");
	p->o = *o;
	p->o.snapshot_s = o->snapshot_s ? o->snapshot_s : 60;
	p->o.journal_keep_bytes = o->journal_keep_bytes ? o->journal_keep_bytes : 2ull << 30;
	p->hits = calloc(HITS_MAX, sizeof *p->hits);
	if (!p->hits)
		BUG("out of memory");
	pthread_mutex_init(&p->cmu, NULL);
	pthread_mutex_init(&p->tmu, NULL);
	pthread_mutex_init(&p->hmu, NULL);
	pthread_mutex_init(&p->mmu, NULL);
	cond_init(&p->ccv);
	cond_init(&p->cdone);
	cond_init(&p->tcv);
	cond_init(&p->tdone);
	cond_init(&p->hcv);
	cond_init(&p->hdone);
	p->last_snapshot = p->last_rate = clock_mono();
	return p;
}

static void release(struct partition *p)
{
	if (p->reader)
		journal_reader_close(p->reader);
	engine_free(p->engine);
	trail_close(p->trail);
	while (p->t_free) {
		struct chunk *c = p->t_free;
		p->t_free = c->next;
		free(c);
	}
	free(p->fill);
	free(p->logs);
	free(p->hits);
	free(p->dots);
	free(p->next_dots);
	free(p);
}

static int open_all(struct partition *p, struct err *e)
{
	char dir[4096];
	uint64_t lsn = 0;

	snprintf(dir, sizeof dir, "%s/trail", p->o.dir);
	struct trail_opts to = { .dir = dir, .keep_days = p->o.keep_days, .keys = p->o.keys, .cache_bytes = p->o.cache_bytes,
		.memtable_bytes = p->o.memtable_bytes };
	TRY(trail_open(&to, e, &p->trail));
	struct engine_opts eo = { .expect_tags = p->o.expect_tags, .max_tags = p->o.max_tags, .keep_days = p->o.keep_days ? p->o.keep_days : 90,
		.on_visit = on_visit, .on_hit = on_hit, .arg = p };
	p->engine = engine_new(&eo);
	int rc = snapshot_load(p, &lsn, e);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	if (rc == E_NOTFOUND) {
		*e = (struct err){ 0 };
		lsn = journal_first_lsn(p->o.journal);
	}
	p->trail_resume = trail_position(p->trail);
	p->start_lsn = journal_durable_lsn(p->o.journal);
	p->a_snap_lsn = lsn;
	p->a_lsn = lsn;
	return journal_reader_open(p->o.journal, lsn, e, &p->reader);
}

int partition_start(const struct partition_opts *o, struct err *e, struct partition **ret)
{
	struct partition *p = make(o);
	int rc = open_all(p, e);

	if (rc < 0) {
		release(p);
		return rc;
	}
	trail_push(p, NULL);    /* the first chunk */
	thread_start(&p->t_trail, "yz-trail", trail_loop, p);
	thread_start(&p->t_alert, "yz-alert", alert_loop, p);
	thread_start(&p->t_engine, "yz-engine", engine_loop, p);
	*ret = p;
	return 0;
}

void partition_stop(struct partition *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->cmu);
	p->stop_since = clock_mono();
	p->stop = true;
	p->woken = true;
	pthread_cond_signal(&p->ccv);
	pthread_mutex_unlock(&p->cmu);
	thread_join(&p->t_engine);
	pthread_mutex_lock(&p->hmu);
	p->h_stop = true;
	pthread_cond_broadcast(&p->hcv);
	pthread_mutex_unlock(&p->hmu);
	thread_join(&p->t_alert);
	pthread_mutex_lock(&p->tmu);
	p->t_stop = true;
	pthread_cond_broadcast(&p->tcv);
	pthread_mutex_unlock(&p->tmu);
	thread_join(&p->t_trail);
	release(p);
}

int partition_fault(const struct partition *p)
{
	int trail = p->a_trail_err;

	return trail ? trail : p->a_alert_err;
}

void partition_stats(struct partition *p, struct partition_stats *ret)
{
	struct trail_stats ts;

	trail_stats(p->trail, &ts);
	*ret = (struct partition_stats){
		.engine_lsn = p->a_lsn, .trail_lsn = trail_position(p->trail), .snapshot_lsn = p->a_snap_lsn,
		.sightings = p->a_sightings, .visits = p->a_visits, .hits = p->a_hits, .records = p->a_records, .bad_payloads = p->a_bad,
		.snapshots = p->a_snaps, .sightings_per_s = p->a_rate, .tags_known = p->a_tags, .open_visits = p->a_open,
		.watch_count = p->a_watch, .tags_heard_10min = p->a_heard, .snapshot_ms = p->a_snap_ms,
		.trail_error = p->a_trail_err, .alert_error = p->a_alert_err, .trail_disk_bytes = ts.disk_bytes,
		.presence_bytes = p->a_presence_bytes };
	ret->engine_behind_bytes = (int64_t)(journal_durable_lsn(p->o.journal) - p->a_lsn);
	pthread_mutex_lock(&p->hmu);
	ret->alert_queue = (uint32_t)(p->h_put - p->h_taken);
	pthread_mutex_unlock(&p->hmu);
	pthread_mutex_lock(&p->tmu);
	ret->trail_queue = p->n_chunks;
	pthread_mutex_unlock(&p->tmu);
}

void partition_days(struct partition *p, int32_t *ret_first, int32_t *ret_due)
{
	int32_t keep = p->o.keep_days ? p->o.keep_days : 90, today = p->a_now > 0 ? day_of(p->a_now) : 0;

	*ret_first = trail_first_day(p->trail);
	*ret_due = MAX(today - keep, 0);
}

int partition_days_gone(struct partition *p, int32_t due, struct err *e)
{
	int32_t keep = p->o.keep_days ? p->o.keep_days : 90;
	int days = trail_retain(p->trail, day_start(due + keep), e);

	return MIN(days, 0);
}

int partition_checkpoint(struct partition *p, const char *dir, struct err *e)
{
	return trail_checkpoint(p->trail, dir, e);
}
