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
	cx->now += MINUTE_MS;
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
	     "外卖配送", "正式号牌", "李小红", "居民身份证4304**********123X", "2026年11月23日", "雁峰一号上牌点", "0042", "第十八条", "110");
	DONE(cx, paper_get(cx, m.id, &row));
	DONE(cx, paper_content(cx, &row, &content, &code));
	outside(pdf_of(cx, m.id), "pdftoppm -r 150 -png p.pdf i && zbarimg -q --raw i*.png", text, sizeof text);
	str one = pdf_of(cx, m.id);
	outside(one, "pdfinfo p.pdf | grep Pages", text + 512, 500);
	assert_non_null(strstr(text + 512, " 1"));                    /* all of it on one sheet */
	str want = arena_fmt(cx->arena, "https://jdc.example.cn/v/#%.*s\n", STR_ARG(code));
	assert_string_equal(text, arena_z(cx->arena, want));
	assert_int_equal(code.n, PAPER_CODE);
}

static void a_units_long_names_stay_on_one_sheet(void **state)
{
	struct cx *cx = CX;
	struct owner_new n = { .kind = OK_UNIT, .id_kind = IK_USCC };
	char text[500];
	owner_id id;
	struct bike b;

	assert_true(pii_take(S("衡阳市雁峰区先锋路街道某某同城即时配送服务有限责任公司"), &n.name) && pii_take(S("91350100M000100Y43"), &n.id_no));
	DONE(cx, owner_add(cx, &n, &id));
	bike_id temporary = bike(cx, S("衡临00099"), 0xabc099, BK_TEMPORARY, S("2031-11-24"));
	DONE(cx, bike_get(cx, temporary, &b));
	cx->now += MINUTE_MS;
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, id, S("sale")));
	struct paper_made m = issue(cx, PAK_CERTIFICATE, temporary);
	SAYS(cx, m.id, "同城即时配送服务有限责任公司", "统一社会信用代码9135", "有效期至2031-11-24", "核验码");
	outside(pdf_of(cx, m.id), "pdfinfo p.pdf | grep Pages", text, sizeof text);
	assert_non_null(strstr(text, " 1"));
}

static void FP1_a_document_says_what_was_true_when_it_was_issued(void **state)
{
	struct cx *cx = CX;
	struct bike b;

	struct paper_made m = issue(cx, PAK_CERTIFICATE, w.bike);
	str before = pdf_of(cx, m.id);
	DONE(cx, bike_get(cx, w.bike, &b));
	DONE(cx, bike_edit(cx, &b, S("colour"), S("绿"), 7));
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, w.wang, S("sale")));
	cx->now += DAY_MS;
	DONE(cx, paper_text_put(cx, S("issuer"), cx->now, S("新的机关")));
	assert_true(str_eq(before, pdf_of(cx, m.id)));
	SAYS(cx, m.id, "李小红", "红/黑", "衡阳市公安局交通警察支队");
	SAYS(cx, issue(cx, PAK_CERTIFICATE, w.bike).id, "王建国", "绿/黑", "新的机关", "衡-雁峰-2026-000002");
}

struct count { const char *verb; int n; };

static int count_verb(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct count *c = arg;

	(void)cx;
	c->n += str_eq(r->verb, str_of(c->verb));
	return 0;
}

static int audited(struct cx *cx, const char *verb)
{
	struct count c = { verb, 0 };

	DONE(cx, audit_list(cx, 0, S(""), (account_id){ 0 }, 1000, count_verb, &c));
	return c.n;
}

static void FP2_each_fetched_pdf_is_counted_and_audited(void **state)
{
	struct cx *cx = CX;
	struct paper_row row;
	bool same;
	str pdf;

	struct paper_made m = issue(cx, PAK_CERTIFICATE, w.bike);
	assert_int_equal(audited(cx, "paper.pdf"), 0);
	pdf_of(cx, m.id);
	pdf_of(cx, m.id);
	assert_int_equal(audited(cx, "paper.pdf"), 2);
	assert_int_equal(audited(cx, "paper.differs"), 0);
	DONE(cx, paper_get(cx, m.id, &row));
	assert_int_equal(row.printed, 2);
	assert_int_equal(row.pdf_sha.n, PAPER_SHA);
	/* one whose first drawing was another */
	struct paper_made r = issue(cx, PAK_RECEIPT, w.bike);
	DONE(cx, paper_get(cx, r.id, &row));
	DONE(cx, paper_print(cx, &row, S("0123456789012345678901234567890123456789012345678901234567890123"), &same));
	DONE(cx, flow_paper_pdf(cx, r.id, &row, &pdf));
	assert_int_equal(audited(cx, "paper.differs"), 1);
	assert_int_equal(audited(cx, "paper.pdf"), 3);
	/* whoever may not see it leaves no count */
	as_clerk(cx, &w.b);
	REFUSED(cx, E_DENIED, flow_paper_pdf(cx, m.id, &row, &pdf));
	assert_int_equal(audited(cx, "paper.pdf"), 3);
	REFUSED(cx, E_NOTFOUND, flow_paper_pdf(cx, 999, &row, &pdf));
}

