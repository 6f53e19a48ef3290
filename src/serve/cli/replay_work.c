/* replay_work — engines' work on all the cores there are. */
#include <stdatomic.h>
#include <unistd.h>

#include "platform/thread.h"
#include "serve/cli/replay_int.h"

enum { MOST = 32 };

struct share { void (*one)(void *of, uint32_t i, uint32_t worker); void *of; uint32_t n; _Atomic uint32_t next; };
struct worker { struct share *s; uint32_t worker; struct thread thread; };

static void work(void *arg)
{
	struct worker *w = arg;
	uint32_t i;

	while ((i = atomic_fetch_add_explicit(&w->s->next, 1, memory_order_relaxed)) < w->s->n)
		w->s->one(w->s->of, i, w->worker);
}

uint32_t replay_workers(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return (uint32_t)MIN(MAX(cores, 1), MOST);
}

void replay_each(void *arg, uint32_t n, void (*one)(void *of, uint32_t i, uint32_t worker), void *of)
{
	struct share s = { .one = one, .of = of, .n = n };
	struct worker w[MOST] = { 0 };
	const uint32_t *workers = arg;
	uint32_t many = MIN(MIN(*workers, (uint32_t)MOST), n);

	for (uint32_t i = 0; i < many; i++) {
		w[i].s = &s;
		w[i].worker = i;
		if (i > 0)
			thread_start(&w[i].thread, "replay", work, &w[i]);
	}
	if (many)
		work(&w[0]);
	for (uint32_t i = 1; i < many; i++)
		thread_join(&w[i].thread);
}
