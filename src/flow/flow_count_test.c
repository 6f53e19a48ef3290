/* flow_count_test — FN1 to FN3: random steps of officers and riders against a count from scratch; the edges of a month. */
#include "flow/flow_notice_testkit.h"

#include "flow/flow_person.h"
#include "office/course/course.h"

enum { RIDERS = 3, MONTHS = 2, MOST = 60, STEPS = 1500, COURSE_AT = 2, EXPOSE_AT = 3 };
static const int32_t months[MONTHS] = { 202610, 202611 };

/* What the test itself knows of each violation. */
enum known { K_OPEN, K_COUNTS, K_APPEALED, K_UPHELD, K_REVOKED };
static struct model { int64_t id; int rider, month; enum known st; bool out; } m[MOST];
static int nm;
static owner_id who[RIDERS];
static const char *const names[RIDERS] = { "甲一一", "乙二二", "丙三三" }, *const phones[RIDERS] = { "15400000101", "15400000102", "15400000103" };
static uint64_t seed;

static int setup(void **state)
{
	struct civil from = { 2026, 1, 1 };

	kit_setup(state);
	nm = 0;
	for (int i = 0; i < RIDERS; i++)
		who[i] = kit_owner(CX, names[i], phones[i]);
	DONE(CX, policy_set(CX, S("traffic.course_at"), from, S("2")));
	DONE(CX, policy_set(CX, S("traffic.exposure_at"), from, S("3")));
	DONE(CX, policy_set(CX, S("traffic.exposure_notice_days"), from, S("0")));
	return 0;
}

static int teardown(void **state) { return kit_teardown(state); }

static unsigned draw(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* FN1: counted from scratch. */
static int64_t from_scratch(int rider, int month)
{
	int64_t n = 0;

	for (int i = 0; i < nm; i++)
		n += m[i].rider == rider && m[i].month == month && !m[i].out && (m[i].st == K_COUNTS || m[i].st == K_UPHELD);
	return n;
}

static void check_exposure(owner_id o, int32_t month, int64_t n)
{
	bool found, owed = n >= EXPOSE_AT;
	struct exposure x = exposure_of(o, month, &found);

	if (found && x.withdrawn_by.v) {
		assert_int_equal(x.state, XS_WITHDRAWN);
		return;
	}
	assert_int_equal(owed, found && x.state != XS_WITHDRAWN);      /* FN2 */
	if (owed && x.state == XS_PUBLISHED)
		assert_true(x.n <= n);      /* FX4 */
	else if (owed)
		assert_int_equal(x.n, n);
}

static void check_course(owner_id o, int32_t month, int64_t n)
{
	struct course_duty d = { 0 };
	int rc = course_duty_of_month(CX, o, month, &d);

	CX->err = (struct err){ 0 };
	assert_true(rc == 0 || rc == E_NOTFOUND);
	assert_int_equal(n >= COURSE_AT, rc == 0 && d.state != CDS_WITHDRAWN);
}

static void check_all(void)
{
	for (int r = 0; r < RIDERS; r++)
		for (int k = 0; k < MONTHS; k++) {
			int64_t n = from_scratch(r, k);
			assert_int_equal(month_count(who[r], months[k]), n);
			check_exposure(who[r], months[k], n);
			check_course(who[r], months[k], n);
		}
}

/* --- the steps; each does nothing where the state does not allow it --- */

static void officer_does(struct model *v, enum violation_ev ev, enum known to)
{
	struct violation r;
	struct violation_do d = { .ground = ev == VE_REVOKE ? S("signal") : S(""), .code = ev == VE_CONFIRM ? S("2007") : S(""), .note = S("一句话说明") };

	as_officer(ev == VE_REVOKE ? w.two : w.one, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, v->id, ev, &d, &r));
	v->st = to;
}

static void new_one(void)
{
	if (nm == MOST)
		return;
	struct model *v = &m[nm++];
	*v = (struct model){ .rider = (int)draw(RIDERS), .month = (int)draw(MONTHS) };
	utc_ms first = civil_start((struct civil){ 2026, (int8_t)(months[v->month] % 100), 1 });
	v->id = caught_by(who[v->rider], first + (utc_ms)draw(24) * DAY_MS + (utc_ms)draw(1000)).id;
	officer_does(v, VE_CONFIRM, K_COUNTS);
}

