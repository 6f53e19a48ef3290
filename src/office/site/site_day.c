/* site_day — when a point is open: hours, its own closed days, holidays and make-up workdays. See site.h. */
#include "office/site/site.h"
#include "site_sql.h"

SQL_STATEMENTS(site)

const str day_state_names[SD_N] = { SI("open"), SI("no_hours"), SI("holiday"), SI("closed_day"), SI("closed") };

int weekday_of(int32_t day)
{
	int32_t r = (day + 3) % 7;      /* 1970-01-01 was a Thursday */

	return (r < 0 ? r + 7 : r) + 1;
}

int site_hours_set(struct cx *cx, site_id id, int weekday, const struct span *v, int n)
{
	if (weekday < 1 || weekday > SITE_MAKE_UP || n < 0 || n > SITE_SPANS)
		return FAIL_FIELD(cx, E_INVALID, "weekday", "must be 1 to 8, with at most %d spans", SITE_SPANS);
	for (int i = 0; i < n; i++)
		if (v[i].from < 0 || v[i].to > 1440 || v[i].from >= v[i].to || (i && v[i].from < v[i - 1].to))
			return FAIL_FIELD(cx, E_INVALID, "spans", "must be minutes of the day, in order and not overlapping");
	TRY(sql_exec(cx, &q_hours_clear, BIND(V(id.v), V(weekday))));
	for (int i = 0; i < n; i++)
		TRY(sql_exec(cx, &q_hours_add, BIND(V(id.v), V(weekday), V((int)v[i].from), V((int)v[i].to))));
	return 0;
}

struct spans { struct span *v; int n; };

static int each_span(struct cx *cx, struct sql_row *r, void *arg)
{
	struct spans *s = arg;
	struct span v;

	(void)cx;
	v.from = (int32_t)sql_i64(r);
	v.to = (int32_t)sql_i64(r);
	if (s->n < SITE_SPANS)
		s->v[s->n++] = v;
	return 0;
}

int site_hours(struct cx *cx, site_id id, int weekday, struct span ret[static SITE_SPANS], int *ret_n)
{
	struct spans s = { ret, 0 };

	TRY(sql_each(cx, &q_hours, each_span, &s, BIND(V(id.v), V(weekday))));
	*ret_n = s.n;
	return 0;
}

int site_close_day(struct cx *cx, site_id id, int32_t day, str reason)
{
	if (reason.n > 100 || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "must be at most 100 bytes of text");
	TRY(reason.n ? sql_exec(cx, &q_close_day, BIND(V(id.v), V((int)day), V(reason))) : sql_exec(cx, &q_open_day, BIND(V(id.v), V((int)day))));
	return 0;
}

int site_quota_day(struct cx *cx, site_id id, int32_t day, int32_t quota)
{
	if (quota > 1000)
		return FAIL_FIELD(cx, E_INVALID, "quota", "must be 0 to 1000");
	TRY(quota < 0 ? sql_exec(cx, &q_quota_clear, BIND(V(id.v), V((int)day))) : sql_exec(cx, &q_quota_put, BIND(V(id.v), V((int)day), V((int)quota))));
	return 0;
}

/* --- what is set --- */

static int each_mark(struct cx *cx, struct sql_row *r, void *arg)
{
	struct site_marks *m = arg;
	struct site_mark *k = &m->v[m->n++];

	k->day = (int32_t)sql_i64(r);
	k->text = sql_str_a(r, cx->arena);
	k->n = (int32_t)sql_i64(r);
	return 0;
}

int site_closed_days(struct cx *cx, site_id id, int32_t from, struct site_marks *ret)
{
	ret->n = 0;
	return as_done(sql_each(cx, &q_closed_days, each_mark, ret, BIND(V(id.v), V((int)from), V((int)SITE_MARKS))));
}

int site_quota_days(struct cx *cx, site_id id, int32_t from, struct site_marks *ret)
{
	ret->n = 0;
	return as_done(sql_each(cx, &q_quota_days, each_mark, ret, BIND(V(id.v), V((int)from), V((int)SITE_MARKS))));
}

int holidays_from(struct cx *cx, int32_t from, struct site_marks *ret)
{
	ret->n = 0;
	return as_done(sql_each(cx, &q_holidays, each_mark, ret, BIND(V((int)from), V((int)SITE_MARKS))));
}

/* --- a day --- */

struct note { bool there, off; int64_t number; str text; };

static int each_text(struct cx *cx, struct sql_row *r, void *arg)
{
	struct note *n = arg;

	n->there = true;
	n->text = sql_str_a(r, cx->arena);
	return 0;
}

static int each_number(struct cx *cx, struct sql_row *r, void *arg)
{
	struct note *n = arg;

	(void)cx;
	n->there = true;
	n->number = sql_i64(r);
	return 0;
}

static int each_holiday(struct cx *cx, struct sql_row *r, void *arg)
{
	struct note *n = arg;

	n->there = true;
	n->off = str_eq(sql_str(r), S("off"));
	n->text = sql_str_a(r, cx->arena);
	return 0;
}

static int spans_of(struct cx *cx, const struct site *s, int32_t day, bool make_up, struct site_day *d)
{
	TRY(site_hours(cx, s->id, make_up ? SITE_MAKE_UP : weekday_of(day), d->span, &d->n));
	if (make_up && d->n == 0)
		TRY(site_hours(cx, s->id, 1, d->span, &d->n));
	d->state = d->n ? SD_OPEN : SD_NO_HOURS;
	return 0;
}

int site_day(struct cx *cx, const struct site *s, int32_t day, struct site_day *ret)
{
	struct site_day d = { .quota = s->quota, .slot_min = s->slot_min, .reason = S("") };
	struct note closed = { .there = false }, holiday = closed, quota = closed;
	bool known;

	TRY(holiday_year_known(cx, civil_of(day_start(day)).y, &known));
	TRY(sql_each(cx, &q_closed, each_text, &closed, BIND(V(s->id.v), V((int)day))));
	TRY(sql_each(cx, &q_holiday, each_holiday, &holiday, BIND(V((int)day))));
	TRY(sql_each(cx, &q_quota, each_number, &quota, BIND(V(s->id.v), V((int)day))));
	d.provisional = !known;      /* SI2 */
	if (quota.there)
		d.quota = (int32_t)quota.number;
	if (!s->open)                /* SI1, in this order */
		d.state = SD_CLOSED;
	else if (closed.there)
		d.state = SD_CLOSED_DAY, d.reason = closed.text;
	else if (holiday.there && holiday.off)
		d.state = SD_HOLIDAY, d.reason = holiday.text;
	else
		TRY(spans_of(cx, s, day, holiday.there, &d));
	*ret = d;
	return 0;
}

bool site_day_slot(const struct site_day *d, int32_t slot)
{
	for (int i = 0; d->state == SD_OPEN && i < d->n; i++)
		if (slot >= d->span[i].from && slot + d->slot_min <= d->span[i].to && (slot - d->span[i].from) % d->slot_min == 0)
			return true;
	return false;
}
