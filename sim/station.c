/* station — see station.h. */
#include "station.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/crc32c.h"

enum { OUT_MAX = 256 * 1024, IN_MAX = SUP_HEADER + SUP_MAX_EXT + SUP_MAX_PAYLOAD, URGENT_QUIET_MS = 20000, TRIES = 5 };

/* The box's own monotonic clock. */
static int64_t mono_of(const struct station *s, int64_t now)
{
	double t = (double)(now - s->booted_at);

	return MAX((int64_t)(t + t * s->drift_ppm * 1e-6), 0);
}

void station_init(struct station *s, const struct station_opts *o, int ix, const char *name, uint64_t seed, uint64_t epoch0,
                  int64_t now)
{
	*s = (struct station){ .o = o, .ix = ix, .r = rng_of(seed, 100, (uint64_t)ix), .next_seq = 1, .epoch = epoch0,
		.heartbeat_s = 30, .retry_at = now, .reset = SUP_RESET_POWER };
	snprintf(s->name, sizeof s->name, "%s", name);
	s->boot_id = rng_next(&s->r);
	s->live_at = s->backlog_at = s->backlog_end = 1;
	s->drift_ppm = rng_normal(&s->r) * 8;
	/* a box that was installed has a battery-backed clock, right to about a second */
	s->clock_known = true;
	s->booted_at = now - (int64_t)rng_range(&s->r, 60e3, 20 * 86400e3);
	s->utc_minus_mono = now - mono_of(s, now);
	s->clock_err_ms = 1500;
}

void station_done(struct station *s)
{
	for (uint32_t i = 0; i < s->nf; i++)
		free(s->f[(s->head + i) & (s->capf - 1)].p);
	free(s->f);
	free(s->rec);
	free(s->in);
	free(s->out);
	*s = (struct station){ 0 };
}

static struct station_frame *at(const struct station *s, uint32_t i)
{
	return &s->f[(s->head + i) & (s->capf - 1)];
}

/* Frames are dense in seq, so a sequence number is an index. */
static struct station_frame *by_seq(const struct station *s, uint64_t seq)
{
	if (s->nf == 0 || seq < at(s, 0)->seq || seq > at(s, s->nf - 1)->seq)
		return NULL;
	return at(s, (uint32_t)(seq - at(s, 0)->seq));
}

static void forget_first(struct station *s)
{
	struct station_frame *f = at(s, 0);

	s->journal_bytes -= f->len;
	free(f->p);
	s->head = (s->head + 1) & (s->capf - 1);
	s->nf--;
}

static void reserve_out(struct station *s, size_t n)
{
	if (s->atout == s->nout)
		s->atout = s->nout = 0;
	if (s->nout + n <= s->capout)
		return;
	size_t cap = MAX(s->capout * 2, (size_t)1024);
	while (cap < s->nout + n)
		cap *= 2;
	s->out = realloc(s->out, cap);
	ASSERT(s->out);
	s->capout = cap;
}

static void put_out(struct station *s, const uint8_t *p, size_t n)
{
	reserve_out(s, n);
	memcpy(s->out + s->nout, p, n);
	s->nout += n;
}

static void put_frame(struct station *s, size_t n, const uint8_t *p)
{
	ASSERT(n > 0);
	put_out(s, p, n);
}

void station_sent(struct station *s, size_t n)
{
	s->atout += n;
	if (s->atout == s->nout) {
		s->atout = s->nout = 0;
		if (s->capout > 16384) {
			free(s->out);
			s->out = NULL;
			s->capout = 0;
		}
	}
}

/* Writes the lane into a stored frame; the CRC covers the header, so it is made anew. */
static void set_lane(struct station_frame *f, bool backlog)
{
	uint16_t flags = be16(f->p + 4), want = (uint16_t)(backlog ? flags | SUP_F_BACKLOG : flags & ~SUP_F_BACKLOG);
	uint32_t zero = 0;

	if (flags == want)
		return;
	put_be16(f->p + 4, want);
	memcpy(f->p + 20, &zero, 4);
	put_be32(f->p + 20, crc32c(0, f->p, f->len));
}

static void send_frame(struct station *s, struct station_frame *f, int64_t now, bool backlog)
{
	set_lane(f, backlog);
	put_out(s, f->p, f->len);
	if (f->sent_at == 0) {
		s->inflight += f->len;
		if (backlog)
			s->backlog_inflight += f->len;
	}
	if (f->tries > 0)
		s->n.resent++;
	f->tries++;
	f->sent_at = now;
}

