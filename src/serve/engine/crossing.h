/* crossing — the junctions' detector at work: reads the journal as the engines do, feeds track/junction, hands its verdicts to the business side.
 *
 * Owns      one struct jn, what each group shows, and the thread yz-crossing.
 * Thread    crossing_now and crossing_health from any thread: from a copy a moment old; nobody waits while the detector works.
 * Start     the geometries in force are given; the journal is read again from a mark some hours back, so that clocks and levels are calibrated at once,
 *           at a quarter of one core: the rest of the server starts meanwhile. Without a geometry in force it begins at the journal's end.
 *           Verdicts that were handed over before come again: whoever takes them knows them by their passage.
 * Order     a verdict is offered until it is taken; nothing of the journal is read meanwhile. Alerts are the partition's and wait for none of this. */
#pragma once
#include "flow/flow_junction.h"
#include "store/journal/journal.h"

struct crossing;

struct crossing_opts {
	struct journal *journal;
	uint64_t from;                                /* the mark; 0 or gone: from the oldest record kept */
	const struct jn_geometry *geometry; size_t n; /* in force at the start */
	int32_t silence_ms, keep_ms;                  /* of jn_opts; 0: its defaults */
	int32_t mark_ms;                              /* how far back the mark lies; default 3 hours */
	/* < 0: not taken, it is offered again after a second. On yz-crossing. */
	int (*on_verdict)(void *arg, const struct junction_verdict *v);
	/* Once a minute at most: from here a restart may read. */
	void (*on_mark)(void *arg, uint64_t lsn);
	void *arg;
};

MUST_USE int crossing_start(const struct crossing_opts *o, struct err *e, struct crossing **ret);
/* NULL is fine. What was not taken comes again at the next start. */
void crossing_stop(struct crossing *c);
/* The journal became durable further; any thread, never blocks long. */
void crossing_wake(struct crossing *c);
bool crossing_caught_up(struct crossing *c, uint64_t lsn, int64_t timeout_ms);
bool crossing_now(struct crossing *c, uint16_t junction, struct junction_now *ret);
bool crossing_health(struct crossing *c, uint16_t ix, struct jn_health *ret);