static void documents_are_of_the_own_area(void **state)
{
	struct cx *cx = CX;
	struct paper_row row;
	struct bike b;

	struct paper_made m = issue(cx, PAK_CERTIFICATE, w.bike);
	DONE(cx, flow_paper_reach(cx, m.id, &row));
	as_clerk(cx, &w.b);
	REFUSED(cx, E_DENIED, flow_paper_reach(cx, m.id, &row));
	REFUSED(cx, E_DENIED, flow_paper_bike_reach(cx, w.bike));
	/* a transfer done by the other precinct: its own document, and that of the bike's unit */
	DONE(cx, bike_get(cx, w.bike, &b));
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, w.wang, S("sale")));
	struct paper_made t = issue(cx, PAK_TRANSFER, w.bike);
	assert_true(str_eq(t.number, S("衡转-4304071-2026-000001")));       /* no short name above: the unit's code */
	DONE(cx, flow_paper_reach(cx, t.id, &row));
	DONE(cx, flow_paper_bike_reach(cx, w.bike));
	as_clerk(cx, &w.a);
	DONE(cx, flow_paper_reach(cx, t.id, &row));
}

static const char *verdict(struct cx *cx, str code)
{
	enum paper_verdict v;

	DONE(cx, sql_begin(cx, false));
	DONE(cx, flow_paper_verify(cx, code, S("192.0.2.1"), &v));
	sql_rollback(cx);
	return paper_verdict_words[v].p;
}

static str code_of(struct cx *cx, int64_t id)
{
	struct paper_row row;
	str content, code;

	DONE(cx, paper_get(cx, id, &row));
	DONE(cx, paper_content(cx, &row, &content, &code));
	return code;
}

static void FP3_a_code_is_valid_while_owner_plate_and_registration_are_those_of_the_certificate(void **state)
{
	struct cx *cx = CX;
	struct plate plate;
	struct bike b;

	str code = code_of(cx, issue(cx, PAK_CERTIFICATE, w.bike).id);
	assert_string_equal(verdict(cx, code), "valid");
	DONE(cx, bike_get(cx, w.bike, &b));
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, w.wang, S("sale")));
	assert_string_equal(verdict(cx, code), "invalid");            /* the old owner's paper */
	str second = code_of(cx, issue(cx, PAK_CERTIFICATE, w.bike).id);
	assert_string_equal(verdict(cx, second), "valid");
	assert_true(plate_parse(S("衡A00077"), &plate));
	DONE(cx, bike_replate(cx, &b, &plate));
	assert_string_equal(verdict(cx, second), "invalid");          /* the old plate's paper */
	str third = code_of(cx, issue(cx, PAK_CERTIFICATE, w.bike).id);
	assert_string_equal(verdict(cx, third), "valid");
	DONE(cx, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
	assert_string_equal(verdict(cx, third), "invalid");
	struct paper_made d = issue(cx, PAK_DEREGISTRATION, w.bike);
	SAYS(cx, d.id, "注销登记证明", "报废", "王建国", "衡A00077");
	assert_string_equal(verdict(cx, S("")), "invalid");
}

static void FP3_a_merged_owner_is_still_the_owner(void **state)
{
	struct cx *cx = CX;
	struct owner_merge m;
	int64_t id;

	str code = code_of(cx, issue(cx, PAK_CERTIFICATE, w.bike).id);
	DONE(cx, owner_merge_ask(cx, w.wang, w.li, S("one person"), &id));
	cx->actor.v++;
	DONE(cx, owner_merge_decide(cx, id, true, S(""), &m));
	DONE(cx, bike_owner_merged(cx, m.keep, m.gone));
	assert_string_equal(verdict(cx, code), "valid");
}

