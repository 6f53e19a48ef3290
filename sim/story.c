/* story — yanzhen-sim story: the city alive, and in it one bike after the other stolen, reported, heard, followed, found.
 *
 * The main thread runs the city; a second one plays the thief in the world and the officer at the API, with the same public
 * calls a browser makes. --check plays one story and says what failed. Each step prints how long it took. */
#include <math.h>
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

struct story {
	struct live *l;
	const char *url, *account, *helper;
	bool check;
	int64_t ride_s, hide_s, pause_s, wait_s;
	struct api *api;
	struct stream *events;
	struct err e;
	mono begin, step_at;
	uint32_t bike;
	uint64_t tag;
	int64_t bike_id, case_id, alert_id, stolen_ms, heard_ms, alert_heard_ms;
	atomic_bool done;
	int rc;
};

static void say(struct story *s, const char *step, const char *fmt, ...) PRINTF(3, 4);
static void say(struct story *s, const char *step, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	printf("story %7.3f s  %-10s %7lld ms  %s\n", (double)mono_since_ms(s->begin) / 1000, step, (long long)mono_since_ms(s->step_at), text);
	fflush(stdout);
	s->step_at = clock_mono();
}

static void rest_ms(int64_t ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&ts, NULL);
}

/* Sleeps in short turns so that Ctrl-C ends a story at once. False when it did. */
static bool pause_s(int64_t seconds)
{
	for (int64_t k = 0; k < seconds * 10 && !live_stopped(); k++)
		rest_ms(100);
	return !live_stopped();
}

static int64_t num(const json_t *j, const char *key) { return json_integer_value(json_object_get(j, key)); }
static const char *txt(const json_t *j, const char *key)
{
	const char *s = json_string_value(json_object_get(j, key));

	return s ? s : "";
}

static int get(struct story *s, json_t **ret, const char *fmt, ...) PRINTF(3, 4);
static int get(struct story *s, json_t **ret, const char *fmt, ...)
{
	char path[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, sizeof path, fmt, ap);
	va_end(ap);
	return api_call(s->api, "GET", path, NULL, ret, &s->e);
}

static int log_in(struct story *s)
{
	struct api_who who;

	TRY(api_account(s->account, &who, &s->e));
	TRY(api_new(&s->api, s->url, &s->e));
	TRY(api_wait_up(s->api, 60000, &s->e));
	TRY(api_login(s->api, &who, &s->e));
	say(s, "login", "%s as %s", s->url, who.name);
	TRY(stream_open(&s->events, s->api, &s->e));
	say(s, "stream", "events are open");
	return 0;
}

/* Until nine of ten stations are online and sightings arrive. */
static int wait_city(struct story *s)
{
	mono from = clock_mono();
	json_t *j = NULL;
	double online = 0, total = 0, rate = 0;

	while (mono_since_ms(from) < s->wait_s * 1000 && !live_stopped()) {
		TRY(get(s, &j, "/overview"));
		online = json_number_value(json_object_get(j, "stationsOnline"));
		total = json_number_value(json_object_get(j, "sightingsTotal"));
		rate = json_number_value(json_object_get(j, "sightingsPerS"));
		json_decref(j);
		live_lock(s->l);
		struct live_counts c = live_counts(s->l);
		live_unlock(s->l);
		if (total > 0 && online >= 0.9 * (c.stations - c.held)) {
			say(s, "city", "%.0f stations online, %.0f sightings so far, %.0f a second", online, total, rate);
			return 0;
		}
		rest_ms(200);
	}
	return ERR(&s->e, E_STATE, "the city did not come alive: %.0f stations online, %.0f sightings", online, total);
}

static int pick(struct story *s, uint32_t *io_next)
{
	live_lock(s->l);
	bool ok = world_find_parked(live_world(s->l), clock_utc(), 3, 3600000, io_next);
	s->bike = *io_next;
	live_unlock(s->l);
	if (!ok)
		return ERR(&s->e, E_STATE, "no bike stands parked where stations hear it well");
	*io_next = s->bike + 7919;
	s->tag = city_tag(s->bike);
	return 0;
}

