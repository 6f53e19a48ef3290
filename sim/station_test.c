/* station_test — a station against a scripted server: what SUP/1 promises, without sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/crc32c.h"
#include "city.h"
#include "station.h"
#include "world.h"

enum { T0 = 1000000 };

/* What the station last wrote, frame by frame. */
struct seen { int n; struct { uint8_t type; uint16_t flags; uint64_t seq; uint32_t records; struct sup_gap gap; } f[400]; };

static void drain(struct station *s, struct seen *ret)
{
	const uint8_t *p;
	size_t n = station_output(s, &p), at = 0;

	while (at < n) {
		struct sup_frame f;
		struct sup_batch b;
		assert_int_equal(sup_frame_parse(p + at, n - at, SUP_MAX_PAYLOAD, &f), 1);
		assert_true(ret->n < 400);
		ret->f[ret->n].type = f.type;
		ret->f[ret->n].flags = f.flags;
		ret->f[ret->n].seq = f.seq;
		ret->f[ret->n].records = 0;
		if ((f.type == SUP_SIGHTINGS || f.type == SUP_URGENT)) {
			assert_int_equal(sup_batch_get(&f, &b, NULL), 0);
			ret->f[ret->n].records = b.n;
		}
		if (f.type == SUP_GAP)
			assert_int_equal(sup_gap_get(&f, &ret->f[ret->n].gap), 0);
		ret->n++;
		at += f.total;
	}
	station_sent(s, n);
}

static int count(const struct seen *v, uint8_t type)
{
	int n = 0;

	for (int i = 0; i < v->n; i++)
		n += v->f[i].type == type;
	return n;
}

static void welcome(struct station *s, uint64_t cum, uint32_t credits, int64_t now)
{
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_hello_ack a = { .result = SUP_WELCOME, .version = 1, .server_ms = now, .epoch = s->epoch, .cum_seq = cum,
		.credits = credits, .heartbeat_s = 60 };

	assert_true(sup_hello_ack_put(&b, &a) > 0);
	station_input(s, buf, b.n, now);
}

static void ack(struct station *s, uint64_t epoch, uint64_t cum, uint64_t first, uint64_t last, uint32_t credits, int64_t now)
{
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_ack a = { .epoch = epoch, .cum_seq = cum, .credits = credits, .n = first != 0 };

	a.range[0].first = first;
	a.range[0].last = last;
	assert_true(sup_ack_put(&b, &a) > 0);
	station_input(s, buf, b.n, now);
}

static void log_in(struct station *s, uint64_t cum, uint32_t credits, int64_t now)
{
	struct seen v = { 0 };

	station_dialling(s);
	station_up(s, now);
	drain(s, &v);
	assert_int_equal(v.n, 1);
	assert_int_equal(v.f[0].type, SUP_HELLO);
	welcome(s, cum, credits, now);
}

static const struct station_opts plain_opts = { .flush_ms = 1000, .ack_timeout_ms = 5000, .journal_max = 1 << 20, .backoff_scale = 1 };

/* Hears one tag and lets the batch close: one journaled frame. */
static int64_t batch(struct station *s, int64_t now, uint64_t tag)
{
	station_hear(s, now, tag, -60, 0, 0);
	station_tick(s, now + 1000);
	return now + 1000;
}

static void nothing_is_forgotten_before_its_ack(void **st)
{
	struct station s;
	struct seen v = { 0 };
	int64_t now = T0;

	(void)st;
	station_init(&s, &plain_opts, 0, "R0001", 1, 7, now);
	for (uint64_t k = 1; k <= 3; k++)
		now = batch(&s, now, k);
	log_in(&s, 0, 65536, now);
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_SIGHTINGS), 3);
	assert_int_equal(s.nf, 3);
	ack(&s, 6, 3, 0, 0, 65536, now);      /* another epoch's number proves nothing */
	assert_int_equal(s.nf, 3);
	ack(&s, 7, 1, 3, 3, 65536, now);      /* 1 and 3: the middle one stays */
	assert_int_equal(s.nf, 2);
	assert_int_equal(s.n.acked_records, 2);
	ack(&s, 7, 2, 3, 3, 65536, now);
	assert_int_equal(s.nf, 0);
	assert_int_equal(s.inflight, 0);
	station_done(&s);
}

