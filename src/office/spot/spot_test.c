/* spot_test — SD1 to SD8: every state, event and role against two golden matrices; keys, minors, money that is late, two persons, one yard, sealed names. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/account/account_testkit.h"
#include "office/owner/owner_testkit.h"
#include "office/spot/spot.h"

struct world { struct testdb t; account_id one, two; int n; };
static struct world w;
#define CX (&w.t.cx)

static const struct sql_stmt t_change = { "t.change", "UPDATE spot_event SET note = 'x' WHERE decision = $1", 0, 1, .step = true };
static const struct sql_stmt t_plain = { "t.plain",
	"SELECT (SELECT count(*) FROM spot_decision WHERE p_name LIKE '%骑%' OR p_id_no LIKE '%4399%' OR p_phone LIKE '%154%') + "
	"(SELECT count(*) FROM custody WHERE p_name LIKE '%骑%' OR p_id_no LIKE '%4399%')", 0, 0, .step = true };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_change, &t_plain };

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	w.one = kit_account(CX, "one", "correct horse", ROLE_TRAFFIC, NULL);
	w.two = kit_account(CX, "two", "correct horse", ROLE_TRAFFIC, NULL);
	CX->roles = ROLE_TRAFFIC;
	CX->actor = w.one;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static void refused(int code, const char *field, int rc)
{
	assert_int_equal(rc, code);
	assert_string_equal(CX->err.field, field);
	CX->err = (struct err){ 0 };
}

static struct pii pii(const char *s)
{
	struct pii p;

	assert_true(pii_take(str_of(s), &p));
	return p;
}

static struct spot_facts facts(void)
{
	return (struct spot_facts){ .plate = S(""), .tag = S("ABC1"), .name = pii("骑车人"), .id_no = pii("439900199001010006"), .phone = pii("15400001111"), .age = 36,
		.code = S("2007"), .kind = S("red"), .fact_zh = S("闯红灯"), .fact_en = S("red"), .basis = S("第八十九条"), .fine_least = 500, .fine_most = 5000, .place = S("桥东路口"),
		.at = CX->now - 60000, .defence = S(""), .told = true, .is_signed = true };
}

static struct spot stop_of(const struct spot_facts *f)
{
	char key[40];
	struct spot s;

	snprintf(key, sizeof key, "phone-uuid-%08d", ++w.n);
	assert_int_equal(spot_add(CX, (unit_id){ 1 }, S("/1/"), str_of(key), S("sha"), f, &s), 1);
	s.f.fine_least = f->fine_least;
	s.f.fine_most = f->fine_most;
	return s;
}

static struct spot stop(void)
{
	struct spot_facts f = facts();

	return stop_of(&f);
}

static struct spot_do act(void)
{
	return (struct spot_do){ .note = S("一句话说明"), .fine_fen = 2000, .due_day = day_of(CX->now) + 15, .pct = 3,
	                         .paid = { SPW_BANK, { 0 }, S("B1"), S("") } };
}

static int step(struct spot *s, enum spot_ev ev)
{
	struct spot_do d = act();

	return spot_step(CX, s, ev, &d);
}

static struct spot in_state(enum spot_state to)
{
	static const enum spot_ev way[SPS_N][4] = {
		[SPS_STOPPED] = { SPE_N }, [SPS_WARNED] = { SPE_WARN, SPE_N }, [SPS_FINED] = { SPE_FINE, SPE_N }, [SPS_PAID] = { SPE_FINE, SPE_PAY, SPE_N },
		[SPS_OVERDUE] = { SPE_FINE, SPE_OVERDUE, SPE_N }, [SPS_CANCELLED] = { SPE_LET_GO, SPE_N },
	};
	struct spot s;

	CX->actor = w.one;
	CX->roles = ROLE_TRAFFIC;
	s = stop();
	for (int i = 0; way[to][i] != SPE_N; i++) {
		CX->roles = way[to][i] == SPE_OVERDUE ? ROLE_SYSTEM : ROLE_TRAFFIC;
		DONE(CX, step(&s, way[to][i]));
	}
	assert_int_equal(s.state, to);
	return s;
}

static struct custody_do hand(void)
{
	return (struct custody_do){ .note = S("一句话说明"), .dispose_day = day_of(CX->now) + 1, .notice = S("GG1"), .disposal = CUD_SCRAP, .receiver = CUR_RIDER,
		.name = pii("骑车人"), .id_no = pii("439900199001010006"), .letter = S(""), .photo = S("p"), .is_signed = true };
}

static int custody_do(struct custody *c, enum custody_ev ev)
{
	struct custody_do d = hand();

	return custody_step(CX, c, ev, &d);
}

static struct custody take(void)
{
	struct custody_facts f = { .plate = S(""), .brand = S(""), .colour = S(""), .marks = S(""), .yard = S("一号场"), .slot = S("A1"), .ground = CUG_REFUSED, .basis = S("第八十九条"),
	                           .release_day = day_of(CX->now) + 3 };
	struct spot s = in_state(SPS_FINED);
	struct custody c;

	DONE(CX, custody_add(CX, &s, &f, &c));
	return c;
}

/* The last day of its notice is over a while after noticed; proposed says whether somebody has said what becomes of it. */
static struct custody custody_in(enum custody_state to, bool proposed)
{
	static const enum custody_ev way[CUS_N][5] = {
		[CUS_IMPOUNDED] = { CUE_N }, [CUS_RELEASE_DUE] = { CUE_DUE, CUE_N }, [CUS_RELEASED] = { CUE_DUE, CUE_RELEASE, CUE_N }, [CUS_UNCLAIMED] = { CUE_DUE, CUE_UNCLAIM, CUE_N },
		[CUS_NOTICED] = { CUE_DUE, CUE_UNCLAIM, CUE_NOTICE, CUE_N }, [CUS_DISPOSED] = { CUE_DUE, CUE_UNCLAIM, CUE_NOTICE, CUE_N },
	};
	struct custody c = take();

