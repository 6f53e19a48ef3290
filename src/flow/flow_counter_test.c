/* flow_counter_test — registering at the counter: everything that is wrong at once, whole or not at all, once for one request, and never with a
 * stolen bike's number. */
#include "flow/flow_counter_testkit.h"


#include "office/audit/audit.h"
#include "office/paper/paper.h"
#include "office/station/station.h"
#include "platform/thread.h"

#define CX (&kit.db.cx)

/* --- the engines, faked: what the point's stations hear, and what happens while they are asked --- */

static struct { bool heard, online; int asked; void (*meanwhile)(void); } fake;

static int f_heard(void *self, tag_id tag, struct heard *h, int *io_nh, int *ret_battery_low, struct err *e)
{
	(void)self, (void)tag, (void)e;
	fake.asked++;
	if (fake.meanwhile)
		fake.meanwhile();
	*ret_battery_low = -1;
	*io_nh = fake.heard;
	if (fake.heard)
		h[0] = (struct heard){ .station = 0, .rssi = -40, .last = CX->now - 1000 };
	return 0;
}

static int f_health(void *self, uint16_t ix, struct station_health *ret)
{
	(void)self, (void)ix;
	*ret = (struct station_health){ .online = fake.online };
	return 0;
}

static const struct track_port port = { .tag_heard = f_heard, .health = f_health };

static void with_station(struct cx *cx)
{
	struct station_new n = { .kind = STATION_ROADSIDE, .district = 430405, .at = { 268900000, 1125700000 }, .role = S(""), .place = S("") };
	struct station_name names[1];
	uint8_t key[STATION_KEY];
	struct station s;

	assert_true(station_name_parse(S("P1-A"), &n.name));
	names[0] = n.name;
	DONE(cx, station_add(cx, &n, key, &s));
	DONE(cx, site_stations_set(cx, kit.point.id, names, 1));
	cx->track = &port;
	fake.heard = fake.online = true;
}

