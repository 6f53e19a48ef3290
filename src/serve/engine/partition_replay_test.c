/* partition_replay_test — the engines at work are a function of the journal: the same visits and hits live, replayed from nothing, and over
 * kills; a damaged snapshot is refused; hits that are not taken wait in order; a trail holds every hearing once at any moment. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "format/sup/sup.h"
#include "platform/fs.h"
#include "platform/log.h"
#include "platform/sys.h"
#include "serve/engine/partition.h"
#include "serve/engine/woken_testkit.h"

#define T0 ((utc_ms)1700000000000)

enum { TAGS = 150, STATIONS = 16, FIRST = STATIONS, HIT_CAP = 100000, VISIT_CAP = 400000, PER_TAG = 20000 };

struct hit_row { uint64_t lsn; uint32_t n, radius; uint64_t tag; int64_t case_id; utc_ms heard; uint16_t station; uint8_t late, severity; uint32_t district; };

struct hits { pthread_mutex_t mu; struct hit_row *v; uint32_t n; int refuse, offered, fd; };
struct box { char dir[96]; struct journal *j; struct partition *p; struct woken woken; struct hits hits; };
struct visits { struct visit *v; uint32_t n; };

static const char *self;

/* ---- what is in the journal: record i is a function of (seed, i) ---- */

static uint64_t rnd(uint64_t *s)
{
	*s += 0x9e3779b97f4a7c15u;
	return hash_u64(*s);
}

static size_t make_frame(uint8_t *buf, size_t cap, utc_ms now, uint64_t *s, uint64_t seq)
{
	uint8_t recs[24 * SUP_REC];
	int n = 1 + (int)(rnd(s) % 24);
	bool late = rnd(s) % 8 == 0, no_clock = rnd(s) % 40 == 0;

	for (int i = 0; i < n; i++)
		sup_rec_put(recs + i * SUP_REC, &(struct sup_rec){ .tag = 1 + rnd(s) % TAGS, .offset_ms = (uint32_t)(rnd(s) % 1000), .hits = 1,
			.rssi_max = (int8_t)(-40 - (int)(rnd(s) % 50)), .status = rnd(s) % 3 ? SUP_S_MOVING : 0 });
	struct sup_batch b = { .boot_id = 1, .base_mono_ms = 5000, .utc_minus_mono_ms = now - 1000 - (late ? (int64_t)(rnd(s) % 3600000) : 0) - 5000,
		.clock_err_ms = no_clock ? 0xffffffffu : 5, .clock_source = no_clock ? SUP_CLOCK_NONE : SUP_CLOCK_SERVER, .n = (uint16_t)n, .recs = recs };
	struct sup_buf sb = { .p = buf, .cap = cap };
	size_t k = sup_batch_put(&sb, late ? SUP_F_BACKLOG : 0, seq, &b, -1);
	assert_true(k > 0);
	return k;
}

static void append(struct journal *j, enum journal_type type, uint16_t ix, utc_ms now, const void *a, uint32_t na, const void *b, uint32_t nb)
{
	uint64_t end;
	int rc;

	while ((rc = journal_append(j, type, ix, now, a, na, b, nb, &end)) == E_BUSY)
		usleep(200);
	assert_int_equal(rc, 0);
}

static void put_record(struct journal *j, uint64_t seed, uint64_t i)
{
	uint64_t s = hash_u64(seed ^ hash_u64(i));
	utc_ms now = T0 + (utc_ms)i * 1500;
	uint8_t buf[2048];

	if (i < FIRST) {
		struct station_place p = { .ix = (uint16_t)i, .used = 1, .district = 430405u + (uint32_t)i % 3, .range_m = 120 };
		snprintf(p.name, sizeof p.name, "s%u", (unsigned)i);
		assert_true(geo_from_deg(26.89 + (double)(i % 4) * 0.001, 112.57 + (double)(i / 4) * 0.001, &p.at));
		append(j, JR_STATION, (uint16_t)i, now, &p, sizeof p, NULL, 0);
	} else if (i % 23 == 0) {
		struct watch_change c = { .tag = 1 + rnd(&s) % 12, .case_id = 1 + (int64_t)(rnd(&s) % 3), .at = now, .since = now - 3600000,
			.version = (uint32_t)i, .op = rnd(&s) % 4 ? WATCH_ADD : WATCH_REMOVE, .severity = (uint8_t)(1 + rnd(&s) % 3) };
		append(j, JR_WATCH, 0, now, &c, sizeof c, NULL, 0);
	} else if (i % 5 == 0) {
		append(j, JR_TICK, 0, now, &now, sizeof now, NULL, 0);
	} else {
		size_t n = make_frame(buf, sizeof buf, now, &s, i);
		append(j, JR_FRAME, (uint16_t)(rnd(&s) % STATIONS), now, &now, sizeof now, buf, (uint32_t)n);
	}
}

