/* import_job — the jobs' rows and states. See flow_import_job.h. */
#include "import_job_int.h"

#include <stdio.h>

#include "import_store.h"
#include "office/audit/audit.h"
#include "store/sql/sql.h"
#include "import_job_sql.h"

SQL_STATEMENTS(import_job)

enum { ADOPT = 50, STALE = 100, PUT = 2000 };

const str import_do_names[IMPORT_DO_N] = { SI("check"), SI("apply"), SI("resume"), SI("undo") };
static const str encodings[] = { [IME_ANY] = SI("any"), [IME_UTF8] = SI("utf-8"), [IME_GBK] = SI("gbk") };

/* --- reading --- */

static void read_counts(struct sql_row *r, struct import_job *ret)
{
	ret->f.run = ret->run;
	import_read_figures(r, &ret->f);
	ret->undone.bikes = sql_i64(r);
	ret->undone.owners = sql_i64(r);
	ret->undone.fields = sql_i64(r);
	ret->undone.left = sql_i64(r);
}

static void read_job(struct sql_row *r, struct import_job *ret)
{
	*ret = (struct import_job){ .id = sql_i64(r) };
	str ref = sql_str(r);
	ASSERT(ref.n == sizeof ret->ref);
	memcpy(ret->ref, ref.p, ref.n);
	ret->file = sql_str(r);
	ret->bytes = sql_i64(r);
	ret->got = sql_i64(r);
	ret->encoding = (enum import_encoding)import_word_of(encodings, COUNTOF(encodings), sql_str(r));
	ret->key = (enum import_key)import_word_of(import_key_names, IMK_N, sql_str(r));
	ret->state = sql_str(r);
	ret->kept = sql_i64(r) != 0;
	ret->run = sql_i64(r);
	ret->actor.v = sql_i64(r);
	ret->by.v = sql_i64(r);
	ret->made_at = sql_i64(r);
	ret->changed_at = sql_i64(r);
	ret->why = sql_str(r);
	ret->detail = sql_str(r);
	read_counts(r, ret);
}

static void copy_texts(struct arena *a, struct import_job *j)
{
	j->file = arena_str(a, j->file);
	j->state = arena_str(a, j->state);
	j->why = arena_str(a, j->why);
	j->detail = arena_str(a, j->detail);
}

struct one { struct arena *arena; struct import_job *j; bool found; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_job(r, o->j);
	copy_texts(o->arena, o->j);
}

static void read_two(struct sql_row *r, void *ret)
{
	int64_t *v = ret;

	v[0] = sql_i64(r);
	v[1] = sql_i64(r);
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* How far what is at work is. */
static int progress(struct cx *cx, struct import_job *j)
{
	int64_t part[2] = { 0, 0 };

	if (str_eq(j->state, S("uploading"))) {
		j->part = j->got;
		j->whole = j->bytes;
	} else if (str_eq(j->state, S("undoing"))) {
		TRY(sql_one(cx, &q_undo_part, read_two, part, BIND(V(j->run))));
		j->whole = part[0];
		j->part = part[1];
	} else if (str_eq(j->state, S("checking")) || str_eq(j->state, S("running"))) {
		struct import_run r = { .f = { .bytes = j->f.bytes } };
		if (!job_live(j->id, &r.f) && j->run)
			TRY(import_run_get(cx, j->run, &r));
		j->f = r.f;               /* never what the dry run counted */
		j->part = (int64_t)j->f.off;
		j->whole = MAX((int64_t)j->f.bytes, (int64_t)1);
	}
	return 0;
}

int import_job_get(struct cx *cx, int64_t id, struct import_job *ret)
{
	struct one o = { cx->arena, ret, false };

	TRY(sql_one(cx, &q_get, read_one, &o, BIND(V(id))));
	return progress(cx, ret);
}

struct jobs { struct import_job *v; int n, max; };

static int take_job(struct cx *cx, struct sql_row *r, void *arg)
{
	struct jobs *l = arg;

	read_job(r, &l->v[l->n]);
	copy_texts(cx->arena, &l->v[l->n++]);
	return 0;
}

int import_job_list(struct cx *cx, int64_t before, int max, import_job_fn *fn, void *arg)
{
	struct jobs l = { arena_alloc(cx->arena, (size_t)max * sizeof *l.v), 0, max };

	if (!l.v)
		return FAIL(cx, E_TOOBIG, "the list is too long");
	TRY(sql_each(cx, &q_list, take_job, &l, BIND(V(before ? before : INT64_MAX), V(max))));
	for (int i = 0; i < l.n; i++) {
		TRY(progress(cx, &l.v[i]));
		TRY(fn(cx, &l.v[i], arg));
	}
	return l.n;
}

int job_busy(struct cx *cx, struct import_job *ret, bool *ret_found)
{
	struct jobs l = { ret, 0, 1 };

	TRY(sql_each(cx, &q_busy, take_job, &l, BIND_NONE));
	*ret_found = l.n > 0;
	return 0;
}

int job_is_kept(struct cx *cx, const uint8_t ref[static 16], bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_is_kept, read_n, &n, BIND(V_BLOB(((str){ (const char *)ref, 16 })))));
	*ret = n > 0;
	return 0;
}

