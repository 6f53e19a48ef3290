/* flow_liability_out — what leaves of an accident besides its money (flow_liability_pay): a field in the clear, a photo. */
#include "flow/flow_liability.h"
#include "flow/flow_person.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/photo/photo.h"

/* --- in the clear --- */

int flow_accident_unmask(struct cx *cx, const struct accident *a, int64_t party, str field, str reference, str *ret)
{
	char who[AUDIT_SUBJECT];
	struct party p;
	struct pii v;

	if (!str_eq(field, S("name")) && !str_eq(field, S("phone")) && !str_eq(field, S("idNo")) && !str_eq(field, S("card")))
		return FAIL_FIELD(cx, E_INVALID, "field", "must be name, phone, idNo or card");
	TRY(flow_coded_reference(cx, reference));
	TRY(party_get(cx, a->id, party, &p));
	TRY(audit_subject(cx, "party", party, who));
	TRY(audit_add(cx, "liability.unmask", "liability", a->id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"party\":\"%s\",\"field\":\"%.*s\",\"reference\":\"%.*s\"}", who,
	              STR_ARG(field), STR_ARG(reference))));
	TRY(party_open(cx, &p, field, &v));
	if (pii_empty(&v))
		return FAIL(cx, E_NOTFOUND, "this was not written down");
	*ret = arena_str(cx->arena, pii_reveal(&v));
	return 0;
}

int flow_accident_photo_read(struct cx *cx, int64_t accident, int64_t photo, str *ret)
{
	struct accident_photo p;
	struct accident a;
	str jpeg;

	TRY(flow_accident_get(cx, accident, &a));
	TRY(accident_photo_get(cx, a.id, photo, &p));
	TRY(photo_read(cx, p.photo, &jpeg));
	TRY(audit_add(cx, "liability.photo_read", "liability", a.id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"photo\":\"%.*s\"}", STR_ARG(p.photo))));
	*ret = jpeg;
	return 0;
}
