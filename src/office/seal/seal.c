/* seal — see seal.h. */
#include "office/seal/seal.h"

enum { BATCH_ARENA = 8 << 20 };

static const struct seal_column *columns[SEAL_COLUMNS];
static size_t ncolumns;

void seal_register(const struct seal_column *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ASSERT(ncolumns < SEAL_COLUMNS);
		ASSERT(!rows[i].index || (rows[i].index_batch && rows[i].index_put && rows[i].norm));
		columns[ncolumns++] = &rows[i];
	}
}

struct row { int64_t key; str ref, value, index; };
struct batch { struct row row[SEAL_BATCH]; size_t n; bool indexed; };

static int take_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct batch *b = arg;
	struct row *w = &b->row[b->n];

	ASSERT(b->n < SEAL_BATCH);
	w->key = sql_i64(r);
	w->ref = sql_str_a(r, cx->arena);
	w->value = sql_str_a(r, cx->arena);
	w->index = b->indexed ? sql_str_a(r, cx->arena) : (str){ "", 0 };
	b->n++;
	return 0;
}

static int seal_row(struct cx *cx, const struct seal_column *c, const struct row *w)
{
	str plain, sealed;

	TRY(vault_open_bytes(cx, c->column, w->ref, w->value, &plain));
	TRY(vault_seal_bytes(cx, c->column, w->ref, plain, &sealed));
	return sql_exec(cx, c->put, BIND(V(sealed), V(w->key), V(w->value)));   /* 0 rows: SE3 */
}

static int index_row(struct cx *cx, const struct seal_column *c, const struct row *w, bool next)
{
	struct pii p, norm;
	uint8_t x[VAULT_INDEX];

	if (w->value.n == 0)
		return 0;
	TRY(vault_open(cx, c->column, w->ref, w->value, &p));
	c->norm(&p, &norm);
	TRY(next ? vault_index_next(cx, c->index, &norm, x) : vault_index(cx, c->index, &norm, x));
	str index = { (const char *)x, sizeof x };
	return str_eq(index, w->index) ? 0 : sql_exec(cx, c->index_put, BIND(V_BLOB(index), V(w->key), V(w->value)));
}

struct turn { const struct seal_column *c; bool index, next; const char *prefix; int64_t after, looked, changed; };

/* One batch in one transaction (SE2). Rows taken. */
static int batch_in_tx(struct cx *cx, struct turn *t, struct batch *b)
{
	const struct seal_column *c = t->c;
	int n;

	if (t->index)
		n = sql_each(cx, c->index_batch, take_row, b, BIND(V(t->after), V((int)SEAL_BATCH)));
	else
		n = sql_each(cx, c->batch, take_row, b, BIND(V(t->after), V(str_of(t->prefix)), V((int)SEAL_BATCH)));
	TRY(n);
	for (size_t i = 0; i < b->n; i++) {
		int k = t->index ? index_row(cx, c, &b->row[i], t->next) : seal_row(cx, c, &b->row[i]);
		TRY(k);
		t->changed += k;
		t->after = b->row[i].key;
	}
	t->looked += n;
	return n;
}

static int batch_of(struct cx *outer, struct turn *t)
{
	struct arena a;
	struct cx cx = *outer;
	struct batch b = { .indexed = t->index };

	arena_init(&a, BATCH_ARENA);
	cx.arena = &a;
	int rc = sql_begin(&cx, true), n = 0;
	if (rc == 0)
		rc = n = batch_in_tx(&cx, t, &b);
	if (rc >= 0)
		rc = sql_commit(&cx);
	sql_rollback(&cx);
	arena_done(&a);
	outer->err = cx.err;
	return rc < 0 ? rc : n;
}

static int column_again(struct cx *cx, struct turn *t, seal_progress *fn, void *arg)
{
	int n;

	do {
		n = batch_of(cx, t);
		TRY(n);
		if (fn)
			fn(arg, t->index ? t->c->index : t->c->column, t->looked);
	} while (n == SEAL_BATCH);
	return 0;
}

int seal_again(struct cx *cx, seal_progress *fn, void *arg, int64_t *ret_n)
{
	char prefix[16];
	int64_t n = 0;

	TRY(vault_prefix(cx, prefix));
	for (size_t i = 0; i < ncolumns; i++) {
		struct turn t = { .c = columns[i], .prefix = prefix, .after = INT64_MIN };
		TRY(column_again(cx, &t, fn, arg));
		n += t.changed;
	}
	*ret_n = n;
	return 0;
}

int seal_index_again(struct cx *cx, bool next, seal_progress *fn, void *arg, int64_t *ret_n)
{
	int64_t n = 0;

	for (size_t i = 0; i < ncolumns; i++) {
		struct turn t = { .c = columns[i], .index = true, .next = next, .after = INT64_MIN };
		if (!columns[i]->index)
			continue;
		TRY(column_again(cx, &t, fn, arg));
		n += t.changed;
	}
	*ret_n = n;
	return 0;
}

struct counting { seal_count_fn *fn; void *arg; const char *column; };

static int count_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct counting *c = arg;
	char head[20] = "", kid[VAULT_KID] = "";

	(void)cx;
	str s = sql_str(r);
	if (s.n == 13) {
		memcpy(head, s.p, 13);
		memcpy(head + 13, ".x", 2);     /* as the head of a value */
		(void)vault_kid_of((str){ head, 15 }, kid);
	}
	return c->fn(c->arg, c->column, kid, sql_i64(r));
}

int seal_count(struct cx *cx, seal_count_fn *fn, void *arg)
{
	for (size_t i = 0; i < ncolumns; i++) {
		struct counting c = { fn, arg, columns[i]->column };
		int n = sql_each(cx, columns[i]->count, count_row, &c, BIND_NONE);
		TRY(n);
		if (n == 0)
			TRY(fn(arg, columns[i]->column, NULL, 0));
	}
	return 0;
}

int seal_check(struct cx *cx)
{
	for (size_t i = 0; i < ncolumns; i++) {
		struct batch b = { .n = 0 };
		str plain;
		TRY(sql_each(cx, columns[i]->batch, take_row, &b, BIND(V(INT64_MIN), V(S("?")), V(1))));
		if (b.n)
			TRY(vault_open_bytes(cx, columns[i]->column, b.row[0].ref, b.row[0].value, &plain));
	}
	return 0;
}

/* --- migrations --- */

int seal_step(struct cx *outer, seal_batch_fn *batch)
{
	struct arena a;
	struct cx cx = *outer;
	int64_t after = INT64_MIN;
	int n;

	arena_init(&a, BATCH_ARENA);
	cx.arena = &a;
	while ((n = batch(&cx, &after)) > 0)
		arena_reset(&a);
	arena_done(&a);
	outer->err = cx.err;
	return n;
}
