/* order_duty — the table of duty: which unit answers for what a station hears. See order.h. */
#include "office/order/order.h"

#include "order_duty_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(order_duty)

static void read_duty(struct sql_row *r, void *ret)
{
	struct duty *d = ret;

	d->id = sql_i64(r);
	d->unit.v = sql_i64(r);
	d->station.v = sql_i64(r);
	d->district = (int32_t)sql_i64(r);
	d->set_at = sql_i64(r);
}

int duty_set(struct cx *cx, unit_id unit, station_id station, int32_t district, struct duty *ret)
{
	int64_t id;

	if ((station.v != 0) == (district != 0))
		return FAIL_FIELD(cx, E_INVALID, "station", "a unit answers for a station or for a district: name one of them");
	TRY(sql_exec(cx, &q_drop_place, BIND(V_ID(station.v), V_ID((int64_t)district))));
	if (station.v)
		TRY(sql_insert(cx, &q_set_station, &id, BIND(V(unit.v), V(station.v), V(cx->actor.v), V(cx->now))));
	else
		TRY(sql_insert(cx, &q_set_district, &id, BIND(V(unit.v), V((int)district), V(cx->actor.v), V(cx->now))));
	return sql_one(cx, &q_by_id, read_duty, ret, BIND(V(id)));
}

int duty_drop(struct cx *cx, int64_t id)
{
	int n = sql_exec(cx, &q_drop, BIND(V(id)));

	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_NOTFOUND, "no such row in the table of duty");
}

struct each { duty_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct duty d;

	read_duty(r, &d);
	return e->fn(cx, &d, e->arg);
}

int duty_list(struct cx *cx, int64_t after, int max, duty_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_row, &e, BIND(V(after), V(max)));
}
