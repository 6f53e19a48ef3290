/* flow_violation_test — FV1 to FV7: whose bike it was, theft, the officer's decision and what follows, evidence without a picture, days that are over, transfers. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_theft.h"
#include "flow/flow_track.h"
#include "flow/flow_violation.h"
#include "flow/flow_violation_sheet.h"
#include "office/account/account_testkit.h"
#include "office/booking/booking.h"
#include "flow/outbox.h"
#include "office/junction/junction_testkit.h"
#include "office/course/course.h"
#include "office/message/message.h"
#include "office/notice/notice.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"
#include "office/site/site.h"

static struct { struct testdb t; struct unit a, b; account_id one, two, police; owner_id anna, bert; int nbike, nkey; } w;
#define CX (&w.t.cx)

static int take_watch(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	return 0;
}

static const struct track_port port = { .watch_put = take_watch };

static struct cx as(account_id who, unsigned roles, const struct unit *u)
{
	struct cx cx = w.t.cx;

	cx.actor = who;
	cx.roles = roles;
	cx.unit = u->id;
	cx.area = u->path;
	return cx;
}

static const struct sql_stmt t_old_key = { "tv.old_key", "UPDATE violation SET source_key = $1, ver = ver + 1 WHERE source_key = $2", 0, 2, .step = true };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_old_key };

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	arena_done(&w.t.arena);
	arena_init(&w.t.arena, 64 << 20);
	CX->track = &port;
	DONE(CX, sql_begin(CX, true));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ua"), S("甲分局"), &w.a));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ub"), S("乙分局"), &w.b));
	w.one = kit_account_row(CX, "one", ROLE_TRAFFIC);
	w.two = kit_account_row(CX, "two", ROLE_TRAFFIC);
	w.police = kit_account_row(CX, "police", ROLE_CASE);
	w.anna = kit_owner(CX, "安娜", "15400001111");
	w.bert = kit_owner(CX, "贝特", "15400002222");
	DONE(CX, sql_commit(CX));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

#define TX(cx_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	DONE(cx_, call_); \
	DONE(cx_, sql_commit(cx_)); \
} while (0)
#define TX_REFUSED(cx_, code_, field_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	assert_int_equal(call_, code_); \
	assert_string_equal((cx_)->err.field, field_); \
	sql_rollback(cx_); \
	(cx_)->err = (struct err){ 0 }; \
} while (0)

struct ridden { bike_id id; tag_id tag; str tag_text, plate; };

/* Registered sixty days ago. */
static struct ridden a_bike(owner_id owner)
{
	struct bike_new n = { .tag = { 0xd00u + (unsigned)++w.nbike }, .owner = owner, .how = S("register"), .unit = w.a.id.v };
	struct ridden r = { .tag = n.tag };
	char plate[24], tag[TAG_TEXT];

	snprintf(plate, sizeof plate, "TEST%03d", w.nbike);
	assert_true(plate_parse(str_of(plate), &n.plate));
	CX->now -= 60ll * DAY_MS;
	TX(CX, bike_add(CX, &n, &r.id));
	CX->now += 60ll * DAY_MS;
	r.tag_text = arena_str(CX->arena, str_of(tag_text(n.tag, tag)));
	r.plate = arena_str(CX->arena, str_of(plate));
	return r;
}

static struct violation template(const struct ridden *r, utc_ms at)
{
	return (struct violation){ .kind = VK_RED, .source = VS_RADIO, .source_key = arena_fmt(CX->arena, "f%d", ++w.nkey), .unit = w.a.id, .path = w.a.path, .at = at,
		.tag = r->tag_text, .confidence = 900, .evidence = S("{\"readings\":[]}") };
}

/* The program's own capture. */
static struct violation caught(const struct ridden *r, utc_ms at)
{
	struct violation in = template(r, at), v;
	struct cx program = w.t.cx;

	program.roles = ROLE_SYSTEM;
	DONE(&program, sql_begin(&program, true));
	assert_int_equal(flow_violation_capture(&program, &in, &v), 1);
	DONE(&program, sql_commit(&program));
	return v;
}

static const struct violation_do act = { .ground = SI("unclear"), .code = SI("2007"), .note = SI("一句话说明") };

static struct violation go(struct violation v, enum violation_ev ev)
{
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);

	TX(&one, flow_violation_do(&one, v.id, ev, &act, &v));
	return v;
}

static struct violation now(const struct violation *v)
{
	struct violation got;

	DONE(CX, violation_get(CX, v->id, &got));
	return got;
}

static int64_t counts(owner_id who, const struct violation *v)
{
	int64_t n;

	DONE(CX, violation_count_month(CX, who, v->month, &n));
	return n;
}

/* --- FV1 --- */

static void FV1_it_is_the_owner_s_of_that_instant(void **state)
{
	struct ridden r = a_bike(w.anna);
	struct cx clerk = as(w.one, ROLE_CLERK, &w.a);
	utc_ms sold = CX->now;
	struct bike b;

	(void)state;
	DONE(CX, bike_get(CX, r.id, &b));
	TX(&clerk, bike_step(&clerk, &b, BE_TRANSFER, w.bert, S("sale")));
	CX->now += DAY_MS;
	struct violation before = caught(&r, sold - HOUR_MS), after = caught(&r, sold + HOUR_MS);
	assert_int_equal(before.rider.v, w.anna.v);
	assert_int_equal(after.rider.v, w.bert.v);
	assert_string_equal(after.plate.p, r.plate.p);
	struct violation early = caught(&r, sold - 90ll * DAY_MS);      /* it was nobody's yet */
	assert_int_equal(early.state, VI_DISMISSED);
	assert_string_equal(early.ground.p, "no_bike");
}

static void FV1_a_tag_that_moved_is_the_bike_s_that_carried_it(void **state)
{
	struct ridden r = a_bike(w.anna), other = { .tag = { 0xeee } };
	struct cx clerk = as(w.one, ROLE_CLERK, &w.a);
	utc_ms moved = CX->now;
	struct bike b;

	(void)state;
	DONE(CX, bike_get(CX, r.id, &b));
	TX(&clerk, bike_retag(&clerk, &b, other.tag));
	CX->now += DAY_MS;
	assert_int_equal(caught(&r, moved + HOUR_MS).bike.v, 0);
	assert_int_equal(caught(&r, moved - HOUR_MS).bike.v, r.id.v);
}

static struct theft report(const struct ridden *r, utc_ms last_seen)
{
	struct flow_report in = { .bike = r->id, .last_seen_at = last_seen, .missing_at = last_seen + MINUTE_MS, .place = S(""), .note = S(""), .source_ref = S("") };
	struct cx police = as(w.police, ROLE_CASE, &w.a);
	struct theft t;

	TX(&police, flow_theft_report(&police, &in, &t));
	return t;
}

static int tick(struct cx *cx, const struct notice *n, void *arg)
{
	(void)cx, (void)n;
	++*(int *)arg;
	return 0;
}

static int told(const struct violation *v)
{
	int n = 0;

	DONE(CX, notice_of(CX, v->id, 10, tick, &n));
	return n;
}

static int holds(struct cx *cx, const struct message *m, void *arg)
{
	str *text = arg, all = pii_reveal(&m->text);

	(void)cx;
	for (size_t i = 0; text->n && i + text->n <= all.n; i++)
		if (memcmp(all.p + i, text->p, text->n) == 0)
			*text = S("");
	return 0;
}

