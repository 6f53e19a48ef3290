/* theft_test — T1 to T7 and every cell of state, event and role. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/account/account_testkit.h"
#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/seal/seal.h"
#include "office/theft/theft.h"
#include "office/theft/theft_sm.h"

struct world { struct testdb t; bike_id bike; };

static bike_id add_bike(struct cx *cx, uint64_t tag)
{
	struct bike_new n = { .tag = { tag }, .owner = kit_owner(cx, "李四光", "13800001111"), .how = S("register") };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static int setup(void **state)
{
	static struct world w;
	account_id officer;

	testdb_open(&w.t);
	officer = kit_account_row(&w.t.cx, "officer", ROLE_POLICE);
	w.t.cx.actor = officer;
	w.t.cx.roles = ROLE_OFFICER;
	w.bike = add_bike(&w.t.cx, 0xab);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(&((struct world *)*state)->t);
	return 0;
}

static struct theft_new report_of(struct cx *cx, bike_id bike)
{
	struct theft_new n = { .bike = bike, .tag = { 0xab }, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS,
	                       .district = 430405, .place = S("财富广场"), .note = S("") };

	assert_true(plate_parse(S("TEST171"), &n.plate));
	return n;
}

static struct theft report(struct cx *cx, bike_id bike)
{
	struct theft_new n = report_of(cx, bike);
	struct theft t;

	DONE(cx, theft_report(cx, &n, &t));
	return t;
}

#define CX (&((struct world *)*state)->t.cx)
#define BIKE (((struct world *)*state)->bike)

static const struct theft_rules rules = { .reopen_days = 30, .filing_days = { 3, 7, 30 }, .unsolved_days = 60 };

static int step(struct cx *cx, struct theft *t, enum theft_event ev)
{
	return theft_step(cx, t, &(struct theft_do){ .ev = ev, .note = S("why"), .doc_no = S(""), .filing = ev == TE_EXTEND ? TF_COMPLEX : TF_PLAIN }, &rules);
}

/* By whoever may. */
static void walk(struct cx *cx, struct theft *t, const enum theft_event *way, size_t n)
{
	unsigned roles = cx->roles;

	for (size_t i = 0; i < n; i++) {
		cx->roles = way[i] == TE_HIT ? ROLE_SYSTEM : ROLE_OFFICER;
		DONE(cx, step(cx, t, way[i]));
	}
	cx->roles = roles;
}
#define WALK(cx, t, ...) walk(cx, t, (const enum theft_event[]){ __VA_ARGS__ }, COUNTOF(((const enum theft_event[]){ __VA_ARGS__ })))

static void bring(struct cx *cx, struct theft *t, enum theft_state to)
{
	switch (to) {
	case TS_REPORTED: break;
	case TS_ACCEPTED: WALK(cx, t, TE_ACCEPT); break;
	case TS_FILED: WALK(cx, t, TE_ACCEPT, TE_FILE); break;
	case TS_NOT_FILED: WALK(cx, t, TE_ACCEPT, TE_NOT_FILE); break;
	case TS_WATCHED: WALK(cx, t, TE_ACCEPT, TE_FILE, TE_WATCH); break;
	case TS_LOCATED: WALK(cx, t, TE_ACCEPT, TE_FILE, TE_WATCH, TE_HIT); break;
	case TS_RECOVERED: WALK(cx, t, TE_ACCEPT, TE_FILE, TE_WATCH, TE_RECOVER); break;
	case TS_RETURNED: WALK(cx, t, TE_ACCEPT, TE_FILE, TE_WATCH, TE_RECOVER, TE_RETURN); break;
	case TS_UNSOLVED: WALK(cx, t, TE_ACCEPT, TE_FILE, TE_WATCH, TE_GIVE_UP); break;
	case TS_WITHDRAWN: WALK(cx, t, TE_WITHDRAW); break;
	default: WALK(cx, t, TE_UNFOUND); break;
	}
	assert_int_equal(t->state, to);
}

