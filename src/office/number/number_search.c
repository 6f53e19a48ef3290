/* number_search — one box, a pasted list, and what stands against a number. See number.h. */
#define _GNU_SOURCE
#include "number_int.h"
#include "number_sql.h"

SQL_STATEMENTS(number)

enum { PROPOSED_MAX = 400, PASTE_NEAR_MAX = 100 };

typedef int take_fn(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike, void *arg);
struct taker { take_fn *fn; void *arg; };

static int each_entry(struct cx *cx, struct sql_row *r, void *arg)
{
	struct taker *t = arg;
	enum number_kind k;
	struct number n;

	ASSERT(number_kind_of(sql_str(r), &k) && number_fold(sql_str(r), &n));
	return t->fn(cx, k, &n, (bike_id){ sql_i64(r) }, t->arg);
}

/* --- what a number is to the query --- */

struct query {
	struct number n, bare;               /* bare: without brackets */
	uint32_t skel[NUMBER_MAX]; size_t nskel;
	uint8_t code[NUMBER_MAX]; size_t ncode;
	unsigned kinds;
	int max;
	struct number_found *out;
};

static void strip(const struct number *n, struct number *ret)
{
	ret->n = 0;
	for (int i = 0; i < n->n; i++)
		if (n->z[i] != '(' && n->z[i] != ')')
			ret->z[ret->n++] = n->z[i];
	ret->z[ret->n] = 0;
}

static enum number_tier tier_of(const struct query *q, const struct number *n)
{
	struct number bare, skel;
	uint32_t c[NUMBER_MAX];

	if (str_eq(number_str(n), number_str(&q->n)))
		return NT_EXACT;
	strip(n, &bare);
	if (q->bare.n && memmem(bare.z, bare.n, q->bare.z, q->bare.n))
		return NT_CONTAINS;
	number_skeleton(n, &skel);
	size_t k = number_chars(&skel, c);
	bool equal = k == q->nskel && memcmp(c, q->skel, k * sizeof *c) == 0;
	return equal || (q->nskel >= NUMBER_NEAR_LEAST && number_within_one(c, k, q->skel, q->nskel)) ? NT_NEAR : NT_N;
}

/* One more hit unless it is there already. False: no room. */
static bool add_hit(struct query *q, enum number_tier tier, enum number_kind k, const struct number *n, bike_id bike)
{
	struct number_found *f = q->out;

	for (int i = 0; i < f->n; i++)
		if (f->hit[i].kind == k && f->hit[i].bike.v == bike.v && str_eq(number_str(&f->hit[i].norm), number_str(n)))
			return true;
	if (f->n == q->max) {
		f->more = true;
		return false;
	}
	f->hit[f->n++] = (struct number_hit){ tier, k, *n, bike };
	return true;
}

struct pass { struct query *q; enum number_tier tier; };

/* Hits of that tier only: what belongs to an earlier one has been taken, what to a later one comes then. */
static int take_hit(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike, void *arg)
{
	struct pass *p = arg;

	(void)cx;
	if ((p->q->kinds >> k & 1) && tier_of(p->q, n) == p->tier)
		add_hit(p->q, p->tier, k, n, bike);
	return 0;
}

/* N5: the index proposes bikes, the table says what they carry. */
static int proposed(struct cx *cx, struct number_index *x, struct query *q, enum number_tier tier)
{
	struct pass p = { q, tier };
	struct taker t = { take_hit, &p };
	uint32_t *bike = arena_alloc(cx->arena, PROPOSED_MAX * sizeof *bike);
	int n;

	if (!bike)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int k = 0; k < NK_N && !q->out->more; k++) {
		if (!(q->kinds >> k & 1))
			continue;
		bool whole = (tier == NT_CONTAINS ? index_contains : index_near)(x, (enum number_kind)k, q->code, q->ncode, bike, PROPOSED_MAX, &n);
		for (int i = 0; i < n && !q->out->more; i++)
			TRY(tier == NT_CONTAINS && cx->area.n ? sql_each(cx, &q_of_bike_here, each_entry, &t, BIND(V((int64_t)bike[i]), V(cx->area)))
			                                       : sql_each(cx, &q_of_bike, each_entry, &t, BIND(V((int64_t)bike[i]))));
		q->out->more |= !whole;
	}
	return 0;
}

static int prepare(struct cx *cx, str text, unsigned kinds, int max, struct query *q, struct number_found *out)
{
	struct number skel;

	*q = (struct query){ .kinds = kinds, .max = max, .out = out };
	*out = (struct number_found){ .hit = arena_alloc(cx->arena, (size_t)max * sizeof *out->hit) };
	if (!out->hit)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	if (!number_fold(text, &q->n))
		return FAIL_FIELD(cx, E_INVALID, "q", "must be text of at most %d bytes", NUMBER_MAX);
	strip(&q->n, &q->bare);
	number_skeleton(&q->n, &skel);
	q->nskel = number_chars(&skel, q->skel);
	q->ncode = code_of(&q->n, false, q->code);
	out->q = q->n;
	return 0;
}

/* Exact hits, by the database alone. */
static int exact(struct cx *cx, struct query *q)
{
	struct pass p = { q, NT_EXACT };
	struct taker t = { take_hit, &p };

	TRY(sql_each(cx, &q_exact, each_entry, &t, BIND(V(number_str(&q->n)), V(NUMBER_HITS_MAX + 1))));
	return 0;
}

static int look_alikes(struct cx *cx, struct query *q)
{
	struct pass p = { q, NT_NEAR };
	struct taker t = { take_hit, &p };
	struct number skel;

	number_skeleton(&q->n, &skel);
	if (skel.n)
		TRY(sql_each(cx, &q_look_alike, each_entry, &t, BIND(V(number_str(&skel)), V(NUMBER_HITS_MAX + 1))));
	return 0;
}

