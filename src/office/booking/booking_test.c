/* booking_test — BO1 to BO4 and every pair of state and event. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/bike/bike.h"
#include "office/booking/booking.h"
#include "office/owner/owner_testkit.h"
#include "office/site/site.h"
#include "platform/thread.h"

enum { DAY = 20780, SLOT = 540, MOST = 3 };
static site_id site;

static int setup(void **state)
{
	static struct testdb t;
	struct site s;

	testdb_open(&t);
	DONE(&t.cx, site_add(&t.cx, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30,
	                                                .quota = 4, .windows = 2, .address = S(""), .phone = S("") }, &s));
	site = s.id;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct booking_new someone(int n, int32_t slot)
{
	struct booking_new b = { .site = site, .day = DAY, .slot = slot, .purpose = BOP_REGISTER };
	char phone[16];

	snprintf(phone, sizeof phone, "139%08d", n);
	assert_true(pii_take(S("赵甲"), &b.name) && pii_take(str_of(phone), &b.phone));
	return b;
}

static struct booking book(struct cx *cx, int n, int32_t slot)
{
	struct booking_new in = someone(n, slot);
	struct booking b;

	DONE(cx, booking_add(cx, &in, 4, MOST, &b));
	return b;
}

static int count_slot(struct cx *cx, const struct booking_slot *s, void *arg)
{
	(void)cx;
	((struct booking_slot *)arg)[s->slot == SLOT ? 0 : 1] = *s;
	return 0;
}

static int taken(struct cx *cx, int which)
{
	struct booking_slot s[2] = { 0 };

	assert_true(booking_slots(cx, site, DAY, count_slot, s) >= 0);
	return s[which].taken;
}

static void BO1_a_full_slot_takes_no_more(void **state)
{
	struct cx *cx = CX;
	struct booking b[4], c;
	struct booking_new in = someone(9, SLOT);

	for (int i = 0; i < 4; i++)
		b[i] = book(cx, i, SLOT);
	assert_int_equal(booking_add(cx, &in, 4, MOST, &c), E_STATE);
	assert_string_equal(cx->err.field, "slot");       /* told as full, before the table's CHECK has to stop it */
	cx->err = (struct err){ 0 };
	assert_int_equal(taken(cx, 0), 4);
	DONE(cx, booking_step(cx, &b[1], BOE_CANCEL));
	assert_int_equal(taken(cx, 0), 3);
	c = book(cx, 9, SLOT);
	DONE(cx, booking_step(cx, &c, BOE_NO_SHOW));       /* keeps its place */
	in = someone(10, SLOT);
	REFUSED(cx, E_STATE, booking_add(cx, &in, 4, MOST, &c));
	REFUSED(cx, E_STATE, booking_add(cx, &in, 2, MOST, &c));   /* a quota cut below what is taken cuts nobody off */
	assert_int_equal(taken(cx, 0), 4);
	DONE(cx, booking_add(cx, &in, 5, MOST, &c));               /* and one raised takes more */
	struct booking_new early = someone(20, SLOT + 30);
	DONE(cx, booking_add(cx, &early, 10, MOST, &c));
	early = someone(21, SLOT + 30);
	DONE(cx, booking_add(cx, &early, 10, MOST, &c));
	early = someone(22, SLOT + 30);
	REFUSED(cx, E_STATE, booking_add(cx, &early, 1, MOST, &c));    /* one cut below what is taken, with room before */
	assert_int_equal(taken(cx, 1), 2);
	/* moving takes there and gives here */
	DONE(cx, booking_move(cx, &b[0], site, DAY, SLOT + 30, 4));
	assert_true(b[0].slot == SLOT + 30 && taken(cx, 0) == 4 && taken(cx, 1) == 3);
	REFUSED(cx, E_STATE, booking_move(cx, &b[0], site, DAY, SLOT, 4));   /* its place has gone: the quota is four again */
	DONE(cx, booking_step(cx, &b[0], BOE_CHECK_IN));
	REFUSED(cx, E_STATE, booking_move(cx, &b[0], site, DAY, SLOT + 60, 4));
	/* past this room's statements: the table itself refuses */
	static const struct sql_stmt raw = { "t.raw", "UPDATE booking_slot SET taken = quota + 1", 0, 0 };
	static const struct sql_stmt *const list[] = { &raw };
	sql_register(list, 1);
	REFUSED(cx, E_STATE, sql_exec(cx, &raw, BIND_NONE));
}

