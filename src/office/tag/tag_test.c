/* tag_test — TG1 to TG3. Transfers and counts are tested with plates. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/tag/tag.h"

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	t.cx.actor = (account_id){ 11 };
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)
#define DEPOT ((struct stock_place){ { 0 }, { 0 } })
#define POINT ((struct stock_place){ { 5 }, { 0 } })

static bike_id new_bike(struct cx *cx)
{
	static uint64_t tag = 0x3000;
	struct bike_new n = { .tag = { ++tag }, .how = S("register") };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	n.owner = kit_owner(cx, "李四光", "13800001111");
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static void bring(struct cx *cx, enum tag_slot slot, int n)
{
	struct transfer t;

	DONE(cx, stock_offer(cx, &tag_stock_kind, DEPOT, POINT, tag_slot_names[slot], n, S(""), &t));
	cx->actor.v = 12;
	DONE(cx, transfer_step(cx, &tag_stock_kind, &t, TRE_SIGN));
	cx->actor.v = 11;
}

static void receive(struct cx *cx, enum tag_slot slot, uint64_t from, int n)
{
	tag_id ids[64];
	struct tag_batch b;

	for (int i = 0; i < n; i++)
		ids[i].v = from + (uint64_t)i;
	DONE(cx, tag_receive(cx, slot, ids, n, S(""), &b));
	assert_true(b.n == n && b.known == 0);
}

static int count(struct cx *cx, const struct tag_piece *t, void *arg)
{
	(void)cx;
	*(struct tag_piece *)arg = *t;
	return 0;
}

static void TG1_one_row_a_tag_and_one_bound_tag_a_slot(void **state)
{
	struct cx *cx = CX;
	bike_id a = new_bike(cx), b = new_bike(cx);
	struct tag_piece t, last;
	struct tag_batch again;
	tag_id ids[] = { { 0x17000001 }, { 0x17000099 } };

	receive(cx, TSL_THEFT, 0x17000001, 3);
	receive(cx, TSL_OWNER, 0x31000001, 2);
	DONE(cx, tag_receive(cx, TSL_ENFORCEMENT, ids, 2, S(""), &again));
	assert_true(again.n == 1 && again.known == 1);
	REFUSED(cx, E_STATE, tag_bind(cx, (tag_id){ 0x17000001 }, POINT, a, &t));      /* still in the depot */
	bring(cx, TSL_THEFT, 3);
	bring(cx, TSL_OWNER, 1);
	DONE(cx, tag_bind(cx, (tag_id){ 0x17000001 }, POINT, a, &t));
	assert_true(t.state == SKS_BOUND && t.slot == TSL_THEFT && t.bike.v == a.v);
	REFUSED(cx, E_STATE, tag_bind(cx, (tag_id){ 0x17000001 }, POINT, b, &t));
	REFUSED(cx, E_STATE, tag_bind(cx, (tag_id){ 0x17000002 }, POINT, a, &t));      /* that slot is taken */
	DONE(cx, tag_bind(cx, (tag_id){ 0x31000001 }, POINT, a, &t));                  /* another slot is not */
	REFUSED(cx, E_STATE, tag_bind(cx, (tag_id){ 0x777 }, POINT, a, &t));
	assert_int_equal(tag_of_bike(cx, a, count, &last), 2);
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ 0x17000001 }, &t));
	DONE(cx, tag_step(cx, &t, SKE_REPLACE, S("battery flat")));
	DONE(cx, tag_bind(cx, (tag_id){ 0x17000002 }, POINT, a, &t));
	REFUSED(cx, E_STATE, tag_bind(cx, (tag_id){ 0x17000001 }, POINT, b, &t));      /* a replaced one never again */
}

static void TG2_a_tag_in_a_transfer_is_not_bound(void **state)
{
	struct cx *cx = CX;
	struct transfer t;
	struct tag_piece p;

	receive(cx, TSL_THEFT, 1, 1);
	bring(cx, TSL_THEFT, 1);
	DONE(cx, stock_offer(cx, &tag_stock_kind, POINT, DEPOT, S("theft"), 1, S(""), &t));
	REFUSED(cx, E_STATE, tag_bind(cx, (tag_id){ 1 }, POINT, new_bike(cx), &p));
	DONE(cx, transfer_step(cx, &tag_stock_kind, &t, TRE_WITHDRAW));
	DONE(cx, tag_bind(cx, (tag_id){ 1 }, POINT, new_bike(cx), &p));
	REFUSED(cx, E_STATE, tag_step(cx, &p, SKE_MOVE, S("")));
	REFUSED(cx, E_STATE, tag_step(cx, &p, SKE_BIND, S("")));
}

static void TG3_silence_and_low_batteries_keep_their_beginning_and_end(void **state)
{
	struct cx *cx = CX;
	struct tag_piece p, last;
	int64_t n;

	receive(cx, TSL_THEFT, 1, 2);
	bring(cx, TSL_THEFT, 2);
	DONE(cx, tag_health_put(cx, &(struct tag_health){ 2, 0, 1, true }));           /* not bound: not on any list */
	DONE(cx, tag_bind(cx, (tag_id){ 1 }, POINT, new_bike(cx), &p));
	utc_ms t0 = cx->now;
	assert_int_equal(tag_unchecked(cx, t0, 10, count, &last), 0);
	assert_int_equal(tag_unchecked(cx, t0 + 1, 10, count, &last), 1);
	cx->now = t0 + HOUR_MS;
	DONE(cx, tag_health_put(cx, &(struct tag_health){ p.id, t0 + 5, 1, true }));
	assert_int_equal(tag_unchecked(cx, cx->now, 10, count, &last), 0);
	cx->now += HOUR_MS;
	DONE(cx, tag_health_put(cx, &(struct tag_health){ p.id, t0 + 3, -1, true }));
	DONE(cx, tag_piece_get(cx, p.id, &p));
	assert_true(p.silent_since == t0 + HOUR_MS && p.battery_low_since == t0 + HOUR_MS && p.last_heard_at == t0 + 5);
	assert_int_equal(tag_list(cx, TL_SILENT, 0, 10, count, &last), 1);
	DONE(cx, tag_list_count(cx, TL_BATTERY, &n));
	assert_int_equal(n, 1);
	DONE(cx, tag_health_put(cx, &(struct tag_health){ p.id, cx->now, 0, false }));
	assert_int_equal(tag_list(cx, TL_SILENT, 0, 10, count, &last) + tag_list(cx, TL_BATTERY, 0, 10, count, &last), 0);
	DONE(cx, tag_health_put(cx, &(struct tag_health){ p.id, 0, 1, true }));
	DONE(cx, tag_piece_get(cx, p.id, &p));
	DONE(cx, tag_step(cx, &p, SKE_REPLACE, S("")));
	DONE(cx, tag_list_count(cx, TL_SILENT, &n));
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(TG1_one_row_a_tag_and_one_bound_tag_a_slot), T(TG2_a_tag_in_a_transfer_is_not_bound), T(TG3_silence_and_low_batteries_keep_their_beginning_and_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
