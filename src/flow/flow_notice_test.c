/* flow_notice_test — FO1 to FO7: what a rider is told and answers, and what it changes. */
#include "flow/flow_notice_testkit.h"
#include "flow/flow_person.h"
#include "flow/outbox.h"
#include "office/course/course.h"

static int setup(void **state) { return kit_setup(state); }
static int teardown(void **state) { return kit_teardown(state); }

struct texts { int n; str text[200], phone[200]; };

static int take_text(struct cx *cx, const struct message *m, void *arg)
{
	struct texts *t = arg;

	t->phone[t->n] = arena_str(cx->arena, pii_reveal(&m->phone));
	t->text[t->n++] = arena_str(cx->arena, pii_reveal(&m->text));
	return message_sent(cx, m->id);
}

/* All that is due is sent. */
static struct texts send_all(void)
{
	struct texts t = { 0 };

	DONE(CX, message_due(CX, 200, take_text, &t));
	return t;
}

static int keep_notice(struct cx *cx, const struct notice *n, void *arg)
{
	(void)cx;
	*(struct notice *)arg = *n;
	return 0;
}

static struct notice notice_for(const struct violation *v)
{
	struct notice n = { 0 };

	assert_true(notice_of(CX, v->id, 20, keep_notice, &n) > 0);
	return n;
}

static bool has(str s, const char *part)
{
	return strstr(s.p, part) != NULL;
}

static void FO1_a_notice_is_written_with_the_confirmation(void **state)
{
	(void)state;
	DONE(CX, owner_news_put(CX, w.rider, false));      /* no news wanted: the law's notice comes all the same */
	struct violation v = confirmed();
	struct notice n = notice_for(&v);
	assert_int_equal(n.state, NS_WAITING);
	assert_int_equal(n.owner.v, w.rider.v);
	assert_int_equal(n.due_day, day_of(day_at(2026, 12, 3, 0)));      /* five working days after a Thursday */
	DONE(CX, flow_notice_confirmed(CX, &v));                              /* tried again: one message */
	struct texts t = send_all();
	assert_int_equal(t.n, 2);      /* the fact, and the rights */
	assert_string_equal(t.phone[0].p, "15400000001");
	assert_true(has(t.text[0], "解放西路口"));
	assert_true(has(t.text[0], "非机动车不按照交通信号规定通行"));
	assert_true(has(t.text[0], "2026年11月26日9时00分"));
	assert_true(has(t.text[0], "当月第1次"));
	assert_true(has(t.text[1], "30天内"));
	assert_false(has(t.text[0], "张三丰"));
	assert_false(has(t.text[0], "A12358"));
	DONE(CX, sql_begin(CX, true));
	v = confirmed();
	sql_rollback(CX);
	assert_int_equal(send_all().n, 0);      /* not at all */
}

struct papers { int n; struct notice_paper one; };

static int take_paper(struct cx *cx, const struct notice_paper *p, void *arg)
{
	struct papers *t = arg;

	(void)cx;
	t->n++;
	t->one = *p;
	return 0;
}

static struct papers undelivered(void)
{
	struct papers t = { 0 };

	int n = flow_notice_undelivered(CX, 50, take_paper, &t);

	assert_int_equal(n, t.n);
	return t;
}

