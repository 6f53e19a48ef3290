/* jn_int — what the files of the junction engine share. */
#pragma once
#include <stdlib.h>

#include "track/junction/junction.h"

enum {
	CELL_CM = 250, ARM_CELLS = 24,          /* cells of a path; an arm's are counted from its stop line outward */
	LANES = 4,                              /* lateral tracks of an arm: +bike, +motor, -motor, -bike */
	MAX_LINK = 40,                          /* cells inside the junction, at most */
	PATH_CELLS = 2 * ARM_CELLS + MAX_LINK,
	CELL_BLOCK = 8,                         /* arms, links and rows of cells begin at whole blocks */
	MAX_BEACONS = 120, FIT_ARMS = 6,
	SEG_MS = 10 * MINUTE_MS,                /* a clock is looked at again so often */
	BEACON_MS = 80,                         /* receptions so near are of one beacon */
	EDGE_BINS = 48, EDGE_MS = 250,          /* around the beginning and the end of green */
	NO_RSSI = -128,
};

enum { T_BIKE, T_MOTOR, T_OUT_MOTOR, T_LEFT };          /* tracks by side */
struct lane_pair { uint8_t in, out; uint8_t wrong_in, wrong_out, motor; };
enum { LANE_PAIRS = 6, LANE_PAIR_MOTOR = 3 };      /* in the motor lane in and out */
extern const struct lane_pair lane_pair[LANE_PAIRS];

struct jrow { utc_ms t; uint64_t tag; utc_ms arrival; uint8_t ant; int8_t rssi; uint8_t judged; };

/* Changes of one group. */
struct jgroup { uint8_t arm, move; struct jn_phase *ph; uint32_t n, cap; int64_t cycle_ms, most_ms[JS_STATE_N], least_ms[JS_STATE_N]; };

struct beacon { utc_ms t; uint64_t heard; int8_t rssi[JN_ANTENNAS]; };

/* A stay of a tag at a junction: rows [from, to) in order of corrected time. */
struct passage { uint32_t from, to; uint64_t tag; };

struct xy { float x, y; };
struct path { uint8_t a, b, pair, move; uint16_t link_n; uint32_t link; };   /* link: its first cell in the table */

struct jclock { int32_t off; int32_t seg_off[64]; uint32_t n; uint8_t known, swapped, deaf; int32_t err; uint32_t heard, expected; };

struct crossing { utc_ms t; uint8_t arm, move; };

/* What is usual of something: how often it was seen, its sum and that of its squares. */
struct usual { float n, sum, squares; };

struct junc {
	struct jn_geometry g;
	bool on;                                /* it has geometry that does not contradict itself */
	struct jgroup *group; uint32_t groups;
	uint8_t group_of[JN_ARMS][JM_N];        /* index + 1 */
	struct jrow *row; uint32_t n, cap;
	struct jrow *old; uint32_t nold, old_cap;   /* live: judged, kept to calibrate */
	/* calibration */
	struct jclock clock[JN_ANTENNAS];
	utc_ms seg0;
	int32_t controller, controller_err; bool controller_known;
	struct passage *pass; uint32_t npass, pass_cap;
	float gain[JN_ANTENNAS];
	uint64_t alive[JN_ANTENNAS][16];        /* minutes since seg0 in which it heard something */
	/* the model */
	struct xy ant[JN_ANTENNAS];
	uint8_t came[JN_ANTENNAS];              /* its station was registered at another junction (jn_stranger.c) */
	uint8_t seat[JN_ANTENNAS];              /* whose place in the geometry an antenna has: its own, but for exchanged stations */
	float line[JN_ARMS], side[JN_ARMS][LANES];
	struct xy v[JN_ARMS], r[JN_ARMS];       /* inbound direction and the right of it */
	struct path *path; uint32_t paths;
	struct xy *cell; uint32_t cells;        /* arms' first: [arm][lane][ARM_CELLS], then the links */
	float *mu, *top;                        /* [antenna][cell], dBm; [antenna][block], the highest of it and the two behind it */
	float *away;                            /* levels of rides elsewhere (jn_elsewhere.c), NULL: not made yet */
	struct crossing *cross; uint32_t ncross, cross_cap;
	float bikes_at[JN_ARMS]; bool bikes_known[JN_ARMS];   /* where an arm's middle rider seems to be between its lanes (jn_side.c) */
	uint32_t rode[JN_ARMS], wrong[JN_ARMS];     /* passages of an arm, and how many of them seemed to be on its left */
	struct usual part[JN_ANTENNAS], fits, seems;          /* of its rides (jn_usual.c): antennas' parts, how well they fit, how strong tags seem */
	float misfit, doubt;                    /* how badly ways fit its readings on the whole; 0 to 1: how much worse than elsewhere */
	struct jn_status st;
};

/* What antennas of a role hear more or less around them than the power law says: in the frame of their arm (along it outward, to the
 * right of who rides in), pooled over the junctions, so that it holds their directions. */
