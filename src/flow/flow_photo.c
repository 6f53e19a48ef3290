/* flow_photo — see flow_photo.h. */
#include "flow/flow_photo.h"

#include "flow/flow_person.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "store/sql/sql.h"

static int keep_row(struct cx *cx, const struct photo *p)
{
	TRY(sql_begin(cx, true));
	TRY(photo_add(cx, p));
	TRY(audit_add(cx, "photo.upload", "photo", 0, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"photo\":\"%.*s\",\"bytes\":%lld}", STR_ARG(p->id),
	              (long long)p->bytes)));
	return sql_commit(cx);
}

int flow_photo_keep(struct cx *cx, str jpeg, int32_t width, int32_t height, struct photo *ret)
{
	struct photo p;

	TRY(photo_file(cx, jpeg, width, height, &p));
	int rc = keep_row(cx, &p);
	sql_rollback(cx);
	TRY(rc);
	*ret = p;
	return 0;
}

int photo_attach(struct cx *cx, str photo_hex, bike_id bike, str slot)
{
	struct photo p;
	int64_t same, id;

	TRY(photo_use(cx, photo_hex, &p, &same));
	struct bike_photo b = { .bike = bike, .slot = slot, .blob = p.id, .bytes = p.bytes, .width = p.width, .height = p.height };
	return bike_photo_put(cx, &b, same, &id);
}

bool flow_photo_personal(str slot)
{
	return str_eq(slot, S("id_front")) || str_eq(slot, S("id_back")) || str_eq(slot, S("form"));
}

int flow_photo_read(struct cx *cx, bike_id bike, str slot, str *ret)
{
	struct bike_photo b;
	str jpeg;

	TRY(flow_bike_in_area(cx, bike));
	TRY(bike_photo_get(cx, bike, slot, &b));
	if (flow_photo_personal(slot) && !account_stepped_up(cx))
		return FAIL(cx, E_STEPUP, "this photo shows a person's papers: confirm with a fresh code first");
	TRY(photo_read(cx, b.blob, &jpeg));
	TRY(audit_add(cx, "bike.photo_read", "bike", bike.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"slot\":\"%.*s\",\"photo\":\"%.*s\"}", STR_ARG(slot),
	              STR_ARG(b.blob))));
	*ret = jpeg;
	return 0;
}

int flow_photo_required(struct cx *cx, str ret[static POLICY_WORDS], int *ret_n)
{
	return policy_words(cx, POLL_PHOTO_REQUIRED, cx->now, ret, ret_n);
}