static void a_lost_ack_means_it_goes_again(void **st)
{
	struct station s;
	struct seen v = { 0 };
	int64_t now = T0;

	(void)st;
	station_init(&s, &plain_opts, 0, "R0001", 1, 7, now);
	log_in(&s, 0, 65536, now);
	now = batch(&s, now, 5);
	drain(&s, &v);
	s.lose_ack = 1;
	ack(&s, 7, 1, 0, 0, 65536, now);
	s.lose_ack = 0;
	assert_int_equal(s.nf, 1);
	v.n = 0;
	station_tick(&s, now + 4999);
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_SIGHTINGS), 0);
	station_tick(&s, now + 5000);
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_SIGHTINGS), 1);
	for (int k = 2; k < 9 && !s.hang_up; k++)
		station_tick(&s, now + 5000 * k);
	assert_true(s.hang_up);               /* five tries, then a new log-in */
	assert_int_equal(s.nf, 1);
	station_done(&s);
}

static void a_reconnect_resumes_on_the_backlog_lane_live_first(void **st)
{
	struct station_opts o = plain_opts;
	struct station s;
	struct seen v = { 0 };
	int64_t now = T0;

	(void)st;
	o.ack_timeout_ms = 1000000;           /* the silence below is not the point here */
	station_init(&s, &o, 0, "R0001", 1, 7, now);
	log_in(&s, 0, 65536, now);
	for (uint64_t k = 1; k <= 40; k++)
		now = batch(&s, now, k);
	ack(&s, 7, 4, 0, 0, 65536, now);
	station_lost(&s, now);
	assert_false(station_wants_connect(&s, now - 1));
	assert_int_equal(s.nf, 36);
	now += 400000;
	assert_true(station_wants_connect(&s, now));
	station_dialling(&s);
	station_up(&s, now);
	station_sent(&s, station_output(&s, &(const uint8_t *){ NULL }));
	welcome(&s, 10, 400, now);            /* the server had taken more than the station knew */
	assert_int_equal(s.nf, 30);
	drain(&s, &v);
	for (int i = 0; i < v.n; i++)
		if (v.f[i].type == SUP_SIGHTINGS)
			assert_int_equal(v.f[i].flags & SUP_F_BACKLOG, SUP_F_BACKLOG);
	assert_in_range(s.inflight, 1, 200);  /* backlog: half of the credits */
	uint64_t first_backlog = 0;
	for (int i = 0; i < v.n && !first_backlog; i++)
		first_backlog = v.f[i].type == SUP_SIGHTINGS ? v.f[i].seq : 0;
	assert_int_equal(first_backlog, 11);
	v.n = 0;
	now = batch(&s, now, 99);             /* new data passes the old */
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_SIGHTINGS), 1);
	assert_int_equal(v.f[v.n - 1].seq, 41);
	assert_int_equal(v.f[v.n - 1].flags & SUP_F_BACKLOG, 0);
	for (int k = 0; k < 100 && s.nf > 0; k++) {
		struct seen more = { 0 };
		ack(&s, 7, s.nf > 1 ? s.f[s.head].seq : 41, 41, 41, 400, now);
		drain(&s, &more);
	}
	assert_int_equal(s.nf, 0);
	assert_int_equal(s.n.acked_records, 41);
	station_done(&s);
}

static void credits_hold_it_back(void **st)
{
	struct station s;
	struct seen v = { 0 };
	int64_t now = T0;

	(void)st;
	station_init(&s, &plain_opts, 0, "R0001", 1, 7, now);
	log_in(&s, 0, 0, now);
	for (uint64_t k = 1; k <= 5; k++)
		now = batch(&s, now, k);
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_SIGHTINGS), 0);
	ack(&s, 7, 0, 0, 0, 2 * (SUP_HEADER + SUP_BATCH_HEAD + SUP_REC), now);
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_SIGHTINGS), 2);
	assert_true(s.inflight <= s.credits);
	station_done(&s);
}

