/* flow_spot — decisions on the spot: made, paid, cancelled. See flow_spot.h. */
#include "flow/flow_spot.h"

#include <openssl/sha.h>
#include <stdio.h>

#include "core/number.h"
#include "flow/flow_booking.h"
#include "flow/flow_violation.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/ledger/ledger.h"
#include "office/ledger/till.h"
#include "office/owner/owner.h"
#include "office/paper/paper.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "store/sql/sql.h"
#include "flow_spot_sql.h"

SQL_STATEMENTS(flow_spot)

enum { SHA_TEXT = 65 };

static int in_area(struct cx *cx, str path)
{
	return account_area_covers(cx, path) ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
}

int flow_spot_get(struct cx *cx, int64_t id, struct spot *ret)
{
	TRY(spot_get(cx, id, ret));
	return in_area(cx, ret->path);
}

int flow_spot_rules(struct cx *cx, utc_ms t, struct spot_rules *ret)
{
	int64_t may;

	*ret = (struct spot_rules){ .basis = S("") };
	TRY(policy_i64(cx, POL_SPOT_FINE_FEN, t, &ret->fine_fen));
	TRY(policy_i64(cx, POL_SPOT_IMPOUND_DAYS, t, &ret->impound_days));
	TRY(policy_i64(cx, POL_SPOT_PAY_DAYS, t, &ret->pay_days));
	TRY(policy_i64(cx, POL_SPOT_OVERDUE_PCT, t, &ret->overdue_pct));
	TRY(policy_i64(cx, POL_SPOT_IMPOUND, t, &may));
	return may ? paper_text_or(cx, S("basis.impound"), t, S(""), &ret->basis) : 0;
}

/* --- what was sent --- */

/* Of what was sent under a key, without its persons (spot.h compares those itself) and without whether it was sent at once. */
static int sha_of(struct cx *cx, const struct spot_decide *in, str *ret)
{
	const str texts[] = { in->plate, in->tag, in->code, in->place, in->defence, in->note, in->yard, in->slot, in->marks, in->pay.ref, in->pay.receipt };
	const int64_t numbers[] = { in->outcome, in->bike.v, in->age, in->junction, in->at, in->refused, in->no_plate, in->told, in->is_signed, in->fine_fen, in->impound,
	                            in->paid, in->pay.way, in->pay.site.v };
	uint8_t out[SHA256_DIGEST_LENGTH];
	str all = S("");
	char hex[SHA_TEXT];

	for (size_t i = 0; i < COUNTOF(texts); i++)
		all = arena_fmt(cx->arena, "%.*s%zu:%.*s,", STR_ARG(all), texts[i].n, STR_ARG(texts[i]));
	for (size_t i = 0; i < COUNTOF(numbers); i++)
		all = arena_fmt(cx->arena, "%.*s%lld,", STR_ARG(all), (long long)numbers[i]);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "no memory for what was sent");
	SHA256((const unsigned char *)all.p, all.n, out);
	for (size_t i = 0; i < sizeof out; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
	*ret = arena_str(cx->arena, str_of(hex));
	return 0;
}

/* --- facts --- */

static int none_is_none(struct cx *cx, int rc, const struct err *before, bool *ret_found)
{
	*ret_found = rc == 0;
	if (rc == E_NOTFOUND) {
		cx->err = *before;
		return 0;
	}
	return rc;
}

/* The bike that was named, or the one of the plate or the tag as typed; none is none. */
static int the_bike(struct cx *cx, const struct spot_decide *in, struct bike *ret, bool *ret_found)
{
	struct err before = cx->err;
	struct plate plate;
	tag_id tag;

	if (in->bike.v) {
		*ret_found = true;
		return bike_get(cx, in->bike, ret);
	}
	*ret_found = false;
	if (in->plate.n && plate_parse(in->plate, &plate))
		TRY(none_is_none(cx, bike_by_plate(cx, &plate, ret), &before, ret_found));
	if (!*ret_found && in->tag.n && tag_parse(in->tag, &tag))
		TRY(none_is_none(cx, bike_by_tag(cx, tag, ret), &before, ret_found));
	return 0;
}

