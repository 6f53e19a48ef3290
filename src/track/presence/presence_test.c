/* presence_test — V1..V7 by name, and the room against a model on plain arrays over random streams. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utc.h"
#include "format/sup/sup.h"
#include "track/presence/presence.h"

#define T0 ((utc_ms)1700000000000)

/* ---- tools ---- */

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

struct seen { struct visit *v; size_t n, cap; };

static void seen_add(void *arg, const struct visit *v)
{
	struct seen *s = arg;

	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->v = realloc(s->v, s->cap * sizeof *s->v);
		assert_non_null(s->v);
	}
	s->v[s->n++] = *v;
}

static struct presence *make(struct seen *s, uint32_t expect, int32_t gap_ms)
{
	return presence_new(&(struct presence_opts){ .expect_tags = expect, .gap_ms = gap_ms, .on_visit = seen_add, .arg = s });
}

static void hear1(struct presence *p, uint64_t tag, uint16_t station, utc_ms t, utc_ms recv, bool late, unsigned hits,
                  unsigned dur_ms, int rssi)
{
	uint8_t rec[SUP_REC];

	sup_rec_put(rec, &(struct sup_rec){ .tag = tag, .hits = (uint16_t)hits, .duration_ms = dur_ms,
		.rssi_max = (int8_t)rssi, .kind = dur_ms ? SUP_DWELL : SUP_BEACON });
	assert_int_equal(presence_apply(p, &(struct presence_batch){ .station = station, .base = t, .recv = recv,
		.late = late, .n = 1, .recs = rec }), 1);
}

static void beacon(struct presence *p, uint64_t tag, uint16_t station, utc_ms t)
{
	hear1(p, tag, station, t, t, false, 1, 0, -60);
}

static void is_visit(const struct visit *v, uint64_t tag, uint16_t station, utc_ms first, utc_ms last, uint32_t hits)
{
	assert_int_equal(v->tag, tag);
	assert_int_equal(v->station, station);
	assert_int_equal(v->first, first);
	assert_int_equal(v->last, last);
	assert_int_equal(v->hits, hits);
}

/* ---- rules by name ---- */

static void v1_extends_within_the_gap(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 10000);
	struct visit v;
	(void)state;

	hear1(p, 7, 3, T0, T0, false, 1, 0, -70);
	hear1(p, 7, 3, T0 + 10000, T0 + 10000, false, 1, 0, -50);   /* exactly the gap */
	hear1(p, 7, 3, T0 + 5000, T0 + 10100, false, 1, 0, -60);    /* out of order within */
	hear1(p, 7, 3, T0 - 10000, T0 + 10200, false, 1, 0, -90);   /* before, exactly the gap */
	hear1(p, 7, 3, T0 + 10000, T0 + 10300, false, 1, 0, -40);   /* the newest instant again: one hearing, another antenna */
	hear1(p, 7, 3, T0 - 10000, T0 + 10400, false, 1, 0, -90);   /* the first instant again */
	assert_int_equal(presence_tag(p, (tag_id){ 7 }, &v, 1), 1);
	is_visit(&v, 7, 3, T0 - 10000, T0 + 10000, 4);
	assert_int_equal(v.rssi_max, -40);
	assert_int_equal(v.flags, VF_OPEN);
	assert_int_equal(s.n, 0);
	presence_flush(p);
	assert_int_equal(s.n, 1);
	is_visit(&s.v[0], 7, 3, T0 - 10000, T0 + 10000, 4);
	presence_free(p);
	free(s.v);
}

static void v2_closes_beyond_the_gap_and_at_midnight(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 10000);
	utc_ms mid = day_start(day_of(T0) + 1);
	(void)state;

	beacon(p, 7, 3, T0);
	beacon(p, 7, 3, T0 + 10001);
	assert_int_equal(s.n, 1);
	is_visit(&s.v[0], 7, 3, T0, T0, 1);
	presence_flush(p);

	s.n = 0;
	beacon(p, 8, 3, mid - 2);
	beacon(p, 8, 3, mid - 1);
	beacon(p, 8, 3, mid);
	assert_int_equal(s.n, 1);
	is_visit(&s.v[0], 8, 3, mid - 2, mid - 1, 2);
	hear1(p, 9, 3, mid - 4000, mid + 6000, false, 10, 10000, -60);   /* a dwell over midnight: 4 s before, 6 s after */
	presence_flush(p);
	assert_int_equal(s.n, 4);
	for (size_t i = 1; i < 4; i++)
		if (s.v[i].tag == 8)
			is_visit(&s.v[i], 8, 3, mid, mid, 1);
		else if (s.v[i].first < mid)
			is_visit(&s.v[i], 9, 3, mid - 4000, mid - 1, 4);
		else
			is_visit(&s.v[i], 9, 3, mid, mid + 6000, 6);
	presence_free(p);
	free(s.v);
}

