/* flow_watchlist_test — WL1 to WL4: a reader that applies every page has exactly what is watched; what it heard without a line. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_alert.h"
#include "flow/flow_theft.h"
#include "flow/flow_watchlist.h"
#include "office/account/account_testkit.h"
#include "office/alert/alert.h"
#include "office/audit/audit.h"
#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"

enum { BIKES = 6 };
struct world { struct testdb t; bike_id bike[BIKES]; struct theft theft[BIKES]; };
#define W ((struct world *)*state)
#define CX (&W->t.cx)

static int setup(void **state)
{
	static struct world w;
	struct cx *cx = &w.t.cx;
	owner_id owner;

	memset(&w, 0, sizeof w);
	testdb_open(&w.t);
	cx->now -= 90ll * DAY_MS;
	owner = kit_owner(cx, "李四光", "13800001111");
	for (int i = 0; i < BIKES; i++) {
		struct bike_new n = { .tag = { 0xa0 + (uint64_t)i }, .owner = owner, .how = S("register") };
		char plate[24];
		snprintf(plate, sizeof plate, "TEST%03d", i);
		assert_true(plate_parse(str_of(plate), &n.plate));
		DONE(cx, bike_add(cx, &n, &w.bike[i]));
	}
	cx->now += 90ll * DAY_MS;
	account_id me = kit_account(cx, "officer", "correct horse", ROLE_POLICE, NULL);
	cx->actor = me;
	cx->roles = ROLE_POLICE;
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(&W->t);
	return 0;
}

static void report(struct world *w, int i)
{
	struct cx *cx = &w->t.cx;
	struct flow_report r = { .bike = w->bike[i], .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS, .place = S(""), .note = S(""), .watch = true };

	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_report(cx, &r, &w->theft[i]));
	DONE(cx, sql_commit(cx));
}

static void end(struct world *w, int i)
{
	struct cx *cx = &w->t.cx;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_step(cx, w->theft[i].id, TE_WITHDRAW, 0, S(""), &w->theft[i]));
	DONE(cx, sql_commit(cx));
}

/* A reader: one bit a bike. */
struct reader { int64_t version; unsigned has; bool full; int tombstones; };

static void visit(struct world *w, struct reader *r)
{
	struct watchlist l;

	DONE(&w->t.cx, flow_watchlist(&w->t.cx, r->version, 0, 0, &l));
	r->full = l.full;
	if (l.full)
		r->has = 0;
	r->tombstones = 0;
	for (size_t i = 0; i < l.n; i++) {
		unsigned bit = 1u << (l.items[i].tag.v - 0xa0);
		r->has = l.items[i].removed ? r->has & ~bit : r->has | bit;
		r->tombstones += l.items[i].removed;
	}
	assert_int_equal(l.next, 0);
	r->version = l.version;
}

static int count_audit(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx, (void)row;
	++*(int *)arg;
	return 0;
}

static void WL1_a_reader_has_exactly_what_is_watched(void **state)
{
	struct reader r = { 0 }, old = { 0 }, foreign = { .version = 999999 };
	int rows = 0;

	visit(W, &r);
	assert_true(r.full && r.has == 0);
	report(W, 0);
	report(W, 1);
	visit(W, &r);
	assert_int_equal(r.has, 3);
	visit(W, &old);
	report(W, 2);
	end(W, 0);
	visit(W, &r);
	assert_int_equal(r.has, 6);
	assert_true(!r.full && r.tombstones == 1);
	report(W, 0);
	end(W, 0);                     /* came and went between two visits: a tombstone that removes nothing */
	visit(W, &r);
	assert_int_equal(r.has, 6);
	visit(W, &r);
	assert_true(!r.full && r.tombstones == 0);
	visit(W, &foreign);             /* a version of another server's list */
	assert_true(foreign.full && foreign.has == 6 && foreign.tombstones == 0);
	W->t.cx.now += 31ll * DAY_MS;
	visit(W, &old);                 /* a month without a line */
	assert_true(old.full && old.has == 6 && old.tombstones == 0);
	visit(W, &r);                   /* up to date, however long ago */
	assert_false(r.full);
	DONE(CX, audit_list(CX, 0, S("watchlist.read"), (account_id){ 0 }, 100, count_audit, &rows));
	assert_int_equal(rows, 9);
}

static struct handheld_hit hit(struct cx *cx, const char *id, uint64_t tag, utc_ms at)
{
	(void)cx;
	return (struct handheld_hit){ str_of(id), { tag }, at, true, { 268940000, 1125720000 }, S("桥东路口") };
}

static struct handheld_done upload(struct cx *cx, const struct handheld_hit *h)
{
	struct handheld_done d;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_handheld_hit(cx, h, &d));
	DONE(cx, sql_commit(cx));
	return d;
}

static void WL3_WL4_a_hit_told_later_is_late_and_once(void **state)
{
	struct cx *cx = CX;
	struct handheld_done d;
	struct alert a;
	uint64_t lsn;
	uint32_t k;

	report(W, 0);
	cx->now += HOUR_MS;
	struct handheld_hit h = hit(cx, "r1-1", 0xa0, cx->now - 10 * MINUTE_MS);
	d = upload(cx, &h);
	assert_true(d.outcome == HO_ALERT && !d.again && d.case_id == W->theft[0].id.v);
	DONE(cx, alert_of(cx, W->theft[0].id, &a));
	assert_true(a.id == d.alert_id && a.late && a.rule == AR_HANDHELD && a.count == 1 && a.station_id == 0);
	assert_true(str_eq(a.station_place, S("桥东路口")));
	DONE(cx, theft_get(cx, W->theft[0].id, &W->theft[0]));
	assert_int_equal(W->theft[0].state, TS_WATCHED);
	d = upload(cx, &h);
	assert_true(d.again && d.outcome == HO_ALERT && d.alert_id == a.id);
	DONE(cx, alert_of(cx, W->theft[0].id, &a));
	assert_int_equal(a.count, 1);
	DONE(cx, flow_alert_position(cx, &lsn, &k));     /* the engines' place in the journal is not moved by it */
	assert_true(lsn == 0 && k == 0);
	h = hit(cx, "r1-2", 0xa5, cx->now);
	assert_int_equal(upload(cx, &h).outcome, HO_UNKNOWN);
	end(W, 0);
	h = hit(cx, "r1-3", 0xa0, cx->now);
	d = upload(cx, &h);
	assert_true(d.outcome == HO_KEPT && d.alert_id == 0);
	h = hit(cx, "r1-4", 0xa0, cx->now + HOUR_MS);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_INVALID, flow_handheld_hit(cx, &h, &d));
	h.heard_at = cx->now;
	h.client_id = S("");
	REFUSED(cx, E_INVALID, flow_handheld_hit(cx, &h, &d));
	sql_rollback(cx);
	/* another officer's reader numbers as it likes */
	cx->actor.v++;
	h = hit(cx, "r1-1", 0xa0, cx->now);
	assert_false(upload(cx, &h).again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(WL1_a_reader_has_exactly_what_is_watched), T(WL3_WL4_a_hit_told_later_is_late_and_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
