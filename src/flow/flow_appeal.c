/* flow_appeal — the rider's page and his appeal, and the officer's decision. See flow_notice.h. */
#include "base/utc.h"
#include "core/workday.h"
#include "flow/flow_count.h"
#include "flow/flow_news.h"
#include "flow/flow_notice.h"
#include "flow/flow_notice_int.h"
#include "flow/flow_owner_view.h"
#include "flow/flow_person.h"
#include "flow/flow_spot.h"
#include "flow/flow_violation.h"
#include "flow/outbox.h"
#include "office/account/account.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

enum { TOLD = 1 << VI_CONFIRMED | 1 << VI_NOTIFIED | 1 << VI_ACKNOWLEDGED | 1 << VI_APPEALED | 1 << VI_UPHELD | 1 << VI_REVOKED };

/* --- what is one's own (FO3) --- */

int notice_mine(struct cx *cx, int64_t id, struct violation *ret)
{
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	TRY(violation_get(cx, id, ret));
	if (ret->rider.v != me.id.v || !((TOLD >> ret->state) & 1))
		return FAIL(cx, E_NOTFOUND, "no such violation");
	return 0;
}

struct first_told { owner_id owner; utc_ms at, made; bool unseen; };

static int when_told(struct cx *cx, const struct notice *n, void *arg)
{
	struct first_told *f = arg;
	utc_ms at = n->served_at ? n->served_at : n->sent_at ? n->sent_at : n->seen_at;

	(void)cx;
	f->unseen |= n->owner.v == f->owner.v && n->state != NS_SEEN && n->state != NS_SERVED;
	if (n->owner.v != f->owner.v || n->kind == NOK_CHANGED || n->kind == NOK_EXPOSURE)
		return 0;
	f->made = n->made_at;
	if (at && (!f->at || n->made_at > f->at))      /* confirmed anew: told anew */
		f->at = at;
	return 0;
}

static int told_until(struct cx *cx, const struct violation *v, utc_ms *ret_noticed, int32_t *ret_until, bool *ret_unseen)
{
	struct first_told f = { .owner = v->rider };
	int64_t days;

	TRY(notice_of(cx, v->id, 100, when_told, &f));
	*ret_unseen = f.unseen;
	TRY(policy_i64(cx, POL_TRAFFIC_APPEAL_DAYS, f.at ? f.at : cx->now, &days));
	*ret_noticed = f.at;
	*ret_until = day_of(f.at ? f.at : cx->now) + (int32_t)days;
	return 0;
}

int notice_until(struct cx *cx, const struct violation *v, utc_ms *ret_noticed, int32_t *ret_until)
{
	bool unseen;

	return told_until(cx, v, ret_noticed, ret_until, &unseen);
}

static bool counts(const struct violation *v)
{
	return (v->excluded == VX_NONE || v->excluded == VX_EDUCATION_ONLY) && (v->state == VI_CONFIRMED || v->state == VI_NOTIFIED || v->state == VI_ACKNOWLEDGED || v->state == VI_UPHELD);
}

static int count_photo(struct cx *cx, str photo, utc_ms at, void *arg)
{
	(void)cx, (void)photo, (void)at;
	++*(int *)arg;
	return 0;
}

static str why_no_appeal(struct cx *cx, const struct my_violation *m)
{
	switch (m->v.state) {
	case VI_CONFIRMED:
	case VI_NOTIFIED:
	case VI_ACKNOWLEDGED: return day_of(cx->now) > m->appeal_until ? S("late") : S("");
	case VI_APPEALED: return S("open");
	case VI_REVOKED: return S("revoked");
	default: return S("decided");
	}
}

