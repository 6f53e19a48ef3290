/* paper_test — documents looked at from outside: the text poppler reads back, the code zbar decodes, the pages counted. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "format/paper/paper.h"

static const struct paper_field fields[] = {
	{ SI("车主"), SI("欧阳㛃䶮"), false }, { SI("号牌号码"), SI("衡（电动）阳A00058"), false },
	{ SI("整车编码"), SI("HY0123456789ABC"), false }, { SI("登记日期"), SI("2026-11-25"), false },
	{ SI("住所"), SI("湖南省衡阳市珠晖区广东路某某小区某栋某单元，一个很长很长很长很长很长很长很长很长很长很长很长很长很长的地址"), true },
};
static const str paragraphs[] = { SI("请随车携带本证。扫描二维码只显示登记是否有效。") };

static struct paper certificate(void)
{
	return (struct paper){ .size = PAPER_A5_LANDSCAPE, .issuer = S("衡阳市公安局"), .title = S("电动自行车登记证"), .subtitle = S("Electric bicycle registration certificate"),
	                       .number = S("编号 430405-2026-0000001"), .fields = fields, .nfields = COUNTOF(fields), .text = paragraphs, .ntext = 1,
	                       .qr = S("http://127.0.0.1:8420/v/ABCDEFGHJK"), .qr_caption = S("扫码查验"), .sign = { S("经办人"), S("领证人") }, .nsign = 2,
	                       .seal = true, .footer = S("雁阵"), .at = 1795424400000 };
}

/* Writes the PDF and runs a program of the machine on it; its output in buf. Skips the test where the program is not there. */
static void outside(str pdf, const char *program, const char *command, char *buf, size_t cap)
{
	char dir[] = "/tmp/yz-paper-XXXXXX", path[64], line[512];

	snprintf(line, sizeof line, "command -v %s >/dev/null", program);
	if (system(line) != 0) {
		print_message("# not run: %s is not installed\n", program);
		skip();
	}
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/p.pdf", dir);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
	fclose(f);
	snprintf(line, sizeof line, "cd %s && %s; rm -rf %s", dir, command, dir);
	f = popen(line, "r");
	assert_non_null(f);
	size_t n = fread(buf, 1, cap - 1, f);
	buf[n] = 0;
	pclose(f);
}

static void text_is_read_back_and_long_values_wrap(void **state)
{
	struct arena a;
	struct err e = { 0 };
	struct paper d = certificate();
	static char text[1 << 16];
	str pdf;

	(void)state;
	arena_init(&a, 8 << 20);
	if (paper_pdf(&d, &a, &e, &pdf) < 0)
		fail_msg("%s", e.msg);
	outside(pdf, "pdftotext", "pdftotext -raw p.pdf - | tr -d '\\n '", text, sizeof text);
	const char *want[] = { "衡阳市公安局", "电动自行车登记证", "编号430405-2026-0000001", "欧阳㛃䶮", "衡（电动）阳A00058", "HY0123456789ABC",
	                       "2026-11-25", "很长的地址", "扫码查验", "经办人", "领证人", "（盖章）", "第1页" };
	for (size_t i = 0; i < COUNTOF(want); i++)
		if (!strstr(text, want[i]))
			fail_msg("'%s' is not in: %s", want[i], text);
	assert_null(strstr(text, "第2页"));
	arena_done(&a);
}

static void several_in_one_file_have_pages_of_their_own(void **state)
{
	struct arena a;
	struct err e = { 0 };
	struct paper d[3] = { certificate(), certificate(), certificate() };
	const struct paper *v[3] = { &d[0], &d[1], &d[2] };
	static char text[1 << 16];
	str pdf, again;

	(void)state;
	arena_init(&a, 8 << 20);
	d[1].title = S("第二份");
	d[2].title = S("第三份");
	if (paper_pdf_all(v, 3, &a, &e, &pdf) < 0 || paper_pdf_all(v, 3, &a, &e, &again) < 0)
		fail_msg("%s", e.msg);
	assert_true(str_eq(pdf, again));      /* PA1 */
	outside(pdf, "pdftotext", "for i in 1 2 3 4; do pdftotext -raw -f $i -l $i p.pdf - 2>/dev/null | tr -d '\\n '; echo; done", text, sizeof text);
	const char *second = strchr(text, '\n') + 1, *third = strchr(second, '\n') + 1;
	assert_true(strstr(text, "电动自行车登记证") < second && strstr(second, "第二份") < third && strstr(third, "第三份"));
	assert_true(strstr(text, "第1页") < second && strstr(second, "第1页") && strstr(third, "第1页"));
	assert_null(strstr(text, "第2页"));
	assert_int_equal(strlen(strchr(third, '\n') + 1), 1);      /* and no page more */
	arena_done(&a);
}

