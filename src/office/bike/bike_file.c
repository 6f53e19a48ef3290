/* bike_file — what is kept beside a bike: its history, its photos, corrections. See bike.h (B7, B8). */
#include "bike_int.h"
#include "bike_file_sql.h"

SQL_STATEMENTS(bike_file)

/* --- history --- */

int bike_note(struct cx *cx, bike_id id, str event, str detail)
{
	if (detail.n > 1000)
		return FAIL(cx, E_INVALID, "the detail of a history row has at most 1,000 bytes");
	return as_done(sql_exec(cx, &q_event_add, BIND(V(id.v), V(cx->now), V(event), V(cx->actor.v), V(cx->unit.v), V((int64_t)cx->request), V(detail))));
}

struct event_each { bike_history_fn *fn; void *arg; };

static int event_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct event_each *e = arg;
	struct bike_history h;

	h.id = sql_i64(r);
	h.at = sql_i64(r);
	h.event = sql_str(r);
	h.detail = sql_str(r);
	h.actor.v = sql_i64(r);
	h.unit = sql_i64(r);
	return e->fn(cx, &h, e->arg);
}

int bike_events(struct cx *cx, bike_id id, int max, bike_history_fn *fn, void *arg)
{
	struct event_each e = { fn, arg };

	return sql_each(cx, &q_events, event_row, &e, BIND(V(id.v), V(max)));
}

/* --- photos --- */

const str bike_photo_slots[] = {
	SI("front"), SI("rear_plate"), SI("right_rear"), SI("vehicle_code"), SI("motor_no"), SI("invoice"), SI("id_front"), SI("id_back"),
	SI("form"), SI("tag_place"),
};
const int bike_nphoto_slots = COUNTOF(bike_photo_slots);

int bike_photo_put(struct cx *cx, const struct bike_photo *p, int64_t same, int64_t *ret)
{
	if (word_of(bike_photo_slots, bike_nphoto_slots, p->slot) == bike_nphoto_slots)
		return FAIL_FIELD(cx, E_INVALID, "slot", "no such photo slot");
	TRY(sql_exec(cx, &q_photo_end, BIND(V(cx->now), V(p->bike.v), V(p->slot))));
	TRY(sql_insert(cx, &q_photo_add, ret, BIND(V(p->bike.v), V(p->slot), V(p->blob), V(p->bytes), V(p->width), V(p->height), V(cx->now),
	                                           V(cx->actor.v))));
	return bike_note(cx, p->bike, S("photo"), same ? arena_fmt(cx->arena, "{\"slot\":\"%.*s\",\"same\":%lld}", STR_ARG(p->slot), (long long)same)
	                                               : arena_fmt(cx->arena, "{\"slot\":\"%.*s\"}", STR_ARG(p->slot)));
}

int bike_photo_end(struct cx *cx, bike_id id, str slot)
{
	int n = sql_exec(cx, &q_photo_end, BIND(V(cx->now), V(id.v), V(slot)));

	TRY(n);
	return n ? bike_note(cx, id, S("photo_end"), arena_fmt(cx->arena, "{\"slot\":\"%.*s\"}", STR_ARG(slot))) : 0;
}

static void read_photo(struct sql_row *r, struct bike_photo *p)
{
	p->id = sql_i64(r);
	p->bike.v = sql_i64(r);
	p->slot = sql_str(r);
	p->blob = sql_str(r);
	p->bytes = sql_i64(r);
	p->width = (int32_t)sql_i64(r);
	p->height = (int32_t)sql_i64(r);
	p->at = sql_i64(r);
	p->actor.v = sql_i64(r);
}

struct photo_one { struct arena *arena; struct bike_photo p; };

static void read_photo_one(struct sql_row *r, void *ret)
{
	struct photo_one *o = ret;

	read_photo(r, &o->p);
	o->p.slot = arena_str(o->arena, o->p.slot);
	o->p.blob = arena_str(o->arena, o->p.blob);
}

int bike_photo_get(struct cx *cx, bike_id id, str slot, struct bike_photo *ret)
{
	struct photo_one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_photo_get, read_photo_one, &o, BIND(V(id.v), V(slot))));
	*ret = o.p;
	return 0;
}

struct photo_each { bike_photo_fn *fn; void *arg; };

static int photo_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct photo_each *e = arg;
	struct bike_photo p;

	read_photo(r, &p);
	return e->fn(cx, &p, e->arg);
}

int bike_photos(struct cx *cx, bike_id id, bike_photo_fn *fn, void *arg)
{
	struct photo_each e = { fn, arg };

	return sql_each(cx, &q_photos, photo_row, &e, BIND(V(id.v)));
}

