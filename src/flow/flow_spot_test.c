/* flow_spot_test — FS1 to FS7: one decision however often it is sent, its violation, its money, the bike in the yard and its way out, looks. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_books.h"
#include "flow/flow_news.h"
#include "flow/flow_photo.h"
#include "flow/flow_spot.h"
#include "flow/flow_theft.h"
#include "flow/flow_violation.h"
#include "office/account/account_testkit.h"
#include "office/bike/bike.h"
#include "office/junction/junction_testkit.h"
#include "office/ledger/ledger.h"
#include "office/number/number.h"
#include "office/owner/owner_testkit.h"
#include "office/paper/paper.h"
#include "office/photo/photo.h"
#include "office/policy/policy.h"
#include "office/site/site.h"

static struct world { struct testdb t; account_id one, two; bike_id bike; owner_id owner; site_id site; int n; tag_id tag; } w;
#define CX (&w.t.cx)
static const char rider_id[] = "43990019900101000X", child_id[] = "439900201601010007";

static const struct sql_stmt t_messages = { "t.messages", "SELECT count(*) FROM message WHERE kind = 'spot_news'", 0, 0, .step = true };

#define STMT(name, sql) static const struct sql_stmt name = { #name, sql, NULL, 1, .step = true }
STMT(t_unpaid, "UPDATE spot_decision SET paid_at = NULL, state = 'overdue' WHERE id = $1");
STMT(t_other_sum, "UPDATE spot_decision SET fine_fen = fine_fen + 100 WHERE id = $1");
STMT(t_paid, "UPDATE spot_decision SET paid_at = 1, way = 'bank', state = 'paid' WHERE id = $1");
STMT(t_back, "UPDATE spot_decision SET state = 'paid' WHERE id = $1");
STMT(t_receipt, "UPDATE spot_decision SET receipt = 'PJ001' WHERE id = $1");
STMT(t_skipped, "UPDATE spot_number SET n = n + 1 WHERE $1 = 0 AND day LIKE 'CF%'");
STMT(t_renumbered, "UPDATE spot_decision SET number = substr(number, 1, 11) || '0007' WHERE id = $1");
STMT(t_custody_number, "UPDATE custody SET number = 'KC20200101-0001' WHERE id = $1");
STMT(t_no_ground, "UPDATE spot_decision SET refused = 0 WHERE id = $1");
STMT(t_given_back, "UPDATE custody SET state = 'released', released_at = 1, released_by = 1, receiver = 'owner', p_name = 'x', p_id_no = 'x', is_signed = 1 WHERE id = $1");

static struct pii pii(const char *s)
{
	struct pii p;

	assert_true(pii_take(str_of(s), &p));
	return p;
}

/* The last place is made right: nobody's number. */
static struct pii id_of(const char *seventeen)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	char text[19];
	int sum = 0;

	for (int i = 0; i < 17; i++)
		sum += (seventeen[i] - '0') * weight[i];
	snprintf(text, sizeof text, "%.17s%c", seventeen, "10X98765432"[sum % 11]);
	return pii(text);
}

static void traffic(account_id who)
{
	CX->actor = who;
	CX->roles = ROLE_TRAFFIC;
	CX->unit = (unit_id){ 1 };
	CX->area = S("/1/");
}

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_messages, &t_unpaid, &t_other_sum, &t_paid, &t_back, &t_receipt, &t_skipped, &t_renumbered, &t_custody_number,
		&t_no_ground, &t_given_back };
	struct owner_new o = { .kind = OK_PERSON, .id_kind = IK_IDCARD, .nphone = 1, .name = pii("骑车人"), .id_no = id_of(rider_id), .phone[0] = pii("15400001111") };
	struct bike_new n = { .tag = { 0xBEEF }, .how = S("register"), .brand = S("飞鸽"), .colour = S("黑") };
	struct site s;

	(void)state;
	memset(&w, 0, sizeof w);
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	w.one = kit_account(CX, "one", "correct horse", ROLE_TRAFFIC, NULL);
	w.two = kit_account(CX, "two", "correct horse", ROLE_TRAFFIC, NULL);
	CX->now -= 90ll * DAY_MS;
	DONE(CX, owner_add(CX, &o, &w.owner));
	n.owner = w.owner;
	w.tag = n.tag;
	assert_true(plate_parse(S("TEST001"), &n.plate));
	DONE(CX, bike_add(CX, &n, &w.bike));
	CX->now += 90ll * DAY_MS;
	DONE(CX, site_add(CX, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 4,
	                                          .windows = 2, .address = S(""), .phone = S("") }, &s));
	w.site = s.id;
	traffic(w.one);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct spot_decide asked(void)
{
	char key[40];

	snprintf(key, sizeof key, "phone-uuid-%08d", ++w.n);
	return (struct spot_decide){ .client_id = arena_str(CX->arena, str_of(key)), .outcome = SPE_FINE, .plate = S("TEST001"), .tag = S(""), .code = S("2007"),
		.name = pii("骑车人"), .id_no = id_of(rider_id), .phone = pii(""), .age = -1, .place = S("桥东路口"), .at = CX->now - 60000, .defence = S(""), .told = true,
		.is_signed = true, .note = S(""), .fine_fen = 2000, .yard = S("一号场"), .slot = S("A1"), .marks = S("车筐"), .pay = { SPW_BANK, { 0 }, S("B1"), S("") } };
}

