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

int flow_count_month(struct cx *cx, owner_id rider, int32_t month)
{
	utc_ms at = policy_at(cx, month);
	int64_t n, old, ever, course_at, exposure_at, per;

	if (!rider.v)
		return 0;
	TRY(policy_i64(cx, POL_TRAFFIC_COURSE_AT, at, &course_at));
	TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_AT, at, &exposure_at));
	TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_PER, at, &per));
	TRY(violation_count_month(cx, rider, month, &n));      /* FN1 */
	TRY(violation_count_month_old(cx, rider, month, &old));      /* FN4 */
	TRY(flow_course_owed(cx, rider, month, n - old, n - old >= course_at));
	if (!per) {
		TRY(violation_count_month_strict(cx, rider, month, &n));      /* what rests on radio alone teaches, it does not expose */
		return flow_exposure_owed(cx, rider, month, n - old, n - old >= exposure_at);
	}
	TRY(violation_count_ever(cx, rider, &ever));
	return flow_exposure_owed(cx, rider, 0, ever, ever >= exposure_at);
}
