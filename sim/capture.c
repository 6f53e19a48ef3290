/* capture — yanzhen-sim capture: some minutes of the city as recorded captures, with the truth beside them.
 *
 * Files: stations.csv, tags.csv, reports.csv, sightings.csv (by station clock), sightings_arrival.csv (as a server would have
 * received them: batches, outages with buffered resend, lost acknowledgements sent twice), and the truth: truth_positions.csv,
 * truth_passages.csv, truth_faults.csv, truth_thefts.csv, and what plant.h hides. With --signals also intersections.csv, signals.csv,
 * truth_violations.csv, truth_crossings.csv. Same options, same bytes. Everything is held in memory: at most
 * MAX_ROWS sightings. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utc.h"
#include "cmds.h"
#include "core/value.h"
#include "format/sup/sup.h"
#include "opts.h"
#include "out.h"
#include "plant.h"
#include "platform/fs.h"
#include "world.h"

enum { MAX_ROWS = 60000000, MAX_FAULTS = 6, MAX_OPEN = 24, MAX_THEFTS = 1000, BATCH_MS = 1000 };

struct row { int64_t t, arrive; uint32_t bike; uint16_t station; int8_t rssi; uint8_t flags; };
enum fault_kind { F_OUTAGE, F_WIPE, F_REBOOT, F_MAINS, F_KINDS };
static const char *const fault_name[F_KINDS] = { "outage", "wipe", "reboot", "mains-cut" };
struct fault { int64_t from, to; uint8_t kind; };
struct box { int nfault; struct fault fault[MAX_FAULTS]; int64_t offset; double drift_ppm; };
struct theft { uint32_t bike; int64_t stolen, reported, hidden, at; float x, y; bool begun; unsigned dest; int loss_db; };
struct passage { uint16_t station; int64_t first, last; };
struct opens { struct passage p[MAX_OPEN]; int n; };

struct capture {
	const char *dir, *faults;
	int64_t seed, minutes, bikes, hour, thefts, moving_ms, parked_ms, truth_s;
	bool awake, signals;
	struct cross_truth crossings;
	double dup;
	int64_t start, end, now;
	struct city *city;
	struct world *world;
	struct box *box;
	struct theft *theft;
	struct plant plant;
	struct row *row;
	size_t n, cap;
	uint64_t lost;
	bool full;
	struct opens *open;
	FILE *positions, *passages;
};

static void push(struct capture *c, struct row r)
{
	if (c->n == c->cap) {
		if (c->n >= MAX_ROWS) {
			c->full = true;
			return;
		}
		c->cap = c->cap ? MIN(c->cap * 2, (size_t)MAX_ROWS) : 1 << 16;
		c->row = realloc(c->row, c->cap * sizeof *c->row);
		ASSERT(c->row);
	}
	c->row[c->n++] = r;
}

/* When a batch closed at `closed` reaches the server; false when a reboot or a wipe swallows it. */
static bool arrival(const struct box *b, int64_t opened, int64_t closed, uint64_t chance, int64_t *ret)
{
	int64_t at = closed + 15 + (int64_t)(chance % 180);

	for (int k = 0; k < b->nfault; k++) {
		const struct fault *f = &b->fault[k];
		if (f->kind == F_REBOOT && opened < f->to && closed >= f->from)
			return false;
		if (f->kind == F_WIPE && closed >= f->from && opened < f->to)
			return false;
		if (f->kind == F_OUTAGE && at >= f->from && at < f->to)   /* flushed after the line is back, oldest first */
			at = f->to + 1000 + (int64_t)(chance >> 20 & 2047) + (closed - f->from) / 50;
	}
	*ret = at;
	return true;
}

static void hear(void *arg, int station, uint32_t bike, int64_t t, int rssi, unsigned status, unsigned antenna)
{
	struct capture *c = arg;
	const struct box *b = &c->box[station];
	int64_t phase = (int64_t)(hash_u64((uint64_t)station + 5) % BATCH_MS);
	int64_t opened = (t - phase) / BATCH_MS * BATCH_MS + phase, closed = opened + BATCH_MS;
	uint64_t chance = hash_u64((uint64_t)opened * 8191 + (uint64_t)station + (uint64_t)c->seed);
	struct row r = { .bike = c->plant.as[bike], .station = (uint16_t)station, .rssi = (int8_t)rssi };

	(void)antenna;
	r.flags = (uint8_t)((status & SUP_S_MOVING ? 1 : 0) | (status & SUP_S_BATTERY_LOW ? 2 : 0));
	for (int k = 0; k < b->nfault; k++)
		if (b->fault[k].kind == F_MAINS && t >= b->fault[k].from && t < b->fault[k].to)
			r.flags |= 4;
	r.t = t + b->offset + (int64_t)((double)(t - c->start) * b->drift_ppm * 1e-6);
	if (!arrival(b, opened, closed, chance, &r.arrive)) {
		c->lost++;
		return;
	}
	push(c, r);
	if ((double)(chance >> 40) / (double)(1 << 24) < c->dup) {   /* its acknowledgement was lost: the batch comes again */
		r.arrive += 5000 + (int64_t)(chance % 55000);
		r.flags |= 128;                                  /* only for this program: not in sightings.csv */
		push(c, r);
	}
}

