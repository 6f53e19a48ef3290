/* flow_stock_test — the binding check and the silent tags, against a fake of the engines. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/geo.h"
#include "flow/flow_stock.h"
#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/station/station.h"
#include "office/tag/tag.h"

static struct fake { struct heard h[4]; int nh, battery; struct visit v[8]; uint32_t nv; utc_ms up[2][2]; uint32_t nup; uint16_t up_ix; bool online; } fake;

static int f_heard(void *self, tag_id tag, struct heard *h, int *io_nh, int *ret_battery_low, struct err *e)
{
	(void)self, (void)tag, (void)e;
	*io_nh = MIN(*io_nh, fake.nh);
	memcpy(h, fake.h, sizeof *h * (size_t)*io_nh);
	*ret_battery_low = fake.battery;
	return 0;
}

static int f_trail(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more,
                   struct err *e)
{
	(void)self, (void)a, (void)tag, (void)from, (void)to, (void)max, (void)e;
	*ret = fake.v;
	*ret_n = fake.nv;
	*ret_more = false;
	return 0;
}

static int f_uptime(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e)
{
	(void)self, (void)a, (void)from, (void)to, (void)e;
	*ret = fake.up;
	*ret_n = ix == fake.up_ix ? fake.nup : 0;
	return 0;
}

static int f_health(void *self, uint16_t ix, struct station_health *ret)
{
	(void)self, (void)ix;
	*ret = (struct station_health){ .online = fake.online };
	return 0;
}

static const struct track_port port = { .tag_heard = f_heard, .trail_tag = f_trail, .uptime = f_uptime, .health = f_health };

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	fake = (struct fake){ .battery = -1 };
	t.cx.track = &port;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct station add_station(struct cx *cx, const char *name)
{
	struct station_new n = { .kind = STATION_ROADSIDE, .district = 430405, .at = { 268900000, 1125700000 }, .role = S(""), .place = S("") };
	uint8_t key[STATION_KEY];
	struct station s;

	assert_true(station_name_parse(str_of(name), &n.name));
	DONE(cx, station_add(cx, &n, key, &s));
	return s;
}

static void the_points_own_stations_say_if_they_hear_the_tag(void **state)
{
	struct cx *cx = CX;
	struct station a = add_station(cx, "P1-A"), b = add_station(cx, "P1-B");
	struct station_name names[3];
	struct tag_ear ear[LISTEN_STATIONS];

	fake.online = true;
	names[0] = a.name;
	names[1] = b.name;
	assert_true(station_name_parse(S("P1-GONE"), &names[2]));
	fake.h[0] = (struct heard){ .station = a.ix.v, .rssi = -48, .last = cx->now - 3000 };
	fake.h[1] = (struct heard){ .station = b.ix.v, .rssi = -80, .last = cx->now - 121000 };
	fake.nh = 2;
	DONE(cx, flow_tag_listen(cx, (tag_id){ 7 }, names, 3, ear));
	assert_true(ear[0].known && ear[0].up && ear[0].heard && ear[0].ago_s == 3 && ear[0].rssi == -48);
	assert_true(ear[1].known && ear[1].up && !ear[1].heard && ear[1].ago_s == 121);
	assert_true(!ear[2].known && !ear[2].heard);
	fake.online = false;
	fake.nh = 0;
	DONE(cx, flow_tag_listen(cx, (tag_id){ 7 }, names, 1, ear));
	assert_true(!ear[0].up && !ear[0].heard && ear[0].ago_s == -1);
	cx->track = NULL;
	REFUSED(cx, E_STATE, flow_tag_listen(cx, (tag_id){ 7 }, names, 1, ear));
}

static struct tag_piece bound_tag(struct cx *cx)
{
	struct stock_place depot = { { 0 }, { 0 } }, point = { { 5 }, { 0 } };
	struct bike_new n = { .tag = { 0xabc }, .how = S("register") };
	struct tag_batch b;
	struct tag_piece t;
	struct transfer tr;
	bike_id bike;

	assert_true(plate_parse(S("TEST1"), &n.plate));
	n.owner = kit_owner(cx, "李四光", "13800001111");
	DONE(cx, bike_add(cx, &n, &bike));
	cx->actor.v = 1;
	DONE(cx, tag_receive(cx, TSL_THEFT, (const tag_id[]){ { 7 } }, 1, S(""), &b));
	DONE(cx, stock_offer(cx, &tag_stock_kind, depot, point, S("theft"), 1, S(""), &tr));
	cx->actor.v = 2;
	DONE(cx, transfer_step(cx, &tag_stock_kind, &tr, TRE_SIGN));
	DONE(cx, tag_bind(cx, (tag_id){ 7 }, point, bike, &t));
	return t;
}

static bool silent_now(struct cx *cx, int64_t id)
{
	struct tag_piece t;

	cx->now += 6 * HOUR_MS + 1;
	assert_int_equal(flow_tag_health(cx), 1);
	assert_int_equal(flow_tag_health(cx), 0);     /* looked at already */
	DONE(cx, tag_piece_get(cx, id, &t));
	return t.silent_since != 0;
}

