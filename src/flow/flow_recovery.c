/* flow_recovery — see flow_recovery.h. */
#include "flow/flow_recovery.h"

#include "flow/flow_claim.h"
#include "flow/flow_person.h"
#include "flow/flow_theft.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/photo/photo.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { HITS = 16, ID_LEAST = 6 };
const str seized_payer_names[SP_N] = { SI("owner"), SI("payer"), SI("undecided") };

static int in_area(struct cx *cx, str path)
{
	return account_area_covers(cx, path) ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
}

int flow_den_get(struct cx *cx, int64_t id, struct den *ret)
{
	TRY(den_get(cx, id, ret));
	return in_area(cx, ret->path);
}

int flow_seized_add(struct cx *cx, enum seized_kind kind, const struct seized_facts *in, struct seized *ret)
{
	struct suspect s;
	struct den d;
	struct unit u;

	TRY(unit_get(cx, cx->unit, &u));
	if (in->den)
		TRY(flow_den_get(cx, in->den, &d));
	if (in->suspect)
		TRY(flow_suspect_get(cx, in->suspect, &s));
	return seized_add(cx, kind, u.id, u.path, in, ret);
}

int flow_seized_get(struct cx *cx, int64_t id, struct seized *ret)
{
	TRY(seized_get(cx, id, ret));
	return in_area(cx, ret->path);
}

/* --- whose may it be --- */

struct found { struct seized_candidate *v; int n; };

static int open_case(struct cx *cx, bike_id bike, struct theft *ret, bool *ret_open)
{
	theft_id id;

	TRY(theft_open_of(cx, bike, &id, ret_open));
	return *ret_open ? theft_get(cx, id, ret) : 0;
}

static int take_hit(struct cx *cx, const struct number_hit *h, str by, struct found *f)
{
	struct owner_brief who;
	struct theft t;
	struct bike b;
	bool open;

	for (int i = 0; i < f->n; i++)
		if (f->v[i].bike == h->bike.v)
			return 0;
	TRY(bike_get(cx, h->bike, &b));
	TRY(open_case(cx, h->bike, &t, &open));
	struct unit u = { .path = S("") };
	if (b.unit)
		TRY(unit_get(cx, (unit_id){ b.unit }, &u));
	if (f->n == SEIZED_CANDIDATES || (h->tier == NT_NEAR && !open && b.unit && !account_area_covers(cx, u.path)))
		return 0;
	TRY(flow_person_brief(cx, h->bike, cx->now, &who));
	f->v[f->n++] = (struct seized_candidate){ h->bike.v, number_tier_names[h->tier], by, arena_str(cx->arena, number_str(&h->norm)),
		arena_str(cx->arena, plate_str(&b.plate)), b.brand, b.colour, who.name, open ? t.id.v : 0, open ? t.number : S(""), open ? theft_state_name(t.state) : S("") };
	return 0;
}

/* deep: the weaker tiers are looked at as well, for a number may be misread into another's. */
static int look(struct cx *cx, str text, unsigned kinds, str by, enum number_tier tier, struct found *f)
{
	struct number_found n;
	struct err before = cx->err;

	if (!text.n)
		return 0;
	int rc = number_search(cx, text, kinds, HITS, true, &n);
	if (rc == E_INVALID) {      /* too short to search by */
		cx->err = before;
		return 0;
	}
	TRY(rc);
	for (int i = 0; i < n.n; i++)
		if (n.hit[i].tier == tier)
			TRY(take_hit(cx, &n.hit[i], by, f));
	return 0;
}