struct booker { struct cx cx; int first, n, got; };

static void race(void *arg)
{
	struct booker *w = arg;
	struct arena a;
	struct booking b;

	arena_init(&a, 4 << 20);
	w->cx.arena = &a;
	for (int i = 0; i < w->n; i++) {
		struct booking_new in = someone(w->first + i, SLOT + 30 * (i % 3));
		DONE(&w->cx, sql_begin(&w->cx, true));
		int rc = booking_add(&w->cx, &in, 7, MOST, &b);
		if (rc == 0) {
			DONE(&w->cx, sql_commit(&w->cx));
			w->got++;
		} else {
			assert_int_equal(rc, E_STATE);
			w->cx.err = (struct err){ 0 };
			sql_rollback(&w->cx);
		}
		arena_reset(&a);
	}
	arena_done(&a);
}

static int sum_slot(struct cx *cx, const struct booking_slot *s, void *arg)
{
	(void)cx;
	assert_int_equal(s->taken, s->quota);
	*(int *)arg += s->taken;
	return 0;
}

static int count_booking(struct cx *cx, const struct booking *b, void *arg)
{
	(void)cx, (void)b;
	++*(int *)arg;
	return 0;
}

static void BO1_many_at_once_never_pass_the_quota(void **state)
{
	struct cx *cx = CX;
	static struct booker w[4];
	struct thread th[4] = { 0 };
	int got = 0, sum = 0, rows = 0;

	for (int i = 0; i < 4; i++) {
		w[i] = (struct booker){ .cx = testdb_second(*state, 20000), .first = 1000 * i, .n = 30 };
		thread_start(&th[i], "booker", race, &w[i]);
	}
	for (int i = 0; i < 4; i++) {
		thread_join(&th[i]);
		sql_close(w[i].cx.db);
		got += w[i].got;
	}
	assert_int_equal(got, 21);      /* 120 asked for three slots of seven */
	assert_int_equal(booking_slots(cx, site, DAY, sum_slot, &sum), 3);
	assert_int_equal(sum, 21);
	assert_int_equal(booking_list(cx, site, DAY, 0, 1000, false, count_booking, &rows), 21);
}

static struct booking bring(struct cx *cx, int n, enum booking_state to)
{
	struct booking b = book(cx, n, SLOT + n % 400), called;

	if (to == BOS_CANCELLED)
		DONE(cx, booking_step(cx, &b, BOE_CANCEL));
	if (to == BOS_NO_SHOW)
		DONE(cx, booking_step(cx, &b, BOE_NO_SHOW));
	if (to == BOS_CHECKED_IN || to == BOS_SERVING || to == BOS_DONE)
		DONE(cx, booking_step(cx, &b, BOE_CHECK_IN));
	if (to == BOS_SERVING || to == BOS_DONE) {
		DONE(cx, booking_call(cx, site, DAY, 1439, n, &called));
		assert_true(called.id == b.id);
		b = called;
	}
	if (to == BOS_DONE)
		DONE(cx, booking_step(cx, &b, BOE_DONE));
	assert_int_equal(b.state, to);
	return b;
}

/* BO2, written out by hand. */
static void BO2_every_pair_of_state_and_event(void **state)
{
	struct cx *cx = CX;
	enum { NO = -1 };
	static const int want[BOS_N][BOE_N] = {
		/*                 check_in       call         back           done     no_show     cancel */
		[BOS_BOOKED]     = { BOS_CHECKED_IN, NO,          NO,            NO,      BOS_NO_SHOW, BOS_CANCELLED },
		[BOS_CHECKED_IN] = { NO,            NO,          NO,            NO,      BOS_NO_SHOW, BOS_CANCELLED },   /* called only by booking_call */
		[BOS_SERVING]    = { NO,            NO,          BOS_CHECKED_IN, BOS_DONE, BOS_NO_SHOW, NO },
		[BOS_DONE]       = { NO,            NO,          NO,            NO,      NO,         NO },
		[BOS_NO_SHOW]    = { NO,            NO,          NO,            NO,      NO,         NO },
		[BOS_CANCELLED]  = { NO,            NO,          NO,            NO,      NO,         NO },
	};
	int n = 1;

	for (int from = 0; from < BOS_N; from++)
		for (int ev = 0; ev < BOE_N; ev++) {
			DONE(cx, sql_begin(cx, true));
			struct booking b = bring(cx, n++, (enum booking_state)from), stale = b;
			if (want[from][ev] == NO) {
				REFUSED(cx, E_STATE, booking_step(cx, &b, (enum booking_event)ev));
				assert_int_equal(b.state, from);
			} else {
				DONE(cx, booking_step(cx, &b, (enum booking_event)ev));
				assert_int_equal(b.state, want[from][ev]);
				assert_int_equal(b.ver, stale.ver + 1);
				assert_int_equal(b.ended_at != 0, want[from][ev] >= BOS_DONE);
				REFUSED(cx, E_STATE, booking_step(cx, &stale, (enum booking_event)ev));
			}
			sql_rollback(cx);
		}
}

