/* figures_api — HTTP face of the figures: what each is, its rows, and what lies behind a row. Counts for all; names masked where the role has no register. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_figures_junction.h"
#include "office/account/account.h"
#include "serve/http/route.h"

extern const struct routes figures_routes;

#define WHO (ROLE_LEADER | ROLE_OFFICER | ROLE_CASE | ROLE_CLERK | ROLE_ADJUSTER | ROLE_TRAFFIC)      /* which figures of them: figure_defs[].who */

/* ---- definitions ---- */

struct def_view {
	str id, title_zh, title_en, unit_zh, unit_en, num_zh, num_en, den_zh, den_en, cut_zh, cut_en; struct js_list by; int rows; bool range; int group, measure;
};
#define F(member) offsetof(struct def_view, member)
static const struct js_field def_fields[] = {
	{ "id", JT_STR, F(id), 0, 0, 32, NULL, NULL },
	{ "titleZh", JT_STR, F(title_zh), 0, 0, 100, NULL, NULL },
	{ "titleEn", JT_STR, F(title_en), 0, 0, 100, NULL, NULL },
	{ "unitZh", JT_STR, F(unit_zh), 0, 0, 20, NULL, NULL },
	{ "unitEn", JT_STR, F(unit_en), 0, 0, 20, NULL, NULL },
	{ "numeratorZh", JT_STR, F(num_zh), 0, 0, 400, NULL, "what is counted" },
	{ "numeratorEn", JT_STR, F(num_en), 0, 0, 400, NULL, NULL },
	{ "denominatorZh", JT_STR, F(den_zh), 0, 0, 400, NULL, "of what; empty where a count stands alone" },
	{ "denominatorEn", JT_STR, F(den_en), 0, 0, 400, NULL, NULL },
	{ "cutoffZh", JT_STR, F(cut_zh), 0, 0, 400, NULL, "up to which instant" },
	{ "cutoffEn", JT_STR, F(cut_en), 0, 0, 400, NULL, NULL },
	{ "by", JT_STRLIST, F(by), 0, 0, FD_N, NULL, "how it may be divided" },
	{ "rows", JT_ENUM, F(rows), 0, 0, FR_N, figure_rows_names, "what its rows are" },
	{ "range", JT_BOOL, F(range), 0, 0, 0, NULL, "wants a range of days" },
	{ "group", JT_ENUM, F(group), 0, 0, FG_N, figure_group_names, NULL },
	{ "measure", JT_ENUM, F(measure), 0, 0, FM_N, figure_measure_names, "none; minutes, workdays: median and p90; fen: sum" },
};
#undef F
static const struct js_shape def_shape = JS_SHAPE("FigureDefinition", struct def_view, def_fields);

static int get_defs(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < FIG_N; i++) {
		const struct figure_def *d = &figure_defs[i];
		if (!(d->who & cx->roles))
			continue;
		str by[FD_N];
		size_t n = 0;
		for (int k = 0; k < FD_N; k++)
			if (d->dims >> k & 1)
				by[n++] = figure_dim_names[k];
		js_put(&rp->js, NULL, &def_shape, &(struct def_view){ d->id, d->title.zh, d->title.en, d->unit.zh, d->unit.en, d->num.zh, d->num.en, d->den.zh,
		       d->den.en, d->cut.zh, d->cut.en, { by, n }, (int)d->rows, d->range, (int)d->group,
		       (int)d->measure });
	}
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* ---- one figure ---- */

