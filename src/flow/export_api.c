/* export_api — HTTP face of the exports: how many it would be, the file, what one has exported, and the second person of a large one. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_export.h"
#include "office/account/account.h"
#include "office/bike/bike_bulk.h"
#include "serve/http/route.h"

extern const struct routes export_routes;

enum { WORD_MAX = 32 };

/* The filter's words, "" any: kind, use and life of the bikes. */
struct filter_in { int64_t district, site, unit; str kind, use, life, flag, from, to; };

static int word(struct cx *cx, const char *field, const str *words, int n, str s, int *ret)
{
	*ret = -1;
	for (int i = 0; s.n && i < n; i++)
		if (str_eq(words[i], s))
			*ret = i;
	return s.n == 0 || *ret >= 0 ? 0 : FAIL_FIELD(cx, E_INVALID, field, "no such word");
}

static int day(struct cx *cx, const char *field, str s, int after, utc_ms *ret)
{
	int32_t d;

	*ret = 0;
	if (s.n == 0)
		return 0;
	if (!flow_day_parse(s, &d))
		return FAIL_FIELD(cx, E_INVALID, field, "must be a day like 2026-11-25");
	*ret = day_start(d + after);
	return 0;
}

static int filter_of(struct cx *cx, const struct filter_in *in, struct export_in *ret)
{
	struct bike_filter *f = &ret->filter;

	*f = BIKE_FILTER_ALL(((struct bike_scope){ S(""), false }));
	f->district = in->district ? in->district : -1;
	f->site = in->site ? in->site : -1;
	if (in->flag.n && !bike_flag_known(in->flag))
		return FAIL_FIELD(cx, E_INVALID, "flag", "no such flag");
	f->flag = in->flag;
	ret->unit.v = in->unit;
	TRY(word(cx, "kind", bike_kind_words, BK_N, in->kind, &f->kind));
	TRY(word(cx, "use", bike_use_words, BU_N, in->use, &f->use));
	TRY(word(cx, "life", bike_life_words, BL_N, in->life, &f->life));
	TRY(day(cx, "from", in->from, 0, &f->from));
	return day(cx, "to", in->to, 1, &f->to);
}

/* ---- how many ---- */

struct count_view { int64_t n, max_rows, rows_left, runs_left, alone; };
static const struct js_field count_fields[] = {
	{ "n", JT_I64, offsetof(struct count_view, n), 0, 0, 0, NULL, "bikes of this filter" },
	{ "maxRows", JT_I64, offsetof(struct count_view, max_rows), 0, 0, 0, NULL, "rows one export may have" },
	{ "rowsLeft", JT_I64, offsetof(struct count_view, rows_left), 0, 0, 0, NULL, "rows left of today" },
	{ "runsLeft", JT_I64, offsetof(struct count_view, runs_left), 0, 0, 0, NULL, "exports left of today" },
	{ "aloneRows", JT_I64, offsetof(struct count_view, alone), 0, 0, 0, NULL, "rows that need no second person" },
};
static const struct js_shape count_shape = JS_SHAPE("ExportCount", struct count_view, count_fields);
static const struct route_q count_query[] = {
	{ "district", JT_I64, 0, 0, INT64_MAX, "GB/T 2260" }, { "site", JT_I64, 0, 0, INT64_MAX, "plating point" },
	{ "unit", JT_I64, 0, 0, INT64_MAX, "and what lies below it" }, { "kind", JT_STR, 0, 0, WORD_MAX, "standard or temporary" },
	{ "use", JT_STR, 0, 0, WORD_MAX, "own, delivery, takeaway or other" }, { "life", JT_STR, 0, 0, WORD_MAX, "registered or deregistered" },
	{ "flag", JT_STR, 0, 0, WORD_MAX, "what stands against it now" }, { "from", JT_STR, 0, 0, 10, "first day of registration" },
	{ "to", JT_STR, 0, 0, 10, "last day" },
};

