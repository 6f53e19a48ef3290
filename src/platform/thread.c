/* thread — see thread.h. */
#define _GNU_SOURCE
#include "platform/thread.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct start { void (*fn)(void *); void *arg; char name[16]; };

static void *run(void *p)
{
	struct start s = *(struct start *)p;

	free(p);
	pthread_setname_np(pthread_self(), s.name);
	s.fn(s.arg);
	return NULL;
}

void thread_start(struct thread *t, const char *name, void (*fn)(void *), void *arg)
{
	struct start *s = calloc(1, sizeof *s);
	sigset_t all, old;

	if (!s)
		BUG("out of memory");
	s->fn = fn;
	s->arg = arg;
	strncpy(s->name, name, sizeof s->name - 1);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (pthread_create(&t->id, NULL, run, s))
		BUG("cannot start a thread");
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	t->on = true;
}

void thread_join(struct thread *t)
{
	if (t->on)
		pthread_join(t->id, NULL);
	t->on = false;
}

void wake_init(struct wake *w)
{
	w->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (w->fd < 0)
		BUG("no eventfd");
}

void wake_post(struct wake *w)
{
	uint64_t one = 1;
	ssize_t n = write(w->fd, &one, sizeof one);

	(void)n;  /* EAGAIN: already posted */
}

void wake_drain(struct wake *w)
{
	uint64_t n;
	ssize_t k = read(w->fd, &n, sizeof n);

	(void)k;
}

void wake_done(struct wake *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

void cond_init(pthread_cond_t *cv)
{
	pthread_condattr_t a;

	pthread_condattr_init(&a);
	pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
	pthread_cond_init(cv, &a);
	pthread_condattr_destroy(&a);
}

void cond_wait_us(pthread_cond_t *cv, pthread_mutex_t *m, int64_t us)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);    /* the clock of cond_init, not the one tests replace */
	ts.tv_nsec += us % 1000000 * 1000;
	ts.tv_sec += us / 1000000 + ts.tv_nsec / 1000000000;
	ts.tv_nsec %= 1000000000;
	pthread_cond_timedwait(cv, m, &ts);
}

void cond_wait_ms(pthread_cond_t *cv, pthread_mutex_t *m, int64_t ms)
{
	cond_wait_us(cv, m, ms * 1000);
}
