/* flow_order — see flow_order.h. */
#include "flow/flow_order.h"

#include "flow/flow_alert.h"
#include "flow/outbox.h"
#include "flow_order_sql.h"
#include "office/photo/photo.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_order)

enum { BATCH = 50, SITES_MAX = 2000 };

/* --- who is on duty --- */

/* The unit itself, or the first above it that is not closed. */
static int working(struct cx *cx, unit_id id, struct unit *ret)
{
	do {
		TRY(unit_get(cx, id, ret));
		id = ret->parent;
	} while (ret->closed_at && id.v);
	return 0;
}

/* The unit itself or the first above it that is a branch or a bureau (`least` UNIT_BRANCH), or a precinct as well. */
static int above(struct cx *cx, unit_id id, enum unit_kind least, struct unit *ret)
{
	TRY(working(cx, id, ret));
	while ((ret->kind > least || ret->closed_at) && ret->parent.v)
		TRY(unit_get(cx, ret->parent, ret));
	return 0;
}

struct first_bureau { struct unit u; bool found; };

static int take_bureau(struct cx *cx, const struct unit *u, void *arg)
{
	struct first_bureau *f = arg;

	(void)cx;
	if (!f->found && u->kind == UNIT_BUREAU && !u->closed_at) {
		f->u = *u;
		f->found = true;
	}
	return 0;
}

static int bureau(struct cx *cx, struct unit *ret)
{
	struct first_bureau f = { .found = false };

	TRY(unit_list(cx, 0, 1, take_bureau, &f));          /* the one every installation begins with */
	if (!f.found)
		TRY(unit_list(cx, 0, 10000, take_bureau, &f));
	if (!f.found)
		return FAIL(cx, E_STATE, "there is no bureau that an order could go to");
	*ret = f.u;
	return 0;
}

struct nearest { int32_t district; struct geo at; unit_id unit; double away; };

static int nearer(struct cx *cx, const struct site *s, void *arg)
{
	struct nearest *n = arg;

	(void)cx;
	if (!s->unit.v || s->district != n->district)
		return 0;
	double away = n->at.lat_e7 || n->at.lon_e7 ? geo_dist_m(n->at, s->at) : 0;
	if (!n->unit.v || away < n->away) {
		n->unit = s->unit;
		n->away = away;
	}
	return 0;
}

int flow_order_unit(struct cx *cx, const struct alert *a, struct unit *ret, enum order_how *ret_how)
{
	struct nearest n = { .district = a->district, .at = a->at };
	struct duty_span d;

	TRY(duty_of(cx, (station_id){ a->station_id }, a->district, cx->now, &d));
	if (d.unit.v) {
		*ret_how = d.station ? ORH_STATION : ORH_DISTRICT;
		return working(cx, d.unit, ret);
	}
	TRY(site_list(cx, 0, SITES_MAX, nearer, &n));
	*ret_how = n.unit.v ? ORH_SITE : ORH_BUREAU;
	return n.unit.v ? above(cx, n.unit, UNIT_PRECINCT, ret) : bureau(cx, ret);
}

/* Who is told at a level: the duty unit, the duty desk of its branch, the bureau. */
static int level_unit(struct cx *cx, const struct order *o, int level, struct unit *ret)
{
	return level == 0 ? unit_get(cx, o->unit, ret) : above(cx, o->unit, level == 1 ? UNIT_BRANCH : UNIT_BUREAU, ret);
}

/* --- what is shown --- */

