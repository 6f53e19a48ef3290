#define _GNU_SOURCE
/* figures_bench — the figures of cases, orders, plans, claims and violations, and new registrations, over ten years of a city.
 *
 * usage: figures_bench --db PATH|URL [--cases N] [--violations N] [--all] [--only FIGURE|junctions|junction_change] [--rows]
 * An empty database, or one that this program filled before; one JSON line a figure (--all: one a figure and division; --rows: no month is kept).
 * N cases (100,000) with as many alerts and orders, twice as many plans, three claims for ten cases and 274,000 bikes, of 12 districts, 30 duty units and
 * 30 points, evenly over ten years; and N violations (40,000) of the last year, at 60 junctions, of a seventh as many riders. Asked as a bureau asks. Each time is the median of 3; a figure's is that of its slowest division. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "flow/flow_figures_junction.h"
#include "platform/sys.h"
#include "store/sql/sql.h"

enum { TIMES = 3, YEARS10 = 3650 };
#define FROM "INSERT INTO "
#define NUMBERS "(WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n) n"
#define STMT(nm, n, text, pg) static const struct sql_stmt nm = { "bench." #nm, text, pg, n, .step = true }
STMT(branches, 1, FROM "unit (id, parent, kind, code, name, path, created_at) SELECT 1 + i, 1, 'branch', 'B' || i, 'B' || i, '/1/' || (1 + i) || '/', 0 FROM " NUMBERS, NULL);
STMT(precincts, 1, FROM "unit (id, parent, kind, code, name, path, created_at) SELECT 7 + i, 2 + i % 6, 'precinct', 'P' || i, 'P' || i, "
	"'/1/' || (2 + i % 6) || '/' || (7 + i) || '/', 0 FROM " NUMBERS, NULL);
STMT(sites, 1, FROM "site (id, unit, code, name, district, lat_e7, lon_e7, slot_min, quota, created_at) SELECT i, 7 + i, 'S' || i, 'S' || i, 430401 + i % 12, 268900000, 1125700000, "
	"30, 9, 0 FROM " NUMBERS, NULL);
STMT(owner, 1, FROM "owner (id, ref, kind, p_name, x_name, id_kind, created_at) VALUES (1, $1, 'person', 'n', $1, 'none', 0)", NULL);
/* $2: the first instant; $3: the step in ms */
STMT(bikes, 3, FROM "bike (id, tag, plate, site, unit, district, created_at) SELECT i, 'T' || i, 'P' || i, 1 + i % 30, 8 + i % 30, 430401 + (1 + i % 30) % 12, $2 + i * $3 FROM "
	NUMBERS, NULL);
/* of twenty: one watched, one unsolved, thirteen given back, two withdrawn, three not filed; one in ten of a crime of two */
STMT(cases, 3, FROM "theft (id, number, bike, tag, plate, state, severity, source, last_seen_at, missing_at, reported_at, accepted_at, receipt_no, filed_at, filing_no, located_at, "
	"recovered_at, unsolved_at, closed_at, solved_at, crime, place, note, lock_kind, unit) SELECT i, (430401 + i % 12) || '-20260101-' || i, 1 + i / 10, 'T' || i, 'P' || i, "
	"CASE WHEN i % 20 = 0 THEN 'watched' WHEN i % 20 = 10 THEN 'unsolved' WHEN i % 20 IN (8, 9) THEN 'withdrawn' WHEN i % 20 IN (11, 12, 13) THEN 'not_filed' ELSE 'returned' END, 2, 'owner', "
	"$2 + i * $3, $2 + i * $3, $2 + i * $3, $2 + i * $3 + 600000, 'R' || i, CASE WHEN i % 20 IN (8, 9, 11, 12, 13) THEN NULL ELSE $2 + i * $3 + 7200000 END, "
	"CASE WHEN i % 20 IN (8, 9, 11, 12, 13) THEN '' ELSE 'F' || i END, CASE WHEN i % 20 IN (1, 3, 5, 7, 15, 17, 18, 19) THEN $2 + i * $3 + i * 7919 % 90000 * 1000 END, "
	"CASE WHEN i % 20 IN (0, 10, 8, 9, 11, 12, 13) THEN NULL ELSE $2 + i * $3 + 100000000 + i * 7919 % 90000 * 1000 END, CASE WHEN i % 20 = 10 THEN $2 + i * $3 + 200000000 END, "
	"CASE WHEN i % 20 IN (0, 10) THEN NULL ELSE $2 + i * $3 + 300000000 END, CASE WHEN i % 20 IN (1, 2, 4, 5) THEN $2 + i * $3 + 400000000 END, "
	"CASE WHEN i % 20 IN (4, 5) THEN i - i % 20 + 4 ELSE 0 END, '蒸湘区解放大道 123 号门口', '车停在楼下，早上不见了，监控里有两个人', "
	"CASE i % 8 WHEN 0 THEN 'unknown' WHEN 1 THEN 'none' WHEN 2 THEN 'built_in' WHEN 3 THEN 'chain' WHEN 4 THEN 'u_lock' WHEN 5 THEN 'disc' WHEN 6 THEN 'electronic' ELSE 'other' END, "
	"8 + i * 7 % 30 FROM " NUMBERS, NULL);