static void passed(void *arg, const struct cross_passage *p)
{
	struct capture *c = arg;

	if (p->line < c->end)
		cross_truth_put(&c->crossings, p);
}

static void add_fault(struct capture *c, struct rng *r, struct box *b, enum fault_kind kind, double per_hour, double mean_ms)
{
	double expect = per_hour * (double)c->minutes / 60;

	if (rng_unit(r) >= expect || b->nfault == MAX_FAULTS)
		return;
	int64_t from = c->start + (int64_t)(rng_unit(r) * (double)(c->end - c->start));
	int64_t to = from + (int64_t)(-log(1 - rng_unit(r)) * mean_ms) + 1000;
	b->fault[b->nfault++] = (struct fault){ from, MIN(to, c->end + 3600000), (uint8_t)kind };
}

static int make_faults(struct capture *c, struct err *e)
{
	double many = strcmp(c->faults, "many") == 0 ? 1 : strcmp(c->faults, "some") == 0 ? 0.05 : 0;

	if (many == 0 && strcmp(c->faults, "none") != 0)
		return ERR(e, E_USAGE, "--faults takes none, some or many, not '%s'", c->faults);
	c->dup = many * 0.01;
	for (int i = 0; i < CITY_STATIONS; i++) {
		struct rng r = rng_of((uint64_t)c->seed, 900, (uint64_t)i);
		struct box *b = &c->box[i];
		add_fault(c, &r, b, F_OUTAGE, 0.6 * many, 240000);
		add_fault(c, &r, b, F_REBOOT, 0.2 * many, 15000);
		add_fault(c, &r, b, F_WIPE, 0.05 * many, 120000);
		add_fault(c, &r, b, F_MAINS, 0.1 * many, 600000);
		if (many > 0) {
			b->offset = (int64_t)(rng_normal(&r) * 150);
			b->drift_ppm = rng_normal(&r) * 10;
		}
		if (rng_unit(&r) < 0.01 * many)    /* a broken clock */
			b->offset = (int64_t)rng_range(&r, -120000, 50000);
	}
	return 0;
}

static void put_row_tag(FILE *f, uint32_t bike)
{
	char tag[TAG_TEXT];

	fputs(tag_text((tag_id){ city_tag(bike) }, tag), f);
}

static int write_rows(const struct capture *c, const char *name, bool again, struct err *e)
{
	FILE *f = out_open(c->dir, name, "t_ms,station,tag,rssi,flags\n", e);

	if (!f)
		return e->code;
	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->row[i];
		if (!again && (r->flags & 128))
			continue;
		fprintf(f, "%lld,%s,", (long long)r->t, c->city->station[r->station].name);
		put_row_tag(f, r->bike);
		fprintf(f, ",%d,%d\n", r->rssi, r->flags & 7);
	}
	return out_close(f, name, e);
}

#define CMP(a, b) if ((a) != (b)) return (a) < (b) ? -1 : 1
static int by_clock(const void *p, const void *q)
{
	const struct row *a = p, *b = q;

	CMP(a->t, b->t);
	CMP(a->station, b->station);
	CMP(a->bike, b->bike);
	CMP(a->arrive, b->arrive);
	CMP(a->rssi, b->rssi);
	return 0;
}

static int by_arrival(const void *p, const void *q)
{
	const struct row *a = p, *b = q;

	CMP(a->arrive, b->arrive);
	CMP(a->station, b->station);
	CMP(a->t, b->t);
	CMP(a->bike, b->bike);
	CMP(a->rssi, b->rssi);
	return 0;
}
#undef CMP

/* ---- truth, once a --truth-s second ---- */

