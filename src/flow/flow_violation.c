/* flow_violation — see flow_violation.h. */
#include "flow/flow_violation.h"

#include "flow/flow_count.h"
#include "flow/flow_notice.h"
#include "flow/flow_spot.h"
#include "flow/flow_violation_int.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/booking/booking.h"
#include "office/junction/junction.h"
#include "office/policy/policy.h"
#include "office/theft/theft.h"
#include "store/sql/sql.h"

enum { CASES = 50, AGAINST_TEXT = 400, ELSEWHERE_MS = 60000 };
static const unsigned WAITING = 1u << VI_CAPTURED | 1u << VI_SCREENED;
static const unsigned TOLD = 1u << VI_CONFIRMED | 1u << VI_NOTIFIED | 1u << VI_ACKNOWLEDGED | 1u << VI_APPEALED | 1u << VI_UPHELD;

int flow_violation_by_program(struct cx *cx, struct violation *v, enum violation_ev ev, const struct violation_do *in)
{
	unsigned was = cx->roles;

	cx->roles = ROLE_SYSTEM;
	int rc = violation_step(cx, v, ev, in);
	cx->roles = was;
	TRY(rc);
	if (ev == VE_DISMISS || ev == VE_LAPSE || ev == VE_REOPEN)      /* FV4 */
		TRY(flow_notice_changed(cx, v));
	return ev == VE_LAPSE || ev == VE_DISMISS ? flow_spot_dropped(cx, v) : 0;
}

/* --- whose it was at that instant (FV1) --- */

/* NOTFOUND is an answer here, not an error. */
static int maybe(struct cx *cx, struct err before, int rc, bool *ret)
{
	*ret = rc == 0;
	if (rc == E_NOTFOUND || rc == E_INVALID) {
		cx->err = before;
		return 0;
	}
	return rc;
}

static int carried(struct cx *cx, bike_id bike, tag_id tag, utc_ms at, bool *ret)
{
	struct err before = cx->err;
	utc_ms from, until;

	TRY(maybe(cx, before, bike_tag_span(cx, bike, tag, &from, &until), ret));
	*ret = *ret && at >= from && at < until;
	return 0;
}

static int by_tag(struct cx *cx, str text, utc_ms at, bike_id *ret)
{
	struct err before = cx->err;
	bike_id old = { 0 };
	struct bike b;
	tag_id tag;
	bool yes;

	if (!tag_parse(text, &tag))
		return 0;
	TRY(maybe(cx, before, bike_by_tag(cx, tag, &b), &yes));
	if (yes)
		TRY(carried(cx, b.id, tag, at, &yes));
	if (yes) {
		*ret = b.id;
		return 0;
	}
	TRY(maybe(cx, before, bike_of_old_tag(cx, tag, at, &old), &yes));      /* another's now: who had it then */
	if (yes)
		TRY(carried(cx, old, tag, at, &yes));
	if (yes)
		*ret = old;
	return 0;
}

static int by_plate(struct cx *cx, str text, bike_id *ret)
{
	struct err before = cx->err;
	struct plate plate;
	struct bike b;
	bool yes;

	if (!plate_parse(text, &plate))
		return 0;
	TRY(maybe(cx, before, bike_by_plate(cx, &plate, &b), &yes));
	*ret = yes ? b.id : (bike_id){ 0 };
	return 0;
}

struct window { utc_ms at; theft_id case_id; };

/* The police's no, and the owner's taking back, are no theft. */
bool flow_violation_is_theft(const struct theft *t)
{
	return t->state != TS_NOT_FILED && t->state != TS_WITHDRAWN && t->state != TS_UNFOUNDED;
}

static int in_window(struct cx *cx, const struct theft *t, void *arg)
{
	struct window *w = arg;
	utc_ms until = t->state == TS_RETURNED ? t->closed_at : INT64_MAX;

	(void)cx;
	if (flow_violation_is_theft(t) && w->at >= t->last_seen_at && w->at < until)
		w->case_id = t->id;
	return 0;
}

