/* flow_named — who rode instead: named by the owner, answered by that person or an officer (FO6). See flow_notice.h. */
#include "base/utc.h"
#include "flow/flow_count.h"
#include "flow/flow_notice.h"
#include "flow/flow_notice_int.h"
#include "flow/flow_owner_view.h"
#include "flow/flow_violation.h"
#include "office/account/account.h"
#include "office/owner/owner.h"
#include "store/sql/sql.h"

enum { SAME_PHONE = 20, LIST_MAX = 100 };

static str masked_name(struct cx *cx, const struct pii *p)
{
	return pii_mask_name(cx->arena, p);
}

/* --- the owner names somebody --- */

struct match { struct pii name; owner_id id; int n; };

static int same_name(struct cx *cx, const struct owner *o, void *arg)
{
	struct match *m = arg;
	struct pii norm;

	(void)cx;
	pii_norm_name(&o->name, &norm);
	if (str_eq(pii_reveal(&norm), pii_reveal(&m->name))) {
		m->id = o->id;
		m->n++;
	}
	return 0;
}

/* The one person of the register with that name and that document or phone (by: as owner_find); whether there is one is not told to an owner who asks. */
static int find_person(struct cx *cx, const struct pii *name, str by, const struct pii *value, owner_id *ret)
{
	struct match m = { .n = 0 };

	pii_norm_name(name, &m.name);
	TRY(as_done(owner_find(cx, by, value, SAME_PHONE, same_name, &m)));
	*ret = m.n == 1 ? m.id : (owner_id){ 0 };
	return 0;
}

static int check_phone(struct cx *cx, const struct pii *phone, struct pii *ret)
{
	pii_norm_phone(phone, ret);
	str s = pii_reveal(ret);
	bool good = s.n == 11 && s.p[0] == '1';

	for (size_t i = 0; i < s.n; i++)
		good = good && s.p[i] >= '0' && s.p[i] <= '9';
	return good ? 0 : FAIL_FIELD(cx, E_INVALID, "phone", "must be a mobile number of eleven digits");
}

int flow_my_name(struct cx *cx, int64_t id, const struct pii *name, const struct pii *phone)
{
	struct named in, n;
	struct my_violation m;

	TRY(flow_my_seen(cx, id));
	TRY(flow_my_violation(cx, id, &m));
	if (flow_violation_met(&m.v))
		return FAIL_FIELD(cx, E_STATE, "met", "an officer stopped you and read your document; appeal if that was somebody else's");
	if (m.why.n || (m.has_named && (m.named.state == NR_ASKED || m.v.rider.v != m.v.owner.v)))
		return FAIL_FIELD(cx, E_STATE, str_eq(m.why, S("late")) ? "late" : "named", "nobody can be named for this any more");
	in = (struct named){ .violation = id, .owner = m.v.rider, .path = m.v.path, .name = *name };
	TRY(check_phone(cx, phone, &in.phone));
	TRY(find_person(cx, name, S("phone"), &in.phone, &in.rider));
	TRY(named_add(cx, &in, &n));
	if (!n.rider.v)
		return 0;
	str text = arena_fmt(cx->arena, "有人说明您是违法记录%.*s的实际骑车人。请在车主页面确认或否认；您确认之前，该记录不计在您名下。", STR_ARG(m.v.number));
	return notice_write(cx, NOK_RIDER, &m.v, n.rider, arena_fmt(cx->arena, "named.%lld", (long long)n.id), text);
}

int flow_my_name_back(struct cx *cx, int64_t id)
{
	struct violation v;
	struct named n;
	bool found;

	TRY(notice_mine(cx, id, &v));
	TRY(named_of(cx, id, &n, &found));
	if (!found || n.owner.v != v.rider.v)
		return FAIL(cx, E_NOTFOUND, "nobody was named here");
	return named_decide(cx, &n, NR_TAKEN_BACK, (owner_id){ 0 }, S(""));
}

/* --- it becomes another's --- */

static int answerable(struct cx *cx, const struct named *n, struct violation *ret)
{
	TRY(violation_get(cx, n->violation, ret));
	if (flow_violation_met(ret))
		return FAIL_FIELD(cx, E_STATE, "met", "an officer stopped the rider and read his document; it is decided on an appeal");
	if (ret->rider.v != n->owner.v || (ret->state != VI_CONFIRMED && ret->state != VI_NOTIFIED && ret->state != VI_ACKNOWLEDGED))
		return FAIL_FIELD(cx, E_STATE, "named", "this violation has changed since; nobody else can answer for it now");
	return 0;
}

