/* flow_paper — what documents say, gathered and issued. See flow_paper.h; flow_paper_draw.c draws, flow_paper_verify.c answers the public. */
#define _GNU_SOURCE
#include "flow/flow_paper_int.h"

#include "flow/flow_booking.h"
#include "office/account/account.h"
#include "office/tag/tag.h"

/* --- the content: "key=value" lines, sealed as one text --- */

static void put(struct cx *cx, str *content, const char *key, str value)
{
	if (!value.n)
		return;
	char *one = arena_alloc(cx->arena, value.n);
	for (size_t i = 0; one && i < value.n; i++)
		one[i] = value.p[i];
	for (size_t i = 0; one && i < value.n; i++)
		one[i] = (unsigned char)one[i] < 0x20 ? ' ' : one[i];
	*content = arena_fmt(cx->arena, "%.*s%s=%.*s\n", STR_ARG(*content), key, one ? (int)value.n : 0, one ? one : "");
}

str flow_paper_fact(str content, const char *key)
{
	str k = str_of(key);

	while (content.n) {
		const char *end = memchr(content.p, '\n', content.n);
		size_t n = end ? (size_t)(end - content.p) : content.n;
		if (n > k.n && memcmp(content.p, k.p, k.n) == 0 && content.p[k.n] == '=')
			return (str){ content.p + k.n + 1, n - k.n - 1 };
		content = (str){ content.p + MIN(content.n, n + 1), content.n - MIN(content.n, n + 1) };
	}
	return S("");
}

/* --- where it is issued --- */

struct desk { int64_t unit; str scope, point; };

/* The short name that stands in numbers: the unit's own text "short.CODE", else that of the one above, else the unit's code. */
static int scope_of(struct cx *cx, int64_t unit, str *ret_scope, str *ret_name)
{
	str scope = S("");
	struct unit u;

	*ret_name = S("");
	for (int64_t id = unit; id && !scope.n; id = u.parent.v) {
		TRY(unit_get(cx, (unit_id){ id }, &u));
		if (id == unit)
			*ret_name = u.name;
		TRY(paper_text_or(cx, arena_fmt(cx->arena, "short.%.*s", STR_ARG(u.code)), cx->now, S(""), &scope));
	}
	if (!scope.n && unit) {
		TRY(unit_get(cx, (unit_id){ unit }, &u));
		scope = u.code.n ? u.code : arena_fmt(cx->arena, "%lld", (long long)unit);
	}
	*ret_scope = scope.n ? scope : S("0");
	return 0;
}

static int desk_of(struct cx *cx, int64_t site, int64_t bike_unit, struct desk *ret)
{
	struct site s = { .name = S("") };
	str name;

	if (site)
		TRY(site_get(cx, (site_id){ site }, &s));
	ret->unit = cx->unit.v ? cx->unit.v : s.unit.v ? s.unit.v : bike_unit;
	TRY(scope_of(cx, ret->unit, &ret->scope, &name));
	ret->point = s.name.n ? s.name : name;
	return 0;
}

/* --- a bike's documents --- */

struct tags { struct cx *cx; str all[TSL_N]; };

static int take_tag(struct cx *cx, const struct tag_piece *t, void *arg)
{
	struct tags *g = arg;
	char buf[TAG_TEXT];

	g->all[t->slot] = arena_str(cx->arena, str_of(tag_text(t->tag, buf)));
	return 0;
}

static int put_tags(struct cx *cx, const struct bike *b, str *content)
{
	struct tags g = { cx, { S(""), S(""), S("") } };
	char buf[TAG_TEXT];

	TRY(tag_of_bike(cx, b->id, take_tag, &g));
	if (!g.all[TSL_THEFT].n && b->tag.v)
		g.all[TSL_THEFT] = arena_str(cx->arena, str_of(tag_text(b->tag, buf)));
	put(cx, content, "tag", g.all[TSL_THEFT]);
	put(cx, content, "tag.enforcement", g.all[TSL_ENFORCEMENT]);
	put(cx, content, "tag.owner", g.all[TSL_OWNER]);
	return 0;
}

struct hands { struct ownership last, before; };

static int take_hands(struct cx *cx, const struct ownership *o, void *arg)
{
	struct hands *h = arg;

	(void)cx;
	h->before = h->last;
	h->last = *o;
	return 0;
}

