/* number_fold_test — NF1 to NF3 and tables of what clerks, scanners and old files really hold. All numbers are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "core/number.h"

static const struct civil today = { 2026, 11, 23 };

static struct number fold(const char *z)
{
	struct number n;

	if (!number_fold(str_of(z), &n))
		fail_msg("'%s' would not fold", z);
	return n;
}

static struct number skel(const char *z)
{
	struct number n = fold(z), s;

	number_skeleton(&n, &s);
	return s;
}

static void NF2_ways_of_writing_one_number_fold_alike(void **state)
{
	static const char *const rows[][2] = {
		{ "衡（电动）阳AB1258", "衡(电动)阳AB1258" }, { "衡(电动)阳ab1258", "衡(电动)阳AB1258" }, { "衡【电动】阳ＡＢ１２５８", "衡(电动)阳AB1258" },
		{ " 衡 (电动) 阳 AB-1258 ", "衡(电动)阳AB1258" }, { "衡〔电动〕阳·AB1258", "衡(电动)阳AB1258" }, { "衡［电动］阳AB1258", "衡(电动)阳AB1258" },
		{ "衡｛电动｝阳AB1258", "衡(电动)阳AB1258" }, { "衡《电动》阳AB1258", "衡(电动)阳AB1258" }, { "衡（电动）阳ＡＢ－１２５８", "衡(电动)阳AB1258" },
		{ "衡(电动)阳\tAB1258\r\n", "衡(电动)阳AB1258" }, { "衡(电动)阳　AB1258", "衡(电动)阳AB1258" }, { "衡(电动)阳\xc2\xa0" "AB1258", "衡(电动)阳AB1258" },
		{ "\xef\xbb\xbf" "AB1258", "AB1258" }, { "AB\xe2\x80\x8b" "1258", "AB1258" }, { "AB—1258", "AB1258" }, { "AB–1258", "AB1258" }, { "AB−1258", "AB1258" },
		{ "AB‐1258", "AB1258" }, { "AB·1258", "AB1258" }, { "AB•1258", "AB1258" }, { "AB．1258", "AB1258" }, { "AB。1258", "AB1258" }, { "AB、1258", "AB1258" },
		{ "AB/1258", "AB1258" }, { "AB\\1258", "AB1258" }, { "AB_1258", "AB1258" }, { "#AB1258", "AB1258" }, { "№AB1258", "AB1258" }, { "'AB1258", "AB1258" },
		{ "\"AB1258\"", "AB1258" }, { "AB1258，", "AB1258" }, { "AB:1258", "AB1258" }, { "AB：1258", "AB1258" }, { "=AB1258", "AB1258" }, { "+AB1258", "AB1258" },
		{ "АВ1258", "AB1258" /* Cyrillic */ }, { "ΑΒ1258", "AB1258" /* Greek */ }, { "①②③", "123" }, { "二〇二六", "二0二六" }, { "AB12零8", "AB1208" },
		{ "LX🚲B01", "LXB01" }, { "ⅠAB", "IAB" }, { "12×34", "12*34" }, { "＊＊", "**" }, { "？", "?" }, { "ü1", "ü1" }, { "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" }, { "衡（电动阳", "衡(电动阳" }, { "", "" }, { "---", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++)
		assert_string_equal(fold(rows[i][0]).z, rows[i][1]);
	struct number n = { .n = 7 };
	assert_false(number_fold(S("\xff\xfe"), &n));
	assert_false(number_fold(S("ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABC"), &n));
	assert_int_equal(n.n, 7);   /* untouched */
	assert_true(number_fold(S("ABCDEFGHIJ-ABCDEFGHIJ-ABCDEFGHIJ-ABCDEFGHIJ-ABCDEFGHIJ-ABCDEFGHIJ-AB"), &n));
}

static void NF2_look_alikes_have_one_skeleton(void **state)
{
	static const char *const same_[][2] = {
		{ "ABO12", "AB012" }, { "ABQ12", "ABD12" }, { "LI11", "1111" }, { "Z5", "25" }, { "S8B", "588" }, { "G6", "66" }, { "衡(电动)阳AB1258", "衡电动阳A81Z5B" },
		{ "三A", "3A" }, { "l0O", "I00" },
	};
	static const char *const differ[][2] = { { "AB12", "AB13" }, { "ABC", "ABD" }, { "U1", "V1" }, { "衡A1", "湘A1" }, { "AB12", "AB1" }, { "M1", "N1" }, { "七1", "八1" } };

	(void)state;
	for (size_t i = 0; i < COUNTOF(same_); i++)
		assert_string_equal(skel(same_[i][0]).z, skel(same_[i][1]).z);
	for (size_t i = 0; i < COUNTOF(differ); i++)
		assert_string_not_equal(skel(differ[i][0]).z, skel(differ[i][1]).z);
}