static void close_passage(struct capture *c, uint32_t i, int k)
{
	struct passage *p = &c->open[i].p[k];

	put_row_tag(c->passages, i);
	fprintf(c->passages, ",%s,%lld,%lld\n", c->city->station[p->station].name, (long long)p->first, (long long)p->last);
	*p = c->open[i].p[--c->open[i].n];
}

static void passages_of(struct capture *c, uint32_t i, struct xy at, int64_t t)
{
	uint16_t st[MAX_OPEN];
	int n = world_within(c->world, at.x, at.y, st, MAX_OPEN);
	struct opens *o = &c->open[i];

	for (int k = 0; k < n; k++) {
		int j = 0;
		while (j < o->n && o->p[j].station != st[k])
			j++;
		if (j == o->n && o->n < MAX_OPEN)
			o->p[o->n++] = (struct passage){ st[k], t, t };
		if (j < o->n)
			o->p[j].last = t;
	}
	for (int j = o->n - 1; j >= 0; j--)
		if (o->p[j].last < t)
			close_passage(c, i, j);
}

static void note_truth(struct capture *c, int64_t t)
{
	for (uint32_t i = 0; i < c->bikes; i++) {
		bool moving;
		struct xy p = world_where(c->world, i, t, &moving);
		struct geo g = city_geo(p.x, p.y);
		put_row_tag(c->positions, i);
		fprintf(c->positions, ",%lld,%.7f,%.7f,%d\n", (long long)t, geo_lat(g), geo_lon(g), moving);
		passages_of(c, i, p, t);
	}
}

/* ---- thieves ---- */

static void plan_thefts(struct capture *c)
{
	struct rng r = rng_of((uint64_t)c->seed, 901, 0);
	double span = (double)(c->end - c->start);

	for (int k = 0; k < c->thefts; k++) {
		struct theft *t = &c->theft[k];
		t->at = c->start + (int64_t)(span * rng_range(&r, 0.05, 0.45));
		t->reported = t->at + (int64_t)(span * rng_range(&r, 0.03, 0.25));
		t->dest = rng_below(&r, (uint32_t)c->city->nnodes);
		t->loss_db = rng_unit(&r) < 0.5 ? 60 : 0;
		t->bike = (uint32_t)(hash_u64((uint64_t)c->seed * 977 + (uint64_t)k) % (uint64_t)c->bikes);
	}
}

static void run_thefts(struct capture *c, int64_t t)
{
	for (int k = 0; k < c->thefts; k++) {
		struct theft *th = &c->theft[k];
		bool moving;
		if (!th->begun && t >= th->at) {
			uint32_t want = th->bike;
			bool taken = !world_find_parked(c->world, t, 2, 1800000, &want);
			taken |= c->plant.taken[want] != 0;
			for (int j = 0; j < c->thefts; j++)
				taken |= c->theft[j].begun && c->theft[j].bike == want;
			if (taken) {        /* try again a second later, elsewhere */
				th->bike = (th->bike + 101) % (uint32_t)c->bikes;
				continue;
			}
			th->bike = want;
			struct xy p = world_where(c->world, want, t, &moving);
			th->x = p.x;
			th->y = p.y;
			th->stolen = t;
			th->begun = true;
			th->reported = MAX(th->reported, t + 10000);
			world_steal(c->world, want, t, th->dest, th->loss_db);
		} else if (th->begun && th->hidden == 0 && world_bike(c->world, th->bike)->mode == BIKE_HIDDEN) {
			th->hidden = t;
		}
	}
}

/* The first of each pair that rode together was stolen: reported when they have parted. */
static void write_pair_reports(const struct capture *c, FILE *f, int64_t pass)
{
	for (int64_t k = 0; k < c->plant.pairs; k++) {
		const struct plant_pair *q = &c->plant.pair[k];
		int64_t at = MIN(q->t1 + 30000, c->end);
		if (q->t0 == 0 || at < pass || at >= pass + 1000)
			continue;
		struct geo g = city_geo(q->from.x, q->from.y);
		put_row_tag(f, q->a);
		fprintf(f, ",%lld,%lld,%lld,%.7f,%.7f\n", (long long)at, (long long)(q->t0 - 60000), (long long)(at - 5000), geo_lat(g), geo_lon(g));
	}
}

