/* flow_policy_test — DR1..DR3: every dry run against a made-up quarter with a known answer. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_policy.h"
#include "office/bike/bike.h"
#include "office/account/account_testkit.h"
#include "office/owner/owner_testkit.h"
#include "office/plate/plate.h"
#include "office/policy/policy.h"
#include "office/site/site.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "td." #nm, sql_text, 0, n, .step = true }
STMT(t_case, 13, "INSERT INTO theft (number, bike, tag, plate, state, severity, source, last_seen_at, missing_at, reported_at, accepted_at, receipt_no, filing, filed_at, filing_no, "
	"located_at, recovered_at, unsolved_at, closed_at) VALUES ($1, $2, $1, $1, $3, 2, 'owner', $4, $4, $5, $6, $7, $8, $9, 'F', $10, $11, $12, $13) RETURNING id");
STMT(t_alert, 4, "INSERT INTO alert (theft, subject, bike, number, plate, severity, state, district, opened_at, issued_at, first_heard_at, last_heard_at, late, station, station_name) "
	"VALUES ($1, $4, 1, 'n', 'p', 2, 'new', $2, $3, $3, $3, $3, 0, 1, 's') RETURNING id");
STMT(t_order, 6, "INSERT INTO police_order (alert, theft, unit, path, how, state, severity, late, issued_at, ended_at) VALUES ($1, $2, 1, '/', 'hand', $3, 2, $4, $5, $6) RETURNING id");
STMT(t_step, 3, "INSERT INTO order_event (ord, at, event, actor, from_state, to_state) VALUES ($1, $2, 'x', 0, 'issued', $3)");
STMT(t_look, 7, "INSERT INTO audit (id, at, actor, roles, request, verb, kind, subject, theft, detail, hash) VALUES ($1, $2, $3, 1, 0, $4, 'theft', $5, $6, '', $7)");
STMT(t_request, 9, "INSERT INTO access_request (kind, state, asker, area, purpose, reference, reason, bike, from_at, to_at, asked_at, decided_by, decided_at, expires_at, used_at) "
	"VALUES ('bike', 'approved', $1, '/', 'other', 'r', 'r', $2, $3, $4, $5, $6, $7, $8, $9)");
STMT(t_plan, 9, "INSERT INTO plan (receipt, sale_key, product_id, product, bike, plate, owner, site, price_fen, years, starts_at, ends_at, way, state, sold_by, sold_day, sold_at) "
	"VALUES ($1, $2, 1, 'theft', $3, 'p', $4, $5, 12000, 3, $6, $7, 'cash', 'live', 1, $8, $9) RETURNING id");
STMT(t_claim, 13, "INSERT INTO claim (ref, number, theft, bike, owner, unit, plan, state, tbl, amount_fen, created_by, created_at, submitted_at, clock_day, owed_day, paid_at, appealed_at) "
	"VALUES ($1, $2, $3, $4, $5, 1, $6, $7, 1, $8, 1, $9, $9, $10, $11, $12, $13) RETURNING id");
STMT(t_rated, 4, "UPDATE claim SET months = $2, price_fen = $3, amount_fen = $4 WHERE id = $1");
STMT(t_check, 3, "INSERT INTO claim_check (claim, n, code, verdict, at) VALUES ($1, 0, $2, $3, 0)");
STMT(t_stop, 3, "INSERT INTO claim_stop (claim, from_day, until_day, reason) VALUES ($1, $2, $3, 'held')");
STMT(t_accident, 13, "INSERT INTO accident (ref, number, key, bike, owner, state, happened_at, injured, police_called, reporter, created_by, created_at, sent_at, arrived_at, fault, "
	"fault_pct, loss_fen, limit_fen, amount_fen, agreed_at) VALUES ($1, $2, $3, $4, $5, 'agreed', $6, 0, 0, 'owner', 0, $7, $8, $9, $10, $11, $12, 1500000, $13, $8) RETURNING id");
static const struct sql_stmt *const t_stmts[] = { &t_rated, &t_accident, &t_case, &t_alert, &t_order, &t_step, &t_look, &t_request, &t_plan, &t_claim, &t_check, &t_stop };

static struct world { struct testdb t; bike_id bike; owner_id owner; account_id a, b; site_id site; int64_t n; utc_ms in, old; } w;
#define CX (&w.t.cx)
#define DAYS(n) ((utc_ms)(n) * DAY_MS)

static int setup(void **state)
{
	struct bike_new n = { .tag = { 0x1001 }, .how = S("register") };
	struct site s;

	(void)state;
	w = (struct world){ .n = 0 };
	testdb_open(&w.t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	CX->roles = ROLE_CLERK | ROLE_SYSTEM;
	w.a = kit_account(CX, "leader1", "correct horse", ROLE_LEADER, NULL);
	w.b = kit_account(CX, "leader2", "correct horse", ROLE_LEADER, NULL);
	assert_true(plate_parse(S("HY90001"), &n.plate));
	w.owner = n.owner = kit_owner(CX, "李四光", "13800001111");
	DONE(CX, bike_add(CX, &n, &w.bike));
	DONE(CX, site_add(CX, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 4,
	                                          .windows = 2, .address = S(""), .phone = S("") }, &s));
	w.site = s.id;
	w.in = day_start(day_of(CX->now) - 40) + 12 * HOUR_MS;
	w.old = day_start(day_of(CX->now) - 100) + 12 * HOUR_MS;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static void says(const char *key, const char *value, int64_t now, int64_t then)
{
	struct policy_dry d;

	DONE(CX, flow_policy_dry(CX, str_of(key), str_of(value), &d));
	assert_true(d.known && d.what.n && d.zh.n && d.en.n);
	if (d.now != now || d.then != then)
		fail_msg("%s = %s: %ld, then %ld; it should be %ld, then %ld", key, value, (long)d.now, (long)d.then, (long)now, (long)then);
}

static str number_of(char buf[static 32])
{
	snprintf(buf, 32, "N%lld", (long long)++w.n);
	return str_of(buf);
}

static bike_id put_bike(void)
{
	struct bike_new n = { .tag = { 0x2000 + (uint64_t)++w.n }, .owner = w.owner, .how = S("register") };
	char plate[16];
	bike_id id;

	snprintf(plate, sizeof plate, "HY%05d", (int)w.n);
	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(CX, bike_add(CX, &n, &id));
	return id;
}

/* --- cases --- */

