/* bike — see bike.h. This file: the record itself and how it is found. */
#include "office/bike/bike.h"

#include <stdio.h>

#include "bike_int.h"
#include "bike_sql.h"

SQL_STATEMENTS(bike)

enum { SEARCH_MAX = 50 };

const str bike_kind_words[BK_N] = { SI("standard"), SI("temporary") };
const str bike_use_words[BU_N] = { SI("own"), SI("delivery"), SI("takeaway"), SI("other") };
const str bike_life_words[BL_N] = { SI("registered"), SI("deregistered") };

int word_of(const str *words, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(words[i], s))
		i++;
	return i;
}

/* Reads in the column order of every SELECT of a bike; texts borrowed from the row. */
void bike_read(struct sql_row *r, struct bike *b)
{
	b->id.v = sql_i64(r);
	ASSERT(tag_parse(sql_str(r), &b->tag));
	ASSERT(plate_parse(sql_str(r), &b->plate));
	b->kind = (enum bike_kind)word_of(bike_kind_words, BK_N, sql_str(r));
	b->use = (enum bike_use)word_of(bike_use_words, BU_N, sql_str(r));
	b->life = (enum bike_life)word_of(bike_life_words, BL_N, sql_str(r));
	b->vehicle_code = sql_str(r);
	b->frame_no = sql_str(r);
	b->motor_no = sql_str(r);
	b->brand = sql_str(r);
	b->model = sql_str(r);
	b->colour = sql_str(r);
	b->colour2 = sql_str(r);
	b->bought_on = sql_str(r);
	b->ends_on = sql_str(r);
	b->price_fen = sql_i64(r);
	b->site = sql_i64(r);
	b->unit = sql_i64(r);
	b->district = (int32_t)sql_i64(r);
	b->registered_by.v = sql_i64(r);
	b->created_at = sql_i64(r);
	b->ver = sql_i64(r);
}

struct one { struct arena *arena; struct bike b; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;
	struct bike *b = &o->b;

	bike_read(r, b);
	str *texts[] = { &b->vehicle_code, &b->frame_no, &b->motor_no, &b->brand, &b->model, &b->colour, &b->colour2, &b->bought_on, &b->ends_on };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = arena_str(o->arena, *texts[i]);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct bike *ret, const struct sqlv *v, size_t n)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_one, &o, v, n));
	*ret = o.b;
	return 0;
}

int bike_get(struct cx *cx, bike_id id, struct bike *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id.v)));
}

int bike_by_tag(struct cx *cx, tag_id tag, struct bike *ret)
{
	char text[TAG_TEXT];

	return get(cx, &q_by_tag, ret, BIND(V(str_of(tag_text(tag, text)))));
}

int bike_by_plate(struct cx *cx, const struct plate *plate, struct bike *ret)
{
	return get(cx, &q_by_plate, ret, BIND(V(plate_str(plate))));
}

/* --- writing --- */

/* Which of the two unique things is taken, said by field. SQLite names the column, PostgreSQL the index. */
static int taken(struct cx *cx, int rc)
{
	bool tag = rc == E_STATE && (strstr(cx->err.msg, "bike.tag") || strstr(cx->err.msg, "bike_tag"));
	bool plate = rc == E_STATE && (strstr(cx->err.msg, "bike.plate") || strstr(cx->err.msg, "bike_plate"));

	if (!tag && !plate)
		return rc;
	cx->err = (struct err){ 0 };
	return tag ? FAIL_FIELD(cx, E_STATE, "tag", "this tag is on another bike")
	           : FAIL_FIELD(cx, E_STATE, "plate", "this plate is on another bike");
}

/* YYYY-MM-DD, or empty. */
static bool day_ok(str s)
{
	int64_t y, m, d;

	if (s.n == 0)
		return true;
	return s.n == 10 && s.p[4] == '-' && s.p[7] == '-' && str_i64((str){ s.p, 4 }, 1990, 2100, &y) &&
	       str_i64((str){ s.p + 5, 2 }, 1, 12, &m) && str_i64((str){ s.p + 8, 2 }, 1, 31, &d) &&
	       civil_valid((struct civil){ (int16_t)y, (int8_t)m, (int8_t)d });
}

static bool text_ok(str s, size_t most)
{
	return s.n <= most && str_utf8(s);
}