static int of_bike(struct cx *cx, const struct spot_decide *in, struct spot_facts *f)
{
	struct err before = cx->err;
	struct ownership own;
	struct bike b;
	bool found;
	char tag[TAG_TEXT];

	TRY(the_bike(cx, in, &b, &found));
	if (!found)
		return 0;
	f->bike = b.id;
	f->plate = arena_str(cx->arena, plate_str(&b.plate));
	f->tag = b.tag.v ? arena_str(cx->arena, str_of(tag_text(b.tag, tag))) : S("");
	TRY(none_is_none(cx, bike_owner_at(cx, b.id, in->at, &own), &before, &found));
	f->owner = found ? own.owner : (owner_id){ 0 };
	return 0;
}

struct one_owner { owner_id id; };

static int take_owner(struct cx *cx, const struct owner *o, void *arg)
{
	(void)cx;
	((struct one_owner *)arg)->id = o->id;
	return 0;
}

/* Who the rider is, as the register knows the document; the age by it, or as said. */
static int of_rider(struct cx *cx, const struct spot_decide *in, struct spot_facts *f)
{
	struct one_owner o = { { 0 } };
	struct cn_id id;

	f->age = in->age;
	if (pii_empty(&f->id_no))
		return 0;
	if (cn_id_parse(pii_reveal(&f->id_no), civil_of(cx->now), &id) == IDF_NONE)
		f->age = age_at(id.birth, civil_of(in->at));
	TRY(owner_find(cx, S("idNo"), &f->id_no, 1, take_owner, &o));
	f->rider = o.id;
	return 0;
}

static int count_one(struct cx *cx, const struct spot *s, void *arg)
{
	(void)cx;
	*(int64_t *)arg += s->state != SPS_CANCELLED && s->state != SPS_STOPPED;
	return 0;
}

static int is_first(struct cx *cx, struct spot_facts *f)
{
	int64_t before = 0, counted = 0;

	if (f->rider.v) {
		TRY(spot_list(cx, &(struct spot_filter){ .area = S("/"), .rider = f->rider, .plate = S("") }, SPOT_OPEN, count_one, &before));
		TRY(violation_count_ever(cx, f->rider, &counted));
	} else if (f->bike.v) {
		TRY(spot_list(cx, &(struct spot_filter){ .area = S("/"), .bike = f->bike, .plate = S("") }, SPOT_OPEN, count_one, &before));
	}
	f->first = !before && !counted;
	return 0;
}

static int of_code(struct cx *cx, const struct spot_decide *in, struct spot_facts *f)
{
	struct err before = cx->err;
	struct violation_code c;
	bool found;

	TRY(none_is_none(cx, violation_code_get(cx, in->code, day_of(in->at), &c), &before, &found));
	if (!found)
		return FAIL_FIELD(cx, E_INVALID, "code", "the dictionary has no such code on that day");
	f->code = c.code;
	f->kind = violation_kind_names[c.kind];
	f->fact_zh = c.name_zh;
	f->fact_en = c.name_en;
	f->basis = c.basis_zh;
	f->fine_least = c.fine_min_fen;
	f->fine_most = c.fine_max_fen;
	return 0;
}

static struct spot_facts as_sent(struct cx *cx, const struct spot_decide *in)
{
	struct spot_facts f = { .plate = flow_violation_plate(cx, in->plate), .tag = in->tag, .place = in->place, .junction = in->junction, .at = in->at, .offline = in->offline, .refused = in->refused,
	                        .no_plate = in->no_plate, .defence = in->defence, .told = in->told, .is_signed = in->is_signed, .age = -1 };

	pii_norm_name(&in->name, &f.name);
	pii_norm_id(&in->id_no, &f.id_no);
	pii_norm_phone(&in->phone, &f.phone);
	return f;
}

/* --- the decision --- */

