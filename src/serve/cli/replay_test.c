/* replay_test — captures made here, in several layouts, run through the whole of replay. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "platform/fs.h"
#include "serve/cli/replay.h"
#include "serve/cli/replay_int.h"
#include "serve/ingest/ingest.h"

#define T0 INT64_C(1763899200000)   /* 2025-11-23 20:00 at +08:00 */

static char root[512];

static void path_of(char *to, size_t cap, const char *dir, const char *file)
{
	assert_true(snprintf(to, cap, "%s/%s/%s", root, dir, file) < (int)cap);
}

static void put(const char *dir, const char *file, const char *text)
{
	char path[1024];

	snprintf(path, sizeof path, "%s/%s", root, dir);
	assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
	path_of(path, sizeof path, dir, file);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
}

/* Not inlined: gcc 12 takes the text for a pointer to the local that received it. */
__attribute__((noinline)) static char *get(const char *dir, const char *file)
{
	char path[1024], *p;
	size_t n;

	path_of(path, sizeof path, dir, file);
	assert_int_equal(fs_read(path, 1 << 28, &p, &n, NULL), 0);
	return p;
}

static void remove_tree(const char *dir)
{
	DIR *d = opendir(dir);
	char path[2048];

	if (!d)
		return;
	for (struct dirent *f; (f = readdir(d));) {
		if (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, f->d_name);
		if (unlink(path) < 0)
			remove_tree(path);
	}
	closedir(d);
	rmdir(dir);
}

