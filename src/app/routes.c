/* routes — every room's rows in one list. */
#include "app/server.h"

extern const struct routes account_routes, audit_routes, alert_routes, bike_routes, station_routes, theft_routes, track_routes;

const struct routes *const server_routes[] = {
	&account_routes, &audit_routes, &alert_routes, &bike_routes,
};
const size_t server_nroutes = COUNTOF(server_routes);