static int setup(void **state)
{
	kit_open();
	memset(&fake, 0, sizeof fake);
	*state = &kit.db;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define FOUND(v, code, field) assert_non_null(kit_find(&(v), (code), (field)))
#define ABSENT(v, code) assert_null(kit_find(&(v), (code), NULL))

/* --- what is told --- */

static void CO1_everything_wrong_is_told_at_once(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = { .site = kit.point.id.v, .brand = S(""), .colour = S("") };

	(void)state;
	struct counter_verdict v = kit_check(cx, &f);
	assert_false(v.ready);
	FOUND(v, CC_MISSING, "owner.name");
	FOUND(v, CC_MISSING, "owner.phone");
	FOUND(v, CC_MISSING, "owner.idKind");
	FOUND(v, CC_MISSING, "frameNo");
	FOUND(v, CC_MISSING, "brand");
	FOUND(v, CC_MISSING, "colour");
	FOUND(v, CC_MISSING, "tag");
	FOUND(v, CC_MISSING, "consent");
	FOUND(v, CC_MISSING, "papers.id_card");
	FOUND(v, CC_MISSING, "papers.invoice");      /* nobody knows when it was bought: one of three */
	assert_true(str_eq(kit_find(&v, CC_MISSING, "papers.invoice")->number, S("invoice|dealer_statement|origin_pledge")));
	f = kit_form(cx, 1);
	v = kit_check(cx, &f);
	FOUND(v, CC_TAG_NOBODY_LISTENS, "tag");      /* the point has no station */
	assert_true(v.ready && v.n == 1);
}

static struct counter_form form;      /* of one row of the table below */

static void sets_owner_id(const char *s) { kit_pii(&form.owner.id_no, s); }
static void sets_phone(const char *s) { kit_pii(&form.owner.phone, s); }
static void sets_frame(const char *s) { form.frame_no = str_of(s); }
static void sets_motor(const char *s) { form.motor_no = str_of(s); }
static void sets_vehicle(const char *s) { form.vehicle_code = str_of(s); }
static void sets_tag(const char *s) { form.tag[TSL_THEFT] = str_of(s); }
static void sets_own_tag(const char *s) { form.tag[TSL_OWNER] = str_of(s); }
static void sets_plate(const char *s) { form.plate = str_of(s); }
static void sets_bought(const char *s) { form.bought_on = str_of(s); }
static void sets_ends(const char *s) { form.ends_on = str_of(s); }
static void sets_temporary(const char *s)
{
	form.kind = BK_TEMPORARY;
	form.ends_on = str_of(s);
}
static void sets_unit(const char *s)
{
	form.owner.kind = OK_UNIT;
	form.owner.id_kind = IK_USCC;
	kit_pii(&form.owner.id_no, s);
}

/* Entries as they come from keyboards, scanners and old papers. code CC_N: nothing stands against it. */
static const struct { const char *what; void (*set)(const char *); const char *text; enum counter_code code; const char *field; } misentries[] = {
	{ "full-width digits of an ID card", sets_owner_id, "４３０４０５１９９００１０１０２０６", CC_N, NULL },
	{ "ID card with blanks", sets_owner_id, "430405 19900101 0206", CC_N, NULL },
	{ "wrong check digit", sets_owner_id, "430405199001010207", CC_ID_NO, "owner.idNo" },
	{ "two digits swapped", sets_owner_id, "430405199001100206", CC_ID_NO, "owner.idNo" },
	{ "lower-case x", sets_owner_id, "43040519900101408x", CC_N, NULL },
	{ "15 digits", sets_owner_id, "430405900101020", CC_ID_NO, "owner.idNo" },
	{ "born on 30 February", sets_owner_id, "430405199002300205", CC_ID_NO, "owner.idNo" },
	{ "no known area", sets_owner_id, "990405199001010205", CC_ID_NO, "owner.idNo" },
	{ "too young to ride", sets_owner_id, "430405201501010018", CC_OWNER_YOUNG, "owner.idNo" },
	{ "phone with +86", sets_phone, "+86 138-0013-8000", CC_N, NULL },
	{ "full-width phone", sets_phone, "１３８００１３８０００", CC_N, NULL },
	{ "a landline", sets_phone, "0734-8221234", CC_N, NULL },
	{ "a phone with ten digits", sets_phone, "1380013800", CC_PHONE, "owner.phone" },
	{ "frame in small letters with blanks", sets_frame, " frm 900001 ", CC_N, NULL },
	{ "no frame number: 无", sets_frame, "无", CC_MISSING, "frameNo" },
	{ "no frame number: 没有", sets_frame, "没有", CC_MISSING, "frameNo" },
	{ "no frame number: 000000", sets_frame, "000000", CC_MISSING, "frameNo" },
	{ "an unreadable frame number", sets_frame, "FRM12*456", CC_NUMBER_UNREADABLE, "frameNo" },
	{ "an unreadable frame number, full-width", sets_frame, "FRM12？456", CC_NUMBER_UNREADABLE, "frameNo" },
	{ "no motor number", sets_motor, "无", CC_NUMBER_NONE, "motorNo" },
	{ "motor number left empty", sets_motor, "", CC_N, NULL },
	{ "an unreadable motor number", sets_motor, "MTR***", CC_NUMBER_UNREADABLE, "motorNo" },
	{ "vehicle code as NONE", sets_vehicle, "none", CC_NUMBER_NONE, "vehicleCode" },
	{ "a frame number of two letters", sets_frame, "AB", CC_NUMBER_SHORT, "frameNo" },
	{ "a frame number cut off by the scanner", sets_frame, " L-7. 2 ", CC_NUMBER_SHORT, "frameNo" },
	{ "a frame number of two signs with six bytes", sets_frame, "雁阵", CC_NUMBER_SHORT, "frameNo" },
	{ "a frame number of four characters", sets_frame, "a-001", CC_N, NULL },
	{ "a motor number of three digits", sets_motor, "001", CC_NUMBER_SHORT, "motorNo" },
	{ "a motor number of four characters", sets_motor, "M001", CC_N, NULL },
	{ "the last digits of a vehicle code", sets_vehicle, "243", CC_NUMBER_SHORT, "vehicleCode" },
	{ "a vehicle code of fourteen digits", sets_vehicle, "11732202600004", CC_VEHICLE_CODE, "vehicleCode" },
	{ "a vehicle code of sixteen digits", sets_vehicle, "1173220260000412", CC_VEHICLE_CODE, "vehicleCode" },
	{ "a vehicle code with a letter O", sets_vehicle, "1173220260OO041", CC_VEHICLE_CODE, "vehicleCode" },
	{ "a vehicle code, full-width, in groups", sets_vehicle, "１１７３ 2202 6000 041", CC_N, NULL },
	{ "a frame number longer than any", sets_frame, "12345678901234567890123456789012345678901234567890123456789012345", CC_TOO_LONG, "frameNo" },
	{ "tag with 0x", sets_tag, "0xA014", CC_TAG_BAD, "tag" },
	{ "tag in small letters with blanks", sets_tag, " a014 ", CC_N, NULL },
	{ "tag of letters", sets_tag, "TAG", CC_TAG_BAD, "tag" },
	{ "tag nobody delivered", sets_tag, "BEEF", CC_TAG_UNKNOWN, "tag" },
	{ "the same tag twice", sets_own_tag, "A014", CC_TAG_TWICE, "ownerTag" },
	{ "a theft tag for the owner's place", sets_own_tag, "A015", CC_TAG_SLOT, "ownerTag" },
	{ "plate with full-width letters", sets_plate, "衡Ａ００００７", CC_N, NULL },
	{ "a plate nobody made", sets_plate, "衡A99999", CC_PLATE_UNKNOWN, "plate" },
	{ "a temporary plate", sets_plate, "衡临0001", CC_PLATE_KIND, "plate" },
	{ "bought tomorrow", sets_bought, "2026-11-24", CC_DAY, "boughtOn" },
	{ "bought on no day", sets_bought, "2026-2-30", CC_DAY, "boughtOn" },
	{ "a standard plate that ends", sets_ends, "2030-01-01", CC_ENDS_ON, "endsOn" },
	{ "temporary without end", sets_temporary, "", CC_MISSING, "endsOn" },
	{ "temporary for ten years", sets_temporary, "2036-11-23", CC_ENDS_ON, "endsOn" },
	{ "temporary for five years", sets_temporary, "2031-11-23", CC_N, NULL },
	{ "a credit code with a wrong check", sets_unit, "91430405MA4PF00002", CC_ID_NO, "owner.idNo" },
};

static void misentries_are_told_by_code_and_field(void **state)
{
	struct cx *cx = CX;

	(void)state;
	for (size_t i = 0; i < COUNTOF(misentries); i++) {
		form = kit_form(cx, 20);
		misentries[i].set(misentries[i].text);
		struct counter_verdict v = kit_check(cx, &form);
		bool stands = !v.ready;
		if (misentries[i].code == CC_N) {
			if (stands)
				fail_msg("%s: %.*s %.*s stands against it", misentries[i].what, STR_ARG(v.v[0].field), STR_ARG(counter_codes[v.v[0].code]));
			continue;
		}
		if (!kit_find(&v, misentries[i].code, misentries[i].field))
			fail_msg("%s: %.*s is not told", misentries[i].what, STR_ARG(counter_codes[misentries[i].code]));
		assert_int_equal(stands, counter_level_of(misentries[i].code) != CL_WARN);
	}
}

/* A word of a policy that no clerk can tick would stop every registration. */
static void the_policies_ask_for_documents_that_can_be_ticked(void **state)
{
	char text[400];
	size_t n = 0;

	(void)state;
	for (int i = 0; i < counter_npapers; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", i ? "," : "", STR_ARG(counter_papers[i]));
	assert_string_equal(text, POLICY_PAPERS);
}

static void documents_follow_the_case(void **state)
{
	struct cx *cx = CX;
	static const str unit_papers[] = { SI("unit_licence"), SI("agent_id_card"), SI("agent_letter"), SI("invoice"), SI("conformity") };
	static const str pledge[] = { SI("id_card"), SI("origin_pledge") };
	struct counter_form f = kit_form(cx, 3);
	struct counter_verdict v;

	(void)state;
	kit_pii(&f.agent.name, "赵三");
	v = kit_check(cx, &f);
	FOUND(v, CC_MISSING, "agent.idKind");
	FOUND(v, CC_MISSING, "papers.agent_letter");
	FOUND(v, CC_MISSING, "papers.agent_id_card");
	f = kit_form(cx, 3);
	f.papers = (struct js_list){ pledge, 2 };
	v = kit_check(cx, &f);
	FOUND(v, CC_MISSING, "papers.conformity");
	f.bought_on = S("2020-01-01");                 /* an old bike needs neither */
	v = kit_check(cx, &f);
	assert_true(v.ready);
	f = kit_form(cx, 3);
	f.owner.kind = OK_UNIT;
	f.owner.id_kind = IK_USCC;
	v = kit_check(cx, &f);
	FOUND(v, CC_MISSING, "papers.unit_licence");
	FOUND(v, CC_MISSING, "agent.name");
	f.papers = (struct js_list){ unit_papers, COUNTOF(unit_papers) };
	v = kit_check(cx, &f);
	assert_null(kit_find(&v, CC_MISSING, "papers.unit_licence"));
	/* a city that asks for more writes a row */
	DONE(cx, policy_set(cx, S("papers.new"), civil_of(cx->now), S("invoice,conformity,ccc")));
	f = kit_form(cx, 3);
	v = kit_check(cx, &f);
	FOUND(v, CC_MISSING, "papers.ccc");
}

/* CO3 from the other side: the last thing fails, and nothing of the first is there. */
static void photos_are_asked_for_and_a_lost_one_undoes_all(void **state)
{
	struct cx *cx = CX;
	static const struct counter_photo two[] = { { SI("front"), SI("0123456789abcdef0123456789abcdef") }, { SI("front"), SI("0123456789abcdef0123456789abcdee") } };
	struct counter_form f = kit_form(cx, 1);
	struct counter_issued issued;
	struct plate_piece plate;
	struct number n;
	int64_t bikes;

	(void)state;
	DONE(cx, policy_set(cx, S("photo.required"), civil_of(cx->now), S("front,tag_place")));
	struct counter_verdict v = kit_check(cx, &f);
	FOUND(v, CC_MISSING, "photos.front");
	FOUND(v, CC_MISSING, "photos.tag_place");
	f.photos = (struct js_list){ two, 2 };
	v = kit_check(cx, &f);
	assert_null(kit_find(&v, CC_MISSING, "photos.front"));
	FOUND(v, CC_PHOTO_SLOT, "photos");
	DONE(cx, policy_set(cx, S("photo.required"), civil_of(cx->now), S("front")));
	f.photos.n = 1;
	REFUSED(cx, E_NOTFOUND, counter_issue(cx, &f, &issued));
	DONE(cx, bike_count(cx, &bikes));
	assert_int_equal(bikes, 0);
	assert_true(number_fold(S("衡A00000"), &n));
	DONE(cx, plate_piece_by_text(cx, &n, &plate));
	assert_int_equal(plate.state, SKS_AT_SITE);
	assert_int_equal(kit_numbers(cx, "FRM111118").n, 0);
	f.photos.n = 0;
	DONE(cx, policy_set(cx, S("photo.required"), civil_of(cx->now), S("")));
	DONE(cx, counter_issue(cx, &f, &issued));
}

static void a_known_owner_is_found_by_the_document(void **state)
{
	struct cx *cx = CX;
	struct counter_issued one = kit_issue(cx, 1);
	struct counter_form f = kit_form(cx, 2);
	struct counter_verdict v;
	struct counter_issued two;

	(void)state;
	f.owner.id_no = kit_form(cx, 1).owner.id_no;
	v = kit_check(cx, &f);
	assert_true(v.ready);
	FOUND(v, CC_OWNER_KNOWN, "owner.idNo");
	assert_int_equal(kit_find(&v, CC_OWNER_KNOWN, NULL)->owner, one.owner.v);
	DONE(cx, counter_issue(cx, &f, &two));
	assert_int_equal(two.owner.v, one.owner.v);
	f = kit_form(cx, 3);
	f.owner.id_no = kit_form(cx, 1).owner.id_no;
	kit_pii(&f.owner.name, "李四");
	v = kit_check(cx, &f);
	FOUND(v, CC_OWNER_NAME, "owner.name");
	assert_false(v.ready);
}

static int note_slot(struct cx *cx, const struct tag_piece *t, void *arg)
{
	(void)cx;
	((uint64_t *)arg)[t->slot] = t->tag.v;
	return 0;
}

/* Theft, enforcement and owner tag on one bike: each bound in its slot, each found, each on the certificate; none of them goes on a second bike. */
static void a_bike_has_a_tag_in_each_slot(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = kit_form(cx, 1), g = kit_form(cx, 2);
	tag_id more[] = { { 0xE0000001 }, { 0xE0000002 } };
	struct tag_batch b;
	struct counter_issued v;
	uint64_t slot[TSL_N] = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		DONE(cx, tag_receive(cx, i ? TSL_OWNER : TSL_ENFORCEMENT, &more[i], 1, S(""), &b));
		DONE(cx, tag_deliver(cx, b.id, kit.point.id));
	}
	f.tag[TSL_ENFORCEMENT] = S("E0000001");
	f.tag[TSL_OWNER] = S("E0000001");
	struct counter_verdict w = kit_check(cx, &f);
	assert_false(w.ready);                     /* one tag in two slots */
	f.tag[TSL_OWNER] = S("E0000002");
	DONE(cx, counter_issue(cx, &f, &v));
	assert_int_equal(tag_of_bike(cx, v.bike, note_slot, slot), TSL_N);
	assert_true(slot[TSL_THEFT] == KIT_TAG0 + 1 && slot[TSL_ENFORCEMENT] == 0xE0000001 && slot[TSL_OWNER] == 0xE0000002);
	for (int i = 0; i < 2; i++) {
		struct kit_hits h = kit_numbers(cx, i ? "E0000002" : "E0000001");
		assert_true(h.n == 1 && h.bike[0].v == v.bike.v);
	}
	g.tag[TSL_ENFORCEMENT] = S("E0000001");
	REFUSED(cx, E_STATE, counter_issue(cx, &g, &v));
}

/* --- tags and the point's ears --- */

static void a_tag_that_is_not_heard_needs_a_reason(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = kit_form(cx, 1);
	struct counter_verdict v;

	(void)state;
	with_station(cx);
	v = kit_check(cx, &f);
	assert_true(v.ready && v.n == 0);
	fake.heard = false;
	v = kit_check(cx, &f);
	FOUND(v, CC_TAG_UNHEARD, "tag");
	f.heard_accepted = true;
	v = kit_check(cx, &f);
	FOUND(v, CC_MISSING, "heardNote");
	f.heard_note = S("天线检修");
	v = kit_check(cx, &f);
	assert_true(v.ready);
	FOUND(v, CC_TAG_UNHEARD_ACCEPTED, "tag");
	fake.online = false;
	v = kit_check(cx, &f);
	FOUND(v, CC_TAG_NOBODY_LISTENS, "tag");
}

static void pieces_that_lie_elsewhere_are_not_given(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = kit_form(cx, 1);
	struct stock_place here = { kit.point.id, { 0 } }, there = { kit.other.id, { 0 } }, person = { kit.point.id, kit.second };
	struct transfer t;
	struct counter_verdict v;

	(void)state;
	DONE(cx, stock_offer(cx, &tag_stock_kind, here, there, S("theft"), 2, S(""), &t));      /* tags 0 and 1 */
	v = kit_check(cx, &f);
	FOUND(v, CC_TAG_ELSEWHERE, "tag");           /* in a transfer */
	cx->actor = kit.second;
	DONE(cx, transfer_step(cx, &tag_stock_kind, &t, TRE_SIGN));
	cx->actor = kit.clerk;
	v = kit_check(cx, &f);
	FOUND(v, CC_TAG_ELSEWHERE, "tag");
	DONE(cx, stock_offer(cx, &plate_stock_kind, here, person, S("standard"), 3, S(""), &t));
	cx->actor = kit.second;
	DONE(cx, transfer_step(cx, &plate_stock_kind, &t, TRE_SIGN));
	f = kit_form(cx, 5);
	f.plate = S("衡A00000");
	v = kit_check(cx, &f);
	assert_true(v.ready);                        /* the second clerk's own */
	cx->actor = kit.clerk;
	v = kit_check(cx, &f);
	FOUND(v, CC_PLATE_ELSEWHERE, "plate");
	/* the lowest of the own ones before the cupboard's */
	struct counter_issued first = kit_issue(cx, 6);
	assert_true(str_eq(plate_str(&first.plate), S("衡A00003")));
	cx->actor = kit.second;
	first = kit_issue(cx, 7);
	assert_true(str_eq(plate_str(&first.plate), S("衡A00000")));
}

static void an_empty_cupboard_is_said(void **state)
{
	struct cx *cx = CX;

	(void)state;
	for (int i = 0; i < 6; i++) {
		struct counter_form f = kit_form(cx, 100 + i);
		struct counter_issued v;
		f.kind = BK_TEMPORARY;
		f.ends_on = S("2030-01-01");
		if (i < 5) {
			DONE(cx, counter_issue(cx, &f, &v));
			continue;
		}
		struct counter_verdict check = kit_check(cx, &f);
		FOUND(check, CC_PLATE_NONE, "plate");
		REFUSED(cx, E_STATE, counter_issue(cx, &f, &v));
	}
}

/* --- the registration --- */

static int count_audit(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx, (void)row;
	++*(int *)arg;
	return 0;
}

static int audits(struct cx *cx, const char *verb)
{
	int n = 0;

	DONE(cx, audit_list(cx, 0, str_of(verb), (account_id){ 0 }, 100, count_audit, &n));
	return n;
}

static struct booking walk_in(struct cx *cx)
{
	struct pii name, phone;
	struct booking b;

	kit_pii(&name, "王小二");
	kit_pii(&phone, "13800000001");
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_walk_in(cx, kit.point.id, BOP_REGISTER, &name, &phone, &b));
	DONE(cx, booking_call(cx, kit.point.id, b.day, 0, 1, &b));
	DONE(cx, sql_commit(cx));
	return b;
}

