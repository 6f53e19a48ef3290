/* registry — the stations the server knows, by index and by name, with keys, dedup state and health. */
#include <stdlib.h>

#include "format/sup/sup.h"
#include "platform/log.h"
#include "platform/mem.h"
#include "serve/ingest/ingest_int.h"

enum { NAME_CAP = 131072 };     /* twice STATION_MAX and more, a power of two */

void registry_init(struct ingest *g)
{
	g->by_name = calloc(NAME_CAP, sizeof *g->by_name);
	pending_init(g);
	if (!g->by_name)
		BUG("out of memory");
	g->stations = mem_big(STATION_MAX * sizeof *g->stations);     /* pages are used as stations come */
}

void registry_done(struct ingest *g)
{
	free(g->by_name);
	free(g->pending);
	mem_big_free(g->stations, STATION_MAX * sizeof *g->stations);
}

static uint64_t hash_name(str s)
{
	uint64_t h = s.n;

	for (size_t i = 0; i < s.n; i++)
		h = hash_u64(h ^ (uint8_t)s.p[i]);
	return h;
}

static uint32_t *name_slot(struct ingest *g, str name)
{
	uint32_t i = (uint32_t)hash_name(name) & (NAME_CAP - 1);

	while (g->by_name[i] && !str_eq(station_name_str(&g->stations[g->by_name[i] - 1].name), name))
		i = (i + 1) & (NAME_CAP - 1);
	return &g->by_name[i];
}

struct station *ingest_find(struct ingest *g, str name)
{
	struct station_name n;

	if (!station_name_parse(name, &n))
		return NULL;
	uint32_t slot = *name_slot(g, name);
	return slot ? &g->stations[slot - 1] : NULL;
}

/* Makes epoch the newest of the station's, with what is known of it; forgets the oldest beyond EPOCHS. */
void ingest_use_epoch(struct station *st, uint64_t epoch, uint64_t first_seq)
{
	struct seqset found = { .epoch = epoch, .cum = first_seq ? first_seq - 1 : 0 };
	uint32_t at = 0;

	while (at < st->n_epochs && st->epoch[at].epoch != epoch)
		at++;
	if (at < st->n_epochs)
		found = st->epoch[at];
	else if (st->n_epochs < EPOCHS)
		st->n_epochs++;
	at = MIN(at, (uint32_t)EPOCHS - 1);
	memmove(st->epoch + 1, st->epoch, at * sizeof st->epoch[0]);
	st->epoch[0] = found;
}

enum seqset_add ingest_add_gap(struct seqset *set, const struct sup_gap *gap, uint64_t seq)
{
	struct seqset both = *set;
	enum seqset_add lost = seqset_add(&both, gap->first_seq, gap->last_seq);
	enum seqset_add own = lost == SEQSET_NO_ROOM ? lost : seqset_add(&both, seq, seq);

	if (own == SEQSET_NO_ROOM)
		return own;
	*set = both;
	return lost == SEQSET_DUP && own == SEQSET_DUP ? SEQSET_DUP : SEQSET_NEW;
}

/* ---- dedup state in the journal ---- */

/* JR_SESSIONS, host order: magic u32, count u32, then per station: ix u16, n_epochs u16, and per epoch: epoch u64, cum u64,
 * n u32, n ranges of two u64. */
static uint64_t sessions_bytes(const struct ingest *g, uint32_t epochs)
{
	uint64_t n = 8;

	for (uint32_t i = 0; i < g->n_slots; i++) {
		n += 4;
		for (uint32_t k = 0; k < MIN(g->stations[i].n_epochs, epochs); k++)
			n += 20 + g->stations[i].epoch[k].n * 16;
	}
	return n;
}

uint32_t ingest_segment_head(void *hook, uint8_t *buf, uint32_t cap)
{
	struct ingest *g = ((struct ingest_hook *)hook)->g;
	uint32_t at = 8, count = 0, epochs = EPOCHS;

	if (!g)
		return 0;
	/* Only thousands of stations with numbers scattered in several epochs reach the bound; then what they were before their
	 * last flash wipe is forgotten first. */
	while (epochs > 1 && sessions_bytes(g, epochs) > cap)
		epochs--;
	if (sessions_bytes(g, epochs) > cap)
		BUG("the dedup state does not fit into a journal record");
	for (uint32_t i = 0; i < g->n_slots; i++) {
		const struct station *st = &g->stations[i];
		uint16_t n = (uint16_t)MIN(st->n_epochs, epochs);
		if (n == 0)
			continue;
		memcpy(buf + at, &st->ix, 2);
		memcpy(buf + at + 2, &n, 2);
		at += 4;
		for (uint32_t k = 0; k < n; k++) {
			const struct seqset *q = &st->epoch[k];
			put_le64(buf + at, q->epoch);
			put_le64(buf + at + 8, q->cum);
			put_le32(buf + at + 16, q->n);
			memcpy(buf + at + 20, q->r, q->n * sizeof q->r[0]);
			at += 20 + q->n * (uint32_t)sizeof q->r[0];
		}
		count++;
	}
	if (count == 0)
		return 0;
	put_le32(buf, SESSIONS_MAGIC);
	put_le32(buf + 4, count);
	return at;
}