static void the_code_is_decoded_from_the_picture(void **state)
{
	struct arena a;
	struct err e = { 0 };
	struct paper d = certificate();
	char text[1024];
	str pdf;

	(void)state;
	arena_init(&a, 8 << 20);
	for (int size = PAPER_A4; size <= PAPER_RECEIPT; size++) {
		d.size = (enum paper_size)size;
		if (paper_pdf(&d, &a, &e, &pdf) < 0)
			fail_msg("%s", e.msg);
		outside(pdf, "zbarimg", "pdftoppm -r 110 -png p.pdf i && zbarimg -q --raw i*.png", text, sizeof text);
		assert_string_equal(text, "http://127.0.0.1:8420/v/ABCDEFGHJK\n");
	}
	arena_done(&a);
}

/* PA4: what a picture's program takes out of the file is what was put in. A JPEG of nothing but a size: made by cjpeg's like, 16 x 8, grey. */
static void a_picture_is_in_the_file_as_it_was_given(void **state)
{
	static const unsigned char jpeg[] = {
		0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 'J', 'F', 'I', 'F', 0x00, 0x01, 0x01, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0xff, 0xdb, 0x00, 0x43, 0x00,
		16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77,
		24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
		0xff, 0xc0, 0x00, 0x0b, 0x08, 0x00, 0x08, 0x00, 0x10, 0x01, 0x01, 0x11, 0x00, 0xff, 0xc4, 0x00, 0x14, 0x00, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00,
		0xff, 0xc4, 0x00, 0x14, 0x10, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00, 0x0f, 0xff, 0xd9,
	};
	struct paper_picture pic = { { (const char *)jpeg, sizeof jpeg }, 16, 8, S("现场图片") };
	struct arena a;
	struct err e = { 0 };
	struct paper d = certificate();
	char text[4096];
	str pdf;

	(void)state;
	arena_init(&a, 8 << 20);
	d.size = PAPER_A4;
	d.picture = &pic;
	if (paper_pdf(&d, &a, &e, &pdf) < 0)
		fail_msg("%s", e.msg);
	outside(pdf, "pdfimages", "pdfimages -all p.pdf i && cat i-000.jpg", text, sizeof text);
	assert_memory_equal(text, jpeg, sizeof jpeg);
	outside(pdf, "pdftotext", "pdftotext -raw p.pdf - | tr -d '\\n '", text, sizeof text);
	assert_non_null(strstr(text, "现场图片"));
	assert_non_null(strstr(text, "2026-11-25"));
	pic.width = 0;
	assert_int_equal(paper_pdf(&d, &a, &e, &pdf), E_INVALID);
	arena_done(&a);
}

static void same_description_same_bytes(void **state)
{
	struct arena a;
	struct err e = { 0 };
	struct paper d = certificate();
	str one, two;

	(void)state;
	arena_init(&a, 8 << 20);
	assert_int_equal(paper_pdf(&d, &a, &e, &one), 0);
	assert_int_equal(paper_pdf(&d, &a, &e, &two), 0);
	assert_true(str_eq(one, two));
	d.at += 1000;
	assert_int_equal(paper_pdf(&d, &a, &e, &two), 0);
	assert_false(str_eq(one, two));
	arena_done(&a);
}

static void long_tables_go_on_with_their_head(void **state)
{
	static str cells[300 * 3];
	static char words[300][16], text[1 << 17];
	struct paper_table t = { .head = { S("序号"), S("号牌"), S("备注") }, .share = { 1, 3, 4 }, .columns = 3, .cells = cells, .rows = 300 };
	struct paper d = { .size = PAPER_A4, .title = S("清单"), .table = &t, .at = 1795424400000, .footer = S("雁阵") };
	struct arena a;
	struct err e = { 0 };
	str pdf;

	(void)state;
	for (int i = 0; i < 300; i++) {
		snprintf(words[i], sizeof words[i], "N%03dE", i);
		cells[3 * i] = cells[3 * i + 1] = str_of(words[i]);
		cells[3 * i + 2] = S("—");
	}
	arena_init(&a, 8 << 20);
	assert_int_equal(paper_pdf(&d, &a, &e, &pdf), 0);
	outside(pdf, "pdftotext", "pdftotext -raw p.pdf -", text, sizeof text);
	for (int i = 0; i < 300; i++)
		if (!strstr(text, words[i]))
			fail_msg("row %d is missing", i);
	int heads = 0, pages = 0;
	for (const char *p = text; (p = strstr(p, "备注")); p++)
		heads++;
	for (const char *p = text; (p = strstr(p, "第 ")); p++)
		pages++;
	assert_true(pages > 3);
	assert_int_equal(heads, pages);
	arena_done(&a);
}

