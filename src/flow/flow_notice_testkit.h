/* flow_notice_testkit — for tests only: traffic officers, riders with phones, and violations that an officer confirmed. */
#pragma once
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_count.h"
#include "flow/flow_exposure.h"
#include "flow/flow_notice.h"
#include "flow/flow_violation.h"
#include "office/account/account_testkit.h"
#include "office/message/message.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"
#include "office/site/site.h"

static struct world { struct testdb t; account_id one, two, leader; owner_id rider, other; int n; utc_ms start; } w;
#define CX (&w.t.cx)

static const char notices[] = "year,version,published,paper,from,to,kind,name\n2026,1,2025-11-04,x,2026-10-01,2026-10-07,off,x\n2027,1,2026-11-04,x,2027-01-01,2027-01-03,off,x\n";

static inline void as_officer(account_id who, unsigned roles)
{
	CX->actor = who;
	CX->roles = roles;
	CX->owner = (owner_id){ 0 };
	CX->area = S("/1/");
	CX->unit = (unit_id){ 1 };
	CX->err = (struct err){ 0 };
}

static inline void as_owner(owner_id who)
{
	CX->actor = (account_id){ 0 };
	CX->roles = ROLE_OWNER;
	CX->owner = who;
	CX->area = S("");
	CX->unit = (unit_id){ 0 };
	CX->err = (struct err){ 0 };
}

static inline utc_ms day_at(int y, int m, int d, int h)
{
	return civil_start((struct civil){ (int16_t)y, (int8_t)m, (int8_t)d }) + h * HOUR_MS;
}

static inline int kit_setup(void **state)
{
	int years, days;

	testdb_open(&w.t);
	w.n = 0;
	CX->now = w.start = day_at(2026, 11, 26, 10);      /* a Thursday */
	w.one = kit_account_row(CX, "traffic1", ROLE_TRAFFIC);
	w.two = kit_account_row(CX, "traffic2", ROLE_TRAFFIC);
	w.leader = kit_account_row(CX, "leader1", ROLE_LEADER);
	w.rider = kit_owner(CX, "张三丰", "15400000001");
	w.other = kit_owner(CX, "李四光", "15400000002");
	DONE(CX, holidays_import(CX, str_of(notices), &years, &days));
	as_officer(w.one, ROLE_TRAFFIC);
	*state = &w;
	return 0;
}

static inline int kit_teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static inline struct violation caught_by(owner_id rider, utc_ms at)
{
	struct violation v, in = { .kind = VK_RED, .source = VS_CAMERA, .source_key = arena_fmt(CX->arena, "k%d", ++w.n), .unit = { 1 }, .path = S("/1/"), .arm = S("W"),
		.place = S("解放西路口"), .at = at, .err_ms = 100, .tag = S("C00"), .plate = S("衡（电动）阳A12358"), .owner = rider, .rider = rider, .confidence = 900,
		.against = S(""), .evidence = S("{}"), .evidence_sha = S(""), .picture = S("0123456789abcdef0123456789abcdef"), .picture_sha = S("ab"), .code = S(""), .ground = S(""), .note = S(""),
		.review_due = day_of(CX->now) + 7 };

	assert_int_equal(violation_add(CX, &in, &v), 1);
	CX->roles = ROLE_SYSTEM;
	DONE(CX, violation_step(CX, &v, VE_SCREEN, &(struct violation_do){ 0 }));
	return v;
}

/* By the first officer, with what flow_violation does after it. */
static inline struct violation confirmed_by(owner_id rider, utc_ms at)
{
	struct violation v = caught_by(rider, at);

	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, violation_step(CX, &v, VE_CONFIRM, &(struct violation_do){ .code = S("2007") }));
	DONE(CX, flow_count_month(CX, v.rider, v.month));
	DONE(CX, flow_notice_confirmed(CX, &v));
	return v;
}

static inline struct violation confirmed(void)
{
	return confirmed_by(w.rider, CX->now - HOUR_MS);
}

static inline struct violation now_of(const struct violation *v)
{
	struct violation r;

	DONE(CX, violation_get(CX, v->id, &r));
	return r;
}

static inline int64_t month_count(owner_id who, int32_t month)
{
	int64_t n;

	DONE(CX, violation_count_month(CX, who, month, &n));
	return n;
}

static inline struct exposure exposure_of(owner_id who, int32_t period, bool *ret_found)
{
	struct exposure x = { 0 };

	DONE(CX, exposure_find(CX, who, period, &x, ret_found));
	return x;
}
