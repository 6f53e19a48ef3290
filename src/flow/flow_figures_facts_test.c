/* flow_figures_facts_test — FI6: figures of cases, alerts, orders, seized goods, plans and claims against a made-up quarter with known answers, and against their
 * own rows. FI7: kept months against the rows, while everything changes at random. */
#include "flow/figures_testkit.h"

#include "office/plan/plan.h"
#include "office/theft/theft.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "tf." #nm, sql_text, 0, n, .step = true }
STMT(t_case, 13, "INSERT INTO theft (number, bike, tag, plate, state, severity, source, last_seen_at, missing_at, reported_at, accepted_at, receipt_no, filed_at, filing_no, "
	"located_at, recovered_at, unsolved_at, closed_at, solved_at, crime, lock_kind, officer, unit, source_ref) "
	"SELECT $1, CAST($2 AS BIGINT), $1, $1, $3, 2, 'owner', CAST($4 AS BIGINT), CAST($4 AS BIGINT), CAST($4 AS BIGINT), CASE WHEN CAST($5 AS BIGINT) > 0 THEN CAST($4 AS BIGINT) END, CASE WHEN CAST($5 AS BIGINT) > 0 THEN 'R' ELSE '' END, CASE WHEN CAST($6 AS BIGINT) > 0 THEN CAST($4 AS BIGINT) END, "
	"CASE WHEN CAST($6 AS BIGINT) > 0 THEN 'F' ELSE '' END, CASE WHEN CAST($7 AS BIGINT) >= 0 THEN CAST($4 AS BIGINT) + CAST($7 AS BIGINT) * 60000 END, CASE WHEN CAST($8 AS BIGINT) >= 0 THEN CAST($4 AS BIGINT) + CAST($8 AS BIGINT) * 60000 END, "
	"CASE WHEN $3 = 'unsolved' THEN CAST($4 AS BIGINT) END, CASE WHEN $3 IN ('returned', 'withdrawn', 'unfounded', 'not_filed') THEN CAST($4 AS BIGINT) END, CASE WHEN CAST($9 AS BIGINT) > 0 THEN CAST($4 AS BIGINT) END, CAST($10 AS BIGINT), $11, NULL, CAST($12 AS BIGINT), '' WHERE CAST($13 AS BIGINT) = 1");
STMT(t_alert, 5, "INSERT INTO alert (theft, subject, bike, number, plate, severity, state, district, opened_at, issued_at, first_heard_at, last_heard_at, late, outcome, station, "
	"station_name) SELECT id, tag, bike, number, plate, 2, 'new', CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($3 AS BIGINT), CAST($3 AS BIGINT), CAST($3 AS BIGINT), 0, $4, 1, 's' FROM theft WHERE id = CAST($1 AS BIGINT) AND CAST($5 AS BIGINT) = 1");
STMT(t_claim, 10, "INSERT INTO claim (ref, number, theft, bike, owner, unit, state, tbl, amount_fen, p_card, p_payee, created_by, created_at, submitted_at, paid_at, owed_day, closed_at) "
	"SELECT $10, $1, id, bike, CAST($2 AS BIGINT), unit, $3, 1, 80000, 'c', 'p', 1, CAST($4 AS BIGINT), CAST($4 AS BIGINT), CASE WHEN CAST($5 AS BIGINT) > 0 THEN CAST($5 AS BIGINT) END, CASE WHEN CAST($6 AS BIGINT) > 0 THEN CAST($6 AS BIGINT) END, CASE WHEN CAST($7 AS BIGINT) > 0 THEN CAST($7 AS BIGINT) END FROM theft WHERE id = CAST($8 AS BIGINT) AND CAST($9 AS BIGINT) = 1");
STMT(t_suspect, 6, "INSERT INTO suspect (ref, unit_id, path, p_name, state, created_by, created_at, caught_at) "
	"SELECT $1, CAST($2 AS BIGINT), path, 'n', $3, 1, CAST($4 AS BIGINT), CASE WHEN CAST($5 AS BIGINT) > 0 THEN CAST($4 AS BIGINT) END FROM unit WHERE id = CAST($2 AS BIGINT) AND CAST($6 AS BIGINT) = 1");
STMT(t_den, 4, "INSERT INTO den (unit_id, path, kind, place, state, created_by, created_at, raided_at) "
	"SELECT id, path, 'shop', 'a shop', $2, 1, CAST($3 AS BIGINT), CASE WHEN $2 IN ('raided', 'closed') THEN CAST($3 AS BIGINT) END FROM unit WHERE id = CAST($1 AS BIGINT) AND CAST($4 AS BIGINT) = 1");
