/* pii_test — what leaves masked, and what people write in several ways becomes one text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/pii.h"

typedef str mask_fn(struct arena *a, const struct pii *p);
typedef void norm_fn(const struct pii *p, struct pii *ret);

static void all_masked(mask_fn *fn, const char *const (*rows)[2], size_t n)
{
	struct arena a;

	arena_init(&a, 1 << 16);
	for (size_t i = 0; i < n; i++) {
		struct pii p;
		assert_true(pii_take(str_of(rows[i][0]), &p));
		str got = fn(&a, &p);
		assert_true(str_utf8(got));
		if (!str_eq(got, str_of(rows[i][1])))
			fail_msg("'%s' is shown as '%.*s', expected '%s'", rows[i][0], STR_ARG(got), rows[i][1]);
	}
	arena_done(&a);
}

static void all_normal(norm_fn *fn, const char *const (*rows)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct pii p, got;
		assert_true(pii_take(str_of(rows[i][0]), &p));
		fn(&p, &got);
		if (!str_eq(pii_reveal(&got), str_of(rows[i][1])))
			fail_msg("'%s' becomes '%.*s', expected '%s'", rows[i][0], STR_ARG(pii_reveal(&got)), rows[i][1]);
	}
}

static void P3_masks(void **state)
{
	static const char *const names[][2] = { { "", "" }, { "张", "张" }, { "张三", "张**" }, { "欧阳修文", "欧**" }, { "Li", "L**" } };
	static const char *const phones[][2] = { { "", "" }, { "13800005678", "138****5678" }, { "+8613800005678", "+86****5678" },
		{ "07341234567", "073****4567" }, { "0734123", "****23" }, { "12345", "****" }, { "电话一二三四五六七八九", "电话一****六七八九" } };
	static const char *const ids[][2] = { { "", "" }, { "430405199001011234", "4304**********1234" }, { "43040519900101123X", "4304**********123X" },
		{ "E12345678", "E1*****78" }, { "H1234567", "H1****67" }, { "1234567", "*******" } };
	static const char *const places[][2] = { { "", "" }, { "湖南省衡阳市蒸湘区华新街道长湖小区3栋201", "湖南省衡阳市蒸湘区华新街道****" },
		{ "衡南县云集镇新塘村五组", "衡南县云集镇****" }, { "衡阳市解放路88号", "衡阳市****" }, { "解放路88号", "****" },
		{ "长湖小区3栋 衡阳市珠晖区", "****" }, { "幸福社区5号", "****" }, { "No. 12", "****" },
		{ "雁峰区某条很长很长很长很长的路上的老街镇", "雁峰区****" } };
	static const char *const cards[][2] = { { "6222020200001121234", "6222***********1234" } };

	(void)state;
	all_masked(pii_mask_name, names, COUNTOF(names));
	all_masked(pii_mask_phone, phones, COUNTOF(phones));
	all_masked(pii_mask_id, ids, COUNTOF(ids));
	all_masked(pii_mask_address, places, COUNTOF(places));
	all_masked(pii_mask_card, cards, COUNTOF(cards));
}

static void normal_forms(void **state)
{
	static const char *const names[][2] = { { " 张 三　", "张三" }, { "ｊｏｈｎ Smith", "JOHNSMITH" }, { "迪丽·热巴", "迪丽.热巴" }, { "迪丽•热巴", "迪丽.热巴" },
		{ "迪丽・热巴", "迪丽.热巴" }, { "\xef\xbb\xbf李四", "李四" }, { " ", "" } };
	static const char *const ids[][2] = { { "430405 19900101 123x", "43040519900101123X" }, { "４３０４０５１９９００１０１１２３ｘ", "43040519900101123X" }, { "\t", "" } };
	static const char *const phones[][2] = { { "+86 138-0000-5678", "13800005678" }, { "008613800005678", "13800005678" }, { "8613800005678", "13800005678" },
		{ "１３８ ００００ ５６７８", "13800005678" }, { "(0734) 123-4567", "07341234567" }, { "86123", "86123" }, { "+8607341234567", "+8607341234567" } };

	(void)state;
	all_normal(pii_norm_name, names, COUNTOF(names));
	all_normal(pii_norm_id, ids, COUNTOF(ids));
	all_normal(pii_norm_phone, phones, COUNTOF(phones));
}

static void bounds(void **state)
{
	char big[PII_MAX + 2];
	struct pii p, q;
	struct arena a;

	(void)state;
	memset(big, '.', sizeof big);
	assert_false(pii_take((str){ big, PII_MAX + 1 }, &p));
	assert_false(pii_take((str){ "\xff", 1 }, &p));
	assert_true(pii_take((str){ big, PII_MAX }, &p));
	pii_norm_name(&p, &q);
	assert_int_equal(pii_reveal(&q).n, PII_MAX);
	for (size_t i = 0; i + 4 <= PII_MAX; i += 4)
		memcpy(big + i, "\xf0\xa0\xae\xb7", 4);     /* four bytes each: rare characters of names */
	assert_true(pii_take((str){ big, PII_MAX - PII_MAX % 4 }, &p));
	pii_norm_name(&p, &q);
	assert_true(str_eq(pii_reveal(&p), pii_reveal(&q)));
	arena_init(&a, 1 << 16);
	assert_int_equal(pii_mask_id(&a, &p).n, PII_MAX / 4 - 8 + 32);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(P3_masks), cmocka_unit_test(normal_forms), cmocka_unit_test(bounds) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
