/* sql_pg_load — many rows at once into a PostgreSQL table, by COPY in its binary form. */
#include <stdlib.h>

#include "sql_pg_int.h"
#include "sql_pg_sql.h"

enum { LOAD_MAX = 1 << 16 };

static const struct sql_stmt *const used[] = { &q_counter, &q_count_from };

__attribute__((constructor)) static void register_load(void)
{
	sql_register(used, COUNTOF(used));
}

int pg_bulk(struct sql *db, bool write, struct err *e)
{
	struct pg *p = pg_of(db);

	TRY(pg_simple(p, q_no_timeout.pg, e));
	TRY(pg_simple(p, q_no_idle_timeout.pg, e));
	return write ? pg_simple(p, q_defer.pg, e) : 0;
}

int pg_guards(struct sql *db, bool on, struct err *e)
{
	if (!db->in_tx)
		return 0;       /* rolled back, and they with it */
	for (size_t i = 0; i < sql_ntables; i++)
		TRY(pg_simple(pg_of(db), on ? sql_tables[i].on : sql_tables[i].off, e));
	return 0;
}

static int flush(struct pg *p, const char *what, struct err *e)
{
	if (p->nload && PQputCopyData(p->c, p->load, (int)p->nload) != 1)
		return pg_fault(p, NULL, e, what);
	p->nload = 0;
	return 0;
}

static int put(struct pg *p, const char *what, const void *at, size_t n, struct err *e)
{
	const char *from = at;

	while (n) {
		size_t k = MIN(n, LOAD_MAX - p->nload);
		memcpy(p->load + p->nload, from, k);
		p->nload += k;
		from += k;
		n -= k;
		if (p->nload == LOAD_MAX)
			TRY(flush(p, what, e));
	}
	return 0;
}

int pg_load_begin(struct sql *db, const struct sql_table *t, struct err *e)
{
	static const char head[19] = "PGCOPY\n\377\r\n\0";
	struct pg *p = pg_of(db);

	if (!p->load)
		p->load = malloc(LOAD_MAX);
	ASSERT(p->load);
	p->nload = 0;
	TRY(pg_drain(p, true, e));
	PGresult *r = PQexec(p->c, t->copy);
	int rc = PQresultStatus(r) == PGRES_COPY_IN ? 0 : pg_fault(p, r, e, t->name);
	PQclear(r);
	TRY(rc);
	return put(p, t->name, head, sizeof head, e);
}

static uint32_t type_of(char kind)
{
	return kind == 'i' ? PG_INT8 : kind == 'f' ? PG_FLOAT8 : kind == 't' ? PG_TEXT : PG_BYTEA;
}

int pg_load_row(struct sql *db, const struct sql_table *t, const struct sqlv *v, size_t n, struct err *e)
{
	struct pg *p = pg_of(db);
	uint8_t len[4], cols[2];
	char buf[24];

	put_be16(cols, (uint16_t)n);
	TRY(put(p, t->name, cols, 2, e));
	for (size_t i = 0; i < n; i++) {
		str one = { NULL, 0 };
		if (v[i].k != SQLV_NULL && !pg_encode(&v[i], type_of(t->kinds[i]), buf, &one))
			return ERR(e, E_CORRUPT, "%s: a value that is not of its column's type", t->name);
		if (one.n > INT32_MAX)
			return ERR(e, E_TOOBIG, "%s: a value of more than 2 GiB", t->name);
		put_be32(len, v[i].k == SQLV_NULL ? UINT32_MAX : (uint32_t)one.n);
		TRY(put(p, t->name, len, 4, e));
		if (one.p)
			TRY(put(p, t->name, one.p, one.n, e));
	}
	return 0;
}

int pg_load_end(struct sql *db, const struct sql_table *t, bool good, struct err *e)
{
	static const uint8_t end[2] = { 0xff, 0xff };
	struct pg *p = pg_of(db);
	int rc = 0;

	if (good)
		rc = put(p, t->name, end, sizeof end, e);
	if (good && rc == 0)
		rc = flush(p, t->name, e);
	if (PQputCopyEnd(p->c, good && rc == 0 ? NULL : "given up") != 1 && rc == 0)
		rc = pg_fault(p, NULL, e, t->name);
	for (PGresult *r; (r = PQgetResult(p->c)); PQclear(r))
		if (PQresultStatus(r) != PGRES_COMMAND_OK && rc == 0)
			rc = pg_fault(p, r, good ? e : NULL, t->name);
	return rc;
}

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int pg_counter(struct sql *db, const struct sql_table *t, int64_t set, int64_t *ret, struct err *e)
{
	struct cx cx = { .db = db, .roles = ROLE_SYSTEM };
	str table = str_of(t->name), column = str_of(t->counter);

	int rc = set < 0 ? sql_one(&cx, &q_counter, read_i64, ret, BIND(V(table), V(column)))
	                 : sql_one(&cx, &q_count_from, read_i64, ret, BIND(V(table), V(column), V(set)));
	return rc < 0 ? ERR(e, rc, "%s", cx.err.msg) : 0;
}