/* A transfer names who had it before only by a mask: the paper is the new owner's. */
static int put_before(struct cx *cx, bike_id bike, str *content)
{
	struct hands h = { 0 };
	struct owner o;

	TRY(bike_owners(cx, bike, take_hands, &h));
	if (!h.before.owner.v)
		return FAIL(cx, E_STATE, "the bike has not changed hands; there is no transfer to certify");
	TRY(owner_live(cx, h.before.owner, &o));
	put(cx, content, "from", pii_mask_name(cx->arena, &o.name));
	return 0;
}

static int take_end(struct cx *cx, const struct bike_history *h, void *arg)
{
	static const str key = SI("\"reason\":\"");
	str *ret = arg;

	if (!str_eq(h->event, bike_event_words[BE_DEREGISTER]))
		return 0;
	const char *p = memmem(h->detail.p, h->detail.n, key.p, key.n);
	const char *end = p ? memchr(p + key.n, '"', (size_t)(h->detail.p + h->detail.n - p) - key.n) : NULL;
	if (end)
		*ret = arena_str(cx->arena, (str){ p + key.n, (size_t)(end - p) - key.n });
	return 0;
}

static void put_bike(struct cx *cx, const struct bike *b, str *content)
{
	put(cx, content, "plate", plate_str(&b->plate));
	put(cx, content, "kind", bike_kind_words[b->kind]);
	put(cx, content, "use", bike_use_words[b->use]);
	put(cx, content, "vehicle", b->vehicle_code);
	put(cx, content, "frame", b->frame_no);
	put(cx, content, "motor", b->motor_no);
	put(cx, content, "brand", b->brand);
	put(cx, content, "model", b->model);
	put(cx, content, "colour", b->colour2.n ? arena_fmt(cx->arena, "%.*s / %.*s", STR_ARG(b->colour), STR_ARG(b->colour2)) : b->colour);
	put(cx, content, "registered", arena_fmt(cx->arena, "%lld", (long long)b->created_at));
	put(cx, content, "ends", b->ends_on);
}

static int put_owner(struct cx *cx, const struct owner *o, str *content)
{
	put(cx, content, "owner", arena_str(cx->arena, pii_reveal(&o->name)));
	put(cx, content, "id.kind", id_kind_name(o->id_kind));
	put(cx, content, "id", pii_mask_id(cx->arena, &o->id_no));
	return 0;
}

static int may_say(struct cx *cx, enum paper_kind k, const struct bike *b)
{
	if (k == PAK_MISSING || k == PAK_REFUSAL || (unsigned)k >= PAK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "no document of a bike");
	if ((k == PAK_DEREGISTRATION) != (b->life == BL_DEREGISTERED))
		return FAIL(cx, E_STATE, k == PAK_DEREGISTRATION ? "the bike is still registered" : "the bike is not registered any more");
	return 0;
}

int flow_paper_bike(struct cx *cx, enum paper_kind k, bike_id bike, struct paper_made *ret)
{
	struct ownership own;
	struct paper_row row;
	struct owner o;
	struct desk d;
	struct bike b;
	str content = S(""), why = S("");

	TRY(bike_get(cx, bike, &b));
	TRY(may_say(cx, k, &b));
	TRY(bike_owner_now(cx, bike, &own));
	TRY(owner_live(cx, own.owner, &o));
	TRY(desk_of(cx, b.site, b.unit, &d));
	put_bike(cx, &b, &content);
	TRY(put_owner(cx, &o, &content));
	put(cx, &content, "point", d.point);
	if (k == PAK_RECEIPT)
		TRY(put_tags(cx, &b, &content));
	if (k == PAK_TRANSFER)
		TRY(put_before(cx, bike, &content));
	if (k == PAK_DEREGISTRATION)
		TRY(bike_events(cx, bike, INT32_MAX, take_end, &why));
	put(cx, &content, "why", why);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	TRY(paper_add(cx, &(struct paper_new){ .kind = k, .bike = bike.v, .site = b.site, .unit = d.unit, .owner = o.id, .plate = plate_str(&b.plate),
	                                       .reason = S(""), .missing = S(""), .scope = d.scope, .content = content }, &row));
	*ret = (struct paper_made){ row.id, row.number, row.kind };
	return 0;
}

/* --- notices --- */

static int reason_known(struct cx *cx, str reason)
{
	str text;

	TRY(paper_text_or(cx, arena_fmt(cx->arena, "reason.%.*s", STR_ARG(reason)), cx->now, S(""), &text));
	return text.n ? 0 : FAIL_FIELD(cx, E_INVALID, "reason", "no such reason; 'yanzhen paper list' shows the texts reason.*");
}

