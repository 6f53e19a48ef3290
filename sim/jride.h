/* jride — who rides through the junctions of a world, how, and what of it breaks a rule: the truth itself.
 *
 * Rides are made in the order in which bikes come to junctions, so that queues at red form as they would. Each piece of a ride (from
 * the middle of one road through a junction to the middle of the next) goes to `track` as a way with its timetable, and once as a
 * passage to `passed`. Deterministic in the world. */
#pragma once
#include "jsignal.h"

enum { JT_POINTS = 64, JT_KNOTS = 24 };
struct jknot { double t, s, v, a; };                   /* from t (s after the start) at s metres: speed, acceleration */

struct jtrack {
	uint32_t bike;
	int junction;
	int arm_in, arm_out;                           /* the roads at both ends; -1 none */
	struct jxy pt[JT_POINTS];
	double cum[JT_POINTS];
	int npt;
	struct jknot k[JT_KNOTS];
	int nk;
	double end, at;                                /* s after the start; metres */
	double up, loss;                               /* on a bridge; behind walls */
	bool parked;
};

enum jhow { JH_GO, JH_YELLOW, JH_WAIT, JH_RUN, JH_CREEP, JH_EARLY, JH_LATE, JH_OVERRUN, JH_RIGHT, JH_PUSH, JH_TWOSTAGE, JH_YARD, JH_PARKED, JH_PARALLEL, JH_BRIDGE, JH_N };
extern const char *const jhow_name[JH_N];

struct jpassage {
	uint32_t bike;
	int junction, arm_in, arm_out, move;           /* arms -1: it did not pass through */
	bool left_in, left_out, motor, motor_on, borrow, two_stage;
	enum jhow how;
	int64_t line, waited;                          /* true ms; ms stood */
	int group;
	char state;                                    /* of its group when it crossed the line */
	int64_t since, to_green;                       /* ms that state had lasted; ms to the next green, 0 at green */
	bool red;                                      /* and this was against the rules */
};

struct jride_opts {
	const struct jworld *w;
	const struct jsignals *sig;
	uint32_t bikes;
	void (*track)(void *arg, const struct jtrack *t);
	void (*passed)(void *arg, const struct jpassage *p);
	void *arg;
};

void jride_all(const struct jride_opts *o);
/* Where it is t seconds after the start; *hint, 0 at first, makes rising t quick. Speed and heading may be NULL. */
struct jxy jtrack_at(const struct jtrack *t, double at, int *hint, double *speed, struct jxy *heading);
