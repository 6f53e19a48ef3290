/* sql_lite — SQLite behind the calls of sql.h. */
#include "sql_int.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "sql_lite_sql.h"

SQL_STATEMENTS(sql_lite)

/* large: see sql_large; log: pages in the log after the last commit; again: they were put into the file once, beside other writers. */
struct lite { struct sql base; sqlite3 *h; struct turn *turn; int32_t busy_ms; bool my_turn, large, again; int log; };

sqlite3 *sql_lite_handle(const struct sql *db)
{
	return ((const struct lite *)(const void *)db)->h;
}

/* The E_ code for SQLite's answer. */
static int fault(struct sql *db, struct err *e, const char *what)
{
	sqlite3 *h = sql_lite_handle(db);
	int rc = sqlite3_extended_errcode(h), sys_no = sqlite3_system_errno(h);
	const char *text = sqlite3_errmsg(h);
	bool full = (rc & 0xff) == SQLITE_IOERR && (sys_no == ENOSPC || sys_no == EDQUOT);

	switch (full ? SQLITE_FULL : rc & 0xff) {
	case SQLITE_CONSTRAINT: return ERR(e, E_STATE, "%s: %s", what, text);
	case SQLITE_FULL:       return ERR_SYS(e, E_FULL, sys_no, "%s: %s", what, text);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:     return ERR(e, E_BUSY, "%s: %s", what, text);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:     return ERR(e, E_CORRUPT, "%s: %s", what, text);
	default:                return ERR_SYS(e, E_STORE, sys_no, "%s: %s", what, text);
	}
}

/* ---- whose turn it is to write ----
 *
 * SQLite lets a writer that must wait sleep and look again, longer each time: many writers then wait for nobody, and some for seconds. So those of
 * this process stand in a line, one line a database file; writers of other processes are still SQLite's own matter (busy_timeout). Who comes
 * when nobody writes goes first although others are waking up (a running thread is quicker than one that sleeps), but not before one who has
 * waited for PATIENCE_MS. Who does large work gives its turn to who waits, however short a time: it would be back at once, and they would never wake up
 * in time. */

enum { PATIENCE_MS = 100 };
struct waiter { struct waiter *next; pthread_cond_t go; mono since; bool mine; };
struct turn { struct turn *next; dev_t dev; ino_t ino; int users; pthread_mutex_t m; bool taken; atomic_int large; struct waiter *first, **end; };
static struct { pthread_mutex_t m; struct turn *all; } turns = { .m = PTHREAD_MUTEX_INITIALIZER };

static struct lite *lite_of(struct sql *db)
{
	return (struct lite *)(void *)db;
}

/* The line of this file. */
static int turn_join(struct lite *l, const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot look at the database file");
	pthread_mutex_lock(&turns.m);
	struct turn *t = turns.all;
	while (t && !(t->dev == st.st_dev && t->ino == st.st_ino))
		t = t->next;
	if (!t) {
		t = calloc(1, sizeof *t);
		ASSERT(t);
		*t = (struct turn){ .next = turns.all, .dev = st.st_dev, .ino = st.st_ino };
		t->end = &t->first;
		pthread_mutex_init(&t->m, NULL);
		turns.all = t;
	}
	t->users++;
	l->turn = t;
	pthread_mutex_unlock(&turns.m);
	return 0;
}

static void turn_leave(struct lite *l)
{
	struct turn **at = &turns.all;

	if (!l->turn)
		return;
	l->turn->large -= l->large;
	pthread_mutex_lock(&turns.m);
	while (*at != l->turn)
		at = &(*at)->next;
	if (--l->turn->users == 0) {
		*at = l->turn->next;
		pthread_mutex_destroy(&l->turn->m);
		free(l->turn);
	}
	l->turn = NULL;
	pthread_mutex_unlock(&turns.m);
}

static void step_out(struct turn *t, struct waiter *w)
{
	struct waiter **at = &t->first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	if (t->end == &w->next)
		t->end = at;
}

/* Stands in the line until it is this one's turn, or leaves it after busy_ms. The line's lock is held. */
static bool wait_turn(struct turn *t, int32_t busy_ms)
{
	struct waiter w = { .since = clock_mono() };
	int64_t left = busy_ms;

	cond_init(&w.go);
	*t->end = &w;
	t->end = &w.next;
	for (; t->taken && !w.mine && left > 0; left = busy_ms - mono_since_ms(w.since))
		cond_wait_ms(&w.go, &t->m, left);
	if (!w.mine)
		step_out(t, &w);
	pthread_cond_destroy(&w.go);
	return w.mine || !t->taken;
}

