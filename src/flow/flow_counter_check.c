/* flow_counter_check — everything that stands against a registration, told at once (CO1). Owner and documents are in flow_counter_owner.c, numbers
 * and pieces in flow_counter_number.c. */
#include "base/utc.h"
#include "flow/flow_booking.h"
#include "flow_counter_int.h"
#include "office/policy/policy.h"

struct counter_problem *counter_add(struct counter_look *l, enum counter_code c, const char *field)
{
	static _Thread_local struct counter_problem dropped;
	struct counter_verdict *v = l->out;
	struct counter_problem *p = v->n < COUNTER_PROBLEMS_MAX ? &v->v[v->n++] : &dropped;

	*p = (struct counter_problem){ .code = c, .level = counter_level_of(c), .field = str_of(field), .number = S("") };
	v->ready = v->ready && p->level == CL_WARN;
	return p;
}

/* --- the point's ears --- */

int counter_listen(struct cx *cx, const struct counter_form *f, struct counter_ears *ret)
{
	struct station_name names[SITE_STATIONS];
	struct tag_ear ear[LISTEN_STATIONS];
	struct err before = cx->err;
	tag_id tag;
	int n;

	*ret = (struct counter_ears){ .asked = false };
	if (!tag_parse(f->tag[TSL_THEFT], &tag))
		return 0;
	TRY(site_stations(cx, (site_id){ f->site }, names, &n));
	ret->asked = true;
	if (n == 0 || !cx->track || !cx->track->tag_heard)
		return 0;
	int rc = flow_tag_listen(cx, tag, names, n, ear);
	if (rc == E_BUSY || rc == E_STATE) {      /* the engines have no time: as if nobody listened, and the clerk is told so */
		cx->err = before;
		return 0;
	}
	TRY(rc);
	for (int i = 0; i < n; i++) {
		ret->up |= ear[i].up;
		ret->heard |= ear[i].heard;
	}
	return 0;
}

/* --- the booking --- */

static int check_booking(struct cx *cx, struct counter_look *l, enum booking_purpose purpose)
{
	struct err before = cx->err;
	struct booking b;

	if (!l->f->booking)
		return 0;
	int rc = booking_get(cx, l->f->booking, &b);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		counter_add(l, CC_BOOKING_UNKNOWN, "bookingId");
		return 0;
	}
	TRY(rc);
	if (b.site.v != l->f->site)
		counter_add(l, CC_BOOKING_ELSEWHERE, "bookingId");
	else if (b.day != day_of(cx->now))
		counter_add(l, CC_BOOKING_DAY, "bookingId");
	else if (b.state != BOS_SERVING)
		counter_add(l, CC_BOOKING_STATE, "bookingId");
	else if (b.purpose != purpose)
		counter_add(l, CC_BOOKING_PURPOSE, "bookingId");
	else if (b.bike.v && l->bike.v > 0 && b.bike.v != l->bike.v)
		counter_add(l, CC_BOOKING_BIKE, "bookingId");
	return 0;
}

int counter_check_place(struct cx *cx, struct counter_look *l, enum booking_purpose purpose)
{
	TRY(flow_site_reach(cx, (site_id){ l->f->site }, &l->site));
	if (!l->site.open)
		counter_add(l, CC_SITE_CLOSED, "siteId");
	return check_booking(cx, l, purpose);
}

/* --- the bike's plain fields --- */

void counter_check_texts(struct counter_look *l)
{
	const struct counter_form *f = l->f;
	const struct { const char *field; str s; size_t most; bool needed; } rows[] = {
		{ "brand", f->brand, 64, true }, { "model", f->model, 64, false }, { "colour", f->colour, 64, true }, { "colour2", f->colour2, 64, false },
		{ "heardNote", f->heard_note, 200, false },
	};

	for (size_t i = 0; i < COUNTOF(rows); i++) {
		if (rows[i].needed && rows[i].s.n == 0 && !l->bike.v)
			counter_add(l, CC_MISSING, rows[i].field);
		if (rows[i].s.n > rows[i].most || !str_utf8(rows[i].s))
			counter_add(l, CC_TOO_LONG, rows[i].field);
	}
	if (f->price_fen < 0 || f->price_fen > 100000000)
		counter_add(l, CC_PRICE, "priceFen");
}

static int check_days(struct cx *cx, struct counter_look *l)
{
	const struct counter_form *f = l->f;
	int32_t today = day_of(cx->now), day;
	int64_t years;

	if (f->bought_on.n && (!flow_day_parse(f->bought_on, &day) || day > today))
		counter_add(l, CC_DAY, "boughtOn");
	if (f->kind != BK_TEMPORARY) {
		if (f->ends_on.n)
			counter_add(l, CC_ENDS_ON, "endsOn");
		return 0;
	}
	TRY(policy_i64(cx, POL_REGISTER_TEMP_YEARS, cx->now, &years));
	if (f->ends_on.n == 0)
		counter_add(l, CC_MISSING, "endsOn");
	else if (!flow_day_parse(f->ends_on, &day) || day <= today || day > today + years * 366)
		counter_add(l, CC_ENDS_ON, "endsOn");
	return 0;
}

int counter_check(struct cx *cx, const struct counter_form *f, const struct counter_ears *ears, struct counter_verdict *ret)
{
	struct counter_verdict v = { .ready = true, .v = arena_alloc(cx->arena, COUNTER_PROBLEMS_MAX * sizeof *v.v) };
	struct counter_look l = { .f = f, .out = &v };

	if (!v.v)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	TRY(counter_check_place(cx, &l, BOP_REGISTER));
	TRY(counter_check_owner(cx, &l));
	counter_check_texts(&l);
	TRY(check_days(cx, &l));
	TRY(counter_check_numbers(cx, &l));
	TRY(counter_check_papers(cx, &l));
	TRY(counter_check_tags(cx, &l, ears));
	TRY(counter_check_plate(cx, &l));
	if (!f->consent)
		counter_add(&l, CC_MISSING, "consent");
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the request is too large");
	*ret = v;
	return 0;
}
