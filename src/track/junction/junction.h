/* junction — red-light, wrong-way and motor-lane riding, from what a junction's antennas heard and what its signals showed.
 *
 * Pure and deterministic: the same geometry, signals and sightings give the same verdicts, byte for byte. No clock, no files.
 * Owner    one thread. on_verdict runs on it, inside jn_advance and jn_finish.
 * Forms    whole capture: jn_put_* everything, then jn_finish (calibrates on all of it, then judges). Live: jn_put_* in order of arrival and
 *          jn_advance now and then: a passage is judged when its tag has been silent at the junction for silence_ms; what is calibrated
 *          (clocks, levels of antennas, tags' power) is refreshed from the last keep_ms. The same code judges in both.
 *          After a restart the live form is fed the journal's last minutes again, and its caller leaves out the verdicts it has.
 * Time     t of a sighting is the station's clock, t of a signal the controller's. The times of a verdict are the controller's,
 *          where its offset to the stations could be found; else the median of the stations' clocks. 
 * Law      domain.md section 4: only R is red; crossing on yellow is not reported; a right turn on red is legal (实施条例 section 38), also
 *          where a group R:… says red; a phase that is stale, flashing, off, manual or unknown turns red-light detection off, never guessed.
 * Bounds   junctions 4,096; antennas of one 64; arms 8; rows kept of one junction max_rows (the oldest go). */
#pragma once
#include "base/geo.h"
#include "core/ids.h"

enum { JN_ARMS = 8, JN_ANTENNAS = 64, JN_MAX_JUNCTIONS = 4096, JN_NAME = 64, JN_READINGS = 48, JN_PHASES = 9 };

enum jn_role { JNR_UNKNOWN, JNR_APPROACH, JNR_STOP, JNR_EXIT, JNR_CENTRE, JNR_N };
enum jn_lane { JNL_ALL, JNL_BIKE, JNL_MOTOR, JNL_FOOT };
enum jn_class { JC_UNKNOWN_ROAD, JC_MAIN, JC_SIDE };

/* Movements of a signal group; a group of all movements is JM_ANY. */
enum jn_move { JM_LEFT, JM_THROUGH, JM_RIGHT, JM_TURN_BACK, JM_ANY, JM_N };

/* What a group shows. Only RED, YELLOW and GREEN say anything; the others turn red-light detection off. */
enum jn_state { JS_UNKNOWN, JS_GREEN, JS_YELLOW, JS_RED, JS_RED_YELLOW, JS_FLASHING, JS_OFF, JS_MANUAL, JS_STALE, JS_STATE_N };

/* An arm of a junction. inbound_deg: direction of travel towards the junction. stop: a point of its stop line. */
struct jn_arm {
	char name[8];
	int16_t inbound_deg;           /* 0..359, clockwise from north */
	uint8_t motor_lanes;           /* in each direction; 0 unknown */
	uint8_t has_bike_lane;         /* 0: bike_lane_width_m is 0, riding in the motor lane is legal */
	uint8_t road;                  /* enum jn_class */
	struct geo stop;
	uint16_t bike_lane_cm;
};

struct jn_antenna {
	uint16_t station;              /* station_ix */
	uint8_t role, lane;            /* enum jn_role, jn_lane */
	int8_t arm;                    /* index of an arm, -1 none */
	uint8_t group;                 /* enum jn_move it is bound to, JM_ANY when not */
	int16_t heading_deg;           /* legal direction of travel there, -1 unknown */
	struct geo at;
	uint16_t range_m;
	uint32_t camera;               /* 0 none */
};

struct jn_geometry {
	uint16_t junction;             /* 1..JN_MAX_JUNCTIONS */
	uint16_t arms, antennas;
	uint32_t version;
	struct geo at;
	struct jn_arm arm[JN_ARMS];
	struct jn_antenna antenna[JN_ANTENNAS];
};

/* A change (or the first state) of a group, by the controller's clock. arm: index of an arm; move: enum jn_move. */
struct jn_signal { utc_ms t; uint16_t junction; uint8_t arm, move, state; };

/* One row. t: the station's clock; arrival: when it was received (live form's clock), 0 unknown. */
struct jn_sighting { utc_ms t, arrival; uint64_t tag; uint16_t station; int8_t rssi; uint8_t flags; };

enum jn_kind { JK_RED, JK_WRONG_WAY, JK_MOTOR_LANE, JK_N };

/* Reasons that speak against a verdict: each lowers its confidence or stops it. */
#define JN_REASONS(X) \
	X(CLONE, "clone-suspect") X(CLOCK, "clock-uncertain") X(SWAPPED, "station-swapped") X(DEAF, "station-deaf") \
	X(STALE, "phase-stale") X(MOVEMENT, "movement-uncertain") X(EDGE, "near-phase-edge") X(THIN, "few-readings") \
	X(FIT, "readings-do-not-fit") X(SIDE, "side-uncertain") X(POWER, "tag-power-unknown") X(STANDING, "stood-beyond-the-line") \
	X(CONTROLLER, "controller-clock-uncertain")
enum jn_reason_bit {
#define X(name, text) JNB_##name,
	JN_REASONS(X)
#undef X
	JNB_N
};
#define JN_REASON(name) (1u << JNB_##name)

