/* flow_liability_view — an accident as the insurer and its owner see it. Names, telephones and cards are masked; an owner sees no other party's. */
#pragma once
#include "flow/flow_liability.h"
#include "format/js/js.h"

/* brief: a list's line, without the lists inside. */
extern const struct js_shape accident_shape, accident_brief_shape;
MUST_USE int flow_accident_put(struct cx *cx, struct js *js, const struct accident *a, bool full);

/* Bodies that both faces take. */
struct accident_step_in { int64_t ver; str code, note; };
extern const struct js_shape accident_step_shape;
struct accident_report_in { str key, place, what; struct plate plate; utc_ms happened_at; bool injured, police_called; };
extern const struct js_field accident_report_fields[];
enum { ACCIDENT_REPORT_FIELDS = 6 };      /* without the plate, which is the last */