static void v3_late_rows_never_move_last_back(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 10000);
	struct visit v[4];
	struct heard h[4];
	(void)state;

	beacon(p, 7, 3, T0);
	for (int i = 0; i < 100; i++)   /* a backlog of an hour ago: one visit, not a hundred */
		hear1(p, 7, 3, T0 - HOUR_MS + i * 1000, T0 + 100, true, 1, 0, -55);
	assert_int_equal(s.n, 0);
	assert_int_equal(presence_tag(p, (tag_id){ 7 }, v, 4), 2);
	is_visit(&v[0], 7, 3, T0, T0, 1);
	is_visit(&v[1], 7, 3, T0 - HOUR_MS, T0 - HOUR_MS + 99000, 100);
	assert_int_equal(v[1].flags, VF_LATE | VF_OPEN);
	assert_int_equal(presence_heard(p, (tag_id){ 7 }, h, 4), 1);
	assert_int_equal(h[0].last, T0);
	assert_int_equal(h[0].rssi, -60);
	/* Late rows neither open nor close a live visit, only extend it. */
	hear1(p, 7, 3, T0 + 30000, T0 + 31000, true, 1, 0, -55);
	assert_int_equal(s.n, 0);
	hear1(p, 7, 3, T0 + 5000, T0 + 31000, true, 1, 0, -55);
	assert_int_equal(presence_tag(p, (tag_id){ 7 }, v, 4), 3);
	is_visit(&v[1], 7, 3, T0, T0 + 5000, 2);
	/* 60 s of the engine's clock after its last row the backlog is given out. */
	presence_tick(p, T0 + 100 + 80000);
	assert_true(s.n >= 1);
	is_visit(&s.v[0], 7, 3, T0 - HOUR_MS, T0 - HOUR_MS + 99000, 100);
	assert_int_equal(s.v[0].flags, VF_LATE);
	presence_free(p);
	free(s.v);
}

static void v3_history_joins_its_neighbour(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 10000);
	(void)state;

	/* A station was cut off: live again at T0; its backlog of the five minutes before arrives newest first. */
	beacon(p, 7, 3, T0);
	for (int i = 1; i <= 60; i++)
		hear1(p, 7, 3, T0 - i * 5000, T0 + 10, true, 1, 0, -60);
	/* and from both ends towards the middle */
	beacon(p, 8, 3, T0);
	for (int i = 60; i >= 1; i--)
		hear1(p, 8, 3, T0 - i * 5000, T0 + 10, true, 1, 0, -60);
	presence_flush(p);
	assert_int_equal(s.n, 2);
	for (int i = 0; i < 2; i++) {
		is_visit(&s.v[i], s.v[i].tag, 3, T0 - 300000, T0, 61);
		assert_int_equal(s.v[i].flags, 0);
	}
	presence_free(p);
	free(s.v);
}

static void v4_ticks_close_what_is_silent(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 10000);
	struct heard h[2];
	(void)state;

	for (uint64_t tag = 1; tag <= 500; tag++)
		beacon(p, tag, 3, T0);
	for (utc_ms t = T0; t <= T0 + 70000; t += 1000)
		presence_tick(p, t);
	assert_int_equal(s.n, 0);
	for (utc_ms t = T0 + 70001; t <= T0 + 70000 + 16400; t += 1000)
		presence_tick(p, t);
	presence_tick(p, T0 + 70000 + 16400);
	assert_int_equal(s.n, 500);
	/* Closed, but it is known when the tag was heard last. */
	assert_int_equal(presence_tag(p, (tag_id){ 5 }, s.v, 1), 0);
	assert_int_equal(presence_heard(p, (tag_id){ 5 }, h, 2), 1);
	assert_int_equal(h[0].last, T0);
	assert_int_equal(h[0].hits, 0);
	presence_free(p);
	free(s.v);
}

