/* bike_test — B1 to B8 and the search. */
#include "office/owner/owner_testkit.h"

#include "office/bike/bike.h"

static bike_id add(struct cx *cx, const char *tag, const char *plate)
{
	struct bike_new n = { .brand = S("雁牌"), .colour = S("红"), .owner = kit_owner(cx, "李四", "13800001111"), .how = S("register") };
	bike_id id;

	assert_true(tag_parse(str_of(tag), &n.tag));
	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static void B1_a_tag_and_a_plate_are_on_one_bike(void **state)
{
	struct cx *cx = CX;
	struct bike_new n = { .owner = kit_owner(cx, "李四", "13800001111"), .how = S("register") };
	bike_id id = { 9 };

	add(cx, "AB01", "衡（电动）阳AB58");
	assert_true(tag_parse(S("AB02"), &n.tag));
	assert_true(plate_parse(S("衡(电动)阳 ab58"), &n.plate));   /* B2: another way to write it */
	assert_int_equal(bike_add(cx, &n, &id), E_STATE);
	assert_string_equal(cx->err.field, "plate");
	cx->err = (struct err){ 0 };
	assert_true(tag_parse(S("ab01"), &n.tag));
	assert_true(plate_parse(S("衡(电动)阳CD00"), &n.plate));
	assert_int_equal(bike_add(cx, &n, &id), E_STATE);
	assert_string_equal(cx->err.field, "tag");
	assert_int_equal(id.v, 9);
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void B3_a_replaced_tag_is_free_again_and_the_stale_page_is_refused(void **state)
{
	struct cx *cx = CX;
	bike_id a = add(cx, "1", "衡A1"), c = add(cx, "3", "衡A3");
	struct bike b, stale, other;

	DONE(cx, bike_get(cx, a, &b));
	stale = b;
	REFUSED(cx, E_STATE, bike_retag(cx, &b, (tag_id){ 3 }));
	REFUSED(cx, E_STATE, bike_retag(cx, &b, (tag_id){ 1 }));
	DONE(cx, bike_retag(cx, &b, (tag_id){ 2 }));
	REFUSED(cx, E_STATE, bike_retag(cx, &stale, (tag_id){ 7 }));
	DONE(cx, bike_by_tag(cx, (tag_id){ 2 }, &other));
	assert_int_equal(other.id.v, a.v);
	REFUSED(cx, E_NOTFOUND, bike_by_tag(cx, (tag_id){ 1 }, &other));
	DONE(cx, bike_get(cx, c, &other));
	DONE(cx, bike_retag(cx, &other, (tag_id){ 1 }));
	static const struct sql_stmt old = { "t.old", "SELECT count(*) FROM bike_old_tag WHERE tag = '1' OR tag = '3'", 0, 0 };
	static const struct sql_stmt *const list[] = { &old };
	sql_register(list, 1);
	int64_t n = 0;
	DONE(cx, sql_one(cx, &old, read_count, &n, BIND_NONE));
	assert_int_equal(n, 2);
}

struct hits { int64_t id[60]; int n; };

static int keep(struct cx *cx, const struct bike *b, void *arg)
{
	struct hits *h = arg;

	(void)cx;
	h->id[h->n++] = b->id.v;
	return 0;
}

static struct hits find(struct cx *cx, const char *q)
{
	struct hits h = { .n = 0 };

	int n = bike_search(cx, str_of(q), 50, keep, &h);
	assert_int_equal(n, h.n);
	assert_int_equal(cx->err.code, 0);
	return h;
}

static void the_search_gives_exact_first_then_parts(void **state)
{
	struct cx *cx = CX;
	int64_t longer = add(cx, "AB580", "衡（电动）阳AB581").v, exact = add(cx, "77", "阳AB58").v, tag = add(cx, "AB58", "衡（电动）石ZZ01").v;
	struct hits h = find(cx, "阳ab58");

	assert_int_equal(h.n, 2);
	assert_int_equal(h.id[0], exact);
	assert_int_equal(h.id[1], longer);
	h = find(cx, "电动");                      /* two hanzi */
	assert_int_equal(h.n, 2);
	h = find(cx, "AB58");                      /* exact tag first, then plates and tags with it, each once */
	assert_int_equal(h.n, 3);
	assert_int_equal(h.id[0], tag);
	assert_int_equal(find(cx, "nothing").n, 0);
	assert_int_equal(find(cx, "%").n, 0);      /* no wildcard */
	assert_int_equal(find(cx, "' OR 1=1 --").n, 0);
	for (int i = 0; i < 60; i++) {
		char t[16], p[16];
		snprintf(t, sizeof t, "F%04X", i);
		snprintf(p, sizeof p, "MANY%02d", i);
		add(cx, t, p);
	}
	assert_int_equal(find(cx, "MANY").n, 50);
}

/* --- B4: one owner at any instant --- */

static void B4_one_owner_at_any_instant(void **state)
{
	struct cx *cx = CX;
	bike_id id = add(cx, "B4", "衡B4");
	owner_id second = kit_owner(cx, "王五", "13800002222"), third = kit_owner(cx, "赵六", "13800003333");
	utc_ms t0 = cx->now;
	struct ownership o;
	struct bike b;

	DONE(cx, bike_owner_now(cx, id, &o));
	owner_id first = o.owner;
	DONE(cx, bike_get(cx, id, &b));
	REFUSED(cx, E_STATE, bike_step(cx, &b, BE_TRANSFER, first, S("sold")));      /* to himself */
	cx->now += HOUR_MS;
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, second, S("sold")));
	cx->now += HOUR_MS;
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, third, S("sold")));
	/* every minute has its owner, and it is the one of that hour */
	for (utc_ms t = t0; t < cx->now + HOUR_MS; t += MINUTE_MS) {
		DONE(cx, bike_owner_at(cx, id, t, &o));
		owner_id want = t < t0 + HOUR_MS ? first : t < t0 + 2 * HOUR_MS ? second : third;
		assert_int_equal(o.owner.v, want.v);
	}
	REFUSED(cx, E_NOTFOUND, bike_owner_at(cx, id, t0 - 1, &o));
	DONE(cx, bike_owned_by(cx, id, first, &o));
	assert_int_equal(o.from, t0);
	assert_int_equal(o.until, t0 + HOUR_MS);
	REFUSED(cx, E_NOTFOUND, bike_owned_by(cx, id, kit_owner(cx, "钱七", "13800004444"), &o));
}

