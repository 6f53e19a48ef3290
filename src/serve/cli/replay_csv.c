/* replay_csv — the files of a capture: mapped, read by column name, faults with file, line and reason. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "platform/fs.h"
#include "serve/cli/replay_int.h"

static bool time_cell(const struct capture *c, str s, utc_ms *ret)
{
	utc_ms t;

	if (!str_i64(s, 0, RP_MAX_T - c->origin, &t) || t + c->origin < RP_MIN_T)
		return false;
	*ret = t + c->origin;
	return true;
}

/* A report's time is only compared with the stream's, so that any will do. */
static bool report_time(const struct capture *c, str s, utc_ms *ret)
{
	utc_ms t;

	if (!str_i64(s, 0, RP_MAX_T - c->origin, &t))
		return false;
	*ret = MAX(t + c->origin, RP_MIN_T);
	return true;
}

/* ---- one file ---- */

static int map_file(struct table *t, const char *path, struct err *e)
{
	CLEANUP(fd_close) int fd = sys.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);    /* a pipe must not hold the open for ever */
	struct stat st;

	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return ERR(e, E_IO, "%s is not a regular file", path);
	if (st.st_size == 0)
		return 0;
	void *p = sys.mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return ERR_SYS(e, E_IO, errno, "cannot map %s: %s", path, strerror(errno));
	madvise(p, (size_t)st.st_size, MADV_SEQUENTIAL);
	t->map = p;
	t->map_n = (size_t)st.st_size;
	return 0;
}

int table_open(struct table *t, const char *dir, const char *file, const char *const *want, const bool *need, int n, struct err *e)
{
	char path[4096];
	str cell[CSV_MAX_COLS];
	struct err why = { 0 };

	ASSERT(n <= RP_COLS);
	*t = (struct table){ 0 };
	snprintf(t->file, sizeof t->file, "%s", file);
	if (snprintf(path, sizeof path, "%s/%s", dir, file) >= (int)sizeof path)
		return ERR(e, E_INVALID, "the path is too long: %s", dir);
	TRY(map_file(t, path, e));
	t->scratch = malloc(CSV_MAX_ROW);
	if (!t->scratch)
		return ERR(e, E_FULL, "no memory");
	csv_init(&t->csv, t->map_n ? t->map : "", t->map_n, t->scratch);
	struct csv look = t->csv;
	t->cols = csv_row(&look, cell, CSV_MAX_COLS, &why);
	for (int i = 0; i < RP_COLS; i++)
		t->at[i] = -1;
	if (t->cols < 0 || csv_header(&t->csv, want, need, n, t->at, &why) < 0)
		return ERR(e, E_INVALID, "%s: %s", file, why.msg);
	return 0;
}

void table_close(struct table *t)
{
	if (t->map)
		sys.munmap((void *)(uintptr_t)t->map, t->map_n);
	free(t->scratch);
	t->map = NULL;
	t->scratch = NULL;
}

static int reject(struct capture *c, struct table *t, const char *why)
{
	char text[256];

	snprintf(text, sizeof text, "%s: %s", t->file, why);
	if (!c->skip_bad)
		return ERR(&c->e, E_INVALID, "%s", text);
	if (c->bad++ == 0)
		memcpy(c->first_bad, text, sizeof text);
	t->bad++;
	return 0;
}

int table_bad(struct capture *c, struct table *t, const char *fmt, ...)
{
	char why[200], line[240];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof why, fmt, ap);
	va_end(ap);
	snprintf(line, sizeof line, "line %lld: %s", (long long)t->csv.line, why);
	return reject(c, t, line);
}

int table_row(struct capture *c, struct table *t, str cell[static RP_COLS])
{
	str all[CSV_MAX_COLS];

	for (;;) {
		struct err why = { 0 };
		int n = csv_row(&t->csv, all, CSV_MAX_COLS, &why);
		if (n == 0)
			return 0;
		if (n < 0) {
			TRY(reject(c, t, why.msg));
			continue;
		}
		if (n == 1 && all[0].n == 0)
			continue;
		if (n != t->cols) {
			TRY(table_bad(c, t, "%d cells where the header has %d", n, t->cols));
			continue;
		}
		for (int i = 0; i < RP_COLS; i++)
			cell[i] = t->at[i] >= 0 ? all[t->at[i]] : (str){ "", 0 };
		return 1;
	}
}

