/* crc32c — the SSE4.2 instruction on three independent lanes (its latency is three cycles, its
 * throughput one), joined with precomputed shift tables as in Gopal et al., "Fast CRC computation
 * for iSCSI polynomial using CRC32 instruction", Intel 2011. Falls back to eight tables. */
#include "base/crc32c.h"

#include <pthread.h>
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

enum { POLY = (int)0x82f63b78u, LANE = 256 };

static uint32_t tab[8][256];
static uint32_t lane_shift[4][256];  /* appends LANE zero bytes to a CRC, one input byte a table */
static bool has_sse42;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t append_zeros(uint32_t crc, size_t n)
{
	for (size_t i = 0; i < n; i++)
		crc = tab[0][crc & 255] ^ (crc >> 8);
	return crc;
}

static void make_tables(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? (c >> 1) ^ (uint32_t)POLY : c >> 1;
		tab[0][i] = c;
	}
	for (uint32_t i = 0; i < 256; i++)
		for (int k = 1; k < 8; k++)
			tab[k][i] = tab[0][tab[k - 1][i] & 255] ^ (tab[k - 1][i] >> 8);
	for (uint32_t k = 0; k < 4; k++)
		for (uint32_t i = 0; i < 256; i++)
			lane_shift[k][i] = append_zeros(i << (8 * k), LANE);
#if defined(__x86_64__)
	has_sse42 = __builtin_cpu_supports("sse4.2") != 0;
#endif
}

uint32_t crc32c_table(uint32_t crc, const void *buf, size_t n)
{
	const unsigned char *p = buf;

	pthread_once(&once, make_tables);
	crc = ~crc;
	for (; n >= 8; n -= 8, p += 8) {
		uint32_t a = le32(p) ^ crc, b = le32(p + 4);
		crc = tab[7][a & 255] ^ tab[6][a >> 8 & 255] ^ tab[5][a >> 16 & 255] ^ tab[4][a >> 24] ^
		      tab[3][b & 255] ^ tab[2][b >> 8 & 255] ^ tab[1][b >> 16 & 255] ^ tab[0][b >> 24];
	}
	for (; n; n--)
		crc = tab[0][(crc ^ *p++) & 255] ^ (crc >> 8);
	return ~crc;
}

#if defined(__x86_64__)
static uint32_t shift_lane(uint32_t c)
{
	return lane_shift[0][c & 255] ^ lane_shift[1][c >> 8 & 255] ^ lane_shift[2][c >> 16 & 255] ^
	       lane_shift[3][c >> 24];
}

__attribute__((target("sse4.2")))
static uint32_t crc32c_sse42(uint32_t crc, const unsigned char *p, size_t n)
{
	uint64_t c = ~crc;

	for (; n >= 3 * LANE; n -= 3 * LANE, p += 3 * LANE) {
		uint64_t c1 = 0, c2 = 0;
		for (int i = 0; i < LANE; i += 8) {
			c = _mm_crc32_u64(c, le64(p + i));
			c1 = _mm_crc32_u64(c1, le64(p + LANE + i));
			c2 = _mm_crc32_u64(c2, le64(p + 2 * LANE + i));
		}
		c = shift_lane((uint32_t)c) ^ (uint32_t)c1;
		c = shift_lane((uint32_t)c) ^ (uint32_t)c2;
	}
	for (; n >= 8; n -= 8, p += 8)
		c = _mm_crc32_u64(c, le64(p));
	uint32_t r = (uint32_t)c;
	for (; n; n--)
		r = _mm_crc32_u8(r, *p++);
	return ~r;
}
#endif

uint32_t crc32c(uint32_t crc, const void *buf, size_t n)
{
	pthread_once(&once, make_tables);
#if defined(__x86_64__)
	if (LIKELY(has_sse42))
		return crc32c_sse42(crc, buf, n);
#endif
	return crc32c_table(crc, buf, n);
}