struct jn_reading { utc_ms t; uint16_t station; int8_t rssi; uint8_t zero; };
struct jn_phase { utc_ms t; uint8_t state, zero[7]; };

struct jn_verdict {
	uint8_t kind;                  /* enum jn_kind */
	uint8_t move;                  /* enum jn_move; JM_ANY when not decided */
	int8_t arm_in, arm_out;        /* -1 unknown. The arm of a red light and a motor lane is arm_in; of a wrong way `arm` */
	int8_t arm;                    /* the arm the verdict is about */
	uint8_t readings, phases;
	uint16_t junction, confidence; /* per mille: probability that it is one */
	uint64_t tag;
	utc_ms t; int32_t t_err_ms;    /* the instant and how far off it may be */
	utc_ms first, last;            /* of the passage */
	uint32_t against;              /* JN_REASON bits */
	uint32_t geometry;             /* version */
	int32_t controller_ms;         /* what was added to the stations' common time to get the controller's */
	int32_t clock_ms[JN_READINGS]; /* what was added to each reading's clock to get the stations' common time */
	struct jn_reading reading[JN_READINGS];
	struct jn_phase phase[JN_PHASES];
};

/* What is known of a station's clock and health, for people and for the screens. */
struct jn_health {
	uint16_t station; bool clock_known, swapped, deaf;
	int32_t clock_ms, clock_err_ms;  /* to be added to its time */
	int16_t level_cdb;               /* hears more (or less) than the others, hundredths of a dB */
	uint32_t heard, expected;        /* receptions, and how many it should have had */
};
/* And of a junction. */
struct jn_status {
	uint16_t junction; bool controller_known, signals_fresh;
	int32_t controller_ms, controller_err_ms;
	uint32_t passages, judged[JK_N];
	utc_ms calibrated;
};

struct jn_opts {
	int32_t silence_ms;            /* default 45,000 */
	int32_t keep_ms;               /* default 3 hours: what calibrates the live form */
	uint32_t max_rows;             /* of one junction; default JN_MAX_ROWS */
	uint16_t min_confidence[JK_N]; /* per mille; 0: the defaults of docs/junction.md */
	bool whole;                    /* whole capture: jn_advance does nothing, jn_finish does all */
	void (*on_verdict)(void *arg, const struct jn_verdict *v);
	void *arg;
	/* Runs one(of, i, worker) for all i < n and returns when all have ended: several at a time, if it likes, each with another worker < workers.
	 * Without it they run one after the other. What is found is the same, byte for byte. Junctions are judged so when all is whole. */
	uint32_t workers;
	void (*each)(void *each_arg, uint32_t n, void (*one)(void *of, uint32_t i, uint32_t worker), void *of);
	void *each_arg;
};
enum { JN_MAX_ROWS = 4 << 20 };

struct jn;
/* Aborts without memory. */
MUST_USE struct jn *jn_new(const struct jn_opts *o);
void jn_free(struct jn *j);
/* Geometry of a junction, new or changed. E_INVALID with the contradiction in e (jn_geometry_check): the junction is off then. */
MUST_USE int jn_put_geometry(struct jn *j, const struct jn_geometry *g, const char **ret_why);
void jn_put_signal(struct jn *j, const struct jn_signal *s);
/* Rows of stations that belong to no junction are left out; false then. Exact repeats are left out too. */
bool jn_put_sighting(struct jn *j, const struct jn_sighting *s);
/* Live: judges what is ripe at this time of arrival. */
void jn_advance(struct jn *j, utc_ms now);
/* Live: changes of signals older than keep_ms before the junction's newest (or now, if that is earlier) are forgotten, but for the one that says what
 * a group showed then. Returns how many are kept. */
size_t jn_trim_signals(struct jn *j, utc_ms now, int64_t keep_ms);
/* Judges all that is left. */
void jn_finish(struct jn *j);
bool jn_health(const struct jn *j, uint16_t station, struct jn_health *ret);
bool jn_status(const struct jn *j, uint16_t junction, struct jn_status *ret);

/* NULL, or what contradicts itself: two arms in one direction, an antenna of no arm, a heading against its role, a stop line behind its back. */
const char *jn_geometry_check(const struct jn_geometry *g);

/* ---- words: as in files, the API and on screens; bounds-checked ---- */
const char *jn_kind_name(int kind);           /* red, wrongway, motorlane */
const char *jn_reason_name(int bit);
const char *jn_state_name(int state);
const char *jn_move_name(int move);
bool jn_state_of(str s, uint8_t *ret);        /* G Y R and words; false when it is none (JS_UNKNOWN) */
bool jn_move_of(str s, uint8_t *ret);
bool jn_role_of(str s, uint8_t *ret);
uint8_t jn_lane_of(str s);

/* ---- the law as a table: may this movement pass the line in this state? ---- */
enum jn_event { JE_BEFORE_LINE, JE_CROSS_LINE, JE_AFTER_LINE, JE_EVENT_N };
enum jn_ruling { JLAW_LEGAL, JLAW_RED, JLAW_OFF };
enum jn_ruling jn_law(int state, int move, int event);

/* Age beyond which a junction's signals are stale: the longer of three cycles and five minutes. */
int64_t jn_stale_ms(int64_t cycle_ms);
