/* flow_watchlist — see flow_watchlist.h. */
#include "flow/flow_watchlist.h"

#include <stdio.h>

#include "flow/flow_alert.h"
#include "flow/flow_track.h"
#include "flow_watchlist_sql.h"
#include "office/alert/alert.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "office/theft/theft.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_watchlist)

enum { AHEAD_MS = 5 * MINUTE_MS, CLIENT_ID_MAX = 64, PLACE_MAX = 256, HANDHELD_RADIUS_M = 30 };

const str handheld_outcome_names[HO_N] = { SI("alert"), SI("kept"), SI("unknown") };

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* --- the feed --- */

/* Is what this reader missed still told as changes? A version that this list never had (another server's, a restored one's) is not. */
static int too_old(struct cx *cx, int64_t since, int64_t newest, bool *ret)
{
	int64_t days, at;

	*ret = since <= 0 || since > newest;
	if (*ret || since == newest)
		return 0;
	TRY(policy_i64(cx, POL_ORDER_LIST_KEEP_DAYS, cx->now, &days));
	TRY(sql_one(cx, &q_missed_at, read_int, &at, BIND(V(since))));
	*ret = at < cx->now - days * DAY_MS;
	return 0;
}

struct page_of { struct watchlist_item *v; size_t n; };

static int gather(struct cx *cx, struct sql_row *r, void *arg)
{
	struct page_of *p = arg;
	struct watchlist_item *i = &p->v[p->n++];

	(void)cx;
	i->version = sql_i64(r);
	ASSERT(tag_parse(sql_str(r), &i->tag));
	i->removed = str_eq(sql_str(r), S("remove"));
	i->severity = (int32_t)sql_i64(r);
	return 0;
}

int flow_watchlist(struct cx *cx, int64_t since, int64_t after, int64_t upto, struct watchlist *ret)
{
	struct page_of p = { arena_alloc(cx->arena, (WATCHLIST_PAGE + 1) * sizeof *p.v), 0 };
	struct watchlist w = { .n = 0 };
	int64_t newest;
	char detail[64];

	if (!p.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	int k = snprintf(detail, sizeof detail, "since=%lld after=%lld", (long long)since, (long long)after);
	TRY(audit_add(cx, "watchlist.read", "watchlist", 0, (theft_id){ 0 }, (str){ detail, (size_t)k }));
	TRY(sql_one(cx, &q_newest, read_int, &newest, BIND_NONE));
	TRY(too_old(cx, since, newest, &w.full));
	/* what changes while a reader turns the pages comes with its next visit */
	w.version = after > 0 && upto > 0 ? MIN(upto, newest) : newest;
	int64_t from = after > 0 ? after : w.full ? 0 : since;
	TRY(sql_each(cx, &q_changes, gather, &p, BIND(V(from), V(newest), V(w.full), V((int)WATCHLIST_PAGE + 1))));
	w.items = p.v;
	w.n = MIN(p.n, (size_t)WATCHLIST_PAGE);
	w.next = p.n > WATCHLIST_PAGE ? p.v[WATCHLIST_PAGE - 1].version : 0;
	*ret = w;
	return 0;
}

/* --- hits told later --- */

struct before { struct arena *arena; int64_t id, theft, alert; str outcome; };

static void read_before(struct sql_row *r, void *ret)
{
	struct before *b = ret;

	b->id = sql_i64(r);
	b->outcome = sql_str_a(r, b->arena);
	b->theft = sql_i64(r);
	b->alert = sql_i64(r);
}

/* WL3 */
static int known(struct cx *cx, const struct handheld_hit *in, struct handheld_done *ret)
{
	struct before b = { .arena = cx->arena };
	struct err before = cx->err;
	int rc = sql_one(cx, &q_hit_known, read_before, &b, BIND(V(cx->actor.v), V(in->client_id)));

	if (rc == E_NOTFOUND) {
		cx->err = before;
		ret->again = false;
		return 0;
	}
	TRY(rc);
	ret->again = true;
	ret->alert_id = b.alert;
	ret->case_id = b.theft;
	for (int i = 0; i < HO_N; i++)
		if (str_eq(handheld_outcome_names[i], b.outcome))
			ret->outcome = i;
	return 0;
}

static int check(struct cx *cx, const struct handheld_hit *in)
{
	if (in->client_id.n < 1 || in->client_id.n > CLIENT_ID_MAX || !str_utf8(in->client_id))
		return FAIL_FIELD(cx, E_INVALID, "clientId", "must have 1 to %d bytes", CLIENT_ID_MAX);
	if (!in->tag.v)
		return FAIL_FIELD(cx, E_INVALID, "tag", "is missing");
	if (in->heard_at <= 0 || in->heard_at > cx->now + AHEAD_MS)
		return FAIL_FIELD(cx, E_INVALID, "heardAt", "lies ahead of the server's clock: set the reader's clock");
	if (in->place.n > PLACE_MAX || !str_utf8(in->place))
		return FAIL_FIELD(cx, E_INVALID, "place", "must be at most %d bytes of text", PLACE_MAX);
	return 0;
}

/* The case that watched the tag when it was heard, or watches it since. */
static int case_of(struct cx *cx, const struct handheld_hit *in, struct theft *ret, bool *ret_found, bool *ret_open)
{
	struct err before = cx->err;
	char tag[TAG_TEXT];
	struct span_ms own;
	int64_t id;

	*ret_found = *ret_open = false;
	int rc = sql_one(cx, &q_of_tag, read_int, &id, BIND(V(str_of(tag_text(in->tag, tag))), V(in->heard_at)));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		rc = sql_one(cx, &q_of_tag_ever, read_int, &id, BIND(V(str_of(tag))));
	}
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	TRY(theft_get(cx, (theft_id){ id }, ret));
	*ret_found = true;
	rc = flow_owned_case(cx, ret, &own);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	*ret_open = rc == 0 && theft_is_watched(ret) && in->heard_at >= own.from && in->heard_at < own.until;   /* P7 */
	return 0;
}

