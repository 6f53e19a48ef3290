/* flow_attach_test — EV1 to EV4: photos of claims and of orders, whose they are, who sees them, what they leave in the audit. */
#include "flow/flow_claim_testkit.h"

#include "flow/flow_alert.h"
#include "flow/flow_attach.h"
#include "flow/flow_photo.h"
#include "flow/flow_station.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"

STMT(t_owner_case, 1, "UPDATE theft SET source = 'owner' WHERE id = $1");
STMT(t_used, 0, "SELECT count(*) FROM photo WHERE used_at IS NOT NULL");
STMT(t_repeat, 1, "SELECT count(*) FROM claim_check WHERE claim = $1 AND code = 'photo_repeat' AND verdict = 'review'");
STMT(t_claim_end, 2, "UPDATE claim SET state = 'closed', closed_at = $1 WHERE id = $2");
STMT(t_theft_end, 2, "UPDATE theft SET state = 'withdrawn', closed_at = $1 WHERE id = $2");
STMT(t_order_end, 2, "UPDATE police_order SET state = 'revoked', ended_at = $1 WHERE id = $2");
STMT(t_accident, 4, "INSERT INTO accident (id, ref, number, key, bike, owner, state, happened_at, injured, police_called, reporter, created_by, created_at) "
     "VALUES (1, $4, 'SG-1', 'retention-1', $1, $2, 'reported', $3, 0, 0, 'owner', 0, $3)");
STMT(t_scene, 2, "INSERT INTO accident_photo (accident, kind, photo, at, actor) VALUES (1, 'scene', $1, $2, 0)");
STMT(t_accident_end, 1, "UPDATE accident SET state = 'withdrawn', closed_at = $1 WHERE id = 1");
STMT(t_return_day, 0, "INSERT INTO return_day (number, unit_id, path, day, place, state, created_by, created_at) VALUES ('FH1', 1, '/1/', 20000, 'x', 'open', 1, 1)");
STMT(t_seized, 2, "INSERT INTO seized (number, kind, state, unit_id, path, found_at, place, theft, created_by, created_at) VALUES ($1, 'bike', 'seized', 1, '/1/', 1, 'x', $2, 1, 1)");
STMT(t_return, 5, "INSERT INTO return_item (ref, return_day, seized, unit_id, state, receiver, p_id_no, signed, voucher, person, returned_at, created_at) SELECT $1, (SELECT max(id) FROM return_day), "
	"id, 1, 'returned', 'owner', 'x', 1, $2, $3, $4, 1 FROM seized WHERE number = $5");
STMT(t_shown, 0, "SELECT count(*) FROM return_item WHERE voucher <> '' OR person <> ''");
STMT(t_papers, 1, "SELECT count(*) FROM claim_paper WHERE claim = $1");
static const struct sql_stmt *const own_stmts[] = { &t_owner_case, &t_used, &t_repeat, &t_claim_end, &t_theft_end, &t_order_end, &t_accident, &t_scene, &t_accident_end, &t_papers,
	&t_return_day, &t_seized, &t_return, &t_shown };
static char dir[200];

static int begin(void **state)
{
	int rc = setup(state);

	sql_register(own_stmts, COUNTOF(own_stmts));
	snprintf(dir, sizeof dir, "%s/photos", w.t.dir);
	assert_int_equal(blob_use(dir, 0, NULL), 0);
	return rc;
}

