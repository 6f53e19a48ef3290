/* jn_cells_test — sums over cells held against the plainest loops there are; rows in order held against qsort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#include <cmocka.h>

#include "track/junction/jn_cells.h"

static uint64_t seed = 1;

static float any(double lo, double hi)
{
	seed = hash_u64(seed + 0x9e3779b97f4a7c15u);
	return (float)(lo + (hi - lo) * (double)(seed >> 11) / 9007199254740992.0);
}

static void fill(float *v, int n, double lo, double hi)
{
	for (int i = 0; i < n; i++)
		v[i] = any(lo, hi);
}

static struct gait gait;

static void some_gait(int most)
{
	gait.most = most;
	fill(gait.go, PATH_CELLS + 1, 0.5, 9);
	fill(gait.go_p, PATH_CELLS + 1, 0, 0.2);
	fill(gait.stay, PATH_CELLS, 0.5, 9);
	fill(gait.stay_p, PATH_CELLS, 0, 0.5);
}

/* Every length of a path, every reach: the same bits as one cell after the other. */
static void least_is_least(void **st)
{
	float u[PATH_CELLS], ep[PATH_CELLS], v[PATH_CELLS];

	(void)st;
	for (int len = 2 * ARM_CELLS + 2; len <= PATH_CELLS; len++)
		for (int most = 1; most < len + 3; most += 5) {
			some_gait(MIN(most, PATH_CELLS - 1));
			fill(u, PATH_CELLS, 0, 300);
			fill(ep, PATH_CELLS, 0, 60);
			struct span all = { 0, len };
			float low = jn_cells_least(&gait, u, ep, v, len, 1e8f, &all), want_low = NOBODY;
			for (int x = 0; x < len; x++) {
				float best = u[x] + gait.stay[x];
				for (int i = 1; i <= MIN(gait.most, x); i++)
					best = MIN(best, u[x - i] + gait.go[i]);
				float want = best + TEMPER * ep[x];
				assert_true(v[x] == want);
				want_low = MIN(want_low, want);
			}
			assert_true(low == want_low);
			assert_int_equal(all.lo, 0);
			assert_int_equal(all.hi, len);
		}
}

/* Who can only be in a few cells is looked for there and as far as one gets; the span says where costs are within the beam. */
static void span_follows_the_rider(void **st)
{
	float u[PATH_CELLS], ep[PATH_CELLS] = { 0 }, v[PATH_CELLS];
	struct span at = { 10, 12 };

	(void)st;
	some_gait(6);
	for (int x = 0; x < PATH_CELLS; x++)
		u[x] = x >= 10 && x < 12 ? 5 : NOBODY;
	float low = jn_cells_least(&gait, u, ep, v, 70, 30, &at);
	assert_true(low < 15);
	assert_int_equal(at.lo, 10);
	assert_int_equal(at.hi, 18);
	for (int x = 0; x < 70; x++)
		assert_int_equal(v[x] < 100, x >= 10 && x < 18);
	ep[17] = 100;
	at = (struct span){ 10, 12 };
	jn_cells_least(&gait, u, ep, v, 70, 30, &at);
	assert_int_equal(at.hi, 17);
}

static void sums_are_sums(void **st)
{
	float u[PATH_CELLS], ep[PATH_CELLS], v[PATH_CELLS];

	(void)st;
	for (int len = 2 * ARM_CELLS + 2; len <= PATH_CELLS; len += 3)
		for (int dir = -1; dir <= 1; dir += 2) {
			some_gait(1 + len % 40);
			fill(u, PATH_CELLS, 0, 1);
			fill(ep, PATH_CELLS, 0, 1);
			float all = jn_cells_sums(&gait, u, dir < 0 ? ep : NULL, v, len, dir);
			double want_all = 0;
			for (int x = 0; x < len; x++) {
				float want = u[x] * gait.stay_p[x];
				for (int i = 1; i <= gait.most && x + dir * i >= 0 && x + dir * i < len; i++)
					want += u[x + dir * i] * gait.go_p[i];
				want *= dir < 0 ? ep[x] : 1;
				assert_true(v[x] == want);
				want_all += (double)want;
			}
			assert_true(fabs((double)all - want_all) < 1e-5 * want_all);
			assert_true(fabs((double)jn_cells_sum_of(v, v, len)) > 0);
		}
}

