/* number_api — HTTP face of the numbers: the one search box, pasted lists, checks, overrides. */
#include "flow/api_list.h"
#include "flow/flow_bike.h"
#include "flow/flow_override.h"
#include "flow/flow_photo.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/number/number.h"
#include "serve/http/route.h"
#include "store/sql/sql.h"

extern const struct routes number_routes;

/* --- search --- */

struct hit_view { int tier, kind; str number; int64_t bike_id; struct js_list flags; bool elsewhere; };
#define F(member) offsetof(struct hit_view, member)
static const struct js_field hit_fields[] = {
	{ "tier", JT_ENUM, F(tier), 0, 0, NT_N, number_tier_names, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, NK_N, number_kind_names, NULL },
	{ "number", JT_STR, F(number), 0, 0, NUMBER_MAX, NULL, "as stored: half-width, capitals, no separators; masked where elsewhere" },
	{ "bikeId", JT_I64, F(bike_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "null where elsewhere" },
	{ "flags", JT_STRLIST, F(flags), 0, 0, 24, NULL, "what stands against that bike now: stolen, impounded, ..." },
	{ "elsewhere", JT_BOOL, F(elsewhere), 0, 0, 0, NULL, "near, on a bike outside of your area: type the whole number to see it" },
};
#undef F
static const struct js_shape hit_shape = JS_SHAPE("NumberHit", struct hit_view, hit_fields);
struct found_view { str q; struct js_list items; bool more, loading, shallow; };
#define F(member) offsetof(struct found_view, member)
static const struct js_field found_fields[] = {
	{ "q", JT_STR, F(q), 0, 0, NUMBER_MAX, NULL, "the query as understood" },
	{ "items", JT_LIST, F(items), 0, 0, 0, &hit_shape, "exact ones first, then those that contain it, then near ones" },
	{ "more", JT_BOOL, F(more), 0, 0, 0, NULL, "there may be more than these" },
	{ "loading", JT_BOOL, F(loading), 0, 0, 0, NULL, "the server has just started: only exact and look-alike hits yet" },
	{ "shallow", JT_BOOL, F(shallow), 0, 0, 0, NULL, "an exact hit; ask with deep=1 for the others" },
};
#undef F
static const struct js_shape found_shape = JS_SHAPE("NumberFound", struct found_view, found_fields);

static const struct route_q search_query[] = {
	{ "q", JT_STR, JF_REQUIRED, 1, 200, "a number, or a part of one, as written or read" },
	{ "kind", JT_STR, 0, 0, 16, "plate, tag, frame, motor or vehicle; all if not given" },
	{ "limit", JT_I64, 0, 1, NUMBER_HITS_MAX, "hits; 50 if not given" },
	{ "deep", JT_BOOL, 0, 0, 0, "1: the other tiers also where there is an exact hit" },
};

static int kinds_of(struct cx *cx, str s, unsigned *ret)
{
	for (unsigned k = 0; k < NK_N; k++)
		if (str_eq(s, number_kind_names[k])) {
			*ret = 1u << k;
			return 0;
		}
	if (s.n)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be plate, tag, frame, motor or vehicle");
	*ret = NK_ALL;
	return 0;
}

static int get_search(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct number_found f;
	unsigned kinds = 0;

	TRY(kinds_of(cx, rq->q[1].s, &kinds));
	TRY(number_search(cx, rq->q[0].s, kinds, rq->q[2].present ? (int)rq->q[2].i : 50, rq->q[3].i != 0, &f));
	struct hit_view *v = arena_alloc(cx->arena, (size_t)f.n * sizeof *v);
	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < f.n; i++) {
		struct number_seen *s = arena_alloc(cx->arena, sizeof *s);
		if (!s)
			return FAIL(cx, E_TOOBIG, "the answer is too large");
		TRY(flow_number_seen(cx, &f.hit[i], s));
		v[i] = (struct hit_view){ (int)f.hit[i].tier, (int)f.hit[i].kind, s->number, s->bike.v, { s->flags.w, (size_t)s->flags.n }, s->elsewhere };
	}
	js_put(&rp->js, NULL, &found_shape, &(struct found_view){ number_str(&f.q), { v, (size_t)f.n }, f.more, f.loading, f.shallow });
	return 0;
}

/* --- a pasted list --- */

