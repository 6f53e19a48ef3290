/* flow_theft_test — FT1 to FT3: what a case starts and ends elsewhere, whole at every statement; owners' own reports; who may move a case. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "base/utc.h"
#include "flow/flow_alert.h"
#include "flow/flow_bike.h"
#include "flow/flow_owner_view.h"
#include "flow/flow_market.h"
#include "flow/flow_theft.h"
#include "flow/flow_track.h"
#include "office/account/account_testkit.h"
#include "office/alert/alert.h"
#include "office/audit/audit.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"

/* --- the world: two branches with an officer each, a case officer, two owners --- */

static struct { struct testdb t; struct unit a, b; account_id oa, oa2, ob, ec; owner_id anna, bert; bike_id bike; int put; } w;
#define CX (&w.t.cx)

static int take_watch(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	w.put++;
	return 0;
}

static const struct track_port port = { .watch_put = take_watch };

static struct cx as(account_id who, unsigned roles, const struct unit *u)
{
	struct cx cx = w.t.cx;

	cx.actor = who;
	cx.roles = roles;
	cx.unit = u->id;
	cx.area = u->path;
	return cx;
}

static struct cx as_owner(owner_id who)
{
	struct cx cx = w.t.cx;

	cx.roles = ROLE_OWNER;
	cx.owner = who;
	return cx;
}

static bike_id add_bike(uint64_t tag, owner_id owner)
{
	struct bike_new n = { .tag = { tag }, .owner = owner, .how = S("register"), .unit = w.a.id.v };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	CX->now -= 30ll * DAY_MS;
	DONE(CX, bike_add(CX, &n, &id));
	CX->now += 30ll * DAY_MS;
	return id;
}

static int setup(void **state)
{
	(void)state;
	testdb_open(&w.t);
	arena_done(&w.t.arena);
	arena_init(&w.t.arena, 64 << 20);
	CX->track = &port;
	DONE(CX, sql_begin(CX, true));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ua"), S("甲分局"), &w.a));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ub"), S("乙分局"), &w.b));
	account_id *const who[] = { &w.oa, &w.oa2, &w.ob, &w.ec };
	for (size_t i = 0; i < COUNTOF(who); i++)
		*who[i] = kit_account_row(CX, (const char *[]){ "oa", "oa2", "ob", "ec" }[i], i == 3 ? ROLE_CASE : ROLE_OFFICER);
	w.anna = kit_owner(CX, "安娜", "13800001111");
	w.bert = kit_owner(CX, "贝特", "13800002222");
	w.bike = add_bike(0xab, w.anna);
	struct cx anna = as_owner(w.anna);
	DONE(&anna, flow_market_offer(&anna, w.bike, 100000, OS_GOOD, &(struct offer){ .id = 0 }));
	DONE(CX, sql_commit(CX));
	w.put = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct flow_report report_of(bike_id bike, bool watch)
{
	return (struct flow_report){ .bike = bike, .last_seen_at = CX->now - HOUR_MS, .missing_at = CX->now - MINUTE_MS, .place = S(""), .note = S(""),
	                             .source_ref = S(""), .watch = watch };
}

/* In a transaction of its own. */
#define TX(cx_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	DONE(cx_, call_); \
	DONE(cx_, sql_commit(cx_)); \
} while (0)
#define TX_REFUSED(cx_, code_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	REFUSED(cx_, code_, call_); \
	sql_rollback(cx_); \
} while (0)

static struct theft steal(struct cx *cx, bike_id bike, bool watch)
{
	struct flow_report r = report_of(bike, watch);
	struct theft t;

	TX(cx, flow_theft_report(cx, &r, &t));
	return t;
}

static int step(struct cx *cx, struct theft *t, enum theft_event ev)
{
	return flow_theft_step(cx, t->id, ev, 0, S("why"), t);
}

/* --- what has to hold (FT1), asked of the database --- */

