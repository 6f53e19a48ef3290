/* books_api — HTTP face of the books: trial balance, an account's lines, what was posted for a record, files. The auditor's rows are his own: an
 * administrator's row is for nobody else (rights_test). No rules live here. */
#include "base/utc.h"
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_books.h"
#include "serve/http/route.h"

extern const struct routes books_routes;

static int day_of_text(struct cx *cx, str s, const char *field, int32_t *ret)
{
	return flow_day_parse(s, ret) ? 0 : FAIL_FIELD(cx, E_INVALID, field, "must be YYYY-MM-DD");
}

static str day_str(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return arena_str(cx->arena, flow_day_text(day, buf));
}

/* --- trial balance --- */

struct account_view { str account; int64_t site; str site_name; int64_t before, debit, credit, after, lines; };
#define F(member) offsetof(struct account_view, member)
static const struct js_field account_fields[] = {
	{ "account", JT_STR, F(account), 0, 0, BOOKS_ACCOUNT, NULL, "as in ledger.h: cash.7, income.plan, ..." },
	{ "siteId", JT_I64, F(site), JF_NULL_IF_EMPTY, 0, 0, NULL, "of a point's own account" },
	{ "siteName", JT_STR, F(site_name), 0, 0, 256, NULL, NULL },
	{ "beforeFen", JT_I64, F(before), 0, 0, 0, NULL, "before the first day; negative: a credit balance" },
	{ "debitFen", JT_I64, F(debit), 0, 0, 0, NULL, "what came to it in these days" },
	{ "creditFen", JT_I64, F(credit), 0, 0, 0, NULL, "what left it" },
	{ "afterFen", JT_I64, F(after), 0, 0, 0, NULL, "at the end of the last day" },
	{ "lines", JT_I64, F(lines), 0, 0, 0, NULL, "of these days" },
};
#undef F
static const struct js_shape account_shape = JS_SHAPE("BooksAccount", struct account_view, account_fields);

struct balance_view { str from, to; struct js_list items; int64_t before, debit, credit, after, lines; bool even; };
#define F(member) offsetof(struct balance_view, member)
static const struct js_field balance_fields[] = {
	{ "from", JT_STR, F(from), 0, 0, 10, NULL, "YYYY-MM-DD" },
	{ "to", JT_STR, F(to), 0, 0, 10, NULL, "included" },
	{ "items", JT_LIST, F(items), 0, 0, 0, &account_shape, "every account with a line up to the last day" },
	{ "beforeFen", JT_I64, F(before), 0, 0, 0, NULL, "sum of all; 0, or the books are damaged" },
	{ "debitFen", JT_I64, F(debit), 0, 0, 0, NULL, NULL },
	{ "creditFen", JT_I64, F(credit), 0, 0, 0, NULL, "the same as debitFen" },
	{ "afterFen", JT_I64, F(after), 0, 0, 0, NULL, "0" },
	{ "lines", JT_I64, F(lines), 0, 0, 0, NULL, NULL },
	{ "even", JT_BOOL, F(even), 0, 0, 0, NULL, "the sums are zero and debit is credit" },
};
#undef F
static const struct js_shape balance_shape = JS_SHAPE("Books", struct balance_view, balance_fields);

enum { DAYS_USUAL = 30 };
#define DAYS_QUERY { "from", JT_STR, 0, 10, 10, "YYYY-MM-DD; 30 days before the last one if not given" }, { "to", JT_STR, 0, 10, 10, "YYYY-MM-DD, included; today if not given" }
static const struct route_q balance_query[] = { DAYS_QUERY };

/* Empty: as DAYS_QUERY says. */
static int days_of(struct cx *cx, str from, str to, struct books_days *ret)
{
	ret->to = day_of(cx->now);
	if (to.n)
		TRY(day_of_text(cx, to, "to", &ret->to));
	ret->from = ret->to - DAYS_USUAL;
	return from.n ? day_of_text(cx, from, "from", &ret->from) : 0;
}

static int get_balance(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct books_days d;
	struct books b;

	TRY(days_of(cx, rq->q[0].s, rq->q[1].s, &d));
	TRY(flow_books_balance(cx, &d, &b));
	struct account_view *v = arena_alloc(cx->arena, (size_t)b.n * sizeof *v);
	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < b.n; i++)
		v[i] = (struct account_view){ b.v[i].account, b.v[i].site, b.v[i].site_name, b.v[i].before, b.v[i].debit, b.v[i].credit, b.v[i].after, b.v[i].lines };
	js_put(&rp->js, NULL, &balance_shape, &(struct balance_view){ day_str(cx, d.from), day_str(cx, d.to), { v, (size_t)b.n }, b.sum.before, b.sum.debit, b.sum.credit,
	       b.sum.after, b.sum.lines, b.sum.before == 0 && b.sum.after == 0 && b.sum.debit == b.sum.credit });
	return 0;
}

