/* flow_violation_int — what the files of flow_violation share. */
#pragma once
#include "flow/flow_violation.h"
#include "office/theft/theft.h"

enum { VIOLATION_TURN = 500 };      /* of a list that is worked through */
struct violation_turn { int64_t id[VIOLATION_TURN]; int n; };
/* A violation_fn: keeps the ids; what changes them comes after the reading. arg: a violation_turn. */
MUST_USE int flow_violation_gather(struct cx *cx, const struct violation *v, void *arg);

/* The last day of a review that begins today. */
MUST_USE int flow_violation_review_day(struct cx *cx, int32_t *ret);
/* SHA-256 in hexadecimal; "" of "". */
str flow_violation_sha(struct cx *cx, str bytes);
/* While a bike is in such a case, it collects nothing. */
bool flow_violation_is_theft(const struct theft *t);
/* Reasons in a row of names, by words; what has no word stays as it is. */
str flow_violation_against_zh(struct cx *cx, str names);
/* An arm by its word: W is 西. What has none stays as it is. */
str flow_violation_arm_zh(str arm);