static void appeal(struct model *v)
{
	as_owner(who[v->rider]);
	if (flow_my_appeal(CX, v->id, S("当时是绿灯，请复核")) == 0)
		v->st = K_APPEALED;
}

static void decide(struct model *v, bool revoke)
{
	struct appeal_decision d = { .revoke = revoke, .ground = revoke ? S("unclear") : S(""), .reason = S("复核了照片和信号记录") };
	struct appeal_seen s;
	struct appeal a;
	bool found;

	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, appeal_of(CX, v->id, &a, &found));
	DONE(CX, flow_appeal_decide(CX, a.id, &d, &s));
	v->st = revoke ? K_REVOKED : K_UPHELD;
}

static void exclude(struct model *v)
{
	struct violation r;

	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, violation_get(CX, v->id, &r));
	CX->roles |= ROLE_SYSTEM;
	DONE(CX, violation_exclude(CX, &r, v->out ? VX_NONE : VX_STOLEN, S("报案期间")));
	CX->roles = ROLE_TRAFFIC;
	v->out = !v->out;
	DONE(CX, flow_count_month(CX, r.rider, r.month));
}

static int take_named(struct cx *cx, const struct my_named *n, void *arg)
{
	(void)cx;
	*(struct my_named *)arg = *n;
	return 0;
}

static void rename_rider(struct model *v)
{
	int to = (v->rider + 1 + (int)draw(RIDERS - 1)) % RIDERS;
	struct my_named asked = { 0 };
	struct pii name, phone;

	assert_true(pii_take(str_of(names[to]), &name) && pii_take(str_of(phones[to]), &phone));
	as_owner(who[v->rider]);
	if (flow_my_name(CX, v->id, &name, &phone) < 0)      /* it was named before */
		return;
	as_owner(who[to]);
	DONE(CX, flow_my_named(CX, take_named, &asked));
	assert_true(asked.n.id);
	bool accept = draw(4) > 0;
	DONE(CX, flow_my_named_answer(CX, asked.n.id, accept));
	if (accept)
		v->rider = to;
}

static void publish_some(void)
{
	static const enum exposure_ev evs[XS_N] = { [XS_PROPOSED] = XE_NOTIFY, [XS_NOTICE_SENT] = XE_APPROVE, [XS_APPROVED] = XE_PUBLISH, [XS_PUBLISHED] = XE_PUBLISH,
		[XS_EXPIRED] = XE_PUBLISH, [XS_WITHDRAWN] = XE_NOTIFY };
	bool found;
	struct exposure x = exposure_of(who[draw(RIDERS)], months[draw(MONTHS)], &found);
	struct exposure_seen s;
	enum exposure_ev ev = draw(16) ? evs[x.state] : XE_WITHDRAW;

	if (!found)
		return;
	as_officer(draw(2) ? w.one : w.two, ROLE_TRAFFIC);
	(void)!flow_exposure_do(CX, x.id, ev, 0, S("一句话说明"), &s);      /* what its state refuses is refused */
}

/* Two records of one person become one, whatever each of them has; the other name gets a record of its own again. */
static void merge_two(void)
{
	int a = (int)draw(RIDERS), b = (a + 1 + (int)draw(RIDERS - 1)) % RIDERS;
	struct owner_merge r;
	int64_t id;

	as_officer(w.one, ROLE_LEADER);
	DONE(CX, owner_merge_ask(CX, who[a], who[b], S("同一人"), &id));
	as_officer(w.two, ROLE_LEADER);
	DONE(CX, flow_person_merge(CX, id, true, S(""), &r));
	for (int i = 0; i < nm; i++)
		m[i].rider = m[i].rider == b ? a : m[i].rider;
	who[b] = kit_owner(CX, names[b], phones[b]);
}

