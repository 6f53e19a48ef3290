/* plate — see plate.h. */
#include "office/plate/plate.h"

#include "plate_sql.h"

SQL_STATEMENTS(plate)

enum { RECEIVE_MAX = 20000 };

const str plate_kind_names[PK_N] = { SI("standard"), SI("temporary") };
const struct stock_kind plate_stock_kind = { "plate", &q_mark, &q_arrive, &q_release, &q_count };

static enum plate_kind kind_of(str s)
{
	return str_eq(s, plate_kind_names[PK_TEMPORARY]) ? PK_TEMPORARY : PK_STANDARD;   /* CHECKed by the database */
}

/* --- formats --- */

static void read_format(struct sql_row *r, void *ret)
{
	struct plate_format *f = ret;

	f->id = sql_i64(r);
	f->district = (int32_t)sql_i64(r);
	f->kind = kind_of(sql_str(r));
	str prefix = sql_str(r), alphabet = sql_str(r);
	ASSERT(number_format_make(prefix, alphabet, (int)sql_i64(r), &f->f));
	f->forbidden = sql_str(r);
	f->next = sql_i64(r);
	f->active = str_eq(sql_str(r), S("active"));
	f->ver = sql_i64(r);
}

struct one { struct arena *arena; struct plate_format f; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_format(r, &o->f);
	o->f.forbidden = arena_str(o->arena, o->f.forbidden);
}

int plate_format_get(struct cx *cx, int64_t id, struct plate_format *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_format, read_one, &o, BIND(V(id))));
	*ret = o.f;
	return 0;
}

int plate_format_add(struct cx *cx, const struct plate_format_new *in, struct plate_format *ret)
{
	struct number_format f;
	int64_t id;

	if (in->district < 100000 || in->district > 999999)
		return FAIL_FIELD(cx, E_INVALID, "district", "must be a six-digit code of GB/T 2260");
	if ((unsigned)in->kind >= PK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be standard or temporary");
	if (in->forbidden.n > 200 || !str_utf8(in->forbidden))
		return FAIL_FIELD(cx, E_INVALID, "forbidden", "must be pieces divided by commas, at most 200 bytes");
	if (!number_format_make(S(""), in->alphabet, 1, &f))
		return FAIL_FIELD(cx, E_INVALID, "alphabet", "must be 2 to 36 different of 0-9 A-Z");
	if (!number_format_make(in->prefix, in->alphabet, in->places, &f))
		return FAIL_FIELD(cx, E_INVALID, "prefix", "prefix, alphabet (2 to 36 different of 0-9 A-Z) and places (1 to 9) do not make a number");
	int rc = sql_insert(cx, &q_format_add, &id, BIND(V((int)in->district), V(plate_kind_names[in->kind]), V(number_str(&f.prefix)), V(in->alphabet),
	                                                 V((int)in->places), V(in->forbidden)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "prefix", "there is a format of this prefix, alphabet and length");
	}
	TRY(rc);
	return plate_format_get(cx, id, ret);
}

int plate_format_close(struct cx *cx, struct plate_format *f)
{
	int n = sql_exec(cx, &q_format_close, BIND(V(f->id), V(f->ver)));

	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, f->active ? "the format has changed; read it again" : "the format is closed");
	return plate_format_get(cx, f->id, f);
}

struct each { plate_format_fn *format; plate_piece_fn *piece; void *arg; };

static int each_format(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct plate_format f;

	read_format(r, &f);
	return e->format(cx, &f, e->arg);
}

int plate_formats(struct cx *cx, plate_format_fn *fn, void *arg)
{
	struct each e = { .format = fn, .arg = arg };

	return sql_each(cx, &q_formats, each_format, &e, BIND_NONE);
}

struct fits { const struct number *n; bool yes; };

static int fits_one(struct cx *cx, const struct plate_format *f, void *arg)
{
	struct fits *a = arg;
	int64_t seq;

	(void)cx;
	a->yes |= f->active && number_format_seq(&f->f, a->n, &seq);
	return 0;
}