STMT(t_seized, 7, "INSERT INTO seized (number, kind, state, unit_id, path, found_at, place, bike, matched_by, matched_at, papers, proven_by, value_fen, valued_by, approved_by, approved_at, "
	"returned_at, created_by, created_at) SELECT $1, $2, $3, id, path, CAST($5 AS BIGINT), 'p', CAST($6 AS BIGINT), 1, 1, 'invoice', 1, 100, 1, 2, 1, "
	"CASE WHEN $3 = 'returned' THEN CAST($5 AS BIGINT) END, 1, CAST($5 AS BIGINT) FROM unit WHERE id = CAST($4 AS BIGINT) AND CAST($7 AS BIGINT) = 1");
STMT(t_day, 2, "INSERT INTO return_day (number, unit_id, path, day, place, state, created_by, created_at) "
	"SELECT 'D', id, path, 1, 'p', 'open', 1, 1 FROM unit WHERE id = CAST($1 AS BIGINT) AND CAST($2 AS BIGINT) = 1");
STMT(t_return, 6, "INSERT INTO return_item (ref, return_day, seized, unit_id, state, receiver, p_id_no, signed, returned_at, created_at) "
	"SELECT $1, 1, s.id, s.unit_id, $3, 'owner', 'x', 1, CASE WHEN $3 = 'returned' THEN CAST($4 AS BIGINT) END, CAST($5 AS BIGINT) FROM seized s WHERE s.id = CAST($2 AS BIGINT) AND CAST($6 AS BIGINT) = 1");
STMT(t_order, 3, "INSERT INTO police_order (alert, theft, unit, path, how, state, severity, late, level, issued_at, signed_at, result, ended_at) SELECT a.id, a.theft, t.unit, '/1/', 'hand', "
	"'done', 2, 0, CAST($2 AS BIGINT), a.opened_at, CASE WHEN CAST($3 AS BIGINT) = 1 THEN a.opened_at END, 'bike', a.opened_at FROM alert a JOIN theft t ON t.id = a.theft WHERE a.id = CAST($1 AS BIGINT) AND t.unit > 0");
STMT(t_plan, 6, "INSERT INTO plan (receipt, sale_key, product_id, product, bike, plate, owner, site, unit, price_fen, years, starts_at, ends_at, way, state, sold_by, sold_day, sold_at) "
	"SELECT $1, 'sale-key-' || $1, CASE WHEN $2 = 'theft' THEN 1 ELSE 2 END, $2, b.id, 'p', b.id * 0 + 1, s.id, s.unit, 12000, 3, CAST($5 AS BIGINT) + 86400000, CAST($5 AS BIGINT) + 94694400000, 'cash', 'live', 1, 1, CAST($5 AS BIGINT) "
	"FROM bike b, site s WHERE b.id = CAST($3 AS BIGINT) AND s.id = CAST($4 AS BIGINT) AND CAST($6 AS BIGINT) = 1");
/* what changes later: each once as a step forward and once back */
STMT(x_outcome, 2, "UPDATE alert SET outcome = $2 WHERE id = CAST($1 AS BIGINT)");
STMT(x_alert_day, 2, "UPDATE alert SET opened_at = opened_at + CAST($2 AS BIGINT) WHERE id = CAST($1 AS BIGINT)");
STMT(x_sign, 2, "UPDATE police_order SET signed_at = CASE WHEN signed_at IS NULL THEN issued_at END, level = CAST($2 AS BIGINT) WHERE id = CAST($1 AS BIGINT)");
STMT(x_claim, 2, "UPDATE claim SET state = $2, paid_at = CASE WHEN $2 = 'paid' THEN submitted_at + CAST($1 AS BIGINT) % 9 * 86400000 END WHERE id = CAST($1 AS BIGINT)");
STMT(x_plan, 2, "UPDATE plan SET state = $2, ended_at = CASE WHEN $2 <> 'live' THEN starts_at END, refund_fen = CASE WHEN $2 = 'refunded' THEN 500 ELSE 0 END, "
	"refund_way = CASE WHEN $2 = 'refunded' THEN 'cash' ELSE '' END, ver = ver + 1 WHERE id = CAST($1 AS BIGINT)");
STMT(x_place, 2, "UPDATE site SET district = CAST($2 AS BIGINT) WHERE id = CAST($1 AS BIGINT)");
STMT(x_gone, 1, "DELETE FROM police_order WHERE id = CAST($1 AS BIGINT)");
STMT(x_late_watch, 2, "INSERT INTO theft_event (theft, at, event, actor, from_state, to_state) SELECT id, CAST($2 AS BIGINT), 'watch', 1, 'filed', 'watched' FROM theft WHERE id = CAST($1 AS BIGINT)");
STMT(x_kept, 0, "SELECT count(*) FROM figure_kept");
STMT(x_forget, 0, "DELETE FROM figure_kept");
STMT(x_spoil, 0, "UPDATE figure_month SET num = num + 1 WHERE fig = 'cases'");
STMT(x_tear, 0, "UPDATE figure_values SET packed = substr(packed, 1, length(packed) - 1)");
STMT(x_cut, 0, "DELETE FROM figure_month WHERE fig = 'plans_sold'");
static const struct sql_stmt *const t_stmts[] = { &t_order, &t_plan, &x_outcome, &x_alert_day, &x_sign, &x_claim, &x_plan, &x_place, &x_gone, &x_late_watch, &x_kept, &x_forget, &x_spoil, &x_cut, &x_tear,
	&t_case, &t_alert, &t_claim, &t_suspect, &t_den, &t_seized, &t_day, &t_return };

