/* track_port — what business rooms may ask of the engines: a table of calls filled by app/ and reached as cx->track.
 * Every call may be made from any HTTP worker or job thread; none holds the caller's transaction hostage longer than said. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "track/analysis/dark.h"
#include "track/analysis/next.h"
#include "track/junction/jn_record.h"
#include "track/position/position.h"
#include "track/presence/presence.h"
#include "track/trail/trail.h"
#include "track/watch/watch.h"

struct map_query { struct geo sw, ne; uint8_t zoom; uint32_t max; };
struct map_cell { struct geo at; uint32_t count; };                  /* density */
struct map_bike { struct geo at; uint16_t radius_m; uint8_t moving; uint32_t age_s; };   /* no identity: nobody's trail without a case */
struct map_answer { bool density; struct map_cell *cells; struct map_bike *bikes; uint32_t n, heard_total; utc_ms at; };

struct station_health {          /* as the ingest sees it; states are by the rules of office/station */
	bool online, quarantined;
	uint8_t power, door, reference_heard, battery_pct;
	int16_t temperature_c10;
	utc_ms connected_at, last_frame_at, last_stats_at;
	int32_t clock_offset_ms;     /* station minus server, from TIME */
	uint32_t clock_err_ms, backlog_rows, backlog_age_s, free_journal_kib;
	uint64_t frames, sightings, duplicates, bad_frames, gap_records;
	uint32_t heard_10min;        /* sightings in the last 10 minutes, and what is usual for it (0 unknown) */
	uint32_t usual_10min;
	uint32_t watch_version; bool config_ok;
	char firmware[33], hardware[33], address[48];
};
struct pending_station { char name[33], address[48], firmware[33], hardware[33]; utc_ms first_at, last_at; uint32_t tries; };

struct engine_overview {
	uint64_t sightings_total, visits_total, journal_lsn, durable_lsn, engine_lsn;
	uint32_t sightings_per_s, tags_heard_10min, tags_known, stations_online, open_visits, watch_count;
	uint8_t journal_state;       /* enum journal_state; not JOURNAL_OK is an alarm on the console */
	int64_t disk_free_bytes;
};

/* What a junction's groups show, as the journal has it. */
struct junction_phase { char arm[8]; uint8_t move, state, source; utc_ms at /* the controller's clock */, received; };
struct junction_now {
	struct junction_phase group[32]; uint32_t n;
	utc_ms last_received;        /* of the latest change of any group; 0 none */
	int64_t cycle_ms;            /* between two greens of a group; 0 not seen yet */
	bool offset_known; int32_t offset_ms, offset_spread_ms;   /* controller's clock minus ours, from the quickest changes */
	bool judged; struct jn_status status;                     /* as the detector has it */
	uint64_t verdicts;
};

struct track_port {
	void *self;
	/* Journals the change; returns when it is durable (under a millisecond or so). E_FULL, E_STORE, E_BUSY. */
	int (*watch_put)(void *self, const struct watch_change *c, struct err *e);
	/* The same of a guard's change. */
	int (*guard_put)(void *self, const struct guard_change *c, struct err *e);
	/* Places of n > 0 stations, journaled likewise, all with one wait. On an error any of them may be journaled: they are given again,
	 * and the same place twice is one. */
	int (*stations_put)(void *self, const struct station_place *p, size_t n, struct err *e);
	/* Session effects of registry changes: key replaced or revoked (cuts a live session), quarantine on/off. */
	int (*station_key)(void *self, const char *name, const uint8_t *key, size_t n, struct err *e);   /* n 0: revoke */
	int (*station_quarantine)(void *self, uint16_t ix, bool on, struct err *e);
	/* Visits of a tag / at a station that touch [from, to): stored ones and still-open ones (VF_OPEN), in order of first heard.
	 * In arena memory; at most max (then *ret_more is true). */
	int (*trail_tag)(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e);
	int (*trail_station)(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e);
	/* The same from the store alone, one by one, without waiting for the engines and without visits still open: for work over many stations. fn returns false to stop. */
	int (*station_past)(void *self, uint16_t ix, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e);
	/* The first day of tracks that is still there; days before *ret_due are past retention and go with days_gone, which destroys their keys. NULL: nothing ever goes. */
	void (*days_kept)(void *self, int32_t *ret_first, int32_t *ret_due);
	int (*days_gone)(void *self, int32_t due, struct err *e);
	/* Where the tag is now: false in *ret_known when not heard lately. h: hearings behind the estimate, newest first. */
	int (*live_tag)(void *self, tag_id tag, struct fix *ret, bool *ret_known, struct heard *h, int *io_nh, struct err *e);
	/* Where and when the tag was last heard, newest first, also long ago. *io_nh in: room in h; out: hearings, 0 when it is unknown.
	 * *ret_battery_low: 1, 0, or -1 where the engines do not know. */
	int (*tag_heard)(void *self, tag_id tag, struct heard *h, int *io_nh, int *ret_battery_low, struct err *e);
	int (*map)(void *self, struct arena *a, const struct map_query *q, struct map_answer *ret, struct err *e);
	int (*health)(void *self, uint16_t ix, struct station_health *ret);          /* E_NOTFOUND */
	int (*health_all)(void *self, struct arena *a, struct station_health **ret, uint16_t **ret_ix, uint32_t *ret_n);
	/* Times at which a station was up, within [from, to): pairs of instants, for "not heard" beside "was anyone listening". */
	int (*uptime)(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e);
	int (*pending)(void *self, struct arena *a, struct pending_station **ret, uint32_t *ret_n, bool *ret_full);   /* full: names were left out */
	int (*overview)(void *self, struct engine_overview *ret);
	/* Where the tag with these visits (in order of first heard, what the asker may see) is expected next, and what its silence says; with how many days
	 * were learned. NULL: nothing is learned here. */
	int (*foresee)(void *self, const struct visit *own, uint32_t n, utc_ms now, struct next_answer *ret_next, struct dark_answer *ret_dark, int32_t *ret_days);
	/* Journals changes of signals, or geometries in force, in order; returns when they are durable. NULL: no engines here. */
	int (*signals_put)(void *self, const struct jn_signal_rec *r, size_t n, struct err *e);
	int (*junctions_put)(void *self, const struct jn_geometry *g, size_t n, struct err *e);
	bool (*junction_now)(void *self, uint16_t junction, struct junction_now *ret);
	/* The detector's word on a station's clock and hearing. */
	bool (*junction_health)(void *self, uint16_t ix, struct jn_health *ret);
};
