/* flow_theft — see flow_theft.h. */
#include "flow/flow_theft.h"

#include "flow/flow_claim.h"
#include "flow/flow_market.h"
#include "flow/flow_news.h"
#include "flow/flow_owner_view.h"
#include "flow/flow_person.h"
#include "flow/outbox.h"
#include "flow/flow_violation.h"
#include "flow/track_port.h"
#include "office/account/account.h"
#include "office/alert/alert.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "platform/thread.h"
#include "store/sql/sql.h"

enum { PUSH_MAX = 64, EVENT_BYTES = 16384 };

/* --- the fan-out (FT1) --- */

/* An open case stands against the bike: it is not transferred, deregistered or given another tag meanwhile, and who looks at its numbers sees it. */
static int flag_set(struct cx *cx, const struct theft *t)
{
	return as_done(bike_flag_set(cx, t->bike, S("stolen"), S("theft"), t->id.v, S("")));
}

static int flag_end(struct cx *cx, const struct theft *t)
{
	return as_done(bike_flag_end(cx, t->bike, S("stolen"), S("theft"), t->id.v));
}

/* After the commit, on the committing thread. What fails here is left to the job. */
static void push_watches(struct cx *cx, void *arg)
{
	struct cx own = *cx;

	(void)arg;
	own.err = (struct err){ 0 };
	(void)!flow_watch_reconcile(&own);
}

static int watch_add(struct cx *cx, const struct theft *t)
{
	TRY(theft_watch(cx, t, true));
	sql_after_commit(cx, push_watches, NULL);
	return 0;
}

static int watch_end(struct cx *cx, const struct theft *t)
{
	TRY(theft_watch(cx, t, false));
	sql_after_commit(cx, push_watches, NULL);
	return 0;
}

static int tell_closed(struct cx *cx, const struct alert *a, void *arg)
{
	struct alert shown = *a;
	struct js js;

	(void)arg;
	shown.kind = S("closed");
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_event_shape, &shown);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("alert"), ROLE_POLICE, js_text(&js));
}

static int alerts_end(struct cx *cx, const struct theft *t)
{
	return as_done(alert_close_all(cx, t->id, tell_closed, NULL));
}

/* Nobody is offered a bike that is being looked for; whose report was taken back offers it again. */
static int market_hide(struct cx *cx, const struct theft *t)
{
	return flow_market_hold(cx, t->bike);
}

static int market_show(struct cx *cx, const struct theft *t)
{
	return flow_market_back(cx, t->bike);
}

/* A bike that is reported stolen collects no violations; a report that was taken back, not filed or unfounded was none. */
static bool no_violations(const struct theft *t)
{
	return t->state != TS_NOT_FILED && t->state != TS_WITHDRAWN && t->state != TS_UNFOUNDED;
}

static int violations_suspend(struct cx *cx, const struct theft *t)
{
	return flow_violation_theft(cx, t->bike, t->last_seen_at, true);
}

static int violations_count(struct cx *cx, const struct theft *t)
{
	return flow_violation_theft(cx, t->bike, t->last_seen_at, false);
}

const struct theft_fan theft_fans[THEFT_FANS] = {
	{ SI("violation"), no_violations, violations_suspend, violations_count },
	{ SI("flag"),  theft_is_open,    flag_set,  flag_end },
	{ SI("market"), theft_is_open,   market_hide, market_show },
	{ SI("watch"), theft_is_watched, watch_add, watch_end },
	{ SI("alert"), theft_is_watched, NULL,      alerts_end },     /* opened by hits (flow_alert) */
};

/* before NULL: the case is new. What stands on after a case is over is opened anew when the case is: it covers the time between. */
static int fan(struct cx *cx, const struct theft *before, const struct theft *after)
{
	bool reopened = before && before->closed_at && !after->closed_at;

	for (size_t i = 0; i < COUNTOF(theft_fans); i++) {
		const struct theft_fan *f = &theft_fans[i];
		bool was = before && f->stands(before), is = f->stands(after);
		if (is && (!was || reopened) && f->open)
			TRY(f->open(cx, after));
		if (was && !is && f->undo)
			TRY(f->undo(cx, after));
	}
	return 0;
}

