/* sql_copy — a whole register from one database into another, of either kind. See sql.h.
 *
 * Each table is read in the order of its primary key, once into the other database and once back from there; the SHA-256 over every
 * value must be the same. All of it is one transaction of the target, and one moment of the source. */
#include "sql_int.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct copy {
	struct cx from, to;
	const struct sql_table *t;
	EVP_MD_CTX *md;
	int64_t rows, last;        /* last: the highest value of the column that counts */
	bool load;
	sql_copy_fn *told;
	void *arg;
};

enum { TELL_EVERY = 20000 };

static void add(EVP_MD_CTX *md, const void *p, size_t n)
{
	if (n && EVP_DigestUpdate(md, p, n) != 1)
		BUG("SHA-256 failed");
}

/* kind, then eight bytes of a number, or the length and the bytes; a NULL is its kind alone. */
static void add_value(EVP_MD_CTX *md, const struct sqlv *v)
{
	uint8_t head[9] = { (uint8_t)v->k };
	uint64_t n = v->k == SQLV_I64 ? (uint64_t)v->i : v->s.n;

	if (v->k == SQLV_F64)
		memcpy(&n, &v->f, 8);
	put_be64(head + 1, n);
	add(md, head, v->k == SQLV_NULL ? 1 : 9);
	if (v->k == SQLV_STR || v->k == SQLV_BLOB)
		add(md, v->s.p, v->s.n);
}

static struct sqlv take(struct sql_row *r, char kind)
{
	if (sql_is_null(r)) {
		(void)sql_i64(r);
		return V_NULL;
	}
	switch (kind) {
	case 'i': return V(sql_i64(r));
	case 'f': return V(sql_f64(r));
	case 't': return V(sql_str(r));
	default:  return V_BLOB(sql_str(r));
	}
}

static int one_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct copy *c = arg;
	struct sqlv v[SQL_PARAM_MAX * 4];
	size_t n = strlen(c->t->kinds);

	ASSERT(n <= COUNTOF(v));
	for (size_t i = 0; i < n; i++) {
		v[i] = take(r, c->t->kinds[i]);
		add_value(c->md, &v[i]);
	}
	if (c->t->counted >= 0)
		c->last = MAX(c->last, v[c->t->counted].i);
	c->rows++;
	if (!c->load)
		return 0;
	if (c->told && c->rows % TELL_EVERY == 0)
		c->told(c->arg, c->t->name, c->rows, false);
	int rc = c->to.db->be->load_row(c->to.db, c->t, v, n, &c->to.err);
	return rc < 0 ? FAIL(cx, rc, "%s", c->to.err.msg) : 0;
}

/* Reads the table of db through; its digest to ret. */
static int read_table(struct copy *c, struct cx *cx, bool load, uint8_t ret[static 32])
{
	unsigned len = 0;

	if (EVP_DigestInit_ex(c->md, EVP_sha256(), NULL) != 1)
		BUG("SHA-256 failed");
	c->rows = c->last = 0;
	c->load = load;
	TRY(sql_each(cx, &c->t->select, one_row, c, BIND_NONE));
	if (EVP_DigestFinal_ex(c->md, ret, &len) != 1 || len != 32)
		BUG("SHA-256 failed");
	return 0;
}

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* Rows that the migrations put are taken out; any other refuses the copy. */
static int make_room(struct copy *c)
{
	int64_t n;

	for (size_t i = sql_ntables; i-- > 0;) {
		const struct sql_table *t = &sql_tables[i];
		if (t->seeded)
			TRY(sql_exec(&c->to, &t->clear, BIND_NONE));
		TRY(sql_one(&c->to, &t->count, read_i64, &n, BIND_NONE));
		if (n)
			return FAIL(&c->to, E_STATE, "the target is not empty: %s has %lld rows; nothing was changed", t->name, (long long)n);
	}
	return 0;
}