int flow_seized_candidates(struct cx *cx, const struct seized *s, struct seized_candidate ret[static SEIZED_CANDIDATES], int *ret_n)
{
	struct found f = { ret, 0 };

	for (int tier = 0; tier < NT_N; tier++) {
		TRY(look(cx, s->f.tag, 1 << NK_TAG, S("tag"), (enum number_tier)tier, &f));
		TRY(look(cx, s->f.plate, 1 << NK_PLATE, S("plate"), (enum number_tier)tier, &f));
		TRY(look(cx, s->f.frame_no, 1 << NK_FRAME | 1 << NK_VEHICLE, S("frame"), (enum number_tier)tier, &f));
		TRY(look(cx, s->f.motor_no, 1 << NK_MOTOR, S("motor"), (enum number_tier)tier, &f));
	}
	*ret_n = f.n;
	return 0;
}

/* --- steps --- */

/* The bike is in the finder's hands, whichever unit has its case: for this step the finder counts as one who has the case. */
static int move_case(struct cx *cx, theft_id id, enum theft_event ev, str note)
{
	unsigned was = cx->roles;
	struct theft t;

	cx->roles |= ROLE_CASE;
	int rc = flow_theft_step(cx, id, ev, 0, note, &t);
	cx->roles = was;
	return rc;
}

/* FR2: a case that is only reported is accepted and filed on the way: the bike itself is the proof. */
static int case_recovered(struct cx *cx, const struct theft *t, str note)
{
	if (t->state == TS_RECOVERED)
		return 0;
	if (t->state == TS_REPORTED)
		TRY(move_case(cx, t->id, TE_ACCEPT, note));
	if (t->state == TS_REPORTED || t->state == TS_ACCEPTED)
		TRY(move_case(cx, t->id, TE_FILE, note));
	return move_case(cx, t->id, TE_RECOVER, note);
}

static int match(struct cx *cx, struct seized *s, const struct seized_do *in)
{
	struct seized_do d = *in;
	struct theft t;
	struct bike b;
	bool open;

	if (!in->bike.v)
		return FAIL_FIELD(cx, E_INVALID, "bikeId", "say which bike it is: the candidates are only proposals");
	TRY(bike_get(cx, in->bike, &b));
	TRY(open_case(cx, in->bike, &t, &open));
	d.theft = open ? t.id : (theft_id){ 0 };
	TRY(seized_step(cx, s, SE_MATCH, &d));
	return open && s->kind == SK_BIKE ? case_recovered(cx, &t, s->number) : 0;
}

struct others { int64_t without; bike_id bike; bool any; };

static int other_item(struct cx *cx, const struct seized *s, void *arg)
{
	struct others *o = arg;

	(void)cx;
	o->any = o->any || (s->id != o->without && s->kind == SK_BIKE && s->bike.v == o->bike.v && s->state != SZ_DISPOSED);
	return 0;
}

/* It is matched to nothing any more (it was another bike, or what was evidence is matched anew): its case is looked for again. */
static int unmatch(struct cx *cx, struct seized *s, enum seized_ev ev, const struct seized_do *in)
{
	struct others o = { s->id, s->bike, false };
	theft_id theft = s->theft;
	struct theft t;

	TRY(seized_step(cx, s, ev, in));
	if (!theft.v || s->kind != SK_BIKE)
		return 0;
	TRY(theft_get(cx, theft, &t));
	TRY(seized_list(cx, &(struct seized_filter){ .area = S("/"), .state = SZ_N, .kind = SK_N, .theft = theft }, HITS, other_item, &o));
	return t.state == TS_RECOVERED && !o.any ? move_case(cx, theft, TE_REOPEN, in->note) : 0;
}

/* FR4 */
static int approver(struct cx *cx)
{
	int64_t level;
	struct unit u;

	if (cx->roles & ROLE_LEADER)
		return 0;
	TRY(policy_i64(cx, POL_RECOVERY_APPROVE_LEVEL, cx->now, &level));
	TRY(unit_get(cx, cx->unit, &u));
	return (int64_t)u.kind <= level ? 0 : FAIL_FIELD(cx, E_DENIED, "level", "approval is for a unit of a higher level (county or above), or a leader");
}

