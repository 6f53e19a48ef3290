/* flow_claim_r9_test — R9, money exactly once: claims by the thousand with double clicks, two adjusters at once, kills between any two writes, and a bank that
 * loses, repeats and shuffles its answers by a seed. The bank is a fake that pays every order it gets, also the same number twice: what keeps it from
 * happening is ours. Of some that it paid it says first that they failed; their claims are approved at another amount before the truth comes (such a number it pays
 * no second time: nobody could know). And of some that it said no of, it says at the end that they were paid as well. YZ_CLAIMS: how many (5,000); YZ_SEED. */
#include "flow/flow_claim_testkit.h"

#define TRAP(nm, when) STMT(nm, 0, "CREATE TRIGGER " #nm " BEFORE " when " BEGIN UPDATE trap SET n = n - 1; " \
	"SELECT RAISE(ABORT, 'killed') WHERE (SELECT n FROM trap) = 0; END")
STMT(t_trap_table, 0, "CREATE TABLE trap (n INTEGER NOT NULL)");
STMT(t_trap_row, 0, "INSERT INTO trap (n) VALUES (-1)");
TRAP(t_trap_claim, "UPDATE ON claim");
TRAP(t_trap_event, "INSERT ON claim_event");
TRAP(t_trap_pay, "UPDATE ON claim_payment");
TRAP(t_trap_add, "INSERT ON claim_payment");
TRAP(t_trap_batch, "UPDATE ON claim_batch");
TRAP(t_trap_line, "INSERT ON ledger_line");
TRAP(t_trap_ledger, "INSERT ON ledger");
TRAP(t_trap_plan, "UPDATE ON plan");
STMT(t_trap_set, 1, "UPDATE trap SET n = $1");
STMT(t_last_batch, 0, "SELECT coalesce(max(id), 0) FROM claim_batch");
STMT(t_digest, 0, "SELECT (SELECT coalesce(sum(ver * 7 + id * 13 + amount_fen), 0) FROM claim) + (SELECT count(*) FROM claim_event) * 1000003 + "
	"(SELECT count(*) FROM claim_payment) * 10007 + (SELECT count(*) FROM ledger) * 101 + (SELECT coalesce(sum(ver), 0) FROM claim_batch) * 17 + "
	"(SELECT count(*) FROM claim_payment WHERE state = 'paid') * 999983");
static const struct sql_stmt *const trap_stmts[] = { &t_trap_table, &t_trap_row, &t_trap_claim, &t_trap_event, &t_trap_pay, &t_trap_add, &t_trap_batch, &t_trap_line,
	&t_trap_ledger, &t_trap_plan, &t_trap_set, &t_last_batch, &t_digest };

static uint64_t seed;

static unsigned roll(unsigned n)
{
	seed += 0x9e3779b97f4a7c15u;
	return (unsigned)(hash_u64(seed) % n);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t one(const struct sql_stmt *q)
{
	int64_t v;

	DONE(CX, sql_one(CX, q, read_int, &v, BIND_NONE));
	return v;
}

/* Each call in a write transaction of its own; what fails is rolled back. */
#define IN_TX(call) __extension__ ({ \
	CX->err = (struct err){ 0 }; \
	int tx_ = sql_begin(CX, true); \
	tx_ = tx_ < 0 ? tx_ : (call); \
	tx_ = tx_ < 0 ? tx_ : sql_commit(CX); \
	sql_rollback(CX); \
	tx_; \
})

/* --- the bank --- */

enum { CLAIMS_MAX = 100000, BATCHES_MAX = 20000 };
struct order { int64_t no; int64_t fen; int64_t batch; char batch_no[32], text_no[40]; bool paid, told; };
static struct bank {
	uint8_t times[CLAIMS_MAX + 2];      /* how often a number was paid */
	bool open[CLAIMS_MAX + 2];          /* paid, or not known to have failed: a second order for it would be a second payment */
	bool lied[CLAIMS_MAX + 2];          /* it said "failed" of what it had paid */
	bool twice[CLAIMS_MAX + 2];         /* an attempt that it had refused was paid, too */
	int64_t fen[CLAIMS_MAX + 2], paid_fen, twice_fen, violations;
	struct order v[4 * CLAIMS_MAX];
	int n, told_to;
} *bank;

/* The number's place: "YZLP20261123-00017" ends in the count of the day. */
static int64_t place_of(str no)
{
	int64_t v;

	assert_true(no.n > 13 && str_i64((str){ no.p + 13, no.n - 13 }, 1, CLAIMS_MAX, &v));
	return v;
}