static void FO2_notified_is_what_arrived(void **state)
{
	struct violation v = confirmed();

	(void)state;
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_notice_arrived(CX));
	assert_int_equal(now_of(&v).state, VI_CONFIRMED);
	send_all();
	assert_true(flow_notice_arrived(CX) >= 1);
	assert_int_equal(now_of(&v).state, VI_NOTIFIED);
	assert_int_equal(notice_for(&v).state, NS_SENT);

	struct owner_new none = { .kind = OK_PERSON, .id_kind = IK_NONE };      /* no phone */
	owner_id silent;
	assert_true(pii_take(S("王二小"), &none.name));
	DONE(CX, owner_add(CX, &none, &silent));
	as_officer(w.one, ROLE_TRAFFIC);
	v = confirmed_by(silent, CX->now - HOUR_MS);
	struct notice n = notice_for(&v);
	assert_int_equal(n.state, NS_NO_PHONE);
	assert_int_equal(now_of(&v).state, VI_CONFIRMED);
	struct papers list = undelivered();      /* who carries it reads of which fact it is and to whom */
	struct notice_paper p;
	assert_int_equal(list.n, 1);
	assert_int_equal(list.one.n.id, n.id);
	assert_string_equal(list.one.number.p, v.number.p);
	assert_string_equal(list.one.plate.p, v.plate.p);
	assert_string_equal(list.one.place.p, "解放西路口");
	assert_int_equal(list.one.fact_at, v.at);
	assert_string_equal(list.one.owner.p, "王**");
	REFUSED(CX, E_INVALID, flow_notice_served(CX, n.id, S(""), &p));
	CX->area = S("/1/2/");
	assert_int_equal(undelivered().n, 0);
	REFUSED(CX, E_DENIED, flow_notice_served(CX, n.id, S("上门送达"), &p));
	CX->area = S("/1/");
	DONE(CX, flow_notice_served(CX, n.id, S("上门送达"), &p));
	assert_int_equal(p.n.state, NS_SERVED);
	assert_string_equal(p.number.p, v.number.p);
	assert_int_equal(undelivered().n, 0);
	assert_int_equal(now_of(&v).state, VI_NOTIFIED);
	REFUSED(CX, E_STATE, flow_notice_served(CX, n.id, S("上门送达"), &p));

	v = confirmed();      /* opened on the phone before the message went out */
	as_owner(w.rider);
	DONE(CX, flow_my_seen(CX, v.id));
	assert_int_equal(now_of(&v).state, VI_NOTIFIED);
	assert_int_equal(notice_for(&v).state, NS_SEEN);
	DONE(CX, flow_my_acknowledge(CX, v.id));
	assert_int_equal(now_of(&v).state, VI_ACKNOWLEDGED);
}

static int count_mine(struct cx *cx, const struct my_violation *m, void *arg)
{
	(void)cx, (void)m;
	++*(int *)arg;
	return 0;
}

static void FO3_an_owner_sees_his_own_that_was_confirmed(void **state)
{
	struct violation mine = confirmed(), foreign = confirmed_by(w.other, CX->now - HOUR_MS), only_caught = caught_by(w.rider, CX->now - HOUR_MS);
	struct my_violation m;
	int n = 0;

	(void)state;
	as_owner(w.rider);
	DONE(CX, flow_my_violation(CX, mine.id, &m));
	assert_int_equal(m.nth, month_count(w.rider, mine.month));
	assert_true(m.may_appeal && m.may_acknowledge && m.may_name);
	REFUSED(CX, E_NOTFOUND, flow_my_violation(CX, foreign.id, &m));
	REFUSED(CX, E_NOTFOUND, flow_my_violation(CX, only_caught.id, &m));
	REFUSED(CX, E_NOTFOUND, flow_my_seen(CX, foreign.id));
	REFUSED(CX, E_NOTFOUND, flow_my_acknowledge(CX, foreign.id));
	REFUSED(CX, E_NOTFOUND, flow_my_appeal(CX, foreign.id, S("不是我的")));
	REFUSED(CX, E_NOTFOUND, flow_my_appeal(CX, only_caught.id, S("不是我的")));
	as_owner(w.other);
	assert_int_equal(flow_my_violations(CX, 0, 50, count_mine, &n), 1);
	assert_int_equal(n, 1);
}

static struct appeal appealed(const struct violation *v)
{
	struct appeal a;
	bool found;

	as_owner(v->rider);
	DONE(CX, flow_my_appeal(CX, v->id, S("当时绿灯，请看照片")));
	DONE(CX, appeal_of(CX, v->id, &a, &found));
	assert_true(found);
	return a;
}

static const struct appeal_decision revoke_it = { .revoke = true, .ground = SI("signal"), .reason = SI("信号灯当时故障，撤销该记录") };
static const struct appeal_decision uphold_it = { .reason = SI("照片清晰，维持原结论") };

