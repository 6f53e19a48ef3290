/* paper — the documents that were handed out: every issued copy with its number, its content, its code and how often it was printed.
 *
 * Owns      tables paper, paper_number, paper_text.
 * Thread    any, inside the caller's transaction.
 * Invariants (each has a test of the same name in paper_office_test.c)
 *   PP1 a row is never changed or removed; only the count of prints goes up, and the hash of the first drawing is written once  (triggers)
 *   PP2 numbers of a kind, a unit's short name and a year follow one another without a hole in what was committed
 *   PP3 content and code are sealed; a code is found by its blind index, as read by people: small letters, blanks, dashes, O for 0, I and L for 1
 *   PP4 a text is the newest row not after the instant asked for; rows are only added, and none before now
 * Never     draws, and knows no other room: flow_paper says what stands in a document. */
#pragma once
#include "base/utc.h"
#include "core/cx.h"

enum paper_kind { PAK_CERTIFICATE, PAK_RECEIPT, PAK_MISSING, PAK_REFUSAL, PAK_TRANSFER, PAK_DEREGISTRATION, PAK_N };
extern const str paper_kind_words[PAK_N];      /* certificate, receipt, missing, refusal, transfer, deregistration */

enum { PAPER_CODE = 26, PAPER_CONTENT = 4000, PAPER_SHA = 64, PAPER_MISSING_MAX = 24 };

struct paper_row {
	int64_t id; enum paper_kind kind; str number;
	int64_t bike, booking, site, unit; owner_id owner; str plate;
	str reason;                 /* coded; of a refusal */
	str missing;                /* coded, by comma */
	utc_ms issued_at; account_id actor;
	int64_t printed; str pdf_sha;      /* hexadecimal, empty before the first drawing */
	str ref, p_content, p_code; /* sealed */
};
struct paper_new {
	enum paper_kind kind;
	int64_t bike, booking, site, unit; owner_id owner; str plate, reason, missing;
	str scope;                  /* the unit's short name, part of the number */
	str content;                /* at most PAPER_CONTENT bytes; sealed here */
};
/* Issues: numbers, seals, and gives a certificate its code. E_INVALID; E_TOOBIG: content; E_CONFIG: the number's format lacks {n}. */
MUST_USE int paper_add(struct cx *cx, const struct paper_new *in, struct paper_row *ret);
MUST_USE int paper_get(struct cx *cx, int64_t id, struct paper_row *ret);
/* As typed or read (PP3). E_NOTFOUND, also for what is no code at all: the index is asked either way. */
MUST_USE int paper_by_code(struct cx *cx, str code, struct paper_row *ret);
typedef int paper_fn(struct cx *cx, const struct paper_row *p, void *arg);
/* Issued for a bike, oldest first, ids above after; texts borrowed for the call. Count. */
MUST_USE int paper_of_bike(struct cx *cx, bike_id bike, int64_t after, int max, paper_fn *fn, void *arg);
/* What was sealed; arena memory. code is empty where there is none. */
MUST_USE int paper_content(struct cx *cx, const struct paper_row *p, str *ret_content, str *ret_code);
/* One more print. The first one's sha (64 hexadecimal digits) is kept; *ret_same: sha is the kept one. */
MUST_USE int paper_print(struct cx *cx, const struct paper_row *p, str sha, bool *ret_same);
/* A fresh code: 128 random bits. */
void paper_code_make(char ret[static PAPER_CODE + 1]);
/* Upper case, look-alikes folded, separators dropped; false when that is no code. ret holds PAPER_CODE characters and a NUL. */
bool paper_code_read(str s, char ret[static PAPER_CODE + 1]);

/* --- what documents say (PP4) --- */
/* E_NOTFOUND: no such text in force at t. */
MUST_USE int paper_text(struct cx *cx, str key, utc_ms t, str *ret);
/* The same, or otherwise. */
MUST_USE int paper_text_or(struct cx *cx, str key, utc_ms t, str otherwise, str *ret);
/* In force from t on. E_INVALID: key (a-z 0-9 . _ -), value (1 to 600 bytes of UTF-8 without control characters), t in the past; E_STATE: there is
 * a row of that instant. */
MUST_USE int paper_text_put(struct cx *cx, str key, utc_ms t, str value);
typedef int paper_text_fn(struct cx *cx, str key, str value, void *arg);
MUST_USE int paper_texts(struct cx *cx, utc_ms t, paper_text_fn *fn, void *arg);      /* those in force, by key. Count. */
