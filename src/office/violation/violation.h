/* violation — what was caught, what a person decided of it, and what it counts.
 *
 * Owns      tables violation, violation_event, violation_number, violation_code, violation_ground, violation_camera, violation_camera_token.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in violation_test.c)
 *   VI1 a state changes only by a row of violation_sm; every cell of (state, event, role) stands in tests/golden/violation_life.txt
 *   VI2 every change adds 1 to ver and leaves an event row, which is never changed; a stale ver is refused with E_STATE   (triggers)
 *   VI3 nothing counts before a person confirmed it, and nothing that was revoked, is appealed or excluded; what rests on radio alone
 *       (education_only) counts towards a course and towards nothing else                                                 (conditions, in violation.sql)
 *   VI4 who decides an appeal did not confirm the violation                                                              (guard, and a CHECK)
 *   VI5 a source tells of one thing once: the same source_key again is the same row                                      (unique)
 *   VI7 after the day it had to be reviewed by, nothing is confirmed; opening again what was dismissed gives no new period   (guard)
 *   VI8 a row of the dictionary that is or was in force says for ever what it said; it can be ended, and followed by another. Of a code the row that began last is in
 *       force, until its own end: one that was followed does not come back. What was decided by a row of a day is not ended or followed on that day   (guard)
 *   VI9 a camera's token is bound to one name and good for pictures only; it is shown once, kept as its SHA-256, and ends with the next one or by hand
 *   VI6 a month is the month at +08:00 of the instant it happened, not of its review
 *   VI10 the queue: what is due first stands first, so that nothing lapses behind the rest; of one day, what the eye can judge at once (a picture is kept), then what
 *       can be played back (radio), then what somebody reported without a picture, of which he has to be asked; of these the surest first, or, asked so, place by place
 *       and the surest first at each. A report says 100 % because nothing was measured: that alone puts it before nobody
 * Never     knows who owned the bike or whether it was stolen: flow_violation does. */
#pragma once
#include "core/cx.h"
#include "base/utc.h"

enum violation_kind { VK_RED, VK_WRONGWAY, VK_MOTORLANE, VK_PASSENGER, VK_LOAD, VK_NOT_YIELDING, VK_OTHER, VK_N };
enum violation_source { VS_RADIO, VS_CAMERA, VS_OFFICER, VS_IMPORT, VS_N };
enum violation_state { VI_CAPTURED, VI_SCREENED, VI_CONFIRMED, VI_DISMISSED, VI_LAPSED, VI_NOTIFIED, VI_ACKNOWLEDGED, VI_APPEALED, VI_UPHELD, VI_REVOKED, VI_N };
enum violation_ev { VE_SCREEN, VE_CONFIRM, VE_DISMISS, VE_LAPSE, VE_NOTIFY, VE_ACKNOWLEDGE, VE_APPEAL, VE_UPHOLD, VE_REVOKE, VE_REOPEN, VE_N };
enum violation_excluded { VX_NONE, VX_STOLEN, VX_TRANSFERRED, VX_NO_RIDER, VX_EDUCATION_ONLY, VX_N };
extern const str violation_kind_names[VK_N], violation_source_names[VS_N], violation_state_names[VI_N], violation_event_names[VE_N], violation_excluded_names[VX_N];
enum violation_kind violation_kind_of(str s);      /* VK_N, VI_N, VE_N when the word is none */
enum violation_source violation_source_of(str s);
enum violation_state violation_state_of(str s);
enum violation_ev violation_event_of(str s);

/* All texts in the arena of the work item. Times 0: not yet. Days are day_of's (since 1970 at +08:00). */
struct violation {
	int64_t id; str number;     /* "WF20261126-0001" */
	enum violation_kind kind; enum violation_source source; str source_key; enum violation_state state;
	unit_id unit; str path; int64_t junction; str arm, place;
	utc_ms at; int64_t err_ms; int32_t day; int32_t month /* 202611 */;
	str tag, plate; bike_id bike; owner_id owner /* of the bike at that instant */, rider /* who answers for it: named, or the owner; 0 nobody */;
	enum violation_excluded excluded;
	int64_t confidence /* per mille */; str against /* words, by commas */, evidence /* JSON */, evidence_sha, picture /* photo's name */, picture_sha;
	str code, ground, note;
	int32_t review_due; utc_ms captured_at; account_id reviewed_by; utc_ms reviewed_at, notified_at, acknowledged_at, appealed_at; int32_t appeal_due;
	account_id decided_by; utc_ms decided_at; int64_t ver;
};

