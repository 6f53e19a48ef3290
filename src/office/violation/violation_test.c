/* violation_test — VI1 to VI9: every state, event and role against a golden matrix; versions, the other hand, what counts, months, days that are over. */
#include "store/sql/sql_testdb.h"

#include <sqlite3.h>

#include "office/account/account_testkit.h"
#include "office/bike/bike.h"
#include "office/junction/junction.h"
#include "office/owner/owner_testkit.h"
#include "office/violation/violation.h"
#include "store/sql/sql_int.h"

struct world { struct testdb t; account_id one, two; owner_id rider; int n; };
static struct world w;
#define CX (&w.t.cx)

static const struct sql_stmt t_change = { "t.change", "UPDATE violation_event SET note = 'x' WHERE violation = $1", 0, 1, .step = true };
static const struct sql_stmt t_upheld = { "t.upheld", "UPDATE violation SET decided_by = reviewed_by WHERE id = $1 AND state = 'upheld'", 0, 1, .step = true };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_change, &t_upheld };

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	w.one = kit_account(CX, "one", "correct horse", ROLE_TRAFFIC, NULL);
	w.two = kit_account(CX, "two", "correct horse", ROLE_TRAFFIC, NULL);
	w.rider = kit_owner(CX, "李四光", "15400000001");
	CX->roles = ROLE_TRAFFIC;
	CX->actor = w.one;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct violation template(str key)
{
	return (struct violation){ .kind = VK_RED, .source = VS_RADIO, .source_key = key, .unit = { 1 }, .path = S("/1/"), .arm = S("W"), .place = S("解放路口"),
		.at = CX->now - HOUR_MS, .err_ms = 120, .tag = S("C00"), .plate = S("TEST001"), .rider = w.rider, .confidence = 900, .against = S(""), .evidence = S("{}"),
		.evidence_sha = S(""), .picture = S(""), .picture_sha = S(""), .code = S(""), .note = S(""), .review_due = day_of(CX->now) + 7 };
}

static struct violation caught_at(utc_ms at)
{
	struct violation in = template(arena_fmt(CX->arena, "k%d", ++w.n)), v;

	in.at = at;
	assert_int_equal(violation_add(CX, &in, &v), 1);
	return v;
}

static struct violation caught(void)
{
	return caught_at(CX->now - HOUR_MS);
}

static const struct violation_do act = { .ground = SI("unclear"), .code = SI("2007"), .note = SI("一句话说明") };

static int step(struct violation *v, enum violation_ev ev)
{
	return violation_step(CX, v, ev, &act);
}

/* A violation in that state: the first confirms, the second decides; the program lapses. */
static struct violation in_state(enum violation_state to)
{
	static const enum violation_ev way[VI_N][8] = {
		[VI_CAPTURED] = { VE_N }, [VI_SCREENED] = { VE_SCREEN, VE_N }, [VI_CONFIRMED] = { VE_SCREEN, VE_CONFIRM, VE_N }, [VI_DISMISSED] = { VE_SCREEN, VE_DISMISS, VE_N },
		[VI_LAPSED] = { VE_SCREEN, VE_LAPSE, VE_N }, [VI_NOTIFIED] = { VE_SCREEN, VE_CONFIRM, VE_NOTIFY, VE_N },
		[VI_ACKNOWLEDGED] = { VE_SCREEN, VE_CONFIRM, VE_NOTIFY, VE_ACKNOWLEDGE, VE_N }, [VI_APPEALED] = { VE_SCREEN, VE_CONFIRM, VE_NOTIFY, VE_APPEAL, VE_N },
		[VI_UPHELD] = { VE_SCREEN, VE_CONFIRM, VE_NOTIFY, VE_APPEAL, VE_UPHOLD, VE_N }, [VI_REVOKED] = { VE_SCREEN, VE_CONFIRM, VE_NOTIFY, VE_APPEAL, VE_REVOKE, VE_N },
	};
	struct violation v = caught();

	for (int i = 0; way[to][i] != VE_N; i++) {
		CX->roles = way[to][i] == VE_LAPSE ? ROLE_SYSTEM : ROLE_TRAFFIC;
		CX->actor = v.state == VI_APPEALED ? w.two : w.one;
		DONE(CX, step(&v, way[to][i]));
	}
	CX->roles = ROLE_TRAFFIC;
	CX->actor = w.one;
	assert_int_equal(v.state, to);
	return v;
}

static const unsigned roles[] = { ROLE_OFFICER, ROLE_CASE, ROLE_SYSTEM, ROLE_OWNER, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN,
                                  ROLE_TRAFFIC, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_PUBLIC };

/* One cell: the state after it, VI_N where it was refused. */
static enum violation_state cell(const struct violation *at, enum violation_ev ev, unsigned role)
{
	struct violation v = *at;

