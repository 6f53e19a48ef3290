/* access — why an officer may see a tag's way: the people of a case, requests that another person decides, the day's quota; and what the looks tell an
 * auditor (access_detect.h). The gate itself is flow/flow_track.h, which asks here.
 *
 * Owns      tables access_helper, access_request, access_seen, access_case, access_finding, access_month, access_sample, access_mark.
 * Thread    any, inside the caller's transaction.
 * Invariants (each has a test of the same name)
 *   AC1 nobody adds himself to a case, nobody decides his own request, nobody closes a finding or a review about himself  (CHECKed by the tables too)
 *   AC2 a request is decided from above: by police or a leader of a unit above the asker's, or by a leader of the asker's own unit
 *   AC3 an approval is the asker's alone, for one bike and one span, until it expires; nobody acts on another's
 *   AC4 older than access.near_days: only with an approval, and one query each; older than access.far_days: not at all
 *   AC5 at most access.plates_day bikes an account and civil day, counted before the answer
 * Never     knows what a bike, a case or an account is: ids, and the area path an account had when it asked. */
#pragma once
#include "core/cx.h"

/* ---- the people of a case ---- */

struct access_helper { account_id account, added_by; utc_ms added_at; };
/* E_DENIED: oneself (AC1); adding who is there, and ending who is not, is no fault: 0, else 1. */
MUST_USE int access_helper_put(struct cx *cx, theft_id theft, account_id who);
MUST_USE int access_helper_end(struct cx *cx, theft_id theft, account_id who);
MUST_USE int access_helper_is(struct cx *cx, theft_id theft, account_id who, bool *ret);
typedef int access_helper_fn(struct cx *cx, const struct access_helper *h, void *arg);
/* Oldest first. Count. */
MUST_USE int access_helpers(struct cx *cx, theft_id theft, access_helper_fn *fn, void *arg);

/* ---- requests ---- */

enum access_purpose { AP_CASE, AP_ACCIDENT, AP_MISSING_PERSON, AP_COURT, AP_CLONE, AP_DISCIPLINE, AP_N };
extern const str access_purpose_words[AP_N];     /* "case_lead", "accident", "missing_person", "court", "clone", "discipline" */
enum access_state { AQ_ASKED, AQ_APPROVED, AQ_REFUSED, AQ_WITHDRAWN, AQ_N };
extern const str access_state_words[AQ_N];

struct access_request {
	int64_t id;
	bool of_case;               /* the older part of a case's way; else a bike without a case */
	enum access_state state;
	account_id asker, decided_by;
	str area;                   /* the asker's, when he asked; texts in the arena of the work item */
	enum access_purpose purpose;
	str reference, reason, note;
	bike_id bike; theft_id theft;
	utc_ms from, to, asked_at, decided_at, expires_at, used_at;   /* 0: not */
	int64_t ver;
};
struct access_new { enum access_purpose purpose; str reference, reason; bike_id bike; theft_id theft; utc_ms from, to; utc_ms oldest; /* the case holds what reaches back to there; 0: nothing */ };
enum { ACCESS_QUERY_MS = 15 * MINUTE_MS };       /* AC4: an approval of a case's older part is one query; it may be drawn again for so long */

/* The actor asks. E_INVALID: reference (4 to 64 bytes), reason (4 to 400), a span that is empty, in the future, longer than access.span_days or older
 * than access.far_days and than what the case holds; E_STATE: the same is asked already. */
MUST_USE int access_ask(struct cx *cx, const struct access_new *in, struct access_request *ret);
MUST_USE int access_get(struct cx *cx, int64_t id, struct access_request *ret);
/* AC1, AC2: may the actor decide it (whatever its state)? */
bool access_may_decide(const struct cx *cx, const struct access_request *q);
/* approve: lives for access.request_h from now. E_DENIED: AC1, AC2; E_INVALID: a refusal without a note of 4 bytes; E_STATE: decided already. */
MUST_USE int access_decide(struct cx *cx, struct access_request *q, bool approve, str note);
/* By who asked, while nobody has decided, or while it lives. E_DENIED, E_STATE. */
MUST_USE int access_withdraw(struct cx *cx, struct access_request *q);
/* May the actor look by it now (AC3)? E_NOTFOUND: not the asker's; E_STATE with field "access.expired" or "access.undecided". */
MUST_USE int access_live(struct cx *cx, const struct access_request *q);
/* The actor's live approval for the case that covers the span (AC4): 0 in *ret_id when there is none. */
MUST_USE int access_of_case(struct cx *cx, theft_id theft, utc_ms from, utc_ms to, int64_t *ret_id);
/* The first look by it begins its one query. */
MUST_USE int access_used(struct cx *cx, int64_t id);
typedef int access_request_fn(struct cx *cx, const struct access_request *q, void *arg);
/* Newest first, ids below before (0: all): the actor's own. Count. */
MUST_USE int access_mine(struct cx *cx, int64_t before, int max, access_request_fn *fn, void *arg);
/* Those of others at or below the actor's area; open: only undecided ones. access_may_decide still judges each. Count. */
MUST_USE int access_below(struct cx *cx, bool open, int64_t before, int max, access_request_fn *fn, void *arg);

