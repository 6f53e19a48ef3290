/* flow_counter — see flow_counter.h: registering and refusing. */
#include "flow/flow_counter.h"

#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_bike.h"
#include "flow/flow_booking.h"
#include "flow/flow_person.h"
#include "flow/flow_photo.h"
#include "flow_counter_int.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"

enum { NEED_MAX = 100 };

/* --- registering --- */

/* The owner of the form: the one with this document, completed where an old register had none, or a new one. */
int counter_owner_for(struct cx *cx, const struct counter_form *f, owner_id known, owner_id *ret)
{
	struct owner_new n;
	struct owner o;

	counter_owner_of(f, &n);
	if (!known.v) {
		TRY(owner_add(cx, &n, ret));
		return flow_person_login(cx, *ret, &n.phone[0]);
	}
	*ret = known;
	TRY(owner_live(cx, known, &o));
	if (o.id_kind == IK_NONE && n.id_kind != IK_NONE)
		TRY(owner_change(cx, &o, &(struct owner_change){ .id_no = n.id_no, .id_kind = n.id_kind, .has_id = true, .address = n.address }));
	if (!n.nphone)
		return 0;
	struct err before = cx->err;
	int rc = owner_phone_add(cx, known, &n.phone[0]);
	if (rc == E_STATE) {          /* there already, or there is no room for more */
		cx->err = before;
		return 0;
	}
	TRY(rc);
	return flow_person_login(cx, known, &n.phone[0]);
}

int counter_agent_for(struct cx *cx, const struct counter_form *f, owner_id owner)
{
	const struct counter_agent *a = &f->agent;
	char today[FLOW_DAY_TEXT];
	int64_t id;

	if (pii_empty(&a->name))
		return 0;
	struct owner_agent in = { .owner = owner, .name = a->name, .id_no = a->id_no, .phone = a->phone, .id_kind = (enum id_kind)a->id_kind,
	                          .paper = S("agent_letter"), .until_day = flow_day_text(day_of(cx->now), today) };
	return owner_agent_add(cx, &in, &id);
}

int counter_consents_for(struct cx *cx, const struct counter_form *f, owner_id owner)
{
	str version;

	TRY(policy_text(cx, POT_CONSENT, cx->now, &version));
	TRY(owner_consent(cx, owner, S("register"), version, true));
	return f->consent_trail ? owner_consent(cx, owner, S("trail"), version, true) : 0;
}

static int bike_for(struct cx *cx, const struct counter_form *f, owner_id owner, const struct plate_piece *p, struct counter_issued *io)
{
	struct bike_new n = { .kind = (enum bike_kind)f->kind, .use = (enum bike_use)f->use, .brand = f->brand, .model = f->model, .colour = f->colour,
	                      .colour2 = f->colour2, .bought_on = f->bought_on, .ends_on = f->ends_on, .price_fen = f->price_fen, .site = f->site,
	                      .unit = cx->unit.v, .owner = owner, .how = S("register") };
	struct site s;

	TRY(site_get(cx, (site_id){ f->site }, &s));
	n.district = s.district;
	n.unit = s.unit.v ? s.unit.v : n.unit;
	n.vehicle_code = counter_number(cx, f->vehicle_code);
	n.frame_no = counter_number(cx, f->frame_no);
	n.motor_no = counter_number(cx, f->motor_no);
	if (!tag_parse(f->tag[TSL_THEFT], &n.tag))
		return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits");
	if (!plate_parse(number_str(&p->text), &n.plate))
		return FAIL_FIELD(cx, E_CORRUPT, "plate", "a plate of the stock that is none");
	io->plate = n.plate;
	io->tag = n.tag;
	return bike_add(cx, &n, &io->bike);
}

/* From the cupboard or the clerk's own. */
static int bind_tags(struct cx *cx, const struct counter_form *f, bike_id bike)
{
	struct tag_piece t;
	tag_id tag;

	for (int s = 0; s < TSL_N; s++) {
		if (f->tag[s].n == 0)
			continue;
		if (!tag_parse(f->tag[s], &tag))
			return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits");
		TRY(tag_piece_by_tag(cx, tag, &t));
		TRY(tag_bind(cx, tag, t.at, bike, &t));
	}
	return 0;
}

