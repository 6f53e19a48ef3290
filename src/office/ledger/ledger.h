/* ledger — the books: double entry, append-only, whole fen.
 *
 * Owns      tables ledger, ledger_line.
 * Thread    any, inside the caller's write transaction (readings: inside any).
 * Invariants (tests of the same names in ledger_test.c)
 *   LE1 the lines of a posting sum to zero, and so do all lines at any moment          (a trigger too)
 *   LE2 nothing is changed or removed, and no posting takes another line                (triggers); what was wrong gets a counter-entry
 *   LE3 a key is posted once: the same again answers the same posting, with other lines it is refused, however many post at once
 * Accounts are words: cash.SITE, wechat.SITE, alipay.SITE and card.SITE (what a point took, by way of payment), income.plan, income.liability, refund.plan,
 *           payable.plan (refunds that are owed), payable.claim, expense.claim, bank.operator, recovered.claim, payable.liability,
 *           expense.liability, bank.insurer (an insurer's own money), income.fine, income.surcharge, bank.treasury (fines that were paid in at the bank or by
 *           the treasury's code). A room that needs another one says so here.
 * Sign      money that comes to an account is positive, money that leaves it negative: a sale is cash.7 +12000, income.plan -12000.
 * Never     knows what the money is for: kind and ref name the room's own record. */
#pragma once
#include "core/cx.h"

enum { LEDGER_LINES = 16, LEDGER_KEY = 120 };
#define LEDGER_MOST_FEN INT64_C(1000000000000)   /* of a line, either sign */

/* One line. account: a-z 0-9 . _, at most 40. fen: not 0. unit and site: whose it is, for those who look by place; 0: none. */
struct ledger_entry { str account; int64_t fen; int64_t unit, site; };

/* Posts n lines (2 to LEDGER_LINES) under a key ("plan.sale.17"), dated cx->now. kind and ref: what it is for. E_INVALID (field "account", "fen", "lines",
 * "key", "kind"): as said, or the sum is not 0; E_STATE, field "key": the key was posted with something else. The same again: the posting that is there. */
MUST_USE int ledger_post(struct cx *cx, const struct ledger_entry *e, int n, str kind, int64_t ref, str key, int64_t *ret_id);
/* The posting of a key; false in *ret_found when there is none. */
MUST_USE int ledger_find(struct cx *cx, str key, int64_t *ret_id, bool *ret_found);

/* Sum of an account, of all days or of one (+08:00). */
MUST_USE int ledger_balance(struct cx *cx, str account, int64_t *ret_fen);
MUST_USE int ledger_balance_day(struct cx *cx, str account, int32_t day, int64_t *ret_fen);
/* Sum of all lines: 0, or the books are damaged. */
MUST_USE int ledger_sum(struct cx *cx, int64_t *ret_fen);

struct ledger_row { int64_t id; str key, kind; int64_t ref; int32_t day; utc_ms at; account_id actor; int n; struct ledger_entry e; };
typedef int ledger_fn(struct cx *cx, const struct ledger_row *r, void *arg);
/* The lines of what was posted for kind and ref, in order; texts borrowed for the call. Count of lines. */
MUST_USE int ledger_of(struct cx *cx, str kind, int64_t ref, ledger_fn *fn, void *arg);
/* All lines of an account from a day to a day, in order. Count. */
MUST_USE int ledger_lines(struct cx *cx, str account, int32_t from, int32_t to, ledger_fn *fn, void *arg);