static void what_stands_in_the_place_of_a_number(void **state)
{
	static const char *const yes[] = { "", " ", "无", "無", "没有", "不详", "不明", "无电机号", "未打码", "看不清", "无（钢印）", "空", "暂无", "*", "**", "***", "12*45", "??", "0", "000000",
	                                   "1111111", "AAAA", "OO00", "-", "—", "/", "N/A", "none", "NULL", "wu", "NO", "xxxx", "一", "８８８８", "模糊不清", "。" };
	static const char *const no[] = { "AB12", "衡(电动)阳AB1258", "10", "12", "无1234A", "123456", "不1", "AABB", "NONE1", "0001" };

	(void)state;
	for (size_t i = 0; i < COUNTOF(yes); i++) {
		struct number n = fold(yes[i]);
		if (!number_is_placeholder(&n))
			fail_msg("'%s' was taken for a number", yes[i]);
	}
	for (size_t i = 0; i < COUNTOF(no); i++) {
		struct number n = fold(no[i]);
		if (number_is_placeholder(&n))
			fail_msg("'%s' was taken for a placeholder", no[i]);
	}
}

static void short_numbers_and_vehicle_codes(void **state)
{
	static const char *const is_short[] = { "A", "AB", "1-2-3", " 7 2 ", "雁阵号", "Ａ１Ｂ" }, *const is_not[] = { "A001", "0001", "雁阵一号", "L-7 2x" };
	static const char *const codes[] = { "117322026000041", "１１７３２２０２６００００４１", "1173 2202 6000 041" };
	static const char *const no_codes[] = { "11732202600004", "117322026000041A", "1173220260000412", "1173220260O0041", "LX7322026000041", "" };
	struct number n;

	(void)state;
	for (size_t i = 0; i < COUNTOF(is_short); i++)
		assert_true((n = fold(is_short[i]), number_is_short(&n)));
	for (size_t i = 0; i < COUNTOF(is_not); i++)
		assert_false((n = fold(is_not[i]), number_is_short(&n)));
	for (size_t i = 0; i < COUNTOF(codes); i++)
		assert_true((n = fold(codes[i]), number_is_vehicle_code(&n)));
	for (size_t i = 0; i < COUNTOF(no_codes); i++)
		assert_false((n = fold(no_codes[i]), number_is_vehicle_code(&n)));
}

static uint64_t rng = 20261123;

/* Text of what numbers are made of and of anything else. */
static str random_text(char *buf, size_t cap)
{
	static const char *const bits[] = { "衡", "（", "）", "【", "ａ", "Ｏ", "０", "O", "q", "d", "l", "I", "Z", "s", "B", "g", "7", "-", " ", "　", "无", "*", "?", "①", "〇", "零", "十",
	                                    "一", "九", "Ⅰ", "А", "Ω", "ø", "·", "×", "\xe2\x80\x8b", "🚲", "か", "[", ">", "\xc3\xa9", "_" };
	size_t n = 0;

	for (int k = (int)((rng = rng * 6364136223846793005u + 1) >> 60); k-- > 0;) {
		rng = rng * 6364136223846793005u + 1442695040888963407u;
		const char *b = bits[(rng >> 33) % COUNTOF(bits)];
		size_t len = strlen(b);
		if (n + len > cap)
			break;
		memcpy(buf + n, b, len);
		n += len;
	}
	return (str){ buf, n };
}

