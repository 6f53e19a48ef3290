/* cmd_office — commands on the business database: stations, bikes, the city, the policies. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/cmd.h"
#include "app/keys.h"
#include "app/server.h"
#include "flow/flow_booking.h"
#include "flow/flow_station.h"
#include "format/csv/csv.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

enum { IMPORT_MAX = 5000000, FILE_MAX = 1 << 30 };

struct cmd_work { struct arena arena; struct cx cx; };

int cmd_open(const struct cmd_env *env, struct err *e, struct cmd_work **ret)
{
	struct cmd_work *w = calloc(1, sizeof *w);

	if (!w)
		BUG("out of memory");
	arena_init(&w->arena, 1u << 30);
	w->cx = (struct cx){ .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &w->arena };
	int rc = server_open_db(&env->cfg, false, e, &w->cx.db);
	if (rc == 0) {
		int v = sql_version(w->cx.db, sql_migrations, sql_nmigrations, e);
		rc = v < 0 ? v : v < (int)sql_nmigrations ? ERR(e, E_CONFIG, "no database of this version in %s: run 'yanzhen init' or "
		                                                   "'yanzhen db upgrade'", env->cfg.data_dir) : 0;
	}
	if (rc == 0)
		rc = keys_open(&env->cfg, e);
	if (rc < 0) {
		cmd_close(w);
		return rc;
	}
	*ret = w;
	return 0;
}

struct cx *cmd_cx(struct cmd_work *w)
{
	return &w->cx;
}

void cmd_close(struct cmd_work *w)
{
	if (!w)
		return;
	sql_close(w->cx.db);
	arena_done(&w->arena);
	free(w);
}

/* detail: of the audit row. */
static int in_tx_saying(struct cmd_env *env, const char *verb, const char *kind, int (*fn)(struct cx *cx, void *arg, int64_t *ret_id), void *arg, str detail)
{
	struct err e = { 0 };
	struct cmd_work *w;
	int64_t id = 0;

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	struct cx *cx = cmd_cx(w);
	int rc = sql_begin(cx, true);
	rc = rc < 0 ? rc : fn(cx, arg, &id);
	rc = rc < 0 ? rc : audit_add(cx, verb, kind, id, (theft_id){ 0 }, detail);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	e = cx->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

int cmd_in_tx(struct cmd_env *env, const char *verb, const char *kind, int (*fn)(struct cx *cx, void *arg, int64_t *ret_id), void *arg)
{
	return in_tx_saying(env, verb, kind, fn, arg, S("command line"));
}

/* ---- database ---- */

/* A database from before personal data was sealed gets a key file with the upgrade; every other one must have its own. */
static int upgrade(const struct config *cfg, struct sql *db, struct err *e)
{
	int v = sql_version(db, sql_migrations, sql_nmigrations, e);
	size_t first = 0;

	TRY(v);
	while (first < sql_nmigrations && !sql_migrations[first].steps)
		first++;
	if (v > 0 && (size_t)v <= first)
		TRY(keys_make(cfg, e));
	TRY(keys_open(cfg, e));
	keys_steps();
	return sql_upgrade(db, sql_migrations, sql_nmigrations, clock_utc(), e);
}

int cmd_db(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	struct sql *db;

	if (argc > 1 && strcmp(argv[1], "copy") == 0)
		return cmd_db_copy(env, argc, argv);
	if (argc != 2 || (strcmp(argv[1], "upgrade") != 0 && strcmp(argv[1], "version") != 0))
		return cmd_usage("db", "upgrade|version|copy --from URL|DIR --to URL|DIR");
	if (server_open_db(&env->cfg, false, &e, &db) < 0)
		return cmd_fail(&e);
	int v = argv[1][0] == 'u' ? upgrade(&env->cfg, db, &e)
	                          : sql_version(db, sql_migrations, sql_nmigrations, &e);
	sql_close(db);
	if (v < 0)
		return cmd_fail(&e);
	printf("database version %d of %zu\n", v, sql_nmigrations);
	return 0;
}

/* ---- the city ---- */

static int tx_city(struct cx *cx, void *arg, int64_t *ret_id)
{
	*ret_id = 0;
	return policy_set_city(cx, arg);
}

int cmd_city(struct cmd_env *env, int argc, char **argv)
{
	struct city c;
	int64_t zoom;

	if (argc != 5 || !str_f64(str_of(argv[2]), &c.lat) || !str_f64(str_of(argv[3]), &c.lon) ||
	    !str_i64(str_of(argv[4]), 1, 22, &zoom))
		return cmd_usage("city", "NAME LAT LON ZOOM");
	c.name = str_of(argv[1]);
	c.zoom = (int32_t)zoom;
	return cmd_in_tx(env, "city.set", "city", tx_city, &c);
}

/* ---- the city's figures ---- */

struct policy_args { const char *key, *value, *from; };

static int tx_policy(struct cx *cx, void *arg, int64_t *ret_id)
{
	const struct policy_args *a = arg;
	struct civil from = civil_of(cx->now);
	int32_t day;

	*ret_id = 0;
	if (a->from) {
		if (!flow_day_parse(str_of(a->from), &day))
			return FAIL_FIELD(cx, E_INVALID, "from", "--from is a day like 2026-12-01");
		from = civil_of(day_start(day));
	}
	return policy_set(cx, str_of(a->key), from, str_of(a->value));
}

/* before: the row above, whose words are not told twice. */
static int print_policy(struct cx *cx, const struct policy_row *r, const struct policy_row *before)
{
	char buf[POLICY_RANGE];
	str value, since, next, day;

	TRY(policy_now(cx, r->key, cx->now, &value, &since));
	TRY(policy_to_come(cx, r->key, cx->now, &next, &day));
	printf("%.*s = %.*s\n    %s%.*s, default %.*s", STR_ARG(r->key), STR_ARG(value), since.n ? "since " : "never set", STR_ARG(since), STR_ARG(r->normal));
	if (r->kind == POLK_NUMBER)
		printf("; %.*s, %.*s", STR_ARG(r->unit), STR_ARG(policy_range(r, buf)));
	puts("");
	if (day.n)
		printf("    from %.*s on: %.*s\n", STR_ARG(day), STR_ARG(next));
	if (r->words.n && !str_eq(r->words, before->words))
		printf("    words: %.*s\n", STR_ARG(r->words));
	printf("    %.*s\n    %.*s\n", STR_ARG(r->zh), STR_ARG(r->en));
	return 0;
}

static int list_policies(struct cmd_env *env)
{
	struct policy_row r = { .words = S("") }, before;
	struct err e = { 0 };
	struct cmd_work *w;
	int64_t v[POL_N];

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = 0;
	for (int i = 0; rc >= 0 && i < POLICY_N; i++) {
		before = r;
		r = policy_row(i);
		rc = print_policy(cmd_cx(w), &r, &before);
	}
	rc = rc < 0 ? rc : policy_all(cmd_cx(w), cmd_cx(w)->now, v);     /* a value out of its range is told */
	e = cmd_cx(w)->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static void print_line(void *arg, const char *text)
{
	(void)arg;
	puts(text);
}

int cmd_policy(struct cmd_env *env, int argc, char **argv)
{
	bool bad = false;

	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list_policies(env);
	if (argc == 3 && strcmp(argv[1], "list") == 0 && strcmp(argv[2], "--markdown") == 0) {
		policy_markdown(print_line, NULL);
		return 0;
	}
	const char *from = cmd_option(&argc, argv, "--from", &bad);
	if (bad || argc != 4 || strcmp(argv[1], "set") != 0)
		return cmd_usage("policy", "list [--markdown] | set KEY VALUE [--from YYYY-MM-DD]");
	char said[POLICY_TEXT_MAX + 120];      /* what is no key or value of the table is refused, and nothing is said */
	snprintf(said, sizeof said, "{\"key\":\"%s\",\"value\":\"%s\",\"from\":\"%s\"}", argv[2], argv[3], from ? from : "today");
	int rc = in_tx_saying(env, "policy.set", "policy", tx_policy, &(struct policy_args){ argv[2], argv[3], from }, str_of(said));
	if (rc == 0)
		printf("%s = %s from %s on; a running server takes it within a minute of that\n", argv[2], argv[3], from ? from : "today");
	return rc;
}

/* ---- files of stations and bikes ---- */

int cmd_table_open(struct cmd_table *t, const char *path, const char *const *want, const bool *required, int n, struct err *e)
{
	size_t len;

	TRY(fs_read(path, FILE_MAX, &t->text, &len, e));
	t->scratch = malloc(CSV_MAX_ROW);
	if (!t->scratch)
		BUG("out of memory");
	csv_init(&t->csv, t->text, len, t->scratch);
	return csv_header(&t->csv, want, required, n, t->at, e);
}

void cmd_table_close(struct cmd_table *t)
{
	free(t->text);
	free(t->scratch);
}

str cmd_cell(const struct cmd_table *t, int col, int n)
{
	return t->at[col] >= 0 && t->at[col] < n ? t->cell[t->at[col]] : (str){ "", 0 };
}

int cmd_bad_row(struct err *e, const char *path, const struct cmd_table *t, const char *what)
{
	return ERR(e, E_INVALID, "%s, line %lld: %s", path, (long long)t->csv.line, what);
}

static const char *const station_cols[] = { "name", "kind", "lat", "lon", "district", "range_m", "junction", "role", "place" };
static const bool station_need[] = { true, true, true, true, false, false, false, false, false };

static int station_row(struct cmd_table *t, int n, const char *path, struct arena *a, struct station_new *ret, struct err *e)
{
	struct station_new s = { .has_key = true };
	double lat, lon;
	int64_t v;
	str kind = cmd_cell(t, 1, n);

	if (!station_name_parse(cmd_cell(t, 0, n), &s.name))
		return cmd_bad_row(e, path, t, "name: 1 to 32 letters, digits, . _ -");
	if (!str_eq(kind, S("junction")) && !str_eq(kind, S("roadside")))
		return cmd_bad_row(e, path, t, "kind: junction or roadside");
	s.kind = str_eq(kind, S("junction")) ? STATION_JUNCTION : STATION_ROADSIDE;
	if (!str_f64(cmd_cell(t, 2, n), &lat) || !str_f64(cmd_cell(t, 3, n), &lon) || !geo_from_deg(lat, lon, &s.at))
		return cmd_bad_row(e, path, t, "lat and lon: degrees, WGS-84");
	struct { int col; int32_t *to; int64_t max; const char *what; } ints[] = {
		{ 4, &s.district, 999999, "district: a GB/T 2260 code" }, { 5, &s.range_m, 65535, "range_m: metres" },
		{ 6, &s.junction, 65535, "junction: a number" } };
	for (size_t i = 0; i < COUNTOF(ints); i++) {
		str c = cmd_cell(t, ints[i].col, n);
		if (c.n && !str_i64(c, 0, ints[i].max, &v))
			return cmd_bad_row(e, path, t, ints[i].what);
		*ints[i].to = c.n ? (int32_t)v : 0;
	}
	s.role = arena_str(a, cmd_cell(t, 7, n));
	s.place = arena_str(a, cmd_cell(t, 8, n));
	sys.random(s.key, sizeof s.key);
	*ret = s;
	return 0;
}

/* Reads all rows through parse into an array of size-byte elements. */
static int read_rows(const char *path, const char *const *cols, const bool *need, int ncols, size_t size, struct arena *a,
                     int (*parse)(struct cmd_table *, int, const char *, struct arena *, void *, struct err *), void **ret, size_t *ret_n, struct err *e)
{
	struct cmd_table t = { 0 };
	size_t n = 0, cap = 0;
	char *rows = NULL;
	int rc = cmd_table_open(&t, path, cols, need, ncols, e), k = 0;

	while (rc >= 0 && (k = csv_row(&t.csv, t.cell, CSV_MAX_COLS, e)) > 0) {
		if (n == cap) {
			cap = MAX(cap * 2, (size_t)1024);
			rows = realloc(rows, cap * size);
			if (!rows)
				BUG("out of memory");
		}
		rc = n >= IMPORT_MAX ? ERR(e, E_TOOBIG, "more than %d rows", IMPORT_MAX) : parse(&t, k, path, a, rows + n * size, e);
		n++;
	}
	cmd_table_close(&t);
	if (rc < 0 || k < 0) {
		free(rows);
		return rc < 0 ? rc : k;
	}
	*ret = rows;
	*ret_n = n;
	return 0;
}

static int parse_station(struct cmd_table *t, int n, const char *path, struct arena *a, void *ret, struct err *e)
{
	return station_row(t, n, path, a, ret, e);
}

/* One "name hexkey" line a station, readable by its owner only; before anything is stored, so that no key is lost. */
static int write_keys(const char *path, const struct station_new *s, size_t n, struct err *e)
{
	size_t cap = n * 110 + 1, at = 0;
	char *text = malloc(cap);

	if (!text)
		BUG("out of memory");
	for (size_t i = 0; i < n; i++) {
		at += (size_t)snprintf(text + at, cap - at, "%s ", s[i].name.z);
		for (int k = 0; k < LINK_KEY; k++)
			at += (size_t)snprintf(text + at, cap - at, "%02x", s[i].key[k]);
		at += (size_t)snprintf(text + at, cap - at, "\n");
	}
	int rc = fs_replace(path, text, at, 0600, e);
	free(text);
	return rc;
}

static int import_stations(struct cmd_env *env, const char *path, const char *keys)
{
	struct err e = { 0 };
	struct cmd_work *w;
	void *rows = NULL;
	size_t n = 0, bad = 0;
	struct import_counts c = { 0 };

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = read_rows(path, station_cols, station_need, COUNTOF(station_cols), sizeof(struct station_new), cmd_cx(w)->arena,
	                   parse_station, &rows, &n, &e);
	rc = rc < 0 ? rc : write_keys(keys, rows, n, &e);
	if (rc >= 0) {
		rc = flow_station_import(cmd_cx(w), rows, n, &c, &bad);
		if (rc < 0)
			ERR(&e, rc, "%s, row %zu: %.180s", path, bad + 2, cmd_cx(w)->err.msg);
	}
	free(rows);
	cmd_close(w);
	if (rc < 0)
		return cmd_fail(&e);
	printf("%lld stations added, %lld known already; keys of the added ones in %s\n", (long long)c.added, (long long)c.known, keys);
	if (c.known)
		printf("keys in that file do not count for stations known already; make new ones with 'yanzhen station key NAME'\n");
	return 0;
}

static const char *const bike_cols[] = { "tag", "plate", "owner_name", "owner_phone", "brand", "colour" };
static const bool bike_need[] = { true, true, false, false, false, false };

static int parse_bike(struct cmd_table *t, int n, const char *path, struct arena *a, void *ret, struct err *e)
{
	struct bike_import b = { .bike = { .brand = arena_str(a, cmd_cell(t, 4, n)), .colour = arena_str(a, cmd_cell(t, 5, n)) } };

	if (!tag_parse(cmd_cell(t, 0, n), &b.bike.tag))
		return cmd_bad_row(e, path, t, "tag: 1 to 16 hexadecimal digits, not 0");
	if (!plate_parse(cmd_cell(t, 1, n), &b.bike.plate))
		return cmd_bad_row(e, path, t, "plate: letters, digits, Chinese characters, brackets");
	if (!pii_take(cmd_cell(t, 2, n), &b.owner_name) || !pii_take(cmd_cell(t, 3, n), &b.owner_phone))
		return cmd_bad_row(e, path, t, "owner_name, owner_phone: at most 250 bytes");
	memcpy(ret, &b, sizeof b);
	return 0;
}

static const char bike_usage[] = "import FILE";

int cmd_bike(struct cmd_env *env, int argc, char **argv)
{
	struct err e = { 0 };
	struct cmd_work *w;
	void *rows = NULL;
	size_t n = 0, bad = 0;
	struct import_counts c = { 0 };

	if (argc != 3 || strcmp(argv[1], "import") != 0)
		return cmd_usage("bike", bike_usage);
	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = read_rows(argv[2], bike_cols, bike_need, COUNTOF(bike_cols), sizeof(struct bike_import), cmd_cx(w)->arena, parse_bike,
	                   &rows, &n, &e);
	if (rc >= 0) {
		rc = flow_bike_import(cmd_cx(w), rows, n, &c, &bad);
		if (rc < 0)
			ERR(&e, rc, "%s, row %zu: %.180s", argv[2], bad + 2, cmd_cx(w)->err.msg);
	}
	free(rows);
	cmd_close(w);
	if (rc < 0)
		return cmd_fail(&e);
	printf("%lld bikes added, %lld known already\n", (long long)c.added, (long long)c.known);
	return 0;
}

/* ---- single stations ---- */

static int print_station(struct cx *cx, const struct station *s, void *arg)
{
	(void)cx;
	(void)arg;
	printf("%lld\t%u\t%s\t%.*s\t%.7f\t%.7f\t%d\t%.*s\n", (long long)s->id.v, s->ix.v, s->name.z, STR_ARG(station_state_names[s->state]),
	       geo_lat(s->at), geo_lon(s->at), s->district, STR_ARG(s->place));
	return 0;
}

static int list_stations(struct cmd_env *env)
{
	struct err e = { 0 };
	struct cmd_work *w;

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = station_list(cmd_cx(w), 0, (str){ "", 0 }, false, true, STATION_MAX, print_station, NULL);
	e = cmd_cx(w)->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

struct station_args { struct station_new in; const char *name; uint8_t key[LINK_KEY]; };

static int tx_station_add(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct station_args *a = arg;
	struct station s;

	TRY(flow_station_add(cx, &a->in, a->key, &s));
	*ret_id = s.id.v;
	return 0;
}

static int tx_station_key(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct station_args *a = arg;
	struct station s, ret;

	TRY(station_by_name(cx, str_of(a->name), &s));
	*ret_id = s.id.v;
	return flow_station_rekey(cx, s.id, a->key, &ret);
}

static void print_key(const char *name, const uint8_t key[LINK_KEY])
{
	printf("%s ", name);
	for (int i = 0; i < LINK_KEY; i++)
		printf("%02x", key[i]);
	printf("\n(the key is shown only this once; a running server takes it within a few seconds)\n");
}

static const char station_usage[] = "add NAME --kind roadside|junction --lat DEG --lon DEG [--district CODE] [--range M] [--place TEXT] | list | "
                                    "key NAME | import FILE --keys FILE";

static int add_station(struct cmd_env *env, int argc, char **argv)
{
	bool bad = false;
	const char *kind = cmd_option(&argc, argv, "--kind", &bad), *lat = cmd_option(&argc, argv, "--lat", &bad);
	const char *lon = cmd_option(&argc, argv, "--lon", &bad), *district = cmd_option(&argc, argv, "--district", &bad);
	const char *range = cmd_option(&argc, argv, "--range", &bad), *place = cmd_option(&argc, argv, "--place", &bad);
	struct station_args a = { .in = { .role = S(""), .place = str_of(place ? place : "") } };
	double la, lo;
	int64_t v = 0, r = 0;

	if (bad || argc != 3 || !kind || !lat || !lon || !station_name_parse(str_of(argv[2]), &a.in.name) ||
	    !str_f64(str_of(lat), &la) || !str_f64(str_of(lon), &lo) || !geo_from_deg(la, lo, &a.in.at) ||
	    (district && !str_i64(str_of(district), 0, 999999, &v)) || (range && !str_i64(str_of(range), 0, 65535, &r)) ||
	    (strcmp(kind, "roadside") != 0 && strcmp(kind, "junction") != 0))
		return cmd_usage("station", station_usage);
	a.in.kind = kind[0] == 'j' ? STATION_JUNCTION : STATION_ROADSIDE;
	a.in.district = (int32_t)v;
	a.in.range_m = (int32_t)r;
	int rc = cmd_in_tx(env, "station.add", "station", tx_station_add, &a);
	if (rc == 0)
		print_key(argv[2], a.key);
	return rc;
}

int cmd_station(struct cmd_env *env, int argc, char **argv)
{
	bool bad = false;

	if (argc >= 3 && strcmp(argv[1], "add") == 0)
		return add_station(env, argc, argv);
	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list_stations(env);
	if (argc == 3 && strcmp(argv[1], "key") == 0) {
		struct station_args a = { .name = argv[2] };
		int rc = cmd_in_tx(env, "station.key", "station", tx_station_key, &a);
		if (rc == 0)
			print_key(argv[2], a.key);
		return rc;
	}
	const char *keys = cmd_option(&argc, argv, "--keys", &bad);
	if (!bad && argc == 3 && strcmp(argv[1], "import") == 0 && keys)
		return import_stations(env, argv[2], keys);
	return cmd_usage("station", station_usage);
}
