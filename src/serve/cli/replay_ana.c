/* replay_ana — what the visits of a capture say together: companions, tags in two places, misplaced stations. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "serve/cli/replay_int.h"
#include "track/analysis/analysis.h"

enum { LINE = 512 };

struct text { char *p; size_t n, cap; };

/* Room for a line; what was written is added by the caller. */
static char *line(struct text *t)
{
	if (t->cap - t->n < LINE) {
		t->cap = t->cap ? t->cap * 2 : 1 << 16;
		t->p = realloc(t->p, t->cap);
		ASSERT(t->p);
	}
	return t->p + t->n;
}

static void put(struct text *t, const char *z)
{
	size_t n = strlen(z);

	ASSERT(n < LINE);
	memcpy(line(t), z, n);
	t->n += n;
}

static void put_tag(struct text *t, const struct capture *c, uint64_t tag)
{
	char z[RP_TAG_TEXT];

	capture_tag(c, tag, z);
	put(t, z);
}

static void put_station(struct text *t, const struct capture *c, uint16_t ix)
{
	int n = csv_put_str(line(t), 3 * RP_NAME, str_of(c->name[ix].z));

	ASSERT(n >= 0);
	t->n += (size_t)n;
}

static void put_ms(struct text *t, const struct capture *c, utc_ms at)
{
	t->n += (size_t)snprintf(line(t), LINE, ",%lld", (long long)(at - c->origin));
}

static void put_score(struct text *t, double score)
{
	t->n += (size_t)snprintf(line(t), LINE, ",%.2f\n", score);
}

static int save(const struct replay_opts *o, const char *name, const struct text *t, struct err *e)
{
	char path[4200];

	if (snprintf(path, sizeof path, "%s/%s", o->out, name) >= (int)sizeof path)
		return ERR(e, E_INVALID, "the path is too long: %s", o->out);
	return fs_replace(path, t->p, t->n, 0644, e);
}

/* ---- the visits tag by tag ---- */

static int by_tag(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->station > b->station) - (a->station < b->station);
}

struct visits { struct visit *v; size_t n; };

static struct visits sorted(const struct visit *v, size_t n)
{
	struct visits s = { malloc(MAX(n, (size_t)1) * sizeof *v), n };

	ASSERT(s.v);
	if (n > 0)
		memcpy(s.v, v, n * sizeof *v);
	if (n > 1)
		qsort(s.v, n, sizeof *s.v, by_tag);
	return s;
}

/* The visits of the next tag from *io_at on; 0 at the end. */
static size_t next_tag(const struct visits *s, size_t *io_at, const struct visit **ret)
{
	size_t from = *io_at, to = from;

	while (to < s->n && s->v[to].tag == s->v[from].tag)
		to++;
	*ret = s->v + from;
	*io_at = to;
	return to - from;
}

/* ---- clones.csv, misplaced.csv ---- */

static void put_clones(struct text *t, const struct capture *c, const struct ana_links *l, const struct visits *s)
{
	const struct visit *v;
	struct ana_clone k;

	put(t, "tag,t_ms,station_a,station_b,score\n");
	for (size_t at = 0, n; (n = next_tag(s, &at, &v)) > 0;) {
		if (!ana_clone(l, v, n, &k))
			continue;
		for (uint32_t i = 0; i < MIN(k.n, (uint32_t)ANA_CLASHES); i++) {
			put_tag(t, c, v->tag);
			put_ms(t, c, k.clash[i].t_b);
			put(t, ",");
			put_station(t, c, k.clash[i].a);
			put(t, ",");
			put_station(t, c, k.clash[i].b);
			put_score(t, k.score);
		}
	}
}

struct named { const char *name; struct ana_misplaced m; };

static int by_name(const void *x, const void *y)
{
	const struct named *a = x, *b = y;

	return strcmp(a->name, b->name);
}

static void put_misplaced(struct text *t, const struct capture *c, const struct ana_links *l)
{
	size_t n = ana_misplaced(l, NULL, 0);
	struct ana_misplaced *m = calloc(MAX(n, (size_t)1), sizeof *m);
	struct named *by = calloc(MAX(n, (size_t)1), sizeof *by);

	ASSERT(m && by);
	n = ana_misplaced(l, m, n);
	for (size_t i = 0; i < n; i++)
		by[i] = (struct named){ c->name[m[i].station].z, m[i] };
	qsort(by, n, sizeof *by, by_name);
	put(t, "station,score\n");
	for (size_t i = 0; i < n; i++) {
		put_station(t, c, by[i].m.station);
		put_score(t, by[i].m.score);
	}
	free(m);
	free(by);
}

