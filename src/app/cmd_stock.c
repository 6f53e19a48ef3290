/* cmd_stock — commands on points, plates and tags: files of sites and holidays, formats, deliveries. */
#include <stdio.h>
#include <stdlib.h>

#include "app/cmd.h"
#include "flow/flow_booking.h"
#include "flow/flow_claim.h"
#include "office/account/account.h"
#include "office/plate/plate.h"
#include "office/site/site.h"
#include "office/tag/tag.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

enum { NOTICES_MAX = 1 << 20 };

struct file { struct cmd_table t; const char *path, *source; int64_t year, added, changed; struct holidays *days; };

/* The reason of a refused row with its place. */
static int bad(struct cx *cx, const struct file *f, int rc)
{
	struct err why = cx->err;

	cx->err = (struct err){ 0 };
	return ERR(&cx->err, rc, "%s, line %lld: %s%s%.110s", f->path, (long long)f->t.csv.line, why.field, why.field[0] ? ": " : "", why.msg);
}

/* All of the file or nothing. */
static int each_row(struct cx *cx, struct file *f, const char *const *cols, const bool *need, int ncols, int (*row)(struct cx *cx, struct file *f, int n))
{
	int rc = cmd_table_open(&f->t, f->path, cols, need, ncols, &cx->err), n = 0;

	while (rc >= 0 && (n = csv_row(&f->t.csv, f->t.cell, CSV_MAX_COLS, &cx->err)) > 0)
		rc = row(cx, f, n);
	cmd_table_close(&f->t);
	return rc < 0 ? rc : MIN(n, 0);
}

/* ---- points ---- */

enum { C_CODE, C_NAME, C_DISTRICT, C_LAT, C_LON, C_ADDRESS, C_PHONE, C_SLOT_MIN, C_QUOTA, C_WINDOWS, C_UNIT, C_HOURS, C_STATIONS, C_N };
static const char *const site_cols[C_N] = { "code", "name", "district", "lat", "lon", "address", "phone", "slot_min", "quota", "windows", "unit", "hours",
                                            "stations" };
static const bool site_need[C_N] = { true, true, true, true, true };

/* Takes the text before the next `at` off the front of *s. */
static str take(str *s, char at)
{
	const char *p = memchr(s->p, at, s->n);
	str head = { s->p, p ? (size_t)(p - s->p) : s->n };
	size_t k = head.n + (p != NULL);

	*s = (str){ s->p + k, s->n - k };
	while (head.n && head.p[0] == ' ')
		head = (str){ head.p + 1, head.n - 1 };
	while (head.n && head.p[head.n - 1] == ' ')
		head.n--;
	return head;
}

static bool minute(str s, int32_t *ret)
{
	int64_t h, m;
	str hour = take(&s, ':');

	if (!str_i64(hour, 0, 24, &h) || s.n != 2 || !str_i64(s, 0, 59, &m))
		return false;
	*ret = (int32_t)(h * 60 + m);
	return true;
}

/* "1-5 09:00-12:00 14:00-17:30": weekdays, then spans. */
static int hours_piece(struct cx *cx, site_id id, str s)
{
	struct span span[SITE_SPANS];
	str days = take(&s, ' '), first = take(&days, '-');
	int64_t from, to;
	int n = 0;

	if (!str_i64(first, 1, SITE_MAKE_UP, &from) || !str_i64(days.n ? days : first, from, SITE_MAKE_UP, &to))
		return FAIL(cx, E_INVALID, "hours: '1-5 09:00-12:00 14:00-17:30; 6 09:00-12:00', days 1 to 7, 8 make-up workdays");
	while (s.n) {
		str one = take(&s, ' '), begin = take(&one, '-');
		if (begin.n == 0)
			continue;
		if (n == SITE_SPANS || !minute(begin, &span[n].from) || !minute(one, &span[n].to))
			return FAIL(cx, E_INVALID, "hours: spans are 09:00-12:00, at most %d a day", SITE_SPANS);
		n++;
	}
	for (int w = (int)from; w <= (int)to; w++)
		TRY(site_hours_set(cx, id, w, span, n));
	return 0;
}

static int site_details(struct cx *cx, site_id id, str hours, str stations)
{
	struct station_name names[SITE_STATIONS];
	bool some = stations.n > 0;
	int n = 0;

	while (hours.n) {
		str one = take(&hours, ';');
		if (one.n)
			TRY(hours_piece(cx, id, one));
	}
	while (stations.n) {
		str one = take(&stations, ' ');
		if (one.n == 0)
			continue;
		if (n == SITE_STATIONS || !station_name_parse(one, &names[n]))
			return FAIL(cx, E_INVALID, "stations: at most %d names of stations, divided by blanks", SITE_STATIONS);
		n++;
	}
	return some ? site_stations_set(cx, id, names, n) : 0;
}