static void BO3_numbers_go_up_and_a_window_serves_one(void **state)
{
	struct cx *cx = CX;
	struct booking a = book(cx, 1, SLOT), b = book(cx, 2, SLOT + 60), c, got;
	struct booking_new walk = { .site = site, .day = DAY, .slot = -1, .purpose = BOP_REPLACE };
	struct booking_display d;
	struct booking_wait w;

	DONE(cx, booking_add(cx, &walk, 0, MOST, &c));
	assert_true(c.state == BOS_CHECKED_IN && c.queue_no == 1);
	cx->now += MINUTE_MS;
	DONE(cx, booking_step(cx, &b, BOE_CHECK_IN));
	cx->now += MINUTE_MS;
	DONE(cx, booking_step(cx, &a, BOE_CHECK_IN));
	assert_true(b.queue_no == 2 && a.queue_no == 3);
	cx->now += 3 * MINUTE_MS;
	DONE(cx, booking_call(cx, site, DAY, SLOT + 10, 1, &got));        /* a's slot has begun, b's has not */
	assert_int_equal(got.queue_no, 3);
	REFUSED(cx, E_STATE, booking_call(cx, site, DAY, SLOT + 10, 1, &got));
	DONE(cx, booking_call(cx, site, DAY, SLOT + 10, 2, &got));        /* then in the order of coming */
	assert_int_equal(got.queue_no, 1);
	DONE(cx, booking_display(cx, site, DAY, &d));
	assert_true(d.n == 2 && d.waiting == 1);
	DONE(cx, booking_get(cx, a.id, &a));
	DONE(cx, booking_step(cx, &a, BOE_DONE));
	DONE(cx, booking_call(cx, site, DAY, SLOT + 10, 1, &got));
	assert_int_equal(got.queue_no, 2);
	DONE(cx, booking_step(cx, &got, BOE_BACK));
	assert_true(got.queue_no == 2 && got.window == 0);
	DONE(cx, booking_call(cx, site, DAY, SLOT + 10, 1, &got));
	assert_int_equal(got.queue_no, 2);
	REFUSED(cx, E_NOTFOUND, booking_call(cx, site, DAY, SLOT + 10, 7, &got));
	DONE(cx, booking_wait(cx, site, DAY, &w));
	assert_true(w.called == 3 && w.wait_ms == (3 + 5 + 4) * MINUTE_MS / 3);
	REFUSED(cx, E_NOTFOUND, booking_call(cx, site, DAY + 1, SLOT, 1, &got));
}

static void read_raw(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	snprintf(ret, 256, "%.*s", STR_ARG(s));
}

static void BO4_names_and_telephones_are_sealed(void **state)
{
	struct cx *cx = CX;
	struct booking b = book(cx, 7, SLOT), got;
	static const struct sql_stmt raw = { "t.seen", "SELECT p_name || ' ' || p_phone FROM booking WHERE id = $1", 0, 1 };
	static const struct sql_stmt *const list[] = { &raw };
	char text[256];

	sql_register(list, 1);
	DONE(cx, sql_one(cx, &raw, read_raw, text, BIND(V(b.id))));
	assert_null(strstr(text, "赵甲"));
	assert_null(strstr(text, "13900000007"));
	DONE(cx, booking_by_number(cx, str_of(b.number), &got));
	assert_true(str_eq(pii_reveal(&got.name), S("赵甲")) && str_eq(pii_reveal(&got.phone), S("13900000007")));
}

