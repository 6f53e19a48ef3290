/* theft_owner_api — an owner's own theft reports over HTTP. No rules live here. */
#include "flow/flow_theft.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes theft_owner_routes;

enum { CASES_MAX = 50 };

struct case_view {
	int64_t id; str number; int64_t bike; int state, reported_by; utc_ms last_seen_at, missing_at, reported_at, accepted_at, filing_due_at, filed_at, located_at, recovered_at,
	unsolved_at, closed_at; str receipt_no, filing_no, place, note; bool may_withdraw;
};
#define F(member) offsetof(struct case_view, member)
static const struct js_field case_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, F(number), 0, 0, 32, NULL, NULL },
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, TS_N, theft_state_words, NULL },
	{ "source", JT_ENUM, F(reported_by), 0, 0, TO_N, theft_source_words, NULL },
	{ "lastSeenAt", JT_UTC, F(last_seen_at), 0, 0, 0, NULL, NULL },
	{ "missingAt", JT_UTC, F(missing_at), 0, 0, 0, NULL, NULL },
	{ "reportedAt", JT_UTC, F(reported_at), 0, 0, 0, NULL, NULL },
	{ "acceptedAt", JT_UTC, F(accepted_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "an officer has confirmed it" },
	{ "receiptNo", JT_STR, F(receipt_no), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "filingDueAt", JT_UTC, F(filing_due_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "until when it is decided whether it is filed" },
	{ "filedAt", JT_UTC, F(filed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "filingNo", JT_STR, F(filing_no), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "locatedAt", JT_UTC, F(located_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "recoveredAt", JT_UTC, F(recovered_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "unsolvedAt", JT_UTC, F(unsolved_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, F(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "mayWithdraw", JT_BOOL, F(may_withdraw), 0, 0, 0, NULL, "one's own report that nobody has confirmed yet" },
};
#undef F
static const struct js_shape case_shape = JS_SHAPE("OwnerCase", struct case_view, case_fields);

static void put_case(struct js *js, const struct theft *t)
{
	struct case_view v = { t->id.v, t->number, t->bike.v, (int)t->state, (int)t->reported_by, t->last_seen_at, t->missing_at, t->reported_at, t->accepted_at, t->filing_due_at,
	                       t->filed_at, t->located_at, t->recovered_at, t->unsolved_at, t->closed_at, t->receipt_no, t->filing_no, t->place, t->note,
	                       t->state == TS_REPORTED && t->reported_by == TO_OWNER };

	js_put(js, NULL, &case_shape, &v);
}

/* Who acted stands in the detail: a citizen has no account. */
static int put_done(struct cx *cx, struct rep *rp, const struct theft *t)
{
	char who[AUDIT_SUBJECT];

	TRY(audit_subject(cx, "owner", cx->owner.v, who));
	rp->audit_subject = t->id.v;
	rp->audit_case = t->id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\"}", who);
	put_case(&rp->js, t);
	return 0;
}

struct report_in { utc_ms last_seen_at, missing_at; int32_t lat, lon; str place, note; int locked, lock_kind, key_place; int32_t keys; };
#define F(member) offsetof(struct report_in, member)
static const struct js_field report_fields[] = {
	{ "lastSeenAt", JT_UTC, F(last_seen_at), JF_REQUIRED, 0, 0, NULL, "when you last saw the bike" },
	{ "missingAt", JT_UTC, F(missing_at), JF_REQUIRED, 0, 0, NULL, "when you found it missing" },
	{ "lat", JT_GEO_LAT, F(lat), 0, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(lon), 0, 0, 0, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "locked", JT_ENUM, F(locked), 0, 0, TL_N, theft_locked_words, NULL },
	{ "lockKind", JT_ENUM, F(lock_kind), 0, 0, LOCK_KINDS, theft_lock_kinds, NULL },
	{ "keys", JT_I32, F(keys), 0, 0, 9, NULL, "how many there are; 0: not said" },
	{ "keyPlace", JT_ENUM, F(key_place), 0, 0, KEY_PLACES, theft_key_places, NULL },
};
#undef F
static const struct js_shape report_shape = JS_SHAPE("OwnerTheftReport", struct report_in, report_fields);

static int post_report(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct report_in *in = rq->in;
	struct flow_report r = { .bike = { rq->id }, .last_seen_at = in->last_seen_at, .missing_at = in->missing_at, .has_place = in->lat || in->lon,
	                         .at = { in->lat, in->lon }, .place = in->place, .note = in->note, .lock = { in->locked, in->lock_kind, in->keys, in->key_place } };
	struct theft t;

	TRY(flow_theft_owner_report(cx, &r, &t));
	return put_done(cx, rp, &t);
}

struct note_in { str note; };
static const struct js_field note_fields[] = { { "note", JT_STR, offsetof(struct note_in, note), 0, 0, 1000, NULL, NULL } };
static const struct js_shape note_shape = JS_SHAPE("OwnerTheftNote", struct note_in, note_fields);

static int post_withdraw(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft t;

	TRY(flow_theft_owner_withdraw(cx, (theft_id){ rq->id }, ((const struct note_in *)rq->in)->note, &t));
	return put_done(cx, rp, &t);
}

static int list_one(struct cx *cx, const struct theft *t, void *arg)
{
	(void)cx;
	put_case(arg, t);
	return 0;
}

static int get_cases(struct cx *cx, const struct req *rq, struct rep *rp)
{
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_theft_owner_list(cx, (bike_id){ rq->id }, CASES_MAX, list_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define OWN ROLE_OWNER
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/owner/bikes/{id}/thefts", OWN, NULL, TX_READ, RF_LIST, NULL, &case_shape, NULL, 0, get_cases, NULL,
	  "The theft cases of one's own bike, newest first" },
	{ HTTP_POST, "/api/v1/owner/bikes/{id}/theft", OWN, NULL, TX_WRITE, RF_CREATED, &report_shape, &case_shape, NULL, 0, post_report, "theft.report",
	  "Report one's own bike stolen; an officer confirms it before it is looked for" },
	{ HTTP_POST, "/api/v1/owner/thefts/{id}/withdraw", OWN, NULL, TX_WRITE, 0, &note_shape, &case_shape, NULL, 0, post_withdraw, "theft.step",
	  "Take back one's own report while nobody has confirmed it" },
};
const struct routes theft_owner_routes = ROUTES("owner", rows);
