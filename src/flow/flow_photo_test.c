/* flow_photo_test — who sees a bike's photo, in which order with the audit; attaching, replacing, and what policy names. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_person.h"
#include "flow/flow_bike.h"
#include "flow/flow_photo.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/owner/owner_testkit.h"

static struct { struct testdb t; char dir[160]; bike_id here, there; str path; } w;
static struct cx *const cx = &w.t.cx;

static bike_id add_bike(int64_t tag, const char *plate, int64_t unit)
{
	struct bike_new in = { .tag = { (uint64_t)tag }, .unit = unit, .owner = kit_owner(cx, "张三", "13800000001"), .how = S("register") };
	bike_id id;

	assert_true(plate_parse(str_of(plate), &in.plate));
	DONE(cx, bike_add(cx, &in, &id));
	return id;
}

static int setup(void **state)
{
	struct unit bureau, a, b;

	(void)state;
	testdb_open(&w.t);
	snprintf(w.dir, sizeof w.dir, "%s/photos", w.t.dir);
	assert_int_equal(blob_use(w.dir, 0, NULL), 0);
	DONE(cx, unit_add(cx, (unit_id){ 0 }, UNIT_BUREAU, S("TB"), S("局"), &bureau));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-A"), S("甲"), &a));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-B"), S("乙"), &b));
	w.here = add_bike(0xA1, "衡A0001", a.id.v);
	w.there = add_bike(0xA2, "衡A0002", b.id.v);
	cx->actor.v = 5;
	cx->roles = ROLE_CLERK;
	cx->area = a.path;
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

static const struct sql_stmt counts[] = {
	{ "t.photo", "SELECT count(*) FROM photo", NULL, 0, false, NULL, 0 }, { "t.bike_photo", "SELECT count(*) FROM bike_photo", NULL, 0, false, NULL, 0 },
	{ "t.audit", "SELECT count(*) FROM audit WHERE verb = 'photo.retention'", NULL, 0, false, NULL, 0 },
};
__attribute__((constructor)) static void register_counts(void)
{
	static const struct sql_stmt *const list[] = { &counts[0], &counts[1], &counts[2] };

	sql_register(list, COUNTOF(list));
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int attach(str id, bike_id bike, const char *slot)
{
	DONE(cx, sql_begin(cx, true));
	int rc = photo_attach(cx, id, bike, str_of(slot));
	if (rc < 0) {
		sql_rollback(cx);
		return rc;
	}
	DONE(cx, sql_commit(cx));
	return 0;
}

static void expect(bike_id bike, const char *slot, const char *jpeg)
{
	str got;

	DONE(cx, flow_photo_read(cx, bike, str_of(slot), &got));
	assert_true(str_eq(got, str_of(jpeg)));
}

static int count_photo(struct cx *c, const struct bike_photo *p, void *arg)
{
	(void)c, (void)p;
	(*(int *)arg)++;
	return 0;
}

static int note_event(struct cx *c, const struct bike_history *h, void *arg)
{
	char *text = arg;

	(void)c;
	if (str_eq(h->event, S("photo")))
		snprintf(text + strlen(text), 400 - strlen(text), "%.*s ", STR_ARG(h->detail));
	return 0;
}

static const struct sql_stmt t_kept = { "t.kept", "SELECT count(*) FROM bike_photo WHERE until IS NOT NULL", 0, 0 };
static const struct sql_stmt *const flow_photo_t_stmts[] = { &t_kept };
SQL_STATEMENTS(flow_photo_t)

static void attached_replaced_and_the_older_kept(void **state)
{
	char history[400] = "";
	int64_t kept;
	str a = keep("front 1"), b = keep("front 2"), again = keep("front 2"), got;
	int n = 0;

	(void)state;
	REFUSED(cx, E_NOTFOUND, flow_photo_read(cx, w.here, S("front"), &got));
	DONE(cx, attach(a, w.here, "front"));
	expect(w.here, "front", "front 1");
	REFUSED(cx, E_NOTFOUND, attach(a, w.here, "rear_plate"));
	REFUSED(cx, E_INVALID, attach(b, w.here, "roof"));
	DONE(cx, attach(b, w.here, "front"));                    /* refused before, and so not used up */
	expect(w.here, "front", "front 2");
	DONE(cx, bike_photos(cx, w.here, count_photo, &n));
	assert_int_equal(n, 1);
	DONE(cx, sql_one(cx, &t_kept, read_n, &kept, BIND_NONE));
	assert_int_equal(kept, 1);
	DONE(cx, photo_read(cx, a, &got));
	assert_true(str_eq(got, S("front 1")));
	DONE(cx, attach(again, w.there, "front"));
	DONE(cx, bike_events(cx, w.there, 50, note_event, history));
	assert_string_equal(history, "{\"slot\":\"front\",\"same\":1} ");     /* the same picture on another bike shows */
}