static int count_one(struct cx *cx, const struct theft *t, void *arg)
{
	(void)cx, (void)t;
	++*(int *)arg;
	return 0;
}

static void T1_one_open_case_a_bike(void **state)
{
	struct cx *cx = CX;
	struct theft a = report(cx, BIKE), b;
	struct theft_new n = report_of(cx, BIKE);

	REFUSED(cx, E_STATE, theft_report(cx, &n, &b));
	bring(cx, &a, TS_RECOVERED);                          /* found, not yet given back */
	REFUSED(cx, E_STATE, theft_report(cx, &n, &b));
	DONE(cx, step(cx, &a, TE_RETURN));
	b = report(cx, BIKE);
	assert_string_equal(a.number.p, "430405-20261123-0001");
	struct theft was = a;
	REFUSED(cx, E_STATE, step(cx, &a, TE_REOPEN));        /* the newer case is open */
	assert_memory_equal(&was, &a, sizeof a);
}

static void T1_race_of_two_connections(void **state)
{
	struct cx *cx = CX, other = testdb_second(&((struct world *)*state)->t, 50);
	struct theft_new n = report_of(cx, BIKE);
	struct theft t;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, theft_report(cx, &n, &t));
	REFUSED(&other, E_BUSY, sql_begin(&other, true));
	DONE(cx, sql_commit(cx));
	DONE(&other, sql_begin(&other, true));
	REFUSED(&other, E_STATE, theft_report(&other, &n, &t));
	sql_rollback(&other);
	sql_close(other.db);
}

/* --- T2: every cell, as the file that is reviewed by hand says --- */

static const unsigned roles[] = { ROLE_OFFICER, ROLE_CASE, ROLE_SYSTEM, ROLE_OWNER, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN,
                                  ROLE_TRAFFIC, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_PUBLIC };

/* "reported accept oe............ accepted": a letter where that role may, in the order of the head line. */
static void golden_line(char *ret, size_t cap, int from, int ev, const bool *may, str to, bool reason)
{
	static const char letters[] = "oeSwckmastjil-";
	char map[COUNTOF(roles) + 1] = "";

	for (size_t r = 0; r < COUNTOF(roles); r++)
		map[r] = may[r] ? letters[r] : '.';
	snprintf(ret, cap, "%-10.*s %-9.*s %s %.*s%s\n", STR_ARG(theft_state_name((enum theft_state)from)), STR_ARG(theft_event_name((enum theft_event)ev)), map,
	         STR_ARG(to), reason ? " (reason)" : "");
}

/* One cell, done: true when the step was taken. */
static bool cell(struct cx *cx, const struct theft *at, enum theft_event ev, unsigned role, enum theft_state *ret_to)
{
	struct theft t = *at;

	cx->roles = role;
	bool offered = (theft_actions(&t, role, cx->now, &rules) >> ev) & 1, row = theft_row_for(t.state, ev) != NULL;
	DONE(cx, sql_begin(cx, true));
	int rc = step(cx, &t, ev);
	sql_rollback(cx);
	assert_int_equal(rc == 0, offered);
	assert_int_equal(rc, rc == 0 ? 0 : row ? E_DENIED : E_STATE);
	assert_int_equal(t.ver, at->ver + (rc == 0));
	cx->err = (struct err){ 0 };
	cx->roles = ROLE_OFFICER;
	*ret_to = t.state;
	return rc == 0;
}

