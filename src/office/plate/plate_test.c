/* plate_test — PL1 to PL4, and SK1 to SK3 of the stock with plates. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/plate/plate.h"
#include "platform/thread.h"

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	t.cx.actor = (account_id){ 11 };
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)
#define DEPOT ((struct stock_place){ { 0 }, { 0 } })
#define POINT ((struct stock_place){ { 5 }, { 0 } })
#define CLERK ((struct stock_place){ { 5 }, { 21 } })

static bike_id new_bike(struct cx *cx)
{
	static uint64_t tag = 0x2000;
	struct bike_new n = { .tag = { ++tag }, .how = S("register") };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	n.owner = kit_owner(cx, "李四光", "13800001111");
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static struct plate_format new_format(struct cx *cx, str forbidden)
{
	struct plate_format f;

	DONE(cx, plate_format_add(cx, &(struct plate_format_new){ 430406, PK_STANDARD, S("衡（电动）雁"), S("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"), forbidden, 5 }, &f));
	return f;
}

static void as(struct cx *cx, int64_t who)
{
	cx->actor.v = who;
}

static struct transfer bring(struct cx *cx, struct stock_place from, struct stock_place to, int n)
{
	struct transfer t;

	as(cx, 11);
	DONE(cx, stock_offer(cx, &plate_stock_kind, from, to, S("standard"), n, S(""), &t));
	as(cx, to.holder.v ? to.holder.v : 12);
	DONE(cx, transfer_step(cx, &plate_stock_kind, &t, TRE_SIGN));
	as(cx, 11);
	return t;
}

static int64_t lying(struct cx *cx, struct stock_place at);

static void PL1_a_number_is_made_once_and_forbidden_ones_never(void **state)
{
	struct cx *cx = CX;
	struct plate_format f = new_format(cx, S("4,13"));
	struct plate_batch b, c;
	struct plate_piece p;
	struct number n;

	DONE(cx, plate_receive(cx, f.id, S(""), 20, S("first box"), &b));
	assert_string_equal(b.first.z, "衡(电动)雁00000");
	assert_string_equal(b.last.z, "衡(电动)雁0000L");      /* nine digits, A to L without I */
	DONE(cx, plate_receive(cx, f.id, S(""), 1, S(""), &c));
	assert_string_equal(c.first.z, "衡(电动)雁0000M");
	DONE(cx, plate_receive(cx, f.id, S("衡【电动】雁00012"), 2, S(""), &c));
	assert_string_equal(c.first.z, "衡(电动)雁00012");
	assert_string_equal(c.last.z, "衡(电动)雁00015");       /* 13 and 14 left out */
	REFUSED(cx, E_STATE, plate_receive(cx, f.id, S("衡(电动)雁00012"), 1, S(""), &c));
	REFUSED(cx, E_STATE, plate_receive(cx, f.id, S("衡(电动)雁ZZZZY"), 3, S(""), &c));
	REFUSED(cx, E_INVALID, plate_receive(cx, f.id, S("湘雁00099"), 3, S(""), &c));
	REFUSED(cx, E_INVALID, plate_receive(cx, f.id, S(""), 0, S(""), &c));
	assert_true(number_fold(S("衡(电动)雁00004"), &n));
	REFUSED(cx, E_NOTFOUND, plate_piece_by_text(cx, &n, &p));
	assert_true(number_fold(S("衡(电动)雁0000A"), &n));
	DONE(cx, plate_piece_by_text(cx, &n, &p));
	assert_int_equal(p.state, SKS_RECEIVED);
	DONE(cx, plate_format_get(cx, f.id, &f));
	bool yes;
	DONE(cx, plate_fits(cx, &n, &yes));
	assert_true(yes);
	DONE(cx, plate_format_close(cx, &f));
	REFUSED(cx, E_STATE, plate_format_close(cx, &f));
	REFUSED(cx, E_STATE, plate_receive(cx, f.id, S(""), 1, S(""), &c));
	DONE(cx, plate_fits(cx, &n, &yes));
	assert_false(yes);
	REFUSED(cx, E_STATE, plate_format_add(cx, &(struct plate_format_new){ 430406, PK_STANDARD, S("衡(电动)雁"), S("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"), S(""), 5 }, &f));
	REFUSED(cx, E_INVALID, plate_format_add(cx, &(struct plate_format_new){ 430406, PK_STANDARD, S("X"), S("AA"), S(""), 5 }, &f));
}

