/* sup — structs to frames, the mirror of sup_get.c. Free text (errors, reasons) is cut to its limit at a
 * character; anything else that is too long makes the frame not fit. */
#include "format/sup/sup.h"

static void w8(struct sup_buf *b, uint8_t v)
{
	sup_add(b, &v, 1);
}

static void w16(struct sup_buf *b, uint16_t v)
{
	uint8_t p[2];

	put_be16(p, v);
	sup_add(b, p, sizeof p);
}

static void w32(struct sup_buf *b, uint32_t v)
{
	uint8_t p[4];

	put_be32(p, v);
	sup_add(b, p, sizeof p);
}

static void w64(struct sup_buf *b, uint64_t v)
{
	uint8_t p[8];

	put_be64(p, v);
	sup_add(b, p, sizeof p);
}

static void w_str8(struct sup_buf *b, str s, size_t max)
{
	if (s.n > max)
		b->over = true;
	w8(b, (uint8_t)s.n);
	sup_add(b, s.p, s.n);
}

static void w_str16(struct sup_buf *b, str s, size_t max)
{
	if (s.n > max)
		b->over = true;
	w16(b, (uint16_t)s.n);
	sup_add(b, s.p, s.n);
}

static str cut(str s, size_t max)
{
	if (s.n > max)
		for (s.n = max; s.n > 0 && ((uint8_t)s.p[s.n] & 0xc0) == 0x80;)
			s.n--;
	return s;
}

size_t sup_hello_put(struct sup_buf *b, const struct sup_hello *v)
{
	sup_begin(b, SUP_HELLO, 0, 0);
	w8(b, v->proto_min);
	w8(b, v->proto_max);
	w8(b, v->clock_source);
	w8(b, v->reset);
	w64(b, v->boot_id);
	w64(b, v->epoch);
	w64(b, v->first_seq);
	w64(b, v->last_seq);
	w32(b, v->oldest_age_s);
	w32(b, v->clock_err_ms);
	w64(b, (uint64_t)v->wall_ms);
	w64(b, v->mono_ms);
	sup_add(b, v->config_hash, 8);
	w32(b, v->watch_version);
	w_str8(b, v->station, 32);
	w_str8(b, v->hardware, 32);
	w_str8(b, v->firmware, 32);
	return sup_end(b);
}

size_t sup_hello_ack_put(struct sup_buf *b, const struct sup_hello_ack *v)
{
	sup_begin(b, SUP_HELLO_ACK, 0, 0);
	w8(b, v->result);
	w8(b, v->version);
	w16(b, v->heartbeat_s);
	w64(b, (uint64_t)v->server_ms);
	w64(b, v->epoch);
	w64(b, v->cum_seq);
	w32(b, v->credits);
	sup_add(b, v->config_hash, 8);
	w32(b, v->watch_version);
	w32(b, v->retry_s);
	w_str8(b, v->redirect, 64);
	return sup_end(b);
}

size_t sup_batch_put(struct sup_buf *b, uint16_t flags, uint64_t seq, const struct sup_batch *v, int reason)
{
	sup_begin(b, reason < 0 ? SUP_SIGHTINGS : SUP_URGENT, flags, seq);
	if (reason >= 0)
		w8(b, (uint8_t)reason);
	w64(b, v->boot_id);
	w64(b, v->base_mono_ms);
	w64(b, (uint64_t)v->utc_minus_mono_ms);
	w32(b, v->clock_err_ms);
	w8(b, v->clock_source);
	w8(b, 0);
	w16(b, v->n);
	sup_add(b, v->recs, (size_t)v->n * SUP_REC);
	return sup_end(b);
}

size_t sup_gap_put(struct sup_buf *b, uint64_t seq, const struct sup_gap *v)
{
	sup_begin(b, SUP_GAP, 0, seq);
	w64(b, v->first_seq);
	w64(b, v->last_seq);
	w8(b, v->why);
	w32(b, v->records);
	return sup_end(b);
}

