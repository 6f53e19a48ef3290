/* sup — SUP/1, the station uplink protocol: frames and payloads to structs and back.
 *
 * Pure: no I/O, no allocation except the caller's buffers. The published specification with the byte
 * layout of every payload is docs/station-protocol.md; its vectors are tests/vectors/sup/.
 * All integers are big-endian. Used by the server, the simulator and the replay alike.
 * Hostile input gets a SUP_E_ code, never an assert and never an unbounded cost. */
#pragma once
#include "base/base.h"

enum { SUP_MAGIC = 0x5355, SUP_VERSION = 1, SUP_HEADER = 24, SUP_MAX_PAYLOAD = 262144, SUP_MAX_EXT = 4096 };

enum sup_type {
	SUP_HELLO = 0x01, SUP_HELLO_ACK = 0x02,
	SUP_SIGHTINGS = 0x10, SUP_URGENT = 0x11, SUP_GAP = 0x12, SUP_ACK = 0x18,
	SUP_STATS = 0x20, SUP_TIME = 0x21,
	SUP_CONFIG = 0x30, SUP_CONFIG_RESULT = 0x31, SUP_WATCHLIST = 0x32, SUP_COMMAND = 0x38, SUP_RESULT = 0x39,
	SUP_FIRMWARE_FIRST = 0x40, SUP_FIRMWARE_LAST = 0x47,   /* reserved */
	SUP_BYE = 0x60, SUP_ERROR = 0x61,
};

enum { SUP_F_ZSTD = 1, SUP_F_BACKLOG = 2, SUP_F_URGENT = 4, SUP_F_ALL = 7 };

/* Codes of ERROR frames and of the parsers (negative as a return value). */
enum sup_error {
	SUP_E_MAGIC = 1, SUP_E_VERSION = 2, SUP_E_TYPE = 3, SUP_E_FLAGS = 4, SUP_E_LENGTH = 5, SUP_E_CRC = 6,
	SUP_E_EXT = 7,        /* malformed extension, or an unknown one marked critical */
	SUP_E_TRUNC = 8,      /* the payload ends inside a field, or has bytes left over that it may not */
	SUP_E_VALUE = 9,      /* a field outside its range */
	SUP_E_ZSTD = 10,      /* does not decompress, or to more than SUP_MAX_PAYLOAD */
	SUP_E_ORDER = 11,     /* a frame that this state of the session does not take (HELLO missing or twice) */
	SUP_E_SEQ = 12,       /* sequence number 0 on a journaled frame, or not 0 on another */
	SUP_E_CREDIT = 13,    /* more unacknowledged bytes than the credits allow */
	SUP_E_IDENTITY = 14,  /* HELLO names another station than the TLS identity */
	SUP_E_INTERNAL = 15,  /* the server cannot; the station keeps its data */
	SUP_E_BUSY = 16,      /* too many sessions or handshakes; see BYE */
	SUP_E_N
};
/* "crc", "order", ...; "?" outside the range. */
str sup_error_name(int code);
str sup_type_name(uint8_t type);   /* "sightings", ...; "?" if unknown */

struct sup_frame {
	uint8_t type;
	uint16_t flags;
	uint64_t seq;
	const uint8_t *ext, *payload;   /* borrowed from the input */
	uint32_t ext_len, len;
	uint32_t crc;
	uint32_t total;                 /* bytes of the whole frame */
};

/* Looks at the front of p[0..n). Returns 1 and *ret when a whole frame stands there (CRC verified, flags,
 * version, type range, extension TLVs and the rule for seq checked); 0 when more bytes are needed
 * (ret->total is then the size if 24 bytes were there, else 0); a negative -SUP_E_ otherwise.
 * max_payload bounds the payload (at most SUP_MAX_PAYLOAD) before anything is read of it. */
int sup_frame_parse(const uint8_t *p, size_t n, uint32_t max_payload, struct sup_frame *ret);

/* The header fields alone, without CRC: for a journal that already verified. Same result otherwise. */
int sup_frame_parse_trusted(const uint8_t *p, size_t n, struct sup_frame *ret);

/* Extension TLVs: type u16 (top bit: critical), length u16, value. 1 and the next one from *io_at (0 to begin)
 * on; 0 at the end; -SUP_E_EXT when it does not fit (never for a frame that sup_frame_parse gave out). */