	for (int i = 0; way[to][i] != CUE_N; i++) {
		CX->roles = way[to][i] == CUE_DUE || way[to][i] == CUE_UNCLAIM ? ROLE_SYSTEM : ROLE_TRAFFIC;
		DONE(CX, custody_do(&c, way[to][i]));
	}
	CX->roles = ROLE_TRAFFIC;
	if (to == CUS_NOTICED || to == CUS_DISPOSED)
		CX->now += 3 * (utc_ms)DAY_MS;
	if (proposed)
		DONE(CX, custody_do(&c, CUE_PROPOSE));
	CX->actor = w.two;
	if (to == CUS_DISPOSED)
		DONE(CX, custody_do(&c, CUE_DISPOSE));
	assert_int_equal(c.state, to);
	return c;
}

static const unsigned roles[] = { ROLE_OFFICER, ROLE_CASE, ROLE_SYSTEM, ROLE_OWNER, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN,
                                  ROLE_TRAFFIC, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_PUBLIC };
static const char letters[] = "oeSwckmastjil-";

static void same_as_golden(const char *name, const char *got)
{
	static char want[32768];
	const char *source = getenv("YZ_SOURCE");
	char path[600];

	snprintf(path, sizeof path, "%s/tests/golden/%s", source ? source : ".", name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	want[fread(want, 1, sizeof want - 1, f)] = 0;
	fclose(f);
	char *body = strstr(want, "\n\n");
	assert_non_null(body);
	if (strcmp(body + 2, got) != 0) {
		printf("# %s says otherwise. The room does:\n%s", name, got);
		fail();
	}
}

/* SD1 */
static void SD1_every_cell_of_a_decision_is_golden(void **state)
{
	static char got[32768];
	size_t k = 0;

	(void)state;
	for (int from = 0; from < SPS_N; from++) {
		struct spot at = in_state((enum spot_state)from);
		CX->actor = w.two;
		for (int ev = 0; ev < SPE_N; ev++) {
			char map[COUNTOF(roles) + 1] = "";
			str to = S("-");
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				struct spot s = at;
				CX->roles = roles[r];
				bool offered = (spot_actions(&s, roles[r], CX->actor) >> ev) & 1;
				DONE(CX, sql_begin(CX, true));
				int rc = step(&s, (enum spot_ev)ev);
				sql_rollback(CX);
				CX->err = (struct err){ 0 };
				assert_int_equal(rc == 0, offered);
				assert_int_equal(s.ver, at.ver + (rc == 0));      /* SD2 */
				map[r] = rc == 0 ? letters[r] : '.';
				to = rc == 0 ? spot_state_names[s.state] : to;
			}
			k += (size_t)snprintf(got + k, sizeof got - k, "%-10.*s %-8.*s %s %.*s\n", STR_ARG(spot_state_names[from]), STR_ARG(spot_event_names[ev]), map, STR_ARG(to));
		}
	}
	same_as_golden("spot_life.txt", got);
}