static struct station *slot_for(struct ingest *g, uint16_t ix)
{
	if (ix >= STATION_MAX)
		return NULL;
	g->n_slots = MAX(g->n_slots, ix + 1u);
	g->stations[ix].ix = ix;
	return &g->stations[ix];
}

static int load_sessions(struct ingest *g, const struct journal_rec *r)
{
	const uint8_t *p = r->p, *end = p + r->n;

	if (r->n < 8 || le32(p) != SESSIONS_MAGIC)
		return E_CORRUPT;
	uint32_t count = le32(p + 4);
	p += 8;
	for (uint32_t i = 0; i < count; i++) {
		uint16_t ix, n;
		if (end - p < 4)
			return E_CORRUPT;
		memcpy(&ix, p, 2);
		memcpy(&n, p + 2, 2);
		p += 4;
		struct station *st = slot_for(g, ix);
		if (!st || n > EPOCHS)
			return E_CORRUPT;
		st->n_epochs = n;
		for (uint32_t k = 0; k < n; k++) {
			struct seqset *q = &st->epoch[k];
			if (end - p < 20 || le32(p + 16) > SEQSET_RANGES || end - p - 20 < (ptrdiff_t)(le32(p + 16) * 16))
				return E_CORRUPT;
			*q = (struct seqset){ .epoch = le64(p), .cum = le64(p + 8), .n = le32(p + 16) };
			memcpy(q->r, p + 20, q->n * sizeof q->r[0]);
			p += 20 + q->n * 16;
		}
	}
	return 0;
}

static int load_frame(struct ingest *g, const struct journal_rec *r)
{
	struct sup_frame f;
	struct station *st = slot_for(g, r->source);

	if (!st || st->n_epochs == 0 || r->n < 8 || sup_frame_parse_trusted(r->p + 8, r->n - 8, &f) != 1)
		return E_CORRUPT;
	if (f.type == SUP_GAP) {
		struct sup_gap gap;
		if (sup_inflate(&f, g->inflate_buf, SUP_MAX_PAYLOAD) < 0 || sup_gap_get(&f, &gap) < 0)
			return E_CORRUPT;
		return ingest_add_gap(&st->epoch[0], &gap, f.seq) == SEQSET_NO_ROOM ? E_CORRUPT : 0;
	}
	return seqset_add(&st->epoch[0], f.seq, f.seq) == SEQSET_NO_ROOM ? E_CORRUPT : 0;
}

static int load_record(void *arg, const struct journal_rec *r)
{
	struct ingest *g = arg;
	struct session_event ev;
	struct station *st;

	switch (r->type) {
	case JR_SESSIONS:
		return load_sessions(g, r);
	case JR_HELLO:
		st = slot_for(g, r->source);
		if (!st || r->n != sizeof ev)
			return E_CORRUPT;
		memcpy(&ev, r->p, sizeof ev);
		ingest_use_epoch(st, ev.epoch, ev.first_seq);
		return 0;
	case JR_FRAME:
		return load_frame(g, r);
	default:
		return 0;
	}
}

int ingest_recover(struct ingest *g, struct err *e)
{
	struct journal_reader *rd;
	struct journal_rec r;
	int k;

	TRY(journal_reader_open(g->o.journal, journal_last_segment(g->o.journal), e, &rd));
	while ((k = journal_read(rd, &r, e)) == 1) {
		k = load_record(g, &r);
		if (k < 0) {
			ERR(e, k, "the journal's dedup state at position %llu cannot be read", (unsigned long long)r.lsn);
			break;
		}
	}
	journal_reader_close(rd);
	return k < 0 ? k : 0;
}

/* ---- what other threads may ask ---- */

static void wipe(void *p, size_t n)
{
	OPENSSL_cleanse(p, n);
}

/* Under g->mu. */
static void set_station(struct station *st, struct station_name n, enum link_state state, const uint8_t *key)
{
	st->name = n;
	st->used = st->health.known = true;
	st->state = state;
	st->health.quarantined = state == LINK_QUARANTINE;
	if (key) {
		if (st->has_key && st->session && memcmp(st->key, key, LINK_KEY) != 0)
			st->session->cut = SUP_BYE_REVOKED + 1;
		if (!st->has_key || memcmp(st->key, key, LINK_KEY) != 0)
			st->key_gen++;
		memcpy(st->key, key, LINK_KEY);
		st->has_key = true;
	}
	if (state != LINK_ACTIVE && st->session)
		st->session->cut = SUP_BYE_REVOKED + 1;
}

