/* access_detect_test — P4: the known ways of misusing a tracking net, replayed, are found in time; and 90 days of honest staff raise next to nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/utc.h"
#include "office/access/access_detect.h"

#define DAYS(n) ((utc_ms)(n) * DAY_MS)
static const struct access_rules rules = { .drip_bikes = 10, .repeat_days = 7, .duty_from = 7, .duty_to = 22 };
static const utc_ms monday = 1795363200000;     /* 2026-11-23T00:00+08:00 */

enum { LOOKS = 4000 };
static struct access_look look[LOOKS];
static size_t n;
static struct access_found found[64];
static int nfound;

static int keep(void *arg, const struct access_found *f)
{
	(void)arg;
	for (int i = 0; i < nfound; i++)
		if (found[i].kind == f->kind && found[i].subject == f->subject && f->last - found[i].last < access_again_ms(f->kind))
			return 0;
	assert_true(nfound < 64);
	found[nfound++] = *f;
	return 0;
}

static int detect(void)
{
	nfound = 0;
	assert_int_equal(access_detect(look, n, &rules, keep, NULL), 0);
	return nfound;
}

static int of_kind(enum access_kind k)
{
	int c = 0;

	for (int i = 0; i < nfound; i++)
		c += found[i].kind == k;
	return c;
}

static struct access_look *add(utc_ms at, int64_t theft, int64_t bike)
{
	assert_true(n < LOOKS);
	look[n] = (struct access_look){ .at = at, .theft = theft, .bike = bike, .progress_at = at - HOUR_MS, .reported_at = at - DAY_MS };
	return &look[n++];
}

static int setup(void **state)
{
	(void)state;
	n = 0;
	return 0;
}

static void a_borrowed_case_is_found_at_the_third_look(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(detect(), 0);
		add(monday + 9 * HOUR_MS + i * MINUTE_MS, 7, 70)->foreign = true;
	}
	assert_int_equal(detect(), 1);
	assert_int_equal(found[0].kind, AK_BORROWED);
	assert_int_equal(found[0].theft, 7);
	assert_int_equal(found[0].last, look[2].at);
	add(monday + 10 * HOUR_MS, 7, 70)->foreign = true;      /* the same finding, not another */
	assert_int_equal(detect(), 1);
	/* several bikes under one case of the own unit */
	n = 0;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(detect(), 0);
		add(monday + 9 * HOUR_MS + i * MINUTE_MS, 8, 80 + i);
	}
	assert_int_equal(detect(), 1);
	assert_int_equal(found[0].kind, AK_BORROWED);
	/* three looks at three cases of a foreign unit, one each, are none; neither is a live view left open */
	n = 0;
	for (int i = 0; i < 3; i++)
		add(monday + 9 * HOUR_MS + i * MINUTE_MS, 10 + i, 10 + i)->foreign = true;
	for (int i = 0; i < 60; i++) {
		struct access_look *l = add(monday + 10 * HOUR_MS + i * MINUTE_MS, 20, 20);
		l->foreign = l->live = true;
	}
	assert_int_equal(detect(), 0);
}

static void a_drip_of_eighteen_a_day_is_found_within_three_days(void **state)
{
	(void)state;
	for (int day = 0; day < 3; day++) {
		assert_int_equal(detect(), 0);
		for (int i = 0; i < 18; i++)
			add(monday + DAYS(day) + 8 * HOUR_MS + i * 30 * MINUTE_MS, 100 * day + i + 1, 100 * day + i + 1);
	}
	assert_int_equal(detect(), 1);
	assert_int_equal(found[0].kind, AK_DRIP);
	assert_int_equal(found[0].looks, 54);
	assert_true(found[0].last - found[0].first < DAYS(3));
	/* nine a day for ever are an honest week */
	n = 0;
	for (int day = 0; day < 30; day++)
		for (int i = 0; i < 9; i++)
			add(monday + DAYS(day) + 8 * HOUR_MS + i * 30 * MINUTE_MS, 100 * day + i + 1, 100 * day + i + 1);
	assert_int_equal(detect(), 0);
}

static void nights_without_an_event_are_found_and_a_chase_is_not(void **state)
{
	(void)state;
	for (int day = 0; day < 3; day++) {
		assert_int_equal(detect(), 0);
		add(monday + DAYS(day) + 23 * HOUR_MS, 5, 5)->progress_at = monday - DAY_MS;
		add(monday + DAYS(day) + 25 * HOUR_MS, 5, 5)->progress_at = monday - DAY_MS;      /* the same night */
	}
	detect();
	assert_int_equal(of_kind(AK_OFF_DUTY), 1);
	n = 0;
	for (int day = 0; day < 9; day++)
		add(monday + DAYS(day) + 23 * HOUR_MS, 5, 5);       /* the bike was heard an hour ago */
	detect();
	assert_int_equal(of_kind(AK_OFF_DUTY), 0);
	/* who works at night */
	n = 0;
	for (int day = 0; day < 10; day++)
		add(monday + DAYS(day) + (day < 6 ? 23 : 12) * HOUR_MS, 50 + day, 50 + day)->progress_at = monday - DAY_MS;
	detect();
	assert_int_equal(of_kind(AK_OFF_DUTY), 0);
}

