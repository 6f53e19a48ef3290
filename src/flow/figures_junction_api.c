/* figures_junction_api — HTTP face of flow_figures_junction: the map of violations, and a junction before and after a day. Counts only: no plate, nobody's name. */
#include <stdio.h>

#include "flow/flow_booking.h"
#include "flow/flow_figures_junction.h"
#include "serve/http/route.h"

extern const struct routes figures_junction_routes;

#define WHO (ROLE_LEADER | ROLE_TRAFFIC)

/* ---- words ---- */

struct word_view { str id, zh, en; };
static const struct js_field word_fields[] = {
	{ "id", JT_STR, offsetof(struct word_view, id), 0, 0, 16, NULL, "rate, watched, accidents or caveat" },
	{ "zh", JT_STR, offsetof(struct word_view, zh), 0, 0, 400, NULL, NULL },
	{ "en", JT_STR, offsetof(struct word_view, en), 0, 0, 600, NULL, NULL },
};
static const struct js_shape word_shape = JS_SHAPE("FigureWord", struct word_view, word_fields);

static void words(struct word_view v[static FJW_N])
{
	for (int i = 0; i < FJW_N; i++)
		v[i] = (struct word_view){ flow_junction_word_names[i], flow_junction_words[i].zh, flow_junction_words[i].en };
}

static int day_in(struct cx *cx, const struct req *rq, int at, const char *name, int32_t *ret)
{
	return flow_day_parse(rq->q[at].s, ret) ? 0 : FAIL_FIELD(cx, E_INVALID, name, "must be a day like 2026-11-25");
}

static str day_out(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return arena_str(cx->arena, flow_day_text(day, buf));
}

/* ---- the map ---- */

#define F(member) offsetof(struct flow_heat, member)
static const struct js_field heat_fields[] = {
	{ "junction", JT_I64, F(id), 0, 0, 0, NULL, "0: at no junction; it has no place" },
	{ "name", JT_STR, F(name), 0, 0, 200, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "n", JT_I64, F(standing), 0, 0, 0, NULL, "violations that stand" },
	{ "captured", JT_I64, F(captured), 0, 0, 0, NULL, NULL },
	{ "open", JT_I64, F(open), 0, 0, 0, NULL, "still to be reviewed" },
	{ "seen", JT_I64, F(seen), 0, 0, 0, NULL, "standing ones that its stations told of on watched days" },
	{ "watchedDays", JT_I64, F(watched), 0, 0, 0, NULL, "days on which all of its stations heard; seen over these is the rate" },
};
#undef F
static const struct js_shape heat_shape = JS_SHAPE("JunctionHeat", struct flow_heat, heat_fields);
struct map_view { utc_ms at; struct js_list items, words; };
static const struct js_field map_fields[] = {
	{ "cutoffAt", JT_UTC, offsetof(struct map_view, at), 0, 0, 0, NULL, NULL },
	{ "items", JT_LIST, offsetof(struct map_view, items), 0, 0, FIGURE_ROWS, &heat_shape, NULL },
	{ "words", JT_LIST, offsetof(struct map_view, words), 0, 0, FJW_N, &word_shape, "what the numbers mean, in both languages" },
};
static const struct js_shape map_shape = JS_SHAPE("JunctionMap", struct map_view, map_fields);

enum { QM_FROM, QM_TO, QM_KIND, QM_FIRST, QM_LAST };
static const struct route_q map_query[] = {
	{ "from", JT_STR, JF_REQUIRED, 10, 10, "first day, YYYY-MM-DD" }, { "to", JT_STR, JF_REQUIRED, 10, 10, "last day, at most 400 days" },
	{ "kind", JT_STR, 0, 1, 16, "only of this kind" },
	{ "firstHour", JT_I32, 0, 0, 23, "from this hour of the day on; 0 if not given" },
	{ "lastHour", JT_I32, 0, 0, 23, "up to and with this hour, over midnight where it is smaller; 23 if not given" },
};

static int get_map(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct flow_heat_q q = { .kind = VK_N, .last_hour = 23 };
	struct word_view w[FJW_N];
	struct flow_heat *v;
	int n;

	TRY(day_in(cx, rq, QM_FROM, "from", &q.from));
	TRY(day_in(cx, rq, QM_TO, "to", &q.to));
	q.to++;
	if (rq->q[QM_KIND].present && (q.kind = violation_kind_of(rq->q[QM_KIND].s)) == VK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "there is no such kind of violation");
	if (rq->q[QM_FIRST].present)
		q.first_hour = (int)rq->q[QM_FIRST].i;
	if (rq->q[QM_LAST].present)
		q.last_hour = (int)rq->q[QM_LAST].i;
	TRY(flow_heat(cx, &q, &v, &n));
	words(w);
	js_put(&rp->js, NULL, &map_shape, &(struct map_view){ cx->now, { v, (size_t)n }, { w, FJW_N } });
	return 0;
}

/* ---- before and after ---- */