/* A message with these words is on its way. */
static bool said(const char *words)
{
	struct cx cx = w.t.cx;
	str text = str_of(words);

	cx.now += DAY_MS;      /* those that wait for the day as well */
	assert_true(message_due(&cx, 1000, holds, &text) >= 0);
	return text.n == 0;
}

static void FV1_a_stolen_bike_collects_nothing(void **state)
{
	struct ridden r = a_bike(w.anna);
	struct violation before = caught(&r, CX->now - 3 * HOUR_MS), confirmed = go(caught(&r, CX->now - HOUR_MS - 1000), VE_CONFIRM), waits = caught(&r, CX->now - HOUR_MS);
	struct cx police = as(w.police, ROLE_CASE, &w.a);
	int64_t had = counts(w.anna, &confirmed);

	(void)state;
	struct theft t = report(&r, CX->now - 2 * HOUR_MS);
	assert_int_equal(now(&before).excluded, VX_NONE);      /* before it was last seen */
	assert_int_equal(now(&before).state, VI_SCREENED);
	assert_int_equal(now(&confirmed).excluded, VX_STOLEN);
	assert_int_equal(counts(w.anna, &confirmed), had - 1);
	assert_int_equal(told(&confirmed), 2);      /* of it, and that it does not count */
	assert_int_equal(told(&waits), 0);
	assert_int_equal(now(&waits).state, VI_DISMISSED);
	assert_string_equal(now(&waits).ground.p, "stolen");
	struct violation fresh = caught(&r, CX->now);
	assert_int_equal(fresh.state, VI_DISMISSED);
	assert_int_equal(fresh.excluded, VX_STOLEN);
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);
	struct violation opened;
	TX(&one, flow_violation_do(&one, fresh.id, VE_REOPEN, &act, &opened));
	TX_REFUSED(&one, E_STATE, "stolen", flow_violation_do(&one, fresh.id, VE_CONFIRM, &act, &opened));
	TX(&one, flow_violation_do(&one, fresh.id, VE_DISMISS, &(struct violation_do){ .ground = S("other") }, &opened));
	TX(&police, flow_theft_step(&police, t.id, TE_WITHDRAW, 0, S("自己找到了"), &t));
	assert_int_equal(now(&confirmed).excluded, VX_EDUCATION_ONLY);      /* as it was: radio alone */
	assert_int_equal(counts(w.anna, &confirmed), had);
	assert_int_equal(told(&confirmed), 3);      /* and that it counts again */
	assert_true(said("恢复计入您的违法次数（仅作警示教育）"));
	assert_int_equal(now(&waits).state, VI_SCREENED);
	assert_int_equal(now(&fresh).state, VI_DISMISSED);      /* a person had dismissed it */
	assert_int_equal(caught(&r, CX->now).state, VI_SCREENED);
}

static void stepped(struct theft *t, enum theft_event ev)
{
	struct cx police = as(w.police, ROLE_CASE, &w.a);

	TX(&police, flow_theft_step(&police, t->id, ev, 0, S("核对后处理"), t));
}

/* It was another bike that was given back: in these days, too, the thief rode. */
static void FV1_a_case_opened_again_was_never_over(void **state)
{
	struct ridden r = a_bike(w.anna);
	struct theft t = report(&r, CX->now - HOUR_MS);
	int64_t had;

	(void)state;
	stepped(&t, TE_WATCH);
	stepped(&t, TE_RECOVER);
	struct violation in_case = caught(&r, CX->now);
	stepped(&t, TE_RETURN);
	CX->now += MINUTE_MS;
	struct violation confirmed = go(caught(&r, CX->now), VE_CONFIRM), waits = caught(&r, CX->now - 1);
	had = counts(w.anna, &confirmed);
	assert_int_equal(confirmed.excluded, VX_EDUCATION_ONLY);      /* hers, for all that is known */
	assert_int_equal(waits.state, VI_SCREENED);
	assert_int_equal(now(&in_case).excluded, VX_STOLEN);
	CX->now += MINUTE_MS;
	stepped(&t, TE_REOPEN);
	assert_int_equal(t.state, TS_WATCHED);
	assert_int_equal(now(&confirmed).excluded, VX_STOLEN);
	assert_int_equal(counts(w.anna, &confirmed), had - 1);
	assert_int_equal(told(&confirmed), 2);      /* of it, and that it does not count */
	assert_int_equal(now(&waits).state, VI_DISMISSED);
	assert_string_equal(now(&waits).ground.p, "stolen");
	stepped(&t, TE_RECOVER);      /* and given back at last: they stay the thief's */
	stepped(&t, TE_RETURN);
	assert_int_equal(now(&confirmed).excluded, VX_STOLEN);
	assert_int_equal(counts(w.anna, &confirmed), had - 1);
}

/* --- FV2 --- */

static void FV2_nothing_reaches_an_owner_before_an_officer_confirmed(void **state)
{
	struct ridden r = a_bike(w.bert);
	struct violation v = caught(&r, CX->now - HOUR_MS), no = caught(&r, CX->now - HOUR_MS + 1);
	int64_t had = counts(w.bert, &v);
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a), far = as(w.two, ROLE_TRAFFIC, &w.b), program = as((account_id){ 0 }, ROLE_SYSTEM, &w.a);
	struct violation got;

	(void)state;
	assert_int_equal(v.state, VI_SCREENED);
	assert_int_equal(told(&v), 0);
	TX_REFUSED(&far, E_DENIED, "foreign", flow_violation_do(&far, v.id, VE_CONFIRM, &act, &got));
	TX_REFUSED(&program, E_DENIED, "", flow_violation_do(&program, v.id, VE_CONFIRM, &act, &got));
	TX_REFUSED(&one, E_INVALID, "code", flow_violation_do(&one, v.id, VE_CONFIRM, &(struct violation_do){ .code = S("9999") }, &got));
	TX_REFUSED(&one, E_INVALID, "event", flow_violation_do(&one, v.id, VE_UPHOLD, &act, &got));
	assert_int_equal(counts(w.bert, &v), had);
	v = go(v, VE_CONFIRM);
	no = go(no, VE_DISMISS);
	assert_int_equal(told(&v), 1);
	assert_int_equal(told(&no), 0);
	assert_int_equal(counts(w.bert, &v), had + 1);
}

/* --- FV3 --- */

static void FV3_radio_without_a_picture_is_for_education(void **state)
{
	struct ridden r = a_bike(w.bert);
	struct violation alone = caught(&r, CX->now - HOUR_MS), seen = caught(&r, CX->now - HOUR_MS + 1), in = template(&r, CX->now - HOUR_MS + 2), met;
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);
	int64_t hard, after;

	(void)state;
	DONE(CX, violation_count_month_strict(CX, w.bert, alone.month, &hard));
	TX(&one, violation_picture(&one, &seen, S("p"), S("hash")));
	in.source = VS_OFFICER;
	DONE(&one, sql_begin(&one, true));
	assert_int_equal(flow_violation_capture(&one, &in, &met), 1);
	DONE(&one, sql_commit(&one));
	assert_int_equal(go(alone, VE_CONFIRM).excluded, VX_EDUCATION_ONLY);
	assert_int_equal(go(seen, VE_CONFIRM).excluded, VX_NONE);
	assert_int_equal(go(met, VE_CONFIRM).excluded, VX_NONE);
	DONE(CX, violation_count_month_strict(CX, w.bert, alone.month, &after));
	assert_int_equal(after - hard, 2);
}