struct made { const char *state; utc_ms missing, reported, accepted; const char *filing; utc_ms filed, located, recovered, unsolved, closed; };

static int64_t put_case(struct made m)
{
	char buf[32];
	int64_t id;
	bike_id bike = put_bike();
	str number = number_of(buf);

	m.reported = m.reported ? m.reported : m.missing;
	m.accepted = m.accepted ? m.accepted : m.reported;
	DONE(CX, sql_insert(CX, &t_case, &id, BIND(V(number), V(bike.v), V(str_of(m.state)), V(m.missing), V(m.reported), V(m.accepted), V(S("R")), V(str_of(m.filing)),
		V_ID(m.filed), V_ID(m.located), V_ID(m.recovered), V_ID(m.unsolved), V_ID(m.closed))));
	return id;
}

static void cases_by_the_term_of_filing(void **state)
{
	(void)state;
	put_case((struct made){ "filed", .missing = w.in, .filing = "plain", .filed = w.in + DAYS(2) });
	put_case((struct made){ "filed", .missing = w.in, .filing = "plain", .filed = w.in + DAYS(5) });
	put_case((struct made){ "not_filed", .missing = w.in, .filing = "plain", .closed = w.in + DAYS(4) });
	put_case((struct made){ "accepted", .missing = CX->now - DAYS(10), .filing = "plain" });        /* still not decided on */
	put_case((struct made){ "filed", .missing = w.in, .filing = "checks", .filed = w.in + DAYS(8) });
	put_case((struct made){ "filed", .missing = w.in, .filing = "complex", .filed = w.in + DAYS(31) });
	put_case((struct made){ "filed", .missing = w.old, .filing = "plain", .filed = w.old + DAYS(50) });
	says("case.filing_days", "4", 3, 2);
	says("case.filing_days", "1", 3, 4);
	says("case.filing_days_checks", "9", 1, 0);
	says("case.filing_days_complex", "31", 1, 0);
}

