/* station_alarm — what is wrong with a station: the rule, and the alarms it opens and ends. See station.h. */
#include "office/station/station.h"

#include "station_sql.h"

SQL_STATEMENTS(station)   /* each file has its own copy of the generated rows */

const str station_alarm_names[SA_N] = {
	[SA_OFFLINE] = SI("offline"), [SA_DEAF] = SI("deaf"), [SA_DRIFT] = SI("drift"), [SA_FLOOD] = SI("flood"),
	[SA_BATTERY] = SI("battery"), [SA_CONFIG] = SI("config"), [SA_DOOR] = SI("door"), [SA_CLOCK] = SI("clock"),
};

#define BIT(k) (1u << (k))

static unsigned offline(const struct station_signs *s, const struct station_limits *l, utc_ms now)
{
	int64_t limit = l->heartbeat_s * l->offline_missed * SECOND_MS;
	bool silent = now - s->last_frame_at > limit;

	/* a cut connection alone is not an outage: a station has time to come back */
	return silent ? BIT(SA_OFFLINE) : 0;
}

static unsigned hearing(const struct station_signs *s, const struct station_limits *l, utc_ms now, unsigned open)
{
	unsigned bits = 0;
	int64_t heard = s->heard_10min, usual = s->usual_10min;
	/* ten whole minutes of hearing first, or a station that has just come back would be deaf */
	bool settled = now - s->connected_at >= 10 * MINUTE_MS;

	if (s->has_stats && s->reference_heard == 0)
		bits |= BIT(SA_DEAF);
	if (settled && usual >= l->deaf_least) {
		int64_t pct = open & BIT(SA_DEAF) ? l->deaf_pct * 2 : l->deaf_pct;
		if (heard * 100 < usual * MIN(pct, (int64_t)100))
			bits |= BIT(SA_DEAF);
	}
	int64_t flood = MAX(l->flood_least, usual * l->flood_times);
	if (heard > (open & BIT(SA_FLOOD) ? flood / 2 : flood))
		bits |= BIT(SA_FLOOD);
	return bits;
}

static unsigned clocks(const struct station_signs *s, const struct station_limits *l, unsigned open)
{
	int64_t offset = s->clock_offset_ms < 0 ? -(int64_t)s->clock_offset_ms : s->clock_offset_ms;
	unsigned bits = 0;

	if (offset > (open & BIT(SA_DRIFT) ? l->drift_ms / 2 : l->drift_ms))
		bits |= BIT(SA_DRIFT);
	if (s->clock_err_ms > (open & BIT(SA_CLOCK) ? l->drift_ms / 2 : l->drift_ms))
		bits |= BIT(SA_CLOCK);
	return bits;
}

static unsigned box(const struct station_signs *s, const struct station_limits *l, unsigned open)
{
	int64_t least = open & BIT(SA_BATTERY) ? l->battery_pct + 5 : l->battery_pct;
	unsigned bits = 0;

	if (s->has_stats && s->power == 0 && s->battery_pct < least)
		bits |= BIT(SA_BATTERY);
	if (s->has_stats && s->door)
		bits |= BIT(SA_DOOR);
	return bits;
}

unsigned station_health_judge(const struct station_signs *s, const struct station_limits *l, utc_ms now, unsigned open)
{
	if (!s->ever)   /* not heard since this server started: what was wrong before stays wrong, nothing new is known */
		return open;
	unsigned off = offline(s, l, now);
	if (off)        /* the other figures are old: they neither begin nor end an alarm */
		return open | off;
	unsigned bits = hearing(s, l, now, open) | clocks(s, l, open) | box(s, l, open);
	if (s->online && !s->config_ok && now - s->connected_at > l->config_s * SECOND_MS)
		bits |= BIT(SA_CONFIG);
	return bits;
}

int station_alarm_open(struct cx *cx, station_id id, enum station_alarm_kind k, utc_ms since, str detail)
{
	ASSERT((unsigned)k < SA_N);
	return sql_exec(cx, &q_alarm_open, BIND(V(id.v), V(station_alarm_names[k]), V(since), V(detail)));
}

int station_alarm_end(struct cx *cx, station_id id, enum station_alarm_kind k, utc_ms until)
{
	ASSERT((unsigned)k < SA_N);
	return sql_exec(cx, &q_alarm_end, BIND(V(until), V(id.v), V(station_alarm_names[k])));
}

static enum station_alarm_kind kind_of(str s)
{
	int k = 0;

	while (k < SA_N && !str_eq(station_alarm_names[k], s))
		k++;
	ASSERT(k < SA_N);   /* CHECKed by the database */
	return (enum station_alarm_kind)k;
}

struct each { station_alarm_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct station_alarm a;

	a.id = sql_i64(r);
	a.station.v = sql_i64(r);
	ASSERT(station_name_parse(sql_str(r), &a.station_name));
	a.station_place = sql_str(r);
	a.kind = kind_of(sql_str(r));
	a.since = sql_i64(r);
	a.until = sql_i64(r);
	a.detail = sql_str(r);
	return e->fn(cx, &a, e->arg);
}

int station_alarms(struct cx *cx, bool open, station_id station, int64_t before, int max, station_alarm_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_alarms, each_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(open), V(station.v), V(max)));
}

static int ix_row(struct cx *cx, struct sql_row *r, void *arg)
{
	uint16_t *bits = arg;
	int64_t ix = sql_i64(r);

	(void)cx;
	ASSERT(ix >= 0 && ix < STATION_MAX);
	bits[ix] = (uint16_t)(bits[ix] | BIT(kind_of(sql_str(r))));
	return 0;
}

int station_open_alarms(struct cx *cx, uint16_t *ret)
{
	memset(ret, 0, STATION_MAX * sizeof *ret);
	return sql_each(cx, &q_open_alarms, ix_row, ret, BIND_NONE);
}

static int bit_row(struct cx *cx, struct sql_row *r, void *arg)
{
	(void)cx;
	*(unsigned *)arg |= BIT(kind_of(sql_str(r)));
	return 0;
}

int station_open_alarm_bits(struct cx *cx, station_id id, unsigned *ret)
{
	unsigned bits = 0;

	TRY(sql_each(cx, &q_open_bits, bit_row, &bits, BIND(V(id.v))));
	*ret = bits;
	return 0;
}
