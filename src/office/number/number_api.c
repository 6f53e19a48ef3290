/* number_api — HTTP face of the numbers: the one search box, pasted lists, checks, overrides. */
#include "flow/api_list.h"
#include "office/number/number.h"
#include "serve/http/route.h"

extern const struct routes number_routes;