#define OPEN "t.state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded')"
#define WATCHED "t.state IN ('watched', 'located', 'unsolved')"
#define BROKEN(X) \
	X(FLAG, "SELECT count(*) FROM theft t WHERE (" OPEN ") <> EXISTS (SELECT 1 FROM bike_flag f WHERE f.bike = t.bike AND f.flag = 'stolen' " \
	        "AND f.source = 'theft' AND f.ref = t.id AND f.until IS NULL)") \
	X(WATCH, "SELECT count(*) FROM theft t WHERE (" WATCHED ") <> (coalesce((SELECT c.op FROM watch_change c WHERE c.theft = t.id ORDER BY c.id DESC LIMIT 1), " \
	         "'remove') = 'add')") \
	X(MARKET, "SELECT count(*) FROM offer o JOIN theft t ON t.bike = o.bike WHERE o.ended_at IS NULL AND (o.state = 'held') <> EXISTS (SELECT 1 FROM theft t " \
	          "WHERE t.bike = o.bike AND " OPEN ")") \
	X(ALERT, "SELECT count(*) FROM alert a JOIN theft t ON t.id = a.theft WHERE a.state <> 'closed' AND NOT (" WATCHED ")") \
	X(EVENT, "SELECT count(*) FROM theft t WHERE t.state <> (SELECT e.to_state FROM theft_event e WHERE e.theft = t.id ORDER BY e.id DESC LIMIT 1)")
#define Q(name, text) static const struct sql_stmt q_##name = { "ft." #name, text, 0, 0 };
BROKEN(Q)
#undef Q
#define Q(name, text) &q_##name,
static const struct sql_stmt *const broken[] = { BROKEN(Q) };
#undef Q

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret += sql_i64(r);
}

static void whole(void)
{
	for (size_t i = 0; i < COUNTOF(broken); i++) {
		int64_t n = 0;
		DONE(CX, sql_one(CX, broken[i], read_n, &n, BIND_NONE));
		if (n)
			fail_msg("%s: %lld cases", broken[i]->name, (long long)n);
	}
}

static void hit(const struct theft *t, uint64_t lsn)
{
	struct watch_hit h = { .lsn = lsn, .n = 1, .tag = t->tag.v, .case_id = t->id.v, .station = 0, .district = 430405, .heard = CX->now, .recv = CX->now, .rssi = -60,
	                       .severity = 2 };

	DONE(CX, flow_alert_hit(CX, &h, NULL));
}

/* --- FT1 --- */

static void FT1_what_a_case_starts_its_end_ends_whichever_it_is(void **state)
{
	static const enum theft_event ends[] = { TE_WITHDRAW, TE_UNFOUND, TE_RETURN };
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a);
	bool has;

	(void)state;
	for (size_t i = 0; i < COUNTOF(ends); i++) {
		struct theft t = steal(&oa, w.bike, true);
		whole();
		assert_int_equal(t.state, TS_WATCHED);
		hit(&t, 10 + i);
		whole();
		DONE(CX, theft_get(CX, t.id, &t));
		assert_int_equal(t.state, TS_LOCATED);
		TX(&oa, step(&oa, &t, ends[i]));
		whole();
		assert_false(theft_is_open(&t));
		DONE(CX, bike_has_flag(CX, w.bike, S("stolen"), &has));
		assert_false(has);
	}
	assert_int_equal(w.put, 6);                  /* the engines were told of all of it */
}

static void FT1_an_open_case_stops_a_transfer(void **state)
{
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a);
	struct theft t = steal(&oa, w.bike, false);
	struct bike b;

	(void)state;
	DONE(CX, bike_get(CX, w.bike, &b));
	CX->roles = ROLE_CLERK;
	TX_REFUSED(CX, E_STATE, flow_bike_step(CX, &b, BE_TRANSFER, w.bert, S("sold")));
	TX(&oa, step(&oa, &t, TE_ACCEPT));
	TX(&oa, step(&oa, &t, TE_FILE));
	TX(&oa, step(&oa, &t, TE_RECOVER));
	whole();                                     /* found before it was ever watched: it is not watched now */
	TX_REFUSED(CX, E_STATE, flow_bike_step(CX, &b, BE_TRANSFER, w.bert, S("sold")));      /* found, not given back */
	TX(&oa, step(&oa, &t, TE_RETURN));
	DONE(CX, bike_get(CX, w.bike, &b));
	TX(CX, flow_bike_step(CX, &b, BE_TRANSFER, w.bert, S("sold")));
}

