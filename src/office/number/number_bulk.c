/* number_bulk — see number_bulk.h. */
#include "office/number/number_bulk.h"

#include "number_bulk_sql.h"
#include "number_int.h"

SQL_STATEMENTS(number_bulk)

struct find { number_bulk_fn *fn; void *arg; };

static int find_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct find *f = arg;
	enum number_kind k;

	size_t at = (size_t)sql_i64(r);
	ASSERT(number_kind_of(sql_str(r), &k));
	bike_id bike = { sql_i64(r) };
	return f->fn(cx, at, k, sql_str(r), bike, f->arg);
}

int number_bulk_find(struct cx *cx, bool like, const str *v, size_t n, number_bulk_fn *fn, void *arg)
{
	struct find f = { fn, arg };
	str list;

	TRY(sql_list(cx, v, n, &list));
	return n ? sql_each(cx, like ? &q_like : &q_same, find_row, &f, BIND(V(list))) : 0;
}

int number_bulk_add(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike)
{
	struct number skel;

	number_skeleton(n, &skel);
	return sql_pipe(cx, &q_add, BIND(V(number_kind_names[k]), V(number_str(n)), V(number_str(&skel)), V(bike.v), V(cx->now)));
}

int number_bulk_end(struct cx *cx, bike_id bike)
{
	return sql_pipe(cx, &q_end_all, BIND(V(bike.v), V(cx->now)));
}
