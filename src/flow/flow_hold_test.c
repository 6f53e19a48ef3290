/* flow_hold_test — P6: 120 virtual days of three tags over a real, sealed store: one in an open case, one in a case that was solved, one in none. Then a search of every byte. */
#define _GNU_SOURCE
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <dirent.h>

#include "base/utc.h"
#include "flow/flow_access.h"
#include "flow/flow_evidence.h"
#include "flow/flow_hold.h"
#include "flow/flow_theft.h"
#include "office/account/account_testkit.h"
#include "office/hold/hold.h"
#include "office/owner/owner_testkit.h"
#include "platform/fs.h"
#include "track/trail/trail.h"

enum { KEEP = 90, DAYS = 120, BEFORE = 3, BACKUP = 20, OPEN = 0, SOLVED = 1, NONE = 2, TAGS = 3, VISITS_MAX = 4000 };
#define TAG(i) (0x5A5AC3C3F00D0001u + (uint64_t)(i) * 0x10001u)
#define AT(day, h, m) (day_start(day) + (h) * HOUR_MS + (m) * MINUTE_MS)

static struct world {
	struct testdb t; char dir[64], store[96], copy[96], ring[96];
	struct daykeys *keys; struct trail *trail; struct track_port port;
	int32_t day0, due; account_id ann, boss; bike_id bikes[TAGS]; uint64_t lsn; bool broken; struct visit v[VISITS_MAX]; uint32_t n;
} w;
#define CX (&w.t.cx)

/* ---- the engines: the store itself ---- */

static bool take(void *arg, const struct visit *v)
{
	(void)arg;
	assert_true(w.n < VISITS_MAX);
	w.v[w.n++] = *v;
	return true;
}

static int trail_of(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	(void)self, (void)a, (void)max;
	if (w.broken)
		return ERR(e, E_IO, "the disk is gone");
	w.n = 0;
	assert_true(trail_tag(w.trail, tag, from, to, take, NULL, e) >= 0);
	*ret = w.v;
	*ret_n = w.n;
	*ret_more = false;
	return 0;
}

static void days_kept(void *self, int32_t *ret_first, int32_t *ret_due)
{
	(void)self;
	*ret_first = trail_first_day(w.trail);
	*ret_due = w.due;
}

static int days_gone(void *self, int32_t due, struct err *e)
{
	(void)self;
	int rc = trail_retain(w.trail, day_start(due + KEEP), e);
	return rc < 0 ? rc : 0;
}

static int no_uptime(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e)
{
	(void)self, (void)a, (void)ix, (void)from, (void)to, (void)ret, (void)e;
	*ret_n = 0;
	return 0;
}

static int no_watch(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	return 0;
}

/* ---- the world ---- */