/* --- killed at every statement: what then lies on the disk is copied before each statement begins, and opened --- */

enum { SHOTS_MAX = 200 };
static struct { bool on; int n; } shots;

static void copy_file(const char *from, const char *to)
{
	static char buf[256 << 10];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ssize_t n;

	assert_true(out >= 0);
	while (in >= 0 && (n = read(in, buf, sizeof buf)) > 0)
		assert_int_equal(write(out, buf, (size_t)n), n);
	if (in >= 0)
		close(in);
	close(out);
}

static void shoot(void)
{
	char from[300], to[300];

	assert_true(shots.n < SHOTS_MAX);
	for (int wal = 0; wal < 2; wal++) {
		snprintf(from, sizeof from, "%s%s", w.t.path, wal ? "-wal" : "");
		snprintf(to, sizeof to, "%s.shot%d%s", w.t.path, shots.n, wal ? "-wal" : "");
		copy_file(from, to);
	}
	shots.n++;
}

static int at_statement(unsigned what, void *arg, void *stmt, void *text)
{
	(void)arg, (void)stmt;
	if (shots.on && what == SQLITE_TRACE_STMT && strncmp(text, "--", 2) != 0)
		shoot();
	return 0;
}

static int watch_connection(sqlite3 *db, char **err, const void *api)
{
	(void)err, (void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, at_statement, NULL);
}

static int64_t ask(sqlite3 *db, const char *text)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, text, -1, &st, NULL) != SQLITE_OK || sqlite3_step(st) != SQLITE_ROW)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
	int64_t n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

/* Of the copies: in how many something does not hold; and how many show the case after the work. */
static int open_shots(const char *after, int *ret_after)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[300], file[320];
	sqlite3 *db;
	int bad = 0;

	*ret_after = 0;
	for (int i = 0; i < shots.n; i++) {
		int64_t n = 0;
		snprintf(path, sizeof path, "%s.shot%d", w.t.path, i);
		assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
		for (size_t k = 0; k < COUNTOF(broken); k++)
			n += ask(db, broken[k]->text);
		bad += n != 0;
		*ret_after += ask(db, after) != 0;
		sqlite3_close(db);
		for (size_t k = 0; k < COUNTOF(ends); k++) {
			snprintf(file, sizeof file, "%s%s", path, ends[k]);
			unlink(file);
		}
	}
	return bad;
}

static void begin_shots(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(w.t.path, &db), SQLITE_OK);      /* so that the copies are small */
	assert_int_equal(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	shots.n = 0;
	shots.on = true;
}

static void end_shots(const char *after, int least)
{
	int made;

	shoot();
	shots.on = false;
	int bad = open_shots(after, &made);
	print_message("# %d statements, %d of the copies show the work done\n", shots.n, made);
	assert_int_equal(bad, 0);
	assert_true(shots.n >= least && made >= 1 && made < shots.n);
}

static int with_shots(void **state)
{
	if (!testdb_pg())
		sqlite3_auto_extension((void (*)(void))watch_connection);
	return setup(state);
}

static int without_shots(void **state)
{
	sqlite3_reset_auto_extension();
	return teardown(state);
}

static void FT1_killed_at_every_statement(void **state)
{
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a);
	struct theft t;

	(void)state;
	ONLY_SQLITE();
	begin_shots();
	t = steal(&oa, w.bike, true);
	end_shots("SELECT count(*) FROM theft WHERE state = 'watched'", 12);
	hit(&t, 10);
	static const enum theft_event ends[] = { TE_WITHDRAW, TE_UNFOUND, TE_RETURN };
	for (size_t i = 0; i < COUNTOF(ends); i++) {
		begin_shots();
		TX(&oa, step(&oa, &t, ends[i]));
		end_shots(ends[i] == TE_WITHDRAW ? "SELECT count(*) FROM theft WHERE state = 'withdrawn'" : ends[i] == TE_UNFOUND
		          ? "SELECT count(*) FROM theft WHERE state = 'unfounded'" : "SELECT count(*) FROM theft WHERE state = 'returned'", 8);
		t = steal(&oa, w.bike, true);
		hit(&t, 11 + i);
	}
}

