/* flow_counter — see flow_counter.h: registering, refusing, and the request ids that make both safe to repeat. */
#include "flow/flow_counter.h"

#include <sodium.h>
#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_bike.h"
#include "flow/flow_booking.h"
#include "flow/flow_person.h"
#include "flow/flow_photo.h"
#include "flow_counter_int.h"
#include "flow_counter_sql.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"

SQL_STATEMENTS(flow_counter)

enum { BUSY_TRIES = 3, REQUEST_LEAST = 8, REQUEST_MOST = 64, NEED_MAX = 100 };

/* --- the request's digest: keyed, so that nobody can try persons against it --- */

typedef crypto_hash_sha256_state hash;

static void mix(hash *h, str s)
{
	char head[24];
	int n = snprintf(head, sizeof head, "%zu:", s.n);

	crypto_hash_sha256_update(h, (const unsigned char *)head, (size_t)n);
	crypto_hash_sha256_update(h, (const unsigned char *)(s.n ? s.p : ""), s.n);
}

static void mix_int(hash *h, int64_t v)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)v);

	mix(h, (str){ text, (size_t)n });
}

static void mix_pii(hash *h, const struct pii *const *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		mix(h, pii_reveal(p[i]));
}

struct digest { uint8_t v[VAULT_INDEX]; };

static int seal_digest(struct cx *cx, hash *h, struct digest *ret)
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof sum + 1];
	struct pii p;

	crypto_hash_sha256_final(h, sum);
	for (size_t i = 0; i < sizeof sum; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	ASSERT(pii_take(str_of(hex), &p));
	return vault_index(cx, "counter_request.digest", &p, ret->v);
}

static int digest_of_form(struct cx *cx, const struct counter_form *f, struct digest *ret)
{
	const struct counter_owner *o = &f->owner;
	const struct counter_agent *a = &f->agent;
	const struct counter_photo *ph = f->photos.items;
	hash h;

	crypto_hash_sha256_init(&h);
	const int64_t ints[] = { f->site, f->booking, f->kind, f->use, f->owner_id, o->kind, o->id_kind, a->id_kind, f->price_fen, f->consent,
	                         f->consent_trail, f->heard_accepted, (int64_t)f->papers.n, (int64_t)f->photos.n, (int64_t)f->noverrides };
	for (size_t i = 0; i < COUNTOF(ints); i++)
		mix_int(&h, ints[i]);
	mix_pii(&h, (const struct pii *const[]){ &o->name, &o->id_no, &o->phone, &o->address, &a->name, &a->id_no, &a->phone }, 7);
	const str texts[] = { f->vehicle_code, f->frame_no, f->motor_no, f->brand, f->model, f->colour, f->colour2, f->bought_on, f->ends_on, f->tag[0],
	                      f->tag[1], f->tag[2], f->plate, f->heard_note };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		mix(&h, texts[i]);
	for (size_t i = 0; i < f->papers.n; i++)
		mix(&h, ((const str *)f->papers.items)[i]);
	for (size_t i = 0; i < f->photos.n; i++) {
		mix(&h, ph[i].slot);
		mix(&h, ph[i].photo);
	}
	for (size_t i = 0; i < f->noverrides; i++)
		mix_int(&h, f->overrides[i]);
	return seal_digest(cx, &h, ret);
}

static int digest_of_refusal(struct cx *cx, const struct counter_refusal *r, struct digest *ret)
{
	hash h;

	crypto_hash_sha256_init(&h);
	mix_int(&h, r->site);
	mix_int(&h, r->booking);
	mix_pii(&h, (const struct pii *const[]){ &r->name }, 1);
	mix(&h, r->reason);
	mix(&h, r->note);
	mix(&h, r->numbers);
	for (size_t i = 0; i < r->missing.n; i++)
		mix(&h, ((const str *)r->missing.items)[i]);
	return seal_digest(cx, &h, ret);
}

/* --- requests (CO4) --- */