static struct toy city;
static struct unit bureau;
static int made;
static utc_ms noon;                      /* of the first day of the quarter, a Monday */

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	city = (struct toy){ .seed = 7 };
	made = 0;
	t.cx.roles = ROLE_OFFICER | ROLE_CLERK | ROLE_SYSTEM;
	t.cx.actor.v = 5;
	noon = day_start(day_of(t.cx.now) - 60 - (day_of(t.cx.now) - 60 + 3) % 7) + 12 * HOUR_MS;
	city_places(&t.cx, &city);
	DONE(&t.cx, unit_get(&t.cx, (unit_id){ 1 }, &bureau));
	city_as(&t.cx, &bureau, ROLE_OFFICER | ROLE_CASE | ROLE_ADJUSTER | ROLE_CLERK | ROLE_TRAFFIC);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

struct made { const char *state; int day, accepted, filed, located, recovered, solved, crime; const char *lock; int unit; };

static int64_t put(struct cx *cx, struct made m)
{
	char number[40];
	struct bike b = city_bike(cx, &city);
	utc_ms at = noon + m.day * (int64_t)DAY_MS;

	snprintf(number, sizeof number, "%06d-20260101-%04d", m.unit ? 430405 : 430406, ++made);
	DONE(cx, sql_exec(cx, &t_case, BIND(V(str_of(number)), V(b.id.v), V(str_of(m.state)), V(at), V(m.accepted), V(m.filed), V(m.located), V(m.recovered), V(m.solved), V(m.crime),
	                                    V(str_of(m.lock)), V(city.unit[m.unit].id.v), V(1))));
	return made;
}

static const struct made quarter[] = {
	{ "reported", 0, 0, 0, -1, -1, 0, 0, "chain", 0 },
	{ "accepted", 0, 1, 0, -1, -1, 0, 0, "u_lock", 0 },
	{ "not_filed", 1, 1, 0, -1, -1, 0, 0, "chain", 0 },
	{ "filed", 1, 1, 1, -1, -1, 0, 0, "chain", 1 },
	{ "watched", 2, 1, 1, -1, -1, 0, 0, "none", 1 },
	{ "located", 3, 1, 1, 30, -1, 0, 0, "chain", 2 },
	{ "recovered", 8, 1, 1, 10, 100, 1, 7, "disc", 0 },        /* one crime: cases 7 and 8 */
	{ "returned", 9, 1, 1, 20, 2200, 1, 7, "disc", 1 },
	{ "unsolved", 9, 1, 1, -1, -1, 0, 0, "chain", 2 },
	{ "withdrawn", 10, 1, 1, 5, -1, 1, 11, "chain", 2 },       /* leads a crime and does not stand */
	{ "returned", 11, 1, 1, 40, 200, 1, 10, "chain", 2 },
	{ "unfounded", 12, 1, 0, -1, -1, 0, 0, "chain", 0 },
};

static void quarter_put(struct cx *cx)
{
	for (size_t i = 0; i < COUNTOF(quarter); i++)
		put(cx, quarter[i]);
}

static struct figure_q ask(enum figure_id fig, enum figure_dim by)
{
	return (struct figure_q){ fig, by, day_of(noon), day_of(noon) + 60, -1, -1 };
}

static void says(struct cx *cx, enum figure_id fig, int64_t num, int64_t den, int64_t mid, int64_t p90)
{
	enum figure_dim by = figure_defs[fig].dims & 1u << FD_UNIT ? FD_UNIT : FD_SITE;
	struct figure_q q = ask(fig, by);
	struct figure f;

	DONE(cx, flow_figure(cx, &q, &f));
	if (f.num != num || f.den != den || f.mid != mid || f.p90 != p90)
		fail_msg("%.*s: %ld of %ld, %ld, %ld; it should be %ld of %ld, %ld, %ld", STR_ARG(figure_defs[fig].id), (long)f.num, (long)f.den, (long)f.mid, (long)f.p90, (long)num,
		         (long)den, (long)mid, (long)p90);
}

