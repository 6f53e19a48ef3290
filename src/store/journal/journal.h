/* journal — the log that everything else is a function of: appended, synced, then acknowledged.
 *
 * Owns      the folder of segments: NNNNNNNNNNNNNNNN.seg (hex of the first LSN).
 * Threads   append: any (short internal lock); the journal's own writer thread writes and syncs;
 *           one reader a struct journal_reader.
 * LSN       byte position of a record in the endless stream, 8-aligned; the LSN *after* a record is its end.
 * Invariants
 *   J1 durable_lsn moves only after fdatasync of everything below it returned 0
 *   J2 a failed write or sync is final: the journal goes to JOURNAL_FAILED and never retries the sync;
 *      ENOSPC on allocating space is not a failed sync: it goes to JOURNAL_FULL and back by itself
 *   J3 a segment's creation is synced in its folder before a record in it is durable
 *   J4 recovery keeps every record below the last good CRC chain, cuts a torn tail, and refuses with
 *      file and offset when damage lies before the last synced record (an ACKed record may be among them)
 *   J5 records are returned in LSN order, each once, bytes as appended
 *   J6 a segment holds records of one civil day (+08:00) of store time, but for what a midnight or a clock set back puts among them: the first
 *      append of a new day begins a new one
 * File      segment header 4096 bytes: magic "YZJRNL1\0", version, first LSN, creation time, journal id (random 128 bit),
 *           CRC of the previous segment's last record and its first LSN, CRC; at byte 512 the durable mark; then records:
 *           u24 payload length | u8 check | u32 CRC-32C | u8 type | u8 check | u16 source |
 *           u32 durable hint | i64 store time ms | payload | padding to 8.
 *           The CRC is seeded with the journal id and covers the LSN, the other 20 bytes of the head and the CRC of
 *           the payload: a record found anywhere but at its own LSN, or of another journal, never passes. The two
 *           check bytes are 16 bits over the head alone, so that a search for records in damaged bytes stays cheap.
 *           Segments are written in whole blocks past the page cache (O_DIRECT) where the file system can: a third of
 *           the CPU, and no waiting for what others wrote. Whoever copies the newest segment meanwhile should use
 *           journal_scan, not a plain read: the kernel may report a collision of the two as a failed sync.
 *           Space is preallocated (fallocate) under a temporary name; a segment gets its real name only when its
 *           header and first records are synced, and only when the segment before it is synced to its end.
 * What is known of synced bytes after a crash: the durable hint of a record is the distance (in 8-byte units) back
 *           to the durable LSN when it was appended; the durable mark is written when nothing was appended for
 *           10 ms, and at close. Every segment but the last is known durable. Damage below any of these is refused (J4).
 * Restart   a journal never appends to a segment of an earlier run: the first append opens a new one. */
#pragma once
#include "base/err.h"

struct journal;

enum journal_type {
	JR_FRAME = 1,       /* one SUP/1 frame as received: u16 station_ix in source; payload = i64 recv_ms, frame bytes */
	JR_WATCH = 2,       /* a change of the watch list: struct watch_change, track/watch */
	JR_STATION = 3,     /* a station's index, name, place, district: struct station_place, track/position */
	JR_TICK = 4,        /* time passes: i64 utc ms */
	JR_POLICY = 5,      /* engine parameters: struct engine_policy */
	JR_SESSIONS = 6,    /* dedup state of all stations, written at the head of each segment by ingest */
	JR_HELLO = 7,       /* a station's session began: struct session_event of serve/ingest */
	JR_LEFT = 8,        /* a station's session ended: struct session_event */
	JR_GUARD = 9,       /* a bike is guarded, or no longer: struct guard_change, track/watch */
	JR_SIGNAL = 10,     /* changes of signals: struct jn_signal_rec, track/junction */
	JR_JUNCTION = 11,   /* a junction's geometry in force: struct jn_geometry, track/junction */
	JR_TYPE_N
};

enum { JOURNAL_REC_HEAD = 24, JOURNAL_MAX_REC = 4 * 1024 * 1024, JOURNAL_BALLAST = 64 * 1024 * 1024 };
enum { JOURNAL_FIRST_LSN = 8 };  /* of a new journal: 0 is never a record's LSN */

struct journal_rec {
	uint64_t lsn, end;           /* this record's LSN and the next one's */
	enum journal_type type;
	uint16_t source;
	utc_ms stored;               /* store time */
	const uint8_t *p;            /* payload, borrowed until the next read */
	uint32_t n;
};