static void FP3_an_expired_temporary_plate_does_not_hold(void **state)
{
	struct cx *cx = CX;
	bike_id id = bike(cx, S("衡临00042"), 0xabc043, BK_TEMPORARY, S("2026-11-24"));

	struct paper_made m = issue(cx, PAK_CERTIFICATE, id);
	str code = code_of(cx, m.id);
	SAYS(cx, m.id, "临时号牌，有效期至2026-11-24", "有效期届满后不得上道路行驶");
	cx->now += DAY_MS;
	assert_string_equal(verdict(cx, code), "valid");              /* the last day */
	cx->now += DAY_MS;
	assert_string_equal(verdict(cx, code), "invalid");
}

static void FP3_stolen_goes_first(void **state)
{
	struct cx *cx = CX;
	struct bike b;
	struct theft t;

	str code = code_of(cx, issue(cx, PAK_CERTIFICATE, w.bike).id);
	DONE(cx, bike_flag_set(cx, w.bike, S("stolen"), S("officer"), 1, S("")));
	assert_string_equal(verdict(cx, code), "stolen");
	DONE(cx, bike_flag_end(cx, w.bike, S("stolen"), S("officer"), 1));
	assert_string_equal(verdict(cx, code), "valid");
	/* an open case alone is enough, whatever the flag says */
	DONE(cx, bike_get(cx, w.bike, &b));
	cx->roles = ROLE_OFFICER;
	struct account_secret secret;
	DONE(cx, account_add(cx, &(struct account_new){ .name = S("officer"), .display = S("x"), .password = S("a long password 42"), .roles = ROLE_OFFICER, .unit = { 1 } },
	                     &secret, &cx->actor));
	DONE(cx, theft_report(cx, &(struct theft_new){ .bike = w.bike, .tag = b.tag, .plate = b.plate, .last_seen_at = cx->now - HOUR_MS,
	                                               .missing_at = cx->now - HOUR_MS, .district = 430406, .place = S(""), .note = S("") }, &t));
	DONE(cx, bike_flag_end(cx, w.bike, S("stolen"), S("theft"), t.id.v));
	assert_string_equal(verdict(cx, code), "stolen");
}

static void FP4_what_is_nobodys_gets_the_same_answer(void **state)
{
	struct cx *cx = CX;
	struct paper_made r = issue(cx, PAK_RECEIPT, w.bike);

	(void)r;
	assert_string_equal(verdict(cx, S("00000000000000000000000000")), "invalid");
	assert_string_equal(verdict(cx, S("../../etc/passwd")), "invalid");
	assert_string_equal(verdict(cx, S("")), "invalid");
	assert_string_equal(verdict(cx, S("衡-雁峰-2026-000001")), "invalid");
	assert_int_equal(cx->err.code, 0);
}

static void the_public_may_ask_so_often(void **state)
{
	struct cx *cx = CX;
	enum paper_verdict v;

	for (int i = 0; i < 30; i++)
		DONE(cx, flow_paper_verify(cx, S("x"), S("192.0.2.1"), &v));
	REFUSED(cx, E_BUSY, flow_paper_verify(cx, S("x"), S("192.0.2.1"), &v));
	DONE(cx, flow_paper_verify(cx, S("x"), S("192.0.2.2"), &v));        /* another address */
	cx->now += MINUTE_MS;
	DONE(cx, flow_paper_verify(cx, S("x"), S("192.0.2.1"), &v));
	for (int i = 0; i < 30; i++)                                        /* one network's many addresses */
		DONE(cx, flow_paper_verify(cx, S("x"), arena_fmt(cx->arena, "2001:db8:1:2::%x", i + 1), &v));
	REFUSED(cx, E_BUSY, flow_paper_verify(cx, S("x"), S("2001:db8:1:2::ffff"), &v));
	DONE(cx, flow_paper_verify(cx, S("x"), S("2001:db8:1:3::1"), &v));
	cx->now += MINUTE_MS;
	for (int i = 0; i < 1200; i++) {
		str peer = arena_fmt(cx->arena, "198.51.100.%d", i / 20);
		DONE(cx, flow_paper_verify(cx, S("x"), peer, &v));
	}
	REFUSED(cx, E_BUSY, flow_paper_verify(cx, S("x"), S("203.0.113.1"), &v));      /* all together */
	cx->now += MINUTE_MS;
	DONE(cx, flow_paper_verify(cx, S("x"), S("203.0.113.1"), &v));
}

static int bound(struct cx *cx, enum tag_slot slot, uint64_t tag)
{
	struct tag_batch batch;
	struct tag_piece t;
	tag_id id = { tag };

	TRY(tag_receive(cx, slot, &id, 1, S(""), &batch));
	TRY(tag_deliver(cx, batch.id, w.site.id));
	return tag_bind(cx, id, (struct stock_place){ w.site.id, { 0 } }, w.bike, &t);
}