static void a_quarter_with_known_answers(void **state)
{
	struct cx *cx = CX;

	quarter_put(cx);
	says(cx, FIG_CASES, 12, -1, -1, -1);
	says(cx, FIG_ACCEPTED, 11, 12, -1, -1);
	says(cx, FIG_FILED, 7, 12, -1, -1);
	says(cx, FIG_SOLVED, 2, 6, -1, -1);                /* 7 with 8, and 11, whose lead was withdrawn */
	says(cx, FIG_RECOVERED, 3, 7, -1, -1);             /* bikes are not crimes */
	says(cx, FIG_RETURNED, 2, 3, -1, -1);
	says(cx, FIG_FOUND, 4, 6, -1, -1);
	says(cx, FIG_TO_LOCATION, 4, 7, 20, 40);
	says(cx, FIG_TO_RECOVERY, 3, 7, 200, 2200);
	says(cx, FIG_OPEN, 7, -1, -1, -1);
}

static void alerts_and_claims_with_known_answers(void **state)
{
	struct cx *cx = CX;
	static const char *const outcome[] = { "false", "true", "true", "", "" };
	int32_t today = day_of(cx->now);
	static const struct { const char *state; int day, paid, owed, ended; } claims[] = {
		{ "paid", 0, 4, 10, 0 },           /* Monday to Friday: four working days */
		{ "closed", 0, 7, 10, 7 },         /* to the next Monday: five */
		{ "rejected", 1, 0, 0, 9 }, { "in_review", 1, 0, -3, 0 }, { "approved", 1, 0, 90, 0 }, { "needs_papers", 2, 0, 0, 0 },
	};
	char number[16];

	quarter_put(cx);
	for (int i = 0; i < 5; i++)
		DONE(cx, sql_exec(cx, &t_alert, BIND(V(4 + i), V(430405), V(noon + i * (int64_t)DAY_MS), V(str_of(outcome[i])), V(1))));
	says(cx, FIG_FALSE_ALARMS, 1, 3, -1, -1);
	for (int i = 0; i < 6; i++) {
		snprintf(number, sizeof number, "L%d", i);
		int64_t at = noon + claims[i].day * (int64_t)DAY_MS;
		int32_t owed = claims[i].owed < 0 || claims[i].owed > 60 ? today + claims[i].owed : claims[i].owed ? day_of(at) + claims[i].owed : 0;
		DONE(cx, sql_exec(cx, &t_claim, BIND(V(str_of(number)), V(city.owner.v), V(str_of(claims[i].state)), V(at), V(claims[i].paid ? at + claims[i].paid * (int64_t)DAY_MS : 0),
		                                     V((int64_t)owed), V(claims[i].ended ? at + claims[i].ended * (int64_t)DAY_MS : 0), V(4 + i), V(1), V_BLOB(str_of(number)))));
	}
	says(cx, FIG_CLAIMS_FILED, 6, -1, -1, -1);
	says(cx, FIG_CLAIMS_PAID, 2, 6, -1, -1);
	says(cx, FIG_CLAIMS_REFUSED, 1, 6, -1, -1);
	says(cx, FIG_CLAIM_DAYS, 2, 6, 4, 5);
	says(cx, FIG_CLAIMS_OVERDUE, 1, 2, -1, -1);
	says(cx, FIG_CLAIMS_DUE_SOON, 0, 2, -1, -1);
	struct figure_q q = ask(FIG_CLAIMS_PAID, FD_WEEK);
	struct figure f;
	DONE(cx, flow_figure(cx, &q, &f));
	assert_int_equal(f.total, 160000);
	assert_int_equal(f.n, 1);              /* all of one week, under its Monday */
}

/* ---- what the police seizes, catches, raids and gives back ---- */

static utc_ms on(int day) { return noon + day * (int64_t)DAY_MS; }

static void seize(struct cx *cx, const char *number, const char *kind, const char *state, int unit, int day)
{
	struct bike b = city_bike(cx, &city);

	DONE(cx, sql_exec(cx, &t_seized, BIND(V(str_of(number)), V(str_of(kind)), V(str_of(state)), V(city.unit[unit].id.v), V(on(day)), V(b.id.v), V(1))));
}

static void hand_over(struct cx *cx, const char *ref, int64_t seized, const char *state, int day)
{
	DONE(cx, sql_exec(cx, &t_return, BIND(V_BLOB(str_of(ref)), V(seized), V(str_of(state)), V(on(day)), V(on(day)), V(1))));
}

