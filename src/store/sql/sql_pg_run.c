/* sql_pg_run — statements and transactions on a PostgreSQL connection. See sql_pg.c for what they promise. */
#define _GNU_SOURCE
#include "sql_pg_int.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "sql_pg_sql.h"

/* The parameters' types, found by the first connection and used by all after it; by place in the registry. */
static struct { bool known; uint32_t types[SQL_PARAM_MAX]; } found[SQL_STMT_MAX];
static pthread_mutex_t found_m = PTHREAD_MUTEX_INITIALIZER;

static struct pg_stmt *stmt(struct sql_prep *s)
{
	return s->st;
}

/* ---- preparing ---- */

static bool types_known(const struct sql_prep *s, uint32_t *ret)
{
	pthread_mutex_lock(&found_m);
	bool known = found[s->place].known;
	memcpy(ret, found[s->place].types, sizeof found[0].types);
	pthread_mutex_unlock(&found_m);
	return known;
}

/* Takes the answers of one request of a pipeline: the last result is *ret (to be cleared); false when it failed. */
static bool answer(struct pg *p, PGresult **ret)
{
	PGresult *r;

	*ret = NULL;
	while ((r = PQgetResult(p->c))) {
		PQclear(*ret);
		*ret = r;
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC)
			break;
	}
	ExecStatusType st = PQresultStatus(*ret);
	return *ret && (st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK);
}

/* To the end of the pipeline, whatever happened; the first failure is kept. */
static void end_pipeline(struct pg *p)
{
	for (int nothing = 0; nothing < 3 && PQstatus(p->c) == CONNECTION_OK;) {
		PGresult *r = PQgetResult(p->c);
		bool sync = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		nothing = r ? 0 : nothing + 1;
		PQclear(r);
		if (sync)
			break;
	}
	if (!PQexitPipelineMode(p->c))
		p->dead = true;
}

static int take_types(struct pg *p, struct sql_prep *s, const PGresult *d, struct err *e)
{
	(void)p;
	if (PQnparams(d) != (int)s->q->nparam)
		return ERR(e, E_STORE, "%s: not one statement with parameters $1 to $%u", s->q->name, s->q->nparam);
	pthread_mutex_lock(&found_m);
	for (unsigned i = 0; i < s->q->nparam; i++)
		found[s->place].types[i] = pg_param_type(PQparamtype(d, (int)i));
	found[s->place].known = true;
	pthread_mutex_unlock(&found_m);
	return 0;
}

/* A parameter that PostgreSQL cannot settle on by itself: integer here and bigint there (42P08) is a bigint, and what has no type at
 * all (42P18) is text. True when there is something new to try in hint. */
static bool settle(const PGresult *r, uint32_t hint[static SQL_PARAM_MAX])
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE), *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char *at = text ? strchr(text, '$') : NULL;
	bool two = state && strcmp(state, "42P08") == 0, none = state && strcmp(state, "42P18") == 0;
	int64_t n;

	if (!at || (!two && !none) || !str_i64((str){ at + 1, strspn(at + 1, "0123456789") }, 1, SQL_PARAM_MAX, &n) || hint[n - 1])
		return false;
	hint[n - 1] = two ? PG_INT8 : PG_TEXT;
	return true;
}

/* Asks for the types of list[at] and those after it in one go, the first with hints. Returns the first that failed, or n; *ret_again:
 * it may be asked once more, with better hints. */
