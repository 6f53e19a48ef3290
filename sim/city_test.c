/* city_test — the city's counts, that it holds together, and that a seed is a city. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "city.h"
#include "cross.h"
#include "core/value.h"

static struct city *the_city;

static int setup(void **st)
{
	(void)st;
	the_city = city_new(1);
	return 0;
}

static int teardown(void **st)
{
	(void)st;
	city_free(the_city);
	return 0;
}

static void counts(void **st)
{
	int junction = 0, roadside = 0, district[CITY_DISTRICTS] = { 0 }, points[CITY_DISTRICTS] = { 0 }, arms[CITY_JUNCTIONS][SR_N] = { 0 };

	(void)st;
	for (int i = 0; i < CITY_STATIONS; i++) {
		const struct city_station *s = &the_city->station[i];
		*(s->junction_kind ? &junction : &roadside) += 1;
		district[s->district]++;
		if (s->junction_kind)
			arms[s->junction - 1][s->role]++;
	}
	assert_int_equal(CITY_STATIONS, 4334);
	assert_int_equal(junction, 520);
	assert_int_equal(roadside, 3814);
	for (int j = 0; j < CITY_JUNCTIONS; j++) {
		assert_int_equal(arms[j][SR_APPROACH], 4);
		assert_int_equal(arms[j][SR_STOP], 4);
		assert_int_equal(arms[j][SR_EXIT], 4);
		assert_int_equal(arms[j][SR_CENTRE], 1);
	}
	for (int i = 0; i < CITY_POINTS; i++)
		points[the_city->point[i].district]++;
	for (int d = 0; d < CITY_DISTRICTS; d++) {
		assert_true(district[d] >= 100);
		assert_true(points[d] >= 3);
	}
	assert_string_equal(the_city->junction[0].name, "解放西路 × 蒸湘南路");
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void names_are_unique_and_valid(void **st)
{
	(void)st;
	for (int i = 0; i < CITY_STATIONS; i++) {
		struct station_name n;
		assert_true(station_name_parse(str_of(the_city->station[i].name), &n));
		assert_true(i == 0 || strcmp(the_city->station[i].name, the_city->station[i - 1].name) != 0);
		assert_true(str_utf8(str_of(the_city->station[i].place)));
	}
	uint64_t *h = calloc(CITY_BIKES, sizeof *h);
	assert_non_null(h);
	for (uint32_t i = 0; i < CITY_BIKES; i++) {
		char z[48], phone[16];
		struct plate p;
		city_plate(i, z);
		assert_true(plate_parse(str_of(z), &p));
		for (const char *c = z; *c; c++)
			h[i] = hash_u64(h[i] * 257 + (uint8_t)*c + 1);
		city_phone(i, phone);
		assert_int_equal(strlen(phone), 11);
		assert_memory_equal(phone, "154", 3);
	}
	qsort(h, CITY_BIKES, sizeof *h, by_value);
	for (uint32_t i = 1; i < CITY_BIKES; i++)
		assert_true(h[i] != h[i - 1]);
	free(h);
	assert_int_equal(city_tag(0), 0x17010001);
	assert_int_equal(city_tag(CITY_BIKES - 1), 0x17284000);
}

/* Every place can be ridden to: following the table from anywhere ends at the destination. */
static void roads_connect(void **st)
{
	struct rng r = rng_of(7, 7, 7);

	(void)st;
	for (int k = 0; k < 60; k++) {
		unsigned dest = rng_below(&r, (uint32_t)the_city->nnodes), at = rng_below(&r, (uint32_t)the_city->nnodes);
		for (int steps = 0; at != dest; steps++) {
			unsigned h = city_next_hop(the_city, at, dest);
			assert_in_range(h, 0, the_city->node[at].deg - 1);
			assert_true(steps < the_city->nnodes);
			at = the_city->node[at].adj[h];
		}
	}
	for (int e = 0; e < the_city->nedges; e++)
		if (the_city->edge[e].cls == ROAD_LOCAL) {
			const struct city_node *a = &the_city->node[the_city->edge[e].a], *b = &the_city->node[the_city->edge[e].b];
			assert_false(city_in_water((a->x + b->x) / 2, (a->y + b->y) / 2));
		}
}

static void seed_is_a_city(void **st)
{
	struct city *same = city_new(1), *other = city_new(2);

	(void)st;
	assert_memory_equal(same->station, the_city->station, CITY_STATIONS * sizeof *same->station);
	assert_int_equal(same->nedges, the_city->nedges);
	assert_memory_equal(same->edge, the_city->edge, (size_t)same->nedges * sizeof *same->edge);
	assert_true(memcmp(other->station, the_city->station, CITY_STATIONS * sizeof *other->station) != 0);
	city_free(same);
	city_free(other);
}

/* A point is called in the register and on the map as its unit is, and belongs to a police station of its own district. */
static void a_point_has_one_name_and_an_address(void **st)
{
	char path[1000], line[256], code[24], name[80], parent[24];
	const char *source = getenv("YZ_SOURCE");
	int n = 0;

	(void)st;
	for (int i = 0; i < CITY_POINTS; i++) {
		const struct city_point *p = &the_city->point[i];
		const char *street = strstr(p->address, city_districts[p->district].name);
		assert_non_null(street);
		assert_non_null(strpbrk(street, "123456789"));              /* a number in a street of that district */
		assert_true(strlen(street) > strlen(city_districts[p->district].name) + 8);
		for (int k = 0; k < i; k++) {
			assert_string_not_equal(p->name, the_city->point[k].name);
			assert_string_not_equal(p->address, the_city->point[k].address);
		}
	}
	if (!source)
		skip();
	snprintf(path, sizeof path, "%s/sim/hengyang_units.csv", source);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		const char *at[3] = { line, NULL, NULL };
		if (strncmp(line, "site-", 5) != 0)
			continue;
		for (int k = 1; k < 3; k++)
			at[k] = strchr(at[k - 1], ',') + 1;
		snprintf(code, sizeof code, "site-%02d,", ++n);
		assert_int_equal(strncmp(line, code, strlen(code)), 0);
		snprintf(name, sizeof name, "%s,", the_city->point[n - 1].name);
		assert_int_equal(strncmp(at[2], name, strlen(name)), 0);
		snprintf(parent, sizeof parent, "%u-", city_districts[the_city->point[n - 1].district].code);
		assert_int_equal(strncmp(at[2] + strlen(name), parent, strlen(parent)), 0);
	}
	fclose(f);
	assert_int_equal(n, CITY_POINTS);
}

