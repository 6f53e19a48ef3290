/* flow_figures_junction_test — figures of violations against a made-up fortnight with known answers and against their own rows; the map; before and after. */
#include "flow/figures_testkit.h"

#include "flow/flow_figures_junction.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "tj." #nm, sql_text, 0, n, .step = true }
STMT(t_junction, 3, "INSERT INTO junction (id, name, unit_id, path, lat_e7, lon_e7, created_by, created_at) "
	"SELECT CAST($1 AS BIGINT), $2, id, path, 268900000, 1125700000, 1, 1 FROM unit WHERE id = CAST($3 AS BIGINT)");
STMT(t_violation, 11, "INSERT INTO violation (number, kind, source, source_key, state, unit_id, path, junction, at, day, month, rider, excluded, confidence, ground, review_due, "
	"captured_at, reviewed_by, reviewed_at, appealed_at, decided_by) SELECT $1, $2, $3, $1, $4, u.id, u.path, CASE WHEN CAST($5 AS BIGINT) > 0 THEN CAST($5 AS BIGINT) END, "
	"CAST($6 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS BIGINT), CASE WHEN CAST($9 AS BIGINT) > 0 THEN CAST($9 AS BIGINT) END, $10, 900, 'x', 1, CAST($6 AS BIGINT), 5, 1, "
	"CASE WHEN $4 IN ('appealed', 'upheld') THEN 1 END, 6 FROM unit u WHERE u.id = CAST($11 AS BIGINT)");
STMT(t_station, 4, "INSERT INTO station (ix, name, kind, state, district, lat_e7, lon_e7, range_m, junction, ref, p_key, key_at, created_at) "
	"VALUES (CAST($1 AS BIGINT), $2 , 'junction', 'active', 430405, 1, 1, 50, 1, $4, 'k', 1, CAST($3 AS BIGINT))");
STMT(t_alarm, 4, "INSERT INTO station_alarm (station, kind, since, until) SELECT id, $2, CAST($3 AS BIGINT), CASE WHEN CAST($4 AS BIGINT) > 0 THEN CAST($4 AS BIGINT) END "
	"FROM station WHERE name = $1");
STMT(t_accident, 4, "INSERT INTO accident (ref, number, key, bike, owner, state, happened_at, place, injured, police_called, reporter, created_by, created_at) "
	"SELECT $1, $2, 'key-of-accident-' || $2, b.id, CAST($4 AS BIGINT), 'reported', CAST($3 AS BIGINT), CASE WHEN $2 LIKE 'J%' THEN '解放路与蒸湘路口东侧' ELSE '别处' END, 0, 0, 'owner', 1, 1 FROM bike b LIMIT 1");
STMT(t_room, 1, "INSERT INTO course_room (unit_id, path, name, address, seats, created_by, created_at) SELECT id, path, 'r', 'a', 9, 1, 1 FROM unit WHERE id = CAST($1 AS BIGINT)");
STMT(t_class, 4, "INSERT INTO course (ref, number, unit_id, path, room, state, seats, first_day, last_day, reason, created_by, created_at) "
	"SELECT $1, $2, unit_id, path, id, $3, 9, CAST($4 AS BIGINT) - 2, CAST($4 AS BIGINT), 'x', 1, 1 FROM course_room");
STMT(t_duty, 3, "INSERT INTO course_duty (unit_id, path, rider, month, count, state, book_due, created_at, changed_at) "
	"SELECT id, path, CAST($1 AS BIGINT), 202601, 3, 'exam', 1, CAST($2 AS BIGINT), CAST($2 AS BIGINT) FROM unit WHERE id = CAST($3 AS BIGINT)");
STMT(t_duty_event, 2, "INSERT INTO course_duty_event (duty, at, event, actor, from_state, to_state) VALUES (1, CAST($1 AS BIGINT), $2, 1, 'in_class', 'exam')");
STMT(t_paper, 4, "INSERT INTO exam_paper (duty, attempt, how, state, started_at, ends_at, ended_at, questions, pass_at, correct, actor) "
	"VALUES (1, CAST($1 AS BIGINT), 'phone', $2, 1, 2, CAST($3 AS BIGINT), 20, 16, CAST($4 AS BIGINT), 1)");