static int places_and_clones(const struct capture *c, const struct replay_opts *o, const struct visits *s, struct err *e)
{
	struct ana_links *l = ana_links_new(c->place, c->stations);
	struct text clones = { 0 }, misplaced = { 0 };
	const struct visit *v;

	for (size_t at = 0, n; (n = next_tag(s, &at, &v)) > 0;)
		ana_links_tag(l, v, n);
	ana_links_done(l);
	for (size_t at = 0, n; (n = next_tag(s, &at, &v)) > 0;)
		ana_links_blame(l, v, n);
	ana_links_judge(l);
	put_clones(&clones, c, l, s);
	put_misplaced(&misplaced, c, l);
	int rc = save(o, "clones.csv", &clones, e);
	if (rc >= 0)
		rc = save(o, "misplaced.csv", &misplaced, e);
	free(clones.p);
	free(misplaced.p);
	ana_links_free(l);
	return rc;
}

/* ---- companions.csv ---- */

struct found { uint64_t a, b; utc_ms t0, t1; double score; };
struct pairs { const struct capture *c; struct found *v; size_t n, cap; };

static bool reported(const struct capture *c, uint64_t tag)
{
	for (uint32_t i = 0; i < c->reports; i++)
		if (c->report[i].tag == tag)
			return true;
	return false;
}

/* A reported tag stands first, else the smaller one. */
static void on_pair(void *arg, const struct ana_pair *k)
{
	struct pairs *p = arg;
	bool ra = reported(p->c, k->a), rb = reported(p->c, k->b);
	bool turn = ra == rb ? k->b < k->a : rb;

	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 256;
		p->v = realloc(p->v, p->cap * sizeof *p->v);
		ASSERT(p->v);
	}
	p->v[p->n++] = (struct found){ turn ? k->b : k->a, turn ? k->a : k->b, k->t0, k->t1, k->score };
}

static int by_pair(const void *x, const void *y)
{
	const struct found *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (a->t0 > b->t0) - (a->t0 < b->t0);
}

static int companions(const struct capture *c, const struct replay_opts *o, const struct visit *v, size_t n, struct err *e)
{
	struct ana_index *x = ana_index_new(v, n, c->place, c->stations);
	struct ana_pairs *p = ana_pairs_new(c->place, c->stations);
	struct ana_pair_opts opts = { 0 };
	struct pairs found = { .c = c };
	struct text t = { 0 };

	/* of all pairs of a city not more than three by chance */
	if (o->all_companions)
		opts.min_score = MAX(log10(MAX(ana_index_tags(x), 1u)) - 0.5, 1.5);
	if (o->all_companions)
		ana_index_all(x, p, &opts, on_pair, &found);
	for (uint32_t i = 0; !o->all_companions && i < c->reports; i++)
		ana_index_companions(x, p, &opts, c->report[i].tag, on_pair, &found);
	if (found.n > 1)
		qsort(found.v, found.n, sizeof *found.v, by_pair);
	put(&t, "tag_a,tag_b,t0_ms,t1_ms,score\n");
	for (size_t i = 0; i < found.n; i++) {
		const struct found *f = &found.v[i];
		if (i > 0 && f->a == f[-1].a && f->b == f[-1].b)
			continue;
		put_tag(&t, c, f->a);
		put(&t, ",");
		put_tag(&t, c, f->b);
		put_ms(&t, c, f->t0);
		put_ms(&t, c, f->t1);
		put_score(&t, f->score);
	}
	int rc = save(o, "companions.csv", &t, e);
	free(t.p);
	free(found.v);
	ana_pairs_free(p);
	ana_index_free(x);
	return rc;
}

int replay_analysis(const struct capture *c, const struct replay_opts *o, const struct visit *v, size_t n, struct err *e)
{
	struct visits s = sorted(v, n);
	int rc = companions(c, o, v, n, e);

	if (rc >= 0)
		rc = places_and_clones(c, o, &s, e);
	free(s.v);
	return rc;
}
