/* import_job_work — the one thread that works on imports, and the error file. See flow_import_job.h. */
#include "import_job_int.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "office/audit/audit.h"
#include "platform/fs.h"
#include "platform/log.h"
#include "store/sql/sql.h"

enum { TIDY_MS = 60000, CHECK_BATCH = 4096, ERROR_ROW = 140000, ERROR_BUF = 1 << 20, THREADS = 2 };

/* What is at work, for the routes; stop is looked at by the engine. */
static struct {
	pthread_mutex_t m;
	int64_t job, asked;              /* asked: this one is to stop, also before it has begun */
	struct import_figures f;
	bool told, closed, tidied;
	mono tidied_at;
	atomic_bool stop;
} live = { .m = PTHREAD_MUTEX_INITIALIZER };
static atomic_bool file_made;

bool job_live(int64_t id, struct import_figures *ret)
{
	pthread_mutex_lock(&live.m);
	bool is = live.job == id && live.told;
	if (is)
		*ret = live.f;
	pthread_mutex_unlock(&live.m);
	return is;
}

void job_ask_stop(int64_t id)
{
	pthread_mutex_lock(&live.m);
	live.asked = id;
	if (live.job == id)
		live.stop = true;
	pthread_mutex_unlock(&live.m);
}

void job_forget_stop(int64_t id)
{
	pthread_mutex_lock(&live.m);
	if (live.asked == id && live.job != id)
		live.asked = 0;
	pthread_mutex_unlock(&live.m);
}

void import_job_close(bool closed)
{
	pthread_mutex_lock(&live.m);
	live.closed = closed;
	live.tidied = false;
	live.stop = closed;
	pthread_mutex_unlock(&live.m);
}

static bool enter(int64_t id)
{
	pthread_mutex_lock(&live.m);
	bool closed = live.closed;
	live.job = closed ? 0 : id;
	live.told = false;
	live.stop = closed || live.asked == id;
	pthread_mutex_unlock(&live.m);
	return !closed;
}

static void leave(void)
{
	pthread_mutex_lock(&live.m);
	live.job = live.asked = 0;
	live.told = false;
	pthread_mutex_unlock(&live.m);
}

static void told(void *arg, const struct import_figures *f)
{
	(void)arg;
	pthread_mutex_lock(&live.m);
	live.f = *f;
	live.told = true;
	pthread_mutex_unlock(&live.m);
}

/* Why it ended in the middle, coded; the detail is of the file's own fault. */
static str why_of(struct cx *cx, int rc, const struct err *e, str *ret_detail)
{
	str columns;

	pthread_mutex_lock(&live.m);
	bool closed = live.closed;
	pthread_mutex_unlock(&live.m);
	enum import_fault f = import_fault_of(e, &columns);
	*ret_detail = f < IMF_N ? arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(import_faults[f].code), columns.n ? ":" : "", STR_ARG(columns)) : S("");
	if (rc == E_BUSY && (closed || live.stop))
		return closed ? S("restart") : S("stopped");
	log_line(LOG_WARN, "import.job", "code=%s why=%s", err_name(rc), LOG_Q(str_of(e->msg)));
	return f < IMF_N ? S("file") : rc == E_FULL ? S("full") : rc == E_CORRUPT ? S("corrupt") : strcmp(e->field, "kept") == 0 ? S("kept") : S("failed");
}

static int broke(struct cx *cx, const struct import_job *j, str to, int rc)
{
	struct err e = cx->err;
	str detail, why = why_of(cx, rc, &e, &detail);

	cx->err = (struct err){ 0 };
	return job_end(cx, j->id, to, why, detail);
}

/* --- the dry run --- */

struct found { struct job_problem *v; int64_t n; size_t cap; };

static int take_problem(void *arg, const struct import_problem *p)
{
	struct found *l = arg;

	if (l->n == IMPORT_ERRORS)
		return 0;
	if ((size_t)l->n == l->cap) {
		l->cap = MAX(2 * l->cap, (size_t)1024);
		l->v = realloc(l->v, l->cap * sizeof *l->v);
		if (!l->v)
			BUG("out of memory");
	}
	l->v[l->n++] = (struct job_problem){ p->line, p->off, p->len, p->field, p->code, p->bike };
	return 0;
}