static size_t infer_from(struct pg *p, struct sql_prep *const *list, size_t at, size_t n, uint32_t *hint, bool *ret_again, struct err *e)
{
	uint32_t types[SQL_PARAM_MAX];
	bool asked[SQL_STMT_MAX];          /* another connection's thread may learn some meanwhile */
	size_t i;

	ASSERT(n <= SQL_STMT_MAX);
	*ret_again = false;
	PQenterPipelineMode(p->c);
	for (i = at; i < n; i++) {
		asked[i] = list[i]->q->nparam > 0 && !types_known(list[i], types);
		if (!asked[i])
			continue;
		PQsendPrepare(p->c, "", sql_text_of(&p->base, list[i]->q), i == at ? (int)list[i]->q->nparam : 0, i == at ? hint : NULL);
		PQsendDescribePrepared(p->c, "");
	}
	PQpipelineSync(p->c);
	for (i = at; i < n; i++) {
		PGresult *r;
		if (!asked[i])
			continue;
		bool good = answer(p, &r);
		if (!good) {
			if (i > at)
				memset(hint, 0, sizeof types);
			*ret_again = settle(r, hint);
			if (!*ret_again)
				pg_fault(p, r, e, list[i]->q->name);
		}
		PQclear(r);
		if (good) {
			good = answer(p, &r) ? take_types(p, list[i], r, e) == 0 : (pg_fault(p, r, e, list[i]->q->name), false);
			PQclear(r);
		}
		if (!good)
			break;
	}
	end_pipeline(p);
	return i;
}

/* What PostgreSQL takes the parameters for, asked once a program for each statement. */
static int infer(struct pg *p, struct sql_prep *const *list, size_t n, struct err *e)
{
	uint32_t hint[SQL_PARAM_MAX] = { 0 };
	bool again = true;

	for (size_t at = 0; at < n && again;) {
		if (p->open_tx)
			TRY(pg_simple(p, q_save.pg, e));     /* a question that fails is not to end the transaction */
		at = infer_from(p, list, at, n, hint, &again, e);
		if (at < n && !again)
			return e ? e->code : E_STORE;
		if (p->open_tx && again)
			TRY(pg_simple(p, q_unsave.pg, e));
		if (p->open_tx)
			TRY(pg_simple(p, q_release.pg, e));
	}
	return 0;
}

/* The first word tells; a WITH may write behind it. */
static bool text_writes(const char *text)
{
	if (strncasecmp(text, "WITH", 4) == 0)
		return strcasestr(text, "INSERT ") || strcasestr(text, "UPDATE ") || strcasestr(text, "DELETE ");
	return strncasecmp(text, "SELECT", 6) != 0;
}

int pg_prepare(struct sql *db, struct sql_prep *const *list, size_t n, struct err *e)
{
	struct pg *p = pg_of(db);
	int rc = 0;
	char name[16];

	for (size_t i = 0; i < n; i++)
		if (!sql_text_of(db, list[i]->q))
			BUG("a statement that PostgreSQL has not");
	TRY(pg_checkout(p, e));
	TRY(pg_drain(p, true, e));
	TRY(infer(p, list, n, e));
	PQenterPipelineMode(p->c);
	for (size_t i = 0; i < n; i++) {
		struct sql_prep *s = list[i];
		if (!s->st)
			s->st = calloc(1, sizeof(struct pg_stmt));
		ASSERT(s->st);
		types_known(s, stmt(s)->types);
		snprintf(name, sizeof name, "s%u", s->place);
		PQsendPrepare(p->c, name, sql_text_of(db, s->q), (int)s->q->nparam, stmt(s)->types);
	}
	PQpipelineSync(p->c);
	for (size_t i = 0; i < n && rc == 0; i++) {
		PGresult *r;
		rc = answer(p, &r) ? 0 : pg_fault(p, r, e, list[i]->q->name);
		PQclear(r);
		list[i]->ready = rc == 0;
		list[i]->writes = text_writes(sql_text_of(db, list[i]->q));
	}
	end_pipeline(p);
	return rc;
}

/* ---- results that wait ---- */

static void keep(struct pg_stmt *st, PGresult *r)
{
	if (st->n == st->cap) {
		st->cap = MAX(st->cap * 2, (size_t)8);
		st->q = realloc(st->q, st->cap * sizeof *st->q);
		ASSERT(st->q);
	}
	st->q[st->n++] = r;
}

void pg_forget(struct sql_prep *s, bool all)
{
	struct pg_stmt *st = stmt(s);

	if (!st)
		return;
	for (size_t i = st->at; i < st->n; i++)
		PQclear(st->q[i]);
	st->at = st->n = 0;
	st->row = 0;
	if (all) {
		free(st->q);
		free(st);
		s->st = NULL;
	}
}