/* --- uploads --- */

int import_job_new(struct cx *cx, str file, int64_t bytes, enum import_encoding encoding, enum import_key key, struct import_job *ret)
{
	uint8_t ref[VAULT_REF];
	int64_t n, id;

	if (bytes < 1)
		return FAIL_FIELD(cx, E_INVALID, "bytes", "the file is empty");
	if (bytes > IMPORT_FILE_MAX)
		return FAIL_FIELD(cx, E_TOOBIG, "bytes", "a file of %lld MiB; at most %d MiB are taken in here: divide it, or import it on the machine itself with 'yanzhen import'",
		                  (long long)((bytes + (1 << 20) - 1) >> 20), IMPORT_FILE_MAX >> 20);
	TRY(sql_one(cx, &q_kept, read_n, &n, BIND_NONE));
	if (n >= IMPORT_FILES)
		return FAIL_FIELD(cx, E_STATE, "files", "%d uploaded files are kept already: discard one first", IMPORT_FILES);
	vault_ref(ref);
	TRY(sql_insert(cx, &q_add, &id, BIND(V_BLOB(((str){ (const char *)ref, sizeof ref })), V(file), V(bytes), V(encodings[encoding]), V(import_key_names[key]),
	               V(cx->actor.v), V(cx->now))));
	return import_job_get(cx, id, ret);
}

/* The piece is on the disk: it counts. Another request may have been quicker with the very same. */
static int count_piece(struct cx *cx, const struct import_job *j, int64_t end)
{
	TRY(sql_begin(cx, true));
	int n = sql_exec(cx, &q_piece, BIND(V(end), V(cx->now), V(j->id), V(j->got), V(cx->actor.v)));
	TRY(n);
	if (n == 1 && end == j->bytes)
		TRY(audit_add(cx, "import_job.uploaded", "import_job", j->id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"bytes\":%lld}", (long long)end)));
	return sql_commit(cx);
}

static void remove_file(struct cx *cx, void *arg)
{
	(void)cx;
	job_file_remove(arg);
}

static int drop_file(struct cx *cx, const struct import_job *j, str why, str detail)
{
	int n = sql_exec(cx, &q_drop_file, BIND(V(why), V(cx->now), V(j->id), V(detail)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "state", j->kept ? "it is at work: stop it first" : "the file is gone already");
	uint8_t *ref = arena_alloc(cx->arena, sizeof j->ref);
	if (ref) {
		memcpy(ref, j->ref, sizeof j->ref);
		sql_after_commit(cx, remove_file, ref);
	}
	return 0;
}

/* A workbook: nothing of it is kept, and the upload is over. */
static int refuse(struct cx *cx, const struct import_job *j, enum import_fault f)
{
	TRY(sql_begin(cx, true));
	int rc = drop_file(cx, j, S("file"), import_faults[f].code);
	rc = rc < 0 ? rc : audit_add(cx, "import_job.discard", "import_job", j->id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"why\":\"%.*s\"}", STR_ARG(import_faults[f].code)));
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : import_fault_set(&cx->err, f, S(""));
}