static struct spot_done decided(const struct spot_decide *d)
{
	struct spot_done done;

	DONE(CX, flow_spot_decide(CX, d, &done));
	return done;
}

static void refused(int code, const char *field, int rc)
{
	assert_int_equal(rc, code);
	assert_string_equal(CX->err.field, field);
	CX->err = (struct err){ 0 };
}

/* In a transaction of its own, as a request has it: what is refused leaves nothing. */
static void refused_decision(int code, const char *field, const struct spot_decide *d)
{
	struct spot_done done;

	DONE(CX, sql_begin(CX, true));
	int rc = flow_spot_decide(CX, d, &done);
	sql_rollback(CX);
	refused(code, field, rc);
}

static int pay(int64_t id, const struct spot_paid *p, int64_t fen, struct spot *ret)
{
	DONE(CX, sql_begin(CX, true));
	int rc = flow_spot_pay(CX, id, p, fen, 0, ret);
	if (rc == 0)
		DONE(CX, sql_commit(CX));
	sql_rollback(CX);
	return rc;
}

static int cancel(int64_t id, struct spot *ret)
{
	DONE(CX, sql_begin(CX, true));
	int rc = flow_spot_cancel(CX, id, S("填错了"), 0, ret);
	if (rc == 0)
		DONE(CX, sql_commit(CX));
	sql_rollback(CX);
	return rc;
}

static bool flagged(const char *flag)
{
	bool on;

	DONE(CX, bike_has_flag(CX, w.bike, str_of(flag), &on));
	return on;
}

static int64_t balance(const char *account)
{
	int64_t fen, sum;

	DONE(CX, ledger_balance(CX, str_of(account), &fen));
	DONE(CX, ledger_sum(CX, &sum));
	assert_int_equal(sum, 0);
	return fen;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t messages(void)
{
	int64_t n;

	DONE(CX, sql_one(CX, &t_messages, read_int, &n, BIND_NONE));
	return n;
}

static int one_more(struct cx *cx, const struct violation *v, void *arg)
{
	(void)cx;
	(void)v;
	++*(int *)arg;
	return 0;
}

static int count_yard(struct cx *cx, const struct custody *c, void *arg)
{
	(void)cx;
	(void)c;
	++*(int *)arg;
	return 0;
}

static int violations(unsigned states)
{
	int n = 0;

	DONE(CX, violation_list(CX, &(struct violation_filter){ .area = S("/"), .states = states, .kind = VK_N, .source = VS_N, .bike = w.bike }, 100, one_more, &n));
	return n;
}

static str photo(void)
{
	struct photo p = { .id = arena_fmt(CX->arena, "%032d", ++w.n), .width = 10, .height = 10, .bytes = 100, .at = CX->now, .actor = CX->actor };

	memcpy(p.head, "v1.a.12345678", VAULT_HEAD);
	DONE(CX, photo_add(CX, &p));
	return p.id;
}

struct last { str event, reason; };

static int keep_last(struct cx *cx, const struct bike_history *e, void *arg)
{
	struct last *l = arg;

	if (str_eq(e->event, S("deregister")))
		*l = (struct last){ arena_str(cx->arena, e->event), arena_str(cx->arena, e->detail) };
	return 0;
}

static int keep_last_of_yard(struct cx *cx, const struct spot_history *h, void *arg)
{
	(void)cx;
	*(struct last *)arg = (struct last){ h->event, h->note };
	return 0;
}

/* BF_N: they are sound. */
static void books_have(enum books_fault want)
{
	struct books_faults f;

	DONE(CX, flow_books_check(CX, &f));
	for (int i = 0; i < BF_N; i++)
		if ((f.v[i].n > 0) != (i == (int)want))
			fail_msg("%s: %lld, such as %.*s", books_fault_text[i], (long long)f.v[i].n, STR_ARG(f.v[i].one));
}

static void FS1_sent_twice_is_one(void **state)
{
	struct spot_decide d = asked();
	struct spot_done a, b;

	(void)state;
	d.impound = d.refused = true;
	a = decided(&d);
	assert_false(a.again);
	assert_true(a.has_custody);
	CX->now += 2 * (utc_ms)DAY_MS;
	d.offline = true;                        /* the same, from the phone's queue */
	b = decided(&d);
	assert_true(b.again);
	assert_int_equal(a.spot.id, b.spot.id);
	assert_int_equal(a.custody.id, b.custody.id);
	assert_int_equal(violations(1u << VI_CONFIRMED | 1u << VI_NOTIFIED), 1);
	d.fine_fen = 3000;
	refused_decision(E_STATE, "clientId", &d);
	/* the bike has left the yard meanwhile: it is told, and the decision stands as it is */
	struct spot_decide other = asked();
	other.refused = other.impound = true;
	refused_decision(E_STATE, "inCustody", &other);
}

static void FS2_the_dictionary_and_the_age(void **state)
{
	struct spot_decide d = asked();

	(void)state;
	d.code = S("9999");
	refused_decision(E_INVALID, "code", &d);
	d = asked();
	d.fine_fen = 5100;
	refused_decision(E_INVALID, "fineFen", &d);
	d = asked();
	d.id_no = id_of(child_id);
	d.age = 30;                              /* the document says otherwise */
	refused_decision(E_STATE, "under14", &d);
	d.outcome = SPE_LET_GO;
	d.note = S("未满十四岁，通知家长");
	struct spot_done done = decided(&d);
	assert_int_equal(done.spot.state, SPS_CANCELLED);
	assert_int_equal(violations(0), 0);
}

static void a_tag_is_one_or_is_left_out(void **state)
{
	static const char *const bad[] = { "look below", "BEEF-1", "0", "12345678901234567", "0xBEEF", "标签" };
	struct spot_decide d = asked();

	(void)state;
	d.plate = S("");
	d.no_plate = true;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		d.tag = str_of(bad[i]);
		refused_decision(E_INVALID, "tag", &d);
	}
	d.tag = S(" abcd12 ");                    /* of no bike: kept as the register writes it */
	struct spot_done done = decided(&d);
	assert_string_equal(arena_str(CX->arena, done.spot.f.tag).p, "ABCD12");
	d = asked();
	d.plate = S("");
	d.tag = S("beef");
	done = decided(&d);
	assert_int_equal(done.spot.f.bike.v, w.bike.v);
}

