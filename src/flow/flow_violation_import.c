/* flow_violation_import — old records of violations, as CSV of the system before: what was decided there stays decided, nobody is told and no course follows. */
#include "flow/flow_count.h"
#include "flow/flow_violation.h"
#include "flow/flow_violation_int.h"
#include "format/csv/csv.h"
#include "office/account/account.h"

enum { SOURCE_MAX = 64, BATCH_OF_TEXT = 16, UNDO_TURN = 500, ROW_ARENA = 1 << 20 };
enum { COLUMNS = 10, C_NUMBER = 0, C_AT, C_KIND, C_PLATE, C_PLACE, C_CODE, C_RESULT, C_REVIEWER, C_NOTE, C_SOURCE };
static const char *const names[COLUMNS] = { "number", "at", "kind", "plate", "place", "code", "result", "reviewer", "note", "source" };
static const bool required[COLUMNS] = { true, true, true, true, true, true, true, false, false, false };

static str cell(const str *v, int n, const int at[static COLUMNS], int column)
{
	return at[column] >= 0 && at[column] < n ? v[at[column]] : S("");
}

/* "2025-03-09 17:20" at +08:00. */
static bool an_instant(str s, utc_ms *ret)
{
	static const char shape[] = "dddd-dd-dd dd:dd";

	if (s.n != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (shape[i] == 'd' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != shape[i] && s.p[i] != 'T')
			return false;
#define TWO(i) ((s.p[i] - '0') * 10 + s.p[(i) + 1] - '0')
	int y = TWO(0) * 100 + TWO(2), mo = TWO(5), d = TWO(8), h = TWO(11), mi = TWO(14);
#undef TWO
	if (h > 23 || mi > 59)
		return false;
	struct civil c = { (int16_t)y, (int8_t)mo, (int8_t)d };
	if (!civil_valid(c))
		return false;
	*ret = civil_start(c) + (h * 60 + mi) * (utc_ms)MINUTE_MS;
	return true;
}

/* The district whose office takes the file in: the second unit of "/1/2/9/"; of the whole city's: the first. */
static str district_of(str path)
{
	str last = S("0");

	for (int i = 0; i < 2 && path.n > 1; i++) {
		path = (str){ path.p + 1, path.n - 1 };
		const char *end = memchr(path.p, '/', path.n);
		last = (str){ path.p, end ? (size_t)(end - path.p) : path.n };
		path = end ? (str){ end, (size_t)(path.p + path.n - end) } : S("");
	}
	return last;
}

/* Numbers are given out once in a register, and each district had one of its own: the row's own word for it, else the district of who takes it in. */
static str key_of(struct cx *cx, str source, str number)
{
	return source.n ? arena_fmt(cx->arena, "import:#%.*s:%.*s", STR_ARG(source), STR_ARG(number)) :
	                  arena_fmt(cx->arena, "import:@%.*s:%.*s", STR_ARG(district_of(cx->area)), STR_ARG(number));
}

/* Taken in by this key, or in the own area before keys had a district: a row that names its source is of none of those. */
static int is_known(struct cx *cx, str key, str source, str number, bool *ret)
{
	struct violation v;
	int64_t id;

	TRY(violation_by_key(cx, key, &id));
	*ret = id != 0;
	if (id || source.n)
		return 0;
	TRY(violation_by_key(cx, arena_fmt(cx->arena, "import:%.*s", STR_ARG(number)), &id));
	if (!id)
		return 0;
	TRY(violation_get(cx, id, &v));
	*ret = account_area_covers(cx, v.path);
	return 0;
}

/* A word for what is wrong with the row, or NULL. */
static const char *look(struct cx *cx, const str *v, int n, const int at[static COLUMNS], struct violation *ret, bool *ret_confirmed)
{
	struct civil now = civil_of(cx->now), then;
	str result = cell(v, n, at, C_RESULT);

	*ret = (struct violation){ .source = VS_IMPORT, .confidence = 1000, .plate = cell(v, n, at, C_PLATE), .place = cell(v, n, at, C_PLACE), .kind = violation_kind_of(cell(v, n, at, C_KIND)) };
	if (!cell(v, n, at, C_NUMBER).n || cell(v, n, at, C_NUMBER).n > 100)
		return "number";
	if (!an_instant(cell(v, n, at, C_AT), &ret->at) || ret->at <= 0 || ret->at > cx->now)
		return "at";
	str source = cell(v, n, at, C_SOURCE);
	if (source.n > SOURCE_MAX || (source.n && memchr(source.p, ':', source.n)))
		return "source";
	then = civil_of(ret->at);
	if (then.y == now.y && then.m == now.m)      /* what may still lead to a course is reviewed here */
		return "recent";
	if (ret->kind >= VK_N)
		return "kind";
	if (!ret->plate.n || ret->plate.n > 31)
		return "plate";
	if (!ret->place.n || ret->place.n > 200)
		return "place";
	*ret_confirmed = str_eq(result, S("confirmed"));
	if (!*ret_confirmed && !str_eq(result, S("dismissed")))
		return "result";
	ret->source_key = key_of(cx, source, cell(v, n, at, C_NUMBER));
	ret->note = arena_fmt(cx->arena, "旧系统 %.*s %.*s %.*s", STR_ARG(cell(v, n, at, C_NUMBER)), STR_ARG(cell(v, n, at, C_REVIEWER)), STR_ARG(cell(v, n, at, C_NOTE)));
	return ret->note.n > 900 ? "note" : NULL;
}

static int take(struct cx *cx, const struct violation *in, bool confirmed, str code, str batch)
{
	struct violation_do d = { .code = code, .ground = S("other"), .note = in->note };
	struct violation v;
	int rc = flow_violation_capture(cx, in, &v);

	TRY(rc);
	if (rc && v.state == VI_SCREENED)
		TRY(violation_step(cx, &v, confirmed ? VE_CONFIRM : VE_DISMISS, &d));
	if (rc)
		TRY(violation_batched(cx, v.id, batch));
	return rc;
}

static int one_row(struct cx *cx, const str *v, int n, const int at[static COLUMNS], bool dry, str batch, struct violation_import *ret)
{
	struct err before = cx->err;
	struct violation_code c;
	struct violation in;
	bool confirmed;

	const char *fault = look(cx, v, n, at, &in, &confirmed);
	if (!fault && confirmed) {
		int rc = violation_code_get(cx, cell(v, n, at, C_CODE), day_of(MAX(in.at, civil_start((struct civil){ 2017, 11, 9 }))), &c);
		if (rc == E_NOTFOUND) {
			cx->err = before;
			fault = "code";
		} else {
			TRY(rc);
		}
	}
	if (fault) {
		if (ret->nfaults < VIOLATION_FAULTS)
			ret->fault[ret->nfaults++] = (struct violation_fault){ ret->rows, str_of(fault) };
		ret->bad++;
		return 0;
	}
	bool known;
	TRY(is_known(cx, in.source_key, cell(v, n, at, C_SOURCE), cell(v, n, at, C_NUMBER), &known));
	if (!known && !dry)
		TRY(take(cx, &in, confirmed, cell(v, n, at, C_CODE), batch));
	ret->taken += !known;
	ret->known += known;
	return 0;
}

static bool is_batch(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	return s.n <= VIOLATION_BATCH;
}

/* A row's memory is its own: a file has as many rows as it has bytes for. */
static int own_memory(struct cx *cx, struct arena *own, const str *v, int n, const int at[static COLUMNS], bool dry, str batch, struct violation_import *ret)
{
	struct arena *outer = cx->arena;

	cx->arena = own;
	int rc = one_row(cx, v, n, at, dry, batch, ret);
	cx->arena = outer;
	arena_reset(own);
	return rc;
}

int flow_violation_import(struct cx *cx, str text, bool dry, str batch, struct violation_import *ret)
{
	char *scratch = arena_alloc(cx->arena, CSV_MAX_ROW);
	str v[CSV_MAX_COLS];
	int at[COLUMNS], n, rc = 0;
	struct arena own;
	struct csv c;

	*ret = (struct violation_import){ .rows = 0 };
	if (!is_batch(batch))
		return FAIL_FIELD(cx, E_INVALID, "batch", "must be at most %d small letters, digits and -", VIOLATION_BATCH);
	batch = batch.n ? batch : str_cut(flow_violation_sha(cx, text), BATCH_OF_TEXT);
	ret->batch = batch;
	if (!scratch)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	csv_init(&c, text.p, text.n, scratch);
	if (csv_header(&c, names, required, COLUMNS, at, &cx->err) < 0) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_INVALID, "text", "the first line names the columns: number, at, kind, plate, place, code, result; reviewer and note if there are any");
	}
	arena_init(&own, ROW_ARENA);
	while (rc >= 0 && (n = csv_row(&c, v, CSV_MAX_COLS, &cx->err)) > 0) {
		if (n == 1 && !v[0].n)
			continue;
		ret->rows++;
		rc = own_memory(cx, &own, v, n, at, dry, batch, ret);
	}
	arena_done(&own);
	TRY(rc);
	if (n < 0) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_INVALID, "text", "line %lld is no row of a CSV file", (long long)c.line);
	}
	return 0;
}

