/* pace — the time that goes into the journal and to the stations: the server's clock, as long as it goes at the pace of time.
 *
 * Everything behind the journal takes its time from the records: visits close by it, the trail's days are dropped by it, and it never
 * goes back. So a clock that is suddenly ten years ahead (an NTP accident) must not get in. When the clock is more than PACE_STEP_MS
 * away from the last time plus what has passed on the monotonic clock, that sum is used instead, and figures and health say so, until
 * the clock comes back. A step forward of less than a day that lasts PACE_TAKE_MS is real (the machine slept) and is taken; any other
 * needs a restart, which begins with the clock as it is. */
#include "platform/log.h"
#include "serve/ingest/ingest_int.h"

enum { PACE_STEP_MS = 300000, PACE_TAKE_MS = 600000 };

static void begin(struct ingest *g, utc_ms clock)
{
	if (g->clock_off_ms)
		log_line(LOG_WARN, "ingest.clock", "state=taken off_ms=%lld", (long long)(clock - g->pace_at));
	g->pace_at = clock;
	g->pace_since = clock_mono();
	g->clock_off_ms = 0;
}

void pace_init(struct ingest *g)
{
	begin(g, clock_utc());
}

utc_ms ingest_now(struct ingest *g)
{
	utc_ms clock = clock_utc(), due = g->pace_at + mono_since_ms(g->pace_since) * g->o.clock_speed;
	int64_t off = clock - due;

	if (off >= -PACE_STEP_MS && off <= PACE_STEP_MS) {
		begin(g, clock);
		return clock;
	}
	if (!g->clock_off_ms) {
		g->off_since = clock_mono();
		log_line(LOG_ERROR, "ingest.clock", "state=refused off_ms=%lld what=mend_the_clock_or_restart_to_take_it", (long long)off);
	}
	g->clock_off_ms = off;
	if (off > 0 && off < DAY_MS && mono_since_ms(g->off_since) >= PACE_TAKE_MS) {
		begin(g, clock);
		return clock;
	}
	return due;
}
