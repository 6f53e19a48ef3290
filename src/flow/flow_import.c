/* flow_import — a run: batches with their position, resumed where one was broken off. See flow_import.h. */
#include "flow/flow_import.h"

#include <stdlib.h>
#include <unistd.h>

#include "import_store.h"
#include "office/audit/audit.h"
#include "office/site/site.h"
#include "platform/sys.h"

enum { BATCH = 16384, BATCH_LEAST = 64, THREADS = 4, SITES_MAX = 2000, BATCH_ARENA = 1 << 30 };

struct run { struct cx *cx; const struct import_opts *o; struct import_figures f; struct import_plan plan; struct work w; size_t from; struct seen *refused; int rows; int64_t row_ns, held_ns; };

static int take_site(struct cx *cx, const struct site *s, void *arg)
{
	struct import_plan *p = arg;

	p->site[p->nsite++] = (struct import_site){ arena_str(cx->arena, s->name), arena_str(cx->arena, s->code), s->id.v, s->unit.v, s->district };
	return 0;
}

static int make_plan(struct cx *cx, struct import_plan *p)
{
	p->now = cx->now;
	p->site = arena_alloc(cx->arena, SITES_MAX * sizeof *p->site);
	if (!p->site)
		return FAIL(cx, E_TOOBIG, "too many points");
	return as_done(site_list(cx, 0, SITES_MAX, take_site, p));
}

static str line_key(const int64_t *line)
{
	return (str){ (const char *)line, sizeof *line };
}

static void take_refused(void *arg, int64_t line)
{
	(void)!seen_add(arg, 0, line_key(&line));
}

static int place_of(struct run *r)
{
	struct cx *cx = r->cx;
	struct import_run was;

	TRY(import_store_resume(cx, r->o, &r->w.batch, &r->from));
	TRY(import_store_refused(cx, r->o->resume, take_refused, r->refused));
	TRY(import_run_get(cx, r->o->resume, &was));
	r->f = was.f;
	return sql_commit(cx);
}

/* The run's row, or the place where it was broken off. That is read with the writers' turn: a PostgreSQL may still be committing what a killed process
 * had sent last. */
