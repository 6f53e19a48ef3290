/* sql_pg — PostgreSQL 15 and later behind the calls of sql.h: the connection, its settings, the errors.
 *
 * A write transaction is READ COMMITTED and takes one advisory lock (of this schema) at its BEGIN: there is one writer at a time, as on
 * SQLite. Every write of the register ends in the audit's chain, whose head all writers would queue for anyway; and a room that
 * looks before it writes, that counts, or that hands out numbers in the order of commits (the outbox) is right on both without knowing
 * which it runs on. SERIALIZABLE would turn the same queue into failures and retries. A read transaction is REPEATABLE READ: one
 * snapshot, never held up, never refused.
 * A statement that is refused by a constraint leaves its transaction usable, as on SQLite: each write runs under a savepoint, in the same
 * round trip. Rows of a read stream one by one; when another statement runs among them, the rest is taken into memory first.
 * A lost connection is E_STORE for who used it, and made anew by the next transaction. */
#include "sql_pg_int.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/sys.h"
#include "sql_pg_sql.h"

enum { RETRY_MS = 1000, VERSION_LEAST = 150000, OPTS_MAX = 64 };

/* ---- errors ---- */

static const struct { const char *state; int code; bool text; } states[] = {
	{ "23", E_STATE, true },   { "P0001", E_STATE, true }, { "40001", E_BUSY, true }, { "40P01", E_BUSY, true }, { "55P03", E_BUSY, true },
	{ "57014", E_BUSY, true }, { "53100", E_FULL, true },  { "22", E_INVALID, false }, { "XX001", E_CORRUPT, true },
	{ "XX002", E_CORRUPT, true },
};

static const char *field(const PGresult *r, int which)
{
	const char *s = r ? PQresultErrorField(r, which) : NULL;

	return s ? s : "";
}

/* "t.a, t.b" of the detail 'Key (a, b)=(...) ...', whatever language the server speaks; the values after it are not looked at. */
static void unique_columns(const PGresult *r, char *ret, size_t cap)
{
	const char *table = field(r, PG_DIAG_TABLE_NAME), *detail = field(r, PG_DIAG_MESSAGE_DETAIL);
	const char *from = strchr(detail, '('), *to = from ? strstr(from, ")=(") : NULL;
	size_t n = 0;

	ret[0] = 0;
	if (!to || memchr(from + 1, '(', (size_t)(to - from - 1))) {
		snprintf(ret, cap, "index '%s'", field(r, PG_DIAG_CONSTRAINT_NAME));
		return;
	}
	for (const char *at = from + 1; at < to && n < cap;) {
		size_t k = strcspn(at, ",)");
		n += (size_t)snprintf(ret + n, cap - n, "%s%s.%.*s", n ? ", " : "", table, (int)k, at);
		at += k;
		at += strspn(at, ", ");
		if (*at == ')')
			break;
	}
}

/* A refusal in SQLite's words, so that a room may look at which constraint it was. */
static int refused(const PGresult *r, const char *state, struct err *e, const char *what)
{
	const char *name = field(r, PG_DIAG_CONSTRAINT_NAME);
	char cols[160];

	if (strcmp(state, "23505") == 0) {
		unique_columns(r, cols, sizeof cols);
		return ERR(e, E_STATE, "%s: UNIQUE constraint failed: %s [%s]", what, cols, name);
	}
	if (strcmp(state, "23502") == 0)
		return ERR(e, E_STATE, "%s: NOT NULL constraint failed: %s.%s", what, field(r, PG_DIAG_TABLE_NAME), field(r, PG_DIAG_COLUMN_NAME));
	if (strcmp(state, "23503") == 0)
		return ERR(e, E_STATE, "%s: FOREIGN KEY constraint failed [%s]", what, name);
	if (strcmp(state, "23514") == 0 && name[0])
		return ERR(e, E_STATE, "%s: CHECK constraint failed: %s", what, name);
	return ERR(e, E_STATE, "%s: %s", what, field(r, PG_DIAG_MESSAGE_PRIMARY));
}

static int fault_text(const PGresult *r, struct err *e, int code, const char *state, const char *what)
{
	const char *text = field(r, PG_DIAG_MESSAGE_PRIMARY);

	if (code == E_STATE)
		return refused(r, state, e, what);
	return ERR(e, code, "%s: %s (SQLSTATE %s)", what, text, state);
}