/* ---- a partition over it ---- */

static int take_hit(void *arg, const struct watch_hit *h, const struct fix *at)
{
	struct hits *t = arg;
	struct hit_row r;
	int rc = 0;

	memset(&r, 0, sizeof r);
	r.lsn = h->lsn, r.n = h->n, r.tag = h->tag, r.case_id = h->case_id, r.heard = h->heard, r.station = h->station;
	r.late = h->late, r.severity = h->severity, r.district = h->district, r.radius = at ? at->radius_m : 0;
	pthread_mutex_lock(&t->mu);
	t->offered++;
	if (t->refuse) {
		t->refuse -= t->refuse > 0;
		rc = E_FULL;
	} else {
		assert_true(t->n < HIT_CAP);
		t->v[t->n++] = r;
		if (t->fd >= 0 && write(t->fd, &r, sizeof r) != sizeof r)
			abort();
	}
	pthread_mutex_unlock(&t->mu);
	return rc;
}

static void wake(void *p)
{
	partition_wake(p);
}

static void box_init(struct box *b)
{
	*b = (struct box){ .woken = WOKEN_NOBODY, .hits = { .fd = -1 } };
	pthread_mutex_init(&b->hits.mu, NULL);
	b->hits.v = calloc(HIT_CAP, sizeof *b->hits.v);
	assert_non_null(b->hits.v);
}