static int turn_take(struct lite *l, struct err *e)
{
	struct turn *t = l->turn;

	pthread_mutex_lock(&t->m);
	bool mine = !t->taken || wait_turn(t, l->busy_ms);
	t->taken |= mine;
	pthread_mutex_unlock(&t->m);
	l->my_turn = mine;
	return mine ? 0 : ERR(e, E_BUSY, "begin: another writer of this program holds the database");
}

static void turn_end(struct lite *l)
{
	struct turn *t = l->turn;

	if (!l->my_turn)
		return;
	l->my_turn = false;
	pthread_mutex_lock(&t->m);
	struct waiter *w = t->first;
	t->taken = w && (l->large || mono_since_ms(w->since) >= PATIENCE_MS);
	if (t->taken) {
		step_out(t, w);
		w->mine = true;
	}
	if (w)
		pthread_cond_signal(&w->go);
	pthread_mutex_unlock(&t->m);
}

/* ---- the log goes into the file ----
 *
 * A checkpoint writes each page once however often it stands in the log: much work has one each 256 MiB, and not after each commit. Then others of this
 * program leave it to whom the log is owed to, or a small write would pay for it; and it is done beside other writers, who have the turn. What they
 * added meanwhile keeps the log from beginning anew: a second one, with the turn, is short. */

enum { LOG_PAGES = 1000, LOG_LARGE = 65536, LOG_MOST = 4 * LOG_LARGE };

static void log_to_file(struct lite *l)
{
	(void)sqlite3_wal_checkpoint_v2(l->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);      /* what cannot go now goes with the next */
}

/* After each commit, with the turn. */
static int on_log(void *arg, sqlite3 *h, const char *name, int pages)
{
	struct lite *l = arg;

	(void)h, (void)name;
	l->log = pages;
	if (pages >= (l->turn->large ? LOG_MOST : LOG_PAGES))
		log_to_file(l);
	return SQLITE_OK;
}

static void log_of_large(struct lite *l, bool turn)
{
	if (l->log < LOG_LARGE) {
		l->again = false;
	} else if (l->large && l->again == turn) {
		log_to_file(l);
		l->again = !turn;
		if (turn)
			l->log = 0;
	}
}

/* ---- opening ---- */

/* Q1. journal_size_limit keeps a WAL that once grew from staying so; recursive_triggers makes REPLACE run the DELETE triggers
 * that guard append-only tables. */
static const struct { const char *name, *set, *reads; bool write_only; } pragmas[] = {
	{ "journal_mode", "WAL", "wal", true },
	{ "synchronous", "FULL", "2", false },
	{ "foreign_keys", "ON", "1", false },
	{ "recursive_triggers", "ON", "1", false },
	{ "trusted_schema", "OFF", "0", false },
	{ "cell_size_check", "ON", "1", false },
	{ "temp_store", "MEMORY", "2", false },
	{ "cache_size", "-8192", "-8192", false },
	{ "mmap_size", "0", "0", false },
	{ "journal_size_limit", "67108864", "67108864", true },
	{ "wal_autocheckpoint", "1000", "1000", true },
};

static int take_text(void *arg, int n, char **v, char **names)
{
	(void)names;
	if (n > 0 && v[0])
		snprintf(arg, 32, "%s", v[0]);
	return 0;
}

static int set_pragmas(struct sql *db, bool read_only, struct err *e)
{
	sqlite3 *h = sql_lite_handle(db);

	for (size_t i = 0; i < COUNTOF(pragmas); i++) {
		char text[96], got[32] = "";
		if (read_only && pragmas[i].write_only)
			continue;
		snprintf(text, sizeof text, "PRAGMA %s = %s", pragmas[i].name, pragmas[i].set);
		if (sqlite3_exec(h, text, NULL, NULL, NULL) != SQLITE_OK)
			return fault(db, e, pragmas[i].name);
		snprintf(text, sizeof text, "PRAGMA %s", pragmas[i].name);
		if (sqlite3_exec(h, text, take_text, got, NULL) != SQLITE_OK)
			return fault(db, e, pragmas[i].name);
		if (strcmp(got, pragmas[i].reads) != 0)
			return ERR(e, E_CONFIG, "SQLite's %s is '%s' and would not become '%s'", pragmas[i].name, got,
			           pragmas[i].reads);
	}
	return 0;
}