/* The copies would show it: the same without one transaction around it. */
static void FT1_a_fan_out_in_pieces_would_be_seen(void **state)
{
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a);
	struct theft t = steal(&oa, w.bike, false);
	int made;

	(void)state;
	ONLY_SQLITE();
	begin_shots();
	DONE(&oa, theft_step(&oa, &t, &(struct theft_do){ .ev = TE_WITHDRAW, .note = S(""), .doc_no = S("") }, &(struct theft_rules){ .reopen_days = 1 }));
	DONE(&oa, bike_flag_end(&oa, w.bike, S("stolen"), S("theft"), t.id.v));
	shots.on = false;
	assert_true(open_shots("SELECT count(*) FROM theft WHERE state = 'withdrawn'", &made) > 0);
}

/* --- FT2: an owner's own report --- */

static void FT2_an_owners_report_waits_for_an_officer(void **state)
{
	struct cx anna = as_owner(w.anna), oa = as(w.oa, ROLE_OFFICER, &w.a), ob = as(w.ob, ROLE_OFFICER, &w.b);
	struct flow_report r = report_of(w.bike, true);
	struct trail_answer trail;
	struct theft t;
	bool has;

	(void)state;
	TX(&anna, flow_theft_owner_report(&anna, &r, &t));
	whole();
	assert_true(t.state == TS_REPORTED && t.reported_by == TO_OWNER && !t.officer.v && !theft_is_confirmed(&t));
	assert_int_equal(t.unit.v, w.a.id.v);                 /* where the bike was registered */
	assert_int_equal(w.put, 0);
	DONE(CX, bike_has_flag(CX, w.bike, S("stolen"), &has));
	assert_true(has);
	struct cx ec = as(w.ec, ROLE_CASE, &w.a);
	REFUSED(&ec, E_STATE, flow_trail(&ec, t.id, 0, 0, &trail));
	TX_REFUSED(&anna, E_STATE, flow_theft_owner_report(&anna, &r, &t));                /* one open case */
	TX_REFUSED(&ob, E_DENIED, step(&ob, &t, TE_WATCH));
	TX(&oa, step(&oa, &t, TE_WATCH));
	whole();
	assert_true(t.state == TS_WATCHED && t.officer.v == w.oa.v && theft_is_confirmed(&t));
	assert_int_equal(w.put, 1);
	TX_REFUSED(&anna, E_STATE, flow_theft_owner_withdraw(&anna, t.id, S(""), &t));     /* now the police decides */
}

static int count_case(struct cx *cx, const struct theft *t, void *arg)
{
	(void)cx, (void)t;
	++*(int *)arg;
	return 0;
}

static void FT2_only_the_own_live_bike_and_not_without_end(void **state)
{
	struct cx anna = as_owner(w.anna), bert = as_owner(w.bert), oa = as(w.oa, ROLE_OFFICER, &w.a);
	struct flow_report r = report_of(w.bike, false);
	struct theft t;
	int n = 0;

	(void)state;
	TX_REFUSED(&bert, E_NOTFOUND, flow_theft_owner_report(&bert, &r, &t));
	r.last_seen_at = CX->now - 31ll * DAY_MS;
	TX_REFUSED(&anna, E_INVALID, flow_theft_owner_report(&anna, &r, &t));               /* it was not hers then */
	r = report_of(w.bike, false);
	r.missing_at = CX->now + 1;
	TX_REFUSED(&anna, E_INVALID, flow_theft_owner_report(&anna, &r, &t));
	r = report_of(w.bike, false);
	for (int i = 0; i < 3; i++) {
		TX(&anna, flow_theft_owner_report(&anna, &r, &t));
		TX_REFUSED(&bert, E_NOTFOUND, flow_theft_owner_withdraw(&bert, t.id, S(""), &t));
		TX(&anna, flow_theft_owner_withdraw(&anna, t.id, S("找到了"), &t));
		whole();
	}
	TX_REFUSED(&anna, E_BUSY, flow_theft_owner_report(&anna, &r, &t));
	assert_int_equal(flow_theft_owner_list(&anna, w.bike, 50, count_case, &n), 3);
	REFUSED(&bert, E_NOTFOUND, flow_theft_owner_list(&bert, w.bike, 50, count_case, &n));
	r.source = TO_OWNER;
	TX_REFUSED(&oa, E_INVALID, flow_theft_report(&oa, &r, &t));                         /* nobody speaks as the owner */
	t = steal(&oa, w.bike, false);
	TX_REFUSED(&anna, E_STATE, flow_theft_owner_withdraw(&anna, t.id, S(""), &t));      /* the police took this one */
}