struct span_view { str first, last; int64_t days, watched, captured, standing, open, seen, accidents, city; };
#define F(member) offsetof(struct span_view, member)
static const struct js_field span_fields[] = {
	{ "firstDay", JT_STR, F(first), 0, 0, 10, NULL, NULL },
	{ "lastDay", JT_STR, F(last), 0, 0, 10, NULL, NULL },
	{ "days", JT_I64, F(days), 0, 0, 0, NULL, "days that are over" },
	{ "watchedDays", JT_I64, F(watched), 0, 0, 0, NULL, "those on which all stations of the junction heard" },
	{ "captured", JT_I64, F(captured), 0, 0, 0, NULL, NULL },
	{ "n", JT_I64, F(standing), 0, 0, 0, NULL, "violations that stand" },
	{ "open", JT_I64, F(open), 0, 0, 0, NULL, "still to be reviewed" },
	{ "seen", JT_I64, F(seen), 0, 0, 0, NULL, "standing ones that the stations told of on watched days; over watchedDays it is the rate" },
	{ "accidents", JT_I64, F(accidents), 0, 0, 0, NULL, "those whose place names the junction" },
	{ "accidentsAll", JT_I64, F(city), 0, 0, 0, NULL, "all accidents of these days" },
};
#undef F
static const struct js_shape span_shape = JS_SHAPE("JunctionSpan", struct span_view, span_fields);
struct kind_view { int kind; int64_t before, after; };
static const struct js_field kind_fields[] = {
	{ "kind", JT_ENUM, offsetof(struct kind_view, kind), 0, 0, VK_N, violation_kind_names, NULL },
	{ "before", JT_I64, offsetof(struct kind_view, before), 0, 0, 0, NULL, NULL },
	{ "after", JT_I64, offsetof(struct kind_view, after), 0, 0, 0, NULL, NULL },
};
static const struct js_shape kind_shape = JS_SHAPE("JunctionKindChange", struct kind_view, kind_fields);
struct change_view { int64_t id; str name; int64_t stations; utc_ms at; struct js_list spans, kinds, words; };
#define F(member) offsetof(struct change_view, member)
static const struct js_field change_fields[] = {
	{ "junction", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 200, NULL, NULL },
	{ "stations", JT_I64, F(stations), 0, 0, 0, NULL, "stations of the junction that are in use" },
	{ "cutoffAt", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "spans", JT_LIST, F(spans), 0, 0, 2, &span_shape, "before and after" },
	{ "kinds", JT_LIST, F(kinds), 0, 0, VK_N, &kind_shape, "violations that stand, by kind" },
	{ "words", JT_LIST, F(words), 0, 0, FJW_N, &word_shape, "what the numbers mean and what they do not, in both languages" },
};
#undef F
static const struct js_shape change_shape = JS_SHAPE("JunctionChange", struct change_view, change_fields);

enum { QC_JUNCTION, QC_DAY, QC_DAYS };
static const struct route_q change_query[] = {
	{ "junction", JT_I64, JF_REQUIRED, 1, 65535, "which junction" }, { "day", JT_STR, JF_REQUIRED, 10, 10, "the first day of what comes after, YYYY-MM-DD" },
	{ "days", JT_I32, 0, 1, FLOW_CHANGE_DAYS, "days before it and from it on; 28 if not given. Whole weeks have the same days of the week" },
};

static int get_change(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct span_view s[2];
	struct kind_view k[VK_N];
	struct word_view w[FJW_N];
	struct flow_change c;
	int32_t day;

	TRY(day_in(cx, rq, QC_DAY, "day", &day));
	TRY(flow_junction_change(cx, rq->q[QC_JUNCTION].i, day, rq->q[QC_DAYS].present ? (int)rq->q[QC_DAYS].i : 28, &c));
	for (int i = 0; i < 2; i++) {
		const struct flow_span *p = &c.span[i];
		s[i] = (struct span_view){ day_out(cx, p->from), day_out(cx, p->to - 1), p->to - p->from, p->watched, p->captured, p->standing, p->open, p->seen, p->accidents, p->city };
	}
	for (int i = 0; i < VK_N; i++)
		k[i] = (struct kind_view){ i, c.kind[i][0], c.kind[i][1] };
	words(w);
	js_put(&rp->js, NULL, &change_shape, &(struct change_view){ c.id, c.name, c.stations, cx->now, { s, 2 }, { k, VK_N }, { w, FJW_N } });
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/figures/junctions", WHO, NULL, TX_READ, 0, NULL, &map_shape, map_query, COUNTOF(map_query), get_map, NULL,
	  "Violations by junction of the own area, with their places" },
	{ HTTP_GET, "/api/v1/figures/junction-change", WHO, NULL, TX_READ, 0, NULL, &change_shape, change_query, COUNTOF(change_query), get_change, NULL,
	  "A junction before and after a day: violations, watched days, accidents" },
};
const struct routes figures_junction_routes = ROUTES("figures_junction", rows);
