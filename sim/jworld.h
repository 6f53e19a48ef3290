/* jworld — a made-up world of junctions: its numbers (jparams.h), its roads, its antennas and the faults they have.
 *
 * Deterministic in (world, seed, the numbers). Plane coordinates are metres east and north of the city's middle; times are true
 * milliseconds. An arm's own frame: d metres outward from the middle of the junction along the arm, s metres to the right of
 * who rides in; so the legal side is s > 0 on the way in and s < 0 on the way out. Read-only once made. */
#pragma once
#include "base/err.h"
#include "rng.h"

struct jparams {
#define X(name, ref, lo, hi, how, doc) double name;
#include "jparams.h"
#undef X
};

void jparams_draw(struct jparams *p, int64_t world);
/* No faults, no traps. */
void jparams_plain(struct jparams *p);
/* "name=value"; E_USAGE says what is wrong. */
MUST_USE int jparams_set(struct jparams *p, const char *text, struct err *e);
void jparams_help(void);
void jparams_each(const struct jparams *p, void (*fn)(void *arg, const char *name, double v), void *arg);

enum { JW_ARMS = 4, JW_MAX = 400, JW_BORDER = 260 };
enum jrole { JR_ROADSIDE, JR_APPROACH, JR_STOP, JR_EXIT, JR_CENTRE };
enum jmove { MV_LEFT, MV_THROUGH, MV_RIGHT, MV_N };
enum jclass { JC_ARTERIAL, JC_SECONDARY, JC_LOCAL };

struct jxy { double x, y; };

struct jarm {
	bool exists;
	double ux, uy;             /* outward */
	int next, next_arm;        /* the junction at its other end and the arm there; -1: it leaves the map */
	double len;                /* to that junction's middle, or JW_BORDER */
	double line;               /* d of the stop line */
	int lanes;                 /* motor lanes in each direction */
	double bike_w;             /* 0: no bike lane */
	double s_bike, s_motor, kerb;  /* middle of the bike lane (or where bikes ride), of the outer motor lane, the kerb */
	int cls;
};

struct jfault { int64_t from, to; bool lost; };

struct jstation {
	char name[32];
	int junction, arm, role;   /* -1 none */
	bool motor;                /* hangs above the motor lane */
	struct jxy at;
	double up;                 /* metres above the tags */
	double bx, by, bz;         /* where it looks; bz 2: everywhere alike */
	double gain;               /* dB, its own error and deafness included */
	bool dead;
	int said;                  /* the register has it in this station's place (itself: no fault) */
	int64_t offset, step, step_at;
	double drift;
	struct jfault out[8];
	int nout;
};

struct junction {
	struct jxy at;
	struct jarm arm[JW_ARMS];
	int first, n;              /* its stations */
	bool bridge, unsignalled;
	int64_t controller;        /* what its clock adds */
};

struct jworld {
	struct jparams p;
	uint64_t seed;
	int n, cols, nstations;
	struct junction *j;
	struct jstation *st;
	int *road;                 /* stations on the link of arm [junction * 4 + arm], 4 each, -1 none */
	int64_t start, end;
};

void jworld_make(struct jworld *w, int64_t world, int64_t seed, int n, int64_t start, int64_t end);
void jworld_free(struct jworld *w);
struct jxy jworld_point(const struct junction *j, int arm, double d, double s);
/* The clock of a station at the true time t. */
int64_t jstation_clock(const struct jstation *s, int64_t start, int64_t t);
/* The arm that one leaves by. */
static inline int jarm_out(int in, int move) { return (in + (move == MV_LEFT ? 1 : move == MV_RIGHT ? 3 : 2)) & 3; }