static void NF1_folding_twice_is_folding_once(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++) {
		char buf[128];
		str s = random_text(buf, sizeof buf);
		struct number a, b, c;
		if (!number_fold(s, &a))
			continue;
		assert_true(number_fold(number_str(&a), &b));
		assert_string_equal(a.z, b.z);
		number_skeleton(&a, &b);
		number_skeleton(&b, &c);
		assert_string_equal(b.z, c.z);
		assert_true(number_fold(number_str(&b), &c));
		assert_string_equal(b.z, c.z);
	}
	for (uint32_t cp = 1; cp < 0x30000; cp++) {     /* each code point alone */
		char z[5] = { 0 };
		struct number a, b;
		if (cp < 0x80)
			z[0] = (char)cp;
		else if (cp < 0x800)
			z[0] = (char)(0xc0 | cp >> 6), z[1] = (char)(0x80 | (cp & 63));
		else if (cp < 0x10000)
			z[0] = (char)(0xe0 | cp >> 12), z[1] = (char)(0x80 | (cp >> 6 & 63)), z[2] = (char)(0x80 | (cp & 63));
		else
			z[0] = (char)(0xf0 | cp >> 18), z[1] = (char)(0x80 | (cp >> 12 & 63)), z[2] = (char)(0x80 | (cp >> 6 & 63)), z[3] = (char)(0x80 | (cp & 63));
		if (!number_fold(str_of(z), &a))
			continue;
		assert_true(number_fold(number_str(&a), &b));
		assert_string_equal(a.z, b.z);
	}
}

static bool within(const char *x, const char *y)
{
	uint32_t a[NUMBER_MAX], b[NUMBER_MAX];
	struct number p = fold(x), q = fold(y);

	return number_within_one(a, number_chars(&p, a), b, number_chars(&q, b));
}

static void one_edit_is_one_edit(void **state)
{
	static const char *const yes[][2] = { { "AB12", "AB12" }, { "AB12", "AB13" }, { "AB12", "AB2" }, { "AB12", "B12" }, { "AB12", "AB1" }, { "AB12", "AB127" }, { "AB12", "BA12" },
	                                      { "AB12", "AB21" }, { "AB12", "A1B2" }, { "AAB", "AB" }, { "衡A1", "湘A1" }, { "衡A1", "A1" }, { "A", "" }, { "AAAA", "AAA" }, { "AB", "BA" } };
	static const char *const no[][2] = { { "AB12", "AB34" }, { "AB12", "A2B1" }, { "AB12", "12AB" }, { "AB12", "AB" }, { "ABCD", "BADC" }, { "ABC", "CBA" }, { "AB12", "BA13" } };

	(void)state;
	for (size_t i = 0; i < COUNTOF(yes); i++)
		if (!within(yes[i][0], yes[i][1]) || !within(yes[i][1], yes[i][0]))
			fail_msg("%s and %s are one edit apart", yes[i][0], yes[i][1]);
	for (size_t i = 0; i < COUNTOF(no); i++)
		if (within(no[i][0], no[i][1]) || within(no[i][1], no[i][0]))
			fail_msg("%s and %s are more than one edit apart", no[i][0], no[i][1]);
}

static void formats_count_in_their_alphabet(void **state)
{
	struct number_format f;
	struct number n;
	int64_t seq;

	(void)state;
	assert_true(number_format_make(S("衡（电动）阳"), S("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"), 6, &f));
	assert_true(number_format_count(&f) == 34LL * 34 * 34 * 34 * 34 * 34);
	assert_true(number_format_at(&f, 0, &n));
	assert_string_equal(n.z, "衡(电动)阳000000");
	assert_true(number_format_at(&f, 34 * 34 + 10, &n));
	assert_string_equal(n.z, "衡(电动)阳00010A");
	for (int64_t k = 0; k < number_format_count(&f); k += 1234567) {
		assert_true(number_format_at(&f, k, &n) && number_format_seq(&f, &n, &seq));
		assert_true(seq == k);
	}
	assert_false(number_format_at(&f, number_format_count(&f), &n));
	assert_false(number_format_at(&f, -1, &n));
	n = fold("衡(电动)阳00O000");                     /* O is not in the alphabet */
	assert_false(number_format_seq(&f, &n, &seq));
	n = fold("衡(电动)阳00000");
	assert_false(number_format_seq(&f, &n, &seq));
	n = fold("衡(电动)岳000000");
	assert_false(number_format_seq(&f, &n, &seq));
	assert_true(number_format_make(S(""), S("0123456789"), 7, &f));
	n = fold("1250438");
	assert_true(number_format_seq(&f, &n, &seq) && seq == 1250438);
	assert_true(number_format_forbidden(&f, &n, S("250")));
	assert_true(number_format_forbidden(&f, &n, S("999,38,77")));
	assert_false(number_format_forbidden(&f, &n, S("999,,39")));
	assert_false(number_format_forbidden(&f, &n, S("")));
	assert_false(number_format_make(S("X"), S("00"), 3, &f) || number_format_make(S("X"), S("0"), 3, &f) || number_format_make(S("X"), S("01"), 0, &f) ||
	             number_format_make(S("X"), S("ab"), 3, &f) || number_format_make(S("X"), S("01"), 10, &f));
}

