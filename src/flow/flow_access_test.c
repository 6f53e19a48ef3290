/* flow_access_test — a way is shown only for a reason: the people of a case, approved requests, age, quota (P1, P2, P5), what is found in the looks (P4), the
 * word to the owner and the month's sample; and 10,000 random queries against a model of the rules. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_access.h"
#include "flow/flow_ana.h"
#include "flow/flow_evidence.h"
#include "flow/flow_theft.h"
#include "flow/flow_track.h"
#include "office/account/account_testkit.h"
#include "office/audit/audit.h"
#include "office/message/message.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"

#define DAYS(n) ((utc_ms)(n) * DAY_MS)

/* --- the engines, faked: the tag is heard every four hours --- */

static struct fake { int asked; tag_id tag; utc_ms from, to; struct visit v[1024]; } fake;
enum { HEARD_MS = 4 * HOUR_MS };

static int fake_trail_tag(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	uint32_t n = 0;

	(void)self, (void)a, (void)max, (void)e;
	fake.asked++;
	fake.tag = tag;
	fake.from = from;
	fake.to = to;
	for (utc_ms t = (from + HEARD_MS - 1) / HEARD_MS * HEARD_MS; t < to && n < COUNTOF(fake.v); t += HEARD_MS)
		fake.v[n++] = (struct visit){ .tag = tag.v, .rssi_max = -60, .hits = 1, .first = t, .last = t };
	*ret = fake.v;
	*ret_n = n;
	*ret_more = false;
	return 0;
}

/* What is worked out of a way is asked in the times of the way and no others. */
static int fake_past(void *self, uint16_t ix, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e)
{
	(void)self, (void)ix, (void)fn, (void)arg, (void)e;
	assert_true(from >= fake.from && to <= fake.to);
	return 0;
}

static int fake_watch_put(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	return 0;
}

static int fake_uptime(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e)
{
	(void)self, (void)a, (void)ix, (void)from, (void)to, (void)ret, (void)e;
	*ret_n = 0;
	return 0;
}

static const struct track_port port = { .watch_put = fake_watch_put, .trail_tag = fake_trail_tag, .station_past = fake_past, .uptime = fake_uptime };

/* --- the world: a branch with two precincts --- */

enum who { ANN, ART, BEA, BOSS, LEAD_A, WHO_N };      /* two officers of A, one of B; an officer and a leader above: of the branch, and of A itself */
static const struct { const char *name; unsigned roles; int unit; } staff[WHO_N] = {
	{ "ann", ROLE_POLICE, 1 }, { "art", ROLE_POLICE, 1 }, { "bea", ROLE_POLICE, 2 }, { "boss", ROLE_CASE, 0 }, { "lead", ROLE_LEADER, 1 } };
static struct account acc[WHO_N];
static owner_id anna;
enum { BIKES = 8 };
static bike_id bikes[BIKES];
static uint64_t tag0 = 0x500;
static utc_ms begun;
static struct testdb t;
static struct arena kept;

static void policy(struct cx *cx, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)value);
	DONE(cx, policy_set(cx, str_of(key), (struct civil){ 2020, 1, 1 }, str_of(text)));
}

static void hire(struct cx *cx, const struct unit *u)
{
	for (int i = 0; i < WHO_N; i++) {
		struct account_new n = { .name = str_of(staff[i].name), .display = str_of(staff[i].name), .password = S("correct horse battery"), .roles = staff[i].roles, .unit = u[staff[i].unit].id };
		struct account_secret none;
		account_id id;
		DONE(cx, account_add(cx, &n, &none, &id));
		DONE(cx, account_get(cx, id, &acc[i]));
		acc[i].area = arena_str(&kept, acc[i].area);
	}
}

/* The accounts are made once: their passwords take long. */
static int open_city(void **state)
{
	struct unit u[3];

	(void)state;
	testdb_open(&t);
	arena_init(&kept, 1 << 16);
	t.cx.track = &port;
	DONE(&t.cx, unit_add(&t.cx, (unit_id){ 1 }, UNIT_BRANCH, S("br"), S("分局"), &u[0]));
	DONE(&t.cx, unit_add(&t.cx, u[0].id, UNIT_PRECINCT, S("pa"), S("甲派出所"), &u[1]));
	DONE(&t.cx, unit_add(&t.cx, u[0].id, UNIT_PRECINCT, S("pb"), S("乙派出所"), &u[2]));
	hire(&t.cx, u);
	anna = kit_owner(&t.cx, "安甲", "13800001111");
	return 0;
}

static int close_city(void **state)
{
	(void)state;
	arena_done(&kept);
	testdb_close(&t);
	return 0;
}

