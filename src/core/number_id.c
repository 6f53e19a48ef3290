/* number_id — numbers of persons and units, telephones. See number.h. */
#include "core/number.h"

#include <stdio.h>

/* The first two digits of GB/T 2260; 81 to 83 are the residence permits of Hong Kong, Macau and Taiwan residents. */
static const uint8_t provinces[] = { 11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
                                     61, 62, 63, 64, 65, 71, 81, 82, 83 };
/* Hengyang, where most numbers come from: 4304 and these. Abolished districts too, a person keeps the code of the first issue. */
static const uint8_t hengyang[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 21, 22, 23, 24, 25, 26, 27, 81, 82 };

static bool has(const uint8_t *list, size_t n, int v)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == v)
			return true;
	return false;
}

static int digits(const char *p, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (p[i] - '0');
	return v;
}

static bool all_digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return true;
}

int age_at(struct civil birth, struct civil day)
{
	bool reached = day.m > birth.m || (day.m == birth.m && day.d >= birth.d);

	int age = day.y - birth.y - !reached;
	return age < 0 ? -1 : age;
}

static bool birth_possible(struct civil b, struct civil today)
{
	int age = civil_valid(b) ? age_at(b, today) : -1;

	return age >= 0 && age <= 130;
}

enum id_fault cn_id_parse(str s, struct civil today, struct cn_id *ret)
{
	static const uint8_t weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	struct number n;
	struct cn_id v = { .male = false };
	int sum = 0;

	if (!number_fold(s, &n) || n.n != 18)
		return IDF_LENGTH;
	if (!all_digits(n.z, 17) || !(all_digits(n.z + 17, 1) || n.z[17] == 'X'))
		return IDF_DIGITS;
	v.area = digits(n.z, 6);
	if (!has(provinces, COUNTOF(provinces), v.area / 10000) || (v.area / 100 == 4304 && !has(hengyang, COUNTOF(hengyang), v.area % 100)))
		return IDF_AREA;
	v.birth = (struct civil){ (int16_t)digits(n.z + 6, 4), (int8_t)digits(n.z + 10, 2), (int8_t)digits(n.z + 12, 2) };
	if (!birth_possible(v.birth, today))
		return IDF_DATE;
	for (int i = 0; i < 17; i++)
		sum += (n.z[i] - '0') * weight[i];
	if (n.z[17] != "10X98765432"[sum % 11])
		return IDF_CHECK;
	v.male = (n.z[16] - '0') % 2 == 1;
	memcpy(v.z, n.z, sizeof v.z);
	*ret = v;
	return IDF_NONE;
}

const char *id_fault_text(enum id_fault f)
{
	static const char *const text[IDF_N] = {
		"", "has 18 characters", "has digits only, the last may be X", "does not begin with the code of a known area",
		"holds a date of birth that cannot be", "does not fit its check character: a digit was misread or two were swapped",
	};

	return (unsigned)f < IDF_N ? text[f] : "";
}

enum id_fault uscc_parse(str s, struct uscc *ret)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";   /* no I O S V Z */
	struct number n;
	int sum = 0, weight = 1;

	if (!number_fold(s, &n) || n.n != 18)
		return IDF_LENGTH;
	for (int i = 0; i < 18; i++) {
		const char *at = memchr(alphabet, n.z[i], 31);
		if (!at)
			return IDF_DIGITS;
		sum += i < 17 ? (int)(at - alphabet) * weight : 0;
		weight = weight * 3 % 31;
	}
	/* 100000: registered with the state itself */
	if (!all_digits(n.z + 2, 6) || (!has(provinces, COUNTOF(provinces), digits(n.z + 2, 2)) && digits(n.z + 2, 6) != 100000))
		return IDF_AREA;
	if (alphabet[(31 - sum % 31) % 31] != n.z[17])
		return IDF_CHECK;
	memcpy(ret->z, n.z, sizeof ret->z);
	return IDF_NONE;
}

/* Digits only; "+" counts where it leads. False on anything but digits, blanks, brackets, hyphens, dots. */
static bool phone_digits(str s, struct phone *ret)
{
	struct number n;
	struct phone v = { .n = 0 };

	if (!number_fold(s, &n))
		return false;
	for (size_t i = 0; i < n.n; i++) {
		if (n.z[i] == '(' || n.z[i] == ')')
			continue;
		if (n.z[i] < '0' || n.z[i] > '9' || v.n + 1u >= sizeof v.z)
			return false;
		v.z[v.n++] = n.z[i];
	}
	*ret = v;
	return true;
}

static bool landline(const struct phone *p)
{
	bool three = p->n > 2 && (p->z[1] == '1' || p->z[1] == '2');   /* 010, 020 to 029 */
	size_t code = three ? 3 : 4;

	if (p->n < 11 || p->z[0] != '0' || p->z[1] == '0' || (p->z[1] == '1' && p->z[2] != '0'))
		return false;
	if (p->n != code + 8 && !(code == 4 && p->n == 11))
		return false;
	return p->z[code] >= '2' && p->z[code] <= '9';
}

bool phone_parse(str s, struct phone *ret)
{
	struct phone v;

	if (!phone_digits(s, &v))
		return false;
	size_t drop = v.n > 12 && memcmp(v.z, "0086", 4) == 0 ? 4 : v.n > 11 && memcmp(v.z, "86", 2) == 0 ? 2 : 0;
	if (drop) {
		bool mobile = v.n - drop == 11 && v.z[drop] == '1';
		char rest[sizeof v.z + 2];
		int n = snprintf(rest, sizeof rest, "%s%.*s", mobile || v.z[drop] == '0' ? "" : "0", (int)(v.n - drop), v.z + drop);
		if (n < 0 || (size_t)n >= sizeof v.z)
			return false;
		memcpy(v.z, rest, (size_t)n + 1);
		v.n = (uint8_t)n;
	}
	v.z[v.n] = 0;
	v.mobile = v.n == 11 && v.z[0] == '1' && v.z[1] >= '3' && v.z[1] <= '9';
	if (!v.mobile && !landline(&v))
		return false;
	*ret = v;
	return true;
}
