/* replay_int — what the files of replay share: the capture, its rows, the results. */
#pragma once
#include "format/csv/csv.h"
#include "format/sup/sup.h"
#include "store/journal/journal.h"
#include "track/engine/engine.h"

enum {
	RP_MAX_STATIONS = 65000,
	RP_NAME = 64,              /* bytes of a station id in a capture */
	RP_AHEAD = 512,            /* rows of look-ahead for the clock vote */
	RP_WINDOW = 65536,         /* rows parsed at a time */
	RP_SLICE_MS = 1000,
	RP_LATE_MS = 30000,        /* older than the stream's front by more: backlog */
	RP_JUMP_MS = 2000,         /* a step of the front that needs the agreement of later rows */
	RP_TRUST_MS = 43200000,    /* a time that is ahead of the front by more is taken as the front */
	RP_GAP_MS = 180000,        /* presence's default gap: visits closer than this are one */
	RP_FIX_MS = 2000,          /* a moving tag's positions are at least this far apart */
};

struct replay_opts {
	const char *dir, *out, *journal, *live, *keys;
	bool skip_bad, shift, all_companions;
	double speed;              /* live: 0 as fast as acknowledgements allow */
};

/* The engines keep times from April 1970 to 3084. A capture whose times begin near 0 is moved by whole days. */
#define RP_MIN_T (INT64_C(91) * DAY_MS)
#define RP_MAX_T ((INT64_C(1) << 45) - DAY_MS)
#define RP_ORIGIN (INT64_C(20000) * DAY_MS)

struct station_id { char z[RP_NAME + 1]; };

struct report { uint64_t tag; utc_ms at, since; int64_t row; };

struct row { utc_ms t; uint64_t tag; uint16_t station; int8_t rssi; uint8_t flags; };

/* One CSV file, mapped; at[i] is where the i-th wanted column stands, -1 when absent. */
enum { RP_COLS = 12 };
struct table {
	char file[32];
	const char *map; size_t map_n;
	struct csv csv;
	char *scratch;
	int at[RP_COLS], cols;
	uint64_t bad;
};

struct capture {
	const char *dir;
	bool skip_bad;
	struct station_place *place;     /* by ix */
	struct station_id *name;
	uint32_t stations, cap;
	uint16_t *index;                 /* open addressing: ix + 1, 0 free; index_cap a power of two */
	uint32_t index_cap;
	char (*junction)[RP_NAME + 1];   /* names of intersections; the number is the position + 1 */
	uint32_t junctions;
	struct report *report;
	uint32_t reports;
	uint64_t tags;                   /* rows of tags.csv */
	/* How tags are written: lower or upper case as first met; those with leading zeros or the other case are listed. */
	uint64_t *spell_tag; uint8_t *spell; uint32_t spell_cap, spelled;
	int spell_lower;                 /* -1 no letter met yet */
	struct table rows;               /* the sightings file, read as the run goes */
	bool arrival;
	utc_ms origin;                   /* added to every time read, taken off every time written: 0, or RP_ORIGIN */
	struct row *win;                 /* the window: win[at..n) is not yet taken */
	uint32_t at, n;
	bool ended;
	uint64_t bad;
	char first_bad[256];
	struct err e;
};

/* Reads stations, tags and reports and opens the sightings. E_NOTFOUND, E_INVALID with file, line and reason. */
MUST_USE int capture_open(struct capture *c, const char *dir, bool skip_bad);
void capture_close(struct capture *c);
/* 1 and the next row; 0 at the end; E_INVALID. Until the next call win[at..n) holds at least RP_AHEAD later rows, or all. */
MUST_USE int capture_row(struct capture *c, struct row *ret);
/* The index of a station id, -1 when it is not in stations.csv. */
int capture_station(const struct capture *c, str name);

/* The tag as the capture writes it. */
enum { RP_TAG_TEXT = 17 };
void capture_tag(const struct capture *c, uint64_t tag, char ret[static RP_TAG_TEXT]);

/* ---- table (replay_csv.c) ---- */
MUST_USE int table_open(struct table *t, const char *dir, const char *file, const char *const *want, const bool *need, int n,
                        struct err *e);
