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

static atomic_bool sync_waits;

static int slow_fdatasync(int fd)
{
	while (sync_waits)
		usleep(1000);
	return sys_real.fdatasync(fd);
}

static uint64_t just_behind(void *arg)
{
	(void)arg;
	return LAG_MAX;
}

static struct ingest_stats stats_when(struct kit *k, uint64_t frames, uint64_t held_ms)
{
	struct ingest_stats st;
	mono begun = clock_mono();

	do {
		ingest_stats(k->g, &st);
		usleep(1000);
	} while ((st.frames < frames || st.held_ms < held_ms) && mono_since_ms(begun) < 10000);
	return st;
}

/* What waits for the disk counts as not applied: it takes the buffers that the engines read from. */
static void what_is_on_its_way_to_the_disk_holds_too(void **state)
{
	struct kit k;
	struct sup_hello_ack a;

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.behind = just_behind;
	sys.fdatasync = slow_fdatasync;
	kit_start(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	sync_waits = true;
	link_batch(l, 1, 1);
	assert_true(stats_when(&k, 1, 1).held_ms > 0);
	link_batch(l, 2, 1);
	uint64_t held = stats_when(&k, 1, 1).held_ms;
	assert_int_equal(stats_when(&k, 1, held + 200).frames, 1);      /* 200 ms in which the second could have been read */
	sync_waits = false;
	assert_true(link_acked(l, 2, 5000));
	link_close(l);
	kit_end(&k);
	sys.fdatasync = sys_real.fdatasync;
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

static int port_of_socket(int fd)
{
	struct sockaddr_in sa;
	socklen_t n = sizeof sa;

	assert_int_equal(getsockname(fd, (struct sockaddr *)&sa, &n), 0);
	return ntohs(sa.sin_port);
}

/* With open ports a peer is not refused while there is no ingest yet; with .hold it waits until ingest_admit; what was appended before stands before its HELLO. */
static void nobody_is_let_in_before_the_places(void **state)
{
	struct kit k;
	struct sup_hello_ack a;
	uint8_t buf[512];
	struct ingest_ports ports;
	struct err e = { 0 };

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.hold = true;
	assert_int_equal(ingest_listen(&k.io, &ports, &e), 0);
	struct link *l = link_to(port_of_socket(ports.plain));         /* before there is an ingest: not refused */
	assert_true(link_put(l, buf, make_hello(buf, sizeof buf, "s1", 9, 0, 0)));
	k.io.ports = &ports;
	kit_start(&k);
	assert_int_equal(ports.plain, -1);
	assert_int_equal(ingest_plain_port(k.g), l->port);
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

/* ---- the clock ---- */

#define TEN_YEARS ((int64_t)3650 * DAY_MS)
static atomic_llong jump_ms;

static int64_t jumping_utc(void)
{
	return sys_real.utc_ms() + jump_ms;
}

static int newest(void *arg, const struct journal_rec *r)
{
	utc_ms *t = arg, at = r->stored;

	if (r->type == JR_FRAME || r->type == JR_TICK)
		memcpy(&at, r->p, sizeof at);
	*t = MAX(*t, MAX(at, r->stored));
	return 0;
}

static utc_ms newest_time(struct kit *k)
{
	struct err e = { 0 };
	uint64_t end;
	utc_ms t = 0;

	assert_int_equal(journal_scan(k->dir, 0, newest, &t, &end, &e), 0);
	return t;
}

static int64_t clock_off(struct kit *k)
{
	struct ingest_stats st;

	ingest_stats(k->g, &st);
	return st.clock_off_ms;
}

/* I6: ten years ahead by accident, then right again: nothing of it is in the journal or was told to a station. */
static void a_clock_that_jumps_is_not_believed(void **state)
{
	struct kit k;
	struct sup_hello_ack a;
	struct sup_frame f;
	struct sup_time v = { .t1_mono_ms = 5 };
	uint8_t buf[128];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };

	(void)state;
	jump_ms = 0;
	sys.utc_ms = jumping_utc;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, NULL), SUP_WELCOME);
	utc_ms real = sys_real.utc_ms() - SECOND_MS;       /* the clock that is held goes by another than this one: some ms apart */
	jump_ms = TEN_YEARS;
	link_batch(l, 1, 3);
	assert_true(link_acked(l, 1, 5000));
	assert_true(clock_off(&k) > (TEN_YEARS - DAY_MS));
	assert_true(link_put(l, buf, sup_time_put(&b, &v)));
	assert_int_equal(link_want(l, SUP_TIME, 3000, &f), 1);
	assert_int_equal(sup_time_get(&f, &v), 0);
	assert_true(v.t2_utc_ms >= real && v.t2_utc_ms < real + MINUTE_MS);
	struct link *m = link_plain(&k);
	assert_int_equal(link_hello(m, "s2", 9, 0, 0, &a), SUP_WELCOME);
	assert_true(a.server_ms >= real && a.server_ms < real + MINUTE_MS);
	jump_ms = -TEN_YEARS;               /* and far back: likewise */
	link_batch(l, 2, 3);
	assert_true(link_acked(l, 2, 5000));
	assert_true(clock_off(&k) < -(TEN_YEARS - DAY_MS));
	jump_ms = 2 * MINUTE_MS;                /* a clock that was set right is followed */
	link_batch(l, 3, 3);
	assert_true(link_acked(l, 3, 5000));
	assert_int_equal(clock_off(&k), 0);
	link_close(m);
	link_close(l);
	kit_stop(&k);
	utc_ms last = newest_time(&k);
	assert_true(last >= real + 2 * MINUTE_MS && last < real + 4 * MINUTE_MS);
	kit_end(&k);
	sys = sys_real;
}