/* Done and taken back: what is offered is what can be done (SD2: and what is done is a new version). */
static bool cell(const struct custody *at, enum custody_ev ev, unsigned role, str *to)
{
	struct custody c = *at;

	CX->roles = role;
	bool offered = (custody_actions(&c, role, CX->actor, day_of(CX->now)) >> ev) & 1;
	DONE(CX, sql_begin(CX, true));
	int rc = custody_do(&c, ev);
	sql_rollback(CX);
	CX->err = (struct err){ 0 };
	assert_int_equal(rc == 0, offered);
	assert_int_equal(c.ver, at->ver + (rc == 0));
	*to = rc == 0 ? custody_state_names[c.state] : *to;
	return rc == 0;
}

static void SD1_every_cell_of_a_custody_is_golden(void **state)
{
	static char got[32768];
	utc_ms was = CX->now;
	size_t k = 0;

	(void)state;
	for (int from = 0; from < CUS_N; from++) {
		struct custody at = custody_in((enum custody_state)from, from >= CUS_NOTICED);
		for (int ev = 0; ev < CUE_N; ev++) {
			char map[COUNTOF(roles) + 1] = "";
			str to = S("-");
			for (size_t r = 0; r < COUNTOF(roles); r++)
				map[r] = cell(&at, (enum custody_ev)ev, roles[r], &to) ? letters[r] : '.';
			k += (size_t)snprintf(got + k, sizeof got - k, "%-12.*s %-8.*s %s %.*s\n", STR_ARG(custody_state_names[from]), STR_ARG(custody_event_names[ev]), map, STR_ARG(to));
		}
		CX->now = was;
	}
	same_as_golden("custody_life.txt", got);
}

/* SD6: on each day of a notice, and on the first after it; proposed or not. */
static void SD6_what_is_offered_while_the_notice_runs(void **state)
{
	utc_ms was = CX->now;
	str to = S("");

	(void)state;
	for (int proposed = 0; proposed < 2; proposed++) {
		struct custody at = custody_in(CUS_NOTICED, proposed);
		for (int32_t day = at.dispose_day - 1; day <= at.dispose_day + 1; day++) {
			CX->now = day_start(day) + DAY_MS / 2;
			for (size_t r = 0; r < COUNTOF(roles); r++)
				for (int ev = 0; ev < CUE_N; ev++)
					cell(&at, (enum custody_ev)ev, roles[r], &to);
			assert_int_equal(cell(&at, CUE_PROPOSE, ROLE_TRAFFIC, &to), day > at.dispose_day);
			assert_int_equal(cell(&at, CUE_DISPOSE, ROLE_LEADER, &to), proposed && day > at.dispose_day);
			assert_true(cell(&at, CUE_RELEASE, ROLE_TRAFFIC, &to));
		}
		CX->now = was;
	}
}