/* --- FV4 --- */

static void FV4_reopening_takes_back_what_followed(void **state)
{
	struct ridden r = a_bike(w.bert);
	struct violation v = go(caught(&r, CX->now - HOUR_MS), VE_CONFIRM);
	int64_t had = counts(w.bert, &v);

	(void)state;
	v = go(v, VE_REOPEN);
	assert_int_equal(v.state, VI_SCREENED);
	assert_int_equal(v.reviewed_by.v, 0);
	assert_int_equal(counts(w.bert, &v), had - 1);
	assert_int_equal(told(&v), 2);
	v = go(v, VE_CONFIRM);
	assert_int_equal(counts(w.bert, &v), had);
	v = go(v, VE_REVOKE);
	assert_int_equal(counts(w.bert, &v), had - 1);
	assert_int_equal(v.decided_by.v, w.one.v);
}

/* Who was told that it is under review again is told how that ended: dismissed, by a person or by the program, or lapsed. Who was never told is told nothing. */
static void FV4_the_end_of_a_review_that_was_told_is_told(void **state)
{
	struct cx program = as((account_id){ 0 }, ROLE_SYSTEM, &w.a);
	struct ridden r = a_bike(w.bert), stolen = a_bike(w.anna);
	struct violation v = go(caught(&r, CX->now - HOUR_MS), VE_CONFIRM), never = go(caught(&r, CX->now - HOUR_MS - 1), VE_DISMISS);
	utc_ms was = CX->now;

	(void)state;
	assert_int_equal(told(&never), 0);
	v = go(v, VE_REOPEN);
	assert_int_equal(told(&v), 2);
	v = go(v, VE_DISMISS);
	assert_int_equal(told(&v), 3);
	assert_true(said("不予认定"));
	v = go(v, VE_REOPEN);      /* and once more */
	assert_int_equal(told(&v), 4);
	CX->now = program.now = day_start(v.review_due + 1);
	DONE(&program, sql_begin(&program, true));
	while (flow_violation_due(&program) > 0)
		;
	DONE(&program, sql_commit(&program));
	assert_int_equal(now(&v).state, VI_LAPSED);
	assert_int_equal(told(&v), 5);
	assert_true(said("审核期限已过"));
	CX->now = was;
	v = go(go(caught(&stolen, CX->now - HOUR_MS), VE_CONFIRM), VE_REOPEN);
	assert_int_equal(told(&v), 2);
	report(&stolen, CX->now - 2 * HOUR_MS);
	assert_int_equal(now(&v).state, VI_DISMISSED);
	assert_int_equal(told(&v), 3);
	v = go(go(go(caught(&r, CX->now - HOUR_MS - 2), VE_CONFIRM), VE_REVOKE), VE_REOPEN);      /* after it was cancelled, too */
	assert_int_equal(told(&v), 3);
}

/* What its count had brought about goes with it. */
static void FV4_reopening_withdraws_the_course(void **state)
{
	owner_id carl = kit_owner(CX, "卡尔", "15400003333");
	struct ridden r = a_bike(carl);
	struct violation v = { .id = 0 };
	struct course_duty d;

	(void)state;
	for (int i = 0; i < 3; i++)
		v = go(caught(&r, CX->now - HOUR_MS + i), VE_CONFIRM);
	DONE(CX, course_duty_of_month(CX, carl, v.month, &d));
	assert_int_equal(d.state, CDS_REQUIRED);
	v = go(v, VE_REOPEN);
	DONE(CX, course_duty_of_month(CX, carl, v.month, &d));
	assert_int_equal(d.state, CDS_WITHDRAWN);
	v = go(v, VE_CONFIRM);
	DONE(CX, course_duty_of_month(CX, carl, v.month, &d));
	assert_int_equal(d.state, CDS_REQUIRED);
	v = go(v, VE_REVOKE);
	DONE(CX, course_duty_of_month(CX, carl, v.month, &d));
	assert_int_equal(d.state, CDS_WITHDRAWN);
}

/* --- FV5 --- */

static void FV5_what_nobody_reviewed_lapses(void **state)
{
	struct ridden r = a_bike(w.bert);
	struct violation v = caught(&r, CX->now - HOUR_MS), got;
	struct cx program = as((account_id){ 0 }, ROLE_SYSTEM, &w.a);
	utc_ms was = CX->now;

	(void)state;
	program.now = day_start(v.review_due + 1) - 1;
	DONE(&program, sql_begin(&program, true));
	assert_true(flow_violation_due(&program) >= 0);
	DONE(&program, sql_commit(&program));
	assert_int_equal(now(&v).state, VI_SCREENED);
	CX->now = program.now = day_start(v.review_due + 1);
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);
	TX_REFUSED(&one, E_STATE, "late", flow_violation_do(&one, v.id, VE_CONFIRM, &act, &got));      /* the job has not run yet */
	DONE(&program, sql_begin(&program, true));
	assert_true(flow_violation_due(&program) >= 1);
	DONE(&program, sql_commit(&program));
	assert_int_equal(now(&v).state, VI_LAPSED);
	TX_REFUSED(&one, E_STATE, "", flow_violation_do(&one, v.id, VE_REOPEN, &act, &got));
	CX->now = was;
}

/* --- FV6 --- */

static int warning(struct cx *cx, const struct outbox_row *row, void *arg)
{
	(void)cx;
	if (str_eq(row->topic, S("system")) && strstr(row->body.p, "violations_due"))
		++*(int *)arg;
	assert_true(row->roles == ROLE_TRAFFIC || !strstr(row->body.p, "violations_due"));
	return 0;
}

/* Warnings that the stream told after that. */
static int warnings_after(int64_t after)
{
	int n = 0;

	assert_true(outbox_after(CX, after, ROLE_TRAFFIC, 1000, warning, &n) >= 0);
	return n;
}

static int remind_at(utc_ms at)
{
	struct cx program = as((account_id){ 0 }, ROLE_SYSTEM, &w.a);

	program.now = at;
	DONE(&program, sql_begin(&program, true));
	int n = flow_violation_remind(&program);
	DONE(&program, sql_commit(&program));
	return n;
}

static int warn_row(struct cx *cx, const struct violation_history *h, void *arg)
{
	(void)cx;
	*(int *)arg += str_eq(h->event, S("warn")) ? 1 : str_eq(h->event, S("warn_last")) ? 10 : 0;
	return 0;
}

static int warned(const struct violation *v)
{
	int n = 0;

	DONE(CX, violation_events(CX, v->id, 50, warn_row, &n));
	return n;
}

