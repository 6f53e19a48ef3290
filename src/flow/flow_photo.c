/* flow_photo — see flow_photo.h. */
#include "flow/flow_photo.h"

#include "flow/flow_person.h"
#include "flow_photo_sql.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/claim/claim.h"
#include "office/notice/notice.h"
#include "office/liability/liability.h"
#include "office/recovery/recovery.h"
#include "office/spot/spot.h"
#include "office/theft/theft.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_photo)

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

struct turn { struct bike_photo p[PHOTO_TURN]; int n; };

static int take_old(struct cx *cx, const struct bike_photo *p, void *arg)
{
	struct turn *t = arg;

	t->p[t->n++] = (struct bike_photo){ .id = p->id, .bike = p->bike, .slot = arena_str(cx->arena, p->slot), .blob = arena_str(cx->arena, p->blob) };
	return 0;
}

/* Of what has ended: the photo goes, and with it the row that named it. */
struct ended { struct { str kind, photo; int64_t id; } v[PHOTO_TURN]; int n; };

static int take_ended(struct cx *cx, struct sql_row *r, void *arg)
{
	struct ended *e = arg;

	e->v[e->n].kind = sql_str_a(r, cx->arena);
	e->v[e->n].id = sql_i64(r);
	e->v[e->n++].photo = sql_str_a(r, cx->arena);
	return 0;
}

static int drop_ended(struct cx *cx, str kind, int64_t id)
{
	if (str_eq(kind, S("claim")))
		return claim_paper_old(cx, id);
	if (str_eq(kind, S("voucher")) || str_eq(kind, S("person")))
		return return_item_photo_old(cx, id, str_eq(kind, S("person")));
	if (str_eq(kind, S("appeal")))
		return appeal_photo_drop(cx, id);
	if (str_eq(kind, S("custody")))
		return custody_photo_old(cx, id);
	return str_eq(kind, S("accident")) ? accident_photo_drop(cx, id) : photo_of_drop(cx, id);
}

static int old_of_ended(struct cx *cx, utc_ms before, int max)
{
	struct ended *e = arena_alloc(cx->arena, sizeof *e);

	if (!e)
		return FAIL(cx, E_TOOBIG, "no memory for the photos");
	e->n = 0;
	TRY(sql_each(cx, &q_ended, take_ended, e, BIND(V(before), V(max))));
	for (int i = 0; i < e->n; i++) {
		TRY(drop_ended(cx, e->v[i].kind, e->v[i].id));
		TRY(photo_forget(cx, e->v[i].photo));
	}
	return e->n;
}

static int old_in_tx(struct cx *cx, struct turn *t, int64_t years, int64_t days)
{
	int64_t ended;
	int gone = 0;

	TRY(policy_i64(cx, POL_PHOTO_CASE_YEARS, cx->now, &ended));
	TRY(bike_photos_old(cx, cx->now - days * DAY_MS, cx->now - years * 365 * DAY_MS, PHOTO_TURN, take_old, t));
	for (int i = 0; i < t->n; i++) {
		theft_id theft;
		bool open;
		TRY(theft_open_of(cx, t->p[i].bike, &theft, &open));
		if (open)                      /* also where its flag is missing */
			continue;
		TRY(bike_photo_drop(cx, &t->p[i]));
		TRY(photo_forget(cx, t->p[i].blob));
		gone++;
	}
	int n = old_of_ended(cx, cx->now - ended * 365 * DAY_MS, PHOTO_TURN - t->n);
	TRY(n);
	gone += n;
	if (gone)
		TRY(audit_add(cx, "photo.retention", "photo", 0, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"n\":%d}", gone)));
	TRY(sql_commit(cx));
	return gone;
}

int flow_photo_old(struct cx *cx)
{
	struct turn *t = arena_alloc(cx->arena, sizeof *t);
	int64_t years, days;

	ASSERT(!sql_in_tx(cx));
	if (!t)
		return FAIL(cx, E_TOOBIG, "no memory for the photos");
	t->n = 0;
	TRY(policy_i64(cx, POL_PHOTO_KEEP_YEARS, cx->now, &years));
	TRY(policy_i64(cx, POL_PHOTO_OLD_DAYS, cx->now, &days));
	TRY(sql_begin(cx, true));
	int rc = old_in_tx(cx, t, years, days);
	sql_rollback(cx);
	return rc;
}

int flow_photo_required(struct cx *cx, str ret[static POLICY_WORDS], int *ret_n)
{
	return policy_words(cx, POLL_PHOTO_REQUIRED, cx->now, ret, ret_n);
}
