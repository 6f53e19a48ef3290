/* flow_export — see flow_export.h. */
#define _GNU_SOURCE
#include "flow/flow_export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "flow/export_int.h"
#include "flow/flow_booking.h"
#include "flow_export_sql.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "platform/fs.h"

SQL_STATEMENTS(flow_export)

enum { PAGE = 200, PAGE_ARENA = 16 << 20, DIR_BYTES = 1000, FILTER_BYTES = 400 };

const str export_purposes[EXPORT_PURPOSES] = { SI("case"), SI("check"), SI("report"), SI("handover"), SI("request"), SI("correction") };

static char folder[DIR_BYTES];

int flow_export_dir(const char *dir, struct err *e)
{
	struct dirent *d;
	char path[DIR_BYTES + 300];

	ASSERT(strlen(dir) < sizeof folder);
	TRY(fs_mkdir(dir, e));
	DIR *h = opendir(dir);
	if (!h)
		return ERR(e, fs_err(errno), "%s cannot be read", dir);
	while ((d = readdir(h))) {
		if (strncmp(d->d_name, "export-", 7) != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, d->d_name);
		(void)sys.unlink(path);
	}
	closedir(h);
	snprintf(folder, sizeof folder, "%s", dir);
	return 0;
}

/* ---- limits ---- */

static void read_used(struct sql_row *r, void *ret)
{
	int64_t *v = ret;

	v[0] = sql_i64(r);
	v[1] = sql_i64(r);
}

int flow_export_left(struct cx *cx, struct export_left *ret)
{
	int64_t used[2], day, runs;

	TRY(policy_i64(cx, POL_EXPORT_MAX_ROWS, cx->now, &ret->max_rows));
	TRY(policy_i64(cx, POL_EXPORT_MAX_ROWS_DAY, cx->now, &day));
	TRY(policy_i64(cx, POL_EXPORT_MAX_RUNS_DAY, cx->now, &runs));
	TRY(policy_i64(cx, POL_EXPORT_ALONE_ROWS, cx->now, &ret->alone));
	TRY(sql_one(cx, &q_used, read_used, used, BIND(V(cx->actor.v), V((int64_t)day_of(cx->now)))));
	ret->rows = MAX(day - used[0], 0);
	ret->runs = MAX(runs - used[1], 0);
	return 0;
}

/* ---- what is asked ---- */

static bool coded(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-'))
			return false;
	}
	return s.n >= 3 && s.n <= EXPORT_REF;
}

static int check(struct cx *cx, const struct export_in *in)
{
	if (!(in->cols & ((1u << EXPORT_COLS) - 1)))
		return FAIL_FIELD(cx, E_INVALID, "columns", "choose at least one column");
	if (in->filter.to && in->filter.to <= in->filter.from)
		return FAIL_FIELD(cx, E_INVALID, "to", "the last day must not lie before the first");
	return 0;
}

/* The filter as coded text: what is chosen, nothing personal. */
static str filter_text(struct cx *cx, const struct export_in *in)
{
	const struct bike_filter *f = &in->filter;
	char buf[FILTER_BYTES], day[FLOW_DAY_TEXT];
	size_t n = 0;

#define PUT(...) n += (size_t)snprintf(buf + n, sizeof buf - n, __VA_ARGS__)
	PUT("unit=%lld", (long long)(in->unit.v ? in->unit.v : cx->unit.v));
	if (f->district >= 0)
		PUT("&district=%lld", (long long)f->district);
	if (f->site >= 0)
		PUT("&site=%lld", (long long)f->site);
	if (f->kind >= 0)
		PUT("&kind=%.*s", STR_ARG(bike_kind_words[f->kind]));
	if (f->use >= 0)
		PUT("&use=%.*s", STR_ARG(bike_use_words[f->use]));
	if (f->life >= 0)
		PUT("&life=%.*s", STR_ARG(bike_life_words[f->life]));
	if (f->flag.n)
		PUT("&flag=%.*s", STR_ARG(f->flag));
	if (f->from)
		PUT("&from=%.*s", STR_ARG(flow_day_text(day_of(f->from), day)));
	if (f->to)
		PUT("&to=%.*s", STR_ARG(flow_day_text(day_of(f->to - 1), day)));
	PUT("&cols=%x", (unsigned)in->cols);
#undef PUT
	return arena_str(cx->arena, (str){ buf, n });
}

int flow_export_count(struct cx *cx, const struct export_in *in, int64_t *ret)
{
	struct bike_filter f = in->filter;

	TRY(flow_scope(cx, in->unit, &f.scope));
	return bike_find_count(cx, &f, ret);
}

/* ---- the run ---- */

