/* access_detect — see access_detect.h. */
#include "office/access/access_detect.h"

#include "base/utc.h"

enum { WEEK = 7, FORTNIGHT = 14, BORROWED_AT = 3, NIGHTS_AT = 3, DRIP_DAYS = 3, REFUSED_AT = 5, QUIET_MS = 24 * HOUR_MS, HABIT_LEAST = 10, LIVE_APART_MS = 10 * MINUTE_MS };
#define FRESH_OWNER_MS (72 * HOUR_MS)

/* How many of the looks up to i count for a pattern: walked back from i within its time. */
struct walk { const struct access_look *l; size_t i; utc_ms span; };

static bool within(const struct walk *w, size_t k)
{
	return w->l[w->i].at - w->l[k].at < w->span;
}

/* A live view that is left open is one look, not one a minute. */
static bool goes_on(const struct access_look *l, size_t i)
{
	for (size_t k = i; l[i].live && k-- > 0 && l[i].at - l[k].at < LIVE_APART_MS;)
		if (l[k].live && l[k].theft == l[i].theft && !l[k].refused)
			return true;
	return false;
}

static int tell(access_found_fn *fn, void *arg, const struct access_look *l, size_t i, struct access_found f)
{
	f.last = l[i].at;
	f.theft = l[i].theft;
	return fn(arg, &f);
}

utc_ms access_again_ms(enum access_kind k)
{
	return (k == AK_REPEAT ? FORTNIGHT : WEEK) * DAY_MS;
}

static bool outside(const struct access_look *l, const struct access_rules *r)
{
	int hour = (int)((l->at - day_start(day_of(l->at))) / HOUR_MS);

	return hour < r->duty_from || hour >= r->duty_to;
}

/* Outside of the hours, at a case that stood still. */
static bool night(const struct access_look *l, const struct access_rules *r)
{
	return outside(l, r) && (!l->progress_at || l->at - l->progress_at > QUIET_MS);
}

static bool works_at_night(const struct access_look *l, size_t n, const struct access_rules *r)
{
	size_t nights = 0;

	for (size_t i = 0; i < n; i++)
		nights += outside(&l[i], r);
	return n >= HABIT_LEAST && 2 * nights > n;
}

static int borrowed(const struct access_look *l, size_t i, access_found_fn *fn, void *arg)
{
	struct walk week = { l, i, WEEK * DAY_MS }, day = { l, i, DAY_MS };
	int64_t bikes[BORROWED_AT], n = 0, nbikes = 0;
	utc_ms first = l[i].at;

	if (!l[i].theft || goes_on(l, i))
		return 0;
	for (size_t k = i + 1; k-- > 0 && within(&week, k);) {
		if (l[k].theft != l[i].theft || l[k].refused)
			continue;
		n += l[k].foreign && !goes_on(l, k);
		bool new_bike = nbikes < BORROWED_AT && within(&day, k);
		for (int b = 0; b < nbikes; b++)
			new_bike = new_bike && bikes[b] != l[k].bike;
		if (new_bike)
			bikes[nbikes++] = l[k].bike;
		first = l[k].at;
		if (n >= BORROWED_AT || nbikes >= BORROWED_AT)
			return tell(fn, arg, l, i, (struct access_found){ .kind = AK_BORROWED, .subject = l[i].theft, .first = first, .looks = MAX(n, nbikes) });
	}
	return 0;
}

/* Different bikes of the civil day of look i, up to it. */
static int64_t bikes_of_day(const struct access_look *l, size_t i)
{
	int32_t day = day_of(l[i].at);
	int64_t n = 0;

	for (size_t k = i + 1; k-- > 0 && day_of(l[k].at) == day;) {
		bool again = l[k].refused || !l[k].bike;
		for (size_t j = k; !again && j-- > 0 && day_of(l[j].at) == day;)
			again = l[j].bike == l[k].bike && !l[j].refused;
		n += !again;
	}
	return n;
}

static bool last_of_day(const struct access_look *l, size_t n, size_t i)
{
	return i + 1 == n || day_of(l[i + 1].at) != day_of(l[i].at);
}