static void identity_numbers_of_persons(void **state)
{
	static const struct { const char *s; enum id_fault f; } rows[] = {
		{ "11010519491231002X", IDF_NONE }, { "11010519491231002x", IDF_NONE }, { " 110105 19491231 002x ", IDF_NONE }, { "１１０１０５１９４９１２３１００２Ｘ", IDF_NONE },
		{ "430405190102030010", IDF_NONE }, { "430411190402290022", IDF_NONE }, { "43040619010607018X", IDF_NONE }, { "810000190102030018", IDF_NONE },
		{ "110105194912310021", IDF_CHECK }, { "11010519491231020X", IDF_CHECK }, { "11010519491213002X", IDF_CHECK },
		{ "1101051949123100X2", IDF_DIGITS }, { "11O10519491231002X", IDF_DIGITS }, { "11010519491231002", IDF_LENGTH }, { "110105491231002", IDF_LENGTH },
		{ "11010519491231002X1", IDF_LENGTH }, { "", IDF_LENGTH }, { "无", IDF_LENGTH }, { "990405190102030010", IDF_AREA }, { "430499190102030010", IDF_AREA },
		{ "430405190302290010", IDF_DATE }, { "430405190113030010", IDF_DATE }, { "430405202711240010", IDF_DATE }, { "430405178901010010", IDF_DATE }, { "430405190100030010", IDF_DATE },
	};
	struct cn_id id;

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		enum id_fault f = cn_id_parse(str_of(rows[i].s), today, &id);
		if (f != rows[i].f)
			fail_msg("%s: %d '%s', expected %d", rows[i].s, f, id_fault_text(f), rows[i].f);
		if (f == IDF_NONE) {      /* NF3 */
			struct cn_id again;
			assert_int_equal(cn_id_parse(str_of(id.z), today, &again), IDF_NONE);
			assert_string_equal(again.z, id.z);
		}
	}
	assert_int_equal(cn_id_parse(S("11010519491231002x"), today, &id), IDF_NONE);
	assert_true(id.area == 110105 && id.birth.y == 1949 && id.birth.m == 12 && id.birth.d == 31 && !id.male);
	assert_int_equal(cn_id_parse(S("430405190102030010"), today, &id), IDF_NONE);
	assert_true(id.male);
	for (int f = IDF_NONE + 1; f < IDF_N; f++)
		assert_true(id_fault_text((enum id_fault)f)[0]);
	assert_string_equal(id_fault_text(IDF_N), "");
}

/* Each digit of a good number changed to each other digit, and each two neighbours swapped, is seen. */
static void the_check_character_sees_one_slip(void **state)
{
	static const char *const good[] = { "11010519491231002X", "430405190102030010", "430411190402290022" };
	struct cn_id id;

	(void)state;
	for (size_t g = 0; g < COUNTOF(good); g++)
		for (int i = 0; i < 17; i++) {
			char z[19];
			for (char c = '0'; c <= '9'; c++) {
				memcpy(z, good[g], sizeof z);
				z[i] = c;
				assert_int_equal(cn_id_parse(str_of(z), today, &id) == IDF_NONE, c == good[g][i]);
			}
			memcpy(z, good[g], sizeof z);
			z[i] = good[g][i + 1];
			z[i + 1] = good[g][i];
			assert_int_equal(cn_id_parse(str_of(z), today, &id) == IDF_NONE, z[i] == z[i + 1]);
		}
}

