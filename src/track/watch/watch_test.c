/* watch_test — W1, W2, W3 by name, the list, the filter, the snapshot. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utc.h"
#include "format/sup/sup.h"
#include "track/presence/presence.h"
#include "track/watch/watch.h"

#define T0 ((utc_ms)1700000000000)
enum { QUIET = 600000, LIVE = 30000, A = 430405, B = 430406 };

struct seen { struct watch_hit h[4096]; int n; };
static struct seen seen;

static void on_hit(void *arg, const struct watch_hit *h)
{
	struct seen *s = arg;

	assert_true(s->n < 4096);
	s->h[s->n++] = *h;
}

/* Stations 0..99 lie in district A, 100..199 in B, the others nowhere. */
static uint32_t district_of(void *arg, uint16_t station)
{
	(void)arg;
	return station < 100 ? A : station < 200 ? B : 0;
}

static struct watch *make(uint32_t max)
{
	seen.n = 0;
	return watch_new(&(struct watch_opts){ .max_entries = max, .quiet_ms = QUIET, .live_ms = LIVE,
		.district_of = district_of, .on_hit = on_hit, .arg = &seen });
}

static struct watch_change add(uint64_t tag, int64_t case_id, int severity)
{
	return (struct watch_change){ .tag = tag, .case_id = case_id, .at = T0, .since = T0 - 2 * HOUR_MS, .version = 1,
		.op = WATCH_ADD, .severity = (uint8_t)severity };
}

static void change(struct watch *w, struct watch_change c) { assert_int_equal(watch_change(w, &c), 0); }

static int hear(struct watch *w, uint64_t tag, uint16_t station, utc_ms t, utc_ms recv, bool late)
{
	uint8_t rec[SUP_REC];

	sup_rec_put(rec, &(struct sup_rec){ .tag = tag, .hits = 1, .rssi_max = -61, .status = SUP_S_MOVING });
	return watch_apply(w, &(struct presence_batch){ .station = station, .base = t, .recv = recv, .late = late, .n = 1,
		.recs = rec }, 4711);
}

static void w1_live_hit_at_once_then_quiet(void **state)
{
	struct watch *w = make(0);
	(void)state;

	change(w, add(7, 1, 2));
	assert_int_equal(hear(w, 8, 5, T0 + 1000, T0 + 1010, false), 0);
	assert_int_equal(hear(w, 7, 5, T0 + 1000, T0 + 1010, false), 1);
	const struct watch_hit *h = &seen.h[0];
	assert_int_equal(h->tag, 7);
	assert_int_equal(h->case_id, 1);
	assert_int_equal(h->station, 5);
	assert_int_equal(h->district, A);
	assert_int_equal(h->heard, T0 + 1000);
	assert_int_equal(h->recv, T0 + 1010);
	assert_int_equal(h->rssi, -61);
	assert_int_equal(h->severity, 2);
	assert_int_equal(h->status, SUP_S_MOVING);
	assert_false(h->late);
	/* Heard for an hour: quiet, however long, as long as no silence is longer than quiet_ms. */
	for (int i = 2; i < 3600; i++)
		assert_int_equal(hear(w, 7, (uint16_t)(i % 90), T0 + i * 1000, T0 + i * 1000, false), 0);
	assert_int_equal(hear(w, 7, 5, T0 + 3599000 + QUIET, T0 + 3599000 + QUIET, false), 0);
	assert_int_equal(hear(w, 7, 5, T0 + 3599000 + 2 * QUIET + 1, T0 + 3599000 + 2 * QUIET + 1, false), 1);
	watch_free(w);
}

static void w1_severity_rise_speaks(void **state)
{
	struct watch *w = make(0);
	(void)state;

	change(w, add(7, 1, 1));
	assert_int_equal(hear(w, 7, 5, T0 + 1000, T0 + 1000, false), 1);
	change(w, add(7, 1, 3));
	assert_int_equal(watch_count(w), 1);
	assert_int_equal(hear(w, 7, 5, T0 + 2000, T0 + 2000, false), 1);
	assert_int_equal(seen.h[1].severity, 3);
	assert_int_equal(hear(w, 7, 5, T0 + 3000, T0 + 3000, false), 0);
	change(w, add(7, 1, 2));                       /* lower: nothing to say */
	assert_int_equal(hear(w, 7, 5, T0 + 4000, T0 + 4000, false), 0);
	change(w, add(7, 1, 3));                       /* and up again: a rise */
	assert_int_equal(hear(w, 7, 5, T0 + 5000, T0 + 5000, false), 1);
	watch_free(w);
}

