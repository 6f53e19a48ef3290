/* owned_test — P7: a way is seen only inside the asker's ownership. All 24 orders of (register, transfer, theft, sighting), for the case of whoever
 * reported and for both owners' own view; and what else an owner may see (flow_owner_view.h, OV1 to OV3). */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_alert.h"
#include "flow/flow_booking.h"
#include "flow/flow_owner_view.h"
#include "flow/flow_station.h"
#include "flow/flow_theft.h"
#include "office/account/account_testkit.h"
#include "office/alert/alert.h"
#include "office/audit/audit.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"

/* --- the engines, faked: what was heard, as the trail gives it --- */

static struct fake { struct visit v[4], out[4]; uint32_t n; struct testdb *t; int asked, audits_when_asked; } fake;

static int count_audit(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx, (void)row;
	++*(int *)arg;
	return 0;
}

static int audits(struct cx *cx, const char *verb)
{
	int n = 0;

	DONE(cx, audit_list(cx, 0, str_of(verb), (account_id){ 0 }, 1000, count_audit, &n));
	return n;
}

static uint32_t touching(tag_id tag, utc_ms from, utc_ms to)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < fake.n; i++)
		if ((!tag.v || fake.v[i].tag == tag.v) && fake.v[i].last >= from && fake.v[i].first < to)
			fake.out[n++] = fake.v[i];
	return n;
}

static int fake_trail_tag(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	struct cx other = testdb_second(fake.t, 0);

	(void)self, (void)a, (void)max, (void)e;
	fake.asked++;
	fake.audits_when_asked = audits(&other, "owner_trail.read");   /* through another connection: only what is committed */
	sql_close(other.db);
	*ret_n = touching(tag, from, to);
	*ret = fake.out;
	*ret_more = false;
	return 0;
}

static int fake_trail_station(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	(void)self, (void)a, (void)ix, (void)max, (void)e;
	*ret_n = touching((tag_id){ 0 }, from, to);
	*ret = fake.out;
	*ret_more = false;
	return 0;
}

static int fake_uptime(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e)
{
	(void)self, (void)a, (void)ix, (void)from, (void)to, (void)ret, (void)e;
	*ret_n = 0;
	return 0;
}

/* The engines know the last hearing, however long ago: what may be told of it is the matter here. */
static int fake_live(void *self, tag_id tag, struct fix *ret, bool *ret_known, struct heard *h, int *io_nh, struct err *e)
{
	(void)self, (void)e;
	*ret_known = false;
	*io_nh = 0;
	for (uint32_t i = 0; i < fake.n; i++)
		if (fake.v[i].tag == tag.v) {
			*ret = (struct fix){ .at = { 268940000, 1125720000 }, .radius_m = 50, .t = fake.v[i].last, .station = 0 };
			h[0] = (struct heard){ 0, -60, fake.v[i].last, 1 };
			*io_nh = 1;
			*ret_known = true;
		}
	return 0;
}

static int fake_health_all(void *self, struct arena *a, struct station_health **ret, uint16_t **ret_ix, uint32_t *ret_n)
{
	(void)self, (void)a, (void)ret, (void)ret_ix;
	*ret_n = 0;
	return 0;
}

static int fake_watch_put(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	return 0;
}

static const struct track_port port = { .watch_put = fake_watch_put, .trail_tag = fake_trail_tag, .trail_station = fake_trail_station, .uptime = fake_uptime,
                                        .live_tag = fake_live, .health_all = fake_health_all };

/* --- the world --- */

static account_id officer;
static owner_id anna, bert;
static struct station s0;

static void policy(struct cx *cx, const char *key, const char *value)
{
	DONE(cx, policy_set(cx, str_of(key), (struct civil){ 2020, 1, 1 }, str_of(value)));
}

