/* flow_bike_test — a bike's numbers and its pieces of stock follow every change of it; the flag "stolen" follows the case. */
#include "flow/flow_counter_testkit.h"

#include "flow/flow_station.h"
#include "office/owner/owner_testkit.h"

#define CX (&kit.db.cx)

static int setup(void **state)
{
	kit_open();
	*state = &kit.db;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

/* Exactly this bike carries the number; id 0: nobody does. */
static void carried(struct cx *cx, const char *number, bike_id id)
{
	struct kit_hits h = kit_numbers(cx, number);

	if (id.v == 0 ? h.n != 0 : h.n != 1 || h.bike[0].v != id.v)
		fail_msg("%s: %d hits", number, h.n);
}

static const bike_id nobody = { 0 };

static bike_id plain(struct cx *cx, const char *plate, uint64_t tag, const char *frame)
{
	struct bike_new n = { .tag = { tag }, .frame_no = str_of(frame), .how = S("register"), .owner = kit_owner(cx, "李四光", "13800001111") };
	bike_id id;

	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static void a_registered_and_an_imported_bike_is_found_by_its_numbers(void **state)
{
	struct cx *cx = CX;
	struct bike_import in = { .bike = { .tag = { 0x7a }, .frame_no = S("OLD-FRAME-9") } };
	struct import_counts c;
	size_t bad;
	bike_id id;
	struct bike b;

	(void)state;
	kit_pii(&in.owner_name, "李四光");
	kit_pii(&in.owner_phone, "13800001111");
	assert_true(plate_parse(S("衡B00001"), &in.bike.plate));
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_bike_add(cx, &in, &id));
	DONE(cx, sql_commit(cx));
	carried(cx, "衡B00001", id);
	carried(cx, "7A", id);
	carried(cx, "oldframe9", id);
	in.bike.tag.v = 0x78;
	in.bike.frame_no = S("OLD-FRAME-10");
	assert_true(plate_parse(S("衡B00002"), &in.bike.plate));
	DONE(cx, flow_bike_import(cx, &in, 1, &c, &bad));
	DONE(cx, bike_by_tag(cx, (tag_id){ 0x78 }, &b));
	carried(cx, "OLDFRAME10", b.id);
	in.bike.tag.v = 0x79;
	assert_true(plate_parse(S("衡B00003"), &in.bike.plate));
	REFUSED(cx, E_STATE, flow_bike_import(cx, &in, 1, &c, &bad));     /* the frame number is another bike's */
}

static void an_edit_and_a_correction_move_the_number(void **state)
{
	struct cx *cx = CX;
	struct counter_issued v = kit_issue(cx, 1);
	struct correction done;
	struct bike b;
	int64_t id;

	(void)state;
	DONE(cx, bike_get(cx, v.bike, &b));
	DONE(cx, flow_bike_edit(cx, &b, S("frameNo"), S("edited-1"), 7));
	carried(cx, "FRM111118", nobody);
	carried(cx, "EDITED1", v.bike);
	DONE(cx, flow_bike_edit(cx, &b, S("motorNo"), S("无"), 7));
	carried(cx, "MTR333340", nobody);
	DONE(cx, correction_ask(cx, &b, S("frameNo"), S("corrected-1"), S("看错"), &id));
	cx->actor = kit.second;
	DONE(cx, flow_bike_correct(cx, id, true, &done));
	carried(cx, "EDITED1", nobody);
	carried(cx, "CORRECTED1", v.bike);
}

static void a_deregistered_bike_gives_its_numbers_back(void **state)
{
	struct cx *cx = CX;
	struct counter_issued one = kit_issue(cx, 1), two;
	struct counter_form f = kit_form(cx, 2);
	struct bike b;

	(void)state;
	DONE(cx, bike_get(cx, one.bike, &b));
	DONE(cx, flow_bike_deregister(cx, &b, &(struct bike_off){ .reason = S("scrapped") }));
	carried(cx, "FRM111118", nobody);
	carried(cx, "衡A00000", nobody);
	cx->roles = ROLE_OFFICER;
	DONE(cx, flow_bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));
	carried(cx, "FRM111118", one.bike);
	kit_clerk(cx, kit.clerk);
	DONE(cx, flow_bike_deregister(cx, &b, &(struct bike_off){ .reason = S("scrapped") }));
	f.frame_no = S("FRM111118");
	DONE(cx, counter_issue(cx, &f, &two));
	cx->roles = ROLE_OFFICER;
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, flow_bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));     /* its frame number is another bike's now */
	sql_rollback(cx);
}