int pg_fault(struct pg *p, const PGresult *r, struct err *e, const char *what)
{
	const char *state = field(r, PG_DIAG_SQLSTATE);

	if (PQstatus(p->c) != CONNECTION_OK || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 || strcmp(state, "25006") == 0)
		p->dead = true;          /* 25006: read only, so a standby now */
	if (!state[0]) {
		char text[160];
		const char *m = PQerrorMessage(p->c);
		snprintf(text, sizeof text, "%.*s", (int)strcspn(m, "\n"), m);
		return ERR(e, E_STORE, "%s: %s", what, text[0] ? text : "no answer");
	}
	for (size_t i = 0; i < COUNTOF(states); i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) == 0)
			return states[i].text ? fault_text(r, e, states[i].code, state, what)
			                      : ERR(e, states[i].code, "%s: a value PostgreSQL cannot take (SQLSTATE %s)", what, state);
	return fault_text(r, e, E_STORE, state, what);
}

/* ---- connecting ---- */

/* Notices are nobody's business; but a server's good-bye to an idle connection comes as one. */
static void on_notice(void *arg, const PGresult *r)
{
	struct pg *p = arg;

	if (strncmp(field(r, PG_DIAG_SQLSTATE), "57P", 3) == 0)
		p->dead = true;
}

int pg_setting(struct pg *p, const char *name, const char *value, char ret[static 64], struct err *e)
{
	const char *v[2] = { name, value };
	PGresult *r = PQexecParams(p->c, value ? q_set.pg : q_setting.pg, value ? 2 : 1, NULL, v, NULL, NULL, 0);
	int rc = 0;

	if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1)
		snprintf(ret, 64, "%s", PQgetvalue(r, 0, 0));
	else
		rc = pg_fault(p, r, e, name);
	PQclear(r);
	return rc;
}

/* Q1. Times read back in other units, so those are only set. */
static int configure(struct pg *p, struct err *e)
{
	char lock[16], got[64];
	const struct { const char *name, *value, *reads; } rows[] = {
		{ "standard_conforming_strings", "on", "on" }, { "client_encoding", "UTF8", "UTF8" }, { "jit", "off", "off" },
		{ "default_transaction_read_only", p->read_only ? "on" : "off", p->read_only ? "on" : "off" }, { "lock_timeout", lock, NULL },
		{ "statement_timeout", PG_STATEMENT_MS, NULL }, { "idle_in_transaction_session_timeout", PG_STATEMENT_MS, NULL },
	};

	snprintf(lock, sizeof lock, "%d", p->busy_ms);
	if (PQserverVersion(p->c) < VERSION_LEAST)
		return ERR(e, E_CONFIG, "PostgreSQL %d is too old: 15 or later is needed", PQserverVersion(p->c) / 10000);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		TRY(pg_setting(p, rows[i].name, rows[i].value, got, e));
		if (rows[i].reads && strcmp(got, rows[i].reads) != 0)
			return ERR(e, E_CONFIG, "PostgreSQL's %s is '%s' and would not become '%s'", rows[i].name, got, rows[i].reads);
	}
	TRY(pg_setting(p, "server_encoding", NULL, got, e));
	if (strcmp(got, "UTF8") != 0)
		return ERR(e, E_CONFIG, "the database's encoding is %s; it must be UTF8", got);
	/* stricter settings (remote_apply) are the administrator's and stay */
	TRY(pg_setting(p, "synchronous_commit", NULL, got, e));
	if (strcmp(got, "off") == 0 || strcmp(got, "local") == 0)
		TRY(pg_setting(p, "synchronous_commit", "on", got, e));
	return 0;
}

