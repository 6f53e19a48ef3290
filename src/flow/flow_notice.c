/* flow_notice — see flow_notice.h: what riders are told and how it arrives. Their answers: flow_appeal.c, flow_named.c. */
#include "flow/flow_notice.h"

#include "base/utc.h"
#include "core/workday.h"
#include "flow/flow_count.h"
#include "flow/flow_news.h"
#include "flow/flow_exposure.h"
#include "flow/flow_notice_int.h"
#include "flow/flow_violation.h"
#include "flow_notice_sql.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/message/message.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_notice)

/* A message is one of a phone: with its head no longer than struct pii holds. */
enum { ALIVE_DAYS = 7, ARRIVED_TURN = 200, TEXT_MAX = PII_MAX - 14, PLACE_SAID = 48, FACT_SAID = 60 };

/* --- days and places --- */

int flow_notice_workday(struct cx *cx, int32_t day, int64_t n, int32_t *ret, bool *ret_provisional)
{
	struct workdays *w = arena_alloc(cx->arena, sizeof *w);
	int year = civil_of(day_start(day)).y;

	if (!w)
		return FAIL(cx, E_TOOBIG, "no memory for the calendar");
	TRY(holidays_workdays(cx, year, year + 1, w));
	*ret_provisional = false;
	int rc = workday_add(w, day, (int)n, ret);
	if (rc == E_NOTFOUND) {      /* nobody has announced that year: weekends alone, and said so */
		w->known = UINT32_MAX;
		*ret_provisional = true;
		rc = workday_add(w, day, (int)n, ret);
	}
	return rc == 0 ? 0 : FAIL(cx, E_INTERNAL, "a period of working days runs for ever");
}

struct take_place { struct notice_place *p; bool any; };

static int place_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct take_place *t = arg;

	t->p->name = sql_str_a(r, cx->arena);
	t->p->lat_e7 = (int32_t)sql_i64(r);
	t->p->lon_e7 = (int32_t)sql_i64(r);
	t->p->has_at = t->any = true;
	return 0;
}

int notice_place(struct cx *cx, const struct violation *v, struct notice_place *ret)
{
	struct take_place t = { ret, false };

	*ret = (struct notice_place){ .name = v->place };
	if (!v->junction)
		return 0;
	TRY(as_done(sql_each(cx, &q_junction_place, place_row, &t, BIND(V(v->junction)))));
	if (v->place.n)      /* the row's own words are nearer */
		ret->name = v->place;
	return 0;
}

int notice_code(struct cx *cx, const struct violation *v, struct violation_code *ret, bool *ret_found)
{
	struct err before = cx->err;

	*ret_found = false;
	if (!v->code.n)
		return 0;
	int rc = violation_code_get(cx, v->code, v->day, ret);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret_found = true;
	return 0;
}

static const char *const kind_zh[VK_N] = { "不按信号灯通行", "逆向行驶", "驶入机动车道", "违规载人", "违规载物", "不按规定避让", "违反道路通行规定" };

str notice_masked_plate(struct cx *cx, str plate)
{
	return flow_exposure_plate(cx->arena, plate);
}

str notice_day_zh(struct cx *cx, int32_t day)
{
	struct civil d = civil_of(day_start(day));

	return arena_fmt(cx->arena, "%d年%d月%d日", d.y, d.m, d.d);
}

static str at_zh(struct cx *cx, utc_ms t)
{
	int minute = (int)((t - day_start(day_of(t))) / MINUTE_MS);
	struct civil d = civil_of(t);

	return arena_fmt(cx->arena, "%d年%d月%d日%d时%02d分", d.y, d.m, d.d, minute / 60, minute % 60);
}

/* --- sending (FO1) --- */

/* The first phone of the register. Owners that are gone have none. */
static int phone_of(struct cx *cx, owner_id owner, struct pii *ret, bool *ret_found)
{
	struct pii phone[OWNER_PHONES];
	struct err before = cx->err;
	struct owner o;
	int n;

	*ret_found = false;
	int rc = owner_live(cx, owner, &o);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	TRY(owner_phones(cx, o.id, phone, &n));
	if (n) {
		*ret = phone[0];
		*ret_found = true;
	}
	return 0;
}

