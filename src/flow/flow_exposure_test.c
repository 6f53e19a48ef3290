/* flow_exposure_test — FX1 to FX4: the count, the two persons, and what leaves for everybody. */
#include "flow/flow_notice_testkit.h"

static int setup(void **state)
{
	kit_setup(state);
	return 0;
}

static int teardown(void **state) { return kit_teardown(state); }

static struct violation five(owner_id who)
{
	struct violation v = confirmed_by(who, CX->now - HOUR_MS);

	for (int i = 1; i < 5; i++)
		v = confirmed_by(who, CX->now - (i + 1) * HOUR_MS);
	return v;
}

static int does(int64_t id, enum exposure_ev ev, account_id who, unsigned roles, struct exposure_seen *ret)
{
	as_officer(who, roles);
	return flow_exposure_do(CX, id, ev, 0, S("一句话说明"), ret);
}

static struct exposure published(owner_id who)
{
	struct exposure_seen s;
	bool found;

	five(who);
	struct exposure x = exposure_of(who, 202611, &found);
	assert_true(found);
	DONE(CX, does(x.id, XE_NOTIFY, w.one, ROLE_TRAFFIC, &s));
	CX->now += (utc_ms)8 * DAY_MS;
	DONE(CX, does(x.id, XE_APPROVE, w.one, ROLE_TRAFFIC, &s));
	DONE(CX, does(x.id, XE_APPROVE, w.leader, ROLE_LEADER, &s));
	DONE(CX, does(x.id, XE_PUBLISH, w.two, ROLE_TRAFFIC, &s));
	return s.x;
}

struct shown { struct exposure v[50]; int n; };

static int take_shown(struct cx *cx, const struct exposure *x, void *arg)
{
	struct shown *s = arg;

	(void)cx;
	s->v[s->n++] = *x;
	return 0;
}

static struct shown shown(void)
{
	struct shown s = { .n = 0 };

	DONE(CX, exposure_public(CX, day_of(CX->now), 50, take_shown, &s));
	return s;
}

static void FX1_revoked_withdraws_what_was_published(void **state)
{
	owner_id o = kit_owner(CX, "欧阳锋", "15400000201");
	struct exposure x = published(o);
	struct violation v, r;
	bool found;

	(void)state;
	assert_int_equal(shown().n, 1);
	CX->now -= (utc_ms)8 * DAY_MS;
	v = confirmed_by(o, CX->now - 9 * HOUR_MS);      /* a sixth: it stays as it was published */
	CX->now += (utc_ms)8 * DAY_MS;
	assert_int_equal(exposure_of(o, 202611, &found).state, XS_PUBLISHED);
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, v.id, VE_REVOKE, &(struct violation_do){ .ground = S("signal") }, &r));
	assert_int_equal(exposure_of(o, 202611, &found).state, XS_PUBLISHED);
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, v.id - 1, VE_REVOKE, &(struct violation_do){ .ground = S("signal") }, &r));      /* four are left */
	x = exposure_of(o, 202611, &found);
	assert_int_equal(x.state, XS_WITHDRAWN);
	assert_int_equal(x.withdrawn_by.v, 0);
	assert_int_equal(shown().n, 0);
	CX->now = w.start;
}

/* By another bike of the same rider's. */
static struct violation confirmed_on(owner_id who, str plate, utc_ms at)
{
	struct violation v, in = caught_by(who, at - 1);

	in.source_key = arena_fmt(CX->arena, "k%d", ++w.n);
	in.plate = plate;
	in.at = at;
	assert_int_equal(violation_add(CX, &in, &v), 1);
	CX->roles = ROLE_SYSTEM;
	DONE(CX, violation_step(CX, &v, VE_SCREEN, &(struct violation_do){ 0 }));
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, violation_step(CX, &v, VE_CONFIRM, &(struct violation_do){ .code = S("2007") }));
	DONE(CX, flow_count_month(CX, v.rider, v.month));
	return v;
}

static struct exposure on_the_page(int64_t id)
{
	struct shown s = shown();

	for (int i = 0; i < s.n; i++)
		if (s.v[i].id == id)
			return s.v[i];
	fail_msg("it is not on the page");
	return (struct exposure){ 0 };
}