static int configure(struct sql *db, const struct sql_opts *o, struct err *e)
{
	static const struct { int op, on; } rows[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 }, { SQLITE_DBCONFIG_DQS_DDL, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};

	sqlite3_extended_result_codes(sql_lite_handle(db), 1);
	sqlite3_busy_timeout(sql_lite_handle(db), o->busy_ms > 0 ? o->busy_ms : 5000);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		int got = -1;
		if (sqlite3_db_config(sql_lite_handle(db), rows[i].op, rows[i].on, &got) != SQLITE_OK || got != rows[i].on)
			return ERR(e, E_CONFIG, "SQLite refused the safety setting %d", rows[i].op);
	}
	TRY(set_pragmas(db, o->read_only, e));
	return sql_opened(db, o->unproven, e);
}

/* Counting each allocation under one lock costs a tenth of a large write. */
static void no_counting(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);       /* refused once SQLite runs: then it counts */
}

/* Room for the log on the disk before the disk is full, or nobody could log in then: blocks behind its end, its length as it is. What
 * wal_autocheckpoint lets it grow to, twice. Not every file system can; that is no fault. Locks are never on this file. */
static void keep_room(const char *path)
{
	enum { KEEP_SIZE = 1 /* FALLOC_FL_KEEP_SIZE */, ROOM = 8 << 20 };
	char name[4096];

	if ((size_t)snprintf(name, sizeof name, "%s-wal", path) >= sizeof name)
		return;
	int fd = sys.open(name, O_RDWR, 0);
	if (fd < 0)
		return;
	(void)sys.fallocate(fd, KEEP_SIZE, 0, ROOM);
	sys.close(fd);
}