int import_job_piece(struct cx *cx, int64_t id, int64_t at, str bytes, struct import_job *ret)
{
	struct import_job j;
	int64_t end = at + (int64_t)bytes.n;

	TRY(import_job_get(cx, id, &j));
	if (j.actor.v != cx->actor.v)
		return FAIL(cx, E_DENIED, "this is another account's upload");
	if (at >= 0 && end <= j.got) {        /* the answer was lost: it is there */
		*ret = j;
		return 0;
	}
	if (!str_eq(j.state, S("uploading")))
		return FAIL(cx, E_STATE, "this upload is over");
	if (at != j.got)
		return FAIL_FIELD(cx, E_STATE, "at", "the next piece begins at %lld", (long long)j.got);
	if ((int64_t)bytes.n != MIN((int64_t)IMPORT_PIECE, j.bytes - at))
		return FAIL_FIELD(cx, E_INVALID, "at", "a piece has %d bytes, the last one what is left", IMPORT_PIECE);
	enum import_fault f = at == 0 ? import_fault_begin(bytes.p, bytes.n) : IMF_N;
	if (f < IMF_N)
		return refuse(cx, &j, f);
	TRY(job_piece_put(cx, j.ref, at / IMPORT_PIECE, bytes));
	int rc = count_piece(cx, &j, end);
	sql_rollback(cx);
	TRY(rc);
	return import_job_get(cx, id, ret);
}

/* --- what is asked for --- */

int import_job_how(struct cx *cx, int64_t id, enum import_encoding encoding, enum import_key key)
{
	return as_done(sql_exec(cx, &q_how, BIND(V(encodings[encoding]), V(import_key_names[key]), V(id))));
}

/* from, up to three words; the state in which the job is at work. */
static const struct { str from[3], to; bool file; } steps[IMPORT_DO_N] = {
	[IMPORT_CHECK] = { { SI("ready"), SI("checked") }, SI("checking"), true },
	[IMPORT_APPLY] = { { SI("checked") }, SI("running"), true },
	[IMPORT_RESUME] = { { SI("stopped") }, SI("running"), true },
	[IMPORT_UNDO] = { { SI("done"), SI("stopped"), SI("undo_stopped") }, SI("undoing"), false },
};

