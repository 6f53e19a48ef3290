/* flow_health — what stations look like now, and the job that opens and ends their alarms. See flow_station.h. */
#include <stdio.h>
#include <stdlib.h>

#include "flow/flow_station.h"
#include "flow/outbox.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { TELL_ONE_BY_ONE = 100, EVENT_BYTES = 8192 };

const str station_status_names[SST_N] = {
	[SST_ONLINE] = SI("online"), [SST_OFFLINE] = SI("offline"), [SST_DEAF] = SI("deaf"), [SST_QUARANTINED] = SI("quarantined"),
	[SST_NEW] = SI("new"), [SST_WITHDRAWN] = SI("withdrawn"),
};

#define NUM(name) "\"" name "\":{\"type\":\"integer\"}"
#define BOOL(name) "\"" name "\":{\"type\":\"boolean\"}"
#define TEXT(name) "\"" name "\":{\"type\":\"string\"}"
static const char health_schema[] = "{\"type\":\"object\",\"properties\":{" BOOL("online") "," BOOL("mains") "," BOOL("doorOpen") ","
	NUM("batteryPct") ",\"temperatureC\":{\"type\":\"number\"}," NUM("clockOffsetMs") "," NUM("clockErrMs") "," NUM("backlogRows") ","
	NUM("backlogAgeS") "," NUM("freeJournalKib") "," NUM("frames") "," NUM("sightings") "," NUM("duplicates") "," NUM("badFrames") ","
	NUM("gapRecords") "," NUM("watchVersion") "," BOOL("configOk") "," TEXT("firmware") "," TEXT("hardware") ","
	TEXT("power") "," TEXT("door") "," NUM("connectedAt") "," NUM("lastStatsAt") "}}";
#undef NUM
#undef BOOL
#undef TEXT

#define F(member) offsetof(struct station_view, member)
static const struct js_field event_fields[] = {
	{ "event", JT_STR, F(kind_of_event), 0, 0, 16, NULL, "opened or ended" },
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "ix", JT_I32, F(ix), 0, 0, 0, NULL, "place in the engines; never reused" },
	{ "name", JT_STR, F(name), 0, 1, 32, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, STATION_KINDS, station_kind_names, NULL },
	{ "district", JT_I32, F(district), 0, 0, 0, NULL, "GB/T 2260" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "rangeM", JT_I32, F(range_m), 0, 0, 0, NULL, "nominal; 0 unknown" },
	{ "junction", JT_I32, F(junction), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "role", JT_STR, F(role), JF_NULL_IF_EMPTY, 0, 64, NULL, "place at the junction" },
	{ "address", JT_STR, F(place), 0, 0, 256, NULL, "where it stands, in words" },
	{ "status", JT_ENUM, F(status), 0, 0, SST_N, station_status_names, NULL },
	{ "alarms", JT_STRLIST, F(alarms), 0, 0, SA_N, NULL, "open health alarms" },
	{ "lastFrameAt", JT_UTC, F(last_frame_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "sightings10min", JT_I64, F(sightings_10min), 0, 0, 0, NULL, NULL },
	{ "usual10min", JT_I64, F(usual_10min), JF_NULL_IF_EMPTY, 0, 0, NULL, "for this hour of the week" },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
	{ "health", JT_RAW, F(health), JF_NULL_IF_EMPTY, 0, 0, health_schema, "null while this server has not heard it" },
	{ "key", JT_STR, F(key), JF_NULL_IF_EMPTY | JF_SENSITIVE, 0, 64, NULL, "pre-shared key in hexadecimal digits; shown this once" },
};
#undef F
_Static_assert(COUNTOF(event_fields) == STATION_VIEW_FIELDS + 3, "the header says how many");
const struct js_shape station_view_shape = { "Station", event_fields + 1, STATION_VIEW_FIELDS, sizeof(struct station_view) };
const struct js_shape station_full_shape = { "StationFull", event_fields + 1, STATION_VIEW_FIELDS + 1, sizeof(struct station_view) };
const struct js_shape station_made_shape = { "StationMade", event_fields + 1, STATION_VIEW_FIELDS + 2, sizeof(struct station_view) };