static void FO4_another_officer_decides_in_five_working_days(void **state)
{
	struct violation v = confirmed();
	struct appeal a = appealed(&v);
	struct appeal_seen s;
	struct my_violation m;

	(void)state;
	assert_int_equal(a.due_day, day_of(day_at(2026, 12, 3, 0)));
	assert_int_equal(now_of(&v).state, VI_APPEALED);
	REFUSED(CX, E_STATE, flow_my_appeal(CX, v.id, S("再说一遍")));
	as_officer(w.one, ROLE_TRAFFIC);      /* who confirmed sees it, and is told why he cannot decide */
	DONE(CX, flow_appeal_get(CX, a.id, &s));
	assert_false(s.may);
	assert_string_equal(s.why.p, "own_hand");
	assert_string_equal(s.a.text.p, "当时绿灯，请看照片");
	assert_string_equal(s.owner.p, "张**");
	REFUSED(CX, E_DENIED, flow_appeal_decide(CX, a.id, &revoke_it, &s));
	REFUSED(CX, E_DENIED, flow_appeal_decide(CX, a.id, &uphold_it, &s));
	as_officer(w.two, ROLE_TRAFFIC);
	CX->now = day_at(2026, 12, 2, 9);
	DONE(CX, flow_appeal_get(CX, a.id, &s));
	assert_true(s.may && s.soon && !s.late);
	assert_int_equal(s.due_left, 1);
	CX->now = day_at(2026, 12, 4, 9);
	DONE(CX, flow_appeal_get(CX, a.id, &s));
	assert_true(s.late);
	REFUSED(CX, E_INVALID, flow_appeal_decide(CX, a.id, &(struct appeal_decision){ .revoke = true, .reason = S("没有理由的撤销") }, &s));
	REFUSED(CX, E_INVALID, flow_appeal_decide(CX, a.id, &(struct appeal_decision){ .reason = S("短") }, &s));
	DONE(CX, flow_appeal_decide(CX, a.id, &uphold_it, &s));
	assert_int_equal(s.a.state, APS_UPHELD);
	assert_int_equal(now_of(&v).state, VI_UPHELD);
	REFUSED(CX, E_STATE, flow_appeal_decide(CX, a.id, &revoke_it, &s));
	as_owner(w.rider);
	DONE(CX, flow_my_violation(CX, v.id, &m));
	assert_string_equal(m.appeal.reason.p, "照片清晰，维持原结论");
	assert_string_equal(m.why.p, "decided");

	CX->now = w.start;
	as_officer(w.one, ROLE_TRAFFIC);
	v = confirmed();
	as_owner(w.rider);
	DONE(CX, flow_my_seen(CX, v.id));
	CX->now = w.start + (utc_ms)30 * DAY_MS;
	DONE(CX, flow_my_violation(CX, v.id, &m));
	assert_true(m.may_appeal);
	CX->now = w.start + (utc_ms)31 * DAY_MS;
	REFUSED(CX, E_STATE, flow_my_appeal(CX, v.id, S("太晚了太晚了")));
	CX->now = w.start;
}

static void FO5_an_answer_recomputes_the_month_it_happened_in(void **state)
{
	struct violation v[3];
	struct appeal_seen s;
	bool found;

	(void)state;
	owner_id who = kit_owner(CX, "赵六", "15400000031");
	DONE(CX, policy_set(CX, S("traffic.exposure_at"), civil_of(CX->now - (utc_ms)60 * DAY_MS), S("3")));
	for (int i = 0; i < 3; i++)
		v[i] = confirmed_by(who, CX->now - (i + 1) * HOUR_MS);
	assert_int_equal(month_count(who, 202611), 3);
	assert_int_equal(exposure_of(who, 202611, &found).state, XS_PROPOSED);
	struct appeal a = appealed(&v[0]);
	assert_int_equal(month_count(who, 202611), 2);                                 /* appealed: not counted */
	assert_int_equal(exposure_of(who, 202611, &found).state, XS_WITHDRAWN);
	CX->now = day_at(2026, 12, 2, 9);                                              /* decided in the next month */
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_appeal_decide(CX, a.id, &uphold_it, &s));
	assert_int_equal(month_count(who, 202611), 3);
	assert_int_equal(month_count(who, 202612), 0);
	assert_int_equal(exposure_of(who, 202611, &found).state, XS_PROPOSED);
	a = appealed(&v[1]);
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_appeal_decide(CX, a.id, &revoke_it, &s));
	assert_int_equal(now_of(&v[1]).state, VI_REVOKED);
	assert_int_equal(month_count(who, 202611), 2);
	assert_int_equal(exposure_of(who, 202611, &found).state, XS_WITHDRAWN);
	struct texts t = send_all();
	bool told = false;
	for (int i = 0; i < t.n; i++)
		told = told || (has(t.text[i], "已经撤销") && str_eq(t.phone[i], S("15400000031")));
	assert_true(told);
	CX->now = w.start;
	DONE(CX, policy_set(CX, S("traffic.exposure_at"), civil_of(CX->now - (utc_ms)60 * DAY_MS), S("5")));
}