static int store_check(struct cx *cx, const struct import_job *j, const struct found *l, const struct import_figures *f, enum import_encoding encoding)
{
	TRY(job_errors_put(cx, j->id, l->v, l->n));
	TRY(sql_begin(cx, true));
	int rc = job_figures(cx, j->id, f);
	rc = rc < 0 ? rc : import_job_how(cx, j->id, encoding, j->key);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : job_end(cx, j->id, S("checked"), S(""), S(""));
}

static int check(struct cx *cx, const struct import_job *j)
{
	struct import_text text = { .n = 0 };
	struct import_figures f = { .run = 0 };
	struct found l = { NULL, 0, 0 };
	struct import_opts o = { .text = &text, .file = j->file, .key = j->key, .dry = true, .threads = THREADS, .batch = CHECK_BATCH, .told = told, .problem = take_problem,
		.arg = &l, .stop = &live.stop };

	int rc = job_text(cx, j, &text);
	rc = rc < 0 ? rc : flow_import(cx, &o, &f);
	rc = rc < 0 ? broke(cx, j, S("ready"), rc) : store_check(cx, j, &l, &f, text.encoding);
	job_text_free(&text);
	free(l.v);
	return rc;
}

/* --- the run --- */

struct running { const struct import_job *j; };

static int began(struct cx *cx, void *arg, int64_t run)
{
	struct running *r = arg;

	return job_run(cx, r->j->id, run);
}

static int run(struct cx *cx, const struct import_job *j)
{
	struct import_text text = { .n = 0 };
	struct import_figures f = { .run = 0 };
	struct running r = { j };
	struct import_opts o = { .text = &text, .file = j->file, .key = j->key, .resume = j->run, .threads = THREADS, .batch = IMPORT_JOB_BATCH, .batch_ms = IMPORT_JOB_MS, .told = told, .began = began,
		.arg = &r, .stop = &live.stop };
	struct import_job now;

	int rc = job_text(cx, j, &text);
	rc = rc < 0 ? rc : flow_import(cx, &o, &f);
	job_text_free(&text);
	if (rc == 0)
		return job_end(cx, j->id, S("done"), S(""), S(""));
	struct err e = cx->err;
	cx->err = (struct err){ 0 };
	TRY(import_job_get(cx, j->id, &now));           /* did it get as far as a run? */
	cx->err = e;
	return broke(cx, j, now.run ? S("stopped") : S("checked"), rc);
}

/* --- undo --- */

struct lefts { struct job_left *v; int64_t n; size_t cap; };

static void take_left(void *arg, bike_id bike, str plate, str field)
{
	struct lefts *l = arg;

	if (l->n == IMPORT_LEFT)
		return;
	if ((size_t)l->n == l->cap) {
		l->cap = MAX(2 * l->cap, (size_t)64);
		l->v = realloc(l->v, l->cap * sizeof *l->v);
		if (!l->v)
			BUG("out of memory");
	}
	struct job_left *to = &l->v[l->n++];
	to->bike = bike;
	snprintf(to->plate, sizeof to->plate, "%.*s", STR_ARG(plate));
	snprintf(to->field, sizeof to->field, "%.*s", STR_ARG(field));
	told(NULL, &(struct import_figures){ .run = 0 });
}