int flow_seized_payer(struct cx *cx, const struct seized *s, enum seized_payer *ret)
{
	theft_id theft = s->theft;
	struct err before = cx->err;
	enum claim_payer who;

	*ret = SP_OWNER;
	if (!s->bike.v || s->kind != SK_BIKE)
		return 0;
	if (!theft.v) {
		int rc = flow_claim_case(cx, s->bike, &theft);
		if (rc == E_NOTFOUND) {
			cx->err = before;
			return 0;
		}
		TRY(rc);
	}
	TRY(flow_claim_payer(cx, theft, &who));
	*ret = who == CPY_PAYER ? SP_PAYER : who == CPY_UNDECIDED ? SP_UNDECIDED : SP_OWNER;
	return 0;
}

/* FR3 */
static int payer_is(struct cx *cx, const struct seized *s, enum seized_payer want)
{
	enum seized_payer who;

	TRY(flow_seized_payer(cx, s, &who));
	if (who == want)
		return 0;
	if (who == SP_UNDECIDED)
		return FAIL_FIELD(cx, E_STATE, "payer_undecided", "a claim was paid for this bike: the operator first says whether the owner repays, or the bike goes to the payer");
	if (who == SP_PAYER)
		return FAIL_FIELD(cx, E_STATE, "paid_claim", "a claim was paid for this bike and not paid back: it goes to the payer");
	return FAIL_FIELD(cx, E_STATE, "no_payer", "no claim was paid for this bike: it goes to its owner");
}

static int to_insurer(struct cx *cx, struct seized *s, const struct seized_do *in)
{
	struct theft t;

	TRY(payer_is(cx, s, SP_PAYER));
	TRY(seized_step(cx, s, SE_TO_INSURER, in));
	if (!s->theft.v)
		return 0;
	TRY(theft_get(cx, s->theft, &t));
	return theft_is_open(&t) ? move_case(cx, s->theft, TE_RETURN, s->number) : 0;
}

int flow_seized_do(struct cx *cx, int64_t id, enum seized_ev ev, const struct seized_do *in, struct seized *ret)
{
	struct seized s;

	TRY(flow_seized_get(cx, id, &s));
	if (ev == SE_LIST || ev == SE_UNLIST || ev == SE_RETURN)
		return FAIL_FIELD(cx, E_INVALID, "by_list", "a bike is listed and given back on a return list");
	if (ev == SE_APPROVE)
		TRY(approver(cx));
	if (ev == SE_MATCH)
		TRY(match(cx, &s, in));
	else if (ev == SE_UNMATCH || ev == SE_RELEASE)
		TRY(unmatch(cx, &s, ev, in));
	else if (ev == SE_TO_INSURER)
		TRY(to_insurer(cx, &s, in));
	else
		TRY(seized_step(cx, &s, ev, in));
	*ret = s;
	return 0;
}

/* --- return lists --- */

int flow_return_day_get(struct cx *cx, int64_t id, struct return_day *ret)
{
	TRY(return_day_get(cx, id, ret));
	return in_area(cx, ret->path);
}

static int item_and(struct cx *cx, int64_t id, struct return_item *ret, struct seized *ret_s)
{
	TRY(return_item_get(cx, id, ret));
	return flow_seized_get(cx, ret->seized, ret_s);
}

int flow_return_item_get(struct cx *cx, int64_t id, struct return_item *ret)
{
	struct seized s;

	return item_and(cx, id, ret, &s);
}

static const struct seized_do nothing = { .note = SI(""), .papers = SI("") };

int flow_return_list(struct cx *cx, int64_t day, int64_t seized, utc_ms appointment, struct return_item *ret)
{
	struct return_day d;
	struct seized s;

	TRY(flow_return_day_get(cx, day, &d));
	TRY(flow_seized_get(cx, seized, &s));
	TRY(payer_is(cx, &s, SP_OWNER));
	TRY(seized_step(cx, &s, SE_LIST, &nothing));
	TRY(return_item_add(cx, &d, s.id, ret));
	if (!appointment)
		return 0;
	ret->appointment = appointment;
	return return_item_put(cx, ret);
}

