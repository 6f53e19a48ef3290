/* flow_spot_look — a look at a bike at the roadside, and the captures of the same act. See flow_spot.h. */
#include "flow/flow_spot.h"

#include "flow/flow_person.h"
#include "flow/flow_violation.h"
#include "flow/flow_watchlist.h"
#include "office/bike/bike.h"
#include "office/course/course.h"
#include "office/number/number.h"
#include "office/paper/paper.h"
#include "office/policy/policy.h"
#include "office/theft/theft.h"

const str spot_reason_names[SPR_N] = { SI("violation"), SI("patrol"), SI("theft"), SI("custody") };

/* --- which bike --- */

/* What a certificate's code says: an address with the code behind the #, or the code. */
static str code_in(str q)
{
	const char *at = memchr(q.p, '#', q.n);

	return at ? (str){ at + 1, q.n - (size_t)(at + 1 - q.p) } : q;
}

static int by_code(struct cx *cx, str q, bike_id *ret)
{
	struct err before = cx->err;
	char code[PAPER_CODE + 1];
	struct paper_row row;

	if (!paper_code_read(code_in(q), code))
		return 0;
	int rc = paper_by_code(cx, str_of(code), &row);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	ret->v = row.bike;
	return 0;
}

static int by_number(struct cx *cx, str q, struct spot_look *l)
{
	struct number_found n;
	struct bike b;

	TRY(number_search(cx, q, 1 << NK_PLATE | 1 << NK_TAG, SPOT_NEAR * 4, false, &n));
	for (int i = 0; i < n.n && !l->bike.v; i++)
		if (n.hit[i].tier == NT_EXACT)
			l->bike = n.hit[i].bike;
	for (int i = 0; i < n.n && !l->bike.v && l->nnear < SPOT_NEAR; i++) {
		TRY(bike_get(cx, n.hit[i].bike, &b));
		l->near[l->nnear++] = arena_str(cx->arena, plate_str(&b.plate));
	}
	return 0;
}

/* --- what stands against it --- */

static int take_flag(struct cx *cx, const struct bike_flag *f, void *arg)
{
	struct spot_look *l = arg;

	for (int i = 0; i < l->nflags; i++)
		if (str_eq(l->flags[i], f->flag))
			return 0;
	if (l->nflags < SPOT_FLAGS)
		l->flags[l->nflags++] = arena_str(cx->arena, f->flag);
	l->stolen = l->stolen || str_eq(f->flag, S("stolen"));
	return 0;
}

static int take_open(struct cx *cx, const struct spot *s, void *arg)
{
	struct spot_look *l = arg;

	(void)cx;
	if (l->nopen < SPOT_OPEN)
		l->open[l->nopen++] = *s;
	return 0;
}

static int take_custody(struct cx *cx, const struct custody *c, void *arg)
{
	struct spot_look *l = arg;

	(void)cx;
	l->in_custody = true;
	l->custody = *c;
	return 0;
}

static int count_violation(struct cx *cx, const struct violation *v, void *arg)
{
	(void)cx;
	(void)v;
	++*(int64_t *)arg;
	return 0;
}

static int count_spot(struct cx *cx, const struct spot *s, void *arg)
{
	(void)cx;
	(void)s;
	++*(int64_t *)arg;
	return 0;
}

/* A class that is still to be attended. */
static int take_duty(struct cx *cx, const struct course_duty *d, void *arg)
{
	struct spot_look *l = arg;

	(void)cx;
	l->courses += d->state != CDS_PASSED && d->state != CDS_WITHDRAWN;
	return 0;
}

enum { COUNTED = 100 };
#define OPEN_CUSTODY (1u << CUS_IMPOUNDED | 1u << CUS_RELEASE_DUE | 1u << CUS_UNCLAIMED | 1u << CUS_NOTICED)
#define DECIDED (1u << SPS_WARNED | 1u << SPS_FINED | 1u << SPS_PAID | 1u << SPS_OVERDUE)

static int open_matters(struct cx *cx, owner_id owner, struct spot_look *l)
{
	struct civil c = civil_of(cx->now);
	int64_t before = 0, ever = 0;

	TRY(spot_list(cx, &(struct spot_filter){ .area = S("/"), .bike = l->bike, .plate = S(""), .states = 1u << SPS_FINED | 1u << SPS_OVERDUE }, SPOT_OPEN, take_open, l));
	TRY(custody_list(cx, &(struct custody_filter){ .area = S("/"), .bike = l->bike, .states = OPEN_CUSTODY }, 1, take_custody, l));
	TRY(spot_list(cx, &(struct spot_filter){ .area = S("/"), .bike = l->bike, .plate = S(""), .states = DECIDED }, 1, count_spot, &before));
	TRY(violation_list(cx, &(struct violation_filter){ .area = S("/"), .states = 1u << VI_CONFIRMED | 1u << VI_NOTIFIED, .kind = VK_N, .source = VS_N, .bike = l->bike }, COUNTED,
		count_violation, &l->open_violations));
	if (owner.v) {
		TRY(violation_count_month(cx, owner, c.y * 100 + c.m, &l->month_violations));
		TRY(violation_count_ever(cx, owner, &ever));
		TRY(course_duty_of_rider(cx, owner, COUNTED, take_duty, l));
	}
	TRY(policy_i64(cx, POL_TRAFFIC_COURSE_AT, cx->now, &l->course_at));
	l->first = !before && !ever;
	return 0;
}

