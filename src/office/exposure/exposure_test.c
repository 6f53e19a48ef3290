/* exposure_test — EX1 to EX5: every state, event and role against a golden matrix; two persons, versions, what everybody sees. */
#include "store/sql/sql_testdb.h"

#include "office/account/account_testkit.h"
#include "office/exposure/exposure.h"
#include "office/owner/owner_testkit.h"

struct world { struct testdb t; account_id one, two; int n; };
static struct world w;
#define CX (&w.t.cx)

static const struct sql_stmt t_change = { "t.change", "UPDATE exposure_event SET note = 'x' WHERE exposure = $1", 0, 1, .step = true };
static const struct sql_stmt t_alone = { "t.alone", "UPDATE exposure SET second_by = first_by WHERE id = $1", 0, 1, .step = true };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_change, &t_alone };

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	w.one = kit_account_row(CX, "one", ROLE_TRAFFIC);
	w.two = kit_account_row(CX, "two", ROLE_TRAFFIC);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct exposure_do act(enum exposure_ev ev)
{
	/* told long enough ago, so that a day does not stand in the way of the matrix; what is over is over */
	return (struct exposure_do){ .note = S("一句话说明"), .object_until = day_of(CX->now) - 1, .until_day = ev == XE_PUBLISH ? day_of(CX->now) : 0, .mask_name = S("张*"),
	                             .mask_plate = S("衡··58") };
}

static int step(struct exposure *x, enum exposure_ev ev)
{
	struct exposure_do d = act(ev);

	return exposure_step(CX, x, ev, &d);
}

static struct exposure propose(int32_t period)
{
	char phone[24];
	struct exposure x;

	snprintf(phone, sizeof phone, "154%08d", ++w.n);
	DONE(CX, exposure_add(CX, kit_owner(CX, "张三丰", phone), period, 5, (unit_id){ 1 }, S("/1/"), &x));
	return x;
}

static unsigned role_for(enum exposure_ev ev)
{
	return ev == XE_FALL || ev == XE_RISE || ev == XE_EXPIRE ? ROLE_SYSTEM : ROLE_TRAFFIC;
}

/* first: the first of two has approved already (in notice_sent). */
static struct exposure in_state(enum exposure_state to, bool first)
{
	static const enum exposure_ev way[XS_N][6] = { [XS_PROPOSED] = { XE_N }, [XS_NOTICE_SENT] = { XE_NOTIFY, XE_N }, [XS_APPROVED] = { XE_NOTIFY, XE_APPROVE, XE_SECOND, XE_N },
		[XS_PUBLISHED] = { XE_NOTIFY, XE_APPROVE, XE_SECOND, XE_PUBLISH, XE_N }, [XS_EXPIRED] = { XE_NOTIFY, XE_APPROVE, XE_SECOND, XE_PUBLISH, XE_EXPIRE, XE_N },
		[XS_WITHDRAWN] = { XE_FALL, XE_N } };
	struct exposure x = propose(202611);
	utc_ms now = CX->now;

	for (int i = 0; way[to][i] != XE_N; i++) {
		CX->roles = role_for(way[to][i]);
		CX->actor = way[to][i] == XE_SECOND ? w.two : w.one;
		CX->now = now + (way[to][i] == XE_EXPIRE ? DAY_MS : 0);
		DONE(CX, step(&x, way[to][i]));
	}
	CX->now = now;
	CX->actor = w.one;
	CX->roles = ROLE_TRAFFIC;
	if (first)
		DONE(CX, step(&x, XE_APPROVE));
	assert_int_equal(x.state, to);
	return x;
}

static const unsigned roles[] = { ROLE_OFFICER, ROLE_CASE, ROLE_SYSTEM, ROLE_OWNER, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN,
                                  ROLE_TRAFFIC, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_PUBLIC };

static enum exposure_state cell(const struct exposure *at, enum exposure_ev ev, unsigned role)
{
	struct exposure x = *at;

	CX->roles = role;
	CX->actor = w.two;
	CX->now += DAY_MS;      /* its day is over */
	bool offered = (exposure_actions(&x, role, CX->actor, day_of(CX->now)) >> ev) & 1;
	DONE(CX, sql_begin(CX, true));
	struct exposure_do d = act(ev);
	int rc = exposure_step(CX, &x, ev, &d);
	sql_rollback(CX);
	CX->now -= DAY_MS;
	assert_int_equal(rc == 0, offered);
	assert_int_equal(x.ver, at->ver + (rc == 0));
	CX->err = (struct err){ 0 };
	return rc == 0 ? x.state : XS_N;
}

/* EX1. "notice_sent+" is with the first approval. */
static void every_cell_is_as_the_golden_matrix_says(void **state)
{
	static const char letters[] = "oeSwckmastjil-";
	static char want[16384], got[16384];
	const char *source = getenv("YZ_SOURCE");
	char path[512];
	size_t n = 0;

	(void)state;
	for (int s = 0; s < XS_N + 1; s++) {
		enum exposure_state at = s < XS_N ? (enum exposure_state)s : XS_NOTICE_SENT;
		struct exposure x = in_state(at, s == XS_N);
		for (int e = 0; e < XE_N; e++) {
			char who[COUNTOF(roles) + 1];
			enum exposure_state to = XS_N;
			size_t k = 0;
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				enum exposure_state got_to = cell(&x, (enum exposure_ev)e, roles[r]);
				if (got_to == XS_N)
					continue;
				assert_true(to == XS_N || to == got_to);
				to = got_to;
				who[k++] = letters[r];
			}
			who[k] = 0;
			if (k)
				n += (size_t)snprintf(got + n, sizeof got - n, "%s%s %s %s %s\n", exposure_state_names[at].p, s == XS_N ? "+" : "", exposure_event_names[e].p, who,
				                      exposure_state_names[to].p);
		}
	}
	assert_non_null(source);
	snprintf(path, sizeof path, "%s/tests/golden/exposure_life.txt", source);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	want[fread(want, 1, sizeof want - 1, f)] = 0;
	fclose(f);
	assert_string_equal(got, want);
}