static void a_receipt_names_plate_and_tags_and_a_transfer_both_owners(void **state)
{
	struct cx *cx = CX;
	struct paper_made m;
	struct bike b;

	DONE(cx, bound(cx, TSL_THEFT, 0xabc042));
	DONE(cx, bound(cx, TSL_ENFORCEMENT, 0xeee1));
	SAYS(cx, issue(cx, PAK_RECEIPT, w.bike).id, "号牌标签领取凭证", "衡A00042", "ABC042", "EEE1", "李小红", "领取人", "免费");
	REFUSED(cx, E_STATE, flow_paper_bike(cx, PAK_TRANSFER, w.bike, &m));
	REFUSED(cx, E_STATE, flow_paper_bike(cx, PAK_DEREGISTRATION, w.bike, &m));
	REFUSED(cx, E_INVALID, flow_paper_bike(cx, PAK_REFUSAL, w.bike, &m));
	REFUSED(cx, E_NOTFOUND, flow_paper_bike(cx, PAK_CERTIFICATE, (bike_id){ 999 }, &m));
	DONE(cx, bike_get(cx, w.bike, &b));
	DONE(cx, bike_step(cx, &b, BE_TRANSFER, w.wang, S("sale")));
	SAYS(cx, issue(cx, PAK_TRANSFER, w.bike).id, "转移登记证明", "现所有人", "王建国", "原所有人", "李**", "衡转-雁峰-2026-000001");
}

static void notices_name_everything_at_once_and_a_refusal_its_reason(void **state)
{
	struct cx *cx = CX;
	const str missing[] = { S("id_card"), S("invoice|origin_pledge"), S("conformity"), S("something_new") };
	struct paper_notice n = { .site = w.site.id.v, .booking = 12, .who = S("赵*\n二=三"), .numbers = S("HY-9"), .note = S("下周一前"), .missing = missing, .nmissing = 4, .reason = S("") };
	struct paper_made m;
	struct paper_row row;
	str reasons[PAPER_REASONS];

	DONE(cx, flow_paper_notice(cx, PAK_MISSING, &n, &m));
	SAYS(cx, m.id, "一次性告知书", "赵*二=三", "HY-9", "1.车辆所有人身份证明原件", "2.购车发票，或者车辆合法来历承诺书", "3.整车出厂合格证", "4.something_new", "下周一前",
	     "一次性全部告知", "12345", "雁峰一号上牌点");
	DONE(cx, paper_get(cx, m.id, &row));
	assert_true(str_eq(row.missing, S("id_card,invoice|origin_pledge,conformity,something_new")));
	assert_int_equal(row.booking, 12);
	n.reason = S("modified");
	DONE(cx, flow_paper_notice(cx, PAK_REFUSAL, &n, &m));
	SAYS(cx, m.id, "不予登记告知书", "拼装或者擅自改装", "行政复议", "衡拒-雁峰-2026-000001");
	n.reason = S("because");
	REFUSED(cx, E_INVALID, flow_paper_notice(cx, PAK_REFUSAL, &n, &m));
	n.nmissing = 0;
	REFUSED(cx, E_INVALID, flow_paper_notice(cx, PAK_MISSING, &n, &m));
	REFUSED(cx, E_INVALID, flow_paper_notice(cx, PAK_CERTIFICATE, &n, &m));
	as_clerk(cx, &w.b);
	n.reason = S("modified");
	REFUSED(cx, E_DENIED, flow_paper_notice(cx, PAK_REFUSAL, &n, &m));
	int k = flow_paper_reasons(cx, reasons);
	assert_true(k >= 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_certificate_says_what_the_register_says_and_its_code_is_read), T(a_units_long_names_stay_on_one_sheet), T(FP1_a_document_says_what_was_true_when_it_was_issued),
		T(FP2_each_fetched_pdf_is_counted_and_audited), T(documents_are_of_the_own_area),
		T(FP3_a_code_is_valid_while_owner_plate_and_registration_are_those_of_the_certificate), T(FP3_a_merged_owner_is_still_the_owner),
		T(FP3_an_expired_temporary_plate_does_not_hold), T(FP3_stolen_goes_first), T(FP4_what_is_nobodys_gets_the_same_answer),
		T(the_public_may_ask_so_often), T(a_receipt_names_plate_and_tags_and_a_transfer_both_owners),
		T(notices_name_everything_at_once_and_a_refusal_its_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