static void one_step(void)
{
	struct model *v = nm ? &m[draw((unsigned)nm)] : NULL;
	unsigned op = draw(12);

	if (draw(40) == 0)
		merge_two();

	CX->now += 1000;
	if (!v || op < 2)
		new_one();
	else if (op == 2 && v->st == K_COUNTS)
		appeal(v);
	else if ((op == 3 || op == 4) && v->st == K_APPEALED)
		decide(v, op == 4);
	else if (op == 5 && (v->st == K_COUNTS || v->st == K_UPHELD))
		officer_does(v, VE_REVOKE, K_REVOKED);
	else if (op == 6 && (v->st == K_COUNTS || v->st == K_UPHELD || v->st == K_REVOKED))
		officer_does(v, VE_REOPEN, K_OPEN);
	else if ((op == 6 || op == 7) && v->st == K_OPEN && !v->out)
		officer_does(v, VE_CONFIRM, K_COUNTS);
	else if (op == 8 && v->st != K_OPEN)
		exclude(v);
	else if (op == 9 && v->st == K_COUNTS)
		rename_rider(v);
	else if (op > 9)
		publish_some();
	CX->err = (struct err){ 0 };
}

static void FN3_any_order_of_steps_is_what_a_count_from_scratch_says(void **state)
{
	const char *given = getenv("YZ_SEED");

	(void)state;
	seed = given ? (uint64_t)strtoull(given, NULL, 10) : 20261126;
	DONE(CX, sql_begin(CX, true));
	for (int i = 0; i < STEPS; i++) {
		one_step();
		check_all();
		arena_reset(CX->arena);
		if (i % 100 == 99) {
			DONE(CX, sql_commit(CX));
			DONE(CX, sql_begin(CX, true));
		}
	}
	DONE(CX, sql_commit(CX));
}

static void FN1_the_last_instant_of_a_month_counts_in_it(void **state)
{
	owner_id o = kit_owner(CX, "丁四四", "15400000104");
	utc_ms edge = civil_start((struct civil){ 2026, 12, 1 });

	(void)state;
	CX->now = edge + 2 * DAY_MS;
	struct violation last = confirmed_by(o, edge - 1), first = confirmed_by(o, edge);
	assert_int_equal(last.month, 202611);      /* 23:59:59.999 at +08:00 */
	assert_int_equal(first.month, 202612);
	assert_int_equal(month_count(o, 202611), 1);
	assert_int_equal(month_count(o, 202612), 1);
	CX->now = w.start;
}

static void FN2_ever_counts_all_months(void **state)
{
	owner_id o = kit_owner(CX, "戊五五", "15400000105");
	struct civil from = { 2026, 1, 1 };
	bool found;

	(void)state;
	DONE(CX, policy_set(CX, S("traffic.exposure_per"), from, S("1")));
	struct violation v = confirmed_by(o, day_at(2026, 9, 3, 8));
	confirmed_by(o, day_at(2026, 10, 3, 8));
	exposure_of(o, 0, &found);
	assert_false(found);
	confirmed_by(o, day_at(2026, 11, 3, 8));
	assert_int_equal(exposure_of(o, 0, &found).state, XS_PROPOSED);
	as_owner(o);
	DONE(CX, flow_my_appeal(CX, v.id, S("不是我骑的那辆")));
	assert_int_equal(exposure_of(o, 0, &found).state, XS_WITHDRAWN);
	DONE(CX, policy_set(CX, S("traffic.exposure_per"), from, S("0")));
}

static struct exposure published_of(owner_id o, int32_t period)
{
	bool found;
	struct exposure_seen s;
	struct exposure x = exposure_of(o, period, &found);

	assert_true(found);
	CX->now += DAY_MS;
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_exposure_do(CX, x.id, XE_NOTIFY, 0, S(""), &s));
	DONE(CX, flow_exposure_do(CX, x.id, XE_APPROVE, 0, S(""), &s));
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_exposure_do(CX, x.id, XE_APPROVE, 0, S(""), &s));
	DONE(CX, flow_exposure_do(CX, x.id, XE_PUBLISH, 0, S(""), &s));
	CX->now -= DAY_MS;
	return s.x;
}

static void revoked(struct violation v)
{
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, v.id, VE_REVOKE, &(struct violation_do){ .ground = S("signal"), .note = S("一句话说明") }, &v));
}