static str next_cell(str *line)
{
	size_t i = 0;

	while (i < line->n && line->p[i] != ',')
		i++;
	str cell = { line->p, i };
	*line = (str){ line->p + i + (i < line->n), line->n - i - (i < line->n) };
	return cell;
}

/* It takes a file: most orders are paid, some are refused, some are lost on the way, and of some only the answer is lost. */
static void bank_takes(const struct claim_batch *b, str file)
{
	int64_t sum = 0, n = 0;

	for (size_t at = 0; at < file.n;) {
		size_t end = at;
		while (file.p[end] != '\r')
			end++;
		str line = { file.p + at, end - at }, first = next_cell(&line);
		at = end + 2;
		if (str_eq(first, S("batch")))
			continue;
		if (str_eq(first, S("end"))) {
			(void)next_cell(&line);
			int64_t v;
			assert_true(str_i64(next_cell(&line), 0, INT64_MAX, &v) && v == n && str_i64(next_cell(&line), 0, INT64_MAX, &v) && v == sum);
			continue;
		}
		str no = next_cell(&line);
		struct order *o = &bank->v[bank->n++];
		(void)next_cell(&line), (void)next_cell(&line);
		*o = (struct order){ .no = place_of(no), .batch = b->id };
		assert_true(str_i64(next_cell(&line), 1, INT64_MAX, &o->fen));
		snprintf(o->batch_no, sizeof o->batch_no, "%.*s", STR_ARG(b->number));
		snprintf(o->text_no, sizeof o->text_no, "%.*s", STR_ARG(no));
		bank->violations += bank->open[o->no];
		bank->open[o->no] = true;
		o->paid = roll(10) < 7 && !bank->lied[o->no];
		if (o->paid) {
			bank->times[o->no]++;
			bank->fen[o->no] = o->fen;
			bank->paid_fen += o->fen;
		}
		sum += o->fen;
		n++;
	}
}

static size_t say(char *out, size_t cap, const struct order *o, const char *status)
{
	int n = snprintf(out, cap, "%s,%s,%lld,%s,R%lld,x\n", o->batch_no, o->text_no, (long long)o->fen, status, (long long)o->no);

	assert_true(n > 0 && (size_t)n < cap);
	return (size_t)n;
}

static const char head[] = "batch,no,amount_fen,status,bank_ref,reason\n";

/* Answers for some 60 of the orders, shuffled, some twice, some only "unknown", some forged with another amount; asked: the truth about all of them. */
static void bank_answers(int from, int to, bool asked)
{
	static char text[60000];
	size_t n = sizeof head - 1;
	struct bank_results r;

	memcpy(text, head, n);
	for (int i = 0; i < to - from; i++) {
		struct order *o = &bank->v[from + (int)roll((unsigned)(to - from))];
		if (asked)
			o = &bank->v[from + i];
		unsigned how = asked ? 9 : roll(10);
		if (how == 0)
			n += say(text + n, sizeof text - n, o, "unknown");
		else if (how == 1) {
			struct order forged = *o;
			forged.fen++;
			n += say(text + n, sizeof text - n, &forged, "paid");
		} else if (how > 3) {
			bool lie = o->paid && !asked && !o->told && roll(12) == 0;
			n += say(text + n, sizeof text - n, o, o->paid && !lie ? "paid" : "failed");
			bank->lied[o->no] = bank->lied[o->no] || lie;
			o->told = true;
			bank->open[o->no] = bank->times[o->no] > 0 && !bank->lied[o->no];
		}
	}
	as(roll(2) ? w.a : w.b);
	int rc = IN_TX(flow_claim_results(CX, (str){ text, n }, &r));
	assert_int_equal(rc, 0);
	if (roll(3) == 0) {      /* the same file once more */
		DONE(CX, IN_TX(flow_claim_results(CX, (str){ text, n }, &r)));
		assert_int_equal(r.paid + r.failed, 0);
	}
	arena_reset(CX->arena);
}

/* When all is told: some numbers that were paid were paid before, too, by an attempt that the bank had refused. The file comes twice. */
static int64_t bank_paid_old_ones_too(void)
{
	int64_t told = 0;

	for (int i = 0; i < bank->n; i++) {
		struct order *o = &bank->v[i];
		char text[400];
		struct bank_results r;
		if (o->paid || !bank->times[o->no] || bank->twice[o->no] || roll(4))
			continue;
		int n = snprintf(text, sizeof text, "%s%s,%s,%lld,paid,T%lld,x\n", head, o->batch_no, o->text_no, (long long)o->fen, (long long)o->no);
		assert_true(n > 0 && (size_t)n < sizeof text);
		as(w.a);
		for (int again = 0; again < 2; again++) {
			DONE(CX, IN_TX(flow_claim_results(CX, (str){ text, (size_t)n }, &r)));
			assert_true(r.paid == 0 && r.conflict == !again && r.same == again);
		}
		bank->twice[o->no] = true;
		bank->twice_fen += o->fen;
		told++;
		arena_reset(CX->arena);
	}
	return told;
}