static void P1_a_tag_on_a_bike_is_nobodys_to_listen_for(void **state)
{
	struct cx *cx = CX;
	struct tag_piece t = bound_tag(cx);

	REFUSED(cx, E_DENIED, flow_tag_free(cx, t.tag));
	DONE(cx, flow_tag_free(cx, (tag_id){ 0xABCDEF12 }));
}

static void a_tag_is_silent_only_where_somebody_listened(void **state)
{
	struct cx *cx = CX;
	struct tag_piece t = bound_tag(cx);
	utc_ms bound = cx->now;

	assert_false(silent_now(cx, t.id));                       /* new, and not heard yet */
	fake.h[0] = (struct heard){ .station = 3, .last = bound + HOUR_MS };
	fake.nh = 1;
	fake.v[0] = (struct visit){ .station = 9 };
	fake.v[1] = fake.v[2] = (struct visit){ .station = 3 };
	fake.nv = 3;
	cx->now = bound + 7 * (utc_ms)DAY_MS - 6 * HOUR_MS;
	assert_false(silent_now(cx, t.id));                       /* not yet seven days */
	cx->now = bound + 8 * (utc_ms)DAY_MS;
	assert_false(silent_now(cx, t.id));                       /* its station was down all the time */
	fake.up_ix = 3;
	fake.nup = 1;
	fake.up[0][0] = cx->now - 2 * DAY_MS;
	fake.up[0][1] = cx->now;
	assert_false(silent_now(cx, t.id));                       /* and up for too short */
	fake.up[0][0] = cx->now - 6 * DAY_MS;
	assert_true(silent_now(cx, t.id));
	fake.up_ix = 9;                                           /* only where it seldom is */
	assert_false(silent_now(cx, t.id));
	fake.up_ix = 3;
	fake.battery = 1;
	assert_true(silent_now(cx, t.id));
	fake.h[0].last = cx->now;
	fake.battery = 0;
	assert_false(silent_now(cx, t.id));
	DONE(cx, tag_piece_get(cx, t.id, &t));
	assert_int_equal(t.battery_low_since, 0);
	assert_int_equal(t.last_heard_at, fake.h[0].last);
}

static void a_tag_never_heard_since_it_was_bound_is_silent(void **state)
{
	struct cx *cx = CX;
	struct tag_piece t = bound_tag(cx);

	cx->now += 6 * DAY_MS;
	assert_false(silent_now(cx, t.id));
	cx->now += DAY_MS;
	assert_true(silent_now(cx, t.id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(the_points_own_stations_say_if_they_hear_the_tag), T(P1_a_tag_on_a_bike_is_nobodys_to_listen_for), T(a_tag_is_silent_only_where_somebody_listened), T(a_tag_never_heard_since_it_was_bound_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
