/* cmd_data — backup, restore, verify, bench: commands on whole data directories and on the machine. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/backup.h"
#include "app/cmd.h"
#include "app/keys.h"
#include "app/server.h"
#include "base/crc32c.h"
#include "flow/flow_books.h"
#include "format/sup/sup.h"
#include "office/photo/photo.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

int cmd_backup(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	CLEANUP(fd_close) int lock = -1;
	bool bad = false;
	const char *older = cmd_option(&argc, argv, "--like", &bad);

	if (argc != 2 || bad)
		return cmd_usage("backup", "DIR [--like OLDER]");
	if (older && access(older, F_OK) < 0) {
		ERR(&e, E_NOTFOUND, "there is no older backup %s", older);
		return cmd_fail(&e);
	}
	int rc = data_lock(&env->cfg, &lock, &e);
	if (rc == E_STATE) {            /* a server is running: it makes the copy */
		e = (struct err){ 0 };
		rc = backup_ask(&env->cfg, argv[1], &e);
	} else if (rc == 0) {
		struct daykeys *keys = NULL;
		rc = keys_tracks(&env->cfg, true, &e, &keys);
		rc = rc < 0 ? rc : backup_make(&env->cfg, NULL, keys, argv[1], &e);
		daykeys_close(keys);
	}
	if (rc >= 0)
		rc = backup_finish(&env->cfg, argv[1], older, &e);
	if (rc < 0)
		return cmd_fail(&e);
	int n = backup_check(argv[1], &e);
	if (n < 0)
		return cmd_fail(&e);
	printf("backup of %d files in %s, read back and compared\n", n, argv[1]);
	return 0;
}

int cmd_restore(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	struct restored r = { .segments_gone = 0 };
	bool without = argc == 3 && strcmp(argv[2], "--without-tracks") == 0;

	if (argc != 2 && !without)
		return cmd_usage("restore", "DIR [--without-tracks]");
	if (backup_restore(&env->cfg, argv[1], without, &r, &e) < 0)
		return cmd_fail(&e);
	if (r.segments_gone)
		printf("%d segments of the journal are left out: %s\n", r.segments_gone, without ? "without tracks" : "their days are past retention, and their keys destroyed");
	if (r.snapshot_gone)
		printf("the snapshot of the engines is left out: they begin with the journal\n");
	printf("restored into %s; start it with 'yanzhen serve'\n", env->cfg.data_dir);
	return 0;
}

/* ---- verify ---- */

struct seen { uint64_t records, frames; };

static int count_record(void *arg, const struct journal_rec *r)
{
	struct seen *s = arg;

	s->records++;
	s->frames += r->type == JR_FRAME;
	return 0;
}

static int verify_db(const struct config *cfg, struct err *e)
{
	struct sql *db;

	TRY(server_open_db(cfg, true, e, &db));
	int rc = sql_verify(db, e);
	sql_close(db);
	if (rc == 0)
		printf("database  sound\n");
	return rc;
}

static int verify_journal(const struct config *cfg, struct err *e)
{
	char dir[1200];
	struct seen s = { 0 };
	uint64_t end = 0;

	server_path(cfg, "journal", dir);
	if (access(dir, F_OK) < 0) {
		printf("journal   none yet\n");
		return 0;
	}
	TRY(journal_scan(dir, 0, count_record, &s, &end, e));
	printf("journal   sound: %llu records, %llu of them frames, up to position %llu\n", (unsigned long long)s.records,
	       (unsigned long long)s.frames, (unsigned long long)end);
	return 0;
}

static int verify_trail(const struct config *cfg, struct err *e)
{
	char dir[1200];
	struct daykeys *keys;
	struct trail *t;
	CLEANUP(fd_close) int lock = -1;
	struct trail_opts o = { .dir = server_path(cfg, "trail", dir), .keep_days = (int32_t)cfg->trail_keep_days };

	if (access(dir, F_OK) < 0) {
		printf("trail     none yet\n");
		return 0;
	}
	if (data_lock(cfg, &lock, NULL) < 0) {
		printf("trail     not looked at: a server is running on it\n");
		return 0;
	}
	int rc = keys_tracks(cfg, false, e, &keys);
	if (rc == E_NOTFOUND) {
		printf("trail     not opened: no file of day keys (track_key_file)\n");
		*e = (struct err){ 0 };
		return 0;
	}
	TRY(rc);
	o.keys = keys;
	rc = trail_open(&o, e, &t);
	if (rc == 0) {
		printf("trail     opens; stored up to journal position %llu\n", (unsigned long long)trail_position(t));
		trail_close(t);
	}
	daykeys_close(keys);
	return rc;
}

/* Opens every photo with the key file; read only, also beside a server. */
static int verify_photos(const struct config *cfg, struct err *e)
{
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM };
	struct err why = { 0 };
	struct arena a;
	int64_t n = 0;

	if (keys_open(cfg, &why) < 0) {
		printf("photos    not opened: %s\n", why.msg);
		return 0;
	}
	TRY(server_use_photos(cfg, e));
	TRY(server_open_db(cfg, true, e, &cx.db));
	arena_init(&a, 1 << 20);
	cx.arena = &a;
	int rc = photo_verify(&cx, &n);
	arena_done(&a);
	sql_close(cx.db);
	if (rc < 0)
		return ERR(e, rc, "%s", cx.err.msg);
	printf("photos    sound: %lld opened\n", (long long)n);
	return 0;
}

