/* ingest — the stations' server: sessions, journal, acknowledgements. One thread carries all stations.
 *
 * Owns      the listening sockets, the sessions, the stations' keys and dedup state, and all appends to the journal (also
 *           those of other rooms, through ingest_append: so the state written at a segment's head is always exact).
 * Threads   the loop runs on its own thread; every function below may be called from any thread.
 * Invariants
 *   I1 an ACK names only frames whose journal record is durable; one function sends ACKs (ack_send in ack.c)
 *   I2 a frame (station, epoch, sequence number) is journaled once, across restarts of both sides
 *   I3 before its HELLO is accepted a peer has hello_ms, a session (1.7 KiB) and at most 4 KiB of its bytes are kept; only one whose
 *      first message proved a station's key has OpenSSL's state too (45 KiB), and of those there are at most 384. With max_young
 *      links that is at most 30 MiB in all, beside the kernel's socket buffers; a link more ends the oldest one of the address
 *      that holds most, so a flood drives out its own. While many wait for one of the 384 places, few are let in at a time
 *   I4 when the journal cannot take more, nothing is read and nothing is acknowledged until it can
 *   I5 plain TCP is bound to loopback unless plain_anywhere says otherwise in so many words
 *   I6 no time goes into the journal or to a station that is more than five minutes off the pace of the monotonic clock (pace.c) */
#pragma once
#include <pthread.h>

#include "base/err.h"
#include "core/value.h"
#include "store/journal/journal.h"
#include "track/position/position.h"

struct ingest;

/* Ports that are open: a descriptor, -1 for none. */
struct ingest_ports { int plain, tls; };

enum { LINK_KEY = 32, LAG_MAX = 20 * 1024 * 1024 };

/* Payload of JR_HELLO and JR_LEFT, host order. */
struct session_event { utc_ms at; uint64_t epoch, boot_id, first_seq; uint32_t why, zero; };
_Static_assert(sizeof(struct session_event) == 40, "journal format");

struct ingest_opts {
	struct journal *journal;
	const char *plain_addr; int plain_port;       /* port < 0: off; 0: any free one */
	const char *tls_addr; int tls_port;
	bool plain_anywhere;
	uint32_t max_sessions;                        /* default 16,000 */
	uint32_t credit_total;                        /* unacknowledged bytes of all stations; default 64 MiB */
	uint16_t heartbeat_s;                         /* default 30 */
	int32_t hello_ms;                             /* default 5,000 */
	int32_t clock_speed;                          /* sys_speed_up's, for benchmarks; default 1 */
	uint32_t max_young;                           /* links whose HELLO is not accepted yet; default 2,048 */
	int32_t watch_retry_ms;                       /* until a watch list that a station does not hold is sent again, then doubled; default 60,000 */
	int32_t restart_spread_s;                     /* retry time told at a stop, spread over this; default 5 */
	const char *config_text;                      /* wanted station configuration; "" none */
	/* Bytes of the durable journal that the engines have yet to apply, beyond those from before this start; any thread, cheap. When
	 * they and what is on its way to the disk are more than LAG_MAX (clearly less than the journal's buffers), nothing is read until
	 * they have caught up, so that alerts are never late without a bound. NULL: not asked. */
	uint64_t (*behind)(void *arg);
	struct ingest_hook *hook;                     /* see below; NULL: the caller sets .g itself */
	/* Called after the recovery and before anybody is let in: registers the stations with ingest_station_set. May be NULL. */
	int (*load)(void *arg, struct ingest *g, struct err *e);
	bool hold;                                    /* peers wait in the ports' queue until ingest_admit: see there */
	struct ingest_ports *ports;                   /* of ingest_listen, taken over; NULL: opened at the start */
	void *arg;
};

enum link_state { LINK_ACTIVE, LINK_QUARANTINE, LINK_WITHDRAWN };

/* Opens the ports and nothing else: o needs no more than the addresses. Peers wait in the ports' queue until ingest_start has them, and are not refused
 * while what comes before it is done: a station that is refused waits longer each time. E_CONFIG (I5), E_IO. */
MUST_USE int ingest_listen(const struct ingest_opts *o, struct ingest_ports *ret, struct err *e);
void ingest_ports_close(struct ingest_ports *p);
/* Recovers the dedup state from the journal, listens, starts the thread. E_CONFIG (I5), E_IO, E_CORRUPT. */
MUST_USE int ingest_start(const struct ingest_opts *o, struct err *e, struct ingest **ret);
/* Says BYE to all, stops the thread, frees. The journal stays open. */
void ingest_stop(struct ingest *g);
/* With .hold: lets the peers in. What was appended before stands in the journal before any frame or HELLO of theirs. Once. */
void ingest_admit(struct ingest *g);
int ingest_plain_port(const struct ingest *g);
int ingest_tls_port(const struct ingest *g);

