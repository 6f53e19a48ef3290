/* flow_books — see flow_books.h: reading. The proof is flow_books_check.c, the files are flow_books_file.c. */
#include "flow/flow_books.h"

#include "base/utc.h"
#include "flow_books_sql.h"
#include "office/account/account.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_books)

enum { ACCOUNTS_MAX = 4096, LINE_PLACES = 32 /* > LEDGER_LINES */ };

/* --- whose books (BK2) --- */

struct scope { str area; int more; };      /* as $1 and $2 of flow_books.sql */
enum { MORE_NONE, MORE_UNITLESS, MORE_CITY };

static int scope_of(struct cx *cx, struct scope *ret)
{
	struct unit u;

	*ret = (struct scope){ S(""), MORE_CITY };
	if (cx->roles & ROLE_AUDITOR)
		return 0;
	*ret = (struct scope){ S("-"), MORE_NONE };      /* no path begins with it */
	if (!cx->area.n || !cx->unit.v)
		return 0;
	TRY(unit_get(cx, cx->unit, &u));
	*ret = (struct scope){ arena_str(cx->arena, cx->area), u.kind == UNIT_OPERATOR ? MORE_CITY : u.kind == UNIT_BUREAU ? MORE_UNITLESS : MORE_NONE };
	return 0;
}

int flow_books_sees(struct cx *cx, site_id site, bool *ret)
{
	struct scope sc;
	struct site s;
	struct unit u;

	TRY(scope_of(cx, &sc));
	TRY(site_get(cx, site, &s));
	*ret = !s.unit.v || (cx->roles & ROLE_AUDITOR);
	if (*ret)
		return 0;
	TRY(unit_get(cx, s.unit, &u));
	*ret = account_area_covers(cx, u.path) || (sc.more == MORE_CITY && u.kind != UNIT_OPERATOR && u.kind != UNIT_INSURER);
	return 0;
}

static int check_days(struct cx *cx, const struct books_days *d)
{
	return d->to < d->from || d->to - d->from >= BOOKS_DAYS ? FAIL_FIELD(cx, E_INVALID, "to", "must be from the first day on, and at most %d days", BOOKS_DAYS) : 0;
}

/* --- the trial balance (BK1) --- */

static int take_account(struct cx *cx, struct sql_row *r, void *arg)
{
	struct books *b = arg;
	struct books_account *a = &b->v[b->n];

	if (b->n == ACCOUNTS_MAX)
		return FAIL(cx, E_TOOBIG, "too many accounts");
	*a = (struct books_account){ .account = sql_str_a(r, cx->arena), .site_name = S("") };
	a->before = sql_i64(r);
	a->debit = sql_i64(r);
	a->credit = sql_i64(r);
	a->lines = sql_i64(r);
	a->site = sql_i64(r);
	a->after = a->before + a->debit - a->credit;
	b->sum.before += a->before;
	b->sum.debit += a->debit;
	b->sum.credit += a->credit;
	b->sum.after += a->after;
	b->sum.lines += a->lines;
	b->n++;
	return 0;
}

struct name { struct arena *arena; str name; };

static void read_name(struct sql_row *r, void *ret)
{
	struct name *n = ret;

	n->name = sql_str_a(r, n->arena);
}

/* The point in "cash.7"; 0 for an account that is no point's. */
static int64_t site_in(str account)
{
	size_t dot = 0;
	int64_t n = 0;

	while (dot < account.n && account.p[dot] != '.')
		dot++;
	if (dot + 1 >= account.n || account.n - dot > 18 || pay_way_of((str){ account.p, dot }) == PW_N)
		return 0;
	for (size_t i = dot + 1; i < account.n; i++) {
		if (account.p[i] < '0' || account.p[i] > '9')
			return 0;
		n = n * 10 + account.p[i] - '0';
	}
	return n;
}

static int name_points(struct cx *cx, struct books *b)
{
	struct err before = cx->err;

	for (int i = 0; i < b->n; i++) {
		struct name n = { cx->arena, S("") };
		b->v[i].site = site_in(b->v[i].account);
		if (!b->v[i].site)
			continue;
		int rc = sql_one(cx, &q_site_name, read_name, &n, BIND(V(b->v[i].site)));
		if (rc < 0 && rc != E_NOTFOUND)
			return rc;
		cx->err = before;
		b->v[i].site_name = n.name;
	}
	return 0;
}

