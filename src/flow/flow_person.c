/* flow_person — see flow_person.h. */
#include "flow/flow_person.h"

#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/booking/booking.h"
#include "office/liability/liability.h"
#include "office/plan/plan.h"

int flow_person_masked(struct cx *cx, const struct owner *o, struct owner_brief *ret)
{
	struct pii phone[OWNER_PHONES];
	int n;

	TRY(owner_phones(cx, o->id, phone, &n));
	*ret = (struct owner_brief){ o->id, owner_kind_name(o->kind), id_kind_name(o->id_kind), pii_mask_name(cx->arena, &o->name),
	                             pii_mask_id(cx->arena, &o->id_no), n ? pii_mask_phone(cx->arena, &phone[0]) : S(""),
	                             pii_mask_address(cx->arena, &o->address) };
	return 0;
}

static int first_owner(struct cx *cx, const struct ownership *o, void *arg)
{
	struct ownership *ret = arg;

	(void)cx;
	if (ret->id == 0)
		*ret = *o;
	return 0;
}

int flow_person_brief(struct cx *cx, bike_id bike, utc_ms t, struct owner_brief *ret)
{
	struct ownership own = { .id = 0 };
	struct owner o;
	struct err before = cx->err;

	int rc = bike_owner_at(cx, bike, t, &own);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		TRY(bike_owners(cx, bike, first_owner, &own));
	} else {
		TRY(rc);
	}
	if (own.owner.v == 0) {
		*ret = (struct owner_brief){ { 0 }, S(""), S(""), S(""), S(""), S(""), S("") };
		return 0;
	}
	TRY(owner_live(cx, own.owner, &o));
	return flow_person_masked(cx, &o, ret);
}

static int phones_text(struct cx *cx, owner_id id, str *ret)
{
	struct pii phone[OWNER_PHONES];
	str all = S("");
	int n;

	TRY(owner_phones(cx, id, phone, &n));
	for (int i = 0; i < n; i++)
		all = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(all), i ? ", " : "", STR_ARG(pii_reveal(&phone[i])));
	*ret = all;
	return 0;
}

int flow_person_login(struct cx *cx, owner_id id, const struct pii *phone)
{
	struct phone p;

	if (!phone_parse(pii_reveal(phone), &p) || !p.mobile)
		return 0;
	return owner_login_put(cx, (str){ p.z, p.n }, id);
}

int flow_person_in_area(struct cx *cx, owner_id id)
{
	struct owner o;
	struct unit u;

	TRY(owner_get(cx, id, &o));
	if (!o.unit)
		return 0;
	TRY(unit_get(cx, (unit_id){ o.unit }, &u));
	return account_area_covers(cx, u.path) ? 0 : FAIL(cx, E_DENIED, "this owner was registered outside your area; ask the unit there");
}

int flow_bike_in_area(struct cx *cx, bike_id id)
{
	struct bike b;
	struct unit u;

	TRY(bike_get(cx, id, &b));
	if (!b.unit)
		return 0;
	TRY(unit_get(cx, (unit_id){ b.unit }, &u));
	return account_area_covers(cx, u.path) ? 0 : FAIL(cx, E_DENIED, "this bike was registered outside your area; ask the unit there");
}

const str unmask_purposes[UNMASK_PURPOSES] = { SI("case"), SI("return"), SI("correction"), SI("complaint"), SI("contact"), SI("check") };

int flow_coded_reference(struct cx *cx, str reference)
{
	bool good = reference.n >= 3 && reference.n <= 32;

	for (size_t i = 0; good && i < reference.n; i++) {
		char c = reference.p[i];
		good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
	}
	return good ? 0 : FAIL_FIELD(cx, E_INVALID, "reference", "name the file: 3 to 32 of letters, digits and -");
}

int flow_person_unmask(struct cx *cx, owner_id id, str field, int purpose, str reference, str *ret)
{
	struct owner o;

	if (!str_eq(field, S("name")) && !str_eq(field, S("idNo")) && !str_eq(field, S("address")) && !str_eq(field, S("phone")))
		return FAIL_FIELD(cx, E_INVALID, "field", "must be name, idNo, address or phone");
	TRY(flow_coded_reference(cx, reference));
	TRY(flow_person_in_area(cx, id));
	TRY(owner_get(cx, id, &o));
	TRY(audit_add(cx, "owner.unmask", "owner", id.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"field\":\"%.*s\",\"purpose\":\"%.*s\",\"reference\":\"%.*s\"}",
	              STR_ARG(field), STR_ARG(unmask_purposes[purpose]), STR_ARG(reference))));
	if (str_eq(field, S("phone")))
		return phones_text(cx, id, ret);
	const struct pii *p = str_eq(field, S("name")) ? &o.name : str_eq(field, S("idNo")) ? &o.id_no : &o.address;
	*ret = arena_str(cx->arena, pii_reveal(p));
	return 0;
}

int flow_person_unmask_agent(struct cx *cx, owner_id id, int64_t agent, str field, int purpose, str reference, str *ret)
{
	char who[AUDIT_SUBJECT];
	struct owner_agent a;

	if (!str_eq(field, S("name")) && !str_eq(field, S("idNo")) && !str_eq(field, S("phone")))
		return FAIL_FIELD(cx, E_INVALID, "field", "of an agent: name, idNo or phone");
	TRY(flow_coded_reference(cx, reference));
	TRY(flow_person_in_area(cx, id));
	TRY(owner_agent_get(cx, id, agent, &a));
	TRY(audit_subject(cx, "owner_agent", agent, who));
	TRY(audit_add(cx, "owner.unmask", "owner", id.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"agent\":\"%s\",\"field\":\"%.*s\",\"purpose\":\"%.*s\",\"reference\":\"%.*s\"}",
	              who, STR_ARG(field), STR_ARG(unmask_purposes[purpose]), STR_ARG(reference))));
	const struct pii *p = str_eq(field, S("name")) ? &a.name : str_eq(field, S("idNo")) ? &a.id_no : &a.phone;
	*ret = arena_str(cx->arena, pii_reveal(p));
	return 0;
}

int flow_owner_now(struct cx *cx, owner_id *io)
{
	struct err before = cx->err;
	struct owner o;
	int rc = io->v ? owner_live(cx, *io, &o) : E_NOTFOUND;

	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*io = o.id;
	return 0;
}

int flow_person_merge(struct cx *cx, int64_t id, bool approve, str note, struct owner_merge *ret)
{
	TRY(owner_merge_decide(cx, id, approve, note, ret));
	if (!approve)
		return 0;
	TRY(bike_owner_merged(cx, ret->keep, ret->gone));
	TRY(booking_owner_merged(cx, ret->keep, ret->gone));
	TRY(plan_owner_merged(cx, ret->keep, ret->gone));
	TRY(accident_owner_merged(cx, ret->keep, ret->gone));
	TRY(flow_traffic_merged(cx, ret->keep, ret->gone));
	return as_done(owner_login_merged(cx, ret->keep, ret->gone));
}