/* Each test begins in a month of its own, with bikes of its own, and with nothing to find of the one before. */
static int setup(void **state)
{
	struct civil c = civil_of(t.cx.now);

	t.cx.now = civil_start((struct civil){ (int16_t)(c.y + (c.m + 1) / 12), (int8_t)((c.m + 1) % 12 + 1), 1 }) + 17 * HOUR_MS;
	begun = t.cx.now;
	arena_reset(&t.arena);
	fake.asked = 0;
	policy(&t.cx, "access.near_days", 30);
	policy(&t.cx, "access.far_days", 90);
	policy(&t.cx, "access.plates_day", 20);
	policy(&t.cx, "access.drip_bikes", 10);
	DONE(&t.cx, flow_access_tell(&t.cx));
	DONE(&t.cx, flow_access_watch(&t.cx));
	tag0 += 0x10;
	for (int i = 0; i < BIKES; i++) {
		struct bike_new n = { .tag = { tag0 + (uint64_t)i }, .how = S("import"), .owner = anna };
		char plate[24];
		snprintf(plate, sizeof plate, "衡%05llX", (unsigned long long)tag0 + (unsigned)i);
		assert_true(plate_parse(str_of(plate), &n.plate));
		DONE(&t.cx, bike_add(&t.cx, &n, &bikes[i]));
	}
	t.cx.now += HOUR_MS;
	*state = &t;
	return 0;
}

/* The one who acts, now. */
static struct cx as(enum who w)
{
	struct cx c = t.cx;

	c.actor = acc[w].id;
	c.roles = acc[w].roles;
	c.unit = acc[w].unit;
	c.area = acc[w].area;
	return c;
}

static struct theft report(enum who w, int bike)
{
	struct cx c = as(w);
	struct flow_report r = { .bike = bikes[bike], .last_seen_at = c.now - 2 * HOUR_MS, .missing_at = c.now - HOUR_MS, .place = S(""), .note = S(""), .watch = false };
	struct theft th;

	DONE(&c, sql_begin(&c, true));
	DONE(&c, flow_theft_report(&c, &r, &th));
	DONE(&c, sql_commit(&c));
	return th;
}

static void withdraw(enum who w, theft_id id)
{
	struct cx c = as(w);
	struct theft th;

	DONE(&c, sql_begin(&c, true));
	DONE(&c, flow_theft_step(&c, id, TE_WITHDRAW, 0, S("found it"), &th));
	DONE(&c, sql_commit(&c));
}

static int trail(enum who w, theft_id id, utc_ms from, utc_ms to, struct err *ret)
{
	struct cx c = as(w);
	struct trail_answer a;
	int rc = flow_trail(&c, id, from, to, &a);

	*ret = c.err;
	return rc;
}

/* The same question by another door: companions and the evidence sheet rest on the way. */
static int companions(enum who w, theft_id id, utc_ms from, utc_ms to, struct err *ret)
{
	struct cx c = as(w);
	struct companions_seen a;
	int rc = flow_companions(&c, id, from, to, &a);

	*ret = c.err;
	return rc;
}

static int evidence(enum who w, theft_id id, utc_ms from, utc_ms to, struct err *ret)
{
	struct cx c = as(w);
	struct evidence a;
	int rc = flow_evidence(&c, id, from, to, &a);

	*ret = c.err;
	return rc;
}

#define SEES(w, id) do { \
	struct err e_; \
	assert_int_equal(trail(w, id, 0, 0, &e_), 0); \
} while (0)
#define BLIND(w, id, from, to, code, way) do { \
	struct err e_; \
	int asked_ = fake.asked; \
	assert_int_equal(trail(w, id, from, to, &e_), code); \
	assert_string_equal(e_.field, way); \
	assert_int_equal(fake.asked, asked_); \
} while (0)

static int count_audit(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx, (void)row;
	++*(int *)arg;
	return 0;
}

static int audits(const char *verb)
{
	int n = 0;

	struct audit_filter f = { .verb = str_of(verb), .subject = S(""), .from = begun };
	DONE(&t.cx, audit_find(&t.cx, &f, 1000, count_audit, &n));
	return n;
}

static struct access_request asked(enum who w, const struct flow_ask *in)
{
	struct cx c = as(w);
	struct access_request q;

	DONE(&c, flow_access_ask(&c, in, &q));
	return q;
}

static void decided(enum who w, struct access_request *q, bool approve)
{
	struct cx c = as(w);

	DONE(&c, access_decide(&c, q, approve, S("看过了")));
}

static struct flow_ask for_bike(int bike, utc_ms from, utc_ms to)
{
	return (struct flow_ask){ .purpose = AP_ACCIDENT, .reference = S("交字2026-1"), .reason = S("事故核查"), .bike = bikes[bike], .from = from, .to = to };
}

static struct flow_ask for_case(theft_id id, utc_ms from, utc_ms to)
{
	return (struct flow_ask){ .purpose = AP_CASE, .reference = S("侦字2026-1"), .reason = S("查更早的行踪"), .theft = id, .from = from, .to = to };
}

/* --- P1 --- */

