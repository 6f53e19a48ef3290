/* capture_test — the capture files keep the format that a replay reads, agree with each other, and depend on the options alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/crc32c.h"
#include "city.h"
#include "cmds.h"
#include "core/value.h"
#include "format/csv/csv.h"
#include "platform/fs.h"

static const char *const files[] = { "stations.csv", "tags.csv", "reports.csv", "sightings.csv", "sightings_arrival.csv",
	"truth_positions.csv", "truth_passages.csv", "truth_faults.csv", "truth_thefts.csv" };
static char dir[256];

static void in_dir(char ret[static 512], const char *sub, const char *name) { snprintf(ret, 512, "%s/%s/%s", dir, sub, name); }

static int setup(void **st)
{
	const char *tmp = getenv("TMPDIR");

	(void)st;
	snprintf(dir, sizeof dir, "%s/yzsim.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(dir) ? 0 : -1;
}

static void remove_sub(const char *sub)
{
	char path[512];

	for (size_t i = 0; i < COUNTOF(files); i++) {
		in_dir(path, sub, files[i]);
		unlink(path);
	}
	in_dir(path, sub, "");
	rmdir(path);
}

static int teardown(void **st)
{
	(void)st;
	remove_sub("a");
	remove_sub("b");
	remove_sub("c");
	return rmdir(dir);
}

static void make(const char *sub, const char *seed)
{
	char out[512];
	char *argv[] = { "capture", "--out", out, "--minutes", "6", "--bikes", "300", "--thefts", "4", "--faults", "many", "--seed", (char *)(uintptr_t)seed,
		"--awake" };

	in_dir(out, sub, "");
	assert_int_equal(cmd_capture(COUNTOF(argv), argv), 0);
}

struct table { char *text; size_t n; struct csv c; char scratch[CSV_MAX_ROW]; int at[12]; };

static void open_table(struct table *t, const char *sub, const char *name, const char *const *want, int n)
{
	struct err e = { 0 };
	char path[512];
	bool required[12] = { 0 };

	in_dir(path, sub, name);
	for (int i = 0; i < n; i++)
		required[i] = true;
	assert_int_equal(fs_read(path, 256u << 20, &t->text, &t->n, &e), 0);
	csv_init(&t->c, t->text, t->n, t->scratch);
	assert_int_equal(csv_header(&t->c, want, required, n, t->at, &e), 0);
}

static int next_row(struct table *t, str *cell)
{
	struct err e = { 0 };
	int n = csv_row(&t->c, cell, 16, &e);

	assert_true(n >= 0);
	return n;
}

static int64_t whole(str s)
{
	int64_t v = 0;

	assert_true(str_i64(s, INT64_MIN, INT64_MAX, &v));
	return v;
}

static int station_number(str s)
{
	int64_t a, b;

	if (s.n == 5 && s.p[0] == 'R' && str_i64((str){ s.p + 1, 4 }, 1, CITY_ROADSIDE, &a))
		return (int)a - 1;
	assert_true(s.n == 6 && s.p[0] == 'J' && str_i64((str){ s.p + 1, 2 }, 1, CITY_JUNCTIONS, &a) &&
	            str_i64((str){ s.p + 4, 2 }, 1, CITY_AT_JUNCTION, &b));
	return CITY_ROADSIDE + (int)((a - 1) * CITY_AT_JUNCTION + b - 1);
}

/* The rows of a sightings file; asserts format and, if sorted, order. */
static int check_sightings(const char *name, bool sorted)
{
	static const char *const want[] = { "t_ms", "station", "tag", "rssi", "flags" };
	static struct table t;
	str cell[16];
	int n = 0;
	int64_t last = 0;

	open_table(&t, "a", name, want, 5);
	for (; next_row(&t, cell) > 0; n++) {
		tag_id tag;
		int64_t ms = whole(cell[t.at[0]]), rssi = whole(cell[t.at[3]]), flags = whole(cell[t.at[4]]);
		assert_true(tag_parse(cell[t.at[2]], &tag));
		assert_in_range(station_number(cell[t.at[1]]), 0, CITY_STATIONS - 1);
		assert_true(rssi >= -110 && rssi <= -10);
		assert_in_range(flags, 0, 7);
		assert_true(!sorted || ms >= last);
		last = ms;
	}
	free(t.text);
	return n;
}

static void formats_and_agreement(void **st)
{
	(void)st;
	make("a", "5");
	int clock = check_sightings("sightings.csv", true), arrive = check_sightings("sightings_arrival.csv", false);
	assert_true(clock > 10000);
	assert_true(arrive > clock);          /* the resends */
	assert_true(arrive < clock + clock / 4);

	static const char *const want[] = { "id", "kind", "lat", "lon", "intersection", "role", "heading", "arm", "lane", "nominal_range_m" };
	static struct table t;
	str cell[16];
	int n = 0, junction = 0;
	open_table(&t, "a", "stations.csv", want, 10);
	for (; next_row(&t, cell) > 0; n++) {
		double lat, lon;
		assert_int_equal(station_number(cell[t.at[0]]), n);
		assert_true(str_f64(cell[t.at[2]], &lat) && lat > 26.8 && lat < 27.3);
		assert_true(str_f64(cell[t.at[3]], &lon) && lon > 112.4 && lon < 112.9);
		assert_in_range(whole(cell[t.at[9]]), 10, 500);
		bool j = str_eq(cell[t.at[1]], S("junction"));
		assert_true(j || str_eq(cell[t.at[1]], S("roadside")));
		assert_int_equal(j, cell[t.at[4]].n > 0);
		junction += j;
	}
	free(t.text);
	assert_int_equal(n, 4334);
	assert_int_equal(junction, 520);
}

static void reports_tell_of_stolen_bikes(void **st)
{
	static const char *const want[] = { "tag", "t_reported_ms", "t_last_seen_by_owner_ms", "t_found_missing_ms", "lat", "lon" };
	static struct table t;
	str cell[16];
	int n = 0;
	int64_t last = 0;

	(void)st;
	open_table(&t, "a", "reports.csv", want, 6);
	for (; next_row(&t, cell) > 0; n++) {
		int64_t reported = whole(cell[t.at[1]]), seen = whole(cell[t.at[2]]), missing = whole(cell[t.at[3]]);
		assert_true(seen < missing && missing < reported);
		assert_true(reported / 1000 >= last / 1000);
		last = reported;
	}
	free(t.text);
	assert_int_equal(n, 4);
}

static uint32_t crc_of(const char *sub, const char *name)
{
	struct err e = { 0 };
	char path[512], *text;
	size_t n;

	in_dir(path, sub, name);
	assert_int_equal(fs_read(path, 256u << 20, &text, &n, &e), 0);
	uint32_t crc = crc32c(0, text, n);
	free(text);
	return crc;
}

static void same_options_same_bytes(void **st)
{
	(void)st;
	make("b", "5");
	make("c", "6");
	for (size_t i = 0; i < COUNTOF(files); i++)
		assert_int_equal(crc_of("a", files[i]), crc_of("b", files[i]));
	assert_int_not_equal(crc_of("a", "sightings.csv"), crc_of("c", "sightings.csv"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_and_agreement), cmocka_unit_test(reports_tell_of_stolen_bikes),
		cmocka_unit_test(same_options_same_bytes),
	};

	return cmocka_run_group_tests_name("capture", tests, setup, teardown);
}
