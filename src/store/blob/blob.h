/* blob — big values as files of their own: written once under a random name, read whole, removed. Knows bytes only; who stores personal data
 * seals it first.
 *
 * Owns      one folder: NAME/ab/ab01...ef, the name is the blob's 32 hexadecimal digits; and the process-wide choice of it.
 * Thread    blob_use before other threads start; then everything from any thread.
 * Invariants (tests of the same names in blob_test.c)
 *   BL1 a blob is there whole or not at all: written beside its place, synced, renamed, the folder synced (platform/fs)
 *   BL2 what was put is on the disk when the call comes back, its folder's entry too
 *   BL3 nothing is written while less than the reserve is free: pictures do not take the journal's room
 *   BL4 a long file comes in parts, each where the one before ended, on the disk when the call comes back; it is kept under its own hash, whole, or not at all,
 *       and never changes
 * Bounds    BLOB_LONG_MAX bytes a long file, BLOB_LONG_PARTS uploads at a time;
 *           BLOB_MAX bytes each; 256 folders.
 * Errors    E_FULL (disk, BL3), E_IO, E_STATE (no folder in use), E_NOTFOUND, E_TOOBIG. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

enum { BLOB_ID = 16, BLOB_NAME = 33, BLOB_MAX = 8 << 20, BLOB_SHARDS = 256 };

/* The folder all calls take, made with the first blob, and the bytes that stay free; NULL: none. */
MUST_USE int blob_use(const char *dir, int64_t reserve, struct err *e);
/* 32 lower-case hexadecimal digits; false for any other text. */
bool blob_parse(str name, uint8_t ret[static BLOB_ID]);
str blob_name(const uint8_t id[static BLOB_ID], char ret[static BLOB_NAME]);

/* Is there room for n bytes more? E_FULL. */
MUST_USE int blob_room(size_t n, struct err *e);
/* Puts it, in the place of an older one of the same name. */
MUST_USE int blob_put(const uint8_t id[static BLOB_ID], str bytes, struct err *e);
/* Arena memory. */
MUST_USE int blob_get(struct arena *a, const uint8_t id[static BLOB_ID], str *ret, struct err *e);
/* What is not there is no fault. */
MUST_USE int blob_remove(const uint8_t id[static BLOB_ID], struct err *e);
/* Names of one shard (0 to 255) that were written more than age_s seconds ago by the machine's clock; parts of broken off writes of that age
 * are removed on the way. fn < 0 stops. Count. */
typedef int blob_fn(void *arg, const uint8_t id[static BLOB_ID]);
MUST_USE int blob_old(unsigned shard, int64_t age_s, blob_fn *fn, void *arg, struct err *e);

/* --- long files, as they are, unsealed (blob_long.c): NAME/long/HASH, and NAME/long/ID.part while they come --- */
#define BLOB_LONG_MAX ((int64_t)512 << 20)
enum { BLOB_LONG_PARTS = 8 };
/* A new upload's name, which says how many bytes were announced: no more come, and no fewer are kept. Where there are too many, those that stand still for ten minutes are dropped. E_TOOBIG, E_FULL, E_BUSY (uploads). */
MUST_USE int blob_long_begin(int64_t bytes, uint8_t ret[static BLOB_ID], struct err *e);
/* How much has come. E_NOTFOUND: no such upload. */
MUST_USE int blob_long_size(const uint8_t id[static BLOB_ID], int64_t *ret, struct err *e);
/* E_STATE (offset): it does not go on there; (announced): more than was said; E_BUSY: another part is being written; E_NOTFOUND: it is no upload any more. */
MUST_USE int blob_long_add(const uint8_t id[static BLOB_ID], int64_t at, str bytes, int64_t *ret_size, struct err *e);
/* All bytes have come; sha256: what they should be, as 64 lower-case digits, or empty. Kept under the first BLOB_ID bytes of the hash. E_INVALID (sha256): the upload is dropped; E_STATE
 * (announced): not as many bytes as it was begun with; (offset): they have not all come. */
MUST_USE int blob_long_end(const uint8_t id[static BLOB_ID], int64_t bytes, str sha256, char ret_sha[static 65], struct err *e);
/* The first n bytes, zeros behind the end; of an upload (part) or a file. */
MUST_USE int blob_long_head(const uint8_t id[static BLOB_ID], bool part, char *ret, size_t n, struct err *e);
/* The file, open for reading; the caller closes it. */
MUST_USE int blob_long_open(const uint8_t id[static BLOB_ID], int *ret_fd, struct err *e);
/* Its age begins anew. */
void blob_long_touch(const uint8_t id[static BLOB_ID]);
MUST_USE int blob_long_remove(const uint8_t id[static BLOB_ID], struct err *e);
/* Uploads that nobody went on with are removed; fn gets the files that were kept longer ago. Count of these. */
MUST_USE int blob_long_old(int64_t age_s, blob_fn *fn, void *arg, struct err *e);
