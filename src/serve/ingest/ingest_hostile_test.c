/* ingest against stations that have a key and do what they should not: what they may send all the same is taken, and what it costs the
 * others, and the log, is bounded. */
#include <pthread.h>
#include <stdatomic.h>

#include "serve/ingest/ingest_testkit.h"
#include "platform/log.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { MEASURED = 0 };
#else
enum { MEASURED = 1 };
#endif

/* ---- frames that are compressed, whatever their type ---- */

/* Squeezes the frame that was put into buf; 0 when zstd made it no smaller, so payloads are long and dull. */
static size_t squeeze(uint8_t *buf, size_t cap, size_t n)
{
	struct sup_frame f;
	struct sup_buf b = { .p = buf, .cap = cap };
	static uint8_t payload[SUP_MAX_PAYLOAD];

	assert_int_equal(sup_frame_parse(buf, n, SUP_MAX_PAYLOAD, &f), 1);
	memcpy(payload, f.payload, f.len);
	sup_begin(&b, f.type, f.flags, f.seq);
	sup_add(&b, payload, f.len);
	n = sup_deflate_end(&b);
	assert_int_equal(sup_frame_parse(buf, n, SUP_MAX_PAYLOAD, &f), 1);
	return f.flags & SUP_F_ZSTD ? n : 0;
}

/* One zstd frame of one raw block, by hand: small payloads do not get smaller. */
static size_t wrap(uint8_t *buf, size_t cap, size_t n)
{
	struct sup_frame f;
	struct sup_buf b = { .p = buf, .cap = cap };
	uint8_t payload[200];

	assert_int_equal(sup_frame_parse(buf, n, SUP_MAX_PAYLOAD, &f), 1);
	uint32_t len = f.len, block = len << 3 | 1;
	assert_in_range(len, 1, sizeof payload);
	memcpy(payload, f.payload, len);
	sup_begin(&b, f.type, f.flags | SUP_F_ZSTD, f.seq);
	sup_add(&b, (uint8_t[]){ 0x28, 0xb5, 0x2f, 0xfd, 0x20, (uint8_t)len, (uint8_t)block, (uint8_t)(block >> 8), (uint8_t)(block >> 16) }, 9);
	sup_add(&b, payload, len);
	return sup_end(&b);
}

/* Section 3 of the protocol: a station may compress any frame. A GAP among them, which the restart reads again. */
static void any_frame_may_be_compressed(void **state)
{
	struct kit k;
	uint8_t buf[8192];
	struct sup_frame f;
	struct sup_hello_ack a;
	struct ingest_health h;

	(void)state;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_true(link_put(l, buf, wrap(buf, sizeof buf, make_hello(buf, sizeof buf, "s1", 9, 0, 0))));
	assert_int_equal(link_want(l, SUP_HELLO_ACK, 5000, &f), 1);
	assert_int_equal(sup_hello_ack_get(&f, &a), 0);
	assert_int_equal(a.result, SUP_WELCOME);
	link_drop(l, &f);
	l->epoch = 9;
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_gap gap = { .first_seq = 1, .last_seq = 6, .why = SUP_GAP_OVERRUN, .records = 1 };
	assert_true(link_put(l, buf, wrap(buf, sizeof buf, sup_gap_put(&b, 7, &gap))));
	assert_true(link_acked(l, 7, 5000));
	b = (struct sup_buf){ .p = buf, .cap = sizeof buf };
	struct sup_stats st = { .battery_pct = 44, .watch_version = 0 };
	assert_true(link_put(l, buf, wrap(buf, sizeof buf, sup_stats_put(&b, &st))));
	link_batch(l, 8, 1);
	assert_true(link_acked(l, 8, 5000));
	assert_true(ingest_health(k.g, 1, &h));
	assert_int_equal(h.battery_pct, 44);
	link_close(l);
	kit_stop(&k);
	kit_start(&k);
	l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	assert_int_equal(a.cum_seq, 8);
	link_close(l);
	kit_end(&k);
}

/* ---- what one station may cost the others ---- */

enum { FLOOD_FRAMES = 2000 };
static atomic_bool flooding;
struct flood { int fd; const uint8_t *p; size_t n; };

static void *pour(void *arg)
{
	struct flood *w = arg;

	while (flooding)
		if (send(w->fd, w->p, w->n, MSG_NOSIGNAL) < 0)
			break;
	return NULL;
}

