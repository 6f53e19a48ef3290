/* flow_override_test — the pictures of a request: kept while it waits, attachable all the time, seen by whom, in which order with the audit; and that
 * the request names the bike its number went to. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_override.h"
#include "flow/flow_photo.h"
#include "office/account/account_testkit.h"
#include "office/audit/audit.h"
#include "office/owner/owner_testkit.h"

static struct { struct testdb t; char dir[160]; struct unit a, b, point; account_id clerk, officer; bike_id bike; } w;
static struct cx *const cx = &w.t.cx;

static account_id add_account(const char *name, unsigned roles, unit_id unit)
{
	struct account_new n = { .name = str_of(name), .display = S("某人"), .password = S("correct horse"), .roles = roles, .unit = unit };
	struct account_secret s;
	account_id id;

	DONE(cx, account_add(cx, &n, &s, &id));
	return id;
}

static void as(account_id who, unsigned roles, str area)
{
	cx->actor = who;
	cx->roles = roles;
	cx->area = area;
}

static void as_clerk(void) { as(w.clerk, ROLE_CLERK, w.point.path); }
static void as_officer(void) { as(w.officer, ROLE_OFFICER, w.a.path); }

static int setup(void **state)
{
	struct bike_new in = { .tag = { 0xA1 }, .how = S("register") };
	struct unit bureau;

	(void)state;
	testdb_open(&w.t);
	snprintf(w.dir, sizeof w.dir, "%s/photos", w.t.dir);
	assert_int_equal(blob_use(w.dir, 0, NULL), 0);
	DONE(cx, unit_add(cx, (unit_id){ 0 }, UNIT_BUREAU, S("TB"), S("局"), &bureau));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-A"), S("甲"), &w.a));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-B"), S("乙"), &w.b));
	DONE(cx, unit_add(cx, w.a.id, UNIT_PRECINCT, S("TB-A-1"), S("所"), &w.point));
	w.clerk = add_account("clerk", ROLE_CLERK, w.point.id);
	w.officer = add_account("officer", ROLE_OFFICER, w.a.id);
	in.owner = kit_owner(cx, "张三", "13800000001");
	assert_true(plate_parse(S("衡A0001"), &in.plate));
	DONE(cx, bike_add(cx, &in, &w.bike));
	as_clerk();
	return 0;
}

static int teardown(void **state)
{
	char cmd[200];

	(void)state;
	assert_int_equal(blob_use(NULL, 0, NULL), 0);
	snprintf(cmd, sizeof cmd, "rm -rf %s", w.dir);
	assert_int_equal(system(cmd), 0);
	testdb_close(&w.t);
	return 0;
}

static str keep(const char *jpeg)
{
	struct photo p;

	DONE(cx, flow_photo_keep(cx, str_of(jpeg), 640, 480, &p));
	return p.id;
}

static int ask(const char *number, const struct override_photo *p, size_t n, int64_t *ret)
{
	struct override o = { .id = 0 };

	DONE(cx, sql_begin(cx, true));
	int rc = flow_override_ask(cx, NK_FRAME, str_of(number), S("厂家重号"), NULL, p, n, &o);
	if (rc < 0) {
		sql_rollback(cx);
		return rc;
	}
	DONE(cx, sql_commit(cx));
	*ret = o.id;
	return 0;
}

static void step(int64_t id, enum override_event ev)
{
	struct override o;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, override_get(cx, id, &o));
	DONE(cx, flow_override_step(cx, &o, ev, S("看过实车")));
	DONE(cx, sql_commit(cx));
}

static int attach(str id, const char *slot)
{
	DONE(cx, sql_begin(cx, true));
	int rc = photo_attach(cx, id, w.bike, str_of(slot));
	if (rc < 0) {
		sql_rollback(cx);
		return rc;
	}
	DONE(cx, sql_commit(cx));
	return 0;
}

/* The job's turn over all that waits. Count of what went. */
static int sweep(void)
{
	int n = photo_sweep(cx, 0);

	assert_true(n >= 0);
	return n;
}

struct rows { int n; char last[300]; };

static int one_row(struct cx *c, const struct audit_row *r, void *arg)
{
	struct rows *v = arg;

	(void)c;
	if (v->n++ == 0)
		snprintf(v->last, sizeof v->last, "%.*s", STR_ARG(r->detail));
	return 0;
}

static struct rows looks(void)
{
	struct rows v = { 0 };

	DONE(cx, audit_list(cx, 0, S("number.photo_read"), (account_id){ 0 }, 100, one_row, &v));
	return v;
}

static void pictures_are_kept_while_the_request_waits(void **state)
{
	str code = keep("code"), front = keep("front"), other = keep("other"), got;
	struct override_photo p[] = { { S("vehicle_code"), code }, { S("front"), front } };
	int64_t id;

	(void)state;
	DONE(cx, ask("LX0001", p, 2, &id));
	cx->now += 10 * (utc_ms)DAY_MS;
	assert_int_equal(sweep(), 1);                     /* the one that no request names */
	REFUSED(cx, E_NOTFOUND, attach(other, "front"));
	assert_int_equal(attach(code, "vehicle_code"), 0);      /* by the clerk, while it is open */
	REFUSED(cx, E_NOTFOUND, attach(code, "front"));
	as_officer();
	REFUSED(cx, E_NOTFOUND, attach(front, "front"));        /* never by who looks at it */
	step(id, OVE_REFUSE);
	cx->now += PHOTO_WAIT_MS - 1;
	assert_int_equal(sweep(), 0);
	DONE(cx, flow_override_photo(cx, id, S("front"), &got));
	cx->now += 1;
	assert_int_equal(sweep(), 1);                     /* a day after the decision */
	REFUSED(cx, E_NOTFOUND, flow_override_photo(cx, id, S("front"), &got));
	DONE(cx, flow_override_photo(cx, id, S("vehicle_code"), &got));      /* the bike has it now */
	assert_true(str_eq(got, S("code")));
}