static int get_count(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct filter_in f = { rq->q[0].i, rq->q[1].i, rq->q[2].i, rq->q[3].s, rq->q[4].s, rq->q[5].s, rq->q[6].s, rq->q[7].s, rq->q[8].s };
	struct export_in in = { .cols = 1 };
	struct export_left left;
	struct count_view v;

	TRY(filter_of(cx, &f, &in));
	TRY(flow_export_count(cx, &in, &v.n));
	TRY(flow_export_left(cx, &left));
	v.max_rows = left.max_rows;
	v.rows_left = left.rows;
	v.runs_left = left.runs;
	v.alone = left.alone;
	js_put(&rp->js, NULL, &count_shape, &v);
	return 0;
}

/* ---- the file ---- */

static const str langs[] = { SI("zh"), SI("en") };
struct post_in { struct filter_in f; struct js_list columns; int form, purpose, lang; str reference; };
#define F(member) offsetof(struct post_in, member)
static const struct js_field post_fields[] = {
	{ "district", JT_I64, F(f.district), 0, 0, INT64_MAX, NULL, NULL },
	{ "site", JT_I64, F(f.site), 0, 0, INT64_MAX, NULL, NULL },
	{ "unit", JT_I64, F(f.unit), 0, 0, INT64_MAX, NULL, NULL },
	{ "kind", JT_STR, F(f.kind), 0, 0, WORD_MAX, NULL, NULL },
	{ "use", JT_STR, F(f.use), 0, 0, WORD_MAX, NULL, NULL },
	{ "life", JT_STR, F(f.life), 0, 0, WORD_MAX, NULL, NULL },
	{ "flag", JT_STR, F(f.flag), 0, 0, WORD_MAX, NULL, NULL },
	{ "from", JT_STR, F(f.from), 0, 0, 10, NULL, NULL },
	{ "to", JT_STR, F(f.to), 0, 0, 10, NULL, NULL },
	{ "columns", JT_STRLIST, F(columns), JF_REQUIRED, 1, EXPORT_COLS, NULL,
	  "plate, tag, kind, use, life, flags, brand, model, colour, vehicleCode, frameNo, motorNo, boughtOn, district, site, unit, registeredAt, ownerName, ownerPhone, ownerIdNo" },
	{ "form", JT_ENUM, F(form), JF_REQUIRED, 0, SHEET_N, sheet_form_names, NULL },
	{ "purpose", JT_ENUM, F(purpose), JF_REQUIRED, 0, EXPORT_PURPOSES, export_purposes, NULL },
	{ "reference", JT_STR, F(reference), JF_REQUIRED, 3, EXPORT_REF, NULL, "number of the file it is for: letters, digits and -" },
	{ "lang", JT_ENUM, F(lang), 0, 0, COUNTOF(langs), langs, "of the head; zh if not given" },
};
#undef F
static const struct js_shape post_shape = JS_SHAPE("ExportNew", struct post_in, post_fields);

static int columns_of(struct cx *cx, const struct js_list *l, uint32_t *ret)
{
	const str *v = l->items;

	*ret = 0;
	for (size_t i = 0; i < l->n; i++) {
		int c = 0;
		while (c < EXPORT_COLS && !str_eq(export_cols[c], v[i]))
			c++;
		if (c == EXPORT_COLS)
			return FAIL_FIELD(cx, E_INVALID, "columns", "the %zu. is no column", i + 1);
		*ret |= 1u << c;
	}
	return 0;
}

static int in_of(struct cx *cx, const struct post_in *p, struct export_in *ret)
{
	*ret = (struct export_in){ .form = (enum sheet_form)p->form, .purpose = p->purpose, .reference = p->reference, .en = p->lang == 1 };
	TRY(filter_of(cx, &p->f, ret));
	return columns_of(cx, &p->columns, &ret->cols);
}

static int post_export(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct export_in in;
	struct export_done done;

	TRY(in_of(cx, rq->in, &in));
	TRY(flow_export(cx, &in, &done));
	rp->file_fd = done.fd;
	rp->file_type = str_of(sheet_type(in.form));
	rp->file_name = done.file_name;
	return 0;
}

