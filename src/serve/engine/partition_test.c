/* partition_test — P1 and P2 of partition.h: what a restart finds, whenever the program ended. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "format/sup/sup.h"
#include "serve/engine/partition_int.h"
#include "serve/engine/woken_testkit.h"

enum { KILLS = 16, STATIONS = 8, TAGS = 50 };
#define T0 ((utc_ms)1790000000000)

/* ---- tools ---- */

static uint64_t seed_ = 1;
static uint64_t below(uint64_t n) { return hash_u64(seed_ += 0x9e3779b97f4a7c15u) % n; }

static void dir_drop(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[600];

	assert_non_null(d);
	while ((de = readdir(d))) {
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		if (unlink(path) < 0)
			dir_drop(path);
	}
	closedir(d);
	assert_int_equal(rmdir(dir), 0);
}

struct rig { char dir[400]; struct journal *j; struct partition *p; uint64_t end; };

static struct woken woken = WOKEN_NOBODY;

static void wake(void *p)
{
	partition_wake(p);
}

/* Snapshots are taken as often as the trail thread can. */
static bool rig_start(struct rig *r)
{
	char jdir[420];
	struct err e = { 0 };

	snprintf(jdir, sizeof jdir, "%s/journal", r->dir);
	struct journal_opts jo = { .dir = jdir, .segment_bytes = 1 << 20, .on_durable = woken_call, .arg = &woken };
	if (journal_open(&jo, &e, &r->j) < 0)
		return false;
	struct partition_opts po = { .journal = r->j, .dir = r->dir, .cache_bytes = 4 << 20, .memtable_bytes = 4 << 20, .snapshot_s = -1 };
	if (partition_start(&po, &e, &r->p) < 0)
		return false;
	woken_set(&woken, r->p, wake);
	r->end = journal_durable_lsn(r->j);
	return true;
}

static void rig_stop(struct rig *r)
{
	assert_true(partition_caught_up(r->p, r->end, 30000));
	woken_set(&woken, NULL, NULL);
	partition_stop(r->p);
	journal_close(r->j);
}

static void rig_new(struct rig *r)
{
	const char *tmp = getenv("TMPDIR");

	*r = (struct rig){ .end = 0 };
	snprintf(r->dir, sizeof r->dir, "%s/yz-partition-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(r->dir));
}

/* A frame whose time follows from its place in the journal, some seconds a frame: visits close all the time. */
static bool put_frame(struct rig *r)
{
	uint8_t recs[4 * SUP_REC], buf[512];
	utc_ms recv = T0 + (utc_ms)r->end * 25;
	struct sup_batch b = { .boot_id = 1, .base_mono_ms = 5000, .utc_minus_mono_ms = recv - 1000 - 5000, .clock_err_ms = 10,
		.clock_source = SUP_CLOCK_SERVER, .n = 4, .recs = recs };
	struct sup_buf sb = { .p = buf, .cap = sizeof buf };

	for (unsigned i = 0; i < 4; i++)
		sup_rec_put(recs + i * SUP_REC, &(struct sup_rec){ .tag = 1 + below(TAGS), .offset_ms = i * 100, .hits = 1, .rssi_max = -60 });
	size_t n = sup_batch_put(&sb, 0, 1, &b, -1);
	int rc = journal_append(r->j, JR_FRAME, (uint16_t)below(STATIONS), recv, &recv, sizeof recv, buf, (uint32_t)n, &r->end);
	return n > 0 && rc == 0 && journal_wait(r->j, r->end, 10000) == 0;
}

/* ---- what must be there: the visits of a plain engine over the whole journal ---- */

struct list { struct visit *v; size_t n, cap; };

static void list_add(struct list *l, const struct visit *v)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 1024;
		l->v = realloc(l->v, l->cap * sizeof *l->v);
		assert_non_null(l->v);
	}
	l->v[l->n++] = *v;
}

static void want_visit(void *arg, uint64_t lsn, const struct visit *v) { (void)lsn; list_add(arg, v); }
static bool got_visit(void *arg, const struct visit *v) { list_add(arg, v); return true; }
static int apply(void *arg, const struct journal_rec *rec) { engine_record(arg, rec); return 0; }

static int by_all(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

#define CMP(f) if (x->f != y->f) return x->f < y->f ? -1 : 1
	CMP(first); CMP(tag); CMP(station); CMP(last); CMP(hits); CMP(rssi_max); CMP(flags);
#undef CMP
	return 0;
}