/* ---- watch lists ---- */

static void say_holds(struct link *l, uint32_t version)
{
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_stats v = { .battery_pct = 90, .power = 1, .reference_heard = 2, .watch_version = version };

	assert_true(link_put(l, buf, sup_stats_put(&b, &v)));
}

/* At night a station hears nothing for hours: its STATS are what tells that it is there. */
static void a_station_that_hears_nothing_is_not_silent(void **state)
{
	struct ingest_health h;
	struct kit k;

	(void)state;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 1, 0, 0, NULL), SUP_WELCOME);
	assert_true(ingest_health(k.g, 1, &h));
	utc_ms came = h.connected_at;
	while (clock_utc() <= came + 1)
		continue;
	say_holds(l, 0);
	mono begun = clock_mono();
	do
		assert_true(ingest_health(k.g, 1, &h));
	while (h.last_stats_at <= came && mono_since_ms(begun) < 5000);
	assert_true(h.last_stats_at > came);
	assert_true(h.last_frame_at == h.last_stats_at);
	link_close(l);
	kit_end(&k);
}

static struct sup_watchlist next_list(struct link *l, int ms)
{
	struct sup_frame f;
	struct sup_watchlist w = { 0 };

	if (link_want(l, SUP_WATCHLIST, ms, &f) != 1)
		return w;
	assert_int_equal(sup_watchlist_get(&f, &w), 0);
	link_drop(l, &f);
	w.items = NULL;
	return w;
}

/* A link whose buffers take little, so that the server's queue fills. */
static struct link *link_narrow(struct kit *k)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)ingest_plain_port(k->g)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct link *l = calloc(1, sizeof *l);
	int bytes = 4096;

	assert_non_null(l);
	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(setsockopt(l->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes), 0);
	assert_int_equal(connect(l->fd, (struct sockaddr *)&sa, sizeof sa), 0);
	return l;
}

enum { LONG_LIST = 600001 };