static void T2_every_cell_of_state_event_and_role(void **state)
{
	struct cx *cx = CX;
	static char want[32 << 10], got[32 << 10];
	const char *source = getenv("YZ_SOURCE");
	char path[600], line[200];
	size_t k = 0;

	snprintf(path, sizeof path, "%s/tests/golden/theft_life.txt", source ? source : ".");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	want[fread(want, 1, sizeof want - 1, f)] = 0;
	fclose(f);
	for (int from = 0; from < TS_N; from++) {
		struct theft at = report(cx, add_bike(cx, 1000u + (unsigned)from));
		bring(cx, &at, (enum theft_state)from);
		for (int ev = 0; ev < TE_N; ev++) {
			bool may[COUNTOF(roles)];
			enum theft_state to = TS_N, one;
			if (ev == TE_UNSOLVE && theft_row_for(at.state, TE_SOLVE))
				DONE(cx, step(cx, &at, TE_SOLVE));
			for (size_t r = 0; r < COUNTOF(roles); r++)
				if ((may[r] = cell(cx, &at, (enum theft_event)ev, roles[r], &one)))
					to = one;
			golden_line(line, sizeof line, from, ev, may, to == TS_N ? S("-") : theft_state_name(to),
			            theft_row_for(at.state, (enum theft_event)ev) && theft_row_for(at.state, (enum theft_event)ev)->reason);
			k += (size_t)snprintf(got + k, sizeof got - k, "%s", line);
		}
	}
	char *body = strstr(want, "\n\n");
	assert_non_null(body);
	if (strcmp(body + 2, got) != 0) {
		for (char *a = body + 2, *b = got; *a && *b; a += strcspn(a, "\n") + 1, b += strcspn(b, "\n") + 1)
			if (strncmp(a, b, strcspn(b, "\n") + 1) != 0)
				print_error("# the file: %.*s\n# the room: %.*s\n", (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
		fail_msg("tests/golden/theft_life.txt says otherwise");
	}
}

static void a_reason_is_wanted_where_the_table_says_so(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	struct theft_do d = { .ev = TE_UNFOUND, .note = S(""), .doc_no = S("") };

	REFUSED(cx, E_INVALID, theft_step(cx, &t, &d, &rules));
	d.note = S("车主记错了停放位置");
	DONE(cx, theft_step(cx, &t, &d, &rules));
	assert_string_equal(t.reason.p, "车主记错了停放位置");
	assert_int_equal(t.closed_at, cx->now);
}

static void filing_has_a_due_date_that_can_be_put_off(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	struct theft_do d = { .ev = TE_ACCEPT, .note = S(""), .doc_no = S("") };

	DONE(cx, theft_step(cx, &t, &d, &rules));
	utc_ms at = cx->now;
	assert_string_equal(t.receipt_no.p, "R-430405-20261123-0001");
	assert_int_equal(t.filing_due_at, at + 3 * DAY_MS);
	cx->now = t.filing_due_at;
	assert_false(theft_overdue(&t, cx->now));
	cx->now++;
	assert_true(theft_overdue(&t, cx->now));
	d = (struct theft_do){ .ev = TE_EXTEND, .note = S(""), .doc_no = S(""), .filing = TF_CHECKS };
	REFUSED(cx, E_INVALID, theft_step(cx, &t, &d, &rules));       /* without a reason */
	d.note = S("价格待认定");
	DONE(cx, theft_step(cx, &t, &d, &rules));
	assert_int_equal(t.filing_due_at, at + 7 * DAY_MS);           /* from the receipt, not from now */
	REFUSED(cx, E_INVALID, theft_step(cx, &t, &d, &rules));       /* not the same again */
	d = (struct theft_do){ .ev = TE_NOT_FILE, .note = S("不属于本局管辖"), .doc_no = S("衡公不立字〔2026〕8号") };
	DONE(cx, theft_step(cx, &t, &d, &rules));
	DONE(cx, theft_get(cx, t.id, &t));
	assert_string_equal(t.filing_no.p, "衡公不立字〔2026〕8号");
	assert_int_equal(t.filed_at, 0);
	d = (struct theft_do){ .ev = TE_REOPEN, .note = S(""), .doc_no = S("") };
	DONE(cx, theft_step(cx, &t, &d, &rules));
	assert_true(t.state == TS_ACCEPTED && t.filing_due_at == cx->now + 7 * DAY_MS && !t.closed_at);
	d = (struct theft_do){ .ev = TE_FILE, .note = S(""), .doc_no = S("") };
	DONE(cx, theft_step(cx, &t, &d, &rules));
	assert_string_equal(t.filing_no.p, "L-430405-20261123-0001");
	assert_int_equal(t.filed_at, cx->now);
}

static void giving_up_is_offered_after_so_many_days_without_a_find(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	struct theft_filter f = { .state = TS_N, .queue = TQ_GIVE_UP, .area = S(""), .unsolved_days = 60, .exact = S("") };
	struct theft_counts c;
	int n = 0;

	bring(cx, &t, TS_WATCHED);
	cx->now += 60 * (int64_t)DAY_MS;
	assert_false(theft_may_give_up(&t, cx->now, &rules));
	assert_int_equal(theft_list(cx, &f, 0, 10, count_one, &n), 0);
	cx->now++;
	assert_true(theft_may_give_up(&t, cx->now, &rules));
	assert_int_equal(theft_list(cx, &f, 0, 10, count_one, &n), 1);
	DONE(cx, theft_count(cx, &f, &c));
	assert_int_equal(c.give_up, 1);
	cx->roles = ROLE_SYSTEM;
	DONE(cx, step(cx, &t, TE_HIT));                       /* a find: the days begin again */
	cx->roles = ROLE_OFFICER;
	assert_false(theft_may_give_up(&t, cx->now, &rules));
	assert_int_equal(theft_list(cx, &f, 0, 10, count_one, &n), 0);
	DONE(cx, step(cx, &t, TE_GIVE_UP));                   /* an officer may at any time */
	assert_true(theft_is_open(&t) && theft_is_watched(&t) && t.unsolved_at == cx->now);
	assert_int_equal(theft_watch_again(cx), 1);           /* listened for all the same */
	cx->roles = ROLE_SYSTEM;
	DONE(cx, step(cx, &t, TE_HIT));
	assert_int_equal(t.state, TS_LOCATED);
}

static void an_officer_in_a_hurry_passes_what_lies_before(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	enum theft_event way[THEFT_WAY];

	assert_int_equal(theft_way(&t, TE_WATCH, way), 3);
	assert_true(way[0] == TE_ACCEPT && way[1] == TE_FILE && way[2] == TE_WATCH);
	assert_int_equal(theft_way(&t, TE_RECOVER, way), 0);
	assert_int_equal(theft_way(&t, TE_RETURN, way), 0);
	bring(cx, &t, TS_LOCATED);
	assert_int_equal(theft_way(&t, TE_RETURN, way), 2);
	assert_true(way[0] == TE_RECOVER && way[1] == TE_RETURN);
	assert_int_equal(theft_way(&t, TE_WATCH, way), 0);
	assert_int_equal(theft_way(&t, TE_RECOVER, way), 1);
}

static void T3_a_stale_version_is_refused(void **state)
{
	struct cx *cx = CX;
	struct theft a = report(cx, BIKE), stale = a;
	struct theft_do d = { .ev = TE_ACCEPT, .ver = a.ver + 1, .note = S(""), .doc_no = S("") };

	REFUSED(cx, E_STATE, theft_step(cx, &a, &d, &rules));
	d.ver = a.ver;
	DONE(cx, theft_step(cx, &a, &d, &rules));
	REFUSED(cx, E_STATE, step(cx, &stale, TE_WITHDRAW));
	assert_int_equal(stale.state, TS_REPORTED);
}

static int keep_event(struct cx *cx, const struct theft_history *h, void *arg)
{
	char *out = arg;
	size_t k = strlen(out);

	(void)cx;
	snprintf(out + k, 256 - k, "%.*s:%.*s>%.*s ", STR_ARG(h->event), STR_ARG(h->from), STR_ARG(h->to));
	return 0;
}

static void T4_every_change_leaves_an_event(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	char got[256] = "";

	WALK(cx, &t, TE_ACCEPT, TE_EXTEND, TE_FILE, TE_RECOVER, TE_SOLVE, TE_RETURN);
	assert_int_equal(theft_events(cx, t.id, 100, keep_event, got), 7);
	assert_string_equal(got, "report:>reported accept:reported>accepted extend:accepted>accepted file:accepted>filed recover:filed>recovered "
	                    "solve:recovered>recovered return:recovered>returned ");
	static const struct sql_stmt upd = { "t.upd", "UPDATE theft_event SET note = 'x'", 0, 0 }, del = { "t.del", "DELETE FROM theft_event", 0, 0 };
	static const struct sql_stmt *const list[] = { &upd, &del };
	sql_register(list, 2);
	REFUSED(cx, E_STATE, sql_exec(cx, &upd, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &del, BIND_NONE));
}

static int keep_watch(struct cx *cx, const struct theft_watch *w, void *arg)
{
	struct theft_watch *out = arg;

	(void)cx;
	while (out->version)
		out++;
	*out = *w;
	return 0;
}

static void T5_watch_changes_stay_in_order_until_marked(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	struct theft_watch w[4] = { 0 };

	DONE(cx, theft_watch(cx, &t, true));
	DONE(cx, theft_watch(cx, &t, false));
	assert_int_equal(theft_watch_pending(cx, 10, keep_watch, w), 2);
	assert_true(w[0].add && !w[1].add && w[1].version > w[0].version);
	assert_int_equal(w[0].tag.v, 0xab);
	assert_int_equal(w[0].since, t.last_seen_at);
	DONE(cx, theft_watch_journaled(cx, w[0].version));
	memset(w, 0, sizeof w);
	assert_int_equal(theft_watch_pending(cx, 10, keep_watch, w), 1);
	assert_false(w[0].add);
	assert_int_equal(theft_watch_again(cx), 0);   /* only watched cases */
	bring(cx, &t, TS_LOCATED);
	assert_int_equal(theft_watch_again(cx), 1);
}

static void times_texts_and_reopening_have_limits(void **state)
{
	struct cx *cx = CX;
	struct theft_new n = report_of(cx, BIKE);
	struct theft t;

	n.last_seen_at = cx->now + 1;
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	n = report_of(cx, BIKE);
	n.missing_at = n.last_seen_at - 1;
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	n = report_of(cx, BIKE);
	n.severity = 4;
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	n = report_of(cx, BIKE);
	n.source = TO_EMERGENCY;
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));     /* without the call's number */
	n = report_of(cx, BIKE);
	n.lock = (struct theft_lock){ .locked = TL_YES, .kind = 1 };
	assert_string_equal(theft_lock_kinds[1].p, "none");
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	n.lock = (struct theft_lock){ .keys = 10 };
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	t = report(cx, BIKE);
	bring(cx, &t, TS_RETURNED);
	cx->now += 30 * (int64_t)DAY_MS + 1;
	REFUSED(cx, E_STATE, step(cx, &t, TE_REOPEN));
	cx->now -= 1;
	DONE(cx, step(cx, &t, TE_REOPEN));
	assert_int_equal(t.closed_at, 0);
	assert_int_equal(theft_state_of(S("nonsense")), TS_N);
	assert_int_equal(theft_state_name(TS_N).n, 0);
	assert_int_equal(theft_event_name((enum theft_event)-1).n, 0);
}

