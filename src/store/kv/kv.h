/* kv — one RocksDB behind a narrow door: column families, atomic batches, one merge operator, iterators.
 *
 * Owns      the folder it is opened on. Keys and values are bytes; what they mean belongs to the caller.
 * Thread    kv_open, kv_close, kv_cf_add, kv_cf_drop: one at a time, by the owner. kv_write, kv_flush, kv_compact,
 *           kv_checkpoint: one writer. kv_get and iterators: any thread; an iterator is used by one thread at a time.
 *           The caller keeps kv_cf_drop out of a running kv_get or kv_iter_new on that family, and frees all iterators
 *           before kv_close.
 * Invariants
 *   K1 a batch is visible and durable as a whole or not at all, across column families. Without a WAL that rests on
 *      atomic flushes: RocksDB 7.8's C API flushes families one by one, so kv_flush takes the one public way that
 *      flushes all of them together (kv.c) and then proves by properties that nothing is left in memory
 *   K2 merges are associative: the hook gets left and right pieces in order, any number of times, from any thread
 *   K3 memory: block cache (index and filter blocks in it) and memtables stay within the figures given
 *   K4 a dropped family's handle lives until the last iterator on it is freed and the last hold released: in RocksDB 9.10 a seek goes through it
 *   K5 a write that the disk refuses is an error here and ends nothing: RocksDB's own LOG gets no lines but its heads, as
 *      the next line after a refused one would abort the process (7.8); what it has to say comes as the error's text
 * Errors    E_FULL no space, E_CORRUPT RocksDB says so, E_STORE anything else; the text is RocksDB's. */
#pragma once
#include "base/err.h"

struct kv;
struct kv_cf;
struct kv_iter;
struct kv_batch;
struct kv_moment;
struct kv_slice { const uint8_t *p; size_t n; };

/* Joins n >= 1 pieces (oldest first) into one malloc'd value. reading is true when the caller waits for the answer of
 * kv_get or an iterator: a cheap join will do then, as the result is thrown away. Must not fail. */
typedef uint8_t *kv_merge_fn(void *arg, const struct kv_slice *in, size_t n, bool reading, size_t *ret_n);
/* Length of the key's prefix that a Bloom filter answers for, or 0: none for this key. */
typedef size_t kv_prefix_fn(const uint8_t *key, size_t n);

struct kv_opts {
	const char *dir;
	uint32_t cache_bytes, memtable_bytes;
	int32_t max_open_files;
	uint32_t block_bytes;
	bool wal;
	const char *merge_name;       /* stored on disk: versioned, kept for ever */
	kv_merge_fn *merge;           /* or NULL */
	void *merge_arg;
	const char *prefix_name;      /* stored on disk as well */
	kv_prefix_fn *prefix;         /* or NULL */
};

MUST_USE int kv_open(const struct kv_opts *o, struct err *e, struct kv **ret);
/* Stops background work and closes; memtables are flushed first (K1). */
void kv_close(struct kv *k);

/* Families found at open, the default one not counted; name is borrowed. */
size_t kv_cf_count(const struct kv *k);
struct kv_cf *kv_cf_at(const struct kv *k, size_t i);
const char *kv_cf_name(const struct kv_cf *cf);
struct kv_cf *kv_cf_default(const struct kv *k);
MUST_USE int kv_cf_add(struct kv *k, const char *name, struct err *e, struct kv_cf **ret);
/* Drops the family and its files; cf is gone afterwards. Iterators made before stay good until freed. */
MUST_USE int kv_cf_drop(struct kv *k, struct kv_cf *cf, struct err *e);

struct kv_batch *kv_batch_new(void);
void kv_batch_free(struct kv_batch *b);
/* Empties it; its memory is kept for the next use. */
void kv_batch_clear(struct kv_batch *b);
void kv_batch_put(struct kv_batch *b, struct kv_cf *cf, struct kv_slice key, struct kv_slice val);
void kv_batch_merge(struct kv_batch *b, struct kv_cf *cf, struct kv_slice key, struct kv_slice val);
MUST_USE int kv_write(struct kv *k, struct kv_batch *b, struct err *e);

/* *ret is malloc'd (caller frees), NULL when there is no such key. */
MUST_USE int kv_get(struct kv *k, struct kv_cf *cf, struct kv_slice key, struct err *e, uint8_t **ret, size_t *ret_n);

/* The whole store as of its creation, for some milliseconds: compactions keep what it sees. Any thread; freed before kv_close. */
struct kv_moment *kv_moment_new(struct kv *k);
void kv_moment_free(struct kv *k, struct kv_moment *m);      /* NULL is fine */
/* K4 for looks at a moment: from hold to release the family may be dropped and is read all the same. */
void kv_cf_hold(struct kv_cf *cf);
void kv_cf_release(struct kv_cf *cf);
/* The value of one key at a moment, which costs less than an iterator's seek: 1 and ret, or 0: there is none. ret is borrowed until kv_found_free. */
struct kv_found { struct kv_slice v; void *pin; };
MUST_USE int kv_look(struct kv *k, struct kv_cf *cf, const struct kv_moment *m, struct kv_slice key, struct err *e, struct kv_found *ret);
void kv_found_free(struct kv_found *f);

/* A view of one family as of its creation, or as of a moment. prefix: seeks stay within one prefix and use its filter; else total order. */
struct kv_iter *kv_iter_new(struct kv *k, struct kv_cf *cf, bool prefix);
struct kv_iter *kv_iter_new_at(struct kv *k, struct kv_cf *cf, bool prefix, const struct kv_moment *m);
void kv_iter_free(struct kv_iter *it);
void kv_iter_seek(struct kv_iter *it, struct kv_slice key);
void kv_iter_next(struct kv_iter *it);
bool kv_iter_valid(const struct kv_iter *it);
struct kv_slice kv_iter_key(const struct kv_iter *it);     /* borrowed until the next move */
struct kv_slice kv_iter_value(const struct kv_iter *it);
/* 0, or the error that made the iterator invalid. */
MUST_USE int kv_iter_error(const struct kv_iter *it, struct err *e);

/* Everything written so far survives a crash. */
MUST_USE int kv_flush(struct kv *k, struct err *e);
/* Rewrites a family into its last level, joining merges. */
MUST_USE int kv_compact(struct kv *k, struct kv_cf *cf, struct err *e);
/* A consistent copy into dir, which must not exist. */
MUST_USE int kv_checkpoint(struct kv *k, const char *dir, struct err *e);
/* An integer property ("rocksdb.live-sst-files-size"); cf NULL: summed over all. 0 when unknown. */
uint64_t kv_prop(const struct kv *k, const struct kv_cf *cf, const char *name);
uint64_t kv_memory(const struct kv *k);