/* Days 70 and -1 lie outside the quarter that is asked for. */
static void recovery_put(struct cx *cx)
{
	static const struct { const char *ref, *state; int unit, day, was_caught; } s[] = {
		{ "suspect-0000001a", "caught", 0, 1, 1 }, { "suspect-0000002a", "handed_over", 1, 2, 1 }, { "suspect-0000003a", "cleared", 1, 3, 1 },
		{ "suspect-0000004a", "suspected", 0, 4, 0 }, { "suspect-0000005a", "caught", 0, 70, 1 },
	};
	static const struct { const char *state; int day; } d[] = { { "raided", 1 }, { "closed", 8 }, { "watched", 2 }, { "raided", -1 } };

	for (size_t i = 0; i < COUNTOF(s); i++)
		DONE(cx, sql_exec(cx, &t_suspect, BIND(V_BLOB(str_of(s[i].ref)), V(city.unit[s[i].unit].id.v), V(str_of(s[i].state)), V(on(s[i].day)), V(s[i].was_caught), V(1))));
	for (size_t i = 0; i < COUNTOF(d); i++)
		DONE(cx, sql_exec(cx, &t_den, BIND(V(city.unit[0].id.v), V(str_of(d[i].state)), V(on(d[i].day)), V(1))));
	seize(cx, "K1", "bike", "returned", 0, 0);
	seize(cx, "K2", "bike", "returned", 1, 1);
	seize(cx, "K3", "bike", "approved", 0, 2);
	seize(cx, "K4", "tag", "returned", 0, 3);
	seize(cx, "K5", "bike", "seized", 0, 70);
	DONE(cx, sql_exec(cx, &t_day, BIND(V(city.unit[0].id.v), V(1))));
	hand_over(cx, "return-00000001a", 1, "returned", 5);
	hand_over(cx, "return-00000002a", 2, "returned", 12);
	hand_over(cx, "return-00000003a", 3, "no_show", 5);
	hand_over(cx, "return-00000004a", 4, "returned", 5);       /* a tag is no bike */
}

static void recovery_with_known_answers(void **state)
{
	struct cx *cx = CX;
	struct figure f;

	recovery_put(cx);
	says(cx, FIG_SUSPECTS_CAUGHT, 2, -1, -1, -1);
	says(cx, FIG_ITEMS_SEIZED, 4, -1, -1, -1);
	says(cx, FIG_DENS_RAIDED, 2, -1, -1, -1);
	says(cx, FIG_LIST_RETURNED, 2, -1, -1, -1);
	struct figure_q q = ask(FIG_LIST_RETURNED, FD_WEEK);
	DONE(cx, flow_figure(cx, &q, &f));
	assert_int_equal(f.n, 2);              /* by the day of the hand-over, not of the find */
	city_as(cx, &city.unit[1], ROLE_OFFICER);
	says(cx, FIG_SUSPECTS_CAUGHT, 1, -1, -1, -1);
	says(cx, FIG_LIST_RETURNED, 1, -1, -1, -1);
	says(cx, FIG_DENS_RAIDED, 0, -1, -1, -1);
}

/* ---- the rows behind ---- */

struct seen { int64_t last, n; bool whole; };

static int see(struct cx *cx, const struct figure_item *i, void *arg)
{
	struct seen *s = arg;

	(void)cx;
	assert_true(i->id > s->last);
	s->last = i->id;
	s->n++;
	s->whole = s->whole || !memchr(i->name.p, '*', i->name.n);
	return 0;
}

static int64_t listed(struct cx *cx, const struct figure_q *q, str key, bool *ret_whole)
{
	struct seen s = { 0 };
	int n;

	do {
		n = flow_figure_rows(cx, q, key, s.last, 3, see, &s);
		DONE(cx, n);
	} while (n == 3);
	if (ret_whole)
		*ret_whole = s.whole;
	return s.n;
}

static void FI6_a_figure_is_its_rows(void **state)
{
	struct cx own = *CX, *cx = &own;
	struct arena a;

	quarter_put(cx);
	recovery_put(cx);
	arena_init(&a, 4 << 20);
	cx->arena = &a;
	for (int fig = FIG_CASES; fig < FIG_N; fig++)
		for (int by = 0; by < FD_N; by++) {
			struct figure_q q = ask((enum figure_id)fig, (enum figure_dim)by);
			struct figure f;
			if (!(figure_defs[fig].dims & 1u << by))
				continue;
			arena_reset(&a);
			DONE(cx, flow_figure(cx, &q, &f));
			int64_t sum = 0;
			for (int i = 0; i < f.n; i++) {
				assert_int_equal(listed(cx, &q, str_of(f.row[i].key), NULL), f.row[i].num);
				sum += f.row[i].num;
			}
			assert_int_equal(sum, f.num);
			assert_int_equal(listed(cx, &q, S(""), NULL), f.num);
		}
	arena_done(&a);
}

/* ---- kept months ---- */

static void read_n(struct sql_row *r, void *ret) { *(int64_t *)ret = sql_i64(r); }

static int64_t kept_now(struct cx *cx)
{
	int64_t n;

	DONE(cx, sql_one(cx, &x_kept, read_n, &n, BIND_NONE));
	return n;
}

enum { WORLD = 40, OPS = 160 };
static const struct theft_rules rules = { .reopen_days = 90, .filing_days = { 3, 7, 30 }, .unsolved_days = 60 };