static void cases_offered_for_giving_up(void **state)
{
	utc_ms now = CX->now;

	(void)state;
	put_case((struct made){ "filed", .missing = now - DAYS(70), .filing = "plain", .filed = now - DAYS(70) });
	put_case((struct made){ "recovered", .missing = now - DAYS(70), .filing = "plain", .filed = now - DAYS(70), .recovered = now - DAYS(30) });
	put_case((struct made){ "filed", .missing = now - DAYS(200), .filing = "plain", .filed = now - DAYS(200) });
	put_case((struct made){ "located", .missing = now - DAYS(150), .filing = "plain", .filed = now - DAYS(150), .located = now - DAYS(65) });
	says("case.unsolved_days", "30", 2, 3);
	says("case.unsolved_days", "68", 2, 1);
}

/* --- orders and alerts --- */

static int64_t put_alert(int64_t theft, int district, utc_ms opened)
{
	char buf[32];
	int64_t id;
	str subject = number_of(buf);

	DONE(CX, sql_insert(CX, &t_alert, &id, BIND(V(theft), V(district), V(opened), V(subject))));
	return id;
}

static void put_order(utc_ms issued, bool late, const char *state, int64_t after_s)
{
	int64_t t = put_case((struct made){ "filed", .missing = issued, .filing = "plain", .filed = issued }), alert, ord;
	bool over = strcmp(state, "lapsed") == 0;

	alert = put_alert(t, 430405, issued);
	DONE(CX, sql_insert(CX, &t_order, &ord, BIND(V(alert), V(t), V(str_of(state)), V((int)late), V(issued), V_ID(over ? issued + after_s * SECOND_MS : 0))));
	if (after_s)
		DONE(CX, sql_exec(CX, &t_step, BIND(V(ord), V(issued + after_s * SECOND_MS), V(str_of(state)))));
}

static void orders_that_would_have_gone_up(void **state)
{
	(void)state;
	put_order(w.in, false, "signed", 60);
	put_order(w.in, false, "signed", 200);
	put_order(w.in, true, "signed", 700);             /* late evidence stops at the branch */
	put_order(w.in, false, "lapsed", 3000);
	put_order(CX->now - 50 * SECOND_MS, false, "issued", 0);
	put_order(w.old, false, "signed", 5000);
	says("order.sign_s", "30", 3, 5);
	says("order.sign_s", "1000", 3, 1);
	says("order.chief_s", "100", 1, 2);
}

static void alerts_that_would_have_been_one(void **state)
{
	int64_t t = put_case((struct made){ "filed", .missing = w.in, .filing = "plain", .filed = w.in });

	(void)state;
	for (int i = 0; i < 7; i++) {
		put_alert(t, 430405, w.in + i * SECOND_MS);
		put_alert(t, 430406 + i, w.in + i * SECOND_MS);
		put_alert(t, 430405, w.in + DAY_MS + i * 20 * SECOND_MS);
		put_alert(t, 430405, w.old + i * SECOND_MS);
	}
	says("order.flood_a_min", "5", 0, 2);
}

/* --- looks --- */

static void put_look(int actor, utc_ms at, const char *verb, int subject, int64_t theft)
{
	static const uint8_t hash[32];
	char text[24];

	snprintf(text, sizeof text, "x%d", subject);
	DONE(CX, sql_exec(CX, &t_look, BIND(V(1000000 + ++w.n), V(at), V(actor), V(str_of(verb)), V(str_of(text)), V_ID(theft), V_BLOB(((str){ (const char *)hash, 32 })))));
}

static void put_looks(int actor, utc_ms at, int n)
{
	for (int i = 0; i < n; i++)
		put_look(actor, at, "access.read", i, 0);
}

static void looks_by_the_quota_and_the_hour(void **state)
{
	int64_t t = put_case((struct made){ "filed", .missing = w.in, .filing = "plain", .filed = w.in });

	(void)state;
	put_looks(7, w.in, 19);
	put_look(7, w.in, "trail.read", 90, t);
	put_look(7, w.in, "live.read", 91, t);            /* one bike */
	put_look(7, w.in, "trail.read.refused", 92, 0);
	put_looks(7, w.old, 30);
	for (int i = 0; i < 3; i++) {
		put_looks(8, w.in + DAYS(i), 5);
		put_looks(9, w.in + DAYS(i * 4), 5);     /* no three days within a week */
	}
	put_look(10, w.in - 5 * HOUR_MS - 30 * MINUTE_MS, "trail.read", 1, 0);
	put_look(10, w.in + 11 * HOUR_MS, "trail.read", 1, 0);
	put_look(10, w.old + 11 * HOUR_MS, "trail.read", 1, 0);
	says("access.plates_day", "21", 1, 0);
	says("access.plates_day", "5", 1, 7);
	says("access.drip_bikes", "5", 0, 1);
	says("access.duty_from", "6", 1, 0);
	says("access.duty_to", "23", 1, 1);
	says("access.duty_to", "24", 1, 0);
}