	CX->roles = role;
	bool offered = (violation_actions(&v, role, CX->actor) >> ev) & 1;
	DONE(CX, sql_begin(CX, true));
	int rc = step(&v, ev);
	sql_rollback(CX);
	assert_int_equal(rc == 0, offered);
	assert_int_equal(v.ver, at->ver + (rc == 0));
	CX->err = (struct err){ 0 };
	return rc == 0 ? v.state : VI_N;
}

/* VI1. A column a role for who had no hand in it; behind it, whether the traffic officer who confirmed it may. */
static void every_cell_is_as_the_golden_matrix_says(void **state)
{
	static const char letters[] = "oeSwckmastjil-";
	static char want[32768], got[32768];
	const char *source = getenv("YZ_SOURCE");
	char path[600];
	size_t k = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/golden/violation_life.txt", source ? source : ".");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	want[fread(want, 1, sizeof want - 1, f)] = 0;
	fclose(f);
	for (int from = 0; from < VI_N; from++) {
		struct violation at = in_state((enum violation_state)from);
		for (int ev = 0; ev < VE_N; ev++) {
			char map[COUNTOF(roles) + 1] = "";
			str to = S("-");
			CX->actor = w.two;
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				enum violation_state one = cell(&at, (enum violation_ev)ev, roles[r]);
				map[r] = one == VI_N ? '.' : letters[r];
				if (one != VI_N)
					to = violation_state_names[one];
			}
			CX->actor = w.one;
			bool own = cell(&at, (enum violation_ev)ev, ROLE_TRAFFIC) != VI_N;
			k += (size_t)snprintf(got + k, sizeof got - k, "%-12.*s %-11.*s %s %s %.*s\n", STR_ARG(violation_state_names[from]), STR_ARG(violation_event_names[ev]), map,
				own ? "own" : "...", STR_ARG(to));
		}
	}
	CX->roles = ROLE_TRAFFIC;
	char *body = strstr(want, "\n\n");
	assert_non_null(body);
	if (strcmp(body + 2, got) != 0) {
		for (char *a = body + 2, *b = got; *a && *b; a += strcspn(a, "\n") + 1, b += strcspn(b, "\n") + 1)
			if (strncmp(a, b, strcspn(b, "\n") + 1) != 0)
				print_error("# the file: %.*s\n# the room: %.*s\n", (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
		fail_msg("tests/golden/violation_life.txt says otherwise");
	}
}

/* VI2 */
static void a_change_counts_the_version_and_leaves_a_row_that_stays(void **state)
{
	struct violation v = in_state(VI_SCREENED);
	struct violation_do stale = act;

	(void)state;
	stale.ver = v.ver + 1;
	REFUSED(CX, E_STATE, violation_step(CX, &v, VE_CONFIRM, &stale));
	struct violation old = v;
	DONE(CX, step(&v, VE_CONFIRM));
	REFUSED(CX, E_STATE, step(&old, VE_CONFIRM));
	assert_int_equal(v.ver, 3);
	DONE(CX, violation_picture(CX, &v, S("p1"), S("abc")));
	DONE(CX, violation_rider(CX, &v, (owner_id){ 0 }, S("借给了别人")));
	assert_int_equal(v.excluded, VX_NO_RIDER);
	DONE(CX, violation_rider(CX, &v, w.rider, S("其实是本人")));
	assert_int_equal(v.excluded, VX_NONE);
	DONE(CX, violation_get(CX, v.id, &old));
	assert_int_equal(old.ver, v.ver);
	assert_string_equal(old.picture_sha.p, "abc");
	assert_true(sql_exec(CX, &t_change, BIND(V(v.id))) < 0);
	CX->err = (struct err){ 0 };
}

static int64_t counted(int32_t month)
{
	int64_t n;

	DONE(CX, violation_count_month(CX, w.rider, month, &n));
	return n;
}

static int64_t strict(int32_t month)
{
	int64_t n, ever;

	DONE(CX, violation_count_month_strict(CX, w.rider, month, &n));
	DONE(CX, violation_count_ever(CX, w.rider, &ever));
	assert_true(ever >= n);
	return n;
}

/* VI3 */
static void nothing_counts_before_it_was_confirmed(void **state)
{
	static const bool counts[VI_N] = { [VI_CONFIRMED] = true, [VI_NOTIFIED] = true, [VI_ACKNOWLEDGED] = true, [VI_UPHELD] = true };

	(void)state;
	for (int s = 0; s < VI_N; s++) {
		struct violation v = caught();
		int64_t before = counted(v.month), hard = strict(v.month);
		v = in_state((enum violation_state)s);
		assert_int_equal(counted(v.month) - before, counts[s]);
		for (int why = 1; why < VX_N; why++) {
			DONE(CX, violation_exclude(CX, &v, (enum violation_excluded)why, S("")));
			assert_int_equal(counted(v.month) - before, counts[s] && why == VX_EDUCATION_ONLY);
			assert_int_equal(strict(v.month), hard);
		}
		DONE(CX, violation_exclude(CX, &v, VX_NONE, S("")));
		assert_int_equal(strict(v.month) - hard, counts[s]);
	}
}

/* VI4 */
static void who_confirmed_it_does_not_decide_the_appeal(void **state)
{
	struct violation v = in_state(VI_APPEALED);

	(void)state;
	REFUSED(CX, E_DENIED, step(&v, VE_UPHOLD));
	REFUSED(CX, E_DENIED, step(&v, VE_REVOKE));
	CX->actor = w.two;
	DONE(CX, step(&v, VE_UPHOLD));
	CX->actor = w.one;
	assert_true(sql_exec(CX, &t_upheld, BIND(V(v.id))) < 0);      /* and the table would not have it either */
	CX->err = (struct err){ 0 };
}

/* VI5 */
static void a_source_tells_of_one_thing_once(void **state)
{
	struct violation in = template(S("same")), a, b;

	(void)state;
	assert_int_equal(violation_add(CX, &in, &a), 1);
	in.confidence = 100;
	assert_int_equal(violation_add(CX, &in, &b), 0);
	assert_int_equal(a.id, b.id);
	assert_int_equal(b.confidence, 900);
	in.source_key = S("");
	REFUSED(CX, E_INVALID, violation_add(CX, &in, &b));
	in.source_key = S("later");
	in.at = CX->now + HOUR_MS;
	REFUSED(CX, E_INVALID, violation_add(CX, &in, &b));
}

/* VI6 */
static void a_month_is_that_of_the_instant_at_plus_eight(void **state)
{
	const utc_ms first = civil_start((struct civil){ 2026, 11, 1 });

	(void)state;
	utc_ms was = CX->now;
	CX->now = first + 5 * DAY_MS;
	struct violation before = caught_at(first - 1), after = caught_at(first);
	assert_int_equal(before.month, 202610);
	assert_int_equal(after.month, 202611);
	assert_int_equal(after.day, before.day + 1);
	CX->now = was;
}

/* VI7 */
static void after_its_day_nothing_is_confirmed(void **state)
{
	struct violation v = in_state(VI_SCREENED), d = in_state(VI_DISMISSED), r = in_state(VI_REVOKED);
	struct violation_do again = act;
	utc_ms was = CX->now;

	(void)state;
	CX->now = day_start(v.review_due + 1) - 1;      /* the last instant of its last day */
	DONE(CX, sql_begin(CX, true));
	struct violation last = v;
	DONE(CX, step(&last, VE_CONFIRM));
	sql_rollback(CX);
	CX->now++;
	REFUSED(CX, E_STATE, step(&v, VE_CONFIRM));
	DONE(CX, step(&v, VE_DISMISS));
	REFUSED(CX, E_STATE, step(&d, VE_REOPEN));
	again.review_due = day_of(CX->now) + 7;
	DONE(CX, violation_step(CX, &r, VE_REOPEN, &again));      /* it had been reviewed in time once */
	assert_int_equal(r.review_due, again.review_due);
	assert_int_equal(r.reviewed_by.v, 0);
	DONE(CX, step(&r, VE_CONFIRM));
	CX->now = was;
}

static void grounds_and_codes_are_what_the_tables_say(void **state)
{
	struct violation v = in_state(VI_SCREENED);
	struct violation_do d = act;
	struct violation_code c = { S("7199"), S("2026-01-01"), S("2026-12-01"), VK_OTHER, S("试"), S("try"), S("地方条例"), 500, 2000 }, back;

	(void)state;
	d.ground = S("first_minor");      /* only for what was confirmed */
	REFUSED(CX, E_INVALID, violation_step(CX, &v, VE_DISMISS, &d));
	d.ground = S("");
	REFUSED(CX, E_INVALID, violation_step(CX, &v, VE_DISMISS, &d));
	d.ground = S("weather");
	REFUSED(CX, E_INVALID, violation_step(CX, &v, VE_DISMISS, &d));
	DONE(CX, violation_code_get(CX, S("2007"), day_of(CX->now), &back));
	assert_int_equal(back.kind, VK_RED);
	REFUSED(CX, E_NOTFOUND, violation_code_get(CX, S("2007"), 0, &back));      /* 1970 */
	DONE(CX, violation_code_put(CX, &c));
	DONE(CX, violation_code_get(CX, S("7199"), day_of(civil_start((struct civil){ 2026, 11, 30 })), &back));
	REFUSED(CX, E_NOTFOUND, violation_code_get(CX, S("7199"), day_of(civil_start((struct civil){ 2026, 12, 1 })), &back));
	c.until_day = S("2025-12-31");
	REFUSED(CX, E_INVALID, violation_code_put(CX, &c));
	c.until_day = S("");
	c.from_day = S("2026-02-30");
	REFUSED(CX, E_INVALID, violation_code_put(CX, &c));
}

/* VI8 */
static void what_was_in_force_says_what_it_said(void **state)
{
	struct civil c = civil_of(CX->now), next = civil_of(CX->now + 10ll * DAY_MS);
	str today = arena_fmt(CX->arena, "%04d-%02d-%02d", c.y, c.m, c.d), later = arena_fmt(CX->arena, "%04d-%02d-%02d", next.y, next.m, next.d);
	struct violation_code v = { S("7198"), S("2025-01-01"), S(""), VK_OTHER, S("试"), S("try"), S("地方条例"), 500, 2000 }, back;

	(void)state;
	DONE(CX, violation_code_put(CX, &v));      /* a new code may have a past */
	v.fine_max_fen = 5000;
	REFUSED(CX, E_STATE, violation_code_put(CX, &v));
	v.from_day = S("2025-06-01");
	REFUSED(CX, E_STATE, violation_code_put(CX, &v));
	v.from_day = later;      /* a draft: changed, given up, changed again */
	DONE(CX, violation_code_put(CX, &v));
	v.name_zh = S("试改");
	v.until_day = v.from_day;
	DONE(CX, violation_code_put(CX, &v));
	DONE(CX, violation_code_get(CX, v.code, day_of(CX->now) + 11, &back));
	assert_int_equal(back.fine_max_fen, 2000);
	v.until_day = S("");
	DONE(CX, violation_code_put(CX, &v));
	DONE(CX, violation_code_get(CX, v.code, day_of(CX->now) + 11, &back));
	assert_int_equal(back.fine_max_fen, 5000);
	DONE(CX, violation_code_get(CX, v.code, day_of(CX->now), &back));
	assert_int_equal(back.fine_max_fen, 2000);
	v = back;
	v.until_day = S("2026-01-01");
	REFUSED(CX, E_STATE, violation_code_put(CX, &v));      /* what was decided under it stays so */
	v.until_day = today;
	DONE(CX, violation_code_put(CX, &v));
	REFUSED(CX, E_NOTFOUND, violation_code_get(CX, v.code, day_of(CX->now), &back));
	v.until_day = S("");
	REFUSED(CX, E_STATE, violation_code_put(CX, &v));
}

static int in_force(struct cx *cx, const struct violation_code *c, void *arg)
{
	(void)cx;
	*(int *)arg += str_eq(c->code, S("7196"));
	return 0;
}

/* VI8: what was decided today by a row is shown by that row for ever, whatever is written afterwards. */
static void what_was_decided_by_a_row_keeps_it(void **state)
{
	struct civil c = civil_of(CX->now), next = civil_of(CX->now + DAY_MS), after = civil_of(CX->now + 5ll * DAY_MS);
	str today = arena_fmt(CX->arena, "%04d-%02d-%02d", c.y, c.m, c.d), tomorrow = arena_fmt(CX->arena, "%04d-%02d-%02d", next.y, next.m, next.d),
	    later = arena_fmt(CX->arena, "%04d-%02d-%02d", after.y, after.m, after.d);
	struct violation_code v = { S("7196"), S("2025-01-01"), S(""), VK_OTHER, S("旧说法"), S("old"), S("地方条例"), 500, 2000 }, back;
	struct violation_do d = act;
	int n = 0;

	(void)state;
	DONE(CX, violation_code_put(CX, &v));
	struct violation used = caught_at(CX->now - 1);
	DONE(CX, step(&used, VE_SCREEN));
	d.code = v.code;
	DONE(CX, violation_step(CX, &used, VE_CONFIRM, &d));
	v.name_zh = S("新说法");
	v.from_day = today;
	REFUSED(CX, E_STATE, violation_code_put(CX, &v));      /* it would be today's, and the decision's */
	v = (struct violation_code){ S("7196"), S("2025-01-01"), today, VK_OTHER, S("旧说法"), S("old"), S("地方条例"), 500, 2000 };
	REFUSED(CX, E_STATE, violation_code_put(CX, &v));      /* the decision would rest on nothing */
	v = (struct violation_code){ S("7196"), tomorrow, later, VK_OTHER, S("新说法"), S("new"), S("新条例"), 500, 5000 };
	DONE(CX, violation_code_put(CX, &v));
	DONE(CX, violation_code_get(CX, used.code, used.day, &back));
	assert_string_equal(back.name_zh.p, "旧说法");
	DONE(CX, violation_code_get(CX, used.code, used.day + 1, &back));
	assert_string_equal(back.name_zh.p, "新说法");
	DONE(CX, as_done(violation_codes(CX, used.day + 1, in_force, &n)));
	assert_int_equal(n, 1);      /* one row a code and day */
	REFUSED(CX, E_NOTFOUND, violation_code_get(CX, used.code, used.day + 6, &back));      /* the one before does not come back */
	n = 0;
	DONE(CX, as_done(violation_codes(CX, used.day + 6, in_force, &n)));
	assert_int_equal(n, 0);
	v.until_day = v.from_day;      /* given up: it never was */
	DONE(CX, violation_code_put(CX, &v));
	DONE(CX, violation_code_get(CX, used.code, used.day + 6, &back));
	assert_string_equal(back.name_zh.p, "旧说法");
}

struct seen { int64_t id[256]; int n; };

static int keep(struct cx *cx, const struct violation *v, void *arg)
{
	struct seen *s = arg;

	(void)cx;
	if (s->n < (int)COUNTOF(s->id))
		s->id[s->n++] = v->id;
	return 0;
}

/* VI10. */
static void the_queue_is_by_the_day_and_by_what_can_be_judged(void **state)
{
	struct violation_filter f = { .area = S("/1/"), .states = 1u << VI_SCREENED, .kind = VK_LOAD, .source = VS_N, .by_due = true };
	static const struct { int due; enum violation_source from; const char *picture, *place; int64_t confidence; } rows[] = {
		{ 9, VS_RADIO, "", "b", 500 }, { 8, VS_OFFICER, "", "b", 1000 }, { 8, VS_RADIO, "", "b", 700 }, { 9, VS_RADIO, "", "c", 600 },
		{ 8, VS_RADIO, "", "a", 650 }, { 8, VS_RADIO, "p1", "c", 400 }, { 8, VS_CAMERA, "p2", "c", 1000 }, { 8, VS_RADIO, "", "b", 300 },
	};
	static const int order[][COUNTOF(rows)] = { { 6, 5, 2, 4, 7, 1, 3, 0 }, { 6, 5, 4, 2, 7, 1, 0, 3 } };
	struct violation v[COUNTOF(rows)];

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct violation in = template(arena_fmt(CX->arena, "q%zu", i));
		in.kind = VK_LOAD;
		in.source = rows[i].from;
		in.picture = str_of(rows[i].picture);
		in.place = str_of(rows[i].place);
		in.review_due = day_of(CX->now) + rows[i].due;
		in.confidence = rows[i].confidence;
		assert_int_equal(violation_add(CX, &in, &v[i]), 1);
		DONE(CX, step(&v[i], VE_SCREEN));
	}
	for (size_t k = 0; k < COUNTOF(order); k++) {
		struct seen s = { .n = 0 };
		f.by_place = k == 1;
		assert_int_equal(violation_list(CX, &f, 50, keep, &s), (int)COUNTOF(rows));
		for (size_t i = 0; i < COUNTOF(rows); i++)
			assert_int_equal(s.id[i], v[order[k][i]].id);
	}
	struct seen s = { .n = 0 };
	f.area = S("");
	assert_int_equal(violation_list(CX, &f, 50, keep, &s), 0);
	f.area = S("/1/2/");
	assert_int_equal(violation_list(CX, &f, 50, keep, &s), 0);
}

