/* notice — what riders are told of violations, how it reached them, what they answer: appeals, and who rode instead.
 *
 * Owns      tables notice (notice.c); appeal, appeal_photo (appeal.c); named_rider (named.c). An appeal's words, its decision, a named person's name and phone
 *           are sealed under their row's ref.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in notice_test.c)
 *   NO1 a notice is one step's: the same step again is the same row                           (unique)
 *   NO2 how it arrived is kept: waiting → sent → seen, or failed, no_phone → served on paper; never back
 *   NO3 a violation has one open appeal at a time; what is decided is not decided again       (unique index)
 *   NO4 who decides an appeal did not confirm the violation                                    (a CHECK)
 *   NO5 a violation has one open naming at a time, and NAMED_MOST of one owner's in all; nobody names himself   (unique index, guard, a CHECK)
 *   NO6 no personal text is stored unsealed
 * Never     changes a violation: flow_notice does. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"
#include "base/utc.h"

enum notice_kind { NOK_VIOLATION, NOK_CHANGED, NOK_RIDER, NOK_EXPOSURE, NOK_N };
enum notice_state { NS_WAITING, NS_SENT, NS_FAILED, NS_NO_PHONE, NS_SEEN, NS_SERVED, NS_N };
extern const str notice_kind_names[NOK_N], notice_state_names[NS_N];

struct notice {
	int64_t id; enum notice_kind kind; int64_t violation, exposure /* one of them */; owner_id owner; str path; enum notice_state state; str step;
	utc_ms made_at; int32_t due_day; utc_ms sent_at, seen_at, served_at; account_id served_by; str note;
};
/* kind, violation or exposure, owner, path, state (NS_WAITING or NS_NO_PHONE), step, due_day of in. 1: new; 0: the step was told of before (NO1), *ret is that row. */
MUST_USE int notice_add(struct cx *cx, const struct notice *in, struct notice *ret);
MUST_USE int notice_get(struct cx *cx, int64_t id, struct notice *ret);
typedef int notice_fn(struct cx *cx, const struct notice *n, void *arg);
/* Of a violation, oldest first. */
MUST_USE int notice_of(struct cx *cx, int64_t violation, int max, notice_fn *fn, void *arg);
/* Those whose message is on its way, ids above after. */
MUST_USE int notice_waiting(struct cx *cx, int64_t after, int max, notice_fn *fn, void *arg);
/* What did not arrive, by the day by which it must; at or below area. */
MUST_USE int notice_undelivered(struct cx *cx, str area, int max, notice_fn *fn, void *arg);
/* The message went out (at), or did not for good. Nothing for one that was seen or served meanwhile. */
MUST_USE int notice_sent(struct cx *cx, struct notice *n, utc_ms at);
MUST_USE int notice_failed(struct cx *cx, struct notice *n);
/* All of this owner's of that violation (or exposure) that were not seen yet: it was opened on the phone. Count. */
MUST_USE int notice_seen(struct cx *cx, owner_id owner, int64_t violation, int64_t exposure);
/* The violations of which this owner has a notice that was neither opened nor served, newest first. Count. */
typedef int notice_unseen_fn(struct cx *cx, int64_t violation, void *arg);
MUST_USE int notice_unseen(struct cx *cx, owner_id owner, int max, notice_unseen_fn *fn, void *arg);
/* On paper, by cx->actor; note: how. E_STATE: it arrived; E_INVALID. */
MUST_USE int notice_served(struct cx *cx, struct notice *n, str note);
/* The register has made one owner of two: whom gone's were for is keep. Count. */
MUST_USE int notice_owner_merged(struct cx *cx, owner_id keep, owner_id gone);

