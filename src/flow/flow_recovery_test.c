/* flow_recovery_test — FR1 to FR5: a found bike's way back across rooms, and what must not happen on it. */
#include "flow/flow_claim_testkit.h"

#include "flow/flow_bike.h"
#include "flow/flow_recovery.h"
#include "flow/flow_theft.h"

static account_id one, two;

static void police(account_id who)
{
	struct unit u;

	as(who);
	CX->roles = ROLE_POLICE;
	CX->unit = (unit_id){ 1 };
	DONE(CX, unit_get(CX, CX->unit, &u));
	CX->area = u.path;
}

static int begin(void **state)
{
	setup(state);
	one = kit_account(CX, "police1", "correct horse", ROLE_POLICE, NULL);
	two = kit_account(CX, "police2", "correct horse", ROLE_POLICE, NULL);
	return 0;
}

static const char id_card[] = "430405199001010003";

static owner_id known_owner(void)
{
	struct owner_new n = { .kind = OK_PERSON, .id_kind = IK_IDCARD, .nphone = 1 };
	owner_id id;

	assert_true(pii_take(S("张三丰"), &n.name));
	assert_true(pii_take(S("13900009999"), &n.phone[0]));
	assert_true(pii_take(str_of(id_card), &n.id_no));
	DONE(CX, owner_add(CX, &n, &id));
	return id;
}

static struct seized seize_tag(str tag)
{
	struct seized_facts f = { .found_at = CX->now - HOUR_MS, .place = S("桥下"), .kept_at = S(""), .frame_no = S(""), .motor_no = S(""), .tag = tag, .plate = S(""),
	                          .brand = S(""), .colour = S(""), .note = S("") };
	struct seized s;

	DONE(CX, flow_seized_add(CX, SK_BIKE, &f, &s));
	return s;
}

static struct seized seize(const struct stolen *t)
{
	char tag[TAG_TEXT];

	police(one);
	DONE(CX, flow_numbers(CX, t->bike));
	return seize_tag(arena_str(CX->arena, str_of(tag_text(t->tag, tag))));
}

static int step(struct seized *s, enum seized_ev ev, bike_id bike)
{
	struct seized_do d = { .note = S("一句话说明"), .bike = bike, .papers = S("invoice"), .value_fen = 120000 };

	return flow_seized_do(CX, s->id, ev, &d, s);
}

static struct seized approved_item(const struct stolen *t)
{
	struct seized s = seize(t);

	DONE(CX, step(&s, SE_MATCH, t->bike));
	DONE(CX, step(&s, SE_PROVE, t->bike));
	DONE(CX, step(&s, SE_VALUE, t->bike));
	police(two);
	DONE(CX, step(&s, SE_APPROVE, t->bike));
	police(one);
	return s;
}

static enum theft_state case_state(theft_id id)
{
	struct theft t;

	DONE(CX, theft_get(CX, id, &t));
	return t.state;
}

static void FR1_candidates_are_only_shown(void **state)
{
	struct stolen a = steal(100, 0), b = steal(100, 0);
	struct seized_candidate v[SEIZED_CANDIDATES];
	struct seized s = seize(&a);
	int n;

	(void)state;
	DONE(CX, flow_numbers(CX, b.bike));
	DONE(CX, flow_seized_candidates(CX, &s, v, &n));
	assert_true(n >= 1);
	assert_int_equal(v[0].bike, a.bike.v);
	assert_string_equal(v[0].tier.p, "exact");
	assert_int_equal(v[0].theft, a.theft.v);
	assert_string_equal(v[0].owner.p, "李**");
	DONE(CX, flow_seized_get(CX, s.id, &s));
	assert_int_equal(s.state, SZ_SEIZED);
	assert_int_equal(case_state(a.theft), TS_UNSOLVED);
	REFUSED(CX, E_INVALID, step(&s, SE_MATCH, (bike_id){ 0 }));
}

