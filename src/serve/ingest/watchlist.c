/* watchlist — the list of watched tags as stations hold it: deltas by version, whole lists only when too old,
 * in as many frames as they need. The loop carries the
 * news round the sessions a few at a time (spread_watch_list). */
#include <stdlib.h>

#include "serve/ingest/ingest_int.h"

static uint32_t slot_of(const struct ingest *g, uint64_t tag)
{
	uint32_t i = (uint32_t)hash_u64(tag) & (g->watch_cap - 1);

	while (g->watch_set[i] && g->watch_set[i] != tag)
		i = (i + 1) & (g->watch_cap - 1);
	return i;
}

static void grow(struct ingest *g)
{
	uint64_t *old = g->watch_set;
	uint32_t cap = g->watch_cap;

	g->watch_cap = MAX(cap * 2, 1024u);
	g->watch_set = calloc(g->watch_cap, sizeof *g->watch_set);
	if (!g->watch_set)
		BUG("out of memory");
	for (uint32_t i = 0; i < cap; i++)
		if (old[i])
			g->watch_set[slot_of(g, old[i])] = old[i];
	free(old);
}

static void set_add(struct ingest *g, uint64_t tag)
{
	if (g->watch_count * 2 >= g->watch_cap)
		grow(g);
	uint32_t i = slot_of(g, tag);
	if (!g->watch_set[i])
		g->watch_count++;
	g->watch_set[i] = tag;
}

static void set_remove(struct ingest *g, uint64_t tag)
{
	if (!g->watch_cap)
		return;
	uint32_t i = slot_of(g, tag), mask = g->watch_cap - 1;
	if (!g->watch_set[i])
		return;
	g->watch_set[i] = 0;
	g->watch_count--;
	for (uint32_t k = (i + 1) & mask; g->watch_set[k]; k = (k + 1) & mask) {  /* close the probe chain */
		uint64_t moved = g->watch_set[k];
		g->watch_set[k] = 0;
		g->watch_set[slot_of(g, moved)] = moved;
	}
}

/* Puts (op, tag) items into one WATCHLIST frame and queues it. */
static void send_items(struct session *s, uint32_t from, uint32_t to, const uint8_t *items, uint16_t n)
{
	size_t cap = (size_t)n * 9 + 128;
	uint8_t *frame = malloc(cap);
	if (!frame)
		BUG("out of memory");
	struct sup_buf b = { .p = frame, .cap = cap };
	struct sup_watchlist w = { .from_version = from, .to_version = to, .n = n, .items = items };
	size_t k = sup_watchlist_put(&b, &w);
	ASSERT(k > 0);
	session_send(s, frame, k);
	free(frame);
}

static void sent(struct session *s, uint32_t version)
{
	s->watch_version = version;
	s->needs_list = false;
	s->watch_sent = clock_mono();
	s->g->spread_due |= version != s->g->watch_version;
}

void watchlist_drop(struct session *s)
{
	struct whole *w = s->whole;

	s->whole = NULL;
	if (!w || --w->refs)
		return;
	if (s->g->whole == w)
		s->g->whole = NULL;
	free(w);
}

/* The list as it is now; sessions that begin at the same version share it. */
static struct whole *whole_now(struct ingest *g)
{
	struct whole *w = g->whole;

	if (w && w->version == g->watch_version) {
		w->refs++;
		return w;
	}
	w = malloc(sizeof *w + (size_t)g->watch_count * sizeof w->tag[0]);
	if (!w)
		BUG("out of memory");
	*w = (struct whole){ .refs = 1, .version = g->watch_version };
	for (uint32_t i = 0; i < g->watch_cap; i++)
		if (g->watch_set[i])
			w->tag[w->n++] = g->watch_set[i];
	g->whole = w;
	return w;
}

/* Part k of a longer list goes from version k to k + 1, the last one to the list's own: such a list has had more changes than the log
 * remembers, so none of the low versions begins a delta, and who was cut off in the middle says one of them and gets all again. */