static void a_plate_of_no_bike_is_written_as_the_register_writes_one(void **state)
{
	struct spot_decide d = asked();
	struct violation v;

	(void)state;
	d.plate = S("衡（电动）交 0010");
	struct spot_done done = decided(&d);
	assert_true(str_eq(done.spot.f.plate, S("衡(电动)交0010")));
	DONE(CX, violation_get(CX, done.spot.violation, &v));
	assert_true(str_eq(v.plate, done.spot.f.plate));
}

static void FS3_impounded_only_by_a_basis(void **state)
{
	struct spot_decide d = asked();

	(void)state;
	d.impound = true;
	refused_decision(E_STATE, "noBasis", &d);
	DONE(CX, policy_set(CX, S("spot.impound"), civil_of(CX->now), S("1")));
	refused_decision(E_STATE, "noBasis", &d);        /* a switch alone is no law */
	DONE(CX, paper_text_put(CX, S("basis.impound"), CX->now, S("《某市非机动车管理条例》第三十条")));
	CX->now += MINUTE_MS;
	d.at = CX->now;
	struct spot_done done = decided(&d);
	assert_int_equal(done.custody.f.ground, CUG_POLICY);
	assert_true(str_starts(done.custody.f.basis, S("《某市")));
	assert_int_equal(done.custody.f.release_day, day_of(CX->now) + 3);
	assert_true(flagged("impounded"));
	assert_true(messages() > 0);
	d = asked();
	d.plate = S("");
	d.no_plate = d.impound = true;
	done = decided(&d);
	assert_int_equal(done.custody.f.ground, CUG_NO_PLATE);
}

static struct custody_hand hand(enum custody_receiver who)
{
	return (struct custody_hand){ .receiver = who, .name = pii("骑车人"), .id_no = id_of(rider_id), .letter = S(""), .photo = photo(), .note = S(""), .is_signed = true };
}

static int release(const struct custody *c, const struct custody_hand *h)
{
	struct custody got;

	DONE(CX, sql_begin(CX, true));
	int rc = flow_custody_release(CX, c->id, h, &got);
	if (rc == 0)
		DONE(CX, sql_commit(CX));
	sql_rollback(CX);
	return rc;
}

static void FS4_out_of_the_yard(void **state)
{
	struct spot_decide d = asked();
	struct custody_hand h;
	struct spot s;

	(void)state;
	d.impound = d.refused = true;
	struct spot_done done = decided(&d);
	h = hand(CUR_OWNER);
	refused(E_STATE, "unpaid", release(&done.custody, &h));
	DONE(CX, pay(done.spot.id, &d.pay, 2000, &s));
	assert_int_equal(s.state, SPS_PAID);
	h.id_no = id_of(child_id);
	refused(E_INVALID, "idOther", release(&done.custody, &h));
	h = hand(CUR_RIDER);
	h.photo = S("");
	refused(E_INVALID, "photo", release(&done.custody, &h));
	h = hand(CUR_OWNER);
	DONE(CX, bike_flag_set(CX, w.bike, S("stolen"), S("x"), 0, S("")));
	refused(E_STATE, "stolenBike", release(&done.custody, &h));
	DONE(CX, bike_flag_end(CX, w.bike, S("stolen"), S("x"), 0));
	assert_true(flagged("impounded"));
	DONE(CX, release(&done.custody, &h));
	assert_false(flagged("impounded"));
	assert_int_equal(release(&done.custody, &h), E_STATE);
	CX->err = (struct err){ 0 };
}