/* State captured; number, day, month are made here. *ret is the row that stands, also when the source has told of it before (0; a new one: 1). E_INVALID with the field. */
MUST_USE int violation_add(struct cx *cx, const struct violation *in, struct violation *ret);
/* 0 in *ret: no such key yet. */
MUST_USE int violation_by_key(struct cx *cx, str source_key, int64_t *ret);
MUST_USE int violation_get(struct cx *cx, int64_t id, struct violation *ret);
typedef int violation_fn(struct cx *cx, const struct violation *v, void *arg);
/* states: bits 1 << VI_ (0: any). by_due: the queue's order (VI10), by_place: its places together; else newest first. before: id below (0: all). Count, at most max. */
struct violation_filter {
	str area; unsigned states; enum violation_kind kind /* VK_N any */; enum violation_source source /* VS_N any */; int64_t junction; owner_id rider; bike_id bike;
	int32_t from_day, to_day /* 0: no end */, month, due_by /* its review; 0: any */; int64_t before; bool by_due, by_place;
};
MUST_USE int violation_list(struct cx *cx, const struct violation_filter *f, int max, violation_fn *fn, void *arg);

/* How many wait for a review that is due on a day, in order of the days; warned: when the unit was last told of one of them, 0 never. */
typedef int violation_due_fn(struct cx *cx, int32_t day, int64_t n, utc_ms warned, void *arg);
MUST_USE int violation_due_days(struct cx *cx, str area, violation_due_fn *fn, void *arg);
/* What waits, is due between those days, and was not warned of in that way since its days began: by unit and day, at most max. Count. */
struct violation_wait { int64_t id; unit_id unit; int32_t due; };
typedef int violation_wait_fn(struct cx *cx, const struct violation_wait *w, void *arg);
MUST_USE int violation_unwarned(struct cx *cx, int32_t from, int32_t until, bool last, int max, violation_wait_fn *fn, void *arg);
/* An event of the row; the row itself does not change. */
MUST_USE int violation_warned(struct cx *cx, int64_t id, bool last);
/* The same of its appeal; told: since then. */
MUST_USE int violation_appeal_warned(struct cx *cx, int64_t id);
MUST_USE int violation_appeal_told(struct cx *cx, int64_t id, utc_ms since, bool *ret);

/* ver 0: whatever it is. ground with dismiss and revoke; code with confirm; excluded with confirm (VX_NONE); note where the row wants a reason. */
struct violation_do { int64_t ver; str ground, code, note; enum violation_excluded excluded; int32_t appeal_due, review_due /* with reopen of what had been confirmed; 0: as it was */; };
/* E_STATE: no such step from here, or stale; E_DENIED: not for this role, or VI4; E_INVALID: ground, code, note. */
MUST_USE int violation_step(struct cx *cx, struct violation *v, enum violation_ev ev, const struct violation_do *in);
/* Bits 1 << VE_ that this actor may do now. */
unsigned violation_actions(const struct violation *v, unsigned roles, account_id actor);
/* Old records come in batches; a batch can be taken back: its records are revoked, and their numbers are free for the right file. */
struct violation_batch { str batch; utc_ms at; account_id by; int64_t taken, standing; };
typedef int violation_batch_fn(struct cx *cx, const struct violation_batch *b, void *arg);
MUST_USE int violation_batched(struct cx *cx, int64_t id, str batch);
MUST_USE int violation_batches(struct cx *cx, str area, int max, violation_batch_fn *fn, void *arg);
typedef int violation_id_fn(struct cx *cx, int64_t id, void *arg);
/* What of it can be taken back now, and how many rows cannot yet: an appeal of theirs waits for its decision. */
MUST_USE int violation_batch_rows(struct cx *cx, str area, str batch, int max, violation_id_fn *fn, void *arg);
MUST_USE int violation_batch_appealed(struct cx *cx, str area, str batch, int64_t *ret);
MUST_USE int violation_unkey(struct cx *cx, struct violation *v);
/* Another rider answers for it (owner 0: nobody is known; excluded no_rider), with the reason as an event. */
MUST_USE int violation_rider(struct cx *cx, struct violation *v, owner_id rider, str reason);
/* The months in which this rider answers for any, in order. Count. */
typedef int violation_month_fn(struct cx *cx, int32_t month, void *arg);
MUST_USE int violation_months(struct cx *cx, owner_id rider, violation_month_fn *fn, void *arg);
/* The register has made one owner of two: what was gone's, as owner of the bike and as rider, is keep's. Count. */
MUST_USE int violation_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
MUST_USE int violation_exclude(struct cx *cx, struct violation *v, enum violation_excluded why, str note);
MUST_USE int violation_picture(struct cx *cx, struct violation *v, str photo, str sha);
struct violation_history { int64_t id; utc_ms at; str event, from, to, note; account_id actor; };
typedef int violation_history_fn(struct cx *cx, const struct violation_history *h, void *arg);
MUST_USE int violation_events(struct cx *cx, int64_t id, int max, violation_history_fn *fn, void *arg);