static void P1_the_people_of_a_case_and_nobody_else(void **state)
{
	struct theft th = report(ANN, 0);
	struct cx ann = as(ANN), art = as(ART), boss = as(BOSS), bea = as(BEA);

	(void)state;
	SEES(ANN, th.id);
	BLIND(ART, th.id, 0, 0, E_DENIED, "access.assigned");       /* a case officer of the same precinct */
	BLIND(BOSS, th.id, 0, 0, E_DENIED, "access.assigned");      /* nor one from above */
	REFUSED(&art, E_DENIED, flow_helper(&art, th.id, S("art"), false));
	REFUSED(&bea, E_DENIED, flow_helper(&bea, th.id, S("art"), false));
	REFUSED(&ann, E_INVALID, flow_helper(&ann, th.id, S("nobody"), false));
	REFUSED(&ann, E_STATE, flow_helper(&ann, th.id, S("lead"), false));       /* no police */
	REFUSED(&ann, E_STATE, flow_helper(&ann, th.id, S("ann"), false));
	REFUSED(&boss, E_DENIED, flow_helper(&boss, th.id, S("boss"), false));    /* AC1 */
	DONE(&ann, flow_helper(&ann, th.id, S("art"), false));
	assert_int_equal(flow_helper(&ann, th.id, S("art"), false), 0);           /* there already */
	SEES(ART, th.id);
	DONE(&ann, flow_helper(&ann, th.id, S("art"), true));
	BLIND(ART, th.id, 0, 0, E_DENIED, "access.assigned");
	DONE(&boss, flow_helper(&boss, th.id, S("art"), false));    /* a superior adds another */
	SEES(ART, th.id);
	struct trail_answer a;
	struct live_answer live;
	int refused = audits("trail.read.refused") + audits("live.read.refused");

	REFUSED(&bea, E_DENIED, flow_trail_seen(&bea, th.id, 0, 0, 1000, &a));    /* an old version opens nothing, and hides no look */
	REFUSED(&bea, E_DENIED, flow_live(&bea, th.id, 1000, &live));
	assert_int_equal(audits("trail.read.refused") + audits("live.read.refused"), refused + 2);
	DONE(&art, flow_trail_seen(&art, th.id, 0, 0, 1000, &a));
	assert_true(a.moved);
	withdraw(ANN, th.id);
	BLIND(ART, th.id, 0, 0, E_STATE, "access.closed");          /* with the next request */
	BLIND(ANN, th.id, 0, 0, E_STATE, "access.closed");
	REFUSED(&ann, E_STATE, flow_helper(&ann, th.id, S("bea"), false));
}

/* --- requests --- */

static void AC1_AC2_a_request_is_decided_from_above_by_another(void **state)
{
	struct flow_ask in = for_bike(0, t.cx.now - DAY_MS, t.cx.now);
	struct access_request q = asked(ANN, &in);
	struct cx ann = as(ANN), art = as(ART), bea = as(BEA), lead = as(LEAD_A), boss = as(BOSS);

	(void)state;
	REFUSED(&ann, E_DENIED, access_decide(&ann, &q, true, S("")));
	ann.roles |= ROLE_LEADER;                                    /* a leader, too, does not decide his own */
	REFUSED(&ann, E_DENIED, access_decide(&ann, &q, true, S("")));
	ann.area = boss.area;
	REFUSED(&ann, E_DENIED, access_decide(&ann, &q, true, S("")));
	REFUSED(&art, E_DENIED, access_decide(&art, &q, true, S("")));      /* of the same rank */
	REFUSED(&bea, E_DENIED, access_decide(&bea, &q, true, S("")));
	bea.roles = ROLE_LEADER;
	REFUSED(&bea, E_DENIED, access_decide(&bea, &q, true, S("")));      /* a leader of another precinct */
	lead.area = S("");
	REFUSED(&lead, E_DENIED, access_decide(&lead, &q, true, S("")));
	lead = as(LEAD_A);
	REFUSED(&lead, E_INVALID, access_decide(&lead, &q, false, S("")));  /* a refusal says why */
	DONE(&lead, access_decide(&lead, &q, false, S("没有依据")));
	assert_int_equal(q.state, AQ_REFUSED);
	q.ver--;
	REFUSED(&boss, E_STATE, access_decide(&boss, &q, true, S("")));     /* once */
	in.to -= HOUR_MS;
	q = asked(ANN, &in);
	DONE(&boss, access_decide(&boss, &q, true, S("")));
	assert_int_equal(q.expires_at, t.cx.now + 24 * HOUR_MS);
	assert_int_equal(q.decided_by.v, acc[BOSS].id.v);
}

static int asked_trail(enum who w, int64_t id, struct err *ret)
{
	struct cx c = as(w);
	struct trail_answer a;
	int rc = flow_trail_asked(&c, id, &a);

	*ret = c.err;
	return rc;
}

static void AC3_an_approval_is_one_persons_for_one_span_until_it_expires(void **state)
{
	utc_ms from = t.cx.now - DAYS(2), to = t.cx.now - DAY_MS;
	struct flow_ask in = for_bike(3, from, to);
	struct access_request q = asked(ANN, &in);
	struct err e;

	(void)state;
	assert_int_equal(asked_trail(ANN, q.id, &e), E_STATE);
	assert_string_equal(e.field, "access.undecided");
	assert_int_equal(asked_trail(ANN, 999, &e), E_NOTFOUND);
	decided(LEAD_A, &q, true);
	assert_int_equal(fake.asked, 0);
	assert_int_equal(audits("access.read.refused"), 2);
	assert_int_equal(asked_trail(ANN, q.id, &e), 0);
	assert_true(fake.asked == 1 && fake.tag.v == tag0 + 3 && fake.from == from && fake.to == to);
	assert_int_equal(audits("access.read"), 1);
	assert_int_equal(asked_trail(ART, q.id, &e), E_NOTFOUND);           /* not delegable */
	assert_int_equal(asked_trail(LEAD_A, q.id, &e), E_NOTFOUND);        /* not even to who approved it */
	t.cx.now += 24 * HOUR_MS - 1;
	assert_int_equal(asked_trail(ANN, q.id, &e), 0);
	t.cx.now += 1;
	assert_int_equal(asked_trail(ANN, q.id, &e), E_STATE);
	assert_string_equal(e.field, "access.expired");
	in.from += HOUR_MS;
	q = asked(ANN, &in);
	decided(BOSS, &q, true);
	struct cx ann = as(ANN), art = as(ART);
	REFUSED(&art, E_DENIED, access_withdraw(&art, &q));
	DONE(&ann, access_withdraw(&ann, &q));
	assert_int_equal(asked_trail(ANN, q.id, &e), E_STATE);
	assert_int_equal(fake.asked, 2);
}