static int find_piece(struct cx *cx, const struct plate_piece *p, void *arg)
{
	struct plate_piece *want = arg;

	(void)cx;
	*want = *p;
	return 0;
}

static void PL2_the_lowest_is_issued_first_and_PL3_once_a_bike(void **state)
{
	struct cx *cx = CX;
	struct plate_format f = new_format(cx, S(""));
	struct plate_batch b;
	struct plate_piece p, q;
	bike_id a = new_bike(cx), c = new_bike(cx), d = new_bike(cx);

	DONE(cx, plate_receive(cx, f.id, S(""), 4, S(""), &b));
	REFUSED(cx, E_STATE, plate_issue(cx, DEPOT, PK_STANDARD, a, &p));      /* the depot issues none */
	bring(cx, DEPOT, POINT, 3);
	DONE(cx, plate_issue(cx, POINT, PK_STANDARD, a, &p));
	assert_string_equal(p.text.z, "衡(电动)雁00000");
	assert_true(p.state == SKS_BOUND && p.bike.v == a.v && p.bound_at == cx->now);
	REFUSED(cx, E_STATE, plate_issue(cx, POINT, PK_STANDARD, a, &q));      /* PL3 */
	DONE(cx, plate_step(cx, &p, SKE_LOSE, S("fell off")));
	DONE(cx, plate_issue(cx, POINT, PK_STANDARD, a, &q));
	assert_string_equal(q.text.z, "衡(电动)雁00001");
	DONE(cx, plate_of_bike(cx, a, &p));
	assert_int_equal(p.id, q.id);
	REFUSED(cx, E_STATE, plate_issue(cx, POINT, PK_TEMPORARY, c, &p));
	REFUSED(cx, E_STATE, plate_issue(cx, CLERK, PK_STANDARD, c, &p));      /* nothing in that drawer */
	DONE(cx, plate_issue(cx, POINT, PK_STANDARD, c, &p));
	REFUSED(cx, E_STATE, plate_issue(cx, POINT, PK_STANDARD, d, &p));
	assert_string_equal(cx->err.field, "");
}

struct racer { struct cx cx; bike_id bike[40]; int from, n, got; struct number text[40]; };

static void race(void *arg)
{
	struct racer *r = arg;
	struct plate_piece p;

	for (int i = 0; i < r->n; i++) {
		DONE(&r->cx, sql_begin(&r->cx, true));
		int rc = plate_issue(&r->cx, POINT, PK_STANDARD, r->bike[i], &p);
		if (rc == 0) {
			DONE(&r->cx, sql_commit(&r->cx));
			r->text[r->got++] = p.text;
		} else {
			assert_int_equal(rc, E_STATE);
			r->cx.err = (struct err){ 0 };
			sql_rollback(&r->cx);
		}
	}
}

static void PL2_many_at_once_get_different_plates(void **state)
{
	struct cx *cx = CX;
	struct plate_format f = new_format(cx, S(""));
	struct plate_batch b;
	enum { THREADS = 4, EACH = 30, PLATES = 100 };
	static struct racer r[THREADS];
	struct thread th[THREADS] = { 0 };
	int got = 0;

	DONE(cx, plate_receive(cx, f.id, S(""), PLATES, S(""), &b));
	bring(cx, DEPOT, POINT, PLATES);
	for (int i = 0; i < THREADS; i++) {
		r[i] = (struct racer){ .cx = testdb_second(*state, 20000), .n = EACH };
		for (int k = 0; k < EACH; k++)
			r[i].bike[k] = new_bike(cx);
	}
	for (int i = 0; i < THREADS; i++)
		thread_start(&th[i], "racer", race, &r[i]);
	for (int i = 0; i < THREADS; i++) {
		thread_join(&th[i]);
		sql_close(r[i].cx.db);
		got += r[i].got;
	}
	assert_int_equal(got, PLATES);      /* 120 asked, none twice */
	for (int i = 0; i < THREADS; i++)
		for (int k = 0; k < r[i].got; k++)
			for (int j = 0; j < THREADS; j++)
				for (int m = 0; m < r[j].got; m++)
					assert_true((i == j && k == m) || strcmp(r[i].text[k].z, r[j].text[m].z) != 0);
}