/* The program writes to an owner while an officer fills in the release. */
static void SD2_a_reminder_makes_no_form_old(void **state)
{
	struct custody c = custody_in(CUS_RELEASE_DUE, false), seen = c;
	struct custody_do d = hand();

	(void)state;
	DONE(CX, custody_reminded(CX, &c, 1));
	REFUSED(CX, E_STATE, custody_reminded(CX, &c, 1));      /* once */
	DONE(CX, custody_get(CX, c.id, &c));
	assert_int_equal(c.reminded, 1);
	d.ver = seen.ver;
	DONE(CX, custody_step(CX, &c, CUE_RELEASE, &d));
	struct custody moved = custody_in(CUS_RELEASE_DUE, false);
	d.ver = moved.ver;
	DONE(CX, custody_move(CX, &moved, S("二号场"), S("B1"), 0));
	refused(E_STATE, "ver", custody_step(CX, &moved, CUE_RELEASE, &d));      /* another officer's change is one */
}

static void SD2_a_stale_version_is_refused_and_history_stays(void **state)
{
	struct spot s = in_state(SPS_FINED);
	struct spot_do d = act();

	(void)state;
	d.ver = s.ver - 1;
	refused(E_STATE, "ver", spot_step(CX, &s, SPE_PAY, &d));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_change, BIND(V(s.id))));
}

static int of_rider(struct cx *cx, const struct spot *s, void *arg)
{
	(void)cx, (void)s;
	++*(int *)arg;
	return 0;
}

static int last_event(struct cx *cx, const struct spot_history *h, void *arg)
{
	*(str *)arg = arena_str(cx->arena, h->event);
	return 0;
}

/* Two records of one person become one. */
static void SD2_a_merged_owners_decisions_are_the_others(void **state)
{
	owner_id keep = kit_owner(CX, "赵甲", "15400000001"), gone = kit_owner(CX, "赵甲", "15400000002");
	struct spot_facts f = facts();
	struct spot s, other = stop();
	struct custody c;
	bool found;
	int n = 0;
	str event = S("");

	(void)state;
	f.rider = f.owner = gone;
	s = stop_of(&f);
	DONE(CX, step(&s, SPE_FINE));
	DONE(CX, custody_add(CX, &s, &(struct custody_facts){ .owner = gone, .plate = S(""), .brand = S(""), .colour = S(""), .marks = S(""), .yard = S("一号场"), .slot = S(""),
		.ground = CUG_POLICY, .basis = S("第八十九条"), .release_day = day_of(CX->now) + 3 }, &c));
	assert_int_equal(spot_owner_merged(CX, keep, gone), 1);
	assert_int_equal(custody_owner_merged(CX, keep, gone), 1);
	DONE(CX, spot_list(CX, &(struct spot_filter){ .area = S("/"), .rider = gone, .plate = S("") }, 10, of_rider, &n));
	assert_int_equal(n, 0);
	DONE(CX, spot_list(CX, &(struct spot_filter){ .area = S("/"), .rider = keep, .plate = S("") }, 10, of_rider, &n));
	assert_int_equal(n, 1);
	refused(E_STATE, "ver", spot_step(CX, &s, SPE_PAY, &(struct spot_do){ .note = S(""), .paid = { SPW_BANK, { 0 }, S("B1"), S("") } }));      /* as it was before */
	DONE(CX, spot_get(CX, s.id, &s));
	assert_int_equal(s.f.owner.v, keep.v);
	assert_true(spot_events(CX, s.id, 10, last_event, &event) > 0);
	assert_string_equal(event.p, "merged");
	DONE(CX, custody_of(CX, s.id, &c, &found));
	assert_int_equal(c.f.owner.v, keep.v);
	assert_true(custody_events(CX, c.id, 10, last_event, &event) > 0);
	assert_string_equal(event.p, "merged");
	DONE(CX, spot_get(CX, other.id, &s));
	assert_int_equal(s.ver, other.ver);
}