/* Cases of half a year with their alerts, orders, claims and plans, made as they are told of: by the room's own steps. */
static void world_put(struct cx *cx)
{
	utc_ms now = cx->now;
	char z[32];

	cx->actor.v = 0;                /* nobody is their officer: there are no accounts here */
	for (int i = 0; i < WORLD; i++) {
		struct bike b = city_bike(cx, &city);
		int64_t at = now - (int64_t)city_rand(&city, 180) * DAY_MS;
		cx->now = at;
		struct theft_new in = { .bike = b.id, .tag = b.tag, .plate = b.plate, .last_seen_at = at, .missing_at = at, .district = 430405 + i % 2, .place = S(""), .note = S(""),
		                        .source = TO_OWNER, .source_ref = S(""), .lock = { .kind = i % LOCK_KINDS }, .unit = city.unit[i % CITY_UNITS].id };
		struct theft t;
		DONE(cx, theft_report(cx, &in, &t));
		DONE(cx, sql_exec(cx, &t_alert, BIND(V(t.id.v), V(430405 + i % 2), V(at), V(i % 3 ? S("true") : S("")), V(1))));
		DONE(cx, sql_exec(cx, &t_order, BIND(V(i + 1), V(0), V(i % 2))));
		snprintf(z, sizeof z, "W%d", i);
		DONE(cx, sql_exec(cx, &t_claim, BIND(V(str_of(z)), V(city.owner.v), V(S("in_review")), V(at), V(0), V(0), V(0), V(t.id.v), V(1), V_BLOB(str_of(z)))));
		DONE(cx, sql_exec(cx, &t_plan, BIND(V(str_of(z)), V(i % 3 ? S("theft") : S("liability")), V(b.id.v), V(city.site[i % CITY_SITES].id.v), V(at), V(1))));
	}
	cx->now = now;
}

/* One change of anything; what is not allowed from here changes nothing. */
static void change(struct cx *cx)
{
	static const char *const claim[] = { "paid", "rejected", "in_review" }, *const plan[] = { "live", "refunded", "ended" }, *const said[] = { "true", "false", "" };
	int64_t id = 1 + city_rand(&city, WORLD), other = 1 + city_rand(&city, WORLD);
	uint32_t pick = city_rand(&city, 3);
	struct err before = cx->err;
	struct theft t;
	int rc = 0;

	DONE(cx, theft_get(cx, (theft_id){ id }, &t));
	switch (city_rand(&city, 14)) {
	case 0: case 1: case 2: case 3: case 4:
		rc = theft_step(cx, &t, &(struct theft_do){ .ev = (enum theft_event)city_rand(&city, TE_N), .note = S("why"), .doc_no = S(""), .filing = TF_COMPLEX }, &rules);
		break;
	case 5: rc = theft_join(cx, &t, (theft_id){ other }); break;
	case 6: rc = theft_part(cx, &t); break;
	case 7: rc = theft_assign(cx, &t, city.unit[city_rand(&city, CITY_UNITS)].id, (account_id){ 0 }, 0, S("")); break;
	case 8: rc = sql_exec(cx, &x_outcome, BIND(V(id), V(str_of(said[pick])))); break;
	case 9: rc = sql_exec(cx, &x_alert_day, BIND(V(id), V(((int64_t)pick - 1) * 30 * DAY_MS))); break;
	case 10: rc = sql_exec(cx, &x_sign, BIND(V(id), V((int)pick))); break;
	case 11: rc = sql_exec(cx, &x_claim, BIND(V(id), V(str_of(claim[pick])))); break;
	case 12: rc = sql_exec(cx, &x_plan, BIND(V(id), V(str_of(plan[pick])))); break;
	default:
		rc = pick == 0 ? sql_exec(cx, &x_place, BIND(V(city.site[id % CITY_SITES].id.v), V(430405 + id % 3)))
		   : pick == 1 ? sql_exec(cx, &x_gone, BIND(V(id))) : sql_exec(cx, &x_late_watch, BIND(V(id), V(cx->now)));
	}
	if (rc != E_STATE && rc != E_INVALID && rc != E_DENIED)
		DONE(cx, rc);
	cx->err = before;
}

static bool same(const struct figure *a, const struct figure *b)
{
	bool ok = a->num == b->num && a->den == b->den && a->total == b->total && a->mid == b->mid && a->p90 == b->p90 && a->n == b->n;

	for (int i = 0; ok && i < a->n; i++)
		ok = strcmp(a->row[i].key, b->row[i].key) == 0 && a->row[i].num == b->row[i].num && a->row[i].den == b->row[i].den && a->row[i].total == b->row[i].total &&
		     a->row[i].mid == b->row[i].mid && a->row[i].p90 == b->row[i].p90;
	return ok;
}