STMT(t_spot, 6, "INSERT INTO spot_decision (ref, number, client_key, client_sha, state, unit_id, path, age, code, kind, fact_zh, fact_en, basis, place, junction, at, offline, fine_fen, "
	"told, is_signed, due_day, paid_at, way, decided_by, decided_at, created_at, p_name, reason) SELECT $1, $2, $2, 's', $3, id, path, 30, 'x', $4, 'f', 'f', 'b', 'p', 1, CAST($5 AS BIGINT), 0, "
	"CASE WHEN $3 IN ('fined', 'paid', 'overdue') THEN 5000 ELSE 0 END, 1, 1, 1, 1, 'bank', 1, 1, 1, 'n', 'r' FROM unit WHERE id = CAST($6 AS BIGINT)");
static const struct sql_stmt *const t_stmts[] = { &t_room, &t_class, &t_duty, &t_duty_event, &t_paper, &t_spot, &t_junction, &t_violation, &t_station, &t_alarm, &t_accident };

static struct toy city;
static struct unit bureau;
static int made;
static int32_t day0;                     /* the first day of the month before last */
static owner_id rider[3];

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	city = (struct toy){ .seed = 7 };
	made = 0;
	t.cx.roles = ROLE_OFFICER | ROLE_CLERK | ROLE_SYSTEM;
	t.cx.actor.v = 5;
	struct civil c = civil_of(t.cx.now - 40 * (int64_t)DAY_MS);
	day0 = day_of(civil_start((struct civil){ c.y, c.m, 1 }));
	city_places(&t.cx, &city);
	rider[0] = city.owner;
	rider[1] = kit_owner(&t.cx, "王五", "15400001111");
	rider[2] = kit_owner(&t.cx, "赵六", "15400002222");
	DONE(&t.cx, unit_get(&t.cx, (unit_id){ 1 }, &bureau));
	DONE(&t.cx, sql_exec(&t.cx, &t_junction, BIND(V(1), V(S("解放路与蒸湘路口")), V(city.unit[0].id.v))));
	DONE(&t.cx, sql_exec(&t.cx, &t_junction, BIND(V(2), V(S("船山大道口")), V(city.unit[2].id.v))));
	city_as(&t.cx, &bureau, ROLE_TRAFFIC);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

struct made { int day, hour; const char *kind, *source, *state; int junction, rider; const char *excluded; int unit; };

static void put(struct cx *cx, struct made m)
{
	char number[32];
	int32_t day = day0 + m.day;
	utc_ms at = day_start(day) + m.hour * HOUR_MS + HOUR_MS / 2;
	struct civil c = civil_of(at);

	snprintf(number, sizeof number, "WF%d", 10000 + ++made);
	DONE(cx, sql_exec(cx, &t_violation, BIND(V(str_of(number)), V(str_of(m.kind)), V(str_of(m.source)), V(str_of(m.state)), V(m.junction), V(at), V((int64_t)day),
	                  V(c.y * 100 + c.m), V(m.rider ? rider[m.rider - 1].v : 0), V(str_of(m.excluded)), V(city.unit[m.unit].id.v))));
}