static void put_request(utc_ms asked, int64_t back_days, int64_t span_days, int64_t used_h)
{
	utc_ms from = asked - DAYS(back_days);

	DONE(CX, sql_exec(CX, &t_request, BIND(V(w.a.v), V(w.bike.v), V(from), V(from + DAYS(span_days)), V(asked), V(w.b.v), V(asked), V(asked + DAY_MS),
		V(asked + used_h * HOUR_MS))));
}

static void requests_by_what_they_ask(void **state)
{
	(void)state;
	put_request(w.in, 10, 5, 2);
	put_request(w.in, 60, 7, 20);
	put_request(w.old, 80, 7, 23);
	says("access.request_h", "12", 0, 1);
	says("access.span_days", "6", 0, 1);
	says("access.far_days", "30", 0, 1);
}

/* --- plans --- */

static int64_t put_plan(bike_id bike, utc_ms sold, utc_ms starts, utc_ms ends)
{
	char receipt[32], key[40];
	int64_t id;
	str number = number_of(receipt);

	snprintf(key, sizeof key, "sale-%lld-0000", (long long)w.n);
	DONE(CX, sql_insert(CX, &t_plan, &id, BIND(V(number), V(str_of(key)), V(bike.v), V(w.owner.v), V(w.site.v), V(starts), V(ends), V((int)day_of(sold)), V(sold))));
	return id;
}

static void put_renewal(utc_ms sold, int ahead_days)
{
	bike_id bike = put_bike();

	put_plan(bike, sold - DAYS(800), sold - DAYS(799), sold + DAYS(ahead_days));
	put_plan(bike, sold, sold + DAYS(ahead_days), sold + DAYS(900));
}

static void plans_renewed_ahead(void **state)
{
	(void)state;
	put_renewal(w.in, 80);
	put_renewal(w.in, 30);
	put_renewal(w.old, 85);
	put_plan(put_bike(), w.in, w.in + DAYS(70), w.in + DAYS(880));        /* of nothing before it: no renewal */
	says("plan.renew_days", "60", 0, 1);
	says("plan.renew_days", "20", 0, 2);
}

/* --- accidents --- */

/* Reported late_h after it happened, a surveyor sent send_min later (when it is agreed on, too), there in arrive_min. */
static void put_accident(utc_ms at, int64_t late_h, int64_t send_min, int64_t arrive_min, const char *fault, int64_t pct, int64_t loss)
{
	char buf[32], key[48];
	int64_t id, amount = loss * pct / 100;
	bike_id bike = put_bike();
	str number = number_of(buf);

	snprintf(key, sizeof key, "accident-%lld-0000", (long long)w.n);
	amount = amount < 1500000 ? amount : 1500000;
	DONE(CX, sql_insert(CX, &t_accident, &id, BIND(V_BLOB(number), V(number), V(str_of(key)), V(bike.v), V(w.owner.v), V(at - late_h * HOUR_MS), V(at),
		V(at + send_min * MINUTE_MS), V(at + (send_min + arrive_min) * MINUTE_MS), V(str_of(fault)), V(pct), V(loss), V(amount))));
}

static void accidents_by_limit_share_and_time(void **state)
{
	(void)state;
	put_accident(w.in, 1, 20, 50, "full", 100, 2000000);      /* limited to 15,000 yuan */
	put_accident(w.in, 50, 40, 90, "main", 70, 100000);
	put_accident(w.in, 1, 20, 50, "minor", 30, 100000);
	put_accident(w.old, 80, 99, 99, "main", 70, 2000000);      /* not of the quarter */
	says("liability.limit_fen", "60000", 1, 2);
	says("liability.spot_fen", "50000", 2, 1);
	says("liability.send_min", "10", 1, 3);
	says("liability.arrive_min", "100", 1, 0);
	says("liability.pay_days", "60", 3, 0);
	says("liability.report_hours", "72", 1, 0);
	says("liability.limit_days", "730", 0, 0);
	says("liability.twin_hours", "720", 0, 0);
	says("liability.share_full", "70", 15000, 14000);
	says("liability.share_main", "80", 700, 800);
	says("liability.share_minor", "40", 300, 400);
	says("liability.share_equal", "60", 0, 0);
}