static void FA1_what_a_request_may_be_about(void **state)
{
	utc_ms now = t.cx.now;
	struct cx ann = as(ANN);
	struct access_request q;
	struct flow_ask in = for_bike(0, now - DAY_MS, now);

	(void)state;
#define ASK_REFUSED(code, change) do { \
	struct flow_ask a_ = in; \
	change; \
	REFUSED(&ann, code, flow_access_ask(&ann, &a_, &q)); \
} while (0)
	ASK_REFUSED(E_INVALID, a_.reference = S("1"));
	ASK_REFUSED(E_INVALID, a_.reason = S(""));
	ASK_REFUSED(E_INVALID, a_.to = a_.from);
	ASK_REFUSED(E_INVALID, a_.to = now + DAY_MS);
	ASK_REFUSED(E_INVALID, a_.from = now - DAYS(8));
	ASK_REFUSED(E_INVALID, (a_.from = now - DAYS(91), a_.to = now - DAYS(90)));
	ASK_REFUSED(E_INVALID, a_.bike.v = 0);
	ASK_REFUSED(E_NOTFOUND, a_.bike.v = 999);
	DONE(&ann, flow_access_ask(&ann, &in, &q));
	REFUSED(&ann, E_STATE, flow_access_ask(&ann, &in, &q));             /* asked already */
	struct theft th = report(BEA, 1);
	ASK_REFUSED(E_STATE, a_.bike = bikes[1]);                          /* it has a case: that is the way */
	ASK_REFUSED(E_DENIED, a_.theft = th.id);                           /* not of the case's people */
#undef ASK_REFUSED
}

/* --- P2 --- */

static void P2_thirty_days_alone_ninety_with_a_second_person_older_never(void **state)
{
	struct theft th = report(ANN, 0);
	utc_ms from = th.last_seen_at - DAY_MS, day1 = from + DAY_MS;
	struct access_request q;
	struct cx ann;

	(void)state;
	t.cx.now += DAYS(28);                                           /* the window began 29 days ago and some */
	SEES(ANN, th.id);
	assert_int_equal(fake.from, from);
	ann = as(ANN);
	struct flow_ask in = for_case(th.id, from, day1);
	REFUSED(&ann, E_STATE, flow_access_ask(&ann, &in, &q));            /* needs none yet */
	t.cx.now += DAYS(10);
	SEES(ANN, th.id);
	assert_int_equal(fake.from, t.cx.now - DAYS(30));               /* as far as may be seen alone */
	BLIND(ANN, th.id, from, day1, E_STATE, "access.older");
	BLIND(ANN, th.id, from, 0, E_STATE, "access.older");
	q = asked(ANN, &in);
	BLIND(ANN, th.id, from, day1, E_STATE, "access.older");            /* asked is not approved */
	decided(BOSS, &q, true);
	BLIND(ART, th.id, from, day1, E_DENIED, "access.assigned");
	BLIND(ANN, th.id, from, day1 + HOUR_MS, E_STATE, "access.older");  /* more than was approved */
	struct err e;
	assert_int_equal(trail(ANN, th.id, from, day1, &e), 0);
	assert_true(fake.from == from && fake.to == day1);
	t.cx.now += 14 * MINUTE_MS;
	assert_int_equal(trail(ANN, th.id, from, day1, &e), 0);            /* drawn again */
	t.cx.now += MINUTE_MS;
	BLIND(ANN, th.id, from, day1, E_STATE, "access.older");            /* one query */
	t.cx.now = from + DAYS(90);
	assert_int_equal(trail(ANN, th.id, 0, 0, &e), 0);
	BLIND(ANN, th.id, from - DAY_MS, from, E_STATE, "from");
	t.cx.now += DAY_MS;
	BLIND(ANN, th.id, from, day1, E_STATE, "access.far");              /* nobody, with nothing */
	ann = as(ANN);
	REFUSED(&ann, E_INVALID, flow_access_ask(&ann, &in, &q));
	in = for_bike(5, t.cx.now - DAYS(90), t.cx.now - DAYS(84));
	q = asked(ANN, &in);
	decided(BOSS, &q, true);
	t.cx.now += 12 * HOUR_MS;                                          /* what an approval opens grows old, too */
	assert_int_equal(asked_trail(ANN, q.id, &e), 0);
	assert_int_equal(fake.from, t.cx.now - DAYS(90));
}

/* --- P5 --- */