/* ---- stations ---- */

static uint64_t name_hash(str s)
{
	uint64_t h = s.n;

	for (size_t i = 0; i < s.n; i += 8) {
		uint64_t v = 0;
		memcpy(&v, s.p + i, MIN(s.n - i, (size_t)8));
		h = hash_u64(h ^ v);
	}
	return h;
}

int capture_station(const struct capture *c, str name)
{
	for (uint64_t at = name_hash(name);; at++) {
		uint16_t ix = c->index[at & (c->index_cap - 1)];
		if (ix == 0)
			return -1;
		if (str_eq(name, str_of(c->name[ix - 1].z)))
			return ix - 1;
	}
}

static uint16_t junction_of(struct capture *c, str name)
{
	if (name.n == 0 || name.n > RP_NAME)
		return 0;
	for (uint32_t i = 0; i < c->junctions; i++)
		if (str_eq(name, str_of(c->junction[i])))
			return (uint16_t)(i + 1);
	if (c->junctions == 4096)   /* only a label for the engines: past the bound it is none */
		return 0;
	memcpy(c->junction[c->junctions], name.p, name.n);
	return (uint16_t)++c->junctions;
}

static int grow_stations(struct capture *c)
{
	uint32_t cap = c->cap ? c->cap * 2 : 1024;
	struct station_place *p = realloc(c->place, cap * sizeof *p);

	if (p)
		c->place = p;
	struct station_id *n = realloc(c->name, cap * sizeof *n);
	if (n)
		c->name = n;
	if (!p || !n)
		return ERR(&c->e, E_FULL, "no memory");
	c->cap = cap;
	return 0;
}

static void add_station(struct capture *c, str id, struct station_place p, str junction)
{
	uint64_t at = name_hash(id);

	p.ix = (uint16_t)c->stations;
	p.used = 1;
	p.junction = junction_of(c, junction);
	memcpy(p.name, id.p, MIN(id.n, sizeof p.name - 1));
	memset(&c->name[p.ix], 0, sizeof c->name[p.ix]);
	memcpy(c->name[p.ix].z, id.p, id.n);
	c->place[p.ix] = p;
	while (c->index[at & (c->index_cap - 1)])
		at++;
	c->index[at & (c->index_cap - 1)] = (uint16_t)++c->stations;
}

enum { ST_ID, ST_KIND, ST_LAT, ST_LON, ST_RANGE, ST_JUNCTION };

static int station_row(struct capture *c, struct table *t, str *cell)
{
	struct station_place p = { 0 };
	double lat, lon, range = 0;

	if (cell[ST_ID].n == 0 || cell[ST_ID].n > RP_NAME)
		return table_bad(c, t, "id has %zu bytes, not 1 to %d", cell[ST_ID].n, RP_NAME);
	if (str_eq(cell[ST_KIND], S("junction")))
		p.kind = STATION_JUNCTION;
	else if (!str_eq(cell[ST_KIND], S("roadside")))
		return table_bad(c, t, "kind is '%.*s', not junction or roadside", (int)MIN(cell[ST_KIND].n, 40), cell[ST_KIND].p);
	if (!str_f64(cell[ST_LAT], &lat) || !str_f64(cell[ST_LON], &lon) || !geo_from_deg(lat, lon, &p.at))
		return table_bad(c, t, "lat,lon is not a position: '%.*s,%.*s'", (int)MIN(cell[ST_LAT].n, 30), cell[ST_LAT].p,
		                 (int)MIN(cell[ST_LON].n, 30), cell[ST_LON].p);
	if (cell[ST_RANGE].n && (!str_f64(cell[ST_RANGE], &range) || range < 0 || range > 65535))
		return table_bad(c, t, "nominal_range_m is '%.*s'", (int)MIN(cell[ST_RANGE].n, 30), cell[ST_RANGE].p);
	p.range_m = (uint16_t)lround(range);
	if (capture_station(c, cell[ST_ID]) >= 0)
		return table_bad(c, t, "station '%.*s' is there twice", STR_ARG(cell[ST_ID]));
	if (c->stations == RP_MAX_STATIONS)
		return ERR(&c->e, E_TOOBIG, "%s: line %lld: more than %d stations", t->file, (long long)t->csv.line, RP_MAX_STATIONS);
	if (c->stations == c->cap)
		TRY(grow_stations(c));
	add_station(c, cell[ST_ID], p, cell[ST_JUNCTION]);
	return 0;
}