static void v5_a_parked_tag_is_one_visit_a_day(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 0);
	struct presence_stats st;
	utc_ms day = day_start(day_of(T0)), t = day;
	(void)state;

	/* Four records a second with 511 hits each would be 176 million: the count outgrows the slot and moves on. */
	for (; t < day + DAY_MS; t += 1000) {
		hear1(p, 7, 3, t, t, false, 1, 0, -60);
		if (t % 4000 == 0)
			hear1(p, 8, 3, t, t, false, 511, 0, -60);
		presence_tick(p, t);
	}
	presence_stats(p, &st);
	assert_int_equal(s.n, 0);
	assert_int_equal(st.tags, 2);
	assert_int_equal(st.open_visits, 2);
	assert_int_equal(st.overflow_lines, 1);
	beacon(p, 7, 3, t);
	assert_int_equal(s.n, 1);
	is_visit(&s.v[0], 7, 3, day, day + DAY_MS - 1000, 86400);
	presence_flush(p);
	assert_int_equal(s.n, 3);
	for (int i = 1; i < 3; i++)
		if (s.v[i].tag == 8)
			is_visit(&s.v[i], 8, 3, day, day + DAY_MS - 4000, 21600u * 511);
	presence_free(p);
	free(s.v);
}

static void v6_open_visits_and_tags_are_bounded(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 0);
	struct presence_stats st;
	struct visit v[100];
	(void)state;

	for (uint16_t station = 0; station < 1000; station++)
		beacon(p, 7, station, T0 + station);
	assert_int_equal(presence_tag(p, (tag_id){ 7 }, v, 100), 64);
	assert_int_equal(s.n, 936);
	for (size_t i = 0; i < s.n; i++)
		is_visit(&s.v[i], 7, (uint16_t)i, T0 + (utc_ms)i, T0 + (utc_ms)i, 1);
	presence_flush(p);
	assert_int_equal(s.n, 1000);
	presence_free(p);

	s.n = 0;
	p = presence_new(&(struct presence_opts){ .expect_tags = 100, .max_tags = 2560, .on_visit = seen_add, .arg = &s });
	for (uint64_t tag = 1; tag <= 100000; tag++)
		beacon(p, tag, 3, T0 + (utc_ms)tag);
	presence_stats(p, &st);
	assert_in_range(st.tags, 2560, 256 * (11 + 4 * 4));
	assert_int_equal(st.tags + st.evicted, 100000);
	assert_int_equal(s.n, st.evicted);
	for (size_t i = 0; i < s.n; i++)   /* none of the newest two thousand has gone */
		assert_true(s.v[i].last < T0 + 98000);
	presence_free(p);
	free(s.v);
}

/* A tag that is heard no more, one that is heard elsewhere, and one still there: after the days kept the first is unknown, of the second the old place is. */
static void v7_what_is_old_is_forgotten(void **state)
{
	enum { KEEP = 90, DAYS = 100, GONE = 7, MOVED = 8 };
	struct seen s = { 0 };
	struct heard h[8];
	(void)state;

	for (int on = 0; on < 2; on++) {
		struct presence *p = presence_new(&(struct presence_opts){ .expect_tags = 1, .keep_days = on ? KEEP : 0, .on_visit = seen_add, .arg = &s });
		struct presence_stats st;
		struct bytes snap = { 0 };
		int32_t day0 = day_of(T0);

		for (int32_t odd = 0; odd < 2; odd++) {
			for (uint64_t tag = 1000 + (uint64_t)odd; tag < 4000; tag += 2)     /* neighbours that move into what gets free */
				beacon(p, hash_u64(tag), 3, day_start(day0 + odd));
			if (odd == 0) {
				beacon(p, GONE, 3, day_start(day0) + HOUR_MS);
				beacon(p, MOVED, 3, day_start(day0) + HOUR_MS);
			}
		}
		for (int32_t d = 1; d < DAYS; d++) {
			beacon(p, MOVED, 4, day_start(day0 + d));
			for (utc_ms t = 0; t < 20000; t += 1000)
				presence_tick(p, day_start(day0 + d) + t);
			if (d == KEEP) {         /* 90 days back is kept */
				assert_int_equal(presence_heard(p, (tag_id){ GONE }, h, 8), 1);
				assert_int_equal(presence_heard(p, (tag_id){ MOVED }, h, 8), 2);
			}
			if (d == KEEP + 1) {
				assert_int_equal(presence_heard(p, (tag_id){ GONE }, h, 8), on ? 0 : 1);
				assert_int_equal(presence_heard(p, (tag_id){ MOVED }, h, 8), on ? 1 : 2);
				assert_int_equal(h[0].station, 4);
				presence_stats(p, &st);
				assert_int_equal(st.tags, on ? 1501 : 3002);
				for (uint64_t tag = 1000; tag < 4000; tag++)
					assert_int_equal(presence_heard(p, (tag_id){ hash_u64(tag) }, h, 8), on ? (int)(tag % 2) : 1);
			}
		}
		presence_stats(p, &st);
		assert_int_equal(st.tags, on ? 1 : 3002);
		assert_int_equal(presence_forget(p, day0 + DAYS), day0 + DAYS - 1);       /* MOVED's visit is open, nothing takes that */
		presence_stats(p, &st);
		assert_int_equal(st.tags, 1);
		assert_int_equal(presence_save(p, bytes_put, &snap), 0);
		uint64_t gone = GONE;
		for (size_t i = 0; i + 8 <= snap.n; i += 8)
			assert_memory_not_equal(snap.p + i, &gone, 8);
		free(snap.p);
		presence_free(p);
	}
	free(s.v);
}

