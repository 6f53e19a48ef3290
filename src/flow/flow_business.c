/* flow_business — see flow_business.h: doing what the check has nothing against. */
#include "flow/flow_business.h"

#include "flow/flow_person.h"
#include "flow/flow_violation.h"
#include "flow_business_int.h"
#include "office/audit/audit.h"

static int digest_of(struct cx *cx, const struct business_form *f, struct counter_digest *ret)
{
	const int64_t ints[] = { f->what, f->bike.v, f->ver, f->holder_kind, f->new_plate, f->old_plate, f->old_tags };
	counter_hash h;

	crypto_hash_sha256_init(&h);
	counter_mix_form(&h, &f->as);
	for (size_t i = 0; i < COUNTOF(ints); i++)
		counter_mix_int(&h, ints[i]);
	counter_mix(&h, f->reason);
	counter_mix(&h, f->use);
	counter_mix_pii(&h, (const struct pii *const[]){ &f->holder_no, &f->phone, &f->address }, 3);
	return counter_seal_digest(cx, &h, ret);
}

/* An old register had no document of this owner: the one that was shown is kept. */
static int complete_holder(struct cx *cx, const struct business_form *f, owner_id *ret_owner)
{
	struct owner o;
	bool same, none;

	if (pii_empty(&f->holder_no)) {          /* an inheritance */
		struct ownership own;
		TRY(bike_owner_now(cx, f->bike, &own));
		*ret_owner = own.owner;
		return 0;
	}
	TRY(business_holder(cx, f, ret_owner, &same, &none));
	if (!none)
		return 0;
	TRY(owner_live(cx, *ret_owner, &o));
	return owner_change(cx, &o, &(struct owner_change){ .id_no = f->holder_no, .id_kind = (enum id_kind)f->holder_kind, .has_id = true });
}

/* --- each of them, in the write transaction; io->owner is the present owner, *b the bike --- */

static int transfer(struct cx *cx, const struct business_form *f, struct bike *b, struct counter_issued *io)
{
	static const enum paper_kind papers[] = { PAK_TRANSFER, PAK_CERTIFICATE };

	TRY(counter_owner_for(cx, &f->as, io->verdict.known, &io->owner));
	TRY(counter_agent_for(cx, &f->as, io->owner));
	TRY(counter_consents_for(cx, &f->as, io->owner));
	TRY(flow_bike_step(cx, b, BE_TRANSFER, io->owner, f->reason));
	return counter_papers_for(cx, io, papers, COUNTOF(papers));
}

static int change_owner_data(struct cx *cx, const struct business_form *f, owner_id owner)
{
	struct err before = cx->err;
	struct owner o;

	if (!pii_empty(&f->address)) {
		TRY(owner_live(cx, owner, &o));
		TRY(owner_change(cx, &o, &(struct owner_change){ .address = f->address }));
	}
	if (pii_empty(&f->phone))
		return 0;
	int rc = owner_phone_add(cx, owner, &f->phone);
	if (rc == E_STATE) {          /* there already, or there is no room for more */
		cx->err = before;
		return 0;
	}
	TRY(rc);
	return flow_person_login(cx, owner, &f->phone);
}

static int change(struct cx *cx, const struct business_form *f, struct bike *b, struct counter_issued *io)
{
	static const enum paper_kind papers[] = { PAK_CERTIFICATE };
	struct business_change list[BUSINESS_FIELDS];
	int n = business_changes(cx, f, b, list);

	for (int i = 0; i < n; i++)
		TRY(bike_change(cx, b, list[i].field, list[i].value));
	if (n)
		TRY(flow_numbers(cx, b->id));
	TRY(change_owner_data(cx, f, io->owner));
	TRY(counter_agent_for(cx, &f->as, io->owner));
	return n ? counter_papers_for(cx, io, papers, COUNTOF(papers)) : 0;
}

static enum piece_end end_of(enum piece_end how, str reason)
{
	return how == PE_BY_REASON && str_eq(reason, S("lost")) ? PE_LOST : how;
}