/* --- the staff --- */

static struct job { struct stolen s; int64_t claim, no; bool again; } *jobs;
static int njobs;

/* Forty claims a transaction; each is submitted twice (a double click), which changes nothing. */
static void file_claims(int from, int to)
{
	DONE(CX, sql_begin(CX, true));
	for (int i = from; i < to; i++) {
		int32_t age = (int32_t)roll(1500);
		jobs[i].s = steal(age, roll(3) ? 0 : 30000 + (int64_t)roll(150000));
		struct claim c = draft(&jobs[i].s, true), stale = c;
		DONE(CX, flow_claim_step(CX, &c, CE_SUBMIT, 0, S(""), S("")));
		assert_true(flow_claim_step(CX, &stale, CE_SUBMIT, 0, S(""), S("")) == E_STATE);
		CX->err = (struct err){ 0 };
		jobs[i].claim = c.id;
		jobs[i].no = place_of(arena_fmt(CX->arena, "YZ%.*s", STR_ARG(c.number)));
	}
	DONE(CX, sql_commit(CX));
	arena_reset(CX->arena);
}

/* Two adjusters have the same claim on their screens; whoever is second is told that it has changed. Some bikes are heard meanwhile. */
static void decide(int from, int to)
{
	DONE(CX, sql_begin(CX, true));
	for (int i = from; i < to; i++) {
		struct claim c, other;
		DONE(CX, claim_get(CX, jobs[i].claim, &c));
		if (roll(25) == 0)
			hear(&jobs[i].s, w.now - (utc_ms)roll(300) * HOUR_MS);
		if (c.state != CS_IN_REVIEW)
			continue;
		other = c;
		bool no = roll(20) == 0;
		as(w.a);
		DONE(CX, flow_claim_step(CX, &c, no ? CE_REJECT : CE_APPROVE, c.ver, no ? S("fraud") : S(""), no ? S("no") : S("")));
		as(w.b);
		int rc = flow_claim_step(CX, &other, CE_APPROVE, other.ver, S(""), S(""));
		assert_int_equal(rc, E_STATE);
		CX->err = (struct err){ 0 };
	}
	DONE(CX, sql_commit(CX));
	arena_reset(CX->arena);
}

/* Kills the call at a random write, or lets it through; after a kill everything is as it was. Then it is done again. */
static int64_t kills;
#define KILLED_AND_AGAIN(call) __extension__ ({ \
	if (!testdb_pg() && roll(2)) { \
		int64_t was_ = one(&t_digest); \
		DONE(CX, sql_exec(CX, &t_trap_set, BIND(V((int64_t)(1 + roll(roll(2) ? 20 : 900)))))); \
		int killed_ = IN_TX(call); \
		if (killed_ < 0) { \
			kills++; \
			assert_int_equal(one(&t_digest), was_); \
			books_are_even(); \
		} \
		DONE(CX, sql_exec(CX, &t_trap_set, BIND(V((int64_t)-1)))); \
		killed_ < 0 ? IN_TX(call) : killed_; \
	} else { \
		(void)IN_TX(call); \
	} \
})

static int64_t last_batch(void)
{
	return one(&t_last_batch);
}

/* One round: a batch by one, a click too many by the other, the release by a third, the file to the bank. False when nothing was to be paid. */
static bool pay_round(void)
{
	struct claim_batch b, again;
	int held;
	str file;
	int64_t before = last_batch();

	as(w.a);
	(void)KILLED_AND_AGAIN(flow_claim_batch(CX, NULL, 0, &b, &held));
	CX->err = (struct err){ 0 };
	if (last_batch() == before)
		return false;
	DONE(CX, claim_batch_get(CX, last_batch(), &b));
	assert_true(IN_TX(flow_claim_release(CX, &b, 0, &held)) == E_DENIED);
	if (roll(8) == 0 && b.n > 2) {      /* taken back, and made anew in the next round */
		as(w.b);
		DONE(CX, IN_TX(flow_claim_unbatch(CX, &b, 0)));
		return true;
	}
	if (roll(2))      /* heard between the batch and its release */
		hear(&jobs[roll((unsigned)njobs)].s, w.now - HOUR_MS);
	as(w.c);
	again = b;
	(void)KILLED_AND_AGAIN(flow_claim_release(CX, &b, 0, &held));
	CX->err = (struct err){ 0 };
	DONE(CX, claim_batch_get(CX, b.id, &b));
	assert_true(b.state == CB_RELEASED || b.state == CB_CANCELLED);
	assert_true(IN_TX(flow_claim_release(CX, &again, 0, &held)) < 0);      /* clicked twice */
	CX->err = (struct err){ 0 };
	if (b.state == CB_RELEASED) {
		DONE(CX, flow_claim_bank_file(CX, &b, &file));
		bank_takes(&b, file);
	}
	books_are_even();
	arena_reset(CX->arena);
	return true;
}

