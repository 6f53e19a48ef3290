/* paper — see paper.h. */
#include "office/paper/paper.h"

#include <stdio.h>

#include "office/seal/seal.h"
#include "paper_sql.h"
#include "platform/sys.h"

SQL_STATEMENTS(paper)

const str paper_kind_words[PAK_N] = { SI("certificate"), SI("receipt"), SI("missing"), SI("refusal"), SI("transfer"), SI("deregistration") };

#define CONTENT "paper.p_content"
#define CODE "paper.p_code"
#define CODE_INDEX "paper.x_code"

/* --- the code: 128 random bits in base 32, without letters that look like digits or one another --- */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void paper_code_make(char ret[static PAPER_CODE + 1])
{
	uint8_t raw[16];
	unsigned acc = 0, bits = 0;
	size_t n = 0;

	sys.random(raw, sizeof raw);
	for (size_t i = 0; i < sizeof raw; i++) {
		acc = (acc << 8 | raw[i]) & 0xffff;
		for (bits += 8; bits >= 5; bits -= 5)
			ret[n++] = alphabet[acc >> (bits - 5) & 31];
	}
	ret[n++] = alphabet[acc << (5 - bits) & 31];
	ret[n] = 0;
	ASSERT(n == PAPER_CODE);
}

bool paper_code_read(str s, char ret[static PAPER_CODE + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '-' || c == ' ')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (!c || !memchr(alphabet, c, sizeof alphabet - 1) || n == PAPER_CODE)
			return false;
		ret[n++] = c;
	}
	ret[n] = 0;
	return n == PAPER_CODE;
}

static void norm_code(const struct pii *p, struct pii *ret)
{
	*ret = *p;                      /* it is sealed in its one form */
}

static const struct seal_column sealed[] = {
	{ CONTENT, &q_seal_content, &q_put_content, &q_count_content, NULL, NULL, NULL, NULL },
	{ CODE, &q_seal_code, &q_put_code, &q_count_code, CODE_INDEX, &q_index_code, &q_reindex_code, norm_code },
};
SEALED_COLUMNS(paper, sealed)

/* --- rows --- */

struct found { struct paper_row *p; struct arena *arena; };

static void read_fields(struct sql_row *r, struct arena *a, struct paper_row *p)
{
	p->id = sql_i64(r);
	p->ref = sql_str_a(r, a);
	str kind = sql_str(r);
	p->kind = PAK_N;
	for (int k = 0; k < PAK_N; k++)
		p->kind = str_eq(paper_kind_words[k], kind) ? (enum paper_kind)k : p->kind;
	p->number = sql_str_a(r, a);
	p->bike = sql_i64(r);
	p->booking = sql_i64(r);
	p->site = sql_i64(r);
	p->unit = sql_i64(r);
	p->owner.v = sql_i64(r);
	p->plate = sql_str_a(r, a);
	p->reason = sql_str_a(r, a);
	p->missing = sql_str_a(r, a);
	p->p_content = sql_str_a(r, a);
	p->p_code = sql_str_a(r, a);
	p->issued_at = sql_i64(r);
	p->actor.v = sql_i64(r);
	p->printed = sql_i64(r);
	p->pdf_sha = sql_str_a(r, a);
}

static void read_one(struct sql_row *r, void *ret)
{
	struct found *f = ret;

	read_fields(r, f->arena, f->p);
}

int paper_get(struct cx *cx, int64_t id, struct paper_row *ret)
{
	struct paper_row p;

	TRY(sql_one(cx, &q_by_id, read_one, &(struct found){ &p, cx->arena }, BIND(V(id))));
	*ret = p;
	return 0;
}