static void CO3_a_registration_is_whole(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = kit_form(cx, 1);
	struct counter_issued v;
	struct booking b = walk_in(cx);
	struct bike bike;
	struct ownership own;
	struct plate_piece plate;
	struct tag_piece tag;
	struct consent consent;
	struct paper_row paper;
	struct pii phones[OWNER_PHONES];
	int n;

	(void)state;
	f.booking = b.id;
	f.consent_trail = true;
	DONE(cx, counter_issue(cx, &f, &v));
	assert_false(v.again);
	DONE(cx, bike_get(cx, v.bike, &bike));
	assert_true(str_eq(plate_str(&bike.plate), S("衡A00000")) && bike.tag.v == KIT_TAG0 + 1 && bike.site == kit.point.id.v && bike.district == 430405);
	assert_true(str_eq(bike.frame_no, f.frame_no) && bike.registered_by.v == kit.clerk.v && bike.unit == kit.unit.id.v);
	DONE(cx, bike_owner_now(cx, v.bike, &own));
	assert_int_equal(own.owner.v, v.owner.v);
	DONE(cx, plate_of_bike(cx, v.bike, &plate));
	DONE(cx, tag_piece_by_tag(cx, bike.tag, &tag));
	assert_true(tag.state == SKS_BOUND && tag.bike.v == v.bike.v);
	const char *const numbers[] = { "衡A00000", "A001", "FRM111118", "MTR333340", "117322026000001" };
	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		struct kit_hits h = kit_numbers(cx, numbers[i]);
		assert_true(h.n == 1 && h.bike[0].v == v.bike.v);
	}
	DONE(cx, owner_consent_of(cx, v.owner, S("register"), &consent));
	assert_true(str_eq(consent.text_version, S("2026-1")) && consent.given);
	DONE(cx, owner_consent_of(cx, v.owner, S("trail"), &consent));
	DONE(cx, owner_phones(cx, v.owner, phones, &n));
	assert_int_equal(n, 1);
	assert_int_equal(v.npapers, 2);
	DONE(cx, paper_get(cx, v.papers[0], &paper));
	assert_true(paper.kind == PAK_CERTIFICATE && paper.bike == v.bike.v);
	DONE(cx, paper_get(cx, v.papers[1], &paper));
	assert_true(paper.kind == PAK_RECEIPT);
	DONE(cx, booking_get(cx, b.id, &b));
	assert_int_equal(b.state, BOS_DONE);
	assert_int_equal(audits(cx, "counter.issue"), 1);
}