/* Callbacks of the journal (journal_opts): zero the hook and give it to both. ingest_start connects it before the first append and
 * ingest_stop parts it behind the last: no segment begins without the dedup state, and the journal's thread lives longer. */
struct ingest_hook { pthread_mutex_t mu; struct ingest *g; };
void ingest_on_durable(void *hook, uint64_t durable_lsn);
uint32_t ingest_segment_head(void *hook, uint8_t *buf, uint32_t cap);

/* The registry's side; any thread. A station may be set again (state, key changed); key (LINK_KEY bytes) NULL keeps the key. A changed key
 * or a state other than active cuts the session. E_INVALID for a name or index that is none, E_STATE when either is another station's. */
MUST_USE int ingest_station_set(struct ingest *g, const char *name, uint16_t ix, enum link_state st, const uint8_t *key, struct err *e);
/* key NULL: revoked. Cuts the session. E_NOTFOUND. */
MUST_USE int ingest_station_key(struct ingest *g, const char *name, const uint8_t *key, struct err *e);
MUST_USE int ingest_quarantine(struct ingest *g, uint16_t ix, bool on, struct err *e);     /* E_NOTFOUND */
/* The same for whoever reads the whole registry anew: asks for the mark before it reads, and sets each station with it. What was changed by one
 * of the calls above since the mark stays: the row that was read may be older, and would give a withdrawn station its key back. Then 0, too. */
uint64_t ingest_registry_mark(struct ingest *g);
MUST_USE int ingest_station_reset(struct ingest *g, uint64_t mark, const char *name, uint16_t ix, enum link_state st, const uint8_t *key,
                                  struct err *e);

/* Appends a record for another room and waits until it is durable. E_FULL, E_STORE, E_BUSY. */
MUST_USE int ingest_append(struct ingest *g, enum journal_type type, uint16_t source, const void *p, uint32_t n, uint64_t *ret_end,
                           struct err *e);
/* The same with n > 0 records of one type, in order, and one wait for all of them: thousands take a few group commits. After an error
 * some of them may be in the journal. */
struct ingest_rec { uint16_t source; uint32_t n; const void *p; };
MUST_USE int ingest_append_all(struct ingest *g, enum journal_type type, const struct ingest_rec *r, size_t n, uint64_t *ret_end,
                               struct err *e);

/* The watch list as stations should have it: called after each durable change, in order. */
void ingest_watch(struct ingest *g, uint32_t version, bool add, uint64_t tag);

/* The whole list at once, after a start; ignored when a newer version is known already. */
void ingest_watch_load(struct ingest *g, uint32_t version, const uint64_t *tags, uint32_t n);

struct ingest_health {
	bool known, online, quarantined;
	uint8_t power, door, reference_heard, battery_pct;
	int16_t temperature_c10;
	utc_ms connected_at, last_frame_at, last_stats_at;
	int32_t clock_offset_ms;
	uint32_t clock_err_ms, backlog_rows, backlog_age_s, free_journal_kib, watch_version;
	uint64_t frames, sightings, duplicates, bad_frames, gap_records, duplicate_sessions;
	bool config_ok;
	char firmware[33], hardware[33], address[48];
};
bool ingest_health(struct ingest *g, uint16_t ix, struct ingest_health *ret);
/* Calls fn for each known station under the lock; fn must be short. */
void ingest_health_each(struct ingest *g, void (*fn)(void *arg, uint16_t ix, const char *name, const struct ingest_health *h), void *arg);

struct ingest_pending { char name[33], address[48], firmware[33], hardware[33]; utc_ms first_at, last_at; uint32_t tries; };
/* Unknown stations that knocked; one that is registered leaves the list. *ret_full: more knock than the list holds, so names go for
 * others: those of one address beyond 100, and in a list of 1,000 those not seen lately. */
uint32_t ingest_pending(struct ingest *g, struct ingest_pending *ret, uint32_t max, bool *ret_full);

struct ingest_stats { uint64_t frames, sightings, duplicates, bad_frames, acks, bytes_in, sessions_total, refused, evicted, blocked_ms, held_ms; int64_t clock_off_ms; uint32_t sessions, young, online; };
void ingest_stats(struct ingest *g, struct ingest_stats *ret);
