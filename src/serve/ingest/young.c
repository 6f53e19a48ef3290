/* young — the links whose HELLO has not been accepted (I3): how many there may be, and which one goes when there is no place.
 *
 * Two lists, oldest at the tail. *Waiting*: nothing is known of the peer, it holds a session and at most FIRST_BUF of its bytes.
 * *Shaking*: its ClientHello proved a key, so it also holds OpenSSL's state until its Finished and HELLO are there. A flood comes from
 * few addresses and stations from many (or all from one, behind a carrier's gateway): so no address has a fixed share, but when the
 * places are taken the oldest link of the address that holds most of them goes. */
#include "platform/log.h"
#include "serve/ingest/ingest_int.h"

static void set_ready(struct session *s, bool on)
{
	if (on && !s->ready)
		s->g->n_ready++;
	if (!on && s->ready)
		s->g->n_ready--;
	s->ready = on;
}

static void take_out(struct session *s)
{
	struct young *y = s->young;

	if (!y)
		return;
	if (s->y_prev)
		s->y_prev->y_next = s->y_next;
	else
		y->newest = s->y_next;
	if (s->y_next)
		s->y_next->y_prev = s->y_prev;
	else
		y->oldest = s->y_prev;
	y->n--;
	y->of[s->source]--;
	s->young = NULL;
}

static void put_in(struct session *s, struct young *y)
{
	s->young = y;
	s->y_since = clock_mono();
	s->y_prev = NULL;
	s->y_next = y->newest;
	if (y->newest)
		y->newest->y_prev = s;
	else
		y->oldest = s;
	y->newest = s;
	y->n++;
	y->of[s->source]++;
}

/* The oldest link of the source that has the most. */
static struct session *victim(const struct young *y)
{
	uint32_t top = 0;

	for (uint32_t i = 1; i < YOUNG_SOURCES; i++)
		if (y->of[i] > y->of[top])
			top = i;
	struct session *s = y->oldest;
	while (s && s->source != top)
		s = s->y_prev;
	ASSERT(s);
	return s;
}

static void evict(struct session *s)
{
	s->g->stats.evicted++;
	session_end(s, SUP_BYE_OVERLOAD);       /* leaves its list there */
}

void young_wait(struct session *s)
{
	struct young *y = &s->g->waiting;

	if (y->n >= s->g->o.max_young)
		evict(victim(y));
	put_in(s, y);
}

bool young_shake(struct session *s)
{
	struct young *y = &s->g->shaking;

	if (y->n >= SHAKING_MAX) {
		struct session *v = victim(y);
		/* one that had its time goes; before that only for a source that has clearly less */
		if (mono_since_ms(v->y_since) < SHAKE_MS && y->of[v->source] <= y->of[s->source] + 1) {
			set_ready(s, true);
			return false;
		}
		evict(v);
	}
	set_ready(s, false);
	take_out(s);
	put_in(s, y);
	return true;
}

void young_leave(struct session *s)
{
	set_ready(s, false);
	take_out(s);
}