static void SD3_one_key_is_one_decision(void **state)
{
	struct spot_facts f = facts(), other = facts();
	struct spot a, b;

	(void)state;
	CX->actor = w.one;
	CX->roles = ROLE_TRAFFIC;
	assert_int_equal(spot_add(CX, (unit_id){ 1 }, S("/1/"), S("key-of-a-phone-01"), S("sha1"), &f, &a), 1);
	assert_int_equal(spot_add(CX, (unit_id){ 1 }, S("/1/"), S("key-of-a-phone-01"), S("sha1"), &f, &b), 0);
	assert_int_equal(a.id, b.id);
	assert_true(str_eq(a.number, b.number));
	REFUSED(CX, E_STATE, spot_add(CX, (unit_id){ 1 }, S("/1/"), S("key-of-a-phone-01"), S("sha2"), &f, &b));
	other.id_no = pii("439900199001010014");
	REFUSED(CX, E_STATE, spot_add(CX, (unit_id){ 1 }, S("/1/"), S("key-of-a-phone-01"), S("sha1"), &other, &b));
	CX->actor = w.two;
	refused(E_STATE, "clientId", spot_add(CX, (unit_id){ 1 }, S("/1/"), S("key-of-a-phone-01"), S("sha1"), &f, &b));
	REFUSED(CX, E_INVALID, spot_add(CX, (unit_id){ 1 }, S("/1/"), S("short"), S("sha1"), &f, &b));
	CX->actor = w.one;
}

static int fine(int32_t age, int64_t fen)
{
	struct spot_facts f = facts();
	struct spot_do d = act();

	CX->actor = w.one;
	CX->roles = ROLE_TRAFFIC;
	f.age = age;
	d.fine_fen = fen;
	struct spot s = stop_of(&f);
	int rc = spot_step(CX, &s, SPE_FINE, &d);
	return rc;
}

static void SD4_who_is_under_age(void **state)
{
	struct spot_facts f = facts();

	(void)state;
	refused(E_STATE, "under14", fine(13, 500));
	REFUSED(CX, E_INVALID, fine(-1, 500));
	DONE(CX, fine(14, 2700));      /* the middle of 5 and 50 yuan, in whole yuan */
	refused(E_INVALID, "fineMinor", fine(14, 2800));
	REFUSED(CX, E_INVALID, fine(17, 5000));
	DONE(CX, fine(18, 5000));
	REFUSED(CX, E_INVALID, fine(18, 5100));
	REFUSED(CX, E_INVALID, fine(18, 400));
	REFUSED(CX, E_INVALID, fine(18, 1050));
	f.age = 13;
	struct spot s = stop_of(&f);
	REFUSED(CX, E_STATE, step(&s, SPE_WARN));
	DONE(CX, step(&s, SPE_LET_GO));
	f = facts();
	f.told = false;
	s = stop_of(&f);
	REFUSED(CX, E_INVALID, step(&s, SPE_FINE));
}

/* Counted a day at a time, in thousandths of a fen, and cut off at the end. */
static int64_t by_hand(int64_t fine_fen, int64_t pct, int32_t late)
{
	int64_t milli = 0;

	for (int32_t d = 0; d < late && milli < fine_fen * 1000; d++)
		milli += fine_fen * 10 * pct;
	return milli >= fine_fen * 1000 ? fine_fen : milli / 1000;
}

