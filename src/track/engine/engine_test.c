/* engine_test — event time, lateness, what is counted as bad, and that everything is a function of the journal. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utc.h"
#include "format/sup/sup.h"
#include "track/engine/engine.h"

#define T0 ((utc_ms)1700000000000)

struct bytes { uint8_t *p; size_t n, cap, at; };

static int bytes_put(void *arg, const void *p, size_t n)
{
	struct bytes *b = arg;

	if (b->n + n > b->cap) {
		b->cap = (b->n + n) * 2;
		b->p = realloc(b->p, b->cap);
		assert_non_null(b->p);
	}
	memcpy(b->p + b->n, p, n);
	b->n += n;
	return 0;
}

static int bytes_get(void *arg, void *p, size_t n)
{
	struct bytes *b = arg;

	if (n > b->n - b->at)
		return E_CORRUPT;
	memcpy(p, b->p + b->at, n);
	b->at += n;
	return 0;
}

/* What came out, as bytes: every visit and hit with its fields, in order. */
struct out { struct bytes log; struct visit last; struct watch_hit hit; struct fix at; bool known; int visits, hits; };

static void on_visit(void *arg, uint64_t lsn, const struct visit *v)
{
	struct out *o = arg;
	int64_t f[] = { 1, (int64_t)lsn, (int64_t)v->tag, v->station, v->rssi_max, v->flags, v->hits, v->first, v->last };

	bytes_put(&o->log, f, sizeof f);
	o->last = *v;
	o->visits++;
}

static void on_hit(void *arg, const struct watch_hit *h, const struct fix *at)
{
	struct out *o = arg;
	int64_t f[] = { 2, (int64_t)h->lsn, h->n, (int64_t)h->tag, h->case_id, h->station, h->district, h->heard, h->recv,
		h->rssi, h->severity, h->late, h->status, h->kind, at ? at->at.lat_e7 : 0, at ? at->at.lon_e7 : 0, at ? (int64_t)at->radius_m : -1,
		at ? at->t : 0 };

	bytes_put(&o->log, f, sizeof f);
	o->hit = *h;
	o->known = at;
	if (at)
		o->at = *at;
	o->hits++;
}

static struct engine *make(struct out *o, uint32_t expect)
{
	return engine_new(&(struct engine_opts){ .expect_tags = expect, .on_visit = on_visit, .on_hit = on_hit, .arg = o });
}

static uint64_t lsn = 4096;
static void record(struct engine *e, enum journal_type type, uint16_t source, const void *p, size_t n)
{
	struct journal_rec r = { .lsn = lsn, .end = lsn + 32 + n, .type = type, .source = source, .p = p, .n = (uint32_t)n };

	lsn = r.end;
	engine_record(e, &r);
}

static void station(struct engine *e, uint16_t ix, double lat, double lon)
{
	struct station_place s = { .ix = ix, .used = 1, .district = 430405u + ix % 3, .range_m = 120 };

	assert_true(geo_from_deg(lat, lon, &s.at));
	record(e, JR_STATION, 0, &s, sizeof s);
}

struct frame { utc_ms recv, base; uint32_t clock_err; uint16_t flags; int urgent; bool none; };

/* One frame with n records of tag, tag+1, ..., 100 ms apart. */
static size_t frame_make(uint8_t *buf, size_t cap, const struct frame *f, uint64_t tag, int n)
{
	uint8_t recs[64 * SUP_REC];

	for (int i = 0; i < n; i++)
		sup_rec_put(recs + i * SUP_REC, &(struct sup_rec){ .tag = tag + (uint64_t)i, .offset_ms = (uint32_t)i * 100, .hits = 1,
			.rssi_max = (int8_t)(-60 - i) });
	struct sup_batch b = { .boot_id = 1, .base_mono_ms = 5000, .utc_minus_mono_ms = f->base - 5000,
		.clock_err_ms = f->clock_err, .clock_source = f->none ? SUP_CLOCK_NONE : SUP_CLOCK_SERVER, .n = (uint16_t)n,
		.recs = recs };
	struct sup_buf sb = { .p = buf + 8, .cap = cap - 8 };

	memcpy(buf, &f->recv, 8);
	size_t k = sup_batch_put(&sb, f->flags, 1, &b, f->urgent);
	assert_true(k > 0);
	return k + 8;
}

