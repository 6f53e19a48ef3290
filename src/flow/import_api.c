/* import_api — HTTP face of the imports: a file by pieces, dry run, run, stop, undo, reasons, the error file. The work itself is import_job_work's, on its own thread. */
#include "flow/api_list.h"
#include "flow/flow_import_job.h"
#include "serve/http/route.h"

extern const struct routes import_routes;

static const str encodings[] = { [IME_ANY] = SI("any"), [IME_UTF8] = SI("utf-8"), [IME_GBK] = SI("gbk") };

/* ---- a job ---- */

struct view {
	int64_t id; str file; int64_t bytes, got; str encoding, key, state, why, detail; bool kept; utc_ms kept_until; int64_t run, actor, by; utc_ms made_at, changed_at;
	int64_t part, whole, rows, added, updated, unchanged, refused, doubts, back_bikes, back_owners, back_fields, back_left; int32_t piece; bool own;
};
#define F(member) offsetof(struct view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "file", JT_STR, F(file), 0, 0, 200, NULL, "its name" },
	{ "bytes", JT_I64, F(bytes), 0, 0, 0, NULL, NULL },
	{ "got", JT_I64, F(got), 0, 0, 0, NULL, "bytes that have come; the next piece begins here" },
	{ "piece", JT_I32, F(piece), 0, 0, 0, NULL, "bytes of a piece; the last one has what is left" },
	{ "encoding", JT_STR, F(encoding), 0, 0, 8, NULL, "any, utf-8 or gbk; after a dry run the one it is in" },
	{ "key", JT_STR, F(key), 0, 0, 8, NULL, "plate, vehicle or frame" },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "uploading, ready, checking, checked, running, stopped, done, undoing, undo_stopped, undone, discarded; refused: no such file can be taken, why is file" },
	{ "why", JT_STR, F(why), 0, 0, 16, NULL, "why it ended early: stopped, restart, file, kept, corrupt, full, failed; discarded and old: the file went; elsewhere: by the command line" },
	{ "detail", JT_STR, F(detail), 0, 0, 512, NULL, "to why=file, what is wrong with it: empty, rows, columns:FIELD,FIELD, separator, encoding, quote, many, long_line, xlsx, xls, utf16, binary" },
	{ "kept", JT_BOOL, F(kept), 0, 0, 0, NULL, "the uploaded file is there (sealed)" },
	{ "keptUntil", JT_UTC, F(kept_until), JF_NULL_IF_EMPTY, 0, 0, NULL, "when it goes by itself" },
	{ "own", JT_BOOL, F(own), 0, 0, 0, NULL, "this account uploaded it, and may have its error file" },
	{ "run", JT_I64, F(run), JF_NULL_IF_EMPTY, 0, 0, NULL, "number of the run, as the command line knows it" },
	{ "actor", JT_I64, F(actor), 0, 0, 0, NULL, "account that uploaded it; 0: the command line" },
	{ "by", JT_I64, F(by), 0, 0, 0, NULL, "account that asked for the last step" },
	{ "madeAt", JT_UTC, F(made_at), 0, 0, 0, NULL, NULL },
	{ "changedAt", JT_UTC, F(changed_at), 0, 0, 0, NULL, NULL },
	{ "part", JT_I64, F(part), 0, 0, 0, NULL, "how far what is at work is, of whole" },
	{ "whole", JT_I64, F(whole), 0, 0, 0, NULL, "0: nothing is at work" },
	{ "rows", JT_I64, F(rows), 0, 0, 0, NULL, "figures of the run, before it of the dry run" },
	{ "added", JT_I64, F(added), 0, 0, 0, NULL, "new bikes" },
	{ "updated", JT_I64, F(updated), 0, 0, 0, NULL, "known bikes with a difference" },
	{ "unchanged", JT_I64, F(unchanged), 0, 0, 0, NULL, NULL },
	{ "refused", JT_I64, F(refused), 0, 0, 0, NULL, "rows not taken" },
	{ "doubts", JT_I64, F(doubts), 0, 0, 0, NULL, "rows taken, to be looked at" },
	{ "backBikes", JT_I64, F(back_bikes), 0, 0, 0, NULL, "of an undo: bikes taken out" },
	{ "backOwners", JT_I64, F(back_owners), 0, 0, 0, NULL, NULL },
	{ "backFields", JT_I64, F(back_fields), 0, 0, 0, NULL, "fields set back" },
	{ "backLeft", JT_I64, F(back_left), 0, 0, 0, NULL, "what stays, because somebody has touched it since" },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("ImportJob", struct view, view_fields);

