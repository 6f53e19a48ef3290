/* jobs — work that time starts, not a request: one thread, one database connection, a table of what runs how often.
 *
 * A job that fails is logged and runs again at its next time; no job waits for another's failure. */
#pragma once
#include "core/cx.h"

struct job {
	const char *name;
	int32_t every_ms;                              /* from the end of one run to the start of the next; first run at once */
	int (*fn)(struct cx *cx, void *arg);           /* outside a transaction; arena of its own; < 0: failed, cx->err says why */
};

struct jobs_opts {
	const struct job *jobs; size_t n;
	struct sql *db;                                /* taken over: closed by jobs_stop */
	const struct track_port *track;
	void *arg;
};

struct jobs;
struct jobs *jobs_start(const struct jobs_opts *o);
/* Waits for the job that runs. NULL is fine. */
void jobs_stop(struct jobs *j);
/* Runs a job now, out of its turn, from any thread; does not wait. */
void jobs_kick(struct jobs *j, const char *name);