/* ---- what one has exported ---- */

struct run_view { int64_t id; str number; utc_ms at; str purpose, reference, filter, form, state; int64_t n; };
#define F(member) offsetof(struct run_view, member)
static const struct js_field run_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, F(number), 0, 0, 32, NULL, "stands in the file and in its name" },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "purpose", JT_STR, F(purpose), 0, 0, 32, NULL, NULL },
	{ "reference", JT_STR, F(reference), 0, 0, EXPORT_REF, NULL, NULL },
	{ "filter", JT_STR, F(filter), 0, 0, 400, NULL, "coded" },
	{ "form", JT_STR, F(form), 0, 0, 8, NULL, NULL },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "begun, done or refused" },
	{ "n", JT_I64, F(n), 0, 0, 0, NULL, "rows" },
};
#undef F
static const struct js_shape run_shape = JS_SHAPE("ExportRun", struct run_view, run_fields);
static const struct route_q runs_query[] = { PAGE_QUERY };

static int one_run(struct cx *cx, const struct export_run *r, void *arg)
{
	struct page *p = arg;
	struct civil c = civil_of(r->at);

	if (page_item(p, r->id))
		js_put(p->js, NULL, &run_shape, &(struct run_view){ r->id, arena_fmt(cx->arena, "EX%04d%02d%02d-%lld", c.y, c.m, c.d, (long long)r->id), r->at, r->purpose,
		       r->reference, r->filter, r->form, r->state, r->n });
	return 0;
}

static int get_runs(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_export_runs(cx, rq->q[0].i, p.limit + 1, one_run, &p));
	page_end(&p);
	return 0;
}

/* ---- the second person ---- */

struct ask_view {
	int64_t id; int64_t account; str name, unit; utc_ms at; str purpose, reference, filter; int64_t n; str state; str decided_by; utc_ms decided_at, expires_at; str note;
	bool mine, may_decide, live;
};
#define F(member) offsetof(struct ask_view, member)
static const struct js_field ask_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "askedBy", JT_I64, F(account), 0, 0, 0, NULL, "account" },
	{ "askedName", JT_STR, F(name), 0, 0, 64, NULL, "shown name" },
	{ "askedUnit", JT_STR, F(unit), 0, 0, 200, NULL, NULL },
	{ "askedAt", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "purpose", JT_STR, F(purpose), 0, 0, 32, NULL, NULL },
	{ "reference", JT_STR, F(reference), 0, 0, EXPORT_REF, NULL, NULL },
	{ "filter", JT_STR, F(filter), 0, 0, 400, NULL, "coded" },
	{ "n", JT_I64, F(n), 0, 0, 0, NULL, "rows when it was asked" },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "asked, granted, refused, withdrawn or used" },
	{ "decidedName", JT_STR, F(decided_by), JF_NULL_IF_EMPTY, 0, 64, NULL, "shown name" },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "expiresAt", JT_UTC, F(expires_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "of a consent" },
	{ "note", JT_STR, F(note), 0, 0, 300, NULL, "of who decided" },
	{ "mine", JT_BOOL, F(mine), 0, 0, 0, NULL, "you asked for it" },
	{ "mayDecide", JT_BOOL, F(may_decide), 0, 0, 0, NULL, "you may decide it now" },
	{ "live", JT_BOOL, F(live), 0, 0, 0, NULL, "the list may be had now, by who asked" },
};
#undef F
static const struct js_shape ask_shape = JS_SHAPE("ExportAsk", struct ask_view, ask_fields);
struct note_in { str note; };
static const struct js_field note_fields[] = { { "note", JT_STR, offsetof(struct note_in, note), 0, 0, 300, NULL, "a refusal says why" } };
static const struct js_shape note_shape = JS_SHAPE("ExportDecision", struct note_in, note_fields);
static const struct route_q asks_query[] = { PAGE_QUERY, { "which", JT_STR, 0, 0, 8, "mine (if not given), or decide: what waits for another person such as you" } };

