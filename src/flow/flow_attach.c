/* flow_attach — see flow_attach.h. */
#include "flow/flow_attach.h"

#include "flow/flow_claim.h"
#include "flow/flow_owner_view.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

/* One photo on its way to what it belongs to. */
struct way {
	int64_t subject; str kind; int64_t most;
	const char *verb, *of; theft_id theft;
	int (*give)(struct cx *cx, struct way *w);
	struct photo photo; struct claim *claim;
};

/* Who acted stands in the detail: a citizen has no account. */
static int note(struct cx *cx, const char *verb, const char *of, int64_t subject, theft_id theft, str what, str photo)
{
	char who[AUDIT_SUBJECT] = "";

	if (cx->owner.v)
		TRY(audit_subject(cx, "owner", cx->owner.v, who));
	return audit_add(cx, verb, of, subject, theft, arena_fmt(cx->arena, "{\"photo\":\"%.*s\"%s%.*s%s%s%s%s}", STR_ARG(photo), what.n ? ",\"kind\":\"" : "", STR_ARG(what),
	                 what.n ? "\"" : "", *who ? ",\"owner\":\"" : "", who, *who ? "\"" : ""));
}

static int give(struct cx *cx, struct way *w)
{
	struct photo used;
	int64_t same;

	TRY(sql_begin(cx, true));
	TRY(photo_add(cx, &w->photo));
	if (w->give) {
		TRY(w->give(cx, w));
	} else {
		TRY(photo_use(cx, w->photo.id, &used, &same));
		TRY(photo_of_put(cx, w->kind, w->subject, w->photo.id, w->most));
	}
	TRY(note(cx, w->verb, w->of, w->subject, w->theft, w->give ? w->kind : S(""), w->photo.id));
	return sql_commit(cx);
}

/* The file first, then its rows; a file whose rows do not come is the sweep's. */
static int keep(struct cx *cx, str jpeg, int32_t width, int32_t height, struct way *w)
{
	ASSERT(!sql_in_tx(cx));
	TRY(photo_file(cx, jpeg, width, height, &w->photo));
	int rc = give(cx, w);
	sql_rollback(cx);
	return rc;
}

/* EV3: counted before the work is done, whatever comes of it. */
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

/* --- papers of a claim --- */

static int own_claim(struct cx *cx, int64_t id, struct claim *ret)
{
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	return flow_claim_mine(cx, id, me.id, ret);
}

int flow_claim_photo_may(struct cx *cx, int64_t claim, str kind)
{
	struct claim c;

	TRY(own_claim(cx, claim, &c));
	TRY(flow_claim_paper_may(cx, &c, kind));
	return one_more(cx);
}

static int give_paper(struct cx *cx, struct way *w)
{
	TRY(own_claim(cx, w->subject, w->claim));
	return flow_claim_paper(cx, w->claim, w->kind, w->photo.id);
}

int flow_claim_photo(struct cx *cx, int64_t claim, str kind, str jpeg, int32_t width, int32_t height, struct claim *ret)
{
	struct way w = { .subject = claim, .kind = kind, .verb = "claim.photo", .of = "claim", .give = give_paper, .claim = ret };

	TRY(own_claim(cx, claim, ret));
	w.theft = ret->theft;
	return keep(cx, jpeg, width, height, &w);
}

struct paper { str kind, photo; };

static int find_paper(struct cx *cx, const struct claim_paper *p, void *arg)
{
	struct paper *f = arg;

	(void)cx;
	if (str_eq(p->kind, f->kind))
		f->photo = p->photo;
	return 0;
}

int flow_claim_photo_read(struct cx *cx, int64_t claim, str kind, str *ret)
{
	struct paper f = { kind, S("") };
	struct claim c;
	str jpeg;

	TRY(claim_get(cx, claim, &c));
	TRY(claim_papers(cx, c.id, find_paper, &f));
	if (!f.photo.n)
		return FAIL(cx, E_NOTFOUND, "there is no photo of this paper");
	if ((str_eq(kind, S("id_card")) || str_eq(kind, S("bank_card"))) && !account_stepped_up(cx))
		return FAIL(cx, E_STEPUP, "this photo shows a person's papers: confirm with a fresh code first");
	TRY(photo_read(cx, f.photo, &jpeg));
	TRY(note(cx, "claim.photo_read", "claim", c.id, c.theft, kind, f.photo));      /* EV2 */
	*ret = jpeg;
	return 0;
}

/* --- an own theft report --- */

