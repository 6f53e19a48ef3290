/* ana_pair_passed — the tags that were at all of several scenes. */
#include <stdlib.h>

#include "track/analysis/analysis.h"

struct met { uint64_t tag; utc_ms first, last; };
struct list { struct met *v; size_t n, cap; const struct ana_scene *s; };

static bool take(void *arg, const struct visit *v)
{
	struct list *l = arg;

	if (v->last < l->s->from || v->first >= l->s->to)
		return true;
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 256;
		l->v = realloc(l->v, l->cap * sizeof *l->v);
		ASSERT(l->v);
	}
	l->v[l->n++] = (struct met){ v->tag, MAX(v->first, l->s->from), MIN(v->last, l->s->to - 1) };
	return true;
}

static int by_tag(const void *x, const void *y)
{
	const struct met *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

/* Each tag once, from its first to its last moment at the scene. */
static void once(struct list *l)
{
	size_t n = 0;

	if (l->n > 1)
		qsort(l->v, l->n, sizeof *l->v, by_tag);
	for (size_t i = 0; i < l->n; i++)
		if (n > 0 && l->v[n - 1].tag == l->v[i].tag)
			l->v[n - 1].last = MAX(l->v[n - 1].last, l->v[i].last);
		else
			l->v[n++] = l->v[i];
	l->n = n;
}

static const struct met *met_at(const struct list *l, uint64_t tag, size_t *io_from)
{
	while (*io_from < l->n && l->v[*io_from].tag < tag)
		(*io_from)++;
	return *io_from < l->n && l->v[*io_from].tag == tag ? &l->v[*io_from] : NULL;
}

/* In order: it could have been at each scene at a time not before its time at the one in front of it. */
static void intersect(const struct list *l, size_t n, bool ordered, struct ana_passed_answer *a)
{
	size_t at[ANA_SCENES] = { 0 };

	a->v = malloc(MAX(l[0].n, (size_t)1) * sizeof *a->v);
	ASSERT(a->v);
	for (size_t i = 0; i < l[0].n; i++) {
		struct ana_passed one = { .tag = l[0].v[i].tag };
		utc_ms t = INT64_MIN;
		bool all = true;
		for (size_t k = 0; all && k < n; k++) {
			const struct met *m = met_at(&l[k], one.tag, &at[k]);
			all = m && (!ordered || m->last >= t);
			one.at[k] = m ? m->first : 0;
			t = all ? MAX(t, m->first) : t;
		}
		if (all)
			a->v[a->n++] = one;
	}
}

int ana_passed_all(const struct ana_source *src, const struct ana_scene *scene, size_t n, bool ordered, uint32_t tags,
                   struct ana_passed_answer *ret, struct err *e)
{
	struct list l[ANA_SCENES] = { 0 };
	struct ana_passed_answer a = { .chance = MAX(tags, 1u) };
	int rc = 0;

	if (n < 1 || n > ANA_SCENES)
		return ERR(e, E_INVALID, "1 to %d scenes, not %zu", ANA_SCENES, n);
	for (size_t k = 0; rc >= 0 && k < n; k++) {
		l[k].s = &scene[k];
		for (size_t i = 0; rc >= 0 && i < scene[k].stations; i++)
			rc = src->station(src->arg, scene[k].station[i], scene[k].from, scene[k].to, take, &l[k], e);
		once(&l[k]);
		a.at[k] = l[k].n;
		a.chance *= (double)l[k].n / (double)MAX(tags, 1u);
	}
	if (rc >= 0) {
		intersect(l, n, ordered, &a);
		*ret = a;
	}
	for (size_t k = 0; k < n; k++)
		free(l[k].v);
	return as_done(rc);
}
