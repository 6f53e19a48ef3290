/* flow_claim_test — FC1 to FC6, and each check. */
#define _GNU_SOURCE
#include "flow/flow_claim_testkit.h"
#include "flow/flow_claim_view.h"
#include "flow/flow_person.h"
#include "flow/flow_theft.h"
#include "flow/outbox.h"

/* Each test in one write transaction. */
static int begin(void **state)
{
	int rc = setup(state);

	DONE(CX, sql_begin(CX, true));
	return rc;
}

static int end(void **state)
{
	sql_rollback(CX);
	return teardown(state);
}


static void FC1_no_money_while_the_bike_is_heard(void **state)
{
	struct stolen s[4] = { steal(100, 0), steal(100, 0), steal(100, 0), steal(100, 0) };
	struct claim_batch b;
	struct claim c;
	int held;

	(void)state;
	c = submitted(&s[0]);                    /* approving */
	assert_int_equal(c.state, CS_IN_REVIEW);
	hear(&s[0], w.now - HOUR_MS);
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));
	assert_int_equal(c.state, CS_HELD_SIGHTED);
	assert_true(str_eq(c.code, S("heard_since")));
	assert_int_equal(c.owed_day, 0);         /* the clock stands still */
	REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_UNHOLD, 0, S(""), S("")));
	CX->now += 8 * (utc_ms)DAY_MS;           /* silent again for longer than claim.heard_hours */
	DONE(CX, flow_claim_step(CX, &c, CE_UNHOLD, 0, S(""), S("")));
	assert_int_equal(c.state, CS_IN_REVIEW);
	assert_true(c.owed_day > 0);
	DONE(CX, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));
	assert_int_equal(c.state, CS_APPROVED);
	CX->now = w.now;

	c = approved(&s[1]);                     /* batching */
	hear(&s[1], w.now - HOUR_MS);
	b = batch_of(&c, 1);
	assert_int_equal(b.id, 0);
	reread(&c);
	assert_int_equal(c.state, CS_HELD_SIGHTED);

	c = approved(&s[2]);                     /* releasing */
	struct claim other = approved(&s[3]);
	as(w.b);
	DONE(CX, flow_claim_batch(CX, (int64_t[]){ c.id, other.id }, 2, &b, &held));
	assert_int_equal(b.n, 2);
	hear(&s[2], w.now - HOUR_MS);
	as(w.c);
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	assert_int_equal(held, 1);
	assert_int_equal(b.n, 1);
	assert_int_equal(b.sum_fen, s[3].want_fen);
	reread(&c);
	assert_int_equal(c.state, CS_HELD_SIGHTED);
	/* a hearing before it went missing is none */
	struct stolen early = steal(100, 0);
	hear(&early, w.now - (utc_ms)(THEFT_DAYS + 1) * DAY_MS);
	c = approved(&early);
	books_are_even();
	assert_int_equal(balance("payable.claim"), -(s[3].want_fen + s[0].want_fen + early.want_fen));
}

static void FC1_a_hearing_tells_the_claim_itself(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = approved(&s);

	(void)state;
	assert_int_equal(flow_claim_sighted(CX, s.theft, false), 1);
	reread(&c);
	assert_int_equal(c.state, CS_HELD_SIGHTED);
	assert_int_equal(flow_claim_sighted(CX, s.theft, true), 0);
	assert_int_equal(balance("payable.claim"), 0);
}

/* What the net heard while no step of the case told of it: the job holds the claim, and is not stopped by one that cannot be held. */
static void FC1_the_job_holds_what_was_heard(void **state)
{
	struct stolen s[3] = { steal(100, 0), steal(100, 0), steal(100, 0) };
	struct claim stuck = submitted(&s[0]), c = submitted(&s[1]), quiet = submitted(&s[2]);

	(void)state;
	for (int i = 0; i < CLAIM_STOPS; i++) {
		DONE(CX, claim_stop(CX, stuck.id, day_of(w.now), S("x")));
		DONE(CX, claim_go(CX, stuck.id, day_of(w.now)));
	}
	DONE(CX, sql_commit(CX));
	assert_int_equal(flow_claim_watch(CX), 0);
	hear(&s[0], w.now - HOUR_MS);
	hear(&s[1], w.now - HOUR_MS);
	REFUSED(CX, E_STATE, flow_claim_watch(CX));
	DONE(CX, sql_begin(CX, true));
	reread(&c);
	reread(&stuck);
	reread(&quiet);
	assert_int_equal(c.state, CS_HELD_SIGHTED);
	assert_int_equal(stuck.state, CS_IN_REVIEW);
	assert_int_equal(quiet.state, CS_IN_REVIEW);
}

/* The step of the case itself holds the claim, in its transaction: nobody waits for the job. */
static void FC1_a_step_of_the_case_holds_the_claim(void **state)
{
	static const struct { enum theft_event ev; unsigned roles; } steps[] = { { TE_HIT, ROLE_SYSTEM }, { TE_RECOVER, ROLE_CASE }, { TE_RETURN, ROLE_CASE } };
	struct stolen s;
	struct claim c;
	struct theft t;

	(void)state;
	for (size_t i = 0; i < COUNTOF(steps); i++) {
		s = steal(100, 0);
		c = approved(&s);
		CX->roles = steps[i].roles;
		DONE(CX, flow_theft_step(CX, s.theft, steps[i].ev, 0, S("at the market"), &t));
		reread(&c);
		assert_int_equal(c.state, CS_HELD_SIGHTED);
	}
	assert_int_equal(balance("payable.claim"), 0);
}

static void FC2_the_amount_is_the_tables(void **state)
{
	static const struct { int32_t age; int64_t price; } rows[] = { { 0, 0 }, { 365, 0 }, { 366, 300000 }, { 1095, 0 }, { 1096, 0 }, { 1097, 0 }, { 3000, 0 }, { 10, 99900 }, { 2000, 49999 } };

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct stolen s = steal(rows[i].age, rows[i].price);
		struct claim c = approved(&s);
		if (c.amount_fen != s.want_fen)
			fail_msg("age %d days, price %lld: %lld, not %lld", rows[i].age, (long long)rows[i].price, (long long)c.amount_fen, (long long)s.want_fen);
	}
}

