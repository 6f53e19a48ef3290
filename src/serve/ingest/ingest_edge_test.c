/* ingest at its edges: what a station may declare without harm to itself or to the restart, and what a revoked key still opens. */
#include <stdatomic.h>

#include "serve/ingest/ingest_testkit.h"

static void put_gap(struct link *l, uint64_t seq, uint64_t first, uint64_t last)
{
	uint8_t buf[128];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_gap g = { .first_seq = first, .last_seq = last, .why = SUP_GAP_OVERRUN, .records = 1 };

	assert_true(link_put(l, buf, sup_gap_put(&b, seq, &g)));
}

/* I2: a station whose numbers lie so scattered that a GAP finds no room must not keep the server from starting again. */
static void gap_without_room_is_not_taken(void **state)
{
	struct kit k;
	struct sup_hello_ack a;
	struct ingest_stats st;

	(void)state;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	for (uint64_t i = 1; i <= 15; i++)
		link_batch(l, i * 100, 1);      /* fifteen of the sixteen ranges */
	put_gap(l, 4000, 3000, 3001);           /* needs two more */
	link_batch(l, 1, 1);
	assert_true(link_acked(l, 1, 5000));
	ingest_stats(k.g, &st);
	assert_int_equal(st.frames, 16);        /* neither half of the GAP was journaled */
	link_close(l);
	kit_stop(&k);
	kit_start(&k);
	l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	assert_int_equal(a.cum_seq, 1);
	put_gap(l, 1600, 2, 1499);              /* closes fourteen holes: there is room again */
	assert_true(link_acked(l, 1500, 5000));
	link_close(l);
	kit_end(&k);
}

/* Numbers that were not given yet cannot be lost: such a GAP would make the server acknowledge batches that it never saw. */
static void gap_beyond_its_own_number_is_refused(void **state)
{
	struct kit k;
	struct sup_hello_ack a;

	(void)state;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	put_gap(l, 5, 1, UINT64_MAX);
	assert_int_equal(link_error(l, 5000), SUP_E_VALUE);
	link_close(l);
	l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	assert_int_equal(a.cum_seq, 0);
	link_close(l);
	kit_end(&k);
}

/* A handshake that was finished before the key was revoked opens nothing afterwards. */
static void revoked_key_opens_no_waiting_link(void **state)
{
	struct kit k;
	struct sup_hello_ack a;
	struct err e = { 0 };
	uint8_t key[LINK_KEY];

	(void)state;
	kit_new(&k);
	kit_key("s1", key);
	struct link *l = link_tls(&k, "s1", key);
	assert_non_null(l);
	assert_int_equal(ingest_station_key(k.g, "s1", NULL, &e), 0);
	assert_int_not_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	link_close(l);
	kit_end(&k);
}

static atomic_bool lagging;

static uint64_t behind(void *arg)
{
	(void)arg;
	return lagging ? 2ull * LAG_MAX : 0;
}

/* A link that the server itself did not read is not a silent station. */
static void nobody_is_silent_while_the_engines_lag(void **state)
{
	struct kit k;
	struct sup_hello_ack a;

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.behind = behind;
	k.io.heartbeat_s = 1;
	kit_start(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	lagging = true;
	assert_false(link_closed(l, 4500));     /* three heartbeats and a check */
	lagging = false;
	link_batch(l, 1, 1);
	assert_true(link_acked(l, 1, 5000));
	link_close(l);
	kit_end(&k);
}

/* ---- records of other rooms ---- */

struct seen { uint32_t stations, hellos; bool in_order, before_hello; };

static int see(void *arg, const struct journal_rec *r)
{
	struct seen *s = arg;
	uint32_t v;

	s->hellos += r->type == JR_HELLO;
	if (r->type != JR_STATION)
		return 0;
	memcpy(&v, r->p, sizeof v);
	s->in_order = s->in_order && v == s->stations && r->source == v;
	s->before_hello = s->before_hello && s->hellos == 0;
	s->stations++;
	return 0;
}

enum { PLACES = 4334 };

static void put_places(struct kit *k)
{
	static uint32_t place[PLACES][16];
	static struct ingest_rec rec[PLACES];
	struct err e = { 0 };
	uint64_t end;

	for (uint32_t i = 0; i < PLACES; i++) {
		place[i][0] = i;
		rec[i] = (struct ingest_rec){ (uint16_t)i, sizeof place[i], place[i] };
	}
	assert_int_equal(ingest_append_all(k->g, JR_STATION, rec, PLACES, &end, &e), 0);
	assert_true(journal_durable_lsn(k->j) >= end);
}

static struct seen scan(struct kit *k)
{
	struct seen s = { .in_order = true, .before_hello = true };
	struct err e = { 0 };
	uint64_t end;

	assert_int_equal(journal_scan(k->dir, 0, see, &s, &end, &e), 0);
	return s;
}

/* Thousands of records of another room are more than all commit buffers hold: each comes once, in order, with few waits for the disk. */
static void many_records_take_few_syncs(void **state)
{
	struct kit k;
	struct journal_stats js;

	(void)state;
	kit_new(&k);
	put_places(&k);
	journal_stats(k.j, &js);
	assert_in_range(js.syncs, 1, 200);
	kit_stop(&k);
	struct seen s = scan(&k);
	assert_int_equal(s.stations, PLACES);
	assert_true(s.in_order);
	kit_end(&k);
}

/* With .hold a peer waits until ingest_admit; what was appended before stands before its HELLO. */
static void nobody_is_let_in_before_the_places(void **state)
{
	struct kit k;
	struct sup_hello_ack a;
	uint8_t buf[512];

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.hold = true;
	kit_start(&k);
	struct link *l = link_plain(&k);
	assert_true(link_put(l, buf, make_hello(buf, sizeof buf, "s1", 9, 0, 0)));
	put_places(&k);
	put_places(&k);
	ingest_admit(k.g);
	struct sup_frame f;
	assert_int_equal(link_want(l, SUP_HELLO_ACK, 5000, &f), 1);
	assert_int_equal(sup_hello_ack_get(&f, &a), 0);
	assert_int_equal(a.result, SUP_WELCOME);
	link_close(l);
	kit_stop(&k);
	struct seen s = scan(&k);
	assert_int_equal(s.stations, 2 * PLACES);
	assert_int_equal(s.hellos, 1);
	assert_true(s.before_hello);
	kit_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gap_without_room_is_not_taken),
		cmocka_unit_test(gap_beyond_its_own_number_is_refused),
		cmocka_unit_test(revoked_key_opens_no_waiting_link),
		cmocka_unit_test(nobody_is_silent_while_the_engines_lag),
		cmocka_unit_test(many_records_take_few_syncs),
		cmocka_unit_test(nobody_is_let_in_before_the_places),
	};

	return cmocka_run_group_tests_name("ingest_edge", tests, NULL, NULL);
}