STMT(events, 2, FROM "theft_event (theft, at, event, actor, from_state, to_state) SELECT id, reported_at, $1, 0, '', $2 FROM theft", NULL);
STMT(alerts, 0, FROM "alert (id, theft, subject, bike, number, plate, severity, state, district, opened_at, issued_at, first_heard_at, last_heard_at, late, outcome, station, station_name, "
	"closed_at) SELECT id, id, tag, bike, number, plate, 2, 'closed', 430401 + id % 12, reported_at, reported_at, reported_at, reported_at, 0, "
	"CASE id % 5 WHEN 0 THEN 'false' WHEN 1 THEN '' ELSE 'true' END, 1, 's', reported_at FROM theft", NULL);
STMT(orders, 0, FROM "police_order (alert, theft, unit, path, how, state, severity, late, level, issued_at, signed_at, result, ended_at) SELECT id, id, unit, '/1/', 'station', 'done', 2, 0, "
	"CASE WHEN id % 7 = 0 THEN 1 ELSE 0 END, reported_at, reported_at + 60000, 'bike', reported_at FROM theft", NULL);
/* of ten: six expired, one refunded, three live */
STMT(plans, 3, FROM "plan (receipt, sale_key, product_id, product, bike, plate, owner, site, unit, price_fen, years, starts_at, ends_at, way, state, sold_by, sold_day, sold_at, ended_at, "
	"refund_fen, refund_way) SELECT 'Q' || i, 'sale-key-' || i, 1 + i % 2, CASE i % 2 WHEN 0 THEN 'theft' ELSE 'liability' END, i, 'P' || i, 1, 1 + i % 30, 8 + i % 30, 12000, 3, "
	"$2 + i * $3 + 86400000, $2 + i * $3 + 94694400000, 'cash', CASE WHEN i % 10 < 6 THEN 'expired' WHEN i % 10 = 6 THEN 'refunded' ELSE 'live' END, 1, ($2 + i * $3) / 86400000, "
	"$2 + i * $3, CASE WHEN i % 10 < 7 THEN $2 + i * $3 + 94694400000 END, CASE WHEN i % 10 = 6 THEN 4000 ELSE 0 END, CASE WHEN i % 10 = 6 THEN 'cash' ELSE '' END FROM " NUMBERS, NULL);
#define CLAIMS(ref) FROM "claim (ref, number, theft, bike, owner, unit, state, tbl, amount_fen, p_card, p_payee, created_by, created_at, submitted_at, paid_at, owed_day) " \
	"SELECT " ref ", 'L' || id, id, bike, 1, unit, CASE WHEN id % 10 < 7 THEN 'paid' WHEN id % 10 = 7 THEN 'rejected' ELSE 'in_review' END, 1, 80000, 'c', 'p', 1, reported_at, " \
	"reported_at, CASE WHEN id % 10 < 7 THEN reported_at + 864000000 END, (reported_at + 1900000000) / 86400000 FROM theft WHERE id % 100 < 30"
