/* crash_util — records that can be told apart, and the check of a recovered journal, for the tests in this folder. */
#pragma once
#include "base/err.h"
#include "store/journal/journal.h"

enum { UTIL_REC_MAX = 16 * 1024 };

void util_tmpdir(char ret[256], const char *what);
/* The same in memory where there is such a place: for simulated disks, which must not wait for the real one. */
void util_memdir(char ret[256], const char *what);
void util_remove(const char *dir);
void util_empty(const char *dir);          /* removes the files in it */
void util_copy(const char *from, const char *to);  /* the files of a folder into an existing one */
/* Record i: length 8..max and content that only it has; begins with i. Returns the length. */
uint32_t util_payload(uint64_t i, uint32_t max, uint8_t *p);
/* Appends record i, waiting while the journal is busy. Returns journal_append's code. */
int util_append(struct journal *j, uint64_t i, uint32_t max, uint64_t *ret_end);

/* Scans dir: records must be 0, 1, 2, ... (or begin higher after retention, if any_first) with their content.
 * Returns how many there are beyond the first index, i.e. the next index; *ret_end the LSN behind. Negative: the
 * scan's error. A record out of place prints a line and gives -1000. */
int64_t util_check(const char *dir, uint32_t max, bool any_first, uint64_t *ret_end, struct err *e);
/* The same from a position on whose record is number first. */
int64_t util_check_from(const char *dir, uint32_t max, uint64_t from, uint64_t first, uint64_t *ret_end, struct err *e);
uint64_t util_seed(const char *test);       /* from $YZ_SEED or random; printed as a TAP comment */
uint64_t util_rnd(uint64_t *s);
uint32_t util_env(const char *name, uint32_t dflt);  /* a count, for longer runs */
