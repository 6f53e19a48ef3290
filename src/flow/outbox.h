/* outbox — facts to tell, written in the transaction of the fact; SSE reads from here by id, so that Last-Event-ID resumes.
 *
 * Owns      table outbox(id, at_ms, topic, roles, body). Kept for 7 days by flow_outbox_trim. */
#pragma once
#include "core/cx.h"

struct outbox_row { int64_t id; utc_ms at; str topic; unsigned roles; str body; };

/* topic: "alert", "flood", "order", "theft", "station", "system", ... (CHECKed); roles: who may see it; body: one JSON object. */
MUST_USE int outbox_put(struct cx *cx, str topic, unsigned roles, str body);
typedef int outbox_fn(struct cx *cx, const struct outbox_row *row, void *arg);
/* Rows with id > after that any of roles may see, in order, at most max. Count. */
MUST_USE int outbox_after(struct cx *cx, int64_t after, unsigned roles, int max, outbox_fn *fn, void *arg);
MUST_USE int outbox_last(struct cx *cx, int64_t *ret_id);
MUST_USE int outbox_trim(struct cx *cx, utc_ms before);
/* Set by app/: told the newest id after a commit that put rows (from the committing thread; must not block). sql calls it. */
void outbox_on_commit(void (*fn)(void *arg), void *arg);
