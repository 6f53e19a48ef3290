/* watch — see watch.h.
 *
 * Entries stand sorted by (tag, case) in one array: a list of ten thousand changes a few times a day and is read by
 * binary search for the few sightings that pass the filter. The filter: one 64-bit word and two bits in it per tag. */
#include "track/watch/watch.h"

#include <stdlib.h>

#include "base/crc32c.h"
#include "base/utc.h"
#include "format/sup/sup.h"
#include "track/presence/presence.h"
#include "track/watch/guard_int.h"

enum {
	MAX_DEFAULT = 100000, GUARDS_DEFAULT = 1000000, QUIET_DEFAULT = 600 * SECOND_MS, LIVE_DEFAULT = 30 * SECOND_MS,
	PLACES = 4,                   /* districts of an entry remembered at once */
	FLAP_MS = 60 * SECOND_MS,     /* a district heard within it is not news again: border stations alternate */
	LATE_MAX = 4096,              /* late hits of an entry: one a (station, day); past it no more are raised */
	WORDS_MIN = 1 << 13, WORDS_MAX = 1 << 15, STALE_LEAST = 64,
};

struct place { uint32_t district; utc_ms last; };

struct entry {
	struct watch_change c;        /* as last changed; at = when the watch began */
	utc_ms live_last;             /* newest live sighting; 0 none */
	uint32_t told_district;       /* of the last live hit */
	uint8_t told_severity;        /* 0: no live hit yet */
	struct place places[PLACES];
	uint32_t *late;               /* sorted: station << 16 | low bits of day */
	uint32_t nlate, cap_late;
};

struct watch {
	struct entry *e;
	uint32_t n, cap, max, version;
	int32_t quiet_ms, live_ms;
	uint64_t *words;
	uint32_t nwords, stale;       /* stale: guards taken away since the filter was built; their bits cost a look, no more */
	struct guard *guards;
	uint64_t lsn; uint32_t nth;   /* the record at work and how many hits it gave (W3) */
	uint32_t (*district_of)(void *arg, uint16_t station);
	void (*on_hit)(void *arg, const struct watch_hit *h);
	uint32_t (*metres)(void *arg, uint16_t a, uint16_t b);
	void *arg;
};

static void guard_out(void *arg, struct watch_hit *h)
{
	struct watch *w = arg;

	h->lsn = w->lsn;
	h->n = w->nth++;
	h->district = w->district_of ? w->district_of(w->arg, h->station) : 0;
	if (w->on_hit)
		w->on_hit(w->arg, h);
}

static uint32_t guard_metres(void *arg, uint16_t a, uint16_t b)
{
	const struct watch *w = arg;

	return w->metres ? w->metres(w->arg, a, b) : UINT32_MAX;
}

struct watch *watch_new(const struct watch_opts *o)
{
	struct watch *w = calloc(1, sizeof *w);
	ASSERT(w);

	w->max = o->max_entries ? o->max_entries : MAX_DEFAULT;
	w->quiet_ms = o->quiet_ms > 0 ? o->quiet_ms : QUIET_DEFAULT;
	w->live_ms = o->live_ms > 0 ? o->live_ms : LIVE_DEFAULT;
	w->nwords = WORDS_MIN;
	w->words = calloc(w->nwords, 8);
	ASSERT(w->words);
	w->district_of = o->district_of;
	w->on_hit = o->on_hit;
	w->metres = o->metres;
	w->arg = o->arg;
	w->guards = guard_new(&(struct guard_opts){ .max = o->max_guards ? o->max_guards : GUARDS_DEFAULT, .metres = guard_metres, .on_hit = guard_out, .arg = w });
	return w;
}

static void clear(struct watch *w)
{
	for (uint32_t i = 0; i < w->n; i++)
		free(w->e[i].late);
	w->n = 0;
}

void watch_free(struct watch *w)
{
	if (!w)
		return;
	clear(w);
	guard_free(w->guards);
	free(w->e);
	free(w->words);
	free(w);
}

void watch_set_times(struct watch *w, int32_t quiet_ms, int32_t live_ms)
{
	if (quiet_ms > 0)
		w->quiet_ms = quiet_ms;
	if (live_ms > 0)
		w->live_ms = live_ms;
}

/* ---- the filter ---- */

static inline uint64_t bits_of(uint64_t h)
{
	return (uint64_t)1 << (h >> 40 & 63) | (uint64_t)1 << (h >> 46 & 63);
}

static inline bool filter_has(const struct watch *w, uint64_t tag)
{
	uint64_t h = hash_u64(tag), b = bits_of(h);

	return (w->words[(uint32_t)h & (w->nwords - 1)] & b) == b;
}