int plate_fits(struct cx *cx, const struct number *n, bool *ret)
{
	struct fits a = { n, false };

	TRY(plate_formats(cx, fits_one, &a));
	*ret = a.yes;
	return 0;
}

/* --- batches --- */

/* The first number of the sequence from seq on that is not forbidden; false at the end. */
static bool next_good(const struct plate_format *f, int64_t *io_seq, struct number *ret)
{
	while (number_format_at(&f->f, *io_seq, ret)) {
		if (!number_format_forbidden(&f->f, ret, f->forbidden))
			return true;
		++*io_seq;
	}
	return false;
}

static int start_at(struct cx *cx, const struct plate_format *f, str first, int64_t *ret)
{
	struct number n;

	*ret = f->next;
	if (first.n == 0)
		return 0;
	if (!number_fold(first, &n) || !number_format_seq(&f->f, &n, ret))
		return FAIL_FIELD(cx, E_INVALID, "first", "is no number of this format");
	if (*ret < f->next)
		return FAIL_FIELD(cx, E_STATE, "first", "lies behind the sequence: these numbers have been made already");
	return 0;
}

/* What the batch spans, before its plates are made; the sequence moves on (PL1). */
static int span(struct cx *cx, const struct plate_format *f, int64_t from, int32_t n, struct plate_batch *ret)
{
	int64_t seq = from;

	for (int32_t i = 0; i < n; i++, seq++) {
		if (!next_good(f, &seq, i ? &ret->last : &ret->first))
			return FAIL_FIELD(cx, E_STATE, "n", "the format has only %d numbers left", i);
		if (i == 0)
			ret->last = ret->first;
	}
	int moved = sql_exec(cx, &q_format_next, BIND(V(seq), V(f->id), V(f->next), V(f->ver)));
	TRY(moved);
	return moved == 1 ? 0 : FAIL(cx, E_STATE, "the sequence has moved; read the format again");
}