/* It is a violation like any other, confirmed by who decided it; against the rider, where the register knows them. */
static int as_violation(struct cx *cx, struct spot *s)
{
	const struct spot_facts *f = &s->f;
	struct violation v, in = { .kind = violation_kind_of(f->kind), .source = VS_OFFICER, .source_key = arena_fmt(cx->arena, "spot:%lld", (long long)s->id), .unit = s->unit,
	                           .path = s->path, .junction = f->junction, .arm = S(""), .place = f->place, .at = f->at, .tag = f->tag, .plate = f->plate, .bike = f->bike,
	                           .confidence = 1000, .against = S(""), .evidence = S(""), .evidence_sha = S(""), .picture = S(""), .picture_sha = S(""), .code = S(""),
	                           .ground = S(""), .note = s->number };

	TRY(flow_violation_capture(cx, &in, &v));
	if (v.rider.v != f->rider.v || v.excluded == VX_TRANSFERRED)
		TRY(flow_violation_known(cx, &v, f->rider, s->number));
	struct violation_do d = { .code = f->code, .note = s->number, .ground = S("") };
	TRY(flow_violation_do(cx, v.id, VE_CONFIRM, &d, &v));
	return spot_violation(cx, s, v.id);
}

/* What is not paid stands against the bike of who is to pay it, and of nobody else. */
static bool owes_himself(const struct spot *s)
{
	return s->f.bike.v && s->f.owner.v && s->f.rider.v == s->f.owner.v;
}

static int flag_open(struct cx *cx, const struct spot *s, bool on)
{
	if (!owes_himself(s))
		return 0;
	int n = on ? bike_flag_set(cx, s->f.bike, S("violation_open"), S("spot"), s->id, S("")) : bike_flag_end(cx, s->f.bike, S("violation_open"), S("spot"), s->id);
	return n < 0 ? n : 0;
}

static int decide(struct cx *cx, const struct spot_decide *in, struct spot *s)
{
	struct spot_do d = { .note = in->note, .paid = { .ref = S(""), .receipt = S("") } };
	struct spot_rules r;

	TRY(flow_spot_rules(cx, in->at, &r));
	if (in->outcome == SPE_FINE) {
		d.fine_fen = in->fine_fen;
		d.due_day = day_of(in->at) + (int32_t)r.pay_days;
		d.pct = r.overdue_pct;
	}
	TRY(spot_step(cx, s, in->outcome, &d));
	if (in->outcome == SPE_LET_GO)
		return 0;
	TRY(as_violation(cx, s));
	TRY(flow_spot_same(cx, s));
	return in->outcome == SPE_FINE ? flag_open(cx, s, true) : 0;
}

/* What was read of a tag goes into the register's form; what cannot be one is not written down as if it were. */
static int of_tag(struct cx *cx, const struct spot_decide *in, struct spot_facts *f)
{
	char text[TAG_TEXT];
	tag_id tag;

	if (!in->tag.n)
		return 0;
	if (!tag_parse(in->tag, &tag))
		return FAIL_FIELD(cx, E_INVALID, "tag", "a tag is 1 to 16 digits or letters A to F, as on its label: read it again, or leave it empty");
	f->tag = arena_str(cx->arena, str_of(tag_text(tag, text)));
	return 0;
}

static int check_asked(struct cx *cx, const struct spot_decide *in)
{
	if (in->outcome != SPE_LET_GO && in->outcome != SPE_WARN && in->outcome != SPE_FINE)
		return FAIL_FIELD(cx, E_INVALID, "outcome", "must be let_go, warn or fine");
	if (in->paid && (in->outcome != SPE_FINE || in->refused))
		return FAIL_FIELD(cx, E_INVALID, "paid", "only a fine that was not refused is paid");
	if (in->impound && in->outcome == SPE_LET_GO)
		return FAIL_FIELD(cx, E_INVALID, "impound", "who is let go keeps the bike");
	return 0;
}

int flow_spot_decide(struct cx *cx, const struct spot_decide *in, struct spot_done *ret)
{
	struct spot_facts f = as_sent(cx, in);
	struct spot s;
	struct unit u;
	str sha;

	*ret = (struct spot_done){ .again = false };
	TRY(sha_of(cx, in, &sha));
	TRY(spot_known(cx, in->client_id, sha, &f, &s, &ret->again));      /* FS1 */
	if (!ret->again) {
		TRY(check_asked(cx, in));
		TRY(unit_get(cx, cx->unit, &u));
		TRY(of_code(cx, in, &f));
		TRY(of_tag(cx, in, &f));
		TRY(of_bike(cx, in, &f));
		TRY(of_rider(cx, in, &f));
		TRY(is_first(cx, &f));
		int n = spot_add(cx, u.id, u.path, in->client_id, sha, &f, &s);
		TRY(n);
		s.f.fine_least = f.fine_least;
		s.f.fine_most = f.fine_most;
		TRY(decide(cx, in, &s));
		if (in->impound)
			TRY(flow_custody_take(cx, &s, in, &ret->custody));
		if (in->paid)
			TRY(flow_spot_pay(cx, s.id, &in->pay, s.fine_fen, 0, &s));
	}
	ret->spot = s;
	return custody_of(cx, s.id, &ret->custody, &ret->has_custody);
}