static int end(void **state)
{
	char cmd[240];

	assert_int_equal(blob_use(NULL, 0, NULL), 0);
	snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
	assert_int_equal(system(cmd), 0);
	return teardown(state);
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t used(void)
{
	int64_t n;

	DONE(CX, sql_one(CX, &t_used, read_n, &n, BIND_NONE));
	return n;
}

static struct cx as_owner(owner_id who)
{
	struct cx cx = *CX;

	cx.actor = (account_id){ 0 };
	cx.owner = who;
	cx.roles = ROLE_OWNER;
	return cx;
}

static int count_row(struct cx *cx, const struct audit_row *r, void *arg)
{
	(void)cx, (void)r;
	(*(int *)arg)++;
	return 0;
}

static int audited(const char *verb)
{
	int n = 0;

	DONE(CX, audit_list(CX, 0, str_of(verb), (account_id){ 0 }, 100, count_row, &n));
	return n;
}

/* A claim that its owner filed himself, not yet submitted. */
static struct claim own_claim(const struct stolen *s)
{
	struct cx me = as_owner(s->owner);
	struct pii card = card_of(s->bike.v);
	struct claim c;

	DONE(&me, sql_begin(&me, true));
	DONE(&me, flow_claim_file(&me, s->theft, s->owner, &c));
	DONE(&me, flow_claim_card(&me, &c, &card));
	DONE(&me, sql_commit(&me));
	return c;
}

static void hand_in(struct cx *me, const struct claim *c, const char *kind, const char *jpeg)
{
	struct claim got;

	DONE(me, flow_claim_photo_may(me, c->id, str_of(kind)));
	DONE(me, flow_claim_photo(me, c->id, str_of(kind), str_of(jpeg), 640, 480, &got));
}

static void EV1_papers_are_ones_own_until_somebody_reviews_them(void **state)
{
	struct stolen s = steal(100, 0), other = steal(100, 0);
	struct claim c = own_claim(&s), theirs = own_claim(&other), got;
	struct cx me = as_owner(s.owner);
	str jpeg;

	(void)state;
	hand_in(&me, &c, "id_card", "card 1");
	hand_in(&me, &c, "id_card", "card 2");                       /* replaced: the first is gone */
	assert_int_equal(used(), 1);
	REFUSED(&me, E_NOTFOUND, flow_claim_photo_may(&me, theirs.id, S("id_card")));
	REFUSED(&me, E_NOTFOUND, flow_claim_photo(&me, theirs.id, S("id_card"), S("x"), 1, 1, &got));
	REFUSED(&me, E_INVALID, flow_claim_photo_may(&me, c.id, S("passport")));
	assert_int_equal(used(), 1);
	assert_int_equal(audited("claim.photo"), 2);
	/* the adjuster sees it, with a fresh code, and leaves a row */
	as(w.a);
	REFUSED(CX, E_STEPUP, flow_claim_photo_read(CX, c.id, S("id_card"), &jpeg));
	CX->stepup_at = CX->now;
	DONE(CX, flow_claim_photo_read(CX, c.id, S("id_card"), &jpeg));
	assert_true(str_eq(jpeg, S("card 2")));
	assert_int_equal(audited("claim.photo_read"), 1);
	REFUSED(CX, E_NOTFOUND, flow_claim_photo_read(CX, theirs.id, S("id_card"), &jpeg));
	REFUSED(CX, E_NOTFOUND, flow_claim_photo_read(CX, c.id, S("theft_receipt"), &jpeg));
	/* complete, the clock begins; nobody changes what is being decided */
	hand_in(&me, &c, "theft_receipt", "receipt");
	hand_in(&me, &c, "unsolved_proof", "proof");
	DONE(&me, sql_begin(&me, true));
	DONE(&me, flow_claim_mine(&me, c.id, s.owner, &c));
	DONE(&me, flow_claim_step(&me, &c, CE_SUBMIT, 0, S(""), S("")));
	DONE(&me, sql_commit(&me));
	assert_int_equal(c.state, CS_IN_REVIEW);
	assert_true(c.owed_day > 0);
	REFUSED(&me, E_STATE, flow_claim_photo_may(&me, c.id, S("id_card")));
	REFUSED(&me, E_STATE, flow_claim_photo(&me, c.id, S("id_card"), S("another"), 1, 1, &got));
	assert_int_equal(used(), 3);
}

static void EV2_no_photo_without_its_audit_row_before_it(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = own_claim(&s);
	struct cx me = as_owner(s.owner);
	str jpeg = S("nothing");

	(void)state;
	hand_in(&me, &c, "theft_receipt", "receipt");
	as(w.a);
	struct cx second = testdb_second(&w.t, 50);
	DONE(CX, sql_begin(CX, true));                             /* the row cannot be written: nothing comes back */
	assert_true(flow_claim_photo_read(&second, c.id, S("theft_receipt"), &jpeg) < 0);
	sql_rollback(CX);
	sql_close(second.db);
	assert_true(str_eq(jpeg, S("nothing")));
	assert_int_equal(audited("claim.photo_read"), 0);
}

static void EV3_a_days_photos_are_counted_also_refused_ones(void **state)
{
	struct stolen s = steal(100, 0);
	struct claim c = own_claim(&s);
	struct cx me = as_owner(s.owner);

	(void)state;
	DONE(CX, policy_set(CX, S("owner.photos_day"), civil_of(CX->now), S("3")));
	hand_in(&me, &c, "theft_receipt", "1");
	hand_in(&me, &c, "theft_receipt", "2");
	DONE(&me, flow_claim_photo_may(&me, c.id, S("theft_receipt")));      /* and then it was no picture */
	REFUSED(&me, E_BUSY, flow_claim_photo_may(&me, c.id, S("theft_receipt")));
	me.now += DAY_MS;
	DONE(&me, flow_claim_photo_may(&me, c.id, S("theft_receipt")));
}

static void the_same_photo_with_another_claim_is_looked_at(void **state)
{
	struct stolen s[3] = { steal(100, 0), steal(100, 0), steal(100, 0) };
	struct claim c[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct cx me = as_owner(s[i].owner);
		char id[20];
		int64_t n;
		c[i] = own_claim(&s[i]);
		snprintf(id, sizeof id, "card %d", i);
		hand_in(&me, &c[i], "id_card", id);
		hand_in(&me, &c[i], "theft_receipt", i == 1 ? "receipt 0" : i == 2 ? "receipt 2" : "receipt 0");
		hand_in(&me, &c[i], "unsolved_proof", id);                  /* twice in one claim is nothing */
		DONE(&me, sql_begin(&me, true));
		DONE(&me, claim_get(&me, c[i].id, &c[i]));
		DONE(&me, flow_claim_step(&me, &c[i], CE_SUBMIT, 0, S(""), S("")));
		DONE(&me, sql_commit(&me));
		DONE(&me, sql_one(&me, &t_repeat, read_n, &n, BIND(V(c[i].id))));
		assert_int_equal(n, i == 1);
		if (i == 1)
			assert_true(str_eq(c[i].sampled, S("photo_repeat")));
	}
}

static int take_photo(struct cx *cx, const struct photo_of *p, void *arg)
{
	(void)cx;
	*(str *)arg = p->photo;
	return 0;
}

static void EV1_photos_of_an_own_report(void **state)
{
	struct stolen s = steal(100, 0), other = steal(100, 0);
	struct cx me = as_owner(s.owner), them = as_owner(other.owner);
	struct photo p;
	str id, jpeg;

	(void)state;
	REFUSED(&me, E_NOTFOUND, flow_theft_photo_may(&me, s.theft));      /* the counter's report */
	DONE(CX, sql_exec(CX, &t_owner_case, BIND(V(s.theft.v))));
	for (int i = 0; i < 3; i++) {
		DONE(&me, flow_theft_photo_may(&me, s.theft));
		DONE(&me, flow_theft_photo(&me, s.theft, S("the bike"), 1, 1, &p));
	}
	REFUSED(&me, E_STATE, flow_theft_photo_may(&me, s.theft));
	REFUSED(&me, E_STATE, flow_theft_photo(&me, s.theft, S("one more"), 1, 1, &p));
	REFUSED(&them, E_NOTFOUND, flow_theft_photo_may(&them, s.theft));
	REFUSED(&them, E_NOTFOUND, flow_theft_photo(&them, s.theft, S("x"), 1, 1, &p));
	assert_int_equal(used(), 3);
	as(w.a);
	CX->roles = ROLE_OFFICER;
	assert_int_equal(photo_of_list(CX, S("theft"), s.theft.v, take_photo, &id), 3);
	DONE(CX, flow_theft_photo_read(CX, s.theft, id, &jpeg));
	assert_true(str_eq(jpeg, S("the bike")));
	REFUSED(CX, E_NOTFOUND, flow_theft_photo_read(CX, other.theft, id, &jpeg));
	assert_int_equal(audited("theft.photo"), 3);
	assert_int_equal(audited("theft.photo_read"), 1);
	DONE(CX, sql_exec(CX, &t_case, BIND(V(S("withdrawn")), V(s.theft.v))));
	REFUSED(&me, E_STATE, flow_theft_photo_may(&me, s.theft));
}

/* --- orders --- */

static struct { struct unit here, there; struct order o; } place;

static struct cx officer(const struct unit *u, account_id who)
{
	struct cx cx = *CX;

	cx.actor = who;
	cx.roles = ROLE_OFFICER;
	cx.unit = u->id;
	cx.area = u->path;
	return cx;
}

static void make_order(void)
{
	struct stolen s = steal(100, 0);
	struct station_new n = { .district = 430405, .at = { 268940000, 1125720000 }, .range_m = 100, .role = S(""), .place = S("") };
	uint8_t key[STATION_KEY];
	struct station st;
	struct alert a;

	DONE(CX, sql_begin(CX, true));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("H"), S("甲"), &place.here));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("T"), S("乙"), &place.there));
	DONE(CX, sql_commit(CX));
	assert_true(station_name_parse(S("S0"), &n.name));
	DONE(CX, flow_station_add(CX, &n, key, &st));
	struct watch_hit h = { .lsn = 1, .n = 1, .tag = s.tag.v, .case_id = s.theft.v, .station = st.ix.v, .district = 430405, .heard = CX->now, .recv = CX->now, .rssi = -60, .severity = 2 };
	CX->roles = ROLE_SYSTEM;
	DONE(CX, flow_alert_hit(CX, &h, NULL));
	DONE(CX, alert_of(CX, s.theft, &a));
	struct cx here = officer(&place.here, w.a);
	DONE(&here, sql_begin(&here, true));
	DONE(&here, flow_order_hand(&here, (alert_id){ a.id }, place.here.id, S(""), S(""), S("甲"), &place.o));
	DONE(&here, sql_commit(&here));
}