struct row_view { str key, name; int64_t num, den, mid, p90, total; };
static const struct js_field row_fields[] = {
	{ "key", JT_STR, offsetof(struct row_view, key), 0, 0, FIGURE_KEY, NULL, "code, id, word, day (of a week: its Monday) or month, by what it is divided" },
	{ "name", JT_STR, offsetof(struct row_view, name), 0, 0, 100, NULL, "of a unit or a junction" },
	{ "n", JT_I64, offsetof(struct row_view, num), 0, 0, 0, NULL, NULL },
	{ "of", JT_I64, offsetof(struct row_view, den), 0, 0, 0, NULL, "the denominator; -1: none" },
	{ "median", JT_I64, offsetof(struct row_view, mid), 0, 0, 0, NULL, "of what is measured; -1: nothing" },
	{ "p90", JT_I64, offsetof(struct row_view, p90), 0, 0, 0, NULL, "nine of ten are not above it; -1: nothing is measured" },
	{ "sum", JT_I64, offsetof(struct row_view, total), 0, 0, 0, NULL, "fen; -1: none" },
};
static const struct js_shape row_shape = JS_SHAPE("FigureRow", struct row_view, row_fields);
struct figure_view { str id, by; utc_ms cut; int64_t num, den, mid, p90, total; struct js_list rows; };
#define F(member) offsetof(struct figure_view, member)
static const struct js_field figure_fields[] = {
	{ "id", JT_STR, F(id), 0, 0, 32, NULL, NULL },
	{ "by", JT_STR, F(by), 0, 0, 16, NULL, NULL },
	{ "cutoffAt", JT_UTC, F(cut), 0, 0, 0, NULL, "the instant up to which was counted" },
	{ "n", JT_I64, F(num), 0, 0, 0, NULL, NULL },
	{ "of", JT_I64, F(den), 0, 0, 0, NULL, "-1: no denominator" },
	{ "median", JT_I64, F(mid), 0, 0, 0, NULL, "-1: nothing is measured" },
	{ "p90", JT_I64, F(p90), 0, 0, 0, NULL, NULL },
	{ "sum", JT_I64, F(total), 0, 0, 0, NULL, "fen; -1: none" },
	{ "rows", JT_LIST, F(rows), 0, 0, FIGURE_ROWS, &row_shape, NULL },
};
#undef F
static const struct js_shape figure_shape = JS_SHAPE("Figure", struct figure_view, figure_fields);

static const str *const by_names = figure_dim_names;

static int place_in(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	return i;
}

enum { QF_BY, QF_FROM, QF_TO, QF_DISTRICT, QF_SITE, QF_KEY, QF_AFTER, QF_LIMIT };
#define FIGURE_QUERY { "by", JT_STR, JF_REQUIRED, 1, 16, "district, site, kind, use, life, day, week, month, sort, unit, lock, age, product, violation, junction, hour or source" }, \
	{ "from", JT_STR, 0, 10, 10, "first day, YYYY-MM-DD" }, { "to", JT_STR, 0, 10, 10, "last day" }, \
	{ "district", JT_I64, 0, 0, INT64_MAX, "only of this district" }, { "site", JT_I64, 0, 0, INT64_MAX, "only of this point" }
static const struct route_q figure_query[] = { FIGURE_QUERY };
static const struct route_q rows_query[] = {
	FIGURE_QUERY, { "key", JT_STR, 0, 1, FIGURE_KEY, "of the row; all of the figure if not given" }, PAGE_QUERY,
};

static int question(struct cx *cx, const struct req *rq, struct figure_q *q)
{
	int fig = 0;
	int32_t last = 0;

	while (fig < FIG_N && !str_eq(figure_defs[fig].id, rq->name))
		fig++;
	if (fig == FIG_N)
		return FAIL(cx, E_NOTFOUND, "there is no such figure");
	*q = (struct figure_q){ .fig = (enum figure_id)fig, .by = (enum figure_dim)place_in(by_names, FD_N, rq->q[QF_BY].s),
	                        .district = rq->q[QF_DISTRICT].present ? rq->q[QF_DISTRICT].i : -1, .site = rq->q[QF_SITE].present ? rq->q[QF_SITE].i : -1 };
	if (!figure_defs[fig].range)
		return 0;
	if (!rq->q[QF_FROM].present || !flow_day_parse(rq->q[QF_FROM].s, &q->from))
		return FAIL_FIELD(cx, E_INVALID, "from", "must be a day like 2026-11-25");
	if (!rq->q[QF_TO].present || !flow_day_parse(rq->q[QF_TO].s, &last))
		return FAIL_FIELD(cx, E_INVALID, "to", "must be a day like 2026-11-25");
	q->to = last + 1;
	return 0;
}