static void a_booking_belongs_to_the_point_and_the_day(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = kit_form(cx, 1);
	struct booking b = walk_in(cx);

	(void)state;
	f.booking = b.id + 99;
	struct counter_verdict v = kit_check(cx, &f);
	FOUND(v, CC_BOOKING_UNKNOWN, "bookingId");
	f.booking = b.id;
	v = kit_check(cx, &f);
	assert_true(v.ready);
	cx->now += DAY_MS;
	v = kit_check(cx, &f);
	FOUND(v, CC_BOOKING_DAY, "bookingId");
	cx->now -= DAY_MS;
	f.site = kit.other.id.v;
	v = kit_check(cx, &f);
	FOUND(v, CC_BOOKING_ELSEWHERE, "bookingId");
	f.site = kit.point.id.v;
	DONE(cx, booking_step(cx, &b, BOE_BACK));
	v = kit_check(cx, &f);
	FOUND(v, CC_BOOKING_STATE, "bookingId");
	cx->area = S("/1/99/");
	struct counter_ears ears = { .asked = false };
	REFUSED(cx, E_DENIED, counter_check(cx, &f, &ears, &v));
}

/* --- CO4 --- */

static void CO4_the_same_request_is_done_once(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = kit_form(cx, 1);
	struct counter_issued one, two;
	int64_t n;

	(void)state;
	DONE(cx, counter_issue(cx, &f, &one));
	DONE(cx, counter_issue(cx, &f, &two));
	assert_true(two.again && two.bike.v == one.bike.v && two.owner.v == one.owner.v && two.npapers == 2 && two.papers[0] == one.papers[0]);
	assert_true(str_eq(plate_str(&two.plate), plate_str(&one.plate)) && two.tag.v == one.tag.v);
	DONE(cx, bike_count(cx, &n));
	assert_int_equal(n, 1);
	f.colour = S("蓝");
	REFUSED(cx, E_STATE, counter_issue(cx, &f, &two));
	struct counter_form g = kit_form(cx, 2);
	g.request_id = f.request_id;
	int rc = counter_issue(cx, &g, &two);
	assert_int_equal(rc, E_STATE);
	assert_string_equal(cx->err.field, "requestId");
	cx->err = (struct err){ 0 };
	cx->actor = kit.second;                      /* an id is one account's */
	DONE(cx, counter_issue(cx, &g, &two));
	assert_false(two.again);
	cx->actor = kit.clerk;
	DONE(cx, sql_begin(cx, true));
	assert_int_equal(counter_trim(cx, cx->now), 0);
	assert_int_equal(counter_trim(cx, cx->now + 1), 2);
	DONE(cx, sql_commit(cx));
	g.request_id = S("short");
	REFUSED(cx, E_INVALID, counter_issue(cx, &g, &two));
}