/* --- FT3 --- */

static void FT3_a_case_is_moved_by_its_area_its_officer_and_case_officers(void **state)
{
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a), oa2 = as(w.oa2, ROLE_OFFICER, &w.a), ob = as(w.ob, ROLE_OFFICER, &w.b), ec = as(w.ec, ROLE_CASE, &w.b);
	struct cx moved = as(w.oa, ROLE_OFFICER, &w.b), root = as(w.ob, ROLE_OFFICER, &(struct unit){ .id = { 1 }, .path = S("/1/") });
	struct theft t = steal(&oa, w.bike, false), other;
	struct theft_view v;

	(void)state;
	assert_int_equal(t.unit.v, w.a.id.v);
	TX_REFUSED(&ob, E_DENIED, step(&ob, &t, TE_ACCEPT));
	DONE(&ob, flow_theft_view(&ob, &t, &v));
	assert_int_equal(v.actions.n, 0);
	DONE(&oa2, flow_theft_view(&oa2, &t, &v));
	assert_int_equal(v.actions.n, 4);                     /* accept, withdraw, unfound; watch at once */
	TX(&oa2, step(&oa2, &t, TE_ACCEPT));
	assert_int_equal(t.officer.v, w.oa.v);                /* stays with who took it */
	TX(&ec, step(&ec, &t, TE_FILE));
	TX(&moved, step(&moved, &t, TE_WATCH));               /* the own case, also from another unit */
	TX(&root, step(&root, &t, TE_RECOVER));
	/* a crime of two cases wants the right to both */
	other = steal(&ob, add_bike(0xcd, w.bert), false);
	TX_REFUSED(&oa2, E_DENIED, flow_theft_crime(&oa2, t.id, other.id, &t));
	TX_REFUSED(&ob, E_DENIED, flow_theft_crime(&ob, t.id, other.id, &t));
	TX(&ec, flow_theft_crime(&ec, t.id, other.id, &t));
	assert_int_equal(t.crime.v, other.id.v);
}

static void a_hurried_watch_leaves_every_event_and_its_note_on_the_last(void **state)
{
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a);
	struct theft t = steal(&oa, w.bike, false);
	struct theft_do d = { .ev = TE_WATCH, .ver = t.ver + 1, .note = S("线索"), .doc_no = S("雁公立字〔2026〕12号"), .filing = TF_CHECKS };

	(void)state;
	TX_REFUSED(&oa, E_STATE, flow_theft_do(&oa, t.id, &d, &t));       /* a stale page */
	d.ver = t.ver;
	TX(&oa, flow_theft_do(&oa, t.id, &d, &t));
	assert_true(t.state == TS_WATCHED && t.accepted_at && t.filed_at && str_eq(t.filing_no, d.doc_no) && t.filing == TF_CHECKS);
	assert_int_equal(t.ver, 4);
	assert_int_equal(t.filing_due_at, CX->now + 7ll * DAY_MS);
}

static int seen_row(struct cx *cx, const struct audit_row *r, void *arg)
{
	(void)cx, (void)r;
	++*(int *)arg;
	return 0;
}