static void many_stations_at_once(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 0);
	struct heard h[32];
	struct visit v[32];
	struct presence_stats st;
	(void)state;

	for (int round = 0; round < 50; round++)
		for (uint16_t station = 0; station < 12; station++)
			hear1(p, 7, station, T0 + round * 1000 + station, T0 + round * 1000 + 20, false, 1, 0, -50 - station);
	assert_int_equal(s.n, 0);
	assert_int_equal(presence_heard(p, (tag_id){ 7 }, h, 32), 12);
	assert_int_equal(presence_tag(p, (tag_id){ 7 }, v, 32), 12);
	for (int i = 0; i < 12; i++) {
		uint16_t station = (uint16_t)(11 - i);

		is_visit(&v[i], 7, station, T0 + station, T0 + 49000 + station, 50);
		assert_int_equal(v[i].rssi_max, -50 - station);
		assert_int_equal(h[i].station, station);
		assert_int_equal(h[i].last, T0 + 49000 + station);
		assert_int_equal(h[i].rssi, -50 - station);
		assert_int_equal(presence_station(p, station, v + 20, 4), 1);
	}
	presence_stats(p, &st);
	assert_int_equal(st.overflow_lines, 8);
	assert_int_equal(st.open_visits, 12);
	presence_flush(p);
	presence_stats(p, &st);
	assert_int_equal(st.overflow_lines, 0);
	assert_int_equal(st.open_visits, 0);
	assert_int_equal(s.n, 12);
	presence_free(p);
	free(s.v);
}

static void count_each(void *arg, tag_id tag, const struct heard *h, int n, uint8_t status)
{
	int *k = arg;

	assert_int_equal(tag.v, 7);
	assert_int_equal(n, 1);
	assert_int_equal(h[0].station, 3);
	k[0]++;
	k[1] = status;
}

static void each_tells_status_and_clock_flags_stay(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 0);
	uint8_t rec[SUP_REC];
	int k[2] = { 0 };
	(void)state;

	for (int i = 0; i < 4; i++) {
		unsigned status = (unsigned[]){ SUP_S_ARMED, SUP_S_MOVING | SUP_S_MAINS_CUT, 0, SUP_S_BATTERY_LOW }[i];
		sup_rec_put(rec, &(struct sup_rec){ .tag = 7, .hits = 1, .rssi_max = -60, .status = (uint8_t)status });
		presence_apply(p, &(struct presence_batch){ .station = 3, .base = T0 + i * 100, .recv = T0 + i * 100,
			.vflags = i == 1 ? VF_CLOCK : 0, .n = 1, .recs = rec });
		presence_each(p, count_each, k);
		assert_int_equal(k[0], i + 1);
		assert_int_equal(k[1], status);
		assert_int_equal(presence_status(p, (tag_id){ 7 }), status);
	}
	presence_flush(p);
	assert_int_equal(s.v[0].flags, VF_CLOCK | VF_MOVING);
	assert_int_equal(s.v[0].hits, 4);
	presence_free(p);
	free(s.v);
}

static void refuses_what_is_no_sighting(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 0, 0);
	uint8_t rec[2 * SUP_REC];
	(void)state;

	sup_rec_put(rec, &(struct sup_rec){ .tag = 0, .hits = 1 });
	sup_rec_put(rec + SUP_REC, &(struct sup_rec){ .tag = 1, .hits = 1 });
	struct presence_batch b = { .station = 3, .base = T0, .recv = T0, .n = 2, .recs = rec };
	assert_int_equal(presence_apply(p, &b), 1);
	b.station = 0xffff;
	assert_int_equal(presence_apply(p, &b), 0);
	b.station = 3;
	b.base = -5;
	assert_int_equal(presence_apply(p, &b), 0);
	b.base = INT64_MAX - 1000;
	assert_int_equal(presence_apply(p, &b), 0);
	/* The clock leaps over weeks without a tick: the old visit closes before its day code means another day. */
	b.base = b.recv = T0 + 30 * (utc_ms)DAY_MS;
	assert_int_equal(presence_apply(p, &b), 1);
	assert_int_equal(s.n, 1);
	is_visit(&s.v[0], 1, 3, T0, T0, 1);
	presence_free(p);
	free(s.v);
}