static int over(struct cx *cx, const struct export_sheet *r)
{
	if (r->left.max_rows <= r->most)
		return FAIL(cx, E_TOOBIG, "more than %lld rows; choose a narrower filter", (long long)r->left.max_rows);
	return FAIL(cx, E_DENIED, "only %lld rows of your day's limit are left", (long long)r->left.rows);
}

/* First transaction: the day's limit, and a number. */
static int begin(struct cx *cx, struct export_sheet *r)
{
	struct export_job *j = r->job;

	TRY(j->begin(cx, j));
	TRY(account_get(cx, cx->actor, &r->who));
	TRY(flow_export_left(cx, &r->left));
	r->most = MIN(r->left.max_rows, r->left.rows);
	if (r->left.runs == 0)
		return FAIL(cx, E_DENIED, "your exports of today are used up; there are new ones tomorrow");
	if (r->left.rows == 0)
		return FAIL(cx, E_DENIED, "your day's limit of rows is used up; there are new ones tomorrow");
	TRY(sql_insert(cx, &q_begin, &r->id, BIND(V(cx->actor.v), V((int64_t)day_of(cx->now)), V(cx->now), V(export_purposes[j->purpose]),
	               V(j->reference), V(j->filter), V(sheet_form_names[j->form]))));
	struct civil c = civil_of(cx->now);
	r->number = arena_fmt(cx->arena, "EX%04d%02d%02d-%lld", c.y, c.m, c.d, (long long)r->id);
	return 0;
}

int export_next(struct cx *cx, struct export_sheet *r)
{
	if (r->rows == r->most)
		return over(cx, r);
	r->rows++;
	return 0;
}

/* Second: the rows. */
static int write_file(struct cx *cx, struct export_sheet *r, int *ret_fd)
{
	char path[DIR_BYTES + 64];

	snprintf(path, sizeof path, "%s/export-%lld", folder, (long long)r->id);
	TRY(sheet_open(path, r->job->form, folder, r->job->sheet, cx->now, &cx->err, &r->sheet));
	int rc = sql_begin(cx, false);
	if (rc >= 0)
		rc = r->job->write(cx, r);
	sql_rollback(cx);
	if (rc < 0) {
		sheet_drop(r->sheet);
		return rc;
	}
	TRY(sheet_end(r->sheet, &cx->err));
	*ret_fd = sys.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	(void)sys.unlink(path);
	return *ret_fd < 0 ? FAIL(cx, fs_err(errno), "the export's file cannot be read back") : 0;
}

/* Third: the day's limit once more (another export may have ended meanwhile), and the audit. */
static int end(struct cx *cx, struct export_sheet *r)
{
	const struct export_job *j = r->job;

	TRY(flow_export_left(cx, &r->left));
	if (r->rows > r->left.rows)
		return over(cx, r);
	if (j->second) {
		int64_t ask;
		TRY(export_second(cx, j->filter, export_purposes[j->purpose], j->reference, r->rows, &ask));
		if (ask)
			TRY(export_ask_use(cx, ask, r->id));
	}
	int n = sql_exec(cx, &q_end, BIND(V(S("done")), V(r->rows), V(cx->now), V(r->id)));
	TRY(n);
	ASSERT(n == 1);
	return audit_add(cx, j->verb, "export", r->id, (theft_id){ 0 }, arena_fmt(cx->arena,
	       "{\"number\":\"%.*s\",\"rows\":%lld,\"purpose\":\"%.*s\",\"reference\":\"%.*s\",\"form\":\"%.*s\",\"filter\":\"%.*s\"}", STR_ARG(r->number),
	       (long long)r->rows, STR_ARG(export_purposes[j->purpose]), STR_ARG(j->reference), STR_ARG(sheet_form_names[j->form]), STR_ARG(j->filter)));
}

