/* flow_claim_testkit — for tests only: adjusters, stolen bikes under cover, and claims for them. */
#pragma once
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_claim.h"
#include "office/account/account_testkit.h"
#include "office/alert/alert.h"
#include "office/bike/bike.h"
#include "office/ledger/ledger.h"
#include "office/owner/owner_testkit.h"
#include "office/plan/plan.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "office/tag/tag.h"
#include "office/theft/theft.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n, .step = true }
STMT(t_case, 2, "UPDATE theft SET state = $1, accepted_at = reported_at, receipt_no = 'R', filing_no = 'F', "
	"filed_at = CASE WHEN $1 NOT IN ('reported', 'withdrawn') THEN reported_at END, recovered_at = CASE WHEN $1 = 'recovered' THEN reported_at END, "
	"unsolved_at = CASE WHEN $1 = 'unsolved' THEN reported_at END, closed_at = CASE WHEN $1 = 'withdrawn' THEN reported_at END WHERE id = $2");
STMT(t_reported, 2, "UPDATE theft SET missing_at = $1, last_seen_at = $1 WHERE id = $2");
STMT(t_silent, 2, "UPDATE tag SET silent_since = $2 WHERE tag = $1");
STMT(t_price, 2, "UPDATE bike SET price_fen = $1 WHERE id = $2");
static const struct sql_stmt *const t_stmts[] = { &t_case, &t_reported, &t_silent, &t_price };

enum { PLAN_DAYS = 300, THEFT_DAYS = 100 };
static struct world { struct testdb t; account_id a, b, c; site_id site; uint64_t next; utc_ms now; uint64_t lsn; } w;
#define CX (&w.t.cx)

static const char notices[] = "year,version,published,paper,from,to,kind,name\n2026,1,2025-11-04,x,2026-10-01,2026-10-07,off,x\n2027,1,2026-11-04,x,2027-01-01,2027-01-03,off,x\n";

static inline int setup(void **state)
{
	struct site s;
	int years, days;

	testdb_open(&w.t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	w.next = 0x1000;
	w.lsn = 1;
	w.now = CX->now;
	w.a = kit_account(CX, "adjuster1", "correct horse", ROLE_ADJUSTER, NULL);
	w.b = kit_account(CX, "adjuster2", "correct horse", ROLE_ADJUSTER, NULL);
	w.c = kit_account(CX, "adjuster3", "correct horse", ROLE_ADJUSTER, NULL);
	DONE(CX, site_add(CX, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 4,
	                                          .windows = 2, .address = S(""), .phone = S("") }, &s));
	w.site = s.id;
	DONE(CX, holidays_import(CX, str_of(notices), &years, &days));
	*state = &w;
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static inline void as(account_id who)
{
	CX->actor = who;
	CX->roles = ROLE_ADJUSTER;
	CX->err = (struct err){ 0 };
}

/* --- a stolen bike under cover --- */

struct stolen { bike_id bike; owner_id owner; theft_id theft; tag_id tag; int64_t want_fen; };

/* What its age pays, counted on a calendar; price 0: not known. */
static inline int64_t oracle(int32_t bought, int32_t day, int64_t price)
{
	struct civil c = civil_of(day_start(bought)), one = { (int16_t)(c.y + 1), c.m, c.d }, three = { (int16_t)(c.y + 3), c.m, c.d };

	if (c.m == 2 && c.d == 29)
		one.d = three.d = 28;
	int64_t fen = day <= day_of(civil_start(one)) ? 120000 : day <= day_of(civil_start(three)) ? 80000 : 50000;
	return price && price < fen ? price : fen;
}

static inline void sell(struct cx *cx, bike_id bike, const struct plate *plate, owner_id owner)
{
	struct plan p;
	bool again;
	char key[40];

	snprintf(key, sizeof key, "sale-%lld-0000", (long long)bike.v);
	DONE(cx, plan_add(cx, &(struct plan_new){ .key = str_of(key), .product = S("theft"), .scope = S("HY01"), .bike = bike, .plate = *plate, .owner = owner, .site = w.site,
	                                          .price_fen = 12000, .way = PW_CASH, .way_ref = S(""), .renew_days = 90 }, &p, &again));
}

static inline struct stolen steal_of(int32_t age_days, int64_t price, owner_id owner, bool covered)
{
	struct cx *cx = CX;
	utc_ms missing = w.now - (utc_ms)THEFT_DAYS * DAY_MS;
	int32_t bought = day_of(missing) - age_days;
	struct civil c = civil_of(day_start(bought));
	struct stolen s = { .tag = { ++w.next }, .want_fen = oracle(bought, day_of(missing), price) };
	struct bike_new n = { .tag = s.tag, .how = S("register"), .price_fen = price };
	char plate[24], phone[16], day[48];
	struct theft t;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)w.next);
	snprintf(phone, sizeof phone, "138%08llu", (unsigned long long)w.next);
	snprintf(day, sizeof day, "%04d-%02d-%02d", c.y, c.m, c.d);
	n.bought_on = str_of(day);
	assert_true(plate_parse(str_of(plate), &n.plate));
	as(w.a);
	cx->roles = ROLE_CLERK;
	cx->now = w.now - (utc_ms)PLAN_DAYS * DAY_MS;
	s.owner = n.owner = owner.v ? owner : kit_owner(cx, "李四光", phone);
	DONE(cx, bike_add(cx, &n, &s.bike));
	if (covered)
		sell(cx, s.bike, &n.plate, n.owner);
	cx->now = missing + HOUR_MS;
	cx->roles = ROLE_OFFICER;
	struct theft_new r = { .bike = s.bike, .tag = s.tag, .plate = n.plate, .last_seen_at = missing - HOUR_MS, .missing_at = missing, .district = 430405, .place = S(""), .note = S("") };
	DONE(cx, theft_report(cx, &r, &t));
	DONE(cx, sql_exec(cx, &t_case, BIND(V(S("unsolved")), V(t.id.v))));
	s.theft = t.id;
	cx->now = w.now;
	as(w.a);
	return s;
}

