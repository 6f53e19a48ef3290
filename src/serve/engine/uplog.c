/* uplog — when each station was connected, and how much it usually hears. Both are functions of the journal: session records,
 * receive times. "Not heard" means something only beside "was anyone listening". */
#include <stdlib.h>

#include "serve/engine/partition_int.h"

/* Session records carry struct session_event of serve/ingest; only its first field, the instant, is read here. */
static utc_ms event_at(const struct journal_rec *r)
{
	utc_ms at = r->stored;

	if (r->n >= sizeof at)
		memcpy(&at, r->p, sizeof at);
	return at;
}

struct station_log *uplog_station(struct partition *p, uint16_t ix)
{
	if (ix >= STATION_MAX)
		return NULL;
	if (ix >= p->n_logs) {
		uint32_t n = MIN(ALIGN_UP(ix + 1u, 512u), (uint32_t)STATION_MAX);
		struct station_log *q = realloc(p->logs, n * sizeof *q);
		if (!q)
			BUG("out of memory");
		memset(q + p->n_logs, 0, (n - p->n_logs) * sizeof *q);
		p->logs = q;
		p->n_logs = n;
	}
	return &p->logs[ix];
}

static void up_begin(struct station_log *s, utc_ms at)
{
	if (s->n_up && s->up[s->n_up - 1].to == 0)
		return;                 /* a second session took over */
	if (s->n_up == UP_RING) {
		memmove(s->up, s->up + 1, (UP_RING - 1) * sizeof s->up[0]);
		s->n_up--;
	}
	s->up[s->n_up++] = (struct up){ .from = at };
}

static void up_end(struct station_log *s, utc_ms at)
{
	if (s->n_up && s->up[s->n_up - 1].to == 0)
		s->up[s->n_up - 1].to = MAX(at, s->up[s->n_up - 1].from + 1);
}

static uint32_t hour_of_week(utc_ms t)
{
	int64_t h = (t + 8 * HOUR_MS) / HOUR_MS;     /* +08:00; the epoch was a Thursday */

	return (uint32_t)((h % HOURS_OF_WEEK + HOURS_OF_WEEK) % HOURS_OF_WEEK);
}

/* Once a minute of journal time: the last ten minutes' count slides on; every tenth time the usual value learns from it. */
static void minute_passed(struct partition *p, utc_ms now)
{
	uint32_t hour = hour_of_week(now);

	p->minute_ix++;
	for (uint32_t i = 0; i < p->n_logs; i++) {
		struct station_log *s = &p->logs[i];
		uint64_t seen = engine_station_sightings(p->engine, (uint16_t)i);
		s->minute[p->minute_ix % 10] = (uint32_t)MIN(seen - MIN(s->seen, seen), (uint64_t)UINT32_MAX / 16);
		s->seen = seen;
		if (p->minute_ix % 10 == 9) {
			uint32_t sum = 0;
			for (int k = 0; k < 10; k++)
				sum += s->minute[k];
			uint32_t *u = &s->usual[hour];
			*u = *u ? *u - *u / 8 + sum / 8 : sum;
		}
	}
}

void uplog_record(struct partition *p, const struct journal_rec *r)
{
	struct station_log *s;

	if (p->last_stored && r->stored > p->last_stored + DOWN_MS)
		for (uint32_t i = 0; i < p->n_logs; i++)     /* nobody listened between the two records */
			up_end(&p->logs[i], p->last_stored);
	p->last_stored = MAX(p->last_stored, r->stored);
	if (r->stored >= p->minute_at + MINUTE_MS) {
		minute_passed(p, r->stored);
		p->minute_at = r->stored;
	}
	if ((r->type == JR_HELLO || r->type == JR_LEFT) && (s = uplog_station(p, r->source))) {
		if (r->type == JR_HELLO)
			up_begin(s, event_at(r));
		else
			up_end(s, event_at(r));
	}
}

struct traffic_ask { uint16_t ix; struct station_traffic *ret; bool ok; };

static void traffic(struct partition *p, void *arg)
{
	struct traffic_ask *q = arg;

	if (q->ix >= p->n_logs)
		return;
	const struct station_log *s = &p->logs[q->ix];
	for (int k = 0; k < 10; k++)
		q->ret->heard_10min += s->minute[k];
	q->ret->usual_10min = s->usual[hour_of_week(p->last_stored)];
	q->ok = true;
}

bool partition_traffic(struct partition *p, uint16_t ix, struct station_traffic *ret)
{
	struct traffic_ask q = { .ix = ix, .ret = ret };

	*ret = (struct station_traffic){ 0 };
	return partition_call(p, traffic, &q) && q.ok;
}

struct traffic_all { struct station_traffic *ret; uint32_t max, n; };

static void traffic_each(struct partition *p, void *arg)
{
	struct traffic_all *q = arg;

	for (q->n = 0; q->n < MIN(q->max, p->n_logs); q->n++) {
		struct traffic_ask one = { .ix = (uint16_t)q->n, .ret = &q->ret[q->n] };
		q->ret[q->n] = (struct station_traffic){ 0 };
		traffic(p, &one);
	}
}

uint32_t partition_traffic_all(struct partition *p, struct station_traffic *ret, uint32_t max)
{
	struct traffic_all q = { .ret = ret, .max = max };

	partition_call(p, traffic_each, &q);
	return q.n;
}

struct up_ask { uint16_t ix; utc_ms from, to, (*ret)[2]; uint32_t max, n; };

static void uptime(struct partition *p, void *arg)
{
	struct up_ask *q = arg;

	if (q->ix >= p->n_logs)
		return;
	const struct station_log *s = &p->logs[q->ix];
	for (uint32_t i = 0; i < s->n_up && q->n < q->max; i++) {
		utc_ms a = MAX(s->up[i].from, q->from), b = MIN(s->up[i].to ? s->up[i].to : p->last_stored, q->to);
		if (a >= b)
			continue;
		q->ret[q->n][0] = a;
		q->ret[q->n++][1] = b;
	}
}

uint32_t partition_uptime(struct partition *p, uint16_t ix, utc_ms from, utc_ms to, utc_ms (*ret)[2], uint32_t max)
{
	struct up_ask q = { .ix = ix, .from = from, .to = to, .ret = ret, .max = max };

	partition_call(p, uptime, &q);
	return q.n;
}