static int in_tx(struct cx *cx, struct export_sheet *r, int (*fn)(struct cx *cx, struct export_sheet *r))
{
	int rc = sql_begin(cx, true);

	if (rc >= 0)
		rc = fn(cx, r);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

/* The run stays in the list as refused, and a limit that was met in the audit; the refusal itself is the answer. */
static int refused(struct cx *cx, struct export_sheet *r)
{
	const struct export_job *j = r->job;

	if (r->id) {
		TRY(sql_exec(cx, &q_end, BIND(V(S("refused")), V((int64_t)0), V(cx->now), V(r->id))));
	}
	return audit_add(cx, j->refused, "export", r->id, (theft_id){ 0 }, arena_fmt(cx->arena,
	       "{\"purpose\":\"%.*s\",\"reference\":\"%.*s\",\"filter\":\"%.*s\"}", STR_ARG(export_purposes[j->purpose]), STR_ARG(j->reference), STR_ARG(j->filter)));
}

int export_run(struct cx *cx, struct export_job *j, struct export_done *ret)
{
	struct export_sheet r = { .job = j, .number = S("") };
	int fd = -1;

	ASSERT(!sql_in_tx(cx) && j->purpose >= 0 && j->purpose < EXPORT_PURPOSES);
	j->filter = S("");
	if (!coded(j->reference))
		return FAIL_FIELD(cx, E_INVALID, "reference", "name the file it is for: 3 to 32 of letters, digits and -");
	if (!folder[0])
		return FAIL(cx, E_STATE, "exports are not possible here");
	int rc = in_tx(cx, &r, begin);
	if (rc >= 0)
		rc = write_file(cx, &r, &fd);
	if (rc >= 0)
		rc = in_tx(cx, &r, end);
	if (rc < 0) {
		struct err why = cx->err;
		fd_close(&fd);
		if (j->filter.n && in_tx(cx, &r, refused) < 0 && why.code != E_STORE)
			return cx->err.code;
		cx->err = why;
		return rc;
	}
	*ret = (struct export_done){ r.id, r.rows, r.number, arena_fmt(cx->arena, "yanzhen-%.*s-%.*s-u%lld.%.*s", STR_ARG(r.number),
	                             STR_ARG(export_purposes[j->purpose]), (long long)cx->actor.v, STR_ARG(sheet_form_names[j->form])), fd };
	return 0;
}

/* ---- bikes ---- */

struct bikes { const struct export_in *in; struct bike_filter f; struct export_names *names; struct export_sheet *s; int64_t last; };

static int bikes_begin(struct cx *cx, struct export_job *j)
{
	struct bikes *b = j->arg;

	TRY(flow_scope(cx, b->in->unit, &b->f.scope));
	j->filter = filter_text(cx, b->in);
	/* Before the file is written: what a second person has not seen is not begun. The end asks again, for the rows that it became. */
	int64_t n, ask;
	TRY(bike_find_count(cx, &b->f, &n));
	TRY(export_second(cx, j->filter, export_purposes[j->purpose], j->reference, n, &ask));
	return export_names(cx, &b->names);
}

static int one_bike(struct cx *cx, const struct bike *bike, void *arg)
{
	struct bikes *b = arg;

	TRY(export_next(cx, b->s));
	b->last = bike->id.v;
	return export_row(cx, b->s->sheet, b->names, b->in, b->s->number, b->s->rows, bike);
}

/* A page at a time; what a page needs is given back after it. */
static int bikes_write(struct cx *cx, struct export_sheet *s)
{
	struct bikes *b = s->job->arg;
	struct arena own, *outer = cx->arena;
	int n;

	b->s = s;
	TRY(export_head(cx, s, b->in));
	arena_init(&own, PAGE_ARENA);
	cx->arena = &own;
	do {
		n = bike_find(cx, &b->f, b->last, PAGE, one_bike, b);
		arena_reset(&own);
	} while (n == PAGE);
	cx->arena = outer;
	arena_done(&own);
	return MIN(n, 0);
}

int flow_export(struct cx *cx, const struct export_in *in, struct export_done *ret)
{
	struct bikes b = { .in = in, .f = in->filter };
	struct export_job j = { .verb = "bike.export", .refused = "bike.export.refused", .sheet = "register", .form = in->form, .purpose = in->purpose,
	                        .reference = in->reference, .en = in->en, .second = true, .begin = bikes_begin, .write = bikes_write, .arg = &b };

	TRY(check(cx, in));
	return export_run(cx, &j, ret);
}

int flow_export_ask(struct cx *cx, const struct export_in *in, struct export_ask *ret)
{
	int64_t n;

	TRY(check(cx, in));
	if (!coded(in->reference))
		return FAIL_FIELD(cx, E_INVALID, "reference", "name the file it is for: 3 to 32 of letters, digits and -");
	TRY(flow_export_count(cx, in, &n));
	return export_ask_add(cx, filter_text(cx, in), export_purposes[in->purpose], in->reference, n, ret);
}

/* ---- the list ---- */

struct each { export_run_fn *fn; void *arg; };

static int run_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct export_run x;

	x.id = sql_i64(r);
	x.account.v = sql_i64(r);
	x.day = (int32_t)sql_i64(r);
	x.at = sql_i64(r);
	x.purpose = sql_str(r);
	x.reference = sql_str(r);
	x.filter = sql_str(r);
	x.form = sql_str(r);
	x.state = sql_str(r);
	x.n = sql_i64(r);
	return e->fn(cx, &x, e->arg);
}

int flow_export_runs(struct cx *cx, int64_t before, int max, export_run_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, run_row, &e, BIND(V(cx->actor.v), V(before ? before : INT64_MAX), V(max)));
}
