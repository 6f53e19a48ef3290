/* violation_camera — cameras that give a picture over HTTP. See violation.h. */
#include "office/violation/violation.h"

#include "store/sql/sql.h"
#include "violation_camera_sql.h"

SQL_STATEMENTS(violation_camera)

enum { CAMERA_NAME = 64, CAMERA_URL = 500, CAMERA_FAULT = 200 };

static void read_fields(struct sql_row *r, struct arena *a, struct violation_camera *c)
{
	c->name = sql_str_a(r, a);
	c->url = sql_str_a(r, a);
	c->changed_at = sql_i64(r);
	c->asked_at = sql_i64(r);
	c->fault = sql_str_a(r, a);
}

struct one { struct arena *arena; struct violation_camera c; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->c);
}

int violation_camera_get(struct cx *cx, str name, struct violation_camera *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_camera_get, read_one, &o, BIND(V(name))));
	*ret = o.c;
	return 0;
}

struct each { violation_camera_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct violation_camera c;

	read_fields(r, cx->arena, &c);
	return e->fn(cx, &c, e->arg);
}

int violation_cameras(struct cx *cx, violation_camera_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_cameras, each_row, &e, BIND_NONE);
}

int violation_camera_put(struct cx *cx, str name, str url)
{
	if (!name.n || name.n > CAMERA_NAME || !str_utf8(name))
		return FAIL_FIELD(cx, E_INVALID, "name", "must be 1 to %d bytes of text", CAMERA_NAME);
	if (url.n > CAMERA_URL || !(str_starts(url, S("http://")) || str_starts(url, S("https://"))))
		return FAIL_FIELD(cx, E_INVALID, "url", "must begin with http:// or https://");
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~')
			return FAIL_FIELD(cx, E_INVALID, "url", "must be printable characters without blanks");
	TRY(sql_exec(cx, &q_camera_put, BIND(V(name), V(url), V(cx->now))));
	return 0;
}

int violation_camera_drop(struct cx *cx, str name)
{
	int n = sql_exec(cx, &q_camera_drop, BIND(V(name)));

	TRY(n);
	return n ? 0 : FAIL(cx, E_NOTFOUND, "there is no camera of that name");
}

int violation_camera_asked(struct cx *cx, str name, str fault)
{
	fault.n = MIN(fault.n, (size_t)CAMERA_FAULT);
	TRY(sql_exec(cx, &q_camera_asked, BIND(V(cx->now), V(fault), V(name))));
	return 0;
}