static void a_wiped_flash_says_so_in_a_new_epoch(void **st)
{
	struct station s;
	struct seen v = { 0 };
	int64_t now = T0;

	(void)st;
	station_init(&s, &plain_opts, 0, "R0001", 1, 7, now);
	for (uint64_t k = 1; k <= 3; k++)
		now = batch(&s, now, k);
	station_hear(&s, now, 4, -70, 0, 0);
	uint64_t boot = s.boot_id;
	station_wipe(&s, now);
	assert_int_equal(s.epoch, 8);
	assert_true(s.boot_id != boot);
	assert_int_equal(s.n.lost_records, 4);
	log_in(&s, 0, 65536, now);
	now = batch(&s, now, 9);
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_GAP), 1);
	for (int i = 0; i < v.n; i++) {
		if (v.f[i].type == SUP_GAP) {
			assert_int_equal(v.f[i].gap.why, SUP_GAP_FLASH_WIPED);
			assert_int_equal(v.f[i].gap.records, 4);
			assert_int_equal(v.f[i].gap.first_seq, 1);
			assert_int_equal(v.f[i].gap.last_seq, 4);
			assert_int_equal(v.f[i].seq, 5);   /* the numbers behind the lost ones */
		}
		if (v.f[i].type == SUP_SIGHTINGS)
			assert_int_equal(v.f[i].seq, 6);
	}
	station_done(&s);
}

static void a_full_flash_declares_what_it_drops(void **st)
{
	struct station_opts o = plain_opts;
	struct station s;
	struct seen v = { 0 };
	int64_t now = T0;

	(void)st;
	o.journal_max = 1000;
	station_init(&s, &o, 0, "R0001", 1, 7, now);
	for (uint64_t k = 1; k <= 60; k++)
		now = batch(&s, now, k);
	assert_true(s.journal_bytes <= 1200);
	assert_true(s.n.gaps > 0);
	log_in(&s, 0, 65536, now);
	drain(&s, &v);
	uint64_t told = 0, sent = 0;
	for (int i = 0; i < v.n; i++) {
		sent += v.f[i].records;
		told += v.f[i].type == SUP_GAP ? v.f[i].gap.records : 0;
	}
	assert_int_equal(s.n.lost_records + sent, 60);
	assert_true(told <= s.n.lost_records);     /* a GAP may itself have been overrun */
	assert_true(told > 0);
	station_done(&s);
}

static void a_watched_tag_is_urgent_once(void **st)
{
	struct watchset w;
	struct station_opts o = plain_opts;
	struct station s;
	struct seen v = { 0 };
	uint8_t buf[256], item[9] = { 1 };
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_watchlist l = { .from_version = 0, .to_version = 3, .n = 1, .items = item };

	(void)st;
	watchset_init(&w);
	o.watch = &w;
	put_be64(item + 1, 0xabc);
	station_init(&s, &o, 0, "R0001", 1, 7, T0);
	log_in(&s, 0, 65536, T0);
	station_hear(&s, T0, 0xabc, -60, 0, 0);
	assert_int_equal(s.n.urgent, 0);
	assert_true(sup_watchlist_put(&b, &l) > 0);
	for (size_t i = 0; i < b.n; i++)      /* byte by byte: a torn frame is the same frame */
		station_input(&s, buf + i, 1, T0);
	assert_int_equal(s.watch_version, 3);
	drain(&s, &v);
	v.n = 0;
	station_hear(&s, T0 + 5, 0xabc, -60, 0, 0);
	station_hear(&s, T0 + 6, 0xabc, -60, 0, 0);
	station_hear(&s, T0 + 7, 0xabd, -60, 0, 0);
	drain(&s, &v);
	assert_int_equal(count(&v, SUP_URGENT), 1);
	assert_int_equal(v.f[v.n - 1].flags & SUP_F_URGENT, SUP_F_URGENT);
	l = (struct sup_watchlist){ .from_version = 3, .to_version = 4, .n = 1, .items = item };
	item[0] = 0;
	b.n = 0;
	assert_true(sup_watchlist_put(&b, &l) > 0);
	station_input(&s, buf, b.n, T0);
	station_hear(&s, T0 + 60000, 0xabc, -60, 0, 0);
	assert_int_equal(s.n.urgent, 1);
	station_done(&s);
	watchset_done(&w);
}