/* The clerk's part: the bike is in the register, as it would be since its plating. */
static int registered(struct story *s)
{
	char plate[48], esc[160], owner[32], phone[16], tag[TAG_TEXT];
	json_t *j = NULL;
	size_t k;
	json_t *item;

	city_plate(s->bike, plate);
	city_owner(s->bike, owner);
	city_phone(s->bike, phone);
	tag_text((tag_id){ s->tag }, tag);
	api_escape(tag, esc, sizeof esc);
	TRY(get(s, &j, "/bikes?q=%s", esc));
	s->bike_id = 0;
	json_array_foreach(json_object_get(j, "items"), k, item)
		if (strcmp(txt(item, "tag"), tag) == 0)
			s->bike_id = num(item, "id");
	json_decref(j);
	bool had = s->bike_id != 0;
	if (!had) {
		TRY(api_call(s->api, "POST", "/bikes", json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "plate", plate, "tag", tag, "ownerName", owner,
		             "ownerPhone", phone, "brand", "雁牌", "colour", "黑"), &j, &s->e));
		s->bike_id = num(j, "id");
		json_decref(j);
	}
	if (s->bike_id == 0)
		return ERR(&s->e, E_INVALID, "POST /bikes gave no id");
	say(s, "bike", "%s, tag %s, %s", plate, tag, had ? "is in the register" : "registered");
	return 0;
}

/* A place about three kilometres off, on the same side of the big roads as chance wills. */
static unsigned hide_out(struct story *s, struct xy from)
{
	const struct city *c = world_city(live_world(s->l));
	struct rng r = rng_of(s->tag, 700, 0);
	unsigned best = 0;
	double miss = 1e9;

	for (int k = 0; k < 400; k++) {
		unsigned n = rng_below(&r, (uint32_t)c->nnodes);
		double d = fabs(hypot(c->node[n].x - from.x, c->node[n].y - from.y) - 3000);
		if (d < miss) {
			miss = d;
			best = n;
		}
	}
	return best;
}

static struct geo truth(struct story *s, bool *ret_moving)
{
	live_lock(s->l);
	struct xy p = world_where(live_world(s->l), s->bike, clock_utc(), ret_moving);
	live_unlock(s->l);
	return city_geo(p.x, p.y);
}

static void steal(struct story *s)
{
	bool moving;

	live_lock(s->l);
	int64_t now = clock_utc();
	struct xy p = world_where(live_world(s->l), s->bike, now, &moving);
	world_steal(live_world(s->l), s->bike, now, hide_out(s, p), 0);
	live_unlock(s->l);
	s->stolen_ms = now;
	say(s, "stolen", "a thief rides off");
}

/* Who looks on becomes one of the case's people: nobody else sees its trail. */
static int add_helper(struct story *s)
{
	char path[80];
	json_t *j = NULL;

	snprintf(path, sizeof path, "/thefts/%lld/helpers/add", (long long)s->case_id);
	TRY(api_call(s->api, "POST", path, json_pack("{s:s}", "name", s->helper), &j, &s->e));
	json_decref(j);
	say(s, "helper", "%s works on the case, too", s->helper);
	return 0;
}

static int report(struct story *s)
{
	bool moving;
	struct geo g = truth(s, &moving);
	json_t *j = NULL;
	int64_t now = clock_utc();

	TRY(api_call(s->api, "POST", "/thefts", json_pack("{s:I,s:I,s:I,s:f,s:f,s:s,s:i,s:b}", "bikeId", (json_int_t)s->bike_id, "lastSeenAt",
	             (json_int_t)(s->stolen_ms - 1800000), "missingAt", (json_int_t)MIN(s->stolen_ms, now), "lat", geo_lat(g), "lon", geo_lon(g),
	             "place", "演示：停车处", "severity", 2, "watch", 1), &j, &s->e));
	s->case_id = num(j, "id");
	s->heard_ms = clock_utc();
	bool watched = strcmp(txt(j, "state"), "watched") == 0 || strcmp(txt(j, "state"), "located") == 0;
	say(s, "report", "case %s, state %s", txt(j, "number"), txt(j, "state"));
	json_decref(j);
	if (s->case_id == 0 || !watched)
		return ERR(&s->e, E_STATE, "POST /thefts with watch did not end in state watched");
	return s->helper ? add_helper(s) : 0;
}