static int first_named(struct cx *cx, const struct my_named *m, void *arg)
{
	(void)cx;
	*(struct my_named *)arg = *m;
	return 0;
}

static int name_him(const struct violation *v, const char *name, const char *phone)
{
	struct pii n, p;

	assert_true(pii_take(str_of(name), &n) && pii_take(str_of(phone), &p));
	as_owner(v->rider);
	return flow_my_name(CX, v->id, &n, &p);
}

static int rider_is(int64_t named, const char *name, const char *id_no, const char *phone)
{
	struct rider_said s = { 0 };

	assert_true(pii_take(str_of(name), &s.name) && pii_take(str_of(id_no), &s.id_no) && pii_take(str_of(phone), &s.phone));
	return flow_named_decide(CX, named, true, &s, S("本人到窗口承认"));
}

static int owed_event(struct cx *cx, const struct outbox_row *row, void *arg)
{
	(void)cx;
	if (str_eq(row->topic, S("system")) && strstr(row->body.p, "appeals_due")) {
		assert_int_equal(row->roles, ROLE_TRAFFIC);
		assert_non_null(strstr(row->body.p, "\"unitId\":1,\"day\":\"2026-12-03\""));
		assert_null(strstr(row->body.p, "WF"));
		++*(int *)arg;
	}
	return 0;
}

static int owed_events(void)
{
	int n = 0;

	assert_true(outbox_after(CX, 0, ROLE_TRAFFIC, 1000, owed_event, &n) >= 0);
	return n;
}

static int appeals_told(utc_ms at)
{
	CX->now = at;
	as_officer((account_id){ 0 }, ROLE_SYSTEM);
	return flow_appeal_remind(CX);
}

static void FO8_the_unit_is_told_before_an_appeal_is_owed(void **state)
{
	struct violation v = confirmed(), x;
	struct appeal a = appealed(&v), b;
	struct appeal_seen s;

	(void)state;
	assert_int_equal(a.due_day, day_of(day_at(2026, 12, 3, 0)));      /* a Thursday */
	as_officer(w.one, ROLE_TRAFFIC);
	x = confirmed();
	b = appealed(&x);
	int had = owed_events();
	assert_int_equal(appeals_told(day_at(2026, 12, 1, 23)), 0);
	assert_int_equal(appeals_told(day_at(2026, 12, 2, 3)), 0);      /* nobody is woken */
	as_officer(w.two, ROLE_TRAFFIC);
	CX->now = day_at(2026, 12, 1, 10);
	DONE(CX, flow_appeal_decide(CX, b.id, &uphold_it, &s));      /* decided: nobody is told */
	int n = appeals_told(day_at(2026, 12, 2, 9));
	assert_true(n >= 1);
	assert_int_equal(owed_events(), had + 1);      /* one a unit and day */
	assert_int_equal(appeals_told(day_at(2026, 12, 2, 11)), 0);      /* once */
	assert_int_equal(appeals_told(day_at(2026, 12, 3, 9)), 0);
	assert_int_equal(owed_events(), had + 1);
	CX->now = w.start;
}

static int64_t unseen(owner_id who)
{
	struct my_count c;

	as_owner(who);
	DONE(CX, flow_my_count(CX, 0, &c));
	return c.unseen;
}

/* On the tab of the phone: what was not opened; it is of whoever is the rider by now. */
static void FO3_what_was_not_opened_is_counted(void **state)
{
	owner_id a = kit_owner(CX, "郑十", "15400000043"), b = kit_owner(CX, "钱百", "15400000044");
	struct violation v = confirmed_by(a, CX->now - HOUR_MS), other = confirmed_by(a, CX->now - 2 * HOUR_MS);
	struct my_violation m;
	struct my_named named = { 0 };

	(void)state;
	assert_int_equal(unseen(a), 2);
	assert_int_equal(unseen(b), 0);
	as_owner(a);
	DONE(CX, flow_my_violation(CX, other.id, &m));
	assert_true(m.unseen);
	DONE(CX, flow_my_seen(CX, other.id));
	DONE(CX, flow_my_violation(CX, other.id, &m));
	assert_false(m.unseen);
	assert_int_equal(unseen(a), 1);
	DONE(CX, name_him(&v, "钱百", "15400000044"));
	as_owner(b);
	assert_int_equal(flow_my_named(CX, first_named, &named), 1);
	DONE(CX, flow_my_named_answer(CX, named.n.id, true));
	assert_int_equal(unseen(a), 0);
	assert_int_equal(unseen(b), 1);
}

