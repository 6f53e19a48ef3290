/* flow_books — the books as people read them: the trial balance, an account's lines, what was posted for a plan, claim or accident; and their proof.
 *
 * Owns      nothing: reads the ledger, the tills, and the numbers of plans, claims and accidents.
 * Thread    any, inside the caller's transaction; flow_books_file outside of any.
 * Invariants (tests of the same names in flow_plan_test.c)
 *   BK1 the trial balance has every account with a line up to its last day, and before, within and after its days the sums of a reader's lines are zero
 *   BK2 a reader has the lines of the units of his area, a bureau's also what has no unit; the operator's those of all points and police units, too: plans and
 *       claims are its business; another insurer's or operator's nobody; the auditor has all
 *   BK3 an account's lines page by page are each of its lines once, and their running balance ends where the trial balance ends
 *   BK4 flow_books_check tells each kind of damage: a posting that is not zero, lines without a posting, a sale, refund or payment without its posting, a closed
 *       till that says something else than the books; and of fines (flow_spot_test): payments and receipts, numbers without a gap, a bike in the yard without its decision
 * Sign      as in ledger.h: debit is what comes to an account, credit what leaves it.
 * Never     shows a person: whom the money is for, the plan, claim or accident says to those who may read that. */
#pragma once
#include "core/cx.h"
#include "flow/flow_export.h"
#include "office/ledger/ledger.h"
#include "office/ledger/till.h"

enum { BOOKS_DAYS = 3700, BOOKS_ACCOUNT = 40 };
/* Days from .. to, both included. E_INVALID (field "to") by every call below: to before from, or more than BOOKS_DAYS. */
struct books_days { int32_t from, to; };

/* before: the sum of its lines before the days; after: at their end; lines: of the days. site: of a till's account, else 0. */
struct books_account { str account; int64_t site; str site_name; int64_t before, debit, credit, after, lines; };
struct books { struct books_account *v; int n; struct books_account sum; };      /* sum: of all accounts; before and after are 0, debit is credit (BK1) */
/* By name; texts in cx->arena. */
MUST_USE int flow_books_balance(struct cx *cx, const struct books_days *d, struct books *ret);

struct books_line {
	int64_t place;              /* where the page ends; 0 is before the first */
	struct ledger_row row;      /* borrowed texts */
	str number;                 /* of the plan's receipt, the claim, the accident, the decision on the spot; empty: none */
	str what;                   /* sale, cancel, refund, repay, owe, unowe, pay, recover, back: the word in the key */
	str by, site_name;          /* shown name of the account that did it; empty: the program, or a citizen */
	int64_t balance;            /* of the account after this line, for this reader; 0 in what is not one account's */
};
typedef int books_fn(struct cx *cx, const struct books_line *l, void *arg);
/* An account's lines, oldest first, behind a place, at most max. Count. */
MUST_USE int flow_books_lines(struct cx *cx, str account, const struct books_days *d, int64_t after, int max, books_fn *fn, void *arg);
/* All lines of all postings of those days, in the order of posting, behind a place. Count. */
MUST_USE int flow_books_journal(struct cx *cx, const struct books_days *d, int64_t after, int max, books_fn *fn, void *arg);
/* What was posted for a record (kind: plan, claim, accident, spot), in order. Count. */
enum { BOOKS_FOUND = 200 };
MUST_USE int flow_books_of(struct cx *cx, str kind, int64_t ref, books_fn *fn, void *arg);
/* The same by a number: a receipt's, a payment's own at the terminal or at the bank, a claim's, an accident's, a batch's, or a posting's key. Exactly as it is
 * printed. Count, 0: none, or not this reader's; at most BOOKS_FOUND lines. */
MUST_USE int flow_books_find(struct cx *cx, str number, books_fn *fn, void *arg);

/* Does the reader have this point's money (BK2)? */
MUST_USE int flow_books_sees(struct cx *cx, site_id site, bool *ret);

enum books_what { BW_BALANCE, BW_LINES, BW_JOURNAL, BW_TILLS, BW_N };
extern const str books_what_words[BW_N];
struct books_file { enum books_what what; struct books_days days; str account; enum sheet_form form; int purpose; str reference; bool en; };
/* As CSV or XLSX: numbered, marked, limited and in the audit (ledger.export, ledger.export.refused) like every export. Errors of flow_export; E_INVALID (account). */
MUST_USE int flow_books_file(struct cx *cx, const struct books_file *in, struct export_done *ret);

/* --- the proof (BK4); for the command line, of all books --- */
enum books_fault { BF_SUM, BF_POSTING, BF_LINES, BF_SALE, BF_CANCEL, BF_REFUND, BF_REPAY, BF_CLAIM, BF_ACCIDENT, BF_FINE, BF_FINE_BACK, BF_RECEIPT, BF_NUMBER, BF_CUSTODY, BF_RECORD, BF_TILL,
	BF_N };
/* n: how many there are; one: the number, key or id of one of them. */
struct books_faults { struct { int64_t n; str one; } v[BF_N]; int64_t postings, lines, plans, tills, fines; };
extern const char *const books_fault_text[BF_N];
MUST_USE int flow_books_check(struct cx *cx, struct books_faults *ret);
