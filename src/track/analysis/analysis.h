/* analysis — what visits say beyond one trail: who goes along with a tag, which tag is two tags, which station is not where it
 * is said to be, who was at several scenes. (Where a tag goes next, and where it fell silent: next.h, dark.h.)
 *
 * Pure and deterministic: visits come as arrays or through a callback, time only from them; the same visits give the same answers, byte for
 * byte. Nothing is said without a score and the rows it rests on. Methods, meanings of the scores and their limits: docs/analysis.md.
 * Owner     whoever made the object, one thread; an ana_index may be read by many, each with an ana_pairs of its own. Places are
 *           borrowed. No memory aborts.
 * Invariants (each has a test of its name in analysis_test.c)
 *   N1 a companion shares at least 3 stations on a way of at least 300 m; a place that everybody passes says little
 *   N2 a tag is suspected of being two only on 2 contradictions that do not rest on the same hearing (3 if all rest on one station); stations that hear
 *      one tag at once, hearings of doubtful clocks (VF_CLOCK) and stations that contradict many tags are none
 *   N3 a station is called misplaced by the median of those that hear the same tags at the same time: up to half of
 *      them may be misplaced themselves
 *   N4 who passed all scenes is the exact intersection
 * Never     names a bike or an owner, or decides anything: each result is a suspicion to be looked at. */
#pragma once
#include "base/err.h"
#include "track/position/position.h"
#include "track/presence/presence.h"

/* ---- companions (ana_pair.c): tags that go along with one, beyond what the traffic explains ---- */

enum { ANA_ROWS = 64 };
/* How strangers do: so many of them a tag have a sum above `from`, and fewer by e^-rate with each unit more. */
struct ana_chance { double from, rate, each; };

struct ana_pair_opts {
	int32_t within_ms;         /* T: arrivals at a station this near count as together; default 60,000, at most 120,000 */
	uint32_t tags;             /* tags that moved in the time looked at, at least 2 */
	double min_score;          /* default 1.5 */
	int min_stations;          /* default 3 */
	int32_t min_m;             /* extent of what is shared, where places are known; default 300 */
	bool all_move;             /* visits have no VF_MOVING: take all */
	struct ana_chance chance;  /* rate 0: the usual one */
	double min_sum;            /* instead of min_score, above 0 */
};

/* A shared passage: the station and when each of the two was first heard there. */
struct ana_row { uint16_t station; utc_ms a, b; };

struct ana_pair {
	uint64_t a, b;
	utc_ms t0, t1;             /* of the way in common, by the arrivals of a */
	double sum;                /* log10 of how much better "goes along" tells the arrivals than "the same road" */
	double score;              /* -log10 of how many strangers of a tag have such a sum */
	uint32_t stations, shared, ways;   /* distinct stations, passages, rides */
	uint32_t rows;             /* in row; the first ones */
	struct ana_row row[ANA_ROWS];
};

/* Visits at a station that touch [from, to), any order: the shape of trail_station. Count or E_. */
typedef bool ana_visit_fn(void *arg, const struct visit *v);
struct ana_source {
	void *arg;
	int (*station)(void *arg, uint16_t station, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e);
};

struct ana_pairs;              /* scratch of such questions, kept between them */
MUST_USE struct ana_pairs *ana_pairs_new(const struct station_place *places, size_t nplaces);
void ana_pairs_free(struct ana_pairs *p);
/* fn gets each companion, best score first (ties: smaller tag). v: the tag's visits in order of first. Number of companions
 * or E_ of the source. */
MUST_USE int ana_companions(struct ana_pairs *p, const struct ana_source *src, const struct ana_pair_opts *o, const struct visit *v,
                            size_t n, void (*fn)(void *arg, const struct ana_pair *c), void *arg, struct err *e);

/* ---- an index of the arrivals of some days in memory (ana_index.c), 16 bytes each ---- */

