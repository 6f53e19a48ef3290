/* import_store — see import_store.h. */
#include "import_store.h"

#include "import_sql.h"

SQL_STATEMENTS(import)

static const str encodings[] = { [IME_ANY] = SI("utf-8"), [IME_UTF8] = SI("utf-8"), [IME_GBK] = SI("gbk") };

int import_store_change(struct cx *cx, const struct work *w, const struct row *r, bike_id bike, str field, str old, str new)
{
	return sql_pipe(cx, &q_change_add, BIND(V(w->f->run), V(w->batch), V(r->line), V(bike.v), V(field), V(old), V(new)));
}

int import_store_problem(struct cx *cx, const struct work *w, const struct import_problem *p, bool refused)
{
	return sql_pipe(cx, &q_problem_add, BIND(V(w->f->run), V(w->batch), V(p->line), V((int64_t)p->off), V((int64_t)p->len), V(p->field),
	                V(import_codes[p->code].code), V(refused ? S("refused") : S("doubt")), V(p->bike.v)));
}

int import_store_batch(struct cx *cx, const struct work *w, const struct chunk *c)
{
	return as_done(sql_exec(cx, &q_batch_add, BIND(V(w->f->run), V(w->batch), V(c->line), V((int64_t)c->end), V(w->first_bike), V(w->last_bike), V(w->first_owner),
	           V(w->last_owner), V(c->n), V(w->added), V(w->updated), V(w->unchanged), V(w->refused), V(w->doubts))));
}

int import_store_run(struct cx *cx, const struct import_opts *o, int64_t *ret)
{
	str sha = { (const char *)o->text->sha, sizeof o->text->sha };

	return sql_insert(cx, &q_run_add, ret, BIND(V(o->file), V_BLOB(sha), V((int64_t)o->text->n), V(import_key_names[o->key]), V(encodings[o->text->encoding]),
	                  V(cx->actor.v), V(cx->now)));
}

struct position { int64_t n, off; };

static void read_position(struct sql_row *r, void *ret)
{
	struct position *p = ret;

	p->n = sql_i64(r);
	p->off = sql_i64(r);
}

static void read_sha(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	ASSERT(s.n == 32);
	memcpy(ret, s.p, 32);
}

int import_store_resume(struct cx *cx, const struct import_opts *o, int64_t *ret_batch, size_t *ret_off)
{
	struct import_run run;
	struct position at;
	uint8_t sha[32];

	TRY(import_run_get(cx, o->resume, &run));
	TRY(sql_one(cx, &q_run_sha, read_sha, sha, BIND(V(o->resume))));
	if (!str_eq(run.state, S("running")))
		return FAIL(cx, E_STATE, "run %lld is %.*s: there is nothing to resume", (long long)o->resume, STR_ARG(run.state));
	if (memcmp(sha, o->text->sha, 32) != 0)
		return FAIL(cx, E_STATE, "run %lld was of another file (or of this one in another encoding)", (long long)o->resume);
	if (run.key != o->key)
		return FAIL(cx, E_STATE, "run %lld went by --key %.*s", (long long)o->resume, STR_ARG(import_key_names[run.key]));
	TRY(sql_one(cx, &q_position, read_position, &at, BIND(V(o->resume))));
	*ret_batch = at.n;
	*ret_off = (size_t)at.off;
	return 0;
}

struct lines { import_line_fn *fn; void *arg; };

static int line_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct lines *l = arg;

	(void)cx;
	l->fn(l->arg, sql_i64(r));
	return 0;
}

int import_store_refused(struct cx *cx, int64_t run, import_line_fn *fn, void *arg)
{
	struct lines l = { fn, arg };

	return sql_each(cx, &q_refused_lines, line_row, &l, BIND(V(run)));
}

int import_store_state(struct cx *cx, int64_t run, str from, str to)
{
	int n = sql_exec(cx, &q_run_state, BIND(V(to), V(cx->now), V(run), V(from)));

	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "run %lld is not %.*s any more", (long long)run, STR_ARG(from));
}

static int last_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct stored_batch *b = arg;

	(void)cx;
	*b = (struct stored_batch){ .n = sql_i64(r) };
	b->first_bike = sql_i64(r);
	b->last_bike = sql_i64(r);
	b->first_owner = sql_i64(r);
	b->last_owner = sql_i64(r);
	return 0;
}

int import_store_last(struct cx *cx, int64_t run, struct stored_batch *ret, bool *ret_found)
{
	int n = sql_each(cx, &q_batches, last_row, ret, BIND(V(run)));

	*ret_found = n > 0;
	return MIN(n, 0);
}