/* --- steps --- */

int flow_theft_rules(struct cx *cx, struct theft_rules *ret)
{
	struct theft_rules r;

	TRY(policy_i64(cx, POL_CASE_REOPEN_DAYS, cx->now, &r.reopen_days));
	TRY(policy_i64(cx, POL_CASE_FILING_DAYS, cx->now, &r.filing_days[TF_PLAIN]));
	TRY(policy_i64(cx, POL_CASE_FILING_DAYS_CHECKS, cx->now, &r.filing_days[TF_CHECKS]));
	TRY(policy_i64(cx, POL_CASE_FILING_DAYS_COMPLEX, cx->now, &r.filing_days[TF_COMPLEX]));
	TRY(policy_i64(cx, POL_CASE_UNSOLVED_DAYS, cx->now, &r.unsolved_days));
	*ret = r;
	return 0;
}

int flow_theft_may(struct cx *cx, const struct theft *t)
{
	struct unit u;

	if ((cx->roles & (ROLE_SYSTEM | ROLE_CASE)) || !t->unit.v || (t->officer.v && t->officer.v == cx->actor.v))
		return 0;
	TRY(unit_get(cx, t->unit, &u));
	return account_area_covers(cx, u.path) ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this case is another unit's; ask them, or a case officer");
}

/* The tag and the numbers of a deregistered bike may be another's: it is not looked for. */
static int live(struct cx *cx, bike_id id)
{
	struct bike b;

	TRY(bike_get(cx, id, &b));
	return b.life == BL_REGISTERED ? 0 : FAIL_FIELD(cx, E_STATE, "deregistered", "the bike is deregistered; an officer restores its registration first");
}

/* Of a way of several steps the owner is told of the last one that is told. */
static int news(struct cx *cx, const struct theft *t, const enum theft_event *way, int n)
{
	for (int i = n; i-- > 0;)
		if (flow_news_of_case(way[i]))
			return flow_news_case(cx, t, way[i]);
	return 0;
}

/* Without telling the screens; d's version counts for the first step. */
static int step(struct cx *cx, struct theft *t, const struct theft_do *d)
{
	enum theft_event way[THEFT_WAY] = { d->ev };
	struct theft_do one = *d;
	struct theft_rules rules;
	struct theft was = *t, now = *t;

	if (d->ev == TE_REOPEN)
		TRY(live(cx, t->bike));
	TRY(flow_theft_rules(cx, &rules));
	int n = theft_way(t, d->ev, way);
	for (int i = 0; i < MAX(n, 1); i++) {       /* no way: the room says why */
		one.ev = way[i];
		one.note = i + 1 < n ? S("") : d->note;
		TRY(theft_step(cx, &now, &one, &rules));
		one.ver = 0;
	}
	TRY(fan(cx, &was, &now));
	if (!(cx->roles & ROLE_OWNER))      /* who takes it back himself knows */
		TRY(news(cx, &now, way, n));
	*t = now;
	return 0;
}

static int moved(struct cx *cx, theft_id id, const struct theft_do *d, struct theft *ret)
{
	struct theft t;

	TRY(theft_get(cx, id, &t));
	TRY(flow_theft_may(cx, &t));
	TRY(step(cx, &t, d));
	bool found = t.state == TS_RECOVERED || t.state == TS_RETURNED;      /* returned: an officer in a hurry took both steps at once */
	if (d->ev == TE_HIT || found)                 /* nothing is paid while the bike is heard, or when it is found */
		TRY(flow_claim_sighted(cx, t.id, found));
	if (t.state == TS_WITHDRAWN || t.state == TS_UNFOUNDED)
		TRY(flow_claim_case_ended(cx, t.id, theft_state_name(t.state)));
	TRY(flow_theft_tell(cx, &t, !theft_is_open(&t) ? S("closed") : d->ev == TE_HIT ? S("located") : S("updated")));
	*ret = t;
	return 0;
}