static inline struct stolen steal(int32_t age_days, int64_t price)
{
	return steal_of(age_days, price, (owner_id){ 0 }, true);
}

static inline struct pii card_of(int64_t n)
{
	char text[24];
	struct pii p;
	int sum = 0;

	snprintf(text, sizeof text, "62220212%09lld0", (long long)(n % 1000000000));
	for (int i = 0; i < 18; i++) {
		int d = (text[17 - i] - '0') * (i % 2 ? 2 : 1);
		sum += d > 9 ? d - 9 : d;
	}
	text[17] = (char)('0' + (10 - sum % 10) % 10);
	assert_true(pii_take(str_of(text), &p));
	return p;
}

static inline void papers(const struct claim *c)
{
	DONE(CX, flow_claim_paper(CX, c, S("id_card"), S("")));
	DONE(CX, flow_claim_paper(CX, c, S("theft_receipt"), S("")));
	DONE(CX, flow_claim_paper(CX, c, S("unsolved_proof"), S("")));
}

/* Filed by the third adjuster, with card and papers, not yet submitted. */
static inline struct claim draft(const struct stolen *s, bool with_papers)
{
	struct pii card = card_of(s->bike.v);
	struct claim c;

	as(w.c);
	DONE(CX, flow_claim_file(CX, s->theft, (owner_id){ 0 }, &c));
	DONE(CX, flow_claim_card(CX, &c, &card));
	if (with_papers)
		papers(&c);
	return c;
}

static inline struct claim submitted(const struct stolen *s)
{
	struct claim c = draft(s, true);

	DONE(CX, flow_claim_step(CX, &c, CE_SUBMIT, 0, S(""), S("")));
	return c;
}

static inline struct claim approved(const struct stolen *s)
{
	struct claim c = submitted(s);

	as(w.a);
	if (c.state == CS_IN_REVIEW)
		DONE(CX, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));
	assert_int_equal(c.state, CS_APPROVED);
	return c;
}

static inline void hear(const struct stolen *s, utc_ms at)
{
	struct detection d = { .lsn = w.lsn++, .n = 0, .theft = s->theft, .tag = s->tag, .heard_at = at, .recv_at = at, .severity = 2, .district = 430405, .rssi = -60,
	                       .station_name = S("x"), .station_place = S(""), .case_number = S("") };

	DONE(CX, alert_keep(CX, &d));
}

/* Its tag has been silent for so long before the theft. */
static inline void silence(const struct stolen *s, int days_before)
{
	char tag[TAG_TEXT];
	struct tag_batch b;

	DONE(CX, tag_receive(CX, TSL_THEFT, &s->tag, 1, S(""), &b));
	DONE(CX, sql_exec(CX, &t_silent, BIND(V(str_of(tag_text(s->tag, tag))), V(w.now - (utc_ms)(THEFT_DAYS + days_before) * DAY_MS))));
}

static inline int64_t balance(const char *account)
{
	int64_t v;

	DONE(CX, ledger_balance(CX, str_of(account), &v));
	return v;
}

static inline void books_are_even(void)
{
	int64_t v;

	DONE(CX, ledger_sum(CX, &v));
	assert_int_equal(v, 0);
}

static inline void reread(struct claim *c)
{
	DONE(CX, claim_get(CX, c->id, c));
}

static inline struct claim_batch batch_of(const struct claim *c, int held)
{
	struct claim_batch b;
	int got;

	as(w.b);
	DONE(CX, flow_claim_batch(CX, &c->id, 1, &b, &got));
	assert_int_equal(got, held);
	return b;
}

/* An approved claim is held, and approved again after its bike was found to have cost less: another amount. */
static inline void approve_at(struct stolen *s, struct claim *c, int64_t price)
{
	assert_int_equal(flow_claim_sighted(CX, s->theft, false), 1);
	DONE(CX, sql_exec(CX, &t_price, BIND(V(price), V(s->bike.v))));
	s->want_fen = price;
	as(w.a);
	reread(c);
	DONE(CX, flow_claim_step(CX, c, CE_UNHOLD, 0, S(""), S("")));
	DONE(CX, flow_claim_step(CX, c, CE_APPROVE, 0, S(""), S("")));
	assert_true(c->state == CS_APPROVED && c->amount_fen == price);
}
