/* cross_write — the live city's junctions and the truth about them as files; see cross.h. */
#include "base/utc.h"
#include "core/value.h"
#include "cross.h"
#include "out.h"

/* ---- the truth ---- */

int cross_truth_open(struct cross_truth *t, const char *dir, struct err *e)
{
	*t = (struct cross_truth){ NULL, NULL };
	t->violations = out_open(dir, "truth_violations.csv", "kind,tag,intersection,arm,t_ms,how,arm_in,arm_out\n", e);
	t->crossings = t->violations ? out_open(dir, "truth_crossings.csv", "tag,intersection,arm_in,arm_out,side,lane,t_line_ms,waited_ms,move,how,side_out,state\n", e) : NULL;
	if (!t->crossings)
		return e->code;
	setvbuf(t->violations, NULL, _IOLBF, 0);
	return 0;
}

static void violation(struct cross_truth *t, const struct cross_passage *p, const char *tag, const char *kind, unsigned arm, const char *how)
{
	fprintf(t->violations, "%s,%s,J%02d,%c,%lld,%s,%c,%c\n", kind, tag, p->junction, cross_arm_name[arm], (long long)p->line, how, cross_arm_name[p->arm_in], cross_arm_name[p->arm_out]);
}

void cross_truth_put(struct cross_truth *t, const struct cross_passage *p)
{
	char text[TAG_TEXT];
	const char *tag = tag_text((tag_id){ city_tag(p->bike) }, text);

	fprintf(t->crossings, "%s,J%02d,%c,%c,%s,%s,%lld,%lld,%c,%s,%s,%c\n", tag, p->junction, cross_arm_name[p->arm_in], cross_arm_name[p->arm_out], p->left_in ? "left" : "right",
	        p->motor ? "motor" : "bike", (long long)p->line, (long long)p->waited, p->move, cross_how_name[p->how], p->left_out ? "left" : "right", p->state);
	if (p->red)
		violation(t, p, tag, "red", p->arm_in, cross_how_name[p->how]);
	if (p->left_in)
		violation(t, p, tag, "wrongway", p->arm_in, "in");
	if (p->left_out)
		violation(t, p, tag, "wrongway", p->arm_out, "out");
	if (p->motor)
		violation(t, p, tag, "motorlane", p->arm_in, "in");
}

int cross_truth_close(struct cross_truth *t, struct err *e)
{
	int a = t->violations ? out_close(t->violations, "truth_violations.csv", e) : 0, b = t->crossings ? out_close(t->crossings, "truth_crossings.csv", e) : 0;

	*t = (struct cross_truth){ NULL, NULL };
	return a < 0 ? a : b;
}

/* ---- junctions ---- */

/* Each arm's stop line stands where its stop station does. */
int cross_write_intersections(const struct city *c, const char *dir, struct err *e)
{
	FILE *f = out_open(dir, "intersections.csv", "intersection,lat,lon,arm,inbound_heading,stop_lat,stop_lon,motor_lanes,bike_lane_width_m,road_class\n", e);

	if (!f)
		return e->code;
	for (int i = 0; i < CITY_STATIONS; i++) {
		const struct city_station *s = &c->station[i];
		if (s->role != SR_STOP)
			continue;
		const struct city_node *v = &c->node[c->junction[s->junction - 1].node];
		struct geo g = city_geo(v->x, v->y), at = city_geo(s->x, s->y);
		fprintf(f, "J%02d,%.7f,%.7f,%c,%d,%.7f,%.7f,1,2.0,main\n", s->junction, geo_lat(g), geo_lon(g), cross_arm_name[s->arm], s->heading, geo_lat(at), geo_lon(at));
	}
	return out_close(f, "intersections.csv", e);
}

/* Seconds as a fixed-time plan of the console has them. */
int cross_write_plans(const struct city *c, const char *dir, struct err *e)
{
	FILE *f = out_open(dir, "plans.csv", "intersection,arm,cycle_s,offset_s,green_from_s,green_to_s,yellow_s\n", e);

	if (!f)
		return e->code;
	for (int i = 0; i < CITY_STATIONS; i++) {
		const struct city_station *s = &c->station[i];
		if (s->role == SR_STOP)
			fprintf(f, "J%02d,%c,%d,%d,%d,%d,%d\n", s->junction, cross_arm_name[s->arm], CROSS_CYCLE_S, cross_offset_s(s->junction), cross_green_from_s(s->arm),
			        cross_green_from_s(s->arm) + CROSS_GREEN_S, CROSS_YELLOW_S);
	}
	return out_close(f, "plans.csv", e);
}

int cross_write_signals(const char *dir, int64_t from, int64_t to, struct err *e)
{
	char was[CITY_JUNCTIONS][4] = { { 0 } };
	FILE *f = out_open(dir, "signals.csv", "t_ms,intersection,group,state\n", e);

	if (!f)
		return e->code;
	for (int64_t t = from / 1000 * 1000; t <= to; t += 1000)
		for (unsigned j = 0; j < CITY_JUNCTIONS; j++)
			for (unsigned arm = 0; arm < 4; arm++) {
				char s = cross_signal(j + 1, arm, t, NULL);
				if (s == was[j][arm])
					continue;
				was[j][arm] = s;
				for (const char *m = "LTR"; *m; m++)
					fprintf(f, "%lld,J%02u,%c:%c,%c\n", (long long)t, j + 1, cross_arm_name[arm], *m, s);
			}
	return out_close(f, "signals.csv", e);
}