static void FS4_reminders_unclaimed_disposed(void **state)
{
	struct spot_decide d = asked();
	struct custody c;

	(void)state;
	DONE(CX, policy_set(CX, S("spot.impound"), civil_of(CX->now), S("1")));
	DONE(CX, paper_text_put(CX, S("basis.impound"), CX->now, S("《某市非机动车管理条例》第三十条")));
	d.at = CX->now;
	d.impound = true;
	struct spot_done done = decided(&d);
	struct custody_hand h = hand(CUR_RIDER);
	refused(E_STATE, "notDue", release(&done.custody, &h));
	int64_t told = messages();
	CX->roles = ROLE_SYSTEM;
	CX->actor.v = 0;
	DONE(CX, flow_spot_tick(CX));
	DONE(CX, custody_get(CX, done.custody.id, &c));
	assert_int_equal(c.state, CUS_IMPOUNDED);
	CX->now += 3 * (utc_ms)DAY_MS;
	assert_true(flow_spot_tick(CX) >= 1);
	assert_int_equal(flow_spot_tick(CX), 0);
	DONE(CX, custody_get(CX, done.custody.id, &c));
	assert_int_equal(c.state, CUS_RELEASE_DUE);
	assert_int_equal(messages(), told + 1);          /* once */
	CX->now += 15 * (utc_ms)DAY_MS;
	DONE(CX, flow_spot_tick(CX) < 0 ? -1 : 0);
	CX->now += 16 * (utc_ms)DAY_MS;
	DONE(CX, flow_spot_tick(CX) < 0 ? -1 : 0);
	DONE(CX, custody_get(CX, done.custody.id, &c));
	assert_int_equal(c.state, CUS_UNCLAIMED);
	assert_int_equal(c.reminded, 3);
	traffic(w.one);
	struct custody_do q = { .note = S("无人认领"), .notice = S(""), .letter = S(""), .photo = S(""), .disposal = CUD_SCRAP };
	DONE(CX, flow_custody_do(CX, c.id, CUE_NOTICE, &q, &c));
	refused(E_STATE, "noticeRuns", flow_custody_do(CX, c.id, CUE_PROPOSE, &q, &c));
	CX->now += 91 * (utc_ms)DAY_MS;
	DONE(CX, flow_custody_do(CX, c.id, CUE_PROPOSE, &q, &c));
	refused(E_DENIED, "own_hand", flow_custody_do(CX, c.id, CUE_DISPOSE, &q, &c));
	traffic(w.two);
	/* FS8: what stands against it otherwise comes first; its owner's fine does not */
	struct bike b;
	struct spot s;
	DONE(CX, bike_flag_set(CX, w.bike, S("sealed"), S("officer"), 0, S("")));
	DONE(CX, sql_begin(CX, true));
	assert_int_equal(flow_custody_do(CX, c.id, CUE_DISPOSE, &q, &c), E_STATE);
	sql_rollback(CX);
	CX->err = (struct err){ 0 };
	assert_true(flagged("impounded"));
	DONE(CX, bike_flag_end(CX, w.bike, S("sealed"), S("officer"), 0));
	assert_true(flagged("violation_open"));
	told = messages();
	DONE(CX, flow_custody_do(CX, c.id, CUE_DISPOSE, &q, &c));
	assert_false(flagged("impounded"));
	assert_int_equal(messages(), told + 1);
	DONE(CX, bike_get(CX, w.bike, &b));
	assert_int_equal(b.life, BL_DEREGISTERED);
	struct last l = { S(""), S("") };
	DONE(CX, bike_events(CX, w.bike, 100, keep_last, &l) < 0 ? -1 : 0);
	assert_true(str_eq(l.event, S("deregister")) && strstr(l.reason.p, "unclaimed"));
	DONE(CX, flow_spot_get(CX, done.spot.id, &s));
	assert_int_equal(s.state, SPS_OVERDUE);           /* the debt stays, and may be paid */
	DONE(CX, pay(s.id, &d.pay, flow_spot_owed(CX, &s), &s));
}

static void the_receivers_photo_ages_out(void **state)
{
	struct spot_decide d = asked();
	struct custody_hand h = hand(CUR_OWNER);
	struct custody c;
	struct spot s;
	struct last l = { S(""), S("") };

	(void)state;
	d.impound = d.refused = true;
	struct spot_done done = decided(&d);
	DONE(CX, pay(done.spot.id, &d.pay, 2000, &s));
	DONE(CX, release(&done.custody, &h));
	DONE(CX, policy_set(CX, S("photo.case_years"), civil_of(CX->now), S("2")));
	CX->now += 729 * (utc_ms)DAY_MS;
	assert_int_equal(flow_photo_old(CX), 0);
	CX->now += 2 * (utc_ms)DAY_MS;
	DONE(CX, bike_flag_set(CX, w.bike, S("low_battery"), S("tag"), 0, S("")));
	assert_int_equal(flow_photo_old(CX), 1);
	assert_int_equal(flow_photo_old(CX), 0);
	DONE(CX, custody_get(CX, done.custody.id, &c));
	assert_true(c.photo.n == 0 && c.state == CUS_RELEASED && c.receiver == CUR_OWNER && c.is_signed);
	DONE(CX, custody_events(CX, c.id, 100, keep_last_of_yard, &l) < 0 ? -1 : 0);
	assert_true(str_eq(l.event, S("photo_gone")));
	books_have(BF_N);
}

static int count_line(struct cx *cx, const struct books_line *l, void *arg)
{
	(void)cx;
	assert_true(str_eq(l->row.kind, S("spot")) && str_starts(l->number, S("CF")) && (str_eq(l->what, S("pay")) || str_eq(l->what, S("back"))));
	++*(int *)arg;
	return 0;
}

