/* alertbench — yanzhen-sim alertbench: how long from "the tag is heard" to "the event is at a client", at full city load.
 *
 * One process, one clock: the main thread runs the city and sends a sighting of a watched tag every --every ms, noting the
 * instant; the event stream's thread notes when the alert of that tag arrives. Each tag is used once, because the engine is
 * quiet after a first hit; so there are as many probes as watched tags that are not mere ballast. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "api.h"
#include "cmds.h"
#include "core/value.h"
#include "live.h"
#include "live_opts.h"
#include "opts.h"
#include "platform/sys.h"
#include "platform/thread.h"

enum { MAX_TAGS = 100000, SETTLE_MS = 3000, MAKERS = 8 };

struct bench {
	struct live *l;
	const char *url, *account;
	int64_t probes, watch, every_ms, wait_s;
	bool json;
	struct api *api;
	struct stream *events;
	struct err e;
	uint64_t tag0;
	int64_t *sent_ns, *got_ns;
	atomic_int phase;              /* 0 preparing, 1 send, 2 done */
	atomic_int sent, got;
	atomic_llong made;
	mono began;
	int rc;
};

/* One of the API connections that make the watched tags: each API write waits for the disk, so several wait together. */
struct maker { struct bench *b; struct api *api; struct thread t; struct err e; int rc; };

static uint64_t tag_of(const struct bench *b, int64_t k) { return b->tag0 + (uint64_t)k; }

/* One bike and one watched theft. */
static int add_watch(const struct bench *b, struct api *api, int64_t k, struct err *e)
{
	char tag[TAG_TEXT], plate[64], phone[16];
	json_t *j = NULL;
	int64_t now = clock_utc();

	tag_text((tag_id){ tag_of(b, k) }, tag);
	snprintf(plate, sizeof plate, "衡（电动）测%llX", (unsigned long long)(tag_of(b, k) & 0xffffffffffffffull));
	city_phone((uint32_t)k, phone);
	TRY(api_call(api, "POST", "/bikes", json_pack("{s:s,s:s,s:s,s:s}", "plate", plate, "tag", tag, "ownerName", "测试",
	             "ownerPhone", phone), &j, e));
	json_int_t bike = json_integer_value(json_object_get(j, "id"));
	json_decref(j);
	TRY(api_call(api, "POST", "/thefts", json_pack("{s:I,s:I,s:I,s:b}", "bikeId", bike, "lastSeenAt", (json_int_t)(now - 3600000),
	             "missingAt", (json_int_t)now, "watch", 1), &j, e));
	json_decref(j);
	return 0;
}

static int make_some(struct maker *m)
{
	struct bench *b = m->b;
	int64_t want = MAX(b->watch, b->probes), k;

	TRY(api_new(&m->api, b->url, &m->e));
	api_join(m->api, b->api);      /* an account has one session */
	while ((k = atomic_fetch_add(&b->made, 1)) < want && !live_stopped()) {
		TRY(add_watch(b, m->api, k, &m->e));
		if ((k + 1) % 1000 == 0)
			fprintf(stderr, "%lld tags watched after %.1f s\n", (long long)(k + 1), (double)mono_since_ms(b->began) / 1000);
	}
	return 0;
}

static void maker_main(void *arg)
{
	struct maker *m = arg;

	m->rc = make_some(m);
	if (m->rc < 0)
		atomic_store(&m->b->made, MAX_TAGS);    /* the others stop too */
	api_free(m->api);
}

/* The watched tags exist before the city begins: making them is not what is measured. */
static int make_watched(struct bench *b, struct err *e)
{
	struct maker m[MAKERS] = { 0 };
	struct api_who who;
	int rc = 0;

	b->began = clock_mono();
	TRY(api_account(b->account, &who, e));
	TRY(api_new(&b->api, b->url, e));
	TRY(api_wait_up(b->api, 60000, e));
	TRY(api_login(b->api, &who, e));
	for (int i = 0; i < MAKERS; i++) {
		m[i].b = b;
		thread_start(&m[i].t, "maker", maker_main, &m[i]);
	}
	for (int i = 0; i < MAKERS; i++) {
		thread_join(&m[i].t);
		if (m[i].rc < 0 && rc == 0) {
			rc = m[i].rc;
			*e = m[i].e;
		}
	}
	return rc == 0 && live_stopped() ? ERR(e, E_STATE, "stopped while preparing") : rc;
}

