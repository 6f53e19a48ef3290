/* ingest_fail_test — R4, R3 and R3b for the stations' server as a whole: recovery, sessions, journal, acknowledgements. The k-th call of a
 * kind fails, once or for ever, from the start on, while three stations send. Whatever happens: nothing is acknowledged that a
 * disk without power would not hold (an image of the simulated disk is taken at a random moment and at the end), each frame is there
 * at most once, no failed sync is tried again (the shim aborts), a fault that passed lets the stations finish, a start that fails says
 * why, and a start without faults finishes everything. YZ_CASES sets the number of runs, YZ_SEED repeats them. */
#define _GNU_SOURCE
#include "serve/ingest/ingest_testkit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>

#include "crash_util.h"
#include "fleet.h"
#include "platform/log.h"
#include "shim.h"

enum { STATIONS = 3, BASE = 6, FRAMES = 14, ROWS = 400, GRACE_MS = 25 };

static char dir[256], base[256], image[256];
static uint64_t base_end;
struct server { struct ingest_hook hook; struct journal *j; struct ingest *g; };

static int no_sync(int fd)
{
	(void)fd;
	return 0;
}

static int plain_open(const char *path, int flags, unsigned mode)
{
	return sys_real.open(path, flags & ~O_DIRECT, mode);
}

/* A disk that works, and quickly. */
static void sound_disk(void)
{
	sys = sys_real;
	sys.fdatasync = sys.fsync = no_sync;
	sys.open = plain_open;
}

static void on_durable(void *arg, uint64_t lsn)
{
	shim_durable(lsn);
	ingest_on_durable(arg, lsn);
}

/* False: it did not start, and said why. */
static bool server_start(struct server *s, bool watched)
{
	struct journal_opts jo = { .dir = dir, .segment_bytes = 32 << 10, .buf_bytes = 16 << 10, .nbufs = 4, .ballast_bytes = 64 << 10,
		.on_durable = watched ? on_durable : ingest_on_durable, .segment_head = ingest_segment_head, .arg = &s->hook };
	struct ingest_opts io = { .plain_addr = "127.0.0.1", .tls_port = -1, .hook = &s->hook };
	struct err e = { 0 };

	*s = (struct server){ 0 };
	if (journal_open(&jo, &e, &s->j) < 0) {
		assert_true(e.msg[0] && e.code != E_CORRUPT);
		return false;
	}
	io.journal = s->j;
	if (ingest_start(&io, &e, &s->g) < 0) {
		assert_true(e.msg[0] && e.code != E_CORRUPT);
		journal_close(s->j);
		return false;
	}
	for (uint16_t ix = 0; ix < STATIONS; ix++) {
		char name[8];
		uint8_t key[LINK_KEY] = { 1 };
		snprintf(name, sizeof name, "s%u", ix);
		assert_int_equal(ingest_station_set(s->g, name, ix, LINK_ACTIVE, key, &e), 0);
	}
	return true;
}

static void server_stop(struct server *s)
{
	ingest_stop(s->g);
	journal_close(s->j);
}

/* ---- what a folder holds ---- */

struct found { uint32_t times[STATIONS][FRAMES + 1]; };

static int note(void *arg, const struct journal_rec *r)
{
	struct found *t = arg;
	struct sup_frame f;

	if (r->type == JR_FRAME && r->source < STATIONS && sup_frame_parse(r->p + 8, r->n - 8, SUP_MAX_PAYLOAD, &f) == 1 && f.seq <= FRAMES)
		t->times[r->source][f.seq]++;
	return 0;
}

static void check_folder(const char *folder, const uint64_t *acked, const char *what)
{
	struct found t = { 0 };
	struct err e = { 0 };
	uint64_t end;

	if (journal_scan(folder, 0, note, &t, &end, &e) < 0)
		fail_msg("%s: the journal cannot be read: %s", what, e.msg);
	for (int i = 0; i < STATIONS; i++)
		for (uint64_t q = 1; q <= FRAMES; q++) {
			if (q > BASE && q <= acked[i] && t.times[i][q] == 0)
				fail_msg("%s: s%d: %" PRIu64 " was acknowledged and is not there", what, i, q);
			if (t.times[i][q] > 1)
				fail_msg("%s: s%d: %" PRIu64 " is there %u times", what, i, q, t.times[i][q]);
		}
}