STMT(claims, 0, CLAIMS("CAST('claim-ref' || id AS BLOB)"), CLAIMS("convert_to('claim-ref' || id, 'UTF8')"));
#define RIDERS(ref) FROM "owner (id, ref, kind, p_name, x_name, id_kind, created_at) SELECT 1 + i, " ref ", 'person', 'n', " ref ", 'none', 0 FROM " NUMBERS
STMT(riders, 1, RIDERS("CAST('owner-' || (1000000000 + i) AS BLOB)"), RIDERS("convert_to('owner-' || (1000000000 + i), 'UTF8')"));
STMT(junctions, 1, FROM "junction (id, name, unit_id, path, lat_e7, lon_e7, created_by, created_at) SELECT i, 'J' || i, u.id, u.path, 268900000, 1125700000, 1, 1 FROM " NUMBERS
	" JOIN unit u ON u.id = 8 + i % 30", NULL);
STMT(stations, 1, FROM "station (ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, key_at, created_at) SELECT i, 'J' || i, 'junction', 'active', 430405, 1, 1, 50, "
	"1 + i % 60, 1, 1 FROM " NUMBERS, NULL);
/* of twenty: fourteen stand, one under appeal, one revoked, two dismissed, one lapsed, one open; $2: the first instant; $3: the step; $4: riders */
STMT(violations, 4, FROM "violation (number, kind, source, source_key, state, unit_id, path, junction, at, day, month, rider, excluded, confidence, ground, review_due, captured_at, "
	"reviewed_by, reviewed_at, appealed_at, decided_by) SELECT 'WF' || i, CASE i % 7 WHEN 0 THEN 'wrongway' WHEN 1 THEN 'motorlane' WHEN 2 THEN 'passenger' ELSE 'red' END, "
	"CASE i % 9 WHEN 0 THEN 'camera' ELSE 'radio' END, 'k' || i, CASE i % 20 WHEN 0 THEN 'appealed' WHEN 1 THEN 'revoked' WHEN 2 THEN 'dismissed' WHEN 3 THEN 'dismissed' WHEN 4 THEN 'lapsed' "
	"WHEN 5 THEN 'screened' WHEN 6 THEN 'upheld' ELSE 'notified' END, u.id, u.path, 1 + i * 31 % 60, $2 + i * $3, ($2 + i * $3 + 28800000) / 86400000, "
	"202501 + ($2 + i * $3 - $2) / 2635200000, 2 + i / 3 * 7919 % $4, '', 900, 'x', 1, $2 + i * $3, 5, 1, CASE WHEN i % 20 IN (0, 1, 6) THEN 1 END, 6 FROM " NUMBERS
	" JOIN unit u ON u.id = 8 + (1 + i * 31 % 60) % 30", NULL);
STMT(caught, 0, "SELECT count(*) FROM violation", NULL);
STMT(filled, 0, "SELECT count(*) FROM theft", NULL);
static const struct sql_stmt *const all[] = { &branches, &precincts, &sites, &owner, &bikes, &cases, &events, &alerts, &orders, &plans, &claims, &filled, &riders, &junctions, &stations, &violations, &caught };

static bool each_division;

static void check(struct cx *cx, int rc)
{
	if (rc < 0) {
		fprintf(stderr, "figures_bench: %s\n", cx->err.msg);
		exit(1);
	}
}

static void fill(struct cx *cx, int64_t n)
{
	utc_ms begun = day_start(day_of(cx->now) - YEARS10);
	int64_t span = YEARS10 * (int64_t)DAY_MS - HOUR_MS, bike = 274000;

	check(cx, sql_begin(cx, true));
	check(cx, sql_exec(cx, &branches, BIND(V(6))));
	check(cx, sql_exec(cx, &precincts, BIND(V(30))));
	check(cx, sql_exec(cx, &sites, BIND(V(30))));
	check(cx, sql_exec(cx, &owner, BIND(V_BLOB(S("0123456789abcdef")))));
	check(cx, sql_exec(cx, &bikes, BIND(V(bike), V(begun), V(span / bike))));
	check(cx, sql_exec(cx, &cases, BIND(V(n), V(begun), V(span / n))));
	check(cx, sql_exec(cx, &events, BIND(V(S("report")), V(S("reported")))));
	check(cx, sql_exec(cx, &events, BIND(V(S("accept")), V(S("accepted")))));
	check(cx, sql_exec(cx, &events, BIND(V(S("watch")), V(S("watched")))));
	check(cx, sql_exec(cx, &alerts, BIND_NONE));
	check(cx, sql_exec(cx, &orders, BIND_NONE));
	check(cx, sql_exec(cx, &plans, BIND(V(2 * n), V(begun), V(span / (2 * n)))));
	check(cx, sql_exec(cx, &claims, BIND_NONE));
	check(cx, sql_commit(cx));
	check(cx, sql_large(cx, true));       /* PostgreSQL counts its tables */
	check(cx, sql_large(cx, false));
}

