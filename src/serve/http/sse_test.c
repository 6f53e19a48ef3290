/* sse — event streams: begin, resume, roles, heartbeats, revoked sessions, slow clients, limits, the end. */
#include "serve/http/http_kit.h"

static struct http *h;
static struct http_opts o;

static int up(void **state)
{
	(void)state;
	world_reset();
	o = kit_opts();
	o.limits.heartbeat_ms = 60000;
	h = NULL;
	return 0;
}

static int down(void **state)
{
	(void)state;
	http_stop(h);
	h = NULL;
	w_lock();
	int dbs = world.dbs;
	w_unlock();
	return dbs;
}

/* ---- a client that takes the chunks apart ---- */

struct sse { int fd; char buf[8192]; size_t n; bool last_chunk; };
struct event { bool comment; int64_t id; char name[32], data[300]; };   /* id -1: none */

static int sse_dial(struct sse *s, const char *token, const char *head, const char *query)
{
	char req[400];
	struct reply r;

	*s = (struct sse){ .fd = dial(h) };
	snprintf(req, sizeof req, "GET /api/v1/events%s HTTP/1.1\r\nHost: x\r\nCookie: yz_session=%s\r\n%s\r\n", query ? query : "", token, head ? head : "");
	say(s->fd, req);
	assert_true(read_head(s->fd, &r));
	if (r.status == 200) {
		assert_string_equal(HEADER(&r, "Content-Type"), "text/event-stream; charset=utf-8");
		assert_string_equal(HEADER(&r, "Cache-Control"), "no-store");
	}
	return r.status;
}

static bool line(int fd, char *b, size_t n)
{
	size_t k = 0;

	while (k < n - 1 && recv_all(fd, b + k, 1)) {
		if (b[k++] == '\n') {
			b[k] = 0;
			return true;
		}
	}
	return false;
}

/* One more chunk into the buffer; false at the end of the stream. */
static bool more(struct sse *s)
{
	char b[20];

	if (!line(s->fd, b, sizeof b))
		return false;
	size_t n = strtoul(b, NULL, 16);
	assert_true(s->n + n < sizeof s->buf);
	assert_true(recv_all(s->fd, s->buf + s->n, n));
	s->n += n;
	s->buf[s->n] = 0;
	assert_true(line(s->fd, b, sizeof b));
	s->last_chunk = n == 0;
	return n > 0;
}

/* The next event or comment; false when the stream has ended properly or not (s->last_chunk). */
static bool next(struct sse *s, struct event *ev)
{
	char *end;

	while (!(end = s->n ? strstr(s->buf, "\n\n") : NULL)) {
		if (!more(s))
			return false;
	}
	*ev = (struct event){ .id = -1 };
	end[1] = 0;
	for (char *p = s->buf, *nl; (nl = strchr(p, '\n')); p = nl + 1) {
		*nl = 0;
		if (*p == ':')
			ev->comment = true;
		else if (strncmp(p, "id: ", 4) == 0)
			ev->id = strtoll(p + 4, NULL, 10);
		else if (strncmp(p, "event: ", 7) == 0)
			snprintf(ev->name, sizeof ev->name, "%s", p + 7);
		else if (strncmp(p, "data: ", 6) == 0)
			snprintf(ev->data, sizeof ev->data, "%s", p + 6);
		else
			fail_msg("a line that is none: %s", p);
	}
	size_t used = (size_t)(end + 2 - s->buf);
	memmove(s->buf, end + 2, s->n - used + 1);
	s->n -= used;
	return true;
}

static struct event want(struct sse *s)
{
	struct event ev;

	do {
		if (!next(s, &ev))
			fail_msg("the stream ended");
	} while (ev.comment);
	return ev;
}

static void begun(struct sse *s, const char *token, const char *head, const char *query)
{
	assert_int_equal(sse_dial(s, token, head, query), 200);
	struct event ev = want(s);
	assert_string_equal(ev.name, "hello");
}

static void tell(const char *topic, unsigned roles, const char *body)
{
	outbox(topic, roles, body);
	http_notify(h);
}

/* ---- tests ---- */

