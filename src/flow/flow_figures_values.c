/* flow_figures_values — every value of whole months that lie behind, for medians. See flow_figures.h.
 *
 * A median of years is of no sums, so of the figures that tell one each row that counts is kept: a row of figure_values for a figure and month, which holds
 *
 *     places (varint), each: unit, point, district (varints), word (length, bytes)
 *     rows (varint), each:   place (varint), day of the month and what it counts in (1 byte), value (varint, zigzag) where it counts
 *
 * in one order, so that the same rows are the same bytes. When it holds figure_kept says, as of the sums (flow_figures_kept.c). */
#include <stdlib.h>

#include "flow/flow_figures_int.h"
#include "flow_figures_values_sql.h"

SQL_STATEMENTS(flow_figures_values)

enum { VARINT_MAX = 10, DAY_BITS = 31, IN_NUM = 32, IN_DEN = 64, PLACE_MAX = 3 * VARINT_MAX + VARINT_MAX, ROW_MAX = 2 * VARINT_MAX + 1 };

/* ---- writing ---- */

static int by_number(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int place_cmp(const struct figure_cell *x, const struct figure_cell *y)
{
	int c = by_number(x->unit, y->unit);

	c = c ? c : by_number(x->site, y->site);
	c = c ? c : by_number(x->district, y->district);
	c = c ? c : by_number((int64_t)x->word.n, (int64_t)y->word.n);
	return c || !x->word.n ? c : memcmp(x->word.p, y->word.p, x->word.n);
}

static int in_order(const void *a, const void *b)
{
	const struct figure_cell *x = a, *y = b;
	int c = place_cmp(x, y);

	c = c ? c : by_number(x->day, y->day);
	c = c ? c : by_number(x->num + 2 * x->den, y->num + 2 * y->den);
	return c ? c : by_number(x->total, y->total);
}

static uint8_t *put(uint8_t *p, uint64_t x)
{
	for (; x >= 0x80; x >>= 7)
		*p++ = (uint8_t)(x | 0x80);
	*p++ = (uint8_t)x;
	return p;
}

static uint8_t *put_place(uint8_t *p, const struct figure_cell *c)
{
	p = put(put(put(p, (uint64_t)c->unit), (uint64_t)c->site), (uint64_t)c->district);
	p = put(p, c->word.n);
	if (c->word.n)
		memcpy(p, c->word.p, c->word.n);
	return p + c->word.n;
}

/* Sorts cells; malloc'd. */
static str pack(int32_t month, struct figure_cell *v, int n)
{
	size_t room = 2 * VARINT_MAX;
	int places = 0, at = -1;

	if (n)
		qsort(v, (size_t)n, sizeof *v, in_order);
	for (int i = 0; i < n; i++) {
		bool first = i == 0 || place_cmp(&v[i - 1], &v[i]) != 0;
		places += first;
		room += ROW_MAX + (first ? PLACE_MAX + v[i].word.n : 0);
	}
	uint8_t *buf = malloc(room), *p = buf;
	ASSERT(buf);
	p = put(p, (uint64_t)places);
	for (int i = 0; i < n; i++)
		if (i == 0 || place_cmp(&v[i - 1], &v[i]) != 0)
			p = put_place(p, &v[i]);
	p = put(p, (uint64_t)n);
	for (int i = 0; i < n; i++) {
		at += i == 0 || place_cmp(&v[i - 1], &v[i]) != 0;
		p = put(p, (uint64_t)at);
		*p++ = (uint8_t)((v[i].day - month) | (v[i].num ? IN_NUM : 0) | (v[i].den ? IN_DEN : 0));
		if (v[i].num)
			p = put(p, (uint64_t)v[i].total << 1 ^ (uint64_t)(v[i].total >> 63));
	}
	return (str){ (char *)buf, (size_t)(p - buf) };
}

int figure_values_put(struct cx *cx, enum figure_id fig, int32_t month, struct figure_cell *cells, int n)
{
	str id = figure_defs[fig].id;

	TRY(sql_exec(cx, &q_values_drop, BIND(V(id), V((int64_t)month))));
	str packed = pack(month, cells, n);
	int rc = sql_exec(cx, &q_values_put, BIND(V(id), V((int64_t)month), V_BLOB(packed)));
	free((void *)(uintptr_t)packed.p);
	return as_done(rc);
}

/* ---- against the rows ---- */

struct same { str want; bool is; };

static int compare(struct cx *cx, struct sql_row *r, void *arg)
{
	struct same *s = arg;

	(void)cx;
	s->is = str_eq(sql_str(r), s->want);
	return 0;
}

int figure_values_check(struct cx *cx, enum figure_id fig, int32_t month, struct figure_cell *cells, int n, int64_t *io_wrong)
{
	struct same s = { pack(month, cells, n), false };
	int rc = sql_each(cx, &q_values_one, compare, &s, BIND(V(figure_defs[fig].id), V((int64_t)month)));

	free((void *)(uintptr_t)s.want.p);
	TRY(rc);
	*io_wrong += !s.is;
	return 0;
}

/* ---- reading ---- */

/* What a question wants: the units of its area, ascending; a place's cell, and whether it is wanted. */
struct place { struct figure_cell c; bool wanted; };
struct reader {
	const struct figure_q *q; struct bike_scope sc; figure_cell_fn *fn; void *arg;
	int64_t *unit; size_t nunit, unit_room;
	struct place *place; size_t nplace, place_room;
};

static int unit_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct reader *d = arg;

	if (d->nunit == d->unit_room) {
		size_t room = d->unit_room ? 2 * d->unit_room : 64;
		int64_t *more = arena_alloc(cx->arena, room * sizeof *more);
		if (!more)
			return FAIL(cx, E_TOOBIG, "the answer is too large");
		if (d->nunit)
			memcpy(more, d->unit, d->nunit * sizeof *more);
		d->unit = more;
		d->unit_room = room;
	}
	d->unit[d->nunit++] = sql_i64(r);
	return 0;
}