/* What the bank said had failed, and had not, is approved at another amount. */
static void approve_anew(void)
{
	for (int i = 0; i < njobs; i++) {
		struct claim c;
		if (!bank->lied[jobs[i].no] || jobs[i].again)
			continue;
		DONE(CX, claim_get(CX, jobs[i].claim, &c));
		if (c.state != CS_APPROVED)
			continue;
		DONE(CX, sql_begin(CX, true));
		approve_at(&jobs[i].s, &c, c.amount_fen - 10000);
		DONE(CX, sql_commit(CX));
		jobs[i].again = true;
	}
	arena_reset(CX->arena);
}

static void set_traps(void)
{
	sql_register(trap_stmts, COUNTOF(trap_stmts));
	if (testdb_pg())
		return;
	for (size_t i = 0; i < COUNTOF(trap_stmts) - 3; i++)
		DONE(CX, sql_exec(CX, trap_stmts[i], BIND_NONE));
}

/* The end: each claim was paid once with what its age pays, or it was not paid and says why; the books say what the bank says. */
static void account_for_everything(int64_t twice)
{
	int64_t paid = 0, held = 0, refused = 0, open = 0, sum = 0, asks = 0;

	for (int i = 0; i < njobs; i++) {
		struct claim c;
		DONE(CX, claim_get(CX, jobs[i].claim, &c));
		int64_t at = place_of(arena_fmt(CX->arena, "YZ%.*s", STR_ARG(c.number)));
		int times = bank->times[at];
		if (times > 1)
			fail_msg("claim %.*s was paid %d times", STR_ARG(c.number), times);
		bool says_paid = c.paid_at != 0;
		if (says_paid != (times == 1))
			fail_msg("claim %.*s is %.*s, and the bank paid it %d times", STR_ARG(c.number), STR_ARG(claim_state_names[c.state]), times);
		int64_t want = jobs[i].again ? bank->fen[at] : jobs[i].s.want_fen;
		if (says_paid && (c.amount_fen != want || c.amount_fen != bank->fen[at]))
			fail_msg("claim %.*s paid %lld, not %lld", STR_ARG(c.number), (long long)c.amount_fen, (long long)want);
		if (bank->twice[at] && c.state != CS_FOUND)
			fail_msg("claim %.*s was paid twice, and is %.*s", STR_ARG(c.number), STR_ARG(claim_state_names[c.state]));
		asks += says_paid && jobs[i].again && c.state == CS_FOUND && (str_eq(c.code, S("other_amount")) || bank->twice[at]);
		paid += says_paid;
		sum += says_paid ? c.amount_fen : 0;
		held += c.state == CS_HELD_SIGHTED;
		refused += c.state == CS_REJECTED;
		open += c.state == CS_APPROVED || c.state == CS_BATCHED;
		arena_reset(CX->arena);
	}
	print_message("# %d claims: %lld paid, %lld held, %lld refused, %lld not yet; %lld paid at an amount of before, %lld twice; %d orders at the bank, %lld kills\n", njobs, (long long)paid, (long long)held, (long long)refused,
	              (long long)open, (long long)asks, (long long)twice, bank->n, (long long)kills);
	assert_int_equal(paid + held + refused + open, njobs);
	assert_int_equal(open, 0);
	assert_int_equal(bank->violations, 0);
	assert_int_equal(sum, bank->paid_fen);
	assert_int_equal(balance("bank.operator"), -(bank->paid_fen + bank->twice_fen));
	assert_int_equal(balance("payable.claim"), 0);
	assert_int_equal(balance("expense.claim"), bank->paid_fen + bank->twice_fen);
	books_are_even();
	if (njobs > 100)
		assert_true(paid > njobs / 2 && held > 0 && refused > 0 && (asks > 0 || njobs < 400) && (twice > 0 || njobs < 400) && (testdb_pg() || kills > 0));
}