static void w1_district_change_speaks_without_flapping(void **state)
{
	struct watch *w = make(0);
	(void)state;

	change(w, add(7, 1, 1));
	assert_int_equal(hear(w, 7, 5, T0, T0, false), 1);
	assert_int_equal(hear(w, 7, 150, T0 + 1000, T0 + 1000, false), 1);
	assert_int_equal(seen.h[1].district, B);
	assert_int_equal(hear(w, 7, 999, T0 + 1500, T0 + 1500, false), 0);   /* a place without a district is no change */
	/* On the border both hear it by turns: that is one place, not news a second. */
	for (int i = 2; i < 300; i++)
		assert_int_equal(hear(w, 7, i % 2 ? 5 : 150, T0 + i * 1000, T0 + i * 1000, false), 0);
	/* Then it stays in B for more than a minute, and comes back to A. */
	for (int i = 300; i < 380; i++)
		assert_int_equal(hear(w, 7, 150, T0 + i * 1000, T0 + i * 1000, false), 0);
	assert_int_equal(hear(w, 7, 5, T0 + 380000, T0 + 380000, false), 1);
	assert_int_equal(seen.h[2].district, A);
	watch_free(w);
}

static void w2_late_evidence_is_labelled_and_once_a_station_and_day(void **state)
{
	struct watch *w = make(0);
	(void)state;

	change(w, add(7, 1, 1));
	assert_int_equal(hear(w, 7, 5, T0 - 3 * HOUR_MS, T0 + 100, true), 0);         /* before the owner missed it */
	assert_int_equal(hear(w, 7, 5, T0 - HOUR_MS, T0 + 100, true), 1);
	assert_true(seen.h[0].late);
	assert_int_equal(hear(w, 7, 5, T0 - HOUR_MS + 1000, T0 + 100, true), 0);
	assert_int_equal(hear(w, 7, 6, T0 - HOUR_MS + 1000, T0 + 100, true), 1);      /* another station */
	assert_int_equal(hear(w, 7, 8, T0 - 10, T0 + 100, false), 1);                 /* live lane, before the watch began */
	assert_true(seen.h[2].late);
	assert_int_equal(hear(w, 7, 9, T0 + 10, T0 + 11 + LIVE, false), 1);           /* older than live_ms */
	assert_true(seen.h[3].late);
	assert_int_equal(hear(w, 7, 9, T0 + DAY_MS, T0 + DAY_MS + HOUR_MS, true), 1); /* another day */
	assert_int_equal(hear(w, 7, 10, T0 + 10, T0 + 10 + LIVE, false), 1);          /* as old as live_ms: live */
	assert_false(seen.h[5].late);
	assert_int_equal(hear(w, 7, 11, T0 + 20, T0 + 21, true), 1);                  /* backlog lane, however fresh */
	assert_true(seen.h[6].late);
	watch_free(w);
}

static void w2_late_hits_do_not_touch_the_quiet(void **state)
{
	struct watch *w = make(0);
	(void)state;

	change(w, add(7, 1, 1));
	assert_int_equal(hear(w, 7, 5, T0 + 1000, T0 + 1000, false), 1);
	/* Late rows of a newer instant and of another district in between neither prolong nor end the quiet. */
	assert_int_equal(hear(w, 7, 150, T0 + QUIET, T0 + QUIET + 40000, true), 1);
	assert_int_equal(hear(w, 7, 5, T0 + 1000 + QUIET, T0 + QUIET + 40000 - 12000, false), 0);
	assert_int_equal(hear(w, 7, 150, T0 + 2 * QUIET, T0 + 2 * QUIET + 40000, true), 0);
	assert_int_equal(hear(w, 7, 5, T0 + 2 * QUIET + 2000, T0 + 2 * QUIET + 2000, false), 1);
	assert_false(seen.h[2].late);
	watch_free(w);
}

static void w3_hits_are_numbered_within_the_record(void **state)
{
	struct watch *w = make(0);
	uint8_t recs[4 * SUP_REC];
	(void)state;

	change(w, add(7, 2, 1));
	change(w, add(7, 1, 3));
	change(w, add(9, 3, 1));
	for (int i = 0; i < 4; i++)
		sup_rec_put(recs + i * SUP_REC, &(struct sup_rec){ .tag = (uint64_t[]){ 9, 8, 7, 9 }[i], .hits = 1 });
	assert_int_equal(watch_apply(w, &(struct presence_batch){ .station = 1, .base = T0, .recv = T0, .n = 4, .recs = recs }, 99), 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(seen.h[i].lsn, 99);
		assert_int_equal(seen.h[i].n, i);
		assert_int_equal(seen.h[i].case_id, ((int[]){ 3, 1, 2 })[i]);
	}
	watch_free(w);
}