static int number_cell(struct cx *cx, const struct file *f, int col, int n, int64_t most, int64_t normal, int32_t *ret)
{
	str s = cmd_cell(&f->t, col, n);
	int64_t v = normal;

	if (s.n && !str_i64(s, 0, most, &v))
		return FAIL(cx, E_INVALID, "%s: a number", site_cols[col]);
	*ret = (int32_t)v;
	return 0;
}

static int site_of_row(struct cx *cx, const struct file *f, int n, struct site_new *ret)
{
	struct site_new s = { .code = cmd_cell(&f->t, C_CODE, n), .name = cmd_cell(&f->t, C_NAME, n), .address = cmd_cell(&f->t, C_ADDRESS, n),
	                      .phone = cmd_cell(&f->t, C_PHONE, n) };
	str unit = cmd_cell(&f->t, C_UNIT, n);
	struct unit u;
	double lat, lon;

	if (!str_f64(cmd_cell(&f->t, C_LAT, n), &lat) || !str_f64(cmd_cell(&f->t, C_LON, n), &lon) || !geo_from_deg(lat, lon, &s.at))
		return FAIL(cx, E_INVALID, "lat and lon: degrees, WGS-84");
	TRY(number_cell(cx, f, C_DISTRICT, n, 999999, 0, &s.district));
	TRY(number_cell(cx, f, C_SLOT_MIN, n, 240, 30, &s.slot_min));
	TRY(number_cell(cx, f, C_QUOTA, n, 1000, 4, &s.quota));
	TRY(number_cell(cx, f, C_WINDOWS, n, 50, 1, &s.windows));
	if (unit.n) {
		TRY(unit_by_code(cx, unit, &u));
		s.unit = u.id;
	}
	*ret = s;
	return 0;
}

static int put_site(struct cx *cx, struct file *f, int n)
{
	struct site_new in;
	struct site s;
	struct err before = cx->err;

	TRY(site_of_row(cx, f, n, &in));
	int rc = site_by_code(cx, in.code, &s);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		rc = site_add(cx, &in, &s);
		f->added++;
	} else if (rc == 0) {
		rc = site_edit(cx, &s, &in, s.open);
		f->changed++;
	}
	TRY(rc);
	return site_details(cx, s.id, cmd_cell(&f->t, C_HOURS, n), cmd_cell(&f->t, C_STATIONS, n));
}

static int site_row(struct cx *cx, struct file *f, int n)
{
	int rc = put_site(cx, f, n);

	return rc < 0 ? bad(cx, f, rc) : 0;
}

static int tx_sites(struct cx *cx, void *arg, int64_t *ret_id)
{
	*ret_id = 0;
	return each_row(cx, arg, site_cols, site_need, C_N, site_row);
}

static const char *const holiday_cols[] = { "day", "kind", "name" };
static const bool holiday_need[] = { true, true, false };

static int holiday_row(struct cx *cx, struct file *f, int n)
{
	str kind = cmd_cell(&f->t, 1, n);
	int32_t day;

	if (!flow_day_parse(cmd_cell(&f->t, 0, n), &day))
		return cmd_bad_row(&cx->err, f->path, &f->t, "day: YYYY-MM-DD");
	if (!str_eq(kind, S("off")) && !str_eq(kind, S("work")))
		return cmd_bad_row(&cx->err, f->path, &f->t, "kind: off or work");
	f->added++;
	int rc = holidays_add(cx, f->days, day, str_eq(kind, S("off")), cmd_cell(&f->t, 2, n));
	return rc < 0 ? bad(cx, f, rc) : 0;
}

static int tx_holidays(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct file *f = arg;

	*ret_id = f->year;
	f->days = arena_alloc(cx->arena, sizeof *f->days);
	if (!f->days)
		BUG("out of memory");
	*f->days = (struct holidays){ .year = (int)f->year, .announced = true, .source = str_of(f->source ? f->source : "") };
	TRY(each_row(cx, f, holiday_cols, holiday_need, COUNTOF(holiday_cols), holiday_row));
	return holidays_put(cx, f->days, 0);
}

/* The State Council's notices, several years at once; the days that claims are owed on move with them. */
static int tx_notices(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct file *f = arg;
	int years, days;
	char *text;
	size_t n;

	*ret_id = 0;
	TRY(fs_read(f->path, NOTICES_MAX, &text, &n, &cx->err));
	int rc = holidays_import(cx, (str){ text, n }, &years, &days);
	free(text);
	TRY(rc);
	f->year = years;
	f->added = days;
	return as_done(flow_claim_clocks(cx));
}

static int print_site(struct cx *cx, const struct site *s, void *arg)
{
	(void)cx, (void)arg;
	printf("%lld\t%.*s\t%.*s\t%d\t%s\tslots of %d min, %d each, %d windows\n", (long long)s->id.v, STR_ARG(s->code), STR_ARG(s->name), s->district,
	       s->open ? "open" : "closed", s->slot_min, s->quota, s->windows);
	return 0;
}

