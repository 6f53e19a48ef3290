/* media — pictures from outside: decoded and encoded anew in a process of their own that can do nothing else (goal S7).
 *
 * What comes in is JPEG or PNG; what goes out is always a JPEG made by this program: no metadata, no second file glued to it, turned
 * upright by its EXIF orientation, at most MEDIA_SIDE pixels a side. The server itself never parses a byte of a picture.
 * Thread    any HTTP worker; at most MEDIA_AT_ONCE children run, others wait.
 * Invariants (tests of the same names in media_test.c)
 *   M1 nothing of the input's bytes reaches the output but its pixels
 *   M2 a child that opens a file, a socket or a program dies; it has MEDIA_MEM bytes and MEDIA_CPU_S seconds
 *   M3 any bytes at all give a picture or a refusal, in bounded time and memory */
#pragma once
#include "base/arena.h"
#include "base/err.h"

enum { MEDIA_IN_MAX = 12 << 20, MEDIA_OUT_MAX = 4 << 20, MEDIA_PIXELS = 25000000, MEDIA_SIDE = 1920, MEDIA_MEM = 256 << 20, MEDIA_CPU_S = 2,
       MEDIA_WALL_MS = 8000, MEDIA_AT_ONCE = 2 };

struct picture { str jpeg; int32_t width, height; };   /* arena memory */

/* E_INVALID: no JPEG or PNG, damaged, or more than MEDIA_PIXELS; E_TOOBIG: more than MEDIA_IN_MAX bytes; E_BUSY: took too long; E_IO. */
MUST_USE int media_reencode(struct arena *a, str in, struct err *e, struct picture *ret);
/* The program to run and its argument; "/proc/self/exe" and "media-worker". */
extern const char *media_program;
/* The child's main: standard input to standard output, exit code. */
int media_worker(void);
