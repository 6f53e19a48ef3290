/* flow_violation_sheet — see flow_violation_sheet.h. The shape is what flow_junction_found.c writes. */
#include <stdlib.h>

#include "flow/flow_violation_int.h"
#include "flow/flow_violation_sheet.h"
#include "office/junction/junction.h"

/* --- what is read --- */

enum { READINGS = 500, PHASES = 200, STATIONS = 200 };
#define CLOCK_MOST (400ll * DAY_MS)      /* a station that was never set is a year off, not more */

struct reading { str station; utc_ms station_at; int64_t clock_ms, rssi; };
struct phase { utc_ms at; str state; };
struct health { str station; bool clock_known; int64_t clock_ms, clock_err_ms; bool swapped, deaf; int64_t heard, expected; };
struct evidence {
	str kind; int64_t junction, geometry; str move, arm_in, arm_out; utc_ms at; int64_t err_ms; utc_ms first_at, last_at; int64_t controller_ms, confidence; str against;
	struct js_list readings, phases, stations;
};

#define F(member) offsetof(struct reading, member)
static const struct js_field reading_fields[] = {
	{ "station", JT_STR, F(station), JF_REQUIRED, 1, 64, NULL, NULL }, { "stationAt", JT_UTC, F(station_at), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "clockMs", JT_I64, F(clock_ms), 0, -CLOCK_MOST, CLOCK_MOST, NULL, NULL }, { "rssi", JT_I64, F(rssi), JF_REQUIRED, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape reading_shape = JS_SHAPE("SheetReading", struct reading, reading_fields);
#define F(member) offsetof(struct phase, member)
static const struct js_field phase_fields[] = { { "at", JT_UTC, F(at), JF_REQUIRED, 0, 0, NULL, NULL }, { "state", JT_STR, F(state), JF_REQUIRED, 1, 32, NULL, NULL } };
#undef F
static const struct js_shape phase_shape = JS_SHAPE("SheetPhase", struct phase, phase_fields);
#define F(member) offsetof(struct health, member)
static const struct js_field health_fields[] = {
	{ "station", JT_STR, F(station), JF_REQUIRED, 1, 64, NULL, NULL }, { "clockKnown", JT_BOOL, F(clock_known), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "clockMs", JT_I64, F(clock_ms), 0, -CLOCK_MOST, CLOCK_MOST, NULL, NULL }, { "clockErrMs", JT_I64, F(clock_err_ms), 0, 0, 0, NULL, NULL },
	{ "swapped", JT_BOOL, F(swapped), 0, 0, 0, NULL, NULL }, { "deaf", JT_BOOL, F(deaf), 0, 0, 0, NULL, NULL },
	{ "heard", JT_I64, F(heard), 0, 0, 0, NULL, NULL }, { "expected", JT_I64, F(expected), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape health_shape = JS_SHAPE("SheetStation", struct health, health_fields);
#define F(member) offsetof(struct evidence, member)
static const struct js_field evidence_fields[] = {
	{ "kind", JT_STR, F(kind), 0, 0, 32, NULL, NULL }, { "junction", JT_I64, F(junction), JF_REQUIRED, 0, 0, NULL, NULL }, { "geometry", JT_I64, F(geometry), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "move", JT_STR, F(move), 0, 0, 32, NULL, NULL }, { "armIn", JT_STR, F(arm_in), 0, 0, 32, NULL, NULL }, { "armOut", JT_STR, F(arm_out), 0, 0, 32, NULL, NULL },
	{ "at", JT_UTC, F(at), JF_REQUIRED, 0, 0, NULL, NULL }, { "errMs", JT_I64, F(err_ms), JF_REQUIRED, 0, CLOCK_MOST, NULL, NULL },
	{ "firstAt", JT_UTC, F(first_at), 0, 0, 0, NULL, NULL }, { "lastAt", JT_UTC, F(last_at), 0, 0, 0, NULL, NULL },
	{ "controllerMs", JT_I64, F(controller_ms), 0, -CLOCK_MOST, CLOCK_MOST, NULL, NULL }, { "confidence", JT_I64, F(confidence), JF_REQUIRED, 0, 1000, NULL, NULL },
	{ "against", JT_STR, F(against), 0, 0, 0, NULL, NULL }, { "readings", JT_LIST, F(readings), JF_REQUIRED, 0, READINGS, &reading_shape, NULL },
	{ "phases", JT_LIST, F(phases), 0, 0, PHASES, &phase_shape, NULL }, { "stations", JT_LIST, F(stations), 0, 0, STATIONS, &health_shape, NULL },
};
#undef F
static const struct js_shape evidence_shape = JS_SHAPE("SheetEvidence", struct evidence, evidence_fields);

/* --- words --- */

struct word { str word; const char *zh; };
static const struct word states_zh[] = {
	{ SI("unknown"), "不明" }, { SI("green"), "绿灯" }, { SI("yellow"), "黄灯" }, { SI("red"), "红灯" }, { SI("red-yellow"), "红黄灯" }, { SI("flashing"), "闪光" }, { SI("off"), "熄灭" },
	{ SI("manual"), "人工控制" }, { SI("stale"), "数据中断" }, { { NULL, 0 }, NULL },
};
static const struct word moves_zh[] = { { SI("left"), "左转" }, { SI("through"), "直行" }, { SI("right"), "右转" }, { SI("back"), "掉头" }, { SI("any"), "转向不明" }, { { NULL, 0 }, NULL } };
static const char *const role_zh[JROLE_N] = { "进口", "停止线", "出口", "中央" };
static const char *const lane_zh[JLANE_N] = { "", " · 非机动车道", " · 机动车道", " · 人行横道" };

static str zh_of(const struct word *t, str word)
{
	while (t->zh && !str_eq(t->word, word))
		t++;
	return t->zh ? str_of(t->zh) : word;
}

/* To the nearest tenth of a second, as it is printed; what is between two instants is counted from these. */
static utc_ms tenth(utc_ms t) { return (t + 50) / 100 * 100; }

static str when(struct cx *cx, utc_ms t)
{
	char buf[UTC_TEXT];

	if (t <= 0 || t > JS_UTC_LAST - DAY_MS)
		return S("—");
	str s = str_of(utc_text(tenth(t), buf));
	return arena_fmt(cx->arena, "%.10s %.10s", s.p, s.p + 11);
}

static str apart(struct cx *cx, utc_ms t, utc_ms at)
{
	int64_t d = (tenth(t) - tenth(at)) / 100, m = d < 0 ? -d : d;

	return arena_fmt(cx->arena, "%s%lld.%lld", d < 0 ? "-" : d > 0 ? "+" : "", (long long)(m / 10), (long long)(m % 10));
}

/* An error is never made smaller by rounding. */
static str bound(struct cx *cx, int64_t ms)
{
	int64_t d = (ms + 99) / 100;

	return arena_fmt(cx->arena, "±%lld.%lld 秒", (long long)(d / 10), (long long)(d % 10));
}

static str signed_ms(struct cx *cx, int64_t ms) { return arena_fmt(cx->arena, "%s%lld", ms > 0 ? "+" : "", (long long)ms); }

/* --- the junction of then --- */

struct then { bool known; struct junction_geometry g; str name; };

/* A version that is gone or cannot be read leaves the places out; what was measured is printed all the same. */
static int then_of(struct cx *cx, const struct evidence *e, struct then *ret)
{
	struct err before = cx->err;
	struct junction_version ver;
	struct junction j;

	*ret = (struct then){ .name = S("") };
	int rc = junction_get(cx, e->junction, &j);
	if (rc >= 0) {
		ret->name = j.name;
		rc = junction_version_get(cx, e->junction, e->geometry, &ver);
	}
	if (rc >= 0)
		rc = junction_geometry_of(cx, ver.geometry, &ret->g);
	ret->known = rc >= 0;
	if (rc != E_NOTFOUND && rc != E_CORRUPT)
		return rc < 0 ? rc : 0;
	cx->err = before;
	return 0;
}

static str place_of(struct cx *cx, const struct then *th, str station)
{
	const struct junction_antenna *a = th->g.antennas.items;

	for (size_t i = 0; th->known && i < th->g.antennas.n; i++)
		if (str_eq(a[i].station, station)) {
			str arm = flow_violation_arm_zh(a[i].arm);
			return arena_fmt(cx->arena, "%.*s%s%s%s", STR_ARG(arm), arm.n ? "口 · " : "", role_zh[a[i].role], lane_zh[a[i].lane]);
		}
	return S("—");
}

/* --- tables --- */

/* What is past the arena is said by arena_over at the end. */
static str *cells(struct cx *cx, size_t n) { return arena_alloc(cx->arena, (n + 1) * sizeof(str)); }

struct timed { utc_ms t; size_t i; };
static int by_time(const void *a, const void *b)
{
	const struct timed *x = a, *y = b;

	return x->t != y->t ? (x->t < y->t ? -1 : 1) : (x->i > y->i) - (x->i < y->i);
}

static void put_readings(struct cx *cx, const struct evidence *e, const struct then *th, struct paper_table *ret)
{
	const struct reading *r = e->readings.items;
	struct timed order[READINGS];
	size_t n = e->readings.n;
	str *c = cells(cx, n * VSHEET_READING_COLUMNS);

	*ret = (struct paper_table){ .head = { S("时间（+08:00）"), S("相距/秒"), S("站点"), S("天线位置"), S("强度/dBm"), S("站钟更正/毫秒") }, .share = { 0.22, 0.11, 0.12, 0.28, 0.11, 0.16 },
		.columns = VSHEET_READING_COLUMNS, .cells = c, .rows = c ? n : 0, .title = S("采用的读数") };
	for (size_t i = 0; i < n; i++)
		order[i] = (struct timed){ r[i].station_at + r[i].clock_ms + e->controller_ms, i };
	qsort(order, n, sizeof *order, by_time);
	for (size_t k = 0; c && k < n; k++, c += VSHEET_READING_COLUMNS) {
		const struct reading *x = &r[order[k].i];
		c[0] = when(cx, order[k].t);
		c[1] = apart(cx, order[k].t, e->at);
		c[2] = x->station;
		c[3] = place_of(cx, th, x->station);
		c[4] = arena_fmt(cx->arena, "%lld", (long long)x->rssi);
		c[5] = signed_ms(cx, x->clock_ms);
	}
}

/* Whose lights these are: the arm it came by, and its movement. What was written before armIn names the arm where the violation is about the arm in. */
static str group_of(struct cx *cx, const struct evidence *e, const struct violation *v)
{
	str arm = flow_violation_arm_zh(e->arm_in.n || v->kind == VK_WRONGWAY ? e->arm_in : v->arm), move = zh_of(moves_zh, e->move);

	return arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(arm), arm.n ? "口 · " : "", STR_ARG(move));
}

static str instant_zh(const struct violation *v) { return v->kind == VK_RED ? S("越过停止线") : S("认定时刻"); }

static void put_phases(struct cx *cx, const struct evidence *e, const struct violation *v, struct paper_table *ret)
{
	const struct phase *p = e->phases.items;
	struct timed order[PHASES + 1];
	size_t n = e->phases.n;
	str *c = cells(cx, (n + 1) * VSHEET_PHASE_COLUMNS), group = group_of(cx, e, v);

	*ret = (struct paper_table){ .head = { S("时间（+08:00）"), S("相距/秒"), S("灯组"), S("灯色") }, .share = { 0.3, 0.16, 0.27, 0.27 },
		.columns = VSHEET_PHASE_COLUMNS, .cells = c, .rows = c ? n + 1 : 0, .title = S("该时刻前后的信号灯") };
	for (size_t i = 0; i < n; i++)
		order[i] = (struct timed){ p[i].at, i };
	order[n] = (struct timed){ e->at, n };
	qsort(order, n + 1, sizeof *order, by_time);
	for (size_t k = 0; c && k <= n; k++, c += VSHEET_PHASE_COLUMNS) {
		bool it = order[k].i == n;
		c[0] = when(cx, order[k].t);
		c[1] = apart(cx, order[k].t, e->at);
		c[2] = it ? S("—") : group;
		c[3] = it ? arena_fmt(cx->arena, "▶ %.*s（%.*s）", STR_ARG(instant_zh(v)), STR_ARG(bound(cx, e->err_ms))) : zh_of(states_zh, p[order[k].i].state);
	}
}

static str health_zh(struct cx *cx, const struct health *h)
{
	if (!h->swapped && !h->deaf)
		return S("正常");
	return arena_fmt(cx->arena, "%s%s%s", h->swapped ? "疑似装反" : "", h->swapped && h->deaf ? "；" : "", h->deaf ? "没有正常收听" : "");
}

static void put_stations(struct cx *cx, const struct evidence *e, const struct then *th, struct paper_table *ret)
{
	const struct health *h = e->stations.items;
	size_t n = e->stations.n;
	str *c = cells(cx, n * VSHEET_STATION_COLUMNS);

	*ret = (struct paper_table){ .head = { S("站点"), S("天线位置"), S("站钟更正与误差"), S("收到/应收（次）"), S("状况") }, .share = { 0.12, 0.27, 0.28, 0.17, 0.16 },
		.columns = VSHEET_STATION_COLUMNS, .cells = c, .rows = c ? n : 0, .title = S("各站时钟和状况") };
	for (size_t i = 0; c && i < n; i++, c += VSHEET_STATION_COLUMNS) {
		c[0] = h[i].station;
		c[1] = place_of(cx, th, h[i].station);
		c[2] = h[i].clock_known ? arena_fmt(cx->arena, "%.*s 毫秒，误差 ±%lld 毫秒", STR_ARG(signed_ms(cx, h[i].clock_ms)), (long long)h[i].clock_err_ms) : S("不确定");
		c[3] = arena_fmt(cx->arena, "%lld/%lld", (long long)h[i].heard, (long long)h[i].expected);
		c[4] = health_zh(cx, &h[i]);
	}
}

/* --- the head --- */

static void field(struct violation_sheet *s, str label, str value, bool wide)
{
	if (value.n && s->n < VSHEET_FIELDS)
		s->f[s->n++] = (struct paper_field){ label, value, wide };
}

/* The light at the instant, and whether it changed within the error. Lights in the order of time. */
static str light_at(struct cx *cx, const struct evidence *e)
{
	const struct phase *p = e->phases.items, *last = NULL;
	bool changes = false;

	for (size_t i = 0; i < e->phases.n; i++) {
		if (p[i].at <= e->at && (!last || p[i].at >= last->at))
			last = &p[i];
		changes |= p[i].at > e->at - e->err_ms && p[i].at <= e->at + e->err_ms;
	}
	if (!last)
		return S("");
	return arena_fmt(cx->arena, "%.*s，自 %.*s 起；误差范围内%s", STR_ARG(zh_of(states_zh, last->state)), STR_ARG(when(cx, last->at)), changes ? "灯色有变化" : "灯色没有变化");
}

static str way(struct cx *cx, const struct evidence *e)
{
	str in = flow_violation_arm_zh(e->arm_in), out = flow_violation_arm_zh(e->arm_out), move = zh_of(moves_zh, e->move);

	return arena_fmt(cx->arena, "%.*s%s%.*s%s%.*s", STR_ARG(in), in.n ? "口进，" : "", STR_ARG(out), out.n ? "口出，" : "", STR_ARG(move));
}

/* What the detector says was done, and where: a wrong way is of the arm it was ridden on, in or out. */
static str done_zh(struct cx *cx, const struct evidence *e, const struct violation *v)
{
	str a = flow_violation_arm_zh(v->arm);
	const char *mouth = a.n ? "口" : "路口";

	switch (v->kind) {
	case VK_RED: return arena_fmt(cx->arena, "红灯时从%.*s%s越过停止线", STR_ARG(a), mouth);
	case VK_MOTORLANE: return arena_fmt(cx->arena, "从%.*s%s驶入时走在机动车道内", STR_ARG(a), mouth);
	case VK_WRONGWAY:
		if (v->arm.n && str_eq(v->arm, e->arm_in) && !str_eq(v->arm, e->arm_out))
			return arena_fmt(cx->arena, "从%.*s口驶入时走在左侧，逆着该侧的车流", STR_ARG(a));
		if (v->arm.n && str_eq(v->arm, e->arm_out) && !str_eq(v->arm, e->arm_in))
			return arena_fmt(cx->arena, "从%.*s口驶出时走在左侧，逆着该侧的车流", STR_ARG(a));
		return arena_fmt(cx->arena, "在%.*s%s走在左侧，逆着该侧的车流", STR_ARG(a), mouth);
	default: return S("");
	}
}

/* Why it says so: what each kind rests on (docs/junction.md). */
static str basis_zh(const struct violation *v)
{
	switch (v->kind) {
	case VK_RED: return S("由各天线读数的先后和强弱推算越过停止线的时刻，对照信号机记录的灯色");
	case VK_MOTORLANE: return S("停止线一带各天线读数的强弱，与走机动车道相符，与走非机动车道不符");
	case VK_WRONGWAY: return S("各天线读数的先后和强弱，与走左侧相符，与走右侧不符");
	default: return S("");
	}
}

static void put_fields(struct cx *cx, const struct evidence *e, const struct then *th, const struct violation *v, struct violation_sheet *s)
{
	bool red = v->kind == VK_RED;
	str against = flow_violation_against_zh(cx, e->against);

	field(s, S("检测结论"), done_zh(cx, e, v), true);
	field(s, S("检测依据"), basis_zh(v), true);
	field(s, red ? S("推算越线时刻") : S("推算认定时刻"), arena_fmt(cx->arena, "%.*s（北京时间 +08:00）", STR_ARG(when(cx, e->at))), true);
	field(s, S("误差上限"), arena_fmt(cx->arena, "%.*s（%lld 毫秒）", STR_ARG(bound(cx, e->err_ms)), (long long)e->err_ms), false);
	field(s, S("可信度"), arena_fmt(cx->arena, "%lld.%lld%%", (long long)(e->confidence / 10), (long long)(e->confidence % 10)), false);
	field(s, S("当时灯色"), light_at(cx, e), true);
	field(s, S("行驶"), way(cx, e), true);
	if (e->first_at && e->last_at)
		field(s, S("在路口被收听"), arena_fmt(cx->arena, "%.*s 至 %.*s", STR_ARG(when(cx, e->first_at)), STR_ARG(when(cx, e->last_at))), true);
	field(s, S("路口"), arena_fmt(cx->arena, "%.*s（%lld 号）", STR_ARG(th->name), (long long)e->junction), false);
	field(s, S("几何版本"), arena_fmt(cx->arena, "第 %lld 版%s", (long long)e->geometry, th->known ? "" : "（已无法读取，天线位置不列）"), false);
	field(s, S("信号机校正"), arena_fmt(cx->arena, "%.*s 毫秒", STR_ARG(signed_ms(cx, e->controller_ms))), false);
	field(s, S("读数"), arena_fmt(cx->arena, "%zu 条", e->readings.n), false);
	field(s, S("不利理由"), against.n ? against : S("没有"), true);
}

int flow_violation_sheet(struct cx *cx, const struct violation *v, struct violation_sheet *ret)
{
	struct err before = cx->err;
	struct evidence e;
	struct then th;

	*ret = (struct violation_sheet){ .raw = v->evidence };
	if (v->evidence.n && !str_eq(flow_violation_sha(cx, v->evidence), v->evidence_sha))
		return FAIL(cx, E_CORRUPT, "the evidence is not what was kept with violation %.*s", STR_ARG(v->number));
	int rc = v->evidence.n ? js_read(cx, &evidence_shape, v->evidence, &e) : E_INVALID;
	ret->read = rc >= 0;
	if (rc == E_INVALID)
		cx->err = before;
	else
		TRY(rc);
	if (ret->read) {
		TRY(then_of(cx, &e, &th));
		put_fields(cx, &e, &th, v, ret);
		put_readings(cx, &e, &th, &ret->readings);
		put_phases(cx, &e, v, &ret->phases);
		put_stations(cx, &e, &th, &ret->stations);
		ret->text[0] = S("时间均已换算到信号机时钟（站点时间＋站钟更正＋信号机校正），按十分之一秒四舍五入，误差向上取整；“相距”从推算时刻算起，之前为负。"
			"可信度是检测程序对确有此行为所估计的概率。");
	}
	field(ret, S("证据数据 SHA-256"), v->evidence_sha, true);
	ret->text[1] = !v->evidence.n ? S("没有证据数据。") : ret->read ? S("核验：以上各表由下附的证据数据逐项读出。证据数据自采集起不再改动；导出本案卷时已对系统内保存的原文重新计算 SHA-256，"
		"与采集时记下的值相同。对下附原文（去掉换行和页眉页脚）计算 SHA-256，也应得到同一值。")
		: S("核验：下附证据数据的原文。导出本案卷时已对系统内保存的原文重新计算 SHA-256，与采集时记下的值相同。");
	return arena_over(cx->arena) ? FAIL(cx, E_TOOBIG, "the file is too large") : 0;
}

struct paper flow_violation_sheet_paper(struct violation_sheet *s, const struct violation *v, str issuer, str footer, utc_ms at)
{
	bool lights = s->phases.rows > 1;      /* more than the instant itself */

	s->phases.next = &s->readings;
	s->readings.next = s->stations.rows ? &s->stations : NULL;
	return (struct paper){ .size = PAPER_A4, .issuer = issuer, .title = S("证据单"), .subtitle = s->read ? S("射频采集的证据") : S(""), .number = v->number, .fields = s->f, .nfields = s->n,
		.table = !s->read ? NULL : lights ? &s->phases : &s->readings, .text = s->text, .ntext = VSHEET_TEXTS, .small = s->raw, .footer = footer, .at = at };
}