struct changes { import_change_fn *fn; void *arg; struct stored_change *v; size_t n, cap; };

static int change_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct changes *c = arg;

	if (c->n == c->cap) {
		size_t cap = MAX(c->cap * 2, (size_t)64);
		struct stored_change *v = arena_alloc(cx->arena, cap * sizeof *v);
		if (!v)
			return FAIL(cx, E_TOOBIG, "the batch is too large");
		if (c->n)
			memcpy(v, c->v, c->n * sizeof *v);
		c->v = v;
		c->cap = cap;
	}
	struct stored_change *to = &c->v[c->n++];
	to->id = sql_i64(r);
	to->bike.v = sql_i64(r);
	to->field = sql_str_a(r, cx->arena);
	to->old = sql_str_a(r, cx->arena);
	to->new = sql_str_a(r, cx->arena);
	return 0;
}

int import_store_changes(struct cx *cx, int64_t run, int64_t n, import_change_fn *fn, void *arg)
{
	struct changes c = { fn, arg, NULL, 0, 0 };

	TRY(sql_each(cx, &q_changes, change_row, &c, BIND(V(run), V(n))));
	for (size_t i = 0; i < c.n; i++)       /* fn writes, so after the rows */
		TRY(fn(cx, &c.v[i], arg));
	return 0;
}

int import_store_change_undone(struct cx *cx, int64_t id)
{
	return as_done(sql_exec(cx, &q_change_undone, BIND(V(cx->now), V(id))));
}

int import_store_batch_undone(struct cx *cx, int64_t run, int64_t n)
{
	int changed = sql_exec(cx, &q_batch_undone, BIND(V(cx->now), V(run), V(n)));

	TRY(changed);
	return changed == 1 ? 0 : FAIL(cx, E_STATE, "another undo of this run is at work");
}

/* --- what others read --- */

int import_word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n - 1 && !str_eq(v[i], s))
		i++;
	return i;
}

enum import_code import_code_of(str s)
{
	int k = 0;

	while (k < IMC_N && !str_eq(import_codes[k].code, s))
		k++;
	return (enum import_code)k;
}

void import_read_figures(struct sql_row *r, struct import_figures *ret)
{
	ret->bytes = (size_t)sql_i64(r);
	ret->off = (size_t)sql_i64(r);
	ret->rows = sql_i64(r);
	ret->added = sql_i64(r);
	ret->updated = sql_i64(r);
	ret->unchanged = sql_i64(r);
	ret->refused = sql_i64(r);
	ret->doubts = sql_i64(r);
}

static void read_run(struct sql_row *r, struct import_run *ret)
{
	ret->id = ret->f.run = sql_i64(r);
	ret->file = sql_str(r);
	ret->state = sql_str(r);
	ret->key = (enum import_key)import_word_of(import_key_names, IMK_N, sql_str(r));
	ret->gbk = str_eq(sql_str(r), S("gbk"));
	ret->actor.v = sql_i64(r);
	ret->started_at = sql_i64(r);
	ret->ended_at = sql_i64(r);
	import_read_figures(r, &ret->f);
}

struct one { struct arena *arena; struct import_run r; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_run(r, &o->r);
	o->r.file = arena_str(o->arena, o->r.file);
	o->r.state = arena_str(o->arena, o->r.state);
}

int import_run_get(struct cx *cx, int64_t id, struct import_run *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_run_get, read_one, &o, BIND(V(id))));
	*ret = o.r;
	return 0;
}

struct runs { import_run_fn *fn; void *arg; };

static int run_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct runs *l = arg;
	struct import_run run;

	read_run(r, &run);
	return l->fn(cx, &run, l->arg);
}

int import_run_list(struct cx *cx, int64_t before, int max, import_run_fn *fn, void *arg)
{
	struct runs l = { fn, arg };

	return sql_each(cx, &q_run_list, run_row, &l, BIND(V(before ? before : INT64_MAX), V(max)));
}

int import_problem_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct import_problems *l = arg;
	struct import_problem p = { .id = sql_i64(r) };

	(void)cx;
	p.line = sql_i64(r);
	p.off = (size_t)sql_i64(r);
	p.len = (size_t)sql_i64(r);
	p.field = sql_str(r);
	p.code = import_code_of(sql_str(r));
	p.bike.v = sql_i64(r);
	return p.code == IMC_N ? 0 : l->fn(l->arg, &p);
}

int import_run_problems(struct cx *cx, int64_t id, int64_t after, int max, import_problem_fn *fn, void *arg)
{
	struct import_problems l = { fn, arg };

	return sql_each(cx, &q_problems, import_problem_row, &l, BIND(V(id), V(after), V(max)));
}