static int old_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct photo_each *e = arg;
	struct bike_photo p = { .id = sql_i64(r) };

	p.bike.v = sql_i64(r);
	p.slot = sql_str(r);
	p.blob = sql_str(r);
	return e->fn(cx, &p, e->arg);
}

int bike_photos_old(struct cx *cx, utc_ms replaced, utc_ms ended, int max, bike_photo_fn *fn, void *arg)
{
	struct photo_each e = { fn, arg };

	return sql_each(cx, &q_photos_old, old_row, &e, BIND(V(replaced), V(ended), V(max)));
}

int bike_photo_drop(struct cx *cx, const struct bike_photo *p)
{
	int n = sql_exec(cx, &q_photo_drop, BIND(V(p->id)));

	TRY(n);
	return n ? bike_note(cx, p->bike, S("photo_gone"), arena_fmt(cx->arena, "{\"slot\":\"%.*s\"}", STR_ARG(p->slot))) : 0;
}

/* --- corrections --- */

int correction_ask(struct cx *cx, const struct bike *b, str field, str value, str reason, int64_t *ret)
{
	str old, now;

	if (reason.n < 1 || reason.n > 400 || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "must have 1 to 400 bytes of text");
	TRY(bike_field_typed(cx, field, value));
	TRY(bike_field_text(cx, b, field, value, &old, &now));
	if (str_eq(old, now))
		return FAIL_FIELD(cx, E_STATE, "value", "that is what stands there");
	int rc = sql_insert(cx, &q_correction_add, ret, BIND(V(b->id.v), V(field), V(old), V(now), V(reason), V(cx->actor.v), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "field", "a correction of this field waits for its decision");
	}
	TRY(rc);
	TRY(bike_flag_set(cx, b->id, S("correction_open"), S("correction"), *ret, S("")));
	return 0;
}

static void read_correction(struct sql_row *r, struct correction *c)
{
	c->id = sql_i64(r);
	c->bike.v = sql_i64(r);
	c->field = sql_str(r);
	c->old = sql_str(r);
	c->new_value = sql_str(r);
	c->reason = sql_str(r);
	c->state = sql_str(r);
	c->asked_by.v = sql_i64(r);
	c->decided_by.v = sql_i64(r);
	c->asked_at = sql_i64(r);
	c->decided_at = sql_i64(r);
}

struct correction_one { struct arena *arena; struct correction c; };

static void read_correction_one(struct sql_row *r, void *ret)
{
	struct correction_one *o = ret;
	struct correction *c = &o->c;

	read_correction(r, c);
	str *texts[] = { &c->field, &c->old, &c->new_value, &c->reason, &c->state };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = arena_str(o->arena, *texts[i]);
}

int correction_get(struct cx *cx, int64_t id, struct correction *ret)
{
	struct correction_one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_correction_get, read_correction_one, &o, BIND(V(id))));
	*ret = o.c;
	return 0;
}

int correction_decide(struct cx *cx, int64_t id, bool approve, struct correction *ret)
{
	struct correction c;
	struct bike b;
	str old, unused;

	TRY(correction_get(cx, id, &c));
	if (c.asked_by.v == cx->actor.v)
		return FAIL(cx, E_DENIED, "who asked for a correction does not decide it");
	TRY(bike_get(cx, c.bike, &b));
	TRY(bike_field_text(cx, &b, c.field, c.new_value, &old, &unused));
	if (approve && !str_eq(old, c.old))
		return FAIL(cx, E_STATE, "the field has changed since the correction was asked for");
	str state = approve ? S("approved") : S("refused");
	int n = sql_exec(cx, &q_correction_decide, BIND(V(state), V(cx->actor.v), V(cx->now), V(id)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "this correction is decided already");
	TRY(bike_flag_end(cx, b.id, S("correction_open"), S("correction"), id));
	if (approve)
		TRY(bike_field_set(cx, &b, c.field, c.new_value, "correct"));
	c.state = state;
	c.decided_by = cx->actor;
	c.decided_at = cx->now;
	*ret = c;
	return 0;
}

struct correction_each { correction_fn *fn; void *arg; };

static int correction_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct correction_each *e = arg;
	struct correction c;

	read_correction(r, &c);
	return e->fn(cx, &c, e->arg);
}

int correction_list(struct cx *cx, bool open, int64_t before, int max, correction_fn *fn, void *arg)
{
	struct correction_each e = { fn, arg };

	return sql_each(cx, &q_corrections, correction_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(open), V(max)));
}
