/* cross — how the live city's bikes pass its forty junctions: lanes, stop lines, signals, and who breaks which rule.
 *
 * Every junction has a fixed programme (city_write_all tells it: plans.csv): two phases, a cycle of 90 s, arms E and W first. A ride comes in its lane,
 * brakes, waits in rows before the line while its light is red, starts after a moment and turns on a curve; the right turn is free. One rider in ten is
 * reckless. Pure functions of the city, the seed and the ride; nothing is stored but the leg in the bike. Times of a leg are city time, signals are radio time. */
#pragma once
#include <stdio.h>

#include "city.h"

enum { CROSS_CYCLE_S = 90, CROSS_YELLOW_S = 3, CROSS_GREEN_S = 40, CROSS_LINE_M = 20, CROSS_NONE = 255 };
enum cross_how { CROSS_GO, CROSS_YELLOW, CROSS_WAIT, CROSS_RUN, CROSS_CREEP, CROSS_RIGHT, CROSS_HOW_N };
extern const char *const cross_how_name[CROSS_HOW_N];
extern const char cross_arm_name[4];

/* A piece of road between two nodes, ridden. A half of a curve belongs to each end that is a junction. */
struct cross_leg {
	uint16_t prev, next;                  /* the nodes before and behind; those of the leg itself where there is none */
	float len, v;                         /* between the two nodes; metres a second on the road */
	float from_m, from_v, to_m, to_v;     /* the halves of the curves; 0 m: there is none */
	float lane_prev, lane_from, lane_to, lane_next;   /* metres right of the road's middle: where it came from, at both ends, where it goes on */
	float stand_m, stop_ms, go_ms;        /* stands so far along, from and until; go_ms 0: it does not */
	uint8_t how, motor;
};

/* A passage of a junction. */
struct cross_passage {
	uint32_t bike;
	uint16_t junction;
	uint8_t arm_in, arm_out;
	char move, state;                     /* L T R; G Y R when it crossed the line */
	uint8_t how;
	bool red, left_in, left_out, motor;   /* against the rules */
	int64_t line, waited;                 /* radio time; ms stood */
};

/* What a junction's light for an arm shows, and when it is green next (now, when it is). */
char cross_signal(unsigned junction, unsigned arm, int64_t radio, int64_t *ret_green);
/* Seconds into the cycle at which an arm's green begins, and of the junction's offset. */
int cross_green_from_s(unsigned arm);
int cross_offset_s(unsigned junction);
/* The arm by which a neighbour of a junction's node is reached: 0..3 = N E S W. */
unsigned cross_arm(const struct city *c, unsigned node, unsigned neighbour);

struct cross_clock { int64_t radio_start, city_start; double speed; };
struct cross_ride {
	const struct city *c;
	uint64_t seed;
	const struct cross_clock *clock;
	uint32_t who;                         /* whose ride: decides its habits */
	bool thief;                           /* rides through, and in nobody's lane */
};
/* Sets out from `from` to `to`, and goes on to `next` (to itself: it ends there), at city time `at`; v and ms as on a road without signals. `was` is
 * the leg before, NULL at the beginning of a ride. */
void cross_plan(const struct cross_ride *r, const struct cross_leg *was, unsigned prev, unsigned from, unsigned to, unsigned next, int64_t at, float v, struct cross_leg *ret);
float cross_ms(const struct cross_leg *l);                     /* how long it takes */
struct xy cross_at(const struct city *c, const struct cross_leg *l, unsigned from, unsigned to, float ms);
/* Of a leg whose end is passed. False: that is no junction, or the ride ended there. */
bool cross_passed(const struct cross_ride *r, const struct cross_leg *l, unsigned from, unsigned to, int64_t at, struct cross_passage *ret);

/* ---- files ---- */
/* The truth as sim/score_violations.py reads it: truth_violations.csv and truth_crossings.csv. */
struct cross_truth { FILE *violations, *crossings; };
MUST_USE int cross_truth_open(struct cross_truth *t, const char *dir, struct err *e);
void cross_truth_put(struct cross_truth *t, const struct cross_passage *p);
MUST_USE int cross_truth_close(struct cross_truth *t, struct err *e);
/* intersections.csv, and the programmes: plans.csv (city), signals.csv (a capture from..to). */
MUST_USE int cross_write_intersections(const struct city *c, const char *dir, struct err *e);
MUST_USE int cross_write_plans(const struct city *c, const char *dir, struct err *e);
MUST_USE int cross_write_signals(const char *dir, int64_t from, int64_t to, struct err *e);
