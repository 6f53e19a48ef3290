/* seal_test — SE1 to SE3 on a table of its own. */
#include "store/sql/sql_testdb.h"

#include <sys/wait.h>

#include "office/seal/seal.h"
#include "platform/fs.h"

#define STMT(nm, sql_text, n) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n }
STMT(t_make, "CREATE TABLE IF NOT EXISTS o (id INTEGER PRIMARY KEY, ref BLOB NOT NULL, p_phone TEXT NOT NULL, x_phone BLOB)", 0);
STMT(t_add, "INSERT INTO o (ref, p_phone, x_phone) VALUES ($1, $2, $3)", 3);
STMT(t_get, "SELECT ref, p_phone, coalesce(x_phone, x'') FROM o WHERE id = $1", 1);
STMT(t_find, "SELECT count(*) FROM o WHERE x_phone = $1", 1);
STMT(t_plain, "UPDATE o SET p_phone = $1 WHERE id = $2", 2);
STMT(t_batch, "SELECT id, ref, p_phone FROM o WHERE id > $1 AND p_phone <> '' AND substr(p_phone, 1, length($2)) <> $2 ORDER BY id LIMIT $3", 3);
STMT(t_put, "UPDATE o SET p_phone = $1 WHERE id = $2 AND p_phone = $3", 3);
STMT(t_count, "SELECT substr(p_phone, 1, 13), count(*) FROM o WHERE p_phone <> '' GROUP BY 1 ORDER BY 1", 0);
STMT(t_index_batch, "SELECT id, ref, p_phone, x_phone FROM o WHERE id > $1 ORDER BY id LIMIT $2", 2);
STMT(t_index_put, "UPDATE o SET x_phone = $1 WHERE id = $2 AND p_phone = $3", 3);
static const struct sql_stmt *const stmts[] = { &t_add, &t_get, &t_find, &t_plain, &t_batch, &t_put, &t_count, &t_index_batch, &t_index_put };
static const struct sql_stmt *const first[] = { &t_make };
static const struct seal_column cols[] = {
	{ "o.p_phone", &t_batch, &t_put, &t_count, "o.x_phone", &t_index_batch, &t_index_put, pii_norm_phone },
};
SEALED_COLUMNS(o, cols)

enum { ROWS = 2 * SEAL_BATCH + 17 };

struct world { struct testdb t; char dir[64], file[96]; struct vault_keyring_opts o; struct vault_keyring *k; };

static void take(struct world *w)
{
	struct err e = { 0 };
	struct vault_keyring *k = NULL;

	if (vault_keyring_load(&w->o, &e, &k) < 0)
		fail_msg("load: %s", e.msg);
	vault_keyring_use(k);
	vault_keyring_free(w->k);
	w->k = k;
}

static struct pii phone(int i)
{
	struct pii p;
	char z[16];

	snprintf(z, sizeof z, "138%08d", i);
	assert_true(pii_take(str_of(z), &p));
	return p;
}

static void fill(struct world *w)
{
	struct cx *cx = &w->t.cx;

	DONE(cx, sql_begin(cx, true));
	for (int i = 1; i <= ROWS; i++) {
		struct pii p = phone(i);
		uint8_t ref[VAULT_REF], x[VAULT_INDEX];
		str sealed;
		vault_ref(ref);
		str r = { (char *)ref, sizeof ref };
		DONE(cx, vault_seal(cx, "o.p_phone", r, &p, &sealed));
		DONE(cx, vault_index(cx, "o.x_phone", &p, x));
		DONE(cx, sql_exec(cx, &t_add, BIND(V_BLOB(r), V(i == 5 ? S("") : sealed), V_BLOB(((str){ (char *)x, sizeof x })))));
	}
	DONE(cx, sql_commit(cx));
}

