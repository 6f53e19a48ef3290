/* paper_office_test — PP1 to PP4. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/paper/paper.h"
#include "office/seal/seal.h"

#define STMT(nm, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, 0 }
STMT(t_plate, "UPDATE paper SET plate = 'X'");
STMT(t_number, "UPDATE paper SET number = 'X'");
STMT(t_owner, "UPDATE paper SET owner = 9");
STMT(t_issued, "UPDATE paper SET issued_at = 9");
STMT(t_unprint, "UPDATE paper SET printed = 0 WHERE printed > 0");
STMT(t_sha, "UPDATE paper SET pdf_sha = '1111111111111111111111111111111111111111111111111111111111111111'");
STMT(t_gone, "DELETE FROM paper");
STMT(t_text, "UPDATE paper_text SET value = 'X' WHERE key = 'issuer'");
STMT(t_text_gone, "DELETE FROM paper_text");
STMT(t_raw, "SELECT p_content || '|' || p_code || '|' || number || '|' || reason || '|' || missing FROM paper ORDER BY id LIMIT 1");
static const struct sql_stmt *const t_stmts[] = { &t_plate, &t_number, &t_owner, &t_issued, &t_unprint, &t_sha, &t_gone, &t_text, &t_text_gone, &t_raw };

#define SHA_A "0123456789012345678901234567890123456789012345678901234567890123"
#define SHA_B "9999999999999999999999999999999999999999999999999999999999999999"

static int setup(void **state)
{
	static struct testdb t;

	sql_register(t_stmts, COUNTOF(t_stmts));
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

static struct paper_row add(struct cx *cx, enum paper_kind k, str scope)
{
	struct paper_row p;
	struct paper_new n = { .kind = k, .bike = 5, .unit = 1, .owner = { 3 }, .plate = S("衡A00042"), .reason = k == PAK_REFUSAL ? S("modified") : S(""),
	                       .missing = k == PAK_MISSING ? S("invoice,id_card") : S(""), .scope = scope, .content = S("owner=李小红\nframe=HY42\n") };

	DONE(cx, paper_add(cx, &n, &p));
	return p;
}

static void read_text(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	snprintf(ret, 4096, "%.*s", STR_ARG(s));
}

static void PP1_a_row_is_never_changed_or_removed(void **state)
{
	struct cx *cx = CX;
	struct paper_row p = add(cx, PAK_CERTIFICATE, S("雁峰")), after;
	bool same;

	DONE(cx, paper_print(cx, &p, S(SHA_A), &same));
	assert_true(same);
	DONE(cx, paper_get(cx, p.id, &p));
	assert_int_equal(p.printed, 1);
	const struct sql_stmt *no[] = { &t_plate, &t_number, &t_owner, &t_issued, &t_unprint, &t_sha, &t_gone, &t_text, &t_text_gone };
	for (size_t i = 0; i < COUNTOF(no); i++)
		REFUSED(cx, E_STATE, sql_exec(cx, no[i], BIND_NONE));
	DONE(cx, paper_print(cx, &p, S(SHA_B), &same));       /* counted, told, and the first hash stays */
	assert_false(same);
	DONE(cx, paper_get(cx, p.id, &after));
	assert_int_equal(after.printed, 2);
	assert_true(str_eq(after.pdf_sha, S(SHA_A)) && str_eq(after.plate, S("衡A00042")) && after.owner.v == 3 && after.bike == 5);
}

static void PP2_numbers_follow_without_a_hole(void **state)
{
	struct cx *cx = CX;

	assert_true(str_eq(add(cx, PAK_CERTIFICATE, S("雁峰")).number, S("衡-雁峰-2026-000001")));
	DONE(cx, sql_begin(cx, true));
	assert_true(str_eq(add(cx, PAK_CERTIFICATE, S("雁峰")).number, S("衡-雁峰-2026-000002")));
	sql_rollback(cx);
	assert_true(str_eq(add(cx, PAK_CERTIFICATE, S("雁峰")).number, S("衡-雁峰-2026-000002")));
	assert_true(str_eq(add(cx, PAK_CERTIFICATE, S("石鼓")).number, S("衡-石鼓-2026-000001")));
	assert_true(str_eq(add(cx, PAK_RECEIPT, S("雁峰")).number, S("衡收-雁峰-2026-000001")));
	cx->now += (utc_ms)60 * DAY_MS;
	assert_true(str_eq(add(cx, PAK_CERTIFICATE, S("雁峰")).number, S("衡-雁峰-2027-000001")));
	DONE(cx, paper_text_put(cx, S("number.receipt"), cx->now, S("R{n}/{unit}")));
	assert_true(str_eq(add(cx, PAK_RECEIPT, S("雁峰")).number, S("R000001/雁峰")));
	DONE(cx, paper_text_put(cx, S("number.receipt"), cx->now + 1, S("R")));
	cx->now++;
	struct paper_row p;
	REFUSED(cx, E_CONFIG, paper_add(cx, &(struct paper_new){ .kind = PAK_RECEIPT, .plate = S(""), .reason = S(""), .missing = S(""), .scope = S("x"), .content = S("a=b\n") }, &p));
}

