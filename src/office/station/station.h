/* station — the registry of base stations: where each stands, by which key it is known, what is wrong with it.
 *
 * Owns      tables station, station_alarm.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names)
 *   ST1 an index (ix) is given once and never reused, a withdrawn station keeps its row
 *   ST2 the key is given out once, when it is made; no list and no get reads it; stored sealed with the row's ref (p_key)
 *   ST3 at most one open alarm a (station, kind)             (unique index station_alarm_open)
 *   ST4 a state changes only by a row of station_sm          (active, quarantined, withdrawn)
 * Never     talks to a station or an engine: flow_station does. */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "core/value.h"
#include "track/position/position.h"   /* enum station_kind */

enum station_state { SS_ACTIVE, SS_QUARANTINED, SS_WITHDRAWN, SS_N };
enum station_event { SE_QUARANTINE, SE_RELEASE, SE_WITHDRAW, SE_N };
enum { STATION_KEY = 32, STATION_KINDS = 2 };
extern const str station_state_names[SS_N], station_event_names[SE_N], station_kind_names[STATION_KINDS];

struct station {
	station_id id;
	station_ix ix;
	struct station_name name;
	int kind;                   /* enum station_kind */
	enum station_state state;
	int32_t district, range_m, junction;
	struct geo at;
	str role, place;            /* arena of the work item */
	utc_ms key_at, created_at;
	int64_t ver;
};
struct station_new {
	struct station_name name;
	int kind;
	int32_t district, range_m, junction;   /* range_m 0: unknown */
	struct geo at;
	str role, place;
	bool has_key; uint8_t key[STATION_KEY];    /* without: one is made */
};

/* E_INVALID (field named), E_STATE when the name is taken, E_FULL past STATION_MAX. ret_key: shown once (ST2). */
MUST_USE int station_add(struct cx *cx, const struct station_new *in, uint8_t ret_key[static STATION_KEY], struct station *ret);
MUST_USE int station_get(struct cx *cx, station_id id, struct station *ret);
MUST_USE int station_by_ix(struct cx *cx, station_ix ix, struct station *ret);
MUST_USE int station_by_name(struct cx *cx, str name, struct station *ret);
typedef int station_fn(struct cx *cx, const struct station *s, void *arg);
/* id > after in order, at most max; q: part of name or place, or empty; alarm: only those with an open alarm. Withdrawn ones
 * only when asked for. Count. Role and place are borrowed for the call. */
MUST_USE int station_list(struct cx *cx, int64_t after, str q, bool alarm, bool withdrawn, int max, station_fn *fn, void *arg);
/* Those that name this junction, by name; not the withdrawn. */
MUST_USE int station_of_junction(struct cx *cx, int32_t junction, int max, station_fn *fn, void *arg);
/* The station nearest to a place (not withdrawn). E_NOTFOUND when there is none. */
MUST_USE int station_nearest(struct cx *cx, struct geo at, struct station *ret);
MUST_USE int station_count(struct cx *cx, int64_t *ret);     /* not withdrawn */
/* One step; E_STATE where there is no such row. *s is the stored station afterwards. */
MUST_USE int station_step(struct cx *cx, struct station *s, enum station_event ev);
/* A new key; the old one ends. E_STATE when withdrawn. */
MUST_USE int station_rekey(struct cx *cx, struct station *s, uint8_t ret_key[static STATION_KEY]);
/* For the ingest alone: every station that may connect, with its key (quarantined ones too; withdrawn ones not). */
typedef int station_key_fn(struct cx *cx, str name, station_ix ix, bool quarantined, const uint8_t key[static STATION_KEY], void *arg);
MUST_USE int station_keys(struct cx *cx, station_key_fn *fn, void *arg);
/* The step "station_seal" of migration 0004; in its transaction. */
MUST_USE int station_step_seal(struct cx *cx);
/* Places the engines have not been told of, oldest first; and the mark that they have (ver as read: a change in between stays). */
MUST_USE int station_unplaced(struct cx *cx, int max, station_fn *fn, void *arg);
MUST_USE int station_placed(struct cx *cx, station_id id, int64_t ver);
/* All places are to be told again (a fresh journal). */
MUST_USE int station_unplace_all(struct cx *cx);

/* --- health alarms --- */
enum station_alarm_kind { SA_OFFLINE, SA_DEAF, SA_DRIFT, SA_FLOOD, SA_BATTERY, SA_CONFIG, SA_DOOR, SA_CLOCK, SA_N };
extern const str station_alarm_names[SA_N];
struct station_alarm { int64_t id; station_id station; struct station_name station_name; str station_place; enum station_alarm_kind kind; utc_ms since, until; str detail; };

/* What is known of a station at a moment; flow fills it from the engines. */
struct station_signs {
	bool ever, online, config_ok, has_stats;   /* ever: heard by this server since it runs; has_stats: a health report has come */
	utc_ms last_frame_at, connected_at;
	uint8_t power, door, reference_heard, battery_pct;   /* as in the protocol: power 1 mains 0 battery; reference 0 no 1 yes 2 none */
	int32_t clock_offset_ms;
	uint32_t clock_err_ms, heard_10min, usual_10min;
};
struct station_limits {
	int64_t heartbeat_s, offline_missed, deaf_pct, deaf_least, drift_ms, flood_times, flood_least, battery_pct, config_s;
};
/* Pure: which alarms (bits 1 << SA_) hold now, given those open. A cause ends an alarm only when it is clearly over (half of the
 * threshold, or battery 5 points above), so that a figure at the threshold does not chatter. */
unsigned station_health_judge(const struct station_signs *s, const struct station_limits *l, utc_ms now, unsigned open);

/* Open alarms as bits. Opening one that is open, or ending one that is not, changes nothing (returns 0; 1 when it changed). */
MUST_USE int station_alarm_open(struct cx *cx, station_id id, enum station_alarm_kind k, utc_ms since, str detail);
MUST_USE int station_alarm_end(struct cx *cx, station_id id, enum station_alarm_kind k, utc_ms until);
typedef int station_alarm_fn(struct cx *cx, const struct station_alarm *a, void *arg);
/* Newest first, ids below before (0: all). station 0: of all. Texts are borrowed for the call. */
MUST_USE int station_alarms(struct cx *cx, bool open, station_id station, int64_t before, int max, station_alarm_fn *fn, void *arg);
/* By index: ret[ix] = bits of open alarms, for all ix below STATION_MAX (65,000 entries, zeroed here). */
MUST_USE int station_open_alarms(struct cx *cx, uint16_t *ret);
MUST_USE int station_open_alarm_bits(struct cx *cx, station_id id, unsigned *ret);
