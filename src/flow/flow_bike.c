/* flow_bike — see flow_bike.h. */
#include "flow/flow_bike.h"

#include "flow/flow_guard.h"
#include "flow/flow_market.h"

#include "flow/flow_booking.h"
#include "flow/flow_figures.h"
#include "flow/flow_person.h"
#include "flow/flow_photo.h"
#include "flow/flow_plan.h"
#include "office/plate/plate.h"
#include "office/tag/tag.h"
#include "office/theft/theft.h"

/* --- numbers --- */

enum { CARRIED_MAX = 16, TAGS_MAX = 8 };
struct carried { struct { enum number_kind kind; struct number n; bool seen; } v[CARRIED_MAX]; int n; };

static int carry(struct cx *cx, struct carried *c, enum number_kind k, str text)
{
	struct number n;

	if (!number_fold(text, &n))
		return FAIL_FIELD(cx, E_INVALID, number_kind_names[k].p, "must be text of at most %d bytes", NUMBER_MAX);
	if (number_is_placeholder(&n))
		return 0;
	for (int i = 0; i < c->n; i++)
		if (c->v[i].kind == k && str_eq(number_str(&c->v[i].n), number_str(&n)))
			return 0;
	ASSERT(c->n < CARRIED_MAX);
	c->v[c->n].kind = k;
	c->v[c->n].seen = false;
	c->v[c->n++].n = n;
	return 0;
}

static int carry_piece(struct cx *cx, const struct tag_piece *t, void *arg)
{
	char text[TAG_TEXT];

	return carry(cx, arg, NK_TAG, str_of(tag_text(t->tag, text)));
}

static int carried_by(struct cx *cx, const struct bike *b, struct carried *ret)
{
	char text[TAG_TEXT];

	ret->n = 0;
	if (b->life != BL_REGISTERED)
		return 0;
	TRY(carry(cx, ret, NK_PLATE, plate_str(&b->plate)));
	TRY(carry(cx, ret, NK_TAG, str_of(tag_text(b->tag, text))));
	TRY(tag_of_bike(cx, b->id, carry_piece, ret));
	TRY(carry(cx, ret, NK_FRAME, b->frame_no));
	TRY(carry(cx, ret, NK_MOTOR, b->motor_no));
	return carry(cx, ret, NK_VEHICLE, b->vehicle_code);
}

struct compare { struct carried *now; struct carried gone; };

static int compare_one(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike, void *arg)
{
	struct compare *c = arg;

	(void)bike;
	for (int i = 0; i < c->now->n; i++)
		if (c->now->v[i].kind == k && str_eq(number_str(&c->now->v[i].n), number_str(n))) {
			c->now->v[i].seen = true;
			return 0;
		}
	return carry(cx, &c->gone, k, number_str(n));
}

int flow_numbers(struct cx *cx, bike_id bike)
{
	struct carried now;
	struct compare c = { .now = &now };
	struct bike b;
	bool stored;

	TRY(bike_get(cx, bike, &b));
	TRY(carried_by(cx, &b, &now));
	TRY(number_of_bike(cx, bike, compare_one, &c));
	for (int i = 0; i < c.gone.n; i++)
		TRY(number_end(cx, c.gone.v[i].kind, number_str(&c.gone.v[i].n), bike));
	for (int i = 0; i < now.n; i++)
		if (!now.v[i].seen)
			TRY(number_add(cx, now.v[i].kind, number_str(&now.v[i].n), bike, &stored));
	return 0;
}

/* --- flags --- */

static int flag_word(struct cx *cx, const struct bike_flag *f, void *arg)
{
	struct flag_list *l = arg;

	for (int i = 0; i < l->n; i++)
		if (str_eq(l->w[i], f->flag))
			return 0;
	if (l->n < (int)COUNTOF(l->w))
		l->w[l->n++] = arena_str(cx->arena, f->flag);
	return 0;
}

int flow_bike_flags(struct cx *cx, bike_id bike, struct flag_list *ret)
{
	ret->n = 0;
	return as_done(bike_flags(cx, bike, true, flag_word, ret));
}

static int outside(struct cx *cx, bike_id id, bool *ret)
{
	struct err before = cx->err;

	int rc = flow_bike_in_area(cx, id);
	*ret = rc == E_DENIED;
	if (rc == E_DENIED)
		cx->err = before;
	return rc == E_DENIED ? 0 : rc;
}

int flow_number_seen(struct cx *cx, const struct number_hit *h, struct number_seen *ret)
{
	struct number_seen s = { .number = number_str(&h->norm), .bike = h->bike };
	int n = 0;

	TRY(flow_bike_flags(cx, h->bike, &s.flags));
	if (h->tier == NT_NEAR && cx->area.n)
		TRY(outside(cx, h->bike, &s.elsewhere));
	if (s.elsewhere) {
		s.number = flow_mask_mark(cx->arena, s.number);
		s.bike.v = 0;
		for (int i = 0; i < s.flags.n; i++)
			if (str_eq(s.flags.w[i], S("stolen")) || str_eq(s.flags.w[i], S("duplicate")))
				s.flags.w[n++] = s.flags.w[i];
		s.flags.n = n;
	}
	*ret = s;
	return 0;
}

