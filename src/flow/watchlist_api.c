/* watchlist_api — HTTP face of the watch list for officers' readers. */
#include "flow/flow_watchlist.h"
#include "serve/http/route.h"

extern const struct routes watchlist_routes;

#define F(member) offsetof(struct watchlist_item, member)
static const struct js_field item_fields[] = {
	{ "tag", JT_TAG, F(tag), 0, 0, 0, NULL, NULL },
	{ "removed", JT_BOOL, F(removed), 0, 0, 0, NULL, "true: it is watched no longer (a tombstone)" },
	{ "severity", JT_I32, F(severity), 0, 1, 3, NULL, NULL },
	{ "version", JT_I64, F(version), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape item_shape = JS_SHAPE("WatchlistItem", struct watchlist_item, item_fields);
struct list_view { bool full; int64_t version, next; struct js_list items; };
#define F(member) offsetof(struct list_view, member)
static const struct js_field list_fields[] = {
	{ "full", JT_BOOL, F(full), 0, 0, 0, NULL, "true: forget what you have, this is the whole list" },
	{ "version", JT_I64, F(version), 0, 0, 0, NULL, "what to ask since the next time, once the last page has come" },
	{ "items", JT_LIST, F(items), 0, 0, 0, &item_shape, "each tag once, oldest change first" },
	{ "next", JT_I64, F(next), JF_NULL_IF_EMPTY, 0, 0, NULL, "goes back as after, with upto=version; null: the last page" },
};
#undef F
static const struct js_shape list_shape = JS_SHAPE("Watchlist", struct list_view, list_fields);

static const struct route_q query[] = {
	{ "since", JT_I64, 0, 0, INT64_MAX, "the version the reader has; 0 or nothing: none" },
	{ "after", JT_I64, 0, 0, INT64_MAX, "the next of the page before" },
	{ "upto", JT_I64, 0, 0, INT64_MAX, "the version of the first page" },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct watchlist w;

	TRY(flow_watchlist(cx, rq->q[0].i, rq->q[1].i, rq->q[2].i, &w));
	js_put(&rp->js, NULL, &list_shape, &(struct list_view){ w.full, w.version, w.next, { w.items, w.n } });
	return 0;
}

struct hit_in { str client_id; tag_id tag; utc_ms heard_at; int32_t lat, lon; str place; };
#define F(member) offsetof(struct hit_in, member)
static const struct js_field hit_fields[] = {
	{ "clientId", JT_STR, F(client_id), JF_REQUIRED, 1, 64, NULL, "the reader's own; sent again it is the same hit" },
	{ "tag", JT_TAG, F(tag), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "heardAt", JT_UTC, F(heard_at), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(lat), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(lon), 0, 0, 0, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "in words" },
};
#undef F
static const struct js_shape hit_shape = JS_SHAPE("HandheldHit", struct hit_in, hit_fields);
struct hits_in { struct js_list hits; };
static const struct js_field hits_fields[] = { { "hits", JT_LIST, offsetof(struct hits_in, hits), JF_REQUIRED, 1, WATCHLIST_HITS, &hit_shape, "at most 100" } };
static const struct js_shape hits_shape = JS_SHAPE("HandheldHits", struct hits_in, hits_fields);

#define F(member) offsetof(struct handheld_done, member)
static const struct js_field done_fields[] = {
	{ "clientId", JT_STR, F(client_id), 0, 0, 64, NULL, NULL },
	{ "outcome", JT_ENUM, F(outcome), 0, 0, HO_N, handheld_outcome_names, "alert: of an open case; kept: of a closed one; unknown: of none" },
	{ "again", JT_BOOL, F(again), 0, 0, 0, NULL, "it was here before; nothing was added" },
	{ "alertId", JT_I64, F(alert_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "caseId", JT_I64, F(case_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape done_shape = JS_SHAPE("HandheldDone", struct handheld_done, done_fields);

static int post_hits(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct hits_in *in = rq->in;
	const struct hit_in *hits = in->hits.items;

	if (in->hits.n > WATCHLIST_HITS)
		return FAIL_FIELD(cx, E_INVALID, "hits", "at most %d at a time", WATCHLIST_HITS);
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (size_t i = 0; i < in->hits.n; i++) {
		struct handheld_hit h = { hits[i].client_id, hits[i].tag, hits[i].heard_at, hits[i].lat || hits[i].lon, { hits[i].lat, hits[i].lon }, hits[i].place };
		struct handheld_done d;
		TRY(flow_handheld_hit(cx, &h, &d));
		js_put(&rp->js, NULL, &done_shape, &d);
	}
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define P ROLE_POLICE
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/watchlist", P, NULL, TX_NONE, RF_AUDITED, NULL, &list_shape, query, COUNTOF(query), get_list, "watchlist.read",
	  "What has changed in the watch list since a version: tags and severities for readers without a line; audited" },
	{ HTTP_POST, "/api/v1/watchlist/hits", P, NULL, TX_WRITE, RF_LIST, &hits_shape, &done_shape, NULL, 0, post_hits, "watchlist.hits",
	  "What a reader heard while it had no line; repeating it adds nothing" },
};
const struct routes watchlist_routes = ROUTES("watchlist", rows);