int flow_station_board(struct cx *cx, struct station_board *ret)
{
	struct station_board b = { .nhealth = 0 };
	uint16_t *ix = NULL;
	int64_t p[POL_N];

	TRY(policy_all(cx, cx->now, p));
	b.limits = (struct station_limits){ p[POL_ALARM_HEARTBEAT_S], p[POL_ALARM_OFFLINE_MISSED], p[POL_ALARM_DEAF_PCT], p[POL_ALARM_DEAF_LEAST],
		p[POL_ALARM_DRIFT_MS], p[POL_ALARM_FLOOD_TIMES], p[POL_ALARM_FLOOD_LEAST], p[POL_ALARM_BATTERY_PCT], p[POL_ALARM_CONFIG_S] };
	b.alarms = arena_alloc(cx->arena, STATION_MAX * sizeof *b.alarms);
	b.health_at = arena_alloc(cx->arena, STATION_MAX * sizeof *b.health_at);
	if (!b.alarms || !b.health_at)
		return FAIL(cx, E_TOOBIG, "no room for the stations' states");
	TRY(station_open_alarms(cx, b.alarms));
	if (cx->track && cx->track->health_all)
		TRY(cx->track->health_all(cx->track->self, cx->arena, &b.health, &ix, &b.nhealth));
	for (uint32_t i = 0; i < b.nhealth; i++)
		if (ix[i] < STATION_MAX)
			b.health_at[ix[i]] = i + 1;
	*ret = b;
	return 0;
}

const struct station_health *flow_station_health_of(const struct station_board *b, station_ix ix)
{
	uint32_t at = ix.v < STATION_MAX ? b->health_at[ix.v] : 0;

	return at ? &b->health[at - 1] : NULL;
}

/* The port's struct as the station room's: floors keep that room from knowing the engines. */
static struct station_signs signs_of(const struct station_health *h)
{
	struct station_signs s = { .ever = false };

	if (!h)
		return s;
	s.ever = h->last_frame_at != 0;
	s.online = h->online;
	s.config_ok = h->config_ok;
	s.has_stats = h->last_stats_at != 0;
	s.last_frame_at = h->last_frame_at;
	s.connected_at = h->connected_at;
	s.power = h->power;
	s.door = h->door;
	s.reference_heard = h->reference_heard;
	s.battery_pct = h->battery_pct;
	s.clock_offset_ms = h->clock_offset_ms;
	s.clock_err_ms = h->clock_err_ms;
	s.heard_10min = h->heard_10min;
	s.usual_10min = h->usual_10min;
	return s;
}

enum station_status flow_station_status(const struct station_board *b, const struct station *s, utc_ms now)
{
	struct station_signs signs = signs_of(flow_station_health_of(b, s->ix));
	unsigned bits = station_health_judge(&signs, &b->limits, now, s->ix.v < STATION_MAX ? b->alarms[s->ix.v] : 0);

	if (s->state == SS_WITHDRAWN)
		return SST_WITHDRAWN;
	if (s->state == SS_QUARANTINED)
		return SST_QUARANTINED;
	if (bits & 1u << SA_OFFLINE)
		return SST_OFFLINE;
	if (!signs.ever)
		return SST_NEW;
	return bits & 1u << SA_DEAF ? SST_DEAF : SST_ONLINE;
}

static struct js_list alarm_words(struct cx *cx, unsigned bits)
{
	str *items = arena_alloc(cx->arena, SA_N * sizeof *items);
	size_t n = 0;

	for (int k = 0; items && k < SA_N; k++)
		if (bits & 1u << k)
			items[n++] = station_alarm_names[k];
	return (struct js_list){ items, n };
}

