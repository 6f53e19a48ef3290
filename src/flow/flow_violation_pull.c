/* flow_violation_pull — which camera is asked for the picture of what was just caught, and what one that was pushed is of. See flow_violation.h. */
#include <stdio.h>

#include "flow/flow_violation.h"
#include "flow/flow_violation_int.h"
#include "format/js/js.h"
#include "office/audit/audit.h"
#include "office/junction/junction.h"
#include "store/sql/sql.h"

enum { LOOK = 50, URL_TEXT = 600 };

/* The camera of the stop line of that arm, as the geometry in force says; else of any antenna there. */
static int camera_of(struct cx *cx, const struct violation *v, str *ret)
{
	struct junction_geometry g;
	struct junction_version jv;
	struct junction j;

	*ret = S("");
	if (!v->junction || !v->arm.n)
		return 0;
	TRY(junction_get(cx, v->junction, &j));
	if (!j.published)
		return 0;
	TRY(junction_version_get(cx, j.id, j.published, &jv));
	TRY(junction_geometry_of(cx, jv.geometry, &g));
	const struct junction_antenna *a = g.antennas.items;
	for (size_t i = 0; i < g.antennas.n; i++)
		if (str_eq(a[i].arm, v->arm) && a[i].camera.n && (!ret->n || a[i].role == JROLE_STOP))
			*ret = a[i].camera;
	return 0;
}

static str with_instant(struct cx *cx, str url, utc_ms at)
{
	static const str mark = SI("{at}");

	for (size_t i = 0; i + mark.n <= url.n; i++)
		if (memcmp(url.p + i, mark.p, mark.n) == 0)
			return arena_fmt(cx->arena, "%.*s%lld%.*s", (int)i, url.p, (long long)at, (int)(url.n - i - mark.n), url.p + i + mark.n);
	return url;
}

struct uncovered { struct violation v[VIOLATION_PULLS]; int n; };

static int fresh(struct cx *cx, const struct violation *v, void *arg)
{
	struct uncovered *g = arg;

	if (g->n < VIOLATION_PULLS && !v->picture.n && v->captured_at > cx->now - VIOLATION_PULL_MS && v->at > cx->now - 2 * VIOLATION_PULL_MS)
		g->v[g->n++] = *v;
	return 0;
}

int flow_violation_pulls(struct cx *cx, struct violation_pull ret[static VIOLATION_PULLS])
{
	struct violation_filter f = { .area = S("/"), .states = 1u << VI_SCREENED, .kind = VK_N, .source = VS_RADIO, .from_day = day_of(cx->now - 2 * VIOLATION_PULL_MS),
		.to_day = day_of(cx->now + VIOLATION_PULL_MS) };
	struct uncovered g = { .n = 0 };
	struct violation_camera c;
	int n = 0;

	TRY(violation_list(cx, &f, LOOK, fresh, &g));
	for (int i = 0; i < g.n; i++) {
		struct err before = cx->err;
		str name;
		TRY(camera_of(cx, &g.v[i], &name));
		int rc = name.n ? violation_camera_get(cx, name, &c) : E_NOTFOUND;
		if (rc == E_NOTFOUND) {      /* no camera, or none that gives pictures by itself */
			cx->err = before;
			continue;
		}
		TRY(rc);
		if (c.fault && c.asked_at > cx->now - VIOLATION_PULL_REST_MS)
			continue;
		ret[n++] = (struct violation_pull){ g.v[i].id, c.name, with_instant(cx, c.url, g.v[i].at) };
	}
	return n;
}

static int note(struct cx *cx, str camera, enum camera_fault fault, bool by_hand)
{
	struct js js;

	TRY(violation_camera_asked(cx, camera, fault));
	if (!by_hand)
		return 0;
	js_init(&js, cx->arena, 1024);
	js_obj(&js, NULL);
	js_str(&js, "camera", camera);
	js_str(&js, "fault", camera_fault_names[fault]);
	js_end_obj(&js);
	return audit_add(cx, "violation.camera_try", "violation", 0, (theft_id){ 0 }, js_text(&js));
}

int flow_violation_pulled(struct cx *cx, str camera, enum camera_fault fault, bool by_hand)
{
	TRY(sql_begin(cx, true));
	int rc = note(cx, camera, fault, by_hand);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

int flow_violation_pull_now(struct cx *cx, str camera, struct violation_pull *ret)
{
	struct violation_camera c;

	TRY(sql_begin(cx, false));
	int rc = violation_camera_get(cx, camera, &c);
	sql_rollback(cx);
	if (rc == E_NOTFOUND)
		return FAIL(cx, E_NOTFOUND, "there is no camera of that name");
	TRY(rc);
	*ret = (struct violation_pull){ 0, c.name, with_instant(cx, c.url, cx->now) };
	return 0;
}

/* --- what a camera pushes --- */

static int64_t apart(utc_ms a, utc_ms b)
{
	return a > b ? a - b : b - a;
}

/* What was caught within VIOLATION_PUSH_MS of an instant and has no picture, of one turn; and how far the turn came. */
enum { NEAR = 64 };
struct near { utc_ms at; int seen, n; int64_t last, id[NEAR]; };

static int keep_near(struct cx *cx, const struct violation *v, void *arg)
{
	struct near *g = arg;

	(void)cx;
	g->seen++;
	g->last = v->id;
	if (!v->picture.n && apart(v->at, g->at) <= VIOLATION_PUSH_MS && g->n < NEAR)
		g->id[g->n++] = v->id;
	return 0;
}

static int nearest(struct cx *cx, str camera, utc_ms at, int64_t *ret_id)
{
	struct violation_filter f = { .area = S("/"), .states = 1u << VI_SCREENED, .kind = VK_N, .source = VS_RADIO, .from_day = day_of(at - VIOLATION_PUSH_MS),
		.to_day = day_of(at + VIOLATION_PUSH_MS) };
	struct near g = { .at = at, .seen = VIOLATION_TURN };
	int64_t best = VIOLATION_PUSH_MS + 1;
	struct violation v;
	str name;

	*ret_id = 0;
	for (; g.seen == VIOLATION_TURN; f.before = g.last) {
		g.n = g.seen = 0;
		TRY(as_done(violation_list(cx, &f, VIOLATION_TURN, keep_near, &g)));
		for (int i = 0; i < g.n; i++) {
			TRY(violation_get(cx, g.id[i], &v));
			if (apart(v.at, at) >= best)
				continue;
			TRY(camera_of(cx, &v, &name));
			if (str_eq(name, camera)) {
				best = apart(v.at, at);
				*ret_id = v.id;
			}
		}
	}
	return 0;
}

int flow_violation_push_for(struct cx *cx, str camera, utc_ms at, int64_t *ret_id)
{
	TRY(sql_begin(cx, false));
	int rc = nearest(cx, camera, at, ret_id);
	sql_rollback(cx);
	TRY(rc);
	return *ret_id ? 0 : FAIL_FIELD(cx, E_NOTFOUND, "nothing_caught", "nothing was caught there within %d s of that instant that waits for a picture; check the camera's clock and name, "
		"or send it again: what is caught is known some 40 s after its instant", VIOLATION_PUSH_MS / 1000);
}