static void send(struct engine *e, uint16_t ix, struct frame f, uint64_t tag, int n)
{
	uint8_t buf[4096];

	record(e, JR_FRAME, ix, buf, frame_make(buf, sizeof buf, &f, tag, n));
}

static struct visit open_of(struct engine *e, uint64_t tag)
{
	struct visit v[2] = { 0 };

	assert_int_equal(presence_tag(engine_presence(e), (tag_id){ tag }, v, 2), 1);
	return v[0];
}

static void event_time_is_resolved_as_promised(void **state)
{
	struct out o = { 0 };
	struct engine *e = make(&o, 0);
	struct visit v;
	(void)state;

	send(e, 3, (struct frame){ .recv = T0, .base = T0 - 700, .urgent = -1 }, 10, 2);
	v = open_of(e, 11);
	assert_int_equal(v.first, T0 - 600);
	assert_int_equal(v.flags, VF_OPEN);
	send(e, 3, (struct frame){ .recv = T0, .base = T0 + 60000, .urgent = -1 }, 20, 1);     /* just not too far ahead */
	v = open_of(e, 20);
	assert_int_equal(v.first, T0 + 60000);
	send(e, 3, (struct frame){ .recv = T0, .base = T0 + 59901, .urgent = -1 }, 30, 2);     /* its newest row is */
	v = open_of(e, 31);
	assert_int_equal(v.first, T0);
	assert_int_equal(v.flags, VF_OPEN | VF_CLOCK);
	v = open_of(e, 30);
	assert_int_equal(v.first, T0 - 100);
	send(e, 3, (struct frame){ .recv = T0, .base = 12345, .clock_err = UINT32_MAX, .urgent = -1 }, 40, 3);
	v = open_of(e, 42);
	assert_int_equal(v.first, T0);
	assert_int_equal(v.flags, VF_OPEN | VF_CLOCK);
	send(e, 3, (struct frame){ .recv = T0, .base = T0 - 100, .clock_err = 2000, .urgent = -1 }, 50, 1);
	assert_int_equal(open_of(e, 50).flags, VF_OPEN);
	send(e, 3, (struct frame){ .recv = T0, .base = T0 - 100, .clock_err = 2001, .urgent = -1 }, 51, 1);
	assert_int_equal(open_of(e, 51).flags, VF_OPEN | VF_CLOCK);
	send(e, 3, (struct frame){ .recv = T0, .base = T0 - 100, .urgent = SUP_URG_WATCH }, 52, 1);
	assert_int_equal(open_of(e, 52).first, T0 - 100);
	/* Late: the backlog lane, or older than the live limit. */
	send(e, 3, (struct frame){ .recv = T0, .base = T0 - 100, .flags = SUP_F_BACKLOG, .urgent = -1 }, 60, 1);
	assert_int_equal(open_of(e, 60).flags, VF_OPEN | VF_LATE);
	send(e, 3, (struct frame){ .recv = T0, .base = T0 - 30000, .urgent = -1 }, 61, 1);
	assert_int_equal(open_of(e, 61).flags, VF_OPEN);
	send(e, 3, (struct frame){ .recv = T0, .base = T0 - 30001, .urgent = -1 }, 62, 1);
	assert_int_equal(open_of(e, 62).flags, VF_OPEN | VF_LATE);
	assert_int_equal(engine_counts(e)->late, 2);
	assert_int_equal(engine_counts(e)->bad_payloads, 0);
	assert_int_equal(engine_station_sightings(e, 3), engine_counts(e)->sightings);
	assert_int_equal(engine_now(e), T0);
	engine_free(e);
	free(o.log.p);
}