struct ana_index;
/* Visits in any order; only moving ones are kept when any tag says that it moves. */
MUST_USE struct ana_index *ana_index_new(const struct visit *v, size_t n, const struct station_place *places, size_t nplaces);
void ana_index_free(struct ana_index *x);
uint32_t ana_index_tags(const struct ana_index *x);
size_t ana_index_bytes(const struct ana_index *x);
/* As ana_companions with the index as the source; 0 for a tag it does not know. o->tags, all_move and chance are the index's own; the chance is learned from a sample of its tags. */
int ana_index_companions(const struct ana_index *x, struct ana_pairs *p, const struct ana_pair_opts *o, uint64_t tag,
                         void (*fn)(void *arg, const struct ana_pair *c), void *arg);
/* Every pair, found from the one or the other, each given once or twice (a, b) and (b, a). Cost: arrivals times those around them in the
 * same window of one station, never station-visits squared. */
void ana_index_all(const struct ana_index *x, struct ana_pairs *p, const struct ana_pair_opts *o,
                   void (*fn)(void *arg, const struct ana_pair *c), void *arg);

/* ---- who passed all scenes (ana_pair_passed.c) ---- */

enum { ANA_SCENES = 16 };
struct ana_scene { const uint16_t *station; size_t stations; utc_ms from, to; };   /* a place: the stations that hear it */
struct ana_passed {
	uint64_t tag;
	utc_ms at[ANA_SCENES];     /* when it was first heard at each scene */
};
struct ana_passed_answer {
	struct ana_passed *v;      /* by tag; free() */
	size_t n;
	size_t at[ANA_SCENES];     /* tags at each scene */
	double chance;             /* how many would be at all scenes by chance, if tags went about independently */
};
/* The intersection over n scenes, 1 to ANA_SCENES; ordered: only those who came to each scene not before the scene in front of it.
 * tags: how many there are in all (for chance). E_INVALID, E_ of the source. */
MUST_USE int ana_passed_all(const struct ana_source *src, const struct ana_scene *scene, size_t n, bool ordered, uint32_t tags,
                            struct ana_passed_answer *ret, struct err *e);

/* ---- what stations have to do with one another, learned from tags (ana_place.c) ---- */

struct ana_links;
MUST_USE struct ana_links *ana_links_new(const struct station_place *places, size_t n);
void ana_links_free(struct ana_links *l);
/* Learns from the visits of one tag in order of first. Each tag at most once. */
void ana_links_tag(struct ana_links *l, const struct visit *v, size_t n);
/* After the last tag. */
void ana_links_done(struct ana_links *l);
/* Tags that both heard at once; shortest time from the one's last to the other's first that is taken as possible, 0 for
 * pairs that hear one tag at once. */
uint32_t ana_links_together(const struct ana_links *l, uint16_t a, uint16_t b);
int32_t ana_links_least_ms(const struct ana_links *l, uint16_t a, uint16_t b);

struct ana_misplaced {
	uint16_t station;
	double score;              /* how far off, in reaches of hearing */
	uint32_t tags;             /* arrivals elsewhere at about the same time (each tag and station once) that are too far off for it, */
	uint32_t of;               /* of so many */
	struct geo guess;          /* where they would have it */
	int32_t off_m;             /* from its registered place */
};
/* Best first; at most max, the number of all. */
size_t ana_misplaced(const struct ana_links *l, struct ana_misplaced *ret, size_t max);

/* ---- one tag in two places (ana_clone.c) ---- */

enum { ANA_CLASHES = 16 };
/* Heard at a until t_a and at b from t_b on: sooner than least_ms after. */
struct ana_clash { uint16_t a, b; utc_ms t_a, t_b; int32_t least_ms; uint32_t hits_a, hits_b; };
struct ana_clone {
	double score;              /* -log10 of the chance that all of its contradictions are errors of radio or clock */
	uint32_t n;                /* independent contradictions; below 2 there is no suspicion and score is 0 */
	struct ana_clash clash[ANA_CLASHES];   /* the first ones */
};
/* First each tag once, to find the stations that contradict many (their clock or place is wrong); then ana_links_judge; then the
 * tags of interest. v: one tag's visits in order of first. */
void ana_links_blame(struct ana_links *l, const struct visit *v, size_t n);
void ana_links_judge(struct ana_links *l);
bool ana_clone(const struct ana_links *l, const struct visit *v, size_t n, struct ana_clone *ret);