static void pieces_are(struct cx *cx, struct counter_issued v, enum stock_state plate, enum stock_state theft, enum stock_state owner)
{
	struct plate_piece p;
	struct tag_piece t;
	struct number n;

	assert_true(number_fold(plate_str(&v.plate), &n));
	DONE(cx, plate_piece_by_text(cx, &n, &p));
	assert_true(p.bike.v == v.bike.v && (p.ended_at == 0) == (plate == SKS_BOUND));
	assert_int_equal(p.state, plate);
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ KIT_TAG0 + 1 }, &t));
	assert_true(t.bike.v == v.bike.v && t.state == theft);
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ 0xB1 }, &t));
	assert_true(t.bike.v == v.bike.v && t.state == owner);
}

static void the_pieces_leave_the_bike_with_its_registration_and_come_back(void **state)
{
	struct cx *cx = CX;
	static const struct { const char *reason; enum piece_end plate, tags; enum stock_state plate_is, tags_are; } rows[] = {
		{ "scrapped", PE_BY_REASON, PE_BY_REASON, SKS_RETIRED, SKS_RETIRED }, { "lost", PE_BY_REASON, PE_BY_REASON, SKS_LOST, SKS_LOST },
		{ "stolen", PE_BY_REASON, PE_BY_REASON, SKS_LOST, SKS_LOST }, { "moved_away", PE_LOST, PE_RETIRED, SKS_LOST, SKS_RETIRED },
		{ "lost", PE_RETIRED, PE_LOST, SKS_RETIRED, SKS_LOST },
	};
	struct counter_form f = kit_form(cx, 1);
	struct counter_issued v, w;
	struct tag_piece t;
	struct tag_batch batch;
	struct plate_piece p;
	struct bike b;

	(void)state;
	DONE(cx, sql_begin(cx, true));
	DONE(cx, tag_receive(cx, TSL_OWNER, (const tag_id[]){ { 0xB1 } }, 1, S(""), &batch));
	DONE(cx, tag_deliver(cx, batch.id, kit.point.id));
	DONE(cx, sql_commit(cx));
	f.tag[TSL_OWNER] = S("B1");
	DONE(cx, counter_issue(cx, &f, &v));
	pieces_are(cx, v, SKS_BOUND, SKS_BOUND, SKS_BOUND);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		kit_clerk(cx, kit.clerk);
		cx->now += MINUTE_MS;
		DONE(cx, bike_get(cx, v.bike, &b));
		DONE(cx, flow_bike_deregister(cx, &b, &(struct bike_off){ str_of(rows[i].reason), rows[i].plate, rows[i].tags }));
		pieces_are(cx, v, rows[i].plate_is, rows[i].tags_are, rows[i].tags_are);
		carried(cx, "B1", nobody);
		cx->roles = ROLE_OFFICER;
		DONE(cx, flow_bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));
		pieces_are(cx, v, SKS_BOUND, SKS_BOUND, SKS_BOUND);
		carried(cx, "B1", v.bike);
	}
	/* none of them is issued again: the next bike gets the next plate, and its tag is refused */
	kit_clerk(cx, kit.clerk);
	DONE(cx, flow_bike_retag(cx, v.bike, TSL_THEFT, (tag_id){ KIT_TAG0 + 9 }, PE_BY_REASON, &b));
	DONE(cx, flow_bike_deregister(cx, &b, &(struct bike_off){ .reason = S("scrapped") }));
	w = kit_issue(cx, 2);
	assert_true(str_eq(plate_str(&w.plate), S("衡A00001")));
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, flow_bike_retag(cx, w.bike, TSL_THEFT, (tag_id){ KIT_TAG0 + 9 }, PE_BY_REASON, &b));
	sql_rollback(cx);
	/* the tag that was replaced before stays replaced when the bike comes back */
	cx->roles = ROLE_OFFICER;
	DONE(cx, bike_get(cx, v.bike, &b));
	DONE(cx, flow_bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ KIT_TAG0 + 1 }, &t));
	assert_int_equal(t.state, SKS_REPLACED);
	DONE(cx, plate_of_bike(cx, v.bike, &p));
}