static void P5_AC5_one_bike_too_many_in_a_day(void **state)
{
	struct theft th[3];
	struct err e;
	int64_t n;

	(void)state;
	policy(&t.cx, "access.plates_day", 2);
	for (int i = 0; i < 3; i++)
		th[i] = report(ANN, i);
	SEES(ANN, th[0].id);
	SEES(ANN, th[0].id);                     /* the same bike is one */
	SEES(ANN, th[1].id);
	BLIND(ANN, th[2].id, 0, 0, E_DENIED, "access.quota");
	struct flow_ask in = for_bike(5, t.cx.now - DAY_MS, t.cx.now);
	struct access_request q = asked(ANN, &in);
	decided(BOSS, &q, true);
	assert_int_equal(asked_trail(ANN, q.id, &e), E_DENIED);      /* by whatever reason */
	assert_string_equal(e.field, "access.quota");
	assert_int_equal(audits("trail.read.refused"), 1);
	SEES(ANN, th[1].id);
	struct cx ann = as(ANN);
	DONE(&ann, access_seen_today(&ann, &n));
	assert_int_equal(n, 2);
	t.cx.now = day_start(day_of(t.cx.now) + 1);
	SEES(ANN, th[2].id);
}

/* --- P4 --- */

static struct access_finding last_finding;

static int take_finding(struct cx *cx, const struct access_finding *f, void *arg)
{
	(void)cx;
	if (f->found_at < begun)
		return 0;
	last_finding = *f;
	++*(int *)arg;
	return 0;
}

static int findings(struct cx *cx)
{
	int n = 0;

	DONE(cx, access_findings(cx, false, 0, 100, take_finding, &n));
	return n;
}

static void P4_no_case_no_look_and_a_borrowed_case_is_told_at_the_third(void **state)
{
	struct theft th = report(BEA, 0);
	struct cx bea = as(BEA), auditor = t.cx, lead = as(LEAD_A), boss = as(BOSS);

	(void)state;
	auditor.roles = ROLE_AUDITOR;
	auditor.actor.v = 7777;
	BLIND(ANN, ((theft_id){ 999 }), 0, 0, E_NOTFOUND, "");        /* look 1 without a case */
	assert_int_equal(audits("trail.read.refused"), 1);
	DONE(&bea, flow_helper(&bea, th.id, S("ann"), false));        /* a friend lends one */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(flow_access_watch(&t.cx), 0);
		assert_int_equal(findings(&auditor), 0);
		t.cx.now += MINUTE_MS;
		SEES(ANN, th.id);
	}
	assert_int_equal(flow_access_watch(&t.cx), 1);                /* a job, twice a minute */
	assert_int_equal(flow_access_watch(&t.cx), 0);
	SEES(ANN, th.id);
	assert_int_equal(flow_access_watch(&t.cx), 0);                /* once */
	assert_int_equal(findings(&auditor), 1);
	assert_true(last_finding.kind == AK_BORROWED && last_finding.account.v == acc[ANN].id.v && last_finding.theft.v == th.id.v && last_finding.looks == 3);
	assert_int_equal(findings(&lead), 1);
	struct cx ann = as(ANN);
	ann.roles = ROLE_LEADER;
	assert_int_equal(findings(&ann), 0);                          /* nobody reads about himself */
	REFUSED(&ann, E_DENIED, access_finding_close(&ann, last_finding.id, false, S("没事的"), &last_finding));
	bea.roles = ROLE_LEADER;
	assert_int_equal(findings(&bea), 0);                          /* another precinct */
	REFUSED(&bea, E_DENIED, access_finding_close(&bea, last_finding.id, false, S("没事的"), &last_finding));
	REFUSED(&auditor, E_INVALID, access_finding_close(&auditor, last_finding.id, true, S(""), &last_finding));
	DONE(&auditor, access_finding_close(&auditor, last_finding.id, true, S("借案查询"), &last_finding));
	boss.roles = ROLE_LEADER;
	REFUSED(&boss, E_STATE, access_finding_close(&boss, last_finding.id, false, S("没事的"), &last_finding));
	for (int i = 0; i < 5; i++)
		BLIND(ART, th.id, 0, 0, E_DENIED, "access.assigned");
	assert_int_equal(flow_access_watch(&t.cx), 1);
	assert_int_equal(findings(&auditor), 2);
	assert_true(last_finding.kind == AK_BORROWED || last_finding.kind == AK_REFUSED);
}

static void P4_a_drip_through_the_gate_is_told_within_three_days(void **state)
{
	struct theft th[BIKES];

	(void)state;
	policy(&t.cx, "access.drip_bikes", BIKES);
	t.cx.now = day_start(day_of(t.cx.now) + 1) + 9 * HOUR_MS;
	for (int i = 0; i < BIKES; i++)
		th[i] = report(ANN, i);
	for (int day = 0; day < 3; day++) {
		assert_int_equal(flow_access_watch(&t.cx), 0);
		for (int i = 0; i < BIKES; i++) {
			struct err e;
			t.cx.now += 5 * MINUTE_MS;
			if (i % 2)
				SEES(ANN, th[i].id);
			else      /* by another door */
				assert_int_equal(i % 4 ? companions(ANN, th[i].id, 0, 0, &e) : evidence(ANN, th[i].id, 0, 0, &e), 0);
		}
		t.cx.now += day < 2 ? DAY_MS : 0;
	}
	assert_int_equal(flow_access_watch(&t.cx), 1);
}

/* --- (g), and the sample --- */