int notice_look(struct cx *cx, const struct violation *v, struct my_violation *ret)
{
	struct notice_place p;
	int64_t times = 0;

	*ret = (struct my_violation){ .v = *v };
	TRY(notice_place(cx, v, &p));
	ret->place = p.name;
	ret->has_at = p.has_at;
	ret->lat_e7 = p.lat_e7;
	ret->lon_e7 = p.lon_e7;
	TRY(notice_code(cx, v, &ret->code, &ret->has_code));
	TRY(told_until(cx, v, &ret->noticed_at, &ret->appeal_until, &ret->unseen));
	TRY(appeal_of(cx, v->id, &ret->appeal, &ret->has_appeal));
	if (ret->has_appeal)
		TRY(appeal_photos(cx, ret->appeal.id, count_photo, &ret->photos));
	TRY(named_of(cx, v->id, &ret->named, &ret->has_named));
	if (counts(v) && v->rider.v)
		TRY(violation_nth(cx, v, &ret->nth));
	if (ret->has_named)
		TRY(named_times(cx, v->id, v->rider, &times));
	ret->why = why_no_appeal(cx, ret);
	ret->may_appeal = !ret->why.n && !(ret->has_named && ret->named.state == NR_ASKED);
	ret->may_name = !ret->why.n && times < NAMED_MOST && !flow_violation_met(v) && !(ret->has_named && (ret->named.state == NR_ASKED || v->rider.v != v->owner.v));
	ret->may_acknowledge = v->state == VI_CONFIRMED || v->state == VI_NOTIFIED;
	return 0;
}

enum { UNSEEN_MAX = 100 };
struct unseen { int64_t id[UNSEEN_MAX]; int n; };

static int keep_unseen(struct cx *cx, int64_t violation, void *arg)
{
	struct unseen *u = arg;

	(void)cx;
	if (u->n < UNSEEN_MAX)
		u->id[u->n++] = violation;
	return 0;
}

/* Those that are still one's own to open: another may be the rider by now. */
static int count_unseen(struct cx *cx, owner_id me, int64_t *ret)
{
	struct unseen u = { .n = 0 };
	struct violation v;

	TRY(notice_unseen(cx, me, UNSEEN_MAX, keep_unseen, &u));
	for (int i = 0; i < u.n; i++) {
		TRY(violation_get(cx, u.id[i], &v));
		*ret += v.rider.v == me.v && (TOLD >> v.state & 1);
	}
	return 0;
}

int flow_my_count(struct cx *cx, int32_t month, struct my_count *ret)
{
	struct civil d = civil_of(cx->now);
	struct owner me;
	int64_t per;

	TRY(flow_owner_me(cx, &me));
	*ret = (struct my_count){ .month = month ? month : d.y * 100 + d.m };
	TRY(policy_i64(cx, POL_TRAFFIC_COURSE_AT, cx->now, &ret->course_at));
	TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_AT, cx->now, &ret->exposure_at));
	TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_PER, cx->now, &per));
	ret->per_ever = per != 0;
	TRY(violation_count_month(cx, me.id, ret->month, &ret->n));
	TRY(count_unseen(cx, me.id, &ret->unseen));
	return violation_count_ever(cx, me.id, &ret->ever);
}

struct keep_all { struct violation *v; int n, max; };

static int keep_violation(struct cx *cx, const struct violation *v, void *arg)
{
	struct keep_all *k = arg;

	(void)cx;
	if (k->n < k->max)
		k->v[k->n++] = *v;
	return 0;
}

