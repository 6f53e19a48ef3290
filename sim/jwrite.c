/* jwrite — see jwrite.h. */
#include "jwrite.h"

#include <math.h>
#include <stdlib.h>

#include "city.h"
#include "core/value.h"
#include "out.h"
#include "platform/fs.h"

static const char *const arm_name[JW_ARMS] = { "N", "E", "S", "W" };
static const char *const role_name[] = { "", "approach", "stop", "exit", "centre" };
static const char move_name[MV_N] = { 'L', 'T', 'R' };
static const char *const class_name[] = { "arterial", "secondary", "local" };

static const char *tag_of(const struct jfiles *o, uint32_t bike)
{
	static _Thread_local char tag[TAG_TEXT];

	return tag_text((tag_id){ city_tag(o->as[bike]) }, tag);
}

static double heading(double x, double y)
{
	double h = round(fmod(atan2(x, y) * 57.29577951 + 360, 360) * 10) / 10;

	return h >= 360 ? 0 : h;
}

/* ---- the truth ---- */

int jfiles_open(struct jfiles *o, bool positions, struct err *e)
{
	TRY(fs_mkdir(o->dir, e));
	o->crossings = out_open(o->dir, "truth_crossings.csv", "tag,intersection,arm_in,arm_out,side,lane,t_line_ms,waited_ms,bike,move,how,side_out,lane_out,"
		"group,state,state_for_ms,to_green_ms\n", e);
	o->violations = o->crossings ? out_open(o->dir, "truth_violations.csv", "kind,tag,intersection,arm,t_ms,how,arm_in,arm_out,bike,state_for_ms,to_green_ms\n", e) : NULL;
	o->positions = o->violations && positions ? out_open(o->dir, "truth_positions.csv", "tag,t_ms,lat,lon,intersection,bike\n", e) : NULL;
	return o->violations && (o->positions || !positions) ? 0 : e->code;
}

static void violation(struct jfiles *o, const struct jpassage *p, const char *kind, int arm, const char *how)
{
	fprintf(o->violations, "%s,%s,J%02d,%s,%lld,%s,%s,%s,%u,%lld,%lld\n", kind, tag_of(o, p->bike), p->junction + 1, arm_name[arm], (long long)p->line, how,
	        arm_name[p->arm_in], arm_name[p->arm_out], p->bike, (long long)p->since, (long long)p->to_green);
}

void jfiles_passage(struct jfiles *o, const struct jpassage *p)
{
	bool in = p->arm_in >= 0, through = in && p->arm_out >= 0;
	const struct junction *j = &o->w->j[p->junction];

	if (p->line < o->w->start || p->line >= o->w->end)
		return;
	o->passages++;
	fprintf(o->crossings, "%s,J%02d,%s,%s,%s,%s,%lld,%lld,%u,", tag_of(o, p->bike), p->junction + 1, in ? arm_name[p->arm_in] : "",
	        through ? arm_name[p->arm_out] : "", p->left_in ? "left" : "right",
	        p->motor ? "motor" : p->borrow ? "borrow" : !in || p->how == JH_PUSH ? "none" : j->arm[p->arm_in].bike_w > 0 ? "bike" : "mixed", (long long)p->line,
	        (long long)p->waited, p->bike);
	if (!through) {
		fprintf(o->crossings, ",%s,,,,,,\n", jhow_name[p->how]);
		return;
	}
	fprintf(o->crossings, "%c,%s,%s,%s,%s:%c,%c,%lld,%lld\n", move_name[p->move], jhow_name[p->how], p->left_out ? "left" : "right",
	        p->motor_on ? "motor" : "bike", arm_name[p->group / MV_N], move_name[p->group % MV_N], p->state, (long long)p->since, (long long)p->to_green);
	if (p->red && !j->unsignalled) {
		violation(o, p, "red", p->arm_in, jhow_name[p->how]);
		o->red++;
	}
	if (p->left_in)
		violation(o, p, "wrongway", p->arm_in, "in");
	if (p->left_out)
		violation(o, p, "wrongway", p->arm_out, "out");
	o->wrongway += (uint64_t)p->left_in + p->left_out;
	if (p->motor)
		violation(o, p, "motorlane", p->arm_in, p->motor_on ? "on" : "in");
	o->motorlane += p->motor;
}

void jfiles_track(struct jfiles *o, const struct jtrack *t)
{
	int hint = 0;
	struct jxy c = o->w->j[t->junction].at;
	double last = MIN(t->end, (double)(o->w->end - o->w->start) / 1000);

	if (!o->positions)
		return;
	for (double at = ceil(MAX(t->k[0].t, 0) * 2) / 2; at < last; at += t->parked ? 30 : 0.5) {
		struct jxy p = jtrack_at(t, at, &hint, NULL, NULL);
		struct geo g = city_geo(p.x, p.y);
		if (hypot(p.x - c.x, p.y - c.y) < 130)
			fprintf(o->positions, "%s,%lld,%.7f,%.7f,J%02d,%u\n", tag_of(o, t->bike), (long long)(o->w->start + (int64_t)llround(at * 1000)), geo_lat(g),
			        geo_lon(g), t->junction + 1, t->bike);
	}
}

