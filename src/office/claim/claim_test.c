/* claim_test — CL1 to CL6, every cell of state, event and role, what every day of a bike's age pays. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "office/account/account_testkit.h"
#include "office/bike/bike.h"
#include "office/claim/claim.h"
#include "office/owner/owner_testkit.h"
#include "office/theft/theft.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n }
STMT(t_state, 3, "UPDATE claim SET state = $1, tbl = 1, p_card = 'x', amount_fen = 100, paid_at = CASE WHEN $2 > 0 THEN $2 END WHERE id = $3");
STMT(t_amount, 1, "UPDATE claim SET amount_fen = 999 WHERE id = $1");
STMT(t_event, 0, "UPDATE claim_event SET note = 'x'");
STMT(t_event_gone, 0, "DELETE FROM claim_event");
STMT(t_rate, 0, "UPDATE claim_rate SET fen = 1");
STMT(t_unpay, 0, "UPDATE claim_payment SET state = 'failed'");
STMT(t_pay_fen, 0, "UPDATE claim_payment SET fen = 1");
STMT(t_self, 0, "UPDATE claim_batch SET released_by = made_by");
static const struct sql_stmt *const t_stmts[] = { &t_state, &t_amount, &t_event, &t_event_gone, &t_rate, &t_unpay, &t_pay_fen, &t_self };

static struct world { struct testdb t; account_id a, b; owner_id owner; uint64_t tag; } w;
#define CX (&w.t.cx)

static theft_id add_theft(void)
{
	struct cx *cx = CX;
	struct bike_new n = { .tag = { ++w.tag }, .owner = w.owner, .how = S("register"), .bought_on = S("2026-01-10") };
	struct theft_new r = { .tag = n.tag, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS, .district = 430405, .place = S(""), .note = S("") };
	unsigned roles = cx->roles;
	char plate[24];
	struct theft t;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)w.tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	r.plate = n.plate;
	DONE(cx, bike_add(cx, &n, &r.bike));
	cx->roles = ROLE_OFFICER;
	DONE(cx, theft_report(cx, &r, &t));
	cx->roles = roles;
	return t.id;
}

static struct claim add_claim(theft_id theft)
{
	struct cx *cx = CX;
	struct theft t;
	struct claim c;

	DONE(cx, theft_get(cx, theft, &t));
	DONE(cx, claim_add(cx, &(struct claim_new){ theft, t.bike, w.owner, 1 }, &c));
	return c;
}

static int setup(void **state)
{
	testdb_open(&w.t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	w.tag = 0x100;
	w.a = kit_account(CX, "adjuster1", "correct horse", ROLE_ADJUSTER, NULL);
	w.b = kit_account(CX, "adjuster2", "correct horse", ROLE_ADJUSTER, NULL);
	CX->actor = w.a;
	CX->roles = ROLE_ADJUSTER;
	w.owner = kit_owner(CX, "李四光", "13800001111");
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static void force(struct claim *c, enum claim_state s)
{
	bool paid = s == CS_PAID || s == CS_FOUND || s == CS_REPAID || s == CS_FORFEITED;

	DONE(CX, sql_exec(CX, &t_state, BIND(V(claim_state_names[s]), V((int64_t)(paid ? 1 : 0)), V(c->id))));
	DONE(CX, claim_get(CX, c->id, c));
}

/* The golden matrix, written out by hand: who (A adjuster, O owner, S the program) may take which step from where to where. */
static const char *const golden[CS_N] = {
	[CS_DRAFT] = "submit:AO>submitted withdraw:AO>closed",
	[CS_SUBMITTED] = "check:S>auto_checked",
	[CS_AUTO_CHECKED] = "ask_papers:S>needs_papers review:S>in_review approve:S>approved reject:S>rejected sight:S>held_sighted",
	[CS_NEEDS_PAPERS] = "papers:AO>submitted sight:S>held_sighted withdraw:AO>closed paid:S>found_after_payment",
	[CS_IN_REVIEW] = "ask_papers:A>needs_papers approve:A>approved reject:A>rejected sight:S>held_sighted withdraw:AO>closed paid:S>found_after_payment",
	[CS_APPROVED] = "batch:A>batched reject:A>rejected sight:S>held_sighted paid:S>paid",
	[CS_BATCHED] = "unbatch:AS>approved sight:S>held_sighted paid:S>paid",
	[CS_PAID] = "close:AS>closed found:AS>found_after_payment ended:S>found_after_payment",
	[CS_CLOSED] = "paid:S>found_after_payment",      /* one that was paid: found, see below */
	[CS_REJECTED] = "appeal:AO>appealed close:AS>closed paid:S>found_after_payment",
	[CS_APPEALED] = "take_up:A>in_review sight:S>held_sighted paid:S>found_after_payment",
	[CS_HELD_SIGHTED] = "unhold:A>in_review reject:A>rejected withdraw:AO>closed paid:S>found_after_payment",
	[CS_FOUND] = "repay:A>repaid forfeit:A>forfeited ended:S>found_after_payment look:AS>found_after_payment stand:A>paid",
	[CS_REPAID] = "look:S>found_after_payment",
	[CS_FORFEITED] = "look:S>found_after_payment",
};