/* By which day a file of records goes: the first row's, whatever the lane; with an unknown clock as engine_record resolves it. */
static void the_oldest_row_of_a_record(void **state)
{
	static uint8_t scratch[ENGINE_SCRATCH], buf[4096];
	utc_ms t = 1790000000000;
	const struct { struct frame f; utc_ms oldest; } c[] = {
		{ { .recv = t, .base = t - 500 }, t - 500 },
		{ { .recv = t, .base = t - (utc_ms)40 * DAY_MS, .flags = SUP_F_BACKLOG }, t - (utc_ms)40 * DAY_MS },
		{ { .recv = t, .base = t - (utc_ms)91 * DAY_MS }, t },                          /* the engines leave it out */
		{ { .recv = t, .base = t + 3600000 }, t - 400 },
		{ { .recv = t, .base = t - (utc_ms)40 * DAY_MS, .none = true }, t - 400 },      /* five rows, 100 ms apart: the last is now */
	};
	(void)state;

	for (size_t i = 0; i < COUNTOF(c); i++) {
		size_t n = frame_make(buf, sizeof buf, &c[i].f, 9, 5);
		struct journal_rec r = { .type = JR_FRAME, .p = buf, .n = (uint32_t)n };
		assert_int_equal(engine_oldest(&r, scratch), c[i].oldest);
		r.n = 7;
		assert_int_equal(engine_oldest(&r, scratch), INT64_MAX);
		r = (struct journal_rec){ .type = JR_TICK, .p = buf, .n = 8 };
		assert_int_equal(engine_oldest(&r, scratch), INT64_MAX);
	}
}

static void bad_payloads_are_counted_and_harmless(void **state)
{
	struct out o = { 0 };
	struct engine *e = make(&o, 0);
	uint8_t buf[4096], cut[4096];
	uint64_t bad = 0;
	size_t n = frame_make(buf, sizeof buf, &(struct frame){ .recv = T0, .base = T0, .urgent = -1 }, 7, 3);
	(void)state;

	for (size_t k = 0; k < n; k++) {
		memcpy(cut, buf, k);
		record(e, JR_FRAME, 1, cut, k);
		assert_int_equal(engine_counts(e)->bad_payloads, ++bad);
	}
	uint64_t r = 1;
	for (int i = 0; i < 20000; i++) {   /* any byte may be wrong; nothing may break */
		memcpy(cut, buf, n);
		r = hash_u64(r + 1);
		cut[r % n] ^= (uint8_t)(r >> 40);
		cut[(r >> 20) % n] ^= (uint8_t)(r >> 50);
		record(e, (enum journal_type)(r >> 33 & 7), (uint16_t)(r >> 36), cut, n);
	}
	send(e, 0xffff, (struct frame){ .recv = T0, .base = T0, .urgent = -1 }, 7, 1);
	struct watch_change c = { .tag = 7, .op = 9 };
	struct engine_policy p = { .gap_ms = -5 };
	struct station_place s = { .ix = 65000, .used = 1 };
	bad = engine_counts(e)->bad_payloads;
	record(e, JR_WATCH, 0, &c, sizeof c);
	record(e, JR_WATCH, 0, &c, 47);
	record(e, JR_HELLO, 1, &c, sizeof c);   /* of others: neither bad nor ours */
	record(e, JR_LEFT, 1, &c, sizeof c);
	record(e, JR_SESSIONS, 0, &c, sizeof c);
	record(e, JR_POLICY, 0, &p, sizeof p);
	record(e, JR_STATION, 0, &s, sizeof s);
	record(e, JR_TICK, 0, &c, 8);
	record(e, (enum journal_type)99, 0, &c, 8);
	send(e, 1, (struct frame){ .recv = T0, .base = T0 - 91 * (utc_ms)DAY_MS, .urgent = -1 }, 7, 1);
	assert_int_equal(engine_counts(e)->bad_payloads, bad + 7);
	engine_flush(e);
	engine_free(e);
	free(o.log.p);
}

