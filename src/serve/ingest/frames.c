/* frames — what each type of frame does to a session. One function a type, found by a table. */
#include <stdlib.h>

#include "platform/log.h"
#include "serve/ingest/ingest_int.h"

typedef enum frame_result handler(struct session *s, struct sup_frame *f, const uint8_t *raw);

static void copy_text(char *to, size_t cap, str s)
{
	size_t n = MIN(s.n, cap - 1);

	for (size_t i = 0; i < n; i++)
		to[i] = s.p[i] >= 32 && s.p[i] < 127 ? s.p[i] : '?';
	to[n] = 0;
}

/* set: what is durable; NULL for a station that is turned away. */
static void send_hello_ack(struct session *s, enum sup_hello_result result, uint32_t retry_s, const struct seqset *set)
{
	uint8_t frame[256];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	struct sup_hello_ack a = { .result = (uint8_t)result, .version = SUP_VERSION, .server_ms = ingest_now(s->g),
		.credits = (uint32_t)s->credit, .heartbeat_s = s->heartbeat_s, .retry_s = retry_s,
		.watch_version = s->g->watch_version };

	memcpy(a.config_hash, s->g->config_hash, 8);
	if (set) {
		a.epoch = set->epoch;
		a.cum_seq = set->cum;
	}
	session_send(s, frame, sup_hello_ack_put(&b, &a));
}

static void send_config(struct session *s)
{
	uint8_t frame[4096 + 64];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	struct sup_config c = { .text = str_of(s->g->o.config_text) };

	memcpy(c.hash, s->g->config_hash, 8);
	session_send(s, frame, sup_config_put(&b, &c));
}

static enum frame_result refuse_hello(struct session *s, enum sup_hello_result why, const struct sup_hello *h)
{
	if (why == SUP_NOT_REGISTERED)
		pending_note(s->g, h->station, s->peer, h->hardware, h->firmware);
	send_hello_ack(s, why, 300, NULL);
	s->g->stats.refused++;
	session_end(s, SUP_BYE_PROTOCOL);
	return FR_END;
}

/* Journals the start of the session (its epoch is what recovery files the following frames under). */
static int journal_hello(struct session *s, const struct sup_hello *h, uint64_t *ret_end)
{
	struct session_event ev = { .at = ingest_now(s->g), .epoch = h->epoch, .boot_id = h->boot_id,
		.first_seq = h->first_seq, .why = h->reset };

	return journal_append(s->g->o.journal, JR_HELLO, s->st->ix, ev.at, &ev, sizeof ev, NULL, 0, ret_end);
}

void session_welcome(struct session *s, const struct seqset *set)
{
	s->greet = false;
	send_hello_ack(s, SUP_WELCOME, 0, set);
	if (!s->st->health.config_ok && s->g->o.config_text[0])
		send_config(s);
	if (s->watch_version != s->g->watch_version)
		watchlist_send(s);
	s->last_ack = clock_mono();
}

static void take_over(struct session *s, struct station *st)
{
	struct session *old = st->session;

	st->session = s;
	s->step = SS_LIVE;
	young_leave(s);
	tls_welcome(s);
	if (old) {              /* two links with one identity: the newer one is the station, and it has not left (no JR_LEFT) */
		st->health.duplicate_sessions++;
		session_bye(old, SUP_BYE_DUPLICATE, 60);
	} else {
		s->g->stats.online++;
	}
	st->health.online = true;
	st->health.connected_at = st->health.last_frame_at = ingest_now(s->g);
}

static enum frame_result on_hello(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	struct sup_hello h;
	uint64_t end;
	int k = sup_hello_get(f, &h);

	(void)raw;
	if (k < 0) {
		session_fail(s, (enum sup_error)-k, 0, "HELLO cannot be read");
		return FR_END;
	}
	if (s->psk_name[0] && !str_eq(h.station, str_of(s->psk_name))) {
		session_fail(s, SUP_E_IDENTITY, 0, "HELLO names another station than the key");
		return FR_END;
	}
	struct station *st = ingest_find(s->g, h.station);
	if (s->ssl && (!st || !st->has_key || st->key_gen != s->psk_gen)) {     /* revoked between handshake and HELLO */
		session_bye(s, SUP_BYE_REVOKED, 300);
		return FR_END;
	}
	if (h.proto_min > SUP_VERSION || h.proto_max < SUP_VERSION) {
		session_fail(s, SUP_E_VERSION, 0, "no common protocol version");
		return FR_END;
	}
	if (!st || st->state == LINK_WITHDRAWN)
		return refuse_hello(s, SUP_NOT_REGISTERED, &h);
	if (st->state == LINK_QUARANTINE)
		return refuse_hello(s, SUP_QUARANTINED, &h);
	s->st = st;
	int rc = journal_hello(s, &h, &end);
	if (rc < 0) {
		s->st = NULL;
		if (rc == E_BUSY || rc == E_FULL)
			return FR_BLOCKED;
		session_fail(s, SUP_E_INTERNAL, 0, "the journal has failed; keep the data");
		return FR_END;
	}
	ingest_use_epoch(st, h.epoch, h.first_seq);
	take_over(s, st);
	s->boot_id = h.boot_id;
	s->epoch = h.epoch;
	s->watch_version = h.watch_version;
	copy_text(st->health.firmware, sizeof st->health.firmware, h.firmware);
	copy_text(st->health.hardware, sizeof st->health.hardware, h.hardware);
	memcpy(st->health.address, s->peer, sizeof st->health.address);
	st->health.clock_err_ms = h.clock_err_ms;
	st->health.known = true;
	st->health.config_ok = memcmp(h.config_hash, s->g->config_hash, 8) == 0;
	st->health.watch_version = h.watch_version;
	if (h.wall_ms)
		st->health.clock_offset_ms = (int32_t)MAX(MIN(h.wall_ms - ingest_now(s->g), INT32_MAX), INT32_MIN);
	s->greet = true;
	ack_note(s, end);
	log_line(LOG_DEBUG, "ingest.hello", "station=%s peer=%s", st->name.z, LOG_Q(str_of(s->peer)));
	return FR_OK;
}