/* mark: see ingest_station_reset; UINT64_MAX: whatever was told before. */
static int station_put(struct ingest *g, uint64_t mark, const char *name, uint16_t ix, enum link_state state, const uint8_t *key, struct err *e)
{
	struct station_name n;
	int rc = 0;

	if (!station_name_parse(str_of(name), &n) || ix >= STATION_MAX)
		return ERR(e, E_INVALID, "a station needs a name of 1 to 32 letters, digits, . _ - and an index below %d", STATION_MAX);
	pthread_mutex_lock(&g->mu);
	uint32_t *slot = name_slot(g, station_name_str(&n));
	struct station *st = *slot && *slot != ix + 1u ? NULL : slot_for(g, ix);
	if (!st) {
		rc = ERR(e, E_STATE, "station %s already has index %u", n.z, *slot - 1);
	} else if (st->used && !str_eq(station_name_str(&st->name), station_name_str(&n))) {
		rc = ERR(e, E_STATE, "index %u belongs to station %s", ix, st->name.z);
	} else if (st->told <= mark) {
		*slot = ix + 1u;
		if (!st->used)
			pending_forget(g, n.z);
		if (mark == UINT64_MAX)
			st->told = ++g->told;
		set_station(st, n, state, key);
	}
	pthread_mutex_unlock(&g->mu);
	wake_post(&g->wake);
	return rc;
}

int ingest_station_set(struct ingest *g, const char *name, uint16_t ix, enum link_state state, const uint8_t *key, struct err *e)
{
	return station_put(g, UINT64_MAX, name, ix, state, key, e);
}

int ingest_station_reset(struct ingest *g, uint64_t mark, const char *name, uint16_t ix, enum link_state state, const uint8_t *key, struct err *e)
{
	return station_put(g, mark, name, ix, state, key, e);
}

uint64_t ingest_registry_mark(struct ingest *g)
{
	pthread_mutex_lock(&g->mu);
	uint64_t mark = g->told;
	pthread_mutex_unlock(&g->mu);
	return mark;
}

int ingest_station_key(struct ingest *g, const char *name, const uint8_t *key, struct err *e)
{
	pthread_mutex_lock(&g->mu);
	struct station *st = ingest_find(g, str_of(name));
	if (st) {
		st->told = ++g->told;
		wipe(st->key, sizeof st->key);
		st->has_key = key != NULL;
		st->key_gen++;
		if (key)
			memcpy(st->key, key, LINK_KEY);
		if (st->session)
			st->session->cut = SUP_BYE_REVOKED + 1;
	}
	pthread_mutex_unlock(&g->mu);
	wake_post(&g->wake);
	return st ? 0 : ERR(e, E_NOTFOUND, "no station of that name");
}

int ingest_quarantine(struct ingest *g, uint16_t ix, bool on, struct err *e)
{
	int rc = 0;

	pthread_mutex_lock(&g->mu);
	if (ix >= g->n_slots || !g->stations[ix].used) {
		rc = ERR(e, E_NOTFOUND, "no station with index %u", ix);
	} else {
		struct station *st = &g->stations[ix];
		st->told = ++g->told;
		st->state = on ? LINK_QUARANTINE : LINK_ACTIVE;
		st->health.quarantined = on;
		if (on && st->session)
			st->session->cut = SUP_BYE_REVOKED + 1;
	}
	pthread_mutex_unlock(&g->mu);
	wake_post(&g->wake);
	return rc;
}

bool ingest_health(struct ingest *g, uint16_t ix, struct ingest_health *ret)
{
	pthread_mutex_lock(&g->mu);
	bool ok = ix < g->n_slots && g->stations[ix].used;
	if (ok)
		*ret = g->stations[ix].health;
	pthread_mutex_unlock(&g->mu);
	return ok;
}

void ingest_health_each(struct ingest *g, void (*fn)(void *, uint16_t, const char *, const struct ingest_health *), void *arg)
{
	for (uint32_t i = 0; i < STATION_MAX; i++) {
		struct ingest_health h;
		struct station_name name;
		pthread_mutex_lock(&g->mu);     /* a lock a station: the loop is never kept waiting for all of them */
		bool end = i >= g->n_slots, ok = !end && g->stations[i].used;
		if (ok) {
			h = g->stations[i].health;
			name = g->stations[i].name;
		}
		pthread_mutex_unlock(&g->mu);
		if (end)
			return;
		if (ok)
			fn(arg, (uint16_t)i, name.z, &h);
	}
}