static int setup(void **state)
{
	static struct testdb t;
	struct station_new n = { .district = 430405, .at = { 268940000, 1125720000 }, .range_m = 100, .role = S(""), .place = S("解放路 中心") };
	uint8_t key[STATION_KEY];

	testdb_open(&t);
	fake = (struct fake){ .t = &t };
	assert_true(station_name_parse(S("S0"), &n.name));
	DONE(&t.cx, station_add(&t.cx, &n, key, &s0));
	anna = kit_owner(&t.cx, "安甲", "13800001111");
	bert = kit_owner(&t.cx, "白乙", "13800002222");
	DONE(&t.cx, owner_consent(&t.cx, anna, S("trail"), S("1"), true));
	DONE(&t.cx, owner_consent(&t.cx, bert, S("trail"), S("1"), true));
	officer = kit_account(&t.cx, "officer", "correct horse", ROLE_POLICE, NULL);
	t.cx.track = &port;
	policy(&t.cx, "owner.trail_delay_min", "0");
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct cx as_owner(const struct cx *cx, owner_id o)
{
	struct cx c = *cx;

	c.roles = ROLE_OWNER;
	c.owner = o;
	c.actor = (account_id){ 0 };
	return c;
}

static struct cx as_police(const struct cx *cx)
{
	struct cx c = *cx;

	c.roles = ROLE_POLICE;
	c.actor = officer;
	return c;
}

static bike_id register_bike(struct cx *cx, int k, tag_id tag, owner_id o)
{
	struct bike_new n = { .tag = tag, .how = S("register"), .owner = o };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "衡%05d", k);
	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static theft_id report(struct cx *cx, bike_id bike)
{
	struct cx pol = as_police(cx);
	struct flow_report r = { .bike = bike, .last_seen_at = cx->now - 6 * HOUR_MS, .missing_at = cx->now - MINUTE_MS, .place = S(""), .note = S(""), .watch = true };
	struct theft t;

	DONE(&pol, sql_begin(&pol, true));
	DONE(&pol, flow_theft_report(&pol, &r, &t));
	DONE(&pol, sql_commit(&pol));
	return t.id;
}

/* An open case forbids it; what an error or a hand in the database brings about all the same is cut too. */
static void transfer(struct cx *cx, bike_id id, owner_id to, theft_id theft)
{
	struct bike b;

	DONE(cx, bike_get(cx, id, &b));
	if (theft.v) {
		REFUSED(cx, E_STATE, bike_step(cx, &b, BE_TRANSFER, to, S("sold")));
		DONE(cx, bike_flag_end(cx, id, S("stolen"), S("theft"), theft.v));
	}
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, to, S("sold")));
}

/* --- the 24 orders --- */

enum event { REGISTER, TRANSFER, THEFT, SIGHTING, EVENTS };
struct story { bike_id bike; theft_id theft; tag_id tag; utc_ms at[EVENTS]; bool registered, transferred; struct span_ms own[2] /* anna's, bert's */; int reporter; utc_ms heard, heard_to; };

static void happen(struct cx *cx, struct story *s, enum event e, int k)
{
	struct bike b;

	s->at[e] = cx->now;
	switch (e) {
	case REGISTER:
		s->bike = register_bike(cx, k, s->tag, anna);
		s->registered = true;
		s->own[0] = (struct span_ms){ cx->now, INT64_MAX };
		break;
	case TRANSFER:
		if (!s->registered) {
			REFUSED(cx, E_NOTFOUND, bike_by_tag(cx, s->tag, &b));      /* there is nothing to transfer */
			break;
		}
		transfer(cx, s->bike, bert, s->theft);
		s->transferred = true;
		s->own[0].until = cx->now;
		s->own[1] = (struct span_ms){ cx->now, INT64_MAX };
		break;
	case THEFT:
		if (!s->registered) {
			REFUSED(cx, E_NOTFOUND, bike_by_tag(cx, s->tag, &b));
			break;
		}
		s->reporter = s->transferred;
		s->theft = report(cx, s->bike);
		break;
	case SIGHTING:
		fake.v[0] = (struct visit){ .tag = s->tag.v, .station = 0, .rssi_max = -60, .hits = 9, .first = s->heard ? s->heard : cx->now, .flags = VF_OPEN };
		fake.v[0].last = s->heard_to ? s->heard_to : cx->now + SECOND_MS;
		fake.n = 1;
		break;
	case EVENTS:
		break;
	}
}

