/* woken_testkit — for tests only: who is woken by a journal's writer, which lives longer than he does.
 *
 * journal_wait returns before on_durable is called, so a wake-up may be on its way when the one it is for is stopped: both take this lock, as
 * app/server.c does. */
#pragma once
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct woken { pthread_mutex_t mu; void *who; void (*wake)(void *who); };
#define WOKEN_NOBODY { .mu = PTHREAD_MUTEX_INITIALIZER }

/* NULL before he is stopped: afterwards no call is in him. */
static inline void woken_set(struct woken *w, void *who, void (*wake)(void *who))
{
	pthread_mutex_lock(&w->mu);
	w->who = who;
	w->wake = wake;
	pthread_mutex_unlock(&w->mu);
}

/* on_durable of the journal; its arg is the struct woken. */
static inline void woken_call(void *arg, uint64_t lsn)
{
	struct woken *w = arg;

	(void)lsn;
	pthread_mutex_lock(&w->mu);
	if (w->who)
		w->wake(w->who);
	pthread_mutex_unlock(&w->mu);
}
