/* crc32c — CRC-32C (Castagnoli, RFC 3720 appendix B.4): frames, journal records, snapshots. */
#pragma once
#include "base/base.h"

/* Continues crc (0 to begin) over n bytes; crc32c(crc32c(0, a), b) == crc32c(0, a+b). */
uint32_t crc32c(uint32_t crc, const void *p, size_t n);
/* The table version, always compiled: the oracle of the tests, and the fallback without SSE4.2. */
uint32_t crc32c_table(uint32_t crc, const void *p, size_t n);