static void *drink(void *arg)
{
	struct flood *w = arg;
	static uint8_t sink[65536];

	while (recv(w->fd, sink, sizeof sink, 0) > 0)
		;
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The middle one of s2's waits for an acknowledgement, in ms, while s1 sends p for ever. */
static int64_t wait_beside(struct kit *k, const uint8_t *p, size_t n)
{
	struct link *bad = link_plain(k), *good = link_plain(k);
	static uint64_t seq;
	pthread_t a, b;
	int64_t ms[40];

	assert_int_equal(link_hello(bad, "s1", 9, 0, 0, NULL), SUP_WELCOME);
	assert_int_equal(link_hello(good, "s2", 9, 0, 0, NULL), SUP_WELCOME);
	struct flood w = { bad->fd, p, n };
	flooding = true;
	assert_int_equal(pthread_create(&a, NULL, pour, &w), 0);
	assert_int_equal(pthread_create(&b, NULL, drink, &w), 0);
	for (int i = 0; i < (int)COUNTOF(ms); i++) {
		mono begun = clock_mono();
		link_batch(good, ++seq, 1);
		assert_true(link_acked(good, seq, 10000));
		ms[i] = mono_since_ms(begun);
	}
	flooding = false;
	shutdown(bad->fd, SHUT_RDWR);
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	link_close(bad);
	link_close(good);
	qsort(ms, COUNTOF(ms), sizeof ms[0], by_size);
	return ms[COUNTOF(ms) / 2];
}

/* Largest frames of few bytes, and smallest frames in thousands: a station with a key, and a fault, has its turn and no more. */
static void a_flooding_station_has_its_turn_only(void **state)
{
	static uint8_t big[300000], small[FLOOD_FRAMES * 64];
	struct kit k;
	size_t n = 0;

	(void)state;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, NULL), SUP_WELCOME);
	static uint8_t recs[16000 * SUP_REC];
	struct sup_rec r = { .tag = 5, .hits = 1, .rssi_max = -60 };
	for (int i = 0; i < 16000; i++)
		sup_rec_put(recs + i * SUP_REC, &r);
	struct sup_buf b = { .p = big, .cap = sizeof big };
	struct sup_batch v = { .boot_id = 77, .clock_err_ms = 5, .clock_source = SUP_CLOCK_SERVER, .n = 16000, .recs = recs };
	size_t m = squeeze(big, sizeof big, sup_batch_put(&b, 0, 1, &v, -1));
	assert_in_range(m, 1, 20000);
	assert_true(link_put(l, big, m));
	assert_true(link_acked(l, 1, 5000));            /* from now on it is a repeat, which no credits bound */
	link_close(l);
	while (n + m <= sizeof big) {
		memmove(big + n, big, m);
		n += m;
	}
	int64_t middle = wait_beside(&k, big, n);
	print_message("# beside large repeats: %lld ms\n", (long long)middle);
	assert_in_range(middle, 0, MEASURED ? 100 : 5000);
	n = 0;
	for (int i = 0; i < FLOOD_FRAMES; i++) {
		struct sup_buf c = { .p = small + n, .cap = sizeof small - n };
		struct sup_result v2 = { .id = 7, .ok = 1, .text = S("ok") };
		n += sup_result_put(&c, &v2);
	}
	middle = wait_beside(&k, small, n);
	print_message("# beside small frames: %lld ms\n", (long long)middle);
	assert_in_range(middle, 0, MEASURED ? 100 : 5000);
	kit_end(&k);
}

/* ---- what peers can write into the log ---- */

static void a_gate_lets_twenty_lines_a_second_through(void **state)
{
	struct log_gate g = { 0 };
	int through = 0, asked = 0;

	(void)state;
	while (log_gate(&g, "test.event"))              /* may begin at the end of a second */
		asked++;
	assert_in_range(asked, LOG_GATE_S, 2 * LOG_GATE_S);
	for (int i = 0; i < 100000; i++)
		through += log_gate(&g, "test.event");
	assert_in_range(through, 0, 2 * LOG_GATE_S);    /* and a second or two may pass */
	assert_true(g.left_out > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_frame_may_be_compressed),
		cmocka_unit_test(a_flooding_station_has_its_turn_only),
		cmocka_unit_test(a_gate_lets_twenty_lines_a_second_through),
	};

	return cmocka_run_group_tests_name("ingest_hostile", tests, NULL, NULL);
}