static void FV6_the_unit_is_told_before_the_days_are_over(void **state)
{
	struct ridden r = a_bike(w.bert);
	struct violation v = caught(&r, CX->now - HOUR_MS), same = caught(&r, CX->now - HOUR_MS + 1), done = go(caught(&r, CX->now - HOUR_MS + 2), VE_CONFIRM);
	int32_t ahead = v.review_due - 1;
	int64_t from;

	(void)state;
	while (weekday_of(ahead) > 5)      /* the working day before */
		ahead--;
	remind_at(day_start(ahead - 1) + 12 * HOUR_MS);      /* what other tests left */
	DONE(CX, outbox_last(CX, &from));
	assert_int_equal(warned(&v), 0);
	assert_int_equal(remind_at(day_start(ahead) + 3 * HOUR_MS), 0);      /* nobody is woken */
	assert_true(remind_at(day_start(ahead) + 10 * HOUR_MS) >= 2);
	assert_int_equal(warned(&v), 1);
	assert_int_equal(warned(&same), 1);
	assert_int_equal(warned(&done), 0);
	assert_int_equal(warnings_after(from), 1);      /* one of a unit and day */
	assert_int_equal(remind_at(day_start(ahead) + 11 * HOUR_MS), 0);
	assert_int_equal(warnings_after(from), 1);
	assert_true(remind_at(day_start(v.review_due) + 10 * HOUR_MS) >= 2);
	assert_int_equal(warned(&v), 11);
	assert_int_equal(warnings_after(from), 2);
	assert_int_equal(remind_at(day_start(v.review_due + 1) + 10 * HOUR_MS), 0);
}

/* --- FV7 --- */

/* An appointment to hand that bike over, made now. */
static struct booking filed(const struct ridden *r)
{
	struct booking_new n = { .day = day_of(CX->now), .slot = -1, .purpose = BOP_TRANSFER, .bike = r->id };
	static int seen;
	struct booking b;
	struct site s;

	if (!seen++)
		TX(CX, site_add(CX, &(struct site_new){ .code = S("HY01"), .name = S("一号点"), .address = S(""), .phone = S(""), .district = 430405, .at = { 268900000, 1125700000 },
			.slot_min = 30, .quota = 9, .windows = 2 }, &s));
	DONE(CX, site_by_code(CX, S("HY01"), &s));
	n.site = s.id;
	assert_true(pii_take(S("安娜"), &n.name) && pii_take(S("15400001111"), &n.phone));
	TX(CX, booking_add(CX, &n, 0, 9, &b));
	return b;
}

/* As the counter does it: the bike's step, then the appointment's. */
static void sold(const struct ridden *r, struct booking *b, owner_id from, owner_id to)
{
	struct cx clerk = as(w.one, ROLE_CLERK, &w.a);
	struct bike k;

	DONE(&clerk, sql_begin(&clerk, true));
	DONE(&clerk, bike_get(&clerk, r->id, &k));
	DONE(&clerk, bike_step(&clerk, &k, BE_TRANSFER, to, S("sale")));
	if (b) {
		DONE(&clerk, booking_call(&clerk, b->site, b->day, 0, 1, b));
		DONE(&clerk, booking_step(&clerk, b, BOE_DONE));
	}
	DONE(&clerk, flow_violation_transfer(&clerk, r->id, from, clerk.now));
	DONE(&clerk, sql_commit(&clerk));
}

static enum course_duty_state owes(owner_id who, const struct violation *v)
{
	struct course_duty d;

	DONE(CX, course_duty_of_month(CX, who, v->month, &d));
	return d.state;
}

static void FV7_what_was_caught_between_filing_and_transfer_is_nobody_s(void **state)
{
	owner_id dora = kit_owner(CX, "朵拉", "15400004444"), emil = kit_owner(CX, "埃米尔", "15400005555");
	struct ridden r = a_bike(dora);
	struct violation v[3], waits, early = go(caught(&r, CX->now - HOUR_MS), VE_CONFIRM);
	struct booking b = filed(&r);
	utc_ms at_filing = CX->now;

	(void)state;
	for (int i = 0; i < 3; i++)
		v[i] = go(caught(&r, CX->now + i), VE_CONFIRM);
	waits = caught(&r, CX->now + 3);
	assert_int_equal(v[0].excluded, VX_EDUCATION_ONLY);
	assert_int_equal(counts(dora, &early), 4);      /* filed only: whose the register says it is */
	assert_int_equal(owes(dora, &early), CDS_REQUIRED);
	CX->now += 5 * MINUTE_MS;
	sold(&r, &b, dora, emil);
	for (int i = 0; i < 3; i++)
		assert_int_equal(now(&v[i]).excluded, VX_TRANSFERRED);
	assert_int_equal(now(&waits).excluded, VX_TRANSFERRED);
	assert_int_equal(now(&early).excluded, VX_EDUCATION_ONLY);      /* before it was filed: his for good */
	assert_int_equal(counts(dora, &early), 1);
	assert_int_equal(counts(emil, &early), 0);
	assert_int_equal(owes(dora, &early), CDS_WITHDRAWN);
	assert_int_equal(told(&v[0]), 2);      /* of it, and that it does not count */
	CX->now += MINUTE_MS;
	struct violation late = caught(&r, at_filing + MINUTE_MS), after = caught(&r, CX->now), before = caught(&r, at_filing - 1);      /* late data too */
	assert_int_equal(late.excluded, VX_TRANSFERRED);
	assert_int_equal(late.rider.v, dora.v);
	assert_int_equal(go(late, VE_CONFIRM).excluded, VX_TRANSFERRED);
	assert_int_equal(told(&late), 0);
	assert_int_equal(before.excluded, VX_NONE);
	assert_int_equal(before.rider.v, dora.v);
	assert_int_equal(after.excluded, VX_NONE);
	assert_int_equal(after.rider.v, emil.v);
	/* who rode is known: it is his */
	struct violation mine = now(&v[0]);
	TX(CX, flow_violation_known(CX, &mine, emil, S("买主说明是本人骑行")));
	assert_int_equal(mine.excluded, VX_EDUCATION_ONLY);
	assert_int_equal(counts(emil, &mine), 1);
}

/* Registered, and then not: a transfer back is another one, and takes nothing of what was before along. */
static void FV7_a_filing_that_came_to_nothing_changes_nothing(void **state)
{
	owner_id dora = kit_owner(CX, "朵拉甲", "15400006666"), emil = kit_owner(CX, "埃米尔甲", "15400007777");
	struct ridden r = a_bike(dora);
	struct booking b = filed(&r);
	struct violation v = go(caught(&r, CX->now), VE_CONFIRM), admitted = go(caught(&r, CX->now + 1), VE_CONFIRM);
	struct cx owner = as((account_id){ 0 }, ROLE_OWNER, &w.a), program = as((account_id){ 0 }, ROLE_SYSTEM, &w.a);

	(void)state;
	CX->now += MINUTE_MS;
	TX(CX, booking_step(CX, &b, BOE_CANCEL));
	assert_int_equal(counts(dora, &v), 2);
	CX->now += MINUTE_MS;
	struct violation later = go(caught(&r, CX->now), VE_CONFIRM);
	CX->now += MINUTE_MS;
	sold(&r, NULL, dora, emil);      /* at a counter, without an appointment */
	assert_int_equal(now(&v).excluded, VX_EDUCATION_ONLY);
	assert_int_equal(counts(dora, &later), 3);
	assert_int_equal(counts(emil, &later), 0);
	/* back again, with an appointment; one of these days was acknowledged */
	b = filed(&r);
	struct violation his = go(caught(&r, CX->now), VE_CONFIRM), his_too = go(caught(&r, CX->now + 1), VE_CONFIRM);
	program.now = owner.now = CX->now;
	TX(&program, violation_step(&program, &his, VE_NOTIFY, &(struct violation_do){ 0 }));
	TX(&owner, violation_step(&owner, &his, VE_ACKNOWLEDGE, &(struct violation_do){ 0 }));
	CX->now += MINUTE_MS;
	sold(&r, &b, emil, dora);
	assert_int_equal(counts(emil, &his), 1);      /* he said that it was him */
	assert_int_equal(now(&his_too).excluded, VX_TRANSFERRED);
	assert_int_equal(counts(dora, &v), 3);
	assert_int_equal(now(&admitted).rider.v, dora.v);
}