/* FS7 */
static int stolen(struct cx *cx, const struct spot_look_in *in, struct spot_look *l, tag_id tag)
{
	struct handheld_hit h = { .client_id = in->client_id, .tag = tag, .heard_at = cx->now, .place = in->place };
	struct handheld_done d;
	struct theft t;
	bool open;

	TRY(theft_open_of(cx, l->bike, &l->theft, &open));
	if (!open)
		return 0;
	TRY(theft_get(cx, l->theft, &t));
	l->case_number = t.number;
	if (!tag.v || !in->client_id.n || !theft_is_watched(&t))
		return 0;
	TRY(flow_handheld_hit(cx, &h, &d));
	l->alarm = d.alert_id != 0;
	return 0;
}

static int look_at(struct cx *cx, const struct spot_look_in *in, struct spot_look *l)
{
	struct owner_brief who;
	char tag[TAG_TEXT];
	struct bike b;

	TRY(bike_get(cx, l->bike, &b));
	TRY(flow_person_brief(cx, b.id, cx->now, &who));
	l->found = true;
	l->plate = arena_str(cx->arena, plate_str(&b.plate));
	l->tag = b.tag.v ? arena_str(cx->arena, str_of(tag_text(b.tag, tag))) : S("");
	l->life = bike_life_words[b.life];
	l->kind = bike_kind_words[b.kind];
	l->brand = b.brand;
	l->colour = b.colour;
	l->owner = who.name;
	l->phone = who.phone;
	TRY(bike_flags(cx, b.id, true, take_flag, l));
	TRY(open_matters(cx, who.id, l));
	return l->stolen ? stolen(cx, in, l, b.tag) : 0;
}

int flow_spot_look(struct cx *cx, const struct spot_look_in *in, struct spot_look *ret)
{
	struct spot_look *l = ret;
	str q = in->q;

	*l = (struct spot_look){ .plate = S(""), .tag = S(""), .life = S(""), .kind = S(""), .brand = S(""), .colour = S(""), .owner = S(""), .phone = S(""),
	                         .case_number = S("") };
	TRY(by_code(cx, q, &l->bike));
	if (!l->bike.v)
		TRY(by_number(cx, q, l));
	return l->bike.v ? look_at(cx, in, l) : 0;
}

/* --- the same act, told twice (FS5) --- */

struct same { const struct spot *s; int64_t id[SPOT_OPEN]; int n; };

/* By the junction; where one of the two names none, by what was done and a shorter time. */
static bool one_act(const struct spot_facts *f, const struct violation *v)
{
	utc_ms apart = v->at > f->at ? v->at - f->at : f->at - v->at;

	if (f->junction && v->junction)
		return f->junction == v->junction && apart <= SPOT_SAME_MS;
	return violation_kind_of(f->kind) == v->kind && apart <= SPOT_SOON_MS;
}

static int is_same(struct cx *cx, const struct violation *v, void *arg)
{
	struct same *o = arg;

	(void)cx;
	if (v->source != VS_OFFICER && v->id != o->s->violation && one_act(&o->s->f, v) && o->n < SPOT_OPEN)
		o->id[o->n++] = v->id;
	return 0;
}

int flow_spot_same(struct cx *cx, const struct spot *s)
{
	struct same o = { .s = s };
	struct violation v;

	if (!s->f.bike.v)
		return 0;
	TRY(violation_list(cx, &(struct violation_filter){ .area = S("/"), .states = 1u << VI_CAPTURED | 1u << VI_SCREENED, .kind = VK_N, .source = VS_N, .bike = s->f.bike,
		.from_day = day_of(s->f.at - SPOT_SAME_MS), .to_day = day_of(s->f.at + SPOT_SAME_MS) }, COUNTED, is_same, &o));
	for (int i = 0; i < o.n; i++) {
		TRY(violation_get(cx, o.id[i], &v));      /* of whatever unit */
		TRY(flow_violation_by_program(cx, &v, VE_DISMISS, &(struct violation_do){ .ground = S("handled"), .note = s->number, .code = S("") }));
	}
	return o.n;
}