int import_job_do(struct cx *cx, int64_t id, enum import_do what)
{
	struct import_job j;
	bool right = false;

	TRY(import_job_get(cx, id, &j));
	for (size_t i = 0; i < COUNTOF(steps[what].from); i++)
		right |= steps[what].from[i].n && str_eq(j.state, steps[what].from[i]);
	if (!right)
		return FAIL_FIELD(cx, E_STATE, "state", "no such step: the import is %.*s", STR_ARG(j.state));
	if (steps[what].file && !j.kept)
		return FAIL_FIELD(cx, E_STATE, "kept", "the uploaded file is not there any more: upload it again");
	int n = sql_exec(cx, &q_begin, BIND(V(steps[what].to), V(cx->actor.v), V(cx->now), V(id), V(j.state)));
	if (n == E_STATE) {                   /* IJ2 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "busy", "another import is at work: wait for its end, or stop it");
	}
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "state", "somebody else was quicker: look again");
	job_forget_stop(id);
	return 0;
}

int import_job_stop(struct cx *cx, int64_t id)
{
	struct import_job j;

	TRY(import_job_get(cx, id, &j));
	if (!str_eq(j.state, S("checking")) && !str_eq(j.state, S("running")) && !str_eq(j.state, S("undoing")))
		return FAIL_FIELD(cx, E_STATE, "state", "nothing is at work here");
	job_ask_stop(id);
	return 0;
}

int import_job_discard(struct cx *cx, int64_t id)
{
	struct import_job j;

	TRY(import_job_get(cx, id, &j));
	return drop_file(cx, &j, S("discarded"), S(""));
}

/* --- what the worker writes --- */

int job_figures(struct cx *cx, int64_t id, const struct import_figures *f)
{
	return as_done(sql_exec(cx, &q_figures, BIND(V((int64_t)f->bytes), V((int64_t)f->off), V(f->rows), V(f->added), V(f->updated), V(f->unchanged), V(f->refused),
	           V(f->doubts), V(id))));
}

int job_run(struct cx *cx, int64_t id, int64_t run)
{
	return as_done(sql_exec(cx, &q_run, BIND(V(run), V(id))));
}

int job_undone(struct cx *cx, int64_t id, const struct import_undone *u)
{
	return as_done(sql_exec(cx, &q_undone, BIND(V(u->bikes), V(u->owners), V(u->fields), V(u->left), V(id))));
}

int job_end(struct cx *cx, int64_t id, str state, str why, str detail)
{
	struct import_job j;

	TRY(sql_begin(cx, true));
	int rc = import_job_get(cx, id, &j);
	if (rc >= 0 && j.run) {
		struct import_run r;
		rc = import_run_get(cx, j.run, &r);
		rc = rc < 0 ? rc : job_figures(cx, id, &r.f);
	}
	rc = rc < 0 ? rc : sql_exec(cx, &q_end, BIND(V(state), V(why), V(detail), V(cx->now), V(id)));
	rc = rc < 0 ? rc : audit_add(cx, "import_job.end", "import_job", id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"state\":\"%.*s\",\"why\":\"%.*s\",\"run\":%lld}",
	                             STR_ARG(state), STR_ARG(why), (long long)j.run));
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return MIN(rc, 0);
}

static int put_errors(struct cx *cx, int64_t id, const struct job_problem *v, int64_t from, int64_t to)
{
	for (int64_t i = from; i < to; i++)
		TRY(sql_pipe(cx, &q_error_add, BIND(V(id), V(i + 1), V(v[i].line), V((int64_t)v[i].off), V((int64_t)v[i].len), V(v[i].field), V(import_codes[v[i].code].code),
		             V(v[i].bike.v))));
	return sql_pipe_end(cx);
}

/* Some at a time: others write too. */
int job_errors_put(struct cx *cx, int64_t id, const struct job_problem *v, int64_t n)
{
	int64_t at = 0;

	do {
		TRY(sql_begin(cx, true));
		int rc = at ? 0 : sql_exec(cx, &q_errors_clear, BIND(V(id)));
		rc = rc < 0 ? rc : put_errors(cx, id, v, at, MIN(n, at + PUT));
		rc = rc < 0 ? rc : sql_commit(cx);
		sql_rollback(cx);
		TRY(rc);
		at += PUT;
	} while (at < n);
	return 0;
}

int job_left_put(struct cx *cx, int64_t id, const struct job_left *v, int64_t n)
{
	int64_t last;

	TRY(sql_one(cx, &q_left_last, read_n, &last, BIND(V(id))));
	for (int64_t i = 0; i < n && last + i < IMPORT_LEFT; i++)
		TRY(sql_pipe(cx, &q_left_add, BIND(V(id), V(last + i + 1), V(v[i].bike.v), V(str_of(v[i].plate)), V(str_of(v[i].field)))));
	return sql_pipe_end(cx);
}

/* --- reasons --- */

int import_job_errors(struct cx *cx, const struct import_job *j, int64_t after, int max, import_problem_fn *fn, void *arg)
{
	struct import_problems l = { fn, arg };

	if (j->run)
		return import_run_problems(cx, j->run, after, max, fn, arg);
	return sql_each(cx, &q_errors, import_problem_row, &l, BIND(V(j->id), V(after), V(max)));
}

struct reasons { import_reason_fn *fn; void *arg; };

static int reason_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct reasons *l = arg;
	enum import_code k = import_code_of(sql_str(r));
	int64_t n = sql_i64(r);

	return k == IMC_N ? 0 : l->fn(cx, k, n, l->arg);
}