static void hits_come_with_place_and_district(void **state)
{
	struct out o = { 0 };
	struct engine *e = make(&o, 0);
	struct watch_change c = { .tag = 7, .case_id = 5, .at = T0, .since = T0 - HOUR_MS, .version = 1, .op = WATCH_ADD,
		.severity = 2 };
	struct fix fix;
	struct heard h[4];
	int nh = 4;
	(void)state;

	station(e, 1, 26.894, 112.572);
	record(e, JR_WATCH, 0, &c, sizeof c);
	send(e, 1, (struct frame){ .recv = T0 + 100, .base = T0 + 50, .urgent = -1 }, 7, 1);
	assert_int_equal(o.hits, 1);
	assert_true(o.known);
	assert_int_equal(o.at.station, 1);
	assert_true(o.at.radius_m > 0);
	assert_int_equal(o.hit.district, 430406);
	assert_true(engine_fix(e, (tag_id){ 7 }, &fix, h, &nh));
	assert_int_equal(nh, 1);
	assert_int_equal(h[0].last, T0 + 50);
	/* Late evidence from elsewhere tells where the tag was then. */
	station(e, 2, 26.95, 112.6);
	send(e, 2, (struct frame){ .recv = T0 + 200, .base = T0 - 600000, .flags = SUP_F_BACKLOG, .urgent = -1 }, 7, 1);
	assert_int_equal(o.hits, 2);
	assert_true(o.hit.late);
	assert_int_equal(o.at.station, 2);
	assert_int_equal(o.at.t, T0 - 600000);
	/* A station nobody placed: a hit without an estimate. */
	c.tag = 8;
	record(e, JR_WATCH, 0, &c, sizeof c);
	send(e, 900, (struct frame){ .recv = T0 + 300, .base = T0 + 300, .urgent = -1 }, 8, 1);
	assert_int_equal(o.hits, 3);
	assert_false(o.known);
	assert_false(engine_fix(e, (tag_id){ 8 }, &fix, h, &nh));
	engine_free(e);
	free(o.log.p);
}

/* The office's clock jumped ten years ahead when the watch was set: the tag is told live all the same. */
static void a_watch_begins_now_at_the_latest(void **state)
{
	struct out o = { 0 };
	struct engine *e = make(&o, 0);
	struct watch_change c = { .tag = 7, .case_id = 5, .at = T0 + 3650 * (utc_ms)DAY_MS, .since = T0 - HOUR_MS, .version = 1, .op = WATCH_ADD,
		.severity = 2 };
	utc_ms t = T0;
	(void)state;

	station(e, 1, 26.894, 112.572);
	record(e, JR_TICK, 0, &t, sizeof t);
	record(e, JR_WATCH, 0, &c, sizeof c);
	send(e, 1, (struct frame){ .recv = T0 + 100, .base = T0 + 50, .urgent = -1 }, 7, 1);
	assert_int_equal(o.hits, 1);
	assert_false(o.hit.late);
	engine_free(e);
	free(o.log.p);
}

static void policy_and_ticks_act(void **state)
{
	struct out o = { 0 };
	struct engine *e = make(&o, 0);
	struct engine_policy p = { .gap_ms = 5000 };
	utc_ms t = T0 + 90000;
	(void)state;

	record(e, JR_POLICY, 0, &p, sizeof p);
	send(e, 1, (struct frame){ .recv = T0, .base = T0, .urgent = -1 }, 7, 1);
	send(e, 1, (struct frame){ .recv = T0 + 5001, .base = T0 + 5001, .urgent = -1 }, 7, 1);
	assert_int_equal(o.visits, 1);
	record(e, JR_TICK, 0, &t, sizeof t);
	assert_int_equal(o.visits, 2);
	assert_int_equal(engine_now(e), t);
	engine_free(e);
	free(o.log.p);
}