static void after_the_decision_the_clerk_has_a_day(void **state)
{
	str a = keep("a"), b = keep("b");
	int64_t first, second;

	(void)state;
	DONE(cx, ask("LX0001", &(struct override_photo){ S("front"), a }, 1, &first));
	DONE(cx, ask("LX0002", (struct override_photo[]){ { S("front"), a }, { S("motor_no"), b } }, 2, &second));
	cx->now += 3 * (utc_ms)DAY_MS;
	as_officer();
	step(second, OVE_GRANT);
	cx->now += PHOTO_WAIT_MS;
	assert_int_equal(sweep(), 1);                     /* b; a is still needed by the other request */
	as_clerk();
	step(first, OVE_WITHDRAW);
	cx->now += PHOTO_WAIT_MS - 1;
	assert_int_equal(attach(a, "front"), 0);
	REFUSED(cx, E_NOTFOUND, attach(b, "motor_no"));
}

static void a_request_names_ones_own_photos_of_a_bike(void **state)
{
	str mine = keep("mine"), used = keep("used"), late = keep("late");
	struct override_photo many[OVERRIDE_PHOTOS + 1] = { { S("front"), mine }, { S("rear_plate"), mine }, { S("right_rear"), mine }, { S("vehicle_code"), mine },
	                                                   { S("motor_no"), mine }, { S("invoice"), mine }, { S("tag_place"), mine } };
	static const char *const papers[] = { "id_front", "id_back", "form", "roof", "" };
	int64_t id = 0;

	(void)state;
	assert_int_equal(attach(used, "front"), 0);
	for (size_t i = 0; i < COUNTOF(papers); i++)
		REFUSED(cx, E_INVALID, ask("LX0001", &(struct override_photo){ str_of(papers[i]), mine }, 1, &id));
	REFUSED(cx, E_INVALID, ask("LX0001", (struct override_photo[]){ { S("front"), mine }, { S("front"), mine } }, 2, &id));
	REFUSED(cx, E_INVALID, ask("LX0001", many, OVERRIDE_PHOTOS + 1, &id));
	REFUSED(cx, E_NOTFOUND, ask("LX0001", &(struct override_photo){ S("front"), used }, 1, &id));
	REFUSED(cx, E_NOTFOUND, ask("LX0001", &(struct override_photo){ S("front"), S("00000000000000000000000000000000") }, 1, &id));
	cx->now += PHOTO_WAIT_MS;
	REFUSED(cx, E_NOTFOUND, ask("LX0001", &(struct override_photo){ S("front"), late }, 1, &id));
	str fresh = keep("fresh");
	cx->actor.v += 1000;
	REFUSED(cx, E_NOTFOUND, ask("LX0001", &(struct override_photo){ S("front"), fresh }, 1, &id));
	as_clerk();
	DONE(cx, ask("LX0001", &(struct override_photo){ S("front"), fresh }, 1, &id));     /* and none of the refused ones is there */
}

static void S11_no_picture_without_its_audit_row_before_it(void **state)
{
	str a = keep("front"), got = S("nothing");
	char want[120];
	int64_t id;

	(void)state;
	DONE(cx, ask("LX0001", &(struct override_photo){ S("front"), a }, 1, &id));
	as_officer();
	REFUSED(cx, E_NOTFOUND, flow_override_photo(cx, id, S("motor_no"), &got));
	REFUSED(cx, E_NOTFOUND, flow_override_photo(cx, id + 999, S("front"), &got));
	assert_int_equal(looks().n, 0);
	DONE(cx, flow_override_photo(cx, id, S("front"), &got));
	assert_true(str_eq(got, S("front")));
	struct rows v = looks();
	snprintf(want, sizeof want, "{\"slot\":\"front\",\"photo\":\"%.*s\"}", STR_ARG(a));
	assert_int_equal(v.n, 1);
	assert_string_equal(v.last, want);
	/* the row cannot be written, another writer does not end: nothing comes back */
	struct cx second = testdb_second(&w.t, 50);
	second.area = w.a.path;
	got = S("nothing");
	DONE(cx, sql_begin(cx, true));
	assert_true(flow_override_photo(&second, id, S("front"), &got) < 0);
	sql_rollback(cx);
	sql_close(second.db);
	assert_true(str_eq(got, S("nothing")));
	assert_int_equal(looks().n, 1);
}

static void seen_in_the_own_area_and_not_by_the_asker(void **state)
{
	str a = keep("front"), got = S("nothing");
	int64_t id;

	(void)state;
	DONE(cx, ask("LX0001", &(struct override_photo){ S("front"), a }, 1, &id));
	cx->roles = ROLE_CLERK | ROLE_OFFICER;
	REFUSED(cx, E_DENIED, flow_override_photo(cx, id, S("front"), &got));
	as(w.officer, ROLE_OFFICER, w.b.path);
	REFUSED(cx, E_DENIED, flow_override_photo(cx, id, S("front"), &got));
	assert_true(str_eq(got, S("nothing")));
	assert_int_equal(looks().n, 0);
	as_officer();
	DONE(cx, flow_override_photo(cx, id, S("front"), &got));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(pictures_are_kept_while_the_request_waits), T(after_the_decision_the_clerk_has_a_day), T(a_request_names_ones_own_photos_of_a_bike),
		T(S11_no_picture_without_its_audit_row_before_it), T(seen_in_the_own_area_and_not_by_the_asker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