static void FR2_the_case_moves_with_the_bike(void **state)
{
	struct stolen t = steal(100, 0);
	struct seized s = seize(&t);

	(void)state;
	DONE(CX, step(&s, SE_MATCH, t.bike));
	assert_int_equal(case_state(t.theft), TS_RECOVERED);
	DONE(CX, step(&s, SE_UNMATCH, t.bike));
	assert_int_equal(case_state(t.theft), TS_WATCHED);
	DONE(CX, step(&s, SE_MATCH, t.bike));
	assert_int_equal(case_state(t.theft), TS_RECOVERED);
	assert_int_equal(s.theft.v, t.theft.v);
	DONE(CX, step(&s, SE_HOLD, t.bike));                   /* evidence is still whose it is */
	assert_int_equal(case_state(t.theft), TS_RECOVERED);
	assert_int_equal(s.bike.v, t.bike.v);
	DONE(CX, step(&s, SE_RELEASE, t.bike));                /* and is matched anew, to another bike perhaps: nobody has this one */
	assert_int_equal(case_state(t.theft), TS_WATCHED);
	assert_int_equal(s.bike.v, 0);
	DONE(CX, step(&s, SE_MATCH, t.bike));
	DONE(CX, step(&s, SE_HOLD, t.bike));
	struct seized again = seize(&t);                       /* it was found a second time: the first one was another */
	DONE(CX, step(&again, SE_MATCH, t.bike));
	DONE(CX, step(&s, SE_RELEASE, t.bike));
	assert_int_equal(case_state(t.theft), TS_RECOVERED);
}

static void FR3_what_was_paid_goes_to_the_payer(void **state)
{
	struct stolen t[2] = { steal(100, 0), steal(100, 0) };
	struct return_day d;

	(void)state;
	DONE(CX, sql_begin(CX, true));
	for (int i = 0; i < 2; i++) {
		struct claim c = approved(&t[i]);
		struct claim_batch b = batch_of(&c, 0);
		struct bank_results res;
		struct return_item item;
		int held;
		as(w.c);
		DONE(CX, flow_claim_release(CX, &b, 0, &held));
		str line = arena_fmt(CX->arena, "batch,no,amount_fen,status,bank_ref,reason\n%.*s,%.*s,%lld,paid,X1,\n", STR_ARG(b.number), STR_ARG(claim_merchant_no(CX, &c)), (long long)c.amount_fen);
		DONE(CX, flow_claim_results(CX, line, &res));
		assert_int_equal(res.paid, 1);
		struct seized s = approved_item(&t[i]);
		reread(&c);
		assert_int_equal(c.state, CS_FOUND);               /* the match told the operator */
		DONE(CX, return_day_add(CX, (unit_id){ 1 }, CX->area, day_of(CX->now), S("大院"), S(""), &d));
		REFUSED(CX, E_STATE, flow_return_list(CX, d.id, s.id, 0, &item));
		REFUSED(CX, E_STATE, step(&s, SE_TO_INSURER, t[i].bike));
		as(w.a);
		DONE(CX, flow_claim_step(CX, &c, i ? CE_FORFEIT : CE_REPAY, 0, S(""), S("")));
		police(one);
		if (i == 0) {
			REFUSED(CX, E_STATE, step(&s, SE_TO_INSURER, t[i].bike));
			DONE(CX, flow_return_list(CX, d.id, s.id, 0, &item));
			continue;
		}
		REFUSED(CX, E_STATE, flow_return_list(CX, d.id, s.id, 0, &item));
		REFUSED(CX, E_STATE, flow_theft_do(CX, t[i].theft, &(struct theft_do){ .ev = TE_RETURN, .note = S(""), .doc_no = S("") }, &(struct theft){ .id = { 0 } }));
		DONE(CX, step(&s, SE_TO_INSURER, t[i].bike));
		assert_int_equal(s.state, SZ_INSURER);
		assert_int_equal(case_state(t[i].theft), TS_RETURNED);
	}
	sql_rollback(CX);
}

static void FR4_another_person_of_a_higher_unit_approves(void **state)
{
	struct stolen t = steal(100, 0);
	struct seized s = seize(&t);
	struct unit branch, precinct;

	(void)state;
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("RB"), S("石鼓分局"), &branch));
	DONE(CX, unit_add(CX, branch.id, UNIT_PRECINCT, S("RP"), S("人民路派出所"), &precinct));
	DONE(CX, step(&s, SE_MATCH, t.bike));
	DONE(CX, step(&s, SE_PROVE, t.bike));
	DONE(CX, step(&s, SE_VALUE, t.bike));
	REFUSED(CX, E_DENIED, step(&s, SE_APPROVE, t.bike));
	police(two);
	CX->unit = precinct.id;
	REFUSED(CX, E_DENIED, step(&s, SE_APPROVE, t.bike));
	CX->unit = branch.id;
	DONE(CX, step(&s, SE_APPROVE, t.bike));
	CX->area = precinct.path;                              /* another unit's officer */
	REFUSED(CX, E_DENIED, step(&s, SE_HOLD, t.bike));
}