static int step(struct cx *cx, enum order_ev ev, enum order_result result)
{
	struct order_do d = { .key = S(""), .note = S("why"), .who = S("x"), .result = result };

	DONE(cx, sql_begin(cx, true));
	int rc = flow_order_step(cx, place.o.id, ev, &d, &place.o);
	if (rc < 0)
		sql_rollback(cx);
	else
		DONE(cx, sql_commit(cx));
	return rc;
}

static void EV1_photos_of_an_order_are_its_units(void **state)
{
	struct photo ph;
	str id, jpeg;
	struct order_view v;

	(void)state;
	make_order();
	struct cx here = officer(&place.here, w.a), boss = officer(&place.here, w.b), there = officer(&place.there, w.c);
	DONE(CX, policy_set(CX, S("order.photo_results"), civil_of(CX->now), S("bike,person_and_bike")));
	DONE(CX, policy_set(CX, S("order.photos"), civil_of(CX->now), S("2")));
	REFUSED(&here, E_STATE, flow_order_photo_may(&here, place.o.id));            /* not signed */
	DONE(&here, step(&here, ORE_SIGN, ORR_NONE));
	REFUSED(&there, E_DENIED, flow_order_photo_may(&there, place.o.id));
	REFUSED(&here, E_INVALID, step(&here, ORE_FEEDBACK, ORR_BIKE));          /* a bike without a photo */
	for (int i = 0; i < 2; i++) {
		DONE(&here, flow_order_photo_may(&here, place.o.id));
		DONE(&here, flow_order_photo(&here, place.o.id, S("found"), 1, 1, &ph));
	}
	REFUSED(&here, E_STATE, flow_order_photo_may(&here, place.o.id));
	REFUSED(&here, E_STATE, flow_order_photo(&here, place.o.id, S("third"), 1, 1, &ph));
	DONE(&here, step(&here, ORE_FEEDBACK, ORR_BIKE));
	REFUSED(&here, E_STATE, flow_order_photo(&here, place.o.id, S("late"), 1, 1, &ph));      /* fed back: it stands */
	/* the reviewer sees them, another unit does not */
	DONE(&boss, flow_order_view(&boss, &place.o, &v));
	assert_int_equal(v.photos, 2);
	assert_int_equal(photo_of_list(&boss, S("order"), place.o.id, take_photo, &id), 2);
	DONE(&boss, flow_order_photo_read(&boss, place.o.id, id, &jpeg));
	assert_true(str_eq(jpeg, S("found")));
	jpeg = S("nothing");
	REFUSED(&there, E_DENIED, flow_order_photo_read(&there, place.o.id, id, &jpeg));
	assert_true(str_eq(jpeg, S("nothing")));
	REFUSED(&boss, E_NOTFOUND, flow_order_photo_read(&boss, place.o.id, S("00000000000000000000000000000000"), &jpeg));
	assert_int_equal(audited("order.photo"), 2);
	assert_int_equal(audited("order.photo_read"), 1);
}