/* What counts (VI3): state confirmed, notified, acknowledged or upheld, with a rider; excluded '' or, for a course only, 'education_only'. */
MUST_USE int violation_count_month(struct cx *cx, owner_id rider, int32_t month, int64_t *ret);          /* towards a course */
MUST_USE int violation_count_month_strict(struct cx *cx, owner_id rider, int32_t month, int64_t *ret);   /* towards the published list: not what rests on radio alone */
MUST_USE int violation_count_month_old(struct cx *cx, owner_id rider, int32_t month, int64_t *ret);      /* of these: old records, decided in the system before */
MUST_USE int violation_count_ever(struct cx *cx, owner_id rider, int64_t *ret);                          /* strict as well */

/* --- dictionary and grounds --- */
struct violation_code { str code, from_day, until_day; enum violation_kind kind; str name_zh, name_en, basis_zh; int64_t fine_min_fen, fine_max_fen; };
/* In force on that day. E_NOTFOUND. */
MUST_USE int violation_code_get(struct cx *cx, str code, int32_t day, struct violation_code *ret);
typedef int violation_code_fn(struct cx *cx, const struct violation_code *c, void *arg);
MUST_USE int violation_codes(struct cx *cx, int32_t day /* -1: every row */, violation_code_fn *fn, void *arg);
MUST_USE int violation_code_put(struct cx *cx, const struct violation_code *c);
struct violation_ground { str ground; bool dismiss, revoke; str name_zh, name_en, basis_zh; };
typedef int violation_ground_fn(struct cx *cx, const struct violation_ground *g, void *arg);
MUST_USE int violation_ground_get(struct cx *cx, str ground, struct violation_ground *ret);   /* E_NOTFOUND */
MUST_USE int violation_grounds(struct cx *cx, violation_ground_fn *fn, void *arg);

/* --- cameras, by the name that an antenna of a junction says --- */
enum camera_fault { CF_NONE, CF_NOT_REACHED, CF_REFUSED, CF_TOO_SLOW, CF_NOT_PICTURE, CF_TOO_LARGE, CF_N };
extern const str camera_fault_names[CF_N];      /* of the last time; "" of none */
/* url empty: it is not asked, it pushes. token_at 0: it has no token. */
struct violation_camera { str name, url; utc_ms changed_at, asked_at; enum camera_fault fault; utc_ms token_at, pushed_at; };
MUST_USE int violation_camera_put(struct cx *cx, str name, str url);
MUST_USE int violation_camera_drop(struct cx *cx, str name);      /* E_NOTFOUND */
MUST_USE int violation_camera_get(struct cx *cx, str name, struct violation_camera *ret);      /* E_NOTFOUND */
typedef int violation_camera_fn(struct cx *cx, const struct violation_camera *c, void *arg);
MUST_USE int violation_cameras(struct cx *cx, violation_camera_fn *fn, void *arg);
MUST_USE int violation_camera_asked(struct cx *cx, str name, enum camera_fault fault);
/* What anybody may see of an address: without the name and password in it, the values of its query as "…" (but {at}). *ret_secret: something was left out. */
str violation_camera_shown(struct arena *a, str url, bool *ret_secret);
/* VI9. The one before ends. */
enum { CAMERA_TOKEN_HEX = 64 };
MUST_USE int violation_camera_token(struct cx *cx, str name, char ret[static CAMERA_TOKEN_HEX + 1]);
MUST_USE int violation_camera_untoken(struct cx *cx, str name);      /* E_NOTFOUND: it has none */
/* Whose it is; cx becomes that camera's. In a transaction or not. E_UNAUTH. */
MUST_USE int violation_camera_session(struct cx *cx, str token, str *ret_name);
MUST_USE int violation_camera_pushed(struct cx *cx, str name);
