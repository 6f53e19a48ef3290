/* till_api — HTTP face of the money at the points: a day's books beside its count, closing it, the days that wait, as a file. */
#include <stdio.h>

#include "flow/flow_booking.h"
#include "flow/flow_plan.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"
#include "store/sql/sql.h"

extern const struct routes till_routes;

/* --- a day --- */

struct till_view {
	int64_t site; str site_name, day; int state; int64_t cash_books, wechat_books, alipay_books, card_books, cash, wechat, alipay, card; str note;
	int64_t counted_by, closed_by; str counted_name, closed_name; utc_ms counted_at, closed_at; bool stale, differs; int64_t ver;
};
#define F(member) offsetof(struct till_view, member)
static const struct js_field view_fields[] = {
	{ "siteId", JT_I64, F(site), 0, 0, 0, NULL, NULL },
	{ "siteName", JT_STR, F(site_name), 0, 0, 256, NULL, NULL },
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, "YYYY-MM-DD" },
	{ "state", JT_ENUM, F(state), 0, 0, TIS_N, till_state_words, NULL },
	{ "cashBooksFen", JT_I64, F(cash_books), 0, 0, 0, NULL, "what the books say came in, less what went back" },
	{ "wechatBooksFen", JT_I64, F(wechat_books), 0, 0, 0, NULL, NULL },
	{ "alipayBooksFen", JT_I64, F(alipay_books), 0, 0, 0, NULL, NULL },
	{ "cardBooksFen", JT_I64, F(card_books), 0, 0, 0, NULL, NULL },
	{ "cashFen", JT_I64, F(cash), 0, 0, 0, NULL, "counted" },
	{ "wechatFen", JT_I64, F(wechat), 0, 0, 0, NULL, NULL },
	{ "alipayFen", JT_I64, F(alipay), 0, 0, 0, NULL, NULL },
	{ "cardFen", JT_I64, F(card), 0, 0, 0, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, TILL_NOTE, NULL, "why the count is not what the books say" },
	{ "countedBy", JT_I64, F(counted_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedBy", JT_I64, F(closed_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "countedName", JT_STR, F(counted_name), 0, 0, 64, NULL, "shown name of who counted; empty: nobody yet" },
	{ "closedName", JT_STR, F(closed_name), 0, 0, 64, NULL, "shown name of who closed" },
	{ "countedAt", JT_UTC, F(counted_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, F(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "stale", JT_BOOL, F(stale), 0, 0, 0, NULL, "money moved after the count" },
	{ "differs", JT_BOOL, F(differs), 0, 0, 0, NULL, "the count is not what the books say" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Till", struct till_view, view_fields);

static int view_of(struct cx *cx, const struct till *t, struct till_view *ret)
{
	char buf[FLOW_DAY_TEXT];
	struct till_names n;

	TRY(flow_till_names(cx, t, &n));
	*ret = (struct till_view){ t->site.v, n.site, arena_str(cx->arena, flow_day_text(t->day, buf)), (int)t->state, t->books[PW_CASH], t->books[PW_WECHAT],
		t->books[PW_ALIPAY], t->books[PW_CARD], t->counted[PW_CASH], t->counted[PW_WECHAT], t->counted[PW_ALIPAY], t->counted[PW_CARD], t->note, t->counted_by.v,
		t->closed_by.v, n.counted_by, n.closed_by, t->counted_at, t->closed_at, t->stale, t->differs, t->ver };
	return 0;
}

static int put_till(struct cx *cx, struct js *js, const struct till *t)
{
	struct till_view v;

	TRY(view_of(cx, t, &v));
	js_put(js, NULL, &view_shape, &v);
	return 0;
}

static int day_of_text(struct cx *cx, str s, const char *field, int32_t *ret)
{
	return flow_day_parse(s, ret) ? 0 : FAIL_FIELD(cx, E_INVALID, field, "must be YYYY-MM-DD");
}

static const struct route_q day_query[] = { { "day", JT_STR, JF_REQUIRED, 10, 10, "YYYY-MM-DD" } };

static int get_till(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct till t;
	int32_t day;

	TRY(day_of_text(cx, rq->q[0].s, "day", &day));
	TRY(flow_till(cx, (site_id){ rq->id }, day, &t));
	return put_till(cx, &rp->js, &t);
}

struct count_in { str day; int64_t cash, wechat, alipay, card; str note; int64_t ver; };
#define MOST 1000000000000
#define F(member) offsetof(struct count_in, member)
static const struct js_field count_fields[] = {
	{ "day", JT_STR, F(day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" },
	{ "cashFen", JT_I64, F(cash), JF_REQUIRED, -MOST, MOST, NULL, "counted" },
	{ "wechatFen", JT_I64, F(wechat), JF_REQUIRED, -MOST, MOST, NULL, "as the terminal's own list says; so the next ones" },
	{ "alipayFen", JT_I64, F(alipay), JF_REQUIRED, -MOST, MOST, NULL, NULL },
	{ "cardFen", JT_I64, F(card), JF_REQUIRED, -MOST, MOST, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, TILL_NOTE, NULL, "why it is not what the books say; no names" },
	{ "ver", JT_I64, F(ver), JF_REQUIRED, 0, INT64_MAX, NULL, "as read; 0 before the first count" },
};
#undef F
static const struct js_shape count_shape = JS_SHAPE("TillCount", struct count_in, count_fields);

static int done(struct cx *cx, struct rep *rp, const struct till *t)
{
	char buf[FLOW_DAY_TEXT];

	rp->audit_subject = t->site.v;
	rp->audit_detail = arena_fmt(cx->arena, "{\"site\":%lld,\"day\":\"%.*s\",\"differs\":%d}", (long long)t->site.v, STR_ARG(flow_day_text(t->day, buf)), t->differs);
	return put_till(cx, &rp->js, t);
}

static int post_count(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct count_in *in = rq->in;
	const int64_t counted[PW_N] = { in->cash, in->wechat, in->alipay, in->card };
	struct till t;
	int32_t day;

	TRY(day_of_text(cx, in->day, "day", &day));
	TRY(flow_till(cx, (site_id){ rq->id }, day, &t));
	TRY(till_count(cx, t.site, day, counted, in->note, in->ver, &t));
	return done(cx, rp, &t);
}

struct close_in { str day; int64_t ver; };
static const struct js_field close_fields[] = {
	{ "day", JT_STR, offsetof(struct close_in, day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" },
	{ "ver", JT_I64, offsetof(struct close_in, ver), JF_REQUIRED, 1, INT64_MAX, NULL, "of the count that was looked at" },
};
static const struct js_shape close_shape = JS_SHAPE("TillClose", struct close_in, close_fields);

static int post_close(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct close_in *in = rq->in;
	struct till t;
	int32_t day;

	TRY(day_of_text(cx, in->day, "day", &day));
	TRY(flow_till(cx, (site_id){ rq->id }, day, &t));
	TRY(till_close(cx, t.site, day, in->ver, &t));
	return done(cx, rp, &t);
}

/* --- days --- */

enum { DAYS_MOST = 366, DAYS_USUAL = 30 };
static const struct route_q days_query[] = {
	{ "from", JT_STR, 0, 10, 10, "YYYY-MM-DD; 30 days before the last one if not given" },
	{ "to", JT_STR, 0, 10, 10, "YYYY-MM-DD, included; today if not given; at most 366 days" },
	{ "open", JT_BOOL, 0, 0, 0, "only days that are not closed, or that differ" },
};

static int range(struct cx *cx, const struct req *rq, int32_t *ret_from, int32_t *ret_to)
{
	*ret_to = day_of(cx->now);
	if (rq->q[1].present)
		TRY(day_of_text(cx, rq->q[1].s, "to", ret_to));
	*ret_from = *ret_to - DAYS_USUAL;
	if (rq->q[0].present)
		TRY(day_of_text(cx, rq->q[0].s, "from", ret_from));
	if (*ret_to < *ret_from || *ret_to - *ret_from >= DAYS_MOST)
		return FAIL_FIELD(cx, E_INVALID, "to", "must be from the first day on, and at most %d days", DAYS_MOST);
	return 0;
}

static int list_till(struct cx *cx, const struct till *t, void *arg)
{
	return put_till(cx, arg, t);
}

static int get_days(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int32_t from, to;

	TRY(range(cx, rq, &from, &to));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_till_days(cx, from, to, rq->q[2].present && rq->q[2].i, list_till, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- the same as a file: what a spreadsheet would take for a formula gets an apostrophe before it --- */

struct csv_out { char *p; size_t n, cap; };

static void add(struct csv_out *o, str s)
{
	size_t k = MIN(s.n, o->cap - o->n);

	memcpy(o->p + o->n, s.p, k);
	o->n += k;
}

static void cell(struct csv_out *o, str s, bool last)
{
	bool formula = s.n && memchr("=+-@\t\r\n", s.p[0], 7);

	add(o, S("\""));
	if (formula)
		add(o, S("'"));
	for (size_t i = 0; i < s.n; i++)
		add(o, s.p[i] == '"' ? S("\"\"") : (str){ s.p + i, 1 });
	add(o, last ? S("\"\r\n") : S("\","));
}

static void yuan(struct csv_out *o, int64_t fen)
{
	char buf[40];
	int64_t a = fen < 0 ? -fen : fen;

	add(o, (str){ buf, (size_t)snprintf(buf, sizeof buf, "%s%lld.%02lld,", fen < 0 ? "-" : "", (long long)(a / 100), (long long)(a % 100)) });
}

static int csv_till(struct cx *cx, const struct till *t, void *arg)
{
	struct csv_out *o = arg;
	struct till_view v;

	TRY(view_of(cx, t, &v));
	if (o->cap - o->n < 4096)
		return FAIL(cx, E_TOOBIG, "too many days for one file: ask for fewer");
	cell(o, v.day, false);
	cell(o, v.site_name, false);
	cell(o, till_state_words[t->state], false);
	for (int w = 0; w < PW_N; w++) {
		yuan(o, t->books[w]);
		yuan(o, t->counted[w]);
	}
	cell(o, v.note, true);
	return 0;
}

enum { CSV_MOST = 512 << 10 };

static str day_str(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return arena_str(cx->arena, flow_day_text(day, buf));
}

static int make_file(struct cx *cx, int32_t from, int32_t to, bool open, struct csv_out *o)
{
	add(o, S("\xEF\xBB\xBF日期,网点,状态,现金账面,现金清点,微信账面,微信清点,支付宝账面,支付宝清点,银行卡账面,银行卡清点,差额说明\r\n"));
	TRY(flow_till_days(cx, from, to, open, csv_till, o));
	TRY(audit_add(cx, "ledger.read", "ledger", 0, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"from\":\"%.*s\",\"to\":\"%.*s\"}", STR_ARG(day_str(cx, from)),
	                                                                     STR_ARG(day_str(cx, to)))));
	return sql_commit(cx);
}

static int get_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct csv_out o = { arena_alloc(cx->arena, CSV_MOST), 0, CSV_MOST };
	int32_t from, to;

	if (!o.p)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(range(cx, rq, &from, &to));
	TRY(sql_begin(cx, true));
	int rc = make_file(cx, from, to, rq->q[2].present && rq->q[2].i, &o);
	sql_rollback(cx);
	TRY(rc);
	rp->file = (str){ o.p, o.n };
	rp->file_type = S("text/csv; charset=utf-8");
	rp->file_name = arena_fmt(cx->arena, "yanzhen-till-%.*s-%.*s.csv", STR_ARG(day_str(cx, from)), STR_ARG(day_str(cx, to)));
	return 0;
}

#define HEADS (ROLE_ADJUSTER | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/sites/{id}/till", ROLE_CLERK | HEADS, NULL, TX_READ, 0, NULL, &view_shape, day_query, COUNTOF(day_query), get_till, NULL,
	  "A point's day: what the books say beside what was counted" },
	{ HTTP_POST, "/api/v1/sites/{id}/till", ROLE_CLERK, NULL, TX_WRITE, 0, &count_shape, &view_shape, NULL, 0, post_count, "ledger.count",
	  "What was counted, with words for a difference" },
	{ HTTP_POST, "/api/v1/sites/{id}/till/close", ROLE_CLERK | ROLE_ADJUSTER, NULL, TX_WRITE, 0, &close_shape, &view_shape, NULL, 0, post_close, "ledger.close",
	  "Another person than who counted closes the day" },
	{ HTTP_GET, "/api/v1/tills", HEADS, NULL, TX_READ, RF_LIST, NULL, &view_shape, days_query, COUNTOF(days_query), get_days, NULL,
	  "Days of the points of the own area; for the operator of all points" },
	{ HTTP_GET, "/api/v1/audit/books/tills", ROLE_AUDITOR, NULL, TX_READ, RF_LIST, NULL, &view_shape, days_query, COUNTOF(days_query), get_days, NULL,
	  "Days of all points" },
	{ HTTP_GET, "/api/v1/tills/file", HEADS, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, days_query, COUNTOF(days_query), get_file, "ledger.read",
	  "The same as CSV", "text/csv; charset=utf-8", 0 },
};
const struct routes till_routes = ROUTES("tills", rows);