/* Runs a list on a database opened for it. An exit code. */
static int print_all(struct cmd_env *env, int (*list)(struct cx *cx))
{
	struct err e = { 0 };
	struct cmd_work *w;

	if (cmd_open(env, &e, &w) < 0)
		return cmd_fail(&e);
	int rc = list(cmd_cx(w));
	e = cmd_cx(w)->err;
	cmd_close(w);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static int list_sites(struct cx *cx)
{
	return site_list(cx, 0, 1000000, print_site, NULL);
}

int cmd_site(struct cmd_env *env, int argc, char **argv)
{
	static const char usage[] = "import FILE (columns code,name,district,lat,lon and address,phone,slot_min,quota,windows,unit,hours,stations) | "
	                            "holidays FILE --year Y [--source TEXT] (columns day,kind,name) | notices FILE (db/calendar/holidays.csv) | list";
	bool no = false;
	const char *year = cmd_option(&argc, argv, "--year", &no), *source = cmd_option(&argc, argv, "--source", &no);
	struct file f = { .path = argc > 2 ? argv[2] : NULL, .source = source };

	if (no || argc < 2)
		return cmd_usage("site", usage);
	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return print_all(env, list_sites);
	if (argc == 3 && strcmp(argv[1], "import") == 0) {
		int rc = cmd_in_tx(env, "site.import.console", "site", tx_sites, &f);
		if (rc == 0)
			printf("%lld points added, %lld changed\n", (long long)f.added, (long long)f.changed);
		return rc;
	}
	if (argc == 3 && strcmp(argv[1], "holidays") == 0 && year && str_i64(str_of(year), 2000, 2999, &f.year)) {
		int rc = cmd_in_tx(env, "site.holidays.console", "holiday", tx_holidays, &f);
		if (rc == 0)
			printf("year %lld announced: %lld days\n", (long long)f.year, (long long)f.added);
		return rc;
	}
	if (argc == 3 && strcmp(argv[1], "notices") == 0) {
		int rc = cmd_in_tx(env, "site.holidays.console", "holiday", tx_notices, &f);
		if (rc == 0)
			printf("%lld years announced: %lld days\n", (long long)f.year, (long long)f.added);
		return rc;
	}
	return cmd_usage("site", usage);
}

/* ---- plates ---- */

struct plate_args { struct plate_format_new format; int64_t id, count; const char *first, *note, *site; struct plate_batch batch; };

static int tx_format(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct plate_args *a = arg;
	struct plate_format f;

	TRY(plate_format_add(cx, &a->format, &f));
	*ret_id = f.id;
	return 0;
}

static int tx_plates(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct plate_args *a = arg;
	struct site s;

	TRY(plate_receive(cx, a->id, str_of(a->first), (int32_t)a->count, str_of(a->note), &a->batch));
	*ret_id = a->batch.id;
	if (a->site) {
		TRY(site_by_code(cx, str_of(a->site), &s));
		TRY(plate_deliver(cx, a->batch.id, s.id));
	}
	return 0;
}

static int print_format(struct cx *cx, const struct plate_format *f, void *arg)
{
	(void)cx, (void)arg;
	printf("%lld\t%d\t%.*s\t%s\t%s x %d\tnext %lld of %lld\t%s\n", (long long)f->id, f->district, STR_ARG(plate_kind_names[f->kind]), f->f.prefix.z,
	       f->f.alphabet, f->f.places, (long long)f->next, (long long)number_format_count(&f->f), f->active ? "active" : "closed");
	return 0;
}

static int list_formats(struct cx *cx)
{
	return plate_formats(cx, print_format, NULL);
}

static const char plate_usage[] = "format add --district CODE --prefix TEXT --places N [--kind standard|temporary] [--alphabet 0-9A-Z] [--forbidden A,B] | "
                                  "format list | batch add FORMAT --count N [--first NUMBER] [--site CODE] [--note TEXT]";

static int format_add(struct cmd_env *env, int argc, char **argv)
{
	bool no = false;
	const char *district = cmd_option(&argc, argv, "--district", &no), *prefix = cmd_option(&argc, argv, "--prefix", &no);
	const char *places = cmd_option(&argc, argv, "--places", &no), *kind = cmd_option(&argc, argv, "--kind", &no);
	const char *alphabet = cmd_option(&argc, argv, "--alphabet", &no), *forbidden = cmd_option(&argc, argv, "--forbidden", &no);
	struct plate_args a = { .format = { .prefix = str_of(prefix ? prefix : ""), .forbidden = str_of(forbidden ? forbidden : ""),
	                                    .alphabet = str_of(alphabet ? alphabet : "0123456789") } };
	int64_t d, n;

	if (no || argc != 3 || !district || !prefix || !places || !str_i64(str_of(district), 0, 999999, &d) || !str_i64(str_of(places), 1, 9, &n) ||
	    (kind && strcmp(kind, "standard") != 0 && strcmp(kind, "temporary") != 0))
		return cmd_usage("plate", plate_usage);
	a.format.district = (int32_t)d;
	a.format.places = (int32_t)n;
	a.format.kind = kind && kind[0] == 't' ? PK_TEMPORARY : PK_STANDARD;
	int rc = cmd_in_tx(env, "plate.format.console", "plate", tx_format, &a);
	return rc ? rc : print_all(env, list_formats);
}

static int batch_add(struct cmd_env *env, int argc, char **argv)
{
	bool no = false;
	const char *count = cmd_option(&argc, argv, "--count", &no), *first = cmd_option(&argc, argv, "--first", &no);
	const char *note = cmd_option(&argc, argv, "--note", &no), *site = cmd_option(&argc, argv, "--site", &no);
	struct plate_args a = { .first = first ? first : "", .note = note ? note : "", .site = site };

	if (no || argc != 4 || !count || !str_i64(str_of(argv[3]), 1, INT64_MAX, &a.id) || !str_i64(str_of(count), 1, 20000, &a.count))
		return cmd_usage("plate", plate_usage);
	int rc = cmd_in_tx(env, "plate.receive.console", "plate", tx_plates, &a);
	if (rc == 0)
		printf("batch %lld: %d plates, %s to %s\n", (long long)a.batch.id, a.batch.n, a.batch.first.z, a.batch.last.z);
	return rc;
}

int cmd_plate(struct cmd_env *env, int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "format") == 0 && strcmp(argv[2], "list") == 0)
		return print_all(env, list_formats);
	if (argc > 3 && strcmp(argv[1], "format") == 0 && strcmp(argv[2], "add") == 0)
		return format_add(env, argc, argv);
	if (argc > 3 && strcmp(argv[1], "batch") == 0 && strcmp(argv[2], "add") == 0)
		return batch_add(env, argc, argv);
	return cmd_usage("plate", plate_usage);
}