static int unit_cmp(const void *a, const void *b) { return by_number(*(const int64_t *)a, *(const int64_t *)b); }

static bool place_wanted(const struct reader *d, const struct figure_cell *c)
{
	if ((d->q->district >= 0 && d->q->district != c->district) || (d->q->site >= 0 && d->q->site != c->site))
		return false;
	if (c->unit == 0)
		return d->sc.city;
	return d->nunit && bsearch(&c->unit, d->unit, d->nunit, sizeof *d->unit, unit_cmp);
}

struct in { const uint8_t *p, *end; bool bad; };

static uint64_t get(struct in *in)
{
	uint64_t x = 0;

	for (int s = 0; s < 64 && in->p < in->end; s += 7) {
		uint8_t b = *in->p++;
		x |= (uint64_t)(b & 0x7f) << s;
		if (b < 0x80)
			return x;
	}
	in->bad = true;
	return 0;
}

static int read_places(struct cx *cx, struct reader *d, struct in *in)
{
	uint64_t n = get(in);

	d->nplace = 0;
	if (in->bad || n > (uint64_t)(in->end - in->p))
		return E_CORRUPT;
	if (n > d->place_room) {
		d->place_room = (size_t)n * 2;
		d->place = arena_alloc(cx->arena, d->place_room * sizeof *d->place);
		if (!d->place)
			return FAIL(cx, E_TOOBIG, "the answer is too large");
	}
	while (d->nplace < n) {
		struct place *p = &d->place[d->nplace++];
		*p = (struct place){ .c.unit = (int64_t)get(in) };
		p->c.site = (int64_t)get(in);
		p->c.district = (int64_t)get(in);
		uint64_t len = get(in);
		if (in->bad || len > (uint64_t)(in->end - in->p))
			return E_CORRUPT;
		p->c.word = (str){ (const char *)in->p, (size_t)len };
		in->p += len;
		p->wanted = place_wanted(d, &p->c);
	}
	return 0;
}

static int read_rows(struct cx *cx, struct reader *d, struct in *in, int32_t month)
{
	for (uint64_t n = get(in); n > 0; n--) {
		uint64_t at = get(in);
		if (in->bad || at >= d->nplace || in->p == in->end)
			return E_CORRUPT;
		struct figure_cell c = d->place[at].c;
		uint8_t head = *in->p++;
		uint64_t z = head & IN_NUM ? get(in) : 0;
		c.day = month + (head & DAY_BITS);
		c.num = (head & IN_NUM) != 0;
		c.den = (head & IN_DEN) != 0;
		c.total = (int64_t)(z >> 1 ^ -(z & 1));
		if (in->bad)
			return E_CORRUPT;
		if (d->place[at].wanted)
			TRY(d->fn(cx, &c, d->arg));
	}
	return in->bad || in->p != in->end ? E_CORRUPT : 0;
}

static int month_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct reader *d = arg;
	int32_t month = (int32_t)sql_i64(r);
	str packed = sql_str(r);
	struct in in = { (const uint8_t *)packed.p, (const uint8_t *)packed.p + packed.n, packed.n == 0 };
	int rc = read_places(cx, d, &in);

	rc = rc < 0 ? rc : read_rows(cx, d, &in, month);
	if (rc == E_CORRUPT)
		return FAIL(cx, E_CORRUPT, "what is kept of a month's %.*s does not read: run yanzhen figures rebuild", STR_ARG(figure_defs[d->q->fig].id));
	return rc;
}

int figure_values_read(struct cx *cx, const struct figure_q *q, struct bike_scope sc, int64_t first, int64_t end, figure_cell_fn *fn, void *arg)
{
	struct reader d = { .q = q, .sc = sc, .fn = fn, .arg = arg };

	TRY(sql_each(cx, &q_values_units, unit_one, &d, BIND(V(sc.area))));
	return as_done(sql_each(cx, &q_values, month_one, &d, BIND(V(figure_defs[q->fig].id), V(first), V(end), V(figure_facts_kept(q->fig)))));
}
