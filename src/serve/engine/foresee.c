/* foresee — see foresee.h. */
#include "serve/engine/foresee.h"

#include <stdlib.h>

#include "base/utc.h"
#include "platform/log.h"
#include "serve/engine/partition_int.h"

enum {
	DAYS_BACK = 7, SLICES = 16, SLICES_LARGE = 4, SLICE_LARGE = 250000, BATCH = 4096, SAMPLE_TAGS = 400, HISTORY_DAYS = 14,
	AFTER_MIDNIGHT_MS = 10 * MINUTE_MS, LOOK_MS = 30000, GOING_ON_MS = HOUR_MS, UP_MAX = UP_RING, AROUND = 8,
};

struct batch { struct visit *v; uint32_t n, cap; int32_t day; uint32_t slice; bool all; atomic_bool *stop; };

struct foresee {
	struct partition *p;
	struct thread thread;
	atomic_bool stop;
	pthread_mutex_t mu; pthread_cond_t cv;
	/* under mu */
	struct next_model *next; struct dark_model *dark;
	int32_t days, last_day;
	/* the thread's */
	uint32_t stations;
	uint8_t *class_of;
	struct batch day, history;
	utc_ms counted_open;
};

/* ---- what the engine knows of stations ---- */

static void copy_stations(struct partition *p, void *arg)
{
	struct foresee *f = arg;
	size_t n;
	const struct station_place *s = engine_stations(p->engine, &n);

	free(f->class_of);
	f->class_of = calloc(n ? n : 1, 1);
	if (!f->class_of)
		BUG("out of memory");
	f->stations = (uint32_t)n;
	for (size_t i = 0; i < n; i++)      /* junctions hear otherwise than roadside stations, and districts have other cellars */
		f->class_of[i] = (uint8_t)(s[i].kind % 2 * (DARK_CLASSES / 2) + s[i].district % (DARK_CLASSES / 2));
}

/* Models for the stations there are now; a station added later is learned from the next start on. */
static bool make_models(struct foresee *f)
{
	if (f->next)
		return true;
	if (!partition_call(f->p, copy_stations, f) || f->stations == 0)
		return false;
	uint32_t room = f->stations + f->stations / 4 + 64;      /* stations to come */
	uint8_t *classes = calloc(room, 1);
	if (!classes)
		BUG("out of memory");
	memcpy(classes, f->class_of, f->stations);
	pthread_mutex_lock(&f->mu);
	f->next = next_new(&(struct next_opts){ .stations = room });
	f->dark = dark_new(&(struct dark_opts){ .stations = room, .class_of = classes });
	pthread_mutex_unlock(&f->mu);
	f->stations = room;
	free(classes);
	return true;
}

/* ---- a day from the trail ---- */

static bool take(void *arg, const struct visit *v)
{
	struct batch *b = arg;

	if (!b->all && (day_of(v->first) != b->day || hash_u64(v->tag) % SLICES != b->slice))
		return !*b->stop;
	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 4096;
		b->v = realloc(b->v, b->cap * sizeof *b->v);
		if (!b->v)
			BUG("out of memory");
	}
	b->v[b->n++] = *v;
	return !*b->stop;
}

static int by_tag_first(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->station - b->station;
}

static int read_slice(struct foresee *f, int32_t day, uint32_t slice, struct err *e)
{
	f->day.n = 0;
	f->day.day = day;
	f->day.slice = slice;
	for (uint32_t ix = 0; ix < f->stations && !f->stop; ix++)
		TRY(trail_station(f->p->trail, (uint16_t)ix, day_start(day), day_start(day + 1), take, &f->day, e));
	if (f->day.n)
		qsort(f->day.v, f->day.n, sizeof *f->day.v, by_tag_first);
	return 0;
}

/* Foretells the day of some tags of the slice from what was known before it. Only this thread changes the models: no lock to read them. */
static int foretell(struct foresee *f, int32_t day, struct next_trial *io, struct err *e)
{
	uint32_t tags = 0, step, seen = 0;

	for (uint32_t i = 0; i < f->day.n; i++)
		tags += i == 0 || f->day.v[i].tag != f->day.v[i - 1].tag;
	step = tags / SAMPLE_TAGS + 1;
	for (uint32_t i = 0; i < f->day.n && !f->stop; i++) {
		if (i > 0 && f->day.v[i].tag == f->day.v[i - 1].tag)
			continue;
		if (seen++ % step)
			continue;
		f->history.n = 0;
		TRY(trail_tag(f->p->trail, (tag_id){ f->day.v[i].tag }, day_start(day - HISTORY_DAYS), day_start(day + 1), take, &f->history, e));
		next_try(f->next, f->history.v, f->history.n, day_start(day), io);
	}
	return 0;
}

static void learn(struct foresee *f)
{
	for (uint32_t i = 0; i < f->day.n && !f->stop;) {
		uint32_t to = MIN(i + BATCH, f->day.n);
		pthread_mutex_lock(&f->mu);
		for (; i < to; i++) {
			next_add(f->next, &f->day.v[i]);
			dark_add(f->dark, &f->day.v[i]);
		}
		pthread_mutex_unlock(&f->mu);
	}
}

