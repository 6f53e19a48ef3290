/* replay_next — next.csv: for each reported tag, at each of its visits after the report, where it was to be expected next.
 *
 * Nothing is used that a running server could not have known at that time: a visit of any tag is learned when it and all earlier ones of
 * its tag have ended (gap and a minute later); of the tag itself what was heard up to then. The strengths of the model's parts are learned on the
 * way from a sample of tags, each step foretold before it is learned. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "serve/cli/replay_int.h"
#include "track/analysis/next.h"

enum { CLOSES_MS = RP_GAP_MS + MINUTE_MS, RANKS = 3, SAMPLED = 100000, HISTORY = 500, TUNE_FIRST = 500, TUNE_EACH = 20000 };

/* A visit to learn, or (ask) the moment at which a reported tag's begins. at: place in the visits by tag. */
struct event { utc_ms t; uint32_t at; bool ask; };
struct guess_row { uint64_t tag; utc_ms t, eta; double p; uint16_t station; uint8_t rank; };
struct wanted { uint64_t tag; utc_ms after; };

struct foretell {
	const struct capture *c;
	struct visit *v; uint32_t n;       /* by tag and first */
	struct wanted *wanted; uint32_t nwanted;
	struct event *event; uint32_t nevents;
	struct guess_row *row; size_t rows, row_cap;
	struct visit *own; uint32_t own_cap;
	struct next_model *m;
	struct next_trial trial; uint32_t tune_at, sample;
};

static int by_tag_first(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->station - b->station;
}

/* Questions before what is learned at the same time. */
static int by_time(const void *x, const void *y)
{
	const struct event *a = x, *b = y;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->ask != b->ask)
		return a->ask ? -1 : 1;
	return a->at < b->at ? -1 : 1;
}

static int by_row(const void *x, const void *y)
{
	const struct guess_row *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	return a->rank - b->rank;
}

static int by_wanted(const void *x, const void *y)
{
	const struct wanted *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return (a->after > b->after) - (a->after < b->after);
}

static const struct wanted *wanted_of(const struct foretell *f, uint64_t tag)
{
	uint32_t lo = 0, hi = f->nwanted;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (f->wanted[mid].tag < tag)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->nwanted && f->wanted[lo].tag == tag ? &f->wanted[lo] : NULL;
}

/* When each visit can be learned, and when the reported tags' begin. */
static void list_events(struct foretell *f)
{
	utc_ms ended = 0;

	for (uint32_t i = 0; i < f->n; i++) {
		const struct visit *v = &f->v[i];
		bool first = i == 0 || v->tag != v[-1].tag;
		const struct wanted *w = wanted_of(f, v->tag);
		ended = first ? v->last : MAX(ended, v->last);
		f->event[f->nevents++] = (struct event){ ended + CLOSES_MS, i, false };
		/* heard by two stations in the same millisecond: one question */
		if (w && v->first > w->after && (first || v->first != v[-1].first))
			f->event[f->nevents++] = (struct event){ v->first, i, true };
	}
	if (f->nevents)
		qsort(f->event, f->nevents, sizeof *f->event, by_time);
}

static uint32_t tag_begins(const struct foretell *f, uint32_t at)
{
	uint32_t from = at;

	while (from > 0 && f->v[from - 1].tag == f->v[at].tag && at - from < HISTORY)
		from--;
	return from;
}

static void learn(struct foretell *f, uint32_t at)
{
	const struct visit *v = &f->v[at];

	if (hash_u64(v->tag) % f->sample == 0) {
		uint32_t from = tag_begins(f, at);
		next_try(f->m, f->v + from, at - from + 1, v->first, &f->trial);
		if (f->trial.steps >= f->tune_at) {
			next_tune(f->m, &f->trial);
			f->tune_at += MIN(f->tune_at, (uint32_t)TUNE_EACH);
		}
	}
	next_add(f->m, v);
}

/* The tag's visits as they stood at t. */
static uint32_t own_at(struct foretell *f, uint32_t at, utc_ms t)
{
	uint32_t from = tag_begins(f, at), to = at, n = 0;

	while (to < f->n && f->v[to].tag == f->v[at].tag && f->v[to].first <= t)
		to++;
	for (uint32_t i = from; i < to && n < f->own_cap; i++) {
		f->own[n] = f->v[i];
		if (f->own[n].last >= t)         /* still going on: of two the one that began later is taken to last longer */
			f->own[n].last = t + n;
		n++;
	}
	return n;
}