static size_t check_visits(const struct rig *r)
{
	char path[420];
	struct list want = { 0 }, got = { 0 };
	struct engine_opts eo = { .on_visit = want_visit, .arg = &want };
	struct engine *en = engine_new(&eo);
	struct err e = { 0 };
	struct trail *t;
	uint64_t end;

	snprintf(path, sizeof path, "%s/journal", r->dir);
	assert_int_equal(journal_scan(path, 0, apply, en, &end, &e), 0);
	engine_free(en);
	snprintf(path, sizeof path, "%s/trail", r->dir);
	assert_int_equal(trail_open(&(struct trail_opts){ .dir = path }, &e, &t), 0);
	for (uint16_t st = 0; st < STATIONS; st++)
		assert_true(trail_station(t, st, 0, INT64_MAX, got_visit, &got, &e) >= 0);
	trail_close(t);
	assert_int_equal(got.n, want.n);
	qsort(got.v, got.n, sizeof *got.v, by_all);
	qsort(want.v, want.n, sizeof *want.v, by_all);
	for (size_t i = 0; i < got.n; i++)
		assert_int_equal(by_all(&got.v[i], &want.v[i]), 0);
	free(want.v);
	free(got.v);
	return want.n;
}

/* ---- P1 at the moment a snapshot is put in place ---- */

static struct partition *_Atomic watched;
static atomic_int snapshots, too_early;

static int watching_rename(const char *from, const char *to)
{
	struct partition *p = watched;
	size_t n = strlen(to);

	if (p && n > 11 && strcmp(to + n - 11, "engine.snap") == 0) {
		uint64_t head[2];
		FILE *f = fopen(from, "rb");   /* magic and version, then the position */
		if (!f || fread(head, sizeof head, 1, f) != 1 || trail_position(p->trail) < head[1])
			too_early++;
		if (f)
			fclose(f);
		snapshots++;
	}
	return sys_real.rename(from, to);
}

static void P1_a_snapshot_follows_its_visits(void **state)
{
	struct rig r;
	(void)state;

	rig_new(&r);
	sys.rename = watching_rename;
	assert_true(rig_start(&r));
	watched = r.p;
	for (int i = 0; i < 3000 || snapshots < 5; i++)
		assert_true(put_frame(&r));
	rig_stop(&r);
	watched = NULL;
	sys.rename = sys_real.rename;
	assert_int_equal(too_early, 0);
	assert_true(check_visits(&r) > 100);
	dir_drop(r.dir);
}

/* ---- kill -9 ---- */

static int crash_child(const char *dir, uint64_t seed)
{
	struct rig r = { .end = 0 };
	struct partition_stats st;
	uint64_t told = 0;

	seed_ = seed;
	snprintf(r.dir, sizeof r.dir, "%s", dir);
	if (!rig_start(&r))
		return 3;
	for (;;) {
		if (!put_frame(&r))
			return 4;
		partition_stats(r.p, &st);
		if (st.snapshots > told && write(1, "s", 1) != 1)
			return 5;
		told = st.snapshots;
	}
}

static pid_t spawn_child(const char *dir, int seed, int *ret_fd)
{
	char num[24];
	int p[2];

	snprintf(num, sizeof num, "%d", seed);
	assert_int_equal(pipe(p), 0);
	pid_t pid = fork();
	if (pid == 0) {   /* only exec here: no thread comes along */
		dup2(p[1], 1);
		close(p[0]);
		execl("/proc/self/exe", "partition_test", "--crash-child", dir, num, (char *)NULL);
		_exit(9);
	}
	close(p[1]);
	*ret_fd = p[0];
	return pid;
}

/* Killed at random moments, with a snapshot every few milliseconds: in the end each visit is stored, and once. */
static void P1_P2_kill_loses_nothing_and_doubles_nothing(void **state)
{
	struct rig r;
	(void)state;

	rig_new(&r);
	for (int i = 0; i < KILLS; i++) {
		int fd, status;
		char c;
		pid_t pid = spawn_child(r.dir, i + 1, &fd);
		for (uint64_t n = 1 + below(3); n > 0; n--)
			assert_int_equal(read(fd, &c, 1), 1);
		struct timespec ts = { 0, (long)below(20000000) };
		nanosleep(&ts, NULL);   /* the random moment after what was reported */
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		close(fd);
	}
	assert_true(rig_start(&r));
	rig_stop(&r);
	assert_true(check_visits(&r) > 100);
	dir_drop(r.dir);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--crash-child") == 0)
		return crash_child(argv[2], strtoull(argv[3], NULL, 10));
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(P1_a_snapshot_follows_its_visits),
		cmocka_unit_test(P1_P2_kill_loses_nothing_and_doubles_nothing),
	};

	return cmocka_run_group_tests_name("partition", tests, NULL, NULL);
}