int counter_note(struct cx *cx, const struct counter_form *f, bike_id bike, str event)
{
	str papers = S("");

	for (size_t i = 0; i < f->papers.n; i++)
		papers = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(papers), i ? "," : "", STR_ARG(((const str *)f->papers.items)[i]));
	TRY(bike_note(cx, bike, event, arena_fmt(cx->arena, "{\"site\":%lld,\"papers\":\"%.*s\",\"agent\":%s}", (long long)f->site, STR_ARG(papers),
	                                         pii_empty(&f->agent.name) ? "false" : "true")));
	if (!f->heard_accepted)
		return 0;
	char *note = arena_z(cx->arena, f->heard_note);
	if (!note)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	for (char *c = note; *c; c++)
		*c = *c == '"' || *c == '\\' || (unsigned char)*c < 0x20 ? '.' : *c;
	return bike_note(cx, bike, S("tag_unheard"), arena_fmt(cx->arena, "{\"note\":\"%s\"}", note));
}

int counter_attach(struct cx *cx, const struct counter_form *f, bike_id bike)
{
	const struct counter_photo *ph = f->photos.items;

	for (size_t i = 0; i < f->photos.n; i++)
		TRY(photo_attach(cx, ph[i].photo, bike, ph[i].slot));
	return 0;
}

int counter_papers_for(struct cx *cx, struct counter_issued *io, const enum paper_kind *kinds, int n)
{
	struct paper_made made;

	for (int i = 0; i < n; i++) {
		ASSERT(io->npapers < COUNTER_MADE);
		TRY(flow_paper_bike(cx, kinds[i], io->bike, &made));
		io->papers[io->npapers++] = made.id;
	}
	return 0;
}

int counter_finish_booking(struct cx *cx, int64_t booking, enum booking_event ev)
{
	struct booking b;

	if (!booking)
		return 0;
	TRY(booking_get(cx, booking, &b));
	return booking_step(cx, &b, ev);
}

/* All of it, in the write transaction; nothing stands against it any more (CO2, CO3). */
static int register_bike(struct cx *cx, const void *form, struct counter_issued *io)
{
	static const enum paper_kind kinds[] = { PAK_CERTIFICATE, PAK_RECEIPT };
	const struct counter_form *f = form;
	struct plate_piece p;

	TRY(counter_owner_for(cx, f, io->verdict.known, &io->owner));
	TRY(counter_agent_for(cx, f, io->owner));
	TRY(counter_consents_for(cx, f, io->owner));
	TRY(counter_plate(cx, f, &p));
	TRY(bike_for(cx, f, io->owner, &p, io));
	TRY(plate_bind(cx, &p, io->bike));
	TRY(bind_tags(cx, f, io->bike));
	TRY(flow_numbers(cx, io->bike));
	TRY(counter_attach(cx, f, io->bike));
	TRY(counter_note(cx, f, io->bike, S("counter")));
	TRY(counter_papers_for(cx, io, kinds, COUNTOF(kinds)));
	TRY(counter_finish_booking(cx, f->booking, BOE_DONE));
	return audit_add(cx, "counter.issue", "bike", io->bike.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"site\":%lld,\"new_owner\":%s,\"warnings\":%d}",
	                 (long long)f->site, io->verdict.known.v ? "false" : "true", io->verdict.n));
}

static int check_form(struct cx *cx, const void *form, const struct counter_ears *ears, struct counter_verdict *ret)
{
	return counter_check(cx, form, ears, ret);
}

int counter_issue(struct cx *cx, const struct counter_form *f, struct counter_issued *ret)
{
	struct counter_ears ears;
	struct counter_digest d;

	TRY(counter_good_request(cx, f->request_id));
	TRY(counter_digest_form(cx, f, &d));
	TRY(counter_listen(cx, f, &ears));
	return counter_act(cx, &(struct counter_act){ f, f->request_id, &ears, check_form, register_bike }, &d, ret);
}

/* --- refusing --- */

static bool coded(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
			return false;
	return s.n > 0 && s.n <= 32;
}

/* "invoice|origin_pledge" as the check tells it: one of them. */
static bool coded_choice(str s)
{
	if (s.n > NEED_MAX)
		return false;
	for (const char *bar; (bar = memchr(s.p, '|', s.n)); s = (str){ bar + 1, (size_t)(s.p + s.n - bar) - 1 })
		if (!coded((str){ s.p, (size_t)(bar - s.p) }))
			return false;
	return coded(s);
}