static void PP3_content_and_code_are_sealed_and_the_code_is_found(void **state)
{
	struct cx *cx = CX;
	struct paper_row p = add(cx, PAK_CERTIFICATE, S("雁峰")), q = add(cx, PAK_RECEIPT, S("雁峰")), found;
	static char raw[4096];
	str content, code, other;
	int64_t n;

	DONE(cx, paper_content(cx, &p, &content, &code));
	assert_true(str_eq(content, S("owner=李小红\nframe=HY42\n")));
	assert_int_equal(code.n, PAPER_CODE);
	DONE(cx, sql_one(cx, &t_raw, read_text, raw, BIND_NONE));
	assert_null(strstr(raw, "李小红"));
	assert_null(strstr(raw, arena_z(cx->arena, code)));
	DONE(cx, paper_content(cx, &q, &content, &other));
	assert_int_equal(other.n, 0);                         /* only a certificate has one */
	DONE(cx, paper_by_code(cx, code, &found));
	assert_int_equal(found.id, p.id);
	char *typed = arena_alloc(cx->arena, 64);
	size_t k = 0;
	for (size_t i = 0; i < code.n; i++) {                 /* as somebody types it */
		if (i && i % 5 == 0)
			typed[k++] = i % 2 ? '-' : ' ';
		char c = code.p[i] == '0' ? 'o' : code.p[i] == '1' ? 'l' : code.p[i];
		typed[k++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	DONE(cx, paper_by_code(cx, (str){ typed, k }, &found));
	assert_int_equal(found.id, p.id);
	REFUSED(cx, E_NOTFOUND, paper_by_code(cx, S("00000000000000000000000000"), &found));
	REFUSED(cx, E_NOTFOUND, paper_by_code(cx, S("no code"), &found));
	REFUSED(cx, E_NOTFOUND, paper_by_code(cx, (str){ code.p, code.n - 1 }, &found));
	REFUSED(cx, E_NOTFOUND, paper_by_code(cx, S(""), &found));
	DONE(cx, seal_again(cx, NULL, NULL, &n));             /* both columns are known to office/seal */
	DONE(cx, seal_index_again(cx, false, NULL, NULL, &n));
	DONE(cx, seal_check(cx));
	DONE(cx, paper_by_code(cx, code, &found));
	assert_int_equal(found.id, p.id);
}

static void PP4_a_text_is_the_newest_not_after_the_instant(void **state)
{
	struct cx *cx = CX;
	str v;

	DONE(cx, paper_text(cx, S("issuer"), cx->now, &v));
	assert_true(str_eq(v, S("衡阳市公安局交通警察支队")));
	DONE(cx, paper_text_put(cx, S("issuer"), cx->now + DAY_MS, S("新单位")));
	REFUSED(cx, E_STATE, paper_text_put(cx, S("issuer"), cx->now + DAY_MS, S("另一个")));
	REFUSED(cx, E_INVALID, paper_text_put(cx, S("issuer"), cx->now - 1, S("昨天")));
	REFUSED(cx, E_INVALID, paper_text_put(cx, S("issuer"), cx->now, S("两\n行")));
	REFUSED(cx, E_INVALID, paper_text_put(cx, S("is suer"), cx->now, S("x")));
	DONE(cx, paper_text(cx, S("issuer"), cx->now + DAY_MS - 1, &v));
	assert_true(str_eq(v, S("衡阳市公安局交通警察支队")));
	DONE(cx, paper_text(cx, S("issuer"), cx->now + DAY_MS, &v));
	assert_true(str_eq(v, S("新单位")));
	REFUSED(cx, E_NOTFOUND, paper_text(cx, S("no.such"), cx->now, &v));
	DONE(cx, paper_text_or(cx, S("no.such"), cx->now, S("otherwise"), &v));
	assert_true(str_eq(v, S("otherwise")));
}

static void what_is_no_document_is_refused(void **state)
{
	struct cx *cx = CX;
	struct paper_row p;
	struct paper_new n = { .kind = PAK_REFUSAL, .plate = S(""), .reason = S(""), .missing = S(""), .scope = S("x"), .content = S("a=b\n") };

	REFUSED(cx, E_INVALID, paper_add(cx, &n, &p));
	n.reason = S("Not coded");
	REFUSED(cx, E_INVALID, paper_add(cx, &n, &p));
	n.reason = S("other");
	n.missing = S("invoice");
	REFUSED(cx, E_INVALID, paper_add(cx, &n, &p));
	n.missing = S("");
	n.content = (str){ arena_alloc(cx->arena, 5000), 5000 };
	memset((void *)(uintptr_t)n.content.p, 'x', 5000);
	REFUSED(cx, E_TOOBIG, paper_add(cx, &n, &p));
	n.content.n = PAPER_CONTENT;
	DONE(cx, paper_add(cx, &n, &p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(PP1_a_row_is_never_changed_or_removed), T(PP2_numbers_follow_without_a_hole), T(PP3_content_and_code_are_sealed_and_the_code_is_found),
		T(PP4_a_text_is_the_newest_not_after_the_instant), T(what_is_no_document_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
