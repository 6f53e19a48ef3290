/* import_feed — the file in pieces: threads split, parse and seal ahead of the writer, which takes the pieces in order. */
#include <stdatomic.h>
#include <stdlib.h>

#include "import_int.h"
#include "platform/thread.h"

enum { AHEAD = 2, THREADS_MAX = 8, CHUNK_ARENA = 512 << 20 };

struct feed {
	const struct import_plan *plan;
	const char *base;
	size_t light_until;
	atomic_int rows;                /* of a piece */
	/* under split */
	pthread_mutex_t split;
	struct csv csv;
	char *scratch;
	uint64_t next;                  /* of the pieces that were begun */
	bool at_end;
	/* under m */
	pthread_mutex_t m;
	pthread_cond_t changed;
	struct chunk *ring[AHEAD];
	uint64_t taken, begun;         /* begun: pieces that threads have set out for */
	bool stop;
	int running;
	struct thread t[THREADS_MAX];
	int nt;
};

static void free_chunk(struct chunk *c)
{
	if (!c)
		return;
	arena_done(&c->arena);
	free(c->row);
	free(c);
}

static bool in_scratch(const struct feed *f, str s)
{
	return s.p >= f->scratch && s.p < f->scratch + CSV_MAX_ROW;
}

/* One row of the file into r; false at the end. */
static bool split_row(struct feed *f, struct chunk *c, struct row *r)
{
	str cell[CSV_MAX_COLS];
	struct err e = { 0 };
	const char *from;
	int n;

	do {
		from = f->csv.p;
		n = csv_row(&f->csv, cell, CSV_MAX_COLS, &e);
	} while (n == 1 && cell[0].n == 0);
	if (n == 0)
		return false;
	r->line = f->csv.line;
	r->off = (size_t)(from - f->base);
	r->len = (size_t)(f->csv.p - from);
	if (n < 0) {
		row_problem(r, IC_PLATE, IMC_row_broken);
		return true;
	}
	for (int k = 0; k < IC_N; k++) {
		int at = f->plan->at[k];
		str s = at >= 0 && at < n ? cell[at] : (str){ "", 0 };
		r->cell[k] = s.n && in_scratch(f, s) ? arena_str(&c->arena, s) : s;
	}
	return true;
}

/* The next piece, split; NULL at the end. */
static struct chunk *split(struct feed *f, uint64_t *ret_place)
{
	struct chunk *c = calloc(1, sizeof *c);
	int rows = f->rows;

	ASSERT(c);
	arena_init(&c->arena, CHUNK_ARENA);
	c->row = calloc((size_t)rows, sizeof *c->row);
	ASSERT(c->row);
	pthread_mutex_lock(&f->split);
	bool light = (size_t)(f->csv.p - f->base) < f->light_until;      /* what was done before is in pieces of its own */
	while (!f->at_end && c->n < rows && !(light && (size_t)(f->csv.p - f->base) >= f->light_until)) {
		if (split_row(f, c, &c->row[c->n]))
			c->n++;
		else
			f->at_end = true;
	}
	c->end = (size_t)(f->csv.p - f->base);
	c->line = f->csv.line;
	*ret_place = f->next;
	f->next += c->n > 0;
	pthread_mutex_unlock(&f->split);
	if (c->n)
		return c;
	free_chunk(c);
	return NULL;
}

static void parse(const struct feed *f, struct chunk *c)
{
	struct cx cx = { .now = f->plan->now, .roles = ROLE_SYSTEM, .arena = &c->arena };

	for (int i = 0; i < c->n && c->rc == 0; i++)
		c->rc = row_parse(&cx, f->plan, &c->row[i], c->end <= f->light_until);
	if (c->rc == 0 && arena_over(&c->arena))
		c->rc = FAIL(&cx, E_TOOBIG, "the rows are too long");
	c->err = cx.err;
}

static void work(void *arg)
{
	struct feed *f = arg;
	uint64_t at;

	for (;;) {
		pthread_mutex_lock(&f->m);
		while (!f->stop && f->begun >= f->taken + AHEAD)
			cond_wait_ms(&f->changed, &f->m, 50);
		bool stop = f->stop;
		f->begun += !stop;
		pthread_mutex_unlock(&f->m);
		struct chunk *c = stop ? NULL : split(f, &at);
		if (!c)
			break;
		parse(f, c);
		pthread_mutex_lock(&f->m);
		while (!f->stop && at >= f->taken + AHEAD)
			cond_wait_ms(&f->changed, &f->m, 50);
		if (f->stop)
			free_chunk(c);
		else
			f->ring[at % AHEAD] = c;
		pthread_cond_broadcast(&f->changed);
		pthread_mutex_unlock(&f->m);
	}
	pthread_mutex_lock(&f->m);
	f->running--;
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->m);
}

int feed_open(const struct import_text *t, const struct import_plan *p, const struct csv *from, size_t light_until, int threads, int rows, struct feed **ret, struct err *e)
{
	struct feed *f = calloc(1, sizeof *f);

	(void)e;
	ASSERT(f);
	f->plan = p;
	f->base = t->p;
	f->light_until = light_until;
	f->rows = rows;
	f->csv = *from;
	f->scratch = malloc(CSV_MAX_ROW);
	ASSERT(f->scratch);
	f->csv.scratch = f->scratch;
	pthread_mutex_init(&f->split, NULL);
	pthread_mutex_init(&f->m, NULL);
	cond_init(&f->changed);
	f->nt = f->running = MIN(MAX(threads, 1), (int)THREADS_MAX);
	for (int i = 0; i < f->nt; i++)
		thread_start(&f->t[i], "yz-import", work, f);
	*ret = f;
	return 0;
}

void feed_rows(struct feed *f, int rows)
{
	f->rows = rows;
}

int feed_next(struct feed *f, struct chunk **ret, struct err *e)
{
	struct chunk *c;

	pthread_mutex_lock(&f->m);
	while (!(c = f->ring[f->taken % AHEAD]) && f->running)
		cond_wait_ms(&f->changed, &f->m, 50);
	if (c) {
		f->ring[f->taken % AHEAD] = NULL;
		f->taken++;
	}
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->m);
	*ret = c;
	if (c && c->rc < 0) {
		int rc = c->rc;
		*e = c->err;
		feed_done(f, c);
		*ret = NULL;
		return rc;
	}
	return 0;
}

void feed_done(struct feed *f, struct chunk *c)
{
	(void)f;
	free_chunk(c);
}

void feed_close(struct feed *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->m);
	f->stop = true;
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->m);
	for (int i = 0; i < f->nt; i++)
		thread_join(&f->t[i]);
	for (int i = 0; i < AHEAD; i++)
		free_chunk(f->ring[i]);
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->m);
	pthread_mutex_destroy(&f->split);
	free(f->scratch);
	free(f);
}
