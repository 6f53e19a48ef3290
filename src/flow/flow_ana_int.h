/* flow_ana_int — what the files of flow_ana share. */
#pragma once
#include "flow/flow_ana.h"
#include "platform/sys.h"

enum { ANA_WORK_MS = 10000 };

/* AN4: a question in work. */
MUST_USE int ana_begin(struct cx *cx, mono *ret);
void ana_end(void);

struct ana_map { struct station_place *p; struct ana_stop *s; size_t count; };
/* By station_ix, withdrawn ones too; in the arena. */
MUST_USE int ana_map_load(struct cx *cx, struct ana_map *ret);
static inline struct ana_stop ana_stop_at(const struct ana_map *m, uint16_t ix)
{
	return ix < m->count && m->p[ix].used ? m->s[ix] : (struct ana_stop){ .name = { "", 0 }, .place = { "", 0 } };
}

/* The store as the library's source, within the times admitted (AN1) and the time there is (AN4). */
struct ana_store { struct cx *cx; utc_ms from, to; mono begun; ana_visit_fn *fn; void *arg; };
MUST_USE int ana_store_station(void *arg, uint16_t station, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e);

static inline int ana_sure(double x, double fair, double good)
{
	return x >= good ? SURE_GOOD : x >= fair ? SURE_FAIR : SURE_LOW;
}

/* AN2: who the tags are, in one write transaction with the audit row. shown[i] false: not to be named. at: when each was heard, [i][0] to [i][1]. */
MUST_USE int ana_name(struct cx *cx, theft_id id, const char *of, const uint64_t *tag, utc_ms (*at)[2], size_t n, struct ana_named *ret, bool *ret_shown, int64_t *ret_withheld);
