/* course_view — a class and a duty as the API shows them; officers' and riders' pages share the shapes. */
#pragma once
#include "format/js/js.h"
#include "office/course/course.h"

struct session_view { int32_t day, from_min, to_min; };
struct course_view {
	int64_t id; str number; int64_t room_id; str room, address; int state; int64_t seats, taken; int32_t first_day, last_day; struct js_list sessions; str reason;
	struct course_counts n; utc_ms created_at; int64_t ver;
};
extern const struct js_shape course_view_shape;
/* Lists in cx->arena. counts: also how many came, passed, missed. */
MUST_USE int course_view_of(struct cx *cx, const struct course *c, bool counts, struct course_view *ret);