static void EX2_versions_and_events(void **state)
{
	struct exposure x = propose(202611), stale = x;
	struct exposure_do d = act(XE_NOTIFY);

	(void)state;
	CX->actor = w.one;
	CX->roles = ROLE_TRAFFIC;
	d.ver = x.ver;
	DONE(CX, exposure_step(CX, &x, XE_NOTIFY, &d));
	REFUSED(CX, E_STATE, exposure_step(CX, &stale, XE_NOTIFY, &d));
	REFUSED(CX, E_STATE, exposure_step(CX, &x, XE_APPROVE, &d));      /* the version it was before */
	assert_int_equal(sql_exec(CX, &t_change, BIND(V(x.id))), E_STATE);
	CX->err = (struct err){ 0 };
	d = (struct exposure_do){ .note = S("") };
	REFUSED(CX, E_INVALID, exposure_step(CX, &x, XE_WITHDRAW, &d));      /* says why */
}

static void EX3_two_persons_after_the_rider_could_answer(void **state)
{
	struct exposure x = in_state(XS_NOTICE_SENT, true), y = propose(202611);
	struct exposure_do d = act(XE_NOTIFY);

	(void)state;
	assert_int_equal(x.state, XS_NOTICE_SENT);
	CX->actor = w.one;
	REFUSED(CX, E_DENIED, step(&x, XE_SECOND));      /* the same person */
	REFUSED(CX, E_STATE, step(&x, XE_APPROVE));
	REFUSED(CX, E_STATE, step(&x, XE_PUBLISH));      /* one approval publishes nothing */
	CX->actor = w.two;
	DONE(CX, step(&x, XE_SECOND));
	assert_int_equal(sql_exec(CX, &t_alone, BIND(V(x.id))), E_STATE);
	CX->err = (struct err){ 0 };
	d.object_until = day_of(CX->now);
	DONE(CX, exposure_step(CX, &y, XE_NOTIFY, &d));
	REFUSED(CX, E_STATE, step(&y, XE_APPROVE));      /* today he may still answer */
	CX->now += DAY_MS;
	DONE(CX, step(&y, XE_APPROVE));
	CX->now -= DAY_MS;
}

struct seen { int64_t id[200]; int n; };

static int note_id(struct cx *cx, const struct exposure *x, void *arg)
{
	struct seen *s = arg;

	(void)cx;
	assert_int_equal(x->owner.v, 0);      /* nothing that leads to a person */
	s->id[s->n++] = x->id;
	return 0;
}

static int keep_shown(struct cx *cx, const struct exposure *x, void *arg)
{
	struct exposure *at = arg;

	(void)cx;
	if (x->id == at->id)
		*at = *x;
	return 0;
}

static bool is_seen(int64_t id, int32_t day)
{
	struct seen s = { .n = 0 };

	DONE(CX, exposure_public(CX, day, 200, note_id, &s));
	for (int i = 0; i < s.n; i++)
		if (s.id[i] == id)
			return true;
	return false;
}

static void EX4_seen_while_published_and_its_day_has_not_come(void **state)
{
	struct exposure x = in_state(XS_PUBLISHED, false), a = in_state(XS_APPROVED, false);
	int32_t today = day_of(CX->now);

	(void)state;
	assert_true(is_seen(x.id, today));
	assert_false(is_seen(x.id, today + 1));
	assert_false(is_seen(a.id, today));
	DONE(CX, exposure_count(CX, &x, 4, S("衡··60")));
	struct exposure at = { .id = x.id };
	DONE(CX, exposure_public(CX, today, 200, keep_shown, &at));
	assert_int_equal(at.n, 4);
	assert_string_equal(at.mask_plate.p, "衡··60");
	assert_string_equal(at.mask_name.p, "张*");
	CX->roles = ROLE_SYSTEM;
	REFUSED(CX, E_STATE, step(&x, XE_EXPIRE));       /* its day is today */
	DONE(CX, step(&x, XE_FALL));
	assert_false(is_seen(x.id, today));
	REFUSED(CX, E_STATE, step(&a, XE_EXPIRE));
}

static void EX5_what_a_person_withdrew_does_not_come_back(void **state)
{
	struct exposure x = in_state(XS_PUBLISHED, false), again;

	(void)state;
	REFUSED(CX, E_STATE, exposure_add(CX, x.owner, x.period, 5, (unit_id){ 1 }, S("/1/"), &again));
	CX->roles = ROLE_SYSTEM;
	DONE(CX, step(&x, XE_FALL));
	DONE(CX, step(&x, XE_RISE));
	assert_int_equal(x.state, XS_PROPOSED);
	assert_int_equal(x.first_by.v, 0);
	assert_int_equal(x.mask_name.n, 0);
	CX->roles = ROLE_LEADER;
	DONE(CX, step(&x, XE_WITHDRAW));
	CX->roles = ROLE_SYSTEM;
	REFUSED(CX, E_STATE, step(&x, XE_RISE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_is_as_the_golden_matrix_says), cmocka_unit_test(EX2_versions_and_events), cmocka_unit_test(EX3_two_persons_after_the_rider_could_answer),
		cmocka_unit_test(EX4_seen_while_published_and_its_day_has_not_come), cmocka_unit_test(EX5_what_a_person_withdrew_does_not_come_back),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
