/* audit_test — A1 to A3: rows are written, found, never changed, and never changed in silence. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <sodium.h>
#include <sqlite3.h>

#include "office/audit/audit.h"
#include "platform/fs.h"

#define STMT(nm, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, 0 }
STMT(t_update, "UPDATE audit SET actor = 9");
STMT(t_delete, "DELETE FROM audit");
#define COPY_ROWS "INTO audit (id, at, actor, roles, request, verb, kind, subject, detail, hash) " \
	"SELECT id, at, 9, roles, request, verb, kind, subject, detail, hash FROM audit"
static const struct sql_stmt t_replace = { "t.t_replace", "INSERT OR REPLACE " COPY_ROWS,
	"INSERT " COPY_ROWS " ON CONFLICT (id) DO UPDATE SET actor = excluded.actor", 0, false };
STMT(t_head_back, "UPDATE audit_head SET id = id - 1");
static const struct sql_stmt *const t_stmts[] = { &t_update, &t_delete, &t_replace, &t_head_back };

static int keep(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx;
	*(struct audit_row *)arg = *row;
	return 0;
}

static int add(struct cx *cx, const char *verb, const char *kind, int64_t id, int64_t theft, str detail)
{
	int rc = sql_begin(cx, true);

	rc = rc < 0 ? rc : audit_add(cx, verb, kind, id, (theft_id){ theft }, detail);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

static void rows_are_append_only(void **state)
{
	struct testdb t;
	struct audit_row got;
	char subject[AUDIT_SUBJECT];

	(void)state;
	testdb_open(&t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	t.cx.actor.v = 4;
	t.cx.roles = ROLE_OFFICER;
	DONE(&t.cx, add(&t.cx, "trail.read", "theft", 12, 12, S("{\"from\":1}")));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_update, BIND_NONE));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_delete, BIND_NONE));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_replace, BIND_NONE));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_head_back, BIND_NONE));
	assert_int_equal(audit_list(&t.cx, 0, S(""), (account_id){ 0 }, 10, keep, &got), 1);
	assert_int_equal(got.actor.v, 4);
	assert_int_equal(got.case_id.v, 12);
	assert_int_equal(got.at, t.cx.now);
	assert_int_equal(got.request, 7);
	assert_true(str_eq(got.detail, S("{\"from\":1}")));
	DONE(&t.cx, audit_subject(&t.cx, "theft", 12, subject));
	assert_int_equal(strlen(subject), 16);         /* a pseudonym, not the number */
	assert_true(str_eq(got.subject, str_of(subject)));
	testdb_close(&t);
}

static void lists_filter_and_page_newest_first(void **state)
{
	struct testdb t;
	struct audit_row got;
	char subject[AUDIT_SUBJECT];
	bool recent;

	(void)state;
	testdb_open(&t);
	for (int i = 1; i <= 6; i++) {
		t.cx.actor.v = i % 2;
		t.cx.now += 1000;
		DONE(&t.cx, add(&t.cx, i < 4 ? "bike.add" : "theft.report", "bike", i, 0, S("")));
	}
	assert_int_equal(audit_list(&t.cx, 0, S(""), (account_id){ 0 }, 2, keep, &got), 2);
	assert_int_equal(got.id, 5);
	assert_int_equal(audit_list(&t.cx, 5, S(""), (account_id){ 0 }, 100, keep, &got), 4);
	assert_int_equal(audit_list(&t.cx, 0, S("bike.add"), (account_id){ 0 }, 100, keep, &got), 3);
	assert_int_equal(audit_list(&t.cx, 0, S("bike.add"), (account_id){ 1 }, 100, keep, &got), 2);
	DONE(&t.cx, audit_subject(&t.cx, "bike", 4, subject));
	assert_int_equal(audit_find(&t.cx, &(struct audit_filter){ .verb = S(""), .subject = str_of(subject) }, 100, keep, &got), 1);
	assert_int_equal(got.id, 4);
	struct audit_filter times = { .verb = S(""), .subject = S(""), .from = t.cx.now - 2000, .to = t.cx.now };
	assert_int_equal(audit_find(&t.cx, &times, 100, keep, &got), 2);
	assert_int_equal(got.id, 4);
	t.cx.actor.v = 1;
	DONE(&t.cx, audit_recent(&t.cx, "bike.add", "bike", 3, t.cx.now - MINUTE_MS, &recent));
	assert_true(recent);
	DONE(&t.cx, audit_recent(&t.cx, "bike.add", "bike", 2, t.cx.now - MINUTE_MS, &recent));
	assert_false(recent);
	DONE(&t.cx, audit_recent(&t.cx, "bike.add", "bike", 3, t.cx.now, &recent));
	assert_false(recent);
	static char big[401];
	memset(big, 'x', sizeof big);
	REFUSED(&t.cx, E_INVALID, add(&t.cx, "bike.add", "bike", 1, 0, (str){ big, 401 }));
	testdb_close(&t);
}