/* BO5, written out by hand. */
static void BO5_which_purposes_are_for_a_bike(void **state)
{
	static const bool takes[BOP_N] = { [BOP_REGISTER] = false, [BOP_CHANGE] = true, [BOP_TRANSFER] = true, [BOP_REPLACE] = true, [BOP_DEREGISTER] = true };
	struct cx *cx = CX;
	struct bike_new nb = { .tag = { 0xab }, .how = S("register"), .owner = kit_owner(cx, "赵甲", "13900000099") };
	struct booking b, got;
	bike_id bike;

	assert_true(plate_parse(S("衡A00001"), &nb.plate));
	DONE(cx, bike_add(cx, &nb, &bike));
	for (int p = 0; p < BOP_N; p++) {
		struct booking_new in = someone(p, SLOT + 30 * p);
		in.purpose = (enum booking_purpose)p;
		in.bike = bike;
		if (takes[p]) {
			DONE(cx, booking_add(cx, &in, 4, MOST, &b));
			DONE(cx, booking_get(cx, b.id, &got));
			assert_true(got.bike.v == bike.v);
		} else {
			assert_int_equal(booking_add(cx, &in, 4, MOST, &b), E_INVALID);
			assert_string_equal(cx->err.field, "bikeId");
			cx->err = (struct err){ 0 };
		}
		struct booking_new without = someone(p + 10, SLOT + 30 * p);
		without.purpose = (enum booking_purpose)p;
		DONE(cx, booking_add(cx, &without, 4, MOST, &b));
		assert_true(b.bike.v == 0);
	}
	/* past this room's statements: the table itself refuses */
	static const struct sql_stmt raw = { "t.reg", "UPDATE booking SET purpose = 'register' WHERE bike IS NOT NULL", 0, 0 };
	static const struct sql_stmt *const list[] = { &raw };
	sql_register(list, 1);
	REFUSED(cx, E_STATE, sql_exec(cx, &raw, BIND_NONE));
}

static void a_telephone_books_a_time_once_and_not_too_many(void **state)
{
	struct cx *cx = CX;
	struct booking b;
	struct booking_new in = someone(1, SLOT);

	book(cx, 1, SLOT);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, booking_add(cx, &in, 4, MOST, &b));
	sql_rollback(cx);
	assert_int_equal(taken(cx, 0), 1);
	assert_true(pii_take(S("+86 139-0000-0001"), &in.phone));      /* the same, written otherwise */
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, booking_add(cx, &in, 4, MOST, &b));
	sql_rollback(cx);
	book(cx, 1, SLOT + 30);
	book(cx, 1, SLOT + 60);
	in.slot = SLOT + 90;
	REFUSED(cx, E_STATE, booking_add(cx, &in, 4, MOST, &b));
	in = (struct booking_new){ .site = site, .day = DAY, .slot = SLOT, .purpose = BOP_REGISTER };
	REFUSED(cx, E_INVALID, booking_add(cx, &in, 4, MOST, &b));
}

static void who_does_not_come_is_a_no_show(void **state)
{
	struct cx *cx = CX;
	struct booking a = book(cx, 1, SLOT), b = book(cx, 2, SLOT + 60), c = book(cx, 3, SLOT);

	DONE(cx, booking_step(cx, &c, BOE_CHECK_IN));
	assert_int_equal(booking_no_shows(cx, DAY, SLOT + 30, 30), 0);
	assert_int_equal(booking_no_shows(cx, DAY, SLOT + 31, 30), 1);
	DONE(cx, booking_get(cx, a.id, &a));
	assert_int_equal(a.state, BOS_NO_SHOW);
	assert_int_equal(booking_no_shows(cx, DAY + 1, 0, 30), 1);
	DONE(cx, booking_get(cx, b.id, &b));
	assert_int_equal(b.state, BOS_NO_SHOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(BO1_a_full_slot_takes_no_more), T(BO1_many_at_once_never_pass_the_quota), T(BO2_every_pair_of_state_and_event),
		T(BO3_numbers_go_up_and_a_window_serves_one), T(BO4_names_and_telephones_are_sealed), T(BO5_which_purposes_are_for_a_bike), T(a_telephone_books_a_time_once_and_not_too_many),
		T(who_does_not_come_is_a_no_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