static void hello_then_events_for_my_roles(void **state)
{
	struct sse officer, auditor;
	struct event ev;

	(void)state;
	outbox("alert", ROLE_OFFICER, "{\"old\":1}");
	h = kit_start(&o);
	assert_int_equal(sse_dial(&officer, TOKEN_OFFICER, NULL, NULL), 200);
	ev = want(&officer);
	assert_string_equal(ev.name, "hello");
	assert_string_equal(ev.data, "{\"last\":1,\"reset\":false}");
	assert_int_equal(ev.id, 1);
	begun(&auditor, TOKEN_AUDITOR, NULL, NULL);
	tell("alert", ROLE_OFFICER, "{\"a\":\"中\"}");
	tell("system", ROLE_OFFICER | ROLE_AUDITOR, "{\n\"b\":\r2}");
	ev = want(&officer);
	assert_int_equal(ev.id, 2);
	assert_string_equal(ev.name, "alert");
	assert_string_equal(ev.data, "{\"a\":\"中\"}");
	ev = want(&officer);
	assert_int_equal(ev.id, 3);
	assert_string_equal(ev.data, "{ \"b\": 2}");   /* a line break cannot make a field of its own */
	ev = want(&auditor);
	assert_int_equal(ev.id, 3);
	close(officer.fd);
	close(auditor.fd);
}

static void who_may_not_listen(void **state)
{
	(void)state;
	h = kit_start(&o);
	EXPECT(ask(h, "GET", "/api/v1/events", NULL, NULL, NULL), 401, "UNAUTH");
	EXPECT(ask(h, "GET", "/api/v1/events", "x", NULL, NULL), 401, "UNAUTH");
	EXPECT(ask(h, "GET", "/api/v1/events", TOKEN_OFFICER, "Last-Event-ID: x\r\n", NULL), 400, "INVALID");
	EXPECT(ask(h, "GET", "/api/v1/events?after=-1", TOKEN_OFFICER, NULL, NULL), 400, "INVALID");
}

static void resume_gives_exactly_what_was_missed(void **state)
{
	struct sse s;
	struct event ev;
	char body[40];

	(void)state;
	for (int i = 1; i <= 1000; i++) {
		snprintf(body, sizeof body, "{\"n\":%d}", i);
		outbox("alert", i % 3 ? ROLE_OFFICER : ROLE_SYSADMIN, body);
	}
	o.limits.sse_queue = 16;
	h = kit_start(&o);
	for (int how = 0; how < 3; how++) {
		int64_t from = how == 2 ? 998 : 10;
		assert_int_equal(sse_dial(&s, TOKEN_OFFICER, how == 1 ? NULL : how ? "Last-Event-ID: 998\r\n" : "Last-Event-ID: 10\r\n", how == 1 ? "?after=10" : how ? "?after=3" : NULL), 200);
		ev = want(&s);
		assert_string_equal(ev.data, "{\"last\":1000,\"reset\":false}");
		assert_int_equal(ev.id, -1);   /* not yet: it would skip what follows if the line broke now */
		for (int64_t id = from + 1; id <= 1000; id++) {
			if (id % 3 == 0)
				continue;
			ev = want(&s);
			assert_int_equal(ev.id, id);
		}
		close(s.fd);
	}
	/* to the last one: nothing but what comes next */
	begun(&s, TOKEN_OFFICER, "Last-Event-ID: 1000\r\n", NULL);
	tell("alert", ROLE_OFFICER, "{}");
	assert_int_equal(want(&s).id, 1001);
	close(s.fd);
}

static void too_far_behind_is_told(void **state)
{
	struct sse s;

	(void)state;
	for (int i = 0; i < 30; i++)
		outbox("alert", ROLE_OFFICER, "{}");
	o.limits.sse_backlog = 20;
	h = kit_start(&o);
	static const struct { const char *head; bool reset; } tab[] = { { "Last-Event-ID: 9\r\n", true }, { "Last-Event-ID: 10\r\n", false }, { "Last-Event-ID: 31\r\n", true } };
	for (size_t i = 0; i < COUNTOF(tab); i++) {
		assert_int_equal(sse_dial(&s, TOKEN_OFFICER, tab[i].head, NULL), 200);
		struct event ev = want(&s);
		assert_int_equal(strstr(ev.data, "\"reset\":true") != NULL, tab[i].reset);
		assert_int_equal(ev.id, tab[i].reset ? 30 : -1);
		close(s.fd);
	}
}

/* A row committed between the hub's read and a client's own is seen by both reads, and given once. */
static void what_comes_while_catching_up_comes_once(void **state)
{
	struct sse s;

	(void)state;
	for (int i = 0; i < 10; i++)
		outbox("alert", ROLE_OFFICER, "{}");
	h = kit_start(&o);
	w_lock();
	world.rows_while_catching_up = 3;
	w_unlock();
	begun(&s, TOKEN_OFFICER, "Last-Event-ID: 5\r\n", NULL);
	for (int64_t id = 6; id <= 11; id++)
		assert_int_equal(want(&s).id, id);
	tell("alert", ROLE_OFFICER, "{}");
	assert_int_equal(want(&s).id, 12);
	close(s.fd);
}

struct writer { struct thread t; int n; };

