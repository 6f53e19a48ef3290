/* bike_bulk — see bike_bulk.h. */
#include "office/bike/bike_bulk.h"

#include "bike_bulk_sql.h"
#include "bike_int.h"

SQL_STATEMENTS(bike_bulk)

struct find { bike_bulk_fn *fn; void *arg; };

static int find_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct find *f = arg;
	struct bike b;

	size_t at = (size_t)sql_i64(r);
	owner_id owner = { sql_i64(r) };
	bike_read(r, &b);
	return f->fn(cx, at, &b, owner, f->arg);
}

int bike_bulk_find(struct cx *cx, enum bike_by by, const str *v, size_t n, bike_bulk_fn *fn, void *arg)
{
	static const struct sql_stmt *const q[] = { [BB_PLATE] = &q_by_plates, [BB_TAG] = &q_by_tags, [BB_ID] = &q_by_ids };
	struct find f = { fn, arg };
	str list;

	TRY(sql_list(cx, v, n, &list));
	return n ? sql_each(cx, q[by], find_row, &f, BIND(V(list))) : 0;
}

int bike_bulk_add(struct cx *cx, bike_id id, const struct bike_new *in, utc_ms at)
{
	char tag[TAG_TEXT];

	return sql_pipe(cx, &q_add, BIND(V(id.v), V(str_of(tag_text(in->tag, tag))), V(plate_str(&in->plate)), V(bike_kind_words[in->kind]),
	    V(bike_use_words[in->use]), V(in->vehicle_code), V(in->frame_no), V(in->motor_no), V(in->brand), V(in->model), V(in->colour),
	    V(in->colour2), V(in->bought_on), V(in->ends_on), V(in->price_fen), V(in->site), V(in->unit), V(in->district), V(cx->actor.v), V(at)));
}

int bike_bulk_own(struct cx *cx, bike_id id, owner_id owner, utc_ms at)
{
	return sql_pipe(cx, &q_own, BIND(V(id.v), V(owner.v), V(at)));
}

int bike_bulk_event(struct cx *cx, bike_id id, str detail)
{
	return sql_pipe(cx, &q_event, BIND(V(id.v), V(cx->now), V(S("import")), V(cx->actor.v), V(cx->unit.v), V((int64_t)cx->request), V(detail)));
}

int bike_bulk_flag(struct cx *cx, bike_id id, str flag, int64_t ref)
{
	return sql_pipe(cx, &q_flag, BIND(V(id.v), V(flag), V(ref), V(cx->now), V(cx->actor.v)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int bike_bulk_free(struct cx *cx, const struct bike *b, str field, bool *ret)
{
	int64_t hands, asked;

	TRY(sql_one(cx, &q_hands, read_int, &hands, BIND(V(b->id.v), V(field))));
	TRY(sql_one(cx, &q_asked, read_int, &asked, BIND(V(b->id.v), V(field))));
	*ret = hands == 0 && asked == 0;
	return 0;
}

int bike_bulk_text(struct cx *cx, const struct bike *b, str field, str *ret)
{
	return bike_field_now(cx, b, field, ret) ? 0 : FAIL_FIELD(cx, E_INVALID, "field", "no such field of a bike");
}

int bike_bulk_set(struct cx *cx, struct bike *b, str field, str value, str *ret_old, str *ret_new)
{
	TRY(bike_field_text(cx, b, field, value, ret_old, ret_new));
	*ret_old = arena_str(cx->arena, *ret_old);
	return str_eq(*ret_old, *ret_new) ? 0 : bike_field_set(cx, b, field, value, "import");
}

struct made { bike_made_fn *fn; void *arg; };

static int made_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct made *m = arg;
	bike_id id = { sql_i64(r) };
	owner_id owner = { sql_i64(r) };

	return m->fn(cx, id, owner, sql_i64(r) != 0, m->arg);
}

int bike_bulk_made(struct cx *cx, int64_t first, int64_t last, bike_made_fn *fn, void *arg)
{
	struct made m = { fn, arg };

	return sql_each(cx, &q_made, made_row, &m, BIND(V(first), V(last)));
}

int bike_bulk_unmake(struct cx *cx, bike_id id, str detail)
{
	TRY(sql_pipe(cx, &q_unmake, BIND(V(id.v))));
	TRY(sql_pipe(cx, &q_unown, BIND(V(cx->now), V(id.v))));
	TRY(sql_pipe(cx, &q_unflag, BIND(V(cx->now), V(cx->actor.v), V(id.v))));
	return sql_pipe(cx, &q_event, BIND(V(id.v), V(cx->now), V(S("import_undo")), V(cx->actor.v), V(cx->unit.v), V((int64_t)cx->request), V(detail)));
}

int bike_bulk_owns(struct cx *cx, owner_id id, int64_t *ret)
{
	return sql_one(cx, &q_owns, read_int, ret, BIND(V(id.v)));
}