/* One more result of the stream: 1 rows, 0 the end, or what failed. */
static int more(struct pg *p, struct sql_prep *s, bool wanted, struct err *e)
{
	int rc = 0;

	for (PGresult *r; (r = PQgetResult(p->c));) {
		ExecStatusType is = PQresultStatus(r);
		if (is == PGRES_SINGLE_TUPLE && wanted) {
			keep(stmt(s), r);
			return 1;
		}
		if (is != PGRES_SINGLE_TUPLE && is != PGRES_TUPLES_OK && is != PGRES_COMMAND_OK && rc == 0)
			rc = pg_fault(p, r, e, s->q->name);
		PQclear(r);
	}
	p->stream = NULL;
	return rc;
}

int pg_drain(struct pg *p, bool keep_rows, struct err *e)
{
	int rc = pg_pipe_end(&p->base, e);

	while (p->stream && rc >= 0)
		rc = more(p, p->stream, keep_rows, e);
	return MIN(rc, 0);
}

/* ---- running ---- */

struct args { const char *v[SQL_PARAM_MAX]; int len[SQL_PARAM_MAX], form[SQL_PARAM_MAX]; char buf[SQL_PARAM_MAX][24]; };

static int encode(const struct sql_prep *s, const struct sqlv *v, size_t n, struct args *a, struct err *e)
{
	const struct pg_stmt *st = s->st;

	for (size_t i = 0; i < n; i++) {
		str one = { NULL, 0 };
		if (v[i].k != SQLV_NULL && !pg_encode(&v[i], st->types[i], a->buf[i], &one))
			return ERR(e, E_STATE, "%s: parameter %zu is of another type than its column", s->q->name, i + 1);
		a->v[i] = one.p;
		a->len[i] = (int)one.n;
		a->form[i] = 1;
	}
	return 0;
}

static void send_it(struct pg *p, const struct sql_prep *s, const struct args *a)
{
	char name[16];

	snprintf(name, sizeof name, "s%u", s->place);
	/* what cannot be sent shows in the result */
	(void)PQsendQueryPrepared(p->c, name, (int)s->q->nparam, a->v, a->len, a->form, 1);
}

static int control(struct pg *p, const struct sql_stmt *q, struct err *e)
{
	return pg_simple(p, q->pg, e);
}

/* A write in one round trip, its rows all taken. Inside a transaction under a savepoint: a refusal takes back this statement only. */
static int run_write(struct pg *p, struct sql_prep *s, const struct args *a, struct err *e)
{
	bool save = p->base.in_tx;
	PGresult *r = NULL;
	int rc = 0;

	PQenterPipelineMode(p->c);
	if (save)
		(void)PQsendQueryParams(p->c, q_save.pg, 0, NULL, NULL, NULL, NULL, 0);
	send_it(p, s, a);
	if (save)
		(void)PQsendQueryParams(p->c, q_release.pg, 0, NULL, NULL, NULL, NULL, 0);
	PQpipelineSync(p->c);
	if (save) {
		rc = answer(p, &r) ? 0 : pg_fault(p, r, e, s->q->name);
		PQclear(r);
		r = NULL;
	}
	if (rc == 0 && !answer(p, &r))
		rc = pg_fault(p, r, e, s->q->name);
	end_pipeline(p);
	if (rc == 0) {
		int64_t n = 0;
		stmt(s)->changes = str_i64(str_of(PQcmdTuples(r)), 0, INT32_MAX, &n) ? (int)n : 0;
		keep(stmt(s), r);
		return 0;
	}
	PQclear(r);
	if (save && !p->dead) {
		struct err ignored = { 0 };
		if (control(p, &q_unsave, &ignored) == 0)
			(void)!control(p, &q_release, &ignored);
	}
	return rc;
}