static void FC3_two_persons(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = submitted(&s);
	struct claim_batch b;
	int held;

	(void)state;
	as(w.c);
	REFUSED(CX, E_DENIED, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));      /* filed it */
	as(w.a);
	struct pii card = card_of(1);
	DONE(CX, flow_claim_card(CX, &c, &card));
	REFUSED(CX, E_DENIED, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));      /* wrote down to which card */
	as(w.b);
	DONE(CX, flow_claim_card(CX, &c, &card));
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));
	b = batch_of(&c, 0);
	REFUSED(CX, E_DENIED, flow_claim_release(CX, &b, 0, &held));      /* made it */
	as(w.a);
	REFUSED(CX, E_DENIED, flow_claim_release(CX, &b, 0, &held));      /* approved a claim in it */
	as(w.c);
	REFUSED(CX, E_STATE, flow_claim_release(CX, &b, b.ver + 1, &held));
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	REFUSED(CX, E_STATE, flow_claim_release(CX, &b, 0, &held));
	REFUSED(CX, E_STATE, flow_claim_unbatch(CX, &b, 0));
	REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_BATCH, 0, S(""), S("")));      /* no way around the batch */
}

/* A line of the bank's for the only payment of a batch. */
static struct bank_results bank_says_as(const struct claim_batch *b, const struct claim *c, int64_t fen, const char *status, const char *ref)
{
	char text[400];
	struct bank_results r;

	snprintf(text, sizeof text, "batch,no,amount_fen,status,bank_ref,reason\n%.*s,YZ%.*s,%lld,%s,%s,words\n", STR_ARG(b->number), STR_ARG(c->number), (long long)fen, status, ref);
	DONE(CX, flow_claim_results(CX, str_of(text), &r));
	return r;
}

static struct bank_results bank_says(const struct claim_batch *b, const struct claim *c, int64_t fen, const char *status)
{
	return bank_says_as(b, c, fen, status, "R-1");
}

static void FC4_an_unknown_result_is_asked_for_and_not_paid_again(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = approved(&s);
	struct claim_batch b = batch_of(&c, 0), again;
	str file, query;
	int held;

	(void)state;
	REFUSED(CX, E_STATE, flow_claim_bank_file(CX, &b, &file));
	as(w.c);
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	DONE(CX, flow_claim_bank_file(CX, &b, &file));
	assert_non_null(strstr(arena_z(CX->arena, file), "李四光"));      /* the payee is the owner */
	assert_int_equal(bank_says(&b, &c, c.amount_fen, "unknown").unknown, 1);
	reread(&c);
	assert_int_equal(c.state, CS_BATCHED);
	as(w.a);
	REFUSED(CX, E_STATE, flow_claim_batch(CX, &c.id, 1, &again, &held));
	DONE(CX, flow_claim_bank_query(CX, &b, &query));
	assert_non_null(strstr(arena_z(CX->arena, query), arena_z(CX->arena, c.number)));
	assert_int_equal(bank_says(&b, &c, c.amount_fen + 1, "paid").wrong, 1);      /* another amount is nobody's */
	assert_int_equal(bank_says(&b, &c, c.amount_fen, "failed").failed, 1);
	reread(&c);
	assert_int_equal(c.state, CS_APPROVED);
	again = batch_of(&c, 0);      /* now it may be tried again, under the same number */
	as(w.c);
	DONE(CX, flow_claim_release(CX, &again, 0, &held));
	assert_int_equal(bank_says(&b, &c, c.amount_fen, "failed").same, 1);      /* an old word does not touch the new attempt */
	assert_int_equal(bank_says(&again, &c, c.amount_fen, "paid").paid, 1);
	assert_int_equal(bank_says(&again, &c, c.amount_fen, "paid").same, 1);
	assert_int_equal(bank_says(&again, &c, c.amount_fen, "failed").conflict, 1);
	assert_int_equal(bank_says(&b, &c, c.amount_fen, "paid").same, 1);
	reread(&c);
	assert_int_equal(c.state, CS_PAID);
	DONE(CX, claim_batch_get(CX, again.id, &again));
	assert_int_equal(again.state, CB_SETTLED);
	assert_int_equal(balance("bank.operator"), -s.want_fen);
	assert_int_equal(balance("payable.claim"), 0);
	books_are_even();
}

static void FC4_the_bank_takes_back_its_no(void **state)
{
	struct stolen s = steal(100, 0), t = steal(100, 0);
	struct claim c = approved(&s), d = approved(&t);
	struct claim_batch b = batch_of(&c, 0), e = batch_of(&d, 0);
	int held;

	(void)state;
	as(w.c);
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	DONE(CX, flow_claim_release(CX, &e, 0, &held));
	(void)bank_says(&b, &c, c.amount_fen, "failed");
	assert_int_equal(bank_says(&b, &c, c.amount_fen, "paid").conflict, 1);      /* and it is paid */
	reread(&c);
	assert_int_equal(c.state, CS_PAID);
	(void)bank_says(&e, &d, d.amount_fen, "failed");
	hear(&t, w.now - HOUR_MS);
	assert_int_equal(flow_claim_sighted(CX, t.theft, false), 1);      /* held, and then the bank has paid it after all */
	(void)bank_says(&e, &d, d.amount_fen, "paid");
	reread(&d);
	assert_int_equal(d.state, CS_FOUND);
	assert_int_equal(balance("bank.operator"), -(s.want_fen + t.want_fen));
	assert_int_equal(balance("payable.claim"), 0);
	books_are_even();
}

static struct claim_payment payment_in(int64_t batch, const struct claim *c)
{
	struct claim_payment p;
	bool found;

	DONE(CX, claim_payment_find(CX, batch, claim_merchant_no(CX, c), &p, &found));
	assert_true(found);
	return p;
}

/* It stood still, and does no longer. */
static void its_clock_goes(const struct claim *c)
{
	struct claim_stops stops;

	DONE(CX, claim_stops(CX, c->id, &stops));
	assert_true(stops.n > 0 && stops.v[stops.n - 1].until && c->owed_day);
}