static bool meets(struct span_ms own)
{
	return fake.v[0].last >= own.from && fake.v[0].first < own.until;
}

static void check_owner(struct cx *cx, const struct story *s, int who)
{
	struct cx c = as_owner(cx, who ? bert : anna);
	struct owner_trail t;

	if (who && !s->transferred) {
		REFUSED(&c, E_NOTFOUND, flow_owner_trail(&c, s->bike, 0, 0, &t));
		return;
	}
	DONE(&c, flow_owner_trail(&c, s->bike, 0, 0, &t));
	assert_int_equal(t.n, meets(s->own[who]));
	for (size_t i = 0; i < t.n; i++)
		assert_true(t.stops[i].from >= s->own[who].from && t.stops[i].to < s->own[who].until);
}

static void check_case(struct cx *cx, const struct story *s)
{
	struct cx pol = as_police(cx);
	struct span_ms own = s->own[s->reporter];
	struct trail_answer t;
	struct passages_answer p;
	struct live_answer l;
	struct alert al;
	bool seen = meets(own);

	DONE(&pol, flow_trail(&pol, s->theft, 0, 0, &t));
	assert_int_equal(t.nvisits, seen);
	for (size_t i = 0; i < t.nvisits; i++)
		assert_true(t.visits[i].first >= own.from && t.visits[i].last < own.until);
	for (size_t i = 0; i < t.npositions; i++)
		assert_true(t.positions[i].t >= own.from && t.positions[i].t < own.until);
	for (size_t i = 0; i < t.ngaps; i++)
		assert_true(t.gaps[i].from >= own.from && t.gaps[i].to <= own.until);
	DONE(&pol, flow_passages(&pol, s0.id.v, s->theft, 0, 0, &p));
	assert_int_equal(p.nown, seen);
	for (size_t i = 0; i < p.nown; i++)
		assert_true(p.own[i].first >= own.from && p.own[i].last < own.until);
	if (own.until <= cx->now) {
		REFUSED(&pol, E_STATE, flow_live(&pol, s->theft, 0, &l));
	} else {
		DONE(&pol, flow_live(&pol, s->theft, 0, &l));
		assert_int_equal(l.known, fake.v[0].last >= own.from);
	}
	/* the hit of that hearing, whenever it arrives */
	struct watch_hit h = { .lsn = (uint64_t)s->bike.v, .n = 1, .tag = s->tag.v, .case_id = s->theft.v, .station = 0, .district = 430405, .heard = fake.v[0].first,
	                       .recv = cx->now, .rssi = -60, .severity = 2, .late = true };
	DONE(&pol, flow_alert_hit(&pol, &h, NULL));
	int rc = alert_of(&pol, s->theft, &al);
	assert_int_equal(rc, fake.v[0].first >= own.from && fake.v[0].first < own.until ? 0 : E_NOTFOUND);
}

static void one_order(struct cx *cx, const enum event order[EVENTS], int k, bool long_visit)
{
	utc_ms begin = cx->now;
	struct story s = { .tag = { 0x1000u + (unsigned)k } };

	if (long_visit) {        /* heard all the time, from before all of it */
		s.heard = begin - MINUTE_MS;
		s.heard_to = begin + EVENTS * HOUR_MS;
	}
	fake.n = 0;
	for (int i = 0; i < EVENTS; i++) {
		happen(cx, &s, order[i], k);
		cx->now += HOUR_MS;
	}
	check_owner(cx, &s, 0);
	check_owner(cx, &s, 1);
	if (s.theft.v)
		check_case(cx, &s);
	cx->err = (struct err){ 0 };
	cx->now += DAY_MS;
	arena_reset(cx->arena);
}

