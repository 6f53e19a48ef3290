/* tag_bulk — many tags at once, for an import. See tag.h. */
#include "office/tag/tag.h"
#include "tag_bulk_sql.h"

SQL_STATEMENTS(tag_bulk)

int tag_bulk_batch(struct cx *cx, enum tag_slot slot, int64_t n, str note, int64_t *ret)
{
	return sql_insert(cx, &q_batch, ret, BIND(V(tag_slot_names[slot]), V(n), V(note), V(cx->actor.v), V(cx->now)));
}

int tag_bulk_bind(struct cx *cx, enum tag_slot slot, tag_id tag, int64_t batch, bike_id bike, utc_ms at)
{
	char text[TAG_TEXT];

	return sql_pipe(cx, &q_bind, BIND(V(str_of(tag_text(tag, text))), V(tag_slot_names[slot]), V(batch), V(bike.v), V(at)));
}

int tag_bulk_unbind(struct cx *cx, bike_id bike)
{
	return sql_pipe(cx, &q_unbind, BIND(V(bike.v)));
}