/* FV1 */
static int was_stolen(struct cx *cx, bike_id bike, utc_ms at, bool *ret)
{
	struct window w = { at, { 0 } };

	*ret = false;
	if (bike.v)
		TRY(as_done(theft_of_bike(cx, bike, CASES, in_window, &w)));
	*ret = w.case_id.v != 0;
	return 0;
}

/* FV7: between a transfer's filing and its end. o: whose it was at that instant. */
static int in_transfer(struct cx *cx, const struct ownership *o, utc_ms at, bool *ret)
{
	utc_ms filed = 0;

	*ret = false;
	if (!o->until)
		return 0;
	TRY(booking_transfer_filed(cx, o->bike, o->until, &filed));
	*ret = filed && at >= filed;
	return 0;
}

static int owner_then(struct cx *cx, struct violation *v)
{
	struct err before = cx->err;
	struct ownership o;
	bool yes, between;

	TRY(maybe(cx, before, bike_owner_at(cx, v->bike, v->at, &o), &yes));
	v->owner = v->rider = yes ? o.owner : (owner_id){ 0 };
	v->excluded = VX_NO_RIDER;
	if (!yes)
		return 0;
	TRY(in_transfer(cx, &o, v->at, &between));
	v->excluded = between ? VX_TRANSFERRED : VX_NONE;
	return 0;
}

/* --- what speaks against it --- */

static void speak(struct cx *cx, struct violation *v, const char *word)
{
	if (v->against.n + strlen(word) + 1 < AGAINST_TEXT)
		v->against = arena_fmt(cx->arena, "%.*s%s%s", STR_ARG(v->against), v->against.n ? "," : "", word);
}

struct elsewhere { const struct violation *v; bool yes; };

static int is_elsewhere(struct cx *cx, const struct violation *o, void *arg)
{
	struct elsewhere *e = arg;
	int64_t apart = o->at > e->v->at ? o->at - e->v->at : e->v->at - o->at;

	(void)cx;
	e->yes = e->yes || (o->junction && e->v->junction && o->junction != e->v->junction && apart < ELSEWHERE_MS);
	return 0;
}

static int is_clone(struct cx *cx, const struct bike_flag *f, void *arg)
{
	(void)cx;
	*(bool *)arg = *(bool *)arg || str_eq(f->flag, S("clone_suspect"));
	return 0;
}

/* One tag in two places: the flag that an officer set, or another junction within a minute. */
static int clones(struct cx *cx, struct violation *v)
{
	struct violation_filter f = { .area = S("/"), .kind = VK_N, .source = VS_N, .bike = v->bike, .from_day = day_of(v->at), .to_day = day_of(v->at) };
	struct elsewhere e = { v, false };
	bool flagged = false;

	TRY(as_done(bike_flags(cx, v->bike, true, is_clone, &flagged)));
	if (v->junction)
		TRY(as_done(violation_list(cx, &f, VIOLATION_TURN, is_elsewhere, &e)));
	if (flagged || e.yes)
		speak(cx, v, "clone_suspect");
	return 0;
}

static int find_bike(struct cx *cx, struct violation *v)
{
	bike_id tagged = { 0 }, plated = { 0 };
	struct bike b;

	TRY(by_tag(cx, v->tag, v->at, &tagged));
	TRY(by_plate(cx, v->plate, &plated));
	v->bike = tagged.v ? tagged : plated;
	if (tagged.v && plated.v && tagged.v != plated.v)
		speak(cx, v, "plate_mismatch");
	if (!v->bike.v) {
		v->owner = v->rider = (owner_id){ 0 };
		v->excluded = VX_NO_RIDER;
		speak(cx, v, "no_bike");
		return 0;
	}
	TRY(bike_get(cx, v->bike, &b));
	if (!v->plate.n)
		v->plate = arena_str(cx->arena, plate_str(&b.plate));
	TRY(owner_then(cx, v));
	return clones(cx, v);
}