static int live(struct cx *cx, const struct return_item *i)
{
	return i->state == RI_LISTED || i->state == RI_CHECKED_IN ? 0 : FAIL_FIELD(cx, E_STATE, "row_ended", "this row of the list is at its end: %.*s", STR_ARG(return_state_names[i->state]));
}

int flow_return_call(struct cx *cx, int64_t item, enum return_call call, utc_ms appointment, struct return_item *ret)
{
	struct seized s;

	TRY(item_and(cx, item, ret, &s));
	TRY(live(cx, ret));
	ret->call = call;
	ret->called_at = call == RCALL_NONE ? 0 : cx->now;
	ret->appointment = appointment ? appointment : ret->appointment;
	return return_item_put(cx, ret);
}

struct is_owner { owner_id want; bool yes; };

static int is_owner(struct cx *cx, const struct owner *o, void *arg)
{
	struct is_owner *i = arg;

	(void)cx;
	i->yes = i->yes || o->id.v == i->want.v;
	return 0;
}

static bool blank(str s)
{
	size_t i = 0;

	while (i < s.n && (unsigned char)s.p[i] <= ' ')
		i++;
	return i == s.n;
}

/* FR5 */
static int receiver(struct cx *cx, const struct seized *s, const struct return_receiver *r)
{
	struct pii name, id_no;
	struct ownership own;
	struct owner o;

	if (r->who != RW_OWNER && r->who != RW_AGENT)
		return FAIL_FIELD(cx, E_INVALID, "receiver", "the receiver is the owner or an agent, never staff");
	pii_norm_name(&r->name, &name);
	pii_norm_id(&r->id_no, &id_no);
	if (pii_empty(&name))      /* blanks are nobody's name and no document */
		return FAIL_FIELD(cx, E_INVALID, "name", "say who receives the bike");
	if (pii_reveal(&id_no).n < ID_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "idNo", "the receiver shows an identity document");
	if (r->who == RW_AGENT)
		return !blank(r->letter) ? 0 : FAIL_FIELD(cx, E_INVALID, "letter", "an agent brings the owner's letter: write its number or date");
	TRY(bike_owner_now(cx, s->bike, &own));
	TRY(owner_live(cx, own.owner, &o));
	struct is_owner i = { o.id, false };
	TRY(owner_find(cx, S("idNo"), &r->id_no, 1, is_owner, &i));
	return i.yes ? 0 : FAIL_FIELD(cx, E_INVALID, "id_other", "is not the document that the register has of the owner");
}

int flow_return_check_in(struct cx *cx, int64_t item, const struct return_receiver *r, struct return_item *ret)
{
	struct seized s;

	TRY(item_and(cx, item, ret, &s));
	TRY(live(cx, ret));
	TRY(receiver(cx, &s, r));
	ret->state = RI_CHECKED_IN;
	ret->checked_at = cx->now;
	ret->receiver = r->who;
	ret->name = r->name;
	pii_norm_id(&r->id_no, &ret->id_no);
	ret->letter = r->letter;
	return return_item_put(cx, ret);
}

static bool wanted(const str *v, int n, str word)
{
	for (int i = 0; i < n; i++)
		if (str_eq(v[i], word))
			return true;
	return false;
}

static int take_photos(struct cx *cx, const struct return_proof *p)
{
	struct { const char *field; str word, photo; } v[] = { { "voucher", S("voucher"), p->voucher }, { "person", S("person"), p->person } };
	str must[POLICY_WORDS];
	struct photo photo;
	int64_t same;
	int n;

	TRY(policy_words(cx, POLL_RECOVERY_PHOTOS, cx->now, must, &n));
	for (size_t i = 0; i < COUNTOF(v); i++) {
		if (!v[i].photo.n && wanted(must, n, v[i].word))
			return FAIL_FIELD(cx, E_INVALID, v[i].field, "the photo is missing");
		if (v[i].photo.n)
			TRY(photo_use(cx, v[i].photo, &photo, &same));
	}
	return 0;
}