static int read_stations(struct capture *c)
{
	static const char *const want[] = { "id", "kind", "lat", "lon", "nominal_range_m", "intersection" };
	static const bool need[] = { true, true, true, true, false, false };
	struct table t;
	str cell[RP_COLS];
	int rc = table_open(&t, c->dir, "stations.csv", want, need, 6, &c->e);

	while (rc >= 0 && (rc = table_row(c, &t, cell)) > 0)
		rc = station_row(c, &t, cell);
	table_close(&t);
	TRY(rc);
	return c->stations ? 0 : ERR(&c->e, E_INVALID, "stations.csv: no station");
}

/* ---- tags and reports ---- */

static uint32_t spell_at(const struct capture *c, uint64_t tag)
{
	uint32_t at = (uint32_t)hash_u64(tag) & (c->spell_cap - 1);

	while (c->spell_tag[at] && c->spell_tag[at] != tag)
		at = (at + 1) & (c->spell_cap - 1);
	return at;
}

static int spell_grow(struct capture *c)
{
	struct capture old = *c;

	c->spell_cap = old.spell_cap ? old.spell_cap * 2 : 4096;
	c->spell_tag = calloc(c->spell_cap, sizeof *c->spell_tag);
	c->spell = calloc(c->spell_cap, 1);
	if (!c->spell_tag || !c->spell) {
		free(c->spell_tag);
		free(c->spell);
		c->spell_tag = old.spell_tag;
		c->spell = old.spell;
		c->spell_cap = old.spell_cap;
		return ERR(&c->e, E_FULL, "no memory");
	}
	for (uint32_t i = 0; i < old.spell_cap; i++)
		if (old.spell_tag[i]) {
			uint32_t at = spell_at(c, old.spell_tag[i]);
			c->spell_tag[at] = old.spell_tag[i];
			c->spell[at] = old.spell[i];
		}
	free(old.spell_tag);
	free(old.spell);
	return 0;
}

enum { SPELL_LOWER = 0x20 };

/* Remembers the first spelling of a tag when it is not the plain one. */
static int spell(struct capture *c, str s, uint64_t tag)
{
	size_t digits = (size_t)(67 - __builtin_clzll(tag)) / 4;
	int lower = -1;

	for (size_t i = 0; i < s.n && lower < 0; i++)
		if (s.p[i] > '9')
			lower = s.p[i] >= 'a';
	if (c->spell_lower < 0)
		c->spell_lower = lower;
	if (lower < 0)
		lower = c->spell_lower;
	if (s.n == digits && lower == c->spell_lower)
		return 0;
	if (c->spelled * 4 >= c->spell_cap * 3)
		TRY(spell_grow(c));
	uint32_t at = spell_at(c, tag);
	if (c->spell_tag[at])
		return 0;
	c->spell_tag[at] = tag;
	c->spell[at] = (uint8_t)(s.n | (lower > 0 ? SPELL_LOWER : 0));
	c->spelled++;
	return 0;
}

void capture_tag(const struct capture *c, uint64_t tag, char ret[static RP_TAG_TEXT])
{
	uint32_t at = c->spelled ? spell_at(c, tag) : 0;
	bool listed = c->spelled && c->spell_tag[at];
	int width = listed ? c->spell[at] & 31 : 0;
	bool lower = listed ? c->spell[at] & SPELL_LOWER : c->spell_lower > 0;

	snprintf(ret, RP_TAG_TEXT, lower ? "%0*llx" : "%0*llX", width, (unsigned long long)tag);
}

static int tag_cell(struct capture *c, struct table *t, str s, uint64_t *ret)
{
	uint64_t tag;

	if (!str_hex64(s, &tag) || tag == 0)
		return table_bad(c, t, "tag is '%.*s', not 1 to 16 hexadecimal digits other than 0", (int)MIN(s.n, 40), s.p);
	TRY(spell(c, s, tag));
	*ret = tag;
	return 1;
}