static int district_at(struct cx *cx, const struct handheld_hit *in, int32_t *ret)
{
	struct err before = cx->err;
	struct station s;
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

static int take(struct cx *cx, const struct handheld_hit *in, int64_t id, struct handheld_done *ret)
{
	struct detection d = { .tag = in->tag, .heard_at = in->heard_at, .recv_at = cx->now, .late = true, .rule = AR_HANDHELD, .station_name = { "", 0 },
	                       .station_place = in->place, .doubt = { "", 0 } };
	struct alert a = { .id = 0 };
	struct theft t;
	bool found, open;

	TRY(case_of(cx, in, &t, &found, &open));
	ret->outcome = !found ? HO_UNKNOWN : open ? HO_ALERT : HO_KEPT;
	if (!found)
		return 0;
	d.lsn = (uint64_t)-id;         /* below everything of the journal (alert_position) */
	d.theft = t.id;
	d.case_number = t.number;
	d.bike = t.bike;
	d.plate = t.plate;
	d.severity = t.severity;
	d.at = in->has_place ? in->at : (struct geo){ 0, 0 };
	d.radius_m = in->has_place ? HANDHELD_RADIUS_M : 0;
	TRY(district_at(cx, in, &d.district));
	if (open)
		TRY(flow_alert_take(cx, &d, &t, &a));
	else
		TRY(alert_keep(cx, &d));
	ret->alert_id = a.id;
	ret->case_id = t.id.v;
	return 0;
}

int flow_handheld_hit(struct cx *cx, const struct handheld_hit *in, struct handheld_done *ret)
{
	struct handheld_done done = { .client_id = in->client_id };
	char tag[TAG_TEXT];
	int64_t id;

	TRY(check(cx, in));
	TRY(known(cx, in, &done));
	if (!done.again) {
		TRY(sql_insert(cx, &q_hit_add, &id, BIND(V(cx->actor.v), V(in->client_id), V(str_of(tag_text(in->tag, tag))), V(in->heard_at), V(cx->now),
			in->has_place ? V((int)in->at.lat_e7) : V_NULL, in->has_place ? V((int)in->at.lon_e7) : V_NULL, V(in->place))));
		TRY(take(cx, in, id, &done));
		TRY(sql_exec(cx, &q_hit_done, BIND(V(handheld_outcome_names[done.outcome]), V(done.case_id), V(done.alert_id), V(id))));
	}
	*ret = done;
	return 0;
}