/* Each planted damage is told, and nothing else with it. */
static void BK4_fines_and_the_yard(void **state)
{
	static const struct { const struct sql_stmt *q; enum books_fault fault; } damage[] = {
		{ &t_unpaid, BF_FINE }, { &t_other_sum, BF_FINE }, { &t_paid, BF_FINE }, { &t_back, BF_FINE_BACK }, { &t_receipt, BF_RECEIPT },
		{ &t_skipped, BF_NUMBER }, { &t_renumbered, BF_NUMBER }, { &t_custody_number, BF_NUMBER }, { &t_no_ground, BF_CUSTODY }, { &t_given_back, BF_CUSTODY },
	};
	struct spot_paid cash = { SPW_CASH, w.site, S(""), S("PJ001") };
	struct spot_decide d = asked();
	struct spot s;

	(void)state;
	struct spot_done one = decided(&d), two, three;
	DONE(CX, pay(one.spot.id, &cash, 2000, &s));
	d = asked();
	two = decided(&d);
	cash.receipt = S("PJ002");
	DONE(CX, pay(two.spot.id, &cash, 2000, &s));
	traffic(w.two);
	DONE(CX, cancel(two.spot.id, &s));
	d = asked();
	d.refused = d.impound = true;
	three = decided(&d);
	books_have(BF_N);
	CX->roles = ROLE_AUDITOR;                 /* and they are read by the numbers on the papers */
	int lines = 0;
	DONE(CX, flow_books_find(CX, one.spot.number, count_line, &lines) < 0 ? -1 : 0);
	assert_int_equal(lines, 2);
	DONE(CX, flow_books_find(CX, S("PJ002"), count_line, &lines) < 0 ? -1 : 0);
	assert_int_equal(lines, 2 + 4);
	traffic(w.one);
	const int64_t of[] = { one.spot.id, one.spot.id, three.spot.id, two.spot.id, two.spot.id, 0, three.spot.id, three.custody.id, three.spot.id, three.custody.id };
	for (size_t i = 0; i < COUNTOF(damage); i++) {
		DONE(CX, sql_begin(CX, true));
		DONE(CX, sql_exec(CX, damage[i].q, BIND(V(of[i]))) < 1 ? -1 : 0);
		books_have(damage[i].fault);
		sql_rollback(CX);
	}
	struct ledger_entry e[] = { { S("bank.treasury"), 100, 1, 0 }, { S("income.fine"), -100, 1, 0 } };
	int64_t id;
	DONE(CX, sql_begin(CX, true));
	DONE(CX, ledger_post(CX, e, 2, S("spot"), 99999, S("spot.pay.99999"), &id));
	books_have(BF_RECORD);
	sql_rollback(CX);
	books_have(BF_N);
}

static struct violation caught_at(const struct unit *u, int64_t junction, enum violation_kind kind, utc_ms at)
{
	struct violation v, in = { .kind = kind, .source = VS_RADIO, .source_key = arena_fmt(CX->arena, "r%d", ++w.n), .unit = u->id, .path = u->path, .junction = junction, .arm = S(""),
		.place = S(""), .at = at, .tag = S("BEEF"), .plate = S("TEST001"), .bike = w.bike, .confidence = 900, .against = S(""), .evidence = S(""), .evidence_sha = S(""),
		.picture = S(""), .picture_sha = S(""), .code = S(""), .ground = S(""), .note = S("") };

	DONE(CX, flow_violation_capture(CX, &in, &v) < 0 ? -1 : 0);
	return v;
}

static struct violation capture(utc_ms at)
{
	return caught_at(&(struct unit){ .id = { 1 }, .path = S("/1/") }, 0, VK_RED, at);
}

static void is_handled(const struct violation *v, bool yes)
{
	struct violation now;

	DONE(CX, violation_get(CX, v->id, &now));
	assert_int_equal(now.state, yes ? VI_DISMISSED : VI_SCREENED);
	assert_string_equal(now.ground.p, yes ? "handled" : "");
}

static void FS5_one_act_counts_once(void **state)
{
	struct spot_decide d = asked();
	struct violation near = capture(d.at - 4 * MINUTE_MS), far = capture(d.at - 6 * MINUTE_MS), later;

	(void)state;
	decided(&d);
	is_handled(&near, true);
	is_handled(&far, false);
	CX->now += 10 * MINUTE_MS;
	later = capture(d.at + 4 * MINUTE_MS);       /* reached the server afterwards */
	CX->roles = ROLE_SYSTEM;
	CX->actor.v = 0;
	assert_int_equal(flow_spot_tick(CX), 1);
	is_handled(&later, true);
	traffic(w.one);
}