/* The bank said no, another amount was approved, and then the bank says that the first one was paid: it is, at its own amount. Nothing else is paid, or counted. */
static void FC4_an_old_attempt_was_paid_at_another_amount(void **state)
{
	enum { APPROVED, IN_BATCH, AT_BANK, AT_BANK_FAILED, AT_BANK_PAID, WAYS };
	int64_t sum = 0;
	int held;

	(void)state;
	for (int way = 0; way < WAYS; way++) {
		struct stolen s = steal(100, 0);
		struct claim c = approved(&s);
		struct claim_batch b = batch_of(&c, 0), again = { .id = 0 };
		int64_t old = c.amount_fen;
		as(w.c);
		DONE(CX, flow_claim_release(CX, &b, 0, &held));
		(void)bank_says(&b, &c, old, "failed");
		approve_at(&s, &c, 70000);
		if (way >= IN_BATCH)
			again = batch_of(&c, 0);
		as(w.c);
		if (way >= AT_BANK)
			DONE(CX, flow_claim_release(CX, &again, 0, &held));
		struct bank_results r = bank_says(&b, &c, old, "paid");
		assert_true(r.paid == 1 && r.conflict == 1);
		reread(&c);
		assert_int_equal(c.state, CS_FOUND);
		assert_true(str_eq(c.code, S("other_amount")) && c.amount_fen == old);
		assert_int_equal(payment_in(b.id, &c).state, CP_PAID);
		assert_int_equal(bank_says(&b, &c, old, "paid").same, 1);
		as(w.a);
		REFUSED(CX, E_STATE, flow_claim_batch(CX, &c.id, 1, &(struct claim_batch){ .id = 0 }, &held));      /* nothing more is paid */
		if (way == IN_BATCH) {
			assert_int_equal(payment_in(again.id, &c).state, CP_DROPPED);
			as(w.c);
			DONE(CX, flow_claim_release(CX, &again, 0, &held));
			assert_int_equal(again.state, CB_CANCELLED);
		}
		if (way >= AT_BANK) {
			str query;
			struct claim_payment p = payment_in(again.id, &c);
			assert_true(p.aside && p.state == CP_RELEASED);
			DONE(CX, flow_claim_bank_query(CX, &again, &query));      /* it is asked for */
			assert_non_null(strstr(arena_z(CX->arena, query), arena_z(CX->arena, c.number)));
		}
		as(w.a);
		DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S(""), S("银行确认第一次已付")));
		as(w.b);
		if (way == AT_BANK) {
			static const enum claim_event ends[] = { CE_STAND, CE_REPAY, CE_FORFEIT };
			for (size_t i = 0; i < COUNTOF(ends); i++) {      /* the second one may be paid yet */
				assert_int_equal(flow_claim_step(CX, &c, ends[i], 0, S(""), S("")), E_STATE);
				assert_string_equal(CX->err.field, "second_open");
				CX->err = (struct err){ 0 };
			}
			sum += old;
			continue;
		}
		if (way == AT_BANK_FAILED)
			assert_int_equal(bank_says(&again, &c, 70000, "failed").failed, 1);
		if (way == AT_BANK_PAID) {
			int64_t was = balance("bank.operator");
			r = bank_says(&again, &c, 70000, "paid");
			assert_true(r.conflict == 1 && r.paid == 0);
			assert_int_equal(bank_says(&again, &c, 70000, "paid").same, 1);
			assert_int_equal(balance("bank.operator"), was - 70000);      /* it did leave */
			reread(&c);
			assert_true(c.state == CS_FOUND && str_eq(c.code, S("paid_twice")) && c.amount_fen == old);
			REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_STAND, 0, S(""), S("")));      /* what was noted before is not about that */
			as(w.a);
			DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S(""), S("车主已退回第二笔")));
		}
		as(w.a);
		REFUSED(CX, E_DENIED, flow_claim_step(CX, &c, CE_STAND, 0, S(""), S("")));      /* looked into it */
		as(w.b);
		DONE(CX, flow_claim_step(CX, &c, CE_STAND, 0, S(""), S("")));
		assert_true(c.state == CS_PAID && c.amount_fen == old);
		its_clock_goes(&c);
		sum += old;
		if (again.id && way >= AT_BANK) {
			DONE(CX, claim_batch_get(CX, again.id, &again));
			assert_int_equal(again.state, CB_SETTLED);
		}
	}
	assert_int_equal(balance("bank.operator"), -sum);
	assert_int_equal(balance("expense.claim"), sum + 70000);
	assert_int_equal(balance("recovered.claim"), -70000);
	assert_int_equal(balance("payable.claim"), 0);
	books_are_even();
	struct stolen plain = steal(100, 0);      /* found like any other: that is not to stand */
	struct claim c = approved(&plain);
	struct claim_batch b = batch_of(&c, 0);
	as(w.c);
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	(void)bank_says(&b, &c, c.amount_fen, "paid");
	assert_int_equal(flow_claim_sighted(CX, plain.theft, true), 1);
	reread(&c);
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S(""), S("x")));
	as(w.b);
	REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_STAND, 0, S(""), S("")));
}