static int good_request(struct cx *cx, str id)
{
	bool ok = id.n >= REQUEST_LEAST && id.n <= REQUEST_MOST;

	for (size_t i = 0; ok && i < id.n; i++) {
		char c = id.p[i];
		ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
	}
	return ok ? 0 : FAIL_FIELD(cx, E_INVALID, "requestId", "must be %d to %d letters, digits and hyphens, made by the page", REQUEST_LEAST, REQUEST_MOST);
}

struct done { struct arena *arena; bool issue; struct digest digest; bike_id bike; owner_id owner; str papers; };

static void read_done(struct sql_row *r, void *ret)
{
	struct done *d = ret;

	d->issue = str_eq(sql_str(r), S("issue"));
	str digest = sql_str(r);
	memcpy(d->digest.v, digest.p, MIN(digest.n, sizeof d->digest.v));
	d->bike.v = sql_i64(r);
	d->owner.v = sql_i64(r);
	d->papers = sql_str_a(r, d->arena);
}

/* Was it done before? E_STATE when that was something else. */
static int done_before(struct cx *cx, str id, bool issue, const struct digest *digest, struct done *ret, bool *ret_found)
{
	struct err before = cx->err;

	*ret = (struct done){ .arena = cx->arena };
	int rc = sql_one(cx, &q_request, read_done, ret, BIND(V(cx->actor.v), V(id)));
	*ret_found = rc == 0;
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	if (ret->issue != issue || memcmp(ret->digest.v, digest->v, sizeof digest->v) != 0)
		return FAIL_FIELD(cx, E_STATE, "requestId", "this request id was used for something else: begin a new form");
	return 0;
}

static int keep_request(struct cx *cx, str id, bool issue, const struct digest *d, bike_id bike, owner_id owner, str papers)
{
	return MIN(0, sql_exec(cx, &q_request_add, BIND(V(cx->actor.v), V(id), V(issue ? S("issue") : S("refuse")),
	                       V_BLOB(((str){ (const char *)d->v, sizeof d->v })), V_ID(bike.v), V_ID(owner.v), V(papers), V(cx->now))));
}

int counter_trim(struct cx *cx, utc_ms before)
{
	return sql_exec(cx, &q_trim, BIND(V(before)));
}

static int paper_ids(str list, int64_t *ret, int max)
{
	int n = 0;

	while (list.n && n < max) {
		const char *end = memchr(list.p, ',', list.n);
		str w = { list.p, end ? (size_t)(end - list.p) : list.n };
		n += str_i64(w, 1, INT64_MAX, &ret[n]);
		size_t used = w.n + (end != NULL);
		list = (str){ list.p + used, list.n - used };
	}
	return n;
}

static int answer_again(struct cx *cx, const struct done *d, struct counter_issued *ret)
{
	struct bike b;

	TRY(bike_get(cx, d->bike, &b));
	*ret = (struct counter_issued){ .bike = d->bike, .owner = d->owner, .plate = b.plate, .tag = b.tag, .again = true, .verdict = { .ready = true } };
	ret->npapers = paper_ids(d->papers, ret->papers, COUNTER_MADE);
	return 0;
}

/* --- registering --- */

/* All codes in one line, the first field at fault; the page has them one by one from a check. */
static int refused(struct cx *cx, const struct counter_verdict *v)
{
	const struct counter_problem *first = NULL;
	char list[180] = "", field[40] = "";
	size_t n = 0;

	for (int i = 0; i < v->n && n < sizeof list - 60; i++) {
		const struct counter_problem *p = &v->v[i];
		if (p->level == CL_WARN)
			continue;
		first = first ? first : p;
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s %.*s", n ? ", " : "", (int)MIN(p->field.n, 24u), p->field.p, STR_ARG(counter_codes[p->code]));
	}
	if (first)
		snprintf(field, sizeof field, "%.*s", STR_ARG(first->field));
	return FAIL_FIELD(cx, E_STATE, field, "not registered: %s", list);
}

/* The owner of the form: the one with this document, completed where an old register had none, or a new one. */
static int owner_for(struct cx *cx, const struct counter_form *f, owner_id known, owner_id *ret)
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

