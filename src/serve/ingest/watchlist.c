/* watchlist — the list of watched tags as stations hold it: deltas by version, whole lists only when too old. The loop carries the
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
	s->watch_version = to;
	s->needs_list = false;
}

static void send_whole(struct session *s)
{
	struct ingest *g = s->g;

	if (g->lists_left == 0) {       /* at a mass reconnect whole lists are spread out */
		s->needs_list = true;
		return;
	}
	g->lists_left--;
	uint32_t max = MIN(g->watch_count, (uint32_t)SUP_WATCH_MAX);
	uint8_t *items = malloc((size_t)max * 9 + 1);
	if (!items)
		BUG("out of memory");
	uint16_t n = 0;
	for (uint32_t i = 0; i < g->watch_cap && n < max; i++) {
		if (!g->watch_set[i])
			continue;
		items[n * 9] = 1;
		put_be64(items + n * 9 + 1, g->watch_set[i]);
		n++;
	}
	send_items(s, 0, g->watch_version, items, n);
	free(items);
}

void watchlist_send(struct session *s)
{
	struct ingest *g = s->g;
	uint32_t from = s->watch_version, kept = MIN(g->watch_n, (uint32_t)WATCH_LOG);

	if (from == g->watch_version || s->greet)
		return;                 /* nothing goes before HELLO_ACK */
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