/* ---- A4: the lists against a plain loop over all rows, whatever the clock did ---- */

enum { MANY = 400, ASKED = 300 };
struct plain { int64_t id; utc_ms at; int64_t actor; const char *verb; char subject[AUDIT_SUBJECT]; };
static struct plain all[MANY];
static uint64_t seed = 26;

static uint32_t any(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(hash_u64(seed) % n);
}

static bool asked_for(const struct plain *p, const struct audit_filter *f)
{
	return (f->verb.n == 0 || str_eq(f->verb, str_of(p->verb))) && (f->actor.v == 0 || f->actor.v == p->actor) &&
	       (f->subject.n == 0 || str_eq(f->subject, str_of(p->subject))) && p->at >= f->from && (f->to == 0 || p->at < f->to) &&
	       (f->group == AG_ALL || audit_group_of(str_of(p->verb)) == f->group);
}

struct got { int64_t id[MANY + 8]; utc_ms at[MANY + 8]; int n; };

static int collect(struct cx *cx, const struct audit_row *row, void *arg)
{
	struct got *g = arg;

	(void)cx;
	assert_true(g->n < MANY + 8);
	g->id[g->n] = row->id;
	g->at[g->n++] = row->at;
	return 0;
}

static const char *const some_verbs[] = { "trail.read", "owner.unmask", "bike.add", "bike.export", "audit.export", "liability.export", "account.login", "live.read.refused" };

static void fill_all(struct cx *cx)
{
	utc_ms clock = cx->now;

	for (int i = 0; i < MANY; i++) {
		/* the clock stands still, goes back by hours, and once lies a year ahead */
		clock += any(3) == 0 ? 0 : any(9) == 0 ? -(utc_ms)any(5) * (utc_ms)HOUR_MS : (utc_ms)any(60000);
		cx->now = clock + (i == 200 ? 365 * (utc_ms)DAY_MS : 0);
		cx->actor.v = 1 + any(4);
		all[i] = (struct plain){ i + 1, cx->now, cx->actor.v, some_verbs[any(COUNTOF(some_verbs))], "" };
		int64_t id = 1 + any(6);
		DONE(cx, audit_subject(cx, "bike", id, all[i].subject));
		DONE(cx, add(cx, all[i].verb, "bike", id, 0, S("")));
	}
}

static struct audit_filter any_filter(void)
{
	struct audit_filter f = { .verb = any(3) ? S("") : str_of(some_verbs[any(COUNTOF(some_verbs))]), .actor = { any(3) ? 0 : 1 + any(5) },
	                          .subject = any(3) ? S("") : str_of(all[any(MANY)].subject), .group = any(2) ? AG_ALL : (enum audit_group)any(AG_N) };

	if (any(2))
		f.from = all[any(MANY)].at;
	if (any(2))
		f.to = all[any(MANY)].at + any(2);
	return f;
}

