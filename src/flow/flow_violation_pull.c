/* flow_violation_pull — which camera is asked for the picture of what was just caught. See flow_violation.h. */
#include <stdio.h>

#include "flow/flow_violation.h"
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

struct gathered { struct violation v[VIOLATION_PULLS]; int n; };

static int fresh(struct cx *cx, const struct violation *v, void *arg)
{
	struct gathered *g = arg;

	if (g->n < VIOLATION_PULLS && !v->picture.n && v->captured_at > cx->now - VIOLATION_PULL_MS && v->at > cx->now - 2 * VIOLATION_PULL_MS)
		g->v[g->n++] = *v;
	return 0;
}

int flow_violation_pulls(struct cx *cx, struct violation_pull ret[static VIOLATION_PULLS])
{
	struct violation_filter f = { .area = S("/"), .states = 1u << VI_SCREENED, .kind = VK_N, .source = VS_RADIO };
	struct gathered g = { .n = 0 };
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
		if (c.fault.n && c.asked_at > cx->now - VIOLATION_PULL_REST_MS)
			continue;
		ret[n++] = (struct violation_pull){ g.v[i].id, c.name, with_instant(cx, c.url, g.v[i].at) };
	}
	return n;
}

int flow_violation_pulled(struct cx *cx, str camera, str fault)
{
	TRY(sql_begin(cx, true));
	int rc = violation_camera_asked(cx, camera, fault);
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

static int note_try(struct cx *cx, str camera, str fault)
{
	struct js js;

	js_init(&js, cx->arena, 1024);
	js_obj(&js, NULL);
	js_str(&js, "camera", camera);
	js_str(&js, "fault", fault);
	js_end_obj(&js);
	TRY(violation_camera_asked(cx, camera, fault));
	return audit_add(cx, "violation.camera_try", "violation", 0, (theft_id){ 0 }, js_text(&js));
}

int flow_violation_tried(struct cx *cx, str camera, str fault)
{
	TRY(sql_begin(cx, true));
	int rc = note_try(cx, camera, fault);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}
