/* flow_news_test — NW1 to NW3: which steps owners are told of, in which words, each once and with its step. */
#include "flow/flow_claim_testkit.h"

#include "flow/flow_news.h"
#include "flow/flow_theft.h"
#include "office/message/message.h"

STMT(t_all, 0, "SELECT count(*) FROM message WHERE kind IN ('case_news', 'claim_news')");
STMT(t_next, 0, "SELECT max(next_at) FROM message");
static const struct sql_stmt *const own_stmts[] = { &t_all, &t_next };

static int begin(void **state)
{
	int rc = setup(state);

	sql_register(own_stmts, COUNTOF(own_stmts));
	CX->now = w.now = day_start(day_of(w.now)) + 10 * HOUR_MS;
	return rc;
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t one(const struct sql_stmt *q)
{
	int64_t n;

	DONE(CX, sql_one(CX, q, read_n, &n, BIND_NONE));
	return n;
}

struct newest { char text[1000], kind[20]; };

static int take(struct cx *cx, const struct message *m, void *arg)
{
	struct newest *n = arg;
	str s = pii_reveal(&m->text);

	(void)cx;
	snprintf(n->text, sizeof n->text, "%.*s", STR_ARG(s));
	snprintf(n->kind, sizeof n->kind, "%.*s", STR_ARG(m->kind));
	return message_sent(cx, m->id);
}

/* What has been told since it was last asked: exactly one message, or with text NULL none. */
static void told(const char *kind, const char *text)
{
	struct newest n = { "", "" };
	struct cx later = *CX;

	later.now += DAY_MS;
	assert_int_equal(message_due(&later, 50, take, &n), text ? 1 : 0);
	if (!text)
		return;
	assert_string_equal(n.kind, kind);
	assert_non_null(strstr(n.text, "【雁阵】您的电动自行车"));
	assert_null(strstr(n.text, "{"));
	if (!strstr(n.text, text))
		fail_msg("'%s' does not say '%s'", n.text, text);
	assert_non_null(strstr(n.text, "**"));      /* the plate is masked */
	assert_null(strstr(n.text, "李四光"));
}

/* A bike whose theft was reported and is looked for; its owner has a phone. */
static struct theft watched(uint64_t tag)
{
	struct bike_new n = { .tag = { tag }, .how = S("register") };
	char plate[24], phone[16];
	struct theft t;
	bike_id bike;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	snprintf(phone, sizeof phone, "137%08llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	n.owner = kit_owner(CX, "李四光", phone);
	CX->now -= 30 * (utc_ms)DAY_MS;
	DONE(CX, bike_add(CX, &n, &bike));
	CX->now += 30 * (utc_ms)DAY_MS;
	struct flow_report r = { .bike = bike, .last_seen_at = CX->now - HOUR_MS, .missing_at = CX->now - MINUTE_MS, .place = S(""), .note = S(""), .source_ref = S(""), .watch = true };
	as(w.a);
	CX->roles = ROLE_OFFICER;
	DONE(CX, flow_theft_report(CX, &r, &t));
	return t;
}

static void do_case(struct theft *t, enum theft_event ev, unsigned roles)
{
	CX->roles = roles;
	DONE(CX, flow_theft_step(CX, t->id, ev, 0, S("张三看见过"), t));
}

static void NW1_each_step_of_a_case_that_matters_is_told_once(void **state)
{
	struct theft t;

	(void)state;
	DONE(CX, sql_begin(CX, true));
	t = watched(0x7001);
	told("case_news", "已立案，文书号L-");              /* three steps at once: one message */
	do_case(&t, TE_HIT, ROLE_SYSTEM);
	told(NULL, NULL);                                     /* the police is on its way */
	do_case(&t, TE_RECOVER, ROLE_OFFICER);
	told("case_news", "已追回。请携带本人身份证");
	do_case(&t, TE_REOPEN, ROLE_OFFICER);
	told("case_news", "请勿前往认领");
	do_case(&t, TE_GIVE_UP, ROLE_OFFICER);
	told("case_news", "可在车主页面申请理赔");
	do_case(&t, TE_RETURN, ROLE_OFFICER);                 /* passes recover: the last counts */
	told("case_news", "已办理返还");
	/* the same step told again is that message */
	DONE(CX, flow_news_case(CX, &t, TE_RETURN));
	told(NULL, NULL);
	sql_rollback(CX);
}

static void NW1_nothing_is_told_of_a_step_that_was_rolled_back(void **state)
{
	struct theft t;

	(void)state;
	DONE(CX, sql_begin(CX, true));
	t = watched(0x7002);
	DONE(CX, sql_commit(CX));
	told("case_news", "已立案");
	int64_t before = one(&t_all);
	DONE(CX, sql_begin(CX, true));
	do_case(&t, TE_RECOVER, ROLE_OFFICER);
	assert_int_equal(one(&t_all), before + 1);            /* in the step's own transaction */
	sql_rollback(CX);
	assert_int_equal(one(&t_all), before);
	told(NULL, NULL);
}

static void NW2_who_does_not_want_it_and_a_city_that_does_not_tell(void **state)
{
	struct ownership own;
	struct theft t;

	(void)state;
	DONE(CX, sql_begin(CX, true));
	t = watched(0x7003);
	told("case_news", "已立案");
	DONE(CX, bike_owner_now(CX, t.bike, &own));
	DONE(CX, owner_news_put(CX, own.owner, false));
	do_case(&t, TE_RECOVER, ROLE_OFFICER);
	told(NULL, NULL);
	DONE(CX, owner_news_put(CX, own.owner, true));
	do_case(&t, TE_REOPEN, ROLE_OFFICER);
	told("case_news", "重新办理");
	DONE(CX, policy_set(CX, S("message.case_news"), civil_of(CX->now), S("0")));
	do_case(&t, TE_RECOVER, ROLE_OFFICER);
	told(NULL, NULL);
	sql_rollback(CX);
}

static void NW3_nobody_is_woken(void **state)
{
	utc_ms day = day_start(day_of(CX->now));

	(void)state;
	DONE(CX, sql_begin(CX, true));
	CX->now = day + 23 * HOUR_MS;
	(void)watched(0x7004);
	assert_int_equal(one(&t_next), day + 31 * HOUR_MS);
	CX->now = day + 26 * HOUR_MS;
	(void)watched(0x7005);
	assert_int_equal(one(&t_next), day + 31 * HOUR_MS);
	CX->now = day + 31 * HOUR_MS + 1;
	(void)watched(0x7006);
	assert_int_equal(one(&t_next), CX->now);
	sql_rollback(CX);
}

static void NW1_each_step_of_a_claim_that_matters_is_told_once(void **state)
{
	struct stolen s[3];
	struct claim c, d;
	char want[200];

	(void)state;
	DONE(CX, sql_begin(CX, true));
	for (int i = 0; i < 3; i++)
		s[i] = steal(100, 0);                             /* put into its state by hand: nothing was told */
	c = draft(&s[0], false);
	DONE(CX, flow_claim_paper(CX, &c, S("id_card"), S("")));
	told(NULL, NULL);
	DONE(CX, flow_claim_step(CX, &c, CE_SUBMIT, 0, S(""), S("")));
	assert_int_equal(c.state, CS_NEEDS_PAPERS);
	told("claim_news", "还缺：接报案回执、未破案证明。");
	papers(&c);
	DONE(CX, flow_claim_step(CX, &c, CE_PAPERS, 0, S(""), S("")));
	assert_int_equal(c.state, CS_IN_REVIEW);
	struct civil day = civil_of(day_start(c.owed_day));
	snprintf(want, sizeof want, "正在审核，应于%d年%d月%d日（含当日）前办结", day.y, day.m, day.d);
	told("claim_news", want);
	as(w.a);
	DONE(CX, flow_claim_step(CX, &c, CE_APPROVE, 0, S(""), S("")));
	told("claim_news", "赔付1200.00元");
	assert_int_equal(flow_claim_sighted(CX, s[0].theft, false), 1);
	told("claim_news", "暂停办理");
	d = submitted(&s[1]);
	told("claim_news", "正在审核");
	as(w.a);
	DONE(CX, flow_claim_step(CX, &d, CE_REJECT, 0, S("late_report"), S("张三说过")));
	told("claim_news", "未通过：报案超过规定时限。有异议的，30天内");
	DONE(CX, policy_set(CX, S("message.claim_news"), civil_of(CX->now), S("0")));
	(void)submitted(&s[2]);
	told(NULL, NULL);
	sql_rollback(CX);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, teardown)
	const struct CMUnitTest tests[] = {
		T(NW1_each_step_of_a_case_that_matters_is_told_once), T(NW1_nothing_is_told_of_a_step_that_was_rolled_back),
		T(NW2_who_does_not_want_it_and_a_city_that_does_not_tell), T(NW3_nobody_is_woken), T(NW1_each_step_of_a_claim_that_matters_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