static int take_message(struct cx *cx, const struct message *m, void *arg)
{
	(void)cx;
	if (str_eq(m->kind, S("case_news")))      /* what became of the case is told in a message of its own */
		return 0;
	assert_true(str_eq(m->kind, S("track_looked_at")));
	assert_true(str_eq(pii_reveal(&m->phone), S("13800001111")));
	++*(int *)arg;
	return 0;
}

static void the_owner_is_told_when_the_case_ends_and_not_before(void **state)
{
	struct theft th = report(ANN, 0), quiet = report(ANN, 1);
	int n = 0;

	(void)state;
	SEES(ANN, th.id);
	SEES(ANN, th.id);
	assert_int_equal(flow_access_tell(&t.cx), 0);
	withdraw(ANN, th.id);
	withdraw(ANN, quiet.id);
	t.cx.now = day_start(day_of(t.cx.now)) + 23 * HOUR_MS;
	assert_int_equal(flow_access_tell(&t.cx), 1);       /* the other was not looked at */
	assert_int_equal(flow_access_tell(&t.cx), 0);
	DONE(&t.cx, message_due(&t.cx, 10, take_message, &n));
	assert_int_equal(n, 0);                             /* nobody is woken */
	t.cx.now += 8 * HOUR_MS;
	DONE(&t.cx, message_due(&t.cx, 10, take_message, &n));
	assert_int_equal(n, 1);
}

static int take_sample(struct cx *cx, const struct access_sample *s, void *arg)
{
	(void)cx;
	*(struct access_sample *)arg = *s;
	return 0;
}

static void a_months_sample_is_drawn_once_and_reviewed_by_another_unit(void **state)
{
	struct theft th = report(ANN, 0);
	struct access_sample s = { .id = 0 }, out;
	struct cx lead = as(LEAD_A), boss = as(BOSS);

	(void)state;
	for (int i = 0; i < 30; i++) {
		SEES(ANN, th.id);
		t.cx.now += MINUTE_MS;
	}
	assert_int_equal(flow_access_draw(&t.cx), 0);       /* of the month before, when nobody looked */
	t.cx.now += DAYS(31);
	assert_int_equal(flow_access_draw(&t.cx), 2);       /* 5 % of 30, rounded up */
	assert_int_equal(flow_access_draw(&t.cx), 0);
	assert_int_equal(access_samples(&boss, true, 0, 10, take_sample, &s), 2);
	assert_true(s.account.v == acc[ANN].id.v && s.theft.v == th.id.v && str_eq(s.verb, S("trail.read")));
	lead.roles = ROLE_LEADER;
	REFUSED(&lead, E_DENIED, access_sample_review(&lead, s.id, false, S("没有问题"), &out));      /* the unit that looked */
	boss.roles = ROLE_LEADER;
	DONE(&boss, access_sample_review(&boss, s.id, false, S("没有问题"), &out));
	REFUSED(&boss, E_STATE, access_sample_review(&boss, s.id, true, S("还是有问题"), &out));
	assert_int_equal(access_samples(&boss, true, 0, 10, take_sample, &s), 1);
}

/* --- 10,000 random queries --- */

enum { QUERIES = 10000, REQUESTS = 400, NEAR = 3, FAR = 10, QUOTA = 5, OFFICERS = 3 };
static struct model {
	struct { bool was, open; theft_id id; enum who officer; bool helps[OFFICERS]; utc_ms last_seen; } c[BIKES];
	struct mreq { int64_t id; enum who asker; int bike; theft_id theft; utc_ms from, to, expires, used; bool asked, approved; } q[REQUESTS];
	int nq;
	int32_t day; bool seen[OFFICERS][BIKES];
	int shown, hidden, sightings, doors[3];
} m;
static uint64_t seed;

static int64_t below(int64_t n)
{
	return (int64_t)(hash_u64(seed += 0x9e3779b97f4a7c15u) % (uint64_t)n);
}

static bool is_of_case(enum who w, int b)
{
	return m.c[b].officer == w || m.c[b].helps[w];
}

/* The rule of P1 alone, for one sighting. */
static bool has_reason(enum who w, int b, utc_ms at)
{
	utc_ms now = t.cx.now;

	if (at < now - DAYS(FAR))
		return false;
	if (m.c[b].open && is_of_case(w, b) && at >= m.c[b].last_seen - DAY_MS && at <= now && at >= now - DAYS(NEAR))
		return true;
	for (int i = 0; i < m.nq; i++) {
		const struct mreq *q = &m.q[i];
		bool its_case = !q->theft.v || (m.c[b].open && is_of_case(w, b) && m.c[b].id.v == q->theft.v);
		if (q->asker == w && q->bike == b && q->approved && now < q->expires && at >= q->from && at < q->to && its_case)
			return true;
	}
	return false;
}

static void check_shown(enum who w, int b)
{
	assert_true(fake.asked == 1 && fake.tag.v == tag0 + (uint64_t)b);
	for (utc_ms at = (fake.from + HEARD_MS - 1) / HEARD_MS * HEARD_MS; at < fake.to; at += HEARD_MS, m.sightings++)
		if (!has_reason(w, b, at))
			fail_msg("officer %d sees bike %d at %lld without a reason (now %lld)", w, b, (long long)at, (long long)t.cx.now);
	assert_true(fake.to <= t.cx.now);
	m.seen[w][b] = true;
	m.shown++;
}