/* --- claims --- */

struct claimed { const char *state; utc_ms submitted; int64_t theft, plan, fen; int32_t clock, owed; utc_ms paid; const char *check, *verdict; };

static int64_t put_claim(struct claimed c)
{
	char buf[32];
	int64_t id, theft = c.theft ? c.theft : put_case((struct made){ "filed", .missing = c.submitted, .filing = "plain", .filed = c.submitted });
	str number = number_of(buf);

	DONE(CX, sql_insert(CX, &t_claim, &id, BIND(V_BLOB(number), V(number), V(theft), V(w.bike.v), V(w.owner.v), V(c.plan), V(str_of(c.state)), V(c.fen), V(c.submitted),
		V_ID((int64_t)c.clock), V_ID((int64_t)c.owed), V_ID(c.paid), V_NULL)));
	if (c.check)
		DONE(CX, sql_exec(CX, &t_check, BIND(V(id), V(str_of(c.check)), V(str_of(c.verdict)))));
	return id;
}

struct stolen { utc_ms at; int missing_days, reported_h, filed_days, covered_days; const char *check; };

static void put_stolen(struct stolen s)
{
	utc_ms missing = s.at - DAYS(s.missing_days);
	int64_t t = put_case((struct made){ "unsolved", .missing = missing, .reported = missing + s.reported_h * HOUR_MS, .filing = "plain", .filed = s.at - DAYS(s.filed_days),
	                                    .unsolved = s.at });
	int64_t plan = put_plan(put_bike(), missing - DAYS(s.covered_days + 1), missing - DAYS(s.covered_days), missing + DAYS(900));

	put_claim((struct claimed){ s.check ? "rejected" : "approved", s.at, t, plan, 80000, .check = s.check, .verdict = "refuse" });
}

static void claims_that_one_check_refuses(void **state)
{
	(void)state;
	put_stolen((struct stolen){ w.in, 100, 10, 50, 100, "waiting" });
	put_stolen((struct stolen){ w.in, 100, 30, 70, 100, "late_report" });
	put_stolen((struct stolen){ w.in, 100, 10, 70, 5, "cover_young" });
	put_stolen((struct stolen){ w.in, 200, 20, 75, 20, NULL });
	put_stolen((struct stolen){ w.in, 300, 99, 30, 2, "no_cover" });            /* refused by any value */
	put_stolen((struct stolen){ w.old, 300, 99, 30, 2, NULL });                 /* before the quarter */
	says("claim.wait_days", "72", 1, 1);              /* the other two of 70 days are refused for something else */
	says("claim.wait_days", "80", 1, 2);
	says("claim.wait_days", "40", 1, 0);
	says("claim.report_hours", "12", 1, 2);
	says("claim.report_hours", "48", 1, 0);
	says("claim.cover_days", "30", 1, 2);
	says("claim.cover_days", "0", 1, 0);
	says("claim.limit_days", "150", 0, 1);
}

static void put_rated(utc_ms at, const char *state, int64_t months, int64_t price, int64_t fen, const char *check)
{
	int64_t id = put_claim((struct claimed){ state, at, .check = check, .verdict = "refuse" });

	DONE(CX, sql_exec(CX, &t_rated, BIND(V(id), V(months), V(price), V(fen))));
}

/* What another table would have paid for the claims of the quarter. */
static void claims_by_what_an_age_pays(void **state)
{
	static const struct claim_rate rates[] = { { 0, 24, 100000 }, { 24, 0, 40000 } };
	struct rates_dry d;

	(void)state;
	put_rated(w.in, "in_review", 6, 0, 120000, NULL);
	put_rated(w.in, "in_review", 30, 0, 80000, NULL);
	put_rated(w.in, "in_review", 6, 30000, 30000, NULL);             /* cost less than either pays */
	put_rated(w.in, "in_review", 6, 0, 120000, "heard_since");       /* held, not refused */
	put_rated(w.in, "rejected", 6, 0, 120000, NULL);
	put_rated(w.in, "in_review", 6, 0, 120000, "no_cover");
	put_rated(w.in, "in_review", -1, 0, 0, NULL);
	put_rated(w.old, "in_review", 6, 0, 120000, NULL);
	DONE(CX, flow_rates_dry(CX, rates, COUNTOF(rates), &d));
	assert_int_equal(d.claims, 4);
	assert_int_equal(d.now_fen, 120000 + 80000 + 30000 + 120000);
	assert_int_equal(d.then_fen, 100000 + 40000 + 30000 + 100000);
}