enum { MAP_M = 5, MAP_U = 32, MAP_S = 16 };
#define UP2_M2 9.0f        /* squared: an antenna hangs about three metres above the tags */
enum { BEAM = 3, ANT_KINDS = 2 * JNR_N };   /* by role; those of motor lanes apart */
struct map { float v[MAP_U * MAP_S]; };

/* Antenna i of junction a and antenna k of junction b have each other's station: indexes. */
struct exchange { uint32_t a, b; uint8_t i, k; };

struct tagp { uint64_t tag; float sum, n; };

/* A verdict that is kept until it can be held against what is said of all others. Motor lane: value says where the rider is between the lanes, and by how
 * much that may err; wrong way: the probability. */
struct side_score { struct jn_verdict v; uint32_t junc, pass; float value, err; };

/* How the place between two lanes errs: its spread is scale times what was worked out and a part of its own, `far` of them err more; the share of riders in
 * motor lanes, and how far over they are. */
struct side_law { bool known; float scale, own, far, share, over; };

struct jn {
	struct jn_opts o;
	struct junc *j; uint32_t njunc;
	uint16_t junc_of[JN_MAX_JUNCTIONS + 1];  /* + 1 */
	uint32_t *of_station;                    /* (junction index << 8 | antenna) + 1 */
	struct tagp *tagp; uint32_t tagp_cap, tagps;
	/* the radio of the whole capture */
	float p0, slope, sigma, floor_dbm, rough_floor, loss, still;   /* still: how much two beacons of one place differ, dB */
	float beam[ANT_KINDS][BEAM];                 /* dB an antenna hears more: outward of it, along the arm either way, to the right */
	struct map map[ANT_KINDS];
	struct side_score *side; uint32_t sides, side_cap;
	struct side_law law;
	bool usual_known;                            /* of all junctions' rides (jn_usual.c) */
	float part_spread, fits_mean, fits_spread, seems_mean, seems_spread;
	uint64_t *clone; uint32_t clones, clone_cap;   /* in order */
	struct exchange *exchange; uint32_t exchanges, exchange_cap;
	struct fit_mem *mem;                         /* of this worker */
	struct fit_mem **mems; uint32_t workers;
	utc_ms now, calibrated, begun;
	uint64_t seq;
};

/* A beacon, or several while the rider stood: means of what was heard in [t0, t1]. */
struct obs { utc_ms t0, t1; uint64_t heard, live; uint16_t beacons; float rssi[JN_ANTENNAS]; };

/* Result of fitting one passage. */
#define SHADOW_DB 3.0f       /* spread of an antenna's part in one passage */
enum { CROSS_PTS = 160, KEPT_WAYS = 8 };
struct cross_pt { float w; int32_t dt; };    /* after the passage's first beacon */
struct way {
	uint16_t path; float cost, post;
	float power, shadow[JN_ANTENNAS];        /* of the tag in this passage; of each antenna besides */
	uint8_t at[MAX_BEACONS];                 /* the likeliest cell of each observation */
	int64_t waited;                          /* about the line, ms */
	bool from_arm, inside, through;          /* begins before the line; reaches the inside; leaves the inside */
};
struct fit {
	struct obs o[MAX_BEACONS]; int n;
	struct way w[KEPT_WAYS]; int ways;
	int readings;
	float per_reading;                       /* of the likeliest way */
};
/* When a place of a way was passed: shares that sum to about 1. */
struct passing { uint16_t n; struct cross_pt p[CROSS_PTS]; };

static inline void *jn_grown(void *p, uint32_t *io_cap, size_t n, size_t size)
{
	uint32_t cap = *io_cap ? *io_cap : 64;

	if (n <= *io_cap)
		return p;
	while (cap < n)
		cap *= 2;
	p = realloc(p, cap * size);
	ASSERT(p);
	*io_cap = cap;
	return p;
}

/* ---- jn_phase.c ---- */
uint8_t jn_state_at(const struct junc *j, const struct jgroup *g, utc_ms t, utc_ms *ret_since, utc_ms *ret_until);
const struct jgroup *jn_group(const struct junc *j, int arm, int move);
void jn_groups_ready(struct junc *j);

/* ---- jn_clock.c ---- */
void jn_clocks(struct junc *j);
utc_ms jn_time(const struct junc *j, const struct jrow *r);
void jn_controllers(struct jn *e);

/* ---- jn_pass.c ---- */
void jn_passages(struct jn *e, struct junc *j);
int jn_beacons(const struct junc *j, const struct passage *p, struct beacon *ret);
bool jn_alive(const struct junc *j, int ant, utc_ms t);

/* ---- jn_model.c ---- */
void jn_model_build(struct jn *e, struct junc *j);
void jn_model_levels(struct jn *e, struct junc *j);
static inline int jn_kind(const struct junc *j, int ant)
{
	const struct jn_antenna *a = &j->g.antenna[j->seat[ant]];

	return a->role + (a->lane == JNL_MOTOR ? JNR_N : 0);
}