/* --- changes of the record --- */

int flow_bike_edit(struct cx *cx, struct bike *b, str field, str value, int64_t edit_days)
{
	TRY(bike_edit(cx, b, field, value, edit_days));
	return flow_numbers(cx, b->id);
}

int flow_bike_correct(struct cx *cx, int64_t correction, bool approve, struct correction *ret)
{
	TRY(correction_decide(cx, correction, approve, ret));
	return approve ? flow_numbers(cx, ret->bike) : 0;
}


/* --- plates and tags --- */

static int may(struct cx *cx, bike_id id, enum bike_event ev, struct bike *ret)
{
	struct bike_refusals no;
	theft_id theft;
	bool open;

	TRY(bike_get(cx, id, ret));
	TRY(theft_open_of(cx, id, &theft, &open));
	if (open)
		return FAIL(cx, E_STATE, "the bike has an open theft case; its %s cannot be changed now", ev == BE_RETAG ? "tag" : "plate");
	return bike_may(cx, ret, ev, &no);
}

/* A piece of stock that is not known is none. */
static int known(struct cx *cx, int rc, struct err before, bool *ret)
{
	*ret = rc == 0;
	if (rc == E_NOTFOUND)
		cx->err = before;
	return rc == E_NOTFOUND ? 0 : rc;
}

static int reach(struct cx *cx, struct stock_place at)
{
	struct site s;

	return at.site.v ? flow_site_reach(cx, at.site, &s) : 0;
}

static enum stock_event off_of(enum piece_end old)
{
	return old == PE_LOST ? SKE_LOSE : SKE_REPLACE;
}

struct in_slot { enum tag_slot slot; struct tag_piece t; bool has; };

static int take_slot(struct cx *cx, const struct tag_piece *t, void *arg)
{
	struct in_slot *s = arg;

	(void)cx;
	if (t->slot == s->slot) {
		s->t = *t;
		s->has = true;
	}
	return 0;
}

static int swap_tags(struct cx *cx, bike_id bike, enum tag_slot slot, tag_id to, enum piece_end end)
{
	struct err before = cx->err;
	struct in_slot old = { .slot = slot };
	struct tag_piece new;
	bool has_new;

	TRY(tag_of_bike(cx, bike, take_slot, &old));
	TRY(known(cx, tag_piece_by_tag(cx, to, &new), before, &has_new));
	if (old.has)
		TRY(tag_step(cx, &old.t, off_of(end), S("")));
	if (!has_new)
		return slot == TSL_THEFT ? 0 : FAIL_FIELD(cx, E_STATE, "tag", "this tag is not in the stock");
	if (new.slot != slot)
		return FAIL_FIELD(cx, E_STATE, "tag", "this tag is for another slot: %.*s", STR_ARG(tag_slot_names[new.slot]));
	TRY(reach(cx, new.at));
	return tag_bind(cx, to, new.at, bike, &new);
}

int flow_bike_retag(struct cx *cx, bike_id id, enum tag_slot slot, tag_id tag, enum piece_end old, struct bike *ret)
{
	struct bike b;

	TRY(may(cx, id, BE_RETAG, &b));
	if (slot == TSL_THEFT)
		TRY(bike_retag(cx, &b, tag));
	TRY(swap_tags(cx, id, slot, tag, old));
	TRY(flow_guard_over(cx, id, S("tag")));
	TRY(flow_numbers(cx, id));
	*ret = b;
	return 0;
}

static int swap_plates(struct cx *cx, const struct bike *b, const struct plate *plate, enum piece_end end)
{
	struct err before = cx->err;
	struct plate_piece old, new;
	struct number n;
	bool has_old, has_new = false;

	TRY(known(cx, plate_of_bike(cx, b->id, &old), before, &has_old));
	if (number_fold(plate_str(plate), &n))
		TRY(known(cx, plate_piece_by_text(cx, &n, &new), before, &has_new));
	if (has_old)
		TRY(plate_step(cx, &old, off_of(end), S("")));
	if (!has_new)
		return 0;
	if ((new.kind == PK_TEMPORARY) != (b->kind == BK_TEMPORARY))
		return FAIL_FIELD(cx, E_STATE, "plate", "this plate is for %.*s registrations", STR_ARG(plate_kind_names[new.kind]));
	TRY(reach(cx, new.at));
	return plate_bind(cx, &new, b->id);
}