static void a_bike_with_a_case_is_not_deregistered_and_a_deregistered_one_gets_none(void **state)
{
	struct cx *cx = CX;
	struct counter_issued v = kit_issue(cx, 1);
	struct theft t = kit_steal(cx, v.bike), u;
	struct bike_off how = { .reason = S("scrapped") };
	struct flow_report r = { .bike = v.bike, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now, .place = S(""), .note = S("") };
	utc_ms from, until;
	struct bike b;

	(void)state;
	DONE(cx, bike_get(cx, v.bike, &b));
	REFUSED(cx, E_STATE, flow_bike_deregister(cx, &b, &how));
	/* nor where the flag is missing, as of cases of before there were flags */
	DONE(cx, bike_flag_end(cx, v.bike, S("stolen"), S("theft"), t.id.v));
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, flow_bike_deregister(cx, &b, &how));
	sql_rollback(cx);
	cx->roles = ROLE_POLICE | ROLE_CLERK;
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_step(cx, t.id, TE_WATCH, 0, S(""), &u));
	DONE(cx, flow_theft_step(cx, t.id, TE_RETURN, 0, S(""), &u));
	DONE(cx, sql_commit(cx));
	DONE(cx, bike_get(cx, v.bike, &b));
	cx->now += HOUR_MS;
	DONE(cx, bike_tag_span(cx, v.bike, v.tag, &from, &until));
	assert_true(until == INT64_MAX);
	DONE(cx, flow_bike_deregister(cx, &b, &how));
	DONE(cx, bike_tag_span(cx, v.bike, v.tag, &from, &until));
	assert_true(from == 0 && until == cx->now);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, flow_theft_step(cx, t.id, TE_REOPEN, 0, S(""), &u));
	sql_rollback(cx);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, flow_theft_report(cx, &r, &u));
	sql_rollback(cx);
	DONE(cx, flow_bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, S("mistake")));
	DONE(cx, bike_tag_span(cx, v.bike, v.tag, &from, &until));
	assert_true(until == INT64_MAX);
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_step(cx, t.id, TE_REOPEN, 0, S(""), &u));
	DONE(cx, sql_commit(cx));
}

static void a_new_tag_and_a_new_plate_move_the_stock(void **state)
{
	struct cx *cx = CX;
	struct counter_issued v = kit_issue(cx, 1);
	struct tag_piece tag;
	struct plate_piece plate;
	struct number n;
	struct plate next, temporary;
	struct bike b;

	(void)state;
	DONE(cx, flow_bike_retag(cx, v.bike, TSL_THEFT, (tag_id){ KIT_TAG0 + 9 }, PE_BY_REASON, &b));
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ KIT_TAG0 + 1 }, &tag));
	assert_int_equal(tag.state, SKS_REPLACED);
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ KIT_TAG0 + 9 }, &tag));
	assert_true(tag.state == SKS_BOUND && tag.bike.v == v.bike.v);
	carried(cx, "A001", nobody);
	carried(cx, "A009", v.bike);
	assert_true(plate_parse(S("衡A00007"), &next) && plate_parse(S("衡临0001"), &temporary));
	DONE(cx, flow_bike_replate(cx, v.bike, &next, PE_BY_REASON, &b));
	assert_true(number_fold(S("衡A00000"), &n));
	DONE(cx, plate_piece_by_text(cx, &n, &plate));
	assert_int_equal(plate.state, SKS_REPLACED);
	DONE(cx, plate_of_bike(cx, v.bike, &plate));
	assert_true(str_eq(number_str(&plate.text), S("衡A00007")));
	carried(cx, "衡A00000", nobody);
	carried(cx, "衡A00007", v.bike);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, flow_bike_replate(cx, v.bike, &temporary, PE_BY_REASON, &b));
	sql_rollback(cx);
	/* what is on another bike, and what lies at a point of somebody else */
	struct counter_issued w = kit_issue(cx, 2);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_STATE, flow_bike_retag(cx, v.bike, TSL_THEFT, w.tag, PE_BY_REASON, &b));
	sql_rollback(cx);
	cx->area = S("/1/99/");
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_DENIED, flow_bike_retag(cx, v.bike, TSL_THEFT, (tag_id){ KIT_TAG0 + 20 }, PE_BY_REASON, &b));
	sql_rollback(cx);
	kit_clerk(cx, kit.clerk);
	/* a bike of before the stock was kept takes a tag the stock does not know */
	bike_id old = plain(cx, "衡B00009", 0x9c, "");
	DONE(cx, flow_bike_retag(cx, old, TSL_THEFT, (tag_id){ 0x9a }, PE_BY_REASON, &b));
	carried(cx, "9A", old);
}

static void the_flag_stolen_follows_the_case(void **state)
{
	struct cx *cx = CX;
	struct counter_issued v = kit_issue(cx, 1);
	struct theft t = kit_steal(cx, v.bike);
	struct flag_list l;
	struct plate next;
	struct bike b;

	(void)state;
	DONE(cx, flow_bike_flags(cx, v.bike, &l));
	assert_true(l.n == 1 && str_eq(l.w[0], S("stolen")));
	assert_true(plate_parse(S("衡A00007"), &next));
	REFUSED(cx, E_STATE, flow_bike_replate(cx, v.bike, &next, PE_BY_REASON, &b));
	cx->roles = ROLE_POLICE;
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_step(cx, t.id, TE_WATCH, 0, S(""), &t));
	DONE(cx, flow_theft_step(cx, t.id, TE_RETURN, 0, S(""), &t));
	DONE(cx, sql_commit(cx));
	DONE(cx, flow_bike_flags(cx, v.bike, &l));
	assert_int_equal(l.n, 0);
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_step(cx, t.id, TE_REOPEN, 0, S(""), &t));
	DONE(cx, sql_commit(cx));
	DONE(cx, flow_bike_flags(cx, v.bike, &l));
	assert_int_equal(l.n, 1);
}