/* --- T6, T7 --- */

static int listed(struct cx *cx, const struct theft_filter *f)
{
	int n = 0;

	DONE(cx, theft_list(cx, f, 0, 10, count_one, &n));
	return n;
}

static void T6_of_one_crime_all_are_solved_or_none(void **state)
{
	struct cx *cx = CX;
	struct theft a = report(cx, BIKE), b = report(cx, add_bike(cx, 2001)), c = report(cx, add_bike(cx, 2002)), d = report(cx, add_bike(cx, 2003));

	bring(cx, &a, TS_RECOVERED);
	bring(cx, &b, TS_WATCHED);
	bring(cx, &c, TS_WATCHED);
	bring(cx, &d, TS_RECOVERED);
	REFUSED(cx, E_INVALID, theft_join(cx, &b, b.id));
	DONE(cx, theft_join(cx, &b, a.id));
	DONE(cx, theft_join(cx, &c, b.id));                   /* of one crime with all of them */
	assert_true(b.crime.v == a.id.v && c.crime.v == a.id.v);
	DONE(cx, theft_get(cx, a.id, &a));
	assert_int_equal(a.crime.v, a.id.v);
	assert_int_equal(listed(cx, &(struct theft_filter){ .state = TS_N, .area = S(""), .crime = a.id, .exact = S("") }), 3);
	assert_int_equal(listed(cx, &(struct theft_filter){ .state = TS_N, .area = S(""), .exact = d.number }), 1);
	assert_int_equal(listed(cx, &(struct theft_filter){ .state = TS_N, .area = S(""), .crime = a.id, .exact = d.number }), 0);
	REFUSED(cx, E_STATE, theft_join(cx, &c, d.id));       /* of another crime already */
	DONE(cx, step(cx, &b, TE_SOLVE));                     /* solved, and two of three bikes are still out */
	DONE(cx, theft_get(cx, a.id, &a));
	DONE(cx, theft_get(cx, c.id, &c));
	assert_true(a.solved_at == cx->now && c.solved_at == cx->now && a.state == TS_RECOVERED && c.state == TS_WATCHED);
	REFUSED(cx, E_STATE, theft_join(cx, &d, a.id));       /* found, but not solved */
	REFUSED(cx, E_STATE, theft_part(cx, &a));             /* it leads */
	DONE(cx, theft_part(cx, &c));
	assert_true(c.crime.v == 0 && c.solved_at == cx->now);
}

