/* message — short messages to phones: written in the transaction of the fact they tell of, sent later by a job.
 *
 * Owns      table message. The phone and the text are personal data and stored sealed.
 * Thread    any, inside the caller's transaction.
 * Invariants
 *   M1 a message has one reference for ever, which the gateway gets as idempotency key: a repeated sending is one message
 *   M2 what is too old is not sent: a code that came late would only puzzle
 *   M4 a message of a step (message_tell) is written once, however often the step is tried
 *   M3 a void message costs what a real one costs and reaches nobody
 * Never     logs a phone or a text. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"

enum { MESSAGE_TRIES = 6, MESSAGE_REF_HEX = 32 };
struct message { int64_t id; char ref[MESSAGE_REF_HEX + 1]; str kind; struct pii phone, text; int64_t tries; utc_ms created_at; };

/* kind: "owner_code", "plan_renew", "track_looked_at", "claim_news", "case_news",
 * "accident_news", "traffic_news", "course_news", "spot_news" (else E_STATE). A void one is kept for as long as others are and never sent. */
MUST_USE int message_put(struct cx *cx, str kind, str phone, str text, utc_ms expires_at, bool is_void);
/* Of one step of something, named by it ("case.12.4"): a second one of that name is none (M4). not_before: it waits until then. */
MUST_USE int message_tell(struct cx *cx, str kind, str step, str phone, str text, utc_ms not_before, utc_ms expires_at);
typedef int message_fn(struct cx *cx, const struct message *m, void *arg);
/* What is due now, oldest first, at most max; what expired is marked failed before. Outside a transaction. Count. */
MUST_USE int message_due(struct cx *cx, int max, message_fn *fn, void *arg);
MUST_USE int message_sent(struct cx *cx, int64_t id);
/* Due again after 10 s, 20 s, 40 s ...; failed after MESSAGE_TRIES. */
MUST_USE int message_not_sent(struct cx *cx, int64_t id, int64_t tries);
MUST_USE int message_trim(struct cx *cx, utc_ms before);
/* How the message of that step fares: "waiting", "sent", "failed", "void"; "" when there is none (any more). *ret_at: when it was sent, 0. */
MUST_USE int message_of_step(struct cx *cx, str step, str *ret_state, utc_ms *ret_at);
