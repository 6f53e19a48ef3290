/* flow_counter_owner — the counter's check of the owner, the agent, the documents and the photos. */
#include "base/utc.h"
#include "flow/flow_photo.h"
#include "flow_counter_int.h"
#include "office/policy/policy.h"

void counter_owner_of(const struct counter_form *f, struct owner_new *ret)
{
	*ret = (struct owner_new){ .kind = (enum owner_kind)f->owner.kind, .id_kind = (enum id_kind)f->owner.id_kind, .name = f->owner.name,
	                           .id_no = f->owner.id_no, .address = f->owner.address, .nphone = !pii_empty(&f->owner.phone) };
	ret->phone[0] = f->owner.phone;
}

static void missing(struct counter_look *l, const char *field)
{
	counter_add(l, CC_MISSING, field);
}

/* --- persons --- */

/* False where the number of a document cannot be right. */
bool counter_id_fits(struct cx *cx, int kind, const struct pii *no, int32_t *ret_age)
{
	str s = pii_reveal(no);
	struct cn_id card;
	struct uscc code;

	*ret_age = -1;
	if (kind == IK_IDCARD) {
		if (cn_id_parse(s, civil_of(cx->now), &card) != IDF_NONE)
			return false;
		*ret_age = age_at(card.birth, civil_of(cx->now));
		return true;
	}
	return kind == IK_USCC ? uscc_parse(s, &code) == IDF_NONE : s.n >= 5 && s.n <= 32;
}

static int check_age(struct cx *cx, struct counter_look *l, int32_t age, const char *field)
{
	int64_t least;

	TRY(policy_i64(cx, POL_REGISTER_OWNER_AGE, cx->now, &least));
	if (age >= 0 && age < least)
		counter_add(l, CC_OWNER_YOUNG, field);
	return 0;
}

struct known { owner_id id; enum owner_kind kind; struct pii name; };

static int take_known(struct cx *cx, const struct owner *o, void *arg)
{
	struct known *k = arg;

	(void)cx;
	*k = (struct known){ o->id, o->kind, o->name };
	return 0;
}

/* Somebody with this document is registered: it goes to that owner, if the name says so too. */
static int check_known(struct cx *cx, struct counter_look *l)
{
	const struct counter_owner *o = &l->f->owner;
	struct known k = { .id = { 0 } };
	struct pii name, stored;

	TRY(owner_find(cx, S("idNo"), &o->id_no, 1, take_known, &k));
	if (!k.id.v)
		return 0;
	pii_norm_name(&o->name, &name);
	pii_norm_name(&k.name, &stored);
	bool same = (int)k.kind == o->kind && (pii_empty(&o->name) || str_eq(pii_reveal(&name), pii_reveal(&stored)));
	struct counter_problem *p = counter_add(l, same ? CC_OWNER_KNOWN : CC_OWNER_NAME, same ? "owner.idNo" : "owner.name");
	p->owner = k.id.v;
	p->number = arena_fmt(cx->arena, "%lld", (long long)k.id.v);
	l->out->known = k.id;
	return 0;
}

static int check_new_owner(struct cx *cx, struct counter_look *l)
{
	const struct counter_owner *o = &l->f->owner;
	struct phone phone;
	int32_t age;

	l->person = o->kind == OK_PERSON;
	l->unit = !l->person;
	if (pii_empty(&o->name))
		missing(l, "owner.name");
	if (pii_empty(&o->phone))
		missing(l, "owner.phone");
	else if (!phone_parse(pii_reveal(&o->phone), &phone))
		counter_add(l, CC_PHONE, "owner.phone");
	if ((o->id_kind == IK_USCC) != (o->kind == OK_UNIT) && o->id_kind != IK_NONE)
		counter_add(l, CC_ID_KIND, "owner.idKind");
	if (o->id_kind == IK_NONE || pii_empty(&o->id_no)) {
		missing(l, o->id_kind == IK_NONE ? "owner.idKind" : "owner.idNo");
		return 0;
	}
	if (!counter_id_fits(cx, o->id_kind, &o->id_no, &age)) {
		counter_add(l, CC_ID_NO, "owner.idNo");
		return 0;
	}
	TRY(check_age(cx, l, age, "owner.idNo"));
	return check_known(cx, l);
}

/* An owner from an old register without a document: the counter completes it. */
static int check_completed(struct cx *cx, struct counter_look *l)
{
	const struct counter_owner *o = &l->f->owner;
	struct known k = { .id = { 0 } };
	int32_t age;

	if (o->id_kind == IK_NONE || pii_empty(&o->id_no)) {
		missing(l, o->id_kind == IK_NONE ? "owner.idKind" : "owner.idNo");
		return 0;
	}
	if ((o->id_kind == IK_USCC) != l->unit)
		counter_add(l, CC_ID_KIND, "owner.idKind");
	if (!counter_id_fits(cx, o->id_kind, &o->id_no, &age)) {
		counter_add(l, CC_ID_NO, "owner.idNo");
		return 0;
	}
	TRY(owner_find(cx, S("idNo"), &o->id_no, 1, take_known, &k));
	if (k.id.v) {
		struct counter_problem *p = counter_add(l, CC_OWNER_OTHER, "owner.idNo");
		p->owner = k.id.v;
		p->number = arena_fmt(cx->arena, "%lld", (long long)k.id.v);
	}
	return check_age(cx, l, age, "owner.idNo");
}