static int row_name(struct cx *cx, const struct figure_q *q, const char *key, str *ret)
{
	struct unit u;
	int64_t id;

	*ret = S("");
	if (q->by == FD_JUNCTION && str_i64(str_of(key), 1, INT64_MAX, &id))
		return flow_junction_name(cx, id, ret);
	if (q->by != FD_UNIT || !str_i64(str_of(key), 1, INT64_MAX, &id))
		return 0;
	TRY(unit_get(cx, (unit_id){ id }, &u));
	*ret = arena_str(cx->arena, u.name);
	return 0;
}

static int get_figure(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct figure_q q;
	struct figure f;

	TRY(question(cx, rq, &q));
	TRY(flow_figure(cx, &q, &f));
	struct row_view *rows = arena_alloc(cx->arena, (size_t)MAX(f.n, 1) * sizeof *rows);
	if (!rows)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < f.n; i++) {
		rows[i] = (struct row_view){ str_of(f.row[i].key), S(""), f.row[i].num, f.row[i].den, f.row[i].mid, f.row[i].p90, f.row[i].total };
		TRY(row_name(cx, &q, f.row[i].key, &rows[i].name));
	}
	js_put(&rp->js, NULL, &figure_shape, &(struct figure_view){ figure_defs[q.fig].id, figure_dim_names[q.by], f.cut_off, f.num, f.den, f.mid,
	       f.p90, f.total, { rows, (size_t)f.n } });
	return 0;
}

/* ---- what lies behind ---- */

struct item_view { int64_t id; str name, state; int64_t site, district; utc_ms at; int64_t value; };
struct item_page { struct page page; bool open; };
#define F(member) offsetof(struct item_view, member)
static const struct js_field item_fields[] = {
	{ "id", JT_I64, F(id), JF_NULL_IF_EMPTY, 0, 0, NULL, "null where the role may not look into the register" },
	{ "name", JT_STR, F(name), 0, 0, 64, NULL, "plate, tag, or number of the appointment, case, receipt or claim; masked where the role may not look" },
	{ "state", JT_STR, F(state), 0, 0, 32, NULL, NULL },
	{ "site", JT_I64, F(site), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "district", JT_I64, F(district), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), JF_NULL_IF_EMPTY, 0, 0, NULL, "registration, day of the appointment, since when silent, report, opening, issue, sale or filing" },
	{ "value", JT_I64, F(value), 0, 0, 0, NULL, "by the figure's measure; -1: none" },
};
#undef F
static const struct js_shape item_shape = JS_SHAPE("FigureItem", struct item_view, item_fields);

static int one_item(struct cx *cx, const struct figure_item *i, void *arg)
{
	struct item_page *p = arg;

	(void)cx;
	if (page_item(&p->page, i->id))
		js_put(p->page.js, NULL, &item_shape, &(struct item_view){ p->open ? i->id : 0, i->name, i->state, i->site, i->district, i->at, i->value });
	return 0;
}

static int get_rows(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct figure_q q;
	struct item_page p;

	TRY(question(cx, rq, &q));
	p.open = cx->roles & figure_defs[q.fig].open;
	page_begin(&p.page, &rp->js, rq->q[QF_LIMIT].present, rq->q[QF_LIMIT].i);
	TRY(flow_figure_rows(cx, &q, rq->q[QF_KEY].s, rq->q[QF_AFTER].i, p.page.limit + 1, one_item, &p));
	page_end(&p.page);
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/figures", WHO, NULL, TX_NONE, RF_LIST, NULL, &def_shape, NULL, 0, get_defs, NULL, "What each figure is: numerator, denominator, cut-off" },
	{ HTTP_GET, "/api/v1/figures/{name}", WHO, NULL, TX_READ, 0, NULL, &figure_shape, figure_query, COUNTOF(figure_query), get_figure, NULL,
	  "A figure of the own area, divided" },
	{ HTTP_GET, "/api/v1/figures/{name}/rows", WHO, NULL, TX_READ, RF_LIST, NULL, &item_shape, rows_query, COUNTOF(rows_query), get_rows, NULL,
	  "What lies behind a figure or one of its rows" },
};
const struct routes figures_routes = ROUTES("figures", rows);