static bool quota_left(enum who w, int b)
{
	int n = 0;

	for (int i = 0; i < BIKES; i++)
		n += m.seen[w][i];
	return m.seen[w][b] || n < QUOTA;
}

/* What the rules say of this query: is it answered? */
static bool case_answers(enum who w, int b, utc_ms from, utc_ms to)
{
	utc_ms now = t.cx.now, near = now - DAYS(NEAR), least = m.c[b].last_seen - DAY_MS;
	utc_ms f = MAX(from ? from : least, least), u = MIN(to ? to : now, now);

	if (!m.c[b].open || !is_of_case(w, b) || f >= u || u <= now - DAYS(FAR) || !quota_left(w, b))
		return false;
	f = MAX(f, now - DAYS(FAR));
	if (f >= near || (!from && u > near))
		return true;
	for (int i = m.nq - 1; i >= 0; i--) {
		struct mreq *q = &m.q[i];
		if (q->theft.v == m.c[b].id.v && q->asker == w && q->approved && now < q->expires && q->from <= f && q->to >= MIN(u, near) && (!q->used || q->used > now - ACCESS_QUERY_MS)) {
			q->used = q->used ? q->used : now;
			return true;
		}
	}
	return false;
}

static utc_ms some_time(void)
{
	return below(2) ? t.cx.now - below(14 * 24) * HOUR_MS : 0;
}

static void query_case(void)
{
	int b = (int)below(BIKES);
	enum who w = below(3) ? m.c[b].officer : (enum who)below(OFFICERS);
	utc_ms from = some_time(), to = some_time();
	struct err e;

	if (!m.c[b].was)
		return;
	if (from && to && from > to) {
		utc_ms x = from;
		from = to;
		to = x;
	}
	bool want = case_answers(w, b, from, to);
	fake.asked = 0;
	int door = (int)below(3);
	door = door == 1 && !(from && to > from && to - from <= DAYS(7)) ? 2 : door;
	int rc = door == 0 ? evidence(w, m.c[b].id, from, to, &e) : door == 1 ? companions(w, m.c[b].id, from, to, &e) : trail(w, m.c[b].id, from, to, &e);
	if ((rc >= 0) != want)
		fail_msg("officer %d, bike %d, %lld to %lld at %lld: %s (%s), the model says %s", w, b, (long long)from, (long long)to, (long long)t.cx.now, rc < 0 ? err_name(rc) : "shown",
		         e.msg, want ? "shown" : "not");
	if (rc >= 0) {
		check_shown(w, b);
		m.doors[door]++;
	} else {
		assert_int_equal(fake.asked, 0);
		m.hidden++;
	}
}

static void query_request(void)
{
	if (!m.nq)
		return;
	struct mreq *q = &m.q[m.nq - 1 - below(m.nq < 20 ? m.nq : 20)];
	enum who w = below(4) ? q->asker : (enum who)below(OFFICERS);
	struct err e;
	bool want = q->approved && !q->theft.v && w == q->asker && t.cx.now < q->expires && q->to > t.cx.now - DAYS(FAR) && quota_left(w, q->bike);

	fake.asked = 0;
	int rc = asked_trail(w, q->id, &e);
	if ((rc >= 0) != want)
		fail_msg("officer %d by request %d: %s (%s), the model says %s", w, (int)q->id, rc < 0 ? err_name(rc) : "shown", e.msg, want ? "shown" : "not");
	if (rc >= 0)
		check_shown(w, q->bike);
	else
		assert_int_equal(fake.asked, 0);
	m.hidden += rc < 0;
}

static void open_or_close(int b)
{
	if (m.c[b].open) {
		withdraw(m.c[b].officer, m.c[b].id);
		m.c[b].open = false;
		return;
	}
	enum who w = (enum who)below(OFFICERS);
	struct theft th = report(w, b);
	memset(&m.c[b], 0, sizeof m.c[b]);
	m.c[b].was = m.c[b].open = true;
	m.c[b].id = th.id;
	m.c[b].officer = w;
	m.c[b].last_seen = th.last_seen_at;
}

static void change_helpers(int b)
{
	enum who w = (enum who)below(OFFICERS);

	if (!m.c[b].open || w == m.c[b].officer)
		return;
	struct cx c = as(m.c[b].officer);
	bool end = m.c[b].helps[w];
	DONE(&c, flow_helper(&c, m.c[b].id, str_of(staff[w].name), end));
	m.c[b].helps[w] = !end;
}

static void ask_something(int b)
{
	enum who w = (enum who)below(OFFICERS);
	struct cx c = as(w);
	utc_ms from = t.cx.now - below(FAR * 24) * HOUR_MS - HOUR_MS, to = from + (1 + below(72)) * HOUR_MS;
	to = MIN(to, t.cx.now);
	struct flow_ask in = m.c[b].open ? for_case(m.c[b].id, from, to) : for_bike(b, from, to);
	struct access_request q;

	if (m.nq == REQUESTS)
		return;
	bool want = m.c[b].open ? is_of_case(w, b) && from < t.cx.now - DAYS(NEAR) : true;
	for (int i = 0; i < m.nq; i++)
		want = want && !(m.q[i].asked && m.q[i].asker == w && m.q[i].bike == b && m.q[i].from == from && m.q[i].to == to);
	int rc = flow_access_ask(&c, &in, &q);
	if ((rc >= 0) != want)
		fail_msg("asking: %s (%s)", rc < 0 ? err_name(rc) : "done", c.err.msg);
	if (rc >= 0)
		m.q[m.nq++] = (struct mreq){ .id = q.id, .asker = w, .bike = b, .theft = q.theft, .from = from, .to = to, .asked = true };
}