static int write_clocks(const struct jfiles *o, struct err *e)
{
	FILE *f = out_open(o->dir, "truth_clocks.csv", "what,name,offset_ms,drift_ppm,step_at_ms,step_ms\n", e);

	if (!f)
		return e->code;
	for (int i = 0; i < o->w->nstations; i++) {
		const struct jstation *s = &o->w->st[i];
		fprintf(f, "station,%s,%lld,%.2f,%lld,%lld\n", s->name, (long long)s->offset, s->drift * 1e6, (long long)s->step_at, (long long)s->step);
	}
	for (int i = 0; i < o->w->n; i++)
		fprintf(f, "controller,J%02d,%lld,0,0,0\n", i + 1, (long long)o->w->j[i].controller);
	return out_close(f, "truth_clocks.csv", e);
}

static int write_faults(const struct jfiles *o, uint32_t bikes, struct err *e)
{
	FILE *f = out_open(o->dir, "truth_faults.csv", "station,what,from_ms,to_ms,value\n", e);

	if (!f)
		return e->code;
	for (int i = 0; i < o->w->nstations; i++) {
		const struct jstation *s = &o->w->st[i];
		if (s->said != i)
			fprintf(f, "%s,swapped,,,%s\n", s->name, o->w->st[s->said].name);
		if (s->dead || s->gain < -9)
			fprintf(f, "%s,%s,,,%.1f\n", s->name, s->dead ? "dead" : "deaf", s->gain);
		for (int k = 0; k < s->nout; k++)
			fprintf(f, "%s,outage,%lld,%lld,%s\n", s->name, (long long)s->out[k].from, (long long)s->out[k].to, s->out[k].lost ? "lost" : "stored");
	}
	for (int i = 0; i < o->w->n; i++)
		if (o->w->j[i].unsignalled)
			fprintf(f, "J%02d,no signals told,,,\n", i + 1);
	for (uint32_t i = 0; i < bikes; i++)
		if (o->as[i] != i)
			fprintf(f, ",clone,,,%s\n", tag_of(o, i));
	return out_close(f, "truth_faults.csv", e);
}

static void put_param(void *f, const char *name, double v) { fprintf(f, "%s,%.10g\n", name, v); }

static int write_params(const struct jfiles *o, struct err *e)
{
	FILE *f = out_open(o->dir, "truth_params.csv", "name,value\n", e);

	if (!f)
		return e->code;
	jparams_each(&o->w->p, put_param, f);
	return out_close(f, "truth_params.csv", e);
}

/* ---- the capture ---- */

static int write_stations(const struct jfiles *o, struct err *e)
{
	FILE *f = out_open(o->dir, "stations.csv", "id,kind,lat,lon,intersection,role,heading,arm,lane,nominal_range_m\n", e);

	if (!f)
		return e->code;
	for (int i = 0; i < o->w->nstations; i++) {
		const struct jstation *s = &o->w->st[o->w->st[i].said];      /* whose place it is said to have */
		struct geo g = city_geo(s->at.x, s->at.y);
		fprintf(f, "%s,%s,%.7f,%.7f,", o->w->st[i].name, s->junction < 0 ? "roadside" : "junction", geo_lat(g), geo_lon(g));
		if (s->junction >= 0)
			fprintf(f, "J%02d,%s,", s->junction + 1, role_name[s->role]);
		else
			fputs(",,", f);
		if (s->arm >= 0) {
			const struct jarm *a = &o->w->j[s->junction].arm[s->arm];
			double side = s->role == JR_EXIT ? 1 : -1;
			fprintf(f, "%.0f,%s,%s,", fmod(round(heading(side * a->ux, side * a->uy)), 360), arm_name[s->arm], s->motor ? "motor" : "nonmotor");
		} else {
			fprintf(f, ",,%s,", s->junction < 0 ? "" : "nonmotor");
		}
		fprintf(f, "%d\n", s->junction < 0 ? 100 : 35);
	}
	return out_close(f, "stations.csv", e);
}

static int write_intersections(const struct jfiles *o, struct err *e)
{
	FILE *f = out_open(o->dir, "intersections.csv", "intersection,lat,lon,arm,inbound_heading,stop_lat,stop_lon,motor_lanes,bike_lane_width_m,road_class\n", e);

	if (!f)
		return e->code;
	for (int i = 0; i < o->w->n; i++)
		for (int k = 0; k < JW_ARMS; k++) {
			const struct junction *j = &o->w->j[i];
			const struct jarm *a = &j->arm[k];
			if (!a->exists)
				continue;
			struct geo g = city_geo(j->at.x, j->at.y);
			struct jxy p = jworld_point(j, k, a->line, a->s_bike);
			struct geo s = city_geo(p.x, p.y);
			fprintf(f, "J%02d,%.7f,%.7f,%s,%.1f,%.7f,%.7f,%d,%.1f,%s\n", i + 1, geo_lat(g), geo_lon(g), arm_name[k], heading(-a->ux, -a->uy), geo_lat(s),
			        geo_lon(s), a->lanes, a->bike_w, class_name[a->cls]);
		}
	return out_close(f, "intersections.csv", e);
}

