/* flow_paper_test — FP1 to FP4, and that a document which is fetched says what the register says, in text and in its code. */
#define _GNU_SOURCE
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <sys/stat.h>

#include "flow/flow_paper.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/bike/bike.h"
#include "office/owner/owner.h"
#include "office/site/site.h"
#include "office/tag/tag.h"
#include "office/theft/theft.h"

#define STMT(nm, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, 0 }
STMT(t_other_sha, "INSERT INTO paper (ref, kind, number, bike, unit, p_content, issued_at, actor, pdf_sha) SELECT x'000102030405060708090a0b0c0d0e0f', kind, "
                  "'other', bike, unit, p_content, issued_at, actor, '0123456789012345678901234567890123456789012345678901234567890123' FROM paper");
static const struct sql_stmt *const t_stmts[] = { &t_other_sha };

/* Two precincts; the point and its bike are in the first. */
static struct { struct unit a, b, point; struct site site; owner_id li, wang; bike_id bike; } w;

static owner_id owner(struct cx *cx, str name, str id_no)
{
	struct owner_new n = { .kind = OK_PERSON, .id_kind = IK_IDCARD };
	owner_id id;

	assert_true(pii_take(name, &n.name) && pii_take(id_no, &n.id_no));
	DONE(cx, owner_add(cx, &n, &id));
	return id;
}

static bike_id bike(struct cx *cx, str plate, uint64_t tag, enum bike_kind kind, str ends)
{
	struct bike_new n = { .tag = { tag }, .kind = kind, .use = BU_TAKEAWAY, .vehicle_code = S("123456789012345"), .frame_no = S("HYFRAME0042"), .motor_no = S("MOTOR77"),
	                      .brand = S("雅迪"), .model = S("DE3"), .colour = S("红"), .colour2 = S("黑"), .bought_on = S("2026-11-20"), .ends_on = ends,
	                      .price_fen = 259900, .site = w.site.id.v, .unit = w.point.id.v, .district = 430406, .owner = w.li, .how = S("register") };
	bike_id id;

	assert_true(plate_parse(plate, &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static void as_clerk(struct cx *cx, const struct unit *u)
{
	cx->actor = (account_id){ 42 };
	cx->roles = ROLE_CLERK;
	cx->unit = u->id;
	cx->area = arena_str(cx->arena, u->path);
}

static int setup(void **state)
{
	static struct testdb t;
	struct unit branch, other;

	sql_register(t_stmts, COUNTOF(t_stmts));
	testdb_open(&t);
	struct cx *cx = &t.cx;
	arena_done(&t.arena);
	arena_init(&t.arena, 64 << 20);
	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("430406"), S("雁峰分局"), &branch));
	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("430407"), S("石鼓分局"), &other));
	DONE(cx, unit_add(cx, branch.id, UNIT_PRECINCT, S("4304061"), S("先锋路派出所"), &w.a));
	DONE(cx, unit_add(cx, other.id, UNIT_PRECINCT, S("4304071"), S("人民路派出所"), &w.b));
	DONE(cx, unit_add(cx, w.a.id, UNIT_SITE, S("HY01"), S("上牌点单位"), &w.point));
	DONE(cx, site_add(cx, &(struct site_new){ .unit = w.point.id, .code = S("HY01"), .name = S("雁峰一号上牌点"), .district = 430406, .at = { 268900000, 1125700000 },
	                                          .slot_min = 30, .quota = 1, .windows = 2, .address = S(""), .phone = S("") }, &w.site));
	DONE(cx, paper_text_put(cx, S("short.430406"), cx->now, S("雁峰")));
	DONE(cx, paper_text_put(cx, S("public_url"), cx->now, S("https://jdc.example.cn/")));
	as_clerk(cx, &w.point);
	w.li = owner(cx, S("李小红"), S("43040619900101123X"));
	w.wang = owner(cx, S("王建国"), S("430406198502023453"));
	w.bike = bike(cx, S("衡A00042"), 0xabc042, BK_STANDARD, S(""));
	flow_paper_rates_clear();
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

/* What command prints about the PDF, in a folder of its own. */
static void outside(str pdf, const char *command, char *ret, size_t cap)
{
	char dir[] = "/tmp/yz-paper-XXXXXX", path[64], line[600];

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/p.pdf", dir);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
	fclose(f);
	snprintf(line, sizeof line, "cd %s && %s; rm -rf %s", dir, command, dir);
	f = popen(line, "r");
	assert_non_null(f);
	size_t n = fread(ret, 1, cap - 1, f);
	ret[n] = 0;
	pclose(f);
}

static struct paper_made issue(struct cx *cx, enum paper_kind k, bike_id id)
{
	struct paper_made m;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_paper_bike(cx, k, id, &m));
	DONE(cx, sql_commit(cx));
	return m;
}

static str pdf_of(struct cx *cx, int64_t id)
{
	struct paper_row row;
	str pdf;

	DONE(cx, flow_paper_pdf(cx, id, &row, &pdf));
	return pdf;
}

static void says(struct cx *cx, int64_t id, const char *const *want, size_t n)
{
	static char text[16384];

	outside(pdf_of(cx, id), "pdftotext -raw p.pdf - | tr -d '\\n '", text, sizeof text);
	for (size_t i = 0; i < n; i++)
		if (!strstr(text, want[i]))
			fail_msg("'%s' is not in: %s", want[i], text);
}
#define SAYS(cx, id, ...) says((cx), (id), (const char *const[]){ __VA_ARGS__ }, COUNTOF(((const char *const[]){ __VA_ARGS__ })))

static void a_certificate_says_what_the_register_says_and_its_code_is_read(void **state)
{
	struct cx *cx = CX;
	struct paper_row row;
	char text[1024];
	str content, code;

	struct paper_made m = issue(cx, PAK_CERTIFICATE, w.bike);
	assert_true(str_eq(m.number, S("衡-雁峰-2026-000001")));
	SAYS(cx, m.id, "衡阳市公安局交通警察支队", "电动自行车登记证", "衡-雁峰-2026-000001", "衡A00042", "123456789012345", "HYFRAME0042", "MOTOR77", "雅迪DE3", "红/黑",
	     "外卖配送", "正式号牌车辆", "李小红", "居民身份证4304**********123X", "2026年11月23日", "雁峰一号上牌点", "0042", "第十八条", "110");
	DONE(cx, paper_get(cx, m.id, &row));
	DONE(cx, paper_content(cx, &row, &content, &code));
	outside(pdf_of(cx, m.id), "pdftoppm -r 150 -png p.pdf i && zbarimg -q --raw i*.png", text, sizeof text);
	str want = arena_fmt(cx->arena, "https://jdc.example.cn/v/#%.*s\n", STR_ARG(code));
	assert_string_equal(text, arena_z(cx->arena, want));
	assert_int_equal(code.n, PAPER_CODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_certificate_says_what_the_register_says_and_its_code_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