/* A journaled frame whose payload is good: dedup, append, remember what to acknowledge. gap: what a GAP declares, else NULL. */
static enum frame_result take(struct session *s, const struct sup_frame *f, const uint8_t *raw, const struct sup_gap *gap)
{
	struct station *st = s->st;
	struct ingest *g = s->g;
	struct seqset set = st->epoch[0];       /* the station's own changes only when the frame is in the journal */
	utc_ms now = ingest_now(g);
	uint64_t end;

	switch (gap ? ingest_add_gap(&set, gap, f->seq) : seqset_add(&set, f->seq, f->seq)) {
	case SEQSET_DUP:
		st->health.duplicates++;
		g->stats.duplicates++;
		ack_duplicate(s);
		return FR_OK;
	case SEQSET_NO_ROOM:    /* too scattered: it is not acknowledged, the station sends it again in order */
		g->stats.refused++;
		return FR_OK;
	case SEQSET_NEW:
		break;
	}
	int rc = journal_append(g->o.journal, JR_FRAME, st->ix, now, &now, sizeof now, raw, f->total, &end);
	if (rc == E_BUSY || rc == E_FULL)
		return FR_BLOCKED;
	if (rc < 0) {
		session_fail(s, SUP_E_INTERNAL, f->seq, "the journal has failed; keep the data");
		return FR_END;
	}
	st->epoch[0] = set;
	g->appended = end;
	s->bytes_in += f->total;
	st->health.frames++;
	st->health.last_frame_at = now;
	g->stats.frames++;
	ack_note(s, end);
	return FR_OK;
}

static bool over_credit(const struct session *s)
{
	/* one frame and one grant of tolerance: the station may have sent before it learned of a lower one */
	return s->bytes_in - s->bytes_acked > 2 * s->credit + SUP_MAX_PAYLOAD;
}

static enum frame_result on_batch(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	struct sup_batch b;
	uint8_t reason;
	int k = sup_batch_get(f, &b, &reason);

	if (k < 0) {
		session_fail(s, (enum sup_error)-k, f->seq, "the batch cannot be read");
		return FR_END;
	}
	if (over_credit(s)) {
		session_fail(s, SUP_E_CREDIT, f->seq, "more is on its way than the credits allow");
		return FR_END;
	}
	uint64_t before = s->st->health.frames;
	enum frame_result r = take(s, f, raw, NULL);
	if (r == FR_OK && s->st->health.frames != before) {
		s->st->health.sightings += b.n;
		s->st->health.clock_err_ms = b.clock_err_ms;
		s->g->stats.sightings += b.n;
	}
	return r;
}

static enum frame_result on_gap(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	struct sup_gap gap;
	int k = sup_gap_get(f, &gap);

	if (k < 0) {
		session_fail(s, (enum sup_error)-k, f->seq, "GAP cannot be read");
		return FR_END;
	}
	/* numbers not given yet cannot be lost: batches that come with them would be acknowledged unseen */
	if (gap.last_seq > f->seq) {
		session_fail(s, SUP_E_VALUE, f->seq, "GAP declares numbers above its own");
		return FR_END;
	}
	/* the lost batches count as taken, so that the cumulative number can pass them; so does this frame */
	uint64_t before = s->st->health.frames;
	enum frame_result r = take(s, f, raw, &gap);
	if (r == FR_OK && s->st->health.frames != before) {
		s->st->health.gap_records += gap.records;
		if (log_gate(&s->g->gate[GATE_GAP], "ingest.gap"))
			log_line(LOG_WARN, "ingest.gap", "station=%s first=%llu last=%llu why=%u records=%u", s->st->name.z,
			         (unsigned long long)gap.first_seq, (unsigned long long)gap.last_seq, gap.why, gap.records);
	}
	return r;
}