static void FR5_a_return_day(void **state)
{
	struct stolen t[2] = { steal_of(100, 0, known_owner(), false), steal(100, 0) };
	struct return_receiver r = { .who = RW_OWNER, .letter = S("") };
	struct return_proof proof = { S(""), S(""), true };
	struct return_item i[2];
	struct return_counts n;
	struct return_day d;
	struct seized s;

	(void)state;
	police(one);
	DONE(CX, return_day_add(CX, (unit_id){ 1 }, CX->area, day_of(CX->now), S("大院"), S(""), &d));
	for (int k = 0; k < 2; k++) {
		s = approved_item(&t[k]);
		DONE(CX, flow_return_list(CX, d.id, s.id, CX->now + HOUR_MS, &i[k]));
		DONE(CX, flow_return_call(CX, i[k].id, k ? RCALL_NOT_REACHED : RCALL_REACHED, 0, &i[k]));
	}
	assert_true(pii_take(S("张三丰"), &r.name));
	assert_true(pii_take(S("430405198001010007"), &r.id_no));
	REFUSED(CX, E_STATE, flow_return_give(CX, i[0].id, &proof, &i[0]));              /* not checked in */
	REFUSED(CX, E_INVALID, flow_return_check_in(CX, i[0].id, &r, &i[0]));            /* not the owner's document */
	assert_true(pii_take(str_of(id_card), &r.id_no));
	REFUSED(CX, E_INVALID, flow_return_check_in(CX, i[0].id, &(struct return_receiver){ RW_AGENT, r.name, r.id_no, S("") }, &i[0]));
	struct pii nobody;
	assert_true(pii_take(S("      "), &nobody));
	REFUSED(CX, E_INVALID, flow_return_check_in(CX, i[0].id, &(struct return_receiver){ RW_AGENT, r.name, nobody, S("委托") }, &i[0]));
	REFUSED(CX, E_INVALID, flow_return_check_in(CX, i[0].id, &(struct return_receiver){ RW_AGENT, nobody, r.id_no, S("委托") }, &i[0]));
	REFUSED(CX, E_INVALID, flow_return_check_in(CX, i[0].id, &(struct return_receiver){ RW_AGENT, r.name, r.id_no, S(" ") }, &i[0]));
	DONE(CX, flow_return_check_in(CX, i[0].id, &r, &i[0]));
	REFUSED(CX, E_INVALID, flow_return_give(CX, i[0].id, &proof, &i[0]));            /* no photos */
	assert_int_equal(case_state(t[0].theft), TS_RECOVERED);
	DONE(CX, policy_set(CX, S("recovery.photos"), civil_of(CX->now), S("")));
	proof.is_signed = false;
	REFUSED(CX, E_INVALID, flow_return_give(CX, i[0].id, &proof, &i[0]));
	proof.is_signed = true;
	DONE(CX, flow_return_give(CX, i[0].id, &proof, &i[0]));
	assert_int_equal(case_state(t[0].theft), TS_RETURNED);
	DONE(CX, flow_seized_get(CX, i[0].seized, &s));
	assert_int_equal(s.state, SZ_RETURNED);
	assert_int_equal(s.returned_at, CX->now);
	REFUSED(CX, E_STATE, flow_return_off(CX, i[0].id, true, &i[0]));
	DONE(CX, flow_return_off(CX, i[1].id, true, &i[1]));
	DONE(CX, flow_seized_get(CX, i[1].seized, &s));
	assert_int_equal(s.state, SZ_APPROVED);                /* for another day */
	DONE(CX, return_day_counts(CX, d.id, &n));
	assert_int_equal(n.listed, 2);
	assert_int_equal(n.returned, 1);
	assert_int_equal(n.no_show, 1);
	assert_int_equal(n.reached, 1);
	DONE(CX, return_day_close(CX, &d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(FR1_candidates_are_only_shown, begin, teardown), cmocka_unit_test_setup_teardown(FR2_the_case_moves_with_the_bike, begin, teardown),
		cmocka_unit_test_setup_teardown(FR3_what_was_paid_goes_to_the_payer, begin, teardown),
		cmocka_unit_test_setup_teardown(FR4_another_person_of_a_higher_unit_approves, begin, teardown), cmocka_unit_test_setup_teardown(FR5_a_return_day, begin, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