static void refusals_and_byes_wait_their_time(void **st)
{
	struct station s;
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_hello_ack no = { .result = SUP_NOT_REGISTERED, .version = 1, .retry_s = 60 };
	struct sup_bye bye = { .why = SUP_BYE_RESTART, .retry_s = 10 };

	(void)st;
	station_init(&s, &plain_opts, 0, "R0001", 1, 7, T0);
	batch(&s, T0, 1);
	station_dialling(&s);
	station_up(&s, T0);
	assert_true(sup_hello_ack_put(&b, &no) > 0);
	station_input(&s, buf, b.n, T0);
	assert_true(s.hang_up);
	station_lost(&s, T0);
	assert_int_equal(s.nf, 1);            /* it keeps its data */
	assert_false(station_wants_connect(&s, T0 + 29000));
	assert_true(station_wants_connect(&s, T0 + 91000));
	station_sent(&s, station_output(&s, &(const uint8_t *){ NULL }));
	log_in(&s, 0, 65536, T0 + 91000);
	b.n = 0;
	assert_true(sup_bye_put(&b, &bye) > 0);
	station_input(&s, buf, b.n, T0 + 100000);
	assert_true(s.hang_up);
	station_lost(&s, T0 + 100000);
	assert_false(station_wants_connect(&s, T0 + 109000));
	assert_true(station_wants_connect(&s, T0 + 116000));
	station_done(&s);
}

static void a_broken_server_costs_a_hang_up(void **st)
{
	struct station s;
	uint8_t junk[64];

	(void)st;
	memset(junk, 0xee, sizeof junk);
	station_init(&s, &plain_opts, 0, "R0001", 1, 7, T0);
	station_dialling(&s);
	station_up(&s, T0);
	station_input(&s, junk, sizeof junk, T0);
	assert_true(s.hang_up);
	station_done(&s);
}

/* ---- the same seed gives the same bytes ---- */

struct day { struct station *st; uint32_t crc; uint64_t frames; };

static void to_station(void *arg, int station, uint32_t bike, int64_t t, int rssi, unsigned status, unsigned antenna)
{
	struct day *d = arg;

	station_hear(&d->st[station], t, city_tag(bike), rssi, status, antenna);
}

static void to_hash(void *arg, int ix, const uint8_t *p, size_t n)
{
	struct day *d = arg;

	d->crc = crc32c(d->crc ^ (uint32_t)ix, p, n);
	d->frames++;
}

static struct day minutes_of(uint64_t seed, int minutes, int step_ms)
{
	struct day d = { .st = calloc(CITY_STATIONS, sizeof *d.st) };
	struct station_opts o = plain_opts;
	struct city *c = city_new(seed);
	int64_t t0 = 1790000000000;
	struct world_opts wo = { .seed = seed, .bikes = 20000, .radio_start = t0, .city_start = t0, .hear = to_station, .arg = &d };

	assert_non_null(d.st);
	o.on_frame = to_hash;
	o.arg = &d;
	for (int i = 0; i < CITY_STATIONS; i++)
		station_init(&d.st[i], &o, i, c->station[i].name, seed, 1, t0);
	struct world *w = world_new(c, &wo);
	for (int64_t t = t0; t <= t0 + minutes * 60000; t += step_ms) {
		world_step(w, t);
		if (t % 1000 == 0)
			for (int i = 0; i < CITY_STATIONS; i++)
				station_tick(&d.st[i], t);
	}
	for (int i = 0; i < CITY_STATIONS; i++)
		station_done(&d.st[i]);
	free(d.st);
	world_free(w);
	city_free(c);
	return d;
}

static void same_seed_same_bytes(void **st)
{
	struct day a = minutes_of(3, 2, 100), b = minutes_of(3, 2, 1000), c = minutes_of(4, 2, 1000);

	(void)st;
	assert_true(a.frames > 10000);
	assert_int_equal(a.frames, b.frames);
	assert_int_equal(a.crc, b.crc);
	assert_int_not_equal(b.crc, c.crc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_forgotten_before_its_ack), cmocka_unit_test(a_lost_ack_means_it_goes_again),
		cmocka_unit_test(a_reconnect_resumes_on_the_backlog_lane_live_first), cmocka_unit_test(credits_hold_it_back),
		cmocka_unit_test(a_wiped_flash_says_so_in_a_new_epoch), cmocka_unit_test(a_full_flash_declares_what_it_drops),
		cmocka_unit_test(a_watched_tag_is_urgent_once), cmocka_unit_test(refusals_and_byes_wait_their_time),
		cmocka_unit_test(a_broken_server_costs_a_hang_up), cmocka_unit_test(same_seed_same_bytes),
	};

	return cmocka_run_group_tests_name("station", tests, NULL, NULL);
}