static void box_new(struct box *b)
{
	box_init(b);
	snprintf(b->dir, sizeof b->dir, "/tmp/yz-part-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
}

static void box_journal(struct box *b, const char *dir)
{
	struct err e = { 0 };
	char path[160];
	struct journal_opts o = { .dir = path, .segment_bytes = 1 << 20, .buf_bytes = 64 << 10, .nbufs = 4, .on_durable = woken_call, .arg = &b->woken };

	snprintf(path, sizeof path, "%s/journal", dir);
	if (journal_open(&o, &e, &b->j) < 0)
		fail_msg("journal: %s", e.msg);
}

static int box_try(struct box *b, struct journal *j, int snapshot_s, struct err *e)
{
	struct partition_opts o = { .journal = j, .dir = b->dir, .keep_days = 3650, .cache_bytes = 8 << 20, .memtable_bytes = 8 << 20, .expect_tags = 1000,
		.snapshot_s = snapshot_s, .on_hit = take_hit, .arg = &b->hits };

	if (b->hits.n) {
		o.hit_lsn = b->hits.v[b->hits.n - 1].lsn;
		o.hit_n = b->hits.v[b->hits.n - 1].n;
	}
	int rc = partition_start(&o, e, &b->p);
	if (rc == 0)
		woken_set(&b->woken, b->p, wake);
	return rc;
}

static void box_start(struct box *b, struct journal *j, int snapshot_s)
{
	struct err e = { 0 };

	if (box_try(b, j, snapshot_s, &e) < 0)
		fail_msg("partition: %s", e.msg);
}

static void box_stop(struct box *b)
{
	woken_set(&b->woken, NULL, NULL);
	partition_stop(b->p);
	b->p = NULL;
}

static void box_end(struct box *b)
{
	char cmd[160];

	if (b->p)
		box_stop(b);
	journal_close(b->j);
	free(b->hits.v);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", b->dir);
	assert_int_equal(system(cmd), 0);
}

static void settle(struct box *b, struct journal *j)
{
	struct partition_stats st;

	assert_int_equal(journal_wait(j, journal_durable_lsn(j), 1000), 0);
	assert_true(partition_caught_up(b->p, journal_durable_lsn(j), 30000));
	for (mono t = clock_mono(); mono_since_ms(t) < 30000; usleep(2000)) {
		partition_stats(b->p, &st);
		if (st.alert_queue == 0)
			break;
	}
	assert_int_equal(st.alert_queue, 0);
}

static void all_durable(struct journal *j)
{
	const utc_ms at = T0;
	uint64_t end;
	int rc;

	while ((rc = journal_append(j, JR_TICK, 0, at, &at, sizeof at, NULL, 0, &end)) == E_BUSY)
		usleep(200);
	assert_int_equal(rc, 0);
	assert_int_equal(journal_wait(j, end, 20000), 0);
}

/* All visits by tag, stored, queued and open, as bytes. */
static struct visits collect(struct box *b)
{
	struct visits r = { calloc(VISIT_CAP, sizeof *r.v), 0 };
	struct err e = { 0 };

	assert_non_null(r.v);
	for (uint64_t tag = 1; tag <= TAGS; tag++) {
		struct arena a;
		struct visit *v;
		uint32_t n;
		bool more;
		arena_init(&a, 16 << 20);
		if (partition_trail_tag(b->p, &a, (tag_id){ tag }, T0 - DAY_MS, T0 + (utc_ms)40 * DAY_MS, PER_TAG, &v, &n, &more, &e) < 0)
			fail_msg("trail: %s", e.msg);
		assert_false(more);
		assert_true(r.n + n < VISIT_CAP);
		if (n)
			memcpy(r.v + r.n, v, n * sizeof *v);
		r.n += n;
		arena_done(&a);
	}
	return r;
}

static void same_visits(const struct visits *a, const struct visits *b)
{
	for (uint32_t i = 0; i < MIN(a->n, b->n); i++)
		if (memcmp(&a->v[i], &b->v[i], sizeof a->v[i]) != 0)
			fail_msg("visit %u: tag %d station %u first +%d hits %u flags %u, but tag %d station %u first +%d hits %u flags %u", i, (int)a->v[i].tag,
			         a->v[i].station, (int)(a->v[i].first - T0), a->v[i].hits, a->v[i].flags, (int)b->v[i].tag, b->v[i].station,
			         (int)(b->v[i].first - T0), b->v[i].hits, b->v[i].flags);
	assert_int_equal(a->n, b->n);
}

static void same_hits(const struct hits *a, const struct hits *b)
{
	for (uint32_t i = 0; i < MIN(a->n, b->n); i++)
		if (memcmp(&a->v[i], &b->v[i], sizeof a->v[i]) != 0)
			fail_msg("hit %u: record %llu/%u tag %d, but record %llu/%u tag %d", i, (unsigned long long)a->v[i].lsn, a->v[i].n, (int)a->v[i].tag,
			         (unsigned long long)b->v[i].lsn, b->v[i].n, (int)b->v[i].tag);
	assert_int_equal(a->n, b->n);
}

/* A second partition from nothing over the same journal: what should have come out. */
static void compare_with_replay(struct box *b, struct journal *j, const struct visits *v)
{
	struct box fresh;

	box_new(&fresh);
	box_start(&fresh, j, 3600);
	settle(&fresh, j);
	struct visits w = collect(&fresh);
	same_visits(v, &w);
	same_hits(&b->hits, &fresh.hits);
	free(w.v);
	box_end(&fresh);
}

/* ---- the tests ---- */

static void replay_is_identical(void **state)
{
	struct box b;
	uint64_t s = 7;

	(void)state;
	box_new(&b);
	box_journal(&b, b.dir);
	box_start(&b, b.j, 1);
	for (uint64_t i = 0; i < 20000; i++) {
		put_record(b.j, 11, i);
		if (rnd(&s) % 500 == 0)
			usleep((useconds_t)(rnd(&s) % 20000));   /* live: in uneven pieces, over a few snapshots */
	}
	all_durable(b.j);
	settle(&b, b.j);
	struct visits v = collect(&b);
	printf("# %u visits, %u hits\n", v.n, b.hits.n);
	assert_true(v.n > 2000 && b.hits.n > 100);
	compare_with_replay(&b, b.j, &v);
	free(v.v);
	box_end(&b);
}

static int count_one(void *arg, const struct journal_rec *r)
{
	(void)r;
	++*(uint64_t *)arg;
	return 0;
}

static void load_hits(struct box *b)
{
	char path[160];
	struct stat st;

	snprintf(path, sizeof path, "%s/hits", b->dir);
	b->hits.fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	assert_true(b->hits.fd >= 0 && fstat(b->hits.fd, &st) == 0);
	assert_int_equal(st.st_size % (off_t)sizeof(struct hit_row), 0);
	assert_int_equal(pread(b->hits.fd, b->hits.v, (size_t)st.st_size, 0), st.st_size);
	b->hits.n = (uint32_t)((size_t)st.st_size / sizeof(struct hit_row));
}

/* Runs as a process of its own until it kills itself: records go on where the journal ends. */
static int child(const char *dir, uint64_t seed, int ms)
{
	struct box b;
	struct err e = { 0 };
	uint64_t n = 0, end;
	char path[160];

	box_init(&b);
	snprintf(b.dir, sizeof b.dir, "%s", dir);
	box_journal(&b, b.dir);
	snprintf(path, sizeof path, "%s/journal", dir);
	if (journal_scan(path, 0, count_one, &n, &end, &e) < 0)
		return 3;
	load_hits(&b);
	box_start(&b, b.j, 1);
	mono begun = clock_mono();
	while (mono_since_ms(begun) < ms) {
		for (int k = 0; k < 25; k++)
			put_record(b.j, seed, n++);
		usleep(8000);
	}
	raise(SIGKILL);
	return 4;
}

static void kills_lose_and_repeat_nothing(void **state)
{
	static const int lives[] = { 400, 1700, 1250, 2600, 60 };
	struct box b;

	(void)state;
	box_new(&b);
	for (size_t i = 0; i < COUNTOF(lives); i++) {
		char ms[16];
		int status;
		snprintf(ms, sizeof ms, "%d", lives[i]);
		pid_t pid = fork();
		if (pid == 0) {
			execl(self, self, "child", b.dir, ms, (char *)NULL);
			_exit(5);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	}
	char snap[160];
	snprintf(snap, sizeof snap, "%s/engine.snap", b.dir);
	assert_int_equal(access(snap, F_OK), 0);        /* the last lives did begin from a snapshot */
	box_journal(&b, b.dir);
	load_hits(&b);
	uint32_t before = b.hits.n;
	box_start(&b, b.j, 3600);
	settle(&b, b.j);
	struct visits v = collect(&b);
	printf("# %u visits, %u hits, %u of them taken before the last kill\n", v.n, b.hits.n, before);
	assert_true(v.n > 300 && before > 10);
	compare_with_replay(&b, b.j, &v);
	free(v.v);
	close(b.hits.fd);
	box_end(&b);
}

static void a_damaged_snapshot_is_refused(void **state)
{
	struct box b;
	struct err e = { 0 };
	char path[160], *file;
	size_t n;

	(void)state;
	box_new(&b);
	box_journal(&b, b.dir);
	box_start(&b, b.j, 3600);
	for (uint64_t i = 0; i < 3000; i++)
		put_record(b.j, 5, i);
	all_durable(b.j);
	settle(&b, b.j);
	struct visits v = collect(&b);
	box_stop(&b);
	snprintf(path, sizeof path, "%s/engine.snap", b.dir);
	assert_int_equal(fs_read(path, 1 << 28, &file, &n, &e), 0);
	for (uint64_t k = 0; k < 60; k++) {
		size_t at = k < 20 ? k * 3 % 56 : hash_u64(k) % n, cut = k % 3 == 0 ? hash_u64(k + 100) % n : n;
		char old = file[at];
		file[at] = (char)(old ^ (1 << k % 8));
		e = (struct err){ 0 };
		assert_int_equal(fs_replace(path, file, cut, 0600, &e), 0);
		int rc = box_try(&b, b.j, 3600, &e);
		if (rc != E_CORRUPT)
			fail_msg("byte %zu of %zu flipped, length %zu: %d", at, n, cut, rc);
		assert_non_null(strstr(e.msg, "engine.snap"));
		file[at] = old;
	}
	free(file);
	assert_int_equal(unlink(path), 0);              /* what the message advises */
	box_start(&b, b.j, 3600);
	settle(&b, b.j);
	struct visits w = collect(&b);
	same_visits(&v, &w);
	compare_with_replay(&b, b.j, &w);
	free(v.v);
	free(w.v);
	box_end(&b);
}

static void hits_wait_until_they_are_taken(void **state)
{
	struct box b;
	struct partition_stats st;
	char path[160];

	(void)state;
	box_new(&b);
	box_journal(&b, b.dir);
	b.hits.refuse = -1;                             /* for ever */
	box_start(&b, b.j, 1);
	for (uint64_t i = 0; i < 3000; i++)
		put_record(b.j, 5, i);
	all_durable(b.j);
	assert_true(partition_caught_up(b.p, journal_durable_lsn(b.j), 20000));
	for (mono t = clock_mono(); mono_since_ms(t) < 10000 && b.hits.offered < 2;)
		usleep(2000);
	partition_stats(b.p, &st);
	assert_true(st.alert_queue > 10);
	assert_int_equal(st.alert_error, E_FULL);
	box_stop(&b);
	assert_int_equal(b.hits.n, 0);
	snprintf(path, sizeof path, "%s/engine.snap", b.dir);
	assert_int_not_equal(access(path, F_OK), 0);    /* P1: no snapshot passes a hit that was not taken */
	b.hits.refuse = 2;                              /* then twice, then well */
	box_start(&b, b.j, 3600);
	settle(&b, b.j);
	struct visits v = collect(&b);
	compare_with_replay(&b, b.j, &v);
	box_stop(&b);
	assert_int_equal(access(path, F_OK), 0);
	uint32_t n = b.hits.n;
	box_start(&b, b.j, 3600);                       /* and none of them again */
	settle(&b, b.j);
	assert_int_equal(b.hits.n, n);
	free(v.v);
	box_end(&b);
}

struct writer { struct journal *j; atomic_bool done; };

static void *write_on(void *arg)
{
	struct writer *w = arg;

	for (uint64_t i = 0; i < 12000; i++) {
		put_record(w->j, 21, i);
		if (i % 100 == 0)
			usleep(10000);
	}
	w->done = true;
	return NULL;
}

/* Hearings are counted by hits: their sum over a tag's trail never falls, and no visit is told twice. */
static void a_trail_has_every_hearing_once(void **state)
{
	static uint64_t seen[TAGS + 1];
	struct box b;
	struct writer w = { 0 };
	struct err e = { 0 };
	pthread_t t;
	uint64_t s = 3;
	uint32_t asked = 0, open = 0, stored = 0;

	(void)state;
	box_new(&b);
	box_journal(&b, b.dir);
	box_start(&b, b.j, 1);
	w.j = b.j;
	assert_int_equal(pthread_create(&t, NULL, write_on, &w), 0);
	while (!w.done) {
		uint64_t tag = 1 + rnd(&s) % 20, sum = 0;
		struct arena a;
		struct visit *v;
		uint32_t n;
		bool more;
		arena_init(&a, 16 << 20);
		assert_int_equal(partition_trail_tag(b.p, &a, (tag_id){ tag }, T0 - DAY_MS, T0 + (utc_ms)40 * DAY_MS, PER_TAG, &v, &n, &more, &e), 0);
		for (uint32_t i = 0; i < n; i++) {
			sum += v[i].hits;
			*(v[i].flags & VF_OPEN ? &open : &stored) += 1;
			for (uint32_t k = i; k-- > 0 && v[k].first == v[i].first;)
				assert_int_not_equal(v[k].station, v[i].station);
		}
		if (sum < seen[tag])
			fail_msg("tag %d had %d hearings and has %d", (int)tag, (int)seen[tag], (int)sum);
		seen[tag] = sum;
		asked++;
		arena_done(&a);
	}
	pthread_join(t, NULL);
	printf("# %u questions, %u open and %u closed visits in the answers\n", asked, open, stored);
	assert_true(asked > 20 && open > 20 && stored > 20);
	all_durable(b.j);
	settle(&b, b.j);
	struct visits v = collect(&b);
	compare_with_replay(&b, b.j, &v);
	free(v.v);
	box_end(&b);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay_is_identical),
		cmocka_unit_test(kills_lose_and_repeat_nothing),
		cmocka_unit_test(a_damaged_snapshot_is_refused),
		cmocka_unit_test(hits_wait_until_they_are_taken),
		cmocka_unit_test(a_trail_has_every_hearing_once),
	};

	self = argv[0];
	log_set_level(LOG_ERROR);
	if (argc == 4 && strcmp(argv[1], "child") == 0)
		return child(argv[2], 31, atoi(argv[3]));
	return cmocka_run_group_tests_name("partition_replay", tests, NULL, NULL);
}
