/* custody_api — HTTP face of the impound yard. No rules live here. */
#include "flow/spot_api.h"

#include "flow/api_list.h"
#include "office/account/account.h"
#include "serve/http/route.h"
#include "store/sql/sql.h"

extern const struct routes custody_routes;

struct custody_view {
	int64_t id; str number; int64_t decision; str decision_number; int state; int64_t unit_id; str unit; int64_t bike; str plate, brand, colour, marks, yard, slot; int ground;
	str basis; utc_ms impounded_at; str release_day; int64_t waited; utc_ms unclaimed_at; str notice; utc_ms noticed_at; str dispose_day; int disposal; str proposed_by;
	utc_ms disposed_at; int receiver; str name, id_no, letter; bool has_photo; utc_ms released_at; str reason, party; int64_t owed; struct js_list actions; int64_t ver;
};
#define F(member) offsetof(struct custody_view, member)
static const struct js_field custody_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL }, { "decisionId", JT_I64, F(decision), 0, 0, 0, NULL, NULL },
	{ "decisionNumber", JT_STR, F(decision_number), 0, 0, 32, NULL, NULL }, { "state", JT_ENUM, F(state), 0, 0, CUS_N, custody_state_names, NULL },
	{ "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, NULL }, { "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "plate", JT_STR, F(plate), 0, 0, 64, NULL, NULL }, { "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL }, { "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
	{ "marks", JT_STR, F(marks), 0, 0, 1000, NULL, "condition, and what is with it" }, { "yard", JT_STR, F(yard), 0, 0, 256, NULL, NULL }, { "slot", JT_STR, F(slot), 0, 0, 64, NULL, NULL },
	{ "ground", JT_ENUM, F(ground), 0, 0, CUG_N, custody_ground_names, NULL }, { "basis", JT_STR, F(basis), 0, 0, 600, NULL, NULL },
	{ "impoundedAt", JT_UTC, F(impounded_at), 0, 0, 0, NULL, NULL }, { "releaseDay", JT_STR, F(release_day), 0, 0, 10, NULL, "YYYY-MM-DD" },
	{ "waitedDays", JT_I64, F(waited), 0, 0, 0, NULL, "since the release day; negative before it" }, { "unclaimedAt", JT_UTC, F(unclaimed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "notice", JT_STR, F(notice), JF_NULL_IF_EMPTY, 0, 32, NULL, "number of the public notice" }, { "noticedAt", JT_UTC, F(noticed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "disposeDay", JT_STR, F(dispose_day), JF_NULL_IF_EMPTY, 0, 10, NULL, "last day of the notice" }, { "disposal", JT_ENUM, F(disposal), 0, 0, CUD_N, custody_disposal_names, NULL },
	{ "proposedBy", JT_STR, F(proposed_by), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL }, { "disposedAt", JT_UTC, F(disposed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "receiver", JT_ENUM, F(receiver), 0, 0, CUR_N, custody_receiver_names, NULL }, { "name", JT_STR, F(name), 0, 0, 250, NULL, "of the receiver, masked" },
	{ "idNo", JT_STR, F(id_no), 0, 0, 250, NULL, "masked" }, { "letter", JT_STR, F(letter), 0, 0, 256, NULL, NULL }, { "hasPhoto", JT_BOOL, F(has_photo), 0, 0, 0, NULL, NULL },
	{ "releasedAt", JT_UTC, F(released_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "reason", JT_STR, F(reason), 0, 0, 1000, NULL, NULL },
	{ "party", JT_STR, F(party), 0, 0, 250, NULL, "whom it was taken from, masked" }, { "owedFen", JT_I64, F(owed), 0, 0, 0, NULL, "of its decision, today" },
	{ "actions", JT_STRLIST, F(actions), 0, 0, CUE_N, NULL, "steps this account may take now" }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape custody_shape = JS_SHAPE("Custody", struct custody_view, custody_fields);

static int view_of(struct cx *cx, const struct custody *c, struct custody_view *v)
{
	struct account who = { .display = S("") };
	struct spot s;
	struct unit u;

	TRY(unit_get(cx, c->unit, &u));
	TRY(spot_get(cx, c->decision, &s));
	if (c->proposed_by.v)
		TRY(account_get(cx, c->proposed_by, &who));
	*v = (struct custody_view){ c->id, c->number, c->decision, s.number, (int)c->state, c->unit.v, u.name, c->f.bike.v, c->f.plate, c->f.brand, c->f.colour, c->f.marks, c->f.yard,
		c->f.slot, (int)c->f.ground, c->f.basis, c->impounded_at, spot_day_text(cx, c->f.release_day), day_of(cx->now) - c->f.release_day, c->unclaimed_at, c->notice,
		c->noticed_at, spot_day_text(cx, c->dispose_day), (int)c->disposal, who.display, c->disposed_at, (int)c->receiver, pii_mask_name(cx->arena, &c->name),
		pii_mask_id(cx->arena, &c->id_no), c->letter, c->photo.n > 0, c->released_at, c->reason, pii_mask_name(cx->arena, &s.f.name), flow_spot_owed(cx, &s),
		spot_words(cx, custody_event_names, CUE_N, custody_actions(c, cx->roles, cx->actor, day_of(cx->now))), c->ver };
	return 0;
}

static int put_custody(struct cx *cx, struct rep *rp, const struct custody *c)
{
	struct custody_view v;

	TRY(view_of(cx, c, &v));
	js_put(&rp->js, NULL, &custody_shape, &v);
	return 0;
}

static int list_one(struct cx *cx, const struct custody *c, void *arg)
{
	struct page *p = arg;
	struct custody_view v;

	if (!page_item(p, (int64_t)c->f.release_day << 40 | c->id))      /* by release day, then id: the cursor has both */
		return 0;
	TRY(view_of(cx, c, &v));
	js_put(p->js, NULL, &custody_shape, &v);
	return 0;
}

static const struct route_q list_query[] = { PAGE_QUERY, { "state", JT_STR, 0, 1, 16, "impounded, release_due, released, unclaimed, noticed or disposed; those in the yard if not given" } };
#define IN_YARD (1u << CUS_IMPOUNDED | 1u << CUS_RELEASE_DUE | 1u << CUS_UNCLAIMED | 1u << CUS_NOTICED)

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	enum custody_state state = custody_state_of(rq->q[2].s);
	struct page p;

	if (rq->q[2].present && state == CUS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "no such state");
	struct custody_filter f = { .area = cx->area, .states = rq->q[2].present ? 1u << state : IN_YARD, .after_day = (int32_t)(rq->q[0].i >> 40),
	                            .after_id = rq->q[0].i & ((INT64_C(1) << 40) - 1) };
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(custody_list(cx, &f, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct custody c;

	TRY(flow_custody_get(cx, rq->id, &c));
	return put_custody(cx, rp, &c);
}

static int get_events(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct custody c;

	TRY(flow_custody_get(cx, rq->id, &c));
	return spot_put_events(cx, rp, c.id, true);
}

struct release_in { int64_t ver; int receiver; struct pii name, id_no; str letter, photo, note; bool is_signed; };
#define F(member) offsetof(struct release_in, member)
static const struct js_field release_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL }, { "receiver", JT_ENUM, F(receiver), JF_REQUIRED, 0, CUR_N, custody_receiver_names, NULL },
	{ "name", JT_PII, F(name), JF_REQUIRED | JF_SENSITIVE, 1, 64, NULL, NULL }, { "idNo", JT_PII, F(id_no), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, "as typed from the document" },
	{ "letter", JT_STR, F(letter), 0, 0, 256, NULL, "of an agent" }, { "photo", JT_STR, F(photo), JF_REQUIRED, 1, 32, NULL, "of the receiver with the bike; id of an upload" },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, "before its day: why" }, { "signed", JT_BOOL, F(is_signed), JF_REQUIRED, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape release_shape = JS_SHAPE("CustodyRelease", struct release_in, release_fields);

static int post_release(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct release_in *in = rq->in;
	struct custody c;

	TRY(flow_custody_release(cx, rq->id, &(struct custody_hand){ in->ver, (enum custody_receiver)in->receiver, in->name, in->id_no, in->letter, in->photo, in->note,
		in->is_signed }, &c));
	return put_custody(cx, rp, &c);
}

struct do_in { int64_t ver; str note; int disposal; };
#define F(member) offsetof(struct do_in, member)
static const struct js_field do_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, "with propose: why" },
	{ "disposal", JT_ENUM, F(disposal), 0, 0, CUD_N, custody_disposal_names, "with propose" },
};
#undef F
static const struct js_shape do_shape = JS_SHAPE("CustodyDo", struct do_in, do_fields);

static int post_do(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct do_in *in = rq->in;
	enum custody_ev ev = custody_event_of(rq->name);
	struct custody c;

	if (ev == CUE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_custody_do(cx, rq->id, ev, &(struct custody_do){ .ver = in->ver, .note = in->note, .disposal = (enum custody_disposal)in->disposal, .notice = S(""), .letter = S(""),
		.photo = S("") }, &c));
	rp->audit_detail = custody_event_names[ev];
	return put_custody(cx, rp, &c);
}

struct move_in { int64_t ver; str yard, slot; };
#define F(member) offsetof(struct move_in, member)
static const struct js_field move_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL }, { "yard", JT_STR, F(yard), JF_REQUIRED, 1, 256, NULL, NULL }, { "slot", JT_STR, F(slot), 0, 0, 64, NULL, NULL },
};
#undef F
static const struct js_shape move_shape = JS_SHAPE("CustodyMove", struct move_in, move_fields);

static int post_move(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct move_in *in = rq->in;
	struct custody c;

	TRY(flow_custody_move(cx, rq->id, in->yard, in->slot, in->ver, &c));
	return put_custody(cx, rp, &c);
}

static const struct route_q paper_query[] = { { "size", JT_STR, 0, 2, 8, "roll (80 mm; if not given) or a5" } };

static int get_paper(struct cx *cx, const struct req *rq, struct rep *rp)
{
	enum spot_paper size;

	TRY(spot_paper_size(cx, rq, &size));
	TRY(flow_custody_paper(cx, rq->id, size, &rp->file));
	rp->file_type = S("application/pdf");
	return 0;
}

static int get_notice(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	TRY(flow_custody_notice(cx, &rp->file));
	rp->file_type = S("application/pdf");
	return 0;
}

static int photo(struct cx *cx, int64_t id, struct rep *rp)
{
	TRY(flow_custody_photo(cx, id, &rp->file));
	rp->file_type = S("image/jpeg");
	return 0;
}

static int get_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(sql_begin(cx, true));
	int rc = photo(cx, rq->id, rp);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

#define T ROLE_TRAFFIC
#define L (ROLE_TRAFFIC | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/custody", L, NULL, TX_READ, RF_LIST, NULL, &custody_shape, list_query, COUNTOF(list_query), get_list, NULL, "Bikes in the yards of the own area, by release day" },
	{ HTTP_GET, "/api/v1/custody/notice", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_notice, "spot.paper",
	  "The public notice of unclaimed bikes as PDF", "application/pdf" },
	{ HTTP_GET, "/api/v1/custody/{id}", L, NULL, TX_READ, 0, NULL, &custody_shape, NULL, 0, get_one, NULL, "One bike in custody" },
	{ HTTP_GET, "/api/v1/custody/{id}/events", L, NULL, TX_READ, RF_LIST, NULL, &spot_event_shape, NULL, 0, get_events, NULL, "What happened to it, in order" },
	{ HTTP_POST, "/api/v1/custody/{id}/release", T, NULL, TX_WRITE, 0, &release_shape, &custody_shape, NULL, 0, post_release, "custody.release",
	  "Given back, to whose document was read and who signed" },
	{ HTTP_POST, "/api/v1/custody/{id}/move", T, NULL, TX_WRITE, 0, &move_shape, &custody_shape, NULL, 0, post_move, "custody.move", "Where it stands now" },
	{ HTTP_POST, "/api/v1/custody/{id}/do/{event}", L, NULL, TX_WRITE, 0, &do_shape, &custody_shape, NULL, 0, post_do, "custody.step",
	  "The unclaimed one: notice, propose, dispose (another person)" },
	{ HTTP_GET, "/api/v1/custody/{id}/paper", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, paper_query, COUNTOF(paper_query), get_paper, "spot.paper",
	  "The custody receipt as PDF, for the 80 mm roll or A5", "application/pdf" },
	{ HTTP_GET, "/api/v1/custody/{id}/photo", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_photo, "spot.photo_read",
	  "The photo of the receiver", "image/jpeg" },
};
const struct routes custody_routes = ROUTES("spot", rows);
