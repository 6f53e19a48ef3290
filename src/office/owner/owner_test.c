/* owner_test — O1 to O5. Numbers here are of no real person: dates of birth of long ago or ranges never given out. */
#include "office/owner/owner_testkit.h"

#include <stdio.h>

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	t.cx.roles = ROLE_CLERK;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

/* A number with the right check digit for 430405, that birthday and sequence number. */
static struct pii id_of(const char *born, int seq)
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	char z[24];
	struct pii p;
	int sum = 0;

	snprintf(z, sizeof z, "430405%s%03d", born, seq);
	for (int i = 0; i < 17; i++)
		sum += (z[i] - '0') * weight[i];
	z[17] = "10X98765432"[sum % 11];
	assert_true(pii_take((str){ z, 18 }, &p));
	return p;
}

static struct pii text(const char *z)
{
	struct pii p;

	assert_true(pii_take(str_of(z), &p));
	return p;
}

static struct owner_new person(const char *name, const char *born, int seq)
{
	return (struct owner_new){ .kind = OK_PERSON, .id_kind = IK_IDCARD, .name = text(name), .id_no = id_of(born, seq), .address = text("衡阳市珠晖区某路1号"),
	                           .phone = { text("13800001111") }, .nphone = 1 };
}

struct hits { int64_t id[8]; int n; };

static int keep(struct cx *cx, const struct owner *o, void *arg)
{
	struct hits *h = arg;

	(void)cx;
	h->id[h->n++] = o->id.v;
	return 0;
}

static struct hits find(struct cx *cx, const char *by, const char *value)
{
	struct pii p = text(value);
	struct hits h = { .n = 0 };

	DONE(cx, owner_find(cx, str_of(by), &p, 8, keep, &h));
	return h;
}

static void found_by_what_people_write(void **state)
{
	struct cx *cx = CX;
	struct owner_new n = person("欧阳 娜", "19800101", 1);
	struct owner o;
	owner_id id;

	DONE(cx, owner_add(cx, &n, &id));
	DONE(cx, owner_get(cx, id, &o));
	assert_true(str_eq(pii_reveal(&o.id_no), pii_reveal(&n.id_no)));
	assert_int_equal(owner_age(&o, cx->now), 46);
	assert_int_equal(find(cx, "name", "欧阳娜").n, 1);
	assert_int_equal(find(cx, "name", "欧阳").n, 0);
	assert_int_equal(find(cx, "phone", "+86 138-0000-1111").n, 1);
	assert_int_equal(find(cx, "phone", "１３８００００１１１１").n, 1);
	assert_int_equal(find(cx, "phone", "nothing").n, 0);
	char lower[32];
	str no = pii_reveal(&n.id_no);
	for (size_t i = 0; i <= no.n; i++)
		lower[i] = i == no.n ? 0 : no.p[i] == 'X' ? 'x' : no.p[i];
	assert_int_equal(find(cx, "idNo", lower).n, 1);
	struct pii p = text("x");
	REFUSED(cx, E_INVALID, owner_find(cx, S("address"), &p, 8, keep, NULL));
}

static void O1_a_document_is_on_one_live_owner(void **state)
{
	struct cx *cx = CX;
	struct owner_new n = person("甲", "19800101", 2), again = person("乙", "19800101", 2), other = person("丙", "19800101", 3);
	struct owner_change c = { .has_id = true, .id_kind = IK_IDCARD, .id_no = n.id_no };
	struct owner o;
	owner_id id, id3;

	DONE(cx, owner_add(cx, &n, &id));
	assert_int_equal(owner_add(cx, &again, &id3), E_STATE);
	assert_string_equal(cx->err.field, "idNo");
	cx->err = (struct err){ 0 };
	DONE(cx, owner_add(cx, &other, &id3));
	DONE(cx, owner_get(cx, id3, &o));
	REFUSED(cx, E_STATE, owner_change(cx, &o, &c));
	/* owners without a document (imports) are not one for that */
	kit_owner(cx, "丁", "13800005555");
	kit_owner(cx, "丁", "13800005555");
	assert_int_equal(find(cx, "name", "丁").n, 2);
}

