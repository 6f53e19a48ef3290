/* seqset — which sequence numbers of one journal epoch of one station have been taken: a cumulative number and a few
 * ranges above it. Exact: no time window, no forgetting. Pure. */
#pragma once
#include "base/base.h"

enum { SEQSET_RANGES = 16 };

struct seqset {
	uint64_t epoch;
	uint64_t cum;                                   /* everything up to here is in */
	uint32_t n;                                     /* ranges, ascending, disjoint, none touches another or cum */
	struct { uint64_t first, last; } r[SEQSET_RANGES];
};

enum seqset_add { SEQSET_NEW, SEQSET_DUP, SEQSET_NO_ROOM };

bool seqset_has(const struct seqset *s, uint64_t seq);
/* What adding first..last would do, without doing it. DUP: all of it is in already. NO_ROOM: it would need a
 * range more than there are; the caller refuses the frame and the station sends it again later. */
enum seqset_add seqset_probe(const struct seqset *s, uint64_t first, uint64_t last);
/* Adds first..last (1 <= first <= last). On NO_ROOM nothing changes. */
enum seqset_add seqset_add(struct seqset *s, uint64_t first, uint64_t last);