int paper_by_code(struct cx *cx, str code, struct paper_row *ret)
{
	char z[PAPER_CODE + 1];
	uint8_t x[VAULT_INDEX];
	struct paper_row p;
	struct pii c;

	if (!paper_code_read(code, z))
		memset(z, '#', PAPER_CODE);                 /* nobody's: the same way is gone */
	if (!pii_take((str){ z, PAPER_CODE }, &c))
		return FAIL(cx, E_NOTFOUND, "no such document");
	TRY(vault_index(cx, CODE_INDEX, &c, x));
	TRY(sql_one(cx, &q_by_code, read_one, &(struct found){ &p, cx->arena }, BIND(V_BLOB(((str){ (const char *)x, VAULT_INDEX })))));
	*ret = p;
	return 0;
}

struct each { paper_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct paper_row p;

	read_fields(r, cx->arena, &p);
	return e->fn(cx, &p, e->arg);
}

int paper_of_bike(struct cx *cx, bike_id bike, int64_t after, int max, paper_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_of_bike, each_row, &e, BIND(V(bike.v), V(after), V(max)));
}

int paper_content(struct cx *cx, const struct paper_row *p, str *ret_content, str *ret_code)
{
	str content, code;

	TRY(vault_open_bytes(cx, CONTENT, p->ref, p->p_content, &content));
	TRY(vault_open_bytes(cx, CODE, p->ref, p->p_code, &code));
	*ret_content = content;
	*ret_code = code;
	return 0;
}

int paper_print(struct cx *cx, const struct paper_row *p, str sha, bool *ret_same)
{
	ASSERT(sha.n == PAPER_SHA);
	int n = sql_exec(cx, &q_print, BIND(V(sha), V(p->id)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_NOTFOUND, "no such document");
	*ret_same = !p->pdf_sha.n || str_eq(p->pdf_sha, sha);
	return 0;
}

/* --- issuing --- */

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* "衡-{unit}-{year}-{n}" with the next number of that row (PP2). */
static int number_next(struct cx *cx, const struct paper_new *in, str *ret)
{
	int year = civil_of(cx->now).y;
	str kind = paper_kind_words[in->kind], format, out = S("");
	bool counted = false;
	int64_t n;

	TRY(paper_text(cx, arena_fmt(cx->arena, "number.%.*s", STR_ARG(kind)), cx->now, &format));
	TRY(sql_one(cx, &q_number, read_n, &n, BIND(V(kind), V(in->scope), V(year))));
	for (str left = format; left.n;) {
		if (str_starts(left, S("{unit}"))) {
			out = arena_fmt(cx->arena, "%.*s%.*s", STR_ARG(out), STR_ARG(in->scope));
			left = (str){ left.p + 6, left.n - 6 };
		} else if (str_starts(left, S("{year}"))) {
			out = arena_fmt(cx->arena, "%.*s%04d", STR_ARG(out), year);
			left = (str){ left.p + 6, left.n - 6 };
		} else if (str_starts(left, S("{n}"))) {
			out = arena_fmt(cx->arena, "%.*s%06lld", STR_ARG(out), (long long)n);
			left = (str){ left.p + 3, left.n - 3 };
			counted = true;
		} else {
			out = arena_fmt(cx->arena, "%.*s%c", STR_ARG(out), left.p[0]);
			left = (str){ left.p + 1, left.n - 1 };
		}
	}
	if (!counted)
		return FAIL(cx, E_CONFIG, "the text number.%.*s lacks {n}; put it right with 'yanzhen paper set'", STR_ARG(kind));
	*ret = out;
	return 0;
}

static bool coded(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ',' || c == '|'))
			return false;
	}
	return s.n <= 800;
}

static int code_of(struct cx *cx, str ref, struct sqlv ret[static 2])
{
	char code[PAPER_CODE + 1];
	uint8_t *x = arena_alloc(cx->arena, VAULT_INDEX);
	struct pii c;
	str sealed_code;

	paper_code_make(code);
	if (!x || !pii_take(str_of(code), &c))
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	TRY(vault_index(cx, CODE_INDEX, &c, x));
	TRY(vault_seal(cx, CODE, ref, &c, &sealed_code));
	ret[0] = V(sealed_code);
	ret[1] = V_BLOB(((str){ (const char *)x, VAULT_INDEX }));
	return 0;
}

