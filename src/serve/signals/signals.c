/* signals — see signals.h. */
#include "serve/signals/signals.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "format/gbt20999/gbt20999.h"
#include "platform/log.h"
#include "platform/sys.h"
#include "platform/thread.h"

enum { TURN_MS = 500, UNSURE_MS = 200 /* between two questions */, IN_MAX = 16384 };

struct link {
	struct signals_link o; int fd; bool up, connecting, unsure; mono tried, spoken, asked;
	uint8_t in[IN_MAX]; size_t n; uint8_t seq;
	char mode;                                    /* what the running mode makes of all groups; 0 nothing */
	char light[SIGNALS_LIGHTS], told[SIGNALS_LIGHTS];   /* said by the controller; given to put. 0: nothing yet */
	struct signals_state st;
};

struct signals {
	struct signals_opts o;
	struct thread thread;
	atomic_bool stop;
	struct wake wake;
	pthread_mutex_t mu;
	struct link **link; size_t n;                 /* under mu; used by the thread alone but for signals_set */
	uint8_t body[GBT_MAX_BODY];
};

/* ---- what is told ---- */

static const struct { char c; uint8_t state; } states[] = {
	{ 'G', JS_GREEN }, { 'Y', JS_YELLOW }, { 'R', JS_RED }, { 'A', JS_RED_YELLOW }, { 'F', JS_FLASHING }, { 'O', JS_OFF }, { 'M', JS_MANUAL }, { 'U', JS_UNKNOWN },
};

static uint8_t state_of(char c)
{
	for (size_t i = 0; i < COUNTOF(states); i++)
		if (states[i].c == c)
			return states[i].state;
	return JS_UNKNOWN;
}

/* Before the controller has said anything, and while the link is down, nothing is known. */
static char shown(const struct link *l, int i)
{
	if (!l->up || !l->light[i])
		return 'U';
	return l->mode ? l->mode : l->light[i];
}

static void tell(struct signals *s, struct link *l)
{
	struct jn_signal_rec r[SIGNALS_LIGHTS];
	utc_ms now = clock_utc();
	size_t n = 0;

	for (int i = 0; i < l->o.n; i++) {
		char c = shown(l, i);
		if (c == l->told[i])
			continue;
		memset(&r[n], 0, sizeof r[n]);
		r[n] = (struct jn_signal_rec){ .at = now, .received = now, .junction = l->o.junction, .move = l->o.light[i].move, .state = state_of(c), .source = JNS_GBT20999 };
		memcpy(r[n].arm, l->o.light[i].arm, sizeof r[n].arm);
		n++;
	}
	if (n == 0 || s->o.put(s->o.arg, r, n) < 0)
		return;                               /* given again at the next turn */
	for (int i = 0; i < l->o.n; i++)
		l->told[i] = shown(l, i);
}

/* ---- a link ---- */

static void lost(struct link *l, const char *why)
{
	if (l->fd >= 0)
		sys.close(l->fd);
	if (l->up)
		log_line(LOG_WARN, "signals.lost", "junction=%u why=%s", l->o.junction, LOG_Q(str_of(why)));
	l->fd = -1;
	l->up = l->connecting = l->unsure = false;
	l->n = 0;
	l->mode = 0;
	memset(l->light, 0, sizeof l->light);
	l->st.connected = false;
	snprintf(l->st.why, sizeof l->st.why, "%s", why);
}

static void ask(struct link *l, uint8_t type, const struct gbt_put *it, int n)
{
	struct gbt_frame h = { .centre = 1, .controller = l->o.controller, .road = l->o.road, .seq = ++l->seq, .type = type };
	uint8_t out[256];
	size_t len = gbt_build(&h, it, n, out, sizeof out);

	l->asked = clock_mono();
	/* a question of some bytes that the socket does not take whole means that nobody reads there */
	if (len && sys.send(l->fd, out, len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)len)
		lost(l, "the controller takes nothing");
}

/* What all groups show and in which mode. */
static void ask_all(struct link *l)
{
	static const struct gbt_put all[] = { { GBT_C_LIGHTS, GBT_O_LIGHT_STATE, GBT_A_LIGHT_STATE, 0, 0, { 0 } }, { GBT_C_RUNNING, GBT_O_CONTROL, GBT_A_MODE, 0, 0, { 0 } } };

	l->unsure = false;
	ask(l, GBT_QUERY, all, COUNTOF(all));
}

static void connected(struct link *l)
{
	l->connecting = false;
	l->up = true;
	l->spoken = clock_mono();
	l->st.connected = true;
	l->st.since = clock_utc();
	l->st.why[0] = 0;
	log_line(LOG_INFO, "signals.connected", "junction=%u", l->o.junction);
	ask_all(l);
}

