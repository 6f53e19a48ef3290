/* ingest_int — what the files of serve/ingest share. */
#pragma once
#include <openssl/ssl.h>

#include "format/sup/sup.h"
#include "platform/log.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "serve/ingest/ingest.h"
#include "serve/ingest/seqset.h"

enum {
	EPOCHS = 4,                 /* journal epochs remembered a station */
	ACK_QUEUE = 4,              /* group commits in flight a station */
	READ_BUF = 512 * 1024,      /* the thread's read buffer: one largest frame and more */
	FIRST_BUF = 4096,           /* what is buffered of a peer before HELLO is accepted (I3) */
	READY_MAX = 64,             /* links that wait for a place there, before the ports' queue is left to wait */
	SHAKING_MAX = 384, SHAKE_MS = 2000, /* links that hold OpenSSL's state before HELLO, and the time each may keep its place */
	YOUNG_SOURCES = 1024,       /* addresses are told apart by hash */
	OUT_MAX = 512 * 1024,       /* queued output a session; beyond: the session ends */
	PENDING_MAX = 1000, PENDING_SOURCE = 100, PENDING_SOURCES = 4096, PENDING_SEEN_MS = 900000,
	WATCH_LOG = 8192,           /* watch-list changes remembered for deltas */
	FULL_LISTS_PER_S = 200,
	WATCH_RETRY_MAX_MS = 3600000,
	SPREAD_TURN = 64, SPREAD_MS = 200,  /* news of the watch list: sessions told a turn, and the least time between two rounds */
	WORK_TURN = 2 << 20,        /* bytes read and decompressed, and WORK_FRAME a frame, that one session may cost a turn of the loop */
	WORK_FRAME = 256,
	ACK_MIN_MS = 4,             /* acknowledgements of one session are gathered this long ... */
	SESSIONS_MAGIC = 0x31534553,
};

/* What may be acknowledged once the journal is durable up to lsn. */
struct ack_point { uint64_t lsn, bytes; struct seqset set; };

struct station {
	struct station_name name;
	uint16_t ix;
	enum link_state state;
	bool used, has_key;
	uint64_t told;                      /* g->told when it was last set, other than by a re-reading */
	uint32_t key_gen;                   /* counts changes of the key: a handshake with an older one opens nothing */
	uint8_t key[LINK_KEY];
	struct seqset epoch[EPOCHS];        /* received and appended; [0] is the newest used */
	uint32_t n_epochs;
	struct session *session;
	struct ingest_health health;
};

enum session_step { SS_TLS, SS_HELLO, SS_LIVE, SS_CLOSING };

/* Links before HELLO is accepted: see young.c. */
struct young { struct session *newest, *oldest; uint32_t n; uint16_t of[YOUNG_SOURCES]; };

struct session {
	struct ingest *g;
	int fd;
	SSL *ssl;                           /* NULL on plain TCP, and until a whole ClientHello is there */
	enum session_step step;
	struct station *st;
	char peer[48];
	char psk_name[33];                  /* identity that TLS proved, or "" */
	uint32_t psk_gen;                   /* key_gen of that key */
	mono opened, last_in;
	uint8_t cut;                        /* enum sup_bye_why + 1: another thread wants the session ended */
	uint8_t *in; uint32_t in_n, in_cap; /* the start of a frame that is not complete yet */
	uint8_t *out; uint32_t out_n, out_at, out_cap;
	bool want_write, polled_write, dead, in_unacked, needs_list, more;
	bool greet;                         /* HELLO_ACK is due once JR_HELLO is durable */
	bool held;                          /* a frame waits in .in until the journal takes it */
	bool rest;                          /* whole frames wait in .in: its turn was over */
	uint32_t work;                      /* of this turn, see WORK_TURN */
	uint64_t boot_id, epoch, credit, turn;
	uint64_t bytes_in, bytes_acked;     /* of journaled frames */
	uint32_t watch_version;             /* what it was sent, or said that it holds */
	struct whole *whole; uint32_t whole_at, part;   /* a list of more than one frame on its way */
	mono watch_sent; int32_t watch_retry_ms;
	uint16_t heartbeat_s;
	mono last_ack;
	struct ack_point ack[ACK_QUEUE]; uint32_t n_ack;
	struct session *prev, *next;        /* all sessions */
	struct session *un_prev, *un_next;  /* sessions with something to acknowledge */
	struct young *young;                /* the list it is in, NULL once welcome */
	struct session *y_prev, *y_next;    /* newer, older */
	mono y_since;
	uint32_t source;                    /* hash of the peer's address */
	bool ready;                         /* its ClientHello waits for a place among those that shake hands */
};

struct command {
	struct command *next;
	enum { CMD_APPEND, CMD_WATCH, CMD_WATCH_LOAD } what;
	enum journal_type type; const struct ingest_rec *rec; size_t n_rec;  /* append: the first n_rec are still to do */
	const uint64_t *tags; uint32_t n_tags;                                /* watch load */
	uint32_t version; bool add; uint64_t tag;                             /* watch */
	uint64_t end; int rc; bool done;
};

/* The watch list at one version, for the sessions that are being sent it whole; freed with the last of them. */
struct whole { uint32_t refs, version, n; uint64_t tag[]; };

/* What peers can make the server log, each with its own gate. */
enum { GATE_UNKNOWN, GATE_REFUSED, GATE_LEFT, GATE_GAP, GATE_RESULT, GATE_ERROR, GATES };

struct watch_item { uint32_t version; bool add; uint64_t tag; };

struct ingest {
	struct ingest_opts o;
	struct thread thread;
	struct wake wake;
	struct ingest_ports ports;
	int ep, ep_wake, port_plain, port_tls;
	SSL_CTX *ctx;
	bool stop;