/* A random journal with everything in it, into e; at record `cut` the engine is saved and continued in another. */
static struct engine *play(struct engine *e, struct out *o, uint64_t seed, int cut, uint32_t expect)
{
	uint64_t r = seed;
	utc_ms t = day_start(day_of(T0)) + DAY_MS - 120000;
	uint8_t buf[4096];

	lsn = 4096;
	for (int i = 0; i < 1500; i++) {
		if (i == cut) {
			struct bytes snap = { 0 };

			assert_int_equal(engine_save(e, bytes_put, &snap), 0);
			engine_free(e);
			e = make(o, expect);
			assert_int_equal(engine_load(e, bytes_get, &snap), 0);
			assert_int_equal(snap.at, snap.n);
			free(snap.p);
		}
		r = hash_u64(r + 1);
		t += (utc_ms)(r % 400);
		unsigned what = r >> 20 & 31;
		if (i < 20) {
			station(e, (uint16_t)i, 26.89 + (double)(r >> 30 & 255) * 1e-5, 112.57 + (double)(r >> 40 & 255) * 1e-5);
		} else if (what == 0) {
			record(e, JR_TICK, 0, &t, 8);
		} else if (what == 1) {
			struct watch_change c = { .tag = 1 + (r >> 30) % 60, .case_id = (int64_t)(r >> 40 & 1), .at = t, .since = t - HOUR_MS,
				.version = (uint32_t)i, .op = r >> 50 & 1, .severity = (uint8_t)(1 + (r >> 51) % 3) };
			record(e, JR_WATCH, 0, &c, sizeof c);
			struct guard_change g = { .tag = 1 + (r >> 20) % 60, .owner_tag = r >> 13 & 1 ? 61 + (r >> 20) % 20 : 0, .guard_id = (int64_t)i, .at = t,
				.version = (uint32_t)i, .op = r >> 14 & 1, .flags = (uint8_t)(1 + (r >> 15) % 3) };
			record(e, JR_GUARD, 0, &g, sizeof g);
		} else if (what == 2) {
			struct engine_policy p = { .gap_ms = (int32_t)(4000 + (r >> 30) % 9000), .live_ms = r >> 60 ? 20000 : 0 };
			record(e, JR_POLICY, 0, &p, sizeof p);
		} else {
			struct frame f = { .recv = t, .base = t - (utc_ms)((r >> 30) % 3000), .urgent = what == 3 ? 0 : -1,
				.clock_err = what == 4 ? UINT32_MAX : (uint32_t)(r >> 41) % 2100, .flags = what < 8 ? SUP_F_BACKLOG : 0 };
			if (f.flags)
				f.base -= (utc_ms)((r >> 12) % 200000);
			size_t n = frame_make(buf, sizeof buf, &f, 1 + (r >> 45) % 40, 1 + (int)(r >> 52) % 20);
			record(e, JR_FRAME, (uint16_t)((r >> 57) % 24), buf, what == 9 ? n - 3 : n);
		}
	}
	return e;
}

static void the_journal_decides_everything(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct out a = { 0 }, b = { 0 };
		struct bytes sa = { 0 }, sb = { 0 };
		struct engine *x = play(make(&a, 1), &a, seed, -1, 0), *y = play(make(&b, 9999), &b, seed, (int)(seed * 113), 40000);

		assert_int_equal(engine_save(x, bytes_put, &sa), 0);
		assert_int_equal(engine_save(y, bytes_put, &sb), 0);
		assert_int_equal(sa.n, sb.n);
		assert_memory_equal(sa.p, sb.p, sa.n);
		engine_flush(x);
		engine_flush(y);
		assert_true(a.visits > 500 && a.hits > 20);
		assert_int_equal(a.log.n, b.log.n);
		assert_memory_equal(a.log.p, b.log.p, a.log.n);
		assert_memory_equal(engine_counts(x), engine_counts(y), sizeof(struct engine_counts));
		assert_int_equal(engine_lsn(x), lsn);
		if (seed == 1)   /* a damaged snapshot is refused, wherever the damage lies */
			for (size_t i = 0; i < sa.n; i += 1 + sa.n / 600) {
				struct bytes bad = { .p = malloc(sa.n), .n = sa.n };

				assert_non_null(bad.p);
				memcpy(bad.p, sa.p, sa.n);
				bad.p[i] ^= 0x20;
				struct engine *z = make(&a, 1);
				assert_int_equal(engine_load(z, bytes_get, &bad), E_CORRUPT);
				engine_free(z);
				free(bad.p);
			}
		engine_free(x);
		engine_free(y);
		free(sa.p);
		free(sb.p);
		free(a.log.p);
		free(b.log.p);
	}
}

