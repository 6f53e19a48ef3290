/* recovery_test — RC1 to RC7: every state, event and role against a golden matrix; two persons, versions, corrections, sealed names, lists. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/account/account_testkit.h"
#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/recovery/recovery.h"

struct world { struct testdb t; bike_id bike[40]; int nbike; account_id one, two; };
static struct world w;
#define CX (&w.t.cx)

static const struct sql_stmt t_change = { "t.change", "UPDATE seized_event SET note = 'x' WHERE seized = $1", 0, 1, .step = true };
static const struct sql_stmt t_plain = { "t.plain", "SELECT count(*) FROM suspect WHERE p_name LIKE '%王%' OR p_id_no LIKE '%4304%'", 0, 0, .step = true };

static const struct sql_stmt t_caller = { "t.caller", "SELECT coalesce(called_by, 0) FROM return_item WHERE id = $1", 0, 1, .step = true };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_change, &t_plain, &t_caller };

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	w.one = kit_account(CX, "one", "correct horse", ROLE_POLICE, NULL);
	w.two = kit_account(CX, "two", "correct horse", ROLE_POLICE, NULL);
	CX->roles = ROLE_POLICE;
	CX->actor = w.one;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static bike_id a_bike(void)
{
	struct bike_new n = { .tag = { 0xc00u + (unsigned)w.nbike }, .how = S("register") };
	char plate[24], phone[24];

	snprintf(plate, sizeof plate, "TEST%03d", w.nbike);
	snprintf(phone, sizeof phone, "138%08d", w.nbike);
	assert_true(plate_parse(str_of(plate), &n.plate));
	n.owner = kit_owner(CX, "李四光", phone);
	DONE(CX, bike_add(CX, &n, &w.bike[w.nbike]));
	return w.bike[w.nbike++];
}

static struct seized seize(void)
{
	struct seized_facts f = { .found_at = CX->now - HOUR_MS, .place = S("解放路桥下"), .kept_at = S("物证室"), .frame_no = S("FRM1"), .motor_no = S(""), .tag = S(""),
	                          .plate = S(""), .brand = S(""), .colour = S(""), .note = S("") };
	struct seized s;

	DONE(CX, seized_add(CX, SK_BIKE, (unit_id){ 1 }, S("/1/"), &f, &s));
	return s;
}

static struct seized_do act(bike_id bike)
{
	return (struct seized_do){ .note = S("一句话说明"), .bike = bike, .papers = S("invoice"), .value_fen = 120000 };
}

static int step(struct seized *s, enum seized_ev ev, bike_id bike)
{
	struct seized_do d = act(bike);

	return seized_step(CX, s, ev, &d);
}

/* An item in that state; who approves is the second. */
static struct seized in_state(enum seized_state to)
{
	static const enum seized_ev way[SZ_N][8] = {
		[SZ_SEIZED] = { SE_N }, [SZ_MATCHED] = { SE_MATCH, SE_N }, [SZ_PROVEN] = { SE_MATCH, SE_PROVE, SE_N }, [SZ_VALUED] = { SE_MATCH, SE_PROVE, SE_VALUE, SE_N },
		[SZ_APPROVED] = { SE_MATCH, SE_PROVE, SE_VALUE, SE_APPROVE, SE_N }, [SZ_LISTED] = { SE_MATCH, SE_PROVE, SE_VALUE, SE_APPROVE, SE_LIST, SE_N },
		[SZ_RETURNED] = { SE_MATCH, SE_PROVE, SE_VALUE, SE_APPROVE, SE_LIST, SE_RETURN, SE_N }, [SZ_DISPUTED] = { SE_MATCH, SE_DISPUTE, SE_N },
		[SZ_EVIDENCE] = { SE_HOLD, SE_N }, [SZ_INSURER] = { SE_MATCH, SE_PROVE, SE_VALUE, SE_APPROVE, SE_TO_INSURER, SE_N }, [SZ_DISPOSED] = { SE_DISPOSE, SE_N },
	};
	struct seized s = seize();
	bike_id bike = a_bike();

	CX->roles = ROLE_POLICE;
	for (int i = 0; way[to][i] != SE_N; i++) {
		CX->actor = way[to][i] == SE_APPROVE ? w.two : w.one;
		DONE(CX, step(&s, way[to][i], bike));
	}
	assert_int_equal(s.state, to);
	return s;
}

static const unsigned roles[] = { ROLE_OFFICER, ROLE_CASE, ROLE_SYSTEM, ROLE_OWNER, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN,
                                  ROLE_TRAFFIC, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_PUBLIC };