/* --- B5, B6: every flag against every step, as a table that a person has read --- */

static void B5_a_step_is_refused_with_every_flag_that_blocks_it(void **state)
{
	static const struct { const char *flag; bool transfer, deregister, replate, retag; } rows[] = {
		{ "stolen", 1, 1, 1, 1 }, { "impounded", 1, 1, 0, 0 }, { "violation_open", 1, 1, 0, 0 }, { "accident_open", 1, 1, 0, 0 },
		{ "sealed", 1, 1, 1, 0 }, { "suspect", 1, 1, 0, 0 }, { "locked", 1, 1, 1, 1 }, { "hit_and_run", 1, 1, 0, 0 },
		{ "clone_suspect", 1, 0, 0, 0 }, { "duplicate", 1, 0, 0, 0 }, { "correction_open", 1, 0, 0, 0 }, { "claim_open", 1, 1, 0, 0 },
		{ "transfer_open", 0, 1, 0, 0 }, { "silent_tag", 0, 0, 0, 0 }, { "low_battery", 0, 0, 0, 0 }, { "plate_lost", 0, 0, 0, 0 },
		{ "plan_expired", 0, 0, 0, 0 },
	};
	struct cx *cx = CX;
	bike_id id = add(cx, "B5", "衡B5");
	struct bike_refusals no;
	struct bike b;

	cx->roles = ROLE_CLERK;
	DONE(cx, bike_get(cx, id, &b));
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const bool want[] = { [BE_TRANSFER] = rows[i].transfer, [BE_DEREGISTER] = rows[i].deregister, [BE_REPLATE] = rows[i].replate, [BE_RETAG] = rows[i].retag };
		static const enum bike_event steps[] = { BE_TRANSFER, BE_DEREGISTER, BE_REPLATE, BE_RETAG };
		assert_int_equal(bike_flag_set(cx, id, str_of(rows[i].flag), S("test"), 0, S("")), 1);
		for (size_t k = 0; k < COUNTOF(steps); k++) {
			int rc = bike_may(cx, &b, steps[k], &no);
			if ((rc == E_STATE) != want[steps[k]])
				fail_msg("%s, step %d: %d", rows[i].flag, steps[k], rc);
			if (rc < 0)
				assert_true(no.n == 1 && str_eq(no.flag[0], str_of(rows[i].flag)) && strstr(cx->err.msg, rows[i].flag));
			cx->err = (struct err){ 0 };
		}
		assert_int_equal(bike_flag_end(cx, id, str_of(rows[i].flag), S("test"), 0), 1);
	}
	/* all reasons at once, not the first alone */
	DONE(cx, bike_flag_set(cx, id, S("impounded"), S("a"), 0, S("")));
	DONE(cx, bike_flag_set(cx, id, S("sealed"), S("b"), 0, S("")));
	assert_int_equal(bike_may(cx, &b, BE_TRANSFER, &no), E_STATE);
	assert_int_equal(no.n, 2);
	cx->err = (struct err){ 0 };
	REFUSED(cx, E_STATE, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
	DONE(cx, bike_flag_end(cx, id, S("impounded"), S("a"), 0));
	DONE(cx, bike_flag_end(cx, id, S("sealed"), S("b"), 0));
	DONE(cx, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
	/* a deregistered bike takes no step but back, and its plate is free */
	assert_int_equal(bike_may(cx, &b, BE_TRANSFER, &no), E_STATE);
	assert_true(str_eq(no.flag[0], S("deregistered")));
	cx->err = (struct err){ 0 };
	REFUSED(cx, E_DENIED, bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));      /* not a clerk's */
	add(cx, "B5B", "衡B5");
	cx->roles = ROLE_OFFICER;
	REFUSED(cx, E_STATE, bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));       /* its plate is on another now */
}

