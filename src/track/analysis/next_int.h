/* next_int — what the files of next, dark and hide share: a tag's visits as a chain of places, times in steps of a quarter octave, and
 * a table by tag. */
#pragma once
#include "track/analysis/next.h"

/* ---- chain: N1 ---- */

enum { CHAIN_ECHOES = 4 };

struct chain {
	uint16_t at[3];            /* the present station and the two before it, NEXT_NONE where there is none */
	uint8_t doubt;             /* the clock of the present station is not to be trusted */
	uint8_t zero;
	utc_ms first, last;        /* heard at the present one */
	uint16_t echo[CHAIN_ECHOES]; uint32_t echo_s[CHAIN_ECHOES];   /* the latest echoes, and how long after first they began */
	uint32_t echoes;
};
struct chain_step { uint16_t from, before, before2, to; utc_ms at; int64_t took_ms; bool doubt; int echoes; uint16_t echo[CHAIN_ECHOES]; int64_t echo_took_ms[CHAIN_ECHOES]; };
enum chain_is { CHAIN_SAME, CHAIN_BEGIN, CHAIN_ECHO, CHAIN_PINGPONG, CHAIN_STEP };

/* A tag's next visit in order of first heard; *ret_step only for CHAIN_STEP. A chain begins zeroed with chain_begin. */
static inline struct chain chain_begin(void)
{
	return (struct chain){ .at = { NEXT_NONE, NEXT_NONE, NEXT_NONE } };
}
enum chain_is chain_visit(struct chain *c, const struct visit *v, struct chain_step *ret_step);
/* When an echo begins nobody knows yet that it is one: a question put then stands there, behind the present station. The same step as seen from the
 * i-th of them, i below echoes; false when it leads to that station. */
bool chain_echo_step(const struct chain_step *s, int i, struct chain_step *ret);

/* ---- times: quarter octaves from 4 s ---- */

enum { TIME_BINS = 64 };
/* Bin of a duration: [time_bin_ms(b), time_bin_ms(b + 1)); the first holds all below, the last all above. */
int time_bin(int64_t ms);
double time_bin_ms(int bin);
/* Share of a histogram's mass above ms, within a bin as if even in the logarithm; 1 for an empty one. */
double time_above(const double h[static TIME_BINS], double ms);
/* The duration below which lies the share q of what is above from. */
double time_quantile(const double h[static TIME_BINS], double from, double q);

/* Hour of day, 0..23, and of the week, 0..167 (0 is Monday 00:00), at +08:00. */
int hour_of(utc_ms t);
int week_hour_of(utc_ms t);

/* ---- tagmap: a value of fixed size by tag, open addressing, at most max tags ---- */

struct tagmap { uint64_t *tag; char *val; uint32_t cap, n, max; size_t size; };
void tagmap_init(struct tagmap *t, size_t size, uint32_t max);
void tagmap_done(struct tagmap *t);
/* The value of a tag (not 0), zeroed when it is new. At max the table is emptied first. */
void *tagmap_at(struct tagmap *t, uint64_t tag, bool *ret_new);
size_t tagmap_bytes(const struct tagmap *t);