/* The other order: the new attempt is paid, and then the bank says that an old one was paid, too. That money left, whatever its amount; the same reference is the same money. */
static void FC4_an_old_attempt_was_paid_after_the_new_one(void **state)
{
	enum { OTHER_AMOUNT, SAME_AMOUNT, NEW_ONE_AT_BANK, BOTH_OLD, WAYS };
	int64_t sum = 0, twice = 0;
	int held;

	(void)state;
	for (int way = 0; way < WAYS; way++) {
		struct stolen s = steal(100, 0);
		struct claim c = approved(&s);
		struct claim_batch b = batch_of(&c, 0), again;
		int64_t old = c.amount_fen;
		as(w.c);
		DONE(CX, flow_claim_release(CX, &b, 0, &held));
		(void)bank_says(&b, &c, old, "failed");
		if (way == OTHER_AMOUNT || way == BOTH_OLD)
			approve_at(&s, &c, 70000);
		int64_t now = c.amount_fen;
		again = batch_of(&c, 0);
		as(w.c);
		DONE(CX, flow_claim_release(CX, &again, 0, &held));
		if (way == BOTH_OLD)
			(void)bank_says(&again, &c, now, "failed");
		struct claim_batch *first = way == NEW_ONE_AT_BANK ? &b : &again, *second = way == NEW_ONE_AT_BANK ? &again : &b;
		int64_t fen = way == NEW_ONE_AT_BANK ? now : old;
		assert_int_equal(bank_says(first, &c, way == NEW_ONE_AT_BANK ? old : now, "paid").paid, 1);
		reread(&c);
		assert_int_equal(c.state, CS_PAID);
		sum += c.amount_fen;
		if (fen == c.amount_fen && way != NEW_ONE_AT_BANK)
			assert_int_equal(bank_says(second, &c, fen, "paid").same, 1);      /* the reference of the first: nothing new */
		struct bank_results r = bank_says_as(second, &c, fen, "paid", "R-2");
		assert_true(r.conflict == 1 && r.paid == 0 && r.same == 0);
		assert_int_equal(bank_says_as(second, &c, fen, "paid", "R-2").same, 1);
		twice += fen;
		reread(&c);
		assert_true(c.state == CS_FOUND && str_eq(c.code, S("paid_twice")));
		struct claim_payment p = payment_in(second->id, &c);
		assert_true(p.aside && p.state == CP_PAID);
		assert_int_equal(balance("bank.operator"), -(sum + twice));
		DONE(CX, claim_batch_get(CX, second->id, second));
		assert_int_equal(second->state, CB_SETTLED);
		as(w.a);
		DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S(""), S("车主已退回第二笔")));
		as(w.b);
		DONE(CX, flow_claim_step(CX, &c, CE_STAND, 0, S(""), S("")));
		sum -= fen;      /* came back */
	}
	assert_int_equal(balance("recovered.claim"), -twice);
	struct stolen s = steal(100, 0);      /* at the bank under both attempts, and one payment: its reference tells */
	struct claim c = approved(&s);
	struct claim_batch b = batch_of(&c, 0), again;
	as(w.c);
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	(void)bank_says(&b, &c, c.amount_fen, "failed");
	again = batch_of(&c, 0);
	as(w.c);
	DONE(CX, flow_claim_release(CX, &again, 0, &held));
	assert_int_equal(bank_says(&b, &c, c.amount_fen, "paid").paid, 1);
	assert_int_equal(bank_says(&again, &c, c.amount_fen, "paid").same, 1);
	reread(&c);
	assert_int_equal(c.state, CS_PAID);
	DONE(CX, claim_batch_get(CX, again.id, &again));
	assert_int_equal(again.state, CB_SETTLED);
	books_are_even();
}

static int told_twice(struct cx *cx, const struct outbox_row *row, void *ret)
{
	if (str_eq(row->topic, S("claim")) && strstr(arena_z(cx->arena, row->body), "\"paid_twice\""))
		*(bool *)ret = true;
	return 0;
}

/* Got back or given up, and then the bank says that an old attempt was paid, too: the claim says so, and that money is got back by itself. */
static void FC4_an_old_attempt_was_paid_after_the_claims_end(void **state)
{
	int64_t given_up = 0;
	int held;

	(void)state;
	for (int way = 0; way < 2; way++) {
		struct stolen s = steal(100, 0);
		struct claim c = approved(&s);
		struct claim_batch b = batch_of(&c, 0), again;
		as(w.c);
		DONE(CX, flow_claim_release(CX, &b, 0, &held));
		(void)bank_says(&b, &c, c.amount_fen, "failed");
		again = batch_of(&c, 0);
		as(w.c);
		DONE(CX, flow_claim_release(CX, &again, 0, &held));
		(void)bank_says(&again, &c, c.amount_fen, "paid");
		assert_int_equal(flow_claim_sighted(CX, s.theft, false), 1);
		reread(&c);
		as(w.a);
		DONE(CX, flow_claim_step(CX, &c, way ? CE_FORFEIT : CE_REPAY, 0, S(""), S("")));
		given_up += way ? c.amount_fen : 0;
		int64_t last;
		bool told = false;
		DONE(CX, outbox_last(CX, &last));
		assert_int_equal(bank_says_as(&b, &c, c.amount_fen, "paid", "R-2").conflict, 1);
		DONE(CX, outbox_after(CX, last, ROLE_ADJUSTER, 10, told_twice, &told));
		assert_true(told);
		reread(&c);
		assert_true(c.state == CS_FOUND && str_eq(c.code, way ? S("again_forfeited") : S("again_repaid")));
		assert_int_equal(balance("bank.operator"), -c.amount_fen - given_up);
		as(w.a);
		DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S(""), S("车主已退回")));
		as(w.b);
		REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_STAND, 0, S(""), S("")));
		DONE(CX, flow_claim_step(CX, &c, CE_REPAY, 0, S(""), S("")));
		assert_int_equal(c.state, CS_REPAID);
		assert_int_equal(balance("bank.operator"), 0);      /* repaid: all of it came back, and nothing of it twice */
	}
	books_are_even();
}

/* The money may have been paid at a wrong amount, or twice: for a bike that is back, or a theft that was none, no payment stands. */
static void FC4_nothing_stands_for_a_bike_that_is_back(void **state)
{
	static const struct { enum theft_event ev; const char *code; } rows[] = { { TE_RECOVER, "bike_found" }, { TE_WITHDRAW, "case_ended" } };
	enum { BEFORE_THE_WORD, AFTER_IT, PAID_TWICE_AFTER_IT, WAYS };
	struct theft t;
	int held;

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++)
		for (int way = 0; way < WAYS; way++) {
			struct stolen s = steal(100, 0);
			struct claim c = approved(&s);
			struct claim_batch b = batch_of(&c, 0), again;
			int64_t old = c.amount_fen;
			as(w.c);
			DONE(CX, flow_claim_release(CX, &b, 0, &held));
			(void)bank_says(&b, &c, old, "failed");
			approve_at(&s, &c, 70000);
			again = batch_of(&c, 0);
			as(w.c);
			DONE(CX, flow_claim_release(CX, &again, 0, &held));
			for (int turn = 0; turn < 2; turn++)
				if (turn == (way != BEFORE_THE_WORD)) {
					CX->roles = ROLE_CASE;
					DONE(CX, flow_theft_step(CX, s.theft, rows[i].ev, 0, S("at the market"), &t));
				} else {
					as(w.c);
					assert_int_equal(bank_says(&b, &c, old, "paid").paid, 1);
				}
			as(w.c);
			(void)bank_says(&again, &c, 70000, way == PAID_TWICE_AFTER_IT ? "paid" : "failed");
			reread(&c);
			assert_int_equal(c.state, CS_FOUND);
			if (way == PAID_TWICE_AFTER_IT && rows[i].ev == TE_WITHDRAW)
				assert_true(str_eq(c.code, S("case_ended")));      /* not written over */
			as(w.a);
			DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S(""), S("银行确认第一次已付")));
			as(w.b);
			assert_int_equal(flow_claim_step(CX, &c, CE_STAND, 0, S(""), S("")), E_STATE);
			assert_string_equal(CX->err.field, rows[i].code);
			CX->err = (struct err){ 0 };
			DONE(CX, flow_claim_step(CX, &c, CE_REPAY, 0, S(""), S("")));
		}
	assert_int_equal(balance("bank.operator"), 0);
	books_are_even();
}