static int list_missing(struct cx *cx, const struct paper_notice *n, str *ret)
{
	str all = S("");

	if (n->nmissing < 1 || n->nmissing > PAPER_MISSING_MAX)
		return FAIL_FIELD(cx, E_INVALID, "missing", "name 1 to %d papers", PAPER_MISSING_MAX);
	for (int i = 0; i < n->nmissing; i++) {
		if (!n->missing[i].n || n->missing[i].n > 100 || memchr(n->missing[i].p, ',', n->missing[i].n))
			return FAIL_FIELD(cx, E_INVALID, "missing", "must be coded words");
		all = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(all), i ? "," : "", STR_ARG(n->missing[i]));
	}
	*ret = all;
	return 0;
}

int flow_paper_notice(struct cx *cx, enum paper_kind k, const struct paper_notice *n, struct paper_made *ret)
{
	str content = S(""), missing = S("");
	struct paper_row row;
	struct site s;
	struct desk d;

	if (k != PAK_MISSING && k != PAK_REFUSAL)
		return FAIL_FIELD(cx, E_INVALID, "kind", "a notice is of missing papers or a refusal");
	if (k == PAK_REFUSAL)
		TRY(reason_known(cx, n->reason));
	else
		TRY(list_missing(cx, n, &missing));
	if (n->site && cx->area.n)
		TRY(flow_site_reach(cx, (site_id){ n->site }, &s));
	TRY(desk_of(cx, n->site, 0, &d));
	put(cx, &content, "who", n->who);
	put(cx, &content, "numbers", n->numbers);
	put(cx, &content, "note", n->note);
	put(cx, &content, "point", d.point);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	TRY(paper_add(cx, &(struct paper_new){ .kind = k, .booking = n->booking, .site = n->site, .unit = d.unit, .plate = S(""),
	                                       .reason = k == PAK_REFUSAL ? n->reason : S(""), .missing = missing, .scope = d.scope, .content = content }, &row));
	*ret = (struct paper_made){ row.id, row.number, row.kind };
	return 0;
}

struct reasons { str *v; int n; };

static int take_reason(struct cx *cx, str key, str value, void *arg)
{
	struct reasons *r = arg;

	(void)cx;
	(void)value;
	if (str_starts(key, S("reason.")) && r->n < PAPER_REASONS)
		r->v[r->n++] = (str){ key.p + 7, key.n - 7 };
	return 0;
}

int flow_paper_reasons(struct cx *cx, str ret[static PAPER_REASONS])
{
	struct reasons r = { ret, 0 };

	TRY(paper_texts(cx, cx->now, take_reason, &r));
	return r.n;
}

/* --- who may see one --- */

static int covered(struct cx *cx, int64_t unit, bool *ret)
{
	struct unit u;

	*ret = false;
	if (!unit)
		return 0;
	TRY(unit_get(cx, (unit_id){ unit }, &u));
	*ret = account_area_covers(cx, u.path);
	return 0;
}

enum { UNITS = 50 };
struct units { int64_t v[UNITS]; int n; };

static int take_unit(struct cx *cx, const struct paper_row *p, void *arg)
{
	struct units *u = arg;

	(void)cx;
	u->v[u->n++] = p->unit;
	return 0;
}

int flow_paper_bike_reach(struct cx *cx, bike_id bike)
{
	struct units u = { .n = 0 };
	struct bike b;
	bool mine;

	TRY(bike_get(cx, bike, &b));
	TRY(covered(cx, b.unit, &mine));
	mine |= b.unit == 0;
	if (!mine)
		TRY(paper_of_bike(cx, bike, 0, UNITS, take_unit, &u));
	for (int i = 0; !mine && i < u.n; i++)
		TRY(covered(cx, u.v[i], &mine));
	return mine ? 0 : FAIL(cx, E_DENIED, "this bike was registered outside your area; ask the unit there");
}

int flow_paper_reach(struct cx *cx, int64_t id, struct paper_row *ret)
{
	struct paper_row p;
	struct bike b;
	bool mine;

	TRY(paper_get(cx, id, &p));
	TRY(covered(cx, p.unit, &mine));
	if (!mine && p.bike) {
		TRY(bike_get(cx, (bike_id){ p.bike }, &b));
		TRY(covered(cx, b.unit, &mine));
		mine |= b.unit == 0;
	}
	if (!mine)
		return FAIL(cx, E_DENIED, "this document was issued outside your area; ask the unit there");
	*ret = p;
	return 0;
}