/* --- stolen numbers --- */

/* An override of this number, asked for by the clerk and granted by an officer. */
static int64_t allowed(struct cx *cx, enum number_kind k, const char *number)
{
	struct override o;

	DONE(cx, override_ask(cx, k, str_of(number), S("看过实车，确为另一辆"), NULL, &o));
	cx->actor = kit.second;
	cx->roles = ROLE_OFFICER;
	DONE(cx, override_step(cx, &o, OVE_GRANT, S("seen")));
	kit_clerk(cx, kit.clerk);
	return o.id;
}

static void CO5_a_stolen_number_is_never_given_again(void **state)
{
	struct cx *cx = CX;
	struct counter_issued one = kit_issue(cx, 1);      /* frame FRM111118 */
	struct counter_form f = kit_form(cx, 2);
	struct counter_issued v;

	(void)state;
	f.frame_no = S("frm-111118");
	struct counter_verdict c = kit_check(cx, &f);
	FOUND(c, CC_NUMBER_TAKEN, "frameNo");
	assert_int_equal(kit_find(&c, CC_NUMBER_TAKEN, NULL)->bike, one.bike.v);
	f.frame_no = S("FRMIIIII8");                       /* I for 1 */
	c = kit_check(cx, &f);
	assert_true(c.ready);
	FOUND(c, CC_NUMBER_ALIKE, "frameNo");
	kit_steal(cx, one.bike);
	c = kit_check(cx, &f);
	FOUND(c, CC_NUMBER_ALIKE_STOLEN, "frameNo");
	const struct counter_problem *p = kit_find(&c, CC_NUMBER_ALIKE_STOLEN, NULL);
	assert_true(p->flags.n == 1 && str_eq(((const str *)p->flags.items)[0], S("stolen")));
	REFUSED(cx, E_STATE, counter_issue(cx, &f, &v));
	/* as vehicle code it is the same number */
	struct counter_form g = kit_form(cx, 3);
	g.vehicle_code = S("FRM111118");
	c = kit_check(cx, &g);
	FOUND(c, CC_NUMBER_STOLEN, "vehicleCode");
	/* an override lifts the look-alike, never the number itself */
	int64_t alike = allowed(cx, NK_FRAME, "FRMIIIII8"), same = allowed(cx, NK_FRAME, "FRM111118");
	f.overrides = &alike;
	f.noverrides = 1;
	c = kit_check(cx, &f);
	assert_true(c.ready);
	f.frame_no = S("FRM111118");
	c = kit_check(cx, &f);
	FOUND(c, CC_NUMBER_STOLEN, "frameNo");
	FOUND(c, CC_OVERRIDE_USELESS, "overrides");
	f.overrides = &same;
	c = kit_check(cx, &f);
	FOUND(c, CC_NUMBER_STOLEN, "frameNo");
	REFUSED(cx, E_STATE, counter_issue(cx, &f, &v));
}

