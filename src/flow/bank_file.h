/* bank_file — the files that go to the bank and come back, of whatever is paid: claims after thefts (flow_claim_bank) and accidents (flow_liability_pay).
 *
 * Going: lines of CSV, and a last line with their count, their sum and the SHA-256 of everything above it. Coming: the bank's word on each payment, in any order
 * and as often as it likes. A file is taken as a whole: one line that cannot be read refuses it, in the caller's transaction.
 * Owns      nothing; texts lie in the arena.
 * Thread    any.
 * Never     decides what a word does: whoever made the payment does. */
#pragma once
#include "core/cx.h"
#include "format/js/js.h"

enum { BANK_SHA_TEXT = 65 };
void bank_sha256(str s, char ret[static BANK_SHA_TEXT]);

struct bank_text { char *p; size_t n, cap; };
/* Room for so many payments. E_TOOBIG. */
MUST_USE int bank_text_for(struct cx *cx, int payments, struct bank_text *ret);
/* E_TOOBIG. */
MUST_USE int bank_line(struct cx *cx, struct bank_text *t, str s);
/* The last line: "end", the batch (empty: none), count, sum and SHA-256. */
MUST_USE int bank_end(struct cx *cx, struct bank_text *t, str batch, int n, int64_t sum);

enum bank_status { BANK_PAID, BANK_FAILED, BANK_UNKNOWN, BANK_N };
struct bank_word { str batch, no, ref, reason; int64_t fen; enum bank_status status; int64_t line; };
typedef int bank_word_fn(struct cx *cx, const struct bank_word *w, void *arg);
/* batched: with a column "batch" before no,amount_fen,status,bank_ref,reason; without it such a column is passed over. E_INVALID (file): the line. */
MUST_USE int bank_words(struct cx *cx, str csv, bool batched, bank_word_fn *fn, void *arg);

/* What a file of words did. foreign: numbers that were not sent; wrong: another amount, nothing is done; conflict: the bank said the opposite before; same: known
 * already. */
struct bank_results { int paid, failed, unknown, same, foreign, wrong, conflict; };
extern const struct js_shape bank_results_shape;
/* For the audit. */
str bank_results_text(struct cx *cx, const struct bank_results *r);