static void FC5_found_after_payment(void **state)
{
	const struct theft_do back = { .ev = TE_RETURN, .note = S(""), .doc_no = S("") };
	struct stolen s[2] = { steal(100, 0), steal(100, 0) };
	struct claim_batch b;
	int held;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct claim c = approved(&s[i]);
		b = batch_of(&c, 0);
		as(w.c);
		DONE(CX, flow_claim_release(CX, &b, 0, &held));
		(void)bank_says(&b, &c, c.amount_fen, "paid");
		assert_int_equal(flow_claim_sighted(CX, s[i].theft, i == 0), 1);
		reread(&c);
		assert_int_equal(c.state, CS_FOUND);
		as(w.a);
		DONE(CX, flow_claim_step(CX, &c, i == 0 ? CE_REPAY : CE_FORFEIT, 0, S(""), S("")));
		assert_int_equal(flow_claim_sighted(CX, s[i].theft, true), 0);
		int64_t bike, owner;
		DONE(CX, claim_others(CX, s[i].bike, s[i].owner, 0, 0, &bike, &owner));
		assert_int_equal(bike, i);      /* what was paid back stands in nobody's way */
	}
	struct stolen late = steal(100, 0);      /* between the release and the bank's word: it can no longer be held */
	struct claim c = approved(&late);
	struct theft t;
	b = batch_of(&c, 0);
	as(w.c);
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	CX->roles = ROLE_CASE;
	REFUSED(CX, E_STATE, flow_theft_do(CX, late.theft, &back, &t));      /* FT4: the bank may have paid */
	DONE(CX, flow_theft_step(CX, late.theft, TE_RECOVER, 0, S(""), &t));
	as(w.c);
	(void)bank_says(&b, &c, c.amount_fen, "paid");
	reread(&c);
	assert_int_equal(c.state, CS_FOUND);
	CX->roles = ROLE_CASE;
	REFUSED(CX, E_STATE, flow_theft_do(CX, late.theft, &back, &t));
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_REPAY, 0, S(""), S("")));
	CX->roles = ROLE_CASE;
	DONE(CX, flow_theft_do(CX, late.theft, &back, &t));
	assert_int_equal(balance("recovered.claim"), -s[0].want_fen - late.want_fen);
	assert_int_equal(balance("bank.operator"), -s[1].want_fen);
	assert_int_equal(balance("expense.claim"), s[0].want_fen + s[1].want_fen + late.want_fen);
	books_are_even();
}

/* Released before the bike turned up, paid after it; and paid, then found and given back by one step. */
static void FC5_found_while_the_money_is_on_its_way(void **state)
{
	struct stolen s[2] = { steal(100, 0), steal(100, 0) };
	struct claim_batch b;
	struct theft t;
	int held;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct claim c = approved(&s[i]);
		b = batch_of(&c, 0);
		as(w.c);
		DONE(CX, flow_claim_release(CX, &b, 0, &held));
		if (i == 1)
			(void)bank_says(&b, &c, c.amount_fen, "paid");
		CX->roles = ROLE_CASE;
		DONE(CX, flow_theft_step(CX, s[i].theft, i == 0 ? TE_RECOVER : TE_RETURN, 0, S("at the market"), &t));
		as(w.c);
		if (i == 0)
			assert_int_equal(bank_says(&b, &c, c.amount_fen, "paid").paid, 1);
		reread(&c);
		assert_int_equal(c.state, CS_FOUND);
		assert_true(str_eq(c.code, S("bike_found")));
	}
	assert_int_equal(balance("payable.claim"), 0);
	books_are_even();
}

/* The theft was none, or the report was taken back: before the money left it does not leave, on its way and after it the claim says so. */
/* The whole answer to one who has these roles. */
static str told_to(unsigned roles, const struct claim *c)
{
	struct claim_view v;
	struct js js;
	unsigned was = CX->roles;

	CX->roles = roles;
	DONE(CX, flow_claim_view(CX, c, true, &v));
	CX->roles = was;
	js_init(&js, CX->arena, 1 << 16);
	js_put(&js, NULL, &claim_shape, &v);
	return js_text(&js);
}

