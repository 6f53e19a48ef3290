/* flow_merge — two owners become one: what follows of violations. See flow_person.h and FO9 in flow_notice.h. */
#include "base/utc.h"
#include "flow/flow_count.h"
#include "flow/flow_course_int.h"
#include "flow/flow_notice.h"
#include "flow/flow_person.h"
#include "office/exposure/exposure.h"
#include "office/spot/spot.h"

enum { MONTHS_MAX = 1200 };
#define MERGED S("登记合并，保留办理进度靠前的一项")

struct months { int32_t v[MONTHS_MAX]; int n; };

static int add_month(struct cx *cx, int32_t month, void *arg)
{
	struct months *m = arg;

	(void)cx;
	for (int i = 0; i < m->n; i++)
		if (m->v[i] == month)
			return 0;
	if (m->n < MONTHS_MAX)
		m->v[m->n++] = month;
	return 0;
}

/* --- courses --- */

/* How far along; what was passed stays passed (CO7). */
static const int duty_rank[CDS_N] = { [CDS_WITHDRAWN] = 0, [CDS_REQUIRED] = 1, [CDS_NO_SHOW] = 2, [CDS_ESCALATED] = 3, [CDS_BOOKED] = 4, [CDS_IN_CLASS] = 5, [CDS_RETAKE] = 6,
	[CDS_EXAM] = 7, [CDS_PASSED] = 8 };

static int take_duty(struct cx *cx, const struct course_duty *d, void *arg)
{
	return add_month(cx, d->month, arg);
}

static int duty_over(struct cx *cx, struct course_duty *d)
{
	bool was = d->state == CDS_PASSED, told;

	if (d->state == CDS_WITHDRAWN || d->history)
		return 0;
	TRY(exam_void_open(cx, d->id));
	TRY(course_program(cx, d, CDE_WITHDRAW, &(struct course_duty_do){ .note = MERGED }));
	return was ? 0 : course_tell(cx, d, arena_fmt(cx->arena, "您的两份车主登记已合并，%d年%d月的安全学习要求只保留一项，另一项及其预约的座位已取消。", d->month / 100,
	                                              d->month % 100), &told);
}

static int one_duty(struct cx *cx, owner_id keep, owner_id gone, int32_t month)
{
	struct err before = cx->err;
	struct course_duty own, d;
	bool one, two;

	TRY(or_none(cx, course_duty_of_month(cx, keep, month, &own), before, &one));
	TRY(or_none(cx, course_duty_of_month(cx, gone, month, &d), before, &two));
	if (!one || !two)
		return 0;
	bool ahead = duty_rank[d.state] * 2 - d.history > duty_rank[own.state] * 2 - own.history;
	TRY(duty_over(cx, ahead ? &own : &d));
	return ahead ? course_duty_swap(cx, &own, &d) : 0;
}

/* --- publications --- */

/* What a person withdrew is decided, as far as nothing is published yet; what was published once is not published again. */
static int exposure_rank(const struct exposure *x)
{
	static const int rank[XS_N] = { [XS_WITHDRAWN] = 0, [XS_PROPOSED] = 1, [XS_NOTICE_SENT] = 2, [XS_APPROVED] = 3, [XS_PUBLISHED] = 5, [XS_EXPIRED] = 6 };

	return x->state == XS_WITHDRAWN && x->withdrawn_by.v ? 4 : rank[x->state];
}

static int take_exposure(struct cx *cx, const struct exposure *x, void *arg)
{
	return add_month(cx, x->period, arg);
}

static int exposure_ends(struct cx *cx, struct exposure *x)
{
	bool told = x->state != XS_PROPOSED;
	unsigned was = cx->roles;

	if (x->state == XS_WITHDRAWN || x->state == XS_EXPIRED)
		return 0;
	cx->roles = ROLE_SYSTEM;
	int rc = exposure_step(cx, x, XE_FALL, &(struct exposure_do){ .note = MERGED });
	cx->roles = was;
	TRY(rc);
	str of = x->period ? arena_fmt(cx->arena, "%d年%d月", x->period / 100, x->period % 100) : S("累计");
	return !told ? 0 : flow_notice_exposure(cx, x->owner, x->id, x->path, arena_fmt(cx->arena, "exposure.%lld.%lld", (long long)x->id, (long long)x->ver),
		arena_fmt(cx->arena, "您的两份车主登记已合并，您%.*s交通违法的公示曝光只保留一项，另一项已取消。", STR_ARG(of)));
}

static int one_exposure(struct cx *cx, owner_id keep, owner_id gone, int32_t period)
{
	struct exposure own, x;
	bool one, two;

	TRY(exposure_find(cx, keep, period, &own, &one));
	TRY(exposure_find(cx, gone, period, &x, &two));
	if (!one || !two)
		return 0;
	bool ahead = exposure_rank(&x) > exposure_rank(&own);
	TRY(exposure_ends(cx, ahead ? &own : &x));
	return ahead ? exposure_swap(cx, &own, &x) : 0;
}

/* --- all of it --- */

/* What gone has anything of; what is counted over all months (period 0) is looked at with any. */
static int months_of(struct cx *cx, owner_id gone, struct months *ret)
{
	struct exposure_filter f = { .area = S("/"), .owner = gone };
	struct civil today = civil_of(cx->now);

	ret->n = 0;
	TRY(add_month(cx, today.y * 100 + today.m, ret));
	TRY(violation_months(cx, gone, add_month, ret));
	TRY(course_duty_of_rider(cx, gone, MONTHS_MAX, take_duty, ret));
	return as_done(exposure_list(cx, &f, MONTHS_MAX, take_exposure, ret));
}

static int move_all(struct cx *cx, owner_id keep, owner_id gone)
{
	TRY(violation_owner_merged(cx, keep, gone));
	TRY(course_duty_merged(cx, keep, gone));
	TRY(exposure_owner_merged(cx, keep, gone));
	TRY(named_owner_merged(cx, keep, gone));
	TRY(appeal_owner_merged(cx, keep, gone));
	TRY(spot_owner_merged(cx, keep, gone));
	TRY(custody_owner_merged(cx, keep, gone));
	return as_done(notice_owner_merged(cx, keep, gone));
}

int flow_traffic_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	struct months *m = arena_alloc(cx->arena, sizeof *m);

	if (!m)
		return FAIL(cx, E_TOOBIG, "no memory for the months");
	TRY(months_of(cx, gone, m));
	for (int i = 0; i < m->n; i++) {
		TRY(one_duty(cx, keep, gone, m->v[i]));
		TRY(one_exposure(cx, keep, gone, m->v[i]));
	}
	TRY(move_all(cx, keep, gone));
	for (int i = 0; i < m->n; i++)
		if (m->v[i])
			TRY(flow_count_month(cx, keep, m->v[i]));
	return 0;
}
