/* shim — a watched, breakable disk under the sys table, for the proofs of durability.
 *
 * Installed over sys, it runs every call for real (but for the syncs, which it only notes) and keeps beside each
 * file below its root what a disk would surely hold: the bytes a successful sync has covered and the folder
 * entries a successful fsync of the folder has covered. From that come three tools:
 *   R3b  shim_durable(): aborts when a durable position is claimed that is not synced (bytes, header, folder entry);
 *        any sync of a segment after a failed one aborts as well (J2)
 *   R3   shim_image(): writes the folder as it might look after a power cut at this moment: each unsynced 512-byte
 *        sector kept, dropped or torn at random, each unsynced folder entry kept or dropped
 *   R4   shim_fault(): lets the k-th call of one kind fail, once or for ever
 * Threads   start and stop while no other thread uses sys; everything else from any thread. */
#pragma once
#include "base/base.h"

enum shim_call {
	SHIM_OPEN, SHIM_PWRITE, SHIM_FDATASYNC, SHIM_FSYNC, SHIM_RENAME, SHIM_FTRUNCATE, SHIM_FALLOCATE, SHIM_MMAP,
	SHIM_CLOSE, SHIM_UNLINK, SHIM_PREAD, SHIM_SEND, SHIM_RECV, SHIM_CALL_N
};
enum { SHIM_SHORT = -1 };   /* instead of an errno: half of the bytes; EIO where a call has no short form */

struct shim_fault {
	enum shim_call call;
	int err;
	uint32_t kth;           /* 1 = the next call of this kind */
	bool forever;
};

/* root: the journal's folder, or any folder above files to be watched. */
void shim_start(const char *root);
/* Puts the real rows back and forgets everything. */
void shim_stop(void);
void shim_fault(const struct shim_fault *f);       /* NULL: no more faults */
uint32_t shim_hits(void);                          /* faults that have struck */
uint32_t shim_calls(enum shim_call c);
const char *shim_call_name(enum shim_call c);

/* Positions below lsn were there before the shim and count as synced. */
void shim_base(uint64_t lsn);
/* The oracle: call it with every durable position before anybody is told. Aborts with a line on stderr. */
void shim_durable(uint64_t lsn);

/* fn runs before every call that changes the disk, in the calling thread, with the shim out of the way there (what
 * fn does is not watched). */
void shim_each_point(void (*fn)(void *arg), void *arg);
/* Writes a possible disk after a power cut now into the existing folder dest. */
void shim_image(const char *dest, uint64_t seed);
/* Lets unsynced sectors reach the disk early now and then, as a kernel does. Weakens the oracle: not with R3b. */
void shim_writeback(bool on);
/* From now on in this thread: calls go to the real rows, syncs are left out and nothing is opened past the page cache. */
void shim_bypass(bool on);
