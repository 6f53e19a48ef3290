/* flow_business_check — everything that stands against a change, a transfer, a replacement or a deregistration, told at once (FB1). */
#include "flow/flow_person.h"
#include "flow/flow_plan.h"
#include "flow_business_int.h"
#include "office/policy/policy.h"
#include "office/theft/theft.h"

/* One check on its way: the look of a registration's parts, and the bike. */
struct look {
	struct counter_look l;
	struct counter_form part;           /* the form as the parts are to see it */
	const struct business_form *f;
	struct bike bike; owner_id owner; bool known;      /* is there such a bike */
	bool holder_same;
	unsigned cases;
	struct business_change changes[BUSINESS_FIELDS]; int nchanges;
};

static void missing(struct look *k, const char *field)
{
	counter_add(&k->l, CC_MISSING, field);
}

/* --- what a change changes --- */

static str now_text(const struct bike *b, int i)
{
	const str v[BUSINESS_FIELDS] = { b->vehicle_code, b->frame_no, b->motor_no, b->brand, b->model, b->colour, b->colour2, bike_use_words[b->use] };

	return v[i];
}

int business_changes(struct cx *cx, const struct business_form *f, const struct bike *b, struct business_change ret[static BUSINESS_FIELDS])
{
	const struct counter_form *a = &f->as;
	const struct business_change given[BUSINESS_FIELDS] = {
		{ S("vehicleCode"), counter_number(cx, a->vehicle_code) }, { S("frameNo"), counter_number(cx, a->frame_no) }, { S("motorNo"), counter_number(cx, a->motor_no) },
		{ S("brand"), a->brand }, { S("model"), a->model }, { S("colour"), a->colour }, { S("colour2"), a->colour2 }, { S("use"), f->use },
	};
	int n = 0;

	for (int i = 0; i < BUSINESS_FIELDS; i++)
		if (given[i].value.n && !str_eq(given[i].value, now_text(b, i)))
			ret[n++] = given[i];
	return n;
}

static bool changes_one_of(const struct look *k, const char *const *fields, size_t n)
{
	for (int i = 0; i < k->nchanges; i++)
		for (size_t j = 0; j < n; j++)
			if (str_eq(k->changes[i].field, str_of(fields[j])))
				return true;
	return false;
}

static bool new_tags(const struct business_form *f)
{
	return f->as.tag[TSL_THEFT].n || f->as.tag[TSL_ENFORCEMENT].n || f->as.tag[TSL_OWNER].n;
}

/* --- which case it is --- */

static void find_cases(struct cx *cx, struct look *k)
{
	static const char *const parts[] = { "frameNo", "motorNo", "vehicleCode", "brand", "model" }, *const looks[] = { "colour", "colour2" };
	const struct business_form *f = k->f;

	switch (f->what) {
	case BOP_TRANSFER:
		k->cases = BC_TRANSFER;
		break;
	case BOP_CHANGE:
		k->nchanges = k->known ? business_changes(cx, f, &k->bike, k->changes) : 0;
		k->cases = BC_CHANGE | (changes_one_of(k, parts, COUNTOF(parts)) ? BC_PARTS : 0u) | (changes_one_of(k, looks, COUNTOF(looks)) ? BC_LOOKS : 0u);
		break;
	case BOP_REPLACE:
		k->cases = (f->new_plate ? BC_PLATE : 0u) | (new_tags(f) ? BC_TAG : 0u) | (str_eq(f->reason, S("lost")) ? BC_LOST : 0u);
		break;
	default:
		k->cases = BC_DEREGISTER;
	}
}

/* --- the bike, and what stands against it --- */

static int read_bike(struct cx *cx, struct look *k)
{
	struct err before = cx->err;
	struct ownership own;

	if (!k->f->bike.v) {
		missing(k, "bikeId");
		return 0;
	}
	int rc = bike_get(cx, k->f->bike, &k->bike);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		counter_add(&k->l, CC_BIKE_UNKNOWN, "bikeId");
		return 0;
	}
	TRY(rc);
	k->known = true;
	if (k->f->ver && k->f->ver != k->bike.ver)
		counter_add(&k->l, CC_BIKE_CHANGED, "bikeId");
	rc = bike_owner_now(cx, k->bike.id, &own);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	k->owner = own.owner;
	return 0;
}

/* The steps of the bike's life this would take; before anything is chosen, all it might. */
static unsigned steps_of(const struct look *k)
{
	bool owner_only = k->nchanges == 0 && (!pii_empty(&k->f->phone) || !pii_empty(&k->f->address));

	switch (k->f->what) {
	case BOP_TRANSFER:
		return 1u << BE_TRANSFER;
	case BOP_CHANGE:
		return owner_only ? 0 : 1u << BE_CHANGE;
	case BOP_REPLACE:
		return k->cases & (BC_PLATE | BC_TAG) ? (k->cases & BC_PLATE ? 1u << BE_REPLATE : 0u) | (k->cases & BC_TAG ? 1u << BE_RETAG : 0u)
		                                      : 1u << BE_REPLATE | 1u << BE_RETAG;
	default:
		return 1u << BE_DEREGISTER;
	}
}

