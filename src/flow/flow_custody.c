/* flow_custody — bikes in the yard: taken, reminded of, released, disposed of. See flow_spot.h. */
#include "flow/flow_spot.h"

#include "flow/flow_bike.h"
#include "flow/flow_figures.h"
#include "flow/flow_news.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/bike/bike.h"
#include "office/owner/owner.h"
#include "office/paper/paper.h"
#include "office/photo/photo.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { BATCH = 200, SAME_DAYS = 3, TURN_ARENA = 8 << 20 };
#define REFUSED_BASIS S("《中华人民共和国道路交通安全法》第八十九条：非机动车驾驶人拒绝接受罚款处罚的，可以扣留其非机动车。")
#define PLATE_BASIS S("《中华人民共和国道路交通安全法》第十八条及本地非机动车管理规定：未悬挂号牌的，扣留车辆，补办相应手续后退还。")

static int in_area(struct cx *cx, str path)
{
	return account_area_covers(cx, path) ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
}

int flow_custody_get(struct cx *cx, int64_t id, struct custody *ret)
{
	TRY(custody_get(cx, id, ret));
	return in_area(cx, ret->path);
}

static str day_words(struct cx *cx, int32_t day)
{
	struct civil c = civil_of(day_start(day));

	return arena_fmt(cx->arena, "%d年%d月%d日", c.y, c.m, c.d);
}

static int tell(struct cx *cx, const struct custody *c, const char *what, str text)
{
	return flow_news_spot(cx, c->f.owner, arena_fmt(cx->arena, "custody.%lld.%s", (long long)c->id, what), text);
}

static int flag(struct cx *cx, const struct custody *c, bool on)
{
	if (!c->f.bike.v)
		return 0;
	int n = on ? bike_flag_set(cx, c->f.bike, S("impounded"), S("spot"), c->id, S("")) : bike_flag_end(cx, c->f.bike, S("impounded"), S("spot"), c->id);
	return n < 0 ? n : 0;
}

/* --- taken --- */

/* FS3: the law's own cases first; else the local rule, with its words. */
static int basis_of(struct cx *cx, const struct spot *s, struct custody_facts *f)
{
	struct spot_rules r;

	TRY(flow_spot_rules(cx, s->f.at, &r));
	f->release_day = day_of(s->f.at) + (int32_t)r.impound_days;
	if (s->f.refused) {
		f->ground = CUG_REFUSED;
		return paper_text_or(cx, S("basis.impound_refused"), s->f.at, REFUSED_BASIS, &f->basis);
	}
	if (s->f.no_plate) {
		f->ground = CUG_NO_PLATE;
		return paper_text_or(cx, S("basis.impound_no_plate"), s->f.at, PLATE_BASIS, &f->basis);
	}
	if (!r.basis.n || s->state != SPS_FINED)
		return FAIL_FIELD(cx, E_STATE, "noBasis", "there is no legal basis to impound it: no local rule is in force, the fine was not refused, and it has its plate");
	f->ground = CUG_POLICY;
	f->basis = r.basis;
	return 0;
}

int flow_custody_take(struct cx *cx, const struct spot *s, const struct spot_decide *in, struct custody *ret)
{
	struct custody_facts f = { .bike = s->f.bike, .owner = s->f.owner, .plate = s->f.plate, .brand = S(""), .colour = S(""), .marks = in->marks, .yard = in->yard, .slot = in->slot,
	                           .basis = S("") };
	struct bike b;

	if (f.bike.v) {
		TRY(bike_get(cx, f.bike, &b));
		f.brand = b.brand;
		f.colour = b.colour;
	}
	TRY(basis_of(cx, s, &f));
	TRY(custody_add(cx, s, &f, ret));
	TRY(flag(cx, ret, true));
	return tell(cx, ret, "taken", arena_fmt(cx->arena, "您的电动自行车%.*s已被依法扣留，凭证号%.*s，存放在%.*s。请于%.*s起带本人身份证领取。",
		STR_ARG(flow_mask_mark(cx->arena, f.plate)), STR_ARG(ret->number), STR_ARG(f.yard), STR_ARG(day_words(cx, f.release_day))));
}

/* The step is the program's own: nobody else may say that the day has come. */
static int due(struct cx *cx, struct custody *c, str note)
{
	unsigned was = cx->roles;

	cx->roles |= ROLE_SYSTEM;
	int rc = custody_step(cx, c, CUE_DUE, &(struct custody_do){ .note = note, .notice = S(""), .letter = S(""), .photo = S("") });
	cx->roles = was;
	return rc;
}

int flow_custody_free(struct cx *cx, int64_t decision, bool only_refused)
{
	struct custody c;
	bool found;

	TRY(custody_of(cx, decision, &c, &found));
	if (!found || c.state != CUS_IMPOUNDED || (only_refused && c.f.ground != CUG_REFUSED))
		return 0;
	return due(cx, &c, only_refused ? S("paid") : S("cancelled"));
}