static void P7_all_24_orders(void **state)
{
	struct cx *cx = CX;
	int k = 0;

	for (int code = 0; code < 256; code++) {
		enum event o[EVENTS] = { code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3 };
		if ((1 << o[0] | 1 << o[1] | 1 << o[2] | 1 << o[3]) != 15)
			continue;
		one_order(cx, o, ++k, false);
		one_order(cx, o, 1000 + k, true);
	}
	assert_int_equal(k, 24);
}

static void P7_a_tag_that_was_on_another_bike_shows_the_time_on_this_one(void **state)
{
	struct cx *cx = CX;
	bike_id old = register_bike(cx, 1, (tag_id){ 0x77 }, bert);
	bike_id mine = register_bike(cx, 2, (tag_id){ 0x88 }, anna);
	struct cx a = as_owner(cx, anna);
	struct owner_trail t;
	struct bike b;

	fake.v[0] = (struct visit){ .tag = 0x77, .hits = 3, .first = cx->now + MINUTE_MS, .last = cx->now + 2 * MINUTE_MS };    /* on bert's bike */
	fake.n = 1;
	cx->now += HOUR_MS;
	DONE(cx, bike_get(cx, old, &b));
	DONE(cx, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
	DONE(cx, bike_get(cx, mine, &b));
	DONE(cx, bike_retag(cx, &b, (tag_id){ 0x77 }));
	utc_ms bound = cx->now;
	cx->now += HOUR_MS;
	a.now = cx->now;
	DONE(&a, flow_owner_trail(&a, mine, 0, 0, &t));
	assert_int_equal(t.n, 0);
	assert_int_equal(t.from, bound);
	struct cx bb = as_owner(cx, bert);
	REFUSED(&bb, E_STATE, flow_owner_trail(&bb, old, 0, 0, &t));     /* deregistered: the tag may be anybody's */
}

/* --- the owner's view --- */

static void OV2_late_coarse_agreed_to_and_audited_first(void **state)
{
	struct cx *cx = CX;
	owner_id carl = kit_owner(cx, "陈丙", "13800003333");
	bike_id id = register_bike(cx, 1, (tag_id){ 0xab }, carl);
	utc_ms begin = cx->now;
	struct owner_trail t;

	policy(cx, "owner.trail_delay_min", "60");
	policy(cx, "owner.trail_grid_m", "500");
	cx->now += 3 * HOUR_MS;
	struct cx c = as_owner(cx, carl);
	fake.v[0] = (struct visit){ .tag = 0xab, .first = begin + HOUR_MS, .last = begin + HOUR_MS + MINUTE_MS };
	fake.v[1] = (struct visit){ .tag = 0xab, .first = cx->now - 59 * MINUTE_MS, .last = cx->now, .flags = VF_OPEN };
	fake.n = 2;
	REFUSED(&c, E_DENIED, flow_owner_trail(&c, id, 0, 0, &t));       /* not agreed to */
	assert_int_equal(fake.asked, 0);
	assert_int_equal(audits(cx, "owner_trail.read.refused"), 1);
	DONE(&c, owner_consent(&c, carl, S("trail"), S("1"), true));
	DONE(&c, flow_owner_trail(&c, id, 0, 0, &t));
	assert_int_equal(fake.audits_when_asked, 1);                     /* on disk before the engines were asked */
	assert_true(t.coarse && t.n == 1 && t.grid_m == 500 && t.to == cx->now - 60 * MINUTE_MS);
	assert_int_equal(t.stops[0].place.n, 0);
	double off = geo_dist_m(t.stops[0].at, s0.at);
	assert_true(off > 1 && off < 360);                               /* within the field, not the station */
	REFUSED(&c, E_STATE, flow_owner_trail(&c, id, cx->now - 30 * MINUTE_MS, 0, &t));
	REFUSED(&c, E_NOTFOUND, flow_owner_trail(&c, (bike_id){ 999 }, 0, 0, &t));
	struct cx other = as_owner(cx, anna);
	REFUSED(&other, E_NOTFOUND, flow_owner_trail(&other, id, 0, 0, &t));
	assert_int_equal(fake.asked, 1);
	report(cx, id);                                                   /* his case: now and exactly */
	DONE(&c, flow_owner_trail(&c, id, 0, 0, &t));
	assert_true(!t.coarse && t.n == 1 && t.to == cx->now);           /* one place: one stop */
	assert_true(t.stops[0].at.lat_e7 == s0.at.lat_e7 && str_eq(t.stops[0].place, S("解放路 中心")) && t.stops[0].to == cx->now - 1);
	policy(cx, "owner.trail_days", "0");
	REFUSED(&c, E_STATE, flow_owner_trail(&c, id, 0, 0, &t));
	policy(cx, "owner.trail_days", "7");
	DONE(&c, owner_consent(&c, carl, S("trail"), S("1"), false));
	REFUSED(&c, E_DENIED, flow_owner_trail(&c, id, 0, 0, &t));       /* taken back */
}

static void OV1_OV3_only_the_own_and_no_flag_of_an_inquiry(void **state)
{
	struct cx *cx = CX;
	bike_id id = register_bike(cx, 1, (tag_id){ 0xab }, anna);
	struct cx a = as_owner(cx, anna), b = as_owner(cx, bert);
	struct ownership own;
	struct bike bike;

	DONE(&a, flow_owner_bike(&a, id, &bike, &own));
	REFUSED(&b, E_NOTFOUND, flow_owner_bike(&b, id, &bike, &own));
	REFUSED(&b, E_NOTFOUND, flow_owner_bike(&b, (bike_id){ 999 }, &bike, &own));
	cx->now += HOUR_MS;
	transfer(cx, id, bert, (theft_id){ 0 });
	REFUSED(&a, E_NOTFOUND, flow_owner_bike(&a, id, &bike, &own));
	DONE(&b, flow_owner_bike(&b, id, &bike, &own));
	static const char *const inquiry[] = { "suspect", "locked", "hit_and_run", "clone_suspect", "duplicate" };
	for (size_t i = 0; i < COUNTOF(inquiry); i++)
		assert_false(flow_owner_flag_told(str_of(inquiry[i])));
	assert_true(flow_owner_flag_told(S("stolen")));
}

static void OV1_an_owner_books_for_himself_and_sees_no_other_appointment(void **state)
{
	struct cx *cx = CX;
	struct cx a = as_owner(cx, anna), b = as_owner(cx, bert);
	struct booking got, seen;
	struct site point;

	DONE(cx, site_add(cx, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 1,
	                                          .windows = 1, .address = S(""), .phone = S("") }, &point));
	for (int w = 1; w <= 7; w++)
		DONE(cx, site_hours_set(cx, point.id, w, (const struct span[]){ { 540, 600 } }, 1));
	int32_t tomorrow = day_of(cx->now) + 1;
	DONE(&a, flow_owner_book(&a, point.id, tomorrow, 540, BOP_CHANGE, (bike_id){ 0 }, &got));
	assert_true(str_eq(pii_reveal(&got.phone), S("13800001111")) && str_eq(pii_reveal(&got.name), S("安甲")));      /* as the register has them */
	REFUSED(&b, E_STATE, flow_owner_book(&b, point.id, tomorrow, 540, BOP_CHANGE, (bike_id){ 0 }, &seen));            /* the quota is everybody's */
	DONE(&a, flow_owner_booking(&a, got.id, &seen));
	REFUSED(&b, E_NOTFOUND, flow_owner_booking(&b, got.id, &seen));
	REFUSED(&b, E_NOTFOUND, flow_owner_booking(&b, 999, &seen));
}