static void a_granted_override_lifts_a_double(void **state)
{
	struct cx *cx = CX;
	struct counter_issued one = kit_issue(cx, 1), v;
	struct counter_form f = kit_form(cx, 2);
	struct override o;

	(void)state;
	f.motor_no = kit_form(cx, 1).motor_no;
	DONE(cx, override_ask(cx, NK_MOTOR, f.motor_no, S("电机换过"), NULL, &o));
	f.overrides = &o.id;
	f.noverrides = 1;
	REFUSED(cx, E_STATE, counter_issue(cx, &f, &v));          /* asked for, not granted */
	cx->actor = kit.second;
	cx->roles = ROLE_OFFICER;
	DONE(cx, override_step(cx, &o, OVE_GRANT, S("seen")));
	kit_clerk(cx, kit.clerk);
	DONE(cx, counter_issue(cx, &f, &v));
	assert_non_null(kit_find(&v.verdict, CC_NUMBER_OVERRIDE, "motorNo"));
	struct kit_hits h = kit_numbers(cx, "MTR333340");
	assert_true(h.n == 2 && h.bike[0].v == one.bike.v && h.bike[1].v == v.bike.v);
}

static struct cx other;      /* another connection, in the middle of the first one's work */
static bike_id victim;

static void stolen_meanwhile(void)
{
	fake.meanwhile = NULL;
	kit_steal(&other, victim);
}