static void a_transfer_puts_the_former_owners_papers_away(void **state)
{
	str front = keep("the bike"), card = keep("a card"), got;
	struct owner_new n = { .kind = OK_PERSON, .nphone = 0 };
	owner_id buyer;
	struct bike b;

	(void)state;
	assert_true(pii_take(S("赵新"), &n.name));
	DONE(cx, attach(front, w.here, "front"));
	DONE(cx, attach(card, w.here, "id_front"));
	cx->stepup_at = cx->now;
	expect(w.here, "id_front", "a card");
	cx->now += 1000;
	DONE(cx, owner_add(cx, &n, &buyer));
	DONE(cx, bike_get(cx, w.here, &b));
	DONE(cx, flow_bike_step(cx, &b, BE_TRANSFER, buyer, S("sold")));
	REFUSED(cx, E_NOTFOUND, flow_photo_read(cx, w.here, S("id_front"), &got));
	expect(w.here, "front", "the bike");
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

	DONE(cx, audit_list(cx, 0, S("bike.photo_read"), (account_id){ 0 }, 100, one_row, &v));
	return v;
}

static void an_upload_is_audited(void **state)
{
	struct rows v = { 0 };
	char want[100];
	str a = keep("twelve bytes");

	(void)state;
	DONE(cx, audit_list(cx, 0, S("photo.upload"), (account_id){ 5 }, 100, one_row, &v));
	snprintf(want, sizeof want, "{\"photo\":\"%.*s\",\"bytes\":12}", STR_ARG(a));
	assert_int_equal(v.n, 1);
	assert_string_equal(v.last, want);
}

static void S11_no_photo_without_its_audit_row_before_it(void **state)
{
	char want[100];
	str a = keep("front"), got = S("nothing");

	(void)state;
	DONE(cx, attach(a, w.here, "front"));
	REFUSED(cx, E_NOTFOUND, flow_photo_read(cx, w.here, S("tag_place"), &got));
	assert_int_equal(looks().n, 0);
	expect(w.here, "front", "front");
	struct rows v = looks();
	snprintf(want, sizeof want, "{\"slot\":\"front\",\"photo\":\"%.*s\"}", STR_ARG(a));
	assert_int_equal(v.n, 1);
	assert_string_equal(v.last, want);
	/* the row cannot be written, another writer does not end: nothing comes back */
	struct cx second = testdb_second(&w.t, 50);
	DONE(cx, sql_begin(cx, true));
	assert_true(flow_photo_read(&second, w.here, S("front"), &got) < 0);
	sql_rollback(cx);
	sql_close(second.db);
	assert_true(str_eq(got, S("nothing")));
	assert_int_equal(looks().n, 1);
}

static void only_in_ones_own_area(void **state)
{
	str a = keep("there"), got = S("nothing");

	(void)state;
	DONE(cx, attach(a, w.there, "front"));
	REFUSED(cx, E_DENIED, flow_photo_read(cx, w.there, S("front"), &got));
	assert_true(str_eq(got, S("nothing")));
	assert_int_equal(looks().n, 0);
	REFUSED(cx, E_NOTFOUND, flow_photo_read(cx, (bike_id){ 999999 }, S("front"), &got));
}

static void papers_want_a_fresh_code(void **state)
{
	static const char *const personal[] = { "id_front", "id_back", "form" };
	str got;

	(void)state;
	for (size_t i = 0; i < COUNTOF(personal); i++) {
		cx->stepup_at = 0;
		DONE(cx, attach(keep(personal[i]), w.here, personal[i]));
		REFUSED(cx, E_STEPUP, flow_photo_read(cx, w.here, str_of(personal[i]), &got));
		cx->stepup_at = cx->now;
		expect(w.here, personal[i], personal[i]);
	}
	assert_int_equal(looks().n, 3);
	cx->stepup_at = 0;
	DONE(cx, attach(keep("f"), w.here, "front"));
	expect(w.here, "front", "f");
}