static void B6_a_flag_has_source_time_and_actor(void **state)
{
	struct cx *cx = CX;
	bike_id id = add(cx, "B6", "衡B6");
	bool has;

	cx->actor.v = 5;
	REFUSED(cx, E_INVALID, bike_flag_set(cx, id, S("no_such"), S("x"), 0, S("")));
	assert_int_equal(bike_flag_set(cx, id, S("stolen"), S("theft"), 7, S("")), 1);
	assert_int_equal(bike_flag_set(cx, id, S("stolen"), S("theft"), 7, S("")), 0);      /* set already */
	assert_int_equal(bike_flag_set(cx, id, S("stolen"), S("theft"), 8, S("")), 1);      /* another case */
	assert_int_equal(bike_flag_end(cx, id, S("stolen"), S("theft"), 7), 1);
	assert_int_equal(bike_flag_end(cx, id, S("stolen"), S("theft"), 7), 0);
	DONE(cx, bike_has_flag(cx, id, S("stolen"), &has));
	assert_true(has);                                                                    /* case 8 still stands */
	DONE(cx, bike_flag_end(cx, id, S("stolen"), S("theft"), 8));
	DONE(cx, bike_has_flag(cx, id, S("stolen"), &has));
	assert_false(has);
}

struct notes { char text[2000]; int n; };

static int keep_note(struct cx *cx, const struct bike_history *h, void *arg)
{
	struct notes *k = arg;
	size_t n = strlen(k->text);

	(void)cx;
	snprintf(k->text + n, sizeof k->text - n, "%.*s%.*s ", STR_ARG(h->event), STR_ARG(h->detail));
	k->n++;
	return 0;
}