/* The alert of this case on the stream. */
static int wait_alert(struct story *s)
{
	mono from = clock_mono();
	struct api_event ev;

	while (mono_since_ms(from) < s->wait_s * 1000 && !live_stopped()) {
		if (!stream_next(s->events, 200, &ev))
			continue;
		bool ours = strcmp(ev.kind, "alert") == 0 && num(ev.data, "caseId") == s->case_id && !json_is_true(json_object_get(ev.data, "late"));
		if (ours) {
			s->alert_id = num(ev.data, "id");
			s->alert_heard_ms = num(ev.data, "lastHeardAt");
			say(s, "alert", "heard at %s, on the screen %lld ms after the tag spoke, %lld ms after the report", txt(ev.data, "stationName")[0]
			    ? txt(ev.data, "stationName") : "a station", (long long)(ev.at_ms - s->alert_heard_ms), (long long)(ev.at_ms - s->heard_ms));
		}
		json_decref(ev.data);
		if (ours)
			return 0;
	}
	return ERR(&s->e, E_STATE, "no alert for case %lld within %lld s", (long long)s->case_id, (long long)s->wait_s);
}

static int take_alert(struct story *s)
{
	json_t *j = NULL;
	char path[64];

	snprintf(path, sizeof path, "/alerts/%lld/ack", (long long)s->alert_id);
	TRY(api_call(s->api, "POST", path, NULL, &j, &s->e));
	bool ok = strcmp(txt(j, "state"), "acked") == 0;
	json_decref(j);
	if (!ok)
		return ERR(&s->e, E_STATE, "the acknowledged alert is not in state acked");
	say(s, "ack", "alert %lld taken", (long long)s->alert_id);
	return 0;
}

/* The live view, held against the truth. */
static int look(struct story *s)
{
	bool moving;
	json_t *j = NULL;

	TRY(get(s, &j, "/thefts/%lld/live", (long long)s->case_id));
	struct geo real = truth(s, &moving), shown = { 0 };
	bool known = json_is_true(json_object_get(j, "known"));
	bool place = geo_from_deg(json_number_value(json_object_get(j, "lat")), json_number_value(json_object_get(j, "lon")), &shown);
	int64_t radius = num(j, "radiusM"), age = num(j, "ageMs");
	json_decref(j);
	if (!known || !place)
		return ERR(&s->e, E_STATE, "the live view does not know where the bike is");
	if (radius <= 0)
		return ERR(&s->e, E_STATE, "the live view shows a place without a radius");
	double off = geo_dist_m(real, shown);
	say(s, "live", "shown %.0f m from the truth, radius %lld m, %lld ms old, %s", off, (long long)radius, (long long)age,
	    moving ? "riding" : "standing");
	if (off > 2000)
		return ERR(&s->e, E_STATE, "the live view is %.0f m wrong", off);
	return 0;
}

static int trail(struct story *s)
{
	json_t *j = NULL;

	TRY(get(s, &j, "/thefts/%lld/trail", (long long)s->case_id));
	size_t visits = json_array_size(json_object_get(j, "visits")), places = json_array_size(json_object_get(j, "positions"));
	size_t gaps = json_array_size(json_object_get(j, "gaps")), since = 0, k;
	json_t *v;
	json_array_foreach(json_object_get(j, "visits"), k, v)
		since += num(v, "lastAt") >= s->stolen_ms;
	json_decref(j);
	say(s, "trail", "%zu visits, %zu of them since the theft, %zu positions, %zu gaps", visits, since, places, gaps);
	if (since == 0)
		return ERR(&s->e, E_STATE, "the trail holds no visit since the theft");
	return 0;
}

static int recover(struct story *s)
{
	json_t *j = NULL;
	char path[64];

	snprintf(path, sizeof path, "/thefts/%lld/do/recover", (long long)s->case_id);
	TRY(api_call(s->api, "POST", path, json_pack("{s:s}", "note", "演示：已找回"), &j, &s->e));
	bool ok = strcmp(txt(j, "state"), "recovered") == 0;
	json_decref(j);
	if (ok) {
		snprintf(path, sizeof path, "/thefts/%lld/do/return", (long long)s->case_id);
		TRY(api_call(s->api, "POST", path, json_pack("{s:s}", "note", "演示：已发还"), &j, &s->e));
		ok = strcmp(txt(j, "state"), "returned") == 0;
		json_decref(j);
	}
	live_lock(s->l);
	world_release(live_world(s->l), s->bike, clock_utc());
	live_unlock(s->l);
	if (!ok)
		return ERR(&s->e, E_STATE, "the case did not go through recovered to returned");
	say(s, "found", "case %lld closed, the bike stands with its owner", (long long)s->case_id);
	return 0;
}

