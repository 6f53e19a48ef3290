/* flow_override — see flow_override.h. */
#include "flow/flow_override.h"

#include "flow/flow_photo.h"
#include "office/account/account.h"
#include "office/audit/audit.h"

static bool of_a_bike(str slot)
{
	for (int i = 0; i < bike_nphoto_slots; i++)
		if (str_eq(slot, bike_photo_slots[i]))
			return !flow_photo_personal(slot);
	return false;
}

int flow_override_ask(struct cx *cx, enum number_kind k, str text, str reason, const struct override_desk *desk, const struct override_photo *p, size_t n,
                      struct override *ret)
{
	struct override o;

	for (size_t i = 0; i < n; i++)
		if (!of_a_bike(p[i].slot))
			return FAIL_FIELD(cx, E_INVALID, "photos", "only photos of the bike go with a request, none of papers that show a person");
	TRY(override_ask(cx, k, text, reason, desk, &o));
	TRY(override_photos_add(cx, o.id, p, n));
	for (size_t i = 0; i < n; i++)
		TRY(photo_hold(cx, p[i].photo));
	*ret = o;
	return 0;
}

int flow_override_step(struct cx *cx, struct override *o, enum override_event ev, str note)
{
	struct override_photo p[OVERRIDE_PHOTOS];
	bool needed;
	int n;

	TRY(override_step(cx, o, ev, note));
	TRY(override_photos(cx, o->id, p, &n));
	for (int i = 0; i < n; i++) {
		TRY(override_photo_needed(cx, p[i].photo, &needed));     /* by another request */
		if (!needed)
			TRY(photo_release(cx, p[i].photo));
	}
	return 0;
}

int flow_override_in_area(struct cx *cx, const struct override *o)
{
	struct account a;

	TRY(account_get(cx, o->asked_by, &a));
	return account_area_covers(cx, a.area) ? 0 : FAIL(cx, E_DENIED, "this was asked for outside your area; it is decided there");
}

/* The name of the picture in that place. */
static int named(struct cx *cx, int64_t id, str slot, str *ret)
{
	struct override_photo p[OVERRIDE_PHOTOS];
	bool there;
	int n;

	TRY(override_photos(cx, id, p, &n));
	for (int i = 0; i < n; i++) {
		if (!str_eq(p[i].slot, slot))
			continue;
		TRY(photo_there(cx, p[i].photo, &there));
		*ret = p[i].photo;
		return there ? 0 : FAIL(cx, E_NOTFOUND, "this photo is kept no longer: the request was decided more than a day ago");
	}
	return FAIL(cx, E_NOTFOUND, "no such photo goes with this request");
}

int flow_override_photo(struct cx *cx, int64_t id, str slot, str *ret)
{
	struct override o;
	str name, jpeg;

	TRY(override_get(cx, id, &o));
	TRY(flow_override_in_area(cx, &o));
	if (o.asked_by.v == cx->actor.v)
		return FAIL(cx, E_DENIED, "another person than the one who asked looks at these photos");
	TRY(named(cx, id, slot, &name));
	TRY(photo_read(cx, name, &jpeg));
	TRY(audit_add(cx, "number.photo_read", "number", id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"slot\":\"%.*s\",\"photo\":\"%.*s\"}", STR_ARG(slot), STR_ARG(name))));
	*ret = jpeg;
	return 0;
}