static int good_refusal(struct cx *cx, const struct counter_refusal *r)
{
	if (!r->reason.n && r->missing.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "missing", "say what is missing, or give a reason for the refusal");
	if (str_eq(r->reason, S("other")) && r->note.n < 4)
		return FAIL_FIELD(cx, E_INVALID, "note", "another reason needs its words");
	if (r->note.n > 400 || !str_utf8(r->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	if (r->missing.n > COUNTER_NEEDS)
		return FAIL_FIELD(cx, E_INVALID, "missing", "must be at most %d", COUNTER_NEEDS);
	for (size_t i = 0; i < r->missing.n; i++)
		if (!coded_choice(((const str *)r->missing.items)[i]))
			return FAIL_FIELD(cx, E_INVALID, "missing", "must be coded words, a choice with | between them: as the check tells them");
	return 0;
}

static int digest_of_refusal(struct cx *cx, const struct counter_refusal *r, struct counter_digest *ret)
{
	counter_hash h;

	crypto_hash_sha256_init(&h);
	counter_mix_int(&h, r->site);
	counter_mix_int(&h, r->booking);
	counter_mix_pii(&h, (const struct pii *const[]){ &r->name }, 1);
	counter_mix(&h, r->reason);
	counter_mix(&h, r->note);
	counter_mix(&h, r->numbers);
	for (size_t i = 0; i < r->missing.n; i++)
		counter_mix(&h, ((const str *)r->missing.items)[i]);
	return counter_seal_digest(cx, &h, ret);
}

static int refuse_once(struct cx *cx, const struct counter_refusal *r, const struct counter_digest *d, int64_t *ret_paper, bool *ret_again)
{
	struct paper_notice n = { .site = r->site, .booking = r->booking, .who = pii_reveal(&r->name), .numbers = r->numbers, .reason = r->reason,
	                          .note = r->note, .missing = r->missing.items, .nmissing = (int)r->missing.n };
	bool refusal = r->reason.n > 0;
	struct paper_made made;
	struct booking b;
	struct site s;
	struct counter_done done;

	TRY(sql_begin(cx, true));
	TRY(flow_site_reach(cx, (site_id){ r->site }, &s));
	TRY(counter_done_before(cx, r->request_id, false, d, &done, ret_again));
	if (*ret_again) {
		if (counter_paper_ids(done.papers, ret_paper, 1) != 1)
			return FAIL(cx, E_CORRUPT, "a refusal without its paper");
		return sql_commit(cx);
	}
	if (r->booking) {
		TRY(booking_get(cx, r->booking, &b));
		if (b.site.v != r->site)
			return FAIL_FIELD(cx, E_STATE, "bookingId", "the booking is for another point");
	}
	TRY(flow_paper_notice(cx, refusal ? PAK_REFUSAL : PAK_MISSING, &n, &made));
	TRY(counter_finish_booking(cx, r->booking, refusal ? BOE_DONE : BOE_BACK));
	TRY(counter_keep_request(cx, r->request_id, false, d, (bike_id){ 0 }, (owner_id){ 0 }, arena_fmt(cx->arena, "%lld", (long long)made.id)));
	TRY(audit_add(cx, "counter.refuse", "site", r->site, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"reason\":\"%.*s\",\"paper\":%lld}",
	              STR_ARG(refusal ? r->reason : S("missing")), (long long)made.id)));
	*ret_paper = made.id;
	return sql_commit(cx);
}

int counter_refuse(struct cx *cx, const struct counter_refusal *r, int64_t *ret_paper, bool *ret_again)
{
	struct counter_digest d;
	int rc;

	ASSERT(!sql_in_tx(cx));
	TRY(counter_good_request(cx, r->request_id));
	TRY(good_refusal(cx, r));
	TRY(digest_of_refusal(cx, r, &d));
	for (int try = 1; ; try++) {
		rc = refuse_once(cx, r, &d, ret_paper, ret_again);
		sql_rollback(cx);
		if (rc != E_BUSY || try == COUNTER_TRIES)
			return rc;
		cx->err = (struct err){ 0 };
	}
}
