/* fleet — fake stations of one process and one thread over plain TCP, for the tests that break the server under them: they send their
 * row of numbers in order, keep what is not acknowledged, and come again when the connection ends. They use libc, never sys.
 *
 * Oracle    acked is what the server has promised. A promise that goes back, or names what was never sent, is counted in .lies. */
#pragma once
#include "base/base.h"

enum { FLEET_MAX = 64, FLEET_EPOCH = 3 };

struct fleet_station {
	int fd;
	bool live;
	int64_t since_ms;        /* of the last progress of this connection */
	uint64_t acked, sent, ever;   /* sent: on this connection; ever: the highest that was ever begun */
	uint8_t in[2048], *out;
	uint32_t in_n, out_n, out_at;
};
struct fleet {
	struct fleet_station st[FLEET_MAX];
	int n, rows;             /* stations s0 .. s(n-1); records a frame */
	uint64_t total, window;  /* numbers to send; so many beyond the acknowledged one */
	int patience_ms;         /* without progress for so long: a new connection */
	uint32_t lies, dials;
};

void fleet_init(struct fleet *f, int n, int rows, uint64_t total, uint64_t window);
/* One round: connects to port, reads, writes; waits at most ms for something to happen. */
void fleet_step(struct fleet *f, int port, int ms);
void fleet_drop(struct fleet *f);          /* closes every connection */
void fleet_done(struct fleet *f);
bool fleet_idle(const struct fleet *f);    /* everything is acknowledged */
uint64_t fleet_acked(const struct fleet *f);