/* ---- tags ---- */

enum { TAGS_MAX = 50000 };
struct tag_args { struct file f; tag_id *ids; int32_t n; enum tag_slot slot; const char *note, *site; struct tag_batch batch; };

static const char *const tag_cols[] = { "tag" };
static const bool tag_need[] = { true };

static int tag_row(struct cx *cx, struct file *f, int n)
{
	struct tag_args *a = (struct tag_args *)f;      /* its first member */

	if (a->n == TAGS_MAX)
		return ERR(&cx->err, E_TOOBIG, "%s: more than %d tags", f->path, TAGS_MAX);
	if (!tag_parse(cmd_cell(&f->t, 0, n), &a->ids[a->n++]))
		return cmd_bad_row(&cx->err, f->path, &f->t, "tag: 1 to 16 hexadecimal digits, not 0");
	return 0;
}

static int tx_tags(struct cx *cx, void *arg, int64_t *ret_id)
{
	struct tag_args *a = arg;
	struct site s;

	TRY(each_row(cx, &a->f, tag_cols, tag_need, COUNTOF(tag_cols), tag_row));
	TRY(tag_receive(cx, a->slot, a->ids, a->n, str_of(a->note), &a->batch));
	*ret_id = a->batch.id;
	if (a->site) {
		TRY(site_by_code(cx, str_of(a->site), &s));
		TRY(tag_deliver(cx, a->batch.id, s.id));
	}
	return 0;
}

int cmd_tag(struct cmd_env *env, int argc, char **argv)
{
	bool no = false;
	const char *slot = cmd_option(&argc, argv, "--slot", &no), *note = cmd_option(&argc, argv, "--note", &no);
	struct tag_args a = { .note = note ? note : "", .site = cmd_option(&argc, argv, "--site", &no) };
	int k = 0;

	while (slot && k < TSL_N && !str_eq(tag_slot_names[k], str_of(slot)))
		k++;
	if (no || argc != 4 || strcmp(argv[1], "batch") != 0 || strcmp(argv[2], "import") != 0 || !slot || k == TSL_N)
		return cmd_usage("tag", "batch import FILE --slot theft|enforcement|owner [--site CODE] [--note TEXT] (column tag)");
	a.slot = (enum tag_slot)k;
	a.f.path = argv[3];
	a.ids = calloc(TAGS_MAX, sizeof *a.ids);
	if (!a.ids)
		BUG("out of memory");
	int rc = cmd_in_tx(env, "tag.receive.console", "tag", tx_tags, &a);
	free(a.ids);
	if (rc == 0)
		printf("batch %lld: %d tags, %d known already\n", (long long)a.batch.id, a.batch.n, a.batch.known);
	return rc;
}