static void send_part(struct session *s)
{
	struct whole *w = s->whole;
	uint32_t n = MIN(w->n - s->whole_at, (uint32_t)SUP_WATCH_MAX);
	bool last = s->whole_at + n == w->n || w->version <= WATCH_LOG + w->n / SUP_WATCH_MAX + 1;
	uint8_t *items = malloc((size_t)n * 9 + 1);

	if (!items)
		BUG("out of memory");
	for (uint32_t i = 0; i < n; i++) {
		items[i * 9] = 1;
		put_be64(items + i * 9 + 1, w->tag[s->whole_at + i]);
	}
	send_items(s, s->part, last ? w->version : s->part + 1, items, (uint16_t)n);
	free(items);
	s->part++;
	s->whole_at += n;
	if (!last)
		return;
	sent(s, w->version);
	watchlist_drop(s);
}

void watchlist_more(struct session *s)
{
	while (s->whole && !s->dead && s->out_n == s->out_at)
		send_part(s);
}

static void send_whole(struct session *s)
{
	struct ingest *g = s->g;

	if (g->lists_left == 0) {       /* at a mass reconnect whole lists are spread out */
		s->needs_list = true;
		return;
	}
	g->lists_left--;
	s->needs_list = false;
	s->whole = whole_now(g);
	s->whole_at = s->part = 0;
	watchlist_more(s);
}

/* A station that refuses, or can hold no more, is not sent the same every heartbeat: a minute, then twice as long each time. */
void watchlist_holds(struct session *s, uint32_t version)
{
	if (s->whole || version == s->watch_version || s->needs_list) {
		s->watch_retry_ms = version == s->watch_version ? 0 : s->watch_retry_ms;
		return;
	}
	int32_t wait = s->watch_retry_ms ? s->watch_retry_ms : s->g->o.watch_retry_ms;
	if (mono_since_ms(s->watch_sent) < wait)
		return;                 /* it may have said so before the last one reached it */
	s->watch_retry_ms = MIN(wait, WATCH_RETRY_MAX_MS / 2) * 2;
	s->watch_version = version;
	watchlist_send(s);
}

void watchlist_send(struct session *s)
{
	struct ingest *g = s->g;
	uint32_t from = s->watch_version, kept = MIN(g->watch_n, (uint32_t)WATCH_LOG);

	if (from == g->watch_version || s->greet || s->whole)
		return;                 /* nothing goes before HELLO_ACK; what changed meanwhile follows a whole list */
	uint32_t first = g->watch_n - kept;
	if (from == 0 || kept == 0 || from > g->watch_version || g->watch_log[first % WATCH_LOG].version > from + 1) {
		send_whole(s);
		return;
	}
	uint8_t *items = malloc((size_t)kept * 9);
	if (!items)
		BUG("out of memory");
	uint16_t n = 0;
	for (uint32_t i = first; i < g->watch_n; i++) {
		const struct watch_item *w = &g->watch_log[i % WATCH_LOG];
		if (w->version <= from)
			continue;
		items[n * 9] = w->add;
		put_be64(items + n * 9 + 1, w->tag);
		n++;
	}
	send_items(s, from, g->watch_version, items, n);
	sent(s, g->watch_version);
	free(items);
}

void watchlist_note(struct ingest *g, uint32_t version, bool add, uint64_t tag)
{
	if (version <= g->watch_version)
		return;         /* known already: the caller repeats after a restart */
	g->watch_log[g->watch_n % WATCH_LOG] = (struct watch_item){ .version = version, .add = add, .tag = tag };
	g->watch_n++;
	g->watch_version = version;
	if (add)
		set_add(g, tag);
	else
		set_remove(g, tag);
	g->spread_due = true;
}

void watchlist_load(struct ingest *g, uint32_t version, const uint64_t *tags, uint32_t n)
{
	if (version <= g->watch_version)
		return;
	for (uint32_t i = 0; i < n; i++)
		set_add(g, tags[i]);
	g->watch_version = version;     /* no deltas from before: who holds another version gets the whole list */
	g->spread_due = true;
}
