/* flow_violation_picture — the picture of a violation: pushed by whoever has it, or pulled from the camera; kept with the hash of what was kept. See flow_violation.h. */
#include <sodium.h>

#include "flow/flow_violation.h"
#include "flow/flow_violation_int.h"
#include "format/js/js.h"
#include "office/audit/audit.h"
#include "office/photo/photo.h"
#include "store/sql/sql.h"

str flow_violation_sha(struct cx *cx, str bytes)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof hash + 1];

	if (!bytes.n)
		return S("");
	crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	return arena_str(cx->arena, str_of(hex));
}

static int takes_one(struct cx *cx, int64_t id, struct violation *ret)
{
	TRY(flow_violation_get(cx, id, ret));
	if (ret->state != VI_CAPTURED && ret->state != VI_SCREENED)
		return FAIL_FIELD(cx, E_STATE, "reviewed", "it was reviewed already; evidence comes before the review");
	return ret->picture.n ? FAIL_FIELD(cx, E_STATE, "has_picture", "it has its picture; evidence is not exchanged") : 0;
}

int flow_violation_picture_may(struct cx *cx, int64_t id)
{
	struct violation v;

	TRY(takes_one(cx, id, &v));
	return photo_may(cx);
}

static str said(struct cx *cx, str camera, str sha, int64_t same)
{
	struct js js;

	js_init(&js, cx->arena, 1024);
	js_obj(&js, NULL);
	js_str(&js, "sha256", sha);
	js_i64(&js, "same", same);
	if (camera.n)
		js_str(&js, "camera", camera);
	js_end_obj(&js);
	return js_text(&js);
}

/* The row and its audit row, of a file that is there. camera: that pushed it. */
static int give(struct cx *cx, int64_t id, str camera, const struct photo *p, str sha, struct violation *ret)
{
	const char *verb = camera.n ? "violation.camera_push" : "violation.picture";
	struct photo used;
	int64_t same;

	TRY(sql_begin(cx, true));
	TRY(takes_one(cx, id, ret));      /* as it stands now */
	TRY(photo_add(cx, p));
	TRY(photo_use(cx, p->id, &used, &same));
	TRY(violation_picture(cx, ret, p->id, sha));
	if (camera.n)
		TRY(violation_camera_pushed(cx, camera));
	TRY(audit_add(cx, verb, "violation", id, (theft_id){ 0 }, said(cx, camera, sha, same)));
	return sql_commit(cx);
}

static int keep(struct cx *cx, int64_t id, str camera, str jpeg, int32_t width, int32_t height, struct violation *ret)
{
	struct photo p;

	ASSERT(!sql_in_tx(cx));
	TRY(photo_file(cx, jpeg, width, height, &p));
	int rc = give(cx, id, camera, &p, flow_violation_sha(cx, jpeg), ret);
	sql_rollback(cx);
	return rc;
}

int flow_violation_picture(struct cx *cx, int64_t id, str jpeg, int32_t width, int32_t height, struct violation *ret)
{
	return keep(cx, id, S(""), jpeg, width, height, ret);
}

int flow_violation_push(struct cx *cx, str camera, int64_t id, str jpeg, int32_t width, int32_t height)
{
	str area = cx->area;
	struct violation v;

	cx->area = S("/");      /* which violation it is was found by the camera's name */
	int rc = keep(cx, id, camera, jpeg, width, height, &v);
	cx->area = area;
	return rc;
}

int flow_violation_picture_read(struct cx *cx, int64_t id, str *ret)
{
	struct violation v;
	str jpeg;

	TRY(flow_violation_get(cx, id, &v));
	if (!v.picture.n)
		return FAIL(cx, E_NOTFOUND, "there is no picture of it");
	TRY(photo_read(cx, v.picture, &jpeg));
	if (!str_eq(flow_violation_sha(cx, jpeg), v.picture_sha))
		return FAIL(cx, E_CORRUPT, "the picture is not the one that was kept with violation %.*s", STR_ARG(v.number));
	TRY(sql_begin(cx, true));
	int rc = audit_add(cx, "violation.picture_read", "violation", id, (theft_id){ 0 }, S("{}"));
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	TRY(rc);
	*ret = jpeg;
	return 0;
}
