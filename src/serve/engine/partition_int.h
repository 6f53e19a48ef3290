/* partition_int — what the files of serve/engine share. */
#pragma once
#include <stdatomic.h>

#include "platform/sys.h"
#include "platform/thread.h"
#include "serve/engine/partition.h"

enum {
	CHUNK_VISITS = 4096,
	CHUNKS_MAX = 96,                /* 12 MiB of visits between engine and trail; then the engine waits */
	HITS_MAX = 65536,
	CALLS_MAX = 1024,
	CHUNK_MS = 200,                 /* a visit reaches the trail thread at the latest after this */
	COMMIT_MS = 10000,
	COMMIT_VISITS = 262144,
	UP_RING = 32,                   /* up-time intervals remembered a station */
	HOURS_OF_WEEK = 168,
	DOWN_MS = 5000,                 /* no record for this long: the server itself was down */
	SNAP_MAGIC = 0x50534e53, SNAP_VERSION = 2,
	HEARD_WINDOW_MS = 10 * MINUTE_MS,
};

struct chunk { struct chunk *next; uint64_t lsn, ticket; uint32_t n; struct snapshot *snap; struct visit v[CHUNK_VISITS]; };
/* Bytes of a snapshot on its way to the disk. */
struct snapshot { uint8_t *p; size_t n, cap; uint64_t lsn, hit_seq; mono begun; };
struct hit_item { struct watch_hit h; struct fix at; bool has_fix; };
struct call { struct call *next; void (*fn)(struct partition *p, void *arg); void *arg; bool done; };

struct up { utc_ms from, to; };          /* to 0: still up */
struct station_log { uint32_t n_up; struct up up[UP_RING]; uint32_t minute[10]; uint64_t seen; uint32_t usual[HOURS_OF_WEEK]; };

struct partition {
	struct partition_opts o;
	struct engine *engine;
	struct trail *trail;
	struct journal_reader *reader;
	struct thread t_engine, t_trail, t_alert;
	atomic_bool stop; mono stop_since;    /* the latter before the former */

	/* engine thread only */
	struct station_log *logs; uint32_t n_logs;
	struct chunk *fill; mono fill_since;
	uint64_t trail_resume;               /* P2 */
	uint64_t start_lsn;                  /* durable when the partition started; read by any thread */
	utc_ms last_stored, minute_at; uint32_t minute_ix;
	mono last_snapshot, last_rate; uint64_t rate_base, next_ticket;
	bool in_record;
	atomic_bool snapshot_pending;        /* set by the engine, cleared by the trail thread, which must never wait for the engine */
	atomic_bool hit_dropped;             /* at a stop, see alert_push: no snapshot may be written any more */

	/* calls to the engine thread */
	pthread_mutex_t cmu; pthread_cond_t ccv, cdone;
	struct call *c_head, *c_tail; uint32_t n_calls; bool woken;

	/* engine -> trail */
	pthread_mutex_t tmu; pthread_cond_t tcv, tdone;
	struct chunk *t_head, *t_tail, *t_free; uint32_t n_chunks;
	uint64_t done_ticket; bool t_stop;

	/* engine -> alert */
	pthread_mutex_t hmu; pthread_cond_t hcv, hdone;
	struct hit_item *hits; uint64_t h_put, h_taken; bool h_stop;

	/* the live map's copy */
	pthread_mutex_t mmu;
	struct map_dot *dots; uint32_t n_dots, dots_cap, map_heard; utc_ms map_at; mono map_made; bool map_ever;
	struct map_dot *next_dots; uint32_t n_next, next_cap;

	/* figures, any thread */
	_Atomic uint64_t a_lsn, a_sightings, a_visits, a_hits, a_records, a_bad, a_snap_lsn, a_snaps;
	_Atomic uint32_t a_rate, a_tags, a_open, a_watch, a_heard;
	_Atomic int64_t a_snap_ms, a_now;
	_Atomic int a_trail_err, a_alert_err;
	_Atomic uint64_t a_presence_bytes;
};

/* Runs fn on the engine thread and waits for it; false when stopping. */
bool partition_call(struct partition *p, void (*fn)(struct partition *p, void *arg), void *arg);

/* trail.c */
bool trail_backlog(struct partition *p);                        /* the trail is behind: gather full chunks */
void trail_push(struct partition *p, struct snapshot *snap);   /* engine thread: hands over what is gathered, returns its ticket in next_ticket - 1 */
void trail_loop(void *arg);
/* alerts.c */
void alert_push(struct partition *p, const struct watch_hit *h, const struct fix *at);
void alert_loop(void *arg);
bool alert_wait(struct partition *p, uint64_t seq, int64_t timeout_ms);
/* snapshot.c */
struct snapshot *snapshot_take(struct partition *p);            /* engine thread */
MUST_USE int snapshot_write(struct partition *p, struct snapshot *s, struct err *e);   /* trail thread; frees s */
MUST_USE int snapshot_load(struct partition *p, uint64_t *ret_lsn, struct err *e);     /* E_NOTFOUND: none yet */
/* uplog.c */
void uplog_record(struct partition *p, const struct journal_rec *r);
struct station_log *uplog_station(struct partition *p, uint16_t ix);