static void A4_a_filter_finds_what_a_plain_loop_finds(void **state)
{
	struct testdb t;
	int found = 0;

	(void)state;
	testdb_open(&t);
	fill_all(&t.cx);
	for (int k = 0; k < ASKED; k++) {
		struct audit_filter f = any_filter();
		static struct got g;
		int want = 0, n, page = 1 + (int)any(30);
		g.n = 0;
		do {
			n = audit_find(&t.cx, &f, page, collect, &g);
			DONE(&t.cx, n);
			f.before = g.n ? g.id[g.n - 1] : 0;
		} while (n == page);
		for (int i = 0; i < MANY; i++) {
			int times = 0;
			for (int j = 0; j < g.n; j++)
				times += g.id[j] == all[i].id;
			assert_int_equal(times, asked_for(&all[i], &f));
			want += times;
		}
		assert_int_equal(g.n, want);
		bool clocked = !f.subject.n && !f.actor.v && !f.verb.n && f.group != AG_EXPORT && (f.from || f.to);
		for (int j = 1; j < g.n; j++)
			assert_true(clocked ? g.at[j] < g.at[j - 1] || (g.at[j] == g.at[j - 1] && g.id[j] < g.id[j - 1]) : g.id[j] < g.id[j - 1]);
		found += want;
	}
	assert_true(found > ASKED);
	REFUSED(&t.cx, E_INVALID, audit_find(&t.cx, &(struct audit_filter){ .before = 99999, .from = 1 }, 5, collect, &(struct got){ 0 }));
	testdb_close(&t);
}

static int keep_verb(struct cx *cx, str verb, void *arg)
{
	struct { int n; str v[16]; } *k = arg;

	(void)cx;
	assert_true(k->n < 16);
	k->v[k->n++] = verb;
	return 0;
}

static void A4_every_verb_is_in_one_group(void **state)
{
	static const struct { const char *verb; enum audit_group group; } want[] = {
		{ "trail.read", AG_LOOK }, { "trail.read.refused", AG_LOOK }, { "owner.unmask", AG_LOOK }, { "audit.read", AG_LOOK }, { "bike.photo_read", AG_LOOK },
		{ "bike.export", AG_EXPORT }, { "claim.export", AG_EXPORT }, { "liability.export", AG_EXPORT }, { "analysis.companions", AG_LOOK },
		{ "analysis.evidence.refused", AG_LOOK }, { "bike.export.refused", AG_EXPORT }, { "import_job.errors", AG_EXPORT }, { "account.login.fail", AG_LOGIN },
		{ "owner.logout", AG_LOGIN }, { "account.add", AG_CHANGE }, { "bike.add", AG_CHANGE }, { "something.new", AG_CHANGE }, { "photo.reader", AG_CHANGE },
		{ "recovery.photo_read", AG_LOOK }, { "recovery.unmask", AG_LOOK }, { "theft.unmask", AG_LOOK }, { "claim.photo_read", AG_LOOK }, { "claim.photo", AG_CHANGE },
		{ "number.photo_read", AG_LOOK }, { "counter.check", AG_LOOK }, { "analysis.companions", AG_LOOK }, { "analysis.passed.refused", AG_LOOK },
		{ "analysis.named", AG_LOOK }, { "claim.export", AG_EXPORT }, { "liability.export", AG_EXPORT },
	};
	struct { int n; str v[16]; } there = { 0 };
	struct testdb t;

	(void)state;
	for (size_t i = 0; i < COUNTOF(want); i++)
		assert_int_equal(audit_group_of(str_of(want[i].verb)), want[i].group);
	testdb_open(&t);
	DONE(&t.cx, audit_verbs(&t.cx, keep_verb, &there));
	assert_int_equal(there.n, 0);
	for (int i = 0; i < 20; i++)
		DONE(&t.cx, add(&t.cx, i % 2 ? "bike.add" : i % 3 ? "trail.read" : "account.login", "bike", 1, 0, S("")));
	DONE(&t.cx, audit_verbs(&t.cx, keep_verb, &there));
	assert_int_equal(there.n, 3);
	assert_true(str_eq(there.v[0], S("account.login")) && str_eq(there.v[1], S("bike.add")) && str_eq(there.v[2], S("trail.read")));
	testdb_close(&t);
}