int flow_books_balance(struct cx *cx, const struct books_days *d, struct books *ret)
{
	struct books b = { .v = arena_alloc(cx->arena, sizeof *b.v * ACCOUNTS_MAX), .sum = { .account = S(""), .site_name = S("") } };
	struct scope sc;

	if (!b.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(check_days(cx, d));
	TRY(scope_of(cx, &sc));
	TRY(sql_each(cx, &q_balance, take_account, &b, BIND(V(sc.area), V(sc.more), V((int)d->from), V((int)d->to))));
	TRY(name_points(cx, &b));
	*ret = b;
	return 0;
}

/* --- lines (BK3) --- */

struct reading { books_fn *fn; void *arg; bool running; int64_t balance; };

/* "plan.sale.17": sale. */
static str what_of(str key)
{
	size_t from = 0, to;

	while (from < key.n && key.p[from] != '.')
		from++;
	from += from < key.n;
	for (to = from; to < key.n && key.p[to] != '.';)
		to++;
	return (str){ key.p + from, to - from };
}

static int one_line(struct cx *cx, struct sql_row *r, void *arg)
{
	struct reading *x = arg;
	struct books_line l;

	l.row.id = sql_i64(r);
	l.row.key = sql_str(r);
	l.row.kind = sql_str(r);
	l.row.ref = sql_i64(r);
	l.row.day = (int32_t)sql_i64(r);
	l.row.at = sql_i64(r);
	l.row.actor.v = sql_i64(r);
	l.row.n = (int)sql_i64(r);
	l.row.e.account = sql_str(r);
	l.row.e.fen = sql_i64(r);
	l.row.e.unit = sql_i64(r);
	l.row.e.site = sql_i64(r);
	l.number = sql_str(r);
	l.by = sql_str(r);
	l.site_name = sql_str(r);
	l.what = what_of(l.row.key);
	l.place = l.row.id * LINE_PLACES + l.row.n;
	x->balance += x->running ? l.row.e.fen : 0;
	l.balance = x->balance;
	return x->fn(cx, &l, x->arg);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* Where a page begins: the day, the posting and the line of the last one before it. */
static int place_of(struct cx *cx, const struct books_days *d, int64_t after, int64_t ret[static 3])
{
	struct err before = cx->err;

	ret[0] = d->from - 1;
	ret[1] = INT64_MAX / LINE_PLACES;
	ret[2] = 0;
	if (after <= 0)
		return 0;
	ret[1] = after / LINE_PLACES;
	ret[2] = after % LINE_PLACES;
	int rc = sql_one(cx, &q_entry_day, read_int, &ret[0], BIND(V(ret[1])));
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	return FAIL_FIELD(cx, E_INVALID, "after", "is the end of no page");
}

int flow_books_lines(struct cx *cx, str account, const struct books_days *d, int64_t after, int max, books_fn *fn, void *arg)
{
	struct reading x = { fn, arg, true, 0 };
	struct scope sc;
	int64_t at[3];

	TRY(check_days(cx, d));
	TRY(scope_of(cx, &sc));
	TRY(place_of(cx, d, after, at));
	TRY(sql_one(cx, &q_until, read_int, &x.balance, BIND(V(sc.area), V(sc.more), V(account), V(at[0]), V(at[1]), V(at[2]))));
	return sql_each(cx, &q_lines, one_line, &x, BIND(V(sc.area), V(sc.more), V(account), V((int)d->from), V((int)d->to), V(at[0]), V(at[1]), V(at[2]), V(max)));
}

int flow_books_journal(struct cx *cx, const struct books_days *d, int64_t after, int max, books_fn *fn, void *arg)
{
	struct reading x = { fn, arg, false, 0 };
	struct scope sc;

	TRY(check_days(cx, d));
	TRY(scope_of(cx, &sc));
	return sql_each(cx, &q_journal, one_line, &x, BIND(V(sc.area), V(sc.more), V((int)d->from), V((int)d->to), V(after / LINE_PLACES), V(after % LINE_PLACES), V(max)));
}

/* --- a record --- */

int flow_books_of(struct cx *cx, str kind, int64_t ref, books_fn *fn, void *arg)
{
	struct reading x = { fn, arg, false, 0 };
	struct scope sc;

	TRY(scope_of(cx, &sc));
	return sql_each(cx, &q_of, one_line, &x, BIND(V(sc.area), V(sc.more), V(kind), V(ref), V(BOOKS_FOUND)));
}

enum { FOUND_MAX = 100 };
struct found { struct { str kind; int64_t ref; } v[FOUND_MAX]; int n; };

static int take_found(struct cx *cx, struct sql_row *r, void *arg)
{
	struct found *f = arg;

	f->v[f->n].kind = sql_str_a(r, cx->arena);
	f->v[f->n++].ref = sql_i64(r);
	return 0;
}

int flow_books_find(struct cx *cx, str number, books_fn *fn, void *arg)
{
	struct found *f = arena_alloc(cx->arena, sizeof *f);
	int total = 0;

	if (!f)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	if (!number.n)
		return 0;
	TRY(sql_each(cx, &q_find, take_found, f, BIND(V(number))));
	for (int i = 0; i < f->n && total < BOOKS_FOUND; i++) {
		int n = flow_books_of(cx, f->v[i].kind, f->v[i].ref, fn, arg);
		TRY(n);
		total += n;
	}
	return total;
}