/* The number is free of theft when the clerk presses the button, and stolen when the transaction begins: its owner reported it in between. */
static void CO2_what_became_stolen_meanwhile_is_refused(void **state)
{
	struct cx *cx = CX;
	struct counter_issued one = kit_issue(cx, 1), v;
	struct counter_form f = kit_form(cx, 2);

	(void)state;
	with_station(cx);
	f.frame_no = S("FRMIIIII8");
	struct counter_verdict c = kit_check(cx, &f);
	assert_true(c.ready);
	other = testdb_second(&kit.db, 5000);
	victim = one.bike;
	fake.meanwhile = stolen_meanwhile;
	REFUSED(cx, E_STATE, counter_issue(cx, &f, &v));
	assert_null(fake.meanwhile);
	sql_close(other.db);
	int64_t n;
	DONE(cx, bike_count(cx, &n));
	assert_int_equal(n, 1);
}

/* --- refusing --- */

static void a_refusal_closes_and_a_notice_sends_back(void **state)
{
	struct cx *cx = CX;
	static const str missing[] = { SI("invoice"), SI("conformity") };
	struct booking b = walk_in(cx);
	struct counter_refusal r = { .request_id = S("refuse-000001"), .site = kit.point.id.v, .booking = b.id, .reason = S(""), .note = S(""), .numbers = S("FRM1") };
	struct paper_row p;
	int64_t paper, twice;
	bool again;

	(void)state;
	kit_pii(&r.name, "王小二");
	REFUSED(cx, E_INVALID, counter_refuse(cx, &r, &paper, &again));
	r.missing = (struct js_list){ missing, 2 };
	DONE(cx, counter_refuse(cx, &r, &paper, &again));
	DONE(cx, paper_get(cx, paper, &p));
	assert_true(p.kind == PAK_MISSING && p.booking == b.id && !again);
	DONE(cx, booking_get(cx, b.id, &b));
	assert_int_equal(b.state, BOS_CHECKED_IN);
	DONE(cx, counter_refuse(cx, &r, &twice, &again));
	assert_true(again && twice == paper);
	DONE(cx, booking_call(cx, kit.point.id, b.day, 0, 1, &b));
	r.request_id = S("refuse-000002");
	r.missing = (struct js_list){ NULL, 0 };
	r.reason = S("no such reason");
	REFUSED(cx, E_INVALID, counter_refuse(cx, &r, &paper, &again));
	r.reason = S("other");
	REFUSED(cx, E_INVALID, counter_refuse(cx, &r, &paper, &again));
	r.reason = S("modified");
	DONE(cx, counter_refuse(cx, &r, &paper, &again));
	DONE(cx, paper_get(cx, paper, &p));
	assert_true(p.kind == PAK_REFUSAL && str_eq(p.reason, S("modified")));
	DONE(cx, booking_get(cx, b.id, &b));
	assert_int_equal(b.state, BOS_DONE);
	assert_int_equal(audits(cx, "counter.refuse"), 2);
	r.request_id = S("refuse-000003");
	r.booking = 0;
	r.site = 999;
	REFUSED(cx, E_NOTFOUND, counter_refuse(cx, &r, &paper, &again));
}

/* Whatever the check says is missing of documents can be what a notice says. */
static void what_the_check_misses_a_notice_names(void **state)
{
	struct cx *cx = CX;
	static const struct { const char *bought; int kind; bool unit; } rows[] = { { "2026-11-20", BK_STANDARD, false }, { "2019-01-01", BK_STANDARD, false }, { "", BK_TEMPORARY, false },
	                                                                           { "2026-11-20", BK_STANDARD, true } };
	struct paper_row p;
	int64_t paper;
	bool again, choice = false;

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct counter_form f = kit_form(cx, 1);
		str missing[16], all = S("");
		size_t n = 0;
		f.papers = (struct js_list){ NULL, 0 };
		f.bought_on = str_of(rows[i].bought);
		f.kind = rows[i].kind;
		f.owner.kind = rows[i].unit ? OK_UNIT : OK_PERSON;
		struct counter_verdict v = kit_check(cx, &f);
		for (int k = 0; k < v.n; k++) {
			if (v.v[k].code != CC_MISSING || v.v[k].field.n < 7 || memcmp(v.v[k].field.p, "papers.", 7) != 0)
				continue;
			choice |= memchr(v.v[k].number.p, '|', v.v[k].number.n) != NULL;
			all = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(all), n ? "," : "", STR_ARG(v.v[k].number));
			missing[n++] = v.v[k].number;
		}
		assert_true(n > 0);
		struct counter_refusal r = { .request_id = kit_fmt(cx, "refuse-choice-%zu", i), .site = kit.point.id.v, .reason = S(""), .note = S(""), .numbers = S(""), .missing = { missing, n } };
		kit_pii(&r.name, "王小二");
		DONE(cx, counter_refuse(cx, &r, &paper, &again));
		DONE(cx, paper_get(cx, paper, &p));
		assert_true(p.kind == PAK_MISSING && str_eq(p.missing, all));
	}
	assert_true(choice);
	static const char *const wrong[] = { "|invoice", "invoice|", "invoice||pledge", "in voice|pledge", "a,b", "" };
	for (size_t i = 0; i < COUNTOF(wrong); i++) {
		str one = str_of(wrong[i]);
		struct counter_refusal r = { .request_id = kit_fmt(cx, "refuse-wrong-%zu", i), .site = kit.point.id.v, .reason = S(""), .note = S(""), .numbers = S(""), .missing = { &one, 1 } };
		kit_pii(&r.name, "王小二");
		REFUSED(cx, E_INVALID, counter_refuse(cx, &r, &paper, &again));
	}
}