/* ---- the model: one plain array of open visits, every rule as a sentence ---- */

struct mvis { struct visit v; bool late; int64_t touched_s; };
struct model { struct mvis *open; size_t n, cap; utc_ms clock, gap; int64_t unit; struct seen out; };

static void m_drop(struct model *m, size_t i) { m->open[i] = m->open[--m->n]; }

static void m_out(struct model *m, size_t i)
{
	seen_add(&m->out, &m->open[i].v);
	m_drop(m, i);
}

static bool m_joins(const struct model *m, const struct mvis *x, uint64_t tag, uint16_t station, utc_ms a, utc_ms e)
{
	return x->v.tag == tag && x->v.station == station && day_of(x->v.first) == day_of(a) &&
	       a <= x->v.last + m->gap && e >= x->v.first - m->gap;
}

static void m_extend(struct mvis *x, const struct visit *h)
{
	bool again = (h->last == x->v.last && h->first >= x->v.first) || (h->first == h->last && h->first == x->v.first);

	x->v.hits += again ? 0 : h->hits;
	x->v.first = MIN(x->v.first, h->first);
	x->v.last = MAX(x->v.last, h->last);
	x->v.rssi_max = MAX(x->v.rssi_max, h->rssi_max);
	x->v.flags |= h->flags;
}

/* Joins visits of (tag, station) that have grown together; a live one swallows late ones. */
static void m_settle(struct model *m, uint64_t tag, uint16_t station)
{
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < m->n && m->open[i].v.tag == tag && m->open[i].v.station == station; k++) {
			struct mvis *x = &m->open[i], *y = &m->open[k];

			if (i == k || !y->late || y->v.tag != tag ||
			    !m_joins(m, x, y->v.tag, y->v.station, y->v.first, y->v.last))
				continue;
			x->v.hits += y->v.hits;
			x->v.first = MIN(x->v.first, y->v.first);
			x->v.last = MAX(x->v.last, y->v.last);
			x->v.rssi_max = MAX(x->v.rssi_max, y->v.rssi_max);
			x->v.flags |= y->v.flags & (x->late ? 0xff : ~VF_LATE);
			x->touched_s = MAX(x->touched_s, y->touched_s);
			m_drop(m, k);
			m_settle(m, tag, station);
			return;
		}
}

static void m_hear_day(struct model *m, const struct visit *h, bool late)
{
	size_t live = m->n, hit = m->n;

	for (size_t i = 0; i < m->n; i++)
		if (!m->open[i].late && m->open[i].v.tag == h->tag && m->open[i].v.station == h->station)
			live = i;
	if (live < m->n && m_joins(m, &m->open[live], h->tag, h->station, h->first, h->last)) {
		m_extend(&m->open[live], h);
		m_settle(m, h->tag, h->station);
		return;
	}
	bool new_live = !late && (live < m->n ? h->first > m->open[live].v.last : h->last >= m->clock - m->gap - 60000);
	if (new_live && live < m->n)
		m_out(m, live);
	for (size_t i = 0; !new_live && i < m->n; i++)
		if (m->open[i].late && m_joins(m, &m->open[i], h->tag, h->station, h->first, h->last))
			hit = i;
	if (!new_live && hit < m->n) {
		m_extend(&m->open[hit], h);
		m->open[hit].touched_s = m->clock / 1000;
	} else {
		if (m->n == m->cap) {
			m->cap = m->cap ? m->cap * 2 : 64;
			m->open = realloc(m->open, m->cap * sizeof *m->open);
			assert_non_null(m->open);
		}
		m->open[m->n] = (struct mvis){ .v = *h, .late = !new_live, .touched_s = m->clock / 1000 };
		m->open[m->n].v.flags |= new_live ? 0 : VF_LATE;
		m->n++;
	}
	m_settle(m, h->tag, h->station);
}