/* ---- the quota (AC5), and what was looked at ---- */

/* E_DENIED with field "access.quota" when another bike is one too many today. */
MUST_USE int access_quota(struct cx *cx, bike_id bike);
MUST_USE int access_seen_today(struct cx *cx, int64_t *ret);
/* In the transaction of the look's audit row. theft 0: by a request. */
MUST_USE int access_looked(struct cx *cx, bike_id bike, theft_id theft);
struct access_case { theft_id theft; int64_t looks; utc_ms first, last; };
typedef int access_case_fn(struct cx *cx, const struct access_case *c, void *arg);
/* Cases above after whose owner has not been told. Count. */
MUST_USE int access_untold(struct cx *cx, int64_t after, int max, access_case_fn *fn, void *arg);
MUST_USE int access_told(struct cx *cx, theft_id theft);
/* Drops what the quota counted on days before that one. */
MUST_USE int access_trim(struct cx *cx, int32_t day);

/* ---- findings and the sample: read by the auditor, and by a leader for the units at or below the own ---- */

enum access_kind { AK_BORROWED, AK_DRIP, AK_OFF_DUTY, AK_REPEAT, AK_TRANSFER, AK_REFUSED, AK_N };
extern const str access_kind_words[AK_N];
enum access_verdict { AV_OPEN, AV_FINE, AV_MISUSE, AV_N };
extern const str access_verdict_words[AV_N];
struct access_finding {
	int64_t id; enum access_kind kind; account_id account; str area;
	int64_t subject;            /* what it is about: a case, a bike, or 0 */
	theft_id theft; utc_ms first, last; int64_t looks; utc_ms found_at;
	enum access_verdict verdict; account_id closed_by; utc_ms closed_at; str note;
};
/* 1 when it is new; 0 when the same (account, kind, subject) was found within again_ms of it. */
MUST_USE int access_finding_add(struct cx *cx, const struct access_finding *f, utc_ms again_ms);
MUST_USE int access_finding_get(struct cx *cx, int64_t id, struct access_finding *ret);
/* E_DENIED: about oneself, or outside of the leader's area; E_INVALID: note of less than 4 bytes; E_STATE: closed already. */
MUST_USE int access_finding_close(struct cx *cx, int64_t id, bool misuse, str note, struct access_finding *ret);
typedef int access_finding_fn(struct cx *cx, const struct access_finding *f, void *arg);
MUST_USE int access_findings(struct cx *cx, bool open, int64_t before, int max, access_finding_fn *fn, void *arg);

struct access_sample {
	int64_t id; int32_t month; int64_t audit; utc_ms at; str verb, subject; account_id account; str area; theft_id theft;
	enum access_verdict verdict; account_id reviewed_by; utc_ms reviewed_at; str note;
};
static inline int32_t access_month_of(int y, int m) { return (int32_t)(12 * y + m - 1); }
MUST_USE int access_month_drawn(struct cx *cx, int32_t month, bool *ret);
MUST_USE int access_month_put(struct cx *cx, int32_t month, int64_t looks, int64_t drawn);
MUST_USE int access_sample_add(struct cx *cx, const struct access_sample *s);
/* E_DENIED: about oneself, of the own unit (a leader), or outside of the area; E_INVALID, E_STATE as above. */
MUST_USE int access_sample_review(struct cx *cx, int64_t id, bool misuse, str note, struct access_sample *ret);
typedef int access_sample_fn(struct cx *cx, const struct access_sample *s, void *arg);
MUST_USE int access_samples(struct cx *cx, bool open, int64_t before, int max, access_sample_fn *fn, void *arg);

/* How far the audit has been read for patterns. */
MUST_USE int access_mark(struct cx *cx, int64_t *ret);
MUST_USE int access_mark_set(struct cx *cx, int64_t audit);