static int begin(struct run *r)
{
	struct cx *cx = r->cx;
	int rc;

	if (r->o->dry && !r->o->resume)
		return 0;
	TRY(sql_begin(cx, true));
	if (r->o->resume) {
		rc = place_of(r);
		sql_rollback(cx);
		return rc;
	}
	rc = import_store_run(cx, r->o, &r->f.run);
	rc = rc < 0 || !r->o->began ? rc : r->o->began(cx, r->o->arg, r->f.run);
	rc = rc < 0 ? rc : audit_add(cx, "import.start", "import", r->f.run, (theft_id){ 0 }, S(""));
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

/* Rows that an earlier part of the run has done: only what stood in them is noted. */
static void pass(struct run *r, const struct chunk *c)
{
	for (int i = 0; i < c->n; i++)
		if (!c->row[i].refused && !seen_has(r->refused, 0, line_key(&c->row[i].line)))
			row_seen(r->w.seen, &c->row[i]);
}

static int apply(struct run *r, struct chunk *c)
{
	struct cx *cx = r->cx;

	TRY(sql_begin(cx, !r->o->dry));
	mono begun = clock_mono();
	r->w.batch++;
	int rc = import_apply(cx, &r->w, c);
	if (rc >= 0 && !r->o->dry)
		rc = import_store_batch(cx, &r->w, c);
	if (rc >= 0 && !r->o->dry)
		rc = sql_commit(cx);
	sql_rollback(cx);
	TRY(rc);
	r->held_ns = clock_mono().ns - begun.ns;
	r->f.rows += c->n;
	r->f.added += r->w.added;
	r->f.updated += r->w.updated;
	r->f.unchanged += r->w.unchanged;
	r->f.refused += r->w.refused;
	r->f.doubts += r->w.doubts;
	r->f.off = c->end;
	if (r->o->told)
		r->o->told(r->o->arg, &r->f);
	return 0;
}

/* The size of the next pieces, by how long a row has taken lately: one slow disk write is no reason. */
static void pace(struct run *r, struct feed *f, const struct chunk *c)
{
	int64_t row_ns = r->held_ns / c->n;

	if (!r->o->batch_ms)
		return;
	r->row_ns = r->row_ns ? (3 * r->row_ns + row_ns) / 4 : row_ns;
	int64_t rows = (int64_t)r->o->batch_ms * 1000000 / MAX(r->row_ns, (int64_t)1);
	r->rows = (int)MIN(MAX(rows, (int64_t)MAX(r->rows / 2, (int)BATCH_LEAST)), (int64_t)MIN(r->rows * 2, (int)BATCH));
	feed_rows(f, r->rows);
}

static int finish(struct run *r)
{
	struct cx *cx = r->cx;
	str detail = arena_fmt(cx->arena, "{\"rows\":%lld,\"added\":%lld,\"updated\":%lld,\"refused\":%lld}", (long long)r->f.rows, (long long)r->f.added,
	                       (long long)r->f.updated, (long long)r->f.refused);

	if (r->o->dry)
		return 0;
	TRY(sql_begin(cx, true));
	int rc = import_store_state(cx, r->f.run, S("running"), S("done"));
	rc = rc < 0 ? rc : audit_add(cx, "import.done", "import", r->f.run, (theft_id){ 0 }, detail);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

/* Tables that were empty at the first batch are counted anew after it, and once more at the end. */
static int all_pieces(struct run *r, struct feed *f)
{
	struct arena own, *outer = r->cx->arena;
	struct chunk *c;
	int rc = 0;
	bool first = true;

	arena_init(&own, BATCH_ARENA);
	while ((rc = feed_next(f, &c, &r->cx->err)) == 0 && c) {
		if (r->o->stop && *r->o->stop) {
			rc = FAIL(r->cx, E_BUSY, "stopped; resume it with this run's number");
		} else if (c->end <= r->from) {
			pass(r, c);
		} else {
			r->cx->arena = &own;
			rc = apply(r, c);
			r->cx->arena = outer;
			arena_reset(&own);
			if (rc == 0)
				pace(r, f, c);
			if (rc == 0 && first && !r->o->dry && sql_remote(r->cx->db))
				rc = sql_large(r->cx, false);
			first = false;
		}
		feed_done(f, c);
		if (rc < 0)
			break;
	}
	arena_done(&own);
	return rc;
}

static int whole(struct run *r)
{
	char *scratch = malloc(CSV_MAX_ROW);
	struct feed *f = NULL;
	struct csv csv;
	int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);

	ASSERT(scratch);
	csv_init(&csv, r->o->text->p, r->o->text->n, scratch);
	int rc = import_header(&csv, r->o->text, &r->plan, &r->cx->err);
	rc = rc < 0 ? rc : make_plan(r->cx, &r->plan);
	rc = rc < 0 ? rc : begin(r);
	rc = rc < 0 ? rc : feed_open(r->o->text, &r->plan, &csv, r->from, r->o->threads ? r->o->threads : MIN(MAX(cores, 1), (int)THREADS),
	                             r->rows, &f, &r->cx->err);
	rc = rc < 0 ? rc : all_pieces(r, f);
	feed_close(f);
	free(scratch);
	return rc < 0 ? rc : finish(r);
}

int flow_import(struct cx *cx, const struct import_opts *o, struct import_figures *ret)
{
	struct run r = { .cx = cx, .o = o, .f = { .bytes = o->text->n } };
	struct err why;

	ASSERT(!sql_in_tx(cx));
	r.rows = o->batch ? o->batch : BATCH;
	r.w = (struct work){ .o = o, .f = &r.f, .seen = seen_new() };
	r.refused = seen_new();
	TRY(o->dry ? 0 : sql_large(cx, true));
	int rc = whole(&r);
	why = cx->err;
	if (!o->dry && sql_large(cx, false) < 0 && rc == 0)
		rc = cx->err.code;
	else
		cx->err = why;
	seen_free(r.w.seen);
	seen_free(r.refused);
	*ret = r.f;
	return rc;
}