/* SK1 and PL4, written out by hand. */
static void SK1_every_pair_of_state_and_event(void **state)
{
	struct cx *cx = CX;
	enum { NO = -1 };
	static const int want[SKS_N][SKE_N] = {
		/*                move         bind       replace       retire       lose      restore */
		[SKS_RECEIVED] = { SKS_AT_SITE, NO,        NO,           SKS_RETIRED, SKS_LOST, NO },
		[SKS_AT_SITE]  = { SKS_AT_SITE, SKS_BOUND, NO,           SKS_RETIRED, SKS_LOST, NO },
		[SKS_BOUND]    = { NO,          NO,        SKS_REPLACED, SKS_RETIRED, SKS_LOST, NO },
		[SKS_REPLACED] = { NO,          NO,        NO,           NO,          NO,       NO },
		[SKS_RETIRED]  = { NO,          NO,        NO,           NO,          NO,       SKS_BOUND },
		[SKS_LOST]     = { NO,          NO,        NO,           SKS_RETIRED, NO,       SKS_BOUND },
	};
	struct plate_format f = new_format(cx, S(""));
	struct plate_batch b;

	for (int from = 0; from < SKS_N; from++)
		for (int ev = 0; ev < SKE_N; ev++) {
			enum stock_state to;
			struct plate_piece p, stale;
			assert_int_equal(stock_next((enum stock_state)from, (enum stock_event)ev, &to), want[from][ev] != NO);
			if (want[from][ev] != NO)
				assert_int_equal(to, want[from][ev]);
			DONE(cx, plate_receive(cx, f.id, S(""), 1, S(""), &b));
			DONE(cx, plate_piece_by_text(cx, &b.first, &p));
			if (from != SKS_RECEIVED) {
				bring(cx, DEPOT, POINT, 1);
				DONE(cx, plate_piece_get(cx, p.id, &p));
			}
			if (from != SKS_RECEIVED && from != SKS_AT_SITE)
				DONE(cx, plate_issue(cx, POINT, PK_STANDARD, new_bike(cx), &p));
			if (from >= SKS_REPLACED)
				DONE(cx, plate_step(cx, &p, from == SKS_REPLACED ? SKE_REPLACE : from == SKS_RETIRED ? SKE_RETIRE : SKE_LOSE, S("x")));
			assert_int_equal(p.state, from);
			stale = p;
			if (want[from][ev] == NO || ev == SKE_MOVE || ev == SKE_BIND)
				REFUSED(cx, E_STATE, plate_step(cx, &p, (enum stock_event)ev, S("")));
			else {
				DONE(cx, plate_step(cx, &p, (enum stock_event)ev, S("")));
				assert_int_equal(p.state, want[from][ev]);
				REFUSED(cx, E_STATE, plate_step(cx, &stale, (enum stock_event)ev, S("")));
			}
			if (p.state == SKS_RECEIVED || p.state == SKS_AT_SITE)
				DONE(cx, plate_step(cx, &p, SKE_RETIRE, S("out of the way")));
		}
}

static int64_t lying(struct cx *cx, struct stock_place at)
{
	struct plate_piece last;

	return plate_pieces(cx, at, 0, 1000, find_piece, &last);
}

