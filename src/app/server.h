/* server — the whole program at work: opens the stores, starts the threads, stops them in order. */
#pragma once
#include "app/config.h"
#include "flow/track_port.h"
#include "serve/engine/crossing.h"
#include "serve/engine/foresee.h"
#include "serve/engine/partition.h"
#include "serve/http/http.h"
#include "serve/ingest/ingest.h"
#include "serve/jobs/gateway.h"
#include "serve/jobs/jobs.h"
#include "platform/thread.h"
#include "serve/signals/signals.h"

enum { SPARES_MAX = 64 };

/* spares.c; all under m but rc and e, which are the thread's until it is joined. */
struct spares { struct thread th; pthread_mutex_t m; struct sql *db[SPARES_MAX]; unsigned n, want; bool stop; int rc; struct err e; };

struct server {
	struct config cfg;
	int lock;                     /* of the data directory */
	struct ingest_ports ports;    /* until the ingest has them */
	struct spares spares;
	struct journal *journal;
	struct ingest_hook hook;
	struct ingest *ingest;
	struct partition *_Atomic part;
	struct foresee *foresee;
	struct crossing *_Atomic crossing; struct signals *signals; struct sql *crossing_db;   /* yz-crossing's connection */
	utc_ms plans_told;            /* fixed-time plans up to then */
	struct daykeys *track_keys;
	struct http *http;
	struct jobs *jobs, *imports;
	struct sql *alert_db;         /* yz-alert's connection */
	struct track_port port;
	char *station_config;
	pthread_mutex_t told;         /* http and part as the callbacks of other threads see them */
	mono begun;
	uint64_t start_lsn;           /* durable when the program started */
	uint64_t hit_lsn; uint32_t hit_n;   /* the last hit taken before that */
	struct number_index *numbers;       /* the numbers in memory; the job fills it */
	unsigned photo_shard;               /* whose files without a row are looked for next */
	bool watch_loaded;
	struct engine_policy policy;  /* last journaled */
};

/* Everything up and serving, or an error that says what to mend. */
MUST_USE int server_start(const struct config *cfg, struct err *e, struct server **ret);
/* Stations get BYE, what is journaled is applied and synced, a snapshot is written. NULL is fine. */
void server_stop(struct server *s);

/* port.c: the business side's way to the engines. */
void port_init(struct server *s);
/* junctions.c: the detector, the controllers, and their jobs. */
MUST_USE int junctions_open(struct server *s, struct err *e);
void junctions_stop_signals(struct server *s);
void junctions_stop(struct server *s);
void junctions_port(struct server *s);
int junctions_links(struct cx *cx, void *arg);
int junctions_tell(struct cx *cx, void *arg);
int junctions_plans(struct cx *cx, void *arg);
/* spares.c: n connections are made beside the start, and every statement is prepared once. */
void spares_open(struct server *s, unsigned n);
/* One of them, or one made now. */
MUST_USE int spares_take(struct server *s, struct err *e, struct sql **ret);
/* Waits for the thread and closes what nobody took; stop: it makes no more. Its error, if it had one: no statement may be broken. */
int spares_close(struct server *s, bool stop, struct err *e);
/* metrics.c */
void server_metrics(void *arg, FILE *out);
bool server_health(void *arg, struct js *out);

/* The path of a file in the data directory; buf is returned. */
const char *server_path(const struct config *cfg, const char *name, char buf[static 1200]);
MUST_USE int server_open_db(const struct config *cfg, bool read_only, struct err *e, struct sql **ret);
/* The photos' folder for store/blob; commands that touch photos do it too. */
MUST_USE int server_use_photos(const struct config *cfg, struct err *e);
