/* flow_alert_near — the stations around an alert, and whether they listen: "not heard since" means nothing where nobody was up. See flow_alert.h. */
#include "flow/flow_alert.h"
#include "flow/flow_station.h"
#include "office/alert/alert.h"
#include "store/sql/sql.h"

struct near { const struct station_board *b; struct geo at; struct near_station *v; int n; double far[ALERT_NEAR]; };

static void put(struct cx *cx, struct near *w, const struct station *s, double away)
{
	struct station_view view;
	int i = w->n < ALERT_NEAR ? w->n++ : ALERT_NEAR - 1;

	for (; i > 0 && w->far[i - 1] > away; i--) {
		w->v[i] = w->v[i - 1];
		w->far[i] = w->far[i - 1];
	}
	flow_station_view(cx, w->b, s, &view);
	w->far[i] = away;
	w->v[i] = (struct near_station){ s->id.v, arena_str(cx->arena, station_name_str(&s->name)), arena_str(cx->arena, s->place), s->at, (int32_t)away,
	                                 view.status, view.alarms };
}

static int look(struct cx *cx, const struct station *s, void *arg)
{
	struct near *w = arg;
	double away = geo_dist_m(w->at, s->at);

	if (w->n < ALERT_NEAR || away < w->far[ALERT_NEAR - 1])
		put(cx, w, s, away);
	return 0;
}

int flow_alert_around(struct cx *cx, const struct alert *a, struct near_station ret[static ALERT_NEAR], int *ret_n)
{
	struct station_board b;
	struct near w = { .b = &b, .at = a->at, .v = ret };

	*ret_n = 0;
	if (!a->at.lat_e7 && !a->at.lon_e7)
		return 0;
	TRY(flow_station_board(cx, &b));
	TRY(station_list(cx, 0, S(""), false, false, STATION_MAX, look, &w));
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret_n = w.n;
	return 0;
}