/* The proof of the books (flow_books.h, BK4). */
static int print_books(struct cx *cx, struct books_faults *f)
{
	int64_t bad = 0;

	TRY(sql_begin(cx, false));
	int rc = flow_books_check(cx, f);
	sql_rollback(cx);
	TRY(rc);
	for (int i = 0; i < BF_N; i++) {
		bad += f->v[i].n;
		if (f->v[i].n)
			printf("books     %s: %lld, such as %.*s\n", books_fault_text[i], (long long)f->v[i].n, STR_ARG(f->v[i].one));
	}
	if (!bad)
		printf("books     sound: %lld postings of %lld lines sum to zero, and agree with %lld plans, %lld fines and %lld closed tills\n", (long long)f->postings,
		       (long long)f->lines, (long long)f->plans, (long long)f->fines, (long long)f->tills);
	return bad ? FAIL(cx, E_CORRUPT, "the books are damaged") : 0;
}

static int verify_books(const struct config *cfg, struct err *e)
{
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM };
	struct books_faults f = { .postings = 0 };
	struct arena a;

	TRY(server_open_db(cfg, true, e, &cx.db));
	arena_init(&a, 1 << 20);
	cx.arena = &a;
	int rc = print_books(&cx, &f);
	arena_done(&a);
	sql_close(cx.db);
	return rc < 0 ? ERR(e, rc, "%s", cx.err.msg) : 0;
}

int cmd_verify(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };

	if (argc > 2)
		return cmd_usage("verify", "[DIR]");
	if (argc == 2) {
		int n = backup_check(argv[1], &e);
		if (n < 0)
			return cmd_fail(&e);
		printf("backup    %d files unchanged\n", n);
		return 0;
	}
	if (verify_db(&env->cfg, &e) < 0 || verify_books(&env->cfg, &e) < 0 || verify_journal(&env->cfg, &e) < 0 || verify_trail(&env->cfg, &e) < 0 ||
	    verify_photos(&env->cfg, &e) < 0)
		return cmd_fail(&e);
	return 0;
}

/* ---- bench: what this machine gives, without network or generator ---- */

static double seconds(mono since)
{
	return (double)(sys.mono_ns() - since.ns) / 1e9;
}

static void bench_crc(void)
{
	enum { N = 1 << 20, TURNS = 2000 };
	uint8_t *p = calloc(1, N);
	uint32_t c = 0;

	if (!p)
		BUG("out of memory");
	mono t = clock_mono();
	for (int i = 0; i < TURNS; i++)
		c = crc32c(c, p, N);
	printf("CRC-32C                    %8.1f GB/s   (%08x)\n", (double)N * TURNS / seconds(t) / 1e9, c);
	free(p);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int bench_sync(const struct config *cfg, struct err *e)
{
	enum { N = 300 };
	char path[1200], page[4096] = { 1 };
	int64_t ns[N];
	CLEANUP(fd_close) int fd = sys.open(server_path(cfg, "bench.tmp", path), O_RDWR | O_CREAT, 0600);

	if (fd < 0)
		return ERR(e, E_IO, "cannot write into %s; make it with 'yanzhen init'", cfg->data_dir);
	for (int i = 0; i < N; i++) {
		TRY(fs_pwrite_all(fd, page, sizeof page, (off_t)(i % 64) * 4096));
		mono t = clock_mono();
		if (sys.fdatasync(fd) < 0)
			return ERR(e, E_IO, "fdatasync failed in %s", cfg->data_dir);
		ns[i] = sys.mono_ns() - t.ns;
	}
	sys.unlink(path);
	qsort(ns, N, sizeof ns[0], by_value);
	printf("fdatasync of a page        %8.2f ms p50, %.2f ms p99\n", (double)ns[N / 2] / 1e6, (double)ns[N * 99 / 100] / 1e6);
	return 0;
}

static void bench_engine(void)
{
	enum { TAGS = 274000, FRAME = 64, FRAMES = 300000 };
	struct presence_opts o = { .expect_tags = TAGS };
	struct presence *p = presence_new(&o);
	static uint8_t recs[4096][FRAME * SUP_REC];
	uint64_t x = 1;

	for (size_t f = 0; f < 4096; f++) {
		for (size_t i = 0; i < FRAME; i++) {
			x = hash_u64(x + 0x9e3779b97f4a7c15u);
			struct sup_rec r = { .tag = 1 + (f * 67 + x % 400) % TAGS, .offset_ms = x >> 32 & 1023, .hits = 1, .rssi_max = (int8_t)(-40 - (int)(x >> 48 & 31)) };
			sup_rec_put(recs[f] + i * SUP_REC, &r);
		}
	}
	mono t = clock_mono();
	for (uint32_t f = 0; f < FRAMES; f++) {
		struct presence_batch b = { .station = (uint16_t)(f % 4096), .base = 1700000000000 + f / 4, .recv = 1700000001000 + f / 4, .n = FRAME,
			.recs = recs[f % 4096] };
		presence_apply(p, &b);
	}
	printf("presence, one thread       %8.1f million sightings/s\n", (double)FRAMES * FRAME / seconds(t) / 1e6);
	presence_free(p);
}

int cmd_bench(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };

	(void)argv;
	if (argc > 1)
		return cmd_usage("bench", "");
	bench_crc();
	bench_engine();
	return bench_sync(&env->cfg, &e) < 0 ? cmd_fail(&e) : 0;
}