/* At most n bytes, cut between characters. */
static str clip(struct cx *cx, str s, size_t n)
{
	if (s.n <= n)
		return s;
	n -= 3;
	while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return arena_fmt(cx->arena, "%.*s…", (int)n, s.p);
}

int flow_notice_tell(struct cx *cx, str kind, str step, owner_id owner, str text, bool *ret_phone)
{
	struct pii phone;
	utc_ms at;

	TRY(phone_of(cx, owner, &phone, ret_phone));
	if (!*ret_phone)
		return 0;
	TRY(flow_news_by_day(cx, &at));
	return message_tell(cx, kind, step, pii_reveal(&phone), arena_fmt(cx->arena, "【雁阵】%.*s", STR_ARG(clip(cx, text, TEXT_MAX))), at, at + ALIVE_DAYS * DAY_MS);
}

static int write_row(struct cx *cx, struct notice *n, str text)
{
	bool provisional, phone;
	int64_t days;

	TRY(policy_i64(cx, POL_TRAFFIC_NOTIFY_DAYS, cx->now, &days));
	TRY(flow_notice_workday(cx, day_of(cx->now), days, &n->due_day, &provisional));
	TRY(flow_notice_tell(cx, S("traffic_news"), n->step, n->owner, text, &phone));
	n->state = phone ? NS_WAITING : NS_NO_PHONE;
	return as_done(notice_add(cx, n, n));
}

int notice_write(struct cx *cx, enum notice_kind kind, const struct violation *v, owner_id to, str step, str text)
{
	struct notice n = { .kind = kind, .violation = v->id, .owner = to, .path = v->path, .step = step };

	return write_row(cx, &n, text);
}

int flow_notice_exposure(struct cx *cx, owner_id owner, int64_t exposure, str path, str step, str text)
{
	struct notice n = { .kind = NOK_EXPOSURE, .exposure = exposure, .owner = owner, .path = path, .step = step };

	return write_row(cx, &n, text);
}

/* What does not count against him he is told only where it teaches something. */
static bool is_told(const struct violation *v)
{
	return v->rider.v && (v->excluded == VX_NONE || v->excluded == VX_EDUCATION_ONLY);
}

static str step_name(struct cx *cx, const struct violation *v, const char *what)
{
	return arena_fmt(cx->arena, "violation.%lld.%s.%lld", (long long)v->id, what, (long long)v->ver);
}

int flow_notice_confirmed(struct cx *cx, const struct violation *v)
{
	struct notice_place place;
	struct violation_code c;
	int64_t days, n;
	bool found;

	if (!is_told(v))
		return 0;
	TRY(policy_i64(cx, POL_TRAFFIC_APPEAL_DAYS, cx->now, &days));
	TRY(violation_count_month(cx, v->rider, v->month, &n));
	TRY(notice_place(cx, v, &place));
	TRY(notice_code(cx, v, &c, &found));
	str fact = found ? c.name_zh : str_of(kind_zh[v->kind]);
	str text = arena_fmt(cx->arena, "您的车%.*s于%.*s在%.*s%.*s，已经交警审核确认，编号%.*s，当月第%lld次。", STR_ARG(notice_masked_plate(cx, v->plate)), STR_ARG(at_zh(cx, v->at)),
		STR_ARG(clip(cx, place.name, PLACE_SAID)), STR_ARG(clip(cx, fact, FACT_SAID)), STR_ARG(v->number), (long long)n);
	str rights = arena_fmt(cx->arena, "违法记录%.*s：%s照片、依据和您的权利可在车主页面查看；%s。", STR_ARG(v->number),
		v->excluded == VX_EDUCATION_ONLY ? "仅作警示教育，不予罚款。" : "", arena_fmt(cx->arena, flow_violation_met(v) ? "有异议的，请在%lld天内在车主页面申诉" :
		"有异议或不是您骑行的，请在%lld天内在车主页面申诉或说明", (long long)days).p);
	TRY(notice_write(cx, NOK_VIOLATION, v, v->rider, step_name(cx, v, "notice"), text));
	return flow_notice_tell(cx, S("traffic_news"), step_name(cx, v, "rights"), v->rider, rights, &found);
}