enum { SUP_EXT_CRITICAL = 0x8000 };
int sup_ext_next(const struct sup_frame *f, uint32_t *io_at, uint16_t *ret_type, str *ret_value);

/* Builder: fills a caller's buffer; sticky overflow, checked once by sup_end. Start with { buf, 0, cap }. */
struct sup_buf { uint8_t *p; size_t n, cap; bool over; size_t start; };
void sup_begin(struct sup_buf *b, enum sup_type type, uint16_t flags, uint64_t seq);
/* One extension; all of them come before the first byte of payload. */
void sup_ext_add(struct sup_buf *b, uint16_t type, str value);
/* Appends payload bytes. */
void sup_add(struct sup_buf *b, const void *p, size_t n);
/* Sets lengths and CRC. Returns the frame's total bytes, or 0 when the buffer was too small or the payload longer
 * than SUP_MAX_PAYLOAD: then the frame is taken back and b holds the frames before it, ready for another. */
size_t sup_end(struct sup_buf *b);

/* If the frame is SUP_F_ZSTD, decompresses into buf (cap >= SUP_MAX_PAYLOAD) and points payload there.
 * and clears the flag. 0 or -SUP_E_ZSTD. */
int sup_inflate(struct sup_frame *f, uint8_t *buf, size_t cap);
/* Compresses the payload of the frame built at b->start in place when that makes it smaller,
 * with the free bytes behind it as scratch (too few: it stays as it is), and ends the frame. */
size_t sup_deflate_end(struct sup_buf *b);

/* ---- HELLO ---- */
enum sup_clock_source { SUP_CLOCK_NONE, SUP_CLOCK_RTC, SUP_CLOCK_SERVER, SUP_CLOCK_NTP, SUP_CLOCK_GNSS, SUP_CLOCK_N };
enum sup_reset { SUP_RESET_UNKNOWN, SUP_RESET_POWER, SUP_RESET_WATCHDOG, SUP_RESET_COMMAND, SUP_RESET_UPDATE,
                 SUP_RESET_CRASH, SUP_RESET_N };
struct sup_hello {
	str station, hardware, firmware;       /* 1..32, 0..32, 0..32 bytes */
	uint8_t proto_min, proto_max;
	uint64_t boot_id, epoch;
	uint64_t first_seq, last_seq;          /* stored in the station; both 0 when empty */
	uint32_t oldest_age_s;
	uint8_t clock_source, reset;
	int64_t wall_ms;                       /* station's idea of UTC; 0 when it has none */
	uint64_t mono_ms;
	uint32_t clock_err_ms;                 /* bound of |wall - UTC|; 0xffffffff unknown */
	uint8_t config_hash[8];
	uint32_t watch_version;
};
enum sup_hello_result { SUP_WELCOME, SUP_NOT_REGISTERED, SUP_QUARANTINED, SUP_REDIRECT, SUP_HELLO_N };
struct sup_hello_ack {
	uint8_t result, version;
	int64_t server_ms;
	uint64_t epoch, cum_seq;               /* everything of this epoch up to cum_seq is durable */
	uint32_t credits;                      /* bytes the station may have unacknowledged */
	uint16_t heartbeat_s;
	uint8_t config_hash[8];
	uint32_t watch_version;
	uint32_t retry_s;                      /* when the result is not SUP_WELCOME */
	str redirect;                          /* "host:port" for SUP_REDIRECT, else empty; 0..64 bytes */
};

/* ---- SIGHTINGS, URGENT: 32-byte head, then n records of 16 bytes ---- */
enum { SUP_BATCH_HEAD = 32, SUP_REC = 16, SUP_MAX_RECS = (SUP_MAX_PAYLOAD - SUP_BATCH_HEAD) / SUP_REC };
struct sup_batch {
	uint64_t boot_id, base_mono_ms;
	int64_t utc_minus_mono_ms;             /* clock offset known at writing; event UTC = base + offset of record + this */
	uint32_t clock_err_ms;                 /* 0xffffffff: no clock; rows then carry only receive time */
	uint8_t clock_source;
	uint16_t n;                            /* 1..SUP_MAX_RECS */
	const uint8_t *recs;                   /* n * SUP_REC bytes, borrowed */
};
enum sup_kind { SUP_BEACON, SUP_ENTER, SUP_DWELL, SUP_LEAVE };
enum { SUP_S_BATTERY_LOW = 1, SUP_S_TAMPER = 2, SUP_S_MOVING = 4, SUP_S_ARMED = 8, SUP_S_OWNER_NEAR = 16,
       SUP_S_MAINS_CUT = 32 };