static int store_undo(struct cx *cx, const struct import_job *j, const struct lefts *l, const struct import_undone *u)
{
	TRY(sql_begin(cx, true));
	int rc = job_left_put(cx, j->id, l->v, l->n);
	rc = rc < 0 ? rc : job_undone(cx, j->id, u);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

static int undo(struct cx *cx, const struct import_job *j)
{
	struct import_undone u = { 0 };
	struct lefts l = { NULL, 0, 0 };

	int rc = flow_import_undo_until(cx, j->run, &live.stop, take_left, &l, &u);
	struct err e = cx->err;
	cx->err = (struct err){ 0 };
	int stored = store_undo(cx, j, &l, &u);
	free(l.v);
	if (rc < 0) {
		cx->err = e;
		return broke(cx, j, S("undo_stopped"), rc);
	}
	TRY(stored);
	return job_end(cx, j->id, S("undone"), S(""), S(""));
}

/* --- the thread --- */

static int tidy(struct cx *cx)
{
	pthread_mutex_lock(&live.m);
	bool due = !live.closed && (!live.tidied || mono_since_ms(live.tidied_at) >= TIDY_MS);
	pthread_mutex_unlock(&live.m);
	if (!due)
		return 0;
	TRY(job_tidy(cx));
	int n = job_file_sweep(cx);
	pthread_mutex_lock(&live.m);
	live.tidied = n >= 0;
	live.tidied_at = clock_mono();
	pthread_mutex_unlock(&live.m);
	return MIN(n, 0);
}

int import_job_work(struct cx *outer)
{
	struct cx cx = *outer;
	struct import_job j;
	bool found;

	TRY(job_busy(outer, &j, &found));
	if (!found)
		return tidy(outer);
	if (!enter(j.id))
		return 0;
	cx.actor = j.by;
	cx.roles = ROLE_SYSADMIN;
	int rc = str_eq(j.state, S("checking")) ? check(&cx, &j) : str_eq(j.state, S("running")) ? run(&cx, &j) : undo(&cx, &j);
	leave();
	outer->err = cx.err;
	return rc;
}

int import_job_start(struct cx *cx)
{
	TRY(job_broken(cx));
	TRY(job_tidy(cx));
	return as_done(job_file_sweep(cx));
}

/* --- the error file --- */

struct out { struct cx *cx; const struct import_text *text; int fd; off_t at; char *buf; size_t n; };

static int flush(struct out *o)
{
	int rc = fs_pwrite_all(o->fd, o->buf, o->n, o->at);

	o->at += (off_t)o->n;
	o->n = 0;
	return rc < 0 ? FAIL(o->cx, rc, "the error file cannot be made") : 0;
}

static int out_row(void *arg, const struct import_problem *p)
{
	struct out *o = arg;

	if (ERROR_BUF - o->n < ERROR_ROW + 2 * p->len)
		TRY(flush(o));
	int k = import_error_row(o->text, p, o->buf + o->n, ERROR_BUF - o->n);
	o->n += (size_t)MAX(k, 0);
	return 0;
}

static int write_rows(struct cx *cx, const struct import_job *j, struct out *o)
{
	int head = import_error_head(o->buf, ERROR_BUF);
	o->n = (size_t)MAX(head, 0);
	TRY(as_done(import_job_errors(cx, j, 0, IMPORT_ERRORS, out_row, o)));
	TRY(flush(o));
	return audit_add(cx, "import_job.errors", "import_job", j->id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"bytes\":%lld}", (long long)o->at));
}

static int make_file(struct cx *cx, const struct import_job *j, int *ret_fd)
{
	struct import_text text = { .n = 0 };
	struct out o = { .cx = cx, .text = &text, .fd = fs_memory("import-errors") };

	if (o.fd < 0)
		return FAIL(cx, E_FULL, "there is no memory for the error file");
	int rc = job_text(cx, j, &text);
	o.buf = malloc(ERROR_BUF);
	if (!o.buf)
		BUG("out of memory");
	rc = rc < 0 ? rc : write_rows(cx, j, &o);
	free(o.buf);
	job_text_free(&text);
	if (rc < 0)
		fd_close(&o.fd);
	*ret_fd = o.fd;
	return rc;
}

int import_job_error_file(struct cx *cx, int64_t id, int *ret_fd)
{
	struct import_job j;

	TRY(import_job_get(cx, id, &j));
	if (j.actor.v != cx->actor.v)
		return FAIL(cx, E_DENIED, "the rows of a file are for the account that uploaded it");
	if (atomic_exchange(&file_made, true))
		return FAIL(cx, E_BUSY, "another error file is being made: try again");
	int rc = make_file(cx, &j, ret_fd);
	file_made = false;
	return rc;
}
