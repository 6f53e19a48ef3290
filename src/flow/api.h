/* api — every business room's routes, for app/ and for tests. Defined on the floor of the *_api.c. */
#pragma once
#include <stddef.h>

struct routes;
extern const struct routes *const api_routes[];
extern const size_t api_nroutes;