struct paste_in { str text; };
static const struct js_field paste_fields[] = {
	{ "text", JT_STR, offsetof(struct paste_in, text), JF_REQUIRED, 1, 65536, NULL, "a number a line, at most 500 lines" },
};
static const struct js_shape paste_shape = JS_SHAPE("NumberPaste", struct paste_in, paste_fields);

static const str line_tiers[] = { SI("exact"), SI("contains"), SI("near"), SI("none") };
static const char bikes_schema[] = "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}";
struct line_view { str text, bikes; int tier; bool more, placeholder; };
#define F(member) offsetof(struct line_view, member)
static const struct js_field line_fields[] = {
	{ "text", JT_STR, F(text), 0, 0, 0, NULL, "the line" },
	{ "tier", JT_ENUM, F(tier), 0, 0, COUNTOF(line_tiers), line_tiers, "its best hits" },
	{ "bikeIds", JT_RAW, F(bikes), 0, 0, 0, bikes_schema, "of near hits those of your area" },
	{ "more", JT_BOOL, F(more), 0, 0, 0, NULL, "there are more, or it was not looked at for near ones" },
	{ "placeholder", JT_BOOL, F(placeholder), 0, 0, 0, NULL, "it is no number" },
};
#undef F
static const struct js_shape line_shape = JS_SHAPE("NumberLine", struct line_view, line_fields);
struct lines_view { struct js_list items; };
static const struct js_field lines_fields[] = { { "items", JT_LIST, offsetof(struct lines_view, items), 0, 0, 0, &line_shape, "one a line" } };
static const struct js_shape lines_shape = JS_SHAPE("NumberLines", struct lines_view, lines_fields);

/* A near hit outside of the area tells that there is one, not which. */
static int named(struct cx *cx, struct number_line *l)
{
	struct number_seen s;
	int n = 0;

	for (int k = 0; k < l->n; k++) {
		TRY(flow_number_seen(cx, &(struct number_hit){ .tier = (enum number_tier)l->tier, .bike = l->bike[k] }, &s));
		if (s.bike.v)
			l->bike[n++] = s.bike;
	}
	l->n = n;
	return 0;
}

/* The search may take seconds and so has a transaction of its own, which holds up no writer. */
static int paste(struct cx *cx, str text, struct number_line **ret, int *ret_n)
{
	TRY(sql_begin(cx, false));
	TRY(number_paste(cx, text, ret, ret_n));
	for (int i = 0; i < *ret_n; i++)
		TRY(named(cx, &(*ret)[i]));
	TRY(sql_commit(cx));
	TRY(sql_begin(cx, true));
	TRY(audit_add(cx, "number.paste", "number", 0, (theft_id){ 0 }, arena_fmt(cx->arena, "lines=%d", *ret_n)));
	return sql_commit(cx);
}

static int post_paste(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct number_line *l = NULL;
	int n = 0;

	int rc = paste(cx, ((const struct paste_in *)rq->in)->text, &l, &n);
	sql_rollback(cx);
	TRY(rc);
	struct line_view *v = arena_alloc(cx->arena, (size_t)n * sizeof *v);
	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < n; i++) {
		str ids = S("[");
		for (int k = 0; k < l[i].n; k++)
			ids = arena_fmt(cx->arena, "%.*s%s%lld", STR_ARG(ids), k ? "," : "", (long long)l[i].bike[k].v);
		v[i] = (struct line_view){ l[i].text, arena_fmt(cx->arena, "%.*s]", STR_ARG(ids)), l[i].tier, l[i].more, l[i].placeholder };
	}
	js_put(&rp->js, NULL, &lines_shape, &(struct lines_view){ { v, (size_t)n } });
	return 0;
}

/* --- overrides --- */

#define F(member) offsetof(struct override_desk, member)
static const struct js_field desk_fields[] = {
	{ "brand", JT_STR, F(brand), 0, 0, OVERRIDE_DESK_MAX, NULL, NULL },
	{ "model", JT_STR, F(model), 0, 0, OVERRIDE_DESK_MAX, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, OVERRIDE_DESK_MAX, NULL, NULL },
	{ "frameNo", JT_STR, F(frame_no), 0, 0, OVERRIDE_DESK_MAX, NULL, NULL },
	{ "motorNo", JT_STR, F(motor_no), 0, 0, OVERRIDE_DESK_MAX, NULL, NULL },
	{ "vehicleCode", JT_STR, F(vehicle_code), 0, 0, OVERRIDE_DESK_MAX, NULL, NULL },
};
#undef F
static const struct js_shape desk_shape = JS_SHAPE("NumberOverrideDesk", struct override_desk, desk_fields);