/* The junction's unit is not the officer's: both knew of the act, and neither stands in the other's way. */
static void FS5_whose_junction_it_was_does_not_matter(void **state)
{
	struct spot_decide d = asked();
	struct kit_junction k;
	struct violation of;
	struct junction j;
	struct unit a, b;

	(void)state;
	kit_junction(&k);
	CX->roles = ROLE_ENGINEER;
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ua"), S("甲分局"), &a));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ub"), S("乙分局"), &b));
	DONE(CX, junction_add(CX, 7, S("解放路口"), a.id, a.path, KIT_CENTRE, &j));
	DONE(CX, junction_add(CX, 8, S("蒸水桥口"), a.id, a.path, KIT_CENTRE, &j));
	traffic(w.one);
	CX->unit = b.id;
	CX->area = b.path;
	struct violation same = caught_at(&a, 7, VK_RED, d.at - 3 * MINUTE_MS), other_act = caught_at(&a, 7, VK_WRONGWAY, d.at - 3 * MINUTE_MS);
	decided(&d);                             /* the phone names no junction */
	is_handled(&same, true);
	is_handled(&other_act, false);
	CX->now += HOUR_MS;
	d = asked();
	d.junction = 7;
	struct violation here = caught_at(&a, 7, VK_WRONGWAY, d.at - 9 * MINUTE_MS), before = caught_at(&a, 7, VK_RED, d.at - 11 * MINUTE_MS), there = caught_at(&a, 8, VK_RED, d.at - 3 * MINUTE_MS);
	struct spot_done done = decided(&d);
	is_handled(&here, true);
	is_handled(&before, false);
	is_handled(&there, false);
	DONE(CX, violation_get(CX, done.spot.violation, &of));
	assert_int_equal(of.unit.v, b.id.v);      /* whose officer decided it */
	assert_int_equal(of.junction, 7);
}

static void FS6_money_to_the_fen(void **state)
{
	struct spot_paid cash = { SPW_CASH, w.site, S(""), S("PJ001") }, bank = { SPW_BANK, { 0 }, S("B9"), S("") };
	struct spot_decide d = asked();
	struct spot_done done = decided(&d);
	char till[24];
	struct spot s;

	(void)state;
	snprintf(till, sizeof till, "cash.%lld", (long long)w.site.v);
	assert_true(flagged("violation_open"));
	refused(E_STATE, "owed", pay(done.spot.id, &cash, 1900, &s));
	DONE(CX, pay(done.spot.id, &cash, 2000, &s));
	assert_int_equal(balance(till), 2000);
	assert_int_equal(balance("income.fine"), -2000);
	assert_false(flagged("violation_open"));
	REFUSED(CX, E_STATE, pay(done.spot.id, &cash, 2000, &s));
	refused(E_DENIED, "own_hand", cancel(done.spot.id, &s));
	traffic(w.two);
	DONE(CX, cancel(done.spot.id, &s));
	assert_int_equal(balance(till), 0);
	assert_int_equal(balance("income.fine"), 0);
	assert_int_equal(violations(1u << VI_REVOKED), 1);
	/* late: 16 days after the last one, by the bank */
	traffic(w.one);
	d = asked();
	done = decided(&d);
	CX->now += (15 + 16) * (utc_ms)DAY_MS;
	CX->roles = ROLE_SYSTEM;
	CX->actor.v = 0;
	assert_true(flow_spot_tick(CX) >= 1);
	traffic(w.one);
	DONE(CX, flow_spot_get(CX, done.spot.id, &s));
	assert_int_equal(s.state, SPS_OVERDUE);
	assert_int_equal(flow_spot_owed(CX, &s), 2000 + 960);
	DONE(CX, pay(done.spot.id, &bank, 2960, &s));
	assert_int_equal(balance("bank.treasury"), 2960);
	assert_int_equal(balance("income.surcharge"), -960);
}

static int revoked(int64_t violation, account_id by)
{
	struct violation v;

	traffic(by);
	DONE(CX, sql_begin(CX, true));
	int rc = flow_violation_do(CX, violation, VE_REVOKE, &(struct violation_do){ .ground = S("unclear"), .note = S("看不清"), .code = S("") }, &v);
	if (rc == 0)
		DONE(CX, sql_commit(CX));
	sql_rollback(CX);
	return rc;
}

static int is_that(struct cx *cx, const struct spot *s, void *arg)
{
	(void)cx;
	*(int64_t *)arg = s->id;
	return 0;
}