/* The cell of a state's line: where to (CS_N: nowhere), and may that role. */
static enum claim_state cell(enum claim_state from, enum claim_event ev, unsigned role, bool *ret_may)
{
	char want[40];
	const char *at;

	snprintf(want, sizeof want, "%.*s:", STR_ARG(claim_event_names[ev]));
	*ret_may = false;
	for (at = golden[from]; (at = strstr(at, want)); at++)
		if (at == golden[from] || at[-1] == ' ')
			break;
	if (!at)
		return CS_N;
	const char *to = strchr(at, '>') + 1;
	for (const char *p = at + strlen(want); *p != '>'; p++)
		*ret_may = *ret_may || (*p == 'A' && role == ROLE_ADJUSTER) || (*p == 'O' && role == ROLE_OWNER) || (*p == 'S' && role == ROLE_SYSTEM);
	return claim_state_of((str){ to, strcspn(to, " ") });
}

static void CL1_every_cell_of_state_event_and_role(void **state)
{
	static const unsigned roles[] = { ROLE_ADJUSTER, ROLE_OWNER, ROLE_SYSTEM, ROLE_INSURER, ROLE_CLERK, ROLE_OFFICER, ROLE_CASE, ROLE_LEADER, ROLE_SYSADMIN, ROLE_AUDITOR,
	                                  ROLE_SECADMIN, ROLE_ENGINEER, ROLE_TRAFFIC };
	struct cx *cx = CX;
	theft_id theft = add_theft();

	(void)state;
	for (int from = 0; from < CS_N; from++)
		for (int ev = 0; ev < CE_N; ev++)
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				DONE(cx, sql_begin(cx, true));
				struct claim c = add_claim(theft);
				force(&c, (enum claim_state)from);
				bool may;
				enum claim_state to = cell((enum claim_state)from, (enum claim_event)ev, roles[r], &may);
				cx->roles = roles[r];
				unsigned fx = 0xfff;
				int64_t ver = c.ver;
				assert_int_equal((claim_actions(&c, roles[r]) >> ev) & 1, may);
				if (may) {
					DONE(cx, claim_step(cx, &c, (enum claim_event)ev, 0, S(""), &fx));
					assert_int_equal(c.state, to);
					assert_int_equal(c.ver, ver + 1);
				} else {
					int want = to != CS_N ? E_DENIED : E_STATE;
					int rc = claim_step(cx, &c, (enum claim_event)ev, 0, S(""), &fx);
					if (from == CS_CLOSED && (ev == CE_FOUND || ev == CE_ENDED))      /* not paid: the guard, or the role */
						assert_true(rc == E_STATE || rc == E_DENIED);
					else
						assert_int_equal(rc, want);
					assert_int_equal(fx, 0xfff);
					assert_int_equal(c.ver, ver);
					cx->err = (struct err){ 0 };
				}
				cx->roles = ROLE_ADJUSTER;
				sql_rollback(cx);
				arena_reset(cx->arena);
			}
}