static int read_tags(struct capture *c)
{
	static const char *const want[] = { "tag", "plate" };
	static const bool need[] = { true, false };
	struct table t;
	str cell[RP_COLS];
	uint64_t tag;
	int rc = table_open(&t, c->dir, "tags.csv", want, need, 2, &c->e);

	if (rc == E_NOTFOUND) {
		c->e = (struct err){ 0 };
		table_close(&t);
		return 0;
	}
	while (rc >= 0 && (rc = table_row(c, &t, cell)) > 0) {
		rc = tag_cell(c, &t, cell[0], &tag);
		c->tags += rc == 1;
	}
	table_close(&t);
	return rc;
}

enum { RE_TAG, RE_AT, RE_SEEN, RE_MISSING, RE_LAT, RE_LON };

static int report_row(struct capture *c, struct table *t, const str *cell)
{
	struct report r = { .row = t->csv.line };
	int64_t seen, missing;
	struct geo g;
	double lat, lon;
	int rc = tag_cell(c, t, cell[RE_TAG], &r.tag);

	if (rc <= 0)
		return rc;
	if (!report_time(c, cell[RE_AT], &r.at))
		return table_bad(c, t, "t_reported_ms is '%.*s'", (int)MIN(cell[RE_AT].n, 40), cell[RE_AT].p);
	seen = r.at;
	if (cell[RE_SEEN].n && !report_time(c, cell[RE_SEEN], &seen))
		return table_bad(c, t, "t_last_seen_by_owner_ms is '%.*s'", (int)MIN(cell[RE_SEEN].n, 40), cell[RE_SEEN].p);
	if (cell[RE_MISSING].n && !report_time(c, cell[RE_MISSING], &missing))
		return table_bad(c, t, "t_found_missing_ms is '%.*s'", (int)MIN(cell[RE_MISSING].n, 40), cell[RE_MISSING].p);
	if ((cell[RE_LAT].n || cell[RE_LON].n) &&
	    (!str_f64(cell[RE_LAT], &lat) || !str_f64(cell[RE_LON], &lon) || !geo_from_deg(lat, lon, &g)))
		return table_bad(c, t, "lat,lon is not a position");
	r.since = MIN(seen, r.at);
	struct report *p = realloc(c->report, (c->reports + 1) * sizeof *p);
	if (!p)
		return ERR(&c->e, E_FULL, "no memory");
	c->report = p;
	c->report[c->reports++] = r;
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct report *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static int read_reports(struct capture *c)
{
	static const char *const want[] = { "tag", "t_reported_ms", "t_last_seen_by_owner_ms", "t_found_missing_ms", "lat", "lon" };
	static const bool need[] = { true, true, false, false, false, false };
	struct table t;
	str cell[RP_COLS];
	int rc = table_open(&t, c->dir, "reports.csv", want, need, 6, &c->e);

	if (rc == E_NOTFOUND) {
		c->e = (struct err){ 0 };
		table_close(&t);
		return 0;
	}
	while (rc >= 0 && (rc = table_row(c, &t, cell)) > 0)
		rc = report_row(c, &t, cell);
	table_close(&t);
	TRY(rc);
	if (c->reports)
		qsort(c->report, c->reports, sizeof *c->report, by_time);
	return 0;
}

/* ---- sightings ---- */

enum { SI_T, SI_STATION, SI_TAG, SI_RSSI, SI_FLAGS };

static bool rssi_cell(str s, int8_t *ret)
{
	int64_t v;
	double d;

	if (str_i64(s, -128, 127, &v)) {
		*ret = (int8_t)v;
		return true;
	}
	if (!str_f64(s, &d) || !(d >= -128 && d <= 127))
		return false;
	*ret = (int8_t)lround(d);
	return true;
}

/* 1 and the row, 0 when it was bad and is counted. */
static int sighting(struct capture *c, const str *cell, struct row *ret)
{
	struct table *t = &c->rows;
	struct row r;
	int64_t flags;
	int ix;

	if (!time_cell(c, cell[SI_T], &r.t))
		return table_bad(c, t, "t_ms is '%.*s', not a time in Unix milliseconds", (int)MIN(cell[SI_T].n, 40), cell[SI_T].p);
	if ((ix = capture_station(c, cell[SI_STATION])) < 0)
		return table_bad(c, t, "station '%.*s' is not in stations.csv", (int)MIN(cell[SI_STATION].n, 64), cell[SI_STATION].p);
	int rc = tag_cell(c, t, cell[SI_TAG], &r.tag);
	if (rc <= 0)
		return rc;
	if (!rssi_cell(cell[SI_RSSI], &r.rssi))
		return table_bad(c, t, "rssi is '%.*s', not a number from -128 to 127", (int)MIN(cell[SI_RSSI].n, 40), cell[SI_RSSI].p);
	if (!str_i64(cell[SI_FLAGS], 0, 255, &flags))
		return table_bad(c, t, "flags is '%.*s', not a number from 0 to 255", (int)MIN(cell[SI_FLAGS].n, 40), cell[SI_FLAGS].p);
	r.station = (uint16_t)ix;
	r.flags = (uint8_t)flags;
	*ret = r;
	return 1;
}

/* Keeps at least RP_AHEAD rows ahead of the reader. */
static int fill(struct capture *c)
{
	str cell[RP_COLS];

	if (c->at)
		memmove(c->win, c->win + c->at, (c->n - c->at) * sizeof *c->win);
	c->n -= c->at;
	c->at = 0;
	while (c->n < RP_WINDOW && !c->ended) {
		int rc = table_row(c, &c->rows, cell);
		TRY(rc);
		if (rc == 0) {
			c->ended = true;
			break;
		}
		rc = sighting(c, cell, &c->win[c->n]);
		TRY(rc);
		c->n += (uint32_t)rc;
	}
	return 0;
}

int capture_row(struct capture *c, struct row *ret)
{
	if (c->n - c->at <= RP_AHEAD && !c->ended)
		TRY(fill(c));
	if (c->at == c->n)
		return 0;
	*ret = c->win[c->at++];
	return 1;
}

static int open_sightings(struct capture *c)
{
	static const char *const want[] = { "t_ms", "station", "tag", "rssi", "flags" };
	static const bool need[] = { true, true, true, true, true };
	int rc = table_open(&c->rows, c->dir, "sightings_arrival.csv", want, need, 5, &c->e);

	c->arrival = rc != E_NOTFOUND;
	if (c->arrival)
		return rc;
	c->e = (struct err){ 0 };
	table_close(&c->rows);
	rc = table_open(&c->rows, c->dir, "sightings.csv", want, need, 5, &c->e);
	if (rc != E_NOTFOUND)
		return rc;
	c->e = (struct err){ 0 };
	return ERR(&c->e, E_NOTFOUND, "%s has neither sightings_arrival.csv nor sightings.csv", c->dir);
}

/* By the first row whose time can be read. */
static void find_origin(struct capture *c)
{
	struct csv look = c->rows.csv;
	str cell[CSV_MAX_COLS];
	utc_ms t;
	int n;

	while ((n = csv_row(&look, cell, CSV_MAX_COLS, NULL)) != 0)
		if (n == c->rows.cols && str_i64(cell[c->rows.at[SI_T]], 0, RP_MAX_T, &t)) {
			c->origin = t < RP_MIN_T + DAY_MS ? RP_ORIGIN : 0;
			return;
		}
}

int capture_open(struct capture *c, const char *dir, bool skip_bad)
{
	*c = (struct capture){ .dir = dir, .skip_bad = skip_bad, .index_cap = 1 << 17, .spell_lower = -1 };
	c->index = calloc(c->index_cap, sizeof *c->index);
	c->junction = calloc(4096, sizeof *c->junction);
	c->win = malloc(RP_WINDOW * sizeof *c->win);
	if (!c->index || !c->junction || !c->win)
		return ERR(&c->e, E_FULL, "no memory");
	TRY(read_stations(c));
	TRY(read_tags(c));
	TRY(open_sightings(c));
	find_origin(c);
	return read_reports(c);
}

void capture_close(struct capture *c)
{
	table_close(&c->rows);
	free(c->index);
	free(c->junction);
	free(c->win);
	free(c->place);
	free(c->name);
	free(c->report);
	free(c->spell_tag);
	free(c->spell);
	*c = (struct capture){ 0 };
}