static bool fits(const struct station *s, const struct station_frame *f)
{
	return (uint64_t)s->inflight + f->len <= s->credits && s->nout - s->atout + f->len <= OUT_MAX;
}

/* Sends what credits and lanes allow: urgent, then live, then backlog in at most half of the credits. */
static void pump(struct station *s, int64_t now)
{
	struct station_frame *f;

	if (s->state != ST_LIVE)
		return;
	while (s->live_at < s->next_seq) {
		f = by_seq(s, s->live_at);
		if (f && !f->acked && f->sent_at == 0) {
			if (!fits(s, f))
				return;
			send_frame(s, f, now, false);
		}
		s->live_at++;
	}
	while (s->backlog_at < s->backlog_end) {
		f = by_seq(s, s->backlog_at);
		if (f && !f->acked && f->sent_at == 0) {
			if (!fits(s, f) || (s->backlog_inflight > 0 && s->backlog_inflight + f->len > s->credits / 2))
				return;
			send_frame(s, f, now, true);
		}
		s->backlog_at++;
	}
}

static void grow_ring(struct station *s)
{
	uint32_t cap = s->capf ? s->capf * 2 : 8;
	struct station_frame *f = calloc(cap, sizeof *f);

	ASSERT(f);
	for (uint32_t i = 0; i < s->nf; i++)
		f[i] = *at(s, i);
	free(s->f);
	s->f = f;
	s->head = 0;
	s->capf = cap;
}

/* Journals the frame in b (already encoded with s->next_seq). */
static struct station_frame *journal(struct station *s, const uint8_t *p, size_t n, uint32_t records, int64_t now, bool urgent)
{
	if (s->nf == s->capf)
		grow_ring(s);
	struct station_frame *f = at(s, s->nf);
	*f = (struct station_frame){ .p = malloc(n), .len = (uint32_t)n, .records = records, .seq = s->next_seq, .made = now,
		.urgent = urgent };
	ASSERT(f->p);
	memcpy(f->p, p, n);
	s->nf++;
	s->next_seq++;
	s->journal_bytes += n;
	s->n.frames++;
	s->n.records += records;
	if (s->o->on_frame)
		s->o->on_frame(s->o->arg, s->ix, f->p, n);
	return f;
}

static void declare_gap(struct station *s, uint64_t first, uint64_t last, enum sup_gap_why why, uint32_t records, int64_t now)
{
	uint8_t buf[128];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_gap g = { .first_seq = first, .last_seq = last, .why = (uint8_t)why, .records = records };

	s->n.gaps++;
	ASSERT(sup_gap_put(&b, s->next_seq, &g) > 0);
	journal(s, buf, b.n, 0, now, false);
}

/* The flash is full: the oldest quarter goes, and a GAP says so (K1). */
static void overrun(struct station *s, int64_t now)
{
	uint64_t first = 0, last = 0;
	uint32_t records = 0;

	while (s->nf > 1 && s->journal_bytes > s->o->journal_max / 4 * 3) {
		struct station_frame *f = at(s, 0);
		if (!f->acked) {
			if (first == 0)
				first = f->seq;
			last = f->seq;
			records += f->records;
			if (f->sent_at != 0)
				s->inflight -= f->len;
			if (f->sent_at != 0 && f->seq < s->backlog_end)
				s->backlog_inflight -= f->len;
		}
		forget_first(s);
	}
	s->n.lost_records += records;
	if (first)
		declare_gap(s, first, last, SUP_GAP_OVERRUN, records, now);
}

static size_t encode(struct station *s, uint8_t *buf, size_t cap, const uint8_t *rec, int n, int64_t base, int reason)
{
	struct sup_buf b = { .p = buf, .cap = cap };
	struct sup_batch v = { .boot_id = s->boot_id, .base_mono_ms = (uint64_t)mono_of(s, base),
		.utc_minus_mono_ms = s->utc_minus_mono + s->clock_lie_ms,
		.clock_err_ms = s->clock_known ? s->clock_err_ms : 0xffffffffu,
		.clock_source = s->clock_known ? SUP_CLOCK_SERVER : SUP_CLOCK_NONE, .n = (uint16_t)n, .recs = rec };
	size_t len = sup_batch_put(&b, reason >= 0 ? SUP_F_URGENT : 0, s->next_seq, &v, reason);

	ASSERT(len > 0);
	return len;
}