/* Takes the answers of what was sent; the first failure is told. The pipeline stays open. */
static int pipe_answers(struct pg *p, struct err *e)
{
	int rc = 0;

	PQpipelineSync(p->c);
	for (int i = 0; i < p->npiped; i++) {
		PGresult *r;
		if (!answer(p, &r) && rc == 0)
			rc = pg_fault(p, r, e, p->piped[i]->name);
		PQclear(r);
	}
	for (int nothing = 0; nothing < 3 && PQstatus(p->c) == CONNECTION_OK;) {
		PGresult *r = PQgetResult(p->c);
		bool sync = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		nothing = r ? 0 : nothing + 1;
		PQclear(r);
		if (sync)
			break;
	}
	p->npiped = 0;
	return rc;
}

int pg_pipe(struct sql *db, struct sql_prep *s, const struct sqlv *v, size_t n, struct err *e)
{
	struct pg *p = pg_of(db);
	struct args a;

	TRY(encode(s, v, n, &a, e));
	if (p->npiped < 0) {
		TRY(pg_checkout(p, e));
		TRY(pg_drain(p, true, e));
		PQenterPipelineMode(p->c);
		p->npiped = 0;
	}
	send_it(p, s, &a);
	p->piped[p->npiped++] = s->q;
	return p->npiped == PG_PIPE ? pipe_answers(p, e) : 0;
}

int pg_pipe_end(struct sql *db, struct err *e)
{
	struct pg *p = pg_of(db);

	if (p->npiped < 0)
		return 0;
	int rc = pipe_answers(p, e);
	p->npiped = -1;
	if (!PQexitPipelineMode(p->c))
		p->dead = true;
	return rc;
}

int pg_large(struct sql *db, bool on, struct err *e)
{
	struct pg *p = pg_of(db);

	TRY(pg_checkout(p, e));
	return on ? 0 : pg_simple(p, q_analyze.pg, e);
}

int pg_run(struct sql *db, struct sql_prep *s, const struct sqlv *v, size_t n, struct err *e)
{
	struct pg *p = pg_of(db);
	struct args a;

	TRY(encode(s, v, n, &a, e));
	TRY(pg_checkout(p, e));
	TRY(pg_drain(p, true, e));
	stmt(s)->changes = 0;
	if (s->writes) {
		p->implicit = !db->in_tx && !p->open_tx;
		if (p->implicit)
			TRY(pg_begin(db, true, e));
		int rc = run_write(p, s, &a, e);
		if (rc < 0) {
			if (p->implicit)
				pg_rollback(db);
			return rc;
		}
	} else {
		send_it(p, s, &a);
		if (!PQsetSingleRowMode(p->c))
			return pg_fault(p, NULL, e, s->q->name);
		p->stream = s;
	}
	s->busy = true;
	return 0;
}

int pg_step(struct sql *db, struct sql_prep *s, struct sql_row *r, struct err *e)
{
	struct pg *p = pg_of(db);
	struct pg_stmt *st = stmt(s);

	for (;;) {
		if (st->at < st->n && ++st->row <= PQntuples(st->q[st->at])) {
			*r = (struct sql_row){ db, s, 0, PQnfields(st->q[st->at]) };
			return 1;
		}
		if (st->at < st->n) {           /* this result is read */
			PQclear(st->q[st->at++]);
			st->row = 0;
			if (st->at == st->n)
				st->at = st->n = 0;
			continue;
		}
		int rc = p->stream == s ? more(p, s, true, e) : 0;
		if (rc <= 0)
			return rc;
	}
}

int pg_finish(struct sql *db, struct sql_prep *s, int rc, struct err *e)
{
	struct pg *p = pg_of(db);

	if (p->stream == s) {
		int end = pg_drain(p, false, rc < 0 ? NULL : e);
		rc = rc < 0 ? rc : end;
	}
	pg_forget(s, false);
	s->busy = false;
	if (s->writes && p->implicit && !db->in_tx) {
		if (rc == 0)
			rc = pg_commit(db, e);
		if (rc < 0)
			pg_rollback(db);
		p->implicit = false;
	}
	return rc;
}