/* The last instant of a month is that month's and the former owner's; the first of the next the new one's: at +08:00. */
static void FV7_a_transfer_at_the_month_s_edge(void **state)
{
	owner_id dora = kit_owner(CX, "朵拉乙", "15400008888"), emil = kit_owner(CX, "埃米尔乙", "15400009999");
	struct ridden r = a_bike(dora);
	struct civil c = civil_of(CX->now), first = { .y = c.m == 12 ? (int16_t)(c.y + 1) : c.y, .m = (int8_t)(c.m == 12 ? 1 : c.m + 1), .d = 1 };
	utc_ms was = CX->now, edge = civil_start(first);

	(void)state;
	CX->now = edge;
	sold(&r, NULL, dora, emil);
	CX->now += HOUR_MS;
	struct violation last = go(caught(&r, edge - 1), VE_CONFIRM), next = go(caught(&r, edge), VE_CONFIRM);
	assert_int_equal(last.rider.v, dora.v);
	assert_int_equal(last.month, c.y * 100 + c.m);
	assert_int_equal(next.rider.v, emil.v);
	assert_int_equal(next.month, first.y * 100 + first.m);
	assert_int_equal(counts(dora, &last), 1);
	assert_int_equal(counts(dora, &next), 0);
	assert_int_equal(counts(emil, &last), 0);
	assert_int_equal(counts(emil, &next), 1);
	CX->now = was;
}

static void a_source_tells_once_and_what_does_not_fit_is_said(void **state)
{
	struct ridden r = a_bike(w.bert), s = a_bike(w.anna);
	struct violation in = template(&r, CX->now - HOUR_MS), v, again;

	(void)state;
	in.plate = s.plate;
	CX->roles = ROLE_SYSTEM;
	DONE(CX, sql_begin(CX, true));
	assert_int_equal(flow_violation_capture(CX, &in, &v), 1);
	assert_int_equal(flow_violation_capture(CX, &in, &again), 0);
	DONE(CX, sql_commit(CX));
	assert_int_equal(v.id, again.id);
	assert_int_equal(v.bike.v, r.id.v);
	assert_string_equal(v.against.p, "plate_mismatch");
	assert_int_equal(v.evidence_sha.n, 64);
}

static void FV8_a_plate_is_written_in_one_way(void **state)
{
	static const struct { const char *typed, *kept; } rows[] = { { "衡（电动）交 0010", "衡(电动)交0010" }, { "衡(电动)交0010", "衡(电动)交0010" }, { "衡【电动】交００10", "衡(电动)交0010" }, { "看不清？", "看不清？" } };

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct violation in = { .kind = VK_LOAD, .source = i % 2 ? VS_CAMERA : VS_OFFICER, .source_key = arena_fmt(CX->arena, "fv8-%zu", i), .place = S("解放西路口"), .at = CX->now - HOUR_MS,
			.plate = str_of(rows[i].typed), .confidence = 1000 }, v;
		CX->roles = ROLE_SYSTEM;
		DONE(CX, sql_begin(CX, true));
		assert_int_equal(flow_violation_capture(CX, &in, &v), 1);
		DONE(CX, sql_commit(CX));
		assert_true(str_eq(v.plate, str_of(rows[i].kept)));
	}
}

/* --- VSH: the evidence as people read it --- */

enum { HEARD = 40 };

static void a_junction(void)
{
	static struct kit_junction k;
	struct junction j;

	kit_junction(&k);
	CX->roles = ROLE_ENGINEER;
	DONE(CX, sql_begin(CX, true));
	if (junction_get(CX, 7, &j) < 0) {
		CX->err = (struct err){ 0 };
		DONE(CX, junction_add(CX, 7, S("解放路口"), w.a.id, w.a.path, KIT_CENTRE, &j));
		DONE(CX, junction_draft(CX, &j, &k.g, S("as surveyed")));
		DONE(CX, junction_publish(CX, &j, 0));
	}
	DONE(CX, sql_commit(CX));
}

/* As flow_junction_found.c writes it: HEARD readings from late to early, the way from the western arm to the eastern, red since 12.3 s, green 4.2 s after. */
static str as_found(utc_ms at, int64_t geometry)
{
	static const char *const station[] = { "J7-WA", "J7-WS", "J7-MC", "J7-EX" };
	struct js o;

	js_init(&o, CX->arena, 48 << 10);
	js_obj(&o, NULL);
	js_str(&o, "kind", S("red"));
	js_i64(&o, "junction", 7);
	js_i64(&o, "geometry", geometry);
	js_str(&o, "move", S("through"));
	js_str(&o, "armIn", S("W"));
	js_str(&o, "armOut", S("E"));
	js_i64(&o, "at", at);
	js_i64(&o, "errMs", 401);
	js_i64(&o, "firstAt", at - 9000);
	js_i64(&o, "lastAt", at + 6000);
	js_i64(&o, "controllerMs", 1500);
	js_i64(&o, "confidence", 973);
	js_str(&o, "against", S("few-readings,near-phase-edge"));
	js_arr(&o, "readings");
	for (int i = HEARD - 1; i >= 0; i--) {
		js_obj(&o, NULL);
		js_str(&o, "station", str_of(station[i * 4 / HEARD]));
		js_i64(&o, "stationAt", at - 9000 + i * 370 - 1500 + 120);
		js_i64(&o, "clockMs", -120);
		js_i64(&o, "rssi", -60 - i % 9);
		js_end_obj(&o);
	}
	js_end_arr(&o);
	js_raw(&o, "phases", arena_fmt(CX->arena, "[{\"at\":%lld,\"state\":\"red\"},{\"at\":%lld,\"state\":\"green\"}]", (long long)at - 12300, (long long)at + 4200));
	js_raw(&o, "stations", S("[{\"station\":\"J7-WS\",\"clockKnown\":true,\"clockMs\":-120,\"clockErrMs\":35,\"swapped\":false,\"deaf\":true,\"heard\":9,\"expected\":31}]"));
	js_end_obj(&o);
	return js_text(&o);
}

static struct violation with_evidence(utc_ms at, str evidence)
{
	utc_ms was = CX->now;
	CX->now = MAX(was, at + HOUR_MS);
	struct ridden r = a_bike(w.anna);
	struct violation in = template(&r, at), v;

	in.evidence = evidence;
	in.arm = S("W");
	in.place = S("解放路口 · W");
	in.junction = 7;
	CX->roles = ROLE_SYSTEM;
	DONE(CX, sql_begin(CX, true));
	if (flow_violation_capture(CX, &in, &v) != 1)
		fail_msg("%s: %s", CX->err.field, CX->err.msg);
	DONE(CX, sql_commit(CX));
	DONE(CX, violation_get(CX, v.id, &v));
	CX->now = was;
	return v;
}

