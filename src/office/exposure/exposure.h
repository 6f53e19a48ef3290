/* exposure — who is published for how many violations, from the proposal to the day it expires.
 *
 * Owns      tables exposure, exposure_event.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in exposure_test.c)
 *   EX1 a state changes only by a row of exposure_sm; every cell of (state, event, role) stands in tests/golden/exposure_life.txt
 *   EX2 every change adds 1 to ver and leaves an event row, which is never changed; a stale ver is refused with E_STATE  (triggers)
 *   EX3 two persons approve, and not before the owner was told and could answer                                          (guard, and a CHECK)
 *   EX4 what the public sees are the masked texts that were written when it was published, while it is published and its day has not come; from then on its
 *       number may only fall, and another masked plate take the place of one that no longer counts
 *   EX5 a rider has one row a period: what was withdrawn by the program comes back as a proposal, what a person withdrew does not  (unique)
 * Never     counts violations or masks a name: flow_exposure does. */
#pragma once
#include "core/cx.h"
#include "base/utc.h"

enum exposure_state { XS_PROPOSED, XS_NOTICE_SENT, XS_APPROVED, XS_PUBLISHED, XS_EXPIRED, XS_WITHDRAWN, XS_N };
/* approve: the first person; second: another one. withdraw: a person, with a reason; fall: the count fell; rise: it is reached again. */
enum exposure_ev { XE_NOTIFY, XE_APPROVE, XE_SECOND, XE_PUBLISH, XE_EXPIRE, XE_WITHDRAW, XE_FALL, XE_RISE, XE_N };
extern const str exposure_state_names[XS_N], exposure_event_names[XE_N];
enum exposure_state exposure_state_of(str s);      /* XS_N, XE_N when the word is none */
enum exposure_ev exposure_event_of(str s);

struct exposure {
	int64_t id; owner_id owner; int32_t period /* 202611; 0 ever */; int64_t n; enum exposure_state state; unit_id unit; str path;
	utc_ms proposed_at, notice_at; int32_t object_until; account_id first_by; utc_ms first_at; account_id second_by; utc_ms second_at;
	account_id published_by; utc_ms published_at; int32_t until_day; str mask_name, mask_plate;
	account_id withdrawn_by; utc_ms withdrawn_at; str reason; int64_t ver;
};
/* A proposal. E_STATE: there is one of that owner and period (EX5). */
MUST_USE int exposure_add(struct cx *cx, owner_id owner, int32_t period, int64_t n, unit_id unit, str path, struct exposure *ret);
MUST_USE int exposure_get(struct cx *cx, int64_t id, struct exposure *ret);
/* *ret_found false: none. */
MUST_USE int exposure_find(struct cx *cx, owner_id owner, int32_t period, struct exposure *ret, bool *ret_found);
typedef int exposure_fn(struct cx *cx, const struct exposure *x, void *arg);
/* Newest first, ids below before (0: all), at or below area. states: bits 1 << XS_ (0: any); owner 0: any. Count. */
struct exposure_filter { str area; unsigned states; owner_id owner; int64_t before; };
MUST_USE int exposure_list(struct cx *cx, const struct exposure_filter *f, int max, exposure_fn *fn, void *arg);
/* EX4: what everybody may see on that day, newest first. Only id, period, n, the masked texts, published_at and until_day are filled. */
MUST_USE int exposure_public(struct cx *cx, int32_t day, int max, exposure_fn *fn, void *arg);
/* Published ones whose day is over, and proposals that nobody was told of, at most max. */
MUST_USE int exposure_over(struct cx *cx, int32_t day, int max, exposure_fn *fn, void *arg);

/* ver 0: whatever it is; note with withdraw; object_until with notify; until_day and the masked texts with publish. */
struct exposure_do { int64_t ver; str note; int32_t object_until, until_day; str mask_name, mask_plate; };
/* E_STATE: no such step from here, stale, or too early (field "early"); E_DENIED: not for this role, or the same person (field "own_hand"); E_INVALID. */
MUST_USE int exposure_step(struct cx *cx, struct exposure *x, enum exposure_ev ev, const struct exposure_do *in);
/* Bits 1 << XE_ that this actor may do now (day: today). */
unsigned exposure_actions(const struct exposure *x, unsigned roles, account_id actor, int32_t day);
/* The count has changed, or what it is shown for; the state has not. mask_plate: x's own, as long as it counts. Of a published one n never rises. */
MUST_USE int exposure_count(struct cx *cx, struct exposure *x, int64_t n, str mask_plate);
struct exposure_history { int64_t id; utc_ms at; str event, from, to, note; account_id actor; };
typedef int exposure_history_fn(struct cx *cx, const struct exposure_history *h, void *arg);
MUST_USE int exposure_events(struct cx *cx, int64_t id, int max, exposure_history_fn *fn, void *arg);
/* The register has made one owner of two: gone's are keep's, but those of a period of which keep has one (EX5). Count. */
MUST_USE int exposure_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
/* Two of one period change owners. */
MUST_USE int exposure_swap(struct cx *cx, struct exposure *a, struct exposure *b);
