/* thread — named threads, locks and a wake-up descriptor. Failure to create one is a bad start: BUG. */
#pragma once
#include <pthread.h>

#include "base/base.h"

struct thread { pthread_t id; bool on; };

/* Starts fn(arg) with signals blocked; name at most 15 bytes, shown by top -H. */
void thread_start(struct thread *t, const char *name, void (*fn)(void *arg), void *arg);
void thread_join(struct thread *t);   /* no-op if never started */

/* An eventfd: post from any thread, poll or wait on .fd in one. */
struct wake { int fd; };
void wake_init(struct wake *w);
void wake_post(struct wake *w);
void wake_drain(struct wake *w);
void wake_done(struct wake *w);

/* Waits on cv until signalled or ms have passed (CLOCK_MONOTONIC). m is held. */
void cond_init(pthread_cond_t *cv);
void cond_wait_ms(pthread_cond_t *cv, pthread_mutex_t *m, int64_t ms);
void cond_wait_us(pthread_cond_t *cv, pthread_mutex_t *m, int64_t us);