static void FO6_who_is_named_accepts_or_an_officer_confirms(void **state)
{
	owner_id a = kit_owner(CX, "孙七", "15400000041"), b = kit_owner(CX, "周八", "15400000042");
	struct violation v = confirmed_by(a, CX->now - HOUR_MS);
	struct my_named m = { 0 };
	struct named n;
	bool found;

	(void)state;
	REFUSED(CX, E_INVALID, name_him(&v, "周八", "12"));
	REFUSED(CX, E_INVALID, name_him(&v, "孙七", "15400000041"));      /* oneself */
	DONE(CX, name_him(&v, "周八", "154-0000-0042"));
	REFUSED(CX, E_STATE, name_him(&v, "周八", "15400000042"));
	REFUSED(CX, E_STATE, flow_my_appeal(CX, v.id, S("先指认再申诉")));
	assert_int_equal(now_of(&v).rider.v, a.v);                            /* until then it is the owner's */
	as_owner(w.other);
	assert_int_equal(flow_my_named(CX, first_named, &m), 0);
	as_owner(b);
	assert_int_equal(flow_my_named(CX, first_named, &m), 1);
	assert_string_equal(m.owner.p, "孙**");
	as_owner(w.other);
	REFUSED(CX, E_NOTFOUND, flow_my_named_answer(CX, m.n.id, true));
	as_owner(b);
	DONE(CX, flow_my_named_answer(CX, m.n.id, true));
	REFUSED(CX, E_STATE, flow_my_named_answer(CX, m.n.id, true));
	assert_int_equal(now_of(&v).rider.v, b.v);
	assert_int_equal(month_count(a, v.month), 0);
	assert_int_equal(month_count(b, v.month), 1);

	as_officer(w.one, ROLE_TRAFFIC);
	v = confirmed_by(a, CX->now - HOUR_MS);                                /* nobody of the register: an officer says who */
	DONE(CX, name_him(&v, "吴九", "15400000099"));
	DONE(CX, named_of(CX, v.id, &n, &found));
	assert_int_equal(n.rider.v, 0);
	as_officer(w.two, ROLE_TRAFFIC);
	REFUSED(CX, E_INVALID, rider_is(n.id, "", "", ""));
	REFUSED(CX, E_INVALID, rider_is(n.id, "周八", "", ""));                /* FO10: a name alone is many people */
	REFUSED(CX, E_INVALID, rider_is(n.id, "", "", "15400000042"));
	REFUSED(CX, E_STATE, rider_is(n.id, "周九", "", "15400000042"));
	REFUSED(CX, E_STATE, rider_is(n.id, "周八", "", "15400000043"));
	REFUSED(CX, E_STATE, rider_is(n.id, "孙七", "", "15400000041"));       /* the owner himself */
	assert_int_equal(now_of(&v).rider.v, a.v);
	DONE(CX, rider_is(n.id, "周八", "", "154-0000-0042"));
	assert_int_equal(now_of(&v).rider.v, b.v);

	as_officer(w.one, ROLE_TRAFFIC);
	v = confirmed_by(a, CX->now - HOUR_MS);                                /* denied: it stays the owner's */
	DONE(CX, name_him(&v, "周八", "15400000042"));
	as_owner(b);
	assert_int_equal(flow_my_named(CX, first_named, &m), 1);
	DONE(CX, flow_my_named_answer(CX, m.n.id, false));
	assert_int_equal(now_of(&v).rider.v, a.v);
	DONE(CX, name_him(&v, "周八", "15400000042"));                         /* again, and taken back */
	DONE(CX, flow_my_name_back(CX, v.id));
	assert_int_equal(month_count(a, v.month), 1);
}

