/* alerts — the thread that hands hits to the business side, in order, each until it is taken. */
#include <stdlib.h>

#include "platform/log.h"
#include "serve/engine/partition_int.h"

enum { AGAIN_MS = 1000 };

void alert_push(struct partition *p, const struct watch_hit *h, const struct fix *at)
{
	pthread_mutex_lock(&p->hmu);
	while (p->h_put - p->h_taken == HITS_MAX && !p->stop)    /* written bound: then the engine waits */
		cond_wait_ms(&p->hdone, &p->hmu, 100);
	if (!p->hit_dropped && p->h_put - p->h_taken < HITS_MAX) {
		struct hit_item *it = &p->hits[p->h_put % HITS_MAX];
		*it = (struct hit_item){ .h = *h, .has_fix = at != NULL };
		if (at)
			it->at = *at;
		p->h_put++;
		pthread_cond_signal(&p->hcv);
	} else {
		p->hit_dropped = true;  /* a restart replays it and all behind it: neither a snapshot nor a later hit passes it (P1) */
	}
	pthread_mutex_unlock(&p->hmu);
}

bool alert_wait(struct partition *p, uint64_t seq, int64_t timeout_ms)
{
	mono begun = clock_mono();

	pthread_mutex_lock(&p->hmu);
	while (p->h_taken < seq && !p->h_stop && mono_since_ms(begun) < timeout_ms)
		cond_wait_ms(&p->hdone, &p->hmu, 100);
	bool ok = p->h_taken >= seq;
	pthread_mutex_unlock(&p->hmu);
	return ok;
}

/* Offers one item until it is taken or the program stops. */
static bool offer(struct partition *p, const struct hit_item *it)
{
	for (;;) {
		int rc = p->o.on_hit ? p->o.on_hit(p->o.arg, &it->h, it->has_fix ? &it->at : NULL) : 0;
		p->a_alert_err = MIN(rc, 0);
		if (rc >= 0)
			return true;
		log_line(LOG_ERROR, "alert.not_taken", "lsn=%llu n=%u code=%s", (unsigned long long)it->h.lsn, it->h.n,
		         err_name(rc));
		pthread_mutex_lock(&p->hmu);
		for (mono since = clock_mono(); !p->h_stop && mono_since_ms(since) < AGAIN_MS;)   /* new hits wake this too */
			cond_wait_ms(&p->hcv, &p->hmu, AGAIN_MS);
		bool stop = p->h_stop;
		pthread_mutex_unlock(&p->hmu);
		if (stop)
			return false;
	}
}

void alert_loop(void *arg)
{
	struct partition *p = arg;

	pthread_mutex_lock(&p->hmu);
	for (;;) {
		while (p->h_put == p->h_taken && !p->h_stop)
			pthread_cond_wait(&p->hcv, &p->hmu);
		if (p->h_put == p->h_taken)
			break;
		struct hit_item it = p->hits[p->h_taken % HITS_MAX];
		pthread_mutex_unlock(&p->hmu);
		bool taken = offer(p, &it);
		pthread_mutex_lock(&p->hmu);
		if (!taken)
			break;          /* stopping: a restart replays it, no snapshot has passed it (P1) */
		p->h_taken++;
		pthread_cond_broadcast(&p->hdone);
	}
	pthread_mutex_unlock(&p->hmu);
}