static void put_job(struct cx *cx, struct js *js, const struct import_job *j)
{
	const struct import_figures *f = &j->f;
	bool refused = str_eq(j->why, S("file")) && (str_eq(j->state, S("ready")) || str_eq(j->state, S("discarded")));
	struct view v = { j->id, j->file, j->bytes, j->got, encodings[j->encoding], import_key_names[j->key], refused ? S("refused") : j->state, j->why, j->detail, j->kept,
		j->kept ? j->changed_at + IMPORT_KEEP_MS : 0, j->run, j->actor.v, j->by.v, j->made_at, j->changed_at, j->part, j->whole, f->rows, f->added, f->updated, f->unchanged,
		f->refused, f->doubts, j->undone.bikes, j->undone.owners, j->undone.fields, j->undone.left, IMPORT_PIECE, j->actor.v == cx->actor.v };

	js_put(js, NULL, &view_shape, &v);
}

static int put_id(struct cx *cx, struct rep *rp, int64_t id)
{
	struct import_job j;

	TRY(import_job_get(cx, id, &j));
	put_job(cx, &rp->js, &j);
	return 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int one_job(struct cx *cx, const struct import_job *j, void *arg)
{
	struct page *p = arg;

	if (page_item(p, j->id))
		put_job(cx, p->js, j);
	return 0;
}

static int get_jobs(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(import_job_list(cx, rq->q[0].i, p.limit + 1, one_job, &p));
	page_end(&p);
	return 0;
}

static int get_job(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return put_id(cx, rp, rq->id);
}

/* ---- the columns ---- */

struct column_view { str field; bool required; struct js_list names; };
static const struct js_field column_fields[] = {
	{ "field", JT_STR, offsetof(struct column_view, field), 0, 0, 32, NULL, "as in reports" },
	{ "required", JT_BOOL, offsetof(struct column_view, required), 0, 0, 0, NULL, NULL },
	{ "names", JT_STRLIST, offsetof(struct column_view, names), 0, 0, 8, NULL, "in a header line, English first; the order of columns does not matter" },
};
static const struct js_shape column_shape = JS_SHAPE("ImportColumn", struct column_view, column_fields);

static int get_columns(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct import_column c;

	(void)cx;
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; import_column(i, &c); i++)
		js_put(&rp->js, NULL, &column_shape, &(struct column_view){ c.field, c.required, { c.names, (size_t)c.n } });
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* ---- upload ---- */

struct new_in { str file; int64_t bytes; int encoding, key; };
static const struct js_field new_fields[] = {
	{ "file", JT_STR, offsetof(struct new_in, file), JF_REQUIRED, 1, 200, NULL, "its name, for the list" },
	{ "bytes", JT_I64, offsetof(struct new_in, bytes), JF_REQUIRED, 1, INT64_MAX, NULL, "at most 268435456 (256 MiB); more is 413" },
	{ "encoding", JT_ENUM, offsetof(struct new_in, encoding), 0, 0, COUNTOF(encodings), encodings, "any if not given" },
	{ "key", JT_ENUM, offsetof(struct new_in, key), 0, 0, IMK_N, import_key_names, "by what a bike is found that is there already; plate if not given" },
};
static const struct js_shape new_shape = JS_SHAPE("ImportNew", struct new_in, new_fields);
static const struct route_q piece_query[] = { { "at", JT_I64, JF_REQUIRED, 0, IMPORT_FILE_MAX, "the piece's first byte" } };

static int post_job(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct new_in *in = rq->in;
	struct import_job j;

	TRY(import_job_new(cx, in->file, in->bytes, (enum import_encoding)in->encoding, (enum import_key)in->key, &j));
	rp->audit_subject = j.id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"bytes\":%lld}", (long long)j.bytes);
	put_job(cx, &rp->js, &j);
	return 0;
}

static int post_piece(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct import_job j;

	TRY(import_job_piece(cx, rq->id, rq->q[0].i, rq->upload, &j));
	put_job(cx, &rp->js, &j);
	return 0;
}

/* ---- steps ---- */

struct check_in { int encoding, key; };
static const struct js_field check_fields[] = {
	{ "encoding", JT_ENUM, offsetof(struct check_in, encoding), 0, 0, COUNTOF(encodings), encodings, "any if not given" },
	{ "key", JT_ENUM, offsetof(struct check_in, key), 0, 0, IMK_N, import_key_names, "plate if not given" },
};
static const struct js_shape check_shape = JS_SHAPE("ImportCheck", struct check_in, check_fields);

