/* sup — payloads to structs. A reader that goes past the end reads zeros and remembers it; every parser
 * checks once at its end, and gives out nothing unless the whole payload was right. */
#include "format/sup/sup.h"

/* Instants and monotonic times stay below 2^53, so that no sum of a few of them overflows anywhere. */
#define TIME_LIMIT ((int64_t)1 << 53)

struct rd { const uint8_t *p; size_t left; bool over, bad; };

static struct rd rd_of(const struct sup_frame *f)
{
	return (struct rd){ f->payload, f->len, false, false };
}

static const uint8_t *take(struct rd *r, size_t n)
{
	const uint8_t *p = r->p;

	if (r->over || n > r->left) {
		r->over = true;
		return NULL;
	}
	r->p += n;
	r->left -= n;
	return p;
}

static uint8_t r8(struct rd *r) { const uint8_t *p = take(r, 1); return p ? *p : 0; }
static uint16_t r16(struct rd *r) { const uint8_t *p = take(r, 2); return p ? be16(p) : 0; }
static uint32_t r32(struct rd *r) { const uint8_t *p = take(r, 4); return p ? be32(p) : 0; }
static uint64_t r64(struct rd *r) { const uint8_t *p = take(r, 8); return p ? be64(p) : 0; }

static void r_hash(struct rd *r, uint8_t ret[static 8])
{
	const uint8_t *p = take(r, 8);

	if (p)
		memcpy(ret, p, 8);
}

static void need(struct rd *r, bool ok)
{
	if (!ok)
		r->bad = true;
}

static uint8_t r_max(struct rd *r, uint8_t max)
{
	uint8_t v = r8(r);

	need(r, v <= max);
	return v;
}

static uint64_t r_mono(struct rd *r)
{
	uint64_t v = r64(r);

	need(r, v <= (uint64_t)TIME_LIMIT);
	return v;
}

static int64_t r_utc(struct rd *r)
{
	int64_t v = (int64_t)r64(r);

	need(r, v >= 0 && v <= TIME_LIMIT);
	return v;
}

/* UTF-8 without control characters, except LF and TAB where the text has lines. */
static str r_text(struct rd *r, size_t n, size_t max, bool lines)
{
	str s = { (const char *)take(r, n), n };

	if (!s.p)
		return (str){ "", 0 };
	need(r, n <= max && str_utf8(s));
	for (size_t i = 0; i < n; i++) {
		uint8_t c = (uint8_t)s.p[i];
		need(r, (c >= 0x20 && c != 0x7f) || (lines && (c == '\n' || c == '\t')));
	}
	return s;
}

static str r_str8(struct rd *r, size_t max)
{
	return r_text(r, r8(r), max, false);
}

static str r_str16(struct rd *r, size_t max)
{
	return r_text(r, r16(r), max, true);
}

/* A payload that is too short or too long is TRUNC even when a value was wrong too. */
static int rd_end(const struct rd *r, const struct sup_frame *f)
{
	if (f->flags & SUP_F_ZSTD)
		return -SUP_E_ZSTD;
	if (r->over || r->left)
		return -SUP_E_TRUNC;
	return r->bad ? -SUP_E_VALUE : 0;
}

static bool graphic(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= 0x20 || s.p[i] >= 0x7f)
			return false;
	return s.n > 0;
}