/* JR_GUARD to hit: the resting place and the owner's tag come from presence, the decision with the engine's clock. */
static void guards_come_from_the_journal(void **state)
{
	struct out o = { .visits = 0 };
	struct engine *e = make(&o, 0);
	struct engine_policy p = { .guard = { .quiet_ms = 30000, .ride_m = 500, .near_m = 200 } };
	utc_ms t = T0;
	(void)state;

	station(e, 1, 26.90, 112.57);
	station(e, 2, 26.90, 112.58);           /* a kilometre on */
	record(e, JR_POLICY, 0, &p, sizeof p);
	record(e, JR_POLICY, 0, &p, ENGINE_POLICY_OLD);         /* as journals from before wrote it */
	send(e, 1, (struct frame){ .recv = t, .base = t, .urgent = -1 }, 0xb1, 1);
	send(e, 1, (struct frame){ .recv = t, .base = t, .urgent = -1 }, 0x0e, 1);
	struct guard_change c = { .tag = 0xb1, .owner_tag = 0x0e, .guard_id = 5, .at = t + 1, .version = 1, .op = GUARD_PUT, .flags = GUARD_ARMED | GUARD_DUAL };
	record(e, JR_GUARD, 0, &c, sizeof c - 1);
	assert_int_equal(engine_counts(e)->bad_payloads, 0 + 1);
	record(e, JR_GUARD, 0, &c, sizeof c);
	assert_int_equal(watch_guards(engine_watch(e)), 1);
	t += 10000;
	send(e, 1, (struct frame){ .recv = t, .base = t, .urgent = -1 }, 0xb1, 1);
	t += 50000;
	send(e, 2, (struct frame){ .recv = t, .base = t, .urgent = -1 }, 0xb1, 1);
	assert_int_equal(o.hits, 0);
	t += 31000;
	send(e, 2, (struct frame){ .recv = t, .base = t, .urgent = -1 }, 0xb1, 1);
	assert_int_equal(o.hits, 1);
	assert_int_equal(o.hit.kind, HIT_ARMED);
	assert_int_equal(o.hit.district, 430405 + 2);
	assert_true(o.known);
	t += 300000;
	record(e, JR_TICK, 0, &t, sizeof t);
	assert_int_equal(o.hits, 2);
	assert_int_equal(o.hit.kind, HIT_NO_OWNER_TAG);
	assert_int_equal(o.hit.case_id, 5);
	c.op = GUARD_REMOVE;
	c.version = 2;
	record(e, JR_GUARD, 0, &c, sizeof c);
	assert_int_equal(watch_guards(engine_watch(e)), 0);
	engine_free(e);
	free(o.log.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(event_time_is_resolved_as_promised),
		cmocka_unit_test(the_oldest_row_of_a_record), cmocka_unit_test(bad_payloads_are_counted_and_harmless),
		cmocka_unit_test(hits_come_with_place_and_district),
		cmocka_unit_test(a_watch_begins_now_at_the_latest),
		cmocka_unit_test(policy_and_ticks_act),
		cmocka_unit_test(guards_come_from_the_journal),
		cmocka_unit_test(the_journal_decides_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