static int post_check(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct check_in *in = rq->in;

	TRY(import_job_do(cx, rq->id, IMPORT_CHECK));
	TRY(import_job_how(cx, rq->id, (enum import_encoding)in->encoding, (enum import_key)in->key));
	return put_id(cx, rp, rq->id);
}

static int post_do(struct cx *cx, const struct req *rq, struct rep *rp)
{
	for (int i = IMPORT_APPLY; i < IMPORT_DO_N; i++) {
		if (!str_eq(import_do_names[i], rq->name))
			continue;
		rp->audit_detail = arena_fmt(cx->arena, "{\"event\":\"%.*s\"}", STR_ARG(import_do_names[i]));
		TRY(import_job_do(cx, rq->id, (enum import_do)i));
		return put_id(cx, rp, rq->id);
	}
	return FAIL(cx, E_NOTFOUND, "no such step: apply, resume or undo");
}

static int post_stop(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(import_job_stop(cx, rq->id));
	return put_id(cx, rp, rq->id);
}

static int post_discard(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(import_job_discard(cx, rq->id));
	return put_id(cx, rp, rq->id);
}

/* ---- reasons ---- */

struct reason_view { str code, zh, en; bool refused; int64_t n; };
static const struct js_field reason_fields[] = {
	{ "code", JT_STR, offsetof(struct reason_view, code), 0, 0, 32, NULL, NULL },
	{ "refused", JT_BOOL, offsetof(struct reason_view, refused), 0, 0, 0, NULL, "else the row is taken" },
	{ "zh", JT_STR, offsetof(struct reason_view, zh), 0, 0, 128, NULL, NULL },
	{ "en", JT_STR, offsetof(struct reason_view, en), 0, 0, 128, NULL, NULL },
	{ "n", JT_I64, offsetof(struct reason_view, n), 0, 0, 0, NULL, "how often" },
};
static const struct js_shape reason_shape = JS_SHAPE("ImportReason", struct reason_view, reason_fields);

static int one_reason(struct cx *cx, enum import_code code, int64_t n, void *arg)
{
	const struct import_code_row *c = &import_codes[code];

	(void)cx;
	js_put(arg, NULL, &reason_shape, &(struct reason_view){ c->code, c->zh, c->en, c->refused, n });
	return 0;
}

static int get_reasons(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct import_job j;

	TRY(import_job_get(cx, rq->id, &j));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(as_done(import_job_reasons(cx, &j, one_reason, &rp->js)));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct error_view { int64_t line; str field, code; bool refused; };
static const struct js_field error_fields[] = {
	{ "line", JT_I64, offsetof(struct error_view, line), 0, 0, 0, NULL, "of the file" },
	{ "field", JT_STR, offsetof(struct error_view, field), 0, 0, 32, NULL, "a column's; empty: the whole row" },
	{ "code", JT_STR, offsetof(struct error_view, code), 0, 0, 32, NULL, "of the reasons" },
	{ "refused", JT_BOOL, offsetof(struct error_view, refused), 0, 0, 0, NULL, NULL },
};
static const struct js_shape error_shape = JS_SHAPE("ImportError", struct error_view, error_fields);

static int one_error(void *arg, const struct import_problem *p)
{
	const struct import_code_row *c = &import_codes[p->code];
	struct page *g = arg;

	if (page_item(g, p->id))
		js_put(g->js, NULL, &error_shape, &(struct error_view){ p->line, p->field, c->code, c->refused });
	return 0;
}

static int get_errors(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct import_job j;
	struct page p;

	TRY(import_job_get(cx, rq->id, &j));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(as_done(import_job_errors(cx, &j, rq->q[0].i, p.limit + 1, one_error, &p)));
	page_end(&p);
	return 0;
}

static int get_error_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(import_job_error_file(cx, rq->id, &rp->file_fd));
	rp->file_type = S("text/csv; charset=utf-8");
	rp->file_name = arena_fmt(cx->arena, "import-%lld-errors.csv", (long long)rq->id);
	return 0;
}

/* ---- what an undo left ---- */

struct left_view { int64_t bike; str plate, field; };
static const struct js_field left_fields[] = {
	{ "bikeId", JT_I64, offsetof(struct left_view, bike), 0, 0, 0, NULL, NULL },
	{ "plate", JT_STR, offsetof(struct left_view, plate), 0, 0, 32, NULL, NULL },
	{ "field", JT_STR, offsetof(struct left_view, field), 0, 0, 32, NULL, "empty: the whole bike" },
};
static const struct js_shape left_shape = JS_SHAPE("ImportLeft", struct left_view, left_fields);

