/* flow_count — see flow_count.h. */
#include "flow/flow_count.h"

#include "base/utc.h"
#include "office/policy/policy.h"
#include "office/violation/violation.h"

/* The policy of a month is the one of its last instant; of a month that is not over, of now. */
static utc_ms policy_at(struct cx *cx, int32_t month)
{
	struct civil next = { (int16_t)(month / 100), (int8_t)(month % 100), 1 };

	if (next.m == 12) {
		next.m = 1;
		next.y++;
	} else {
		next.m++;
	}
	return MIN(cx->now, civil_start(next) - 1);
}

/* What is published of all that ever counted is of no month: where the month's policy does not count so, it is judged by today's. */
static int ever(struct cx *cx, owner_id rider, int64_t per, int64_t at)
{
	int64_t n, now = per;

	if (!per) {
		TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_PER, cx->now, &now));
		TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_AT, cx->now, &at));
	}
	TRY(violation_count_ever(cx, rider, &n));
	return flow_exposure_owed(cx, rider, 0, n, n >= at, per ? XR_NEW : now ? XR_BACK : XR_KEEP);
}

int flow_count_month(struct cx *cx, owner_id rider, int32_t month)
{
	utc_ms at = policy_at(cx, month);
	int64_t n, old, course_at, exposure_at, per;

	if (!rider.v)
		return 0;
	TRY(policy_i64(cx, POL_TRAFFIC_COURSE_AT, at, &course_at));
	TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_AT, at, &exposure_at));
	TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_PER, at, &per));
	TRY(violation_count_month(cx, rider, month, &n));      /* FN1 */
	TRY(violation_count_month_old(cx, rider, month, &old));      /* FN4 */
	TRY(flow_course_owed(cx, rider, month, n - old, n - old >= course_at));
	TRY(violation_count_month_strict(cx, rider, month, &n));      /* what rests on radio alone teaches, it does not expose */
	TRY(flow_exposure_owed(cx, rider, month, n - old, n - old >= exposure_at, per ? XR_KEEP : XR_NEW));
	return ever(cx, rider, per, exposure_at);
}