static void write_events(void *arg)
{
	struct writer *w = arg;

	for (int i = 0; i < w->n; i++) {
		tell("alert", ROLE_OFFICER, "{}");
		if (i % 16 == 0)
			poll(NULL, 0, 1);
	}
}

/* Property: however often a client breaks off and resumes while events are written, it sees each once and in order. */
static void resuming_under_load_loses_and_doubles_nothing(void **state)
{
	struct writer w = { .n = 3000 };
	int64_t last = 0;
	uint64_t seed = 7;

	(void)state;
	o.limits.sse_queue = 8;
	h = kit_start(&o);
	thread_start(&w.t, "writer", write_events, &w);
	while (last < w.n) {
		struct sse s;
		char head[60];
		snprintf(head, sizeof head, "Last-Event-ID: %lld\r\n", (long long)last);
		begun(&s, TOKEN_OFFICER, head, NULL);
		seed += 0x9e3779b97f4a7c15u;
		for (uint64_t k = hash_u64(seed) % 300; k && last < w.n; k--) {
			struct event ev = want(&s);
			assert_int_equal(ev.id, last + 1);
			last = ev.id;
		}
		close(s.fd);
	}
	thread_join(&w.t);
}

static void a_burst_beyond_the_queue_is_no_loss(void **state)
{
	struct sse s;

	(void)state;
	o.limits.sse_queue = 4;
	h = kit_start(&o);
	begun(&s, TOKEN_OFFICER, NULL, NULL);
	for (int i = 0; i < 700; i++)
		outbox("alert", ROLE_OFFICER, "{}");
	http_notify(h);
	for (int i = 1; i <= 700; i++)
		assert_int_equal(want(&s).id, i);
	close(s.fd);
}

static void heartbeats_come(void **state)
{
	struct sse s;
	struct event ev;

	(void)state;
	o.limits.heartbeat_ms = 30;
	h = kit_start(&o);
	begun(&s, TOKEN_OFFICER, NULL, NULL);
	mono t0 = clock_mono();
	for (int i = 0; i < 3; i++) {
		assert_true(next(&s, &ev));
		assert_true(ev.comment);
	}
	assert_true(mono_since_ms(t0) >= 60);
	close(s.fd);
	struct http_stats st;
	LOOK_FOR((http_stats(h, &st), st.sse_clients == 0));   /* a heartbeat finds out that the client has left */
}

static void a_revoked_session_ends_the_stream(void **state)
{
	struct sse s, other;
	struct event ev;

	(void)state;
	o.limits.heartbeat_ms = 30;
	h = kit_start(&o);
	begun(&s, TOKEN_OFFICER, NULL, NULL);
	begun(&other, TOKEN_AUDITOR, NULL, NULL);
	/* a database that cannot be asked is no revocation */
	w_lock();
	world.session_fails = true;
	w_unlock();
	for (int i = 0; i < 4; i++) {
		assert_true(next(&s, &ev));
		assert_true(ev.comment);
	}
	w_lock();
	world.session_fails = false;
	world.revoked_officer = true;
	w_unlock();
	while (next(&s, &ev))
		assert_true(ev.comment);
	assert_true(s.last_chunk);
	tell("alert", ROLE_AUDITOR, "{}");
	assert_int_equal(want(&other).id, 1);
	close(s.fd);
	close(other.fd);
}

static void changed_roles_count_from_the_next_heartbeat(void **state)
{
	struct sse s;
	struct event ev;

	(void)state;
	o.limits.heartbeat_ms = 30;
	h = kit_start(&o);
	begun(&s, TOKEN_OFFICER, NULL, NULL);
	w_lock();
	world.officer_roles = ROLE_CLERK;
	w_unlock();
	for (int i = 0; i < 4; i++)
		assert_true(next(&s, &ev));
	tell("alert", ROLE_OFFICER, "{}");
	tell("system", ROLE_CLERK, "{}");
	ev = want(&s);
	assert_int_equal(ev.id, 2);
	close(s.fd);
}

/* One client does not read; the other gets everything meanwhile, and the first is dropped and counted. */
static void a_slow_client_is_dropped_alone(void **state)
{
	struct sse slow, good;
	struct http_stats st;
	int small = 2048;
	char body[190];

	(void)state;
	memset(body, 'x', sizeof body - 1);
	body[sizeof body - 1] = 0;
	o.limits.heartbeat_ms = 150;
	o.limits.sse_queue = 32;
	h = kit_start(&o);
	begun(&slow, TOKEN_OFFICER, NULL, NULL);
	setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	begun(&good, TOKEN_OFFICER, NULL, NULL);
	int64_t seen = 0;
	for (int i = 0; i < 4000; i++)
		outbox("alert", ROLE_OFFICER, body);
	http_notify(h);
	while (seen < 4000) {
		struct event ev = want(&good);
		assert_int_equal(ev.id, seen + 1);
		seen = ev.id;
	}
	LOOK_FOR((http_stats(h, &st), st.sse_dropped == 1));
	close(slow.fd);
	LOOK_FOR((http_stats(h, &st), st.sse_clients == 1));
	assert_int_equal(st.sse_dropped, 1);
	close(good.fd);
}