/* A place in the frame of an antenna's arm, in squares of the map; false: outside of it. */
bool jn_in_frame(const struct junc *j, int ant, struct xy at, float *ret_u, float *ret_s);
/* Where a place lies as seen from an antenna, BEAM numbers: what its turn is a sum of. */
void jn_seen(const struct junc *j, int ant, struct xy at, float *ret);
/* What an antenna's turn and the map of its role add at a place, dB. */
float jn_mapped(const struct jn *e, const struct junc *j, int ant, struct xy at);
/* What an antenna hears of a tag of mean power at a place that lies so many square metres further away, dBm. */
float jn_level(const struct jn *e, const struct junc *j, int i, struct xy at, float up2);
void jn_radio_learn(struct jn *e);
float jn_tag_power(const struct jn *e, uint64_t tag);
void jn_tags_rough(struct jn *e);
void jn_tag_note(struct jn *e, uint64_t tag, float sum, float n);
static inline uint32_t arm_cell(int arm, int lane, int k) { return (uint32_t)((arm * LANES + lane) * ARM_CELLS + k); }

/* ---- jn_fit.c ---- */
MUST_USE struct fit_mem *jn_fit_mem(void);
void jn_fit_free(struct fit_mem *m);
/* plain: only ways on the right side, in bike lanes: for learning, where nothing else may be believed yet. */
void jn_fit(struct jn *e, const struct junc *j, const struct beacon *b, int n, float power, bool plain, struct fit *ret);
/* When the border before the path's cell `at` was passed on a way. */
void jn_passing(struct jn *e, const struct junc *j, const struct fit *f, const struct way *w, int at, struct passing *ret);
enum { INSIDE = 4 };                         /* riders have gone in from so many cells behind the line on */
/* How much better than the likeliest way a ride on a bridge above the junction or a street beside it fits: logarithm of the odds. */
float jn_elsewhere(struct jn *e, struct junc *j, const struct fit *f, float known);
/* The highest level of each block and the two behind it, of a row of whole blocks. */
void jn_model_tops(const float *mu, size_t row, float *top);
/* How much two beacons of a rider who stands differ. */
void jn_still_learn(struct jn *e);
/* The cell of the i-th place of a path. */
uint32_t jn_path_cell(const struct path *p, int i);
/* The path between two arms on two lanes, NULL: there is none. */
const struct path *jn_path_of(const struct junc *j, int a, int b, int pair);
static inline int path_len(const struct path *p) { return 2 * ARM_CELLS + p->link_n; }

/* ---- jn_sort.c ---- */
/* Rows in order of tag, time as stamped, antenna and level, each once. */
void jn_sort_rows(struct junc *j);

/* ---- jn_each.c ---- */
/* one() for the junctions [from, from + n) that are on, each with an engine of its worker's own: what it writes to that is lost, what it writes to its junction
 * stays. */
void jn_each(struct jn *e, uint32_t from, uint32_t n, void (*one)(struct jn *own, struct junc *j, void *arg), void *arg);

/* ---- jn_clone.c ---- */
void jn_clones(struct jn *e);
bool jn_cloned(const struct jn *e, uint64_t tag);

/* ---- jn_seat.c ---- */
void jn_exchanged(const struct jn *e, struct junc *j);

/* ---- jn_stranger.c ---- */
/* Clocks of all junctions stand: stations of two that were exchanged change places, with their rows. True: some did, and clocks are to be found again. */
bool jn_strangers(struct jn *e);
/* Rows put aside meanwhile. */
void jn_cross_rows(struct jn *e, const struct exchange *x);
/* A junction's geometry is new: its stations go back to where they were registered. */
void jn_strangers_back(struct jn *e, uint32_t junc);

/* ---- jn_side.c ---- */
void jn_side_note(struct jn *e, struct junc *j, const struct passage *p, const struct jn_verdict *v, float value, float err);
/* Where between the bike lane (0) and the motor lane (1) of the arm it comes from a rider is on a way, and how much that may err; known: the tag's power.
 * False: too little was heard. */
bool jn_side_of(const struct jn *e, const struct junc *j, const struct fit *f, const struct way *w, float known, float *ret_at, float *ret_err);
/* A junction's geometry is new: where its riders were between the old lanes says nothing. */
void jn_side_forget(struct jn *e, uint32_t junc);
void jn_side_calibrate(struct jn *e);
float jn_side_confidence(const struct jn *e, const struct junc *j, struct jn_verdict *v, float value, float err);

/* ---- jn_usual.c ---- */
void jn_usual_begin(struct junc *j);
/* One of the sample of rides. */
void jn_usual_note(const struct jn *e, struct junc *j, const struct fit *f, uint64_t tag);
void jn_usual_settle(struct jn *e);
/* How much less well a way fits than is usual, in spreads of what is left over of a reading, of the tag's power and of antennas' parts: their sum, 0 when that is less. */
float jn_unusual(const struct jn *e, const struct junc *j, const struct fit *f, const struct way *w, uint64_t tag);

/* ---- jn_judge.c ---- */
void jn_give(struct jn *e, struct junc *j, const struct passage *p, struct jn_verdict *v, float prob);
utc_ms jn_moment(struct jn *e, const struct junc *j, const struct fit *f, const struct way *w);
void jn_judge(struct jn *e, struct junc *j, const struct passage *p);