static void FX4_the_page_says_no_more_than_counts(void **state)
{
	owner_id o = kit_owner(CX, "令狐冲", "15400000204");
	struct violation last = confirmed_on(o, S("衡（电动）阳A12360"), CX->now - 10 * HOUR_MS), r, newer;
	struct exposure x = published(o);
	int64_t ver;

	(void)state;
	assert_int_equal(on_the_page(x.id).n, 6);
	assert_string_equal(on_the_page(x.id).mask_plate.p, "衡··58");
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, last.id, VE_REVOKE, &(struct violation_do){ .ground = S("signal") }, &r));
	x = on_the_page(x.id);
	assert_int_equal(x.n, 5);      /* its threshold: it stays, with one less */
	assert_string_equal(x.mask_plate.p, "衡··58");
	CX->now -= (utc_ms)8 * DAY_MS;
	confirmed_on(o, S("衡（电动）阳A12361"), CX->now - 2 * HOUR_MS);
	newer = confirmed_on(o, S("衡（电动）阳A12362"), CX->now - HOUR_MS);
	CX->now += (utc_ms)8 * DAY_MS;
	x = on_the_page(x.id);
	assert_int_equal(x.n, 5);      /* two persons agreed to no more */
	assert_string_equal(x.mask_plate.p, "衡··58");
	for (int i = 1; i < 7; i++)      /* enough of another plate, so that it stays */
		confirmed_on(o, S("衡（电动）阳A12361"), CX->now - (utc_ms)9 * DAY_MS + i);
	DONE(CX, exposure_get(CX, x.id, &x));
	ver = x.ver;
	as_officer(w.two, ROLE_TRAFFIC);
	for (int64_t id = last.id + 1, gone = 0; gone < 5; id++) {
		DONE(CX, violation_get(CX, id, &r));
		if (r.state != VI_CONFIRMED && r.state != VI_NOTIFIED)
			continue;
		if (++gone == 5) {
			DONE(CX, exposure_get(CX, x.id, &x));
			assert_int_equal(x.ver, ver);      /* one of its plate counts yet */
			assert_string_equal(x.mask_plate.p, "衡··58");
		}
		DONE(CX, flow_violation_do(CX, id, VE_REVOKE, &(struct violation_do){ .ground = S("signal") }, &r));
	}
	x = on_the_page(x.id);
	assert_int_equal(x.n, 5);
	assert_string_equal(x.mask_plate.p, "衡··61");      /* the newest that counts */
	DONE(CX, flow_violation_do(CX, newer.id, VE_REVOKE, &(struct violation_do){ .ground = S("signal") }, &r));
	assert_string_equal(on_the_page(x.id).mask_plate.p, "衡··61");
	CX->now = w.start;
}

static void FX2_two_persons_after_the_rider_was_told(void **state)
{
	owner_id o = kit_owner(CX, "赵敏敏", "15400000202");
	struct exposure_seen s;
	struct shown mine = { .n = 0 };
	bool found;

	(void)state;
	five(o);
	struct exposure x = exposure_of(o, 202611, &found);
	as_owner(o);
	DONE(CX, flow_my_exposures(CX, take_shown, &mine));
	assert_int_equal(mine.n, 0);      /* a proposal nobody was told of */
	REFUSED(CX, E_STATE, does(x.id, XE_APPROVE, w.one, ROLE_TRAFFIC, &s));
	DONE(CX, does(x.id, XE_NOTIFY, w.one, ROLE_TRAFFIC, &s));
	assert_string_equal(s.why.p, "early");
	REFUSED(CX, E_STATE, does(x.id, XE_APPROVE, w.one, ROLE_TRAFFIC, &s));
	CX->now += (utc_ms)8 * DAY_MS;
	DONE(CX, does(x.id, XE_APPROVE, w.one, ROLE_TRAFFIC, &s));
	assert_string_equal(s.why.p, "own_hand");
	REFUSED(CX, E_DENIED, does(x.id, XE_APPROVE, w.one, ROLE_TRAFFIC, &s));
	REFUSED(CX, E_STATE, does(x.id, XE_PUBLISH, w.one, ROLE_TRAFFIC, &s));
	assert_int_equal(shown().n, 0);
	DONE(CX, does(x.id, XE_APPROVE, w.two, ROLE_TRAFFIC, &s));
	assert_int_equal(s.x.state, XS_APPROVED);
	assert_int_equal(shown().n, 0);
	as_officer(w.one, ROLE_TRAFFIC);
	CX->area = S("/1/9/");
	REFUSED(CX, E_DENIED, flow_exposure_do(CX, x.id, XE_PUBLISH, 0, S(""), &s));
	as_owner(o);
	DONE(CX, flow_my_exposures(CX, take_shown, &mine));
	assert_int_equal(mine.n, 1);
	CX->now = w.start;
}

static void FX3_a_surname_and_both_ends_of_a_plate(void **state)
{
	owner_id o = kit_owner(CX, "周芷若", "15400000203");
	struct exposure x = published(o);
	struct shown s = shown();

	(void)state;
	assert_string_equal(x.mask_name.p, "周*");
	assert_string_equal(x.mask_plate.p, "衡··58");
	assert_true(s.n >= 1);
	for (int i = 0; i < s.n; i++) {
		assert_null(strstr(s.v[i].mask_name.p, "芷若"));
		assert_null(strstr(s.v[i].mask_plate.p, "A123"));
		assert_int_equal(s.v[i].owner.v, 0);
	}
	assert_string_equal(flow_exposure_plate(CX->arena, S("AB58")).p, "A··8");
	assert_string_equal(flow_exposure_plate(CX->arena, S("A8")).p, "··");
	assert_string_equal(flow_exposure_name(CX->arena, S("")).p, "*");
	CX->now += (utc_ms)31 * DAY_MS;
	assert_int_equal(shown().n, 0);      /* by its day, whether or not the job ran */
	assert_true(flow_exposure_expire(CX) >= 1);
	DONE(CX, exposure_get(CX, x.id, &x));
	assert_int_equal(x.state, XS_EXPIRED);
	CX->now = w.start;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(FX1_revoked_withdraws_what_was_published),
		cmocka_unit_test(FX2_two_persons_after_the_rider_was_told),
		cmocka_unit_test(FX3_a_surname_and_both_ends_of_a_plate), cmocka_unit_test(FX4_the_page_says_no_more_than_counts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