static void fill_violations(struct cx *cx, int64_t n)
{
	utc_ms begun = day_start(day_of(cx->now) - 364);

	check(cx, sql_begin(cx, true));
	check(cx, sql_exec(cx, &riders, BIND(V(n / 7))));
	check(cx, sql_exec(cx, &junctions, BIND(V(60))));
	check(cx, sql_exec(cx, &stations, BIND(V(240))));
	check(cx, sql_exec(cx, &violations, BIND(V(n), V(begun), V(364 * (int64_t)DAY_MS / n), V(n / 7))));
	check(cx, sql_commit(cx));
	check(cx, sql_large(cx, true));
	check(cx, sql_large(cx, false));
}

static void read_n(struct sql_row *r, void *ret) { *(int64_t *)ret = sql_i64(r); }

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double cpu_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_THREAD, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-3;
}

/* The median time of a figure so divided, and this thread's own in it; what it says, so that two programs can be compared. */
static double ask(struct cx *cx, enum figure_id fig, enum figure_dim by, struct figure *f, double *ret_cpu)
{
	struct figure_q q = { fig, by, day_of(cx->now) - YEARS10, day_of(cx->now) + 1, -1, -1 };
	double ms[TIMES], cpu[TIMES];

	for (int i = 0; i < TIMES; i++) {
		int64_t t0 = sys.mono_ns();
		double c0 = cpu_ms();
		arena_reset(cx->arena);
		check(cx, sql_begin(cx, false));
		check(cx, flow_figure(cx, &q, f));
		sql_rollback(cx);
		ms[i] = (double)(sys.mono_ns() - t0) / 1e6;
		cpu[i] = cpu_ms() - c0;
	}
	qsort(ms, TIMES, sizeof *ms, by_number);
	qsort(cpu, TIMES, sizeof *cpu, by_number);
	*ret_cpu = cpu[TIMES / 2];
	return ms[TIMES / 2];
}

static void one_figure(struct cx *cx, enum figure_id fig)
{
	const struct figure_def *d = &figure_defs[fig];
	double worst = 0, cpu, worst_cpu = 0;
	struct figure f;
	int at = 0;

	for (int by = 0; by < FD_N; by++) {
		if (!(d->dims & 1u << by))
			continue;
		double ms = ask(cx, fig, (enum figure_dim)by, &f, &cpu);
		if (each_division)
			printf("{\"name\":\"figure_%.*s_by_%.*s_ms\",\"value\":%.2f,\"cpu_ms\":%.2f,\"n\":%lld,\"of\":%lld,\"median\":%lld,\"sum\":%lld,\"rows\":%d}\n", STR_ARG(d->id),
			       STR_ARG(figure_dim_names[by]), ms, cpu, (long long)f.num, (long long)f.den, (long long)f.mid, (long long)f.total, f.n);
		if (cpu > worst_cpu) {
			worst = ms;
			worst_cpu = cpu;
			at = by;
		}
	}
	printf("{\"name\":\"figure_%.*s_ms\",\"value\":%.2f,\"cpu_ms\":%.2f,\"by\":\"%.*s\"}\n", STR_ARG(d->id), worst, worst_cpu, STR_ARG(figure_dim_names[at]));
}