static int agent_for(struct cx *cx, const struct counter_form *f, owner_id owner)
{
	const struct counter_agent *a = &f->agent;
	char today[FLOW_DAY_TEXT];
	int64_t id;

	if (pii_empty(&a->name))
		return 0;
	struct owner_agent in = { .owner = owner, .name = a->name, .id_no = a->id_no, .phone = a->phone, .id_kind = (enum id_kind)a->id_kind,
	                          .paper = S("agent_letter"), .until_day = flow_day_text(day_of(cx->now), today) };
	return MIN(0, owner_agent_add(cx, &in, &id));
}

static int consents_for(struct cx *cx, const struct counter_form *f, owner_id owner)
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

/* What was shown, how the tag was found: coded, and a note where the stations did not hear it. */
static int note_case(struct cx *cx, const struct counter_form *f, bike_id bike)
{
	str papers = S("");

	for (size_t i = 0; i < f->papers.n; i++)
		papers = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(papers), i ? "," : "", STR_ARG(((const str *)f->papers.items)[i]));
	TRY(bike_note(cx, bike, S("counter"), arena_fmt(cx->arena, "{\"site\":%lld,\"papers\":\"%.*s\",\"agent\":%s}", (long long)f->site, STR_ARG(papers),
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

static int finish_booking(struct cx *cx, int64_t booking, enum booking_event ev)
{
	struct booking b;

	if (!booking)
		return 0;
	TRY(booking_get(cx, booking, &b));
	return booking_step(cx, &b, ev);
}

static int papers_for(struct cx *cx, struct counter_issued *io, str *ret_list)
{
	static const enum paper_kind kinds[COUNTER_MADE] = { PAK_CERTIFICATE, PAK_RECEIPT };
	struct paper_made made;

	*ret_list = S("");
	for (int i = 0; i < COUNTER_MADE; i++) {
		TRY(flow_paper_bike(cx, kinds[i], io->bike, &made));
		io->papers[io->npapers++] = made.id;
		*ret_list = arena_fmt(cx->arena, "%.*s%s%lld", STR_ARG(*ret_list), i ? "," : "", (long long)made.id);
	}
	return 0;
}

/* CO2, CO3: all of it, in the write transaction. */
static int register_bike(struct cx *cx, const struct counter_form *f, const struct counter_ears *ears, const struct digest *d, struct counter_issued *io)
{
	const struct counter_photo *ph = f->photos.items;
	struct plate_piece p;
	str papers;

	TRY(counter_check(cx, f, ears, &io->verdict));
	if (!io->verdict.ready)
		return refused(cx, &io->verdict);
	TRY(owner_for(cx, f, io->verdict.known, &io->owner));
	TRY(agent_for(cx, f, io->owner));
	TRY(consents_for(cx, f, io->owner));
	TRY(counter_plate(cx, f, &p));
	TRY(bike_for(cx, f, io->owner, &p, io));
	TRY(plate_bind(cx, &p, io->bike));
	TRY(bind_tags(cx, f, io->bike));
	TRY(flow_numbers(cx, io->bike));
	for (size_t i = 0; i < f->photos.n; i++)
		TRY(photo_attach(cx, ph[i].photo, io->bike, ph[i].slot));
	TRY(note_case(cx, f, io->bike));
	TRY(papers_for(cx, io, &papers));
	TRY(finish_booking(cx, f->booking, BOE_DONE));
	TRY(keep_request(cx, f->request_id, true, d, io->bike, io->owner, papers));
	return audit_add(cx, "counter.issue", "bike", io->bike.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"site\":%lld,\"new_owner\":%s,\"warnings\":%d}",
	                 (long long)f->site, io->verdict.known.v ? "false" : "true", io->verdict.n));
}

static int issue_once(struct cx *cx, const struct counter_form *f, const struct counter_ears *ears, const struct digest *d, struct counter_issued *ret)
{
	struct counter_issued v = { .bike = { 0 } };
	struct done done;
	bool again;

	TRY(sql_begin(cx, true));
	TRY(done_before(cx, f->request_id, true, d, &done, &again));
	if (again)
		TRY(answer_again(cx, &done, &v));
	else
		TRY(register_bike(cx, f, ears, d, &v));
	TRY(sql_commit(cx));
	*ret = v;
	return 0;
}

/* Before anybody waits for the writers' turn: what is known already, and what cannot be. */
static int look_first(struct cx *cx, const struct counter_form *f, const struct counter_ears *ears, const struct digest *d, struct counter_issued *ret)
{
	struct counter_verdict v;
	struct done done;
	bool again;

	TRY(sql_begin(cx, false));
	TRY(done_before(cx, f->request_id, true, d, &done, &again));
	if (again) {
		TRY(answer_again(cx, &done, ret));
		return sql_commit(cx);
	}
	TRY(counter_check(cx, f, ears, &v));
	TRY(sql_commit(cx));
	return v.ready ? 0 : refused(cx, &v);
}

int counter_issue(struct cx *cx, const struct counter_form *f, struct counter_issued *ret)
{
	struct counter_issued first = { .bike = { 0 } };
	struct counter_ears ears;
	struct digest d;
	int rc = 0;

	ASSERT(!sql_in_tx(cx));
	TRY(good_request(cx, f->request_id));
	TRY(digest_of_form(cx, f, &d));
	TRY(counter_listen(cx, f, &ears));
	rc = look_first(cx, f, &ears, &d, &first);
	sql_rollback(cx);
	TRY(rc);
	if (first.again) {
		*ret = first;
		return 0;
	}
	for (int try = 1; ; try++) {
		rc = issue_once(cx, f, &ears, &d, ret);
		sql_rollback(cx);
		if (rc != E_BUSY || try == BUSY_TRIES)
			return rc;
		cx->err = (struct err){ 0 };
	}
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

static int refuse_once(struct cx *cx, const struct counter_refusal *r, const struct digest *d, int64_t *ret_paper, bool *ret_again)
{
	struct paper_notice n = { .site = r->site, .booking = r->booking, .who = pii_reveal(&r->name), .numbers = r->numbers, .reason = r->reason,
	                          .note = r->note, .missing = r->missing.items, .nmissing = (int)r->missing.n };
	bool refusal = r->reason.n > 0;
	struct paper_made made;
	struct booking b;
	struct site s;
	struct done done;

	TRY(sql_begin(cx, true));
	TRY(flow_site_reach(cx, (site_id){ r->site }, &s));
	TRY(done_before(cx, r->request_id, false, d, &done, ret_again));
	if (*ret_again) {
		if (paper_ids(done.papers, ret_paper, 1) != 1)
			return FAIL(cx, E_CORRUPT, "a refusal without its paper");
		return sql_commit(cx);
	}
	if (r->booking) {
		TRY(booking_get(cx, r->booking, &b));
		if (b.site.v != r->site)
			return FAIL_FIELD(cx, E_STATE, "bookingId", "the booking is for another point");
	}
	TRY(flow_paper_notice(cx, refusal ? PAK_REFUSAL : PAK_MISSING, &n, &made));
	TRY(finish_booking(cx, r->booking, refusal ? BOE_DONE : BOE_BACK));
	TRY(keep_request(cx, r->request_id, false, d, (bike_id){ 0 }, (owner_id){ 0 }, arena_fmt(cx->arena, "%lld", (long long)made.id)));
	TRY(audit_add(cx, "counter.refuse", "site", r->site, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"reason\":\"%.*s\",\"paper\":%lld}",
	              STR_ARG(refusal ? r->reason : S("missing")), (long long)made.id)));
	*ret_paper = made.id;
	return sql_commit(cx);
}

int counter_refuse(struct cx *cx, const struct counter_refusal *r, int64_t *ret_paper, bool *ret_again)
{
	struct digest d;
	int rc;

	ASSERT(!sql_in_tx(cx));
	TRY(good_request(cx, r->request_id));
	TRY(good_refusal(cx, r));
	TRY(digest_of_refusal(cx, r, &d));
	for (int try = 1; ; try++) {
		rc = refuse_once(cx, r, &d, ret_paper, ret_again);
		sql_rollback(cx);
		if (rc != E_BUSY || try == BUSY_TRIES)
			return rc;
		cx->err = (struct err){ 0 };
	}
}
