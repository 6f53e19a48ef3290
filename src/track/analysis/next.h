/* next — at which station a tag is probably heard next, and when.
 *
 * Method   variable-order Markov chains of all tags (orders 1 to 3 and the time of day, each smoothed by the next shorter one) and the tag's own
 *          chain on top, after Chen, Liu, Yu, "NLPMM" (arXiv 2003.07037); docs/analysis-next.md tells the formulas and what they reach.
 *          The strengths of the parts are learned: yesterday is foretold before it is learned (next_try), and the strengths that would have
 *          given it the greatest likelihood are taken, and a p that was right more or less often than it said is corrected (next_tune).
 * Owns     the counts of all tags: for each station its next ones with the times it took, and one table of contexts. Of a single tag it keeps
 *          the last three stations (where its chain goes on), no profile: the tag's own model is made at the call from
 *          the visits the caller may see, so nobody's habits lie about without a case.
 * Thread   one at a time: next_add, next_tune and next_free change it, the others only read; the caller locks.
 * Pure     no clock, no I/O, no chance: the same calls give the same bytes.
 * Invariants
 *   N1 a step goes from where a tag is to a station that goes on hearing it when the first one does not any more. Not steps: a station that hears it only
 *      while the present one does (echo), and the way back to one of the last two stations while the present one hears it (ping-pong of a parked tag)
 *      Nobody knows which it is when a visit begins: so the context of a question are the stations at which the last visits began, and what is learned
 *      is where the next step led from there
 *   N2 bounded: 64 next stations of a station, opts.max_contexts, opts.max_tags; when the contexts are full all are halved and what is
 *      0 goes, so the old fades; when the tags are full their chains begin anew, which loses one step of each
 *   N3 probabilities of an answer are at most 1 together; the rest is somewhere not named
 *   N4 no answer names the station where the tag is, or one that hears it at the same time */
#pragma once
#include "base/err.h"
#include "track/presence/presence.h"

struct next_model;

struct next_opts {
	uint32_t stations;         /* greatest station index + 1 */
	uint32_t max_tags;         /* default 2,000,000 (96 bytes each, table at most 3/4 full) */
	uint32_t max_contexts;     /* default 4,194,304 counts (12 bytes each) */
};

/* How strongly each part leans on the parts below it, for each different way its context knows; greater is weaker. own: the tag's own steps from
 * this station; own_way: those that came the same way. */
struct next_weights { double daytime, two, three, own, own_way; };

/* Aborts without memory. */
MUST_USE struct next_model *next_new(const struct next_opts *o);
void next_free(struct next_model *m);

/* Learns a closed visit. Those of one tag come in order of first heard, those of different tags in any order; what comes before its tag's present
 * place is left out. */
void next_add(struct next_model *m, const struct visit *v);

enum { NEXT_GUESSES = 5, NEXT_ROWS = 4, NEXT_NONE = 0xffff };
enum next_trust { NEXT_LOW, NEXT_FAIR, NEXT_GOOD };     /* fewer than 20 steps behind it; fewer than 200; or the tag's own habit, 3 times */

struct next_guess {
	uint16_t station;
	double p;                  /* that this is the next one */
	utc_ms early, eta, late;   /* if it is: in four of five cases between early and late, half of them before eta */
	uint32_t steps_all;        /* steps of all tags from the present station to this one */
	uint32_t steps_own;        /* the tag's own */
	uint32_t row[NEXT_ROWS];   /* the caller's visits with which the latest of its own steps began */
	int rows;
};
struct next_answer {
	uint16_t station;          /* where the tag is, NEXT_NONE when no visit says so */
	utc_ms since;              /* heard there since */
	int order;                 /* stations behind it that were known as a context, 0..3 */
	uint32_t steps_context;    /* steps of all tags in that context */
	uint32_t steps_here;       /* from this station */
	enum next_trust trust;
	struct next_guess guess[NEXT_GUESSES];
	int n;
};
/* own: the tag's visits the caller may see and knows at now, in order of first heard, open ones as they stand. Most probable first. Returns how many. */
int next_ask(const struct next_model *m, const struct visit *own, uint32_t n, utc_ms now, struct next_answer *ret);

/* Where tags go from a station, whoever they are: most frequent first. Returns how many. */
struct next_near { uint16_t station; double p; };
int next_around(const struct next_model *m, uint16_t station, struct next_near *ret, int max);

/* ---- how good it is, and its strengths ---- */

struct next_feat;
enum { NEXT_BINS = 10 };
struct next_trial {
	uint32_t steps, named;             /* questions: a visit that began and what step came next; of them the right one had a place in the answer */
	uint32_t top1, top3;               /* the right one was the first, among the first three */
	uint32_t plain1, plain3;           /* the same by the first order alone: what the rest is worth */
	uint32_t in_window, below, above;  /* of the named: in [early, late], before, behind */
	uint32_t before_eta;
	uint32_t bin_n[NEXT_BINS], bin_hit[NEXT_BINS];  /* first guesses by their probability, and how many were right */
	double bin_p[NEXT_BINS];
	uint32_t raw_n[NEXT_BINS], raw_hit[NEXT_BINS];  /* the same before it was corrected by what earlier trials say of such a p */
	double raw_p[NEXT_BINS];
	double log_p;                      /* sum over the steps */
	struct next_feat *feat;            /* what next_tune needs, at most 20,000, the latest */
	uint32_t nfeat, feat_cap;
};
/* Foretells each step of a tag that begins at since or later from what is before it, and counts. The model must not have learned these steps.
 * The trial begins zeroed; next_trial_done frees what it holds. */
void next_try(const struct next_model *m, const struct visit *own, uint32_t n, utc_ms since, struct next_trial *io);
void next_trial_done(struct next_trial *t);
/* Takes the strengths under which the trial's steps were likeliest. Fewer than 200 steps say nothing and change nothing. */
void next_tune(struct next_model *m, const struct next_trial *t);
void next_weights_get(const struct next_model *m, struct next_weights *ret);

struct next_stats { uint64_t steps, visits, echoes, pingpong, links, contexts, tags, halvings, bytes; };
void next_stats(const struct next_model *m, struct next_stats *ret);
