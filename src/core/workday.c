/* workday — see workday.h. */
#include "core/workday.h"

static int year_of(int32_t day)
{
	return civil_of(day_start(day)).y;
}

/* The mark's place, or NULL outside of the years. */
static uint8_t *place(struct workdays *w, int32_t day)
{
	int year = year_of(day), i = year - w->first;

	if (i < 0 || i >= WORKDAY_YEARS)
		return NULL;
	return &w->mark[i][day - day_of(civil_start((struct civil){ (int16_t)year, 1, 1 }))];
}

void workdays_init(struct workdays *w, int first_year)
{
	memset(w, 0, sizeof *w);
	w->first = first_year;
}

bool workdays_year(struct workdays *w, int year)
{
	int i = year - w->first;

	if (i < 0 || i >= WORKDAY_YEARS)
		return false;
	w->known |= 1u << i;
	return true;
}

bool workdays_mark(struct workdays *w, int32_t day, bool off)
{
	uint8_t *p = place(w, day);

	if (p)
		*p = off ? WDM_OFF : WDM_WORK;
	return p != NULL;
}

bool workdays_known(const struct workdays *w, int32_t day)
{
	int i = year_of(day) - w->first;

	return i >= 0 && i < WORKDAY_YEARS && (w->known >> i & 1);
}

bool workday_is(const struct workdays *w, int32_t day)
{
	struct workdays *any = (struct workdays *)(uintptr_t)w;      /* looked at only */
	const uint8_t *p = place(any, day);
	int32_t r = (day + 3) % 7;      /* 0 Monday; 1970-01-01 was a Thursday */

	if (p && *p != WDM_NONE)
		return *p == WDM_WORK;
	return (r < 0 ? r + 7 : r) < 5;
}

static bool stopped(int32_t day, const struct workday_stop *stops, int n)
{
	for (int i = 0; i < n; i++)
		if (day > stops[i].from && day <= stops[i].until)
			return true;
	return false;
}

int workday_owed(const struct workdays *w, int32_t start, int n, const struct workday_stop *stops, int nstops, int32_t *ret)
{
	int32_t day = start;

	for (int i = 0; i < nstops; i++)
		if (!stops[i].until)
			return E_STATE;
	if (!workdays_known(w, day))
		return E_NOTFOUND;
	while (n > 0) {
		day++;      /* WD1 */
		if (!workdays_known(w, day))
			return E_NOTFOUND;
		n -= workday_is(w, day) && !stopped(day, stops, nstops);
	}
	*ret = day;
	return 0;
}

int workday_add(const struct workdays *w, int32_t day, int n, int32_t *ret)
{
	return workday_owed(w, day, n, NULL, 0, ret);
}

int workday_between(const struct workdays *w, int32_t from, int32_t to)
{
	int n = 0;

	for (int32_t d = from; d < to; d++)
		n += workday_is(w, d + 1);
	for (int32_t d = to; d < from; d++)
		n -= workday_is(w, d + 1);
	return n;
}