/* The first hit of that tier; false: none. */
static bool seen_as(struct cx *cx, const char *q, enum number_tier tier, struct number_seen *ret)
{
	struct number_found f;

	DONE(cx, number_search(cx, str_of(q), NK_ALL, 20, true, &f));
	for (int i = 0; i < f.n; i++)
		if (f.hit[i].tier == tier) {
			DONE(cx, flow_number_seen(cx, &f.hit[i], ret));
			return true;
		}
	return false;
}

static void another_areas_bike_is_found_whole_and_its_look_alikes_masked(void **state)
{
	struct cx *cx = CX;
	struct counter_issued v = kit_issue(cx, 1);      /* of the point's branch */
	struct number_seen s;

	(void)state;
	DONE(cx, bike_flag_set(cx, v.bike, S("stolen"), S("theft"), 9, S("")));
	DONE(cx, bike_flag_set(cx, v.bike, S("impounded"), S("officer"), 0, S("")));
	struct number_index *x = number_index_new();
	number_index_use(x);
	DONE(cx, number_index_load(cx, x));
	for (int own = 1; own >= 0; own--) {
		cx->area = own ? kit.unit.path : S("/1/99/");
		assert_true(seen_as(cx, "FRM111118", NT_EXACT, &s));
		assert_true(!s.elsewhere && s.bike.v == v.bike.v && s.flags.n == 2 && str_eq(s.number, S("FRM111118")));
		assert_true(seen_as(cx, "FRM11111B", NT_NEAR, &s));
		assert_true(s.elsewhere == !own && (s.bike.v != 0) == own && s.flags.n == (own ? 2 : 1));
		assert_true(str_eq(s.number, S("FRM111118")) == own && str_eq(s.flags.w[0], S("stolen")));
		if (!own)
			assert_true(memchr(s.number.p, '*', s.number.n) != NULL);
		assert_true(seen_as(cx, "M11111", NT_CONTAINS, &s) == own);
	}
	cx->area = S("/1/");                             /* the bureau has all */
	assert_true(seen_as(cx, "M11111", NT_CONTAINS, &s) && seen_as(cx, "FRM11111B", NT_NEAR, &s) && !s.elsewhere);
	number_index_use(NULL);
	number_index_free(x);
}

static void the_step_numbers_the_bikes_that_are_there(void **state)
{
	struct cx *cx = CX;
	struct flag_list l;

	(void)state;
	bike_id a = plain(cx, "衡B00001", 0x101, "SAME-FRAME"), b = plain(cx, "衡B-00001", 0x102, ""), c = plain(cx, "衡B00003", 0x103, "无");
	bike_id d = plain(cx, "衡B00004", 0x104, "same frame");
	carried(cx, "101", nobody);
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_step_numbers(cx));
	DONE(cx, flow_step_numbers(cx));      /* as often as you like */
	DONE(cx, sql_commit(cx));
	carried(cx, "101", a);
	carried(cx, "103", c);
	carried(cx, "衡B00001", a);           /* the other one is written otherwise, and the same */
	struct kit_hits h = kit_numbers(cx, "SAMEFRAME");
	assert_true(h.n == 2 && h.bike[0].v == a.v && h.bike[1].v == d.v);
	DONE(cx, flow_bike_flags(cx, a, &l));
	assert_int_equal(l.n, 0);
	DONE(cx, flow_bike_flags(cx, b, &l));
	assert_true(l.n == 1 && str_eq(l.w[0], S("duplicate")));
	DONE(cx, flow_bike_flags(cx, d, &l));
	assert_true(l.n == 1 && str_eq(l.w[0], S("duplicate")));
	DONE(cx, flow_bike_flags(cx, c, &l));
	assert_int_equal(l.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_registered_and_an_imported_bike_is_found_by_its_numbers), T(an_edit_and_a_correction_move_the_number),
		T(a_deregistered_bike_gives_its_numbers_back), T(the_pieces_leave_the_bike_with_its_registration_and_come_back),
		T(a_bike_with_a_case_is_not_deregistered_and_a_deregistered_one_gets_none), T(a_new_tag_and_a_new_plate_move_the_stock), T(the_flag_stolen_follows_the_case),
		T(another_areas_bike_is_found_whole_and_its_look_alikes_masked), T(the_step_numbers_the_bikes_that_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
