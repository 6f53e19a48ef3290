/* policy — the numbers a city decides, as dated rows: changing a rule is a new row, never a changed program.
 *
 * Owns      table policy(key, from_day, value). The migration brings checked defaults.
 * Thread    any, inside or outside the caller's transaction.
 * Invariants
 *   PO1 the row in force is the one with the greatest from_day not after the civil day (+08:00) asked for
 *   PO2 a value outside its key's range is refused when written and when read (E_CONFIG)
 *   PO3 every row of policy_rows.h has its meaning in both languages, and docs/policies.md is printed from them */
#pragma once
#include "base/utc.h"
#include "core/cx.h"
#include "office/policy/policy_rows.h"

enum policy_list {
#define X(n, key, def, words, en, zh) POLL_##n,
	POLICY_LISTS(X)
#undef X
	POLL_N
};

enum policy_key {
#define X(n, key, lo, hi, def, unit, en, zh) POL_##n,
	POLICY_KEYS(X)
#undef X
	POL_N
};

enum policy_text {
#define X(n, key, def, words, en, zh) POT_##n,
	POLICY_TEXTS(X)
#undef X
	POT_N
};
enum { POLICY_TEXT_MAX = 120 };

/* The value in force at t. E_CONFIG when the stored text is out of range; the default where no row is in force yet. */
MUST_USE int policy_i64(struct cx *cx, enum policy_key k, utc_ms t, int64_t *ret);
/* The words of a list in force at t, in its order; none, when it is empty. *ret_n of at most POLICY_WORDS; arena memory. E_CONFIG. */
enum { POLICY_WORDS = 16 };
MUST_USE int policy_words(struct cx *cx, enum policy_list k, utc_ms t, str ret[static POLICY_WORDS], int *ret_n);
/* The text in force at t, in cx->arena; the default where no row is. */
MUST_USE int policy_text(struct cx *cx, enum policy_text k, utc_ms t, str *ret);
/* All of them at once, for jobs: ret[POL_N]. */
MUST_USE int policy_all(struct cx *cx, utc_ms t, int64_t ret[static POL_N]);
/* A new row from that day on. E_INVALID: unknown key (field "key", with the nearest one), out of its range, or a list with a word that is none or stands
 * there twice (a text: its words, by comma or |; without words of its own a-z 0-9 _ - | and commas; at most POLICY_TEXT_MAX). The same day's row is replaced. */
MUST_USE int policy_set(struct cx *cx, str key, struct civil from, str value);
/* What policy_set would refuse, without setting it. */
MUST_USE int policy_check(struct cx *cx, str key, struct civil from, str value);

/* Where the city lies, for the first view of the map. */
struct city { str name; double lat, lon; int32_t zoom; };
MUST_USE int policy_city(struct cx *cx, struct city *ret);
MUST_USE int policy_set_city(struct cx *cx, const struct city *c);

/* --- what there is --- */
enum policy_kind { POLK_NUMBER, POLK_LIST, POLK_TEXT };
struct policy_row { enum policy_kind kind; int at; /* POL_, POLL_ or POT_ */ str key, normal, words, unit, en, zh; int64_t least, most; };
enum { POLICY_N = (int)POL_N + (int)POLL_N + (int)POT_N };
/* The i-th of POLICY_N, in the order of policy_rows.h; memory of the program. */
struct policy_row policy_row(int i);
/* "10 to 86400", or the words; buf is one possible place of it. */
enum { POLICY_RANGE = 64 };
str policy_range(const struct policy_row *r, char buf[static POLICY_RANGE]);
/* The key that may have been meant; empty when none is near. */
str policy_nearest(str key);
/* As stored, and since which day (empty: no row is in force, it is the default); arena memory. Not checked against the range, so that a bad one can be shown. */
MUST_USE int policy_now(struct cx *cx, str key, utc_ms t, str *ret_value, str *ret_since);
/* The next row that is not in force yet; its day is empty where there is none. */
MUST_USE int policy_to_come(struct cx *cx, str key, utc_ms t, str *ret_value, str *ret_day);
/* docs/policies.md, line by line. */
void policy_markdown(void (*line)(void *arg, const char *text), void *arg);