static void claims_that_a_person_looks_at(void **state)
{
	(void)state;
	DONE(CX, policy_set(CX, S("claim.review_pct"), civil_of(w.old), S("0")));
	put_claim((struct claimed){ "approved", w.in, .fen = 120000 });
	put_claim((struct claimed){ "approved", w.in, .fen = 80000 });
	put_claim((struct claimed){ "in_review", w.in, .fen = 50000, .check = "owner_again", .verdict = "review" });
	put_claim((struct claimed){ "rejected", w.in, .fen = 120000, .check = "waiting", .verdict = "refuse" });
	put_claim((struct claimed){ "approved", w.old, .fen = 120000 });
	says("claim.review_fen", "80000", 2, 3);
	says("claim.review_fen", "200000", 2, 1);
	says("claim.review_pct", "100", 2, 3);
	says("claim.review_seed", "1", 2, 2);
}

/* Nobody has announced these years' holidays here: the weeks are five days long. */
static void paid_claims_that_would_have_been_late(void **state)
{
	int32_t mon = day_of(w.in) - (day_of(w.in) + 3) % 7, before = mon - 84;

	(void)state;
	put_claim((struct claimed){ "paid", w.in, .fen = 1, .clock = mon, .owed = mon + 21, .paid = day_start(mon + 21) });
	put_claim((struct claimed){ "paid", w.in, .fen = 1, .clock = mon, .owed = mon + 21, .paid = day_start(mon + 22) });
	int64_t held = put_claim((struct claimed){ "paid", w.in, .fen = 1, .clock = mon, .owed = mon + 28, .paid = day_start(mon + 25) });
	DONE(CX, sql_exec(CX, &t_stop, BIND(V(held), V((int)(mon + 1)), V((int)(mon + 8)))));
	put_claim((struct claimed){ "paid", w.in, .fen = 1, .clock = mon, .owed = mon + 21, .paid = day_start(mon + 2) });
	put_claim((struct claimed){ "paid", w.old, .fen = 1, .clock = before, .owed = before + 21, .paid = day_start(before + 25) });
	says("claim.pay_workdays", "10", 1, 3);
	says("claim.pay_workdays", "16", 1, 0);
	says("claim.warn_workdays", "0", 3, 2);
	says("claim.warn_workdays", "20", 3, 4);
}

/* --- all of them --- */

/* Every policy, with its default as the value, at a connection that cannot write. */
static void a_dry_run_writes_nothing_and_every_policy_answers(void **state)
{
	struct err e = { 0 };
	struct sql *db = CX->db, *reader;
	struct policy_dry d;
	int known = 0;

	(void)state;
	put_claim((struct claimed){ "paid", w.in, .fen = 1, .clock = day_of(w.in), .owed = day_of(w.in) + 21, .paid = w.in + DAY_MS });
	assert_int_equal(sql_open(&(struct sql_opts){ .path = w.t.path, .read_only = true }, &e, &reader), 0);
	CX->db = reader;
	for (int i = 0; i < POLICY_N; i++) {
		struct policy_row r = policy_row(i);
		DONE(CX, flow_policy_dry(CX, r.key, r.normal, &d));
		if (!d.zh.n || !d.en.n || d.known != (d.what.n > 0) || d.now != d.then)
			fail_msg("%.*s: no numbers and no reason, or numbers that differ for the same value", STR_ARG(r.key));
		known += d.known;
	}
	CX->db = db;
	sql_close(reader);
	assert_true(known >= 30);
	DONE(CX, flow_policy_dry(CX, S("visit.gap_s"), S("60"), &d));
	assert_true(!d.known && d.zh.n);
}

int main(void)
{
	#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(cases_by_the_term_of_filing), T(cases_offered_for_giving_up), T(orders_that_would_have_gone_up), T(alerts_that_would_have_been_one),
		T(looks_by_the_quota_and_the_hour), T(requests_by_what_they_ask), T(plans_renewed_ahead), T(accidents_by_limit_share_and_time), T(claims_by_what_an_age_pays), T(claims_that_one_check_refuses),
		T(claims_that_a_person_looks_at), T(paid_claims_that_would_have_been_late), T(a_dry_run_writes_nothing_and_every_policy_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