static void what_cannot_be_printed_is_refused(void **state)
{
	struct arena a;
	struct err e = { 0 };
	struct paper d = certificate();
	static char big[600];
	str pdf;

	(void)state;
	arena_init(&a, 8 << 20);
	d.title = S("\xff\xfe");
	assert_int_equal(paper_pdf(&d, &a, &e, &pdf), E_INVALID);
	d = certificate();
	memset(big, 'x', sizeof big);
	d.qr = (str){ big, sizeof big };
	e = (struct err){ 0 };
	assert_int_equal(paper_pdf(&d, &a, &e, &pdf), E_INVALID);
	d = certificate();
	d.nfields = PAPER_ROWS + 1;
	static struct paper_field many[PAPER_ROWS + 1];
	d.fields = many;
	e = (struct err){ 0 };
	assert_int_equal(paper_pdf(&d, &a, &e, &pdf), E_TOOBIG);
	struct arena small;
	arena_init(&small, 4096);
	d = certificate();
	e = (struct err){ 0 };
	assert_int_equal(paper_pdf(&d, &small, &e, &pdf), E_TOOBIG);
	arena_done(&small);
	arena_done(&a);
}

/* Several tables under each other, and a text of some pages in small type: whole, and nothing is drawn over the page's foot. */
static void tables_follow_and_a_text_longer_than_a_page_goes_on(void **state)
{
	enum { WORDS = 6000 };
	static char words[WORDS * 8], text[1 << 18];
	static const str one[] = { SI("甲一"), SI("甲二") }, two[] = { SI("乙一") };
	struct paper_table second = { .head = { S("乙头") }, .share = { 1 }, .columns = 1, .cells = two, .rows = 1, .title = S("第二张表") };
	struct paper_table first = { .head = { S("甲头") }, .share = { 1 }, .columns = 1, .cells = one, .rows = 2, .title = S("第一张表"), .next = &second };
	struct paper d = { .size = PAPER_A4, .title = S("证据"), .table = &first, .small = { words, WORDS * 7 }, .at = 1795424400000, .footer = S("雁阵") };
	struct arena a;
	struct err e = { 0 };
	str pdf;

	(void)state;
	for (int i = 0; i < WORDS; i++)
		snprintf(words + 7 * i, 8, "W%05d ", i);
	arena_init(&a, 8 << 20);
	assert_int_equal(paper_pdf(&d, &a, &e, &pdf), 0);
	outside(pdf, "pdftotext", "pdftotext -raw p.pdf -", text, sizeof text);
	const char *at = text, *const order[] = { "第一张表", "甲头", "甲二", "第二张表", "乙头", "乙一" };
	for (size_t i = 0; i < COUNTOF(order); i++) {
		at = strstr(at, order[i]);
		if (!at)
			fail_msg("%s is missing", order[i]);
	}
	for (int i = 0; i < WORDS; i++) {
		char word[8];
		snprintf(word, sizeof word, "W%05d", i);
		at = strstr(at, word);
		if (!at)
			fail_msg("%s is missing", word);
	}
	outside(pdf, "pdftotext", "pdftotext -bbox p.pdf - | awk -F'\"' '/>W[0-9]/ && $8 > 795 {print}'", text, sizeof text);
	assert_string_equal(text, "");
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_read_back_and_long_values_wrap), cmocka_unit_test(several_in_one_file_have_pages_of_their_own), cmocka_unit_test(the_code_is_decoded_from_the_picture),
		cmocka_unit_test(same_description_same_bytes), cmocka_unit_test(a_picture_is_in_the_file_as_it_was_given), cmocka_unit_test(long_tables_go_on_with_their_head),
		cmocka_unit_test(tables_follow_and_a_text_longer_than_a_page_goes_on),
		cmocka_unit_test(what_cannot_be_printed_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