static void m_hear(struct model *m, const struct visit *h, bool late)
{
	utc_ms mid = day_start(day_of(h->last));

	if (h->first >= mid) {
		m_hear_day(m, h, late);
		return;
	}
	struct visit x = *h, y = *h;
	y.hits = (uint32_t)((uint64_t)h->hits * (uint64_t)(h->last - mid) / (uint64_t)(h->last - h->first));
	if (h->hits > 1)
		y.hits = y.hits < 1 ? 1 : y.hits > h->hits - 1 ? h->hits - 1 : y.hits;
	x.hits = h->hits - y.hits;
	x.last = mid - 1;
	y.first = mid;
	if (x.hits)
		m_hear_day(m, &x, late);
	if (y.hits)
		m_hear_day(m, &y, late);
}

static int m_order(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->last != y->last)
		return x->last < y->last ? -1 : 1;
	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	return x->station != y->station ? (x->station < y->station ? -1 : 1) : x->first < y->first ? -1 : x->first > y->first;
}

static void m_close(struct model *m, unsigned shard, utc_ms live, int64_t late_s)
{
	size_t from = m->out.n;

	for (size_t i = m->n; i-- > 0;) {
		struct mvis *x = &m->open[i];

		if (hash_u64(x->v.tag) >> 56 == shard && (x->late ? x->touched_s <= late_s : x->v.last < live))
			m_out(m, i);
	}
	if (m->out.n > from)
		qsort(m->out.v + from, m->out.n - from, sizeof *m->out.v, m_order);
}

static void m_tick(struct model *m, utc_ms now)
{
	m->clock = MAX(m->clock, now);
	int64_t unit = m->clock / 64;

	for (int64_t u = MAX(m->unit + 1, unit - 255); u <= unit; u++)
		m_close(m, (unsigned)(u % 256), m->clock - m->gap - 60000, (m->clock - 60000) / 1000);
	m->unit = unit;
}

/* ---- random streams ---- */

struct rand { uint64_t s; };
static uint64_t rnd(struct rand *r, uint64_t n)
{
	r->s += 0x9e3779b97f4a7c15u;
	return hash_u64(r->s) % n;
}

enum { STEP_RECS = 24 };
struct step { bool tick; utc_ms now; struct presence_batch b; uint8_t recs[STEP_RECS * SUP_REC]; };

static void step_make(struct rand *r, utc_ms *clock, const struct step *last, struct step *s)
{
	*clock += rnd(r, 10) ? (utc_ms)rnd(r, 2500) : (utc_ms)rnd(r, 60000);
	if (rnd(r, 5) == 0) {
		*s = (struct step){ .tick = true, .now = *clock };
		return;
	}
	if (last && !last->tick && rnd(r, 8) == 0) {   /* a resend */
		*s = *last;
		s->b.late = rnd(r, 2);
		s->b.recv = *clock;
		s->b.recs = s->recs;
		return;
	}
	bool late = rnd(r, 4) == 0;
	utc_ms age = late ? (utc_ms)rnd(r, rnd(r, 2) ? 400000 : 30 * HOUR_MS) : (utc_ms)rnd(r, rnd(r, 6) ? 1500 : 150000);

	*s = (struct step){ .b = { .station = (uint16_t)rnd(r, 9), .late = late, .vflags = rnd(r, 9) ? 0 : VF_CLOCK,
		.base = *clock - age, .recv = *clock, .n = (uint16_t)(1 + rnd(r, STEP_RECS)) } };
	for (unsigned i = 0; i < s->b.n; i++) {
		struct sup_rec q = { .tag = hash_u64(1 + rnd(r, 12)), .offset_ms = (uint32_t)rnd(r, 4000), .hits = 1,
			.rssi_max = (int8_t)(-40 - (int)rnd(r, 60)), .mean_below_max = (uint8_t)rnd(r, 9),
			.status = rnd(r, 7) ? 0 : (uint8_t)rnd(r, 64) };

		if (rnd(r, 6) == 0) {
			q.kind = SUP_DWELL;
			q.hits = (uint16_t)(1 + rnd(r, 511));
			q.duration_ms = (uint32_t)rnd(r, 200) * 100;
		}
		sup_rec_put(s->recs + i * SUP_REC, &q);
	}
	s->b.recs = s->recs;
}

static void step_run(struct presence *p, const struct step *s)
{
	if (s->tick) {
		presence_tick(p, s->now);
		return;
	}
	struct presence_batch b = s->b;
	b.recs = s->recs;
	assert_int_equal(presence_apply(p, &b), b.n);
}