static struct owner_merge merged(owner_id keep, owner_id gone)
{
	struct owner_merge m;
	int64_t id;

	as_officer(w.one, ROLE_LEADER);
	DONE(CX, owner_merge_ask(CX, keep, gone, S("同一人登记了两次"), &id));
	as_officer(w.two, ROLE_LEADER);
	DONE(CX, flow_person_merge(CX, id, true, S(""), &m));
	return m;
}

static struct course_duty duty_of(owner_id who, int32_t month)
{
	struct course_duty d;

	DONE(CX, course_duty_of_month(CX, who, month, &d));
	return d;
}

/* Two records of one person become one: what the other one answered for, was told of and had asked is his. */
static void FO9_a_merged_owner_answers_for_what_was_the_others(void **state)
{
	owner_id keep = kit_owner(CX, "冯双", "15400000051"), gone = kit_owner(CX, "冯双", "15400000052");
	struct violation v = confirmed_by(gone, CX->now - HOUR_MS), asked = confirmed_by(gone, CX->now - 2 * HOUR_MS), open = confirmed_by(gone, CX->now - 3 * HOUR_MS),
	                 own = confirmed_by(keep, CX->now - 4 * HOUR_MS), stranger = confirmed_by(w.other, CX->now - HOUR_MS);
	struct my_violation m;
	struct my_named named = { 0 };
	struct appeal_seen s;
	int n = 0;

	(void)state;
	struct appeal a = appealed(&open);
	DONE(CX, name_him(&asked, "冯双", "15400000051"));      /* himself, as it turns out */
	DONE(CX, name_him(&stranger, "冯双", "15400000052"));
	assert_int_equal(unseen(gone), 1);
	merged(keep, gone);
	as_owner(gone);                                          /* a session that was there before */
	assert_int_equal(flow_my_violations(CX, 0, 50, count_mine, &n), 4);
	as_owner(keep);
	assert_int_equal(month_count(keep, v.month), 3);         /* the appealed one does not count */
	assert_int_equal(duty_of(keep, v.month).state, CDS_REQUIRED);      /* 2 and 1 are 3 */
	assert_int_equal(unseen(keep), 3);                       /* what he was asked of is his own now */
	as_owner(keep);
	DONE(CX, flow_my_violation(CX, asked.id, &m));           /* nobody else is asked any more */
	assert_int_equal(m.named.state, NR_TAKEN_BACK);
	assert_true(m.may_appeal && m.may_name);
	assert_int_equal(m.v.owner.v, keep.v);
	assert_int_equal(flow_my_named(CX, first_named, &named), 1);
	assert_int_equal(named.n.violation, stranger.id);
	DONE(CX, flow_my_named_answer(CX, named.n.id, false));
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_appeal_decide(CX, a.id, &uphold_it, &s));
	assert_int_equal(s.a.owner.v, keep.v);
	assert_int_equal(month_count(keep, v.month), 4);
	as_officer(w.two, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, v.id, VE_REVOKE, &(struct violation_do){ .ground = S("signal"), .note = S("") }, &v));
	DONE(CX, flow_violation_do(CX, own.id, VE_REVOKE, &(struct violation_do){ .ground = S("signal"), .note = S("") }, &v));
	assert_int_equal(duty_of(keep, v.month).state, CDS_WITHDRAWN);
	a = appealed(&(struct violation){ .id = asked.id, .rider = keep });
	assert_int_equal(a.owner.v, keep.v);
}

static struct exposure at_least(owner_id who, int32_t month, enum exposure_state state)
{
	static const enum exposure_ev way[] = { XE_NOTIFY, XE_APPROVE, XE_APPROVE, XE_PUBLISH };
	bool found;
	struct exposure x = exposure_of(who, month, &found);
	struct exposure_seen s;

	for (int i = 0; x.state != state; i++) {
		as_officer(i == 1 ? w.two : w.one, ROLE_TRAFFIC);
		DONE(CX, flow_exposure_do(CX, x.id, way[i], 0, S(""), &s));
		x = s.x;
	}
	return x;
}