int flow_theft_do(struct cx *cx, theft_id id, const struct theft_do *d, struct theft *ret)
{
	enum claim_payer who = CPY_OWNER;

	if (d->ev == TE_RETURN)      /* FT4 */
		TRY(flow_claim_payer(cx, id, &who));
	if (who == CPY_UNDECIDED)
		return FAIL_FIELD(cx, E_STATE, "payer_undecided", "a claim was paid for this bike: the operator first says whether the owner repays, or the bike goes to the payer");
	if (who == CPY_PAYER)
		return FAIL_FIELD(cx, E_STATE, "paid_claim", "a claim was paid for this bike and not paid back: it goes to the payer, as a seized item");
	return moved(cx, id, d, ret);
}

int flow_theft_step(struct cx *cx, theft_id id, enum theft_event ev, int64_t ver, str note, struct theft *ret)
{
	return moved(cx, id, &(struct theft_do){ .ev = ev, .ver = ver, .note = note, .doc_no = S("") }, ret);
}

int flow_theft_crime(struct cx *cx, theft_id id, theft_id with, struct theft *ret)
{
	struct theft t, other;

	TRY(theft_get(cx, id, &t));
	TRY(flow_theft_may(cx, &t));
	if (with.v) {
		TRY(theft_get(cx, with, &other));
		TRY(flow_theft_may(cx, &other));
		TRY(theft_join(cx, &t, with));
	} else {
		TRY(theft_part(cx, &t));
	}
	TRY(flow_theft_tell(cx, &t, S("updated")));
	*ret = t;
	return 0;
}

static bool is_police(const struct unit *u)
{
	return u->kind == UNIT_BUREAU || u->kind == UNIT_BRANCH || u->kind == UNIT_PRECINCT;
}

static int officer_named(struct cx *cx, str name, account_id *ret)
{
	struct err before = cx->err;
	int rc = account_named(cx, name, ret);

	if (rc == E_NOTFOUND) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "officer", "there is no account with this log-in name");
	}
	return rc;
}

int flow_theft_assign(struct cx *cx, theft_id id, unit_id unit, account_id officer, str officer_name, int64_t ver, str note, struct theft *ret)
{
	struct account who = { .roles = ROLE_POLICE };
	struct theft t;
	struct unit u;

	TRY(theft_get(cx, id, &t));
	TRY(flow_theft_may(cx, &t));
	TRY(unit_get(cx, unit, &u));
	if (!is_police(&u) || u.closed_at)
		return FAIL_FIELD(cx, E_INVALID, "unitId", "is no police unit that is open");
	if (!officer.v && officer_name.n)
		TRY(officer_named(cx, officer_name, &officer));
	if (officer.v)
		TRY(account_get(cx, officer, &who));
	if (!(who.roles & ROLE_POLICE) || who.disabled)
		return FAIL_FIELD(cx, E_INVALID, officer_name.n ? "officer" : "officerId", "is no officer");
	if (officer.v && officer.v == cx->actor.v && t.officer.v && t.officer.v != officer.v)      /* FT5 */
		return FAIL_FIELD(cx, E_DENIED, "officerId", "nobody makes another's case his own: its officer hands it over, or somebody else who may move it");
	TRY(theft_assign(cx, &t, unit, officer, ver, note));
	TRY(flow_theft_tell(cx, &t, S("updated")));
	*ret = t;
	return 0;
}