static int setup(void **state)
{
	static struct world w;
	struct err e = { 0 };

	memset(&w, 0, sizeof w);
	sql_register(first, 1);
	testdb_raw(&w.t);
	DONE(&w.t.cx, sql_exec(&w.t.cx, &t_make, BIND_NONE));
	sql_register(stmts, COUNTOF(stmts));
	snprintf(w.dir, sizeof w.dir, "/tmp/yz-seal-XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	snprintf(w.file, sizeof w.file, "%s/keys", w.dir);
	w.o = (struct vault_keyring_opts){ w.file, NULL, VAULT_AES };
	assert_int_equal(vault_file_make(&w.o, 1, &e), 0);
	take(&w);
	fill(&w);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	vault_keyring_use(NULL);
	vault_keyring_free(w->k);
	unlink(w->file);
	rmdir(w->dir);
	testdb_close(&w->t);
	return 0;
}

struct got { struct cx *cx; struct pii p; str ref, value, index; int rc; };

static void read_row(struct sql_row *r, void *ret)
{
	struct got *g = ret;

	g->ref = sql_str_a(r, g->cx->arena);
	g->value = sql_str_a(r, g->cx->arena);
	g->index = sql_str_a(r, g->cx->arena);
}

static struct got row(struct world *w, int i)
{
	struct got g = { .cx = &w->t.cx };

	DONE(g.cx, sql_one(g.cx, &t_get, read_row, &g, BIND(V(i))));
	return g;
}

static void all_open(struct world *w, const char *prefix)
{
	arena_reset(&w->t.arena);
	for (int i = 1; i <= ROWS; i++) {
		struct got g = row(w, i);
		struct pii want = phone(i), p;
		DONE(g.cx, vault_open(g.cx, "o.p_phone", g.ref, g.value, &p));
		assert_true(i == 5 ? pii_empty(&p) : str_eq(pii_reveal(&p), pii_reveal(&want)) && str_starts(g.value, str_of(prefix)));
	}
}

static int sum(void *arg, const char *column, const char *kid, int64_t rows)
{
	int64_t *n = arg;

	assert_string_equal(column, "o.p_phone");
	assert_non_null(kid);
	n[kid[0] ? vault_has_key(kid) : 2] += rows;
	return 0;
}

static void SE1_all_values_under_the_newest_key(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };
	char kid[VAULT_KID], prefix[16];
	int64_t n, count[3] = { 0 };

	DONE(&w->t.cx, seal_again(&w->t.cx, NULL, NULL, &n));
	assert_int_equal(n, 0);
	assert_int_equal(vault_file_rotate(&w->o, 2, kid, &e), 0);
	w->o.alg = VAULT_SM;
	take(w);
	DONE(&w->t.cx, seal_check(&w->t.cx));
	DONE(&w->t.cx, seal_again(&w->t.cx, NULL, NULL, &n));
	assert_int_equal(n, ROWS - 1);
	snprintf(prefix, sizeof prefix, "v1.s.%s.", kid);
	all_open(w, prefix);
	DONE(&w->t.cx, seal_count(&w->t.cx, sum, count));
	assert_int_equal(count[1], ROWS - 1);
	DONE(&w->t.cx, sql_exec(&w->t.cx, &t_plain, BIND(V(S("13800000001")), V(1))));
	memset(count, 0, sizeof count);
	DONE(&w->t.cx, seal_count(&w->t.cx, sum, count));
	assert_int_equal(count[2], 1);
	REFUSED(&w->t.cx, E_CORRUPT, seal_check(&w->t.cx));
}

static void die_in_the_second_batch(void *arg, const char *column, int64_t done)
{
	(void)arg;
	(void)column;
	if (done > SEAL_BATCH)
		_exit(9);
}

/* SE2: in a process of its own, which ends at once after its second batch. */
static void SE2_broken_off_and_begun_again(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };
	char kid[VAULT_KID], prefix[16];
	int64_t n;
	int status;

	assert_int_equal(vault_file_rotate(&w->o, 2, kid, &e), 0);
	take(w);
	pid_t child = fork();
	if (child == 0) {
		struct cx cx = testdb_second(&w->t, 5000);
		(void)!seal_again(&cx, die_in_the_second_batch, NULL, &n);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 9);
	DONE(&w->t.cx, seal_again(&w->t.cx, NULL, NULL, &n));
	assert_int_equal(n, ROWS - 1 - 2 * SEAL_BATCH);
	snprintf(prefix, sizeof prefix, "v1.a.%s.", kid);
	all_open(w, prefix);
}

static void the_index_goes_to_the_next_key(void **state)
{
	struct world *w = *state;
	struct cx *cx = &w->t.cx;
	struct err e = { 0 };
	struct pii p = phone(300);
	uint8_t now[VAULT_INDEX], next[VAULT_INDEX];
	int64_t n;

	DONE(cx, vault_index(cx, "o.x_phone", &p, now));
	DONE(cx, seal_index_again(cx, false, NULL, NULL, &n));
	assert_int_equal(n, 0);
	assert_int_equal(vault_file_index_next(&w->o, 2, &e), 0);
	take(w);
	DONE(cx, vault_index_next(cx, "o.x_phone", &p, next));
	DONE(cx, seal_index_again(cx, true, NULL, NULL, &n));
	assert_int_equal(n, ROWS - 1);
	DONE(cx, seal_index_again(cx, true, NULL, NULL, &n));
	assert_int_equal(n, 0);
	assert_true(str_eq(row(w, 300).index, (str){ (char *)next, sizeof next }));
	assert_false(str_eq(row(w, 300).index, (str){ (char *)now, sizeof now }));
}

static void the_wrong_key_file_is_said_at_once(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };

	unlink(w->file);
	assert_int_equal(vault_file_make(&w->o, 1, &e), 0);
	take(w);
	assert_int_equal(seal_check(&w->t.cx), E_CONFIG);
	assert_non_null(strstr(w->t.cx.err.msg, "not in the key file"));
	w->t.cx.err = (struct err){ 0 };
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(SE1_all_values_under_the_newest_key), T(SE2_broken_off_and_begun_again), T(the_index_goes_to_the_next_key),
		T(the_wrong_key_file_is_said_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