static bool says(str s, const char *what)
{
	return memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static void FC5_the_case_ends_before_on_the_way_and_after_the_payment(void **state)
{
	static const enum theft_event ends[] = { TE_WITHDRAW, TE_UNFOUND };
	struct claim_batch b;
	struct theft t;
	int held;

	(void)state;
	for (int i = 0; i < 8; i++) {      /* approved, in a batch, on its way, paid; each by both ends */
		struct stolen s = steal(100, 0);
		struct claim c = approved(&s);
		if (i / 2 > 0)
			b = batch_of(&c, 0);
		as(w.c);
		if (i / 2 > 1)
			DONE(CX, flow_claim_release(CX, &b, 0, &held));
		if (i / 2 == 3)
			(void)bank_says(&b, &c, c.amount_fen, "paid");
		CX->roles = ROLE_CASE;
		DONE(CX, flow_theft_step(CX, s.theft, ends[i % 2], 0, S("查明车辆一直在家"), &t));
		as(w.c);
		if (i / 2 == 1) {
			DONE(CX, flow_claim_release(CX, &b, 0, &held));
			assert_int_equal(held, 1);
		}
		if (i / 2 == 2)
			assert_int_equal(bank_says(&b, &c, c.amount_fen, "paid").paid, 1);
		reread(&c);
		assert_int_equal(c.state, i / 2 < 2 ? CS_HELD_SIGHTED : CS_FOUND);
		assert_true(str_eq(c.code, S("case_ended")));
		if (i / 2 < 2) {
			CX->now += 30 * (utc_ms)DAY_MS;
			REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_UNHOLD, 0, S(""), S("")));      /* it does not come back by waiting */
			CX->now = w.now;
			continue;
		}
		as(w.a);
		REFUSED(CX, E_INVALID, flow_claim_step(CX, &c, CE_LOOK, 0, S("fraud"), S("")));
		REFUSED(CX, E_INVALID, flow_claim_step(CX, &c, CE_LOOK, 0, S("papers"), S("x")));
		DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S(""), S("已电话联系车主")));
		assert_true(str_eq(c.code, S("case_ended")));
		DONE(CX, flow_claim_step(CX, &c, CE_LOOK, 0, S("fraud"), S("移送公安核查")));
		assert_true(c.state == CS_FOUND && str_eq(c.code, S("fraud")));
		/* a suspect is not told, and the insurer is */
		assert_true(says(told_to(ROLE_ADJUSTER, &c), "移送公安核查") && says(told_to(ROLE_ADJUSTER, &c), "fraud"));
		assert_false(says(told_to(ROLE_OWNER, &c), "移送公安核查") || says(told_to(ROLE_OWNER, &c), "fraud") || says(told_to(ROLE_OWNER, &c), "look"));
		DONE(CX, flow_claim_step(CX, &c, CE_REPAY, 0, S(""), S("")));
	}
	assert_int_equal(balance("payable.claim"), 0);
	assert_int_equal(balance("bank.operator"), 0);      /* all that was paid came back */
	books_are_even();
}

/* Found first, and then it turns out that it was never stolen: the later reason counts. */
static void FC5_found_and_then_unfounded(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = approved(&s);
	struct claim_batch b = batch_of(&c, 0);
	struct theft t;
	int held;

	(void)state;
	as(w.c);
	DONE(CX, flow_claim_release(CX, &b, 0, &held));
	(void)bank_says(&b, &c, c.amount_fen, "paid");
	CX->roles = ROLE_CASE;
	DONE(CX, flow_theft_step(CX, s.theft, TE_RECOVER, 0, S("at home"), &t));
	DONE(CX, flow_theft_step(CX, s.theft, TE_UNFOUND, 0, S("never stolen"), &t));
	reread(&c);
	assert_true(c.state == CS_FOUND && str_eq(c.code, S("case_ended")));
}

static const char *day_z(int32_t d)
{
	static char buf[48];
	struct civil c = civil_of(day_start(d));

	snprintf(buf, sizeof buf, "%04d-%02d-%02d", c.y, c.m, c.d);
	return buf;
}

static void FC6_the_clock(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = draft(&s, false);
	struct claim_warning warn;
	struct claim_stops stops;

	(void)state;
	DONE(CX, flow_claim_step(CX, &c, CE_SUBMIT, 0, S(""), S("")));      /* Monday 2026-11-23 */
	assert_int_equal(c.state, CS_NEEDS_PAPERS);
	assert_int_equal(c.owed_day, 0);
	DONE(CX, claim_stops(CX, c.id, &stops));
	assert_true(str_starts(stops.reason[0], S("papers:id_card,theft_receipt,unsolved_proof")));
	struct stolen z = steal(100, 0);
	struct claim asked = submitted(&z);
	str words = S("1 请补：");
	while (words.n < 700)
		words = arena_fmt(CX->arena, "%.*s购车发票", STR_ARG(words));
	as(w.a);
	DONE(CX, flow_claim_step(CX, &asked, CE_ASK, 0, S(""), words));
	DONE(CX, claim_stops(CX, asked.id, &stops));
	assert_true(stops.reason[0].n > 190 && stops.reason[0].n <= 200 && str_utf8(stops.reason[0]));
	CX->now += 2 * (utc_ms)DAY_MS;
	papers(&c);
	DONE(CX, flow_claim_step(CX, &c, CE_PAPERS, 0, S(""), S("")));
	assert_int_equal(c.state, CS_IN_REVIEW);
	assert_string_equal(day_z(c.owed_day), "2026-12-16");      /* 15 working days after Wednesday the 25th */
	assert_false(c.provisional);
	CX->now = day_start(day_of(w.now) + 20) + HOUR_MS;      /* Sunday the 13th */
	DONE(CX, flow_claim_warning(CX, &c, &warn));
	assert_true(warn.soon && !warn.late && warn.left == 3);
	CX->now = day_start(day_of(w.now) + 24) + HOUR_MS;
	DONE(CX, flow_claim_warning(CX, &c, &warn));
	assert_true(!warn.soon && warn.late && warn.left == -1);
	REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_ASK, 0, S(""), S("invoice")));      /* asked once */
	/* the calendar changes: the day moves with it */
	int years, days;
	DONE(CX, holidays_import(CX, S("year,version,published,paper,from,to,kind,name\n2026,2,2026-12-01,x,2026-12-14,2026-12-15,off,x\n"), &years, &days));
	assert_int_equal(flow_claim_clocks(CX), 1);      /* the other one's stands still */
	reread(&c);
	assert_string_equal(day_z(c.owed_day), "2026-12-18");
	assert_int_equal(flow_claim_clocks(CX), 0);
	/* into a year that nobody has announced */
	s = steal(100, 0);
	CX->now = w.now + 400 * (utc_ms)DAY_MS;
	c = submitted(&s);
	assert_true(c.provisional && c.owed_day > 0);
}