int flow_my_violations(struct cx *cx, int64_t before, int max, my_violation_fn *fn, void *arg)
{
	struct keep_all k = { arena_alloc(cx->arena, (size_t)max * sizeof *k.v), 0, max };
	struct violation_filter f = { .area = S("/"), .states = TOLD, .kind = VK_N, .source = VS_N, .before = before };
	struct my_violation m;
	struct owner me;

	if (!k.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(flow_owner_me(cx, &me));
	f.rider = me.id;
	TRY(violation_list(cx, &f, max, keep_violation, &k));
	for (int i = 0; i < k.n; i++) {
		TRY(notice_look(cx, &k.v[i], &m));
		TRY(fn(cx, &m, arg));
	}
	return k.n;
}

int flow_my_violation(struct cx *cx, int64_t id, struct my_violation *ret)
{
	struct violation v;

	TRY(notice_mine(cx, id, &v));
	return notice_look(cx, &v, ret);
}

int flow_my_seen(struct cx *cx, int64_t id)
{
	struct violation v;

	TRY(notice_mine(cx, id, &v));
	TRY(notice_seen(cx, v.rider, v.id, 0));
	return notice_reached(cx, &v);
}

int flow_my_acknowledge(struct cx *cx, int64_t id)
{
	struct violation v;

	TRY(flow_my_seen(cx, id));
	TRY(notice_mine(cx, id, &v));
	return notice_step(cx, &v, VE_ACKNOWLEDGE, ROLE_OWNER, &(struct violation_do){ 0 });
}

/* --- the appeal (FO4) --- */

int flow_my_appeal(struct cx *cx, int64_t id, str text)
{
	struct my_violation m;
	struct appeal a;
	int32_t due;
	int64_t days;
	bool provisional;

	TRY(flow_my_seen(cx, id));
	TRY(flow_my_violation(cx, id, &m));
	if (str_eq(m.why, S("late")))
		return FAIL_FIELD(cx, E_STATE, "late", "the days in which this could be appealed against are over");
	if (m.has_named && m.named.state == NR_ASKED)
		return FAIL_FIELD(cx, E_STATE, "named", "somebody else has been named and has not answered; take that back first");
	TRY(policy_i64(cx, POL_TRAFFIC_APPEAL_DECIDE_DAYS, cx->now, &days));
	TRY(flow_notice_workday(cx, day_of(cx->now), days, &due, &provisional));
	struct appeal in = { .violation = id, .owner = m.v.rider, .path = m.v.path, .confirmed_by = m.v.reviewed_by, .text = text, .due_day = due, .provisional = provisional };
	struct violation_do d = { .note = S("appeal"), .appeal_due = due };
	TRY(notice_step(cx, &m.v, VE_APPEAL, ROLE_OWNER, &d));
	TRY(appeal_add(cx, &in, &a));
	return flow_count_month(cx, m.v.rider, m.v.month);      /* FO5: what is appealed does not count */
}

/* --- the officer --- */

static int see(struct cx *cx, const struct appeal *a, struct appeal_seen *ret)
{
	struct workdays *w = arena_alloc(cx->arena, sizeof *w);
	int32_t today = day_of(cx->now);
	int year = civil_of(cx->now).y;
	struct owner_brief who = { 0 };
	struct violation v;
	struct owner o;
	int64_t warn;

	if (!w)
		return FAIL(cx, E_TOOBIG, "no memory for the calendar");
	TRY(violation_get(cx, a->violation, &v));
	*ret = (struct appeal_seen){ .a = *a, .why = S("") };
	TRY(notice_look(cx, &v, &ret->m));
	TRY(owner_live(cx, a->owner, &o));
	TRY(flow_person_masked(cx, &o, &who));
	ret->owner = who.name;
	ret->phone = who.phone;
	TRY(policy_i64(cx, POL_TRAFFIC_APPEAL_WARN_DAYS, cx->now, &warn));
	TRY(holidays_workdays(cx, year - 1, year + 2, w));
	ret->due_left = workday_between(w, today, a->due_day);
	ret->late = a->state == APS_OPEN && today > a->due_day;
	ret->soon = a->state == APS_OPEN && !ret->late && ret->due_left <= warn;
	ret->why = a->state != APS_OPEN ? S("decided") : cx->actor.v == a->confirmed_by.v ? S("own_hand") : S("");
	ret->may = !ret->why.n && (cx->roles & ROLE_TRAFFIC);
	return 0;
}

struct keep_appeals { struct appeal *v; int n, max; };

static int keep_appeal(struct cx *cx, const struct appeal *a, void *arg)
{
	struct keep_appeals *k = arg;

	(void)cx;
	if (k->n < k->max)
		k->v[k->n++] = *a;
	return 0;
}

int flow_appeals(struct cx *cx, bool open, int64_t after, int max, appeal_seen_fn *fn, void *arg)
{
	struct keep_appeals k = { arena_alloc(cx->arena, (size_t)max * sizeof *k.v), 0, max };
	struct appeal_seen s;

	if (!k.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(appeal_list(cx, cx->area, open, after, max, keep_appeal, &k));
	for (int i = 0; i < k.n; i++) {
		TRY(see(cx, &k.v[i], &s));
		TRY(fn(cx, &s, arg));
	}
	return k.n;
}

static int get_own_area(struct cx *cx, int64_t id, struct appeal *ret)
{
	TRY(appeal_get(cx, id, ret));
	return account_area_covers(cx, ret->path) ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
}

int flow_appeal_get(struct cx *cx, int64_t id, struct appeal_seen *ret)
{
	struct appeal a;

	TRY(get_own_area(cx, id, &a));
	return see(cx, &a, ret);
}

int flow_appeal_decide(struct cx *cx, int64_t id, const struct appeal_decision *in, struct appeal_seen *ret)
{
	struct violation_do d = { .ground = in->revoke ? in->ground : S(""), .note = S("appeal") };
	struct violation v;
	struct appeal a;

	TRY(get_own_area(cx, id, &a));
	if (in->revoke && !in->ground.n)
		return FAIL_FIELD(cx, E_INVALID, "ground", "say on what ground it is revoked");
	TRY(violation_get(cx, a.violation, &v));
	TRY(appeal_decide(cx, &a, in));
	TRY(violation_step(cx, &v, in->revoke ? VE_REVOKE : VE_UPHOLD, &d));
	if (in->revoke)
		TRY(flow_spot_revoked(cx, &v));
	TRY(flow_count_month(cx, v.rider, v.month));      /* FO5: the month it happened in, whenever it is decided */
	TRY(flow_notice_changed(cx, &v));
	return see(cx, &a, ret);
}

/* --- about to be owed (FO8) --- */

enum { DUE_MAX = 500 };
struct owed { int64_t violation; utc_ms made_at; int32_t due; };
struct owed_list { struct owed v[DUE_MAX]; int n; };

static int keep_owed(struct cx *cx, const struct appeal *a, void *arg)
{
	struct owed_list *l = arg;

	(void)cx;
	if (l->n < DUE_MAX)
		l->v[l->n++] = (struct owed){ a->violation, a->made_at, a->due_day };
	return 0;
}

static int tell_owed(struct cx *cx, unit_id unit, int32_t day, bool last)
{
	struct civil d = civil_of(day_start(day));

	return outbox_put(cx, S("system"), ROLE_TRAFFIC, arena_fmt(cx->arena, "{\"kind\":\"appeals_due\",\"unitId\":%lld,\"day\":\"%04d-%02d-%02d\",\"last\":%s}",
		(long long)unit.v, d.y, d.m, d.d, last ? "true" : "false"));
}

int flow_appeal_remind(struct cx *cx)
{
	struct owed_list *l = arena_alloc(cx->arena, sizeof *l);
	int32_t today = day_of(cx->now), until, told_day = 0;
	unit_id told_unit = { 0 };
	bool provisional, told;
	struct violation v;
	utc_ms at;
	int64_t days;
	int n = 0;

	if (!l)
		return FAIL(cx, E_TOOBIG, "no memory for what is due");
	l->n = 0;
	TRY(flow_news_by_day(cx, &at));
	if (at != cx->now)      /* nobody is woken by it */
		return 0;
	TRY(policy_i64(cx, POL_TRAFFIC_APPEAL_WARN_DAYS, cx->now, &days));
	TRY(flow_notice_workday(cx, today, days, &until, &provisional));
	TRY(as_done(appeal_due_list(cx, today, until, DUE_MAX, keep_owed, l)));
	for (int i = 0; i < l->n; i++) {
		TRY(violation_appeal_told(cx, l->v[i].violation, l->v[i].made_at, &told));
		if (told)
			continue;
		TRY(violation_get(cx, l->v[i].violation, &v));
		if (v.unit.v != told_unit.v || l->v[i].due != told_day)
			TRY(tell_owed(cx, v.unit, l->v[i].due, l->v[i].due == today));
		told_unit = v.unit;
		told_day = l->v[i].due;
		TRY(violation_appeal_warned(cx, v.id));
		n++;
	}
	return n;
}

/* --- pictures (FO7): outside of a transaction --- */

int flow_my_picture(struct cx *cx, int64_t id, str *ret)
{
	struct violation v;
	str jpeg;

	TRY(notice_mine(cx, id, &v));
	if (!v.picture.n)
		return FAIL(cx, E_NOTFOUND, "there is no picture");
	TRY(photo_read(cx, v.picture, &jpeg));
	TRY(notice_audit(cx, "my_violation.picture", "violation", v.id, v.picture));
	*ret = jpeg;
	return 0;
}

static int own_open(struct cx *cx, int64_t id, struct appeal *ret)
{
	struct violation v;
	bool found;

	TRY(notice_mine(cx, id, &v));
	TRY(appeal_of(cx, v.id, ret, &found));
	if (!found || ret->state != APS_OPEN || ret->owner.v != v.rider.v)
		return FAIL_FIELD(cx, E_STATE, "appeal", "photos go with an appeal that is open");
	return 0;
}

/* Counted before the work is done, whatever comes of it. */
static int one_more(struct cx *cx)
{
	int64_t most;

	TRY(policy_i64(cx, POL_OWNER_PHOTOS_DAY, cx->now, &most));
	TRY(photo_may(cx));
	TRY(sql_begin(cx, true));
	int rc = photo_day_take(cx, most);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

int flow_my_photo_may(struct cx *cx, int64_t id)
{
	struct appeal a;
	int64_t most;
	int n = 0;

	TRY(own_open(cx, id, &a));
	TRY(policy_i64(cx, POL_TRAFFIC_APPEAL_PHOTOS, cx->now, &most));
	TRY(appeal_photos(cx, a.id, count_photo, &n));
	if (n >= most)
		return FAIL_FIELD(cx, E_STATE, "photos", "there are %d photos already, no more are taken", n);
	return one_more(cx);
}

static int give_photo(struct cx *cx, int64_t id, struct photo *p)
{
	struct photo used;
	struct appeal a;
	int64_t same, most;

	TRY(sql_begin(cx, true));
	TRY(own_open(cx, id, &a));      /* as it stands now: it may have been decided meanwhile */
	TRY(policy_i64(cx, POL_TRAFFIC_APPEAL_PHOTOS, cx->now, &most));
	TRY(photo_add(cx, p));
	TRY(photo_use(cx, p->id, &used, &same));
	TRY(appeal_photo_put(cx, a.id, p->id, most));
	TRY(notice_audit(cx, "my_violation.photo", "violation", id, p->id));
	return sql_commit(cx);
}

int flow_my_photo(struct cx *cx, int64_t id, str jpeg, int32_t width, int32_t height)
{
	struct photo p;

	ASSERT(!sql_in_tx(cx));
	TRY(photo_file(cx, jpeg, width, height, &p));
	int rc = give_photo(cx, id, &p);
	sql_rollback(cx);
	return rc;
}

int flow_appeal_photo_read(struct cx *cx, int64_t id, str photo, str *ret)
{
	struct appeal a;
	str jpeg;
	bool is;

	TRY(get_own_area(cx, id, &a));
	TRY(appeal_photo_is(cx, id, photo, &is));
	if (!is)
		return FAIL(cx, E_NOTFOUND, "no such photo");
	TRY(photo_read(cx, photo, &jpeg));
	TRY(notice_audit(cx, "appeal.photo_read", "appeal", id, photo));
	*ret = jpeg;
	return 0;
}