static int take_over(struct cx *cx, struct violation *v, owner_id rider, str reason)
{
	owner_id before = v->rider;

	TRY(flow_violation_known(cx, v, rider, reason));
	TRY(flow_count_month(cx, before, v->month));      /* FO5: both of them */
	TRY(flow_count_month(cx, rider, v->month));
	TRY(flow_notice_confirmed(cx, v));
	return notice_write(cx, NOK_CHANGED, v, before, arena_fmt(cx->arena, "violation.%lld.other.%lld", (long long)v->id, (long long)v->ver),
		arena_fmt(cx->arena, "违法记录%.*s已确认由实际骑车人承担，不再计入您的违法次数。", STR_ARG(v->number)));
}

struct keep_named { struct named v[LIST_MAX]; int n; };

static int keep(struct cx *cx, const struct named *n, void *arg)
{
	struct keep_named *k = arg;

	(void)cx;
	if (k->n < LIST_MAX)
		k->v[k->n++] = *n;
	return 0;
}

int flow_my_named(struct cx *cx, my_named_fn *fn, void *arg)
{
	struct keep_named *k = arena_alloc(cx->arena, sizeof *k);
	struct notice_place p;
	struct my_named m;
	struct owner me, o;

	if (!k)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	k->n = 0;
	TRY(flow_owner_me(cx, &me));
	TRY(as_done(named_asked(cx, me.id, S("/"), LIST_MAX, keep, k)));
	for (int i = 0; i < k->n; i++) {
		m = (struct my_named){ .n = k->v[i] };
		TRY(violation_get(cx, m.n.violation, &m.v));
		TRY(notice_place(cx, &m.v, &p));
		m.place = p.name;
		TRY(owner_live(cx, m.n.owner, &o));
		m.owner = masked_name(cx, &o.name);
		TRY(fn(cx, &m, arg));
	}
	return k->n;
}

int flow_my_named_answer(struct cx *cx, int64_t id, bool accept)
{
	struct violation v;
	struct named n;
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	TRY(named_get(cx, id, &n));
	if (n.rider.v != me.id.v)
		return FAIL(cx, E_NOTFOUND, "nobody was named here");
	if (!accept)
		return named_decide(cx, &n, NR_DECLINED, (owner_id){ 0 }, S(""));
	TRY(answerable(cx, &n, &v));
	TRY(named_decide(cx, &n, NR_ACCEPTED, (owner_id){ 0 }, S("")));
	return take_over(cx, &v, me.id, S("accepted on the phone"));
}

/* --- officers --- */

int flow_named_list(struct cx *cx, int max, named_seen_fn *fn, void *arg)
{
	struct keep_named *k = arena_alloc(cx->arena, sizeof *k);
	struct named_seen s;
	struct violation v;
	struct owner o;

	if (!k)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	k->n = 0;
	TRY(as_done(named_asked(cx, (owner_id){ 0 }, cx->area, MIN(max, (int)LIST_MAX), keep, k)));
	for (int i = 0; i < k->n; i++) {
		s = (struct named_seen){ .n = k->v[i], .rider = S("") };
		TRY(violation_get(cx, s.n.violation, &v));
		s.number = v.number;
		s.day = v.day;
		s.name = masked_name(cx, &s.n.name);
		s.phone = pii_mask_phone(cx->arena, &s.n.phone);
		TRY(owner_live(cx, s.n.owner, &o));
		s.owner = masked_name(cx, &o.name);
		if (s.n.rider.v) {
			TRY(owner_live(cx, s.n.rider, &o));
			s.rider = masked_name(cx, &o.name);
		}
		TRY(fn(cx, &s, arg));
	}
	return k->n;
}

/* FO10. Nobody when nothing is said: then it is whom the register has already. */
static int said_rider(struct cx *cx, const struct rider_said *s, owner_id *ret)
{
	bool by_id = !pii_empty(&s->id_no);

	*ret = (owner_id){ 0 };
	if (pii_empty(&s->name) && !by_id && pii_empty(&s->phone))
		return 0;
	if (pii_empty(&s->name))
		return FAIL_FIELD(cx, E_INVALID, "riderName", "say who it was, by the whole name");
	if (!by_id && pii_empty(&s->phone))
		return FAIL_FIELD(cx, E_INVALID, "riderIdNo", "give this person's document number or phone as well");
	TRY(find_person(cx, &s->name, by_id ? S("idNo") : S("phone"), by_id ? &s->id_no : &s->phone, ret));
	return ret->v ? 0 : FAIL_FIELD(cx, E_STATE, "rider_unknown", "the register has nobody of that name with that document number or phone");
}

int flow_named_decide(struct cx *cx, int64_t id, bool confirm, const struct rider_said *said, str note)
{
	struct violation v;
	struct named n;
	owner_id rider;

	TRY(named_get(cx, id, &n));
	if (!account_area_covers(cx, n.path))
		return FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
	if (!confirm)
		return named_decide(cx, &n, NR_REFUSED, (owner_id){ 0 }, note);
	TRY(answerable(cx, &n, &v));
	TRY(said_rider(cx, said, &rider));
	TRY(named_decide(cx, &n, NR_CONFIRMED, rider, note));
	return take_over(cx, &v, n.rider, note);
}