/* However many wait: whoever changes the calendar has the memory of one request. */
static void FC6_the_clocks_of_many_claims(void **state)
{
	struct arena small, *was = CX->arena;
	int years, days;

	(void)state;
	for (int i = 0; i < 40; i++) {
		struct stolen s = steal(100, 0);
		(void)submitted(&s);
	}
	DONE(CX, holidays_import(CX, S("year,version,published,paper,from,to,kind,name\n2026,2,2026-12-01,x,2026-12-10,2026-12-10,off,x\n"), &years, &days));
	arena_init(&small, 256 << 10);
	CX->arena = &small;
	int n = flow_claim_clocks(CX);
	CX->arena = was;
	arena_done(&small);
	assert_int_equal(n, 40);
}

/* --- the checks --- */

static bool speaks(const struct claim_verdicts *v, const char *code)
{
	for (int i = 0; i < v->n; i++)
		if (str_eq(v->v[i].code, str_of(code)))
			return true;
	return false;
}

static struct claim_verdicts weigh(const struct stolen *s)
{
	struct claim_verdicts v;

	DONE(CX, flow_claim_weigh(CX, s->theft, s->owner, NULL, &v));
	return v;
}

static void every_check_speaks_when_it_should(void **state)
{
	struct stolen s = steal(100, 0), o;
	struct claim_verdicts v = weigh(&s);

	(void)state;
	assert_int_equal(v.refused.n, 0);
	assert_int_equal(v.n, 1);      /* the price is not known: a note */
	DONE(CX, sql_exec(CX, &t_case, BIND(V(S("reported")), V(s.theft.v))));
	v = weigh(&s);
	assert_true(str_eq(v.refused, S("not_filed")) && str_eq(v.hard, S("not_filed")));
	DONE(CX, sql_exec(CX, &t_case, BIND(V(S("withdrawn")), V(s.theft.v))));
	assert_true(str_eq(weigh(&s).refused, S("case_ended")));
	DONE(CX, sql_exec(CX, &t_case, BIND(V(S("recovered")), V(s.theft.v))));
	assert_true(str_eq(weigh(&s).refused, S("bike_found")));
	o = steal_of(100, 0, (owner_id){ 0 }, false);
	assert_true(str_eq(weigh(&o).refused, S("no_cover")));
	s = steal(100, 0);
	o = s;
	o.owner.v++;
	assert_true(str_eq(weigh(&o).refused, S("not_owner")));
	CX->now = w.now - (utc_ms)(THEFT_DAYS - 59) * DAY_MS;
	assert_true(speaks(&(struct claim_verdicts[]){ weigh(&s) }[0], "waiting"));
	CX->now = w.now + 700 * (utc_ms)DAY_MS;
	assert_true(str_eq(weigh(&s).refused, S("too_late")));
	CX->now = w.now;
	struct stolen early = steal(100, 0);
	struct claim filed = submitted(&early);
	CX->now = w.now + 700 * (utc_ms)DAY_MS;
	DONE(CX, flow_claim_weigh(CX, early.theft, early.owner, &filed, &v));
	assert_false(speaks(&v, "too_late"));      /* how long it lies with us is not the owner's fault */
	CX->now = w.now;
	DONE(CX, sql_exec(CX, &t_reported, BIND(V(w.now - (utc_ms)(THEFT_DAYS + 2) * DAY_MS), V(s.theft.v))));
	assert_true(str_eq(weigh(&s).refused, S("late_report")));
	DONE(CX, sql_exec(CX, &t_reported, BIND(V(w.now - (utc_ms)(PLAN_DAYS - 3) * DAY_MS), V(s.theft.v))));
	assert_true(speaks(&(struct claim_verdicts[]){ weigh(&s) }[0], "cover_young"));
	s = steal(100, 0);
	silence(&s, 30);
	assert_true(str_eq(weigh(&s).refused, S("tag_dead")));
	s = steal(-5, 0);
	assert_true(speaks(&(struct claim_verdicts[]){ weigh(&s) }[0], "before_purchase"));
	s = steal(100, 99900);
	v = weigh(&s);
	assert_true(speaks(&v, "price_cap") && v.amount_fen == 99900);
	hear(&s, w.now - HOUR_MS);
	v = weigh(&s);
	assert_true(str_eq(v.held, S("heard_since")) && !v.refused.n);
	s = steal(100, 0);
	struct claim c = approved(&s);
	assert_true(str_eq(weigh(&s).refused, S("duplicate")));
	o = steal_of(100, 0, s.owner, true);
	v = weigh(&o);
	assert_true(speaks(&v, "owner_again") && !v.refused.n && str_eq(v.review, S("owner_again")));
	(void)c;
}

/* Before anything is stolen: what the plan would pay now, and why not. */
static void an_owner_finds_out_what_a_plan_would_pay(void **state)
{
	const utc_ms year = 365 * (utc_ms)DAY_MS;
	struct stolen s = steal(100, 0), o = steal_of(100, 99900, (owner_id){ 0 }, false);
	struct claim_verdicts v;

	(void)state;
	DONE(CX, flow_claim_ahead(CX, s.bike, s.owner, &v));
	assert_true(!v.refused.n && !v.hard.n && speaks(&v, "price_unknown") && v.n == 1);
	assert_int_equal(v.amount_fen, 120000);
	assert_int_equal(v.months, 6);                        /* 200 days */
	assert_true(v.covered_until > CX->now && v.tbl);
	DONE(CX, flow_claim_ahead(CX, o.bike, o.owner, &v));
	assert_true(str_eq(v.refused, S("no_cover")) && str_eq(v.hard, S("no_cover")) && speaks(&v, "price_cap"));
	assert_int_equal(v.amount_fen, 99900);                /* what it would pay with one */
	assert_int_equal(v.covered_until, 0);
	DONE(CX, flow_claim_ahead(CX, s.bike, o.owner, &v));
	assert_true(str_eq(v.refused, S("not_owner")));
	silence(&s, 30);
	DONE(CX, flow_claim_ahead(CX, s.bike, s.owner, &v));
	assert_true(str_eq(v.refused, S("tag_dead")));
	CX->now = w.now - (utc_ms)(PLAN_DAYS - 3) * DAY_MS;
	DONE(CX, flow_claim_ahead(CX, s.bike, s.owner, &v));
	assert_true(speaks(&v, "cover_young"));
	CX->now = w.now + year;
	DONE(CX, flow_claim_ahead(CX, s.bike, s.owner, &v));
	assert_int_equal(v.amount_fen, 80000);
	CX->now = w.now;
}