/* --- lists: what is asked for, and what is read for it --- */

enum { WAITING = 1 << VI_CAPTURED | 1 << VI_SCREENED, COUNTING = 1 << VI_CONFIRMED | 1 << VI_NOTIFIED, ALL = 250 };
static struct violation all[ALL];
static uint64_t seed = 20261127;

static unsigned draw(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static bool fits(const struct violation_filter *f, const struct violation *v)
{
	return str_starts(v->path, f->area) && (!f->states || (f->states >> v->state & 1)) && (f->kind == VK_N || f->kind == v->kind) && (f->source == VS_N || f->source == v->source) &&
		(!f->junction || f->junction == v->junction) && (!f->rider.v || f->rider.v == v->rider.v) && (!f->bike.v || f->bike.v == v->bike.v) && v->day >= f->from_day &&
		(!f->to_day || v->day <= f->to_day) && (!f->month || f->month == v->month) && (!f->due_by || v->review_due <= f->due_by) && (!f->before || v->id < f->before);
}

static struct violation_filter any_filter(owner_id other, bike_id bike)
{
	static const unsigned states[] = { 0, 0, WAITING, 1 << VI_SCREENED, 1 << VI_APPEALED | 1 << VI_SCREENED, COUNTING, 1 << VI_DISMISSED, COUNTING | WAITING };
	struct violation_filter f = { .area = draw(8) ? S("/") : S("/1/9/"), .states = states[draw(COUNTOF(states))], .kind = draw(4) ? VK_N : VK_RED, .source = draw(4) ? VS_N : VS_CAMERA };
	int32_t today = day_of(CX->now);

	f.junction = draw(4) ? 0 : 7;
	f.rider = draw(3) ? (owner_id){ 0 } : draw(2) ? other : w.rider;
	f.bike.v = draw(4) ? 0 : bike.v;
	f.from_day = draw(3) ? 0 : today - (int32_t)draw(60);
	f.to_day = draw(3) ? 0 : draw(2) && f.from_day ? f.from_day + (int32_t)draw(3) : today - (int32_t)draw(60);
	f.month = draw(4) ? 0 : 202610 + (int32_t)draw(2);
	f.due_by = draw(4) ? 0 : today + (int32_t)draw(9);
	f.before = draw(3) ? 0 : 1 + (int64_t)draw(ALL);
	f.by_due = draw(5) == 0;
	f.by_place = draw(2);
	return f;
}

static void a_list_is_what_its_filter_says(void **state)
{
	struct bike_new b = { .brand = S("雁牌"), .colour = S("红"), .how = S("register") };
	struct junction j;
	bike_id bike;
	int n = 0;

	(void)state;
	owner_id other = b.owner = kit_owner(CX, "王五福", "15400000009");
	assert_true(plate_parse(S("衡（电动）阳AB58"), &b.plate) && tag_parse(S("AB01"), &b.tag));
	DONE(CX, bike_add(CX, &b, &bike));
	DONE(CX, junction_add(CX, 7, S("解放路口"), (unit_id){ 1 }, S("/1/"), (struct geo){ 268940000, 1126000000 }, &j));
	for (int i = 0; i < 120; i++) {
		struct violation v, in = template(arena_fmt(CX->arena, "l%d", i));
		in.kind = draw(2) ? VK_RED : VK_WRONGWAY;
		in.source = draw(2) ? VS_RADIO : VS_CAMERA;
		in.at = CX->now - (utc_ms)draw(60) * DAY_MS - 1;
		in.path = draw(3) ? S("/1/") : S("/1/9/");
		in.junction = draw(2) ? 7 : 0;
		in.rider = draw(2) ? w.rider : other;
		in.bike.v = draw(2) ? bike.v : 0;
		in.review_due = day_of(CX->now) + (int32_t)draw(9);
		assert_int_equal(violation_add(CX, &in, &v), 1);
		if (draw(4))
			DONE(CX, step(&v, VE_SCREEN));
		if (v.state == VI_SCREENED && draw(3))
			DONE(CX, step(&v, draw(3) ? VE_CONFIRM : VE_DISMISS));
	}
	for (int64_t id = 1; n < ALL && violation_get(CX, id, &all[n]) == 0; id++, n++)
		all[n].path = str_eq(all[n].path, S("/1/")) ? S("/1/") : S("/1/9/");      /* outlives the arena */
	CX->err = (struct err){ 0 };
	assert_in_range(n, 121, ALL - 1);
	for (int k = 0; k < 2000; k++) {
		struct violation_filter f = any_filter(other, bike);
		int max = f.by_due ? ALL : 1 + (int)draw(ALL), want = 0;
		struct seen s = { .n = 0 };
		int got = violation_list(CX, &f, max, keep, &s);
		for (int i = n - 1; i >= 0 && want < max; i--) {
			if (!fits(&f, &all[i]))
				continue;
			bool in = !f.by_due && s.id[want] == all[i].id;
			for (int q = 0; f.by_due && q < s.n; q++)
				in = in || s.id[q] == all[i].id;
			if (!in)
				fail_msg("filter %d: number %d of its list is not %d", k, want, (int)all[i].id);
			want++;
		}
		assert_int_equal(got, want);
		arena_reset(CX->arena);
	}
}

static int64_t nth_of(const struct violation *v)
{
	int64_t n;

	DONE(CX, violation_nth(CX, v, &n));
	return n;
}

/* By its instant, and of one instant by its number; what counts for a course counts, and nothing of another month. */
static void the_nth_of_a_month_is_counted_by_its_instant(void **state)
{
	static const struct { int hour; bool counts; enum violation_excluded out; int nth; } rows[] = {
		{ 9, true, VX_NONE, 4 }, { 2, true, VX_NONE, 1 }, { 5, false, VX_NONE, 0 }, { 5, true, VX_EDUCATION_ONLY, 2 }, { 5, true, VX_NONE, 3 }, { 1, true, VX_STOLEN, 0 }, { -24 * 30, true, VX_NONE, 1 },
	};
	struct violation v[COUNTOF(rows)];
	owner_id rider = kit_owner(CX, "赵六", "15400000008");
	utc_ms first = civil_start((struct civil){ 2026, 11, 2 });

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct violation in = template(arena_fmt(CX->arena, "n%zu", i));
		in.rider = rider;
		in.at = first + (utc_ms)rows[i].hour * HOUR_MS;
		assert_int_equal(violation_add(CX, &in, &v[i]), 1);
		DONE(CX, step(&v[i], VE_SCREEN));
		if (rows[i].counts)
			DONE(CX, step(&v[i], VE_CONFIRM));
		if (rows[i].out != VX_NONE)
			DONE(CX, violation_exclude(CX, &v[i], rows[i].out, S("一句话说明")));
	}
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].nth)
			assert_int_equal(nth_of(&v[i]), rows[i].nth);
}