static void close_batch(struct station *s, int64_t now)
{
	static uint8_t buf[SUP_HEADER + SUP_BATCH_HEAD + STATION_BATCH * SUP_REC + 64];

	if (s->nrec == 0)
		return;
	size_t n = encode(s, buf, sizeof buf, s->rec, s->nrec, s->batch_at, -1);
	journal(s, buf, n, (uint32_t)s->nrec, now, false);
	s->nrec = 0;
	if (s->journal_bytes > s->o->journal_max)
		overrun(s, now);
}

/* True once a quiet time for each tag, so that a parked stolen bike does not fill the urgent lane. */
static bool tell_now(struct station *s, uint64_t tag, int64_t now)
{
	int oldest = 0;

	for (int i = 0; i < STATION_URGENT_MEMORY; i++) {
		if (s->told[i].tag == tag && now - s->told[i].at < URGENT_QUIET_MS)
			return false;
		if (s->told[i].tag == tag || (s->told[oldest].tag != tag && s->told[i].at < s->told[oldest].at))
			oldest = i;
	}
	s->told[oldest].tag = tag;
	s->told[oldest].at = now;
	return true;
}

static void hear_urgent(struct station *s, int64_t now, const struct sup_rec *r)
{
	uint8_t rec[SUP_REC], buf[256];

	sup_rec_put(rec, r);
	size_t n = encode(s, buf, sizeof buf, rec, 1, now, SUP_URG_WATCH);
	struct station_frame *f = journal(s, buf, n, 1, now, true);
	s->n.urgent++;
	if (s->state == ST_LIVE && fits(s, f))
		send_frame(s, f, now, false);
}

void station_hear(struct station *s, int64_t now, uint64_t tag, int rssi, unsigned status, unsigned antenna)
{
	struct sup_rec r = { .tag = tag, .hits = 1, .rssi_max = (int8_t)rssi,
		.status = (uint8_t)(status | (s->on_battery ? SUP_S_MAINS_CUT : 0)), .antenna = (uint8_t)antenna, .kind = SUP_BEACON };

	s->good++;
	if (s->o->watch && watchset_has(s->o->watch, tag, s->watch_version) && tell_now(s, tag, now)) {
		hear_urgent(s, now, &r);
		return;
	}
	if (s->nrec == 0)
		s->batch_at = now;
	if (s->nrec == s->cap_rec) {
		s->cap_rec = s->cap_rec ? MIN(s->cap_rec * 2, STATION_BATCH) : 16;
		s->rec = realloc(s->rec, (size_t)s->cap_rec * SUP_REC);
		ASSERT(s->rec);
	}
	r.offset_ms = (uint32_t)MAX(now - s->batch_at, 0);
	sup_rec_put(s->rec + (size_t)s->nrec++ * SUP_REC, &r);
	if (s->nrec == STATION_BATCH) {
		close_batch(s, now);
		pump(s, now);
	}
}

static void send_time(struct station *s, int64_t now)
{
	uint8_t buf[128];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_time t = { .t1_mono_ms = (uint64_t)mono_of(s, now) };

	s->time_sent_mono = mono_of(s, now);
	put_frame(s, sup_time_put(&b, &t), buf);
	s->next_time = now + 300000;
}

static void send_stats(struct station *s, int64_t now)
{
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	uint64_t backlog = station_backlog_records(s);
	struct sup_stats v = { .uptime_s = (uint32_t)((now - s->booted_at) / 1000),
		.free_journal_kib = (uint32_t)((s->o->journal_max - MIN(s->journal_bytes, s->o->journal_max)) / 1024),
		.backlog_rows = (uint32_t)MIN(backlog, UINT32_MAX), .temperature_c10 = (int16_t)(245 + rng_below(&s->r, 80)),
		.backlog_age_s = backlog > 0 ? (uint32_t)((now - at(s, 0)->made) / 1000) : 0, .battery_pct = s->on_battery ? 70 : 100,
		.power = !s->on_battery, .reference_heard = 2, .watch_version = s->watch_version, .n = 1 };

	memcpy(v.config_hash, s->config_hash, 8);
	v.antenna[0].good = s->good;
	v.antenna[0].bad = s->bad + s->good / 50;
	v.antenna[0].noise_dbm = (int8_t)(-101 + (int)rng_below(&s->r, 5));
	s->good = s->bad = 0;
	put_frame(s, sup_stats_put(&b, &v), buf);
	s->next_stats = now + (int64_t)s->heartbeat_s * 1000 - (int64_t)rng_below(&s->r, 500);
}