static enum frame_result on_stats(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	struct sup_stats v;
	int k = sup_stats_get(f, &v);
	struct ingest_health *h = &s->st->health;

	(void)raw;
	if (k < 0) {
		session_fail(s, (enum sup_error)-k, 0, "STATS cannot be read");
		return FR_END;
	}
	h->last_frame_at = h->last_stats_at = ingest_now(s->g);    /* a sign of life, though nothing was heard */
	h->power = v.power;
	h->door = v.door;
	h->reference_heard = v.reference_heard;
	h->battery_pct = v.battery_pct;
	h->temperature_c10 = v.temperature_c10;
	h->backlog_rows = v.backlog_rows;
	h->backlog_age_s = v.backlog_age_s;
	h->free_journal_kib = v.free_journal_kib;
	h->watch_version = v.watch_version;
	watchlist_holds(s, v.watch_version);
	h->config_ok = memcmp(v.config_hash, s->g->config_hash, 8) == 0;
	return FR_OK;
}

static enum frame_result on_time(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	uint8_t frame[128];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	struct sup_time v;
	int k = sup_time_get(f, &v);

	(void)raw;
	if (k < 0) {
		session_fail(s, (enum sup_error)-k, 0, "TIME cannot be read");
		return FR_END;
	}
	v.t2_utc_ms = v.t3_utc_ms = ingest_now(s->g);
	session_send(s, frame, sup_time_put(&b, &v));
	return FR_OK;
}

static enum frame_result on_config_result(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	struct sup_config_result v;
	int k = sup_config_result_get(f, &v);

	(void)raw;
	if (k < 0) {
		session_fail(s, (enum sup_error)-k, 0, "CONFIG_RESULT cannot be read");
		return FR_END;
	}
	s->st->health.config_ok = v.ok && memcmp(v.hash, s->g->config_hash, 8) == 0;
	return FR_OK;
}

static enum frame_result on_result(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	struct sup_result v;
	int k = sup_result_get(f, &v);

	(void)raw;
	if (k < 0) {
		session_fail(s, (enum sup_error)-k, 0, "RESULT cannot be read");
		return FR_END;
	}
	if (log_gate(&s->g->gate[GATE_RESULT], "ingest.result"))
		log_line(LOG_INFO, "ingest.result", "station=%s command=%u ok=%u", s->st->name.z, v.id, v.ok);
	return FR_OK;
}

static enum frame_result on_bye(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	(void)f;
	(void)raw;
	session_end(s, SUP_BYE_STATION);
	return FR_END;
}

static enum frame_result on_error(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	struct sup_err v;

	(void)raw;
	if (sup_err_get(f, &v) == 0 && log_gate(&s->g->gate[GATE_ERROR], "ingest.station_error"))
		log_line(LOG_WARN, "ingest.station_error", "station=%s code=%.*s text=%s", s->st->name.z,
		         STR_ARG(sup_error_name(v.code)), LOG_Q(v.text));
	session_end(s, SUP_BYE_PROTOCOL);
	return FR_END;
}

/* What a station may send, and in which step. Every other type is an error of order. */
static const struct { uint8_t type; enum session_step step; handler *fn; } table[] = {
	{ SUP_SIGHTINGS,     SS_LIVE,  on_batch },
	{ SUP_URGENT,        SS_LIVE,  on_batch },
	{ SUP_GAP,           SS_LIVE,  on_gap },
	{ SUP_STATS,         SS_LIVE,  on_stats },
	{ SUP_TIME,          SS_LIVE,  on_time },
	{ SUP_CONFIG_RESULT, SS_LIVE,  on_config_result },
	{ SUP_RESULT,        SS_LIVE,  on_result },
	{ SUP_HELLO,         SS_HELLO, on_hello },
	{ SUP_BYE,           SS_LIVE,  on_bye },
	{ SUP_ERROR,         SS_LIVE,  on_error },
};

static handler *handler_of(const struct session *s, const struct sup_frame *f)
{
	for (size_t i = 0; i < COUNTOF(table); i++)
		if (table[i].type == f->type && table[i].step == s->step)
			return table[i].fn;
	return NULL;
}

enum frame_result frame_handle(struct session *s, struct sup_frame *f, const uint8_t *raw)
{
	handler *fn = handler_of(s, f);
	int k = fn ? sup_inflate(f, s->g->inflate_buf, SUP_MAX_PAYLOAD) : 0;    /* a station may compress any frame */

	if (!fn || k < 0) {
		session_fail(s, fn ? (enum sup_error)-k : SUP_E_ORDER, f->seq, fn ? "the payload does not decompress" : "this frame is not expected now");
		return FR_END;
	}
	s->work += f->total + f->len + WORK_FRAME;
	return fn(s, f, raw);
}