static void CL1_guards_versions_and_history(void **state)
{
	struct cx *cx = CX;
	struct claim c = add_claim(add_theft()), stale;
	unsigned fx;

	(void)state;
	force(&c, CS_IN_REVIEW);
	stale = c;
	DONE(cx, claim_step(cx, &c, CE_ASK, c.ver, S("invoice"), &fx));
	assert_int_equal(fx, CFX_STOP);
	REFUSED(cx, E_STATE, claim_step(cx, &stale, CE_APPROVE, 0, S(""), &fx));
	force(&c, CS_IN_REVIEW);
	REFUSED(cx, E_STATE, claim_step(cx, &c, CE_ASK, 0, S("more"), &fx));      /* asked once */
	REFUSED(cx, E_STATE, claim_step(cx, &c, CE_APPROVE, c.ver + 1, S(""), &fx));
	DONE(cx, claim_step(cx, &c, CE_REJECT, 0, S("no"), &fx));
	DONE(cx, claim_step(cx, &c, CE_APPEAL, 0, S("but"), &fx));
	force(&c, CS_REJECTED);
	REFUSED(cx, E_STATE, claim_step(cx, &c, CE_APPEAL, 0, S("again"), &fx));
	force(&c, CS_PAID);
	DONE(cx, claim_step(cx, &c, CE_CLOSE, 0, S(""), &fx));
	DONE(cx, claim_step(cx, &c, CE_FOUND, 0, S(""), &fx));      /* closed after it was paid */
	REFUSED(cx, E_STATE, sql_exec(cx, &t_event, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_event_gone, BIND_NONE));
	assert_int_equal(claim_state_of(S("nonsense")), CS_N);
	assert_int_equal(claim_event_of(S("nonsense")), CE_N);
}

static void CL2_one_theft_has_one_claim(void **state)
{
	struct cx *cx = CX;
	theft_id theft = add_theft();
	struct claim c = add_claim(theft), other;
	struct claim_new n = { theft, c.bike, w.owner, 1 };

	(void)state;
	REFUSED(cx, E_STATE, claim_add(cx, &n, &other));
	force(&c, CS_CLOSED);
	other = add_claim(theft);      /* withdrawn: room for another */
	force(&other, CS_FORFEITED);
	REFUSED(cx, E_STATE, claim_add(cx, &n, &other));      /* paid: never again */
	unsigned fx;
	c.state = CS_CLOSED;
	cx->roles = ROLE_SYSTEM;
	REFUSED(cx, E_STATE, claim_step(cx, &c, CE_PAID, 0, S(""), &fx));
	cx->roles = ROLE_ADJUSTER;
}

/* --- CL3 --- */

static const struct claim_rate demo[] = { { 0, 12, 120000 }, { 12, 36, 80000 }, { 36, 0, 50000 } };

/* Every day of ten years and more for purchases at all ends of months; the answer is counted on a calendar, not on months. */
static void CL3_what_every_day_of_age_pays(void **state)
{
	static const struct civil bought[] = { { 2015, 1, 31 }, { 2016, 2, 29 }, { 2015, 3, 10 }, { 2015, 12, 31 }, { 2016, 8, 30 } };
	struct claim_table t;

	(void)state;
	DONE(CX, claim_table_at(CX, day_of(CX->now), &t));
	assert_int_equal(t.n, 3);
	for (size_t b = 0; b < COUNTOF(bought); b++) {
		struct civil one = { (int16_t)(bought[b].y + 1), bought[b].m, bought[b].d }, three = { (int16_t)(bought[b].y + 3), bought[b].m, bought[b].d };
		int32_t from = day_of(civil_start(bought[b]));
		if (bought[b].d == 29 && bought[b].m == 2)
			one.d = three.d = 28;
		int32_t end1 = day_of(civil_start(one)), end3 = day_of(civil_start(three)), last = -1;
		for (int32_t d = from; d < from + 3660; d++) {
			int32_t months = claim_age_months(from, d);
			int64_t want = d <= end1 ? 120000 : d <= end3 ? 80000 : 50000, got = claim_rate_of(t.v, t.n, months);
			if (got != want)
				fail_msg("purchase %zu, day %d of its age (%d months): %lld, not %lld", b, d - from, months, (long long)got, (long long)want);
			assert_true(months == last || months == last + 1);
			last = months;
		}
		assert_int_equal(claim_age_months(from, from - 1), -1);
		assert_int_equal(claim_rate_of(t.v, t.n, -1), -1);
	}
}