static void SD5_late_money_to_the_fen(void **state)
{
	uint64_t seed = 20261126;

	(void)state;
	assert_int_equal(spot_surcharge(5000, 3, 100, 100), 0);
	assert_int_equal(spot_surcharge(5000, 3, 100, 101), 150);
	assert_int_equal(spot_surcharge(5000, 3, 100, 133), 4950);
	assert_int_equal(spot_surcharge(5000, 3, 100, 134), 5000);      /* 34 days: 5,100, and no more than the fine */
	assert_int_equal(spot_surcharge(5000, 3, 100, INT32_MAX), 5000);
	assert_int_equal(spot_surcharge(5000, 0, 100, 200), 0);
	for (int i = 0; i < 20000; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		int64_t fen = 100 * (int64_t)(5 + (seed >> 33) % 196), pct = (int64_t)((seed >> 20) % 11);
		int32_t due = (int32_t)((seed >> 40) % 30000), late = (int32_t)((seed >> 12) % 400) - 50;
		int64_t got = spot_surcharge(fen, pct, due, due + late);
		assert_int_equal(got, by_hand(fen, pct, late));
		assert_true(got >= 0 && got <= fen);
		assert_true(spot_surcharge(fen, pct, due, due + late + 1) >= got);
	}
}

static void SD6_two_persons(void **state)
{
	struct spot s = in_state(SPS_FINED);
	struct custody c;
	utc_ms was = CX->now;

	(void)state;
	refused(E_DENIED, "own_hand", step(&s, SPE_CANCEL));
	CX->actor = w.two;
	DONE(CX, step(&s, SPE_CANCEL));
	c = custody_in(CUS_NOTICED, false);
	REFUSED(CX, E_STATE, custody_do(&c, CUE_DISPOSE));
	DONE(CX, custody_do(&c, CUE_PROPOSE));
	REFUSED(CX, E_DENIED, custody_do(&c, CUE_DISPOSE));
	CX->actor = w.one;
	DONE(CX, custody_do(&c, CUE_DISPOSE));
	c = custody_in(CUS_NOTICED, false);
	CX->now = was;                  /* the notice runs yet */
	refused(E_STATE, "noticeRuns", custody_do(&c, CUE_PROPOSE));
	CX->actor = w.one;
}

static void SD7_out_of_the_yard_to_a_document_and_a_signature(void **state)
{
	struct custody c = custody_in(CUS_RELEASE_DUE, false);
	struct custody_do d = hand();

	(void)state;
	d.is_signed = false;
	REFUSED(CX, E_INVALID, custody_step(CX, &c, CUE_RELEASE, &d));
	d = hand();
	d.id_no = pii(" ");
	REFUSED(CX, E_INVALID, custody_step(CX, &c, CUE_RELEASE, &d));
	d = hand();
	d.receiver = CUR_AGENT;
	REFUSED(CX, E_INVALID, custody_step(CX, &c, CUE_RELEASE, &d));
	DONE(CX, custody_do(&c, CUE_RELEASE));
	REFUSED(CX, E_STATE, custody_do(&c, CUE_RELEASE));
	REFUSED(CX, E_STATE, custody_move(CX, &c, S("x"), S(""), 0));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void SD8_names_are_sealed(void **state)
{
	int64_t plain = 1;

	(void)state;
	struct spot s = in_state(SPS_FINED), back;
	DONE(CX, sql_one(CX, &t_plain, read_int, &plain, BIND_NONE));
	assert_int_equal(plain, 0);
	DONE(CX, spot_get(CX, s.id, &back));
	assert_true(str_eq(pii_reveal(&back.f.name), S("骑车人")));
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		T(SD1_every_cell_of_a_decision_is_golden), T(SD1_every_cell_of_a_custody_is_golden), T(SD2_a_stale_version_is_refused_and_history_stays), T(SD2_a_merged_owners_decisions_are_the_others),
		T(SD2_a_reminder_makes_no_form_old), T(SD6_what_is_offered_while_the_notice_runs),
		T(SD3_one_key_is_one_decision), T(SD4_who_is_under_age), T(SD5_late_money_to_the_fen), T(SD6_two_persons),
		T(SD7_out_of_the_yard_to_a_document_and_a_signature), T(SD8_names_are_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