/* What stands is judged by its own count, whatever is counted by now; only what is new is of the kind that is counted. */
static void FN2_a_change_of_the_policy_strands_nothing(void **state)
{
	owner_id o = kit_owner(CX, "癸十十", "15400000110"), ever = kit_owner(CX, "子十一", "15400000111");
	struct civil year = { 2026, 1, 1 }, november = { 2026, 11, 1 };
	struct violation v = { .id = 0 }, kept = { .id = 0 };
	bool found;

	(void)state;
	for (int i = 0; i < EXPOSE_AT; i++)
		v = confirmed_by(o, day_at(2026, 10, 5, 8) + i);
	assert_int_equal(published_of(o, 202610).state, XS_PUBLISHED);
	DONE(CX, policy_set(CX, S("traffic.exposure_per"), november, S("1")));
	kept = confirmed_by(o, day_at(2026, 11, 5, 8));
	confirmed_by(o, day_at(2026, 11, 5, 8) + 1);
	assert_int_equal(published_of(o, 0).state, XS_PUBLISHED);
	revoked(v);
	assert_int_equal(exposure_of(o, 202610, &found).state, XS_WITHDRAWN);      /* of October, whose policy it is: two are left */
	assert_int_equal(exposure_of(o, 0, &found).state, XS_PUBLISHED);      /* of all: four are */
	revoked(kept);
	assert_int_equal(exposure_of(o, 0, &found).state, XS_PUBLISHED);
	DONE(CX, violation_get(CX, v.id - 1, &v));
	DONE(CX, violation_exclude(CX, &v, VX_STOLEN, S("报案期间")));      /* another one of October: two are left of all */
	DONE(CX, flow_count_month(CX, o, 202610));
	assert_int_equal(exposure_of(o, 0, &found).state, XS_WITHDRAWN);
	DONE(CX, violation_exclude(CX, &v, VX_NONE, S("撤案")));
	DONE(CX, flow_count_month(CX, o, 202610));
	assert_int_equal(exposure_of(o, 0, &found).state, XS_PROPOSED);
	assert_int_equal(exposure_of(o, 202610, &found).state, XS_WITHDRAWN);
	for (int i = 0; i < EXPOSE_AT; i++)
		v = confirmed_by(ever, day_at(2026, 11, 5, 8) + i);
	published_of(ever, 0);
	exposure_of(ever, 202611, &found);
	assert_false(found);
	DONE(CX, policy_set(CX, S("traffic.exposure_per"), year, S("0")));
	DONE(CX, policy_set(CX, S("traffic.exposure_per"), november, S("0")));
	revoked(v);
	assert_int_equal(exposure_of(ever, 0, &found).state, XS_WITHDRAWN);      /* two are left of all, and nobody counts so any more */
	for (int i = 0; i < EXPOSE_AT; i++)
		confirmed_by(ever, day_at(2026, 11, 7, 8) + i);
	assert_int_equal(exposure_of(ever, 202611, &found).state, XS_PROPOSED);
	assert_int_equal(exposure_of(ever, 0, &found).state, XS_WITHDRAWN);
}

/* What the monthly list counts is stricter than what a course does. */
static void FN1_radio_alone_teaches_and_does_not_expose(void **state)
{
	owner_id o = kit_owner(CX, "己六六", "15400000106");
	struct course_duty d;
	struct violation v;
	int64_t strict;
	bool found;

	(void)state;
	for (int i = 0; i < EXPOSE_AT; i++) {
		v = confirmed_by(o, day_at(2026, 11, 3, 8) + i);
		if (i == 0)
			DONE(CX, violation_exclude(CX, &v, VX_EDUCATION_ONLY, S("radio")));
	}
	DONE(CX, flow_count_month(CX, o, 202611));
	assert_int_equal(month_count(o, 202611), EXPOSE_AT);
	DONE(CX, violation_count_month_strict(CX, o, 202611, &strict));
	assert_int_equal(strict, EXPOSE_AT - 1);
	DONE(CX, course_duty_of_month(CX, o, 202611, &d));
	assert_int_equal(d.state, CDS_REQUIRED);
	struct exposure x = exposure_of(o, 202611, &found);
	assert_true(!found || x.state == XS_WITHDRAWN);
	confirmed_by(o, day_at(2026, 11, 4, 8));      /* with a picture: now the strict count is there */
	x = exposure_of(o, 202611, &found);
	assert_true(found);
	assert_int_equal(x.state, XS_PROPOSED);
	assert_int_equal(x.n, EXPOSE_AT);
}