static void FS9_what_was_taken_back_is_not_owed(void **state)
{
	struct spot_paid bank = { SPW_BANK, { 0 }, S("B9"), S("") }, cash = { SPW_CASH, w.site, S(""), S("PJ001") };
	struct spot_decide d = asked();
	struct custody c;
	struct spot s;

	(void)state;
	d.impound = d.refused = true;
	struct spot_done done = decided(&d);
	refused(E_DENIED, "own_hand", revoked(done.spot.violation, w.one));
	assert_true(flagged("violation_open"));
	DONE(CX, revoked(done.spot.violation, w.two));
	DONE(CX, spot_get(CX, done.spot.id, &s));
	assert_int_equal(s.state, SPS_CANCELLED);
	assert_int_equal(flow_spot_owed(CX, &s), 0);
	assert_false(flagged("violation_open"));
	DONE(CX, custody_get(CX, done.custody.id, &c));
	assert_int_equal(c.state, CUS_RELEASE_DUE);
	REFUSED(CX, E_STATE, pay(s.id, &bank, 2000, &s));
	/* the bank's money goes back with it */
	traffic(w.one);
	d = asked();
	done = decided(&d);
	DONE(CX, pay(done.spot.id, &bank, 2000, &s));
	DONE(CX, revoked(done.spot.violation, w.two));
	assert_int_equal(balance("bank.treasury"), 0);
	/* a till's over the counter: cancelled afterwards, once */
	traffic(w.one);
	d = asked();
	done = decided(&d);
	DONE(CX, pay(done.spot.id, &cash, 2000, &s));
	DONE(CX, revoked(done.spot.violation, w.two));
	assert_int_equal(balance("income.fine"), -2000);
	int64_t waits = 0, fen = 0;
	assert_int_equal(flow_spot_to_give_back(CX, 0, 10, is_that, &waits), 1);
	assert_int_equal(waits, done.spot.id);
	DONE(CX, spot_get(CX, done.spot.id, &s));
	DONE(CX, flow_spot_back_fen(CX, &s, &fen));
	assert_int_equal(fen, 2000);
	assert_int_equal(flow_spot_to_give_back(CX, done.spot.id, 10, is_that, &waits), 0);
	DONE(CX, cancel(done.spot.id, &s));
	assert_int_equal(balance("income.fine"), 0);
	assert_int_equal(flow_spot_to_give_back(CX, 0, 10, is_that, &waits), 0);
	DONE(CX, flow_spot_back_fen(CX, &s, &fen));
	assert_int_equal(fen, 0);
	REFUSED(CX, E_STATE, cancel(done.spot.id, &s));
}

static struct spot_done opened_again(void)
{
	struct spot_decide d = asked();
	struct violation v;

	traffic(w.one);
	d.impound = d.refused = true;
	struct spot_done done = decided(&d);
	traffic(w.two);
	DONE(CX, flow_violation_do(CX, done.spot.violation, VE_REOPEN, &(struct violation_do){ .ground = S(""), .note = S("要再看一遍"), .code = S("") }, &v));
	assert_int_equal(v.state, VI_SCREENED);
	return done;
}

/* Nobody looks at it in time, in the transaction of the job. */
static void nobody_looks(const struct spot_done *done)
{
	struct violation v;

	DONE(CX, violation_get(CX, done->spot.violation, &v));
	CX->now = day_start(v.review_due + 1);
	CX->roles = ROLE_SYSTEM;
	CX->actor.v = 0;
	DONE(CX, sql_begin(CX, true));
	assert_int_equal(flow_violation_due(CX), 1);
	DONE(CX, sql_commit(CX));
	DONE(CX, violation_get(CX, v.id, &v));
	assert_int_equal(v.state, VI_LAPSED);
	traffic(w.two);
}

static void nothing_is_owed(const struct spot_done *done)
{
	struct custody c;
	struct spot s;

	DONE(CX, spot_get(CX, done->spot.id, &s));
	assert_int_equal(s.state, SPS_CANCELLED);
	assert_int_equal(flow_spot_owed(CX, &s), 0);
	assert_false(flow_spot_let_go(&s));
	DONE(CX, custody_get(CX, done->custody.id, &c));
	assert_int_equal(c.state, CUS_RELEASE_DUE);
	assert_false(flagged("violation_open"));
	books_have(BF_N);
}

static void FS9_what_nobody_reviewed_again_is_not_owed(void **state)
{
	struct spot_paid bank = { SPW_BANK, { 0 }, S("B9"), S("") }, cash = { SPW_CASH, w.site, S(""), S("PJ001") };
	int64_t waits = 0, fen = 0;
	struct spot s;

	(void)state;
	struct spot_done done = opened_again();
	nobody_looks(&done);
	nothing_is_owed(&done);
	struct custody_hand h = hand(CUR_OWNER);
	DONE(CX, release(&done.custody, &h));
	/* the bank's money goes back */
	done = opened_again();
	DONE(CX, pay(done.spot.id, &bank, 2000, &s));
	nobody_looks(&done);
	nothing_is_owed(&done);
	assert_int_equal(balance("bank.treasury"), 0);
	h = hand(CUR_OWNER);
	DONE(CX, release(&done.custody, &h));
	/* a till's waits */
	done = opened_again();
	DONE(CX, pay(done.spot.id, &cash, 2000, &s));
	nobody_looks(&done);
	assert_int_equal(flow_spot_to_give_back(CX, 0, 10, is_that, &waits), 1);
	assert_int_equal(waits, done.spot.id);
	DONE(CX, spot_get(CX, done.spot.id, &s));
	DONE(CX, flow_spot_back_fen(CX, &s, &fen));
	assert_int_equal(fen, 2000);
	DONE(CX, cancel(done.spot.id, &s));
	nothing_is_owed(&done);
	assert_int_equal(balance("income.fine"), 0);
	assert_int_equal(flow_spot_to_give_back(CX, 0, 10, is_that, &waits), 0);
}

/* By the program, whosever hand reported it: also that of who had decided. */
static void FS9_what_a_theft_dismissed_is_not_owed(void **state)
{
	struct flow_report r = { .bike = w.bike, .last_seen_at = CX->now - HOUR_MS, .missing_at = CX->now - MINUTE_MS, .place = S(""), .note = S("") };
	struct spot_done done = opened_again();
	struct violation v;
	struct theft t;

	(void)state;
	CX->actor = w.one;
	CX->roles = ROLE_POLICE;
	DONE(CX, flow_theft_report(CX, &r, &t));
	DONE(CX, violation_get(CX, done.spot.violation, &v));
	assert_int_equal(v.state, VI_DISMISSED);
	nothing_is_owed(&done);
}

