/* flow_counter_number — the counter's check of frame, motor and vehicle numbers, tags and plates. */
#include "flow/flow_bike.h"
#include "flow_counter_int.h"

enum { RIVALS = 32 };

str counter_number(struct cx *cx, str text)
{
	struct number n;

	if (!number_fold(text, &n) || number_is_placeholder(&n))
		return S("");
	return arena_str(cx->arena, number_str(&n));
}

int counter_add_bike(struct cx *cx, struct counter_look *l, enum counter_code c, const char *field, str number, bike_id bike)
{
	struct flag_list *flags = arena_alloc(cx->arena, sizeof *flags);

	if (!flags)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(flow_bike_flags(cx, bike, flags));
	struct counter_problem *p = counter_add(l, c, field);
	p->number = arena_str(cx->arena, number);
	p->bike = bike.v;
	p->flags = (struct js_list){ flags->w, (size_t)flags->n };
	return 0;
}

/* --- frame, motor, vehicle --- */

static const struct { enum number_kind kind; const char *field; size_t off; bool needed; } numbers[] = {
	{ NK_FRAME, "frameNo", offsetof(struct counter_form, frame_no), true },
	{ NK_MOTOR, "motorNo", offsetof(struct counter_form, motor_no), false },
	{ NK_VEHICLE, "vehicleCode", offsetof(struct counter_form, vehicle_code), false },
};

/* Is one of the overrides the clerk named granted for this number; *io_used: bits of those that are of use. */
static int lifted(struct cx *cx, const struct counter_form *f, enum number_kind k, const struct number *n, uint64_t *io_used, bool *ret)
{
	struct err before = cx->err;
	struct override o;

	*ret = false;
	for (size_t i = 0; i < f->noverrides && i < 64; i++) {
		int rc = override_get(cx, f->overrides[i], &o);
		if (rc == E_NOTFOUND) {
			cx->err = before;
			continue;
		}
		TRY(rc);
		if (o.state == OV_GRANTED && o.kind == k && str_eq(number_str(&o.norm), number_str(n))) {
			*io_used |= 1ull << i;
			*ret = true;
		}
	}
	return 0;
}

static int rival(struct cx *cx, struct counter_look *l, const struct number_rival *r, const char *field, bool leave)
{
	bool stolen;

	TRY(bike_has_flag(cx, r->bike, S("stolen"), &stolen));
	enum counter_code c = r->same ? stolen ? CC_NUMBER_STOLEN : leave ? CC_NUMBER_OVERRIDE : CC_NUMBER_TAKEN
	                              : stolen && !leave ? CC_NUMBER_ALIKE_STOLEN : CC_NUMBER_ALIKE;
	return counter_add_bike(cx, l, c, field, number_str(&r->norm), r->bike);
}

static int check_number(struct cx *cx, struct counter_look *l, size_t i, uint64_t *io_used)
{
	str text = *(const str *)((const char *)l->f + numbers[i].off);
	const char *field = numbers[i].field;
	struct number_rival *r;
	struct number n;
	bool placeholder, leave;

	if (!number_fold(text, &n)) {
		counter_add(l, CC_TOO_LONG, field);
		return 0;
	}
	if (n.n && (memchr(n.z, '*', n.n) || memchr(n.z, '?', n.n))) {
		counter_add(l, CC_NUMBER_UNREADABLE, field)->number = arena_str(cx->arena, number_str(&n));
		return 0;
	}
	if (number_is_placeholder(&n)) {
		if (numbers[i].needed && !l->bike.v)
			counter_add(l, CC_MISSING, field);
		else if (n.n)
			counter_add(l, CC_NUMBER_NONE, field)->number = arena_str(cx->arena, number_str(&n));
		return 0;
	}
	if (number_is_short(&n)) {
		counter_add(l, CC_NUMBER_SHORT, field)->number = arena_str(cx->arena, number_str(&n));
		return 0;
	}
	if (numbers[i].kind == NK_VEHICLE && !number_is_vehicle_code(&n))
		counter_add(l, CC_VEHICLE_CODE, field)->number = arena_str(cx->arena, number_str(&n));
	TRY(lifted(cx, l->f, numbers[i].kind, &n, io_used, &leave));
	int k = number_check(cx, numbers[i].kind, text, l->bike, RIVALS, &r, &placeholder);
	TRY(k);
	for (int j = 0; j < k; j++)
		TRY(rival(cx, l, &r[j], field, leave));
	return 0;
}

int counter_check_numbers(struct cx *cx, struct counter_look *l)
{
	uint64_t used = 0;

	for (size_t i = 0; i < COUNTOF(numbers); i++)
		TRY(check_number(cx, l, i, &used));
	for (size_t i = 0; i < l->f->noverrides && i < 64; i++)
		if (!(used >> i & 1))
			counter_add(l, CC_OVERRIDE_USELESS, "overrides")->number = arena_fmt(cx->arena, "%lld", (long long)l->f->overrides[i]);
	return 0;
}

/* --- tags --- */

static const char *const tag_fields[TSL_N] = { "tag", "enforcementTag", "ownerTag" };

static bool at_desk(struct cx *cx, struct stock_place at, int64_t site)
{
	return at.site.v == site && (at.holder.v == 0 || at.holder.v == cx->actor.v);
}