static int copy_table(struct copy *c, const struct sql_table *t)
{
	const struct sql_backend *be = c->to.db->be;
	uint8_t was[32], is[32];
	int64_t count = 0;

	c->t = t;
	TRY(be->load_begin(c->to.db, t, &c->to.err));
	int rc = read_table(c, &c->from, true, was);
	int64_t rows = c->rows, last = c->last;
	int end = be->load_end(c->to.db, t, rc == 0, &c->to.err);
	TRY(rc);
	TRY(end);
	if (t->counted >= 0) {
		TRY(c->from.db->be->counter(c->from.db, t, -1, &count, &c->from.err));
		TRY(be->counter(c->to.db, t, MAX(count, last), &count, &c->to.err));
	}
	TRY(read_table(c, &c->to, false, is));
	if (c->rows != rows || memcmp(was, is, 32) != 0)
		return FAIL(&c->to, E_CORRUPT, "%s: %lld rows went, %lld came back, and they are not the same", t->name, (long long)rows,
		            (long long)c->rows);
	if (c->told)
		c->told(c->arg, t->name, rows, true);
	return 0;
}

static int copy_all(struct copy *c)
{
	TRY(sql_begin(&c->from, false));
	TRY(c->from.db->be->bulk(c->from.db, false, &c->from.err));
	TRY(sql_begin(&c->to, true));
	TRY(c->to.db->be->bulk(c->to.db, true, &c->to.err));
	TRY(c->to.db->be->guards(c->to.db, false, &c->to.err));
	TRY(make_room(c));
	for (size_t i = 0; i < sql_ntables; i++)
		TRY(copy_table(c, &sql_tables[i]));
	TRY(c->to.db->be->check_keys(c->to.db, &c->to.err));
	TRY(c->to.db->be->guards(c->to.db, true, &c->to.err));
	return sql_commit(&c->to);
}

static int of_this_version(struct sql *db, const char *which, struct err *e)
{
	int v = sql_version(db, sql_migrations, sql_nmigrations, e);

	TRY(v);
	return (size_t)v == sql_nmigrations ? 0 : ERR(e, E_STATE, "%s is of version %d, this program's is %zu: run 'yanzhen db upgrade' there first",
	                                              which, v, sql_nmigrations);
}

int sql_copy(struct sql *from, struct sql *to, sql_copy_fn *told, void *arg, struct err *e)
{
	struct copy c = { .from = { .db = from, .roles = ROLE_SYSTEM }, .to = { .db = to, .roles = ROLE_SYSTEM }, .told = told, .arg = arg };

	TRY(of_this_version(from, "the source", e));
	TRY(of_this_version(to, "the target", e));
	c.md = EVP_MD_CTX_new();
	if (!c.md)
		BUG("out of memory");
	int rc = copy_all(&c);
	EVP_MD_CTX_free(c.md);
	sql_rollback(&c.to);
	sql_rollback(&c.from);
	if (rc < 0)
		(void)!to->be->guards(to, true, NULL);
	if (rc < 0)
		return ERR(e, rc, "%s", c.to.err.code == rc ? c.to.err.msg : c.from.err.msg);
	return 0;
}

int sql_digests(struct sql *db, sql_digest_fn *fn, void *arg, struct err *e)
{
	struct copy c = { .from = { .db = db, .roles = ROLE_SYSTEM } };
	uint8_t digest[32];

	c.md = EVP_MD_CTX_new();
	if (!c.md)
		BUG("out of memory");
	int rc = sql_begin(&c.from, false);
	if (rc == 0)
		rc = db->be->bulk(db, false, &c.from.err);
	for (size_t i = 0; rc == 0 && i < sql_ntables; i++) {
		c.t = &sql_tables[i];
		rc = read_table(&c, &c.from, false, digest);
		int64_t count = c.last;
		if (rc == 0 && c.t->counted >= 0)
			rc = db->be->counter(db, c.t, -1, &count, &c.from.err);
		if (rc == 0 && c.t->never && count < c.last)
			rc = FAIL(&c.from, E_CORRUPT, "%s: the next number is %lld, and %lld is taken", c.t->name, (long long)count + 1,
			          (long long)c.last);
		if (rc == 0 && fn)
			fn(arg, c.t->name, c.rows, digest);
	}
	sql_rollback(&c.from);
	EVP_MD_CTX_free(c.md);
	return rc < 0 ? ERR(e, rc, "%s", c.from.err.msg) : 0;
}
