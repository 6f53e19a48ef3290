/* session — one station's connection: bytes in, whole frames to frames.c, queued bytes out. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/log.h"
#include "serve/ingest/ingest_int.h"

struct session *session_new(struct ingest *g, int fd, bool tls, const char *peer, uint32_t source)
{
	struct session *s = calloc(1, sizeof *s);

	if (!s)
		BUG("out of memory");
	s->g = g;
	s->fd = fd;
	s->step = tls ? SS_TLS : SS_HELLO;
	s->opened = s->last_in = clock_mono();
	s->credit = MAX(g->o.credit_total / MAX(g->stats.sessions + 1, 64u), 65536u);
	s->credit = MIN(s->credit, 1u << 20);
	s->heartbeat_s = g->o.heartbeat_s;
	memcpy(s->peer, peer, MIN(strlen(peer), sizeof s->peer - 1));
	s->source = source % YOUNG_SOURCES;
	young_wait(s);
	s->next = g->all;
	if (g->all)
		g->all->prev = s;
	g->all = s;
	g->stats.sessions++;
	g->stats.sessions_total++;
	return s;
}

void session_free(struct session *s)
{
	struct ingest *g = s->g;

	if (s->prev)
		s->prev->next = s->next;
	else
		g->all = s->next;
	if (s->next)
		s->next->prev = s->prev;
	if (g->spread == s)
		g->spread = s->next;
	if (s->in_unacked) {
		if (s->un_prev)
			s->un_prev->un_next = s->un_next;
		else
			g->unacked = s->un_next;
		if (s->un_next)
			s->un_next->un_prev = s->un_prev;
	}
	g->stats.sessions--;
	watchlist_drop(s);
	SSL_free(s->ssl);
	sys.close(s->fd);
	free(s->in);
	free(s->out);
	free(s);
}

void session_end(struct session *s, uint32_t why)
{
	struct ingest *g = s->g;

	if (s->dead)
		return;
	s->dead = g->any_dead = true;
	young_leave(s);
	if (!s->st)
		return;
	bool quiet = why == SUP_BYE_STATION || why == SUP_BYE_RESTART;
	if (quiet || log_gate(&g->gate[GATE_LEFT], "ingest.left"))
		log_line(quiet ? LOG_DEBUG : LOG_INFO, "ingest.left", "station=%s why=%u", s->st->name.z, why);
	if (s->st->session == s) {
		struct session_event ev = { .at = ingest_now(g), .epoch = s->epoch, .boot_id = s->boot_id, .why = why };
		uint64_t end;
		/* history only ("was anyone listening"): when the journal is full it is lost, and the next
		 * JR_HELLO or the gap in ticks tells the same */
		if (journal_append(g->o.journal, JR_LEFT, s->st->ix, ev.at, &ev, sizeof ev, NULL, 0, &end) < 0)
			log_line(LOG_DEBUG, "ingest.left_unlogged", "station=%s", s->st->name.z);
		s->st->session = NULL;
		s->st->health.online = false;
		g->stats.online--;
	}
}

void session_send(struct session *s, const uint8_t *p, size_t n)
{
	if (s->dead)
		return;
	if (s->out_n == s->out_at) {
		s->out_n = s->out_at = 0;
		int k = link_write(s, p, n);
		if (k == -2 || k == 0) {
			session_end(s, SUP_BYE_STATION);
			return;
		}
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		}
	}
	if (n == 0)
		return;
	if (s->out_n - s->out_at + n > OUT_MAX) {
		session_end(s, SUP_BYE_OVERLOAD);
		return;
	}
	if (s->out_n + n > s->out_cap) {
		if (s->out_at)
			memmove(s->out, s->out + s->out_at, s->out_n - s->out_at);
		s->out_n -= s->out_at;
		s->out_at = 0;
		uint32_t cap = (uint32_t)ALIGN_UP(s->out_n + n, (size_t)4096);
		uint8_t *q = realloc(s->out, cap);
		if (!q)
			BUG("out of memory");
		s->out = q;
		s->out_cap = cap;
	}
	memcpy(s->out + s->out_n, p, n);
	s->out_n += (uint32_t)n;
	s->want_write = true;
}

void session_flush(struct session *s)
{
	while (!s->dead && s->out_at < s->out_n) {
		int k = link_write(s, s->out + s->out_at, s->out_n - s->out_at);
		if (k == -1) {
			s->want_write = true;
			return;
		}
		if (k <= 0) {
			session_end(s, SUP_BYE_STATION);
			return;
		}
		s->out_at += (uint32_t)k;
	}
	s->want_write = false;
	free(s->out);
	s->out = NULL;
	s->out_n = s->out_at = s->out_cap = 0;
	watchlist_more(s);
}

void session_bye(struct session *s, enum sup_bye_why why, uint32_t retry_s)
{
	uint8_t frame[128];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	struct sup_bye v = { .why = (uint8_t)why, .retry_s = retry_s };

	if (s->step == SS_HELLO || s->step == SS_LIVE)
		session_send(s, frame, sup_bye_put(&b, &v));
	session_end(s, why);
}

void session_fail(struct session *s, enum sup_error code, uint64_t seq, const char *text)
{
	uint8_t frame[256];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	struct sup_err v = { .code = (uint8_t)code, .seq = seq, .text = str_of(text) };

	s->g->stats.bad_frames++;
	if (s->st)
		s->st->health.bad_frames++;
	if (log_gate(&s->g->gate[GATE_REFUSED], "ingest.refused"))
		log_line(LOG_WARN, "ingest.refused", "peer=%s station=%s code=%.*s why=%s", LOG_Q(str_of(s->peer)),
		         s->st ? s->st->name.z : "-", STR_ARG(sup_error_name((int)code)), LOG_Q(str_of(text)));
	session_send(s, frame, sup_err_put(&b, &v));
	session_end(s, SUP_BYE_PROTOCOL);
}