static void more_streams_than_allowed(void **state)
{
	struct sse s[3];
	struct http_stats st;

	(void)state;
	o.limits.sse_clients = 2;
	o.limits.heartbeat_ms = 50;
	h = kit_start(&o);
	begun(&s[0], TOKEN_OFFICER, NULL, NULL);
	begun(&s[1], TOKEN_OFFICER, NULL, NULL);
	struct reply r = ask(h, "GET", "/api/v1/events", TOKEN_OFFICER, NULL, NULL);
	assert_string_equal(HEADER(&r, "Retry-After"), "5");
	EXPECT(r, 503, "BUSY");
	http_stats(h, &st);
	assert_int_equal(st.sse_refused, 1);
	close(s[0].fd);
	LOOK_FOR((http_stats(h, &st), st.sse_clients == 1));
	begun(&s[2], TOKEN_OFFICER, NULL, NULL);
	close(s[1].fd);
	close(s[2].fd);
}

static void the_stop_ends_streams_properly(void **state)
{
	struct sse s[40];
	struct event ev;

	(void)state;
	o.limits.sse_of_one = 1000;
	h = kit_start(&o);
	for (size_t i = 0; i < COUNTOF(s); i++)
		begun(&s[i], TOKEN_OFFICER, NULL, NULL);
	mono t0 = clock_mono();
	http_stop(h);
	h = NULL;
	assert_true(mono_since_ms(t0) < 3000);
	for (size_t i = 0; i < COUNTOF(s); i++) {
		assert_false(next(&s[i], &ev));
		assert_true(s[i].last_chunk);
		close(s[i].fd);
	}
}

/* One session has only so many; others get in beside it. */
static void one_session_does_not_take_all_streams(void **state)
{
	struct sse s[3], other;

	(void)state;
	o.limits.sse_of_one = 3;
	h = kit_start(&o);
	for (int i = 0; i < 3; i++)
		begun(&s[i], TOKEN_OFFICER, NULL, NULL);
	EXPECT(ask(h, "GET", "/api/v1/events", TOKEN_OFFICER, NULL, NULL), 503, "BUSY");
	begun(&other, TOKEN_ADMIN, NULL, NULL);
	for (int i = 0; i < 3; i++)
		close(s[i].fd);
	close(other.fd);
}

/* From notify to the bytes at 100 clients; printed, with a generous limit because the machine is shared. */
static void an_event_is_quick(void **state)
{
	enum { CLIENTS = 100, ROUNDS = 50 };
	static struct sse s[CLIENTS];
	int64_t first = 0, all = 0;

	(void)state;
	o.limits.sse_of_one = CLIENTS;
	h = kit_start(&o);
	for (int i = 0; i < CLIENTS; i++)
		begun(&s[i], TOKEN_OFFICER, NULL, NULL);
	for (int r = 1; r <= ROUNDS; r++) {
		mono t0 = clock_mono();
		tell("alert", ROLE_OFFICER, "{}");
		for (int i = 0; i < CLIENTS; i++) {
			/* the oldest client stands last in the list */
			assert_int_equal(want(&s[CLIENTS - 1 - i]).id, r);
			if (i == 0)
				first += sys.mono_ns() - t0.ns;
		}
		all += sys.mono_ns() - t0.ns;
	}
	print_message("# notify to the first client %lld us, to all %d %lld us (mean of %d)\n", (long long)first / ROUNDS / 1000, CLIENTS, (long long)all / ROUNDS / 1000, ROUNDS);
	assert_true(first / ROUNDS < 50000000);
	for (int i = 0; i < CLIENTS; i++)
		close(s[i].fd);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest tests[] = {
		T(hello_then_events_for_my_roles), T(who_may_not_listen), T(resume_gives_exactly_what_was_missed), T(too_far_behind_is_told), T(what_comes_while_catching_up_comes_once),
		T(resuming_under_load_loses_and_doubles_nothing), T(a_burst_beyond_the_queue_is_no_loss), T(heartbeats_come),
		T(a_revoked_session_ends_the_stream), T(changed_roles_count_from_the_next_heartbeat), T(a_slow_client_is_dropped_alone),
		T(more_streams_than_allowed), T(one_session_does_not_take_all_streams), T(the_stop_ends_streams_properly), T(an_event_is_quick),
	};
	return cmocka_run_group_tests_name("sse", tests, NULL, NULL);
}