static void O2_documents_are_checked(void **state)
{
	struct cx *cx = CX;
	struct owner_new n = person("甲", "19800101", 4);
	owner_id id;
	char z[32];

	str no = pii_reveal(&n.id_no);
	snprintf(z, sizeof z, "%.17s%c", no.p, no.p[17] == '0' ? '1' : '0');
	n.id_no = text(z);
	REFUSED(cx, E_INVALID, owner_add(cx, &n, &id));                    /* check digit */
	n.id_no = id_of("19800231", 1);
	REFUSED(cx, E_INVALID, owner_add(cx, &n, &id));                    /* no such date */
	n.id_no = id_of("20991231", 1);
	REFUSED(cx, E_INVALID, owner_add(cx, &n, &id));                    /* not born yet */
	n = person("甲", "19800101", 5);
	n.id_kind = IK_USCC;
	n.id_no = text("91430400MA4L000001");
	REFUSED(cx, E_INVALID, owner_add(cx, &n, &id));                    /* a person has no social credit code */
	n = person("甲", "19800101", 6);
	n.phone[0] = text("12345");
	REFUSED(cx, E_INVALID, owner_add(cx, &n, &id));
	n = person("", "19800101", 7);
	REFUSED(cx, E_INVALID, owner_add(cx, &n, &id));
	n = person("甲", "19800101", 8);
	n.id_kind = IK_NONE;
	REFUSED(cx, E_INVALID, owner_add(cx, &n, &id));                    /* a number without its kind */
}

static void read_texts(struct sql_row *r, void *ret)
{
	char *all = ret;
	size_t n = 0;

	for (int i = 0; i < 5; i++) {
		str s = sql_str(r);
		memcpy(all + n, s.p, s.n);
		n += s.n;
		all[n++] = '\n';
	}
	all[n] = 0;
}

static void O3_nothing_personal_is_stored_plain_and_a_moved_value_does_not_open(void **state)
{
	static const struct sql_stmt raw = { "t.own1", "SELECT o.p_name, o.p_id_no, o.p_address, p.p_phone, 'x' FROM owner o JOIN owner_phone p ON p.owner = o.id WHERE o.id = $1", 0, 1 },
		move = { "t.own2", "UPDATE owner SET p_name = (SELECT p_name FROM owner WHERE id = $1) WHERE id = $2", 0, 2 },
		across = { "t.own3", "UPDATE owner SET p_address = p_name WHERE id = $1", 0, 1 };
	static const struct sql_stmt *const list[] = { &raw, &move, &across };
	struct cx *cx = CX;
	struct owner_new n = person("诸葛某", "19800101", 9), m = person("司马某", "19800101", 10);
	struct owner o;
	owner_id a, b;
	char all[4096];

	sql_register(list, COUNTOF(list));
	DONE(cx, owner_add(cx, &n, &a));
	DONE(cx, owner_add(cx, &m, &b));
	DONE(cx, sql_one(cx, &raw, read_texts, all, BIND(V(a.v))));
	assert_null(strstr(all, "诸葛"));
	assert_null(strstr(all, "430405"));
	assert_null(strstr(all, "珠晖"));
	assert_null(strstr(all, "1380000"));
	DONE(cx, sql_exec(cx, &move, BIND(V(a.v), V(b.v))));
	REFUSED(cx, E_CORRUPT, owner_get(cx, b, &o));
	DONE(cx, sql_exec(cx, &across, BIND(V(a.v))));
	REFUSED(cx, E_CORRUPT, owner_get(cx, a, &o));
}

static void O4_two_become_one_by_two(void **state)
{
	struct cx *cx = CX;
	struct owner_new n = person("甲", "19800101", 11);
	struct pii phone[OWNER_PHONES];
	struct owner_merge m;
	struct owner o;
	owner_id keep_id, gone = kit_owner(cx, "甲", "13800006666"), unit;
	int64_t id;
	int nphone;

	DONE(cx, owner_add(cx, &n, &keep_id));
	struct owner_new u = { .kind = OK_UNIT, .id_kind = IK_NONE, .name = text("某公司") };
	DONE(cx, owner_add(cx, &u, &unit));
	cx->actor.v = 21;
	REFUSED(cx, E_INVALID, owner_merge_ask(cx, keep_id, keep_id, S("同一人"), &id));
	REFUSED(cx, E_STATE, owner_merge_ask(cx, keep_id, unit, S("同一人"), &id));
	DONE(cx, owner_merge_ask(cx, keep_id, gone, S("同一人"), &id));
	REFUSED(cx, E_STATE, owner_merge_ask(cx, keep_id, gone, S("同一人"), &id));
	REFUSED(cx, E_DENIED, owner_merge_decide(cx, id, true, S(""), &m));
	cx->actor.v = 22;
	/* declined, with a reason that is kept; then asked for again */
	REFUSED(cx, E_INVALID, owner_merge_decide(cx, id, false, S(""), &m));
	REFUSED(cx, E_INVALID, owner_merge_decide(cx, id, false, S("不"), &m));
	DONE(cx, owner_merge_decide(cx, id, false, S("两个人"), &m));
	DONE(cx, owner_merge_get(cx, id, &m));
	assert_true(str_eq(m.state, S("refused")) && str_eq(m.note, S("两个人")) && m.decided_by.v == 22);
	cx->actor.v = 21;
	DONE(cx, owner_merge_ask(cx, keep_id, gone, S("同一人，已核对"), &id));
	cx->actor.v = 22;
	DONE(cx, owner_merge_decide(cx, id, true, S(""), &m));
	REFUSED(cx, E_STATE, owner_merge_decide(cx, id, true, S(""), &m));
	DONE(cx, owner_get(cx, gone, &o));
	assert_true(o.merged);
	DONE(cx, owner_live(cx, gone, &o));
	assert_int_equal(o.id.v, keep_id.v);
	DONE(cx, owner_phones(cx, keep_id, phone, &nphone));
	assert_int_equal(nphone, 2);
	assert_int_equal(find(cx, "phone", "13800006666").id[0], keep_id.v);
	assert_int_equal(find(cx, "name", "甲").n, 1);
}

