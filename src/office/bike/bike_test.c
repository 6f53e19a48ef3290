/* bike_test — B1 to B3 and the search. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/bike/bike.h"

static bike_id add(struct cx *cx, const char *tag, const char *plate)
{
	struct bike_new n = { .brand = S("雅迪"), .colour = S("红") };
	bike_id id;

	assert_true(tag_parse(str_of(tag), &n.tag));
	assert_true(plate_parse(str_of(plate), &n.plate));
	assert_true(pii_take(S("李四"), &n.owner_name));
	assert_true(pii_take(S("13800001111"), &n.owner_phone));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static void B1_a_tag_and_a_plate_are_on_one_bike(void **state)
{
	struct cx *cx = CX;
	struct bike_new n = { .brand = S(""), .colour = S("") };
	bike_id id = { 9 };

	add(cx, "AB01", "衡（电动）阳AB58");
	assert_true(tag_parse(S("AB02"), &n.tag));
	assert_true(plate_parse(S("衡(电动)阳 ab58"), &n.plate));   /* B2: another way to write it */
	assert_int_equal(bike_add(cx, &n, &id), E_STATE);
	assert_string_equal(cx->err.field, "plate");
	cx->err = (struct err){ 0 };
	assert_true(tag_parse(S("ab01"), &n.tag));
	assert_true(plate_parse(S("衡(电动)阳CD00"), &n.plate));
	assert_int_equal(bike_add(cx, &n, &id), E_STATE);
	assert_string_equal(cx->err.field, "tag");
	assert_int_equal(id.v, 9);
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void B3_a_replaced_tag_is_free_again_and_the_stale_page_is_refused(void **state)
{
	struct cx *cx = CX;
	bike_id a = add(cx, "1", "衡A1"), c = add(cx, "3", "衡A3");
	struct bike b, stale, other;

	DONE(cx, bike_get(cx, a, &b));
	assert_true(str_eq(pii_reveal(&b.owner_name), S("李四")));
	stale = b;
	REFUSED(cx, E_STATE, bike_retag(cx, &b, (tag_id){ 3 }));
	REFUSED(cx, E_STATE, bike_retag(cx, &b, (tag_id){ 1 }));
	DONE(cx, bike_retag(cx, &b, (tag_id){ 2 }));
	REFUSED(cx, E_STATE, bike_retag(cx, &stale, (tag_id){ 7 }));
	DONE(cx, bike_by_tag(cx, (tag_id){ 2 }, &other));
	assert_int_equal(other.id.v, a.v);
	REFUSED(cx, E_NOTFOUND, bike_by_tag(cx, (tag_id){ 1 }, &other));
	DONE(cx, bike_get(cx, c, &other));
	DONE(cx, bike_retag(cx, &other, (tag_id){ 1 }));
	static const struct sql_stmt old = { "t.old", "SELECT count(*) FROM bike_old_tag WHERE tag = '1' OR tag = '3'", 0, 0 };
	static const struct sql_stmt *const list[] = { &old };
	sql_register(list, 1);
	int64_t n = 0;
	DONE(cx, sql_one(cx, &old, read_count, &n, BIND_NONE));
	assert_int_equal(n, 2);
}

struct hits { int64_t id[60]; int n; };

static int keep(struct cx *cx, const struct bike *b, void *arg)
{
	struct hits *h = arg;

	(void)cx;
	h->id[h->n++] = b->id.v;
	return 0;
}

static struct hits find(struct cx *cx, const char *q)
{
	struct hits h = { .n = 0 };

	int n = bike_search(cx, str_of(q), 50, keep, &h);
	assert_int_equal(n, h.n);
	assert_int_equal(cx->err.code, 0);
	return h;
}

static void the_search_gives_exact_first_then_parts(void **state)
{
	struct cx *cx = CX;
	int64_t longer = add(cx, "AB580", "衡（电动）阳AB581").v, exact = add(cx, "77", "阳AB58").v, tag = add(cx, "AB58", "衡（电动）石ZZ01").v;
	struct hits h = find(cx, "阳ab58");

	assert_int_equal(h.n, 2);
	assert_int_equal(h.id[0], exact);
	assert_int_equal(h.id[1], longer);
	h = find(cx, "电动");                      /* two hanzi */
	assert_int_equal(h.n, 2);
	h = find(cx, "AB58");                      /* exact tag first, then plates and tags with it, each once */
	assert_int_equal(h.n, 3);
	assert_int_equal(h.id[0], tag);
	assert_int_equal(find(cx, "nothing").n, 0);
	assert_int_equal(find(cx, "%").n, 0);      /* no wildcard */
	assert_int_equal(find(cx, "' OR 1=1 --").n, 0);
	for (int i = 0; i < 60; i++) {
		char t[16], p[16];
		snprintf(t, sizeof t, "F%04X", i);
		snprintf(p, sizeof p, "MANY%02d", i);
		add(cx, t, p);
	}
	assert_int_equal(find(cx, "MANY").n, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(B1_a_tag_and_a_plate_are_on_one_bike), T(B3_a_replaced_tag_is_free_again_and_the_stale_page_is_refused),
		T(the_search_gives_exact_first_then_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