/* --- money --- */

int64_t flow_spot_owed(const struct cx *cx, const struct spot *s)
{
	if (s->state != SPS_FINED && s->state != SPS_OVERDUE)
		return 0;
	return s->fine_fen + spot_surcharge(s->fine_fen, s->pct, s->due_day, day_of(cx->now));
}

static int desk(struct cx *cx, const struct spot_paid *p)
{
	struct site at;

	if (p->way == SPW_BANK || (unsigned)p->way >= SPW_N)      /* which way it came is asked first */
		return 0;
	if (!p->site.v)
		return FAIL_FIELD(cx, E_INVALID, "siteId", "say into which point's till it goes");
	TRY(flow_site_reach(cx, p->site, &at));
	if (!at.open)
		return FAIL_FIELD(cx, E_STATE, "siteId", "the point is closed");
	return till_open(cx, p->site);
}

/* FS6. sign 1: it comes in; -1: it goes back. */
static int post(struct cx *cx, const struct spot *s, const char *what, int64_t sign)
{
	str to = s->paid.way == SPW_BANK ? S("bank.treasury") : till_account(cx, (enum pay_way)s->paid.way, s->paid.site);
	int64_t unit = s->unit.v, site = s->paid.way == SPW_BANK ? 0 : s->paid.site.v, id;
	struct ledger_entry e[] = { { to, sign * (s->fine_fen + s->surcharge_fen), unit, site }, { S("income.fine"), -sign * s->fine_fen, unit, site },
	                            { S("income.surcharge"), -sign * s->surcharge_fen, unit, site } };

	return ledger_post(cx, e, s->surcharge_fen ? 3 : 2, S("spot"), s->id, arena_fmt(cx->arena, "spot.%s.%lld", what, (long long)s->id), &id);
}

int flow_spot_pay(struct cx *cx, int64_t id, const struct spot_paid *in, int64_t seen_fen, int64_t ver, struct spot *ret)
{
	struct spot s;

	TRY(flow_spot_get(cx, id, &s));
	struct spot_do d = { .ver = ver, .note = S(""), .paid = *in, .surcharge_fen = spot_surcharge(s.fine_fen, s.pct, s.due_day, day_of(cx->now)) };
	if (flow_spot_owed(cx, &s) && seen_fen != flow_spot_owed(cx, &s))
		return FAIL_FIELD(cx, E_STATE, "owed", "today it is %lld fen: look again", (long long)flow_spot_owed(cx, &s));
	if (in->site.v || in->way != SPW_BANK)
		TRY(desk(cx, in));
	TRY(spot_step(cx, &s, SPE_PAY, &d));
	TRY(post(cx, &s, "pay", 1));
	TRY(flag_open(cx, &s, false));
	TRY(flow_custody_free(cx, s.id, true));
	*ret = s;
	return 0;
}

static int cancelled(struct cx *cx, struct spot *s, const struct spot_do *d)
{
	bool was_paid = s->state == SPS_PAID;

	TRY(spot_step(cx, s, SPE_CANCEL, d));
	if (was_paid)
		TRY(post(cx, s, "back", -1));
	TRY(flag_open(cx, s, false));
	return flow_custody_free(cx, s->id, false);
}

static bool is_taken_back(const struct violation *v)
{
	return v->state == VI_REVOKED || v->state == VI_DISMISSED || v->state == VI_LAPSED;
}

/* Neither it nor a decision on an appeal has taken it back yet. */
static int take_back_violation(struct cx *cx, const struct spot *s, str note)
{
	struct violation v;

	if (!s->violation)
		return 0;
	TRY(violation_get(cx, s->violation, &v));
	if (is_taken_back(&v))
		return 0;
	return flow_violation_do(cx, v.id, v.state == VI_SCREENED ? VE_DISMISS : VE_REVOKE, &(struct violation_do){ .ground = S("other"), .note = note, .code = S("") }, &v);
}