static void step_model(struct model *m, const struct step *s)
{
	if (s->tick) {
		m_tick(m, s->now);
		return;
	}
	m->clock = MAX(m->clock, s->b.recv);
	for (unsigned i = 0; i < s->b.n; i++) {
		struct sup_rec q;

		sup_rec_get(s->recs + i * SUP_REC, &q);
		utc_ms a = s->b.base + q.offset_ms;
		m_hear(m, &(struct visit){ .tag = q.tag, .station = s->b.station, .rssi_max = q.rssi_max, .hits = q.hits,
			.flags = (uint8_t)(s->b.vflags | (q.status & SUP_S_MOVING ? VF_MOVING : 0)), .first = a,
			.last = a + q.duration_ms }, s->b.late);
	}
}

static void same_visits(const struct seen *a, const struct seen *b, size_t from, unsigned seed)
{
	for (size_t i = from; i < MIN(a->n, b->n); i++) {
		const struct visit *x = &a->v[i], *y = &b->v[i];

		if (x->tag != y->tag || x->station != y->station || x->first != y->first || x->last != y->last ||
		    x->hits != y->hits || x->rssi_max != y->rssi_max || x->flags != y->flags)
			fail_msg("seed %u visit %zu: tag %llx station %u [%lld %lld] hits %u flags %u, want tag %llx station %u [%lld %lld] hits %u flags %u",
			         seed, i, (unsigned long long)x->tag, x->station, (long long)(x->first - T0), (long long)(x->last - T0),
			         x->hits, x->flags, (unsigned long long)y->tag, y->station, (long long)(y->first - T0),
			         (long long)(y->last - T0), y->hits, y->flags);
	}
	assert_int_equal(a->n, b->n);
}

static void same_as_the_model(void **state)
{
	struct step *steps = malloc(sizeof *steps * 400);
	size_t total = 0;
	(void)state;

	assert_non_null(steps);
	for (unsigned seed = 1; seed <= 200; seed++) {
		struct rand r = { seed * 7919u };
		struct seen s = { 0 };
		utc_ms gap = seed % 3 ? 8000 : 60000, clock = day_start(day_of(T0)) + DAY_MS - (utc_ms)rnd(&r, 900000);
		struct presence *p = make(&s, 1, (int32_t)gap);
		struct model m = { .gap = gap };

		for (int i = 0; i < 400; i++) {
			size_t from = s.n;

			step_make(&r, &clock, i ? &steps[i - 1] : NULL, &steps[i]);
			step_run(p, &steps[i]);
			step_model(&m, &steps[i]);
			same_visits(&s, &m.out, from, seed);
			struct presence_stats st;
			presence_stats(p, &st);
			assert_int_equal(st.open_visits, m.n);
		}
		presence_flush(p);
		for (unsigned k = 0; k < 256; k++)
			m_close(&m, k, INT64_MAX, INT64_MAX);
		same_visits(&s, &m.out, 0, seed);
		total += s.n;
		presence_free(p);
		free(m.open);
		free(m.out.v);
		free(s.v);
	}
	assert_true(total > 50000);
	free(steps);
}

/* A snapshot comes in the order of the overflow's places: a table that is too small in the beginning would be one long run. */
static void a_dense_citys_snapshot_is_read_in_a_few_steps_a_record(void **state)
{
	enum { TAGS = 20000, AROUND = 9 };
	struct presence_stats st, again;
	struct seen seen = { 0 };
	struct bytes snap = { 0 };
	struct presence *p = make(&seen, TAGS, 180000), *q = make(&seen, TAGS, 180000);

	(void)state;
	for (uint16_t station = 1; station <= AROUND; station++)
		for (uint64_t tag = 1; tag <= TAGS; tag++)
			hear1(p, tag, station, T0 + station, T0 + station, false, 1, 0, -60);
	presence_stats(p, &st);
	assert_int_equal(st.overflow_lines, TAGS * (AROUND - 4));
	assert_true(st.side_steps < 40 * st.overflow_lines);
	assert_int_equal(presence_save(p, bytes_put, &snap), 0);
	assert_int_equal(presence_load(q, bytes_get, &snap), 0);
	presence_stats(q, &again);
	assert_int_equal(again.overflow_lines, st.overflow_lines);
	assert_true(again.side_steps < 40 * again.overflow_lines);
	presence_free(p);
	presence_free(q);
	free(snap.p);
	free(seen.v);
}