int flow_theft_unmask(struct cx *cx, theft_id id, str field, int purpose, str reference, str *ret)
{
	bool phone = str_eq(field, S("phone"));
	struct pii name, number;
	struct theft t;

	if (!phone && !str_eq(field, S("name")))
		return FAIL_FIELD(cx, E_INVALID, "field", "must be name or phone");
	TRY(flow_coded_reference(cx, reference));
	TRY(theft_get(cx, id, &t));
	TRY(flow_theft_may(cx, &t));
	TRY(audit_add(cx, "theft.unmask", "theft", id.v, id, arena_fmt(cx->arena, "{\"field\":\"%.*s\",\"purpose\":\"%.*s\",\"reference\":\"%.*s\"}",
	              STR_ARG(field), STR_ARG(unmask_purposes[purpose]), STR_ARG(reference))));
	TRY(theft_reporter(cx, id, &name, &number));
	if (pii_empty(phone ? &number : &name))
		return FAIL(cx, E_NOTFOUND, "nobody is named who told of this case, or no phone");
	*ret = arena_str(cx->arena, pii_reveal(phone ? &number : &name));
	return 0;
}

/* --- reports --- */

/* The district of a case number: of the station nearest to the place, else the city's. */
static int district_of(struct cx *cx, const struct flow_report *in, int32_t *ret)
{
	struct station s;
	struct err before = cx->err;
	int64_t city;

	if (in->has_place) {
		int rc = station_nearest(cx, in->at, &s);
		if (rc == 0) {
			*ret = s.district;
			return 0;
		}
		if (rc != E_NOTFOUND)
			return rc;
		cx->err = before;
	}
	TRY(policy_i64(cx, POL_CASE_DISTRICT, cx->now, &city));
	*ret = (int32_t)city;
	return 0;
}

/* The duty unit of what an owner reports: the police unit at or above the one that registered the bike; 0: none. */
static int police_of(struct cx *cx, unit_id at, unit_id *ret)
{
	struct unit u = { .id = { 0 } };

	*ret = (unit_id){ 0 };
	for (; at.v; at = u.parent) {
		TRY(unit_get(cx, at, &u));
		if (is_police(&u)) {
			*ret = u.id;
			return 0;
		}
	}
	return 0;
}

/* The case and what its state starts; nothing is told yet. */
static int open_case(struct cx *cx, const struct flow_report *in, unit_id unit, struct theft *ret)
{
	struct theft_new n = { .bike = in->bike, .last_seen_at = in->last_seen_at, .missing_at = in->missing_at, .severity = in->severity,
	                       .has_place = in->has_place, .at = in->at, .place = in->place, .note = in->note, .source = in->source, .source_ref = in->source_ref,
	                       .lock = in->lock, .unit = unit, .reporter = in->reporter, .reporter_phone = in->reporter_phone };
	struct bike b;

	TRY(live(cx, in->bike));
	TRY(bike_get(cx, in->bike, &b));
	n.tag = b.tag;
	n.plate = b.plate;
	TRY(district_of(cx, in, &n.district));
	TRY(theft_report(cx, &n, ret));
	return fan(cx, NULL, ret);
}

int flow_theft_report(struct cx *cx, const struct flow_report *in, struct theft *ret)
{
	struct theft t;

	if (in->source == TO_OWNER)
		return FAIL_FIELD(cx, E_INVALID, "source", "an owner reports by an own log-in; what is told at the counter is \"counter\"");
	TRY(open_case(cx, in, cx->unit, &t));
	if (in->watch)
		TRY(step(cx, &t, &(struct theft_do){ .ev = TE_WATCH, .note = S(""), .doc_no = S(""), .filing = in->filing }));
	TRY(flow_theft_tell(cx, &t, S("opened")));
	*ret = t;
	return 0;
}

int flow_theft_owner_report(struct cx *cx, const struct flow_report *in, struct theft *ret)
{
	struct flow_report r = *in;
	struct ownership own;
	struct bike b;
	struct theft t;
	unit_id unit;
	int64_t most, made;

	TRY(flow_owner_bike(cx, in->bike, &b, &own));
	if (in->last_seen_at < own.from)
		return FAIL_FIELD(cx, E_INVALID, "lastSeenAt", "lies before the bike was yours");
	TRY(policy_i64(cx, POL_CASE_OWNER_REPORTS_DAY, cx->now, &most));
	TRY(theft_owner_reports(cx, in->bike, cx->now - DAY_MS, &made));
	if (made >= most)
		return FAIL(cx, E_BUSY, "this bike was reported %lld times today; call 110 or go to the police", (long long)made);
	r.source = TO_OWNER;
	r.source_ref = S("");
	r.severity = 0;
	r.reporter = r.reporter_phone = (struct pii){ .n_ = 0 };
	TRY(police_of(cx, (unit_id){ b.unit }, &unit));
	TRY(open_case(cx, &r, unit, &t));           /* FT2: not watched */
	TRY(flow_theft_tell(cx, &t, S("opened")));
	*ret = t;
	return 0;
}