static void OV1_an_owner_names_only_a_bike_of_his_own(void **state)
{
	struct cx *cx = CX;
	bike_id id = register_bike(cx, 1, (tag_id){ 0xab }, anna), gone = register_bike(cx, 2, (tag_id){ 0xac }, anna);
	struct cx a = as_owner(cx, anna), b = as_owner(cx, bert);
	struct booking_bike seen;
	struct booking got, none;
	struct site point;

	DONE(cx, site_add(cx, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 9,
	                                          .windows = 1, .address = S(""), .phone = S("") }, &point));
	for (int w = 1; w <= 7; w++)
		DONE(cx, site_hours_set(cx, point.id, w, (const struct span[]){ { 540, 660 } }, 1));
	int32_t tomorrow = day_of(cx->now) + 1;
	DONE(&a, flow_owner_book(&a, point.id, tomorrow, 540, BOP_TRANSFER, gone, &got));
	assert_true(got.bike.v == gone.v && got.owner.v == anna.v);
	DONE(&a, flow_booking_bike(&a, &got, &seen));
	assert_true(seen.bike.v == gone.v && str_eq(seen.plate, S("衡00002")));
	/* another's and none: the same answer, word for word */
	REFUSED(&b, E_NOTFOUND, flow_owner_book(&b, point.id, tomorrow, 570, BOP_CHANGE, (bike_id){ 999 }, &none));
	assert_int_equal(flow_owner_book(&b, point.id, tomorrow, 570, BOP_CHANGE, id, &none), E_NOTFOUND);
	assert_string_equal(b.err.field, "");
	struct err why = b.err;
	b.err = (struct err){ 0 };
	assert_int_equal(flow_owner_book(&b, point.id, tomorrow, 570, BOP_CHANGE, (bike_id){ 999 }, &none), E_NOTFOUND);
	assert_string_equal(b.err.msg, why.msg);
	b.err = (struct err){ 0 };
	assert_int_equal(flow_owner_book(&a, point.id, tomorrow, 570, BOP_REGISTER, id, &none), E_INVALID);
	assert_string_equal(a.err.field, "bikeId");
	a.err = (struct err){ 0 };
	/* sold: the old appointment stays the seller's, the bike is no longer named to him */
	cx->now += HOUR_MS;
	transfer(cx, gone, bert, (theft_id){ 0 });
	DONE(&a, flow_owner_booking(&a, got.id, &got));
	DONE(&a, flow_booking_bike(&a, &got, &seen));
	assert_true(seen.bike.v == 0 && str_eq(seen.plate, S("****02")));
}

