/* flow_claim_int — private to flow_claim*: what a claim is weighed by. flow_claim_facts.c is the one place that knows how a case, a cover and a tag look. */
#pragma once
#include "flow/flow_claim.h"
#include "office/bike/bike.h"

struct case_facts {
	theft_id id; bike_id bike; tag_id tag; str number;
	utc_ms last_seen_at, missing_at, reported_at, filed_at;      /* filed_at 0: not */
	bool unsolved;              /* searched for and not found: the way to a claim is open */
	bool ended, found;          /* withdrawn, unfounded, not filed; found or given back */
};
MUST_USE int claim_case_facts(struct cx *cx, theft_id id, struct case_facts *ret);
struct cover_facts { bool found, used; int64_t plan; utc_ms starts_at, ends_at; owner_id owner; };
MUST_USE int claim_cover_facts(struct cx *cx, bike_id bike, utc_ms at, struct cover_facts *ret);
/* What theft protection costs on a day; fen 0: it is not sold. */
MUST_USE int claim_product_facts(struct cx *cx, int32_t day, int64_t *ret_fen, int32_t *ret_years);
/* A claim was paid on it, or was paid back. */
MUST_USE int claim_cover_used(struct cx *cx, int64_t plan, bool used);
/* The newest hearing of the case's tag after it went missing; 0: none. */
MUST_USE int claim_heard_at(struct cx *cx, const struct case_facts *f, utc_ms *ret);
MUST_USE int claim_tag_silent(struct cx *cx, tag_id tag, utc_ms *ret);
MUST_USE int claim_overrides(struct cx *cx, bike_id bike, int64_t *ret);
/* Photos of this claim's papers whose very bytes another claim has, too. */
MUST_USE int claim_photos_again(struct cx *cx, int64_t claim, int64_t *ret);

/* Is the bike heard now, as policy claim.heard_hours understands it, or found, or has the case ended otherwise? Then no money leaves (FC1). */
MUST_USE int claim_interlock(struct cx *cx, const struct claim *c, str *ret_code, utc_ms *ret_heard);
/* One step of the system's, with its effects. */
MUST_USE int claim_step_system(struct cx *cx, struct claim *c, enum claim_event ev, str code, str note);
/* The same without telling the owner: a step between two others. */
MUST_USE int claim_step_quiet(struct cx *cx, struct claim *c, enum claim_event ev, str code, str note);
/* The bank has paid a second attempt, that was put aside: what it paid is in the books, and the claim asks for it back. */
MUST_USE int claim_paid_twice(struct cx *cx, struct claim *c, const struct claim_payment *p);
/* What was paid is not to be kept as it is: the bike was found or heard, or the case has ended (code as of claim_interlock). */
MUST_USE int claim_not_kept(struct cx *cx, struct claim *c, str code, str note);
/* Effects of a step in the books, the clock and the cover. */
MUST_USE int claim_effects(struct cx *cx, struct claim *c, unsigned fx, str why);
