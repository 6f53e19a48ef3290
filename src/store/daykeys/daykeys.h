/* daykeys — a key for each civil day, so that what was sealed under it can be made unreadable wherever copies of it lie.
 *
 * Owns      one file of keys, beside the data directory and never in it, of at most DAYKEYS_MAX days; in no backup, or the backup would keep them.
 *           Without it everything sealed under its keys is lost, and that is what it is for.
 * Threads   daykeys_ensure and daykeys_shred: one process (who holds the data directory's lock), any thread. A daycrypt belongs to one thread
 *           at a time; taking and giving back are for any thread.
 * Cipher    AES-256 in counter mode; the counter block is 0 | nonce (10) | block (5, big-endian). A nonce is 5 random bytes of this opening of the file and a
 *           number that grows, so none is used twice under a key. Names are masked by AES of 1 | 0 (7) | name, cut to 64 bits: two
 *           of 300,000 names meet once in a thousand million days. No MAC: RocksDB and the backup's list find rotten bytes, and who can write
 *           to the disk could as well write before there was a seal.
 * Invariants (tests of the same names in daykeys_test.c)
 *   D1 a key is on disk, synced, before daykeys_ensure returns
 *   D2 a shredded key is in no file: the new one is there and synced, then the old one's bytes are overwritten and synced (on a disk that
 *      writes elsewhere, as flash does, the old blocks go when the disk reuses them)
 *   D3 a day before the limit never gets a key again, and the limit never falls
 *   D4 the file in the data directory, reachable by others, or damaged refuses
 *   D5 a sealed file opens whole, or not at all; without its day's key not at all
 *   D6 ciphers of days are kept ready, and go with their key: those of idle daycrypts before daykeys_shred returns, that of one at work with its next day or when it is
 *      given back
 * Errors    E_CONFIG (place, mode, damage), E_NOTFOUND (no file; a day past the limit), E_FULL, E_IO. */
#pragma once
#include "base/err.h"
#include "base/utc.h"

struct daykeys;
enum { DAYKEYS_MAX = 4096, DAY_NONCE = 10 };

/* data_dir NULL: not checked. make: a file with no keys where there is none. */
MUST_USE int daykeys_open(const char *file, const char *data_dir, bool make, struct err *e, struct daykeys **ret);
void daykeys_close(struct daykeys *k);       /* NULL is fine; all daycrypts given back */
/* The day has a key afterwards. E_NOTFOUND: it is past the limit; E_FULL. */
MUST_USE int daykeys_ensure(struct daykeys *k, int32_t day, struct err *e);
/* Destroys the keys of days before limit. Count. */
MUST_USE int daykeys_shred(struct daykeys *k, int32_t limit, struct err *e);
int32_t daykeys_limit(struct daykeys *k);
bool daykeys_has(struct daykeys *k, int32_t day);
/* The days that have keys, ascending; count of all, at most max in ret. */
size_t daykeys_days(struct daykeys *k, int32_t *ret, size_t max);

/* ---- at work ---- */

struct daycrypt;
struct daycrypt *daycrypt_take(struct daykeys *k);
void daycrypt_give(struct daycrypt *c);      /* NULL is fine */
/* What follows works under this day's key; false: there is none. */
bool daycrypt_day(struct daycrypt *c, int32_t day);
void daycrypt_nonce(struct daycrypt *c, uint8_t ret[static DAY_NONCE]);
/* Seals and opens alike, in place; block: the counter's first value. n + 16 * block < 2^44. */
void daycrypt_xor(struct daycrypt *c, const uint8_t nonce[static DAY_NONCE], uint64_t block, uint8_t *p, size_t n);
/* The masks of n names, in place. */
void daycrypt_mask(struct daycrypt *c, uint64_t *io, size_t n);

/* ---- whole files, for backups ---- */

/* Cipher: secretstream (XChaCha20-Poly1305) under a key that crypto_kdf derives from the day's; head and end are bound in, so neither can be changed or cut.
 * note: a number of the caller's, to be read without a key. */
struct dayfile { int32_t day; uint64_t note; };
/* Writes p's n bytes sealed to path, synced; the day gets a key if it has none. E_NOTFOUND: it is past the limit. */
MUST_USE int dayfile_seal(struct daykeys *k, const struct dayfile *f, const void *p, size_t n, const char *path, struct err *e);
/* What the file says without a key (whoever wrote it). E_CORRUPT: it is none. */
MUST_USE int dayfile_head(const char *path, struct dayfile *ret, struct err *e);
/* Opens it into the new file to, synced. E_NOTFOUND: the key was destroyed; E_CONFIG: these are not its keys; E_CORRUPT: changed or cut; then to may be there in part. */
MUST_USE int dayfile_open(struct daykeys *k, const char *path, const char *to, struct err *e);