static void drop(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[700];

	while (d && (de = readdir(d))) {
		if (de->d_name[0] == '.' && (!de->d_name[1] || de->d_name[1] == '.'))
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		if (unlink(path) < 0)
			drop(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static struct trail *opened(const char *dir)
{
	struct err e = { 0 };
	struct trail *t = NULL;

	if (trail_open(&(struct trail_opts){ .dir = dir, .cache_bytes = 4 << 20, .memtable_bytes = 4 << 20, .keep_days = KEEP, .keys = w.keys }, &e, &t) < 0)
		fail_msg("%s", e.msg);
	return t;
}

static int setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	memset(&w, 0, sizeof w);
	snprintf(w.dir, sizeof w.dir, "%s/yz-hold-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(w.dir))
		return -1;
	snprintf(w.store, sizeof w.store, "%s/trail", w.dir);
	snprintf(w.copy, sizeof w.copy, "%s/copy", w.dir);
	snprintf(w.ring, sizeof w.ring, "%s/keys", w.dir);
	testdb_open(&w.t);
	assert_int_equal(daykeys_open(w.ring, NULL, true, &e, &w.keys), 0);
	w.trail = opened(w.store);
	w.port = (struct track_port){ .trail_tag = trail_of, .days_kept = days_kept, .days_gone = days_gone, .uptime = no_uptime, .watch_put = no_watch };
	CX->track = &w.port;
	w.day0 = day_of(CX->now);
	w.ann = kit_account_row(CX, "ann", ROLE_POLICE);
	w.boss = kit_account_row(CX, "boss", ROLE_CASE);
	for (int i = 0; i < TAGS; i++) {
		struct bike_new n = { .tag = { TAG(i) }, .how = S("import"), .owner = kit_owner(CX, "安甲", i == 0 ? "13800001111" : i == 1 ? "13800001112" : "13800001113") };
		char plate[24];
		snprintf(plate, sizeof plate, "衡A000%d", i);
		assert_true(plate_parse(str_of(plate), &n.plate));
		DONE(CX, bike_add(CX, &n, &w.bikes[i]));
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	trail_close(w.trail);
	daykeys_close(w.keys);
	testdb_close(&w.t);
	drop(w.dir);
	return 0;
}

static struct cx as(account_id who, unsigned roles, const char *area)
{
	struct cx c = *CX;

	c.actor = who;
	c.roles = roles;
	c.area = str_of(area);
	return c;
}

static struct cx ann(void) { return as(w.ann, ROLE_POLICE, "/1/2/"); }

static struct theft report(int bike)
{
	struct cx c = ann();
	struct flow_report r = { .bike = w.bikes[bike], .last_seen_at = AT(w.day0, 15, 0), .missing_at = AT(w.day0, 16, 0), .place = S(""), .note = S(""), .watch = true };
	struct theft th;

	DONE(&c, sql_begin(&c, true));
	DONE(&c, flow_theft_report(&c, &r, &th));
	DONE(&c, sql_commit(&c));
	return th;
}

static struct theft step(theft_id id, enum theft_event ev)
{
	struct cx c = ann();
	struct theft th;

	DONE(&c, sql_begin(&c, true));
	DONE(&c, flow_theft_step(&c, id, ev, 0, S("说明"), &th));
	DONE(&c, sql_commit(&c));
	return th;
}

static void heard(int i, utc_ms first, int32_t for_ms)
{
	trail_put(w.trail, &(struct visit){ .tag = TAG(i), .station = (uint16_t)(7 + i), .rssi_max = -60, .hits = 5, .first = first, .last = first + for_ms });
}

/* The day's ways, its end, and the job at noon of the next. */
static void day(int32_t d)
{
	struct err e = { 0 };

	for (int i = 0; i < TAGS; i++) {
		heard(i, AT(d, 8, i), 9000);
		heard(i, AT(d, 20, i), 9000);
	}
	assert_int_equal(trail_commit(w.trail, ++w.lsn, &e), 0);
	assert_int_equal(trail_sync(w.trail, &e), 0);
	w.due = d + 1 - KEEP;
	CX->now = MAX(CX->now, AT(d + 1, 12, 0));
	arena_reset(&w.t.arena);
	struct cx c = *CX;
	c.roles = ROLE_SYSTEM;
	DONE(&c, flow_hold_work(&c));
}

static uint32_t held(const struct theft *t, int32_t from, int32_t to, struct visit **ret)
{
	uint32_t n = 0;

	DONE(CX, hold_visits(CX, t->id, t->tag, from, to, VISITS_MAX, ret, &n));
	return n;
}

/* ---- the search ---- */

static int hits_in(const char *text, size_t n, const uint8_t *what, size_t k)
{
	return memmem(text, n, what, k) != NULL;
}

/* How many of these 64-bit numbers stand in the file, in either order or as decimal text. */
static int in_file(const char *path, const uint64_t *x, int nx)
{
	struct err e = { 0 };
	char *text, dec[24];
	size_t n;
	int hits = 0;

	if (fs_read(path, 64 << 20, &text, &n, &e) < 0)
		return 0;
	for (int i = 0; i < nx; i++) {
		uint8_t big[8], little[8];
		put_be64(big, x[i]);
		put_le64(little, x[i]);
		int k = snprintf(dec, sizeof dec, "%llu", (unsigned long long)x[i]);
		hits += hits_in(text, n, big, 8) + hits_in(text, n, little, 8) + hits_in(text, n, big + 2, 6) + hits_in(text, n, (const uint8_t *)dec, (size_t)k);
	}
	free(text);
	return hits;
}

static int in_files(const char *dir, const uint64_t *x, int nx)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[700];
	int hits = 0;

	assert_non_null(d);
	while ((de = readdir(d))) {
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		hits += de->d_name[0] == '.' ? 0 : in_file(path, x, nx);
	}
	closedir(d);
	return hits;
}

/* Tags, and times to the millisecond of hearings that nobody may know any more: in the store, in a copy of day 20, and in the database. */
static void nothing_is_found(void)
{
	uint64_t tags[TAGS], gone[6];
	int n = 0;

	for (int i = 0; i < TAGS; i++)
		tags[i] = TAG(i);
	gone[n++] = (uint64_t)AT(w.day0 + 3, 8, NONE);          /* in no case */
	gone[n++] = (uint64_t)AT(w.day0 - 1, 14, 58);           /* before the window */
	gone[n++] = (uint64_t)AT(w.day0 + 5, 10, 1);            /* after the bike was found */
	gone[n++] = (uint64_t)AT(w.day0 + 7, 8, SOLVED);
	gone[n++] = (uint64_t)AT(w.day0 - 2, 8, OPEN);
	gone[n++] = (uint64_t)AT(w.day0 + 3, 8, OPEN);          /* held, but sealed */
	assert_int_equal(in_files(w.store, tags, TAGS), 0);
	assert_int_equal(in_files(w.copy, tags, TAGS), 0);
	assert_int_equal(in_files(w.store, gone, n) + in_files(w.copy, gone, n), 0);
	if (!testdb_pg())
		assert_int_equal(in_files(w.t.dir, gone, n), 0);
}

/* ---- tests ---- */

static void window_of_the_open_case(const struct theft *t)
{
	struct visit *v;
	uint32_t n = held(t, 0, w.day0 + 400, &v);
	int32_t limit = w.day0 + DAYS - KEEP;

	/* the day before from 15:00 on: the visit across the border cut, the one behind it, and that of 20:00; then two a day */
	assert_int_equal(n, 3 + 2 * (limit - w.day0));
	assert_int_equal(v[0].first, AT(w.day0 - 1, 15, 0));
	assert_int_equal(v[0].last, AT(w.day0 - 1, 15, 0) + 30000);
	assert_int_equal(v[0].hits, 0);
	assert_int_equal(v[1].first, AT(w.day0 - 1, 15, 1));
	assert_int_equal(v[1].hits, 5);
	for (uint32_t i = 0; i < n; i++)
		assert_true(v[i].tag == TAG(OPEN) && v[i].station == 7 && v[i].rssi_max == (i ? -60 : INT8_MIN) && day_of(v[i].first) < limit);
}

static void window_of_the_solved_case(const struct theft *t)
{
	struct visit *v;
	uint32_t n = held(t, 0, w.day0 + 400, &v);

	assert_int_equal(n, 3 + 2 * 5 + 2);              /* to 10:00 of the fifth day: that morning, the minute before, not the minute after */
	assert_int_equal(v[n - 2].first, AT(w.day0 + 5, 8, SOLVED));
	assert_int_equal(v[n - 1].first, AT(w.day0 + 5, 9, 59));
	assert_int_equal(v[n - 1].last, AT(w.day0 + 5, 9, 59) + 9000);
}

/* The way and the sheet of what is older than any track: with a second person, and as far as the case's window. */
static void way_of_the_open_case(const struct theft *t)
{
	struct cx c = ann(), boss = as(w.boss, ROLE_CASE, "/1/");
	utc_ms from = AT(w.day0 - 1, 12, 0), to = AT(w.day0 + 2, 0, 0);
	struct flow_ask in = { .purpose = AP_CASE, .reference = S("侦字2026-1"), .reason = S("查更早的行踪"), .theft = t->id, .from = from, .to = to };
	struct access_request q;
	struct trail_answer a;
	struct evidence ev;

	in.from = AT(w.day0 - 2, 0, 0);
	REFUSED(&c, E_INVALID, flow_access_ask(&c, &in, &q));             /* before what is held */
	in.from = from;
	REFUSED(&c, E_STATE, flow_trail(&c, t->id, from, to, &a));
	DONE(&c, flow_access_ask(&c, &in, &q));
	DONE(&boss, access_decide(&boss, &q, true, S("同意")));
	DONE(&c, flow_trail(&c, t->id, from, to, &a));
	assert_int_equal(a.nvisits, 3 + 2 * 2);
	assert_int_equal(a.visits[0].first, AT(w.day0 - 1, 15, 0));
	assert_int_equal(a.visits[6].first, AT(w.day0 + 1, 20, 0));
	DONE(&c, flow_evidence(&c, t->id, from, to, &ev));
	size_t rows = 0;
	for (size_t i = 0; i < ev.n; i++)
		rows += ev.rows[i].kind == EV_HEARD;
	assert_int_equal(rows, 7);
	/* across the border of what is kept: nothing twice, nothing missing */
	struct access_request far;
	int32_t limit = w.day0 + DAYS - KEEP;
	in.from = AT(limit - 2, 0, 0);
	in.to = AT(limit + 2, 0, 0);
	DONE(&c, flow_access_ask(&c, &in, &far));
	DONE(&boss, access_decide(&boss, &far, true, S("同意")));
	DONE(&c, flow_trail(&c, t->id, in.from, in.to, &a));
	assert_int_equal(a.nvisits, 8);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(a.visits[i].first, AT(limit - 2 + (int32_t)i / 2, i % 2 ? 20 : 8, 0));
}

static void FH1_120_days_of_which_only_the_cases_windows_stay(void **state)
{
	struct theft open, solved;
	struct err e = { 0 };
	struct visit *v;
	(void)state;

	for (int32_t d = -BEFORE; d < DAYS; d++) {
		if (d == -1)
			for (int i = 0; i < TAGS; i++) {
				heard(i, AT(w.day0 - 1, 14, 58), 59000);
				heard(i, AT(w.day0 - 1, 14, 59) + 30000, 60000);
				heard(i, AT(w.day0 - 1, 15, 1), 9000);
			}
		if (d == 0) {
			open = report(OPEN);
			solved = report(SOLVED);
		}
		if (d == 5) {
			heard(SOLVED, AT(w.day0 + 5, 9, 59), 9000);
			heard(SOLVED, AT(w.day0 + 5, 10, 1), 9000);
			CX->now = AT(w.day0 + 5, 10, 0);
			step(solved.id, TE_RECOVER);
		}
		day(w.day0 + d);
		if (d == BACKUP)
			assert_int_equal(trail_checkpoint(w.trail, w.copy, &e), 0);
	}
	assert_int_equal(trail_first_day(w.trail), w.day0 + DAYS - KEEP);
	window_of_the_open_case(&open);
	window_of_the_solved_case(&solved);
	assert_int_equal(held(&(struct theft){ .id = { 999 }, .tag = { TAG(NONE) } }, 0, w.day0 + 400, &v), 0);
	assert_int_equal(trail_compact(w.trail, &e), 0);
	nothing_is_found();
	way_of_the_open_case(&open);
	/* the copy of day 20 under today's keys holds nothing that is read */
	trail_close(w.trail);
	w.trail = opened(w.copy);
	w.n = 0;
	for (int i = 0; i < TAGS; i++)
		assert_int_equal(trail_tag(w.trail, (tag_id){ TAG(i) }, 0, day_start(w.day0 + BACKUP + 1), take, NULL, &e), 0);
	assert_int_equal(w.n, 0);
}

/* The day stays, with its key, until what the case needs of it is on disk. */
static void FH2_no_day_goes_before_it_is_held(void **state)
{
	struct theft t;
	struct visit *v;
	(void)state;

	for (int32_t d = -1; d < KEEP + 1; d++) {
		if (d == 0)
			t = report(OPEN);
		day(w.day0 + d);
	}
	int32_t first = trail_first_day(w.trail);
	assert_true(first > w.day0 && held(&t, 0, first, &v) > 0);
	w.due = first + 3;
	w.broken = true;
	struct cx c = *CX;
	REFUSED(&c, E_IO, flow_hold_work(&c));
	assert_int_equal(trail_first_day(w.trail), first);
	assert_true(daykeys_has(w.keys, first));
	assert_int_equal(held(&t, first, first + 3, &v), 0);
	w.broken = false;
	DONE(&c, flow_hold_work(&c));
	assert_int_equal(trail_first_day(w.trail), first + 3);
	assert_false(daykeys_has(w.keys, first + 2));
	assert_int_equal(held(&t, first, first + 3, &v), 6);
}

/* HO3 too: withdrawn at once, returned after its time. */
static void FH3_a_hold_ends_with_its_case(void **state)
{
	struct theft gone, back;
	struct visit *v;
	(void)state;

	for (int32_t d = 0; d < KEEP + 5; d++) {
		if (d == 0) {
			gone = report(OPEN);
			back = report(SOLVED);
		}
		day(w.day0 + d);
	}
	assert_true(held(&gone, 0, w.day0 + 400, &v) > 0 && held(&back, 0, w.day0 + 400, &v) > 0);
	step(gone.id, TE_WITHDRAW);
	step(back.id, TE_RECOVER);
	step(back.id, TE_RETURN);
	struct cx c = *CX;
	DONE(&c, flow_hold_release(&c));
	assert_int_equal(held(&gone, 0, w.day0 + 400, &v), 0);
	CX->now += (utc_ms)180 * DAY_MS - 1;
	c = *CX;
	DONE(&c, flow_hold_release(&c));
	assert_true(held(&back, 0, w.day0 + 400, &v) > 0);
	c.now = CX->now += 1;
	DONE(&c, flow_hold_release(&c));
	assert_int_equal(held(&back, 0, w.day0 + 400, &v), 0);
}

static void HO1_HO2_a_day_comes_back_as_it_was_put_and_is_sealed(void **state)
{
	enum { N = 2 * HOLD_ROW + 50 };
	static struct visit in[N];
	struct theft t = report(OPEN);
	struct visit *v;
	(void)state;

	for (uint32_t i = 0; i < N; i++)
		in[i] = (struct visit){ .tag = TAG(OPEN), .station = (uint16_t)(65000 + i), .rssi_max = (int8_t)(-128 + (int)i % 256), .flags = (uint8_t)(i % 16), .hits = UINT32_MAX - i,
			.first = AT(w.day0, 1, 0) + i * 1001, .last = AT(w.day0, 1, 0) + i * 5003 };
	assert_int_equal(hold_put(CX, t.id, w.day0, in, N), 1);
	assert_int_equal(hold_put(CX, t.id, w.day0, in, 1), 0);
	assert_int_equal(held(&t, w.day0, w.day0, &v), N);
	for (uint32_t i = 0; i < N; i++)
		assert_memory_equal(&v[i], &in[i], sizeof *v);
	assert_int_equal(held(&t, w.day0 + 1, w.day0 + 9, &v), 0);
	uint32_t n;
	REFUSED(CX, E_TOOBIG, hold_visits(CX, t.id, t.tag, w.day0, w.day0, N - 1, &v, &n));
	uint64_t first = (uint64_t)in[7].first;
	if (!testdb_pg())
		assert_int_equal(in_files(w.t.dir, &first, 1), 0);
	DONE(CX, hold_drop(CX, t.id));
	assert_int_equal(held(&t, w.day0, w.day0, &v), 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(FH1_120_days_of_which_only_the_cases_windows_stay), T(FH2_no_day_goes_before_it_is_held), T(FH3_a_hold_ends_with_its_case),
		T(HO1_HO2_a_day_comes_back_as_it_was_put_and_is_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
