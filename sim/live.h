/* live — the city on the wire: world, 4,334 stations, their faults and their connections, driven by one loop.
 *
 * One thread runs live_tick; others (a story) may look and act between live_lock and live_unlock. */
#pragma once
#include "net.h"
#include "station.h"
#include "world.h"

struct live_opts {
	uint64_t seed;
	const char *connect, *keys;    /* HOST:PORT; key file, NULL: plain TCP */
	bool plain;                    /* no TLS even when keys are given */
	const char *truth;             /* folder for faults.csv and the truth of the junctions, or NULL */
	const char *faults;            /* none, some, many */
	int64_t bikes, stations;       /* at most CITY_STATIONS */
	int64_t flush_ms, hour;        /* hour of the day the city begins at; -1 the real one */
	int64_t moving_ms, parked_ms;
	double speed, backoff;
};
extern const struct live_opts live_defaults;

struct live;
MUST_USE int live_new(struct live **ret, const struct live_opts *o, struct err *e);
void live_free(struct live *l);
/* One turn: at most about wait_ms. */
void live_tick(struct live *l, int wait_ms);
void live_lock(struct live *l);
void live_unlock(struct live *l);
struct world *live_world(struct live *l);
struct station *live_station(struct live *l, int i);
/* A reception made up by the caller (latency measurements); sent at once. Under the lock. */
void live_inject(struct live *l, int station, uint64_t tag, int rssi);

struct live_counts {
	int stations, open, live, held;
	uint64_t heard, records, acked, backlog, resent, urgent, gaps, lost, errors, refused, journal_bytes;
	int last_error, last_result;
};
struct live_counts live_counts(struct live *l);
/* True after SIGINT or SIGTERM. */
bool live_stopped(void);
void live_catch_signals(void);
/* Prints one line of figures to stderr. */
void live_report(struct live *l, double seconds);