/* Record: tag u64 | offset_ms u16 | duration u16 in 0.1 s | word u32, the word from its top bit:
 * rssi_max i8, mean_below_max u4 (dB, saturating), status u6, antenna u3, kind u2, hits u9 (1..511, saturating). */
struct sup_rec {
	uint64_t tag;                          /* 0 is refused: SUP_E_VALUE */
	uint32_t offset_ms;                    /* from base to the first reception, 0..65535 */
	uint32_t duration_ms;                  /* multiple of 100 */
	uint16_t hits;
	int8_t rssi_max;
	uint8_t mean_below_max;
	uint8_t status, antenna, kind;
};
static inline void sup_rec_get(const uint8_t *p, struct sup_rec *r)
{
	uint32_t w = be32(p + 12);

	r->tag = be64(p);
	r->offset_ms = be16(p + 8);
	r->duration_ms = be16(p + 10) * 100u;
	r->rssi_max = (int8_t)(w >> 24);
	r->mean_below_max = w >> 20 & 15;
	r->status = w >> 14 & 63;
	r->antenna = w >> 11 & 7;
	r->kind = w >> 9 & 3;
	r->hits = w & 511;
}
static inline void sup_rec_put(uint8_t *p, const struct sup_rec *r)
{
	uint32_t dur = MIN((r->duration_ms + 50) / 100, 65535u);

	put_be64(p, r->tag);
	put_be16(p + 8, (uint16_t)MIN(r->offset_ms, 65535u));
	put_be16(p + 10, (uint16_t)dur);
	put_be32(p + 12, (uint32_t)(uint8_t)r->rssi_max << 24 | (uint32_t)MIN(r->mean_below_max, 15) << 20 |
	                 (uint32_t)(r->status & 63) << 14 | (uint32_t)(r->antenna & 7) << 11 |
	                 (uint32_t)(r->kind & 3) << 9 | (uint32_t)MIN(MAX(r->hits, 1), 511));
}

/* URGENT = reason u8 (own watch-list hit, tamper, mains cut of the station), then a batch. */
enum sup_urgent { SUP_URG_WATCH, SUP_URG_TAMPER, SUP_URG_POWER, SUP_URG_N };

/* ---- the rest ---- */
enum sup_gap_why { SUP_GAP_FLASH_WIPED, SUP_GAP_OVERRUN, SUP_GAP_CORRUPT, SUP_GAP_N };
struct sup_gap { uint64_t first_seq, last_seq; uint8_t why; uint32_t records; };   /* journaled frame */
enum { SUP_ACK_RANGES = 8 };
struct sup_ack {
	uint64_t epoch, cum_seq;
	uint32_t credits;
	uint8_t n;                              /* ranges above cum_seq that are durable too */
	struct { uint64_t first, last; } range[SUP_ACK_RANGES];
};
enum { SUP_ANTENNAS = 8 };
struct sup_stats {
	uint32_t uptime_s, free_journal_kib, backlog_rows, backlog_age_s;
	int16_t temperature_c10;               /* 0.1 degree Celsius */
	uint8_t battery_pct;                   /* 255: none */
	uint8_t power;                         /* 1 mains, 0 battery */
	uint8_t door;                          /* 1 open */
	uint8_t reference_heard;               /* 1 the fixed reference tag was heard since the last STATS, 0 not, 2 none fitted */
	int8_t link_dbm;                       /* 0: wired */
	uint8_t config_hash[8];
	uint32_t watch_version;
	uint8_t n;                              /* antennas, 0..8 */
	struct { uint32_t good, bad; int8_t noise_dbm; } antenna[SUP_ANTENNAS];  /* since the last STATS */
};
/* TIME: station sends t1 (its mono); server answers with t1, t2 (receive UTC), t3 (send UTC); t4 is the
 * station's clock at receipt. Both directions have the same payload; unknown values are 0. */