uint64_t station_backlog_records(const struct station *s)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < s->nf && at(s, i)->seq < s->backlog_end; i++)
		if (!at(s, i)->acked)
			n += at(s, i)->records;
	return n;
}

/* A frame that was sent and is still not acknowledged goes again; after five tries the station logs in anew. */
static void resend(struct station *s, int64_t now)
{
	for (uint32_t i = 0, looked = 0; i < s->nf && looked < 4; i++) {
		struct station_frame *f = at(s, i);
		if (f->acked || f->sent_at == 0)
			continue;
		looked++;
		if (now - f->sent_at < s->o->ack_timeout_ms)
			return;
		if (f->tries > TRIES) {
			s->hang_up = true;
			return;
		}
		if (s->nout - s->atout + f->len <= OUT_MAX)
			send_frame(s, f, now, f->seq < s->backlog_end);
	}
}

void station_tick(struct station *s, int64_t now)
{
	if (s->nrec > 0 && now - s->batch_at >= s->o->flush_ms)
		close_batch(s, now);
	if (s->state != ST_LIVE)
		return;
	pump(s, now);
	if (now >= s->next_stats)
		send_stats(s, now);
	if (now >= s->next_time)
		send_time(s, now);
	if (s->inflight > 0)
		resend(s, now);
}

bool station_wants_connect(const struct station *s, int64_t now)
{
	return s->state == ST_DOWN && now >= s->retry_at;
}

void station_dialling(struct station *s)
{
	s->state = ST_DIALLING;
	s->hang_up = false;
}

void station_up(struct station *s, int64_t now)
{
	uint8_t buf[512];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_hello h = { .station = str_of(s->name), .hardware = S("YS-2"), .firmware = S("sim-1.0"), .proto_min = SUP_VERSION,
		.proto_max = SUP_VERSION, .boot_id = s->boot_id, .epoch = s->epoch, .reset = s->reset, .watch_version = s->watch_version,
		.clock_source = s->clock_known ? SUP_CLOCK_RTC : SUP_CLOCK_NONE, .mono_ms = (uint64_t)mono_of(s, now),
		.clock_err_ms = s->clock_known ? s->clock_err_ms : 0xffffffffu };

	h.wall_ms = s->clock_known ? mono_of(s, now) + s->utc_minus_mono + s->clock_lie_ms : 0;
	if (s->nf > 0) {
		h.first_seq = at(s, 0)->seq;
		h.last_seq = at(s, s->nf - 1)->seq;
		h.oldest_age_s = (uint32_t)MAX((now - at(s, 0)->made) / 1000, 0);
	}
	memcpy(h.config_hash, s->config_hash, 8);
	s->nin = s->nout = s->atout = 0;
	put_frame(s, sup_hello_put(&b, &h), buf);
	s->state = ST_HELLO;
	s->n.connects++;
}

void station_lost(struct station *s, int64_t now)
{
	if (s->state == ST_DOWN)
		return;
	bool refused = s->retry_at > now && s->hang_up;   /* BYE or a refusal already said when */
	if (!refused) {
		double cap = 1000.0 * (double)(1u << MIN(s->failures, 9));
		s->retry_at = now + (int64_t)(rng_unit(&s->r) * MIN(cap, 300000.0) * s->o->backoff_scale);
		s->failures++;
	}
	s->state = ST_DOWN;
	s->hang_up = false;
	s->nin = s->nout = s->atout = 0;
	s->inflight = s->backlog_inflight = s->credits = 0;
	for (uint32_t i = 0; i < s->nf; i++) {
		at(s, i)->sent_at = 0;
		at(s, i)->urgent = 0;
	}
}