/* A1 by hand, so that the page's words and the code say the same. */
static void A1_the_hash_is_that_of_the_page(void **state)
{
	static const char text[] = "15:yanzhen audit 1,1:3,13:1795424400000,1:4,1:2,2:-7,10:trail.read,5:theft,16:00112233445566ff,2:12,8:{\"a\":1},,";
	struct audit_row r = { .id = 3, .at = 1795424400000, .actor = { 4 }, .roles = 2, .request = (uint64_t)-7, .verb = S("trail.read"),
	                       .kind = S("theft"), .subject = S("00112233445566ff"), .case_id = { 12 }, .detail = S("{\"a\":1},") };
	uint8_t before[AUDIT_HASH], got[AUDIT_HASH], want[AUDIT_HASH];
	crypto_hash_sha256_state h;

	(void)state;
	memset(before, 0xab, sizeof before);
	audit_hash(before, &r, got);
	crypto_hash_sha256_init(&h);
	crypto_hash_sha256_update(&h, before, sizeof before);
	crypto_hash_sha256_update(&h, (const unsigned char *)text, sizeof text - 1);
	crypto_hash_sha256_final(&h, want);
	assert_memory_equal(got, want, AUDIT_HASH);
}

/* ---- tampering: by the file's owner, who has SQLite and no triggers ---- */

#ifdef __SANITIZE_ADDRESS__
enum { LOG = 1000, EACH = 41 };      /* every row is edited in the plain run */
#else
enum { LOG = 1000, EACH = 1 };
#endif
struct log { struct testdb t; sqlite3 *raw; struct audit_anchor anchor[4]; };