static void tell_day(const struct foresee *f, int32_t day, const struct next_trial *t, uint64_t visits)
{
	struct next_stats s;
	double n = t->steps ? t->steps : 1, named = t->named ? t->named : 1;

	next_stats(f->next, &s);
	log_line(LOG_INFO, "foresee.day", "day=%d visits=%llu foretold=%u top1=%.3f top3=%.3f window=%.3f mib=%llu", day, (unsigned long long)visits, t->steps,
	         t->top1 / n, t->top3 / n, t->in_window / named, (unsigned long long)(s.bytes >> 20));
}

static int learn_day(struct foresee *f, int32_t day, struct err *e)
{
	struct next_trial t = { 0 };
	uint32_t slices = SLICES;
	uint64_t visits = 0;
	int rc = 0;

	for (uint32_t k = 0; rc >= 0 && k < slices && !f->stop; k++) {
		rc = read_slice(f, day, k, e);
		if (rc >= 0 && k == 0) {
			slices = f->day.n > SLICE_LARGE ? SLICES_LARGE : SLICES;
			rc = foretell(f, day, &t, e);
		}
		if (rc >= 0)
			learn(f);
		visits += f->day.n;
	}
	if (rc >= 0 && !f->stop) {
		pthread_mutex_lock(&f->mu);
		next_tune(f->next, &t);
		f->days += visits > 0;
		f->last_day = day;
		pthread_cond_broadcast(&f->cv);
		pthread_mutex_unlock(&f->mu);
		if (visits)
			tell_day(f, day, &t, visits);
	}
	next_trial_done(&t);
	return rc;
}

static void count_open(struct foresee *f, utc_ms now)
{
	if (now - f->counted_open < GOING_ON_MS)
		return;
	pthread_mutex_lock(&f->mu);
	dark_going_on(f->dark, now);
	pthread_mutex_unlock(&f->mu);
	f->counted_open = now;
}

static void loop(void *arg)
{
	struct foresee *f = arg;

	while (!f->stop) {
		utc_ms now = f->p->a_now;
		int32_t ended = day_of(now - AFTER_MIDNIGHT_MS) - 1;
		if (now > 0 && make_models(f)) {
			struct err e = { 0 };
			int32_t day = MAX(f->last_day + 1, ended - DAYS_BACK + 1);
			int rc = 0;
			for (; rc >= 0 && day <= ended && !f->stop; day++)
				rc = learn_day(f, day, &e);
			if (rc < 0)
				log_line(LOG_ERROR, "foresee.read", "code=%s why=%s", err_name(rc), LOG_Q(str_of(e.msg)));
			else
				count_open(f, now);
		}
		pthread_mutex_lock(&f->mu);
		if (!f->stop)
			cond_wait_ms(&f->cv, &f->mu, LOOK_MS);
		pthread_mutex_unlock(&f->mu);
	}
}

/* ---- start, stop, questions ---- */

struct foresee *foresee_start(struct partition *p)
{
	struct foresee *f = calloc(1, sizeof *f);

	if (!f)
		BUG("out of memory");
	f->p = p;
	f->day.stop = f->history.stop = &f->stop;
	f->history.all = true;
	pthread_mutex_init(&f->mu, NULL);
	cond_init(&f->cv);
	thread_start(&f->thread, "yz-foresee", loop, f);
	return f;
}

void foresee_stop(struct foresee *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->mu);
	f->stop = true;
	pthread_cond_broadcast(&f->cv);
	pthread_mutex_unlock(&f->mu);
	thread_join(&f->thread);
	next_free(f->next);
	dark_free(f->dark);
	free(f->class_of);
	free(f->day.v);
	free(f->history.v);
	pthread_cond_destroy(&f->cv);
	pthread_mutex_destroy(&f->mu);
	free(f);
}

static double up(void *arg, uint16_t station, utc_ms from, utc_ms to)
{
	struct partition *p = arg;
	utc_ms pairs[UP_MAX][2], sum = 0;

	if (to <= from)
		return -1;
	uint32_t n = partition_uptime(p, station, from, to, pairs, UP_MAX);
	for (uint32_t i = 0; i < n; i++)
		sum += pairs[i][1] - pairs[i][0];
	return (double)sum / (double)(to - from);
}

void foresee_ask(struct foresee *f, const struct visit *own, uint32_t n, utc_ms now, struct foreseen *ret)
{
	struct next_near near[AROUND];

	*ret = (struct foreseen){ .next = { .station = NEXT_NONE }, .dark = { .verdict = DARK_UNKNOWN, .station = NEXT_NONE } };
	pthread_mutex_lock(&f->mu);
	ret->days = f->days;
	ret->last_day = f->last_day;
	if (f->next) {
		uint16_t last = NEXT_NONE;
		utc_ms at = 0;
		next_ask(f->next, own, n, now, &ret->next);
		for (uint32_t i = 0; i < n; i++)
			if (own[i].first <= now && own[i].last >= at) {
				at = own[i].last;
				last = own[i].station;
			}
		int k = next_around(f->next, last, near, AROUND);
		dark_ask(f->dark, own, n, now, near, k, up, f->p, &ret->dark);
	}
	pthread_mutex_unlock(&f->mu);
}

bool foresee_learned(struct foresee *f, int32_t day, int64_t timeout_ms)
{
	mono begun = clock_mono();

	pthread_mutex_lock(&f->mu);
	while (f->last_day < day && mono_since_ms(begun) < timeout_ms) {
		pthread_cond_broadcast(&f->cv);      /* look now */
		cond_wait_ms(&f->cv, &f->mu, 20);
	}
	bool yes = f->last_day >= day;
	pthread_mutex_unlock(&f->mu);
	return yes;
}