struct journal_opts {
	const char *dir;
	uint64_t segment_bytes;      /* 0: 64 MiB; at least 16 KiB, at most 1 GiB; multiple of 4096 */
	uint32_t buf_bytes, nbufs;   /* group-commit buffers; 0: 4 MiB x 8; at least 4 KiB x 2, at most 16 MiB x 64 */
	uint32_t ballast_bytes;      /* file that is freed for the other stores when the disk is full; 0 none. Usual:
	                              * JOURNAL_BALLAST. The journal itself does not live on it: it resumes when a
	                              * segment and the ballast fit again */
	/* Called by the writer thread after the durable LSN has moved or the state has changed; must not block. */
	void (*on_durable)(void *arg, uint64_t durable_lsn);
	/* Called under the append lock when a new segment begins, to write its head records (JR_SESSIONS) into
	 * buf (cap bytes); returns the payload length, 0 for none. The record that made the segment begin comes
	 * behind it, so the state written must not yet contain that record. It must not call the journal. */
	uint32_t (*segment_head)(void *arg, uint8_t *buf, uint32_t cap);
	void *arg;
};

enum journal_state { JOURNAL_OK, JOURNAL_FULL, JOURNAL_FAILED };

/* Opens or creates; recovers the tail. E_CORRUPT with file and offset (J4), E_IO, E_FULL. */
MUST_USE int journal_open(const struct journal_opts *o, struct err *e, struct journal **ret);
/* Syncs what is appended, stops the writer, frees. NULL is fine. */
void journal_close(struct journal *j);

/* Appends one record made of up to two pieces; its LSN in *ret_end is the end (durable when durable_lsn >= it).
 * Returns 0; E_BUSY when all buffers are in flight (hold back and try after on_durable); E_FULL; E_STORE
 * when failed; E_TOOBIG beyond JOURNAL_MAX_REC, the buffer or the segment; E_INVALID for an unknown type.
 * Nothing is written on a non-zero return. */
MUST_USE int journal_append(struct journal *j, enum journal_type type, uint16_t source, utc_ms now,
                            const void *a, uint32_t na, const void *b, uint32_t nb, uint64_t *ret_end);
/* Asks the writer to start a group commit now if none is running (appends do this by themselves). */
void journal_kick(struct journal *j);
uint64_t journal_durable_lsn(const struct journal *j);   /* atomic; any thread */
/* First record of the segment being written (its head record JR_SESSIONS, if there is one). */
uint64_t journal_last_segment(const struct journal *j);
uint64_t journal_first_lsn(const struct journal *j);     /* oldest kept */
enum journal_state journal_state(const struct journal *j);
/* Waits until durable_lsn >= lsn. 0; E_STORE/E_FULL when that cannot happen now; E_BUSY after timeout. */
MUST_USE int journal_wait(struct journal *j, uint64_t lsn, int64_t timeout_ms);
/* Removes whole segments that end at or below keep_lsn; never the newest. E_IO, E_FULL; what was removed stays removed. */
MUST_USE int journal_retain(struct journal *j, uint64_t keep_lsn, struct err *e);
/* Removes whole segments that end at or below done_lsn and hold nothing that was stored at or after before; never the newest (J6). E_IO, E_FULL. */
MUST_USE int journal_expire(struct journal *j, uint64_t done_lsn, utc_ms before, struct err *e);

struct journal_stats { uint64_t appended_bytes, synced_bytes, syncs, records, segments, busy; int64_t sync_ns_max, sync_ns_sum; };
void journal_stats(const struct journal *j, struct journal_stats *ret);

/* A reader of durable records, in order, from a LSN that is a record's start (or 0 / first). Uses the commit
 * buffers while the records are still there, the files (mmap) otherwise. */
struct journal_reader;
MUST_USE int journal_reader_open(struct journal *j, uint64_t from, struct err *e, struct journal_reader **ret);
/* 1 and *ret; 0 when nothing more is durable now; E_CORRUPT (file and offset) / E_NOTFOUND (retained away) / E_IO. */
MUST_USE int journal_read(struct journal_reader *r, struct journal_rec *ret, struct err *e);
void journal_reader_close(struct journal_reader *r);

/* Writes into an empty folder the segment of a journal that begins at first_lsn and holds no record yet: what came before is gone. E_IO, E_FULL. */
MUST_USE int journal_begin_at(const char *dir, uint64_t first_lsn, utc_ms now, struct err *e);

/* Reads a folder without a running journal (verify, replay, dump): every record in order; checks CRC chain.
 * fn returns < 0 to stop with that code. *ret_end = LSN behind the last good record. A torn tail of the last
 * segment ends the scan without an error; damage that journal_open would refuse is E_CORRUPT here too, wherever
 * it lies at or behind the segment of `from`. E_NOTFOUND for a LSN before the oldest segment. Writes nothing. */
MUST_USE int journal_scan(const char *dir, uint64_t from, int (*fn)(void *arg, const struct journal_rec *r), void *arg,
                          uint64_t *ret_end, struct err *e);