/* --- how long they are kept --- */

static void accident_with_photo(const struct stolen *s)
{
	struct photo p;
	int64_t same;

	as(w.a);
	DONE(CX, flow_photo_keep(CX, S("scene"), 1, 1, &p));
	DONE(CX, sql_begin(CX, true));
	DONE(CX, sql_exec(CX, &t_accident, BIND(V(s->bike.v), V(s->owner.v), V(CX->now), V_BLOB(S("ref")))));
	DONE(CX, photo_use(CX, p.id, &p, &same));
	DONE(CX, sql_exec(CX, &t_scene, BIND(V(p.id), V(CX->now))));
	DONE(CX, sql_commit(CX));
}

static str kept_photo(void)
{
	struct photo p;
	int64_t same;

	DONE(CX, flow_photo_keep(CX, S("scene"), 1, 1, &p));
	DONE(CX, sql_begin(CX, true));
	DONE(CX, photo_use(CX, p.id, &p, &same));
	DONE(CX, sql_commit(CX));
	return p.id;
}

/* What was given back, with the photos of the voucher and of who received it. */
static void returned(str number, const char ref[static 16], theft_id theft, utc_ms at)
{
	str voucher = kept_photo(), person = kept_photo();

	DONE(CX, sql_exec(CX, &t_seized, BIND(V(number), V_ID(theft.v))));
	DONE(CX, sql_exec(CX, &t_return, BIND(V_BLOB(((str){ ref, 16 })), V(voucher), V(person), V(at), V(number))));
}