/* A power cut now: everything promised so far must be on what is left. */
static void check_image(const struct fleet *f, uint64_t *seed, const char *what)
{
	uint64_t acked[STATIONS];
	struct sys_ops was = sys;

	for (int i = 0; i < STATIONS; i++)
		acked[i] = f->st[i].acked;
	util_empty(image);
	shim_image(image, util_rnd(seed));
	shim_bypass(true);
	check_folder(image, acked, what);
	shim_bypass(false);
	assert_ptr_equal(was.open, sys.open);
}

/* ---- one run ---- */

static void new_fleet(struct fleet *f)
{
	fleet_init(f, STATIONS, ROWS, FRAMES, 6);
	for (int i = 0; i < STATIONS; i++)
		f->st[i].acked = f->st[i].ever = BASE;
	f->patience_ms = 120;
}

/* The script under a fault. False when the server did not start. */
static bool faulty_part(struct fleet *f, const struct shim_fault *fault, uint64_t *seed, const char *what)
{
	struct server s;
	struct err e = { 0 };
	uint64_t cut_at = (uint64_t)BASE * STATIONS + util_rnd(seed) % ((FRAMES - BASE) * STATIONS);
	bool cut = false, retained = false, finished;
	mono hit_at = { 0 }, begun = clock_mono();

	if (!server_start(&s, true))
		return false;
	for (;;) {
		fleet_step(f, ingest_plain_port(s.g), 5);
		finished = fleet_idle(f) && retained;
		if (!cut && fleet_acked(f) > cut_at) {
			check_image(f, seed, what);
			cut = true;
		}
		if (!retained && fleet_acked(f) > (BASE + 2) * STATIONS) {
			retained = true;
			if (journal_retain(s.j, base_end, &e) < 0)
				assert_true(e.code == E_IO || e.code == E_FULL);
		}
		if (shim_hits() && hit_at.ns == 0)
			hit_at = clock_mono();
		if (finished || journal_state(s.j) == JOURNAL_FAILED || (fault && fault->forever && hit_at.ns && mono_since_ms(hit_at) > GRACE_MS))
			break;
		if (mono_since_ms(begun) > 8000)
			fail_msg("%s: the fault passed and the stations did not finish", what);
	}
	if (journal_state(s.j) == JOURNAL_FAILED)       /* nothing may be promised from now on but what is on its way */
		for (int i = 0; i < 3; i++)
			fleet_step(f, ingest_plain_port(s.g), 1);
	check_image(f, seed, what);
	server_stop(&s);
	return true;
}

static void one_run(const struct shim_fault *fault, uint64_t *seed, uint32_t *ret_struck)
{
	struct fleet f;
	struct server s;
	char what[96];

	snprintf(what, sizeof what, "%s #%" PRIu32 " %s %s", shim_call_name(fault->call), fault->kth, fault->err == SHIM_SHORT ? "short" : strerror(fault->err),
	         fault->forever ? "for ever" : "once");
	util_empty(dir);
	util_copy(base, dir);
	shim_start(dir);
	shim_base(base_end);
	shim_fault(fault);
	new_fleet(&f);
	bool started = faulty_part(&f, fault, seed, what);
	bool struck = shim_hits() > 0;
	shim_stop();
	assert_true(started || struck);
	*ret_struck += struck;
	sound_disk();
	uint64_t acked[STATIONS];
	for (int i = 0; i < STATIONS; i++)
		acked[i] = f.st[i].acked;
	check_folder(dir, acked, what);
	assert_true(server_start(&s, false));
	fleet_drop(&f);
	for (mono t = clock_mono(); !fleet_idle(&f) && mono_since_ms(t) < 10000;)
		fleet_step(&f, ingest_plain_port(s.g), 5);
	if (!fleet_idle(&f))
		fail_msg("%s: after a start without faults the stations did not finish", what);
	server_stop(&s);
	for (int i = 0; i < STATIONS; i++)
		acked[i] = FRAMES;
	check_folder(dir, acked, what);
	sys = sys_real;
	if (f.lies)
		fail_msg("%s: %" PRIu32 " acknowledgements were false", what, f.lies);
	fleet_done(&f);
}

