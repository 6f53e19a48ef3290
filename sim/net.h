/* net — thousands of station connections on one thread: epoll, plain TCP or TLS 1.3 with each station's key.
 *
 * Owner one thread. Stations belong to the caller and outlive the net. New connections are rationed a tick. */
#pragma once
#include "base/err.h"
#include "station.h"

struct net;
struct net_opts {
	const char *host;          /* numeric address */
	uint16_t port;
	bool tls;                  /* then every station needs a key */
	int dials_per_tick;        /* 0: 100 */
};
struct station_key { char name[33]; uint8_t key[64]; uint8_t n; };

/* Reads lines "name hexkey" (16 to 64 bytes); names not in the list keep no key. *ret malloc'd, sorted by name. */
MUST_USE int keys_read(const char *path, struct station_key **ret, int *ret_n, struct err *e);
const struct station_key *keys_find(const struct station_key *k, int n, const char *name);
/* "HOST:PORT" with a numeric IPv4 address, "localhost" or ":PORT". E_USAGE otherwise. */
MUST_USE int net_address(const char *text, char host[static 64], uint16_t *ret_port, struct err *e);

/* keys: one a station in the same order; key[i].n 0 = none. May be NULL without TLS. */
MUST_USE int net_new(struct net **ret, const struct net_opts *o, struct station *st, const struct station_key *key, int n,
                     struct err *e);
void net_free(struct net *n);
/* Waits at most wait_ms for traffic and carries it; dials whoever wants to. */
void net_poll(struct net *n, int wait_ms);
/* Writes what a station has put out since. */
void net_flush(struct net *n, int station);
/* Cuts the line as a fault would. */
void net_cut(struct net *n, int station);
int net_open(const struct net *n);
/* While off, a station is not dialled (an outage). */
void net_hold(struct net *n, int station, bool held);

struct net_counts { uint64_t bytes_in, bytes_out, dials, refused, closed, tls_failed; };
struct net_counts net_counts(const struct net *n);