static void add_flag(struct look *k, str flag)
{
	for (int i = 0; i < k->l.out->n; i++)
		if (k->l.out->v[i].code == CC_BIKE_FLAG && str_eq(k->l.out->v[i].number, flag))
			return;
	struct counter_problem *p = counter_add(&k->l, CC_BIKE_FLAG, "bikeId");
	p->number = flag;
	p->bike = k->bike.id.v;
}

static int check_flags(struct cx *cx, struct look *k)
{
	struct err before = cx->err;
	struct bike_refusals no;
	theft_id theft;
	bool open;

	if (k->bike.life != BL_REGISTERED) {
		counter_add(&k->l, CC_BIKE_LIFE, "bikeId")->number = bike_life_words[k->bike.life];
		return 0;
	}
	TRY(theft_open_of(cx, k->bike.id, &theft, &open));
	if (open)
		counter_add(&k->l, CC_BIKE_CASE, "bikeId")->bike = k->bike.id.v;
	for (int ev = 0; ev < BE_N; ev++) {
		if (!(steps_of(k) & 1u << ev))
			continue;
		int rc = bike_may(cx, &k->bike, (enum bike_event)ev, &no);
		if (rc == 0)
			continue;
		if (rc != E_STATE)
			return rc;
		cx->err = before;
		for (int i = 0; i < no.n; i++)
			if (!(open && str_eq(no.flag[i], S("stolen"))))
				add_flag(k, no.flag[i]);
	}
	return 0;
}

/* --- who shows what --- */

struct found { owner_id id; };

static int take_found(struct cx *cx, const struct owner *o, void *arg)
{
	(void)cx;
	((struct found *)arg)->id = o->id;
	return 0;
}

int business_holder(struct cx *cx, const struct business_form *f, owner_id *ret_owner, bool *ret_same, bool *ret_none)
{
	struct found who = { { 0 } };
	struct ownership own;
	struct owner o;

	*ret_same = *ret_none = false;
	TRY(bike_owner_now(cx, f->bike, &own));
	TRY(owner_live(cx, own.owner, &o));
	TRY(owner_find(cx, S("idNo"), &f->holder_no, 1, take_found, &who));
	*ret_owner = o.id;
	*ret_same = who.id.v == o.id.v && (int)o.id_kind == f->holder_kind;
	*ret_none = o.id_kind == IK_NONE && !who.id.v;
	return 0;
}

static bool inherits(const struct business_form *f)
{
	return f->what == BOP_TRANSFER && str_eq(f->reason, S("inherited"));
}

static int check_holder(struct cx *cx, struct look *k)
{
	const struct business_form *f = k->f;
	owner_id owner;
	int32_t age;
	bool none;

	if (inherits(f))
		return 0;
	if (f->holder_kind == IK_NONE || pii_empty(&f->holder_no)) {
		missing(k, f->holder_kind == IK_NONE ? "holder.idKind" : "holder.idNo");
		return 0;
	}
	if (!counter_id_fits(cx, f->holder_kind, &f->holder_no, &age)) {
		counter_add(&k->l, CC_ID_NO, "holder.idNo");
		return 0;
	}
	if (!k->owner.v)
		return 0;
	TRY(business_holder(cx, f, &owner, &k->holder_same, &none));
	if (!k->holder_same)
		counter_add(&k->l, none ? CC_HOLDER_NONE : CC_HOLDER_OTHER, "holder.idNo");
	return 0;
}

/* A bike of another area is a stranger's until its owner shows the registered document. */
static int check_area(struct cx *cx, struct look *k)
{
	struct err before = cx->err;

	int rc = flow_bike_in_area(cx, k->bike.id);
	if (rc != E_DENIED)
		return rc;
	cx->err = before;
	if (!k->holder_same)
		counter_add(&k->l, CC_BIKE_OUTSIDE, "bikeId");
	return 0;
}

static int check_present_owner(struct cx *cx, struct look *k)
{
	struct owner o;

	k->l.person = true;
	if (k->owner.v) {
		TRY(owner_live(cx, k->owner, &o));
		k->l.person = o.kind == OK_PERSON;
	}
	k->l.unit = !k->l.person;
	counter_check_agent(cx, &k->l);
	return 0;
}

static int check_new_owner(struct cx *cx, struct look *k)
{
	struct owner o;

	TRY(counter_check_owner(cx, &k->l));
	if (!k->f->as.consent)
		missing(k, "consent");
	if (!k->owner.v || !k->l.out->known.v)
		return 0;
	TRY(owner_live(cx, k->owner, &o));
	if (o.id.v == k->l.out->known.v)
		counter_add(&k->l, CC_OWNER_SAME, "owner.idNo");
	return 0;
}