static bool cell_is(const struct paper_table *t, size_t row, int column, const char *text)
{
	assert_true(row < t->rows);
	str c = t->cells[row * (size_t)t->columns + (size_t)column];
	if (!str_eq(c, str_of(text)))
		print_error("row %zu column %d is '%.*s', not '%s'\n", row, column, STR_ARG(c), text);
	return str_eq(c, str_of(text));
}

static str field_of(const struct violation_sheet *s, const char *label)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->f[i].label, str_of(label)))
			return s->f[i].value;
	return S("");
}

static void VSH1_every_reading_and_light_is_a_row(void **state)
{
	const utc_ms at = 1795748285753;      /* 2026-11-27 10:58:05.753 */
	struct violation_sheet s;

	(void)state;
	a_junction();
	struct violation v = with_evidence(at, as_found(at, 1));
	DONE(CX, flow_violation_sheet(CX, &v, &s));
	assert_true(s.read);
	assert_int_equal(s.readings.rows, HEARD);
	static const char *const first[] = { "2026-11-27 10:57:56.8", "-9.0", "J7-WA", "西口 · 进口", "-60", "-120" };
	for (int i = 0; i < VSHEET_READING_COLUMNS; i++)
		assert_true(cell_is(&s.readings, 0, i, first[i]));
	assert_true(cell_is(&s.readings, 10, 3, "西口 · 停止线 · 非机动车道"));
	assert_true(cell_is(&s.readings, 20, 3, "中央"));
	assert_true(cell_is(&s.readings, HEARD - 1, 3, "东口 · 出口"));
	assert_int_equal(s.phases.rows, 3);
	static const char *const lights[3][VSHEET_PHASE_COLUMNS] = {
		{ "2026-11-27 10:57:53.5", "-12.3", "西口 · 直行", "红灯" }, { "2026-11-27 10:58:05.8", "0.0", "—", "▶ 越过停止线（±0.5 秒）" },
		{ "2026-11-27 10:58:10.0", "+4.2", "西口 · 直行", "绿灯" },
	};
	for (size_t k = 0; k < COUNTOF(lights); k++)
		for (int i = 0; i < VSHEET_PHASE_COLUMNS; i++)
			assert_true(cell_is(&s.phases, k, i, lights[k][i]));
	static const char *const station[] = { "J7-WS", "西口 · 停止线 · 非机动车道", "-120 毫秒，误差 ±35 毫秒", "9/31", "没有正常收听" };
	for (int i = 0; i < VSHEET_STATION_COLUMNS; i++)
		assert_true(cell_is(&s.stations, 0, i, station[i]));
	static const struct { const char *label, *value; } fields[] = {
		{ "推算越线时刻", "2026-11-27 10:58:05.8（北京时间 +08:00）" }, { "误差上限", "±0.5 秒（401 毫秒）" }, { "可信度", "97.3%" }, { "路口", "解放路口（7 号）" }, { "几何版本", "第 1 版" },
		{ "当时灯色", "红灯，自 2026-11-27 10:57:53.5 起；误差范围内灯色没有变化" }, { "行驶", "西口进，东口出，直行" }, { "不利理由", "读数太少；越线时刻接近灯色变化" },
		{ "检测结论", "红灯时从西口越过停止线" }, { "检测依据", "由各天线读数的先后和强弱推算越过停止线的时刻，对照信号机记录的灯色" },
	};
	for (size_t i = 0; i < COUNTOF(fields); i++)
		assert_true(str_eq(field_of(&s, fields[i].label), str_of(fields[i].value)));
	static const struct { enum violation_kind kind; const char *arm, *done; } said[] = {      /* a wrong way is of the arm it was ridden on: in, or out */
		{ VK_WRONGWAY, "W", "从西口驶入时走在左侧，逆着该侧的车流" }, { VK_WRONGWAY, "E", "从东口驶出时走在左侧，逆着该侧的车流" },
		{ VK_WRONGWAY, "", "在路口走在左侧，逆着该侧的车流" }, { VK_MOTORLANE, "W", "从西口驶入时走在机动车道内" }, { VK_LOAD, "W", "" },
	};
	for (size_t i = 0; i < COUNTOF(said); i++) {
		struct violation other = v;
		other.kind = said[i].kind;
		other.arm = str_of(said[i].arm);
		DONE(CX, flow_violation_sheet(CX, &other, &s));
		assert_string_equal(field_of(&s, "检测结论").p, said[i].done);
		assert_int_equal(field_of(&s, "检测依据").n > 0, said[i].done[0] != 0);
	}
	v = with_evidence(at, as_found(at, 9));      /* a geometry that is not there any more */
	DONE(CX, flow_violation_sheet(CX, &v, &s));
	assert_int_equal(s.readings.rows, HEARD);
	assert_true(cell_is(&s.readings, 10, 3, "—"));
	assert_int_equal(CX->err.code, 0);
}

static void VSH2_what_is_of_another_shape_is_printed_as_it_is(void **state)
{
	static const char *const foreign[] = { "{\"readings\":[]}", "{\"t\":1,\"rows\":[[1,2]]}", "[]", "not JSON" };
	struct violation_sheet s;

	(void)state;
	for (size_t i = 0; i < COUNTOF(foreign); i++) {
		struct violation v = with_evidence(CX->now - HOUR_MS, str_of(foreign[i]));
		DONE(CX, flow_violation_sheet(CX, &v, &s));
		assert_false(s.read);
		assert_int_equal(CX->err.code, 0);
		assert_true(str_eq(s.raw, str_of(foreign[i])));
		assert_true(str_eq(field_of(&s, "证据数据 SHA-256"), v.evidence_sha));
		assert_null(flow_violation_sheet_paper(&s, &v, S("甲分局"), S(""), CX->now).table);
		struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);
		str pdf, number;
		DONE(&one, flow_violation_file(&one, v.id, &pdf, &number));
		assert_memory_equal(pdf.p, "%PDF", 4);
	}
}

static void VSH3_what_is_not_what_was_hashed_is_not_printed(void **state)
{
	struct violation v = with_evidence(CX->now - HOUR_MS, as_found(CX->now - HOUR_MS, 1));
	struct violation_sheet s;

	(void)state;
	v.evidence = arena_fmt(CX->arena, "%.*s ", STR_ARG(v.evidence));
	REFUSED(CX, E_CORRUPT, flow_violation_sheet(CX, &v, &s));
}