static void dial(struct link *l)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	const char *colon = strrchr(l->o.address, ':');
	char host[64] = "";
	int64_t port;

	l->tried = clock_mono();
	if (!colon || !str_i64(str_of(colon + 1), 1, 65535, &port) || (size_t)(colon - l->o.address) >= sizeof host) {
		lost(l, "the address is not ADDRESS:PORT");
		return;
	}
	memcpy(host, l->o.address, (size_t)(colon - l->o.address));
	to.sin_port = htons((uint16_t)port);
	if (inet_pton(AF_INET, host, &to.sin_addr) != 1) {
		lost(l, "the address is not four numbers");
		return;
	}
	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->fd < 0) {
		lost(l, "no socket");
		return;
	}
	if (connect(l->fd, (struct sockaddr *)&to, sizeof to) == 0)
		connected(l);
	else if (errno == EINPROGRESS)
		l->connecting = true;
	else
		lost(l, "the controller does not answer");
}

static void finish_dial(struct link *l)
{
	int err = 0;
	socklen_t n = sizeof err;

	if (getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &err, &n) < 0 || err)
		lost(l, "the controller does not answer");
	else
		connected(l);
}

/* ---- frames ---- */

/* A change is told once: in what cannot be read there may have been one. What was shown until then is not known any more, and is asked for again. */
static void garbled(struct link *l)
{
	l->st.bad++;
	l->unsure = true;
	memset(l->light, 0, sizeof l->light);
}

static void light(struct link *l, unsigned number, uint8_t value)
{
	for (int i = 0; i < l->o.n; i++)
		if (l->o.light[i].light == number)
			l->light[i] = gbt_light(value);
}

static void item(struct link *l, const struct gbt_item *it)
{
	if (it->cls == GBT_C_LIGHTS && it->object == GBT_O_LIGHT_STATE && it->attr == GBT_A_LIGHT_STATE) {
		if (it->element == 0)                 /* all of them in order */
			for (unsigned i = 0; i < it->n; i++)
				light(l, i + 1, it->value[i]);
		else if (it->n == 1)
			light(l, it->element, it->value[0]);
	}
	if (it->cls == GBT_C_RUNNING && it->object == GBT_O_CONTROL && it->attr == GBT_A_MODE && it->n >= 1)
		l->mode = gbt_mode(it->value[0]);
}

static void frame(struct link *l, const struct gbt_frame *f)
{
	struct gbt_item it;
	uint32_t at = 0;

	if (f->controller != l->o.controller || (l->o.road && f->road != l->o.road))
		return;
	l->spoken = clock_mono();
	l->st.last = clock_utc();
	l->st.frames++;
	if (f->type == GBT_HEART)
		ask(l, GBT_HEART_REPLY, NULL, 0);
	if (f->type == GBT_TRAP || f->type == GBT_QUERY_REPLY)
		while (gbt_item(f, &at, &it) == 1)
			item(l, &it);
}