int paper_add(struct cx *cx, const struct paper_new *in, struct paper_row *ret)
{
	uint8_t raw[VAULT_REF];
	str ref = { (const char *)raw, VAULT_REF }, number = S(""), content = S("");
	struct sqlv code[2] = { V(S("")), V_NULL };
	int64_t id;

	if (!coded(in->reason) || (in->kind == PAK_REFUSAL) != (in->reason.n > 0))
		return FAIL_FIELD(cx, E_INVALID, "reason", "a refusal, and nothing else, has a coded reason");
	if (!coded(in->missing) || (in->kind == PAK_MISSING) != (in->missing.n > 0))
		return FAIL_FIELD(cx, E_INVALID, "missing", "a notice of missing papers, and nothing else, lists coded papers");
	if (in->content.n > PAPER_CONTENT)
		return FAIL(cx, E_TOOBIG, "the document has more text than one can hold");
	vault_ref(raw);
	TRY(number_next(cx, in, &number));
	TRY(vault_seal_bytes(cx, CONTENT, ref, in->content, &content));
	if (in->kind == PAK_CERTIFICATE)
		TRY(code_of(cx, ref, code));
	TRY(sql_insert(cx, &q_add, &id, BIND(V_BLOB(ref), V(paper_kind_words[in->kind]), V(number), V(in->bike), V(in->booking), V(in->site),
	               V(in->unit), V(in->owner.v), V(in->plate), V(in->reason), V(in->missing), V(content), code[0], code[1], V(cx->now), V(cx->actor.v))));
	return paper_get(cx, id, ret);
}

/* --- texts --- */

struct text { struct arena *arena; str s; };

static void read_text(struct sql_row *r, void *ret)
{
	struct text *t = ret;

	t->s = sql_str_a(r, t->arena);
}

int paper_text(struct cx *cx, str key, utc_ms t, str *ret)
{
	struct text v = { cx->arena, { "", 0 } };

	TRY(sql_one(cx, &q_text, read_text, &v, BIND(V(key), V(t))));
	*ret = v.s;
	return 0;
}

int paper_text_or(struct cx *cx, str key, utc_ms t, str otherwise, str *ret)
{
	struct err before = cx->err;

	int rc = paper_text(cx, key, t, ret);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret = otherwise;
		return 0;
	}
	return rc;
}

static bool key_ok(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.'))
			return false;
	}
	return s.n >= 1 && s.n <= 64;
}

static bool value_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20)
			return false;
	return s.n >= 1 && s.n <= 600 && str_utf8(s);
}

int paper_text_put(struct cx *cx, str key, utc_ms t, str value)
{
	if (!key_ok(key))
		return FAIL_FIELD(cx, E_INVALID, "key", "must be 1 to 64 of letters, digits, dots, - and _");
	if (!value_ok(value))
		return FAIL_FIELD(cx, E_INVALID, "value", "must be 1 to 600 bytes of UTF-8 in one line");
	if (t < cx->now)
		return FAIL_FIELD(cx, E_INVALID, "from", "a text is not put into the past: documents were issued with the one of then");
	int rc = sql_exec(cx, &q_text_put, BIND(V(key), V(t), V(value)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "from", "there is a text from that instant on");
	}
	return MIN(rc, 0);
}

struct text_each { paper_text_fn *fn; void *arg; };

static int text_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct text_each *e = arg;
	str key = sql_str_a(r, cx->arena), value = sql_str_a(r, cx->arena);

	return e->fn(cx, key, value, e->arg);
}

int paper_texts(struct cx *cx, utc_ms t, paper_text_fn *fn, void *arg)
{
	struct text_each e = { fn, arg };

	return sql_each(cx, &q_texts, text_row, &e, BIND(V(t)));
}