int plate_receive(struct cx *cx, int64_t format, str first, int32_t n, str note, struct plate_batch *ret)
{
	struct plate_batch b = { .format = format, .n = n };
	struct plate_format f;
	struct number text;
	int64_t seq;

	if (n < 1 || n > RECEIVE_MAX)
		return FAIL_FIELD(cx, E_INVALID, "n", "must be 1 to %d", RECEIVE_MAX);
	if (note.n > 400 || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	TRY(plate_format_get(cx, format, &f));
	if (!f.active)
		return FAIL(cx, E_STATE, "the format is closed");
	TRY(start_at(cx, &f, first, &seq));
	TRY(span(cx, &f, seq, n, &b));
	TRY(sql_insert(cx, &q_batch_add, &b.id, BIND(V(format), V(number_str(&b.first)), V(number_str(&b.last)), V((int)n), V(note), V(cx->actor.v), V(cx->now))));
	for (int32_t i = 0; i < n; i++, seq++) {
		ASSERT(next_good(&f, &seq, &text));
		TRY(sql_exec(cx, &q_add, BIND(V(number_str(&text)), V(plate_kind_names[f.kind]), V((int)f.district), V(b.id))));
	}
	*ret = b;
	return 0;
}

int plate_deliver(struct cx *cx, int64_t batch, site_id site)
{
	ASSERT(site.v > 0);
	return sql_exec(cx, &q_deliver, BIND(V(batch), V(site.v)));
}

/* --- pieces --- */

static void read_piece(struct sql_row *r, void *ret)
{
	struct plate_piece *p = ret;

	p->id = sql_i64(r);
	ASSERT(number_fold(sql_str(r), &p->text));
	p->kind = kind_of(sql_str(r));
	p->district = (int32_t)sql_i64(r);
	p->state = stock_state_of(sql_str(r));
	ASSERT(p->state < SKS_N);
	p->at.site.v = sql_i64(r);
	p->at.holder.v = sql_i64(r);
	p->transfer = sql_i64(r);
	p->bike.v = sql_i64(r);
	p->bound_at = sql_i64(r);
	p->ended_at = sql_i64(r);
	p->ver = sql_i64(r);
}

int plate_piece_get(struct cx *cx, int64_t id, struct plate_piece *ret)
{
	return sql_one(cx, &q_by_id, read_piece, ret, BIND(V(id)));
}

int plate_piece_by_text(struct cx *cx, const struct number *text, struct plate_piece *ret)
{
	return sql_one(cx, &q_by_text, read_piece, ret, BIND(V(number_str(text))));
}

int plate_of_bike(struct cx *cx, bike_id bike, struct plate_piece *ret)
{
	return sql_one(cx, &q_of_bike, read_piece, ret, BIND(V(bike.v)));
}

int plate_issue(struct cx *cx, struct stock_place at, enum plate_kind kind, bike_id bike, struct plate_piece *ret)
{
	ASSERT((unsigned)kind < PK_N);
	/* one statement: two who ask at the same time never choose the same plate (PL2) */
	int rc = sql_one(cx, &q_issue, read_piece, ret, BIND(V(bike.v), V(cx->now), V(at.site.v), V(at.holder.v), V(plate_kind_names[kind])));
	if (rc == E_NOTFOUND || rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return rc == E_NOTFOUND ? FAIL_FIELD(cx, E_STATE, "plate", "no plate of this kind is left here") : FAIL(cx, E_STATE, "the bike has a plate already");
	}
	return rc;
}

int plate_lowest(struct cx *cx, struct stock_place at, enum plate_kind kind, struct plate_piece *ret)
{
	ASSERT((unsigned)kind < PK_N);
	return sql_one(cx, &q_lowest, read_piece, ret, BIND(V(at.site.v), V(at.holder.v), V(plate_kind_names[kind])));
}

int plate_bind(struct cx *cx, struct plate_piece *p, bike_id bike)
{
	int n = sql_exec(cx, &q_bind, BIND(V(bike.v), V(cx->now), V(p->id), V(p->ver)));

	if (n == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_STATE, "the bike has a plate already");
	}
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "plate", "this plate does not lie at a point, or it is in a transfer");
	return plate_piece_get(cx, p->id, p);
}

int plate_step(struct cx *cx, struct plate_piece *p, enum stock_event ev, str note)
{
	enum stock_state to;

	if (ev == SKE_MOVE || ev == SKE_BIND || !stock_next(p->state, ev, &to))
		return FAIL(cx, E_STATE, "not possible for a plate that is %.*s", STR_ARG(stock_state_names[p->state]));
	if (ev == SKE_RESTORE && p->bike.v == 0)
		return FAIL(cx, E_STATE, "this plate was never on a bike");
	if (note.n > 400 || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	int n = sql_exec(cx, &q_move, BIND(V(stock_state_names[to]), V_ID(ev == SKE_RESTORE ? 0 : cx->now), V(note), V(p->id), V(stock_state_names[p->state]), V(p->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, p->transfer ? "the plate is in a transfer" : "the plate has changed; read it again");
	return plate_piece_get(cx, p->id, p);
}

static int each_piece(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct plate_piece p;

	read_piece(r, &p);
	return e->piece(cx, &p, e->arg);
}

int plate_pieces(struct cx *cx, struct stock_place at, int64_t after, int max, plate_piece_fn *fn, void *arg)
{
	struct each e = { .piece = fn, .arg = arg };

	return sql_each(cx, &q_pieces, each_piece, &e, BIND(V(at.site.v), V(at.holder.v), V(after), V(max)));
}

int plate_sums(struct cx *cx, site_id site, stock_sum_fn *fn, void *arg)
{
	return stock_sums(cx, &q_sums, site, fn, arg);
}