static int one_left(struct cx *cx, int64_t n, bike_id bike, str plate, str field, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, n))
		js_put(p->js, NULL, &left_shape, &(struct left_view){ bike.v, plate, field });
	return 0;
}

static int get_left(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct import_job j;
	struct page p;

	TRY(import_job_get(cx, rq->id, &j));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(as_done(import_job_left(cx, rq->id, rq->q[0].i, p.limit + 1, one_left, &p)));
	page_end(&p);
	return 0;
}

#define WHO ROLE_SYSADMIN
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/imports", WHO, NULL, TX_READ, RF_LIST, NULL, &view_shape, page_query, COUNTOF(page_query), get_jobs, NULL,
	  "Imports, newest first, also those of the command line that have ended; without what was discarded" },
	{ HTTP_GET, "/api/v1/imports/columns", WHO, NULL, TX_NONE, RF_LIST, NULL, &column_shape, NULL, 0, get_columns, NULL, "The columns a file may have" },
	{ HTTP_POST, "/api/v1/imports", WHO, NULL, TX_WRITE, RF_CREATED | RF_STEPUP, &new_shape, &view_shape, NULL, 0, post_job, "import_job.new",
	  "Begin an import: the file's name and size; its bytes follow in pieces. Nothing is written to the register before a dry run" },
	{ HTTP_GET, "/api/v1/imports/{id}", WHO, NULL, TX_READ, 0, NULL, &view_shape, NULL, 0, get_job, NULL, "One import, with how far it is" },
	{ HTTP_POST, "/api/v1/imports/{id}/pieces", WHO, NULL, TX_NONE, RF_UPLOAD | RF_AUDITED, NULL, &view_shape, piece_query, COUNTOF(piece_query), post_piece,
	  "import_job.uploaded", "The file's next 2 MiB, sealed and synced when answered; one that is there already is passed over", "application/octet-stream,text/csv", IMPORT_PIECE },
	{ HTTP_POST, "/api/v1/imports/{id}/check", WHO, NULL, TX_WRITE, RF_STEPUP, &check_shape, &view_shape, NULL, 0, post_check, "import_job.check",
	  "Dry run: what the file would do, and nothing is written to the register. One import is at work at a time" },
	{ HTTP_POST, "/api/v1/imports/{id}/do/{event}", WHO, NULL, TX_WRITE, RF_STEPUP, NULL, &view_shape, NULL, 0, post_do, "import_job.do",
	  "apply (after a dry run), resume (what was stopped or broken off), undo (what a run made, but for what was touched since)" },
	{ HTTP_POST, "/api/v1/imports/{id}/stop", WHO, NULL, TX_WRITE, 0, NULL, &view_shape, NULL, 0, post_stop, "import_job.stop",
	  "End what is at work after its batch; it can be resumed" },
	{ HTTP_POST, "/api/v1/imports/{id}/discard", WHO, NULL, TX_WRITE, 0, NULL, &view_shape, NULL, 0, post_discard, "import_job.discard",
	  "Remove the uploaded file; what a run made stays" },
	{ HTTP_GET, "/api/v1/imports/{id}/reasons", WHO, NULL, TX_READ, RF_LIST, NULL, &reason_shape, NULL, 0, get_reasons, NULL,
	  "Why rows are refused or doubtful, by how often" },
	{ HTTP_GET, "/api/v1/imports/{id}/errors", WHO, NULL, TX_READ, RF_LIST, NULL, &error_shape, page_query, COUNTOF(page_query), get_errors, NULL,
	  "The bad rows in the file's order: line, column, reason, never the row; of a dry run the first 100,000" },
	{ HTTP_GET, "/api/v1/imports/{id}/errors/file", WHO, NULL, TX_NONE, RF_FILE | RF_AUDITED | RF_STEPUP | RF_SLOW, NULL, NULL, NULL, 0, get_error_file, "import_job.errors",
	  "The bad rows as CSV, each as it stands in the file: personal data, for the account that uploaded it only", "text/csv; charset=utf-8", 0 },
	{ HTTP_GET, "/api/v1/imports/{id}/left", WHO, NULL, TX_READ, RF_LIST, NULL, &left_shape, page_query, COUNTOF(page_query), get_left, NULL,
	  "What an undo left, because somebody has touched it since" },
};
const struct routes import_routes = ROUTES("imports", rows);