static void on_hello_ack(struct station *s, const struct sup_frame *f, int64_t now)
{
	struct sup_hello_ack a;

	if (s->state != ST_HELLO || sup_hello_ack_get(f, &a) < 0) {
		s->hang_up = true;
		return;
	}
	s->last_result = a.result;
	if (a.result != SUP_WELCOME) {
		s->hang_up = true;
		s->retry_at = now + 1 + (int64_t)((double)a.retry_s * 1000 * s->o->backoff_scale * (0.5 + rng_unit(&s->r)));
		return;
	}
	s->state = ST_LIVE;
	s->failures = 0;
	s->credits = a.credits;
	s->heartbeat_s = MAX(a.heartbeat_s, (uint16_t)1);
	if (!s->clock_known || s->clock_err_ms > 1000) {
		s->utc_minus_mono = a.server_ms - mono_of(s, now);
		s->clock_known = true;
		s->clock_err_ms = 1000;
	}
	while (a.epoch == s->epoch && s->nf > 0 && at(s, 0)->seq <= a.cum_seq) {
		s->n.acked_frames++;
		s->n.acked_records += at(s, 0)->records;
		forget_first(s);
	}
	s->backlog_end = s->next_seq;
	s->live_at = s->next_seq;
	s->backlog_at = s->nf > 0 ? at(s, 0)->seq : s->next_seq;
	s->next_stats = now + (int64_t)(rng_unit(&s->r) * 1000 * s->heartbeat_s);
	send_time(s, now);
	pump(s, now);
}

static void acked(struct station *s, struct station_frame *f)
{
	if (f->acked)
		return;
	f->acked = 1;
	s->n.acked_frames++;
	s->n.acked_records += f->records;
	if (f->sent_at == 0)
		return;
	s->inflight -= f->len;
	if (f->seq < s->backlog_end)
		s->backlog_inflight -= f->len;
}

static void on_ack(struct station *s, const struct sup_frame *f, int64_t now)
{
	struct sup_ack a;

	if (sup_ack_get(f, &a) < 0) {
		s->hang_up = true;
		return;
	}
	if (a.epoch != s->epoch || (s->lose_ack > 0 && rng_unit(&s->r) < s->lose_ack))
		return;
	s->credits = a.credits;
	for (int k = 0; k < a.n; k++)
		for (uint32_t i = 0; i < s->nf; i++)
			if (at(s, i)->seq >= a.range[k].first && at(s, i)->seq <= a.range[k].last)
				acked(s, at(s, i));
	for (uint32_t i = 0; i < s->nf && at(s, i)->seq <= a.cum_seq; i++)
		acked(s, at(s, i));
	while (s->nf > 0 && at(s, 0)->acked)
		forget_first(s);
	pump(s, now);
}

/* NTP's four timestamps; half the round trip bounds the error. */
static void on_time(struct station *s, const struct sup_frame *f, int64_t now)
{
	struct sup_time t;

	if (sup_time_get(f, &t) < 0 || (int64_t)t.t1_mono_ms != s->time_sent_mono || t.t2_utc_ms == 0)
		return;
	int64_t t1 = s->time_sent_mono, t4 = mono_of(s, now);
	s->utc_minus_mono = ((t.t2_utc_ms - t1) + (t.t3_utc_ms - t4)) / 2;
	s->clock_err_ms = (uint32_t)((t4 - t1) / 2 + 5 + (int64_t)fabs(s->drift_ppm * 0.3));
	s->clock_known = true;
	if (s->clock_err_ms > 30)      /* a slow round trip, as in a storm of log-ins: ask again soon */
		s->next_time = now + 5000;
}

static void on_config(struct station *s, const struct sup_frame *f)
{
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_config c;
	struct sup_config_result r = { .ok = 1 };

	if (sup_config_get(f, &c) < 0)
		return;
	memcpy(s->config_hash, c.hash, 8);
	memcpy(r.hash, c.hash, 8);
	put_frame(s, sup_config_result_put(&b, &r), buf);
}

static void on_watchlist(struct station *s, const struct sup_frame *f)
{
	struct sup_watchlist l;

	if (!s->o->watch || sup_watchlist_get(f, &l) < 0 || (l.from_version != 0 && l.from_version != s->watch_version))
		return;
	watchset_apply(s->o->watch, &l);
	s->watch_version = l.to_version;
}

static void on_command(struct station *s, const struct sup_frame *f, int64_t now)
{
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_command c;

	if (sup_command_get(f, &c) < 0)
		return;
	struct sup_result r = { .id = c.id, .ok = c.what >= 1 && c.what <= 3 };
	put_frame(s, sup_result_put(&b, &r), buf);
	if (c.what == 1) {
		station_reboot(s, now, SUP_RESET_COMMAND);
		s->hang_up = true;
	} else if (c.what == 2) {
		s->next_stats = now;
	}
}

