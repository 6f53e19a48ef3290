/* flow_audit_test — the auditor's rows speak in names: of accounts, also those made on the machine, units, points, stations and case numbers; never of
 * whom a pseudonym stands for. And how accounts are found by what is typed. */
#include "flow/figures_testkit.h"
#include "flow/flow_audit.h"
#include "office/account/account_testkit.h"
#include "office/station/station.h"
#include "office/theft/theft.h"

static struct toy city;

struct seen { struct audit_namer namer; struct audit_row row[40]; struct audit_names name[40]; int n; };

static int see(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct seen *s = arg;

	assert_true(s->n < 40);
	s->row[s->n] = *r;
	return flow_audit_names(cx, &s->namer, r, &s->name[s->n++]);
}

static void add(struct cx *cx, const char *verb, const char *kind, int64_t id, theft_id case_id)
{
	DONE(cx, audit_add(cx, verb, kind, id, case_id, S("")));
}

static struct theft a_case(struct cx *cx, const struct bike *b)
{
	struct theft t;
	struct theft_new in = { .bike = b->id, .tag = b->tag, .plate = b->plate, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS,
	                        .district = 430405, .place = S(""), .note = S("") };

	DONE(cx, theft_report(cx, &in, &t));
	return t;
}

static struct station a_station(struct cx *cx, const char *name, const char *place)
{
	struct station_new in = { .kind = STATION_ROADSIDE, .district = 430405, .at = { 268900000, 1126000000 }, .range_m = 100, .role = S(""), .place = str_of(place) };
	uint8_t key[STATION_KEY];
	struct station s;

	assert_true(station_name_parse(str_of(name), &in.name));
	DONE(cx, station_add(cx, &in, key, &s));
	return s;
}

#define IS(got, want) do { if (!str_eq(got, str_of(want))) fail_msg("'%.*s' instead of '%s'", STR_ARG(got), want); } while (0)

static void rows_speak_in_names(void **state)
{
	static struct seen s;
	struct testdb t;
	struct cx *cx = &t.cx;

	(void)state;
	testdb_open(&t);
	city = (struct toy){ .seed = 4 };
	city_places(cx, &city);
	account_id wang = kit_account(cx, "wang.wei", "correct horse battery", ROLE_OFFICER, NULL);
	struct bike b = city_bike(cx, &city);
	cx->actor = wang;
	cx->roles = ROLE_OFFICER;
	struct theft th = a_case(cx, &b);
	add(cx, "trail.read", "theft", th.id.v, th.id);
	add(cx, "owner.unmask", "owner", city.owner.v, (theft_id){ 0 });
	add(cx, "site.edit", "site", city.site[1].id.v, (theft_id){ 0 });
	add(cx, "unit.rename", "unit", city.branch.id.v, (theft_id){ 0 });
	add(cx, "station.step", "station", a_station(cx, "A0001", "解放路口").id.v, (theft_id){ 0 });
	add(cx, "station.step", "station", a_station(cx, "A0002", "").id.v, (theft_id){ 0 });
	add(cx, "grant.ask", "grant", wang.v, (theft_id){ 0 });
	cx->actor.v = 0;
	cx->roles = ROLE_SYSTEM;
	add(cx, "account.add.console", "account", wang.v, (theft_id){ 0 });
	add(cx, "account.add.console", "account", 999, (theft_id){ 999 });
	cx->roles = ROLE_PUBLIC;
	add(cx, "account.login.fail", "account", 0, (theft_id){ 0 });
	cx->roles = ROLE_OWNER;
	add(cx, "owner.consent", "owner", city.owner.v, (theft_id){ 0 });
	DONE(cx, audit_list(cx, 0, S(""), (account_id){ 0 }, 40, see, &s));
	assert_int_equal(s.n, 11);
	struct audit_names *n = s.name;
	IS(n[0].by, "owner");                         /* newest first */
	IS(n[0].actor, "");
	IS(n[1].by, "public");
	IS(n[2].subject, "");                         /* an account that is not there, a case that is not there */
	IS(n[2].case_number, "");
	IS(n[3].by, "system");
	IS(n[3].subject, "王警官");
	IS(n[3].subject_login, "wang.wei");
	IS(n[4].subject, "王警官");
	IS(n[5].subject, "A0002");
	IS(n[6].subject, "解放路口");
	IS(n[7].subject, "珠晖分局");
	IS(n[8].subject, "point");
	IS(n[9].subject, "");                         /* a person */
	assert_int_equal(s.row[9].subject.n, 16);
	IS(n[10].subject, "");                        /* the case's own pseudonym stays; its number is the reason */
	assert_true(str_eq(n[10].case_number, th.number));
	IS(n[10].by, "account");
	IS(n[10].actor, "王警官");
	IS(n[10].login, "wang.wei");
	assert_true(n[10].unit.n > 0);
	testdb_close(&t);
}