static void SK2_pieces_move_when_another_has_signed(void **state)
{
	struct cx *cx = CX;
	struct plate_format f = new_format(cx, S(""));
	struct plate_batch b;
	struct transfer t, u;
	struct plate_piece p;

	DONE(cx, plate_receive(cx, f.id, S(""), 10, S(""), &b));
	bring(cx, DEPOT, POINT, 6);
	assert_true(lying(cx, DEPOT) == 4 && lying(cx, POINT) == 6);
	DONE(cx, stock_offer(cx, &plate_stock_kind, POINT, CLERK, S("standard"), 4, S("for today"), &t));
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, stock_offer(cx, &plate_stock_kind, POINT, DEPOT, S("standard"), 3, S(""), &u));    /* only two are free */
	sql_rollback(cx);
	assert_int_equal(lying(cx, POINT), 6);
	DONE(cx, plate_issue(cx, POINT, PK_STANDARD, new_bike(cx), &p));
	assert_string_equal(p.text.z, "衡(电动)雁00004");                   /* the four offered ones are passed over (PL4) */
	DONE(cx, plate_piece_by_text(cx, &b.first, &p));
	REFUSED(cx, E_STATE, plate_step(cx, &p, SKE_LOSE, S("")));
	REFUSED(cx, E_DENIED, transfer_step(cx, &plate_stock_kind, &t, TRE_SIGN));      /* the offerer */
	as(cx, 22);
	REFUSED(cx, E_DENIED, transfer_step(cx, &plate_stock_kind, &t, TRE_SIGN));      /* not the one it goes to */
	REFUSED(cx, E_DENIED, transfer_step(cx, &plate_stock_kind, &t, TRE_WITHDRAW));
	as(cx, 21);
	u = t;
	DONE(cx, transfer_step(cx, &plate_stock_kind, &t, TRE_SIGN));
	assert_true(t.state == TRS_SIGNED && t.closed_by.v == 21);
	REFUSED(cx, E_STATE, transfer_step(cx, &plate_stock_kind, &t, TRE_SIGN));
	REFUSED(cx, E_STATE, transfer_step(cx, &plate_stock_kind, &u, TRE_REFUSE));
	assert_true(lying(cx, POINT) == 1 && lying(cx, CLERK) == 4);
	DONE(cx, stock_offer(cx, &plate_stock_kind, CLERK, DEPOT, S("standard"), 2, S(""), &t));
	REFUSED(cx, E_DENIED, transfer_step(cx, &plate_stock_kind, &t, TRE_SIGN));      /* nor where it goes to nobody by name */
	DONE(cx, transfer_step(cx, &plate_stock_kind, &t, TRE_WITHDRAW));
	DONE(cx, stock_offer(cx, &plate_stock_kind, CLERK, DEPOT, S("standard"), 4, S(""), &t));
	as(cx, 12);
	DONE(cx, transfer_step(cx, &plate_stock_kind, &t, TRE_REFUSE));
	assert_int_equal(lying(cx, CLERK), 4);
	bring(cx, CLERK, DEPOT, 1);
	assert_true(lying(cx, CLERK) == 3 && lying(cx, DEPOT) == 5);
	REFUSED(cx, E_INVALID, stock_offer(cx, &plate_stock_kind, CLERK, CLERK, S("standard"), 1, S(""), &t));
	REFUSED(cx, E_INVALID, stock_offer(cx, &plate_stock_kind, CLERK, DEPOT, S("standard"), 0, S(""), &t));
}

static void SK3_a_difference_is_explained(void **state)
{
	struct cx *cx = CX;
	struct plate_format f = new_format(cx, S(""));
	struct plate_batch b;
	int64_t computed = -1;

	DONE(cx, plate_receive(cx, f.id, S(""), 5, S(""), &b));
	bring(cx, DEPOT, POINT, 5);
	REFUSED(cx, E_INVALID, stock_count_put(cx, &plate_stock_kind, POINT, 4, S(""), &computed));
	assert_int_equal(computed, 5);
	DONE(cx, stock_count_put(cx, &plate_stock_kind, POINT, 4, S("一块已损坏，待报废"), &computed));
	REFUSED(cx, E_STATE, stock_count_put(cx, &plate_stock_kind, POINT, 5, S(""), &computed));
	DONE(cx, stock_count_put(cx, &plate_stock_kind, CLERK, 0, S(""), &computed));
	cx->now += DAY_MS;
	DONE(cx, stock_count_put(cx, &plate_stock_kind, POINT, 5, S(""), &computed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(PL1_a_number_is_made_once_and_forbidden_ones_never), T(PL2_the_lowest_is_issued_first_and_PL3_once_a_bike), T(PL2_many_at_once_get_different_plates),
		T(SK1_every_pair_of_state_and_event), T(SK2_pieces_move_when_another_has_signed), T(SK3_a_difference_is_explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