struct sealed_seen { int rows; };

static int see_kid(void *arg, const char *column, const char *kid, int64_t rows)
{
	struct sealed_seen *s = arg;

	if (strncmp(column, "theft_reporter.", 15) == 0 && rows) {
		assert_true(kid && kid[0]);                       /* "" would be plain text */
		s->rows += (int)rows;
	}
	return 0;
}

static void T7_who_told_is_sealed(void **state)
{
	struct cx *cx = CX;
	struct theft_new n = report_of(cx, BIKE);
	struct sealed_seen seen = { 0 };
	struct pii name, phone;
	struct theft t;

	assert_true(pii_take(S("138 0000 2222"), &n.reporter_phone));
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));     /* a phone of nobody */
	assert_true(pii_take(S("钱多多"), &n.reporter));
	DONE(cx, theft_report(cx, &n, &t));
	DONE(cx, theft_reporter(cx, t.id, &name, &phone));
	assert_true(str_eq(pii_reveal(&name), S("钱多多")) && str_eq(pii_reveal(&phone), S("13800002222")));
	DONE(cx, seal_count(cx, see_kid, &seen));
	assert_int_equal(seen.rows, 2);
	DONE(cx, theft_step(cx, &t, &(struct theft_do){ .ev = TE_WITHDRAW, .note = S(""), .doc_no = S("") }, &rules));
	t = report(cx, BIKE);
	DONE(cx, theft_reporter(cx, t.id, &name, &phone));
	assert_true(pii_empty(&name) && pii_empty(&phone));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(T1_one_open_case_a_bike), T(T1_race_of_two_connections), T(T2_every_cell_of_state_event_and_role), T(T3_a_stale_version_is_refused),
		T(T4_every_change_leaves_an_event), T(T5_watch_changes_stay_in_order_until_marked), T(times_texts_and_reopening_have_limits),
		T(a_reason_is_wanted_where_the_table_says_so), T(filing_has_a_due_date_that_can_be_put_off),
		T(giving_up_is_offered_after_so_many_days_without_a_find), T(an_officer_in_a_hurry_passes_what_lies_before),
		T(T6_of_one_crime_all_are_solved_or_none), T(T7_who_told_is_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