static const str state_words[] = { SI("asked"), SI("granted"), SI("refused"), SI("withdrawn"), SI("used") };
struct override_view {
	int64_t id; int kind; str number, reason, note; int64_t asked_by, decided_by; str asker, asker_unit, decider; utc_ms asked_at, decided_at; int64_t used_by; int state;
	struct override_desk desk; bool may_decide; int64_t ver;
};
#define F(member) offsetof(struct override_view, member)
static const struct js_field override_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, NK_N, number_kind_names, NULL },
	{ "number", JT_STR, F(number), 0, 0, NUMBER_MAX, NULL, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 400, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, "of who decided" },
	{ "askedBy", JT_I64, F(asked_by), 0, 0, 0, NULL, NULL },
	{ "decidedBy", JT_I64, F(decided_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "askedByName", JT_STR, F(asker), 0, 0, 64, NULL, NULL },
	{ "askedByUnit", JT_STR, F(asker_unit), 0, 0, 64, NULL, "name of the asker's unit" },
	{ "decidedByName", JT_STR, F(decider), 0, 0, 64, NULL, NULL },
	{ "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "usedByBikeId", JT_I64, F(used_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, OV_STATES, state_words, NULL },
	{ "desk", JT_OBJ, F(desk), 0, 0, 0, &desk_shape, "the bike at the desk" },
	{ "mayDecide", JT_BOOL, F(may_decide), 0, 0, 0, NULL, "it is open, in the own area, and not one's own" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape override_shape = JS_SHAPE("NumberOverride", struct override_view, override_fields);

/* An account of before that is there no more has no name. */
static int account_there(struct cx *cx, account_id id, struct account *ret)
{
	struct err before = cx->err;

	*ret = (struct account){ .area = S("") };
	if (!id.v)
		return 0;
	int rc = account_get(cx, id, ret);
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	*ret = (struct account){ .area = S("") };
	return 0;
}

static int override_view_of(struct cx *cx, const struct override *o, struct override_view *ret)
{
	struct account asker, decider;

	TRY(account_there(cx, o->asked_by, &asker));
	TRY(account_there(cx, o->decided_by, &decider));
	*ret = (struct override_view){ o->id, (int)o->kind, number_str(&o->norm), o->reason, o->note, o->asked_by.v, o->decided_by.v, asker.display, asker.unit_name,
	                               decider.display, o->asked_at, o->decided_at, o->used_by.v, (int)o->state, o->desk, false, o->ver };
	ret->may_decide = o->state == OV_ASKED && (cx->roles & ROLE_POLICE) && o->asked_by.v != cx->actor.v && asker.id.v && account_area_covers(cx, asker.area);
	return 0;
}

static int put_override(struct cx *cx, struct js *js, const struct override *o)
{
	struct override_view v;

	TRY(override_view_of(cx, o, &v));
	js_put(js, NULL, &override_shape, &v);
	return 0;
}

static int override_one(struct cx *cx, const struct override *o, void *arg)
{
	struct page *p = arg;

	return page_item(p, o->id) ? put_override(cx, p->js, o) : 0;
}

static const struct route_q override_query[] = {
	PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "1: only those that wait for a decision" }, { "mine", JT_BOOL, 0, 0, 0, "1: only what one asked for oneself" },
};

static int get_overrides(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(override_list(cx, rq->q[2].i != 0, (account_id){ rq->q[3].i ? cx->actor.v : 0 }, rq->q[0].i, p.limit + 1, override_one, &p));
	page_end(&p);
	return 0;
}

/* --- one of them, with the bikes it is about --- */

enum { RIVALS = 8 };
struct rival_view { bool same; int kind; str number; int64_t bike_id; struct js_list flags; };
#define F(member) offsetof(struct rival_view, member)
static const struct js_field rival_fields[] = {
	{ "same", JT_BOOL, F(same), 0, 0, 0, NULL, "the very number; else a look-alike" },
	{ "kind", JT_ENUM, F(kind), 0, 0, NK_N, number_kind_names, NULL },
	{ "number", JT_STR, F(number), 0, 0, NUMBER_MAX, NULL, NULL },
	{ "bikeId", JT_I64, F(bike_id), 0, 0, 0, NULL, NULL },
	{ "flags", JT_STRLIST, F(flags), 0, 0, 24, NULL, "what stands against that bike now" },
};
#undef F
static const struct js_shape rival_shape = JS_SHAPE("NumberRival", struct rival_view, rival_fields);
struct pictured { str slot; bool there; };
static const struct js_field pictured_fields[] = {
	{ "slot", JT_STR, offsetof(struct pictured, slot), 0, 0, 16, NULL, "as of a bike's photos" },
	{ "there", JT_BOOL, offsetof(struct pictured, there), 0, 0, 0, NULL, "false: kept no longer" },
};
static const struct js_shape pictured_shape = JS_SHAPE("NumberOverridePictured", struct pictured, pictured_fields);
struct review_view { struct override_view override; struct js_list rivals, photos; bool may_look; };
#define F(member) offsetof(struct review_view, member)
static const struct js_field review_fields[] = {
	{ "override", JT_OBJ, F(override), 0, 0, 0, &override_shape, NULL },
	{ "rivals", JT_LIST, F(rivals), 0, 0, RIVALS, &rival_shape, "bikes in the register that carry the number or a look-alike" },
	{ "photos", JT_LIST, F(photos), 0, 0, OVERRIDE_PHOTOS, &pictured_shape, "of the bike at the desk" },
	{ "mayLook", JT_BOOL, F(may_look), 0, 0, 0, NULL, "at these photos: police of the asker's area or above, not the asker" },
};
#undef F
static const struct js_shape review_shape = JS_SHAPE("NumberOverrideReview", struct review_view, review_fields);

static int pictures(struct cx *cx, const struct override *o, struct pictured ret[static OVERRIDE_PHOTOS], struct review_view *out)
{
	struct override_photo p[OVERRIDE_PHOTOS];
	struct account asker;
	int n;

	TRY(override_photos(cx, o->id, p, &n));
	for (int i = 0; i < n; i++) {
		ret[i].slot = p[i].slot;
		TRY(photo_there(cx, p[i].photo, &ret[i].there));
	}
	TRY(account_there(cx, o->asked_by, &asker));
	out->photos = (struct js_list){ ret, (size_t)n };
	out->may_look = (cx->roles & ROLE_POLICE) && asker.id.v && asker.id.v != cx->actor.v && account_area_covers(cx, asker.area);
	return 0;
}

static int get_override(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct pictured shown[OVERRIDE_PHOTOS];
	struct number_rival *r = NULL;
	struct rival_view v[RIVALS];
	struct flag_list flags[RIVALS];
	struct review_view out;
	struct override o;
	bool placeholder;

	TRY(override_get(cx, rq->id, &o));
	TRY(override_view_of(cx, &o, &out.override));
	int n = number_check(cx, o.kind, number_str(&o.norm), o.used_by, RIVALS, &r, &placeholder);
	TRY(n);
	n = MIN(n, RIVALS);
	for (int i = 0; i < n; i++) {
		TRY(flow_bike_flags(cx, r[i].bike, &flags[i]));
		v[i] = (struct rival_view){ r[i].same, (int)r[i].kind, number_str(&r[i].norm), r[i].bike.v, { flags[i].w, (size_t)flags[i].n } };
	}
	out.rivals = (struct js_list){ v, (size_t)n };
	TRY(pictures(cx, &o, shown, &out));
	js_put(&rp->js, NULL, &review_shape, &out);
	return 0;
}

#define F(member) offsetof(struct override_photo, member)
static const struct js_field named_fields[] = {
	{ "slot", JT_STR, F(slot), JF_REQUIRED, 1, 32, NULL, "as of a bike's photos; none of papers" },
	{ "photo", JT_STR, F(photo), JF_REQUIRED, 32, 32, NULL, "as POST /photos answered; it stays free to be attached" },
};
#undef F
static const struct js_shape named_shape = JS_SHAPE("NumberOverridePhoto", struct override_photo, named_fields);
struct ask_in { int kind; str number, reason; struct override_desk desk; struct js_list photos; };
static const struct js_field ask_fields[] = {
	{ "kind", JT_ENUM, offsetof(struct ask_in, kind), JF_REQUIRED, 0, NK_N, number_kind_names, "frame, motor or vehicle" },
	{ "number", JT_STR, offsetof(struct ask_in, number), JF_REQUIRED, 1, 200, NULL, NULL },
	{ "reason", JT_STR, offsetof(struct ask_in, reason), JF_REQUIRED, 4, 400, NULL, NULL },
	{ "desk", JT_OBJ, offsetof(struct ask_in, desk), 0, 0, 0, &desk_shape, "the bike at the desk, for who reviews it" },
	{ "photos", JT_LIST, offsetof(struct ask_in, photos), 0, 0, OVERRIDE_PHOTOS, &named_shape, "of the bike at the desk, for who reviews it" },
};
static const struct js_shape ask_shape = JS_SHAPE("NumberOverrideNew", struct ask_in, ask_fields);

static int post_ask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct ask_in *in = rq->in;
	struct override o;

	TRY(flow_override_ask(cx, (enum number_kind)in->kind, in->number, in->reason, &in->desk, in->photos.items, in->photos.n, &o));
	rp->audit_subject = o.id;
	return put_override(cx, &rp->js, &o);
}

struct step_in { str note; };
static const struct js_field step_fields[] = { { "note", JT_STR, offsetof(struct step_in, note), 0, 0, 400, NULL, "why; needed to grant and to refuse" } };
static const struct js_shape step_shape = JS_SHAPE("NumberOverrideStep", struct step_in, step_fields);

/* A request is decided where it was asked for, or above. */
static int asked_in_area(struct cx *cx, const struct req *rq)
{
	struct override o;

	TRY(override_get(cx, rq->id, &o));
	return flow_override_in_area(cx, &o);
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct override o;

	for (int e = 0; e < OVE_USE; e++) {
		if (!str_eq(rq->name, override_event_name((enum override_event)e)))
			continue;
		TRY(override_get(cx, rq->id, &o));
		TRY(flow_override_step(cx, &o, (enum override_event)e, ((const struct step_in *)rq->in)->note));
		rp->audit_detail = override_event_name((enum override_event)e);
		return put_override(cx, &rp->js, &o);
	}
	return FAIL(cx, E_NOTFOUND, "no such step; there are grant, refuse and withdraw");
}

static int get_picture(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_override_photo(cx, rq->id, rq->name, &rp->file));
	rp->file_type = S("image/jpeg");
	rp->file_name = arena_fmt(cx->arena, "override-%lld-%.*s.jpg", (long long)rq->id, STR_ARG(rq->name));
	return 0;
}

