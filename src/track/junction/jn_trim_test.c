/* jn_trim_test — what is forgotten of a group's changes, and what never is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "track/junction/junction.h"

enum { CYCLE = 60000 };
#define T0 ((utc_ms)1795424400000)

static void put(struct jn *j, uint16_t junction, uint8_t arm, utc_ms t, uint8_t state)
{
	jn_put_signal(j, &(struct jn_signal){ .t = t, .junction = junction, .arm = arm, .move = JM_ANY, .state = state });
}

static void a_day(struct jn *j, uint16_t junction, utc_ms from)
{
	for (int i = 0; i < 1440; i++) {
		put(j, junction, 0, from + (utc_ms)i * CYCLE, JS_GREEN);
		put(j, junction, 0, from + (utc_ms)i * CYCLE + 30000, JS_RED);
	}
}

static void what_is_old_goes_and_the_state_stays(void **state)
{
	struct jn *j = jn_new(&(struct jn_opts){ .silence_ms = 0 });
	(void)state;

	put(j, 1, 1, T0, JS_RED);                  /* it has not changed since */
	put(j, 1, 1, T0 - 5000, JS_GREEN);         /* late, out of order */
	a_day(j, 1, T0);
	a_day(j, 2, T0 - 5 * HOUR_MS);             /* a controller that is five hours behind */
	size_t n = jn_trim_signals(j, T0 + DAY_MS, 3 * HOUR_MS);
	/* three hours of two changes a minute, the one before, and the lone red: of both controllers by their own clock */
	assert_in_range(n, 2 * 360 + 1, 2 * 362 + 1);
	assert_int_equal(jn_trim_signals(j, T0 + DAY_MS, 3 * HOUR_MS), n);
	jn_free(j);
	j = jn_new(&(struct jn_opts){ .silence_ms = 0 });
	put(j, 1, 1, T0, JS_GREEN);
	put(j, 1, 1, T0 + 1000, JS_RED);
	put(j, 1, 2, T0 + DAY_MS, JS_RED);
	assert_int_equal(jn_trim_signals(j, T0 + DAY_MS, HOUR_MS), 2);
	jn_free(j);
}

static void a_time_to_come_drops_nothing_of_today(void **state)
{
	struct jn *j = jn_new(&(struct jn_opts){ .silence_ms = 0 });
	(void)state;

	assert_int_equal(jn_trim_signals(j, T0, HOUR_MS), 0);
	for (int i = 0; i < 30; i++)
		put(j, 1, 0, T0 + i * CYCLE, i % 2 ? JS_RED : JS_GREEN);
	put(j, 1, 0, T0 + (utc_ms)300 * DAY_MS, JS_RED);
	assert_int_equal(jn_trim_signals(j, T0 + 30 * CYCLE, HOUR_MS), 31);
	jn_free(j);
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_old_goes_and_the_state_stays), cmocka_unit_test(a_time_to_come_drops_nothing_of_today) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