struct any_notice { owner_id owner; bool any; };

static int of_owner(struct cx *cx, const struct notice *n, void *arg)
{
	struct any_notice *a = arg;

	(void)cx;
	a->any = a->any || (n->owner.v == a->owner.v && n->kind == NOK_VIOLATION);
	return 0;
}

/* An appeal that is open is over with what it was against. */
static int close_appeal(struct cx *cx, const struct violation *v)
{
	struct appeal a;
	bool found;

	TRY(appeal_of(cx, v->id, &a, &found));
	if (!found || a.state != APS_OPEN)
		return 0;
	return appeal_decide(cx, &a, &(struct appeal_decision){ .revoke = true, .ground = v->ground, .reason = S("该违法记录已由民警撤销，申诉随之办结") });
}

/* Who was never told of it is not told of its end. */
static int tell_change(struct cx *cx, const struct violation *v, const char *zh)
{
	struct any_notice told = { v->rider, false };

	if (!v->rider.v || !zh)
		return 0;
	TRY(notice_of(cx, v->id, 100, of_owner, &told));
	return !told.any ? 0 : notice_write(cx, NOK_CHANGED, v, v->rider, step_name(cx, v, "changed"),
		arena_fmt(cx->arena, "您的电动自行车%.*s的违法记录%.*s%s。", STR_ARG(notice_masked_plate(cx, v->plate)), STR_ARG(v->number), zh));
}

int flow_notice_counted(struct cx *cx, const struct violation *v)
{
	if (v->excluded != VX_NONE && v->excluded != VX_EDUCATION_ONLY)
		return tell_change(cx, v, "经核实不计入您的违法次数");
	if (v->state == VI_APPEALED)
		return tell_change(cx, v, "：被盗报案已撤回或不成立，不再按被盗处理；申诉办结前仍不计入");
	return tell_change(cx, v, v->excluded == VX_NONE ? "：被盗报案已撤回或不成立，恢复计入您的违法次数" : "：被盗报案已撤回或不成立，恢复计入您的违法次数（仅作警示教育）");
}

int flow_notice_changed(struct cx *cx, const struct violation *v)
{
	const char *zh = NULL;

	if (!v->rider.v)
		return 0;
	if (v->state == VI_REVOKED) {
		zh = "已经撤销，不再计入您的违法次数，由此产生的学习要求和公示随即取消";
		TRY(close_appeal(cx, v));
	} else if (v->state == VI_UPHELD) {
		zh = "的申诉已复核，维持原结论。理由见车主页面；仍有异议的，可依法申请行政复议";
	} else if (v->state == VI_SCREENED) {
		zh = "已重新审核，审核期间不计入您的违法次数";
	} else if (v->state == VI_DISMISSED) {
		zh = "经重新审核不予认定，不计入您的违法次数";
	} else if (v->state == VI_LAPSED) {
		zh = "因审核期限已过不再处理，不计入您的违法次数";
	}
	return tell_change(cx, v, zh);
}

/* --- arriving (FO2) --- */

int notice_step(struct cx *cx, struct violation *v, enum violation_ev ev, unsigned roles, const struct violation_do *in)
{
	unsigned was = cx->roles;

	cx->roles = roles;
	int rc = violation_step(cx, v, ev, in);
	cx->roles = was;
	return rc;
}

int notice_reached(struct cx *cx, struct violation *v)
{
	return v->state == VI_CONFIRMED ? notice_step(cx, v, VE_NOTIFY, ROLE_SYSTEM, &(struct violation_do){ 0 }) : 0;
}

static int reached(struct cx *cx, const struct notice *n)
{
	struct violation v;

	if (n->kind != NOK_VIOLATION)
		return 0;
	TRY(violation_get(cx, n->violation, &v));
	return v.rider.v == n->owner.v ? notice_reached(cx, &v) : 0;
}

struct on_way { struct notice v[ARRIVED_TURN]; int n; };

static int take_waiting(struct cx *cx, const struct notice *n, void *arg)
{
	struct on_way *w = arg;

	(void)cx;
	w->v[w->n++] = *n;
	return 0;
}