/* What is heard more loudly than it should be speaks against a cell without end, more weakly only so far; what is not heard, above the floor. */
static void costs_of_readings(void **st)
{
	enum { ROW = 9 * CELL_BLOCK, ANTS = 5 };
	static float mu[ANTS * ROW], top[ANTS * ROW / CELL_BLOCK], out[ROW];
	struct levels l = { mu, top, ROW, ROW / CELL_BLOCK };
	struct emit m = { .heard = 3, .all = 5, .k = 0.02f, .most = 8, .ant = { 4, 0, 2, 1, 3 }, .y = { -60, -71, -50, 80, 82 } };

	(void)st;
	fill(mu, ANTS * ROW, -110, -45);
	for (int a = 0; a < ANTS; a++)
		for (int b = 0; b < ROW / CELL_BLOCK; b++) {
			top[a * l.blocks + (size_t)b] = -200;
			for (int c = b * CELL_BLOCK; c < MIN((b + STRETCH) * CELL_BLOCK, (int)ROW); c++)
				top[a * l.blocks + (size_t)b] = MAX(top[a * l.blocks + (size_t)b], mu[a * ROW + c]);
		}
	for (int blocks = 1; blocks <= 9; blocks++) {
		for (int c = 0; c < ROW; c++)
			out[c] = -1;
		jn_cells_emit(&m, &l, (size_t)(9 - blocks), blocks, out);
		for (int c = 0; c < blocks * CELL_BLOCK; c++) {
			float want = 0;
			for (int i = 0; i < 5; i++) {
				float level = mu[m.ant[i] * ROW + (9 - blocks) * CELL_BLOCK + c], z = m.y[i] - level;
				if (i < 3)
					want += MIN(z * z * m.k, z > 0 ? 40.0f : 6.0f);
				else
					want += MISS * MIN(MAX(level + m.y[i], 0.0f), m.most);
			}
			assert_true(fabsf(out[c] - want) < 1e-4f);
		}
		assert_true(blocks == 9 || out[blocks * CELL_BLOCK] == -1);     /* what lies behind is somebody else's */
	}
}

static void odds_of_costs(void **st)
{
	float ep[PATH_CELLS];

	(void)st;
	fill(ep, PATH_CELLS, 3, 200);
	ep[20] = 2;
	float was[PATH_CELLS];
	memcpy(was, ep, sizeof was);
	jn_cells_likely(ep, 61);
	for (int x = 0; x < 61; x++)
		assert_true(fabs((double)ep[x] - exp((double)TEMPER * (2 - (double)was[x]))) < 1e-3);
	for (int x = 61; x < 64; x++)
		assert_true(ep[x] == 0);
}

static void other_way_round(void **st)
{
	float a[ARM_CELLS], b[ARM_CELLS];

	(void)st;
	fill(a, ARM_CELLS, 0, 1);
	jn_cells_reversed(a, b);
	for (int i = 0; i < ARM_CELLS; i++)
		assert_true(b[i] == a[ARM_CELLS - 1 - i]);
}

static int by_all(const void *x, const void *y)
{
	const struct jrow *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->ant != b->ant)
		return a->ant < b->ant ? -1 : 1;
	return (a->rssi > b->rssi) - (a->rssi < b->rssi);
}

/* Rows in any disorder, tags of all widths, repeats. */
static void rows_in_order(void **st)
{
	(void)st;
	for (int kind = 0; kind < 6; kind++) {
		uint32_t n = kind == 0 ? 1 : 6000, left = 0;
		struct junc j = { 0 };
		struct jrow *want = calloc(n, sizeof *want);
		j.row = jn_grown(NULL, &j.cap, n, sizeof *j.row);
		assert_non_null(want);
		for (uint32_t i = 0; i < n; i++) {
			uint64_t r = hash_u64(seed++);
			struct jrow v = { .t = kind == 1 ? (utc_ms)(r % 1000) : kind == 2 ? (utc_ms)(n - i) : (utc_ms)(1000 * i + r % 4000),
				.tag = kind == 3 ? 7 : kind == 4 ? hash_u64(r % 50) : 0x17010000u + r % 40, .ant = (uint8_t)(r >> 20 & 3), .rssi = (int8_t)-(r >> 30 & 63) };
			j.row[i] = want[i] = i % 9 == 8 ? j.row[i - 1] : v;
		}
		j.n = n;
		qsort(want, n, sizeof *want, by_all);
		for (uint32_t i = 0; i < n; i++)
			if (i == 0 || by_all(&want[left - 1], &want[i]) != 0)
				want[left++] = want[i];
		jn_sort_rows(&j);
		assert_int_equal(j.n, left);
		for (uint32_t i = 0; i < left; i++)
			assert_int_equal(by_all(&j.row[i], &want[i]), 0);
		free(want);
		free(j.row);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(least_is_least), cmocka_unit_test(span_follows_the_rider), cmocka_unit_test(sums_are_sums), cmocka_unit_test(costs_of_readings),
		cmocka_unit_test(odds_of_costs), cmocka_unit_test(other_way_round), cmocka_unit_test(rows_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