static enum counter_code piece_fault(struct cx *cx, const struct counter_look *l, const struct tag_piece *t, int slot)
{
	if (t->state == SKS_BOUND)
		return CC_TAG_USED;
	if (t->state != SKS_AT_SITE && t->state != SKS_RECEIVED)
		return CC_TAG_GONE;
	if ((int)t->slot != slot)
		return CC_TAG_SLOT;
	return !at_desk(cx, t->at, l->site.id.v) || t->transfer ? CC_TAG_ELSEWHERE : CC_N;
}

/* A bike that carries this number already, whatever the stock says of the piece. */
static int carried(struct cx *cx, struct counter_look *l, enum number_kind k, enum counter_code c, const char *field, str text, bool *ret)
{
	struct number_rival *r;
	bool placeholder;

	*ret = false;
	int n = number_check(cx, k, text, (bike_id){ 0 }, RIVALS, &r, &placeholder);
	TRY(n);
	if (n == 0 || !r[0].same)
		return 0;
	*ret = true;
	return counter_add_bike(cx, l, c, field, text, r[0].bike);
}

static int check_tag(struct cx *cx, struct counter_look *l, int slot, tag_id *ret)
{
	struct err before = cx->err;
	str text = l->f->tag[slot];
	struct tag_piece t;
	char shown[TAG_TEXT];
	bool used;

	ret->v = 0;
	if (text.n == 0) {
		if (slot == TSL_THEFT && !l->bike.v)
			counter_add(l, CC_MISSING, tag_fields[slot]);
		return 0;
	}
	if (!tag_parse(text, ret)) {
		counter_add(l, CC_TAG_BAD, tag_fields[slot]);
		return 0;
	}
	str number = arena_str(cx->arena, str_of(tag_text(*ret, shown)));
	TRY(carried(cx, l, NK_TAG, CC_TAG_USED, tag_fields[slot], number, &used));
	int rc = tag_piece_by_tag(cx, *ret, &t);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		if (!used)
			counter_add(l, CC_TAG_UNKNOWN, tag_fields[slot])->number = number;
		return 0;
	}
	TRY(rc);
	enum counter_code c = piece_fault(cx, l, &t, slot);
	if (c != CC_N && !(c == CC_TAG_USED && used))
		counter_add(l, c, tag_fields[slot])->number = number;
	return 0;
}

int counter_check_tags(struct cx *cx, struct counter_look *l, const struct counter_ears *e)
{
	tag_id tag[TSL_N];

	for (int s = 0; s < TSL_N; s++) {
		TRY(check_tag(cx, l, s, &tag[s]));
		for (int k = 0; k < s; k++)
			if (tag[s].v && tag[k].v == tag[s].v)
				counter_add(l, CC_TAG_TWICE, tag_fields[s]);
	}
	if (!tag[TSL_THEFT].v || !e->asked || e->heard)
		return 0;
	if (!e->up)
		counter_add(l, CC_TAG_NOBODY_LISTENS, tag_fields[TSL_THEFT]);
	else if (!l->f->heard_accepted)
		counter_add(l, CC_TAG_UNHEARD, tag_fields[TSL_THEFT]);
	else if (l->f->heard_note.n < 2)
		counter_add(l, CC_MISSING, "heardNote");
	else
		counter_add(l, CC_TAG_UNHEARD_ACCEPTED, tag_fields[TSL_THEFT]);
	return 0;
}

/* --- plates --- */

int counter_plate(struct cx *cx, const struct counter_form *f, struct plate_piece *ret)
{
	enum plate_kind kind = f->kind == BK_TEMPORARY ? PK_TEMPORARY : PK_STANDARD;
	struct err before = cx->err;
	struct number n;

	if (f->plate.n)
		return number_fold(f->plate, &n) ? plate_piece_by_text(cx, &n, ret) : FAIL(cx, E_NOTFOUND, "no such plate");
	int rc = plate_lowest(cx, (struct stock_place){ { f->site }, cx->actor }, kind, ret);
	if (rc != E_NOTFOUND || cx->actor.v == 0)
		return rc;
	cx->err = before;
	return plate_lowest(cx, (struct stock_place){ { f->site }, { 0 } }, kind, ret);
}

int counter_check_plate(struct cx *cx, struct counter_look *l)
{
	struct err before = cx->err;
	struct plate_piece p;
	bool used = false;

	if (l->f->plate.n)
		TRY(carried(cx, l, NK_PLATE, CC_PLATE_USED, "plate", l->f->plate, &used));
	int rc = counter_plate(cx, l->f, &p);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		if (!used)
			counter_add(l, l->f->plate.n ? CC_PLATE_UNKNOWN : CC_PLATE_NONE, "plate");
		return 0;
	}
	TRY(rc);
	enum counter_code c = p.state != SKS_AT_SITE && p.state != SKS_RECEIVED ? CC_PLATE_USED
	                    : (p.kind == PK_TEMPORARY) != (l->f->kind == BK_TEMPORARY) ? CC_PLATE_KIND
	                    : !at_desk(cx, p.at, l->site.id.v) || p.transfer ? CC_PLATE_ELSEWHERE : CC_N;
	if (c != CC_N && !used)
		counter_add(l, c, "plate")->number = arena_str(cx->arena, number_str(&p.text));
	return 0;
}