/* --- appeals (appeal.c) --- */
enum appeal_state { APS_OPEN, APS_UPHELD, APS_REVOKED, APS_N };
extern const str appeal_state_names[APS_N];
struct appeal {
	int64_t id, violation; owner_id owner; str path; account_id confirmed_by; enum appeal_state state; str text;
	utc_ms made_at; int32_t due_day; bool provisional /* a year that nobody has announced is on the way */; account_id decided_by; utc_ms decided_at; str ground, reason; int64_t ver;
};
/* violation, owner, path, confirmed_by, text, due_day, provisional of in. E_INVALID (text), E_STATE (field "open"): NO3. */
MUST_USE int appeal_add(struct cx *cx, const struct appeal *in, struct appeal *ret);
MUST_USE int appeal_get(struct cx *cx, int64_t id, struct appeal *ret);
/* The newest of a violation; *ret_found. */
MUST_USE int appeal_of(struct cx *cx, int64_t violation, struct appeal *ret, bool *ret_found);
typedef int appeal_fn(struct cx *cx, const struct appeal *a, void *arg);
/* open: by due day, after (its due_day, id) of the cursor row `after` (0: from the first); else newest decided first, ids below after. */
MUST_USE int appeal_list(struct cx *cx, str area, bool open, int64_t after, int max, appeal_fn *fn, void *arg);
/* By cx->actor. E_STATE: decided, or stale (ver 0: whatever it is); E_DENIED (own_hand): NO4; E_INVALID (reason). */
struct appeal_decision { bool revoke; str ground, reason; int64_t ver; };
MUST_USE int appeal_decide(struct cx *cx, struct appeal *a, const struct appeal_decision *in);
/* Open ones that are owed between those days, by unit and day, at most max. Count. */
MUST_USE int appeal_due_list(struct cx *cx, int32_t from, int32_t until, int max, appeal_fn *fn, void *arg);
/* Open ones with due_day at or before day. Count only. */
MUST_USE int appeal_due(struct cx *cx, str area, int32_t day, int64_t *ret);
/* E_STATE (photos): there are most already. */
MUST_USE int appeal_photo_put(struct cx *cx, int64_t appeal, str photo, int64_t most);
typedef int appeal_photo_fn(struct cx *cx, str photo, utc_ms at, void *arg);
MUST_USE int appeal_photos(struct cx *cx, int64_t appeal, appeal_photo_fn *fn, void *arg);
MUST_USE int appeal_photo_is(struct cx *cx, int64_t appeal, str photo, bool *ret);
MUST_USE int appeal_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
/* Its time is over; photo_forget follows. */
MUST_USE int appeal_photo_drop(struct cx *cx, int64_t id);

/* --- who rode instead (named.c) --- */
enum named_state { NR_ASKED, NR_ACCEPTED, NR_DECLINED, NR_CONFIRMED, NR_REFUSED, NR_TAKEN_BACK, NR_N };
extern const str named_state_names[NR_N];
struct named {
	int64_t id, violation; owner_id owner, rider /* 0: nobody in the register */; str path; enum named_state state; struct pii name, phone;
	utc_ms made_at; account_id decided_by; utc_ms decided_at; str note; int64_t ver;
};
/* So often an owner names somebody for one violation: each time a person who may have nothing to do with it is told. */
enum { NAMED_MOST = 3 };
/* violation, owner, rider, path, name, phone of in. E_INVALID; E_STATE (open, named_enough): NO5. */
MUST_USE int named_add(struct cx *cx, const struct named *in, struct named *ret);
MUST_USE int named_get(struct cx *cx, int64_t id, struct named *ret);
MUST_USE int named_times(struct cx *cx, int64_t violation, owner_id owner, int64_t *ret);
MUST_USE int named_of(struct cx *cx, int64_t violation, struct named *ret, bool *ret_found);
typedef int named_fn(struct cx *cx, const struct named *n, void *arg);
/* asked: those that wait for an answer, of this rider; rider 0: everybody's at or below area. Oldest first. */
MUST_USE int named_asked(struct cx *cx, owner_id rider, str area, int max, named_fn *fn, void *arg);
/* to: anything but NR_ASKED; rider: with NR_CONFIRMED (0: as it is). E_STATE: answered already; E_INVALID (note with confirmed and refused; rider). */
MUST_USE int named_decide(struct cx *cx, struct named *n, enum named_state to, owner_id rider, str note);
/* The register has made one owner of two. Where one of them had named the other nobody is asked any more (NO5); what had been answered stands as it was. Count. */
MUST_USE int named_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