static void filter_add(struct watch *w, uint64_t tag)
{
	uint64_t h = hash_u64(tag);

	w->words[(uint32_t)h & (w->nwords - 1)] |= bits_of(h);
}

/* After a removal, or when the list has outgrown the words. */
static void filter_rebuild(struct watch *w)
{
	uint32_t want = WORDS_MIN;

	uint32_t guards = guard_count(w->guards);
	uint64_t tag, owner;

	while (want < WORDS_MAX && want < w->n + 2 * guards)
		want *= 2;
	if (want > w->nwords) {
		free(w->words);
		w->nwords = want;
		w->words = malloc(8u * (size_t)want);
		ASSERT(w->words);
	}
	memset(w->words, 0, 8u * (size_t)w->nwords);
	w->stale = 0;
	for (uint32_t i = 0; i < w->n; i++)
		filter_add(w, w->e[i].c.tag);
	for (uint32_t i = 0; i < guards; i++) {
		guard_tags(w->guards, i, &tag, &owner);
		filter_add(w, tag);
		if (owner)
			filter_add(w, owner);
	}
}

/* ---- the list ---- */

/* The first entry at or after (tag, case). */
static uint32_t lower(const struct watch *w, uint64_t tag, int64_t case_id)
{
	uint32_t lo = 0, hi = w->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct watch_change *c = &w->e[mid].c;

		if (c->tag < tag || (c->tag == tag && c->case_id < case_id))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void entry_insert(struct watch *w, uint32_t at, const struct watch_change *c)
{
	if (w->n == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 256;
		w->e = realloc(w->e, w->cap * sizeof *w->e);
		ASSERT(w->e);
	}
	memmove(&w->e[at + 1], &w->e[at], (w->n - at) * sizeof *w->e);
	w->e[at] = (struct entry){ .c = *c };
	w->n++;
	if (w->n + 2 * guard_count(w->guards) > w->nwords && w->nwords < WORDS_MAX)
		filter_rebuild(w);
	else
		filter_add(w, c->tag);
}

static void entry_remove(struct watch *w, uint32_t at)
{
	free(w->e[at].late);
	w->n--;
	memmove(&w->e[at], &w->e[at + 1], (w->n - at) * sizeof *w->e);
	filter_rebuild(w);
}

int watch_change(struct watch *w, const struct watch_change *c)
{
	if (c->op > WATCH_ADD || !c->tag || (c->op == WATCH_ADD && (c->severity < 1 || c->severity > 3)))
		return E_INVALID;

	uint32_t i = lower(w, c->tag, c->case_id);
	bool have = i < w->n && w->e[i].c.tag == c->tag && w->e[i].c.case_id == c->case_id;

	if (c->op == WATCH_ADD && !have) {
		if (w->n >= w->max)
			return E_FULL;
		entry_insert(w, i, c);
		memset(w->e[i].c.zero, 0, sizeof w->e[i].c.zero);
	} else if (c->op == WATCH_ADD) {
		/* The watch goes on: it began when it began. */
		w->e[i].c.since = c->since;
		w->e[i].c.severity = c->severity;
		w->e[i].c.version = c->version;
		w->e[i].told_severity = MIN(w->e[i].told_severity, c->severity);
	} else if (have) {
		entry_remove(w, i);
	}
	w->version = MAX(w->version, c->version);
	return 0;
}

bool watch_has(const struct watch *w, uint64_t tag)
{
	if (LIKELY(!filter_has(w, tag)))
		return false;
	uint32_t i = lower(w, tag, INT64_MIN);
	return i < w->n && w->e[i].c.tag == tag;
}

uint32_t watch_version(const struct watch *w) { return w->version; }
uint32_t watch_count(const struct watch *w) { return w->n; }

int watch_list(const struct watch *w, struct watch_change *ret, int max)
{
	int n = (int)MIN(w->n, (uint32_t)MAX(max, 0));

	for (int i = 0; i < n; i++)
		ret[i] = w->e[i].c;
	return n;
}

/* ---- hits ---- */

/* W2: true the first time this (station, day) is late evidence of the entry. */
static bool late_first(struct entry *e, uint16_t station, utc_ms heard)
{
	uint32_t key = (uint32_t)station << 16 | ((uint32_t)day_of(heard) & 0xffff), lo = 0, hi = e->nlate;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (e->late[mid] < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	if ((lo < e->nlate && e->late[lo] == key) || e->nlate >= LATE_MAX)
		return false;
	if (e->nlate == e->cap_late) {
		e->cap_late = e->cap_late ? e->cap_late * 2 : 8;
		e->late = realloc(e->late, e->cap_late * sizeof *e->late);
		ASSERT(e->late);
	}
	memmove(&e->late[lo + 1], &e->late[lo], (e->nlate - lo) * sizeof *e->late);
	e->late[lo] = key;
	e->nlate++;
	return true;
}

/* Notes that the tag was heard in the district; true if it was not heard there within FLAP_MS. */
static bool place_new(struct entry *e, uint32_t district, utc_ms heard)
{
	struct place *old = &e->places[0];

	for (int i = 0; i < PLACES; i++) {
		struct place *p = &e->places[i];

		if (p->district == district) {
			bool fresh = heard - p->last > FLAP_MS;
			p->last = MAX(p->last, heard);
			return fresh;
		}
		if (p->last < old->last)
			old = p;
	}
	*old = (struct place){ district, heard };
	return true;
}

/* W1: true when a live sighting is news. */
static bool live_news(const struct watch *w, struct entry *e, uint32_t district, utc_ms heard)
{
	bool silent = e->told_severity == 0 || heard - e->live_last > w->quiet_ms;
	bool moved = district && place_new(e, district, heard) && district != e->told_district;

	e->live_last = MAX(e->live_last, heard);
	if (!silent && !moved && e->c.severity <= e->told_severity)
		return false;
	e->told_severity = e->c.severity;
	if (district)
		e->told_district = district;
	return true;
}

/* W3: hits of one record are counted through, whether a sighting or the clock raised them. */
static void at_record(struct watch *w, uint64_t lsn)
{
	if (w->lsn != lsn)
		w->nth = 0;
	w->lsn = lsn;
}

static void tag_heard(struct watch *w, const struct presence_batch *b, const struct sup_rec *r)
{
	utc_ms heard = b->base + r->offset_ms + r->duration_ms;
	uint32_t district = w->district_of ? w->district_of(w->arg, b->station) : 0;

	for (uint32_t i = lower(w, r->tag, INT64_MIN); i < w->n && w->e[i].c.tag == r->tag; i++) {
		struct entry *e = &w->e[i];
		bool late = b->late || heard < e->c.at || b->recv - heard > w->live_ms;

		if (heard < e->c.since)
			continue;
		if (late ? !late_first(e, b->station, heard) : !live_news(w, e, district, MIN(heard, b->recv)))
			continue;
		struct watch_hit h = { .lsn = w->lsn, .n = w->nth++, .tag = r->tag, .case_id = e->c.case_id,
			.station = b->station, .district = district, .heard = heard, .recv = b->recv,
			.rssi = r->rssi_max, .severity = e->c.severity, .late = late, .status = r->status };
		if (w->on_hit)
			w->on_hit(w->arg, &h);
	}
	if (guard_count(w->guards))
		guard_hear(w->guards, &(struct guard_heard){ .tag = r->tag, .at = MIN(heard, b->recv), .recv = b->recv, .station = b->station,
			.rssi = r->rssi_max, .status = r->status, .loose = b->late || b->vflags & VF_CLOCK || b->recv - heard > w->live_ms });
}

int watch_apply(struct watch *w, const struct presence_batch *b, uint64_t lsn)
{
	if (w->n == 0 && guard_count(w->guards) == 0)
		return 0;
	at_record(w, lsn);
	uint32_t before = w->nth;
	for (unsigned i = 0; i < b->n; i++) {
		const uint8_t *rec = b->recs + (size_t)i * SUP_REC;

		if (LIKELY(!filter_has(w, be64(rec))))
			continue;
		struct sup_rec r;
		sup_rec_get(rec, &r);
		tag_heard(w, b, &r);
	}
	return (int)(w->nth - before);
}

/* ---- guards ---- */

int watch_guard(struct watch *w, const struct guard_change *c, const struct guard_start *s)
{
	TRY(guard_put(w->guards, c, s));
	uint32_t n = guard_count(w->guards);
	bool narrow = w->n + 2 * n > w->nwords && w->nwords < WORDS_MAX;
	if (narrow || (c->op == GUARD_REMOVE && ++w->stale > n / 2 + STALE_LEAST)) {      /* not at each: a city arms in one minute */
		filter_rebuild(w);
	} else if (c->op == GUARD_PUT) {
		filter_add(w, c->tag);
		if (c->owner_tag)
			filter_add(w, c->owner_tag);
	}
	return 0;
}

void watch_set_guard(struct watch *w, const struct guard_policy *p) { guard_set(w->guards, p); }
uint32_t watch_guards(const struct watch *w) { return guard_count(w->guards); }

void watch_tick(struct watch *w, utc_ms now, uint64_t lsn)
{
	at_record(w, lsn);
	guard_tick(w->guards, now);
}

/* ---- snapshot: head, entries with their late keys, CRC-32C; host order ---- */

#define MAGIC 0x31484357545a59u   /* "YZTWCH1" */
struct snap_head { uint64_t magic; uint32_t n, version; int32_t quiet_ms, live_ms; };
struct snap_entry {
	struct watch_change c;
	utc_ms live_last;
	struct place places[PLACES];
	uint32_t told_district, nlate;
	uint8_t told_severity, zero[7];
};
_Static_assert(sizeof(struct place) == 16, "padding of place is written as zero below");

static int put_crc(int (*put)(void *arg, const void *p, size_t n), void *arg, uint32_t *crc, const void *p, size_t n)
{
	*crc = crc32c(*crc, p, n);
	return n ? put(arg, p, n) : 0;
}

int watch_save(const struct watch *w, int (*put)(void *arg, const void *p, size_t n), void *arg)
{
	struct snap_head h = { MAGIC, w->n, w->version, w->quiet_ms, w->live_ms };
	uint32_t crc = 0;

	TRY(put_crc(put, arg, &crc, &h, sizeof h));
	for (uint32_t i = 0; i < w->n; i++) {
		const struct entry *e = &w->e[i];
		struct snap_entry s;

		memset(&s, 0, sizeof s);
		s.c = e->c;
		s.live_last = e->live_last;
		for (int k = 0; k < PLACES; k++) {
			s.places[k].district = e->places[k].district;
			s.places[k].last = e->places[k].last;
		}
		s.told_district = e->told_district;
		s.told_severity = e->told_severity;
		s.nlate = e->nlate;
		TRY(put_crc(put, arg, &crc, &s, sizeof s));
		TRY(put_crc(put, arg, &crc, e->late, sizeof *e->late * e->nlate));
	}
	if (put(arg, &crc, sizeof crc) < 0)
		return E_STORE;
	return guard_save(w->guards, put, arg);
}

static int get_crc(int (*get)(void *arg, void *p, size_t n), void *arg, uint32_t *crc, void *p, size_t n)
{
	if (n == 0)
		return 0;
	TRY(get(arg, p, n));
	*crc = crc32c(*crc, p, n);
	return 0;
}

static int load_entry(struct watch *w, int (*get)(void *arg, void *p, size_t n), void *arg, uint32_t *crc)
{
	struct snap_entry s;

	TRY(get_crc(get, arg, crc, &s, sizeof s));
	uint32_t at = lower(w, s.c.tag, s.c.case_id);
	if (!s.c.tag || at != w->n || s.nlate > LATE_MAX || s.c.severity < 1 || s.c.severity > 3)
		return E_CORRUPT;
	if (w->n && w->e[w->n - 1].c.tag == s.c.tag && w->e[w->n - 1].c.case_id == s.c.case_id)
		return E_CORRUPT;
	entry_insert(w, at, &s.c);
	struct entry *e = &w->e[at];
	e->live_last = s.live_last;
	e->told_district = s.told_district;
	e->told_severity = s.told_severity;
	memcpy(e->places, s.places, sizeof e->places);
	e->late = malloc(sizeof *e->late * (s.nlate + 1));
	ASSERT(e->late);
	e->cap_late = s.nlate + 1;
	TRY(get_crc(get, arg, crc, e->late, sizeof *e->late * s.nlate));
	e->nlate = s.nlate;
	return 0;
}

int watch_load(struct watch *w, bool guards, int (*get)(void *arg, void *p, size_t n), void *arg)
{
	struct snap_head h;
	uint32_t crc = 0, want;

	TRY(get_crc(get, arg, &crc, &h, sizeof h));
	if (h.magic != MAGIC || h.n > w->max || h.quiet_ms <= 0 || h.live_ms <= 0)
		return E_CORRUPT;
	clear(w);
	filter_rebuild(w);
	w->version = h.version;
	w->quiet_ms = h.quiet_ms;
	w->live_ms = h.live_ms;
	for (uint32_t i = 0; i < h.n; i++)
		TRY(load_entry(w, get, arg, &crc));
	TRY(get(arg, &want, sizeof want));
	if (want != crc)
		return E_CORRUPT;
	if (guards)
		TRY(guard_load(w->guards, get, arg));
	filter_rebuild(w);
	return 0;
}
