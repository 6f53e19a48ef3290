/* api — see api.h. */
#include "flow/api.h"

#include "base/base.h"
#include "serve/http/route.h"

extern const struct routes account_routes, account_admin_routes, owner_routes, owner_view_routes, register_owner_routes, audit_routes, station_routes, bike_routes, theft_routes, alert_routes, overview_routes, number_routes, site_routes, holiday_routes, booking_routes, stock_routes, counter_routes, business_routes, photo_routes, paper_routes, figures_routes, export_routes, import_routes, policy_routes, claim_routes, claim_my_routes;

const struct routes *const api_routes[] = {
	&account_routes, &account_admin_routes, &owner_routes, &owner_view_routes, &overview_routes, &station_routes, &register_owner_routes, &bike_routes, &number_routes, &site_routes, &holiday_routes, &booking_routes, &stock_routes, &counter_routes, &business_routes, &photo_routes, &paper_routes, &figures_routes, &export_routes, &import_routes, &policy_routes, &theft_routes, &alert_routes, &claim_routes, &claim_my_routes, &audit_routes,
};
const size_t api_nroutes = COUNTOF(api_routes);
