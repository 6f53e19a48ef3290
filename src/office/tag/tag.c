/* tag — see tag.h. */
#include "office/tag/tag.h"

#include "tag_sql.h"

SQL_STATEMENTS(tag)

enum { RECEIVE_MAX = 50000 };

const str tag_slot_names[TSL_N] = { SI("theft"), SI("enforcement"), SI("owner") };
const struct stock_kind tag_stock_kind = { "tag", &q_mark, &q_arrive, &q_release, &q_count };

static void read_piece(struct sql_row *r, void *ret)
{
	struct tag_piece *t = ret;

	t->id = sql_i64(r);
	ASSERT(tag_parse(sql_str(r), &t->tag));
	str slot = sql_str(r);
	int k = 0;
	while (k < TSL_N && !str_eq(tag_slot_names[k], slot))
		k++;
	t->slot = (enum tag_slot)k;
	t->state = stock_state_of(sql_str(r));
	ASSERT(k < TSL_N && t->state < SKS_N);   /* CHECKed by the database */
	t->at.site.v = sql_i64(r);
	t->at.holder.v = sql_i64(r);
	t->transfer = sql_i64(r);
	t->bike.v = sql_i64(r);
	t->bound_at = sql_i64(r);
	t->ended_at = sql_i64(r);
	t->last_heard_at = sql_i64(r);
	t->battery_low_since = sql_i64(r);
	t->silent_since = sql_i64(r);
	t->ver = sql_i64(r);
}

static str text_of(tag_id tag, char buf[static TAG_TEXT])
{
	return str_of(tag_text(tag, buf));
}

int tag_piece_get(struct cx *cx, int64_t id, struct tag_piece *ret)
{
	return sql_one(cx, &q_by_id, read_piece, ret, BIND(V(id)));
}

int tag_piece_by_tag(struct cx *cx, tag_id tag, struct tag_piece *ret)
{
	char buf[TAG_TEXT];

	return sql_one(cx, &q_by_tag, read_piece, ret, BIND(V(text_of(tag, buf))));
}

int tag_receive(struct cx *cx, enum tag_slot slot, const tag_id *tags, int32_t n, str note, struct tag_batch *ret)
{
	struct tag_batch b = { .n = 0 };
	char buf[TAG_TEXT];

	ASSERT((unsigned)slot < TSL_N);
	if (n < 1 || n > RECEIVE_MAX)
		return FAIL_FIELD(cx, E_INVALID, "tags", "must be 1 to %d", RECEIVE_MAX);
	if (note.n > 400 || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	TRY(sql_insert(cx, &q_batch_add, &b.id, BIND(V(tag_slot_names[slot]), V((int)n), V(note), V(cx->actor.v), V(cx->now))));
	for (int32_t i = 0; i < n; i++) {
		if (tags[i].v == 0)
			return FAIL_FIELD(cx, E_INVALID, "tags", "0 is no tag");
		int added = sql_exec(cx, &q_add, BIND(V(text_of(tags[i], buf)), V(tag_slot_names[slot]), V(b.id)));
		TRY(added);
		b.n += added;
		b.known += !added;
	}
	*ret = b;
	return 0;
}

int tag_deliver(struct cx *cx, int64_t batch, site_id site)
{
	ASSERT(site.v > 0);
	return sql_exec(cx, &q_deliver, BIND(V(batch), V(site.v)));
}

int tag_bind(struct cx *cx, tag_id tag, struct stock_place at, bike_id bike, struct tag_piece *ret)
{
	char buf[TAG_TEXT];

	int n = sql_exec(cx, &q_bind, BIND(V(bike.v), V(cx->now), V(text_of(tag, buf)), V(at.site.v), V(at.holder.v)));
	if (n == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "tag", "the bike has a tag of this slot already");
	}
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "tag", "this tag is not in the stock here, or it is in a transfer");
	return tag_piece_by_tag(cx, tag, ret);
}

int tag_step(struct cx *cx, struct tag_piece *t, enum stock_event ev, str note)
{
	enum stock_state to;

	if (ev == SKE_MOVE || ev == SKE_BIND || !stock_next(t->state, ev, &to))
		return FAIL(cx, E_STATE, "not possible for a tag that is %.*s", STR_ARG(stock_state_names[t->state]));
	if (ev == SKE_RESTORE && t->bike.v == 0)
		return FAIL(cx, E_STATE, "this tag was never on a bike");
	if (note.n > 400 || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	int n = sql_exec(cx, &q_move, BIND(V(stock_state_names[to]), V_ID(ev == SKE_RESTORE ? 0 : cx->now), V(note), V(t->id), V(stock_state_names[t->state]), V(t->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, t->transfer ? "the tag is in a transfer" : "the tag has changed; read it again");
	return tag_piece_get(cx, t->id, t);
}

struct each { tag_piece_fn *piece; void *arg; };

static int each_piece(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct tag_piece t;

	read_piece(r, &t);
	return e->piece(cx, &t, e->arg);
}

int tag_of_bike(struct cx *cx, bike_id bike, tag_piece_fn *fn, void *arg)
{
	struct each e = { .piece = fn, .arg = arg };

	return sql_each(cx, &q_of_bike, each_piece, &e, BIND(V(bike.v)));
}

int tag_ended_of(struct cx *cx, bike_id bike, str note, tag_piece_fn *fn, void *arg)
{
	struct each e = { .piece = fn, .arg = arg };

	return sql_each(cx, &q_ended_of, each_piece, &e, BIND(V(bike.v), V(note)));
}

int tag_pieces(struct cx *cx, struct stock_place at, int64_t after, int max, tag_piece_fn *fn, void *arg)
{
	struct each e = { .piece = fn, .arg = arg };

	return sql_each(cx, &q_pieces, each_piece, &e, BIND(V(at.site.v), V(at.holder.v), V(after), V(max)));
}

int tag_sums(struct cx *cx, site_id site, stock_sum_fn *fn, void *arg)
{
	return stock_sums(cx, &q_sums, site, fn, arg);
}

/* --- how they fare --- */

int tag_unchecked(struct cx *cx, utc_ms before, int max, tag_piece_fn *fn, void *arg)
{
	struct each e = { .piece = fn, .arg = arg };

	return sql_each(cx, &q_unchecked, each_piece, &e, BIND(V(before), V(max)));
}

int tag_health_put(struct cx *cx, const struct tag_health *h)
{
	TRY(sql_exec(cx, &q_health, BIND(V(cx->now), V(h->last_heard_at), V(h->battery_low), V(h->silent), V(h->id))));
	return 0;
}

int tag_list(struct cx *cx, enum tag_list which, int64_t after, int max, tag_piece_fn *fn, void *arg)
{
	struct each e = { .piece = fn, .arg = arg };

	return sql_each(cx, which == TL_SILENT ? &q_silent : &q_battery, each_piece, &e, BIND(V(after), V(max)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int tag_list_count(struct cx *cx, enum tag_list which, int64_t *ret)
{
	return sql_one(cx, which == TL_SILENT ? &q_silent_count : &q_battery_count, read_int, ret, BIND_NONE);
}