/* Days with many bikes, each judged at its last look. */
static int drip(const struct access_look *l, size_t n, const struct access_rules *r, access_found_fn *fn, void *arg)
{
	struct { int32_t day; utc_ms first; int64_t bikes; } d[DRIP_DAYS] = { { 0 } };

	for (size_t i = 0; i < n; i++) {
		if (!last_of_day(l, n, i))
			continue;
		int64_t bikes = bikes_of_day(l, i);
		if (bikes < r->drip_bikes)
			continue;
		memmove(d, d + 1, sizeof d - sizeof d[0]);
		d[DRIP_DAYS - 1].day = day_of(l[i].at);
		d[DRIP_DAYS - 1].first = l[i].at;
		d[DRIP_DAYS - 1].bikes = bikes;
		if (d[0].first && d[DRIP_DAYS - 1].day - d[0].day < WEEK) {
			struct access_found f = { .kind = AK_DRIP, .first = d[0].first, .last = l[i].at };
			for (int k = 0; k < DRIP_DAYS; k++)
				f.looks += d[k].bikes;
			int rc = fn(arg, &f);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

static int off_duty(const struct access_look *l, size_t i, const struct access_rules *r, access_found_fn *fn, void *arg)
{
	struct walk week = { l, i, WEEK * DAY_MS };
	int32_t last = INT32_MAX;
	int64_t nights = 0;

	if (!night(&l[i], r))
		return 0;
	for (size_t k = i + 1; k-- > 0 && within(&week, k);) {
		int32_t evening = day_of(l[k].at - r->duty_from * HOUR_MS);      /* 23:00 and 01:00 are one night */
		if (l[k].refused || !night(&l[k], r) || evening == last)
			continue;
		last = evening;
		if (++nights == NIGHTS_AT)
			return tell(fn, arg, l, i, (struct access_found){ .kind = AK_OFF_DUTY, .first = l[k].at, .looks = nights });
	}
	return 0;
}

static int repeat(const struct access_look *l, size_t i, const struct access_rules *r, access_found_fn *fn, void *arg)
{
	struct walk time = { l, i, FORTNIGHT * DAY_MS };
	int32_t last = INT32_MAX;
	int64_t days = 0;

	if (!l[i].bike)
		return 0;
	for (size_t k = i + 1; k-- > 0 && within(&time, k) && l[i].progress_at <= l[k].at;) {
		if (l[k].refused || l[k].bike != l[i].bike || day_of(l[k].at) == last)
			continue;
		last = day_of(l[k].at);
		if (++days == r->repeat_days)
			return tell(fn, arg, l, i, (struct access_found){ .kind = AK_REPEAT, .subject = l[i].bike, .first = l[k].at, .looks = days });
	}
	return 0;
}

static int transfer(const struct access_look *l, size_t i, access_found_fn *fn, void *arg)
{
	const struct access_look *a = &l[i];

	if (!a->transferred_at || a->at < a->transferred_at || a->at - a->transferred_at >= FRESH_OWNER_MS || (a->theft && a->reported_at >= a->transferred_at))
		return 0;
	return tell(fn, arg, l, i, (struct access_found){ .kind = AK_TRANSFER, .subject = a->bike, .first = a->at, .looks = 1 });
}

static int refused(const struct access_look *l, size_t i, access_found_fn *fn, void *arg)
{
	struct walk day = { l, i, DAY_MS };
	int64_t n = 0;

	if (l[i].live)
		return 0;
	for (size_t k = i + 1; k-- > 0 && within(&day, k);)
		if (l[k].refused && !l[k].live && ++n == REFUSED_AT)
			return tell(fn, arg, l, i, (struct access_found){ .kind = AK_REFUSED, .first = l[k].at, .looks = n });
	return 0;
}

int access_detect(const struct access_look *l, size_t n, const struct access_rules *r, access_found_fn *fn, void *arg)
{
	bool nightly = works_at_night(l, n, r);
	int rc = drip(l, n, r, fn, arg);

	for (size_t i = 0; rc >= 0 && i < n; i++) {
		if (l[i].refused) {
			rc = refused(l, i, fn, arg);
			continue;
		}
		rc = borrowed(l, i, fn, arg);
		if (rc >= 0 && !nightly)
			rc = off_duty(l, i, r, fn, arg);
		if (rc >= 0)
			rc = repeat(l, i, r, fn, arg);
		if (rc >= 0)
			rc = transfer(l, i, fn, arg);
	}
	return MIN(rc, 0);
}
