/* api — see api.h. */
#include "flow/api.h"

#include "base/base.h"
#include "serve/http/route.h"

/* The rooms' rows, in the order in which they are documented. */
#define ROUTES_OF(X) \
	X(account_routes) \
	X(account_admin_routes) \
	X(owner_routes) \
	X(owner_view_routes) \
	X(overview_routes) \
	X(station_routes) \
	X(register_owner_routes) \
	X(bike_routes) \
	X(number_routes) \
	X(site_routes) \
	X(holiday_routes) \
	X(booking_routes) \
	X(stock_routes) \
	X(counter_routes) \
	X(business_routes) \
	X(photo_routes) \
	X(evidence_routes) \
	X(paper_routes) \
	X(figures_routes) \
	X(figures_junction_routes) \
	X(export_routes) \
	X(import_routes) \
	X(policy_routes) \
	X(plan_routes) \
	X(till_routes) \
	X(books_routes) \
	X(claim_routes) \
	X(claim_my_routes) \
	X(liability_routes) \
	X(liability_my_routes) \
	X(theft_routes) \
	X(theft_owner_routes) \
	X(alert_routes) X(guard_routes) X(market_routes) X(junction_routes) \
	X(access_routes) \
	X(foresee_routes) \
	X(ana_routes) \
	X(order_routes) X(duty_routes) \
	X(recovery_routes) \
	X(violation_routes) \
	X(recovery_day_routes) \
	X(course_routes) X(course_duty_routes) X(exam_routes) X(film_routes) X(owner_course_routes) \
	X(watchlist_routes) \
	X(spot_routes) X(custody_routes) \
	X(notice_my_routes) X(appeal_routes) X(exposure_routes) \
	X(audit_routes)

#define X(name) extern const struct routes name;
ROUTES_OF(X)
#undef X
extern const struct routes account_routes, account_admin_routes, owner_routes, owner_view_routes, register_owner_routes, audit_routes, station_routes, bike_routes, theft_routes, alert_routes, guard_routes, market_routes, junction_routes, overview_routes, number_routes, site_routes, holiday_routes, booking_routes, stock_routes, counter_routes, business_routes, photo_routes, evidence_routes, paper_routes, figures_routes, export_routes, import_routes, policy_routes, claim_routes, claim_my_routes;

const struct routes *const api_routes[] = {
#define X(name) &name,
	ROUTES_OF(X)
#undef X
};
const size_t api_nroutes = COUNTOF(api_routes);
