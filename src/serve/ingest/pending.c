/* pending — stations that nobody registered and that knocked: a list for an engineer to approve from.
 *
 * Anybody can knock under any name, so the list is bounded twice: PENDING_MAX in all and PENDING_SOURCE an address. Past a bound the
 * name that was not seen for the longest time goes: that of the same address; in a full list any that was not seen for PENDING_SEEN_MS
 * (a station knocks every five minutes), else one of the address that has most. So strangers push out strangers, and a station that
 * goes on knocking stays. */
#include <stdlib.h>

#include "format/sup/sup.h"
#include "platform/log.h"
#include "serve/ingest/ingest_int.h"

void pending_init(struct ingest *g)
{
	g->pending = calloc(PENDING_MAX, sizeof *g->pending);
	if (!g->pending)
		BUG("out of memory");
}

static void clean(char *to, size_t cap, str s)
{
	size_t n = MIN(s.n, cap - 1);

	for (size_t i = 0; i < n; i++)
		to[i] = s.p[i] > 32 && s.p[i] < 127 ? s.p[i] : '?';
	to[n] = 0;
}

/* Of "address:port". */
static bool same_source(const char *a, const char *b)
{
	size_t n = strcspn(a, ":");

	return n == strcspn(b, ":") && memcmp(a, b, n) == 0;
}

static uint32_t of_source(const struct ingest *g, const char *peer)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < g->n_pending; i++)
		n += same_source(g->pending[i].address, peer);
	return n;
}

/* The one seen least lately; peer NULL: of any address. */
static struct ingest_pending *stalest(struct ingest *g, const char *peer)
{
	struct ingest_pending *p = NULL;

	for (uint32_t i = 0; i < g->n_pending; i++)
		if ((!peer || same_source(g->pending[i].address, peer)) && (!p || g->pending[i].last_at < p->last_at))
			p = &g->pending[i];
	return p;
}

/* Addresses are told apart by hash here, so that a knock costs one pass over the list however many addresses knock. */
static uint32_t source_of(const char *address)
{
	uint64_t h = 0;

	for (const char *c = address; *c && *c != ':'; c++)
		h = hash_u64(h ^ (uint8_t)*c);
	return (uint32_t)h % PENDING_SOURCES;
}

/* The one seen least lately of the addresses that have most. */
static struct ingest_pending *of_the_loudest(struct ingest *g)
{
	uint16_t of[PENDING_SOURCES] = { 0 };
	uint32_t source[PENDING_MAX], top = 0;
	struct ingest_pending *p = NULL;

	for (uint32_t i = 0; i < g->n_pending; i++) {
		source[i] = source_of(g->pending[i].address);
		if (++of[source[i]] > of[top])
			top = source[i];
	}
	for (uint32_t i = 0; i < g->n_pending; i++)
		if (source[i] == top && (!p || g->pending[i].last_at < p->last_at))
			p = &g->pending[i];
	return p;
}

/* A place for one more of this address. */
static struct ingest_pending *place(struct ingest *g, const char *peer, utc_ms now)
{
	struct ingest_pending *old;

	if (of_source(g, peer) >= PENDING_SOURCE)
		old = stalest(g, peer);
	else if (g->n_pending < PENDING_MAX)
		return &g->pending[g->n_pending++];
	else if ((old = stalest(g, NULL))->last_at >= now - PENDING_SEEN_MS)
		old = of_the_loudest(g);
	g->pending_lost_at = now;
	return old;
}

void pending_note(struct ingest *g, str name, const char *peer, str hardware, str firmware)
{
	struct station_name n;
	utc_ms now = clock_utc();
	struct ingest_pending *p = NULL;

	if (!station_name_parse(name, &n))
		return;
	for (uint32_t i = 0; i < g->n_pending && !p; i++)
		if (strcmp(g->pending[i].name, n.z) == 0)
			p = &g->pending[i];
	if (!p) {
		p = place(g, peer, now);
		*p = (struct ingest_pending){ .first_at = now };
		memcpy(p->name, n.z, sizeof p->name);
		if (log_gate(&g->gate[GATE_UNKNOWN], "ingest.unknown_station"))
			log_line(LOG_WARN, "ingest.unknown_station", "station=%s peer=%s", n.z, LOG_Q(str_of(peer)));
	}
	p->last_at = now;
	p->tries++;
	clean(p->address, sizeof p->address, str_of(peer));
	clean(p->hardware, sizeof p->hardware, hardware);
	clean(p->firmware, sizeof p->firmware, firmware);
}

uint32_t ingest_pending(struct ingest *g, struct ingest_pending *ret, uint32_t max, bool *ret_full)
{
	pthread_mutex_lock(&g->mu);
	uint32_t n = MIN(g->n_pending, max);
	memcpy(ret, g->pending, n * sizeof *ret);
	*ret_full = g->n_pending == PENDING_MAX || (g->pending_lost_at && g->pending_lost_at > clock_utc() - PENDING_SEEN_MS);
	pthread_mutex_unlock(&g->mu);
	return n;
}

void pending_forget(struct ingest *g, const char *name)
{
	for (uint32_t i = 0; i < g->n_pending; i++)
		if (strcmp(g->pending[i].name, name) == 0)
			g->pending[i--] = g->pending[--g->n_pending];
}