static void raw(struct log *l, const char *fmt, ...)
{
	char text[600], *why = NULL;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (sqlite3_exec(l->raw, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
}

static void anchor_here(struct log *l, int k)
{
	struct audit_end end;

	DONE(&l->t.cx, audit_end(&l->t.cx, &end));
	l->anchor[k] = (struct audit_anchor){ .id = end.id, .at = l->t.cx.now };
	memcpy(l->anchor[k].hash, end.hash, AUDIT_HASH);
}

static void open_log(struct log *l)
{
	struct cx *cx = &l->t.cx;
	char detail[40];

	memset(l, 0, sizeof *l);
	testdb_open(&l->t);
	DONE(cx, sql_begin(cx, true));
	for (int i = 1; i <= LOG; i++) {
		cx->now += 1000;
		cx->actor.v = 1 + i % 7;
		cx->request = (uint64_t)i * 11;
		snprintf(detail, sizeof detail, "{\"n\":%d}", i);
		DONE(cx, audit_add(cx, i % 3 ? "trail.read" : "bike.add", "bike", 1 + i % 40, (theft_id){ i % 5 }, str_of(detail)));
		if (i % (LOG / 4) == 0)
			anchor_here(l, i / (LOG / 4) - 1);
	}
	DONE(cx, sql_commit(cx));
	assert_int_equal(sqlite3_open(l->t.path, &l->raw), SQLITE_OK);
	raw(l, "PRAGMA synchronous = OFF; DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; DROP TRIGGER audit_head_forward;"
	       "CREATE TABLE kept AS SELECT * FROM audit; CREATE UNIQUE INDEX kept_id ON kept (id)");
}

static void close_log(struct log *l)
{
	sqlite3_close(l->raw);
	testdb_close(&l->t);
}

static struct audit_verdict sound(struct log *l, size_t nanchors)
{
	struct audit_verdict v;

	if (audit_verify(&l->t.cx, l->anchor, nanchors, &v) < 0)
		fail_msg("row %lld: %s", (long long)v.bad_id, v.why);
	return v;
}

static void found_at(struct log *l, size_t nanchors, int64_t id, const char *what)
{
	struct audit_verdict v;

	l->t.cx.err = (struct err){ 0 };
	int rc = audit_verify(&l->t.cx, l->anchor, nanchors, &v);
	if (rc != E_CORRUPT || v.bad_id != id)
		fail_msg("%s: %s, row %lld named, expected %lld (%s)", what, rc < 0 ? err_name(rc) : "not found", (long long)v.bad_id, (long long)id, v.why);
	l->t.cx.err = (struct err){ 0 };
}

static void A2_every_edited_column_is_found(void **state)
{
	static const char *const edits[] = { "at = at + 1", "actor = actor + 1", "roles = roles + 1", "request = request + 1", "verb = verb || 'x'",
		"kind = 'bikf'", "subject = '0123456789abcdef'", "theft = coalesce(theft, 0) + 1", "detail = detail || ' '", "hash = randomblob(32)",
		"subject = substr(subject, 1, 15), detail = substr(subject, 16) || detail", "theft = CASE WHEN theft IS NULL THEN 9 END" };
	struct log l;

	(void)state;
	ONLY_SQLITE();
	open_log(&l);
	assert_int_equal(sound(&l, 4).rows, LOG);
	for (int i = 1; i <= LOG; i += EACH) {
		/* every column of every 25th row, every row in one of its columns */
		for (size_t k = 0; k < COUNTOF(edits); k++) {
			if (i % 25 && (size_t)i % COUNTOF(edits) != k)
				continue;
			raw(&l, "UPDATE audit SET %s WHERE id = %d", edits[k], i);
			found_at(&l, 0, i, edits[k]);
			raw(&l, "DELETE FROM audit WHERE id = %d; INSERT INTO audit SELECT * FROM kept WHERE id = %d", i, i);
		}
	}
	assert_int_equal(sound(&l, 4).rows, LOG);
	close_log(&l);
}

static void A2_deleted_added_and_exchanged_rows_are_found(void **state)
{
	struct log l;

	(void)state;
	ONLY_SQLITE();
	open_log(&l);
	for (int i = 1; i <= LOG; i += EACH) {
		raw(&l, "DELETE FROM audit WHERE id = %d", i);
		found_at(&l, 0, i < LOG ? i + 1 : LOG, "a row removed");
		raw(&l, "INSERT INTO audit SELECT * FROM kept WHERE id = %d", i);
	}
	for (int i = 1; i < LOG; i += EACH) {
		raw(&l, "UPDATE audit SET id = -1 WHERE id = %d; UPDATE audit SET id = %d WHERE id = %d; UPDATE audit SET id = %d WHERE id = -1", i, i, i + 1, i + 1);
		found_at(&l, 0, i, "two rows exchanged");
		raw(&l, "DELETE FROM audit WHERE id IN (%d, %d); INSERT INTO audit SELECT * FROM kept WHERE id IN (%d, %d)", i, i + 1, i, i + 1);
	}
	for (int i = 1; i <= LOG; i += 40) {
		raw(&l, "UPDATE audit SET id = -id - 1 WHERE id > %d; UPDATE audit SET id = -id WHERE id < 0;"
		        "INSERT INTO audit SELECT %d, at, actor, roles, request, verb, kind, subject, theft, detail, hash FROM kept WHERE id = %d", i, i + 1, i);
		found_at(&l, 0, i + 1, "a row put in");
		raw(&l, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept");
	}
	assert_int_equal(sound(&l, 4).anchors, 4);
	close_log(&l);
}

/* The last rows cut off, with the recorded end as it was, and made to fit. */
static void A2_a_cut_end_is_found(void **state)
{
	struct log l;

	(void)state;
	ONLY_SQLITE();
	open_log(&l);
	for (int last = LOG - 1; last >= 0; last -= last > LOG - 30 ? 1 : 97) {
		raw(&l, "DELETE FROM audit WHERE id > %d", last);
		found_at(&l, 0, last + 1, "the end cut off");
		raw(&l, "UPDATE audit_head SET id = %d, hash = coalesce((SELECT hash FROM audit WHERE id = %d), zeroblob(32))", last, last);
		assert_int_equal(sound(&l, 0).rows, last);           /* that is why there are anchors */
		found_at(&l, 4, last + 1, "the end cut off, with anchors");
		raw(&l, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept;"
		        "UPDATE audit_head SET id = %d, hash = (SELECT hash FROM audit WHERE id = %d)", LOG, LOG);
	}
	raw(&l, "INSERT INTO audit SELECT %d, at, actor, roles, request, verb, kind, subject, theft, detail, hash FROM audit WHERE id = %d", LOG + 1, LOG);
	found_at(&l, 0, LOG + 1, "a row added at the end");
	close_log(&l);
}

static void tail_says(struct log *l, int64_t max, int64_t id)
{
	struct audit_verdict v;

	l->t.cx.err = (struct err){ 0 };
	assert_int_equal(audit_verify_tail(&l->t.cx, max, &v), id ? E_CORRUPT : 0);
	assert_int_equal(v.bad_id, id);
	l->t.cx.err = (struct err){ 0 };
}

/* What the auditor's page looks at each time: the newest rows. */
static void A2_a_bad_row_among_the_newest_is_found_at_once(void **state)
{
	struct audit_verdict v;
	struct log l;

	(void)state;
	ONLY_SQLITE();
	open_log(&l);
	DONE(&l.t.cx, audit_verify_tail(&l.t.cx, 100, &v));
	assert_true(v.rows == 100 && v.end.id == LOG && v.bad_id == 0);
	DONE(&l.t.cx, audit_verify_tail(&l.t.cx, LOG + 5, &v));
	assert_int_equal(v.rows, LOG);
	raw(&l, "UPDATE audit SET actor = 99 WHERE id = %d", LOG - 99);
	tail_says(&l, 100, LOG - 99);
	tail_says(&l, 99, 0);            /* the row before is believed: the whole chain is looked at on the machine */
	tail_says(&l, LOG, LOG - 99);
	raw(&l, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DELETE FROM audit WHERE id = %d", LOG);
	tail_says(&l, 100, LOG);
	close_log(&l);
}

/* The same hands on PostgreSQL: its superuser turns the triggers off and edits, removes and cuts. */
static void A2_what_the_database_server_s_owner_changes_is_found(void **state)
{
	static const struct { const char *text; int64_t at; } edits[] = {
		{ "UPDATE audit SET actor = actor + 1 WHERE id = 7", 7 }, { "DELETE FROM audit WHERE id = 8", 9 },
		{ "DELETE FROM audit WHERE id > 15", 16 }, { "UPDATE audit SET detail = detail || ' ' WHERE id = 1", 1 },
	};
	char text[300];

	(void)state;
	if (!testdb_pg())
		return;          /* the tests above do it in the file */
	for (size_t i = 0; i < COUNTOF(edits); i++) {
		struct log l = { .raw = NULL };
		testdb_open(&l.t);
		for (int k = 1; k <= 20; k++)
			DONE(&l.t.cx, add(&l.t.cx, "trail.read", "theft", k, k, S("{}")));
		assert_int_equal(sound(&l, 0).rows, 20);
		snprintf(text, sizeof text, "ALTER TABLE audit DISABLE TRIGGER USER; %s", edits[i].text);
		testdb_must(l.t.name, text);
		found_at(&l, 0, edits[i].at, edits[i].text);
		testdb_close(&l.t);
	}
}

struct chained { struct audit_end end; struct log *l; int from; };

static int chain_anew(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct chained *c = arg;
	struct audit_row own = *r;
	char hex[2 * AUDIT_HASH + 1];

	(void)cx;
	if (r->id == c->from)
		own.actor.v = 99;
	audit_hash(c->end.hash, &own, c->end.hash);
	c->end.id = r->id;
	if (r->id < c->from)
		return 0;
	for (size_t i = 0; i < AUDIT_HASH; i++)
		snprintf(hex + 2 * i, 3, "%02x", c->end.hash[i]);
	raw(c->l, "UPDATE audit SET actor = %lld, hash = x'%s' WHERE id = %lld; UPDATE audit_head SET hash = x'%s'", (long long)own.actor.v, hex,
	    (long long)r->id, hex);
	return 0;
}

/* Whoever may write the whole file writes the chain anew from some row on; and an older copy of the whole file is put in its place. */
static void A2_a_chain_written_anew_and_a_file_put_back_are_found_by_anchors(void **state)
{
	struct log l;
	struct err e = { 0 };
	char old[200];

	(void)state;
	ONLY_SQLITE();
	open_log(&l);
	snprintf(old, sizeof old, "%s/old", l.t.dir);
	assert_int_equal(sql_backup(l.t.db, old, &e), 0);
	static const int froms[] = { LOG - 10, LOG / 4 * 3 + 1, LOG / 5 * 3, LOG / 5, 1 };
	static const int64_t named[] = { LOG, LOG, LOG / 4 * 3, LOG / 4, LOG / 4 };
	for (size_t i = 0; i < COUNTOF(froms); i++) {
		struct chained c = { .l = &l, .from = froms[i] };
		raw(&l, "BEGIN");
		DONE(&l.t.cx, audit_each(&l.t.cx, chain_anew, &c));
		raw(&l, "COMMIT");
		assert_int_equal(sound(&l, 0).rows, LOG);
		found_at(&l, 4, named[i], "written anew");
		raw(&l, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; UPDATE audit_head SET hash = (SELECT hash FROM kept WHERE id = %d)", LOG);
	}
	/* the day goes on, an anchor is sent; then somebody puts yesterday's file back */
	raw(&l, "DROP TABLE kept");
	DONE(&l.t.cx, add(&l.t.cx, "trail.read", "theft", 1, 1, S("")));
	anchor_here(&l, 0);
	sound(&l, 1);
	sqlite3_close(l.raw);
	sql_close(l.t.db);
	assert_int_equal(rename(old, l.t.path), 0);
	snprintf(old, sizeof old, "%s-wal", l.t.path);
	unlink(old);
	assert_int_equal(sql_open(&(struct sql_opts){ .path = l.t.path }, &e, &l.t.db), 0);
	l.t.cx.db = l.t.db;
	assert_int_equal(sound(&l, 0).rows, LOG);
	found_at(&l, 1, LOG + 1, "an old file put back");
	testdb_close(&l.t);
}

/* ---- anchors ---- */

struct receiver { char got[4][AUDIT_ANCHOR_LINE]; int n, fail; };

static int receive(void *arg, str line, struct err *e)
{
	struct receiver *r = arg;

	if (r->fail)
		return ERR(e, E_IO, "the receiver is away");
	assert_true(r->n < 4);
	snprintf(r->got[r->n++], AUDIT_ANCHOR_LINE, "%.*s", STR_ARG(line));
	return 0;
}

static void anchors_are_told_and_told_again(void **state)
{
	struct testdb t;
	struct receiver r = { .fail = 1 };
	struct audit_anchor_state s;
	struct audit_anchor *a;
	struct audit_verdict v;
	struct err e = { 0 };
	char file[200], *text;
	size_t n;

	(void)state;
	testdb_open(&t);
	snprintf(file, sizeof file, "%s/anchors", t.dir);
	DONE(&t.cx, audit_anchor_tick(&t.cx));             /* no receiver: nothing kept */
	audit_receiver(&(struct audit_receiver){ file, receive, &r });
	DONE(&t.cx, audit_anchor_tick(&t.cx));             /* an empty chain has no end to tell */
	DONE(&t.cx, add(&t.cx, "trail.read", "theft", 1, 1, S("")));
	REFUSED(&t.cx, E_IO, audit_anchor_tick(&t.cx));
	DONE(&t.cx, audit_anchor_state(&t.cx, &s));
	assert_true(s.to_file && s.to_url && s.last.id == 1 && s.pending_url == 1 && s.pending_file == 0 && s.last_url_at == 0);
	assert_non_null(strstr(s.fault, "away"));
	DONE(&t.cx, add(&t.cx, "trail.read", "theft", 2, 1, S("")));
	REFUSED(&t.cx, E_IO, audit_anchor_tick(&t.cx));
	r.fail = 0;
	DONE(&t.cx, audit_anchor_tick(&t.cx));             /* both, the older first */
	assert_int_equal(r.n, 2);
	DONE(&t.cx, audit_anchor_tick(&t.cx));             /* nothing new: nothing told */
	assert_int_equal(r.n, 2);
	DONE(&t.cx, audit_anchor_state(&t.cx, &s));
	assert_true(s.pending_url == 0 && s.last_url_at == t.cx.now && s.last_file_at == t.cx.now && !s.fault[0] && s.last.id == 2);
	assert_int_equal(fs_read(file, 65536, &text, &n, &e), 0);
	assert_int_equal(n, strlen(r.got[0]) + strlen(r.got[1]));
	assert_memory_equal(text, r.got[0], strlen(r.got[0]));
	assert_int_equal(audit_anchor_parse((str){ text, n }, &a, &n, &e), 0);
	assert_int_equal(n, 2);
	assert_int_equal(audit_verify(&t.cx, a, n, &v), 0);
	assert_int_equal(v.anchors, 2);
	free(a);
	text[0] = 'Y';
	assert_int_equal(audit_anchor_parse(str_of(text), &a, &n, &e), E_INVALID);
	assert_non_null(strstr(e.msg, "line 1"));
	free(text);
	unlink(file);
	audit_receiver(&(struct audit_receiver){ 0 });
	testdb_close(&t);
}

/* A3: what was not committed has no row, and the chain goes on without a hole. */
static void a_rolled_back_row_leaves_no_hole(void **state)
{
	struct testdb t;
	struct audit_verdict v;

	(void)state;
	testdb_open(&t);
	DONE(&t.cx, add(&t.cx, "trail.read", "theft", 1, 1, S("")));
	DONE(&t.cx, sql_begin(&t.cx, true));
	DONE(&t.cx, audit_add(&t.cx, "trail.read", "theft", 2, (theft_id){ 1 }, S("")));
	sql_rollback(&t.cx);
	DONE(&t.cx, add(&t.cx, "trail.read", "theft", 3, 1, S("")));
	DONE(&t.cx, audit_verify(&t.cx, NULL, 0, &v));
	assert_int_equal(v.rows, 2);
	assert_int_equal(v.end.id, 2);
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_append_only), cmocka_unit_test(lists_filter_and_page_newest_first),
		cmocka_unit_test(A4_a_filter_finds_what_a_plain_loop_finds), cmocka_unit_test(A4_every_verb_is_in_one_group),
		cmocka_unit_test(A2_a_bad_row_among_the_newest_is_found_at_once), cmocka_unit_test(A1_the_hash_is_that_of_the_page), cmocka_unit_test(A2_every_edited_column_is_found),
		cmocka_unit_test(A2_deleted_added_and_exchanged_rows_are_found), cmocka_unit_test(A2_what_the_database_server_s_owner_changes_is_found), cmocka_unit_test(A2_a_cut_end_is_found),
		cmocka_unit_test(A2_a_chain_written_anew_and_a_file_put_back_are_found_by_anchors), cmocka_unit_test(anchors_are_told_and_told_again),
		cmocka_unit_test(a_rolled_back_row_leaves_no_hole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