void table_close(struct table *t);
/* 1 and the cells in the wanted order (empty where the column is absent), 0 at the end, E_INVALID. Blank lines are skipped. */
MUST_USE int table_row(struct capture *c, struct table *t, str cell[static RP_COLS]);
/* A row that cannot be used: E_INVALID with file, line and reason, or 0 when bad rows are counted. */
MUST_USE int table_bad(struct capture *c, struct table *t, const char *fmt, ...) PRINTF(3, 4);

/* ---- the stream (replay_feed.c): rows in order to slices of about a second, frames and journal records ---- */
struct sink {
	void *arg;
	int64_t shift;     /* added to the times inside the frames */
	int (*record)(void *arg, enum journal_type type, uint16_t source, utc_ms now, const void *a, uint32_t na, const void *b,
	              uint32_t nb, struct err *e);
	int (*slice)(void *arg, utc_ms now, struct err *e);   /* a slice is complete up to now */
};
struct feed_counts { uint64_t rows, resends, late, ahead, frames; };
MUST_USE int feed_run(struct capture *c, const struct sink *s, struct feed_counts *ret, struct err *e);

/* ---- results (replay_out.c): the journal applied to the engines, and what comes out ---- */
struct results;
struct lights;
/* lights: borrowed, may be NULL; it gets every row. */
MUST_USE int results_new(const struct capture *c, const char *out, struct lights *lights, struct err *e, struct results **ret);
MUST_USE int results_record(struct results *r, const struct journal_rec *rec, struct err *e);
/* Closes the open visits and puts the three files in place. */
MUST_USE int results_finish(struct results *r, struct err *e);
void results_free(struct results *r);
struct results_counts { uint64_t visits, positions, alerts, sightings; };
void results_counts(const struct results *r, struct results_counts *ret);

/* All visits of the run in order of first heard, after results_finish; borrowed. */
const struct visit *results_visits(const struct results *r, size_t *ret_n);

/* ---- what the visits say together (replay_ana.c): companions.csv, clones.csv, misplaced.csv ---- */
MUST_USE int replay_analysis(const struct capture *c, const struct replay_opts *o, const struct visit *v, size_t n, struct err *e);

/* ---- positions (replay_track.c): what was heard of riding tags, in any order ---- */
struct tracks;
MUST_USE int tracks_new(const struct capture *c, struct err *e, struct tracks **ret);
void tracks_free(struct tracks *k);
/* A reception at t by the station's clock, taken when the stream stood at front. */
MUST_USE int tracks_add(struct tracks *k, uint64_t tag, utc_ms t, utc_ms front, uint16_t station, int8_t rssi, struct err *e);
/* Gives out all positions by tag and time. */
MUST_USE int tracks_put(struct tracks *k, int (*put)(void *arg, uint64_t tag, const struct fix *f, struct err *e), void *arg, struct err *e);

/* ---- violations.csv (replay_junction.c): intersections.csv and signals.csv, and what the antennas of junctions heard ---- */
/* *ret is NULL when there is no intersections.csv. */
MUST_USE int lights_open(struct capture *c, struct err *e, struct lights **ret);
void lights_free(struct lights *l);
void lights_heard(struct lights *l, uint64_t tag, utc_ms t, utc_ms front, uint16_t station, int8_t rssi, uint8_t flags);
MUST_USE int lights_finish(struct lights *l, const char *out, struct err *e);
/* What is told at the end of a run; l may be NULL. */
void lights_tell(const struct lights *l);

/* ---- all cores (replay_work.c) ---- */
/* How many there are, at most 32. */
uint32_t replay_workers(void);
/* one(of, i, worker) for all i < n, by *workers (a uint32_t) threads; this one is one of them. */
void replay_each(void *workers, uint32_t n, void (*one)(void *of, uint32_t i, uint32_t worker), void *of);

/* ---- next.csv (replay_next.c): v in order of first heard ---- */
MUST_USE int replay_next(const struct capture *c, const struct replay_opts *o, const struct visit *v, size_t n, struct err *e);

/* ---- live (replay_live.c) ---- */
MUST_USE int replay_live(struct capture *c, const struct replay_opts *o, struct err *e);
