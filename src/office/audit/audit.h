/* audit — who looked at or changed what, written in the same transaction, before the answer leaves.
 *
 * Owns      table audit, append-only by trigger (no UPDATE, no DELETE).
 * Never     holds personal data: subjects are record ids, details are coded. */
#pragma once
#include "core/cx.h"

/* verb: "theft.report", "trail.read"; kind and id of the record; case_id 0 when none; detail at most 400 bytes of JSON or text. */
MUST_USE int audit_add(struct cx *cx, const char *verb, const char *kind, int64_t subject, theft_id case_id, str detail);
/* Has this actor such a row on this subject since then? (a live view is audited once a minute, not at every refresh) */
MUST_USE int audit_recent(struct cx *cx, const char *verb, int64_t subject, utc_ms after, bool *ret);

struct audit_row {
	int64_t id; utc_ms at; account_id actor; unsigned roles; uint64_t request;
	str verb, kind; int64_t subject; theft_id case_id; str detail;
};
typedef int audit_fn(struct cx *cx, const struct audit_row *row, void *arg);
/* Newest first, ids below before (0: from the newest); verb "" and actor 0 mean all; text in cx->arena. Count. */
MUST_USE int audit_list(struct cx *cx, int64_t before, str verb, account_id actor, int max, audit_fn *fn, void *arg);
