/* flow_notice — what follows a violation on the rider's side: the notice and how it arrives, the answer (seen, acknowledged, appealed, another named), the decision.
 *
 * Invariants (tests of the same names in flow_notice_test.c)
 *   FO1 a notice is written with the confirmation or not at all; one that is tried again tells once; a duty of law, it does not ask whether the owner wants news
 *   FO2 a violation is notified when the notice went out, was opened on the phone or was served on paper: not before
 *   FO3 an owner sees what he answers for, after an officer confirmed it, and nothing of another's
 *   FO4 an appeal is made within traffic.appeal_days of the notice, and decided in traffic.appeal_decide_days working days by another officer than who confirmed
 *   FO8 traffic.appeal_warn_days before that day, or as late as it comes, the officers are told once of each unit and day: an event "system" of kind appeals_due for the
 *       stream (as FV6: the unit and the day, never what waits), and a row in the history of each
 *   FO5 every answer that changes what counts recomputes the months it touches, whenever it comes            (flow_count_month)
 *   FO6 who is named answers for it only after accepting on the phone, or after an officer confirmed; until then the owner does. Whom an officer met on the spot
 *       names nobody: who rode is known
 *   FO9 where the register makes one owner of two, the kept one answers for all that the other answered for, was told of, had asked or was asked; of two courses
 *       or publications of one month the one that is further along stands, and the other is withdrawn; the months are counted anew     (flow_merge.c)
 *   FO10 where the register has nobody for the name and phone that the owner gave, an officer says who it was by what that person says: the whole name, and with it
 *       the document number or the phone; both must be one person's of the register (never by an internal number, where one wrong figure is a stranger)
 *   FO7 a picture leaves only behind its audit row
 * All in the caller's transaction, but what says otherwise. flow_notice_confirmed and flow_notice_changed stand in flow_violation.h. */
#pragma once
#include "core/cx.h"
#include "office/notice/notice.h"
#include "office/photo/photo.h"
#include "office/violation/violation.h"

/* --- told --- */
/* A legal message to the owner's first phone by day, whatever he wished of news; kind as message.h, step its name for ever. false: no phone is known. */
MUST_USE int flow_notice_tell(struct cx *cx, str kind, str step, owner_id owner, str text, bool *ret_phone);
/* n working days after day by the city's calendar; *ret_provisional: a year that nobody has announced yet lies on the way, weekends alone count. */
MUST_USE int flow_notice_workday(struct cx *cx, int32_t day, int64_t n, int32_t *ret, bool *ret_provisional);
/* The row and the message of an exposure's step. */
MUST_USE int flow_notice_exposure(struct cx *cx, owner_id owner, int64_t exposure, str path, str step, str text);
/* A job, outside of a transaction: what became of messages on their way; a violation whose notice went out is notified. Count. */
MUST_USE int flow_notice_arrived(struct cx *cx);
/* What has to be carried: of which fact, and to whom. owner is masked, and empty when the register has him no more; of a publication there is no one fact
 * (number, plate, place empty, fact_at 0). */
struct notice_paper { struct notice n; str number, plate, place, owner; utc_ms fact_at; };
typedef int notice_paper_fn(struct cx *cx, const struct notice_paper *p, void *arg);
/* By staff: what did not arrive was served on paper. E_DENIED: another area. */
MUST_USE int flow_notice_served(struct cx *cx, int64_t id, str note, struct notice_paper *ret);
MUST_USE int flow_notice_undelivered(struct cx *cx, int max, notice_paper_fn *fn, void *arg);

