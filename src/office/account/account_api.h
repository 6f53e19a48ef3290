/* account_api — what app/ sets before the daemon starts, and the shape of an account that the room's two sets of routes share. */
#pragma once
#include "format/js/js.h"
#include "office/account/account.h"

/* Shown by /me; the program's version. */
extern const char *account_api_version;

struct account_view {
	int64_t id; str name, display; int64_t unit; str unit_name; struct js_list roles; bool disabled, must_change; utc_ms locked_until, created_at;
};
extern const struct js_shape account_view_shape;
void account_view_of(struct cx *cx, const struct account *a, struct account_view *ret);