/* --- released --- */

struct is_owner { owner_id want; bool yes; };

static int is_owner(struct cx *cx, const struct owner *o, void *arg)
{
	struct is_owner *i = arg;

	(void)cx;
	i->yes = i->yes || o->id.v == i->want.v;
	return 0;
}

/* FS4: whose document it is. */
static int check_document(struct cx *cx, const struct custody *c, const struct spot *s, const struct custody_hand *h)
{
	struct ownership own;
	struct owner o;
	struct pii id_no;

	pii_norm_id(&h->id_no, &id_no);
	if (h->receiver == CUR_RIDER && !str_eq(pii_reveal(&id_no), pii_reveal(&s->f.id_no)))
		return FAIL_FIELD(cx, E_INVALID, "idOther", "is not the document of the decision");
	if (h->receiver != CUR_OWNER)
		return 0;
	if (!c->f.bike.v)
		return FAIL_FIELD(cx, E_INVALID, "receiver", "the register has no owner of this bike: it goes to the rider or to an agent");
	TRY(bike_owner_now(cx, c->f.bike, &own));
	TRY(owner_live(cx, own.owner, &o));
	struct is_owner i = { o.id, false };
	TRY(owner_find(cx, S("idNo"), &id_no, 1, is_owner, &i));
	return i.yes ? 0 : FAIL_FIELD(cx, E_INVALID, "idOther", "is not the document that the register has of the owner");
}

static int check_may(struct cx *cx, struct custody *c, const struct spot *s)
{
	bool stolen = false;

	if (c->f.bike.v)
		TRY(bike_has_flag(cx, c->f.bike, S("stolen"), &stolen));
	if (stolen)
		return FAIL_FIELD(cx, E_STATE, "stolenBike", "this bike is reported stolen: it goes to the case, not to who asks for it");
	if (c->f.ground == CUG_REFUSED && s->state != SPS_PAID && s->state != SPS_CANCELLED)
		return FAIL_FIELD(cx, E_STATE, "unpaid", "the fine that was refused is not paid yet");
	if (c->state != CUS_IMPOUNDED)
		return 0;
	if (day_of(cx->now) >= c->f.release_day)
		return due(cx, c, S(""));
	return c->f.ground == CUG_NO_PLATE ? 0 : FAIL_FIELD(cx, E_STATE, "notDue", "it may be fetched from %.*s on", STR_ARG(day_words(cx, c->f.release_day)));
}

static int check_photo(struct cx *cx, str id)
{
	struct photo photo;
	int64_t same;

	if (!id.n)
		return FAIL_FIELD(cx, E_INVALID, "photo", "take a photo of the receiver with the bike");
	return photo_use(cx, id, &photo, &same);
}

int flow_custody_release(struct cx *cx, int64_t id, const struct custody_hand *in, struct custody *ret)
{
	struct custody_do d = { .note = in->note, .notice = S(""), .receiver = in->receiver, .name = in->name, .id_no = in->id_no, .letter = in->letter, .photo = in->photo,
	                        .is_signed = in->is_signed };
	struct custody c;
	struct spot s;

	TRY(flow_custody_get(cx, id, &c));
	if (in->ver && in->ver != c.ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the bike in custody has changed; read it again");
	TRY(spot_get(cx, c.decision, &s));
	TRY(check_may(cx, &c, &s));
	TRY(check_document(cx, &c, &s, in));
	TRY(custody_step(cx, &c, CUE_RELEASE, &d));
	TRY(check_photo(cx, in->photo));
	TRY(flag(cx, &c, false));
	*ret = c;
	return tell(cx, ret, "out", arena_fmt(cx->arena, "您的电动自行车%.*s已从扣车场领走，凭证号%.*s。不是您或您委托的人领取的，请马上联系交警。",
		STR_ARG(flow_mask_mark(cx->arena, c.f.plate)), STR_ARG(c.number)));
}

int flow_custody_photo(struct cx *cx, int64_t id, str *ret)
{
	struct custody c;
	str jpeg;

	TRY(flow_custody_get(cx, id, &c));
	if (!c.photo.n)
		return FAIL(cx, E_NOTFOUND, "there is no such photo");
	TRY(photo_read(cx, c.photo, &jpeg));
	TRY(audit_add(cx, "spot.photo_read", "spot", id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"photo\":\"%.*s\"}", STR_ARG(c.photo))));
	*ret = jpeg;
	return 0;
}

/* --- the other ways out --- */

struct debts { bike_id bike; };

static int let_fine_be(struct cx *cx, const struct spot *s, void *arg)
{
	const struct debts *d = arg;
	int n = bike_flag_end(cx, d->bike, S("violation_open"), S("spot"), s->id);

	return n < 0 ? n : 0;
}