/* More stand in the yards than a turn reads at once: each has its day. */
static void a_full_yard_hides_nobody(void **state)
{
	enum { FULL = 203 };
	int n = 0;

	(void)state;
	for (int i = 0; i < FULL; i++) {
		struct spot_decide d = asked();
		d.plate = S("");
		d.no_plate = d.impound = true;
		d.at = CX->now - (FULL - i) * MINUTE_MS;
		decided(&d);
		arena_reset(CX->arena);
	}
	CX->now += 3 * (utc_ms)DAY_MS;
	CX->roles = ROLE_SYSTEM;
	CX->actor.v = 0;
	assert_true(flow_spot_tick(CX) >= FULL);
	CX->now += (utc_ms)DAY_MS;      /* the oldest fill the first batch now */
	traffic(w.one);
	struct spot_decide d = asked();
	d.plate = S("");
	d.no_plate = d.impound = true;
	struct spot_done last = decided(&d);
	CX->now += 3 * (utc_ms)DAY_MS;
	CX->roles = ROLE_SYSTEM;
	CX->actor.v = 0;
	DONE(CX, flow_spot_tick(CX) < 0 ? -1 : 0);
	DONE(CX, custody_list(CX, &(struct custody_filter){ .area = S("/"), .states = 1u << CUS_IMPOUNDED }, 10, count_yard, &n));
	assert_int_equal(n, 0);
	DONE(CX, custody_get(CX, last.custody.id, &last.custody));
	assert_int_equal(last.custody.state, CUS_RELEASE_DUE);
}

static void FS7_a_stolen_bike_raises_its_alarm(void **state)
{
	struct flow_report r = { .bike = w.bike, .last_seen_at = CX->now - HOUR_MS, .missing_at = CX->now - MINUTE_MS, .place = S(""), .note = S(""), .watch = true };
	struct spot_look *l = arena_alloc(CX->arena, sizeof *l);
	struct theft t;

	(void)state;
	DONE(CX, flow_spot_look(CX, &(struct spot_look_in){ S("NOSUCH1"), S("c1"), S("") }, l));
	assert_false(l->found);
	CX->roles = ROLE_POLICE;
	DONE(CX, flow_theft_report(CX, &r, &t));
	traffic(w.one);
	struct bike b;
	DONE(CX, bike_get(CX, w.bike, &b));
	bool stored;
	DONE(CX, number_add(CX, NK_PLATE, plate_str(&b.plate), w.bike, &stored));
	DONE(CX, flow_spot_look(CX, &(struct spot_look_in){ S("TEST001"), S("look-1"), S("桥东") }, l));
	assert_true(l->found && l->stolen && l->alarm);
	assert_int_equal(l->theft.v, t.id.v);
	assert_true(str_eq(l->owner, S("骑**")));
	assert_true(l->first);
}

static void hour(const char *key, int value)
{
	DONE(CX, policy_set(CX, str_of(key), (struct civil){ .y = 2017, .m = 11, .d = 9 }, arena_fmt(CX->arena, "%d", value)));
}

/* The night is the city's own. */
static void NW3_the_night_is_what_the_policies_say(void **state)
{
	const struct { int from, until, hour; bool at_once; } t[] = {
		{ 7, 22, 6, false }, { 7, 22, 7, true }, { 7, 22, 21, true }, { 7, 22, 22, false }, { 9, 20, 8, false }, { 9, 20, 19, true }, { 9, 20, 20, false }, { 0, 24, 0, true }, { 0, 24, 23, true },
	};
	utc_ms midnight = day_start(day_of(CX->now));

	(void)state;
	for (size_t i = 0; i < COUNTOF(t); i++) {
		utc_ms at;

		hour("message.from_h", t[i].from);
		hour("message.until_h", t[i].until);
		CX->now = midnight + t[i].hour * HOUR_MS + HOUR_MS - 1;
		DONE(CX, flow_news_by_day(CX, &at));
		if (t[i].at_once)
			assert_int_equal(at, CX->now);
		else
			assert_int_equal(at, midnight + (t[i].from + (t[i].hour > 12 ? 24 : 0)) * HOUR_MS);
	}
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		T(FS1_sent_twice_is_one), T(FS2_the_dictionary_and_the_age), T(FS3_impounded_only_by_a_basis), T(FS4_out_of_the_yard), T(FS4_reminders_unclaimed_disposed), T(a_tag_is_one_or_is_left_out), T(a_plate_of_no_bike_is_written_as_the_register_writes_one),
		T(the_receivers_photo_ages_out), T(BK4_fines_and_the_yard),
		T(FS5_one_act_counts_once), T(FS5_whose_junction_it_was_does_not_matter), T(FS6_money_to_the_fen), T(FS7_a_stolen_bike_raises_its_alarm),
		T(FS9_what_was_taken_back_is_not_owed), T(FS9_what_nobody_reviewed_again_is_not_owed), T(FS9_what_a_theft_dismissed_is_not_owed), T(a_full_yard_hides_nobody), T(NW3_the_night_is_what_the_policies_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