int flow_spot_cancel(struct cx *cx, int64_t id, str note, int64_t ver, struct spot *ret)
{
	struct spot_do d = { .ver = ver, .note = note, .paid = { .ref = S(""), .receipt = S("") } };
	struct spot s;

	TRY(flow_spot_get(cx, id, &s));
	if (s.state == SPS_PAID)
		TRY(desk(cx, &s.paid));
	TRY(cancelled(cx, &s, &d));
	TRY(take_back_violation(cx, &s, note));
	*ret = s;
	return 0;
}

bool flow_spot_let_go(const struct spot *s)
{
	return s->state == SPS_CANCELLED && s->cancelled_by.v == s->decided_by.v;
}

int flow_spot_back_fen(struct cx *cx, const struct spot *s, int64_t *ret)
{
	struct violation v;

	*ret = 0;
	if (s->state != SPS_PAID || s->paid.way == SPW_BANK || !s->violation)
		return 0;
	TRY(violation_get(cx, s->violation, &v));
	*ret = is_taken_back(&v) ? s->fine_fen + s->surcharge_fen : 0;
	return 0;
}

struct gathered { int64_t id[SPOT_BACK_MAX]; int n; };

static int gather(struct cx *cx, struct sql_row *r, void *arg)
{
	struct gathered *g = arg;

	(void)cx;
	g->id[g->n++] = sql_i64(r);
	return 0;
}

int flow_spot_to_give_back(struct cx *cx, int64_t before, int max, spot_fn *fn, void *arg)
{
	struct gathered g = { .n = 0 };
	struct spot s;

	if (!cx->area.n)   /* who has no area sees nothing */
		return 0;
	TRY(as_done(sql_each(cx, &q_to_give_back, gather, &g, BIND(V(before > 0 ? before : INT64_MAX), V(cx->area), V(max < SPOT_BACK_MAX ? max : SPOT_BACK_MAX)))));
	for (int i = 0; i < g.n; i++) {
		TRY(spot_get(cx, g.id[i], &s));
		TRY(fn(cx, &s, arg));
	}
	return g.n;
}

/* The decision that a violation is of, where there is one and it stands. */
static int standing(struct cx *cx, const struct violation *v, struct spot *ret, bool *ret_stands)
{
	static const char key[] = "spot:";
	int64_t id = 0;

	*ret_stands = false;
	if (!str_starts(v->source_key, S("spot:")))
		return 0;
	for (size_t i = sizeof key - 1; i < v->source_key.n && v->source_key.p[i] >= '0' && v->source_key.p[i] <= '9'; i++)
		id = id * 10 + v->source_key.p[i] - '0';
	TRY(spot_get(cx, id, ret));
	*ret_stands = ret->state != SPS_CANCELLED;
	return 0;
}

/* FS9 */
static int with_violation(struct cx *cx, struct spot *s, const struct violation *v, const char *why)
{
	if (s->state == SPS_PAID && s->paid.way != SPW_BANK)      /* out of a till it goes back over the counter: flow_spot_cancel */
		return 0;
	return cancelled(cx, s, &(struct spot_do){ .note = arena_fmt(cx->arena, "违法记录%.*s%s", STR_ARG(v->number), why), .paid = { .ref = S(""), .receipt = S("") } });
}

int flow_spot_revoked(struct cx *cx, const struct violation *v)
{
	struct spot s;
	bool stands;

	TRY(standing(cx, v, &s, &stands));
	if (!stands)
		return 0;
	if (s.decided_by.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "somebody takes it back who has not decided it on the spot");
	return with_violation(cx, &s, v, "已撤销");
}

int flow_spot_dropped(struct cx *cx, const struct violation *v)
{
	unsigned was = cx->roles;
	account_id who = cx->actor;
	struct spot s;
	bool stands;

	TRY(standing(cx, v, &s, &stands));
	if (!stands)
		return 0;
	cx->roles = ROLE_SYSTEM;
	cx->actor.v = 0;      /* nobody's hand: whose step it was that brought it about may have decided it */
	int rc = with_violation(cx, &s, v, v->state == VI_LAPSED ? "未在期限内复核" : "已撤销");
	cx->roles = was;
	cx->actor = who;
	return rc;
}