	pthread_mutex_t mu;                 /* stations, sessions, pending, stats */
	struct station *stations;           /* by slot; slot == ix */
	uint32_t n_slots;
	uint32_t *by_name;                  /* open addressing: slot + 1 */
	uint32_t name_cap;
	uint64_t told;                      /* counts what the registry's side was told */
	struct session *all, *unacked;
	struct young waiting, shaking;
	utc_ms pace_at; mono pace_since, off_since; int64_t clock_off_ms;   /* pace.c; the loop's thread, the last under mu */
	uint32_t n_ready; mono ready_pass;
	bool admitting, doors_shut;         /* peers are let in; they are left in the ports' queue for a while */
	mono accepted;                      /* when some were let in last */
	struct ingest_pending *pending; uint32_t n_pending;
	utc_ms pending_lost_at;             /* when a name last had to go for another */
	struct ingest_stats stats;
	struct log_gate gate[GATES];        /* the loop's thread */
	bool blocked, any_more, any_dead; mono blocked_since, unblocked;
	int64_t held_ns;                    /* in which nothing was read because the engines lagged */
	uint64_t turn;                      /* of the loop */
	uint64_t appended;                  /* end of the last frame in the journal; the loop's thread */

	pthread_mutex_t qmu; pthread_cond_t qcv;
	struct command *q_head, *q_tail;

	struct watch_item *watch_log; uint32_t watch_n;  /* ring of the newest WATCH_LOG changes */
	uint32_t watch_version;
	struct whole *whole;                /* the newest one in use, or NULL */
	uint64_t *watch_set; uint32_t watch_count, watch_cap; /* the whole list, open addressing, 0 empty */
	struct session *spread;             /* the next one to be told of it, NULL between two rounds */
	bool spread_due; mono spread_began;
	uint8_t config_hash[8];
	uint8_t *read_buf, *inflate_buf;
	uint32_t lists_left;                /* full watch lists that may still be sent this second */
	mono last_second, last_ack_pass;
	uint64_t acked_durable;
};

/* registry.c */
struct station *ingest_find(struct ingest *g, str name);
void ingest_use_epoch(struct station *st, uint64_t epoch, uint64_t first_seq);
/* Adds a GAP, the numbers it declares first, then its own; both or, on NO_ROOM, neither. Session and recovery share it. */
enum seqset_add ingest_add_gap(struct seqset *set, const struct sup_gap *gap, uint64_t seq);
/* Rebuilds every station's epochs from the journal's last segment. */
MUST_USE int ingest_recover(struct ingest *g, struct err *e);
void registry_init(struct ingest *g);
void registry_done(struct ingest *g);
/* pending.c */
void pending_init(struct ingest *g);
void pending_forget(struct ingest *g, const char *name);       /* registered now */
void pending_note(struct ingest *g, str name, const char *peer, str hardware, str firmware);

/* pace.c; on the loop's thread */
void pace_init(struct ingest *g);
utc_ms ingest_now(struct ingest *g);

/* young.c */
void young_wait(struct session *s);         /* a new link; another may be ended for it */
bool young_shake(struct session *s);        /* a place for OpenSSL's state; false: none now */
void young_leave(struct session *s);        /* welcome, or ended */

/* tls.c */
MUST_USE int tls_init(struct ingest *g, struct err *e);
/* Gathers the ClientHello: 1 it is whole in s->in, 0 more is to come, -1 it is none or the peer is gone. */
int tls_first(struct session *s);
MUST_USE int tls_attach(struct session *s);
void tls_welcome(struct session *s);        /* larger buffers from now on */
/* As recv/send: > 0, 0 at the end, -1 would block, -2 failed. */
int link_read(struct session *s, void *p, size_t n);
int link_write(struct session *s, const void *p, size_t n);
/* 1 done, 0 in progress, -1 failed */
int tls_handshake(struct session *s);

/* session.c */
struct session *session_new(struct ingest *g, int fd, bool tls, const char *peer, uint32_t source);
void session_free(struct session *s);
void session_readable(struct session *s);   /* reads and handles until it would block or the journal is full */
bool session_feed(struct session *s);       /* handles what is buffered; false when blocked, ended or not all of it had its turn */
void session_flush(struct session *s);      /* writes queued output */
void session_send(struct session *s, const uint8_t *p, size_t n);
void session_bye(struct session *s, enum sup_bye_why why, uint32_t retry_s);
void session_fail(struct session *s, enum sup_error code, uint64_t seq, const char *text);
void session_end(struct session *s, uint32_t why);   /* marks dead; freed at the end of the loop turn */

/* frames.c */
enum frame_result { FR_OK, FR_BLOCKED, FR_END, FR_LATER /* the turn is over, frames are left */ };
/* HELLO_ACK and what follows it; set: what is durable of the station's epoch. */
void session_welcome(struct session *s, const struct seqset *set);
enum frame_result frame_handle(struct session *s, struct sup_frame *f, const uint8_t *raw);

/* watchlist.c */
void watchlist_note(struct ingest *g, uint32_t version, bool add, uint64_t tag);
void watchlist_load(struct ingest *g, uint32_t version, const uint64_t *tags, uint32_t n);
void watchlist_send(struct session *s);
void watchlist_more(struct session *s);     /* the next frames of a whole list, as far as the queue is empty */
void watchlist_drop(struct session *s);
void watchlist_holds(struct session *s, uint32_t version);     /* what STATS said: sent again when it is not what was sent */

/* ack.c */
void ack_note(struct session *s, uint64_t lsn);    /* a frame of s was appended and ends at lsn */
void ack_all(struct ingest *g);                    /* sends what has become durable */
void ack_duplicate(struct session *s);             /* a resend of what is durable: say so again */
