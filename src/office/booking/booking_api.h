/* booking_api — a booking as the API shows it; the counter's desk shows the one that is being served. Names and telephones masked. */
#pragma once
#include "format/js/js.h"
#include "office/booking/booking.h"

struct booking_view {
	int64_t id; str number; int64_t site_id; str day; int32_t slot; int state, purpose; bool walk_in; int64_t bike; str plate, name, phone; int32_t queue_no, window;
	utc_ms created_at, checked_in_at, called_at, ended_at; int64_t ver;
};
extern const struct js_shape booking_view_shape;
/* Text in cx->arena. */
MUST_USE int booking_view_of(struct cx *cx, const struct booking *b, struct booking_view *ret);
