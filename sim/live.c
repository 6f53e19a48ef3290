/* live — see live.h. */
#include "live.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/utc.h"
#include "platform/fs.h"
#include "platform/sys.h"

enum { SLICES = 5 };   /* a fifth of the stations a turn */

const struct live_opts live_defaults = { .seed = 1, .faults = "some", .bikes = CITY_BIKES, .stations = CITY_STATIONS,
	.flush_ms = 1000, .hour = 8, .speed = 1, .backoff = 1 };

/* Chances an hour and station. */
struct fault_rates { const char *name; double outage, reboot, wipe, battery, lose_ack; int liars; };
static const struct fault_rates rates[] = {
	{ "none", 0, 0, 0, 0, 0, 0 },
	{ "some", 0.02, 0.005, 0.0005, 0.004, 0.0002, 3 },
	{ "many", 1.0, 0.3, 0.03, 0.1, 0.01, 40 },
};

struct live {
	struct live_opts o;
	const struct fault_rates *rate;
	struct city *city;
	struct world *world;
	struct station *st;
	struct station_key *key;
	struct net *net;
	struct watchset watch;
	struct station_opts so;
	struct rng r;
	int64_t *back_at;              /* an outage ends; 0 none */
	FILE *truth;
	struct cross_truth crossings;
	int slice;
	int64_t last;
	uint64_t heard, reported;
	pthread_mutex_t lock;
};

static volatile sig_atomic_t stopped;
static void on_signal(int sig) { (void)sig; stopped = 1; }
bool live_stopped(void) { return stopped != 0; }

void live_catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void hear(void *arg, int station, uint32_t bike, int64_t t, int rssi, unsigned status, unsigned antenna)
{
	struct live *l = arg;
	struct station *s;

	if (station >= l->o.stations)
		return;
	s = &l->st[station];
	l->heard++;
	size_t before = s->nout;
	station_hear(s, t, city_tag(bike), rssi, status, antenna);
	if (s->nout > before)
		net_flush(l->net, station);   /* urgent: not a tick later */
}

static void passed(void *arg, const struct cross_passage *p)
{
	cross_truth_put(&((struct live *)arg)->crossings, p);
}

static void tell_truth(struct live *l, int64_t now, int i, const char *what, int64_t until)
{
	if (l->truth)
		fprintf(l->truth, "%lld,%s,%s,%lld\n", (long long)now, l->st[i].name, what, (long long)until);
}

static void faults_of(struct live *l, int i, int64_t now, double hours)
{
	struct station *s = &l->st[i];

	if (l->back_at[i] && now >= l->back_at[i]) {
		l->back_at[i] = 0;
		net_hold(l->net, i, false);
	}
	if (rng_unit(&l->r) < l->rate->outage * hours && !l->back_at[i]) {
		l->back_at[i] = now + (int64_t)(-log(1 - rng_unit(&l->r)) * 180000);
		net_hold(l->net, i, true);
		net_cut(l->net, i);
		tell_truth(l, now, i, "outage", l->back_at[i]);
	}
	if (rng_unit(&l->r) < l->rate->reboot * hours) {
		net_cut(l->net, i);
		station_reboot(s, now, SUP_RESET_WATCHDOG);
		tell_truth(l, now, i, "reboot", now);
	}
	if (rng_unit(&l->r) < l->rate->wipe * hours) {
		net_cut(l->net, i);
		station_wipe(s, now);
		tell_truth(l, now, i, "wipe", now);
	}
	if (rng_unit(&l->r) < l->rate->battery * hours) {
		s->on_battery = !s->on_battery;
		tell_truth(l, now, i, s->on_battery ? "mains-cut" : "mains-back", now);
	}
}

static int open_truth(struct live *l, struct err *e)
{
	char path[1024];

	if (!l->o.truth)
		return 0;
	TRY(fs_mkdir(l->o.truth, e));
	snprintf(path, sizeof path, "%s/faults.csv", l->o.truth);
	l->truth = fopen(path, "wb");
	if (!l->truth)
		return ERR_SYS(e, fs_err(errno), errno, "%s: cannot write", path);
	setvbuf(l->truth, NULL, _IOLBF, 0);
	fputs("t_ms,station,what,until_ms\n", l->truth);
	return cross_truth_open(&l->crossings, l->o.truth, e);
}