static void decide_something(void)
{
	if (!m.nq)
		return;
	struct mreq *r = &m.q[m.nq - 1 - below(m.nq < 12 ? m.nq : 12)];
	enum who w = (enum who)below(WHO_N);
	struct cx c = as(w);
	struct access_request q;
	bool approve = below(4) != 0, may = w == BOSS || (w == LEAD_A && r->asker != BEA);

	DONE(&c, access_get(&c, r->id, &q));
	if (below(6) == 0 && (r->asked || r->approved)) {
		c = as(r->asker);
		DONE(&c, access_withdraw(&c, &q));
		r->asked = r->approved = false;
		return;
	}
	int rc = access_decide(&c, &q, approve, S("理由充分"));
	assert_int_equal(rc >= 0, may && r->asked);
	if (rc < 0)
		return;
	r->asked = false;
	r->approved = approve;
	r->expires = approve ? t.cx.now + 24 * HOUR_MS : 0;
}

static void one_change(void)
{
	int b = (int)below(BIKES);

	switch (below(6)) {
	case 0:
		open_or_close(b);
		break;
	case 1:
		change_helpers(b);
		break;
	case 2: case 3:
		ask_something(b);
		break;
	default:
		decide_something();
		break;
	}
}

/* Of each 10,000 queries a city of its own: other bikes, no case and no request of the one before. */
static void ask_at_random(int queries, int most)
{
	int done = 0;

	memset(&m, 0, sizeof m);
	policy(&t.cx, "access.near_days", NEAR);
	policy(&t.cx, "access.far_days", FAR);
	policy(&t.cx, "access.plates_day", QUOTA);
	policy(&t.cx, "analysis.window_h", 168);
	/* a few hundred may all go by one door: then it goes on */
	while (done < queries || (done < most && (!m.doors[0] || !m.doors[1]))) {
		if (m.day != day_of(t.cx.now))
			memset(m.seen, 0, sizeof m.seen);
		m.day = day_of(t.cx.now);
		if (below(8) == 0)
			one_change();
		else if (below(3)) {
			query_case();
			done++;
		} else {
			query_request();
			done++;
		}
		if (below(4) == 0)
			t.cx.now += below(30) * MINUTE_MS;
		arena_reset(t.cx.arena);
	}
	assert_true(m.doors[0] > 0 && m.doors[1] > 0);
	assert_true(m.shown > queries / 20 && m.hidden > queries / 20 && m.sightings > 4 * queries / 20);
}

static int64_t asked_number(const char *name, int64_t normal, int64_t most)
{
	const char *text = getenv(name);
	int64_t v;

	return text && str_i64(str_of(text), 1, most, &v) ? v : normal;
}

/* YZ_P1: how many queries (10,000; on PostgreSQL 1,000); YZ_SEED. */
static void P1_random_queries_and_no_sighting_without_a_reason(void **state)
{
	const int queries = (int)asked_number("YZ_P1", testdb_pg() ? QUERIES / 10 : QUERIES, 100000000);
	int64_t shown = 0, hidden = 0, sightings = 0, requests = 0;

	seed = (uint64_t)asked_number("YZ_SEED", (int64_t)(hash_u64((uint64_t)getpid() * 0x9e3779b97f4a7c15u + (uint64_t)clock_utc()) >> 2), INT64_MAX);
	print_message("# seed %llu\n", (unsigned long long)seed);
	for (int left = queries; left > 0; left -= QUERIES) {
		ask_at_random(MIN(left, QUERIES), QUERIES);
		shown += m.shown;
		hidden += m.hidden;
		sightings += m.sightings;
		requests += m.nq;
		if (left > QUERIES)
			assert_int_equal(setup(state), 0);
	}
	print_message("# %d queries: %lld shown with %lld sightings, none without a reason; %lld hidden, %lld requests\n", queries, (long long)shown, (long long)sightings,
	              (long long)hidden, (long long)requests);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup(f, setup)
		T(P1_the_people_of_a_case_and_nobody_else), T(AC1_AC2_a_request_is_decided_from_above_by_another), T(AC3_an_approval_is_one_persons_for_one_span_until_it_expires),
		T(FA1_what_a_request_may_be_about), T(P2_thirty_days_alone_ninety_with_a_second_person_older_never), T(P5_AC5_one_bike_too_many_in_a_day),
		T(P4_no_case_no_look_and_a_borrowed_case_is_told_at_the_third), T(P4_a_drip_through_the_gate_is_told_within_three_days),
		T(the_owner_is_told_when_the_case_ends_and_not_before), T(a_months_sample_is_drawn_once_and_reviewed_by_another_unit),
		T(P1_random_queries_and_no_sighting_without_a_reason),
	};

	return cmocka_run_group_tests(tests, open_city, close_city);
}