enum { ASSISTS = 16, ACTION_WORDS = ORE_N + 1 };
#define A(member) offsetof(struct assist_view, member)
static const struct js_field assist_fields[] = {
	{ "id", JT_I64, A(id), 0, 0, 0, NULL, NULL }, { "unitId", JT_I64, A(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, A(unit), 0, 0, 64, NULL, NULL },
	{ "state", JT_STR, A(state), 0, 0, 16, NULL, "asked, accepted or declined" }, { "note", JT_STR, A(note), 0, 0, 1000, NULL, NULL },
	{ "answer", JT_STR, A(answer), JF_NULL_IF_EMPTY, 0, 1000, NULL, NULL }, { "askedBy", JT_STR, A(asked_by), 0, 0, 64, NULL, NULL },
	{ "askedAt", JT_UTC, A(asked_at), 0, 0, 0, NULL, NULL }, { "decidedBy", JT_STR, A(decided_by), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "decidedAt", JT_UTC, A(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "mine", JT_BOOL, A(mine), 0, 0, 0, NULL, "true: this account answers for the unit that was asked" },
};
#undef A
static const struct js_shape assist_shape = JS_SHAPE("OrderAssist", struct assist_view, assist_fields);

#define F(member) offsetof(struct order_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "alertId", JT_I64, F(alert_id), 0, 0, 0, NULL, NULL }, { "caseId", JT_I64, F(case_id), 0, 0, 0, NULL, NULL },
	{ "caseNumber", JT_STR, F(case_number), 0, 0, 32, NULL, NULL }, { "bikeId", JT_I64, F(bike_id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL }, { "tag", JT_TAG, F(tag), 0, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, ORS_N, order_state_names, NULL },
	{ "how", JT_ENUM, F(how), 0, 0, ORH_N, order_how_names, "by what the unit was chosen" },
	{ "severity", JT_I32, F(severity), 0, 1, 3, NULL, NULL },
	{ "late", JT_BOOL, F(late), 0, 0, 0, NULL, "made for evidence that came late: goes up to the duty desk, not to the bureau" },
	{ "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, "the duty unit" },
	{ "issuedAt", JT_UTC, F(issued_at), 0, 0, 0, NULL, NULL },
	{ "level", JT_I32, F(level), 0, 0, 2, NULL, "told so far: 0 the duty unit, 1 the duty desk of the branch, 2 the bureau" },
	{ "nextAt", JT_UTC, F(next_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when the next is told if nobody signs" },
	{ "nextUnit", JT_STR, F(next_unit), JF_NULL_IF_EMPTY, 0, 64, NULL, "who that is" },
	{ "signedBy", JT_STR, F(signed_by), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL }, { "signedAt", JT_UTC, F(signed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "result", JT_ENUM, F(result), JF_NULL_IF_EMPTY, 0, ORR_N, order_result_names, NULL },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, "of the feedback" },
	{ "fedBy", JT_STR, F(fed_by), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL }, { "fedAt", JT_UTC, F(fed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "reviewedBy", JT_STR, F(reviewed_by), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "reviewedAt", JT_UTC, F(reviewed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "reviewNote", JT_STR, F(review_note), 0, 0, 1000, NULL, "of the review; why it was sent back, revoked or lapsed" },
	{ "endedAt", JT_UTC, F(ended_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "stationId", JT_I64, F(station_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "where it is heard now, as the alert says" },
	{ "stationName", JT_STR, F(station_name), 0, 0, 32, NULL, NULL }, { "stationPlace", JT_STR, F(station_place), 0, 0, 256, NULL, NULL },
	{ "district", JT_I32, F(district), JF_NULL_IF_EMPTY, 0, 0, NULL, "GB/T 2260" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "radiusM", JT_I32, F(radius_m), 0, 0, 0, NULL, NULL },
	{ "firstHeardAt", JT_UTC, F(first_heard_at), 0, 0, 0, NULL, NULL }, { "lastHeardAt", JT_UTC, F(last_heard_at), 0, 0, 0, NULL, NULL },
	{ "alertShelvedUntil", JT_UTC, F(alert_shelved_until), JF_NULL_IF_EMPTY, 0, 0, NULL, "its alert is put aside: no step goes up meanwhile" },
	{ "alertState", JT_ENUM, F(alert_state), 0, 0, AS_N, alert_state_names, NULL },
	{ "assists", JT_LIST, F(assists), 0, 0, 0, &assist_shape, "units that were asked for help" },
	{ "actions", JT_STRLIST, F(actions), 0, 0, ACTION_WORDS, NULL, "steps this account may take now; ask: another unit may be asked" },
	{ "photos", JT_I64, F(photos), 0, 0, 0, NULL, "how many there are of what was found" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, "goes back with a step, so that a stale page is refused" },
};
#undef F
const struct js_shape order_view_shape = JS_SHAPE("Order", struct order_view, view_fields);

struct helpers { struct assist a[ASSISTS]; int n; };

static int gather_assist(struct cx *cx, const struct assist *a, void *arg)
{
	struct helpers *h = arg;

	(void)cx;
	h->a[h->n++] = *a;
	return 0;
}

static int reach_of(struct cx *cx, const struct order *o, const struct helpers *h, bool *ret_own, bool *ret_helps)
{
	*ret_own = account_area_covers(cx, o->path);
	*ret_helps = false;
	bool asked = false;
	for (int i = 0; i < h->n; i++) {
		bool mine = account_area_covers(cx, h->a[i].path);
		asked = asked || mine;
		*ret_helps = *ret_helps || (mine && h->a[i].state != ASS_DECLINED);
	}
	return *ret_own || asked ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this order is another unit's");
}

int flow_order_reach(struct cx *cx, const struct order *o, bool *ret_own, bool *ret_helps)
{
	struct helpers h = { .n = 0 };

	TRY(order_assists(cx, o->id, ASSISTS, gather_assist, &h));
	return reach_of(cx, o, &h, ret_own, ret_helps);
}

static int show_assists(struct cx *cx, const struct helpers *h, struct js_list *ret)
{
	struct assist_view *v = arena_alloc(cx->arena, ASSISTS * sizeof *v);

	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < h->n; i++) {
		const struct assist *a = &h->a[i];
		struct unit u;
		TRY(unit_get(cx, a->unit, &u));
		v[i] = (struct assist_view){ a->id, a->unit.v, u.name, assist_state_names[a->state], a->note, a->answer, a->asked.name, a->decided.name,
		                             a->asked.at, a->decided.at, cx->actor.v && account_area_covers(cx, a->path) };
	}
	*ret = (struct js_list){ v, (size_t)h->n };
	return 0;
}

/* What an order's own unit may do, and what one may that helps: report what it found. */
static struct js_list action_list(struct cx *cx, const struct order *o, bool own, bool helps)
{
	unsigned bits = order_actions(o, cx->roles, cx->actor);
	str *items = arena_alloc(cx->arena, ACTION_WORDS * sizeof *items);
	size_t n = 0;

	if (!cx->actor.v || !(own || helps))
		bits = 0;
	else if (!own)
		bits &= 1u << ORE_FEEDBACK;
	for (int e = 0; items && e < ORE_N; e++)
		if (bits & 1u << e)
			items[n++] = order_event_names[e];
	if (items && own && cx->actor.v && (cx->roles & ROLE_POLICE) && order_is_open(o->state) && o->state != ORS_FED_BACK)
		items[n++] = S("ask");
	return (struct js_list){ items, n };
}

static void show_steps(const struct order *o, struct order_view *v)
{
	v->state = (int)o->state;
	v->how = (int)o->how;
	v->result = (int)o->result;
	v->severity = o->severity;
	v->level = o->level;
	v->late = o->late;
	v->unit_id = o->unit.v;
	v->issued_at = o->issued_at;
	v->next_at = o->next_at;
	v->signed_by = o->sign.name;
	v->signed_at = o->sign.at;
	v->fed_by = o->fed.name;
	v->fed_at = o->fed.at;
	v->note = o->note;
	v->reviewed_by = o->review.name;
	v->reviewed_at = o->review.at;
	v->review_note = o->review_note;
	v->ended_at = o->ended_at;
	v->ver = o->ver;
}

static void show_alert(const struct alert *a, struct order_view *v)
{
	v->alert_id = a->id;
	v->case_id = a->case_id;
	v->case_number = a->case_number;
	v->bike_id = a->bike_id;
	v->plate = a->plate;
	v->tag = a->tag;
	v->station_id = a->station_id;
	v->station_name = a->station_name;
	v->station_place = a->station_place;
	v->district = a->district;
	v->at = a->at;
	v->radius_m = a->radius_m;
	v->first_heard_at = a->first_heard_at;
	v->last_heard_at = a->last_heard_at;
	v->alert_shelved_until = a->shelved_until;
	v->alert_state = a->state;
}

int flow_order_view(struct cx *cx, const struct order *o, struct order_view *ret)
{
	struct order_view v = { .next_unit = { "", 0 } };
	struct helpers h = { .n = 0 };
	struct alert a;
	struct unit u;

	TRY(alert_get(cx, o->alert, &a));
	TRY(unit_get(cx, o->unit, &u));
	TRY(order_assists(cx, o->id, ASSISTS, gather_assist, &h));
	v.id = o->id;
	v.unit = u.name;
	show_steps(o, &v);
	show_alert(&a, &v);
	if (o->next_at) {
		TRY(level_unit(cx, o, o->level + 1, &u));
		v.next_unit = u.name;
	}
	TRY(show_assists(cx, &h, &v.assists));
	bool own = account_area_covers(cx, o->path), helps = false;
	for (int i = 0; i < h.n; i++)
		helps = helps || (h.a[i].state != ASS_DECLINED && account_area_covers(cx, h.a[i].path));
	v.actions = action_list(cx, o, own, helps);
	TRY(photo_of_count(cx, S("order"), o->id, &v.photos));
	*ret = v;
	return 0;
}

/* Every police account's stream has it, whose ever the order is: that it moved, and nothing of what is in it.
 * kind: issued, signed, fed_back, returned, done, revoked, lapsed, escalated, assist. */
static int tell(struct cx *cx, const struct order *o, str kind)
{
	return outbox_put(cx, S("order"), ROLE_POLICE, arena_fmt(cx->arena, "{\"kind\":\"%.*s\",\"id\":%lld,\"state\":\"%.*s\"}", STR_ARG(kind), (long long)o->id,
	                                                         STR_ARG(order_state_names[o->state])));
}

/* --- what is done --- */

static int issue(struct cx *cx, const struct alert *a, const struct unit *u, enum order_how how, str note, str key, str who, struct order *ret)
{
	struct order_new n = { .alert = { a->id }, .theft = { a->case_id }, .unit = u->id, .path = u->path, .how = how, .severity = a->severity, .late = a->late,
	                       .who = who, .note = note, .key = key };
	int64_t sign_s;

	TRY(policy_i64(cx, POL_ORDER_SIGN_S, cx->now, &sign_s));
	n.next_at = cx->now + sign_s * SECOND_MS;
	TRY(order_add(cx, &n, ret));
	TRY(alert_ordered(cx, (alert_id){ a->id }));
	return tell(cx, ret, S("issued"));
}

int flow_order_hand(struct cx *cx, alert_id alert, unit_id unit, str note, str key, str who, struct order *ret)
{
	enum order_how how = ORH_HAND, chosen;
	struct alert a;
	struct unit u;

	TRY(alert_get(cx, alert, &a));
	if (a.state == AS_CLOSED)
		return FAIL_FIELD(cx, E_STATE, "alert_closed", "the alert is closed: there is nothing to send anybody for");
	if (unit.v) {
		TRY(unit_get(cx, unit, &u));
		if (u.closed_at || (u.kind != UNIT_BUREAU && u.kind != UNIT_BRANCH && u.kind != UNIT_PRECINCT))
			return FAIL_FIELD(cx, E_INVALID, "unitId", "an order goes to a bureau, a branch or a precinct that is not closed");
	} else {
		TRY(flow_order_unit(cx, &a, &u, &chosen));
	}
	return issue(cx, &a, &u, how, note, key, who, ret);
}

/* A find that was accepted says that the alert was right. */
static bool found(enum order_result r)
{
	return r == ORR_PERSON_AND_BIKE || r == ORR_BIKE || r == ORR_TAG_ONLY || r == ORR_ASSISTED;
}

static int follow(struct cx *cx, const struct order *o, enum order_ev ev, str who)
{
	struct alert a;

	TRY(alert_get(cx, o->alert, &a));
	if (ev == ORE_SIGN && a.state == AS_NEW)
		TRY(flow_alert_ack(cx, o->alert, who, &a));
	if (ev == ORE_ACCEPT && found(o->result))
		TRY(alert_confirm(cx, o->alert));
	return 0;
}

/* Results that policy wants a photo with. */
static int has_photo(struct cx *cx, int64_t id, enum order_result result)
{
	str want[POLICY_WORDS];
	int64_t n;
	int nwant;

	TRY(policy_words(cx, POLL_ORDER_PHOTO_RESULTS, cx->now, want, &nwant));
	TRY(photo_of_count(cx, S("order"), id, &n));
	for (int i = 0; i < nwant && !n; i++)
		if (str_eq(want[i], order_result_names[result]))
			return FAIL_FIELD(cx, E_INVALID, "photos", "this result is fed back with a photo: take one, and send again");
	return 0;
}

int flow_order_step(struct cx *cx, int64_t id, enum order_ev ev, const struct order_do *in, struct order *ret)
{
	struct order o;
	bool own, helps, again;

	TRY(order_get(cx, id, &o));
	TRY(flow_order_reach(cx, &o, &own, &helps));
	if (!own && !(helps && ev == ORE_FEEDBACK))
		return FAIL_FIELD(cx, E_DENIED, "foreign", "this step is for the unit that has the order");
	if (ev == ORE_FEEDBACK)
		TRY(has_photo(cx, id, in->result));
	TRY(order_step(cx, &o, ev, in, &again));
	if (!again) {
		TRY(follow(cx, &o, ev, in->who));
		TRY(tell(cx, &o, order_state_names[o.state]));
	}
	*ret = o;
	return 0;
}

int flow_order_ask(struct cx *cx, int64_t id, unit_id unit, str note, str who, struct order *ret)
{
	struct helpers h = { .n = 0 };
	struct assist a;
	struct order o;
	struct unit u;
	bool own, helps;

	TRY(order_get(cx, id, &o));
	TRY(order_assists(cx, id, ASSISTS, gather_assist, &h));
	TRY(reach_of(cx, &o, &h, &own, &helps));
	if (!own)
		return FAIL_FIELD(cx, E_DENIED, "foreign", "this step is for the unit that has the order");
	if (h.n == ASSISTS)
		return FAIL_FIELD(cx, E_STATE, "unitId", "%d units have been asked already", (int)ASSISTS);
	TRY(unit_get(cx, unit, &u));
	if (u.closed_at || (u.kind != UNIT_BUREAU && u.kind != UNIT_BRANCH && u.kind != UNIT_PRECINCT))
		return FAIL_FIELD(cx, E_INVALID, "unitId", "help is asked of a bureau, a branch or a precinct that is not closed");
	TRY(order_ask(cx, &o, unit, u.path, note, who, &a));
	TRY(tell(cx, &o, S("assist")));
	*ret = o;
	return 0;
}

int flow_order_answer(struct cx *cx, int64_t assist, bool yes, str answer, str who, struct order *ret)
{
	struct assist a;
	struct order o;

	TRY(order_assist_get(cx, assist, &a));
	if (!account_area_covers(cx, a.path))
		return FAIL_FIELD(cx, E_DENIED, "foreign", "another unit was asked");
	TRY(order_answer(cx, &a, yes, answer, who));
	TRY(order_get(cx, a.ord, &o));
	TRY(tell(cx, &o, S("assist")));
	*ret = o;
	return 0;
}

/* --- the job --- */

struct work { struct alert alert[BATCH]; struct order due[BATCH]; int64_t lapsing[BATCH]; int nalert, ndue, nlapsing; };

static int gather_alert(struct cx *cx, const struct alert *a, void *arg)
{
	struct work *w = arg;

	(void)cx;
	w->alert[w->nalert++] = *a;
	return 0;
}

static int gather_due(struct cx *cx, const struct order *o, void *arg)
{
	struct work *w = arg;

	(void)cx;
	w->due[w->ndue++] = *o;
	return 0;
}

static int gather_lapsing(struct cx *cx, struct sql_row *r, void *arg)
{
	struct work *w = arg;

	(void)cx;
	w->lapsing[w->nlapsing++] = sql_i64(r);
	return 0;
}

static int find_work(struct cx *cx, struct work *w)
{
	w->nalert = w->ndue = w->nlapsing = 0;
	TRY(alert_unordered(cx, BATCH, gather_alert, w));
	TRY(order_due(cx, BATCH, gather_due, w));
	TRY(sql_each(cx, &q_lapsing, gather_lapsing, w, BIND(V((int)BATCH))));
	return w->nalert + w->ndue + w->nlapsing;
}

/* One that is open already goes on: what the alert tells now is shown with it. */
static int order_for(struct cx *cx, const struct alert *a)
{
	enum order_how how;
	struct order o;
	struct unit u;
	bool there;

	TRY(order_of_alert(cx, (alert_id){ a->id }, &o, &there));
	if (there && order_is_open(o.state))
		return alert_ordered(cx, (alert_id){ a->id });
	TRY(flow_order_unit(cx, a, &u, &how));
	return issue(cx, a, &u, how, S(""), S(""), S(""), &o);
}

/* The next level, and when the one after it is due: counted from the issue, and at least a step's time from now. Late evidence stops at the branch. */
static int go_up(struct cx *cx, struct order *o)
{
	int64_t sign_s, chief_s;
	struct alert a;
	struct unit u;
	bool fresh;

	TRY(policy_i64(cx, POL_ORDER_SIGN_S, cx->now, &sign_s));
	TRY(policy_i64(cx, POL_ORDER_CHIEF_S, cx->now, &chief_s));
	TRY(alert_get(cx, o->alert, &a));
	if (a.shelved_until > cx->now)
		return order_postpone(cx, o, a.shelved_until + sign_s * SECOND_MS);
	int level = o->level + 1;
	TRY(level_unit(cx, o, level, &u));
	utc_ms next = level + 1 < ORDER_LEVELS && !o->late ? MAX(o->issued_at + chief_s * SECOND_MS, cx->now + sign_s * SECOND_MS) : 0;
	TRY(order_escalate(cx, o, u.id, next, &fresh));
	return fresh ? tell(cx, o, S("escalated")) : 0;
}

static int lapse(struct cx *cx, int64_t id)
{
	struct order_do in = { .key = { "", 0 }, .note = S("the alert is closed"), .who = { "", 0 } };
	struct order o;
	bool again;

	TRY(order_get(cx, id, &o));
	TRY(order_step(cx, &o, ORE_LAPSE, &in, &again));
	return tell(cx, &o, S("lapsed"));
}

static int do_work(struct cx *cx, struct work *w)
{
	for (int i = 0; i < w->nlapsing; i++)
		TRY(lapse(cx, w->lapsing[i]));
	for (int i = 0; i < w->nalert; i++)
		TRY(order_for(cx, &w->alert[i]));
	w->ndue = 0;                       /* as they are now: a lapsed one goes nowhere */
	TRY(order_due(cx, BATCH, gather_due, w));
	for (int i = 0; i < w->ndue; i++)
		TRY(go_up(cx, &w->due[i]));
	return 0;
}

int flow_order_work(struct cx *cx)
{
	struct work *w = arena_alloc(cx->arena, sizeof *w);
	struct cx own = *cx;

	ASSERT(!sql_in_tx(cx));
	if (!w)
		return FAIL(cx, E_TOOBIG, "no room for the orders to be made");
	own.roles = ROLE_SYSTEM;
	own.actor = (account_id){ 0 };
	int n = find_work(&own, w);        /* most turns find nothing and take no lock */
	int rc = n > 0 ? sql_begin(&own, true) : n;
	if (rc >= 0 && n > 0) {
		n = find_work(&own, w);        /* again, now that nobody moves anything */
		rc = n < 0 ? n : do_work(&own, w);
		rc = rc < 0 ? rc : sql_commit(&own);
		sql_rollback(&own);
	}
	cx->err = own.err;
	return rc < 0 ? rc : n;
}