/* --- lines --- */

struct line_view {
	int64_t id, entry; int32_t n; str day; utc_ms at; str account; int64_t site; str site_name; int64_t fen, balance; str kind; int64_t ref; str number, what, key, by;
};
#define F(member) offsetof(struct line_view, member)
static const struct js_field line_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, "its place: the cursor of a page" },
	{ "entry", JT_I64, F(entry), 0, 0, 0, NULL, "the posting" },
	{ "n", JT_I32, F(n), 0, 0, 0, NULL, "the line in it" },
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, "YYYY-MM-DD" },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "account", JT_STR, F(account), 0, 0, BOOKS_ACCOUNT, NULL, NULL },
	{ "siteId", JT_I64, F(site), JF_NULL_IF_EMPTY, 0, 0, NULL, "the point where it was" },
	{ "siteName", JT_STR, F(site_name), 0, 0, 256, NULL, NULL },
	{ "fen", JT_I64, F(fen), 0, 0, 0, NULL, "positive: debit, negative: credit" },
	{ "balanceFen", JT_I64, F(balance), 0, 0, 0, NULL, "of the account after it, in an account's own list; else 0" },
	{ "kind", JT_STR, F(kind), 0, 0, 40, NULL, "plan, claim, accident, spot" },
	{ "ref", JT_I64, F(ref), 0, 0, 0, NULL, "its id" },
	{ "number", JT_STR, F(number), 0, 0, 64, NULL, "the receipt's, the claim's, the accident's, the decision's" },
	{ "what", JT_STR, F(what), 0, 0, 40, NULL, "sale, cancel, refund, repay, owe, unowe, pay, recover" },
	{ "key", JT_STR, F(key), 0, 0, LEDGER_KEY, NULL, "under which it was posted, once" },
	{ "by", JT_STR, F(by), 0, 0, 64, NULL, "shown name of the account; empty: the program, or a citizen" },
};
#undef F
static const struct js_shape line_shape = JS_SHAPE("BooksLine", struct line_view, line_fields);

static void put_line(struct cx *cx, struct js *js, const struct books_line *l)
{
	js_put(js, NULL, &line_shape, &(struct line_view){ l->place, l->row.id, l->row.n, day_str(cx, l->row.day), l->row.at, l->row.e.account, l->row.e.site, l->site_name,
	       l->row.e.fen, l->balance, l->row.kind, l->row.ref, l->number, l->what, l->row.key, l->by });
}

static int page_line(struct cx *cx, const struct books_line *l, void *arg)
{
	struct page *p = arg;

	if (page_item(p, l->place))
		put_line(cx, p->js, l);
	return 0;
}

static const struct route_q lines_query[] = { PAGE_QUERY, { "account", JT_STR, 0, 1, BOOKS_ACCOUNT, "as in the trial balance; there must be one" }, DAYS_QUERY };

static int get_lines(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct books_days d;
	struct page page;

	TRY(days_of(cx, rq->q[3].s, rq->q[4].s, &d));
	if (!rq->q[2].present)
		return FAIL_FIELD(cx, E_INVALID, "account", "choose an account");
	page_begin(&page, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_books_lines(cx, rq->q[2].s, &d, rq->q[0].i, page.limit + 1, page_line, &page));
	page_end(&page);
	return 0;
}

/* --- a record --- */

static const str kinds[] = { SI("plan"), SI("claim"), SI("accident"), SI("spot") };
static const struct route_q entries_query[] = {
	{ "q", JT_STR, 0, 0, LEDGER_KEY, "a number as it is printed: of a receipt, a payment, a claim, an accident, a fine, a batch, or a posting's key" },
	{ "kind", JT_STR, 0, 0, 16, "plan, claim, accident or spot (a fine): with ref, in the place of q" }, { "ref", JT_I64, 0, 1, INT64_MAX, "its id" },
};

static int any_line(struct cx *cx, const struct books_line *l, void *arg)
{
	put_line(cx, arg, l);
	return 0;
}

static int entries(struct cx *cx, const struct req *rq, struct js *js)
{
	bool known = false;

	if (rq->q[0].present)
		return flow_books_find(cx, rq->q[0].s, any_line, js);
	for (size_t i = 0; i < COUNTOF(kinds); i++)
		known |= str_eq(kinds[i], rq->q[1].s);
	if (!known || !rq->q[2].present)
		return FAIL_FIELD(cx, E_INVALID, known ? "ref" : "kind", "give a number, or a kind (plan, claim, accident, spot) and an id");
	return flow_books_of(cx, rq->q[1].s, rq->q[2].i, any_line, js);
}