/* One cell: the state after it, SZ_N where it was refused. */
static enum seized_state cell(const struct seized *at, enum seized_ev ev, unsigned role, bike_id bike)
{
	struct seized s = *at;

	CX->roles = role;
	bool offered = (seized_actions(&s, role, CX->actor) >> ev) & 1;
	DONE(CX, sql_begin(CX, true));
	int rc = step(&s, ev, bike);
	sql_rollback(CX);
	assert_int_equal(rc == 0, offered);
	assert_int_equal(s.ver, at->ver + (rc == 0));
	CX->err = (struct err){ 0 };
	return rc == 0 ? s.state : SZ_N;
}

/* RC1 */
static void every_cell_is_as_the_golden_matrix_says(void **state)
{
	static const char letters[] = "oeSwckmastjil-";
	static char want[32768], got[32768];
	const char *source = getenv("YZ_SOURCE");
	char path[600];
	size_t k = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/golden/seized_life.txt", source ? source : ".");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	want[fread(want, 1, sizeof want - 1, f)] = 0;
	fclose(f);
	for (int from = 0; from < SZ_N; from++) {
		struct seized at = in_state((enum seized_state)from);
		CX->actor = w.two;               /* with no hand in it but the approval */
		for (int ev = 0; ev < SE_N; ev++) {
			char map[COUNTOF(roles) + 1] = "";
			str to = S("-");
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				enum seized_state one = cell(&at, (enum seized_ev)ev, roles[r], w.bike[w.nbike - 1]);
				map[r] = one == SZ_N ? '.' : letters[r];
				if (one != SZ_N)
					to = seized_state_names[one];
			}
			k += (size_t)snprintf(got + k, sizeof got - k, "%-16.*s %-10.*s %s %.*s\n", STR_ARG(seized_state_names[from]), STR_ARG(seized_event_names[ev]), map, STR_ARG(to));
		}
	}
	CX->roles = ROLE_POLICE;
	CX->actor = w.one;
	char *body = strstr(want, "\n\n");
	assert_non_null(body);
	if (strcmp(body + 2, got) != 0) {
		for (char *a = body + 2, *b = got; *a && *b; a += strcspn(a, "\n") + 1, b += strcspn(b, "\n") + 1)
			if (strncmp(a, b, strcspn(b, "\n") + 1) != 0)
				print_error("# the file: %.*s\n# the room: %.*s\n", (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
		fail_msg("tests/golden/seized_life.txt says otherwise");
	}
}

/* RC2 */
static void a_change_counts_the_version_and_leaves_a_row_that_stays(void **state)
{
	struct seized s = seize();
	struct seized_do stale = act(a_bike());

	(void)state;
	stale.ver = s.ver + 1;
	REFUSED(CX, E_STATE, seized_step(CX, &s, SE_MATCH, &stale));
	DONE(CX, step(&s, SE_MATCH, stale.bike));
	assert_int_equal(s.ver, 2);
	assert_true(sql_exec(CX, &t_change, BIND(V(s.id))) < 0);
	CX->err = (struct err){ 0 };
}

/* RC3 */
static void a_match_has_a_person(void **state)
{
	struct seized s = seize();
	bike_id bike = a_bike();

	(void)state;
	CX->actor = (account_id){ 0 };
	REFUSED(CX, E_INVALID, step(&s, SE_MATCH, bike));
	CX->actor = w.one;
	REFUSED(CX, E_INVALID, step(&s, SE_MATCH, (bike_id){ 0 }));
	DONE(CX, step(&s, SE_MATCH, bike));
	assert_int_equal(s.matched_by.v, w.one.v);
}

/* RC4 */
static void who_had_a_hand_in_it_does_not_approve(void **state)
{
	struct seized s = in_state(SZ_VALUED);

	(void)state;
	CX->actor = w.one;
	assert_false(seized_actions(&s, ROLE_POLICE, CX->actor) & 1u << SE_APPROVE);
	REFUSED(CX, E_DENIED, step(&s, SE_APPROVE, s.bike));
	CX->actor = w.two;
	DONE(CX, step(&s, SE_APPROVE, s.bike));
	CX->actor = w.one;
}

/* RC5 */
static void a_bike_lies_in_one_store(void **state)
{
	struct seized a = seize(), b = seize();
	bike_id bike = a_bike();

	(void)state;
	DONE(CX, step(&a, SE_MATCH, bike));
	REFUSED(CX, E_STATE, step(&b, SE_MATCH, bike));
	DONE(CX, step(&a, SE_UNMATCH, bike));
	assert_int_equal(a.bike.v, 0);
	DONE(CX, step(&b, SE_MATCH, bike));
}

struct last { str event, note; };

static int keep_last(struct cx *cx, const struct seized_history *h, void *arg)
{
	struct last *l = arg;

	(void)cx;
	*l = (struct last){ h->event, h->note };
	return 0;
}

static void a_correction_is_a_row_with_both_words(void **state)
{
	struct seized s = seize();
	struct last l;

	(void)state;
	REFUSED(CX, E_INVALID, seized_correct(CX, &s, S("frameNo"), S("FRM2"), S(""), 0));
	s = seize();
	DONE(CX, seized_correct(CX, &s, S("frameNo"), S("FRM2"), S("看错一位"), 0));
	DONE(CX, seized_get(CX, s.id, &s));
	assert_string_equal(s.f.frame_no.p, "FRM2");
	assert_int_equal(seized_events(CX, s.id, 10, keep_last, &l), 2);
	assert_string_equal(l.event.p, "correct");
	assert_non_null(strstr(l.note.p, "FRM1 → FRM2"));
	DONE(CX, step(&s, SE_MATCH, a_bike()));
	REFUSED(CX, E_STATE, seized_correct(CX, &s, S("frameNo"), S("FRM3"), S("看错一位"), 0));
}

static void take_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* RC7 */
static void a_suspect_is_sealed(void **state)
{
	struct suspect s = { .unit = { 1 }, .path = S("/1/"), .note = S("") }, back;
	int64_t n;

	(void)state;
	assert_true(pii_take(S("王小二"), &s.name));
	assert_true(pii_take(S("43040519900101001x"), &s.id_no));
	DONE(CX, suspect_add(CX, &s, &back));
	assert_string_equal(pii_mask_name(CX->arena, &back.name).p, "王**");
	assert_string_equal(pii_reveal(&back.id_no).p, "43040519900101001X");
	DONE(CX, suspect_set(CX, &back, SU_CAUGHT, S(""), back.ver));
	assert_int_equal(back.caught_at, CX->now);
	REFUSED(CX, E_STATE, suspect_set(CX, &back, SU_CLEARED, S(""), back.ver - 1));
	DONE(CX, sql_one(CX, &t_plain, take_count, &n, BIND_NONE));
	assert_int_equal(n, 0);
}

/* RC6 */
static void an_item_is_on_one_list_at_a_time(void **state)
{
	struct seized s = in_state(SZ_LISTED);
	struct return_day a, b;
	struct return_item i, j;
	int64_t day;

	(void)state;
	DONE(CX, return_day_add(CX, (unit_id){ 1 }, S("/1/"), day_of(CX->now), S("分局大院"), S(""), &a));
	DONE(CX, return_day_add(CX, (unit_id){ 1 }, S("/1/"), day_of(CX->now) + 1, S("分局大院"), S(""), &b));
	assert_string_not_equal(a.number.p, b.number.p);
	DONE(CX, return_day_of(CX, s.id, &day));
	assert_int_equal(day, 0);
	DONE(CX, return_item_add(CX, &a, s.id, &i));
	DONE(CX, return_day_of(CX, s.id, &day));
	assert_int_equal(day, a.id);
	REFUSED(CX, E_STATE, return_item_add(CX, &b, s.id, &j));
	REFUSED(CX, E_STATE, return_day_close(CX, &a));
	i.call = RCALL_REACHED;
	i.called_at = CX->now;
	DONE(CX, return_item_put(CX, &i));
	CX->actor = w.two;
	i.state = RI_NO_SHOW;
	DONE(CX, return_item_put(CX, &i));
	CX->actor = w.one;
	int64_t caller;
	DONE(CX, sql_one(CX, &t_caller, take_count, &caller, BIND(V(i.id))));
	assert_int_equal(caller, w.one.v);      /* who called stays who called, whoever writes the row after */
	DONE(CX, return_day_of(CX, s.id, &day));
	assert_int_equal(day, 0);                             /* who did not come is on no list any more */
	DONE(CX, return_item_add(CX, &b, s.id, &j));
	DONE(CX, return_day_close(CX, &a));
	REFUSED(CX, E_STATE, return_item_add(CX, &a, s.id, &i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_is_as_the_golden_matrix_says), cmocka_unit_test(a_change_counts_the_version_and_leaves_a_row_that_stays),
		cmocka_unit_test(a_match_has_a_person), cmocka_unit_test(who_had_a_hand_in_it_does_not_approve), cmocka_unit_test(a_bike_lies_in_one_store),
		cmocka_unit_test(a_correction_is_a_row_with_both_words), cmocka_unit_test(a_suspect_is_sealed), cmocka_unit_test(an_item_is_on_one_list_at_a_time),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
