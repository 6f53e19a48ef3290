/* watchset — the watch list as the stations of one simulator hold it: one table for all, each station at its own version.
 *
 * Every station of a server gets the same numbered deltas, so a tag needs only the versions that added and removed it.
 * Bound: SUP_WATCH_MAX entries in force; past it new ones are dropped and counted. One thread. */
#pragma once
#include "format/sup/sup.h"

struct watchset_entry { uint64_t tag; uint32_t added, removed; };
struct watchset { struct watchset_entry *slot; uint32_t cap, used, version; uint64_t dropped; };

void watchset_init(struct watchset *w);
void watchset_done(struct watchset *w);
/* A delta or, from version 0, the full list. Older than what is known: nothing changes. */
void watchset_apply(struct watchset *w, const struct sup_watchlist *l);
/* True if a station at this version watches the tag. */
static inline bool watchset_has(const struct watchset *w, uint64_t tag, uint32_t version)
{
	if (version == 0 || w->used == 0)
		return false;
	for (uint32_t i = (uint32_t)hash_u64(tag) & (w->cap - 1);; i = (i + 1) & (w->cap - 1)) {
		const struct watchset_entry *s = &w->slot[i];
		if (s->tag == tag)
			return s->added <= version && (s->removed == 0 || version < s->removed);
		if (s->tag == 0)
			return false;
	}
}
