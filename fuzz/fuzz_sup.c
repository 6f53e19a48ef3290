/* fuzz_sup — a station's bytes: frames off the front until the first error, payloads to structs, and what was read
 * written again to the same bytes. The first byte says whether to mend the frame's CRC, so that a mutation
 * reaches the parsers behind it. */
#include <stdint.h>
#include <stdlib.h>

#include "base/crc32c.h"
#include "format/sup/sup.h"

static uint8_t inflated[SUP_MAX_PAYLOAD], again[SUP_MAX_PAYLOAD + SUP_HEADER];

static size_t write_again(const struct sup_frame *f, struct sup_buf *b)
{
	union {
		struct sup_hello hello; struct sup_hello_ack hello_ack; struct sup_batch batch; struct sup_gap gap; struct sup_ack ack;
		struct sup_stats stats; struct sup_time time; struct sup_config config; struct sup_config_result config_result;
		struct sup_watchlist watchlist; struct sup_command command; struct sup_result result; struct sup_bye bye;
		struct sup_err err;
	} u;
	uint8_t reason = 0;

#define AGAIN(T, name) case T: return sup_##name##_get(f, &u.name) < 0 ? 0 : sup_##name##_put(b, &u.name)
	switch (f->type) {
	AGAIN(SUP_HELLO, hello);
	AGAIN(SUP_HELLO_ACK, hello_ack);
	AGAIN(SUP_ACK, ack);
	AGAIN(SUP_STATS, stats);
	AGAIN(SUP_TIME, time);
	AGAIN(SUP_CONFIG, config);
	AGAIN(SUP_CONFIG_RESULT, config_result);
	AGAIN(SUP_WATCHLIST, watchlist);
	AGAIN(SUP_COMMAND, command);
	AGAIN(SUP_RESULT, result);
	AGAIN(SUP_BYE, bye);
	AGAIN(SUP_ERROR, err);
	case SUP_GAP:
		return sup_gap_get(f, &u.gap) < 0 ? 0 : sup_gap_put(b, f->seq, &u.gap);
	default:
		return sup_batch_get(f, &u.batch, &reason) < 0 ? 0
		     : sup_batch_put(b, f->flags, f->seq, &u.batch, f->type == SUP_URGENT ? reason : -1);
	}
#undef AGAIN
}

static void mend_crc(uint8_t *p, size_t n)
{
	if (n < SUP_HEADER)
		return;
	size_t total = MIN(n, (size_t)SUP_HEADER + be16(p + 6) + MIN(be32(p + 8), (uint32_t)SUP_MAX_PAYLOAD));
	put_be32(p + 20, 0);
	put_be32(p + 20, crc32c(0, p, total));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 1 || n > SUP_MAX_PAYLOAD)
		return 0;
	uint8_t *p = malloc(n);
	bool mend = data[0] & 1;
	ASSERT(p);
	memcpy(p, data + 1, n - 1);
	for (size_t at = 0; at < n - 1;) {
		struct sup_frame f, t;
		if (mend)
			mend_crc(p + at, n - 1 - at);
		int rc = sup_frame_parse(p + at, n - 1 - at, SUP_MAX_PAYLOAD, &f);
		if (rc <= 0) {
			ASSERT(rc == 0 || sup_error_name(-rc).n > 1);
			break;
		}
		ASSERT(f.total <= n - 1 - at && sup_frame_parse_trusted(p + at, n - 1 - at, &t) == 1 && t.len == f.len);
		bool same = f.ext_len == 0 && !(f.flags & SUP_F_ZSTD) && (f.type != SUP_GAP || f.flags == 0);
		if (sup_inflate(&f, inflated, sizeof inflated) == 0) {
			struct sup_buf b = { .p = again, .cap = sizeof again };
			size_t k = write_again(&f, &b);
			if (k && same)
				ASSERT(k == f.total && memcmp(again, p + at, k) == 0);
		}
		at += f.total;
	}
	free(p);
	return 0;
}