/* Every figure by everything, over a random range and in a random area, with what is kept and then without it. */
static void the_same_without(struct cx *outer, const char *after)
{
	static struct figure with[FIG_N][FD_N];
	static int turn;
	struct cx own = *outer, *cx = &own;
	struct figure_q q = { .from = day_of(cx->now) - (int32_t)city_rand(&city, 220), .to = day_of(cx->now) + 1 - (int32_t)city_rand(&city, 40), .site = -1, .district = -1 };
	struct figure f;
	struct arena a;

	q.to = MAX(q.to, q.from + 1);
	if (city_rand(&city, 4) == 0)
		q.district = 430405 + city_rand(&city, 2);
	city_as(cx, turn % 3 ? &bureau : &city.unit[turn / 3 % CITY_UNITS], ROLE_OFFICER | ROLE_ADJUSTER | ROLE_TRAFFIC);
	turn++;
	arena_init(&a, 128 << 20);
	cx->arena = &a;
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < FIG_N * FD_N; i++) {
			q.fig = (enum figure_id)(i / FD_N);
			q.by = (enum figure_dim)(i % FD_N);
			if (q.fig < FIG_CASES || !(figure_defs[q.fig].dims & 1u << q.by))
				continue;
			DONE(cx, flow_figure(cx, &q, pass ? &f : &with[q.fig][q.by]));
			if (pass && !same(&f, &with[q.fig][q.by]))
				fail_msg("after %s, %.*s by %.*s: %ld of %ld are kept, the rows say %ld of %ld", after, STR_ARG(figure_defs[q.fig].id), STR_ARG(figure_dim_names[q.by]),
				         (long)with[q.fig][q.by].num, (long)with[q.fig][q.by].den, (long)f.num, (long)f.den);
		}
		if (pass == 0)
			DONE(cx, sql_begin(cx, true));
		if (pass == 0)
			DONE(cx, sql_exec(cx, &x_forget, BIND_NONE));
	}
	sql_rollback(cx);
	arena_done(&a);
}

/* A case of so many days ago, so far as it went. */
static struct theft old_case(struct cx *cx, int days, enum theft_event last)
{
	static const enum theft_event way[] = { TE_ACCEPT, TE_FILE, TE_RECOVER };
	struct bike b = city_bike(cx, &city);
	utc_ms now = cx->now;
	struct theft t;

	cx->now -= days * (int64_t)DAY_MS;
	struct theft_new in = { .bike = b.id, .tag = b.tag, .plate = b.plate, .last_seen_at = cx->now, .missing_at = cx->now, .district = 430405, .place = S(""), .note = S(""),
	                        .source = TO_OWNER, .source_ref = S(""), .unit = city.unit[0].id };
	DONE(cx, theft_report(cx, &in, &t));
	cx->now = now;
	for (size_t i = 0; i < COUNTOF(way); i++) {
		DONE(cx, theft_step(cx, &t, &(struct theft_do){ .ev = way[i], .note = S(""), .doc_no = S("") }, &rules));
		if (way[i] == last)
			break;
	}
	return t;
}

static void sound(struct cx *cx, const char *after)
{
	int64_t wrong;

	DONE(cx, flow_figures_check(cx, &wrong));
	if (wrong)
		fail_msg("%ld kept rows are wrong after %s", (long)wrong, after);
	DONE(cx, flow_figures_keep_job(cx, 100));
}

/* What changes a month that is not the changed row's own. */
static void FI7_a_change_elsewhere_takes_the_month_out(void **state)
{
	struct cx *cx = CX;

	cx->actor.v = 0;
	struct theft lead = old_case(cx, 100, TE_FILE), other = old_case(cx, 60, TE_FILE), found = old_case(cx, 140, TE_RECOVER);
	DONE(cx, sql_exec(cx, &t_alert, BIND(V(lead.id.v), V(430405), V(cx->now - 30 * (int64_t)DAY_MS), V(S("true")), V(1))));
	sound(cx, "nothing");
	assert_true(kept_now(cx) > 0);
	DONE(cx, theft_join(cx, &other, lead.id));
	sound(cx, "a crime of two");
	DONE(cx, theft_get(cx, lead.id, &lead));
	DONE(cx, theft_assign(cx, &lead, city.unit[1].id, (account_id){ 0 }, 0, S("")));
	sound(cx, "another unit");
	DONE(cx, theft_step(cx, &lead, &(struct theft_do){ .ev = TE_UNFOUND, .note = S("why"), .doc_no = S("") }, &rules));
	sound(cx, "the case that leads is unfounded");
	DONE(cx, sql_exec(cx, &x_late_watch, BIND(V(found.id.v), V(cx->now))));
	sound(cx, "a watch that is told of later");
	DONE(cx, theft_step(cx, &found, &(struct theft_do){ .ev = TE_REOPEN, .note = S("why"), .doc_no = S("") }, &rules));
	sound(cx, "a case that is open again");
	DONE(cx, theft_step(cx, &found, &(struct theft_do){ .ev = TE_WITHDRAW, .note = S("why"), .doc_no = S("") }, &rules));
	sound(cx, "a withdrawal");
}