/* Keeps the bytes of a frame that is not whole. The buffer has the frame's size once that is known. */
static void keep(struct session *s, const uint8_t *p, size_t n)
{
	if (n > s->in_cap) {
		uint8_t *q = realloc(s->in, n);
		if (!q)
			BUG("out of memory");
		s->in = q;
		s->in_cap = (uint32_t)n;
	}
	if (n && p != s->in)
		memmove(s->in, p, n);
	s->in_n = (uint32_t)n;
	if (n == 0) {
		free(s->in);
		s->in = NULL;
		s->in_cap = 0;
	}
}

/* Handles whole frames at the front of p[0..n). *ret_used bytes are done. */
static enum frame_result feed(struct session *s, const uint8_t *p, size_t n, size_t *ret_used)
{
	size_t at = 0;
	enum frame_result r = FR_OK;

	while (at < n) {
		struct sup_frame f = { .total = 0 };
		/* I3: before HELLO nothing larger than the first buffer is waited for */
		uint32_t max = s->step == SS_LIVE ? SUP_MAX_PAYLOAD : FIRST_BUF - SUP_HEADER;
		int k = sup_frame_parse(p + at, n - at, max, &f);
		if (k == 0)
			break;
		if (k < 0) {
			session_fail(s, (enum sup_error)-k, f.seq, "the frame cannot be read");
			r = FR_END;
			break;
		}
		r = frame_handle(s, &f, p + at);
		if (r != FR_OK)
			break;
		at += f.total;
		if (s->work >= WORK_TURN && at < n) {
			r = FR_LATER;
			break;
		}
	}
	*ret_used = at;
	return r;
}

/* What its turn left over has another one: it raises no event of its own. */
static void come_back(struct session *s)
{
	s->more = true;
	s->g->any_more = true;
}

bool session_feed(struct session *s)
{
	size_t used;

	if (s->in_n == 0 || s->dead)
		return !s->dead;
	uint8_t *p = s->in;
	s->work = 0;
	enum frame_result r = feed(s, p, s->in_n, &used);
	if (s->dead || r == FR_END)
		return false;
	keep(s, s->in + used, s->in_n - used);
	s->held = r == FR_BLOCKED;
	s->rest = r == FR_LATER;
	if (s->rest)
		come_back(s);
	return r == FR_OK;
}

/* The first message; then, when there is a place, OpenSSL's state for it. As tls_handshake. */
static int begin(struct session *s)
{
	int k = tls_first(s);

	if (k <= 0)
		return k;
	if (!young_shake(s))
		return 0;
	return tls_attach(s) < 0 ? -1 : 1;
}

static bool handshake(struct session *s)
{
	int k = s->ssl ? 1 : begin(s);

	if (k == 1) {
		k = tls_handshake(s);
		keep(s, s->in, s->in_n);        /* what was gathered is given back */
	}
	if (k < 0) {
		s->g->stats.refused++;
		session_end(s, SUP_BYE_PROTOCOL);
	}
	if (k == 1)
		s->step = SS_HELLO;
	return k == 1;
}

/* Fills the thread's buffer behind the had bytes already there. > 0 new total; else as link_read. *ret_empty: nothing
 * is left to read now. A TLS record at a time is little, so several are gathered before they are handled. */
static ssize_t fill(struct session *s, uint8_t *buf, size_t had, size_t cap, bool *ret_empty)
{
	size_t n = had;

	*ret_empty = false;
	while (n < cap) {
		int k = link_read(s, buf + n, cap - n);
		if (k == -1) {
			*ret_empty = true;
			return n > had ? (ssize_t)n : -1;
		}
		if (k <= 0)
			return n > had ? (ssize_t)n : k;   /* the end shows again at the next read */
		n += (size_t)k;
		if (!s->ssl) {
			*ret_empty = n < cap;
			break;
		}
	}
	return (ssize_t)n;
}

void session_readable(struct session *s)
{
	struct ingest *g = s->g;
	uint8_t *buf = g->read_buf;

	s->more = false;
	if (s->step == SS_TLS && !handshake(s))
		return;
	if (s->rest && !session_feed(s))
		return;
	s->work = 0;
	for (int turns = 0; turns < 4; turns++) {
		size_t used, cap = s->step == SS_LIVE ? READ_BUF : FIRST_BUF;
		size_t had = s->in_n;
		bool empty;
		if (had >= cap) {
			session_fail(s, SUP_E_LENGTH, 0, "too much before HELLO");
			return;
		}
		if (had)
			memcpy(buf, s->in, had);
		ssize_t n = fill(s, buf, had, cap, &empty);
		if (n == -1)
			return;
		if (n <= 0) {
			session_end(s, SUP_BYE_STATION);
			return;
		}
		s->last_in = clock_mono();
		g->stats.bytes_in += (uint64_t)n - had;
		enum frame_result r = feed(s, buf, (size_t)n, &used);
		if (s->dead || r == FR_END)
			return;
		keep(s, buf + used, (size_t)n - used);
		s->held = r == FR_BLOCKED;
		s->rest = r == FR_LATER;
		if (s->rest) {
			come_back(s);
			return;
		}
		if (s->held || empty)
			break;
	}
	/* bytes inside the TLS layer raise no epoll event: the loop comes back by itself */
	if (s->ssl && !s->dead && !s->held && SSL_has_pending(s->ssl))
		come_back(s);
}
