/* station — one base station's side of SUP/1: what it hears becomes journaled batches, kept until the server says durable.
 *
 * Pure protocol: bytes in, bytes out, time from the caller; sockets and TLS are net.c's. One thread.
 * Rules     K1 a frame is forgotten only when an ACK of its epoch covers it, when the journal overruns (declared by a GAP)
 *              or when the flash is wiped (new epoch, declared by a GAP)
 *           K2 sequence numbers rise by one a journaled frame and are never used twice in an epoch
 *           K3 bytes sent and not acknowledged never exceed the server's credits
 *           K4 after a reconnect everything unacknowledged goes again, on the backlog lane; new batches go first
 * Bounds    journal_max bytes, 250 records a batch, 256 KiB of unsent output, one input frame. */
#pragma once
#include "format/sup/sup.h"
#include "rng.h"
#include "watchset.h"

enum station_state { ST_DOWN, ST_DIALLING, ST_HELLO, ST_LIVE };
enum { STATION_BATCH = 250, STATION_URGENT_MEMORY = 8 };

struct station_opts {
	int64_t flush_ms;          /* a live batch waits at most this long */
	int64_t ack_timeout_ms;    /* then the frame goes again, five times, then a new log-in */
	size_t journal_max;
	double backoff_scale;      /* 1: 1 s to 5 min; tests and demos scale down */
	struct watchset *watch;    /* may be NULL: no urgent frames */
	/* every journaled frame as it is made, for truth and hashes; may be NULL */
	void (*on_frame)(void *arg, int ix, const uint8_t *p, size_t n);
	void *arg;
};

struct station_frame {
	uint8_t *p;
	uint32_t len, records;
	uint64_t seq;
	int64_t made, sent_at;     /* sent_at 0: not in this session */
	uint8_t acked, tries, urgent;
};

struct station_counts {
	uint64_t frames, records, acked_frames, acked_records, resent, urgent, gaps, lost_records, errors, connects, byes;
};

struct station {
	const struct station_opts *o;
	int ix;
	char name[33];
	enum station_state state;
	struct rng r;
	/* the box */
	uint64_t boot_id, epoch, next_seq;
	int64_t booted_at;
	double drift_ppm;
	int64_t clock_lie_ms;      /* added to the offset and not owned up to: a faulty clock */
	bool clock_known, on_battery;
	int64_t utc_minus_mono;
	uint32_t clock_err_ms;
	int64_t time_sent_mono, next_time, next_stats;
	uint32_t good, bad;        /* since the last STATS */
	uint8_t reset;
	/* open batch */
	uint8_t *rec;
	int nrec, cap_rec;
	int64_t batch_at;
	/* journal */
	struct station_frame *f;   /* ring of capf (power of two) from head, nf long */
	uint32_t head, nf, capf;
	size_t journal_bytes;
	uint64_t backlog_end;      /* frames below it go on the backlog lane */
	uint64_t live_at, backlog_at;   /* next sequence number to send on each lane */
	/* session */
	uint32_t credits, inflight, backlog_inflight;
	uint16_t heartbeat_s;
	uint8_t config_hash[8];
	uint32_t watch_version;
	int failures;
	int64_t retry_at;
	bool hang_up;              /* the caller should close the connection */
	uint8_t last_result, last_error;
	double lose_ack;           /* chance that an ACK is not seen */
	uint8_t *in;
	size_t nin, capin;
	uint8_t *out;
	size_t nout, atout, capout;
	struct { uint64_t tag; int64_t at; } told[STATION_URGENT_MEMORY];
	struct station_counts n;
};

/* epoch0: the journal's first epoch; must be new for every flash that starts empty. */
void station_init(struct station *s, const struct station_opts *o, int ix, const char *name, uint64_t seed, uint64_t epoch0, int64_t now);
void station_done(struct station *s);

/* One reception. rssi dBm, status SUP_S_ bits. */
void station_hear(struct station *s, int64_t now, uint64_t tag, int rssi, unsigned status, unsigned antenna);
/* Time passes: batches close, heartbeats and clock exchanges fall due, the journal is sent as credits allow. */
void station_tick(struct station *s, int64_t now);

/* The connection: dialling began, is up (HELLO is written), gave bytes, is gone. */
bool station_wants_connect(const struct station *s, int64_t now);
void station_dialling(struct station *s);
void station_up(struct station *s, int64_t now);
void station_input(struct station *s, const uint8_t *p, size_t n, int64_t now);
void station_lost(struct station *s, int64_t now);
/* Bytes to send, and how many went. */
static inline size_t station_output(const struct station *s, const uint8_t **ret) { *ret = s->out + s->atout; return s->nout - s->atout; }
void station_sent(struct station *s, size_t n);

/* Faults. Reboot loses the open batch and starts a new monotonic clock; wipe also empties the flash. */
void station_reboot(struct station *s, int64_t now, unsigned reset);
void station_wipe(struct station *s, int64_t now);
uint64_t station_backlog_records(const struct station *s);