static int own_case(struct cx *cx, theft_id id, struct theft *ret)
{
	struct ownership own;
	struct bike b;

	TRY(theft_get(cx, id, ret));
	TRY(flow_owner_bike(cx, ret->bike, &b, &own));
	if (ret->reported_at < own.from || ret->reported_by != TO_OWNER)
		return FAIL(cx, E_NOTFOUND, "no such case");
	return theft_is_open(ret) ? 0 : FAIL(cx, E_STATE, "this case is closed");
}

int flow_theft_photo_may(struct cx *cx, theft_id theft)
{
	struct theft t;
	int64_t n, most;

	TRY(own_case(cx, theft, &t));
	TRY(policy_i64(cx, POL_THEFT_PHOTOS, cx->now, &most));
	TRY(photo_of_count(cx, S("theft"), theft.v, &n));
	if (n >= most)
		return FAIL_FIELD(cx, E_STATE, "photos", "there are %lld photos already, no more are taken", (long long)n);
	return one_more(cx);
}

int flow_theft_photo(struct cx *cx, theft_id theft, str jpeg, int32_t width, int32_t height, struct photo *ret)
{
	struct way w = { .subject = theft.v, .kind = S("theft"), .verb = "theft.photo", .of = "theft", .theft = theft };
	struct theft t;

	TRY(own_case(cx, theft, &t));
	TRY(policy_i64(cx, POL_THEFT_PHOTOS, cx->now, &w.most));
	TRY(keep(cx, jpeg, width, height, &w));
	*ret = w.photo;
	return 0;
}

int flow_theft_photo_read(struct cx *cx, theft_id theft, str photo, str *ret)
{
	struct theft t;
	str jpeg;

	TRY(theft_get(cx, theft, &t));
	TRY(photo_of_read(cx, S("theft"), theft.v, photo, &jpeg));
	TRY(note(cx, "theft.photo_read", "theft", theft.v, theft, S(""), photo));      /* EV2 */
	*ret = jpeg;
	return 0;
}

/* --- what an order's officers found --- */

/* Those who may feed it back, while that is to be done. */
static int order_in_work(struct cx *cx, int64_t id, struct order *ret)
{
	bool own, helps;

	TRY(order_get(cx, id, ret));
	TRY(flow_order_reach(cx, ret, &own, &helps));
	if (!own && !helps)
		return FAIL(cx, E_DENIED, "photos are for those who have the order, or help with it");
	if (ret->state != ORS_SIGNED && ret->state != ORS_RETURNED)
		return FAIL(cx, E_STATE, "photos go with a feedback: sign the order first; one that is fed back or over takes none");
	return 0;
}

int flow_order_photo_may(struct cx *cx, int64_t order)
{
	struct order o;
	int64_t n, most;

	TRY(order_in_work(cx, order, &o));
	TRY(policy_i64(cx, POL_ORDER_PHOTOS, cx->now, &most));
	TRY(photo_of_count(cx, S("order"), order, &n));
	if (n >= most)
		return FAIL_FIELD(cx, E_STATE, "photos", "there are %lld photos already, no more are taken", (long long)n);
	return photo_may(cx);
}

static int give_order(struct cx *cx, struct way *w)
{
	struct photo used;
	struct order o;
	int64_t same;

	TRY(order_in_work(cx, w->subject, &o));      /* as it stands now: it may have been fed back meanwhile */
	TRY(photo_use(cx, w->photo.id, &used, &same));
	return photo_of_put(cx, S("order"), w->subject, w->photo.id, w->most);
}

int flow_order_photo(struct cx *cx, int64_t order, str jpeg, int32_t width, int32_t height, struct photo *ret)
{
	struct way w = { .subject = order, .kind = S(""), .verb = "order.photo", .of = "order", .give = give_order };
	struct order o;

	TRY(order_in_work(cx, order, &o));
	TRY(policy_i64(cx, POL_ORDER_PHOTOS, cx->now, &w.most));
	w.theft = o.theft;
	TRY(keep(cx, jpeg, width, height, &w));
	*ret = w.photo;
	return 0;
}

int flow_order_photo_read(struct cx *cx, int64_t order, str photo, str *ret)
{
	bool own, helps;
	struct order o;
	str jpeg;

	TRY(order_get(cx, order, &o));
	TRY(flow_order_reach(cx, &o, &own, &helps));      /* EV1 */
	TRY(photo_of_read(cx, S("order"), order, photo, &jpeg));
	TRY(note(cx, "order.photo_read", "order", order, o.theft, S(""), photo));      /* EV2 */
	*ret = jpeg;
	return 0;
}
