/* base — words every file uses: text views, asserts, alignment, byte order.
 *
 * No I/O, no clock, no allocation. Everything here is usable from every floor. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(a, b) __attribute__((format(printf, a, b)))
#define NORETURN __attribute__((noreturn))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define CONCAT_(a, b) a##b
#define CONCAT(a, b) CONCAT_(a, b)

/* Their arguments are evaluated twice: no calls in them that do anything (as_done, below). */
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
/* n rounded up to a multiple of a, a a power of two. */
#define ALIGN_UP(n, a) (((n) + ((a) - 1)) & ~((__typeof__(n))(a) - 1))

/* Returns from the enclosing function with the callee's negative E_ code. */
#define TRY(x) do { int try_rc_ = (x); if (try_rc_ < 0) return try_rc_; } while (0)

/* A count is no news to whoever asks only whether it was done. (MIN would call its argument twice.) */
static inline int as_done(int rc)
{
	return rc < 0 ? rc : 0;
}

/* A broken promise of our own code, never reachable from input. On in release builds.
 * Writes one line to stderr and aborts; the journal makes the restart safe. */
NORETURN void bug_at(const char *file, int line, const char *what);
#define BUG(what) bug_at(__FILE__, __LINE__, what)
#define ASSERT(c) do { if (UNLIKELY(!(c))) bug_at(__FILE__, __LINE__, #c); } while (0)

/* A text view: pointer and length, not NUL-ended, borrowed. */
typedef struct { const char *p; size_t n; } str;
#define S(lit) ((str){ "" lit, sizeof(lit) - 1 })
#define SI(lit) { "" lit, sizeof(lit) - 1 }  /* the same inside an initializer */
#define STR_ARG(s) (int)(s).n, (s).p          /* for "%.*s" */

static inline str str_of(const char *z)
{
	return (str){ z, z ? strlen(z) : 0 };
}

static inline bool str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_starts(str s, str head)
{
	return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

/* Whole text as a decimal integer within [min, max]. False on anything else; *ret untouched then. */
bool str_i64(str s, int64_t min, int64_t max, int64_t *ret);
/* Whole text as 1..16 hexadecimal digits, either case. False on anything else. */
bool str_hex64(str s, uint64_t *ret);
/* Whole text as a plain decimal number (no exponent, no inf or nan). False on anything else. */
bool str_f64(str s, double *ret);
/* True if s is well-formed UTF-8 without NUL (RFC 3629: no overlongs, no surrogates). */
bool str_utf8(str s);
/* The longest beginning of s, known to be UTF-8, that has at most so many bytes and ends with a whole character. */
str str_cut(str s, size_t most);
/* One code point off the front of *s, which is not empty and known to be UTF-8. */
uint32_t str_take_cp(str *s);
/* The bytes of a code point, 1 to 4 of them; the count. */
size_t cp_utf8(uint32_t cp, char ret[static 4]);

/* Instants are Unix milliseconds, UTC. Elapsed time has its own type so the two cannot be mixed. */
typedef int64_t utc_ms;
typedef struct { int64_t ns; } mono;

enum { SECOND_MS = 1000, MINUTE_MS = 60 * 1000, HOUR_MS = 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };

/* Big-endian loads and stores; pointers need no alignment. */
static inline uint16_t be16(const void *p) { uint16_t v; memcpy(&v, p, 2); return __builtin_bswap16(v); }
static inline uint32_t be32(const void *p) { uint32_t v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
static inline uint64_t be64(const void *p) { uint64_t v; memcpy(&v, p, 8); return __builtin_bswap64(v); }
static inline void put_be16(void *p, uint16_t v) { v = __builtin_bswap16(v); memcpy(p, &v, 2); }
static inline void put_be32(void *p, uint32_t v) { v = __builtin_bswap32(v); memcpy(p, &v, 4); }
static inline void put_be64(void *p, uint64_t v) { v = __builtin_bswap64(v); memcpy(p, &v, 8); }

/* Host order (files of this machine are little-endian; base.c refuses to compile elsewhere). */
static inline uint32_t le32(const void *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static inline uint64_t le64(const void *p) { uint64_t v; memcpy(&v, p, 8); return v; }
static inline void put_le32(void *p, uint32_t v) { memcpy(p, &v, 4); }
static inline void put_le64(void *p, uint64_t v) { memcpy(p, &v, 8); }

/* splitmix64's finaliser (Steele, Lea, Flood 2014): the hash of integers everywhere. */
static inline uint64_t hash_u64(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}