static void save_and_load_change_nothing(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 60; seed++) {
		struct seen sa = { 0 }, sb = { 0 };
		struct bytes end_a = { 0 }, end_b = { 0 };
		struct presence *a = make(&sa, 1, 8000), *b = make(&sb, 50000, 8000);

		for (int pass = 0; pass < 2; pass++) {
			struct rand r = { seed * 104729u }, cut = { seed };
			utc_ms clock = day_start(day_of(T0)) + DAY_MS - 300000;
			struct step cur, last;
			struct presence *p = pass ? b : a;

			for (int i = 0; i < 300; i++) {
				step_make(&r, &clock, i ? &last : NULL, &cur);
				last = cur;
				step_run(p, &cur);
				if (!pass || rnd(&cut, 40))
					continue;
				struct bytes snap = { 0 };
				assert_int_equal(presence_save(p, bytes_put, &snap), 0);
				presence_free(p);
				p = b = make(&sb, (uint32_t)rnd(&cut, 3000) + 1, 999);
				assert_int_equal(presence_load(p, bytes_get, &snap), 0);
				assert_int_equal(snap.at, snap.n);
				free(snap.p);
			}
		}
		assert_int_equal(presence_save(a, bytes_put, &end_a), 0);
		assert_int_equal(presence_save(b, bytes_put, &end_b), 0);
		assert_int_equal(end_a.n, end_b.n);
		assert_memory_equal(end_a.p, end_b.p, end_a.n);
		presence_flush(a);
		presence_flush(b);
		same_visits(&sa, &sb, 0, seed);
		presence_free(a);
		presence_free(b);
		free(end_a.p);
		free(end_b.p);
		free(sa.v);
		free(sb.v);
	}
}

static void damaged_snapshots_are_refused(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 1, 8000);
	struct rand r = { 5 };
	struct bytes snap = { 0 };
	utc_ms clock = T0;
	struct step cur;
	(void)state;

	for (int i = 0; i < 60; i++) {
		step_make(&r, &clock, NULL, &cur);
		step_run(p, &cur);
	}
	assert_int_equal(presence_save(p, bytes_put, &snap), 0);
	assert_int_equal(presence_load(p, bytes_get, &snap), E_STATE);
	presence_free(p);
	for (size_t i = 0; i < snap.n; i++) {
		for (int how = 0; how < 2; how++) {
			struct bytes bad = { .p = malloc(snap.n), .n = how ? i : snap.n };

			assert_non_null(bad.p);
			memcpy(bad.p, snap.p, snap.n);
			if (!how)
				bad.p[i] ^= (uint8_t)(1 + rnd(&r, 255));
			p = make(&s, 1, 8000);
			assert_int_equal(presence_load(p, bytes_get, &bad), E_CORRUPT);
			presence_free(p);
			free(bad.p);
		}
	}
	free(snap.p);
	free(s.v);
}

static void growth_and_eviction_keep_every_tag(void **state)
{
	struct seen s = { 0 };
	struct presence *p = make(&s, 1, 0);
	struct visit v;
	(void)state;

	for (uint64_t tag = 1; tag <= 60000; tag++)
		beacon(p, hash_u64(tag), (uint16_t)(tag % 4000), T0 + (utc_ms)(tag / 100));
	for (uint64_t tag = 1; tag <= 60000; tag++) {
		assert_int_equal(presence_tag(p, (tag_id){ hash_u64(tag) }, &v, 1), 1);
		is_visit(&v, hash_u64(tag), (uint16_t)(tag % 4000), T0 + (utc_ms)(tag / 100), T0 + (utc_ms)(tag / 100), 1);
	}
	assert_int_equal(presence_tag(p, (tag_id){ 12345 }, &v, 1), 0);
	presence_flush(p);
	assert_int_equal(s.n, 60000);
	presence_free(p);
	free(s.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(v1_extends_within_the_gap),
		cmocka_unit_test(v2_closes_beyond_the_gap_and_at_midnight),
		cmocka_unit_test(v3_late_rows_never_move_last_back),
		cmocka_unit_test(v3_history_joins_its_neighbour),
		cmocka_unit_test(v4_ticks_close_what_is_silent),
		cmocka_unit_test(v5_a_parked_tag_is_one_visit_a_day),
		cmocka_unit_test(v6_open_visits_and_tags_are_bounded), cmocka_unit_test(v7_what_is_old_is_forgotten),
		cmocka_unit_test(many_stations_at_once),
		cmocka_unit_test(each_tells_status_and_clock_flags_stay),
		cmocka_unit_test(refuses_what_is_no_sighting),
		cmocka_unit_test(same_as_the_model),
		cmocka_unit_test(save_and_load_change_nothing), cmocka_unit_test(a_dense_citys_snapshot_is_read_in_a_few_steps_a_record),
		cmocka_unit_test(damaged_snapshots_are_refused),
		cmocka_unit_test(growth_and_eviction_keep_every_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