/* More tags than one frame and more bytes than a session's queue take: the parts follow each other, then the deltas. */
static void a_long_watch_list_comes_in_parts(void **state)
{
	static uint64_t tags[LONG_LIST];
	static uint8_t seen[LONG_LIST + 2];
	struct kit k;
	uint32_t holds = 0, parts = 0;

	(void)state;
	kit_new(&k);
	for (uint32_t i = 0; i < LONG_LIST; i++)
		tags[i] = i + 1;
	ingest_watch_load(k.g, 1000000, tags, LONG_LIST);
	struct link *l = link_narrow(&k);
	assert_int_equal(link_hello(l, "s1", 1, 0, 0, NULL), SUP_WELCOME);
	usleep(100000);                         /* the socket fills, the rest waits */
	ingest_watch(k.g, 1000001, true, LONG_LIST + 1);
	while (holds != 1000001) {
		struct sup_frame f;
		struct sup_watchlist w;
		assert_int_equal(link_want(l, SUP_WATCHLIST, 5000, &f), 1);
		assert_int_equal(sup_watchlist_get(&f, &w), 0);
		assert_int_equal(w.from_version, holds);        /* a station takes no other */
		for (int i = 0; i < w.n; i++) {
			uint64_t t = be64(w.items + 9 * i + 1);
			assert_true(w.items[9 * i] == 1 && t >= 1 && t <= LONG_LIST + 1 && !seen[t]);
			seen[t] = 1;
		}
		holds = w.to_version;
		parts++;
		link_drop(l, &f);
	}
	assert_int_equal(parts, 39);
	for (uint32_t t = 1; t <= LONG_LIST + 1; t++)
		assert_true(seen[t]);
	link_close(l);
	/* cut off after the second part: all again */
	l = link_plain(&k);
	uint8_t buf[512];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_hello h = { .station = S("s1"), .hardware = S("t"), .firmware = S("1"), .proto_min = 1, .proto_max = 1, .boot_id = 7, .epoch = 1,
		.clock_source = SUP_CLOCK_SERVER, .wall_ms = clock_utc(), .mono_ms = 1, .clock_err_ms = 5, .watch_version = 2 };
	assert_true(link_put(l, buf, sup_hello_put(&b, &h)));
	struct sup_watchlist w = next_list(l, 5000);
	assert_true(w.from_version == 0 && w.to_version == 1 && w.n == SUP_WATCH_MAX);
	link_close(l);
	kit_end(&k);
}

/* A station that has not taken a delta says so in STATS: it gets it again, and each time later. */
static void a_refused_watch_list_is_sent_again_later(void **state)
{
	struct kit k;

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.watch_retry_ms = 300;
	kit_start(&k);
	ingest_watch(k.g, 1, true, 11);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 1, 0, 0, NULL), SUP_WELCOME);
	assert_int_equal(next_list(l, 5000).to_version, 1);
	ingest_watch(k.g, 2, true, 12);
	struct sup_watchlist w = next_list(l, 5000);
	assert_true(w.from_version == 1 && w.to_version == 2);
	mono begun = clock_mono();
	int64_t at[3];
	for (int i = 0; i < 3; i++) {
		do {
			say_holds(l, 1);
			w = next_list(l, 20);
		} while (w.to_version == 0 && mono_since_ms(begun) < 10000);
		assert_true(w.from_version == 1 && w.to_version == 2);
		at[i] = mono_since_ms(begun);
	}
	assert_true(at[0] >= 280 && at[1] - at[0] >= 580 && at[2] - at[1] >= 1180);
	link_close(l);
	kit_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gap_without_room_is_not_taken),
		cmocka_unit_test(gap_beyond_its_own_number_is_refused),
		cmocka_unit_test(revoked_key_opens_no_waiting_link),
		cmocka_unit_test(nobody_is_silent_while_the_engines_lag),
		cmocka_unit_test(what_is_on_its_way_to_the_disk_holds_too),
		cmocka_unit_test(many_records_take_few_syncs),
		cmocka_unit_test(nobody_is_let_in_before_the_places),
		cmocka_unit_test(a_clock_that_jumps_is_not_believed),
		cmocka_unit_test(a_long_watch_list_comes_in_parts),
		cmocka_unit_test(a_refused_watch_list_is_sent_again_later),
		cmocka_unit_test(a_station_that_hears_nothing_is_not_silent),
	};

	return cmocka_run_group_tests_name("ingest_edge", tests, NULL, NULL);
}