/* No two roads that cross have green or yellow at once, and the next green is when it says. */
static void a_junctions_programme(void **st)
{
	(void)st;
	for (unsigned j = 1; j <= CITY_JUNCTIONS; j += 13)
		for (int64_t t = 1772424000000; t < 1772424000000 + 2 * CROSS_CYCLE_S * 1000; t += 500) {
			int64_t green;
			char n = cross_signal(j, 0, t, &green), e = cross_signal(j, 1, t, NULL);
			assert_true(n == 'R' || e == 'R');
			assert_int_equal(n, cross_signal(j, 2, t, NULL));
			assert_int_equal(e, cross_signal(j, 3, t, NULL));
			assert_int_equal(cross_signal(j, 0, green, NULL), 'G');
			assert_true(n == 'G' ? green == t : green > t && cross_signal(j, 0, green - 1, NULL) == 'R');
		}
}

struct rode { int passages, how[CROSS_HOW_N], red, wrong, motor; };

/* How far right of its arm's middle, and before its stop line, a place is. */
static struct xy seen_from(unsigned node, unsigned arm_end, struct xy at)
{
	const struct city_node *m = &the_city->node[node], *o = &the_city->node[arm_end];
	float l = hypotf(o->x - m->x, o->y - m->y), ux = (o->x - m->x) / l, uy = (o->y - m->y) / l, dx = at.x - m->x, dy = at.y - m->y;

	return (struct xy){ -dx * uy + dy * ux, dx * ux + dy * uy - CROSS_LINE_M };
}

static void ride_through(unsigned node, unsigned from, unsigned next, uint32_t who, int64_t at, struct rode *n)
{
	static const struct cross_clock clock = { 1772424000000, 1772424000000, 1 };
	struct cross_ride r = { .c = the_city, .seed = 1, .clock = &clock, .who = who };
	struct cross_leg in, out;
	struct cross_passage p;

	cross_plan(&r, NULL, from, from, node, next, at, 5.2f, &in);
	cross_plan(&r, &in, from, node, next, next, at + (int64_t)cross_ms(&in), 5.2f, &out);
	assert_true(cross_passed(&r, &in, from, node, at, &p));
	struct xy was = cross_at(the_city, &in, from, node, 0);
	for (float ms = 100; ms < cross_ms(&in) + cross_ms(&out); ms += 100) {      /* nobody jumps */
		struct xy now = ms < cross_ms(&in) ? cross_at(the_city, &in, from, node, ms) : cross_at(the_city, &out, node, next, ms - cross_ms(&in));
		assert_true(hypotf(now.x - was.x, now.y - was.y) < 1);
		was = now;
	}
	struct xy line = seen_from(node, from, cross_at(the_city, &in, from, node, (float)(p.line - at)));
	assert_true(fabsf(line.y) < 1.5f);
	assert_true(p.left_in ? line.x < -5 : p.motor ? line.x > 0 && line.x < 4 : line.x > 5);
	if (p.how == CROSS_WAIT) {
		assert_int_equal(p.state, 'G');
		assert_true(p.waited > 0 && seen_from(node, from, cross_at(the_city, &in, from, node, in.stop_ms + 1)).y > 0.3f);
	}
	assert_int_equal(p.red, p.state == 'R' && p.how != CROSS_RIGHT);
	assert_true(!p.red || p.how == CROSS_RUN || p.how == CROSS_CREEP);
	n->passages++;
	n->how[p.how]++;
	n->red += p.red;
	n->wrong += p.left_in + p.left_out;
	n->motor += p.motor;
}

/* Who waits crosses at green, from before the line; who does not is told of. */
static void rides_through_junctions(void **st)
{
	struct rode n = { 0 };

	(void)st;
	for (int j = 0; j < CITY_JUNCTIONS; j += 3) {
		unsigned node = the_city->junction[j].node;
		for (int in = 0; in < 4; in++)
			for (int out = 0; out < 4; out++)
				for (uint32_t who = 0; in != out && who < 60; who++)
					ride_through(node, the_city->node[node].adj[in], the_city->node[node].adj[out], who * 7919 + 1, 1772424000000 + n.passages * 1733, &n);
	}
	assert_true(n.how[CROSS_WAIT] > n.passages / 5 && n.how[CROSS_RIGHT] > n.passages / 5 && n.how[CROSS_YELLOW] > 0);
	assert_true(n.red > n.passages / 100 && n.red < n.passages / 15);
	assert_true(n.wrong > 0 && n.wrong < n.passages / 20 && n.motor > 0 && n.motor < n.passages / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts), cmocka_unit_test(names_are_unique_and_valid),
		cmocka_unit_test(roads_connect), cmocka_unit_test(seed_is_a_city), cmocka_unit_test(a_point_has_one_name_and_an_address),
		cmocka_unit_test(a_junctions_programme), cmocka_unit_test(rides_through_junctions),
	};

	return cmocka_run_group_tests_name("city", tests, setup, teardown);
}