/* The URL's own words, and what is added where it says nothing. A URL that cannot be read is not shown: it may hold the password. */
static int dial(struct pg *p, struct err *e)
{
	static const struct { const char *name, *value; } more[] = {
		{ "connect_timeout", "5" }, { "fallback_application_name", "yanzhen" }, { "tcp_user_timeout", "15000" },
		{ "keepalives_idle", "30" }, { "client_encoding", "UTF8" },
	};
	const char *name[OPTS_MAX + 8], *value[OPTS_MAX + 8];
	size_t n = 0;
	PQconninfoOption *opts = PQconninfoParse(p->url, NULL);

	if (!opts)
		return ERR(e, E_CONFIG, "database: this is no address of a PostgreSQL database");
	for (PQconninfoOption *o = opts; o->keyword && n < OPTS_MAX; o++) {
		if (!o->val)
			continue;
		name[n] = o->keyword;
		value[n++] = o->val;
	}
	for (size_t i = 0; i < COUNTOF(more); i++) {
		bool has = false;
		for (size_t k = 0; k < n; k++)
			has |= strcmp(name[k], more[i].name) == 0;
		if (has)
			continue;
		name[n] = more[i].name;
		value[n++] = more[i].value;
	}
	name[n] = value[n] = NULL;
	p->c = PQconnectdbParams(name, value, 0);
	PQconninfoFree(opts);
	ASSERT(p->c);
	if (PQstatus(p->c) != CONNECTION_OK)
		return pg_fault(p, NULL, e, "the database is not reachable");
	PQsetNoticeReceiver(p->c, on_notice, p);
	p->dead = false;
	return configure(p, e);
}

static int again(struct pg *p, struct err *e)
{
	struct sql_prep *list[SQL_STMT_MAX];
	size_t n = 0;

	if (mono_since_ms(p->tried) < RETRY_MS)
		return ERR(e, E_STORE, "the database is not reachable");
	p->tried = clock_mono();
	PQfinish(p->c);
	p->c = NULL;
	p->stream = NULL;
	p->npiped = -1;
	int rc = dial(p, e);
	p->dead = rc < 0;
	TRY(rc);
	for (size_t i = 0; i < SQL_STMT_MAX; i++) {
		struct sql_prep *s = &p->base.prep[i];
		if (s->ready) {
			s->ready = false;
			list[n++] = s;
		}
	}
	rc = n ? pg_prepare(&p->base, list, n, e) : 0;
	if (rc < 0) {
		for (size_t i = 0; i < n; i++)
			list[i]->ready = true;       /* for the next try */
		p->dead = true;
	}
	return rc;
}

int pg_checkout(struct pg *p, struct err *e)
{
	if (p->open_tx || p->stream)
		return 0;
	/* a server that went away while nobody looked has left its good-bye in the socket */
	if (!p->dead) {
		bool there = PQconsumeInput(p->c) != 0;
		PQfreemem(PQnotifies(p->c));         /* reads what has come */
		p->dead |= !there || PQstatus(p->c) != CONNECTION_OK;
	}
	return p->dead ? again(p, e) : 0;
}

int sql_pg_open(const struct sql_opts *o, struct err *e, struct sql **ret)
{
	struct pg *p = calloc(1, sizeof *p);
	size_t n = strlen(o->path) + 1;

	ASSERT(p);
	p->base.be = &sql_pg;
	p->url = malloc(n);
	ASSERT(p->url);
	memcpy(p->url, o->path, n);
	p->busy_ms = o->busy_ms > 0 ? o->busy_ms : 5000;
	p->read_only = o->read_only;
	p->tried = clock_mono();
	p->npiped = -1;
	int rc = dial(p, e);
	if (rc == 0)
		rc = sql_opened(&p->base, o->unproven, e);
	if (rc < 0) {
		sql_close(&p->base);
		return rc;
	}
	*ret = &p->base;
	return 0;
}

static void pg_close(struct sql *db)
{
	struct pg *p = pg_of(db);

	for (size_t i = 0; i < SQL_STMT_MAX; i++)
		pg_forget(&db->prep[i], true);
	PQfinish(p->c);
	memset(p->url, 0, strlen(p->url));
	free(p->url);
	free(p->load);
	free(p);
}

const struct sql_backend sql_pg = {
	.name = "PostgreSQL", .close = pg_close, .prepare = pg_prepare, .run = pg_run, .step = pg_step, .finish = pg_finish,
	.changes = pg_changes, .pipe = pg_pipe, .pipe_end = pg_pipe_end, .large = pg_large, .begin = pg_begin, .commit = pg_commit, .rollback = pg_rollback, .text = pg_text, .migrate = pg_migrate,
	.keys = pg_keys, .scrub = pg_scrub, .check_keys = pg_check_keys,
	.bulk = pg_bulk, .guards = pg_guards, .load_begin = pg_load_begin, .load_row = pg_load_row, .load_end = pg_load_end, .counter = pg_counter,
	.backup = pg_backup, .verify = pg_verify, .i64 = pg_row_i64, .f64 = pg_row_f64, .bytes = pg_row_bytes, .is_null = pg_row_is_null,
};
