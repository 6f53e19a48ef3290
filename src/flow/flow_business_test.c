/* flow_business_test — change, transfer, replacement and deregistration at the counter: all that is wrong at once, whole or not at all, once for one request,
 * and only for who shows the owner's document. */
#include "flow/flow_counter_testkit.h"

#include "flow/flow_business.h"
#include "flow/flow_violation.h"
#include "office/audit/audit.h"
#include "office/paper/paper.h"

#define CX (&kit.db.cx)

static bool has(struct counter_verdict v, enum counter_code c, const char *field)
{
	return kit_find(&v, c, field) != NULL;
}
#define FOUND(v, code, field) assert_true(has((v), (code), (field)))
#define ABSENT(v, code) assert_false(has((v), (code), NULL))

static const str all_papers[] = { SI("id_card"), SI("old_certificate"), SI("transfer_contract"), SI("invoice"), SI("loss_statement") };

static int setup(void **state)
{
	kit_open();
	DONE(CX, sql_begin(CX, true));
	DONE(CX, policy_set(CX, S("photo.change"), civil_of(CX->now), S("")));      /* photos have a test of their own */
	DONE(CX, policy_set(CX, S("photo.plate"), civil_of(CX->now), S("")));
	DONE(CX, policy_set(CX, S("photo.tag"), civil_of(CX->now), S("")));
	DONE(CX, sql_commit(CX));
	*state = &kit.db;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

/* The nth registration. */
static struct counter_issued issued(int n)
{
	struct counter_form f = kit_form(CX, n);
	struct counter_issued v;

	DONE(CX, counter_issue(CX, &f, &v));
	CX->now += 1000;
	return v;
}

/* The nth person's document as the holder's, and all papers. */
static struct business_form form_for(enum booking_purpose what, const struct counter_issued *v, int n)
{
	struct business_form f = { .what = what, .bike = v->bike, .reason = S(""), .use = S(""), .holder_kind = IK_IDCARD };
	struct counter_form *a = &f.as;
	static int request;
	char id[19];

	kit_id_no(n, 1990, id);
	kit_pii(&f.holder_no, id);
	*a = (struct counter_form){ .site = kit.point.id.v, .papers = { all_papers, COUNTOF(all_papers) }, .consent = true };
	a->request_id = kit_fmt(CX, "business-%06d", ++request);
	str *const texts[] = { &a->vehicle_code, &a->frame_no, &a->motor_no, &a->brand, &a->model, &a->colour, &a->colour2, &a->bought_on, &a->ends_on, &a->tag[0],
	                       &a->tag[1], &a->tag[2], &a->plate, &a->heard_note };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = S("");
	return f;
}

static struct business_form transfer_to(const struct counter_issued *v, int from, int to)
{
	struct business_form f = form_for(BOP_TRANSFER, v, from);

	f.reason = S("sold");
	f.as.owner = kit_form(CX, to).owner;
	return f;
}

static struct counter_verdict judge(const struct business_form *f)
{
	struct counter_ears ears;
	struct counter_verdict v;

	DONE(CX, counter_listen(CX, &f->as, &ears));
	DONE(CX, business_check(CX, f, &ears, &v));
	return v;
}

#define COUNTS(X) \
	X(C_BIKE_LIFE_DEREGISTERED, "SELECT count(*) FROM bike WHERE life = 'deregistered'") \
	X(C_PAPER, "SELECT count(*) FROM paper") \
	X(C_PAPER_KIND_TRANSFER, "SELECT count(*) FROM paper WHERE kind = 'transfer'") \
	X(C_CONSENT, "SELECT count(*) FROM consent") \
	X(C_OWNERSHIP, "SELECT count(*) FROM ownership") \
	X(C_OWNERSHIP_UNTIL_OPEN, "SELECT count(*) FROM ownership WHERE until IS NULL") \
	X(C_OWNER, "SELECT count(*) FROM owner") \
	X(C_AUDIT_VERB_COUNTER_BUSINESS, "SELECT count(*) FROM audit WHERE verb = 'counter.business'") \
	X(C_BIKE_EVENT_EVENT_CHANGE, "SELECT count(*) FROM bike_event WHERE event = 'change'") \
	X(C_NUMBER_ENTRY_NORM_NEWFRAME_LIVE, "SELECT count(*) FROM number_entry WHERE norm = 'NEWFRAME77' AND live = 1") \
	X(C_OWNER_PHONE, "SELECT count(*) FROM owner_phone") \
	X(C_PLATE_STATE_LOST, "SELECT count(*) FROM plate WHERE state = 'lost'") \
	X(C_BIKE_FLAG_FLAG_PLATE_LOST_UNTIL_OPEN, "SELECT count(*) FROM bike_flag WHERE flag = 'plate_lost' AND until IS NULL") \
	X(C_PLATE_STATE_REPLACED, "SELECT count(*) FROM plate WHERE state = 'replaced'") \
	X(C_TAG_STATE_REPLACED, "SELECT count(*) FROM tag WHERE state = 'replaced'") \
	X(C_TAG_STATE_BOUND_SLOT_ENFORCEMENT, "SELECT count(*) FROM tag WHERE state = 'bound' AND slot = 'enforcement'") \
	X(C_PAPER_KIND_DEREGISTRATION, "SELECT count(*) FROM paper WHERE kind = 'deregistration'") \
	X(C_TAG_STATE_RETIRED, "SELECT count(*) FROM tag WHERE state = 'retired'")
enum counts {
#define X(name, sql) name,
	COUNTS(X)
#undef X
	C_N
};
static const struct sql_stmt counts[C_N] = {
#define X(name, sql) { #name, sql, 0, 0 },
	COUNTS(X)
#undef X
};

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t count(enum counts c)
{
	int64_t n;

	DONE(CX, sql_one(CX, &counts[c], read_n, &n, BIND_NONE));
	return n;
}

static owner_id owner_of(bike_id bike)
{
	struct ownership own;

	DONE(CX, bike_owner_now(CX, bike, &own));
	return own.owner;
}

/* --- what is told --- */

static void FB1_everything_wrong_is_told_at_once(void **state)
{
	struct counter_issued v = issued(1);
	struct business_form f = { .what = BOP_TRANSFER, .as = { .site = kit.point.id.v } };

	(void)state;
	struct counter_verdict w = judge(&f);
	assert_false(w.ready);
	static const char *const fields[] = { "bikeId", "reason", "holder.idKind", "owner.name", "owner.phone", "owner.idKind", "consent" };
	for (size_t i = 0; i < COUNTOF(fields); i++)
		FOUND(w, CC_MISSING, fields[i]);
	FOUND(w, CC_MISSING, "papers.id_card");
	FOUND(w, CC_MISSING, "papers.old_certificate");
	FOUND(w, CC_MISSING, "papers.transfer_contract");
	f.bike.v = 4711;
	w = judge(&f);
	FOUND(w, CC_BIKE_UNKNOWN, "bikeId");
	f.bike = v.bike;
	f.ver = 99;
	f.reason = S("why_not");
	w = judge(&f);
	FOUND(w, CC_BIKE_CHANGED, "bikeId");
	FOUND(w, CC_REASON_UNKNOWN, "reason");
	f = form_for(BOP_REPLACE, &v, 1);
	FOUND(judge(&f), CC_MISSING, "nothing");
	f = form_for(BOP_CHANGE, &v, 1);
	FOUND(judge(&f), CC_MISSING, "nothing");
	f.as.colour = S("红");                                  /* as it is */
	FOUND(judge(&f), CC_MISSING, "nothing");
	kit_pii(&f.phone, "12");
	FOUND(judge(&f), CC_PHONE, "phone");
}

static void FB1_flags_are_told_with_what_they_stop(void **state)
{
	struct counter_issued v = issued(1);
	static const struct { const char *flag; enum booking_purpose what; bool stops; } rows[] = {
		{ "impounded", BOP_TRANSFER, true }, { "impounded", BOP_DEREGISTER, true }, { "impounded", BOP_CHANGE, true }, { "impounded", BOP_REPLACE, false },
		{ "violation_open", BOP_TRANSFER, true }, { "violation_open", BOP_CHANGE, false }, { "sealed", BOP_REPLACE, true }, { "locked", BOP_REPLACE, true },
		{ "silent_tag", BOP_TRANSFER, false }, { "plate_lost", BOP_REPLACE, false }, { "duplicate", BOP_TRANSFER, true }, { "duplicate", BOP_CHANGE, false },
		{ "clone_suspect", BOP_CHANGE, true }, { "claim_open", BOP_DEREGISTER, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		DONE(CX, bike_flag_set(CX, v.bike, str_of(rows[i].flag), S("officer"), 0, S("")));
		struct business_form f = { .what = rows[i].what, .bike = v.bike, .as = { .site = kit.point.id.v } };      /* nothing else is typed yet */
		struct counter_verdict w = judge(&f);
		const struct counter_problem *p = kit_find(&w, CC_BIKE_FLAG, "bikeId");
		if ((p != NULL) != rows[i].stops)
			fail_msg("%s: %s", rows[i].flag, rows[i].stops ? "stops nothing" : "stops it");
		if (p)
			assert_true(str_eq(p->number, str_of(rows[i].flag)));
		DONE(CX, bike_flag_end(CX, v.bike, str_of(rows[i].flag), S("officer"), 0));
	}
	DONE(CX, bike_flag_set(CX, v.bike, S("sealed"), S("officer"), 0, S("")));
	struct business_form f = form_for(BOP_CHANGE, &v, 1);
	kit_pii(&f.phone, "13877776666");                        /* the owner's telephone is no business of the seal */
	ABSENT(judge(&f), CC_BIKE_FLAG);
}

static void FB3_only_the_registered_document_changes_anything(void **state)
{
	struct counter_issued v = issued(1);
	struct business_form f = form_for(BOP_DEREGISTER, &v, 2);
	struct counter_issued out;

	(void)state;
	f.reason = S("scrapped");
	struct counter_verdict w = judge(&f);
	FOUND(w, CC_HOLDER_OTHER, "holder.idNo");
	REFUSED(CX, E_STATE, business_do(CX, &f, &out));
	kit_pii(&f.holder_no, "430405199013010011");         /* the thirteenth month */
	FOUND(judge(&f), CC_ID_NO, "holder.idNo");
	f = form_for(BOP_DEREGISTER, &v, 1);
	f.holder_kind = IK_PASSPORT;                             /* the number is right, the document is another one */
	f.reason = S("scrapped");
	FOUND(judge(&f), CC_HOLDER_OTHER, "holder.idNo");
	f = transfer_to(&v, 1, 1);
	FOUND(judge(&f), CC_OWNER_SAME, "owner.idNo");
	f = transfer_to(&v, 1, 2);
	f.holder_no = (struct pii){ 0 };
	FOUND(judge(&f), CC_MISSING, "holder.idNo");
	f.reason = S("inherited");
	ABSENT(judge(&f), CC_MISSING);
	assert_true(judge(&f).ready);
}

/* A clerk of another area: the bike is a stranger's until its owner's document is there. */
static void FB3_a_bike_of_another_area_needs_its_owner(void **state)
{
	struct counter_issued v = issued(1), out;
	struct site away = kit.other;
	struct unit far;

	(void)state;
	DONE(CX, sql_begin(CX, true));
	struct cx root = *CX;
	root.area = S("");
	root.roles = ROLE_SYSADMIN;
	DONE(&root, unit_add(&root, (unit_id){ 1 }, UNIT_BRANCH, S("430406"), S("那边"), &far));
	far.path = arena_str(CX->arena, far.path);
	struct site_new s = { .code = S("HY09"), .name = S("九号点"), .district = 430406, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 9, .windows = 2,
	                      .address = S(""), .phone = S(""), .unit = far.id };
	DONE(&root, site_add(&root, &s, &away));
	DONE(CX, sql_commit(CX));
	CX->unit = far.id;
	CX->area = far.path;
	struct business_form f = form_for(BOP_DEREGISTER, &v, 2);
	f.as.site = away.id.v;
	f.reason = S("scrapped");
	FOUND(judge(&f), CC_BIKE_OUTSIDE, "bikeId");
	struct business_form inherit = transfer_to(&v, 1, 3);
	inherit.as.site = away.id.v;
	inherit.reason = S("inherited");
	inherit.holder_no = (struct pii){ 0 };
	FOUND(judge(&inherit), CC_BIKE_OUTSIDE, "bikeId");
	f = form_for(BOP_DEREGISTER, &v, 1);
	f.as.site = away.id.v;
	f.reason = S("scrapped");
	ABSENT(judge(&f), CC_BIKE_OUTSIDE);
	DONE(CX, business_do(CX, &f, &out));
	assert_int_equal(count(C_BIKE_LIFE_DEREGISTERED), 1);
}

/* --- what is done --- */

static void FB2_a_transfer_is_whole(void **state)
{
	struct counter_issued v = issued(1), out, again;
	owner_id before = owner_of(v.bike);
	struct business_form f = transfer_to(&v, 1, 2);

	(void)state;
	int64_t papers = count(C_PAPER);
	assert_true(judge(&f).ready);
	DONE(CX, business_do(CX, &f, &out));
	owner_id now = owner_of(v.bike);
	assert_true(now.v != before.v && now.v == out.owner.v);
	assert_int_equal(out.npapers, 2);
	assert_int_equal(count(C_PAPER), papers + 2);
	assert_int_equal(count(C_PAPER_KIND_TRANSFER), 1);
	assert_int_equal(count(C_CONSENT), 2);
	assert_int_equal(count(C_OWNERSHIP_UNTIL_OPEN), 1);
	assert_int_equal(count(C_AUDIT_VERB_COUNTER_BUSINESS), 1);
	DONE(CX, business_do(CX, &f, &again));
	assert_true(again.again && again.npapers == 2 && again.papers[0] == out.papers[0]);
	assert_int_equal(count(C_OWNERSHIP), 2);
	f.reason = S("given");
	REFUSED(CX, E_STATE, business_do(CX, &f, &again));      /* the same id, something else */
	f = transfer_to(&v, 1, 3);                               /* whose it was has nothing to say any more */
	FOUND(judge(&f), CC_HOLDER_OTHER, "holder.idNo");
}

static void FB2_what_fails_in_the_middle_leaves_nothing(void **state)
{
	struct counter_issued v = issued(1), out;
	struct business_form f = transfer_to(&v, 1, 2);
	struct counter_photo lost = { S("front"), S("00000000000000000000000000000000") };
	owner_id before = owner_of(v.bike);

	(void)state;
	f.as.photos = (struct js_list){ &lost, 1 };
	int64_t owners = count(C_OWNER);
	REFUSED(CX, E_NOTFOUND, business_do(CX, &f, &out));
	assert_true(owner_of(v.bike).v == before.v);
	assert_int_equal(count(C_OWNER), owners);
	assert_int_equal(count(C_AUDIT_VERB_COUNTER_BUSINESS), 0);
	f.as.photos = (struct js_list){ NULL, 0 };
	DONE(CX, business_do(CX, &f, &out));                     /* the id is not used up */
}

static void a_change_writes_what_differs(void **state)
{
	struct counter_issued v = issued(1), w = issued(2), out;
	struct business_form f = form_for(BOP_CHANGE, &v, 1);
	struct bike b;

	(void)state;
	f.as.colour = S("蓝");
	f.as.brand = S("爱玛");                                  /* as it is */
	f.as.frame_no = kit_form(CX, 2).frame_no;               /* the other bike's */
	FOUND(judge(&f), CC_NUMBER_TAKEN, "frameNo");
	f.as.frame_no = S("NEW-FRAME-77");
	f.use = S("delivery");
	f.as.papers.n = 2;                                       /* without the part's origin */
	FOUND(judge(&f), CC_MISSING, "papers.invoice");
	f.as.papers.n = COUNTOF(all_papers);
	kit_pii(&f.phone, "13855554444");
	DONE(CX, business_do(CX, &f, &out));
	DONE(CX, bike_get(CX, v.bike, &b));
	assert_true(str_eq(b.colour, S("蓝")) && str_eq(b.frame_no, S("NEWFRAME77")) && b.use == BU_DELIVERY);
	assert_int_equal(count(C_BIKE_EVENT_EVENT_CHANGE), 3);
	assert_int_equal(count(C_NUMBER_ENTRY_NORM_NEWFRAME_LIVE), 1);
	assert_int_equal(count(C_OWNER_PHONE), 3);
	assert_int_equal(out.npapers, 1);
	struct business_form phone = form_for(BOP_CHANGE, &w, 2);
	kit_pii(&phone.address, "新街 1 号");
	DONE(CX, business_do(CX, &phone, &out));
	assert_int_equal(out.npapers, 0);                        /* nothing that stands on a document */
}

static void FB4_a_lost_plate_is_lost(void **state)
{
	struct counter_issued v = issued(1), w = issued(2), out;
	struct business_form f = form_for(BOP_REPLACE, &v, 1);
	struct plate old = v.plate;
	struct bike b;

	(void)state;
	f.reason = S("lost");
	f.new_plate = true;
	f.as.papers.n = 2;
	FOUND(judge(&f), CC_MISSING, "papers.loss_statement");
	f.as.papers.n = COUNTOF(all_papers);
	DONE(CX, bike_flag_set(CX, v.bike, S("plate_lost"), S("officer"), 0, S("")));
	DONE(CX, business_do(CX, &f, &out));
	DONE(CX, bike_get(CX, v.bike, &b));
	assert_false(str_eq(plate_str(&b.plate), plate_str(&old)));
	assert_true(str_eq(plate_str(&out.plate), plate_str(&b.plate)));
	assert_int_equal(count(C_PLATE_STATE_LOST), 1);
	assert_int_equal(count(C_BIKE_FLAG_FLAG_PLATE_LOST_UNTIL_OPEN), 0);
	assert_int_equal(out.npapers, 2);
	f = form_for(BOP_REPLACE, &w, 2);
	f.reason = S("damaged");
	f.new_plate = true;
	f.as.plate = arena_str(CX->arena, plate_str(&old));
	FOUND(judge(&f), CC_PLATE_USED, "plate");                /* never out again */
	f.as.plate = S("");
	DONE(CX, business_do(CX, &f, &out));
	assert_int_equal(count(C_PLATE_STATE_REPLACED), 1);
}

static void a_tag_is_replaced_in_its_slot(void **state)
{
	struct counter_issued v = issued(1), w = issued(2), out;
	struct business_form f = form_for(BOP_REPLACE, &v, 1);
	struct tag_batch batch;
	struct bike b;

	(void)state;
	DONE(CX, tag_receive(CX, TSL_ENFORCEMENT, &(tag_id){ 0xE001 }, 1, S(""), &batch));
	DONE(CX, tag_deliver(CX, batch.id, kit.point.id));
	f.reason = S("faulty");
	char text[TAG_TEXT];
	f.as.tag[TSL_THEFT] = arena_str(CX->arena, str_of(tag_text(w.tag, text)));
	FOUND(judge(&f), CC_TAG_USED, "tag");                    /* on another bike */
	f.as.tag[TSL_THEFT] = S("FFFF");
	FOUND(judge(&f), CC_TAG_UNKNOWN, "tag");
	f.as.tag[TSL_THEFT] = kit_fmt(CX, "%X", (unsigned)(KIT_TAG0 + 30));
	f.as.tag[TSL_ENFORCEMENT] = S("E001");
	DONE(CX, business_do(CX, &f, &out));
	DONE(CX, bike_get(CX, v.bike, &b));
	assert_int_equal(b.tag.v, KIT_TAG0 + 30);
	assert_true(out.tag.v == b.tag.v && out.npapers == 1);
	assert_int_equal(count(C_TAG_STATE_REPLACED), 1);
	assert_int_equal(count(C_TAG_STATE_BOUND_SLOT_ENFORCEMENT), 1);
	DONE(CX, bike_by_tag(CX, (tag_id){ KIT_TAG0 + 30 }, &b));
	assert_int_equal(b.id.v, v.bike.v);
}

static void a_deregistration_ends_it(void **state)
{
	struct counter_issued v = issued(1), w = issued(2), out;
	struct business_form f = form_for(BOP_DEREGISTER, &v, 1);
	struct booking b;
	struct pii name, phone;

	(void)state;
	kit_pii(&name, "王小二");
	kit_pii(&phone, "13800000001");
	DONE(CX, sql_begin(CX, true));
	struct booking_new n = { .site = kit.point.id, .day = day_of(CX->now), .slot = -1, .purpose = BOP_REPLACE, .bike = v.bike, .name = name, .phone = phone };
	DONE(CX, booking_add(CX, &n, 0, 9, &b));
	DONE(CX, sql_commit(CX));
	f.as.booking = b.id;
	f.reason = S("scrapped");
	f.old_plate = PE_LOST;
	FOUND(judge(&f), CC_BOOKING_STATE, "bookingId");
	DONE(CX, sql_begin(CX, true));
	DONE(CX, booking_call(CX, kit.point.id, day_of(CX->now), 0, 1, &b));
	DONE(CX, sql_commit(CX));
	FOUND(judge(&f), CC_BOOKING_PURPOSE, "bookingId");       /* said, not stopped */
	f.what = BOP_REPLACE;
	f.bike = w.bike;
	FOUND(judge(&f), CC_BOOKING_BIKE, "bookingId");
	f.what = BOP_DEREGISTER;
	f.bike = v.bike;
	DONE(CX, business_do(CX, &f, &out));
	DONE(CX, booking_get(CX, b.id, &b));
	assert_int_equal(b.state, BOS_DONE);
	assert_int_equal(count(C_PAPER_KIND_DEREGISTRATION), 1);
	assert_int_equal(count(C_PLATE_STATE_LOST), 1);
	assert_int_equal(count(C_TAG_STATE_RETIRED), 1);
	f = form_for(BOP_DEREGISTER, &v, 1);
	f.reason = S("scrapped");
	FOUND(judge(&f), CC_BIKE_LIFE, "bikeId");
	REFUSED(CX, E_STATE, business_do(CX, &f, &out));
}

/* FV7 by way of the counter: the appointment that ends with the transfer says since when the bike was being handed over. */
static void a_transfer_leaves_out_what_was_caught_while_it_was_filed(void **state)
{
	struct counter_issued v = issued(1), out;
	struct business_form f = transfer_to(&v, 1, 2);
	struct violation caught, in = { .kind = VK_RED, .source = VS_RADIO, .source_key = S("fv7"), .unit = kit.unit.id, .path = kit.unit.path, .confidence = 900, .evidence = S("{}") };
	unsigned was = CX->roles;
	struct booking b;
	struct pii name, phone;
	char tag[TAG_TEXT];

	(void)state;
	kit_pii(&name, "王小二");
	kit_pii(&phone, "15400000001");
	struct booking_new n = { .site = kit.point.id, .day = day_of(CX->now), .slot = -1, .purpose = BOP_TRANSFER, .bike = v.bike, .name = name, .phone = phone };
	DONE(CX, sql_begin(CX, true));
	DONE(CX, booking_add(CX, &n, 0, 9, &b));
	DONE(CX, booking_call(CX, kit.point.id, day_of(CX->now), 0, 1, &b));
	CX->now += 1000;
	in.at = CX->now;
	in.tag = str_of(tag_text(v.tag, tag));
	CX->roles = ROLE_SYSTEM;
	assert_int_equal(flow_violation_capture(CX, &in, &caught), 1);
	CX->roles = was;
	DONE(CX, sql_commit(CX));
	assert_int_equal(caught.excluded, VX_NONE);
	CX->now += 1000;
	f.as.booking = b.id;
	DONE(CX, business_do(CX, &f, &out));
	DONE(CX, violation_get(CX, caught.id, &caught));
	assert_int_equal(caught.excluded, VX_TRANSFERRED);
	assert_int_not_equal(caught.rider.v, out.owner.v);
}

static void an_open_case_stops_everything(void **state)
{
	struct counter_issued v = issued(1), out;
	static const enum booking_purpose all[] = { BOP_CHANGE, BOP_TRANSFER, BOP_REPLACE, BOP_DEREGISTER };

	(void)state;
	kit_steal(CX, v.bike);
	for (size_t i = 0; i < COUNTOF(all); i++) {
		struct business_form f = form_for(all[i], &v, 1);
		f.reason = all[i] == BOP_TRANSFER ? S("sold") : S("lost");
		f.as.owner = kit_form(CX, 2).owner;
		f.as.colour = S("蓝");
		f.new_plate = true;
		struct counter_verdict w = judge(&f);
		FOUND(w, CC_BIKE_CASE, "bikeId");
		ABSENT(w, CC_BIKE_FLAG);                             /* the case says it already */
		REFUSED(CX, E_STATE, business_do(CX, &f, &out));
	}
}

/* An old register had no document of the owner: the first one that is shown is kept. */
static void an_owner_without_a_document_is_completed(void **state)
{
	struct counter_issued v, out;
	struct counter_form c = kit_form(CX, 1);
	struct bike_new n = { .brand = S("雁牌"), .model = S(""), .colour = S("黑"), .colour2 = S(""), .vehicle_code = S(""), .frame_no = S("OLD1234"), .motor_no = S(""),
	                      .bought_on = S(""), .ends_on = S(""), .tag = { 0x777 }, .how = S("import"), .unit = kit.unit.id.v };
	struct owner_new o = { .kind = OK_PERSON, .name = c.owner.name, .nphone = 0 };

	(void)state;
	assert_true(plate_parse(S("衡Z0001"), &n.plate));
	DONE(CX, sql_begin(CX, true));
	DONE(CX, owner_add(CX, &o, &n.owner));
	DONE(CX, bike_add(CX, &n, &v.bike));
	DONE(CX, sql_commit(CX));
	CX->now += 1000;
	struct business_form f = form_for(BOP_CHANGE, &v, 1);
	f.as.colour = S("白");
	struct counter_verdict w = judge(&f);
	FOUND(w, CC_HOLDER_NONE, "holder.idNo");
	assert_true(w.ready);
	DONE(CX, business_do(CX, &f, &out));
	f = form_for(BOP_CHANGE, &v, 1);
	f.as.colour = S("灰");
	ABSENT(judge(&f), CC_HOLDER_NONE);
	f = form_for(BOP_CHANGE, &v, 2);
	f.as.colour = S("灰");
	FOUND(judge(&f), CC_HOLDER_OTHER, "holder.idNo");
}

static void photos_follow_the_policy(void **state)
{
	struct counter_issued v = issued(1);
	struct business_form f = form_for(BOP_CHANGE, &v, 1);

	(void)state;
	DONE(CX, policy_set(CX, S("photo.change"), civil_of(CX->now), S("front,vehicle_code")));
	DONE(CX, policy_set(CX, S("photo.plate"), civil_of(CX->now), S("rear_plate")));
	f.as.colour = S("蓝");
	FOUND(judge(&f), CC_MISSING, "photos.front");
	FOUND(judge(&f), CC_MISSING, "photos.vehicle_code");
	f = form_for(BOP_REPLACE, &v, 1);
	f.reason = S("damaged");
	f.new_plate = true;
	FOUND(judge(&f), CC_MISSING, "photos.rear_plate");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void)
{
	static const struct sql_stmt *list[C_N];
	const struct CMUnitTest tests[] = {
		T(FB1_everything_wrong_is_told_at_once), T(FB1_flags_are_told_with_what_they_stop), T(FB3_only_the_registered_document_changes_anything),
		T(FB3_a_bike_of_another_area_needs_its_owner), T(FB2_a_transfer_is_whole), T(FB2_what_fails_in_the_middle_leaves_nothing), T(a_change_writes_what_differs),
		T(FB4_a_lost_plate_is_lost), T(a_tag_is_replaced_in_its_slot), T(a_deregistration_ends_it), T(a_transfer_leaves_out_what_was_caught_while_it_was_filed), T(an_open_case_stops_everything),
		T(an_owner_without_a_document_is_completed), T(photos_follow_the_policy),
	};
	for (int i = 0; i < C_N; i++)
		list[i] = &counts[i];
	sql_register(list, C_N);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
