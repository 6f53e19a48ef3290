/* ingest_kill_test — R1 for the stations' server: kill -9 under load from 64 stations, half of the times at a random moment and half right
 * before or right behind a call chosen by seed (the k-th open, pwrite, fdatasync, ... of the server's life), recovery included. The
 * oracle is the parent: it writes down what its stations were told. After each kill the journal must hold, for each station, the
 * row 1, 2, 3 ... without hole or double at least up to there. YZ_KILLS sets the number, YZ_SEED repeats a run. */
#define _GNU_SOURCE
#include "serve/ingest/ingest_testkit.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "crash_util.h"
#include "fleet.h"
#include "platform/log.h"

enum { STATIONS = 64, ROWS = 20, CYCLE_MS = 60 };

struct shared { atomic_int port; _Atomic uint64_t keep; };   /* keep: the parent has checked what lies below */
enum kill_call { K_OPEN, K_PWRITE, K_FDATASYNC, K_FSYNC, K_FTRUNCATE, K_FALLOCATE, K_RENAME, K_UNLINK, K_CLOSE, K_ACCEPT, K_RECV, K_SEND, K_N };
static const char *const call_names[K_N] = { "open", "pwrite", "fdatasync", "fsync", "ftruncate", "fallocate", "rename", "unlink", "close", "accept4", "recv",
	"send" };
static const int most[K_N] = { 12, 60, 60, 10, 4, 6, 6, 4, 12, 64, 900, 600 };   /* kth is drawn from 1 .. this */

/* ---- the child: the server ---- */

static struct { enum kill_call call; bool behind; atomic_int left; } aim = { .call = K_N };

static bool due(enum kill_call c)
{
	return aim.call == c && atomic_fetch_sub(&aim.left, 1) == 1;
}

static void die(void)
{
	kill(getpid(), SIGKILL);
	pause();
}

#define DYING(type, c, call) \
	bool now = due(c); \
	if (now && !aim.behind) \
		die(); \
	type rc = call; \
	if (now) \
		die(); \
	return rc
static int d_open(const char *path, int flags, unsigned mode) { DYING(int, K_OPEN, sys_real.open(path, flags, mode)); }
static ssize_t d_pwrite(int fd, const void *p, size_t n, off_t at) { DYING(ssize_t, K_PWRITE, sys_real.pwrite(fd, p, n, at)); }
static int d_fdatasync(int fd) { DYING(int, K_FDATASYNC, sys_real.fdatasync(fd)); }
static int d_fsync(int fd) { DYING(int, K_FSYNC, sys_real.fsync(fd)); }
static int d_ftruncate(int fd, off_t n) { DYING(int, K_FTRUNCATE, sys_real.ftruncate(fd, n)); }
static int d_fallocate(int fd, int mode, off_t at, off_t n) { DYING(int, K_FALLOCATE, sys_real.fallocate(fd, mode, at, n)); }
static int d_rename(const char *a, const char *b) { DYING(int, K_RENAME, sys_real.rename(a, b)); }
static int d_unlink(const char *path) { DYING(int, K_UNLINK, sys_real.unlink(path)); }
static int d_close(int fd) { DYING(int, K_CLOSE, sys_real.close(fd)); }
static int d_accept4(int fd, struct sockaddr *sa, socklen_t *len, int flags) { DYING(int, K_ACCEPT, sys_real.accept4(fd, sa, len, flags)); }
static ssize_t d_recv(int fd, void *p, size_t n, int flags) { DYING(ssize_t, K_RECV, sys_real.recv(fd, p, n, flags)); }
static ssize_t d_send(int fd, const void *p, size_t n, int flags) { DYING(ssize_t, K_SEND, sys_real.send(fd, p, n, flags)); }

static void aim_rows(void)
{
	sys.open = d_open;
	sys.pwrite = d_pwrite;
	sys.fdatasync = d_fdatasync;
	sys.fsync = d_fsync;
	sys.ftruncate = d_ftruncate;
	sys.fallocate = d_fallocate;
	sys.rename = d_rename;
	sys.unlink = d_unlink;
	sys.close = d_close;
	sys.accept4 = d_accept4;
	sys.recv = d_recv;
	sys.send = d_send;
}

NORETURN static void child(const char *dir, struct shared *sh)
{
	static struct ingest_hook hook;
	struct journal_opts jo = { .dir = dir, .segment_bytes = 128 << 10, .buf_bytes = 32 << 10, .nbufs = 4, .ballast_bytes = 64 << 10,
		.on_durable = ingest_on_durable, .segment_head = ingest_segment_head, .arg = &hook };
	struct ingest_opts io = { .plain_addr = "127.0.0.1", .tls_port = -1, .hook = &hook };
	struct err e = { 0 };
	struct journal *j;
	struct ingest *g;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	aim_rows();
	if (journal_open(&jo, &e, &j) < 0) {
		fprintf(stderr, "R1: %s\n", e.msg);
		_exit(10);
	}
	io.journal = j;
	if (ingest_start(&io, &e, &g) < 0)
		_exit(11);
	for (uint16_t ix = 0; ix < STATIONS; ix++) {
		char name[8];
		uint8_t key[LINK_KEY] = { 1 };
		snprintf(name, sizeof name, "s%u", ix);
		if (ingest_station_set(g, name, ix, LINK_ACTIVE, key, &e) < 0)
			_exit(12);
	}
	sh->port = ingest_plain_port(g);
	for (;;) {
		usleep(3000);
		if (journal_retain(j, sh->keep, &e) < 0)
			_exit(13);
	}
}

