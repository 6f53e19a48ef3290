/* jn_each — junctions beside each other: whoever runs the engine says how many at a time. */
#include "track/junction/jn_int.h"

struct batch { const struct jn *e; uint32_t from; void (*one)(struct jn *own, struct junc *j, void *arg); void *arg; };

static void run(void *of, uint32_t i, uint32_t worker)
{
	const struct batch *b = of;
	struct jn own = *b->e;
	struct junc *j = &own.j[b->from + i];

	ASSERT(worker < own.workers);
	own.mem = own.mems[worker];
	if (j->on)
		b->one(&own, j, b->arg);
}

void jn_each(struct jn *e, uint32_t from, uint32_t n, void (*one)(struct jn *own, struct junc *j, void *arg), void *arg)
{
	struct batch b = { e, from, one, arg };

	if (e->o.each && e->workers > 1) {
		e->o.each(e->o.each_arg, n, run, &b);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		run(&b, i, 0);
}