static int asked_count(const char *name, int normal, int most)
{
	const char *text = getenv(name);
	int64_t v;

	return text && str_i64(str_of(text), 1, most, &v) ? (int)v : normal;
}

static void R9_money_exactly_once(void **state)
{
	enum { CHUNK = 40, ANSWERS = 60, ROUNDS_MAX = 100000 };
	int rounds = 0, answered = 0;

	(void)state;
	njobs = asked_count("YZ_CLAIMS", testdb_pg() ? 200 : 5000, CLAIMS_MAX);
	seed = (uint64_t)asked_count("YZ_SEED", 1, 1000000000);
	bank = calloc(1, sizeof *bank);
	jobs = calloc((size_t)njobs, sizeof *jobs);
	assert_true(bank && jobs);
	set_traps();
	for (int i = 0; i < njobs; i += CHUNK)
		file_claims(i, MIN(njobs, i + CHUNK));
	for (int i = 0; i < njobs; i += CHUNK)
		decide(i, MIN(njobs, i + CHUNK));
	for (bool more = true; more && rounds < ROUNDS_MAX; rounds++) {
		more = pay_round();
		if (bank->n > answered)
			bank_answers(answered, MIN(bank->n, answered + ANSWERS), false), approve_anew();
		if (bank->n > answered && (!more || rounds % 4 == 3)) {      /* what is not known is asked for */
			for (int i = answered; i < bank->n; i += ANSWERS)
				bank_answers(i, MIN(bank->n, i + ANSWERS), true);
			answered = bank->n;
			more = true;
		}
	}
	account_for_everything(bank_paid_old_ones_too());
	free(jobs);
	free(bank);
}

/* Every step of one claim, killed at its first write, its second, and so on until it comes through: each kill leaves everything as it was. */
static void a_kill_at_every_write_of_a_claims_way(void **state)
{
	enum { STEPS = 6 };
	static char text[400];
	struct bank_results r;
	struct claim_batch b = { .id = 0 };
	struct claim c;
	int held, total = 0;

	(void)state;
	ONLY_SQLITE();
	set_traps();
	struct stolen s = steal(100, 0);
	DONE(CX, IN_TX(flow_claim_file(CX, s.theft, (owner_id){ 0 }, &c)));
	struct pii card = card_of(7);
	as(w.c);
	DONE(CX, flow_claim_card(CX, &c, &card));
	papers(&c);
	for (int step = 0; step < STEPS; step++)
		for (int k = 1;; k++) {
			int rc;
			int64_t was = one(&t_digest);
			DONE(CX, claim_get(CX, c.id, &c));
			DONE(CX, sql_exec(CX, &t_trap_set, BIND(V((int64_t)k))));
			as(step == 1 || step == 2 || step == 5 ? w.b : w.c);
			switch (step) {
			case 0: rc = IN_TX(flow_claim_step(CX, &c, CE_SUBMIT, 0, S(""), S(""))); break;
			case 1: rc = IN_TX(flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S(""))); break;
			case 2: rc = IN_TX(flow_claim_batch(CX, &c.id, 1, &b, &held)); break;
			case 3: as(w.a), rc = IN_TX(flow_claim_release(CX, &b, 0, &held)); break;
			case 4:
				snprintf(text, sizeof text, "%s%.*s,YZ%.*s,%lld,paid,R,\n", head, STR_ARG(b.number), STR_ARG(c.number), (long long)c.amount_fen);
				rc = IN_TX(flow_claim_results(CX, str_of(text), &r));
				break;
			default: rc = IN_TX(flow_claim_sighted(CX, s.theft, true)); break;
			}
			DONE(CX, sql_exec(CX, &t_trap_set, BIND(V((int64_t)-1))));
			books_are_even();
			if (rc >= 0)
				break;
			assert_int_equal(rc, E_STATE);
			assert_int_equal(one(&t_digest), was);
			total++;
			if (step == 3)
				DONE(CX, claim_batch_get(CX, b.id, &b));
		}
	DONE(CX, claim_get(CX, c.id, &c));
	assert_int_equal(c.state, CS_FOUND);
	assert_int_equal(balance("bank.operator"), -s.want_fen);
	print_message("# %d kills\n", total);
	assert_true(total >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_kill_at_every_write_of_a_claims_way, setup, teardown),
		cmocka_unit_test_setup_teardown(R9_money_exactly_once, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