static void a_case_stands_against_the_bike_until_it_ends(void **state)
{
	struct cx *cx = CX;
	bike_id id = register_bike(cx, 1, (tag_id){ 0xab }, anna);
	struct theft t;
	struct bike b;
	bool has;

	cx->now += HOUR_MS;
	theft_id theft = report(cx, id);
	struct cx pol = as_police(cx);
	DONE(cx, bike_has_flag(cx, id, S("stolen"), &has));
	assert_true(has);
	DONE(cx, bike_get(cx, id, &b));
	REFUSED(cx, E_STATE, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("lost")));
	for (int i = 0; i < 2; i++) {
		DONE(&pol, sql_begin(&pol, true));
		DONE(&pol, flow_theft_step(&pol, theft, i ? TE_REOPEN : TE_RETURN, 0, S(""), &t));
		DONE(&pol, sql_commit(&pol));
		DONE(cx, bike_has_flag(cx, id, S("stolen"), &has));
		assert_int_equal(has, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(P7_all_24_orders), T(P7_a_tag_that_was_on_another_bike_shows_the_time_on_this_one), T(OV2_late_coarse_agreed_to_and_audited_first),
		T(OV1_OV3_only_the_own_and_no_flag_of_an_inquiry), T(OV1_an_owner_books_for_himself_and_sees_no_other_appointment), T(OV1_an_owner_names_only_a_bike_of_his_own), T(a_case_stands_against_the_bike_until_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
