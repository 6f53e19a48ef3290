/* till — see till.h. */
#include "office/ledger/till.h"

#include "base/utc.h"
#include "office/ledger/ledger.h"
#include "store/sql/sql.h"
#include "till_sql.h"

SQL_STATEMENTS(till)

const str pay_way_words[PW_N] = { SI("cash"), SI("wechat"), SI("alipay"), SI("card") };
const str till_state_words[TIS_N] = { SI("open"), SI("counted"), SI("closed") };

enum pay_way pay_way_of(str s)
{
	int i = 0;

	while (i < PW_N && !str_eq(pay_way_words[i], s))
		i++;
	return (enum pay_way)i;
}

str till_account(struct cx *cx, enum pay_way way, site_id site)
{
	return arena_fmt(cx->arena, "%.*s.%lld", STR_ARG(pay_way_words[way]), (long long)site.v);
}

/* --- reading --- */

struct stored { struct arena *arena; struct till t; int64_t then[PW_N]; };

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *s = ret;
	struct till *t = &s->t;

	t->state = str_eq(sql_str(r), till_state_words[TIS_CLOSED]) ? TIS_CLOSED : TIS_COUNTED;
	for (int w = 0; w < PW_N; w++)
		t->counted[w] = sql_i64(r);
	for (int w = 0; w < PW_N; w++)
		s->then[w] = sql_i64(r);
	t->note = sql_str_a(r, s->arena);
	t->counted_by.v = sql_i64(r);
	t->counted_at = sql_i64(r);
	t->closed_by.v = sql_i64(r);
	t->closed_at = sql_i64(r);
	t->ver = sql_i64(r);
}

int till_get(struct cx *cx, site_id site, int32_t day, struct till *ret)
{
	struct stored s = { .arena = cx->arena, .t = { .site = site, .day = day, .note = S("") } };
	struct err before = cx->err;
	struct till *t = &s.t;

	int rc = sql_one(cx, &q_get, read_stored, &s, BIND(V(site.v), V((int)day)));
	if (rc == E_NOTFOUND)
		cx->err = before;
	else
		TRY(rc);
	for (int w = 0; w < PW_N; w++) {
		TRY(ledger_balance_day(cx, till_account(cx, (enum pay_way)w, site), day, &t->books[w]));
		t->stale |= rc == 0 && s.then[w] != t->books[w];
		t->differs |= rc == 0 && t->counted[w] != t->books[w];
	}
	*ret = *t;
	return 0;
}

/* --- counting and closing --- */

static bool good_note(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20)
			return false;
	return s.n <= TILL_NOTE && str_utf8(s);
}

int till_count(struct cx *cx, site_id site, int32_t day, const int64_t counted[static PW_N], str note, int64_t ver, struct till *ret)
{
	struct till t;

	if (day > day_of(cx->now))
		return FAIL_FIELD(cx, E_INVALID, "day", "is still to come");
	if (!good_note(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be text of at most %d bytes, on one line", TILL_NOTE);
	for (int w = 0; w < PW_N; w++)
		if (counted[w] > LEDGER_MOST_FEN || counted[w] < -LEDGER_MOST_FEN)
			return FAIL_FIELD(cx, E_INVALID, "counted", "is no amount of a day");
	TRY(till_get(cx, site, day, &t));
	if (t.state == TIS_CLOSED)
		return FAIL(cx, E_STATE, "this day is closed");
	if (t.ver != ver)
		return FAIL(cx, E_STATE, "somebody counted meanwhile; read it again");
	const int64_t *c = counted, *b = t.books;
	int n = t.state == TIS_OPEN
		? sql_exec(cx, &q_first, BIND(V(site.v), V((int)day), V(c[0]), V(c[1]), V(c[2]), V(c[3]), V(b[0]), V(b[1]), V(b[2]), V(b[3]), V(note), V(cx->actor.v), V(cx->now)))
		: sql_exec(cx, &q_again, BIND(V(c[0]), V(c[1]), V(c[2]), V(c[3]), V(b[0]), V(b[1]), V(b[2]), V(b[3]), V(note), V(cx->actor.v), V(cx->now), V(site.v),
		                              V((int)day), V(ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "somebody counted meanwhile; read it again");
	return till_get(cx, site, day, ret);
}

int till_close(struct cx *cx, site_id site, int32_t day, int64_t ver, struct till *ret)
{
	struct till t;

	TRY(till_get(cx, site, day, &t));
	if (t.state != TIS_COUNTED)
		return FAIL(cx, E_STATE, t.state == TIS_CLOSED ? "this day is closed already" : "nobody has counted yet");
	if (t.ver != ver)
		return FAIL(cx, E_STATE, "somebody counted meanwhile; read it again");
	if (t.counted_by.v == cx->actor.v)
		return FAIL(cx, E_DENIED, "another person closes what you counted");
	if (t.stale)
		return FAIL(cx, E_STATE, "money was taken or given back after the count: count again");
	if (t.differs && !t.note.n)
		return FAIL_FIELD(cx, E_STATE, "note", "the count is not what the books say: who counted says in words why");
	int n = sql_exec(cx, &q_close, BIND(V(cx->actor.v), V(cx->now), V(site.v), V((int)day), V(ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "somebody counted meanwhile; read it again");
	return till_get(cx, site, day, ret);
}

int till_open(struct cx *cx, site_id site)
{
	struct till t;

	TRY(till_get(cx, site, day_of(cx->now), &t));
	return t.state == TIS_CLOSED ? FAIL_FIELD(cx, E_STATE, "till_closed", "today's till of this point is closed: money is taken again tomorrow") : 0;
}

/* --- days --- */

enum { PAGE = 256 };
struct days { struct { site_id site; int32_t day; } v[PAGE]; int n; };

static int take_day(struct cx *cx, struct sql_row *r, void *arg)
{
	struct days *d = arg;

	(void)cx;
	d->v[d->n].site.v = sql_i64(r);
	d->v[d->n++].day = (int32_t)sql_i64(r);
	return 0;
}

int till_days(struct cx *cx, int32_t from, int32_t to, bool open_only, till_fn *fn, void *arg)
{
	struct till t = { .day = INT32_MAX };
	struct days d;
	int n = 0;

	do {
		d.n = 0;
		TRY(sql_each(cx, &q_days, take_day, &d, BIND(V((int)from), V((int)to), V((int)PAGE), V((int)t.day), V(t.site.v))));
		for (int i = 0; i < d.n; i++) {
			TRY(till_get(cx, d.v[i].site, d.v[i].day, &t));
			if (open_only && t.state == TIS_CLOSED && !t.differs)
				continue;
			TRY(fn(cx, &t, arg));
			n++;
		}
	} while (d.n == PAGE);
	return n;
}