/* --- the businesses --- */

static int check_change(struct cx *cx, struct look *k)
{
	static const struct { const char *field; size_t off; } numbers[] = {
		{ "vehicleCode", offsetof(struct counter_form, vehicle_code) }, { "frameNo", offsetof(struct counter_form, frame_no) },
		{ "motorNo", offsetof(struct counter_form, motor_no) },
	};
	struct phone phone;

	if (k->nchanges == 0 && pii_empty(&k->f->phone) && pii_empty(&k->f->address))
		missing(k, "nothing");
	if (!pii_empty(&k->f->phone) && !phone_parse(pii_reveal(&k->f->phone), &phone))
		counter_add(&k->l, CC_PHONE, "phone");
	/* what stays as it is is no business of the check: a double that was there before waits for its own decision */
	for (size_t i = 0; k->known && i < COUNTOF(numbers); i++) {
		str *text = (str *)((char *)&k->part + numbers[i].off);
		if (counter_number(cx, *text).n && !changes_one_of(k, &numbers[i].field, 1))
			*text = S("");
	}
	counter_check_texts(&k->l);
	return counter_check_numbers(cx, &k->l);
}

static int check_replace(struct cx *cx, struct look *k, const struct counter_ears *ears)
{
	if (!(k->cases & (BC_PLATE | BC_TAG)))
		missing(k, "nothing");
	TRY(counter_check_tags(cx, &k->l, ears));
	return k->f->new_plate && k->known ? counter_check_plate(cx, &k->l) : 0;
}

static void check_reason(struct look *k)
{
	if (k->f->what == BOP_CHANGE)
		return;
	if (!k->f->reason.n)
		missing(k, "reason");
	else if (!business_reason_known(k->f->what, k->f->reason))
		counter_add(&k->l, CC_REASON_UNKNOWN, "reason");
}

static int count_plan(struct cx *cx, const struct plan *p, void *arg)
{
	(void)cx;
	(void)p;
	++*(int *)arg;
	return 0;
}

/* What becomes of the bike's plans is told before. */
static int check_plans(struct cx *cx, struct look *k)
{
	int64_t fen;
	int n = 0;

	TRY(plan_live_of(cx, k->bike.id, count_plan, &n));
	if (!n || !k->f->reason.n)
		return 0;
	TRY(flow_plan_refund_ahead(cx, k->bike.id, k->f->reason, &fen));
	struct counter_problem *p = counter_add(&k->l, fen ? CC_PLAN_REFUND : CC_PLAN_ENDS, "reason");
	if (p && fen)
		p->number = arena_fmt(cx->arena, "%lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
	return 0;
}

static int check_shown(struct cx *cx, struct look *k)
{
	struct counter_needs need = { .n = 0 };
	str photos[POLICY_WORDS];
	int n;

	TRY(counter_needs_who(cx, k->l.person, k->l.unit, k->l.agent, &need));
	TRY(business_needs(cx, k->cases, &need));
	TRY(counter_documents(cx, &k->l, &need));
	TRY(business_photos(cx, k->cases, photos, &n));
	return counter_photos(cx, &k->l, photos, n);
}

static int check_all(struct cx *cx, struct look *k, const struct counter_ears *ears)
{
	TRY(counter_check_place(cx, &k->l, k->f->what));
	TRY(read_bike(cx, k));
	k->part.kind = k->known ? (int)k->bike.kind : k->part.kind;
	find_cases(cx, k);
	if (k->known)
		TRY(check_flags(cx, k));
	check_reason(k);
	TRY(check_holder(cx, k));
	if (k->known)
		TRY(check_area(cx, k));
	TRY(k->f->what == BOP_TRANSFER ? check_new_owner(cx, k) : check_present_owner(cx, k));
	if (k->f->what == BOP_CHANGE)
		TRY(check_change(cx, k));
	if (k->f->what == BOP_REPLACE)
		TRY(check_replace(cx, k, ears));
	if (k->known && k->f->what == BOP_DEREGISTER)
		TRY(check_plans(cx, k));
	return check_shown(cx, k);
}

int business_check(struct cx *cx, const struct business_form *f, const struct counter_ears *ears, struct counter_verdict *ret)
{
	struct counter_verdict v = { .ready = true, .v = arena_alloc(cx->arena, COUNTER_PROBLEMS_MAX * sizeof *v.v) };
	struct look k = { .f = f, .part = f->as, .l = { .bike = f->bike, .out = &v } };

	ASSERT(f->what != BOP_REGISTER);
	if (!v.v)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	k.l.f = &k.part;
	if (!k.l.bike.v)
		k.l.bike.v = -1;      /* no bike yet: still no registration, whose fields are needed */
	TRY(check_all(cx, &k, ears));
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the request is too large");
	*ret = v;
	return 0;
}