static void FI7_kept_months_say_what_the_rows_say(void **state)
{
	struct cx *cx = CX;
	int64_t wrong, before;
	int seen = 0;

	world_put(cx);
	the_same_without(cx, "nothing");
	for (int i = 0; i < OPS; i++) {
		if (i % 4 == 0)
			DONE(cx, flow_figures_keep_job(cx, 100));
		seen += kept_now(cx) > 0;
		bool undo = city_rand(&city, 8) == 0;
		if (undo)
			DONE(cx, sql_begin(cx, true));
		change(cx);
		if (undo)
			sql_rollback(cx);
		DONE(cx, flow_figures_check(cx, &wrong));
		if (wrong)
			fail_msg("%ld kept rows are wrong after change %d", (long)wrong, i);
		if (i % 8 == 0)
			the_same_without(cx, "a change");
	}
	assert_true(seen > OPS / 2);
	/* nothing is kept of the month that runs, and all of those that lie behind */
	DONE(cx, flow_figures_keep_job(cx, 100));
	before = kept_now(cx);
	assert_int_equal(flow_figures_keep_job(cx, 100), 0);
	assert_true(before >= 25 && before <= 35);      /* five sources, five to seven months */
	/* the check sees what is wrong, and the count anew mends it */
	DONE(cx, sql_exec(cx, &x_spoil, BIND_NONE));
	DONE(cx, sql_exec(cx, &x_cut, BIND_NONE));
	DONE(cx, flow_figures_check(cx, &wrong));
	assert_true(wrong > 1);
	DONE(cx, flow_figures_rebuild(cx));
	DONE(cx, flow_figures_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	assert_int_equal(kept_now(cx), before);
}

/* What is kept of a payment are days: which of them were working days says the calendar of the question. */
static void FI7_a_kept_median_goes_by_the_calendar_of_now(void **state)
{
	struct cx *cx = CX;
	struct figure_q q = { FIG_CLAIM_DAYS, FD_MONTH, day_of(cx->now) - 220, day_of(cx->now) + 1, -1, -1 };
	struct figure before, after;
	int64_t wrong;

	world_put(cx);
	for (int id = 1; id <= WORLD; id++)
		DONE(cx, sql_exec(cx, &x_claim, BIND(V(id), V(S("paid")))));
	DONE(cx, flow_figures_keep_job(cx, 100));
	city_as(cx, &bureau, ROLE_ADJUSTER);
	DONE(cx, flow_figure(cx, &q, &before));
	assert_int_equal(before.num, WORLD);
	assert_true(before.n > 4 && before.mid > 0 && before.p90 > before.mid);
	the_same_without(cx, "payments");
	for (int32_t day = q.from; day < q.to; day++)
		if (day % 3)
			DONE(cx, holiday_put(cx, &(struct holiday){ day, true, S("x") }));
	DONE(cx, flow_figures_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	city_as(cx, &bureau, ROLE_ADJUSTER);
	DONE(cx, flow_figure(cx, &q, &after));
	assert_true(after.num == before.num && after.p90 < before.p90);
	the_same_without(cx, "a new calendar");
	/* and what does not read is not guessed */
	DONE(cx, sql_exec(cx, &x_tear, BIND_NONE));
	city_as(cx, &bureau, ROLE_ADJUSTER);
	REFUSED(cx, E_CORRUPT, flow_figure(cx, &q, &after));
}

static void an_account_counts_its_area_and_a_leader_reads_masks(void **state)
{
	struct cx *cx = CX;
	struct figure_q q = ask(FIG_CASES, FD_UNIT);
	struct figure f;
	bool whole;

	quarter_put(cx);
	city_as(cx, &city.unit[1], ROLE_OFFICER);
	DONE(cx, flow_figure(cx, &q, &f));
	assert_int_equal(f.num, 3);
	assert_int_equal(listed(cx, &q, S(""), &whole), 3);
	assert_true(whole);
	city_as(cx, &bureau, ROLE_LEADER);
	assert_int_equal(listed(cx, &q, S(""), &whole), 12);
	assert_false(whole);
	city_as(cx, &bureau, ROLE_ADJUSTER);
	REFUSED(cx, E_DENIED, flow_figure(cx, &q, &f));
	city_as(cx, &bureau, ROLE_OFFICER);
	q = ask(FIG_CLAIMS_PAID, FD_UNIT);
	REFUSED(cx, E_DENIED, flow_figure(cx, &q, &f));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_quarter_with_known_answers), T(alerts_and_claims_with_known_answers), T(recovery_with_known_answers), T(FI6_a_figure_is_its_rows),
		T(FI7_kept_months_say_what_the_rows_say), T(FI7_a_change_elsewhere_takes_the_month_out), T(FI7_a_kept_median_goes_by_the_calendar_of_now), T(an_account_counts_its_area_and_a_leader_reads_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
