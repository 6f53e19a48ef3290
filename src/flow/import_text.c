/* import_text — the file's bytes as UTF-8, and the rows of the error file. See flow_import.h. */
#include <errno.h>
#include <iconv.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "import_int.h"

/* GBK (as GB18030, which contains it). What is none becomes U+FFFD, and costs its row. */
static int convert(const char *raw, size_t n, char **ret, size_t *ret_n, struct err *e)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	size_t cap = n * 3 + 16, left = n, room = cap;
	char *out = malloc(cap), *to = out, *from = (char *)raw;

	if (cd == (iconv_t)-1 || !out) {
		free(out);
		if (cd != (iconv_t)-1)
			iconv_close(cd);
		return ERR(e, E_CONFIG, "this system cannot read GBK");
	}
	while (left) {
		if (iconv(cd, &from, &left, &to, &room) != (size_t)-1)
			break;
		if (errno == E2BIG || room < 8)
			break;                /* three bytes for each are enough */
		memcpy(to, "\xef\xbf\xbd", 3);
		to += 3;
		room -= 3;
		from++;
		left--;
	}
	iconv_close(cd);
	*ret = out;
	*ret_n = (size_t)(to - out);
	return 0;
}

int import_text_take(const char *raw, size_t n, enum import_encoding want, struct import_text *ret, struct err *e)
{
	bool bom = n >= 3 && memcmp(raw, "\xef\xbb\xbf", 3) == 0;
	unsigned len = 0;

	enum import_fault f = import_fault_begin(raw, n);
	if (f != IMF_N || memchr(raw, 0, n))
		return import_fault_set(e, f == IMF_N ? IMF_binary : f, S(""));
	*ret = (struct import_text){ .encoding = want };
	bool utf8 = want != IME_UTF8 && (bom || str_utf8((str){ raw, n }));
	if (want == IME_ANY)
		ret->encoding = utf8 ? IME_UTF8 : IME_GBK;
	ret->other = want == IME_GBK && utf8;
	if (ret->encoding == IME_GBK) {
		TRY(convert(raw, n, &ret->p, &ret->n, e));
	} else {
		ret->p = malloc(n + 1);
		ASSERT(ret->p);
		memcpy(ret->p, raw, n);
		ret->n = n;
	}
	if (EVP_Digest(ret->p, ret->n, ret->sha, &len, EVP_sha256(), NULL) != 1 || len != 32)
		BUG("SHA-256 failed");
	return 0;
}

void import_text_free(struct import_text *t)
{
	free(t->p);
	*t = (struct import_text){ .n = 0 };
}

int import_error_head(char *buf, size_t cap)
{
	int n = snprintf(buf, cap, "\xef\xbb\xbf行号,栏目,处理,代码,原因,原始行\n");

	return n > 0 && (size_t)n < cap ? n : -1;
}

/* The row as one cell; what a spreadsheet would take for a formula gets an apostrophe, as in every table that leaves (format/sheet). */
static int put_row(char *buf, size_t cap, str row)
{
	if (row.n == 0 || !memchr("=+-@\t\r", row.p[0], 6))
		return csv_put_str(buf, cap, row);
	char *text = malloc(row.n + 1);
	ASSERT(text);
	text[0] = '\'';
	memcpy(text + 1, row.p, row.n);
	int k = csv_put_str(buf, cap, (str){ text, row.n + 1 });
	free(text);
	return k;
}

int import_error_row(const struct import_text *t, const struct import_problem *p, char *buf, size_t cap)
{
	const struct import_code_row *c = &import_codes[p->code];
	str row = { p->off + p->len <= t->n ? t->p + p->off : "", p->off + p->len <= t->n ? p->len : 0 };

	while (row.n && (row.p[row.n - 1] == '\n' || row.p[row.n - 1] == '\r'))
		row.n--;
	int n = snprintf(buf, cap, "%lld,%.*s,%s,%.*s,%.*s,", (long long)p->line, STR_ARG(p->field), c->refused ? "未导入" : "已导入，请核对", STR_ARG(c->code),
	                 STR_ARG(c->zh));
	if (n < 0 || (size_t)n >= cap)
		return -1;
	int k = put_row(buf + n, cap - (size_t)n, row);
	if (k < 0 || (size_t)(n + k + 2) > cap)
		return -1;
	buf[n + k] = '\n';
	return n + k + 1;
}
