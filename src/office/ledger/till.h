/* till — what a point took on a day, by way of payment: what the books say, what was counted, and the end of the day.
 *
 * Owns      table till. What the books say is the ledger's accounts cash.SITE, wechat.SITE, alipay.SITE and card.SITE of that day.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in ledger_test.c)
 *   TI1 one person counts, another closes                                    (a CHECK too)
 *   TI2 a day whose count differs from the books is closed only with words for it   (a CHECK too), and only while the books are those of the count
 *   TI3 a closed day is never changed                                        (trigger); whoever takes money asks till_open first */
#pragma once
#include "core/cx.h"

enum pay_way { PW_CASH, PW_WECHAT, PW_ALIPAY, PW_CARD, PW_N };
extern const str pay_way_words[PW_N];
/* PW_N when it is none. */
enum pay_way pay_way_of(str s);
/* "cash.7"; arena memory. */
str till_account(struct cx *cx, enum pay_way way, site_id site);

enum till_state { TIS_OPEN, TIS_COUNTED, TIS_CLOSED, TIS_N };
extern const str till_state_words[TIS_N];
enum { TILL_NOTE = 400 };
/* books: now, or of a closed day at its closing; counted: of the newest count. */
struct till {
	site_id site; int32_t day; enum till_state state; int64_t books[PW_N], counted[PW_N]; str note; account_id counted_by, closed_by;
	utc_ms counted_at, closed_at; int64_t ver;
	bool stale;                 /* the books have changed since the count */
	bool differs;               /* a count stands, and it is not what the books say */
};
MUST_USE int till_get(struct cx *cx, site_id site, int32_t day, struct till *ret);
/* A count, or a better one. ver: as read, 0 before the first. E_INVALID (day: to come; note: longer than TILL_NOTE, or no text); E_STATE: closed, or stale ver. */
MUST_USE int till_count(struct cx *cx, site_id site, int32_t day, const int64_t counted[static PW_N], str note, int64_t ver, struct till *ret);
/* E_DENIED: who counted; E_STATE: not counted, closed, counted anew meanwhile (ver), the books have changed since, or (field "note") a difference without words. */
MUST_USE int till_close(struct cx *cx, site_id site, int32_t day, int64_t ver, struct till *ret);
/* May money be taken or given back there now? E_STATE (field "till_closed"): today is closed at this point. */
MUST_USE int till_open(struct cx *cx, site_id site);

typedef int till_fn(struct cx *cx, const struct till *t, void *arg);
/* Days from .. to with money or a count, newest first, all of them; open_only: those that are not closed, and closed ones that differ. Count. */
MUST_USE int till_days(struct cx *cx, int32_t from, int32_t to, bool open_only, till_fn *fn, void *arg);