/* Day -1 and day 40 are of other months; the first rider has three that count in the month of day0, of which one lies before the days asked for. */
static const struct made fortnight[] = {
	{ 0, 0, "red", "radio", "confirmed", 1, 1, "", 0 },
	{ 2, 7, "red", "radio", "notified", 1, 1, "", 0 },
	{ 3, 23, "wrongway", "radio", "upheld", 1, 1, "", 0 },
	{ 3, 8, "red", "radio", "appealed", 1, 1, "", 0 },
	{ 4, 8, "red", "radio", "confirmed", 1, 0, "no_rider", 0 },
	{ 4, 9, "red", "radio", "captured", 1, 2, "", 0 },
	{ 5, 9, "red", "radio", "screened", 2, 2, "", 2 },
	{ 5, 10, "motorlane", "camera", "dismissed", 2, 2, "", 2 },
	{ 6, 10, "motorlane", "camera", "acknowledged", 2, 2, "", 2 },
	{ 6, 11, "load", "officer", "revoked", 0, 2, "", 1 },
	{ 7, 12, "passenger", "import", "confirmed", 0, 3, "stolen", 1 },
	{ 8, 12, "other", "radio", "lapsed", 2, 3, "", 2 },
	{ 9, 12, "red", "radio", "confirmed", 2, 3, "", 2 },
	{ -1, 12, "red", "radio", "confirmed", 1, 1, "", 0 },
	{ 40, 12, "red", "radio", "confirmed", 1, 1, "", 0 },
};

static void fortnight_put(struct cx *cx)
{
	for (size_t i = 0; i < COUNTOF(fortnight); i++)
		put(cx, fortnight[i]);
}

static struct figure_q ask(enum figure_id fig, enum figure_dim by)
{
	return (struct figure_q){ fig, by, day0 + 1, day0 + 15, -1, -1 };
}

static void says(struct cx *cx, enum figure_id fig, int64_t num, int64_t den)
{
	struct figure_q q = ask(fig, FD_UNIT);
	struct figure f;

	DONE(cx, flow_figure(cx, &q, &f));
	if (f.num != num || f.den != den)
		fail_msg("%.*s: %ld of %ld; it should be %ld of %ld", STR_ARG(figure_defs[fig].id), (long)f.num, (long)f.den, (long)num, (long)den);
}

static int64_t of_key(struct cx *cx, enum figure_id fig, enum figure_dim by, const char *key)
{
	struct figure_q q = ask(fig, by);
	struct figure f;

	DONE(cx, flow_figure(cx, &q, &f));
	for (int i = 0; i < f.n; i++)
		if (strcmp(f.row[i].key, key) == 0)
			return f.row[i].num;
	return 0;
}

static void FI8_a_fortnight_with_known_answers(void **state)
{
	struct cx *cx = CX;
	struct figure f;

	fortnight_put(cx);
	says(cx, FIG_CAPTURED, 12, -1);
	says(cx, FIG_VIOLATIONS, 6, -1);             /* the one without a rider and the one on a stolen bike too */
	says(cx, FIG_DISMISSED, 1, 9);
	says(cx, FIG_LAPSED, 1, 10);
	says(cx, FIG_APPEALED, 2, 8);                /* the one that was upheld was appealed */
	says(cx, FIG_REVOKED, 1, 8);
	says(cx, FIG_RIDERS, 3, -1);
	says(cx, FIG_RIDERS_AT_COURSE, 1, 3);        /* its first lies before the days asked for */
	assert_int_equal(of_key(cx, FIG_VIOLATIONS, FD_VIOLATION, "red"), 3);
	assert_int_equal(of_key(cx, FIG_VIOLATIONS, FD_JUNCTION, "1"), 3);
	assert_int_equal(of_key(cx, FIG_VIOLATIONS, FD_JUNCTION, "0"), 1);
	assert_int_equal(of_key(cx, FIG_VIOLATIONS, FD_HOUR, "23"), 1);
	assert_int_equal(of_key(cx, FIG_CAPTURED, FD_HOUR, "08"), 2);
	assert_int_equal(of_key(cx, FIG_CAPTURED, FD_SOURCE, "camera"), 2);
	/* a month is asked for as a whole: the same rider once in each */
	struct figure_q q = { FIG_RIDERS, FD_MONTH, day0 - 5, day0 + 45, -1, -1 };
	DONE(cx, flow_figure(cx, &q, &f));
	assert_int_equal(f.num, 5);
	assert_int_equal(f.n, 3);
}

