/* flow_booking — see flow_booking.h. */
#include "flow/flow_booking.h"

#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_figures.h"
#include "flow/flow_person.h"
#include "flow_counter_int.h"
#include "office/account/account.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { GRACE_MIN = 60 };

static int32_t minute_of(utc_ms t)
{
	return (int32_t)((t - day_start(day_of(t))) / MINUTE_MS);
}

bool flow_day_parse(str s, int32_t *ret)
{
	int64_t y, m, d;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !str_i64((str){ s.p, 4 }, 1970, 2999, &y) || !str_i64((str){ s.p + 5, 2 }, 1, 12, &m) ||
	    !str_i64((str){ s.p + 8, 2 }, 1, 31, &d))
		return false;
	struct civil c = { (int16_t)y, (int8_t)m, (int8_t)d };
	if (!civil_valid(c))
		return false;
	*ret = day_of(civil_start(c));
	return true;
}

str flow_day_text(int32_t day, char buf[static FLOW_DAY_TEXT])
{
	struct civil c = civil_of(day_start(day));
	int n = snprintf(buf, FLOW_DAY_TEXT, "%04d-%02d-%02d", c.y, c.m, c.d);

	return (str){ buf, (size_t)n };
}

int flow_site_reach(struct cx *cx, site_id id, struct site *ret)
{
	struct site s;
	struct unit u;

	TRY(site_get(cx, id, &s));
	if (s.unit.v) {
		TRY(unit_get(cx, s.unit, &u));
		if (!account_area_covers(cx, u.path))
			return FAIL(cx, E_DENIED, "this point lies outside of your area");
	}
	*ret = s;
	return 0;
}

int flow_booking_reach(struct cx *cx, int64_t booking, struct booking *ret)
{
	struct site s;

	TRY(booking_get(cx, booking, ret));
	return flow_site_reach(cx, ret->site, &s);
}

/* --- the bike it is for --- */

/* owner: whose appointment it is. */
static int may_name(struct cx *cx, bike_id bike, owner_id owner)
{
	struct ownership own;

	return cx->owner.v ? bike_owner_is(cx, bike, owner, &own) : flow_bike_in_area(cx, bike);
}