static int write_thefts(const struct capture *c, struct err *e)
{
	FILE *f = out_open(c->dir, "reports.csv", "tag,t_reported_ms,t_last_seen_by_owner_ms,t_found_missing_ms,lat,lon\n", e);
	if (!f)
		return e->code;
	FILE *g = out_open(c->dir, "truth_thefts.csv", "tag,t_stolen_ms,t_hidden_ms,hide_lat,hide_lon,walls_db\n", e);
	if (!g) {
		fclose(f);
		return e->code;
	}
	for (int64_t pass = c->start; pass <= c->end; pass += 1000) {  /* in order of the report */
		write_pair_reports(c, f, pass);
		for (int k = 0; k < c->thefts; k++) {
			const struct theft *t = &c->theft[k];
			if (!t->begun || t->reported < pass || t->reported >= pass + 1000)
				continue;
			struct geo at = city_geo(t->x, t->y);
			const struct city_node *n = &c->city->node[t->dest];
			struct geo h = city_geo(n->x + 30, n->y + 20);
			put_row_tag(f, t->bike);
			fprintf(f, ",%lld,%lld,%lld,%.7f,%.7f\n", (long long)t->reported, (long long)(t->stolen - 60000),
			        (long long)(t->reported - 5000), geo_lat(at), geo_lon(at));
			put_row_tag(g, t->bike);
			fprintf(g, ",%lld,%lld,%.7f,%.7f,%d\n", (long long)t->stolen, (long long)t->hidden, geo_lat(h), geo_lon(h), t->loss_db);
		}
	}
	int rc = out_close(f, "reports.csv", e), rc2 = out_close(g, "truth_thefts.csv", e);
	return rc < 0 ? rc : rc2;
}

static int write_faults(const struct capture *c, struct err *e)
{
	FILE *f = out_open(c->dir, "truth_faults.csv", "station,what,from_ms,to_ms,value\n", e);

	if (!f)
		return e->code;
	for (int i = 0; i < CITY_STATIONS; i++) {
		const struct box *b = &c->box[i];
		for (int k = 0; k < b->nfault; k++)
			fprintf(f, "%s,%s,%lld,%lld,\n", c->city->station[i].name, fault_name[b->fault[k].kind], (long long)b->fault[k].from,
			        (long long)b->fault[k].to);
		if (b->offset != 0 || b->drift_ppm != 0)
			fprintf(f, "%s,clock,%lld,%lld,%lld ms %+.1f ppm\n", c->city->station[i].name, (long long)c->start, (long long)c->end,
			        (long long)b->offset, b->drift_ppm);
	}
	return out_close(f, "truth_faults.csv", e);
}

static int record(struct capture *c, struct err *e)
{
	char path[1024];

	TRY(fs_mkdir(c->dir, e));
	if (c->signals) {
		TRY(cross_truth_open(&c->crossings, c->dir, e));
		TRY(cross_write_intersections(c->city, c->dir, e));
		TRY(cross_write_signals(c->dir, c->start - MINUTE_MS, c->end + MINUTE_MS, e));
	}
	c->positions = out_open(c->dir, "truth_positions.csv", "tag,t_ms,lat,lon,moving\n", e);
	c->passages = c->positions ? out_open(c->dir, "truth_passages.csv", "tag,station,first_ms,last_ms\n", e) : NULL;
	if (!c->passages)
		return e->code;
	for (int64_t t = c->start; t <= c->end; t += 1000) {
		world_step(c->world, t);
		run_thefts(c, t);
		plant_step(&c->plant, c->world, t);
		if ((t - c->start) / 1000 % c->truth_s == 0)
			note_truth(c, t);
	}
	for (uint32_t i = 0; i < c->bikes; i++)
		while (c->open[i].n > 0)
			close_passage(c, i, c->open[i].n - 1);
	if (c->full)
		return ERR(e, E_TOOBIG, "more than %d sightings: take fewer bikes or minutes", MAX_ROWS);
	TRY(cross_truth_close(&c->crossings, e));
	TRY(out_close(c->positions, "truth_positions.csv", e));
	c->positions = NULL;
	TRY(out_close(c->passages, "truth_passages.csv", e));
	c->passages = NULL;
	if (c->n > 0)
		qsort(c->row, c->n, sizeof *c->row, by_clock);
	TRY(write_rows(c, "sightings.csv", false, e));
	if (c->n > 0)
		qsort(c->row, c->n, sizeof *c->row, by_arrival);
	TRY(write_rows(c, "sightings_arrival.csv", true, e));
	TRY(write_thefts(c, e));
	TRY(write_faults(c, e));
	plant_register(&c->plant, c->city);
	TRY(city_write_stations(c->city, c->dir, e));
	TRY(plant_write(&c->plant, c->city, c->dir, e));
	snprintf(path, sizeof path, "%s/tags.csv", c->dir);
	return city_write_tags(path, (uint32_t)c->bikes, e);
}

