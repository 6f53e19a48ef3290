/* replay_next_test — next.csv of captures made here: what is told, when, and that nothing of the future is in it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "platform/fs.h"
#include "serve/cli/replay.h"

#define T0 INT64_C(1763856000000)   /* 2025-11-23 08:00 at +08:00 */
#define HEADER "tag,t_ms,rank,station,probability,eta_ms\n"

static char root[512];

static void put(const char *file, const char *text)
{
	char path[1024];

	snprintf(path, sizeof path, "%s/%s", root, file);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

__attribute__((noinline)) static char *get(const char *file)
{
	char path[1024], *p;
	size_t n;

	snprintf(path, sizeof path, "%s/%s", root, file);
	assert_int_equal(fs_read(path, 1 << 24, &p, &n, NULL), 0);
	return p;
}

/* Runs the capture in root; out is a folder below it. */
static char *replay(const char *out)
{
	char to[1024], file[64];
	char *argv[] = { "replay", root, "--out", to, NULL };

	snprintf(to, sizeof to, "%s/%s", root, out);
	fflush(stdout);
	int was = dup(1), null = open("/dev/null", O_WRONLY);
	dup2(null, 1);
	int rc = replay_main(4, argv);
	fflush(stdout);
	dup2(was, 1);
	close(was);
	close(null);
	assert_int_equal(rc, 0);
	snprintf(file, sizeof file, "%s/next.csv", out);
	return get(file);
}

static int setup(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(root, sizeof root, "%s/next-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(root) ? 0 : -1;
}

static int teardown(void **state)
{
	static const char *const outs[] = { "a", "b", "c", "d" }, *const files[] = { "visits", "positions", "alerts", "next", "companions", "clones", "misplaced" };
	char path[1024];

	(void)state;
	for (size_t i = 0; i < COUNTOF(outs); i++) {
		for (size_t k = 0; k < COUNTOF(files); k++) {
			snprintf(path, sizeof path, "%s/%s/%s.csv", root, outs[i], files[k]);
			unlink(path);
		}
		snprintf(path, sizeof path, "%s/%s", root, outs[i]);
		rmdir(path);
	}
	static const char *const ins[] = { "stations.csv", "sightings.csv", "reports.csv" };
	for (size_t i = 0; i < COUNTOF(ins); i++) {
		snprintf(path, sizeof path, "%s/%s", root, ins[i]);
		unlink(path);
	}
	return rmdir(root);
}

/* Tags ride A B C, one each five minutes, 60 s from station to station, at each of them heard for 20 s; the last is the reported one and at the end it goes
 * from B to D, which nobody did before. Rows in order of time. */
struct heard_row { int64_t t; int tag; char station; };

static int by_t(const void *x, const void *y)
{
	const struct heard_row *a = x, *b = y;

	return a->t != b->t ? (a->t < b->t ? -1 : 1) : a->tag - b->tag;
}

static void make(int riders, const char *end)
{
	static struct heard_row r[20000];
	char *text = malloc(1 << 20), *p = text;
	int n = 0;

	assert_non_null(text);
	for (int i = 0; i < riders; i++)
		for (int s = 0; s < 3; s++)
			for (int k = 0; k < 5; k++)
				r[n++] = (struct heard_row){ T0 + i * 300000 + s * 60000 + k * 5000, 0xA00 + i, i == riders - 1 ? end[s] : "ABC"[s] };
	qsort(r, (size_t)n, sizeof *r, by_t);
	p += sprintf(p, "t_ms,station,tag,rssi,flags\n");
	for (int i = 0; i < n; i++)
		p += sprintf(p, "%lld,%c,%x,-60,1\n", (long long)r[i].t, r[i].station, r[i].tag);
	put("sightings.csv", text);
	free(text);
	put("stations.csv", "id,kind,lat,lon\nA,roadside,26.89,112.57\nB,roadside,26.892,112.57\nC,roadside,26.894,112.57\nD,roadside,26.892,112.574\n");
}

static void report(int tag, int64_t at)
{
	char text[200];

	snprintf(text, sizeof text, "tag,t_reported_ms\n%x,%lld\n", tag, (long long)at);
	put("reports.csv", text);
}

struct told { char station; double p; long long eta; };

/* The first choice for tag a1d at t; false when there is none. */
static bool told_at(const char *csv, int64_t t, struct told *ret)
{
	char head[64];

	snprintf(head, sizeof head, "\na1d,%lld,1,", (long long)t);
	const char *row = strstr(csv, head);
	return row && sscanf(row + strlen(head), "%c,%lf,%lld", &ret->station, &ret->p, &ret->eta) == 3;
}

static void the_next_station_is_told_at_each_visit(void **state)
{
	int64_t t = T0 + 29 * 300000;
	struct told r;

	(void)state;
	make(30, "ABC");
	report(0xA00 + 29, t - 1000);
	char *a = replay("a");
	assert_true(strncmp(a, HEADER, strlen(HEADER)) == 0);
	assert_true(told_at(a, t, &r));
	assert_int_equal(r.station, 'B');
	assert_true(r.p > 0.8 && r.p <= 1);
	assert_true(llabs(r.eta - (t + 60000)) < 10000);
	assert_true(told_at(a, t + 60000, &r));
	assert_int_equal(r.station, 'C');
	assert_true(r.p > 0.8);
	assert_true(llabs(r.eta - (t + 120000)) < 10000);
	assert_null(strstr(a, "a1c"));            /* not reported */
	assert_false(told_at(a, t + 120000, &r)); /* from C nobody went on: no row, and no station is made up */
	char *b = replay("b");
	assert_string_equal(a, b);                /* the same bytes again */
	free(a);
	free(b);
	report(0xA00 + 29, t + 30000);            /* reported between A and B: only what came after */
	a = replay("a");
	assert_false(told_at(a, t, &r));
	assert_true(told_at(a, t + 60000, &r));
	free(a);
}

static void the_future_is_not_known(void **state)
{
	(void)state;
	/* the reported tag is the only one that ever goes to D: at B nothing says so */
	make(30, "ABD");
	report(0xA00 + 29, T0);
	char *a = replay("c");
	assert_null(strstr(a, ",D,"));
	assert_non_null(strstr(a, ",1,C,"));
	free(a);
	/* the first rider of all is reported: nobody went before, nothing can be foretold */
	report(0xA00, T0 - 1000);
	a = replay("c");
	assert_string_equal(a, HEADER);
	free(a);
}

static void without_reports_there_is_a_header(void **state)
{
	(void)state;
	make(3, "ABC");
	put("reports.csv", "tag,t_reported_ms\n");
	char *a = replay("d");
	assert_string_equal(a, HEADER);
	free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_station_is_told_at_each_visit),
		cmocka_unit_test(the_future_is_not_known),
		cmocka_unit_test(without_reports_there_is_a_header),
	};

	return cmocka_run_group_tests_name("replay_next", tests, setup, teardown);
}