static void the_same_bike_day_after_day_while_its_case_stands_still(void **state)
{
	(void)state;
	for (int day = 0; day < 7; day++) {
		assert_int_equal(detect(), 0);
		add(monday + DAYS(day) + 9 * HOUR_MS, 5, 5)->progress_at = monday - DAY_MS;
	}
	assert_int_equal(detect(), 1);
	assert_int_equal(found[0].kind, AK_REPEAT);
	assert_int_equal(found[0].subject, 5);
	n = 0;
	for (int day = 0; day < 14; day++)
		add(monday + DAYS(day) + 9 * HOUR_MS, 5, 5)->progress_at = monday + DAYS(day / 4 * 4) + 8 * HOUR_MS;      /* it moves */
	assert_int_equal(detect(), 0);
}

static void a_look_right_after_a_transfer_and_one_by_the_new_owners_case(void **state)
{
	(void)state;
	struct access_look *l = add(monday + 9 * HOUR_MS, 5, 5);
	l->transferred_at = l->at - 71 * HOUR_MS;
	l->reported_at = l->at - 80 * HOUR_MS;
	assert_int_equal(detect(), 1);
	assert_int_equal(found[0].kind, AK_TRANSFER);
	l->reported_at = l->at - HOUR_MS;                /* the new owner's own case */
	assert_int_equal(detect(), 0);
	l->theft = 0;                                    /* by a request */
	assert_int_equal(detect(), 1);
	l->transferred_at = l->at - 73 * HOUR_MS;
	assert_int_equal(detect(), 0);
}

static void five_refused_looks_in_a_day(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(detect(), 0);
		add(monday + 9 * HOUR_MS + i * HOUR_MS, 0, 0)->refused = true;
	}
	assert_int_equal(detect(), 1);
	assert_int_equal(found[0].kind, AK_REFUSED);
	for (size_t i = 0; i < n; i++)
		look[i].live = true;         /* a page that was left open */
	assert_int_equal(detect(), 0);
}

/* ---- honest staff ---- */

static uint64_t seed = 20261126;

static double chance(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (double)(seed >> 11) / 9007199254740992.0;
}

static int by(const void *a, const void *b)
{
	const struct access_look *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

struct honest_case { int64_t id; utc_ms reported, ends, progress; };

/* One officer's 90 days: a new case every third day, worked on for days while it moves, left alone when it does not; one in five works nights; now and then a wrong number, a
 * colleague of another unit helped out, an evening at the desk. */
static void live_honestly(int who)
{
	struct honest_case c[6];
	int nc = 0;
	bool nights = who % 5 == 0;

	n = 0;
	for (int day = 0; day < 90; day++) {
		utc_ms at = monday + DAYS(day);
		if (chance() < 0.33 && nc < 6)
			c[nc++] = (struct honest_case){ 1000 * day + who, at + 8 * HOUR_MS, at + (utc_ms)(DAY_MS * -12 * log(chance())), at + 8 * HOUR_MS };
		for (int k = 0; k < nc; k++) {
			if (chance() < 0.35)                                  /* the tag is heard */
				c[k].progress = at + (utc_ms)(chance() * 20 * HOUR_MS);
			bool fresh = c[k].progress >= at - DAY_MS;
			for (int i = 0; fresh && chance() < 0.6 && i < 4; i++) {
				utc_ms t = (nights ? at + 20 * HOUR_MS : at + 8 * HOUR_MS) + (utc_ms)(chance() * 9 * HOUR_MS);
				add(t, c[k].id, c[k].id)->progress_at = MIN(c[k].progress, t);
			}
			if (!fresh && chance() < 0.2)                         /* an old one is looked through */
				add(at + 9 * HOUR_MS + (utc_ms)(chance() * 8 * HOUR_MS), c[k].id, c[k].id)->progress_at = c[k].progress;
			if (at > c[k].ends)
				c[k--] = c[--nc];
		}
		if (chance() < 0.01)                                          /* helps out another unit, with a look or two */
			for (int i = 0; i < 1 + (chance() < 0.5); i++)
				add(at + 10 * HOUR_MS + i * HOUR_MS, 900000 + day, 900000 + day)->foreign = true;
		if (chance() < 0.03)
			add(at + 11 * HOUR_MS, 0, 0)->refused = true;
		if (chance() < 0.02 && nc)                                    /* late at the desk */
			add(at + 22 * HOUR_MS + MINUTE_MS, c[0].id, c[0].id)->progress_at = c[0].progress;
	}
	qsort(look, n, sizeof look[0], by);
}

static void P4_ninety_days_of_honest_staff_raise_at_most_one_finding_a_week(void **state)
{
	int findings = 0;
	size_t looks = 0;

	(void)state;
	print_message("# seed %llu\n", (unsigned long long)seed);
	for (int who = 0; who < 50; who++) {
		live_honestly(who);
		looks += n;
		findings += detect();
		for (int i = 0; i < nfound; i++)
			print_message("# officer %d: %.*s\n", who, STR_ARG(access_kind_words[found[i].kind]));
	}
	print_message("# 50 officers, 90 days, %zu looks: %d findings\n", looks, findings);
	assert_true(looks > 50 * 90);                    /* they did work */
	assert_true(findings <= 90 / 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup(f, setup)
		T(a_borrowed_case_is_found_at_the_third_look), T(a_drip_of_eighteen_a_day_is_found_within_three_days), T(nights_without_an_event_are_found_and_a_chase_is_not),
		T(the_same_bike_day_after_day_while_its_case_stands_still), T(a_look_right_after_a_transfer_and_one_by_the_new_owners_case), T(five_refused_looks_in_a_day),
		T(P4_ninety_days_of_honest_staff_raise_at_most_one_finding_a_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