int flow_return_give(struct cx *cx, int64_t item, const struct return_proof *p, struct return_item *ret)
{
	struct seized s;
	struct theft t;

	TRY(item_and(cx, item, ret, &s));
	if (ret->state != RI_CHECKED_IN)
		return FAIL_FIELD(cx, E_STATE, "check_first", "the receiver's identity is checked first");
	TRY(payer_is(cx, &s, SP_OWNER));
	if (!p->is_signed)
		return FAIL_FIELD(cx, E_INVALID, "signed", "the receiver signs the list");
	TRY(take_photos(cx, p));
	ret->state = RI_RETURNED;
	ret->voucher = p->voucher;
	ret->person = p->person;
	ret->is_signed = true;
	ret->returned_at = cx->now;
	ret->returned_by = cx->actor;
	TRY(return_item_put(cx, ret));
	TRY(seized_step(cx, &s, SE_RETURN, &nothing));
	if (!s.theft.v || s.kind != SK_BIKE)
		return 0;
	TRY(theft_get(cx, s.theft, &t));
	return theft_is_open(&t) ? move_case(cx, s.theft, TE_RETURN, s.number) : 0;
}

int flow_return_off(struct cx *cx, int64_t item, bool no_show, struct return_item *ret)
{
	struct seized s;

	TRY(item_and(cx, item, ret, &s));
	TRY(live(cx, ret));
	ret->state = no_show ? RI_NO_SHOW : RI_DROPPED;
	TRY(return_item_put(cx, ret));
	return seized_step(cx, &s, SE_UNLIST, &nothing);
}

int flow_return_photo(struct cx *cx, int64_t item, str which, str *ret)
{
	struct return_item i;
	str jpeg;

	TRY(flow_return_item_get(cx, item, &i));
	str id = str_eq(which, S("voucher")) ? i.voucher : str_eq(which, S("person")) ? i.person : S("");
	if (!id.n)
		return FAIL(cx, E_NOTFOUND, "there is no such photo");
	TRY(photo_read(cx, id, &jpeg));
	TRY(audit_add(cx, "recovery.photo_read", "recovery", item, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"photo\":\"%.*s\"}", STR_ARG(id))));
	*ret = jpeg;
	return 0;
}

/* --- suspects --- */

int flow_suspect_get(struct cx *cx, int64_t id, struct suspect *ret)
{
	TRY(suspect_get(cx, id, ret));
	return in_area(cx, ret->path);
}

int flow_suspect_unmask(struct cx *cx, int64_t id, str field, str reference, str *ret)
{
	struct suspect s;

	const struct { str name; const struct pii *value; } v[] = { { S("name"), &s.name }, { S("idNo"), &s.id_no }, { S("phone"), &s.phone } };
	size_t i = 0;
	while (i < COUNTOF(v) && !str_eq(v[i].name, field))
		i++;
	if (i == COUNTOF(v))
		return FAIL_FIELD(cx, E_INVALID, "field", "must be name, idNo or phone");
	TRY(flow_coded_reference(cx, reference));
	TRY(flow_suspect_get(cx, id, &s));
	TRY(audit_add(cx, "recovery.unmask", "recovery", id, s.theft, arena_fmt(cx->arena, "{\"field\":\"%.*s\",\"suspect\":%lld,\"reference\":\"%.*s\"}", STR_ARG(field), (long long)id,
	              STR_ARG(reference))));
	if (pii_empty(v[i].value))
		return FAIL(cx, E_NOTFOUND, "the row has nothing there");
	*ret = arena_str(cx->arena, pii_reveal(v[i].value));
	return 0;
}