static int ask(struct foretell *f, uint32_t at, struct err *e)
{
	const struct visit *v = &f->v[at];
	uint32_t n = own_at(f, at, v->first);
	struct next_answer a;
	int got = next_ask(f->m, f->own, n, v->first, &a);

	for (int i = 0; i < got && i < RANKS; i++) {
		if (f->rows == f->row_cap) {
			f->row_cap = f->row_cap ? f->row_cap * 2 : 1024;
			struct guess_row *r = realloc(f->row, f->row_cap * sizeof *r);
			if (!r)
				return ERR(e, E_FULL, "no memory for %zu rows of next.csv", f->row_cap);
			f->row = r;
		}
		f->row[f->rows++] = (struct guess_row){ v->tag, v->first, a.guess[i].eta, a.guess[i].p, a.guess[i].station, (uint8_t)(i + 1) };
	}
	return 0;
}

static int write_rows(struct foretell *f, const char *out, struct err *e)
{
	char path[4096], tag[RP_TAG_TEXT], name[3 * RP_NAME + 1];
	size_t cap = 64 + f->rows * (sizeof tag + sizeof name + 96), n = 0;
	char *p = malloc(cap);

	if (!p)
		return ERR(e, E_FULL, "no memory for %zu rows of next.csv", f->rows);
	n += (size_t)snprintf(p, cap, "tag,t_ms,rank,station,probability,eta_ms\n");
	if (f->rows)
		qsort(f->row, f->rows, sizeof *f->row, by_row);
	for (size_t i = 0; i < f->rows; i++) {
		const struct guess_row *r = &f->row[i];
		capture_tag(f->c, r->tag, tag);
		int k = csv_put_str(name, sizeof name, str_of(f->c->name[r->station].z));
		ASSERT(k >= 0);
		n += (size_t)snprintf(p + n, cap - n, "%s,%lld,%d,%.*s,%.4f,%lld\n", tag, (long long)(r->t - f->c->origin), r->rank, k, name, r->p,
		                      (long long)(r->eta - f->c->origin));
	}
	int rc = snprintf(path, sizeof path, "%s/next.csv", out) >= (int)sizeof path ? ERR(e, E_INVALID, "the path is too long: %s", out)
	       : fs_replace(path, p, n, 0644, e);
	free(p);
	return rc;
}

static int prepare(struct foretell *f, const struct visit *v, size_t n, struct err *e)
{
	f->n = (uint32_t)n;
	f->nwanted = f->c->reports;
	f->own_cap = HISTORY + 64;
	f->sample = (uint32_t)(n / SAMPLED) + 1;
	f->tune_at = TUNE_FIRST;
	f->v = malloc(n * sizeof *f->v);
	f->event = malloc(2 * n * sizeof *f->event);
	f->wanted = malloc(f->nwanted * sizeof *f->wanted);
	f->own = malloc(f->own_cap * sizeof *f->own);
	if (!f->v || !f->event || !f->wanted || !f->own)
		return ERR(e, E_FULL, "no memory for %zu visits", n);
	memcpy(f->v, v, n * sizeof *f->v);
	if (n)
		qsort(f->v, n, sizeof *f->v, by_tag_first);
	for (uint32_t i = 0; i < f->nwanted; i++)
		f->wanted[i] = (struct wanted){ f->c->report[i].tag, f->c->report[i].at };
	if (f->nwanted)
		qsort(f->wanted, f->nwanted, sizeof *f->wanted, by_wanted);
	f->m = next_new(&(struct next_opts){ .stations = f->c->stations });
	list_events(f);
	return 0;
}

static void done(struct foretell *f)
{
	next_trial_done(&f->trial);
	next_free(f->m);
	free(f->v);
	free(f->event);
	free(f->wanted);
	free(f->row);
	free(f->own);
}

int replay_next(const struct capture *c, const struct replay_opts *o, const struct visit *v, size_t n, struct err *e)
{
	struct foretell f = { .c = c };
	int rc = c->reports && n ? prepare(&f, v, n, e) : 0;

	for (uint32_t i = 0; rc >= 0 && i < f.nevents; i++) {
		if (f.event[i].ask)
			rc = ask(&f, f.event[i].at, e);
		else
			learn(&f, f.event[i].at);
	}
	if (rc >= 0)
		rc = write_rows(&f, o->out, e);
	done(&f);
	return rc;
}
