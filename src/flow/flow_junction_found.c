/* flow_junction_found — a verdict of the detector becomes a violation, with its evidence. */
#include <sodium.h>

#include "base/utc.h"
#include "flow/flow_junction.h"
#include "flow/flow_violation.h"
#include "office/station/station.h"

enum { EVIDENCE_MAX = 48 << 10 };

/* Names: of the arm that it is about, and of the way. */
struct arms { str of, in, out; };

static str station_named(struct cx *cx, uint16_t ix)
{
	struct err before = cx->err;
	struct station s;

	if (station_by_ix(cx, (station_ix){ ix }, &s) == 0)
		return arena_str(cx->arena, station_name_str(&s.name));
	cx->err = before;
	return arena_fmt(cx->arena, "#%u", ix);
}

static void put_readings(struct cx *cx, struct js *o, const struct jn_verdict *v)
{
	js_arr(o, "readings");
	for (int i = 0; i < v->readings && i < JN_READINGS; i++) {
		js_obj(o, NULL);
		js_str(o, "station", station_named(cx, v->reading[i].station));
		js_i64(o, "stationAt", v->reading[i].t);
		js_i64(o, "clockMs", v->clock_ms[i]);
		js_i64(o, "rssi", v->reading[i].rssi);
		js_end_obj(o);
	}
	js_end_arr(o);
}

static void put_phases(struct js *o, const struct jn_verdict *v)
{
	js_arr(o, "phases");
	for (int i = 0; i < v->phases && i < JN_PHASES; i++) {
		js_obj(o, NULL);
		js_i64(o, "at", v->phase[i].t);
		js_str(o, "state", str_of(jn_state_name(v->phase[i].state)));
		js_end_obj(o);
	}
	js_end_arr(o);
}

static void put_health(struct cx *cx, struct js *o, const struct junction_verdict *in)
{
	js_arr(o, "stations");
	for (int i = 0; i < in->nhealth; i++) {
		const struct jn_health *h = &in->health[i];
		js_obj(o, NULL);
		js_str(o, "station", station_named(cx, h->station));
		js_bool(o, "clockKnown", h->clock_known);
		js_i64(o, "clockMs", h->clock_ms);
		js_i64(o, "clockErrMs", h->clock_err_ms);
		js_bool(o, "swapped", h->swapped);
		js_bool(o, "deaf", h->deaf);
		js_i64(o, "heard", h->heard);
		js_i64(o, "expected", h->expected);
		js_end_obj(o);
	}
	js_end_arr(o);
}

static str against(struct cx *cx, uint32_t bits)
{
	str s = { "", 0 };

	for (int b = 0; b < JNB_N; b++)
		if (bits >> b & 1)
			s = arena_fmt(cx->arena, "%.*s%s%s", STR_ARG(s), s.n ? "," : "", jn_reason_name(b));
	return s;
}

static int evidence_of(struct cx *cx, const struct junction_verdict *in, const struct arms *arms, str *ret)
{
	const struct jn_verdict *v = &in->v;
	struct js o;

	js_init(&o, cx->arena, EVIDENCE_MAX);
	js_obj(&o, NULL);
	js_str(&o, "kind", str_of(jn_kind_name(v->kind)));
	js_i64(&o, "junction", v->junction);
	js_i64(&o, "geometry", v->geometry);
	js_str(&o, "move", str_of(jn_move_name(v->move)));
	if (arms->in.n)
		js_str(&o, "armIn", arms->in);
	if (arms->out.n)
		js_str(&o, "armOut", arms->out);
	js_i64(&o, "at", v->t);
	js_i64(&o, "errMs", v->t_err_ms);
	js_i64(&o, "firstAt", v->first);
	js_i64(&o, "lastAt", v->last);
	js_i64(&o, "controllerMs", v->controller_ms);
	js_i64(&o, "confidence", v->confidence);
	js_str(&o, "against", against(cx, v->against));
	put_readings(cx, &o, v);
	put_phases(&o, v);
	put_health(cx, &o, in);
	js_end_obj(&o);
	if (js_over(&o) || arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the evidence is too large");
	*ret = js_text(&o);
	return 0;
}

/* FJ5: what the phases show around the instant is green, yellow and red alone, and there is something. */
static bool phases_say(const struct jn_verdict *v)
{
	for (int i = 0; i < v->phases && i < JN_PHASES; i++)
		if (v->phase[i].state != JS_GREEN && v->phase[i].state != JS_YELLOW && v->phase[i].state != JS_RED)
			return false;
	return v->phases > 0 && !(v->against & JN_REASON(STALE));
}

static str arm_at(const struct junction_geometry *g, int i)
{
	return i >= 0 && (size_t)i < g->arms.n ? ((const struct junction_arm *)g->arms.items)[i].arm : S("");
}

/* The arms' names in the geometry that the verdict was made with. */
static int arm_names(struct cx *cx, const struct junction *j, const struct jn_verdict *v, struct arms *ret)
{
	struct junction_geometry g;
	struct junction_version ver;

	*ret = (struct arms){ S(""), S(""), S("") };
	if (v->arm < 0 && v->arm_in < 0 && v->arm_out < 0)
		return 0;
	TRY(junction_version_get(cx, j->id, v->geometry, &ver));
	TRY(junction_geometry_of(cx, ver.geometry, &g));
	*ret = (struct arms){ .of = arm_at(&g, v->arm), .in = arm_at(&g, v->arm_in), .out = arm_at(&g, v->arm_out) };
	return 0;
}

static str sha_of(struct cx *cx, str s)
{
	uint8_t h[crypto_hash_sha256_BYTES];
	char hex[crypto_hash_sha256_BYTES * 2 + 1];

	crypto_hash_sha256(h, (const uint8_t *)s.p, s.n);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	return arena_str(cx->arena, (str){ hex, sizeof hex - 1 });
}

int flow_junction_verdict(struct cx *cx, const struct junction_verdict *in, struct violation *ret)
{
	static const enum violation_kind kinds[JK_N] = { VK_RED, VK_WRONGWAY, VK_MOTORLANE };
	const struct jn_verdict *v = &in->v;
	struct violation n = { .source = VS_RADIO };
	char tag[TAG_TEXT];
	struct junction j;
	struct arms arms;

	if (v->kind >= JK_N || (v->kind == JK_RED && !phases_say(v)))
		return 0;
	TRY(junction_get(cx, v->junction, &j));
	n.kind = kinds[v->kind];
	n.tag = arena_str(cx->arena, str_of(tag_text((tag_id){ v->tag }, tag)));
	/* of one passage, whatever its clocks are corrected by when it is judged again */
	n.source_key = arena_fmt(cx->arena, "radio:%u:%s:%.*s:%lld", v->junction, jn_kind_name(v->kind), STR_ARG(n.tag), (long long)(v->readings ? v->reading[0].t : v->t));
	n.unit = j.unit;
	n.path = j.path;
	n.junction = j.id;
	TRY(arm_names(cx, &j, v, &arms));
	n.arm = arms.of;
	n.place = n.arm.n ? arena_fmt(cx->arena, "%.*s · %.*s", STR_ARG(j.name), STR_ARG(n.arm)) : j.name;
	n.at = v->t;
	n.err_ms = v->t_err_ms;
	n.confidence = v->confidence;
	n.against = against(cx, v->against);
	n.plate = n.picture = n.picture_sha = n.code = n.ground = n.note = n.number = S("");
	TRY(evidence_of(cx, in, &arms, &n.evidence));
	n.evidence_sha = sha_of(cx, n.evidence);
	return flow_violation_capture(cx, &n, ret);
}