static int put_ask(struct cx *cx, struct js *js, const struct export_ask *a)
{
	struct account who, by;

	TRY(account_or_none(cx, a->account, &who));
	TRY(account_or_none(cx, a->decided_by, &by));
	js_put(js, NULL, &ask_shape, &(struct ask_view){ a->id, a->account.v, who.display, who.unit_name, a->asked_at, a->purpose, a->reference, a->filter, a->n, a->state, by.display,
	       a->decided_at, a->expires_at, a->note, a->account.v == cx->actor.v, str_eq(a->state, export_ask_states[EXS_ASKED]) && export_ask_may_decide(cx, a),
	       str_eq(a->state, export_ask_states[EXS_GRANTED]) && cx->now < a->expires_at });
	return 0;
}

static int one_ask(struct cx *cx, const struct export_ask *a, void *arg)
{
	struct page *p = arg;

	return page_item(p, a->id) ? put_ask(cx, p->js, a) : 0;
}

static int get_asks(struct cx *cx, const struct req *rq, struct rep *rp)
{
	str which = rq->q[2].present ? rq->q[2].s : S("mine");
	struct page p;

	if (!str_eq(which, S("mine")) && !str_eq(which, S("decide")))
		return FAIL_FIELD(cx, E_INVALID, "which", "must be mine or decide");
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_export_asks(cx, str_eq(which, S("decide")), rq->q[0].i, p.limit + 1, one_ask, &p));
	page_end(&p);
	return 0;
}

static int post_ask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct export_in in;
	struct export_ask a;

	TRY(in_of(cx, rq->in, &in));
	TRY(flow_export_ask(cx, &in, &a));
	return put_ask(cx, &rp->js, &a);
}

static int post_decide(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct note_in *in = rq->in;
	struct export_ask a;
	int ev;

	TRY(word(cx, "event", export_ask_events, EXPORT_ASK_EVENTS, rq->name, &ev));
	if (ev < 0)
		return FAIL_FIELD(cx, E_INVALID, "event", "must be grant, refuse or withdraw");
	TRY(flow_export_decide(cx, rq->id, (enum export_ask_event)ev, in->note, &a));
	return put_ask(cx, &rp->js, &a);
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/exports", ROLE_POLICE, NULL, TX_READ, RF_LIST, NULL, &run_shape, runs_query, COUNTOF(runs_query), get_runs, NULL,
	  "What one has exported, newest first" },
	{ HTTP_GET, "/api/v1/exports/count", ROLE_POLICE, NULL, TX_READ, RF_SLOW, NULL, &count_shape, count_query, COUNTOF(count_query), get_count, NULL,
	  "How many bikes an export would have, and what is left of today's limit" },
	{ HTTP_POST, "/api/v1/exports", ROLE_POLICE, NULL, TX_NONE, RF_AUDITED | RF_STEPUP | RF_FILE | RF_SLOW, &post_shape, NULL, NULL, 0, post_export, "bike.export",
	  "Bikes of the own area by filter, owners masked, as CSV or XLSX", "application/octet-stream", 0 },
	{ HTTP_GET, "/api/v1/exports/asks", ROLE_POLICE | ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &ask_shape, asks_query, COUNTOF(asks_query), get_asks, NULL,
	  "Large lists that were asked for, newest first" },
	{ HTTP_POST, "/api/v1/exports/asks", ROLE_POLICE, NULL, TX_WRITE, RF_AUDITED | RF_CREATED | RF_SLOW, &post_shape, &ask_shape, NULL, 0, post_ask, "bike.export.ask",
	  "Ask another person's consent to a large list: the same body as the list itself" },
	{ HTTP_POST, "/api/v1/exports/asks/{id}/do/{event}", ROLE_POLICE | ROLE_LEADER, NULL, TX_WRITE, RF_AUDITED | RF_STEPUP, &note_shape, &ask_shape, NULL, 0, post_decide,
	  "bike.export.decide", "grant or refuse another's list, or withdraw one's own" },
};
const struct routes export_routes = ROUTES("exports", rows);