/* Days -1 and 40 lie outside of the fortnight. */
static void courses_and_spot_put(struct cx *cx)
{
	static const struct { const char *state; int day; } class[] = { { "closed", 1 }, { "closed", 14 }, { "cancelled", 4 }, { "open", 5 }, { "closed", 0 }, { "closed", 15 } };
	static const struct { const char *state; int day, correct; } paper[] = { { "failed", 4, 3 }, { "passed", 5, 18 }, { "void", 6, 0 }, { "passed", 40, 20 } };
	static const struct { const char *state, *kind; int day; } spot[] = { { "stopped", "red", 2 }, { "warned", "red", 2 }, { "fined", "load", 3 }, { "paid", "red", 4 }, { "overdue", "red", 5 },
		{ "cancelled", "red", 6 }, { "warned", "red", -1 } };
	char z[32];

	DONE(cx, sql_exec(cx, &t_room, BIND(V(city.unit[0].id.v))));
	for (int i = 0; i < (int)COUNTOF(class); i++) {
		snprintf(z, sizeof z, "class-of-the-%03d", i);
		DONE(cx, sql_exec(cx, &t_class, BIND(V_BLOB(str_of(z)), V(str_of(z)), V(str_of(class[i].state)), V((int64_t)day0 + class[i].day))));
	}
	DONE(cx, sql_exec(cx, &t_duty, BIND(V(rider[0].v), V(day_start(day0)), V(city.unit[0].id.v))));
	DONE(cx, sql_exec(cx, &t_duty_event, BIND(V(day_start(day0 + 3)), V(S("complete")))));
	DONE(cx, sql_exec(cx, &t_duty_event, BIND(V(day_start(day0 + 4)), V(S("fail")))));
	DONE(cx, sql_exec(cx, &t_duty_event, BIND(V(day_start(day0 + 40)), V(S("complete")))));
	for (int i = 0; i < (int)COUNTOF(paper); i++)
		DONE(cx, sql_exec(cx, &t_paper, BIND(V(i + 1), V(str_of(paper[i].state)), V(day_start(day0 + paper[i].day)), V(paper[i].correct))));
	for (int i = 0; i < (int)COUNTOF(spot); i++) {
		snprintf(z, sizeof z, "decision-is-%04d", i);
		DONE(cx, sql_exec(cx, &t_spot, BIND(V_BLOB(str_of(z)), V(str_of(z)), V(str_of(spot[i].state)), V(str_of(spot[i].kind)), V(day_start(day0 + spot[i].day) + 9 * HOUR_MS), V(city.unit[0].id.v))));
	}
}

static void courses_and_decisions_with_known_answers(void **state)
{
	struct cx *cx = CX;

	courses_and_spot_put(cx);
	says(cx, FIG_CLASSES_HELD, 2, -1);
	says(cx, FIG_RIDERS_TAUGHT, 1, -1);
	says(cx, FIG_EXAMS_PASSED, 1, 2);
	says(cx, FIG_SPOT_WARNED, 1, 4);
	says(cx, FIG_SPOT_FINED, 3, 4);
	assert_int_equal(of_key(cx, FIG_SPOT_FINED, FD_VIOLATION, "load"), 1);
	assert_int_equal(of_key(cx, FIG_SPOT_FINED, FD_HOUR, "09"), 3);
	assert_int_equal(of_key(cx, FIG_SPOT_FINED, FD_JUNCTION, "1"), 3);
	city_as(cx, &city.unit[2], ROLE_TRAFFIC);
	says(cx, FIG_CLASSES_HELD, 0, -1);
	says(cx, FIG_SPOT_FINED, 0, 0);
}

/* What counts against a rider is told by the room of violations in the same words. */
static void FI8_counts_is_what_the_room_counts(void **state)
{
	struct cx *cx = CX;
	struct civil c = civil_of(day_start(day0));
	struct figure_q q = { FIG_RIDERS, FD_MONTH, day0, day0 + 28, -1, -1 };
	struct figure f;
	int64_t with = 0, n;

	fortnight_put(cx);
	for (int i = 0; i < 3; i++) {
		DONE(cx, violation_count_month(cx, rider[i], c.y * 100 + c.m, &n));
		assert_int_equal(n, i == 0 ? 3 : 1);
		with += n > 0;
	}
	DONE(cx, flow_figure(cx, &q, &f));
	assert_int_equal(f.num, with);
}