static int get_entries(struct cx *cx, const struct req *rq, struct rep *rp)
{
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(entries(cx, rq, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- files --- */

static const str langs[] = { SI("zh"), SI("en") };
struct file_in { int what; str from, to, account; int form, purpose, lang; str reference; };
#define F(member) offsetof(struct file_in, member)
static const struct js_field file_fields[] = {
	{ "what", JT_ENUM, F(what), JF_REQUIRED, 0, BW_N, books_what_words, "an account's lines want account" },
	{ "from", JT_STR, F(from), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" },
	{ "to", JT_STR, F(to), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD, included" },
	{ "account", JT_STR, F(account), 0, 0, BOOKS_ACCOUNT, NULL, NULL },
	{ "form", JT_ENUM, F(form), JF_REQUIRED, 0, SHEET_N, sheet_form_names, NULL },
	{ "purpose", JT_ENUM, F(purpose), JF_REQUIRED, 0, EXPORT_PURPOSES, export_purposes, NULL },
	{ "reference", JT_STR, F(reference), JF_REQUIRED, 3, EXPORT_REF, NULL, "number of the file it is for: letters, digits and -" },
	{ "lang", JT_ENUM, F(lang), 0, 0, COUNTOF(langs), langs, "of the words; zh if not given" },
};
#undef F
static const struct js_shape file_shape = JS_SHAPE("BooksFile", struct file_in, file_fields);

static int post_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct file_in *p = rq->in;
	struct books_file in = { .what = (enum books_what)p->what, .account = p->account, .form = (enum sheet_form)p->form, .purpose = p->purpose, .reference = p->reference,
	                         .en = p->lang == 1 };
	struct export_done done;

	TRY(days_of(cx, p->from, p->to, &in.days));
	TRY(flow_books_file(cx, &in, &done));
	rp->file_fd = done.fd;
	rp->file_type = str_of(sheet_type(in.form));
	rp->file_name = done.file_name;
	return 0;
}

#define MONEY (ROLE_ADJUSTER | ROLE_LEADER)
#define FILE_FLAGS (RF_AUDITED | RF_STEPUP | RF_FILE | RF_SLOW)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/books", MONEY, NULL, TX_READ, RF_SLOW, NULL, &balance_shape, balance_query, COUNTOF(balance_query), get_balance, NULL,
	  "Trial balance of some days: of the own area, for the operator of all points" },
	{ HTTP_GET, "/api/v1/books/lines", MONEY, NULL, TX_READ, RF_LIST | RF_SLOW, NULL, &line_shape, lines_query, COUNTOF(lines_query), get_lines, NULL,
	  "The lines of an account, oldest first" },
	{ HTTP_GET, "/api/v1/books/entries", MONEY, NULL, TX_READ, RF_LIST | RF_SLOW, NULL, &line_shape, entries_query, COUNTOF(entries_query), get_entries, NULL,
	  "What was posted for a plan, claim, accident or fine, by a number or an id" },
	{ HTTP_POST, "/api/v1/books/file", MONEY, NULL, TX_NONE, FILE_FLAGS, &file_shape, NULL, NULL, 0, post_file, "ledger.export",
	  "The books as CSV or XLSX: trial balance, lines, journal or tills; marked, limited, audited", "application/octet-stream", 0 },
	{ HTTP_GET, "/api/v1/audit/books", ROLE_AUDITOR, NULL, TX_READ, RF_SLOW, NULL, &balance_shape, balance_query, COUNTOF(balance_query), get_balance, NULL,
	  "Trial balance of some days, of all books" },
	{ HTTP_GET, "/api/v1/audit/books/lines", ROLE_AUDITOR, NULL, TX_READ, RF_LIST | RF_SLOW, NULL, &line_shape, lines_query, COUNTOF(lines_query), get_lines, NULL,
	  "The lines of an account, oldest first" },
	{ HTTP_GET, "/api/v1/audit/books/entries", ROLE_AUDITOR, NULL, TX_READ, RF_LIST | RF_SLOW, NULL, &line_shape, entries_query, COUNTOF(entries_query), get_entries, NULL,
	  "What was posted for a plan, claim, accident or fine, by a number or an id" },
	{ HTTP_POST, "/api/v1/audit/books/file", ROLE_AUDITOR, NULL, TX_NONE, FILE_FLAGS, &file_shape, NULL, NULL, 0, post_file, "ledger.export",
	  "The books as CSV or XLSX: trial balance, lines, journal or tills; marked, limited, audited", "application/octet-stream", 0 },
};
const struct routes books_routes = ROUTES("books", rows);