static void books(struct course_duty *d)
{
	struct course_room r;
	struct course c;

	as_officer(w.one, ROLE_TRAFFIC | ROLE_SYSTEM);
	DONE(CX, course_room_add(CX, (unit_id){ 1 }, S("/1/"), arena_fmt(CX->arena, "教室%lld", (long long)d->id), S("车管所"), 30, &r));
	struct course_session s = { day_of(CX->now) + 1, 540, 600 };
	DONE(CX, course_add(CX, (unit_id){ 1 }, S("/1/"), &(struct course_new){ r.id, 30, &s, 1 }, &c));
	DONE(CX, course_duty_step(CX, d, CDE_BOOK, &(struct course_duty_do){ .course = c.id, .note = S("") }));
}

/* Of two rows of one month the one that is further along stands, whosever it was; the other is withdrawn and gives its seat back. */
static void FO9_of_two_rows_of_a_month_the_one_further_along_stands(void **state)
{
	struct civil from = civil_of(CX->now - (utc_ms)60 * DAY_MS);
	owner_id o[4];
	bool found;

	(void)state;
	DONE(CX, policy_set(CX, S("traffic.exposure_at"), from, S("3")));
	DONE(CX, policy_set(CX, S("traffic.exposure_notice_days"), from, S("0")));
	for (int i = 0; i < 4; i++) {
		o[i] = kit_owner(CX, "陈对", arena_fmt(CX->arena, "1540000006%d", i).p);
		for (int k = 0; k < 3; k++)
			confirmed_by(o[i], CX->now - (k + 1) * HOUR_MS);
	}
	/* the gone one's is further along */
	struct course_duty kept = duty_of(o[0], 202611), ahead = duty_of(o[1], 202611);
	books(&ahead);
	struct exposure published = at_least(o[1], 202611, XS_PUBLISHED), told = at_least(o[0], 202611, XS_NOTICE_SENT);
	merged(o[0], o[1]);
	assert_int_equal(duty_of(o[0], 202611).id, ahead.id);
	assert_int_equal(duty_of(o[0], 202611).state, CDS_BOOKED);
	assert_int_equal(duty_of(o[0], 202611).count, 6);
	DONE(CX, course_duty_get(CX, kept.id, &kept));
	assert_int_equal(kept.state, CDS_WITHDRAWN);
	assert_int_equal(kept.month, 202611);
	assert_int_equal(exposure_of(o[0], 202611, &found).id, published.id);
	assert_int_equal(exposure_of(o[0], 202611, &found).state, XS_PUBLISHED);
	DONE(CX, exposure_get(CX, told.id, &told));
	assert_int_equal(told.state, XS_WITHDRAWN);
	assert_int_equal(told.period, 202611);
	/* the kept one's is */
	ahead = duty_of(o[2], 202611);
	books(&ahead);
	struct course c;
	struct course_duty booked = duty_of(o[3], 202611);
	DONE(CX, course_duty_step(CX, &booked, CDE_BOOK, &(struct course_duty_do){ .course = ahead.course, .note = S("") }));
	struct exposure mine = at_least(o[2], 202611, XS_APPROVED), theirs = at_least(o[3], 202611, XS_PROPOSED);
	send_all();
	merged(o[2], o[3]);
	assert_int_equal(duty_of(o[2], 202611).id, ahead.id);
	DONE(CX, course_duty_get(CX, booked.id, &booked));
	assert_int_equal(booked.state, CDS_WITHDRAWN);
	DONE(CX, course_get(CX, ahead.course, &c));
	assert_int_equal(c.taken, 1);      /* one person, one seat */
	assert_int_equal(exposure_of(o[2], 202611, &found).id, mine.id);
	assert_int_equal(exposure_of(o[2], 202611, &found).n, 6);
	DONE(CX, exposure_get(CX, theirs.id, &theirs));
	assert_int_equal(theirs.state, XS_WITHDRAWN);
	struct texts t = send_all();
	int both = 0, over = 0;
	for (int i = 0; i < t.n; i++) {
		both += has(t.text[i], "两份车主登记");
		over += has(t.text[i], "取消") && !has(t.text[i], "两份车主登记");
	}
	assert_int_equal(both, 1);      /* of the seat; nobody had been told of that proposal */
	assert_int_equal(over, 0);
	DONE(CX, policy_set(CX, S("traffic.exposure_at"), from, S("5")));
	DONE(CX, policy_set(CX, S("traffic.exposure_notice_days"), from, S("7")));
}

