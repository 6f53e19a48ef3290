/* world — bikes that live a day in the city, and the radio between their tags and the stations.
 *
 * Event-driven: a wheel of 100 ms slots holds each tag's next beacon; a beacon moves the bike to where it is by now and
 * is heard or not by the stations around it. A parked bike keeps its list of stations, so it costs no distances.
 * Deterministic: seed and times alone decide every reception, whatever the sizes of the steps. One thread.
 * Two clocks: radio time (beacons, stations) and city time (rhythm of the day, riding); city time may run faster.
 * Radio: log-distance path loss (exponent 2.7), shadowing fixed in a place (5 dB), fading a reception (3 dB), loss 4 %,
 * receivers down to -95 dBm, junction antennas with less gain, a front, and less shadowing and fading; parked indoors or hidden adds loss. */
#pragma once
#include "cross.h"

enum { WORLD_HEAR = 8 };
enum bike_mode { BIKE_PARKED, BIKE_RIDING, BIKE_HIDDEN };

struct bike {
	uint32_t next;              /* in the wheel's slot */
	uint8_t mode, nhear, at_kind, goal_kind;
	float x, y;                 /* where it is (riding: at the last beacon) */
	uint16_t st[WORLD_HEAR];    /* parked: who can hear it, and how strongly in the mean */
	int8_t mean[WORLD_HEAR];
	uint16_t from, to, dest;    /* riding: nodes; dest the last one */
	uint16_t status;            /* SUP_S_ bits that belong to the tag: battery low */
	int64_t edge_at;            /* city time at which it left `from` */
	int64_t depart;             /* parked: city time of the next trip */
	float edge_ms;              /* riding: time on this edge */
	struct cross_leg leg;       /* riding: this edge */
	int16_t walls_db;           /* of the hide-out of a stolen one */
	uint32_t lead;              /* whose life it lives, 1 + index, so much later; 0 its own */
	int32_t lag;                /* ms of city time; stays when its life is its own again */
	uint16_t rides;             /* with the one in front, still to come */
};

struct world_opts {
	uint64_t seed;
	uint32_t bikes;
	int64_t radio_start, city_start;  /* UTC ms; city_start sets the hour of the day (+08:00) */
	double speed;                     /* city ms a radio ms */
	int moving_ms, parked_ms;         /* beacon intervals; 0: 2,000 and 8,000 */
	bool all_awake;                   /* every bike rides today and often: small captures */
	/* every reception */
	void (*hear)(void *arg, int station, uint32_t bike, int64_t t, int rssi, unsigned status, unsigned antenna);
	/* every passage of a junction, soon after it; NULL: nobody asks */
	void (*passed)(void *arg, const struct cross_passage *p);
	void *arg;
};

struct world;
struct world *world_new(struct city *c, const struct world_opts *o);
void world_free(struct world *w);
/* All beacons due up to radio time t. */
void world_step(struct world *w, int64_t t);
int64_t world_city_time(const struct world *w, int64_t radio);

enum { WORLD_WEAK = 500 };               /* one tag in so many says that its battery is low */
struct world_counts { uint64_t beacons, heard; uint32_t riding, parked, hidden; };
struct world_counts world_counts(const struct world *w);   /* walks the bikes */
const struct bike *world_bike(const struct world *w, uint32_t i);
struct city *world_city(const struct world *w);

/* The truth at radio time t, whether or not the tag beacons then. Moving is set to whether it rides. */
struct xy world_where(struct world *w, uint32_t i, int64_t t, bool *ret_moving);

/* A thief: the bike leaves its place now and rides to dest (a node), faster than its owner would; there it is hidden
 * behind `loss_db` of walls until world_release. */
void world_steal(struct world *w, uint32_t i, int64_t t, unsigned dest, int loss_db);
/* Back to its owner: parked where it is, its own rhythm again from now on. */
void world_release(struct world *w, uint32_t i, int64_t t);
/* Bike i lives the life of another from now on, lag_ms later, for so many rides, and then its own from where it is. Only before
 * the first step: it is simply where the other is. */
void world_follow(struct world *w, uint32_t i, uint32_t leader, int lag_ms, int rides);
/* A parked bike that is well heard (at least `stations`) and stays until city time + stay_ms; false if there is none after a
 * bounded search beginning at *io. */
bool world_find_parked(struct world *w, int64_t t, int stations, int64_t stay_ms, uint32_t *io);
/* The stations within whose nominal range (x, y) lies; returns the count, at most max. */
int world_within(const struct world *w, float x, float y, uint16_t *ret, int max);
