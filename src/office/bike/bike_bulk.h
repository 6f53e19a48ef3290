/* bike_bulk — many bikes at once: what an import looks up and writes. The same rows as bike.h's, found by lists, written by sql_pipe.
 *
 * Thread    any, inside the caller's transaction; writers in a write transaction.
 * Invariant B1 to B7 as in bike.h. Who adds has looked before, in the same transaction: what is refused here loses all of it (sql_pipe). */
#pragma once
#include "office/bike/bike.h"

/* Live bikes whose plate, tag or id is in the list; at: its place there. Texts are borrowed for the call. Count. */
enum bike_by { BB_PLATE, BB_TAG, BB_ID };
typedef int bike_bulk_fn(struct cx *cx, size_t at, const struct bike *b, owner_id owner, void *arg);
MUST_USE int bike_bulk_find(struct cx *cx, enum bike_by by, const str *v, size_t n, bike_bulk_fn *fn, void *arg);

/* A checked row with a number from sql_ids, registered at `at`; its first ownership (B4), and a history row of the event "import" (B7): all three for each bike. */
MUST_USE int bike_bulk_add(struct cx *cx, bike_id id, const struct bike_new *in, utc_ms at);
MUST_USE int bike_bulk_own(struct cx *cx, bike_id id, owner_id owner, utc_ms at);
MUST_USE int bike_bulk_event(struct cx *cx, bike_id id, str detail);
MUST_USE int bike_bulk_flag(struct cx *cx, bike_id id, str flag, int64_t ref);
/* Is the field free for an import: nobody edited or corrected it since, and nobody has asked to. */
MUST_USE int bike_bulk_free(struct cx *cx, const struct bike *b, str field, bool *ret);
/* The field as it stands; borrowed from *b or in the arena. */
MUST_USE int bike_bulk_text(struct cx *cx, const struct bike *b, str field, str *ret);
/* As bike_edit without its window, with a history row of the event "import"; ret_old, ret_new: as they are stored, arena; equal: nothing is written. */
MUST_USE int bike_bulk_set(struct cx *cx, struct bike *b, str field, str value, str *ret_old, str *ret_new);

/* Bikes first to last with the owner now; touched: somebody or something else has had to do with it since its import, or it has ended. */
typedef int bike_made_fn(struct cx *cx, bike_id id, owner_id owner, bool touched, void *arg);
MUST_USE int bike_bulk_made(struct cx *cx, int64_t first, int64_t last, bike_made_fn *fn, void *arg);
/* Takes one back that is not touched: it ends with a history row "import_undo"; its rows stay, its plate and tag are free. */
MUST_USE int bike_bulk_unmake(struct cx *cx, bike_id id, str detail);
MUST_USE int bike_bulk_owns(struct cx *cx, owner_id id, int64_t *ret);
bool bike_flag_known(str flag);