static int find_place(struct cx *cx, struct violation *v)
{
	struct junction j;
	struct unit u;

	if (v->junction) {
		TRY(junction_get(cx, v->junction, &j));
		v->place = v->place.n ? v->place : j.name;
		v->path = v->unit.v ? v->path : j.path;
		v->unit = v->unit.v ? v->unit : j.unit;
	} else if (!v->unit.v) {
		TRY(unit_get(cx, cx->unit.v ? cx->unit : (unit_id){ 1 }, &u));
		v->unit = u.id;
		v->path = u.path;
	}
	return 0;
}

int flow_violation_review_day(struct cx *cx, int32_t *ret)
{
	bool provisional;
	int64_t days;

	TRY(policy_i64(cx, POL_TRAFFIC_REVIEW_DAYS, cx->now, &days));
	return flow_notice_workday(cx, day_of(cx->now), days, ret, &provisional);
}

str flow_violation_plate(struct cx *cx, str typed)
{
	struct plate p;

	return plate_parse(typed, &p) ? arena_str(cx->arena, plate_str(&p)) : typed;
}

static int screen(struct cx *cx, struct violation *v)
{
	static const struct violation_do stolen = { .ground = SI("stolen") }, no_bike = { .ground = SI("no_bike") }, nothing;

	if (v->excluded == VX_STOLEN)
		return flow_violation_by_program(cx, v, VE_DISMISS, &stolen);
	if (!v->rider.v && v->source == VS_RADIO)      /* a tag that was nobody's: there is nothing to review */
		return flow_violation_by_program(cx, v, VE_DISMISS, &no_bike);
	return flow_violation_by_program(cx, v, VE_SCREEN, &nothing);
}

int flow_violation_capture(struct cx *cx, const struct violation *in, struct violation *ret)
{
	struct violation v = *in;
	int64_t known;
	bool stolen;

	TRY(violation_by_key(cx, in->source_key, &known));
	if (known)
		return violation_get(cx, known, ret);
	str *const texts[] = { &v.arm, &v.place, &v.tag, &v.plate, &v.against, &v.evidence, &v.evidence_sha, &v.picture, &v.picture_sha, &v.code, &v.note };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = texts[i]->p ? *texts[i] : S("");
	v.plate = flow_violation_plate(cx, v.plate);
	TRY(find_place(cx, &v));
	TRY(find_bike(cx, &v));
	TRY(was_stolen(cx, v.bike, v.at, &stolen));
	if (stolen)
		v.excluded = VX_STOLEN;
	v.evidence_sha = flow_violation_sha(cx, v.evidence);
	TRY(flow_violation_review_day(cx, &v.review_due));
	TRY(violation_add(cx, &v, ret));
	TRY(screen(cx, ret));
	return 1;
}

/* --- what an officer decides (FV2) --- */

int flow_violation_get(struct cx *cx, int64_t id, struct violation *ret)
{
	TRY(violation_get(cx, id, ret));
	return cx->roles & ROLE_SYSTEM || account_area_covers(cx, ret->path) ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
}

/* FV3 */
static int weak(struct cx *cx, const struct violation *v, enum violation_excluded *ret)
{
	int64_t radio_only;

	TRY(policy_i64(cx, POL_TRAFFIC_RADIO_ONLY, cx->now, &radio_only));
	*ret = v->source == VS_RADIO && !v->picture.n && !radio_only ? VX_EDUCATION_ONLY : VX_NONE;
	return 0;
}

static int confirm(struct cx *cx, struct violation *v, const struct violation_do *in)
{
	struct violation_do d = *in;
	struct err before = cx->err;
	struct violation_code c;
	bool stolen, yes;

	TRY(was_stolen(cx, v->bike, v->at, &stolen));
	if (stolen)
		return FAIL_FIELD(cx, E_STATE, "stolen", "the bike was reported stolen at that time; dismiss it on that ground");
	TRY(maybe(cx, before, violation_code_get(cx, in->code, v->day, &c), &yes));
	if (!yes)
		return FAIL_FIELD(cx, E_INVALID, "code", "the dictionary has no such code on that day");
	TRY(weak(cx, v, &d.excluded));
	TRY(violation_step(cx, v, VE_CONFIRM, &d));
	TRY(flow_notice_confirmed(cx, v));
	return flow_count_month(cx, v->rider, v->month);
}