/* Any violations of three months: in each, as many riders as the room says have one, and have three. */
static void FI8_any_month_has_the_riders_that_the_room_counts(void **state)
{
	static const char *const states[] = { "captured", "confirmed", "notified", "appealed", "upheld", "revoked", "dismissed" }, *const excluded[] = { "", "", "", "stolen" };
	struct cx *cx = CX;

	for (int i = 0; i < 60; i++)
		put(cx, (struct made){ (int)city_rand(&city, 70), (int)city_rand(&city, 24), "red", "radio", states[city_rand(&city, 7)], 1, (int)city_rand(&city, 4), excluded[city_rand(&city, 4)],
		                       (int)city_rand(&city, 3) });
	for (int k = 0; k < 3; k++) {
		struct civil c = civil_of(day_start(day0)), e;
		int m = c.m - 1 + k;
		c = (struct civil){ (int16_t)(c.y + m / 12), (int8_t)(m % 12 + 1), 1 };
		e = (struct civil){ (int16_t)(c.y + c.m / 12), (int8_t)(c.m % 12 + 1), 1 };
		struct figure_q q = { FIG_RIDERS_AT_COURSE, FD_MONTH, day_of(civil_start(c)), day_of(civil_start(e)), -1, -1 };
		struct figure f;
		int64_t n, some = 0, three = 0;
		for (int i = 0; i < 3; i++) {
			DONE(cx, violation_count_month(cx, rider[i], c.y * 100 + c.m, &n));
			some += n > 0;
			three += n >= 3;
		}
		DONE(cx, flow_figure(cx, &q, &f));
		assert_int_equal(f.num, three);
		assert_int_equal(f.den, some);
	}
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

static void FI1_every_row_counts_what_it_lists(void **state)
{
	struct cx own = *CX, *cx = &own;
	struct arena a;

	fortnight_put(cx);
	courses_and_spot_put(cx);
	arena_init(&a, 4 << 20);
	cx->arena = &a;
	for (int i = 0; i < (FIG_N - FIG_CAPTURED) * FD_N; i++) {
		struct figure_q q = ask((enum figure_id)(FIG_CAPTURED + i / FD_N), (enum figure_dim)(i % FD_N));
		struct figure f;
		int64_t sum = 0;
		if (!(figure_defs[q.fig].dims & 1u << q.by))
			continue;
		arena_reset(&a);
		DONE(cx, flow_figure(cx, &q, &f));
		for (int k = 0; k < f.n; k++) {
			assert_int_equal(listed(cx, &q, str_of(f.row[k].key), NULL), f.row[k].num);
			sum += f.row[k].num;
		}
		assert_int_equal(sum, f.num);
		assert_int_equal(listed(cx, &q, S(""), NULL), f.num);
	}
	arena_done(&a);
}

static void FI4_a_leader_reads_masks_and_an_area_its_own(void **state)
{
	struct cx *cx = CX;
	struct figure_q q = ask(FIG_CAPTURED, FD_UNIT);
	struct figure f;
	bool whole;

	fortnight_put(cx);
	assert_int_equal(listed(cx, &q, S(""), &whole), 12);
	assert_true(whole);
	city_as(cx, &bureau, ROLE_LEADER);
	assert_int_equal(listed(cx, &q, S(""), &whole), 12);
	assert_false(whole);
	city_as(cx, &city.unit[2], ROLE_TRAFFIC);
	says(cx, FIG_CAPTURED, 5, -1);
	says(cx, FIG_RIDERS, 2, -1);
	city_as(cx, &bureau, ROLE_OFFICER | ROLE_CASE | ROLE_CLERK | ROLE_ADJUSTER);
	REFUSED(cx, E_DENIED, flow_figure(cx, &q, &f));
}

/* ---- the map ---- */

static const struct flow_heat *place(const struct flow_heat *v, int n, int64_t id)
{
	for (int i = 0; i < n; i++)
		if (v[i].id == id)
			return &v[i];
	return NULL;
}

static void FJ1_the_map_counts_what_the_figure_counts(void **state)
{
	struct cx *cx = CX;
	struct flow_heat_q q = { day0 + 1, day0 + 15, VK_N, 0, 23 };
	struct flow_heat *v;
	char key[8];
	int n;

	fortnight_put(cx);
	DONE(cx, flow_heat(cx, &q, &v, &n));
	assert_int_equal(n, 3);
	for (int i = 0; i < n; i++) {
		snprintf(key, sizeof key, "%d", (int)v[i].id);
		assert_int_equal(v[i].standing, of_key(cx, FIG_VIOLATIONS, FD_JUNCTION, key));
		assert_int_equal(v[i].captured, of_key(cx, FIG_CAPTURED, FD_JUNCTION, key));
	}
	assert_int_equal(place(v, n, 1)->open, 1);
	assert_int_equal(place(v, n, 2)->open, 1);
	q.kind = VK_WRONGWAY;
	DONE(cx, flow_heat(cx, &q, &v, &n));
	assert_int_equal(place(v, n, 1)->standing, 1);
	assert_int_equal(place(v, n, 2)->standing, 0);
	q = (struct flow_heat_q){ day0 + 1, day0 + 15, VK_N, 22, 7 };      /* over midnight */
	DONE(cx, flow_heat(cx, &q, &v, &n));
	assert_int_equal(place(v, n, 1)->standing, 2);
	assert_int_equal(place(v, n, 2)->standing, 0);
	q.to = q.from + FLOW_HEAT_DAYS + 1;
	REFUSED(cx, E_INVALID, flow_heat(cx, &q, &v, &n));
}

static void FJ3_an_account_sees_the_junctions_of_its_area(void **state)
{
	struct cx *cx = CX;
	struct flow_heat_q q = { day0 + 1, day0 + 15, VK_N, 0, 23 };
	struct flow_change c;
	struct flow_heat *v;
	int n;

	fortnight_put(cx);
	city_as(cx, &city.unit[0], ROLE_TRAFFIC);
	DONE(cx, flow_heat(cx, &q, &v, &n));
	assert_non_null(place(v, n, 1));
	assert_null(place(v, n, 2));
	assert_int_equal(place(v, n, 0)->captured, 0);
	DONE(cx, flow_junction_change(cx, 1, day0 + 4, 4, &c));
	REFUSED(cx, E_DENIED, flow_junction_change(cx, 2, day0 + 4, 4, &c));
	REFUSED(cx, E_NOTFOUND, flow_junction_change(cx, 3, day0 + 4, 4, &c));
}

/* ---- before and after ---- */

static void station(struct cx *cx, int ix, const char *name, int day)
{
	DONE(cx, sql_exec(cx, &t_station, BIND(V(ix), V(str_of(name)), V(day_start(day0 + day)), V_BLOB(str_of(name)))));
}

static void alarm_of(struct cx *cx, const char *name, const char *kind, int day, int hour, int hours)
{
	utc_ms at = day_start(day0 + day) + hour * HOUR_MS;

	DONE(cx, sql_exec(cx, &t_alarm, BIND(V(str_of(name)), V(str_of(kind)), V(at), V(hours ? at + hours * HOUR_MS : 0))));
}

static void FJ2_a_rate_is_of_watched_days_alone(void **state)
{
	struct cx *cx = CX;
	struct flow_heat_q q = { day0, day0 + 8, VK_N, 0, 23 };
	struct flow_change c;
	struct flow_heat *v;
	int n;

	fortnight_put(cx);
	/* without a station no day is watched, and there is no rate */
	DONE(cx, flow_junction_change(cx, 1, day0 + 3, 3, &c));
	assert_int_equal(c.stations, 0);
	assert_int_equal(c.span[0].watched + c.span[1].watched, 0);
	assert_int_equal(c.span[0].standing, 2);
	assert_int_equal(c.span[0].seen + c.span[1].seen, 0);
	station(cx, 1, "N", -10);
	station(cx, 2, "E", 1);                          /* in place from day 1 on */
	alarm_of(cx, "N", "offline", 1, 20, 11);         /* four hours of day 1, seven of day 2 */
	alarm_of(cx, "E", "deaf", 4, 0, 4);
	alarm_of(cx, "E", "offline", 4, 1, 4);           /* five hours together, not eight */
	alarm_of(cx, "E", "battery", 5, 0, 24);          /* a station that hears all the same */
	DONE(cx, flow_junction_change(cx, 1, day0 + 3, 3, &c));
	assert_int_equal(c.stations, 2);
	assert_int_equal(c.span[0].watched, 2);          /* days 0 and 1 */
	assert_int_equal(c.span[1].watched, 3);
	assert_int_equal(c.span[0].standing, 2);
	assert_int_equal(c.span[0].seen, 1);             /* the one of day 2 is in no rate */
	assert_int_equal(c.span[1].seen, 2);
	assert_int_equal(c.span[1].standing, 2);
	assert_int_equal(c.span[1].captured, 4);
	assert_int_equal(c.span[1].open, 1);
	assert_int_equal(c.kind[VK_RED][0], 2);
	assert_int_equal(c.kind[VK_RED][1], 1);
	assert_int_equal(c.kind[VK_WRONGWAY][1], 1);
	DONE(cx, flow_heat(cx, &q, &v, &n));
	assert_int_equal(place(v, n, 1)->watched, 7);
	assert_int_equal(place(v, n, 1)->seen, 3);
	assert_int_equal(place(v, n, 2)->watched, 0);
	/* one that stands silent until now takes all days from then on */
	alarm_of(cx, "N", "offline", 6, 0, 0);
	DONE(cx, flow_junction_change(cx, 1, day0 + 4, 4, &c));
	assert_int_equal(c.span[1].watched, 2);
}

static void before_and_after_with_accidents(void **state)
{
	static const char *const number[] = { "J1", "J2", "J3", "X1" };
	static const int day[] = { -2, 1, 2, 2 };
	struct cx *cx = CX;
	struct flow_change c;

	cx->roles = ROLE_CLERK;
	city_bike(cx, &city);
	cx->roles = ROLE_TRAFFIC;
	for (size_t i = 0; i < COUNTOF(number); i++)
		DONE(cx, sql_exec(cx, &t_accident, BIND(V_BLOB(str_of(number[i])), V(str_of(number[i])), V(day_start(day0 + day[i]) + HOUR_MS), V(city.owner.v))));
	DONE(cx, flow_junction_change(cx, 1, day0, 5, &c));
	assert_int_equal(c.span[0].accidents, 1);
	assert_int_equal(c.span[0].city, 1);
	assert_int_equal(c.span[1].accidents, 2);
	assert_int_equal(c.span[1].city, 3);
	/* of days that are not over nothing is said */
	int32_t today = day_of(cx->now);
	DONE(cx, flow_junction_change(cx, 1, today - 2, 5, &c));
	assert_int_equal(c.span[1].to - c.span[1].from, 2);
	REFUSED(cx, E_INVALID, flow_junction_change(cx, 1, today, 5, &c));
	REFUSED(cx, E_INVALID, flow_junction_change(cx, 1, day0, 0, &c));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(FI8_a_fortnight_with_known_answers), T(FI8_counts_is_what_the_room_counts), T(FI8_any_month_has_the_riders_that_the_room_counts), T(courses_and_decisions_with_known_answers), T(FI1_every_row_counts_what_it_lists), T(FI4_a_leader_reads_masks_and_an_area_its_own),
		T(FJ1_the_map_counts_what_the_figure_counts), T(FJ3_an_account_sees_the_junctions_of_its_area), T(FJ2_a_rate_is_of_watched_days_alone), T(before_and_after_with_accidents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