static void take(struct signals *s, struct link *l)
{
	ssize_t k = sys.recv(l->fd, l->in + l->n, sizeof l->in - l->n, MSG_DONTWAIT);

	if (k < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (k <= 0) {
		lost(l, "the controller has hung up");
		return;
	}
	l->n += (size_t)k;
	size_t at = 0, used;
	struct gbt_frame f;
	for (;;) {
		int rc = gbt_parse(l->in + at, l->n - at, s->body, &f, &used);
		at += used;
		if (rc == 0)
			break;
		if (rc < 0)
			garbled(l);
		else
			frame(l, &f);
		if (l->fd < 0)                        /* the answer to it was not taken */
			return;
	}
	memmove(l->in, l->in + at, l->n - at);
	l->n -= at;
	if (l->n == sizeof l->in)
		lost(l, "the controller speaks something else");
}

/* ---- the thread ---- */

static void care(struct signals *s, struct link *l)
{
	if (l->fd < 0 && mono_since_ms(l->tried) >= s->o.again_ms)
		dial(l);
	else if (l->connecting && mono_since_ms(l->tried) >= s->o.silence_ms)
		lost(l, "the controller does not answer");
	else if (l->up && mono_since_ms(l->spoken) >= s->o.silence_ms)
		lost(l, "the controller says nothing any more");
	else if (l->up && l->unsure && mono_since_ms(l->asked) >= UNSURE_MS)
		ask_all(l);
	else if (l->up && mono_since_ms(l->spoken) >= s->o.heart_ms && mono_since_ms(l->asked) >= s->o.heart_ms)
		ask(l, GBT_HEART, NULL, 0);
	tell(s, l);
}

static void turn(struct signals *s, struct pollfd *p)
{
	size_t n = s->n;

	p[0] = (struct pollfd){ .fd = s->wake.fd, .events = POLLIN };
	for (size_t i = 0; i < n; i++)
		p[i + 1] = (struct pollfd){ .fd = s->link[i]->fd, .events = s->link[i]->connecting ? POLLOUT : POLLIN };
	pthread_mutex_unlock(&s->mu);
	int k = poll(p, n + 1, TURN_MS);
	pthread_mutex_lock(&s->mu);
	if (k > 0 && p[0].revents)
		wake_drain(&s->wake);
	/* the links may be others by now: only a descriptor that is still the link's counts */
	for (size_t i = 0; k > 0 && i < n && i < s->n; i++) {
		struct link *l = s->link[i];
		if (!p[i + 1].revents || l->fd < 0 || l->fd != p[i + 1].fd)
			continue;
		if (l->connecting)
			finish_dial(l);
		else
			take(s, l);
	}
	for (size_t i = 0; i < s->n; i++)
		care(s, s->link[i]);
}

static void loop(void *arg)
{
	struct signals *s = arg;
	struct pollfd *p = calloc(SIGNALS_LINKS + 1, sizeof *p);

	if (!p)
		BUG("out of memory");
	pthread_mutex_lock(&s->mu);
	while (!s->stop)
		turn(s, p);
	pthread_mutex_unlock(&s->mu);
	free(p);
}

/* ---- start, stop, links ---- */

struct signals *signals_start(const struct signals_opts *o)
{
	struct signals *s = calloc(1, sizeof *s);

	if (!s)
		BUG("out of memory");
	s->o = *o;
	s->o.silence_ms = o->silence_ms ? o->silence_ms : 10000;
	s->o.again_ms = o->again_ms ? o->again_ms : 5000;
	s->o.heart_ms = o->heart_ms ? o->heart_ms : 3000;
	s->link = calloc(SIGNALS_LINKS, sizeof(struct link *));
	if (!s->link)
		BUG("out of memory");
	pthread_mutex_init(&s->mu, NULL);
	wake_init(&s->wake);
	thread_start(&s->thread, "yz-signals", loop, s);
	return s;
}

void signals_stop(struct signals *s)
{
	if (!s)
		return;
	s->stop = true;
	wake_post(&s->wake);
	thread_join(&s->thread);
	for (size_t i = 0; i < s->n; i++) {
		if (s->link[i]->fd >= 0)
			sys.close(s->link[i]->fd);
		free(s->link[i]);
	}
	free(s->link);
	wake_done(&s->wake);
	pthread_mutex_destroy(&s->mu);
	free(s);
}

static struct link *make(const struct signals_link *o)
{
	struct link *l = calloc(1, sizeof *l);

	if (!l)
		BUG("out of memory");
	l->o = *o;
	l->fd = -1;
	l->tried = (mono){ clock_mono().ns - 3600ll * 1000000000 };
	l->st.junction = o->junction;
	return l;
}

static struct link *taken_over(struct signals *s, const struct signals_link *o)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->link[i] && memcmp(&s->link[i]->o, o, sizeof *o) == 0) {
			struct link *l = s->link[i];
			s->link[i] = NULL;
			return l;
		}
	return NULL;
}

/* A link that is not wanted any more leaves its groups unknown. */
static void drop(struct signals *s, struct link *l)
{
	lost(l, "not wanted any more");
	tell(s, l);
	free(l);
}

void signals_set(struct signals *s, const struct signals_link *o, size_t n)
{
	struct link **now = calloc(SIGNALS_LINKS, sizeof(struct link *)), **old;
	size_t k = 0, was;

	if (!now)
		BUG("out of memory");
	pthread_mutex_lock(&s->mu);
	for (size_t i = 0; i < n && k < SIGNALS_LINKS; i++) {
		struct link *l = taken_over(s, &o[i]);
		now[k++] = l ? l : make(&o[i]);
	}
	old = s->link;
	was = s->n;
	s->link = now;
	s->n = k;
	for (size_t i = 0; i < was; i++)
		if (old[i])
			drop(s, old[i]);
	pthread_mutex_unlock(&s->mu);
	free(old);
	wake_post(&s->wake);
}

bool signals_state(struct signals *s, uint16_t junction, struct signals_state *ret)
{
	bool found = false;

	pthread_mutex_lock(&s->mu);
	for (size_t i = 0; i < s->n && !found; i++)
		if (s->link[i]->o.junction == junction) {
			*ret = s->link[i]->st;
			found = true;
		}
	pthread_mutex_unlock(&s->mu);
	return found;
}
