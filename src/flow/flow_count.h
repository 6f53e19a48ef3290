/* flow_count — what follows from how many violations a rider has: a course at policy traffic.course_at, the published list at traffic.exposure_at.
 *
 * Invariants (tests of the same names in flow_count_test.c)
 *   FN1 the count is the rows that count (violation.h, VI3), never a number that is kept
 *   FN2 what a count triggered is withdrawn when the count falls below its threshold again, and comes back when it reaches it; a change of policy
 *       traffic.exposure_per strands nothing: what stands of a month and what stands of all is judged by its own count, and only what is counted so comes anew
 *   FN4 old records, decided in the system before, make no course and no proposal of their month; all that ever counted has them
 *   FN3 any order of the same steps ends in the same courses and proposals (property test against a from-scratch count) */
#pragma once
#include "core/cx.h"

/* Looks at one rider's month again: after every step of a violation that may have changed what counts (confirm, appeal, uphold, revoke, reopen, exclude, another
 * rider: then both; two owners become one: flow_merge). Makes, keeps or withdraws the requirement of a course and the proposal of an exposure, in the caller's transaction. rider 0: nothing. */
MUST_USE int flow_count_month(struct cx *cx, owner_id rider, int32_t month);

/* What an owed publication may do: what stands stays; what the count withdrew comes back as well; or one is proposed as well. */
enum exposure_reach { XR_KEEP, XR_BACK, XR_NEW };

/* The two things that follow, as the rooms give them to flow_count: each idempotent. owed: the count is at or above the threshold. */
MUST_USE int flow_course_owed(struct cx *cx, owner_id rider, int32_t month, int64_t count, bool owed);       /* flow_course.c */
MUST_USE int flow_exposure_owed(struct cx *cx, owner_id rider, int32_t month /* 0: all that ever counted */, int64_t count, bool owed, enum exposure_reach reach);     /* flow_exposure.c */