int sup_hello_get(const struct sup_frame *f, struct sup_hello *ret)
{
	struct rd r = rd_of(f);
	struct sup_hello v = { 0 };

	v.proto_min = r8(&r);
	v.proto_max = r8(&r);
	v.clock_source = r_max(&r, SUP_CLOCK_N - 1);
	v.reset = r_max(&r, SUP_RESET_N - 1);
	v.boot_id = r64(&r);
	v.epoch = r64(&r);
	v.first_seq = r64(&r);
	v.last_seq = r64(&r);
	v.oldest_age_s = r32(&r);
	v.clock_err_ms = r32(&r);
	v.wall_ms = r_utc(&r);
	v.mono_ms = r_mono(&r);
	r_hash(&r, v.config_hash);
	v.watch_version = r32(&r);
	v.station = r_str8(&r, 32);
	v.hardware = r_str8(&r, 32);
	v.firmware = r_str8(&r, 32);
	need(&r, v.proto_min >= 1 && v.proto_min <= v.proto_max);
	need(&r, (v.first_seq == 0) == (v.last_seq == 0) && v.first_seq <= v.last_seq);
	need(&r, graphic(v.station));
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_hello_ack_get(const struct sup_frame *f, struct sup_hello_ack *ret)
{
	struct rd r = rd_of(f);
	struct sup_hello_ack v = { 0 };

	v.result = r_max(&r, SUP_HELLO_N - 1);
	v.version = r8(&r);
	v.heartbeat_s = r16(&r);
	v.server_ms = r_utc(&r);
	v.epoch = r64(&r);
	v.cum_seq = r64(&r);
	v.credits = r32(&r);
	r_hash(&r, v.config_hash);
	v.watch_version = r32(&r);
	v.retry_s = r32(&r);
	v.redirect = r_str8(&r, 64);
	need(&r, v.result != SUP_WELCOME || (v.version == SUP_VERSION && v.heartbeat_s > 0));
	need(&r, (v.result == SUP_REDIRECT) == (v.redirect.n > 0));
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_batch_get(const struct sup_frame *f, struct sup_batch *ret, uint8_t *ret_reason)
{
	struct rd r = rd_of(f);
	struct sup_batch v = { 0 };
	uint8_t reason = f->type == SUP_URGENT ? r_max(&r, SUP_URG_N - 1) : 0;
	uint32_t bad = 0;

	v.boot_id = r64(&r);
	v.base_mono_ms = r_mono(&r);
	v.utc_minus_mono_ms = (int64_t)r64(&r);
	need(&r, v.utc_minus_mono_ms >= -TIME_LIMIT && v.utc_minus_mono_ms <= TIME_LIMIT);
	v.clock_err_ms = r32(&r);
	v.clock_source = r_max(&r, SUP_CLOCK_N - 1);
	(void)r_max(&r, 0);   /* reserved */
	v.n = r16(&r);
	need(&r, v.n > 0);
	v.recs = take(&r, (size_t)v.n * SUP_REC);
	TRY(rd_end(&r, f));
	/* No branch a record: this loop runs over every sighting of the city. */
	for (uint32_t i = 0; i < v.n; i++) {
		const uint8_t *p = v.recs + i * SUP_REC;
		bad |= (uint32_t)(le64(p) == 0) | (uint32_t)((be32(p + 12) & 511) == 0);
	}
	if (bad)
		return -SUP_E_VALUE;
	if (ret_reason && f->type == SUP_URGENT)
		*ret_reason = reason;
	*ret = v;
	return 0;
}

int sup_gap_get(const struct sup_frame *f, struct sup_gap *ret)
{
	struct rd r = rd_of(f);
	struct sup_gap v = { 0 };

	v.first_seq = r64(&r);
	v.last_seq = r64(&r);
	v.why = r_max(&r, SUP_GAP_N - 1);
	v.records = r32(&r);
	need(&r, v.first_seq > 0 && v.first_seq <= v.last_seq);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_ack_get(const struct sup_frame *f, struct sup_ack *ret)
{
	struct rd r = rd_of(f);
	struct sup_ack v = { 0 };
	uint64_t above;

	v.epoch = r64(&r);
	above = v.cum_seq = r64(&r);
	v.credits = r32(&r);
	v.n = r_max(&r, SUP_ACK_RANGES);
	for (int i = 0; i < MIN(v.n, SUP_ACK_RANGES); i++) {
		v.range[i].first = r64(&r);
		v.range[i].last = r64(&r);
		need(&r, v.range[i].first > above && v.range[i].first <= v.range[i].last);
		above = v.range[i].last;
	}
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_stats_get(const struct sup_frame *f, struct sup_stats *ret)
{
	struct rd r = rd_of(f);
	struct sup_stats v = { 0 };

	v.uptime_s = r32(&r);
	v.free_journal_kib = r32(&r);
	v.backlog_rows = r32(&r);
	v.backlog_age_s = r32(&r);
	v.temperature_c10 = (int16_t)r16(&r);
	v.battery_pct = r8(&r);
	v.power = r_max(&r, 1);
	v.door = r_max(&r, 1);
	v.reference_heard = r_max(&r, 2);
	v.link_dbm = (int8_t)r8(&r);
	r_hash(&r, v.config_hash);
	v.watch_version = r32(&r);
	v.n = r_max(&r, SUP_ANTENNAS);
	need(&r, v.battery_pct <= 100 || v.battery_pct == 255);
	for (int i = 0; i < MIN(v.n, SUP_ANTENNAS); i++) {
		v.antenna[i].good = r32(&r);
		v.antenna[i].bad = r32(&r);
		v.antenna[i].noise_dbm = (int8_t)r8(&r);
	}
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_time_get(const struct sup_frame *f, struct sup_time *ret)
{
	struct rd r = rd_of(f);
	struct sup_time v = { 0 };

	v.t1_mono_ms = r_mono(&r);
	v.t2_utc_ms = r_utc(&r);
	v.t3_utc_ms = r_utc(&r);
	v.t4_mono_ms = r_mono(&r);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_config_get(const struct sup_frame *f, struct sup_config *ret)
{
	struct rd r = rd_of(f);
	struct sup_config v = { 0 };

	r_hash(&r, v.hash);
	v.text = r_str16(&r, 4096);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_config_result_get(const struct sup_frame *f, struct sup_config_result *ret)
{
	struct rd r = rd_of(f);
	struct sup_config_result v = { 0 };

	r_hash(&r, v.hash);
	v.ok = r_max(&r, 1);
	v.why = r_str8(&r, 255);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_watchlist_get(const struct sup_frame *f, struct sup_watchlist *ret)
{
	struct rd r = rd_of(f);
	struct sup_watchlist v = { 0 };

	v.from_version = r32(&r);
	v.to_version = r32(&r);
	v.n = r16(&r);
	need(&r, v.n <= SUP_WATCH_MAX && (v.from_version == 0 || v.to_version > v.from_version));
	v.items = take(&r, (size_t)v.n * 9);
	TRY(rd_end(&r, f));
	for (uint32_t i = 0; i < v.n; i++) {
		const uint8_t *p = v.items + i * 9;
		if (p[0] > 1 || (p[0] == 0 && v.from_version == 0) || be64(p + 1) == 0)
			return -SUP_E_VALUE;
	}
	*ret = v;
	return 0;
}

int sup_command_get(const struct sup_frame *f, struct sup_command *ret)
{
	struct rd r = rd_of(f);
	struct sup_command v = { 0 };

	v.id = r32(&r);
	v.what = r8(&r);
	v.arg = r_str8(&r, 255);
	need(&r, v.what > 0);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_result_get(const struct sup_frame *f, struct sup_result *ret)
{
	struct rd r = rd_of(f);
	struct sup_result v = { 0 };

	v.id = r32(&r);
	v.ok = r_max(&r, 1);
	v.text = r_str16(&r, 4096);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_bye_get(const struct sup_frame *f, struct sup_bye *ret)
{
	struct rd r = rd_of(f);
	struct sup_bye v = { 0 };

	v.why = r_max(&r, SUP_BYE_N - 1);
	v.retry_s = r32(&r);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}

int sup_err_get(const struct sup_frame *f, struct sup_err *ret)
{
	struct rd r = rd_of(f);
	struct sup_err v = { 0 };

	v.code = r_max(&r, SUP_E_N - 1);
	v.seq = r64(&r);
	v.text = r_str8(&r, 128);
	need(&r, v.code > 0);
	TRY(rd_end(&r, f));
	*ret = v;
	return 0;
}