static void CL3_gaps_and_overlaps_are_refused(void **state)
{
	static const struct { struct claim_rate v[3]; int n; const char *why; } bad[] = {
		{ { { 1, 0, 100 } }, 1, "gap: nothing says what months 0 to 1 pay" },
		{ { { 0, 12, 100 }, { 24, 0, 50 } }, 2, "gap: nothing says what months 12 to 24 pay" },      /* the article's own hole: 2 to 3 years */
		{ { { 0, 12, 100 }, { 11, 0, 50 } }, 2, "overlap" },
		{ { { 0, 0, 100 }, { 12, 0, 50 } }, 2, "overlap" },
		{ { { 0, 12, 100 }, { 12, 36, 50 } }, 2, "gap: nothing says what 36 months and more pay" },
		{ { { 0, 12, 0 }, { 12, 0, 50 } }, 2, "amount" },
		{ { { 0, 0, 0 } }, 0, "1 to 40" },
	};
	struct cx *cx = CX;

	(void)state;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		int rc = claim_rates_check(cx, bad[i].v, bad[i].n);
		assert_int_equal(rc, E_INVALID);
		if (!strstr(cx->err.msg, bad[i].why))
			fail_msg("row %zu: %s", i, cx->err.msg);
		cx->err = (struct err){ 0 };
	}
	DONE(cx, claim_rates_check(cx, demo, 3));
}

static void CL3_a_table_is_set_by_two_for_a_day_to_come(void **state)
{
	struct cx *cx = CX;
	struct claim_table in = { .from_day = day_of(cx->now) + 10, .basis = S("2027 notice"), .v = { { 0, 24, 150000 }, { 24, 0, 60000 } }, .n = 2 }, t, at;

	(void)state;
	DONE(cx, claim_table_propose(cx, &in, &t));
	REFUSED(cx, E_DENIED, claim_table_decide(cx, t.id, true, &t));
	DONE(cx, claim_table_at(cx, in.from_day, &at));
	assert_int_equal(at.id, 1);      /* proposed only */
	cx->actor = w.b;
	DONE(cx, claim_table_decide(cx, t.id, true, &t));
	DONE(cx, claim_table_at(cx, in.from_day - 1, &at));
	assert_int_equal(at.n, 3);
	DONE(cx, claim_table_at(cx, in.from_day, &at));
	assert_int_equal(at.n, 2);
	assert_int_equal(claim_rate_of(at.v, at.n, 23), 150000);
	cx->actor = w.a;
	DONE(cx, claim_table_propose(cx, &in, &t));
	cx->actor = w.b;
	REFUSED(cx, E_STATE, claim_table_decide(cx, t.id, true, &t));      /* another is released for that day */
	in.from_day = day_of(cx->now);
	REFUSED(cx, E_INVALID, claim_table_propose(cx, &in, &t));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_rate, BIND_NONE));
}