/* However many newer ones teach only: what is proposed takes the newest that counts for it. */
static void FN2_newer_ones_that_teach_only_hide_nothing(void **state)
{
	enum { FLEET = 401 };
	owner_id o = kit_owner(CX, "壬九九", "15400000109");
	struct violation v[EXPOSE_AT], more, in;
	bool found;

	(void)state;
	for (int i = 0; i < EXPOSE_AT; i++)
		v[i] = caught_by(o, day_at(2026, 11, 5, 8) + i);
	DONE(CX, sql_begin(CX, true));
	for (int i = 0; i < FLEET; i++) {
		in = v[0];
		in.source_key = arena_fmt(CX->arena, "fleet%d", i);
		in.path = S("/1/9/");
		in.at = day_at(2026, 11, 6, 8) + i;
		assert_int_equal(violation_add(CX, &in, &more), 1);
		as_officer(w.one, ROLE_TRAFFIC | ROLE_SYSTEM);
		DONE(CX, violation_step(CX, &more, VE_SCREEN, &(struct violation_do){ 0 }));
		DONE(CX, violation_step(CX, &more, VE_CONFIRM, &(struct violation_do){ .code = S("2007"), .excluded = VX_EDUCATION_ONLY }));
	}
	DONE(CX, sql_commit(CX));
	for (int i = 0; i < EXPOSE_AT; i++)
		DONE(CX, violation_step(CX, &v[i], VE_CONFIRM, &(struct violation_do){ .code = S("2007") }));
	DONE(CX, flow_count_month(CX, o, 202611));
	struct exposure x = exposure_of(o, 202611, &found);
	assert_true(found);
	assert_int_equal(x.state, XS_PROPOSED);
	assert_int_equal(x.n, EXPOSE_AT);
	assert_string_equal(x.path.p, "/1/");
	assert_int_equal(month_count(o, 202611), FLEET + EXPOSE_AT);
}

/* Old records are there, and nothing follows of them, also when one of them is taken back. */
static void FN4_old_records_owe_nothing(void **state)
{
	owner_id o = kit_owner(CX, "庚七七", "15400000107");
	struct violation v = { .id = 0 }, in;
	struct violation_do d = { .code = S("2007"), .ground = S("other"), .note = S("导入有误") };
	struct course_duty duty;
	bool found;

	(void)state;
	as_officer(w.one, ROLE_TRAFFIC);
	for (int i = 0; i < EXPOSE_AT + 1; i++) {
		in = (struct violation){ .kind = VK_RED, .source = VS_IMPORT, .source_key = arena_fmt(CX->arena, "old%d", i), .unit = { 1 }, .path = S("/1/"), .place = S("旧"),
			.at = day_at(2026, 5, 3, 8), .owner = o, .rider = o, .confidence = 1000, .review_due = day_of(CX->now) + 5 };
		assert_int_equal(violation_add(CX, &in, &v), 1);
		DONE(CX, violation_step(CX, &v, VE_SCREEN, &d));
		DONE(CX, violation_step(CX, &v, VE_CONFIRM, &d));
	}
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, v.id, VE_REVOKE, &d, &v));
	assert_int_equal(month_count(o, 202605), EXPOSE_AT);
	assert_int_equal(course_duty_of_month(CX, o, 202605, &duty), E_NOTFOUND);
	CX->err = (struct err){ 0 };
	exposure_of(o, 202605, &found);
	assert_false(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(FN1_the_last_instant_of_a_month_counts_in_it), cmocka_unit_test(FN2_ever_counts_all_months), cmocka_unit_test(FN2_a_change_of_the_policy_strands_nothing),
		cmocka_unit_test(FN1_radio_alone_teaches_and_does_not_expose), cmocka_unit_test(FN4_old_records_owe_nothing),
		cmocka_unit_test(FN2_newer_ones_that_teach_only_hide_nothing),
		cmocka_unit_test(FN3_any_order_of_steps_is_what_a_count_from_scratch_says),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