static int one_story(struct story *s, uint32_t *io_next)
{
	bool moving = true;

	TRY(pick(s, io_next));
	TRY(registered(s));
	steal(s);
	if (!pause_s(s->check ? 1 : 8))
		return 0;
	TRY(report(s));
	TRY(wait_alert(s));
	TRY(take_alert(s));
	TRY(look(s));
	mono from = clock_mono();
	while (moving && mono_since_ms(from) < s->ride_s * 1000 && pause_s(1))
		truth(s, &moving);
	say(s, "ride", "%s", moving ? "still riding" : "hidden");
	TRY(look(s));
	TRY(trail(s));
	if (!s->check && !pause_s(s->hide_s))
		return 0;
	return recover(s);
}

static int play(struct story *s)
{
	uint32_t next = (uint32_t)hash_u64((uint64_t)clock_utc()) % 100000;

	TRY(log_in(s));
	TRY(wait_city(s));
	for (;;) {
		int rc = one_story(s, &next);
		if (s->check || live_stopped())
			return rc;
		if (rc < 0)     /* a demo goes on with the next bike */
			printf("story %7.3f s  not told to its end: %s\n", (double)mono_since_ms(s->begin) / 1000, s->e.msg);
		s->e = (struct err){ 0 };
		if (!pause_s(s->pause_s))
			return 0;
	}
}

static void story_main(void *arg)
{
	struct story *s = arg;

	s->begin = s->step_at = clock_mono();
	s->rc = play(s);
	if (s->rc < 0 && !live_stopped())
		printf("story %7.3f s  FAILED: %s\n", (double)mono_since_ms(s->begin) / 1000, s->e.msg);
	else if (s->check && s->rc == 0)
		printf("story %7.3f s  ok\n", (double)mono_since_ms(s->begin) / 1000);
	fflush(stdout);
	stream_close(s->events);
	api_free(s->api);
	atomic_store(&s->done, true);
}

int cmd_story(int argc, char **argv)
{
	struct live_opts lo = live_defaults;
	struct story s = { .url = "http://127.0.0.1:8420", .ride_s = 90, .hide_s = 45, .pause_s = 20, .wait_s = 120 };
	int64_t seed = 1, report_s = 10;
	struct err e = { 0 };
	const struct opt o[] = {
		LIVE_OPTS,
		{ "api", OPT_STR, &s.url, 0, 0, "URL", "the server's HTTP address (default http://127.0.0.1:8420)" },
		{ "account", OPT_STR, &s.account, 0, 0, "FILE", "first line \"name:password:secret\" of a case officer and clerk; or YZ_ACCOUNT, YZ_PASSWORD, YZ_TOTP" },
		{ "helper", OPT_STR, &s.helper, 0, 0, "NAME", "log-in name of an officer who is added to each case, so that he sees its trail" },
		{ "check", OPT_FLAG, &s.check, 0, 0, NULL, "one story; exit 0, or say what failed" },
		{ "ride", OPT_INT, &s.ride_s, 1, 86400, "S", "watch the thief ride so long at most (default 90)" },
		{ "hide", OPT_INT, &s.hide_s, 0, 86400, "S", "then leave the bike in its hide-out (default 45)" },
		{ "pause", OPT_INT, &s.pause_s, 0, 86400, "S", "between two stories (default 20)" },
		{ "wait", OPT_INT, &s.wait_s, 1, 3600, "S", "patience for the city and for an alert (default 120)" },
		{ "report", OPT_INT, &report_s, 0, 3600, "N", "a line of figures every N seconds (default 10, 0 none)" },
	};
	int rc = opts_parse(argc, argv, o, COUNTOF(o), "story --connect HOST:PORT [--keys FILE] --account FILE", &e);
	struct thread t = { 0 };

	if (rc == 1)
		return 0;
	lo.seed = (uint64_t)seed;
	if (rc == 0 && !lo.connect)
		rc = ERR(&e, E_USAGE, "story needs --connect HOST:PORT");
	if (rc < 0)
		return fail(&e);
	if (s.check)
		s.ride_s = MIN(s.ride_s, 12);
	live_catch_signals();
	rc = live_new(&s.l, &lo, &e);
	if (rc == 0)
		thread_start(&t, "story", story_main, &s);
	mono said = clock_mono();
	while (rc == 0 && !atomic_load(&s.done)) {
		live_tick(s.l, 10);
		if (report_s > 0 && mono_since_ms(said) >= report_s * 1000) {
			live_report(s.l, (double)mono_since_ms(said) / 1000);
			said = clock_mono();
		}
	}
	thread_join(&t);
	live_free(s.l);
	return rc < 0 ? fail(&e) : s.rc < 0 && !live_stopped() ? err_exit(s.rc) : 0;
}