static int replace(struct cx *cx, const struct business_form *f, struct bike *b, struct counter_issued *io)
{
	static const enum paper_kind papers[] = { PAK_CERTIFICATE, PAK_RECEIPT };
	struct counter_form part = f->as;
	struct plate_piece p;
	struct plate plate;
	tag_id tag;

	part.kind = (int)b->kind;
	if (f->new_plate) {
		TRY(counter_plate(cx, &part, &p));
		if (!plate_parse(number_str(&p.text), &plate))
			return FAIL_FIELD(cx, E_CORRUPT, "plate", "a plate of the stock that is none");
		TRY(flow_bike_replate(cx, b->id, &plate, end_of(f->old_plate, f->reason), b));
	}
	for (int s = 0; s < TSL_N; s++) {
		if (!f->as.tag[s].n)
			continue;
		if (!tag_parse(f->as.tag[s], &tag))
			return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits");
		TRY(flow_bike_retag(cx, b->id, (enum tag_slot)s, tag, end_of(f->old_tags, f->reason), b));
	}
	TRY(counter_agent_for(cx, &f->as, io->owner));
	return f->new_plate ? counter_papers_for(cx, io, papers, 2) : counter_papers_for(cx, io, papers + 1, 1);
}

static int deregister(struct cx *cx, const struct business_form *f, struct bike *b, struct counter_issued *io)
{
	static const enum paper_kind papers[] = { PAK_DEREGISTRATION };

	TRY(flow_bike_deregister(cx, b, &(struct bike_off){ f->reason, f->old_plate, f->old_tags }));
	TRY(counter_agent_for(cx, &f->as, io->owner));
	return counter_papers_for(cx, io, papers, COUNTOF(papers));
}

static int (*const makes[BOP_N])(struct cx *, const struct business_form *, struct bike *, struct counter_issued *) = {
	[BOP_CHANGE] = change, [BOP_TRANSFER] = transfer, [BOP_REPLACE] = replace, [BOP_DEREGISTER] = deregister,
};

static int make(struct cx *cx, const void *form, struct counter_issued *io)
{
	const struct business_form *f = form;
	owner_id former;
	struct bike b;

	io->bike = f->bike;
	TRY(complete_holder(cx, f, &io->owner));
	former = io->owner;
	TRY(bike_get(cx, f->bike, &b));
	TRY(makes[f->what](cx, f, &b, io));
	TRY(counter_attach(cx, &f->as, b.id));      /* after the transfer, which puts the former owner's papers away */
	TRY(counter_note(cx, &f->as, b.id, S("counter")));
	TRY(counter_finish_booking(cx, f->as.booking, BOE_DONE));
	if (f->what == BOP_TRANSFER)
		TRY(flow_violation_transfer(cx, b.id, former, cx->now));
	TRY(bike_get(cx, f->bike, &b));
	io->plate = b.plate;
	io->tag = b.tag;
	str what = booking_purpose_names[f->what], reason = f->reason.n ? f->reason : S("-");
	return audit_add(cx, "counter.business", "bike", b.id.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"site\":%lld,\"business\":\"%.*s\",\"reason\":\"%.*s\",\"warnings\":%d}",
	                 (long long)f->as.site, STR_ARG(what), STR_ARG(reason), io->verdict.n));
}

static int check(struct cx *cx, const void *form, const struct counter_ears *ears, struct counter_verdict *ret)
{
	return business_check(cx, form, ears, ret);
}

int business_do(struct cx *cx, const struct business_form *f, struct counter_issued *ret)
{
	struct counter_ears ears;
	struct counter_digest d;

	TRY(counter_good_request(cx, f->as.request_id));
	TRY(digest_of(cx, f, &d));
	TRY(counter_listen(cx, &f->as, &ears));
	return counter_act(cx, &(struct counter_act){ f, f->as.request_id, &ears, check, make }, &d, ret);
}