static struct violation met(owner_id rider)
{
	struct violation v, in = { .kind = VK_RED, .source = VS_OFFICER, .source_key = arena_fmt(CX->arena, "spot:%d", ++w.n), .unit = { 1 }, .path = S("/1/"), .arm = S(""), .place = S("桥东"),
		.at = CX->now - HOUR_MS, .tag = S(""), .plate = S("衡（电动）阳A12358"), .owner = rider, .rider = rider, .confidence = 1000, .against = S(""), .evidence = S(""), .evidence_sha = S(""),
		.picture = S(""), .picture_sha = S(""), .code = S(""), .ground = S(""), .note = S(""), .review_due = day_of(CX->now) + 7 };

	assert_int_equal(violation_add(CX, &in, &v), 1);
	CX->roles = ROLE_SYSTEM;
	DONE(CX, violation_step(CX, &v, VE_SCREEN, &(struct violation_do){ 0 }));
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_violation_do(CX, v.id, VE_CONFIRM, &(struct violation_do){ .code = S("2007"), .note = S("") }, &v));
	return v;
}

/* An officer stopped him and read his document: nobody else rode. */
static void FO6_who_was_met_on_the_spot_names_nobody(void **state)
{
	owner_id a = kit_owner(CX, "何停", "15400000071"), b = kit_owner(CX, "何友", "15400000072");
	struct violation v = met(a);
	struct my_violation m;
	struct named n;

	(void)state;
	struct texts t = send_all();
	for (int i = 0; i < t.n; i++)
		assert_false(str_eq(t.phone[i], S("15400000071")) && has(t.text[i], "不是您骑行的"));
	as_owner(a);
	DONE(CX, flow_my_violation(CX, v.id, &m));
	assert_true(m.may_appeal && !m.may_name);
	REFUSED(CX, E_STATE, name_him(&v, "何友", "15400000072"));
	/* nor does an answer to what was named before make it another's */
	struct named in = { .violation = v.id, .owner = a, .rider = b, .path = v.path };
	assert_true(pii_take(S("何友"), &in.name) && pii_take(S("15400000072"), &in.phone));
	DONE(CX, named_add(CX, &in, &n));
	as_owner(b);
	REFUSED(CX, E_STATE, flow_my_named_answer(CX, n.id, true));
	as_officer(w.two, ROLE_TRAFFIC);
	REFUSED(CX, E_STATE, rider_is(n.id, "何友", "", "15400000072"));
	assert_int_equal(now_of(&v).rider.v, a.v);
	assert_int_equal(month_count(a, v.month), 1);
	DONE(CX, flow_named_decide(CX, n.id, false, &(struct rider_said){ 0 }, S("当场核对过证件")));
	as_owner(a);
	DONE(CX, flow_my_appeal(CX, v.id, S("当时推车过路口")));      /* the way that is left */
}

static void revoked_by_staff_closes_the_appeal(void **state)
{
	struct violation v = confirmed();
	struct appeal a = appealed(&v);

	(void)state;
	as_officer(w.two, ROLE_TRAFFIC);
	v = now_of(&v);
	DONE(CX, violation_step(CX, &v, VE_REVOKE, &(struct violation_do){ .ground = S("signal"), .note = S("") }));
	DONE(CX, flow_notice_changed(CX, &v));
	DONE(CX, appeal_get(CX, a.id, &a));
	assert_int_equal(a.state, APS_REVOKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(FO1_a_notice_is_written_with_the_confirmation), cmocka_unit_test(FO2_notified_is_what_arrived),
		cmocka_unit_test(FO3_an_owner_sees_his_own_that_was_confirmed), cmocka_unit_test(FO3_what_was_not_opened_is_counted), cmocka_unit_test(FO4_another_officer_decides_in_five_working_days),
		cmocka_unit_test(FO5_an_answer_recomputes_the_month_it_happened_in), cmocka_unit_test(FO6_who_is_named_accepts_or_an_officer_confirms),
		cmocka_unit_test(FO6_who_was_met_on_the_spot_names_nobody), cmocka_unit_test(FO8_the_unit_is_told_before_an_appeal_is_owed),
		cmocka_unit_test(FO9_a_merged_owner_answers_for_what_was_the_others), cmocka_unit_test(FO9_of_two_rows_of_a_month_the_one_further_along_stands),
		cmocka_unit_test(revoked_by_staff_closes_the_appeal),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