static void changes_are_idempotent_and_bounded(void **state)
{
	struct watch *w = make(3);
	struct watch_change c = add(7, 1, 2), list[4];
	(void)state;

	change(w, c);
	change(w, c);
	assert_int_equal(watch_count(w), 1);
	assert_true(watch_has(w, 7));
	assert_false(watch_has(w, 8));
	assert_int_equal(hear(w, 7, 5, T0, T0, false), 1);
	change(w, c);                                  /* once more changes nothing: still quiet */
	assert_int_equal(hear(w, 7, 5, T0 + 1, T0 + 1, false), 0);
	c.op = WATCH_REMOVE;
	c.version = 5;
	change(w, c);
	change(w, c);
	assert_int_equal(watch_version(w), 5);
	assert_int_equal(watch_count(w), 0);
	assert_false(watch_has(w, 7));
	assert_int_equal(hear(w, 7, 5, T0 + 2, T0 + 2, false), 0);
	change(w, add(7, 1, 2));                       /* taken up again: speaks at once */
	assert_int_equal(hear(w, 7, 5, T0 + 3, T0 + 3, false), 1);
	change(w, add(3, 9, 1));
	change(w, add(7, 0, 1));
	c = add(8, 1, 1);
	assert_int_equal(watch_change(w, &c), E_FULL);
	assert_int_equal(watch_list(w, list, 4), 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(list[i].tag * 10 + (uint64_t)list[i].case_id, ((uint64_t[]){ 39, 70, 71 })[i]);
	for (int i = 0; i < 4; i++) {
		struct watch_change bad = add(7, 1, 1);

		*(i == 0 ? &bad.op : &bad.severity) = (uint8_t[]){ 2, 0, 4, 255 }[i];
		assert_int_equal(watch_change(w, &bad), E_INVALID);
	}
	watch_free(w);
}

static void the_filter_lets_every_watched_tag_through(void **state)
{
	struct watch *w = make(0);
	int wrong = 0;
	(void)state;

	for (uint64_t i = 1; i <= 10000; i++)
		change(w, add(hash_u64(i), (int64_t)i, 1));
	for (uint64_t i = 1; i <= 10000; i += 2)
		change(w, (struct watch_change){ .tag = hash_u64(i), .case_id = (int64_t)i, .op = WATCH_REMOVE });
	for (uint64_t i = 1; i <= 20000; i++)
		wrong += watch_has(w, hash_u64(i)) != (i <= 10000 && i % 2 == 0);
	assert_int_equal(wrong, 0);
	assert_int_equal(hear(w, hash_u64(2), 1, T0, T0, false), 1);
	assert_int_equal(hear(w, hash_u64(3), 1, T0, T0, false), 0);
	watch_free(w);
}

struct bytes { uint8_t p[65536]; size_t n, at; };
static int put(void *arg, const void *p, size_t n)
{
	struct bytes *b = arg;

	assert_true(b->n + n <= sizeof b->p);
	memcpy(b->p + b->n, p, n);
	b->n += n;
	return 0;
}
static int get(void *arg, void *p, size_t n)
{
	struct bytes *b = arg;

	if (n > b->n - b->at)
		return E_CORRUPT;
	memcpy(p, b->p + b->at, n);
	b->at += n;
	return 0;
}

static void a_snapshot_goes_on_where_it_was(void **state)
{
	static struct bytes a, b;
	struct watch *w = make(0);
	(void)state;

	change(w, add(7, 1, 1));
	change(w, add(9, 2, 2));
	hear(w, 7, 5, T0 + 1000, T0 + 1000, false);
	hear(w, 9, 5, T0 - 1000, T0 + 1000, true);
	assert_int_equal(watch_save(w, put, &a), 0);
	watch_free(w);
	w = make(0);
	assert_int_equal(watch_load(w, true, get, &a), 0);
	assert_int_equal(watch_save(w, put, &b), 0);
	assert_int_equal(a.n, b.n);
	assert_memory_equal(a.p, b.p, a.n);
	assert_int_equal(watch_count(w), 2);
	assert_int_equal(hear(w, 7, 5, T0 + 2000, T0 + 2000, false), 0);
	assert_int_equal(hear(w, 9, 5, T0 - 900, T0 + 2000, true), 0);
	assert_int_equal(hear(w, 7, 150, T0 + 3000, T0 + 3000, false), 1);
	for (size_t i = 0; i < a.n; i++) {
		b = a;
		b.at = 0;
		b.p[i] ^= 0x41;
		assert_int_equal(watch_load(w, true, get, &b), E_CORRUPT);
		b = a;
		b.at = 0;
		b.n = i;
		assert_int_equal(watch_load(w, true, get, &b), E_CORRUPT);
	}
	watch_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(w1_live_hit_at_once_then_quiet),
		cmocka_unit_test(w1_severity_rise_speaks),
		cmocka_unit_test(w1_district_change_speaks_without_flapping),
		cmocka_unit_test(w2_late_evidence_is_labelled_and_once_a_station_and_day),
		cmocka_unit_test(w2_late_hits_do_not_touch_the_quiet),
		cmocka_unit_test(w3_hits_are_numbered_within_the_record),
		cmocka_unit_test(changes_are_idempotent_and_bounded),
		cmocka_unit_test(the_filter_lets_every_watched_tag_through),
		cmocka_unit_test(a_snapshot_goes_on_where_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