/* A pseudonym of digits alone, or a row that somebody forged with a number, names nobody. */
static void nobody_is_named_by_a_number(void **state)
{
	static const char *const kinds[] = { "owner", "bike", "theft", "photo", "booking", "tag", "plate" };
	struct testdb t;
	struct audit_names n;
	struct audit_namer m = { .n = 0 };

	(void)state;
	testdb_open(&t);
	city = (struct toy){ .seed = 4 };
	city_places(&t.cx, &city);
	(void)city_bike(&t.cx, &city);
	account_id first = kit_account(&t.cx, "zhao", "correct horse battery", ROLE_OFFICER, NULL);
	char number[24];
	snprintf(number, sizeof number, "#%lld", (long long)first.v);
	for (size_t i = 0; i < COUNTOF(kinds); i++) {
		struct audit_row r = { .kind = str_of(kinds[i]), .subject = str_of(number), .verb = S("x.y"), .detail = S("") };
		DONE(&t.cx, flow_audit_names(&t.cx, &m, &r, &n));
		IS(n.subject, "");
		r.kind = S("unit");
		r.subject = S("1234567890123456");
		DONE(&t.cx, flow_audit_names(&t.cx, &m, &r, &n));
		IS(n.subject, "");
	}
	testdb_close(&t);
}

struct hits { int n; struct account a[60]; };

static int hit(struct cx *cx, const struct account *a, void *arg)
{
	struct hits *h = arg;

	(void)cx;
	assert_true(h->n < 60);
	h->a[h->n++] = *a;
	return 0;
}

static struct hits find(struct cx *cx, const char *text, int max)
{
	struct hits h = { 0 };

	DONE(cx, account_find(cx, str_of(text), max, hit, &h));
	return h;
}

static void a_policy_speaks_in_its_words(void **state)
{
	static const struct { const char *detail, *key; } rows[] = {
		{ "order.sign_s from 2026-12-01", "order.sign_s" }, { "{\"key\":\"register.direct\",\"value\":\"1\",\"from\":\"today\"}", "register.direct" },
		{ "release", "" }, { "order.sign from 2026-12-01", "" }, { "", "" },
	};
	static struct seen s;
	struct testdb t;
	struct cx *cx = &t.cx;
	size_t n = COUNTOF(rows);

	(void)state;
	testdb_open(&t);
	for (size_t i = 0; i < n; i++)
		DONE(cx, audit_add(cx, "policy.set", "policy", 0, (theft_id){ 0 }, str_of(rows[i].detail)));
	DONE(cx, audit_add(cx, "owner.read", "owner", 1, (theft_id){ 0 }, S("order.sign_s from 2026-12-01")));      /* no policy's row */
	DONE(cx, audit_list(cx, 0, S(""), (account_id){ 0 }, 40, see, &s));
	IS(s.name[0].policy, "");
	for (size_t i = 0; i < n; i++) {
		const struct audit_names *a = &s.name[n - i];
		IS(a->policy, rows[i].key);
		assert_int_equal(a->policy_zh.n > 0, rows[i].key[0] != 0);
		assert_int_equal(a->policy_en.n > 0, rows[i].key[0] != 0);
	}
	testdb_close(&t);
}

static void accounts_are_found_by_number_and_name(void **state)
{
	struct testdb t;
	struct cx *cx = &t.cx;
	account_id id[3];

	(void)state;
	testdb_open(&t);
	const char *const names[] = { "li.na", "wang.li", "lin" }, *const shown[] = { "李娜", "王丽", "Lin Da" };
	for (int i = 0; i < 3; i++) {
		id[i] = kit_account(cx, names[i], "correct horse battery", ROLE_OFFICER, NULL);
		DONE(cx, account_rename(cx, id[i], str_of(shown[i])));
	}
	struct hits h = find(cx, "LI", 60);
	assert_int_equal(h.n, 3);
	assert_int_equal(h.a[2].id.v, id[1].v);       /* those that begin so come first */
	h = find(cx, "lin", 60);
	assert_int_equal(h.n, 1);
	h = find(cx, "lin da", 60);
	assert_true(h.n == 1 && h.a[0].id.v == id[2].v);
	h = find(cx, "丽", 60);
	assert_true(h.n == 1 && h.a[0].id.v == id[1].v && h.a[0].unit_name.n > 0);
	char number[24];
	snprintf(number, sizeof number, "%lld", (long long)id[0].v);
	h = find(cx, number, 60);
	assert_true(h.n == 1 && h.a[0].id.v == id[0].v);
	assert_int_equal(find(cx, "nobody", 60).n, 0);
	assert_int_equal(find(cx, "%", 60).n, 0);
	assert_int_equal(find(cx, "", 60).n, 3);
	assert_int_equal(find(cx, "", 2).n, 2);
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_speak_in_names), cmocka_unit_test(nobody_is_named_by_a_number), cmocka_unit_test(a_policy_speaks_in_its_words), cmocka_unit_test(accounts_are_found_by_number_and_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