static int check_texts(struct cx *cx, const struct bike_new *in)
{
	const struct { const char *name; str s; size_t most; } rows[] = {
		{ "vehicleCode", in->vehicle_code, 64 }, { "frameNo", in->frame_no, 64 }, { "motorNo", in->motor_no, 64 },
		{ "brand", in->brand, 64 }, { "model", in->model, 64 }, { "colour", in->colour, 64 }, { "colour2", in->colour2, 64 },
	};

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (!text_ok(rows[i].s, rows[i].most))
			return FAIL_FIELD(cx, E_INVALID, rows[i].name, "must be at most %zu bytes of text", rows[i].most);
	if (!day_ok(in->bought_on))
		return FAIL_FIELD(cx, E_INVALID, "boughtOn", "must be a day like 2026-11-25");
	if (!day_ok(in->ends_on) || (in->kind == BK_TEMPORARY) != (in->ends_on.n > 0))
		return FAIL_FIELD(cx, E_INVALID, "endsOn", "a temporary plate has a day on which it ends, a standard one has none");
	if (in->price_fen < 0 || in->price_fen > 100000000)
		return FAIL_FIELD(cx, E_INVALID, "priceFen", "must be 0 to 1,000,000 yuan, in fen");
	return 0;
}

int bike_add(struct cx *cx, const struct bike_new *in, bike_id *ret)
{
	char tag[TAG_TEXT];
	int64_t id;

	if (in->tag.v == 0)
		return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits, not all zero");
	if (in->plate.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "plate", "is missing");
	if (in->owner.v == 0)
		return FAIL_FIELD(cx, E_INVALID, "owner", "a bike has an owner");
	TRY(check_texts(cx, in));
	int rc = sql_insert(cx, &q_add, &id, BIND(V(str_of(tag_text(in->tag, tag))), V(plate_str(&in->plate)), V(bike_kind_words[in->kind]),
	         V(bike_use_words[in->use]), V(in->vehicle_code), V(in->frame_no), V(in->motor_no), V(in->brand), V(in->model), V(in->colour),
	         V(in->colour2), V(in->bought_on), V(in->ends_on), V(in->price_fen), V(in->site), V(in->unit), V(in->district), V(cx->actor.v), V(cx->now)));
	if (rc < 0)
		return taken(cx, rc);
	TRY(sql_exec(cx, &q_own_add, BIND(V(id), V(in->owner.v), V(cx->now), V(in->how))));
	TRY(bike_note(cx, (bike_id){ id }, in->how, S("")));
	ret->v = id;
	return 0;
}

/* One changed row, or the bike is not what the caller read. */
int bike_changed(struct cx *cx, int n)
{
	if (n < 0)
		return taken(cx, n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "the bike has changed; read it again");
}

int bike_retag(struct cx *cx, struct bike *b, tag_id tag)
{
	char text[TAG_TEXT], old[TAG_TEXT];

	if (tag.v == 0)
		return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits, not all zero");
	if (tag.v == b->tag.v)
		return FAIL_FIELD(cx, E_STATE, "tag", "the bike carries this tag already");
	TRY(bike_changed(cx, sql_exec(cx, &q_retag, BIND(V(str_of(tag_text(tag, text))), V(b->id.v), V(b->ver)))));
	TRY(sql_exec(cx, &q_keep_tag, BIND(V(b->id.v), V(str_of(tag_text(b->tag, old))), V(cx->now))));
	TRY(bike_note(cx, b->id, bike_event_words[BE_RETAG], arena_fmt(cx->arena, "{\"from\":\"%s\",\"to\":\"%s\"}", old, text)));
	b->tag = tag;
	b->ver++;
	return 0;
}

int bike_replate(struct cx *cx, struct bike *b, const struct plate *plate)
{
	if (plate->n == 0)
		return FAIL_FIELD(cx, E_INVALID, "plate", "is missing");
	if (str_eq(plate_str(plate), plate_str(&b->plate)))
		return FAIL_FIELD(cx, E_STATE, "plate", "the bike carries this plate already");
	TRY(bike_changed(cx, sql_exec(cx, &q_replate, BIND(V(plate_str(plate)), V(b->id.v), V(b->ver)))));
	TRY(bike_note(cx, b->id, bike_event_words[BE_REPLATE], arena_fmt(cx->arena, "{\"from\":\"%.*s\",\"to\":\"%.*s\"}", STR_ARG(plate_str(&b->plate)),
	                                                                 STR_ARG(plate_str(plate)))));
	b->plate = *plate;
	b->ver++;
	return 0;
}