static void age_changes_on_the_birthday(void **state)
{
	static const struct { struct civil b, d; int age; } rows[] = {
		{ { 2010, 11, 23 }, { 2026, 11, 22 }, 15 }, { { 2010, 11, 23 }, { 2026, 11, 23 }, 16 }, { { 2010, 11, 24 }, { 2026, 11, 23 }, 15 }, { { 2010, 12, 1 }, { 2026, 11, 30 }, 15 },
		{ { 2008, 2, 29 }, { 2024, 2, 28 }, 15 }, { { 2008, 2, 29 }, { 2024, 2, 29 }, 16 }, { { 2008, 2, 29 }, { 2026, 2, 28 }, 17 }, { { 2008, 2, 29 }, { 2026, 3, 1 }, 18 },
		{ { 2026, 11, 23 }, { 2026, 11, 23 }, 0 }, { { 2026, 11, 24 }, { 2026, 11, 23 }, -1 }, { { 2030, 1, 1 }, { 2026, 11, 23 }, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++)
		assert_int_equal(age_at(rows[i].b, rows[i].d), rows[i].age);
}

static void codes_of_units(void **state)
{
	static const struct { const char *s; enum id_fault f; } rows[] = {
		{ "91350100M000100Y43", IDF_NONE }, { "91350100m000100y43", IDF_NONE }, { "9135 0100 M000 100Y 43", IDF_NONE }, { "91430400000000000", IDF_LENGTH }, { "9143040000000000AE", IDF_NONE },
		{ "91350100M000100Y44", IDF_CHECK }, { "91350100M000010Y43", IDF_CHECK }, { "91350100I000100Y43", IDF_DIGITS }, { "91990100M000100Y43", IDF_AREA }, { "91A50100M000100Y43", IDF_AREA },
	};
	struct uscc u;

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (uscc_parse(str_of(rows[i].s), &u) != rows[i].f)
			fail_msg("%s: not %d", rows[i].s, rows[i].f);
	assert_int_equal(uscc_parse(S("91350100m000100y43"), &u), IDF_NONE);
	assert_string_equal(u.z, "91350100M000100Y43");
}

static void telephones(void **state)
{
	static const struct { const char *s, *want; bool mobile; } rows[] = {
		{ "13900000001", "13900000001", true }, { "139 0000 0001", "13900000001", true }, { "139-0000-0001", "13900000001", true }, { "+8613900000001", "13900000001", true },
		{ "+86 139 0000 0001", "13900000001", true }, { "008613900000001", "13900000001", true }, { "86-13900000001", "13900000001", true }, { "１３９００００００００１", "139000000001", false },
		{ "１３９０００００００１", "13900000001", true }, { "(139)00000001", "13900000001", true }, { "19900000001", "19900000001", true },
		{ "0734-8000001", "07348000001", false }, { "（0734）8000001", "07348000001", false }, { "+86 734 8000001", "07348000001", false }, { "+86 0734 8000001", "07348000001", false },
		{ "0731-80000001", "073180000001", false }, { "010-60000001", "01060000001", false }, { "+86 10 60000001", "01060000001", false }, { "02060000001", "02060000001", false },
		{ "12900000001", NULL, false }, { "1390000000", NULL, false }, { "8000001", NULL, false }, { "0734-800000", NULL, false }, { "0734-1000001", NULL, false }, { "", NULL, false },
		{ "无", NULL, false }, { "139000000O1", NULL, false }, { "00000000000", NULL, false }, { "110", NULL, false }, { "4008000001", NULL, false }, { "0734-8000001转8", NULL, false },
		{ "13900000001 13900000002", NULL, false }, { "01160000001", NULL, false }, { "99999999999999999999999", NULL, false }, { "139*0000001", NULL, false },
	};
	struct phone p, q;

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		bool ok = phone_parse(str_of(rows[i].s), &p);
		bool want = rows[i].want && (rows[i].mobile || rows[i].want[0] == '0');
		if (ok != want)
			fail_msg("%s: %s", rows[i].s, ok ? p.z : "refused");
		if (!ok)
			continue;
		assert_string_equal(p.z, rows[i].want);
		assert_int_equal(p.n, strlen(p.z));
		assert_int_equal(p.mobile, rows[i].mobile);
		assert_true(phone_parse(str_of(p.z), &q));     /* NF3 */
		assert_string_equal(p.z, q.z);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(NF1_folding_twice_is_folding_once), cmocka_unit_test(NF2_ways_of_writing_one_number_fold_alike),
		cmocka_unit_test(NF2_look_alikes_have_one_skeleton), cmocka_unit_test(what_stands_in_the_place_of_a_number), cmocka_unit_test(one_edit_is_one_edit),
		cmocka_unit_test(formats_count_in_their_alphabet), cmocka_unit_test(identity_numbers_of_persons), cmocka_unit_test(the_check_character_sees_one_slip),
		cmocka_unit_test(age_changes_on_the_birthday), cmocka_unit_test(codes_of_units), cmocka_unit_test(telephones), cmocka_unit_test(short_numbers_and_vehicle_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