/* ---- the parent: stations and oracle ---- */

struct row { uint64_t seen[STATIONS], frames, from; const char *bad; };

static int note(void *arg, const struct journal_rec *r)
{
	struct row *w = arg;
	struct sup_frame f;

	if (r->type != JR_FRAME || r->lsn < w->from)
		return 0;
	if (r->source >= STATIONS || sup_frame_parse(r->p + 8, r->n - 8, SUP_MAX_PAYLOAD, &f) != 1 || f.seq != w->seen[r->source] + 1) {
		w->bad = "a station's row has a hole or a double";
		return -1000;
	}
	w->seen[r->source]++;
	w->frames++;
	return 0;
}

static void check(const char *dir, struct row *w, const struct fleet *f, struct shared *sh, const char *what)
{
	struct err e = { 0 };
	uint64_t end = 0;

	if (journal_scan(dir, w->from, note, w, &end, &e) < 0)
		fail_msg("%s: %s", what, w->bad ? w->bad : e.msg);
	for (int i = 0; i < STATIONS; i++)
		if (w->seen[i] < f->st[i].acked || w->seen[i] > f->st[i].ever)
			fail_msg("%s: s%d: told %" PRIu64 ", sent %" PRIu64 ", found %" PRIu64, what, i, f->st[i].acked, f->st[i].ever, w->seen[i]);
	if (f->lies)
		fail_msg("%s: acknowledgements went back or named what was not sent", what);
	w->from = sh->keep = end;
}

/* One life of the server. True when it died where it was aimed at. */
static bool one_life(const char *dir, struct shared *sh, struct fleet *f, uint64_t *seed, bool aimed)
{
	int status, life_ms = (int)(util_rnd(seed) % (aimed ? 1 : CYCLE_MS)) + (aimed ? CYCLE_MS * 2 : 1);
	mono served = { 0 };

	sh->port = 0;
	aim.call = aimed ? (enum kill_call)(util_rnd(seed) % K_N) : K_N;
	aim.behind = util_rnd(seed) % 2;
	aim.left = 1 + (int)(util_rnd(seed) % (uint64_t)(aimed ? most[aim.call] : 1));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child(dir, sh);
	for (mono begun = clock_mono(); waitpid(pid, &status, WNOHANG) == 0;) {
		if (sh->port)
			fleet_step(f, sh->port, 2);
		else
			usleep(500);
		if (sh->port && served.ns == 0)
			served = clock_mono();
		if (mono_since_ms(begun) > 20000)
			fail_msg("the server did not start in 20 s");
		if (served.ns && mono_since_ms(served) >= life_ms) {
			kill(pid, SIGKILL);
			assert_int_equal(waitpid(pid, &status, 0), pid);
			aimed = false;
			break;
		}
	}
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_msg("the server ended by itself: status %x", (unsigned)status);
	/* what it said before it died is still in the sockets */
	for (int i = 0; i < 2; i++)
		fleet_step(f, sh->port, 0);
	fleet_drop(f);
	return aimed;
}

static void R1_kill_under_64_stations(void **st)
{
	uint64_t seed = util_seed("R1 ingest");
	uint32_t kills = util_env("YZ_KILLS", 300), hit[K_N] = { 0 }, aimed = 0;
	struct shared *sh = mmap(NULL, sizeof *sh, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct row w = { 0 };
	struct fleet f;
	char dir[256], what[64];

	(void)st;
	assert_ptr_not_equal(sh, MAP_FAILED);
	util_tmpdir(dir, "r1i");
	fleet_init(&f, STATIONS, ROWS, UINT64_MAX, 16);
	mono begun = clock_mono();
	for (uint32_t k = 0; k < kills; k++) {
		if (one_life(dir, sh, &f, &seed, k % 2)) {
			hit[aim.call]++;
			aimed++;
		}
		snprintf(what, sizeof what, "kill %" PRIu32 " (%s)", k, aim.call < K_N ? call_names[aim.call] : "random");
		check(dir, &w, &f, sh, what);
	}
	for (int c = 0; c < K_N; c++)
		printf("# died at %s: %" PRIu32 "\n", call_names[c], hit[c]);
	printf("# R1 ingest: %" PRIu32 " kills, %" PRIu32 " of them at a chosen call, %" PRIu64 " frames acknowledged, %" PRIu64 " found, %lld ms\n", kills, aimed,
	       fleet_acked(&f), w.frames, (long long)mono_since_ms(begun));
	assert_true(fleet_acked(&f) > kills * 10);
	assert_true(aimed * 5 > kills);      /* of the half that was aimed most must have struck */
	fleet_done(&f);
	util_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(R1_kill_under_64_stations) };

	signal(SIGPIPE, SIG_IGN);
	log_set_level(LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
