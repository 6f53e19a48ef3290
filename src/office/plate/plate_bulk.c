/* plate_bulk — many plates at once, for an import. See plate.h. */
#include "office/plate/plate.h"
#include "plate_bulk_sql.h"

SQL_STATEMENTS(plate_bulk)

int plate_bulk_bind(struct cx *cx, str text, enum plate_kind kind, int32_t district, bike_id bike, utc_ms at)
{
	ASSERT((unsigned)kind < PK_N);
	return sql_pipe(cx, &q_bind, BIND(V(text), V(plate_kind_names[kind]), V((int)district), V(bike.v), V(at)));
}

int plate_bulk_unbind(struct cx *cx, bike_id bike)
{
	TRY(sql_pipe(cx, &q_forget, BIND(V(bike.v))));
	return sql_pipe(cx, &q_unbind, BIND(V(bike.v)));
}