static void a_refusal_is_told_appealed_and_taken_up_by_another(void **state)
{
	struct stolen s = steal(100, 0);

	(void)state;
	silence(&s, 30);
	struct claim c = submitted(&s);
	assert_int_equal(c.state, CS_REJECTED);
	assert_true(str_eq(c.code, S("tag_dead")));
	DONE(CX, flow_claim_step(CX, &c, CE_APPEAL, 0, S(""), S("the tag was replaced")));
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_TAKE_UP, 0, S(""), S("")));
	REFUSED(CX, E_INVALID, flow_claim_step(CX, &c, CE_REJECT, 0, S("because"), S("no")));
	REFUSED(CX, E_INVALID, flow_claim_step(CX, &c, CE_REJECT, 0, S("tag_dead"), S("")));
	DONE(CX, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));      /* a person may decide against a soft check */
	assert_int_equal(c.amount_fen, s.want_fen);
	DONE(CX, flow_claim_step(CX, &c, CE_REJECT, 0, S("fraud"), S("the bike was sold")));      /* after the approval: what was owed is not */
	assert_int_equal(balance("payable.claim"), 0);
	struct stolen t = steal(100, 0);
	c = submitted(&t);
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_REJECT, 0, S("late_report"), S("no")));
	DONE(CX, flow_claim_step(CX, &c, CE_APPEAL, 0, S(""), S("but")));
	REFUSED(CX, E_DENIED, flow_claim_step(CX, &c, CE_TAKE_UP, 0, S(""), S("")));
	as(w.b);
	DONE(CX, flow_claim_step(CX, &c, CE_TAKE_UP, 0, S(""), S("")));
}

/* The same claims are drawn every time, about as many as policy says; what chance leaves alone is approved by the program. */
static void chance_is_the_same_every_time(void **state)
{
	int drawn = 0;

	(void)state;
	for (int i = 0; i < 60; i++) {
		struct stolen s = steal(500, 0);
		struct claim c = submitted(&s);
		if (c.state == CS_IN_REVIEW)
			assert_true(str_eq(c.sampled, S("chance")));
		else
			assert_int_equal(c.state, CS_APPROVED);
		drawn += c.state == CS_IN_REVIEW;
		assert_int_equal(c.state == CS_IN_REVIEW, hash_u64((uint64_t)c.id ^ (uint64_t)20171109 << 32) % 100 < 10);
	}
	assert_true(drawn > 0 && drawn < 20);
}

struct counted { owner_id me; int n; };

static int count_mine(struct cx *cx, const struct claim *c, void *arg)
{
	struct counted *k = arg;
	bool own;

	DONE(cx, flow_claim_is_of(cx, c, k->me, &own));
	k->n += own;
	return 0;
}

/* The register had the owner twice: the two become one, the cover and the claim with them. */
static void a_merged_owner_has_cover_and_claim(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = submitted(&s);
	owner_id keep = kit_owner(CX, "李四光", "13800990099");
	struct owner_merge m;
	int64_t id;

	(void)state;
	as(w.a);
	DONE(CX, owner_merge_ask(CX, keep, s.owner, S("同一人"), &id));
	as(w.b);
	DONE(CX, flow_person_merge(CX, id, true, S(""), &m));
	struct stolen now = s;
	now.owner = keep;
	assert_false(speaks(&(struct claim_verdicts[]){ weigh(&now) }[0], "not_owner"));
	assert_false(speaks(&(struct claim_verdicts[]){ weigh(&s) }[0], "not_owner"));
	now.owner.v++;
	assert_true(speaks(&(struct claim_verdicts[]){ weigh(&now) }[0], "not_owner"));
	DONE(CX, flow_claim_mine(CX, c.id, keep, &c));
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));
	DONE(CX, flow_claim_mine(CX, c.id, keep, &c));
	REFUSED(CX, E_NOTFOUND, flow_claim_mine(CX, c.id, (owner_id){ keep.v + 1 }, &c));
	struct counted k = { keep, 0 };
	DONE(CX, claim_of_owner(CX, keep, 0, 10, count_mine, &k));
	assert_int_equal(k.n, 1);
}

static void another_owner_files_nothing(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c;

	(void)state;
	REFUSED(CX, E_NOTFOUND, flow_claim_file(CX, s.theft, (owner_id){ s.owner.v + 1 }, &c));
	CX->actor.v = 0;
	CX->roles = ROLE_OWNER;
	DONE(CX, flow_claim_file(CX, s.theft, s.owner, &c));
	REFUSED(CX, E_NOTFOUND, flow_claim_mine(CX, c.id, (owner_id){ s.owner.v + 1 }, &c));
	REFUSED(CX, E_STATE, flow_claim_step(CX, &c, CE_SUBMIT, 0, S(""), S("")));      /* no card */
	REFUSED(CX, E_INVALID, flow_claim_paper(CX, &c, S("selfie"), S("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
		T(FC1_no_money_while_the_bike_is_heard), T(FC1_a_hearing_tells_the_claim_itself), T(FC1_the_job_holds_what_was_heard), T(FC1_a_step_of_the_case_holds_the_claim), T(FC2_the_amount_is_the_tables), T(FC3_two_persons),
		T(FC4_an_unknown_result_is_asked_for_and_not_paid_again), T(FC4_the_bank_takes_back_its_no), T(FC4_an_old_attempt_was_paid_at_another_amount), T(FC4_an_old_attempt_was_paid_after_the_new_one),
		T(FC4_an_old_attempt_was_paid_after_the_claims_end), T(FC4_nothing_stands_for_a_bike_that_is_back), T(FC5_found_after_payment), T(FC5_found_while_the_money_is_on_its_way), T(FC5_the_case_ends_before_on_the_way_and_after_the_payment), T(FC5_found_and_then_unfounded), T(FC6_the_clock),
		T(FC6_the_clocks_of_many_claims),
		T(every_check_speaks_when_it_should), T(an_owner_finds_out_what_a_plan_would_pay), T(a_refusal_is_told_appealed_and_taken_up_by_another), T(chance_is_the_same_every_time), T(a_merged_owner_has_cover_and_claim), T(another_owner_files_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
