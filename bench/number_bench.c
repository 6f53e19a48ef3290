/* number_bench — the one search box over a city's numbers: how long a search takes, and what the index weighs.
 *
 * usage: number_bench DIR [BIKES]
 * Four numbers a bike: plate, tag, frame, motor, as they are given out: rows of numbers with the same beginning. One JSON object a line.
 * Each search is a transaction of its own, with its rows read, as in a request. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "office/number/number.h"
#include "platform/sys.h"
#include "store/sql/sql.h"

enum { EXACT = 5000, OTHERS = 400, TX_ROWS = 20000 };

static const struct sql_stmt q_bike = { "bench.bike", "INSERT INTO bike (id, tag, plate, created_at) VALUES ($1, $2, $2, 1)", 0, 2 };
static const struct sql_stmt q_number = { "bench.number", "INSERT INTO number_entry (kind, norm, skel, bike, added_at) VALUES ($1, $2, $3, $4, 1)", 0, 4 };
static const struct sql_stmt *const stmts[] = { &q_bike, &q_number };

static uint64_t rng = 1;
static uint64_t rnd(uint64_t n) { rng += 0x9e3779b97f4a7c15u; return hash_u64(rng) % n; }

static void fail(const struct err *e)
{
	fprintf(stderr, "number_bench: %s\n", e->msg);
	exit(1);
}

static void make(int64_t bike, enum number_kind k, char z[static 64])
{
	static const char *const district[] = { "雁", "石", "珠", "蒸", "阳", "南", "山", "东", "祁", "耒", "常", "岳" };
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", *const brand[] = { "LXB", "TDT", "HZR", "LY8", "AMG" };
	uint64_t h = hash_u64((uint64_t)bike * 8 + k);

	switch (k) {
	case NK_PLATE:
		snprintf(z, 64, "衡(电动)%s%c%05lld", district[bike % 12], alphabet[bike / 12 / 100000 % 34], (long long)(bike / 12 % 100000));
		break;
	case NK_TAG: snprintf(z, 64, "%04llX%04llX", (unsigned long long)(0x1700 + bike / 60000), (unsigned long long)(bike * 7 % 60000)); break;
	case NK_FRAME: snprintf(z, 64, "%s%c2%04llu%07llu", brand[h % 5], alphabet[h / 5 % 34], (unsigned long long)(h / 170 % 1000), (unsigned long long)(bike * 3)); break;
	default: snprintf(z, 64, "%dV%dW%02llu%08llu", h % 3 ? 48 : 60, h % 2 ? 350 : 400, (unsigned long long)(h / 8 % 99), (unsigned long long)(h / 999 % 100000000)); break;
	}
}

static void fill(struct cx *cx, int64_t bikes)
{
	char z[64];
	int rc = 0;

	for (int64_t b = 1; rc >= 0 && b <= bikes; b++) {
		if (b % TX_ROWS == 1)
			rc = sql_begin(cx, true);
		make(b, NK_TAG, z);
		rc = rc < 0 ? rc : sql_exec(cx, &q_bike, BIND(V(b), V(str_of(z))));
		for (int k = NK_PLATE; rc >= 0 && k <= NK_MOTOR; k++) {
			struct number n, skel;
			make(b, (enum number_kind)k, z);
			if (!number_fold(str_of(z), &n))
				abort();
			number_skeleton(&n, &skel);
			rc = sql_exec(cx, &q_number, BIND(V(number_kind_names[k]), V(number_str(&n)), V(number_str(&skel)), V(b)));
		}
		if (rc >= 0 && (b % TX_ROWS == 0 || b == bikes))
			rc = sql_commit(cx);
	}
	if (rc < 0)
		fail(&cx->err);
}

/* Exact: as it is. Contains: a piece of six characters at its end. Near: one character other, left out, put in, or two swapped. */
static void ask(enum number_tier tier, int64_t bikes, char q[static 64])
{
	struct number n;
	uint8_t at, from;

	make(1 + (int64_t)rnd((uint64_t)bikes), (enum number_kind)rnd(4), q);
	if (tier == NT_EXACT || !number_fold(str_of(q), &n))
		return;
	from = (uint8_t)(n.n - 6);
	at = (uint8_t)(from + rnd(5));
	if (tier == NT_CONTAINS) {
		snprintf(q, 64, "%s", n.z + from);
		return;
	}
	switch (rnd(4)) {
	case 0: n.z[at] = n.z[at] == '7' ? '4' : '7'; break;
	case 1: memmove(n.z + at, n.z + at + 1, (size_t)(n.n - at)); break;
	case 2: memmove(n.z + at + 1, n.z + at, (size_t)(n.n - at) + 1); break;
	default: { char c = n.z[at]; n.z[at] = n.z[at + 1]; n.z[at + 1] = c; }
	}
	snprintf(q, 64, "%s", n.z);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void measure(struct cx *cx, enum number_tier tier, int n, int64_t bikes)
{
	static int64_t ns[EXACT];
	struct number_found f;
	int found = 0;

	for (int i = 0; i < n; i++) {
		char q[64];
		ask(tier, bikes, q);
		arena_reset(cx->arena);
		int64_t t0 = sys.mono_ns();
		int rc = sql_begin(cx, false);
		rc = rc < 0 ? rc : number_search(cx, str_of(q), NK_ALL, 50, tier != NT_EXACT, &f);
		rc = rc < 0 ? rc : sql_commit(cx);
		ns[i] = sys.mono_ns() - t0;
		if (rc < 0)
			fail(&cx->err);
		found += f.n > 0;
	}
	qsort(ns, (size_t)n, sizeof *ns, by_size);
	printf("{\"name\":\"search_%.*s_p99_ms\",\"value\":%.3f,\"unit\":\"ms\",\"p50\":%.3f,\"found\":%d,\"of\":%d}\n", STR_ARG(number_tier_names[tier]),
	       (double)ns[n * 99 / 100] * 1e-6, (double)ns[n / 2] * 1e-6, found, n);
	fflush(stdout);
}

static int64_t resident(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	long long all = 0, rss = 0;

	if (f && fscanf(f, "%lld %lld", &all, &rss) != 2)
		rss = 0;
	if (f)
		fclose(f);
	return rss * sysconf(_SC_PAGESIZE);
}

int main(int argc, char **argv)
{
	int64_t bikes = 1000000;
	char path[1024];
	struct arena a;
	struct err e = { 0 };
	struct cx cx = { .now = 1, .roles = ROLE_SYSTEM, .arena = &a };

	if (argc < 2 || argc > 3 || (argc == 3 && !str_i64(str_of(argv[2]), 1000, 100000000, &bikes))) {
		fprintf(stderr, "usage: number_bench DIR [BIKES]\n");
		return 64;
	}
	snprintf(path, sizeof path, "%s/numbers.db", argv[1]);
	arena_init(&a, 64 << 20);
	sql_register(stmts, COUNTOF(stmts));
	if (sql_open(&(struct sql_opts){ .path = path }, &e, &cx.db) < 0 || sql_upgrade(cx.db, sql_migrations, sql_nmigrations, 1, &e) < 0)
		fail(&e);
	int64_t t0 = sys.mono_ns();
	fill(&cx, bikes);
	fprintf(stderr, "%lld bikes written in %.1f s\n", (long long)bikes, (double)(sys.mono_ns() - t0) * 1e-9);
	struct number_index *x = number_index_new();
	int64_t before = resident();
	t0 = sys.mono_ns();
	if (number_index_load(&cx, x) < 0)
		fail(&cx.err);
	printf("{\"name\":\"search_load_s\",\"value\":%.2f,\"unit\":\"s\"}\n", (double)(sys.mono_ns() - t0) * 1e-9);
	struct number_index_stats st;
	number_index_stats(x, &st);
	printf("{\"name\":\"search_bytes_per_bike\",\"value\":%.1f,\"unit\":\"B\",\"resident\":%.1f}\n", (double)st.bytes / (double)bikes,
	       (double)(resident() - before) / (double)bikes);
	number_index_use(x);
	measure(&cx, NT_EXACT, EXACT, bikes);
	measure(&cx, NT_CONTAINS, OTHERS, bikes);
	measure(&cx, NT_NEAR, OTHERS, bikes);
	number_index_use(NULL);
	number_index_free(x);
	sql_close(cx.db);
	arena_done(&a);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/numbers.db%s", argv[1], i == 0 ? "" : i == 1 ? "-wal" : "-shm");
		unlink(path);
	}
	return 0;
}