/* Of the file as it is given out: the sheet's tables with their heads on each page, and the evidence so that its hash can be taken of it. */
static void the_case_file_has_the_sheet(void **state)
{
	char path[] = "/tmp/yz-case-XXXXXX", line[160];
	static char text[1 << 17];
	const utc_ms at = 1795748285753;
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);
	str pdf, number;

	(void)state;
	if (system("command -v pdftotext >/dev/null") != 0)
		skip();
	a_junction();
	struct violation v = with_evidence(at, as_found(at, 1));
	DONE(&one, flow_violation_file(&one, v.id, &pdf, &number));
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, pdf.p, pdf.n) == (ssize_t)pdf.n);
	close(fd);
	snprintf(line, sizeof line, "pdftotext -raw %s -", path);
	FILE *f = popen(line, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = 0;
	pclose(f);
	unlink(path);
	static const char *const there[] = { "西 / West", "解放路口 · 西口", "证据单", "采用的读数", "该时刻前后的信号灯", "各站时钟和状况", "▶ 越过停止线", "核验：" };
	for (size_t i = 0; i < COUNTOF(there); i++)
		if (!strstr(text, there[i]))
			fail_msg("the file does not say %s", there[i]);
	assert_null(strstr(text, "解放路口 · W"));
	int heads = 0;
	for (const char *p = text; (p = strstr(p, "站钟更正/毫秒")); p++)
		heads++;
	assert_true(heads >= 2);      /* forty rows are more than a page */
	size_t n = 0;
	static char one_line[1 << 17];
	for (const char *p = text; *p; p++)
		if (*p != '\n')
			one_line[n++] = *p;
	one_line[n] = 0;
	const char *begins = strstr(one_line, "{\"kind\"");
	assert_non_null(begins);
	if (memcmp(begins, v.evidence.p, v.evidence.n) != 0)
		fail_msg("the evidence in the file is %.300s", begins);
}

/* --- old records --- */

/* Decided, and nobody was told. */
static int seen_one(struct cx *cx, const struct violation *v, void *arg)
{
	(void)cx;
	assert_true(v->state == VI_CONFIRMED || v->state == VI_DISMISSED);
	*(int *)arg += told(v);
	return 0;
}

static int newest_batch(struct cx *cx, const struct violation_batch *b, void *arg)
{
	(void)cx;
	*(struct violation_batch *)arg = *b;
	return 0;
}

static void old_records_are_decided_already(void **state)
{
	struct ridden r = a_bike(w.anna);
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);
	struct violation_import got, again;
	struct civil c = civil_of(CX->now - 40ll * DAY_MS), n = civil_of(CX->now);
	struct violation_filter f = { .area = S("/"), .kind = VK_N, .source = VS_IMPORT };
	int before = 0, told_of = 0;

	(void)state;
	str text = arena_fmt(CX->arena, "number,at,kind,plate,place,code,result,note\nA1,%04d-%02d-%02d 08:10,red,%.*s,解放路,2007,confirmed,旧\n"
		"A2,%04d-%02d-%02d 08:10,red,%.*s,解放路,9999,confirmed,\nA3,%04d-%02d-01 00:00,red,%.*s,解放路,2007,confirmed,\nA4,昨天,red,X,解放路,2007,confirmed,\n"
		"A5,%04d-%02d-%02d 08:10,load,%.*s,解放路,,dismissed,\n", c.y, c.m, c.d, STR_ARG(r.plate), c.y, c.m, c.d, STR_ARG(r.plate), n.y, n.m, STR_ARG(r.plate),
		c.y, c.m, c.d, STR_ARG(r.plate));
	TX(&one, flow_violation_import(&one, text, true, S(""), &got));
	assert_int_equal(got.rows, 5);
	assert_int_equal(got.bad, 3);
	assert_int_equal(got.taken, 2);      /* would be */
	assert_string_equal(got.fault[0].why.p, "code");
	assert_string_equal(got.fault[1].why.p, "recent");
	assert_string_equal(got.fault[2].why.p, "at");
	assert_int_equal(violation_list(CX, &f, 10, seen_one, &before), 0);      /* looked at only */
	TX(&one, flow_violation_import(&one, text, false, S("b1"), &got));
	TX(&one, flow_violation_import(&one, text, false, S("b2"), &again));
	assert_int_equal(got.taken, 2);
	assert_int_equal(again.taken, 0);
	assert_int_equal(again.known, 2);
	assert_int_equal(violation_list(CX, &f, 10, seen_one, &told_of), 2);
	assert_int_equal(told_of, 0);
	TX(&one, flow_violation_import(&one, text, true, S(""), &again));
	assert_int_equal(again.known, 2);
	/* the batch is taken back, and the right file taken in */
	struct cx far = as(w.two, ROLE_TRAFFIC, &w.b);
	struct violation_batch b = { .taken = 0 };
	int64_t undone, kept, ever, ever2;
	bool more;
	DONE(CX, violation_count_ever(CX, w.anna, &ever));
	TX_REFUSED(&far, E_NOTFOUND, "", flow_violation_unimport(&far, S("b1"), &undone, &kept, &more));
	TX_REFUSED(&one, E_NOTFOUND, "", flow_violation_unimport(&one, S("b2"), &undone, &kept, &more));
	TX(&one, flow_violation_unimport(&one, S("b1"), &undone, &kept, &more));
	assert_int_equal(undone, 2);
	assert_int_equal(kept, 0);
	assert_false(more);
	DONE(CX, violation_count_ever(CX, w.anna, &ever2));
	assert_int_equal(ever2, ever - 1);
	assert_int_equal(violation_batches(&one, one.area, 10, newest_batch, &b), 1);
	assert_int_equal(b.taken, 2);
	assert_int_equal(b.standing, 0);
	TX(&one, flow_violation_import(&one, text, false, S("b3"), &got));
	assert_int_equal(got.taken, 2);
	DONE(CX, violation_count_ever(CX, w.anna, &ever2));
	assert_int_equal(ever2, ever);
}

static int keep_by_place(struct cx *cx, const struct violation *v, void *arg)
{
	struct violation *of = arg;

	(void)cx;
	of[v->place.p[0] - '1'] = *v;
	return 0;
}

/* What lapsed only frees its number; what is under appeal waits for its decision, and nothing else waits with it. */
static void a_batch_with_an_appeal_and_a_lapse_is_taken_back(void **state)
{
	struct ridden r = a_bike(w.anna);
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a), two = as(w.two, ROLE_TRAFFIC, &w.a), owner = as((account_id){ 0 }, ROLE_OWNER, &w.a), program = as((account_id){ 0 }, ROLE_SYSTEM, &w.a);
	struct civil c = civil_of(CX->now - 40ll * DAY_MS);
	struct violation_import got;
	struct violation v[3];
	int64_t undone, kept;
	bool more;

	(void)state;
	str text = S("number,at,kind,plate,place,code,result\n");
	for (int i = 1; i <= 3; i++)
		text = arena_fmt(CX->arena, "%.*sE%d,%04d-%02d-%02d 09:1%d,red,%.*s,%d号路口,2007,confirmed\n", STR_ARG(text), i, c.y, c.m, c.d, i, STR_ARG(r.plate), i);
	TX(&one, flow_violation_import(&one, text, false, S("b9"), &got));
	assert_int_equal(got.taken, 3);
	assert_int_equal(violation_list(CX, &(struct violation_filter){ .area = S("/"), .kind = VK_N, .source = VS_IMPORT, .bike = r.id }, 9, keep_by_place, v), 3);
	v[0] = go(v[0], VE_REOPEN);
	program.now = day_start(v[0].review_due + 1);
	TX(&program, flow_violation_by_program(&program, &v[0], VE_LAPSE, &(struct violation_do){ 0 }));
	TX(&program, violation_step(&program, &v[1], VE_NOTIFY, &(struct violation_do){ 0 }));
	TX(&owner, violation_step(&owner, &v[1], VE_APPEAL, &(struct violation_do){ .note = S("那天不是我骑的"), .appeal_due = day_of(CX->now) + 9 }));
	TX(&one, flow_violation_unimport(&one, S("b9"), &undone, &kept, &more));
	assert_int_equal(undone, 2);
	assert_int_equal(kept, 1);
	assert_false(more);
	assert_int_equal(now(&v[0]).state, VI_LAPSED);
	assert_int_equal(now(&v[1]).state, VI_APPEALED);
	assert_int_equal(now(&v[2]).state, VI_REVOKED);
	for (int i = 0; i < 3; i++)
		assert_int_equal(str_starts(now(&v[i]).source_key, S("import:")), i == 1);
	TX(&one, flow_violation_unimport(&one, S("b9"), &undone, &kept, &more));
	assert_int_equal(undone, 0);
	assert_int_equal(kept, 1);
	TX(&two, violation_step(&two, &v[1], VE_UPHOLD, &(struct violation_do){ .note = S("记录清楚，维持") }));
	TX(&one, flow_violation_unimport(&one, S("b9"), &undone, &kept, &more));
	assert_int_equal(undone, 1);
	assert_int_equal(kept, 0);
	assert_int_equal(now(&v[1]).state, VI_REVOKED);
	TX_REFUSED(&one, E_NOTFOUND, "", flow_violation_unimport(&one, S("b9"), &undone, &kept, &more));
	TX(&one, flow_violation_import(&one, text, false, S(""), &got));      /* all numbers are free */
	assert_int_equal(got.taken, 3);
}