/* A message that is not there any more went out long ago, or never was. */
static int arrive_one(struct cx *cx, struct notice *n)
{
	str state;
	utc_ms at;

	TRY(message_of_step(cx, n->step, &state, &at));
	if (str_eq(state, S("waiting")))
		return 0;
	if (!str_eq(state, S("sent"))) {
		TRY(notice_failed(cx, n));
		return 1;
	}
	TRY(notice_sent(cx, n, at));
	TRY(reached(cx, n));
	return 1;
}

static int arrived_in_tx(struct cx *cx, struct on_way *w)
{
	int done = 0;
	int64_t after = 0;

	do {
		w->n = 0;
		TRY(notice_waiting(cx, after, ARRIVED_TURN, take_waiting, w));
		for (int i = 0; i < w->n; i++) {
			int rc = arrive_one(cx, &w->v[i]);
			TRY(rc);
			done += rc;
			after = w->v[i].id;
		}
	} while (w->n == ARRIVED_TURN && done < ARRIVED_TURN);
	TRY(sql_commit(cx));
	return done;
}

int flow_notice_arrived(struct cx *cx)
{
	struct on_way *w = arena_alloc(cx->arena, sizeof *w);

	ASSERT(!sql_in_tx(cx));
	if (!w)
		return FAIL(cx, E_TOOBIG, "no memory for the notices");
	TRY(sql_begin(cx, true));
	int rc = arrived_in_tx(cx, w);
	sql_rollback(cx);
	return rc;
}

/* --- on paper --- */

static int owner_named(struct cx *cx, owner_id id, str *ret)
{
	struct err before = cx->err;
	struct owner o;
	int rc = owner_live(cx, id, &o);

	*ret = S("");
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret = pii_mask_name(cx->arena, &o.name);
	return 0;
}

static int paper_of(struct cx *cx, const struct notice *n, struct notice_paper *ret)
{
	struct notice_place place;
	struct violation v;

	*ret = (struct notice_paper){ .n = *n, .number = S(""), .plate = S(""), .place = S("") };
	TRY(owner_named(cx, n->owner, &ret->owner));
	if (!n->violation)
		return 0;
	TRY(violation_get(cx, n->violation, &v));
	TRY(notice_place(cx, &v, &place));
	ret->number = v.number;
	ret->plate = v.plate;
	ret->place = place.name;
	ret->fact_at = v.at;
	return 0;
}

int flow_notice_served(struct cx *cx, int64_t id, str note, struct notice_paper *ret)
{
	struct notice n;

	TRY(notice_get(cx, id, &n));
	if (!account_area_covers(cx, n.path))
		return FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
	TRY(notice_served(cx, &n, note));
	TRY(reached(cx, &n));
	return paper_of(cx, &n, ret);
}

struct keep_notices { struct notice *v; int n, max; };

static int keep_notice(struct cx *cx, const struct notice *n, void *arg)
{
	struct keep_notices *k = arg;

	(void)cx;
	if (k->n < k->max)
		k->v[k->n++] = *n;
	return 0;
}

int flow_notice_undelivered(struct cx *cx, int max, notice_paper_fn *fn, void *arg)
{
	struct keep_notices k = { arena_alloc(cx->arena, (size_t)max * sizeof *k.v), 0, max };
	struct notice_paper p;

	if (!k.v)
		return FAIL(cx, E_TOOBIG, "no memory for the notices");
	TRY(notice_undelivered(cx, cx->area, max, keep_notice, &k));
	for (int i = 0; i < k.n; i++) {
		TRY(paper_of(cx, &k.v[i], &p));
		TRY(fn(cx, &p, arg));
	}
	return k.n;
}

int notice_audit(struct cx *cx, const char *verb, const char *of, int64_t subject, str photo)
{
	char who[AUDIT_SUBJECT] = "";

	if (cx->owner.v)
		TRY(audit_subject(cx, "owner", cx->owner.v, who));
	return audit_add(cx, verb, of, subject, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"photo\":\"%.*s\"%s%s%s}", STR_ARG(photo), *who ? ",\"owner\":\"" : "", who,
	                 *who ? "\"" : ""));
}