int pg_changes(struct sql *db, struct sql_prep *s)
{
	(void)db;
	return stmt(s)->changes;
}

/* ---- columns ---- */

static str value(struct sql_row *r, int c, uint32_t *ret_type)
{
	struct pg_stmt *st = stmt(r->p);
	const PGresult *q = st->q[st->at];
	int row = st->row - 1;

	*ret_type = PQftype(q, c);
	return PQgetisnull(q, row, c) ? (str){ NULL, 0 } : (str){ PQgetvalue(q, row, c), (size_t)PQgetlength(q, row, c) };
}

int64_t pg_row_i64(struct sql_row *r, int c)
{
	uint32_t t;
	str v = value(r, c, &t);

	return v.p ? pg_i64(t, v) : 0;
}

double pg_row_f64(struct sql_row *r, int c)
{
	uint32_t t;
	str v = value(r, c, &t);

	return v.p ? pg_f64(t, v) : 0;
}

str pg_row_bytes(struct sql_row *r, int c)
{
	struct pg_stmt *st = stmt(r->p);
	uint32_t t;
	str v = value(r, c, &t);

	return v.p ? pg_bytes(t, v, st->buf[st->nbuf++ % COUNTOF(st->buf)]) : (str){ "", 0 };
}

bool pg_row_is_null(struct sql_row *r, int c)
{
	uint32_t t;

	return !value(r, c, &t).p;
}

/* ---- transactions ---- */

int pg_simple(struct pg *p, const char *text, struct err *e)
{
	PGresult *r = PQexec(p->c, text);
	ExecStatusType is = PQresultStatus(r);
	int rc = is == PGRES_COMMAND_OK || is == PGRES_TUPLES_OK || is == PGRES_EMPTY_QUERY ? 0 : pg_fault(p, r, e, "statement");

	PQclear(r);
	return rc;
}

int pg_begin(struct sql *db, bool write, struct err *e)
{
	struct pg *p = pg_of(db);
	PGresult *r;

	TRY(pg_drain(p, true, e));
	TRY(pg_checkout(p, e));
	PQenterPipelineMode(p->c);
	(void)PQsendQueryParams(p->c, write ? q_begin_write.pg : q_begin_read.pg, 0, NULL, NULL, NULL, NULL, 0);
	if (write)
		(void)PQsendQueryParams(p->c, q_lock.pg, 0, NULL, NULL, NULL, NULL, 0);
	PQpipelineSync(p->c);
	int rc = answer(p, &r) ? 0 : pg_fault(p, r, e, "begin");
	PQclear(r);
	if (rc == 0 && write) {
		rc = answer(p, &r) ? 0 : pg_fault(p, r, e, "begin");
		PQclear(r);
	}
	end_pipeline(p);
	p->open_tx = true;
	if (rc < 0)
		pg_rollback(db);
	return rc;
}

int pg_commit(struct sql *db, struct err *e)
{
	struct pg *p = pg_of(db);

	TRY(pg_drain(p, true, e));
	PGresult *r = PQexec(p->c, q_commit.pg);
	int rc = PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : pg_fault(p, r, e, "commit");
	if (rc == 0)
		p->open_tx = false;
	/* COMMIT of a transaction that had failed is answered with success and ROLLBACK */
	if (rc == 0 && strcmp(PQcmdStatus(r), "COMMIT") != 0)
		rc = ERR(e, E_STORE, "commit: the transaction had failed before");
	PQclear(r);
	return rc;
}

void pg_rollback(struct sql *db)
{
	struct pg *p = pg_of(db);
	struct err ignored = { 0 };

	(void)!pg_drain(p, true, &ignored);
	if (PQstatus(p->c) == CONNECTION_OK && PQtransactionStatus(p->c) != PQTRANS_IDLE &&
	    control(p, &q_rollback, &ignored) < 0)
		p->dead = true;      /* what cannot be taken back goes with the connection */
	p->open_tx = false;
}