/* --- the rider's phone; cx->owner --- */
struct my_count { int32_t month; int64_t n, course_at, exposure_at, ever; bool per_ever; int64_t unseen /* of all months: with a notice that was not opened yet; 100 at most */; };
MUST_USE int flow_my_count(struct cx *cx, int32_t month /* 0: this one */, struct my_count *ret);
/* What a page shows beside the row. dues: the last day to appeal; may_*: now. why: why no appeal is taken now ("late", "open", "decided", "revoked"). */
struct my_violation {
	struct violation v; struct violation_code code; bool has_code; str place; bool has_at; int32_t lat_e7, lon_e7; utc_ms noticed_at; int32_t appeal_until;
	bool may_appeal, may_acknowledge, may_name, unseen; str why; struct appeal appeal; bool has_appeal; int photos; struct named named; bool has_named; int64_t nth /* in its month */;
};
typedef int my_violation_fn(struct cx *cx, const struct my_violation *m, void *arg);
MUST_USE int flow_my_violations(struct cx *cx, int64_t before, int max, my_violation_fn *fn, void *arg);
/* E_NOTFOUND: not the own (FO3). */
MUST_USE int flow_my_violation(struct cx *cx, int64_t id, struct my_violation *ret);
MUST_USE int flow_my_seen(struct cx *cx, int64_t id);
MUST_USE int flow_my_acknowledge(struct cx *cx, int64_t id);
/* E_STATE (late, or as the machine), E_INVALID. */
MUST_USE int flow_my_appeal(struct cx *cx, int64_t id, str text);
/* E_INVALID; E_STATE (late, named, met, open, named_enough). */
MUST_USE int flow_my_name(struct cx *cx, int64_t id, const struct pii *name, const struct pii *phone);
MUST_USE int flow_my_name_back(struct cx *cx, int64_t id);
/* Who was named by others, as them. */
struct my_named { struct named n; struct violation v; str place, owner /* masked */; };
typedef int my_named_fn(struct cx *cx, const struct my_named *m, void *arg);
MUST_USE int flow_my_named(struct cx *cx, my_named_fn *fn, void *arg);
MUST_USE int flow_my_named_answer(struct cx *cx, int64_t id, bool accept);
/* Outside of a transaction. */
MUST_USE int flow_my_picture(struct cx *cx, int64_t id, str *ret);
MUST_USE int flow_my_photo_may(struct cx *cx, int64_t id);
MUST_USE int flow_my_photo(struct cx *cx, int64_t id, str jpeg, int32_t width, int32_t height);

/* --- officers --- */
/* due_left: working days; soon: within traffic.appeal_warn_days; why: why this actor may not decide ("own_hand", "decided"), or empty. */
struct appeal_seen { struct appeal a; struct my_violation m; str owner, phone /* masked */; int32_t due_left; bool soon, late, may; str why; };
typedef int appeal_seen_fn(struct cx *cx, const struct appeal_seen *s, void *arg);
MUST_USE int flow_appeals(struct cx *cx, bool open, int64_t after, int max, appeal_seen_fn *fn, void *arg);
MUST_USE int flow_appeal_get(struct cx *cx, int64_t id, struct appeal_seen *ret);
/* E_DENIED (own_hand), E_STATE, E_INVALID. ground with revoke. */
MUST_USE int flow_appeal_decide(struct cx *cx, int64_t id, const struct appeal_decision *in, struct appeal_seen *ret);
/* Outside of a transaction. */
MUST_USE int flow_appeal_photo_read(struct cx *cx, int64_t id, str photo, str *ret);
/* A job's turn, in its transaction: FO8. Count. */
MUST_USE int flow_appeal_remind(struct cx *cx);
struct named_seen { struct named n; str name, phone, owner /* masked */, rider /* masked, empty: nobody in the register */; str number; int32_t day; };
typedef int named_seen_fn(struct cx *cx, const struct named_seen *s, void *arg);
MUST_USE int flow_named_list(struct cx *cx, int max, named_seen_fn *fn, void *arg);
/* Where the register has nobody for the name and phone that the owner gave: who it was, as that person says it (FO10). E_STATE "rider_unknown". */
struct rider_said { struct pii name, id_no, phone; };
MUST_USE int flow_named_decide(struct cx *cx, int64_t id, bool confirm, const struct rider_said *said, str note);