/* --- lists and search --- */

struct search { bike_fn *fn; void *arg; };

static int search_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct search *s = arg;
	struct bike b;

	bike_read(r, &b);
	return s->fn(cx, &b, s->arg);
}

int bike_of_owner(struct cx *cx, owner_id owner, int max, bike_fn *fn, void *arg)
{
	struct search s = { fn, arg };

	return sql_each(cx, &q_of_owner, search_row, &s, BIND(V(owner.v), V(max)));
}

int bike_list(struct cx *cx, int64_t after, int max, bike_fn *fn, void *arg)
{
	struct search s = { fn, arg };

	return sql_each(cx, &q_list, search_row, &s, BIND(V(after), V(max)));
}

/* A miss is not a failure here. */
static int found(struct cx *cx, int rc, struct err before)
{
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	return rc < 0 ? rc : 1;
}

int bike_search(struct cx *cx, str q, int max, bike_fn *fn, void *arg)
{
	struct search s = { fn, arg };
	struct err before = cx->err;
	struct plate plate = { .n = 0 };
	struct bike b;
	bike_id by_plate = { 0 }, by_tag = { 0 };
	tag_id tag = { 0 };
	char tag_z[TAG_TEXT] = "";
	int n = 0;

	max = MIN(max, (int)SEARCH_MAX);
	bool is_plate = plate_parse(q, &plate), is_tag = tag_parse(q, &tag);
	if (is_tag)
		tag_text(tag, tag_z);
	if (is_plate) {
		int rc = found(cx, bike_by_plate(cx, &plate, &b), before);
		TRY(rc);
		if (rc) {
			TRY(fn(cx, &b, arg));
			n++;
			by_plate = b.id;
		}
	}
	if (is_tag) {
		int rc = found(cx, bike_by_tag(cx, tag, &b), before);
		TRY(rc);
		if (rc && b.id.v != by_plate.v) {
			TRY(fn(cx, &b, arg));
			n++;
			by_tag = b.id;
		}
	}
	/* what cannot be part of a plate (fewer than two bytes) finds nothing more */
	if (!is_plate || n >= max)
		return n;
	int more = sql_each(cx, &q_contains, search_row, &s, BIND(V(plate_str(&plate)), V(str_of(tag_z)), V(by_plate.v), V(by_tag.v),
	                                                         V(max - n), V(cx->roles & ROLE_SYSTEM ? S("/") : cx->area.n ? cx->area : S("-"))));
	TRY(more);
	return n + more;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int bike_count(struct cx *cx, int64_t *ret)
{
	return sql_one(cx, &q_count, read_int, ret, BIND_NONE);
}

/* --- one field at a time --- */

/* The fields a person may write, and where they stand. */
static const struct { str name; size_t off; bool number; } fields[] = {
	{ SI("vehicleCode"), offsetof(struct bike, vehicle_code), true }, { SI("frameNo"), offsetof(struct bike, frame_no), true },
	{ SI("motorNo"), offsetof(struct bike, motor_no), true }, { SI("brand"), offsetof(struct bike, brand), false },
	{ SI("model"), offsetof(struct bike, model), false }, { SI("colour"), offsetof(struct bike, colour), false },
	{ SI("colour2"), offsetof(struct bike, colour2), false }, { SI("boughtOn"), offsetof(struct bike, bought_on), false },
};

/* The field's text now; false when there is no such field. */
bool bike_field_now(struct cx *cx, const struct bike *b, str field, str *ret)
{
	for (size_t i = 0; i < COUNTOF(fields); i++) {
		if (str_eq(fields[i].name, field)) {
			*ret = *(const str *)((const char *)b + fields[i].off);
			return true;
		}
	}
	if (str_eq(field, S("kind")))
		*ret = bike_kind_words[b->kind];
	else if (str_eq(field, S("use")))
		*ret = bike_use_words[b->use];
	else if (str_eq(field, S("priceFen")))
		*ret = arena_fmt(cx->arena, "%lld", (long long)b->price_fen);
	else
		return false;
	return true;
}

/* Checks value for field and brings it to its stored form. */
static int field_value(struct cx *cx, str field, str value, str *ret, int64_t *ret_number)
{
	char name[32];
	struct number n;

	snprintf(name, sizeof name, "%.*s", STR_ARG(field));
	*ret_number = 0;
	*ret = value;
	if (str_eq(field, S("boughtOn")) && !day_ok(value))
		return FAIL_FIELD(cx, E_INVALID, name, "must be a day like 2026-11-25");
	if (str_eq(field, S("priceFen")) && !str_i64(value, 0, 100000000, ret_number))
		return FAIL_FIELD(cx, E_INVALID, name, "must be 0 to 1,000,000 yuan, in fen");
	if (str_eq(field, S("kind")) && word_of(bike_kind_words, BK_N, value) == BK_N)
		return FAIL_FIELD(cx, E_INVALID, name, "must be standard or temporary");
	if (str_eq(field, S("use")) && word_of(bike_use_words, BU_N, value) == BU_N)
		return FAIL_FIELD(cx, E_INVALID, name, "must be own, delivery, takeaway or other");
	for (size_t i = 0; i < COUNTOF(fields); i++) {
		if (!str_eq(fields[i].name, field) || !fields[i].number)
			continue;
		if (!number_fold(value, &n))
			return FAIL_FIELD(cx, E_INVALID, name, "must be at most %d bytes of text", NUMBER_MAX);
		*ret = number_is_placeholder(&n) ? S("") : arena_str(cx->arena, number_str(&n));
	}
	return text_ok(*ret, 64) ? 0 : FAIL_FIELD(cx, E_INVALID, name, "must be at most 64 bytes of text");
}

int bike_field_set(struct cx *cx, struct bike *b, str field, str value, const char *event)
{
	str old, now;
	int64_t number;

	if (!bike_field_now(cx, b, field, &old))
		return FAIL_FIELD(cx, E_INVALID, "field", "no such field of a bike");
	TRY(field_value(cx, field, value, &now, &number));
	TRY(bike_changed(cx, sql_exec(cx, &q_set_text, BIND(V(field), V(now), V(number), V(b->id.v), V(b->ver)))));
	struct js_text before, after;
	TRY(bike_note(cx, b->id, str_of(event), arena_fmt(cx->arena, "{\"field\":\"%.*s\",\"from\":\"%s\",\"to\":\"%s\"}", STR_ARG(field),
	                                                  json_text(old, &before), json_text(now, &after))));
	return bike_get(cx, b->id, b);
}

int bike_field_typed(struct cx *cx, str field, str value)
{
	char name[32];
	struct number n;

	for (size_t i = 0; i < COUNTOF(fields); i++) {
		if (!str_eq(fields[i].name, field) || !fields[i].number || !number_fold(value, &n) || number_is_placeholder(&n) || !number_is_short(&n))
			continue;
		snprintf(name, sizeof name, "%.*s", STR_ARG(field));
		return FAIL_FIELD(cx, E_INVALID, name, "is too short for a number: at least %d characters", NUMBER_LEAST);
	}
	return 0;
}

int bike_edit(struct cx *cx, struct bike *b, str field, str value, int64_t edit_days)
{
	if (b->registered_by.v != cx->actor.v || cx->now - b->created_at > edit_days * DAY_MS)
		return FAIL(cx, E_DENIED, "the time in which the clerk who registered it may edit is over; ask for a correction");
	TRY(bike_field_typed(cx, field, value));
	return bike_field_set(cx, b, field, value, "edit");
}

int bike_change(struct cx *cx, struct bike *b, str field, str value)
{
	struct bike_refusals no;

	TRY(bike_field_typed(cx, field, value));
	TRY(bike_may(cx, b, BE_CHANGE, &no));
	return bike_field_set(cx, b, field, value, "change");
}

int bike_field_text(struct cx *cx, const struct bike *b, str field, str value, str *ret_old, str *ret_new)
{
	int64_t number;

	if (!bike_field_now(cx, b, field, ret_old))
		return FAIL_FIELD(cx, E_INVALID, "field", "no such field of a bike");
	return field_value(cx, field, value, ret_new, &number);
}