/* Stations that hold the watch list as it is now. Under the lock. */
static int informed(const struct bench *b, int stations)
{
	uint32_t newest = 0;
	int n = 0;

	for (int i = 0; i < stations; i++)
		newest = MAX(newest, live_station(b->l, i)->watch_version);
	for (int i = 0; i < stations; i++)
		n += newest > 0 && live_station(b->l, i)->watch_version == newest;
	return n;
}

static int prepare(struct bench *b)
{
	mono from = clock_mono();

	TRY(stream_open(&b->events, b->api, &b->e));
	while (mono_since_ms(from) < b->wait_s * 1000 && !live_stopped()) {
		live_lock(b->l);
		struct live_counts c = live_counts(b->l);
		int told = informed(b, c.stations);
		live_unlock(b->l);
		if (MIN(c.live, told) >= c.stations - c.held - c.stations / 50)
			return 0;
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
	if (live_stopped())
		return ERR(&b->e, E_STATE, "stopped while preparing, after %.0f s", (double)mono_since_ms(from) / 1000);
	return ERR(&b->e, E_STATE, "the stations are not all connected and told the watch list after %lld s", (long long)b->wait_s);
}

static void note(struct bench *b, const struct api_event *ev)
{
	const char *tag = json_string_value(json_object_get(ev->data, "tag"));
	uint64_t t;

	if (strcmp(ev->kind, "alert") != 0 || !tag || !str_hex64(str_of(tag), &t) || t - b->tag0 >= (uint64_t)b->probes)
		return;
	int64_t k = (int64_t)(t - b->tag0);
	if (b->got_ns[k] == 0) {
		b->got_ns[k] = ev->at_ns;
		atomic_fetch_add(&b->got, 1);
	}
}

static void bench_main(void *arg)
{
	struct bench *b = arg;
	struct api_event ev;
	mono all_sent = { 0 };

	b->rc = prepare(b);
	if (b->rc == 0) {
		while (stream_next(b->events, 0, &ev))
			json_decref(ev.data);
		atomic_store(&b->phase, 1);
	}
	while (b->rc == 0 && !live_stopped() && atomic_load(&b->got) < b->probes) {
		if (all_sent.ns == 0 && atomic_load(&b->sent) == b->probes)
			all_sent = clock_mono();
		if (all_sent.ns != 0 && mono_since_ms(all_sent) > SETTLE_MS)
			break;
		if (stream_next(b->events, 100, &ev)) {
			note(b, &ev);
			json_decref(ev.data);
		}
	}
	stream_close(b->events);
	api_free(b->api);
	atomic_store(&b->phase, 2);
}

static int order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int report(struct bench *b, double heard_per_s)
{
	int n = 0, sent = atomic_load(&b->sent);
	int64_t *ns = calloc((size_t)MAX(sent, 1), sizeof *ns);

	ASSERT(ns);
	for (int k = 0; k < sent; k++)
		if (b->got_ns[k] != 0)
			ns[n++] = b->got_ns[k] - b->sent_ns[k];
	qsort(ns, (size_t)n, sizeof *ns, order);
	double p50 = n ? (double)ns[(n - 1) / 2] * 1e-6 : 0, p99 = n ? (double)ns[(n - 1) * 99 / 100] * 1e-6 : 0;
	double max = n ? (double)ns[n - 1] * 1e-6 : 0;
	printf(b->json ? "{\"alert_p50_ms\":%.3f,\"alert_p99_ms\":%.3f,\"alert_max_ms\":%.3f,\"probes\":%d,\"missing\":%d,"
	       "\"city_per_s\":%.0f,\"watch\":%lld}\n"
	       : "alert p50 %.3f ms, p99 %.3f ms, max %.3f ms over %d probes, %d without an alert; city load %.0f sightings/s, %lld tags watched\n",
	       p50, p99, max, sent, sent - n, heard_per_s, (long long)MAX(b->watch, b->probes));
	free(ns);
	return sent == n && sent > 0 ? 0 : ERR(&b->e, E_STATE, "%d of %d probes gave no alert", sent - n, sent);
}

/* The loop of the city; probes go out between its turns. */
static double carry(struct bench *b)
{
	struct rng r = rng_of(b->tag0, 800, 0);
	mono next = clock_mono(), from = next;
	uint64_t heard0 = 0;
	bool begun = false;
	double load = 0;
	int stations = live_counts(b->l).stations;

	while (atomic_load(&b->phase) != 2) {
		live_tick(b->l, 2);
		if (atomic_load(&b->phase) != 1)
			continue;
		if (!begun) {
			begun = true;
			from = next = clock_mono();
			heard0 = live_counts(b->l).heard;
		}
		int k = atomic_load(&b->sent);
		if (k >= b->probes || clock_mono().ns < next.ns)
			continue;
		live_lock(b->l);
		int st = 0;
		for (int tries = 0; tries < 100; tries++)
			if (live_station(b->l, st = (int)rng_below(&r, (uint32_t)stations))->state == ST_LIVE)
				break;
		b->sent_ns[k] = clock_mono().ns;
		live_inject(b->l, st, tag_of(b, k), -60);
		live_unlock(b->l);
		atomic_store(&b->sent, k + 1);
		next.ns += b->every_ms * 1000000;
		if (k % 20 == 19)
			load = (double)(live_counts(b->l).heard - heard0) / MAX((double)mono_since_ms(from) / 1000, 0.001);
	}
	return load;
}

int cmd_alertbench(int argc, char **argv)
{
	struct live_opts lo = live_defaults;
	struct bench b = { .url = "http://127.0.0.1:8420", .probes = 600, .watch = 0, .every_ms = 50, .wait_s = 600 };
	int64_t seed = 1;
	struct err e = { 0 };
	const struct opt o[] = {
		LIVE_OPTS,
		{ "api", OPT_STR, &b.url, 0, 0, "URL", "the server's HTTP address (default http://127.0.0.1:8420)" },
		{ "account", OPT_STR, &b.account, 0, 0, "FILE", "first line \"name:password:secret\" of a case officer and clerk; or YZ_ACCOUNT, YZ_PASSWORD, YZ_TOTP" },
		{ "probes", OPT_INT, &b.probes, 1, MAX_TAGS, "N", "watched tags that will be heard, once each (default 600)" },
		{ "watch", OPT_INT, &b.watch, 0, MAX_TAGS, "N", "watched tags in all, made through the API before the city begins (default: the probes)" },
		{ "every", OPT_INT, &b.every_ms, 1, 60000, "MS", "between two probes (default 50)" },
		{ "wait", OPT_INT, &b.wait_s, 1, 36000, "S", "patience until the stations are connected (default 600)" },
		{ "json", OPT_FLAG, &b.json, 0, 0, NULL, "one JSON object" },
	};
	struct thread t = { 0 };
	double load = 0;

	lo.faults = "none";
	int rc = opts_parse(argc, argv, o, COUNTOF(o), "alertbench --connect HOST:PORT [--keys FILE] --account FILE", &e);
	if (rc == 1)
		return 0;
	lo.seed = (uint64_t)seed;
	if (rc == 0 && !lo.connect)
		rc = ERR(&e, E_USAGE, "alertbench needs --connect HOST:PORT");
	if (rc < 0)
		return fail(&e);
	live_catch_signals();
	/* new on every run: a tag that was watched before may be in its quiet time */
	b.tag0 = 0x7e00000000000000u | ((uint64_t)clock_utc() & 0x7ffffffffu) << 20;
	b.sent_ns = calloc((size_t)b.probes, sizeof *b.sent_ns);
	b.got_ns = calloc((size_t)b.probes, sizeof *b.got_ns);
	ASSERT(b.sent_ns && b.got_ns);
	rc = make_watched(&b, &e);
	if (rc == 0)
		rc = live_new(&b.l, &lo, &e);
	if (rc == 0) {
		thread_start(&t, "alertbench", bench_main, &b);
		load = carry(&b);
		thread_join(&t);
		rc = b.rc < 0 ? b.rc : live_stopped() ? 0 : report(&b, load);
		e = b.e;
	}
	live_free(b.l);
	free(b.sent_ns);
	free(b.got_ns);
	return rc < 0 ? fail(&e) : 0;
}