static void CL4_what_is_approved_stands(void **state)
{
	struct cx *cx = CX;
	struct claim c = add_claim(add_theft());
	struct pii card;
	char shown[40];

	(void)state;
	assert_true(pii_take(S("6222 0200 0000 0000 01"), &card));
	REFUSED(cx, E_INVALID, claim_card_put(cx, &c, &card));      /* check digit */
	assert_true(pii_take(S("12345678901"), &card));
	REFUSED(cx, E_INVALID, claim_card_put(cx, &c, &card));
	assert_true(pii_take(S("6222 0200 0000 0000 07"), &card));
	DONE(cx, claim_card_put(cx, &c, &card));
	assert_null(strstr(arena_z(cx->arena, c.card), "6222"));
	DONE(cx, claim_card(cx, &c, &card));
	snprintf(shown, sizeof shown, "%.*s", STR_ARG(pii_reveal(&card)));
	assert_string_equal(shown, "622202000000000007");
	force(&c, CS_APPROVED);
	REFUSED(cx, E_STATE, sql_exec(cx, &t_amount, BIND(V(c.id))));
	REFUSED(cx, E_STATE, claim_card_put(cx, &c, &card));
}

static void CL5_CL6_one_payment_that_lives_and_two_persons(void **state)
{
	struct cx *cx = CX;
	struct claim c = add_claim(add_theft());
	struct claim_payment p;
	struct claim_batch b, other;
	bool there;

	(void)state;
	force(&c, CS_APPROVED);
	DONE(cx, claim_batch_make(cx, &b));
	DONE(cx, claim_batch_make(cx, &other));
	DONE(cx, claim_payment_add(cx, b.id, &c));
	REFUSED(cx, E_STATE, claim_payment_add(cx, other.id, &c));
	DONE(cx, claim_batch_get(cx, b.id, &b));
	assert_int_equal(b.n, 1);
	assert_int_equal(b.sum_fen, 100);
	static const char sha[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	REFUSED(cx, E_DENIED, claim_batch_release(cx, &b, str_of(sha)));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_self, BIND_NONE));
	cx->actor = w.b;
	DONE(cx, claim_batch_release(cx, &b, str_of(sha)));
	REFUSED(cx, E_STATE, claim_batch_cancel(cx, &b));
	DONE(cx, claim_payment_live(cx, c.id, &p, &there));
	assert_true(there && p.state == CP_RELEASED);
	DONE(cx, claim_batch_settle(cx, &b));
	assert_int_equal(b.state, CB_RELEASED);      /* the bank has not spoken */
	REFUSED(cx, E_STATE, sql_exec(cx, &t_pay_fen, BIND_NONE));
	struct claim_payment stale = p;
	DONE(cx, claim_payment_put(cx, &p, CP_PAID, S("R1"), S("")));
	REFUSED(cx, E_STATE, claim_payment_put(cx, &stale, CP_FAILED, S("R1"), S("")));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_unpay, BIND_NONE));
	DONE(cx, claim_batch_settle(cx, &b));
	assert_int_equal(b.state, CB_SETTLED);
	REFUSED(cx, E_STATE, claim_payment_add(cx, other.id, &c));
}

static void stops_of_the_clock(void **state)
{
	struct cx *cx = CX;
	struct claim c = add_claim(add_theft());
	struct claim_stops s;

	(void)state;
	DONE(cx, claim_stop(cx, c.id, 100, S("papers")));
	DONE(cx, claim_stop(cx, c.id, 101, S("again")));      /* it stands still already */
	DONE(cx, claim_go(cx, c.id, 104));
	DONE(cx, claim_go(cx, c.id, 105));
	DONE(cx, claim_stop(cx, c.id, 110, S("heard")));
	DONE(cx, claim_stops(cx, c.id, &s));
	assert_int_equal(s.n, 2);
	assert_int_equal(s.v[0].from, 100);
	assert_int_equal(s.v[0].until, 104);
	assert_int_equal(s.v[1].until, 0);
	REFUSED(cx, E_INVALID, claim_stop(cx, c.id, 111, S("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(CL1_every_cell_of_state_event_and_role), T(CL1_guards_versions_and_history), T(CL2_one_theft_has_one_claim), T(CL3_what_every_day_of_age_pays),
		T(CL3_gaps_and_overlaps_are_refused), T(CL3_a_table_is_set_by_two_for_a_day_to_come), T(CL4_what_is_approved_stands),
		T(CL5_CL6_one_payment_that_lives_and_two_persons), T(stops_of_the_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