/* A journal of BASE frames a station in several segments. */
static void make_base(void)
{
	struct fleet f;
	struct server s;

	util_empty(dir);
	sound_disk();
	assert_true(server_start(&s, false));
	fleet_init(&f, STATIONS, ROWS, BASE, 6);
	for (mono t = clock_mono(); !fleet_idle(&f) && mono_since_ms(t) < 10000;)
		fleet_step(&f, ingest_plain_port(s.g), 5);
	assert_true(fleet_idle(&f));
	base_end = journal_durable_lsn(s.j);
	server_stop(&s);
	fleet_done(&f);
	sys = sys_real;
	util_copy(dir, base);
}

static const enum shim_call kinds[] = { SHIM_OPEN, SHIM_PWRITE, SHIM_FDATASYNC, SHIM_FSYNC, SHIM_RENAME, SHIM_FTRUNCATE, SHIM_FALLOCATE, SHIM_MMAP,
	SHIM_CLOSE, SHIM_UNLINK, SHIM_PREAD, SHIM_SEND, SHIM_RECV };
static const int errs[] = { EIO, ENOSPC, EINTR, SHIM_SHORT, EDQUOT };

static void R4_kth_call_of_the_server_fails(void **st)
{
	uint64_t seed = util_seed("R4 ingest");
	uint32_t calls[SHIM_CALL_N], cases = util_env("YZ_CASES", 500), struck[SHIM_CALL_N] = { 0 }, ran[SHIM_CALL_N] = { 0 }, all = 0;
	struct fleet f;

	(void)st;
	util_memdir(dir, "r4i");
	util_memdir(base, "r4i-base");
	util_memdir(image, "r4i-image");
	make_base();
	util_empty(dir);
	util_copy(base, dir);
	shim_start(dir);
	shim_base(base_end);
	new_fleet(&f);
	f.patience_ms = 10000;
	assert_true(faulty_part(&f, NULL, &seed, "no fault"));
	for (enum shim_call c = 0; c < SHIM_CALL_N; c++)
		calls[c] = shim_calls(c);
	shim_stop();
	fleet_done(&f);
	mono begun = clock_mono();
	for (uint32_t i = 0; i < cases; i++) {
		struct shim_fault x = { .call = kinds[i % COUNTOF(kinds)], .err = errs[util_rnd(&seed) % COUNTOF(errs)], .forever = util_rnd(&seed) % 2 };
		x.kth = 1 + (uint32_t)(util_rnd(&seed) % MAX(calls[x.call], 1u));
		one_run(&x, &seed, &struck[x.call]);
		ran[x.call]++;
	}
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		printf("# %s: %" PRIu32 " calls without faults, %" PRIu32 " runs, struck in %" PRIu32 "\n", shim_call_name(kinds[i]), calls[kinds[i]], ran[kinds[i]],
		       struck[kinds[i]]);
		all += struck[kinds[i]];
		/* a kind that the script does not call proves nothing */
		assert_true(ran[kinds[i]] < 10 || struck[kinds[i]] > 0);
	}
	printf("# R4 ingest: %" PRIu32 " runs, a fault struck in %" PRIu32 ", %lld ms\n", cases, all, (long long)mono_since_ms(begun));
	util_remove(dir);
	util_remove(base);
	util_remove(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(R4_kth_call_of_the_server_fails) };

	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