struct asked { char text[8192]; };

static int note_asked(unsigned what, void *arg, void *st, void *text)
{
	struct asked *a = arg;

	(void)what, (void)text;
	snprintf(a->text, sizeof a->text, "EXPLAIN QUERY PLAN %s", sqlite3_sql(st));
	return 0;
}

static int asks(const struct violation_filter *f, int64_t *ret)
{
	struct seen s = { .n = 0 };

	if (f)
		return violation_list(CX, f, 10, keep, &s);
	DONE(CX, violation_strict(CX, w.rider, 202611, 1, keep, &s));
	return violation_nth(CX, &(struct violation){ .rider = w.rider, .month = 202611, .at = CX->now, .id = 1 }, ret);
}

/* The lines of the plan of the statement that is sent last. */
static void plan_of(const struct violation_filter *f, char *ret, size_t n)
{
	struct sqlite3 *h = sql_lite_handle(CX->db);
	struct asked a = { "" };
	sqlite3_stmt *st;
	size_t at = 0;
	int64_t nth;

	sqlite3_trace_v2(h, SQLITE_TRACE_STMT, note_asked, &a);
	DONE(CX, asks(f, &nth));
	sqlite3_trace_v2(h, 0, NULL, NULL);
	assert_int_equal(sqlite3_prepare_v2(h, a.text, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW)
		at += (size_t)snprintf(ret + at, n - at, "%s\n", (const char *)sqlite3_column_text(st, 3));
	sqlite3_finalize(st);
}

/* What everybody asks for: a rider's page, the roadside, the jobs, the desk. Of forty thousand rows another index is a look at all of them. */
static void a_list_reads_by_what_it_is_asked_for(void **state)
{
#define ANY .area = S("/"), .kind = VK_N, .source = VS_N
	const struct { struct violation_filter f; const char *by; } asked[] = {
		{ { ANY, .rider = w.rider, .states = COUNTING, .month = 202611 }, "INDEX violation_rider (rider=? AND month>? AND month<?)" },
		{ { ANY, .rider = w.rider, .before = 99 }, "INDEX violation_rider (rider=?" },
		{ { ANY, .bike = { 1 }, .states = COUNTING }, "INDEX violation_bike (bike=?" },
		{ { ANY, .bike = { 1 }, .from_day = 20000, .to_day = 20000 }, "INDEX violation_bike (bike=?" },
		{ { ANY, .states = WAITING, .by_due = true, .due_by = 20000 }, "INDEX violation_queue (state=? AND review_due<?)" },
		{ { ANY, .states = WAITING, .by_due = true, .by_place = true }, "INDEX violation_queue (state=?" },
		{ { ANY, .states = 1 << VI_SCREENED }, "INDEX violation_queue (state=?" },
		{ { ANY, .states = 1 << VI_APPEALED, .from_day = 20000 }, "INDEX violation_queue (state=?" },
		{ { ANY, .states = 1 << VI_SCREENED, .from_day = 20000, .to_day = 20001 }, "INDEX violation_day (day>? AND day<?)" },
		{ { ANY, .junction = 7, .from_day = 20000, .to_day = 20100 }, "INDEX violation_junction (junction=? AND day>? AND day<?)" },
		{ { ANY, .states = COUNTING, .from_day = 20000 }, "INDEX violation_day (day>? AND day<?)" },
		{ { ANY, .states = COUNTING }, "INTEGER PRIMARY KEY (rowid<?)" },
	};
#undef ANY
	char plan[2048] = "";

	(void)state;
	ONLY_SQLITE();
	for (size_t i = 0; i < COUNTOF(asked); i++) {
		plan_of(&asked[i].f, plan, sizeof plan);
		if (!strstr(plan, asked[i].by) || strstr(plan, "SCAN"))
			fail_msg("list %zu is read so, not by %s:\n%s", i, asked[i].by, plan);
	}
	plan_of(NULL, plan, sizeof plan);
	assert_non_null(strstr(plan, "(rider=? AND month=?)"));
}

/* --- cameras --- */

static bool shows(const char *url, const char *want, bool secret)
{
	bool got;
	str s = violation_camera_shown(CX->arena, str_of(url), &got);

	assert_string_equal(arena_str(CX->arena, s).p, want);
	return got == secret;
}

static void what_is_shown_of_an_address_has_no_secret(void **state)
{
	(void)state;
	assert_true(shows("http://10.1.2.3/snap.jpg", "http://10.1.2.3/snap.jpg", false));
	assert_true(shows("http://10.1.2.3:8080/snap.jpg?t={at}", "http://10.1.2.3:8080/snap.jpg?t={at}", false));
	assert_true(shows("http://admin:s3cret@10.1.2.3/snap.jpg", "http://10.1.2.3/snap.jpg", true));
	assert_true(shows("https://admin@10.1.2.3/snap", "https://10.1.2.3/snap", true));
	assert_true(shows("http://a:b@c:d@10.1.2.3/snap@2x", "http://10.1.2.3/snap@2x", true));
	assert_true(shows("http://10.1.2.3?usr=admin&pwd=s3cret&t={at}&channel=", "http://10.1.2.3?usr=…&pwd=…&t={at}&channel=", true));
	assert_true(shows("http://admin:s3cret@10.1.2.3?pwd=x#y", "http://10.1.2.3?pwd=…#…", true));
	assert_true(shows("http://10.1.2.3/?s3cret", "http://10.1.2.3/?…", true));      /* no name, perhaps the secret itself */
	assert_true(shows("http://10.1.2.3/#s3cret", "http://10.1.2.3/#…", true));
	assert_true(shows("", "", false));
}

static int seen_camera(struct cx *cx, const struct violation_camera *c, void *arg)
{
	(void)cx;
	if (str_eq(c->name, S("C-1")))
		*(struct violation_camera *)arg = *c;
	return 0;
}

static void VI9_a_token_is_one_camera_s_and_ends(void **state)
{
	char first[CAMERA_TOKEN_HEX + 1], second[CAMERA_TOKEN_HEX + 1], other[CAMERA_TOKEN_HEX + 1];
	struct violation_camera c = { .token_at = 0 };
	struct cx it = w.t.cx;
	str name;

	(void)state;
	DONE(CX, violation_camera_token(CX, S("C-1"), first));
	DONE(CX, violation_camera_token(CX, S("C-2"), other));
	DONE(&it, violation_camera_session(&it, str_of(first), &name));
	assert_string_equal(name.p, "C-1");
	assert_int_equal(it.roles, ROLE_CAMERA);
	DONE(CX, violation_camera_token(CX, S("C-1"), second));      /* the one before ends */
	assert_string_not_equal(first, second);
	REFUSED(CX, E_UNAUTH, violation_camera_session(CX, str_of(first), &name));
	REFUSED(CX, E_UNAUTH, violation_camera_session(CX, S(""), &name));
	REFUSED(CX, E_UNAUTH, violation_camera_session(CX, S("C-1"), &name));
	DONE(CX, violation_camera_pushed(CX, S("C-1")));
	assert_true(violation_cameras(CX, seen_camera, &c) >= 2);      /* one that only pushes is in the list */
	assert_int_equal(c.url.n, 0);
	assert_true(c.token_at == CX->now && c.pushed_at == CX->now);
	DONE(CX, violation_camera_untoken(CX, S("C-1")));
	REFUSED(CX, E_UNAUTH, violation_camera_session(CX, str_of(second), &name));
	REFUSED(CX, E_NOTFOUND, violation_camera_untoken(CX, S("C-1")));
	DONE(&it, violation_camera_session(&it, str_of(other), &name));
	assert_string_equal(name.p, "C-2");
	DONE(CX, violation_camera_drop(CX, S("C-2")));
	REFUSED(CX, E_UNAUTH, violation_camera_session(CX, str_of(other), &name));
	REFUSED(CX, E_NOTFOUND, violation_camera_drop(CX, S("C-2")));
	REFUSED(CX, E_INVALID, violation_camera_token(CX, S(""), first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_is_as_the_golden_matrix_says), cmocka_unit_test(a_change_counts_the_version_and_leaves_a_row_that_stays),
		cmocka_unit_test(nothing_counts_before_it_was_confirmed), cmocka_unit_test(who_confirmed_it_does_not_decide_the_appeal),
		cmocka_unit_test(a_source_tells_of_one_thing_once), cmocka_unit_test(a_month_is_that_of_the_instant_at_plus_eight),
		cmocka_unit_test(after_its_day_nothing_is_confirmed), cmocka_unit_test(grounds_and_codes_are_what_the_tables_say),
		cmocka_unit_test(what_was_in_force_says_what_it_said), cmocka_unit_test(what_was_decided_by_a_row_keeps_it),
		cmocka_unit_test(what_is_shown_of_an_address_has_no_secret), cmocka_unit_test(VI9_a_token_is_one_camera_s_and_ends),
		cmocka_unit_test(the_nth_of_a_month_is_counted_by_its_instant), cmocka_unit_test(a_list_is_what_its_filter_says), cmocka_unit_test(a_list_reads_by_what_it_is_asked_for),
		cmocka_unit_test(the_queue_is_by_the_day_and_by_what_can_be_judged),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
