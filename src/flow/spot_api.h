/* spot_api — how decisions are shown; the yard's answers and a look hold them too. */
#pragma once
#include "flow/flow_spot.h"
#include "format/js/js.h"

struct req;
struct rep;
struct spot_view {
	int64_t id; str number, client_id; int state; int64_t unit_id; str unit, plate; int64_t bike; str name, id_no, phone; bool owner_rode; int32_t age;
	str code, fact_zh, fact_en, basis, place; utc_ms at; bool offline, refused, no_plate, first; str defence; int64_t fine; str due_day; int64_t surcharge, owed, back; utc_ms paid_at;
	str way, way_ref, receipt; int64_t violation, custody; str custody_number, officer, reason; struct js_list actions; bool again, let_go; int64_t site; str site_name; int64_t ver;
};
extern const struct js_shape spot_shape, spot_event_shape;
MUST_USE int spot_view_of(struct cx *cx, const struct spot *s, struct spot_view *ret);
/* "2026-11-26"; empty for 0. */
str spot_day_text(struct cx *cx, int32_t day);
struct js_list spot_words(struct cx *cx, const str *names, int n, unsigned bits);
MUST_USE int spot_put_events(struct cx *cx, struct rep *rp, int64_t id, bool of_custody);
MUST_USE int spot_paper_size(struct cx *cx, const struct req *rq, enum spot_paper *ret);