static void on_bye(struct station *s, const struct sup_frame *f, int64_t now)
{
	struct sup_bye v;

	s->n.byes++;
	s->hang_up = true;
	if (sup_bye_get(f, &v) == 0)   /* spread over one to one and a half times the wait */
		s->retry_at = now + 1 + (int64_t)((double)v.retry_s * 1000 * s->o->backoff_scale * (1 + rng_unit(&s->r) / 2));
}

static void on_frame(struct station *s, struct sup_frame *f, int64_t now)
{
	static uint8_t inflated[SUP_MAX_PAYLOAD];
	struct sup_err e;

	if (sup_inflate(f, inflated, sizeof inflated) < 0) {
		s->hang_up = true;
		return;
	}
	switch (f->type) {
	case SUP_HELLO_ACK:
		on_hello_ack(s, f, now);
		break;
	case SUP_ACK:
		on_ack(s, f, now);
		break;
	case SUP_TIME:
		on_time(s, f, now);
		break;
	case SUP_CONFIG:
		on_config(s, f);
		break;
	case SUP_WATCHLIST:
		on_watchlist(s, f);
		break;
	case SUP_COMMAND:
		on_command(s, f, now);
		break;
	case SUP_BYE:
		on_bye(s, f, now);
		break;
	case SUP_ERROR:
		s->n.errors++;
		if (sup_err_get(f, &e) == 0)
			s->last_error = e.code;
		break;
	default:
		break;   /* a later server may say more than this station knows */
	}
}

/* Whole frames at the front of p; returns the bytes used. */
static size_t eat(struct station *s, const uint8_t *p, size_t n, int64_t now)
{
	size_t used = 0;

	while (!s->hang_up) {
		struct sup_frame f;
		int rc = sup_frame_parse(p + used, n - used, SUP_MAX_PAYLOAD, &f);
		if (rc == 0)
			break;
		if (rc < 0) {
			s->hang_up = true;
			break;
		}
		on_frame(s, &f, now);
		used += f.total;
	}
	return used;
}

void station_input(struct station *s, const uint8_t *p, size_t n, int64_t now)
{
	if (s->nin == 0) {
		size_t used = eat(s, p, n, now);
		p += used;
		n -= used;
	}
	if (n == 0 || s->hang_up)
		return;
	if (s->nin + n > s->capin) {
		s->capin = MAX(s->nin + n, (size_t)4096);
		s->in = realloc(s->in, s->capin);
		ASSERT(s->in);
	}
	memcpy(s->in + s->nin, p, n);
	s->nin += n;
	size_t used = eat(s, s->in, s->nin, now);
	memmove(s->in, s->in + used, s->nin - used);
	s->nin -= used;
	if (s->nin > IN_MAX)
		s->hang_up = true;
	if (s->nin == 0 && s->capin > 65536) {
		free(s->in);
		s->in = NULL;
		s->capin = 0;
	}
}

void station_reboot(struct station *s, int64_t now, unsigned reset)
{
	s->n.lost_records += (uint64_t)s->nrec;
	s->nrec = 0;
	s->boot_id = rng_next(&s->r);
	s->booted_at = now - 2000;   /* what it hears in the very first moment is not before its clock began */
	s->reset = (uint8_t)reset;
	s->utc_minus_mono = s->booted_at;
	s->clock_err_ms = 1500;
	memset(s->told, 0, sizeof s->told);
	s->watch_version = 0;
	memset(s->config_hash, 0, sizeof s->config_hash);
}

/* The new journal says what the old one lost: its batches take the first numbers of the new epoch, and the GAP follows them,
 * so that the server's cumulative number can pass. */
void station_wipe(struct station *s, int64_t now)
{
	uint32_t records = (uint32_t)s->nrec, batches = s->nrec > 0;

	for (uint32_t i = 0; i < s->nf; i++)
		if (!at(s, i)->acked) {
			records += at(s, i)->records;
			batches++;
		}
	while (s->nf > 0)
		forget_first(s);
	s->n.lost_records += records - (uint32_t)s->nrec;   /* station_reboot counts the open batch */
	station_reboot(s, now, SUP_RESET_CRASH);
	s->epoch++;
	s->next_seq = s->live_at = s->backlog_at = s->backlog_end = 1 + batches;
	s->inflight = s->backlog_inflight = 0;
	if (batches > 0)
		declare_gap(s, 1, batches, SUP_GAP_FLASH_WIPED, records, now);
}