static void EV4_photos_go_so_long_after_the_end_of_what_they_belong_to(void **state)
{
	struct stolen s = steal(100, 0), seen = steal(100, 0);
	struct claim c = own_claim(&s);
	struct cx me = as_owner(s.owner), finder = as_owner(seen.owner);
	utc_ms years = (utc_ms)13 * 365 * DAY_MS, begun = CX->now;
	int64_t n;
	struct photo p;

	(void)state;
	hand_in(&me, &c, "id_card", "card");
	DONE(CX, sql_exec(CX, &t_owner_case, BIND(V(seen.theft.v))));
	DONE(&finder, flow_theft_photo(&finder, seen.theft, S("the bike"), 1, 1, &p));
	make_order();
	struct cx here = officer(&place.here, w.a);
	DONE(&here, step(&here, ORE_SIGN, ORR_NONE));
	DONE(&here, flow_order_photo(&here, place.o.id, S("found"), 1, 1, &p));
	accident_with_photo(&s);
	DONE(CX, sql_exec(CX, &t_return_day, BIND_NONE));
	returned(S("KY1"), "0123456789abcdef", (theft_id){ 0 }, begun);
	returned(S("KY2"), "0123456789abcdeg", place.o.theft, begun);
	assert_int_equal(used(), 8);
	DONE(CX, sql_exec(CX, &t_theft_end, BIND(V(begun), V(seen.theft.v))));
	DONE(CX, sql_exec(CX, &t_order_end, BIND(V(begun), V(place.o.id))));
	DONE(CX, sql_exec(CX, &t_claim_end, BIND(V(begun), V(c.id))));
	CX->now = begun + years;
	assert_int_equal(flow_photo_old(CX), 0);
	CX->now = begun + years + 1;
	assert_int_equal(flow_photo_old(CX), 4);              /* the claim's, the case's and those of a return; another case and the accident are open */
	assert_int_equal(used(), 4);
	DONE(CX, sql_one(CX, &t_shown, read_n, &n, BIND_NONE));
	assert_int_equal(n, 1);
	DONE(CX, sql_one(CX, &t_papers, read_n, &n, BIND(V(c.id))));
	assert_int_equal(n, 1);                               /* that the paper was there stands */
	DONE(CX, sql_exec(CX, &t_theft_end, BIND(V(begun), V(place.o.theft.v))));
	DONE(CX, sql_exec(CX, &t_accident_end, BIND(V(begun))));
	assert_int_equal(flow_photo_old(CX), 4);
	assert_int_equal(used(), 0);
	assert_int_equal(flow_photo_old(CX), 0);
	assert_int_equal(audited("photo.retention"), 2);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		T(EV1_papers_are_ones_own_until_somebody_reviews_them), T(EV2_no_photo_without_its_audit_row_before_it), T(EV3_a_days_photos_are_counted_also_refused_ones),
		T(the_same_photo_with_another_claim_is_looked_at), T(EV1_photos_of_an_own_report), T(EV1_photos_of_an_order_are_its_units),
		T(EV4_photos_go_so_long_after_the_end_of_what_they_belong_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
