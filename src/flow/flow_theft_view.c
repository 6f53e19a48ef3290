/* flow_theft_view — a theft case as the API and the outbox show it; see flow_theft.h. */
#include "flow/flow_person.h"
#include "flow/flow_theft.h"
#include "flow/outbox.h"
#include "office/account/account.h"
#include "office/alert/alert.h"

enum { EVENT_BYTES = 32768 };      /* three texts of 1,000 bytes, each escaped */

#define B(member) offsetof(struct bike_brief, member)
static const struct js_field bike_fields[] = {
	{ "id", JT_I64, B(id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, B(plate), 0, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, B(tag), 0, 0, 0, NULL, NULL },
	{ "ownerName", JT_STR, B(owner_name), 0, 0, 128, NULL, "masked" },
	{ "ownerPhone", JT_STR, B(owner_phone), 0, 0, 128, NULL, "masked" },
	{ "brand", JT_STR, B(brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, B(colour), 0, 0, 64, NULL, NULL },
};
#undef B
const struct js_shape bike_brief_shape = JS_SHAPE("BikeBrief", struct bike_brief, bike_fields);

static const char alert_schema[] = "{\"$ref\":\"#/components/schemas/Alert\"}";

#define T(member) offsetof(struct theft_view, member)
static const struct js_field view_fields[] = {
	{ "kind", JT_STR, T(kind), 0, 0, 16, NULL, "opened, updated, located or closed" },
	{ "id", JT_I64, T(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, T(number), 0, 0, 32, NULL, "district, day, count: 430405-20261123-0001" },
	{ "bike", JT_OBJ, T(bike), 0, 0, 0, &bike_brief_shape, NULL },
	{ "state", JT_ENUM, T(state), 0, 0, TS_N, theft_state_words, NULL },
	{ "severity", JT_I32, T(severity), 0, 1, 3, NULL, NULL },
	{ "lastSeenAt", JT_UTC, T(last_seen_at), 0, 0, 0, NULL, NULL },
	{ "missingAt", JT_UTC, T(missing_at), 0, 0, 0, NULL, NULL },
	{ "reportedAt", JT_UTC, T(reported_at), 0, 0, 0, NULL, NULL },
	{ "source", JT_ENUM, T(reported_by), 0, 0, TO_N, theft_source_words, "who reported it" },
	{ "sourceRef", JT_STR, T(source_ref), JF_NULL_IF_EMPTY, 0, 64, NULL, "number of the emergency call" },
	{ "reporterName", JT_STR, T(reporter_name), JF_NULL_IF_EMPTY, 0, 128, NULL, "masked; null: the owner, or nobody named" },
	{ "reporterPhone", JT_STR, T(reporter_phone), JF_NULL_IF_EMPTY, 0, 128, NULL, "masked" },
	{ "confirmed", JT_BOOL, T(confirmed), 0, 0, 0, NULL, "false: an owner's own report that no officer has looked at" },
	{ "acceptedAt", JT_UTC, T(accepted_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "receiptNo", JT_STR, T(receipt_no), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "filing", JT_ENUM, T(filing), 0, 0, TF_N, theft_filing_words, "how long the decision on filing may take" },
	{ "filingDueAt", JT_UTC, T(filing_due_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "overdue", JT_BOOL, T(overdue), 0, 0, 0, NULL, "the decision on filing is late" },
	{ "filedAt", JT_UTC, T(filed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "filingNo", JT_STR, T(filing_no), JF_NULL_IF_EMPTY, 0, 64, NULL, "document number of the decision" },
	{ "locatedAt", JT_UTC, T(located_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "recoveredAt", JT_UTC, T(recovered_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "unsolvedAt", JT_UTC, T(unsolved_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "last given up; listened for all the same" },
	{ "mayGiveUp", JT_BOOL, T(may_give_up), 0, 0, 0, NULL, "so long without a find that giving up is offered" },
	{ "solvedAt", JT_UTC, T(solved_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "who did it is known; apart from whether the bike is found" },
	{ "crimeId", JT_I64, T(crime), JF_NULL_IF_EMPTY, 0, 0, NULL, "several bikes, one crime: the case that leads" },
	{ "closedAt", JT_UTC, T(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "lat", JT_GEO_LAT, T(at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, "where it was stolen" },
	{ "lon", JT_GEO_LON, T(at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "place", JT_STR, T(place), 0, 0, 256, NULL, NULL },
	{ "note", JT_STR, T(note), 0, 0, 1000, NULL, NULL },
	{ "reason", JT_STR, T(reason), JF_NULL_IF_EMPTY, 0, 1000, NULL, "of the last step that gave one" },
	{ "locked", JT_ENUM, T(locked), 0, 0, TL_N, theft_locked_words, NULL },
	{ "lockKind", JT_ENUM, T(lock_kind), 0, 0, LOCK_KINDS, theft_lock_kinds, NULL },
	{ "keys", JT_I32, T(keys), JF_NULL_IF_EMPTY, 0, 9, NULL, "how many there are; null: not said" },
	{ "keyPlace", JT_ENUM, T(key_place), 0, 0, KEY_PLACES, theft_key_places, "where the key is" },
	{ "unitId", JT_I64, T(unit_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "duty unit" },
	{ "unit", JT_STR, T(unit), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "officer", JT_STR, T(officer), 0, 0, 64, NULL, "shown name" },
	{ "officerId", JT_I64, T(officer_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, T(ver), 0, 0, 0, NULL, "goes back with a step, so that a stale page is refused" },
	{ "actions", JT_STRLIST, T(actions), 0, 0, TE_N, NULL, "steps this account may take now" },
	{ "alert", JT_RAW, T(alert), JF_NULL_IF_EMPTY, 0, 0, alert_schema, "its newest alert, open ones first" },
};
#undef T
const struct js_shape theft_view_shape = { "Theft", view_fields + 1, COUNTOF(view_fields) - 1, sizeof(struct theft_view) };
const struct js_shape theft_event_shape = { "TheftEvent", view_fields, COUNTOF(view_fields), sizeof(struct theft_view) };

static int show_alert(struct cx *cx, theft_id id, str *ret)
{
	struct alert a;
	struct err before = cx->err;
	struct js js;

	int rc = alert_of(cx, id, &a);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret = (str){ "", 0 };
		return 0;
	}
	TRY(rc);
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_shape, &a);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = js_text(&js);
	return 0;
}

static struct js_list action_list(struct cx *cx, unsigned bits)
{
	str *items = arena_alloc(cx->arena, TE_N * sizeof *items);
	size_t n = 0;

	for (int e = 0; items && e < TE_N; e++)
		if (bits & 1u << e)
			items[n++] = theft_event_name((enum theft_event)e);
	return (struct js_list){ items, n };
}

/* Empty where there is none any more. */
static int names(struct cx *cx, const struct theft *t, struct theft_view *v)
{
	struct account who = { .display = { "", 0 } };
	struct unit u = { .name = { "", 0 } };
	struct err before = cx->err;
	struct pii name, phone;

	int rc = t->officer.v ? account_get(cx, t->officer, &who) : 0;
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	rc = t->unit.v ? unit_get(cx, t->unit, &u) : 0;
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	TRY(theft_reporter(cx, t->id, &name, &phone));
	v->officer = who.display;
	v->unit = u.name;
	v->reporter_name = pii_mask_name(cx->arena, &name);
	v->reporter_phone = pii_mask_phone(cx->arena, &phone);
	return 0;
}

/* What this account may do now; a step that others lie before is named where they may be passed at once. */
static int actions(struct cx *cx, const struct theft *t, const struct theft_rules *r, struct js_list *ret)
{
	struct err before = cx->err;
	enum theft_event way[THEFT_WAY];
	unsigned bits = theft_actions(t, cx->roles, cx->now, r);

	int rc = bits ? flow_theft_may(cx, t) : 0;
	if (rc < 0 && rc != E_DENIED)
		return rc;
	cx->err = before;
	if (rc < 0)
		bits = 0;
	if (theft_way(t, TE_WATCH, way) > 1 && (bits & 1u << way[0]))
		bits |= 1u << TE_WATCH;
	*ret = action_list(cx, bits);
	return 0;
}

static void times(struct theft_view *v, const struct theft *t)
{
	v->last_seen_at = t->last_seen_at;
	v->missing_at = t->missing_at;
	v->reported_at = t->reported_at;
	v->accepted_at = t->accepted_at;
	v->filing_due_at = t->filing_due_at;
	v->filed_at = t->filed_at;
	v->located_at = t->located_at;
	v->recovered_at = t->recovered_at;
	v->unsolved_at = t->unsolved_at;
	v->closed_at = t->closed_at;
	v->solved_at = t->solved_at;
}

int flow_theft_view(struct cx *cx, const struct theft *t, struct theft_view *ret)
{
	struct theft_view v = { .kind = { "", 0 }, .id = t->id.v, .number = t->number, .state = (int)t->state, .severity = t->severity, .reported_by = (int)t->reported_by,
	                        .source_ref = t->source_ref, .receipt_no = t->receipt_no, .filing_no = t->filing_no, .filing = (int)t->filing, .crime = t->crime.v,
	                        .overdue = theft_overdue(t, cx->now), .confirmed = theft_is_confirmed(t), .place = t->place, .note = t->note, .reason = t->reason,
	                        .at = t->has_place ? t->at : (struct geo){ 0, 0 }, .locked = t->lock.locked, .lock_kind = t->lock.kind, .keys = t->lock.keys,
	                        .key_place = t->lock.key_place, .officer_id = t->officer.v, .unit_id = t->unit.v, .ver = t->ver };
	struct theft_rules rules;
	struct owner_brief own;
	struct bike b;

	TRY(bike_get(cx, t->bike, &b));
	TRY(flow_person_brief(cx, t->bike, t->reported_at, &own));
	TRY(flow_theft_rules(cx, &rules));
	TRY(names(cx, t, &v));
	times(&v, t);
	v.may_give_up = theft_may_give_up(t, cx->now, &rules);
	v.bike = (struct bike_brief){ b.id.v, t->plate, t->tag, own.name, own.phone, b.brand, b.colour };
	TRY(actions(cx, t, &rules, &v.actions));
	TRY(show_alert(cx, t->id, &v.alert));
	*ret = v;
	return 0;
}

/* Events carry no actions of the one who happened to act. */
int flow_theft_tell(struct cx *cx, const struct theft *t, str kind)
{
	struct theft_view v;
	struct js js;

	TRY(flow_theft_view(cx, t, &v));
	v.kind = kind;
	v.actions = (struct js_list){ NULL, 0 };
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &theft_event_shape, &v);
	if (js_over(&js) || arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("theft"), ROLE_POLICE, js_text(&js));
}