struct change { int64_t t; int junction, group; char state; };

static int by_time(const void *p, const void *q)
{
	const struct change *a = p, *b = q;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->junction != b->junction)
		return a->junction - b->junction;
	return a->group - b->group;
}

static size_t changes_of(const struct jfiles *o, int i, int g, struct change *ret)
{
	const struct jgroup *q = &o->sig[i].g[g];
	int64_t from = o->w->start - MINUTE_MS, to = o->w->end + MINUTE_MS, c = o->w->j[i].controller;
	size_t n = 0;

	if (ret)
		ret[n] = (struct change){ from + c, i, g, jsignal_at(&o->sig[i], g, from, NULL, NULL) };
	n++;
	for (int k = 0; k < q->n; k++) {
		const int64_t t[3] = { q->w[k].on, q->w[k].yellow, q->w[k].yellow + JS_YELLOW };
		for (int s = 0; s < 3; s++)
			if (t[s] > from && t[s] < to) {
				if (ret)
					ret[n] = (struct change){ t[s] + c, i, g, "GYR"[s] };
				n++;
			}
	}
	return n;
}

static int write_signals(const struct jfiles *o, struct err *e)
{
	struct change *c = NULL;
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++) {
		size_t at = 0;
		for (int i = 0; i < o->w->n; i++)
			for (int g = 0; g < JS_GROUPS; g++)
				if (o->sig[i].g[g].exists && !o->w->j[i].unsignalled)
					at += changes_of(o, i, g, c ? c + at : NULL);
		n = at;
		if (!c)
			c = calloc(n + 1, sizeof *c);
		ASSERT(c);
	}
	qsort(c, n, sizeof *c, by_time);
	FILE *f = out_open(o->dir, "signals.csv", "t_ms,intersection,group,state\n", e);
	for (size_t i = 0; f && i < n; i++)
		fprintf(f, "%lld,J%02d,%s:%c,%c\n", (long long)c[i].t, c[i].junction + 1, arm_name[c[i].group / MV_N], move_name[c[i].group % MV_N], c[i].state);
	free(c);
	return f ? out_close(f, "signals.csv", e) : e->code;
}

static char *put_num(char *p, int64_t v)
{
	char tmp[24];
	int n = 0;

	if (v < 0) {
		*p++ = '-';
		v = -v;
	}
	do
		tmp[n++] = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	while (n > 0)
		*p++ = tmp[--n];
	return p;
}

static int write_sightings(const struct jfiles *o, const struct jradio *a, struct err *e)
{
	FILE *f = out_open(o->dir, "sightings_arrival.csv", "t_ms,station,tag,rssi,flags\n", e);

	if (!f)
		return e->code;
	for (size_t i = 0; i < a->n; i++) {
		const struct jrow *r = &a->row[i];
		char line[128], tag[TAG_TEXT], *p = put_num(line, r->t);
		*p++ = ',';
		p = stpcpy(p, o->w->st[r->station].name);
		*p++ = ',';
		p = stpcpy(p, tag_text((tag_id){ city_tag(r->tag) }, tag));
		*p++ = ',';
		p = put_num(p, r->rssi);
		*p++ = ',';
		*p++ = (char)('0' + r->flags);
		*p++ = '\n';
		fwrite(line, 1, (size_t)(p - line), f);
	}
	return out_close(f, "sightings_arrival.csv", e);
}

int jfiles_write(struct jfiles *o, const struct jradio *a, uint32_t bikes, struct err *e)
{
	char path[1024];

	TRY(out_close(o->crossings, "truth_crossings.csv", e));
	TRY(out_close(o->violations, "truth_violations.csv", e));
	if (o->positions)
		TRY(out_close(o->positions, "truth_positions.csv", e));
	TRY(write_clocks(o, e));
	TRY(write_faults(o, bikes, e));
	TRY(write_params(o, e));
	TRY(write_stations(o, e));
	TRY(write_intersections(o, e));
	TRY(write_signals(o, e));
	TRY(write_sightings(o, a, e));
	FILE *f = out_open(o->dir, "reports.csv", "tag,t_reported_ms,t_last_seen_by_owner_ms,t_found_missing_ms,lat,lon\n", e);
	if (!f)
		return e->code;
	TRY(out_close(f, "reports.csv", e));
	snprintf(path, sizeof path, "%s/tags.csv", o->dir);
	return city_write_tags(path, bikes, e);
}