/* --- taken back --- */

struct gathered { int64_t id[UNDO_TURN]; int n; };

static int gather(struct cx *cx, int64_t id, void *arg)
{
	struct gathered *g = arg;

	(void)cx;
	if (g->n < UNDO_TURN)
		g->id[g->n++] = id;
	return 0;
}

/* What is dismissed, revoked or lapsed has come to its end, and only its number is set free. */
#define STANDS (1u << VI_CONFIRMED | 1u << VI_NOTIFIED | 1u << VI_ACKNOWLEDGED | 1u << VI_UPHELD)

static int take_back(struct cx *cx, int64_t id)
{
	static const struct violation_do d = { .ground = SI("other"), .note = SI("导入撤回") };
	struct violation v;

	TRY(violation_get(cx, id, &v));
	if (1u << v.state & STANDS) {
		TRY(violation_step(cx, &v, VE_REVOKE, &d));
		TRY(flow_notice_changed(cx, &v));
		TRY(flow_count_month(cx, v.rider, v.month));
	} else if (v.state == VI_SCREENED) {
		TRY(violation_step(cx, &v, VE_DISMISS, &d));
	}
	return violation_unkey(cx, &v);
}

int flow_violation_unimport(struct cx *cx, str batch, int64_t *ret_undone, int64_t *ret_kept, bool *ret_more)
{
	struct gathered *g = arena_alloc(cx->arena, sizeof *g);

	if (!g)
		return FAIL(cx, E_TOOBIG, "no memory for the batch");
	g->n = 0;
	int n = violation_batch_rows(cx, cx->area, batch, UNDO_TURN, gather, g);
	TRY(n);
	for (int i = 0; i < g->n; i++)
		TRY(take_back(cx, g->id[i]));
	TRY(violation_batch_appealed(cx, cx->area, batch, ret_kept));
	*ret_undone = g->n;
	*ret_more = g->n == UNDO_TURN;
	return g->n || *ret_kept ? 0 : FAIL(cx, E_NOTFOUND, "nothing of that batch is left");
}