int flow_bike_replate(struct cx *cx, bike_id id, const struct plate *plate, enum piece_end old, struct bike *ret)
{
	struct bike b;

	TRY(may(cx, id, BE_REPLATE, &b));
	TRY(bike_replate(cx, &b, plate));
	TRY(swap_plates(cx, &b, plate, old));
	TRY(bike_flag_end(cx, id, S("plate_lost"), S("officer"), 0));
	TRY(flow_numbers(cx, id));
	*ret = b;
	return 0;
}

/* --- the end of a registration, and back --- */

const str piece_end_words[PE_N] = { SI("by_reason"), SI("retired"), SI("lost") };
static const str off_note = SI("deregistered");      /* what tells these pieces from others that left the bike */

static enum stock_event end_of(enum piece_end how, str reason)
{
	bool gone = str_eq(reason, S("lost")) || str_eq(reason, S("stolen"));

	return how == PE_LOST || (how == PE_BY_REASON && gone) ? SKE_LOSE : SKE_RETIRE;
}

struct tags { struct tag_piece t[TAGS_MAX]; int n; };

static int take_tag(struct cx *cx, const struct tag_piece *t, void *arg)
{
	struct tags *l = arg;

	(void)cx;
	ASSERT(l->n < TAGS_MAX);       /* a slot has one bound tag, and one that a deregistration took */
	l->t[l->n++] = *t;
	return 0;
}

static int plate_known(struct cx *cx, const struct bike *b, struct plate_piece *ret, bool *ret_known)
{
	struct err before = cx->err;
	struct number n;

	*ret_known = false;
	if (!number_fold(plate_str(&b->plate), &n))
		return 0;
	TRY(known(cx, plate_piece_by_text(cx, &n, ret), before, ret_known));
	*ret_known &= ret->bike.v == b->id.v;
	return 0;
}

static int pieces_off(struct cx *cx, const struct bike *b, enum stock_event plate, enum stock_event tags)
{
	struct err before = cx->err;
	struct tags l = { .n = 0 };
	struct plate_piece p;
	bool has;

	TRY(known(cx, plate_of_bike(cx, b->id, &p), before, &has));
	if (has)
		TRY(plate_step(cx, &p, plate, off_note));
	TRY(tag_of_bike(cx, b->id, take_tag, &l));
	for (int i = 0; i < l.n; i++)
		TRY(tag_step(cx, &l.t[i], tags, off_note));
	if (!has && !l.n)
		return 0;
	return bike_note(cx, b->id, S("pieces"), arena_fmt(cx->arena, "{\"plate\":\"%s\",\"tags\":\"%s\",\"n\":%d}", !has ? "none" : plate == SKE_LOSE ? "lost" : "retired",
	                 !l.n ? "none" : tags == SKE_LOSE ? "lost" : "retired", l.n));
}

static int pieces_back(struct cx *cx, const struct bike *b)
{
	struct tags l = { .n = 0 };
	struct plate_piece p;
	bool has;

	TRY(plate_known(cx, b, &p, &has));
	if (has && p.state != SKS_BOUND)
		TRY(plate_step(cx, &p, SKE_RESTORE, S("")));
	TRY(tag_ended_of(cx, b->id, off_note, take_tag, &l));
	for (int i = 0; i < l.n; i++)
		TRY(tag_step(cx, &l.t[i], SKE_RESTORE, S("")));
	return 0;
}

int flow_bike_deregister(struct cx *cx, struct bike *b, const struct bike_off *how)
{
	theft_id theft;
	bool open;

	TRY(theft_open_of(cx, b->id, &theft, &open));
	if (open)
		return FAIL(cx, E_STATE, "the bike has an open theft case; it cannot be deregistered before the case has ended");
	TRY(bike_step(cx, b, BE_DEREGISTER, (owner_id){ 0 }, how->reason));
	TRY(pieces_off(cx, b, end_of(how->plate, how->reason), end_of(how->tags, how->reason)));
	TRY(flow_plan_bike_off(cx, b->id, how->reason));
	TRY(flow_guard_over(cx, b->id, S("deregistered")));
	TRY(flow_market_over(cx, b->id, S("deregistered")));
	return flow_numbers(cx, b->id);
}

int flow_bike_step(struct cx *cx, struct bike *b, enum bike_event ev, owner_id to, str reason)
{
	ASSERT(ev == BE_TRANSFER || ev == BE_RESTORE);
	TRY(bike_step(cx, b, ev, to, reason));
	if (ev == BE_TRANSFER) {       /* the papers of whose it was are not the new owner's, nor is the guard */
		TRY(flow_guard_over(cx, b->id, S("transfer")));
		TRY(flow_market_over(cx, b->id, S("transfer")));
		for (int i = 0; i < bike_nphoto_slots; i++)
			if (flow_photo_personal(bike_photo_slots[i]))
				TRY(bike_photo_end(cx, b->id, bike_photo_slots[i]));
		return flow_plan_bike_moved(cx, b->id, to);
	}
	TRY(pieces_back(cx, b));
	return flow_numbers(cx, b->id);
}
