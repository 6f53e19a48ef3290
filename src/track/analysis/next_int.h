/* next_int — what the files of next, dark and hide share: a tag's visits as a chain of places, times in steps of a quarter octave, and
 * a table by tag. */
#pragma once
#include "track/analysis/next.h"

/* ---- chain: N1 ---- */

enum { CHAIN_ASKED = 4 };

/* What was known when a visit began: the last three stations at which one did, the latest first. Which of them go on nobody knows then. */
struct asked { uint16_t here, before, before2; uint16_t zero; uint32_t after_s; /* the chain's first */ };

struct chain {
	uint16_t at[3];            /* the present station and the two before it, NEXT_NONE where there is none */
	uint8_t doubt;             /* the clock of the present station is not to be trusted */
	uint8_t zero;
	utc_ms first, last;        /* heard at the present one */
	uint16_t begun[3];         /* the last stations at which a visit began */
	uint16_t nasked;
	struct asked asked[CHAIN_ASKED];   /* since the last step, the latest */
	utc_ms begun_at;
};
struct chain_step { uint16_t from, before, before2, to; utc_ms at; int64_t took_ms; bool doubt; int asked; struct asked then[CHAIN_ASKED]; };
enum chain_is { CHAIN_SAME, CHAIN_BEGIN, CHAIN_ECHO, CHAIN_PINGPONG, CHAIN_STEP };

/* A tag's next visit in order of first heard; *ret_step only for CHAIN_STEP. A chain begins zeroed with chain_begin. */
static inline struct chain chain_begin(void)
{
	return (struct chain){ .at = { NEXT_NONE, NEXT_NONE, NEXT_NONE }, .begun = { NEXT_NONE, NEXT_NONE, NEXT_NONE } };
}
enum chain_is chain_visit(struct chain *c, const struct visit *v, struct chain_step *ret_step);
/* The same step as the answer to what could be asked when the i-th of the visits before it began, i below asked: from, before and before2 are the stations at
 * which visits began, took_ms from then. False when it leads to one of them at once. */
bool chain_step_asked(const struct chain_step *s, int i, struct chain_step *ret);

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
