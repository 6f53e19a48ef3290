/* flow_station — stations between the registry, the engines and the ingest: import, places, keys, health.
 *
 * The registry is the truth. A place is marked placed once it is journaled with the engines (flow_station_reconcile repeats what is
 * not); keys and quarantine are told to the ingest after the commit, and are read from the registry when the ingest starts. */
#pragma once
#include "core/cx.h"
#include "flow/track_port.h"
#include "format/js/js.h"
#include "office/bike/bike.h"
#include "office/station/station.h"

struct import_counts { int64_t added, known; };
struct bike_import { struct bike_new bike; struct pii owner_name, owner_phone; };
/* Parsed rows in transactions of a few thousand; outside a transaction. A row that is there already with the same name (station), tag and
 * plate (bike) is counted known. The first bad row stops it: earlier transactions stay, its own is undone, *ret_bad is its number from 0. */
MUST_USE int flow_station_import(struct cx *cx, const struct station_new *rows, size_t n, struct import_counts *ret, size_t *ret_bad);
MUST_USE int flow_bike_import(struct cx *cx, const struct bike_import *rows, size_t n, struct import_counts *ret, size_t *ret_bad);

/* In the caller's write transaction; the engines and the ingest are told after the commit. */
MUST_USE int flow_station_add(struct cx *cx, const struct station_new *in, uint8_t ret_key[static STATION_KEY], struct station *ret);
MUST_USE int flow_station_step(struct cx *cx, station_id id, enum station_event ev, struct station *ret);
MUST_USE int flow_station_rekey(struct cx *cx, station_id id, uint8_t ret_key[static STATION_KEY], struct station *ret);
/* Journals places not told yet; outside a transaction. Count. */
MUST_USE int flow_station_reconcile(struct cx *cx);
/* The owner with that phone and name, or a new one, who may log in with it; in the caller's write transaction. Errors of owner_add. */
MUST_USE int flow_owner_of(struct cx *cx, const struct bike_import *in, owner_id *ret);
MUST_USE int flow_owner_row(struct cx *cx, const struct bike_import *in, owner_id *ret);   /* the same without the log-in */
/* One bike with an owner known by name and phone (the same two are the same owner). Errors of owner_add, bike_add and flow_numbers. */
MUST_USE int flow_bike_add(struct cx *cx, const struct bike_import *in, bike_id *ret);

/* The job: compares what the engines see with the open alarms and writes only what changed, with one outbox row a change (one for all
 * above 100 changes). Outside a transaction. Returns the number of changes. */
MUST_USE int flow_station_health(struct cx *cx);
enum station_status { SST_ONLINE, SST_OFFLINE, SST_DEAF, SST_QUARANTINED, SST_NEW, SST_WITHDRAWN, SST_N };
extern const str station_status_names[SST_N];

struct station_view {
	str kind_of_event;
	int64_t id; int32_t ix;
	str name;
	int kind;
	int32_t district, junction, range_m;
	struct geo at;
	str role, place;
	int status;
	struct js_list alarms;      /* of str */
	utc_ms last_frame_at, created_at;
	int64_t sightings_10min, usual_10min;
	int64_t ver;
	str health;                 /* JSON; only of one station */
	str key;                    /* 64 hexadecimal digits; only in the answer that made it (ST2) */
};
/* In lists; of one station, with health; of a new station or key, with the key. */
extern const struct js_shape station_view_shape, station_full_shape, station_made_shape;
enum { STATION_VIEW_FIELDS = 18 };

/* What a list of stations needs once: limits, health and open alarms of all. In cx->arena. */
struct station_board {
	struct station_limits limits;
	uint16_t *alarms;                  /* by ix */
	struct station_health *health; uint32_t *health_at; uint32_t nhealth;   /* health_at[ix]: 1 + place in health, 0 none */
};
MUST_USE int flow_station_board(struct cx *cx, struct station_board *ret);
enum station_status flow_station_status(const struct station_board *b, const struct station *s, utc_ms now);
/* NULL when the engines know nothing of it. */
const struct station_health *flow_station_health_of(const struct station_board *b, station_ix ix);
void flow_station_view(struct cx *cx, const struct station_board *b, const struct station *s, struct station_view *ret);
/* The health of one station as the API shows it; text in cx->arena. */
MUST_USE int flow_station_health_json(struct cx *cx, const struct station_health *h, str *ret);