void flow_station_view(struct cx *cx, const struct station_board *b, const struct station *s, struct station_view *ret)
{
	const struct station_health *h = flow_station_health_of(b, s->ix);
	struct station_view v = { .kind_of_event = { "", 0 } };

	v.id = s->id.v;
	v.ix = s->ix.v;
	v.name = arena_str(cx->arena, station_name_str(&s->name));
	v.kind = s->kind;
	v.district = s->district;
	v.junction = s->junction;
	v.range_m = s->range_m;
	v.at = s->at;
	v.role = arena_str(cx->arena, s->role);
	v.place = arena_str(cx->arena, s->place);
	v.status = (int)flow_station_status(b, s, cx->now);
	v.alarms = alarm_words(cx, b->alarms[s->ix.v]);
	v.created_at = s->created_at;
	v.ver = s->ver;
	if (h) {
		v.last_frame_at = h->last_frame_at;
		v.sightings_10min = h->heard_10min;
		v.usual_10min = h->usual_10min;
	}
	*ret = v;
}

int flow_station_health_json(struct cx *cx, const struct station_health *h, str *ret)
{
	struct js js;

	js_init(&js, cx->arena, EVENT_BYTES);
	js_obj(&js, NULL);
	js_bool(&js, "online", h->online);
	js_bool(&js, "mains", h->power == 1);
	js_str(&js, "power", h->power == 1 ? S("mains") : S("battery"));
	js_bool(&js, "doorOpen", h->door != 0);
	js_str(&js, "door", h->door ? S("open") : S("closed"));
	js_i64(&js, "batteryPct", h->battery_pct);
	js_f64(&js, "temperatureC", h->temperature_c10 / 10.0, 1);
	js_i64(&js, "clockOffsetMs", h->clock_offset_ms);
	js_i64(&js, "clockErrMs", h->clock_err_ms);
	js_i64(&js, "backlogRows", h->backlog_rows);
	js_i64(&js, "backlogAgeS", h->backlog_age_s);
	js_i64(&js, "freeJournalKib", h->free_journal_kib);
	js_i64(&js, "frames", (int64_t)h->frames);
	js_i64(&js, "sightings", (int64_t)h->sightings);
	js_i64(&js, "duplicates", (int64_t)h->duplicates);
	js_i64(&js, "badFrames", (int64_t)h->bad_frames);
	js_i64(&js, "gapRecords", (int64_t)h->gap_records);
	js_i64(&js, "watchVersion", h->watch_version);
	js_bool(&js, "configOk", h->config_ok);
	js_str(&js, "firmware", str_of(h->firmware));
	js_str(&js, "hardware", str_of(h->hardware));
	js_i64(&js, "connectedAt", h->connected_at);
	js_i64(&js, "lastStatsAt", h->last_stats_at);
	js_end_obj(&js);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = js_text(&js);
	return 0;
}

/* --- the job --- */

struct change { station_id id; station_ix ix; struct station_name name; str place; uint16_t opened, ended, now; utc_ms since; char detail[64]; };
struct sweep { const struct station_board *b; struct change *c; size_t n, cap; };

/* What an engineer wants to read beside the kind; figures only. */
static void explain(const struct station_signs *s, unsigned opened, char *ret, size_t n)
{
	if (opened & (1u << SA_DEAF | 1u << SA_FLOOD))
		snprintf(ret, n, "heard %u in 10 min, usual %u", s->heard_10min, s->usual_10min);
	else if (opened & (1u << SA_DRIFT | 1u << SA_CLOCK))
		snprintf(ret, n, "clock %d ms off, error %u ms", s->clock_offset_ms, s->clock_err_ms);
	else if (opened & 1u << SA_BATTERY)
		snprintf(ret, n, "battery %u %%", s->battery_pct);
	else
		ret[0] = 0;
}