#define LOOK (ROLE_CLERK | ROLE_POLICE)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/numbers", LOOK, NULL, TX_READ, RF_SLOW, NULL, &found_shape, search_query, COUNTOF(search_query), get_search, NULL,
	  "Find bikes by any number as written: exact, containing, near" },
	{ HTTP_POST, "/api/v1/numbers/paste", LOOK, NULL, TX_NONE, RF_SLOW | RF_AUDITED, &paste_shape, &lines_shape, NULL, 0, post_paste, "number.paste",
	  "Look up a pasted list, a row a line; audited" },
	{ HTTP_GET, "/api/v1/numbers/overrides", LOOK, NULL, TX_READ, RF_LIST, NULL, &override_shape, override_query, COUNTOF(override_query), get_overrides, NULL,
	  "Requests to let a second bike carry a number" },
	{ HTTP_GET, "/api/v1/numbers/overrides/{id}", LOOK, NULL, TX_READ, 0, NULL, &review_shape, NULL, 0, get_override, NULL,
	  "One such request, with the bikes in the register that have the number or a look-alike" },
	{ HTTP_GET, "/api/v1/numbers/overrides/{id}/photos/{name}", ROLE_POLICE, asked_in_area, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_picture, "number.photo_read",
	  "A photo of the bike at the desk, by its slot; own area, not the asker; audited", "image/jpeg", 0 },
	{ HTTP_POST, "/api/v1/numbers/overrides", LOOK, NULL, TX_WRITE, RF_CREATED, &ask_shape, &override_shape, NULL, 0, post_ask, "number.override",
	  "Ask that a second bike may carry a number" },
	{ HTTP_POST, "/api/v1/numbers/overrides/{id}/do/{event}", LOOK, asked_in_area, TX_WRITE, 0, &step_shape, &override_shape, NULL, 0, post_step, "number.override_step",
	  "grant, refuse or withdraw such a request; another person decides" },
};
const struct routes number_routes = ROUTES("numbers", rows);
