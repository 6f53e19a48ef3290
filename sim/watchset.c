/* watchset — see watchset.h. */
#include "watchset.h"

#include <stdlib.h>

enum { CAP = 65536 };   /* four times the entries in force: also room for removed ones until the next full list */

void watchset_init(struct watchset *w)
{
	*w = (struct watchset){ .cap = CAP, .slot = calloc(CAP, sizeof *w->slot) };
	ASSERT(w->slot);
}

void watchset_done(struct watchset *w)
{
	free(w->slot);
	*w = (struct watchset){ 0 };
}

static void set(struct watchset *w, uint64_t tag, bool on, uint32_t version)
{
	for (uint32_t i = (uint32_t)hash_u64(tag) & (CAP - 1);; i = (i + 1) & (CAP - 1)) {
		struct watchset_entry *s = &w->slot[i];
		if (s->tag == 0) {
			if (!on)
				return;
			if (w->used >= CAP / 4 * 3) {
				w->dropped++;
				return;
			}
			w->used++;
			*s = (struct watchset_entry){ tag, version, 0 };
			return;
		}
		if (s->tag != tag)
			continue;
		if (!on && s->removed == 0)
			s->removed = version;
		else if (on && s->removed != 0)
			*s = (struct watchset_entry){ tag, version, 0 };
		return;
	}
}

void watchset_apply(struct watchset *w, const struct sup_watchlist *l)
{
	if (l->to_version < w->version || (l->to_version == w->version && w->version != 0))
		return;
	if (l->from_version == 0) {
		memset(w->slot, 0, CAP * sizeof *w->slot);
		w->used = 0;
	}
	for (int i = 0; i < l->n; i++)
		set(w, be64(l->items + 9 * i + 1), l->items[9 * i] == 1, l->to_version);
	w->version = l->to_version;
}