/* The words policy may name are the slots there are. */
static void policy_names_slots(void **state)
{
	str slot[POLICY_WORDS];
	char all[300] = "";
	int n;

	(void)state;
	DONE(cx, flow_photo_required(cx, slot, &n));
	assert_int_equal(n, 4);
	assert_true(bike_nphoto_slots <= POLICY_WORDS);
	for (int i = 0; i < bike_nphoto_slots; i++)
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s%.*s", i ? "," : "", STR_ARG(bike_photo_slots[i]));
	DONE(cx, policy_set(cx, S("photo.required"), civil_of(cx->now), str_of(all)));
	DONE(cx, flow_photo_required(cx, slot, &n));
	assert_int_equal(n, bike_nphoto_slots);
}

static int photos_left(const char *what)
{
	const struct sql_stmt *q = str_eq(str_of(what), S("photo")) ? &counts[0] : str_eq(str_of(what), S("bike_photo")) ? &counts[1] : &counts[2];
	int64_t n;

	DONE(cx, sql_one(cx, q, read_n, &n, BIND_NONE));
	return (int)n;
}

static void old_photos_go_but_never_of_a_bike_that_is_held(void **state)
{
	utc_ms begun = cx->now;
	struct bike b;

	(void)state;
	assert_int_equal(attach(keep("\xff\xd8 front 1"), w.here, "front"), 0);
	assert_int_equal(attach(keep("\xff\xd8 front 2"), w.here, "front"), 0);      /* replaces the first */
	assert_int_equal(attach(keep("\xff\xd8 tag"), w.here, "tag_place"), 0);
	assert_int_equal(attach(keep("\xff\xd8 there"), w.there, "front"), 0);
	assert_int_equal(flow_photo_old(cx), 0);
	cx->now = begun + (utc_ms)729 * DAY_MS;
	assert_int_equal(flow_photo_old(cx), 0);
	cx->now = begun + (utc_ms)731 * DAY_MS;
	DONE(cx, sql_begin(cx, true));
	DONE(cx, bike_flag_set(cx, w.here, S("sealed"), S("officer"), 0, S("")));
	DONE(cx, sql_commit(cx));
	assert_int_equal(flow_photo_old(cx), 0);                                      /* a court holds the bike */
	DONE(cx, sql_begin(cx, true));
	DONE(cx, bike_flag_end(cx, w.here, S("sealed"), S("officer"), 0));
	DONE(cx, bike_flag_set(cx, w.here, S("low_battery"), S("tag"), 0, S("")));    /* that holds nothing */
	DONE(cx, sql_commit(cx));
	assert_int_equal(flow_photo_old(cx), 1);
	assert_int_equal(photos_left("photo"), 3);
	expect(w.here, "front", "\xff\xd8 front 2");
	/* three years after the deregistration all of them */
	DONE(cx, sql_begin(cx, true));
	DONE(cx, bike_get(cx, w.here, &b));
	DONE(cx, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
	DONE(cx, sql_commit(cx));
	utc_ms off = cx->now;
	cx->now = off + (utc_ms)(3 * 365 - 1) * DAY_MS;
	assert_int_equal(flow_photo_old(cx), 0);
	cx->now = off + (utc_ms)(3 * 365) * DAY_MS;
	assert_int_equal(flow_photo_old(cx), 2);
	assert_int_equal(flow_photo_old(cx), 0);
	assert_int_equal(photos_left("photo"), 1);
	assert_int_equal(photos_left("bike_photo"), 1);
	assert_int_equal(photos_left("audit"), 2);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(old_photos_go_but_never_of_a_bike_that_is_held), T(attached_replaced_and_the_older_kept), T(a_transfer_puts_the_former_owners_papers_away), T(S11_no_photo_without_its_audit_row_before_it), T(only_in_ones_own_area), T(papers_want_a_fresh_code),
		T(policy_names_slots), T(an_upload_is_audited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