static void the_desk_says_what_is_left(void **state)
{
	struct cx *cx = CX;
	struct counter_desk d;

	(void)state;
	DONE(cx, counter_desk(cx, kit.point.id, &d));
	assert_true(d.plates == KIT_PLATES && d.temporary_plates == 5 && d.tags == KIT_TAGS && !d.serving && d.waiting == 0);
	assert_true(str_eq(d.clerk, S("王警官")) && str_eq(d.consent, S("2026-1")) && d.papers.n == 3 && d.reasons.n > 10);
	struct booking b = walk_in(cx);
	kit_issue(cx, 1);
	DONE(cx, counter_desk(cx, kit.point.id, &d));
	assert_true(d.plates == KIT_PLATES - 1 && d.tags == KIT_TAGS - 1 && d.serving && d.current.id == b.id);
	cx->area = S("/1/99/");
	REFUSED(cx, E_DENIED, counter_desk(cx, kit.point.id, &d));
}

/* --- two clerks at once --- */

struct rush { struct thread th; struct arena arena; struct cx cx; struct counter_form f; struct counter_issued v; int rc; };

static void rush_in(void *arg)
{
	struct rush *r = arg;

	r->rc = counter_issue(&r->cx, &r->f, &r->v);
}

/* Both at the same time; how many were registered. The other one hears why. */
static int both(struct rush w[static 2])
{
	int done = 0;

	for (int i = 0; i < 2; i++)
		thread_start(&w[i].th, "clerk", rush_in, &w[i]);
	for (int i = 0; i < 2; i++)
		thread_join(&w[i].th);
	for (int i = 0; i < 2; i++) {
		done += w[i].rc == 0;
		if (w[i].rc < 0) {
			assert_int_equal(w[i].rc, E_STATE);
			assert_non_null(strstr(w[i].cx.err.msg, "not registered"));
		}
	}
	return done;
}

static void open_two(struct rush w[static 2], int round)
{
	for (int i = 0; i < 2; i++) {
		w[i] = (struct rush){ .cx = testdb_second(&kit.db, 20000) };
		arena_init(&w[i].arena, 8 << 20);
		w[i].cx.arena = &w[i].arena;
		kit_clerk(&w[i].cx, i ? kit.second : kit.clerk);
		w[i].f = kit_form(&w[i].cx, 30 + round * 2 + i);
	}
}

static void two_clerks_at_once_and_one_is_refused(void **state)
{
	static struct rush w[2];
	int64_t before, after;

	(void)state;
	for (int round = 0; round < 4; round++) {
		open_two(w, round);
		switch (round) {
		case 0: w[1].f.frame_no = w[0].f.frame_no; break;
		case 1: w[0].f.plate = w[1].f.plate = S("衡A00200"); break;
		case 2: w[1].f.tag[TSL_THEFT] = w[0].f.tag[TSL_THEFT]; break;
		default: break;                            /* nothing in common: both */
		}
		DONE(CX, bike_count(CX, &before));
		assert_int_equal(both(w), round == 3 ? 2 : 1);
		DONE(CX, bike_count(CX, &after));
		assert_int_equal(after - before, round == 3 ? 2 : 1);
		for (int i = 0; i < 2; i++) {
			sql_close(w[i].cx.db);
			arena_done(&w[i].arena);
		}
	}
}

static int one_agent(struct cx *cx, const struct owner_agent *a, void *arg)
{
	(void)cx, (void)a;
	(*(int *)arg)++;
	return 0;
}

static const str by_agent[] = { SI("id_card"), SI("invoice"), SI("conformity"), SI("agent_id_card"), SI("agent_letter") };

static void who_comes_for_the_owner_is_kept_once(void **state)
{
	struct cx *cx = CX;
	struct counter_form f = kit_form(cx, 61);
	struct counter_issued v;
	char id[19];
	int n = 0;

	(void)state;
	kit_id_no(62, 1980, id);
	f.agent.id_kind = IK_IDCARD;
	kit_pii(&f.agent.name, "赵代办");
	kit_pii(&f.agent.id_no, id);
	kit_pii(&f.agent.phone, "13900000062");
	f.papers = (struct js_list){ by_agent, COUNTOF(by_agent) };
	DONE(cx, counter_issue(cx, &f, &v));
	DONE(cx, owner_agents(cx, v.owner, one_agent, &n));
	assert_int_equal(n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(CO1_everything_wrong_is_told_at_once), T(misentries_are_told_by_code_and_field), T(documents_follow_the_case), cmocka_unit_test(the_policies_ask_for_documents_that_can_be_ticked), T(photos_are_asked_for_and_a_lost_one_undoes_all),
		T(a_known_owner_is_found_by_the_document), T(a_bike_has_a_tag_in_each_slot), T(a_tag_that_is_not_heard_needs_a_reason), T(pieces_that_lie_elsewhere_are_not_given),
		T(an_empty_cupboard_is_said), T(CO3_a_registration_is_whole), T(a_booking_belongs_to_the_point_and_the_day),
		T(CO4_the_same_request_is_done_once), T(who_comes_for_the_owner_is_kept_once), T(CO5_a_stolen_number_is_never_given_again), T(a_granted_override_lifts_a_double),
		T(CO2_what_became_stolen_meanwhile_is_refused), T(a_refusal_closes_and_a_notice_sends_back), T(what_the_check_misses_a_notice_names), T(the_desk_says_what_is_left),
		T(two_clerks_at_once_and_one_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