static int read_keys(struct live *l, struct err *e)
{
	struct station_key *all = NULL;
	int n = 0, missing = 0;

	l->key = calloc((size_t)l->o.stations, sizeof *l->key);
	ASSERT(l->key);
	if (!l->o.keys || l->o.plain)
		return 0;
	TRY(keys_read(l->o.keys, &all, &n, e));
	for (int i = 0; i < l->o.stations; i++) {
		const struct station_key *k = keys_find(all, n, l->city->station[i].name);
		if (k)
			l->key[i] = *k;
		else
			missing++;
	}
	free(all);
	if (missing == l->o.stations)
		return ERR(e, E_CONFIG, "%s has no key for any of this city's stations", l->o.keys);
	if (missing > 0)
		fprintf(stderr, "yanzhen-sim: %d stations have no key and will not get in\n", missing);
	return 0;
}

static void make_world(struct live *l, int64_t now)
{
	struct world_opts w = { .seed = l->o.seed, .bikes = (uint32_t)l->o.bikes, .radio_start = now, .city_start = now,
		.speed = l->o.speed, .moving_ms = (int)l->o.moving_ms, .parked_ms = (int)l->o.parked_ms, .hear = hear,
		.passed = l->o.truth ? passed : NULL, .arg = l };

	if (l->o.hour >= 0)
		w.city_start = day_start(day_of(now)) + l->o.hour * (int64_t)HOUR_MS;
	l->world = world_new(l->city, &w);
}

int live_new(struct live **ret, const struct live_opts *o, struct err *e)
{
	struct live *l = calloc(1, sizeof *l);
	struct net_opts no = { .tls = o->keys && !o->plain };
	char host[64];
	int64_t now = clock_utc();

	ASSERT(l);
	*ret = l;
	l->o = *o;
	for (size_t i = 0; i < COUNTOF(rates); i++)
		if (strcmp(rates[i].name, o->faults) == 0)
			l->rate = &rates[i];
	pthread_mutex_init(&l->lock, NULL);
	if (!l->rate)
		return ERR(e, E_USAGE, "--faults takes none, some or many, not '%s'", o->faults);
	TRY(net_address(o->connect ? o->connect : "", host, &no.port, e));
	no.host = host;
	l->city = city_new(o->seed);
	TRY(read_keys(l, e));
	TRY(open_truth(l, e));
	watchset_init(&l->watch);
	l->r = rng_of(o->seed, 500, (uint64_t)now);
	l->so = (struct station_opts){ .flush_ms = o->flush_ms, .ack_timeout_ms = 15000, .journal_max = 8u << 20,
		.backoff_scale = o->backoff, .watch = &l->watch };
	l->st = calloc((size_t)o->stations, sizeof *l->st);
	l->back_at = calloc((size_t)o->stations, sizeof *l->back_at);
	ASSERT(l->st && l->back_at);
	for (int i = 0; i < o->stations; i++) {
		/* the flash starts empty on every run, so the epoch must be new; boot ids too */
		station_init(&l->st[i], &l->so, i, l->city->station[i].name, o->seed ^ (uint64_t)now, (uint64_t)now << 8, now);
		l->st[i].lose_ack = l->rate->lose_ack;
		l->st[i].retry_at = now + (int64_t)rng_below(&l->r, 3000);
		if ((int)rng_below(&l->r, (uint32_t)o->stations) < l->rate->liars)
			l->st[i].clock_lie_ms = (int64_t)rng_range(&l->r, -90000, 50000);
	}
	make_world(l, now);
	l->last = now;
	return net_new(&l->net, &no, l->st, l->key, (int)o->stations, e);
}