static void O5_consents_stay(void **state)
{
	static const struct sql_stmt change = { "t.con1", "UPDATE consent SET given = 0", 0, 0 };
	static const struct sql_stmt *const list[] = { &change };
	struct cx *cx = CX;
	owner_id id = kit_owner(cx, "甲", "13800007777");
	struct consent c;

	sql_register(list, 1);
	REFUSED(cx, E_NOTFOUND, owner_consent_of(cx, id, S("trail"), &c));
	REFUSED(cx, E_INVALID, owner_consent(cx, id, S("anything"), S("2026-1"), true));
	DONE(cx, owner_consent(cx, id, S("trail"), S("2026-1"), true));
	cx->now += 1000;
	DONE(cx, owner_consent(cx, id, S("trail"), S("2026-2"), false));
	DONE(cx, owner_consent_of(cx, id, S("trail"), &c));
	assert_true(!c.given && str_eq(c.text_version, S("2026-2")) && c.at == cx->now);
	REFUSED(cx, E_STATE, sql_exec(cx, &change, BIND_NONE));
}

static int count_agents(struct cx *cx, const struct owner_agent *a, void *arg)
{
	(void)cx;
	assert_true(str_eq(pii_reveal(&a->name), S("代办人")));
	++*(int *)arg;
	return 0;
}

static void phones_and_agents(void **state)
{
	struct cx *cx = CX;
	owner_id id = kit_owner(cx, "甲", "13800008888");
	struct owner_agent a = { .owner = id, .name = text("代办人"), .id_kind = IK_IDCARD, .id_no = id_of("19810101", 1), .phone = text("13800009999"),
	                         .paper = S(""), .until_day = S("2026-12-31") };
	struct pii p = text("138 0000 8888");
	int64_t aid;
	int n = 0;

	REFUSED(cx, E_STATE, owner_phone_add(cx, id, &p));
	for (int i = 0; i < OWNER_PHONES - 1; i++) {
		char z[16];
		snprintf(z, sizeof z, "1390000000%d", i);
		p = text(z);
		DONE(cx, owner_phone_add(cx, id, &p));
	}
	p = text("13900000009");
	REFUSED(cx, E_STATE, owner_phone_add(cx, id, &p));
	REFUSED(cx, E_NOTFOUND, owner_phone_end(cx, id, &p));
	p = text("13800008888");
	DONE(cx, owner_phone_end(cx, id, &p));
	assert_int_equal(find(cx, "phone", "13800008888").n, 0);
	DONE(cx, owner_agent_add(cx, &a, &aid));
	a.until_day = S("2026-11-22");
	REFUSED(cx, E_INVALID, owner_agent_add(cx, &a, &aid));
	DONE(cx, owner_agents(cx, id, count_agents, &n));
	assert_int_equal(n, 1);
	cx->now += 60 * (utc_ms)DAY_MS;
	n = 0;
	DONE(cx, owner_agents(cx, id, count_agents, &n));
	assert_int_equal(n, 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(found_by_what_people_write), T(O1_a_document_is_on_one_live_owner), T(O2_documents_are_checked),
		T(O3_nothing_personal_is_stored_plain_and_a_moved_value_does_not_open), T(O4_two_become_one_by_two), T(O5_consents_stay), T(phones_and_agents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