int import_job_reasons(struct cx *cx, const struct import_job *j, import_reason_fn *fn, void *arg)
{
	struct reasons l = { fn, arg };

	return j->run ? sql_each(cx, &q_run_reasons, reason_row, &l, BIND(V(j->run))) : sql_each(cx, &q_reasons, reason_row, &l, BIND(V(j->id)));
}

struct lefts { import_job_left_fn *fn; void *arg; };

static int left_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct lefts *l = arg;
	int64_t n = sql_i64(r);
	bike_id bike = { sql_i64(r) };
	str plate = sql_str_a(r, cx->arena), field = sql_str_a(r, cx->arena);

	return l->fn(cx, n, bike, plate, field, l->arg);
}

int import_job_left(struct cx *cx, int64_t id, int64_t after, int max, import_job_left_fn *fn, void *arg)
{
	struct lefts l = { fn, arg };

	return sql_each(cx, &q_left, left_row, &l, BIND(V(id), V(after), V(max)));
}

/* --- what nobody asked for --- */

struct ids { int64_t v[STALE]; int n; };

static int take_id(struct cx *cx, struct sql_row *r, void *arg)
{
	struct ids *l = arg;

	(void)cx;
	if (l->n < STALE)
		l->v[l->n++] = sql_i64(r);
	return 0;
}

/* A run of the command line becomes a job without a file, so that it is in the list and can be taken back there. */
static int adopt(struct cx *cx, int64_t run)
{
	uint8_t ref[VAULT_REF];
	struct import_run r;
	int64_t id;

	vault_ref(ref);
	TRY(import_run_get(cx, run, &r));
	return sql_insert(cx, &q_adopt, &id, BIND(V_BLOB(((str){ (const char *)ref, sizeof ref })), V(r.file), V((int64_t)r.f.bytes), V(encodings[r.gbk ? IME_GBK : IME_UTF8]),
	                  V(import_key_names[r.key]), V(r.state), V(run), V(r.actor.v), V(r.started_at), V(r.ended_at), V(r.f.rows), V(r.f.added), V(r.f.updated),
	                  V(r.f.unchanged), V(r.f.refused), V(r.f.doubts)));
}

static int tidy_rows(struct cx *cx, const struct ids *runs, const struct ids *old)
{
	struct import_job j;

	for (int i = 0; i < runs->n; i++)
		TRY(adopt(cx, runs->v[i]));
	for (int i = 0; i < old->n; i++) {
		TRY(import_job_get(cx, old->v[i], &j));
		TRY(drop_file(cx, &j, S("old"), S("")));
		TRY(audit_add(cx, "import_job.old", "import_job", j.id, (theft_id){ 0 }, S("")));
	}
	TRY(as_done(sql_exec(cx, &q_undone_elsewhere, BIND(V(cx->now)))));
	TRY(as_done(sql_exec(cx, &q_done_elsewhere, BIND(V(cx->now)))));
	return sql_commit(cx);
}

int job_tidy(struct cx *cx)
{
	struct ids runs = { .n = 0 }, old = { .n = 0 };

	TRY(sql_each(cx, &q_orphan_runs, take_id, &runs, BIND(V((int)ADOPT))));
	TRY(sql_each(cx, &q_stale, take_id, &old, BIND(V(cx->now - IMPORT_KEEP_MS))));
	TRY(sql_begin(cx, true));
	int rc = tidy_rows(cx, &runs, &old);
	sql_rollback(cx);
	return rc;
}

int job_broken(struct cx *cx)
{
	struct import_job j;
	bool found;

	TRY(job_busy(cx, &j, &found));
	if (!found)
		return 0;
	str to = str_eq(j.state, S("checking")) ? S("ready") : str_eq(j.state, S("undoing")) ? S("undo_stopped") : j.run ? S("stopped") : S("checked");
	return job_end(cx, j.id, to, S("restart"), S(""));
}