/* FS8: the bike leaves the register with the yard, by the register's own rules: what stands against it otherwise (stolen, sealed, an accident or a claim that is open) comes first.
 * The fine stays a debt of the rider's and holds no bike any more. */
static int off_the_register(struct cx *cx, const struct custody *c)
{
	unsigned was = cx->roles;
	struct debts d = { c->f.bike };
	struct bike b;

	if (!c->f.bike.v)
		return 0;
	TRY(bike_get(cx, c->f.bike, &b));
	if (b.life != BL_REGISTERED)
		return 0;
	TRY(spot_list(cx, &(struct spot_filter){ .area = S("/"), .states = 1u << SPS_FINED | 1u << SPS_OVERDUE, .bike = c->f.bike, .plate = S("") }, BATCH, let_fine_be, &d));
	cx->roles |= ROLE_SYSTEM;      /* two persons have decided it: no third role is asked for */
	int rc = flow_bike_deregister(cx, &b, &(struct bike_off){ S("unclaimed"), PE_RETIRED, PE_RETIRED });
	cx->roles = was;
	TRY(rc);
	return audit_add(cx, "custody.deregister", "bike", b.id.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"custody\":%lld,\"number\":\"%.*s\",\"disposal\":\"%.*s\"}", (long long)c->id,
		STR_ARG(c->number), STR_ARG(custody_disposal_names[c->disposal])));
}

static int disposed(struct cx *cx, const struct custody *c)
{
	TRY(flag(cx, c, false));
	TRY(off_the_register(cx, c));
	return tell(cx, c, "gone", arena_fmt(cx->arena, "您的电动自行车%.*s公告期满无人领取，已依法处理，登记已注销，凭证号%.*s。", STR_ARG(flow_mask_mark(cx->arena, c->f.plate)),
		STR_ARG(c->number)));
}

int flow_custody_do(struct cx *cx, int64_t id, enum custody_ev ev, const struct custody_do *in, struct custody *ret)
{
	struct custody_do d = *in;
	char number[SPOT_NUMBER];
	struct custody c;
	int64_t days;

	TRY(flow_custody_get(cx, id, &c));
	if (ev == CUE_RELEASE || ev == CUE_DUE || ev == CUE_UNCLAIM)
		return FAIL_FIELD(cx, E_INVALID, "event", "must be notice, propose or dispose");
	if (ev == CUE_NOTICE) {
		TRY(policy_i64(cx, POL_SPOT_UNCLAIMED_DAYS, cx->now, &days));
		TRY(spot_number(cx, "GG", number));
		d.notice = arena_str(cx->arena, str_of(number));
		d.dispose_day = day_of(cx->now) + (int32_t)days;
	}
	TRY(custody_step(cx, &c, ev, &d));
	if (ev == CUE_DISPOSE)
		TRY(disposed(cx, &c));
	*ret = c;
	if (ev == CUE_NOTICE)
		return tell(cx, ret, "notice", arena_fmt(cx->arena, "您的电动自行车%.*s无人领取，已公告（%.*s）。%.*s（含当日）前不来领取的，将依法处理。",
			STR_ARG(flow_mask_mark(cx->arena, c.f.plate)), STR_ARG(c.notice), STR_ARG(day_words(cx, c.dispose_day))));
	return 0;
}

int flow_custody_move(struct cx *cx, int64_t id, str yard, str slot, int64_t ver, struct custody *ret)
{
	TRY(flow_custody_get(cx, id, ret));
	return custody_move(cx, ret, yard, slot, ver);
}

/* --- the job --- */

struct turn { int64_t claim_days, done, after_id, before; int32_t after_day; struct spot spot[BATCH]; struct custody custody[BATCH]; int n; };

static int keep_spot(struct cx *cx, const struct spot *s, void *arg)
{
	struct turn *t = arg;

	(void)cx;
	t->spot[t->n++] = *s;
	return 0;
}

static int keep_custody(struct cx *cx, const struct custody *c, void *arg)
{
	struct turn *t = arg;

	(void)cx;
	t->custody[t->n++] = *c;
	return 0;
}

static int late(struct cx *cx, const struct spot *s, struct turn *t)
{
	struct spot now = *s;

	TRY(spot_step(cx, &now, SPE_OVERDUE, &(struct spot_do){ .note = S(""), .paid = { .ref = S(""), .receipt = S("") } }));
	t->done++;
	if (s->f.rider.v != s->f.owner.v)
		return 0;
	return flow_news_spot(cx, s->f.owner, arena_fmt(cx->arena, "spot.%lld.overdue", (long long)s->id),
		arena_fmt(cx->arena, "您的现场处罚决定%.*s已过缴款期限，每天加处罚款的%lld%%，总额不超过罚款本身。请尽快缴纳。", STR_ARG(s->number), (long long)s->pct));
}

