/* jobs — see jobs.h. */
#include "serve/jobs/jobs.h"

#include <stdlib.h>

#include "platform/log.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "store/sql/sql.h"

enum { JOBS_MAX = 64, ARENA_BYTES = 32 * 1024 * 1024 };

struct jobs {
	struct jobs_opts o;
	struct thread thread;
	pthread_mutex_t mu;
	pthread_cond_t cv;
	bool stop;
	int64_t due_ns[JOBS_MAX];
};

static void run(struct jobs *j, size_t i)
{
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = j->o.db, .track = j->o.track };

	arena_init(&a, ARENA_BYTES);
	int rc = j->o.jobs[i].fn(&cx, j->o.arg);
	sql_rollback(&cx);
	if (rc < 0)
		log_line(LOG_WARN, "job.failed", "job=%s code=%s why=%s", j->o.jobs[i].name, err_name(rc), LOG_Q(str_of(cx.err.msg)));
	arena_done(&a);
}

static void loop(void *arg)
{
	struct jobs *j = arg;

	pthread_mutex_lock(&j->mu);
	while (!j->stop) {
		int64_t now = sys.mono_ns(), next = now + 1000000000;
		for (size_t i = 0; i < j->o.n && !j->stop; i++) {
			if (j->due_ns[i] <= now) {
				pthread_mutex_unlock(&j->mu);
				run(j, i);
				pthread_mutex_lock(&j->mu);
				j->due_ns[i] = sys.mono_ns() + (int64_t)j->o.jobs[i].every_ms * 1000000;
			}
			next = MIN(next, j->due_ns[i]);
		}
		int64_t wait = (next - sys.mono_ns() + 999999) / 1000000;      /* up: what is left of a millisecond is slept, too */
		if (wait > 0 && !j->stop)
			cond_wait_ms(&j->cv, &j->mu, wait);
	}
	pthread_mutex_unlock(&j->mu);
}

struct jobs *jobs_start(const struct jobs_opts *o)
{
	struct jobs *j = calloc(1, sizeof *j);

	if (!j)
		BUG("out of memory");
	ASSERT(o->n <= JOBS_MAX);
	j->o = *o;
	pthread_mutex_init(&j->mu, NULL);
	cond_init(&j->cv);
	thread_start(&j->thread, "yz-jobs", loop, j);
	return j;
}

void jobs_stop(struct jobs *j)
{
	if (!j)
		return;
	pthread_mutex_lock(&j->mu);
	j->stop = true;
	pthread_cond_signal(&j->cv);
	pthread_mutex_unlock(&j->mu);
	thread_join(&j->thread);
	sql_close(j->o.db);
	free(j);
}

void jobs_kick(struct jobs *j, const char *name)
{
	pthread_mutex_lock(&j->mu);
	for (size_t i = 0; i < j->o.n; i++)
		if (strcmp(j->o.jobs[i].name, name) == 0)
			j->due_ns[i] = 0;
	pthread_cond_signal(&j->cv);
	pthread_mutex_unlock(&j->mu);
}