/* FV4 */
static int undo(struct cx *cx, struct violation *v, enum violation_ev ev, const struct violation_do *in)
{
	bool told = 1u << v->state & TOLD;
	struct violation_do d = *in;

	if (v->state == VI_APPEALED)
		return FAIL_FIELD(cx, E_STATE, "by_appeal", "there is an appeal; it is decided there");
	if (ev == VE_REOPEN)
		TRY(flow_violation_review_day(cx, &d.review_due));
	TRY(violation_step(cx, v, ev, &d));
	if (ev == VE_REVOKE)
		TRY(flow_spot_revoked(cx, v));
	TRY(flow_notice_changed(cx, v));
	return told ? flow_count_month(cx, v->rider, v->month) : 0;
}

static int dismiss(struct cx *cx, struct violation *v, const struct violation_do *in)
{
	TRY(violation_step(cx, v, VE_DISMISS, in));
	TRY(flow_notice_changed(cx, v));
	return flow_spot_revoked(cx, v);
}

int flow_violation_do(struct cx *cx, int64_t id, enum violation_ev ev, const struct violation_do *in, struct violation *ret)
{
	struct violation v;

	TRY(flow_violation_get(cx, id, &v));
	if (ev == VE_CONFIRM)
		TRY(confirm(cx, &v, in));
	else if (ev == VE_DISMISS)
		TRY(dismiss(cx, &v, in));
	else if (ev == VE_REVOKE || ev == VE_REOPEN)
		TRY(undo(cx, &v, ev, in));
	else
		return FAIL_FIELD(cx, E_INVALID, "event", "must be confirm, dismiss, revoke or reopen");
	return violation_get(cx, id, ret);
}

int flow_violation_actions(struct cx *cx, const struct violation *v, unsigned *ret)
{
	static const unsigned here = 1u << VE_CONFIRM | 1u << VE_DISMISS | 1u << VE_REVOKE | 1u << VE_REOPEN, back = 1u << VE_DISMISS | 1u << VE_REVOKE;
	bool own;

	*ret = v->state == VI_APPEALED ? 0 : violation_actions(v, cx->roles, cx->actor) & here;
	if (!(*ret & back))
		return 0;
	TRY(flow_spot_own_hand(cx, v, &own));
	if (own)
		*ret &= ~back;
	return 0;
}

/* --- a theft and its withdrawal --- */

int flow_violation_gather(struct cx *cx, const struct violation *v, void *arg)
{
	struct violation_turn *g = arg;

	(void)cx;
	if (g->n < VIOLATION_TURN)
		g->id[g->n++] = v->id;
	return 0;
}

static int now_stolen(struct cx *cx, struct violation *v)
{
	static const struct violation_do d = { .ground = SI("stolen") };
	bool told = 1u << v->state & TOLD;

	if (v->excluded == VX_STOLEN)
		return 0;
	TRY(violation_exclude(cx, v, VX_STOLEN, S("")));
	if (1u << v->state & WAITING)
		return flow_violation_by_program(cx, v, VE_DISMISS, &d);
	if (!told)
		return 0;
	TRY(flow_notice_counted(cx, v));
	return flow_count_month(cx, v->rider, v->month);
}

bool flow_violation_met(const struct violation *v)
{
	return v->rider.v && str_starts(v->source_key, S("spot:"));
}

/* Met on the spot, or it was acknowledged, or decided on an appeal: who rode is known. */
static bool rode_himself(const struct violation *v)
{
	return v->state == VI_ACKNOWLEDGED || v->state == VI_UPHELD || flow_violation_met(v);
}

