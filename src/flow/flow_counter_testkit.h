/* flow_counter_testkit — for tests only: a point with stock, two clerks, and forms that are right. All persons and numbers are made up. */
#pragma once
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_bike.h"
#include "flow/flow_booking.h"
#include "flow/flow_counter.h"
#include "flow/flow_theft.h"
#include "office/account/account_testkit.h"
#include "office/number/number.h"
#include "office/owner/owner.h"
#include "office/plate/plate.h"
#include "office/policy/policy.h"
#include "office/tag/tag.h"

#define KIT static __attribute__((unused))

enum { KIT_PLATES = 400, KIT_TAGS = 400, KIT_TAG0 = 0xA000 };
static struct { struct testdb db; struct unit unit; struct site point, other; account_id clerk, second; } kit;

static const str kit_papers[] = { SI("id_card"), SI("invoice"), SI("conformity") };

/* As in GB 11643; the nth person, born on 1 January of a year. */
KIT void kit_id_no(int n, int year, char ret[static 19])
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	snprintf(ret, 19, "430405%04d0101%03d", year, n % 1000);
	for (int i = 0; i < 17; i++)
		sum += (ret[i] - '0') * weight[i];
	ret[17] = "10X98765432"[sum % 11];
	ret[18] = 0;
}

#define kit_fmt(cx, ...) arena_fmt((cx)->arena, __VA_ARGS__)

KIT void kit_pii(struct pii *p, const char *s)
{
	assert_true(pii_take(str_of(s), p));
}

/* The nth registration: nothing stands against it. */
KIT struct counter_form kit_form(struct cx *cx, int n)
{
	struct counter_form f = { .site = kit.point.id.v, .brand = S("爱玛"), .model = S("TDT-2"), .colour = S("红"), .colour2 = S(""), .bought_on = S("2026-11-20"),
	                          .ends_on = S(""), .price_fen = 289900, .papers = { kit_papers, COUNTOF(kit_papers) }, .plate = S(""), .consent = true,
	                          .heard_note = S("") };
	char id[19], phone[16];

	kit_id_no(n, 1990, id);
	snprintf(phone, sizeof phone, "138%08d", n % 100000000);
	f.request_id = kit_fmt(cx, "request-%06d", n);
	f.owner.kind = OK_PERSON;
	f.owner.id_kind = IK_IDCARD;
	kit_pii(&f.owner.name, "王小二");
	kit_pii(&f.owner.id_no, id);
	kit_pii(&f.owner.phone, phone);
	f.frame_no = kit_fmt(cx, "FRM%06d", 111111 + n * 7);
	f.motor_no = kit_fmt(cx, "MTR%06d", 333333 + n * 7);
	f.vehicle_code = kit_fmt(cx, "117322026%06d", n);
	f.tag[TSL_THEFT] = kit_fmt(cx, "%X", (unsigned)(KIT_TAG0 + n));
	f.tag[1] = f.tag[2] = S("");
	return f;
}

KIT struct cx *kit_clerk(struct cx *cx, account_id who)
{
	cx->actor = who;
	cx->roles = ROLE_CLERK;
	cx->unit = kit.unit.id;
	cx->area = kit.unit.path;
	return cx;
}

KIT void kit_stock(struct cx *cx)
{
	struct plate_format_new standard = { 430405, PK_STANDARD, S("衡A"), S("0123456789"), S(""), 5 }, temporary = { 430405, PK_TEMPORARY, S("衡临"), S("0123456789"), S(""), 4 };
	struct plate_format f;
	struct plate_batch b;
	struct tag_batch t;
	tag_id tags[KIT_TAGS];

	DONE(cx, plate_format_add(cx, &standard, &f));
	DONE(cx, plate_receive(cx, f.id, S(""), KIT_PLATES, S(""), &b));
	DONE(cx, plate_deliver(cx, b.id, kit.point.id));
	DONE(cx, plate_format_add(cx, &temporary, &f));
	DONE(cx, plate_receive(cx, f.id, S(""), 5, S(""), &b));
	DONE(cx, plate_deliver(cx, b.id, kit.point.id));
	for (int i = 0; i < KIT_TAGS; i++)
		tags[i].v = (uint64_t)(KIT_TAG0 + i);
	DONE(cx, tag_receive(cx, TSL_THEFT, tags, KIT_TAGS, S(""), &t));
	DONE(cx, tag_deliver(cx, t.id, kit.point.id));
}

KIT void kit_open(void)
{
	struct cx *cx = &kit.db.cx;
	struct site_new s = { .code = S("HY01"), .name = S("一号点"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 9, .windows = 2,
	                      .address = S(""), .phone = S("") };

	testdb_open(&kit.db);
	arena_done(&kit.db.arena);
	arena_init(&kit.db.arena, 64 << 20);
	DONE(cx, sql_begin(cx, true));
	kit.clerk = kit_account(cx, "clerk1", "correct horse", ROLE_CLERK, NULL);
	kit.second = kit_account(cx, "clerk2", "correct horse", ROLE_CLERK, NULL);
	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("430405"), S("分局"), &kit.unit));
	kit.unit.path = arena_str(cx->arena, kit.unit.path);
	s.unit = kit.unit.id;
	DONE(cx, site_add(cx, &s, &kit.point));
	for (int w = 1; w <= 7; w++)
		DONE(cx, site_hours_set(cx, kit.point.id, w, (const struct span[]){ { 0, 1440 } }, 1));
	s.code = S("HY02");
	DONE(cx, site_add(cx, &s, &kit.other));
	kit_stock(cx);
	DONE(cx, policy_set(cx, S("photo.required"), civil_of(cx->now), S("")));      /* what is needed of photos has a test of its own */
	DONE(cx, sql_commit(cx));
	kit_clerk(cx, kit.clerk);
}

KIT const struct counter_problem *kit_find(const struct counter_verdict *v, enum counter_code c, const char *field)
{
	for (int i = 0; i < v->n; i++)
		if (v->v[i].code == (int)c && (!field || str_eq(v->v[i].field, str_of(field))))
			return &v->v[i];
	return NULL;
}

KIT struct counter_verdict kit_check(struct cx *cx, const struct counter_form *f)
{
	struct counter_ears ears;
	struct counter_verdict v;

	DONE(cx, counter_listen(cx, f, &ears));
	DONE(cx, counter_check(cx, f, &ears, &v));
	return v;
}

KIT struct counter_issued kit_issue(struct cx *cx, int n)
{
	struct counter_form f = kit_form(cx, n);
	struct counter_issued v;

	DONE(cx, counter_issue(cx, &f, &v));
	return v;
}

KIT struct theft kit_steal(struct cx *cx, bike_id bike)
{
	struct cx own = *cx;
	struct flow_report r = { .bike = bike, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS, .severity = 2, .place = S(""), .note = S("") };
	struct theft t;

	own.actor = kit.second;
	own.roles = ROLE_POLICE;
	DONE(&own, sql_begin(&own, true));
	DONE(&own, flow_theft_report(&own, &r, &t));
	DONE(&own, sql_commit(&own));
	return t;
}

struct kit_hits { bike_id bike[8]; int n; };
/* Live entries with exactly this number. */
KIT struct kit_hits kit_numbers(struct cx *cx, const char *q)
{
	struct number_found f;
	struct kit_hits h = { .n = 0 };

	DONE(cx, number_search(cx, str_of(q), NK_ALL, 50, false, &f));
	for (int i = 0; i < f.n; i++)
		if (f.hit[i].tier == NT_EXACT && h.n < 8)
			h.bike[h.n++] = f.hit[i].bike;
	return h;
}
