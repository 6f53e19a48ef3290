/* audit — who looked at or changed what, written in the same transaction, before the answer leaves.
 *
 * Owns      table audit, append-only by trigger (no UPDATE, no DELETE).
 * Never     holds personal data: subjects are record ids, details are coded. */
#pragma once
#include "core/cx.h"

/* verb: "theft.report", "trail.read"; kind and id of the record; case_id 0 when none; detail at most 400 bytes of JSON or text. */
MUST_USE int audit_add(struct cx *cx, const char *verb, const char *kind, int64_t subject, theft_id case_id, str detail);