int flow_theft_owner_withdraw(struct cx *cx, theft_id id, str note, struct theft *ret)
{
	struct ownership own;
	struct bike b;
	struct theft t;

	TRY(theft_get(cx, id, &t));
	TRY(flow_owner_bike(cx, t.bike, &b, &own));
	if (t.reported_at < own.from)
		return FAIL(cx, E_NOTFOUND, "no such case");
	if (theft_is_confirmed(&t))
		return FAIL(cx, E_STATE, "the police has taken this report; ask them to withdraw it");
	TRY(step(cx, &t, &(struct theft_do){ .ev = TE_WITHDRAW, .note = note, .doc_no = S("") }));
	TRY(flow_theft_tell(cx, &t, S("closed")));
	*ret = t;
	return 0;
}

struct mine { utc_ms from; theft_fn *fn; void *arg; };

static int if_mine(struct cx *cx, const struct theft *t, void *arg)
{
	struct mine *m = arg;

	return t->reported_at >= m->from ? m->fn(cx, t, m->arg) : 0;
}

int flow_theft_owner_list(struct cx *cx, bike_id bike, int max, theft_fn *fn, void *arg)
{
	struct ownership own;
	struct bike b;

	TRY(flow_owner_bike(cx, bike, &b, &own));
	struct mine m = { own.from, fn, arg };
	return theft_of_bike(cx, bike, max, if_mine, &m);
}

/* --- the watch list --- */

struct batch { struct theft_watch w[PUSH_MAX]; int n; };

static int gather(struct cx *cx, const struct theft_watch *w, void *arg)
{
	struct batch *b = arg;

	(void)cx;
	b->w[b->n++] = *w;
	return 0;
}

/* Journals them in order; what could not be journaled is not marked. */
static int push_batch(struct cx *cx, const struct batch *b)
{
	int put = 0, rc = 0;

	for (; put < b->n; put++) {
		const struct theft_watch *w = &b->w[put];
		struct watch_change c = { .tag = w->tag.v, .case_id = w->theft.v, .at = w->at, .since = w->since,
		                          .version = (uint32_t)w->version, .op = w->add ? WATCH_ADD : WATCH_REMOVE,
		                          .severity = (uint8_t)w->severity };
		rc = cx->track->watch_put(cx->track->self, &c, &cx->err);
		if (rc < 0)
			break;
	}
	if (put) {
		TRY(sql_begin(cx, true));
		int mark = 0;
		for (int i = 0; i < put && mark >= 0; i++)
			mark = theft_watch_journaled(cx, b->w[i].version);
		if (mark >= 0)
			mark = sql_commit(cx);
		sql_rollback(cx);
		TRY(mark);
	}
	return rc < 0 ? rc : put;
}

int flow_watch_reconcile(struct cx *cx)
{
	static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
	int total = 0, rc;

	ASSERT(!sql_in_tx(cx));
	if (!cx->track || !cx->track->watch_put)
		return 0;
	/* one at a time: an unwatch must not overtake its watch on another thread */
	pthread_mutex_lock(&order);
	do {
		struct batch b = { .n = 0 };
		rc = theft_watch_pending(cx, PUSH_MAX, gather, &b);
		if (rc > 0)
			rc = push_batch(cx, &b);
		total += MAX(rc, 0);
	} while (rc == PUSH_MAX);
	pthread_mutex_unlock(&order);
	return rc < 0 ? rc : total;
}