static int remind(struct cx *cx, struct custody *c, int n, const char *what, const char *text)
{
	if (c->reminded >= n)
		return 0;
	TRY(custody_reminded(cx, c, n));
	return tell(cx, c, what, arena_fmt(cx->arena, "您的电动自行车%.*s%s，凭证号%.*s，存放在%.*s，领取请带本人身份证。",
		STR_ARG(flow_mask_mark(cx->arena, c->f.plate)), text, STR_ARG(c->number), STR_ARG(c->f.yard)));
}

static int in_yard(struct cx *cx, const struct custody *of, struct turn *t)
{
	struct custody c = *of;
	int32_t waited = day_of(cx->now) - c.f.release_day;

	if (waited < 0)
		return 0;
	if (c.state == CUS_IMPOUNDED) {
		TRY(due(cx, &c, S("")));
		t->done++;
		return remind(cx, &c, 1, "due", "可以领取了");
	}
	if (waited > t->claim_days) {
		TRY(custody_step(cx, &c, CUE_UNCLAIM, &(struct custody_do){ .note = S(""), .notice = S(""), .letter = S(""), .photo = S("") }));
		t->done++;
		return remind(cx, &c, 3, "unclaimed", "很久没有人领取，将作为无人认领的车辆公告");
	}
	return waited * 2 >= t->claim_days ? remind(cx, &c, 2, "waits", "还没有领取，请尽快来领") : remind(cx, &c, 1, "due", "可以领取了");
}

/* FS5: a capture that reached the server after the decision. */
static int same_later(struct cx *cx, const struct spot *s, struct turn *t)
{
	if (s->f.at < cx->now - (int64_t)SAME_DAYS * DAY_MS || s->state == SPS_CANCELLED || s->state == SPS_STOPPED)
		return 0;
	int n = flow_spot_same(cx, s);
	TRY(n);
	t->done += n;
	return 0;
}

/* A batch of all that stand in a yard: those that wait for longest do not hide the others. 1: there may be more. */
static int yards(struct cx *cx, struct turn *t)
{
	struct custody_filter f = { .area = S("/"), .states = 1u << CUS_IMPOUNDED | 1u << CUS_RELEASE_DUE, .after_day = t->after_day, .after_id = t->after_id };

	t->n = 0;
	TRY(custody_list(cx, &f, BATCH, keep_custody, t));
	for (int i = 0; i < t->n; i++) {
		t->after_day = t->custody[i].f.release_day;
		t->after_id = t->custody[i].id;
		TRY(in_yard(cx, &t->custody[i], t));
	}
	return t->n == BATCH;
}

/* Newest first, until a whole batch is older than what can still be the same. */
static int captures(struct cx *cx, struct turn *t)
{
	int recent = 0;

	t->n = 0;
	TRY(spot_list(cx, &(struct spot_filter){ .area = S("/"), .plate = S(""), .before = t->before }, BATCH, keep_spot, t));
	for (int i = 0; i < t->n; i++) {
		t->before = t->spot[i].id;
		recent += t->spot[i].f.at >= cx->now - (int64_t)SAME_DAYS * DAY_MS;
		TRY(same_later(cx, &t->spot[i], t));
	}
	return t->n == BATCH && recent;
}

/* Each batch in memory of its own: a yard has no end. */
static int batches(struct cx *cx, struct turn *t, int (*fn)(struct cx *, struct turn *))
{
	struct arena own, *outer = cx->arena;
	int rc;

	arena_init(&own, TURN_ARENA);
	cx->arena = &own;
	do {
		rc = fn(cx, t);
		arena_reset(&own);
	} while (rc > 0);
	cx->arena = outer;
	arena_done(&own);
	return rc;
}

/* What is to be done is read first: a step changes what the reading goes by. */
static int turn(struct cx *cx, struct turn *t)
{
	TRY(policy_i64(cx, POL_SPOT_CLAIM_DAYS, cx->now, &t->claim_days));
	TRY(spot_late(cx, day_of(cx->now), BATCH, keep_spot, t));
	for (int i = 0; i < t->n; i++)
		TRY(late(cx, &t->spot[i], t));
	TRY(batches(cx, t, yards));
	TRY(batches(cx, t, captures));
	return sql_commit(cx);
}

int flow_spot_tick(struct cx *cx)
{
	struct turn *t = arena_alloc(cx->arena, sizeof *t);
	str area = cx->area;

	if (!t)
		return FAIL(cx, E_TOOBIG, "no memory for the turn");
	*t = (struct turn){ 0 };
	TRY(sql_begin(cx, true));
	cx->area = S("/");      /* the program's own work is of no area */
	int rc = turn(cx, t);
	cx->area = area;
	sql_rollback(cx);
	return rc < 0 ? rc : (int)t->done;
}