size_t sup_ack_put(struct sup_buf *b, const struct sup_ack *v)
{
	int n = MIN(v->n, SUP_ACK_RANGES);

	sup_begin(b, SUP_ACK, 0, 0);
	w64(b, v->epoch);
	w64(b, v->cum_seq);
	w32(b, v->credits);
	w8(b, (uint8_t)n);
	for (int i = 0; i < n; i++) {
		w64(b, v->range[i].first);
		w64(b, v->range[i].last);
	}
	return sup_end(b);
}

size_t sup_stats_put(struct sup_buf *b, const struct sup_stats *v)
{
	int n = MIN(v->n, SUP_ANTENNAS);

	sup_begin(b, SUP_STATS, 0, 0);
	w32(b, v->uptime_s);
	w32(b, v->free_journal_kib);
	w32(b, v->backlog_rows);
	w32(b, v->backlog_age_s);
	w16(b, (uint16_t)v->temperature_c10);
	w8(b, v->battery_pct);
	w8(b, v->power);
	w8(b, v->door);
	w8(b, v->reference_heard);
	w8(b, (uint8_t)v->link_dbm);
	sup_add(b, v->config_hash, 8);
	w32(b, v->watch_version);
	w8(b, (uint8_t)n);
	for (int i = 0; i < n; i++) {
		w32(b, v->antenna[i].good);
		w32(b, v->antenna[i].bad);
		w8(b, (uint8_t)v->antenna[i].noise_dbm);
	}
	return sup_end(b);
}

size_t sup_time_put(struct sup_buf *b, const struct sup_time *v)
{
	sup_begin(b, SUP_TIME, 0, 0);
	w64(b, v->t1_mono_ms);
	w64(b, (uint64_t)v->t2_utc_ms);
	w64(b, (uint64_t)v->t3_utc_ms);
	w64(b, v->t4_mono_ms);
	return sup_end(b);
}

size_t sup_config_put(struct sup_buf *b, const struct sup_config *v)
{
	sup_begin(b, SUP_CONFIG, 0, 0);
	sup_add(b, v->hash, 8);
	w_str16(b, v->text, 4096);
	return sup_end(b);
}

size_t sup_config_result_put(struct sup_buf *b, const struct sup_config_result *v)
{
	sup_begin(b, SUP_CONFIG_RESULT, 0, 0);
	sup_add(b, v->hash, 8);
	w8(b, v->ok);
	w_str8(b, cut(v->why, 255), 255);
	return sup_end(b);
}

size_t sup_watchlist_put(struct sup_buf *b, const struct sup_watchlist *v)
{
	sup_begin(b, SUP_WATCHLIST, 0, 0);
	if (v->n > SUP_WATCH_MAX)
		b->over = true;
	w32(b, v->from_version);
	w32(b, v->to_version);
	w16(b, v->n);
	sup_add(b, v->items, (size_t)v->n * 9);
	return sup_end(b);
}

size_t sup_command_put(struct sup_buf *b, const struct sup_command *v)
{
	sup_begin(b, SUP_COMMAND, 0, 0);
	w32(b, v->id);
	w8(b, v->what);
	w_str8(b, v->arg, 255);
	return sup_end(b);
}

size_t sup_result_put(struct sup_buf *b, const struct sup_result *v)
{
	sup_begin(b, SUP_RESULT, 0, 0);
	w32(b, v->id);
	w8(b, v->ok);
	w_str16(b, cut(v->text, 4096), 4096);
	return sup_end(b);
}

size_t sup_bye_put(struct sup_buf *b, const struct sup_bye *v)
{
	sup_begin(b, SUP_BYE, 0, 0);
	w8(b, v->why);
	w32(b, v->retry_s);
	return sup_end(b);
}

size_t sup_err_put(struct sup_buf *b, const struct sup_err *v)
{
	sup_begin(b, SUP_ERROR, 0, 0);
	w8(b, v->code);
	w64(b, v->seq);
	w_str8(b, cut(v->text, 128), 128);
	return sup_end(b);
}