struct sup_time { uint64_t t1_mono_ms; int64_t t2_utc_ms, t3_utc_ms; uint64_t t4_mono_ms; };
struct sup_config { uint8_t hash[8]; str text; };                 /* key=value lines, UTF-8, at most 4096 bytes */
struct sup_config_result { uint8_t hash[8]; uint8_t ok; str why; };
enum { SUP_WATCH_MAX = 16000 };
struct sup_watchlist {
	uint32_t from_version, to_version;      /* from 0: a full list that replaces the station's */
	uint16_t n;
	const uint8_t *items;                   /* n * 9 bytes: op u8 (1 add, 0 remove), tag u64 */
};
struct sup_command { uint32_t id; uint8_t what; str arg; };        /* 1 reboot, 2 send stats, 3 resend config */
struct sup_result { uint32_t id; uint8_t ok; str text; };
enum sup_bye_why { SUP_BYE_RESTART, SUP_BYE_REVOKED, SUP_BYE_DUPLICATE, SUP_BYE_IDLE, SUP_BYE_PROTOCOL,
                   SUP_BYE_OVERLOAD, SUP_BYE_STATION, SUP_BYE_N };
struct sup_bye { uint8_t why; uint32_t retry_s; };
struct sup_err { uint8_t code; uint64_t seq; str text; };          /* text at most 128 bytes, no personal data */

/* Parsers: payload (inflated) to struct. 0, or -SUP_E_TRUNC / -SUP_E_VALUE; -SUP_E_ZSTD when it is still compressed.
 * *ret untouched on failure; texts are borrowed from the payload. The caller has looked at f->type. Instants and
 * monotonic times above 2^53 ms are refused, so that a sum of a few never overflows. */
MUST_USE int sup_hello_get(const struct sup_frame *f, struct sup_hello *ret);
MUST_USE int sup_hello_ack_get(const struct sup_frame *f, struct sup_hello_ack *ret);
/* Also checks every record (tag not 0, hits not 0). For URGENT *ret_reason is set; may be NULL. */
MUST_USE int sup_batch_get(const struct sup_frame *f, struct sup_batch *ret, uint8_t *ret_reason);
MUST_USE int sup_gap_get(const struct sup_frame *f, struct sup_gap *ret);
MUST_USE int sup_ack_get(const struct sup_frame *f, struct sup_ack *ret);
MUST_USE int sup_stats_get(const struct sup_frame *f, struct sup_stats *ret);
MUST_USE int sup_time_get(const struct sup_frame *f, struct sup_time *ret);
MUST_USE int sup_config_get(const struct sup_frame *f, struct sup_config *ret);
MUST_USE int sup_config_result_get(const struct sup_frame *f, struct sup_config_result *ret);
MUST_USE int sup_watchlist_get(const struct sup_frame *f, struct sup_watchlist *ret);
MUST_USE int sup_command_get(const struct sup_frame *f, struct sup_command *ret);
MUST_USE int sup_result_get(const struct sup_frame *f, struct sup_result *ret);
MUST_USE int sup_bye_get(const struct sup_frame *f, struct sup_bye *ret);
MUST_USE int sup_err_get(const struct sup_frame *f, struct sup_err *ret);

/* Writers: one whole frame appended to b; the frame's size, or 0 when it does not fit. */
size_t sup_hello_put(struct sup_buf *b, const struct sup_hello *v);
size_t sup_hello_ack_put(struct sup_buf *b, const struct sup_hello_ack *v);
/* reason < 0: SIGHTINGS, else URGENT. flags from SUP_F_BACKLOG, SUP_F_URGENT. recs: v->n encoded records. */
size_t sup_batch_put(struct sup_buf *b, uint16_t flags, uint64_t seq, const struct sup_batch *v, int reason);
size_t sup_gap_put(struct sup_buf *b, uint64_t seq, const struct sup_gap *v);
size_t sup_ack_put(struct sup_buf *b, const struct sup_ack *v);
size_t sup_stats_put(struct sup_buf *b, const struct sup_stats *v);
size_t sup_time_put(struct sup_buf *b, const struct sup_time *v);
size_t sup_config_put(struct sup_buf *b, const struct sup_config *v);
size_t sup_config_result_put(struct sup_buf *b, const struct sup_config_result *v);
size_t sup_watchlist_put(struct sup_buf *b, const struct sup_watchlist *v);
size_t sup_command_put(struct sup_buf *b, const struct sup_command *v);
size_t sup_result_put(struct sup_buf *b, const struct sup_result *v);
size_t sup_bye_put(struct sup_buf *b, const struct sup_bye *v);
size_t sup_err_put(struct sup_buf *b, const struct sup_err *v);