int number_search(struct cx *cx, str text, unsigned kinds, int max, bool deep, struct number_found *ret)
{
	struct number_index *x = index_ready();
	struct number_found out;
	struct query q;

	ASSERT(max > 0 && max <= NUMBER_HITS_MAX);
	TRY(prepare(cx, text, kinds, max, &q, &out));
	if (q.n.n == 0) {
		*ret = out;
		return 0;
	}
	out.loading = x == NULL;
	TRY(exact(cx, &q));
	out.shallow = out.n > 0 && !deep;
	if (out.shallow) {
		*ret = out;
		return 0;
	}
	if (x && q.ncode && !out.more)
		TRY(proposed(cx, x, &q, NT_CONTAINS));
	if (!out.more)
		TRY(look_alikes(cx, &q));
	if (x && q.ncode >= NUMBER_NEAR_LEAST && !out.more)
		TRY(proposed(cx, x, &q, NT_NEAR));
	*ret = out;
	return 0;
}

/* --- a pasted list --- */

static void keep_best(const struct number_found *f, struct number_line *l)
{
	l->tier = f->n ? (int)f->hit[0].tier : NT_N;
	for (int i = 0; i < f->n && (int)f->hit[i].tier == l->tier; i++) {
		bool known = false;
		for (int k = 0; k < l->n; k++)
			known |= l->bike[k].v == f->hit[i].bike.v;
		if (known)
			continue;
		if (l->n == NUMBER_LINE_HITS) {
			l->more = true;
			return;
		}
		l->bike[l->n++] = f->hit[i].bike;
	}
	l->more = f->more;
}

/* Exact first; only where there is nothing, all the rest, and that for at most PASTE_NEAR_MAX lines. */
static int one_line(struct cx *cx, struct number_line *l, int *io_scans)
{
	struct number_found f;
	struct query q;

	if (!number_fold(l->text, &(struct number){ 0 }) || l->text.n > 4 * NUMBER_MAX) {
		l->tier = NT_N;
		return 0;
	}
	TRY(prepare(cx, l->text, NK_ALL, NUMBER_LINE_HITS * 2, &q, &f));
	l->placeholder = number_is_placeholder(&q.n);
	l->tier = NT_N;
	if (l->placeholder)
		return 0;
	TRY(exact(cx, &q));
	if (f.n == 0)
		TRY(look_alikes(cx, &q));
	if (f.n == 0 && index_ready()) {
		if ((*io_scans)++ < PASTE_NEAR_MAX)
			TRY(number_search(cx, l->text, NK_ALL, NUMBER_LINE_HITS * 2, false, &f));
		else
			l->more = true;
	}
	bool unsure = l->more;
	keep_best(&f, l);
	l->more |= unsure;
	return 0;
}

int number_paste(struct cx *cx, str text, struct number_line **ret, int *ret_n)
{
	struct number_line *line = arena_alloc(cx->arena, NUMBER_LINES_MAX * sizeof *line);
	int n = 0, scans = 0;

	if (!line)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	while (text.n) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t len = end ? (size_t)(end - text.p) : text.n;
		str one = { text.p, len };
		len += end != NULL;
		text = (str){ text.p + len, text.n - len };
		while (one.n && (one.p[one.n - 1] == '\r' || one.p[one.n - 1] == ' ' || one.p[one.n - 1] == '\t'))
			one.n--;
		if (one.n == 0)
			continue;
		if (n == NUMBER_LINES_MAX)
			return FAIL_FIELD(cx, E_TOOBIG, "text", "more than %d lines", NUMBER_LINES_MAX);
		line[n].text = one;
		TRY(one_line(cx, &line[n++], &scans));
	}
	*ret = line;
	*ret_n = n;
	return 0;
}

/* --- what stands against a number --- */

struct rivals { unsigned kinds; bike_id except; struct number n; int max, count; struct number_rival *out; };

static int take_rival(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike, void *arg)
{
	struct rivals *r = arg;

	(void)cx;
	if ((r->kinds >> k & 1) && bike.v != r->except.v && r->count < r->max)
		r->out[r->count++] = (struct number_rival){ str_eq(number_str(n), number_str(&r->n)), k, *n, bike };
	return 0;
}

int number_check(struct cx *cx, enum number_kind k, str text, bike_id except, int max, struct number_rival **ret, bool *ret_placeholder)
{
	struct rivals r = { .kinds = 1u << k, .except = except, .max = max, .out = arena_alloc(cx->arena, (size_t)max * sizeof *r.out) };
	struct taker t = { take_rival, &r };
	struct number skel;

	ASSERT((unsigned)k < NK_N);
	if (!r.out)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	if (!number_fold(text, &r.n))
		return FAIL_FIELD(cx, E_INVALID, number_kind_names[k].p, "must be text of at most %d bytes", NUMBER_MAX);
	if (k == NK_FRAME || k == NK_VEHICLE)
		r.kinds = 1u << NK_FRAME | 1u << NK_VEHICLE;
	*ret_placeholder = number_is_placeholder(&r.n);
	number_skeleton(&r.n, &skel);
	if (!*ret_placeholder)
		TRY(sql_each(cx, &q_look_alike, each_entry, &t, BIND(V(number_str(&skel)), V(1000))));
	/* the same before the merely alike */
	for (int i = 1; i < r.count; i++)
		for (int j = i; j > 0 && r.out[j].same && !r.out[j - 1].same; j--) {
			struct number_rival x = r.out[j];
			r.out[j] = r.out[j - 1];
			r.out[j - 1] = x;
		}
	*ret = r.out;
	return r.count;
}
