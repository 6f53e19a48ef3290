/* bank_file — see bank_file.h. */
#include <openssl/evp.h>
#include <stdio.h>

#include "flow/bank_file.h"
#include "format/csv/csv.h"

enum { LINE_BYTES = 240, ENDS_BYTES = 300 };      /* of a file: a payment, and head and end together */

void bank_sha256(str s, char ret[static BANK_SHA_TEXT])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	ASSERT(EVP_Digest(s.p, s.n, md, &n, EVP_sha256(), NULL) == 1 && n == 32);
	for (unsigned i = 0; i < n; i++)
		snprintf(ret + 2 * i, 3, "%02x", md[i]);
}

int bank_text_for(struct cx *cx, int payments, struct bank_text *ret)
{
	ret->n = 0;
	ret->cap = (size_t)payments * LINE_BYTES + ENDS_BYTES;
	ret->p = arena_alloc(cx->arena, ret->cap);
	return ret->p ? 0 : FAIL(cx, E_TOOBIG, "the file is too large");
}

int bank_line(struct cx *cx, struct bank_text *t, str s)
{
	if (t->n + s.n > t->cap)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	memcpy(t->p + t->n, s.p, s.n);
	t->n += s.n;
	return 0;
}

int bank_end(struct cx *cx, struct bank_text *t, str batch, int n, int64_t sum)
{
	char sha[BANK_SHA_TEXT];

	bank_sha256((str){ t->p, t->n }, sha);
	return bank_line(cx, t, arena_fmt(cx->arena, "end,%.*s%s%d,%lld,%s\r\n", STR_ARG(batch), batch.n ? "," : "", n, (long long)sum, sha));
}

/* --- the bank's words --- */

enum { COL_BATCH, COL_NO, COL_FEN, COL_STATUS, COL_REF, COL_REASON, COLS };
static const str status_words[BANK_N] = { SI("paid"), SI("failed"), SI("unknown") };

static int word_of(struct cx *cx, const str *cell, int64_t line, struct bank_word *ret)
{
	int status = 0;

	*ret = (struct bank_word){ .batch = cell[COL_BATCH], .no = cell[COL_NO], .ref = cell[COL_REF], .reason = cell[COL_REASON], .line = line };
	if (!str_i64(cell[COL_FEN], 1, INT64_MAX, &ret->fen))
		return FAIL_FIELD(cx, E_INVALID, "file", "line %lld: amount_fen is no amount", (long long)line);
	while (status < BANK_N && !str_eq(status_words[status], cell[COL_STATUS]))
		status++;
	if (status == BANK_N)
		return FAIL_FIELD(cx, E_INVALID, "file", "line %lld: status must be paid, failed or unknown", (long long)line);
	ret->status = (enum bank_status)status;
	return 0;
}

int bank_words(struct cx *cx, str csv, bool batched, bank_word_fn *fn, void *arg)
{
	static const char *const want[COLS] = { "batch", "no", "amount_fen", "status", "bank_ref", "reason" };
	const bool required[COLS] = { batched, true, true, true, false, false };
	char *scratch = arena_alloc(cx->arena, CSV_MAX_ROW);
	str cell[CSV_MAX_COLS], row[COLS];
	struct bank_word w;
	int at[COLS], n;
	struct csv c;

	if (!scratch)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	csv_init(&c, csv.p, csv.n, scratch);
	TRY(csv_header(&c, want, required, COLS, at, &cx->err));
	while ((n = csv_row(&c, cell, CSV_MAX_COLS, &cx->err)) > 0) {
		if (n == 1 && cell[0].n == 0)
			continue;
		for (int i = 0; i < COLS; i++)
			row[i] = at[i] >= 0 && at[i] < n ? arena_str(cx->arena, cell[at[i]]) : S("");
		TRY(word_of(cx, row, c.line, &w));
		TRY(fn(cx, &w, arg));
	}
	return n;
}

#define F(member) offsetof(struct bank_results, member)
static const struct js_field result_fields[] = {
	{ "paid", JT_I32, F(paid), 0, 0, 0, NULL, NULL }, { "failed", JT_I32, F(failed), 0, 0, 0, NULL, "to be released again" },
	{ "unknown", JT_I32, F(unknown), 0, 0, 0, NULL, "to be asked for; not paid again meanwhile" }, { "same", JT_I32, F(same), 0, 0, 0, NULL, "known already" },
	{ "foreign", JT_I32, F(foreign), 0, 0, 0, NULL, "numbers that were not sent" }, { "wrong", JT_I32, F(wrong), 0, 0, 0, NULL, "another amount: nothing was booked, ask the bank" },
	{ "conflict", JT_I32, F(conflict), 0, 0, 0, NULL, "the bank said the opposite before: ask the bank" },
};
#undef F
const struct js_shape bank_results_shape = JS_SHAPE("BankResults", struct bank_results, result_fields);

str bank_results_text(struct cx *cx, const struct bank_results *r)
{
	return arena_fmt(cx->arena, "paid %d, failed %d, unknown %d, same %d, foreign %d, wrong %d, conflict %d", r->paid, r->failed, r->unknown, r->same, r->foreign, r->wrong,
	                 r->conflict);
}