int flow_booking_bike(struct cx *cx, const struct booking *b, struct booking_bike *ret)
{
	struct err before = cx->err;
	struct bike bike;

	*ret = (struct booking_bike){ { 0 }, S("") };
	if (!b->bike.v)
		return 0;
	TRY(bike_get(cx, b->bike, &bike));
	int rc = may_name(cx, b->bike, b->owner);
	if (rc < 0 && rc != E_DENIED && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	str plate = arena_str(cx->arena, plate_str(&bike.plate));
	*ret = rc < 0 ? (struct booking_bike){ { 0 }, flow_mask_mark(cx->arena, plate) } : (struct booking_bike){ b->bike, plate };
	return 0;
}

/* --- booking --- */

static int closed(struct cx *cx, const struct site_day *d)
{
	return FAIL_FIELD(cx, E_STATE, "day", "the point is closed on that day (%.*s) %.*s", STR_ARG(day_state_names[d->state]), STR_ARG(d->reason));
}

/* The quota of a slot that may be booked now. */
static int bookable(struct cx *cx, site_id id, int32_t day, int32_t slot, int32_t *ret_quota)
{
	int32_t today = day_of(cx->now);
	struct site s;
	struct site_day d;
	int64_t ahead;

	TRY(policy_i64(cx, POL_BOOKING_DAYS_AHEAD, cx->now, &ahead));
	if (day < today || day > today + ahead)
		return FAIL_FIELD(cx, E_INVALID, "day", "must be from today to %lld days ahead", (long long)ahead);
	TRY(site_get(cx, id, &s));
	TRY(site_day(cx, &s, day, &d));
	if (d.state != SD_OPEN)
		return closed(cx, &d);
	if (!site_day_slot(&d, slot) || (day == today && slot <= minute_of(cx->now)))
		return FAIL_FIELD(cx, E_INVALID, "slot", "is no time of that day that can be booked");
	*ret_quota = d.quota;
	return 0;
}

int flow_book(struct cx *cx, const struct booking_new *in, struct booking *ret)
{
	int64_t most;
	int32_t quota;

	if (in->bike.v)
		TRY(may_name(cx, in->bike, in->owner));
	TRY(bookable(cx, in->site, in->day, in->slot, &quota));
	TRY(policy_i64(cx, POL_BOOKING_OPEN_A_PHONE, cx->now, &most));
	return booking_add(cx, in, quota, most, ret);
}

int flow_book_move(struct cx *cx, struct booking *b, site_id site, int32_t day, int32_t slot)
{
	int32_t quota;

	TRY(bookable(cx, site, day, slot, &quota));
	return booking_move(cx, b, site, day, slot, quota);
}

int flow_walk_in(struct cx *cx, site_id site, enum booking_purpose purpose, const struct pii *name, const struct pii *phone, struct booking *ret)
{
	struct booking_new in = { .site = site, .day = day_of(cx->now), .slot = -1, .purpose = purpose, .name = *name, .phone = *phone };
	struct site s;
	struct site_day d;

	TRY(site_get(cx, site, &s));
	TRY(site_day(cx, &s, in.day, &d));
	if (d.state != SD_OPEN)
		return closed(cx, &d);
	return booking_add(cx, &in, 0, 0, ret);
}

/* --- what is free --- */

struct fill { struct slot_free *v; int n; };

static int fill_taken(struct cx *cx, const struct booking_slot *s, void *arg)
{
	struct fill *f = arg;

	(void)cx;
	for (int i = 0; i < f->n; i++)
		if (f->v[i].slot == s->slot)
			f->v[i].taken = s->taken;
	return 0;
}

int flow_site_slots(struct cx *cx, const struct site *s, int32_t day, struct site_day *ret_day, struct slot_free ret[static FLOW_SLOTS], int *ret_n)
{
	struct fill f = { ret, 0 };
	struct site_day d;
	int32_t now = day < day_of(cx->now) ? 1440 : day == day_of(cx->now) ? minute_of(cx->now) : -1;

	TRY(site_day(cx, s, day, &d));
	for (int i = 0; d.state == SD_OPEN && i < d.n; i++)
		for (int32_t t = d.span[i].from; t + d.slot_min <= d.span[i].to && f.n < FLOW_SLOTS; t += d.slot_min)
			if (t > now)
				ret[f.n++] = (struct slot_free){ t, d.quota, 0 };
	TRY(booking_slots(cx, s->id, day, fill_taken, &f));
	*ret_day = d;
	*ret_n = f.n;
	return 0;
}

/* --- what to bring --- */

_Static_assert((int)BOOKING_PAPERS == (int)COUNTER_NEEDS, "what a business needs is what one brings");
static const struct { enum booking_purpose of; enum policy_text list; } bring[] = {
	{ BOP_REGISTER, POT_PAPERS_PERSON }, { BOP_REGISTER, POT_PAPERS_NEW },
	{ BOP_CHANGE, POT_PAPERS_PERSON }, { BOP_CHANGE, POT_PAPERS_CHANGE },
	{ BOP_TRANSFER, POT_PAPERS_PERSON }, { BOP_TRANSFER, POT_PAPERS_TRANSFER },
	{ BOP_REPLACE, POT_PAPERS_PERSON }, { BOP_REPLACE, POT_PAPERS_REPLACE },
	{ BOP_DEREGISTER, POT_PAPERS_PERSON }, { BOP_DEREGISTER, POT_PAPERS_DEREGISTER },
};

int flow_booking_papers(struct cx *cx, enum booking_purpose purpose, str ret[static BOOKING_PAPERS], int *ret_n)
{
	struct counter_needs need = { .n = 0 };
	str list;

	for (size_t i = 0; i < COUNTOF(bring); i++) {
		if (bring[i].of != purpose)
			continue;
		TRY(policy_text(cx, bring[i].list, cx->now, &list));
		counter_need(&need, list);
	}
	for (int i = 0; i < need.n; i++)
		ret[i] = need.w[i];
	*ret_n = need.n;
	return 0;
}

int flow_no_shows(struct cx *cx)
{
	TRY(sql_begin(cx, true));
	int n = booking_no_shows(cx, day_of(cx->now), minute_of(cx->now), GRACE_MIN);
	TRY(n);
	TRY(sql_commit(cx));
	return n;
}