static void make_world(struct capture *c)
{
	/* a fixed Monday, so that the same options give the same bytes on every day */
	c->start = day_start(day_of(1772424000000)) + c->hour * HOUR_MS;
	c->end = c->start + c->minutes * MINUTE_MS;
	c->city = city_new((uint64_t)c->seed);
	c->box = calloc(CITY_STATIONS, sizeof *c->box);
	c->theft = calloc((size_t)MAX(c->thefts, 1), sizeof *c->theft);
	c->open = calloc((size_t)c->bikes, sizeof *c->open);
	ASSERT(c->box && c->theft && c->open);
	struct world_opts w = { .seed = (uint64_t)c->seed, .bikes = (uint32_t)c->bikes, .radio_start = c->start, .city_start = c->start,
		.speed = 1, .moving_ms = (int)c->moving_ms, .parked_ms = (int)c->parked_ms, .all_awake = c->awake, .hear = hear,
		.passed = c->signals ? passed : NULL, .arg = c };
	c->world = world_new(c->city, &w);
}

int cmd_capture(int argc, char **argv)
{
	struct capture c = { .seed = 1, .minutes = 30, .bikes = 2000, .hour = 8, .thefts = 10, .truth_s = 1, .faults = "some" };
	struct err e = { 0 };
	const struct opt o[] = {
		{ "out", OPT_STR, &c.dir, 0, 0, "DIR", "folder for the captures and the truth" },
		{ "minutes", OPT_INT, &c.minutes, 1, 2880, "N", "how long (default 30)" },
		{ "bikes", OPT_INT, &c.bikes, 1, 1e6, "N", "how many (default 2000)" },
		{ "seed", OPT_INT, &c.seed, 0, 1e15, "N", "which city and which day (default 1)" },
		{ "hour", OPT_INT, &c.hour, 0, 23, "H", "hour of the day (+08:00) at which it begins (default 8)" },
		{ "thefts", OPT_INT, &c.thefts, 0, MAX_THEFTS, "N", "bikes stolen and reported (default 10)" },
		{ "faults", OPT_STR, &c.faults, 0, 0, "WORD", "none, some (default) or many" },
		{ "moving-ms", OPT_INT, &c.moving_ms, 0, 50000, "MS", "beacon interval of a riding tag (default 2000)" },
		{ "parked-ms", OPT_INT, &c.parked_ms, 0, 50000, "MS", "beacon interval of a parked tag (default 8000)" },
		{ "awake", OPT_FLAG, &c.awake, 0, 0, NULL, "every bike rides often: much movement from few bikes" },
		{ "companions", OPT_INT, &c.plant.pairs, 0, PLANT_MAX, "N", "pairs of bikes that ride together; the first of each is reported (truth_companions.csv)" },
		{ "clones", OPT_INT, &c.plant.twins, 0, PLANT_MAX, "N", "tags that two bikes carry (truth_clones.csv)" },
		{ "misplaced", OPT_INT, &c.plant.spots, 0, PLANT_MAX, "N", "stations registered in a wrong place (truth_misplaced.csv)" },
		{ "signals", OPT_FLAG, &c.signals, 0, 0, NULL, "junctions and their signals with it, and who breaks which rule there (truth_violations.csv)" },
		{ "truth-s", OPT_INT, &c.truth_s, 1, 3600, "S", "seconds between true positions (default 1)" },
	};
	int rc = opts_parse(argc, argv, o, COUNTOF(o), "capture --out DIR", &e);

	if (rc == 1)
		return 0;
	if (rc == 0 && !c.dir)
		rc = ERR(&e, E_USAGE, "capture needs --out DIR");
	if (rc < 0)
		return fail(&e);
	make_world(&c);
	plan_thefts(&c);
	rc = plant_begin(&c.plant, c.world, (uint64_t)c.seed, (uint32_t)c.bikes, &e);
	if (rc == 0)
		rc = make_faults(&c, &e);
	if (rc == 0)
		rc = record(&c, &e);
	if (rc == 0)
		fprintf(stderr, "%zu sightings arrived (resends included), %llu lost in the stations, %lld bikes, %lld minutes\n", c.n,
		       (unsigned long long)c.lost, (long long)c.bikes, (long long)c.minutes);
	if (c.positions)
		fclose(c.positions);
	if (c.passages)
		fclose(c.passages);
	world_free(c.world);
	city_free(c.city);
	plant_done(&c.plant);
	free(c.box);
	free(c.theft);
	free(c.open);
	free(c.row);
	return rc < 0 ? fail(&e) : 0;
}
