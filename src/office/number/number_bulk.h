/* number_bulk — many numbers at once, for an import: looked up by lists, written by sql_pipe. Rows, folding and N1 to N5 as in number.h; who adds
 * has looked before, in the same transaction. The index in memory takes them in as what another program wrote (number_index_follow). */
#pragma once
#include "office/number/number.h"

/* Live entries equal to the folded numbers of the list, or (like) with one of the skeletons; at: the place in the list. Count. */
typedef int number_bulk_fn(struct cx *cx, size_t at, enum number_kind k, str norm, bike_id bike, void *arg);
MUST_USE int number_bulk_find(struct cx *cx, bool like, const str *v, size_t n, number_bulk_fn *fn, void *arg);
/* A folded number that is no placeholder. */
MUST_USE int number_bulk_add(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike);
MUST_USE int number_bulk_end(struct cx *cx, bike_id bike);