/* The map of the last year, and eight weeks before and after a day of one junction. */
static void of_junctions(struct cx *cx, str only)
{
	struct flow_heat_q q = { day_of(cx->now) - 364, day_of(cx->now) + 1, VK_N, 0, 23 };
	struct flow_change c;
	struct flow_heat *v;
	int n;

	for (int what = 0; what < 2; what++) {
		str name = what ? S("junction_change") : S("junctions");
		double cpu[TIMES], ms[TIMES];
		if (only.n && !str_eq(only, name))
			continue;
		for (int i = 0; i < TIMES; i++) {
			int64_t t0 = sys.mono_ns();
			double c0 = cpu_ms();
			arena_reset(cx->arena);
			check(cx, sql_begin(cx, false));
			check(cx, what ? flow_junction_change(cx, 7, day_of(cx->now) - 100, 56, &c) : flow_heat(cx, &q, &v, &n));
			sql_rollback(cx);
			ms[i] = (double)(sys.mono_ns() - t0) / 1e6;
			cpu[i] = cpu_ms() - c0;
		}
		qsort(ms, TIMES, sizeof *ms, by_number);
		qsort(cpu, TIMES, sizeof *cpu, by_number);
		printf("{\"name\":\"figure_%.*s_ms\",\"value\":%.2f,\"cpu_ms\":%.2f}\n", STR_ARG(name), ms[TIMES / 2], cpu[TIMES / 2]);
	}
}

int main(int argc, char **argv)
{
	static struct arena arena;
	const char *path = NULL;
	int64_t n = 100000, violated = 40000, there;
	bool keep = true;
	str only = S("");
	struct err e = { 0 };
	struct cx cx = { .now = 1795424400000, .roles = ROLE_OFFICER | ROLE_ADJUSTER | ROLE_CLERK | ROLE_TRAFFIC | ROLE_SYSTEM, .unit = { 1 }, .area = S("/1/"), .arena = &arena };

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--all") == 0)
			each_division = true;
		else if (i + 1 < argc && strcmp(argv[i], "--db") == 0)
			path = argv[++i];
		else if (strcmp(argv[i], "--rows") == 0)
			keep = false;
		else if (i + 1 < argc && strcmp(argv[i], "--only") == 0)
			only = str_of(argv[++i]);
		else if (i + 1 < argc && strcmp(argv[i], "--cases") == 0 && str_i64(str_of(argv[i + 1]), 1000, 130000, &n))
			i++;
		else if (i + 1 < argc && strcmp(argv[i], "--violations") == 0 && str_i64(str_of(argv[i + 1]), 1000, 1000000, &violated))
			i++;
		else
			path = NULL, i = argc;
	}
	if (!path) {
		fprintf(stderr, "usage: figures_bench --db PATH|URL [--cases N] [--violations N] [--all] [--only FIGURE|junctions|junction_change] [--rows]\n");
		return 64;
	}
	sql_register(all, COUNTOF(all));
	arena_init(&arena, 16 << 20);
	if (sql_open(&(struct sql_opts){ .path = path }, &e, &cx.db) < 0 || sql_upgrade(cx.db, sql_migrations, sql_nmigrations, cx.now, &e) < 0) {
		fprintf(stderr, "figures_bench: %s\n", e.msg);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	check(&cx, sql_one(&cx, &filled, read_n, &there, BIND_NONE));
	if (!there)
		fill(&cx, n);
	check(&cx, sql_one(&cx, &caught, read_n, &there, BIND_NONE));
	if (!there)
		fill_violations(&cx, violated);
	int64_t t0 = sys.mono_ns();
	int months = keep ? flow_figures_keep_job(&cx, 100000) : 0;
	check(&cx, months);
	if (months)
		printf("{\"name\":\"figure_month_ms\",\"value\":%.2f,\"months\":%d}\n", (double)(sys.mono_ns() - t0) / 1e6 / months, months);
	for (int fig = 0; fig < FIG_N; fig++)
		if ((fig == FIG_NEW || fig >= FIG_CASES) && (!only.n || str_eq(only, figure_defs[fig].id)))
			one_figure(&cx, (enum figure_id)fig);
	of_junctions(&cx, only);
	sql_close(cx.db);
	arena_done(&arena);
	return 0;
}