static void B7_every_change_leaves_a_row_that_stays(void **state)
{
	static const struct sql_stmt change = { "t.ev1", "UPDATE bike_event SET event = 'x'", 0, 0 }, gone = { "t.ev2", "DELETE FROM bike_event", 0, 0 };
	static const struct sql_stmt *const list[] = { &change, &gone };
	struct cx *cx = CX;
	bike_id id = add(cx, "B7", "衡B7");
	struct notes k = { .n = 0 };
	struct plate plate;
	struct bike b;

	sql_register(list, COUNTOF(list));
	cx->roles = ROLE_CLERK;
	DONE(cx, bike_get(cx, id, &b));
	DONE(cx, bike_retag(cx, &b, (tag_id){ 0xb77 }));
	assert_true(plate_parse(S("衡B77"), &plate));
	DONE(cx, bike_replate(cx, &b, &plate));
	DONE(cx, bike_flag_set(cx, id, S("sealed"), S("court"), 1, S("")));
	DONE(cx, bike_flag_end(cx, id, S("sealed"), S("court"), 1));
	cx->now += SECOND_MS;
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, kit_owner(cx, "王五", "13800002222"), S("sold")));
	DONE(cx, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
	DONE(cx, bike_events(cx, id, 100, keep_note, &k));
	const char *want[] = { "register", "retag{\"from\":\"B7\",\"to\":\"B77\"}", "replate{\"from\":\"衡B7\",\"to\":\"衡B77\"}",
	                       "flag{\"flag\":\"sealed\",\"on\":true}", "\"on\":false}", "transfer{", "deregister{\"reason\":\"scrapped\"}" };
	for (size_t i = 0; i < COUNTOF(want); i++)
		if (!strstr(k.text, want[i]))
			fail_msg("'%s' is not in: %s", want[i], k.text);
	REFUSED(cx, E_STATE, sql_exec(cx, &change, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &gone, BIND_NONE));
}

static void B8_after_the_window_only_a_correction_by_two(void **state)
{
	struct cx *cx = CX;
	struct correction c;
	int64_t id, other;
	struct bike b;

	cx->actor.v = 11;
	bike_id bike = add(cx, "B8", "衡B8");
	DONE(cx, bike_get(cx, bike, &b));
	cx->now += 6 * DAY_MS;
	DONE(cx, bike_edit(cx, &b, S("frameNo"), S("ｆｒ－００1 2"), 7));
	assert_true(str_eq(b.frame_no, S("FR0012")));
	REFUSED(cx, E_INVALID, bike_edit(cx, &b, S("motorNo"), S("A-B 1"), 7));               /* three characters are no number */
	DONE(cx, bike_edit(cx, &b, S("motorNo"), S("无"), 7));                                 /* none is none */
	REFUSED(cx, E_INVALID, bike_edit(cx, &b, S("ver"), S("9"), 7));
	REFUSED(cx, E_INVALID, bike_edit(cx, &b, S("boughtOn"), S("2026-02-30"), 7));
	cx->actor.v = 12;
	REFUSED(cx, E_DENIED, bike_edit(cx, &b, S("brand"), S("雁牌"), 7));                 /* another clerk */
	cx->actor.v = 11;
	cx->now += 2 * DAY_MS;
	REFUSED(cx, E_DENIED, bike_edit(cx, &b, S("brand"), S("甲牌"), 7));
	REFUSED(cx, E_INVALID, correction_ask(cx, &b, S("frameNo"), S("AB"), S("写错"), &id));
	REFUSED(cx, E_STATE, correction_ask(cx, &b, S("brand"), S("雁牌"), S("写错"), &id));  /* that is what stands there */
	DONE(cx, correction_ask(cx, &b, S("brand"), S("甲牌"), S("写错"), &id));
	REFUSED(cx, E_STATE, correction_ask(cx, &b, S("brand"), S("乙牌"), S("写错"), &other));
	REFUSED(cx, E_DENIED, correction_decide(cx, id, true, &c));                          /* his own */
	cx->actor.v = 13;
	DONE(cx, correction_decide(cx, id, true, &c));
	DONE(cx, bike_get(cx, bike, &b));
	assert_true(str_eq(b.brand, S("甲牌")));
	REFUSED(cx, E_STATE, correction_decide(cx, id, false, &c));
	bool open;
	DONE(cx, bike_has_flag(cx, bike, S("correction_open"), &open));
	assert_false(open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(B1_a_tag_and_a_plate_are_on_one_bike), T(B3_a_replaced_tag_is_free_again_and_the_stale_page_is_refused),
		T(the_search_gives_exact_first_then_parts), T(B4_one_owner_at_any_instant), T(B5_a_step_is_refused_with_every_flag_that_blocks_it),
		T(B6_a_flag_has_source_time_and_actor), T(B7_every_change_leaves_a_row_that_stays), T(B8_after_the_window_only_a_correction_by_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