static int judge_one(struct cx *cx, const struct station *s, void *arg)
{
	struct sweep *w = arg;
	unsigned open = w->b->alarms[s->ix.v];
	struct station_signs signs = signs_of(flow_station_health_of(w->b, s->ix));
	/* quarantined stations are somebody's known problem; withdrawn ones are nobody's */
	unsigned now = s->state == SS_WITHDRAWN ? 0 : s->state == SS_QUARANTINED ? open : station_health_judge(&signs, &w->b->limits, cx->now, open);

	if (now == open)
		return 0;
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 64;
		w->c = realloc(w->c, w->cap * sizeof *w->c);
		ASSERT(w->c);
	}
	struct change *c = &w->c[w->n++];
	*c = (struct change){ .id = s->id, .ix = s->ix, .name = s->name, .place = arena_str(cx->arena, s->place), .opened = (uint16_t)(now & ~open), .ended = (uint16_t)(open & ~now),
	                      .now = (uint16_t)now };
	c->since = c->opened & 1u << SA_OFFLINE ? signs.last_frame_at : cx->now;
	explain(&signs, c->opened, c->detail, sizeof c->detail);
	return 0;
}

static void put_words(struct js *js, const char *key, unsigned bits)
{
	js_arr(js, key);
	for (int k = 0; k < SA_N; k++)
		if (bits & 1u << k)
			js_str(js, NULL, station_alarm_names[k]);
	js_end_arr(js);
}

static int tell_one(struct cx *cx, const struct change *c)
{
	struct js js;

	js_init(&js, cx->arena, EVENT_BYTES);
	js_obj(&js, NULL);
	js_str(&js, "kind", c->opened ? S("opened") : S("closed"));
	js_i64(&js, "id", c->id.v);
	js_str(&js, "name", station_name_str(&c->name));
	js_str(&js, "place", c->place);
	put_words(&js, "opened", c->opened);
	put_words(&js, "ended", c->ended);
	put_words(&js, "alarms", c->now);
	js_str(&js, "status", c->now & 1u << SA_OFFLINE ? S("offline") : c->now & 1u << SA_DEAF ? S("deaf") : S("online"));
	js_i64(&js, "at", cx->now);
	js_end_obj(&js);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("station"), ROLE_CITY, js_text(&js));
}

/* A cable cut takes a thousand stations at once: one event, and the console reads the list again. */
static int tell_many(struct cx *cx, size_t n)
{
	char text[96];
	int k = snprintf(text, sizeof text, "{\"kind\":\"many\",\"changes\":%zu,\"at\":%lld}", n, (long long)cx->now);

	return outbox_put(cx, S("station"), ROLE_CITY, (str){ text, (size_t)k });
}

static int write_change(struct cx *cx, const struct change *c, bool tell)
{
	for (int k = 0; k < SA_N; k++) {
		if (c->opened & 1u << k)
			TRY(station_alarm_open(cx, c->id, (enum station_alarm_kind)k, k == SA_OFFLINE ? c->since : cx->now, str_of(c->detail)));
		if (c->ended & 1u << k)
			TRY(station_alarm_end(cx, c->id, (enum station_alarm_kind)k, cx->now));
	}
	return tell ? tell_one(cx, c) : 0;
}

static int write_changes(struct cx *cx, const struct sweep *w)
{
	bool each = w->n <= TELL_ONE_BY_ONE;
	int rc = sql_begin(cx, true);

	for (size_t i = 0; rc >= 0 && i < w->n; i++)
		rc = write_change(cx, &w->c[i], each);
	if (rc >= 0 && !each)
		rc = tell_many(cx, w->n);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : 0;
}

int flow_station_health(struct cx *cx)
{
	struct station_board b;
	struct sweep w = { .b = &b };

	ASSERT(!sql_in_tx(cx));
	TRY(flow_station_board(cx, &b));
	int rc = station_list(cx, 0, S(""), false, true, STATION_MAX, judge_one, &w);
	if (rc >= 0 && w.n)
		rc = write_changes(cx, &w);
	free(w.c);
	return rc < 0 ? rc : (int)w.n;
}
