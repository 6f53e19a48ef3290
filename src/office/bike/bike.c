/* bike — see bike.h. */
#include "office/bike/bike.h"

#include "bike_sql.h"
#include "office/seal/seal.h"

SQL_STATEMENTS(bike)

static const struct seal_column sealed[] = {
	{ "bike.p_owner_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "bike.p_owner_phone", &q_seal_phone, &q_put_phone, &q_count_phone, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(bike, sealed)

enum { SEARCH_MAX = 50 };

/* A row as it is stored; texts are those of the row. */
struct stored { struct bike b; str ref, name, phone; };

static void read_fields(struct sql_row *r, struct stored *s)
{
	struct bike *b = &s->b;

	b->id.v = sql_i64(r);
	ASSERT(tag_parse(sql_str(r), &b->tag));
	ASSERT(plate_parse(sql_str(r), &b->plate));
	s->ref = sql_str(r);
	s->name = sql_str(r);
	s->phone = sql_str(r);
	b->brand = sql_str(r);
	b->colour = sql_str(r);
	b->created_at = sql_i64(r);
	b->ver = sql_i64(r);
}

static int unseal(struct cx *cx, struct stored *s)
{
	TRY(vault_open(cx, "bike.p_owner_name", s->ref, s->name, &s->b.owner_name));
	return vault_open(cx, "bike.p_owner_phone", s->ref, s->phone, &s->b.owner_phone);
}

struct one { struct arena *arena; struct stored s; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;
	str *const kept[] = { &o->s.ref, &o->s.name, &o->s.phone, &o->s.b.brand, &o->s.b.colour };

	read_fields(r, &o->s);
	for (size_t i = 0; i < COUNTOF(kept); i++)
		*kept[i] = arena_str(o->arena, *kept[i]);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct bike *ret, const struct sqlv *v, size_t n)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_one, &o, v, n));
	TRY(unseal(cx, &o.s));
	*ret = o.s.b;
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

/* Which of the two unique things is taken, said by field. */
static int taken(struct cx *cx, int rc)
{
	bool tag = rc == E_STATE && strstr(cx->err.msg, "bike.tag"), plate = rc == E_STATE && strstr(cx->err.msg, "bike.plate");

	if (!tag && !plate)
		return rc;
	cx->err = (struct err){ 0 };
	return tag ? FAIL_FIELD(cx, E_STATE, "tag", "this tag is on another bike")
	           : FAIL_FIELD(cx, E_STATE, "plate", "this plate is on another bike");
}

int bike_add(struct cx *cx, const struct bike_new *in, bike_id *ret)
{
	char tag[TAG_TEXT];
	uint8_t random[VAULT_REF];
	str ref = { (const char *)random, sizeof random }, name, phone;
	int64_t id;

	if (in->tag.v == 0)
		return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits, not all zero");
	if (in->plate.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "plate", "is missing");
	if (in->brand.n > 64 || !str_utf8(in->brand))
		return FAIL_FIELD(cx, E_INVALID, "brand", "must be at most 64 bytes of text");
	if (in->colour.n > 64 || !str_utf8(in->colour))
		return FAIL_FIELD(cx, E_INVALID, "colour", "must be at most 64 bytes of text");
	vault_ref(random);
	TRY(vault_seal(cx, "bike.p_owner_name", ref, &in->owner_name, &name));
	TRY(vault_seal(cx, "bike.p_owner_phone", ref, &in->owner_phone, &phone));
	int rc = sql_insert(cx, &q_add, &id, BIND(V(str_of(tag_text(in->tag, tag))), V(plate_str(&in->plate)), V_BLOB(ref), V(name), V(phone),
	                                          V(in->brand), V(in->colour), V(cx->now)));
	if (rc < 0)
		return taken(cx, rc);
	ret->v = id;
	return 0;
}

struct search { bike_fn *fn; void *arg; };

static int search_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct search *s = arg;
	struct stored row;

	read_fields(r, &row);
	TRY(unseal(cx, &row));
	return s->fn(cx, &row.b, s->arg);
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
	                                                         V(max - n)));
	TRY(more);
	return n + more;
}

int bike_retag(struct cx *cx, struct bike *b, tag_id tag)
{
	char text[TAG_TEXT], old[TAG_TEXT];

	if (tag.v == 0)
		return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits, not all zero");
	if (tag.v == b->tag.v)
		return FAIL_FIELD(cx, E_STATE, "tag", "the bike carries this tag already");
	int n = sql_exec(cx, &q_retag, BIND(V(str_of(tag_text(tag, text))), V(b->id.v), V(b->ver)));
	if (n < 0)
		return taken(cx, n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the bike has changed; read it again");
	TRY(sql_exec(cx, &q_keep_tag, BIND(V(b->id.v), V(str_of(tag_text(b->tag, old))), V(cx->now))));
	b->tag = tag;
	b->ver++;
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int bike_count(struct cx *cx, int64_t *ret)
{
	return sql_one(cx, &q_count, read_int, ret, BIND_NONE);
}