static int setup(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(root, sizeof root, "%s/replay-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(root) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	remove_tree(root);
	return 0;
}

/* Runs "replay root/dir --out root/out extra..."; what it says on stderr goes to said. */
static char said[8192];

static int replay(const char *dir, const char *out, const char *extra, const char *extra2)
{
	char from[1024], to[1024], log[1024];
	char *argv[] = { "replay", from, "--out", to, (char *)(uintptr_t)extra, (char *)(uintptr_t)extra2, NULL };
	int argc = 4 + (extra != NULL) + (extra2 != NULL);

	snprintf(from, sizeof from, "%s/%s", root, dir);
	snprintf(to, sizeof to, "%s/%s", root, out);
	snprintf(log, sizeof log, "%s/stderr", root);
	fflush(stderr);
	fflush(stdout);
	int err = dup(2), outfd = dup(1), fd = open(log, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(err >= 0 && outfd >= 0 && fd >= 0);
	dup2(fd, 2);
	dup2(fd, 1);   /* the summary must not mix with the test's own lines */
	int rc = replay_main(argc, argv);
	fflush(stderr);
	fflush(stdout);
	dup2(err, 2);
	dup2(outfd, 1);
	ssize_t n = pread(fd, said, sizeof said - 1, 0);
	said[MAX(n, 0)] = 0;
	close(fd);
	close(err);
	close(outfd);
	return rc;
}

#define STATIONS "id,kind,lat,lon,intersection,role,heading,arm,lane,nominal_range_m\n" \
	"R1,roadside,26.8940,112.5720,,,,,,100\nR2,roadside,26.8940,112.5730,,,,,,100\n" \
	"J1,junction,26.8950,112.5720,X-1,entry,90,east,1,40\n"
#define HEAD "t_ms,station,tag,rssi,flags\n"

/* ---- a story that can be checked by hand ---- */

static void test_story(void **state)
{
	(void)state;
	put("story", "stations.csv", STATIONS);
	put("story", "tags.csv", "tag,plate\nA1,衡（电动）阳0001\n");
	put("story", "reports.csv", "tag,t_reported_ms,t_last_seen_by_owner_ms,t_found_missing_ms,lat,lon\n"
	    "A1,1763899230000,1763899100000,1763899220000,26.894,112.572\n");
	put("story", "sightings.csv", HEAD
	    "1763899200000,R1,A1,-60,1\n1763899201000,R1,A1,-55,1\n1763899201000,R2,B2,-70,0\n"
	    "1763899201000,R2,B2,-70,0\n"                                   /* repeated: once */
	    "1763899231000,R2,A1,-50,1\n1763899240000,R2,A1,-51,1\n"       /* after the report: one alert */
	    "1763899600000,R1,A1,-66,0\n");                                /* more than the gap later: a new visit */
	put("story", "notes.txt", "left alone");
	assert_int_equal(replay("story", "story.out", NULL, NULL), 0);
	char *v = get("story.out", "visits.csv"), *a = get("story.out", "alerts.csv"), *p = get("story.out", "positions.csv");
	assert_string_equal(v, "tag,station,first_ms,last_ms,hits,rssi_max\n"
		"A1,R1,1763899200000,1763899201000,2,-55\nB2,R2,1763899201000,1763899201000,1,-70\n"
		"A1,R2,1763899231000,1763899240000,2,-50\nA1,R1,1763899600000,1763899600000,1,-66\n");
	assert_true(strncmp(a, "tag,issued_ms,heard_ms,station,lat,lon,radius_m,late\nA1,1763899231000,1763899231000,R2,26.894", 90) == 0);
	assert_string_equal(a + strlen(a) - 3, ",0\n");
	assert_null(strstr(strchr(a, '\n') + 3, "\nA1"));
	assert_true(strncmp(p, "tag,t_ms,lat,lon,radius_m\nA1,1763899200000,26.894", 46) == 0);
	assert_non_null(strstr(said, "7 rows of sightings.csv (1 repeated"));
	free(v);
	free(a);
	free(p);
	char path[1024];
	path_of(path, sizeof path, "story.out", "journal.tmp");
	assert_int_equal(access(path, F_OK), -1);
}

/* Other column orders, BOM, CRLF, quotes, columns and spellings of their own. */
static void test_layouts(void **state)
{
	(void)state;
	put("lay", "stations.csv", "\xef\xbb\xbf" "lon,lat,name,kind,id\r\n112.5720,26.8940,\"a \"\"b\"\", c\",roadside,\"衡阳,1\"\r\n"
	    "112.5730,26.8940,x,junction,R2\r\n");
	put("lay", "sightings_arrival.csv", "\xef\xbb\xbf" "flags,rssi,tag,station,t_ms,seen_by\r\n"
	    "0,-60.4,00ab,\"衡阳,1\",1763899200000,7\r\n\r\n0,-61,00AB,R2,1763899200500,7\r\n9,-62,ffffffffffffffff,R2,1763899200500,\r\n"
	    "4,0,c,R2,1763899200600,");
	put("lay", "sightings.csv", "not,used\n");
	assert_int_equal(replay("lay", "lay.out", NULL, NULL), 0);
	char *v = get("lay.out", "visits.csv");
	assert_string_equal(v, "tag,station,first_ms,last_ms,hits,rssi_max\n00ab,\"衡阳,1\",1763899200000,1763899200000,1,-60\n"
		"00ab,R2,1763899200500,1763899200500,1,-61\nffffffffffffffff,R2,1763899200500,1763899200500,1,-62\n"
		"c,R2,1763899200600,1763899200600,1,0\n");
	free(v);
	/* no sightings at all: three files with headers */
	put("none", "stations.csv", STATIONS);
	put("none", "sightings.csv", HEAD);
	put("none", "reports.csv", "tag,t_reported_ms\nA1,5\n");
	assert_int_equal(replay("none", "none.out", NULL, NULL), 0);
	v = get("none.out", "alerts.csv");
	assert_string_equal(v, "tag,issued_ms,heard_ms,station,lat,lon,radius_m,late\n");
	free(v);
}

/* ---- a small city: the order of arrival must not change what was ---- */

enum { SIDE = 6, TAGS = 40, SECONDS = 400 };
static uint64_t rnd_state;

static uint32_t rnd(uint32_t below)
{
	rnd_state += 0x9e3779b97f4a7c15u;
	return (uint32_t)(hash_u64(rnd_state) % below);
}

struct ev { utc_ms sort, t; uint32_t station, tag; int rssi, flags; };

static int by_sort(const void *x, const void *y)
{
	const struct ev *a = x, *b = y;

	if (a->sort != b->sort)
		return a->sort < b->sort ? -1 : 1;
	return a->t < b->t ? -1 : a->t > b->t ? 1 : a->station < b->station ? -1 : a->station > b->station;
}

static int clock_error(uint32_t station)
{
	static const int off[] = { 0, 0, 0, 1400, -2300, 4100 };

	return off[station % COUNTOF(off)];
}

/* Odd tags stand still, even ones ride; each beacon is heard by the stations within a cell and a half. */
static struct ev *city(size_t *ret_n)
{
	struct ev *v = malloc(SECONDS * TAGS * 16 * sizeof *v);
	size_t n = 0;

	rnd_state = 5;
	assert_non_null(v);
	for (uint32_t k = 0; k < TAGS; k++) {
		int x = (int)rnd(SIDE * 100), y = (int)rnd(SIDE * 100), dx = (int)rnd(11) - 5, dy = (int)rnd(11) - 5;
		for (int s = 0; s < SECONDS; s++) {
			utc_ms t = T0 + s * 1000 + rnd(1000);
			if (k % 2 == 0) {
				x = MAX(0, MIN(SIDE * 100 - 1, x + dx));
				y = MAX(0, MIN(SIDE * 100 - 1, y + dy));
			}
			for (uint32_t i = 0; i < SIDE * SIDE; i++) {
				int ex = (int)(i % SIDE) * 100 + 50 - x, ey = (int)(i / SIDE) * 100 + 50 - y, d2 = ex * ex + ey * ey;
				if (d2 < 150 * 150 && rnd(4))
					v[n++] = (struct ev){ 0, t + clock_error(i), i, k + 1, -50 - d2 / 700, k % 2 == 0 };
			}
		}
	}
	*ret_n = n;
	return v;
}

static void put_city(const char *dir, const char *file, struct ev *v, size_t n)
{
	char path[1024], text[8192];
	size_t at = 0;

	at += (size_t)snprintf(text, sizeof text, "id,kind,lat,lon,nominal_range_m\n");
	for (int i = 0; i < SIDE * SIDE; i++)
		at += (size_t)snprintf(text + at, sizeof text - at, "S%02d,roadside,%.5f,%.5f,150\n", i, 26.9 + i / SIDE * 0.0009,
		                       112.6 + i % SIDE * 0.001);
	put(dir, "stations.csv", text);
	at = (size_t)snprintf(text, sizeof text, "tag,t_reported_ms,t_last_seen_by_owner_ms\n");
	for (int k = 1; k <= 8; k++)
		at += (size_t)snprintf(text + at, sizeof text - at, "%X,%lld,%lld\n", k, (long long)T0 + 300000 + k, (long long)T0 + 100000);
	put(dir, "reports.csv", text);
	qsort(v, n, sizeof *v, by_sort);
	path_of(path, sizeof path, dir, file);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(HEAD, f);
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%lld,S%02u,%X,%d,%d\n", (long long)v[i].t, v[i].station, v[i].tag, v[i].rssi, v[i].flags);
	assert_int_equal(fclose(f), 0);
}

static void make_cities(void)
{
	size_t n, m;
	struct ev *v = city(&n), *w;

	for (size_t i = 0; i < n; i++)
		v[i].sort = v[i].t;
	put_city("sorted", "sightings.csv", v, n);
	/* delays, a third of the stations cut off for a while, one row in thirty sent twice */
	w = malloc(2 * n * sizeof *w);
	assert_non_null(w);
	m = 0;
	for (size_t i = 0; i < n; i++) {
		utc_ms true_t = v[i].t - clock_error(v[i].station);
		w[m] = v[i];
		w[m].sort = true_t + rnd(900);
		if (v[i].station % 3 == 0 && true_t > T0 + 150000 && true_t < T0 + 340000)
			w[m].sort = T0 + 350000 + rnd(3000);
		m++;
		if (rnd(30) == 0) {
			w[m] = w[m - 1];
			w[m++].sort += rnd(8000);
		}
	}
	put_city("arrival", "sightings_arrival.csv", w, m);
	free(v);
	free(w);
}

static void same_file(const char *a, const char *b, const char *file)
{
	char *x = get(a, file), *y = get(b, file);

	if (strcmp(x, y) != 0)
		fail_msg("%s differs between %s and %s", file, a, b);
	free(x);
	free(y);
}

static int count(const char *text, const char *what)
{
	int n = 0;

	for (const char *p = text; (p = strstr(p, what)); p++)
		n++;
	return n;
}

static void test_arrival(void **state)
{
	(void)state;
	make_cities();
	assert_int_equal(replay("sorted", "sorted.out", NULL, NULL), 0);
	assert_int_equal(replay("arrival", "arrival.out", NULL, NULL), 0);
	assert_null(strstr(said, "(0 repeated"));
	assert_null(strstr(said, " 0 late"));
	same_file("sorted.out", "arrival.out", "visits.csv");
	/* twice the same bytes */
	assert_int_equal(replay("arrival", "again.out", NULL, NULL), 0);
	same_file("arrival.out", "again.out", "visits.csv");
	same_file("arrival.out", "again.out", "positions.csv");
	same_file("arrival.out", "again.out", "alerts.csv");
	/* in order: each reported tag is told once, live; evidence of the cut-off stations comes late and says so */
	char *a = get("sorted.out", "alerts.csv"), *b = get("arrival.out", "alerts.csv");
	assert_int_equal(count(a, ",0\n"), 8);
	assert_int_equal(count(b, ",0\n"), 8);
	assert_true(count(b, ",1\n") > count(a, ",1\n"));
	free(a);
	free(b);
}

/* Riding tags have positions wherever they are heard, those that stand have none. Where only cut-off stations heard a tag, its
 * positions come from their late rows. */
static void check_positions(const char *dir, const char *capture, const char *file)
{
	static utc_ms at[TAGS + 1][SECONDS * 2];
	int n[TAGS + 1] = { 0 };
	char *p = get(dir, "positions.csv");

	for (char *line = strchr(p, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		unsigned tag, radius;
		long long t;
		double lat, lon;
		assert_int_equal(sscanf(line, "%X,%lld,%lf,%lf,%u", &tag, &t, &lat, &lon, &radius), 5);
		assert_true(tag % 2 == 1 && tag <= TAGS && radius > 0);
		assert_true(lat > 26.89 && lat < 26.91 && lon > 112.59 && lon < 112.61);
		assert_true(n[tag] < SECONDS * 2);
		at[tag][n[tag]++] = t;
	}
	free(p);
	/* no reception is further than 3 s from a position, live or late, or 5 s where clocks are off */
	p = get(capture, file);
	for (char *line = strchr(p, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		unsigned tag;
		long long t;
		utc_ms best = INT64_MAX;
		assert_int_equal(sscanf(line, "%lld,%*[^,],%X", &t, &tag), 2);
		if (tag % 2 == 0)
			continue;
		for (int i = 0; i < n[tag]; i++)
			best = MIN(best, llabs(at[tag][i] - t));
		if (best > (strcmp(dir, "sorted.out") == 0 ? 3000 : 5000))
			fail_msg("%s: tag %X is heard at %lld, its nearest position is %lld ms off", dir, tag, t, (long long)best);
	}
	free(p);
	for (int tag = 1; tag <= TAGS; tag += 2)
		for (int i = 1; strcmp(dir, "sorted.out") == 0 && i < n[tag]; i++)
			assert_true(at[tag][i] > at[tag][i - 1]);
}

static void test_positions(void **state)
{
	(void)state;
	check_positions("sorted.out", "sorted", "sightings.csv");
	check_positions("arrival.out", "arrival", "sightings_arrival.csv");
}

/* One station whose clock is ten minutes ahead, one half a minute: the others are not late for it. */
static void test_clock_ahead(void **state)
{
	char text[65536];
	size_t n = (size_t)snprintf(text, sizeof text, HEAD);

	(void)state;
	for (int s = 0; s < 300; s++) {
		n += (size_t)snprintf(text + n, sizeof text - n, "%lld,R1,A1,-60,0\n%lld,R2,A1,-61,0\n%lld,R1,A2,-60,0\n",
		                      (long long)T0 + s * 1000, (long long)T0 + s * 1000 + 100, (long long)T0 + s * 1000 + 500);
		if (s % 5 == 2)
			n += (size_t)snprintf(text + n, sizeof text - n, "%lld,J1,A1,-62,0\n", (long long)T0 + s * 1000 + (s % 2 ? 600000 : 30000));
	}
	put("ahead", "stations.csv", STATIONS);
	put("ahead", "sightings_arrival.csv", text);
	assert_int_equal(replay("ahead", "ahead.out", NULL, NULL), 0);
	assert_non_null(strstr(said, " 0 late, 60 ahead"));
	char *v = get("ahead.out", "visits.csv");
	assert_non_null(strstr(v, "A1,R1,1763899200000,1763899499000,300,-60\n"));
	assert_non_null(strstr(v, "A1,R2,1763899200100,1763899499100,300,-61\n"));
	/* its own visits are by its own clock */
	assert_non_null(strstr(v, "A1,J1,1763899232000,1763899522000,30,-62\n"));
	assert_non_null(strstr(v, "A1,J1,1763899807000,1763900097000,30,-62\n"));
	free(v);
}

/* A reported tag that a station an hour ahead heard is told again when another hears it after a long silence. */
static void test_alert_ahead(void **state)
{
	static char text[131072];
	size_t n = (size_t)snprintf(text, sizeof text, HEAD);

	(void)state;
	for (int s = 0; s < 1200; s++) {
		n += (size_t)snprintf(text + n, sizeof text - n, "%lld,R1,B2,-60,0\n", (long long)T0 + s * 1000);
		if (s == 10 || s == 1000)
			n += (size_t)snprintf(text + n, sizeof text - n, "%lld,%s,A1,-62,0\n", (long long)T0 + s * 1000 + (s == 10 ? 3600000 : 0),
			                      s == 10 ? "J1" : "R2");
	}
	put("told", "stations.csv", STATIONS);
	put("told", "reports.csv", "tag,t_reported_ms\nA1,1763899200000\n");
	put("told", "sightings_arrival.csv", text);
	assert_int_equal(replay("told", "told.out", NULL, NULL), 0);
	char *a = get("told.out", "alerts.csv");
	assert_non_null(strstr(a, "\nA1,1763902810000,1763902810000,J1,"));
	assert_non_null(strstr(a, "\nA1,1763900200000,1763900200000,R2,"));
	assert_int_equal(count(a, ",0\n"), 2);
	free(a);
}

/* A station that is always four minutes behind: its visits stay so, the positions of the ride do not. */
static void test_clock_behind(void **state)
{
	static char text[131072];
	size_t n = (size_t)snprintf(text, sizeof text, HEAD);

	(void)state;
	for (int s = 0; s < 200; s += 2) {
		n += (size_t)snprintf(text + n, sizeof text - n, "%lld,R2,A2,-70,0\n", (long long)T0 + s * 1000);
		if (s % 4 == 0)
			n += (size_t)snprintf(text + n, sizeof text - n, "%lld,R1,A1,-60,1\n", (long long)T0 + s * 1000 - 240000);
	}
	put("behind", "stations.csv", STATIONS);
	put("behind", "sightings_arrival.csv", text);
	assert_int_equal(replay("behind", "behind.out", NULL, NULL), 0);
	char *v = get("behind.out", "visits.csv"), *p = get("behind.out", "positions.csv");
	assert_non_null(strstr(v, "A1,R1,1763898960000,1763899156000,50,-60\n"));
	assert_int_equal(strncmp(strchr(p, '\n'), "\nA1,1763899200000,", 18), 0);
	assert_int_equal(count(p, "\nA1,17638992") + count(p, "\nA1,17638993"), 50);
	free(v);
	free(p);
}

/* Times that begin at 0 are times too; rows that the engines leave out are told. */
static void test_odd_times(void **state)
{
	(void)state;
	put("zero", "stations.csv", STATIONS);
	put("zero", "reports.csv", "tag,t_reported_ms\nA1,2000\n");
	put("zero", "sightings.csv", HEAD "0,R1,A1,-60,1\n500,R1,A1,-61,1\n3000,R2,A1,-62,1\n");
	assert_int_equal(replay("zero", "zero.out", NULL, NULL), 0);
	char *v = get("zero.out", "visits.csv"), *a = get("zero.out", "alerts.csv"), *p = get("zero.out", "positions.csv");
	assert_string_equal(v, "tag,station,first_ms,last_ms,hits,rssi_max\nA1,R1,0,500,2,-60\nA1,R2,3000,3000,1,-62\n");
	assert_non_null(strstr(a, "\nA1,3000,3000,R2,"));
	assert_non_null(strstr(p, "\nA1,0,"));
	free(v);
	free(a);
	free(p);
	put("old", "stations.csv", STATIONS);
	put("old", "sightings_arrival.csv", HEAD "1763899200000,R1,A1,-60,1\n1663899200000,R1,A1,-61,1\n1763899200500,R1,A1,-61,1\n");
	assert_int_equal(replay("old", "old.out", NULL, NULL), 0);
	assert_non_null(strstr(said, "1 rows are more than 90 days older"));
	/* midnight at +08:00 ends a visit */
	put("old", "sightings_arrival.csv", HEAD "1763913599000,R1,A1,-60,0\n1763913600500,R1,A1,-61,0\n");
	assert_int_equal(replay("old", "old.out", NULL, NULL), 0);
	v = get("old.out", "visits.csv");
	assert_int_equal(count(v, "A1,R1,"), 2);
	free(v);
}

/* ---- what bad input gets ---- */

static void test_malformed(void **state)
{
	static const struct { const char *file, *text, *told; int line; } bad[] = {
		{ "sightings.csv", HEAD "1763899200000,R1,A1,-60,1\nx,R1,A1,-60,1\n", "t_ms is 'x'", 3 },
		{ "sightings.csv", HEAD "-5,R1,A1,-60,1\n", "t_ms is '-5'", 2 },
		{ "sightings.csv", HEAD "1763899200000,R9,A1,-60,1\n", "station 'R9' is not in stations.csv", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,G1,-60,1\n", "tag is 'G1'", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,0,-60,1\n", "tag is '0'", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,12345678901234567,-60,1\n", "tag is '12345678901234567'", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,A1,-600,1\n", "rssi is '-600'", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,A1,,1\n", "rssi is ''", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,A1,-60,1x\n", "flags is '1x'", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,A1,-60\n", "4 cells where the header has 5", 2 },
		{ "sightings.csv", HEAD "1763899200000,R1,\"A1,-60,1\n", "quote not closed", 2 },
		{ "sightings.csv", HEAD "\n1763899200000,R1,A\xff,-60,1\n", "not UTF-8", 3 },
		{ "reports.csv", "tag,t_reported_ms\nA1,soon\n", "t_reported_ms is 'soon'", 2 },
		{ "reports.csv", "tag,t_reported_ms,lat,lon\nA1,5,91,0\n", "lat,lon is not a position", 2 },
		{ "tags.csv", "tag,plate\nA1,x\n,y\n", "tag is ''", 3 },
		{ "stations.csv", STATIONS "R1,roadside,26,112,,,,,,\n", "station 'R1' is there twice", 5 },
		{ "stations.csv", STATIONS "R5,bridge,26,112,,,,,,\n", "kind is 'bridge'", 5 },
		{ "stations.csv", STATIONS "R5,roadside,26,1120,,,,,,\n", "lat,lon is not a position", 5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		char dir[32], want[256];
		snprintf(dir, sizeof dir, "bad%zu", i);
		put(dir, "stations.csv", STATIONS);
		put(dir, "sightings.csv", HEAD "1763899200000,R1,A1,-60,1\n");
		put(dir, bad[i].file, bad[i].text);
		assert_int_equal(replay(dir, "bad.out", NULL, NULL), 65);
		snprintf(want, sizeof want, "replay: %s: line %d: %s", bad[i].file, bad[i].line, bad[i].told);
		if (!strstr(said, want))
			fail_msg("case %zu said: %s\nwanted: %s", i, said, want);
		assert_int_equal(replay(dir, "bad.out", "--skip-bad", NULL), 0);
		snprintf(want, sizeof want, "skipped 1 malformed rows, the first: %s: line %d: %s", bad[i].file, bad[i].line, bad[i].told);
		if (!strstr(said, want))
			fail_msg("case %zu said: %s\nwanted: %s", i, said, want);
	}
}

static void test_missing(void **state)
{
	(void)state;
	put("m1", "sightings.csv", HEAD);
	assert_int_equal(replay("m1", "m.out", NULL, NULL), 66);
	assert_non_null(strstr(said, "stations.csv"));
	put("m2", "stations.csv", STATIONS);
	assert_int_equal(replay("m2", "m.out", NULL, NULL), 66);
	assert_non_null(strstr(said, "neither sightings_arrival.csv nor sightings.csv"));
	/* a header that lacks a column stops even with --skip-bad */
	put("m2", "sightings.csv", "t_ms,station,tag,rssi\n");
	assert_int_equal(replay("m2", "m.out", "--skip-bad", NULL), 65);
	assert_non_null(strstr(said, "sightings.csv: line 1: column 'flags' is missing"));
	assert_int_equal(replay("m2", "m.out", "--fast", NULL), 64);
	assert_int_equal(replay("m2", "m.out", "--speed", "2"), 64);
	assert_int_equal(replay("m2", "m.out", "--journal", NULL), 64);
	/* a pipe that nobody writes is an error and no wait for ever */
	char pipe[1024];
	path_of(pipe, sizeof pipe, "m2", "reports.csv");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	put("m2", "sightings.csv", HEAD);
	alarm(30);
	assert_int_equal(replay("m2", "m.out", NULL, NULL), 74);
	alarm(0);
	assert_non_null(strstr(said, "reports.csv is not a regular file"));
	assert_int_equal(unlink(pipe), 0);
	/* a results folder that cannot be made */
	put("m2", "sightings.csv", HEAD);
	put("file", "x", "");
	assert_int_equal(replay("m2", "file/x/deep", NULL, NULL), 74);
}

static int count_record(void *arg, const struct journal_rec *r)
{
	int *n = arg;
	struct sup_frame f;

	n[r->type]++;
	if (r->type == JR_FRAME) {
		assert_int_equal(sup_frame_parse(r->p + 8, r->n - 8, SUP_MAX_PAYLOAD, &f), 1);
		n[128 + (f.flags & SUP_F_BACKLOG)]++;
	}
	return 0;
}

static void test_journal_kept(void **state)
{
	char dir[1024];
	int n[256] = { 0 };
	uint64_t end;
	struct err e = { 0 };

	(void)state;
	snprintf(dir, sizeof dir, "%s/kept", root);
	assert_int_equal(replay("story", "kept.out", "--journal", dir), 0);
	assert_int_equal(journal_scan(dir, 0, count_record, n, &end, &e), 0);
	assert_int_equal(n[JR_STATION], 3);
	assert_int_equal(n[JR_WATCH], 1);
	assert_true(n[JR_FRAME] >= 4 && n[JR_TICK] > 100);
	same_file("story.out", "kept.out", "visits.csv");
	assert_int_equal(replay("story", "kept.out", "--journal", dir), 75);
	assert_non_null(strstr(said, "already there"));
	/* what was late went in its lane */
	snprintf(dir, sizeof dir, "%s/kept2", root);
	memset(n, 0, sizeof n);
	assert_int_equal(replay("arrival", "kept.out", "--journal", dir), 0);
	assert_int_equal(journal_scan(dir, 0, count_record, n, &end, &e), 0);
	assert_true(n[128] > 1000 && n[128 + SUP_F_BACKLOG] > 10);
}

/* ---- live, against the server's own ingest ---- */

struct station_run { struct journal *j; struct ingest *g; struct ingest_hook hook; char dir[700]; };

static void live_start(struct station_run *r, const char *name, bool tls, uint32_t stations)
{
	struct err e = { 0 };
	struct ingest_opts o = { .plain_addr = "127.0.0.1", .plain_port = tls ? -1 : 0, .tls_addr = "127.0.0.1", .tls_port = tls ? 0 : -1,
		.config_text = "", .hook = &r->hook };

	memset(r, 0, sizeof *r);
	snprintf(r->dir, sizeof r->dir, "%s/%s", root, name);
	assert_int_equal(fs_mkdir(r->dir, &e), 0);
	assert_int_equal(journal_open(&(struct journal_opts){ .dir = r->dir, .segment_bytes = 16 << 20, .on_durable = ingest_on_durable,
		.segment_head = ingest_segment_head, .arg = &r->hook }, &e, &r->j), 0);
	o.journal = r->j;
	assert_int_equal(ingest_start(&o, &e, &r->g), 0);
	for (uint32_t i = 0; i < stations; i++) {
		char id[12];
		uint8_t key[LINK_KEY];
		snprintf(id, sizeof id, "S%02u", i);
		memset(key, (int)i + 1, sizeof key);
		assert_int_equal(ingest_station_set(r->g, id, (uint16_t)i, LINK_ACTIVE, key, &e), 0);
	}
}

struct tally { uint64_t recs, frames; utc_ms first, last; };

static int tally(void *arg, const struct journal_rec *rec)
{
	struct tally *t = arg;
	struct sup_frame f;
	struct sup_batch b;

	if (rec->type != JR_FRAME)
		return 0;
	assert_int_equal(sup_frame_parse(rec->p + 8, rec->n - 8, SUP_MAX_PAYLOAD, &f), 1);
	assert_int_equal(sup_batch_get(&f, &b, NULL), 0);
	t->recs += b.n;
	t->frames++;
	t->first = t->frames == 1 ? (utc_ms)b.base_mono_ms : MIN(t->first, (utc_ms)b.base_mono_ms);
	t->last = MAX(t->last, (utc_ms)b.base_mono_ms);
	return 0;
}

static void live_stop(struct station_run *r, struct tally *ret)
{
	struct err e = { 0 };
	uint64_t end;

	ingest_stop(r->g);
	journal_close(r->j);
	memset(ret, 0, sizeof *ret);
	assert_int_equal(journal_scan(r->dir, 0, tally, ret, &end, &e), 0);
}

static int replay_to(int port, const char *a, const char *b, const char *c)
{
	char from[1024], to[64], log[1024];
	char *argv[] = { "replay", from, "--live", to, (char *)(uintptr_t)a, (char *)(uintptr_t)b, (char *)(uintptr_t)c, NULL };

	snprintf(from, sizeof from, "%s/arrival", root);
	snprintf(to, sizeof to, "127.0.0.1:%d", port);
	snprintf(log, sizeof log, "%s/stdout", root);
	fflush(stdout);
	fflush(stderr);
	int fd = open(log, O_RDWR | O_CREAT | O_TRUNC, 0600), out = dup(1), err = dup(2);
	dup2(fd, 1);
	dup2(fd, 2);
	int rc = replay_main(4 + (a != NULL) + (b != NULL) + (c != NULL), argv);
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(err, 2);
	ssize_t n = pread(fd, said, sizeof said - 1, 0);
	said[MAX(n, 0)] = 0;
	close(fd);
	close(out);
	close(err);
	return rc;
}

/* Rows that are not repeated, of the capture that test_arrival made. */
static uint64_t distinct_rows(void)
{
	char *v = get("arrival.out", "visits.csv");
	uint64_t sum = 0;

	for (char *line = strchr(v, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
		unsigned hits;
		assert_int_equal(sscanf(line, "%*[^,],%*[^,],%*d,%*d,%u", &hits), 1);
		sum += hits;
	}
	free(v);
	return sum;
}

static void test_live_plain(void **state)
{
	struct station_run r;
	struct tally t;

	(void)state;
	live_start(&r, "live.plain", false, SIDE * SIDE);
	int rc = replay_to(ingest_plain_port(r.g), NULL, NULL, NULL);
	if (rc != 0)
		fail_msg("%d: %s", rc, said);
	live_stop(&r, &t);
	assert_int_equal(t.recs, distinct_rows());
	assert_in_range(t.first, T0 - 5000, T0 + 10000);
}

static void test_live_tls_shifted(void **state)
{
	struct station_run r;
	struct tally t;
	char keys[8192];
	size_t n = (size_t)snprintf(keys, sizeof keys, "station,key\n");

	(void)state;
	for (int i = 0; i < SIDE * SIDE; i++) {
		n += (size_t)snprintf(keys + n, sizeof keys - n, "S%02d,", i);
		for (int k = 0; k < LINK_KEY; k++)
			n += (size_t)snprintf(keys + n, sizeof keys - n, "%02x", i + 1);
		n += (size_t)snprintf(keys + n, sizeof keys - n, "\n");
	}
	put("arrival", "keys.csv", keys);
	char path[1024];
	path_of(path, sizeof path, "arrival", "keys.csv");
	live_start(&r, "live.tls", true, SIDE * SIDE);
	utc_ms now = clock_utc();
	int rc = replay_to(ingest_tls_port(r.g), "--keys", path, "--shift");
	if (rc != 0)
		fail_msg("%d: %s", rc, said);
	live_stop(&r, &t);
	assert_int_equal(t.recs, distinct_rows());
	assert_in_range(t.last, now - 70000, now + 10000);
}

/* A station that the server does not know is told; the others are heard all the same. */
static void test_live_refused(void **state)
{
	struct station_run r;
	struct tally t;

	(void)state;
	live_start(&r, "live.refused", false, SIDE * SIDE - 1);
	int rc = replay_to(ingest_plain_port(r.g), NULL, NULL, NULL);
	live_stop(&r, &t);
	assert_int_equal(rc, 75);
	assert_non_null(strstr(said, "1 stations were refused, the last one: station S35: not registered"));
	assert_true(t.recs > 0 && t.recs < distinct_rows());
	/* getaddrinfo would make another port of it */
	assert_int_equal(replay_to(99999, NULL, NULL, NULL), 64);
	assert_non_null(strstr(said, "--live takes HOST:PORT"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_story), cmocka_unit_test(test_layouts), cmocka_unit_test(test_arrival), cmocka_unit_test(test_positions),
		cmocka_unit_test(test_clock_ahead), cmocka_unit_test(test_alert_ahead), cmocka_unit_test(test_clock_behind), cmocka_unit_test(test_odd_times), cmocka_unit_test(test_malformed), cmocka_unit_test(test_missing),
		cmocka_unit_test(test_journal_kept), cmocka_unit_test(test_live_plain), cmocka_unit_test(test_live_tls_shifted),
		cmocka_unit_test(test_live_refused),
	};

	return cmocka_run_group_tests_name("replay", tests, setup, teardown);
}