int sql_lite_open(const struct sql_opts *o, struct err *e, struct sql **ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int flags = SQLITE_OPEN_NOMUTEX | (o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);

	pthread_once(&once, no_counting);
	/* Made here and not by SQLite, so that it is never readable by others. A file that is there is not opened by us: closing any descriptor
	 * of it would end the locks that this process's other connections hold (POSIX), and the next program that closes the database would
	 * take itself for the last and remove the log under them. */
	int fd = o->read_only ? -1 : sys.open(o->path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd >= 0)
		sys.close(fd);
	else if (access(o->path, o->read_only ? R_OK : R_OK | W_OK) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open the database file %s: %s", o->path, strerror(errno));

	struct lite *l = calloc(1, sizeof *l);
	ASSERT(l);
	l->base.be = &sql_lite;
	int rc = sqlite3_open_v2(o->path, &l->h, flags, NULL);
	ASSERT(l->h);
	l->busy_ms = o->busy_ms > 0 ? o->busy_ms : 5000;
	rc = rc == SQLITE_OK ? turn_join(l, o->path, e) : fault(&l->base, e, "open");
	if (rc == 0 && sql_lite_rows(&l->base, l->h) != SQLITE_OK)
		rc = fault(&l->base, e, "open");
	if (rc == 0) {
		struct err why = { 0 };
		rc = configure(&l->base, o, &why);
		if (rc < 0)
			ERR_SYS(e, rc, why.sys, "the database file %s: %s%s", o->path, why.msg, rc == E_CORRUPT ? "; restore a backup" : "");
	}
	if (rc < 0) {
		sql_close(&l->base);
		return rc;
	}
	if (!o->read_only) {
		sqlite3_wal_hook(l->h, on_log, l);
		keep_room(o->path);
	}
	*ret = &l->base;
	return 0;
}

static void lite_close(struct sql *db)
{
	for (size_t i = 0; i < SQL_STMT_MAX; i++)
		sqlite3_finalize(db->prep[i].st);
	turn_end(lite_of(db));
	turn_leave(lite_of(db));
	int rc = sqlite3_close(sql_lite_handle(db));
	ASSERT(rc == SQLITE_OK);
	free(db);
}

/* ---- statements ---- */

static int prepare_one(struct sql *db, struct sql_prep *p, struct err *e)
{
	const struct sql_stmt *q = p->q;
	sqlite3_stmt *st = NULL;
	const char *tail = NULL;

	if (sqlite3_prepare_v3(sql_lite_handle(db), q->text, -1, SQLITE_PREPARE_PERSISTENT, &st, &tail) != SQLITE_OK)
		return fault(db, e, q->name);
	if (!st || (tail && *tail) || sqlite3_bind_parameter_count(st) != (int)q->nparam) {
		sqlite3_finalize(st);
		return ERR(e, E_STORE, "%s: not one statement with parameters $1 to $%u", q->name, q->nparam);
	}
	for (unsigned i = 0; i < q->nparam; i++) {
		char name[16];
		snprintf(name, sizeof name, "$%u", i + 1);
		p->at[i] = (uint8_t)sqlite3_bind_parameter_index(st, name);
	}
	p->st = st;
	p->writes = !sqlite3_stmt_readonly(st);
	p->ready = true;
	return 0;
}

static int lite_prepare(struct sql *db, struct sql_prep *const *list, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		TRY(prepare_one(db, list[i], e));
	return 0;
}

static int bind_all(struct sql_prep *p, const struct sqlv *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int rc = SQLITE_OK, at = p->at[i];
		const char *text = v[i].s.p ? v[i].s.p : "";
		switch (v[i].k) {
		case SQLV_NULL: rc = sqlite3_bind_null(p->st, at); break;
		case SQLV_I64:  rc = sqlite3_bind_int64(p->st, at, v[i].i); break;
		case SQLV_F64:  rc = sqlite3_bind_double(p->st, at, v[i].f); break;
		case SQLV_STR:  rc = sqlite3_bind_text64(p->st, at, text, v[i].s.n, SQLITE_STATIC, SQLITE_UTF8); break;
		case SQLV_BLOB: rc = sqlite3_bind_blob64(p->st, at, text, v[i].s.n, SQLITE_STATIC); break;
		}
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

static int lite_finish(struct sql *db, struct sql_prep *p, int rc, struct err *e)
{
	(void)db;
	(void)e;
	sqlite3_reset(p->st);
	sqlite3_clear_bindings(p->st);
	p->busy = false;
	return rc;
}

static int lite_run(struct sql *db, struct sql_prep *p, const struct sqlv *v, size_t n, struct err *e)
{
	if (bind_all(p, v, n) != SQLITE_OK)
		return lite_finish(db, p, fault(db, e, p->q->name), e);
	p->busy = true;
	return 0;
}

static int lite_step(struct sql *db, struct sql_prep *p, struct sql_row *r, struct err *e)
{
	int rc = sqlite3_step(p->st);

	*r = (struct sql_row){ db, p, 0, sqlite3_column_count(p->st) };
	return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : fault(db, e, p->q->name);
}

static int lite_changes(struct sql *db, struct sql_prep *p)
{
	(void)p;
	return sqlite3_changes(sql_lite_handle(db));
}

static int64_t lite_i64(struct sql_row *r, int c)
{
	return sqlite3_column_int64(r->p->st, c);
}

static double lite_f64(struct sql_row *r, int c)
{
	return sqlite3_column_double(r->p->st, c);
}

static str lite_bytes(struct sql_row *r, int c)
{
	const char *p = sqlite3_column_blob(r->p->st, c);   /* text columns give their UTF-8 bytes */
	size_t n = (size_t)sqlite3_column_bytes(r->p->st, c);

	return p ? (str){ p, n } : (str){ "", 0 };
}

static bool lite_is_null(struct sql_row *r, int c)
{
	return sqlite3_column_type(r->p->st, c) == SQLITE_NULL;
}

/* ---- transactions ---- */

static int lite_begin(struct sql *db, bool write, struct err *e)
{
	TRY(write ? turn_take(lite_of(db), e) : 0);
	int rc = sql_plain(db, write ? &q_begin_write : &q_begin_read, e);
	if (rc < 0)
		turn_end(lite_of(db));
	return rc;
}

static int lite_commit(struct sql *db, struct err *e)
{
	struct lite *l = lite_of(db);

	l->log = 0;
	TRY(sql_plain(db, &q_commit, e));
	log_of_large(l, true);
	turn_end(l);
	log_of_large(l, false);
	return 0;
}

static void lite_rollback(struct sql *db)
{
	struct err ignored = { 0 };

	/* a full disk or an I/O error makes SQLite roll back by itself */
	if (!sqlite3_get_autocommit(sql_lite_handle(db)))
		(void)!sql_plain(db, &q_rollback, &ignored);
	ASSERT(sqlite3_get_autocommit(sql_lite_handle(db)));
	turn_end(lite_of(db));
}

static int lite_text(struct sql *db, const char *text, struct err *e)
{
	return sqlite3_exec(sql_lite_handle(db), text, NULL, NULL, NULL) == SQLITE_OK ? 0 : fault(db, e, "statement");
}

static int lite_keys(struct sql *db, bool on, struct err *e)
{
	return sql_plain(db, on ? &q_keys_on : &q_keys_off, e);
}

/* E_CORRUPT when a row points to one that is not there. */
static int lite_check_keys(struct sql *db, struct err *e)
{
	struct sql_prep *p;
	int rc = 0;

	TRY(sql_prepared(db, &q_foreign_keys, e, &p));
	int step = sqlite3_step(p->st);
	if (step == SQLITE_ROW)
		rc = ERR(e, E_CORRUPT, "a row of %s points to a missing row of %s", sqlite3_column_text(p->st, 0),
		         sqlite3_column_text(p->st, 2));
	else if (step != SQLITE_DONE)
		rc = fault(db, e, q_foreign_keys.name);
	sqlite3_reset(p->st);
	return rc;
}

/* One statement after the other, so that a test can stop between any two. */
static int lite_migrate(struct sql *db, const struct sql_migration *m, struct err *e)
{
	const char *at = m->sql;

	for (int n = 0; ; n++) {
		sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(sql_lite_handle(db), at, -1, &st, &at) != SQLITE_OK)
			return fault(db, e, m->name);
		if (!st)
			return 0;       /* only blanks and comments were left */
		int hooked = sql_migrate_hook ? sql_migrate_hook(db, m->version, n) : 0;
		int rc = hooked < 0 ? SQLITE_DONE : sqlite3_step(st);
		while (rc == SQLITE_ROW)
			rc = sqlite3_step(st);
		if (rc != SQLITE_DONE)
			rc = fault(db, e, m->name);
		sqlite3_finalize(st);
		if (hooked < 0 || rc < 0)
			return hooked < 0 ? ERR(e, hooked, "%s: stopped", m->name) : rc;
	}
}

static int lite_large(struct sql *db, bool on, struct err *e)
{
	struct lite *l = lite_of(db);

	if (!on)
		log_to_file(l);         /* or the next small write would */
	l->turn->large += on - l->large;
	l->large = on;
	l->again = false;
	return lite_text(db, on ? "PRAGMA cache_size = -262144" : "PRAGMA cache_size = -8192", e);
}

static int take_bool(void *arg, int n, char **v, char **names)
{
	(void)names;
	*(bool *)arg = n > 0 && v[0] && strcmp(v[0], "0") != 0;
	return 0;
}

static int lite_scrub(struct sql *db, bool mark, struct err *e)
{
	static const char *const work[] = { "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA user_version = 0" };
	bool wanted = false;

	if (mark)
		return lite_text(db, "PRAGMA user_version = 1", e);
	if (sqlite3_exec(sql_lite_handle(db), "PRAGMA user_version", take_bool, &wanted, NULL) != SQLITE_OK)
		return fault(db, e, "scrub");
	for (size_t i = 0; wanted && i < COUNTOF(work); i++)
		TRY(lite_text(db, work[i], e));
	return 0;
}

/* ---- many rows ---- */

static int lite_bulk(struct sql *db, bool write, struct err *e)
{
	return write ? sql_plain(db, &q_defer, e) : 0;
}

static int lite_guards(struct sql *db, bool on, struct err *e)
{
	int got = -1;

	return sqlite3_db_config(sql_lite_handle(db), SQLITE_DBCONFIG_ENABLE_TRIGGER, on, &got) == SQLITE_OK && got == on
	       ? 0 : ERR(e, E_STORE, "triggers cannot be turned %s", on ? "on" : "off");
}

static int lite_load_begin(struct sql *db, const struct sql_table *t, struct err *e)
{
	struct sql_prep *p;

	return sql_prepared(db, &t->insert, e, &p);
}

static int lite_load_row(struct sql *db, const struct sql_table *t, const struct sqlv *v, size_t n, struct err *e)
{
	struct cx cx = { .db = db, .roles = ROLE_SYSTEM };
	int rc = sql_exec(&cx, &t->insert, v, n);

	return rc < 0 ? ERR(e, rc, "%s", cx.err.msg) : 0;
}

static int lite_load_end(struct sql *db, const struct sql_table *t, bool good, struct err *e)
{
	(void)db, (void)t, (void)good, (void)e;
	return 0;
}

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* A table without AUTOINCREMENT goes on after its highest number by itself. */
static int lite_counter(struct sql *db, const struct sql_table *t, int64_t set, int64_t *ret, struct err *e)
{
	struct cx cx = { .db = db, .roles = ROLE_SYSTEM };
	str name = str_of(t->name);
	int rc = 0;

	if (!t->never) {
		*ret = MAX(set, (int64_t)0);
		return 0;
	}
	if (set >= 0)
		rc = sql_exec(&cx, &q_count_from, BIND(V(name), V(set)));
	if (set > 0 && rc == 0)
		rc = sql_exec(&cx, &q_count_new, BIND(V(name), V(set)));
	rc = rc < 0 ? rc : sql_one(&cx, &q_counter, read_i64, ret, BIND(V(name)));
	return rc < 0 ? ERR(e, rc, "%s", cx.err.msg) : 0;
}

/* ---- backup and verification ---- */

static int copy_all(struct sql *db, sqlite3 *to, struct err *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", sql_lite_handle(db), "main");
	int rc, tries = 0;

	if (!b)
		return ERR(e, E_STORE, "backup: %s", sqlite3_errmsg(to));
	/* in one step: the writers of WAL mode are not held up by a reader */
	while ((rc = sqlite3_backup_step(b, -1)) == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		if (++tries > 100)
			break;
		sqlite3_sleep(50);
	}
	sqlite3_backup_finish(b);
	if (rc == SQLITE_DONE)
		return 0;
	return ERR(e, rc == SQLITE_FULL ? E_FULL : rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? E_BUSY : E_STORE,
	           "backup: %s", sqlite3_errmsg(to));
}

static int lite_backup(struct sql *db, const char *to, struct err *e)
{
	sqlite3 *out = NULL;

	int fd = sys.open(to, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return ERR_SYS(e, errno == EEXIST ? E_STATE : fs_err(errno), errno, "cannot create the backup file");
	int rc = sqlite3_open_v2(to, &out, SQLITE_OPEN_READWRITE, NULL);
	rc = rc == SQLITE_OK ? copy_all(db, out, e) : ERR(e, E_STORE, "backup: %s", sqlite3_errmsg(out));
	sqlite3_close(out);
	if (rc == 0 && sys.fsync(fd) != 0)
		rc = ERR_SYS(e, fs_err(errno), errno, "backup: fsync");
	sys.close(fd);
	if (rc < 0) {
		sys.unlink(to);
		return rc;
	}
	return sql_sync_folder_of(to, e);
}

static int lite_verify(struct sql *db, struct err *e)
{
	struct sql_prep *p;
	int rc;

	TRY(sql_prepared(db, &q_integrity, e, &p));
	if (sqlite3_step(p->st) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(p->st, 0);
		rc = text && strcmp(text, "ok") == 0 ? 0 : ERR(e, E_CORRUPT, "integrity: %.200s", text ? text : "no answer");
	} else {
		rc = fault(db, e, q_integrity.name);
	}
	sqlite3_reset(p->st);
	TRY(rc);
	return lite_check_keys(db, e);
}

const struct sql_backend sql_lite = {
	.name = "SQLite", .close = lite_close, .prepare = lite_prepare, .run = lite_run, .step = lite_step, .finish = lite_finish,
	.changes = lite_changes, .large = lite_large, .begin = lite_begin, .commit = lite_commit, .rollback = lite_rollback, .text = lite_text,
	.keys = lite_keys, .scrub = lite_scrub, .check_keys = lite_check_keys,
	.migrate = lite_migrate, .bulk = lite_bulk, .guards = lite_guards, .load_begin = lite_load_begin, .load_row = lite_load_row, .load_end = lite_load_end,
	.counter = lite_counter, .backup = lite_backup, .verify = lite_verify, .i64 = lite_i64, .f64 = lite_f64, .bytes = lite_bytes,
	.is_null = lite_is_null,
};