static void a_case_is_handed_over_and_its_teller_named_to_who_may(void **state)
{
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a), oa2 = as(w.oa2, ROLE_OFFICER, &w.a), ob = as(w.ob, ROLE_OFFICER, &w.b);
	struct flow_report r = report_of(w.bike, false);
	struct theft t, none;
	int rows = 0;
	str got;

	(void)state;
	assert_true(pii_take(S("钱多多"), &r.reporter) && pii_take(S("13800003333"), &r.reporter_phone));
	TX(&oa, flow_theft_report(&oa, &r, &t));
	none = steal(&oa, add_bike(0xef, w.bert), false);
	TX_REFUSED(&ob, E_DENIED, flow_theft_unmask(&ob, t.id, S("phone"), 0, S("AJ-2026-1"), &got));
	TX_REFUSED(&oa2, E_INVALID, flow_theft_unmask(&oa2, t.id, S("phone"), 0, S("看看"), &got));      /* no number of a file */
	TX_REFUSED(&oa, E_INVALID, flow_theft_unmask(&oa, t.id, S("idNo"), 0, S("AJ-2026-1"), &got));
	TX_REFUSED(&oa, E_NOTFOUND, flow_theft_unmask(&oa, none.id, S("name"), 0, S("AJ-2026-1"), &got));
	TX(&oa2, flow_theft_unmask(&oa2, t.id, S("phone"), 0, S("AJ-2026-1"), &got));
	assert_true(str_eq(got, S("13800003333")));
	DONE(CX, audit_list(CX, 0, S("theft.unmask"), (account_id){ 0 }, 10, seen_row, &rows));
	assert_int_equal(rows, 1);
	struct unit precinct, site;
	DONE(CX, unit_add(CX, w.a.id, UNIT_PRECINCT, S("up"), S("派出所"), &precinct));
	DONE(CX, unit_add(CX, precinct.id, UNIT_SITE, S("us"), S("上牌点"), &site));
	TX_REFUSED(&ob, E_DENIED, flow_theft_assign(&ob, t.id, w.b.id, w.ob, S(""), 0, S(""), &t));
	TX_REFUSED(&oa2, E_DENIED, flow_theft_assign(&oa2, t.id, w.a.id, w.oa2, S(""), 0, S(""), &t));      /* FT5: whoever may move it makes it not his own */
	TX_REFUSED(&oa, E_INVALID, flow_theft_assign(&oa, t.id, site.id, (account_id){ 0 }, S(""), 0, S(""), &t));
	TX_REFUSED(&oa, E_STATE, flow_theft_assign(&oa, t.id, w.b.id, w.ob, S(""), t.ver + 1, S(""), &t));
	TX_REFUSED(&oa, E_INVALID, flow_theft_assign(&oa, t.id, w.b.id, (account_id){ 0 }, S("nobody"), t.ver, S(""), &t));
	TX(&oa, flow_theft_assign(&oa, t.id, w.b.id, (account_id){ 0 }, S("ob"), t.ver, S("移交"), &t));
	assert_true(t.unit.v == w.b.id.v && t.officer.v == w.ob.v);
	TX_REFUSED(&oa2, E_DENIED, step(&oa2, &t, TE_ACCEPT));
	TX_REFUSED(&oa, E_DENIED, step(&oa, &t, TE_ACCEPT));
	TX(&ob, step(&ob, &t, TE_ACCEPT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(FT1_what_a_case_starts_its_end_ends_whichever_it_is), T(FT1_an_open_case_stops_a_transfer),
		cmocka_unit_test_setup_teardown(FT1_killed_at_every_statement, with_shots, without_shots),
		cmocka_unit_test_setup_teardown(FT1_a_fan_out_in_pieces_would_be_seen, with_shots, without_shots),
		T(FT2_an_owners_report_waits_for_an_officer), T(FT2_only_the_own_live_bike_and_not_without_end),
		T(FT3_a_case_is_moved_by_its_area_its_officer_and_case_officers), T(a_hurried_watch_leaves_every_event_and_its_note_on_the_last),
		T(a_case_is_handed_over_and_its_teller_named_to_who_may),
	};

	sql_register(broken, COUNTOF(broken));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