/* What it is excluded for when it was not stolen. */
static int else_excluded(struct cx *cx, const struct violation *v, enum violation_excluded *ret)
{
	struct violation then = *v;

	*ret = VX_NO_RIDER;
	if (!v->rider.v)
		return 0;
	TRY(owner_then(cx, &then));
	*ret = then.excluded == VX_TRANSFERRED && then.owner.v == v->rider.v && !rode_himself(v) ? VX_TRANSFERRED : VX_NONE;
	return *ret == VX_NONE && 1u << v->state & TOLD ? weak(cx, v, ret) : 0;
}

static int not_stolen(struct cx *cx, struct violation *v)
{
	static const struct violation_do d = { .note = SI("报案已撤回或不成立") };
	enum violation_excluded why;

	if (v->excluded != VX_STOLEN)
		return 0;
	TRY(else_excluded(cx, v, &why));
	TRY(violation_exclude(cx, v, why, S("")));
	if (v->state == VI_DISMISSED && str_eq(v->ground, S("stolen")) && !v->reviewed_by.v && v->review_due >= day_of(cx->now))
		return flow_violation_by_program(cx, v, VE_REOPEN, &d);
	if (!(1u << v->state & TOLD))
		return 0;
	TRY(flow_notice_counted(cx, v));
	return flow_count_month(cx, v->rider, v->month);
}

int flow_violation_theft(struct cx *cx, bike_id bike, utc_ms from, bool stolen)
{
	struct violation_filter f = { .area = S("/"), .kind = VK_N, .source = VS_N, .bike = bike, .from_day = day_of(from) };
	struct violation_turn g = { .n = 0 };
	struct violation v;
	bool still;

	do {
		g.n = 0;
		TRY(as_done(violation_list(cx, &f, VIOLATION_TURN, flow_violation_gather, &g)));
		for (int i = 0; i < g.n; i++) {
			TRY(violation_get(cx, g.id[i], &v));
			TRY(was_stolen(cx, bike, v.at, &still));      /* of another case, perhaps */
			if (v.at >= from && (stolen || still))
				TRY(now_stolen(cx, &v));
			else if (v.at >= from)
				TRY(not_stolen(cx, &v));
		}
		f.before = g.n ? g.id[g.n - 1] : 0;
	} while (g.n == VIOLATION_TURN);
	return 0;
}

/* --- a transfer (FV7) --- */

static int now_transferred(struct cx *cx, struct violation *v, owner_id former)
{
	if (v->rider.v != former.v || rode_himself(v) || (v->excluded != VX_NONE && v->excluded != VX_EDUCATION_ONLY))
		return 0;      /* who rode is known, or it counts for nobody already */
	TRY(violation_exclude(cx, v, VX_TRANSFERRED, S("")));
	if (!(1u << v->state & TOLD))
		return 0;
	TRY(flow_notice_counted(cx, v));
	return flow_count_month(cx, v->rider, v->month);
}

int flow_violation_transfer(struct cx *cx, bike_id bike, owner_id former, utc_ms at)
{
	struct violation_filter f = { .area = S("/"), .kind = VK_N, .source = VS_N, .bike = bike };
	struct violation_turn g = { .n = VIOLATION_TURN };
	struct violation v;
	utc_ms filed;

	TRY(booking_transfer_filed(cx, bike, at, &filed));
	if (!filed)
		return 0;
	for (f.from_day = day_of(filed); g.n == VIOLATION_TURN; f.before = g.n ? g.id[g.n - 1] : 0) {
		g.n = 0;
		TRY(as_done(violation_list(cx, &f, VIOLATION_TURN, flow_violation_gather, &g)));
		for (int i = 0; i < g.n; i++) {
			TRY(violation_get(cx, g.id[i], &v));
			if (v.at >= filed && v.at < at)
				TRY(now_transferred(cx, &v, former));
		}
	}
	return 0;
}

int flow_violation_known(struct cx *cx, struct violation *v, owner_id rider, str reason)
{
	bool between = v->excluded == VX_TRANSFERRED;
	enum violation_excluded why;

	TRY(violation_rider(cx, v, rider, reason));
	if (!between || !rider.v)
		return 0;
	TRY(weak(cx, v, &why));
	return violation_exclude(cx, v, why, S(""));
}