static int check_old_owner(struct cx *cx, struct counter_look *l)
{
	struct err before = cx->err;
	struct owner o;

	l->person = true;
	int rc = owner_live(cx, (owner_id){ l->f->owner_id }, &o);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		counter_add(l, CC_OWNER_UNKNOWN, "ownerId");
		return 0;
	}
	TRY(rc);
	l->person = o.kind == OK_PERSON;
	l->unit = !l->person;
	l->out->known = o.id;
	if (o.id_kind == IK_NONE)
		return check_completed(cx, l);
	return check_age(cx, l, owner_age(&o, cx->now), "ownerId");
}

void counter_check_agent(struct cx *cx, struct counter_look *l)
{
	const struct counter_agent *a = &l->f->agent;
	struct phone phone;
	int32_t age;

	l->agent = !pii_empty(&a->name) || !pii_empty(&a->id_no) || !pii_empty(&a->phone);
	if (!l->agent && !l->unit)
		return;
	if (pii_empty(&a->name))
		missing(l, "agent.name");
	if (a->id_kind == IK_USCC)
		counter_add(l, CC_ID_KIND, "agent.idKind");
	else if (a->id_kind == IK_NONE || pii_empty(&a->id_no))
		missing(l, a->id_kind == IK_NONE ? "agent.idKind" : "agent.idNo");
	else if (!counter_id_fits(cx, a->id_kind, &a->id_no, &age))
		counter_add(l, CC_ID_NO, "agent.idNo");
	if (!pii_empty(&a->phone) && !phone_parse(pii_reveal(&a->phone), &phone))
		counter_add(l, CC_PHONE, "agent.phone");
}

int counter_check_owner(struct cx *cx, struct counter_look *l)
{
	TRY(l->f->owner_id ? check_old_owner(cx, l) : check_new_owner(cx, l));
	counter_check_agent(cx, l);
	return 0;
}

/* --- documents and photos --- */

static bool listed(const struct js_list *list, str word)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(((const str *)list->items)[i], word))
			return true;
	return false;
}

/* a|b|c: one of them. */
static bool shown(const struct js_list *papers, str words)
{
	while (words.n) {
		const char *bar = memchr(words.p, '|', words.n);
		str w = { words.p, bar ? (size_t)(bar - words.p) : words.n };
		if (listed(papers, w))
			return true;
		size_t used = w.n + (bar != NULL);
		words = (str){ words.p + used, words.n - used };
	}
	return false;
}

static void one_of(struct cx *cx, struct counter_look *l, const char *what, str words)
{
	const char *bar = memchr(words.p, '|', words.n);
	str first = { words.p, bar ? (size_t)(bar - words.p) : words.n };

	struct counter_problem *p = counter_add(l, CC_MISSING, "");
	p->field = arena_fmt(cx->arena, "%s.%.*s", what, STR_ARG(first));
	p->number = words;
}

/* Bought so long ago, or nobody knows when, that its origin may be shown without an invoice. */
static int is_old(struct cx *cx, const struct counter_form *f, bool *ret)
{
	struct civil c = civil_of(cx->now);
	int64_t days, y, m, d;

	TRY(policy_i64(cx, POL_REGISTER_OLD_DAYS, cx->now, &days));
	*ret = f->bought_on.n != 10 || !str_i64((str){ f->bought_on.p, 4 }, 1970, 2999, &y) || !str_i64((str){ f->bought_on.p + 5, 2 }, 1, 12, &m) ||
	       !str_i64((str){ f->bought_on.p + 8, 2 }, 1, 31, &d);
	if (*ret)
		return 0;
	c = (struct civil){ (int16_t)y, (int8_t)m, (int8_t)d };
	*ret = civil_valid(c) && day_of(cx->now) - day_of(civil_start(c)) >= days;
	return 0;
}

int counter_documents(struct cx *cx, struct counter_look *l, const struct counter_needs *need)
{
	for (int i = 0; i < need->n; i++)
		if (!shown(&l->f->papers, need->w[i]))
			one_of(cx, l, "papers", need->w[i]);
	for (size_t i = 0; i < l->f->papers.n; i++) {
		str w = ((const str *)l->f->papers.items)[i];
		int k = 0;
		while (k < counter_npapers && !str_eq(counter_papers[k], w))
			k++;
		if (k == counter_npapers)
			counter_add(l, CC_PAPER_UNKNOWN, "papers")->number = w;
	}
	return 0;
}

static bool good_slot(str slot)
{
	for (int i = 0; i < bike_nphoto_slots; i++)
		if (str_eq(bike_photo_slots[i], slot))
			return true;
	return false;
}

int counter_photos(struct cx *cx, struct counter_look *l, const str *need, int n)
{
	const struct counter_photo *have = l->f->photos.items;

	for (int i = 0; i < n; i++) {
		size_t k = 0;
		while (k < l->f->photos.n && !str_eq(have[k].slot, need[i]))
			k++;
		if (k == l->f->photos.n)
			one_of(cx, l, "photos", need[i]);
	}
	for (size_t i = 0; i < l->f->photos.n; i++) {
		bool twice = false;
		for (size_t k = 0; k < i; k++)
			twice |= str_eq(have[k].slot, have[i].slot) || str_eq(have[k].photo, have[i].photo);
		if (twice || !good_slot(have[i].slot))
			counter_add(l, CC_PHOTO_SLOT, "photos")->number = have[i].slot;
	}
	return 0;
}

int counter_check_papers(struct cx *cx, struct counter_look *l)
{
	struct counter_needs need;
	str photos[POLICY_WORDS];
	bool old;
	int n;

	TRY(is_old(cx, l->f, &old));
	TRY(counter_needs(cx, l->person, l->unit, l->agent, l->f->kind, old, &need));
	TRY(counter_documents(cx, l, &need));
	TRY(flow_photo_required(cx, photos, &n));
	return counter_photos(cx, l, photos, n);
}