void live_free(struct live *l)
{
	if (!l)
		return;
	net_free(l->net);
	if (l->st)
		for (int i = 0; i < l->o.stations; i++)
			station_done(&l->st[i]);
	world_free(l->world);
	city_free(l->city);
	watchset_done(&l->watch);
	struct err e = { 0 };
	if (cross_truth_close(&l->crossings, &e) < 0)
		fprintf(stderr, "yanzhen-sim: %s\n", e.msg);
	if (l->truth)
		fclose(l->truth);
	free(l->key);
	free(l->back_at);
	free(l->st);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

void live_lock(struct live *l) { pthread_mutex_lock(&l->lock); }
void live_unlock(struct live *l) { pthread_mutex_unlock(&l->lock); }
struct world *live_world(struct live *l) { return l->world; }
struct station *live_station(struct live *l, int i) { return &l->st[i]; }

void live_inject(struct live *l, int station, uint64_t tag, int rssi)
{
	int64_t now = clock_utc(), keep = l->so.flush_ms;
	struct station *s = &l->st[station];

	station_hear(s, now, tag, rssi, SUP_S_MOVING, 0);
	l->so.flush_ms = 0;
	station_tick(s, now);
	l->so.flush_ms = keep;
	net_flush(l->net, station);
}

void live_tick(struct live *l, int wait_ms)
{
	live_lock(l);
	int64_t now = clock_utc();
	if (now - l->last > 5000)      /* the machine slept: the city does not catch up */
		fprintf(stderr, "yanzhen-sim: %lld ms late\n", (long long)(now - l->last));
	world_step(l->world, now);
	for (int i = l->slice; i < l->o.stations; i += SLICES) {
		struct station *s = &l->st[i];
		faults_of(l, i, now, (double)wait_ms * SLICES / HOUR_MS);
		station_tick(s, now);
		if (s->nout > s->atout || s->hang_up)
			net_flush(l->net, i);
	}
	l->slice = (l->slice + 1) % SLICES;
	l->last = now;
	net_poll(l->net, 0);
	live_unlock(l);
	int64_t spent = clock_utc() - now;
	if (spent < wait_ms) {
		struct timespec ts = { .tv_nsec = (wait_ms - spent) * 1000000 };
		nanosleep(&ts, NULL);
	}
}

struct live_counts live_counts(struct live *l)
{
	struct live_counts c = { .stations = (int)l->o.stations, .open = net_open(l->net), .heard = l->heard,
		.refused = net_counts(l->net).refused };

	for (int i = 0; i < l->o.stations; i++) {
		const struct station *s = &l->st[i];
		c.live += s->state == ST_LIVE;
		c.held += l->back_at[i] != 0;
		c.records += s->n.records;
		c.acked += s->n.acked_records;
		c.resent += s->n.resent;
		c.urgent += s->n.urgent;
		c.gaps += s->n.gaps;
		c.lost += s->n.lost_records;
		c.errors += s->n.errors;
		c.journal_bytes += s->journal_bytes;
		c.backlog += s->n.records - s->n.acked_records;
		if (s->last_error)
			c.last_error = s->last_error;
		if (s->last_result)
			c.last_result = s->last_result;
	}
	return c;
}

void live_report(struct live *l, double seconds)
{
	struct live_counts c = live_counts(l);
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	fprintf(stderr, "stations=%d/%d out=%d heard_per_s=%.0f acked=%llu waiting=%llu resent=%llu urgent=%llu gaps=%llu errors=%llu "
	        "refused=%llu cpu_s=%.1f rss_mib=%ld\n", c.live, c.stations, c.held, (double)(c.heard - l->reported) / seconds,
	        (unsigned long long)c.acked, (unsigned long long)c.backlog, (unsigned long long)c.resent, (unsigned long long)c.urgent,
	        (unsigned long long)c.gaps, (unsigned long long)c.errors, (unsigned long long)c.refused,
	        (double)u.ru_utime.tv_sec + (double)u.ru_utime.tv_usec * 1e-6 + (double)u.ru_stime.tv_sec + (double)u.ru_stime.tv_usec * 1e-6,
	        u.ru_maxrss / 1024);
	if (c.last_error || c.last_result)
		fprintf(stderr, "last_error=%.*s last_refusal=%d\n", STR_ARG(sup_error_name(c.last_error)), c.last_result);
	l->reported = c.heard;
}