static struct violation_import imported(const struct cx *who, str text)
{
	struct cx cx = *who;
	struct violation_import got;

	TX(&cx, flow_violation_import(&cx, text, false, S(""), &got));
	return got;
}

/* Each district counted its old records from one; a file of the whole city says whose numbers they are. */
static void equal_numbers_of_two_districts_are_two_records(void **state)
{
#define HEAD "number,at,kind,plate,place,code,result"
#define ROW ",2024-03-09 08:10,red,X,解放路,,dismissed"
	struct cx a = as(w.one, ROLE_TRAFFIC, &w.a), b = as(w.two, ROLE_TRAFFIC, &w.b), city = a, below = a;

	(void)state;
	city.unit = (unit_id){ 1 };
	city.area = S("/1/");
	below.area = arena_fmt(CX->arena, "%.*s77/", STR_ARG(w.a.path));      /* a station of the first district */
	assert_int_equal(imported(&a, S(HEAD "\nD1" ROW "\n")).taken, 1);
	assert_int_equal(imported(&b, S(HEAD "\nD1" ROW "\n")).taken, 1);
	assert_int_equal(imported(&a, S(HEAD "\nD1" ROW "\n")).known, 1);
	assert_int_equal(imported(&below, S(HEAD "\nD1" ROW "\n")).known, 1);
	assert_int_equal(imported(&city, S(HEAD ",source\nD1" ROW ",珠晖\nD1" ROW ",雁峰\nD1" ROW ",珠晖\n")).taken, 2);
	assert_int_equal(imported(&a, S(HEAD ",source\nD1" ROW ",珠晖\n")).known, 1);
	struct violation_import bad = imported(&city, S(HEAD ",source\nD1" ROW ",a:b\n"));
	assert_int_equal(bad.bad, 1);
	assert_string_equal(bad.fault[0].why.p, "source");
	/* taken in before numbers had a district: known where it was, and nowhere else */
	assert_int_equal(imported(&a, S(HEAD "\nD2" ROW "\n")).taken, 1);
	str key = arena_fmt(CX->arena, "import:@%lld:D2", (long long)w.a.id.v);
	DONE(CX, sql_begin(CX, true));
	assert_int_equal(sql_exec(CX, &t_old_key, BIND(V(S("import:D2")), V(key))), 1);
	DONE(CX, sql_commit(CX));
	assert_int_equal(imported(&a, S(HEAD "\nD2" ROW "\n")).known, 1);
	assert_int_equal(imported(&b, S(HEAD "\nD2" ROW "\n")).taken, 1);
	assert_int_equal(imported(&city, S(HEAD ",source\nD2" ROW ",雁峰\n")).taken, 1);      /* of another source, whatever the bureau's own area holds */
#undef HEAD
#undef ROW
}

/* As long a file as the route takes, in the memory of one request; a row of before there were tags is a bad row, and not the end of the others. */
static void a_long_file_of_old_records_is_taken_whole(void **state)
{
	enum { ROWS = 900, REQUEST = 1 << 20, LINE = 80 };
	struct cx one = as(w.one, ROLE_TRAFFIC, &w.a);
	struct violation_import got;
	struct arena own;
	char *text = calloc(ROWS + 2, LINE);
	size_t n = (size_t)snprintf(text, LINE, "number,at,kind,plate,place,code,result\n");

	(void)state;
	assert_non_null(text);
	n += (size_t)snprintf(text + n, LINE, "B,1969-12-31 08:00,red,X,解放路,,dismissed\n");
	for (int i = 0; i < ROWS; i++)
		n += (size_t)snprintf(text + n, LINE, "B%d,2024-03-09 08:10,red,湘D·%05d,解放路,,dismissed\n", i, i);
	arena_init(&own, REQUEST);
	one.arena = &own;
	TX(&one, flow_violation_import(&one, (str){ text, n }, false, S(""), &got));
	assert_int_equal(got.rows, ROWS + 1);
	assert_int_equal(got.bad, 1);
	assert_string_equal(got.fault[0].why.p, "at");
	assert_int_equal(got.taken, ROWS);
	arena_done(&own);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(FV1_it_is_the_owner_s_of_that_instant), cmocka_unit_test(FV1_a_tag_that_moved_is_the_bike_s_that_carried_it),
		cmocka_unit_test(FV1_a_stolen_bike_collects_nothing), cmocka_unit_test(FV1_a_case_opened_again_was_never_over),
		cmocka_unit_test(FV2_nothing_reaches_an_owner_before_an_officer_confirmed),
		cmocka_unit_test(FV3_radio_without_a_picture_is_for_education), cmocka_unit_test(FV4_reopening_takes_back_what_followed), cmocka_unit_test(FV4_reopening_withdraws_the_course),
		cmocka_unit_test(FV4_the_end_of_a_review_that_was_told_is_told),
		cmocka_unit_test(FV5_what_nobody_reviewed_lapses), cmocka_unit_test(FV6_the_unit_is_told_before_the_days_are_over), cmocka_unit_test(FV7_what_was_caught_between_filing_and_transfer_is_nobody_s),
		cmocka_unit_test(FV7_a_filing_that_came_to_nothing_changes_nothing), cmocka_unit_test(FV7_a_transfer_at_the_month_s_edge), cmocka_unit_test(FV8_a_plate_is_written_in_one_way),
		cmocka_unit_test(VSH1_every_reading_and_light_is_a_row), cmocka_unit_test(VSH2_what_is_of_another_shape_is_printed_as_it_is),
		cmocka_unit_test(VSH3_what_is_not_what_was_hashed_is_not_printed), cmocka_unit_test(the_case_file_has_the_sheet),
		cmocka_unit_test(a_source_tells_once_and_what_does_not_fit_is_said),
		cmocka_unit_test(old_records_are_decided_already), cmocka_unit_test(a_batch_with_an_appeal_and_a_lapse_is_taken_back),
		cmocka_unit_test(equal_numbers_of_two_districts_are_two_records), cmocka_unit_test(a_long_file_of_old_records_is_taken_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
